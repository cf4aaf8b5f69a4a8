//! `ddr lint`: gather, check in parallel, print in order.
//!
//! Each file is read, checked and put into its output form by one worker, which then lets go of
//! the text; what remains of ten thousand documents is what is to be printed.

use super::args::{FailOn, Global, Lint, OutputFormat};
use super::gather::{File, Gathered, gather};
use super::look::look;
use super::output::{Exit, complain, print, tell};
use super::panics::caught;
use super::select::selection;
use crate::check::{Active, check_document};
use crate::diagnostic::{Diagnostic, Severity};
use crate::render::statistics::Statistics;
use crate::render::summary::{Tally, counted, summary};
use crate::render::text::Look;
use crate::render::{View, concise, json, text};
use crate::source::{Source, Span};
use rayon::prelude::*;

/// Fewer files than this are not worth waking other threads for.
const FEW: usize = 4;

/// Runs the verb.
pub fn run(args: &Lint, global: &Global, look: Look) -> Exit {
    let form = match Form::of(args, look) {
        Ok(form) => form,
        Err(why) => return usage(&why),
    };
    let selection = match selection(args) {
        Ok(selection) => selection,
        Err(why) => return usage(&why),
    };
    let gathered = match gather(&args.paths, args.stdin_filename.as_deref(), global) {
        Ok(gathered) => gathered,
        Err(why) => return usage(&why),
    };

    let (mut said, unjudged) = configs(&gathered, form, args.fail_on);
    let active: Vec<Active> =
        gathered.projects.list.iter().map(|project| Active::new(&project.settings, &selection)).collect();
    let judge = |file: &File| judge(file, &gathered, &active, form, args.fail_on);
    let files: Vec<&File> = gathered.files.iter().filter(|file| is_sound(&gathered, file)).collect();
    if files.len() < FEW {
        said.extend(files.into_iter().map(judge));
    } else {
        said.par_extend(files.into_par_iter().map(judge));
    }

    let exit = if gathered.missing > 0 || unjudged > 0 { Exit::Unable } else { Exit::Clean };
    let exit = said.iter().map(|said| said.exit).max().unwrap_or_default().max(exit);
    if global.verbose {
        for line in said.iter().filter_map(|said| said.skipped.as_ref()) {
            tell(line);
        }
    }
    if unjudged > 0 {
        complain(&format!("{} not checked: the configuration has errors", counted(unjudged, "file")));
    }
    let nowhere = Tally { unread: gathered.missing + unjudged, ..Tally::default() };
    exit.max(report(said, nowhere, form, global.quiet))
}

fn usage(why: &str) -> Exit {
    complain(why);
    Exit::Unable
}

/// What becomes of diagnostics.
#[derive(Debug, Clone, Copy)]
enum Form {
    Text(Look),
    Concise,
    Json,
    Statistics,
}

impl Form {
    fn of(args: &Lint, look: Look) -> Result<Self, String> {
        match (args.output_format, args.statistics) {
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
struct Said {
    text: String,
    json: Vec<json::Diagnostic>,
    document: Option<json::Document>,
    /// Its share of the summary.
    tally: Tally,
    statistics: Statistics,
    exit: Exit,
    /// Why it is no document, for `--verbose`.
    skipped: Option<String>,
}

/// Puts the diagnostics of one text into their form and counts them.
fn say(file: &File, source: &Source, diagnostics: &[Diagnostic], form: Form, fail_on: FailOn) -> Said {
    let mut said = Said::default();
    let view = |path| View { path, source, diagnostics };
    match form {
        Form::Text(look) => said.text = text::text(&view(&file.shown), look),
        Form::Concise => said.text = concise::concise(&view(&file.shown)),
        Form::Json => said.json = json::diagnostics(&view(&file.machine)),
        Form::Statistics => {}
    }
    for diagnostic in diagnostics {
        said.tally.add(diagnostic);
        said.statistics.add(diagnostic);
        said.exit = said.exit.max(weight(diagnostic, fail_on));
    }
    said
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

/// Reads and checks one file.
fn judge(file: &File, gathered: &Gathered, active: &[Active], form: Form, fail_on: FailOn) -> Said {
    let done = caught(|| match file.read() {
        Ok(source) => check(file, source, gathered, active, form, fail_on),
        Err(unread) => {
            let mut said = say(file, &unread.source, &[unread.diagnostic], form, fail_on);
            said.tally.unread = 1;
            said
        }
    });
    done.unwrap_or_else(|panic| {
        let message = format!("checking this file failed: {panic}");
        let mut diagnostic =
            Diagnostic::new("DDR007", "internal-error", Severity::Error, Span::at(0), message);
        diagnostic.help("this is a mistake in ddr; a report with the file would help to mend it");
        let mut said = say(file, &Source::new(&*file.inside, ""), &[diagnostic], form, fail_on);
        said.tally.unread = 1;
        said
    })
}

fn check(
    file: &File,
    source: Source,
    gathered: &Gathered,
    active: &[Active],
    form: Form,
    fail_on: FailOn,
) -> Said {
    let project = gathered.projects.list.get(file.project);
    let (Some(project), Some(active)) = (project, active.get(file.project)) else { return Said::default() };
    let outcome = check_document(source, &project.settings, active, &|path| look(project, path));
    let mut said = say(file, &outcome.source, &outcome.diagnostics, form, fail_on);
    match outcome.kind {
        _ if outcome.template => {
            said.tally.templates = 1;
            said.skipped = Some(format!("skipped {}: it is a template", file.shown));
        }
        // It counts as neither recognised nor skipped: most rules never saw it.
        _ if outcome.unchecked => said.tally.unread = 1,
        Some(kind) => {
            said.tally.kinds.insert(kind.clone(), 1);
            said.document = Some(json::Document { path: file.machine.clone(), kind, title: outcome.title });
        }
        None => {
            said.tally.skipped = 1;
            said.skipped = Some(format!("skipped {}: neither a record nor a patch plan", file.shown));
        }
    }
    said
}

/// Whether the settings of a file's project are free of mistakes. Half-read settings would make
/// false diagnostics, so its documents wait until the settings are mended.
fn is_sound(gathered: &Gathered, file: &File) -> bool {
    gathered.projects.list.get(file.project).is_none_or(|project| project.sound)
}

/// What is wrong with the configs, and how many documents are not checked for it.
fn configs(gathered: &Gathered, form: Form, fail_on: FailOn) -> (Vec<Said>, usize) {
    let faults = gathered
        .faults
        .iter()
        .map(|(file, fault)| say(file, &fault.source, &fault.diagnostics, form, fail_on));
    let said = faults.collect();
    let unjudged = gathered.files.iter().filter(|file| !is_sound(gathered, file)).count();
    (said, unjudged)
}

/// Prints everything and the last line. The tally holds what never came to be judged.
fn report(all: Vec<Said>, mut tally: Tally, form: Form, quiet: u8) -> Exit {
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
        Err(error) => usage(&format!("cannot write the report as JSON: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
