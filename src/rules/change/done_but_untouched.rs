//! DDR716.

use crate::diagnostic::Severity;
use crate::diff::Implementation;
use crate::diff::implementation::InPlay;
use crate::model::short;
use crate::project::{Operation, Row, State};
use crate::rules::{Check, ProjectReport};

rule! {
    /// What this change calls done was done.
    ///
    /// ## Why
    /// A status is set by hand, and easily for a whole table at once. Here a row became done, its file is
    /// there, and it was not touched since the plan was made: not in this change, and not in an earlier one.
    ///
    /// It is a hint where the row came with its status, since a plan may write down what was done before,
    /// where the plan was inferred, and in a clone whose history does not go back to the plan. A file that is
    /// not there at all has `done-without-file`; a row that was done before this change is left alone.
    ///
    /// ## Examples
    /// ```implementation,fails
    /// ==> docs/plan.md <== (before)
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Status |
    /// |------|----|-------|--------|
    /// | src/store.rs | modify | tests/store.rs | planned |
    /// | src/expiry.rs | modify | tests/store.rs | planned |
    /// ==> docs/plan.md <== (--plan)
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Status |
    /// |------|----|-------|--------|
    /// | src/store.rs | modify | tests/store.rs | done |
    /// | src/expiry.rs | modify | tests/store.rs | done |
    /// ==> changed <==
    /// M docs/plan.md
    /// M src/store.rs
    /// ==> unchanged <==
    /// src/expiry.rs
    /// tests/store.rs
    /// ```
    /// ```implementation,passes
    /// ==> docs/plan.md <== (before)
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Status |
    /// |------|----|-------|--------|
    /// | src/store.rs | modify | tests/store.rs | planned |
    /// | src/expiry.rs | modify | tests/store.rs | planned |
    /// ==> docs/plan.md <== (--plan)
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Status |
    /// |------|----|-------|--------|
    /// | src/store.rs | modify | tests/store.rs | done |
    /// | src/expiry.rs | modify | tests/store.rs | done |
    /// ==> changed <==
    /// M docs/plan.md
    /// M src/store.rs
    /// ==> changed earlier <==
    /// M src/expiry.rs
    /// ==> unchanged <==
    /// tests/store.rs
    /// ```
    "DDR716" "done-but-untouched" Warning Check::Implementation(check)
}

fn check(all: &Implementation, report: &mut ProjectReport) {
    for (at, plan) in all.plans.iter().enumerate() {
        for (row, planned) in plan.rows().filter(|(row, _)| row.state == State::Done && row.is_live()) {
            let takes = matches!(row.operation, Some(Operation::Delete | Operation::Rename));
            let came = became(plan, row);
            let Some(first) = planned.files.first().filter(|_| !takes && came != Came::Before) else {
                continue;
            };
            let seen = planned.files.iter().all(|place| all.stands(place) && !all.is_hidden(place));
            if !seen || all.is_touched(plan, planned) {
                continue;
            }
            let rest = planned.files.len() - 1;
            let more = if rest == 0 { String::new() } else { format!(" and {rest} more") };
            let were = if rest == 0 { "was" } else { "were" };
            let name = short(&first.text.text, 80);
            let message =
                format!("the row is done now, but `{name}`{more} {were} not touched since the plan was made");
            let diagnostic = report.add(at, first.text.span, message);
            if let Some(status) = &row.status {
                diagnostic.label(status.span, "done");
            }
            if came == Came::With || !plan.is_certain() || !plan.since.whole {
                diagnostic.severity(Severity::Hint);
            }
            if !plan.since.whole {
                diagnostic.note("the history of this clone does not go back to the plan");
            }
            diagnostic.help("carry the row out, or take the status back");
        }
    }
}

/// When a row became done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    /// Before this change.
    Before,
    /// In it.
    Now,
    /// In it, and the row with it.
    With,
}

fn became(plan: &InPlay, row: &Row) -> Came {
    let paths = |row: &Row| -> Vec<String> { row.paths.iter().map(|path| path.text.clone()).collect() };
    let own = paths(row);
    let Some(before) = plan.carrier.before() else { return Came::With };
    let mut same = before.rows().filter(|other| paths(other) == own).peekable();
    if same.peek().is_none() {
        return Came::With;
    }
    if same.any(|other| other.state == State::Done) { Came::Before } else { Came::Now }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{expect_implementation, silent_implementation};

    fn table(rows: &str) -> String {
        format!("# P\n\n| file | op | status |\n|------|----|--------|\n{rows}")
    }

    #[test]
    fn a_status_alone_does_nothing() {
        let before = table(
            "| src/a.py | modify | planned |\n| src/b.py, src/c.py | modify | |\n| src/d.py | modify | done |\n",
        );
        let after = table(
            "| src/a.py | modify | done |
  ^^^^^^^^ warning: the row is done now, but `src/a.py` was not touched since the plan was made
| src/b.py, src/c.py | modify | ✅ Completed |
  ^^^^^^^^ warning: the row is done now, but `src/b.py` and 1 more were not touched since the plan was made
| src/d.py | modify | done |
| src/e.py | modify | done |
  ^^^^^^^^ hint: the row is done now, but `src/e.py` was not touched since the plan was made
",
        );
        let files = "==> unchanged <==\nsrc/a.py\nsrc/b.py\nsrc/c.py\nsrc/d.py\nsrc/e.py\n";
        expect_implementation(
            &RULE,
            &format!(
                "==> docs/p.md <== (before)\n{before}==> docs/p.md <== (--plan)\n{after}==> changed <==\nM docs/p.md\n{files}"
            ),
        );
    }

    #[test]
    fn what_was_done_or_is_not_there_is_silent() {
        let world = |before: &str, after: &str, more: &str| {
            let (before, after) = (table(before), table(after));
            format!(
                "==> docs/p.md <== (before)\n{before}==> docs/p.md <== (--plan)\n{after}==> changed <==\nM docs/p.md\n{more}"
            )
        };
        let open = "| src/a.py | modify | planned |\n";
        let done = "| src/a.py | modify | done |\n";
        let there = "==> unchanged <==\nsrc/a.py\n";
        let worlds = [
            world(open, done, "M src/a.py\n"),
            world(open, done, "==> changed earlier <==\nM src/a.py\n"),
            world(open, done, ""),
            world(done, done, there),
            world("| src/a.py | delete | planned |\n", "| src/a.py | delete | done |\n", ""),
            world("| src/ | modify | planned |\n", "| src/ | modify | done |\n", "M src/x.py\n"),
            world("| src/*.py | modify | planned |\n", "| src/*.py | modify | done |\n", there),
            world("| src/a.py | n/a | planned |\n", "| src/a.py | n/a | done |\n", there),
            world(open, done, "R src/a.py lib/a.py\n"),
        ];
        silent_implementation(&RULE, &worlds.each_ref().map(String::as_str));
    }
}
