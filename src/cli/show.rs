//! `ddr show`: documents as they were understood.

use super::args::{Format, Global, Show};
use super::context;
use super::gather::{File, Gathered, gather};
use super::output::{Exit, complain, print, tell};
use super::panics::caught;
use crate::model::{self, Document, Schemas};
use crate::project::{Member, Trace};
use crate::render::show::{self, ShownDocument};
use crate::render::summary::{Tally, summary};
use crate::render::trace::{Named, TracedDecision};
use crate::render::visible;
use crate::syntax;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// A document, and what the others of its project know of it.
pub struct Read<T = ()> {
    /// As it is shown.
    pub shown: ShownDocument,
    /// None of a template.
    pub member: Option<Member>,
    /// What somebody else takes from it.
    pub more: T,
}

/// The documents of one project.
#[derive(Default)]
struct Shown {
    members: Vec<Member>,
    /// Number of each in the list of all, and its path in the project.
    places: Vec<(usize, String)>,
}

/// Runs the verb.
pub fn run(args: &Show, global: &Global) -> Exit {
    let mut gathered = match gather(&args.paths, None, global) {
        Ok(gathered) => gathered,
        Err(why) => {
            complain(&why);
            return Exit::Unable;
        }
    };
    gathered.complain();
    let json = args.format == Format::Json;
    let read: Vec<Result<Option<Read>, String>> =
        gathered.files.par_iter().map(|file| shown(file, &gathered, json, |_, _| ())).collect();
    let sound = gathered.faults.is_empty() && gathered.missing == 0;
    let mut exit = if sound { Exit::Clean } else { Exit::Unable };
    let mut documents = Vec::new();
    let mut projects: BTreeMap<usize, Shown> = BTreeMap::new();
    for (document, file) in read.into_iter().zip(&gathered.files) {
        match document {
            Ok(Some(Read { shown, member, .. })) => {
                let of_project = projects.entry(file.project).or_default();
                of_project.members.extend(member);
                of_project.places.push((documents.len(), file.inside.clone()));
                documents.push(shown);
            }
            Ok(None) if global.verbose => {
                tell(&format!("skipped {}: neither a record nor a patch plan", file.shown));
            }
            Ok(None) => {}
            Err(why) => {
                complain(&why);
                exit = Exit::Unable;
            }
        }
    }
    if documents.is_empty() && global.quiet == 0 {
        tell(&summary(&Tally::default()));
    }
    let mut trace = Vec::new();
    for (project, of_project) in projects {
        match relate(&mut gathered, project, of_project, &mut documents, json) {
            Ok(traced) => trace.extend(traced),
            Err(panic) => {
                complain(&format!("holding these documents against each other failed: {panic}"));
                exit = Exit::Unable;
            }
        }
    }
    let text = if json { show::json(documents, trace) } else { Ok(show::outline(&documents)) };
    match text {
        Ok(text) => exit.max(print([text.as_str()])),
        Err(error) => {
            complain(&format!("cannot write the documents as JSON: {error}"));
            Exit::Unable
        }
    }
}

/// Tells the plans among the documents of a project which record they carry out, and gives what
/// carries out the decisions of these documents.
fn relate(
    gathered: &mut Gathered,
    project: usize,
    shown: Shown,
    documents: &mut [ShownDocument],
    json: bool,
) -> Result<Vec<TracedDecision>, String> {
    let Shown { mut members, places } = shown;
    members.extend(context::others(gathered, project));
    let gathered = &*gathered;
    let name = context::names(gathered, project, json);
    caught(|| {
        let traced = context::with_project(gathered, project, members, |project| {
            let trace = Trace::of(project);
            let named = Named { project, trace: &trace, name: &name };
            let mut asked = vec![false; project.members.len()];
            for (at, inside) in &places {
                let Some(member) = project.at(inside) else { continue };
                if let Some(asked) = asked.get_mut(member) {
                    *asked = true;
                }
                if let Some(plan) = documents.get_mut(*at).and_then(|document| document.plan.as_mut()) {
                    plan.record = named.record(member);
                }
            }
            named.decisions(|traced| asked.get(traced.record).copied().unwrap_or_default())
        });
        traced.unwrap_or_default()
    })
}

/// Reads one file; `None` where it is no design document. `more` takes from it what else is wanted, and is
/// told its path.
pub fn shown<T>(
    file: &File,
    gathered: &Gathered,
    json: bool,
    more: impl Fn(&Document<'_>, &str) -> T,
) -> Result<Option<Read<T>>, String> {
    let Some(project) = gathered.projects.list.get(file.project) else { return Ok(None) };
    let named = |why: &str| format!("{}: {}", visible(&file.shown), visible(why));
    let source = file.read().map_err(|unread| named(&unread.diagnostic.message))?;
    let schemas = Schemas {
        record: project.settings.record_schema(),
        plan: project.settings.plan_schema(),
        assigned: project.settings.kind_of(&file.inside),
    };
    let read = caught(|| {
        if !model::may_be_document(&source.text, &schemas) {
            return Ok(None);
        }
        if syntax::too_deep(&source.text).is_some() {
            return Err(named(&format!("lists and quotes are nested more than {} deep", syntax::MAX_DEPTH)));
        }
        let syntax = syntax::parse(&source.text, source.start());
        let path = if json { &file.machine } else { &file.shown };
        let document = model::read(&source, &syntax, &schemas).filter(|document| document.recognised);
        Ok(document.map(|document| Read {
            shown: show::document(&document, path),
            member: (!document.template).then(|| Member::of(&document)),
            more: more(&document, path),
        }))
    });
    read.unwrap_or_else(|panic| Err(named(&format!("reading this file failed: {panic}"))))
}
