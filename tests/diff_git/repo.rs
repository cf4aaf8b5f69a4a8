//! A repository made with the real git, a record and a plan in it, and the program run inside.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub const PLAN: &str = "docs/plan.md";
pub const RECORD: &str = "docs/record.md";

/// A plan of three rows whose second row has these tests.
pub fn plan(tests: &str) -> String {
    format!(
        "# Phase 1: Ferry bookings\n\n## Patch Plan\n\n| file | op | tests | perf/mem budget | risk |\n\
         |---|---|---|---|---|\n| src/deck.rs | add | tests/deck.rs | p99 <30ms | Low |\n\
         | src/seats.rs | add | {tests} | mem <5MB | Medium - double booking |\n\
         | src/tides.rs | modify | unit: tables | negligible | Low |\n"
    )
}

/// A record whose second decision has this mark.
pub fn record(invariant: &str) -> String {
    format!(
        "# Ferry bookings\n\n## Decisions\n\n| ID | Statement | Status | Invariant? |\n|---|---|---|---|\n\
         | D1 | Sell seats by deck | Accepted | N |\n\
         | D2 | Never sell a seat twice on one crossing | Accepted | {invariant} |\n"
    )
}

/// What an answer is about.
#[derive(Debug)]
pub struct Said {
    pub stdout: String,
    pub stderr: String,
    pub code: Option<i32>,
}

impl Said {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self { stdout: text(&output.stdout), stderr: text(&output.stderr), code: output.status.code() }
    }

    /// The names of the changes with the paths of their documents, from the concise form.
    pub fn changes(&self) -> Vec<String> {
        let change = |line: &str| {
            let (place, rest) = line.split_once(": ")?;
            let path = place.rsplitn(3, ':').last()?;
            let (class, rest) = rest.split_once(": ")?;
            let (label, _) = rest.split_once(": ")?;
            Some(format!("{path} {class} {}", label.split(' ').next_back()?))
        };
        self.stdout.lines().filter(|line| !line.starts_with("compared ")).filter_map(change).collect()
    }

    pub fn summary(&self) -> &str {
        self.stdout.lines().last().unwrap_or_default()
    }
}

/// A repository in a temporary folder, or a clone of one.
pub struct Repo {
    /// Keeps the folder; a clone lies in that of its origin.
    _folder: Option<tempfile::TempDir>,
    pub root: PathBuf,
}

impl Repo {
    /// An empty repository on the branch `main`.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap().join("repo");
        std::fs::create_dir(&root).unwrap();
        let repo = Self { _folder: Some(folder), root };
        repo.git(&["init", "--quiet", "--initial-branch=main"]);
        repo
    }

    /// With a plan and a record, committed.
    pub fn new() -> Self {
        let repo = Self::empty();
        repo.write(PLAN, plan("tests/seats.rs"));
        repo.write(RECORD, record("Y"));
        repo.write("src/deck.rs", "fn deck() {}\n");
        repo.commit("Plan it");
        repo
    }

    /// A clone beside the repository.
    pub fn clone(&self, name: &str, options: &[&str]) -> Self {
        let root = self.root.with_file_name(name);
        let from = format!("file://{}", self.root.display());
        let args = [&["clone", "--quiet"], options, &[&from, root.to_str().unwrap()]].concat();
        self.git(&args);
        Self { _folder: None, root }
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Commits all that is there, and gives the id.
    pub fn commit(&self, message: &str) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
        self.git(&["rev-parse", "HEAD"]).trim().to_owned()
    }

    /// Runs git here; a failure is a failing test.
    pub fn git(&self, args: &[&str]) -> String {
        let said = self.try_git(args);
        assert_eq!(said.code, Some(0), "git {args:?}: {}", said.stderr);
        said.stdout
    }

    /// Runs git here, whatever comes of it.
    pub fn try_git(&self, args: &[&str]) -> Said {
        let mut git = command("git", &self.root);
        Said::of(&git.args(args).output().unwrap())
    }

    /// Runs `ddr diff` here.
    pub fn diff(&self, args: &[&str]) -> Said {
        self.diff_in("", args)
    }

    /// Runs `ddr diff` in a folder below.
    pub fn diff_in(&self, folder: &str, args: &[&str]) -> Said {
        Said::of(&self.ddr(folder, args).output().unwrap())
    }

    /// Runs `ddr diff` with a text on standard input.
    pub fn diff_with(&self, input: &str, args: &[&str]) -> Said {
        let mut command = self.ddr("", args);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).unwrap();
        Said::of(&child.wait_with_output().unwrap())
    }

    /// Runs another verb here.
    pub fn run(&self, verb: &str, args: &[&str]) -> Said {
        let mut ddr = command(env!("CARGO_BIN_EXE_ddr"), &self.root);
        Said::of(&ddr.arg(verb).args(args).output().unwrap())
    }

    fn ddr(&self, folder: &str, args: &[&str]) -> Command {
        let mut command = command(env!("CARGO_BIN_EXE_ddr"), &self.root.join(folder));
        command.arg("diff").args(args);
        command
    }

    /// The changes that `ddr diff` finds, and the last line.
    pub fn changes(&self, args: &[&str]) -> Vec<String> {
        let said = self.diff(&[&["--output-format=concise"], args].concat());
        assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""), "{args:?}: {}", said.stdout);
        said.changes()
    }
}

/// A program with none of the machine's settings; every commit has one date.
fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    let date = "2025-03-01T10:00:00+0900";
    command
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", "/nonexistent")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_AUTHOR_NAME", "A Writer")
        .env("GIT_AUTHOR_EMAIL", "writer@example.org")
        .env("GIT_AUTHOR_DATE", date)
        .env("GIT_COMMITTER_NAME", "A Writer")
        .env("GIT_COMMITTER_EMAIL", "writer@example.org")
        .env("GIT_COMMITTER_DATE", date)
        .stdin(Stdio::null());
    // Without it, no program starts on Windows.
    if let Some(root) = std::env::var_os("SystemRoot") {
        command.env("SystemRoot", root);
    }
    command
}
