//! From the commits that touched a file to what each of them did to its design.
//!
//! Contents come from one running `cat-file` and are read some at a time, so that a thousand states of
//! a document are never in memory together. While they are read and compared, another thread still
//! walks through history, and then asks what the commits say of themselves.

use super::find::Found;
use crate::check::{Active, Step, Stepped, Version, history};
use crate::cli::acknowledged::acknowledge;
use crate::cli::git::{self, Batch, Content, Git, Oid, Refused, Trace};
use crate::cli::panics::caught;
use crate::cli::paths::relative;
use crate::cli::read;
use crate::config::Settings;
use crate::diff::Change;
use crate::render::log::Commit;
use crate::source::Source;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::mpsc;

/// So many commits are looked at together; at the seams, a text is read twice.
const TOGETHER: usize = 64;

/// How the texts are read.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// The repository.
    pub git: &'a Git,
    /// The root of the document's project.
    pub root: &'a Path,
    /// The settings of that.
    pub settings: &'a Settings,
    /// Its rules.
    pub active: &'a Active,
}

/// What one commit, or what is not committed, did.
#[derive(Debug)]
pub struct Raw {
    /// The commit; none for the working tree.
    pub commit: Option<Commit>,
    /// What the file is called there.
    pub path: String,
    /// Its content before and after; none where there was no file, or it is not in git.
    pub contents: (Option<Oid>, Option<Oid>),
    /// Every change.
    pub changes: Vec<Change>,
    /// Whether what it seems to have brought may be older than this clone tells.
    pub border: bool,
}

/// All that was found.
#[derive(Debug, Default)]
pub struct Steps {
    /// Newest first.
    pub raw: Vec<Raw>,
    /// Where history ends because the clone is shallow.
    pub borders: Vec<Commit>,
    /// What could not be read, one line each.
    pub unread: Vec<String>,
    /// Whether any of the texts is a design document.
    pub recognised: bool,
}

/// One state of the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Blob(String, Oid),
    Disk(String),
}

/// From one state to the next.
struct Move {
    commit: Option<Oid>,
    before: Option<Place>,
    after: Option<Place>,
    border: bool,
}

/// Tells what became of a file. `call` gives the name of a path of the repository.
pub fn steps(reading: &Reading<'_>, found: &Found, call: &dyn Fn(&str) -> String) -> Result<Steps, Refused> {
    // Started first, so that it is ready when the first content is asked for.
    let mut batch = reading.git.batch()?;
    let mut told = Told::default();
    let commits = std::thread::scope(|scope| {
        let (send, moves) = mpsc::channel();
        let walker = scope.spawn(move || walk(reading.git, found, &send));
        let mut some: Vec<Move> = Vec::with_capacity(TOGETHER);
        while let Ok(first) = moves.recv() {
            some.push(first);
            some.extend(moves.iter().take(TOGETHER - 1));
            together(reading, &some, &mut batch, call, &mut told)?;
            some.clear();
        }
        walker.join().unwrap_or(Err(Refused::Stopped("rev-list")))
    })?;
    Ok(told.with(&commits))
}

/// Sends every move, the newest first; then says what their commits are.
fn walk(git: &Git, found: &Found, send: &mpsc::Sender<Move>) -> Result<Vec<git::Commit>, Refused> {
    // Nobody listens any more once a content could not be read.
    let send = |it: Move| drop(send.send(it));
    let before = found.in_head.clone().map(|(path, oid)| Place::Blob(path, oid));
    let after = found.on_disk.then(|| Place::Disk(found.now.clone()));
    if before.is_some() || after.is_some() {
        send(Move { commit: None, before, after, border: false });
    }
    let Some(head) = &found.head else { return Ok(Vec::new()) };
    let mut oids = Vec::new();
    git.follow(None, head, &[found.committed().to_owned()], &mut |trace| {
        oids.push(trace.commit.clone());
        send(traced(trace));
    })?;
    git.describe(&oids)
}

fn traced(trace: Trace) -> Move {
    let Trace { commit, path, from, before, after, border, .. } = trace;
    let old = from.unwrap_or_else(|| path.clone());
    Move {
        commit: Some(commit),
        before: before.map(|oid| Place::Blob(old, oid)),
        after: after.map(|oid| Place::Blob(path, oid)),
        border,
    }
}

/// What was found before the commits are known by more than their ids.
#[derive(Default)]
struct Told {
    /// Newest first, each with its commit.
    raw: Vec<(Option<Oid>, Raw)>,
    unread: Vec<String>,
    recognised: bool,
}

impl Told {
    /// Adds what the commits say.
    fn with(self, commits: &[git::Commit]) -> Steps {
        let known: HashMap<&Oid, &git::Commit> = commits.iter().map(|commit| (&commit.oid, commit)).collect();
        let mut steps = Steps { unread: self.unread, recognised: self.recognised, ..Steps::default() };
        for (oid, mut raw) in self.raw {
            if let Some(oid) = oid {
                let Some(&commit) = known.get(&oid) else { continue };
                // Of trailers that mean nothing, `ddr diff` and `ddr check` speak, where they can still be mended.
                let _ = acknowledge(&mut raw.changes, std::slice::from_ref(commit));
                let commit = Commit {
                    id: oid.as_str().to_owned(),
                    short: oid.short().to_owned(),
                    date: commit.date.clone(),
                    subject: commit.subject.clone(),
                };
                if raw.border {
                    steps.borders.push(commit.clone());
                }
                raw.commit = Some(commit);
            }
            steps.raw.push(raw);
        }
        steps
    }
}

/// The texts of some moves, each once.
struct Texts {
    /// By state; an `Err` says why there is none.
    numbers: BTreeMap<Place, Result<usize, String>>,
    sources: Vec<Source>,
    names: Vec<String>,
}

fn together(
    reading: &Reading<'_>,
    moves: &[Move],
    batch: &mut Batch,
    call: &dyn Fn(&str) -> String,
    steps: &mut Told,
) -> Result<(), Refused> {
    let texts = texts(reading, moves, batch, call)?;
    let version = |(source, path): (_, &'_ String)| (source, path.clone());
    let named: Vec<(&Source, String)> = texts.sources.iter().zip(&texts.names).map(version).collect();
    let versions: Vec<Version<'_>> = named
        .iter()
        .map(|(source, path)| Version { path, source, settings: reading.settings, active: reading.active })
        .collect();
    let number = |place: &Option<Place>| match place {
        None => Ok(None),
        Some(place) => match texts.numbers.get(place) {
            Some(Ok(number)) => Ok(Some(*number)),
            Some(Err(why)) => Err(why.clone()),
            None => Ok(None),
        },
    };
    let mut readable = Vec::new();
    for it in moves {
        match (number(&it.before), number(&it.after)) {
            (Ok(before), Ok(after)) => readable.push((it, Step { before, after })),
            // The newer of two such moves has said it.
            (_, Err(why)) => steps.unread.push(why),
            (Err(_), Ok(_)) => {}
        }
    }
    let asked: Vec<Step> = readable.iter().map(|(_, step)| *step).collect();
    let told = caught(|| history(&versions, &asked));
    let told = match told {
        Ok(told) => told,
        Err(panic) => {
            steps.unread.push(format!("comparing failed: {panic}"));
            return Ok(());
        }
    };
    for ((it, _), stepped) in readable.into_iter().zip(told) {
        let path = match (&it.after, &it.before) {
            (Some(Place::Blob(path, _) | Place::Disk(path)), _)
            | (None, Some(Place::Blob(path, _) | Place::Disk(path))) => call(path),
            (None, None) => String::new(),
        };
        let content = |place: &Option<Place>| match place {
            Some(Place::Blob(_, oid)) => Some(oid.clone()),
            _ => None,
        };
        let changes = match stepped {
            Stepped::Changes(changes) => changes,
            Stepped::Other => Vec::new(),
            Stepped::TooDeep => {
                let at = it.commit.as_ref().map_or("the working tree", Oid::short);
                steps.unread.push(format!("{path} in {at}: lists and quotes are nested too deep"));
                continue;
            }
        };
        // Equal texts, such as a file that was only moved, are no sign that it is a document.
        steps.recognised |= !changes.is_empty();
        let contents = (content(&it.before), content(&it.after));
        let raw = Raw { commit: None, path, contents, changes, border: it.border };
        steps.raw.push((it.commit.clone(), raw));
    }
    Ok(())
}

fn texts(
    reading: &Reading<'_>,
    moves: &[Move],
    batch: &mut Batch,
    call: &dyn Fn(&str) -> String,
) -> Result<Texts, Refused> {
    let mut texts = Texts { numbers: BTreeMap::new(), sources: Vec::new(), names: Vec::new() };
    let places = moves.iter().flat_map(|it| [&it.before, &it.after]).flatten();
    let inside = |path: &str| relative(&reading.git.root().join(path), reading.root);
    let (mut wanted, mut oids): (Vec<&Place>, Vec<Oid>) = (Vec::new(), Vec::new());
    for place in places {
        if texts.numbers.contains_key(place) {
            continue;
        }
        texts.numbers.insert(place.clone(), Ok(0));
        match place {
            Place::Blob(_, oid) => {
                wanted.push(place);
                oids.push(oid.clone());
            }
            Place::Disk(path) => {
                let read = read::file(&reading.git.root().join(path), &inside(path));
                texts.add(place, path, read, call);
            }
        }
    }
    let mut places = wanted.into_iter();
    let mut lost = false;
    batch.each(&oids, |_, content| {
        let Some(place) = places.next() else { return };
        let Place::Blob(path, _) = place else { return };
        let inside = inside(path);
        let read = match content {
            Content::Bytes(bytes) => read::bytes(bytes, &inside),
            Content::TooLarge(_) => Err(read::over_limit(&inside)),
            Content::NoFile => Ok(Source::new(inside, "")),
            Content::Missing => {
                lost = true;
                return;
            }
        };
        texts.add(place, path, read, call);
    })?;
    if lost { Err(Refused::Partial) } else { Ok(texts) }
}

impl Texts {
    fn add(
        &mut self,
        place: &Place,
        path: &str,
        read: Result<Source, Box<read::Unread>>,
        call: &dyn Fn(&str) -> String,
    ) {
        let number = match read {
            Ok(source) => {
                self.sources.push(source);
                self.names.push(call(path));
                Ok(self.sources.len() - 1)
            }
            Err(unread) => {
                let at = match place {
                    Place::Blob(_, oid) => format!("{} (content {})", call(path), oid.short()),
                    Place::Disk(_) => call(path),
                };
                Err(format!("{at}: {}", unread.diagnostic.message))
            }
        };
        self.numbers.insert(place.clone(), number);
    }
}
