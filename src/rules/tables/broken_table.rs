//! DDR101.

use crate::model::{Document, Table};
use crate::rules::{Check, Report};
use crate::source::Span;
use crate::syntax::Broken;

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
    "DDR101" "broken-table" Error Check::Table(check)
}

fn check(table: &Table<'_>, document: &Document<'_>, report: &mut Report) {
    let wanted = table.columns.len();
    match table.broken {
        None => {}
        Some(Broken::Delimiter { head, delimiter }) => {
            let message = format!(
                "the header row has {head} cells and the delimiter row {delimiter}: no renderer shows this table"
            );
            report
                .add(table.head, message)
                .label(table.delimiter, format!("{delimiter} cells"))
                .help(format!("give the delimiter row as many cells: `{}`", delimiter_row(head)));
        }
        Some(Broken::NoDelimiter) => {
            match table.rows.first() {
                Some(row) if is_ruled(document.source.slice(row.span)) => {
                    report
                    .add(table.head, "the line below this header row is no delimiter row: no renderer shows this table")
                    .label(row.span, "meant as one")
                    .help(format!("write it with hyphens: `{}`", delimiter_row(wanted)));
                }
                _ => {
                    report
                        .add(
                            table.head,
                            "no delimiter row stands below this header row: no renderer shows this table",
                        )
                        .help(format!("add `{}` below it", delimiter_row(wanted)));
                }
            }
        }
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

/// A delimiter row to copy.
fn delimiter_row(cells: usize) -> String {
    format!("|{}", "---|".repeat(cells.min(20)))
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
    use crate::rules::testing::{FREE, diagnostics, expect, silent};

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
}
