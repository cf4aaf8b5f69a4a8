//! `ddr diff` against `git diff --name-only` for the same two states: what any tool must do that only
//! wants to know which files changed.
//!
//! `cargo bench --bench diff`. Nothing is asserted, as in `lint.rs`. `BENCH_DOCUMENTS` and
//! `BENCH_COMMITS` set the size of the repository, `BENCH_ROUNDS` the rounds.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark makes a repository, starts processes and reads the clock"
)]

#[allow(dead_code, reason = "each benchmark uses a part of it")]
mod support;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    if !std::env::args_os().any(|argument| argument == "--bench") {
        println!("nothing measured: run `cargo bench --bench diff`");
        return ExitCode::SUCCESS;
    }
    match compare() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn compare() -> Result<()> {
    let ddr = PathBuf::from(env!("CARGO_BIN_EXE_ddr"));
    let target = ddr.ancestors().nth(2).ok_or("the binary lies in no target folder")?;
    let documents = from_environment("BENCH_DOCUMENTS", 10_000);
    let commits = from_environment("BENCH_COMMITS", 1000);
    let rounds = from_environment("BENCH_ROUNDS", 9);
    let repository = support::history::history(&target.join("bench-data"), documents, commits)?;
    let all = format!("HEAD~{commits}");
    let cases: [(&str, &[&str]); 4] = [
        ("one commit", &["HEAD~1", "HEAD"]),
        ("a hundred commits", &["HEAD~100", "HEAD"]),
        ("all commits", &[&all, "HEAD"]),
        ("a clean working tree", &["HEAD"]),
    ];
    println!("{documents} documents, {commits} commits; median (min–max) in ms");
    for (name, states) in cases {
        let git = Side { program: Path::new("git"), arguments: &["diff", "--name-only"] };
        let ours = Side { program: &ddr, arguments: &["diff", "--output-format=concise"] };
        let mut times: [Vec<Duration>; 2] = [Vec::new(), Vec::new()];
        // The first round is for the caches of the disk.
        for round in 0..=rounds.max(1) {
            for (side, times) in [&ours, &git].into_iter().zip(&mut times) {
                let time = run(side, states, &repository)?;
                if round > 0 {
                    times.push(time);
                }
            }
        }
        let [ours, gits] = times.map(spread);
        println!("{name:<22} ddr {ours}   git diff --name-only {gits}");
    }
    Ok(())
}

/// One side of the comparison.
struct Side<'a> {
    program: &'a Path,
    arguments: &'a [&'a str],
}

fn run(side: &Side<'_>, states: &[&str], repository: &Path) -> Result<Duration> {
    let start = Instant::now();
    let status = Command::new(side.program)
        .args(side.arguments)
        .args(states)
        .current_dir(repository)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()?;
    if !status.success() {
        return Err(format!("{} ended with {status}", side.program.display()).into());
    }
    Ok(start.elapsed())
}

fn from_environment(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

/// `12.3 (11.9–14.0)`.
fn spread(mut times: Vec<Duration>) -> String {
    times.sort();
    let at = |place: usize| times.get(place).map_or(f64::NAN, |time| time.as_secs_f64() * 1e3);
    format!("{:.1} ({:.1}–{:.1})", at(times.len() / 2), at(0), at(times.len().saturating_sub(1)))
}
