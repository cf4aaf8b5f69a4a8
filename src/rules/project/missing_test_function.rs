//! DDR618.

use super::texts::{Questions, Searched, loose};
use crate::diagnostic::Severity;
use crate::model::short;
use crate::project::{Found, Listed, Operation, Project, Row, State};
use crate::rules::{Check, ProjectReport};
use std::cell::OnceCell;
use std::collections::HashSet;

rule! {
    /// The test that a finished row names stands in its file.
    ///
    /// ## Why
    /// The row says that the work is proven. A test that was never written, or has lost its name since,
    /// proves nothing, and a reader who looks for it finds nothing.
    ///
    /// A name is looked for where the tests cell puts it beside a file: `tests/a.py::test_b`,
    /// `tests/a.py: test_b, test_c`, `test_b in tests/a.py`. The file is searched as text, in any language:
    /// it is enough that the name stands in it as a whole word. It is a hint where something like the
    /// name is there (`test_b` as `"b"` or `TestB`), where a bare word may say what is tested
    /// (`empty_input`), or where the file may take tests from elsewhere: by a macro, a generator, a base
    /// class, another module. Rows that are not done are left alone, and a file that is not there at all
    /// is told by `done-without-test`.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | tests | status |
    /// |------|----|-------|--------|
    /// | src/cache.py | modify | tests/test_cache.py::test_evicts_oldest | done |
    /// ==> src/cache.py <==
    /// ==> tests/test_cache.py <==
    /// def test_keeps_newest():
    ///     assert True
    /// ```
    /// ```project,passes
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | tests | status |
    /// |------|----|-------|--------|
    /// | src/cache.py | modify | tests/test_cache.py::test_evicts_oldest | done |
    /// ==> src/cache.py <==
    /// ==> tests/test_cache.py <==
    /// def test_evicts_oldest():
    ///     assert True
    /// ```
    "DDR618" "missing-test-function" Warning Check::Project(check)
}

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    let mut questions = Questions::new();
    for (at, row) in project.rows().filter(|(_, row)| claims(row)) {
        for listed in row.tests.iter().flat_map(|tests| &tests.listed) {
            let Some(target) = project.target(at.member, &listed.path) else { continue };
            let prose = matches!(crate::project::extension(&target.path), Some("md" | "markdown"));
            if target.found == Found::File && !prose && !project.is_foreign(at.member) {
                questions.ask(&target.path, (at, listed));
            }
        }
    }
    let moved = moved(project);
    questions.answer(project, |file, questions| {
        let elsewhere: OnceCell<Option<String>> = OnceCell::new();
        for (at, listed) in questions {
            if file.has_word(&listed.name.text) {
                continue;
            }
            let why = if moved.contains(file.path) {
                Some("a row of a plan moves or deletes this file".to_owned())
            } else {
                let unsure = || "the word may say what is tested, and be no name".to_owned();
                let elsewhere = || elsewhere.get_or_init(|| elsewhere_from(file)).clone();
                alike(&listed.name.text, file).or_else(elsewhere).or_else(|| (!listed.sure).then(unsure))
            };
            say(at.member, file.path, listed, why, report);
        }
    });
}

/// Whether a row says that it is done and what proves it.
fn claims(row: &Row) -> bool {
    let works = matches!(row.operation, Some(Operation::Add | Operation::Modify | Operation::Rename));
    row.state == State::Done && works && !row.shifted
}

/// Files that rows move or delete: what stands there now may be another file of the same name.
fn moved(project: &Project<'_>) -> HashSet<String> {
    let rows = project
        .rows()
        .filter(|(_, row)| matches!(row.operation, Some(Operation::Delete | Operation::Rename)));
    let paths = rows.flat_map(|(at, row)| row.paths.iter().map(move |path| (at.member, path)));
    paths.filter_map(|(member, path)| Some(project.target(member, &path.text)?.path.clone())).collect()
}

/// Says where something like a name that is not there stands all the same.
fn alike(name: &str, file: &Searched<'_>) -> Option<String> {
    let whole = loose(name);
    let stem = whole.strip_prefix("test").unwrap_or(&whole);
    let stem = stem.strip_suffix("test").or_else(|| stem.strip_suffix("tests")).unwrap_or(stem);
    let there = stem.chars().count() > 2 && file.has_loosely(stem);
    there.then(|| "something like it is there under another name or in a text".to_owned())
}

/// Why a file may have tests that do not stand in it.
fn elsewhere_from(file: &Searched<'_>) -> Option<String> {
    let text = file.text;
    let signs = [
        "import *",
        "include!",
        "macro_rules!",
        "paste!",
        "#include",
        "parameterized",
        "load_tests",
        "setattr(",
        "globals()",
        "include_examples",
        "it_behaves_like",
        "describe.each",
        "test.each",
        "it.each",
        "exec(",
        "eval(",
        "define_method",
        "define_singleton_method",
    ];
    if let Some(sign) = signs.iter().find(|sign| text.contains(**sign)) {
        return Some(format!("the file may take or make tests from elsewhere: it holds `{sign}`"));
    }
    let outer = text.lines().any(|line| {
        let line = line.trim();
        let line = line.strip_prefix("pub ").unwrap_or(line);
        line.starts_with("mod ") && line.ends_with(';')
    });
    if outer {
        return Some("the file takes in other modules, which may hold the test".to_owned());
    }
    inherits(file).then(|| "a class of the file may inherit the test".to_owned())
}

/// Whether a class of a text has a base that may bring tests along.
fn inherits(file: &Searched<'_>) -> bool {
    let plain = |base: &str| {
        let last = base.rsplit('.').next().unwrap_or_default();
        base.is_empty() || last.ends_with("TestCase") || matches!(last, "object" | "ABC" | "Protocol")
    };
    if !file.has_word("class") {
        return false;
    }
    file.text.lines().filter(|line| line.trim_start().starts_with("class ") || line.contains(" class ")).any(
        |line| {
            let bases = line.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
            let listed = bases.is_some_and(|(bases, _)| {
                bases.split(',').map(str::trim).any(|base| !base.contains('=') && !plain(base))
            });
            listed || line.contains(" extends ") || line.contains(" : ") || line.contains(" < ")
        },
    )
}

fn say(member: usize, path: &str, listed: &Listed, why: Option<String>, report: &mut ProjectReport) {
    let message =
        format!("the row is done, but `{}` has no `{}`", short(path, 80), short(&listed.name.text, 80));
    let diagnostic = report.add(member, listed.name.span, message);
    if let Some(why) = why {
        diagnostic.severity(Severity::Hint).note(why);
    }
    diagnostic.help("write the test, or name the one that proves the row");
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{expect_project, silent_project};

    #[test]
    fn a_named_test_of_a_done_row_has_to_be_in_its_file() {
        expect_project(
            &RULE,
            "==> docs/p.md <==
# P

| file | op | tests | status |
|------|----|-------|--------|
| src/a.py | modify | tests/test_a.py::TestA::test_gone | Completed |
                                              ^^^^^^^^^ warning: the row is done, but `tests/test_a.py` has no `test_gone`
| src/a.rs | add | `tests/a.rs`: `keeps`, `evicts_one` | ✅ |
                                           ^^^^^^^^^^ warning: the row is done, but `tests/a.rs` has no `evicts_one`
| src/a.ts | modify | tests/a.spec.ts: test_reads_twice | done |
                                       ^^^^^^^^^^^^^^^^ hint: the row is done, but `tests/a.spec.ts` has no `test_reads_twice`
| src/b.py | modify | test_b in tests/test_b.py | done |
                      ^^^^^^ hint: the row is done, but `tests/test_b.py` has no `test_b`
| src/b.py | modify | tests/test_b.py: empty_input | done |
                                       ^^^^^^^^^^^ hint: the row is done, but `tests/test_b.py` has no `empty_input`
==> tests/test_a.py <==
class TestA(unittest.TestCase):
    def test_there(self): ...
==> tests/a.rs <==
#[test]
fn keeps() {}
==> tests/a.spec.ts <==
it('reads twice', () => {});
==> tests/test_b.py <==
from shared import *
==> src/a.py <==
==> src/a.rs <==
==> src/a.ts <==
==> src/b.py <==
",
        );
    }

    #[test]
    fn names_are_found_in_every_language() {
        let cases = [
            ("a.go", "TestKeeps", "func TestKeeps(t *testing.T) {}"),
            ("a.rs", "keeps_one", "#[test]\nfn keeps_one() {}"),
            ("a.js", "test_keeps", "test(\"test_keeps\", () => {})"),
            ("a.bats", "test_keeps", "@test \"test_keeps\" {"),
            ("ATest.java", "testKeeps", "@Test public void testKeeps() {}"),
            ("a.sh", "test_keeps", "test_keeps() { :; }"),
            ("a.py", "TestKeeps", "class TestKeeps:"),
            ("a.rs", "test_twice", "cases! { test_twice => 2 }"),
        ];
        let worlds = cases.map(|(file, name, text)| {
            format!(
                "==> p.md <==\n# P\n\n| file | op | tests | status |\n|--|--|--|--|\n| src/a.x | modify | t/{file}: {name} | done |\n==> src/a.x <==\n==> t/{file} <==\n{text}\n"
            )
        });
        silent_project(&RULE, &worlds.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_not_claimed_is_not_looked_for() {
        let world = |rows: &str| {
            format!(
                "==> docs/p.md <==\n# P\n\n| file | op | tests | status |\n|--|--|--|--|\n{rows}\n==> src/a.py <==\n==> tests/test_a.py <==\ndef test_there(): ...\n==> lib <== (closed)\n"
            )
        };
        let rows = [
            "| src/a.py | modify | tests/test_a.py::test_gone | pending |",
            "| src/a.py | modify | tests/test_a.py::test_gone | |",
            "| src/a.py | modify | tests/test_a.py::test_gone | deferred |",
            "| src/a.py | delete | tests/test_a.py::test_gone | done |",
            "| src/a.py | | tests/test_a.py::test_gone | done |",
            "| src/a.py | modify | tests/test_a.py::test_there[param] | done |",
            "| src/a.py | modify | tests/test_a.py:12 | done |",
            "| src/a.py | modify | tests/test_a.py (new) | done |",
            "| src/a.py | modify | tests/test_a.py; test_gone | done |",
            "| src/a.py | modify | tests/test_a.py, unit tests | done |",
            "| src/a.py | modify | tests/test_a.py: remove test_gone | done |",
            "| src/a.py | modify | tests/test_b.py::test_gone | done |",
            "| src/a.py | modify | tests/::test_gone | done |",
            "| src/a.py | modify | lib/tests/test_b.py::test_gone | done |",
            "| src/a.py | modify | tests/**/test_*.py: test_gone | done |",
            "| src/a.py | modify | n/a | done |",
            "| src/a.py | modify | docs/p.md: test_gone | done |",
            "| src/a.py | modify | tests/test_a.py::test_gone | done | extra | cells |",
        ];
        let worlds = rows.map(world);
        silent_project(&RULE, &worlds.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
