//! Existing files that a path with no file may have meant.

use super::Outside;
use std::collections::{BTreeMap, HashMap};

/// A file that a path may have meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Near {
    /// The same but for the case of letters.
    Case(String),
    /// The only file of that name, in another folder.
    Elsewhere(String),
    /// Spelled nearly so.
    Alike(String),
}

impl Near {
    /// The file's path.
    pub fn path(&self) -> &str {
        match self {
            Self::Case(path) | Self::Elsewhere(path) | Self::Alike(path) => path,
        }
    }
}

/// What lies deeper in the tree under the name of a path with no file, as where paths count from a
/// folder that nobody told us of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Below {
    /// A file whose path ends so, and the folder that it would count from.
    File(String, String),
    /// A folder of the name that the path begins with, and where it stands.
    Folder(String),
}

/// The files of a tree, ready to be asked for suggestions.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Paths by their file name in small letters.
    by_name: BTreeMap<String, Vec<String>>,
    /// Paths by themselves in small letters.
    by_lower: HashMap<String, String>,
    /// Folders that are not at the root, by their name; the first of each.
    folders: BTreeMap<String, String>,
}

/// Files of one name that are looked at, at most: there may be thousands of `__init__.py`.
const MOST_NAMESAKES: usize = 1000;

/// Comparisons for one path, at most. In a large tree a suggestion may be missing; it is the same one
/// whatever else was asked before.
const MOST_COMPARED: usize = 1_000;

/// Names that so many folders have that one of them says nothing about another.
const COMMON: &str = " readme.md index.md index.js index.ts index.tsx __init__.py mod.rs lib.rs main.rs main.py main.go \
config.py utils.py types.ts package.json dockerfile makefile cargo.toml pyproject.toml conftest.py setup.py .gitignore ";

impl Names {
    pub(super) fn of(outside: &dyn Outside) -> Self {
        let mut by_name: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut by_lower = HashMap::new();
        let mut folders = BTreeMap::new();
        let mut before = "";
        for path in outside.files() {
            let lower = path.to_lowercase();
            by_name.entry(name(&lower).to_owned()).or_default().push(path.clone());
            by_lower.entry(lower).or_insert_with(|| path.clone());
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            // Files of one folder stand beside each other.
            if folder != before {
                for (slash, _) in folder.match_indices('/') {
                    let here = folder.get(slash + 1..).unwrap_or_default();
                    let end = here.find('/').map_or(folder.len(), |end| slash + 1 + end);
                    let name = folder.get(slash + 1..end).unwrap_or_default();
                    if !folders.contains_key(name) {
                        folders.insert(name.to_owned(), folder.get(..end).unwrap_or_default().to_owned());
                    }
                }
                before = folder;
            }
        }
        Self { by_name, by_lower, folders }
    }

    /// The file that a path may mean where only the case of letters differs.
    pub(super) fn other_case(&self, path: &str) -> Option<&str> {
        self.by_lower.get(&path.to_lowercase()).map(String::as_str)
    }

    /// Whether any file has a name, but for the case of letters: the question before it.
    pub(super) fn have_name_of(&self, name: &str) -> bool {
        self.by_name.contains_key(&name.to_lowercase())
    }

    /// What lies deeper in the tree under the name of a clean path.
    pub(super) fn below(&self, path: &str) -> Option<Below> {
        let same = self.by_name.get(&name(path).to_lowercase()).map(Vec::as_slice).unwrap_or_default();
        let base = |file: &String| Some(file.strip_suffix(path)?.strip_suffix('/')?.to_owned());
        if let Some((file, base)) =
            same.iter().take(MOST_NAMESAKES).find_map(|file| Some((file.clone(), base(file)?)))
        {
            return Some(Below::File(file, base));
        }
        let (first, _) = path.split_once('/')?;
        self.folders.get(first).cloned().map(Below::Folder)
    }

    pub(super) fn nearest(&self, path: &str) -> Option<Near> {
        let lower = path.to_lowercase();
        let own = name(&lower);
        let same = self.by_name.get(own).map(Vec::as_slice).unwrap_or_default();
        if let Some(found) = self.other_case(path) {
            return Some(Near::Case(found.to_owned()));
        }
        if let ([found], false) = (same, COMMON.split(' ').any(|common| common == own)) {
            return Some(Near::Elsewhere(found.clone()));
        }
        // Few of many thousand names are worth a comparison of the whole path.
        let first: String = own.chars().take(1).collect();
        let beside = self.by_name.range(first.clone()..).take_while(|(other, _)| other.starts_with(&first));
        let compared = std::cell::Cell::new(0);
        let may_compare = |cost: usize| {
            compared.set(compared.get() + cost);
            compared.get() <= MOST_COMPARED
        };
        let candidates = beside.take_while(|_| may_compare(1)).filter(|(other, _)| is_candidate(own, other));
        // Whole paths take longer.
        let namesakes = candidates.flat_map(|(_, paths)| paths.iter().take_while(|_| may_compare(20)));
        let close = namesakes.filter_map(|other| {
            let score = strsim::normalized_damerau_levenshtein(&lower, &other.to_lowercase());
            (score >= 0.85).then_some((score, other))
        });
        let best = close.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))?;
        Some(Near::Alike(best.1.clone()))
    }
}

fn is_candidate(a: &str, b: &str) -> bool {
    a.len().abs_diff(b.len()) <= 2 && strsim::osa_distance(a, b) <= 2
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Given;

    #[test]
    fn a_file_that_may_be_meant_is_found() {
        let files = ["Server/config/Config.py", "server/auth/session.py", "web/store.ts", "a/__init__.py"];
        let names = Names::of(&Given::new(files.map(|path| (path, ""))));
        let near = |path: &str| names.nearest(path);
        assert_eq!(near("server/config/config.py"), Some(Near::Case("Server/config/Config.py".into())));
        assert_eq!(near("lib/session.py"), Some(Near::Elsewhere("server/auth/session.py".into())));
        assert_eq!(near("server/auth/sesion.py"), Some(Near::Alike("server/auth/session.py".into())));
        assert_eq!(near("server/b/__init__.py"), None);
        assert_eq!(near("docs/other.md"), None);
        assert_eq!(names.other_case("server/config/config.py"), Some("Server/config/Config.py"));
        assert_eq!(names.other_case("config/config.py"), None);
    }

    #[test]
    fn what_lies_deeper_in_the_tree_is_found() {
        let files = ["README.md", "services/api/app/auth/login.py", "services/web/app.ts"];
        let names = Names::of(&Given::new(files.map(|path| (path, ""))));
        let file = |base: &str| Some(Below::File("services/api/app/auth/login.py".into(), base.into()));
        assert_eq!(names.below("app/auth/login.py"), file("services/api"));
        assert_eq!(names.below("login.py"), file("services/api/app/auth"));
        assert_eq!(names.below("app/auth/logout.py"), Some(Below::Folder("services/api/app".into())));
        for other in ["README.md", "gin.py", "services/x.py", "app", "lib/app.tsx"] {
            assert_eq!(names.below(other), None, "{other}");
        }
    }
}
