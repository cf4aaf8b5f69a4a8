//! From documents and projects to the data of a report; what other commands give as data is taken from
//! them.

use super::fragment::reads_as;
use super::model::{Fragment, Phase, Progress};
use crate::model::{Document, Value};
use crate::project::{Member, Plan, Project, State};
use crate::render::trace::{Named, TracedPlan};

/// Longer texts keep no markup: nobody reads them in a table.
const LONGEST: usize = 4000;

/// The texts of a document that have markup; `path` is how it is called.
pub fn fragments(document: &Document<'_>, path: &str) -> Vec<Fragment> {
    let mut found = Vec::new();
    let mut take = |line: usize, part: &str, value: Option<&Value<'_>>| {
        let Some(value) = value else { return };
        // In a table a bar that ends no cell is written with a backslash, whatever it stands in.
        let source = document.source.slice(value.span).trim().replace("\\|", "|");
        // Of an item of a list the place is that of all its words.
        if source != *value.text && source.len() <= LONGEST && reads_as(&source, &value.text) {
            let (path, part) = (path.to_owned(), part.to_owned());
            found.push(Fragment { path, line, part, markdown: source });
        }
    };
    for decision in document.all_decisions() {
        let line = document.source.line(decision.span.start);
        take(line, "statement", decision.statement.as_ref());
        take(line, "rationale", decision.rationale.as_ref());
    }
    for risk in document.risks.iter().flat_map(|risks| &risks.items) {
        let line = document.source.line(risk.span.start);
        take(line, "title", Some(&risk.title));
        take(line, "mitigation", risk.mitigation.as_ref());
    }
    found
}

/// Every plan of a project.
pub fn plans(named: Named<'_>) -> Vec<TracedPlan> {
    let with_plans = named.project.members.iter().enumerate().filter(|(_, member)| !member.plans.is_empty());
    with_plans.filter_map(|(at, _)| named.plan(at)).collect()
}

/// Every phase of the records of a project.
pub fn phases(named: Named<'_>) -> Vec<Phase> {
    let project = named.project;
    let mut phases = Vec::new();
    for (record, member) in project.members.iter().enumerate() {
        for phase in &member.phases {
            let mut found = Phase {
                record: (named.name)(&member.path),
                id: phase.id.clone(),
                title: phase.title.text.clone(),
                line: phase.line,
                done: phase.done,
                plans: Vec::new(),
                rows: Progress::default(),
            };
            for (path, plan) in plans_of(project, record, phase.id.as_deref()) {
                let path = (named.name)(path);
                if found.plans.last() != Some(&path) {
                    found.plans.push(path);
                }
                plan.rows.iter().for_each(|row| found.rows.add(row.state));
            }
            phases.push(found);
        }
    }
    phases
}

/// The plans of a record that name a phase.
fn plans_of<'p>(
    project: &'p Project<'_>,
    record: usize,
    phase: Option<&'p str>,
) -> impl Iterator<Item = (&'p str, &'p Plan)> {
    // A record may hold its own plans.
    let others = project.plans_of(record).map(|(plan, _)| plan).filter(move |plan| *plan != record);
    let members = others.chain([record]).filter_map(|at| project.member(at));
    let names = move |plan: &&Plan| match (phase, plan.phase.as_ref()) {
        (Some(phase), Some(named)) => named.text.eq_ignore_ascii_case(phase),
        _ => false,
    };
    members.flat_map(move |member: &Member| {
        member.plans.iter().filter(names).map(|plan| (member.path.as_str(), plan))
    })
}

impl Progress {
    /// Counts a row.
    pub const fn add(&mut self, state: State) {
        match state {
            State::Done => self.done += 1,
            State::Open => self.open += 1,
            State::Deferred => self.deferred += 1,
            State::Unsaid => self.unsaid += 1,
        }
    }

    /// All rows.
    pub const fn total(&self) -> usize {
        self.done + self.open + self.deferred + self.unsaid
    }
}
