//! DDR608.

use super::absent::{absent, is_hedged};
use crate::project::{Operation, Project, State, is_file_name};
use crate::rules::{Check, ProjectReport};
use std::collections::HashSet;

rule! {
    /// The test that a row names exists, or a row brings it.
    ///
    /// ## Why
    /// A test that is in no row and not in the tree is nobody's task: once the row is carried out it is
    /// easily forgotten. Often it is meant to come with the row, or an existing test lies under another
    /// path; so this is a hint. A row of its own, or `(new)` behind the path, says that it is to be
    /// written.
    ///
    /// Each path is told once in a document. Rows that are done are asked by `done-without-test`, a test
    /// that history knows by `stale-path`, and a plan of which nothing is here by `foreign-plan`.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | src/cache.py | modify | tests/test_cache.py |
    /// | src/cache.py | modify | tests/test_expiry.py |
    /// ==> src/cache.py <==
    /// ==> tests/test_cache.py <==
    /// ```
    /// ```project,passes
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | src/cache.py | modify | tests/test_cache.py |
    /// | src/cache.py | modify | tests/test_expiry.py |
    /// | tests/test_expiry.py | add | n/a |
    /// ==> src/cache.py <==
    /// ==> tests/test_cache.py <==
    /// ```
    "DDR608" "missing-named-test" Hint Check::Project(check)
}

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    let mut said: HashSet<(usize, &str)> = HashSet::new();
    for (at, row) in project.rows_lacking().filter(|(_, row)| row.is_live() && row.state != State::Done) {
        let Some(tests) = row.tests.as_ref().filter(|_| !row.shifted) else { continue };
        if row.operation == Some(Operation::Delete) {
            continue;
        }
        for path in tests.paths.iter().filter(|path| is_file_name(&path.text)) {
            let Some(absent) = absent(project, at.member, path) else { continue };
            // A path that a row names is told where that row stands.
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
            let message = format!("the test {} does not exist, and no row adds it", absent.name());
            let diagnostic = report.add(at.member, path.span, message);
            absent.explain(
                diagnostic,
                "give the test a row, or write `(new)` behind it where it comes with this one",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect_project, silent_project};

    #[test]
    fn a_test_that_nobody_brings_is_told_once() {
        expect_project(
            &RULE,
            "==> docs/p.md <==
# P

| file | op | tests | status |
|------|----|-------|--------|
| src/a.py | modify | `tests/test_a.py`: test_hit | planned |
                       ^^^^^^^^^^^^^^^ hint: the test `tests/test_a.py` does not exist, and no row adds it
| src/a.py | modify | tests/test_a.py | |
| src/n.py | add | tests/test_b.py, tests/test_n.py | in progress |
                                    ^^^^^^^^^^^^^^^ hint: the test `tests/test_n.py` does not exist, and no row adds it
| tests/test_a.py | add | n/a | deferred |
==> src/a.py <==
==> tests/test_b.py <==
",
        );
    }

    #[test]
    fn ordinary_plans_are_silent() {
        let table = |row: &str| {
            format!(
                "==> docs/p.md <==\n# P\n\n| file | op | tests | status |\n|--|--|--|--|\n{row}\n| src/a.py | modify | n/a | |\n==> src/a.py <==\n==> pkg/tests/unit/test_d.py <==\n==> tests/test_old.py <== (gone)\n==> .git <==\n"
            )
        };
        let texts = [
            "| src/a.py | modify | tests/unit/test_d.py | |",
            "| src/a.py | modify | test_d.py | |",
            "| src/a.py | modify | tests/test_old.py | |",
            "| src/a.py | modify | tests/test_n.py (new) | |",
            "| src/a.py | modify | add tests/test_n.py | |",
            "| src/a.py | modify | tests/test_n.py | done |",
            "| src/a.py | modify | tests/test_n.py | deferred |",
            "| src/a.py | modify | unit, integration/e2e | |",
            "| src/a.py | modify | tests/cache/ | |",
            "| src/a.py | modify | tests/**/test_n.py | |",
            "| src/a.py | modify | tests/test_n.py | |\n| tests/test_n.py | add | n/a | |",
            "| tests/ | add | n/a | |\n| src/a.py | modify | tests/test_n.py | |",
            "| src/a.py | delete | tests/test_n.py | |",
            "| src/a.py | n/a | tests/test_n.py | |",
            "| pkg/src/d.py | add | tests/test_n.py | |\n| pkg/tests/test_n.py | add | n/a | |",
            "| src/a.py | modify | `go test ./inside/...` | |",
        ];
        let texts: Vec<String> = texts.map(table).into();
        silent_project(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
