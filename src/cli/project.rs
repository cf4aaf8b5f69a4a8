//! Which project a document belongs to.
//!
//! The folder that holds the nearest `ddr.yaml` above the document, looked for no further than
//! the git root; else the git root; else the folder that the user named, since its documents are
//! checked together; else the document's own folder. A file named from elsewhere is so judged by the
//! rules of its own house.

use super::settings;
use super::store::Store;
use crate::config::{Loaded, Settings};
use crate::diagnostic::Diagnostic;
use crate::source::Source;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Documents that share settings and a root for their paths.
#[derive(Debug)]
pub struct Project {
    /// The folder that paths are relative to; absolute.
    pub root: PathBuf,
    /// The folder, of git or of the project, that nothing is looked at outside of; absolute.
    pub fence: PathBuf,
    /// The settings as used.
    pub settings: Settings,
    /// Whether there is a config at all.
    pub configured: bool,
    /// Whether the files that say them are free of mistakes.
    pub sound: bool,
    /// The mistakes.
    pub faults: Vec<Fault>,
}

/// A config or schema file and what is wrong with it.
#[derive(Debug)]
pub struct Fault {
    /// Where it is; absolute.
    pub file: PathBuf,
    /// Its text.
    pub source: Source,
    /// Never empty.
    pub diagnostics: Vec<Diagnostic>,
}

/// What stands above a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Above {
    /// The folder of the nearest `ddr.yaml`.
    config: Option<PathBuf>,
    /// The folder of the nearest `.git`.
    git: Option<PathBuf>,
}

/// The projects met so far; each folder is looked at once.
#[derive(Debug)]
pub struct Projects {
    /// The projects, in the order in which they were met.
    pub list: Vec<Project>,
    above: HashMap<PathBuf, Above>,
    roots: HashMap<PathBuf, usize>,
    forced: Option<usize>,
    /// Folders that the user named; absolute and clean.
    named: Vec<PathBuf>,
    cwd: PathBuf,
    /// Where their files come from.
    pub store: Store,
    /// The files that settings were read from, each with the number of its project.
    pub read: Vec<(usize, PathBuf)>,
}

impl Projects {
    /// No projects yet, seen from a working directory. A config file given by the user is the
    /// one for every document.
    pub fn new(cwd: &Path, config: Option<&Path>) -> Self {
        Self::of_store(Store::Disk, cwd, config)
    }

    /// The same, with files that come from a store.
    pub fn of_store(store: Store, cwd: &Path, config: Option<&Path>) -> Self {
        let mut projects = Self {
            list: Vec::new(),
            above: HashMap::new(),
            roots: HashMap::new(),
            forced: None,
            named: Vec::new(),
            cwd: cwd.to_owned(),
            store,
            read: Vec::new(),
        };
        if let Some(config) = config {
            let root = config.parent().unwrap_or(cwd);
            let fence = projects.above(root).git.unwrap_or_else(|| root.to_owned());
            projects.forced = Some(projects.add(root, Some((config, &fence))));
        }
        projects
    }

    /// Takes note of the folders that the user named (absolute and clean): where there is neither git
    /// nor a config, each is a project.
    pub fn name(&mut self, folders: Vec<PathBuf>) {
        self.named = folders;
    }

    /// The number, in `list`, of the project of the documents in a folder (absolute and clean).
    pub fn of(&mut self, folder: &Path) -> usize {
        if let Some(forced) = self.forced {
            return forced;
        }
        let above = self.above(folder);
        let root = self.root_of(folder);
        if let Some(&known) = self.roots.get(&root) {
            return known;
        }
        let config = above.config.as_ref().map(|folder| folder.join(CONFIG));
        let fence = above.git.as_ref().unwrap_or(&root);
        let index = self.add(&root, config.as_deref().map(|config| (config, fence.as_path())));
        self.roots.insert(root, index);
        index
    }

    /// The same, where that project was met before.
    pub fn known(&self, folder: &Path) -> Option<usize> {
        let above = folder.ancestors().find_map(|above| self.roots.get(above));
        self.forced.or(above.copied())
    }

    /// The root of the project of a folder, whatever `--config` says.
    pub fn root_of(&mut self, folder: &Path) -> PathBuf {
        let above = self.above(folder);
        let named = || self.named.iter().filter(|named| folder.starts_with(named));
        let named = || named().min_by_key(|named| named.as_os_str().len()).cloned();
        above.config.or(above.git).or_else(named).unwrap_or_else(|| folder.to_owned())
    }

    /// The root of the repository of a folder.
    pub fn git_of(&mut self, folder: &Path) -> Option<PathBuf> {
        self.above(folder).git
    }

    /// The same, by what was seen so far.
    pub fn known_git_of(&self, folder: &Path) -> Option<&Path> {
        folder.ancestors().find_map(|folder| self.above.get(folder))?.git.as_deref()
    }

    /// Adds the project of a root, with the settings of a config and the folder it may not leave.
    fn add(&mut self, root: &Path, config: Option<(&Path, &Path)>) -> usize {
        let git = self.above(root).git;
        // Without git and config the document's folder is a guess; who stands above it sees further.
        let guess = if config.is_none() && root.starts_with(&self.cwd) { self.cwd.as_path() } else { root };
        let fence = git.unwrap_or_else(|| guess.to_owned());
        let (settings, faults) = match config {
            Some((config, fence)) => {
                // A config that the user names may be no part of the commit.
                let known = self.store.has(config);
                let store = if known { self.store.clone() } else { Store::Disk };
                let loaded = settings::load(config, fence, &store);
                let files = loaded.files.iter().map(|(source, _)| fence.join(&source.path));
                self.read.extend(files.map(|file| (self.list.len(), file)));
                taken_apart(loaded, fence)
            }
            None => (Settings::default(), Vec::new()),
        };
        let (configured, sound) = (config.is_some(), faults.is_empty());
        self.list.push(Project { root: root.to_owned(), fence, settings, configured, sound, faults });
        self.list.len() - 1
    }

    fn above(&mut self, folder: &Path) -> Above {
        if let Some(known) = self.above.get(folder) {
            return known.clone();
        }
        let here = || Some(folder.to_owned());
        let config = is_config(&folder.join(CONFIG), &self.store);
        // A worktree and a submodule have a file of that name.
        let git = std::fs::symlink_metadata(folder.join(".git")).is_ok();
        let further = match folder.parent() {
            Some(parent) if !git => self.above(parent),
            _ => Above { config: None, git: None },
        };
        let above = Above {
            config: if config { here() } else { further.config },
            git: if git { here() } else { further.git },
        };
        self.above.insert(folder.to_owned(), above.clone());
        above
    }
}

/// The settings, and the files with mistakes, whose paths count from `fence`.
fn taken_apart(loaded: Loaded, fence: &Path) -> (Settings, Vec<Fault>) {
    let files = loaded.files.into_iter().filter(|(_, diagnostics)| !diagnostics.is_empty());
    let faults =
        files.map(|(source, diagnostics)| Fault { file: fence.join(&source.path), source, diagnostics });
    (loaded.settings, faults.collect())
}

/// Whether there is a config at a path. A schema file may be called the same, after the schema that it
/// describes; it gives itself away by its name and by what no config has.
fn is_config(path: &Path, store: &Store) -> bool {
    if !store.has(path) {
        return false;
    }
    // Of a file that is none, too large or no text, `settings` says so.
    let text = store.fetch(path, path).unwrap_or_default();
    let has = |keys: &[&str]| {
        text.lines().any(|line| line.split_once(':').is_some_and(|(key, _)| keys.contains(&key.trim_end())))
    };
    !(has(&["name"]) && has(&["family", "sections", "tables", "lists", "titles"]))
}

/// The name of the configuration file.
pub const CONFIG: &str = "ddr.yaml";

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{create_dir_all, write};

    /// Makes folders (names ending with `/`) and empty files.
    fn tree(entries: &[&str]) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        // The machine's own folders above may hold anything; a git root ends the search.
        for entry in entries {
            let path = root.join(entry);
            create_dir_all(if entry.ends_with('/') { &path } else { path.parent().unwrap() }).unwrap();
            if !entry.ends_with('/') {
                write(path, "").unwrap();
            }
        }
        (dir, root)
    }

    #[test]
    fn a_schema_file_of_the_same_name_is_no_config() {
        let (_dir, root) = tree(&[".git/", "ddr.yaml", "schemas/ddr.yaml"]);
        std::fs::write(root.join("schemas/ddr.yaml"), "name: ddr\nextends: ddr\nsections: []\n").unwrap();
        assert_eq!(root_of(&root, "schemas"), "");
        std::fs::write(root.join("schemas/ddr.yaml"), "name: docs\nrules: {}\n").unwrap();
        assert_eq!(root_of(&root, "schemas"), "schemas");
    }

    fn root_of(root: &Path, folder: &str) -> String {
        let mut projects = Projects::new(root, None);
        let index = projects.of(&root.join(folder));
        crate::cli::paths::relative(&projects.list.get(index).unwrap().root, root)
    }

    #[test]
    fn the_nearest_config_below_the_git_root_makes_the_project() {
        let (_dir, root) = tree(&[
            "ddr.yaml",
            "repo/.git/",
            "repo/docs/x/",
            "repo/team/ddr.yaml",
            "repo/team/plans/a/",
            "work/.git",
            "work/docs/",
        ]);
        assert_eq!(root_of(&root, "repo/docs/x"), "repo", "never above the git root");
        assert_eq!(root_of(&root, "repo/team/plans/a"), "repo/team");
        assert_eq!(root_of(&root, "work/docs"), "work", "a worktree has a file `.git`");
    }

    #[test]
    fn without_git_and_config_each_folder_stands_alone() {
        let (_dir, root) = tree(&["a/b/", "a/c/"]);
        assert_eq!(root_of(&root, "a/b"), "a/b");
        let mut projects = Projects::new(&root, None);
        assert_ne!(projects.of(&root.join("a/b")), projects.of(&root.join("a/c")));
        assert_eq!(projects.of(&root.join("a/b")), projects.of(&root.join("a/b")));
        // What stands beside the folder is seen by who stands above both.
        assert!(projects.list.iter().all(|project| project.fence == root));
        let mut below = Projects::new(&root.join("a/c"), None);
        let index = below.of(&root.join("a/b"));
        assert_eq!(below.list.get(index).unwrap().fence, root.join("a/b"));
    }

    #[test]
    fn without_git_and_config_a_folder_that_was_named_is_one_project() {
        let (_dir, root) = tree(&["a/b/", "a/c/", "d/.git/"]);
        let mut projects = Projects::new(&root, None);
        projects.name(vec![root.join("a/b"), root.join("a"), root.join("d")]);
        assert_eq!(projects.of(&root.join("a/b")), projects.of(&root.join("a/c")));
        assert_eq!(projects.root_of(&root.join("a/b")), root.join("a"));
        assert_eq!(projects.root_of(&root.join("d")), root.join("d"));
        assert_eq!(projects.root_of(&root.join("e")), root.join("e"));
    }

    #[test]
    fn a_given_config_is_for_every_document() {
        let (_dir, root) = tree(&["repo/.git/", "repo/ddr.yaml", "other/my.yaml"]);
        let config = root.join("other/my.yaml");
        let mut projects = Projects::new(&root, Some(&config));
        let index = projects.of(&root.join("repo"));
        assert_eq!(projects.list.get(index).unwrap().root, root.join("other"));
        assert_eq!(projects.list.len(), 1);
    }
}
