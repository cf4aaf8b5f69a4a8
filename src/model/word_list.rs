//! Lists of words that are written as one text and asked for often.

use std::collections::HashSet;
use std::sync::OnceLock;

/// A list, made a set by the first question.
#[derive(Debug)]
pub(super) struct WordList {
    text: &'static str,
    set: OnceLock<HashSet<&'static str>>,
}

impl WordList {
    /// The words of a text, between white space.
    pub(super) const fn of(text: &'static str) -> Self {
        Self { text, set: OnceLock::new() }
    }

    /// Whether a word is one of them, to the letter.
    pub(super) fn has(&self, word: &str) -> bool {
        self.set.get_or_init(|| self.text.split_whitespace().collect()).contains(word)
    }
}
