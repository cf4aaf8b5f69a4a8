//! Rules about the document as a whole.

use super::Group;

mod broken_link;
mod duplicate_section;
mod empty_section;
mod hidden_character;
mod internal_error;
mod malformed_item;
mod merge_conflict_marker;
mod misnumbered_section;
mod misordered_section;
mod missing_section;
mod over_limit;
mod placeholder_text;
mod section_too_long;
mod unexplained_suppression;
mod unknown_suppression;
mod unreadable_document;
mod unrecognized_document;
mod unused_suppression;
mod wrong_item_count;

/// The rules of this group.
pub static GROUP: Group = Group {
    name: "document",
    about: "the document as a whole",
    rules: &[
        &unreadable_document::RULE,
        &unrecognized_document::RULE,
        &merge_conflict_marker::RULE,
        &hidden_character::RULE,
        &unused_suppression::RULE,
        &unknown_suppression::RULE,
        &internal_error::RULE,
        &over_limit::RULE,
        &unexplained_suppression::RULE,
        &missing_section::RULE,
        &misordered_section::RULE,
        &duplicate_section::RULE,
        &placeholder_text::RULE,
        &broken_link::RULE,
        &empty_section::RULE,
        &misnumbered_section::RULE,
        &wrong_item_count::RULE,
        &malformed_item::RULE,
        &section_too_long::RULE,
    ],
};
