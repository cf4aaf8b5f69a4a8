//! DDR101.

use super::lost_cell::{escapes, lost};
use crate::diagnostic::{Diagnostic, Edit};
use crate::model::{Document, Row, Table};
use crate::rules::mend::{line_ending, line_prefix};
use crate::rules::{Check, Report};
use crate::source::{Source, Span};
use crate::syntax::{Broken, split_row};

rule! {
    /// Every table is shown as a table.
    ///
    /// ## Why
    /// GitHub and every other renderer of its Markdown show a table only where a delimiter row
    /// (`|---|---|`) stands below the header row and has as many cells. Where it does not, the whole
    /// table becomes one run of text, in the page and in every review of it.
    ///
    /// The rule speaks of tables whose headers the schema knows. Rows after which renderers stop,
    /// as they do with very many columns and very short rows, are told too. What such a table says
    /// is read all the same.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|
    /// | D1 | Keep sessions in Redis | Accepted |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    /// ```
    "DDR101" "broken-table" Error Fixes::Both Check::Table(check)
}

fn check(table: &Table<'_>, document: &Document<'_>, report: &mut Report) {
    let wanted = table.columns.len();
    match table.broken {
        None => {}
        Some(Broken::Delimiter { head, delimiter }) => {
            let message = format!(
                "the header row has {head} cells and the delimiter row {delimiter}: no renderer shows this table"
            );
            let said = report
                .add(table.head, message)
                .label(table.delimiter, format!("{delimiter} cells"))
                .help(format!(
                    "give the delimiter row as many cells: `{}`",
                    delimiter_row(head.min(MOST_SHOWN))
                ));
            offer(said, (table, document), || adjusted(table, head, document.source));
        }
        Some(Broken::NoDelimiter) => match table.rows.first() {
            Some(row) if is_ruled(document.source.slice(row.span)) => {
                let said = report
                    .add(
                        table.head,
                        "the line below this header row is no delimiter row: no renderer shows this table",
                    )
                    .label(row.span, "meant as one")
                    .help(format!("write it with hyphens: `{}`", delimiter_row(wanted.min(MOST_SHOWN))));
                offer(said, (table, document), || Some(Edit { span: row.span, text: delimiter_row(wanted) }));
            }
            first => {
                let said = report
                    .add(
                        table.head,
                        "no delimiter row stands below this header row: no renderer shows this table",
                    )
                    .help(format!("add `{}` below it", delimiter_row(wanted.min(MOST_SHOWN))));
                offer(said, (table, document), || inserted(first?, wanted, document.source));
            }
        },
        Some(Broken::Rows(lost)) => {
            let rows = table.rows.len();
            let at =
                table.rows.get(rows.saturating_sub(lost)).map_or(Span::at(table.span.end), |row| row.span);
            report
                .add(at, format!("renderers stop here: the last {lost} of {rows} rows are lost"))
                .note(format!("the table has {wanted} columns, and filling up short rows is bounded"))
                .help("remove columns that stay empty, or split the table");
        }
    }
}

/// A help shows no more cells than this.
const MOST_SHOWN: usize = 20;

/// A delimiter row.
fn delimiter_row(cells: usize) -> String {
    format!("|{}", "---|".repeat(cells))
}

/// Offers an edit that makes a table of it, which is safe where each row has a cell for every header. Where
/// a row has more, a header may be missing, and its author has to say which; but for a pipe in a code span,
/// of which lost-cell speaks next.
fn offer(
    said: &mut Diagnostic,
    (table, document): (&Table<'_>, &Document<'_>),
    edit: impl FnOnce() -> Option<Edit>,
) {
    let columns = table.columns.len();
    let stays_lost = |row: &Row<'_>| lost(table, row).is_some() && escapes(row, columns, document).is_none();
    if table.rows.iter().any(stays_lost) || goes_on(table, document.source) {
        return;
    }
    if let Some(edit) = edit() {
        let full = table.rows.iter().all(|row| row.lacks == 0);
        said.fix(full, "mend the delimiter row", vec![edit]);
    }
}

/// Whether the line below a table has pipes: it is the beginning of another table, and would become a row of
/// this one.
fn goes_on(table: &Table<'_>, source: &Source) -> bool {
    let end = source.line_span(table.span.end).end;
    let next = source.line_starts().get(source.line(end)).copied();
    next.is_some_and(|next| source.slice(source.line_span(next)).contains('|'))
}

/// A delimiter row with cells added at its end, in the manner of the others, or taken from there.
fn adjusted(table: &Table<'_>, wanted: usize, source: &Source) -> Option<Edit> {
    let row = source.slice(table.delimiter);
    let cells = split_row(&source.text, table.delimiter);
    let last = cells.last()?;
    let Some(missing) = wanted.checked_sub(cells.len()) else {
        let kept = cells.get(wanted.checked_sub(1)?)?;
        return Some(Edit { span: Span::new(kept.end, last.end), text: String::new() });
    };
    let cell = match (row.ends_with('|'), row.contains("| ") || row.contains(" |")) {
        (true, true) => " --- |",
        (true, false) => "---|",
        (false, true) => " | ---",
        (false, false) => "|---",
    };
    Some(Edit { span: Span::at(table.delimiter.end), text: cell.repeat(missing) })
}

/// A delimiter row in a line of its own above the first row.
fn inserted(first: &Row<'_>, wanted: usize, source: &Source) -> Option<Edit> {
    let (start, prefix) = line_prefix(source, first.span.start)?;
    let text = format!("{prefix}{}{}", delimiter_row(wanted), line_ending(source, first.span.start));
    Some(Edit { span: Span::at(start), text })
}

/// Whether a row is only lines: dashes of another kind, equals signs, underscores.
fn is_ruled(row: &str) -> bool {
    row.chars().all(|c| {
        matches!(c, '|' | ' ' | '\t' | ':' | '-' | '=' | '_' | '+' | '\u{2010}'..='\u{2015}' | '\u{2500}')
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::fix::Wanted;
    use crate::rules::testing::{FREE, diagnostics, expect, mended, silent};

    #[test]
    fn cells_of_header_and_delimiter_are_counted() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| file | op | tests |\n^^^^^^^^^^^^^^^^^^^^^ error: the header row has 3 cells and the delimiter row 4: no renderer shows this table\n|--|--|--|--|\n| a/b.rs | add | n/a | x |\n",
        );
        expect(
            &RULE,
            FREE,
            "# T\n\nID | Decision | Why\n^^^^^^^^^^^^^^^^^^^ error: the header row has 3 cells and the delimiter row 2: no renderer shows this table\n--|--\nD1 | a | b\n",
        );
    }

    #[test]
    fn a_delimiter_row_must_be_there() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| ID | Decision |\n^^^^^^^^^^^^^^^^^ error: no delimiter row stands below this header row: no renderer shows this table\n| D1 | a |\n| D2 | b |\n",
        );
        expect(
            &RULE,
            FREE,
            "# T\n\n| ID | Decision |\n^^^^^^^^^^^^^^^^^ error: the line below this header row is no delimiter row: no renderer shows this table\n|——|——|\n| D1 | a |\n",
        );
    }

    #[test]
    fn rows_that_renderers_give_up_on_are_counted() {
        let text = format!(
            "# T\n\n## Decisions\n\n|ID|Decision|{}\n|{}\n{}",
            "a|".repeat(998),
            "-|".repeat(1000),
            "| D1 | x |\n".repeat(2000)
        );
        let said = diagnostics(&RULE, FREE, &text);
        assert_eq!(said.len(), 1, "{said:#?}");
        assert!(
            said[0].message.starts_with("renderers stop here: the last ")
                && said[0].message.ends_with(" of 2000 rows are lost")
        );
    }

    #[test]
    fn tables_that_render_are_silent() {
        silent(
            &RULE,
            FREE,
            &[
                // Alignment, no outer pipes, one dash.
                "# T\n\nID | Decision | Why\n:-|:-:|-\nD1 | a | b\n",
                // A row longer and a row shorter than the header.
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a | b |\n| D2 |\n",
                // Pipes in prose and in code.
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n\nUse `a | b` or\nc | d\n\n    | ID | Decision |\n    | D1 | a |\n",
                // A broken table that is not ours.
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n\n| Colour | Taste |\n|--|\n| red | sweet |\n",
                // In a quote, with Windows line endings.
                "# T\r\n\r\n> | ID | Decision |\r\n> |--|--|\r\n> | D1 | a |\r\n",
                // A header row alone.
                "# T\n\n| ID | Decision |\n|--|--|\n",
                // Drawn as a grid.
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n\n+----+----------+\n| ID | Decision |\n+----+----------+\n| D1 | a        |\n+----+----------+\n",
            ],
        );
    }

    #[test]
    fn a_delimiter_row_is_written_in_the_manner_of_the_table() {
        let head = "# T\n\n";
        for (broken, whole) in [
            (
                "| ID | Decision | Why |\n|--|--|\n| D1 | a | b |\n",
                "| ID | Decision | Why |\n|--|--|---|\n| D1 | a | b |\n",
            ),
            (
                "ID | Decision | Why\n:- | -:\nD1 | a | b\n",
                "ID | Decision | Why\n:- | -: | ---\nD1 | a | b\n",
            ),
            (
                "| ID | Decision |\r\n| --- | --- | --- |\r\n| D1 | a |",
                "| ID | Decision |\r\n| --- | --- |\r\n| D1 | a |",
            ),
            (
                "> | ID | Decision |\r\n> | D1 | a |\r\n",
                "> | ID | Decision |\r\n> |---|---|\r\n> | D1 | a |\r\n",
            ),
            ("- | ID | Decision |\n\t| D1 | a |\n", "- | ID | Decision |\n\t|---|---|\n\t| D1 | a |\n"),
            ("| ID | Decision |\n|——|——|\n| D1 | a |", "| ID | Decision |\n|---|---|\n| D1 | a |"),
        ] {
            assert_eq!(
                mended(&RULE, FREE, Wanted::Safe, &format!("{head}{broken}")),
                format!("{head}{whole}")
            );
        }
    }

    #[test]
    fn where_a_row_would_lose_a_cell_nothing_is_written() {
        for text in [
            "# T\n\n| ID | Decision | Why |\n|--|--|\n| D1 | a | b | c |\n",
            "# T\n\n| ID | Decision |\n|--|--|--|\n| D1 | a | b |\n",
            "# T\n\n| ID | Decision |\n| D1 | a |\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n",
        ] {
            assert_eq!(mended(&RULE, FREE, Wanted::Unsafe, text), text);
        }
        let short = "# T\n\n| ID | Decision | Why |\n|--|--|\n| D1 | a |\n";
        assert_eq!(mended(&RULE, FREE, Wanted::Safe, short), short, "which cell is missing is not known");
        assert_eq!(mended(&RULE, FREE, Wanted::Unsafe, short), short.replace("|--|--|", "|--|--|---|"));
    }
}
