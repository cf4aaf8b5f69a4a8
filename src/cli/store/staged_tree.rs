//! What a project asks of the index. Of history, and of what git ignores, the disk knows.

use super::Staged;
use crate::cli::outside::Disk;
use crate::cli::paths::{absolute, relative};
use crate::cli::project::Project;
use crate::project::{Found, Outside, Past};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::OnceLock;

/// What stands at a path relative to a project's root.
pub fn look(staged: &Staged, project: &Project, path: &str) -> Found {
    let full = absolute(Path::new(path), &project.root);
    if full.starts_with(&project.fence) { staged.look(&full) } else { Found::Unknown }
}

/// The index below one repository, seen from a project's root.
#[derive(Debug)]
pub struct StagedTree {
    staged: Arc<Staged>,
    root: PathBuf,
    fence: PathBuf,
    disk: Disk,
    files: OnceLock<Vec<String>>,
}

impl StagedTree {
    /// The index as a project sees it.
    pub fn new(staged: Arc<Staged>, project: &Project, disk: Disk) -> Self {
        let (root, fence) = (project.root.clone(), project.fence.clone());
        Self { staged, root, fence, disk, files: OnceLock::new() }
    }

    /// The path on the disk, where it lies inside.
    fn full(&self, path: &str) -> Option<PathBuf> {
        let full = absolute(Path::new(path), &self.root);
        full.starts_with(&self.fence).then_some(full)
    }
}

impl Outside for StagedTree {
    fn look(&self, path: &str) -> Found {
        self.full(path).map_or(Found::Unknown, |full| self.staged.look(&full))
    }

    fn text(&self, path: &str) -> Option<String> {
        let bytes = self.staged.bytes(&self.full(path)?).ok()?;
        (!bytes.contains(&0)).then(|| String::from_utf8_lossy(&bytes).into_owned())
    }

    fn ignored(&self, path: &str) -> bool {
        self.disk.ignored(path)
    }

    fn names(&self, folder: &str) -> Vec<String> {
        self.full(folder).map(|full| self.staged.names(&full)).unwrap_or_default()
    }

    fn files(&self) -> &[String] {
        let list = || self.staged.below(&self.root).map(|(full, _)| relative(&full, &self.root)).collect();
        self.files.get_or_init(list)
    }

    fn recall(&self, gone: &[&str], there: &[&str]) {
        self.disk.recall(gone, there);
    }

    fn past(&self, path: &str) -> Past {
        self.disk.past(path)
    }

    fn since(&self, path: &str) -> Option<i64> {
        self.disk.since(path)
    }
}
