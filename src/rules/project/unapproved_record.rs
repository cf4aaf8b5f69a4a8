//! DDR621.

use super::{is_undecided, plans_of};
use crate::project::{Project, RowAt, State};
use crate::rules::{Check, ProjectReport};

rule! {
    /// A record is agreed upon before its plan is carried out.
    ///
    /// ## Why
    /// Code is written for what nobody has decided. Either the decisions were taken and the record does
    /// not say so, or the work has run ahead of the review.
    ///
    /// It is told once for a record whose decisions are all still proposed, those that were turned down
    /// or put off left out, while a plan that carries it out has a row that is done or being worked on.
    /// Records in which a decision has no status, or one such as `open`, which may mean that it is still
    /// to be carried out, or with a `Status` section for all decisions, are left alone. Where some
    /// decisions are accepted, `status-behind-plan` looks at the others. That record and plan stand in
    /// one folder is not enough to take one for the other's.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/cache.md <==
    /// # Cache
    ///
    /// | ID | Decision | Status |
    /// |----|----------|--------|
    /// | D1 | Cache by region | Proposed |
    /// | D2 | Evict by age | Draft |
    /// ==> docs/plan.md <==
    /// # Patch plan of [the cache](cache.md)
    ///
    /// | file | op | tests | status |
    /// |------|----|-------|--------|
    /// | src/cache.py | add | tests/test_cache.py | in progress |
    /// ```
    /// ```project,passes
    /// ==> docs/cache.md <==
    /// # Cache
    ///
    /// | ID | Decision | Status |
    /// |----|----------|--------|
    /// | D1 | Cache by region | Accepted |
    /// | D2 | Evict by age | Draft |
    /// ==> docs/plan.md <==
    /// # Patch plan of [the cache](cache.md)
    ///
    /// | file | op | tests | status |
    /// |------|----|-------|--------|
    /// | src/cache.py | add | tests/test_cache.py | in progress |
    /// ```
    "DDR621" "unapproved-record" Hint Check::Project(check)
}

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    // Looks once at every plan, and not at every plan for every record.
    let mut begun: Vec<Option<RowAt>> = vec![None; project.members.len()];
    for (at, row) in project.rows() {
        let is_begun = row.is_live() && (row.state == State::Done || row.begun);
        if let Some(first) = begun.get_mut(at.member).filter(|first| is_begun && first.is_none()) {
            *first = Some(at);
        }
    }
    for (at, member) in project.members.iter().enumerate().filter(|(_, member)| is_undecided(member)) {
        let plans = plans_of(project, at);
        let Some(row) = plans.filter_map(|plan| begun.get(plan).copied().flatten()).next() else { continue };
        let first = member.decisions.iter().find(|it| it.canonical.as_deref() == Some("proposed"));
        let Some(status) = first.and_then(|first| first.status.as_ref()) else { continue };
        let (Some(plan), Some(it)) = (project.member(row.member), project.row(row)) else { continue };
        let does = if it.state == State::Done { "is done" } else { "is being worked on" };
        let message = "no decision of this record is accepted, but its plan is being carried out";
        let said = report.add(at, status.span, message);
        if row.member == at {
            said.label(it.span, format!("this row {does}"));
        } else {
            said.elsewhere(&plan.path, it.span, format!("this row {does}"));
        }
        said.help("accept the decisions, or hold the work until they are");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect_project, silent_project};

    const PLAN: &str = "==> docs/p.md <==\n# Plan of [it](r.md)\n\n| file | op | status |\n|--|--|--|\n| x.py | add | done |\n";

    #[test]
    fn work_on_what_nobody_accepted_is_told_once() {
        let said = "hint: no decision of this record is accepted, but its plan is being carried out";
        expect_project(
            &RULE,
            &format!(
                "==> docs/r.md <==
# R

| ID | Decision | Status |
|--|--|--|
| D0 | a b | Rejected |
| D1 | a b | Proposed |
             ^^^^^^^^ {said}
| D2 | c d | under review |
{PLAN}"
            ),
        );
        expect_project(
            &RULE,
            &format!(
                "==> docs/r.md <==
# R

| ID | Decision | Status |
|--|--|--|
| D1 | a b | Draft |
             ^^^^^ {said}

## Patch Plan

| file | op | status |
|--|--|--|
| x.py | add | planned |
| y.py | add | WIP |
"
            ),
        );
    }

    #[test]
    fn accepted_vague_and_unstarted_work_is_silent() {
        let record = |rows: &str| {
            format!("==> docs/r.md <==\n# R\n\n| ID | Decision | Status |\n|--|--|--|\n{rows}\n")
        };
        let proposed = "| D1 | a b | Proposed |\n";
        let texts = [
            record("| D1 | a b | Proposed |\n| D2 | c d | Accepted |\n") + PLAN,
            record("| D1 | a b | Proposed |\n| D2 | c d | |\n") + PLAN,
            record("| D1 | a b | Pending |\n| D2 | c d | Open |\n") + PLAN,
            record("| D1 | a b | Rejected |\n") + PLAN,
            record("| D1 | a b | Ratified by all |\n") + PLAN,
            record(&format!("{proposed}\n## Status\n\nAccepted\n")) + PLAN,
            record(proposed) + &PLAN.replace("done", "planned"),
            record(proposed) + &PLAN.replace("done", "deferred"),
            record(proposed) + &PLAN.replace("done", ""),
            // Another record's plan, also in the same folder.
            record(proposed) + &PLAN.replace("r.md", "other.md"),
        ];
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        silent_project(&RULE, &texts);
    }
}
