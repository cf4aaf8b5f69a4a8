//! From decisions to the rows that carry them out, the files that these touch and the tests that prove
//! them; and back from a file to all that governs it.
//!
//! A decision is carried out by rows that cite it by its id, in any cell. Where no row does, the plans
//! that cite it around their tables carry it out as a whole: weaker, since nobody says which of their
//! rows it is, and kept apart for that. What the tree holds is seen as it is now; history is not asked.

use super::citations::citations;
use super::{Below, Found, Operation, Project, Row, RowAt, State, Text, is_file_name};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// How far a decision is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// All its rows are done, and their files and tests are there.
    Done,
    /// No row says that it is open, and what those without a state name is there.
    Covered,
    /// Some row is open, or names what is not there yet.
    Planned,
    /// A row that is done names a file or test that is missing.
    Broken,
    /// No row and no plan of its record cites it, or all such rows were put off.
    Uncovered,
}

impl Standing {
    /// Every one of them, in order.
    pub const ALL: [Self; 5] = [Self::Done, Self::Covered, Self::Planned, Self::Broken, Self::Uncovered];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Covered => "covered",
            Self::Planned => "planned",
            Self::Broken => "broken",
            Self::Uncovered => "uncovered",
        }
    }
}

/// What leads from a decision to its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Via {
    /// The rows cite it.
    Row,
    /// Their plan cites it, and no row does.
    Plan,
}

/// A decision and what carries it out.
#[derive(Debug, Clone)]
pub struct Traced {
    /// Number of the record.
    pub record: usize,
    /// Number of the decision in it.
    pub decision: usize,
    /// How far it is.
    pub standing: Standing,
    /// What leads to its rows; `None` where it is uncovered.
    pub via: Option<Via>,
    /// The rows that cite it, those put off included.
    pub rows: Vec<RowAt>,
    /// The documents whose plans cite it around their rows, with the first such line.
    pub plans: Vec<(usize, usize)>,
}

/// What carries out each decision of a project.
#[derive(Debug)]
pub struct Trace {
    /// Every decision that has an id, in order of the records.
    pub decisions: Vec<Traced>,
    by_row: BTreeMap<RowAt, Vec<usize>>,
    by_plan: HashMap<usize, Vec<usize>>,
}

/// A path that a row names, and what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The place, relative to the project's root.
    pub path: String,
    /// What stands there. Of a path that `.gitignore` leaves out, that stands for many, that another
    /// repository holds, or that ends the path of another file, nothing is known when it is not here.
    pub found: Found,
}

/// How a row is about a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Governed {
    /// It names it.
    Named,
    /// It names it as a test.
    Test,
    /// It names a folder above it.
    Above,
    /// It names something inside it.
    Inside,
}

impl Trace {
    /// Follows every decision of a project.
    pub fn of(project: &Project<'_>) -> Self {
        let mut trace = Self { decisions: Vec::new(), by_row: BTreeMap::new(), by_plan: HashMap::new() };
        let mut places = HashMap::new();
        for (record, member) in project.members.iter().enumerate() {
            for (decision, _) in member.decisions.iter().enumerate().filter(|(_, it)| it.id.is_some()) {
                places.insert((record, decision), trace.decisions.len());
                let (rows, plans) = (Vec::new(), Vec::new());
                let standing = Standing::Uncovered;
                trace.decisions.push(Traced { record, decision, standing, via: None, rows, plans });
            }
        }
        for cited in citations(project) {
            let Some(&at) = places.get(&(cited.record, cited.decision)) else { continue };
            let Some(traced) = trace.decisions.get_mut(at) else { continue };
            match cited.row {
                Some((plan, row)) => {
                    let row = RowAt { member: cited.member, plan, row };
                    if traced.rows.last() != Some(&row) {
                        traced.rows.push(row);
                        trace.by_row.entry(row).or_default().push(at);
                    }
                }
                None if traced.plans.last().is_some_and(|(plan, _)| *plan == cited.member) => {}
                None => {
                    traced.plans.push((cited.member, cited.line));
                    trace.by_plan.entry(cited.member).or_default().push(at);
                }
            }
        }
        let facts = Facts::of(project);
        for traced in &mut trace.decisions {
            (traced.standing, traced.via) = facts.standing(traced);
        }
        trace
    }

    /// The decisions that a row cites.
    pub fn of_row(&self, row: RowAt) -> impl Iterator<Item = &Traced> {
        self.by_row.get(&row).into_iter().flatten().filter_map(|&at| self.decisions.get(at))
    }

    /// The decisions that the plans of a document cite around their rows.
    pub fn of_plan(&self, member: usize) -> impl Iterator<Item = &Traced> {
        self.by_plan.get(&member).into_iter().flatten().filter_map(|&at| self.decisions.get(at))
    }
}

/// The files that a row names.
pub fn files(project: &Project<'_>, member: usize, row: &Row) -> Vec<Seen> {
    row.paths.iter().filter_map(|path| seen(project, member, path)).collect()
}

/// The paths in a row's tests cell.
pub fn tests(project: &Project<'_>, member: usize, row: &Row) -> Vec<Seen> {
    let paths = row.tests.iter().flat_map(|tests| &tests.paths);
    paths.filter_map(|path| seen_test(project, member, path)).collect()
}

/// A test of no file name may be a target of `make` or an address, so that it being nowhere says nothing.
fn seen_test(project: &Project<'_>, member: usize, path: &Text) -> Option<Seen> {
    let seen = seen(project, member, path)?;
    let sure = seen.found != Found::Missing || is_file_name(&path.text);
    Some(if sure { seen } else { Seen { found: Found::Unknown, ..seen } })
}

fn seen(project: &Project<'_>, member: usize, path: &Text) -> Option<Seen> {
    let target = project.target(member, &path.text)?;
    let unsure = || project.is_foreign(member) || project.outside.ignored(&target.path);
    let elsewhere = || {
        project.other_case(target).is_some()
            || matches!(project.below(&path.text, target), Some(Below::File(..)))
    };
    let found = if target.found == Found::Missing && (unsure() || elsewhere()) {
        Found::Unknown
    } else {
        target.found
    };
    Some(Seen { path: target.path.clone(), found })
}

/// The rows that are about a path of the project, and how, in order.
pub fn governing(project: &Project<'_>, path: &str) -> Vec<(RowAt, Governed)> {
    let below = |one: &str, other: &str| {
        other.strip_prefix(one).is_some_and(|rest| one.is_empty() || rest.starts_with('/')) && one != other
    };
    let rows = project.rows().filter_map(|(at, row)| {
        let how = |written: &Text, named: Governed| match &project.target(at.member, &written.text)?.path {
            own if own == path => Some(named),
            own if below(own, path) => Some(Governed::Above),
            own if below(path, own) => Some(Governed::Inside),
            _ => None,
        };
        let files = row.paths.iter().filter_map(|path| how(path, Governed::Named));
        let tests = row.tests.iter().flat_map(|tests| &tests.paths);
        Some((at, files.chain(tests.filter_map(|path| how(path, Governed::Test))).min()?))
    });
    rows.collect()
}

/// What the state of a row and the tree come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fact {
    /// It is done, and all is there.
    Done,
    /// It has no state, and all is there.
    There,
    /// It is open, or something is not there yet.
    Open,
    /// It is done, and something is missing.
    Missing,
}

/// What is asked of every row, made ready once.
struct Facts {
    /// Of live rows.
    rows: BTreeMap<RowAt, Fact>,
    /// Of the live rows of each document together.
    plans: HashMap<usize, BTreeSet<Fact>>,
}

impl Facts {
    fn of(project: &Project<'_>) -> Self {
        let taken = taken(project);
        let mut facts = Self { rows: BTreeMap::new(), plans: HashMap::new() };
        for (at, row) in project.rows().filter(|(_, row)| row.is_live()) {
            let fact = fact(project, at, row, &taken);
            facts.rows.insert(at, fact);
            facts.plans.entry(at.member).or_default().insert(fact);
        }
        facts
    }

    fn standing(&self, traced: &Traced) -> (Standing, Option<Via>) {
        let cited: BTreeSet<Fact> = traced.rows.iter().filter_map(|at| self.rows.get(at).copied()).collect();
        if !cited.is_empty() {
            return (together(&cited, Standing::Broken), Some(Via::Row));
        }
        let plans = traced.plans.iter().filter_map(|(member, _)| self.plans.get(member));
        let whole: BTreeSet<Fact> = plans.flatten().copied().collect();
        if whole.is_empty() {
            return (Standing::Uncovered, None);
        }
        // Which of the rows carries it out is not known, so a missing file of one breaks nothing.
        (together(&whole, Standing::Covered), Some(Via::Plan))
    }
}

/// What rows come to together; `missing` is what a missing file of a done row makes of them.
fn together(rows: &BTreeSet<Fact>, missing: Standing) -> Standing {
    let any = |fact| rows.contains(&fact);
    match () {
        () if any(Fact::Missing) && missing == Standing::Broken => Standing::Broken,
        () if any(Fact::Open) => Standing::Planned,
        () if any(Fact::Missing) => missing,
        () if any(Fact::There) => Standing::Covered,
        () => Standing::Done,
    }
}

/// The places that live rows take something away from.
fn taken(project: &Project<'_>) -> HashSet<String> {
    let rows = project.rows().filter(|(_, row)| row.is_live());
    let paths = rows.flat_map(|(at, row)| {
        let taken: &[Text] = match row.operation {
            Some(Operation::Delete) => &row.paths,
            Some(Operation::Rename) => row.paths.get(..1).unwrap_or_default(),
            _ => &[],
        };
        taken.iter().filter_map(move |path| project.target(at.member, &path.text))
    });
    paths.map(|target| target.path.clone()).collect()
}

fn fact(project: &Project<'_>, at: RowAt, row: &Row, taken: &HashSet<String>) -> Fact {
    if row.state == State::Open {
        return Fact::Open;
    }
    let is_done = row.state == State::Done;
    let needed = match row.operation {
        Some(Operation::Delete) => &[][..],
        Some(Operation::Rename) => row.paths.get(1..).unwrap_or_default(),
        _ => &row.paths,
    };
    let tests = row.tests.iter().flat_map(|tests| &tests.paths);
    let needed = needed.iter().filter_map(|path| seen(project, at.member, path));
    let away = needed.chain(tests.filter_map(|path| seen_test(project, at.member, path)));
    // What another row took away again was there.
    let away = away.filter(|seen| seen.found == Found::Missing && !taken.contains(&seen.path));
    let mut awaited = false;
    for missing in away {
        let is_open = |maker: RowAt| project.row(maker).is_some_and(|row| row.state != State::Done);
        // In a shifted row the cells may be others than they seem.
        if is_done && !row.shifted && !project.makers(&missing.path).any(is_open) {
            return Fact::Missing;
        }
        awaited = true;
    }
    let stays = |path: &Text| {
        project.target(at.member, &path.text).is_some_and(|target| target.found != Found::Missing)
    };
    let undone = !is_done && row.operation == Some(Operation::Delete) && row.paths.iter().any(stays);
    match () {
        () if awaited || undone => Fact::Open,
        () if is_done => Fact::Done,
        () => Fact::There,
    }
}

#[cfg(test)]
mod tests;
