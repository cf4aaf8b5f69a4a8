//! `ddr readme`, `ddr init` and `ddr new`: what writes files.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `ddr readme`
#[derive(Debug, Args)]
#[command(after_help = "\
A section is what stands between `<!-- ddr:begin NAME -->` and `<!-- ddr:end NAME -->`; nothing else of the \
file is touched. The sections are setup, decisions, risks, plan and phases; templates of your own make \
others. A section that was edited by hand is left alone without --force. Without FILES, the files are \
those that ddr.yaml names under `readme`, else README.md.

Examples:
  ddr readme                               fill the sections of README.md
  ddr readme --init setup --at 'Set up'    begin one below the heading `Set up`, and fill it
  ddr readme --diff                        show what would be written
  ddr readme --check                       a gate in CI, as in `ddr check`
  ddr readme --only-done docs/guide.md     leave out what is only planned

Exit codes: 0 written or up to date, 1 with --check or --diff where there is something to write, 2 the \
work could not be done.")]
pub struct Readme {
    /// The files [default: those of ddr.yaml, else README.md]
    #[arg(value_name = "FILES")]
    pub files: Vec<PathBuf>,
    /// Write nothing; show what is not up to date, and end with exit code 1 where anything is not
    #[arg(long, conflicts_with_all = ["force", "init"])]
    pub check: bool,
    /// Write nothing; show what would be written
    #[arg(long)]
    pub diff: bool,
    /// Replace sections that were edited by hand, too
    #[arg(long)]
    pub force: bool,
    /// Begin the section NAME below the heading that --at names; may be given again
    #[arg(long, value_name = "NAME", requires = "at")]
    pub init: Vec<String>,
    /// The heading that the section of --init is to stand below
    #[arg(long, value_name = "HEADING", requires = "init")]
    pub at: Vec<String>,
    /// Leave out what is only planned; the end marker of the section keeps this for later runs
    #[arg(long)]
    pub only_done: bool,
}

/// `ddr init`
#[derive(Debug, Args)]
#[command(after_help = "\
Looks at the documents below the folder as `ddr lint` recognises them, and writes `ddr.yaml` there: which \
files are held to which schema, the limits that they keep, their words for statuses, the main branch. A rule \
that fails a document today becomes a warning, so that `ddr check` passes. An existing `ddr.yaml` is never \
touched.

Examples:
  ddr init               for the documents below the current folder
  ddr init services/api  for one part of a repository, as a project of its own
  ddr init --dry-run     print the file instead of writing it

Exit codes: 0 written, 2 there is a `ddr.yaml`, or the work could not be done.")]
pub struct Init {
    /// The folder of the project [default: .]
    #[arg(value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
    /// Print the file on standard output instead of writing it
    #[arg(long, visible_alias = "stdout")]
    pub dry_run: bool,
}

/// `ddr new`
#[derive(Debug, Args)]
#[command(after_help = "\
The file goes where the others of its kind stand, called and numbered as they are. A number counts as taken \
where the working tree or any branch known here has or had a file with it. A template of your own, \
`new/record.md` or `new/plan.md` in the folder that `templates` in ddr.yaml names, replaces the built-in one.

Examples:
  ddr new record \"Keep sessions in Redis\"  docs/design/0007-keep-sessions-in-redis.md
  ddr new plan                             the next phase of the only record
  ddr new plan \"Switch over\" --record docs/design/0007-keep-sessions-in-redis.md

Exit codes: 0 written, 2 the file is there already, or the work could not be done.")]
pub struct New {
    /// What is to be written.
    #[command(subcommand)]
    pub what: NewWhat,
}

/// What `ddr new` writes.
#[derive(Debug, Subcommand)]
pub enum NewWhat {
    /// A design decision record
    #[command(display_name = "ddr")]
    Record(NewRecord),
    /// A patch plan for the next phase of a record
    #[command(display_name = "ddr")]
    Plan(NewPlan),
}

/// `ddr new record`
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ddr new record \"Keep sessions in Redis\"
  ddr new record \"Keep sessions in Redis\" --out docs/sessions.md")]
pub struct NewRecord {
    /// What is decided, in a few words; it becomes the title and the first decision
    #[arg(value_name = "TITLE")]
    pub title: String,
    /// Write to this file
    #[arg(long, value_name = "PATH")]
    pub out: Option<PathBuf>,
}

/// `ddr new plan`
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ddr new plan                                  the next phase of the only record
  ddr new plan \"Switch over\" --record docs/design/0007-sessions.md
  ddr new plan --record docs/design/0007-sessions.md --phase 3")]
pub struct NewPlan {
    /// What the phase is called [default: what the record calls it]
    #[arg(value_name = "TITLE")]
    pub title: Option<String>,
    /// The record that it carries out [default: the only one]
    #[arg(long, value_name = "PATH")]
    pub record: Option<PathBuf>,
    /// The number of the phase [default: the next free one]
    #[arg(long, value_name = "N")]
    pub phase: Option<u64>,
    /// Write to this file
    #[arg(long, value_name = "PATH")]
    pub out: Option<PathBuf>,
}
