//! DDR709.

use crate::diff::{Change, Class, Turn, What};
use crate::rules::{Check, Report};
use crate::source::Span;

rule! {
    /// A status does not move back.
    ///
    /// ## Why
    /// Statuses go one way: proposed, accepted, in progress, implemented; for rows of a plan planned, in
    /// progress, done. One that goes back says that something was not what it was said to be, or that a
    /// finished thing was undone. Either is worth a sentence.
    ///
    /// The order is that of the schema's vocabulary. What was finished and is deferred or blocked now went
    /// back too. Rejected, deprecated and superseded stand beside the order: getting there is no step back,
    /// and neither is coming from there. The status of a record as a whole, under a heading of its own,
    /// counts as well.
    ///
    /// ## Examples
    /// ```markdown,before
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Budget | Status |
    /// |------|----|-------|--------|--------|
    /// | src/store.rs | modify | test_expiry | p99 <5ms | done |
    /// ```
    /// ```markdown,after,fails
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Budget | Status |
    /// |------|----|-------|--------|--------|
    /// | src/store.rs | modify | test_expiry | p99 <5ms | in progress |
    /// ```
    /// ```markdown,before
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Budget | Status |
    /// |------|----|-------|--------|--------|
    /// | src/store.rs | modify | test_expiry | p99 <5ms | planned |
    /// ```
    /// ```markdown,after,passes
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Budget | Status |
    /// |------|----|-------|--------|--------|
    /// | src/store.rs | modify | test_expiry | p99 <5ms | ✅ Completed |
    /// ```
    "DDR709" "status-moved-back" Warning Check::Change(Class::Weakens, check)
}

fn check(change: &Change, report: &mut Report) {
    if change.what == What::Status(Turn::Back) {
        report
            .add(Span::default(), change.message.clone())
            .note("that is a step back in the order of statuses");
    }
}

#[cfg(test)]
mod tests {

    use super::RULE;
    use crate::rules::testing::{decision_table, expect_change, plan_table, silent_change};

    fn decision(status: &str) -> String {
        decision_table(&[&format!("D1 | Keep sessions in Redis | {status} | N")])
    }

    fn row(status: &str) -> String {
        plan_table(&[&format!("src/a.rs | modify | n/a | - | low | {status}")])
    }

    #[test]
    fn steps_back_are_told() {
        for (before, after, said) in [
            (decision("Implemented"), decision("Accepted"), "D1 went from Implemented to Accepted"),
            (decision("Approved"), decision("Draft"), "D1 went from Approved to Draft"),
            (decision("Done"), decision("On hold"), "D1 went from Done to On hold"),
            (row("✅ Done"), row("Pending"), "`src/a.rs` went from ✅ Done to Pending"),
            (row("done"), row("deferred"), "`src/a.rs` went from done to deferred"),
            (row("in progress"), row("todo"), "`src/a.rs` went from in progress to todo"),
        ] {
            expect_change(&RULE, &before, &after, &[&format!("warning: the status of {said}")]);
        }
        let own = |status: &str| {
            format!(
                "# T\n\n## Status\n{status}\n\n## Decisions\n\n| ID | Decision | Why |\n|--|--|--|\n| 1 | a b | c |\n"
            )
        };
        let said = ["warning: the record's status went from Accepted to Proposed"];
        expect_change(&RULE, &own("Accepted"), &own("Proposed"), &said);
    }

    #[test]
    fn steps_forward_and_aside_are_not() {
        let cases = vec![
            (decision("Proposed"), decision("Accepted")),
            (decision("Accepted"), decision("Superseded by D2")),
            (decision("Superseded"), decision("Accepted")),
            (decision("Accepted"), decision("Deferred")),
            (decision("Accepted"), decision("✔ agreed")),
            (decision("Accepted"), decision("Cooking")),
            (decision("Accepted"), decision("")),
            (row("in progress"), row("blocked")),
            (row("planned"), row("deferred")),
            (row("deferred"), row("planned")),
            (row("done"), row("Completed")),
        ];
        silent_change(&RULE, &cases);
    }
}
