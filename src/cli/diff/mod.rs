//! `ddr diff`: two states of the documents, what changed between them.
//!
//! A state is a list of texts with the paths they go by there: of two files or folders, of two
//! revisions, of what git hands to an external diff. Everything behind [`Comparison`] does not ask
//! where they came from.

mod driver;
mod failure;
mod folders;
mod history;
mod limits;
mod named;
mod planned;
mod state;
mod texts;

use super::acknowledged::acknowledge;
use super::args::{Diff, DiffFormat, FailOnChange, Global, Ratchet};
use super::git::{Changed, Commit, Git, Oid, Refused, Side, Surroundings};
use super::given::Books;
use super::output::{Exit, complain, print, tell};
use super::panics::caught;
use crate::check::{Compared, compare};
use crate::diff::Class;
use crate::render::changes::{self, View, concise, github, html, json, markdown, text};
use crate::render::text::Look;
use crate::render::visible;
pub use failure::Failure;
use limits::Limits;
use named::Wanted;
use planned::Planned;
use state::State;
use std::path::PathBuf;

/// What is to be compared, read.
#[derive(Debug)]
struct Comparison {
    before: State,
    after: State,
    /// Paths that are known to be one document, the old one first.
    renames: Vec<(String, String)>,
    /// The commits in between, where there are some.
    range: Option<Range>,
}

/// Commits of a repository: those of the head that the base does not have.
#[derive(Debug)]
struct Range {
    git: Git,
    /// None before the first commit.
    base: Option<Oid>,
    head: Option<Oid>,
    /// The newer state.
    newer: Side,
    /// Every path that changed, of documents or not.
    changed: Vec<Changed>,
    /// What is looked at.
    limits: Limits,
}

impl Range {
    /// The commits that lie between the two states, newest first.
    fn commits(&self) -> Result<Vec<Commit>, Refused> {
        match &self.head {
            Some(head) if !self.changed.is_empty() => self.git.trailers(self.base.as_ref(), head),
            _ => Ok(Vec::new()),
        }
    }
}

/// Runs the verb.
pub fn run(args: &Diff, global: &Global, look: Look) -> Exit {
    if let Some(given) = &args.git_external {
        return driver::run(given, args, global, look);
    }
    match read(args, global) {
        Ok(comparison) => finish(comparison, args, global, look),
        Err(why) => why.say(),
    }
}

/// Finds out what is meant, and reads it.
fn read(args: &Diff, global: &Global) -> Result<Comparison, Failure> {
    let repository = || {
        let cwd = state::here().ok()?;
        Git::open(&cwd, &Surroundings::of_process(&cwd)).ok()
    };
    let wanted = named::wanted(args, repository)?;
    if !args.paths.is_empty() && !matches!(wanted, Wanted::States(_)) {
        return Err("paths behind `--` limit a comparison of revisions".to_owned().into());
    }
    match wanted {
        Wanted::States(asked) => history::states(&asked, args, global).map_err(|why| better(why, args)),
        Wanted::Folders(base, head) => folders::folders(&base, &head, global),
        Wanted::Texts(base, head) => texts::texts(&base, &head, args, global),
        Wanted::WithFile { rev, path } => {
            let (base, head) = texts::with_file(rev, path)?;
            texts::texts(&base, &head, args, global)
        }
    }
}

/// Where a word is no revision and a path of that name is there, the path was meant.
fn better(why: Failure, args: &Diff) -> Failure {
    let unknown = args.states.iter().any(|word| {
        let refused = Refused::Unknown { rev: word.to_string_lossy().into_owned(), nearest: None };
        refused.message() == why.message
    });
    match named::path_instead(args) {
        Some(help) if unknown => Failure { help: Some(help), ..why },
        _ => why,
    }
}

/// Compares, prints and judges.
fn finish(comparison: Comparison, args: &Diff, global: &Global, look: Look) -> Exit {
    let done = hold(comparison, args.baseline.clone(), global, |held, mut exit| {
        let Held { view, done, .. } = held;
        if !held.in_git && held.empty {
            // An empty comparison must not look like one that found nothing.
            tell(&format!("no Markdown file found in {} or {}", view.base, view.head));
            if !matches!(args.output_format, DiffFormat::Json | DiffFormat::Html) {
                return exit;
            }
        }
        exit = exit.max(failing(done, args.fail_on)).max(show(view, args.output_format, global.quiet, look));
        let gate = args.fail_on != FailOnChange::None || global.verbose;
        if held.in_git && gate && args.output_format == DiffFormat::Text && global.quiet == 0 {
            exit = exit.max(print([text::to_acknowledge(view).as_str()]));
        }
        exit
    });
    done.unwrap_or_else(|why| why.say())
}

/// What changed in the design between a commit and the files as they stand, below some folders. `false`
/// where not all of it could be compared, which was said.
pub fn since(base: &str, paths: &[PathBuf], global: &Global) -> Result<(json::Report, bool), Failure> {
    let args = Diff {
        states: vec![base.into()],
        paths: paths.to_vec(),
        staged: false,
        stdin_filename: None,
        output_format: DiffFormat::Json,
        fail_on: FailOnChange::None,
        baseline: None,
        git_external: None,
    };
    let comparison = read(&args, global)?;
    hold(comparison, None, global, |held, exit| (json::report(held.view), exit == Exit::Clean))
}

/// A comparison, made.
struct Held<'a> {
    view: &'a View<'a>,
    done: &'a Compared,
    /// Whether the two states are of a repository.
    in_git: bool,
    /// Whether neither state has a text.
    empty: bool,
}

/// Compares, and hands over what came of it with what it makes of the exit code.
fn hold<R>(
    comparison: Comparison,
    baseline: Option<PathBuf>,
    global: &Global,
    then: impl FnOnce(Held<'_>, Exit) -> R,
) -> Result<R, Failure> {
    let Comparison { before, after, renames, range } = comparison;
    let complete = before.complete && after.complete;
    if !say_faults(&before, &after) {
        return Err("nothing was compared: the configuration has errors".to_owned().into());
    }
    let unread: Vec<&String> = before.unread.iter().chain(&after.unread).collect();
    let (old, new) = (before.versions(&unread), after.versions(&unread));
    let compared = caught(|| compare(&old, &new, &renames));
    let mut done = compared.map_err(|panic| Failure::from(format!("comparing failed: {panic}")))?;
    for (path, why) in &done.unread {
        complain(&format!("{}: {why}", visible(path)));
    }
    let whole = complete && unread.is_empty() && done.unread.is_empty();
    let mut exit = if whole { Exit::Clean } else { Exit::Unable };
    let (in_git, mut plans) = (range.is_some(), Vec::new());
    let given = Ratchet { baseline, ..Ratchet::default() };
    match Books::open(&given, &after.house.projects) {
        Ok(books) => books.acknowledge(&mut done.changes),
        Err(why) => exit = exit.max(Failure::from(why).say()),
    }
    if let Some(range) = range {
        match follow(range, (&before, &after), &mut done, &given, global) {
            Ok(found) => plans = found,
            Err(why) => exit = exit.max(why.say()),
        }
    }
    let plans: Vec<_> = plans.iter().map(Planned::view).collect();
    let view = View {
        base: &before.name,
        head: &after.name,
        changes: &done.changes,
        documents: done.documents,
        skipped: done.skipped,
        plans: &plans,
    };
    let empty = before.texts.is_empty() && after.texts.is_empty() && unread.is_empty();
    Ok(then(Held { view: &view, done: &done, in_git, empty }, exit))
}

/// Says what is wrong with the configs; whether nothing is.
fn say_faults(before: &State, after: &State) -> bool {
    let mut faults: Vec<&String> = before.house.faults.iter().chain(&after.house.faults).collect();
    // Both states may have been read with one config.
    faults.sort();
    faults.dedup();
    faults.iter().for_each(|line| complain(line));
    faults.is_empty()
}

/// Asks the commits in between which changes are known to somebody, and what was planned.
fn follow(
    range: Range,
    states: (&State, &State),
    done: &mut Compared,
    given: &Ratchet,
    global: &Global,
) -> Result<Vec<Planned>, Failure> {
    let commits = range.commits()?;
    let said = acknowledge(&mut done.changes, &commits);
    if global.quiet < 2 {
        said.iter().for_each(|line| tell(line));
    }
    let found = caught(|| planned::planned(range, commits, states, done, given, global));
    found.unwrap_or_else(|panic| Err(format!("holding the change against its plan failed: {panic}").into()))
}

/// What the changes make of the exit code.
fn failing(done: &Compared, fail_on: FailOnChange) -> Exit {
    let worst = done.changes.iter().filter(|change| !change.acknowledged).map(|change| change.class).min();
    match (fail_on, worst) {
        (FailOnChange::Weakens, Some(Class::Weakens)) => Exit::Failing,
        (FailOnChange::Changes, Some(Class::Weakens | Class::Changes)) => Exit::Failing,
        _ => Exit::Clean,
    }
}

fn show(view: &View<'_>, format: DiffFormat, quiet: u8, look: Look) -> Exit {
    if quiet > 1 {
        return Exit::Clean;
    }
    let mut last = changes::summary(view) + "\n";
    // A run that recognised nothing says so where nobody takes it for a result.
    let document = matches!(format, DiffFormat::Markdown | DiffFormat::Html);
    if quiet == 0 && view.documents == 0 && view.skipped > 0 && !document {
        tell(last.trim_end());
        last.clear();
    }
    if quiet > 0 {
        last.clear();
    }
    match format {
        DiffFormat::Text => print([text::text(view, look.color).as_str(), last.as_str()]),
        DiffFormat::Concise => print([concise::concise(view).as_str(), last.as_str()]),
        DiffFormat::Github => print([github::github(view).as_str(), last.as_str()]),
        DiffFormat::Markdown => print([markdown::markdown(view, markdown::LIMIT).as_str()]),
        DiffFormat::Html => print([html::html(view).as_str()]),
        DiffFormat::Json => match json::json(view) {
            Ok(text) => print([text.as_str()]),
            Err(error) => Failure::from(format!("cannot write the changes as JSON: {error}")).say(),
        },
    }
}
