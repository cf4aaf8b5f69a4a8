//! Rules about summary and notes.

use super::Group;

mod note_too_long;
mod summary_too_long;
mod wrong_progress_count;
mod wrong_word_count;

/// The rules of this group.
pub static GROUP: Group = Group {
    name: "summary",
    about: "summary and notes",
    rules: &[
        &wrong_word_count::RULE,
        &summary_too_long::RULE,
        &note_too_long::RULE,
        &wrong_progress_count::RULE,
    ],
};
