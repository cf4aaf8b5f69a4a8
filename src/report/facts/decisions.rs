//! Decisions over all records, how far each is carried out, and what leads from it to files and tests.

use super::anchors::Anchors;
use super::plans::{Seen, seen};
use super::{House, Link, Listed, Share, Text, listed, rank, shares, shown};
use crate::project::{Standing, Via};
use crate::render::trace::{TracedDecision, TracedRow};
use serde::Serialize;
use std::collections::HashMap;

/// A decision.
#[derive(Debug, Serialize)]
pub struct Row {
    anchor: String,
    repository: String,
    /// As its table calls it; empty where it has no id.
    name: String,
    statement: Text,
    rationale: Text,
    status: String,
    /// The schema's word for the status.
    canonical: String,
    invariant: bool,
    /// How far it is carried out; empty where it has no id to be traced by.
    state: &'static str,
    source: Link,
    /// Its record on this page.
    record: Link,
    /// What carries it out.
    carriers: Vec<Link>,
    /// Whether only whole plans cite it, and none of their rows.
    by_plan: bool,
    #[serde(skip)]
    key: (usize, String, usize),
}

/// A decision with all that carries it out.
#[derive(Debug, Serialize)]
pub struct Traced {
    repository: String,
    decision: Link,
    record: String,
    statement: Text,
    state: &'static str,
    steps: Vec<Step>,
    /// Rows that are not shown.
    more: usize,
}

/// A row that carries a decision out, or a plan that cites it as a whole.
#[derive(Debug, Serialize)]
struct Step {
    row: Link,
    op: &'static str,
    state: &'static str,
    files: Vec<Seen>,
    tests: Vec<Seen>,
    names: Vec<String>,
}

/// How far each decision is, by repository, record and line.
pub struct States<'r> {
    traced: HashMap<(usize, &'r str, usize), &'r TracedDecision>,
    totals: Vec<[usize; 6]>,
}

/// Rows that are shown of one decision.
const STEPS: usize = 40;

impl<'r> States<'r> {
    /// Reads the traces.
    pub fn of(houses: &[House<'r>]) -> Self {
        let mut states = Self { traced: HashMap::new(), totals: Vec::new() };
        for House { at, it, .. } in houses {
            for traced in &it.trace {
                states.traced.insert((*at, &traced.record, traced.line), traced);
            }
            let mut totals = [0; 6];
            for document in &it.documents {
                for decision in &document.decisions {
                    let state = states.get(*at, &document.path, decision.line).map(|traced| traced.state);
                    if let Some(count) = totals.get_mut(usize::from(place(state))) {
                        *count += 1;
                    }
                }
            }
            states.totals.push(totals);
        }
        states
    }

    /// What carries a decision out.
    pub fn get(&self, repository: usize, record: &str, line: usize) -> Option<&'r TracedDecision> {
        self.traced.get(&(repository, record, line)).copied()
    }

    /// All decisions.
    pub fn total(&self) -> usize {
        self.totals.iter().flatten().sum()
    }

    /// Decisions by how far they are: of one repository, or of all.
    pub fn shares(&self, repository: Option<usize>) -> Vec<Share> {
        let wanted = self.totals.iter().enumerate().filter(|(at, _)| repository.is_none_or(|it| it == *at));
        let mut sum = [0; 6];
        for (_, totals) in wanted {
            sum.iter_mut().zip(totals).for_each(|(sum, count)| *sum += count);
        }
        let words = Standing::ALL.map(Standing::word).into_iter().chain(["no id"]);
        shares(words.map(str::to_owned).zip(sum))
    }
}

/// Where a standing is counted.
fn place(standing: Option<Standing>) -> u8 {
    let at = standing.and_then(|it| Standing::ALL.iter().position(|other| *other == it));
    u8::try_from(at.unwrap_or(5)).unwrap_or(5)
}

/// Every decision; what carries it out comes later, once the places of rows are known.
pub fn rows(houses: &[House<'_>], states: &States<'_>, anchors: &mut Anchors, limit: usize) -> Listed<Row> {
    let mut all = Vec::new();
    for House { at, it, name, sources } in houses {
        for document in &it.documents {
            for decision in &document.decisions {
                let (path, line) = (&document.path, decision.line);
                let traced = states.get(*at, path, line);
                let text = |part, text: &Option<String>| sources.text(path, line, part, text.as_ref());
                let status = decision.status.as_ref();
                let row = Row {
                    anchor: String::new(),
                    repository: name.clone(),
                    name: decision.id.as_deref().map(shown).unwrap_or_default(),
                    statement: text("statement", &decision.statement),
                    rationale: text("rationale", &decision.rationale),
                    status: status.map(|status| shown(&status.text)).unwrap_or_default(),
                    canonical: status.and_then(|it| it.canonical.as_deref()).map(shown).unwrap_or_default(),
                    invariant: decision.invariant == Some(true),
                    state: traced.map_or("", |traced| traced.state.word()),
                    source: sources.place(path, line),
                    record: Link { text: shown(path), href: None },
                    carriers: Vec::new(),
                    by_plan: traced.is_some_and(|traced| traced.via == Some(Via::Plan)),
                    key: (*at, path.clone(), line),
                };
                let rank = rank(traced.map(|traced| traced.state)) * 2 + u8::from(!row.invariant);
                all.push((rank, row));
            }
        }
    }
    let mut rows = listed(all, limit);
    for row in &mut rows.items {
        let line = row.key.2.to_string();
        let id = if row.name.is_empty() { &line } else { &row.name };
        row.anchor = anchors.name("d", &row.repository, &[&row.key.1, id]);
        anchors.put(row.key.0, &row.key.1, row.key.2, &row.anchor);
    }
    rows
}

/// Adds what carries each decision out.
pub fn linked(
    mut rows: Listed<Row>,
    houses: &[House<'_>],
    states: &States<'_>,
    anchors: &Anchors,
) -> Listed<Row> {
    for row in &mut rows.items {
        let (at, path, line) = &row.key;
        row.record.href = anchors.of(*at, path, 0);
        let (Some(traced), Some(house)) = (states.get(*at, path, *line), houses.get(*at)) else { continue };
        row.carriers = match row.by_plan {
            true => traced.plans.iter().map(|plan| place_of(house, anchors, &plan.path, 0)).collect(),
            false => traced.rows.iter().map(|row| place_of(house, anchors, &row.plan, row.line)).collect(),
        };
    }
    rows
}

/// A row or plan on this page, else in its source.
pub fn place_of(house: &House<'_>, anchors: &Anchors, path: &str, line: usize) -> Link {
    let text = if line == 0 { shown(path) } else { shown(&format!("{path}:{line}")) };
    let href = anchors.of(house.at, path, line).or_else(|| house.sources.url(path, line));
    Link { text, href }
}

/// Every decision with an id, and the rows, files and tests that it leads to.
pub fn trace(houses: &[House<'_>], anchors: &Anchors, limit: usize) -> Listed<Traced> {
    let mut all = Vec::new();
    for house in houses {
        for traced in &house.it.trace {
            let rows = traced.rows.iter().map(|row| step(house, anchors, row));
            let plans = traced.plans.iter().filter(|_| traced.via != Some(Via::Row));
            let plans = plans.map(|plan| Step {
                row: place_of(house, anchors, &plan.path, 0),
                op: "",
                state: "",
                files: Vec::new(),
                tests: Vec::new(),
                names: Vec::new(),
            });
            let mut steps: Vec<Step> = rows.chain(plans).collect();
            let more = steps.len().saturating_sub(STEPS);
            steps.truncate(STEPS);
            let (path, line) = (&traced.record, traced.line);
            let href = anchors.of(house.at, path, line).or_else(|| house.sources.url(path, line));
            let row = Traced {
                repository: house.name.clone(),
                decision: Link { text: shown(&traced.decision), href },
                record: shown(path),
                statement: house.sources.text(path, line, "statement", traced.statement.as_ref()),
                state: traced.state.word(),
                steps,
                more,
            };
            all.push((rank(Some(traced.state)), row));
        }
    }
    listed(all, limit)
}

fn step(house: &House<'_>, anchors: &Anchors, row: &TracedRow) -> Step {
    Step {
        row: place_of(house, anchors, &row.plan, row.line),
        op: row.op.map_or("", crate::project::Operation::word),
        state: row.state.word(),
        files: row.files.iter().map(|path| seen(house, path)).collect(),
        tests: row.tests.iter().map(|path| seen(house, path)).collect(),
        names: row.names.iter().map(|name| shown(name)).collect(),
    }
}
