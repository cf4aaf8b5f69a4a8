//! The report as plain data: what its JSON is made of, and all that the pages are made from.
//!
//! It holds what `ddr check`, `ddr show`, `ddr trace` and `ddr diff` say, in the shapes that those print,
//! so that a reader of one of them knows them all. There is no time in it: the same files give the same
//! bytes.

use super::measured::{MeasuredBudget, UnmeasuredBudget};
use crate::render::changes::json::Report as Changes;
use crate::render::json::{Diagnostic, Summary};
use crate::render::show::ShownDocument;
use crate::render::trace::{TracedDecision, TracedPlan};
use crate::render::{schema_text, written};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the shape of a report.
pub const VERSION: u32 = 1;

/// What `ddr report --format json` prints.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Version of this shape; 1.
    pub version: u32,
    /// One for a run; several where runs were merged, by name.
    pub repositories: Vec<Repository>,
}

/// What one run found.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Repository {
    /// What it is called: as the user says, else by its `origin`, else by its folder.
    pub name: String,
    /// The commit that is checked out, where there is one.
    pub revision: Option<String>,
    /// Address of a line of a file, with `{rev}`, `{path}` and `{line}` in it.
    pub source_url: Option<String>,
    /// What stands before the paths of this report in `{path}`: the folder of the project in its
    /// repository, empty where they are the same.
    pub folder: String,
    /// The recognised documents as `ddr show` gives them, by path.
    pub documents: Vec<ShownDocument>,
    /// How many Markdown files were no document of a known kind, templates included.
    pub skipped: usize,
    /// How many files could not be read or checked.
    pub unread: usize,
    /// What `ddr check` says, by path and place.
    pub diagnostics: Vec<Diagnostic>,
    /// How many of each severity.
    pub summary: Summary,
    /// Every decision with an id and what carries it out, as `ddr trace` gives them.
    pub trace: Vec<TracedDecision>,
    /// Every patch plan with its record, and what its rows are done for.
    pub plans: Vec<TracedPlan>,
    /// The phases of the records and how far they are.
    pub phases: Vec<Phase>,
    /// Values that were measured, each with what came of it; empty where no measurements were given.
    #[serde(default)]
    pub measurements: Vec<MeasuredBudget>,
    /// Budgets of the plans that were measured which have no value.
    #[serde(default)]
    pub unmeasured: Vec<UnmeasuredBudget>,
    /// What changed in the design, as `ddr diff` gives it; null where no revision was named.
    pub changes: Option<Changes>,
    /// Texts of the documents that have markup, with it; all others read as they stand.
    pub fragments: Vec<Fragment>,
    /// Source lines that diagnostics point to, without indentation; long ones are cut.
    pub lines: Vec<Line>,
}

/// A phase of a record.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Phase {
    /// The path of the record.
    pub record: String,
    /// Its number.
    pub id: Option<String>,
    /// Its title.
    pub title: String,
    /// Where it begins.
    pub line: usize,
    /// Whether a word or mark beside its title says that it is done.
    pub done: bool,
    /// The plans of the record whose titles name this phase.
    pub plans: Vec<String>,
    /// The rows of these plans.
    pub rows: Progress,
}

/// Rows by how far they are, as their authors say.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Progress {
    /// Carried out.
    pub done: usize,
    /// Still to be done.
    pub open: usize,
    /// Put off or dropped.
    pub deferred: usize,
    /// Rows that do not say.
    pub unsaid: usize,
}

/// A text of a document with its markup.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Fragment {
    /// The path of the document.
    pub path: String,
    /// The line of the decision or risk that it belongs to.
    pub line: usize,
    /// Which text of it: `statement`, `rationale`, `title`, `mitigation`.
    pub part: String,
    /// The text as Markdown.
    pub markdown: String,
}

/// A line of a document.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    /// The path of the document.
    pub path: String,
    /// Its number, from 1.
    pub line: usize,
    /// Its text.
    pub text: String,
}

/// The report as indented JSON with a line ending.
///
/// # Errors
/// None that is known.
pub fn json(report: &Report) -> Result<String, serde_json::Error> {
    written::json(report)
}

/// The JSON Schema of the report.
pub fn json_schema() -> String {
    schema_text::<Report>("ddr report --format json")
}

/// The version, before the rest is read.
#[derive(Deserialize)]
struct Head {
    version: u32,
    repositories: Option<serde::de::IgnoredAny>,
}

/// Reads the JSON of a report.
///
/// # Errors
/// What is wrong with it, in words.
pub fn read(text: &str) -> Result<Report, String> {
    let text = text.trim_start_matches('\u{feff}');
    let head: Head = serde_json::from_str(text).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => NOT_OURS.to_owned(),
        _ => format!("it is not JSON: {error}"),
    })?;
    if head.repositories.is_none() {
        return Err(NOT_OURS.to_owned());
    }
    if head.version != VERSION {
        return Err(format!(
            "it is a report of version {}, and this program reads version {VERSION}",
            head.version
        ));
    }
    serde_json::from_str(text).map_err(|error| format!("it is no whole report: {error}"))
}

const NOT_OURS: &str = "it is not what `ddr report --format json` writes";

/// One report out of many, by the names of their repositories. Those of one name are numbered.
pub fn merge(reports: Vec<Report>) -> Report {
    let mut repositories: Vec<Repository> = reports.into_iter().flat_map(|it| it.repositories).collect();
    repositories.sort_by(|a, b| a.name.cmp(&b.name));
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for repository in &mut repositories {
        let times = seen.entry(repository.name.clone()).or_default();
        *times += 1;
        if *times > 1 {
            repository.name = format!("{} ({times})", repository.name);
        }
    }
    Report { version: VERSION, repositories }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Report {
        let text = format!(
            r#"{{"version":1,"repositories":[{{"name":"{name}","revision":null,"source_url":null,"folder":"",
            "documents":[],"skipped":0,"unread":0,"diagnostics":[],
            "summary":{{"errors":0,"warnings":0,"hints": 0, "suppressed": 0, "baseline": 0}},"trace":[],"plans":[],"phases":[],"changes":null,
            "fragments":[],"lines":[]}}]}}"#
        );
        read(&text).unwrap()
    }

    #[test]
    fn what_is_written_is_read_back() {
        let written = json(&named("a")).unwrap();
        assert_eq!(json(&read(&written).unwrap()).unwrap(), written);
        assert!(read(&format!("\u{feff}{written}")).is_ok());
    }

    #[test]
    fn another_text_is_refused_in_words() {
        for (text, why) in [
            ("", "not JSON"),
            ("{", "not JSON"),
            ("[1]", "not what"),
            (r#"{"version":1,"documents":[]}"#, "not what"),
            (r#"{"version":2,"repositories":[]}"#, "version 2"),
            (r#"{"version":1,"repositories":[{}]}"#, "missing field `name`"),
        ] {
            let said = read(text).unwrap_err();
            assert!(said.contains(why), "{text}: {said}");
        }
    }

    #[test]
    fn merged_reports_stand_by_name_and_namesakes_are_told_apart() {
        let merged = merge(vec![named("b"), named("a"), named("b")]);
        let names: Vec<_> = merged.repositories.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["a", "b", "b (2)"]);
    }
}
