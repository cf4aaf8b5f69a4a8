//! The documents of one project together: what each says, which belong to each other, and what
//! stands at the paths that they name.
//!
//! Knows no file system. What is to be known of the tree, of other files and of history is asked
//! through [`Outside`]; `cli` answers from the disk, tests from memory. Documents are kept as
//! [`Member`]s, which own what others need to know of them, so that texts can be let go.

mod aside;
mod citations;
mod claims;
mod fates;
mod foreign;
mod ids;
mod limits;
mod links;
pub mod measured;
mod member;
mod mentions;
mod named_sections;
mod near;
mod outside;
mod packages;
mod relate;
mod remarks;
mod resolve;
mod state;
mod strays;
mod trace;
mod tree;

pub use citations::{Citation, citations};
pub use claims::Claim;
pub use fates::is_file_name;
pub use ids::{Id, Numbered, Shape};
pub use limits::{About, Limit, Stated};
pub use links::{extension, link_readings, link_target, normalise, row_path};
pub use member::{Decision, Listed, Member, Operation, Phase, Plan, Row, Section, Tests, Text};
pub use mentions::{Joint, Mention, Place};
pub use named_sections::{NamedSection, Part};
pub use near::{Below, Near};
pub use outside::{Given, Outside, Past};
pub use packages::{is_package_list, package_form, packages as named_packages};
pub use relate::{Reason, Relation, share_word, words as title_words};
pub use resolve::{Base, Target, is_pattern};
pub use state::State;
pub use trace::{Governed, Seen, Standing, Trace, Traced, Via, files, governing, tests};
pub use tree::{Found, Tree};

use std::collections::HashMap;
use std::sync::OnceLock;

/// What a project's settings say about how its documents belong together.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ways<'a> {
    /// The project's root as a path of the repository; empty where they are the same.
    pub inside: &'a str,
    /// Folders from which paths in plans may start.
    pub prefixes: &'a [String],
    /// The record that a plan carries out, where the config says so.
    pub record_of: Option<&'a dyn RecordOf>,
}

/// Answers which record the config names for a plan.
pub trait RecordOf: std::fmt::Debug + Sync {
    /// The path of the record of the plan at a path; both relative to the project's root.
    fn record_of(&self, plan: &str) -> Option<String>;
}

/// All documents of one root.
#[derive(Debug)]
pub struct Project<'a> {
    /// The documents, by path.
    pub members: Vec<Member>,
    /// For each member the records that its plans carry out, the surest first.
    pub relations: Vec<Vec<Relation>>,
    /// Asks about the world outside of documents.
    pub outside: &'a dyn Outside,
    /// For each member the plans that carry it out, each with the place of the relation among its own.
    carriers: Vec<Vec<(usize, usize)>>,
    /// For each member what the paths of its rows lead to, by the path as written.
    targets: Vec<HashMap<String, Target>>,
    fates: OnceLock<fates::Fates>,
    foreign: Vec<bool>,
    /// For each member whether one of its paths leads to nothing.
    lacking: Vec<bool>,
    numbered: OnceLock<Vec<Numbered>>,
    strays: OnceLock<Vec<strays::Strays>>,
    names: OnceLock<near::Names>,
}

/// A row of a plan in a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowAt {
    /// Number of the document.
    pub member: usize,
    /// Number of the plan in it.
    pub plan: usize,
    /// Number of the row in that.
    pub row: usize,
}

impl<'a> Project<'a> {
    /// Brings documents together; they may come in any order.
    pub fn new(mut members: Vec<Member>, ways: Ways<'_>, outside: &'a dyn Outside) -> Self {
        members.sort_by(|a, b| a.path.cmp(&b.path));
        let relations = relate::relations(&members, ways);
        let targets = resolve::targets(&members, ways, outside);
        let mut carriers = vec![Vec::new(); members.len()];
        for (plan, relations) in relations.iter().enumerate() {
            for (at, relation) in relations.iter().enumerate() {
                if let Some(carriers) = carriers.get_mut(relation.record) {
                    carriers.push((plan, at));
                }
            }
        }
        let mut project = Self {
            members,
            relations,
            outside,
            carriers,
            targets,
            fates: OnceLock::new(),
            foreign: Vec::new(),
            lacking: Vec::new(),
            numbered: OnceLock::new(),
            strays: OnceLock::new(),
            names: OnceLock::new(),
        };
        let lacks = |targets: &HashMap<String, Target>| targets.values().any(|it| it.found == Found::Missing);
        project.lacking = project.targets.iter().map(lacks).collect();
        let (gone, there) = in_doubt(&project);
        outside.recall(&gone, &there);
        project.foreign = foreign::foreign(&project);
        project
    }

    /// Every row of every plan, in order.
    pub fn rows(&self) -> impl Iterator<Item = (RowAt, &Row)> {
        self.rows_of(|_| true)
    }

    fn rows_of(&self, wanted: impl Fn(usize) -> bool) -> impl Iterator<Item = (RowAt, &Row)> {
        let members = self.members.iter().enumerate().filter(move |(at, _)| wanted(*at));
        members.flat_map(|(member, it)| {
            it.plans.iter().enumerate().flat_map(move |(plan, it)| {
                it.rows.iter().enumerate().map(move |(row, it)| (RowAt { member, plan, row }, it))
            })
        })
    }

    /// The rows of documents that name a path with nothing there, in order; plans for other
    /// repositories left out. All others are of no interest to rules about missing files.
    pub fn rows_lacking(&self) -> impl Iterator<Item = (RowAt, &Row)> {
        self.rows_of(|member| self.lacks(member) && !self.is_foreign(member))
    }

    /// Whether one of the paths of a document's rows leads to nothing.
    fn lacks(&self, member: usize) -> bool {
        self.lacking.get(member).copied().unwrap_or_default()
    }

    /// The row at a place.
    pub fn row(&self, at: RowAt) -> Option<&Row> {
        self.members.get(at.member)?.plans.get(at.plan)?.rows.get(at.row)
    }

    /// The decisions of each document by their ids.
    pub fn numbered(&self) -> &[Numbered] {
        self.numbered.get_or_init(|| self.members.iter().map(Numbered::of).collect())
    }

    /// Whether a document's plan seems to be for another repository. Then one rule says so once, and
    /// the others about single paths are silent.
    pub fn is_foreign(&self, member: usize) -> bool {
        self.foreign.get(member).copied().unwrap_or_default()
    }

    /// Whether a path of a document may count from a folder, or belong to a repository, that nobody
    /// told of, as other paths of the same document do.
    pub fn may_stray(&self, member: usize, path: &Text) -> bool {
        let all = || (0..self.members.len()).map(|at| strays::Strays::of(self, at)).collect();
        self.strays.get_or_init(all).get(member).is_some_and(|strays| strays.include(path))
    }

    /// An existing file that a path with no file may have meant.
    pub fn nearest(&self, path: &str) -> Option<Near> {
        self.names().nearest(path)
    }

    fn names(&self) -> &near::Names {
        self.names.get_or_init(|| near::Names::of(self.outside))
    }

    /// The number of the document at a path.
    pub fn at(&self, path: &str) -> Option<usize> {
        self.members.binary_search_by(|member| member.path.as_str().cmp(path)).ok()
    }

    /// The document with a number.
    pub fn member(&self, at: usize) -> Option<&Member> {
        self.members.get(at)
    }

    /// The records that the plans of a document carry out, the surest first.
    pub fn records_of(&self, member: usize) -> &[Relation] {
        self.relations.get(member).map(Vec::as_slice).unwrap_or_default()
    }

    /// The documents whose plans carry out a record, with the reason.
    pub fn plans_of(&self, record: usize) -> impl Iterator<Item = (usize, &Relation)> {
        let carriers = self.carriers.get(record).map(Vec::as_slice).unwrap_or_default();
        carriers.iter().filter_map(|&(plan, at)| Some((plan, self.relations.get(plan)?.get(at)?)))
    }

    /// Where a path that a plan row of a document names leads to.
    pub fn target(&self, member: usize, written: &str) -> Option<&Target> {
        self.targets.get(member)?.get(written)
    }
}

/// The paths of which history has to be asked, some perhaps twice: those that nothing stands at, and the
/// files that a row is still to add though they are there, with their plans.
fn in_doubt<'p>(project: &'p Project<'_>) -> (Vec<&'p str>, Vec<&'p str>) {
    let (mut gone, mut there) = (Vec::new(), Vec::new());
    for (at, row) in project.rows().filter(|(_, row)| row.is_live()) {
        let adds = row.stated && row.operation == Some(Operation::Add) && row.state != State::Done;
        if !adds && !project.lacks(at.member) {
            continue;
        }
        for path in row.paths.iter().chain(row.tests.iter().flat_map(|tests| &tests.paths)) {
            match project.target(at.member, &path.text) {
                Some(target) if target.found == Found::Missing => gone.extend(target.places()),
                Some(target) if adds && target.found == Found::File => {
                    there.push(target.path.as_str());
                    there.extend(project.member(at.member).map(|member| member.path.as_str()));
                }
                _ => {}
            }
        }
    }
    (gone, there)
}
