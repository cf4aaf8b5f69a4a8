//! Two texts that are two states of one document: files, `REV:path`, standard input.
//!
//! They may have names that say nothing, such as those of the temporary files that git gives to a
//! difftool; then the path that git tells is the one that configs and readers know.

use super::named::{NOTHING, One};
use super::state::{House, State, Text, here, place, projects};
use super::{Comparison, Failure};
use crate::cli::args::{Diff, Global};
use crate::cli::git::{Content, Git, Kind, Oid, Side, Surroundings};
use crate::cli::paths::{absolute, relative, shown};
use crate::cli::read;
use crate::model::short;
use crate::source::Source;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where one of the texts is, and what it is called.
struct Found {
    /// What readers call it.
    name: String,
    /// Its path in its state.
    path: String,
    /// Where it stands, or would stand; absolute.
    full: PathBuf,
    from: From,
}

enum From {
    Disk(PathBuf),
    Nothing,
    Stdin,
    Object(Oid),
}

/// Reads both texts.
pub fn texts(base: &One, head: &One, args: &Diff, global: &Global) -> Result<Comparison, Failure> {
    let cwd = here()?;
    let in_git = [base, head].iter().any(|one| matches!(one, One::Blob { .. }));
    let git = if in_git { Some(Git::open(&cwd, &Surroundings::of_process(&cwd))?) } else { None };
    let find = |one: &One| find(one, args, &cwd, git.as_ref());
    let (mut old, mut new) = (find(base)?, find(head)?);
    if let Some(told) = told_by_git() {
        for (found, side) in [(&mut old, "a"), (&mut new, "b")] {
            if !matches!(found.from, From::Nothing) {
                found.name = format!("{side}/{told}");
                found.path.clone_from(&told);
                found.full = absolute(Path::new(&told), &cwd);
            }
        }
    }
    // Standard input without a name of its own is a state of the other text.
    let unnamed = |found: &Found| matches!(found.from, From::Stdin) && args.stdin_filename.is_none();
    match (unnamed(&old), unnamed(&new)) {
        (true, _) => (old.path, old.full) = (new.path.clone(), new.full.clone()),
        (_, true) => (new.path, new.full) = (old.path.clone(), old.full.clone()),
        _ => {}
    }
    let mut projects = projects(global, &cwd)?;
    let mut read = |found: &Found| -> Result<Option<Text>, Failure> {
        let (project, inside) = place(&mut projects, &found.full);
        let source = source(found, &inside, git.as_ref())?;
        Ok(source.map(|source| Text { path: found.path.clone(), project, source }))
    };
    let (before, after) = (read(&old)?, read(&new)?);
    let renames = match (&before, &after) {
        (Some(a), Some(b)) if a.path != b.path => vec![(a.path.clone(), b.path.clone())],
        _ => Vec::new(),
    };
    let house = Arc::new(House::new(projects, &cwd));
    Ok(Comparison {
        before: State::new(old.name, Arc::clone(&house), before.into_iter().collect()),
        after: State::new(new.name, house, after.into_iter().collect()),
        renames,
        range: None,
    })
}

/// The path that git compares, where it has started us as a difftool with `--extcmd`.
fn told_by_git() -> Option<String> {
    std::env::var_os("GIT_DIFF_PATH_COUNTER")?;
    let path = std::env::var_os("BASE").filter(|path| !path.is_empty())?;
    Some(path.to_string_lossy().into_owned())
}

fn find(one: &One, args: &Diff, cwd: &Path, git: Option<&Git>) -> Result<Found, Failure> {
    // Where a revision is meant, paths count from the top of the repository.
    let seen = |full: &Path| match git {
        Some(git) if full.starts_with(git.root()) => relative(full, git.root()),
        _ => shown(full, cwd),
    };
    Ok(match one {
        One::File(file) => {
            let full = absolute(file, cwd);
            let (name, path) = (shown(file, cwd), git.map_or_else(|| shown(file, cwd), |_| seen(&full)));
            Found { name, path, full, from: From::Disk(file.clone()) }
        }
        One::Nothing => {
            let name = NOTHING.to_owned();
            Found { path: name.clone(), name, full: cwd.to_owned(), from: From::Nothing }
        }
        One::Stdin => {
            let file = args.stdin_filename.as_deref().unwrap_or(Path::new("<stdin>"));
            let full = absolute(file, cwd);
            let path = git.map_or_else(|| shown(file, cwd), |_| seen(&full));
            Found { name: "standard input".to_owned(), path, full, from: From::Stdin }
        }
        One::Blob { rev, path } => {
            let git = git.ok_or_else(|| Failure::from(format!("{path}: no repository is open")))?;
            blob(git, rev.as_deref(), path, cwd)?
        }
    })
}

/// Looks up `REV:path`. As for git, `./` and `../` count from the working directory.
fn blob(git: &Git, rev: Option<&str>, written: &str, cwd: &Path) -> Result<Found, Failure> {
    let near = written.starts_with("./") || written.starts_with("../");
    let full = absolute(Path::new(written), if near { cwd } else { git.root() });
    let path = if near { relative(&full, git.root()) } else { written.to_owned() };
    let (name, entry) = match rev {
        Some(rev) => (short(rev, 80).into_owned(), git.entry(&git.resolve(rev)?, &path)?),
        None => {
            let listing = git.files(&Side::Index)?;
            if listing.unmerged.contains(&path) {
                let message = format!("the merge of `{}` is not finished", short(&path, 80));
                return Err(Failure::with_help(message, "resolve it, or name a revision"));
            }
            let mut entries = listing.entries.into_iter();
            ("the index".to_owned(), entries.find(|entry| entry.path == path))
        }
    };
    let label = format!("{}:{path}", rev.unwrap_or_default());
    let what = match entry {
        Some(entry) if entry.kind == Kind::File => match entry.oid {
            Some(oid) => return Ok(Found { name: label, path, full, from: From::Object(oid) }),
            None => "is no file",
        },
        Some(entry) if entry.kind == Kind::Link => "is a symbolic link, and links are not followed",
        Some(_) => "is a submodule",
        None => {
            return Err(Failure::with_help(
                format!("there is no file `{}` in {name}", short(&path, 80)),
                format!(
                    "paths count from the top of the repository; folders are compared with \
                     `ddr diff BASE HEAD -- {}`",
                    short(&path, 60)
                ),
            ));
        }
    };
    Err(format!("`{}` {what} in {name}", short(&path, 80)).into())
}

/// The text; none where there is no file.
fn source(found: &Found, inside: &str, git: Option<&Git>) -> Result<Option<Source>, Failure> {
    let why =
        |unread: Box<read::Unread>| Failure::from(format!("{}: {}", found.name, unread.diagnostic.message));
    match &found.from {
        From::Nothing => Ok(None),
        From::Disk(file) => read::file(file, inside).map(Some).map_err(why),
        From::Stdin => read::stdin(inside).map(Some).map_err(why),
        From::Object(oid) => {
            let Some(git) = git else { return Ok(None) };
            match git.batch()?.get(oid)? {
                Content::Bytes(bytes) => read::bytes(bytes, inside).map(Some).map_err(why),
                other => Err(format!("{}: {}", found.name, no_text(&other)).into()),
            }
        }
    }
}

/// Why an object has no text for us.
pub fn no_text(content: &Content) -> &'static str {
    match content {
        Content::TooLarge(_) => "the file is larger than 32 MiB and was not read",
        Content::Missing => "its content is not in this clone",
        Content::NoFile | Content::Bytes(_) => "it is no file",
    }
}

/// The words of a text of a revision with the file at the same path.
pub fn with_file(rev: Option<String>, path: String) -> Result<(One, One), Failure> {
    let cwd = here()?;
    let git = Git::open(&cwd, &Surroundings::of_process(&cwd))?;
    let near = path.starts_with("./") || path.starts_with("../");
    let full = absolute(Path::new(OsStr::new(&path)), if near { &cwd } else { git.root() });
    let file = PathBuf::from(relative(&full, &cwd));
    Ok((One::Blob { rev, path }, One::File(file)))
}
