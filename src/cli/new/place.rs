//! The folder that a new document goes to.

use super::Here;
use crate::schema::Family;
use std::collections::BTreeMap;

/// Where teams keep their records, the folder for those that have none yet first.
const USUAL: [&str; 10] = [
    "docs/design",
    "docs/decisions",
    "docs/adr",
    "docs/adrs",
    "docs/architecture/decisions",
    "doc/adr",
    "doc/design",
    "decisions",
    "adr",
    "design",
];

impl Here {
    /// The folder that holds most documents of a kind; of several the first.
    pub(super) fn fullest(&self, family: Family) -> Option<String> {
        let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
        for member in self.members.iter().filter(|member| member.family == family) {
            *folders.entry(folder_of(&member.path)).or_default() += 1;
        }
        let fullest = folders.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)));
        fullest.map(|(folder, _)| folder.to_owned())
    }

    /// Whether the settings expect a document of another kind at a path.
    pub(super) fn is_for_other(&self, path: &str, family: Family) -> bool {
        let project = self.gathered.projects.list.get(self.project);
        let kind = project.and_then(|it| it.settings.kind_of(path));
        kind.is_some_and(|schema| schema.family != family)
    }

    /// The folder for a record: where the others stand, else one that `kinds` means, else one that is
    /// there, else the usual one.
    pub(super) fn folder_of_records(&self) -> String {
        let assigned = |folder: &&&str| {
            let project = self.gathered.projects.list.get(self.project);
            let kind = project.and_then(|it| it.settings.kind_of(&format!("{folder}/0001-title.md")));
            kind.is_some_and(|schema| schema.family == Family::Record)
        };
        let usual = || {
            let there = USUAL.iter().find(|folder| self.root.join(folder).is_dir());
            USUAL.iter().find(assigned).or(there).or(USUAL.first()).copied().unwrap_or_default().to_owned()
        };
        self.fullest(Family::Record).unwrap_or_else(usual)
    }
}

/// The folder of a path; empty at the top.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A name in a folder.
pub(super) fn joined(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}
