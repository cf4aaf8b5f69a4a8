//! DDR506.

use super::{brings_test, changes_code, grave_level, is_test_row, plans, says_why, speaks_of_tests};
use crate::diagnostic::Severity;
use crate::model::file_role::{Role, role, subject};
use crate::model::{Document, Entry};
use crate::project::row_path;
use crate::rules::{Check, Report};
use std::collections::{BTreeMap, BTreeSet};

rule! {
    /// Code whose change is of medium or higher risk has a test.
    ///
    /// ## Why
    /// The author has said that the change may go wrong; the tests cell says how one would notice. A
    /// cell that is empty or says `n/a` there is a risk that nobody watches.
    ///
    /// Code is told by the extension: files of programming languages and shell scripts, `__init__.py`
    /// too. Not code are documents, styles and markup, configuration (`*.config.ts`, `setup.py`, dot
    /// files), data, queries and migrations, interface descriptions, generated files, images, lock
    /// files, requirements, directories, and everything below `docs/`, `infra/`, `deploy/`, `ci/`,
    /// `examples/`, `.github/`, `k8s/`, `terraform/` and their like.
    ///
    /// Nothing is said of rows that delete a file, do nothing or were put off, of rows of test files, and
    /// in tables without a tests column. Whether a row is done does not matter. It is only a hint where the cell
    /// says why there is none, where another row of the same file has a test, where the plan has rows of
    /// test files (the one named after the code is shown: `test_cart.py` for `cart.py`), or where the text around the table speaks of tests. A cell that says how the
    /// change is checked otherwise (`manual: open the page`) is enough.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Login patch plan
    ///
    /// | File | Op | Tests | Risk |
    /// |------|----|-------|------|
    /// | src/login.rs | modify | n/a | High - every user passes here |
    /// | src/logout.rs | modify | ends_the_session | Low |
    /// ```
    /// ```markdown,passes
    /// # Login patch plan
    ///
    /// | File | Op | Tests | Risk |
    /// |------|----|-------|------|
    /// | src/login.rs | modify | refuses_a_wrong_password | High - every user passes here |
    /// | README.md | modify | n/a | Medium - people follow it to the letter |
    /// ```
    "DDR506" "untested-risk" Warning Check::Document(check)
}

fn check(document: &Document<'_>, report: &mut Report) {
    let every = || plans(document).flat_map(|(plan, _)| &plan.entries);
    let mut elsewhere = None;
    let mut tests: Option<Tests> = None;
    for (plan, table) in plans(document).filter(|(_, table)| table.column("tests").is_some()) {
        for entry in &plan.entries {
            // A row that ends before its tests cell is a missing cell.
            let (Some(level), Some(cell)) = (grave_level(entry, &table.schema.levels), &entry.tests) else {
                continue;
            };
            let cell = &cell.value;
            if brings_test(entry) || !changes_code(entry) {
                continue;
            }
            let tests = tests.get_or_insert_with(|| Tests::of(every()));
            let told = *elsewhere.get_or_insert_with(|| speaks_of_tests(document));
            let own = tests.of_its_own(entry);
            let same = || {
                entry
                    .paths
                    .iter()
                    .filter_map(|path| row_path(&path.text))
                    .any(|path| tests.tested.contains(&path))
            };
            let note = match own {
                Some(own) => Some(format!("{own} is a row of this plan")),
                None if says_why(entry) => Some("the cell says why".to_owned()),
                None if same() => Some("another row of this file has a test".to_owned()),
                None if !tests.files.is_empty() => {
                    Some("the plan has rows of test files, which may cover it".to_owned())
                }
                None if told => Some("the text around the table speaks of tests".to_owned()),
                None => None,
            };
            let lack = if own.is_some() { "its row names no test" } else { "no test" };
            let found = report.add(cell.span, format!("{} has {level} risk and {lack}", entry.name()));
            if let Some((risk, _)) = &entry.risk {
                found.label(risk.span, format!("{level} risk"));
            }
            if let Some(note) = note {
                found.severity(Severity::Hint).note(note);
            }
            found.help(match own {
                Some(_) => "name it in the tests cell",
                None => "name the test that would notice, or say how the change is checked",
            });
        }
    }
}

/// What the rows of a document say about tests.
#[derive(Default)]
struct Tests {
    /// Paths of rows that name a test.
    tested: BTreeSet<String>,
    /// Test files that have a row, by what they are named after.
    files: BTreeMap<String, String>,
}

impl Tests {
    fn of<'d, 's: 'd>(entries: impl Iterator<Item = &'d Entry<'s>>) -> Self {
        let mut tests = Self::default();
        for entry in entries {
            if is_test_row(entry) {
                for path in entry.paths.iter().filter(|path| role(&path.text) == Role::Test) {
                    tests.files.entry(subject(&path.text)).or_insert_with(|| path.text.clone());
                }
            } else if brings_test(entry) {
                tests.tested.extend(entry.paths.iter().filter_map(|path| row_path(&path.text)));
            }
        }
        tests
    }

    /// The test file with a row of its own that is named after the code of a row.
    fn of_its_own(&self, entry: &Entry<'_>) -> Option<&str> {
        let mut code = entry.paths.iter().filter(|path| role(&path.text) == Role::Code);
        let subject = code.next().map(|path| subject(&path.text)).filter(|subject| !subject.is_empty())?;
        self.files.get(&subject).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, plan, silent};

    #[test]
    fn risky_code_without_a_test_is_a_warning() {
        expect(
            &RULE,
            FREE,
            "# P\n\n| file | op | tests | risk |\n|--|--|--|--|\n| a/__init__.py | modify | N/A | Medium - data |\n                           ^^^ warning: a/__init__.py has medium risk and no test\n| run.sh | add | | HIGH |\n                 ^ warning: run.sh has high risk and no test\n| a/b.py | modify | - | Low |\n| a/c.py | modify | test_c | High |\n",
        );
    }

    #[test]
    fn done_or_not_does_not_matter() {
        expect(
            &RULE,
            plan(),
            "# P\n\nPath | Action | Verification | Risk Level | Status\n--|--|--|--|--\nsrc/a.go | rename | none | Critical | ✅ Done\n                    ^^^^ warning: src/a.go has critical risk and no test\n",
        );
    }

    #[test]
    fn tests_that_stand_elsewhere_make_it_a_hint() {
        let table = "| File | Op | Tests | Risk |\n|--|--|--|--|\n| a/b.py | add | n/a | High |\n                 ^^^ hint: a/b.py has high risk and no test\n";
        expect(&RULE, FREE, &format!("# P\n\n{table}| a/b.py | modify | test_b | Low |\n"));
        expect(&RULE, FREE, &format!("# P\n\n{table}| tests/test_api.py | add | n/a | Low |\n"));
        let own = table.replace("and no test", "and its row names no test");
        expect(&RULE, FREE, &format!("# P\n\n{own}| a/b_test.py | add | n/a | Low |\n"));
        expect(&RULE, FREE, &format!("# P\n\n{table}\n## Notes\n- Tests follow in the next phase.\n"));
    }

    #[test]
    fn a_reason_makes_it_a_hint() {
        expect(
            &RULE,
            FREE,
            "# P\n\n| File | Op | Tests | Risk |\n|--|--|--|--|\n| a/b.py | move | N/A (pure move) | High |\n                  ^^^^^^^^^^^^^^^ hint: a/b.py has high risk and no test\n",
        );
    }

    #[test]
    fn rows_that_need_no_test_are_silent() {
        silent(
            &RULE,
            FREE,
            &[
                // Low, unknown and no risk; risk in words.
                "# P\n\n| File | Op | Tests | Risk |\n|--|--|--|--|\n| a.py | add | n/a | Low |\n| b.py | add | n/a | Very low |\n| c.py | add | n/a | |\n| d.py | add | n/a | may be slow |\n| e.py | add | n/a | Low-Medium |\n",
                // Not code.
                "# P\n\n| File | Op | Tests | Risk |\n|--|--|--|--|\n| README.md | modify | n/a | High |\n| requirements.txt | modify | n/a | High |\n| .github/workflows/ci.yml | add | n/a | Medium |\n| db/migrations/001.sql | add | n/a | High |\n| Dockerfile | modify | n/a | High |\n| vite.config.ts | modify | n/a | Medium |\n| infra/main.tf | add | n/a | High |\n| src/auth/ | modify | n/a | High |\n| package-lock.json | modify | n/a | High |\n",
                // Goes away, does nothing, put off.
                "# P\n\n| File | Op | Tests | Risk | Status |\n|--|--|--|--|--|\n| a.py | delete | n/a | High | |\n| b.py | defer | n/a | High | |\n| c.py | add | n/a | High | Deferred |\n| d.py | n/a | n/a | High | |\n",
                // Test files.
                "# P\n\n| File | Op | Tests | Risk |\n|--|--|--|--|\n| tests/test_a.py | add | n/a | High |\n| src/cart.spec.ts | add | - | High |\n| a.py, test_a.py | add | - | High |\n",
                // No tests column; a tests column that ends early; cells that moved.
                "# P\n\n| File | Op | Risk |\n|--|--|--|\n| a.py | add | High |\n",
                "# P\n\n| File | Op | Risk | Tests |\n|--|--|--|--|\n| a.py | add | High |\n| b.py | x | y | n/a | High |\n",
                // Checked in another way, or not decided.
                "# P\n\n| File | Op | Tests | Risk |\n|--|--|--|--|\n| a.py | add | manual: open the page | High |\n| b.py | add | TBD | High |\n| c.py | add | n/a (manual check) | High |\n| d.py | add | none (covered by the e2e suite) | High |\n",
                // A second column of tests.
                "# P\n\n| File | Op | Tests | QA | Risk |\n|--|--|--|--|--|\n| a.py | add | n/a | smoke | High |\n",
                // Below a heading that deletes.
                "# P\n\n## Patch plan\n\n### Deleted files\n\n| File | Tests | Risk |\n|--|--|--|\n| a.py | n/a | High |\n",
                "# P\n\n```\n| File | Op | Tests | Risk |\n|--|--|--|--|\n| a.py | add | n/a | High |\n```\n",
            ],
        );
    }
}
