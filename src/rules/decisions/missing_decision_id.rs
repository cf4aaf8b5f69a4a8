//! DDR111.

use super::{is_no_decision, only_points};
use crate::diagnostic::Severity;
use crate::model::{Decision, Decisions, Document, Table};
use crate::rules::{Check, Report};
use crate::source::Span;

rule! {
    /// Where decisions have ids, every decision has one.
    ///
    /// ## Why
    /// A decision without an id among others with ids cannot be pointed at from a review, a plan or
    /// another record.
    ///
    /// The rule is silent where the table has no id column. It is a hint where no row has an id yet
    /// (said once), where the cell holds a dash, where the row seems to go on with the one above it,
    /// and where the column only points at documents (`ADR`, `Ref`). A row without a statement is
    /// left to empty-cell.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    /// |    | Expire sessions after an hour | Accepted |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    /// | D2 | Expire sessions after an hour | Accepted |
    /// ```
    "DDR111" "missing-decision-id" Warning Check::Decisions(check)
}

fn check(decisions: &Decisions<'_>, document: &Document<'_>, report: &mut Report) {
    let Some(table) = document.tables.get(decisions.table) else { return };
    let Some(column) = table.column("id") else { return };
    let Some(header) = table.columns.get(column).map(|column| &column.header) else { return };
    let counts = |decision: &&Decision<'_>| {
        // Dots and dashes stand for rows to come.
        let stated =
            decision.statement.as_ref().is_some_and(|text| text.text.contains(char::is_alphanumeric));
        stated && !is_no_decision(table, decision.row, document)
    };
    let rows: Vec<&Decision<'_>> = decisions.rows.iter().filter(counts).collect();
    let missing = || rows.iter().filter(|decision| !has_id(decision));
    let count = missing().count();
    if count == 0 {
        return;
    }
    if count == rows.len() {
        report
            .add(header.span, format!("none of the {count} decisions has an id"))
            .severity(Severity::Hint)
            .help("number them, `D1`, `D2` and so on, or remove the column");
        return;
    }
    for decision in missing() {
        let Some(row) = table.rows.get(decision.row) else { continue };
        let (span, dash) = match &decision.id {
            Some(id) => (id.span, true),
            None => (row.cells.get(column).map_or(Span::at(row.span.start), |cell| cell.span), false),
        };
        let likely = dash || only_points(&header.text) || goes_on(table, decision.row, column);
        report
            .add(span, format!("the decision in row {} has no id", decision.row + 1))
            .severity(if likely { Severity::Hint } else { Severity::Warning })
            .label(header.span, "the other rows have one");
    }
}

fn has_id(decision: &Decision<'_>) -> bool {
    decision.id.as_ref().is_some_and(|id| id.text.contains(char::is_alphanumeric))
}

/// Whether a row seems to continue the one above it: it leaves a cell empty that the other fills.
fn goes_on(table: &Table<'_>, row: usize, id: usize) -> bool {
    let Some(above) = row.checked_sub(1).and_then(|above| table.rows.get(above)) else { return false };
    let Some(row) = table.rows.get(row) else { return false };
    above.cells.iter().enumerate().any(|(at, cell)| {
        at != id && !cell.text.is_empty() && row.cells.get(at).is_none_or(|own| own.text.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, silent};

    #[test]
    fn a_row_without_an_id_among_others_is_a_warning() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| Decision | Why | ID |\n|--|--|--|\n| a | b | D1 |\n| c | d |  |\n           ^ warning: the decision in row 2 has no id\n| e | f | — |\n          ^ hint: the decision in row 3 has no id\n",
        );
    }

    #[test]
    fn what_may_be_meant_is_a_hint() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| ID | Decision | Why |\n  ^^ hint: none of the 2 decisions has an id\n|--|--|--|\n| | a | b |\n| | c | d |\n",
        );
        expect(
            &RULE,
            FREE,
            "# T\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n| | and c | |\n  ^ hint: the decision in row 2 has no id\n",
        );
        expect(
            &RULE,
            FREE,
            "# T\n\n| Decision | Why | ADR |\n|--|--|--|\n| a | b | ADR-001 |\n| c | d | |\n          ^ hint: the decision in row 2 has no id\n",
        );
    }

    #[test]
    fn tables_with_ids_or_without_a_column_are_silent() {
        silent(
            &RULE,
            FREE,
            &[
                "# T\n\n| Decision | Why |\n|--|--|\n| a | b |\n| c | d |\n",
                "# T\n\n| # | Decision |\n|--|--|\n| 1 | a |\n| 2. | b |\n| **3** | c |\n",
                // Rows that group others; an empty row.
                "# T\n\n| ID | Decision | Why |\n|--|--|--|\n| | **Storage** | |\n| D1 | a | b |\n| | | |\n",
                // A row that says nothing but why is left to empty-cell.
                "# T\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n| | | c |\n",
                // Links and code as ids.
                "# T\n\n| ID | Decision |\n|--|--|\n| [D1](#d1) | a |\n| `D2` | b |\n",
                // Rows to come.
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n| … | … |\n",
                // A text too close to the table.
                "# T\n\n| Decision | ID |\n|--|--|\n| a | D1 |\nAll of them hold.\n",
                // Another table.
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n\n| ID | Colour |\n|--|--|\n| | red |\n| 2 | blue |\n",
            ],
        );
    }
}
