//! DDR104.

use crate::diagnostic::Severity;
use crate::model::{Document, Table, short};
use crate::rules::{Check, Report};
use crate::schema;
use crate::yaml::nearest;
use std::collections::BTreeSet;

rule! {
    /// Every table has the columns that its schema requires.
    ///
    /// ## Why
    /// A column that the team agreed on and that one table lacks is a question that nobody answered
    /// there. The rule counts where `ddr.yaml` assigns a schema, or the title says that the document
    /// is a design decision record; elsewhere people keep the columns they like.
    ///
    /// A table of which little else is known (a legend under the heading, say) gets a hint, and none
    /// where another table of the document is the whole one. A column counts under each of its
    /// headers; more of them can be named in the schema under `header`.
    ///
    /// ## Examples
    /// ```markdown,fails,as=ddr
    /// # Session store
    ///
    /// ## Summary
    ///
    /// Where sessions live.
    ///
    /// ## Decisions
    ///
    /// | ID | Choice | Status |
    /// |----|--------|--------|
    /// | D1 | Redis | Accepted |
    ///
    /// ## Risks
    ///
    /// - Redis is lost: sessions are cheap to make again.
    /// ```
    /// ```markdown,passes,as=ddr
    /// # Session store
    ///
    /// ## Summary
    ///
    /// Where sessions live.
    ///
    /// ## Decisions
    ///
    /// | ID | Decision | Status |
    /// |----|----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Risks
    ///
    /// - Redis is lost: sessions are cheap to make again.
    /// ```
    "DDR104" "missing-column" Error Check::Document(check)
}

fn check(document: &Document<'_>, report: &mut Report) {
    let held = document.tables.iter().filter(|table| document.recognised && document.holds(table));
    let (whole, rest): (Vec<&Table<'_>>, Vec<&Table<'_>>) =
        held.partition(|table| missing(table).next().is_none());
    let whole: BTreeSet<&str> = whole.iter().map(|table| table.spec.id.as_str()).collect();
    // Beside a whole table of its kind a table only says more about it.
    for table in rest.into_iter().filter(|table| !whole.contains(table.spec.id.as_str())) {
        tell(table, report);
    }
}

fn tell(table: &Table<'_>, report: &mut Report) {
    let severity = if is_certain(table) { Severity::Error } else { Severity::Hint };
    for column in missing(table) {
        let message = format!("the {} table has no column `{}`", table.spec.id, column.key);
        let said = report.add(table.head, message).severity(severity);
        let own = table.columns.iter().filter(|own| own.spec.is_none() && !own.header.text.is_empty());
        let headers = || column.headers.iter().map(String::as_str);
        let near = own.into_iter().find_map(|own| Some((own, nearest(&own.header.text, headers())?)));
        match near {
            Some((own, near)) => {
                let text = short(&own.header.text, 40);
                said.label(own.header.span, format!("is `{text}` meant as `{near}`?"));
                said.help(format!(
                    "call it `{near}`, or name `{text}` as a header of the column in the schema"
                ));
            }
            None => {
                said.help(format!("add a column with one of these headers: {}", listed(column)));
            }
        }
    }
}

/// The required columns that a table lacks.
fn missing<'t>(table: &'t Table<'_>) -> impl Iterator<Item = &'t schema::Column> {
    let required = table.spec.columns.iter().filter(|column| column.required);
    required.filter(|column| table.column(&column.key).is_none())
}

/// Whether a table is surely the one that the schema means: it has a required column, or at least
/// two others that the schema knows.
fn is_certain(table: &Table<'_>) -> bool {
    let known = || table.columns.iter().filter_map(|column| column.spec);
    known().any(|column| column.required) || known().count() >= 2
}

fn listed(column: &schema::Column) -> String {
    let names: Vec<String> = column.headers.iter().take(5).map(|header| format!("`{header}`")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, diagnostics, expect, plan, record, schema_of, silent, user};

    #[test]
    fn a_required_column_is_asked_for() {
        expect(
            &RULE,
            record(),
            "# T\n\n## Decisions\n\n| ID | Choice | Why |\n^^^^^^^^^^^^^^^^^^^^^ error: the decisions table has no column `statement`\n|--|--|--|\n| D1 | a | b |\n",
        );
        expect(
            &RULE,
            FREE,
            "# Design Decision Record: T\n\n## Risks\n\n| Level | Meaning |\n^^^^^^^^^^^^^^^^^^^ hint: the risks table has no column `risk`\n|--|--|\n| low | a |\n",
        );
    }

    #[test]
    fn a_schema_of_ones_own_is_kept() {
        let schema = schema_of(
            "name: menu\nsections: [{ id: dishes }]\ntables:\n  - section: dishes\n    columns: [{ key: dish }, { key: price, header: [Cost] }, { key: note, required: false }]\n",
        );
        let text = "# T\n\n## Dishes\n\n| Dish | Prize |\n|--|--|\n| Soup | 3 |\n";
        let said = diagnostics(&RULE, user(&schema), text);
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].message, "the dishes table has no column `price`");
        assert_eq!(said[0].labels[0].message, "is `Prize` meant as `price`?");
        silent(&RULE, user(&schema), &["# T\n\n## Dishes\n\n| Cost | Dish |\n|--|--|\n| 3 | Soup |\n"]);
    }

    #[test]
    fn whole_tables_and_free_ones_are_silent() {
        let text = "# T\n\n## Decisions\n\n| ID | Choice | Why |\n|--|--|--|\n| D1 | a | b |\n";
        silent(&RULE, FREE, &[text]);
        silent(
            &RULE,
            record(),
            &[
                // Other names, other orders, columns of one's own.
                "# T\n\n## Decisions\n\n| Why | Weather | **Decision point** (≤20w) |\n|--|--|--|\n| a | wet | b |\n",
                // A legend beside the table.
                "# T\n\n## Decisions\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n\n| Status | Meaning |\n|--|--|\n| Accepted | agreed |\n",
                // A patch plan in a record: nobody assigned its schema.
                "# T\n\n## Decisions\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n\n## Patch Plan\n\n| op | tests |\n|--|--|\n| add | x |\n",
                // Risks as a list.
                "# T\n\n## Risks\n\n- a: b\n\n## Decisions\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n",
                // No table at all is another rule's business.
                "# T\n\n## Decisions\n\nNone yet.\n",
                // Without outer pipes.
                "# T\n\n## Decisions\n\nDecision | Why\n--|--\na | b\n",
            ],
        );
        silent(&RULE, plan(), &["# T\n\n| Path | Action |\n|--|--|\n| a/b.rs | add |\n"]);
    }
}
