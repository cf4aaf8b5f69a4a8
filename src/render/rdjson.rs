//! Diagnostics for reviewdog. Columns count bytes of UTF-8, and a fix is one replacement.
//!
//! Other places stand in the message: the key for them is newer than many versions in use, and these
//! refuse a report with a key that they do not know.

use super::plain::{Plain, Point, Range, Run};
use super::{visible, written};
use crate::diagnostic::Severity;
use serde::Serialize;

#[derive(Serialize)]
struct Report<'a> {
    source: Source,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location<'a>,
    severity: &'static str,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'a>>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    range: Bytes,
}

#[derive(Serialize)]
struct Bytes {
    start: Place,
    end: Place,
}

#[derive(Serialize)]
struct Place {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
}

#[derive(Serialize)]
struct Suggestion<'a> {
    range: Bytes,
    text: &'a str,
}

/// The report.
pub fn rdjson(run: &Run<'_>) -> Result<String, serde_json::Error> {
    let texts = run.texts.iter();
    let all = texts.flat_map(|text| text.diagnostics.iter().map(|one| diagnostic(text.path, one)));
    written::json(&Report { source: Source { name: "ddr" }, diagnostics: all.collect() })
}

fn diagnostic<'a>(path: &'a str, found: &'a Plain) -> Diagnostic<'a> {
    let lines = std::iter::once(found.message.clone()).chain(found.places()).chain(found.remarks());
    let lines: Vec<String> = lines.map(|line| visible(&line).into_owned()).collect();
    Diagnostic {
        message: format!("{}: {}", found.name, lines.join("\n")),
        location: Location { path, range: bytes(found.range) },
        severity: match found.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Hint => "INFO",
        },
        code: Code { value: found.code },
        suggestions: found
            .fix
            .iter()
            .map(|fix| Suggestion { range: bytes(fix.whole.0), text: &fix.whole.1 })
            .collect(),
    }
}

fn bytes(range: Range) -> Bytes {
    let place = |point: Point| Place { line: point.line, column: point.byte };
    Bytes { start: place(range.start), end: place(range.end) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::plain::testing::{HOSTILE, with_run};
    use serde_json::{Value, json};

    #[test]
    fn a_diagnostic_in_full_with_columns_in_bytes() {
        let text = with_run("docs/a.md", "wrong", |run| rdjson(run).unwrap());
        let value: Value = serde_json::from_str(&text).unwrap();
        let range = |line, start, end| json!({"start": {"line": line, "column": start}, "end": {"line": line, "column": end}});
        assert_eq!(
            value["diagnostics"][0],
            json!({
                "message": "duplicate-decision-id: wrong\nsee docs/a.md:3: wrong\nsee other/docs/a.md:1: wrong\n\
                            note: wrong\nhelp: wrong",
                "location": {"path": "docs/a.md", "range": range(3, 13, 14)},
                "severity": "ERROR", "code": {"value": "DDR112"},
                "suggestions": [{"range": range(3, 13, 18), "text": "1 | 2"}],
            })
        );
        assert_eq!(value["diagnostics"][1]["severity"], "INFO");
        assert!(value["diagnostics"][1].get("suggestions").is_none());
    }

    #[test]
    fn nothing_acts() {
        let text = with_run("a\n\u{1b}.md", HOSTILE, |run| rdjson(run).unwrap());
        assert!(!text.chars().any(|c| c != '\n' && crate::render::visible::acts(c)), "{text}");
        let value: Value = serde_json::from_str(&text).unwrap();
        let said = value["diagnostics"][0]["message"].as_str().unwrap();
        assert_eq!(said.lines().count(), 5, "{said}");
    }
}
