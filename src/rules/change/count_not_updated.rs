//! DDR717.

use crate::diff::{Change, Class, What};
use crate::rules::{Check, Report};
use crate::source::Span;

rule! {
    /// A stated count follows what it counts.
    ///
    /// ## Why
    /// `(45 words)` and `Top-7 Risks` are checked by readers once, when they are written. When the text below
    /// changes and the number stays, the reader of the next version is told something false.
    ///
    /// It is told where the number was right before, is the same, and is wrong now: for words of summaries and
    /// notes by every common way of counting, for risks where one list or one table stands under the heading.
    /// A number that was wrong before is for `ddr lint` to find.
    ///
    /// ## Examples
    /// ```markdown,before
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Top-2 Risks
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
    /// ## Top-2 Risks
    /// 1. Redis is down: fall back to memory
    /// 2. Memory runs full: expire after an hour
    /// 3. Keys leak: rotate them
    /// ```
    /// ```markdown,before
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Top-2 Risks
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
    /// ## Top-3 Risks
    /// 1. Redis is down: fall back to memory
    /// 2. Memory runs full: expire after an hour
    /// 3. Keys leak: rotate them
    /// ```
    "DDR717" "count-not-updated" Hint Check::Change(Class::Editorial, check)
}

fn check(change: &Change, report: &mut Report) {
    if let What::CountLeft { now, .. } = change.what {
        report.add(Span::default(), change.message.clone()).help(format!("write {now}"));
    }
}

#[cfg(test)]
mod tests {

    use super::RULE;
    use crate::rules::testing::{expect_change, silent_change};

    const TABLE: &str = "\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a b | c |\n";

    fn summary(text: &str) -> String {
        format!("# T\n\n## Summary\n{text}\n{TABLE}")
    }

    fn risks(stated: usize, number: usize) -> String {
        let items: String = (0..number).map(|n| format!("1. Risk of sort {n}: undo it\n")).collect();
        format!("# T\n{TABLE}\n## Top-{stated} Risks\n{items}")
    }

    #[test]
    fn a_number_left_behind_is_told() {
        let said = ["hint: the summary changed to 5 words and still states 3"];
        expect_change(
            &RULE,
            &summary("One two three. (3 words)"),
            &summary("One two three four five. (3 words)"),
            &said,
        );
        let said = ["hint: “Top-3 Risks” still promises 3 and there are 4"];
        expect_change(&RULE, &risks(3, 3), &risks(3, 4), &said);
    }

    #[test]
    fn numbers_that_are_right_or_were_wrong_are_silent() {
        let cases = vec![
            (summary("One two three. (3 words)"), summary("One two three four. (4 words)")),
            (summary("One two three. (3 words)"), summary("One two four. (3 words)")),
            (summary("One two three. (9 words)"), summary("One two four five. (9 words)")),
            (summary("One two three. (3 words)"), summary("One two three four.")),
            (summary("One two. (2 words)"), summary("One two-and-more. (2 words)")),
            (risks(3, 3), risks(4, 4)),
            (risks(3, 2), risks(3, 4)),
            (risks(3, 2), risks(3, 3)),
        ];
        silent_change(&RULE, &cases);
    }
}
