//! `ddr lint` against the floor: the least that any tool must do with the same files, which is to
//! find, read and parse them, on as many threads.
//!
//! `cargo bench --bench lint`. Nothing is asserted: times on a shared machine are for reading, not
//! for failing. Both sides run as processes of their own, side by side, in alternating order.
//! `BENCH_DOCUMENTS` sets the size of the trees, `BENCH_ROUNDS` the rounds; `BENCH_INSTRUCTIONS=1`
//! adds instruction counts, which repeat to many digits, where valgrind is installed.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark writes its trees, starts processes and reads the clock"
)]

#[allow(dead_code, reason = "each benchmark uses a part of it")]
mod support;

use pulldown_cmark::{Options, Parser};
use rayon::prelude::*;
use std::error::Error;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};
use support::{Mix, Tree};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The argument with which this program runs itself as the floor.
const FLOOR: &str = "--floor";
/// Runs that one measurement spreads over: the clock for processor time ticks every 10 ms only.
const RUNS: u32 = 4;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let done = match arguments.as_slice() {
        [first, path] if first == FLOOR => floor(Path::new(path)),
        _ if arguments.iter().any(|argument| argument == "--bench") => compare(),
        _ => {
            println!("nothing measured: run `cargo bench --bench lint`");
            Ok(())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The floor: finds, reads and parses, and looks at every event.
fn floor(path: &Path) -> Result<()> {
    let files: Vec<PathBuf> = ignore::WalkBuilder::new(path)
        .build()
        .filter_map(std::result::Result::ok)
        .map(ignore::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    let touched: usize = files
        .par_iter()
        .filter_map(|file| std::fs::read(file).ok())
        .filter_map(|bytes| String::from_utf8(bytes).ok())
        .map(|text| {
            let events = Parser::new_ext(&text, Options::ENABLE_TABLES).into_offset_iter();
            events.map(|(event, span)| black_box((event, span)).1.len()).sum::<usize>()
        })
        .sum();
    println!("{} files, {touched} touched", files.len());
    Ok(())
}

/// One side of the comparison.
struct Side {
    name: &'static str,
    program: PathBuf,
    arguments: &'static [&'static str],
}

/// What one run took; processor time only where the system tells it.
#[derive(Clone, Copy)]
struct Cost {
    wall: Duration,
    cpu: Option<Duration>,
}

fn compare() -> Result<()> {
    let ddr = PathBuf::from(env!("CARGO_BIN_EXE_ddr"));
    let target = ddr.ancestors().nth(2).ok_or("the binary lies in no target folder")?;
    let data = target.join("bench-data");
    let sides = [
        Side { name: "ddr", program: ddr.clone(), arguments: &["lint", "-q", "--output-format", "concise"] },
        Side { name: "floor", program: std::env::current_exe()?, arguments: &[FLOOR] },
    ];
    let documents = from_environment("BENCH_DOCUMENTS", 1500);
    let rounds = from_environment("BENCH_ROUNDS", 9);

    println!("{:<22} {:>6} {:>8}   ddr against the floor, median (min–max)", "tree", "files", "MB");
    let records = support::tree(&data, Mix::Records, documents)?;
    let small = measure("records and plans", &sides, &records, rounds)?;
    let ordinary = support::tree(&data, Mix::Ordinary, documents)?;
    measure("1 of 50 a record", &sides, &ordinary, rounds)?;
    let project = support::tree(&data, Mix::Project, from_environment("BENCH_PROJECT", 10_000))?;
    measure("a whole project", &sides, &project, rounds.min(5))?;

    let large = support::tree(&data, Mix::Records, 4 * documents)?;
    let grown = measure("records, four times", &sides, &large, rounds.min(5))?;
    let bytes = large.bytes as f64 / records.bytes as f64;
    println!("\nfour times the documents, {bytes:.2} times the bytes:");
    for (side, (before, after)) in sides.iter().zip(small.iter().zip(&grown)) {
        let cpu = match (before.cpu, after.cpu) {
            (Some(before), Some(after)) => format!(", cpu × {:.2}", ratio(after, before)),
            _ => String::new(),
        };
        println!("  {:<6} wall × {:.2}{cpu}", side.name, ratio(after.wall, before.wall));
    }
    if std::env::var_os("BENCH_INSTRUCTIONS").is_some_and(|value| value == "1") {
        let few = from_environment("BENCH_INSTRUCTION_DOCUMENTS", 200);
        for mix in [Mix::Records, Mix::Ordinary] {
            instructions(&sides, &support::tree(&data, mix, few)?)?;
        }
    }
    Ok(())
}

/// Runs both sides in alternating order, prints their ratios, and gives back the median costs.
fn measure(name: &str, sides: &[Side; 2], tree: &Tree, rounds: usize) -> Result<[Cost; 2]> {
    for side in sides {
        // Once for the caches of the disk, and to see that it works at all.
        run(side, &tree.path)?;
    }
    let mut costs: [Vec<Cost>; 2] = [Vec::new(), Vec::new()];
    for round in 0..rounds.max(1) {
        for turn in 0..2 {
            let which = (round + turn) % 2;
            costs[which].push(run(&sides[which], &tree.path)?);
        }
    }
    let [ours, floors] = &costs;
    let pairs = || ours.iter().zip(floors);
    let wall = spread(pairs().map(|(a, b)| ratio(a.wall, b.wall)).collect());
    let cpu: Vec<f64> = pairs().filter_map(|(a, b)| Some(ratio(a.cpu?, b.cpu?))).collect();
    let cpu = if cpu.is_empty() { "not told here".to_owned() } else { spread(cpu) };
    let medians = [median(ours), median(floors)];
    println!(
        "{name:<22} {:>6} {:>8.1}   wall {wall}   cpu {cpu}   [{:.1} ms against {:.1} ms]",
        tree.documents,
        tree.bytes as f64 / 1e6,
        millis(medians[0].wall),
        millis(medians[1].wall),
    );
    Ok(medians)
}

/// Runs one side several times and gives back what one run took.
fn run(side: &Side, tree: &Path) -> Result<Cost> {
    let cpu = cpu_of_children();
    let start = Instant::now();
    for _ in 0..RUNS {
        let status = Command::new(&side.program)
            .args(side.arguments)
            .arg(tree)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()?;
        if status.code().is_none_or(|code| code > 1) {
            return Err(format!("{} ended with {status} on {}", side.name, tree.display()).into());
        }
    }
    let wall = start.elapsed() / RUNS;
    let cpu = cpu.zip(cpu_of_children()).map(|(before, after)| after.saturating_sub(before) / RUNS);
    Ok(Cost { wall, cpu })
}

/// User and system time of all children that have ended, from `/proc`; nothing on other systems.
fn cpu_of_children() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the name in parentheses and may hold spaces; `cutime` is the 16th field.
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ').skip(13);
    let ticks = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

/// Instructions of one run on one thread, counted by valgrind.
fn instructions(sides: &[Side; 2], tree: &Tree) -> Result<()> {
    let mut counts = Vec::new();
    for side in sides {
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(&side.program)
            .args(side.arguments)
            .arg(&tree.path)
            .env("RAYON_NUM_THREADS", "1")
            .stdin(Stdio::null())
            .output();
        let Ok(output) = output else {
            println!("instructions: valgrind is not installed");
            return Ok(());
        };
        let said = String::from_utf8_lossy(&output.stderr);
        let count = said
            .lines()
            .find_map(|line| line.split_once("Collected :"))
            .and_then(|(_, count)| count.trim().parse::<f64>().ok())
            .ok_or("valgrind counted nothing")?;
        counts.push(count);
    }
    println!(
        "instructions, {} files, {:.2} MB: ddr {:.1} M, floor {:.1} M, ratio {:.3}",
        tree.documents,
        tree.bytes as f64 / 1e6,
        counts[0] / 1e6,
        counts[1] / 1e6,
        counts[0] / counts[1],
    );
    Ok(())
}

fn from_environment(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64().max(1e-9)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Median of wall and of processor time, each by itself.
fn median(costs: &[Cost]) -> Cost {
    let middle = |mut times: Vec<Duration>| {
        times.sort();
        times.get(times.len() / 2).copied()
    };
    Cost {
        wall: middle(costs.iter().map(|cost| cost.wall).collect()).unwrap_or_default(),
        cpu: middle(costs.iter().filter_map(|cost| cost.cpu).collect()),
    }
}

/// `1.23 (1.20–1.31)`.
fn spread(mut ratios: Vec<f64>) -> String {
    ratios.sort_by(f64::total_cmp);
    let at = |place: usize| ratios.get(place).copied().unwrap_or(f64::NAN);
    format!("{:.2} ({:.2}–{:.2})", at(ratios.len() / 2), at(0), at(ratios.len().saturating_sub(1)))
}
