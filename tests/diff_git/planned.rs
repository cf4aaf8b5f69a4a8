//! The plan that a change carries out, at the end of a comparison.

use super::repo::{PLAN, Repo, plan};

const UNPLANNED: &str = "docs/plan.md:5:1: hint[DDR701] unplanned-file: ";
const FILES: [&str; 3] = ["src/deck.rs", "src/seats.rs", "src/tides.rs"];

/// A plan on `main` that a branch carries out, with one file that nobody planned.
fn carried_out() -> Repo {
    let repo = Repo::empty();
    repo.write(PLAN, plan("tests/seats.rs"));
    repo.write("src/tides.rs", "fn tides() {}\n");
    repo.commit("Plan it");
    repo.git(&["switch", "--quiet", "--create", "work"]);
    for file in FILES {
        repo.write(file, format!("// {file}, as planned\nfn work() {{}}\n"));
    }
    repo.write("src/gulls.rs", "fn gulls() {}\n");
    repo.commit("Carry it out");
    repo
}

fn json(repo: &Repo, args: &[&str]) -> serde_json::Value {
    let said = repo.diff(&[&["--output-format=json"], args].concat());
    serde_json::from_str(&said.stdout).unwrap()
}

/// The lines of `ddr check` with these rules.
fn checked(repo: &Repo, against: &str) -> Vec<String> {
    let rules = "DDR701,DDR702,DDR703,DDR704,DDR715,DDR716";
    let args = ["--against", against, "--select", rules, "--output-format=concise"];
    let said = repo.run("check", &args);
    said.stdout.lines().filter(|line| line.contains("[DDR")).map(str::to_owned).collect()
}

#[test]
fn a_plan_in_play_ends_the_comparison_with_what_check_says() {
    let repo = carried_out();
    let said = repo.diff(&[]);
    let wanted = checked(&repo, "main");
    assert_eq!(wanted.len(), 1, "{wanted:?}");
    assert!(wanted[0].starts_with(UNPLANNED), "{wanted:?}");
    let section = format!("plan docs/plan.md (3 of 3 paths touched)\n{}\n\n", wanted[0]);
    assert!(said.stdout.starts_with(&section), "{}", said.stdout);
    assert!(said.summary().starts_with("no document differs between "), "{}", said.stdout);
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));

    let found = json(&repo, &[]);
    assert_eq!(found["plan"]["path"], PLAN);
    assert_eq!(found["plan"]["reason"], "3 of 3 paths touched");
    let diagnostics = found["plan"]["diagnostics"].as_array().unwrap();
    assert_eq!(diagnostics.len(), 1, "{found}");
    assert_eq!(diagnostics[0]["code"], "DDR701");
    assert!(diagnostics[0]["message"].as_str().unwrap().contains("src/gulls.rs"), "{found}");
}

#[test]
fn every_form_and_every_format_has_the_section() {
    let repo = carried_out();
    for args in [&["main"][..], &["main", "HEAD"], &["main..work"], &["main...work"], &["main", "--staged"]] {
        assert_eq!(json(&repo, args)["plan"]["diagnostics"][0]["code"], "DDR701", "{args:?}");
    }
    for (format, wanted) in [
        ("concise", UNPLANNED),
        ("markdown", "\n### plan docs/plan.md ("),
        ("html", "<h2>plan docs/plan.md <span>"),
        ("github", "::notice file=docs/plan.md,line=5,col=1,title=DDR701 unplanned-file::plan: "),
    ] {
        let said = repo.diff(&["--output-format", format]).stdout;
        assert!(said.contains(wanted), "{format}: {said}");
        assert_eq!(said.matches("src/gulls.rs").count(), 1, "{format}: {said}");
    }
    // What is staged alone, since the last commit.
    repo.git(&["reset", "--quiet", "--soft", "main"]);
    assert_eq!(json(&repo, &["--staged"])["plan"]["diagnostics"][0]["code"], "DDR701");
}

#[test]
fn the_index_and_old_commits_are_held_against_the_plan_of_their_own() {
    let repo = carried_out();
    // The working tree plans the file; neither the index nor the last commit does.
    let row = "| src/gulls.rs | add | N/A | negligible | Low |\n";
    repo.write(PLAN, plan("tests/seats.rs") + row);
    for args in [&["main", "HEAD"][..], &["main", "--staged"]] {
        assert_eq!(json(&repo, args)["plan"]["diagnostics"][0]["code"], "DDR701", "{args:?}");
    }
    let found = json(&repo, &["main"]);
    let codes: Vec<&str> = found["plan"]["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|it| it["code"].as_str())
        .collect();
    assert!(!codes.contains(&"DDR701"), "{found}");
    let lines = repo.diff(&["main", "--output-format=concise"]).stdout;
    let said: Vec<&str> =
        lines.lines().filter(|line| line.contains(": hint[") || line.contains(": warning[")).collect();
    let wanted = checked(&repo, "main");
    assert!(wanted.iter().all(|line| said.contains(&line.as_str())), "{wanted:?}\n{lines}");
    assert_eq!(wanted.len(), codes.len(), "{wanted:?}\n{codes:?}");
}

#[test]
fn a_trailer_names_the_plan_and_nothing_of_it_fails_the_run() {
    let repo = carried_out();
    repo.commit("Say so\n\nDDR-Plan: docs/plan.md");
    let said = repo.diff(&["main...", "--fail-on=weakens"]);
    assert!(said.stdout.contains("(named by the trailer of "), "{}", said.stdout);
    assert!(said.stdout.contains("docs/plan.md:5:1: warning[DDR701] unplanned-file: "), "{}", said.stdout);
    assert_eq!(said.code, Some(0));
    assert_eq!(json(&repo, &["main..."])["summary"]["weakens"], 0);
}

#[test]
fn of_several_plans_the_named_one_comes_first_and_text_has_them_all() {
    let repo = carried_out();
    repo.git(&["switch", "--quiet", "main"]);
    repo.write("docs/a-plan.md", plan("tests/seats.rs").replace("Phase 1", "Phase 2"));
    repo.commit("Plan it twice");
    repo.git(&["rebase", "--quiet", "main", "work"]);
    assert_eq!(json(&repo, &[])["plan"]["path"], "docs/a-plan.md");
    let text = repo.diff(&[]).stdout;
    let headings: Vec<&str> = text.lines().filter(|line| line.starts_with("plan ")).collect();
    assert_eq!(
        headings,
        ["plan docs/a-plan.md (3 of 3 paths touched)", "plan docs/plan.md (3 of 3 paths touched)"]
    );
    repo.commit("Say which\n\nDDR-Plan: docs/plan.md\nDDR-Plan: docs/a-plan.md");
    assert_eq!(json(&repo, &[])["plan"]["path"], PLAN);
    let text = repo.diff(&[]).stdout;
    let named =
        text.lines().filter(|line| line.starts_with("plan ") && line.contains("named by the trailer"));
    assert_eq!(named.count(), 2, "{text}");
}

#[test]
fn without_a_plan_in_play_nothing_is_said_of_one() {
    let repo = carried_out();
    // Limits of paths: a plan outside is not looked at, a file outside is not asked about.
    assert!(json(&repo, &["main", "--", "src"])["plan"].is_null());
    let docs = json(&repo, &["main", "--", "docs"]);
    assert_eq!(
        (docs["plan"]["path"].as_str(), docs["plan"]["diagnostics"].as_array().unwrap().len()),
        (Some(PLAN), 0)
    );
    // Backwards, and between branches that stand side by side.
    assert!(json(&repo, &["work", "main"])["plan"].is_null());
    repo.git(&["switch", "--quiet", "main"]);
    repo.commit("Go on");
    repo.git(&["switch", "--quiet", "work"]);
    assert!(json(&repo, &["main", "work"])["plan"].is_null());
    assert_eq!(json(&repo, &["main...work"])["plan"]["path"], PLAN);
    repo.commit("Say so\n\nDDR-Plan: docs/plan.md\nDDR-Plan: docs/none.md");
    assert_eq!(repo.diff(&["main...", "--", "src"]).stderr, "");
    let said = repo.diff(&["main..."]).stderr;
    assert!(
        said.starts_with("the trailer `DDR-Plan: docs/none.md` of ") && said.lines().count() == 1,
        "{said}"
    );
    // Texts are no change of files.
    assert!(json(&repo, &["main:docs/plan.md", "work:docs/plan.md"])["plan"].is_null());

    let other = Repo::new();
    other.git(&["switch", "--quiet", "--create", "work"]);
    for file in ["a.rs", "b.rs", "c.rs", "d.rs"] {
        other.write(file, "fn f() {}\n");
    }
    assert!(json(&other, &[])["plan"].is_null());
    assert!(!other.diff(&[]).stdout.contains("plan "), "{}", other.diff(&[]).stdout);
}
