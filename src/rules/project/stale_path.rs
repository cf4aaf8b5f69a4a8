//! DDR619.

use super::absent::{absent, has_arrived, is_hedged};
use crate::model::short;
use crate::project::{Operation, Past, Project, Row, State, Text};
use crate::rules::{Check, ProjectReport};

rule! {
    /// A path of a row that is still to be done has not been left behind.
    ///
    /// ## Why
    /// The file was there and is not any more: it was moved or deleted after the plan was written, and
    /// who carries the plan out looks for it in vain. Where git knows the new place, it is named.
    ///
    /// Rows that change or move a file are asked, and the tests that rows name. Nothing is said of rows
    /// that are done, which tell of their time, nor of a file that a row of any plan makes, deletes or
    /// moves. A path that history does not know is told by `missing-target` and `missing-named-test`.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | src/cache.py | modify | tests/test_cache.py |
    /// ==> src/cache.py <== (gone to src/store/cache.py)
    /// ==> src/store/cache.py <==
    /// ==> tests/test_cache.py <==
    /// ==> .git <==
    /// ```
    /// ```project,passes
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | src/store/cache.py | modify | tests/test_cache.py |
    /// ==> src/cache.py <== (gone to src/store/cache.py)
    /// ==> src/store/cache.py <==
    /// ==> tests/test_cache.py <==
    /// ==> .git <==
    /// ```
    "DDR619" "stale-path" Hint Check::Project(check)
}

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    for (at, row) in project.rows_lacking().filter(|(_, row)| row.state != State::Done) {
        let tests = tests(row).iter().map(|path| (path, true));
        for (path, is_test) in row.needed().iter().map(|path| (path, false)).chain(tests) {
            let Some(absent) = absent(project, at.member, path) else { continue };
            let Past::Was { moved_to } = absent.past() else { continue };
            if is_test && row.tests.as_ref().is_some_and(|tests| is_hedged(&tests.text.text))
                || project.is_made(absent.target)
                || project.is_taken(absent.target, at)
                || has_arrived(project, at.member, row)
            {
                continue;
            }
            let message = format!("{} was there once and is not any more", absent.name());
            let diagnostic = report.add(at.member, path.span, message);
            match moved_to {
                Some(to) => diagnostic.help(format!("it was moved to `{}`", short(&to, 80))),
                None => {
                    let help = "say which file has taken its place, or drop the row";
                    absent.explain(diagnostic, help);
                    diagnostic
                }
            };
        }
    }
}

/// The tests that a row names as they are now.
fn tests(row: &Row) -> &[Text] {
    match &row.tests {
        Some(tests) if row.is_live() && !row.shifted && row.operation != Some(Operation::Delete) => {
            &tests.paths
        }
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect_project, silent_project};

    #[test]
    fn what_was_left_behind_is_told_with_its_new_place() {
        expect_project(
            &RULE,
            "==> docs/p.md <==
# P

| file | op | tests | status |
|------|----|-------|--------|
| src/a.py | modify | tests/test_a.py | planned |
  ^^^^^^^^ hint: `src/a.py` was there once and is not any more
                      ^^^^^^^^^^^^^^^ hint: `tests/test_a.py` was there once and is not any more
| src/b.py → src/c.py | rename | n/a | |
  ^^^^^^^^ hint: `src/b.py` was there once and is not any more
| src/d.py | modify | n/a | |
==> src/a.py <== (gone to lib/a.py)
==> lib/a.py <==
==> src/b.py <== (gone)
==> tests/test_a.py <== (gone)
==> src/d.py <==
==> .git <==
",
        );
    }

    #[test]
    fn ordinary_plans_are_silent() {
        let table = |row: &str| {
            format!(
                "==> pkg/docs/p.md <==\n# P\n\n| file | op | tests | status |\n|--|--|--|--|\n{row}\n| src/a.py | modify | n/a | |\n==> src/a.py <==\n==> src/old.py <== (gone to src/a.py)\n==> src/old/b.py <== (gone)\n==> pkg/app/c.py <==\n==> app/c.py <== (gone to pkg/app/c.py)\n==> .git <==\n"
            )
        };
        let texts = [
            "| src/old.py | modify | n/a | done |",
            "| src/a.py | modify | src/old.py | done |",
            "| src/old.py | modify | n/a | deferred |",
            "| src/old.py | delete | src/old/b.py | |",
            "| src/old.py → src/a.py | rename | n/a | |",
            "| src/old.py | modify | n/a | |\n| src/old.py → src/a.py | rename | n/a | |",
            "| src/old/b.py | modify | n/a | |\n| src/old/ | delete | n/a | |",
            "| src/old.py | modify | n/a | |\n| src/old.py | add | n/a | |",
            "| src/old.py | add | n/a | |",
            "| src/a.py | modify | replaces src/old.py | |",
            "| app/c.py | modify | n/a | |",
            "| src/never.py | modify | n/a | |",
        ];
        let texts: Vec<String> = texts.map(table).into();
        silent_project(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
