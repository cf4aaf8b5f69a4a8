//! Whole projects: what `ddr check` says of each, word for word, so that a diagnostic too many fails
//! as one too few does.
//!
//! `tests/projects/<name>/files` is the tree as it is, `history/<n>` before it the tree at each commit,
//! in order; without that folder there is no git. `expected.txt` holds the output in the form `concise`
//! and the exit code. `BLESS=1 cargo test --test projects` writes it; read the difference as a user
//! would.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a panic in a test is a failing test"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Copies a folder and everything below it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        // A repository inside ours could not be kept: its `.gitignore` stands here under another name.
        let name = entry.file_name().into_string().unwrap();
        let target = to.join(if name == "dot-gitignore" { ".gitignore" } else { &name });
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Runs git with nothing of the machine's own settings, on a day of its own.
fn git(folder: &Path, day: usize, arguments: &[&str]) {
    let date = format!("2026-01-{:02}T10:00:00Z", day + 1);
    let output = Command::new("git")
        .args(["-c", "init.defaultBranch=main", "-c", "user.name=A", "-c", "user.email=a@example.org"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .env("GIT_AUTHOR_DATE", &date)
        .env("GIT_COMMITTER_DATE", &date)
        .output()
        .unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Removes everything but `.git`.
fn empty(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().unwrap() != ".git" {
            fs::remove_dir_all(path).unwrap();
        } else if !path.is_dir() {
            fs::remove_file(path).unwrap();
        }
    }
}

fn built(project: &Path) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("project");
    fs::create_dir_all(&root).unwrap();
    let history = project.join("history");
    if history.is_dir() {
        git(&root, 0, &["init", "-q"]);
        let mut commits: Vec<PathBuf> =
            fs::read_dir(history).unwrap().map(|entry| entry.unwrap().path()).collect();
        commits.sort();
        for (day, commit) in commits.into_iter().enumerate() {
            empty(&root);
            copy(&commit, &root);
            git(&root, day, &["add", "-A"]);
            git(&root, day, &["commit", "-qm", "Go on"]);
        }
        empty(&root);
    }
    copy(&project.join("files"), &root);
    (folder, root)
}

fn run(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ddr")).args(arguments).current_dir(root).output().unwrap()
}

#[test]
fn each_project_is_judged_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects");
    let mut projects: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    projects.sort();
    assert!(projects.len() > 1);
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for project in projects {
        let (_folder, root) = built(&project);
        let output = run(&root, &["check", "--output-format", "concise"]);
        let said = format!(
            "{}{}exit code {}\n",
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
            output.status.code().unwrap()
        );
        let path = project.join("expected.txt");
        if bless {
            fs::write(&path, &said).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != said {
            wrong.push(format!("{}:\n{said}", project.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A document is judged within its whole project, however few files the run is about, and nothing is
/// said of the others.
#[test]
fn a_run_about_one_file_knows_the_others() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects");
    for project in ["broken", "consistent"] {
        let (_folder, root) = built(&folder.join(project));
        let all = run(&root, &["lint", "-q", "--output-format", "concise"]);
        let all = String::from_utf8(all.stdout).unwrap();
        let mut alone = String::new();
        let documents = run(&root, &["lint", "--output-format", "json"]);
        let documents: serde_json::Value = serde_json::from_slice(&documents.stdout).unwrap();
        for document in documents["documents"].as_array().unwrap() {
            let path = document["path"].as_str().unwrap();
            let one = run(&root, &["lint", "-q", "--output-format", "concise", path]);
            alone.push_str(&String::from_utf8(one.stdout).unwrap());
        }
        assert_eq!(alone, all, "{project}");
    }
}
