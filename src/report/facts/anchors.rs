//! Names of places on the page, so that a review can link to a row. They are made of paths and ids, not of
//! positions, and so stay while other rows come and go.

use std::collections::{HashMap, HashSet};

/// The names given so far.
#[derive(Debug, Default)]
pub struct Anchors {
    several: bool,
    taken: HashSet<String>,
    places: HashMap<(usize, String, usize), String>,
}

impl Anchors {
    /// None yet. `several` says whether names begin with that of the repository.
    pub fn new(several: bool) -> Self {
        Self { several, ..Self::default() }
    }

    /// A name of its own for something of a kind: `d-docs-cache-D4`.
    pub fn name(&mut self, kind: &str, repository: &str, parts: &[&str]) -> String {
        let mut name = kind.to_owned();
        let repository = Some(repository).filter(|_| self.several);
        for part in repository.into_iter().chain(parts.iter().copied()) {
            name.push('-');
            name.push_str(&slug(part));
        }
        let mut own = name.clone();
        let mut number = 2;
        while !self.taken.insert(own.clone()) {
            own = format!("{name}-{number}");
            number += 1;
        }
        own
    }

    /// Remembers where something is: a line of a document of a repository; line 0 is the document itself.
    pub fn put(&mut self, repository: usize, path: &str, line: usize, name: &str) {
        self.places.insert((repository, path.to_owned(), line), name.to_owned());
    }

    /// The address of such a place, where the page shows it.
    pub fn of(&self, repository: usize, path: &str, line: usize) -> Option<String> {
        let name = self.places.get(&(repository, path.to_owned(), line))?;
        Some(format!("#{name}"))
    }
}

/// Letters and digits, and dashes for everything between them.
fn slug(text: &str) -> String {
    let text = text.strip_suffix(".md").unwrap_or(text);
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_of_paths_and_ids() {
        let mut anchors = Anchors::new(false);
        assert_eq!(anchors.name("d", "repo", &["docs/a cache.md", "D4"]), "d-docs-a-cache-D4");
        assert_eq!(anchors.name("d", "repo", &["docs/a-cache.md", "D4"]), "d-docs-a-cache-D4-2");
        assert_eq!(anchors.name("d", "", &["\"><script>.md", "日"]), "d-script-日");
        assert_eq!(Anchors::new(true).name("d", "repo", &["a.md"]), "d-repo-a");
    }

    #[test]
    fn a_place_that_is_not_shown_has_no_address() {
        let mut anchors = Anchors::new(false);
        anchors.put(0, "a.md", 3, "d-a-D1");
        assert_eq!(anchors.of(0, "a.md", 3).as_deref(), Some("#d-a-D1"));
        assert_eq!(anchors.of(1, "a.md", 3), None);
    }
}
