//! DDR109.

use super::lost_cell::lost;
use crate::model::{Document, Table, short};
use crate::rules::words::called;
use crate::rules::{Check, Report};
use crate::syntax::words;

rule! {
    /// No cell has more words than its column allows.
    ///
    /// ## Why
    /// A limit in a header, `Mitigation (≤15w)`, is a promise that the table can be read at a glance.
    /// It holds for the table that states it, in any document. A limit that only the schema names
    /// (`words` of a column) counts where `ddr.yaml` assigns the schema; what the header states wins.
    ///
    /// Words are counted as rendered, and in every common way: a cell is too long only if all of them
    /// say so. Statements and rationales of decisions have rules of their own.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement | Trade-offs (≤5w) |
    /// |----|-----------|------------------|
    /// | D1 | Keep sessions in Redis | One more machine that somebody has to look after |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement | Trade-offs (≤5w) |
    /// |----|-----------|------------------|
    /// | D1 | Keep sessions in Redis | One more machine |
    /// ```
    "DDR109" "cell-too-long" Warning Check::Table(check)
}

fn check(table: &Table<'_>, document: &Document<'_>, report: &mut Report) {
    for (at, column) in table.columns.iter().enumerate() {
        let key = column.spec.map_or("", |spec| spec.key.as_str());
        // statement-too-long and rationale-too-long speak of these.
        if table.spec.id == "decisions" && matches!(key, "statement" | "rationale") {
            continue;
        }
        let spec = column.spec.and_then(|spec| spec.words);
        let Some(limit) = document.table_limit(table, column.limit, spec) else { continue };
        for row in table.rows.iter().filter(|row| !row.groups && lost(table, row).is_none()) {
            let Some(cell) = row.cells.get(at) else { continue };
            let source = document.source.slice(cell.span);
            let Some(counts) = words::exceeds(limit.value, &cell.text, source) else { continue };
            let header = short(&column.header.text, 30);
            let message = format!(
                "{}: the cell under `{header}` has {} words, {} are allowed",
                called(table, row),
                counts.words,
                limit.value
            );
            let said = report.add(cell.span, message);
            match limit.stated {
                Some(stated) => said.label(stated, "the limit is stated here"),
                None => said.note(format!("the schema `{}` sets the limit", table.schema.name)),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, schema_of, silent, user};

    #[test]
    fn a_limit_in_a_header_holds_everywhere() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| ID | Decision | Remarks (max 3 words) |\n|--|--|--|\n| D1 | a | one two three |\n| D2 | a | one two three four |\n           ^^^^^^^^^^^^^^^^^^ warning: D2: the cell under `Remarks (max 3 words)` has 4 words, 3 are allowed\n",
        );
    }

    #[test]
    fn a_limit_of_the_schema_holds_where_it_is_assigned() {
        let schema = schema_of(
            "name: menu\nsections: [{ id: dishes }]\ntables:\n  - section: dishes\n    columns: [{ key: dish, words: 2 }, { key: note, words: 1, required: false }]\n",
        );
        expect(
            &RULE,
            user(&schema),
            "# T\n\n## Dishes\n\n| Dish | Note (≤3w) |\n|--|--|\n| Soup of peas | a b c |\n  ^^^^^^^^^^^^ warning: row 1: the cell under `Dish` has 3 words, 2 are allowed\n",
        );
    }

    #[test]
    fn short_cells_and_columns_without_limits_are_silent() {
        silent(
            &RULE,
            FREE,
            &[
                // What one way of counting allows is allowed.
                "# T\n\n| ID | Decision | Remarks (≤3w) |\n|--|--|--|\n| D1 | a | one two — three |\n| D2 | a | [one two](three.md \"four five six\") three |\n",
                // Statements have a rule of their own.
                "# T\n\n| ID | Decision (≤2w) | Why (≤2w) |\n|--|--|--|\n| D1 | a b c | d e f |\n",
                // No limit; a limit of another kind.
                "# T\n\n| ID | Decision | Delay (≤2ms) | Remarks (3 words) |\n|--|--|--|--|\n| D1 | a | b c d e | f g h i j |\n",
                // A group row, an empty cell.
                "# T\n\n| ID | Decision | Remarks (≤1w) |\n|--|--|--|\n| **Things about the store** | | |\n| D1 | a | |\n",
                // A table that nobody knows.
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n\n| Colour (≤1w) | Taste |\n|--|--|\n| deep red | sweet |\n",
                // The schema's own limit, where nobody assigned it.
                "# T\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | a | Accepted after a very long talk |\n",
            ],
        );
    }
}
