//! Finds the commit that is built, for `ddr --version`.
//!
//! In order: the variable `DDR_COMMIT`, as a release sets it; the file that `cargo package` puts into a
//! crate; the `.git` of a clone. Nothing is run, nothing above this folder is looked at, and where none of
//! them says anything the version is told without a commit. A debug build does not ask at all: it
//! would be made anew after every commit.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a build script reads files and talks to cargo"
)]

use std::env::var;
use std::fs::read_to_string;
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=DDR_COMMIT");
    let given = var("DDR_COMMIT").unwrap_or_default();
    let release = var("PROFILE").is_ok_and(|profile| profile == "release");
    let commit = match given.as_str() {
        "" if release => packaged().or_else(cloned),
        "" => None,
        given => Some(given.to_owned()),
    };
    let Some(commit) = commit else { return };
    let is_id = (7..=64).contains(&commit.len()) && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    let (Some(short), true) = (commit.get(..12).or(Some(&commit)), is_id) else {
        println!("cargo::warning=`{}` is no commit; --version goes without", commit.escape_debug());
        return;
    };
    let version = var("CARGO_PKG_VERSION").unwrap_or_default();
    println!("cargo::rustc-env=DDR_LONG_VERSION={version} ({short})");
}

/// From `{"git": {"sha1": "…"}, …}`.
fn packaged() -> Option<String> {
    let text = watched(Path::new(".cargo_vcs_info.json"))?;
    let (_, after) = text.split_once("\"sha1\"")?;
    after.split('"').nth(1).map(str::to_owned)
}

/// What `HEAD` points to. In a worktree or submodule `.git` is a file that names the folder, and
/// references that worktrees share stand in the folder that `commondir` names.
fn cloned() -> Option<String> {
    let mut folder = PathBuf::from(".git");
    if folder.is_file() {
        folder = PathBuf::from(watched(&folder)?.strip_prefix("gitdir:")?.trim());
    }
    // Grows with every commit and checkout, also where the file of the branch is not there yet.
    watched(&folder.join("logs/HEAD"));
    let head = watched(&folder.join("HEAD"))?;
    let Some(name) = head.trim().strip_prefix("ref: ") else { return Some(head.trim().to_owned()) };
    let common = read_to_string(folder.join("commondir"));
    let common = common.map_or_else(|_| folder.clone(), |common| folder.join(common.trim()));
    let loose = [&folder, &common].into_iter().find_map(|folder| watched(&folder.join(name)));
    loose.map(|id| id.trim().to_owned()).or_else(|| {
        let packed = watched(&common.join("packed-refs"))?;
        packed.lines().find_map(|line| line.strip_suffix(name)?.strip_suffix(' ').map(str::to_owned))
    })
}

/// The text of a file, if it is there; a change of it runs this again. A file that is not there is not
/// named: cargo would take it for one that always changes.
fn watched(path: &Path) -> Option<String> {
    let text = read_to_string(path).ok()?;
    println!("cargo::rerun-if-changed={}", path.display());
    Some(text)
}
