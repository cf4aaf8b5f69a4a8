//! DDR704.

use crate::diagnostic::Severity;
use crate::diff::{Change, Class, Implementation, Subject, What};
use crate::model::short;
use crate::rules::{Check, ProjectReport};

rule! {
    /// A plan is not changed by the change that carries it out.
    ///
    /// ## Why
    /// A plan that is edited until it fits what was done can never be missed. If it was wrong, change it first,
    /// in a change of its own, and let somebody look at it.
    ///
    /// It speaks of the path, the operation, the tests, the budget and the risk of a row that the older state
    /// has, once a file of the plan was touched too. Statuses, progress, counts, notes, the order of rows and
    /// the way things are written are no edits of the plan. Where a rule of its own tells what became of a
    /// row, such as `tests-weakened`, `entry-removed` or `budget-loosened`, this one is silent. A new row, tests
    /// where there were none, and a budget with less room are hints.
    ///
    /// ## Examples
    /// ```implementation,fails
    /// ==> docs/plan.md <== (before)
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | src/store.rs | modify | tests/store.rs |
    /// ==> docs/plan.md <== (--plan)
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | src/store.rs | add | tests/store.rs |
    /// ==> changed <==
    /// M docs/plan.md
    /// A src/store.rs
    /// A tests/store.rs
    /// ```
    /// ```implementation,passes
    /// ==> docs/plan.md <== (before)
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Status |
    /// |------|----|-------|--------|
    /// | src/store.rs | modify | tests/store.rs | planned |
    /// ==> docs/plan.md <== (--plan)
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Status |
    /// |------|----|-------|--------|
    /// | src/store.rs | modify | tests/store.rs | ✅ done |
    /// ==> changed <==
    /// M docs/plan.md
    /// M src/store.rs
    /// M tests/store.rs
    /// ```
    "DDR704" "plan-edited-while-implementing" Warning Check::Implementation(check)
}

fn check(all: &Implementation, report: &mut ProjectReport) {
    for (at, plan) in all.plans.iter().enumerate() {
        let implements = plan.touched > 0 && plan.carrier.before().is_some();
        for (change, milder) in plan.edits.iter().filter(|_| implements).filter_map(edit) {
            let message = format!("the plan was edited by what carries it out: {}", change.message);
            let diagnostic = report.add(at, change.span_after.unwrap_or(plan.head()), message);
            if milder {
                diagnostic.severity(Severity::Hint);
            }
            if let (Some(before), Some(_)) = (&change.before, &change.field) {
                diagnostic.note(format!("before, it read: {}", short(before, 120)));
            }
            diagnostic.note(format!("fingerprint {}", change.fingerprint));
            diagnostic.help("change the plan first, in a change of its own");
        }
    }
}

/// A change that edits the plan, and whether it only asks for more.
fn edit(change: &Change) -> Option<(&Change, bool)> {
    if change.subject != Subject::Entry || change.class == Class::Editorial {
        return None;
    }
    let none = |text: &Option<String>| text.as_deref().is_none_or(crate::model::budget::none_cell);
    match (&change.what, change.field.as_deref()) {
        (What::Added, None) => Some((change, true)),
        (_, Some("tests")) => Some((change, none(&change.before))),
        (_, Some("budget")) => Some((change, change.name != "budget-changed" && !none(&change.after))),
        (_, Some("file" | "op" | "risk" | "risk text" | "mitigation")) => {
            Some((change, none(&change.before) && change.field.as_deref() == Some("mitigation")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{expect_implementation, silent_implementation};

    fn world(before: &str, after: &str, changed: &str) -> String {
        let head = "# P\n\n| file | op | tests | budget | risk | status |\n|------|----|-------|--------|------|--------|\n";
        format!(
            "==> docs/p.md <== (before)\n{head}{before}\n==> docs/p.md <== (--plan)\n{head}{after}\n==> changed <==\nM docs/p.md\n{changed}"
        )
    }

    #[test]
    fn each_edit_is_told() {
        let touched = "M src/a.py\nA lib/a.py\n";
        let edited = "the plan was edited by what carries it out:";
        for (before, after, severity, mark, said) in [
            (
                "src/a.py | modify | t.py",
                "src/a.py | add | t.py",
                "warning",
                "             ^^^",
                "the operation on `src/a.py` went from modify to add",
            ),
            (
                "src/a.py | modify | t.py",
                "lib/a.py | modify | t.py",
                "warning",
                "  ^^^^^^^^",
                "the row of `lib/a.py` names another path",
            ),
            (
                "src/a.py | modify | n/a",
                "src/a.py | modify | t.py",
                "hint",
                "                      ^^^^",
                "the tests of `src/a.py` changed",
            ),
            (
                "src/a.py | modify | t.py | p99 <5ms",
                "src/a.py | modify | t.py | p99 <4ms",
                "hint",
                "                             ^^^^^^^^",
                "a budget of `src/a.py` has less room",
            ),
            (
                "src/a.py | modify | t.py | - | low",
                "src/a.py | modify | t.py | - | high",
                "warning",
                "                                 ^^^^",
                "the risk of `src/a.py` has another level",
            ),
        ] {
            let mark = format!("| {after} |\n{mark} {severity}: {edited} {said}");
            let marked = world(&format!("| {before} |"), &mark, touched);
            expect_implementation(&RULE, &marked);
        }
    }

    #[test]
    fn a_new_row_is_a_hint() {
        let after = "| src/a.py | modify | t.py |\n| src/b.py | modify | t.py |\n  ^^^^^^^^ hint: the plan was edited by what carries it out: the row of `src/b.py` is new";
        expect_implementation(&RULE, &world("| src/a.py | modify | t.py |", after, "M src/a.py\n"));
    }

    #[test]
    fn what_is_no_edit_or_has_its_own_rule_is_silent() {
        let row = "| src/a.py | modify | t.py | p99 <5ms | low | planned |";
        let with = |from: &str, to: &str| row.replace(from, to);
        let worlds = [
            world(row, &with("planned", "done"), "M src/a.py\n"),
            world(row, &with("src/a.py", "`./src/a.py`"), "M src/a.py\n"),
            world(row, &with("modify", "Update"), "M src/a.py\n"),
            world(row, &with("<5ms", "&lt;5 ms"), "M src/a.py\n"),
            // Told by tests-weakened, budget-loosened, status-moved-back.
            world(row, &with("t.py", "n/a"), "M src/a.py\n"),
            world(row, &with("<5ms", "<9ms"), "M src/a.py\n"),
            world(&with("planned", "done"), row, "M src/a.py\n"),
            world(&format!("{row}\n| src/b.py | add | |"), row, "M src/a.py\n"),
            // Nothing of the plan is carried out.
            world(row, &with("modify", "add"), "M docs/x.py\n"),
            // The plan came with the change.
            world(row, &with("modify", "add"), "M src/a.py\n")
                .replace("(before)", "(other)")
                .replace("(--plan)", "(--plan new)")
                .split_once("==> docs/p.md <== (--plan")
                .map(|(_, rest)| format!("==> docs/p.md <== (--plan{rest}"))
                .unwrap(),
        ];
        silent_implementation(&RULE, &worlds.each_ref().map(String::as_str));
    }
}
