//! DDR115.

use super::statement_too_long::too_long;
use crate::model::{Decisions, Document};
use crate::rules::{Check, Report};

rule! {
    /// Every rationale keeps to its limit of words.
    ///
    /// ## Why
    /// The reason for a decision should be readable beside it. What needs more room deserves a section
    /// of its own and a link to it.
    ///
    /// A limit in the header, `Rationale (≤25w)`, holds in every document. The schema's own limit (25
    /// words in `ddr`) counts where `ddr.yaml` assigns the schema, and one under `limits:
    /// { rationale_words: … }` everywhere; what the header says wins. Words are counted as for
    /// statement-too-long.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement | Rationale (≤6w) |
    /// |----|-----------|-----------------|
    /// | D1 | Keep sessions in Redis | It is there already, and the team knows it well |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement | Rationale (≤6w) |
    /// |----|-----------|-----------------|
    /// | D1 | Keep sessions in Redis | It is there already |
    /// ```
    "DDR115" "rationale-too-long" Warning Check::Decisions(check)
}

fn check(decisions: &Decisions<'_>, document: &Document<'_>, report: &mut Report) {
    too_long(decisions, document, report, "rationale", |decision| decision.rationale.as_ref());
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, diagnostics, expect, record, silent};

    #[test]
    fn a_stated_limit_holds_everywhere() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| Why? (≤ 2 words) | Decision |\n|--|--|\n| one two | a |\n| one two three | b |\n  ^^^^^^^^^^^^^ warning: the rationale of row 2 has 3 words, 2 are allowed\n",
        );
    }

    #[test]
    fn the_schema_s_limit_holds_where_it_is_assigned() {
        let long = "word ".repeat(26);
        let text = format!("# T\n\n| ID | Decision | Reason |\n|--|--|--|\n| D1 | a | {long}|\n");
        let said = diagnostics(&RULE, record(), &text);
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].message, "the rationale of D1 has 26 words, 25 are allowed");
        silent(&RULE, FREE, &[&text]);
    }

    #[test]
    fn rationales_within_the_limit_are_silent() {
        silent(
            &RULE,
            FREE,
            &[
                "# T\n\n| ID | Decision | Why (≤3w) |\n|--|--|--|\n| D1 | a b c d e | one two three |\n| D2 | a | |\n",
                "# T\n\n| ID | Decision | Why (≤3w) |\n|--|--|--|\n| D1 | a | one — two → three |\n",
                "# T\n\n| ID | Decision | Why (25 words) |\n|--|--|--|\n| D1 | a | one two |\n",
                "# T\n\n| ID | Decision (≤2w) | Why |\n|--|--|--|\n| D1 | a | one two three four |\n",
                "# T\n\n| ID | Decision | Why (≤3w) |\n|--|--|--|\n| D1 | a | one \\| two |\n",
                "# T\n\nDecision | Why (≤3w)\n--|--\na | \nb | x\n",
            ],
        );
    }
}
