//! The templates of a project that take the place of ours.

use crate::cli::args::Global;
use crate::cli::gather;
use crate::cli::project::{Project, Projects};
use crate::cli::read;
use crate::cli::settings::fetch_inside;
use crate::template::{TemplateError, Templates};

/// Where the templates of reports stand, in a folder of templates and in names.
const FOLDER: &str = "report";

/// The templates that hold where the user stands.
pub fn here(global: &Global) -> Result<Templates, String> {
    let cwd = std::env::current_dir();
    let cwd = cwd.map_err(|error| format!("no working directory: {}", read::reason(&error)))?;
    let mut projects = Projects::new(&cwd, gather::config(global, &cwd)?.as_deref());
    let home = projects.of(&cwd);
    of(projects.list.get(home))
}

/// The templates of a project.
pub fn of(project: Option<&Project>) -> Result<Templates, String> {
    let own = match project {
        Some(project) => own(project)?,
        None => Vec::new(),
    };
    Templates::new(own).map_err(|error| said(&error))
}

/// Every file below `report` in the folder that `templates` names.
fn own(project: &Project) -> Result<Vec<(String, String)>, String> {
    let Some(named) = &project.settings.templates else { return Ok(Vec::new()) };
    let folder = project.root.join(named);
    let why = |what: &str| format!("templates: {named}: {what}");
    if !folder.is_dir() {
        return Err(why("there is no such folder"));
    }
    let folder = folder.join(FOLDER);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut own = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(|error| why(&read::reason(&error)))? {
        let entry = entry.map_err(|error| why(&read::reason(&error)))?;
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        if name.starts_with('.') || entry.path().is_dir() {
            continue;
        }
        let text = fetch_inside(&entry.path(), &project.fence);
        let name = format!("{FOLDER}/{name}");
        let text = text.map_err(|what| why(&format!("{name}: {what}")))?;
        own.push((name, text));
    }
    own.sort();
    Ok(own)
}

/// What is wrong in a template, in a line.
pub fn said(error: &TemplateError) -> String {
    let line = error.line.map(|line| format!(":{line}")).unwrap_or_default();
    format!("template {}{line}: {}", error.name, error.message)
}
