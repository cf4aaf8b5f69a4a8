//! What is to be said about files, and saying it.

use super::args::FailOn;
use super::form::{Called, Form, Output};
use super::gather::{File, Names};
use super::output::{Exit, complain, print, print_aside, tell};
use super::{read, write};
use crate::check::Suppressions;
use crate::check::baseline::Met;
use crate::diagnostic::{Diagnostic, Severity};
use crate::fix::fixable;
use crate::project::Member;
use crate::render::plain::{Plain, Run, Text, Weight, plain};
use crate::render::statistics::Statistics;
use crate::render::summary::{Tally, summary};
use crate::render::{Other, View, concise, github, gitlab, json, junit, markdown, rdjson, sarif, text};
use crate::source::Source;
use std::borrow::Cow;

/// The other documents that diagnostics of a file point to, and all the names of each.
#[derive(Debug, Default)]
pub struct Others {
    names: Vec<Names>,
    list: Vec<Other>,
}

impl Others {
    /// Adds one.
    pub fn add(&mut self, names: Names, source: Source) {
        self.list.push(Other { path: String::new(), source });
        self.names.push(names);
    }

    /// The documents, called as a form calls them.
    fn called(&mut self, form: Form) -> &[Other] {
        for (other, names) in self.list.iter_mut().zip(&self.names) {
            let Names { shown, machine, repository, .. } = names;
            other.path = form.name(Called { shown, machine, repository }).to_owned();
        }
        &self.list
    }
}

/// What is to be said about one file.
#[derive(Debug, Default)]
pub struct Said {
    /// One for each output; empty for those that are made of the whole run.
    texts: Vec<String>,
    json: Vec<json::Diagnostic>,
    plain: Vec<Plain>,
    /// Its path from the root of the repository.
    path: String,
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
    /// The number of its project and its path there, where it is a document.
    pub place: Option<(usize, String)>,
    /// What its comments suppress.
    pub suppressions: Option<Box<Suppressions>>,
    /// What of its baseline was met.
    pub met: Met,
}

/// Puts the diagnostics of one text into their forms and counts them.
pub fn say(
    file: &File,
    source: &Source,
    diagnostics: Vec<Diagnostic>,
    mut others: Others,
    outputs: &[Output],
    fail_on: FailOn,
) -> Said {
    let mut said = Said { path: file.repository.clone(), ..Said::default() };
    for form in outputs.iter().map(|output| output.form) {
        let (shown, machine, repository) = (&file.shown, &file.machine, &file.repository);
        let path = form.name(Called { shown, machine, repository });
        let view = View { path, source, diagnostics: &diagnostics, others: others.called(form) };
        said.texts.push(match form {
            Form::Text(look) => text::text(&view, look),
            Form::Concise => concise::concise(&view),
            _ => String::new(),
        });
        if form == Form::Json {
            said.json = json::diagnostics(&view);
        } else if form.is_whole() && said.plain.is_empty() {
            said.plain = plain(&view, |diagnostic| match weight(diagnostic, fail_on) {
                Exit::Clean => Weight::Passing,
                Exit::Failing => Weight::Failing,
                Exit::Unable => Weight::Unable,
            });
        }
    }
    for diagnostic in &diagnostics {
        said.tally.add(diagnostic);
        said.statistics.add(diagnostic);
        said.exit = said.exit.max(weight(diagnostic, fail_on));
    }
    said.tally.fixable = fixable(&source.text, &diagnostics);
    said.diagnostics = diagnostics;
    said
}

impl Said {
    /// Nothing, in so many outputs.
    pub fn silent(outputs: usize) -> Self {
        Self { texts: vec![String::new(); outputs], ..Self::default() }
    }

    /// Says anew what is wrong with the file; what it is stays.
    pub fn again(&mut self, new: Self) {
        self.tally.errors = new.tally.errors;
        self.tally.warnings = new.tally.warnings;
        self.tally.hints = new.tally.hints;
        self.tally.fixable = new.tally.fixable;
        self.exit = new.exit;
        (self.texts, self.json, self.plain) = (new.texts, new.json, new.plain);
        self.statistics = new.statistics;
        // What is added later adds to these as well.
        self.diagnostics = new.diagnostics;
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

/// Writes every output. The tally holds what never came to be judged.
pub fn report(mut all: Vec<Said>, mut tally: Tally, outputs: &[Output], quiet: u8) -> Exit {
    for said in &all {
        tally.merge(&said.tally);
    }
    // A run that recognised nothing says so where nobody takes it for a result.
    if quiet == 0 && tally.found_nothing() {
        tell(&summary(&tally));
    }
    let json = if outputs.iter().any(|output| output.form == Form::Json) {
        json(&mut all, &tally)
    } else {
        Ok(String::new())
    };
    let run = Ready { all: &all, tally: &tally, json, quiet };
    let mut exit = Exit::Clean;
    for (at, output) in outputs.iter().enumerate() {
        // What was asked for by name is written however quiet the run is.
        if output.file.is_none() && quiet > 1 {
            continue;
        }
        exit = exit.max(match parts(&run, at, output.form) {
            Ok(parts) => put(&parts, output),
            Err(why) => {
                complain(&format!("cannot write the report: {why}"));
                Exit::Unable
            }
        });
    }
    exit
}

/// A run, ready to be written.
struct Ready<'a> {
    all: &'a [Said],
    tally: &'a Tally,
    /// Its JSON, where that is asked for.
    json: Result<String, serde_json::Error>,
    quiet: u8,
}

/// The texts that make up the output number `at`.
fn parts<'a>(ready: &'a Ready<'_>, at: usize, form: Form) -> Result<Vec<Cow<'a, str>>, String> {
    let Ready { all, tally, json, quiet } = ready;
    let last = *quiet == 0 && !tally.found_nothing();
    let last = if last { summary(tally) + "\n" } else { String::new() };
    let texts = all.iter().filter(|said| said.document.is_some() || !said.plain.is_empty());
    let texts = texts.map(|said| Text { path: &said.path, diagnostics: &said.plain }).collect();
    let run = Run { texts, tally };
    let text = match form {
        Form::Text(_) | Form::Concise => {
            let texts = all.iter().filter_map(|said| said.texts.get(at));
            return Ok(texts.map(Cow::from).chain([last.into()]).collect());
        }
        Form::Statistics => {
            let mut statistics = Statistics::default();
            all.iter().for_each(|said| statistics.merge(&said.statistics));
            statistics.text() + &last
        }
        Form::Json => return json.as_deref().map(|text| vec![text.into()]).map_err(ToString::to_string),
        Form::Github => github::github(&run) + &github::line(&last),
        Form::Gitlab => gitlab::gitlab(&run).map_err(|error| error.to_string())?,
        Form::Sarif => sarif::sarif(&run).map_err(|error| error.to_string())?,
        Form::Rdjson => rdjson::rdjson(&run).map_err(|error| error.to_string())?,
        Form::Junit => junit::junit(&run).map_err(|error| error.to_string())?,
        Form::Markdown => markdown::markdown(&run, markdown::LIMIT),
    };
    Ok(vec![text.into()])
}

fn put(parts: &[Cow<'_, str>], output: &Output) -> Exit {
    let Some(path) = &output.file else {
        let texts = parts.iter().map(AsRef::as_ref);
        return if output.aside { print_aside(texts) } else { print(texts) };
    };
    match write::replace(path, &parts.concat()) {
        Ok(()) => Exit::Clean,
        Err(error) => {
            let reason = match error.kind() {
                std::io::ErrorKind::NotFound => "there is no such folder".to_owned(),
                _ => read::reason(&error),
            };
            complain(&format!("cannot write {}: {reason}", path.display()));
            Exit::Unable
        }
    }
}

/// The JSON of a run; takes what it is made of.
fn json(all: &mut [Said], tally: &Tally) -> Result<String, serde_json::Error> {
    json::json(&data(all, tally))
}

/// A run as data; takes what it is made of. It has diagnostics where JSON is among the outputs.
pub fn data(all: &mut [Said], tally: &Tally) -> json::Report {
    let summary = json::Summary {
        errors: tally.errors,
        warnings: tally.warnings,
        hints: tally.hints,
        suppressed: tally.suppressed,
        baseline: tally.given,
    };
    json::Report {
        version: 1,
        documents: all.iter().filter_map(|said| said.document.clone()).collect(),
        skipped: tally.skipped + tally.templates,
        diagnostics: all.iter_mut().flat_map(|said| std::mem::take(&mut said.json)).collect(),
        summary,
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
