//! `ddr explain`, `ddr rules`, `ddr schema`, `ddr completions` and `ddr man`: about the program itself.

use super::Format;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

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
