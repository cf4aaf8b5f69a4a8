//! Whether paths were ever there.
//!
//! One pass over the history, newest commit first, looking only at files that were added or removed.
//! Merges are passed over: what they bring was added in a commit that they merge. The walk takes every
//! branch (`--full-history`), since git would otherwise leave out the ones on which a file came and
//! went. Only few paths are handed to git as a filter: it compares each of them with every entry.

use super::changes::{ALIKE, AS_RAW, EQUAL};
use super::process::Dialog;
use super::raw::Raw;
use super::{Git, Oid, Refused, shown};
use std::collections::{BTreeMap, BTreeSet};

/// Where to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach<'a> {
    /// A commit and all before it.
    Commit(&'a Oid),
    /// Every branch and tag that is known here.
    Everywhere,
}

/// How far to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// Until something is known about each path.
    Newest,
    /// To the beginning, so that the first commits are known too.
    Beginning,
}

/// The answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ever {
    /// Paths that were there at some time.
    pub lives: BTreeMap<String, Life>,
    /// Whether all of history was there to be asked: in a shallow clone, a path without an answer may
    /// still have been there.
    pub complete: bool,
}

/// When a path was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    /// The oldest commit that added it, as far as was looked.
    pub first: Oid,
    /// The newest commit that added or removed it.
    pub last: Oid,
    /// Whether that commit removed it.
    pub removed: bool,
    /// Where that commit moved it to.
    pub moved_to: Option<String>,
    /// Whether it was a folder: the commits are those of the files in it.
    pub folder: bool,
}

/// So many paths are a filter that makes git faster.
const FEW: usize = 50;

/// So many commits are asked where they moved a file to.
const MOST_MOVES: usize = 200;

impl Git {
    /// Which of some paths were there at some time.
    pub fn ever(&self, paths: &[String], reach: Reach<'_>, until: Until) -> Result<Ever, Refused> {
        self.lives(paths, reach, until).map_err(|refused| self.explain(refused))
    }

    fn lives(&self, paths: &[String], reach: Reach<'_>, until: Until) -> Result<Ever, Refused> {
        let wanted: BTreeSet<&str> = paths.iter().map(|path| path.trim_end_matches('/')).collect();
        let wanted: BTreeSet<&str> =
            wanted.into_iter().filter(|path| !path.is_empty() && !path.contains('\0')).collect();
        let mut ever = Ever { lives: BTreeMap::new(), complete: !self.shallow };
        if wanted.is_empty() {
            return Ok(ever);
        }
        let log = [
            "log",
            "--topo-order",
            "--full-history",
            "--no-merges",
            "--raw",
            "-z",
            "--no-renames",
            "--no-abbrev",
            "--diff-filter=AD",
            "--no-ext-diff",
            "--no-textconv",
            "--no-color",
            "--format=%H",
        ];
        let mut args = match reach {
            Reach::Commit(oid) => vec![oid.as_str(), "--"],
            Reach::Everywhere => vec!["--branches", "--remotes", "--tags", "--"],
        };
        if wanted.len() <= FEW {
            args.extend(&wanted);
        }
        let mut walk = self.talk(&log, &args)?;
        let mut commit = None;
        while let Some(piece) = walk.until(0)? {
            if let Some(oid) = Oid::read(&piece) {
                commit = Some(oid);
                if until == Until::Newest && ever.lives.len() == wanted.len() {
                    break;
                }
                continue;
            }
            if let (Some(raw), Some(commit)) = (Raw::read(&piece, || walk.until(0))?, &commit) {
                note(&mut ever.lives, &wanted, &raw, commit);
            }
        }
        self.follow_moves(&mut ever.lives)?;
        Ok(ever)
    }

    /// Finds where paths were moved to by the commits that removed them.
    fn follow_moves(&self, lives: &mut BTreeMap<String, Life>) -> Result<(), Refused> {
        let removed = lives.values().filter(|life| life.removed && !life.folder);
        let commits: BTreeSet<Oid> = removed.map(|life| life.last.clone()).collect();
        if commits.is_empty() {
            return Ok(());
        }
        let mut differ = self.differ()?;
        for commit in commits.iter().take(MOST_MOVES) {
            for raw in differ.of(commit, None)? {
                let Some(from) = raw.from.as_deref() else { continue };
                let life = lives.get_mut(&shown(from));
                if let Some(life) = life.filter(|life| life.last == *commit && life.removed) {
                    life.moved_to = Some(shown(&raw.path));
                }
            }
        }
        Ok(())
    }

    /// Starts comparing commits with those before them.
    pub(super) fn differ(&self) -> Result<Differ, Refused> {
        let renames = if self.is_partial() { EQUAL } else { ALIKE };
        let args = ["diff-tree", "--stdin", "--root", "--always", renames];
        Ok(Differ(self.talk(&[&args[..], &AS_RAW].concat(), &[])?))
    }
}

/// Keeps what one change says about a path and the folders that it is in.
fn note(lives: &mut BTreeMap<String, Life>, wanted: &BTreeSet<&str>, raw: &Raw, commit: &Oid) {
    let path = shown(&raw.path);
    let folders = path.char_indices().filter(|(_, c)| *c == '/').filter_map(|(at, _)| path.get(..at));
    for name in folders.chain([path.as_str()]).filter(|name| wanted.contains(name)) {
        let life = lives.entry(name.to_owned()).or_insert_with(|| Life {
            first: commit.clone(),
            last: commit.clone(),
            removed: raw.status == b'D',
            moved_to: None,
            folder: name != path,
        });
        if raw.status == b'A' {
            life.first = commit.clone();
        }
    }
}

/// A running `diff-tree`. A line that is no commit comes back as it is, and so marks the end of an answer.
#[derive(Debug)]
pub(super) struct Differ(Dialog);

impl Differ {
    /// The changes of a commit against a parent of it, or against its only one.
    pub(super) fn of(&mut self, commit: &Oid, parent: Option<&Oid>) -> Result<Vec<Raw>, Refused> {
        let parent = parent.map(|parent| format!(" {parent}")).unwrap_or_default();
        self.0.ask(&format!("{commit}{parent}\n~\n"))?;
        let mut found = Vec::new();
        while self.0.peek() != Some(b'~') {
            let Some(piece) = self.0.until(0)? else { return Err(Refused::Stopped("diff-tree")) };
            found.extend(Raw::read(&piece, || self.0.until(0))?);
        }
        self.0.until(b'\n')?;
        Ok(found)
    }
}
