//! From the commits that touched a file to what each of them did to its design.
//!
//! One thread walks through history and asks for contents. The others take turns: each reads a lot of
//! neighbouring states, and compares them while the next reads. So few lots are under way at a time, and a
//! thousand states of a document are never in memory together.

use super::find::Found;
use super::walk::{Lot, Move, Place, walk};
use crate::check::{Active, Step, Stepped, Version, history};
use crate::cli::acknowledged::acknowledge;
use crate::cli::git::{Batch, Content, Git, History, Oid, Refused};
use crate::cli::panics::caught;
use crate::cli::paths::relative;
use crate::cli::read;
use crate::config::Settings;
use crate::diff::{Change, give_fingerprints, is_of_life};
use crate::render::log::Commit;
use crate::source::Source;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{Mutex, PoisonError, mpsc};

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
    /// Whether the fingerprints of changes are printed.
    pub fingerprints: bool,
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
    /// Every change that belongs to the life of its document.
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

impl Steps {
    fn and(mut self, older: Self) -> Self {
        self.raw.extend(older.raw);
        self.borders.extend(older.borders);
        self.unread.extend(older.unread);
        self.recognised |= older.recognised;
        self
    }
}

/// Tells what became of a file. `call` gives the name of a path of the repository; `history` is one that is
/// under way, if there is one.
pub fn steps(
    reading: &Reading<'_>,
    found: &Found,
    history: Option<History>,
    call: &(dyn Fn(&str) -> String + Sync),
) -> Result<Steps, Refused> {
    let (asking, batch) = reading.git.batch_apart()?;
    let (send, lots) = mpsc::channel();
    let queue = Mutex::new(Queue { feed: Some((lots, batch)), number: 0 });
    let compare = || compared(reading, &queue, call);
    let mut parts = BTreeMap::new();
    std::thread::scope(|scope| {
        let walker = scope.spawn(move || walk(reading.git, found, history, asking, &send));
        // Until the first texts are here.
        reading.settings.read_schemas();
        let others: Vec<_> = (1..rayon::current_num_threads()).map(|_| scope.spawn(compare)).collect();
        let mut read = compare().map(|done| parts.extend(done));
        for other in others {
            let done = other.join().unwrap_or(Err(Refused::Stopped("cat-file")));
            read = read.and(done.map(|done| parts.extend(done)));
        }
        read.and(walker.join().unwrap_or(Err(Refused::Stopped("log"))))
    })?;
    let mut all = Steps::default();
    all.raw.reserve_exact(parts.values().map(|part| part.raw.len()).sum());
    Ok(parts.into_values().fold(all, Steps::and))
}

/// Lots that are still to be read.
struct Queue {
    /// Where they and their contents come from, until there is no more.
    feed: Option<(mpsc::Receiver<Lot>, Batch)>,
    /// The number of the next lot.
    number: usize,
}

impl Queue {
    /// The next lot with its number and texts.
    fn next(
        &mut self,
        reading: &Reading<'_>,
        call: &dyn Fn(&str) -> String,
    ) -> Result<Option<(usize, Vec<Move>, Texts)>, Refused> {
        // Where a content does not come, both are let go: whoever still walks must not wait for a reader.
        let Some((lots, mut batch)) = self.feed.take() else { return Ok(None) };
        let Ok(lot) = lots.recv() else { return Ok(None) };
        let texts = texts(reading, &lot, &mut batch, call)?;
        self.feed = Some((lots, batch));
        let number = self.number;
        self.number += 1;
        Ok(Some((number, lot.moves, texts)))
    }
}

/// What the lots tell, by their numbers, as far as this thread takes them: it reads one, and compares it while
/// another thread reads on.
fn compared(
    reading: &Reading<'_>,
    queue: &Mutex<Queue>,
    call: &(dyn Fn(&str) -> String + Sync),
) -> Result<Vec<(usize, Steps)>, Refused> {
    let mut done = Vec::new();
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next(reading, call)?;
        let Some((number, moves, texts)) = next else { return Ok(done) };
        done.push((number, together(reading, moves, &texts, call)));
    }
}

/// The texts of some moves, each once.
struct Texts {
    /// By state; an `Err` says why there is none.
    numbers: HashMap<Place, Result<usize, String>>,
    sources: Vec<Source>,
    names: Vec<String>,
}

fn together(reading: &Reading<'_>, moves: Vec<Move>, texts: &Texts, call: &dyn Fn(&str) -> String) -> Steps {
    let mut steps = Steps::default();
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
            return steps;
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
        let mut changes = match stepped {
            Stepped::Changes(changes) => changes,
            Stepped::Other => Vec::new(),
            Stepped::TooDeep => {
                let at = it.commit.as_ref().map_or("the working tree", |commit| commit.oid.short());
                steps.unread.push(format!("{path} in {at}: lists and quotes are nested too deep"));
                continue;
            }
        };
        // Equal texts, such as a file that was only moved, are no sign that it is a document.
        steps.recognised |= !changes.is_empty();
        let acknowledges = it.commit.as_ref().is_some_and(|commit| !commit.trailers.acks.is_empty());
        if reading.fingerprints || acknowledges {
            give_fingerprints(&mut changes);
        }
        changes.retain(is_of_life);
        let contents = (content(&it.before), content(&it.after));
        let commit = it.commit.map(|commit| {
            // Of trailers that mean nothing, `ddr diff` and `ddr check` speak, where they can still be mended.
            let _ = acknowledge(&mut changes, std::slice::from_ref(&commit));
            let (id, short) = (commit.oid.as_str().to_owned(), commit.oid.short().to_owned());
            Commit { id, short, date: commit.date, subject: commit.subject }
        });
        if it.border {
            steps.borders.extend(commit.clone());
        }
        steps.raw.push(Raw { commit, path, contents, changes, border: it.border });
    }
    steps
}

fn texts(
    reading: &Reading<'_>,
    lot: &Lot,
    batch: &mut Batch,
    call: &dyn Fn(&str) -> String,
) -> Result<Texts, Refused> {
    let mut texts = Texts { numbers: HashMap::new(), sources: Vec::new(), names: Vec::new() };
    let inside = |path: &str| relative(&reading.git.root().join(path), reading.root);
    for place in lot.moves.iter().flat_map(|it| [&it.before, &it.after]).flatten() {
        if let Place::Disk(path) = place {
            let read = read::file(&reading.git.root().join(path), &inside(path));
            texts.add(place, path, read, call);
        }
    }
    for place in &lot.asked {
        let Place::Blob(path, _) = place else { continue };
        let inside = inside(path);
        let read = match batch.next_content()? {
            Content::Bytes(bytes) => read::bytes(bytes, &inside),
            Content::TooLarge(_) => Err(read::over_limit(&inside)),
            Content::NoFile => Ok(Source::new(inside, "")),
            Content::Missing => return Err(Refused::Partial),
        };
        texts.add(place, path, read, call);
    }
    Ok(texts)
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
