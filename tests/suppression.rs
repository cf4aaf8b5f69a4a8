//! Suppression by comments, with the program itself.
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
use std::path::PathBuf;

fn tree(files: &[(&str, &str)]) -> Repo {
    let tree = Repo::without_git();
    files.iter().for_each(|(path, text)| tree.write(path, text));
    tree
}

impl Repo {
    fn lint(&self, args: &[&str]) -> Ran {
        self.ddr(&[&["lint", "--output-format", "concise"], args].concat())
    }
}

impl Ran {
    /// The code and line of everything said, and the last line.
    fn brief(&self) -> (Vec<String>, &str) {
        let lines = self.stdout.lines().filter_map(|line| {
            let at = line.find("[DDR")?;
            let place: Vec<&str> = line.splitn(3, ':').collect();
            Some(format!("{}:{}", &line[at + 1..at + 7], place[1]))
        });
        (lines.collect(), self.stdout.lines().last().unwrap_or_default())
    }
}

const RECORD: &str = "# Signing in

## Summary

Users sign in once a day. (9 words)

## Decisions

| ID | Decision (≤3w) | Status |
|----|----------------|--------|
| D1 | Keep sessions on the server | Accepted |
| D2 | Sign cookies | Acceptd |

## Top-3 Risks

1. Lost keys: rotate them
";

const PLAN: &str = "# Patch plan: sign in

Carries out [the record](record.md), D1 and D9.

| File | Op | Tests |
|------|----|-------|
| src/gone.py | modify | tests/test_gone.py |
| src/new.py | add | tests/test_new.py |
";

#[test]
fn what_the_project_says_is_suppressed_where_it_is_said() {
    let files = [("docs/record.md", RECORD), ("docs/plan.md", PLAN), ("src/new.py", "")];
    let plain = tree(&files);
    let plain = plain.lint(&["--select", "project", "docs/plan.md"]);
    let (before, _) = plain.brief();
    let row = PLAN.replace(
        "tests/test_gone.py |",
        "tests/test_gone.py <!-- ddr-allow missing-target: comes later --> |",
    );
    let tree = tree(&files);
    tree.write("docs/plan.md", &row);
    let told = tree.lint(&["--select", "project", "docs/plan.md"]);
    let (after, last) = told.brief();
    assert!(before.contains(&"DDR606:7".to_owned()), "{before:?}");
    let left: Vec<String> = before.into_iter().filter(|said| said != "DDR606:7").collect();
    assert_eq!(after, left);
    assert!(last.contains("1 suppressed"), "{last}");
    assert_eq!(told.stderr, "");
}

#[test]
fn a_rule_about_the_project_that_says_nothing_is_unused_once_the_project_was_asked() {
    let text =
        RECORD.replace("Sign cookies", "Sign cookies <!-- ddr-allow phase-title-mismatch: other words -->");
    let tree = tree(&[("docs/record.md", &text), ("docs/plan.md", PLAN)]);
    let told = tree.lint(&["docs/record.md", "--select", "DDR005,phase-title-mismatch"]);
    assert_eq!(told.brief().0, ["DDR005:12"]);
    let told = tree.lint(&["docs/record.md", "--select", "DDR005,decisions"]);
    assert_eq!(told.brief().0, ["DDR114:11", "DDR117:12"], "{told:?}");
}

#[test]
fn the_exit_code_and_the_counts_leave_out_what_is_suppressed() {
    let tree = tree(&[("a.md", &RECORD.replace("D2", "D1"))]);
    let told = tree.ddr(&["lint", "--select", "duplicate-decision-id"]);
    assert_eq!(told.code, 1, "{told:?}");
    tree.write("a.md", &format!("<!-- ddr-allow DDR112: two halves -->\n\n{}", tree.read("a.md")));
    for args in [&["lint"] as &[&str], &["check"]] {
        let told = tree.ddr(&[args, &["--select", "duplicate-decision-id"]].concat());
        assert_eq!((told.code, told.stdout.as_str()), (0, "checked 1 record: 1 suppressed\n"), "{told:?}");
    }
    let told = tree.ddr(&["lint", "--select", "duplicate-decision-id", "--output-format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!(json["summary"]["suppressed"], 1);
    assert_eq!(json["diagnostics"].as_array().unwrap().len(), 0);
}

#[test]
fn a_file_that_could_not_be_checked_stays_loud() {
    let deep = format!("<!-- ddr-allow over-limit: generated -->\n\n{RECORD}\n{}x\n", "> ".repeat(200));
    let tree = tree(&[("a.md", &deep)]);
    let told = tree.lint(&[]);
    assert_eq!(told.code, 1, "{told:?}");
    assert_eq!(told.brief().0.first().map(|it| &it[..6]), Some("DDR008"), "{told:?}");
}

#[test]
fn suppressions_are_added_once_and_leave_nothing() {
    let files = [
        ("docs/record.md", RECORD),
        ("docs/plan.md", PLAN),
        ("docs/windows.md", &RECORD.replace('\n', "\r\n")),
        ("docs/front.md", &format!("\u{feff}---\nowner: me\n---\n{RECORD}")),
        ("notes.md", "# Notes\n\nNothing here.\n"),
    ];
    let tree = tree(&files);
    assert_ne!(tree.lint(&[]).brief().0, [""; 0]);
    let told = tree.lint(&["--add-suppressions", "--reason", "older than the rules"]);
    assert_eq!(told.brief().0, [""; 0], "{told:?}");
    assert_eq!(told.code, 0, "{told:?}");
    let written: Vec<String> = files.iter().map(|(path, _)| tree.read(path)).collect();
    assert_eq!(written[4], files[4].1, "it is no document");
    for (now, (path, then)) in written.iter().zip(files) {
        let crlf = then.contains("\r\n");
        assert!(!crlf || !now.replace("\r\n", "").contains('\n'), "{path}: line endings");
        // Without the comments, every byte is as it was.
        let mut without = String::new();
        for line in now.split_inclusive('\n') {
            match line.find("<!-- ddr-allow ") {
                None => without.push_str(line),
                Some(at) => {
                    let end = line.find("-->").unwrap() + 3;
                    let (before, after) = (&line[..at], &line[end..]);
                    if before.trim_start_matches('\u{feff}').is_empty() {
                        without.push_str(before);
                    } else {
                        without.push_str(before.strip_suffix(' ').unwrap());
                        without.push_str(after);
                    }
                }
            }
        }
        assert_eq!(without, then, "{path}\n{now}");
    }
    for args in [&["lint"] as &[&str], &["lint", "--add-suppressions", "--reason", "again"], &["check"]] {
        let told = tree.ddr(&[args, &["--fail-on", "warning"]].concat());
        assert_eq!(told.code, 0, "{told:?}");
        assert!(told.stdout.contains("suppressed\n"), "{told:?}");
    }
    let again: Vec<String> = files.iter().map(|(path, _)| tree.read(path)).collect();
    assert_eq!(written, again, "a second run changes nothing");
}

#[test]
fn what_is_left_is_shown_where_it_stands_behind_the_comments() {
    let text = RECORD.replace("Sign cookies", "Sign cookies <!-- ddr-allow nonsense: why -->");
    let tree = tree(&[("a.md", &text)]);
    let told = tree.lint(&["--add-suppressions", "--reason", "old"]);
    assert_eq!(told.brief().0, ["DDR006:13"], "{told:?}");
    assert_eq!(told.stdout, tree.lint(&[]).stdout, "as a run on what was written says");
}

#[test]
fn a_comment_behind_a_stated_count_hides_nothing_of_it() {
    let text = |count: usize, rule: &str| {
        let note = format!("- One two three. ({count} words) <!-- ddr-allow {rule}: as agreed -->\n");
        RECORD.replace("(9 words)", "(6 words)") + "\n## Notes\n\n" + &note
    };
    let tree = tree(&[]);
    for count in [5, 9, 12, 40] {
        tree.write("a.md", &text(count, "wrong-word-count"));
        assert_eq!(tree.lint(&["--select", "DDR201,DDR005"]).brief().0, [""; 0], "{count}");
        tree.write("a.md", &text(count, "phase-gap"));
        assert_eq!(tree.lint(&["--select", "DDR201"]).brief().0.len(), 1, "{count}");
    }
    tree.write("a.md", &text(3, "phase-gap"));
    assert_eq!(tree.lint(&["--select", "DDR201"]).brief().0, [""; 0]);
}

#[test]
fn a_reason_is_asked_for_and_has_to_fit() {
    let tree = tree(&[("a.md", RECORD)]);
    for (args, why) in [
        (&["--add-suppressions"] as &[&str], "--reason"),
        (&["--reason", "x"], "--add-suppressions"),
        (&["--add-suppressions", "--reason", "a | b"], "--reason: it stands in a comment"),
        (&["--add-suppressions", "--reason", " "], "--reason: it says nothing"),
        (&["--add-suppressions", "--reason", "x", "--staged"], "cannot be used with"),
    ] {
        let told = tree.lint(args);
        assert_eq!(told.code, 2, "{told:?}");
        assert!(told.stderr.contains(why), "{told:?}");
    }
    assert_eq!(tree.read("a.md"), RECORD);
}

#[test]
fn rules_that_ask_history_are_known_to_do_so() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/rules/project");
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("\n    \"DDR").nth(1).map(|rest| format!("DDR{}", &rest[..3]));
        let asks =
            [".past(", "Past::", ".since(", "absent::", "recall("].iter().any(|word| text.contains(word));
        found.extend(code.filter(|_| asks));
    }
    assert!(found.len() > 3, "{found:?}");
    for code in found {
        let rule = ddr::rules::find(&code).unwrap();
        assert!(!ddr::rules::suppressions::says_the_same(rule), "{code} asks history");
    }
}
