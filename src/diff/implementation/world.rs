//! A tree of which only the paths are known: those of the newer state, and those that went.

use crate::project::{Found, Outside, Past};
use std::collections::BTreeSet;

/// The paths.
#[derive(Debug)]
pub(super) struct Paths<'a>(BTreeSet<&'a str>);

impl<'a> Paths<'a> {
    pub(super) fn new(paths: impl Iterator<Item = &'a str>) -> Self {
        Self(paths.collect())
    }
}

impl Outside for Paths<'_> {
    fn look(&self, path: &str) -> Found {
        let path = path.trim_end_matches('/');
        let folder = format!("{path}/");
        match path {
            "" => Found::Directory,
            _ if self.0.contains(path) => Found::File,
            _ if self.0.range(folder.as_str()..).next().is_some_and(|next| next.starts_with(&folder)) => {
                Found::Directory
            }
            _ => Found::Missing,
        }
    }

    fn text(&self, _path: &str) -> Option<String> {
        None
    }

    fn ignored(&self, _path: &str) -> bool {
        false
    }

    fn names(&self, _folder: &str) -> Vec<String> {
        Vec::new()
    }

    fn files(&self) -> &[String] {
        &[]
    }

    fn recall(&self, _gone: &[&str], _there: &[&str]) {}

    fn past(&self, _path: &str) -> Past {
        Past::Unknown
    }

    fn since(&self, _path: &str) -> Option<i64> {
        None
    }
}
