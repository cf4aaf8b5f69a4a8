//! DDR705.

use crate::diagnostic::Severity;
use crate::diff::{Change, Class, What};
use crate::rules::{Check, Report};
use crate::source::Span;

rule! {
    /// A row keeps the tests that it had.
    ///
    /// ## Why
    /// Tests cells are where plans give way: in a table of twelve rows set anew, nobody sees that two of them
    /// say `N/A` now. A test that was promised and is promised no more is worth a sentence in the review.
    ///
    /// It is an error where no tests are left of several, or where a path or a name of a test went and no row
    /// has it any more. It is a warning where a kind of test went (`integration:`), where as many other tests
    /// came in the place of those that went, where the cell only spoke of tests in words, and where the row
    /// does another thing now. A test in another row, a test file with a row of its own, a file that moved and
    /// a name that was only lengthened are not lost, nor is a manual test that a named one takes the place of.
    /// A row that is dropped, or deletes its file, needs none.
    ///
    /// ## Examples
    /// ```markdown,before
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Budget | Status |
    /// |------|----|-------|--------|--------|
    /// | src/store.rs | modify | unit: expires_keys; integration: survives_restart | p99 <5ms | planned |
    /// ```
    /// ```markdown,after,fails
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Budget | Status |
    /// |------|----|-------|--------|--------|
    /// | src/store.rs | modify | N/A | p99 <5ms | planned |
    /// ```
    /// ```markdown,before
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Budget | Status |
    /// |------|----|-------|--------|--------|
    /// | src/store.rs | modify | tests/store.rs: test_expiry | p99 <5ms | planned |
    /// ```
    /// ```markdown,after,passes
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Budget | Status |
    /// |------|----|-------|--------|--------|
    /// | src/store.rs | modify | N/A | p99 <5ms | planned |
    /// | src/expiry.rs | add | tests/store.rs: test_expiry | p99 <5ms | planned |
    /// ```
    "DDR705" "tests-weakened" Error Check::Change(Class::Weakens, check)
}

fn check(change: &Change, report: &mut Report) {
    let What::TestsLost(lost) = &change.what else { return };
    let severity = if lost.certain { Severity::Error } else { Severity::Warning };
    let said = report.add(Span::default(), change.message.clone()).severity(severity);
    if !lost.replaced.is_empty() {
        said.note("other tests stand in the place of those that went");
    }
    said.help("keep the tests, or say in the review why they are not needed");
}

#[cfg(test)]
mod tests {

    use super::RULE;
    use crate::rules::testing::{expect_change, plan_table, silent_change};

    fn row(tests: &str) -> String {
        plan_table(&[&format!("src/a.rs | modify | {tests} | - | low | planned")])
    }

    #[test]
    fn what_went_is_named() {
        for (before, after, said) in [
            ("unit: parses; e2e: login", "N/A", "error: `src/a.rs` has no tests any more"),
            ("unit: parses; e2e: login", "", "error: `src/a.rs` has no tests any more"),
            ("tests/a.rs", "tests", "error: `src/a.rs` is no longer tested by `tests/a.rs`"),
            ("test_one, test_two", "test_one", "error: `src/a.rs` is no longer tested by `test_two`"),
            ("unit: a; integration: b", "unit: a", "warning: `src/a.rs` has no integration test any more"),
            ("unit: a; manual: b", "unit: a", "warning: `src/a.rs` has no manual test any more"),
            ("test_login", "test_checkout", "warning: `src/a.rs` is no longer tested by `test_login`"),
            ("the whole old suite", "n/a", "warning: `src/a.rs` has no tests any more"),
        ] {
            expect_change(&RULE, &row(before), &row(after), &[said]);
        }
        let other = plan_table(&["src/a.rs | rename | n/a | - | low | planned"]);
        expect_change(&RULE, &row("test_one"), &other, &["warning: `src/a.rs` has no tests any more"]);
    }

    #[test]
    fn tests_that_stand_elsewhere_or_are_written_otherwise_are_kept() {
        let moved = plan_table(&[
            "src/a.rs | modify | n/a | - | low | planned",
            "src/b.rs | add | tests/a.rs: test_one | - | low | planned",
        ]);
        let own = plan_table(&[
            "src/a.rs | modify | n/a | - | low | planned",
            "tests/a.rs | add | - | - | low | planned",
        ]);
        let cases: Vec<(String, String)> = vec![
            (row("tests/a.rs: test_one"), moved),
            (row("tests/a.rs"), own),
            (row("test_one; test_two"), row("`test_two`, `test_one`")),
            (row("unit: test_one"), row("test_one")),
            (row("tests/a.rs"), row("tests/unit/a.rs")),
            (row("test_login"), row("test_login_twice")),
            (row("n/a"), row("-")),
            (row("no new tests"), row("n/a")),
            (row("n/a"), row("unit: parses")),
            (row("Unit: parses"), row("unit: parses, prints")),
            (row("unit: parses; e2e: login"), row("unit and e2e tests for the login")),
            (row("manual: run it twice"), row("tests/setup.rs: test_second_start")),
            (row("manual: look at it; unit: test_one"), row("test_one, test_two")),
            (row("unit: parses"), row("unit: parses").replace("Tests", "How we know")),
            (row("test_one"), plan_table(&["src/a.rs | modify | n/a | - | low | rejected"])),
            (row("test_one"), plan_table(&["src/a.rs | delete | n/a | - | low | planned"])),
        ];
        silent_change(&RULE, &cases);
    }
}
