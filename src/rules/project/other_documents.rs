//! What other documents and files an id may mean that no decision of the project has.

use super::references::OTHERS;
use crate::project::{Id, Member, Outside, Project, link_target};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Other documents that a document links to or names by path; not those that its ids are looked up in.
pub(super) struct Others {
    /// Where it does, in order.
    places: Vec<usize>,
    paths: BTreeSet<String>,
    /// The ids in all of them, once somebody asked.
    ids: Option<BTreeSet<Id>>,
}

impl Others {
    pub(super) fn of(project: &Project<'_>, scope: &[usize], member: &Member) -> Self {
        let names = member.links.iter().chain(&member.paths);
        let named = names.filter_map(|link| Some((link.span.start, link_target(&member.path, &link.text)?)));
        let others = named.filter(|(_, path)| {
            let of_scope = project.at(path).is_some_and(|at| scope.contains(&at));
            *path != member.path && path.ends_with(".md") && !of_scope
        });
        let (mut places, paths): (Vec<usize>, BTreeSet<String>) = others.unzip();
        places.sort_unstable();
        Self { places, paths, ids: None }
    }

    /// Whether one that is named right beside an id, one named anywhere that has the id, or a file that
    /// is called so, may be what is meant.
    pub(super) fn may_mean(
        &mut self,
        project: &Project<'_>,
        files: &mut Files,
        place: Span,
        id: &Id,
    ) -> bool {
        if self.are_beside(place) {
            return true;
        }
        let read = || {
            let mut all = BTreeSet::new();
            for path in &self.paths {
                match project.at(path).and_then(|at| project.member(at)) {
                    Some(other) => all.extend(other.defined.iter().cloned()),
                    None => all.extend(files.ids_in(project.outside, path).iter().cloned()),
                }
            }
            all
        };
        self.ids.get_or_insert_with(read).contains(id)
            || OTHERS.contains(&id.letters.as_str()) && files.have_name(project.outside, id)
    }

    /// Whether one is named right beside a place.
    fn are_beside(&self, place: Span) -> bool {
        const BESIDE: usize = 200;
        let first = self.places.partition_point(|start| start + BESIDE < place.start);
        self.places.get(first).is_some_and(|start| *start < place.end + BESIDE)
    }
}

/// What files are called and say, asked once each.
#[derive(Default)]
pub(super) struct Files {
    names: Option<BTreeSet<Id>>,
    texts: BTreeMap<String, BTreeSet<Id>>,
}

impl Files {
    /// Whether a file's name begins with an id: `adr-007-cache.md`.
    fn have_name(&mut self, outside: &dyn Outside, id: &Id) -> bool {
        let read = || {
            let name = |path: &String| {
                let name = path.rsplit('/').next()?.to_uppercase();
                let end = name.find(|c: char| c.is_ascii_digit())?;
                let digits = name.get(end..)?.bytes().take_while(u8::is_ascii_digit).count();
                Id::of(&name.get(..end + digits)?.replace('_', "-")).map(|(id, _)| id)
            };
            outside.files().iter().filter_map(name).collect()
        };
        self.names.get_or_insert_with(read).contains(id)
    }

    /// The ids in the text of a file that is no design document.
    fn ids_in(&mut self, outside: &dyn Outside, path: &str) -> &BTreeSet<Id> {
        let read = || {
            let text = outside.text(path).unwrap_or_default();
            let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            words.filter_map(|word| Some(Id::of(word)?.0)).collect()
        };
        self.texts.entry(path.to_owned()).or_insert_with(read)
    }
}
