//! `ddr init` on projects as strangers would have them: what it writes, and that the gate passes under it.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::string_slice,
    reason = "a panic in a test is a failing test"
)]

mod git_repo;

use git_repo::{Ran, Repo};

const PLAN: &str = "# Phase 1: Begin\n\n## Patch Plan\n\n| File | Op | Tests | Risk | Status |\n|--|--|--|--|--|\n\
                    | src/lru.rs | add | tests/lru.rs | low | planned |\n";

fn record(title: &str, status: &str) -> String {
    format!(
        "# {title}\n\n## Summary\n\nParcels are kept near.\n\n## Decisions\n\n\
         | ID | Decision | Rationale | Status |\n|--|--|--|--|\n\
         | D1 | Keep parcels in Redis | Fast | {status} |\n| D2 | Expire them after a day | Few come later | {status} |\n\n\
         ## Risks\n\n1. Load: shed it early\n"
    )
}

/// Runs `ddr init`, holds the gate to it, and gives the file.
fn written(repo: &Repo) -> String {
    let ran = repo.ddr(&["init"]);
    let taken = repo.root.join("ddr-baseline.json").exists();
    let wrote = if taken { "wrote ddr.yaml and ddr-baseline.json\n" } else { "wrote ddr.yaml\n" };
    assert_eq!((ran.code, ran.stdout.as_str()), (0, wrote), "{}", ran.stderr);
    if repo.root.join("README.md").exists() {
        // What sections say is never taken as given.
        assert_eq!(repo.ddr(&["readme"]).code, 0);
    }
    let check = repo.ddr(&["check", "--fail-on=warning"]);
    assert_eq!(check.code, 0, "{}{}", check.stdout, check.stderr);
    std::fs::read_to_string(repo.root.join("ddr.yaml")).unwrap()
}

/// The lines under a key, without their comments.
fn under(yaml: &str, key: &str) -> Vec<String> {
    let mut lines = yaml.lines().skip_while(|line| *line != format!("{key}:")).skip(1);
    let inside = lines.by_ref().take_while(|line| line.starts_with(' '));
    let bare = inside.map(|line| line.split(" #").next().unwrap().trim().to_owned());
    bare.filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

fn told(ran: &Ran, line: &str) {
    assert!(ran.stderr.lines().any(|told| told == line), "{line}\n---\n{}", ran.stderr);
}

#[test]
fn records_and_plans_in_folders_of_their_own_get_a_glob_each() {
    let repo = Repo::new();
    repo.write("docs/design/0001-parcels.md", &record("Parcels", "accepted"));
    repo.write("docs/design/0002-events.md", &record("Events", "proposed"));
    repo.write("docs/design/README.md", "# Records\n");
    repo.write("docs/plans/begin.md", PLAN);
    repo.write("README.md", "# Parcels\n\n<!-- ddr:begin setup -->\n<!-- ddr:end setup -->\n");
    repo.commit("Begin");
    let shown = repo.ddr(&["init", "--dry-run"]);
    assert!(!repo.root.join("ddr.yaml").exists(), "nothing is written");
    told(&shown, "2 records: docs/design/[0-9]*.md");
    told(&shown, "1 patch plan: docs/plans/*.md");
    let yaml = written(&repo);
    assert_eq!(shown.stdout, yaml);
    assert_eq!(under(&yaml, "kinds"), ["\"docs/design/[0-9]*.md\": ddr", "\"docs/plans/*.md\": patch-plan"]);
    assert_eq!(under(&yaml, "rules"), ["misordered-section: warning"], "off by itself, and kept by all");
    assert_eq!(under(&yaml, "change"), ["main: main"]);
    assert_eq!(under(&yaml, "readme"), ["files:", "- README.md"]);
    // What comes later is held to it.
    repo.write("docs/design/0003-x.md", "# Nothing of the kind\n");
    assert_eq!(repo.ddr(&["check"]).code, 1);
}

#[test]
fn an_existing_file_is_never_touched() {
    let repo = Repo::new();
    repo.write("ddr.yaml", "rules: { risks: hint }\n");
    repo.write("a.md", &record("A", "accepted"));
    let ran = repo.ddr(&["init"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("ddr.yaml is there already"), "{}", ran.stderr);
    assert_eq!(std::fs::read_to_string(repo.root.join("ddr.yaml")).unwrap(), "rules: { risks: hint }\n");
    assert_eq!(repo.ddr(&["init", "--dry-run"]).code, 0);
    assert_eq!(std::fs::read_to_string(repo.root.join("ddr.yaml")).unwrap(), "rules: { risks: hint }\n");
}

#[test]
fn what_is_said_today_is_taken_as_given_and_what_is_new_fails() {
    let repo = Repo::new();
    repo.write("decisions/one.md", &record("One", "accepted").replace("D2", "D1"));
    repo.write("decisions/two.md", &record("Two", "accepted").replace("## Risks", "## Remarks"));
    let yaml = written(&repo);
    assert_eq!(under(&yaml, "kinds"), ["\"decisions/*.md\": ddr"]);
    assert!(yaml.contains("\nbaseline: ddr-baseline.json\n"), "{yaml}");
    let known = std::fs::read_to_string(repo.root.join("ddr-baseline.json")).unwrap();
    assert!(known.contains("duplicate-decision-id") && known.contains("missing-section"), "{known}");
    repo.write("decisions/three.md", &record("Three", "accepted").replace("D2", "D1"));
    let said = repo.ddr(&["check", "--output-format", "concise"]);
    assert_eq!(said.code, 1, "{}", said.stdout);
    let errors: Vec<&str> = said.stdout.lines().filter(|line| line.contains("error[")).collect();
    assert!(matches!(errors[..], [one] if one.starts_with("decisions/three.md:")), "{}", said.stdout);
}

#[test]
fn a_baseline_that_is_there_is_not_touched() {
    let repo = Repo::new();
    repo.write("decisions/one.md", &record("One", "accepted").replace("D2", "D1"));
    repo.write("ddr-baseline.json", "mine");
    let ran = repo.ddr(&["init"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("ddr-baseline.json is there already"), "{}", ran.stderr);
    assert!(!repo.root.join("ddr.yaml").exists());
}

#[test]
fn statuses_of_a_team_go_into_its_vocabulary() {
    let repo = Repo::new();
    repo.write("adr/0001-a.md", &record("A", "beschlossen"));
    repo.write("adr/0002-b.md", &record("B", "Adapted"));
    repo.write("adr/0003-c.md", &record("C", "accepted").replacen("| accepted |", "| Once only |", 1));
    let yaml = written(&repo);
    assert_eq!(under(&yaml, "vocabulary"), ["statuses:", "accepted: [\"beschlossen\"]", "\"Adapted\": []"]);
    let said = repo.ddr(&["lint", "--select", "unknown-status", "--output-format", "concise"]);
    assert!(!said.stdout.contains("Adapted") && !said.stdout.contains("beschlossen"), "{}", said.stdout);
    let shown = repo.ddr(&["show", "--format", "json", "adr/0001-a.md"]);
    assert!(
        shown.stdout.contains("\"canonical\": \"accepted\"")
            || shown.stdout.contains("\"canonical\":\"accepted\"")
    );
}

#[test]
fn limits_are_those_in_use_where_they_exceed_what_is_asked() {
    let repo = Repo::new();
    let long = "word ".repeat(31);
    repo.write("d/0001-a.md", &record("A", "accepted").replace("Few come later", long.trim()));
    repo.write("d/0002-b.md", &record("B", "accepted").replace("| Decision |", "| Decision (≤12w) |"));
    let yaml = written(&repo);
    let limits = under(&yaml, "limits");
    let has = |line: &str| assert!(limits.iter().any(|limit| limit == line), "{line} in {limits:?}");
    has("rationale_words: 31");
    has("statement_words: 12");
    has("summary_words: 200");
    let said = repo.ddr(&["check", "--fail-on", "warning"]);
    assert_eq!(said.code, 0, "{}", said.stdout);
}

#[test]
fn a_file_that_cannot_be_read_is_left_out_by_name() {
    let repo = Repo::new();
    repo.write("docs/0001-a.md", &record("A", "accepted"));
    std::fs::write(repo.root.join("docs/old.md"), b"# Caf\xe9\n").unwrap();
    let yaml = written(&repo);
    assert_eq!(under(&yaml, "exclude"), ["- \"docs/old.md\""]);
}

#[test]
fn a_project_without_documents_gets_a_file_and_a_word_on_how_to_begin() {
    let repo = Repo::new();
    repo.write("README.md", "# Parcels\n");
    let ran = repo.ddr(&["init"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "wrote ddr.yaml\n"));
    assert!(ran.stderr.contains("ddr new record"), "{}", ran.stderr);
    assert_eq!(repo.ddr(&["lint"]).code, 0, "the file is sound");
    assert_eq!(repo.ddr(&["new", "record", "Keep parcels in Redis"]).code, 0);
    assert_eq!(repo.ddr(&["check"]).code, 0);
}

#[test]
fn adrs_in_running_text_are_shown_the_schema_that_checks_them() {
    let repo = Repo::new();
    let adr = "# 1. Queue\n\n## Status\n\nAccepted\n\n## Context\n\nBursts.\n\n## Decision\n\nWe queue.\n";
    repo.write("docs/adr/0001-queue.md", adr);
    repo.write("docs/adr/0002-store.md", &adr.replace("Context", "Context and Problem Statement"));
    repo.write("docs/adr/README.md", "# All of them\n");
    let ran = repo.ddr(&["init"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "wrote ddr.yaml\n"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("2 files decide in running text, as ADRs do (docs/adr/[0-9]*.md); "),
        "{}",
        ran.stderr
    );
    // What stands in the comment, with the marks taken away, is sound and does what it says.
    let yaml = repo.read("ddr.yaml");
    let shown: Vec<&str> = yaml.lines().filter_map(|line| line.strip_prefix("#   ")).collect();
    let (config, schema) = shown.split_at(shown.iter().position(|line| line.starts_with("name:")).unwrap());
    let config: Vec<&str> = config.iter().copied().filter(|line| !line.starts_with('"')).collect();
    assert_eq!(config, ["schemas: [docs/adr/adr.yaml]", "kinds: { \"docs/adr/[0-9]*.md\": adr }"]);
    repo.write("ddr.yaml", &config.join("\n"));
    repo.write("docs/adr/adr.yaml", &schema.join("\n"));
    assert_eq!(
        repo.ddr(&["check"]).stdout,
        "checked 2 adr documents; 1 other Markdown file skipped: all good\n"
    );
    repo.write("docs/adr/0003-late.md", "# 3. Late\n\n## Context\n\nx\n");
    assert_eq!(repo.ddr(&["check"]).code, 1);
    // Beside records they are no other Markdown files to be puzzled by.
    repo.write("docs/design/cache.md", &record("Cache", "accepted"));
    let ran = repo.ddr(&["init", "--dry-run"]);
    assert!(
        ran.stdout.contains("\"docs/design/*.md\": ddr") || ran.stdout.contains("cache.md"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("# 2 files have the sections of an ADR"), "{}", ran.stdout);
}

#[test]
fn a_part_of_a_repository_becomes_a_project_of_its_own() {
    let repo = Repo::new();
    repo.write("ddr.yaml", "limits: { decisions: 1 }\n");
    repo.write("services/api/design/0001-a.md", &record("A", "accepted"));
    repo.write("services/api/tools/ddr.yaml", "rules: {}\n");
    repo.write("services/api/tools/0001-b.md", &record("B", "accepted"));
    let ran = repo.ddr(&["init", "services/api"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "wrote services/api/ddr.yaml\n"), "{}", ran.stderr);
    told(&ran, "1 record: design/[0-9]*.md");
    assert!(ran.stderr.contains("../../ddr.yaml above does not hold"), "{}", ran.stderr);
    told(&ran, "tools/ddr.yaml below makes a project of its own, which this file does not reach");
    assert_eq!(repo.ddr(&["check", "services/api"]).code, 0);
}

#[test]
fn without_git_nothing_is_said_of_a_main_branch() {
    let repo = Repo::new();
    std::fs::remove_dir_all(repo.root.join(".git")).unwrap();
    repo.write("docs/design/cache.md", &record("Cache", "accepted"));
    repo.write("docs/design/cache-phase-1.md", PLAN);
    let yaml = written(&repo);
    assert!(!yaml.contains("change:"), "{yaml}");
    assert_eq!(
        under(&yaml, "kinds"),
        ["\"docs/design/*.md\": ddr", "\"docs/design/*phase*.md\": patch-plan"],
        "the later glob takes the plans out of the earlier one"
    );
}

#[test]
fn what_cannot_be_done_says_why() {
    let repo = Repo::new();
    repo.write("a.md", &record("A", "accepted"));
    for (args, why) in [
        (&["init", "a.md"][..], "a.md is no folder"),
        (&["init", "nowhere"], "nowhere: there is no such file"),
        (&["--config", "a.md", "init"], "--config names a file to be read"),
    ] {
        let ran = repo.ddr(args);
        assert_eq!(ran.code, 2, "{args:?}");
        assert!(ran.stderr.contains(why), "{args:?}: {}", ran.stderr);
    }
}
