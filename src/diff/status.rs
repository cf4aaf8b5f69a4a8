//! Statuses, along the order of the schema.

use super::change::{Standing, Turn};
use super::words::{Wording, wording};
use crate::model::Status;
use crate::schema::{Terms, fold};

/// Words that stand beside the order of progress, not in it.
const ASIDE: [&str; 5] = ["blocked", "deferred", "rejected", "deprecated", "superseded"];
/// Words that take a decision out of force.
const OUT: [&str; 3] = ["rejected", "deprecated", "superseded"];

/// How binding a decision with a status is.
pub(super) fn standing(status: Option<&Status<'_>>, terms: &Terms) -> Standing {
    let Some(word) = status.and_then(|status| status.canonical) else { return Standing::Unclear };
    if OUT.contains(&word) {
        return Standing::SetAside;
    }
    match (rank(word, terms), terms.rank("accepted")) {
        (Some(rank), Some(accepted)) if rank >= accepted => Standing::Accepted,
        (Some(_), Some(_)) => Standing::Proposed,
        _ => Standing::Unclear,
    }
}

/// The place of a word in the order of progress.
fn rank(word: &str, terms: &Terms) -> Option<usize> {
    terms.rank(word).filter(|_| !ASIDE.contains(&word))
}

/// Which way a status went; `None` where it is the same. `terms` are those of the newer document.
pub(super) fn turn(before: &Status<'_>, after: &Status<'_>, terms: &Terms) -> Option<Turn> {
    let (Some(old), Some(new)) = (before.canonical, after.canonical) else {
        let other = wording(&before.value.text, &after.value.text) == Wording::Reworded;
        return (other || before.canonical != after.canonical).then_some(Turn::Aside);
    };
    if old == new {
        return None;
    }
    let finished = |word: &str| matches!(word, "done" | "implemented");
    Some(match (rank(old, terms), rank(new, terms)) {
        (Some(was), Some(is)) if is < was => Turn::Back,
        (Some(_), Some(_)) => Turn::Forward,
        // What was finished and is put off was not finished.
        (Some(_), None) if finished(old) && matches!(new, "deferred" | "blocked") => Turn::Back,
        _ => Turn::Aside,
    })
}

/// Whether a done row is meant.
pub(super) fn is_done(status: Option<&Status<'_>>) -> bool {
    status.and_then(|status| status.canonical).is_some_and(|word| matches!(word, "done" | "implemented"))
}

/// Whether a row or a decision will not be carried out.
pub(super) fn is_dropped(status: Option<&Status<'_>>) -> bool {
    let word = status.and_then(|status| status.canonical);
    word.is_some_and(|word| OUT.contains(&word) || word == "deferred")
}

/// What stands behind the word of a status: `Phase 6` in `Accepted — Phase 6`.
pub(super) fn note(status: &Status<'_>, terms: &Terms) -> String {
    let folded = fold(&status.value.text);
    let length = terms.leading(&folded).map_or(0, |known| known.length);
    folded.get(length..).unwrap_or_default().trim().to_owned()
}

/// What a fingerprint knows of a status.
pub(super) fn value(status: Option<&Status<'_>>) -> String {
    status.map_or_else(String::new, |status| {
        status.canonical.map_or_else(|| super::words::words(&status.value.text).spaced(), str::to_owned)
    })
}
