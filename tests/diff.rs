//! Pairs of states, and every change that is to be told of each.
//!
//! `tests/diff/before/<case>` and `tests/diff/after/<case>` hold the documents of the two states,
//! `tests/diff/expected/<case>.txt` what `ddr diff` says in its concise form; an empty file says that
//! nothing is to be told. The list is exact. `BLESS=1` does not rewrite these: they are judgements, made by
//! reading the documents.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a panic in a test is a failing test")]

use ddr::check::{Active, Compared, Selection, Version, compare};
use ddr::config::{self, Settings};
use ddr::diff::Subject;
use ddr::render::changes::{View, concise};
use ddr::source::Source;
use std::path::{Path, PathBuf};

fn folder(part: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff").join(part)
}

/// Every Markdown file below a folder, by path relative to it.
fn texts(root: &Path) -> Vec<Source> {
    let mut open = vec![root.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                found.push(Source::new(name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The settings of a case, from its own `ddr.yaml` where it has one.
fn settings(root: &Path) -> Settings {
    let Ok(text) = std::fs::read_to_string(root.join("ddr.yaml")) else { return Settings::default() };
    let loader = |named: &str| std::fs::read_to_string(root.join(named)).map_err(|error| error.to_string());
    let loaded = config::load("ddr.yaml", &text, &loader, &[]);
    assert!(!loaded.has_mistakes(), "{:?}", loaded.files);
    loaded.settings
}

fn versions<'a>(sources: &'a [Source], settings: &'a Settings, active: &'a Active) -> Vec<Version<'a>> {
    sources.iter().map(|source| Version { path: &source.path, source, settings, active }).collect()
}

fn compared(before: &[Source], after: &[Source], settings: &Settings) -> Compared {
    let active = Active::new(settings, &Selection::default());
    compare(&versions(before, settings, &active), &versions(after, settings, &active), &[])
}

fn told(done: &Compared) -> String {
    let (base, head) = ("before", "after");
    let view = View {
        base,
        head,
        changes: &done.changes,
        documents: done.documents,
        skipped: done.skipped,
        plans: &[],
    };
    concise::concise(&view)
}

fn cases() -> Vec<String> {
    let entries = std::fs::read_dir(folder("before")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

#[test]
fn every_pair_of_states_gets_exactly_what_it_deserves() {
    let mut faults = Vec::new();
    let cases = cases();
    assert!(cases.len() >= 12, "{} cases", cases.len());
    for case in cases {
        let (before, after) = (folder("before").join(&case), folder("after").join(&case));
        let (old, new) = (texts(&before), texts(&after));
        let done = compared(&old, &new, &settings(&after));
        assert!(done.documents > 0, "{case}: no document was recognised");
        let got = told(&done);
        let path = folder("expected").join(format!("{case}.txt"));
        let wanted = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        if got != wanted || !path.exists() {
            faults.push(format!("== {case}\n-- wanted\n{wanted}-- got\n{got}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn a_state_does_not_differ_from_itself() {
    for case in cases() {
        for side in ["before", "after"] {
            let root = folder(side).join(&case);
            let (one, mut other) = (texts(&root), texts(&root));
            // A blank line more makes it differ in bytes, so that it is read at all.
            other
                .iter_mut()
                .for_each(|source| *source = Source::new(&*source.path, source.text.clone() + "\n"));
            let done = compared(&one, &other, &settings(&root));
            assert_eq!(told(&done), "", "{side}/{case}");
        }
    }
}

#[test]
fn real_documents_set_anew_are_no_change() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let before = texts(&corpus);
    let anew = |text: &str| {
        let lines = text.lines().map(|line| match line.trim_end() {
            row if row.starts_with('|') && row.ends_with('|') => row.replace(" | ", "   |  "),
            _ => line.to_owned(),
        });
        lines.map(|line| line + "\r\n").collect::<String>()
    };
    let after: Vec<Source> =
        before.iter().map(|source| Source::new(&*source.path, anew(&source.text))).collect();
    let done = compared(&before, &after, &Settings::default());
    assert!(done.documents >= 30, "{}", done.documents);
    assert_eq!(told(&done), "");
}

#[test]
fn fingerprints_stay_when_other_parts_change() {
    let read = |case: &str| {
        let (before, after) = (folder("before").join(case), folder("after").join(case));
        (texts(&before), texts(&after), settings(&after))
    };
    for case in cases() {
        let (before, after, settings) = read(&case);
        let prints = |done: &Compared| {
            // The text of a document of an own kind is what is compared, and a paragraph below is told.
            let kept = done.changes.iter().filter(|change| change.subject != Subject::Section);
            let mut list: Vec<String> = kept.map(|change| change.fingerprint.clone()).collect();
            list.sort();
            list
        };
        let plain = prints(&compared(&before, &after, &settings));
        let mut unique = plain.clone();
        unique.dedup();
        assert_eq!(plain, unique, "{case}: two changes of one fingerprint");
        // Lines above, other line endings and a paragraph below move everything and mean nothing.
        let shifted = |sources: &[Source]| -> Vec<Source> {
            let text =
                |text: &str| format!("\n\n{text}\nA closing word.\n").replace('\r', "").replace('\n', "\r\n");
            sources.iter().map(|source| Source::new(&*source.path, text(&source.text))).collect()
        };
        assert_eq!(prints(&compared(&before, &shifted(&after), &settings)), plain, "{case}");
        assert_eq!(prints(&compared(&shifted(&before), &after, &settings)), plain, "{case}");
    }
}

/// A record and a plan of so many rows each, and the same with every row numbered and placed otherwise,
/// and every fifth in other words.
fn long(rows: usize) -> [Vec<Source>; 2] {
    let statement = |row: usize, verb: &str| {
        let word =
            |salt: usize| ["cache", "queue", "token", "shard", "event", "parcel", "index"][row / salt % 7];
        format!("{verb} {} {} {} key {row} beside {}", word(1), word(7), word(49), word(343))
    };
    let record = |order: Vec<usize>, verb: &str, id: &str| {
        let head = "# T\n\n| ID | Statement | Status | Invariant? |\n|--|--|--|--|\n".to_owned();
        order.into_iter().fold(head, |text, row| {
            let verb = if row % 5 == 0 { verb } else { "keep" };
            text + &format!("| {id}{row} | {} | Accepted | Y |\n", statement(row, verb))
        })
    };
    let plan = |order: Vec<usize>, test: &str| {
        let head = "# Plan\n\n| File | Op | Tests | Budget |\n|--|--|--|--|\n".to_owned();
        order.into_iter().fold(head, |text, row| {
            text + &format!("| src/f{}.rs | modify | tests/{test}{row}.rs | p99 <{row}ms |\n", row / 3)
        })
    };
    let (up, down): (Vec<usize>, Vec<usize>) = ((0..rows).collect(), (0..rows).rev().collect());
    [
        vec![Source::new("a.md", record(up.clone(), "keep", "D")), Source::new("p.md", plan(up, "t"))],
        vec![Source::new("a.md", record(down.clone(), "hold", "X")), Source::new("p.md", plan(down, "u"))],
    ]
}

#[test]
fn ten_thousand_rows_find_each_other() {
    // Comparing each with each would not come to an end.
    let rows = 10_000;
    let [before, after] = long(rows);
    let done = compared(&before, &after, &Settings::default());
    let reworded = done.changes.iter().filter(|change| change.name == "accepted-decision-reworded").count();
    assert_eq!(reworded, rows / 5);
}
