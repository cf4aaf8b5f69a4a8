//! `ddr diff` and `ddr log`.

use super::Format;
use clap::{Args, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// `ddr diff`
#[derive(Debug, Args)]
#[command(
    override_usage = "ddr diff [OPTIONS] [BASE] [HEAD] [-- <PATHS>...]\n       \
                      ddr diff [OPTIONS] <A> <B>\n       \
                      ddr diff --git-external <WORDS>...",
    after_help = "\
BASE and HEAD are revisions, or A and B two folders or two texts: a file, `REV:path`, or `-` for \
standard input. With no HEAD the newer state is the working tree; with no BASE the older one is the \
newest commit in common with the main branch.

Decisions, risks, phases and plan rows are paired by what they are. A table set anew, rows in \
another order, new ids, other spellings and line endings are no change.

Examples:
  ddr diff                                  what this branch and the files not committed change
  ddr diff main...                          what this branch changes, committed
  ddr diff v1.0 v2.0 -- docs/design         two revisions, one folder
  ddr diff --staged                         what the next commit changes
  ddr diff HEAD~3:docs/cache.md docs/cache.md
                                            a document then and now
  ddr diff old.md new.md                    two files, or two folders
  ddr diff --fail-on weakens origin/main... a gate: exit code 1 where the design got weaker
  ddr diff --output-format markdown main... for a comment on a pull request
  git -c diff.external='ddr diff --git-external' diff
                                            git's own diff, with the design told as such

A commit between the two states acknowledges a weakening by a line `DDR-Ack: FINGERPRINT reason`.

Exit codes: 0 compared, 1 with --fail-on where there is such a change, 2 the work could not be done."
)]
pub struct Diff {
    /// Revisions (`BASE`, `BASE HEAD`, `BASE..HEAD`, `BASE...HEAD`), or two texts or folders
    #[arg(value_name = "STATES")]
    pub states: Vec<OsString>,
    /// Compare only documents at these paths
    #[arg(value_name = "PATHS", last = true)]
    pub paths: Vec<PathBuf>,
    /// Compare with the index instead of the working tree; the older state is HEAD, or BASE
    #[arg(long, visible_alias = "cached")]
    pub staged: bool,
    /// Treat standard input (`-`) as the file PATH
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<PathBuf>,
    /// How changes are printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub output_format: DiffFormat,
    /// The least grave class of change that makes the exit code 1
    #[arg(long, value_name = "CLASS", default_value = "none")]
    pub fail_on: FailOnChange,
    /// Take the changes in FILE as acknowledged; else those in the one that `baseline` in ddr.yaml names
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Be git's external diff: takes the words that git hands over, and stands last
    #[arg(
        long,
        value_name = "WORDS",
        num_args = 1..,
        allow_hyphen_values = true,
        conflicts_with_all = ["states", "paths", "staged", "stdin_filename"]
    )]
    pub git_external: Option<Vec<OsString>>,
}

/// How changes are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// By document, with the words that went and came
    Text,
    /// One line each
    Concise,
    /// For programs; `ddr schema --json-schema diff` describes it
    Json,
    /// Annotations of a GitHub workflow
    Github,
    /// For a comment on a pull request
    Markdown,
    /// One page by itself
    Html,
}

/// The least grave class of change that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOnChange {
    /// What weakens the design
    Weakens,
    /// Every change of it; editorial ones never fail
    Changes,
    /// Nothing
    None,
}

/// `ddr log`
#[derive(Debug, Args)]
#[command(after_help = "\
A commit is told where it introduced, reworded, renumbered or removed a decision, or changed its status, \
its rationale or whether it is an invariant; of a plan row, where it changed any of its cells. Renames of \
the file are followed, and a file that is gone is found by its last name. What is not committed comes \
first.

Examples:
  ddr log docs/cache.md#D4               one decision
  ddr log docs/plans/cache.md#src/lru.py one row of a plan, by its path
  ddr log docs/cache.md --reverse        every decision of a record, the oldest commit first

Exit codes: 0 told, 2 there is nothing of that name, or the work could not be done.")]
pub struct Log {
    /// A record or plan, with the id of a decision or the path of a row behind a `#`
    #[arg(value_name = "RECORD[#ID]")]
    pub record: String,
    /// Begin with the oldest commit
    #[arg(long)]
    pub reverse: bool,
    /// How the life is printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}
