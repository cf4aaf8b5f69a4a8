//! Where the files of a run come from: the disk, the index of a commit that is being made, or the disk with
//! a `ddr.yaml` that is only a draft.
//!
//! Whoever looks for files, reads one or asks what stands at a path asks the store, and need not know
//! which it is.

mod over;
mod staged;
mod staged_tree;

use super::outside::Disk;
use super::project::Project;
use super::read::{self, Unread};
use super::tree::{self, Guide, Tree};
use super::{look, settings};
use crate::project::{Found, Outside};
use crate::source::Source;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use over::{Over, Texts};
pub use staged::Staged;

/// The files of a run.
#[derive(Debug, Clone, Default)]
pub enum Store {
    /// As they stand on the disk.
    #[default]
    Disk,
    /// As the next commit would hold them.
    Staged(Arc<Staged>),
    /// Another store, with some texts in place of its own.
    Over(Arc<Over>),
    /// As they stand on the disk, and one file that does not stand there.
    Drafted(Arc<Drafted>),
}

/// A file that is not there yet.
#[derive(Debug)]
pub struct Drafted {
    /// Where it will be; absolute and clean.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

impl Store {
    /// The same store with these texts in place of its own, and no others.
    pub fn with(self, texts: &Texts) -> Self {
        let base = match self {
            Self::Over(over) => over.base.clone(),
            base => base,
        };
        if texts.is_empty() { base } else { Self::Over(Arc::new(Over::new(base, Arc::clone(texts)))) }
    }

    /// Standard input, as a document.
    pub fn stdin(&self, full: &Path, inside: &str) -> Result<Source, Box<Unread>> {
        match self {
            Self::Over(over) => over.read(full, inside).unwrap_or_else(|| read::stdin(inside)),
            Self::Disk | Self::Drafted(_) | Self::Staged(_) => read::stdin(inside),
        }
    }

    /// Looks for files that may be documents.
    pub fn find(&self, paths: &[PathBuf], cwd: &Path, guide: &mut impl Guide) -> Tree {
        match self {
            Self::Disk | Self::Drafted(_) => tree::find(paths, cwd, guide),
            Self::Staged(staged) => staged.find(paths, cwd, guide),
            Self::Over(over) => over.base.find(paths, cwd, guide),
        }
    }

    /// A document. `inside` is the path that the source is known by.
    pub fn read(&self, path: &Path, full: &Path, inside: &str) -> Result<Source, Box<Unread>> {
        match self {
            Self::Disk | Self::Drafted(_) => read::file(path, inside),
            Self::Staged(staged) => staged.read(full, inside),
            Self::Over(over) => over.read(full, inside).unwrap_or_else(|| over.base.read(path, full, inside)),
        }
    }

    /// A file of the configuration, or why there is none. Nothing outside of `fence` is read.
    pub fn fetch(&self, path: &Path, fence: &Path) -> Result<String, String> {
        match self {
            Self::Drafted(drafted) if drafted.path == path => Ok(drafted.text.clone()),
            Self::Disk | Self::Drafted(_) => settings::fetch_inside(path, fence),
            Self::Staged(staged) => staged.fetch(path),
            Self::Over(over) => over.base.fetch(path, fence),
        }
    }

    /// Whether anything stands at a path (absolute and clean).
    pub fn has(&self, full: &Path) -> bool {
        match self {
            Self::Drafted(drafted) if drafted.path == full => true,
            Self::Disk | Self::Drafted(_) => std::fs::symlink_metadata(full).is_ok(),
            Self::Staged(staged) => !matches!(staged.look(full), Found::Missing | Found::Unknown),
            Self::Over(over) => over.base.has(full),
        }
    }

    /// What stands at a path that a document of a project names.
    pub fn look(&self, project: &Project, path: &str) -> Found {
        match self {
            Self::Disk | Self::Drafted(_) => look::look(project, path),
            Self::Staged(staged) => staged_tree::look(staged, project, path),
            Self::Over(over) => over.base.look(project, path),
        }
    }

    /// What a project asks of the world outside of its documents.
    pub fn outside(&self, project: &Project) -> Box<dyn Outside> {
        match self {
            Self::Disk | Self::Drafted(_) => Box::new(Disk::new(project)),
            Self::Staged(staged) => {
                Box::new(staged_tree::StagedTree::new(Arc::clone(staged), project, Disk::new(project)))
            }
            Self::Over(over) => over.outside(project),
        }
    }
}
