//! What stands at the paths that one document speaks of, as far as rules about that document alone
//! ask. `cli` looks and tells.

use super::links::{extension, link_readings, link_target, row_path};
use crate::model::Document;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Found {
    /// A file, or something that a file name leads to.
    File,
    /// A directory.
    Directory,
    /// Nothing.
    Missing,
    /// It lies where we do not look, or could not be looked at.
    Unknown,
}

/// What was found at the paths that one document speaks of.
#[derive(Debug, Default)]
pub struct Tree {
    found: BTreeMap<String, Found>,
}

impl Tree {
    /// Looks up every path that `document` speaks of; `look` takes paths relative to the project's
    /// root, with `/`, that may begin with `..`.
    pub fn of(document: &Document<'_>, look: &dyn Fn(&str) -> Found) -> Self {
        let mut found = BTreeMap::new();
        let mut ask = |path: String| *found.entry(path).or_insert_with_key(|path| look(path));
        for link in links(document) {
            let Some(plain) = link_target(&document.source.path, link) else { continue };
            if ask(plain) == Found::Missing {
                // Later readings are asked for only where the earlier ones lead nowhere.
                let others = link_readings(&document.source.path, link).into_iter().skip(1);
                let _ = others.map(&mut ask).find(|here| *here != Found::Missing);
            }
        }
        for path in rows(document) {
            ask(path);
        }
        Self { found }
    }

    /// Whether any of the paths was found to be a directory.
    pub fn holds_directory(&self) -> bool {
        self.found.values().any(|found| *found == Found::Directory)
    }

    /// What stands at a path relative to the project's root.
    pub fn get(&self, path: &str) -> Found {
        self.found.get(path).copied().unwrap_or(Found::Unknown)
    }
}

/// Where the links and images of a document lead, as written.
fn links<'d>(document: &'d Document<'_>) -> impl Iterator<Item = &'d str> {
    document.syntax.links().map(|link| &*link.text)
}

/// The paths of plan rows, relative to the project's root, that rules ask about.
fn rows(document: &Document<'_>) -> impl Iterator<Item = String> {
    let paths = document.plans.iter().flat_map(|plan| &plan.entries).flat_map(|entry| &entry.paths);
    // Only of these is anything asked: whether they stand at the root, and whether they are folders.
    let asked = |path: &str| path.starts_with(['/', '\\']) || extension(path.trim_end_matches('/')).is_none();
    paths.filter(move |path| asked(&path.text)).filter_map(|path| row_path(&path.text))
}
