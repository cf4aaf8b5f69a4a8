//! DDR610.

use super::absent::{absent, is_hedged};
use crate::project::{Operation, Project, State, is_file_name};
use crate::rules::{Check, ProjectReport};
use std::collections::HashSet;

rule! {
    /// The test that a row names when it is done exists, or did once.
    ///
    /// ## Why
    /// A row is done when its test shows that it works. Here the file that its tests cell names is not
    /// in the tree and never was in history: the test was promised and not written, or it lies
    /// elsewhere.
    ///
    /// It is an error where git knows that the path never was there, and a warning where there is no
    /// history to ask. It is only a hint where the path may be meant otherwise: `.gitignore` leaves it
    /// out, or a name without a folder may stand anywhere. Nothing is said of folders and patterns, of a
    /// test that is a row of a plan itself, or where the cell says that the test is new, to come or
    /// replaced. A test that was there and is gone is nothing to speak of. Rows that are not done are
    /// asked by `missing-named-test`, test functions by `missing-test-function`.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | tests | status |
    /// |------|----|-------|--------|
    /// | src/cache.py | modify | tests/test_cache.py | done |
    /// ==> src/cache.py <==
    /// ==> tests/test_session.py <==
    /// ==> .git <==
    /// ```
    /// ```project,passes
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | tests | status |
    /// |------|----|-------|--------|
    /// | src/cache.py | modify | tests/test_cache.py | done |
    /// ==> src/cache.py <==
    /// ==> tests/test_cache.py <==
    /// ==> .git <==
    /// ```
    "DDR610" "done-without-test" Error Check::Project(check)
}

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    let mut said: HashSet<(usize, &str)> = HashSet::new();
    for (at, row) in project.rows_lacking().filter(|(_, row)| row.state == State::Done) {
        let Some(tests) = row.tests.as_ref().filter(|_| !row.shifted) else { continue };
        // The tests of what is deleted go with it.
        if !row.is_live() || row.operation == Some(Operation::Delete) {
            continue;
        }
        for path in tests.paths.iter().filter(|path| is_file_name(&path.text)) {
            let Some(absent) = absent(project, at.member, path) else { continue };
            if project.is_named(absent.target)
                || project.is_made(absent.target)
                || project.is_taken(absent.target, at)
                || is_hedged(&tests.text.text)
                || absent.was()
                || absent.is_elsewhere()
                || !said.insert((at.member, &absent.target.path))
            {
                continue;
            }
            let message = format!("the row is done, but its test {} does not exist", absent.name());
            let diagnostic = report.add(at.member, path.span, message);
            diagnostic.severity(absent.severity());
            if !path.text.contains('/') {
                diagnostic.severity(crate::diagnostic::Severity::Hint);
            }
            if let Some(status) = &row.status {
                diagnostic.label(status.span, "done");
            }
            absent.explain(diagnostic, "write the test, or name the one that covers this row");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect_project, silent_project};

    #[test]
    fn what_is_done_has_its_test() {
        let plan = |history: &str, severity: &str| {
            format!(
                "==> docs/p.md <==
# P

| file | op | tests | status |
|------|----|-------|--------|
| src/a.py | modify | tests/test_a.py::test_hit | done |
                      ^^^^^^^^^^^^^^^ {severity}: the row is done, but its test `tests/test_a.py` does not exist
| src/a.py | modify | unit: tests/test_b.py; e2e: tests/e2e/test_c.py | ✅ |
                                                  ^^^^^^^^^^^^^^^^^^^ {severity}: the row is done, but its test `tests/e2e/test_c.py` does not exist
| src/a.py | modify | test_cache.py | done |
                      ^^^^^^^^^^^^^ hint: the row is done, but its test `test_cache.py` does not exist
| src/a.py | modify | tests/test_a.py | done |
==> src/a.py <==
==> tests/test_b.py <==
{history}"
            )
        };
        expect_project(&RULE, &plan("==> .git <==\n", "error"));
        expect_project(&RULE, &plan("", "warning"));
    }

    #[test]
    fn ordinary_plans_are_silent() {
        let table = |row: &str| {
            format!(
                "==> docs/p.md <==\n# P\n\n| file | op | tests | status |\n|--|--|--|--|\n{row}\n| src/a.py | modify | n/a | done |\n==> src/a.py <==\n==> pkg/tests/unit/test_d.py <==\n==> tests/test_old.py <== (gone)\n==> .git <==\n"
            )
        };
        let texts = [
            // There, once there, or deeper in the tree.
            "| src/b.py | modify | tests/test_old.py | done |",
            "| src/b.py | modify | tests/unit/test_d.py | done |",
            "| src/b.py | modify | test_d.py | done |",
            // No test is named, or one that is no single file.
            "| src/b.py | modify | n/a | done |",
            "| src/b.py | modify | N/A | done |",
            "| src/b.py | modify | - | done |",
            "| src/b.py | modify | tests/ | done |",
            "| src/b.py | modify | tests/test_*.py | done |",
            "| src/b.py | modify | unit/integration | done |",
            "| src/b.py | modify | manual check, see QA/checklist | done |",
            // Not done.
            "| src/b.py | modify | tests/test_n.py | planned |",
            "| src/b.py | modify | tests/test_n.py | |",
            // To come, gone, or a row of its own.
            "| src/b.py | modify | tests/test_n.py (todo) | done |",
            "| src/b.py | modify | replaces tests/test_n.py | done |",
            "| src/b.py | delete | tests/test_n.py | done |",
            "| src/b.py | modify | tests/test_n.py | done |\n| tests/test_n.py | add | n/a | planned |",
            "| tests/test_n.py | add | n/a | done |\n| src/b.py | modify | tests/test_n.py | done |",
            "| src/b.py | modify | tests/test_n.py | done |\n| tests/test_n.py → tests/test_d.py | rename | - | done |",
            // For another repository, or with cells under the wrong headers.
            "| src/b.py | modify | ../web/tests/x.ts | done |",
            "| src/b.py | modify | x | y | tests/test_n.py | done |",
        ];
        let texts: Vec<String> = texts.map(table).into();
        silent_project(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
