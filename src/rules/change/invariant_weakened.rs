//! DDR708.

use crate::diagnostic::Severity;
use crate::diff::{Change, Class, Standing, What};
use crate::rules::{Check, Report};
use crate::source::Span;

rule! {
    /// An invariant stays one.
    ///
    /// ## Why
    /// An invariant binds every other decision and all the code. A `Y` that became an `N` is one letter in a
    /// table, and the one letter that a reviewer must not miss.
    ///
    /// It is an error where the decision was accepted or later, and a warning where it was proposed or has no
    /// status that is known. An empty cell and a table that lost its column count as no. A decision that was
    /// no longer in force is left alone, and so is a mark that is not known.
    ///
    /// ## Examples
    /// ```markdown,before
    /// # Session store
    ///
    /// | ID | Statement | Status | Invariant? |
    /// |----|-----------|--------|------------|
    /// | D1 | Keep sessions in Redis | Accepted | Y |
    /// ```
    /// ```markdown,after,fails
    /// # Session store
    ///
    /// | ID | Statement | Status | Invariant? |
    /// |----|-----------|--------|------------|
    /// | D1 | Keep sessions in Redis | Accepted | N |
    /// ```
    /// ```markdown,before
    /// # Session store
    ///
    /// | ID | Statement | Status | Invariant? |
    /// |----|-----------|--------|------------|
    /// | D1 | Keep sessions in Redis | Accepted | Y |
    /// ```
    /// ```markdown,after,passes
    /// # Session store
    ///
    /// | ID | Statement | Status | Invariant? |
    /// |----|-----------|--------|------------|
    /// | D1 | Keep sessions in Redis | Accepted | ✓ |
    /// ```
    "DDR708" "invariant-weakened" Error Check::Change(Class::Weakens, check)
}

fn check(change: &Change, report: &mut Report) {
    let What::InvariantLost(standing) = change.what else { return };
    let severity = match standing {
        Standing::SetAside => return,
        Standing::Accepted => Severity::Error,
        Standing::Proposed | Standing::Unclear => Severity::Warning,
    };
    let said = report.add(Span::default(), change.message.clone()).severity(severity);
    said.help("keep the mark, or supersede the decision by one that says what holds now");
}

#[cfg(test)]
mod tests {

    use super::RULE;
    use crate::rules::testing::{decision_table, expect_change, silent_change};

    fn one(status: &str, mark: &str) -> String {
        decision_table(&[&format!("D1 | Keep sessions in Redis | {status} | {mark}")])
    }

    #[test]
    fn a_mark_that_went_is_told() {
        for (before, after, said) in [
            (one("Accepted", "Y"), one("Accepted", "N"), "error: D1 is no invariant any more"),
            (one("Accepted", "yes"), one("Accepted", ""), "error: D1 is no invariant any more"),
            (one("Done", "✓"), one("Done", "n/a"), "error: D1 is no invariant any more"),
            (one("Proposed", "Y"), one("Proposed", "N"), "warning: D1 is no invariant any more"),
            (one("", "Y"), one("", "N"), "warning: D1 is no invariant any more"),
        ] {
            expect_change(&RULE, &before, &after, &[said]);
        }
        let without =
            "# T\n\n| ID | Statement | Status |\n|--|--|--|\n| D1 | Keep sessions in Redis | Accepted |\n";
        expect_change(&RULE, &one("Accepted", "Y"), without, &["error: D1 is no invariant any more"]);
    }

    #[test]
    fn other_spellings_and_other_ways_are_silent() {
        let cases = vec![
            (one("Accepted", "Y"), one("Accepted", "yes")),
            (one("Accepted", "Y"), one("Accepted", "**Y**")),
            (one("Accepted", "N"), one("Accepted", "Y")),
            (one("Accepted", "N"), one("Accepted", "")),
            (one("Accepted", "Y"), one("Accepted", "partly")),
            (one("Superseded", "Y"), one("Superseded", "N")),
            (one("Accepted", "Y"), one("Superseded", "Y")),
            (one("Accepted", "Y"), one("Accepted", "Y").replace("Invariant?", "Must hold")),
        ];
        silent_change(&RULE, &cases);
    }
}
