//! Paths behind `--`: only documents below them are compared.

use super::Failure;
use crate::cli::git::{Changed, Git, Side, Status};
use crate::cli::paths::{absolute, relative};
use crate::model::short;
use std::path::{Path, PathBuf};

/// The paths, from the top of the repository; none means all.
#[derive(Debug)]
pub struct Limits {
    paths: Vec<Limit>,
}

#[derive(Debug)]
struct Limit {
    /// From the top of the repository; empty for the top itself.
    path: String,
    written: String,
    full: PathBuf,
}

impl Limits {
    /// Takes the paths as the user wrote them, seen from the working directory. They are names, never
    /// patterns.
    pub fn new(paths: &[PathBuf], cwd: &Path, root: &Path) -> Result<Self, Failure> {
        let limit = |path: &PathBuf| {
            let full = absolute(path, cwd);
            let written = path.display().to_string();
            if full.starts_with(root) {
                Ok(Limit { path: relative(&full, root), written, full })
            } else {
                Err(Failure::from(format!("{}: it lies outside the repository", short(&written, 200))))
            }
        };
        Ok(Self { paths: paths.iter().map(limit).collect::<Result<_, _>>()? })
    }

    /// The places on the disk; the top of the repository where nothing was named.
    pub fn places(&self, root: &Path) -> Vec<PathBuf> {
        match self.paths.as_slice() {
            [] => vec![root.to_owned()],
            some => some.iter().map(|limit| limit.full.clone()).collect(),
        }
    }

    /// Whether a path is at or below one of them.
    pub fn takes(&self, path: &str) -> bool {
        self.paths.is_empty() || self.paths.iter().any(|limit| limit.has(path))
    }

    /// Whether a change is to be looked at. What was moved in or out counts as a move.
    pub fn take(&self, change: &Changed) -> bool {
        let from = if let Status::Renamed { from, .. } = &change.status { Some(from) } else { None };
        std::iter::once(&change.path).chain(from).any(|path| self.takes(path))
    }

    /// Whether a path lies in a hidden folder, or is a hidden file, that nobody named.
    pub fn hides(&self, path: &str) -> bool {
        let below = |path: &str| path.split('/').any(|part| part.starts_with('.'));
        let named = self.paths.iter().filter(|limit| limit.has(path));
        let rest = named.filter_map(|limit| path.get(limit.path.len()..)).min_by_key(|rest| rest.len());
        below(rest.unwrap_or(path))
    }

    /// Refuses a path that is nowhere: nothing would be compared, and nothing be said.
    pub fn check(&self, git: &Git, sides: [&Side; 2], changed: &[Changed]) -> Result<(), Failure> {
        let met = |limit: &&Limit| {
            let from = |change: &Changed| match &change.status {
                Status::Renamed { from, .. } => limit.has(from),
                _ => false,
            };
            changed.iter().any(|change| limit.has(&change.path) || from(change))
                || std::fs::symlink_metadata(&limit.full).is_ok()
        };
        let doubtful: Vec<&Limit> = self.paths.iter().filter(|limit| !met(limit)).collect();
        if doubtful.is_empty() {
            return Ok(());
        }
        let mut listed = Vec::new();
        for side in sides.into_iter().filter(|side| **side != Side::WorkTree) {
            listed.extend(git.files(side)?.entries);
        }
        match doubtful.iter().find(|limit| !listed.iter().any(|entry| limit.has(&entry.path))) {
            None => Ok(()),
            Some(limit) => {
                let written = short(&limit.written, 200);
                Err(format!("{written}: there is no such file or folder in either state").into())
            }
        }
    }
}

impl Limit {
    fn has(&self, path: &str) -> bool {
        let rest = path.strip_prefix(self.path.as_str());
        rest.is_some_and(|rest| rest.is_empty() || self.path.is_empty() || rest.starts_with('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(paths: &[&str]) -> Limits {
        let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
        Limits::new(&paths, Path::new("/repo/docs"), Path::new("/repo")).unwrap()
    }

    fn added(path: &str) -> Changed {
        Changed { status: Status::Added, path: path.to_owned(), before: None, after: None }
    }

    #[cfg(unix)]
    #[test]
    fn a_path_is_a_name_and_not_the_beginning_of_one() {
        let some = limits(&["a", "../plans/p.md"]);
        for (path, taken) in [
            ("docs/a", true),
            ("docs/a/b.md", true),
            ("docs/ab.md", false),
            ("plans/p.md", true),
            ("a", false),
        ] {
            assert_eq!(some.take(&added(path)), taken, "{path}");
        }
        assert!(limits(&[]).take(&added("x")) && limits(&[".."]).take(&added("x")));
        assert!(
            Limits::new(&[PathBuf::from("../../x")], Path::new("/repo/docs"), Path::new("/repo")).is_err()
        );
    }

    #[cfg(unix)]
    #[test]
    fn hidden_folders_count_only_where_they_are_named() {
        assert!(limits(&[]).hides(".github/a.md") && limits(&[".."]).hides("x/.y/a.md"));
        assert!(!limits(&["../.github"]).hides(".github/a.md") && !limits(&[]).hides("docs/a.md"));
    }
}
