//! Templates of the user: where those of a project are found, and how a mistake in one is told, alike for
//! everything that is made from templates.

use super::paths::{absolute, relative};
use super::project::Project;
use super::read;
use super::settings::fetch_inside;
use crate::template::{TemplateError, Templates};
use std::path::Path;

/// The templates of a project, its own before ours.
pub struct Found {
    pub all: Templates,
    own: Own,
}

/// The templates of the user: the names they go by, and their paths in the project.
type Own = Vec<(String, String)>;

/// The templates that hold in a project. Of its own those of one use, such as `report`, are read.
pub fn of(project: Option<&Project>, usage: &str) -> Result<Found, String> {
    let (mut own, mut texts) = (Own::new(), Vec::new());
    if let Some((project, folder)) = project.and_then(|it| Some((it, it.settings.templates.as_deref()?))) {
        for name in names(&absolute(Path::new(folder), &project.root), usage)
            .map_err(|why| format!("templates: {folder}: {why}"))?
        {
            let full = absolute(&Path::new(folder).join(&name), &project.root);
            let path = relative(&full, &project.root);
            let text = fetch_inside(&full, &project.fence).map_err(|why| format!("{path}: {why}"))?;
            texts.push((name.clone(), text));
            own.push((name, path));
        }
    }
    match Templates::new(texts) {
        Ok(all) => Ok(Found { all, own }),
        Err(error) => Err(told(&own, &error)),
    }
}

impl Found {
    /// A mistake in a template, in a line.
    pub fn told(&self, error: &TemplateError) -> String {
        told(&self.own, error)
    }
}

/// The names of the templates for one use, sorted.
fn names(folder: &Path, usage: &str) -> Result<Vec<String>, String> {
    if !folder.is_dir() {
        return Err("there is no such folder".to_owned());
    }
    // A project may have templates for other things alone.
    let folder = folder.join(usage);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs_err::read_dir(&folder).map_err(|error| read::reason(&error))? {
        let entry = entry.map_err(|error| read::reason(&error))?;
        // Editors leave hidden files behind.
        if let Some(name) = entry.file_name().to_str().filter(|name| !name.starts_with('.'))
            && !entry.path().is_dir()
        {
            names.push(format!("{usage}/{name}"));
        }
    }
    names.sort();
    Ok(names)
}

/// A mistake in a template, with the path of the user's file where it is one.
fn told(own: &Own, error: &TemplateError) -> String {
    let line = error.line.map(|line| format!(":{line}")).unwrap_or_default();
    match own.iter().find(|(name, _)| *name == error.name) {
        Some((_, path)) => format!("{path}{line}: {}", error.message),
        None => format!("template {}{line}: {}", error.name, error.message),
    }
}
