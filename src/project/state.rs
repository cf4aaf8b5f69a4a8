//! How far a row of a plan is.

use crate::model::{Entry, Table};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How far a row is, as its author says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Carried out.
    Done,
    /// Still to be done, begun or not.
    Open,
    /// Put off or dropped.
    Deferred,
    /// The row does not say.
    Unsaid,
}

impl State {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Open => "open",
            Self::Deferred => "deferred",
            Self::Unsaid => "unsaid",
        }
    }
}

/// The state of a row: from its status cell, from a cell beyond its header, or from a mark such as
/// `✅` that stands before or behind its path or its operation.
pub(super) fn state(entry: &Entry<'_>, table: &Table<'_>) -> State {
    let stated = entry.status.as_ref().map(|status| status.canonical);
    let word = match stated {
        Some(known) => known,
        None => [entry.file.as_ref(), entry.operation.as_ref().map(|operation| &operation.value)]
            .into_iter()
            .flatten()
            .find_map(|cell| marked(&cell.text, table)),
    };
    match word {
        Some("done") if is_qualified(entry) => State::Unsaid,
        Some("done") => State::Done,
        Some("planned" | "in-progress" | "blocked") => State::Open,
        Some("deferred" | "rejected") => State::Deferred,
        _ => State::Unsaid,
    }
}

/// Words behind `done` that take part of it back.
const QUALIFYING: &str = " but except partially partly partial reverted undone unverified later since merged half mostly nearly \
almost pending ";
/// Words in an operation that tell of what became of the file after it.
const AFTERWARDS: &str = " later since merged reverted undone ";

/// Whether a row that is called done says more: `Done?`, `done, except docs`, `create, later merged`.
fn is_qualified(entry: &Entry<'_>) -> bool {
    let has = |text: &str, list: &str| {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).any(|word| list.split(' ').any(|known| known == word))
    };
    let status = entry.status.as_ref().map_or("", |status| &status.value.text);
    let operation = entry.operation.as_ref().map_or("", |operation| &operation.value.text);
    status.contains('?') || has(status, QUALIFYING) || has(operation, AFTERWARDS)
}

/// Whether a word is a sign such as `✅` or a ticked box, no word of a language.
pub(super) fn is_sign(word: &str) -> bool {
    !word.is_ascii() && !word.contains(char::is_alphanumeric) || word.eq_ignore_ascii_case("[x]")
}

/// What a mark at the beginning or end of a cell means; words mean nothing here.
fn marked<'t>(cell: &str, table: &Table<'t>) -> Option<&'t str> {
    let mut ends =
        [cell.split_whitespace().next(), cell.split_whitespace().next_back()].into_iter().flatten();
    let sign = |word: &&str| is_sign(word);
    // `—` and the like stand between words; they are no marks.
    let mark = |word: &str| table.schema.row_statuses.leading(word).map(|known| known.canonical);
    ends.by_ref().filter(sign).find_map(mark)
}
