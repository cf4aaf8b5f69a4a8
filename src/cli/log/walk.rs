//! The walk through the history of a file: every change of its content, in lots, and their contents asked
//! for on the way.

use super::find::Found;
use crate::cli::git::{self, Asking, Git, History, Oid, Refused, Start, Touch};
use std::collections::HashSet;
use std::sync::mpsc;

/// So many commits are looked at together at most; at the seams, a text is read twice. The first are fewer,
/// so that comparing begins early.
const TOGETHER: usize = 32;
const FIRST: usize = 8;

/// One state of the file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// As git has it, under its path there.
    Blob(String, Oid),
    /// As it stands at a path of the disk.
    Disk(String),
}

/// From one state to the next.
#[derive(Debug)]
pub struct Move {
    /// The commit; none for the working tree.
    pub commit: Option<git::Commit>,
    /// None where there was no file.
    pub before: Option<Place>,
    /// None where there is none.
    pub after: Option<Place>,
    /// Whether what it seems to have brought may be older than this clone tells.
    pub border: bool,
}

/// Some moves, and the states of theirs whose contents were asked for, in that order.
#[derive(Debug, Default)]
pub struct Lot {
    /// Newest first.
    pub moves: Vec<Move>,
    /// Each state once.
    pub asked: Vec<Place>,
}

/// Sends every move, the newest first, and asks for their contents.
pub fn walk(
    git: &Git,
    found: &Found,
    history: Option<History>,
    asking: Asking,
    send: &mpsc::Sender<Lot>,
) -> Result<(), Refused> {
    let mut lots = Lots { asking, send, lot: Lot::default(), known: HashSet::new(), size: FIRST };
    let before = found.in_head.clone().map(|(path, oid)| Place::Blob(path, oid));
    let after = found.on_disk.then(|| Place::Disk(found.now.clone()));
    if before.is_some() || after.is_some() {
        lots.add(Move { commit: None, before, after, border: false });
    }
    let Some(head) = &found.head else { return lots.send() };
    let path = found.committed();
    // Between two questions, another commit may have become the newest.
    let ours = |history: &mut History| history.tells_of(path) && history.begins_with(head);
    let history = match history.map(|mut history| (ours(&mut history), history)) {
        Some((true, history)) => history,
        _ => git.history(None, head, &[path])?,
    };
    let oid = found.in_head.as_ref().map(|(_, oid)| oid.clone());
    let start = Start { path: path.to_owned(), oid };
    let walked = git.follow(history, head, &[start], &mut |touch| lots.add(moved(touch)));
    walked.and(lots.send())
}

/// Moves on their way to be read.
struct Lots<'a> {
    asking: Asking,
    send: &'a mpsc::Sender<Lot>,
    lot: Lot,
    /// The states of the lot.
    known: HashSet<Place>,
    /// How many moves it is to have.
    size: usize,
}

impl Lots<'_> {
    fn add(&mut self, it: Move) {
        for place in [&it.before, &it.after].into_iter().flatten() {
            if let Place::Blob(_, oid) = place
                && self.known.insert(place.clone())
            {
                // If contents come no more, whoever takes them will say so.
                let _ = self.asking.ask(oid);
                self.lot.asked.push(place.clone());
            }
        }
        self.lot.moves.push(it);
        if self.lot.moves.len() >= self.size {
            self.size = (self.size * 2).min(TOGETHER);
            let _ = self.send();
        }
    }

    fn send(&mut self) -> Result<(), Refused> {
        self.known.clear();
        let sent = self.send.send(std::mem::take(&mut self.lot));
        let asked = self.asking.flush();
        sent.map_err(|_| Refused::Stopped("cat-file")).and(asked)
    }
}

fn moved(touch: Touch) -> Move {
    let Touch { commit, path, from, before, after, border, .. } = touch;
    let old = from.unwrap_or_else(|| path.clone());
    Move {
        commit: Some(commit),
        before: before.map(|oid| Place::Blob(old, oid)),
        after: after.map(|oid| Place::Blob(path, oid)),
        border,
    }
}
