//! Diagnostics for programs: stable, versioned, described by `docs/schemas/lint.schema.json`.
//!
//! The structs are the format: the schema is derived from them, and a test holds the published
//! file to them.

use super::View;
use crate::diagnostic::Severity;
use crate::source::{Source, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What `ddr lint --output-format json` prints.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Version of this format; 1.
    pub version: u32,
    /// Every recognised document, by path.
    pub documents: Vec<Document>,
    /// How many Markdown files were no document of a known kind, templates included.
    pub skipped: usize,
    /// What is wrong, by path and place.
    pub diagnostics: Vec<Diagnostic>,
    /// How many of each severity.
    pub summary: Summary,
}

/// A recognised document.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// Path relative to the project root, with `/`.
    pub path: String,
    /// `record` or `plan`; for a schema of neither family its name.
    pub kind: String,
    /// Its title, where it has one.
    pub title: Option<String>,
}

/// One thing that is wrong at one place.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Diagnostic {
    /// Code of the rule: `DDR114`.
    pub code: String,
    /// Name of the rule: `statement-too-long`.
    pub name: String,
    /// How sure and how grave; only errors and warnings can fail a run.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// Path relative to the project root, with `/`.
    pub path: String,
    /// Where it starts.
    pub start: Position,
    /// The place just past its end.
    pub end: Position,
    /// Why it matters; what to do begins with `help: `.
    pub notes: Vec<String>,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// Edits that make it go away.
    pub fix: Option<Fix>,
}

/// A place in a text.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in Unicode scalar values.
    pub column: usize,
    /// Byte offset, from 0.
    pub offset: usize,
}

/// A second place that explains a diagnostic.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Related {
    /// Path relative to the project root, with `/`.
    pub path: String,
    /// Where it starts.
    pub start: Position,
    /// The place just past its end.
    pub end: Position,
    /// What it has to do with it.
    pub message: String,
}

/// Edits that make a diagnostic go away.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Fix {
    /// Whether the meaning of the document surely stays.
    pub safe: bool,
    /// What it does.
    pub title: String,
    /// In ascending order, not overlapping.
    pub edits: Vec<Edit>,
}

/// A replacement of the text between two places.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Edit {
    /// Path relative to the project root, with `/`.
    pub path: String,
    /// Where the old text starts.
    pub start: Position,
    /// The place just past the old text.
    pub end: Position,
    /// The new text.
    pub text: String,
}

/// How many diagnostics of each severity.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Number of errors.
    pub errors: usize,
    /// Number of warnings.
    pub warnings: usize,
    /// Number of hints.
    pub hints: usize,
    /// How many more comments in their documents suppress.
    pub suppressed: usize,
    /// How many more the baseline takes as given.
    pub baseline: usize,
}

/// The diagnostics of one text.
pub fn diagnostics(view: &View<'_>) -> Vec<Diagnostic> {
    view.diagnostics.iter().map(|diagnostic| one(view, diagnostic)).collect()
}

fn one(view: &View<'_>, diagnostic: &crate::diagnostic::Diagnostic) -> Diagnostic {
    let (start, end) = ends(view.source, diagnostic.span);
    let help = diagnostic.help.iter().map(|help| format!("help: {help}"));
    let related = diagnostic.labels.iter().map(|label| {
        let (start, end) = ends(view.source, label.span);
        Related { path: view.path.to_owned(), start, end, message: label.message.clone() }
    });
    let fix = diagnostic.fix.as_ref().map(|fix| Fix {
        safe: fix.safe,
        title: fix.title.clone(),
        edits: fix
            .edits
            .iter()
            .map(|edit| {
                let (start, end) = ends(view.source, edit.span);
                Edit { path: view.path.to_owned(), start, end, text: edit.text.clone() }
            })
            .collect(),
    });
    let elsewhere = diagnostic.elsewhere.iter().filter_map(|place| {
        let other = view.others.iter().find(|other| other.source.path == place.path)?;
        let (start, end) = ends(&other.source, place.span);
        Some(Related { path: other.path.clone(), start, end, message: place.message.clone() })
    });
    Diagnostic {
        code: diagnostic.code.to_owned(),
        name: diagnostic.name.to_owned(),
        severity: diagnostic.severity,
        message: diagnostic.message.clone(),
        path: view.path.to_owned(),
        start,
        end,
        notes: diagnostic.notes.iter().cloned().chain(help).collect(),
        related: related.chain(elsewhere).collect(),
        fix,
    }
}

fn ends(source: &Source, span: Span) -> (Position, Position) {
    (position(source, span.start), position(source, span.end.max(span.start)))
}

fn position(source: &Source, offset: usize) -> Position {
    let at = source.position(offset);
    Position { line: at.line, column: at.column, offset: at.offset }
}

/// The report as indented JSON with a line ending.
pub fn json(report: &Report) -> Result<String, serde_json::Error> {
    super::written::json(report)
}

/// The JSON Schema of the report, as a text that ends with a newline.
pub fn json_schema() -> String {
    super::schema_text::<Report>("ddr lint --output-format json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Diagnostic as Found, Edit as Change};

    #[test]
    fn a_diagnostic_in_full() {
        let source = Source::new("a.md", "\u{feff}é😀日 x\r\ny");
        let x = source.text.find('x').unwrap();
        let span = Span::new(x, x + 1);
        let mut found = Found::new("DDR900", "made-up", Severity::Warning, span, "x is not y");
        found.label(Span::new(x + 3, x + 4), "y").note("they differ").help("write y");
        found.fix(true, "write y", vec![Change { span, text: "y".into() }]);
        let view = View { path: "docs/a.md", source: &source, diagnostics: &[found], others: &[] };
        let at = |line, column, offset| serde_json::json!({"line": line, "column": column, "offset": offset});
        let (start, end) = (at(1, 5, x), at(1, 6, x + 1));
        assert_eq!(
            serde_json::to_value(diagnostics(&view)).unwrap(),
            serde_json::json!([{
                "code": "DDR900", "name": "made-up", "severity": "warning", "message": "x is not y",
                "path": "docs/a.md", "start": start, "end": end,
                "notes": ["they differ", "help: write y"],
                "related": [{"path": "docs/a.md", "start": at(2, 1, x + 3), "end": at(2, 2, x + 4), "message": "y"}],
                "fix": {"safe": true, "title": "write y", "edits": [
                    {"path": "docs/a.md", "start": start, "end": end, "text": "y"}]},
            }])
        );
    }

    #[test]
    fn an_empty_report_has_every_key() {
        let report = Report {
            version: 1,
            documents: vec![Document { path: "a.md".into(), kind: "record".into(), title: None }],
            skipped: 0,
            diagnostics: Vec::new(),
            summary: Summary::default(),
        };
        let value: serde_json::Value = serde_json::from_str(&json(&report).unwrap()).unwrap();
        assert_eq!(
            value,
            serde_json::json!({
                "version": 1, "documents": [{"path": "a.md", "kind": "record", "title": null}], "skipped": 0,
                "diagnostics": [], "summary": {"errors": 0, "warnings": 0, "hints": 0, "suppressed": 0, "baseline": 0},
            })
        );
    }
}
