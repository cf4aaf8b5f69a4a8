//! DDR710.

use crate::diff::{Change, Class, Turn, What};
use crate::rules::{Check, Report};
use crate::source::Span;

rule! {
    /// A budget is not loosened in passing.
    ///
    /// ## Why
    /// A budget is written before the code, so that the code can miss it. One that grows in the commit that
    /// misses it has never bound anything.
    ///
    /// Budgets are compared as quantities, in base units, and only where metric, percentile, dimension and
    /// subject (`per connection`) are equal: `<50ms` and `<0.05s` are one budget. A lower bound (`≥1000 qps`)
    /// is loosened downwards. Where no sign is written, only times, memory and lines of code are taken for
    /// upper bounds; `1000 qps` and `hit rate 90%` may be meant either way. What cannot be compared changed,
    /// and is never called loosened.
    ///
    /// ## Examples
    /// ```markdown,before
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Budget | Status |
    /// |------|----|-------|--------|--------|
    /// | src/store.rs | modify | test_expiry | p99 <5ms | planned |
    /// ```
    /// ```markdown,after,fails
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Budget | Status |
    /// |------|----|-------|--------|--------|
    /// | src/store.rs | modify | test_expiry | p99 <20ms | planned |
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
    /// | src/store.rs | modify | test_expiry | p99 ≤ 0.005s | planned |
    /// ```
    "DDR710" "budget-loosened" Warning Check::Change(Class::Weakens, check)
}

fn check(change: &Change, report: &mut Report) {
    if change.what == What::Budget(Turn::Back) {
        let said = report.add(Span::default(), change.message.clone());
        said.help("keep the budget, or say in the review why it cannot be met");
    }
}

#[cfg(test)]
mod tests {

    use super::RULE;
    use crate::rules::testing::{expect_change, plan_table, silent_change};

    fn row(budget: &str) -> String {
        plan_table(&[&format!("src/a.rs | modify | n/a | {budget} | low | planned")])
    }

    #[test]
    fn more_room_is_told_in_either_direction() {
        let said = ["warning: a budget of `src/a.rs` has more room"];
        for (before, after) in [
            ("p99 <50ms", "p99 <80ms"),
            ("p99 &lt;50ms; mem ≤5MB", "p99 &lt;50ms; mem ≤8MB"),
            ("≥1000 qps", "≥900 qps"),
            ("mem <1GB", "mem <1GiB"),
        ] {
            expect_change(&RULE, &row(before), &row(after), &said);
        }
    }

    #[test]
    fn what_is_tighter_equal_or_of_another_kind_is_silent() {
        let silent = [
            ("p99 <50ms", "p99 <40ms"),
            ("p99 <50ms", "p99 ≤0.05s"),
            ("p99 <50ms", "p95 <80ms"),
            ("mem <5MB", "disk <9MB"),
            ("mem <5MB per connection", "mem <9MB"),
            ("hit rate 90%", "hit rate 80%"),
            ("≥900 qps", "≥1000 qps"),
            ("negligible", "p99 <80ms"),
            ("p99 <50ms", "n/a"),
        ];
        let cases: Vec<_> = silent.iter().map(|(before, after)| (row(before), row(after))).collect();
        silent_change(&RULE, &cases);
    }
}
