//! Weakenings that somebody stands up for: `DDR-Ack: fingerprint reason` in the message of a commit
//! between the two states.

use crate::cli::git::Commit;
use crate::diff::Change;
use crate::model::short;

/// Digits that a fingerprint must have at least; fewer could mean a change that nobody has seen yet.
const LEAST: usize = 8;

/// Marks the changes that the commits (newest first) acknowledge. Gives back what is to be said of
/// trailers that do nothing.
pub fn acknowledge(changes: &mut [Change], commits: &[Commit]) -> Vec<String> {
    let mut said = Vec::new();
    for commit in commits {
        for ack in &commit.trailers.acks {
            let print = ack.fingerprint.to_lowercase();
            let trailer = || format!("`DDR-Ack: {}` in {}", short(&ack.fingerprint, 40), commit.oid.short());
            if print.len() < LEAST || !print.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                said.push(format!(
                    "{} acknowledges nothing: a fingerprint has {LEAST} to 16 hexadecimal digits",
                    trailer()
                ));
                continue;
            }
            let mut meant: Vec<&mut Change> =
                changes.iter_mut().filter(|change| change.fingerprint.starts_with(&print)).collect();
            match meant.as_mut_slice() {
                [] => {}
                [change] => mark(change, commit, &ack.reason),
                several => said.push(format!(
                    "{} acknowledges nothing: the fingerprints of {} changes begin so",
                    trailer(),
                    several.len()
                )),
            }
        }
    }
    said
}

fn mark(change: &mut Change, commit: &Commit, reason: &str) {
    if change.acknowledged {
        return;
    }
    change.acknowledged = true;
    // It was said what to do, and this is what was done.
    change.help = None;
    let reason = if reason.is_empty() { String::new() } else { format!(": {}", short(reason, 200)) };
    change.notes.push(format!("acknowledged in {}{reason}", commit.oid.short()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::git::{Ack, Oid, Trailers};
    use crate::diff::{Class, change};

    fn commit(acks: &[(&str, &str)]) -> Commit {
        let ack = |(fingerprint, reason): &(&str, &str)| Ack {
            fingerprint: (*fingerprint).to_owned(),
            reason: (*reason).to_owned(),
        };
        Commit {
            oid: Oid::read("a1".repeat(20).as_bytes()).unwrap(),
            date: String::new(),
            seconds: 0,
            subject: String::new(),
            trailers: Trailers { plans: Vec::new(), acks: acks.iter().map(ack).collect() },
        }
    }

    fn changes(prints: &[&str]) -> Vec<Change> {
        let change = |print: &&str| {
            let mut change = change::testing(Class::Weakens, "a.md", "a change");
            change.fingerprint = (*print).to_owned();
            change
        };
        prints.iter().map(change).collect()
    }

    fn marked(changes: &[Change]) -> Vec<bool> {
        changes.iter().map(|change| change.acknowledged).collect()
    }

    #[test]
    fn a_fingerprint_or_enough_of_it_acknowledges_one_change() {
        let mut some = changes(&["0123456789abcdef", "fedcba9876543210", "0000000000000000"]);
        let said = acknowledge(&mut some, &[commit(&[("0123456789abcdef", "we know"), ("FEDCBA98", "")])]);
        assert_eq!(said, [""; 0]);
        assert_eq!(marked(&some), [true, true, false]);
        let notes: Vec<&String> = some.iter().flat_map(|change| &change.notes).collect();
        assert_eq!(notes, ["acknowledged in a1a1a1a1a1: we know", "acknowledged in a1a1a1a1a1"]);
    }

    #[test]
    fn what_is_short_or_means_several_acknowledges_nothing_and_says_so() {
        let mut some = changes(&["0123456789abcdef", "0123456789abcd00"]);
        let said = acknowledge(
            &mut some,
            &[commit(&[("0123456", "a"), ("0123456789abcd", "b"), ("wontfix!", "c"), ("9999999999", "d")])],
        );
        assert_eq!(marked(&some), [false, false]);
        assert_eq!(
            said,
            [
                "`DDR-Ack: 0123456` in a1a1a1a1a1 acknowledges nothing: a fingerprint has 8 to 16 \
                 hexadecimal digits",
                "`DDR-Ack: 0123456789abcd` in a1a1a1a1a1 acknowledges nothing: the fingerprints of 2 changes \
                 begin so",
                "`DDR-Ack: wontfix!` in a1a1a1a1a1 acknowledges nothing: a fingerprint has 8 to 16 \
                 hexadecimal digits",
            ]
        );
    }
}
