//! Rules that hold documents against each other and against the tree, and what they share.

mod budget_beyond_record;
mod missing_symbol;
mod missing_target;
mod missing_target_section;
mod missing_test_function;
mod texts;
mod titles;

use super::Group;

/// The rules of this group.
pub static GROUP: Group = Group {
    name: "project",
    about: "documents held against each other and against the tree",
    rules: &[
        &missing_target::RULE,
        &missing_target_section::RULE,
        &missing_symbol::RULE,
        &budget_beyond_record::RULE,
        &missing_test_function::RULE,
    ],
};

/// Whether a path stands for many files, or has a part to be filled in.
fn is_named_by_pattern(path: &str) -> bool {
    path.contains(['*', '?', '{', '<', '…', '$']) || path.contains("...")
}
