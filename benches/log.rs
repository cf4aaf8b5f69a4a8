//! `ddr log` against `git log --raw` over the same commits.
//!
//! `cargo bench --bench log`. Nothing is asserted: times on a shared machine are for reading. Each history
//! has a thousand commits; in one every commit changes the record that is asked about, in the others one in
//! twenty does. Both programs run in turn, and the fastest of the rounds counts. `BENCH_ROUNDS` sets the
//! rounds.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark writes its history, starts processes and reads the clock"
)]

use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const COMMITS: usize = 1000;

/// A history to be measured.
struct Case {
    name: &'static str,
    /// How many documents stand beside the record.
    documents: usize,
    /// The record is changed by one commit of so many.
    every: usize,
    /// How many decisions the record has.
    decisions: usize,
    /// How many rows further down the next change is made.
    stride: usize,
}

const CASES: [Case; 5] = [
    Case { name: "each commit changes the record", documents: 50, every: 1, decisions: 8, stride: 1 },
    Case { name: "each commit, a long record", documents: 50, every: 1, decisions: 60, stride: 1 },
    Case { name: "the same, rows far apart", documents: 50, every: 1, decisions: 60, stride: 37 },
    Case { name: "one commit in twenty", documents: 50, every: 20, decisions: 8, stride: 1 },
    Case { name: "one in twenty, 10,000 documents", documents: 10_000, every: 20, decisions: 8, stride: 1 },
];

fn main() -> ExitCode {
    if !std::env::args_os().any(|argument| argument == "--bench") {
        println!("nothing measured: run `cargo bench --bench log`");
        return ExitCode::SUCCESS;
    }
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<()> {
    let rounds = std::env::var("BENCH_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(7);
    println!("{:<34} {:>14} {:>10} {:>10} {:>7}", "history", "git log --raw", "ddr log", "one id", "ratio");
    for case in &CASES {
        let folder = tempfile::tempdir()?;
        let root = folder.path().canonicalize()?;
        make(&root, case)?;
        let (mut git, mut whole, mut one) = (Duration::MAX, Duration::MAX, Duration::MAX);
        for _ in 0..rounds {
            git = git.min(timed(Command::new("git").args(["log", "--raw"]), &root)?);
            let ddr = || Command::new(env!("CARGO_BIN_EXE_ddr"));
            whole = whole.min(timed(ddr().args(["log", "docs/record.md"]), &root)?);
            one = one.min(timed(ddr().args(["log", "docs/record.md#D3"]), &root)?);
        }
        println!(
            "{:<34} {:>11.1} ms {:>7.1} ms {:>7.1} ms {:>6.2}x",
            case.name,
            git.as_secs_f64() * 1e3,
            whole.as_secs_f64() * 1e3,
            one.as_secs_f64() * 1e3,
            whole.as_secs_f64() / git.as_secs_f64()
        );
    }
    Ok(())
}

fn timed(command: &mut Command, root: &Path) -> Result<Duration> {
    let start = Instant::now();
    let status = quiet(command, root).stdout(Stdio::null()).status()?;
    let time = start.elapsed();
    if status.success() { Ok(time) } else { Err(format!("{command:?} failed").into()) }
}

/// None of the settings of the machine.
fn quiet<'c>(command: &'c mut Command, root: &Path) -> &'c mut Command {
    command.current_dir(root).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1")
}

/// Makes the history in one go and checks it out.
fn make(root: &Path, case: &Case) -> Result<()> {
    let git = |args: &[&str]| -> Result<()> {
        let status = quiet(Command::new("git").args(args), root).stdout(Stdio::null()).status()?;
        if status.success() { Ok(()) } else { Err(format!("git {args:?} failed").into()) }
    };
    git(&["init", "--quiet", "--initial-branch=main"])?;
    let mut import = Command::new("git");
    quiet(import.args(["fast-import", "--quiet"]), root).stdin(Stdio::piped());
    let mut child = import.spawn()?;
    let mut input = child.stdin.take().ok_or("no way to talk to git")?;
    input.write_all(history(case)?.as_bytes())?;
    drop(input);
    if !child.wait()?.success() {
        return Err("git fast-import failed".into());
    }
    git(&["reset", "--quiet", "--hard"])?;
    git(&["gc", "--quiet"])
}

fn history(case: &Case) -> Result<String> {
    let mut out = String::new();
    for at in 0..COMMITS {
        let message = format!("Change number {at}\n");
        let when = 1_740_000_000 + at * 3600;
        write!(out, "commit refs/heads/main\ncommitter W <w@example.org> {when} +0000\n")?;
        writeln!(out, "data {}\n{message}", message.len())?;
        if at == 0 {
            for number in 0..case.documents {
                let text = record(case, number, 0);
                let folder = number / 100;
                writeln!(out, "M 100644 inline docs/{folder}/{number}.md\ndata {}\n{text}", text.len())?;
            }
        }
        if at % case.every == 0 {
            let text = record(case, 0, at);
            writeln!(out, "M 100644 inline docs/record.md\ndata {}\n{text}", text.len())?;
        } else {
            writeln!(out, "M 100644 inline src/{}.rs\ndata {}\n{message}", at % 40, message.len())?;
        }
    }
    out.push_str("done\n");
    Ok(out)
}

/// A record of which one decision is another in each state.
fn record(case: &Case, document: usize, state: usize) -> String {
    let mut out = format!(
        "# Record {document}\n\n## Summary\n\nHow parcels of kind {document} are kept.\n\n## Decisions\n\n\
         | ID | Statement | Rationale | Status | Invariant? |\n|--|--|--|--|--|\n"
    );
    for at in 0..case.decisions {
        let budget = if at == state * case.stride % case.decisions { state } else { at };
        out.push_str(&format!(
            "| D{at} | Keep part {at} of every parcel no longer than {budget} days | Measured | accepted | No |\n"
        ));
    }
    out
}
