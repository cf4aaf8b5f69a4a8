//! How diagnostics and answers are said, which several verbs share.

use crate::yaml::nearest;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

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

/// Text or JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}
