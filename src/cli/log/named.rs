//! The life of one decision or row among all that was done to its document.

use super::steps::Raw;
use crate::cli::git::Oid;
use crate::diff::{Change, Names, Subject, What};
use crate::yaml::nearest;
use std::collections::{HashMap, HashSet};

/// Ids that an error lists, at most.
const MOST_IDS: usize = 12;

/// What was found of it.
#[derive(Debug)]
pub struct One {
    /// Only its own changes.
    pub raw: Vec<Raw>,
    /// What it is called now, where that is another name than the one that was asked for.
    pub now: Option<String>,
}

/// Keeps what was done to the thing of a name, newest first; or says that there never was one. `whole`
/// is whether all of history was there.
pub fn of_one(mut all: Vec<Raw>, id: &str, whole: bool) -> Result<One, String> {
    let asked = Names::one(id);
    let mentions = |raw: &Raw| {
        let called = raw.changes.iter().any(|change| asked.have(change));
        let renamed = raw.changes.iter().find(|change| asked.were_before(change));
        (called || renamed.is_some()).then(|| if called { None } else { renamed.and_then(Names::after) })
    };
    let Some((at, renamed)) = all.iter().enumerate().find_map(|(at, raw)| Some((at, mentions(raw)?))) else {
        return Err(unknown(&all, id, whole));
    };
    let mut names = asked;
    if let Some(next) = renamed {
        names = next;
        for raw in all.iter().take(at).rev() {
            let renamed = raw.changes.iter().find(|change| names.were_before(change));
            names = renamed.and_then(Names::after).unwrap_or(names);
        }
    }
    let now = (names != Names::one(id)).then(|| names.first().to_owned());
    keep(&mut all, names);
    Ok(One { raw: all, now })
}

/// Leaves only the changes of the thing that goes by some names in the newest state. On branches that
/// were merged it may go by others; each content remembers them.
fn keep(all: &mut [Raw], newest: Names) {
    let mut latest = newest;
    let mut known: HashMap<Oid, Names> = HashMap::new();
    for raw in all {
        let (before, after) = &raw.contents;
        let names = after.as_ref().and_then(|oid| known.get(oid)).cloned().unwrap_or_else(|| latest.clone());
        raw.changes.retain(|change| names.have(change));
        let older = raw.changes.iter().find_map(|change| names.before(change)).unwrap_or(names);
        if let Some(oid) = before {
            known.entry(oid.clone()).or_insert_with(|| older.clone());
        }
        latest = older;
    }
}

/// An id of the document, with the commit that removed it.
struct Known {
    id: String,
    removed: Option<String>,
}

/// Every id that the document has or had, the newest first.
fn known(all: &[Raw]) -> Vec<Known> {
    let mut seen: HashSet<String> = HashSet::new();
    let mut found = Vec::new();
    for raw in all {
        for change in &raw.changes {
            let Some(id) = id(change).filter(|id| !seen.contains(*id)) else { continue };
            seen.insert(id.to_owned());
            let at = || raw.commit.as_ref().map_or("the working tree", |commit| &commit.short).to_owned();
            let removed = matches!(change.what, What::Removed(_)).then(at);
            found.push(Known { id: id.to_owned(), removed });
        }
        // What is called otherwise now is known under its newer name.
        let renumbered = raw.changes.iter().filter(|change| change.what == What::Renumbered);
        seen.extend(renumbered.filter_map(|change| change.before.clone()));
    }
    found
}

fn id(change: &Change) -> Option<&str> {
    let named = matches!(change.subject, Subject::Decision | Subject::Entry | Subject::Row);
    change.id.as_deref().filter(|id| named && !id.is_empty())
}

fn unknown(all: &[Raw], id: &str, whole: bool) -> String {
    let known = known(all);
    let ids = || known.iter().map(|known| known.id.as_str());
    // One digit too many or too few is a slip in the shortest id too; another digit is another id.
    let slip = |other: &&str| other.len() != id.len() && strsim::osa_distance(other, id) == 1;
    let form = |other: &&str| first(other) == first(id);
    let near = nearest(id, ids().filter(form)).or_else(|| ids().filter(form).find(slip));
    let near = near.and_then(|near| known.iter().find(|known| known.id == near));
    let hint = match near {
        Some(Known { id, removed: Some(at) }) => format!("; did you mean `{id}`, which {at} removed?"),
        Some(Known { id, removed: None }) => format!("; did you mean `{id}`?"),
        None => listed(&known),
    };
    let reach =
        if whole { "now or in its history" } else { "now or in what this shallow clone has of its history" };
    format!("has no decision or plan row `{id}`, {reach}{hint}")
}

fn first(id: &str) -> Option<char> {
    id.chars().next().map(|letter| letter.to_ascii_uppercase())
}

fn listed(known: &[Known]) -> String {
    let here: Vec<&str> =
        known.iter().filter(|known| known.removed.is_none()).map(|known| known.id.as_str()).collect();
    let some = here.iter().take(MOST_IDS).copied().collect::<Vec<_>>().join(", ");
    let more = if here.len() > MOST_IDS { ", …" } else { "" };
    if here.is_empty() { String::new() } else { format!("; it has {some}{more}") }
}
