//! Which paths changed between two states.
//!
//! git compares commits and the index by its trees, which runs nothing. It is not asked about the
//! working tree: there, `work_tree` reads the files themselves.

use super::raw::{self, Raw};
use super::{Git, Kind, Oid, Refused, Side, shown};

/// What happened to a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// It was not there before.
    Added,
    /// It is not there after.
    Deleted,
    /// Its content, or the right to run it, is another.
    Modified,
    /// It stood at another path; its content may have changed too.
    Renamed {
        /// The path before.
        from: String,
        /// How much the contents are alike, in percent.
        similarity: u8,
    },
    /// It was a file and is a link, or the like.
    TypeChanged,
    /// Its merge is not finished, so that the index holds no one content.
    Unmerged,
}

/// A changed path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// What happened.
    pub status: Status,
    /// The path after, or of what is gone; from the top of the repository, with `/`.
    pub path: String,
    /// What was there.
    pub before: Option<Node>,
    /// What is there now.
    pub after: Option<Node>,
}

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Its content; none where the file of the working tree is to be read.
    pub oid: Option<Oid>,
}

/// What git compares, and in this form.
pub(super) const AS_RAW: [&str; 7] =
    ["-r", "-z", "--raw", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none"];

/// Finds moved files by contents that are alike.
pub(super) const ALIKE: &str = "-M";

/// Finds moved files by contents that are equal, without reading them.
pub(super) const EQUAL: &str = "-M100%";

impl Git {
    /// The paths that changed from one state to another, in order.
    pub fn changed(&self, from: &Side, to: &Side) -> Result<Vec<Changed>, Refused> {
        let mut changes = match (from, to) {
            (Side::WorkTree, Side::WorkTree) | (Side::Index, Side::Index) => Vec::new(),
            (from, Side::WorkTree) => self.against_work_tree(from)?,
            (Side::WorkTree, to) => self.against_work_tree(to)?.into_iter().map(turned).collect(),
            (from, Side::Index) => self
                .staged(self.tree_of(from), &["--ita-invisible-in-index"])?
                .into_iter()
                .map(changed)
                .collect(),
            (Side::Index, to) => self
                .staged(self.tree_of(to), &["-R", "--ita-invisible-in-index"])?
                .into_iter()
                .map(changed)
                .collect(),
            (from, to) => {
                self.between(self.tree_of(from), self.tree_of(to))?.into_iter().map(changed).collect()
            }
        };
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(changes)
    }

    /// From one tree to another, with renames.
    fn between(&self, from: &Oid, to: &Oid) -> Result<Vec<Raw>, Refused> {
        self.raw(&["diff-tree"], &[], &[from.as_str(), to.as_str()])
    }

    /// From a tree to the index.
    pub(super) fn staged(&self, from: &Oid, options: &[&'static str]) -> Result<Vec<Raw>, Refused> {
        self.raw(&["diff-index", "--cached"], options, &[from.as_str()])
    }

    fn raw(
        &self,
        command: &[&'static str],
        options: &[&'static str],
        trees: &[&str],
    ) -> Result<Vec<Raw>, Refused> {
        let ask = |renames| self.ask(&[command, &AS_RAW, &[renames], options].concat(), trees);
        let answer = match ask(ALIKE) {
            // Contents to compare are missing; those that are equal are known by their ids.
            Err(Refused::Partial) => ask(EQUAL)?,
            answer => answer?,
        };
        Ok(raw::all(&answer))
    }

    pub(super) fn tree_of<'a>(&'a self, side: &'a Side) -> &'a Oid {
        match side {
            Side::Commit(oid) => oid,
            _ => &self.empty_tree,
        }
    }
}

fn changed(raw: Raw) -> Changed {
    let node = |(mode, oid): (u32, Option<Oid>)| (mode != 0).then(|| Node { kind: Kind::of(mode), oid });
    let status = match (raw.status, raw.from) {
        (b'R', Some(from)) => Status::Renamed { from: shown(&from), similarity: raw.similarity },
        (b'A', _) => Status::Added,
        (b'D', _) => Status::Deleted,
        (b'T', _) => Status::TypeChanged,
        (b'U', _) => Status::Unmerged,
        _ => Status::Modified,
    };
    Changed { status, path: shown(&raw.path), before: node(raw.old), after: node(raw.new) }
}

/// The same change seen from the other state.
fn turned(change: Changed) -> Changed {
    let Changed { status, path, before, after } = change;
    let (status, path) = match status {
        Status::Added => (Status::Deleted, path),
        Status::Deleted => (Status::Added, path),
        Status::Renamed { from, similarity } => (Status::Renamed { from: path, similarity }, from),
        same => (same, path),
    };
    Changed { status, path, before: after, after: before }
}
