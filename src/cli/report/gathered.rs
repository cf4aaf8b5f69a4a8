//! The report of one repository: reads, checks and follows everything once.

use super::{Ready, TEMPLATES};
use crate::check::{Active, Selection};
use crate::cli::against::{Against, Range};
use crate::cli::args::{FailOn, Global, Ratchet, Report as Args};
use crate::cli::diff;
use crate::cli::form::{Form, Output};
use crate::cli::gate::{Beyond, Judged};
use crate::cli::gather::{Gathered, gather};
use crate::cli::git::{Git, Surroundings};
use crate::cli::given::{Books, Ran};
use crate::cli::judge::{self, How};
use crate::cli::measured::{Asked, Measurements};
use crate::cli::output::{Exit, complain, tell};
use crate::cli::panics::caught;
use crate::cli::paths::{absolute, relative};
use crate::cli::said::data;
use crate::cli::{context, readme, show, templates};
use crate::model::short;
use crate::project::{Member, Trace};
use crate::render::changes::json::Report as Changes;
use crate::render::json::Diagnostic;
use crate::render::summary::{counted, summary};
use crate::render::trace::Named;
use crate::report::{self, Line, Report, Repository, VERSION};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// Characters of a source line that are kept.
const LONGEST: usize = 300;

/// Reads and checks what the arguments name.
pub fn report(args: &Args, global: &Global) -> Result<Ready, String> {
    let root = args.root.clone().unwrap_or_else(|| PathBuf::from("."));
    let paths = [root];
    let range = match &args.against {
        Some(rev) => {
            let against = Against { rev, plans: &[], baseline: None };
            let range = Range::open(&against, &paths);
            Some(range.map_err(|why| with_help(why.message, why.help))?)
        }
        None => None,
    };
    let mut gathered = gather(&paths, None, global)?;
    if gathered.missing > 0 && gathered.files.is_empty() {
        // A good report of yesterday shall not give way to one about a name that was mistyped.
        return Err("there is nothing to report on, and no report was written".to_owned());
    }
    let (home, _) = gathered.place(paths.first().map_or(Path::new("."), PathBuf::as_path));
    let templates = templates::of(gathered.projects.list.get(home), TEMPLATES)?;
    let place = place_of(&gathered, home);
    let changes = args.against.as_deref().zip(range.as_ref());
    let changes = changes.map(|(rev, range)| changes_since(rev, range, &paths, global)).transpose()?;
    let folder = &paths[0];
    let asked = args.measurements.as_deref().map(|file| Asked { file, folder, required: false });
    let measured = asked.map(|asked| Measurements::open(asked, &mut gathered)).transpose()?;
    let judged = judged(&mut gathered, Beyond { range, measured }, folder, global)?;
    let Judged { mut said, tally, mut exit, held } = judged;
    let found = data(&mut said, &tally);
    let lines = lines(&gathered, &found.diagnostics);
    let mut repository = Repository {
        name: args.name.clone().or(place.name).unwrap_or_else(|| "documents".to_owned()),
        revision: place.revision,
        source_url: gathered.projects.list.get(home).and_then(|project| project.settings.source_url.clone()),
        folder: place.folder,
        documents: Vec::new(),
        skipped: found.skipped,
        unread: tally.unread,
        diagnostics: found.diagnostics,
        summary: found.summary,
        trace: Vec::new(),
        plans: Vec::new(),
        phases: Vec::new(),
        measurements: held.measurements,
        unmeasured: held.unmeasured,
        changes: None,
        fragments: Vec::new(),
        lines,
    };
    exit = exit.max(documents(&mut gathered, &mut repository));
    if let Some((changes, whole)) = changes {
        repository.changes = Some(changes);
        exit = exit.max(if whole { Exit::Clean } else { Exit::Unable });
    }
    if global.quiet == 0 && tally.found_nothing() {
        tell(&summary(&tally));
    }
    Ok(Ready { report: Report { version: VERSION, repositories: vec![repository] }, templates, exit })
}

fn with_help(message: String, help: Option<String>) -> String {
    match help {
        Some(help) => format!("{message}\nhelp: {help}"),
        None => message,
    }
}

/// What `ddr diff` says between the commit that the branch left and the files as they stand.
fn changes_since(
    rev: &str,
    range: &Range,
    paths: &[PathBuf],
    global: &Global,
) -> Result<(Changes, bool), String> {
    let refused =
        |why: crate::cli::git::Refused| with_help(format!("--against: {}", why.message()), why.help());
    let base = range.git.resolve(rev).and_then(|rev| range.git.merge_base(&rev, &range.head));
    let base = base.map_err(refused)?;
    let since = diff::since(base.as_str(), paths, global);
    let (mut changes, whole) = since.map_err(|why| with_help(why.message, why.help))?;
    if !base.as_str().starts_with(rev) {
        changes.base = format!("{} ({})", short(rev, 80), base.short());
    }
    Ok((changes, whole))
}

/// Everything that `ddr check` says.
fn judged(gathered: &mut Gathered, beyond: Beyond, folder: &Path, global: &Global) -> Result<Judged, String> {
    let selection = Selection::default();
    let settings = gathered.projects.list.iter().map(|project| &project.settings);
    let active: Vec<Active> = settings.map(|settings| Active::new(settings, &selection)).collect();
    let outputs = [Output { form: Form::Json, file: None, aside: false }];
    let books = Books::open(&Ratchet::default(), &gathered.projects)?;
    let how = How { active: &active, outputs: &outputs, fail_on: FailOn::Error, books: &books };
    let (mut said, unjudged) = judge::configs(gathered, how);
    let ran = Ran { active: &active, asked: beyond.asked(), partial: false };
    let Judged { said: mut documents, mut tally, mut exit, held } =
        beyond.judge(gathered, &selection, how, None);
    books.settle(&mut documents, gathered, how, ran, global);
    exit = exit.max(readme::checked::judge(gathered, how, folder, &mut documents));
    said.extend(documents);
    said.iter().for_each(|said| tally.merge(&said.tally));
    tally.unread += gathered.missing + unjudged;
    // What is wrong with documents does not fail a report; what could not be looked at does.
    if tally.unread > 0 || said.iter().any(|said| said.exit == Exit::Unable) {
        exit = Exit::Unable;
    }
    if unjudged > 0 {
        complain(&format!("{} not checked: the configuration has errors", counted(unjudged, "file")));
    }
    Ok(Judged { said, tally, exit, held })
}

/// The documents as understood, and what carries their decisions out.
fn documents(gathered: &mut Gathered, repository: &mut Repository) -> Exit {
    let sound = judge::sound(gathered);
    // What cannot be read is a diagnostic already.
    let read: Vec<_> = sound
        .par_iter()
        .map(|file| show::shown(file, gathered, true, report::fragments).ok().flatten())
        .collect();
    let mut projects: BTreeMap<usize, (Vec<Member>, BTreeSet<String>)> = BTreeMap::new();
    for (read, file) in read.into_iter().zip(&sound) {
        // Nothing is said of a template but that it is one.
        let Some(show::Read { shown, member: Some(member), more }) = read else { continue };
        let of_project = projects.entry(file.project).or_default();
        of_project.0.push(member);
        of_project.1.insert(file.inside.clone());
        repository.documents.push(shown);
        repository.fragments.extend(more);
    }
    let mut exit = Exit::Clean;
    for (project, (mut members, own)) in projects {
        members.extend(context::others(gathered, project));
        let gathered = &*gathered;
        let name = context::names(gathered, project, true);
        let done = caught(|| {
            context::with_project(gathered, project, members, |project| {
                let trace = Trace::of(project);
                let named = Named { project, trace: &trace, name: &name };
                let paths: BTreeSet<String> = own.iter().map(|inside| name(inside)).collect();
                let asked = |at: usize| project.member(at).is_some_and(|it| own.contains(&it.path));
                repository.trace.extend(named.decisions(|traced| asked(traced.record)));
                let plans = report::plans(named);
                repository.plans.extend(plans.into_iter().filter(|plan| paths.contains(&plan.path)));
                let phases = report::phases(named);
                repository.phases.extend(phases.into_iter().filter(|it| paths.contains(&it.record)));
            });
        });
        if let Err(panic) = done {
            complain(&format!("following the decisions of this project failed: {panic}"));
            exit = Exit::Unable;
        }
    }
    let records: HashMap<&str, _> =
        repository.plans.iter().map(|plan| (plan.path.as_str(), plan.record.as_ref())).collect();
    for document in &mut repository.documents {
        let record = records.get(document.path.as_str()).copied().flatten();
        if let Some(plan) = &mut document.plan {
            plan.record = record.cloned();
        }
    }
    exit
}

/// The lines that diagnostics point to.
fn lines(gathered: &Gathered, diagnostics: &[Diagnostic]) -> Vec<Line> {
    let mut wanted: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for diagnostic in diagnostics {
        wanted.entry(&diagnostic.path).or_default().insert(diagnostic.start.line);
    }
    let mut lines = Vec::new();
    for file in &gathered.files {
        let Some(numbers) = wanted.get(file.machine.as_str()) else { continue };
        let Ok(source) = file.read() else { continue };
        for (at, text) in source.text.lines().enumerate().filter(|(at, _)| numbers.contains(&(at + 1))) {
            let text = short(text.trim(), LONGEST).into_owned();
            if !text.is_empty() {
                lines.push(Line { path: file.machine.clone(), line: at + 1, text });
            }
        }
    }
    lines
}

/// What a repository is called and where its files are.
#[derive(Default)]
struct Place {
    name: Option<String>,
    revision: Option<String>,
    folder: String,
}

fn place_of(gathered: &Gathered, home: usize) -> Place {
    let Some(project) = gathered.projects.list.get(home) else { return Place::default() };
    let folder = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let Ok(cwd) = std::env::current_dir() else { return Place::default() };
    let Ok(git) = Git::open(&project.root, &Surroundings::of_process(&cwd)) else {
        return Place { name: folder(&project.root), ..Place::default() };
    };
    let of_files = gathered.files.iter().find_map(|file| {
        let before = file.repository.strip_suffix(&file.machine)?;
        Some(before.trim_end_matches('/').to_owned())
    });
    Place {
        name: git.origin_name().or_else(|| folder(&absolute(git.root(), &cwd))),
        revision: git.head().ok().and_then(|head| head.commit).map(|commit| commit.as_str().to_owned()),
        folder: of_files.unwrap_or_else(|| relative(&project.root, git.root())),
    }
}
