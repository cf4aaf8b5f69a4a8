//! Patch plans, from tables whose rows name files.

mod symbols;

use super::cell_text::cell_text;
use super::{
    Entry, Plan, Row, Section, Status, Table, TestsCell, Value, budget, decisions, paths, phases, risk_cell,
    short, tests_cell,
};
use crate::schema::{Terms, fold};
use crate::source::Span;
use crate::syntax;
use std::borrow::Cow;

/// The plan of every plan table.
pub(super) fn plans<'s>(
    document: &'s syntax::Document<'s>,
    title: Option<&Value<'s>>,
    sections: &[Section<'s>],
    tables: &[Table<'s>],
) -> Vec<Plan<'s>> {
    let own = tables.iter().enumerate().filter(|(_, table)| table.spec.id == "plan");
    own.map(|(at, table)| Plan {
        table: at,
        phase: phase(table, sections).or_else(|| title.and_then(phases::named_in)),
        entries: entries(document, table, sections),
    })
    .collect()
}

/// The phase that a heading above the table names, the nearest first.
fn phase<'s>(table: &Table<'s>, sections: &[Section<'s>]) -> Option<Value<'s>> {
    let mut at = table.section;
    while let Some(section) = at.and_then(|at| sections.get(at)) {
        if let Some(phase) = phases::named_in(&section.heading) {
            return Some(phase);
        }
        at = section.parent;
    }
    None
}

fn entries<'s>(
    document: &'s syntax::Document<'s>,
    table: &Table<'s>,
    sections: &[Section<'s>],
) -> Vec<Entry<'s>> {
    let columns = Columns::of(table);
    let has_operations = columns.op.is_some();
    let of_heading = if has_operations { None } else { heading_operation(table, sections) };
    let tests = tests_columns(table);
    let rows = table.rows.iter().enumerate().filter(|(_, row)| is_entry(document, columns.file, row));
    rows.map(|(at, row)| {
        let raw = |column: Option<usize>| row.syntax.cells.get(column?);
        let filled =
            |column: Option<usize>| row.cells.get(column?).filter(|value| !value.text.is_empty()).cloned();
        let lines =
            |column: Option<usize>| raw(column).map(|cell| cell_text(document, cell)).unwrap_or_default();
        let operation = filled(columns.op).map(|value| decisions::status(value, &table.schema.operations));
        let paths = raw(columns.file).map(|cell| paths::paths(document, cell)).unwrap_or_default();
        let marked = || {
            let cell = raw(columns.file).filter(|_| !has_operations)?;
            marked_operation(document.source(), cell.span, &paths, &table.schema.operations)
        };
        let extra = extra_status(table, row);
        Entry {
            span: row.span,
            row: at,
            operation: operation.or_else(marked).or_else(|| of_heading.clone()),
            file: filled(columns.file),
            symbols: filled(columns.symbols),
            symbols_cell: raw(columns.symbols).copied(),
            tests: tests_of(document, row, &tests),
            budgets: columns
                .budget
                .and_then(|at| row.cells.get(at))
                .map(|value| (value.clone(), budget::budgets(&lines(columns.budget)))),
            risk: filled(columns.risk).map(|value| {
                let read = risk_cell::risk_cell(&lines(columns.risk), &table.schema.levels);
                (value, read)
            }),
            shifted: extra.is_none() && extra_cells(table, row).iter().any(|value| !value.text.is_empty()),
            status: filled(columns.status)
                .map(|value| decisions::status(value, &table.schema.row_statuses))
                .or(extra),
            paths,
        }
    })
    .collect()
}

/// Where the columns of a plan stand.
struct Columns {
    file: Option<usize>,
    op: Option<usize>,
    symbols: Option<usize>,
    budget: Option<usize>,
    risk: Option<usize>,
    status: Option<usize>,
}

impl Columns {
    fn of(table: &Table<'_>) -> Self {
        Self {
            file: table.column("file"),
            op: table.column("op"),
            symbols: table.column("symbols"),
            budget: table.column("budget"),
            risk: table.column("risk"),
            status: table.column("status"),
        }
    }
}

/// Whether a row speaks of a file at all: it does not group the rows below it, separate others
/// (`--- | ---`, `… | …`), or sum them up.
fn is_entry(document: &syntax::Document<'_>, file: Option<usize>, row: &Row<'_>) -> bool {
    let words = row.cells.iter().any(|cell| cell.text.contains(char::is_alphanumeric));
    let cell = file.and_then(|at| row.cells.get(at));
    // A name with a slash or a dot in it, as nearly all have, is none of these words.
    let sums = cell
        .filter(|cell| !cell.text.contains(['/', '.']) || cell.text.contains('('))
        .is_some_and(|cell| matches!(fold(&cell.text).as_ref(), "total" | "totals" | "sum" | "in total"));
    words && !row.groups && !sums && !is_plain_group(document, file, row)
}

/// Whether nothing but words without a path stands in the file cell, and nothing in any other:
/// `Backend | | | |`.
fn is_plain_group(document: &syntax::Document<'_>, file: Option<usize>, row: &Row<'_>) -> bool {
    let Some(file) = file else { return false };
    let mut filled = row.cells.iter().enumerate().filter(|(_, cell)| !cell.text.is_empty());
    let alone = filled.next().is_some_and(|(at, _)| at == file) && filled.next().is_none();
    alone
        && row.cells.len() > 1
        && row.syntax.cells.get(file).is_some_and(|cell| paths::paths(document, cell).is_empty())
}

/// The cells of a row beyond its header, which renderers drop.
fn extra_cells<'t, 's>(table: &Table<'s>, row: &'t Row<'s>) -> &'t [Value<'s>] {
    row.cells.get(table.columns.len()..).unwrap_or_default()
}

/// A status in a cell beyond the header. A sentence that begins with the same word (`open question:
/// …`, `review with the owners of the API`) is none.
fn extra_status<'s>(table: &Table<'s>, row: &Row<'s>) -> Option<Status<'s>> {
    extra_cells(table, row).iter().find_map(|value| {
        let known = table.schema.row_statuses.leading(&value.text)?;
        let folded = fold(&value.text);
        let rest = folded.get(known.length..).unwrap_or_default().trim_start();
        let note = rest.is_empty() || rest.starts_with(|c: char| !c.is_alphanumeric());
        note.then(|| Status { value: value.clone(), canonical: Some(known.canonical) })
    })
}

/// Columns that speak of tests: the plan's own, then the author's (`Unit tests`, `QA`). Without the
/// plan's own there is none.
fn tests_columns(table: &Table<'_>) -> Vec<usize> {
    let own = |at: &usize| {
        table.columns.get(*at).is_some_and(|column| column.spec.is_some_and(|spec| spec.key == "tests"))
    };
    let named = |at: &usize| {
        table.columns.get(*at).is_some_and(|column| {
            let header = fold(&column.header.text);
            column.spec.is_none()
                && header.split([' ', '/', '-']).any(|word| word.starts_with("test") || word == "qa")
        })
    };
    let mut columns: Vec<usize> = (0..table.columns.len()).filter(own).collect();
    if !columns.is_empty() {
        columns.extend((0..table.columns.len()).filter(named));
    }
    columns
}

/// The first of the tests cells that names a test, else the first.
fn tests_of<'s>(
    document: &'s syntax::Document<'s>,
    row: &Row<'s>,
    columns: &[usize],
) -> Option<TestsCell<'s>> {
    let mut none = None;
    for &at in columns {
        let (Some(value), Some(cell)) = (row.cells.get(at), row.syntax.cells.get(at)) else { continue };
        let says_none = tests_cell::is_none(&cell_text(document, cell));
        let read = TestsCell { value: value.clone(), none: says_none, cell: *cell };
        if !says_none {
            return Some(read);
        }
        none = none.or(Some(read));
    }
    none
}

/// The operation that a heading gives to all rows below it: `New Files`, `Files to Modify`.
fn heading_operation<'s>(table: &Table<'s>, sections: &[Section<'s>]) -> Option<Status<'s>> {
    let heading = &sections.get(table.section?)?.heading;
    let folded = fold(&heading.text);
    let after = ["files to be ", "files to ", "file to "].iter().find_map(|start| folded.strip_prefix(start));
    let before = || [" files", " file"].iter().find_map(|end| folded.strip_suffix(end));
    let word = after.or_else(before).unwrap_or(&folded);
    let known = table.schema.operations.exact(word)?;
    let value = Value { span: heading.span, text: Cow::Owned(word.to_owned()) };
    Some(Status { value, canonical: Some(known.canonical) })
}

/// The operation that a file cell marks its path with, in a table without a column for it:
/// `a.py (new)`, `*(deleted)* a.py`, `New file: a.py`.
fn marked_operation<'s>(
    source: &'s str,
    cell: Span,
    paths: &[paths::PathRef],
    operations: &'s Terms,
) -> Option<Status<'s>> {
    let read = |span: Span| {
        let span = trim_marks(source, span);
        let word = span.of(source);
        let word = [" files", " file"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
        let known = operations.exact(word).filter(|_| word.contains(char::is_alphabetic))?;
        let value = Value { span: Span::new(span.start, span.start + word.len()), text: Cow::Borrowed(word) };
        Some(Status { value, canonical: Some(known.canonical) })
    };
    let first = paths.first()?.span;
    if let Some(found) = read(Span::new(cell.start, first.start)) {
        return Some(found);
    }
    let text = cell.of(source);
    let opens = text.match_indices(['(', '[']).map(|(at, _)| cell.start + at);
    opens.filter(|at| paths.iter().all(|path| *at < path.span.start || path.span.end <= *at)).find_map(|at| {
        let inner = Span::new(at + 1, cell.end);
        let length = inner.of(source).find([')', ']'])?;
        read(Span::new(at + 1, at + 1 + length))
    })
}

/// A span without the marks and punctuation around its words.
fn trim_marks(source: &str, span: Span) -> Span {
    let mark = |c: char| {
        c.is_whitespace() || matches!(c, '*' | '_' | '`' | ':' | '(' | ')' | '[' | ']' | '-' | '–' | '—')
    };
    let text = span.of(source);
    let start = span.start + (text.len() - text.trim_start_matches(mark).len());
    Span::new(start, start + text.trim_matches(mark).len())
}

impl Entry<'_> {
    /// Names in code spans of the functions/APIs cell, or with call or dotted form.
    pub fn symbol_names(&self, document: &syntax::Document<'_>) -> Vec<String> {
        self.symbols_cell.as_ref().map(|cell| symbols::names(document, cell)).unwrap_or_default()
    }

    /// How a row is called in messages: by its first path as written in the source (rendered text
    /// loses the underscores of `__init__.py`), else by its file cell, else by its number.
    pub fn name(&self) -> String {
        match (self.paths.as_slice(), &self.file) {
            ([path], _) => short(&path.text, 80).into_owned(),
            ([path, rest @ ..], _) => format!("{} (and {} more)", short(&path.text, 80), rest.len()),
            ([], Some(file)) if file.text.contains(char::is_alphanumeric) => {
                short(&file.text, 60).into_owned()
            }
            ([], _) => format!("row {}", self.row + 1),
        }
    }

    /// Whether nothing is to be done for the row: its operation is none, or its status says that it
    /// was put off or dropped.
    pub fn is_idle(&self) -> bool {
        let operation = self.operation.as_ref().and_then(|operation| operation.canonical);
        let status = self.status.as_ref().and_then(|status| status.canonical);
        operation == Some("none") || matches!(status, Some("deferred" | "rejected"))
    }

    /// The canonical word of its operation.
    pub fn operation_word(&self) -> Option<&str> {
        self.operation.as_ref()?.canonical
    }
}

#[cfg(test)]
mod tests;
