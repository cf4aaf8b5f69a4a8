//! Patch plans with their rows.

use super::anchors::Anchors;
use super::decisions::place_of;
use super::{House, Link, Listed, Share, listed, shares, shown};
use crate::project::{Found, Operation, State};
use crate::render::show::ShownRow;
use crate::render::trace::{PlanRow, TracedPath};
use serde::Serialize;
use std::collections::HashMap;

/// A plan.
#[derive(Debug, Serialize)]
pub struct Plan {
    anchor: String,
    repository: String,
    title: String,
    path: Link,
    record: Option<Link>,
    reason: String,
    states: Vec<Share>,
    rows: Vec<Row>,
    total: usize,
    hidden: usize,
    /// Whether some row says how far it is.
    tracked: bool,
}

/// A row of a plan.
#[derive(Debug, Serialize)]
struct Row {
    anchor: String,
    files: Vec<Seen>,
    /// The file cell, where it names no path.
    words: String,
    op: String,
    state: &'static str,
    tests: Vec<Seen>,
    names: Vec<String>,
    /// The tests cell, where it names neither a path nor a function.
    tests_text: String,
    budgets: Vec<String>,
    level: String,
    risk: String,
    decisions: Vec<Link>,
    source: Link,
    line: usize,
}

/// A path and what stands there.
#[derive(Debug, Serialize)]
pub struct Seen {
    path: String,
    found: &'static str,
    href: Option<String>,
}

/// A path that a row names.
pub fn seen(house: &House<'_>, path: &TracedPath) -> Seen {
    let found = match path.found {
        Found::File => "file",
        Found::Directory => "directory",
        Found::Missing => "missing",
        Found::Unknown => "unknown",
    };
    let href = if path.found == Found::File { house.sources.url(&path.path, 1) } else { None };
    Seen { path: shown(&path.path), found, href }
}

/// Rows by how far they are.
pub fn states(houses: &[House<'_>]) -> Vec<Share> {
    let rows = houses.iter().flat_map(|house| &house.it.plans).flat_map(|plan| &plan.rows);
    of_rows(rows.map(|row| row.row.state))
}

/// Shares of states in the order of work.
pub fn of_rows(states: impl Iterator<Item = State>) -> Vec<Share> {
    const ALL: [State; 4] = [State::Done, State::Open, State::Deferred, State::Unsaid];
    let mut counts = [0; 4];
    for state in states {
        counts.iter_mut().zip(ALL).filter(|(_, other)| *other == state).for_each(|(count, _)| *count += 1);
    }
    shares(ALL.map(|state| state.word().to_owned()).into_iter().zip(counts))
}

/// Every plan. The rows of all of them together are at most `limit`.
pub fn plans(houses: &[House<'_>], anchors: &mut Anchors, limit: usize) -> Listed<Plan> {
    let all: Vec<_> =
        houses.iter().flat_map(|house| house.it.plans.iter().map(move |plan| (house, plan))).collect();
    let open = |row: &PlanRow| u8::from(row.row.state != State::Open);
    let rows = all
        .iter()
        .enumerate()
        .flat_map(|(at, (_, plan))| plan.rows.iter().map(move |row| (open(row), (at, row))));
    let mut kept: HashMap<usize, Vec<&PlanRow>> = HashMap::new();
    for (at, row) in listed(rows.collect(), limit).items {
        kept.entry(at).or_default().push(row);
    }
    let rank = |at: usize| u8::from(!kept.contains_key(&at));
    let chosen = listed(all.iter().enumerate().map(|(at, plan)| (rank(at), (at, *plan))).collect(), limit);
    let Listed { items, total, hidden } = chosen;
    let items = items.into_iter().map(|(at, (house, plan))| {
        let document = house.it.documents.iter().find(|document| document.path == plan.path);
        let as_shown: HashMap<usize, &ShownRow> = document
            .and_then(|document| document.plan.as_ref())
            .map(|plan| plan.rows.iter().map(|row| (row.line, row)).collect())
            .unwrap_or_default();
        let anchor = anchors.name("plan", &house.name, &[&plan.path]);
        let of_plan = kept.get(&at).map(Vec::as_slice).unwrap_or_default();
        let rows: Vec<Row> = of_plan
            .iter()
            .map(|row| one(house, &plan.path, row, as_shown.get(&row.row.line).copied(), anchors))
            .collect();
        Plan {
            anchor,
            repository: house.name.clone(),
            title: document.and_then(|document| document.title.as_deref()).map(shown).unwrap_or_default(),
            path: house.sources.place(&plan.path, 1).named(&plan.path),
            record: plan.record.as_ref().map(|record| place_of(house, anchors, &record.path, 0)),
            reason: plan.record.as_ref().map(|record| shown(&record.reason)).unwrap_or_default(),
            states: of_rows(plan.rows.iter().map(|row| row.row.state)),
            total: plan.rows.len(),
            hidden: plan.rows.len() - rows.len(),
            tracked: plan.rows.iter().any(|row| row.row.state != State::Unsaid),
            rows,
        }
    });
    Listed { items: items.collect(), total, hidden }
}

fn one(
    house: &House<'_>,
    path: &str,
    row: &PlanRow,
    as_shown: Option<&ShownRow>,
    anchors: &mut Anchors,
) -> Row {
    let PlanRow { row, decisions } = row;
    let line = row.line.to_string();
    let first = as_shown.and_then(|row| row.paths.first());
    let anchor = anchors.name("row", &house.name, &[path, first.unwrap_or(&line)]);
    anchors.put(house.at, path, row.line, &anchor);
    let mut files: Vec<Seen> = row.files.iter().map(|file| seen(house, file)).collect();
    if files.is_empty() {
        // What leads outside of the project was not looked at.
        let paths = as_shown.map(|row| row.paths.as_slice()).unwrap_or_default();
        files.extend(paths.iter().map(|path| Seen { path: shown(path), found: "unknown", href: None }));
    }
    let cell = as_shown.and_then(|row| row.tests.as_ref());
    let plain = cell.filter(|cell| row.tests.is_empty() && row.names.is_empty() && !cell.none);
    let risk = as_shown.and_then(|row| row.risk.as_ref());
    Row {
        anchor,
        files,
        words: as_shown.and_then(ShownRow::words_for_files).map(shown).unwrap_or_default(),
        op: row.op.map_or_else(
            || as_shown.and_then(|row| row.op.as_ref()).map(|op| shown(&op.text)).unwrap_or_default(),
            |op| Operation::word(op).to_owned(),
        ),
        state: row.state.word(),
        tests: row.tests.iter().map(|test| seen(house, test)).collect(),
        names: row.names.iter().map(|name| shown(name)).collect(),
        tests_text: plain.map(|cell| shown(&cell.text)).unwrap_or_default(),
        budgets: as_shown
            .map(|row| row.budgets.iter().map(|it| shown(&it.text)).collect())
            .unwrap_or_default(),
        level: risk.and_then(|risk| risk.level.as_deref()).map(shown).unwrap_or_default(),
        risk: risk.map(|risk| shown(&risk.text)).unwrap_or_default(),
        decisions: decisions
            .iter()
            .map(|it| Link { text: shown(&it.decision), href: anchors.of(house.at, &it.record, it.line) })
            .collect(),
        source: house.sources.place(path, row.line),
        line: row.line,
    }
}

impl Link {
    /// The same place under another name.
    fn named(self, text: &str) -> Self {
        Self { text: shown(text), ..self }
    }
}
