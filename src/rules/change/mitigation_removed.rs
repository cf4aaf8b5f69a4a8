//! DDR712.

use crate::diff::{Change, Class, What};
use crate::rules::{Check, Report};
use crate::source::Span;

rule! {
    /// A risk keeps its mitigation.
    ///
    /// ## Why
    /// A risk without a mitigation is a worry. One that had a mitigation and has none now was accepted by
    /// somebody, and the record does not say by whom.
    ///
    /// It is told where a column, a word such as `mitigate:` or the heading says that the text was a
    /// mitigation; behind a colon alone may stand anything. A mitigation that became a part of the risk's own
    /// sentence is still there. Risk cells of patch plans count too.
    ///
    /// ## Examples
    /// ```markdown,before
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Risks (with Mitigations)
    /// 1. Redis is down: fall back to memory
    /// 2. Memory runs full: expire after an hour
    /// ```
    /// ```markdown,after,fails
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Risks (with Mitigations)
    /// 1. Redis is down
    /// 2. Memory runs full: expire after an hour
    /// ```
    /// ```markdown,before
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Risks (with Mitigations)
    /// 1. Redis is down: fall back to memory
    /// 2. Memory runs full: expire after an hour
    /// ```
    /// ```markdown,after,passes
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Risks (with Mitigations)
    /// 1. Redis is down: queue logins
    /// 2. Memory runs full (mitigate: expire after an hour)
    /// ```
    "DDR712" "mitigation-removed" Warning Check::Change(Class::Weakens, check)
}

fn check(change: &Change, report: &mut Report) {
    if change.what == (What::MitigationLost { certain: true }) {
        let said = report.add(Span::default(), change.message.clone());
        said.help("keep the mitigation, or say who accepted the risk");
    }
}

#[cfg(test)]
mod tests {

    use super::RULE;
    use crate::rules::testing::{expect_change, plan_table, risk_list, silent_change};

    #[test]
    fn a_mitigation_that_went_is_told() {
        let said = ["warning: risk “Keys leak” has no mitigation any more"];
        let list = |item: &str| risk_list(&["Redis is down (mitigate: use memory)", item]);
        expect_change(&RULE, &list("Keys leak (mitigate: rotate them)"), &list("Keys leak"), &said);
        let row = |risk: &str| plan_table(&[&format!("src/a.rs | modify | n/a | - | {risk}")]);
        let said = ["warning: the risk of `src/a.rs` has no mitigation any more"];
        expect_change(
            &RULE,
            &row("medium - keys leak (mitigate: rotate)"),
            &row("medium - keys leak"),
            &said,
        );
    }

    #[test]
    fn mitigations_in_other_words_and_places_are_silent() {
        let list = |item: &str| risk_list(&["Redis is down (mitigate: use memory)", item]);
        let before = list("Keys leak (mitigate: rotate them weekly)");
        let cases = vec![
            (before.clone(), list("Keys leak (mitigate: rotate them daily)")),
            (before.clone(), list("Keys leak: rotate them weekly")),
            (before.clone(), list("Keys leak, so rotate them weekly")),
            (before.clone(), risk_list(&["Redis is down (mitigate: use memory)"])),
            (list("Keys leak"), before),
            (list("Keys: they leak"), list("Keys")),
        ];
        silent_change(&RULE, &cases);
    }
}
