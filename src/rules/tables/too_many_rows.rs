//! DDR110.

use crate::model::{Document, Table};
use crate::rules::{Check, Report};

rule! {
    /// No table has more rows than its schema allows.
    ///
    /// ## Why
    /// A schema can bound a table (`rows: { max: 7 }`), so that it names what matters most and not
    /// everything. Rows that only group others and empty ones are not counted.
    ///
    /// The rule counts where `ddr.yaml` assigns the schema. Decisions and rows of patch plans have
    /// rules of their own, too-many-decisions and too-many-entries.
    ///
    /// ## Examples
    /// ```yaml,schema
    /// name: bridges
    /// sections: [{ id: bridges }]
    /// tables:
    ///   - section: bridges
    ///     rows: { max: 2 }
    ///     columns: [{ key: number }, { key: river }]
    /// ```
    /// ```markdown,fails
    /// # Survey
    ///
    /// ## Bridges
    ///
    /// | Number | River |
    /// |--------|-------|
    /// | B1 | Aare |
    /// | B2 | Reuss |
    /// | B3 | Aare |
    /// ```
    /// ```markdown,passes
    /// # Survey
    ///
    /// ## Bridges
    ///
    /// | Number | River |
    /// |--------|-------|
    /// | B1 | Aare |
    /// | B2 | Reuss |
    /// ```
    "DDR110" "too-many-rows" Warning Check::Table(check)
}

fn check(table: &Table<'_>, document: &Document<'_>, report: &mut Report) {
    // too-many-decisions and too-many-entries speak of these.
    if matches!(table.spec.id.as_str(), "decisions" | "plan") {
        return;
    }
    let Some(limit) = document.table_limit(table, None, table.spec.max_rows) else { return };
    let rows = || table.rows.iter().filter(|row| !row.groups);
    let Some(first) = rows().nth(limit.value) else { return };
    let message =
        format!("the {} table has {} rows, {} are allowed", table.spec.id, rows().count(), limit.value);
    report
        .add(first.span, message)
        .label(table.head, "the table begins here")
        .note(format!("the schema `{}` sets the limit", table.schema.name));
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, schema_of, silent, user};
    use crate::schema::Schema;

    fn bridges() -> Schema {
        schema_of(
            "name: bridges\nextends: ddr\nsections: [{ id: bridges }]\ntables:\n  - section: bridges\n    rows: { max: 2 }\n    columns: [{ key: number }, { key: river }]\n  - { id: decisions, rows: { max: 1 } }\n",
        )
    }

    #[test]
    fn rows_beyond_the_limit_are_counted() {
        expect(
            &RULE,
            user(&bridges()),
            "# T\n\n## Bridges\n\n| Number | River |\n|--|--|\n| 1 | a |\n| 2 | a |\n| 3 | a |\n^^^^^^^^^ warning: the bridges table has 4 rows, 2 are allowed\n| 4 | a |\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n",
        );
    }

    #[test]
    fn tables_within_the_limit_are_silent() {
        let decisions = "\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n| D2 | b | c |\n";
        let with = |text: &str| format!("# T\n\n## Bridges\n\n{text}{decisions}");
        let grouped = with(
            "| Number | River |\n|--|--|\n| **North** | |\n| 1 | a |\n| | |\n| **South** | |\n| 2 | a |\n",
        );
        let two = with(
            "| Number | River |\n|--|--|\n| 1 | a |\n\n| Number | River |\n|--|--|\n| 1 | a |\n| 2 | a |\n",
        );
        let other = with("| Colour | Taste |\n|--|--|\n| 1 | a |\n| 2 | a |\n| 3 | a |\n");
        let code = with("```\n| Number | River |\n|--|--|\n| 1 | a |\n| 2 | a |\n| 3 | a |\n```\n");
        silent(&RULE, user(&bridges()), &[&grouped, &two, &other, &code]);
        silent(&RULE, FREE, &[&with("| Number | River |\n|--|--|\n| 1 | a |\n| 2 | a |\n| 3 | a |\n")]);
    }
}
