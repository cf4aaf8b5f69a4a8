//! Flags and arguments as users type them.

use crate::yaml::nearest;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// The version and, where the build knew it, the commit. `build.rs` looks for that.
const LONG_VERSION: &str = match option_env!("DDR_LONG_VERSION") {
    Some(long) => long,
    None => env!("CARGO_PKG_VERSION"),
};

/// Check design decision records and patch plans written in Markdown.
#[derive(Debug, Parser)]
#[command(
    name = "ddr",
    bin_name = "ddr",
    version,
    long_version = LONG_VERSION,
    arg_required_else_help = true,
    propagate_version = true,
    after_help = "Examples:
  ddr lint                        check every document below the current folder
  ddr lint docs/design/cache.md   check one document
  ddr show docs/design/cache.md   see what was understood of it
  ddr diff main...                what this branch changes in the design
  ddr log docs/design/cache.md#D4 what became of a decision, commit by commit
  ddr report -o report.html       everything on one page
  ddr init                        write a ddr.yaml that fits the documents of today
  ddr new record \"Keep it\"       begin a record with the next free number
  ddr explain DDR114              what a rule asks for, and why

Exit codes: 0 nothing failing, 1 something failing, 2 the work could not be done."
)]
pub struct Cli {
    /// What is to be done.
    #[command(subcommand)]
    pub verb: Verb,
    /// Flags that every verb takes.
    #[command(flatten)]
    pub global: Global,
}

/// Flags that every verb takes, before or after it.
#[derive(Debug, Args)]
pub struct Global {
    /// Use this configuration for every document, instead of the `ddr.yaml` found above each
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global options")]
    pub config: Option<PathBuf>,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Global options")]
    pub color: Color,
    /// Print diagnostics but no summary; -qq prints nothing but errors of the run itself
    #[arg(short, long, global = true, action = ArgAction::Count, help_heading = "Global options")]
    pub quiet: u8,
    /// Say on standard error which files were skipped, and why
    #[arg(short, long, global = true, conflicts_with = "quiet", help_heading = "Global options")]
    pub verbose: bool,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless the environment says otherwise.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What is to be done.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Check documents and report what is wrong
    #[command(display_name = "ddr")]
    Lint(Lint),
    /// Check all documents of a project, as a gate in CI
    #[command(display_name = "ddr")]
    Check(Check),
    /// Compare two states of the documents and tell what changed in the design
    #[command(display_name = "ddr")]
    Diff(Diff),
    /// Tell the life of a decision or plan row: what each commit did to it
    #[command(display_name = "ddr")]
    Log(Log),
    /// Show documents as they were understood
    #[command(display_name = "ddr")]
    Show(Show),
    /// Trace decisions to plan rows, files and tests, and files back to decisions
    #[command(display_name = "ddr")]
    Trace(Trace),
    /// Fill the marked sections of README files from the plans, and keep them true
    #[command(display_name = "ddr")]
    Readme(Readme),
    /// Report on everything that is known of the documents: one page, Markdown or JSON
    #[command(display_name = "ddr")]
    Report(Report),
    /// Explain a rule: what it asks for, why, with examples
    #[command(display_name = "ddr")]
    Explain(Explain),
    /// List every rule
    #[command(display_name = "ddr")]
    Rules(Rules),
    /// Print a built-in schema, or a JSON Schema for editors and programs
    #[command(display_name = "ddr")]
    Schema(Schema),
    /// Write the strictest `ddr.yaml` under which the documents of today pass
    #[command(display_name = "ddr")]
    Init(Init),
    /// Write a new record or plan, with the next free number
    #[command(display_name = "ddr")]
    New(New),
    /// Print what a shell needs to complete `ddr`
    #[command(display_name = "ddr")]
    Completions(Completions),
    /// Write the manual pages, for whoever packages the program
    #[command(display_name = "ddr", hide = true)]
    Man(Man),
}

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

/// How diagnostics are said, and which of them fail.
#[derive(Debug, Clone, Default, Args)]
pub struct Saying {
    /// How diagnostics are printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub output_format: OutputFormat,
    /// Write diagnostics to a file as well, in a format of its own; may be given again
    #[arg(long, value_name = "FORMAT=PATH", value_parser = output_file)]
    pub output_file: Vec<OutputFile>,
    /// The lowest severity that makes the exit code 1
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    pub fail_on: FailOn,
    /// Count diagnostics per rule instead of printing them
    #[arg(long)]
    pub statistics: bool,
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

/// How diagnostics are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum OutputFormat {
    /// With the lines that they are about
    #[default]
    Text,
    /// One line each
    Concise,
    /// For programs; `ddr schema --json-schema lint` describes it
    Json,
    /// Annotations of a run of GitHub Actions
    Github,
    /// A code quality report of GitLab
    Gitlab,
    /// SARIF 2.1.0, for code scanning and editors
    Sarif,
    /// JUnit XML, a suite per document
    Junit,
    /// For reviewdog
    Rdjson,
    /// For a comment on a pull request or a step summary
    Markdown,
}

/// A file that diagnostics are written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// In which format.
    pub format: OutputFormat,
    /// Where.
    pub path: PathBuf,
}

fn output_file(text: &str) -> Result<OutputFile, String> {
    let Some((format, path)) = text.split_once('=').filter(|(_, path)| !path.is_empty()) else {
        return Err("write it as FORMAT=PATH, as in sarif=ddr.sarif".to_owned());
    };
    if path == "-" {
        return Err(format!("standard output takes one format; use --output-format {format}"));
    }
    let format = <OutputFormat as ValueEnum>::from_str(format, false).map_err(|_| {
        let known: Vec<_> =
            OutputFormat::value_variants().iter().filter_map(ValueEnum::to_possible_value).collect();
        let names = known.iter().map(clap::builder::PossibleValue::get_name);
        match nearest(format, names.clone()) {
            Some(near) => format!("no format is called `{format}`; did you mean `{near}`?"),
            None => {
                format!("no format is called `{format}`; known are {}", names.collect::<Vec<_>>().join(", "))
            }
        }
    })?;
    Ok(OutputFile { format, path: PathBuf::from(path) })
}

/// The lowest severity that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum FailOn {
    /// Errors alone
    #[default]
    Error,
    /// Errors and warnings
    Warning,
}

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

/// Text or JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

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

/// `ddr explain`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  ddr explain DDR114\n  ddr explain statement-too-long")]
pub struct Explain {
    /// Code or name of a rule
    #[arg(value_name = "RULE")]
    pub rule: String,
}

/// `ddr rules`
#[derive(Debug, Args)]
pub struct Rules {
    /// How the rules are printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
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

/// `ddr schema`
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ddr schema                            names of the built-in schemas
  ddr schema ddr                        the schema of design decision records
  ddr schema --json-schema config       what an editor needs to complete ddr.yaml")]
pub struct Schema {
    /// Name of a built-in schema
    #[arg(value_name = "NAME", conflicts_with = "json_schema")]
    pub name: Option<String>,
    /// Print the JSON Schema of a file or an output of this program
    #[arg(long, value_name = "WHAT")]
    pub json_schema: Option<JsonSchema>,
}

/// What there is a JSON Schema of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum JsonSchema {
    /// ddr.yaml
    Config,
    /// Schema files
    Schema,
    /// Output of `ddr lint --output-format json`
    Lint,
    /// Output of `ddr show --format json`
    Show,
    /// Output of `ddr trace --format json`
    Trace,
    /// Output of `ddr diff --output-format json`
    Diff,
    /// Output of `ddr log --format json`
    Log,
    /// The file that `ddr check --measurements` reads
    Measurements,
    /// A file of `--baseline`
    Baseline,
    /// Output of `ddr report --format json`
    Report,
}

/// `ddr completions`
#[derive(Debug, Args)]
#[command(after_help = "\
Verbs, flags and the values of flags are completed. docs/install.md says where each shell looks.

Examples:
  ddr completions bash > ~/.local/share/bash-completion/completions/ddr
  ddr completions zsh > ~/.zfunc/_ddr         with ~/.zfunc in $fpath
  ddr completions fish > ~/.config/fish/completions/ddr.fish")]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// `ddr man`
#[derive(Debug, Args)]
pub struct Man {
    /// The folder to write to: `ddr.1` and a page for each verb
    #[arg(long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// The date that stands at the end of each page
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub date: Option<String>,
}

fn date(text: &str) -> Result<String, String> {
    text.parse::<jiff::civil::Date>()
        .map(|date| date.to_string())
        .map_err(|_| "write it as 2026-01-31".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_definition_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_verb_tells_the_version_of_the_program() {
        for verb in Cli::command().get_subcommands().map(clap::Command::get_name) {
            let said = |flag| Cli::try_parse_from(["ddr", verb, flag]).unwrap_err().to_string();
            assert_eq!(said("-V"), format!("ddr {}\n", env!("CARGO_PKG_VERSION")));
            assert_eq!(said("--version"), format!("ddr {LONG_VERSION}\n"));
        }
    }

    #[test]
    fn global_flags_stand_before_or_after_the_verb() {
        for line in [["ddr", "-q", "--color=never", "lint"], ["ddr", "lint", "--color=never", "-q"]] {
            let cli = Cli::try_parse_from(line).unwrap();
            assert_eq!((cli.global.quiet, cli.global.color), (1, Color::Never));
        }
    }
}
