//! DDR713.

use crate::diff::{Change, Class, Standing, Subject, What};
use crate::rules::{Check, Report};
use crate::source::Span;

rule! {
    /// An accepted decision keeps its words.
    ///
    /// ## Why
    /// People agreed to a sentence. Another sentence under the same id carries their agreement on to something
    /// that they have not seen. What is to be decided anew gets a row of its own, and the old one is
    /// superseded; or the decision goes back to proposed until it was agreed to again.
    ///
    /// Letter case, punctuation, markup and white space are not words. Decisions that were proposed may be
    /// reworded, and so may those that are out of force.
    ///
    /// ## Examples
    /// ```markdown,before
    /// # Session store
    ///
    /// | ID | Statement | Status | Invariant? |
    /// |----|-----------|--------|------------|
    /// | D1 | Keep sessions in Redis for an hour | Accepted | Y |
    /// ```
    /// ```markdown,after,fails
    /// # Session store
    ///
    /// | ID | Statement | Status | Invariant? |
    /// |----|-----------|--------|------------|
    /// | D1 | Keep sessions in Redis for a day | Accepted | Y |
    /// ```
    /// ```markdown,before
    /// # Session store
    ///
    /// | ID | Statement | Status | Invariant? |
    /// |----|-----------|--------|------------|
    /// | D1 | Keep sessions in Redis for an hour | Accepted | Y |
    /// ```
    /// ```markdown,after,passes
    /// # Session store
    ///
    /// | ID | Statement | Status | Invariant? |
    /// |----|-----------|--------|------------|
    /// | D1 | Keep sessions in *Redis*, for an hour. | Accepted | Y |
    /// ```
    "DDR713" "accepted-decision-reworded" Warning Check::Change(Class::Changes, check)
}

fn check(change: &Change, report: &mut Report) {
    let agreed = What::Reworded { before: Standing::Accepted, after: Standing::Accepted };
    if change.subject == Subject::Decision && change.what == agreed {
        let message = format!("{} after it was accepted", change.message);
        let said = report.add(Span::default(), message);
        said.help("supersede it by a decision of its own, or put it back to proposed");
    }
}

#[cfg(test)]
mod tests {

    use super::RULE;
    use crate::rules::testing::{decision_table, expect_change, silent_change};

    fn one(id: &str, text: &str, status: &str) -> String {
        decision_table(&[&format!("{id} | {text} | {status} | N"), "D9 | Write logs as JSON | Accepted | N"])
    }

    #[test]
    fn other_words_are_told() {
        let before = one("D1", "Keep sessions in Redis for an hour", "Accepted");
        for (id, text, status) in [
            ("D1", "Keep sessions in Redis for a day", "Accepted"),
            ("D1", "Keep sessions in Redis for ~an hour", "Implemented"),
            ("D1", "Log in by mail", "Accepted"),
            ("D4", "Keep sessions in Redis for two hours", "Accepted"),
        ] {
            let said = format!("warning: the statement of {id} reads otherwise after it was accepted");
            expect_change(&RULE, &before, &one(id, text, status), &[&said]);
        }
    }

    #[test]
    fn spelling_and_what_nobody_agreed_to_are_silent() {
        let before = one("D1", "Keep sessions in Redis for an hour", "Accepted");
        let cases = vec![
            (before.clone(), one("D1", "keep *sessions* in `Redis`, for an hour.", "Accepted")),
            (before.clone(), one("D2", "Keep sessions in Redis for an hour", "Accepted")),
            (before.clone(), one("D1", "Keep sessions in Redis for a day", "Proposed")),
            (before.clone(), one("D1", "Keep sessions in Redis for a day", "Superseded")),
            (one("D1", "Keep sessions", "Proposed"), one("D1", "Keep all sessions", "Accepted")),
            (one("D1", "Keep sessions", ""), one("D1", "Keep all sessions", "")),
            (before.clone(), one("D1", "Keep sessions in Redis&nbsp;for an hour", "Accepted")),
        ];
        silent_change(&RULE, &cases);
    }
}
