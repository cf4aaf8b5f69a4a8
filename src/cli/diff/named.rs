//! What the words behind `ddr diff` mean: revisions, documents, or folders.
//!
//! Two words that are files or folders are those; whatever else is written means revisions, as it does
//! for git. What could be both is refused instead of guessed.

use super::Failure;
use crate::cli::args::Diff;
use crate::cli::git::{Asked, Git, asked};
use crate::model::short;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// What git calls a file that is not there; difftools hand it over.
pub const NOTHING: &str = "/dev/null";

/// What is to be compared.
#[derive(Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Two folders.
    Folders(PathBuf, PathBuf),
    /// Two texts.
    Texts(One, One),
    /// A text of a revision with the file at the same path.
    WithFile { rev: Option<String>, path: String },
    /// Two states of the repository.
    States(Asked),
}

/// One text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum One {
    File(PathBuf),
    /// No file at all.
    Nothing,
    Stdin,
    /// `REV:path`; without a revision, of the index.
    Blob {
        rev: Option<String>,
        path: String,
    },
}

/// What stands at a path of the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    Folder,
    /// A file, or something that reading will refuse.
    File,
    Nowhere,
}

/// Reads the words. `git` opens the repository, where it is needed to tell revisions from paths.
pub fn wanted(args: &Diff, git: impl Fn() -> Option<Git>) -> Result<Wanted, Failure> {
    let words: Vec<&OsStr> = args.states.iter().map(|word| word.as_os_str()).collect();
    let dashes = words.iter().filter(|word| **word == "-").count();
    if args.stdin_filename.is_some() && dashes == 0 {
        return Err("--stdin-filename names what is read for `-`; there is no `-`".to_owned().into());
    }
    match words.as_slice() {
        _ if args.staged => staged(&words),
        [] => Ok(Wanted::States(Asked::Default)),
        [one] if *one == "-" => Err(Failure::with_help(
            "standard input needs a second text to be compared with",
            "write `ddr diff HEAD:docs/a.md - --stdin-filename docs/a.md`",
        )),
        [one] => match blob(one) {
            Some((rev, path)) => Ok(Wanted::WithFile { rev, path }),
            None => revisions(&words),
        },
        [base, head] => two(base, head, git),
        more => {
            let paths: Vec<String> = more.iter().skip(1).map(|word| word.to_string_lossy().into()).collect();
            let first = more.first().map(|word| word.to_string_lossy()).unwrap_or_default();
            Err(Failure::with_help(
                format!("two states can be compared, and {} are named", more.len()),
                format!(
                    "write paths behind `--`: `ddr diff {} -- {}`",
                    short(&first, 60),
                    short(&paths.join(" "), 80)
                ),
            ))
        }
    }
}

fn staged(words: &[&OsStr]) -> Result<Wanted, Failure> {
    let alone = "--staged compares one revision (or HEAD) with the index";
    match words {
        [] => Ok(Wanted::States(Asked::Default)),
        [_] => match revisions(words)? {
            Wanted::States(Asked::Base(base)) => Ok(Wanted::States(Asked::Base(base))),
            _ => Err(alone.to_owned().into()),
        },
        _ => Err(alone.to_owned().into()),
    }
}

fn two(base: &OsStr, head: &OsStr, git: impl Fn() -> Option<Git>) -> Result<Wanted, Failure> {
    let stand = (stands(base), stands(head));
    if stand != (Stands::Nowhere, Stands::Nowhere)
        && may_be_revision(base)
        && may_be_revision(head)
        && let Some(git) = git()
        && git.is_revision(&base.to_string_lossy())
    {
        if stand.0 == Stands::Nowhere {
            // `ddr diff main docs`
            return revisions(&[base, head]);
        }
        if git.is_revision(&head.to_string_lossy()) {
            let [base, head] = [base, head].map(|word| short(&word.to_string_lossy(), 60).into_owned());
            return Err(Failure::with_help(
                format!("`{base}` and `{head}` are revisions and paths"),
                format!("write `{base}..{head}` for the revisions, `./{base} ./{head}` for the paths"),
            ));
        }
    }
    match (stand, one(base, stand.0), one(head, stand.1)) {
        ((Stands::Folder, Stands::Folder), ..) => Ok(Wanted::Folders(base.into(), head.into())),
        (_, Some(One::Stdin), Some(One::Stdin)) => {
            Err("standard input can be only one of the two texts".to_owned().into())
        }
        (_, Some(base), Some(head)) => Ok(Wanted::Texts(base, head)),
        ((Stands::Folder, _), _, Some(_)) | ((_, Stands::Folder), Some(_), _) => {
            Err("a file cannot be compared with a folder".to_owned().into())
        }
        (_, None, None) if stand == (Stands::Nowhere, Stands::Nowhere) => revisions(&[base, head]),
        (_, first, _) => {
            let gone = if first.is_none() && stand.0 == Stands::Nowhere { base } else { head };
            Err(format!("{}: there is no such file or folder", Path::new(gone).display()).into())
        }
    }
}

fn one(word: &OsStr, stands: Stands) -> Option<One> {
    match stands {
        _ if word == "-" => Some(One::Stdin),
        _ if word == NOTHING => Some(One::Nothing),
        Stands::File => Some(One::File(word.into())),
        Stands::Folder => None,
        Stands::Nowhere => blob(word).map(|(rev, path)| One::Blob { rev, path }),
    }
}

fn stands(word: &OsStr) -> Stands {
    match std::fs::metadata(word) {
        Ok(found) if found.is_dir() => Stands::Folder,
        Ok(_) => Stands::File,
        // What may not be looked at is there; reading it says why not.
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => Stands::File,
        Err(_) => Stands::Nowhere,
    }
}

/// Whether a word can be the name of a branch or tag as well as a path.
fn may_be_revision(word: &OsStr) -> bool {
    let text = word.to_string_lossy();
    !text.is_empty() && !text.starts_with(['.', '/', '-']) && !text.ends_with('/') && !text.contains(':')
}

/// Takes `REV:path` apart. A colon in the braces of `REV^{/text}` is part of the revision.
fn blob(word: &OsStr) -> Option<(Option<String>, String)> {
    let text = word.to_str()?;
    let mut depth = 0_usize;
    let at = text.char_indices().find_map(|(at, c)| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => return Some(at),
            _ => {}
        }
        None
    })?;
    let (rev, path) = (text.get(..at)?, text.get(at + 1..)?);
    // `C:\docs\a.md`
    if path.is_empty() || (cfg!(windows) && rev.len() == 1) {
        return None;
    }
    Some(((!rev.is_empty()).then(|| rev.to_owned()), path.to_owned()))
}

fn revisions(words: &[&OsStr]) -> Result<Wanted, Failure> {
    let texts: Vec<String> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    Ok(Wanted::States(asked(&texts)?))
}

/// What to say besides where a revision is unknown and a path of that name is there.
pub fn path_instead(args: &Diff) -> Option<String> {
    let name = |word: &OsStr| short(&word.to_string_lossy(), 60).into_owned();
    let is_path = |word: &OsStr| stands(word) != Stands::Nowhere;
    match args.states.as_slice() {
        [one] if is_path(one) => {
            Some(format!("to compare this path since a revision, write `ddr diff BASE -- {}`", name(one)))
        }
        [base, path] if is_path(path) => {
            Some(format!("write paths behind `--`: `ddr diff {} -- {}`", name(base), name(path)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(word: &str) -> Option<(Option<String>, String)> {
        blob(OsStr::new(word))
    }

    #[test]
    fn a_revision_and_a_path_are_taken_apart_at_the_colon_between_them() {
        let pair = |rev: &str, path: &str| Some((Some(rev.to_owned()), path.to_owned()));
        assert_eq!(of("HEAD~2:docs/a.md"), pair("HEAD~2", "docs/a.md"));
        assert_eq!(of("HEAD^{/fix: x}:a:b.md"), pair("HEAD^{/fix: x}", "a:b.md"));
        assert_eq!(of(":docs/a.md"), Some((None, "docs/a.md".to_owned())));
        assert_eq!((of("main"), of("HEAD^{/fix: x}"), of("main:")), (None, None, None));
    }
}
