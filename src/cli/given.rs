//! Baselines: which file holds what is taken as given, what of it was met, and writing it anew.
//!
//! A document's own entries are asked while it is judged, by whoever judges it. What is left on both
//! sides is brought together at the end: an entry whose document is gone may be met in another one, since
//! documents are renamed. An entry of a document that is there stays with it; else a fault that was mended
//! in one place would excuse an equal one in another.

use super::args::{Global, Ratchet, Write};
use super::gather::Gathered;
use super::git::{Git, Surroundings};
use super::judge::{self, How};
use super::output::{Exit, complain, tell};
use super::paths::{absolute, shown};
use super::project::Projects;
use super::said::Said;
use super::store::Store;
use super::{read, settings, write};
use crate::check::baseline::{Baseline, Entry, Met, entries, name_all};
use crate::check::{Active, Asked, rule_ran};
use crate::diagnostic::Diagnostic;
use crate::diff::Change;
use crate::render;
use crate::render::summary::counted;
use crate::source::Source;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// The baselines of a run.
#[derive(Debug, Default)]
pub struct Books {
    list: Vec<Book>,
    /// That of each project.
    of: Vec<Option<usize>>,
}

/// A baseline and its file.
#[derive(Debug)]
struct Book {
    /// Where it is; absolute.
    file: PathBuf,
    /// The same as the user would type it.
    shown: String,
    baseline: Baseline,
    /// Whether there is such a file.
    exists: bool,
    /// What is to be written.
    write: Option<Write>,
}

/// What a run judged.
#[derive(Debug, Clone, Copy)]
pub struct Ran<'a> {
    /// The rules of each project.
    pub active: &'a [Active],
    /// What was asked beyond the documents.
    pub asked: Asked,
    /// Whether some documents were left out on purpose.
    pub partial: bool,
}

impl Books {
    /// Opens the baselines of the projects of a run.
    pub fn open(args: &Ratchet, projects: &Projects) -> Result<Self, String> {
        let mut books = Self::default();
        let write = args.write_baseline.map(|write| write.unwrap_or(Write::Fewer));
        let cwd = std::env::current_dir()
            .map_err(|error| format!("no working directory: {}", read::reason(&error)))?;
        for project in &projects.list {
            let named = match (&args.baseline, &project.settings.baseline) {
                _ if args.no_baseline => None,
                (Some(path), _) => Some((absolute(path, &cwd), None)),
                (None, Some(path)) if project.sound => {
                    Some((absolute(Path::new(path), &project.root), Some(project.fence.as_path())))
                }
                _ => None,
            };
            let at = named
                .map(|(file, fence)| books.place(file, fence, &cwd, write, &projects.store))
                .transpose()?;
            books.of.push(at);
        }
        if write.is_some() && books.list.is_empty() && !projects.list.is_empty() {
            return Err(
                "--write-baseline: which file? name it by --baseline FILE, or as `baseline` in ddr.yaml"
                    .to_owned(),
            );
        }
        Ok(books)
    }

    fn place(
        &mut self,
        file: PathBuf,
        fence: Option<&Path>,
        cwd: &Path,
        write: Option<Write>,
        store: &Store,
    ) -> Result<usize, String> {
        if let Some(known) = self.list.iter().position(|book| book.file == file) {
            return Ok(known);
        }
        let name = shown(&file, cwd);
        if fence.is_some_and(|fence| !file.starts_with(fence) || !settings::real_path_is_inside(&file, fence))
        {
            return Err(format!("{name}: the baseline lies outside of the repository"));
        }
        // What the user names may be no part of the commit.
        let store = if store.has(&file) { store.clone() } else { Store::Disk };
        let exists = store.has(&file);
        let baseline = if exists {
            let source = store.read(&file, &file, &name);
            let source = source.map_err(|unread| format!("{name}: {}", unread.diagnostic.message))?;
            Baseline::read(&source.text).map_err(|why| {
                let line = why.line.map(|line| format!(":{line}")).unwrap_or_default();
                format!(
                    "{name}{line}: this is no baseline: {}; mend it, or delete it and make a new one with \
                     --write-baseline",
                    why.message
                )
            })?
        } else if write.is_some() {
            Baseline::default()
        } else {
            return Err(format!("{name}: there is no such baseline; --write-baseline makes it"));
        };
        self.list.push(Book { file, shown: name, baseline, exists, write });
        Ok(self.list.len() - 1)
    }

    fn of(&self, project: usize) -> Option<&Book> {
        self.list.get((*self.of.get(project)?)?)
    }

    /// Marks the changes that are taken as given as known to somebody.
    pub fn acknowledge(&self, changes: &mut [Change]) {
        for change in changes.iter_mut().filter(|change| !change.acknowledged) {
            let book = self.list.iter().find(|book| book.baseline.knows(&change.fingerprint));
            if let Some(book) = book {
                change.acknowledged = true;
                change.help = None;
                change.notes.push(format!("taken as given by {}", book.shown));
            }
        }
    }

    /// Leaves out what is taken as given of a file, by its project and its path there.
    pub fn take(
        &self,
        (project, inside): (usize, &str),
        source: &Source,
        met: &mut Met,
        mut heard: Vec<Diagnostic>,
    ) -> Vec<Diagnostic> {
        let Some(book) = self.of(project) else { return heard };
        name_all(source, &mut heard);
        book.baseline.take(inside, met, heard)
    }

    /// Brings together what is left, says what could be dropped, and writes what is to be written.
    pub fn settle(
        &self,
        said: &mut [Said],
        gathered: &Gathered,
        how: How<'_>,
        ran: Ran<'_>,
        global: &Global,
    ) -> Exit {
        let books = self.list.iter().enumerate();
        books
            .map(|(at, book)| self.settle_one(at, book, said, gathered, how, ran, global))
            .max()
            .unwrap_or_default()
    }

    #[expect(clippy::too_many_arguments, reason = "one step of `settle`, cut off for its length")]
    fn settle_one(
        &self,
        number: usize,
        book: &Book,
        said: &mut [Said],
        gathered: &Gathered,
        how: How<'_>,
        ran: Ran<'_>,
        global: &Global,
    ) -> Exit {
        let mine = |project: usize| self.of.get(project).copied().flatten() == Some(number);
        let mut seen = Seen::of(said, &mine);
        let moved = find_moved(book, &mut seen, said, gathered, &mine);
        for (&at, place) in &moved.removed {
            if let Some(said) = said.get_mut(at) {
                let kept = std::mem::take(&mut said.diagnostics);
                let kept = kept.into_iter().enumerate().filter(|(at, _)| !place.contains(at));
                let kept = kept.map(|(_, diagnostic)| diagnostic).collect();
                judge::again(said, kept, gathered, how);
                said.tally.given += place.len();
            }
        }
        let stale = stale(book, &seen, &self.projects(number), gathered, ran);
        match book.write {
            None => {
                let gone: usize = stale.values().sum();
                if gone > 0 && global.quiet == 0 {
                    tell(&format!(
                        "{}: {} of {} no longer {}; --write-baseline drops them",
                        book.shown,
                        gone,
                        entries_of(book.baseline.len()),
                        if gone == 1 { "occurs" } else { "occur" }
                    ));
                }
                Exit::Clean
            }
            Some(write) => {
                let adds = !book.exists || write == Write::All;
                let mut next = remaining(book, &stale, &moved.to);
                let (mut added, mut left) = (0, 0);
                for said in said.iter_mut().filter(|said| said.place.as_ref().is_some_and(|it| mine(it.0))) {
                    let Some((_, path)) = said.place.clone() else { continue };
                    let new: Vec<_> =
                        said.diagnostics.iter().filter(|it| it.fingerprint.is_some()).cloned().collect();
                    if new.is_empty() {
                        continue;
                    }
                    if !adds {
                        left += new.len();
                        continue;
                    }
                    next.extend(entries(new.iter().map(|diagnostic| (path.as_str(), diagnostic))));
                    added += new.len();
                    let kept = std::mem::take(&mut said.diagnostics);
                    let kept = kept.into_iter().filter(|it| it.fingerprint.is_none()).collect();
                    judge::again(said, kept, gathered, how);
                    said.tally.given += new.len();
                }
                let next = Baseline::new(next);
                let done = Done { added, left, dropped: stale.values().sum() };
                write_anew(book, &next, done, global)
            }
        }
    }

    /// The projects of a baseline.
    fn projects(&self, number: usize) -> Vec<usize> {
        let of = self.of.iter().enumerate();
        of.filter(|(_, of)| **of == Some(number)).map(|(project, _)| project).collect()
    }
}

/// What the documents of a run say of a baseline.
struct Seen {
    /// How many of the diagnostics of each entry were met.
    met: Met,
    /// Documents that were judged to the end, by path.
    judged: BTreeSet<String>,
    /// Those that could not be.
    unjudged: BTreeSet<String>,
    /// Whether a mistake of ours stands in the way of any conclusion.
    broken: bool,
}

impl Seen {
    fn of(said: &[Said], mine: &dyn Fn(usize) -> bool) -> Self {
        let mut seen =
            Self { met: Met::new(), judged: BTreeSet::new(), unjudged: BTreeSet::new(), broken: false };
        for said in said {
            let Some((_, path)) = said.place.as_ref().filter(|it| mine(it.0)) else { continue };
            for (&entry, &times) in &said.met {
                *seen.met.entry(entry).or_default() += times;
            }
            let has = |name: &str| said.diagnostics.iter().any(|it| it.name == name);
            seen.broken |= has("internal-error");
            // Of what stands in an open merge conflict nothing is said.
            let whole = said.tally.unread == 0 && !has("merge-conflict-marker");
            let list = if whole { &mut seen.judged } else { &mut seen.unjudged };
            list.insert(path.clone());
        }
        seen
    }

    /// How many diagnostics of an entry were not met.
    fn left(&self, book: &Book, at: usize) -> usize {
        let count = book.baseline.entries.get(at).map_or(0, |entry| entry.count);
        count.saturating_sub(self.met.get(&at).copied().unwrap_or_default())
    }
}

/// Entries that were met in other documents than their own.
#[derive(Default)]
struct Moved {
    /// Diagnostics that are taken as given, by the number of what is said and their own.
    removed: BTreeMap<usize, BTreeSet<usize>>,
    /// Where the diagnostics of an entry are now.
    to: BTreeMap<usize, Vec<String>>,
}

fn find_moved(
    book: &Book,
    seen: &mut Seen,
    said: &[Said],
    gathered: &Gathered,
    mine: &dyn Fn(usize) -> bool,
) -> Moved {
    let mut moved = Moved::default();
    let projects = &gathered.projects;
    let roots: Vec<&Path> = projects
        .list
        .iter()
        .enumerate()
        .filter(|(at, _)| mine(*at))
        .map(|(_, it)| it.root.as_path())
        .collect();
    let mut there: HashMap<&str, bool> = HashMap::new();
    let mut free: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (at, entry) in book.baseline.entries.iter().enumerate() {
        if seen.left(book, at) == 0 || seen.unjudged.contains(&entry.path) {
            continue;
        }
        let is_there = *there.entry(&entry.path).or_insert_with(|| {
            roots.iter().any(|root| projects.store.has(&absolute(Path::new(&entry.path), root)))
        });
        if !is_there {
            free.entry((&entry.rule, &entry.fingerprint)).or_default().push(at);
        }
    }
    if free.is_empty() {
        return moved;
    }
    for (number, said) in said.iter().enumerate() {
        // What changed in a document that is gone has not moved.
        let place = said.place.as_ref().filter(|it| mine(it.0) && said.document.is_some());
        let Some((_, path)) = place else { continue };
        for (at, diagnostic) in said.diagnostics.iter().enumerate() {
            let Some(print) = diagnostic.fingerprint.as_deref() else { continue };
            let Some(own) = free.get(&(diagnostic.name, print)) else { continue };
            let Some(&entry) = own.iter().find(|&&entry| seen.left(book, entry) > 0) else { continue };
            *seen.met.entry(entry).or_default() += 1;
            moved.removed.entry(number).or_default().insert(at);
            moved.to.entry(entry).or_default().push(path.clone());
        }
    }
    moved
}

/// How many diagnostics of each entry surely do not occur any more.
fn stale(
    book: &Book,
    seen: &Seen,
    projects: &[usize],
    gathered: &Gathered,
    ran: Ran<'_>,
) -> BTreeMap<usize, usize> {
    let list = &gathered.projects.list;
    let sound = projects.iter().all(|&at| list.get(at).is_some_and(|it| it.sound));
    if !sound || seen.broken || gathered.missing > 0 {
        return BTreeMap::new();
    }
    let whole = !ran.partial && projects.iter().all(|&project| gathered.covers(project));
    let history = std::cell::OnceCell::new();
    let has_history = |at: &usize| list.get(*at).is_some_and(|it| has_history(&it.root));
    let history = || *history.get_or_init(|| projects.iter().all(has_history));
    let mut stale = BTreeMap::new();
    for (at, entry) in book.baseline.entries.iter().enumerate() {
        let left = seen.left(book, at);
        let known =
            if whole { !seen.unjudged.contains(&entry.path) } else { seen.judged.contains(&entry.path) };
        let active = || projects.iter().filter_map(|&project| ran.active.get(project));
        if left > 0 && known && active().all(|active| rule_ran(&entry.rule, active, ran.asked, &history)) {
            stale.insert(at, left);
        }
    }
    stale
}

/// Whether all of the past of a folder can be asked for.
fn has_history(root: &Path) -> bool {
    Git::open(root, &Surroundings::of_process(root)).is_ok_and(|git| !git.is_shallow())
}

/// The entries that stay, under the paths at which they were met.
fn remaining(
    book: &Book,
    stale: &BTreeMap<usize, usize>,
    moved: &BTreeMap<usize, Vec<String>>,
) -> Vec<Entry> {
    let mut kept = Vec::new();
    for (at, entry) in book.baseline.entries.iter().enumerate() {
        let to = moved.get(&at).map_or(&[] as &[String], Vec::as_slice);
        let gone = stale.get(&at).copied().unwrap_or_default() + to.len();
        kept.push(Entry { count: entry.count.saturating_sub(gone), ..entry.clone() });
        kept.extend(to.iter().map(|path| Entry { path: path.clone(), count: 1, ..entry.clone() }));
    }
    kept
}

/// What writing a baseline changes.
struct Done {
    added: usize,
    /// What it does not hold and is not asked to take.
    left: usize,
    dropped: usize,
}

fn write_anew(book: &Book, next: &Baseline, done: Done, global: &Global) -> Exit {
    let text = match render::baseline::text(&next.file()) {
        Ok(text) => text,
        Err(error) => {
            complain(&format!("cannot write {}: {error}", book.shown));
            return Exit::Unable;
        }
    };
    let same = book.exists && book.baseline.entries == next.entries;
    if !same && let Err(error) = write::replace(&book.file, &text) {
        complain(&format!("cannot write {}: {}", book.shown, read::reason(&error)));
        return Exit::Unable;
    }
    if global.quiet < 2 {
        tell(&told(book, next, done));
    }
    Exit::Clean
}

fn told(book: &Book, next: &Baseline, done: Done) -> String {
    let Done { added, left, dropped } = done;
    let whole = entries_of(next.len());
    let mut line = match (book.exists, added, dropped) {
        (false, ..) => format!("{}: written with {whole}", book.shown),
        (true, 0, 0) => format!("{}: nothing to drop, {whole}", book.shown),
        (true, 0, _) => format!("{}: {dropped} dropped, {whole} left", book.shown),
        (true, _, 0) => format!("{}: {added} added, {whole} now", book.shown),
        (true, ..) => format!("{}: {added} added and {dropped} dropped, {whole} now", book.shown),
    };
    if left > 0 {
        let are = if left == 1 { "diagnostic is" } else { "diagnostics are" };
        line += &format!("; {left} new {are} not added, --write-baseline=all would take them as given");
    }
    line
}

fn entries_of(number: usize) -> String {
    match number {
        1 => "1 entry".to_owned(),
        _ => counted(number, "entrie"),
    }
}
