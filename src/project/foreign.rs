//! Plans that were written for another repository.

use super::resolve::FEW;
use super::{Below, Found, Past, Project, Text};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Names that every repository may have: that one of them is there does not make a plan ours.
const EVERYWHERE: &str = " readme.md readme license license.md changelog.md contributing.md .gitignore .env makefile dockerfile \
package.json requirements.txt pyproject.toml cargo.toml go.mod docker-compose.yml tsconfig.json setup.py ";

/// Fewer missing files than this may each be a slip of the pen.
const LEAST: usize = 3;

/// For each document whether its plan seems to be for another repository.
pub(super) fn foreign(project: &Project<'_>) -> Vec<bool> {
    let count = project.members.len();
    if count < FEW {
        return (0..count).map(|at| is_foreign(project, at)).collect();
    }
    (0..count).into_par_iter().map(|at| is_foreign(project, at)).collect()
}

/// Whether a document's plan seems to be for another repository: several files that should be there
/// are missing, and nothing that it names is here, ever was, or lies deeper in the tree.
fn is_foreign(project: &Project<'_>, member: usize) -> bool {
    let Some(it) = project.member(member) else { return false };
    // Nothing that it should find is missing.
    if !project.lacks(member) {
        return false;
    }
    for row in it.rows().filter(|row| row.is_live()) {
        let tests = row.tests.iter().flat_map(|tests| &tests.paths);
        for path in row.paths.iter().chain(tests) {
            let Some(target) = project.target(member, &path.text) else { continue };
            match target.found {
                Found::Missing | Found::Unknown => {}
                _ if is_everywhere(&target.path) => {}
                // The plan itself, and documents beside it, may have been copied along.
                _ if project.at(&target.path).is_some() => {}
                Found::File | Found::Directory => return false,
            }
        }
    }
    let missing = project.strangers(member);
    if missing.len() < LEAST {
        return false;
    }
    let is_ours = |path: &Text| {
        project.target(member, &path.text).is_some_and(|target| {
            matches!(project.past(target), Past::Was { .. })
                || project.other_case(target).is_some()
                || path.text.contains('/')
                    && matches!(project.below(&path.text, target), Some(Below::File(..)))
        })
    };
    !missing.into_iter().any(is_ours)
}

/// Whether every repository may have a file at a path.
pub(super) fn is_everywhere(path: &str) -> bool {
    let name = path.to_lowercase();
    EVERYWHERE.split(' ').any(|every| every == name)
}

impl Project<'_> {
    /// The paths of a document's rows that should be there and are not, each once, in order.
    pub fn strangers(&self, member: usize) -> Vec<&Text> {
        let mut missing: BTreeMap<&str, &Text> = BTreeMap::new();
        let rows = self.member(member).into_iter().flat_map(super::Member::rows);
        for path in rows.flat_map(super::Row::needed) {
            if let Some(target) = self.target(member, &path.text)
                && target.found == Found::Missing
            {
                missing.entry(&target.path).or_insert(path);
            }
        }
        let mut missing: Vec<&Text> = missing.into_values().collect();
        missing.sort_by_key(|path| path.span.start);
        missing
    }
}
