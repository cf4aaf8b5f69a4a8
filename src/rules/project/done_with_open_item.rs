//! DDR623.

use super::plans_of;
use crate::model::short;
use crate::project::{Member, Project, Row, Section, State};
use crate::rules::{Check, ProjectReport};
use crate::source::Span;

rule! {
    /// What is called done leaves nothing open.
    ///
    /// ## Why
    /// Nobody looks again at a row, a phase or a plan that is called done. What is left in it is
    /// forgotten.
    ///
    /// A row that is done is told where one of its cells holds `TODO`, `TBD`, `TBC`, `FIXME` or an empty
    /// box `[ ]` as a mark of its own; the words in a sentence or in code are talked about, not left
    /// open. A heading such as `Phase 1 (completed)` is told where a row below it says that it is open,
    /// and so is a phase of a record that is called done while the plan of that phase has an open row.
    /// Rows that say nothing about how far they are do not count.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// ## Phase 1: Reading (completed)
    ///
    /// | file | op | tests | status |
    /// |------|----|-------|--------|
    /// | src/read.py | add | unit: tests/test_read.py; integration: TBD | done |
    /// | src/cache.py | add | n/a | planned |
    /// ==> src/read.py <==
    /// ==> tests/test_read.py <==
    /// ```
    /// ```project,passes
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// ## Phase 1: Reading
    ///
    /// | file | op | tests | status |
    /// |------|----|-------|--------|
    /// | src/read.py | add | unit: tests/test_read.py | done |
    /// | src/cache.py | add | n/a | planned |
    /// ==> src/read.py <==
    /// ==> tests/test_read.py <==
    /// ```
    "DDR623" "done-with-open-item" Hint Check::Project(check)
}

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    for (at, row) in project.rows().filter(|(_, row)| row.state == State::Done && !row.shifted) {
        if let Some(item) = &row.open_item {
            let message = format!("{} is done, but leaves `{}`", short(&row.name, 80), short(&item.text, 20));
            report.add(at.member, item.span, message).help("do it and take the mark away, or reopen the row");
        }
    }
    for (at, member) in project.members.iter().enumerate() {
        headings(at, member, report);
        phases(project, at, member, report);
    }
}

/// Headings that are called done over rows that are open.
fn headings(at: usize, member: &Member, report: &mut ProjectReport) {
    if !member.sections.iter().any(|section| section.done) {
        return;
    }
    let mut told: Option<Span> = None;
    for plan in &member.plans {
        let Some(section) = done_above(member, plan.head) else { continue };
        if told == Some(section.heading.span) {
            continue;
        }
        if let Some(row) = plan.rows.iter().find(|row| is_open(row)) {
            let name = format!("`{}`", short(&section.heading.text, 60));
            say(at, section.heading.span, &name, "a row below it", report).label(row.span, "still open");
            told = Some(section.heading.span);
        }
    }
}

/// The innermost section around a place that is called done.
fn done_above(member: &Member, place: Span) -> Option<&Section> {
    let after = member.sections.partition_point(|section| section.span.start <= place.start);
    let before = member.sections.get(..after).unwrap_or_default();
    before.iter().rev().find(|section| section.done && section.span.contains(place))
}

/// Phases of a record that are called done while their plan is open.
fn phases(project: &Project<'_>, at: usize, member: &Member, report: &mut ProjectReport) {
    for phase in member.phases.iter().filter(|phase| phase.done) {
        let Some(id) = &phase.id else { continue };
        let of_phase = |plan: &usize| {
            let plans = project.member(*plan).into_iter().flat_map(|it| &it.plans);
            // A plan whose own heading is called done was told already.
            let plans =
                plans.filter(|it| project.member(*plan).is_none_or(|m| done_above(m, it.head).is_none()));
            let found = plans
                .filter(|it| it.phase.as_ref().is_some_and(|own| own.text.eq_ignore_ascii_case(id)))
                .flat_map(|it| &it.rows)
                .find(|row| is_open(row));
            found.map(|row| (*plan, row))
        };
        let others = plans_of(project, at).filter(|plan| *plan != at);
        let Some((plan, row)) = others.filter_map(|plan| of_phase(&plan)).next() else { continue };
        let name = format!("phase {}", short(id, 20));
        let said = say(at, phase.title.span, &name, "a row of its plan", report);
        if let Some(plan) = project.member(plan) {
            said.elsewhere(&plan.path, row.span, "still open");
        }
    }
}

fn say<'r>(
    at: usize,
    place: Span,
    name: &str,
    what: &str,
    report: &'r mut ProjectReport,
) -> &'r mut crate::diagnostic::Diagnostic {
    let message = format!("{name} is called done, but {what} is open");
    report.add(at, place, message).help("bring one of the two up to date")
}

fn is_open(row: &Row) -> bool {
    row.is_live() && row.state == State::Open
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect_project, silent_project};

    #[test]
    fn what_is_done_leaves_nothing_open() {
        expect_project(
            &RULE,
            "==> p.md <==
# Plan (done)

## Phase 1 — Completed
^^^^^^^^^^^^^^^^^^^^^^ hint: `Phase 1 — Completed` is called done, but a row below it is open

| file | op | tests | risk | status |
|--|--|--|--|--|
| a.py | add | [ ] unit | low | ✅ Done |
               ^^^ hint: a.py is done, but leaves `[ ]`
| b.py | add | n/a | TBD | done |
                     ^^^ hint: b.py is done, but leaves `TBD`
| c.py | add | n/a | low | in progress |
",
        );
        // The phase of the record is told where its plan does not say the same.
        expect_project(
            &RULE,
            "==> docs/r.md <==
# R

| ID | Decision | Status |
|--|--|--|
| D1 | a b | Accepted |

## Phases

### Phase 1: Read (done)
==> docs/p.md <==
# Phase 1: Plan of [it](r.md) (done)
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint: `Phase 1: Plan of it (done)` is called done, but a row below it is open

| file | op | status |
|--|--|--|
| a.py | add | planned |
",
        );
        expect_project(
            &RULE,
            "==> docs/r.md <==
# R

| ID | Decision | Status |
|--|--|--|
| D1 | a b | Accepted |

## Phases

### Phase 1: Read (done)
^^^^^^^^^^^^^^^^^^^^^^^^ hint: phase 1 is called done, but a row of its plan is open

### Phase 2: Write
==> docs/p.md <==
# Phase 1: Plan of [it](r.md)

| file | op | status |
|--|--|--|
| a.py | add | planned |
",
        );
    }

    #[test]
    fn marks_that_leave_nothing_open_are_silent() {
        let plan = |title: &str, rows: &str| {
            format!(
                "==> p.md <==\n# {title}\n\n| file | op | functions | tests | status |\n|--|--|--|--|--|\n{rows}"
            )
        };
        let texts = [
            plan("Plan (done)", "| a.py | add | x | n/a | done |\n| b.py | add | x | n/a | deferred |\n"),
            plan("Plan (done)", "| a.py | add | x | n/a | |\n| b.py | add | x | n/a | |\n"),
            plan("Definition of Done", "| a.py | add | x | n/a | planned |\n"),
            plan("Plan", "| a.py | add | TODO | TBD | planned |\n"),
            plan("Plan", "| a.py | modify | removes all TODO comments, `FIXME` | n/a | done |\n"),
            plan("Plan", "| TODO | delete | TodoList | tests/TODO.md | done |\n"),
            plan("Plan", "| a.py | modify | items[ ] | [x] unit | done |\n"),
            // The open rows are those of the next phase.
            plan("Plan", "\n## Phase 1 (done)\n\n| file | op | status |\n|--|--|--|\n| a.py | add | done |\n\n## Phase 2\n\n| file | op | status |\n|--|--|--|\n| b.py | add | open |\n"),
            // In code, or a part of a word.
            plan("Plan", "| a.py | modify | `[ ]`, `TBD` | n/a | done |\n| b.py | add | Tbdefs | n/a | done |\n"),
            // The plan of another phase.
            "==> r.md <==\n# R\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | a b | Accepted |\n\n## Phases\n\n1. Phase 1: Read (done)\n2. Phase 2: Write\n".to_owned()
                + &plan("Phase 2: Plan of [it](r.md)", "| a.py | add | x | n/a | planned |\n"),
        ];
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        silent_project(&RULE, &texts);
    }
}
