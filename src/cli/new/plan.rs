//! `ddr new plan`.

use super::place::{folder_of, joined};
use super::{Here, one_line};
use crate::cli::args::NewPlan;
use crate::cli::context;
use crate::cli::output::Exit;
use crate::cli::paths::{absolute, relative};
use crate::project::Member;
use crate::schema::Family;
use crate::start::{Phased, file_name, phase_number, slug};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::Path;

/// Records that an error lists, at most.
const MOST_LISTED: usize = 5;

/// What the template is filled with.
#[derive(Debug, Serialize)]
struct Values {
    /// What the phase is called.
    title: String,
    phase: u64,
    /// The record that is carried out.
    record: Option<Link>,
    /// A row that every such plan can keep.
    kept: Row,
}

#[derive(Debug, Serialize)]
struct Link {
    title: String,
    /// From the folder of the plan, ready for a Markdown link.
    link: String,
    /// From the root of the project.
    path: String,
}

#[derive(Debug, Serialize)]
struct Row {
    path: String,
    what: String,
}

pub(super) fn make(args: &NewPlan, here: &mut Here) -> Result<Exit, String> {
    let record = chosen(args, here)?;
    let plans = plans(here, record.as_ref());
    let like =
        plans.iter().filter_map(|plan| Phased::read(file_name(&plan.path))).max_by_key(|name| name.phase);
    let out = args.out.as_deref().map(|path| here.inside(path));
    let folder = match &out {
        Some(out) => folder_of(out).to_owned(),
        None => folder(here, record.as_ref(), &plans),
    };
    let stem = record.as_ref().map(|record| stem(&record.path));
    let mut style = like.unwrap_or_else(|| Phased::after(stem.unwrap_or_default()));
    let taken = here.taken(&folder)?;
    let of_names = |names: &BTreeSet<String>| -> BTreeSet<u64> {
        names.iter().filter_map(|name| style.phase_of(name)).collect()
    };
    let (names_here, elsewhere) = (of_names(&taken.here), of_names(&taken.elsewhere));
    let mut phases: BTreeSet<u64> = names_here.union(&elsewhere).copied().collect();
    phases.extend(
        plans.iter().flat_map(|plan| &plan.plans).filter_map(|plan| phase_number(&plan.phase.as_ref()?.text)),
    );
    let phase = args.phase.unwrap_or_else(|| next(&phases, record.as_ref()));
    if args.phase.is_some() && phases.contains(&phase) {
        here.tell(&format!("phase {phase} has a plan already, here or on another branch"));
    }
    let title = match &args.title {
        Some(title) => one_line(title, "the title")?,
        None => phase_title(record.as_ref(), phase).ok_or_else(|| {
            format!("the record does not say what phase {phase} is called; name it, as in `ddr new plan \"Switch over\"`")
        })?,
    };
    style.phase = phase;
    let name = out.unwrap_or_else(|| joined(&folder, &style.name(&slug(&title, '-'))));
    let link = record.as_ref().map(|record| link(here, record, &name));
    let kept = kept(here, link.as_ref(), &name);
    let text = here.fill("new/plan.md", Values { title, phase, record: link, kept })?;
    let exit = here.write(&name, &text)?;
    if here.is_for_other(&name, Family::Plan) {
        here.tell(&format!(
            "ddr.yaml takes {name} for another kind of document; add it under `kinds`, as `patch-plan`"
        ));
    }
    if let Some(record) = record {
        here.tell(&format!("phase {phase} of {}", here.shown(&record.path)));
    }
    if args.phase.is_none() && elsewhere.iter().any(|taken| !names_here.contains(taken)) {
        here.tell("phases that are planned on other branches, or were once, count as taken");
    }
    Ok(exit)
}

/// The record that is meant: the one that is named, else the only one.
fn chosen(args: &NewPlan, here: &Here) -> Result<Option<Member>, String> {
    let records = || here.members.iter().filter(|member| member.family == Family::Record);
    if let Some(path) = &args.record {
        let inside = here.inside(path);
        let found = records().find(|member| member.path == inside);
        let why = if absolute(path, &here.cwd).exists() { "is no record" } else { "is not there" };
        return found.cloned().map(Some).ok_or_else(|| format!("--record {}: it {why}", path.display()));
    }
    let all: Vec<&Member> = records().collect();
    match all.as_slice() {
        [] if args.title.is_none() => Err(
            "there is no record here whose next phase could be planned; name the plan, as in `ddr new plan \
                 \"Groundwork\"`, or begin with `ddr new record`"
                .to_owned(),
        ),
        [] => Ok(None),
        [one] => Ok(Some((*one).clone())),
        many => {
            let listed: Vec<String> =
                many.iter().rev().take(MOST_LISTED).map(|member| here.shown(&member.path)).collect();
            let more = if many.len() > MOST_LISTED { ", …" } else { "" };
            Err(format!("which record is it for? name one with --record: {}{more}", listed.join(", ")))
        }
    }
}

/// The plans that carry out a record; without one, those that carry out none.
fn plans(here: &Here, record: Option<&Member>) -> Vec<Member> {
    let found = context::with_project(&here.gathered, here.project, here.members.clone(), |project| {
        let numbers: Vec<usize> = match record.and_then(|record| project.at(&record.path)) {
            Some(record) => project.plans_of(record).map(|(plan, _)| plan).collect(),
            None => {
                let alone = |at: &usize| project.records_of(*at).is_empty();
                (0..project.members.len()).filter(alone).collect()
            }
        };
        let plans = numbers.into_iter().filter_map(|at| project.member(at));
        plans.filter(|member| !member.plans.is_empty()).cloned().collect::<Vec<Member>>()
    });
    found.unwrap_or_default()
}

/// Where plans stand: those of the record, those of others, a folder for them, or beside the record.
fn folder(here: &Here, record: Option<&Member>, plans: &[Member]) -> String {
    let own =
        plans.iter().rfind(|plan| plan.family == Family::Plan).map(|plan| folder_of(&plan.path).to_owned());
    let beside = record.map_or_else(|| here.folder_of_records(), |record| folder_of(&record.path).to_owned());
    let made = || {
        let around = [joined(&beside, "plans"), joined(folder_of(&beside), "plans")];
        around.into_iter().find(|folder| here.root.join(folder).is_dir())
    };
    let free = || {
        let name = Phased::after(record.map(|record| stem(&record.path)).unwrap_or_default()).name("title");
        let apart = here.is_for_other(&joined(&beside, &name), Family::Plan);
        if apart { joined(&beside, "plans") } else { beside.clone() }
    };
    own.or_else(|| here.fullest(Family::Plan)).or_else(made).unwrap_or_else(free)
}

/// The first number that is free behind all that are taken; of the record's own phases, where it has some.
fn next(taken: &BTreeSet<u64>, record: Option<&Member>) -> u64 {
    let highest = taken.last().copied();
    let listed = record.into_iter().flat_map(|record| &record.phases);
    let listed = listed.filter_map(|phase| phase.id.as_ref()?.parse::<u64>().ok());
    let listed: BTreeSet<u64> = listed.collect();
    let listed = listed.into_iter().find(|phase| highest.is_none_or(|highest| *phase > highest));
    listed.unwrap_or_else(|| highest.map_or(1, |highest| highest.saturating_add(1)))
}

/// What the record calls a phase.
fn phase_title(record: Option<&Member>, number: u64) -> Option<String> {
    let is = |id: &String| id.parse::<u64>() == Ok(number);
    let phase = record?.phases.iter().find(|phase| phase.id.as_ref().is_some_and(is))?;
    Some(phase.title.text.clone()).filter(|title| !title.is_empty())
}

fn stem(path: &str) -> &str {
    let name = file_name(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn link(here: &Here, record: &Member, plan: &str) -> Link {
    let full = |path: &str| absolute(Path::new(path), &here.root);
    let to = relative(&full(&record.path), &full(folder_of(plan)));
    let odd = to.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>'));
    let title = record.title.as_ref().map_or_else(|| stem(&record.path), |title| &title.text);
    Link {
        title: title.replace('[', "\\[").replace(']', "\\]"),
        link: if odd { format!("<{}>", to.replace('<', "\\<").replace('>', "\\>")) } else { to },
        path: record.path.clone(),
    }
}

/// Something that is there and changes with every phase.
fn kept(here: &Here, record: Option<&Link>, plan: &str) -> Row {
    if let Some(record) = record {
        let what = "status of the decisions that this phase carries out".to_owned();
        return Row { path: record.path.clone(), what };
    }
    let usual = ["CHANGELOG.md", "README.md"].into_iter().find(|name| here.root.join(name).is_file());
    match usual {
        Some(path) => Row { path: path.to_owned(), what: "what users see of this phase".to_owned() },
        None => Row { path: plan.to_owned(), what: "status of these rows".to_owned() },
    }
}
