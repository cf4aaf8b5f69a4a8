//! `ddr lint --hook`, as pre-commit and prek call it: with the files of a commit, of two revisions, or all.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::string_slice,
    reason = "a panic in a test is a failing test"
)]

mod git_repo;

use git_repo::{Ran, Repo};

const RECORD: &str = "# Trams\n\n## Decisions\n\n\
                      | ID | Statement (≤20w) | Status |\n|--|--|--|\n| D1 | Trams wait for trains | accepted |\n";
/// The same, with an id twice.
const FAULTY: &str = "# Trams\n\n## Decisions\n\n\
                      | ID | Statement (≤20w) | Status |\n|--|--|--|\n| D1 | Trams wait for trains | accepted |\n\
                      | D1 | Doors open by themselves | accepted |\n";
const HOOK: [&str; 4] = ["lint", "--hook", "--output-format=concise", "--fail-on=warning"];

fn linking(to: &str) -> String {
    RECORD.replace("## Decisions", &format!("See [trams]({to}).\n\n## Decisions"))
}

fn repo(files: &[(&str, &str)]) -> Repo {
    let repo = Repo::new();
    files.iter().for_each(|(path, text)| repo.write(path, text));
    repo.commit("Begin");
    repo
}

fn hook(repo: &Repo, paths: &[&str]) -> Ran {
    repo.ddr(&[&HOOK, paths].concat())
}

/// Paths with codes, in order.
fn codes(ran: &Ran) -> Vec<String> {
    let of = |line: &str| {
        let (path, rest) = line.split_once(':')?;
        let code = rest.split_once('[')?.1.split_once(']')?.0;
        Some(format!("{path} {code}"))
    };
    ran.stdout.lines().filter_map(of).collect()
}

#[test]
fn before_a_commit_everything_is_as_it_is_staged() {
    let plan = "# Patch Plan: Phase 1\n\n## Patch Plan\n\n| File | Op | Tests | Risk |\n|--|--|--|--|\n\
                | src/new.py | modify | unit: a | low |\n";
    let repo = repo(&[("docs/old.md", FAULTY)]);
    repo.write("docs/a.md", FAULTY);
    repo.write("docs/p.md", plan);
    repo.git(&["add", "--all"]);
    // Nobody staged it, so the commit does not have it.
    repo.write("src/new.py", "");
    let ran = hook(&repo, &["docs/a.md", "docs/p.md"]);
    assert_eq!(ran.code, 1);
    assert_eq!(codes(&ran), ["docs/a.md DDR112", "docs/p.md DDR615", "docs/p.md DDR606"], "{}", ran.stderr);
    assert!(ran.stderr.contains("nothing was committed: mend what is shown"), "{}", ran.stderr);
    repo.write("docs/a.md", RECORD);
    repo.git(&["add", "docs/a.md", "src/new.py"]);
    let ran = hook(&repo, &["docs/a.md", "docs/p.md"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.stdout);
}

#[test]
fn what_the_fixes_change_is_left_to_be_staged() {
    let wrong = "# Trams\n\n## Summary\n\nTrams wait for trains. (9 words)\n\n## Decisions\n\n\
                 | ID | Statement | Status |\n|--|--|--|\n| D1 | Trams wait | accepted |\n";
    let repo = repo(&[("docs/other.md", wrong)]);
    repo.write("docs/a.md", wrong);
    repo.write("docs/crlf.md", &wrong.replace('\n', "\r\n"));
    repo.write(".gitattributes", "docs/crlf.md text eol=crlf\n");
    repo.git(&["add", "--all"]);
    let paths = ["docs/a.md", "docs/crlf.md"];
    let ran = repo.ddr(&[&HOOK[..], &["--fix"], &paths].concat());
    assert_eq!((ran.code, codes(&ran).len()), (0, 0), "{}{}", ran.stdout, ran.stderr);
    let fixed = "fixed docs/a.md: 1 wrong-word-count\nfixed docs/crlf.md: 1 wrong-word-count\n";
    assert!(ran.stderr.starts_with(fixed), "{}", ran.stderr);
    let mended = wrong.replace("9 words", "4 words");
    assert_eq!(repo.read("docs/a.md"), mended);
    assert_eq!(repo.read("docs/crlf.md"), mended.replace('\n', "\r\n"), "its line ends stay");
    assert_eq!(repo.read("docs/other.md"), wrong, "not of this commit");
    repo.git(&["add", "--all"]);
    repo.write("docs/a.md", &mended.replace("4 words", "8 words"));
    repo.git(&["add", "docs/a.md"]);
    let ran = repo.ddr(&[&HOOK[..], &["--fix", "docs/a.md"]].concat());
    let said = "what was fixed is not staged: read it, `git add` it, and commit again";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
    let ran = hook(&repo, &["docs/a.md"]);
    assert_eq!(ran.code, 0, "the disk has it, and is not what is staged: {}", ran.stdout);
}

#[test]
fn files_that_nobody_commits_are_read_from_the_disk() {
    let repo = repo(&[("docs/a.md", FAULTY), ("docs/b.md", FAULTY)]);
    let all = ["docs/a.md", "docs/b.md"];
    let ran = hook(&repo, &all);
    assert_eq!(codes(&ran), ["docs/a.md DDR112", "docs/b.md DDR112"], "all of them, though none is staged");
    assert!(!ran.stderr.contains("committed"), "{}", ran.stderr);
    // Mended, and not yet staged.
    repo.write("docs/a.md", RECORD);
    assert_eq!(codes(&hook(&repo, &all)), ["docs/b.md DDR112"]);
    repo.write("docs/new.md", FAULTY);
    assert_eq!(codes(&hook(&repo, &["docs/new.md"])), ["docs/new.md DDR112"], "git does not know it");
    assert_eq!(codes(&hook(&repo, &["docs"])).len(), 2, "a folder is all that is below");
    let missing = hook(&repo, &["docs/no.md"]);
    assert_eq!((missing.code, missing.stderr.contains("docs/no.md: there is no such file")), (2, true));
}

#[test]
fn what_refers_to_a_deleted_file_is_noticed_without_a_file_being_handed_over() {
    let repo = repo(&[("docs/trams.md", RECORD), ("docs/link.md", &linking("trams.md")), ("b.md", FAULTY)]);
    repo.git(&["rm", "--quiet", "docs/trams.md"]);
    let ran = hook(&repo, &[]);
    assert_eq!((ran.code, codes(&ran)), (1, vec!["docs/link.md DDR014".to_owned()]), "{}", ran.stderr);
    assert!(ran.stderr.contains("nothing was committed"), "{}", ran.stderr);
    // With other files handed over too.
    assert_eq!(codes(&hook(&repo, &["b.md"])), ["b.md DDR112", "docs/link.md DDR014"]);
    repo.git(&["commit", "--quiet", "--message", "Drop"]);
    let ran = hook(&repo, &[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    assert!(ran.stderr.starts_with("--hook: no design record or patch plan changed"), "{}", ran.stderr);
    // The same between two revisions, as in CI and before a push.
    let between = [("PRE_COMMIT_FROM_REF", "HEAD~1"), ("PRE_COMMIT_TO_REF", "HEAD")];
    let ran = repo.ddr_with(&between, &HOOK);
    assert_eq!((ran.code, codes(&ran)), (1, vec!["docs/link.md DDR014".to_owned()]), "{}", ran.stderr);
    let unknown = repo.ddr_with(&[("PRE_COMMIT_FROM_REF", "no"), ("PRE_COMMIT_TO_REF", "HEAD")], &HOOK);
    assert_eq!((unknown.code, unknown.stderr.contains("`no`")), (2, true), "{}", unknown.stderr);
}

#[test]
fn documents_that_were_not_handed_over_are_nobodys_business_but_settings_are() {
    let repo = repo(&[("docs/a.md", RECORD), ("docs/b.md", FAULTY)]);
    repo.write("docs/c.md", FAULTY);
    repo.write("docs/a.md", &RECORD.replace("trains", "buses"));
    repo.git(&["add", "--all"]);
    // The configuration of pre-commit leaves c.md out.
    let ran = hook(&repo, &["docs/a.md"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.stdout);
    repo.write("ddr.yaml", "exclude: [docs/c.md]\n");
    repo.git(&["add", "--all"]);
    assert_eq!(codes(&hook(&repo, &[])), ["docs/b.md DDR112"], "new settings judge every document anew");
    let ran = hook(&repo, &["docs/c.md"]);
    assert!(!codes(&ran).contains(&"docs/c.md DDR112".to_owned()), "ddr.yaml leaves it out: {}", ran.stdout);
}

#[test]
fn what_ddr_yaml_leaves_out_can_be_left_out_though_it_is_named() {
    let repo = repo(&[("ddr.yaml", "exclude: [old/**]\n"), ("old/a.md", FAULTY), ("b.md", FAULTY)]);
    let args = ["lint", "--output-format=concise", "old/a.md", "b.md"];
    assert_eq!(codes(&repo.ddr(&args)), ["b.md DDR112", "old/a.md DDR112"]);
    let ran = repo.ddr(&[&args[..], &["--force-exclude", "-v"]].concat());
    assert_eq!((ran.code, codes(&ran)), (1, vec!["b.md DDR112".to_owned()]));
    assert!(ran.stderr.contains("skipped old/a.md: ddr.yaml leaves it out"), "{}", ran.stderr);
    let alone = repo.ddr(&["lint", "--force-exclude", "old/a.md"]);
    assert_eq!((alone.code, alone.stdout.as_str()), (0, ""));
    assert!(!alone.stderr.is_empty(), "never silently green");
}
