//! DDR609.

use super::absent::absent;
use crate::project::{Operation, Project, State};
use crate::rules::{Check, ProjectReport};

rule! {
    /// The file of a row that is done exists, or did once.
    ///
    /// ## Why
    /// Who reads that a row is done builds on it: the next phase, the release notes, the README. Here
    /// the file that the row adds or modifies is not in the tree and never was in history: it was not
    /// written, it was made under another name, or it was left out of the commit.
    ///
    /// It is an error where git knows that the path never was there, and a warning where there is no
    /// history to ask. It is only a hint where the path may be meant otherwise, as in `missing-target`.
    /// A file that was there and is gone, or that any row deletes or moves, is nothing to speak of.
    /// Tests of rows that are done are asked for by `done-without-test`; a plan of which nothing is here
    /// is told once, by `foreign-plan`.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | tests | status |
    /// |------|----|-------|--------|
    /// | src/cache.py | modify | tests/test_cache.py | done |
    /// | src/cache_stats.py | add | tests/test_cache.py | done |
    /// ==> src/cache.py <==
    /// ==> tests/test_cache.py <==
    /// ==> .git <==
    /// ```
    /// ```project,passes
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | tests | status |
    /// |------|----|-------|--------|
    /// | src/cache.py | modify | tests/test_cache.py | done |
    /// | src/cache_stats.py | add | tests/test_cache.py | planned |
    /// ==> src/cache.py <==
    /// ==> tests/test_cache.py <==
    /// ==> .git <==
    /// ```
    "DDR609" "done-without-file" Error Check::Project(check)
}

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    for (at, row) in project.rows_lacking().filter(|(_, row)| row.state == State::Done) {
        for path in row.needed() {
            let Some(absent) = absent(project, at.member, path) else { continue };
            if project.is_taken(absent.target, at) || absent.was() || absent.is_elsewhere() {
                continue;
            }
            let does = match row.operation {
                Some(Operation::Add) => "added",
                Some(Operation::Rename) => "moved here",
                _ => "modified",
            };
            let message = format!("the row is done, but {}, to be {does}, does not exist", absent.name());
            let diagnostic = report.add(at.member, path.span, message);
            diagnostic.severity(absent.severity());
            if let Some(status) = &row.status {
                diagnostic.label(status.span, "done");
            }
            absent.explain(diagnostic, "write the file, correct the path, or take the status back");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect_project, silent_project};

    #[test]
    fn what_is_done_has_its_file() {
        expect_project(
            &RULE,
            "==> docs/p.md <==
# P

| file | op | status |
|------|----|--------|
| src/a.py | modify | done |
| src/b.py | create | ✅ Completed |
  ^^^^^^^^ warning: the row is done, but `src/b.py`, to be added, does not exist
| src/a.py + src/c.py | modify | DONE |
             ^^^^^^^^ warning: the row is done, but `src/c.py`, to be modified, does not exist
==> src/a.py <==
",
        );
        expect_project(
            &RULE,
            "==> docs/p.md <==
# P

| file | op | status |
|------|----|--------|
| src/never.py | add | done |
  ^^^^^^^^^^^^ error: the row is done, but `src/never.py`, to be added, does not exist
| src/x.py → src/nowhere.py | rename | done |
             ^^^^^^^^^^^^^^ error: the row is done, but `src/nowhere.py`, to be moved here, does not exist
| conf/local.ini | add | done |
  ^^^^^^^^^^^^^^ hint: the row is done, but `conf/local.ini`, to be added, does not exist
| src/data/ | add | done |
  ^^^^^^^^^ hint: the row is done, but `src/data/`, to be added, does not exist
| src/once.py | add | done |
==> src/a.py <==
==> src/once.py <== (gone)
==> conf/local.ini <== (ignored away)
==> conf/base.ini <==
==> src/x.py <== (gone)
==> .gitignore <==
==> .git <==
==> docs/q.md <==
# Q

| file | op | status |
|------|----|--------|
| src/a.py | modify | done |
",
        );
    }

    #[test]
    fn a_plan_for_two_repositories_is_doubtful() {
        expect_project(
            &RULE,
            "==> docs/p.md <==
# P

| file | op | status |
|------|----|--------|
| src/a.py | modify | done |
| src/b.py | modify | done |
  ^^^^^^^^ error: the row is done, but `src/b.py`, to be modified, does not exist
| mobile/login.kt | modify | done |
  ^^^^^^^^^^^^^^^ hint: the row is done, but `mobile/login.kt`, to be modified, does not exist
| mobile/logout.kt | add | done |
  ^^^^^^^^^^^^^^^^ hint: the row is done, but `mobile/logout.kt`, to be added, does not exist
| web/once.ts | add | done |
  ^^^^^^^^^^^ error: the row is done, but `web/once.ts`, to be added, does not exist
==> docs/q.md <==
# Q

| file | op | status |
|------|----|--------|
| app/x.ts | modify | done |
| lib/y.ts | add | done |
  ^^^^^^^^ hint: the row is done, but `lib/y.ts`, to be added, does not exist
==> src/a.py <==
==> packages/front/app/x.ts <==
==> .git <==
",
        );
    }

    #[test]
    fn ordinary_plans_are_silent() {
        let table = |rows: &str| {
            format!(
                "==> pkg/docs/p.md <==\n# P\n\n| file | op | status |\n|--|--|--|\n{rows}\n==> src/a.py <==\n==> pkg/app/b.py <==\n==> services/api/core/c.py <==\n==> lib <== (closed)\n==> .git <==\n"
            )
        };
        let texts = [
            // There, seen from the package, from a folder nobody told of, with a line behind the path.
            "| src/a.py:12 | modify | done |",
            "| app/b.py | add | done |",
            "| core/c.py | add | done |",
            "| src/ | add | done |",
            // Not done, or nothing to be there.
            "| src/n.py | add | planned |",
            "| src/n.py | add | |",
            "| src/n.py | add | deferred |",
            "| src/n.py | add | Done? |",
            "| src/n.py | add | done, except the tests |",
            "| src/n.py | created, later merged into a.py | done |",
            "| src/n.py | delete | done |",
            "| src/n.py | n/a | done |",
            "| src/n.py → src/a.py | rename | done |",
            // Taken away by another row, itself or with its folder.
            "| src/n.py | add | done |\n| src/n.py | delete | done |",
            "| src/n.py | delete | planned |\n| src/n.py | modify | done |",
            "| src/old/n.py | add | done |\n| `src/old/` → `src/` | rename | done |",
            // Elsewhere, many files, a submodule.
            "| lib/x.c | modify | done |",
            "| ../other/x.c | modify | done |",
            "| src/**/*.py | modify | done |",
            "| src/<name>.py | add | done |",
            // For another repository.
            "| web/x.ts | add | done |\n| web/y.ts | add | done |\n| web/z.ts | add | done |",
        ];
        let texts: Vec<String> = texts.map(table).into();
        silent_project(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
        // A heading gives the operation, or a `|` too many may have moved the cells.
        silent_project(
            &RULE,
            &[
                "==> p.md <==\n# P\n\n## Files to Modify\n\n| file | tests | status |\n|--|--|--|\n| src/n.py | n/a | done |\n==> .git <==\n",
                "==> p.md <==\n# P\n\n| file | op | tests | status |\n|--|--|--|--|\n| src/n.py | add | a | b | n/a | done |\n==> .git <==\n",
            ],
        );
    }
}
