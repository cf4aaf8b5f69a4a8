//! DDR118.

use super::unknown_status::tell;
use crate::model::{Decision, Decisions, Document, Value};
use crate::rules::tables::lost_cell::lost;
use crate::rules::words::unknown;
use crate::rules::{Check, Report};
use crate::schema::CellType;

rule! {
    /// Every mark of an invariant means yes, no or nothing.
    ///
    /// ## Why
    /// An invariant binds everything that comes after it. Whether a decision is one must not depend on
    /// how a reader takes a word.
    ///
    /// `Y`, `Yes`, `✓`, `x` and their opposites are known, also with a note behind them; an empty
    /// cell and a dash say no more than that. Where a schema closes the list any other mark is an
    /// error, a slip of the pen for a known word is a warning, and every other word a hint, told once.
    /// Sentences and numbers are left alone. More marks are added under `vocabulary: { marks: … }` in
    /// `ddr.yaml`.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement | Invariant? |
    /// |----|-----------|------------|
    /// | D1 | Keep sessions in Redis | perhaps |
    /// | D2 | Expire sessions after an hour | Y |
    /// ```
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement | Invariant? |
    /// |----|-----------|------------|
    /// | D1 | Keep sessions in Redis | ture |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement | Invariant? |
    /// |----|-----------|------------|
    /// | D1 | Keep sessions in Redis | N |
    /// | D2 | Expire sessions after an hour | Y |
    /// ```
    "DDR118" "unknown-invariant-mark" Warning Fixes::Both Check::Decisions(check)
}

fn check(decisions: &Decisions<'_>, document: &Document<'_>, report: &mut Report) {
    let Some(table) = document.tables.get(decisions.table) else { return };
    let column =
        table.column("invariant").and_then(|at| table.columns.get(at)).and_then(|column| column.spec);
    let terms = match column {
        Some(spec) if spec.cell == CellType::YesNo => &table.schema.marks,
        Some(spec) if spec.cell == CellType::Enum => spec.values.as_ref().unwrap_or(&table.schema.marks),
        _ => return,
    };
    // The model has read the cells by the words of marks.
    let is_known = |row: &Decision<'_>| row.invariant.as_ref().is_none_or(|mark| mark.known);
    if std::ptr::eq(terms, &table.schema.marks) && decisions.rows.iter().all(is_known) {
        return;
    }
    let straight = |row: usize| table.rows.get(row).is_some_and(|row| lost(table, row).is_none());
    let rows = decisions.rows.iter().filter(|decision| straight(decision.row));
    let cells = rows.filter_map(|row| Some((row.row, &row.invariant.as_ref()?.value)));
    let cells: Vec<(usize, &Value<'_>)> = cells.collect();
    for found in unknown(&cells, terms, terms.closed && document.holds(table)) {
        tell(&found, (table, document), terms, "invariant mark", "marks", report);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, schema_of, silent, user};

    #[test]
    fn a_slip_is_a_warning_and_a_word_of_its_own_a_hint() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| ID | Decision | Invariant? |\n|--|--|--|\n| D1 | a | flase |\n           ^^^^^ warning: unknown invariant mark `flase` of D1\n| D2 | b | hard |\n           ^^^^ hint: unknown invariant mark `hard`, in 2 rows\n| D3 | b | true |\n| D4 | b | hard |\n| D5 | b | N |\n| D6 | b | N |\n",
        );
    }

    #[test]
    fn a_closed_list_is_closed() {
        let schema = schema_of(
            "name: x\nextends: ddr\ntables: [{ id: decisions, columns: [{ key: invariant, closed: true }] }]\n",
        );
        expect(
            &RULE,
            user(&schema),
            "# T\n\n| ID | Decision | Invariant? |\n|--|--|--|\n| D1 | a | hard |\n           ^^^^ error: invariant mark `hard` of D1 is not on the list\n| D2 | b | Y |\n| D3 | c | |\n| D4 | d | N/A |\n",
        );
    }

    #[test]
    fn marks_that_people_write_are_silent() {
        let table = |header: &str, cells: &[&str]| {
            let rows: String = cells.iter().map(|cell| format!("| D1 | a | {cell} |\n")).collect();
            format!("# T\n\n| ID | Decision | {header} |\n|--|--|--|\n{rows}")
        };
        silent(
            &RULE,
            FREE,
            &[
                &table(
                    "Invariant?",
                    &["Y", "n", "Yes", "✓", "✅ yes", "**Y**", "Y\\*", "no (yet)", "x", "[x]", "TRUE"],
                ),
                &table("Binding", &["", "-", "—", "n/a", "?", "🔒"]),
                // Which invariant it is, in words or by number.
                &table(
                    "Invariants",
                    &["I-3", "I1, I2", "No more than three retries per request", "one store per region only"],
                ),
                &table("Invariance", &["hard", "soft"]),
                "# T\n\n| ID | Decision | Invariant |\n|--|--|--|\n| **Storage** | | |\n| D1 | a | Y |\n",
                "# T\n\nDecision | Invariant\n--|--\na | \nb | Y\n",
            ],
        );
    }
}
