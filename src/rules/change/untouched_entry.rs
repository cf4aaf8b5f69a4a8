//! DDR702.

use crate::diagnostic::Severity;
use crate::diff::Implementation;
use crate::model::short;
use crate::project::{Operation, State};
use crate::rules::{Check, ProjectReport};
use std::collections::BTreeSet;

rule! {
    /// Every row of a plan that is carried out is carried out.
    ///
    /// ## Why
    /// Rows are dropped silently: the change is merged, the plan is closed, and nobody notices that a file
    /// was never touched. What is not done after all is better marked deferred.
    ///
    /// It counts what happened since the plan came into history, in this change or in earlier ones, up to
    /// what is not yet committed; of the commit that brought the plan, what existed before, and new files
    /// that a row adds. One touched path of a row is enough. A row that is put off, a file that
    /// git ignores, and a file to be deleted that is gone are no matter; a row that says it is done has
    /// `done-but-untouched`, and a file made at another path `made-elsewhere`.
    ///
    /// It is a hint where the plan was inferred, where the row itself says that it is still to be done, and
    /// in a clone whose history does not go back to the plan.
    ///
    /// ## Examples
    /// ```implementation,fails
    /// ==> docs/plan.md <== (--plan)
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | src/store.rs | modify | tests/store.rs |
    /// | src/expiry.rs | modify | tests/store.rs |
    /// ==> changed <==
    /// M src/store.rs
    /// M tests/store.rs
    /// ==> unchanged <==
    /// src/expiry.rs
    /// ```
    /// ```implementation,passes
    /// ==> docs/plan.md <== (--plan)
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | src/store.rs | modify | tests/store.rs |
    /// | src/expiry.rs | modify | tests/store.rs |
    /// ==> changed <==
    /// M src/store.rs
    /// M tests/store.rs
    /// ==> changed earlier <==
    /// M src/expiry.rs
    /// ```
    "DDR702" "untouched-entry" Warning Check::Implementation(check)
}

fn check(all: &Implementation, report: &mut ProjectReport) {
    let elsewhere: BTreeSet<(usize, usize)> =
        all.made_elsewhere().iter().map(|it| (it.plan, it.row)).collect();
    for (at, plan) in all.plans.iter().enumerate() {
        for (number, (row, planned)) in plan.rows().enumerate() {
            let waits = row.is_live() && row.state != State::Done && !elsewhere.contains(&(at, number));
            let Some(first) = planned.files.first().filter(|_| waits) else { continue };
            if all.is_touched(plan, planned) || is_beyond_us(all, row.operation, planned) {
                continue;
            }
            let name = short(&first.text.text, 80);
            let to_do = match row.operation {
                Some(Operation::Add) => ", to be added,",
                Some(Operation::Delete) => ", to be deleted,",
                Some(Operation::Rename) => ", to be moved,",
                Some(Operation::Modify) => ", to be modified,",
                _ => "",
            };
            let rest = planned.files.len() - 1;
            let message = if rest == 0 {
                format!("`{name}`{to_do} was not touched since the plan was made")
            } else {
                format!("`{name}` and {rest} more{to_do} were not touched since the plan was made")
            };
            let diagnostic = report.add(at, first.text.span, message);
            if !plan.is_certain() || row.state == State::Open || !plan.since.whole {
                diagnostic.severity(Severity::Hint);
            }
            if !plan.since.whole {
                diagnostic.note("the history of this clone does not go back to the plan");
            }
            diagnostic.help("carry the row out, or mark it deferred");
        }
    }
}

/// Whether a row may have been carried out where nobody sees it: what was to go is gone, or what was to
/// change is not known to git.
fn is_beyond_us(
    all: &Implementation,
    operation: Option<Operation>,
    planned: &crate::diff::implementation::Planned,
) -> bool {
    let there = |place| all.stands(place);
    if planned.files.iter().any(|place| all.is_hidden(place) && !place.is_pattern()) {
        return true;
    }
    match operation {
        Some(Operation::Add) => false,
        // The source is gone and the target is there.
        Some(Operation::Rename) => !planned.files.first().is_some_and(there),
        // A file to be changed that is nowhere is another rule's matter.
        _ => !planned.files.iter().any(|place| place.is_pattern() || there(place)),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{expect_implementation, silent_implementation};

    #[test]
    fn rows_without_a_touched_path_are_told() {
        expect_implementation(
            &RULE,
            "==> docs/p.md <== (trailer)
# P

| file | op | status |
|------|----|--------|
| src/a.py | modify | |
| src/b.py | modify | |
  ^^^^^^^^ warning: `src/b.py`, to be modified, was not touched since the plan was made
| src/c.py | modify | planned |
  ^^^^^^^^ hint: `src/c.py`, to be modified, was not touched since the plan was made
| src/d.py, src/e.py | modify | |
  ^^^^^^^^ warning: `src/d.py` and 1 more, to be modified, were not touched since the plan was made
| src/new.py | add | |
  ^^^^^^^^^^ warning: `src/new.py`, to be added, was not touched since the plan was made
| src/*.sql | modify | |
  ^^^^^^^^^ warning: `src/*.sql`, to be modified, was not touched since the plan was made
| src/y.py | modify | |
  ^^^^^^^^ warning: `src/y.py`, to be modified, was not touched since the plan was made
| src/x.py | delete | |
  ^^^^^^^^ warning: `src/x.py`, to be deleted, was not touched since the plan was made
==> changed <==
M src/a.py
==> changed with the plan <==
A src/y.py
==> unchanged <==
src/b.py
src/c.py
src/d.py
src/e.py
src/x.py
",
        );
    }

    #[test]
    fn an_inferred_plan_and_a_short_history_only_hint() {
        let rows = "| src/a.py | modify |\n| src/b.py | modify |\n| src/c.py | modify |\n| src/d.py | modify |\n  ^^^^^^^^ hint: `src/d.py`, to be modified, was not touched since the plan was made\n";
        for flags in ["", " (--plan shallow)"] {
            expect_implementation(
                &RULE,
                &format!(
                    "==> docs/p.md <=={flags}\n# P\n\n| file | op |\n|--|--|\n{rows}==> changed <==\nM src/a.py\nM src/b.py\nM src/c.py\n==> unchanged <==\nsrc/d.py\n"
                ),
            );
        }
    }

    #[test]
    fn what_is_done_dropped_or_out_of_sight_is_silent() {
        let world = |row: &str, more: &str| {
            format!(
                "==> docs/p.md <== (--plan)\n# P\n\n| file | op | status |\n|--|--|--|\n| src/z.py | modify | |\n{row}\n==> changed <==\nM src/z.py\n{more}"
            )
        };
        let worlds = [
            world("| src/a.py | modify | |", "==> changed earlier <==\nM src/a.py\n"),
            world("| src/a.py, src/b.py | modify | |", "M src/b.py\n==> unchanged <==\nsrc/a.py\n"),
            world("| src/a.py | modify | done |", "==> unchanged <==\nsrc/a.py\n"),
            world("| src/a.py | modify | deferred |", "==> unchanged <==\nsrc/a.py\n"),
            world("| src/a.py | n/a | |", "==> unchanged <==\nsrc/a.py\n"),
            world("| src/a.py | delete | |", ""),
            world("| src/a.py | modify | |", "R src/a.py lib/a.py\n"),
            world("| src/a.py → src/b.py | rename | |", "==> unchanged <==\nsrc/b.py\n"),
            world("| src/ | modify | |", ""),
            world("| .env | add | |", "==> ignored <==\n.env\n"),
            world("| ../other/x.py | modify | |", ""),
            world("| src/a.py | add | |", "A lib/a.py\n"),
            world("| src/a.py | add | |", "==> changed with the plan <==\nA src/a.py\n"),
            world("| src/a.py | modify | |", "==> changed with the plan <==\nM src/a.py\n"),
        ];
        silent_implementation(&RULE, &worlds.each_ref().map(String::as_str));
    }
}
