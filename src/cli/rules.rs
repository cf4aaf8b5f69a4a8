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
    /// Which fixes its diagnostics may bring: `safe`, `unsafe`, `both`; null where none does.
    fix: Option<&'static str>,
    /// The first line of its page.
    summary: &'static str,
}

/// Prints the rules in the order of their codes, for a terminal of so many columns.
pub fn run(args: &Rules, columns: Option<usize>) -> Exit {
    match args.format {
        Format::Text => print([table(columns).as_str()]),
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
    let &Rule { code, name, severity, on, fixes, .. } = rule;
    Row { code, name, group, severity, on, fix: fixes.name(), summary }
}

/// What stands below the table.
const LEGEND: &str =
    "The fourth column tells which fixes a rule may bring: safe ones (`ddr lint --fix`), unsafe ones
(`--unsafe-fixes`) or both. `ddr explain NAME` prints the page of a rule.
";

/// Groups under their names, columns aligned. On a terminal that is too narrow for it, what a rule says
/// stands on the lines below; a pipe gets a line for each rule, however long.
fn table(columns: Option<usize>) -> String {
    let widest = rows().map(|row| row.name.len()).max().unwrap_or(0);
    let head = |row: &Row| {
        let severity = if row.on { row.severity.name() } else { "off" };
        let fix = row.fix.unwrap_or_default();
        format!("  {}  {:<widest$}  {severity:<7}  {fix:<6}", row.code, row.name)
    };
    let longest = rows().map(|row| head(&row).len() + 2 + row.summary.len()).max().unwrap_or(0);
    let narrow = columns.filter(|&columns| columns < longest);
    let mut out = String::new();
    for group in GROUPS {
        out.push_str(&format!("{}: {}\n", group.name, group.about));
        for row in group.rules.iter().map(|rule| row(group.name, rule)) {
            match narrow {
                None => out.push_str(&format!("{}  {}\n", head(&row), row.summary)),
                Some(columns) => {
                    out.push_str(&format!("{}\n{}", head(&row).trim_end(), below(&row, columns)))
                }
            }
        }
        out.push('\n');
    }
    out + LEGEND
}

/// The summary of a rule below its name, in lines that fit.
fn below(row: &Row, columns: usize) -> String {
    const INDENT: &str = "          ";
    let mut lines: Vec<String> = Vec::new();
    for word in row.summary.split(' ') {
        match lines.last_mut().filter(|line| line.len() + 1 + word.len() <= columns) {
            Some(line) => line.extend([" ", word]),
            None => lines.push(format!("{INDENT}{word}")),
        }
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_line_and_a_summary() {
        let table = table(None);
        for row in rows() {
            let line = table.lines().find(|line| line.starts_with(&format!("  {}  ", row.code))).unwrap();
            assert!(line.contains(row.name) && line.ends_with(row.summary), "{line}");
            assert!(!row.summary.is_empty(), "{}", row.code);
        }
    }

    #[test]
    fn on_a_terminal_of_80_columns_nothing_is_broken() {
        let table = table(Some(80));
        assert!(table.contains(
            "  DDR117  unknown-status                  warning  both\n          Every status is a word that the vocabulary knows.\n"
        ));
        let lines = table.lines().filter(|line| line.starts_with(' '));
        assert!(lines.clone().count() > 2 * rows().count());
        assert_eq!(lines.filter(|line| line.len() > 80).collect::<Vec<_>>(), [""; 0]);
    }
}
