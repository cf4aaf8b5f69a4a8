//! The index as git lists it, with what it remembers of each file on the disk.
//!
//! Those memories (size and time) tell which files are as git wrote them, so that the others alone
//! need to be read. git prints them with `--debug`, in a form that it does not promise to keep: what
//! cannot be read is left out, and then the file itself is read. Asking git which files changed would
//! run filters over them.

use super::Oid;
use super::raw::mode;
use std::collections::BTreeSet;

/// A followed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tracked {
    pub(super) path: Vec<u8>,
    pub(super) mode: u32,
    pub(super) oid: Oid,
    /// What git remembers of the file, if that can be read.
    pub(super) stat: Option<Stat>,
    /// Left out of a sparse checkout: it is not missing.
    pub(super) skipped: bool,
    /// Only announced with `git add --intent-to-add`, and not part of the next commit.
    pub(super) only_intended: bool,
}

/// Size and time of change of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stat {
    /// The lower 32 bits.
    pub(super) size: u32,
    /// Seconds, the lower 32 bits, and nanoseconds.
    pub(super) changed: (u32, u32),
}

/// The whole index.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    /// In the order of their paths.
    pub(super) tracked: Vec<Tracked>,
    /// Paths whose merge is not finished.
    pub(super) unmerged: BTreeSet<Vec<u8>>,
}

const INTENDED: u32 = 1 << 29;

/// Reads `TAG MODE OID STAGE⇥PATH`, a NUL, and the lines about the file before the next entry.
pub(super) fn read(answer: &[u8]) -> Index {
    let mut index = Index::default();
    let mut last: Option<Tracked> = None;
    for piece in answer.split(|&byte| byte == 0) {
        let (about, head) = apart(piece);
        if let Some(mut tracked) = last.take() {
            remember(&mut tracked, about);
            index.tracked.push(tracked);
        }
        match entry(head) {
            Some((0, tracked)) => last = Some(tracked),
            Some((_, tracked)) => {
                index.unmerged.insert(tracked.path);
            }
            None => {}
        }
    }
    index
}

/// The lines that begin with two spaces, and the rest.
fn apart(piece: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    while let Some(rest) = piece.get(at..).filter(|rest| rest.starts_with(b"  ")) {
        at += rest.iter().position(|&byte| byte == b'\n').map_or(rest.len(), |end| end + 1);
    }
    piece.split_at_checked(at).unwrap_or((piece, b""))
}

/// The stage, 0 where nothing is left to merge, and the entry.
fn entry(head: &[u8]) -> Option<(u32, Tracked)> {
    let at = head.iter().position(|&byte| byte == b'\t')?;
    let (words, path) = head.split_at_checked(at)?;
    let words: Vec<&[u8]> = words.split(|&byte| byte == b' ').collect();
    let &[tag, digits, oid, stage] = words.as_slice() else { return None };
    let tracked = Tracked {
        path: path.get(1..)?.to_vec(),
        mode: mode(digits)?,
        oid: Oid::read(oid)?,
        stat: None,
        skipped: tag == b"S",
        only_intended: false,
    };
    Some((mode(stage)?, tracked))
}

fn remember(tracked: &mut Tracked, about: &[u8]) {
    let text = String::from_utf8_lossy(about);
    let words: Vec<&str> = text.split_whitespace().collect();
    let after = |name: &str| {
        let at = words.iter().position(|word| *word == name)?;
        words.get(at + 1).copied()
    };
    let flags = after("flags:").and_then(|flags| u32::from_str_radix(flags, 16).ok());
    tracked.only_intended = flags.is_some_and(|flags| flags & INTENDED != 0);
    tracked.stat = (|| {
        let (seconds, nanoseconds) = after("mtime:")?.split_once(':')?;
        let changed = (seconds.parse().ok()?, nanoseconds.parse().ok()?);
        Some(Stat { size: after("size:")?.parse().ok()?, changed })
    })();
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "78981922613b2afb6025042ff6bd878ac1994e85";

    fn about(size: u32, flags: &str) -> String {
        format!(
            "  ctime: 1:2\n  mtime: 30:40\n  dev: 5\tino: 6\n  uid: 0\tgid: 0\n  size: {size}\tflags: {flags}\n"
        )
    }

    #[test]
    fn entries_and_what_is_remembered_of_them_are_taken_apart() {
        let answer = format!(
            "H 100644 {A} 0\ta\nb\tc\0{}S 100644 {A} 0\tsparse\0{}H 100644 {A} 0\tnew\0{}",
            about(7, "0"),
            about(0, "40004000"),
            about(0, "20004000")
        );
        let index = read(answer.as_bytes());
        let seen: Vec<(&[u8], bool, bool)> = index
            .tracked
            .iter()
            .map(|tracked| (tracked.path.as_slice(), tracked.skipped, tracked.only_intended))
            .collect();
        assert_eq!(seen, [(&b"a\nb\tc"[..], false, false), (b"sparse", true, false), (b"new", false, true)]);
        assert_eq!(index.tracked.first().unwrap().stat, Some(Stat { size: 7, changed: (30, 40) }));
        assert!(index.unmerged.is_empty());
    }

    #[test]
    fn stages_are_one_unmerged_path() {
        let stages = [1, 2, 3].map(|stage| format!("M 100644 {A} {stage}\tx.md\0{}", about(1, "1000")));
        let index = read(stages.concat().as_bytes());
        assert!(index.tracked.is_empty());
        assert_eq!(index.unmerged.into_iter().collect::<Vec<_>>(), [b"x.md".to_vec()]);
    }

    #[test]
    fn without_the_lines_nothing_is_remembered_and_nothing_lost() {
        let answer = format!("H 100644 {A} 0\ta\0H 100644 {A} 0\tb\0");
        let index = read(answer.as_bytes());
        assert_eq!(index.tracked.len(), 2);
        assert!(index.tracked.iter().all(|tracked| tracked.stat.is_none()));
    }
}
