//! `ddr diff`: two states of the documents, what changed between them.
//!
//! A state is a list of texts with the paths they go by there. Here it comes from files or folders;
//! everything behind [`State`] does not ask where it came from.

use super::args::{Diff, DiffFormat, FailOnChange, Global};
use super::gather::{Gathered, gather};
use super::output::{Exit, complain, print, tell};
use super::panics::caught;
use super::paths::relative;
use crate::check::{Active, Compared, Selection, Version, compare};
use crate::diff::Class;
use crate::render::changes::{self, View, concise, json, markdown, text};
use crate::render::text::Look;
use crate::render::visible;
use crate::source::Source;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// One of the two states, read.
struct State {
    /// How the user named it.
    name: String,
    gathered: Gathered,
    /// The rules of each project.
    active: Vec<Active>,
    texts: Vec<Text>,
    /// Paths of what could not be read.
    unread: Vec<String>,
}

/// A text of a state.
struct Text {
    /// Its path in the state.
    path: String,
    project: usize,
    source: Source,
}

/// Runs the verb.
pub fn run(args: &Diff, global: &Global, look: Look) -> Exit {
    let (base, head) = (&args.base, &args.head);
    let folders = match (is_folder(base), is_folder(head)) {
        (Ok(a), Ok(b)) if a == b => a,
        (Ok(_), Ok(_)) => return usage("a file cannot be compared with a folder"),
        (a, b) => {
            for why in [a, b].into_iter().filter_map(Result::err) {
                complain(&why);
            }
            return Exit::Unable;
        }
    };
    let (before, after) = match (state(base, folders, global), state(head, folders, global)) {
        (Ok(before), Ok(after)) => (before, after),
        (Err(why), _) | (_, Err(why)) => return usage(&why),
    };
    let unread = before.unread.len() + after.unread.len();
    if !folders && unread > 0 {
        // Each was said; one half alone would look like new.
        return Exit::Unable;
    }
    // Two files are one document, whatever they are called.
    let renames = match (before.texts.first(), after.texts.first()) {
        (Some(a), Some(b)) if !folders && a.path != b.path => vec![(a.path.clone(), b.path.clone())],
        _ => Vec::new(),
    };
    finish(&before, &after, &renames, args, global, look)
}

fn usage(why: &str) -> Exit {
    complain(why);
    Exit::Unable
}

fn is_folder(path: &Path) -> Result<bool, String> {
    let metadata = std::fs::metadata(path);
    metadata.map(|metadata| metadata.is_dir()).map_err(|error| {
        let reason = match error.kind() {
            std::io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
            _ => super::read::reason(&error),
        };
        format!("{}: {reason}", path.display())
    })
}

/// Reads everything that may be a document at a path.
fn state(named: &PathBuf, folder: bool, global: &Global) -> Result<State, String> {
    let gathered = gather(std::slice::from_ref(named), None, global)?;
    let projects = gathered.projects.list.iter();
    let active = projects.map(|project| Active::new(&project.settings, &Selection::default())).collect();
    let path_of = |file: &super::gather::File| match &file.open {
        Some(open) if folder => relative(open, named),
        _ => file.shown.clone(),
    };
    let read: Vec<_> = gathered.files.par_iter().map(|file| (file, file.read())).collect();
    let (mut texts, mut unread) = (Vec::new(), Vec::new());
    for (file, source) in read {
        match source {
            Ok(source) => texts.push(Text { path: path_of(file), project: file.project, source }),
            Err(why) => {
                complain(&format!("{}: {}", file.shown, why.diagnostic.message));
                unread.push(path_of(file));
            }
        }
    }
    let name = named.to_string_lossy().into_owned();
    Ok(State { name, gathered, active, texts, unread })
}

impl State {
    /// Its texts with their settings, without those that could not be read in one of the states: half
    /// of a comparison would look like a document that came or went.
    fn versions<'a>(&'a self, unread: &[&String]) -> Vec<Version<'a>> {
        let version = |text: &'a Text| {
            let settings = &self.gathered.projects.list.get(text.project)?.settings;
            let active = self.active.get(text.project)?;
            Some(Version { path: &text.path, source: &text.source, settings, active })
        };
        self.texts.iter().filter(|text| !unread.contains(&&text.path)).filter_map(version).collect()
    }

    /// Says what is wrong with the configs; whether anything was in the way.
    fn is_whole(&self) -> bool {
        for (file, fault) in &self.gathered.faults {
            for diagnostic in &fault.diagnostics {
                let at = fault.source.position(diagnostic.span.start);
                complain(&format!("{}:{}:{}: {}", file.shown, at.line, at.column, diagnostic.message));
            }
        }
        self.gathered.faults.is_empty() && self.gathered.missing == 0 && self.unread.is_empty()
    }
}

/// Compares, prints and judges.
fn finish(
    before: &State,
    after: &State,
    renames: &[(String, String)],
    args: &Diff,
    global: &Global,
    look: Look,
) -> Exit {
    let whole = [before, after].map(State::is_whole) == [true, true];
    if !(before.gathered.faults.is_empty() && after.gathered.faults.is_empty()) {
        return usage("nothing was compared: the configuration has errors");
    }
    let unread: Vec<&String> = before.unread.iter().chain(&after.unread).collect();
    let (old, new) = (before.versions(&unread), after.versions(&unread));
    let done = match caught(|| compare(&old, &new, renames)) {
        Ok(done) => done,
        Err(panic) => return usage(&format!("comparing failed: {panic}")),
    };
    for (path, why) in &done.unread {
        complain(&format!("{}: {why}", visible(path)));
    }
    let exit = if whole && done.unread.is_empty() { Exit::Clean } else { Exit::Unable };
    let view = View {
        base: &before.name,
        head: &after.name,
        changes: &done.changes,
        documents: done.documents,
        skipped: done.skipped,
    };
    if before.texts.is_empty() && after.texts.is_empty() && unread.is_empty() {
        // An empty comparison must not look like one that found nothing.
        tell(&format!("no Markdown file found in {} or {}", before.name, after.name));
        return if args.output_format == DiffFormat::Json {
            exit.max(show(&view, args.output_format, global.quiet, look))
        } else {
            exit
        };
    }
    exit.max(failing(&done, args.fail_on)).max(show(&view, args.output_format, global.quiet, look))
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
    if quiet == 0 && view.documents == 0 && view.skipped > 0 && format != DiffFormat::Markdown {
        tell(last.trim_end());
        last.clear();
    }
    if quiet > 0 {
        last.clear();
    }
    match format {
        DiffFormat::Text => print([text::text(view, look.color).as_str(), last.as_str()]),
        DiffFormat::Concise => print([concise::concise(view).as_str(), last.as_str()]),
        DiffFormat::Markdown => print([markdown::markdown(view, markdown::LIMIT).as_str()]),
        DiffFormat::Json => match json::json(view) {
            Ok(text) => print([text.as_str()]),
            Err(error) => usage(&format!("cannot write the changes as JSON: {error}")),
        },
    }
}
