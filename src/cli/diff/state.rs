//! One of the two states: texts with the paths they go by there, wherever they come from.

use super::Failure;
use crate::check::{Active, Selection, Version};
use crate::cli::args::Global;
use crate::cli::gather;
use crate::cli::paths::{relative, shown};
use crate::cli::project::Projects;
use crate::cli::read;
use crate::source::Source;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The projects of the texts, with their settings as the working tree has them: what was asked of an
/// older text then is no matter, it is read in the words that hold now.
#[derive(Debug)]
pub struct House {
    pub projects: Projects,
    /// The rules of each project.
    active: Vec<Active>,
    /// Mistakes in configs, one line each.
    pub faults: Vec<String>,
}

impl House {
    /// Looks at the settings of projects that are all known.
    pub fn new(projects: Projects, cwd: &Path) -> Self {
        let active = projects.list.iter().map(|it| Active::new(&it.settings, &Selection::default()));
        let faults = projects.list.iter().flat_map(|it| &it.faults).flat_map(|fault| {
            let file = shown(&fault.file, cwd);
            fault.diagnostics.iter().map(move |diagnostic| {
                let at = fault.source.position(diagnostic.span.start);
                format!("{file}:{}:{}: {}", at.line, at.column, diagnostic.message)
            })
        });
        Self { active: active.collect(), faults: faults.collect(), projects }
    }
}

/// A text of a state.
#[derive(Debug)]
pub struct Text {
    /// Its path in the state.
    pub path: String,
    pub project: usize,
    /// The path of the source is the one that its project knows.
    pub source: Source,
}

/// One of the two states, read.
#[derive(Debug)]
pub struct State {
    /// What it is called.
    pub name: String,
    pub house: Arc<House>,
    pub texts: Vec<Text>,
    /// Paths of what could not be read; each was said on standard error.
    pub unread: Vec<String>,
    /// Whether everything that was named was found.
    pub complete: bool,
}

impl State {
    /// A state that all of was read.
    pub fn new(name: String, house: Arc<House>, texts: Vec<Text>) -> Self {
        Self { name, house, texts, unread: Vec::new(), complete: true }
    }

    /// Its texts with their settings, without those that could not be read in one of the states: half
    /// of a comparison would look like a document that came or went.
    pub fn versions<'a>(&'a self, unread: &[&String]) -> Vec<Version<'a>> {
        let version = |text: &'a Text| {
            let settings = &self.house.projects.list.get(text.project)?.settings;
            let active = self.house.active.get(text.project)?;
            Some(Version { path: &text.path, source: &text.source, settings, active })
        };
        self.texts.iter().filter(|text| !unread.contains(&&text.path)).filter_map(version).collect()
    }
}

/// The working directory.
pub fn here() -> Result<PathBuf, Failure> {
    std::env::current_dir().map_err(|error| format!("no working directory: {}", read::reason(&error)).into())
}

/// No projects yet, with the config that the user named.
pub fn projects(global: &Global, cwd: &Path) -> Result<Projects, Failure> {
    Ok(Projects::new(cwd, gather::config(global, cwd)?.as_deref()))
}

/// The project of a file (absolute and clean) and what it calls the file.
pub fn place(projects: &mut Projects, full: &Path) -> (usize, String) {
    let project = projects.of(full.parent().unwrap_or(full));
    let inside = projects.list.get(project).map(|it| relative(full, &it.root));
    (project, inside.unwrap_or_default())
}
