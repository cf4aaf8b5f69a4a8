//! Lists of words that are written as one text and asked for often.

use std::collections::HashSet;
use std::sync::OnceLock;

/// A list, made a set by the first question.
#[derive(Debug)]
pub(super) struct WordList {
    text: &'static str,
    set: OnceLock<Set>,
}

#[derive(Debug)]
struct Set {
    words: HashSet<&'static str>,
    /// By the last five bits of the first byte, a bit for each length: most words that are asked for
    /// are told by these alone, which is quicker than hashing them.
    lengths: [u32; 32],
}

impl WordList {
    /// The words of a text, between white space.
    pub(super) const fn of(text: &'static str) -> Self {
        Self { text, set: OnceLock::new() }
    }

    /// Whether a word is one of them, to the letter.
    pub(super) fn has(&self, word: &str) -> bool {
        let set = self.set.get_or_init(|| Set::of(self.text));
        let (first, length) = shape(word);
        set.lengths.get(first).is_some_and(|lengths| lengths & length != 0) && set.words.contains(word)
    }
}

impl Set {
    fn of(text: &'static str) -> Self {
        let mut lengths = [0; 32];
        for word in text.split_whitespace() {
            let (first, length) = shape(word);
            if let Some(known) = lengths.get_mut(first) {
                *known |= length;
            }
        }
        Self { words: text.split_whitespace().collect(), lengths }
    }
}

/// The place of a word's first byte in [`Set::lengths`], and the bit of its length.
fn shape(word: &str) -> (usize, u32) {
    let first = word.as_bytes().first().map_or(0, |byte| usize::from(byte & 31));
    (first, 1 << word.len().min(31))
}
