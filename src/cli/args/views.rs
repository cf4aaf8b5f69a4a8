//! `ddr show`, `ddr trace` and `ddr report`.

use super::Format;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `ddr show`
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ddr show docs/design/cache.md         the parts of one document, with line numbers
  ddr show --format json docs           everything that was understood, for programs")]
pub struct Show {
    /// Files and folders; `-` reads a document from standard input [default: .]
    #[arg(value_name = "PATHS")]
    pub paths: Vec<PathBuf>,
    /// How the documents are printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// `ddr trace`
#[derive(Debug, Args)]
#[command(after_help = "\
A decision is done, covered, planned, broken or uncovered; docs/trace.md says when.

Examples:
  ddr trace                      every decision and the rows that carry it out
  ddr trace D4                   what carries out the decisions called D4
  ddr trace docs/cache.md#D4     what carries out this one
  ddr trace src/cache.py         which rows, and through them which decisions, govern a file
  ddr trace docs/plans/cache.md  what the rows of a plan are done for

Exit codes: 0 everything asked for is known, 2 something is not, or the work could not be done.")]
pub struct Trace {
    /// Decisions (`D4`, `docs/cache.md#D4`), files, folders, records and plans [default: every decision]
    #[arg(value_name = "ID|PATH")]
    pub asked: Vec<String>,
    /// How the answer is printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// `ddr report`
#[derive(Debug, Args)]
#[command(after_help = "\
What was recognised, everything that `ddr check` says, decisions and what carries them out down to \
files and tests, risks, phases, budgets, and with --against what changed, with --measurements what was \
measured. The same files give the same bytes: there is no time in a report.

The HTML page needs nothing else: no network, and no script to be read. The Markdown keeps within \
65,000 characters, so that a pull request takes it. The JSON holds everything, and --merge makes one \
report out of the JSON of many runs.

Examples:
  ddr report                                   Markdown, here
  ddr report -o report.html                    a page to open in a browser
  ddr report --format html,markdown,json -o out
                                               report.html, report.md and report.json in out/
  ddr report --against origin/main             with what this branch changed in the design
  ddr report --measurements perf.json          with what was measured beside the budgets
  ddr report >> $GITHUB_STEP_SUMMARY           in a workflow
  ddr report --merge */report.json -o all.html one page of many repositories

Exit codes: 0 the report was written, whatever it says; 2 it could not be, or something could not be \
read.")]
pub struct Report {
    /// The folder to report on [default: .]
    #[arg(value_name = "PATH", conflicts_with = "merge")]
    pub root: Option<PathBuf>,
    /// Formats, separated by commas [default: by the ending of FILE, else markdown]
    #[arg(long, value_name = "FORMATS", value_delimiter = ',')]
    pub format: Vec<ReportFormat>,
    /// Where to write it: a file, or a folder for report.html, report.md and report.json
    #[arg(short, long, value_name = "FILE|DIR")]
    pub output: Option<PathBuf>,
    /// Tell what changed since the newest commit that this branch shares with REV
    #[arg(long, value_name = "REV", conflicts_with = "merge")]
    pub against: Option<String>,
    /// Hold the values in a JSON file against the budgets of plan rows, as `ddr check` does
    #[arg(long, value_name = "FILE", conflicts_with = "merge")]
    pub measurements: Option<PathBuf>,
    /// Make one report out of the JSON of other runs; of a folder, every .json file in it
    #[arg(long, value_name = "FILES", num_args = 1..)]
    pub merge: Vec<PathBuf>,
    /// What the repository is called [default: the name in the address of its origin, else its folder's]
    #[arg(long, value_name = "NAME", conflicts_with = "merge")]
    pub name: Option<String>,
    /// Rows of one table of the HTML page, at most; 0 for all
    #[arg(long, value_name = "N", default_value_t = crate::report::ROWS)]
    pub rows: usize,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// One page by itself
    Html,
    /// For a pull request, a step summary or a terminal
    Markdown,
    /// For programs, and for --merge; `ddr schema --json-schema report` describes it
    Json,
}
