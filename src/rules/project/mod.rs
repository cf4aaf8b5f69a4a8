//! Rules that hold documents against each other and against the tree, and what they share.

mod absent;
mod budget_beyond_record;
mod contradicted_invariant;
mod done_without_file;
mod done_without_test;
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
mod texts;
mod titles;
mod uncovered_invariant;
mod unknown_decision_reference;

use super::Group;

/// The rules of this group.
pub static GROUP: Group = Group {
    name: "project",
    about: "documents held against each other and against the tree",
    rules: &[
        &unknown_decision_reference::RULE,
        &contradicted_invariant::RULE,
        &uncovered_invariant::RULE,
        &phase_title_mismatch::RULE,
        &missing_target::RULE,
        &existing_target::RULE,
        &missing_named_test::RULE,
        &done_without_file::RULE,
        &done_without_test::RULE,
        &missing_target_section::RULE,
        &missing_symbol::RULE,
        &name_clash::RULE,
        &plan_without_record::RULE,
        &budget_beyond_record::RULE,
        &one_sided_supersession::RULE,
        &missing_test_function::RULE,
        &stale_path::RULE,
        &missing_parent_directory::RULE,
        &foreign_plan::RULE,
    ],
};

/// Whether a path stands for many files, or has a part to be filled in.
fn is_named_by_pattern(path: &str) -> bool {
    path.contains(['*', '?', '{', '<', '…', '$']) || path.contains("...")
}
