//! A project as it stands, without its history: a README must be the same in a shallow clone.

use crate::project::{Found, Outside, Past};

/// The same world, asked nothing about the past.
#[derive(Debug)]
pub struct Present<'a>(pub &'a dyn Outside);

impl Outside for Present<'_> {
    fn look(&self, path: &str) -> Found {
        self.0.look(path)
    }

    fn text(&self, path: &str) -> Option<String> {
        self.0.text(path)
    }

    fn ignored(&self, path: &str) -> bool {
        self.0.ignored(path)
    }

    fn names(&self, folder: &str) -> Vec<String> {
        self.0.names(folder)
    }

    fn files(&self) -> &[String] {
        self.0.files()
    }

    fn recall(&self, _gone: &[&str], _there: &[&str]) {}

    fn past(&self, _path: &str) -> Past {
        Past::Unknown
    }

    fn since(&self, _path: &str) -> Option<i64> {
        None
    }
}
