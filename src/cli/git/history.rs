//! History as one running `git log` tells it: each commit with its parents, what it says of itself, and
//! what it did to a few paths.
//!
//! Every commit is told, also those that left the paths alone (`--sparse`), so that the walk knows which is
//! the parent of which. git compares only commits with one parent; of a merge it would tell what is not the
//! same in all parents, and what matters here is what stands in each.

use super::commits::{self, Commit};
use super::process::{Call, Dialog};
use super::raw::Raw;
use super::{Git, Kind, Oid, Refused};
use std::collections::VecDeque;

/// So many paths are handed to git, which compares each of them with every entry.
const FEW: usize = 50;
/// So many commits are looked through for the one that says what stands at a path.
const MOST_BACK: usize = 500;

/// A `git log` under way.
#[derive(Debug)]
pub struct History {
    log: Dialog,
    /// The paths that it tells of.
    watched: Vec<String>,
    /// Commits that were read and are not yet taken.
    coming: VecDeque<Told>,
}

/// One commit of it.
#[derive(Debug)]
pub(super) struct Told {
    /// Its id.
    pub(super) oid: Oid,
    /// The ids of its parents.
    pub(super) parents: Vec<Oid>,
    /// What it did to the watched paths, if it has one parent or none.
    pub(super) changed: Vec<Raw>,
    /// What it says of itself, as it came.
    about: Vec<Vec<u8>>,
}

impl Told {
    /// What it says of itself.
    pub(super) fn commit(&self) -> Option<Commit> {
        commits::one(&self.about)
    }
}

impl Git {
    /// Starts telling the commits of a range: those of `head` that `base` does not have, children before
    /// parents.
    pub fn history(&self, base: Option<&Oid>, head: &Oid, paths: &[&str]) -> Result<History, Refused> {
        let without = base.map(|base| format!("^{base}"));
        let revisions: Vec<&str> = std::iter::once(head.as_str()).chain(without.as_deref()).collect();
        start(self.call(), &revisions, paths)
    }
}

/// Starts telling the commits of some revisions.
pub(super) fn start(call: Call<'_>, revisions: &[&str], paths: &[&str]) -> Result<History, Refused> {
    let watched: Vec<&str> = paths.iter().copied().filter(|path| is_plain(path)).take(FEW).collect();
    let log = [
        "log",
        "-z",
        "--topo-order",
        "--full-history",
        "--sparse",
        "--raw",
        "--no-renames",
        "--no-abbrev",
        "--no-ext-diff",
        "--no-textconv",
        "--ignore-submodules=none",
        "--no-color",
        "--format=%H%x00%P%x00%at%x00%aI%x00%s%x00%B",
    ];
    let mut args = revisions.to_vec();
    // Without a path, git would tell of all.
    args.extend(watched.is_empty().then_some("--no-patch"));
    args.push("--");
    args.extend(&watched);
    let log = call.tell(&log, &args)?;
    let watched = watched.into_iter().map(str::to_owned).collect();
    Ok(History { log, watched, coming: VecDeque::new() })
}

/// Whether git takes a path as it is, from the top of the repository.
fn is_plain(path: &str) -> bool {
    let plain = |part: &str| !matches!(part, "" | "." | "..");
    path.split('/').all(plain) && !path.contains('\0')
}

impl History {
    /// Whether it tells of a path.
    pub fn tells_of(&self, path: &str) -> bool {
        self.watched.iter().any(|watched| watched == path)
    }

    /// Whether it begins with a commit.
    pub fn begins_with(&mut self, head: &Oid) -> bool {
        self.coming(1).is_ok_and(|mut coming| coming.any(|told| told.oid == *head))
    }

    /// The commit that comes next.
    pub(super) fn next_commit(&mut self) -> Result<Option<Told>, Refused> {
        match self.coming.pop_front() {
            Some(told) => Ok(Some(told)),
            None => self.read(),
        }
    }

    /// The commits that come next, as many as that if there are so many.
    pub(super) fn coming(&mut self, count: usize) -> Result<impl Iterator<Item = &Told>, Refused> {
        while self.coming.len() < count
            && let Some(told) = self.read()?
        {
            self.coming.push_back(told);
        }
        Ok(self.coming.iter().take(count))
    }

    /// What stands at a path in the commit that history begins with, as the newest commit tells that did
    /// something to it. The outer `None`: it does not tell, since it has another beginning, or merges come
    /// first, or too many other commits.
    pub fn newest(&mut self, head: &Oid, path: &str) -> Result<Option<Option<(Kind, Oid)>>, Refused> {
        if !self.tells_of(path) {
            return Ok(None);
        }
        let mut next = head.clone();
        for at in 0..MOST_BACK {
            let Some(told) = self.coming(at + 1)?.nth(at).filter(|told| told.oid == next) else { break };
            let changed = told.changed.iter().find(|raw| raw.path == path.as_bytes());
            match (told.parents.as_slice(), changed) {
                ([] | [_], Some(raw)) => {
                    let (mode, oid) = &raw.new;
                    let there = oid.clone().filter(|_| *mode != 0);
                    return Ok(Some(there.map(|oid| (Kind::of(*mode), oid))));
                }
                ([], None) => return Ok(Some(None)),
                ([parent], None) => next = parent.clone(),
                _ => break,
            }
        }
        Ok(None)
    }

    fn read(&mut self) -> Result<Option<Told>, Refused> {
        let Some(id) = self.log.until(0)? else { return Ok(None) };
        let stopped = Refused::Stopped("log");
        let Some(oid) = Oid::read(&id) else { return Err(stopped) };
        let mut piece = || self.log.until(0)?.ok_or(stopped.clone());
        let parents = piece()?;
        let parents = parents.split(|&byte| byte == b' ').filter_map(Oid::read).collect();
        let mut about = Vec::with_capacity(commits::PIECES);
        about.push(id);
        while about.len() < commits::PIECES {
            about.push(piece()?);
        }
        let mut changed = Vec::new();
        // Ids do not begin so.
        while matches!(self.log.peek(), Some(b'\n' | b':')) {
            let Some(head) = self.log.until(0)? else { return Err(stopped) };
            changed.extend(Raw::read(&head, || self.log.until(0))?);
        }
        Ok(Some(Told { oid, parents, changed, about }))
    }
}
