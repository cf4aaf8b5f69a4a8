//! `ddr new` with the real git: numbers that other branches have taken, layouts of all kinds, and that what
//! is written is read as it is meant.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::string_slice,
    reason = "a panic in a test is a failing test"
)]

mod git_repo;

use git_repo::{Ran, Repo};

fn record(title: &str) -> String {
    format!(
        "# {title}\n\n## Decisions\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | Keep parcels in Redis | accepted |\n"
    )
}

fn wrote(ran: &Ran) -> String {
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    ran.stdout.strip_prefix("wrote ").unwrap().trim_end().to_owned()
}

fn read(repo: &Repo, path: &str) -> String {
    std::fs::read_to_string(repo.root.join(path)).unwrap()
}

fn first_line(repo: &Repo, path: &str) -> String {
    read(repo, path).lines().next().unwrap().to_owned()
}

#[test]
fn the_first_record_is_recognised_and_says_what_is_to_be_filled_in() {
    let repo = Repo::new();
    let path = wrote(&repo.ddr(&["new", "record", "Keep  parcels | in Redis"]));
    assert_eq!(path, "docs/design/0001-keep-parcels-in-redis.md");
    let said = repo.ddr(&["lint", "-q", "--output-format", "concise"]);
    assert_eq!(said.code, 0);
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{}", said.stdout);
    assert!(lines.iter().all(|line| line.contains("warning[DDR013] placeholder-text")), "{}", said.stdout);
    // Filled in, nothing is left to say.
    let text = read(&repo, &path);
    let filled: Vec<&str> = text.lines().filter(|line| !line.starts_with("| D2 |")).collect();
    let filled = filled
        .join("\n")
        .replace("1. [Describe what may go wrong, a colon, and what is done about it]", "1. Load: shed it");
    repo.write(&path, &(filled + "\n"));
    assert_eq!(repo.ddr(&["lint", "--fail-on", "warning", "-q"]).stdout, "");
    assert_eq!(first_line(&repo, &path), "# Keep parcels | in Redis");
}

#[test]
fn a_number_that_any_branch_has_taken_is_not_free() {
    let repo = Repo::new();
    repo.write("docs/adr/0001-begin.md", &record("1. Begin"));
    repo.write("docs/adr/README.md", "# Records\n");
    repo.commit("One");
    repo.git(&["switch", "--quiet", "--create", "other"]);
    repo.write("docs/adr/0002-other.md", &record("2. Other"));
    repo.commit("Two");
    repo.git(&["switch", "--quiet", "main"]);
    repo.write("docs/adr/0003-gone.md", &record("3. Gone"));
    repo.commit("Three");
    repo.remove("docs/adr/0003-gone.md");
    repo.commit("Away with it");
    let ran = repo.ddr(&["new", "record", "Next"]);
    assert_eq!(wrote(&ran), "docs/adr/0004-next.md");
    assert!(ran.stderr.contains("numbers up to 0003 are taken"), "{}", ran.stderr);
    assert_eq!(first_line(&repo, "docs/adr/0004-next.md"), "# 4. Next");
    // What is not committed counts as well.
    let ran = repo.ddr(&["new", "record", "After that"]);
    assert_eq!(wrote(&ran), "docs/adr/0005-after-that.md");
    assert_eq!(ran.stderr, "");
}

#[test]
fn a_branch_that_only_the_remote_has_counts() {
    let repo = Repo::new();
    repo.write("docs/adr/0001-begin.md", &record("Begin"));
    repo.commit("One");
    repo.git(&["switch", "--quiet", "--create", "theirs"]);
    repo.write("docs/adr/0007-theirs.md", &record("Theirs"));
    repo.commit("Seven");
    repo.git(&["switch", "--quiet", "main"]);
    let clone = repo.around().join("clone");
    repo.git_in(&repo.around(), &["clone", "--quiet", repo.root.to_str().unwrap(), clone.to_str().unwrap()]);
    assert_eq!(wrote(&repo.ddr_in(&clone, &["new", "record", "Ours"])), "docs/adr/0008-ours.md");
}

#[test]
fn names_and_titles_follow_those_that_are_there() {
    let repo = Repo::new();
    repo.write("decisions/ADR-008_begin_here.md", &record("ADR-008: Begin here"));
    repo.write("decisions/ADR-009_go_on.md", &record("ADR-009: Go on"));
    let path = wrote(&repo.ddr(&["new", "record", "Größe des Caches"]));
    assert_eq!(path, "decisions/ADR-010_groesse_des_caches.md");
    assert_eq!(first_line(&repo, &path), "# ADR-010: Größe des Caches");
    // Seen from below, the project is the same.
    let below = repo.root.join("decisions");
    assert_eq!(wrote(&repo.ddr_in(&below, &["new", "record", "Next"])), "ADR-011_next.md");
}

#[test]
fn where_names_have_no_numbers_none_is_made_up() {
    let repo = Repo::new();
    std::fs::remove_dir_all(repo.root.join(".git")).unwrap();
    repo.write("design/cache.md", &record("Cache"));
    repo.write("design/events.md", &record("Events"));
    repo.write("ddr.yaml", "");
    assert_eq!(wrote(&repo.ddr(&["new", "record", "Rate limits"])), "design/rate-limits.md");
    let again = repo.ddr(&["new", "record", "Rate limits"]);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("design/rate-limits.md is there already"), "{}", again.stderr);
}

#[test]
fn a_nested_project_has_numbers_of_its_own() {
    let repo = Repo::new();
    repo.write("docs/design/0009-top.md", &record("Top"));
    repo.write("services/api/ddr.yaml", "kinds: { \"decisions/[0-9]*.md\": ddr }\n");
    repo.write("services/api/README.md", "# API\n");
    let api = repo.root.join("services/api");
    assert_eq!(wrote(&repo.ddr_in(&api, &["new", "record", "Begin"])), "decisions/0001-begin.md");
    assert_eq!(repo.ddr(&["check", "services/api"]).code, 0);
}

#[test]
fn the_next_plan_of_a_record_links_to_it_and_is_known_to_carry_it_out() {
    let repo = Repo::new();
    let phases = "\n## Multi-Phase Plan\n\n1. Groundwork\n2. Switch over\n";
    repo.write("docs/design/0001-cache.md", &(record("Cache") + phases));
    repo.commit("Begin");
    let first = wrote(&repo.ddr(&["new", "plan"]));
    assert_eq!(first, "docs/design/0001-cache-phase-1.md");
    assert_eq!(first_line(&repo, &first), "# Phase 1: Groundwork");
    let shown = repo.ddr(&["show", &first]);
    assert!(shown.stdout.contains("docs/design/0001-cache.md"), "{}", shown.stdout);
    let said = repo.ddr(&["lint", "-q", "--output-format", "concise"]);
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert_eq!(lines.len(), 1, "{}", said.stdout);
    assert!(lines[0].contains("placeholder-text"), "{}", said.stdout);
    repo.git(&["switch", "--quiet", "--create", "other"]);
    let second = wrote(&repo.ddr(&["new", "plan"]));
    assert_eq!(first_line(&repo, &second), "# Phase 2: Switch over");
    repo.commit("Two plans");
    repo.git(&["switch", "--quiet", "main"]);
    let ran = repo.ddr(&["new", "plan", "Clean up"]);
    assert_eq!(wrote(&ran), "docs/design/0001-cache-phase-3.md");
    assert!(ran.stderr.contains("other branches"), "{}", ran.stderr);
}

#[test]
fn a_plan_does_not_go_where_the_settings_expect_records() {
    let repo = Repo::new();
    repo.write("docs/design/0001-cache.md", &(record("Cache") + "\n## Risks\n\n1. Loss: keep a copy\n"));
    assert_eq!(repo.ddr(&["init"]).code, 0);
    let path = wrote(&repo.ddr(&["new", "plan", "Groundwork"]));
    assert_eq!(path, "docs/design/plans/0001-cache-phase-1.md");
    let said = repo.ddr(&["lint", "-q", "--output-format", "concise"]);
    assert_eq!(said.code, 0, "{}", said.stdout);
    assert!(repo.ddr(&["show", &path]).stdout.contains("carries out docs/design/0001-cache.md"));
    // Where every folder below is one of records, too, what is to be done is told.
    repo.write("ddr.yaml", "kinds: { \"docs/**\": ddr }\n");
    let record = ["--record", "docs/design/0001-cache.md"];
    let ran = repo.ddr(&[&["new", "plan", "Switch over"][..], &record].concat());
    assert_eq!(wrote(&ran), "docs/design/plans/0001-cache-phase-2.md");
    let told = "ddr.yaml takes docs/design/plans/0001-cache-phase-2.md for another kind of document; add it under `kinds`, as `patch-plan`";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
}

#[test]
fn plans_are_called_as_those_that_are_there() {
    let repo = Repo::new();
    repo.write("docs/design/0001-cache.md", &record("Cache (first [try])"));
    let plan = "# Phase 1: Begin\n\nCarries out [Cache](../design/0001-cache.md).\n\n\
                | File | Op | Tests |\n|--|--|--|\n| src/a.rs | add | tests/a.rs |\n";
    repo.write("docs/plans/phase-01-begin.md", plan);
    let path = wrote(&repo.ddr(&["new", "plan", "Switch over"]));
    assert_eq!(path, "docs/plans/phase-02-switch-over.md");
    assert!(read(&repo, &path).contains("[Cache (first \\[try\\])](../design/0001-cache.md)"));
    let path = wrote(&repo.ddr(&["new", "plan", "Far", "--phase", "7", "--out", "docs/far.md"]));
    assert_eq!((path.as_str(), first_line(&repo, &path).as_str()), ("docs/far.md", "# Phase 7: Far"));
}

#[test]
fn of_several_records_one_has_to_be_named() {
    let repo = Repo::new();
    repo.write("docs/0001-a.md", &record("A"));
    repo.write("docs/0002-b.md", &record("B"));
    let ran = repo.ddr(&["new", "plan", "Begin"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("--record: docs/0002-b.md, docs/0001-a.md"), "{}", ran.stderr);
    assert_eq!(
        wrote(&repo.ddr(&["new", "plan", "Begin", "--record", "docs/0002-b.md"])),
        "docs/0002-b-phase-1.md"
    );
    for (args, why) in [
        (&["new", "plan", "--record", "docs/none.md"][..], "docs/none.md: it is not there"),
        (&["new", "plan", "--record", "docs/0001-a.md"], "what phase 1 is called"),
        (&["new", "record", "  "], "the title is empty"),
    ] {
        let ran = repo.ddr(args);
        assert_eq!(ran.code, 2, "{args:?}");
        assert!(ran.stderr.contains(why), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn a_plan_without_any_record_stands_alone() {
    let repo = Repo::new();
    repo.write("README.md", "# Parcels\n");
    let ran = repo.ddr(&["new", "plan"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("there is no record here"), "{}", ran.stderr);
    let path = wrote(&repo.ddr(&["new", "plan", "Groundwork"]));
    assert_eq!(path, "docs/design/phase-1-groundwork.md");
    assert_eq!(repo.ddr(&["check"]).code, 0);
}

#[test]
fn a_template_of_the_team_takes_the_place_of_ours() {
    let repo = Repo::new();
    repo.write("ddr.yaml", "templates: docs/templates\n");
    let template = "# {{ number }}: {{ title }}\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | {{ statement|cell }} | proposed |\n";
    repo.write("docs/templates/new/record.md", template);
    let path = wrote(&repo.ddr(&["new", "record", "Begin"]));
    let text = "# 0001: Begin\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | Begin | proposed |\n";
    assert_eq!(read(&repo, &path), text);
    repo.write("docs/templates/new/record.md", "# {{ titel }}\n");
    let ran = repo.ddr(&["new", "record", "Go on"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("new/record.md:1") && ran.stderr.contains("titel"), "{}", ran.stderr);
    assert!(!repo.root.join("docs/design/0002-go-on.md").exists());
}

#[cfg(unix)]
#[test]
fn nothing_that_is_there_is_written_over() {
    let repo = Repo::new();
    repo.write("docs/a.md", "mine\n");
    std::os::unix::fs::symlink("nowhere", repo.root.join("docs/link.md")).unwrap();
    for out in ["docs/a.md", "docs/link.md", "docs"] {
        let ran = repo.ddr(&["new", "record", "Begin", "--out", out]);
        assert_eq!(ran.code, 2, "{out}");
        assert!(ran.stderr.contains(&format!("{out} is there already")), "{}", ran.stderr);
    }
    assert_eq!(read(&repo, "docs/a.md"), "mine\n");
}
