//! DDR009.

use crate::model::Document;
use crate::rules::{Check, Report};

rule! {
    /// A suppression says why.
    ///
    /// ## Why
    /// Who meets it in a year has to decide whether it still holds, and the one thing that helps is the
    /// reason. It stands behind a colon: `<!-- ddr-allow rule-name: reason -->`.
    ///
    /// The suppression counts all the same: one finding in place of another, not both.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement (≤2w) | Status |
    /// |----|-----------------|--------|
    /// | D1 | Keep sessions in Redis <!-- ddr-allow statement-too-long --> | Accepted |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement (≤2w) | Status |
    /// |----|-----------------|--------|
    /// | D1 | Keep sessions in Redis <!-- ddr-allow statement-too-long: quoted in contracts --> | Accepted |
    /// ```
    "DDR009" "unexplained-suppression" Warning Check::Document(check)
}

fn check(document: &Document<'_>, report: &mut Report) {
    for suppression in document.suppressions.iter().filter(|it| it.reason.is_none()) {
        // One that names no rule has more to mend than that.
        let Some(first) = suppression.names.first() else { continue };
        let names: Vec<&str> = suppression.names.iter().map(|name| document.source.slice(*name)).collect();
        let (what, is) = match names.as_slice() {
            [_] => (document.source.slice(*first).to_owned(), "is"),
            _ => (format!("{} rules", names.len()), "are"),
        };
        let listed = crate::model::short(&names.join(", "), 80).into_owned();
        report
            .add(
                suppression.span,
                format!("{} {is} suppressed without a reason", crate::model::short(&what, 60)),
            )
            .help(format!("write why behind a colon: `<!-- ddr-allow {listed}: … -->`"));
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, silent};

    const TABLE: &str = "| ID | Decision | Status |\n|--|--|--|\n| D1 | a | Accepted |\n";

    #[test]
    fn a_suppression_without_a_reason_is_told() {
        for (comment, said) in [
            ("<!-- ddr-allow phase-gap -->", "phase-gap is"),
            ("<!-- ddr-allow phase-gap: -->", "phase-gap is"),
            ("<!-- ddr-allow phase-gap: ... -->", "phase-gap is"),
            ("<!-- ddr-allow phase-gap agreed with the board -->", "phase-gap is"),
            ("<!-- ddr-allow phase-gap, DDR114 -->", "2 rules are"),
        ] {
            let marks = "^".repeat(comment.len());
            expect(
                &RULE,
                FREE,
                &format!("# T\n\n{comment}\n{marks} warning: {said} suppressed without a reason\n\n{TABLE}"),
            );
        }
    }

    #[test]
    fn a_reason_of_any_kind_is_one() {
        let texts = [
            TABLE.to_owned(),
            format!("# T\n\n<!-- ddr-allow phase-gap: agreed -->\n{TABLE}"),
            format!("# T\n\n<!-- ddr-allow phase-gap:agreed-->\n{TABLE}"),
            format!("# T\n\n<!-- ddr-allow phase-gap, DDR114: #42 -->\n{TABLE}"),
            format!("# T\n\n<!-- ddr-allow phase-gap: было решено -->\n{TABLE}"),
            format!("# T\n\n<!-- ddr-allow -->\n{TABLE}"),
            format!("# T\n\n`<!-- ddr-allow phase-gap -->`\n\n{TABLE}"),
        ];
        silent(&RULE, FREE, &texts.each_ref().map(String::as_str));
    }
}
