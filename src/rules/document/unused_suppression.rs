//! DDR005.

use crate::diagnostic::Edit;
use crate::model::Covers;
use crate::rules::suppressions::Unused;
use crate::rules::{Check, Report};

rule! {
    /// A suppression suppresses something.
    ///
    /// ## Why
    /// A comment that silences a rule outlives its reason: the statement was shortened, the file came
    /// back. From then on it hides what nobody has agreed to.
    ///
    /// Nothing is said of a rule that did not run, be it off or left out of the run, of the rules about
    /// changes, which speak while a change is reviewed and are silent afterwards, and of those that ask
    /// the history of a path, which a shallow clone does not have.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// <!-- ddr-allow wrong-risk-count: the seventh is in the annex -->
    /// ## Decisions
    ///
    /// | ID | Statement (≤6w) | Status |
    /// |----|-----------------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// ## Decisions
    ///
    /// | ID | Statement (≤6w) | Status |
    /// |----|-----------------|--------|
    /// | D1 | Keep every session of every user in Redis <!-- ddr-allow statement-too-long: quoted in contracts --> | Accepted |
    /// ```
    "DDR005" "unused-suppression" Warning Fixes::Safe Check::Unused(check)
}

fn check(unused: &Unused, report: &mut Report) {
    let place = match unused.covers {
        Covers::File => "in this file",
        Covers::Lines(_) => "here",
    };
    let name = unused.rule.name;
    let edit = Edit { span: unused.removal, text: String::new() };
    report.add(unused.name, format!("{name} has nothing to say {place}")).help("remove the suppression").fix(
        true,
        format!("remove the suppression of {name}"),
        vec![edit],
    );
}
