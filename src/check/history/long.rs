//! Whether excerpts of a document tell what the whole states would.
//!
//! Whoever compares two states pairs the rows first that both have, each once, under the same header
//! (`diff::decisions`), so that these rows mean nothing to the others. But they may mean something to what the
//! document is taken for, and an id may stand in them that another row had or has. Where that could be so,
//! nothing is told here, and the whole states are asked.

use super::super::changes::{Parsed, Version, parse, schemas};
use super::excerpt::{Excerpts, excerpts};
use super::{Step, Stepped, compared, document};
use crate::diff::words::words;
use crate::diff::{Named, may_supersede};
use crate::model::placeholder::is_placeholder;
use crate::model::{Document, Table, is_told_by_headers};
use crate::schema::Family;
use crate::source::{Source, Span};
use crate::syntax;

/// So many steps share their excerpts. With more of them more rows differ, with fewer more states are read
/// twice.
pub(super) const TOGETHER: usize = 4;
/// Texts below this length, in bytes, are read faster than excerpts are made.
const LONG: usize = 1500;

/// A table that is long enough.
#[derive(Debug)]
pub(super) struct Long {
    /// The source of its header row.
    head: String,
}

impl Long {
    /// The longest table of decisions in one of the states, if excerpts may be worth while.
    pub(super) fn among(texts: &[Version<'_>]) -> Option<Self> {
        let version = texts.first().filter(|version| version.source.text.len() >= LONG)?;
        if texts.len() <= TOGETHER {
            return None;
        }
        let parsed = parse(version);
        let document = document(version, &parsed)?;
        let tables = document.decisions.iter().filter_map(|it| document.tables.get(it.table));
        let table = tables.max_by_key(|table| table.rows.len())?;
        let table = Some(table).filter(|table| may_be_short(version, &document, table))?;
        Some(Self { head: version.source.slice(table.head).to_owned() })
    }

    /// What a few steps did, where excerpts tell it.
    pub(super) fn told(&self, texts: &[Version<'_>], steps: &[Step]) -> Option<Vec<Stepped>> {
        let mut numbers: Vec<usize> = Vec::with_capacity(steps.len() * 2);
        for step in steps {
            numbers.extend([step.after?, step.before?]);
        }
        numbers.dedup();
        let whole: Vec<Version<'_>> =
            numbers.iter().map(|number| texts.get(*number).copied()).collect::<Option<_>>()?;
        let sources: Vec<&Source> = whole.iter().map(|version| version.source).collect();
        let Excerpts { sources, rows } = excerpts(&sources, &self.head)?;
        let short: Vec<Version<'_>> =
            whole.iter().zip(&sources).map(|(version, source)| Version { source, ..*version }).collect();
        let parsed: Vec<Parsed<'_>> = short.iter().map(parse).collect();
        let read = short.iter().zip(&parsed);
        let documents: Vec<Document<'_>> =
            read.map(|(version, parsed)| document(version, parsed)).collect::<Option<_>>()?;
        let mut ids = Vec::new();
        let mut id_column = None;
        for (version, document) in short.iter().zip(&documents) {
            let table = self.table(version, document)?;
            let column = table.column("id")?;
            if *id_column.get_or_insert(column) != column {
                return None;
            }
            ids.extend(
                document.all_decisions().filter_map(|it| it.id.as_ref()).map(|id| words(&id.text).concat()),
            );
        }
        ids.sort_unstable();
        ids.dedup();
        let id_column = id_column?;
        if !rows.iter().all(|row| is_apart(row, id_column, &ids)) {
            return None;
        }
        let named = |number: usize| {
            let at = numbers.iter().position(|other| *other == number)?;
            let (version, document) = (short.get(at)?, documents.get(at)?);
            Some((*version, Named { path: version.path, document }))
        };
        steps
            .iter()
            .map(|step| Some(compared(Some(named(step.before?)?), Some(named(step.after?)?))))
            .collect()
    }

    /// The table that rows were left out of, if that leaves the document what it is.
    fn table<'t, 'd>(&self, version: &Version<'_>, document: &'t Document<'d>) -> Option<&'t Table<'d>> {
        let source = version.source;
        let tables = || document.decisions.iter().filter_map(|it| document.tables.get(it.table));
        let holds = |table: &&Table<'_>, cut: usize| {
            let between = Span::new(table.span.end, cut).of(&source.text);
            table.delimiter.end < cut && (cut <= table.span.end || between.trim_end_matches(' ') == "\n")
        };
        let is_own = |table: &&Table<'_>| {
            // At the beginning of a line, it stands in no list and in no quote.
            source.slice(table.head) == self.head
                && source.line_span(table.head.start).start == table.head.start
        };
        let first = source.cuts().next()?;
        let found = tables().find(|table| is_own(table) && holds(table, first))?;
        if !source.cuts().all(|cut| holds(&found, cut)) {
            return None;
        }
        // A row that says this speaks of another one.
        let supersedes = || {
            let rows = tables().flat_map(|table| &table.rows);
            rows.flat_map(|row| &row.cells).any(|cell| may_supersede(&cell.text))
        };
        (may_be_short(version, document, found) && !supersedes()).then_some(found)
    }
}

/// Whether a document is what it is, however many rows a table of it has.
fn may_be_short(version: &Version<'_>, document: &Document<'_>, table: &Table<'_>) -> bool {
    // Of these the words are counted, and of sections that a schema of the user's own knows.
    let mut around = std::iter::successors(table.section, |at| document.sections.get(*at)?.parent)
        .filter_map(|at| document.sections.get(at)?.spec);
    document.schema.family != Family::Other
        && is_told_by_headers(document.syntax, table, &schemas(version))
        && !around.any(|spec| matches!(spec.id.as_str(), "summary" | "notes"))
}

/// Whether a row that was left out has nothing to do with the others: none has or had its id, and it holds
/// no word of a template.
fn is_apart(row: &str, id_column: usize, ids: &[String]) -> bool {
    let (mut column, mut is_apart) = (0, true);
    syntax::raw_cells(row, Span::new(0, row.len()), |cell| {
        let text = cell.of(row);
        is_apart &= !is_placeholder(text) && (column != id_column || is_other_id(text, ids));
        column += 1;
    });
    is_apart
}

/// Whether a cell, as written, surely holds none of these ids.
fn is_other_id(cell: &str, ids: &[String]) -> bool {
    let mut id = cell;
    for mark in ["**", "*", "`"] {
        id = id.strip_prefix(mark).and_then(|id| id.strip_suffix(mark)).unwrap_or(id);
    }
    if id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return !ids.iter().any(|other| other.eq_ignore_ascii_case(id));
    }
    // Whatever else is in it may be markup, and so may underscores at the end of a word.
    let inside = |around: &[u8]| match around {
        [before, b'_', after] => before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric(),
        _ => true,
    };
    id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-' | b'.' | b'#' | b'_'))
        && !id.starts_with('_')
        && !id.ends_with('_')
        && id.as_bytes().windows(3).all(inside)
        && !ids.contains(&words(id).concat())
}

#[cfg(test)]
mod tests;
