//! One generated document of each kind: what a team would commit, three to eight kilobytes of it.

use super::prose::{counted, paragraph, phrase, sentence};
use super::random::Random;
use std::fmt::Write as _;

const STATUSES: &[&str] = &["Proposed", "Accepted", "Approved", "Deferred"];
const LEVELS: &[&str] = &["Low", "Low", "Medium", "High"];
const MITIGATIONS: &[&str] = &[
    "shed load early and page the owner",
    "compare both sides for a week before the switch",
    "keep the old path behind a flag for one release",
    "rehearse the restore every quarter",
    "cap the batch and alarm on the backlog",
    "expire entries after one window",
];
const PHASES: &[&str] = &["Groundwork", "Shadow traffic", "Switch", "Clean up"];
const BUDGETS: &[&str] = &[
    "p99 &lt;80ms; mem &lt;20MB",
    "N/A",
    "Init &lt;50ms",
    "p95 ≤ 12 ms",
    "+≤2MB",
    "startup <30s",
    "negligible",
];

/// A record: summary, context, decisions, risks, phases, notes.
pub fn record(r: &mut Random, number: usize) -> String {
    let mut out = format!("# {number:04}: Handle the {}\n\n", phrase(r));
    let (text, words) = counted(r);
    let _ = write!(out, "Owner: platform  \nDate: 2026-{:02}-{:02}\n\n", r.between(1, 12), r.between(1, 28));
    let _ = write!(out, "## Summary ({words} words)\n\n{text}.\n\n## Context\n\n");
    for _ in 0..r.between(3, 6) {
        let sentences = r.between(3, 6);
        let _ = write!(out, "{}\n\n", paragraph(r, sentences));
    }
    for _ in 0..r.between(2, 5) {
        let _ = write!(out, "- {}\n  - {}\n", sentence(r), sentence(r));
    }
    if r.one_in(3) {
        out.push_str("\n```sql\nselect id, state from jobs | where state = 'open';\n-- | a | b |\n```\n");
    }
    out.push_str("\n## Decisions\n\n| ID | Statement (≤20w) | Rationale (≤25w) | Status | Invariant? |\n");
    out.push_str("|----|------------------|------------------|--------|------------|\n");
    let decisions = r.between(5, 11);
    for id in 1..=decisions {
        let mark = if r.one_in(3) { "Y" } else { "N" };
        let _ =
            writeln!(out, "| D{id} | {} | {} | {} | {mark} |", sentence(r), sentence(r), r.pick(STATUSES));
    }
    let risks = r.between(3, 7);
    let _ = write!(out, "\n## Top-{risks} Risks (with Mitigations)\n\n");
    for at in 1..=risks {
        let reference = r.between(1, decisions);
        let how = r.pick(MITIGATIONS);
        let _ = writeln!(out, "{at}. **The {} {at}** (D{reference}): {how}.", phrase(r));
    }
    out.push_str("\n## Multi-Phase Plan\n\n");
    for (at, phase) in PHASES.iter().enumerate() {
        let _ = write!(out, "### Phase {}: {phase}\n\n{}\n\n- {}\n\n", at + 1, paragraph(r, 2), sentence(r));
    }
    out.push_str("## Notes\n\n");
    for _ in 0..r.between(2, 5) {
        let _ = writeln!(out, "- {}", sentence(r));
    }
    out
}

/// A patch plan that carries out a record.
pub fn plan(r: &mut Random, number: usize, record: &str) -> String {
    let (text, words) = counted(r);
    let mut out =
        format!("# Phase 1: Groundwork for {number:04}\n\nCarries out [{number:04}]({record}).\n\n");
    let _ = write!(out, "## Summary\n\n{text}. ({words} words)\n\n{}\n\n## Patch Plan\n\n", paragraph(r, 4));
    out.push_str("| file | op | functions/APIs | tests | perf/mem budget | risk |\n");
    out.push_str("|------|----|----------------|-------|-----------------|------|\n");
    for row in 0..r.between(9, 18) {
        let part = phrase(r).replace(' ', "_");
        let op = if r.one_in(3) { "add" } else { "modify" };
        let file =
            if r.one_in(2) { format!("`src/{part}/{row}.rs`") } else { format!("src/{part}/part{row}.py") };
        let level = r.pick(LEVELS);
        let _ = writeln!(
            out,
            "| {file} | {op} | `{part}::open`, `Map&lt;Id, Row&gt;`, flag `--on` \\| `--off` | tests/{part}/test_{row}.py | {} | {level} - {} |",
            r.pick(BUDGETS),
            phrase(r),
        );
    }
    out.push_str("\n## Notes\n\n");
    for _ in 0..r.between(3, 6) {
        let _ = writeln!(out, "- {}", sentence(r));
    }
    let _ = write!(out, "\n## Roll-out\n\n{}\n\n{}\n", paragraph(r, 5), paragraph(r, 4));
    out
}

/// Rows of a plan whose files are there.
pub const ROWS: usize = 13;

/// The file that a row of such a plan changes.
pub fn source(number: usize, row: usize) -> String {
    format!("src/p{number:05}/part_{row}.py")
}

/// The test that such a row names.
pub fn test(number: usize, row: usize) -> String {
    format!("tests/p{number:05}/test_{row}.py")
}

/// A patch plan for files that are there, each row for a decision of its record.
pub fn carried(r: &mut Random, number: usize, record: &str) -> String {
    let mut out = format!("# Phase 1: Groundwork for {number:05}\n\nCarries out [it]({record}).\n\n");
    let _ = write!(out, "{}\n\n## Patch Plan\n\n", paragraph(r, 4));
    out.push_str("| file | op | functions/APIs | tests | perf/mem budget | risk |\n");
    out.push_str("|------|----|----------------|-------|-----------------|------|\n");
    for row in 0..ROWS {
        let (file, test, id) = (source(number, row), test(number, row), row % 5 + 1);
        let (what, budget, level) = (phrase(r), r.pick(BUDGETS), r.pick(LEVELS));
        let _ = writeln!(out, "| {file} | modify | {what} (D{id}) | {test} | {budget} | {level} - {what} |");
    }
    let _ = write!(out, "\n## Notes\n\n- {}\n- {}\n", sentence(r), sentence(r));
    out
}

/// Markdown that is neither: the rest of a repository.
pub fn ordinary(r: &mut Random, number: usize) -> String {
    match number % 4 {
        0 => readme(r),
        1 => changelog(r),
        2 => guide(r),
        _ => reference(r),
    }
}

fn readme(r: &mut Random) -> String {
    let mut out =
        format!("# {}\n\n{}\n\n## Layout\n\n| File | Purpose |\n|---|---|\n", phrase(r), paragraph(r, 5));
    for at in 0..r.between(6, 14) {
        let _ = writeln!(out, "| `src/part_{at}.ts` | {} |", sentence(r));
    }
    let _ = write!(
        out,
        "\n## Install\n\n```console\n$ make install\n$ make check\n```\n\n{}\n\n",
        paragraph(r, 8)
    );
    for _ in 0..r.between(4, 9) {
        let _ = write!(out, "- {}\n- {}\n", sentence(r), sentence(r));
    }
    let _ = write!(out, "\n## Usage\n\n{}\n\n{}\n", paragraph(r, 6), paragraph(r, 7));
    out
}

fn changelog(r: &mut Random) -> String {
    let mut out = String::from("# Changelog\n\n");
    for release in (1..=r.between(8, 16)).rev() {
        let _ = write!(out, "## [1.{release}.0] - 2026-01-{release:02}\n\n### Added\n\n");
        for _ in 0..r.between(2, 5) {
            let _ = writeln!(out, "- {} (#{})", sentence(r), r.between(10, 4000));
        }
        let _ = write!(out, "\n### Fixed\n\n- {}\n\n", sentence(r));
    }
    out
}

fn guide(r: &mut Random) -> String {
    let mut out = format!("Working with the {}\n==========\n\n", phrase(r));
    for step in 1..=r.between(5, 9) {
        let _ = write!(
            out,
            "{step}. {}\n\n   ```rust\n   fn step_{step}() -> u32 {{ {step} }}\n   ```\n\n",
            sentence(r)
        );
        let _ = write!(out, "{}\n\n> {}\n\n", paragraph(r, 5), sentence(r));
    }
    out
}

fn reference(r: &mut Random) -> String {
    let mut out = format!("# Reference of the {}\n\n", phrase(r));
    for call in 0..r.between(4, 8) {
        let _ = write!(
            out,
            "## `GET /v1/part/{call}`\n\n{}\n\n| Status | Meaning |\n|--------|---------|\n",
            paragraph(r, 3)
        );
        let _ = write!(
            out,
            "| 200 | {} |\n| 404 | {} |\n| 503 | {} |\n\n",
            sentence(r),
            sentence(r),
            sentence(r)
        );
        out.push_str("```json\n{ \"id\": 7, \"state\": \"open\" }\n```\n\n");
    }
    out
}
