//! DDR606.

use super::absent::{Absent, absent, has_arrived};
use crate::project::{Operation, Project, Row, State};
use crate::rules::{Check, ProjectReport};

rule! {
    /// A row that changes or moves a file names one that exists.
    ///
    /// ## Why
    /// Who carries out the plan finds nothing to change: the path is misspelled, the file has moved,
    /// or the row should say `add`. A file counts as there when it stands in the tree (ignored and
    /// hidden files too) or when a row of any plan adds it, deletes it or moves it. Paths are read from
    /// the root of the repository, then from the folder of the document and those above it, then from
    /// the `prefixes` of `ddr.yaml`.
    ///
    /// It is an error where git knows that the path never was there, and a warning where there is no
    /// history to ask. It is only a hint where the path may be meant otherwise: `.gitignore` leaves it
    /// out, its name has no extension, a file of the tree ends in the same path or differs in the case
    /// of letters, the folder that it begins with stands deeper in the tree, or other paths of the
    /// document count from elsewhere too.
    ///
    /// A file that history knows is told by `stale-path`, a row that is done by `done-without-file`,
    /// and a plan of which nothing is here by `foreign-plan`. Deleting what is not there, or moving what
    /// has arrived, is a row carried out.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | src/cache.py | modify | tests/test_cache.py |
    /// | src/config/settings.py | modify | n/a |
    /// ==> src/cache.py <==
    /// ==> src/settings.py <==
    /// ==> tests/test_cache.py <==
    /// ```
    /// ```project,passes
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | src/cache.py | modify | tests/test_cache.py |
    /// | src/config/settings.py | add | n/a |
    /// ==> src/cache.py <==
    /// ==> tests/test_cache.py <==
    /// ```
    "DDR606" "missing-target" Error Check::Project(check)
}

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    for (at, row) in project.rows_lacking().filter(|(_, row)| row.state != State::Done) {
        for path in row.needed() {
            let Some(absent) = absent(project, at.member, path) else { continue };
            // A file that another row takes away, or that stands where it was to be moved, was there.
            let gone = project.is_taken(absent.target, at) || has_arrived(project, at.member, row);
            if !gone && !project.is_made(absent.target) && !absent.was() {
                say(at.member, row, &absent, report);
            }
        }
    }
}

fn say(member: usize, row: &Row, absent: &Absent<'_>, report: &mut ProjectReport) {
    let does = if row.operation == Some(Operation::Rename) { "moved" } else { "modified" };
    let message = format!("{} is to be {does}, but there is no such file", absent.name());
    let diagnostic = report.add(member, absent.path.span, message);
    diagnostic.severity(absent.severity());
    absent.explain(diagnostic, "correct the path, or write `add` where the row makes the file");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect_project, silent_project};

    #[test]
    fn what_is_to_be_changed_has_to_be_there() {
        expect_project(
            &RULE,
            "==> docs/p.md <==
# P

| file | op | tests |
|------|----|-------|
| src/cach.py | modify | n/a |
  ^^^^^^^^^^^ warning: `src/cach.py` is to be modified, but there is no such file
| `src/b.py` → `src/c.py` | rename | n/a |
   ^^^^^^^^ warning: `src/b.py` is to be moved, but there is no such file
| src/cache.py | modify | n/a |
==> src/cache.py <==
",
        );
        expect_project(
            &RULE,
            "==> docs/p.md <==
# P

| file | op | tests |
|------|----|-------|
| src/never.py | update | n/a |
  ^^^^^^^^^^^^ error: `src/never.py` is to be modified, but there is no such file
| conf/local.ini | update | n/a |
  ^^^^^^^^^^^^^^ hint: `conf/local.ini` is to be modified, but there is no such file
| src/old.py | update | n/a |
| src/a.py | update | n/a |
==> src/a.py <==
==> src/old.py <== (gone)
==> conf/local.ini <== (ignored away)
==> .git <==
",
        );
    }

    #[test]
    fn what_may_be_meant_otherwise_is_a_hint() {
        expect_project(
            &RULE,
            "==> docs/p.md <==
# P

| file | op | tests |
|------|----|-------|
| app/cache.py | modify | n/a |
  ^^^^^^^^^^^^ hint: `app/cache.py` is to be modified, but there is no such file
| app/other.py | modify | n/a |
  ^^^^^^^^^^^^ hint: `app/other.py` is to be modified, but there is no such file
| lib/LOAD.py | modify | n/a |
  ^^^^^^^^^^^ hint: `lib/LOAD.py` is to be modified, but there is no such file
| `lib/loader` | modify | n/a |
   ^^^^^^^^^^ hint: `lib/loader` is to be modified, but there is no such file
| lib/.env.test | modify | n/a |
  ^^^^^^^^^^^^^ hint: `lib/.env.test` is to be modified, but there is no such file
==> services/api/app/cache.py <==
==> lib/load.py <==
==> .git <==
",
        );
    }

    #[test]
    fn ordinary_plans_are_silent() {
        let table = |rows: &str| {
            format!(
                "==> pkg/docs/p.md <==\n# P\n\n| file | op | status |\n|--|--|--|\n{rows}\n==> src/a.py <==\n==> pkg/app/b.py <==\n==> lib <== (closed)\n"
            )
        };
        let texts = [
            // Carried out, without a status that says so.
            "| src/old.py → src/a.py | rename | |",
            "| src/n.py | modify | |\n| src/n.py | delete | |",
            "| src/old/n.py | modify | |\n| src/old/ → src/ | rename | |",
            // Perhaps made by the row itself.
            "| src/n.py | modify (or create) | |",
            "| src/n.py (new) | modify | |",
            "| src/n.py | add/modify | |",
            // A folder that another row fills.
            "| src/new | modify | |\n| src/new/n.py | add | |",
            // There, also seen from the package, with a line or a word behind it, or several in a cell.
            "| src/a.py:12 | modify | |",
            "| app/b.py (new cases) | modify | |",
            "| src/a.py + app/b.py | modify | |",
            "| `src/a.py` | modify | ✅ |",
            "| src/ | modify | |",
            // Made by another row, by itself, or below a folder that a row makes.
            "| src/n.py | add | |\n| src/n.py | modify | |",
            "| src/n.py | modify | |\n| src/n.py | create | |",
            "| src/new/ | add | |\n| src/new/x.py | modify | |",
            // Done, dropped, taken away, in another repository, many files at once.
            "| src/n.py | modify | done |",
            "| src/n.py | modify | deferred |",
            "| src/n.py | delete | |",
            "| lib/x.c | modify | |",
            "| src/**/*.py | modify | |",
            "| ../elsewhere/x.py | modify | |",
        ];
        let texts: Vec<String> = texts.map(table).into();
        silent_project(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
