//! DDR102.

use crate::diagnostic::Edit;
use crate::model::{Document, Row, Table, Value, short};
use crate::rules::words::called;
use crate::rules::{Check, Report};
use crate::source::Span;
use crate::syntax::Broken;

rule! {
    /// Every cell stands below a header.
    ///
    /// ## Why
    /// Renderers drop the cells that a row has beyond its header row, without a trace: what was
    /// written there is in the file and on no page. Often a pipe that belongs to the text ended a cell
    /// too early; inside a table it must be written `\|`, in code spans too.
    ///
    /// Empty cells, dashes and comments beyond the header are nobody's loss. Where every row has such
    /// a cell, a header is missing, and that is said once.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Phase 2: Limits
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | src/limits.rs | add | tests/limits.rs | DONE |
    /// | src/main.rs | modify | tests/main.rs |
    /// ```
    /// ```markdown,fails
    /// # Phase 2: Limits
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | src/limits.rs | add | `cargo test limits|count` |
    /// ```
    /// ```markdown,passes
    /// # Phase 2: Limits
    ///
    /// | file | op | tests | status |
    /// |------|----|-------|--------|
    /// | src/limits.rs | add | tests/limits.rs | DONE |
    /// | src/main.rs | modify | tests/main.rs | |
    /// ```
    "DDR102" "lost-cell" Error Fixes::Safe Check::Table(check)
}

/// So many rows with a cell too many, and no other, are one header too few.
const EVERY: usize = 3;

fn check(table: &Table<'_>, document: &Document<'_>, report: &mut Report) {
    // Of a table that is none, broken-table speaks.
    if matches!(table.broken, Some(Broken::Delimiter { .. } | Broken::NoDelimiter)) {
        return;
    }
    let wide = table.rows.iter().filter_map(|row| Some((row, lost(table, row)?)));
    let wide: Vec<(&Row<'_>, Span)> = wide.collect();
    let plain = wide.iter().all(|(row, _)| pipe_in_code(row, document).is_none());
    let (cells, rows) = (table.columns.len(), table.rows.iter().filter(|row| !row.groups).count());
    if wide.len() >= EVERY && wide.len() == rows && plain {
        let Some(&(_, first)) = wide.first() else { return };
        report
            .add(first, format!("all {rows} rows have a cell beyond the header row: renderers drop them"))
            .label(table.head, format!("{cells} cells"))
            .help("add a header cell, and a cell to the delimiter row");
        return;
    }
    for (row, lost) in wide {
        let text = document.source.slice(lost);
        let message = format!(
            "{}: `{}` stands beyond the last header, so renderers drop it",
            called(table, row),
            short(text, 40)
        );
        let said = report.add(lost, message);
        match pipe_in_code(row, document) {
            Some(pipe) => {
                said.label(pipe, "this pipe ends the cell, though it stands in a code span")
                    .help("write `\\|` for a pipe that belongs to the text");
                if let Some(edits) = escapes(row, cells, document) {
                    said.fix(true, "write `\\|` in the code span", edits);
                }
            }
            None => {
                said.label(table.head, format!("{cells} cells"))
                    .help("give it a header, move it into another cell, or write `\\|` where a pipe belongs to the text");
            }
        }
    }
}

/// The cells beyond the header that hold something to be read. The cells before them may stand under
/// the wrong headers, so other rules do not judge what they hold.
pub(in crate::rules) fn lost(table: &Table<'_>, row: &Row<'_>) -> Option<Span> {
    let extra = row.cells.get(table.columns.len()..)?;
    let mut told = extra.iter().filter(|value| !says_nothing(value)).map(|value| value.span);
    let first = told.next()?;
    Some(told.fold(first, Span::cover))
}

/// Dashes, and the attributes that some renderers read behind a row: `{: .wide}`.
fn says_nothing(value: &Value<'_>) -> bool {
    let blank = |c: char| {
        c.is_whitespace() || matches!(c, '-' | '–' | '—' | '.' | '|' | '\\' | '\u{feff}' | '\u{200b}')
    };
    value.text.chars().all(blank) || (value.text.starts_with('{') && value.text.ends_with('}'))
}

/// The pipe that cuts a code span in two: one cell opens it and a later one closes it.
fn pipe_in_code(row: &Row<'_>, document: &Document<'_>) -> Option<Span> {
    let odd = |value: &Value<'_>| document.source.slice(value.span).matches('`').count() % 2 == 1;
    let opened = row.cells.iter().position(odd)?;
    let closed = row.cells.get(opened + 1..)?.iter().position(odd)? + opened + 1;
    let (cell, next) = (row.cells.get(opened)?, row.cells.get(opened + 1)?);
    // Names such as `` `a|b` `` are cut between two cells that touch; a stray mark is not.
    let between = Span::new(cell.span.end, next.span.start);
    let pipe = between.start + document.source.slice(between).find('|')?;
    (closed > opened).then_some(Span::new(pipe, pipe + 1))
}

/// A backslash before each pipe that stands in a code span; only where the row then has a cell for every
/// header and no other, so that nothing else can have been meant.
pub(super) fn escapes(row: &Row<'_>, columns: usize, document: &Document<'_>) -> Option<Vec<Edit>> {
    let mut inside = false;
    let mut edits = Vec::new();
    for (at, cell) in row.cells.iter().enumerate() {
        inside ^= document.source.slice(cell.span).matches('`').count() % 2 == 1;
        if let Some(next) = row.cells.get(at + 1).filter(|_| inside) {
            let between = Span::new(cell.span.end, next.span.start);
            let pipe = between.start + document.source.slice(between).find('|')?;
            edits.push(Edit { span: Span::at(pipe), text: "\\".to_owned() });
        }
    }
    (!inside && row.cells.len() == columns + edits.len()).then_some(edits)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::fix::Wanted;
    use crate::rules::testing::{FREE, diagnostics, expect, mended, silent};

    #[test]
    fn text_beyond_the_header_is_lost() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a | because | b |\n           ^^^^^^^^^^^ error: D1: `because | b` stands beyond the last header, so renderers drop it\n| D2 | b |\n",
        );
        expect(
            &RULE,
            FREE,
            "# T\n\nfile | op\n--|--\na/b.rs | add | ✅\n               ^ error: a/b.rs: `✅` stands beyond the last header, so renderers drop it\nc/d.rs | add\n",
        );
    }

    #[test]
    fn a_pipe_in_code_is_pointed_at() {
        let text = "# T\n\n| ID | Decision |\n|--|--|\n| D1 | Take `a|b` |\n";
        let said = diagnostics(&RULE, FREE, text);
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].labels[0].span.of(text), "|");
        assert_eq!(said[0].help.as_deref(), Some("write `\\|` for a pipe that belongs to the text"));
    }

    #[test]
    fn a_missing_header_is_said_once() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| file | op |\n|--|--|\n| a/a.rs | add | DONE |\n                 ^^^^ error: all 3 rows have a cell beyond the header row: renderers drop them\n| a/b.rs | add | DONE |\n| a/c.rs | add | open |\n",
        );
    }

    #[test]
    fn rows_that_lose_nothing_are_silent() {
        silent(
            &RULE,
            FREE,
            &[
                // Empty cells and dashes at the end.
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a | |\n| D2 | b | | |\n| D3 | c | - |\n",
                // Escaped pipes.
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | Take `a\\|b` or a \\| b |\n",
                // A comment behind the row.
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a | <!-- reviewed -->\n",
                // Attributes of the row.
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a | {: .wide}\n",
                // A row that is short.
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 |\n",
                // A table that is none anyway.
                "# T\n\n| ID | Decision |\n|--|\n| D1 | a | b |\n",
                // Someone else's table.
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n\n| Colour |\n|--|\n| red | sweet |\n",
                // Trailing blanks and Windows line endings.
                "# T\r\n\r\n| ID | Decision |\r\n|--|--|\r\n| D1 | a |  \r\n",
                // In a quote.
                "# T\n\n> ID | Decision\n> --|--\n> D1 | a |\n",
            ],
        );
    }

    #[test]
    fn pipes_in_code_are_escaped_where_the_row_then_fits() {
        let row = |row: &str| format!("# T\n\n| ID | Decision | Why |\n|--|--|--|\n{row}\n");
        for (broken, whole) in [
            ("| D1 | `a|b` | `c|d|e` x |", "| D1 | `a\\|b` | `c\\|d\\|e` x |"),
            ("D1 | a `x | y` | b", "D1 | a `x \\| y` | b"),
        ] {
            assert_eq!(mended(&RULE, FREE, Wanted::Safe, &row(broken)), row(whole));
        }
        // Another pipe too many, a mark that nothing closes.
        for left in ["| D1 | `a|b` | c | d |", "| D1 | `a|b | c` | e | f |", "| D1 | a` | b | c |"] {
            assert_eq!(mended(&RULE, FREE, Wanted::Unsafe, &row(left)), row(left));
        }
    }
}
