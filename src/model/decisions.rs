//! Decisions, from tables that have a statement column.

use super::{Decision, Decisions, Mark, Status, Table, Value};
use crate::schema::Terms;
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
    let cell = |row: usize, key: &str| {
        let value = table.cell(table.rows.get(row)?, key)?;
        (!value.text.is_empty()).then(|| value.clone())
    };
    let kept = table.rows.iter().enumerate().filter(|(_, row)| !row.groups);
    kept.map(|(at, row)| Decision {
        span: row.span,
        row: at,
        id: cell(at, "id"),
        statement: cell(at, "statement"),
        rationale: cell(at, "rationale"),
        status: cell(at, "status").map(|value| status(value, &table.schema.statuses)),
        invariant: cell(at, "invariant").map(|value| mark(value, &table.schema.marks)),
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
                // Running text without a digit is not worth asking the pattern about.
                if !text.bytes().any(|byte| byte.is_ascii_digit() || !byte.is_ascii()) {
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
