//! The files of a state, by path.

use super::raw::mode;
use super::{Git, Oid, Refused, Side, index, shown};

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file, with or without the right to be run.
    File,
    /// A symbolic link; its content is where it points.
    Link,
    /// A commit of another repository.
    Submodule,
}

impl Kind {
    /// The kind that a mode of git says.
    pub(super) const fn of(mode: u32) -> Self {
        match mode & 0o170_000 {
            0o120_000 => Self::Link,
            0o160_000 => Self::Submodule,
            _ => Self::File,
        }
    }
}

/// A path and what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// From the top of the repository, with `/`.
    pub path: String,
    /// What it is.
    pub kind: Kind,
    /// Its content; none in the working tree, where the file is to be read.
    pub oid: Option<Oid>,
}

/// The files of a state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// In the order of their paths.
    pub entries: Vec<Entry>,
    /// Paths whose merge is not finished; they are not among the entries of the index.
    pub unmerged: Vec<String>,
}

impl Git {
    /// The files of a state. In the working tree: what git follows and what is new and not ignored.
    pub fn files(&self, side: &Side) -> Result<Listing, Refused> {
        match side {
            Side::EmptyTree => Ok(Listing::default()),
            Side::Commit(oid) => {
                let answer = self.ask(&["ls-tree", "-r", "-z", "--full-tree"], &[oid.as_str()])?;
                Ok(Listing { entries: tree(&answer), unmerged: Vec::new() })
            }
            Side::Index => {
                let index = index::read(&self.ls_files()?);
                let entries = index.tracked.iter().filter(|tracked| !tracked.only_intended);
                let entries = entries.map(|tracked| Entry {
                    path: shown(&tracked.path),
                    kind: Kind::of(tracked.mode),
                    oid: Some(tracked.oid.clone()),
                });
                let unmerged = index.unmerged.iter().map(|path| shown(path)).collect();
                Ok(Listing { entries: entries.collect(), unmerged })
            }
            Side::WorkTree => self.work_tree(),
        }
    }

    /// What stands at a path of a commit: for `REV:path`.
    pub fn entry(&self, commit: &Oid, path: &str) -> Result<Option<Entry>, Refused> {
        if path.is_empty() || path.contains('\0') {
            return Ok(None);
        }
        let answer = self.ask(&["ls-tree", "-z", "--full-tree"], &[commit.as_str(), "--", path])?;
        Ok(tree(&answer).into_iter().find(|entry| entry.path == path))
    }

    pub(super) fn ls_files(&self) -> Result<Vec<u8>, Refused> {
        self.ask(&["ls-files", "--stage", "-t", "-z", "--debug"], &[])
    }
}

/// Reads `MODE TYPE OID⇥PATH`, each behind a NUL. Folders have no content of their own.
pub(super) fn tree(answer: &[u8]) -> Vec<Entry> {
    let entry = |piece: &[u8]| {
        let at = piece.iter().position(|&byte| byte == b'\t')?;
        let (head, path) = piece.split_at_checked(at)?;
        let words: Vec<&[u8]> = head.split(|&byte| byte == b' ').collect();
        let &[digits, kind, oid] = words.as_slice() else { return None };
        if kind == b"tree" {
            return None;
        }
        let path = shown(path.get(1..)?);
        Some(Entry { path, kind: Kind::of(mode(digits)?), oid: Some(Oid::read(oid)?) })
    };
    answer.split(|&byte| byte == 0).filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_taken_apart() {
        let oid = "78981922613b2afb6025042ff6bd878ac1994e85";
        let answer = format!(
            "100644 blob {oid}\ta b\n\tc.md\0120000 blob {oid}\tlink\0160000 commit {oid}\tsub\0\
             040000 tree {oid}\tfolder\0"
        );
        let found = tree(answer.as_bytes());
        let seen: Vec<(&str, Kind)> = found.iter().map(|entry| (entry.path.as_str(), entry.kind)).collect();
        assert_eq!(seen, [("a b\n\tc.md", Kind::File), ("link", Kind::Link), ("sub", Kind::Submodule)]);
    }
}
