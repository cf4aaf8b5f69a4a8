//! `ddr check --measurements` with the program itself.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::string_slice,
    reason = "a panic in a test is a failing test"
)]

mod git_repo;

use git_repo::{Ran, Repo};

const PLAN: &str = "# Patch plan: local cache\n\n\
    | File | Op | Tests | Budget | Status |\n|--|--|--|--|--|\n\
    | src/cache.py | add | tests/test_cache.py | start-up <60s; memory &lt;500MB | done |\n\
    | src/remote.py | add | tests/test_remote.py | connect <20ms | planned |\n";

fn repo() -> Repo {
    let repo = Repo::new();
    repo.write("docs/plan.md", PLAN);
    for file in ["src/cache.py", "tests/test_cache.py"] {
        repo.write(file, "pass\n");
    }
    repo.commit("Begin");
    repo
}

fn measured(repo: &Repo, values: &str, more: &[&str]) -> Ran {
    repo.write("m.json", &format!("{{\"version\": 1, \"measurements\": [\n{values}\n]}}\n"));
    let mut args =
        vec!["check", "--output-format=concise", "--select=DDR625,DDR626,DDR627", "--measurements=m.json"];
    args.extend(more);
    repo.ddr(&args)
}

fn value(metric: &str, value: &str) -> String {
    format!("{{\"plan\": \"docs/plan.md\", \"path\": \"src/cache.py\", \"metric\": \"{metric}\", {value}}}")
}

#[test]
fn a_budget_beyond_its_value_fails_and_the_others_are_named() {
    let repo = repo();
    let over = value("memory", "\"value\": 0.6, \"unit\": \"GB\", \"statistic\": \"max\", \"runs\": 3");
    let ran = measured(&repo, &over, &[]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let expected = "docs/plan.md:5:46: hint[DDR626] unmeasured-budget: budget `start-up <60s` of src/cache.py was not measured\n\
        docs/plan.md:5:61: error[DDR625] exceeded-budget: budget `memory <500MB` of src/cache.py was measured at 0.6 GB\n\
        m.json: 1 budget measured: 1 exceeded; 1 not measured\n\
        checked 1 patch plan: 1 error, 1 hint\n";
    assert_eq!(ran.stdout, expected);
}

#[test]
fn every_budget_may_be_asked_for() {
    let repo = repo();
    let kept = value("memory", "\"value\": 499, \"unit\": \"MB\"");
    assert_eq!(measured(&repo, &kept, &[]).code, 0);
    let required = measured(&repo, &kept, &["--require-measurements"]);
    assert_eq!(required.code, 1);
    assert!(required.stdout.contains("error[DDR626]"), "{}", required.stdout);
    let both = format!("{kept},\n{}", value("start-up", "\"value\": 59, \"unit\": \"s\""));
    let all = measured(&repo, &both, &["--require-measurements"]);
    assert_eq!((all.code, all.stdout.lines().next()), (0, Some("m.json: 2 budgets measured: 2 met")));
}

#[test]
fn a_measurement_of_nothing_is_told_in_its_own_file() {
    let repo = repo();
    let ran = measured(&repo, &value("heap", "\"value\": 1, \"unit\": \"MB\""), &["--fail-on=warning"]);
    assert_eq!(ran.code, 1);
    let told = "m.json:2:1: warning[DDR627] unknown-measurement: the row of `src/cache.py` in docs/plan.md has no budget for `heap`";
    assert!(ran.stdout.lines().any(|line| line == told), "{}", ran.stdout);
}

#[test]
fn what_is_no_measurement_ends_in_2_with_its_line() {
    let repo = repo();
    let broken = measured(&repo, &value("memory", "\"value\": \"much\""), &[]);
    assert_eq!(broken.code, 2);
    assert!(
        broken.stderr.contains("m.json:2: no measurements: invalid type: string \"much\""),
        "{}",
        broken.stderr
    );
    let missing = repo.ddr(&["check", "--measurements=none.json"]);
    assert_eq!(missing.code, 2);
    assert!(missing.stderr.contains("none.json: "), "{}", missing.stderr);
}

#[test]
fn a_file_of_no_project_speaks_of_the_one_that_is_checked() {
    let repo = Repo::new();
    repo.write("app/ddr.yaml", "rules: { exceeded-budget: warning, unknown-measurement: error }\n");
    repo.write("app/docs/plan.md", PLAN);
    repo.commit("Begin");
    let outside = tempfile::tempdir().unwrap();
    let file = outside.path().join("m.json");
    let over = value("memory", "\"value\": 600, \"unit\": \"MB\"");
    let heap = value("heap", "\"value\": 1, \"unit\": \"MB\"");
    std::fs::write(&file, format!("{{\"version\": 1, \"measurements\": [{over}, {heap}]}}")).unwrap();
    let app = repo.root.join("app");
    let file = format!("--measurements={}", file.display());
    let near = repo.ddr_in(&app, &["check", "--output-format=concise", &file]);
    let far = repo.ddr(&["check", "app", "--output-format=concise", &file]);
    for ran in [near, far] {
        assert!(ran.stdout.contains("docs/plan.md:5:61: warning[DDR625]"), "{}{}", ran.stdout, ran.stderr);
        // The settings of that project speak for the measurements too.
        assert!(ran.stdout.contains("error[DDR627]"), "{}", ran.stdout);
        assert!(!ran.stdout.contains("no patch plan"), "{}", ran.stdout);
    }
}

#[test]
fn a_project_below_keeps_its_own_paths() {
    let repo = Repo::new();
    repo.write("app/ddr.yaml", "rules: { exceeded-budget: warning }\n");
    repo.write("app/docs/plan.md", PLAN);
    repo.write("app/src/cache.py", "pass\n");
    repo.write("app/tests/test_cache.py", "pass\n");
    repo.commit("Begin");
    let over = value("memory", "\"value\": 600, \"unit\": \"MB\"");
    // From above, the plan goes by its path in the repository, and by the settings of its own project.
    let above = measured(&repo, &over.replace("docs/plan.md", "app/docs/plan.md"), &[]);
    assert!(
        above.stdout.contains("app/docs/plan.md:5:61: warning[DDR625]"),
        "{}{}",
        above.stdout,
        above.stderr
    );
    repo.write("app/m.json", &format!("{{\"version\": 1, \"measurements\": [{over}]}}"));
    let below =
        repo.ddr_in(&repo.root.join("app"), &["check", "--output-format=concise", "--measurements=m.json"]);
    assert!(below.stdout.contains("docs/plan.md:5:61: warning[DDR625]"), "{}{}", below.stdout, below.stderr);
}
