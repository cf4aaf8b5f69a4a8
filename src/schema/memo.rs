//! What headings and header rows were found to mean. They come back from document to document, and
//! asking a whole schema about each is slow.
//!
//! Each thread remembers for itself, so that none waits for another.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};

/// As many texts as are kept, and the longest of them in bytes.
const MOST: usize = 1024;
const LONGEST: usize = 128;
/// As many schemas as are remembered at once.
const SCHEMAS: usize = 32;

type Known = HashMap<String, Option<usize>, BuildHasherDefault<Quick>>;

thread_local! {
    static KNOWN: RefCell<Vec<(u64, Known)>> = const { RefCell::new(Vec::new()) };
}

/// The number under which a schema's answers are kept. A copy of a schema begins anew, since it may
/// be changed.
#[derive(Debug)]
pub(super) struct Memo(u64);

impl Default for Memo {
    fn default() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

impl Clone for Memo {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Memo {
    /// What was found for a text, else what `find` finds now.
    pub(super) fn recall(&self, text: &str, find: impl FnOnce() -> Option<usize>) -> Option<usize> {
        if text.len() > LONGEST {
            return find();
        }
        let known = KNOWN.with_borrow(|all| {
            let (_, known) = all.iter().find(|(schema, _)| *schema == self.0)?;
            known.get(text).copied()
        });
        known.unwrap_or_else(|| {
            let found = find();
            KNOWN.with_borrow_mut(|all| self.keep(all, text, found));
            found
        })
    }

    fn keep(&self, all: &mut Vec<(u64, Known)>, text: &str, found: Option<usize>) {
        if all.iter().all(|(schema, _)| *schema != self.0) {
            if all.len() >= SCHEMAS {
                all.clear();
            }
            all.push((self.0, Known::default()));
        }
        if let Some((_, known)) = all.iter_mut().find(|(schema, _)| *schema == self.0) {
            // Titles come once and fill the room; what comes back is soon there again.
            if known.len() >= MOST {
                known.clear();
            }
            known.insert(text.to_owned(), found);
        }
    }
}

/// A quick hash for short texts. Whoever makes texts that collide makes a thousand of them at most.
#[derive(Default)]
pub(super) struct Quick(u64);

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let mut add = |word: u64| self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            add(chunk.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)));
        }
        add(chunks.remainder().iter().fold(bytes.len() as u64, |word, &byte| word << 8 | u64::from(byte)));
    }

    fn finish(&self) -> u64 {
        // The map looks at both ends of a number, and multiplying mixes the high end alone.
        self.0.rotate_left(26)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_asked_about_once_for_each_schema() {
        let (one, other) = (Memo::default(), Memo::default());
        assert_eq!(one.recall("Risks", || Some(3)), Some(3));
        assert_eq!(one.recall("Risks", || unreachable!()), Some(3));
        assert_eq!(one.recall("Notes", || None), None);
        assert_eq!(one.recall("Notes", || unreachable!()), None);
        assert_eq!(other.recall("Risks", || Some(1)), Some(1));
        assert_eq!(one.clone().recall("Risks", || None), None);
    }

    #[test]
    fn long_texts_are_not_kept() {
        let memo = Memo::default();
        let text = "x".repeat(LONGEST + 1);
        assert_eq!(memo.recall(&text, || Some(1)), Some(1));
        assert_eq!(memo.recall(&text, || Some(2)), Some(2));
    }
}
