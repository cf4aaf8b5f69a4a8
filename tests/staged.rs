//! `ddr lint --staged` and `--since` on repositories made with the real git, by hand and as a hook.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::string_slice,
    reason = "a panic in a test is a failing test"
)]

mod git_repo;

use git_repo::{Ran, Repo};

const RECORD: &str = "# Parcels\n\n## Decisions\n\n\
                      | ID | Statement (≤20w) | Status |\n|--|--|--|\n| D1 | Keep parcels in Redis | accepted |\n";
/// The same, with an id twice.
const FAULTY: &str = "# Parcels\n\n## Decisions\n\n\
                      | ID | Statement (≤20w) | Status |\n|--|--|--|\n| D1 | Keep parcels in Redis | accepted |\n\
                      | D1 | Write events as JSON | accepted |\n";

fn plan(links: &str, path: &str) -> String {
    format!(
        "# Patch Plan: Phase 1\n\n{links}\n\n## Patch Plan\n\n| File | Op | Tests | Risk |\n|--|--|--|--|\n\
         | {path} | modify | unit: a | low |\n"
    )
}

/// A repository with one commit that holds these files.
fn repo(files: &[(&str, &str)]) -> Repo {
    let repo = Repo::new();
    files.iter().for_each(|(path, text)| repo.write(path, text));
    repo.commit("Begin");
    repo
}

/// Codes with the paths that they stand in, in order.
fn codes(ran: &Ran) -> Vec<String> {
    let of = |line: &str| {
        let (path, rest) = line.split_once(':')?;
        let code = rest.split_once('[')?.1.split_once(']')?.0;
        Some(format!("{path} {code}"))
    };
    ran.stdout.lines().filter_map(of).collect()
}

const CONCISE: &str = "--output-format=concise";

#[test]
fn a_partly_staged_file_is_judged_by_what_is_staged() {
    let repo = repo(&[("docs/a.md", "# Notes\n"), ("docs/b.md", RECORD)]);
    repo.write("docs/a.md", FAULTY);
    repo.git(&["add", "docs/a.md"]);
    repo.write("docs/a.md", RECORD);
    repo.write("docs/b.md", FAULTY);
    let staged = repo.ddr(&["lint", "--staged", CONCISE, "--select=decisions"]);
    assert_eq!((staged.code, codes(&staged)), (1, vec!["docs/a.md DDR112".to_owned()]), "{}", staged.stderr);
    let since = repo.ddr(&["lint", "--since=HEAD", CONCISE, "--select=decisions"]);
    assert_eq!((since.code, codes(&since)), (1, vec!["docs/b.md DDR112".to_owned()]), "{}", since.stderr);
    // Seen from below, everything is still in it, and called as one sees it.
    let below = repo.ddr_in(&repo.root.join("docs"), &["lint", "--staged", CONCISE, "--select=decisions"]);
    assert_eq!(codes(&below), ["a.md DDR112"]);
    let limited = repo.ddr(&["lint", "--staged", CONCISE, "--select=decisions", "docs/b.md"]);
    assert_eq!((limited.code, limited.stdout.as_str()), (0, ""));
    assert!(limited.stderr.contains("in what was named changed or refers"), "{}", limited.stderr);
    let missing = repo.ddr(&["lint", "--staged", "docs/no.md"]);
    assert_eq!((missing.code, missing.stderr.contains("docs/no.md: there is no such file")), (2, true));
}

#[test]
fn the_text_that_is_shown_is_the_staged_one() {
    let repo = repo(&[("a.md", RECORD)]);
    repo.write("a.md", FAULTY);
    repo.git(&["add", "a.md"]);
    repo.remove("a.md");
    let ran = repo.ddr(&["lint", "--staged", "--select=DDR112"]);
    assert!(ran.stdout.contains("| D1 | Write events as JSON | accepted |"), "{}", ran.stdout);
    assert_eq!(ran.code, 1);
    let json = repo.ddr(&["lint", "--staged", "--select=DDR112", "--output-format=json"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["diagnostics"][0]["path"], "a.md");
    assert_eq!(json["diagnostics"][0]["start"]["line"], 8);
}

#[test]
fn what_a_deleted_or_moved_record_leaves_behind_is_noticed() {
    let linking = RECORD.replace("## Decisions", "See [parcels](parcels.md).\n\n## Decisions");
    let files = [("docs/parcels.md", RECORD), ("docs/link.md", &*linking), ("docs/other.md", FAULTY)];
    let broken = ["docs/link.md DDR014".to_owned()];
    let staged = ["lint", "--staged", CONCISE, "--fail-on=warning"];

    let gone = repo(&files);
    gone.git(&["rm", "--quiet", "docs/parcels.md"]);
    let ran = gone.ddr(&staged);
    assert_eq!((ran.code, codes(&ran)), (1, broken.to_vec()), "{}{}", ran.stdout, ran.stderr);
    // A hook hands over no deleted files; that it names another one limits the run.
    assert!(codes(&gone.ddr(&[&staged[..], &["docs/other.md"]].concat())).is_empty());
    gone.git(&["commit", "--quiet", "--message", "Drop"]);
    let since = gone.ddr(&["lint", "--since=HEAD~1", CONCISE, "--fail-on=warning"]);
    assert_eq!(codes(&since), broken);

    let moved = repo(&files);
    moved.git(&["mv", "docs/parcels.md", "docs/parcel-store.md"]);
    let ran = moved.ddr(&staged);
    assert_eq!((ran.code, codes(&ran)), (1, broken.to_vec()), "{}", ran.stderr);
    assert!(ran.stdout.contains("checked 2 records: "), "the moved one too: {}", ran.stdout);

    // On the disk alone, nothing of this is part of the commit.
    let unstaged = repo(&files);
    unstaged.remove("docs/parcels.md");
    let ran = unstaged.ddr(&staged);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    assert!(ran.stderr.starts_with("--staged: no design record or patch plan changed"), "{}", ran.stderr);
}

#[test]
fn a_plan_and_its_record_are_reported_on_together() {
    let text = plan("Carries out [parcels](../parcels.md).", "src/a.py");
    let files =
        [("docs/parcels.md", RECORD), ("docs/plans/p.md", &*text), ("src/a.py", ""), ("docs/far.md", FAULTY)];
    let verbose = ["lint", "--staged", "--output-format=json"];
    let documents = |ran: &Ran| -> Vec<String> {
        let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        let list = json["documents"].as_array().unwrap().iter();
        list.map(|one| one["path"].as_str().unwrap().to_owned()).collect()
    };
    let both = ["docs/parcels.md", "docs/plans/p.md"];
    let by_record = repo(&files);
    by_record.write("docs/parcels.md", &RECORD.replace("Redis", "a ring"));
    by_record.git(&["add", "--all"]);
    assert_eq!(documents(&by_record.ddr(&verbose)), both);
    let by_plan = repo(&files);
    by_plan.write("docs/plans/p.md", &text.replace("low", "high"));
    by_plan.git(&["add", "--all"]);
    assert_eq!(documents(&by_plan.ddr(&verbose)), both);
}

#[test]
fn new_files_count_once_they_are_staged() {
    let text = plan("Words.", "src/new.py");
    let repo = repo(&[("docs/p.md", &plan("Words.", "src/old.py")), ("src/old.py", "")]);
    repo.write("docs/p.md", &text);
    repo.git(&["add", "docs/p.md"]);
    repo.write("src/new.py", "");
    let staged = ["lint", "--staged", CONCISE, "--select=DDR606"];
    assert_eq!(codes(&repo.ddr(&staged)), ["docs/p.md DDR606"]);
    assert!(codes(&repo.ddr(&["lint", "--since=HEAD", CONCISE, "--select=DDR606"])).is_empty());
    repo.git(&["add", "src/new.py"]);
    assert!(codes(&repo.ddr(&staged)).is_empty());
    // What is deleted in the index is gone, though it still stands on the disk.
    repo.git(&["rm", "--quiet", "--cached", "src/new.py"]);
    assert_eq!(codes(&repo.ddr(&staged)), ["docs/p.md DDR606"]);
}

#[test]
fn settings_are_those_of_the_index() {
    let repo = repo(&[("docs/a.md", RECORD), ("docs/b.md", FAULTY)]);
    repo.write("ddr.yaml", "rules: { duplicate-decision-id: off }\n");
    repo.write("docs/a.md", FAULTY);
    repo.git(&["add", "docs/a.md"]);
    let staged = ["lint", "--staged", CONCISE];
    assert_eq!(codes(&repo.ddr(&staged)), ["docs/a.md DDR112"], "the settings are not staged");
    repo.git(&["add", "ddr.yaml"]);
    repo.write("ddr.yaml", "no sense: [\n");
    let ran = repo.ddr(&staged);
    assert_eq!((ran.code, codes(&ran)), (0, Vec::new()), "{}", ran.stderr);
    // New settings judge every document anew.
    repo.git(&["commit", "--quiet", "--message", "Settings"]);
    repo.write("ddr.yaml", "rules: { duplicate-decision-id: error }\n");
    repo.git(&["add", "ddr.yaml"]);
    assert_eq!(codes(&repo.ddr(&staged)), ["docs/a.md DDR112", "docs/b.md DDR112"]);
    repo.write("ddr.yaml", "no sense: [\n");
    repo.git(&["add", "ddr.yaml"]);
    let ran = repo.ddr(&staged);
    assert_eq!((ran.code, codes(&ran)), (2, vec!["ddr.yaml DDR904".to_owned()]), "{}", ran.stderr);
    // Named by the user, a config need not be part of the commit.
    std::fs::write(repo.around().join("own.yaml"), "rules: { duplicate-decision-id: off }\n").unwrap();
    let own = repo.around().join("own.yaml");
    let ran = repo.ddr(&[&staged[..], &["--config", own.to_str().unwrap()]].concat());
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn mistakes_in_settings_of_others_stand_in_nobodys_way() {
    let repo = repo(&[("a/ddr.yaml", "no sense: [\n"), ("a/a.md", RECORD), ("b/b.md", RECORD)]);
    repo.write("b/b.md", FAULTY);
    repo.git(&["add", "--all"]);
    let staged = ["lint", "--staged", CONCISE, "--select=DDR112"];
    let ran = repo.ddr(&staged);
    assert_eq!((ran.code, codes(&ran)), (1, vec!["b/b.md DDR112".to_owned()]), "{}", ran.stderr);
    repo.write("a/a.md", FAULTY);
    repo.git(&["add", "--all"]);
    let ran = repo.ddr(&staged);
    assert_eq!((ran.code, codes(&ran).first().unwrap().as_str()), (2, "a/ddr.yaml DDR904"), "{}", ran.stderr);
}

#[test]
fn sixty_changed_documents_are_judged_in_one_run() {
    let repo = Repo::new();
    for at in 0..200 {
        repo.write(&format!("docs/{at:03}.md"), RECORD);
    }
    repo.commit("Begin");
    for at in 0..60 {
        repo.write(&format!("docs/{at:03}.md"), FAULTY);
    }
    repo.git(&["add", "--all"]);
    for at in 0..60 {
        repo.write(&format!("docs/{at:03}.md"), RECORD);
    }
    let ran = repo.ddr(&["lint", "--staged", CONCISE, "--select=DDR112"]);
    let expected: Vec<String> = (0..60).map(|at| format!("docs/{at:03}.md DDR112")).collect();
    assert_eq!((ran.code, codes(&ran)), (1, expected));
}

#[cfg(unix)]
#[test]
fn a_hook_is_heard_whichever_index_git_hands_to_it() {
    let repo = repo(&[("docs/a.md", RECORD), ("docs/b.md", RECORD)]);
    let ddr = env!("CARGO_BIN_EXE_ddr");
    repo.hook("pre-commit", &format!("exec '{ddr}' lint --staged --select=DDR112 {CONCISE} >&2"));
    repo.write("docs/a.md", FAULTY);
    // Nothing is in the usual index: `-a` and `-o` make one of their own for the commit.
    for commit in [
        &["commit", "--all", "--message", "All"][..],
        &["commit", "--message", "Only", "--only", "docs/a.md"],
        &["commit", "--message", "Include", "--include", "docs/a.md"],
    ] {
        let ran = repo.try_git(&repo.root, commit);
        assert_ne!(ran.code, 0, "{commit:?}");
        assert!(ran.stderr.contains("docs/a.md:8:") && ran.stderr.contains("DDR112"), "{}", ran.stderr);
        assert_eq!(repo.git(&["rev-list", "--count", "HEAD"]), "1\n");
    }
    // What is staged beside a commit of another file alone is no part of it.
    repo.git(&["reset", "--quiet"]);
    repo.git(&["add", "docs/a.md"]);
    repo.write("docs/b.md", &RECORD.replace("Redis", "a ring"));
    let ran = repo.try_git(&repo.root.join("docs"), &["commit", "--message", "Other", "--only", "b.md"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let ran = repo.try_git(&repo.root, &["commit", "--message", "Staged"]);
    assert_ne!(ran.code, 0, "{}", ran.stderr);
    // A worktree has an index of its own.
    let other = repo.around().join("other");
    repo.git(&["worktree", "add", "--quiet", other.to_str().unwrap(), "-b", "other"]);
    std::fs::write(other.join("docs/b.md"), FAULTY).unwrap();
    let ran = repo.try_git(&other, &["commit", "--all", "--message", "There"]);
    assert!(ran.code != 0 && ran.stderr.contains("docs/b.md:8:"), "{}", ran.stderr);
}

#[test]
fn since_counts_from_where_the_branch_left() {
    let repo = repo(&[("a.md", RECORD), ("b.md", RECORD), ("c.md", RECORD)]);
    repo.git(&["checkout", "--quiet", "-b", "side"]);
    repo.write("a.md", FAULTY);
    repo.commit("On the branch");
    repo.write("new.md", FAULTY);
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write("c.md", FAULTY);
    repo.git(&["add", "c.md"]);
    repo.git(&["commit", "--quiet", "--message", "On main"]);
    repo.git(&["checkout", "--quiet", "side"]);
    let ran = repo.ddr(&["lint", "--since", "main", CONCISE, "--select=DDR112"]);
    assert_eq!(codes(&ran), ["a.md DDR112", "new.md DDR112"]);
    let ran = repo.ddr(&["lint", "--since", "mian"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert_eq!(ran.stderr, "error: there is no revision `mian`; did you mean `main`?\n");
    let ran = repo.ddr(&["lint", "--since=--output=x"]);
    assert_eq!((ran.code, repo.root.join("x").exists()), (2, false));
}

#[test]
fn other_markdown_alone_passes_and_says_so() {
    let repo = repo(&[("README.md", "# Read me\n"), ("a.md", RECORD), ("src/x.rs", "")]);
    repo.write("README.md", "# Read me twice\n");
    repo.git(&["add", "--all"]);
    let ran = repo.ddr(&["lint", "--staged"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    assert_eq!(ran.stderr, "no design record or patch plan found; 1 Markdown file skipped\n");
    repo.git(&["reset", "--quiet", "--hard"]);
    repo.write("src/x.rs", "fn x() {}\n");
    repo.git(&["add", "--all"]);
    let ran = repo.ddr(&["lint", "--staged"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    assert_eq!(
        ran.stderr,
        "--staged: no design record or patch plan changed or refers to what did (1 file changed)\n"
    );
    let json = repo.ddr(&["lint", "--staged", "--output-format=json"]);
    assert!(json.stdout.contains("\"diagnostics\": []"), "{}", json.stdout);
}

#[test]
fn without_a_settled_index_nothing_is_judged() {
    let repo = repo(&[("a.md", RECORD)]);
    repo.git(&["checkout", "--quiet", "-b", "side"]);
    repo.write("a.md", &RECORD.replace("Redis", "a ring"));
    repo.commit("Side");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write("a.md", &RECORD.replace("Redis", "a tree"));
    repo.commit("Main");
    assert_ne!(repo.try_git(&repo.root, &["merge", "--quiet", "side"]).code, 0);
    let ran = repo.ddr(&["lint", "--staged"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.starts_with("error: a.md: a merge is not finished"), "{}", ran.stderr);
    let since = repo.ddr(&["lint", "--since=HEAD", CONCISE]);
    assert_eq!(codes(&since), ["a.md DDR003"]);
}

#[test]
fn without_git_and_before_the_first_commit() {
    let repo = Repo::new();
    repo.write("a.md", FAULTY);
    repo.git(&["add", "--all"]);
    let first = repo.ddr(&["lint", "--staged", CONCISE, "--select=DDR112"]);
    assert_eq!((first.code, codes(&first)), (1, vec!["a.md DDR112".to_owned()]));
    let since = repo.ddr(&["lint", "--since=HEAD"]);
    assert_eq!((since.code, since.stdout.as_str()), (2, ""));
    assert!(since.stderr.contains("no commits yet"), "{}", since.stderr);
    let plain = repo.around().join("plain");
    std::fs::create_dir(&plain).unwrap();
    let ran = repo.ddr_in(&plain, &["lint", "--staged"]);
    assert!(ran.code == 2 && ran.stderr.contains("is in no git repository"), "{}", ran.stderr);
    repo.git(&["clone", "--quiet", "--bare", repo.root.to_str().unwrap(), "../bare.git"]);
    let ran = repo.ddr_in(&repo.around().join("bare.git"), &["lint", "--staged"]);
    assert!(ran.code == 2 && ran.stderr.contains("is a bare git repository"), "{}", ran.stderr);
    let ran = repo.ddr(&["lint", "--staged", "-"]);
    assert!(ran.code == 2 && ran.stderr.contains("read no standard input"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn links_are_followed_within_the_index_alone() {
    let text = plan("Words.", "src/in/b.py");
    let repo = repo(&[("lib/b.py", ""), ("docs/p.md", "# Notes\n")]);
    std::fs::create_dir_all(repo.root.join("src")).unwrap();
    std::os::unix::fs::symlink("../lib", repo.root.join("src/in")).unwrap();
    std::os::unix::fs::symlink("round", repo.root.join("src/round")).unwrap();
    std::os::unix::fs::symlink("../../secret", repo.root.join("src/out")).unwrap();
    repo.write("docs/p.md", &text);
    repo.git(&["add", "--all"]);
    let staged = ["lint", "--staged", CONCISE, "--select=DDR606"];
    assert!(codes(&repo.ddr(&staged)).is_empty());
    repo.write("docs/p.md", &plan("Words.", "src/in/c.py"));
    repo.git(&["add", "--all"]);
    assert_eq!(codes(&repo.ddr(&staged)), ["docs/p.md DDR606"]);
    for unknown in ["src/round/b.py", "src/out/b.py"] {
        repo.write("docs/p.md", &plan("Words.", unknown));
        repo.git(&["add", "--all"]);
        let ran = repo.ddr(&staged);
        assert!(ran.code < 2 && ran.stderr.is_empty(), "{unknown}: {}", ran.stderr);
    }
}
