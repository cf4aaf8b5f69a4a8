//! `ddr log`: the life of a document, of a decision or of a plan row, commit by commit.
//!
//! History tells in which commits the file got another content; each of those contents is read once and
//! compared with the one before it. What is not committed yet comes first.

mod find;
mod named;
mod steps;
mod walk;

use super::args::{Format, Global, Log};
use super::git::{Git, NoGit, Refused, Surroundings, told};
use super::output::{Exit, complain, print, print_bytes, tell};
use super::paths::{absolute, relative, shown};
use super::project::Projects;
use super::read;
use crate::check::{Active, Selection};
use crate::render::log::{Commit, Entry, Life, json, text};
use crate::render::text::Look;
use crate::schema;
use std::path::{Path, PathBuf};
use steps::{Raw, Reading};

/// Why there is nothing to tell: lines for standard error.
type Nothing = Vec<String>;

/// Runs the verb.
pub fn run(args: &Log, global: &Global, look: Look) -> Exit {
    tell_of(args, global, look).unwrap_or_else(|lines| {
        lines.iter().for_each(|line| complain(line));
        Exit::Unable
    })
}

fn tell_of(args: &Log, global: &Global, look: Look) -> Result<Exit, Nothing> {
    let cwd = std::env::current_dir()
        .map_err(|error| vec![format!("no working directory: {}", read::reason(&error))])?;
    let (path, id) = apart(&args.record);
    let full = absolute(Path::new(path), &cwd);
    if full.is_dir() {
        return Err(vec![format!("{path} is a folder; name one record or plan")]);
    }
    let opened = Git::open_telling(&full, &Surroundings::of_process(&cwd));
    let (git, history) = opened.map_err(|no| no_git(&no))?;
    // While git looks through history, which takes as long.
    rayon::spawn(schema::read_builtin);
    let mut found = find::find(&git, &full, history).map_err(|refused| self::refused(&refused))?;
    let mut projects = projects(&cwd, global);
    let folder = found.full(&git);
    let number = projects.of(folder.parent().unwrap_or(&folder));
    let Some(project) = projects.list.get(number) else { return Err(Vec::new()) };
    if !project.sound {
        let faulty = project.faults.iter().map(|fault| shown(&fault.file, &cwd)).collect::<Vec<_>>();
        let why = format!("the configuration has errors, which `ddr lint` shows: {}", faulty.join(", "));
        return Err(vec![why]);
    }
    let base: &Path = if args.format == Format::Json { &project.root } else { &cwd };
    let history = found.history.take();
    let call = |path: &str| relative(&git.root().join(path), base);
    let name = call(&found.now);
    if let (Some(old), true) = (&found.was, global.quiet == 0) {
        tell(&format!("{} is called {name} now", call(old)));
    }
    let active = Active::new(&project.settings, &Selection::default());
    let reading = Reading {
        git: &git,
        root: &project.root,
        settings: &project.settings,
        active: &active,
        fingerprints: args.format == Format::Json,
    };
    let steps = steps::steps(&reading, &found, history, &call).map_err(|refused| self::refused(&refused))?;
    steps.unread.iter().for_each(|why| complain(why));
    if steps.raw.is_empty() && !steps.unread.is_empty() {
        return Ok(Exit::Unable);
    }
    if steps.raw.is_empty() {
        return Err(vec![nothing(&git, &found, path, &call)]);
    }
    let exit = if steps.unread.is_empty() { Exit::Clean } else { Exit::Unable };
    if !steps.recognised {
        return Err(vec![format!("{name} is neither a record nor a patch plan, now or in its history")]);
    }
    let raw = match id {
        None => steps.raw,
        Some(id) => match named::of_one(steps.raw, id, steps.borders.is_empty()) {
            Ok(one) => {
                if let (Some(now), true) = (&one.now, global.quiet == 0) {
                    tell(&format!("{id} is called {now} now"));
                }
                one.raw
            }
            Err(why) => return Err(vec![format!("{name} {why}")]),
        },
    };
    let mut entries: Vec<Entry> = raw.into_iter().filter_map(entry).collect();
    let borders: Vec<Commit> = steps.borders;
    if args.reverse {
        entries.reverse();
    }
    let life = Life { path: &name, id, entries: &entries, borders: &borders };
    let exit = exit.max(show(&life, args.format, look));
    // The program ends here, and the system takes back the memory faster than we could piece by piece.
    std::mem::forget(entries);
    Ok(exit)
}

fn show(life: &Life<'_>, format: Format, look: Look) -> Exit {
    match format {
        // Nothing in it is to be taken out again, and there may be much of it.
        Format::Text if !look.color => print_bytes(text(life, false).as_bytes()),
        Format::Text => print([text(life, true).as_str()]),
        Format::Json => match json(life) {
            Ok(text) => print([text.as_str()]),
            Err(error) => {
                complain(&format!("cannot write the history as JSON: {error}"));
                Exit::Unable
            }
        },
    }
}

/// The path, and the id behind a `#`. A file may have a `#` in its name.
fn apart(word: &str) -> (&str, Option<&str>) {
    if Path::new(word).exists() {
        return (word, None);
    }
    let parts = word.match_indices('#').filter_map(|(at, _)| Some((word.get(..at)?, word.get(at + 1..)?)));
    let parts = parts.filter(|(path, _)| !path.is_empty());
    let there = parts.clone().find(|(path, _)| Path::new(path).exists());
    match there.or_else(|| parts.clone().next()) {
        Some((path, id)) => (path, Some(id).filter(|id| !id.is_empty())),
        None => (word, None),
    }
}

fn projects(cwd: &Path, global: &Global) -> Projects {
    let config: Option<PathBuf> = global.config.as_ref().map(|path| absolute(path, cwd));
    Projects::new(cwd, config.as_deref())
}

/// What a commit did, if that is worth an entry. At the border of a shallow clone nobody knows.
fn entry(raw: Raw) -> Option<Entry> {
    if raw.border {
        return None;
    }
    (!raw.changes.is_empty()).then_some(Entry { commit: raw.commit, path: raw.path, changes: raw.changes })
}

/// What is said of a file that neither the working tree nor history has.
fn nothing(git: &Git, found: &find::Found, typed: &str, call: &dyn Fn(&str) -> String) -> String {
    let why = format!("there is no {typed}, here or in the history of this repository");
    match find::nearest(git, &found.now) {
        _ if git.is_shallow() => {
            format!("{why}; this clone is shallow: fetch more history with `git fetch --unshallow`")
        }
        Some(near) => format!("{why}; did you mean `{}`?", call(&near)),
        None => why,
    }
}

fn no_git(no: &NoGit) -> Nothing {
    vec![told(no.message(), no.help())]
}

fn refused(refused: &Refused) -> Nothing {
    vec![told(refused.message(), refused.help())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stands_behind_the_first_hash() {
        assert_eq!(apart("docs/a.md#D4"), ("docs/a.md", Some("D4")));
        assert_eq!(apart("docs/p.md#src/x.py"), ("docs/p.md", Some("src/x.py")));
        assert_eq!(apart("docs/a.md"), ("docs/a.md", None));
        assert_eq!(apart("docs/a.md#"), ("docs/a.md", None));
        assert_eq!(apart("#a.md"), ("#a.md", None));
    }
}
