//! A code quality report of GitLab, which shows it in a merge request.

use super::plain::{Plain, Run, Text};
use super::{visible, written};
use crate::diagnostic::Severity;
use serde::Serialize;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// The report; a list, empty where nothing is wrong.
pub fn gitlab(run: &Run<'_>) -> Result<String, serde_json::Error> {
    let all = run.texts.iter().flat_map(|text| text.diagnostics.iter().map(move |one| issue(text, one)));
    written::json(&all.collect::<Vec<_>>())
}

fn issue<'a>(text: &Text<'a>, diagnostic: &'a Plain) -> Issue<'a> {
    let help = diagnostic.help.iter().map(|help| format!("; help: {help}"));
    let said: String = std::iter::once(diagnostic.message.clone()).chain(help).collect();
    Issue {
        description: format!("{}: {}", diagnostic.code, visible(&said)),
        check_name: diagnostic.name,
        fingerprint: &diagnostic.fingerprint,
        severity: match diagnostic.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Hint => "info",
        },
        location: Location {
            path: text.path,
            lines: Lines { begin: diagnostic.range.start.line, end: diagnostic.range.end.line },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::plain::testing::{HOSTILE, with_run};
    use serde_json::{Value, json};

    #[test]
    fn an_issue_each() {
        let (text, print) = with_run("docs/a.md", "wrong", |run| {
            (
                gitlab(run).unwrap(),
                run.texts.first().unwrap().diagnostics.first().unwrap().fingerprint.clone(),
            )
        });
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            value[0],
            json!({
                "description": "DDR112: wrong; help: wrong", "check_name": "duplicate-decision-id",
                "fingerprint": print, "severity": "major",
                "location": {"path": "docs/a.md", "lines": {"begin": 3, "end": 3}},
            })
        );
        assert_eq!(value[1]["severity"], "info");
        assert_ne!(value[0]["fingerprint"], value[1]["fingerprint"]);
    }

    #[test]
    fn nothing_acts_and_the_path_stays_what_it_is() {
        let path = "a\n\u{1b}\u{202e}.md";
        let text = with_run(path, HOSTILE, |run| gitlab(run).unwrap());
        assert!(!text.chars().any(|c| c != '\n' && crate::render::visible::acts(c)), "{text}");
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value[0]["location"]["path"], path);
        let said = value[0]["description"].as_str().unwrap();
        assert!(said.contains("x␊::error::forged␍␊") && said.contains("␛[31mred"), "{said}");
    }
}
