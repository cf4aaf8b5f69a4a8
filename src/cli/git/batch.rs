//! Contents by object id, from one `cat-file --batch` however many are asked for.

use super::process::Dialog;
use super::{Git, Oid, Refused};
use crate::cli::read::LARGEST;
use std::io::Write as _;
use std::process::ChildStdin;

/// What stands behind an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// The bytes.
    Bytes(Vec<u8>),
    /// More than a document may have, and so not kept.
    TooLarge(u64),
    /// Not in this clone.
    Missing,
    /// No file: a tree, a commit or a tag.
    NoFile,
}

/// A running `cat-file`. Dropped, it ends.
#[derive(Debug)]
pub struct Batch {
    dialog: Dialog,
    /// How much of one file is kept, in bytes.
    most: u64,
}

/// As many questions are asked before the first answer is read. They fit into the smallest pipe,
/// so neither side can wait for the other.
const AHEAD: usize = 32;

/// The asking side of a `cat-file` that answers to another thread. Dropped, nothing more is asked.
#[derive(Debug)]
pub struct Asking {
    pipe: ChildStdin,
    /// What is not yet written.
    lines: String,
}

/// Ids that are written together, in bytes.
const TOGETHER: usize = 600;

impl Git {
    /// Starts reading contents.
    pub fn batch(&self) -> Result<Batch, Refused> {
        Ok(Batch { dialog: self.talk(&["cat-file", "--batch"], &[])?, most: LARGEST })
    }

    /// Starts reading contents that one thread asks for and another takes, with [`Batch::next_content`]. Neither
    /// waits for the other; the last contents may come only once nothing more can be asked.
    pub fn batch_apart(&self) -> Result<(Asking, Batch), Refused> {
        let mut dialog = self.talk(&["cat-file", "--batch", "--buffer"], &[])?;
        let pipe = dialog.apart().ok_or(Refused::Stopped("cat-file"))?;
        Ok((Asking { pipe, lines: String::new() }, Batch { dialog, most: LARGEST }))
    }
}

impl Asking {
    /// Asks for a content, soon.
    pub fn ask(&mut self, oid: &Oid) -> Result<(), Refused> {
        self.lines.push_str(oid.as_str());
        self.lines.push('\n');
        if self.lines.len() < TOGETHER { Ok(()) } else { self.flush() }
    }

    /// Asks for what was not yet asked for.
    pub fn flush(&mut self) -> Result<(), Refused> {
        let written = self.pipe.write_all(self.lines.as_bytes());
        self.lines.clear();
        written.map_err(|_| Refused::Stopped("cat-file"))
    }
}

impl Batch {
    /// One content.
    pub fn get(&mut self, oid: &Oid) -> Result<Content, Refused> {
        self.ask(std::slice::from_ref(oid))?;
        self.next_content()
    }

    /// Many contents, in the order of their ids; each is let go before the next comes.
    pub fn each(&mut self, oids: &[Oid], mut take: impl FnMut(&Oid, Content)) -> Result<(), Refused> {
        for some in oids.chunks(AHEAD) {
            self.ask(some)?;
            for oid in some {
                let content = self.next_content()?;
                take(oid, content);
            }
        }
        Ok(())
    }

    fn ask(&mut self, oids: &[Oid]) -> Result<(), Refused> {
        let mut lines = String::with_capacity(oids.len() * 65);
        for oid in oids {
            lines.push_str(oid.as_str());
            lines.push('\n');
        }
        self.dialog.ask(&lines)
    }

    /// The content that was asked for first and has not been taken.
    pub fn next_content(&mut self) -> Result<Content, Refused> {
        let stopped = Refused::Stopped("cat-file");
        let Some(head) = self.dialog.until(b'\n')? else { return Err(stopped) };
        let head = String::from_utf8_lossy(&head);
        let (kind, size) = match read_head(&head).ok_or(stopped)? {
            Said::Missing => return Ok(Content::Missing),
            Said::Object { kind, size } => (kind, size),
        };
        let keep = kind == "blob" && size <= self.most;
        let bytes = self.dialog.take(size, keep)?;
        // A line feed behind each content is no part of it.
        self.dialog.take(1, false)?;
        Ok(match kind {
            _ if keep => Content::Bytes(bytes),
            "blob" => Content::TooLarge(size),
            _ => Content::NoFile,
        })
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Said<'a> {
    Missing,
    Object { kind: &'a str, size: u64 },
}

/// Reads `OID TYPE SIZE` or `OID missing`.
fn read_head(line: &str) -> Option<Said<'_>> {
    let words: Vec<&str> = line.split(' ').collect();
    match words.as_slice() {
        [_, "missing"] => Some(Said::Missing),
        [_, kind, size] => Some(Said::Object { kind, size: size.parse().ok()? }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Repo;
    use super::*;

    #[test]
    fn heads_are_read() {
        assert_eq!(read_head("ab missing"), Some(Said::Missing));
        assert_eq!(read_head("ab blob 12"), Some(Said::Object { kind: "blob", size: 12 }));
        assert_eq!(read_head("ab blob"), None);
        assert_eq!(read_head(""), None);
    }

    #[test]
    fn many_contents_come_in_order_and_what_is_large_is_passed_over() {
        let repo = Repo::new();
        for at in 0..100 {
            repo.write(&format!("{at:03}.md"), "x\n".repeat(at * 50));
        }
        repo.commit("many");
        let git = repo.git();
        let listing = git.files(&super::super::Side::Index).unwrap();
        let mut oids: Vec<Oid> = listing.entries.into_iter().filter_map(|entry| entry.oid).collect();
        let tree = Oid::read(repo.run(&["rev-parse", "HEAD^{tree}"]).trim().as_bytes()).unwrap();
        oids.insert(3, tree);
        oids.insert(5, Oid::read("a1".repeat(20).as_bytes()).unwrap());
        let mut batch = git.batch().unwrap();
        batch.most = 9000;
        let mut seen = Vec::new();
        batch.each(&oids, |_, content| seen.push(content)).unwrap();
        assert_eq!(seen.len(), 102);
        assert_eq!(seen.get(3), Some(&Content::NoFile));
        assert_eq!(seen.get(5), Some(&Content::Missing));
        assert_eq!(seen.get(4), Some(&Content::Bytes("x\n".repeat(150).into_bytes())));
        assert_eq!(seen.get(92), Some(&Content::Bytes("x\n".repeat(90 * 50).into_bytes())));
        assert_eq!(seen.get(93), Some(&Content::TooLarge(9100)));
        assert_eq!(batch.get(oids.get(3).unwrap()), Ok(Content::NoFile), "it goes on");
    }
}
