//! Repositories for tests, made with the real git and none of the machine's settings.

use super::{Git, NoGit, Surroundings};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A repository in a temporary folder.
#[derive(Debug)]
pub struct Repo {
    folder: tempfile::TempDir,
    /// The top of its files.
    pub root: PathBuf,
}

impl Repo {
    /// An empty repository on the branch `main`.
    #[allow(clippy::new_without_default, reason = "nothing is made by default")]
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap().join("repo");
        std::fs::create_dir(&root).unwrap();
        let repo = Self { folder, root };
        repo.run(&["init", "--quiet", "--initial-branch=main"]);
        repo
    }

    /// The folder around it, for clones and other repositories.
    pub fn around(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    /// Runs git here; a failure is a failing test.
    pub fn run(&self, args: &[&str]) -> String {
        run_in(&self.root, args)
    }

    /// Writes a file, with the folders above it.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Commits all that is there and gives the id.
    pub fn commit(&self, message: &str) -> super::Oid {
        self.run(&["add", "--all"]);
        self.run(&["commit", "--quiet", "--allow-empty", "--message", message]);
        self.oid("HEAD")
    }

    /// The id of a revision.
    pub fn oid(&self, rev: &str) -> super::Oid {
        super::Oid::read(self.run(&["rev-parse", rev]).trim().as_bytes()).unwrap()
    }

    /// As the program opens it.
    pub fn git(&self) -> Git {
        open(&self.root).unwrap()
    }
}

/// Runs git in a folder; a failure is a failing test.
pub fn run_in(folder: &Path, args: &[&str]) -> String {
    let output = try_in(folder, args);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "git {args:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// Runs git in a folder, whatever comes of it.
pub fn try_in(folder: &Path, args: &[&str]) -> Output {
    let surroundings = surroundings(folder);
    let mut command = Command::new("git");
    command.args(args).current_dir(folder).env_clear().envs(&surroundings.vars);
    command.output().expect("these tests need the program `git`")
}

/// An environment without settings of the machine or the user; every commit has the same date.
pub fn surroundings(cwd: &Path) -> Surroundings {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let date = "2025-03-01T10:00:00+0900";
    let set = [
        ("HOME", "/nonexistent"),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_AUTHOR_NAME", "A Writer"),
        ("GIT_AUTHOR_EMAIL", "writer@example.org"),
        ("GIT_AUTHOR_DATE", date),
        ("GIT_COMMITTER_NAME", "A Writer"),
        ("GIT_COMMITTER_EMAIL", "writer@example.org"),
        ("GIT_COMMITTER_DATE", date),
    ];
    let mut vars: std::collections::BTreeMap<OsString, OsString> =
        set.iter().map(|(name, value)| (name.into(), value.into())).collect();
    vars.insert("PATH".into(), path);
    // Without it, no program starts on Windows.
    vars.extend(std::env::var_os("SystemRoot").map(|root| ("SystemRoot".into(), root)));
    Surroundings { cwd: cwd.to_owned(), vars }
}

/// Opens the repository of a folder as the program does.
pub fn open(folder: &Path) -> Result<Git, NoGit> {
    Git::open(folder, &surroundings(folder))
}
