//! Baselines, with the program itself: what brings a diagnostic back and what does not, and that the list
//! only gets shorter.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test makes folders and starts programs, and its panic is a failing test"
)]

mod git_repo;

use git_repo::{Ran, Repo};
use std::fs;

const FILE: &str = "ddr-baseline.json";

const RECORD: &str = "# Signing in

## Summary

Users sign in once a day.

## Decisions

| ID | Decision (≤3w) | Status |
|----|----------------|--------|
| D1 | Keep sessions on the server | Accepted |
| D1 | Sign cookies | Acceptd |
| D3 | Log every failed attempt | Accepted |
";

const OTHER: &str = "# Labels

| ID | Decision (≤3w) | Status |
|----|----------------|--------|
| D1 | Print labels at the depot | Accepted |
";

/// A project with a baseline by its config, not yet written.
fn tree() -> Repo {
    let tree = Repo::without_git();
    tree.write("ddr.yaml", &format!("baseline: {FILE}\n"));
    tree.write("docs/a.md", RECORD);
    tree.write("docs/b.md", OTHER);
    tree
}

/// The same with its baseline.
fn with_baseline() -> Repo {
    let tree = tree();
    let told = tree.lint(&["--write-baseline"]);
    assert_eq!((told.code, told.errors()), (0, ""), "{told:?}");
    tree
}

impl Repo {
    fn lint(&self, args: &[&str]) -> Ran {
        self.ddr(&[&["lint", "--output-format", "concise"], args].concat())
    }

    /// How many diagnostics the baseline takes as given, and their paths.
    fn entries(&self) -> (usize, Vec<String>) {
        let json: serde_json::Value = serde_json::from_str(&self.read(FILE)).unwrap();
        let entries = json["entries"].as_array().unwrap();
        let count = |entry: &serde_json::Value| entry["count"].as_u64().unwrap_or(1) as usize;
        let mut paths: Vec<String> =
            entries.iter().map(|entry| entry["path"].as_str().unwrap().to_owned()).collect();
        paths.dedup();
        (entries.iter().map(count).sum(), paths)
    }
}

impl Ran {
    /// The codes of everything said.
    fn codes(&self) -> Vec<&str> {
        self.stdout.lines().filter_map(|line| line.find("[DDR").map(|at| &line[at + 1..at + 7])).collect()
    }

    fn last(&self) -> &str {
        self.stdout.lines().last().unwrap_or_default()
    }

    /// What went wrong.
    fn errors(&self) -> &str {
        self.stderr.lines().find(|line| line.starts_with("error")).unwrap_or_default()
    }
}

#[test]
fn what_is_there_today_is_taken_as_given() {
    let tree = tree();
    let before = tree.ddr(&["lint", "--no-baseline"]);
    assert_eq!(before.code, 1, "{before:?}");
    let missing = tree.lint(&[]);
    assert_eq!(missing.code, 2);
    assert!(
        missing.stderr.contains("ddr-baseline.json: there is no such baseline; --write-baseline"),
        "{missing:?}"
    );
    let told = tree.lint(&["--write-baseline"]);
    assert_eq!(told.stderr, "ddr-baseline.json: written with 5 entries\n");
    assert_eq!((told.code, told.stdout.as_str()), (0, "checked 2 records: 5 in the baseline\n"));
    for args in [&["lint"] as &[&str], &["check", "--fail-on", "warning"]] {
        let told = tree.ddr(args);
        assert_eq!((told.code, told.stdout.as_str()), (0, "checked 2 records: 5 in the baseline\n"));
        assert_eq!(told.stderr, "");
    }
    // A second writing changes nothing, byte for byte.
    let text = tree.read(FILE);
    let told = tree.lint(&["--write-baseline"]);
    assert_eq!(told.stderr, "ddr-baseline.json: nothing to drop, 5 entries\n");
    assert_eq!(tree.read(FILE), text);
    let json = tree.ddr(&["lint", "--output-format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["summary"]["baseline"], 5);
    assert_eq!(tree.ddr(&["lint", "--no-baseline"]).stdout, before.stdout);
}

#[test]
fn edits_elsewhere_bring_nothing_back() {
    let tree = with_baseline();
    let quiet = |what: &str| {
        let told = tree.lint(&[]);
        assert_eq!((told.codes(), told.stderr.as_str()), (vec![], ""), "{what}: {told:?}");
        assert_eq!(told.last(), "checked 2 records: 5 in the baseline", "{what}");
    };
    tree.edit("docs/a.md", "# Signing in\n", "# Signing in\n\nA new paragraph.\n\nAnother one.\n");
    quiet("text above");
    tree.edit(
        "docs/a.md",
        "| D1 | Keep sessions on the server | Accepted |",
        "|D1   |   Keep  sessions on the server| Accepted       |",
    );
    tree.edit("docs/a.md", "|----|----------------|--------|", "|:---|:--------------:|-------:|");
    quiet("a table set anew");
    tree.edit(
        "docs/a.md",
        "| D3 | Log every failed attempt | Accepted |",
        "| D3 | Log every failed attempt | Implemented |",
    );
    quiet("another cell of the row");
    tree.edit("docs/b.md", "| ID | Decision (≤3w) | Status |", "| ID | Decision (≤3w) | Status | Owner |");
    tree.edit("docs/b.md", "|----|----------------|--------|", "|----|----------------|--------|--|");
    tree.edit("docs/b.md", "| Accepted |", "| Accepted | Ann |");
    quiet("a new column");
    let text = tree.read("docs/a.md");
    tree.write("docs/a.md", &text.replace('\n', "\r\n"));
    quiet("line endings");
    fs::create_dir(tree.root.join("archive")).unwrap();
    fs::rename(tree.root.join("docs/a.md"), tree.root.join("archive/signing-in.md")).unwrap();
    quiet("a file that moved");
    assert_eq!(tree.lint(&["archive/signing-in.md"]).codes(), [""; 0], "named alone");
    let (_, paths) = tree.entries();
    assert_eq!(paths, ["docs/a.md", "docs/b.md"]);
    tree.lint(&["--write-baseline"]);
    assert_eq!(tree.entries(), (5, vec!["archive/signing-in.md".to_owned(), "docs/b.md".to_owned()]));
    quiet("after writing");
}

#[test]
fn what_is_new_is_said_and_never_slips_in() {
    let tree = with_baseline();
    tree.edit("docs/a.md", "| D3 |", "| D4 | Keep a copy of every key | Accepted |\n| D3 |");
    let text = tree.read(FILE);
    let told = tree.lint(&[]);
    assert_eq!(told.codes(), ["DDR114"]);
    assert_eq!(told.last(), "checked 2 records: 1 warning, 5 in the baseline");
    let told = tree.lint(&["--write-baseline", "--fail-on", "warning"]);
    assert_eq!((told.codes(), told.code), (vec!["DDR114"], 1));
    assert_eq!(
        told.stderr,
        "ddr-baseline.json: nothing to drop, 5 entries; 1 new diagnostic is not added, \
         --write-baseline=all would take them as given\n"
    );
    assert_eq!(tree.read(FILE), text);
    // An equal one in another document that is there is new too.
    tree.edit("docs/b.md", "| D1 |", "| D1 | Sign cookies | Acceptd |\n| D2 |");
    assert_eq!(tree.lint(&["docs/b.md"]).codes(), ["DDR117"]);
    let told = tree.lint(&["--write-baseline=all"]);
    assert_eq!(told.stderr, "ddr-baseline.json: 2 added, 7 entries now\n");
    assert_eq!((told.codes(), tree.entries().0), (vec![], 7));
}

#[test]
fn it_says_that_it_could_shrink_and_shrinks() {
    let tree = with_baseline();
    tree.edit("docs/a.md", "Log every failed attempt", "Log failures");
    tree.edit("docs/a.md", "Acceptd", "Accepted");
    let told = tree.lint(&[]);
    assert_eq!(
        told.stderr,
        "ddr-baseline.json: 2 of 5 entries no longer occur; --write-baseline drops them\n"
    );
    assert_eq!(tree.lint(&["-q"]).stderr, "");
    let told = tree.lint(&["--write-baseline"]);
    assert_eq!(told.stderr, "ddr-baseline.json: 2 dropped, 3 entries left\n");
    assert_eq!(tree.lint(&[]).stderr, "");
    tree.edit("docs/a.md", "Log failures", "Log every failed attempt");
    assert_eq!(tree.lint(&[]).codes(), ["DDR114"], "it does not come back unseen");
    fs::remove_file(tree.root.join("docs/a.md")).unwrap();
    tree.lint(&["--write-baseline"]);
    assert_eq!(tree.entries(), (1, vec!["docs/b.md".to_owned()]));
}

#[test]
fn a_partial_run_says_and_drops_nothing_of_the_rest() {
    let tree = with_baseline();
    tree.git(&["init", "--quiet", "--initial-branch=main"]);
    tree.commit("A commit");
    tree.edit("docs/a.md", "Log every failed attempt", "Log failures");
    let text = tree.read(FILE);
    for args in [
        &["docs/b.md"] as &[&str],
        &["--select", "unknown-status"],
        &["--ignore", "statement-too-long"],
        &["docs/b.md", "--write-baseline"],
        &["--select", "unknown-status", "--write-baseline"],
        &["--since", "HEAD", "docs/b.md"],
    ] {
        let told = tree.lint(args);
        assert_eq!((told.codes(), told.errors()), (vec![], ""), "{args:?}: {told:?}");
        assert!(!told.stderr.contains("no longer"), "{args:?}: {told:?}");
        assert_eq!(tree.read(FILE), text, "{args:?}");
    }
    // What it is about, it knows.
    for args in [&["docs/a.md"] as &[&str], &["--since", "HEAD"]] {
        let told = tree.lint(args);
        assert!(told.stderr.contains("1 of 5 entries no longer occurs"), "{args:?}: {told:?}");
    }
    tree.git(&["add", "docs/a.md"]);
    let told = tree.lint(&["--staged"]);
    assert!(told.stderr.contains("1 of 5 entries no longer occurs"), "{told:?}");
    assert_eq!(told.codes(), [""; 0]);
    tree.lint(&["docs/a.md", "--write-baseline"]);
    assert_eq!(tree.entries().0, 4);
    assert_eq!(tree.lint(&[]).stderr, "");
}

#[test]
fn what_could_not_be_judged_keeps_its_entries() {
    let tree = with_baseline();
    let text = tree.read(FILE);
    fs::write(tree.root.join("docs/a.md"), b"# T\n\xff\n").unwrap();
    let told = tree.lint(&["--write-baseline"]);
    assert_eq!((told.codes(), told.code), (vec!["DDR001"], 2));
    assert_eq!(tree.read(FILE), text);
    tree.write("docs/a.md", RECORD);
    tree.write("ddr.yaml", &format!("baseline: {FILE}\nlimit: 3\n"));
    assert_eq!(tree.lint(&[]).code, 2);
    assert_eq!(tree.read(FILE), text);
}

#[test]
fn a_file_that_is_no_baseline_ends_the_run() {
    let tree = with_baseline();
    let sound = tree.read(FILE);
    for (text, why) in [
        (sound[..sound.len() / 2].to_owned(), "ddr-baseline.json:6: this is no baseline: EOF"),
        (
            sound.replace("\"version\": 1", "\"version\": 7"),
            "ddr-baseline.json: this is no baseline: it has version 7",
        ),
        (format!("<<<<<<< ours\n{sound}"), "ddr-baseline.json:1: this is no baseline"),
        (
            sound.replace("\"rule\"", "\"rules\""),
            "ddr-baseline.json:4: this is no baseline: unknown field `rules`",
        ),
        (String::new(), "ddr-baseline.json:1: this is no baseline"),
    ] {
        tree.write(FILE, &text);
        for args in [&[] as &[&str], &["--write-baseline"], &["--write-baseline=all"]] {
            let told = tree.lint(args);
            assert_eq!((told.code, told.stdout.as_str()), (2, ""), "{told:?}");
            assert!(told.stderr.contains(why), "{why}: {told:?}");
            assert_eq!(tree.read(FILE), text);
        }
    }
    fs::write(tree.root.join(FILE), b"\xff").unwrap();
    assert!(tree.lint(&[]).stderr.contains("not UTF-8"));
    assert_eq!(tree.lint(&["--no-baseline"]).code, 1);
}

#[test]
fn the_file_that_is_named_counts_from_any_folder() {
    let tree = tree();
    let docs = tree.root.join("docs");
    let told = tree.ddr_in(&docs, &["lint", "--write-baseline", "--baseline", "here.json", ".."]);
    assert_eq!(told.code, 0, "{told:?}");
    assert!(tree.read("docs/here.json").contains("\"path\":\"docs/a.md\""));
    let told = tree.ddr(&["lint", "--baseline", "docs/here.json"]);
    assert_eq!((told.code, told.stdout.as_str()), (0, "checked 2 records: 5 in the baseline\n"));
    tree.write("ddr.yaml", "baseline: ../outside.json\n");
    let told = tree.lint(&["--write-baseline"]);
    assert!(told.stderr.contains("lies outside of the repository"), "{told:?}");
    tree.write("ddr.yaml", "");
    let told = tree.lint(&["--write-baseline"]);
    assert!(told.stderr.contains("--write-baseline: which file?"), "{told:?}");
    assert_eq!(told.code, 2);
}

#[test]
fn a_suppressed_diagnostic_needs_no_entry() {
    let tree = with_baseline();
    tree.edit("docs/b.md", "depot |", "depot <!-- ddr-allow statement-too-long: quoted --> |");
    let told = tree.lint(&[]);
    assert_eq!(told.last(), "checked 2 records: 1 suppressed, 4 in the baseline");
    assert!(told.stderr.contains("1 of 5 entries no longer occurs"), "{told:?}");
}

#[test]
fn weakenings_are_taken_as_given() {
    let tree = with_baseline();
    tree.git(&["init", "--quiet", "--initial-branch=main"]);
    tree.commit("A commit");
    tree.git(&["switch", "--quiet", "--create", "topic"]);
    tree.edit("docs/a.md", "| D3 | Log every failed attempt | Accepted |\n", "");
    fs::remove_file(tree.root.join("docs/b.md")).unwrap();
    tree.commit("A commit");
    let check = |args: &[&str]| {
        tree.ddr(&[&["check", "--against", "main", "--output-format", "concise"], args].concat())
    };
    let told = check(&[]);
    assert_eq!((told.codes(), told.code), (vec!["DDR707", "DDR707"], 1), "{told:?}");
    let told = check(&["--write-baseline=all"]);
    assert_eq!((told.codes(), told.code), (vec![], 0), "{told:?}");
    let told = check(&[]);
    assert_eq!((told.codes(), told.code, told.stderr.as_str()), (vec![], 0, ""), "{told:?}");
    let told = tree.ddr(&["diff", "--fail-on", "weakens", "main"]);
    assert_eq!(told.code, 0, "{told:?}");
    assert!(told.stdout.contains("taken as given by ddr-baseline.json"), "{told:?}");
    // A run that does not ask about changes leaves these entries alone.
    assert_eq!(tree.lint(&[]).stderr, "");
    // Once they are merged, they occur no more.
    tree.git(&["commit", "--quiet", "--all", "--message", "baseline"]);
    tree.git(&["switch", "--quiet", "main"]);
    tree.git(&["merge", "--quiet", "topic"]);
    let told = check(&["--write-baseline"]);
    assert!(told.stderr.contains("2 dropped"), "{told:?}");
}
