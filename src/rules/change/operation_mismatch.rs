//! DDR703.

use crate::diagnostic::Severity;
use crate::diff::Implementation;
use crate::diff::implementation::{Does, Touched};
use crate::model::short;
use crate::project::Operation;
use crate::rules::{Check, ProjectReport};

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
                        if !all.taken.contains(&touched.path) && !went_on(all, &touched.path) =>
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

/// Whether a file that is gone lives on in one that came: of its name, or in a folder of its name.
fn went_on(all: &Implementation, gone: &str) -> bool {
    let name = gone.rsplit('/').next().unwrap_or(gone);
    let stem = gone.rsplit_once('.').map_or(gone, |(stem, _)| stem);
    let inside = |path: &str| path.strip_prefix(stem).is_some_and(|rest| rest.starts_with('/'));
    let mut came = all.changed.iter().filter(|it| it.does == Does::Added).map(|it| it.path.as_str());
    came.any(|path| path.rsplit('/').next() == Some(name) || inside(path))
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
