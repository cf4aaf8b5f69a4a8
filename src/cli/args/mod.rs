//! Flags and arguments as users type them.

mod about;
mod begin;
mod history;
mod judge;
mod saying;
mod views;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

pub use about::{Completions, Explain, JsonSchema, Man, Rules, Schema};
pub use begin::{Init, New, NewPlan, NewRecord, NewWhat, Readme};
pub use history::{Diff, DiffFormat, FailOnChange, Log};
pub use judge::{Check, Lint, Ratchet, RuleChoice, Write};
pub use saying::{FailOn, Format, OutputFile, OutputFormat, Saying};
pub use views::{Report, ReportFormat, Show, Trace};

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
