//! DDR108.

use crate::model::{Document, Table, short};
use crate::rules::words::is_blank;
use crate::rules::{Check, Report};
use crate::schema::fold;
use crate::source::Span;
use std::collections::BTreeMap;

rule! {
    /// No two rows have the same key.
    ///
    /// ## Why
    /// A schema can call a column `unique`: its cells are the names by which other places speak of the
    /// rows. Where two are equal, such a place means both or neither. Letter case and emphasis do not
    /// tell two names apart.
    ///
    /// The rule counts where `ddr.yaml` assigns the schema. Empty cells, dashes and `n/a` are no
    /// names. Ids of decisions have a rule of their own, duplicate-decision-id.
    ///
    /// ## Examples
    /// ```yaml,schema
    /// name: bridges
    /// sections: [{ id: bridges }]
    /// tables:
    ///   - section: bridges
    ///     columns: [{ key: number, type: id, unique: true }, { key: river }]
    /// ```
    /// ```markdown,fails
    /// # Survey
    ///
    /// ## Bridges
    ///
    /// | Number | River |
    /// |--------|-------|
    /// | B1 | Aare |
    /// | B1 | Reuss |
    /// ```
    /// ```markdown,passes
    /// # Survey
    ///
    /// ## Bridges
    ///
    /// | Number | River |
    /// |--------|-------|
    /// | B1 | Aare |
    /// | B2 | Aare |
    /// ```
    "DDR108" "duplicate-key" Error Check::Table(check)
}

fn check(table: &Table<'_>, document: &Document<'_>, report: &mut Report) {
    if !document.holds(table) {
        return;
    }
    for (at, column) in table.columns.iter().enumerate() {
        let Some(spec) = column.spec.filter(|spec| spec.unique) else { continue };
        // duplicate-decision-id speaks of these.
        if table.spec.id == "decisions" && spec.key == "id" {
            continue;
        }
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        let rows = table.rows.iter().filter(|row| !row.groups);
        for cell in rows.filter_map(|row| row.cells.get(at)).filter(|cell| !is_blank(&cell.text)) {
            let key = fold(&cell.text).into_owned();
            let Some(first) = seen.get(&key) else {
                seen.insert(key, cell.span);
                continue;
            };
            let header = short(&column.header.text, 30);
            let message = format!("`{}` stands twice in the column `{header}`", short(&cell.text, 60));
            report
                .add(cell.span, message)
                .label(*first, "first here")
                .help("give each row a name of its own");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, record, schema_of, silent, user};
    use crate::schema::Schema;

    fn bridges() -> Schema {
        schema_of(
            "name: bridges\nsections: [{ id: bridges }]\ntables:\n  - section: bridges\n    columns: [{ key: number, unique: true }, { key: river }]\n",
        )
    }

    #[test]
    fn a_key_stands_once() {
        expect(
            &RULE,
            user(&bridges()),
            "# T\n\n## Bridges\n\n| River | Number |\n|--|--|\n| a | B1 |\n| a | **b1** |\n      ^^^^^^ error: `b1` stands twice in the column `Number`\n| a | B1 |\n      ^^ error: `B1` stands twice in the column `Number`\n",
        );
    }

    #[test]
    fn other_columns_and_empty_cells_are_silent() {
        silent(
            &RULE,
            user(&bridges()),
            &[
                "# T\n\n## Bridges\n\n| Number | River |\n|--|--|\n| | a |\n| | a |\n| - | a |\n| - | a |\n| n/a | a |\n| n/a | a |\n",
                "# T\n\n## Bridges\n\n| Number | River |\n|--|--|\n| B1 | a |\n| B11 | a |\n| B-1 | a |\n",
                // Two tables count for themselves.
                "# T\n\n## Bridges\n\n| Number | River |\n|--|--|\n| B1 | a |\n\n| Number | River |\n|--|--|\n| B1 | a |\n",
                "# T\n\n## Bridges\n\n| Number | River |\n|--|--|\n| **North** | |\n| B1 | a |\n| **North** | |\n",
                "# T\n\n## Roads\n\n| Number | River |\n|--|--|\n| B1 | a |\n| B1 | a |\n",
            ],
        );
        let twice = "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n| D1 | b |\n";
        silent(&RULE, record(), &[twice]);
        silent(&RULE, FREE, &[twice]);
    }
}
