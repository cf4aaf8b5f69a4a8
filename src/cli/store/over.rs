//! A store with some texts in place of its own: files as they would be after their fixes.

use super::Store;
use crate::cli::paths::absolute;
use crate::cli::project::Project;
use crate::cli::read::{self, Unread};
use crate::project::{Found, Outside, Past};
use crate::source::Source;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Contents by path, absolute and clean.
pub type Texts = Arc<BTreeMap<PathBuf, Vec<u8>>>;

/// A store and the texts that are laid over it.
#[derive(Debug)]
pub struct Over {
    /// What lies below.
    pub base: Store,
    texts: Texts,
}

impl Over {
    /// Lays texts over a store.
    pub const fn new(base: Store, texts: Texts) -> Self {
        Self { base, texts }
    }

    /// A document, where its text is one of those laid over.
    pub fn read(&self, full: &Path, inside: &str) -> Option<Result<Source, Box<Unread>>> {
        let bytes = self.texts.get(full)?;
        let large = bytes.len() as u64 > read::LARGEST;
        Some(if large { Err(read::over_limit(inside)) } else { read::bytes(bytes.clone(), inside) })
    }

    /// The world outside of a project's documents.
    pub fn outside(&self, project: &Project) -> Box<dyn Outside> {
        let (root, texts) = (project.root.clone(), Arc::clone(&self.texts));
        Box::new(World { below: self.base.outside(project), root, texts })
    }
}

/// The world with other texts in it.
#[derive(Debug)]
struct World {
    below: Box<dyn Outside>,
    root: PathBuf,
    texts: Texts,
}

impl Outside for World {
    fn look(&self, path: &str) -> Found {
        self.below.look(path)
    }

    fn may_hold(&self, folder: &str, name: &str) -> bool {
        self.below.may_hold(folder, name)
    }

    fn text(&self, path: &str) -> Option<String> {
        match self.texts.get(&absolute(Path::new(path), &self.root)) {
            Some(bytes) => String::from_utf8(bytes.clone()).ok(),
            None => self.below.text(path),
        }
    }

    fn ignored(&self, path: &str) -> bool {
        self.below.ignored(path)
    }

    fn names(&self, folder: &str) -> Vec<String> {
        self.below.names(folder)
    }

    fn files(&self) -> &[String] {
        self.below.files()
    }

    fn recall(&self, gone: &[&str], there: &[&str]) {
        self.below.recall(gone, there);
    }

    fn past(&self, path: &str) -> Past {
        self.below.past(path)
    }

    fn since(&self, path: &str) -> Option<i64> {
        self.below.since(path)
    }
}
