//! `ddr rules`: every rule in a line.

use super::args::{Format, Rules};
use super::output::{Exit, complain, print};
use crate::diagnostic::Severity;
use crate::rules::{GROUPS, Rule};
use serde::Serialize;

/// What `ddr rules --format json` prints.
#[derive(Serialize)]
struct Listing {
    version: u32,
    rules: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    code: &'static str,
    name: &'static str,
    group: &'static str,
    severity: Severity,
    /// Whether it runs without being selected.
    on: bool,
    /// The first line of its page.
    summary: &'static str,
}

/// Prints the rules in the order of their codes.
pub fn run(args: &Rules) -> Exit {
    match args.format {
        Format::Text => print([table().as_str()]),
        Format::Json => {
            match serde_json::to_string_pretty(&Listing { version: 1, rules: rows().collect() }) {
                Ok(text) => print([text.as_str(), "\n"]),
                Err(error) => {
                    complain(&format!("cannot write the rules as JSON: {error}"));
                    Exit::Unable
                }
            }
        }
    }
}

fn rows() -> impl Iterator<Item = Row> {
    GROUPS.iter().flat_map(|group| group.rules.iter().map(|rule| row(group.name, rule)))
}

fn row(group: &'static str, rule: &'static Rule) -> Row {
    let summary = rule.doc.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    Row { code: rule.code, name: rule.name, group, severity: rule.severity, on: rule.on, summary }
}

/// Groups under their names, columns aligned.
fn table() -> String {
    let widest = rows().map(|row| row.name.len()).max().unwrap_or(0);
    let mut out = String::new();
    for group in GROUPS {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&format!("{}: {}\n", group.name, group.about));
        for rule in group.rules {
            let row = row(group.name, rule);
            let severity = if row.on { row.severity.name() } else { "off" };
            let (code, name, summary) = (row.code, row.name, row.summary);
            out.push_str(&format!("  {code}  {name:<widest$}  {severity:<7}  {summary}\n"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_line_and_a_summary() {
        let table = table();
        for row in rows() {
            assert!(table.contains(&format!("  {}  {}", row.code, row.name)), "{}", row.code);
            assert!(!row.summary.is_empty(), "{}", row.code);
        }
    }
}
