//! As git's external diff: git calls us for each file, with the old text and the new one in files.
//!
//! Where both are a design document we tell what changed in the design. Everything else is shown line
//! by line, as git would: nothing that `git diff` is asked for may go missing. git stops at the first
//! program that ends with another code than 0, so a change alone never makes ours another one, unless
//! `--fail-on` asks for it.

use super::named::NOTHING;
use super::state::{House, State, Text, here, place, projects};
use super::{Comparison, Failure, failing, say_faults};
use crate::check::{Compared, compare};
use crate::cli::args::{Diff, DiffFormat, Global};
use crate::cli::output::{Exit, print};
use crate::cli::panics::caught;
use crate::cli::paths::absolute;
use crate::cli::read::{self, LARGEST};
use crate::render::changes::{self, View, concise, text};
use crate::render::patch;
use crate::render::text::Look;
use crate::render::visible;
use std::ffi::{OsStr, OsString};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One side, as git hands it over.
struct Side {
    /// From the top of the repository.
    path: String,
    /// None where there is no file.
    bytes: Option<Vec<u8>>,
    /// As git writes it; `.` where there is no file.
    mode: String,
}

/// Runs for one file.
pub fn run(given: &[OsString], args: &Diff, global: &Global, look: Look) -> Exit {
    if !matches!(args.output_format, DiffFormat::Text | DiffFormat::Concise) {
        let message = "--git-external is called for each file by itself, and prints text or concise";
        let help = "for one report of all files, name the revisions: `ddr diff BASE HEAD`";
        return Failure::with_help(message, help).say();
    }
    let plain = |word: &OsString| word.to_string_lossy().into_owned();
    match given {
        [path] => print([format!("* Unmerged path {}\n", visible(&plain(path))).as_str()]),
        [path, old, _, old_mode, new, _, new_mode, rest @ ..] if rest.len() <= 2 => {
            let side = |path: &OsString, file: &OsString, mode: &OsString| -> Result<Side, String> {
                Ok(Side { path: plain(path), bytes: bytes(file)?, mode: plain(mode) })
            };
            let moved = rest.first().unwrap_or(path);
            let sides = side(path, old, old_mode).and_then(|old| Ok((old, side(moved, new, new_mode)?)));
            match sides {
                Ok((old, new)) => one(&old, &new, rest.get(1).map(plain).as_deref(), args, global, look),
                Err(why) => Failure::from(why).say(),
            }
        }
        _ => {
            let message = format!(
                "--git-external takes the 1, 7, 8 or 9 words that git gives, and got {}",
                given.len()
            );
            let help = "git calls it: `git -c diff.external='ddr diff --git-external' diff`";
            Failure::with_help(message, help).say()
        }
    }
}

/// The bytes of a file that git names.
fn bytes(file: &OsStr) -> Result<Option<Vec<u8>>, String> {
    // On other systems git writes the name of its own null device.
    if file == NOTHING || file == "nul" {
        return Ok(None);
    }
    let refuse = |why: String| format!("{}: {why}", Path::new(file).display());
    let io = |error: std::io::Error| refuse(read::reason(&error));
    let metadata = std::fs::metadata(file).map_err(io)?;
    if !metadata.is_file() {
        return Err(refuse("it is not a regular file".to_owned()));
    }
    let mut bytes = Vec::new();
    let input = std::fs::File::open(file).map_err(io)?;
    input.take(LARGEST + 1).read_to_end(&mut bytes).map_err(io)?;
    Ok(Some(bytes))
}

fn one(old: &Side, new: &Side, moved: Option<&str>, args: &Diff, global: &Global, look: Look) -> Exit {
    let comparison = match comparison(old, new, global) {
        Ok(comparison) => comparison,
        Err(why) => return why.say(),
    };
    if let Some(Comparison { before, after, renames, .. }) = comparison {
        if !say_faults(&before, &after) {
            // git would stop at the first file and show nothing of the others.
            return print([plain(old, new, moved, look).as_str()]);
        }
        let (a, b) = (before.versions(&[]), after.versions(&[]));
        // A panic costs the tidy form, and no content.
        let done = caught(|| compare(&a, &b, &renames)).unwrap_or_default();
        if done.documents > 0 && done.unread.is_empty() {
            return design(&before.name, &after.name, &done, args, global, look);
        }
    }
    print([plain(old, new, moved, look).as_str()])
}

/// The two texts, if they are texts of documents; what links and submodules hold are no documents.
fn comparison(old: &Side, new: &Side, global: &Global) -> Result<Option<Comparison>, Failure> {
    let regular = |side: &Side| side.bytes.is_none() || side.mode.starts_with("100");
    if !regular(old) || !regular(new) {
        return Ok(None);
    }
    let cwd = here()?;
    let mut projects = projects(global, &cwd)?;
    let mut text = |side: &Side| -> Result<Option<Text>, ()> {
        let Some(bytes) = &side.bytes else { return Ok(None) };
        let full: PathBuf = absolute(Path::new(&side.path), &cwd);
        let (project, inside) = place(&mut projects, &full);
        if bytes.len() as u64 > LARGEST {
            return Err(());
        }
        let source = read::bytes(bytes.clone(), &inside).map_err(|_| ())?;
        Ok(Some(Text { path: side.path.clone(), project, source }))
    };
    let (Ok(before), Ok(after)) = (text(old), text(new)) else { return Ok(None) };
    let renames = if old.path == new.path { Vec::new() } else { vec![(old.path.clone(), new.path.clone())] };
    let house = Arc::new(House::new(projects, &cwd));
    let state =
        |name: String, text: Option<Text>| State::new(name, Arc::clone(&house), text.into_iter().collect());
    let (before, after) = (state(named(old, "a"), before), state(named(new, "b"), after));
    Ok(Some(Comparison { before, after, renames, range: None }))
}

/// `a/docs/plan.md`, as git calls the two sides.
fn named(side: &Side, letter: &str) -> String {
    match side.bytes {
        Some(_) => format!("{letter}/{}", side.path),
        None => NOTHING.to_owned(),
    }
}

fn design(base: &str, head: &str, done: &Compared, args: &Diff, global: &Global, look: Look) -> Exit {
    let view = View {
        base,
        head,
        changes: &done.changes,
        documents: done.documents,
        skipped: done.skipped,
        plans: &[],
    };
    let body = match args.output_format {
        DiffFormat::Concise => concise::concise(&view),
        _ => text::text(&view, look.color),
    };
    let mut last = changes::summary(&view);
    if done.changes.is_empty() {
        last.push_str("; `git diff --no-ext-diff` shows the lines that differ");
    }
    let last = if global.quiet > 0 && !done.changes.is_empty() { String::new() } else { last + "\n" };
    failing(done, args.fail_on).max(print([body.as_str(), last.as_str()]))
}

/// The lines that differ.
fn plain(old: &Side, new: &Side, moved: Option<&str>, look: Look) -> String {
    let side = |side: &'_ Side, letter: &str| patch::Side {
        name: named(side, letter),
        mode: side.bytes.is_some().then(|| side.mode.clone()),
        text: match side.bytes.as_deref() {
            None => Some(String::new()),
            Some(bytes) if bytes.len() as u64 > LARGEST || bytes.contains(&0) => None,
            Some(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        },
        bytes: side.bytes.clone().unwrap_or_default(),
    };
    patch::patch(&side(old, "a"), &side(new, "b"), moved, look.color)
}
