//! DDR706.

use crate::diff::{Change, Class, Standing, Subject, What};
use crate::rules::{Check, Report};
use crate::source::Span;

rule! {
    /// A row of a patch plan does not vanish.
    ///
    /// ## Why
    /// A plan is read when it is made and again when it is done. A row that went in between was planned,
    /// reviewed, and is carried out by nobody; the plan looks finished without it. Mark it deferred or
    /// rejected instead, so that the next reader knows.
    ///
    /// A row that moved to another plan, or whose file is named by another row, is not gone. A row that was
    /// rejected, deferred or changed nothing may go.
    ///
    /// ## Examples
    /// ```markdown,before
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Budget | Status |
    /// |------|----|-------|--------|--------|
    /// | src/store.rs | modify | test_expiry | p99 <5ms | planned |
    /// | src/admin.rs | add | test_admin | p99 <9ms | planned |
    /// ```
    /// ```markdown,after,fails
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Budget | Status |
    /// |------|----|-------|--------|--------|
    /// | src/store.rs | modify | test_expiry | p99 <5ms | planned |
    /// ```
    /// ```markdown,before
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Budget | Status |
    /// |------|----|-------|--------|--------|
    /// | src/store.rs | modify | test_expiry | p99 <5ms | planned |
    /// | src/admin.rs | add | test_admin | p99 <9ms | planned |
    /// ```
    /// ```markdown,after,passes
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests | Budget | Status |
    /// |------|----|-------|--------|--------|
    /// | src/store.rs | modify | test_expiry | p99 <5ms | planned |
    /// | src/admin.rs | add | test_admin | p99 <9ms | deferred |
    /// ```
    "DDR706" "entry-removed" Warning Check::Change(Class::Weakens, check)
}

fn check(change: &Change, report: &mut Report) {
    let What::Removed(standing) = change.what else { return };
    if change.subject == Subject::Entry && standing != Standing::SetAside {
        let said = report.add(Span::default(), change.message.clone());
        said.help("keep the row and mark it deferred or rejected");
    }
}

#[cfg(test)]
mod tests {

    use super::RULE;
    use crate::rules::testing::{expect_change, plan_table, silent_change};

    #[test]
    fn each_row_that_went_is_named() {
        let before = plan_table(&[
            "src/a.rs | modify | n/a",
            "src/b.rs, src/c.rs | modify | n/a",
            "src/d.rs | add | n/a",
        ]);
        let after = plan_table(&["src/b.rs | modify | n/a", "src/d.rs | add | n/a"]);
        let said = ["warning: the row of `src/a.rs` is gone", "warning: the row of `src/c.rs` is gone"];
        expect_change(&RULE, &before, &after, &said);
    }

    #[test]
    fn rows_that_stand_elsewhere_or_were_dropped_may_go() {
        let one = |row: &str| plan_table(&["src/z.rs | modify | n/a", row]);
        let two = |a: &str, b: &str| plan_table(&["src/z.rs | modify | n/a", a, b]);
        let cases = vec![
            (one("src/a.rs | add | x"), plan_table(&["src/a.rs | add | x", "src/z.rs | modify | n/a"])),
            (one("src/a.rs | add | x"), one("`./src/a.rs` | create | x")),
            (one("src/a.rs | add | test_a"), one("lib/a.rs | add | test_a")),
            (one("src/a.rs, src/b.rs | add | x"), two("src/a.rs | add | x", "src/b.rs | add | x")),
            (two("src/a.rs | add | x", "src/b.rs | add | y"), one("src/a.rs, src/b.rs | add | x; y")),
            (one("src/a.rs | n/a | x"), plan_table(&["src/z.rs | modify | n/a"])),
            (one("src/a.rs | add | x | - | low | rejected"), plan_table(&["src/z.rs | modify | n/a"])),
            (two("src/a.rs | add | x", "src/a.rs | modify | y"), one("src/a.rs | modify | x; y")),
        ];
        silent_change(&RULE, &cases);
    }
}
