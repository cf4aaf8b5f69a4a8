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
use super::process::Dialog;
use super::{Commit, Git, Oid, Refused, shown};
use std::collections::HashMap;

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

/// What a walk finds, before the commits are asked about themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// Which of the paths that were asked for.
    pub asked: usize,
    /// The commit.
    pub commit: Oid,
    /// The path in that commit, or before it where the file went.
    pub path: String,
    /// The path before, where it was another.
    pub from: Option<String>,
    /// The content before; none where the file came.
    pub before: Option<Oid>,
    /// The content after; none where the file went.
    pub after: Option<Oid>,
    /// Whether history ends here because the clone is shallow.
    pub border: bool,
}

/// Merges with branches on which the file is missing are compared with them, to see whether it has
/// another name there. That is dear, so there is an end to it.
const MOST_MERGES: usize = 200;

impl Git {
    /// The commits of a range in which some files changed, newest first. The paths are those in `head`,
    /// or the last ones of files that are gone by then.
    pub fn log(&self, base: Option<&Oid>, head: &Oid, paths: &[String]) -> Result<Vec<Touch>, Refused> {
        let mut traces = Vec::new();
        self.follow(base, head, paths, &mut |trace| traces.push(trace))?;
        self.touches(traces)
    }

    /// Tells of each such commit as soon as it is found.
    pub fn follow(
        &self,
        base: Option<&Oid>,
        head: &Oid,
        paths: &[String],
        tell: &mut dyn FnMut(Trace),
    ) -> Result<(), Refused> {
        self.walk(base, head, paths, tell).map_err(|refused| self.explain(refused))
    }

    fn walk(
        &self,
        base: Option<&Oid>,
        head: &Oid,
        paths: &[String],
        tell: &mut dyn FnMut(Trace),
    ) -> Result<(), Refused> {
        let without = base.map(|base| format!("^{base}"));
        let mut range = vec![head.as_str()];
        range.extend(without.as_deref());
        range.push("--");
        // Started first: both take their time until they can answer.
        let lookup = self.talk(&["cat-file", "--batch-check=%(objectname) %(objecttype)"], &[])?;
        let listed = self.ask(&["rev-list", "--topo-order", "--parents"], &range)?;
        let listed = String::from_utf8_lossy(&listed);
        let mut walk = Walk {
            git: self,
            lookup,
            differ: None,
            merges: 0,
            tell,
            order: listed.lines().filter_map(|line| Oid::read(line.split(' ').next()?.as_bytes())).collect(),
            ahead: HashMap::new(),
            answers: HashMap::new(),
        };
        walk.ahead = walk.order.iter().enumerate().map(|(at, oid)| (oid.clone(), at)).collect();
        let mut names: HashMap<Oid, Vec<Name>> = HashMap::new();
        for (asked, path) in paths.iter().enumerate() {
            if path.is_empty() || path.contains('\0') {
                continue;
            }
            let oid = walk.look(head, path)?;
            names.entry(head.clone()).or_default().push(Name { asked, path: path.clone(), oid });
        }
        for line in listed.lines() {
            let mut ids = line.split(' ').filter_map(|id| Oid::read(id.as_bytes()));
            let Some(commit) = ids.next() else { continue };
            let Some(here) = names.remove(&commit) else { continue };
            let parents: Vec<Oid> = ids.collect();
            for name in here {
                for (parent, name) in walk.step(&commit, &parents, name)? {
                    let there = names.entry(parent).or_default();
                    if !there.contains(&name) {
                        there.push(name);
                    }
                }
            }
        }
        Ok(())
    }

    /// The commit that brought a file, whatever its name was then.
    pub fn first_added(&self, head: &Oid, path: &str) -> Result<Option<Touch>, Refused> {
        let touches = self.log(None, head, &[path.to_owned()])?;
        Ok(touches.into_iter().rfind(|touch| touch.before.is_none()))
    }

    fn touches(&self, traces: Vec<Trace>) -> Result<Vec<Touch>, Refused> {
        let oids: Vec<Oid> = traces.iter().map(|trace| trace.commit.clone()).collect();
        let commits = self.describe(&oids)?;
        let commits: HashMap<&Oid, &Commit> = commits.iter().map(|commit| (&commit.oid, commit)).collect();
        let touch = |trace: Trace| {
            let Trace { asked, commit, path, from, before, after, border } = trace;
            let commit = (*commits.get(&commit)?).clone();
            Some(Touch { asked, commit, path, from, before, after, border })
        };
        Ok(traces.into_iter().filter_map(touch).collect())
    }
}

struct Walk<'a> {
    git: &'a Git,
    lookup: Dialog,
    differ: Option<Differ>,
    merges: usize,
    tell: &'a mut dyn FnMut(Trace),
    /// The commits in the order of the walk.
    order: Vec<Oid>,
    /// The place of each in that order.
    ahead: HashMap<Oid, usize>,
    /// Answers to questions that were asked ahead, by path and then by commit.
    answers: HashMap<String, HashMap<Oid, Option<Oid>>>,
}

/// So many bytes of questions are asked before the first answer is read: they fit into the smallest
/// pipe, so neither side can wait for the other.
const AHEAD: usize = 3500;
/// And so many questions at most.
const MOST_AHEAD: usize = 32;

impl Walk<'_> {
    /// Notes what a commit did to a file, and gives the file's name in each parent.
    fn step(&mut self, commit: &Oid, parents: &[Oid], name: Name) -> Result<Vec<(Oid, Name)>, Refused> {
        let mut before = Vec::with_capacity(parents.len());
        for parent in parents {
            let oid = self.look(parent, &name.path)?;
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
            (self.tell)(Trace {
                asked: name.asked,
                commit: commit.clone(),
                from: source.filter(|there| there.path != name.path).map(|there| there.path.clone()),
                before: source.and_then(|there| there.oid.clone()),
                border: self.git.shallow && parents.is_empty(),
                path: name.path,
                after: name.oid,
            });
        }
        Ok(before)
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
        // A file mostly keeps its name, so the commits that come next are asked about along with this
        // one: waiting for each answer is what takes time.
        let next = self.ahead.get(commit).map_or(0, |at| at + 1);
        let room = (AHEAD / (commit.as_str().len() + path.len() + 2)).clamp(1, MOST_AHEAD);
        let known = self.answers.get(path);
        let after = self.order.iter().skip(next).take(if next == 0 { 0 } else { room - 1 });
        let after = after.filter(|oid| known.is_none_or(|known| !known.contains_key(oid)));
        let asked: Vec<Oid> = std::iter::once(commit).chain(after).cloned().collect();
        let lines: String = asked.iter().map(|oid| format!("{oid}:{path}\n")).collect();
        self.lookup.ask(&lines)?;
        let answers = self.answers.entry(path.to_owned()).or_default();
        for oid in asked {
            let Some(answer) = self.lookup.until(b'\n')? else { return Err(Refused::Stopped("cat-file")) };
            let mut words = answer.split(|&byte| byte == b' ');
            let blob = words.next().and_then(Oid::read).filter(|_| words.next() == Some(b"blob"));
            answers.insert(oid, blob);
        }
        Ok(answers.remove(commit).flatten())
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
