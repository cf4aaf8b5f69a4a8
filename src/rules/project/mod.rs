//! Rules that hold documents against each other and against the tree, and what they share.

pub(in crate::rules) mod absent;
mod budget_beyond_record;
mod conflicting_plans;
mod contradicted_invariant;
mod done_with_open_item;
mod done_without_file;
mod done_without_test;
mod exceeded_budget;
mod existing_target;
mod foreign_plan;
mod missing_named_test;
mod missing_parent_directory;
mod missing_symbol;
mod missing_target;
mod missing_target_section;
mod missing_test_function;
mod name_clash;
mod one_sided_supersession;
mod other_documents;
mod phase_title_mismatch;
mod plan_without_record;
mod references;
mod stale_path;
mod stale_pending;
mod status_behind_plan;
mod texts;
mod titles;
mod unapproved_record;
mod uncovered_invariant;
mod unknown_decision_reference;
mod unknown_measurement;
mod unmeasured_budget;

use super::Group;
use crate::project::{Decision, Member, Project, Reason};

/// The rules of this group.
pub static GROUP: Group = Group {
    name: "project",
    about: "documents held against each other and against the tree",
    rules: &[
        &unknown_decision_reference::RULE,
        &contradicted_invariant::RULE,
        &uncovered_invariant::RULE,
        &stale_pending::RULE,
        &phase_title_mismatch::RULE,
        &missing_target::RULE,
        &existing_target::RULE,
        &missing_named_test::RULE,
        &done_without_file::RULE,
        &done_without_test::RULE,
        &missing_target_section::RULE,
        &missing_symbol::RULE,
        &status_behind_plan::RULE,
        &name_clash::RULE,
        &plan_without_record::RULE,
        &budget_beyond_record::RULE,
        &one_sided_supersession::RULE,
        &missing_test_function::RULE,
        &stale_path::RULE,
        &missing_parent_directory::RULE,
        &unapproved_record::RULE,
        &conflicting_plans::RULE,
        &done_with_open_item::RULE,
        &foreign_plan::RULE,
        &exceeded_budget::RULE,
        &unmeasured_budget::RULE,
        &unknown_measurement::RULE,
    ],
};

/// The documents whose plans surely carry out a record, in order. That both stand in one folder is not
/// enough to speak about either.
fn plans_of(project: &Project<'_>, record: usize) -> impl Iterator<Item = usize> {
    project.plans_of(record).filter(|(_, relation)| relation.reason != Reason::Folder).map(|(plan, _)| plan)
}

/// Whether nothing of a record is decided: every decision that was not turned down is proposed, and
/// there are some. `open` and `pending` may mean that a decision waits to be carried out.
fn is_undecided(record: &Member) -> bool {
    let turned_down = |decision: &&Decision| {
        let word = decision.canonical.as_deref();
        matches!(word, Some("rejected" | "superseded" | "deprecated" | "deferred"))
    };
    let is_proposed = |decision: &Decision| {
        let status = decision.status.as_ref().map(|status| status.text.to_lowercase()).unwrap_or_default();
        let vague = ["open", "pending", "⏳"].iter().any(|word| status.starts_with(word));
        decision.canonical.as_deref() == Some("proposed") && !vague
    };
    let mut decisions = record.decisions.iter().filter(|decision| !turned_down(decision)).peekable();
    // A record with a status of its own says there what holds for all.
    decisions.peek().is_some() && decisions.all(is_proposed) && record.section("status").is_none()
}
