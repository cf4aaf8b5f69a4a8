//! The files on the disk against a state.
//!
//! git itself would answer faster, and would run the repository's filters over every file that it is
//! unsure of. So the index is asked what it remembers: a file of the same size and time of change,
//! older than the index, is as git wrote it. The others are read and compared with their contents.
//! Line endings are no difference, since git may turn them around on checkout, and neither is a file
//! that git keeps elsewhere with only a pointer to it among the contents. Submodules are taken as they
//! stand in the index: to look into them is to trust another repository.

pub(super) mod disk;

use super::changes::{Changed, Node, Status};
use super::index::{self, Index};
use super::listing::{Entry, Kind, Listing};
use super::open::path as disk_path;
use super::renames::{self, Print};
use super::{Batch, Content, Git, Oid, Refused, Side, shown};
use disk::{Disk, Folders, Modes};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Mode and content of a file; the content is `None` until it is read.
type State = (u32, Option<Oid>);

/// Before and after.
type Pair = (Option<State>, Option<State>);

/// A file that stands at another path now.
struct Moved {
    from: Vec<u8>,
    to: Vec<u8>,
    /// In percent.
    alike: u8,
}

/// By path.
type Pairs = BTreeMap<Vec<u8>, Pair>;

impl Git {
    /// What git follows and is there, and what is new and not ignored.
    pub(super) fn work_tree(&self) -> Result<Listing, Refused> {
        let index = index::read(&self.ls_files()?);
        let mut paths: BTreeMap<&[u8], Option<u32>> =
            index.unmerged.iter().map(|path| (path.as_slice(), None)).collect();
        paths.extend(index.tracked.iter().map(|tracked| (tracked.path.as_slice(), Some(tracked.mode))));
        let new = self.untracked()?;
        paths.extend(new.iter().map(|path| (path.as_slice(), None)));
        let (modes, mut folders) = (self.modes()?, Folders::below(&self.root));
        let entry = |(path, remembered): (&[u8], Option<u32>)| {
            let full = self.on_disk(path);
            let kind = Kind::of(modes.on_disk(&full, remembered).filter(|_| folders.lead_to(&full))?);
            Some(Entry { path: shown(path), kind, oid: None })
        };
        let entries = paths.into_iter().filter_map(entry).collect();
        Ok(Listing { entries, unmerged: index.unmerged.iter().map(|path| shown(path)).collect() })
    }

    /// The paths that changed from a state to the files on the disk.
    pub(super) fn against_work_tree(&self, from: &Side) -> Result<Vec<Changed>, Refused> {
        let index = index::read(&self.ls_files()?);
        let mut pairs = self.pairs(from, &index)?;
        pairs.retain(|_, (old, new)| old != new);
        let mut batch = self.batch()?;
        self.leave_unchanged(&mut pairs, &mut batch)?;
        let renamed = self.renamed(&pairs, &mut batch)?;
        let mut changes = told(pairs, &renamed);
        if *from == Side::Index {
            // There is no one content to compare with.
            changes.retain(|change| !index.unmerged.iter().any(|path| shown(path) == change.path));
            let unmerged = |path: &Vec<u8>| Changed {
                status: Status::Unmerged,
                path: shown(path),
                before: None,
                after: Some(Node { kind: Kind::File, oid: None }),
            };
            changes.extend(index.unmerged.iter().map(unmerged));
        }
        Ok(changes)
    }

    fn on_disk(&self, path: &[u8]) -> PathBuf {
        self.root.join(disk_path(path))
    }

    /// Files that git does not follow and does not ignore. Folders that are repositories of their own
    /// end with `/` and are left out.
    fn untracked(&self) -> Result<Vec<Vec<u8>>, Refused> {
        let answer = self.ask(&["ls-files", "--others", "--exclude-standard", "-z"], &[])?;
        let paths = answer.split(|&byte| byte == 0).filter(|path| !path.is_empty() && !path.ends_with(b"/"));
        Ok(paths.map(<[u8]>::to_vec).collect())
    }

    /// What the settings say about modes of files.
    fn modes(&self) -> Result<Modes, Refused> {
        let names = "^core\\.(filemode|symlinks)$";
        let output = self.run(&["config", "-z", "--type=bool", "--get-regexp", names])?;
        Ok(Modes::read(&output.stdout))
    }

    /// Every path that is in the state, in the index, or new.
    fn pairs(&self, from: &Side, index: &Index) -> Result<Pairs, Refused> {
        let mut pairs = Pairs::new();
        if *from != Side::Index {
            // A file that is only announced is in the index and in no tree.
            for raw in self.staged(self.tree_of(from), &["--no-renames", "--ita-visible-in-index"])? {
                let pair = pairs.entry(raw.path).or_default();
                if raw.old.0 != 0 {
                    pair.0 = Some(raw.old);
                }
            }
        }
        let written = disk::changed_at(&self.index);
        let (modes, mut folders) = (self.modes()?, Folders::below(&self.root));
        for tracked in &index.tracked {
            let kept = || Some((tracked.mode, Some(tracked.oid.clone())));
            let full = self.on_disk(&tracked.path);
            let new = match modes.look(&full, tracked, written) {
                Disk::AsRemembered => kept(),
                Disk::Gone => None,
                Disk::Other(_) if !folders.lead_to(&full) => None,
                Disk::Other(mode) => Some((mode, None)),
            };
            match pairs.get_mut(&tracked.path) {
                Some(pair) => pair.1 = new,
                None => {
                    let old = if tracked.only_intended { None } else { kept() };
                    pairs.insert(tracked.path.clone(), (old, new));
                }
            }
        }
        for path in index.unmerged.iter().cloned().chain(self.untracked()?) {
            let found = modes.on_disk(&self.on_disk(&path), None);
            pairs.entry(path).or_default().1 = found.map(|mode| (mode, None));
        }
        Ok(pairs)
    }

    /// Reads the files that may have changed, and lets go of those that did not.
    fn leave_unchanged(&self, pairs: &mut Pairs, batch: &mut Batch) -> Result<(), Refused> {
        let unread = |(path, pair): (&Vec<u8>, &Pair)| match pair {
            (Some((old, Some(oid))), Some((new, None))) if Kind::of(*old) == Kind::of(*new) => {
                Some((path.clone(), oid.clone()))
            }
            _ => None,
        };
        let (paths, oids): (Vec<Vec<u8>>, Vec<Oid>) = pairs.iter().filter_map(unread).unzip();
        let mut paths = paths.into_iter();
        batch.each(&oids, |oid, content| {
            let Some(path) = paths.next() else { return };
            let Some((Some(old), Some(new))) = pairs.get_mut(&path) else { return };
            if disk::holds(&self.on_disk(&path), Kind::of(new.0), &content) {
                new.1 = Some(oid.clone());
                if old == new {
                    pairs.remove(&path);
                }
            }
        })
    }

    /// Pairs of a path that is gone and a new one, with the likeness of their contents.
    fn renamed(&self, pairs: &Pairs, batch: &mut Batch) -> Result<Vec<Moved>, Refused> {
        let file = |state: &State| Kind::of(state.0) == Kind::File;
        let side = |gone: bool| {
            let wanted = pairs.iter().filter_map(move |(path, (old, new))| match (old, new) {
                (Some(old), None) if gone && file(old) => Some((path, old)),
                (None, Some(new)) if !gone && file(new) => Some((path, new)),
                _ => None,
            });
            wanted.collect::<Vec<_>>()
        };
        let (gone, new) = (side(true), side(false));
        if gone.is_empty() || new.is_empty() || gone.len().saturating_mul(new.len()) > renames::MOST_PAIRS {
            return Ok(Vec::new());
        }
        let oids: Vec<Oid> = gone.iter().filter_map(|(_, (_, oid))| oid.clone()).collect();
        let mut before = Vec::with_capacity(gone.len());
        let mut paths = gone.iter().map(|(path, _)| path.as_slice());
        batch.each(&oids, |_, content| {
            let bytes = if let Content::Bytes(bytes) = content { bytes } else { Vec::new() };
            before.extend(paths.next().map(|path| Print::of(path, &bytes)));
        })?;
        let after = new.iter().map(|(path, _)| Print::of(path, &disk::bytes(&self.on_disk(path))));
        let after: Vec<Print<'_>> = after.collect();
        let moved = |(from, to, alike): (&Print<'_>, &Print<'_>, u8)| Moved {
            from: from.path.to_vec(),
            to: to.path.to_vec(),
            alike,
        };
        Ok(renames::pairs(&before, &after).into_iter().map(moved).collect())
    }
}

/// The changes of all pairs; two of them are one where a file moved.
fn told(pairs: Pairs, renamed: &[Moved]) -> Vec<Changed> {
    let node = |state: State| Node { kind: Kind::of(state.0), oid: state.1 };
    let moved: BTreeSet<&[u8]> = renamed.iter().map(|moved| moved.from.as_slice()).collect();
    let sources: BTreeMap<&[u8], &Moved> = renamed.iter().map(|moved| (moved.to.as_slice(), moved)).collect();
    let mut origins: BTreeMap<&[u8], Option<Node>> = BTreeMap::new();
    for from in &moved {
        origins.insert(from, pairs.get(*from).and_then(|(old, _)| old.clone()).map(node));
    }
    let mut changes = Vec::new();
    for (path, (old, new)) in pairs {
        if moved.contains(path.as_slice()) {
            continue;
        }
        let source = sources.get(path.as_slice());
        let before = match source {
            Some(moved) => origins.get(moved.from.as_slice()).cloned().flatten(),
            None => old.map(node),
        };
        let after = new.map(node);
        let status = match (&before, &after, source) {
            (_, _, Some(moved)) => Status::Renamed { from: shown(&moved.from), similarity: moved.alike },
            (None, _, _) => Status::Added,
            (_, None, _) => Status::Deleted,
            (Some(before), Some(after), _) if before.kind != after.kind => Status::TypeChanged,
            _ => Status::Modified,
        };
        changes.push(Changed { status, path: shown(&path), before, after });
    }
    changes
}
