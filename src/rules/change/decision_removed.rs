//! DDR707.

use crate::diagnostic::Severity;
use crate::diff::{Change, Class, Standing, Subject, What};
use crate::rules::{Check, Report};
use crate::source::Span;

rule! {
    /// A decision does not vanish.
    ///
    /// ## Why
    /// Code, plans and other records rest on decisions. One that is deleted leaves them resting on nothing,
    /// and the question will be decided again by somebody who does not know that it was. A decision that no
    /// longer holds is marked superseded or rejected; its row stays.
    ///
    /// It is an error where the decision was accepted or later, and a warning where it was proposed, has no
    /// status that is known, or has no id while another decision is new in its document. A decision under
    /// another id, in other words, or in another document is not gone. One that was rejected, deprecated or superseded may go.
    ///
    /// ## Examples
    /// ```markdown,before
    /// # Session store
    ///
    /// | ID | Statement | Status | Invariant? |
    /// |----|-----------|--------|------------|
    /// | D1 | Keep sessions in Redis | Accepted | Y |
    /// | D2 | Expire them after an hour | Accepted | N |
    /// ```
    /// ```markdown,after,fails
    /// # Session store
    ///
    /// | ID | Statement | Status | Invariant? |
    /// |----|-----------|--------|------------|
    /// | D1 | Keep sessions in Redis | Accepted | Y |
    /// ```
    /// ```markdown,before
    /// # Session store
    ///
    /// | ID | Statement | Status | Invariant? |
    /// |----|-----------|--------|------------|
    /// | D1 | Keep sessions in Redis | Accepted | Y |
    /// | D2 | Expire them after an hour | Accepted | N |
    /// ```
    /// ```markdown,after,passes
    /// # Session store
    ///
    /// | ID | Statement | Status | Invariant? |
    /// |----|-----------|--------|------------|
    /// | D1 | Keep sessions in Redis | Accepted | Y |
    /// | D2 | Expire them after an hour | Superseded | N |
    /// | D3 | Let each tenant choose when sessions end | Proposed | N |
    /// ```
    "DDR707" "decision-removed" Error Check::Change(Class::Weakens, check)
}

fn check(change: &Change, report: &mut Report) {
    let What::Removed(standing) = change.what else { return };
    let severity = match standing {
        _ if change.subject != Subject::Decision => return,
        Standing::SetAside => return,
        Standing::Accepted => Severity::Error,
        Standing::Proposed | Standing::Unclear => Severity::Warning,
    };
    let said = report.add(Span::default(), change.message.clone()).severity(severity);
    said.help("keep the row and mark it superseded or rejected");
}

#[cfg(test)]
mod tests {

    use super::RULE;
    use crate::rules::testing::{decision_table, expect_change, silent_change};

    #[test]
    fn what_was_accepted_weighs_more() {
        let kept = "D9 | Write logs as JSON | Accepted | N";
        for (row, said) in [
            ("D1 | Keep sessions in Redis | Accepted | N", "error: D1 is gone"),
            ("D1 | Keep sessions in Redis | Done | N", "error: D1 is gone"),
            ("D1 | Keep sessions in Redis | Proposed | N", "warning: D1 is gone"),
            ("D1 | Keep sessions in Redis | Cooking | N", "warning: D1 is gone"),
            ("D1 | Keep sessions in Redis | | N", "warning: D1 is gone"),
        ] {
            expect_change(&RULE, &decision_table(&[row, kept]), &decision_table(&[kept]), &[said]);
        }
        let one = |id: &str, text: &str| decision_table(&[&format!("{id} | {text} | Accepted | N"), kept]);
        let after = one("D4", "Run one worker per core");
        expect_change(&RULE, &one("D1", "Keep sessions in Redis"), &after, &["error: D1 is gone"]);
    }

    #[test]
    fn other_ids_words_and_places_are_no_removal() {
        let one = |row: &str| decision_table(&["D9 | Write logs as JSON | Accepted | N", row]);
        let redis = one("D1 | Keep sessions in Redis for an hour | Accepted | N");
        let cases = vec![
            (redis.clone(), one("D7 | Keep sessions in Redis for an hour | Accepted | N")),
            (redis.clone(), one("D7 | Keep sessions in Redis for two hours | Accepted | N")),
            (redis.clone(), one("D1 | Store every login in a table of Postgres | Accepted | N")),
            (redis.clone(), one("D1 | Keep sessions in Redis for an hour | Superseded by D9 | N")),
            (
                one("D1 | Keep sessions | Rejected | N"),
                decision_table(&["D9 | Write logs as JSON | Accepted | N"]),
            ),
            (
                one("D1 | Keep sessions | Superseded | N"),
                decision_table(&["D9 | Write logs as JSON | Accepted | N"]),
            ),
            (redis.clone(), redis.replace("| ID | Statement |", "| Nr. | Decision |")),
        ];
        silent_change(&RULE, &cases);
    }
}
