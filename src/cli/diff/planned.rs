//! The plans that a change carries out, and what it and they do not agree on: what `ddr check` says.
//!
//! A plan is often older than the change, so here the documents that did not change are read too; but
//! only where so much changed that some plan may be in play.

use super::history::may_be_document;
use super::state::{State, Text, here, place, projects};
use super::{Failure, Range};
use crate::check::baseline::Met;
use crate::check::{Compared, Selection, not_suppressed, read_member};
use crate::cli::against::documents::States;
use crate::cli::against::{self, plans};
use crate::cli::args::{Global, Ratchet};
use crate::cli::git::{Commit, Content, Entry, Kind, Oid, Refused, Status};
use crate::cli::given::Books;
use crate::cli::output::tell;
use crate::cli::paths::{absolute, relative};
use crate::cli::project::Projects;
use crate::cli::read;
use crate::diagnostic::Diagnostic;
use crate::project::Member;
use crate::render::{self, changes};
use crate::source::Source;
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::Path;

/// Of a plan that nobody named, at least so many paths are touched.
const LEAST: usize = 3;

/// A plan in play.
#[derive(Debug)]
pub struct Planned {
    /// From the top of the repository.
    path: String,
    reason: String,
    source: Source,
    diagnostics: Vec<Diagnostic>,
}

impl Planned {
    /// As the formats see it.
    pub fn view(&self) -> changes::Plan<'_> {
        let Self { path, reason, source, diagnostics } = self;
        changes::Plan { reason, view: render::View { path, source, diagnostics, others: &[] } }
    }
}

/// Finds them. They come in the order in which somebody named them, else by path.
pub fn planned(
    range: Range,
    commits: Vec<Commit>,
    (before, after): (&State, &State),
    done: &Compared,
    given: &Ratchet,
    global: &Global,
) -> Result<Vec<Planned>, Failure> {
    let touched = |status: &Status| if matches!(status, Status::Renamed { .. }) { 2 } else { 1 };
    let touched: usize = range.changed.iter().map(|changed| touched(&changed.status)).sum();
    let named = commits.iter().any(|commit| !commit.trailers.plans.is_empty());
    if global.quiet > 1 || (touched < LEAST && !named) {
        return Ok(Vec::new());
    }
    let (Some(base), Some(head)) = (range.base, range.head) else { return Ok(Vec::new()) };
    // Of two branches side by side, one would be blamed for what the other did.
    if range.git.merge_base(&base, &head).ok().as_ref() != Some(&base) {
        return Ok(Vec::new());
    }
    // Settings of folders that the comparison has nothing to do with shall not fail it.
    let cwd = here()?;
    let mut projects = projects(global, &cwd)?;
    let limits = range.limits;
    let folders = limits.places(range.git.root());
    let (git, newer, changed) = (range.git, range.newer, range.changed);
    let baseline = given.baseline.as_ref().map(|path| absolute(path, &cwd));
    let range = against::Range { git, head, newer, changed, commits, plans: Vec::new(), folders, baseline };

    let mut wanted = Vec::new();
    for entry in range.git.files(&range.newer)?.entries {
        let listed = entry.kind == Kind::File && limits.takes(&entry.path);
        if listed && may_be_document(&entry.path, &range.git, &mut projects, &limits) {
            let (project, inside) = place(&mut projects, &range.full(&entry.path));
            wanted.push(Wanted { entry, project, inside });
        }
    }
    let (carrying, mut sources): (Vec<_>, HashMap<_, _>) = read_plans(&range, wanted, after, &projects)?
        .into_iter()
        .map(|(project, member, source)| {
            let path = source.path.clone();
            ((project, member), ((project, path), source))
        })
        .unzip();

    let both = (before.texts.iter().map(pair), after.texts.iter().map(pair));
    let mut states = States::of(&range, &mut projects, both, done.moved.clone());
    for changed in &range.changed {
        place(&mut projects, &range.full(&changed.path));
    }
    states.settle(&projects, &Selection::default());
    states.pair_plans();
    let carriers = plans::carriers(&range, &projects, &states, carrying);
    let (named, said) = plans::by_trailers(&range, &projects, &states, &carriers);
    // Where only some paths are looked at, a plan may well be elsewhere.
    if limits.takes("") {
        said.iter().for_each(|line| tell(line));
    }
    let mut found = plans::in_play(&range, &mut projects, &states, &done.changes, carriers, &named)?;
    let order = |project: usize, path: &str| {
        named.iter().position(|(at, known, _)| *at == project && known == path).unwrap_or(usize::MAX)
    };
    found.sort_by_key(|(project, plan)| order(*project, &plan.path));
    // Who compares says why a baseline cannot be read; then more is told, not less.
    let books = Books::open(given, &projects).unwrap_or_default();
    let planned = found.into_iter().filter_map(|(number, plan)| {
        let project = projects.list.get(number)?;
        let full = absolute(Path::new(&plan.path), &project.root);
        let path = relative(&full, range.git.root());
        let gone = || states.before.get(&path).map(|text| &text.source);
        let mut diagnostics = plan.diagnostics;
        let source = match sources.remove(&(number, plan.path.clone())) {
            Some(source) => {
                let active = states.active.get(number)?;
                diagnostics = not_suppressed(&source, &project.settings, active, diagnostics);
                source
            }
            // What the comments of a plan that is gone said is gone with them.
            None => gone().map(|it| Source::new(it.path.as_str(), it.text.as_str()))?,
        };
        let diagnostics = books.take((number, &plan.path), &source, &mut Met::new(), diagnostics);
        Some(Planned { path, reason: plan.reason, source, diagnostics })
    });
    Ok(planned.collect())
}

fn pair(text: &Text) -> (&str, &str) {
    (&text.path, &text.source.text)
}

/// A file of the newer state that may hold a plan.
struct Wanted {
    entry: Entry,
    project: usize,
    /// Its path in its project.
    inside: String,
}

/// The documents of the newer state that hold plans, with their projects.
fn read_plans(
    range: &against::Range,
    wanted: Vec<Wanted>,
    after: &State,
    projects: &Projects,
) -> Result<Vec<(usize, Member, Source)>, Refused> {
    let known: HashMap<&str, &str> = after.texts.iter().map(pair).collect();
    let unknown = |it: &&Wanted| !known.contains_key(it.entry.path.as_str());
    let oids: Vec<Oid> = wanted.iter().filter(unknown).filter_map(|it| it.entry.oid.clone()).collect();
    let (mut contents, mut missing) = (HashMap::new(), 0_usize);
    if !oids.is_empty() {
        range.git.batch()?.each(&oids, |oid, content| match content {
            Content::Bytes(bytes) => drop(contents.insert(oid.clone(), bytes)),
            Content::Missing => missing += 1,
            Content::NoFile | Content::TooLarge(_) => {}
        })?;
    }
    if missing > 0 {
        tell(&format!(
            "{missing} documents are not in this clone, and were not asked whether they plan this"
        ));
    }
    let source = |it: &Wanted| -> Option<Source> {
        match (known.get(it.entry.path.as_str()), &it.entry.oid) {
            (Some(text), _) => Some(Source::new(it.inside.as_str(), *text)),
            (None, Some(oid)) => read::bytes(contents.get(oid)?.clone(), &it.inside).ok(),
            (None, None) => read::file(&range.full(&it.entry.path), &it.inside).ok(),
        }
    };
    let plan = |it: &Wanted| {
        let project = projects.list.get(it.project).filter(|project| project.sound)?;
        let source = source(it)?;
        let member = read_member(&source, &project.settings).filter(|member| !member.plans.is_empty())?;
        Some((it.project, member, source))
    };
    Ok(wanted.par_iter().filter_map(plan).collect())
}
