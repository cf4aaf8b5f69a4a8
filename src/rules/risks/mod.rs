//! Rules about the risks section.

use super::Group;

mod duplicate_risk;
mod misnumbered_risk;
mod missing_mitigation;
mod unknown_risk_level;
mod wrong_risk_count;

/// The rules of this group.
pub static GROUP: Group = Group {
    name: "risks",
    about: "the risks section",
    rules: &[
        &wrong_risk_count::RULE,
        &missing_mitigation::RULE,
        &duplicate_risk::RULE,
        &misnumbered_risk::RULE,
        &unknown_risk_level::RULE,
    ],
};
