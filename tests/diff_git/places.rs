//! Repositories in odd states, and what stands in the way of a comparison.

use super::repo::{PLAN, RECORD, Repo, plan, record};
use super::{WEAKER_PLAN, WEAKER_RECORD};

/// Exit code 2, nothing on standard output, these words on standard error.
#[track_caller]
fn refused(repo: &Repo, args: &[&str], words: &[&str]) {
    let said = repo.diff(args);
    assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{args:?}: {}", said.stderr);
    for part in words {
        assert!(said.stderr.contains(part), "{args:?}: {}", said.stderr);
    }
}

#[test]
fn names_that_stand_for_nothing_are_refused_with_a_way_out() {
    let repo = Repo::new();
    refused(&repo, &["mian"], &["there is no revision `mian`", "help: did you mean `main`?"]);
    refused(&repo, &["main", "nowhere"], &["there is no revision `nowhere`", "git branch --all"]);
    refused(&repo, &["a..b..c"], &["`a..b..c` is not a range of revisions", "help: write `BASE..HEAD`"]);
    refused(&repo, &["main..HEAD", "--staged"], &["--staged compares one revision (or HEAD) with the index"]);
    refused(
        &repo,
        &["docs"],
        &["there is no revision `docs`", "help: to compare this path", "BASE -- docs`"],
    );
    refused(&repo, &["main", "docs"], &["there is no revision `docs`", "`ddr diff main -- docs`"]);
    refused(&repo, &["main", PLAN, RECORD], &["`ddr diff main -- docs/plan.md docs/record.md`"]);
    refused(
        &repo,
        &["HEAD:docs", "HEAD:docs"],
        &["there is no file `docs` in HEAD", "ddr diff BASE HEAD -- docs"],
    );
    refused(&repo, &["HEAD:no.md", PLAN], &["there is no file `no.md` in HEAD"]);
    refused(&repo, &["nope:docs/plan.md", PLAN], &["there is no revision `nope`"]);
    refused(&repo, &["--", "nowhere.md"], &["nowhere.md: there is no such file or folder in either state"]);
    let evil = repo.diff(&["--output-format=text", "--", "--output=x"]);
    assert_eq!(evil.code, Some(2));
    assert!(!repo.root.join("x").exists());
}

#[test]
fn what_is_a_revision_and_a_path_is_not_guessed() {
    let repo = Repo::new();
    repo.git(&["branch", "old"]);
    repo.git(&["branch", "new"]);
    repo.write("old/plan.md", plan("tests/seats.rs"));
    repo.write("new/plan.md", plan("N/A"));
    refused(
        &repo,
        &["old", "new"],
        &["`old` and `new` are revisions and paths", "`old..new`", "`./old ./new`"],
    );
    assert_eq!(repo.changes(&["./old", "./new"]), ["plan.md weakens tests-weakened"]);
    assert_eq!(repo.changes(&["old..new"]), [""; 0]);
}

#[test]
fn before_the_first_commit_everything_is_new() {
    let repo = Repo::empty();
    repo.write(PLAN, plan("N/A"));
    let said = repo.diff(&[]);
    assert_eq!(said.code, Some(0));
    assert!(
        said.summary().contains("between nothing (no commit yet) and the working tree: 1 change"),
        "{}",
        said.stdout
    );
    assert!(repo.changes(&["--staged"]).is_empty());
    repo.git(&["add", "--all"]);
    assert_eq!(repo.changes(&["--staged"]), ["docs/plan.md changes document-added"]);
    refused(&repo, &["HEAD"], &["the repository has no commits yet", "help: make a first commit"]);
}

#[test]
fn outside_of_a_repository_only_files_and_folders_can_be_compared() {
    let folder = Repo::empty();
    std::fs::remove_dir_all(folder.root.join(".git")).unwrap();
    folder.write("a/plan.md", plan("tests/seats.rs"));
    folder.write("b/plan.md", plan("N/A"));
    refused(
        &folder,
        &[],
        &["is in no git repository", "help: run `git init`, or go to the folder of a clone"],
    );
    refused(&folder, &["HEAD:a/plan.md", "b/plan.md"], &["is in no git repository"]);
    assert_eq!(folder.changes(&["a", "b"]), ["plan.md weakens tests-weakened"]);
    assert_eq!(folder.changes(&["a/plan.md", "b/plan.md"]), ["b/plan.md weakens tests-weakened"]);
}

#[test]
fn a_detached_head_is_a_head() {
    let repo = Repo::new();
    repo.write(PLAN, plan("N/A"));
    repo.commit("Drop the tests");
    repo.git(&["checkout", "--quiet", "--detach"]);
    repo.write(RECORD, record("N"));
    repo.commit("Drop the invariant");
    assert_eq!(repo.changes(&[]), [WEAKER_RECORD]);
    assert_eq!(repo.changes(&["HEAD~2"]), [WEAKER_PLAN, WEAKER_RECORD]);
}

#[test]
fn a_shallow_clone_says_how_to_get_the_rest() {
    let repo = Repo::new();
    let first = repo.git(&["rev-parse", "HEAD"]).trim().to_owned();
    repo.git(&["switch", "--quiet", "--create", "work"]);
    repo.write(PLAN, plan("N/A"));
    repo.commit("Drop the tests");
    let shallow = repo.clone("shallow", &["--depth=1", "--branch=work"]);
    for args in [&[first.as_str()][..], &["HEAD~1"], &["main..."]] {
        refused(&shallow, args, &["is not in this clone, which is shallow", "`fetch-depth: 0`"]);
    }
    assert_eq!(repo.clone("whole", &[]).changes(&["HEAD~1", "HEAD"]), [WEAKER_PLAN]);
}

#[test]
fn a_clone_compares_with_the_main_branch_of_its_origin() {
    let repo = Repo::new();
    let clone = repo.clone("clone", &[]);
    clone.write(PLAN, plan("N/A"));
    clone.commit("Drop the tests");
    let said = clone.diff(&[]);
    assert!(
        said.summary().contains("(merge base with origin/main) and the working tree: 1"),
        "{}",
        said.stdout
    );
}

#[cfg(unix)]
#[test]
fn odd_paths_are_compared_and_shown_safely() {
    let repo = Repo::new();
    let names = ["docs/two words.md", "docs/naïve 日本.md", "-dash.md", "docs/quo\"te.md"];
    for name in names {
        repo.write(name, plan("tests/seats.rs").replace("Ferry", name.trim_end_matches(".md")));
    }
    repo.commit("Odd names");
    for name in names {
        repo.write(name, plan("N/A").replace("Ferry", name.trim_end_matches(".md")));
    }
    let mut wanted: Vec<String> = names.iter().map(|name| format!("{name} weakens tests-weakened")).collect();
    wanted.sort();
    assert_eq!(repo.changes(&["HEAD"]), wanted);
    assert_eq!(repo.changes(&["HEAD", "--", "-dash.md"]), ["-dash.md weakens tests-weakened"]);
    assert_eq!(repo.changes(&["HEAD:docs/naïve 日本.md"]), ["docs/naïve 日本.md weakens tests-weakened"]);
}

#[cfg(unix)]
#[test]
fn a_newline_in_a_path_makes_no_line() {
    let repo = Repo::new();
    let name = "docs/a\n::error file=x::y.md";
    repo.write(name, plan("tests/seats.rs").replace("Ferry", "Newline"));
    repo.commit("Odd name");
    repo.write(name, plan("N/A").replace("Ferry", "Newline"));
    let said = repo.diff(&["--output-format=github", "HEAD"]);
    assert_eq!(said.stdout.lines().count(), 2, "{}", said.stdout);
    assert!(
        said.stdout.starts_with("::error file=docs/a%0A%3A%3Aerror file=x%3A%3Ay.md,line="),
        "{}",
        said.stdout
    );
}

#[cfg(unix)]
#[test]
fn links_and_submodules_are_told() {
    let repo = Repo::new();
    std::os::unix::fs::symlink("record.md", repo.root.join("docs/link.md")).unwrap();
    let said = repo.diff(&[]);
    assert_eq!(said.code, Some(0));
    assert_eq!(said.stderr, "docs/link.md: it is a symbolic link, and is not followed\n");
    assert_eq!(repo.diff(&["-q"]).stderr, "");
    std::fs::remove_file(repo.root.join(PLAN)).unwrap();
    std::os::unix::fs::symlink("record.md", repo.root.join(PLAN)).unwrap();
    let said = repo.diff(&[]);
    assert_eq!(said.code, Some(2), "a document that cannot be compared");
    assert!(
        said.stderr.contains("error: docs/plan.md: it is a symbolic link in one state"),
        "{}",
        said.stderr
    );
    repo.git(&["reset", "--quiet", "--hard"]);
    let id = repo.git(&["rev-parse", "HEAD"]).trim().to_owned();
    repo.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{id},vendor/specs")]);
    let said = repo.diff(&["--staged"]);
    assert_eq!(said.code, Some(0));
    assert_eq!(said.stderr, "vendor/specs: it is a submodule, and its documents are not compared\n");
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_compared() {
    let repo = Repo::new();
    repo.write(PLAN, b"# Plan\n\n\xff\xfe\n");
    repo.write(RECORD, record("N"));
    let said = repo.diff(&["--output-format=concise"]);
    assert_eq!(said.code, Some(2));
    assert_eq!(said.changes(), [WEAKER_RECORD]);
    assert!(
        said.stderr.contains("error: docs/plan.md: the file cannot be read: line 3 holds the byte 0xFF"),
        "{}",
        said.stderr
    );
    repo.commit("As a commit");
    let said = repo.diff(&["--output-format=concise", "HEAD~", "HEAD"]);
    assert_eq!((said.code, said.changes()), (Some(2), vec![WEAKER_RECORD.to_owned()]));
    let large = std::fs::File::create(repo.root.join(PLAN)).unwrap();
    large.set_len(33 * 1024 * 1024).unwrap();
    let said = repo.diff(&["HEAD~"]);
    assert_eq!(said.code, Some(2));
    assert!(
        said.stderr.contains("docs/plan.md: the file is larger than 32 MiB and was not read"),
        "{}",
        said.stderr
    );
    repo.commit("A large one");
    let said = repo.diff(&["HEAD~2", "HEAD"]);
    assert_eq!(said.code, Some(2));
    assert!(
        said.stderr.contains("docs/plan.md: the file is larger than 32 MiB and was not read"),
        "{}",
        said.stderr
    );
}

#[cfg(unix)]
#[test]
fn a_hook_sees_what_its_commit_will_hold() {
    use std::os::unix::fs::PermissionsExt as _;
    let repo = Repo::new();
    let hook = repo.root.join(".git/hooks/pre-commit");
    let said = repo.root.join("said");
    let program = env!("CARGO_BIN_EXE_ddr");
    let script = format!(
        "#!/bin/sh\nexec '{program}' diff --staged --output-format=concise --fail-on=weakens >'{}'\n",
        said.display()
    );
    std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
    std::fs::write(&hook, script).unwrap();
    std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).unwrap();
    repo.write(PLAN, plan("N/A"));
    repo.write(RECORD, record("N"));
    repo.git(&["add", PLAN]);
    // A commit of one path has an index of its own, without what is staged besides.
    assert_eq!(repo.try_git(&["commit", "--message", "One", "--", RECORD]).code, Some(1));
    let text = std::fs::read_to_string(said).unwrap();
    assert!(text.starts_with("docs/record.md:8:") && text.contains(" and the index: 1 weakening"), "{text}");
}

#[test]
fn nothing_of_the_repository_is_run() {
    let repo = Repo::new();
    let mark = repo.root.with_file_name("ran");
    let run = format!("touch {}; cat", mark.display());
    for setting in [
        "diff.external",
        "diff.md.textconv",
        "diff.md.command",
        "filter.md.clean",
        "filter.md.smudge",
        "core.fsmonitor",
        "core.pager",
    ] {
        repo.git(&["config", setting, &run]);
    }
    repo.write(PLAN, plan("N/A"));
    repo.write(".gitattributes", "*.md diff=md filter=md\n");
    for args in [&[][..], &["HEAD"], &["--staged"], &["HEAD", "HEAD"], &["HEAD:docs/plan.md"]] {
        assert_eq!(repo.diff(args).code, Some(0), "{args:?}");
    }
    assert!(!mark.exists());
}
