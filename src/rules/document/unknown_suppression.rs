//! DDR006.

use crate::model::{Document, short};
use crate::rules::suppressions::can_be_suppressed;
use crate::rules::{self, Check, Report};
use crate::yaml::nearest;

rule! {
    /// A suppression names rules, and such as can be suppressed.
    ///
    /// ## Why
    /// A misspelt name silences nothing, and the comment looks as if it did.
    ///
    /// A rule goes by its name or its code. Groups are not taken: a comment says which faults somebody
    /// has agreed to. Rules that say that a document could not be checked, that it is not what the
    /// configuration says, or that a suppression is at fault cannot be suppressed.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// <!-- ddr-allow statement-to-long: quoted in contracts -->
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement (≤2w) | Status |
    /// |----|-----------------|--------|
    /// | D1 | Keep sessions in Redis <!-- ddr-allow DDR114: quoted in contracts --> | Accepted |
    /// ```
    "DDR006" "unknown-suppression" Warning Check::Document(check)
}

fn check(document: &Document<'_>, report: &mut Report) {
    for suppression in &document.suppressions {
        if suppression.names.is_empty() {
            report
                .add(suppression.span, "the suppression names no rule")
                .help("write `<!-- ddr-allow rule-name: reason -->`");
        }
        for &name in &suppression.names {
            let word = document.source.slice(name);
            let shown = short(word, 60);
            match rules::find(word) {
                Some(rule) if can_be_suppressed(rule) => {}
                Some(rule) => {
                    report.add(name, format!("{} cannot be suppressed", rule.name));
                }
                None if rules::group(word).is_some() || word.eq_ignore_ascii_case("all") => {
                    report
                        .add(name, format!("`{shown}` is no rule but a group of them"))
                        .help("name the rules that are meant");
                }
                None => {
                    let said = report.add(name, format!("no rule is called `{shown}`"));
                    // Codes are not guessed: one digit off is another rule.
                    match nearest(word, rules::all().map(|rule| rule.name)) {
                        Some(near) => said.help(format!("did you mean `{near}`?")),
                        None => said.help("`ddr rules` lists them"),
                    };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, silent};

    const TABLE: &str = "| ID | Decision | Status |\n|--|--|--|\n| D1 | a | Accepted |\n";

    #[test]
    fn names_of_no_rule_are_told() {
        for (comment, said) in [
            (
                "<!-- ddr-allow a, statement-too-long: b -->",
                "               ^ warning: no rule is called `a`",
            ),
            ("<!-- ddr-allow DDR999: b -->", "               ^^^^^^ warning: no rule is called `DDR999`"),
            (
                "<!-- ddr-allow decisions: b -->",
                "               ^^^^^^^^^ warning: `decisions` is no rule but a group of them",
            ),
            (
                "<!-- ddr-allow DDR007: b -->",
                "               ^^^^^^ warning: internal-error cannot be suppressed",
            ),
            ("<!-- ddr-allow -->", "^^^^^^^^^^^^^^^^^^ warning: the suppression names no rule"),
        ] {
            expect(&RULE, FREE, &format!("# T\n\n{comment}\n{said}\n\n{TABLE}"));
        }
    }

    #[test]
    fn rules_by_name_or_code_and_what_is_no_suppression_are_silent() {
        let texts = [
            TABLE.to_owned(),
            format!("<!-- ddr-allow statement-too-long: b -->\n\n{TABLE}"),
            format!("# T\n<!-- ddr-allow DDR114, ddr117,Phase-Gap : b -->\n{TABLE}"),
            format!("# T\n\n`<!-- ddr-allow nothing: b -->`\n\n{TABLE}"),
            format!("# T\n\n```html\n<!-- ddr-allow nothing: b -->\n```\n\n{TABLE}"),
            format!("# T\n\nWrite ddr-allow nothing: b.\n\n{TABLE}"),
            format!("# T\n\n<!-- ddr-allowance nothing: b -->\n\n{TABLE}"),
            format!("# T\n\n<!-- eslint-disable nothing -->\n\n{TABLE}"),
        ];
        silent(&RULE, FREE, &texts.each_ref().map(String::as_str));
    }
}
