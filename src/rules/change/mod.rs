//! Rules about what changed between two states of the documents.
//!
//! The things of both states are paired in `diff`; a rule sees one change and says whether it is one
//! that a reviewer must know of. Others see the plans that are carried out, and what was done.

use super::Group;

mod accepted_decision_reworded;
mod budget_loosened;
mod count_not_updated;
mod decision_removed;
mod done_but_untouched;
mod entry_removed;
mod invariant_weakened;
mod made_elsewhere;
mod mitigation_removed;
mod operation_mismatch;
mod plan_edited_while_implementing;
mod reused_id;
mod risk_removed;
mod status_moved_back;
mod status_not_updated;
mod tests_weakened;
mod unplanned_file;
mod untouched_entry;

/// The rules of this group.
pub static GROUP: Group = Group {
    name: "change",
    about: "what changed between two states of the documents",
    rules: &[
        &unplanned_file::RULE,
        &untouched_entry::RULE,
        &operation_mismatch::RULE,
        &plan_edited_while_implementing::RULE,
        &tests_weakened::RULE,
        &entry_removed::RULE,
        &decision_removed::RULE,
        &invariant_weakened::RULE,
        &status_moved_back::RULE,
        &budget_loosened::RULE,
        &risk_removed::RULE,
        &mitigation_removed::RULE,
        &accepted_decision_reworded::RULE,
        &reused_id::RULE,
        &made_elsewhere::RULE,
        &done_but_untouched::RULE,
        &count_not_updated::RULE,
        &status_not_updated::RULE,
    ],
};
