//! DDR301.

use crate::diagnostic::Severity;
use crate::model::{Document, Form, Risks};
use crate::rules::mend::restate;
use crate::rules::{Check, Report};

rule! {
    /// A heading that promises a number of risks has that many under it.
    ///
    /// ## Why
    /// `Top-7 Risks` over six items means that one was lost, or that the heading was never brought up to
    /// date. Either way a reader looks for something that is not there.
    ///
    /// It is an error where one list or one table stands under the heading, since nothing else can be
    /// meant. With several lists, subheadings or numbered paragraphs it is a hint. Only top-level items
    /// count; where one of several lists has the stated length, that list is meant. Without items the rule
    /// is silent, and `Top 3–5`, `Top 5+` and `Top-N` state no number.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Top-3 Risks
    /// 1. Redis is down: fall back to memory
    /// 2. Memory runs full: expire after an hour
    /// ```
    /// ```markdown,passes
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
    "DDR301" "wrong-risk-count" Error Fixes::Unsafe Check::Risks(check)
}

fn check(risks: &Risks<'_>, document: &Document<'_>, report: &mut Report) {
    let Some(stated) = risks.stated else { return };
    let found = risks.items.len();
    if found == stated.value || found == 0 || risks.form == Form::None {
        return;
    }
    // A row without a risk may go on with the one above it.
    let whole = risks.items.iter().all(|risk| !risk.title.text.is_empty());
    let severity = if risks.single && whole { Severity::Error } else { Severity::Hint };
    let place = match risks.form {
        Form::Table => "the table",
        Form::Headings => "the section",
        _ if risks.single => "the list",
        _ => "the section",
    };
    let message = format!("heading promises {} but {place} has {found}", counted(stated.value));
    let said = report.add(stated.span, message).severity(severity);
    // A risk may have been lost, and then the number is right.
    if severity == Severity::Error {
        restate(said, document.source, stated, found, false);
    }
}

fn counted(risks: usize) -> String {
    if risks == 1 { "1 risk".to_owned() } else { format!("{risks} risks") }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, record, silent};

    const TABLE: &str = "\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n\n";

    #[test]
    fn one_list_or_table_must_have_as_many() {
        expect(
            &RULE,
            FREE,
            &format!(
                "# T\n{TABLE}## Top-3 Risks\n       ^ error: heading promises 3 risks but the list has 2\n\n1. a: b\n2. c: d\n"
            ),
        );
        expect(
            &RULE,
            FREE,
            &format!(
                "# T\r\n{TABLE}**Top 1 Risks (with Mitigations):**\r\n      ^ error: heading promises 1 risk but the table has 2\r\n\r\nRisk | Mitigation\r\n--|--\r\na | b\r\nc | d\r\n"
            ),
        );
        expect(
            &RULE,
            record(),
            "# T\n\nTop-3 Risks\n    ^ error: heading promises 3 risks but the list has 1\n-----------\n\n- a\n  - b\n  - c\n",
        );
    }

    #[test]
    fn several_lists_and_headings_give_a_hint() {
        expect(
            &RULE,
            FREE,
            &format!(
                "# T\n{TABLE}## Top-3 Risks\n       ^ hint: heading promises 3 risks but the section has 2\n\n### Clock skew\n\na\n\n### Lost events\n\nb\n"
            ),
        );
        expect(
            &RULE,
            FREE,
            &format!(
                "# T\n{TABLE}## Top-3 Risks\n       ^ hint: heading promises 3 risks but the section has 4\n\n- a: b\n- c: d\n\nAlso:\n\n1. e: f\n2. g: h\n"
            ),
        );
        expect(
            &RULE,
            FREE,
            &format!(
                "# T\n{TABLE}## Top-1 Risks\n       ^ hint: heading promises 1 risk but the table has 2\n\n| Risk | Mitigation |\n|--|--|\n| a | b |\n| | c |\n"
            ),
        );
    }

    #[test]
    fn headings_that_keep_their_promise_or_make_none_are_silent() {
        let documents = [
            "## Top-2 Risks\n\n1. a: b\n   - nested\n2. c: d\n",
            "## Risks\n\n1. a: b\n",
            "## Top-2 Risks\n\n1. a\n\nMitigation: b\n\n2. c\n\nMitigation: d\n",
            "## Top-2 Risks\n\n- a\n- Mitigation: b\n- c\n- Mitigation: d\n",
            "## Top-2 Risks\n\n| Risk | Mitigation |\n|--|--|\n| **Technical** | |\n| a | b |\n| c | d |\n",
            "## Top-2 Risks\n\n1. a: b\n2. c: d\n\nRejected:\n\n- e\n- f\n",
            "## Top-3 Risks\n\n### Technical\n\n1. a: b\n2. c: d\n\n### Business\n\n1. e: f\n",
            "## Top-2 Risks\n\n### Technical\n\n| Risk | Mitigation |\n|--|--|\n| a | b |\n\n### Business\n\n| Risk | Mitigation |\n|--|--|\n| c | d |\n",
            "## Top-5 Risks\n\nTo be written.\n",
            "**Risks (top 3–5)**\n\n1. a: b\n2. c: d\n",
            "**Risks (top 10%)**\n\n1. a: b\n2. c: d\n",
            "## Top-2 Risks\n\n```\n1. x\n2. y\n3. z\n```\n\n1. a: b\n2. c: d\n",
            "## Top-2 Decisions\n\n1. a\n",
        ];
        let documents: Vec<String> = documents.iter().map(|text| format!("# T\n{TABLE}{text}")).collect();
        let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
        silent(&RULE, FREE, &documents);
    }
}
