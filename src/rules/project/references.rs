//! Which decisions the ids in a document may mean; shared by the rules about references.

use crate::project::{Id, Joint, Mention, Numbered, Project, Shape};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// Letters of names of documents, of requirements, issues and figures: such an id need not be a
/// decision, although decisions here are numbered in the same way.
pub(super) const OTHERS: &[&str] = &[
    "ADR", "DDR", "RFC", "PEP", "REQ", "FR", "NFR", "US", "BUG", "ISSUE", "FIG", "TAB", "PR", "CVE", "TC",
    "Q",
];

/// The decisions of all records by id, read once each.
pub(super) struct Known<'p> {
    project: &'p Project<'p>,
    /// By the number of the document; empty where it is no record.
    numbered: &'p [Numbered],
    /// For each id the records that have it; asked for only where an id is none of its own document's.
    holders: OnceCell<BTreeMap<&'p Id, Vec<usize>>>,
    scopes: Vec<Vec<usize>>,
    /// Whether a record goes on with the numbers of those in scope of a document.
    continued: BTreeMap<(usize, usize), bool>,
}

impl<'p> Known<'p> {
    pub(super) fn new(project: &'p Project<'p>) -> Self {
        let numbered = project.numbered();
        let is_record = |at: &usize| numbered.get(*at).is_some_and(|numbered| !numbered.by_id.is_empty());
        let scope = |at: usize| {
            let mut scope = Vec::from_iter(Some(at).filter(is_record));
            let related = project.records_of(at).iter().map(|relation| relation.record);
            scope.extend(related.filter(|record| *record != at && is_record(record)));
            scope
        };
        let scopes = (0..project.members.len()).map(scope).collect();
        Self { project, numbered, holders: OnceCell::new(), scopes, continued: BTreeMap::new() }
    }

    /// The documents whose decisions the ids of a document mean: itself, and the records of its plan.
    pub(super) fn scope(&self, at: usize) -> &[usize] {
        self.scopes.get(at).map(Vec::as_slice).unwrap_or_default()
    }

    /// The decisions of a record.
    pub(super) fn numbered(&self, at: usize) -> &Numbered {
        static NONE: Numbered =
            Numbered { by_id: BTreeMap::new(), repeated: BTreeSet::new(), shapes: BTreeMap::new() };
        self.numbered.get(at).unwrap_or(&NONE)
    }

    fn in_scope(&self, at: usize) -> impl Iterator<Item = &Numbered> {
        self.scope(at).iter().map(|&record| self.numbered(record))
    }

    /// Whether a record in scope numbers its decisions in this way; one alone is no way.
    pub(super) fn has_shape(&self, at: usize, shape: &Shape) -> bool {
        self.in_scope(at).any(|numbered| numbered.by_id.len() > 1 && numbered.shapes.contains_key(shape))
    }

    /// Whether an id is one of a decision in scope, or of something that a record in scope speaks of.
    pub(super) fn resolves(&self, at: usize, id: &Id) -> bool {
        self.scope(at).iter().any(|&record| {
            let defined = || self.project.member(record).is_some_and(|it| it.defines(id));
            self.numbered(record).by_id.contains_key(id) || record != at && defined()
        })
    }

    /// Whether a number is far beyond those in scope.
    pub(super) fn is_far(&self, at: usize, shape: &Shape, number: u32) -> bool {
        let largest = self.in_scope(at).filter_map(|numbered| numbered.shapes.get(shape)).max();
        largest.is_some_and(|&largest| number > largest.saturating_mul(3).saturating_add(10))
    }

    /// The records that have an id.
    fn holders(&self, id: &Id) -> Option<&[usize]> {
        let holders = self.holders.get_or_init(|| {
            let mut holders: BTreeMap<&Id, Vec<usize>> = BTreeMap::new();
            for (at, numbered) in self.numbered.iter().enumerate() {
                numbered.by_id.keys().for_each(|id| holders.entry(id).or_default().push(at));
            }
            holders
        });
        holders.get(id).map(Vec::as_slice)
    }

    /// A record of the project that has an id.
    pub(super) fn elsewhere(&self, id: &Id) -> Option<usize> {
        self.holders(id)?.first().copied()
    }

    /// Whether one other record goes on with the numbers: it alone has the id, and no number of the
    /// records in scope. Then the id is as good as qualified.
    pub(super) fn continues(&mut self, at: usize, id: &Id) -> bool {
        let Some(&[other]) = self.holders(id) else { return false };
        if let Some(&known) = self.continued.get(&(at, other)) {
            return known;
        }
        let theirs = &self.numbered(other).by_id;
        let shared = self.in_scope(at).any(|own| own.by_id.keys().any(|id| theirs.contains_key(id)));
        self.continued.insert((at, other), !shared);
        !shared
    }

    /// Whether somebody wrote down that the records in scope are those of this document.
    pub(super) fn is_sure(&self, at: usize) -> bool {
        !self.numbered(at).by_id.is_empty()
            || self.project.records_of(at).iter().any(|it| it.reason.is_stated())
    }
}

const LONG: usize = 40;

/// The list that a mention stands in: its first index, and all of it.
pub(super) fn group_of_mentions(mentions: &[Mention], at: usize) -> (usize, &[Mention]) {
    let joined = |index: usize| mentions.get(index).is_some_and(|mention| mention.joint != Joint::None);
    let mut first = at;
    // A list of more than that is none; every mention of it may ask.
    let (least, most) = (at.saturating_sub(LONG), at + LONG);
    while first > least && joined(first) {
        first -= 1;
    }
    let mut end = at + 1;
    while end < most && joined(end) {
        end += 1;
    }
    (first, mentions.get(first..end).unwrap_or_default())
}
