//! The life of a file: each commit that gave it another content, across renames.
//!
//! `git log --follow` knows one name at a time and loses the other branch of a merge. Here every commit
//! carries the name that the file has *there*: the walk goes from child to parent, asks what stands at
//! the name in the parent, and only where nothing stands there compares the two commits to find the
//! name before. So two files that bore one name at different times are told apart, and a branch that
//! still uses the old name is followed under it. Looking up a name reads the few trees above it, which
//! is far cheaper than comparing commits.
//!
//! A merge counts only if its content is that of none of its parents: otherwise it brought nothing.

use super::ever::Differ;
use super::history::{History, Told};
use super::process::Dialog;
use super::{Commit, Git, Kind, Oid, Refused, shown};
use std::collections::HashMap;

/// A file whose life is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// Its path in the newest commit, or its last one.
    pub path: String,
    /// Its content in the newest commit, if that is known.
    pub oid: Option<Oid>,
}

/// A commit in which a file came, changed, moved or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    /// Which of the paths that were asked for.
    pub asked: usize,
    /// The commit.
    pub commit: Commit,
    /// The path in that commit, or before it where the file went.
    pub path: String,
    /// The path before, where it was another.
    pub from: Option<String>,
    /// The content before; none where the file came.
    pub before: Option<Oid>,
    /// The content after; none where the file went.
    pub after: Option<Oid>,
    /// Whether history ends here because the clone is shallow: the file may be older.
    pub border: bool,
}

/// A file under the name that it has in one commit.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    asked: usize,
    path: String,
    /// Its content; none where it is not there.
    oid: Option<Oid>,
}

/// Merges with branches on which the file is missing are compared with them, to see whether it has
/// another name there. That is dear, so there is an end to it.
const MOST_MERGES: usize = 200;

impl Git {
    /// The commits of a range in which some files changed, newest first. The paths are those in `head`,
    /// or the last ones of files that are gone by then.
    pub fn log(&self, base: Option<&Oid>, head: &Oid, paths: &[String]) -> Result<Vec<Touch>, Refused> {
        let names: Vec<&str> = paths.iter().map(String::as_str).collect();
        let history = self.history(base, head, &names)?;
        let starts: Vec<Start> = paths.iter().map(|path| Start { path: path.clone(), oid: None }).collect();
        let mut touches = Vec::new();
        self.follow(history, head, &starts, &mut |touch| touches.push(touch))?;
        Ok(touches)
    }

    /// Tells of each such commit as soon as it is found, from a history that begins at `head`.
    pub fn follow(
        &self,
        history: History,
        head: &Oid,
        files: &[Start],
        tell: &mut dyn FnMut(Touch),
    ) -> Result<(), Refused> {
        let mut walk =
            Walk { git: self, history, lookup: None, differ: None, merges: 0, tell, answers: HashMap::new() };
        walk.all(head, files).map_err(|refused| self.explain(refused))
    }

    /// The commit that brought a file, whatever its name was then.
    pub fn first_added(&self, head: &Oid, path: &str) -> Result<Option<Touch>, Refused> {
        let touches = self.log(None, head, &[path.to_owned()])?;
        Ok(touches.into_iter().rfind(|touch| touch.before.is_none()))
    }
}

struct Walk<'a> {
    git: &'a Git,
    history: History,
    lookup: Option<Dialog>,
    differ: Option<Differ>,
    merges: usize,
    tell: &'a mut dyn FnMut(Touch),
    /// Answers to questions that were asked ahead, by path and then by commit.
    answers: HashMap<String, HashMap<Oid, Option<Oid>>>,
}

/// So many bytes of questions are asked before the first answer is read: they fit into the smallest
/// pipe, so neither side can wait for the other.
const AHEAD: usize = 3500;
/// And so many questions at most.
const MOST_AHEAD: usize = 32;

impl Walk<'_> {
    fn all(&mut self, head: &Oid, files: &[Start]) -> Result<(), Refused> {
        let mut names: HashMap<Oid, Vec<Name>> = HashMap::new();
        for (asked, Start { path, oid }) in files.iter().enumerate() {
            if path.is_empty() || path.contains('\0') {
                continue;
            }
            let oid = if oid.is_some() { oid.clone() } else { self.look(head, path)? };
            names.entry(head.clone()).or_default().push(Name { asked, path: path.clone(), oid });
        }
        while !names.is_empty()
            && let Some(told) = self.history.next_commit()?
        {
            for name in names.remove(&told.oid).into_iter().flatten() {
                for (parent, name) in self.step(&told, name)? {
                    let there = names.entry(parent).or_default();
                    if !there.contains(&name) {
                        there.push(name);
                    }
                }
            }
        }
        Ok(())
    }

    /// Notes what a commit did to a file, and gives the file's name in each parent.
    fn step(&mut self, told: &Told, name: Name) -> Result<Vec<(Oid, Name)>, Refused> {
        let (commit, parents) = (&told.oid, &told.parents);
        let mut before = Vec::with_capacity(parents.len());
        for parent in parents {
            let oid = match self.told(told, &name) {
                Some(oid) => oid,
                None => self.look(parent, &name.path)?,
            };
            before.push((parent.clone(), Name { oid, ..name.clone() }));
        }
        let brought = before.iter().any(|(_, there)| there.oid == name.oid);
        if name.oid.is_some() && !(brought && self.merges >= MOST_MERGES) {
            for (parent, there) in before.iter_mut().filter(|(_, there)| there.oid.is_none()) {
                self.merges += usize::from(brought);
                if let Some((path, oid)) = self.name_before(commit, parent, &name.path)? {
                    *there = Name { asked: name.asked, path, oid: Some(oid) };
                }
            }
        }
        let same = |there: &Name| there.oid == name.oid && there.path == name.path;
        let nothing = parents.is_empty() && name.oid.is_none();
        if !nothing && !before.iter().any(|(_, there)| same(there)) {
            let source = before.iter().map(|(_, there)| there).find(|there| there.oid.is_some());
            (self.tell)(Touch {
                asked: name.asked,
                commit: told.commit().ok_or(Refused::Stopped("log"))?,
                from: source.filter(|there| there.path != name.path).map(|there| there.path.clone()),
                before: source.and_then(|there| there.oid.clone()),
                border: self.git.shallow && parents.is_empty(),
                path: name.path,
                after: name.oid,
            });
        }
        Ok(before)
    }

    /// What stood at a path in the one parent of a commit, if the commit itself tells.
    fn told(&self, told: &Told, name: &Name) -> Option<Option<Oid>> {
        if told.parents.len() != 1 || !self.history.tells_of(&name.path) {
            return None;
        }
        let content = |(mode, oid): &(u32, Option<Oid>)| {
            oid.clone().filter(|_| *mode != 0 && Kind::of(*mode) != Kind::Submodule)
        };
        match told.changed.iter().find(|raw| raw.path == name.path.as_bytes()) {
            Some(raw) => (content(&raw.new) == name.oid).then(|| content(&raw.old)),
            None => Some(name.oid.clone()),
        }
    }

    /// What stands at a path in a commit.
    fn look(&mut self, commit: &Oid, path: &str) -> Result<Option<Oid>, Refused> {
        // A question is one line of limited length.
        if path.contains('\n') || path.len() > 3000 {
            return Ok(self.git.entry(commit, path)?.and_then(|entry| entry.oid));
        }
        if let Some(known) = self.answers.get_mut(path).and_then(|answers| answers.remove(commit)) {
            return Ok(known);
        }
        let asked = self.ahead(commit, path)?;
        let lookup = match &mut self.lookup {
            Some(lookup) => lookup,
            none => {
                none.insert(self.git.talk(&["cat-file", "--batch-check=%(objectname) %(objecttype)"], &[])?)
            }
        };
        let lines: String = asked.iter().map(|oid| format!("{oid}:{path}\n")).collect();
        lookup.ask(&lines)?;
        let answers = self.answers.entry(path.to_owned()).or_default();
        for oid in asked {
            let Some(answer) = lookup.until(b'\n')? else { return Err(Refused::Stopped("cat-file")) };
            let mut words = answer.split(|&byte| byte == b' ');
            let blob = words.next().and_then(Oid::read).filter(|_| words.next() == Some(b"blob"));
            answers.insert(oid, blob);
        }
        Ok(answers.remove(commit).flatten())
    }

    /// A commit, and those that will be asked about next: waiting for each answer is what takes time. A
    /// file mostly keeps its name. Where history tells of it, only the parents of merges are asked about.
    fn ahead(&mut self, commit: &Oid, path: &str) -> Result<Vec<Oid>, Refused> {
        let room = (AHEAD / (commit.as_str().len() + path.len() + 2)).clamp(1, MOST_AHEAD);
        let mut asked = vec![commit.clone()];
        let (known, told) = (self.answers.get(path), self.history.tells_of(path));
        for next in self.history.coming(MOST_AHEAD)? {
            let wanted = if told { next.parents.as_slice() } else { std::slice::from_ref(&next.oid) };
            for oid in wanted.iter().filter(|_| !told || wanted.len() > 1) {
                if asked.len() < room
                    && !asked.contains(oid)
                    && known.is_none_or(|known| !known.contains_key(oid))
                {
                    asked.push(oid.clone());
                }
            }
        }
        Ok(asked)
    }

    /// The path that a file of a commit had in a parent without its path, if it moved.
    fn name_before(
        &mut self,
        commit: &Oid,
        parent: &Oid,
        path: &str,
    ) -> Result<Option<(String, Oid)>, Refused> {
        let differ = match &mut self.differ {
            Some(differ) => differ,
            none => none.insert(self.git.differ()?),
        };
        let changes = differ.of(commit, Some(parent))?;
        let moved = changes.into_iter().find(|raw| raw.from.is_some() && shown(&raw.path) == path);
        Ok(moved.and_then(|raw| Some((shown(raw.from.as_deref()?), raw.old.1?))))
    }
}
