//! DDR603.

use super::references::Known;
use crate::model::short;
use crate::project::{Id, Member, Place, Project, Reason};
use crate::rules::{Check, ProjectReport};
use std::collections::BTreeSet;

rule! {
    /// Some plan takes up every invariant of its record.
    ///
    /// ## Why
    /// An invariant that no plan names is easily forgotten by those who carry the plans out. Where the
    /// plans name their decisions by ID, one that is left out stands out.
    ///
    /// It is asked of accepted and later decisions of a record that has plans, and only where these name
    /// by ID at least two of its decisions, and no fewer of its invariants than they leave out: elsewhere
    /// nobody cites IDs. A mention in a row, in the text of a plan, in the name of a test or in code will
    /// do. As long as the record has phases that no plan is written for, the invariant may be left to one of
    /// those, and nothing is said. It is a hint: a plan may carry a decision out without naming it.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/record.md <==
    /// # Cache
    ///
    /// | ID | Decision | Status | Invariant? |
    /// |----|----------|--------|------------|
    /// | D1 | Encrypt entries | Accepted | Y |
    /// | D2 | Keep 1,000 entries | Accepted | N |
    /// | D3 | Never log a key | Accepted | Y |
    /// ==> docs/plan.md <==
    /// # Patch plan for [the cache](record.md)
    ///
    /// | file | op | functions | tests |
    /// |------|----|-----------|-------|
    /// | src/seal.py | add | Seals an entry (D1) | n/a |
    /// | src/limit.py | add | Counts entries (D2) | test_limit |
    /// ```
    /// ```project,passes
    /// ==> docs/record.md <==
    /// # Cache
    ///
    /// | ID | Decision | Status | Invariant? |
    /// |----|----------|--------|------------|
    /// | D1 | Encrypt entries | Accepted | Y |
    /// | D2 | Keep 1,000 entries | Accepted | N |
    /// | D3 | Never log a key | Accepted | Y |
    /// ==> docs/plan.md <==
    /// # Patch plan for [the cache](record.md)
    ///
    /// | file | op | functions | tests |
    /// |------|----|-----------|-------|
    /// | src/seal.py | add | Seals an entry (D1) | test_d3_no_key_in_log |
    /// | src/limit.py | add | Counts entries (D2) | test_limit |
    /// ```
    "DDR603" "uncovered-invariant" Hint Check::Project(check)
}

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    let known = Known::new(project);
    let mut plans: Vec<Vec<usize>> = vec![Vec::new(); project.members.len()];
    for plan in 0..project.members.len() {
        let relations = project.records_of(plan).iter();
        for relation in relations.filter(|it| !matches!(it.reason, Reason::Folder | Reason::Above)) {
            if let Some(of) = plans.get_mut(relation.record) {
                of.push(plan);
            }
        }
    }
    for (at, record) in project.members.iter().enumerate() {
        let plans = plans.get(at).map(Vec::as_slice).unwrap_or_default();
        if !plans.is_empty() && !has_unplanned_phase(project, record, plans) {
            of_record(project, &known, at, plans, report);
        }
    }
}

/// Whether a phase of the record has no plan yet.
fn has_unplanned_phase(project: &Project<'_>, record: &Member, plans: &[usize]) -> bool {
    let plans = plans.iter().filter_map(|&at| project.member(at)).flat_map(|it| &it.plans);
    let planned: BTreeSet<String> =
        plans.filter_map(|it| Some(it.phase.as_ref()?.text.to_lowercase())).collect();
    let mut phases = record.phases.iter().filter_map(|phase| phase.id.as_ref());
    // Plans that name no phase may be for all of them.
    !planned.is_empty() && phases.any(|id| !planned.contains(&id.to_lowercase()))
}

fn of_record(
    project: &Project<'_>,
    known: &Known<'_>,
    at: usize,
    plans: &[usize],
    report: &mut ProjectReport,
) {
    let Some(record) = project.member(at) else { return };
    let numbered = known.numbered(at);
    let mut cited: BTreeSet<Id> = BTreeSet::new();
    let mut named: BTreeSet<Id> = BTreeSet::new();
    for plan in plans.iter().filter_map(|&plan| project.member(plan)) {
        let own = plan.path == record.path;
        let (rows, text) = cites(plan, own);
        named.extend(in_tests(plan));
        cited.extend(if own { rows.clone() } else { rows.union(&text).cloned().collect() });
        named.extend(rows.into_iter().chain(text));
        named.extend(plan.defined.iter().filter(|_| !own).cloned());
    }
    cited.retain(|id| numbered.by_id.contains_key(id));
    let invariants: Vec<(&Id, usize)> = numbered
        .by_id
        .iter()
        .filter(|(id, at)| {
            !numbered.repeated.contains(id)
                && record.decisions.get(**at).is_some_and(|row| {
                    let status = row.canonical.as_deref();
                    row.invariant == Some(true)
                        && matches!(status, Some("accepted" | "in-progress" | "implemented"))
                })
        })
        .map(|(id, at)| (id, *at))
        .collect();
    let (met, open): (Vec<_>, Vec<_>) = invariants.into_iter().partition(|(id, _)| named.contains(id));
    if cited.len() < 2 || open.len() > met.len() {
        return;
    }
    for (_, decision) in open {
        let Some(row) = record.decisions.get(decision) else { continue };
        let Some(id) = &row.id else { continue };
        let name = short(&id.text, 40);
        let diagnostic = report.add(at, id.span, format!("no plan names {name}, which is an invariant"));
        let list: Vec<&str> =
            plans.iter().filter_map(|&plan| Some(project.member(plan)?.path.as_str())).collect();
        let list = short(&list.join(", "), 160).into_owned();
        diagnostic.note(format!("looked in {list}, where other decisions are named by id"));
        diagnostic.help(format!("name {name} in the row or the test that carries it out"));
    }
}

/// The ids in the rows of a plan, and those in its other text. Where plan and record are one document,
/// the summary and the tables of the record say nothing about the plan.
fn cites(plan: &Member, own: bool) -> (BTreeSet<Id>, BTreeSet<Id>) {
    let of_record = |section: &&crate::project::Section| {
        matches!(section.id.as_deref(), Some("summary" | "decisions" | "risks" | "links"))
    };
    let sections: Vec<_> = plan.sections.iter().filter(of_record).map(|section| section.span).collect();
    let (mut rows, mut text) = (BTreeSet::new(), BTreeSet::new());
    let mut before: Option<Id> = None;
    for mention in &plan.mentions {
        let Some((id, _)) = Id::of(&mention.id) else { continue };
        let all = match (&before, mention.joint) {
            (Some(first), crate::project::Joint::Range) => first.up_to(&id),
            _ => vec![id.clone()],
        };
        before = Some(id);
        match mention.place {
            Place::Row(..) => rows.extend(all),
            Place::Cell if own => {}
            _ if own && sections.iter().any(|section| section.contains(mention.span)) => {}
            _ => text.extend(all),
        }
    }
    (rows, text)
}

/// Ids in the names of tests and functions: `test_d3_no_key`, `testD3NoKey`.
fn in_tests(plan: &Member) -> BTreeSet<Id> {
    let texts = plan.rows().flat_map(|row| {
        let tests = row.tests.as_ref().map(|tests| tests.text.text.as_str());
        let paths = row.paths.iter().map(|path| path.text.as_str());
        tests.into_iter().chain(row.symbols.as_ref().map(|symbols| symbols.text.as_str())).chain(paths)
    });
    let mut found = BTreeSet::new();
    for text in texts {
        for word in text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-') {
            // `testD3NoKey`: parts begin with a capital.
            let starts =
                word.char_indices().filter(|(at, c)| *at == 0 || c.is_ascii_uppercase() || *c == '-');
            for (start, c) in starts {
                let part = word.get(start + usize::from(c == '-')..).unwrap_or_default();
                let digit = part.find(|c: char| c.is_ascii_digit()).unwrap_or(part.len());
                let digits = part.bytes().skip(digit).take_while(u8::is_ascii_digit).count();
                found.extend(part.get(..digit + digits).and_then(Id::of).map(|(id, _)| id));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect_project, silent_project};

    const TABLE: &str = "| ID | Decision | Status | Invariant? |\n|--|--|--|--|\n| D1 | a | Accepted | Y |\n| D2 | b | Done | N |\n";
    const PLAN: &str = "==> p.md <==\n# P for [a](a.md)\n\n| file | op | functions | tests |\n|--|--|--|--|\n| src/a.py | add | Seals (D1) | n/a |\n| src/b.py | add | Counts (D2) | n/a |\n";

    #[test]
    fn an_invariant_that_no_plan_names_is_told() {
        expect_project(
            &RULE,
            &format!(
                "==> a.md <==\n# A\n\n{TABLE}| D3 | c | Accepted | Y |
  ^^ hint: no plan names D3, which is an invariant
| D4 | c | Proposed | Y |\n| D5 | c | Accepted | N |\n{PLAN}"
            ),
        );
        // The plan stands in its record.
        let rows = PLAN.split_once("\n\n").unwrap().1;
        expect_project(
            &RULE,
            &format!(
                "==> a.md <==\n# A\n\n## Summary\n\nInvariants (D1, D3)\n\n## Decisions\n\n{TABLE}| D3 | c | Accepted | Y |
  ^^ hint: no plan names D3, which is an invariant
\n## Patch plan\n\n{rows}"
            ),
        );
    }

    #[test]
    fn whatever_names_it_or_may_come_is_silent() {
        let record = format!("==> a.md <==\n# A\n\n{TABLE}| D3 | c | Accepted | Y |\n");
        let row = |text: &str| format!("{record}{PLAN}{text}");
        let phases = "\n## Phases\n\n1. Phase 1: One\n2. Phase 2: Two\n";
        silent_project(
            &RULE,
            &[
                &row("| src/c.py | add | (D3) | n/a |\n"),
                &row("| src/c.py | add | x | test_d3_holds |\n"),
                &row("| src/c.py | add | x | `checkD3Holds` |\n"),
                &row("| src/c.py | add | `D3` | n/a |\n"),
                &row("\nD1–D3 are all here.\n"),
                // Another plan has it, or will have it, or there is none.
                &format!("{record}{PLAN}{}", PLAN.replace("p.md", "q.md").replace("D2", "D3")),
                &format!("{record}{phases}{}", PLAN.replace("# P", "# Phase 1: P")),
                &record,
                // Ids are not cited here, or most invariants are not.
                &format!("{record}{}", PLAN.replace("(D1)", "").replace("(D2)", "")),
                &format!("{record}{}", PLAN.replace("(D1)", "")),
                &format!("{record}| D4 | d | Accepted | Y |\n| D5 | e | Accepted | Y |\n{PLAN}"),
                &format!(
                    "{}{PLAN}",
                    record.replace("| D3 | c | Accepted |", "| D3 | c | Superseded by D1 |")
                ),
            ],
        );
    }
}
