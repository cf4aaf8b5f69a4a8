//! git, asked through its own program. Only here is a process started.
//!
//! The program knows every form of repository: worktrees, shallow and partial clones, the index of a
//! hook. But a repository that somebody else made can hold settings that run programs, even on
//! ordinary reads. So every question goes through `process`, which switches those settings off, and
//! only plumbing is asked: names of commits, listings, raw changes, and contents by object id. Files of
//! the working tree are read as files and compared by us, since git would run filters over them.
//!
//! What git answers is bytes with NUL between them; small functions without I/O take them apart.

mod batch;
mod changes;
mod commits;
mod ever;
mod follow;
mod history;
mod index;
mod listing;
mod names;
mod open;
mod origin;
mod process;
mod range;
mod raw;
mod refused;
mod renames;
mod revisions;
mod trailers;
mod work_tree;

#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

pub use batch::{Asking, Batch, Content};
pub use changes::{Changed, Node, Status};
pub use commits::Commit;
pub use ever::{Ever, Life, Reach, Until};
pub use follow::{Start, Touch};
pub use history::History;
pub use listing::{Entry, Kind, Listing};
pub use process::Surroundings;
pub use range::{Asked, asked};
pub use refused::{NoGit, Refused, told};
pub use revisions::{Head, Main, NamedBy};
pub use trailers::{Ack, Trailers};

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

/// A repository with a working tree.
#[derive(Debug, Clone)]
pub struct Git {
    /// The program; absolute.
    program: PathBuf,
    /// The top folder of the working tree, as seen from the folder that was asked about.
    root: PathBuf,
    /// The index file.
    index: PathBuf,
    /// Whether history ends before its beginning.
    shallow: bool,
    /// The id of the tree without files.
    empty_tree: Oid,
    /// The newest commit when the repository was opened, where that is known.
    newest: Option<Oid>,
    /// The whole environment of the program.
    vars: BTreeMap<OsString, OsString>,
}

impl Git {
    /// The top folder of the working tree; paths count from here.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The newest commit, as it was when the repository was opened: asked along with the rest, it costs no
    /// question of its own. None where there is none, or where only [`Git::resolve`] can say.
    pub const fn newest(&self) -> Option<&Oid> {
        self.newest.as_ref()
    }

    /// Whether the clone is shallow: what lies before its border cannot be known.
    pub const fn is_shallow(&self) -> bool {
        self.shallow
    }
}

/// The name of an object: its hash in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid(Box<str>);

impl Oid {
    /// Takes the digits as git prints them; `None` for anything else and for the id of nothing.
    pub(crate) fn read(digits: &[u8]) -> Option<Self> {
        let whole = matches!(digits.len(), 40 | 64) && digits.iter().all(u8::is_ascii_hexdigit);
        let text = std::str::from_utf8(digits).ok()?;
        (whole && digits.iter().any(|&digit| digit != b'0')).then(|| Self(text.into()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first digits, enough for a reader.
    pub fn short(&self) -> &str {
        self.0.get(..10).unwrap_or(&self.0)
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A state of the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// As a commit holds them.
    Commit(Oid),
    /// As the next commit would hold them.
    Index,
    /// As they stand on the disk, with new files that are not ignored.
    WorkTree,
    /// No files at all: what stands before the first commit.
    EmptyTree,
}

/// A path of git as ours: with `/`, and with marks where it is no text.
fn shown(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}
