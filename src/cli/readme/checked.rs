//! What `ddr check` says of the sections of README files.

use super::own::Filling;
use super::{File, named, wanted};
use crate::check::Active;
use crate::cli::gather::{self, Gathered};
use crate::cli::judge::{self, How};
use crate::cli::output::Exit;
use crate::cli::paths::absolute;
use crate::cli::read;
use crate::cli::said::{Others, Said, say};
use crate::diagnostic::Diagnostic;
use crate::readme;
use crate::source::Source;
use std::path::Path;

/// Judges the sections of the README files below a folder, and adds what is to be said of them.
pub fn judge(gathered: &mut Gathered, how: How<'_>, folder: &Path, said: &mut Vec<Said>) -> Exit {
    let Ok(cwd) = std::env::current_dir() else { return Exit::Unable };
    let below = absolute(folder, &cwd);
    let mut exit = Exit::Clean;
    for project in 0..gathered.projects.list.len() {
        let Some(active) = how.active.get(project) else { continue };
        if gathered.projects.list.get(project).is_none_or(|it| !it.sound) {
            continue;
        }
        let mut filling = None;
        for (file, listed) in named(gathered, project, &cwd) {
            if !file.full.starts_with(&below) {
                continue;
            }
            match one(gathered, &file, listed, &mut filling) {
                Ok(None) => {}
                Ok(Some((source, diagnostics))) => {
                    let heard = heard(diagnostics, active);
                    add(gathered, how, &file, source, heard, said);
                }
                Err(lines) => {
                    super::say(&lines);
                    exit = Exit::Unable;
                }
            }
        }
    }
    exit
}

type Judged = Option<(Source, Vec<Diagnostic>)>;

/// Judges one file; `None` where it has no sections.
fn one(
    gathered: &mut Gathered,
    file: &File,
    listed: bool,
    filling: &mut Option<Filling>,
) -> Result<Judged, Vec<super::Said>> {
    let source = match read::file(&file.full, &file.inside) {
        Ok(source) => source,
        // Who named no file need not have one; what cannot be read is reported as a document.
        Err(_) if !listed => return Ok(None),
        Err(unread) => return Err(vec![(format!("{}: {}", file.shown, unread.diagnostic.message), None)]),
    };
    let found = readme::find(&source);
    if !found.broken.is_empty() {
        let said = readme::broken(&found.broken);
        return Ok(Some((source, said)));
    }
    if found.sections.is_empty() {
        return Ok(None);
    }
    let filling = match filling {
        Some(filling) => filling,
        None => {
            let new = Filling::of(gathered, file.project).map_err(|why| vec![(why, None)])?;
            filling.insert(new)
        }
    };
    let (known, lacking): (Vec<_>, Vec<_>) =
        found.sections.into_iter().partition(|section| filling.has(&section.name));
    let names = filling.names();
    let mut diagnostics: Vec<Diagnostic> =
        lacking.iter().map(|section| readme::no_template(section, &names)).collect();
    let wanted = wanted(filling, file, &source, known, false)?;
    diagnostics.extend(readme::differences(&source, &wanted, &file.shown));
    Ok(Some((source, diagnostics)))
}

/// What the settings and the arguments leave of it.
fn heard(diagnostics: Vec<Diagnostic>, active: &Active) -> Vec<Diagnostic> {
    let set = |mut diagnostic: Diagnostic| {
        diagnostic.severity = active.severity_of(diagnostic.code)?;
        Some(diagnostic)
    };
    diagnostics.into_iter().filter_map(set).collect()
}

fn add(
    gathered: &Gathered,
    how: How<'_>,
    file: &File,
    source: Source,
    heard: Vec<Diagnostic>,
    said: &mut Vec<Said>,
) {
    if heard.is_empty() {
        return;
    }
    let at = judge::sound(gathered).iter().position(|it| it.full == file.full);
    if let Some((at, said)) = at.and_then(|at| Some((at, said.get_mut(at)?)))
        && let Some(known) = judge::sound(gathered).get(at)
    {
        judge::add(said, heard, known, gathered, how);
        return;
    }
    // The config may leave it out as a document.
    let Some(names) = gathered.names(file.project, &file.inside) else { return };
    let document = gather::File {
        open: Some(file.full.clone()),
        store: gathered.projects.store.clone(),
        full: file.full.clone(),
        project: file.project,
        inside: file.inside.clone(),
        shown: names.shown,
        machine: names.machine,
        repository: names.repository,
    };
    said.push(say(&document, &source, heard, Others::default(), how.outputs, how.fail_on));
}
