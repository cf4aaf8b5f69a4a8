//! Documents as an outline for people: what `ddr show` prints without `--format json`.

use super::{ShownBudget, ShownDocument, ShownProse, ShownRow};
use crate::render::visible;
use std::fmt::Write as _;

/// Documents as an outline for people, a line for each part with its line number.
pub fn outline(documents: &[ShownDocument]) -> String {
    let mut out = String::new();
    for (at, document) in documents.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        describe(document, &mut out);
    }
    out
}

fn describe(document: &ShownDocument, out: &mut String) {
    let title = document.title.as_deref().unwrap_or("(no title)");
    line(out, format_args!("{}: {}, {title}", document.path, document.kind));
    if let Some(summary) = &document.summary {
        line(out, format_args!("{:>5}  summary: {}", summary.line, words(summary)));
    }
    if !document.decisions.is_empty() {
        line(out, format_args!("       decisions: {}", document.decisions.len()));
    }
    for decision in &document.decisions {
        let id = decision.id.as_deref().unwrap_or("(no id)");
        let status = decision.status.as_ref().map(|status| format!(" [{}]", status.text)).unwrap_or_default();
        let invariant = if decision.invariant == Some(true) { " (invariant)" } else { "" };
        let statement = decision.statement.as_deref().unwrap_or("(empty)");
        line(out, format_args!("{:>5}    {id}: {statement}{status}{invariant}", decision.line));
    }
    if let Some(risks) = &document.risks {
        let stated = risks.stated.map(|stated| format!(", {stated} stated")).unwrap_or_default();
        line(out, format_args!("{:>5}  risks: {}{stated}", risks.line, risks.items.len()));
        for risk in &risks.items {
            let level = risk.level.as_ref().map(|level| format!("[{level}] ")).unwrap_or_default();
            let mitigation = risk.mitigation.as_ref().map(|how| format!(" → {how}")).unwrap_or_default();
            line(out, format_args!("{:>5}    {level}{}{mitigation}", risk.line, risk.title));
        }
    }
    if !document.phases.is_empty() {
        line(out, format_args!("       phases: {}", document.phases.len()));
    }
    for phase in &document.phases {
        let id = phase.id.as_deref().unwrap_or("-");
        line(out, format_args!("{:>5}    {id}: {}", phase.line, phase.title));
    }
    if let Some(plan) = &document.plan {
        let phase = plan.phase.as_ref().map(|phase| format!(" of phase {phase}")).unwrap_or_default();
        line(out, format_args!("       patch plan{phase}: {} rows", plan.rows.len()));
        match &plan.record {
            Some(record) => {
                line(out, format_args!("         carries out {} ({})", record.path, record.reason))
            }
            None => line(out, format_args!("         carries out no record that is known")),
        }
        plan.rows.iter().for_each(|row| describe_row(row, out));
    }
    for table in &document.tables {
        line(out, format_args!("{:>5}  table {}: {} rows", table.line, table.id, table.rows.len()));
    }
    for (at, note) in document.notes.iter().enumerate() {
        line(out, format_args!("{:>5}  note {}: {}", note.line, at + 1, words(note)));
    }
}

fn describe_row(row: &ShownRow, out: &mut String) {
    let paths = match row.words_for_files() {
        Some(words) => format!("{words} (words, no path)"),
        None if row.paths.is_empty() => "(no path)".to_owned(),
        None => row.paths.join(", "),
    };
    let op = row.op.as_ref().map_or("-", |op| op.canonical.as_deref().unwrap_or(&op.text));
    let status = row.status.as_ref().map(|status| format!(" [{}]", status.text)).unwrap_or_default();
    line(out, format_args!("{:>5}    {op} {paths}{status}", row.line));
    if let Some(tests) = row.tests.as_ref().filter(|tests| !tests.none) {
        line(out, format_args!("             tests: {}", tests.text));
    }
    for budget in &row.budgets {
        line(out, format_args!("             budget: {}", budget_words(budget)));
    }
    if let Some(risk) = &row.risk {
        let level = risk.level.as_deref().unwrap_or("no level");
        let text = if risk.text.is_empty() { String::new() } else { format!(", {}", risk.text) };
        line(out, format_args!("             risk: {level}{text}"));
    }
}

/// A budget as read, so that a misreading shows: `Startup < 60 s`.
fn budget_words(budget: &ShownBudget) -> String {
    let number = match (budget.low, budget.high) {
        (Some(low), Some(high)) if low != high => format!("{low} to {high}"),
        (Some(value), _) | (_, Some(value)) => format!("{value}"),
        (None, None) => return format!("{} (words)", budget.text),
    };
    let mut parts: Vec<String> = Vec::new();
    parts.extend(budget.metric.clone());
    parts.extend(budget.percentile.clone());
    parts.push(budget.comparator.clone().unwrap_or_else(|| "≤".to_owned()));
    parts.push(if budget.delta { format!("+{number}") } else { number });
    parts.extend(budget.unit.clone());
    parts.extend(budget.per.as_ref().map(|per| format!("per {per}")));
    parts.extend(budget.tail.clone());
    parts.join(" ")
}

fn words(prose: &ShownProse) -> String {
    let plural = if prose.words == 1 { "" } else { "s" };
    let stated = prose.stated.map(|stated| format!(", {stated} stated")).unwrap_or_default();
    let limit = prose.limit.map(|limit| format!(", limit {limit}")).unwrap_or_default();
    format!("{} word{plural}{stated}{limit}", prose.words)
}

fn line(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = text.write_fmt(arguments);
    out.push_str(&visible(&text));
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::show::document;
    use crate::schema;
    use crate::source::Source;
    use crate::{model, syntax};

    #[test]
    fn a_row_that_names_no_path_shows_its_words() {
        let text = "# Patch plan\n\n| file | op | tests |\n|---|---|---|\n| src/a.py, b.py | add | n/a |\n| src/c.py | add | n/a |\n| config | modify | n/a |\n| the scripts of **ops** | modify | n/a |\n| src/d.py | add | n/a |\n| - | n/a | n/a |\n|  | add | n/a |\n| src/e.py | add | n/a |\n";
        let source = Source::new("a.md", text);
        let schemas = model::Schemas { record: schema::record(), plan: schema::plan(), assigned: None };
        let syntax = syntax::parse(&source.text, source.start());
        let read = model::read(&source, &syntax, &schemas).unwrap();
        let rows: Vec<String> =
            outline(&[document(&read, "a.md")]).lines().skip(3).map(|line| line[9..].to_owned()).collect();
        assert_eq!(
            rows,
            [
                "add src/a.py, b.py",
                "add src/c.py",
                "modify config (words, no path)",
                "modify the scripts of ops (words, no path)",
                "add src/d.py",
                "none (no path)",
                "add (no path)",
                "add src/e.py",
            ]
        );
    }
}
