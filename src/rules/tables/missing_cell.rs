//! DDR103.

use crate::diagnostic::{Edit, Severity};
use crate::model::{Column, Document, Row, Table, short};
use crate::rules::mend::{line_ending, line_prefix};
use crate::rules::words::called;
use crate::rules::{Check, Report};
use crate::source::{Source, Span};
use crate::syntax::Broken;

rule! {
    /// Every row has a cell for every header.
    ///
    /// ## Why
    /// Renderers fill short rows up with empty cells at the end. Where a cell in the middle was
    /// forgotten, everything behind it stands under the wrong header.
    ///
    /// It is a hint, since the cells that are missing may well be empty ones; where the schema was
    /// assigned and a column that it requires is cut off, it is a warning. A line of text directly
    /// below a table is read as one more row, and is pointed out as that. Rows that group others are
    /// left alone, and so is the last cell of a row without outer pipes that ends in a pipe. What
    /// all rows lack is said once.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement | Rationale | Status |
    /// |----|-----------|-----------|--------|
    /// | D1 | Keep sessions in Redis | It is there already | Accepted |
    /// | D2 | Expire sessions after an hour | Accepted |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement | Rationale | Status |
    /// |----|-----------|-----------|--------|
    /// | D1 | Keep sessions in Redis | It is there already | Accepted |
    /// | D2 | Expire sessions after an hour | | Accepted |
    /// ```
    "DDR103" "missing-cell" Warning Fixes::Unsafe Check::Table(check)
}

/// So many rows with a cell too few, and no other, are one header too many.
const EVERY: usize = 3;

fn check(table: &Table<'_>, document: &Document<'_>, report: &mut Report) {
    // Of a table that is none, broken-table speaks.
    if matches!(table.broken, Some(Broken::Delimiter { .. } | Broken::NoDelimiter)) {
        return;
    }
    // Some renderers read attributes of the table below it: `{: .wide}`.
    let attributes = |row: &Row<'_>| document.source.slice(row.span).starts_with('{');
    let rows = || table.rows.iter().filter(|row| !row.groups && !attributes(row));
    let short_rows: Vec<&Row<'_>> = rows().filter(|row| row.lacks > 0).collect();
    let Some(first) = short_rows.first() else { return };
    let even = short_rows.iter().all(|row| row.lacks == first.lacks);
    if short_rows.len() >= EVERY && even && rows().count() == short_rows.len() {
        let columns = table.columns.get(table.columns.len() - first.lacks..).unwrap_or_default();
        let span = columns.first().map_or(table.head, |column| column.header.span);
        let severity = severity(table, document, columns);
        let message = format!("no row has a cell for {}", named(columns));
        let edits = short_rows.iter().map(|row| fill(row, document)).collect();
        report
            .add(span, message)
            .severity(severity)
            .help("remove the header, or add a cell to each row")
            .fix(false, "add an empty cell to each row", edits);
        return;
    }
    for row in short_rows {
        if is_swallowed(row, document) {
            let said = report
                .add(row.span, "this line is read as a row of the table above it")
                .severity(Severity::Hint)
                .help("put an empty line before it");
            if let Some((start, prefix)) = line_prefix(document.source, row.span.start)
                && !stands_apart(document.source, start)
            {
                let empty = prefix.trim_end().to_owned() + line_ending(document.source, start);
                said.fix(
                    false,
                    "put an empty line before it",
                    vec![Edit { span: Span::at(start), text: empty }],
                );
            }
            continue;
        }
        let all = table.columns.len();
        let columns = table.columns.get(all - row.lacks..).unwrap_or_default();
        let message = format!(
            "{} has {} of {all} cells, none for {}",
            called(table, row),
            all - row.lacks,
            named(columns)
        );
        let said = report.add(Span::at(row.span.end), message).severity(severity(table, document, columns));
        if let Some(column) = columns.first() {
            said.label(column.header.span, "no cell stands below this header");
        }
        // The one that is missing may have stood before others.
        let title =
            if row.lacks == 1 { "add an empty cell at the end" } else { "add empty cells at the end" };
        said.help("add the cell, empty if it is meant to be").fix(false, title, vec![fill(row, document)]);
    }
}

/// Whether a row is a line of text that stands too close to the table.
pub(in crate::rules) fn is_swallowed(row: &Row<'_>, document: &Document<'_>) -> bool {
    row.lacks > 0 && !document.source.slice(row.span).contains('|')
}

/// Whether the line above is empty already, but for marks of quotes: then the table goes on for a reason
/// that one more such line does not take away.
fn stands_apart(source: &Source, line: usize) -> bool {
    let above = source.slice(source.line_span(line.saturating_sub(1)));
    above.trim_start_matches([' ', '\t', '>']).is_empty()
}

/// The cells that a row lacks, empty, at its end.
fn fill(row: &Row<'_>, document: &Document<'_>) -> Edit {
    let line = document.source.slice(row.span);
    let closed = line.ends_with('|') && !line.ends_with("\\|");
    // A last cell that is still open is closed first.
    let pipes = row.lacks + usize::from(line.starts_with('|') && !closed);
    Edit { span: Span::at(row.span.end), text: " |".repeat(pipes) }
}

fn severity(table: &Table<'_>, document: &Document<'_>, columns: &[Column<'_>]) -> Severity {
    let needed = columns.iter().any(|column| column.spec.is_some_and(|spec| spec.required || spec.filled));
    if needed && document.holds(table) { Severity::Warning } else { Severity::Hint }
}

/// Headers as a message names them.
fn named(columns: &[Column<'_>]) -> String {
    let name = |column: &Column<'_>| match short(&column.header.text, 30) {
        text if text.is_empty() => "the last header".to_owned(),
        text => format!("`{text}`"),
    };
    match columns {
        [] => String::new(),
        [one] => name(one),
        [one, two] => format!("{} and {}", name(one), name(two)),
        [one, rest @ ..] => format!("{} and {} more", name(one), rest.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::fix::Wanted;
    use crate::rules::testing::{FREE, expect, mended, record, schema_of, silent, user};

    #[test]
    fn a_short_row_is_a_hint() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| ID | Decision | Why | Status |\n|--|--|--|--|\n| D1 | a | b | c |\n| D2 | a |\n          ^ hint: D2 has 2 of 4 cells, none for `Why` and `Status`\n| | b |\n       ^ hint: row 3 has 2 of 4 cells, none for `Why` and `Status`\n",
        );
    }

    #[test]
    fn a_line_that_stands_too_close_is_pointed_out() {
        expect(
            &RULE,
            record(),
            "# T\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\nLegend: none yet.\n^^^^^^^^^^^^^^^^^ hint: this line is read as a row of the table above it\n",
        );
    }

    #[test]
    fn a_required_cell_is_a_warning() {
        expect(
            &RULE,
            record(),
            "# T\n\n| ID | Why | Decision |\n|--|--|--|\n| D1 | a | b |\n| D2 | a |\n          ^ warning: D2 has 2 of 3 cells, none for `Decision`\n",
        );
        let schema = schema_of(
            "name: menu\nsections: [{ id: dishes }]\ntables:\n  - section: dishes\n    columns: [{ key: dish }, { key: price }, { key: note, required: false }]\n",
        );
        expect(
            &RULE,
            user(&schema),
            "# T\n\n## Dishes\n\n| Dish | Price | Note |\n|--|--|--|\n| Soup | 3 |\n            ^ hint: row 1 has 2 of 3 cells, none for `Note`\n| Pie |\n       ^ warning: row 2 has 1 of 3 cells, none for `Price` and `Note`\n",
        );
    }

    #[test]
    fn what_all_rows_lack_is_said_once() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| ID | Decision | Notes |\n                  ^^^^^ hint: no row has a cell for `Notes`\n|--|--|--|\n| D1 | a |\n| D2 | b |\n| D3 | c |\n",
        );
    }

    #[test]
    fn whole_rows_are_silent() {
        silent(
            &RULE,
            record(),
            &[
                // Empty cells are cells.
                "# T\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | |\n| D2 | | |\n",
                // No outer pipes, an empty cell at the end.
                "# T\n\nID | Decision | Why\n--|--|--\nD1 | a | \nD2 | a | b\n",
                // Rows that group others, an empty row.
                "# T\n\n| ID | Decision | Why |\n|--|--|--|\n| **Storage** | |\n| D1 | a | b |\n| |\n",
                // A comment between rows.
                "# T\n\n| ID | Decision | Why |\n|--|--|--|\n<!-- ddr-allow statement-too-long: agreed -->\n| D1 | a | b |\n",
                // Attributes of the table.
                "# T\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n{: .wide}\n",
                // A pipe too many is another matter.
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a | b |\n",
                // Text after an empty line; code after the table.
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n\nLegend\n\n```\n| D1 |\n```\n",
                // In a list item, Windows line endings.
                "# T\r\n\r\n- x\r\n\r\n  | ID | Decision |\r\n  |--|--|\r\n  | D1 | a |\r\n",
            ],
        );
    }

    #[test]
    fn cells_are_added_in_the_manner_of_the_row() {
        let mend = |text: &str| mended(&RULE, FREE, Wanted::Unsafe, text);
        for (short, whole) in [
            ("| D1 | a |  \r\n", "| D1 | a | | |  \r\n"),
            ("| D1 | a", "| D1 | a | | |"),
            ("D1 | a\n", "D1 | a | |\n"),
            ("D1 | a |\n", "D1 | a | |\n"),
            ("| D1 | a \\|\n", "| D1 | a \\| | | |\n"),
        ] {
            let head = "# T\n\n| ID | Decision | Why | Status |\n|--|--|--|--|\n| D0 | a | b | c |\n";
            assert_eq!(mend(&format!("{head}{short}")), format!("{head}{whole}"));
        }
        let close = "# T\n\n> | ID | Decision |\r\n> |--|--|\r\n> | D1 | a |\r\n> Legend.\r\n";
        assert_eq!(mend(close), close.replace("> Legend", ">\r\n> Legend"));
        let safe = "# T\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a |\n";
        assert_eq!(mended(&RULE, FREE, Wanted::Safe, safe), safe);
    }
}
