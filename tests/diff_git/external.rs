//! As the external diff and the difftool of the real git.

use super::repo::{PLAN, RECORD, Repo, plan, record};

const DRIVER: &str = concat!("'", env!("CARGO_BIN_EXE_ddr"), "' diff --git-external");
const TOOL: &str = concat!("--extcmd='", env!("CARGO_BIN_EXE_ddr"), "' diff");

fn setting() -> String {
    format!("diff.external={DRIVER}")
}

/// A plan made weaker, a source file changed, a record moved, a file come and one gone.
fn changed() -> Repo {
    let repo = Repo::new();
    repo.write("notes/naïve plan.md", plan("tests/seats.rs"));
    repo.write("gone.txt", "left behind\n");
    repo.commit("More");
    repo.write(PLAN, plan("N/A"));
    repo.write("notes/naïve plan.md", plan("N/A"));
    repo.write("src/deck.rs", "fn deck() {\n\tlet a = 1;\n}");
    repo.git(&["mv", RECORD, "docs/ferry record.md"]);
    repo.write("docs/ferry record.md", record("N"));
    repo.write("new.txt", "one\ntwo\n");
    std::fs::remove_file(repo.root.join("gone.txt")).unwrap();
    repo.git(&["add", "--all"]);
    repo
}

#[test]
fn git_shows_the_design_of_documents_and_the_lines_of_the_rest() {
    let repo = changed();
    let shown = repo.git(&["-c", &setting(), "diff", "--cached", "-M"]);
    for part in [
        "docs/plan.md: Phase 1: Ferry bookings\n  weakens\n    error[DDR705] tests-weakened: ",
        "compared 1 document between a/docs/plan.md and b/docs/plan.md: 1 weakening change\n",
        "docs/ferry record.md: Ferry bookings\n  weakens\n    error[DDR708] invariant-weakened: D2",
        "between a/docs/record.md and b/docs/ferry record.md: 1 weakening change\n",
        "notes/naïve plan.md: Phase 1: Ferry bookings\n",
        "diff a/src/deck.rs b/src/deck.rs\n--- a/src/deck.rs\n+++ b/src/deck.rs\n@@ -1 +1,3 @@\n\
         -fn deck() {}\n+fn deck() {\n+\tlet a = 1;\n+}\n\\ No newline at end of file\n",
        "diff a/gone.txt /dev/null\ndeleted file mode 100644\n--- a/gone.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-left behind\n",
        "diff /dev/null b/new.txt\nnew file mode 100644\n--- /dev/null\n+++ b/new.txt\n@@ -0,0 +1,2 @@\n+one\n+two\n",
    ] {
        assert!(shown.contains(part), "{part}\n---\n{shown}");
    }
    assert_eq!(shown.matches("compared 1 document").count(), 3);
}

#[test]
fn git_shows_the_working_tree_and_two_commits_too() {
    let repo = changed();
    let wanted = "error[DDR705] tests-weakened: `src/seats.rs` has no tests any more";
    repo.git(&["reset", "--quiet"]);
    assert!(repo.git(&["-c", &setting(), "diff", "--", PLAN]).contains(wanted));
    repo.commit("All of it");
    assert!(repo.git(&["-c", &setting(), "diff", "HEAD~", "HEAD", "--", PLAN]).contains(wanted));
    assert!(repo.git(&["-c", &setting(), "log", "-1", "-p", "--ext-diff", "--", PLAN]).contains(wanted));
    let inside = repo.git(&["-C", "docs", "-c", &setting(), "diff", "HEAD~", "--", "plan.md"]);
    assert!(inside.contains("docs/plan.md: Phase 1"), "{inside}");
}

#[test]
fn an_attribute_sends_only_markdown_to_us() {
    let repo = changed();
    repo.write(".gitattributes", "*.md diff=ddr\n");
    repo.git(&["config", "diff.ddr.command", DRIVER]);
    let shown = repo.git(&["diff", "--cached"]);
    assert!(shown.contains("error[DDR705] tests-weakened: "), "{shown}");
    assert!(shown.contains("diff --git a/src/deck.rs b/src/deck.rs\n"), "git shows the rest:\n{shown}");
    let options = format!("{DRIVER} --output-format concise").replace(
        "diff --git-external --output-format concise",
        "diff --output-format concise --git-external",
    );
    repo.git(&["config", "diff.ddr.command", &options]);
    let shown = repo.git(&["diff", "--cached", "--", PLAN]);
    assert!(shown.starts_with("docs/plan.md:8:24: weakens: error[DDR705]"), "{shown}");
}

#[test]
fn nothing_is_hidden_of_what_is_no_document() {
    let repo = Repo::new();
    repo.write("README.md", "# Ferry\n\nOld.\n");
    repo.write("photo.png", b"\x89PNG\0\x01");
    repo.write("latin.md", b"# Na\xefve\n");
    repo.commit("More");
    repo.write("README.md", "# Ferry\n\nNew.\n");
    repo.write("photo.png", b"\x89PNG\0\x02");
    repo.write("latin.md", b"# Na\xefver\n");
    repo.write(PLAN, plan("tests/seats.rs").replace("Patch Plan\n", "Patch Plan\n\nA word.\n"));
    repo.write(RECORD, record("Y") + "\r\n");
    let shown = repo.git(&["-c", &setting(), "diff"]);
    for part in [
        "--- a/README.md\n+++ b/README.md\n@@ -1,3 +1,3 @@\n # Ferry\n \n-Old.\n+New.\n",
        "diff a/photo.png b/photo.png\nBinary files a/photo.png and b/photo.png differ\n",
        "--- a/latin.md\n+++ b/latin.md\n",
        "between a/docs/record.md and b/docs/record.md: the design is the same; `git diff --no-ext-diff` shows \
         the lines that differ\n",
    ] {
        assert!(shown.contains(part), "{part}\n---\n{shown}");
    }
    // A mistake in the config is no reason for git to stop half way.
    repo.write("ddr.yaml", "x: y\n");
    let shown = repo.git(&["-c", &setting(), "diff"]);
    assert!(shown.contains("+A word.\n") && shown.contains("+New.\n"), "{shown}");
}

#[test]
fn modes_links_and_unfinished_merges_are_shown() {
    let repo = Repo::new();
    repo.git(&["update-index", "--chmod=+x", "src/deck.rs"]);
    let shown = repo.git(&["-c", &setting(), "diff", "--cached"]);
    assert_eq!(shown, "diff a/src/deck.rs b/src/deck.rs\nold mode 100644\nnew mode 100755\n");
    repo.git(&["reset", "--quiet", "--hard"]);

    #[cfg(unix)]
    {
        std::fs::remove_file(repo.root.join(PLAN)).unwrap();
        std::os::unix::fs::symlink("record.md", repo.root.join(PLAN)).unwrap();
        let shown = repo.git(&["-c", &setting(), "diff"]);
        assert!(shown.contains("+record.md\n\\ No newline"), "{shown}");
        repo.git(&["reset", "--quiet", "--hard"]);
    }
    repo.git(&["switch", "--quiet", "--create", "other"]);
    repo.write(PLAN, plan("N/A"));
    repo.commit("One way");
    repo.git(&["switch", "--quiet", "main"]);
    repo.write(PLAN, plan("tests/all.rs"));
    repo.commit("Another way");
    assert_ne!(repo.try_git(&["merge", "other"]).code, Some(0));
    // In the working tree git shows both sides itself, whatever the driver.
    let shown = repo.git(&["-c", &setting(), "diff", "--cached"]);
    assert!(shown.starts_with("* Unmerged path docs/plan.md\n"), "{shown}");
    // And without git in between: the index has no one text of it.
    let said = repo.diff(&["--staged"]);
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.contains("docs/plan.md: its merge is not finished"), "{}", said.stderr);
}

#[test]
fn git_can_trust_the_exit_code_where_it_is_asked_for() {
    let repo = changed();
    let gate = DRIVER.replace("--git-external", "--fail-on weakens --git-external");
    let args = ["-c", &format!("diff.external={gate}"), "-c", "diff.trustExitCode=true"];
    let said = repo.try_git(&[&args[..], &["diff", "--cached", "--exit-code", "--", PLAN]].concat());
    assert_eq!(said.code, Some(1), "{}", said.stderr);
    let said = repo.try_git(&["-c", &setting(), "diff", "--cached"]);
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_difftool_gets_the_path_that_git_compares() {
    let repo = changed();
    repo.commit("All of it");
    let tool = ["difftool", "--no-prompt", TOOL];
    let shown = repo.git(&[&tool[..], &["HEAD~", "HEAD", "--", PLAN]].concat());
    assert!(shown.starts_with("docs/plan.md: Phase 1: Ferry bookings\n"), "{shown}");
    assert!(shown.contains("between a/docs/plan.md and b/docs/plan.md: "), "{shown}");
    repo.write(PLAN, plan("tests/seats.rs"));
    let shown = repo.git(&[&tool[..], &["HEAD", "--", PLAN]].concat());
    assert!(shown.contains("tests: [-N/A-]{+tests/seats.rs+}"), "{shown}");
    repo.git(&["rm", "--quiet", "--force", PLAN]);
    let shown = repo.git(&[&tool[..], &["--cached", "--", PLAN]].concat());
    assert!(shown.contains("document-removed: ") && shown.contains("and /dev/null: "), "{shown}");
    // As a tool of one's own, with the variables that git sets for it.
    let command = format!("BASE=\"$MERGED\" '{}' diff \"$LOCAL\" \"$REMOTE\"", env!("CARGO_BIN_EXE_ddr"));
    repo.git(&["config", "difftool.ddr.cmd", &command]);
    let shown = repo.git(&["difftool", "--no-prompt", "--tool=ddr", "HEAD~", "HEAD", "--", PLAN]);
    assert!(shown.starts_with("docs/plan.md: Phase 1: Ferry bookings\n"), "{shown}");
    // Whole folders: git makes links to the files of the working tree unless it is told not to.
    let folders = ["difftool", "--dir-diff", "--no-symlinks", "--tool=ddr", "HEAD~", "HEAD"];
    let shown = repo.git(&folders);
    assert!(shown.contains("docs/plan.md: Phase 1") && shown.contains("docs/ferry record.md: "), "{shown}");
}
