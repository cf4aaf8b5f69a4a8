//! DDR615.

use crate::project::{Member, Project, link_target};
use crate::rules::{Check, ProjectReport};

rule! {
    /// A plan belongs to a record.
    ///
    /// ## Why
    /// What a plan does can be held against what was decided only where it is known which record it
    /// carries out. Nothing is guessed: a plan belongs to a record where one links to the other or names its
    /// path, where `ddr.yaml` says so, where they share a phase, where the plan cites decisions that one
    /// record alone has, or where that is the only record in its folder.
    ///
    /// Nothing is said in a project without records, about a plan for another repository, about one that
    /// names a Markdown file in which no decisions are found (a record in prose), and where there
    /// are three plans or more and none of them belongs to a record: there, plans are kept for themselves.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/design/record.md <==
    /// # Cache
    ///
    /// | ID | Decision | Rationale |
    /// |----|----------|-----------|
    /// | D1 | Encrypt entries | Stolen disks |
    /// ==> plans/seal.md <==
    /// # Sealing
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | src/seal.py | add | test_seal |
    /// ```
    /// ```project,passes
    /// ==> docs/design/record.md <==
    /// # Cache
    ///
    /// | ID | Decision | Rationale |
    /// |----|----------|-----------|
    /// | D1 | Encrypt entries | Stolen disks |
    /// ==> plans/seal.md <==
    /// # Sealing
    ///
    /// Carries out [the cache](../docs/design/record.md).
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | src/seal.py | add | test_seal |
    /// ```
    "DDR615" "plan-without-record" Hint Check::Project(check)
}

/// So many plans, none of which belongs to a record, are kept for themselves.
const APART: usize = 3;

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    let mut records = project.members.iter().filter(|member| !member.decisions.is_empty());
    let Some(record) = records.next() else { return };
    let only = records.next().is_none();
    let plans = || project.members.iter().enumerate().filter(|(_, member)| !member.plans.is_empty());
    let mut lone = plans().filter(|(at, _)| project.records_of(*at).is_empty());
    if lone.clone().count() >= APART && !plans().any(|(at, _)| !project.records_of(at).is_empty()) {
        return;
    }
    for (at, plan) in lone.by_ref().filter(|(at, plan)| !project.is_foreign(*at) && !leads_out(project, plan))
    {
        let diagnostic = report.add(at, plan.top, "nothing says which record this plan carries out");
        diagnostic.note("so it is held against no decisions, phases or invariants");
        let name = if only { record.path.as_str() } else { "its record" };
        let name = if only { format!("`{name}`") } else { name.to_owned() };
        diagnostic.help(format!("link to {name}, name its phase in the title, or cite its decisions"));
    }
}

/// Whether a plan names a Markdown file that is no document of the project: a record that is kept out
/// of it, or one without a table of decisions.
fn leads_out(project: &Project<'_>, plan: &Member) -> bool {
    let named = plan.links.iter().chain(&plan.paths);
    let mut places = named.filter_map(|link| link_target(&plan.path, &link.text));
    places.any(|place| place.ends_with(".md") && project.at(&place).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect_project, silent_project};

    const RECORD: &str = "==> r/a.md <==\n# A\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n| D2 | a | b |\n\n## Phases\n\n1. Phase 1: Groundwork\n";
    const ROWS: &str = "| file | op | tests |\n|--|--|--|\n| src/a.py | add | n/a |\n";

    fn world(prose: &str) -> String {
        format!("{RECORD}==> p/p.md <==\n# P\n\n{prose}\n\n{ROWS}")
    }

    #[test]
    fn a_plan_that_nothing_ties_to_a_record_is_told() {
        let message = "hint: nothing says which record this plan carries out";
        expect_project(&RULE, &format!("{RECORD}==> p/p.md <==\n# P\n^^^ {message}\n\nSee D1.\n\n{ROWS}"));
        // Other plans are tied; then each that is not stands out.
        let mut listing = world("For [a](../r/a.md).");
        for name in ["q", "s", "t"] {
            listing.push_str(&format!("==> p/{name}.md <==\n# Q\n^^^ {message}\n\n{ROWS}"));
        }
        expect_project(&RULE, &listing);
    }

    #[test]
    fn plans_with_a_record_and_projects_without_are_silent() {
        let plan = |path: &str| format!("==> {path} <==\n# P\n\n{ROWS}");
        silent_project(
            &RULE,
            &[
                &plan("p/p.md"),
                &world("For [a](../r/a.md)."),
                &world("For `r/a.md`."),
                &world("For [the record](../../elsewhere/b.md)."),
                &world("For `docs/prose.md`."),
                &world("As (D1, D2) say."),
                &world("").replace("# P", "# Phase 1: Groundwork"),
                &format!("{RECORD}{}", plan("r/p.md")),
                &format!("{RECORD}{}", plan("r/plans/p.md")),
                &format!("{RECORD}\n{ROWS}"),
                &format!("{RECORD}{}{}{}", plan("p/p.md"), plan("p/q.md"), plan("q/r.md")),
                &world("").replace(
                    "| src/a.py | add | n/a |",
                    "| x/a.py | modify | n/a |\n| x/b.py | modify | n/a |\n| x/c.py | modify | n/a |",
                ),
            ],
        );
    }
}
