//! Plan tables as people write them, each with what is to be read from it.

use super::*;
use crate::model::{Schemas, read};
use crate::schema;
use crate::source::Source;

/// Every entry on a line: paths | operation | symbols | tests | clauses | level | status, and `shifted`
/// where cells may stand in wrong columns. What is not there is empty.
fn entries_of(text: &str) -> Vec<String> {
    let source = Source::new("docs/plan.md", text);
    let schemas = Schemas { record: schema::record(), plan: schema::plan(), assigned: Some(schema::plan()) };
    let syntax = syntax::parse(&source.text, source.start());
    let document = read(&source, &syntax, &schemas).expect("an assigned document is always read");
    let word = |status: &Option<Status<'_>>| match status {
        Some(status) => status.canonical.unwrap_or("?").to_owned(),
        None => String::new(),
    };
    let entry = |entry: &Entry<'_>| {
        let paths: Vec<&str> = entry.paths.iter().map(|path| path.text.as_str()).collect();
        let tests = match &entry.tests {
            None => String::new(),
            Some(tests) if tests.none => "none".to_owned(),
            Some(tests) => tests.value.text.to_string(),
        };
        let clauses = entry.budgets.as_ref().map_or(0, |(_, clauses)| clauses.len());
        let level = entry.risk.as_ref().and_then(|(_, risk)| risk.level).unwrap_or_default();
        let shifted = if entry.shifted { " shifted" } else { "" };
        format!(
            "{}|{}|{}|{tests}|{clauses}|{level}|{}{shifted}",
            paths.join(" "),
            word(&entry.operation),
            entry.symbol_names(&syntax).join(" "),
            word(&entry.status)
        )
    };
    document.plans.iter().flat_map(|plan| &plan.entries).map(entry).collect()
}

#[test]
fn tables_are_read_as_they_are_written() {
    let cases: &[(&str, &[&str])] = &[
        // The usual columns.
        (
            "| file | op | functions/APIs | tests | perf/mem budget | risk |\n|-|-|-|-|-|-|\n| server/a.py | modify | `load()`, save_all | tests/test_a.py | p99 <5ms, mem &lt;1MB | Low - small |\n",
            &["server/a.py|modify|load save_all|tests/test_a.py|2|low|"],
        ),
        // Another order, other names, other letter case.
        (
            "| Risk Level | Tests | Action | File Path |\n|-|-|-|-|\n| HIGH | None | Create | `src/cache.rs` |\n| l | unit | REMOVED | `src/old.rs` |\n",
            &["src/cache.rs|add||none|0|high|", "src/old.rs|delete||unit|0|low|"],
        ),
        // Without outer pipes; the last cell of a row is empty.
        (
            "File | Op | Tests\n---|---|---\na/b.go | add | TestB\na/c.go | edit |\n",
            &["a/b.go|add||TestB|0||", "a/c.go|modify|||0||"],
        ),
        // Several paths and marks around them.
        (
            "| File | Op |\n|-|-|\n| `a/x.ts` / `a/y.ts` | update |\n| **a/z.ts** + a/w.ts (checkpoint) | move |\n",
            &["a/x.ts a/y.ts|modify|||0||", "a/z.ts a/w.ts|rename|||0||"],
        ),
        // Paths whose underscores a renderer takes for emphasis.
        ("| File | Op |\n|-|-|\n| pkg/__init__.py | add |\n", &["pkg/__init__.py|add|||0||"]),
        // Rows that group, part and sum up.
        (
            "| File | Op | Tests | Risk |\n|-|-|-|-|\n| **Backend** | | | |\n| a/b.py | add | n/a | Low |\n| Frontend | | | |\n| --- | --- | --- | --- |\n| a/c.ts | add | n/a | Low |\n| … | … | … | … |\n| **Total** | 2 files | 0 | |\n",
            &["a/b.py|add||none|0|low|", "a/c.ts|add||none|0|low|"],
        ),
        // A status of its own column, by word and by picture; check boxes.
        (
            "| File | Op | Status |\n|-|-|-|\n| a/b.py | add | ✅ Completed |\n| a/c.py | add | ⏳ |\n| a/d.py | add | 🔄 **In Progress** |\n| a/e.py | add | Deferred to phase 2 |\n",
            &[
                "a/b.py|add|||0||done",
                "a/c.py|add|||0||planned",
                "a/d.py|add|||0||in-progress",
                "a/e.py|add|||0||deferred",
            ],
        ),
        // A status in a cell that no renderer shows; a sentence there is none.
        (
            "| File | Op |\n|-|-|\n| a/b.py | add | DONE |\n| a/c.py | add | done (2 days) |\n| a/d.py | add | review with the team |\n| a/e.py | add | |\n",
            &["a/b.py|add|||0||done", "a/c.py|add|||0||done", "a/d.py|add|||0|| shifted", "a/e.py|add|||0||"],
        ),
        // A pipe too many moves cells.
        (
            "| File | Functions | Tests | Risk |\n|-|-|-|-|\n| a/b.py | x | y | n/a | High |\n",
            &["a/b.py|||y|0|| shifted"],
        ),
        // A row one cell short.
        ("| File | Op | Risk | Tests |\n|-|-|-|-|\n| a/b.py | add | High |\n", &["a/b.py|add|||0|high|"]),
        // Lines inside a cell.
        (
            "| File | Op | Tests | Budget | Risk |\n|-|-|-|-|-|\n| a/b.py<br>a/c.py | add<br>test | test_a<br>test_b | p99 <5ms<br/>mem <1MB | High<br>slow |\n",
            &["a/b.py a/c.py|add||test_a test_b|2|high|"],
        ),
        // The file cell holds no path.
        (
            "| File | Op | Risk |\n|-|-|-|\n| a/b.py | add | Low |\n| a/c.py | add | Low |\n| Load balancer rules | modify | Med |\n|  | modify | Low |\n",
            &["a/b.py|add|||0|low|", "a/c.py|add|||0|low|", "|modify|||0|medium|", "|modify|||0|low|"],
        ),
        // The operation in the file cell, where no column has it.
        (
            "| File | Tests |\n|-|-|\n| a/b.py (new) | unit |\n| *(deleted)* a/c.py | n/a |\n| New file: `a/d.py` | unit |\n| **Update** `a/e.py` | unit |\n| app/(group)/p.tsx | unit |\n| a/f.py (see below) | unit |\n",
            &[
                "a/b.py|add||unit|0||",
                "a/c.py|delete||none|0||",
                "a/d.py|add||unit|0||",
                "a/e.py|modify||unit|0||",
                "app/(group)/p.tsx|||unit|0||",
                "a/f.py|||unit|0||",
            ],
        ),
        // The operation in the heading.
        (
            "## Patch Plan\n\n### Files to Create\n\n| File | Risk |\n|-|-|\n| a/b.py | Low |\n\n### Deleted files\n\n| File | Risk |\n|-|-|\n| a/c.py | Low |\n\n### Files changed\n\n| File | Risk |\n|-|-|\n| a/d.py | Low |\n",
            &["a/b.py|add|||0|low|", "a/c.py|delete|||0|low|", "a/d.py||||0|low|"],
        ),
        // Two columns of tests.
        (
            "| File | Tests | QA | Unit tests |\n|-|-|-|-|\n| a/b.py | n/a | - | test_b |\n| a/c.py | - | n/a | none |\n",
            &["a/b.py|||test_b|0||", "a/c.py|||none|0||"],
        ),
        // Windows line endings and paths, an escaped pipe.
        (
            "| File | Op | Functions |\r\n|-|-|-|\r\n| `src\\auth\\Login.cs` | Modified | `Login(a \\| b)` |\r\n",
            &["src\\auth\\Login.cs|modify|Login||0||"],
        ),
        // Words of an author's own, and letters as version control shows them.
        (
            "| File | Op |\n|-|-|\n| a/b.py | vendorise |\n| a/c.py | M |\n| a/d.py | a new helper |\n| a/e.py | n/a |\n",
            &["a/b.py|?|||0||", "a/c.py|modify|||0||", "a/d.py|?|||0||", "a/e.py|none|||0||"],
        ),
        // Inside a quote, a few columns of the author's own.
        (
            "> | # | File | Owner | Op | Risk |\n> |-|-|-|-|-|\n> | 1 | a/b.py | Kim | rename | 🔴 High |\n",
            &["a/b.py|rename|||0|high|"],
        ),
    ];
    let mut wrong = Vec::new();
    for (table, expected) in cases {
        let heading = if table.starts_with("## ") { "" } else { "# Patch Plan\n\n" };
        let got = entries_of(&format!("{heading}{table}"));
        if got != *expected {
            wrong.push(format!("{table}{got:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_of_functions_are_told_from_prose() {
    let names = |cell: &str| {
        let text = format!("# Patch Plan\n\n| File | Functions |\n|-|-|\n| a/b.py | {cell} |\n");
        entries_of(&text).join("").split('|').nth(2).unwrap_or_default().to_owned()
    };
    for (cell, expected) in [
        ("Add config vars (e.g., EMULATOR_REDIS_URL)", "EMULATOR_REDIS_URL"),
        ("load(), `save(path, mode)`, Store.get", "load save Store.get"),
        ("`async def refresh(token)` and `class TokenStore`", "refresh TokenStore"),
        ("`Cache::evict`, Cache::insert", "Cache::evict Cache::insert"),
        ("`POST /v1/users`, `pip install x`, `SELECT * FROM t`", ""),
        ("update README.md and config.yaml", ""),
        ("Node.js, i.e. the runtime (v1.2).", ""),
        ("`a.py`, `src/x.ts`", ""),
        ("`get`, `put`, `get`", "get put"),
        ("`Map<K, V>`, `fetch<T>()`", "Map fetch"),
        ("Handle errors (all of them) in the loop", ""),
    ] {
        assert_eq!(names(cell), expected, "{cell}");
    }
}

#[test]
fn the_nearest_heading_names_the_phase() {
    let phases = |text: &str| {
        let source = Source::new("docs/plan.md", text);
        let schemas = Schemas { record: schema::record(), plan: schema::plan(), assigned: None };
        let syntax = syntax::parse(&source.text, 0);
        let document = read(&source, &syntax, &schemas).expect("a plan");
        let id = |plan: &Plan<'_>| plan.phase.as_ref().map_or(String::new(), |phase| phase.text.to_string());
        document.plans.iter().map(id).collect::<Vec<_>>()
    };
    let table = "| File | Op | Tests |\n|-|-|-|\n| a/b.py | add | n/a |\n";
    let text = format!("# Phase 1 Patch Plan\n\n{table}\n## Phase 2\n\n### Patch plan\n\n{table}");
    assert_eq!(phases(&text), ["1", "2"]);
    assert_eq!(phases(&format!("# Patch plan\n\n{table}")), [""]);
}
