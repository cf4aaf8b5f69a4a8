//! DDR718.

use crate::diff::{Change, Class, Left, What};
use crate::model::short;
use crate::rules::{Check, Report};
use crate::source::Span;

rule! {
    /// A status is looked at again when what it speaks of changes.
    ///
    /// ## Why
    /// A status is a statement about something. Where that something changes and the status stays, it speaks
    /// of what was there before.
    ///
    /// Two cases are told. A row of a plan is done before and after, and now has another operation, a path or
    /// a named test that it had not: what is new was hardly done already. And a decision newly says
    /// `supersedes D2` or `replaces D2`, while `D2` keeps the status that it had. Both are hints: the work may
    /// well have been done before the plan was put right.
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
    /// | src/store.rs | modify | test_expiry, test_restart | p99 <5ms | done |
    /// ```
    /// ```markdown,before
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Budget | Status |
    /// |------|----|-------|--------|--------|
    /// | src/store.rs | modify | test_expiry | p99 <5ms | done |
    /// ```
    /// ```markdown,after,passes
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Budget | Status |
    /// |------|----|-------|--------|--------|
    /// | src/store.rs | modify | test_expiry | p99 <5ms | done |
    /// | src/admin.rs | add | test_admin | p99 <5ms | planned |
    /// ```
    "DDR718" "status-not-updated" Hint Check::Change(Class::Changes, check)
}

fn check(change: &Change, report: &mut Report) {
    let What::StatusLeft(left) = &change.what else { return };
    let message = match left {
        Left::Done => format!("{}, and what it plans is new", change.message),
        Left::Superseded(by) => {
            format!("{}, and {} says that it supersedes it", change.message, short(by, 40))
        }
    };
    let said = report.add(Span::default(), message);
    if let Left::Superseded(by) = left {
        said.help(format!("write `superseded by {}`", short(by, 40)));
    }
}

#[cfg(test)]
mod tests {

    use super::RULE;
    use crate::rules::testing::{decision_table, expect_change, plan_table, silent_change};

    const REDIS: &str = "D1 | Keep sessions in Redis | Accepted | N";

    #[test]
    fn what_changed_under_a_status_is_told() {
        let row = |row: &str| plan_table(&[&format!("{row} | - | low | done")]);
        let said = ["hint: the row of `src/a.rs` is still done, and what it plans is new"];
        expect_change(&RULE, &row("src/a.rs | modify | test_a"), &row("src/a.rs | delete | test_a"), &said);
        expect_change(&RULE, &row("src/a.rs | modify | n/a"), &row("src/a.rs | modify | tests/a.rs"), &said);
        let after = decision_table(&[REDIS, "D2 | Keep sessions in Postgres; supersedes D1 | Accepted | N"]);
        let said = ["hint: D1 is still Accepted, and D2 says that it supersedes it"];
        expect_change(&RULE, &decision_table(&[REDIS]), &after, &said);
    }

    #[test]
    fn open_rows_and_answered_successions_are_silent() {
        let row = |row: &str, status: &str| plan_table(&[&format!("{row} | - | low | {status}")]);
        let by = "D2 | Keep sessions in Postgres; supersedes D1 | Accepted | N";
        let marked = REDIS.replace("Accepted", "Superseded by D2");
        let cases = vec![
            (row("src/a.rs | modify | n/a", "planned"), row("src/a.rs | delete | n/a", "planned")),
            (row("src/a.rs | modify | n/a", "planned"), row("src/a.rs | delete | n/a", "done")),
            (row("src/a.rs | modify | test_a", "done"), row("src/a.rs | update | `test_a`", "done")),
            (row("src/a.rs | modify | n/a", "done"), row("src/a.rs | delete | n/a", "planned")),
            (decision_table(&[REDIS]), decision_table(&[&marked, by])),
            (decision_table(&[REDIS, by]), decision_table(&[by, REDIS])),
            (
                decision_table(&[REDIS]),
                decision_table(&[REDIS, "D2 | Retries replace D1 alerts | Accepted | N"]),
            ),
        ];
        silent_change(&RULE, &cases);
    }
}
