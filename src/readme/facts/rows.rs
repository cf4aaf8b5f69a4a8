//! The rows of the plans in force, file by file.
//!
//! In force is every row that is not put off, of a plan whose record was not superseded or rejected. What a
//! row calls open, and what the tree does not have, is planned.

use super::roles::{Part, part};
use super::setup::Named;
use super::{Documents, Read};
use crate::project::{Found, Operation, Project, Row, State};
use crate::readme::links::link;
use crate::render::show::ShownBudget;
use std::collections::HashSet;

/// A file of a row in force.
#[derive(Debug)]
pub struct InForce<'p> {
    /// The number of its document.
    pub member: usize,
    /// The row.
    pub row: &'p Row,
    /// The packages that it names.
    pub packages: &'p [String],
    /// What it limits.
    pub budgets: &'p [ShownBudget],
    /// The file's path from the root of the project.
    pub path: String,
    /// What stands there; of what `.gitignore` leaves out, nothing is known.
    pub found: Found,
    /// What the file is to a newcomer.
    pub part: Part,
    /// Whether the row or the tree says that the file is still to come.
    pub planned: bool,
    /// The functions/APIs cell.
    pub cell: &'p str,
}

/// Decisions of these statuses carry nothing any more.
const GONE: &[&str] = &["superseded", "rejected", "deprecated"];

/// The files of all rows in force, in order.
pub fn rows<'p>(project: &'p Project<'_>, documents: &'p Documents) -> Vec<InForce<'p>> {
    let mut all = Vec::new();
    let taken = taken(project);
    for (member, it) in project.members.iter().enumerate().filter(|(at, _)| is_in_force(project, *at)) {
        let Some(read) = documents.get(&it.path) else { continue };
        for (at, row) in it.rows().enumerate().filter(|(_, row)| row.is_live() && !row.shifted) {
            let paths = match row.operation {
                Some(Operation::Delete) => &[][..],
                Some(Operation::Rename) => row.paths.get(1..).unwrap_or_default(),
                _ => &row.paths,
            };
            for path in paths {
                let Some(target) = project.target(member, &path.text) else { continue };
                let ignored = project.outside.ignored(&target.path);
                // What `.gitignore` leaves out is there on one machine and not on another.
                let found = if ignored { Found::Unknown } else { target.found };
                let undone = row.state == State::Open || found == Found::Missing;
                if found == Found::Directory || found == Found::Missing && taken.contains(&target.path) {
                    continue;
                }
                all.push(InForce {
                    member,
                    row,
                    packages: read.packages_of(at),
                    budgets: read.budgets_of(at),
                    path: target.path.clone(),
                    found,
                    part: part(&target.path),
                    planned: undone,
                    cell: row.symbols.as_ref().map_or("", |cell| cell.text.as_str()),
                });
            }
        }
    }
    all
}

impl Read {
    fn packages_of(&self, row: usize) -> &[String] {
        self.packages.get(row).map(Vec::as_slice).unwrap_or_default()
    }

    fn budgets_of(&self, row: usize) -> &[ShownBudget] {
        let rows = self.shown.plan.as_ref().map(|plan| plan.rows.as_slice()).unwrap_or_default();
        rows.get(row).map(|row| row.budgets.as_slice()).unwrap_or_default()
    }
}

/// Whether nobody took back what a plan carries out.
fn is_in_force(project: &Project<'_>, member: usize) -> bool {
    let Some(record) = project.records_of(member).first().and_then(|it| project.member(it.record)) else {
        return true;
    };
    let is_gone = |status: &Option<String>| status.as_deref().is_some_and(|status| GONE.contains(&status));
    record.decisions.is_empty() || !record.decisions.iter().all(|decision| is_gone(&decision.canonical))
}

/// The places that live rows take something away from.
fn taken(project: &Project<'_>) -> HashSet<String> {
    let rows = project.rows().filter(|(_, row)| row.is_live());
    let paths = rows.flat_map(|(at, row)| {
        let taken = match row.operation {
            Some(Operation::Delete) => row.paths.as_slice(),
            Some(Operation::Rename) => row.paths.get(..1).unwrap_or_default(),
            _ => &[],
        };
        taken.iter().filter_map(move |path| project.target(at.member, &path.text))
    });
    paths.map(|target| target.path.clone()).collect()
}

impl InForce<'_> {
    /// The file, as it is told.
    pub fn named(&self, folder: &str) -> Named {
        let about = self.cell.trim().trim_end_matches('.').trim();
        let says = about.contains(char::is_alphabetic)
            && !matches!(about.to_lowercase().as_str(), "n/a" | "none" | "tbd");
        Named {
            path: self.path.clone(),
            link: link(folder, &self.path),
            planned: self.planned,
            about: says.then(|| about.to_owned()),
        }
    }
}

/// Whether a budget is about starting up or about memory as such.
pub fn is_expected(budget: &ShownBudget) -> bool {
    let words = [&budget.metric, &budget.tail]
        .into_iter()
        .flatten()
        .map(|text| text.to_lowercase())
        .collect::<Vec<_>>();
    let has = |list: &[&str]| {
        let mut all = words.iter().flat_map(|text| text.split(|c: char| !(c.is_alphanumeric() || c == '-')));
        all.any(|word| list.contains(&word))
    };
    let unit = budget.unit.as_deref().unwrap_or_default();
    let is_time = matches!(unit, "ns" | "us" | "ms" | "s" | "min" | "h");
    let is_memory = unit.to_lowercase().ends_with('b');
    let starts = &[
        "start",
        "starts",
        "startup",
        "start-up",
        "boot",
        "launch",
        "init",
        "initialization",
        "initialisation",
        "load",
        "warmup",
        "warm-up",
        "ready",
    ];
    let memory = &["mem", "memory", "ram", "rss", "heap", "footprint"];
    budget.per.is_none() && !budget.delta && (is_time && has(starts) || is_memory && has(memory))
}
