//! An answer of `ddr trace` for people.

use super::{Answer, DecisionName, TracedDecision, TracedFile, TracedPath, TracedPlan, TracedRow};
use crate::model::short;
use crate::project::{Found, Governed, Operation, Standing, State, Via};
use crate::render::summary::counted;
use crate::render::text::Look;
use crate::render::visible;
use anstyle::{AnsiColor, Style};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr as _;

/// An answer as text: decisions record by record, then files, then plans.
pub fn text(answer: &Answer, look: Look) -> String {
    let mut parts = Vec::new();
    for of_record in answer.trace.chunk_by(|a, b| a.record == b.record) {
        parts.push(record(of_record, look));
    }
    if answer.trace.len() > 1 {
        parts.push(tally(&answer.trace));
    }
    parts.extend(answer.files.iter().map(|it| file(it, look)));
    parts.extend(answer.plans.iter().map(|it| plan(it, look)));
    parts.join("\n")
}

fn record(decisions: &[TracedDecision], look: Look) -> String {
    let mut out = String::new();
    let Some(first) = decisions.first() else { return out };
    line(&mut out, 0, &visible(&first.record));
    let ids = decisions.iter().map(|it| it.decision.width()).max().unwrap_or_default();
    for it in decisions {
        let by_plan = if it.via == Some(Via::Plan) { " (through the plan as a whole)" } else { "" };
        let (pad, state) = (gap(&it.decision, ids), standing(it.state, 9, look));
        let statement = it.statement.as_deref().unwrap_or("(empty)");
        let room = look.width.saturating_sub(ids + 15 + by_plan.len()).max(20);
        let statement = short(statement, room);
        line(
            &mut out,
            2,
            &format!("{}{pad}  {state}  {}{by_plan}", visible(&it.decision), visible(&statement)),
        );
        rows(&mut out, 4, it.rows.iter().map(|row| (row, Vec::new())), true, look);
        for plan in &it.plans {
            line(&mut out, 4, &format!("{}: {}", visible(&plan.path), visible(&plan.reason)));
        }
    }
    out
}

fn file(file: &TracedFile, look: Look) -> String {
    let mut out = String::new();
    line(&mut out, 0, &format!("{}{}", visible(&file.path), mark(file.found, None)));
    if file.rows.is_empty() {
        line(&mut out, 2, "no row of any plan names it");
    }
    let with_ends = file.rows.iter().map(|it| {
        let mut ends: Vec<String> = Vec::new();
        ends.extend(match it.how {
            Governed::Named | Governed::Test | Governed::Inside => None,
            Governed::Above => Some("names a folder above it".to_owned()),
        });
        ends.extend(it.decisions.iter().map(|name| decision(name, look)));
        if it.decisions.is_empty() {
            ends.push(match &it.record {
                Some(record) => {
                    let (path, reason) = (visible(&record.path), visible(&record.reason));
                    format!("cites no decision; its plan carries out {path} ({reason})")
                }
                None => "cites no decision; no record of its plan is known".to_owned(),
            });
        }
        (&it.row, ends)
    });
    rows(&mut out, 2, with_ends, true, look);
    out
}

fn plan(plan: &TracedPlan, look: Look) -> String {
    let mut out = String::new();
    line(&mut out, 0, &visible(&plan.path));
    let record = match &plan.record {
        Some(record) => format!("carries out {} ({})", record.path, record.reason),
        None => "carries out no record that is known".to_owned(),
    };
    line(&mut out, 2, &visible(&record));
    let named = plan.rows.iter().map(|it| {
        let ends = it.decisions.iter().map(|name| decision(name, look)).collect();
        (&it.row, ends)
    });
    rows(&mut out, 2, named, false, look);
    out
}

/// Rows, each in a line, with lines of their own for tests and for what is said behind them. `far`
/// says whether the reader has to be told which plan they stand in.
fn rows<'r>(
    out: &mut String,
    indent: usize,
    rows: impl Iterator<Item = (&'r TracedRow, Vec<String>)>,
    far: bool,
    look: Look,
) {
    let rows: Vec<(&TracedRow, Vec<String>)> = rows.collect();
    let place = |row: &TracedRow| match far {
        true => format!("{}:{}", visible(&row.plan), row.line),
        false => row.line.to_string(),
    };
    let places = rows.iter().map(|(row, _)| place(row).width()).max().unwrap_or_default();
    for (row, ends) in rows {
        let place = place(row);
        let (pad, state) = (gap(&place, places), progress(row.state, look));
        let op = row.op.map_or("-", Operation::word);
        let files = match row.files.is_empty() {
            true => visible(&row.called).into_owned(),
            false => paths(&row.files, row, row.op),
        };
        line(out, indent, &format!("{place}{pad}  {state}  {op:<6}  {files}"));
        let under = indent + places + 12;
        if !row.tests.is_empty() || !row.names.is_empty() {
            let names = row.names.iter().map(|name| visible(name).into_owned());
            let tests = paths(&row.tests, row, Some(Operation::Add));
            let tests = Some(tests).filter(|tests| !tests.is_empty());
            let tests: Vec<String> = tests.into_iter().chain(names).collect();
            line(out, under, &format!("tests   {}", tests.join(", ")));
        }
        for end in ends {
            line(out, under, &format!("        {end}"));
        }
    }
}

/// Paths of a row to which an operation is done.
fn paths(paths: &[TracedPath], row: &TracedRow, op: Option<Operation>) -> String {
    let path = |it: &TracedPath| {
        let done = op.map(|op| (op, row.state == State::Done));
        format!("{}{}", visible(&it.path), mark(it.found, done))
    };
    paths.iter().map(path).collect::<Vec<_>>().join(", ")
}

/// What is said behind a path about what stands there, where it is not as it should be; `done` is what
/// is done to it, and whether it is done already.
const fn mark(found: Found, done: Option<(Operation, bool)>) -> &'static str {
    match (found, done) {
        (Found::Missing, Some((Operation::Add, false))) => " (not there yet)",
        (Found::Missing, Some((Operation::Delete, _))) => " (gone)",
        (Found::Missing, Some((Operation::Rename, _))) => " (not there)",
        (Found::Missing, _) => " (missing)",
        (Found::File, Some((Operation::Delete, true))) => " (still there)",
        (Found::Directory, _) => "/",
        (Found::File | Found::Unknown, _) => "",
    }
}

fn decision(name: &DecisionName, look: Look) -> String {
    let by_plan = if name.via == Via::Plan { " (through the plan as a whole)" } else { "" };
    let statement = short(name.statement.as_deref().unwrap_or("(empty)"), 80);
    let state = standing(name.state, 0, look);
    format!(
        "for {}#{}: {}, {state}{by_plan}",
        visible(&name.record),
        visible(&name.decision),
        visible(&statement)
    )
}

/// How many decisions stand how.
fn tally(decisions: &[TracedDecision]) -> String {
    let count = |standing: Standing| decisions.iter().filter(|it| it.state == standing).count();
    let counts = Standing::ALL.map(|standing| (count(standing), standing));
    let counts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, standing)| format!("{count} {}", standing.word()))
        .collect();
    format!("{}: {}\n", counted(decisions.len(), "decision"), counts.join(", "))
}

fn standing(standing: Standing, width: usize, look: Look) -> String {
    let color = match standing {
        Standing::Done => AnsiColor::Green,
        Standing::Covered => AnsiColor::Cyan,
        Standing::Planned => AnsiColor::Yellow,
        Standing::Broken => AnsiColor::Red,
        Standing::Uncovered => AnsiColor::Magenta,
    };
    painted(standing.word(), width, color.on_default(), look)
}

fn progress(state: State, look: Look) -> String {
    let style = match state {
        State::Done => AnsiColor::Green.on_default(),
        State::Open => AnsiColor::Yellow.on_default(),
        State::Deferred => Style::new().dimmed(),
        State::Unsaid => return format!("{:<8}", "-"),
    };
    painted(state.word(), 8, style, look)
}

/// A word padded to a width, in colour where there are colours.
fn painted(word: &str, width: usize, style: Style, look: Look) -> String {
    let pad = gap(word, width);
    if look.color { format!("{style}{word}{style:#}{pad}") } else { format!("{word}{pad}") }
}

fn gap(word: &str, width: usize) -> String {
    " ".repeat(width.saturating_sub(word.width()))
}

fn line(out: &mut String, indent: usize, text: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(out, "{:indent$}{text}", "");
}
