//! `ddr lint` and `ddr check`.

use super::Saying;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `ddr lint`
#[derive(Debug, Default, Args)]
#[command(after_help = "\
Records and patch plans are recognised by what they contain, so no marker and no configuration is \
needed; other Markdown is skipped and counted. Files that .gitignore names are left out unless \
they are named here.

Examples:
  ddr lint docs                               a folder and everything below it
  ddr lint --select decisions,risks           only the rules of two groups
  ddr lint --ignore untested-risk             every rule but one
  ddr lint --fail-on warning                  let warnings fail, as a gate in CI may want
  ddr lint --output-format concise            one line per diagnostic
  ddr lint --output-file sarif=ddr.sarif      text here, and SARIF for another program
  ddr lint --fix docs                         mend what is safe to mend, then report on the rest
  ddr lint --diff docs | git apply            the same, by way of a patch
  ddr lint --staged                           what the next commit changes, for a hook
  ddr lint --since main                       what this branch changed
  ddr lint --stdin-filename docs/a.md < a.md  check what an editor has not saved yet
  ddr lint --write-baseline                   take what is said today as given, and later drop
                                              what no longer occurs
  ddr lint --add-suppressions --reason legacy write a comment for everything that is said

A comment `<!-- ddr-allow rule-name: reason -->` suppresses a rule in a row, before a line, or at \
the top for the file.

Exit codes: 0 nothing failing, 1 errors (or warnings, with --fail-on warning) or, with --diff, something \
to mend, 2 the work could not be done. Hints never fail.")]
pub struct Lint {
    /// Files and folders; `-` reads a document from standard input [default: .]
    #[arg(value_name = "PATHS")]
    pub paths: Vec<PathBuf>,
    /// Which rules run
    #[command(flatten)]
    pub rules: RuleChoice,
    /// How it is said, and what fails
    #[command(flatten)]
    pub said: Saying,
    /// What is taken as given
    #[command(flatten)]
    pub given: Ratchet,
    /// Read the document from standard input and treat it as the file PATH
    #[arg(long, value_name = "PATH", conflicts_with = "write_baseline")]
    pub stdin_filename: Option<PathBuf>,
    /// Mend what can be mended without changing what a document means, and report on the rest
    #[arg(long, help_heading = "Fixes")]
    pub fix: bool,
    /// With --fix or --diff: mend also what may change what a document means; read the result
    #[arg(long, help_heading = "Fixes")]
    pub unsafe_fixes: bool,
    /// Write no file; print what --fix would change as a patch, and the report on standard error
    #[arg(long, help_heading = "Fixes", conflicts_with = "write_baseline")]
    pub diff: bool,
    /// Report on what is staged and what refers to it, as the index holds it
    #[arg(long, conflicts_with_all = ["since", "stdin_filename", "write_baseline"])]
    pub staged: bool,
    /// Report on what changed since the branch left REV and what refers to it
    #[arg(long, value_name = "REV", conflicts_with = "stdin_filename")]
    pub since: Option<String>,
    /// Write a comment for every diagnostic that is left, so that it is suppressed from now on
    #[arg(long, requires = "reason", conflicts_with_all = ["staged", "stdin_filename", "write_baseline", "fix", "diff"])]
    pub add_suppressions: bool,
    /// The reason that these comments give
    #[arg(long, value_name = "TEXT", requires = "add_suppressions")]
    pub reason: Option<String>,
    /// Report on PATHS and on what refers to them or to what the commit deletes, for pre-commit and prek
    #[arg(long, conflicts_with_all = ["since", "staged", "stdin_filename", "diff", "write_baseline", "add_suppressions"])]
    pub hook: bool,
    /// Leave out files that ddr.yaml leaves out, though they are named here
    #[arg(long)]
    pub force_exclude: bool,
}

/// Which rules run.
#[derive(Debug, Clone, Default, Args)]
pub struct RuleChoice {
    /// Run only these rules: codes, names, groups, beginnings of codes (DDR1) or ALL
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Run these rules as well
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub extend_select: Vec<String>,
    /// Leave these rules out
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub ignore: Vec<String>,
}

/// What is taken as given.
#[derive(Debug, Clone, Default, Args)]
pub struct Ratchet {
    /// Take the diagnostics in FILE as given; else in the one that `baseline` in ddr.yaml names
    #[arg(long, value_name = "FILE", conflicts_with = "no_baseline")]
    pub baseline: Option<PathBuf>,
    /// Take nothing as given, whatever ddr.yaml says
    #[arg(long)]
    pub no_baseline: bool,
    /// Write the baseline: a new one with all there is today, else without what no longer occurs
    #[arg(
        long,
        value_name = "WHAT",
        num_args = 0..=1,
        require_equals = true,
        conflicts_with_all = ["no_baseline"]
    )]
    pub write_baseline: Option<Option<Write>>,
}

/// What goes into a baseline that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Write {
    /// What is in it and still occurs: the default
    Fewer,
    /// All that is said today, the new too
    All,
}

/// `ddr check`
#[derive(Debug, Default, Args)]
#[command(after_help = "\
Checks every document of the project by itself, against the others and against the files that stand \
in the tree. Where no document is recognised the exit code is 2: a gate that looks at nothing must \
not be green.

With --against it also tells what changed in the design since this branch left REV, and holds the \
changed files against the plan that is carried out: the one that --plan names, else a `DDR-Plan: path` \
line in a commit message, else each plan of which at least three and at least half of the paths were \
touched. A change that a `DDR-Ack: fingerprint reason` line names is left out and counted.

Examples:
  ddr check                          the whole project, as a gate in CI
  ddr check --fail-on warning        let warnings fail too
  ddr check services/api             the part of a repository below one folder
  ddr check --against origin/main    what this branch changed, held against its plan
  ddr check --measurements perf.json what was measured, held against the plans' budgets

Exit codes: 0 nothing failing, 1 errors (or warnings, with --fail-on warning), 2 the work could \
not be done. Hints never fail.")]
pub struct Check {
    /// The folder to check [default: .]
    #[arg(value_name = "FOLDER")]
    pub root: Option<PathBuf>,
    /// Judge what changed since the newest commit that this branch shares with REV, up to the files as
    /// they stand
    #[arg(long, value_name = "REV")]
    pub against: Option<String>,
    /// The plan that is carried out; may be given several times
    #[arg(long, value_name = "FILE", requires = "against")]
    pub plan: Vec<PathBuf>,
    /// Hold the values in a JSON file against the budgets of plan rows
    #[arg(long, value_name = "FILE")]
    pub measurements: Option<PathBuf>,
    /// Let budgets of measured plans fail that have no value
    #[arg(long, requires = "measurements")]
    pub require_measurements: bool,
    /// Which rules run
    #[command(flatten)]
    pub rules: RuleChoice,
    /// How it is said, and what fails
    #[command(flatten)]
    pub said: Saying,
    /// What is taken as given
    #[command(flatten)]
    pub given: Ratchet,
}
