//! DDR714.

use crate::diff::{Change, Class, What};
use crate::rules::{Check, Report};
use crate::source::Span;

rule! {
    /// An id names one decision for good.
    ///
    /// ## Why
    /// Plans, commits and code comments speak of `D3`. When `D3` is given to another decision, all of them
    /// change their meaning and none of them shows it.
    ///
    /// A decision that merely got a new id is not told, unless another one had that id before. Numbers without
    /// a letter are places in a list, and are left alone. It is a hint, since two statements with no word in
    /// common may still mean one thing.
    ///
    /// ## Examples
    /// ```markdown,before
    /// # Session store
    ///
    /// | ID | Statement | Status | Invariant? |
    /// |----|-----------|--------|------------|
    /// | D1 | Keep sessions in Redis | Proposed | N |
    /// | D2 | Write logs as JSON | Proposed | N |
    /// ```
    /// ```markdown,after,fails
    /// # Session store
    ///
    /// | ID | Statement | Status | Invariant? |
    /// |----|-----------|--------|------------|
    /// | D1 | Write logs as JSON | Proposed | N |
    /// | D2 | Keep sessions in Redis | Proposed | N |
    /// ```
    /// ```markdown,before
    /// # Session store
    ///
    /// | ID | Statement | Status | Invariant? |
    /// |----|-----------|--------|------------|
    /// | D1 | Keep sessions in Redis | Proposed | N |
    /// | D2 | Write logs as JSON | Proposed | N |
    /// ```
    /// ```markdown,after,passes
    /// # Session store
    ///
    /// | ID | Statement | Status | Invariant? |
    /// |----|-----------|--------|------------|
    /// | A1 | Keep sessions in Redis | Proposed | N |
    /// | A2 | Write logs as JSON | Proposed | N |
    /// ```
    "DDR714" "reused-id" Hint Check::Change(Class::Changes, check)
}

fn check(change: &Change, report: &mut Report) {
    if change.what == What::IdReused {
        let said = report.add(Span::default(), change.message.clone());
        said.help("give the new decision an id of its own");
    }
}

#[cfg(test)]
mod tests {

    use super::RULE;
    use crate::rules::testing::{decision_table, expect_change, silent_change};

    fn table(rows: &[(&str, &str)]) -> String {
        let rows: Vec<String> =
            rows.iter().map(|(id, text)| format!("{id} | {text} | Proposed | N")).collect();
        decision_table(&rows.iter().map(String::as_str).collect::<Vec<_>>())
    }

    const REDIS: &str = "Keep sessions in Redis";
    const JSON: &str = "Write logs as JSON";

    #[test]
    fn an_id_that_went_to_another_is_told() {
        let before = table(&[("D1", REDIS), ("D2", JSON)]);
        let one = "hint: D1 named another decision before";
        let two = "hint: D2 named another decision before";
        expect_change(&RULE, &before, &table(&[("D1", JSON), ("D2", REDIS)]), &[one, two]);
        expect_change(&RULE, &before, &table(&[("D1", "Run a worker per core"), ("D2", JSON)]), &[one]);
        let shifted = table(&[("D1", "Run a worker per core"), ("D2", REDIS), ("D3", JSON)]);
        expect_change(&RULE, &before, &shifted, &[one, two]);
    }

    #[test]
    fn new_ids_and_new_words_are_silent() {
        let before = table(&[("D1", REDIS), ("D2", JSON)]);
        let cases = vec![
            (before.clone(), table(&[("A1", REDIS), ("A2", JSON)])),
            (before.clone(), table(&[("D2", JSON), ("D1", REDIS)])),
            (before.clone(), table(&[("D1", "Keep all sessions in Redis"), ("D2", JSON)])),
            (before.clone(), table(&[("D1", REDIS), ("D2", JSON), ("D3", "Run a worker per core")])),
            (before.clone(), table(&[("D2", JSON)])),
            (table(&[("1", REDIS), ("2", JSON)]), table(&[("1", JSON), ("2", REDIS)])),
            (before, table(&[("d1", REDIS), ("**D2**", JSON)])),
        ];
        silent_change(&RULE, &cases);
    }
}
