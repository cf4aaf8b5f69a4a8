//! Reading and checking the files of a run, each by itself and then all documents of a project
//! together.
//!
//! Each file is read, checked and put into its output form by one worker, which then lets go of the
//! text; what remains of ten thousand documents is what is to be printed, and what the others need to
//! know of them.

use super::args::FailOn;
use super::context::{self, Heard};
use super::form::Output;
use super::gather::{File, Gathered};
use super::given::Books;
use super::panics::caught;
use super::said::{Others, Said, say};
use crate::check::baseline::Met;
use crate::check::{Active, SuppressionStep, check_document, merge};
use crate::diagnostic::{Diagnostic, Severity};
use crate::project::Member;
use crate::render::json;
use crate::source::{Source, Span};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Fewer files than this are not worth waking other threads for.
const FEW: usize = 4;

/// How a run judges.
#[derive(Debug, Clone, Copy)]
pub struct How<'a> {
    /// The rules of each project.
    pub active: &'a [Active],
    /// What becomes of diagnostics.
    pub outputs: &'a [Output],
    /// What fails.
    pub fail_on: FailOn,
    /// What is taken as given.
    pub books: &'a Books,
}

/// Checks every document whose settings are sound, then those of each project together. What is said
/// comes in order of the files. `see` is shown every document with the number of its project.
pub fn documents(gathered: &mut Gathered, how: How<'_>, see: &mut dyn FnMut(usize, &Member)) -> Vec<Said> {
    let mut said = each(gathered, how);
    let mut members: BTreeMap<usize, Vec<Member>> = BTreeMap::new();
    let sound: Vec<&File> = gathered.files.iter().filter(|file| is_sound(gathered, file)).collect();
    for (said, file) in said.iter_mut().zip(&sound) {
        if let Some(member) = said.member.take() {
            see(file.project, &member);
            members.entry(file.project).or_default().push(*member);
        }
    }
    let mut heard = BTreeMap::new();
    for (project, mut members) in members {
        members.extend(context::others(gathered, project));
        if let Some(active) = how.active.get(project) {
            heard.insert(project, context::judge(gathered, project, members, active));
        }
    }
    with_projects(said, gathered, how, heard)
}

/// Checks every document whose settings are sound, where it is known what the rules about projects say.
pub fn documents_heard(gathered: &Gathered, how: How<'_>, heard: BTreeMap<usize, Heard>) -> Vec<Said> {
    with_projects(each(gathered, how), gathered, how, heard)
}

/// Checks each document by itself.
fn each(gathered: &Gathered, how: How<'_>) -> Vec<Said> {
    let sound: Vec<&File> = gathered.files.iter().filter(|file| is_sound(gathered, file)).collect();
    let judge = |file: &&File| one(file, gathered, how);
    if sound.len() < FEW { sound.iter().map(judge).collect() } else { sound.par_iter().map(judge).collect() }
}

/// Adds what the rules about projects say.
fn with_projects(
    mut said: Vec<Said>,
    gathered: &Gathered,
    how: How<'_>,
    mut heard: BTreeMap<usize, Heard>,
) -> Vec<Said> {
    let sound = gathered.files.iter().filter(|file| is_sound(gathered, file));
    let work = said.iter_mut().zip(sound).filter_map(|(said, file)| {
        // What is wrong with a document that the run is not about is not said.
        let more = heard.get_mut(&file.project).and_then(|heard| heard.remove(&file.inside));
        (more.is_some() || said.suppressions.is_some()).then(|| (said, file, more.unwrap_or_default()))
    });
    let work: Vec<_> = work.collect();
    let tell = |(said, file, more): (&mut Said, &File, Vec<Diagnostic>)| {
        let mut more = silenced(said, more);
        let unused = said.suppressions.iter().flat_map(|it| it.unused(SuppressionStep::Project));
        more.extend(unused);
        add(said, more, file, gathered, how);
    };
    if work.len() < FEW {
        work.into_iter().for_each(tell)
    } else {
        work.into_par_iter().for_each(tell)
    }
    said
}

/// Adds to what is said of a file what the rules about its project or its changes say.
pub fn add(said: &mut Said, more: Vec<Diagnostic>, file: &File, gathered: &Gathered, how: How<'_>) {
    let more = silenced(said, more);
    if more.is_empty() {
        return;
    }
    // The text was let go; what is to be shown of it is read again.
    let source = said.source.take();
    let is_kept = source.is_some();
    let source = source.or_else(|| file.read().ok()).unwrap_or_else(|| Source::new(&*file.inside, ""));
    let more = taken(said, more, file, &source, how);
    if !more.is_empty() {
        let diagnostics = merge(std::mem::take(&mut said.diagnostics), more);
        let others = others(&diagnostics, file, gathered);
        said.again(say(file, &source, diagnostics, others, how.outputs, how.fail_on));
    }
    said.source = is_kept.then_some(source);
}

/// Says anew what is left to be said of a file.
pub fn again(said: &mut Said, left: Vec<Diagnostic>, gathered: &Gathered, how: How<'_>) {
    let place = said.place.as_ref();
    let file = gathered.files.iter().find(|file| {
        place.is_some_and(|(project, inside)| file.project == *project && file.inside == *inside)
    });
    match file {
        // Of nothing, nothing is to be shown.
        _ if left.is_empty() => said.again(Said::silent(how.outputs.len())),
        // A document that is gone has nothing that is found elsewhere.
        None => said.diagnostics = left,
        Some(file) => {
            let source = said.source.take();
            let is_kept = source.is_some();
            let source =
                source.or_else(|| file.read().ok()).unwrap_or_else(|| Source::new(&*file.inside, ""));
            let others = others(&left, file, gathered);
            said.again(say(file, &source, left, others, how.outputs, how.fail_on));
            said.source = is_kept.then_some(source);
        }
    }
}

/// Leaves out what the comments of a document suppress.
fn silenced(said: &mut Said, heard: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let Some(suppressions) = &mut said.suppressions else { return heard };
    let heard = suppressions.silence(heard);
    said.tally.suppressed = suppressions.count;
    heard
}

/// Leaves out what is taken as given.
fn taken(
    said: &mut Said,
    heard: Vec<Diagnostic>,
    file: &File,
    source: &Source,
    how: How<'_>,
) -> Vec<Diagnostic> {
    let before = heard.len();
    let left = how.books.take((file.project, &file.inside), source, &mut said.met, heard);
    said.tally.given += before - left.len();
    left
}

/// What is said first of a text.
pub fn first(file: &File, source: &Source, diagnostics: Vec<Diagnostic>, how: How<'_>) -> Said {
    let before = diagnostics.len();
    let mut met = Met::new();
    let left = how.books.take((file.project, &file.inside), source, &mut met, diagnostics);
    let given = before - left.len();
    let mut said = say(file, source, left, Others::default(), how.outputs, how.fail_on);
    said.tally.given = given;
    said.met = met;
    said.place = Some((file.project, file.inside.clone()));
    said
}

/// The other documents that diagnostics of a file point to.
fn others(diagnostics: &[Diagnostic], file: &File, gathered: &Gathered) -> Others {
    let places = diagnostics.iter().flat_map(|one| &one.elsewhere);
    let paths: BTreeSet<&str> = places.map(|place| place.path.as_str()).collect();
    let mut others = Others::default();
    for path in paths {
        let Some(names) = gathered.names(file.project, path) else { continue };
        if let Ok(source) = gathered.projects.store.read(&names.full, &names.full, path) {
            others.add(names, source);
        }
    }
    others
}

/// Reads and checks one file.
fn one(file: &File, gathered: &Gathered, how: How<'_>) -> Said {
    let done = caught(|| match file.read() {
        Ok(source) => check(file, source, gathered, how),
        Err(unread) => {
            let mut said = say(
                file,
                &unread.source,
                vec![unread.diagnostic],
                Others::default(),
                how.outputs,
                how.fail_on,
            );
            said.tally.unread = 1;
            said.place = Some((file.project, file.inside.clone()));
            said
        }
    });
    done.unwrap_or_else(|panic| {
        let message = format!("checking this file failed: {panic}");
        let mut diagnostic =
            Diagnostic::new("DDR007", "internal-error", Severity::Error, Span::at(0), message);
        diagnostic.help("this is a mistake in ddr; a report with the file would help to mend it");
        let source = Source::new(&*file.inside, "");
        let mut said = say(file, &source, vec![diagnostic], Others::default(), how.outputs, how.fail_on);
        said.tally.unread = 1;
        said.place = Some((file.project, file.inside.clone()));
        said
    })
}

fn check(file: &File, source: Source, gathered: &Gathered, how: How<'_>) -> Said {
    let project = gathered.projects.list.get(file.project);
    let (Some(project), Some(active)) = (project, how.active.get(file.project)) else {
        return Said::default();
    };
    let look = |path: &str| gathered.projects.store.look(project, path);
    let outcome = check_document(source, &project.settings, active, &look);
    let mut said = first(file, &outcome.source, outcome.diagnostics, how);
    said.tally.suppressed = outcome.suppressions.as_ref().map_or(0, |it| it.count);
    said.suppressions = outcome.suppressions;
    said.member = outcome.member;
    if file.open.is_none() {
        said.source = Some(outcome.source);
    }
    match outcome.kind {
        _ if outcome.template => {
            said.tally.templates = 1;
            said.skipped = Some(format!("skipped {}: it is a template", file.shown));
        }
        // It counts as neither recognised nor skipped: most rules never saw it.
        _ if outcome.unchecked => said.tally.unread = 1,
        Some(kind) => {
            said.tally.kinds.insert(kind.clone(), 1);
            said.document = Some(json::Document { path: file.machine.clone(), kind, title: outcome.title });
        }
        None => {
            said.tally.skipped = 1;
            said.skipped = Some(format!("skipped {}: neither a record nor a patch plan", file.shown));
        }
    }
    said
}

/// Whether the settings of a file's project are free of mistakes. Half-read settings would make
/// false diagnostics, so its documents wait until the settings are mended.
fn is_sound(gathered: &Gathered, file: &File) -> bool {
    gathered.projects.list.get(file.project).is_none_or(|project| project.sound)
}

/// The files that are checked, in the order in which something is said of them.
pub fn sound(gathered: &Gathered) -> Vec<&File> {
    gathered.files.iter().filter(|file| is_sound(gathered, file)).collect()
}

/// What is wrong with the configs, and how many documents are not checked for it.
pub fn configs(gathered: &mut Gathered, how: How<'_>) -> (Vec<Said>, usize) {
    let faults = std::mem::take(&mut gathered.faults).into_iter();
    let said = faults
        .map(|(file, fault)| {
            say(&file, &fault.source, fault.diagnostics, Others::default(), how.outputs, how.fail_on)
        })
        .collect();
    let unjudged = gathered.files.iter().filter(|file| !is_sound(gathered, file)).count();
    (said, unjudged)
}
