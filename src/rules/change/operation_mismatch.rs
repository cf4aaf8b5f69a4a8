//! DDR703.

use crate::diagnostic::Severity;
use crate::diff::Implementation;
use crate::diff::implementation::{Does, Gone, Touched};
use crate::model::short;
use crate::project::{Operation, State};
use crate::rules::project::absent::is_hedged;
use crate::rules::{Check, ProjectReport};
use std::collections::HashSet;

rule! {
    /// A row does to its file what it says.
    ///
    /// ## Why
    /// `modify` tells a reviewer that there is code to be read beside the change, and `add` that there is
    /// none. A file that the plan meant to modify and that the change created was either never there, which
    /// makes the plan a guess, or the wrong file was made.
    ///
    /// A file that another row, of any plan, adds or moves there is no mismatch, and neither is one that was
    /// there before the plan. A file that moved was not created. To `add` what is there already is a hint,
    /// since people say it for adding to a file. A file that was to be modified and that the change deleted is
    /// told where no row of any plan deletes or moves it, and nothing of its name came in its place.
    ///
    /// So is the file of a row that is done, and the test that such a row names, where this change deleted it:
    /// also where the change itself had made it, in an earlier commit. What moved is a hint with the new path.
    ///
    /// ## Examples
    /// ```implementation,fails
    /// ==> docs/plan.md <== (--plan)
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | src/store.rs | modify | tests/store.rs |
    /// ==> changed <==
    /// A src/store.rs
    /// ```
    /// ```implementation,passes
    /// ==> docs/plan.md <== (--plan)
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | src/store.rs | add | tests/store.rs |
    /// ==> changed <==
    /// A src/store.rs
    /// ```
    "DDR703" "operation-mismatch" Warning Check::Implementation(check)
}

fn check(all: &Implementation, report: &mut ProjectReport) {
    gone(all, report);
    for (at, plan) in all.plans.iter().enumerate() {
        for (row, planned) in plan.rows().filter(|(row, _)| row.stated && row.is_live() && !row.shifted) {
            for place in planned.files.iter().filter(|place| !place.is_folder() && !place.is_unknown()) {
                let own = |it: &&Touched| place.places().any(|path| path == it.path);
                let Some(touched) = all.changed.iter().find(own) else { continue };
                // The plan may be younger than the range, or older.
                let since = plan.since.all().find(own).map(|it| &it.does);
                let name = short(&place.text.text, 80);
                match (row.operation, &touched.does) {
                    (Some(Operation::Modify), Does::Added) => {
                        let made = all.made.contains(&touched.path);
                        if !made && since == Some(&Does::Added) {
                            let message = format!("the row modifies `{name}`, which this change created");
                            let diagnostic = report.add(at, place.text.span, message);
                            diagnostic.help("call it `add`, or check that this is the file that was meant");
                        }
                    }
                    (Some(Operation::Modify), Does::Deleted)
                        if row.state != State::Done && all.gone(place) == Some(Gone::Deleted) =>
                    {
                        let message = format!("the row modifies `{name}`, which this change deleted");
                        let diagnostic = report.add(at, place.text.span, message);
                        diagnostic.help("bring the file back, or call it `delete`");
                        if !plan.is_certain() {
                            diagnostic.severity(Severity::Hint);
                        }
                    }
                    (Some(Operation::Add), Does::Modified) if since == Some(&Does::Modified) => {
                        let message = format!("the row adds `{name}`, which was there before the plan");
                        let diagnostic = report.add(at, place.text.span, message);
                        diagnostic.severity(Severity::Hint);
                        diagnostic.help("call it `modify`, or check that this is the file that was meant");
                    }
                    _ => {}
                }
            }
        }
    }
}

/// Tells files of rows that are done, and the tests that these name, where this change took them away.
fn gone(all: &Implementation, report: &mut ProjectReport) {
    let mut said: HashSet<&str> = HashSet::new();
    for (at, plan) in all.plans.iter().enumerate() {
        for (row, planned) in plan.rows().filter(|(row, _)| row.state == State::Done && !row.shifted) {
            let makes = match row.operation {
                _ if !row.is_live() || !row.stated => continue,
                Some(Operation::Add | Operation::Modify) => 0,
                Some(Operation::Rename) => 1,
                // The tests of what is deleted go with it.
                _ => continue,
            };
            let hedged = row.tests.as_ref().is_some_and(|tests| is_hedged(&tests.text.text));
            let files = planned.files.iter().skip(makes).map(|place| (place, ""));
            let tests = planned.tests.iter().filter(|_| !hedged).map(|place| (place, "its test "));
            for (place, what) in files.chain(tests) {
                let Some(gone) = all.gone(place) else { continue };
                if !place.places().next().is_none_or(|path| said.insert(path)) {
                    continue;
                }
                let name = short(&place.text.text, 80);
                let (message, help) = match gone {
                    Gone::Deleted => (
                        format!("the row is done, but this change deleted {what}`{name}`"),
                        "bring the file back, name the one that took its place, or take the status back",
                    ),
                    Gone::Moved(to) => (
                        format!("this change moved {what}`{name}` to `{}`", short(to, 80)),
                        "name the new path in the row",
                    ),
                };
                let diagnostic = report.add(at, place.text.span, message);
                diagnostic.help(help);
                if !plan.is_certain() || matches!(gone, Gone::Moved(_)) {
                    diagnostic.severity(Severity::Hint);
                }
                if let Some(status) = &row.status {
                    diagnostic.label(status.span, "done");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{expect_implementation, silent_implementation};

    #[test]
    fn what_is_modified_was_there_and_what_is_added_was_not() {
        expect_implementation(
            &RULE,
            "==> docs/p.md <== (--plan)
# P

| file | op | tests |
|------|----|-------|
| src/a.py | modify | n/a |
  ^^^^^^^^ warning: the row modifies `src/a.py`, which this change created
| src/b.py | create | n/a |
  ^^^^^^^^ hint: the row adds `src/b.py`, which was there before the plan
| src/c.py | modify | n/a |
  ^^^^^^^^ warning: the row modifies `src/c.py`, which this change deleted
==> changed <==
A src/a.py
M src/b.py
D src/c.py
",
        );
    }

    #[test]
    fn what_is_done_is_not_taken_away_again() {
        expect_implementation(
            &RULE,
            "==> docs/p.md <== (--plan)
# P

| file | op | tests | status |
|------|----|-------|--------|
| src/a.py | add | tests/test_a.py | done |
  ^^^^^^^^ warning: the row is done, but this change deleted `src/a.py`
                   ^^^^^^^^^^^^^^^ warning: the row is done, but this change deleted its test `tests/test_a.py`
| src/b.py | modify | tests/test_a.py; tests/test_b.py | done |
  ^^^^^^^^ warning: the row is done, but this change deleted `src/b.py`
                                       ^^^^^^^^^^^^^^^ hint: this change moved its test `tests/test_b.py` to `tests/unit/test_store.py`
| src/old.py → src/new.py | rename | n/a | done |
               ^^^^^^^^^^ hint: this change moved `src/new.py` to `lib/new.py`
==> changed <==
D src/a.py
D src/b.py
R tests/test_b.py tests/unit/test_store.py
A lib/new.py
==> removed again <==
D tests/test_a.py
R src/new.py lib/new.py
",
        );
    }

    #[test]
    fn what_was_taken_away_on_purpose_is_silent() {
        let world = |row: &str, changed: &str| {
            format!(
                "==> docs/p.md <== (--plan)\n# P\n\n| file | op | tests | status |\n|--|--|--|--|\n{row}\n==> changed <==\nM src/x.py\n{changed}"
            )
        };
        let gone = "D src/a.py\nD tests/test_a.py\n";
        let worlds = [
            // By a row of this plan or of another one, or with what it tests.
            world("| src/a.py | add | n/a | done |\n| src/a.py | delete | n/a | done |", gone),
            world("| src/a.py | add | n/a | done |\n| src/ | delete | n/a | planned |", gone),
            world("| src/a.py | delete | tests/test_a.py | done |", gone),
            world("| src/x.py | modify | tests/test_a.py | done |", gone)
                + "==> docs/q.md <==\n# Q\n\n| file | op |\n|--|--|\n| tests/test_a.py | delete |\n",
            // Its name came elsewhere, or in a folder of its name.
            world("| src/a.py | add | n/a | done |", "D src/a.py\nA lib/a.py\n"),
            world("| src/a.py | add | n/a | done |", "D src/a.py\nR src/y.py lib/a.py\n"),
            world("| src/a.py | add | n/a | done |", "D src/a.py\nA src/a/__init__.py\n"),
            // Not done, or put off; no file; the cell says it.
            world("| src/a.py | add | tests/test_a.py | planned |", gone),
            world("| src/a.py | add | tests/test_a.py | |", gone),
            world("| src/a.py | add | tests/test_a.py | dropped |", gone),
            world("| src/ | add | tests/ | done |", gone),
            world("| src/x.py | modify | replaces tests/test_a.py | done |", gone),
            // Moved and gone from there too, back again, or gone before this change.
            world("| src/a.py | add | n/a | done |", "==> removed again <==\nR src/a.py src/b.py\n"),
            world(
                "| src/a.py | add | n/a | done |",
                "==> removed again <==\nD src/a.py\n==> unchanged <==\nsrc/a.py\n",
            ),
            world("| src/a.py | add | n/a | done |", ""),
        ];
        silent_implementation(&RULE, &worlds.each_ref().map(String::as_str));
    }

    #[test]
    fn words_that_fit_are_silent() {
        let world = |row: &str, changed: &str| {
            format!(
                "==> docs/p.md <== (--plan)\n# P\n\n| file | op | status |\n|--|--|--|\n{row}\n==> changed <==\n{changed}"
            )
        };
        let worlds = [
            world("| src/a.py | add | |", "A src/a.py\n"),
            world("| src/a.py | modify | |", "M src/a.py\n"),
            world("| src/a.py | modify or create | |", "A src/a.py\n"),
            world("| src/a.py (new) | modify | |", "A src/a.py\n"),
            // It moved here, in this change or by another row.
            world("| src/a.py | modify | |", "R lib/a.py src/a.py\n"),
            world("| src/a.py | add | |\n| src/a.py | modify | |", "A src/a.py\n"),
            world("| src/a.py | modify | |", "A src/a.py\n")
                + "==> docs/q.md <==\n# Q\n\n| file | op |\n|--|--|\n| src/a.py | add |\n",
            // What another row deletes or moves, and what lives on elsewhere.
            world("| src/a.py | modify | |\n| src/a.py | delete | |", "D src/a.py\n"),
            world("| src/a.py | modify | |\n| src/ | delete | |", "D src/a.py\n"),
            world("| src/a.py | modify | |", "D src/a.py\nA lib/a.py\n"),
            world("| src/a.py | modify | |", "D src/a.py\nA src/a/__init__.py\n"),
            world("| src/a.py | modify | deferred |", "D src/a.py\n"),
            world("| src/ | modify | |", "A src/a.py\n"),
            world("| src/*.py | modify | |", "A src/a.py\n"),
            world("| src/a.py | modify | deferred |", "A src/a.py\n"),
            // Made by an earlier change of the same plan.
            world("| src/a.py | add | |", "M src/a.py\n==> changed earlier <==\nA src/a.py\n"),
            // Made in this range, before the plan was written.
            world("| src/a.py | modify | |", "A src/a.py\n==> changed before the plan <==\nsrc/a.py\n"),
        ];
        silent_implementation(&RULE, &worlds.each_ref().map(String::as_str));
    }
}
