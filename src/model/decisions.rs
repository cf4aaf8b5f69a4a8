//! Decisions, from tables that have a statement column.

use super::{Decision, Decisions, Mark, Status, Table, Value};
use crate::schema::Terms;
use crate::source::Span;
use crate::syntax::words::any_digit;
use crate::syntax::{self, Markup, PieceKind};
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The decisions of every decisions table.
pub(super) fn decisions<'s>(tables: &[Table<'s>]) -> Vec<Decisions<'s>> {
    tables
        .iter()
        .enumerate()
        .filter(|(_, table)| table.spec.id == "decisions")
        .map(|(at, table)| Decisions { table: at, rows: rows(table) })
        .collect()
}

fn rows<'s>(table: &Table<'s>) -> Vec<Decision<'s>> {
    let column = |key: &str| table.column(key);
    let (id, statement, rationale) = (column("id"), column("statement"), column("rationale"));
    let (status_at, invariant) = (column("status"), column("invariant"));
    let kept = table.rows.iter().enumerate().filter(|(_, row)| !row.groups);
    kept.map(|(at, row)| {
        let cell =
            |column: Option<usize>| row.cells.get(column?).filter(|value| !value.text.is_empty()).cloned();
        Decision {
            span: row.span,
            row: at,
            id: cell(id),
            statement: cell(statement),
            rationale: cell(rationale),
            status: cell(status_at).map(|value| status(value, &table.schema.statuses)),
            invariant: cell(invariant).map(|value| mark(value, &table.schema.marks)),
        }
    })
    .collect()
}

/// Reads a cell as a word of a vocabulary, with a note behind it perhaps.
pub(super) fn status<'s>(value: Value<'s>, terms: &'s Terms) -> Status<'s> {
    let canonical = terms.leading(&value.text).map(|known| known.canonical);
    Status { value, canonical }
}

fn mark<'s>(value: Value<'s>, terms: &'s Terms) -> Mark<'s> {
    let known = terms.leading(&value.text).map(|known| known.canonical);
    let meaning = match known {
        Some("yes") => Some(true),
        Some("no") => Some(false),
        _ => None,
    };
    Mark { value, meaning, known: known.is_some() }
}

/// An id of a decision in running text: letters, perhaps a dash, digits.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b[A-Z]{1,4}-?\d{1,4}\b").unwrap());

/// Words of a running text that have the form of an id, outside code and links, in order. Whether
/// a decision of that name exists is for the caller to ask.
pub fn references<'s>(document: &syntax::Document<'s>, inline: syntax::Inline) -> Vec<Value<'s>> {
    let mut found = Vec::new();
    let mut linked = false;
    for piece in document.pieces(inline) {
        match piece.kind {
            PieceKind::Open(Markup::Link | Markup::Image) => linked = true,
            PieceKind::Close(Markup::Link | Markup::Image) => linked = false,
            PieceKind::Text if !linked => {
                let source: &'s str = document.source();
                let Some(text) = source.get(piece.span.start..piece.span.end) else { continue };
                if text.is_ascii() {
                    ids(text, |at| {
                        let span = at.shift(piece.span.start);
                        found.push(Value { span, text: Cow::Borrowed(at.of(text)) });
                    });
                    continue;
                }
                found.extend(REFERENCE.find_iter(text).map(|id| {
                    let span = crate::source::Span::from(id.range()).shift(piece.span.start);
                    Value { span, text: Cow::Borrowed(id.as_str()) }
                }));
            }
            _ => {}
        }
    }
    found
}

/// What [`REFERENCE`] finds in a text of ASCII alone, without the pattern.
fn ids(text: &str, mut take: impl FnMut(Span)) {
    let bytes = text.as_bytes();
    let at = |at: usize| bytes.get(at).copied().unwrap_or(b' ');
    let run = |from: usize, is: fn(&u8) -> bool| {
        bytes.iter().skip(from).take(5).take_while(|&byte| is(byte)).count()
    };
    let in_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let mut done = 0;
    // From one run of digits to the next, since there are fewer of these than of capitals.
    any_digit(text, |found| {
        if found < done {
            return false;
        }
        let digits = run(found, u8::is_ascii_digit);
        let dash = usize::from(found > 0 && at(found - 1) == b'-');
        let before = bytes.get(..found - dash).unwrap_or_default();
        let letters = before.iter().rev().take(5).take_while(|byte| byte.is_ascii_uppercase()).count();
        let start = found - dash - letters;
        let opens = start == 0 || !in_word(at(start - 1));
        if (1..=4).contains(&digits) && (1..=4).contains(&letters) && opens && !in_word(at(found + digits)) {
            take(Span::new(start, found + digits));
        }
        done = found + digits;
        false
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_short_cut_finds_what_the_pattern_finds(text in "([A-C]{0,5}|[-_ a.(]|[0-9]{1,5}){0,12}") {
            let mut found = Vec::new();
            ids(&text, |at| found.push(at.of(&text).to_owned()));
            let asked: Vec<&str> = REFERENCE.find_iter(&text).map(|id| id.as_str()).collect();
            prop_assert_eq!(found, asked);
        }
    }
}
