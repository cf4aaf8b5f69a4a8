//! Rules that hold documents against each other and against the tree, and what they share.

mod missing_target;

use super::Group;

/// The rules of this group.
pub static GROUP: Group = Group {
    name: "project",
    about: "documents held against each other and against the tree",
    rules: &[&missing_target::RULE],
};

/// Whether a path stands for many files, or has a part to be filled in.
fn is_named_by_pattern(path: &str) -> bool {
    path.contains(['*', '?', '{', '<', '…', '$']) || path.contains("...")
}
