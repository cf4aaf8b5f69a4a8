//! DDR606.

use super::is_named_by_pattern;
use crate::diagnostic::Severity;
use crate::model::short;
use crate::project::{Found, Near, Operation, Past, Project, Row, State, Target, Text};
use crate::rules::{Check, ProjectReport};

rule! {
    /// A row that changes or moves a file names one that exists.
    ///
    /// ## Why
    /// Who carries out the plan finds nothing to change: the path is misspelled, the file has moved,
    /// or the row should say `add`. A file counts as there when it stands in the tree (ignored and
    /// hidden files too) or when a row of any plan adds it. Paths are read from the root of the
    /// repository, then from the folder of the document and those above it, then from the `prefixes`
    /// of `ddr.yaml`.
    ///
    /// It is an error where git knows that the path never was there, a warning where there is no
    /// history to ask, and a hint where `.gitignore` leaves the path out. A file that history knows is
    /// told by `stale-path`, a row that is done by `done-without-file`, and a plan of which nothing
    /// is here by `foreign-plan`. Deleting what is not there is a row carried out.
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
    for (at, row) in project.rows() {
        for path in sources(row) {
            let Some(target) = project.target(at.member, &path.text) else { continue };
            if target.found == Found::Missing
                && !is_named_by_pattern(&path.text)
                && project.makers(&target.path).next().is_none()
                && !project.is_foreign(at.member)
            {
                say(project, at.member, row, path, target, report);
            }
        }
    }
}

/// The paths that have to be there before the row is carried out.
fn sources(row: &Row) -> &[Text] {
    match row.operation {
        _ if !row.is_live() || !row.stated || row.shifted || row.state == State::Done => &[],
        Some(Operation::Modify) => &row.paths,
        Some(Operation::Rename) => row.paths.get(..1).unwrap_or_default(),
        _ => &[],
    }
}

fn say(
    project: &Project<'_>,
    member: usize,
    row: &Row,
    path: &Text,
    target: &Target,
    report: &mut ProjectReport,
) {
    let severity = match project.outside.past(&target.path) {
        Past::Was { .. } => return,
        _ if project.outside.ignored(&target.path) => Severity::Hint,
        Past::Unknown => Severity::Warning,
        Past::Never => Severity::Error,
    };
    let does = if row.operation == Some(Operation::Rename) { "moved" } else { "modified" };
    let name = short(&path.text, 80);
    let diagnostic =
        report.add(member, path.span, format!("`{name}` is to be {does}, but there is no such file"));
    diagnostic.severity(severity);
    if project.outside.ignored(&target.path) {
        diagnostic.note("`.gitignore` leaves this path out, so it may exist on other machines");
    }
    match project.nearest(&target.path) {
        Some(Near::Case(near)) => {
            diagnostic.help(format!("`{near}` exists; the two differ in the case of letters"))
        }
        Some(near) => diagnostic.help(format!("did you mean `{}`?", near.path())),
        None => diagnostic.help("correct the path, or write `add` where the row makes the file"),
    };
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
    fn ordinary_plans_are_silent() {
        let table = |rows: &str| {
            format!(
                "==> pkg/docs/p.md <==\n# P\n\n| file | op | status |\n|--|--|--|\n{rows}\n==> src/a.py <==\n==> pkg/app/b.py <==\n==> lib <== (closed)\n"
            )
        };
        let texts = [
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
