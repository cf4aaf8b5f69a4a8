//! DDR116.

use super::names_a_group;
use crate::diagnostic::Severity;
use crate::model::{Document, Row, Table, short};
use crate::rules::tables::missing_cell::is_swallowed;
use crate::rules::words::called;
use crate::rules::{Check, Report};
use crate::source::Span;

rule! {
    /// Every decision has a statement, and every cell that must be filled is.
    ///
    /// ## Why
    /// A row with an id, a status and a reason but no statement says that something was decided, and
    /// not what.
    ///
    /// Empty statements are told in every document. Other cells count where `ddr.yaml` assigns a schema
    /// that calls their column `filled`, as `patch-plan` does with files. A row without id and statement
    /// may go on with the one above it, which is a hint. Rows that group others and rows in which
    /// nothing stands but a name that is no id are left alone; cells that were cut off belong to
    /// missing-cell.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    /// | D2 |           | Accepted |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    /// | D2 | Expire sessions after an hour | Accepted |
    /// ```
    "DDR116" "empty-cell" Warning Check::Table(check)
}

fn check(table: &Table<'_>, document: &Document<'_>, report: &mut Report) {
    let held = document.holds(table);
    let decisions = table.spec.id == "decisions";
    let columns: Vec<(usize, &str)> = table
        .columns
        .iter()
        .enumerate()
        .filter_map(|(at, column)| Some((at, column.spec.filter(|spec| spec.filled)?.key.as_str())))
        .filter(|(_, key)| held || (decisions && *key == "statement"))
        .collect();
    if columns.is_empty() {
        return;
    }
    let id = table.column("id").filter(|_| decisions);
    for row in table.rows.iter().filter(|row| !row.groups && !is_swallowed(row, document)) {
        for &(at, key) in &columns {
            let Some(span) = empty(table, row, at, key) else { continue };
            let own = id.and_then(|at| row.cells.get(at)).map(|cell| &*cell.text);
            if decisions && names_a_group(table, row) {
                continue;
            }
            let name = called(table, row);
            let header = table.columns.get(at).map(|column| &column.header);
            let text = header.map(|header| short(&header.text, 30)).unwrap_or_default();
            let message = match (decisions && key == "statement", own) {
                (true, Some("")) => format!("{name} has neither an id nor a statement"),
                (true, _) => format!("{name} has no statement"),
                _ => format!("{name}: the cell under `{text}` is empty"),
            };
            let severity = if own == Some("") { Severity::Hint } else { Severity::Warning };
            let said = report.add(span, message).severity(severity);
            if let Some(header) = header {
                said.label(header.span, "this column is to be filled");
            }
        }
    }
}

/// The place of a cell that stands in its row and is empty, with no other column of its key filled.
fn empty(table: &Table<'_>, row: &Row<'_>, at: usize, key: &str) -> Option<Span> {
    if at >= table.columns.len() - row.lacks {
        return None;
    }
    let others = table.columns.iter().zip(&row.cells);
    let filled = others.filter(|(column, _)| column.spec.is_some_and(|spec| spec.key == key));
    if filled.into_iter().any(|(_, cell)| !cell.span.is_empty()) {
        return None;
    }
    Some(row.cells.get(at).map_or(Span::at(row.span.end), |cell| cell.span))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, plan, schema_of, silent, user};

    #[test]
    fn an_empty_statement_is_a_warning_everywhere() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| ID | Why | Decision |\n|--|--|--|\n| D1 | a |  |\n            ^ warning: D1 has no statement\n| D2 | | |\n         ^ warning: D2 has no statement\n| | b | |\n        ^ hint: row 3 has neither an id nor a statement\n",
        );
        expect(&RULE, FREE, "# T\n\nWhy | Decision\n--|--\na | \n   ^ warning: row 1 has no statement\n");
    }

    #[test]
    fn what_the_schema_wants_filled_counts_where_it_is_assigned() {
        let schema = schema_of(
            "name: menu\nsections: [{ id: dishes }]\ntables:\n  - section: dishes\n    columns: [{ key: dish, filled: true }, { key: price, filled: true }, { key: note }]\n",
        );
        expect(
            &RULE,
            user(&schema),
            "# T\n\n## Dishes\n\n| Dish | Price | Note |\n|--|--|--|\n| Soup | | |\n         ^ warning: row 1: the cell under `Price` is empty\n| | 3 | |\n  ^ warning: row 2: the cell under `Dish` is empty\n",
        );
        let text = "# T\n\n| op | file | tests |\n|--|--|--|\n| add | | x |\n| add | a/b.rs | x |\n";
        silent(&RULE, FREE, &[text]);
        expect(
            &RULE,
            plan(),
            "# T\n\n| op | file | tests |\n|--|--|--|\n| add | | x |\n        ^ warning: row 1: the cell under `file` is empty\n| add | a/b.rs | x |\n",
        );
    }

    #[test]
    fn filled_rows_and_rows_that_are_none_are_silent() {
        silent(
            &RULE,
            FREE,
            &[
                // Other empty cells.
                "# T\n\n| ID | Decision | Why | Status |\n|--|--|--|--|\n| D1 | a | | |\n| | b | | |\n",
                // Rows that group others, empty ones.
                "# T\n\n| ID | Decision | Why |\n|--|--|--|\n| **Storage** | | |\n| Network | | |\n| D1 | a | b |\n| | | |\n",
                // A row cut short, a text too close.
                "# T\n\n| ID | Why | Decision |\n|--|--|--|\n| D1 | a | b |\n| D2 | c |\nThat is all.\n",
                // An image, a dash.
                "# T\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | ![](a.png) | a |\n| D2 | - | b |\n| D3 | <br> | c |\n",
                // The point in one column, the decision in another.
                "# T\n\n| ID | Decision point | Decision |\n|--|--|--|\n| D1 | a | b |\n| D2 | | c |\n",
                // A comment between rows, Windows line endings.
                "# T\r\n\r\n| ID | Decision |\r\n|--|--|\r\n| D1 | a |\r\n<!-- more to come -->\r\n",
            ],
        );
    }
}
