//! `ddr trace`: what carries a decision out, and what governs a file.

use super::args::{Format, Global, Trace as Args};
use super::context;
use super::gather::{Gathered, gather};
use super::output::{Exit, complain, print, tell};
use super::panics::caught;
use crate::project::{Found, Governed, Member, Project, Trace, governing, normalise};
use crate::render::summary::{Tally, summary};
use crate::render::text::Look;
use crate::render::trace::{Answer, Named, json, text};
use crate::yaml::nearest;
use std::collections::BTreeSet;
use std::path::Path;

/// Ids that an error lists, at most.
const MOST_IDS: usize = 12;

/// Something that was asked for.
struct Asked<'a> {
    /// As typed.
    word: &'a str,
    /// The project of the path that it may be, and its path there; without what stands behind a `#`.
    place: (usize, String),
    /// What stands behind a `#`.
    id: Option<&'a str>,
    /// Whether anything was found.
    known: bool,
    /// Where there is an id behind a `#`: whether there is a document before it, and the ids that it has.
    document: Option<Vec<String>>,
    /// What it may have meant.
    near: Option<String>,
}

/// Runs the verb.
pub fn run(args: &Args, global: &Global, look: Look) -> Exit {
    let mut gathered = match gather(&[], None, global) {
        Ok(gathered) => gathered,
        Err(why) => {
            complain(&why);
            return Exit::Unable;
        }
    };
    gathered.complain();
    let (home, _) = gathered.place(Path::new("."));
    let here: BTreeSet<usize> = gathered.files.iter().map(|file| file.project).chain([home]).collect();
    let mut asked: Vec<Asked<'_>> = args.asked.iter().map(|word| asked(word, &mut gathered)).collect();
    let projects: BTreeSet<usize> =
        asked.iter().map(|asked| asked.place.0).chain(here.iter().copied()).collect();
    let mut exit = if gathered.faults.is_empty() { Exit::Clean } else { Exit::Unable };
    let mut answer = Answer { version: 1, trace: Vec::new(), files: Vec::new(), plans: Vec::new() };
    let mut documents = 0;
    for project in projects {
        let members = context::all(&mut gathered, project);
        documents += members.len();
        let ids = here.contains(&project);
        match follow(&gathered, project, members, &mut asked, ids, args.format, &mut answer) {
            Ok(()) => {}
            Err(panic) => {
                complain(&format!("tracing the documents of this project failed: {panic}"));
                exit = Exit::Unable;
            }
        }
    }
    for unknown in asked.iter().filter(|asked| !asked.known) {
        complain(&why_unknown(unknown));
        exit = Exit::Unable;
    }
    let is_empty = answer.trace.is_empty() && answer.files.is_empty() && answer.plans.is_empty();
    if is_empty && global.quiet == 0 && asked.is_empty() {
        match documents {
            0 => tell(&summary(&Tally::default())),
            _ => tell("no decision of these documents has an id to be traced by"),
        }
    }
    let printed = match args.format {
        Format::Json => json(&answer),
        Format::Text => Ok(text(&answer, look)),
    };
    match printed {
        Ok(text) => exit.max(print([text.as_str()])),
        Err(error) => {
            complain(&format!("cannot write the answer as JSON: {error}"));
            Exit::Unable
        }
    }
}

/// A decision's id, a path, or a record's path with an id behind a `#`.
fn asked<'a>(word: &'a str, gathered: &mut Gathered) -> Asked<'a> {
    // A file may have a `#` in its name.
    let parts = word.rsplit_once('#').filter(|(path, _)| !path.is_empty() && !Path::new(word).exists());
    let (path, id) = parts.map_or((word, None), |(path, id)| (path, Some(id)));
    Asked { word, place: gathered.place(Path::new(path)), id, known: false, document: None, near: None }
}

/// Answers what a project knows. `ids` says whether ids alone may be its own.
fn follow(
    gathered: &Gathered,
    number: usize,
    members: Vec<Member>,
    asked: &mut [Asked<'_>],
    ids: bool,
    format: Format,
    answer: &mut Answer,
) -> Result<(), String> {
    let name = context::names(gathered, number, format == Format::Json);
    let done = caught(|| {
        context::with_project(gathered, number, members, |project| {
            let trace = Trace::of(project);
            let named = Named { project, trace: &trace, name: &name };
            if asked.is_empty() && ids {
                answer.trace.extend(named.decisions(|_| true));
            }
            for asked in asked.iter_mut() {
                one(named, number, asked, ids, answer);
            }
        })
    });
    done.map(drop)
}

fn one(named: Named<'_>, number: usize, asked: &mut Asked<'_>, ids: bool, answer: &mut Answer) {
    let is_place = asked.place.0 == number;
    if let Some(id) = asked.id {
        let Some((record, it)) = document(named.project, asked).filter(|_| is_place) else { return };
        let decisions = of_id(named, id, |other| other == record);
        asked.known |= !decisions.is_empty();
        if decisions.is_empty() {
            asked.near = near_id(it, id).map(|near| format!("{}#{near}", (named.name)(&it.path)));
            let ids = it.decisions.iter().filter_map(|decision| Some(decision.id.as_ref()?.text.clone()));
            asked.document = Some(ids.collect());
        }
        answer.trace.extend(decisions);
        return;
    }
    let decisions = if ids { of_id(named, asked.word, |_| true) } else { Vec::new() };
    if !decisions.is_empty() {
        asked.known = true;
        answer.trace.extend(decisions);
        return;
    }
    if is_place && path(named, asked, answer) {
        asked.known = true;
    } else if asked.near.is_none() {
        let id = || named.project.members.iter().find_map(|member| near_id(member, asked.word));
        let path = || named.project.nearest(&asked.place.1).map(|near| (named.name)(near.path()));
        asked.near = match (ids, is_place) {
            (true, true) => id().or_else(path),
            (true, false) => id(),
            (false, _) => path(),
        };
    }
}

/// The document that is meant, from where the user stands or from the project's root.
fn document<'p>(project: &'p Project<'_>, asked: &Asked<'_>) -> Option<(usize, &'p Member)> {
    let typed = asked.id.and_then(|id| asked.word.strip_suffix(id)?.strip_suffix('#'));
    let from_root = || normalise("", typed.unwrap_or(asked.word)).and_then(|path| project.at(&path));
    let at = project.at(&asked.place.1).or_else(from_root)?;
    Some((at, project.member(at)?))
}

fn of_id(
    named: Named<'_>,
    id: &str,
    of: impl Fn(usize) -> bool,
) -> Vec<crate::render::trace::TracedDecision> {
    named.decisions(|traced| {
        let member = named.project.member(traced.record).filter(|_| of(traced.record));
        let own = member.and_then(|member| member.decisions.get(traced.decision)?.id.as_ref());
        own.is_some_and(|own| own.text.eq_ignore_ascii_case(id))
    })
}

/// Answers for a path; `false` where the project knows nothing of it.
fn path(named: Named<'_>, asked: &Asked<'_>, answer: &mut Answer) -> bool {
    let project = named.project;
    let from_root = normalise("", asked.word);
    let is_known = |path: &&String| {
        matches!(project.outside.look(path), Found::File | Found::Directory)
            || project.at(path).is_some()
            || governing(project, path).iter().any(|(_, how)| *how != Governed::Above)
    };
    let Some(path) = [Some(&asked.place.1), from_root.as_ref()].into_iter().flatten().find(is_known) else {
        return false;
    };
    let member = project.at(path);
    let before = answer.trace.len() + answer.plans.len();
    if let Some(at) = member {
        answer.trace.extend(named.decisions(|traced| traced.record == at));
        let has_plan = project.member(at).is_some_and(|it| !it.plans.is_empty());
        answer.plans.extend(named.plan(at).filter(|_| has_plan));
    }
    let file = named.file(path);
    if !file.rows.is_empty() || answer.trace.len() + answer.plans.len() == before {
        answer.files.push(file);
    }
    true
}

fn near_id(member: &Member, word: &str) -> Option<String> {
    let first = |word: &str| word.bytes().next().map(|byte| byte.to_ascii_uppercase());
    let ids = member.decisions.iter().filter_map(|decision| Some(decision.id.as_ref()?.text.as_str()));
    let same_form: Vec<&str> = ids.filter(|id| first(id) == first(word)).collect();
    // One digit too many or too few is a slip in the shortest id too; another digit is another id.
    let slip = |id: &&&str| id.len() != word.len() && strsim::osa_distance(id, word) == 1;
    let slipped = same_form.iter().find(slip).copied();
    nearest(word, same_form.iter().copied()).or(slipped).map(str::to_owned)
}

fn why_unknown(asked: &Asked<'_>) -> String {
    let hint = asked.near.as_ref().map(|near| format!("; did you mean `{near}`?"));
    let Some(id) = asked.id else {
        return format!(
            "`{}` is no decision of this project, no path in it, and no path of a plan row{}",
            asked.word,
            hint.unwrap_or_default()
        );
    };
    let path = asked.word.strip_suffix(id).and_then(|path| path.strip_suffix('#')).unwrap_or(asked.word);
    match &asked.document {
        None => format!("`{path}` is no record or plan of this project"),
        Some(ids) => {
            let some = ids.iter().take(MOST_IDS).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = if ids.len() > MOST_IDS { ", …" } else { "" };
            let listed = if ids.is_empty() { String::new() } else { format!("; it has {some}{more}") };
            format!("`{path}` has no decision `{id}`{}", hint.unwrap_or(listed))
        }
    }
}
