//! A repository in a temporary folder, made with the real git and none of the machine's settings, and
//! the program run in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A repository on the branch `main`.
pub struct Repo {
    folder: tempfile::TempDir,
    /// The top of its files.
    pub root: PathBuf,
    commits: std::cell::Cell<u32>,
}

/// What a run said.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

#[allow(dead_code, reason = "not every test needs everything")]
impl Repo {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap().join("repo");
        std::fs::create_dir(&root).unwrap();
        let repo = Self { folder, root, commits: std::cell::Cell::new(0) };
        repo.git(&["init", "--quiet", "--initial-branch=main"]);
        repo
    }

    /// A folder of its own that is no repository; an empty `ddr.yaml` ends what is looked for above.
    pub fn without_git() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let repo = Self { folder, root, commits: std::cell::Cell::new(0) };
        repo.write("ddr.yaml", "");
        repo
    }

    /// The folder around it.
    pub fn around(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    /// An environment of its own; the n-th commit is of the n-th day.
    fn command(&self, program: &Path, folder: &Path) -> Command {
        let date = format!("2025-03-{:02}T10:00:00+0000", self.commits.get().clamp(1, 28));
        let mut command = Command::new(program);
        command.current_dir(folder).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        for (name, value) in [
            ("HOME", "/nonexistent"),
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_AUTHOR_NAME", "A Writer"),
            ("GIT_AUTHOR_EMAIL", "writer@example.org"),
            ("GIT_AUTHOR_DATE", &date),
            ("GIT_COMMITTER_NAME", "A Writer"),
            ("GIT_COMMITTER_EMAIL", "writer@example.org"),
            ("GIT_COMMITTER_DATE", &date),
        ] {
            command.env(name, value);
        }
        if let Some(root) = std::env::var_os("SystemRoot") {
            command.env("SystemRoot", root);
        }
        command
    }

    /// Runs git at the top; a failure is a failing test.
    pub fn git(&self, args: &[&str]) -> String {
        self.git_in(&self.root, args)
    }

    /// Runs git in a folder; a failure is a failing test.
    pub fn git_in(&self, folder: &Path, args: &[&str]) -> String {
        let ran = self.try_git(folder, args);
        assert_eq!(ran.code, 0, "git {args:?}: {}", ran.stderr);
        ran.stdout
    }

    /// Runs git, whatever comes of it.
    pub fn try_git(&self, folder: &Path, args: &[&str]) -> Ran {
        said(self.command(Path::new("git"), folder).args(args).output().unwrap())
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.root.join(path)).unwrap()
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Replaces a text that is there.
    #[track_caller]
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from}");
        self.write(path, &text.replace(from, to));
    }

    pub fn remove(&self, path: &str) {
        std::fs::remove_file(self.root.join(path)).unwrap();
    }

    /// Commits all that is there and gives the id, shortened as the program does.
    pub fn commit(&self, message: &str) -> String {
        self.commits.set(self.commits.get() + 1);
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
        self.short("HEAD")
    }

    pub fn short(&self, rev: &str) -> String {
        self.git(&["rev-parse", rev]).chars().take(10).collect()
    }

    /// Runs the program at the top.
    pub fn ddr(&self, args: &[&str]) -> Ran {
        self.ddr_in(&self.root, args)
    }

    /// Runs the program in a folder.
    pub fn ddr_in(&self, folder: &Path, args: &[&str]) -> Ran {
        said(self.command(Path::new(env!("CARGO_BIN_EXE_ddr")), folder).args(args).output().unwrap())
    }

    /// Runs the program at the top with more in its environment.
    pub fn ddr_with(&self, environment: &[(&str, &str)], args: &[&str]) -> Ran {
        let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_ddr")), &self.root);
        said(command.envs(environment.iter().copied()).args(args).output().unwrap())
    }

    /// Makes a hook of a shell line.
    #[cfg(unix)]
    pub fn hook(&self, name: &str, line: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.root.join(".git/hooks").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, format!("#!/bin/sh\n{line}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
}

fn said(output: Output) -> Ran {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), stdout: text(output.stdout), stderr: text(output.stderr) }
}
