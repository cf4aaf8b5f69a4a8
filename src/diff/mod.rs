//! What changed in the design between two states of a set of documents.
//!
//! A state is any list of documents with the paths they go by: two files, two folders, two revisions.
//! Things are paired by what they are, not by where they stand, so that a table set anew, rows in
//! another order, other ids and other spellings are no change. What is left is a list of [`Change`]s;
//! whether one is welcome is for `rules` to say.

mod budgets;
mod cells;
mod decisions;
mod documents;
mod ends;
mod entries;
mod fingerprint;
mod life;
mod likeness;
mod pair;
mod phases;
mod prose;
mod risks;
mod rows;
mod sections;
mod status;
mod tested;

pub mod change;
pub mod implementation;
pub mod lines;
pub mod marks;
pub mod words;

use crate::model::Document;
use std::collections::HashMap;

pub use change::{Change, Class, Left, Standing, Subject, TestsLost, Turn, What};
pub use decisions::may_supersede;
pub use implementation::Implementation;
pub use life::{Names, is_of_life};

/// A document and the path that it is known by in its state.
#[derive(Debug, Clone, Copy)]
pub struct Named<'d> {
    /// Path relative to the root of the state, with `/`. One path in both states is one document.
    pub path: &'d str,
    /// The document.
    pub document: &'d Document<'d>,
}

/// A document in both states, or in one of them.
#[derive(Debug, Clone, Copy)]
struct Pair<'d> {
    before: Option<Named<'d>>,
    after: Option<Named<'d>>,
}

/// The two states, document by document; the index of a pair is the group of all that stands in it.
#[derive(Debug)]
struct States<'d> {
    pairs: Vec<Pair<'d>>,
    /// Whether the parts of a document that came or went are told one by one.
    in_full: bool,
}

impl<'d> States<'d> {
    /// The older documents with their groups.
    fn before(&self) -> impl Iterator<Item = (usize, Named<'d>)> {
        self.pairs.iter().enumerate().filter_map(|(group, pair)| Some((group, pair.before?)))
    }

    /// The newer documents with their groups.
    fn after(&self) -> impl Iterator<Item = (usize, Named<'d>)> {
        self.pairs.iter().enumerate().filter_map(|(group, pair)| Some((group, pair.after?)))
    }

    /// The documents that both states have.
    fn both(&self) -> impl Iterator<Item = (Named<'d>, Named<'d>)> {
        self.pairs.iter().filter_map(|pair| Some((pair.before?, pair.after?)))
    }

    /// Whether a document of a group is in one state only, so that its parts are told with it.
    fn is_alone(&self, group: usize) -> bool {
        let alone = |pair: &Pair<'_>| pair.before.is_none() || pair.after.is_none();
        !self.in_full && self.pairs.get(group).is_none_or(alone)
    }
}

/// What a comparison found.
#[derive(Debug, Default)]
pub struct Diff {
    /// Every change, by path and place.
    pub changes: Vec<Change>,
    /// How many documents were compared; one that was renamed counts once.
    pub documents: usize,
    /// Documents that stand at another path now, the old path first.
    pub moved: Vec<(String, String)>,
}

/// Compares two states. `renames` pairs documents whose paths are known to have changed,
/// old path first; of the others without a partner, the like ones are paired.
pub fn diff<'d>(before: &[Named<'d>], after: &[Named<'d>], renames: &[(String, String)]) -> Diff {
    let mut found = found(&States { pairs: documents::pair(before, after, renames), in_full: false });
    give_fingerprints(&mut found.changes);
    found
}

/// Gives each change of a comparison its fingerprint; all of them at once, since equal ones are numbered.
pub fn give_fingerprints(changes: &mut [Change]) {
    fingerprint::give(changes);
}

/// Compares two states of one document, whatever it is called in each. Where it came or went, so did
/// all that it decides and plans. The changes have no fingerprints: of a thousand states, hardly anybody asks
/// for them.
pub fn one<'d>(before: Option<Named<'d>>, after: Option<Named<'d>>) -> Diff {
    found(&States { pairs: vec![Pair { before, after }], in_full: true })
}

fn found(states: &States<'_>) -> Diff {
    let mut changes = Vec::new();
    documents::changes(states, &mut changes);
    prose::changes(states, &mut changes);
    sections::changes(states, &mut changes);
    decisions::changes(states, &mut changes);
    risks::changes(states, &mut changes);
    phases::changes(states, &mut changes);
    entries::changes(states, &mut changes);
    rows::changes(states, &mut changes);
    // What is gone is told of the document as it is called now.
    let renamed: HashMap<&str, Named<'_>> =
        states.both().map(|(before, after)| (before.path, after)).collect();
    for change in changes.iter_mut().filter(|change| change.start_after.is_none()) {
        if let Some(after) = renamed.get(change.path.as_str()) {
            after.path.clone_into(&mut change.path);
            change.record = after.document.title.as_ref().map(|title| title.text.to_string());
        }
    }
    changes.sort_by(|a, b| place(a).cmp(&place(b)));
    let moved = states.both().filter(|(before, after)| before.path != after.path);
    let moved = moved.map(|(before, after)| (before.path.to_owned(), after.path.to_owned())).collect();
    Diff { changes, documents: states.pairs.len(), moved }
}

/// Where a change is listed: by its newer place; what is gone stands where it was.
fn place(change: &Change) -> (&str, usize, Subject, Option<&str>) {
    let start = change.start_after.or(change.start_before).map_or(0, |at| at.offset);
    (&change.path, start, change.subject, change.field.as_deref())
}
