//! Signs in a document that its paths do not count from where we look: then a path with no file is no
//! certain fault.

use super::foreign::is_everywhere;
use super::{Below, Found, Project, Text, normalise};
use std::collections::{HashMap, HashSet};

/// What the paths of one document show.
#[derive(Debug, Default)]
pub(super) struct Strays {
    /// Whether one of them stands deeper in the tree: all may count from a folder there.
    deeper: bool,
    /// Folders at the root that are not here, of which several paths speak, beside paths that are here:
    /// those of another repository.
    abroad: HashSet<String>,
}

impl Strays {
    pub(super) fn of(project: &Project<'_>, member: usize) -> Self {
        let mut strays = Self::default();
        let mut home = false;
        let mut missing: HashMap<String, HashSet<&str>> = HashMap::new();
        let rows = project.member(member).into_iter().flat_map(super::Member::rows);
        for row in rows.filter(|row| row.is_live()) {
            let tests = row.tests.iter().flat_map(|tests| &tests.paths);
            for path in row.paths.iter().chain(tests) {
                let Some(target) = project.target(member, &path.text) else { continue };
                match target.found {
                    Found::Missing => {
                        let in_folder = path.text.contains('/');
                        let below = || project.below(&path.text, target);
                        strays.deeper |= in_folder && matches!(below(), Some(Below::File(..)));
                    }
                    Found::Unknown => {}
                    Found::File | Found::Directory => {
                        let place = &target.path;
                        home |= place.contains('/') && !is_everywhere(place) && project.at(place).is_none();
                    }
                }
            }
            for path in row.needed() {
                if let Some(top) = top(path).filter(|top| project.outside.look(top) == Found::Missing) {
                    missing.entry(top).or_default().insert(&path.text);
                }
            }
        }
        if home {
            let several = missing.into_iter().filter(|(_, paths)| paths.len() > 1);
            strays.abroad = several.map(|(top, _)| top).collect();
        }
        strays
    }

    /// Whether a path may count from elsewhere.
    pub(super) fn include(&self, path: &Text) -> bool {
        self.deeper || top(path).is_some_and(|top| self.abroad.contains(&top))
    }
}

/// The folder at the root that a path begins with.
fn top(path: &Text) -> Option<String> {
    let plain = normalise("", path.text.replace('\\', "/").trim_start_matches('/'))?;
    plain.split_once('/').map(|(top, _)| top.to_owned())
}
