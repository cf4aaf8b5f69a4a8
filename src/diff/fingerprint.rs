//! A short name for a change that stays while other parts of the document change: for people to
//! acknowledge it by. It is made of meanings, never of line numbers or of the way things are written.

use super::change::{Change, Subject, What};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;

/// Hexadecimal digits that are kept; 64 bits tell the changes of one review apart.
const DIGITS: usize = 16;

/// Gives every change its fingerprint. Two equal changes are numbered in the order they stand in.
pub(super) fn give(changes: &mut [Change]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for change in changes {
        let plain = of(change, 0);
        let times = seen.entry(plain.clone()).or_default();
        change.fingerprint = if *times == 0 { plain } else { of(change, *times) };
        *times += 1;
    }
}

fn of(change: &Change, times: usize) -> String {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        // The length keeps `ab`, `c` apart from `a`, `bc`.
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    };
    add("ddr change 1");
    add(subject(change.subject));
    add(kind(&change.what));
    // A name of its own tells changes apart that rules do not judge.
    add(if matches!(change.what, What::Other) { change.name } else { "" });
    add(&change.path);
    add(change.id.as_deref().unwrap_or_default());
    add(change.field.as_deref().unwrap_or_default());
    change.values.iter().for_each(|value| add(value));
    add(&times.to_string());
    let digits = hash.finalize().into_iter().flat_map(|byte| [byte >> 4, byte & 15]).take(DIGITS);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

const fn subject(subject: Subject) -> &'static str {
    match subject {
        Subject::Document => "document",
        Subject::Prose => "prose",
        Subject::Section => "section",
        Subject::Decision => "decision",
        Subject::Risk => "risk",
        Subject::Phase => "phase",
        Subject::Entry => "entry",
        Subject::Row => "row",
    }
}

const fn kind(what: &What) -> &'static str {
    match what {
        What::Added => "added",
        What::Removed(_) => "removed",
        What::Moved => "moved",
        What::Reworded { .. } => "reworded",
        What::InvariantLost(_) => "invariant-lost",
        What::Status(_) => "status",
        What::TestsLost(_) => "tests-lost",
        What::Budget(_) => "budget",
        What::MitigationLost { .. } => "mitigation-lost",
        What::IdReused => "id-reused",
        What::Renumbered => "renumbered",
        What::CountLeft { .. } => "count-left",
        What::StatusLeft(_) => "status-left",
        What::Other => "other",
    }
}
