//! DDR613.

use super::{is_undecided, plans_of};
use crate::model::short;
use crate::project::{Decision, Member, Project, Row, RowAt, State, citations};
use crate::rules::{Check, ProjectReport};
use std::collections::{HashMap, HashSet};

rule! {
    /// A decision that was carried out is no longer proposed.
    ///
    /// ## Why
    /// Who reads the record takes the decision for one that can still be argued about, while the code
    /// already does what it says.
    ///
    /// It is told where every row that cites the decision is done. Where the plans of the record cite
    /// no decision at all, it is told where every row of these plans is done, as long as the record does
    /// not name more phases than there are plans. Rows that are put off do not count. Where nothing of
    /// the record is accepted yet, `unapproved-record` says so once.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/cache.md <==
    /// # Cache
    ///
    /// | ID | Decision | Status |
    /// |----|----------|--------|
    /// | D1 | Cache by region | Implemented |
    /// | D2 | Evict by age | Proposed |
    /// ==> docs/plan.md <==
    /// # Patch plan of [the cache](cache.md)
    ///
    /// | file | op | functions | status |
    /// |------|----|-----------|--------|
    /// | src/cache.py | add | regions (D1) | done |
    /// | src/evict.py | add | ages (D2) | done |
    /// ==> src/cache.py <==
    /// ==> src/evict.py <==
    /// ```
    /// ```project,passes
    /// ==> docs/cache.md <==
    /// # Cache
    ///
    /// | ID | Decision | Status |
    /// |----|----------|--------|
    /// | D1 | Cache by region | Implemented |
    /// | D2 | Evict by age | Proposed |
    /// ==> docs/plan.md <==
    /// # Patch plan of [the cache](cache.md)
    ///
    /// | file | op | functions | status |
    /// |------|----|-----------|--------|
    /// | src/cache.py | add | regions (D1) | done |
    /// | src/evict.py | add | ages (D2) | planned |
    /// ==> src/cache.py <==
    /// ```
    "DDR613" "status-behind-plan" Hint Check::Project(check)
}

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    let proposed = |decision: &Decision| decision.canonical.as_deref() == Some("proposed");
    let asked = |member: &Member| member.decisions.iter().any(proposed) && !is_undecided(member);
    if !project.members.iter().any(asked) {
        return;
    }
    let mut rows: HashMap<(usize, usize), Vec<RowAt>> = HashMap::new();
    let mut cited: HashSet<usize> = HashSet::new();
    for citation in citations(project) {
        cited.insert(citation.record);
        if let Some((plan, row)) = citation.row {
            let rows = rows.entry((citation.record, citation.decision)).or_default();
            rows.push(RowAt { member: citation.member, plan, row });
        }
    }
    for (at, member) in project.members.iter().enumerate().filter(|(_, member)| asked(member)) {
        let decisions = member.decisions.iter().enumerate().filter(|(_, it)| proposed(it));
        if !cited.contains(&at) {
            if let Some(row) = all_done(project, at) {
                let behind: Vec<&Decision> = decisions.map(|(_, it)| it).collect();
                say(project, at, &behind, row, "every row of its record's plans", report);
            }
            continue;
        }
        for (decision, it) in decisions {
            let rows = rows.get(&(at, decision)).map(Vec::as_slice).unwrap_or_default();
            if let Some(row) = rows_done(project, rows) {
                say(project, at, &[it], row, "every row that cites it", report);
            }
        }
    }
}

/// Speaks of decisions at the first of them.
fn say(
    project: &Project<'_>,
    at: usize,
    decisions: &[&Decision],
    row: RowAt,
    what: &str,
    report: &mut ProjectReport,
) {
    let mut named = decisions.iter().filter_map(|it| it.id.as_ref().zip(it.status.as_ref()));
    let Some((id, status)) = named.next() else { return };
    let (id, word) = (short(&id.text, 40), short(&status.text, 40));
    let said = report.add(at, status.span, format!("decision {id} says `{word}`, but {what} is done"));
    for (id, status) in named {
        said.label(status.span, format!("so does {}", short(&id.text, 40)));
    }
    if let (Some(plan), Some(it)) = (project.member(row.member), project.row(row)) {
        match row.member == at {
            true => said.label(it.span, "done here"),
            false => said.elsewhere(&plan.path, it.span, "done here"),
        };
    }
    said.help("bring the status up to date");
}

/// The first of some rows, where all that were not put off are done.
fn rows_done(project: &Project<'_>, rows: &[RowAt]) -> Option<RowAt> {
    let live: Vec<_> = rows.iter().filter(|at| project.row(**at).is_some_and(Row::is_live)).collect();
    let is_done = |at: &&RowAt| project.row(**at).is_some_and(|row| row.state == State::Done);
    live.first().copied().filter(|_| live.iter().all(is_done)).copied()
}

/// The first row of the plans of a record, where all of them are done and no phase is without a plan.
fn all_done(project: &Project<'_>, record: usize) -> Option<RowAt> {
    let mut first = None;
    let mut plans = 0;
    for member in plans_of(project, record) {
        // A plan that carries out several records may be done for the others.
        if project.records_of(member).len() > 1 {
            return None;
        }
        for (plan, it) in project.member(member)?.plans.iter().enumerate() {
            plans += 1;
            for (row, it) in it.rows.iter().enumerate().filter(|(_, row)| row.is_live()) {
                if it.state != State::Done {
                    return None;
                }
                first = first.or(Some(RowAt { member, plan, row }));
            }
        }
    }
    first.filter(|_| project.member(record).is_some_and(|it| it.phases.len() <= plans))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect_project, silent_project};

    #[test]
    fn a_decision_whose_rows_are_done_is_not_proposed() {
        expect_project(
            &RULE,
            "==> docs/r.md <==
# R

| ID | Decision | Status |
|--|--|--|
| D1 | a b | Accepted |
| D2 | c d | Draft |
             ^^^^^ hint: decision D2 says `Draft`, but every row that cites it is done
| D3 | e f | Proposed |
==> docs/p.md <==
# Plan of [it](r.md)

| file | op | functions | status |
|--|--|--|--|
| x.py | add | D1, D2 | done |
| y.py | add | D2 | ✅ Completed |
| z.py | add | D3 | planned |
| z.py | add | D2 | deferred |
",
        );
        expect_project(
            &RULE,
            "==> docs/r.md <==
# R

| ID | Decision | Status |
|--|--|--|
| D1 | a b | Accepted |
| D2 | c d | Draft |
             ^^^^^ hint: decision D2 says `Draft`, but every row of its record's plans is done

## Patch Plan

| file | op | functions | status |
|--|--|--|--|
| x.py | add | a | done |
",
        );
    }

    #[test]
    fn decisions_that_may_still_be_open_are_silent() {
        let record = |rows: &str| {
            format!("==> docs/r.md <==\n# R\n\n| ID | Decision | Status |\n|--|--|--|\n{rows}\n")
        };
        let plan = |rows: &str| {
            format!(
                "==> docs/p.md <==\n# Plan of [it](r.md)\n\n| file | op | functions | status |\n|--|--|--|--|\n{rows}"
            )
        };
        let two = "| D1 | a b | Accepted |\n| D2 | c d | Proposed |\n";
        let texts = [
            // Open, put off, without a state, cited in code only.
            record(two) + &plan("| x.py | add | D2 | done |\n| y.py | add | D2 | in progress |\n"),
            record(two) + &plan("| x.py | add | D1 | done |\n| y.py | add | D2 | deferred |\n"),
            record(two) + &plan("| x.py | add | D1 | done |\n| y.py | add | D2 | |\n"),
            record(two) + &plan("| x.py | add | D1 `D2` | done |\n"),
            // Not cited, where others are.
            record(two) + &plan("| x.py | add | D1 | done |\n"),
            // A record with the same ids, which the plan is not about.
            record(two)
                + &plan("| x.py | add | D2 | done |\n").replace("r.md", "other.md")
                + &record("| D1 | g h | Accepted |\n| D2 | i j | Accepted |\n")
                    .replace("docs/r.md", "docs/other.md"),
            // Up to date.
            record("| D1 | a b | Accepted |\n| D2 | c d | Implemented |\n")
                + &plan("| x.py | add | D2 | done |\n"),
            // More phases are to come.
            record(&format!("{two}\n## Phases\n\n1. Phase 1: One\n2. Phase 2: Two\n"))
                + &plan("| x.py | add | a | done |\n"),
            // Nothing is accepted: another rule says so.
            record("| D1 | a b | Proposed |\n| D2 | c d | Proposed |\n")
                + &plan("| x.py | add | D2 | done |\n"),
        ];
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        silent_project(&RULE, &texts);
    }
}
