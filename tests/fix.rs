//! `ddr lint --fix` and `--diff` by the real program, on real files, with patches for the real git.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::string_slice,
    reason = "a panic in a test is a failing test"
)]

mod git_repo;

use git_repo::Repo;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// One safe fix (the count), one unsafe (the number in the heading), and one thing that nobody mends.
const RECORD: &str = "# Parcels\n\n## Summary\nParcels move. (30 words)\n\n\
                      | ID | Statement | Status |\n|--|--|--|\n| D1 | Keep parcels | Accepted |\n| D1 | Send parcels | Accepted |\n\n\
                      ## Top-3 Risks\n1. Loss: insure\n2. Delay: call\n";
/// The same after its safe fix.
fn safe() -> String {
    RECORD.replace("30 words", "2 words")
}

fn repo(files: &[(&str, &str)]) -> Repo {
    let repo = Repo::new();
    files.iter().for_each(|(path, text)| repo.write(path, text));
    repo.commit("Begin");
    repo
}

fn read(repo: &Repo, path: &str) -> String {
    String::from_utf8(std::fs::read(repo.root.join(path)).unwrap()).unwrap()
}

/// Runs the program with a text on standard input.
fn piped(folder: &Path, args: &[&str], text: &[u8]) -> (i32, Vec<u8>, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ddr"))
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code().unwrap(), output.stdout, String::from_utf8(output.stderr).unwrap())
}

#[test]
fn files_are_mended_and_listed_and_the_rest_is_reported() {
    let repo = repo(&[("docs/a.md", RECORD), ("docs/b.md", "# Notes\n")]);
    let before = repo.ddr(&["lint", "-q", "--output-format=concise"]);
    assert_eq!(before.code, 1);
    let ran = repo.ddr(&["lint", "--fix", "--output-format=concise"]);
    assert_eq!(read(&repo, "docs/a.md"), safe());
    assert_eq!(ran.stderr, "fixed docs/a.md: 1 wrong-word-count\n");
    assert_eq!(ran.code, 1, "what remains fails");
    assert_eq!(
        ran.stdout.lines().last().unwrap(),
        "checked 1 record; 1 other Markdown file skipped: 2 errors; 1 fixable with --fix --unsafe-fixes"
    );
    assert!(!ran.stdout.contains("DDR201"), "{}", ran.stdout);
    let again = repo.ddr(&["lint", "--fix", "--output-format=concise"]);
    assert_eq!((again.stderr.as_str(), again.stdout), ("", ran.stdout), "nothing is fixed twice");
    let all = repo.ddr(&["lint", "--fix", "--unsafe-fixes", "-q"]);
    assert_eq!(read(&repo, "docs/a.md"), safe().replace("Top-3", "Top-2"));
    assert_eq!(all.stderr, "fixed docs/a.md: 1 wrong-risk-count\n", "-q lists what was changed");
}

#[test]
fn a_run_with_nothing_left_passes() {
    let text = RECORD.replace("| D1 | Send", "| D2 | Send");
    let repo = repo(&[("a.md", &text), ("b.md", &text)]);
    let ran = repo.ddr(&["lint", "--fix", "--unsafe-fixes"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "checked 2 records: all good\n"));
    assert!(ran.stderr.ends_with("fixed 4 in 2 files\n"), "{}", ran.stderr);
    assert_eq!(repo.ddr(&["lint", "--fix", "-qq"]).stderr, "");
}

#[test]
fn bom_line_endings_and_a_missing_last_one_stay() {
    let crlf = format!("\u{feff}{}", RECORD.trim_end().replace('\n', "\r\n"));
    let repo = repo(&[("a.md", &crlf)]);
    repo.ddr(&["lint", "--fix"]);
    assert_eq!(read(&repo, "a.md"), crlf.replace("30 words", "2 words"));
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay_and_what_is_read_only_is_left_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let repo = repo(&[("docs/real.md", RECORD), ("docs/locked.md", RECORD)]);
    let mode = |path: &str, mode| {
        std::fs::set_permissions(repo.root.join(path), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    mode("docs/real.md", 0o640);
    mode("docs/locked.md", 0o444);
    std::os::unix::fs::symlink("real.md", repo.root.join("docs/link.md")).unwrap();
    let ran = repo.ddr(&["lint", "--fix", "docs/link.md", "docs/locked.md"]);
    let link = repo.root.join("docs/link.md");
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(read(&repo, "docs/real.md"), safe());
    assert_eq!(std::fs::metadata(link).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!((ran.code, read(&repo, "docs/locked.md").as_str()), (2, RECORD));
    assert!(ran.stderr.contains("cannot fix docs/locked.md: it is read-only"), "{}", ran.stderr);
    assert!(ran.stderr.contains("fixed docs/link.md: 1 wrong-word-count"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("fixed docs/locked.md"), "{}", ran.stderr);
    assert!(ran.stdout.contains("states 30 words"), "what was not written is reported on as it stands");
    let left = std::fs::read_dir(repo.root.join("docs")).unwrap().count();
    assert_eq!(left, 3, "no temporary file stays");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_project_is_not_followed() {
    let repo = repo(&[("docs/b.md", "# Notes\n")]);
    let outside = repo.around().join("outside.md");
    std::fs::write(&outside, RECORD).unwrap();
    std::os::unix::fs::symlink(&outside, repo.root.join("docs/a.md")).unwrap();
    let ran = repo.ddr(&["lint", "--fix", "docs/a.md"]);
    assert_eq!((ran.code, std::fs::read_to_string(&outside).unwrap().as_str()), (2, RECORD));
    assert!(ran.stderr.contains("it is a link to a file outside of its project"), "{}", ran.stderr);
}

#[test]
fn the_patch_makes_the_same_files_and_the_report_goes_beside_it() {
    let plain = RECORD.trim_end();
    let crlf = RECORD.replace('\n', "\r\n");
    let bom = format!("\u{feff}{RECORD}");
    let files = [
        ("docs/plain.md", plain),
        ("docs/with blanks.md", crlf.as_str()),
        ("docs/é \"quoted\".md", bom.as_str()),
        ("top.md", RECORD),
    ];
    let repo = repo(&files);
    let ran = repo.ddr(&["lint", "--diff", "--unsafe-fixes"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("error[DDR112]") && ran.stderr.contains("checked 4 records"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("would fix top.md: 1 wrong-word-count, 1 wrong-risk-count"),
        "{}",
        ran.stderr
    );
    files.iter().for_each(|(path, text)| assert_eq!(read(&repo, path), *text, "nothing is written"));
    let both = repo.ddr(&["lint", "--fix", "--diff", "--unsafe-fixes"]);
    assert_eq!(both.stdout, ran.stdout, "--fix adds nothing to --diff");

    let patch = repo.around().join("fix.patch");
    std::fs::write(&patch, &ran.stdout).unwrap();
    repo.git(&["apply", "--check", patch.to_str().unwrap()]);
    repo.git(&["apply", patch.to_str().unwrap()]);
    let applied: Vec<String> = files.iter().map(|(path, _)| read(&repo, path)).collect();
    repo.git(&["checkout", "--quiet", "."]);
    repo.ddr(&["lint", "--fix", "--unsafe-fixes"]);
    let fixed: Vec<String> = files.iter().map(|(path, _)| read(&repo, path)).collect();
    assert_eq!(applied, fixed);
    assert!(fixed.iter().zip(&files).all(|(fixed, (_, text))| fixed != text));
}

#[test]
fn a_patch_made_below_the_top_applies_there_and_at_the_top() {
    let repo = repo(&[("docs/a.md", RECORD)]);
    let below = repo.root.join("docs");
    let ran = repo.ddr_in(&below, &["lint", "--diff", "a.md"]);
    assert!(ran.stdout.starts_with("diff --git a/docs/a.md b/docs/a.md\n"), "{}", ran.stdout);
    let patch = repo.around().join("fix.patch");
    std::fs::write(&patch, &ran.stdout).unwrap();
    for folder in [&below, &repo.root] {
        repo.git_in(folder, &["apply", patch.to_str().unwrap()]);
        assert_eq!(read(&repo, "docs/a.md"), safe());
        repo.git(&["checkout", "--quiet", "."]);
    }
}

#[test]
fn a_patch_without_a_repository_counts_from_where_one_stands() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("docs")).unwrap();
    std::fs::write(folder.path().join("docs/a.md"), RECORD).unwrap();
    let (code, patch, said) = piped(folder.path(), &["lint", "--diff", "docs"], b"");
    assert_eq!(code, 1, "{said}");
    let patch = String::from_utf8(patch).unwrap();
    assert!(patch.starts_with("diff --git a/docs/a.md b/docs/a.md\n"), "{patch}");
}

#[test]
fn where_there_is_nothing_to_mend_the_patch_is_empty() {
    let repo = repo(&[("a.md", &RECORD.replace("30", "2").replace("| D1 | Send", "| D2 | Send"))]);
    let ran = repo.ddr(&["lint", "--diff", "--ignore=wrong-risk-count"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    assert_eq!(ran.stderr, "checked 1 record: all good\n");
    repo.write("a.md", RECORD);
    let failing = repo.ddr(&["lint", "--diff", "--select=duplicate-decision-id"]);
    assert_eq!((failing.code, failing.stdout.as_str()), (1, ""), "what remains fails too");
    let fixable = repo.ddr(&["lint", "--diff", "--select=wrong-word-count"]);
    assert_eq!(fixable.code, 1, "so does a patch, with nothing left");
}

#[test]
fn standard_input_is_answered_with_the_text() {
    let repo = repo(&[("docs/a.md", "# Other\n")]);
    let crlf = format!("\u{feff}{}", RECORD.replace('\n', "\r\n"));
    let args = ["lint", "--fix", "--stdin-filename", "docs/a.md"];
    let (code, text, said) = piped(&repo.root, &args, crlf.as_bytes());
    assert_eq!(String::from_utf8(text).unwrap(), crlf.replace("30 words", "2 words"));
    assert!(code == 1 && said.contains("error[DDR112]") && said.contains("fixed docs/a.md"), "{said}");
    assert_eq!(read(&repo, "docs/a.md"), "# Other\n", "no file is written");
    let (code, text, said) = piped(&repo.root, &["lint", "--diff", "-"], RECORD.as_bytes());
    assert!(code == 1 && text.starts_with(b"diff --git"), "{said}");
    // What is no document, or no text, comes back as it went in.
    for odd in [b"# Notes \x1b[31m\r\n".as_slice(), b"\xff\xfe|\0", b""] {
        let (_, text, said) = piped(&repo.root, &args, odd);
        assert_eq!(text, odd, "{said}");
    }
}

#[test]
fn arguments_that_make_no_sense_are_refused() {
    let repo = repo(&[("a.md", RECORD)]);
    for (args, why) in [
        (&["lint", "--unsafe-fixes"] as &[&str], "give one of them too"),
        (&["lint", "--fix", "--staged"], "--staged looks at what is staged"),
    ] {
        let ran = repo.ddr(args);
        assert!(ran.code == 2 && ran.stderr.contains(why), "{args:?}: {}", ran.stderr);
    }
    assert_eq!(read(&repo, "a.md"), RECORD);
}

#[test]
fn a_patch_of_what_is_staged_applies_to_the_index() {
    let repo = repo(&[("a.md", "# Notes\n")]);
    repo.write("a.md", RECORD);
    repo.git(&["add", "a.md"]);
    repo.write("a.md", &format!("{RECORD}\nNot staged.\n"));
    let ran = repo.ddr(&["lint", "--staged", "--diff"]);
    let patch = repo.around().join("fix.patch");
    std::fs::write(&patch, &ran.stdout).unwrap();
    repo.git(&["apply", "--cached", patch.to_str().unwrap()]);
    assert_eq!(repo.git(&["show", ":a.md"]), safe());
    assert_eq!(read(&repo, "a.md"), format!("{RECORD}\nNot staged.\n"));
}

#[test]
fn only_what_is_reported_on_is_mended() {
    let repo = repo(&[("old.md", RECORD)]);
    repo.write("new.md", RECORD);
    let since = repo.ddr(&["lint", "--since=HEAD", "--fix"]);
    assert_eq!((read(&repo, "new.md"), read(&repo, "old.md").as_str()), (safe(), RECORD), "{}", since.stderr);
    repo.ddr(&["lint", "--fix", "--ignore=wrong-word-count", "old.md"]);
    assert_eq!(read(&repo, "old.md"), RECORD);
    repo.write("ddr.yaml", "limts: {}\n");
    let unsound = repo.ddr(&["lint", "--fix"]);
    assert_eq!((unsound.code, read(&repo, "old.md").as_str()), (2, RECORD), "settings come first");
}

#[test]
fn a_report_for_a_program_stays_one() {
    let repo = repo(&[("a.md", RECORD)]);
    let ran = repo.ddr(&["lint", "--fix", "--output-format=json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["summary"]["errors"], 2);
    assert_eq!(ran.stderr, "fixed a.md: 1 wrong-word-count\n");
}

#[test]
fn what_a_fix_lets_a_project_see_is_reported() {
    let plan = "# Plan\n\n## Patch Plan\n\n| File | Op | Tests | Risk |\n|--|--|--|--|\n| src/a.py | modfiy | unit: a | low |\n";
    let repo = repo(&[("plan.md", plan)]);
    let ran = repo.ddr(&["lint", "--fix", "--output-format=concise"]);
    assert!(read(&repo, "plan.md").contains("| modify |"));
    assert!(ran.stdout.contains("DDR606"), "the row is read now: {}", ran.stdout);
    assert_eq!(
        repo.ddr(&["lint", "--output-format=concise"]).stdout,
        ran.stdout,
        "the report is of what is there"
    );
}
