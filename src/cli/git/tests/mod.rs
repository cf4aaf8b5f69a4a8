//! Against the real git: every kind of repository, and one that means harm.
//!
//! The names, links and scripts that they are made of exist on Unix only.
#![cfg(unix)]

mod changes;
mod history;
mod hostile;
mod places;
mod revisions;

use super::{Changed, Side, Status};

/// Changes in a few letters each, as git shows them.
fn brief(changes: &[Changed]) -> Vec<String> {
    let line = |change: &Changed| match &change.status {
        Status::Added => format!("A {}", change.path),
        Status::Deleted => format!("D {}", change.path),
        Status::Modified => format!("M {}", change.path),
        Status::Renamed { from, similarity } => format!("R{similarity} {from} -> {}", change.path),
        Status::TypeChanged => format!("T {}", change.path),
        Status::Unmerged => format!("U {}", change.path),
    };
    changes.iter().map(line).collect()
}

fn paths(listing: &super::Listing) -> Vec<&str> {
    listing.entries.iter().map(|entry| entry.path.as_str()).collect()
}

const WORK: Side = Side::WorkTree;

proptest::proptest! {
    #[test]
    fn no_answer_is_too_strange(
        mut answer in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..60),
        pieces in proptest::collection::vec(0..8_usize, 0..12),
    ) {
        // Random bytes rarely look like an answer; pieces of real ones in random order do.
        let oid = "78981922613b2afb6025042ff6bd878ac1994e85";
        let real = [
            format!(":100644 100644 {oid} {oid} M"),
            format!("\n:000000 100644 {oid} {oid} R1000"),
            format!("H 100644 {oid} 0\ta.md"),
            format!("  size: 99999999999\tflags: zz\n  mtime: 1:\nS 1 {oid} 3\t"),
            format!("100644 blob {oid}\t"),
            oid.to_owned(),
            "\0".to_owned(),
            ":".to_owned(),
        ];
        for piece in pieces {
            answer.extend(real[piece].bytes());
            answer.push(0);
        }
        super::raw::all(&answer);
        super::index::read(&answer);
        super::listing::tree(&answer);
        super::commits::read(&answer);
        super::work_tree::disk::Modes::read(&answer);
        super::trailers::read(&String::from_utf8_lossy(&answer));
    }
}
