//! Existing files that a path with no file may have meant.

use super::Outside;
use std::collections::BTreeMap;

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

/// The files of a tree, ready to be asked for suggestions.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Paths by their file name in small letters.
    by_name: BTreeMap<String, Vec<String>>,
}

/// Names that so many folders have that one of them says nothing about another.
const COMMON: &str = " readme.md index.md index.js index.ts index.tsx __init__.py mod.rs lib.rs main.rs main.py main.go \
config.py utils.py types.ts package.json dockerfile makefile cargo.toml pyproject.toml conftest.py setup.py .gitignore ";

impl Names {
    pub(super) fn of(outside: &dyn Outside) -> Self {
        let mut by_name: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for path in outside.files() {
            by_name.entry(name(path).to_lowercase()).or_default().push(path.clone());
        }
        Self { by_name }
    }

    pub(super) fn nearest(&self, path: &str) -> Option<Near> {
        let lower = path.to_lowercase();
        let own = name(&lower);
        let same = self.by_name.get(own).map(Vec::as_slice).unwrap_or_default();
        if let Some(found) = same.iter().find(|other| other.to_lowercase() == lower) {
            return Some(Near::Case(found.clone()));
        }
        if let ([found], false) = (same, COMMON.split(' ').any(|common| common == own)) {
            return Some(Near::Elsewhere(found.clone()));
        }
        // Few of many thousand names are worth a comparison of the whole path.
        let candidates = self.by_name.iter().filter(|(other, _)| is_candidate(own, other));
        let close = candidates.flat_map(|(_, paths)| paths).filter_map(|other| {
            let score = strsim::normalized_damerau_levenshtein(&lower, &other.to_lowercase());
            (score >= 0.85).then_some((score, other))
        });
        let best = close.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))?;
        Some(Near::Alike(best.1.clone()))
    }
}

fn is_candidate(a: &str, b: &str) -> bool {
    a.len().abs_diff(b.len()) <= 2 && a.bytes().next() == b.bytes().next() && strsim::osa_distance(a, b) <= 2
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
    }
}
