//! The other documents of a project, and what its rules say of all of them.
//!
//! A run may be about a few files, as a hook hands them over; what they say is held against the
//! whole project all the same. The others are read for what is to be known of them, and nothing is
//! reported on them.

use super::gather::{File, Gathered};
use super::panics::caught;
use super::paths::relative;
use crate::check::{Active, check_project, read_member};
use crate::config::Settings;
use crate::diagnostic::{Diagnostic, Severity};
use crate::project::{Member, Project, RecordOf, Ways};
use crate::source::Span;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What the rules about a project say, by the path of the document.
pub type Heard = BTreeMap<String, Vec<Diagnostic>>;

/// The documents of a project that the run is not about.
pub fn others(gathered: &mut Gathered, project: usize) -> Vec<Member> {
    let files = gathered.context(project);
    let Some(settings) = gathered.projects.list.get(project).map(|project| &project.settings) else {
        return Vec::new();
    };
    files.par_iter().filter_map(|file| read(file, settings)).collect()
}

/// A file that cannot be read is reported on when the run is about it.
fn read(file: &File, settings: &Settings) -> Option<Member> {
    let source = file.read().ok()?;
    caught(|| read_member(&source, settings)).ok().flatten()
}

/// All documents of a project.
pub fn all(gathered: &mut Gathered, project: usize) -> Vec<Member> {
    let mut members = others(gathered, project);
    let Some(settings) = gathered.projects.list.get(project).map(|project| &project.settings) else {
        return members;
    };
    let own = gathered.files.par_iter().filter(|file| file.project == project);
    members.par_extend(own.filter_map(|file| read(file, settings)));
    members
}

/// What the files of a project are called in an output, by their paths in the project.
pub fn names(gathered: &Gathered, project: usize, machine: bool) -> impl Fn(&str) -> String {
    move |path| match gathered.names(project, path) {
        Some(names) if machine => names.machine,
        Some(names) => names.shown,
        None => path.to_owned(),
    }
}

/// Brings the documents of a project together and hands them over.
pub fn with_project<R>(
    gathered: &Gathered,
    project: usize,
    members: Vec<Member>,
    ask: impl FnOnce(&Project<'_>) -> R,
) -> Option<R> {
    let it = gathered.projects.list.get(project)?;
    let outside = gathered.projects.store.outside(it);
    let inside = relative(&it.root, &it.fence);
    let ways = Ways {
        inside: &inside,
        prefixes: &it.settings.prefixes,
        record_of: Some(&it.settings as &dyn RecordOf),
    };
    let project = Project::new(members, ways, &*outside);
    let answer = ask(&project);
    // A run looks at a project once, or a few times where it mends or tries settings, and ends soon after:
    // the system takes back the memory faster than we could piece by piece. A program that stays would not.
    std::mem::forget(project);
    Some(answer)
}

/// Runs the rules that look at a whole project.
pub fn judge(gathered: &Gathered, project: usize, members: Vec<Member>, active: &Active) -> Heard {
    judge_and(gathered, project, members, active, |_, _| {})
}

/// The same, and hands over the project with what was said.
pub fn judge_and(
    gathered: &Gathered,
    project: usize,
    members: Vec<Member>,
    active: &Active,
    also: impl FnOnce(&Project<'_>, &Heard),
) -> Heard {
    let mut heard = Heard::new();
    let first = members.iter().map(|member| member.path.clone()).min();
    let done = caught(|| {
        with_project(gathered, project, members, |project| {
            for (at, diagnostic) in check_project(project, active) {
                if let Some(member) = project.member(at) {
                    heard.entry(member.path.clone()).or_default().push(diagnostic);
                }
            }
            also(project, &heard);
        })
    });
    if let (Err(panic), Some(path)) = (done, first) {
        let message = format!("holding the documents of this project against each other failed: {panic}");
        let mut diagnostic =
            Diagnostic::new("DDR007", "internal-error", Severity::Error, Span::at(0), message);
        diagnostic.help("this is a mistake in ddr; a report with the files would help to mend it");
        heard.entry(path).or_default().push(diagnostic);
    }
    heard
}
