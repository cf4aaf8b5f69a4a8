//! Decisions, risks, phases and plans, with links to where they stand.

use super::{Documents, Read};
use crate::project::{Found, Member, Operation, Project, Row, State, Text, Trace};
use crate::readme::links::link;
use crate::render::show::ShownRow;
use serde::Serialize;
use std::collections::HashMap;

/// A document with decisions, risks or phases.
#[derive(Debug, Serialize)]
pub struct DesignRecord {
    /// The document.
    #[serde(flatten)]
    pub document: Reference,
    /// Its decisions.
    pub decisions: Vec<Decision>,
    /// Its risks.
    pub risks: Vec<Risk>,
    /// Its phases.
    pub phases: Vec<Phase>,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reference {
    /// Its path from the root of the project.
    pub path: String,
    /// A link to it.
    pub link: String,
    /// Its title, else its file name.
    pub title: String,
}

/// A decision.
#[derive(Debug, Serialize)]
pub struct Decision {
    /// Its id.
    pub id: Option<String>,
    /// What was decided.
    pub statement: Option<String>,
    /// Why.
    pub rationale: Option<String>,
    /// Its status as written.
    pub status: Option<String>,
    /// The schema's word for it.
    pub canonical: Option<String>,
    /// Whether it binds everything else.
    pub invariant: bool,
    /// How far it is carried out: `done`, `covered`, `planned`, `broken`, `uncovered`.
    pub standing: Option<&'static str>,
}

/// A risk.
#[derive(Debug, Serialize)]
pub struct Risk {
    /// What may happen.
    pub title: String,
    /// What is done about it.
    pub mitigation: Option<String>,
    /// How grave it is.
    pub level: Option<String>,
}

/// A phase.
#[derive(Debug, Serialize)]
pub struct Phase {
    /// Its number.
    pub id: Option<String>,
    /// Its title.
    pub title: String,
    /// Whether the record calls it done.
    pub done: bool,
    /// The plans that carry it out.
    pub plans: Vec<Plan>,
}

/// A patch plan.
#[derive(Debug, Clone, Serialize)]
pub struct Plan {
    /// The document.
    #[serde(flatten)]
    pub document: Reference,
    /// The phase that it names.
    pub phase: Option<String>,
    /// The record that it carries out.
    pub record: Option<Reference>,
    /// Its rows, those that were put off left out.
    pub rows: Vec<PlanRow>,
    /// How many rows there are, those that were put off left out.
    pub total: usize,
    /// How many of them are called done.
    pub done: usize,
    /// How many say neither that they are done nor that they are not.
    pub unsaid: usize,
    /// How many are open, or do not say and name what is not there.
    pub planned: usize,
    /// How many were put off.
    pub deferred: usize,
}

/// A row of a plan.
#[derive(Debug, Clone, Serialize)]
pub struct PlanRow {
    /// How it is called: its paths.
    pub name: String,
    /// Its paths.
    pub paths: Vec<String>,
    /// `add`, `modify`, `delete`, `rename`; none where it does not say.
    pub op: Option<&'static str>,
    /// The functions/APIs cell.
    pub about: Option<String>,
    /// `done`, `open`, `unsaid`.
    pub state: &'static str,
    /// Its status as written.
    pub status: Option<String>,
    /// Whether it is open, or does not say and names what is not there.
    pub planned: bool,
    /// The clauses of its budget.
    pub budgets: Vec<String>,
    /// The level of its risk.
    pub risk: Option<String>,
}

/// Every document with decisions, risks or phases.
pub fn records(project: &Project<'_>, documents: &Documents, folder: &str) -> Vec<DesignRecord> {
    let trace = Trace::of(project);
    let standings: HashMap<(usize, usize), &'static str> = trace
        .decisions
        .iter()
        .map(|traced| ((traced.record, traced.decision), traced.standing.word()))
        .collect();
    let members = project.members.iter().enumerate();
    let records = members.filter_map(|(at, member)| {
        let Read { shown, .. } = documents.get(&member.path)?;
        let decisions: Vec<Decision> = shown
            .decisions
            .iter()
            .enumerate()
            .map(|(number, it)| Decision {
                id: it.id.clone(),
                statement: it.statement.clone(),
                rationale: it.rationale.clone(),
                status: it.status.as_ref().map(|status| status.text.clone()),
                canonical: it.status.as_ref().and_then(|status| status.canonical.clone()),
                invariant: it.invariant == Some(true),
                standing: standings.get(&(at, number)).copied(),
            })
            .collect();
        let risks = shown.risks.iter().flat_map(|risks| &risks.items);
        let risks: Vec<Risk> = risks
            .map(|it| Risk {
                title: it.title.clone(),
                mitigation: it.mitigation.clone(),
                level: it.level.clone(),
            })
            .collect();
        let phases = phases(project, documents, at, folder);
        let is_some = !(decisions.is_empty() && risks.is_empty() && phases.is_empty());
        is_some.then(|| DesignRecord { document: reference(member, folder), decisions, risks, phases })
    });
    records.collect()
}

fn phases(project: &Project<'_>, documents: &Documents, record: usize, folder: &str) -> Vec<Phase> {
    let Some(member) = project.member(record) else { return Vec::new() };
    let carriers: Vec<usize> = project.plans_of(record).map(|(plan, _)| plan).collect();
    let phases = member.phases.iter().map(|phase| {
        let id = phase.id.as_deref();
        let mut own = carriers.iter().filter(|plan| id.is_some() && number(project, **plan).as_deref() == id);
        let mut seen = Vec::new();
        let plans = own.by_ref().filter_map(|&plan| {
            (!seen.contains(&plan)).then(|| seen.push(plan))?;
            self::plan(project, documents, plan, folder, false)
        });
        Phase {
            id: phase.id.clone(),
            title: phase.title.text.clone(),
            done: phase.done,
            plans: plans.collect(),
        }
    });
    phases.collect()
}

/// The number of the phase that a plan names.
fn number(project: &Project<'_>, plan: usize) -> Option<String> {
    let member = project.member(plan)?;
    let named = member.plans.iter().filter_map(|plan| plan.phase.as_ref()).map(|phase| phase.text.as_str());
    let text = named.chain(member.title.iter().map(|title| title.text.as_str())).find(|text| {
        text.to_lowercase().contains("phase") || text.starts_with(|c: char| c.is_ascii_digit())
    })?;
    let digits = text.split(|c: char| !(c.is_ascii_digit() || c == '.')).map(|part| part.trim_matches('.'));
    digits.filter(|part| !part.is_empty()).map(str::to_owned).next()
}

/// Every document with a plan.
pub fn plans(project: &Project<'_>, documents: &Documents, folder: &str, only_done: bool) -> Vec<Plan> {
    let all = 0..project.members.len();
    all.filter_map(|member| plan(project, documents, member, folder, only_done)).collect()
}

fn plan(
    project: &Project<'_>,
    documents: &Documents,
    at: usize,
    folder: &str,
    only_done: bool,
) -> Option<Plan> {
    let member = project.member(at).filter(|member| member.rows().next().is_some())?;
    let shown = documents.get(&member.path)?.shown.plan.as_ref();
    let live: Vec<(usize, &Row)> = member.rows().enumerate().filter(|(_, row)| row.is_live()).collect();
    let count = |state| live.iter().filter(|(_, row)| row.state == state).count();
    let (total, done, unsaid) = (live.len(), count(State::Done), count(State::Unsaid));
    let rows: Vec<PlanRow> = live
        .iter()
        .map(|(number, row)| self::row(project, at, row, shown.and_then(|plan| plan.rows.get(*number))))
        .collect();
    let planned = rows.iter().filter(|row| row.planned).count();
    let is_kept = |row: &PlanRow| !only_done || row.state == State::Done.word();
    let record = project.records_of(at).first().and_then(|it| project.member(it.record));
    Some(Plan {
        document: reference(member, folder),
        phase: member.plans.iter().find_map(|plan| plan.phase.as_ref()).map(|phase| phase.text.clone()),
        record: record.filter(|record| record.path != member.path).map(|record| reference(record, folder)),
        rows: rows.into_iter().filter(is_kept).collect(),
        total,
        done,
        unsaid,
        planned,
        deferred: member.rows().filter(|row| !row.is_live()).count(),
    })
}

fn row(project: &Project<'_>, member: usize, row: &Row, shown: Option<&ShownRow>) -> PlanRow {
    let missing = |path: &Text| {
        project
            .target(member, &path.text)
            .is_some_and(|target| target.found == Found::Missing && !project.outside.ignored(&target.path))
    };
    let needs = !matches!(row.operation, Some(Operation::Delete | Operation::Rename));
    PlanRow {
        name: row.name.clone(),
        paths: row.paths.iter().map(|path| path.text.clone()).collect(),
        op: row.operation.map(Operation::word),
        about: row.symbols.as_ref().map(|cell| cell.text.clone()).filter(|text| !text.is_empty()),
        state: row.state.word(),
        status: row.status.as_ref().map(|status| status.text.clone()),
        planned: row.state == State::Open
            || row.state != State::Done && needs && row.paths.iter().any(missing),
        budgets: shown.map(|row| row.budgets.iter().map(|it| it.text.clone()).collect()).unwrap_or_default(),
        risk: shown.and_then(|row| row.risk.as_ref()?.level.clone()),
    }
}

fn reference(member: &Member, folder: &str) -> Reference {
    let name = member.path.rsplit('/').next().unwrap_or(&member.path);
    Reference {
        path: member.path.clone(),
        link: link(folder, &member.path),
        title: member.title.as_ref().map_or_else(|| name.to_owned(), |title| title.text.clone()),
    }
}
