//! DDR604.

use super::plans_of;
use crate::model::short;
use crate::project::{Member, Project, Section, State};
use crate::rules::{Check, ProjectReport};

rule! {
    /// A part that is called pending is still to be written.
    ///
    /// ## Why
    /// `Patch Plan (pending)` tells the reader of a record to wait. Once the plan is there, the heading
    /// hides it: nobody looks for what the record says is missing.
    ///
    /// Two things are told: a patch plan that is called pending in a record although a plan of another
    /// document carries the record out, and one that is called pending over a table of rows. Where
    /// the heading names a phase, only the plan of that phase counts. A table whose rows are all open
    /// is left alone, since `(pending)` may speak of the work. That record and plan stand in one folder
    /// is not enough to take one for the other's.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/cache.md <==
    /// # Cache
    ///
    /// | ID | Decision | Status |
    /// |----|----------|--------|
    /// | D1 | Cache by region | Accepted |
    ///
    /// ## Patch Plan (pending)
    /// ==> docs/cache-plan.md <==
    /// # Patch plan of [the cache](cache.md)
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | src/cache.py | add | tests/test_cache.py |
    /// ```
    /// ```project,passes
    /// ==> docs/cache.md <==
    /// # Cache
    ///
    /// | ID | Decision | Status |
    /// |----|----------|--------|
    /// | D1 | Cache by region | Accepted |
    ///
    /// ## Patch Plan
    ///
    /// See [the plan](cache-plan.md).
    /// ==> docs/cache-plan.md <==
    /// # Patch plan of [the cache](cache.md)
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | src/cache.py | add | tests/test_cache.py |
    /// ```
    "DDR604" "stale-pending" Hint Check::Project(check)
}

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    for (at, member) in project.members.iter().enumerate() {
        let pending = member.sections.iter().filter(|section| is_pending_plan(section));
        for section in pending {
            let heading = short(&section.heading.text, 60);
            if let Some(rows) = rows_inside(member, section) {
                let message = format!("`{heading}` holds a plan of {rows}");
                report.add(at, section.heading.span, message).help("take `(pending)` out of the heading");
            } else if let Some(plan) = plan_of(project, at, section) {
                let message = format!("`{heading}`, but the plan is there: {}", short(&plan.path, 80));
                let said = report.add(at, section.heading.span, message);
                let place = plan.title.as_ref().map_or(plan.top, |title| title.span);
                said.elsewhere(&plan.path, place, "this plan carries out the record");
                said.help(
                    "link to the plan in place of `(pending)`, or name the phase whose plan is pending",
                );
            }
        }
    }
}

/// Whether a heading says that a patch plan is pending.
fn is_pending_plan(section: &Section) -> bool {
    let heading = section.heading.text.trim_end();
    if !heading.ends_with([')', ']', 'g', 'G']) {
        return false;
    }
    let heading = heading.to_lowercase();
    let ends = ["(pending)", "[pending]", "— pending", "– pending", "- pending", ": pending"];
    heading.contains("patch plan") && ends.iter().any(|end| heading.ends_with(end))
}

/// How many rows stand in a section, where these do not all wait to be carried out.
fn rows_inside(member: &Member, section: &Section) -> Option<String> {
    let plans = member.plans.iter().filter(|plan| section.span.contains(plan.head));
    let rows: Vec<_> = plans.flat_map(|plan| &plan.rows).filter(|row| row.is_live()).collect();
    let count = rows.len();
    let waits = rows.iter().all(|row| row.state == State::Open && !row.begun);
    (count > 0 && !waits).then(|| format!("{count} row{}", if count == 1 { "" } else { "s" }))
}

/// The plan that a section says is pending.
fn plan_of<'p>(project: &'p Project<'_>, record: usize, section: &Section) -> Option<&'p Member> {
    let phases: Vec<&str> =
        section.heading.text.split(|c: char| !c.is_alphanumeric()).filter(|word| is_number(word)).collect();
    let plans = plans_of(project, record).filter(|plan| *plan != record);
    let mut plans = plans.filter_map(|plan| project.member(plan));
    plans.find(|plan| {
        let ids = plan.plans.iter().filter_map(|plan| plan.phase.as_ref());
        phases.is_empty() || ids.into_iter().any(|id| phases.contains(&id.text.as_str()))
    })
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect_project, silent_project};

    const DECISIONS: &str = "| ID | Decision | Status |\n|--|--|--|\n| D1 | a b | Accepted |\n";
    const ROWS: &str = "| file | op | tests |\n|--|--|--|\n| x.py | add | n/a |\n";

    #[test]
    fn a_plan_that_is_there_is_not_pending() {
        expect_project(
            &RULE,
            &format!(
                "==> docs/r.md <==
# R

{DECISIONS}
## Patch Plan — Phase 2 (pending)

## Patch Plan (Pending)
^^^^^^^^^^^^^^^^^^^^^^^ hint: `Patch Plan (Pending)`, but the plan is there: docs/p/p.md
==> docs/p/p.md <==
# Phase 1: Plan of [it](../r.md)

{ROWS}"
            ),
        );
        expect_project(
            &RULE,
            &format!(
                "==> docs/r.md <==
# R

{DECISIONS}
## Patch Plan (pending)
^^^^^^^^^^^^^^^^^^^^^^^ hint: `Patch Plan (pending)` holds a plan of 1 row

{ROWS}"
            ),
        );
    }

    #[test]
    fn what_is_still_to_come_is_silent() {
        let record = |heading: &str| format!("==> docs/r.md <==\n# R\n\n{DECISIONS}\n## {heading}\n");
        let plan = |title: &str| format!("==> docs/p.md <==\n# {title}\n\n{ROWS}");
        let texts = [
            // No plan, or one of something else.
            record("Patch Plan (pending)"),
            record("Patch Plan (pending)") + &plan("Plan of another thing"),
            record("Patch Plan (pending)") + &plan("Plan of [that](other.md)"),
            // The plan of another phase.
            record("Patch Plan, Phase 2 (pending)") + &plan("Phase 1: Plan of [it](r.md)"),
            // Not pending, or something else is.
            record("Patch Plan") + &plan("Plan of [it](r.md)"),
            record("Risks (pending)") + &plan("Plan of [it](r.md)"),
            record("Patch Plan of pending work") + &plan("Plan of [it](r.md)"),
            // It stands in code, or is no heading.
            format!("==> docs/r.md <==\n# R\n\n{DECISIONS}\n```\n## Patch Plan (pending)\n```\n")
                + &plan("Plan of [it](r.md)"),
            // The work is pending, and the plan is written.
            record("Patch Plan (pending)")
                + "\n| file | op | status |\n|--|--|--|\n| x.py | add | planned |\n| y.py | add | Pending |\n",
        ];
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        silent_project(&RULE, &texts);
    }
}
