//! What is to be said about files, and saying it.

use super::args::{FailOn, OutputFormat};
use super::gather::File;
use super::output::{Exit, complain, print, tell};
use crate::diagnostic::{Diagnostic, Severity};
use crate::project::Member;
use crate::render::statistics::Statistics;
use crate::render::summary::{Tally, summary};
use crate::render::text::Look;
use crate::render::{Other, View, concise, json, text};
use crate::source::Source;

/// What becomes of diagnostics.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// With the lines that they are about.
    Text(Look),
    /// One line each.
    Concise,
    /// For programs.
    Json,
    /// Counted by rule.
    Statistics,
}

impl Form {
    /// The form that the arguments ask for.
    pub fn of(format: OutputFormat, statistics: bool, look: Look) -> Result<Self, String> {
        match (format, statistics) {
            (OutputFormat::Json, true) => {
                Err("--statistics has no JSON form; use text or concise".to_owned())
            }
            (_, true) => Ok(Self::Statistics),
            (OutputFormat::Text, _) => Ok(Self::Text(look)),
            (OutputFormat::Concise, _) => Ok(Self::Concise),
            (OutputFormat::Json, _) => Ok(Self::Json),
        }
    }
}

/// What is to be said about one file.
#[derive(Debug, Default)]
pub struct Said {
    text: String,
    json: Vec<json::Diagnostic>,
    /// It, where it was recognised.
    pub document: Option<json::Document>,
    /// Its share of the summary.
    pub tally: Tally,
    statistics: Statistics,
    /// What it makes of the exit code.
    pub exit: Exit,
    /// Why it is no document, for `--verbose`.
    pub skipped: Option<String>,
    /// What is said of it, to be said anew where the rules about its project add to it.
    pub diagnostics: Vec<Diagnostic>,
    /// What the rules about its project need to know of it.
    pub member: Option<Box<Member>>,
    /// Its text, where it cannot be read again.
    pub source: Option<Source>,
}

/// Puts the diagnostics of one text into their form and counts them.
pub fn say(
    file: &File,
    source: &Source,
    diagnostics: Vec<Diagnostic>,
    others: &[Other],
    form: Form,
    fail_on: FailOn,
) -> Said {
    let mut said = Said::default();
    let path = if matches!(form, Form::Json) { &file.machine } else { &file.shown };
    let view = View { path, source, diagnostics: &diagnostics, others };
    match form {
        Form::Text(look) => said.text = text::text(&view, look),
        Form::Concise => said.text = concise::concise(&view),
        Form::Json => said.json = json::diagnostics(&view),
        Form::Statistics => {}
    }
    for diagnostic in &diagnostics {
        said.tally.add(diagnostic);
        said.statistics.add(diagnostic);
        said.exit = said.exit.max(weight(diagnostic, fail_on));
    }
    said.diagnostics = diagnostics;
    said
}

impl Said {
    /// Says anew what is wrong with the file; what it is stays.
    pub fn again(&mut self, new: Self) {
        self.tally.errors = new.tally.errors;
        self.tally.warnings = new.tally.warnings;
        self.tally.hints = new.tally.hints;
        self.exit = new.exit;
        (self.text, self.json, self.statistics) = (new.text, new.json, new.statistics);
    }
}

/// What one diagnostic makes of the exit code.
fn weight(diagnostic: &Diagnostic, fail_on: FailOn) -> Exit {
    let unable = matches!(diagnostic.code, "DDR001" | "DDR007") || diagnostic.code.starts_with("DDR9");
    match (diagnostic.severity, fail_on) {
        _ if unable => Exit::Unable,
        (Severity::Error, _) | (Severity::Warning, FailOn::Warning) => Exit::Failing,
        _ => Exit::Clean,
    }
}

/// Prints everything and the last line. The tally holds what never came to be judged.
pub fn report(all: Vec<Said>, mut tally: Tally, form: Form, quiet: u8) -> Exit {
    let mut statistics = Statistics::default();
    for said in &all {
        tally.merge(&said.tally);
        statistics.merge(&said.statistics);
    }
    let line = summary(&tally) + "\n";
    // A run that recognised nothing says so where nobody takes it for a result.
    if quiet == 0 && tally.found_nothing() {
        tell(line.trim_end());
    }
    let last = if quiet == 0 && !tally.found_nothing() { line.as_str() } else { "" };
    match form {
        _ if quiet > 1 => Exit::Clean,
        Form::Json => print_json(all, &tally),
        Form::Statistics => print([statistics.text().as_str(), last]),
        Form::Text(_) | Form::Concise => print(all.iter().map(|said| said.text.as_str()).chain([last])),
    }
}

fn print_json(all: Vec<Said>, tally: &Tally) -> Exit {
    let mut documents = Vec::new();
    let mut diagnostics = Vec::new();
    for said in all {
        documents.extend(said.document);
        diagnostics.extend(said.json);
    }
    let summary = json::Summary { errors: tally.errors, warnings: tally.warnings, hints: tally.hints };
    let skipped = tally.skipped + tally.templates;
    match json::json(&json::Report { version: 1, documents, skipped, diagnostics, summary }) {
        Ok(text) => print([text.as_str()]),
        Err(error) => {
            complain(&format!("cannot write the report as JSON: {error}"));
            Exit::Unable
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn what_could_not_be_done_weighs_most_and_hints_nothing() {
        let weigh = |code, severity, fail_on| {
            weight(&Diagnostic::new(code, "made-up", severity, Span::at(0), ""), fail_on)
        };
        assert_eq!(weigh("DDR114", Severity::Hint, FailOn::Warning), Exit::Clean);
        assert_eq!(weigh("DDR114", Severity::Warning, FailOn::Error), Exit::Clean);
        assert_eq!(weigh("DDR114", Severity::Warning, FailOn::Warning), Exit::Failing);
        assert_eq!(weigh("DDR008", Severity::Error, FailOn::Error), Exit::Failing);
        for code in ["DDR001", "DDR007", "DDR901"] {
            assert_eq!(weigh(code, Severity::Error, FailOn::Error), Exit::Unable);
        }
        assert!(Exit::Unable > Exit::Failing && Exit::Failing > Exit::Clean);
    }
}
