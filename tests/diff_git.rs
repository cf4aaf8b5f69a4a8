//! `ddr diff` between states of a repository, with the real git.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a test makes repositories and starts programs, and its panic is a failing test"
)]

#[path = "diff_git/acknowledged.rs"]
mod acknowledged;
#[path = "diff_git/external.rs"]
mod external;
#[path = "diff_git/places.rs"]
mod places;
#[path = "diff_git/planned.rs"]
mod planned;
#[path = "diff_git/repo.rs"]
mod repo;

use repo::{PLAN, RECORD, Repo, plan, record};

const WEAKER_PLAN: &str = "docs/plan.md weakens tests-weakened";
const WEAKER_RECORD: &str = "docs/record.md weakens invariant-weakened";

/// On the branch `work`: a commit that drops the tests, then an invariant dropped in the index, then a
/// new status in the working tree.
fn staircase() -> Repo {
    let repo = Repo::new();
    repo.git(&["switch", "--quiet", "--create", "work"]);
    repo.write(PLAN, plan("N/A"));
    repo.commit("Drop the tests");
    repo.write(RECORD, record("N"));
    repo.git(&["add", RECORD]);
    repo.write(
        RECORD,
        record("N").replace("| D1 | Sell seats by deck | Accepted", "| D1 | Sell seats by deck | Proposed"),
    );
    repo
}

#[test]
fn every_form_compares_the_states_that_it_names() {
    let repo = staircase();
    let moved_back = "docs/record.md weakens status-moved-back";
    let all = [WEAKER_PLAN, moved_back, WEAKER_RECORD];
    let cases: [(&[&str], &[&str]); 12] = [
        (&[], &all),
        (&["main"], &all),
        (&["HEAD"], &all[1..]),
        (&["main", "HEAD"], &[WEAKER_PLAN]),
        (&["main", "work"], &[WEAKER_PLAN]),
        (&["main.."], &[WEAKER_PLAN]),
        (&["main..work"], &[WEAKER_PLAN]),
        (&["main...work"], &[WEAKER_PLAN]),
        (&["main..."], &[WEAKER_PLAN]),
        (&["--staged"], &[WEAKER_RECORD]),
        (&["--cached", "HEAD"], &[WEAKER_RECORD]),
        (&["main", "--staged"], &[WEAKER_PLAN, WEAKER_RECORD]),
    ];
    for (args, wanted) in cases {
        assert_eq!(repo.changes(args), wanted, "{args:?}");
    }
}

#[test]
fn the_output_names_what_was_compared() {
    let repo = staircase();
    let id = |rev: &str| repo.git(&["rev-parse", "--short=10", rev]).trim().to_owned();
    let (main, work) = (id("main"), id("work"));
    let cases: [(&[&str], String); 7] = [
        (&[], format!("between {main} (merge base with main) and the working tree: 3")),
        (&["main"], format!("between main ({main}) and the working tree: 3")),
        (&["HEAD~1", &work], format!("between HEAD~1 ({main}) and {work}: 1")),
        (&["main..."], format!("between {main} (merge base of main and HEAD) and HEAD ({work}): 1")),
        (&["--staged"], format!("between HEAD ({work}) and the index: 1")),
        (&["work", "--staged"], format!("between work ({work}) and the index: 1")),
        (
            &["HEAD:docs/plan.md", "main:docs/plan.md"],
            "between HEAD:docs/plan.md and main:docs/plan.md: ".into(),
        ),
    ];
    for (args, wanted) in cases {
        let said = repo.diff(args);
        assert!(said.summary().contains(&wanted), "{args:?}: {}", said.summary());
    }
    let json: serde_json::Value =
        serde_json::from_str(&repo.diff(&["main", "work", "--output-format=json"]).stdout).unwrap();
    assert_eq!(json["base"], format!("main ({main})"));
    assert_eq!(json["head"], format!("work ({work})"));
    assert_eq!(json["changes"][0]["path"], PLAN);
}

#[test]
fn a_base_is_where_the_branch_left_and_not_what_came_since() {
    let repo = staircase();
    repo.git(&["stash", "--quiet"]);
    repo.git(&["switch", "--quiet", "main"]);
    repo.write(RECORD, record("N"));
    repo.commit("Weaken it on main");
    repo.git(&["switch", "--quiet", "work"]);
    assert_eq!(repo.changes(&[]), [WEAKER_PLAN]);
    assert_eq!(repo.changes(&["main...work"]), [WEAKER_PLAN]);
    // Seen from main as it is, the invariant came back.
    assert_eq!(repo.changes(&["main..work"]), [WEAKER_PLAN, "docs/record.md changes invariant-changed"]);
}

#[test]
fn on_the_main_branch_itself_the_working_tree_is_compared() {
    let repo = Repo::new();
    assert!(repo.diff(&[]).stdout.starts_with("no document differs between "));
    repo.write(RECORD, record("N"));
    repo.write("docs/new.md", plan("N/A").replace("Ferry bookings", "Harbour fees"));
    assert_eq!(repo.changes(&[]), ["docs/new.md changes document-added", WEAKER_RECORD]);
    // What is new and ignored is none of the project's.
    repo.write(".gitignore", "docs/new.md\n");
    assert_eq!(repo.changes(&[]), [WEAKER_RECORD]);
}

#[test]
fn a_configured_main_branch_is_the_base() {
    let repo = staircase();
    repo.git(&["branch", "--quiet", "--move", "main", "trunk"]);
    let said = repo.diff(&[]);
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.contains("there is no main branch") && said.stderr.contains("help: name the base"));
    repo.write("ddr.yaml", "change: { main: trunk }\n");
    assert!(repo.diff(&[]).summary().contains("(merge base with trunk)"));
}

#[test]
fn merges_and_squashes_are_compared_as_their_states() {
    let repo = staircase();
    repo.commit("Drop the invariant");
    repo.git(&["switch", "--quiet", "main"]);
    repo.write("src/deck.rs", "fn deck() { todo() }\n");
    repo.commit("Other work");
    repo.git(&["merge", "--quiet", "--no-ff", "--message", "Merge work", "work"]);
    let three = [WEAKER_PLAN, "docs/record.md weakens status-moved-back", WEAKER_RECORD];
    assert_eq!(repo.changes(&["HEAD^1", "HEAD"]), three);
    assert!(repo.changes(&["HEAD^2", "HEAD"]).is_empty());
    repo.git(&["reset", "--quiet", "--hard", "HEAD^1"]);
    repo.git(&["merge", "--quiet", "--squash", "work"]);
    assert_eq!(repo.changes(&["--staged"]), three);
    repo.git(&["commit", "--quiet", "--message", "All of it (#7)"]);
    assert_eq!(repo.changes(&["HEAD~..HEAD"]), three);
}

#[test]
fn renamed_and_moved_documents_are_followed() {
    let repo = Repo::new();
    std::fs::create_dir(repo.root.join("archive")).unwrap();
    repo.git(&["mv", PLAN, "archive/ferry.md"]);
    repo.write("archive/ferry.md", plan("N/A"));
    // Neither path is known to the index yet.
    let only = ["archive/ferry.md weakens tests-weakened"];
    assert_eq!(repo.changes(&[]), only);
    repo.git(&["add", "--all"]);
    assert_eq!(repo.changes(&["--staged"]), only);
    repo.commit("Move it");
    assert_eq!(repo.changes(&["HEAD~", "HEAD"]), only);
    assert_eq!(repo.changes(&["HEAD~", "HEAD", "--", "archive"]), only, "a move into the folder is a move");
    assert_eq!(repo.changes(&["HEAD~", "HEAD", "--", "docs"]), only);
    repo.git(&["mv", RECORD, "archive/record.md"]);
    let said = repo.diff(&["HEAD"]);
    assert!(said.stdout.ends_with("the working tree: the design is the same\n"), "{}", said.stdout);
}

#[test]
fn line_endings_and_layout_are_no_change() {
    let repo = Repo::new();
    repo.write(PLAN, plan("tests/seats.rs").replace('\n', "\r\n"));
    assert_eq!(repo.diff(&[]).stdout.lines().count(), 1);
    repo.write(RECORD, record("Y").replace(" | ", "    |  ").replace("Accepted", "*accepted*"));
    repo.commit("Set anew");
    for args in [&["HEAD~"][..], &["HEAD~", "HEAD"]] {
        assert_eq!(repo.changes(args), [""; 0], "{args:?}");
    }
    repo.git(&["config", "core.autocrlf", "true"]);
    repo.git(&["rm", "--quiet", "-r", "--cached", "."]);
    repo.git(&["reset", "--quiet", "--hard"]);
    assert!(std::fs::read_to_string(repo.root.join(RECORD)).unwrap().contains("\r\n"));
    assert_eq!(repo.changes(&["HEAD"]), [""; 0]);
}

#[test]
fn of_documents_of_an_own_kind_the_sections_are_compared() {
    let repo = Repo::empty();
    repo.write("ddr.yaml", "schemas: [adr.yaml]\nkinds: { 'adr/*.md': adr }\n");
    repo.write(
        "adr.yaml",
        "name: adr\nsections: [{ id: decision, heading: [Decision, Decision Outcome] }]\n",
    );
    let bell = "---\ndate: 2025-03-01\n---\n\n# Bells\n\n## Status\n\nAccepted\n\n## Context\n\nCables break\nevery winter.\n\n## Decision\n\n- ring by *radio*\n- on one channel\n\n```\nch = 1\n```\n\n## Batteries\n\nSomebody climbs up once a year.\n";
    repo.write("adr/1.md", bell);
    repo.commit("Decide");
    // Set anew, under headings that mean the same or say the same text, in another order.
    let anew = bell
        .replace("## Status\n\nAccepted\n\n", "")
        .replace("break\nevery", "break every")
        .replace("## Decision", "## Decision Outcome")
        .replace("## Batteries", "## What it takes")
        + "\n## Status\n\n**Accepted**\n";
    repo.write("adr/1.md", &anew);
    let said = repo.diff(&["HEAD"]);
    assert!(said.stdout.ends_with("the working tree: the design is the same\n"), "{}", said.stdout);
    for (from, to, told) in [
        ("by *radio*", "by *wire*", "changes section-reworded"),
        ("ch = 1", "ch = 2", "changes section-reworded"),
        ("Accepted", "Superseded", "changes section-reworded"),
        ("Cables break", "cables break,", "editorial section-reworded"),
        ("date: 2025-03-01", "date: 2025-04-01", "changes section-reworded"),
        ("---\ndate: 2025-03-01\n---\n\n", "", "changes section-removed"),
        ("# Bells\n", "# Bells\n\nOf two towers.\n", "changes section-reworded"),
        ("## Status\n\nAccepted\n\n", "", "changes section-removed"),
        ("## Context", "## Costs\n\nSix batteries.\n\n## Context", "changes section-added"),
    ] {
        repo.write("adr/1.md", bell.replace(from, to));
        assert_eq!(repo.changes(&["HEAD"]), [format!("adr/1.md {told}")], "{from}");
    }
    repo.commit("Tell the costs");
    let log = repo.run("log", &["adr/1.md"]);
    for line in ["  changes: section-added: the section “Costs” is new", "new, with 4 sections"] {
        assert!(log.stdout.contains(line), "{}", log.stdout);
    }
    // Of records the tables say what was decided.
    repo.write("design/bells.md", record("Y") + "\n## Context\n\nCables break.\n");
    repo.commit("In a table");
    repo.write("design/bells.md", record("Y") + "\n## Context\n\nCables hold.\n");
    assert_eq!(repo.changes(&["HEAD"]), [""; 0]);
}

#[test]
fn paths_limit_what_is_compared() {
    let repo = staircase();
    assert_eq!(repo.changes(&["main", "--", PLAN]), [WEAKER_PLAN]);
    let inside = repo.diff_in("docs", &["--output-format=concise", "main", "--", "plan.md"]);
    assert_eq!(inside.changes(), [WEAKER_PLAN], "paths count from the working directory");
    assert!(repo.changes(&["main", "--", "src"]).is_empty());
    assert_eq!(repo.changes(&["main", "--", "src", "docs/plan.md"]), [WEAKER_PLAN]);
    for (path, why) in [
        ("docs/*.md", "docs/*.md: there is no such file or folder in either state"),
        ("../elsewhere", "../elsewhere: it lies outside the repository"),
    ] {
        let said = repo.diff(&["main", "--", path]);
        assert_eq!(said.code, Some(2), "{path}");
        assert!(said.stderr.contains(why), "{}", said.stderr);
    }
    // A path that was, and did not change between the two, is a path.
    repo.git(&["rm", "--quiet", "-f", RECORD]);
    repo.commit("Remove it");
    assert!(repo.changes(&["main", "main~0", "--", RECORD]).is_empty());
}

#[test]
fn texts_of_revisions_are_compared_with_each_other_and_with_files() {
    let repo = staircase();
    let cases: [(&[&str], &[&str]); 7] = [
        (&["main:docs/plan.md", "work:docs/plan.md"], &[WEAKER_PLAN]),
        (&["main:docs/plan.md", PLAN], &[WEAKER_PLAN]),
        (&["main:docs/plan.md"], &[WEAKER_PLAN]),
        (&["main:./docs/plan.md", "HEAD:docs/plan.md"], &[WEAKER_PLAN]),
        (&["HEAD:docs/record.md", ":docs/record.md"], &[WEAKER_RECORD]),
        (&["docs/plan.md", "main:docs/plan.md"], &["docs/plan.md changes tests-changed"]),
        (&["main:docs/plan.md", "/dev/null"], &["docs/plan.md changes document-removed"]),
    ];
    for (args, wanted) in cases {
        assert_eq!(repo.changes(args), wanted, "{args:?}");
    }
    let inside = repo.diff_in("docs", &["--output-format=concise", "main:./plan.md", "plan.md"]);
    assert_eq!(inside.changes(), [WEAKER_PLAN]);
    let json = |args: &[&str]| -> serde_json::Value {
        let said = repo.diff(&[&["--output-format=json"], args].concat());
        serde_json::from_str(&said.stdout).unwrap()
    };
    let whole = json(&["main", "work"]);
    let one = json(&["main:docs/plan.md", PLAN]);
    assert_eq!(whole["changes"][0]["fingerprint"], one["changes"][0]["fingerprint"]);
}

#[test]
fn standard_input_is_one_of_two_texts() {
    let repo = Repo::new();
    let args = ["--output-format=concise", "HEAD:docs/plan.md", "-"];
    let said = repo.diff_with(&plan("N/A"), &args);
    assert_eq!(said.changes(), [WEAKER_PLAN]);
    let said = repo.diff_with(&plan("N/A"), &[&args[..], &["--stdin-filename", "docs/other.md"]].concat());
    assert_eq!(said.changes(), ["docs/other.md weakens tests-weakened"]);
    // The config of the place that the text is said to come from holds for it.
    repo.write("notes/ddr.yaml", "rules: { tests-weakened: off }\n");
    let said = repo.diff_with(&plan("N/A"), &[&args[..], &["--stdin-filename", "notes/plan.md"]].concat());
    assert_eq!(said.changes(), ["notes/plan.md changes tests-changed"]);
    for (args, why) in [
        (&["-", "-"][..], "standard input can be only one of the two texts"),
        (&["HEAD", "--stdin-filename", "a.md"], "there is no `-`"),
        (&["-"], "standard input needs a second text"),
    ] {
        let said = repo.diff_with("", args);
        assert_eq!((said.code, said.stderr.contains(why)), (Some(2), true), "{args:?}: {}", said.stderr);
    }
}

#[test]
fn the_configuration_is_that_of_the_working_tree() {
    let repo = staircase();
    repo.write("ddr.yaml", "rules: { tests-weakened: off }\nexclude: [\"docs/record.md\"]\n");
    assert_eq!(repo.changes(&["main", "work"]), ["docs/plan.md changes tests-changed"]);
    repo.write("ddr.yaml", "ruls: {}\n");
    let said = repo.diff(&["main", "work"]);
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.contains("ddr.yaml:1:1: unknown key `ruls`"), "{}", said.stderr);
    assert_eq!(said.stdout, "");
}

#[test]
fn only_what_may_be_a_document_is_looked_at() {
    let repo = staircase();
    repo.write("ddr.yaml", "kinds: { \"plans/*.txt\": patch-plan }\n");
    repo.write("plans/a.txt", plan("tests/seats.rs").replace("Ferry", "Harbour"));
    repo.write("plans/b.rst", plan("tests/seats.rs"));
    repo.write(".hidden/c.md", plan("tests/seats.rs"));
    repo.write("README.md", "# Ferry\n");
    repo.commit("More");
    for file in ["plans/a.txt", "plans/b.rst", ".hidden/c.md"] {
        repo.write(file, plan("N/A").replace("Ferry", "Harbour"));
    }
    repo.write("README.md", "# Ferries\n");
    assert_eq!(repo.changes(&["HEAD"]), ["plans/a.txt weakens tests-weakened"]);
    let named = repo.changes(&["HEAD", "--", ".hidden"]);
    assert!(named.contains(&".hidden/c.md weakens tests-weakened".to_owned()), "{named:?}");
    assert!(repo.diff(&["HEAD"]).summary().contains("; 1 other Markdown file skipped: "));
}

#[test]
fn the_gate_fails_for_what_weakens_the_design() {
    let repo = staircase();
    assert_eq!(repo.diff(&["main", "work"]).code, Some(0));
    let said = repo.diff(&["--fail-on=weakens", "main", "work"]);
    assert_eq!(said.code, Some(1));
    assert!(said.stdout.contains("\nto stand up for a weakening change, say why"), "{}", said.stdout);
    assert_eq!(
        repo.diff(&["--fail-on=weakens", "work", "main"]).code,
        Some(0),
        "the other way it gets stronger"
    );
}
