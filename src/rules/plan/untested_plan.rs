//! DDR511.

use super::{brings_test, changes_code, grave_level, plans, says_why, speaks_of_tests};
use crate::diagnostic::Severity;
use crate::model::Document;
use crate::rules::{Check, Report};

rule! {
    /// A patch plan that changes code and has a tests column names a test somewhere.
    ///
    /// ## Why
    /// The column is there, so tests were thought of; that every row says `n/a` mostly means that they
    /// were left for later and forgotten. It is said once, at the header of the column.
    ///
    /// What counts as code is told under `untested-risk`. A row of a test file is a test, and so is any
    /// cell that says more than `n/a`. Nothing is said where another plan of the document has tests, and
    /// where a single row changes code that `untested-risk` names already. It is only a hint where a
    /// cell says why there is no test, or the text around the table speaks of tests.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Export patch plan
    ///
    /// | File | Op | Tests | Risk |
    /// |------|----|-------|------|
    /// | src/csv.rs | add | n/a | Low |
    /// | src/json.rs | add | n/a | Low |
    /// ```
    /// ```markdown,passes
    /// # Export patch plan
    ///
    /// | File | Op | Tests | Risk |
    /// |------|----|-------|------|
    /// | src/csv.rs | add | quotes_commas | Low |
    /// | src/json.rs | add | n/a | Low |
    /// ```
    "DDR511" "untested-plan" Warning Check::Document(check)
}

fn check(document: &Document<'_>, report: &mut Report) {
    if plans(document).flat_map(|(plan, _)| &plan.entries).any(brings_test) {
        return;
    }
    let mut told = None;
    for (plan, table) in plans(document) {
        let Some(header) = table.column("tests").and_then(|at| table.columns.get(at)) else { continue };
        let code = || plan.entries.iter().filter(|entry| changes_code(entry) && entry.tests.is_some());
        let rows = match code().count() {
            0 => continue,
            1 if code().any(|entry| grave_level(entry, &table.schema.levels).is_some()) => continue,
            1 => "1 row changes".to_owned(),
            rows => format!("{rows} rows change"),
        };
        let found =
            report.add(header.header.span, format!("no row of this plan has a test, and {rows} code"));
        if code().any(says_why) {
            found.severity(Severity::Hint).note("a cell of the column says why");
        } else if *told.get_or_insert_with(|| speaks_of_tests(document)) {
            found.severity(Severity::Hint).note("the text around the table speaks of tests");
        }
        found.help("name at least the tests that show that the change works");
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, silent};

    #[test]
    fn a_tests_column_without_a_test_is_a_warning() {
        expect(
            &RULE,
            FREE,
            "# P\n\n| file | op | tests | risk |\n              ^^^^^ warning: no row of this plan has a test, and 2 rows change code\n|--|--|--|--|\n| a.py | modify | N/A | Medium |\n| run.sh | add | | Low |\n| README.md | modify | - | Low |\n",
        );
    }

    #[test]
    fn one_row_is_named_where_no_other_rule_does() {
        expect(
            &RULE,
            FREE,
            "# P\n\nFile | Op | Verification\n            ^^^^^^^^^^^^ warning: no row of this plan has a test, and 1 row changes code\n--|--|--\na.rs | add | none\n",
        );
    }

    #[test]
    fn text_that_speaks_of_tests_makes_it_a_hint() {
        expect(
            &RULE,
            FREE,
            "# P\n\n| File | Op | Tests |\n              ^^^^^ hint: no row of this plan has a test, and 1 row changes code\n|--|--|--|\n| a.rs | add | n/a |\n\n## Test plan\n\nBy hand.\n",
        );
    }

    #[test]
    fn a_reason_makes_it_a_hint() {
        expect(
            &RULE,
            FREE,
            "# P\n\n| File | Op | Tests |\n              ^^^^^ hint: no row of this plan has a test, and 2 rows change code\n|--|--|--|\n| a.rs | add | n/a |\n| b.rs | add | none, the compiler tells |\n",
        );
    }

    #[test]
    fn plans_with_tests_or_without_code_are_silent() {
        silent(
            &RULE,
            FREE,
            &[
                // One test, in any form.
                "# P\n\n| File | Op | Tests |\n|--|--|--|\n| a.py | add | n/a |\n| b.py | add | unit |\n",
                "# P\n\n| File | Op | Tests |\n|--|--|--|\n| a.py | add | n/a |\n| tests/test_b.py | add | n/a |\n",
                "# P\n\n| File | Op | Tests |\n|--|--|--|\n| a.py | add | TBD |\n",
                // No code.
                "# P\n\n| File | Op | Tests |\n|--|--|--|\n| README.md | modify | n/a |\n| docs/a.md | add | n/a |\n| ci/build.yml | add | n/a |\n| config.toml | modify | |\n",
                // Code that goes, or is not touched.
                "# P\n\n| File | Op | Tests |\n|--|--|--|\n| a.py | delete | n/a |\n| b.py | defer | n/a |\n",
                // No tests column, an empty table.
                "# P\n\n| File | Op | Risk |\n|--|--|--|\n| a.py | add | High |\n",
                "# Patch plan\n\n| File | Op | Tests |\n|--|--|--|\n",
                // Tests in the other table.
                "# P\n\n## Patch plan\n\n| File | Op | Tests |\n|--|--|--|\n| a.py | add | n/a |\n\n| File | Op | Tests |\n|--|--|--|\n| tests/a.py | add | - |\n",
                // Named already, row by row.
                "# P\n\n| File | Op | Tests | Risk |\n|--|--|--|--|\n| a.py | add | n/a | High |\n| b.md | add | n/a | High |\n",
                // Cells that moved.
                "# P\n\n| File | Op | Tests | Risk |\n|--|--|--|--|\n| a.py | add | n/a | x | Low |\n| c.py | add | n/a | Low |\n",
            ],
        );
    }
}
