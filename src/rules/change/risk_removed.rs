//! DDR711.

use crate::diff::{Change, Class, Subject, What};
use crate::rules::{Check, Report};
use crate::source::Span;

rule! {
    /// A risk does not vanish.
    ///
    /// ## Why
    /// A risk that is gone from the list was either solved, and then the record should say how, or forgotten.
    /// From the list alone nobody can tell which.
    ///
    /// A risk in other words, in another order, in another form (a list that became a table) or in another
    /// document is not gone.
    ///
    /// ## Examples
    /// ```markdown,before
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Risks
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
    /// ## Risks
    /// 1. Redis is down: fall back to memory
    /// ```
    /// ```markdown,before
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Risks
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
    /// ## Risks
    /// 1. Memory of the node runs full: expire after one hour
    /// 2. Redis is down: fall back to memory
    /// ```
    "DDR711" "risk-removed" Warning Check::Change(Class::Weakens, check)
}

fn check(change: &Change, report: &mut Report) {
    if change.subject == Subject::Risk && matches!(change.what, What::Removed(_)) {
        let said = report.add(Span::default(), change.message.clone());
        said.help("keep it and write down how it was solved");
    }
}

#[cfg(test)]
mod tests {

    use super::RULE;
    use crate::rules::testing::{expect_change, risk_list, silent_change};

    #[test]
    fn each_risk_that_went_is_named() {
        let before = risk_list(&["Redis is down: use memory", "Keys leak: rotate them", "Disk full: alert"]);
        let after = risk_list(&["Redis is down: use memory"]);
        let said = ["warning: risk “Keys leak” is gone", "warning: risk “Disk full” is gone"];
        expect_change(&RULE, &before, &after, &said);
    }

    #[test]
    fn other_words_orders_and_forms_are_silent() {
        let two = risk_list(&["Redis is down: use memory", "Keys leak: rotate them"]);
        let table = two.split("1. ").next().unwrap().to_owned()
            + "| Risk | Mitigation |\n|--|--|\n| Keys leak | rotate them |\n| Redis is down | use memory |\n";
        let cases = vec![
            (two.clone(), risk_list(&["Keys leak: rotate them", "Redis is down: use memory"])),
            (two.clone(), risk_list(&["**Redis is down**: use memory", "Keys leak: rotate them weekly"])),
            (two.clone(), risk_list(&["The Redis node is down: use memory", "Keys leak: rotate them"])),
            (
                two.clone(),
                risk_list(&["Redis is down: use memory", "Keys leak: rotate them", "Disk full: alert"]),
            ),
            (two.clone(), two.replace("1. ", "- ").replace("2. ", "- ")),
            (two, table),
        ];
        silent_change(&RULE, &cases);
    }
}
