//! DDR105.

use crate::diagnostic::Severity;
use crate::model::{Column, Document, Table, short};
use crate::rules::{Check, Report};
use crate::schema::{CellType, fold};
use std::collections::BTreeMap;

rule! {
    /// No column stands twice in a table.
    ///
    /// ## Why
    /// Of two columns with one header nobody can tell which is meant, and a reader, human or not,
    /// takes the first. Headers are compared without case, emphasis and limits.
    ///
    /// Two different headers that are read as one column by which the table is known (`Reason` and
    /// `Justification`) are a hint: only the first of them is used, and the author may see a difference.
    /// So is a table that stands twice side by side. Columns that the schema does not know, number
    /// columns beside ids and headers of many meanings such as `Notes` are left alone.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement | Status | Status |
    /// |----|-----------|--------|--------|
    /// | D1 | Keep sessions in Redis | Accepted | Proposed |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    /// ```
    "DDR105" "duplicate-column" Error Check::Table(check)
}

fn check(table: &Table<'_>, _: &Document<'_>, report: &mut Report) {
    if !may_repeat(table) {
        return;
    }
    let twofold = is_twofold(table);
    let mut seen: BTreeMap<&str, Vec<&Column<'_>>> = BTreeMap::new();
    for column in &table.columns {
        let Some(spec) = column.spec else { continue };
        let before = seen.entry(&spec.key).or_default();
        let text = short(&column.header.text, 40);
        let folded = fold(&column.header.text);
        if let Some(same) = before.iter().find(|same| fold(&same.header.text) == folded) {
            let severity = if twofold { Severity::Hint } else { Severity::Error };
            report
                .add(column.header.span, format!("the column `{text}` stands twice in this table"))
                .severity(severity)
                .label(same.header.span, "first here")
                .help("rename one of the two, or remove it");
            continue;
        }
        let weak = |column: &Column<'_>| spec.weak_headers.contains(&fold(&column.header.text).into_owned());
        // The other columns (levels, owners, dates) have headers that only lie near each other.
        let telling = table.spec.all_of.iter().chain(&table.spec.any_of).any(|key| *key == spec.key);
        if let Some(first) = before.first()
            && telling
            && spec.cell != CellType::Id
            && !weak(first)
            && !weak(column)
        {
            let message = format!("`{text}` is read as `{}` too, and not used", spec.key);
            report
                .add(column.header.span, message)
                .severity(Severity::Hint)
                .label(first.header.span, "this column is used");
        }
        before.push(column);
    }
}

/// Whether any two columns are read as one.
fn may_repeat(table: &Table<'_>) -> bool {
    let mut seen: Vec<&str> = Vec::with_capacity(table.spec.columns.len());
    table.columns.iter().filter_map(|column| column.spec).any(|spec| {
        let again = seen.contains(&spec.key.as_str());
        seen.push(&spec.key);
        again
    })
}

/// Whether the headers are the same ones twice over: a long table in two halves side by side.
fn is_twofold(table: &Table<'_>) -> bool {
    let half = table.columns.len() / 2;
    let (first, second) = table.columns.split_at(half);
    half > 1
        && first.len() == second.len()
        && first.iter().zip(second).all(|(one, two)| fold(&one.header.text) == fold(&two.header.text))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, silent};

    #[test]
    fn one_header_twice_is_an_error() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| ID | Decision | Why | **why?** |\n                        ^^^^^^^^ error: the column `why?` stands twice in this table\n|--|--|--|--|\n| D1 | a | b | c |\n",
        );
        expect(
            &RULE,
            FREE,
            "# T\n\nfile | op | file\n            ^^^^ error: the column `file` stands twice in this table\n--|--|--\na/b.rs | add | c/d.rs\n",
        );
    }

    #[test]
    fn two_names_of_one_column_are_a_hint() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| ID | Decision | Reason | Justification |\n                           ^^^^^^^^^^^^^ hint: `Justification` is read as `rationale` too, and not used\n|--|--|--|--|\n| D1 | a | b | c |\n",
        );
        expect(
            &RULE,
            FREE,
            "# T\n\n## Decisions\n\n| ID | Decision | ID | Decision |\n                  ^^ hint: the column `ID` stands twice in this table\n                       ^^^^^^^^ hint: the column `Decision` stands twice in this table\n|--|--|--|--|\n| D1 | a | D2 | b |\n",
        );
    }

    #[test]
    fn columns_that_differ_are_silent() {
        silent(
            &RULE,
            FREE,
            &[
                "# T\n\n| # | ID | Decision | Why |\n|--|--|--|--|\n| 1 | D1 | a | b |\n",
                // Columns of the author's own.
                "# T\n\n| ID | Decision | Sign | Sign |\n|--|--|--|--|\n| D1 | a | x | y |\n",
                // Headers without text.
                "# T\n\n| ID | Decision | | |\n|--|--|--|--|\n| D1 | a | b | c |\n",
                // Headers of many meanings.
                "# T\n\n## Patch Plan\n\n| file | op | Description | Notes |\n|--|--|--|--|\n| a/b.rs | add | x | y |\n",
                "# T\n\n| Decision | Status | Status date |\n|--|--|--|\n| a | Accepted | 2024-01-01 |\n",
                "# T\n\n## Risks\n\n| Risk | Likelihood | Impact | Mitigation |\n|--|--|--|--|\n| a | low | high | b |\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n",
                "# T\n\n| Decision | Date | Decided | Owner | Assignee |\n|--|--|--|--|--|\n| a | b | c | d | e |\n",
                "# T\n\n## Top Risks\n\n| Risk | Severity | Priority | Impact | Effect | Mitigation |\n|--|--|--|--|--|--|\n| a | 1 | 2 | x | y | z |\n\n## Decisions\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n",
                // A header in a code block.
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n\n```\n| ID | ID | Decision |\n|--|--|--|\n```\n",
            ],
        );
    }
}
