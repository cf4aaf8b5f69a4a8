//! Lists of words that are written as one text and asked for often.

use std::sync::OnceLock;

/// A list, put in order by the first question.
#[derive(Debug)]
pub(super) struct WordList {
    text: &'static str,
    set: OnceLock<[Group; 32]>,
}

/// The words that begin alike, by the last five bits of their first byte.
#[derive(Debug, Default)]
struct Group {
    words: Vec<&'static str>,
    /// A bit for each length: most words that are asked for are told by these alone.
    lengths: u32,
}

impl WordList {
    /// The words of a text, between white space.
    pub(super) const fn of(text: &'static str) -> Self {
        Self { text, set: OnceLock::new() }
    }

    /// Whether a word is one of them, to the letter.
    pub(super) fn has(&self, word: &str) -> bool {
        let set = self.set.get_or_init(|| {
            let mut set: [Group; 32] = Default::default();
            for word in self.text.split_whitespace() {
                let (group, length) = shape(word);
                if let Some(group) = set.get_mut(group) {
                    group.lengths |= length;
                    group.words.push(word);
                }
            }
            set
        });
        let (group, length) = shape(word);
        set.get(group).is_some_and(|group| group.lengths & length != 0 && group.words.contains(&word))
    }
}

/// The group of a word, and the bit of its length.
fn shape(word: &str) -> (usize, u32) {
    let first = word.as_bytes().first().map_or(0, |byte| usize::from(byte & 31));
    (first, 1 << word.len().min(31))
}
