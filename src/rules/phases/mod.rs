//! Rules about the multi-phase plan.

use super::Group;

mod duplicate_phase;
mod phase_gap;

/// The rules of this group.
pub static GROUP: Group = Group {
    name: "phases",
    about: "the multi-phase plan",
    rules: &[&phase_gap::RULE, &duplicate_phase::RULE],
};
