//! Files that were made at another path than the plan says.

use super::{Does, Implementation, Touched};
use crate::project::{Operation, Text};
use std::collections::{BTreeMap, BTreeSet};

/// Names that many folders have a file of: the folder has to be called the same too.
const COMMON: [&str; 12] = [
    "__init__.py",
    "main.py",
    "index.ts",
    "index.tsx",
    "index.js",
    "mod.rs",
    "lib.rs",
    "main.rs",
    "main.go",
    "types.ts",
    "README.md",
    "Dockerfile",
];

/// A planned path that nothing stands at, and the file that seems to be it.
#[derive(Debug, Clone, Copy)]
pub struct Elsewhere<'a> {
    /// Number of the plan in play.
    pub plan: usize,
    /// Number of the row among those that the plan names.
    pub row: usize,
    /// The path as written.
    pub path: &'a Text,
    /// The file.
    pub made: &'a str,
}

impl Implementation {
    /// Planned files that were made elsewhere; each file is taken for one row only.
    pub fn made_elsewhere(&self) -> Vec<Elsewhere<'_>> {
        let since = self.plans.iter().flat_map(|plan| plan.since.all());
        let mut named: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for touched in self.changed.iter().chain(since).filter(|it| self.is_loose(it)) {
            named.entry(name_of(&touched.path)).or_default().insert(&touched.path);
        }
        let mut found = Vec::new();
        if named.is_empty() {
            return found;
        }
        for (plan, it) in self.plans.iter().enumerate() {
            for (at, (row, planned)) in it.rows().enumerate() {
                let makes = match row.operation {
                    Some(Operation::Add) => 0,
                    Some(Operation::Rename) => 1,
                    _ => continue,
                };
                if !row.is_live() || self.is_touched(it, planned) {
                    continue;
                }
                for place in planned.files.iter().skip(makes).filter(|place| !place.is_folder()) {
                    if self.stands(place) || self.is_hidden(place) {
                        continue;
                    }
                    let path = place.places().next().unwrap_or_default();
                    let Some(files) = named.get_mut(name_of(path)) else { continue };
                    let common = COMMON.contains(&name_of(path));
                    let fits = |file: &&&str| !common || folder_name(file) == folder_name(path);
                    // Of several, the one whose folders are most like those of the plan.
                    let best = files.iter().filter(fits).max_by_key(|file| shared(file, path)).copied();
                    if let Some(made) = best {
                        files.remove(made);
                        found.push(Elsewhere { plan, row: at, path: &place.text, made });
                    }
                }
            }
        }
        found
    }

    /// Whether a file came that no row names.
    fn is_loose(&self, touched: &Touched) -> bool {
        matches!(touched.does, Does::Added | Does::Moved { .. })
            && !touched.closed
            && self.there.contains(&touched.path)
            && !self.exempt.contains(&touched.path)
            && !self.is_planned(touched)
    }
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn folder_name(path: &str) -> &str {
    path.rsplit('/').nth(1).unwrap_or_default()
}

/// How many folders two paths have in common, at the beginning and at the end.
fn shared(a: &str, b: &str) -> usize {
    let front = a.split('/').zip(b.split('/')).take_while(|(a, b)| a == b).count();
    let back = a.rsplit('/').zip(b.rsplit('/')).take_while(|(a, b)| a == b).count();
    front + back
}
