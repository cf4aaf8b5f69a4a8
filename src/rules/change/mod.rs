//! Rules about what changed between two states of the documents.
//!
//! The things of both states are paired in `diff`; a rule sees one change and says whether it is one
//! that a reviewer must know of.

use super::Group;

mod accepted_decision_reworded;
mod budget_loosened;
mod count_not_updated;
mod decision_removed;
mod entry_removed;
mod invariant_weakened;
mod mitigation_removed;
mod reused_id;
mod risk_removed;
mod status_moved_back;
mod status_not_updated;
mod tests_weakened;

/// The rules of this group.
pub static GROUP: Group = Group {
    name: "change",
    about: "what changed between two states of the documents",
    rules: &[
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
        &count_not_updated::RULE,
        &status_not_updated::RULE,
    ],
};
