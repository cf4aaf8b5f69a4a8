//! SARIF 2.1.0, for code scanning and editors.
//!
//! Columns count Unicode code points, and the file says so. Paths are relative to `%SRCROOT%`, the root
//! of the repository, which stays without an absolute path: the file is the same on every machine.

use super::plain::{Plain, Range, Run, Weight};
use super::{page, visible, written};
use crate::diagnostic::Severity;
use crate::rules::{self, Rule};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const ROOT: &str = "%SRCROOT%";
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Only<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Only<'a> {
    tool: Value,
    automation_details: Value,
    invocations: [Value; 1],
    column_kind: &'static str,
    newline_sequences: [&'static str; 3],
    original_uri_base_ids: Value,
    results: Vec<Found<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Found<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Value,
    locations: [Value; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Value>,
    partial_fingerprints: Value,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Value>,
}

/// The log.
pub fn sarif(run: &Run<'_>) -> Result<String, serde_json::Error> {
    let all = || run.texts.iter().flat_map(|text| text.diagnostics);
    // Rules that said nothing would make every file large.
    let codes: BTreeSet<&str> = all().map(|diagnostic| diagnostic.code).collect();
    let spoke: Vec<&Rule> = codes.into_iter().filter_map(rules::find).collect();
    let done = run.tally.unread == 0 && all().all(|diagnostic| diagnostic.weight != Weight::Unable);
    let results =
        run.texts.iter().flat_map(|text| text.diagnostics.iter().map(|one| found(text.path, one, &spoke)));
    let only = Only {
        tool: json!({ "driver": {
            "name": "ddr",
            "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": spoke.iter().map(|rule| of_rule(rule)).collect::<Vec<_>>(),
        }}),
        automation_details: json!({ "id": "ddr/" }),
        invocations: [json!({ "executionSuccessful": done })],
        column_kind: "unicodeCodePoints",
        newline_sequences: ["\r\n", "\n", "\r"],
        original_uri_base_ids: json!({ ROOT: { "description": { "text": "The root of the repository." } } }),
        results: results.collect(),
    };
    written::json(&Log { schema: SCHEMA, version: "2.1.0", runs: [only] })
}

fn of_rule(rule: &Rule) -> Value {
    let group = rules::group_of(rule).map_or("ddr", |group| group.name);
    let (severity, precision) = match rule.severity {
        Severity::Error => ("error", "very-high"),
        Severity::Warning => ("warning", "very-high"),
        Severity::Hint => ("recommendation", "medium"),
    };
    let (first, body) = (page::first_sentence(rule), page::body(rule));
    json!({
        "id": rule.code,
        "name": pascal(rule.name),
        "shortDescription": { "text": first },
        "fullDescription": { "text": first },
        "help": { "text": body, "markdown": body },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "tags": [group], "precision": precision, "problem.severity": severity },
    })
}

fn found<'a>(path: &str, diagnostic: &'a Plain, spoke: &[&Rule]) -> Found<'a> {
    let said = std::iter::once(diagnostic.message.clone()).chain(diagnostic.remarks());
    let said: Vec<String> = said.map(|line| unlinked(&line)).collect();
    let related = diagnostic.related.iter().enumerate();
    let fix = |fix: &super::plain::Fix| {
        let replacements: Vec<Value> = fix
            .edits
            .iter()
            .map(|(range, text)| json!({ "deletedRegion": region(*range), "insertedContent": { "text": text } }))
            .collect();
        json!({
            "description": { "text": unlinked(&fix.title) },
            "artifactChanges": [{ "artifactLocation": artifact(path), "replacements": replacements }],
        })
    };
    Found {
        rule_id: diagnostic.code,
        rule_index: spoke.iter().position(|rule| rule.code == diagnostic.code),
        level: level(diagnostic.severity),
        message: json!({ "text": said.join("\n") }),
        locations: [json!({ "physicalLocation": place(path, diagnostic.range) })],
        related_locations: related
            .map(|(at, (path, range, message))| {
                let message = json!({ "text": unlinked(message) });
                json!({ "id": at, "physicalLocation": place(path, *range), "message": message })
            })
            .collect(),
        partial_fingerprints: json!({ "ddr/v1": diagnostic.fingerprint }),
        fixes: diagnostic.fix.iter().map(fix).collect(),
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

fn place(path: &str, range: Range) -> Value {
    json!({ "artifactLocation": artifact(path), "region": region(range) })
}

fn artifact(path: &str) -> Value {
    json!({ "uri": uri(path), "uriBaseId": ROOT })
}

fn region(range: Range) -> Value {
    json!({
        "startLine": range.start.line, "startColumn": range.start.column,
        "endLine": range.end.line, "endColumn": range.end.column,
    })
}

/// A relative path as a URI: everything but plain letters, digits, a few marks and `/` is escaped.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte))
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A text of a message. `[text](target)` would be a link there, and of a document it is but words.
fn unlinked(text: &str) -> String {
    visible(text).replace("](", "] (")
}

/// `statement-too-long` as `StatementTooLong`.
fn pascal(name: &str) -> String {
    let upper = |word: &str| {
        let mut rest = word.chars();
        rest.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(rest).collect::<String>()
    };
    name.split('-').map(upper).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::plain::testing::{HOSTILE, with_run};

    fn log(path: &str, text: &str) -> Value {
        serde_json::from_str(&with_run(path, text, |run| sarif(run).unwrap())).unwrap()
    }

    fn lines(line: usize, start: usize, end: usize) -> Value {
        json!({"startLine": line, "startColumn": start, "endLine": line, "endColumn": end})
    }

    #[test]
    fn a_result_in_full_with_columns_in_code_points() {
        let log = log("docs/a.md", "wrong");
        let run = &log["runs"][0];
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        let result = &run["results"][0];
        let file = json!({"uri": "docs/a.md", "uriBaseId": "%SRCROOT%"});
        assert_eq!((&result["ruleId"], &result["level"]), (&json!("DDR112"), &json!("error")));
        assert_eq!(result["message"]["text"], "wrong\nnote: wrong\nhelp: wrong");
        assert_eq!(
            result["locations"][0]["physicalLocation"],
            json!({"artifactLocation": file, "region": lines(3, 7, 8)})
        );
        let related = &result["relatedLocations"];
        assert_eq!(related[0]["physicalLocation"]["region"], lines(3, 11, 12));
        assert_eq!(related[1]["physicalLocation"]["artifactLocation"]["uri"], "other/docs/a.md");
        assert_eq!(
            result["fixes"][0]["artifactChanges"][0]["replacements"][1],
            json!({"deletedRegion": lines(3, 11, 12), "insertedContent": {"text": "2"}})
        );
        assert_eq!(run["results"][1]["level"], "note");
        assert!(run["results"][1].get("fixes").is_none());
    }

    #[test]
    fn rules_that_spoke_come_with_their_page() {
        let log = log("docs/a.md", "wrong");
        let rules = &log["runs"][0]["tool"]["driver"]["rules"];
        let index = log["runs"][0]["results"][1]["ruleIndex"].as_u64().unwrap();
        assert_eq!(rules.as_array().unwrap().len(), 2);
        let rule = &rules[usize::try_from(index).unwrap()];
        assert_eq!((&rule["id"], &rule["name"]), (&json!("DDR401"), &json!("PhaseGap")));
        assert!(rule["help"]["markdown"].as_str().unwrap().contains("## Why"));
        assert!(rule["shortDescription"]["text"].as_str().unwrap().ends_with('.'));
    }

    #[test]
    fn nothing_acts_and_no_text_is_a_link() {
        let path = "a b%20#é:?\n\u{1b}.md";
        let text = with_run(path, HOSTILE, |run| sarif(run).unwrap());
        assert!(!text.chars().any(|c| c != '\n' && crate::render::visible::acts(c)), "{text}");
        let log = log(path, HOSTILE);
        let result = &log["runs"][0]["results"][0];
        assert!(!result["message"]["text"].as_str().unwrap().contains("]("));
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert_eq!(uri, "a%20b%2520%23%C3%A9%3A%3F%0A%1B.md");
    }
}
