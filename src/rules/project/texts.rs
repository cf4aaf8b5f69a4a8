//! What rules ask of the texts of files: does this name stand in it?

use crate::project::{Project, package_form};
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};

/// The text of a file, made ready to be searched for many names.
pub(super) struct Searched<'t> {
    pub(super) path: &'t str,
    pub(super) text: &'t str,
    words: OnceCell<HashSet<&'t str>>,
    loose: OnceCell<String>,
    packages: OnceCell<String>,
}

impl Searched<'_> {
    /// Whether a name stands in the text as a whole word.
    pub(super) fn has_word(&self, name: &str) -> bool {
        let words = || {
            let parts = self.text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            parts.filter(|word| !word.is_empty()).collect()
        };
        self.words.get_or_init(words).contains(name)
    }

    /// Whether a name stands in the text in any spelling: `redis_url`, `redisUrl`, `redis.url`.
    pub(super) fn has_loosely(&self, name: &str) -> bool {
        self.loose.get_or_init(|| loose(self.text)).contains(&loose(name))
    }

    /// Whether a list of packages names one; `-`, `_`, `.` and letter case are the same there.
    pub(super) fn has_package(&self, name: &str) -> bool {
        let text = self.packages.get_or_init(|| package_form(self.text));
        let name = package_form(name);
        let part = |c: char| c.is_alphanumeric() || c == '-';
        text.match_indices(&name).any(|(at, _)| {
            let before = text.get(..at).and_then(|head| head.chars().next_back());
            let after = text.get(at + name.len()..).and_then(|rest| rest.chars().next());
            !before.is_some_and(part) && !after.is_some_and(part)
        })
    }
}

/// A text without all that spellings of one name differ in.
pub(super) fn loose(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What is asked about files, all questions about one file together, so that each is read once and let
/// go before the next.
pub(super) struct Questions<Q> {
    by_path: BTreeMap<String, Vec<Q>>,
}

impl<Q> Questions<Q> {
    pub(super) const fn new() -> Self {
        Self { by_path: BTreeMap::new() }
    }

    /// Adds a question about the file at a path.
    pub(super) fn ask(&mut self, path: &str, question: Q) {
        match self.by_path.get_mut(path) {
            Some(questions) => questions.push(question),
            None => {
                self.by_path.insert(path.to_owned(), vec![question]);
            }
        }
    }

    /// Answers the questions about each file with its text; not those about files that cannot be read.
    pub(super) fn answer(self, project: &Project<'_>, mut answer: impl FnMut(&Searched<'_>, Vec<Q>)) {
        for (path, questions) in self.by_path {
            if let Some(text) = project.outside.text(&path) {
                let (words, loose, packages) = Default::default();
                answer(&Searched { path: &path, text: &text, words, loose, packages }, questions);
            }
        }
    }
}
