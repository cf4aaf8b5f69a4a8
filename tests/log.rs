//! `ddr log` on histories made commit by commit with the real git.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::string_slice,
    reason = "a panic in a test is a failing test"
)]

mod git_repo;

use git_repo::{Ran, Repo};
use serde_json::Value;

const HEAD: &str = "# Design Decision Record: Parcel cache\n\n## Decisions\n\n\
                    | ID | Statement | Rationale | Status | Invariant? |\n|--|--|--|--|--|\n";
const PLAN: &str = "# Patch Plan\n\n| File | Op | Tests | Status |\n|--|--|--|--|\n";

fn record(rows: &[&str]) -> String {
    format!("{HEAD}{}\n", rows.join("\n"))
}

/// Per entry the head line without the date, and the name and class of every change.
fn told(ran: &Ran) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for line in ran.stdout.lines().filter(|line| !line.is_empty()) {
        match line.strip_prefix("  ") {
            None => out.push(line.to_owned()),
            Some(rest) if !rest.starts_with(' ') => {
                let last = out.last_mut().unwrap();
                let mut words = rest.split(": ");
                last.push_str(&format!(" | {} {}", words.next().unwrap(), words.next().unwrap()));
            }
            Some(_) => {}
        }
    }
    out
}

/// A record whose decision is introduced, reworded, accepted, made an invariant, renumbered, unmade and
/// removed, while its file is moved once.
fn history() -> (Repo, Vec<String>) {
    let repo = Repo::new();
    let mut commits = Vec::new();
    let mut step = |repo: &Repo, path: &str, rows: &[&str], message: &str| {
        repo.write(path, &record(rows));
        commits.push(repo.commit(message));
    };
    let other = "| D1 | Write parcel events as JSON lines | Tools read it | proposed | No |";
    let old = "docs/cache.md";
    step(&repo, old, &[other], "Begin");
    let cached = "| D2 | Keep parcel sessions in Redis | Fast | proposed | No |";
    step(&repo, old, &[other, cached], "Cache sessions");
    let hot = "| D2 | Keep hot parcel sessions in Redis | Fast | proposed | No |";
    step(&repo, old, &[other, hot], "Only hot ones");
    let accepted = "| D2 | Keep hot parcel sessions in Redis | Fast | accepted | Yes |";
    step(&repo, old, &[other, accepted], "Agree");
    repo.git(&["mv", old, "docs/store.md"]);
    let new = "docs/store.md";
    let moved = "| D7 | Keep hot parcel sessions in Redis | Fast enough | accepted | Yes |";
    step(&repo, new, &[other, moved], "Move and renumber");
    step(&repo, new, &[&other.replace("JSON", "CSV"), moved], "Of another decision");
    let loose = "| D7 | Keep hot parcel sessions in Redis | Fast enough | accepted | No |";
    step(&repo, new, &[&other.replace("JSON", "CSV"), loose], "Unbind");
    (repo, commits)
}

#[test]
fn a_decision_is_followed_through_rewording_renumbering_and_renaming() {
    let (repo, ids) = history();
    let ran = repo.ddr(&["log", "docs/store.md#D7"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let old = " (in docs/cache.md)";
    let expected = [
        format!("{} 2025-03-07 Unbind | weakens invariant-weakened", ids[6]),
        format!(
            "{} 2025-03-05 Move and renumber | editorial decision-renumbered | changes rationale-reworded",
            ids[4]
        ),
        format!("{} 2025-03-04 Agree{old} | changes status-changed | changes invariant-changed", ids[3]),
        format!("{} 2025-03-03 Only hot ones{old} | changes decision-reworded", ids[2]),
        format!("{} 2025-03-02 Cache sessions{old} | changes decision-added", ids[1]),
    ];
    assert_eq!(told(&ran), expected);
    assert!(ran.stdout.contains("    statement: Keep {+hot +}parcel sessions in Redis\n"), "{}", ran.stdout);
    let reversed = repo.ddr(&["log", "docs/store.md#D7", "--reverse"]);
    let backwards: Vec<String> = expected.iter().rev().cloned().collect();
    assert_eq!(told(&reversed), backwards);
}

#[test]
fn an_old_path_and_an_old_id_lead_to_what_they_are_called_now() {
    let (repo, _) = history();
    let now = repo.ddr(&["log", "docs/store.md#D7"]);
    let then = repo.ddr(&["log", "docs/cache.md#D2"]);
    assert_eq!(then.stdout, now.stdout);
    assert_eq!(
        (then.code, then.stderr.as_str()),
        (0, "docs/cache.md is called docs/store.md now\nD2 is called D7 now\n")
    );
}

#[test]
fn of_a_whole_record_every_decision_is_told() {
    let (repo, ids) = history();
    let ran = repo.ddr(&["log", "docs/store.md"]);
    let told = told(&ran);
    assert_eq!(told.len(), 7);
    assert_eq!(told[1], format!("{} 2025-03-06 Of another decision | changes decision-reworded", ids[5]));
    assert_eq!(
        told[6],
        format!(
            "{} 2025-03-01 Begin (in docs/cache.md) | changes document-added | changes decision-added",
            ids[0]
        )
    );
}

#[test]
fn what_is_not_committed_comes_first() {
    let (repo, _) = history();
    let text = std::fs::read_to_string(repo.root.join("docs/store.md")).unwrap();
    repo.write("docs/store.md", &text.replace("| accepted | No |", "| implemented | No |"));
    let ran = repo.ddr_in(&repo.root.join("docs"), &["log", "store.md#d7"]);
    let told = told(&ran);
    assert_eq!(told[0], "working tree | changes status-changed");
    assert_eq!(told.len(), 6);
    assert!(told[3].contains("(in cache.md)"), "{}", told[3]);

    // A move that is not committed is followed too.
    std::fs::rename(repo.root.join("docs/store.md"), repo.root.join("later.md")).unwrap();
    let moved = repo.ddr(&["log", "later.md#D7"]);
    assert!(moved.stdout.starts_with("working tree\n  changes: status-changed"), "{}", moved.stdout);
    assert_eq!(moved.stdout.matches("\n  ").count(), ran.stdout.matches("\n  ").count());
    let by_old_name = repo.ddr(&["log", "docs/store.md#D7"]);
    assert_eq!(by_old_name.stdout, moved.stdout);
    assert_eq!(by_old_name.stderr, "docs/store.md is called later.md now\n");
}

#[test]
fn a_record_that_is_gone_still_has_a_life() {
    let (repo, _) = history();
    repo.remove("docs/store.md");
    let pending = repo.ddr(&["log", "docs/store.md#D7"]);
    assert!(pending.stdout.starts_with("working tree\n  weakens: decision-removed"), "{}", pending.stdout);
    let gone = repo.commit("Drop it");
    let ran = repo.ddr(&["log", "docs/store.md#D7"]);
    assert_eq!(told(&ran)[0], format!("{gone} 2025-03-08 Drop it | weakens decision-removed"));
    assert_eq!(told(&ran).len(), 6);
    repo.write("docs/store.md", &record(&["| D7 | Keep hot parcel sessions in Redis | x | proposed | No |"]));
    repo.commit("Bring back");
    let back = told(&repo.ddr(&["log", "docs/store.md#D7"]));
    assert!(back[0].ends_with("Bring back | changes decision-added"), "{}", back[0]);
    assert_eq!(back.len(), 7, "the life before the removal is told too");
}

#[test]
fn an_unknown_id_and_an_unknown_path_get_a_suggestion() {
    let (repo, ids) = history();
    let said = |args: &[&str]| {
        let ran = repo.ddr(args);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{args:?}");
        ran.stderr
    };
    assert_eq!(
        said(&["log", "docs/store.md#D77"]),
        "error: docs/store.md has no decision or plan row `D77`, now or in its history; did you mean `D7`?\n"
    );
    assert_eq!(
        said(&["log", "docs/store.md#X"]),
        "error: docs/store.md has no decision or plan row `X`, now or in its history; it has D7, D1\n"
    );
    assert_eq!(
        said(&["log", "docs/stor.md"]),
        "error: there is no docs/stor.md, here or in the history of this repository; did you mean \
         `docs/store.md`?\n"
    );
    repo.write("docs/store.md", &record(&["| D1 | Write parcel events as CSV lines | t | proposed | No |"]));
    let last = repo.commit("Drop D7");
    let near = said(&["log", "docs/store.md#D77"]);
    assert!(near.ends_with(&format!("did you mean `D7`, which {last} removed?\n")), "{near}");
    assert_eq!(repo.ddr(&["log", "docs/store.md#D7"]).code, 0, "{ids:?}");
    repo.write("notes.md", "# Notes\n\nwords\n");
    repo.commit("Notes");
    assert_eq!(
        said(&["log", "notes.md"]),
        "error: notes.md is neither a record nor a patch plan, now or in its history\n"
    );
    assert_eq!(said(&["log", "docs"]), "error: docs is a folder; name one record or plan\n");
    assert!(said(&["log", "--", "--output=x.md"]).starts_with("error: there is no --output=x.md, here or"));
}

#[test]
fn a_plan_row_is_followed_by_its_path() {
    let repo = Repo::new();
    let other = "| src/other.py | add | unit: o | pending |\n";
    for (row, message) in [
        ("| src/lru.py | add | unit: evicts | pending |\n", "Plan"),
        ("| src/cache/lru.py | add | unit: evicts | pending |\n", "Elsewhere"),
        ("| src/cache/lru.py | add | N/A | done |\n", "Done"),
    ] {
        repo.write("docs/plans/p.md", &format!("{PLAN}{row}{other}"));
        repo.commit(message);
    }
    repo.write("docs/plans/p.md", &format!("{PLAN}{other}"));
    repo.commit("Drop");
    let ran = repo.ddr(&["log", "docs/plans/p.md#src/cache/lru.py"]);
    let told: Vec<String> = told(&ran).iter().map(|line| line[22..].to_owned()).collect();
    assert_eq!(
        told,
        [
            "Drop | weakens entry-removed",
            "Done | weakens tests-weakened | changes status-changed",
            "Elsewhere | changes path-changed",
            "Plan | changes entry-added",
        ]
    );
}

#[test]
fn only_merges_that_change_something_are_told_and_branches_keep_their_names() {
    let (repo, _) = history();
    let text = std::fs::read_to_string(repo.root.join("docs/store.md")).unwrap();
    repo.git(&["checkout", "--quiet", "-b", "side"]);
    repo.write("docs/store.md", &text.replace("Fast enough", "Fast on the side"));
    repo.commit("Side");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write("docs/store.md", &text.replace("| D1 |", "| D0 |"));
    repo.commit("Main");
    repo.git(&["merge", "--quiet", "--no-commit", "--strategy=ours", "side"]);
    repo.write("docs/store.md", &text.replace("| D1 |", "| D0 |").replace("Fast enough", "Fast on the side"));
    let merge = repo.commit("Merge side");
    let ran = repo.ddr(&["log", "docs/store.md#D7"]);
    let told = told(&ran);
    assert!(told[0].starts_with(&merge) && told[0].ends_with("| changes rationale-reworded"), "{told:?}");
    assert!(told[1].ends_with("Side | changes rationale-reworded"), "{told:?}");
    assert_eq!(told.len(), 7);
}

#[test]
fn a_long_history_with_a_rename_in_its_middle_is_told_commit_by_commit() {
    let repo = Repo::new();
    let path = |at: usize| if at < 40 { "docs/cache.md" } else { "docs/store/cache.md" };
    for at in 0..80 {
        if at == 40 {
            std::fs::create_dir_all(repo.root.join("docs/store")).unwrap();
            repo.git(&["mv", path(39), path(40)]);
        }
        // Every other commit is about something else.
        if at % 2 == 0 {
            let row = format!("| D1 | Keep parcel sessions for {at} days | Fast | proposed | No |");
            repo.write(
                path(at),
                &record(&[&row, "| D2 | Write parcel events as JSON | t | proposed | No |"]),
            );
        } else {
            repo.write("src/x.rs", &format!("// {at}\n"));
        }
        repo.commit(&format!("Step {at}"));
    }
    let ran = repo.ddr(&["log", "docs/store/cache.md#D1"]);
    let subjects: Vec<String> =
        told(&ran).iter().map(|line| line[22..].split([' ', '|']).nth(1).unwrap().to_owned()).collect();
    let expected: Vec<String> = (0..80).rev().filter(|at| at % 2 == 0).map(|at| at.to_string()).collect();
    assert_eq!(subjects, expected, "{}", ran.stderr);
    assert_eq!(ran.stdout.matches(" (in docs/cache.md)").count(), 20);
}

#[test]
fn a_shallow_clone_says_where_history_ends() {
    let (repo, ids) = history();
    let clone = repo.around().join("clone");
    let url = format!("file://{}", repo.root.display());
    repo.git(&["clone", "--quiet", "--depth=2", &url, clone.to_str().unwrap()]);
    let ran = repo.ddr_in(&clone, &["log", "docs/store.md#D7"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let lines = told(&ran);
    assert_eq!(lines[0], format!("{} 2025-03-07 Unbind | weakens invariant-weakened", ids[6]));
    assert_eq!(
        lines[1],
        format!(
            "history ends at {} 2025-03-06: this clone is shallow, and what came before is not in it",
            ids[5]
        )
    );
    assert_eq!(lines.len(), 2, "nothing looks as if it had been introduced at the border");
    let json: Value =
        serde_json::from_str(&repo.ddr_in(&clone, &["log", "docs/store.md", "--format=json"]).stdout)
            .unwrap();
    assert_eq!(json["entries"].as_array().unwrap().len(), 1);
    assert!(json["ends_at"][0].as_str().unwrap().starts_with(&ids[5]));
    let unknown = repo.ddr_in(&clone, &["log", "docs/store.md#D2"]);
    assert!(unknown.stderr.contains("shallow") && unknown.code == 2, "{}", unknown.stderr);
}

#[test]
fn a_content_that_is_lost_ends_it_however_long_history_is() {
    let repo = Repo::new();
    // More states than ids fit into a pipe, each in a file of its own.
    repo.git(&["config", "fastimport.unpackLimit", "100000"]);
    let mut stream = String::new();
    for day in 0..2500 {
        let text = record(&[&format!("| D1 | Keep parcels for {day} days | Fast | proposed | No |")])
            + &"\nWords that fill the page.\n".repeat(40);
        stream += &format!("commit refs/heads/main\ncommitter A <a@example.org> {day} +0000\ndata 1\nx\n");
        stream += &format!("M 100644 inline a.md\ndata {}\n{text}\n", text.len());
    }
    repo.write(".git/stream", &stream);
    let input = std::fs::File::open(repo.root.join(".git/stream")).unwrap();
    let mut import = std::process::Command::new("git");
    import.args(["fast-import", "--quiet"]).current_dir(&repo.root).stdin(input);
    assert!(import.status().unwrap().success());
    repo.git(&["reset", "--quiet", "--hard"]);
    let lost = repo.git(&["rev-parse", "HEAD~20:a.md"]);
    let (folder, name) = lost.trim().split_at(2);
    std::fs::remove_file(repo.root.join(".git/objects").join(folder).join(name)).unwrap();
    let ran = repo.ddr(&["log", "a.md"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("lacks objects that are needed"), "{}", ran.stderr);
}

#[test]
fn a_hash_in_the_name_of_a_file_is_no_id() {
    let repo = Repo::new();
    repo.write("c#.md", &record(&["| D1 | Keep parcel sessions in Redis | Fast | proposed | No |"]));
    let first = repo.commit("Begin");
    let expected = format!("{first} 2025-03-01 Begin | changes decision-added");
    assert_eq!(told(&repo.ddr(&["log", "c#.md#D1"])), [expected]);
    assert_eq!(repo.ddr(&["log", "c#.md"]).code, 0);
}

#[test]
fn without_git_there_is_a_message_and_a_help() {
    let repo = Repo::new();
    let outside = repo.around().join("plain");
    std::fs::create_dir(&outside).unwrap();
    std::fs::write(outside.join("a.md"), record(&[])).unwrap();
    let ran = repo.ddr_in(&outside, &["log", "a.md"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("is in no git repository; run `git init`"), "{}", ran.stderr);
    // Before the first commit there is what stands on the disk.
    repo.write("a.md", &record(&["| D1 | Keep parcel sessions in Redis | Fast | proposed | No |"]));
    let ran = repo.ddr(&["log", "a.md#D1"]);
    assert_eq!((ran.code, told(&ran)), (0, vec!["working tree | changes decision-added".to_owned()]));
}

#[test]
fn a_state_that_cannot_be_read_is_never_passed_over_in_silence() {
    let (repo, _) = history();
    let text = std::fs::read(repo.root.join("docs/store.md")).unwrap();
    std::fs::write(repo.root.join("docs/store.md"), [&text[..], b"\xff\n"].concat()).unwrap();
    repo.commit("Broken bytes");
    std::fs::write(repo.root.join("docs/store.md"), &text).unwrap();
    repo.commit("Mended");
    let ran = repo.ddr(&["log", "docs/store.md#D7"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("which is not UTF-8"), "{}", ran.stderr);
    assert_eq!(told(&ran).len(), 5, "the rest is told");
}

#[test]
fn json_has_the_changes_of_a_comparison() {
    let (repo, ids) = history();
    let ran = repo.ddr(&["log", "docs/store.md#D7", "--format", "json"]);
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        (&json["version"], &json["path"], &json["id"]),
        (&1.into(), &"docs/store.md".into(), &"D7".into())
    );
    let entries = json["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 5);
    assert!(entries[0]["commit"].as_str().unwrap().starts_with(&ids[6]));
    assert_eq!(entries[0]["date"], "2025-03-07T10:00:00+00:00");
    assert_eq!((&entries[0]["subject"], &entries[0]["path"]), (&"Unbind".into(), &"docs/store.md".into()));
    assert_eq!(entries[4]["path"], "docs/cache.md");
    let change = &entries[0]["changes"][0];
    assert_eq!(
        (&change["code"], &change["id"], &change["before"]),
        (&"DDR708".into(), &"D7".into(), &"Yes".into())
    );
    let schema: Value = serde_json::from_str(&ddr::render::log::json_schema()).unwrap();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    let known: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), known.len());
    assert!(keys.iter().all(|key| known.contains(key)));
}

#[test]
fn what_was_acknowledged_in_its_own_commit_says_so() {
    let (repo, _) = history();
    let asked = ["log", "docs/store.md#D7", "--format", "json"];
    let newest = |repo: &Repo| -> Value {
        let json: Value = serde_json::from_str(&repo.ddr(&asked).stdout).unwrap();
        json["entries"][0]["changes"][0].clone()
    };
    let change = newest(&repo);
    assert_eq!(change["acknowledged"], false);
    let print = change["fingerprint"].as_str().unwrap();
    let ack = format!("DDR-Ack: {print} nothing binds it any more");
    // The same words in a later commit acknowledge nothing that this one did.
    repo.write("notes.txt", "x\n");
    repo.commit(&format!("Say it late\n\n{ack}"));
    assert_eq!(newest(&repo)["acknowledged"], false);
    repo.git(&["reset", "--quiet", "--hard", "HEAD^"]);
    repo.git(&["commit", "--quiet", "--amend", "--message", "Unbind", "--message", &ack]);
    assert_eq!(newest(&repo)["acknowledged"], true);
    let ran = repo.ddr(&["log", "docs/store.md#D7"]);
    let line = ran.stdout.lines().nth(1).unwrap();
    assert!(line.ends_with(" (acknowledged: nothing binds it any more)"), "{}", ran.stdout);
    assert_eq!(ran.stdout.matches("acknowledged").count(), 1, "{}", ran.stdout);
}
