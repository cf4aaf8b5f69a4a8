//! What a project asks of the world outside of its documents, and a world kept in memory.

use super::Found;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

/// Answers about the tree, other files and history. Paths are relative to the project's root, with
/// `/`, and may begin with `..`.
pub trait Outside: Debug + Sync {
    /// What stands at a path.
    fn look(&self, path: &str) -> Found;

    /// Whether anything may stand in a folder (clean, inside the project) under a name; where not, nothing
    /// stands below that name either. The cheap question before [`Self::look`]: it may say yes too often.
    fn may_hold(&self, _folder: &str, _name: &str) -> bool {
        true
    }

    /// The text of a file; `None` where there is none, it is no text, or it is too large to read.
    fn text(&self, path: &str) -> Option<String>;

    /// Whether `.gitignore` leaves a path out, be it there or not.
    fn ignored(&self, path: &str) -> bool;

    /// The names in a folder; empty where there is none.
    fn names(&self, folder: &str) -> Vec<String>;

    /// Every file of the tree, hidden and ignored ones too, sorted; for suggestions.
    fn files(&self) -> &[String];

    /// Tells which paths will be asked for: those that are gone for their past, those that are there
    /// for their age; some perhaps twice. History is walked once for all of them.
    fn recall(&self, gone: &[&str], there: &[&str]);

    /// What history knows of a path that is not there now.
    fn past(&self, path: &str) -> Past;

    /// When a path came into history, in seconds since 1970; `None` where that is not known.
    fn since(&self, path: &str) -> Option<i64>;
}

/// What history knows of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Past {
    /// There is no history, or not all of it.
    Unknown,
    /// It never was there.
    Never,
    /// It was there once.
    Was {
        /// Where it was moved to, where that is known.
        moved_to: Option<String>,
    },
}

/// A world kept in memory: for tests, and for trees that are no folders.
#[derive(Debug, Default)]
pub struct Given {
    /// Text by path.
    pub texts: BTreeMap<String, String>,
    /// Paths that `.gitignore` leaves out.
    pub ignored: BTreeSet<String>,
    /// Paths of the past, and where they were moved to; `None` where there is no history.
    pub past: Option<BTreeMap<String, Option<String>>>,
    /// When paths came into history.
    pub since: BTreeMap<String, i64>,
    /// Folders whose insides are not known: submodules.
    pub closed: Vec<String>,
    paths: Vec<String>,
}

impl Given {
    /// A world of these files, each with its text.
    pub fn new<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let texts: BTreeMap<String, String> =
            files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
        Self { paths: texts.keys().cloned().collect(), texts, ..Self::default() }
    }

    /// A world written down in one text, as `head` prints several files: each begins with a line
    /// `==> path <==`. Behind the path may stand `(ignored)`, or
    /// `(ignored away)` where the file is not there; `(gone)` or `(gone to other/path)` for a
    /// file of the past; `(closed)` for a folder that belongs to another repository; `(since 1700000000)`
    /// for a file whose age is known. With a file called `.git` all of history is known.
    pub fn listing(text: &str) -> Self {
        let mut world = Self::default();
        let mut open: Option<String> = None;
        let mut past = BTreeMap::new();
        let mut has_history = false;
        for line in text.split_inclusive('\n') {
            let header = line.strip_prefix("==> ").and_then(|rest| rest.split_once(" <=="));
            let Some((path, flags)) = header else {
                if let Some(text) = open.as_ref().and_then(|path| world.texts.get_mut(path)) {
                    text.push_str(line);
                }
                continue;
            };
            let flags = flags.trim().trim_start_matches('(').trim_end_matches(')');
            open = None;
            match (path, flags.split_once(' ').unwrap_or((flags, ""))) {
                (".git", _) => has_history = true,
                (_, ("gone", to)) => {
                    past.insert(path.to_owned(), to.strip_prefix("to ").map(str::to_owned));
                }
                (_, ("closed", _)) => world.closed.push(path.to_owned()),
                (_, (flag, value)) => {
                    if flag == "ignored" {
                        world.ignored.insert(path.to_owned());
                    }
                    if value == "away" {
                        continue;
                    }
                    if let Some(since) = value.parse().ok().filter(|_| flag == "since") {
                        world.since.insert(path.to_owned(), since);
                    }
                    world.texts.insert(path.to_owned(), String::new());
                    open = Some(path.to_owned());
                }
            }
        }
        world.past = has_history.then_some(past);
        world.paths = world.texts.keys().cloned().collect();
        world
    }
}

impl Outside for Given {
    fn look(&self, path: &str) -> Found {
        let inside = |folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let mut below = self.texts.range(format!("{path}/")..);
        match path {
            "" => Found::Directory,
            _ if path.starts_with("..") => Found::Unknown,
            _ if self.texts.contains_key(path) => Found::File,
            _ if below.next().is_some_and(|(file, _)| file.starts_with(&format!("{path}/"))) => {
                Found::Directory
            }
            _ if self.closed.iter().any(|folder| inside(folder)) => Found::Unknown,
            _ => Found::Missing,
        }
    }

    fn may_hold(&self, folder: &str, name: &str) -> bool {
        let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        !self.closed.is_empty() || self.look(&path) != Found::Missing
    }

    fn text(&self, path: &str) -> Option<String> {
        self.texts.get(path).cloned()
    }

    fn ignored(&self, path: &str) -> bool {
        self.ignored.contains(path)
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let inside = |path: &String| {
            let rest = if folder.is_empty() { path } else { path.strip_prefix(folder)?.strip_prefix('/')? };
            rest.split('/').next().map(str::to_owned)
        };
        let mut names: Vec<String> = self.paths.iter().filter_map(inside).collect();
        names.sort();
        names.dedup();
        names
    }

    fn files(&self) -> &[String] {
        &self.paths
    }

    fn recall(&self, _gone: &[&str], _there: &[&str]) {}

    fn past(&self, path: &str) -> Past {
        match &self.past {
            None => Past::Unknown,
            Some(past) => match past.get(path) {
                Some(moved_to) => Past::Was { moved_to: moved_to.clone() },
                None => Past::Never,
            },
        }
    }

    fn since(&self, path: &str) -> Option<i64> {
        self.since.get(path).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_world_answers_as_a_tree_would() {
        let mut world = Given::new([("a/b.md", "x"), ("a/c/d.md", ""), ("a-b", "")]);
        world.closed.push("sub".into());
        let found: Vec<_> =
            ["a", "a/b.md", "a/c", "b", "../a", "sub/x", ""].map(|path| world.look(path)).into();
        use Found::{Directory, File, Missing, Unknown};
        assert_eq!(found, [Directory, File, Directory, Missing, Unknown, Unknown, Directory]);
        assert_eq!(world.names("a"), ["b.md", "c"]);
        assert_eq!(world.names(""), ["a", "a-b"]);
        assert_eq!(world.past("a"), Past::Unknown);
    }
}
