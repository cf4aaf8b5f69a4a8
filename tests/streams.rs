//! What a file of expected output cannot say: full disks, readers that go away, files that are
//! none, files that may not be read.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test makes files and starts the program, and its panic is a failing test"
)]

use std::fs::{create_dir, write};
use std::io::{Read as _, Write as _};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

fn ddr(folder: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ddr"));
    command.current_dir(folder).env_clear().stdin(Stdio::null());
    command
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    // The root of a repository, so that nothing above the temporary folder counts.
    create_dir(folder.path().join(".git")).unwrap();
    for (name, bytes) in files {
        write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn said(output: &Output) -> (String, String, Option<i32>) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr), output.status.code())
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let folder = folder(&[("a.md", b"\xff")]);
    for args in [&["lint"] as &[&str], &["rules"], &["lint", "--output-format", "json"], &["schema", "ddr"]] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = ddr(&folder).args(args).stdout(full).output().unwrap();
        let (_, stderr, code) = said(&output);
        assert_eq!(code, Some(2), "{args:?}");
        assert!(stderr.contains("cannot write to standard output: no space left on device"), "{stderr}");
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = folder(&[]);
    for at in 0..3000 {
        write(folder.path().join(format!("{at}.md")), b"a line with \xff in it").unwrap();
    }
    for args in [&["rules"] as &[&str], &["lint"], &["lint", "--output-format", "json"]] {
        let mut child =
            ddr(&folder).args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // Takes one byte and goes.
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0]).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        let (_, stderr, code) = said(&output);
        assert!(!stderr.contains("cannot write") && !stderr.contains("panic"), "{args:?}: {stderr}");
        assert_eq!(code, Some(if args == ["rules"] { 0 } else { 2 }), "{args:?}");
    }
}

#[test]
fn a_file_too_large_is_named_and_not_read() {
    let folder = folder(&[]);
    let file = std::fs::File::create(folder.path().join("big.md")).unwrap();
    file.set_len(50 * 1024 * 1024).unwrap();
    let (stdout, _, code) = said(&ddr(&folder).args(["lint", "--output-format=concise"]).output().unwrap());
    assert!(stdout.starts_with("big.md:1:1: error[DDR008] over-limit: "), "{stdout}");
    assert_eq!(code, Some(1));
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_when_named_and_passed_by_when_met() {
    let folder = folder(&[]);
    assert!(Command::new("mkfifo").arg(folder.path().join("pipe.md")).status().unwrap().success());
    let (stdout, _, code) = said(&ddr(&folder).args(["lint", "pipe.md"]).output().unwrap());
    assert!(stdout.contains("DDR001") && stdout.contains("it is not a regular file"), "{stdout}");
    assert_eq!(code, Some(2));
    let (stdout, stderr, code) = said(&ddr(&folder).arg("lint").output().unwrap());
    assert_eq!((stdout.as_str(), code), ("", Some(0)));
    assert_eq!(stderr, "no design record or patch plan found\n");
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_an_error_and_the_others_are_still_looked_at() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder(&[("closed.md", b"# A\n"), ("open.md", b"# B\n")]);
    let closed = folder.path().join("closed.md");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&closed).is_ok() {
        return; // The superuser may read everything.
    }
    let (stdout, stderr, code) =
        said(&ddr(&folder).args(["lint", "--output-format=concise"]).output().unwrap());
    assert!(
        stdout.contains("closed.md:1:1: error[DDR001]") && stdout.contains("permission denied"),
        "{stdout}"
    );
    assert!(stderr.contains("1 Markdown file skipped; 1 file not checked"), "{stderr}");
    assert_eq!(code, Some(2));
}

#[test]
fn json_is_json_whatever_the_file_is_called() {
    let folder = folder(&[("bad \u{202e}é.md", b"\xff")]);
    let output = ddr(&folder).args(["lint", "--output-format=json"]).output().unwrap();
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let diagnostic = value.pointer("/diagnostics/0").unwrap();
    assert_eq!(diagnostic["path"], "bad \u{202e}é.md");
    assert_eq!(diagnostic["code"], "DDR001");
    assert_eq!(
        value["summary"],
        serde_json::json!({"errors": 1, "warnings": 0, "hints": 0, "suppressed": 0, "baseline": 0})
    );
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn colours_follow_flag_and_environment() {
    let folder = folder(&[("a.md", b"\xff")]);
    let colored = |args: &[&str], env: &[(&str, &str)]| {
        let output = ddr(&folder).arg("lint").args(args).envs(env.iter().copied()).output().unwrap();
        output.stdout.contains(&0x1b)
    };
    assert!(!colored(&[], &[]));
    assert!(colored(&["--color=always"], &[("NO_COLOR", "1")]));
    assert!(colored(&[], &[("FORCE_COLOR", "1")]));
    assert!(colored(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&["--color=never"], &[("FORCE_COLOR", "1")]));
}

#[test]
fn people_see_paths_from_where_they_stand_and_programs_from_the_root() {
    let folder = folder(&[]);
    let docs = folder.path().join("docs");
    create_dir(&docs).unwrap();
    write(docs.join("a.md"), b"\xff").unwrap();
    let run = |from: &std::path::Path, args: &[&str]| {
        said(&ddr(&folder).current_dir(from).args(args).output().unwrap()).0
    };
    let concise = |from, path| {
        let stdout = run(from, &["lint", "--output-format=concise", path]);
        stdout.split(':').next().unwrap_or_default().to_owned()
    };
    let json = |from, path| {
        let stdout = run(from, &["lint", "--output-format=json", path]);
        serde_json::from_str::<serde_json::Value>(&stdout).unwrap()["diagnostics"][0]["path"].clone()
    };
    let elsewhere = tempfile::tempdir().unwrap();
    let full = docs.join("a.md").to_string_lossy().into_owned();
    assert_eq!(
        (concise(folder.path(), "docs"), json(folder.path(), "docs")),
        ("docs/a.md".into(), "docs/a.md".into())
    );
    assert_eq!((concise(&docs, "."), json(&docs, ".")), ("a.md".into(), "docs/a.md".into()));
    assert_eq!(
        (concise(&docs, "../docs/a.md"), json(&docs, &full)),
        ("../docs/a.md".into(), "docs/a.md".into())
    );
    assert_eq!(
        (concise(elsewhere.path(), &full), json(elsewhere.path(), &full)),
        (full.clone(), "docs/a.md".into())
    );
}

#[test]
fn a_file_named_twice_is_looked_at_once() {
    let folder = folder(&[("a.md", b"\xff")]);
    let args = ["lint", "--output-format=concise", "-q", "a.md", "./a.md", "."];
    let (stdout, _, _) = said(&ddr(&folder).args(args).output().unwrap());
    assert_eq!(stdout.lines().count(), 1, "{stdout}");
}

#[test]
fn standard_input_goes_by_the_name_that_it_is_given() {
    let folder = folder(&[]);
    for (args, name) in [(&["-"] as &[&str], "<stdin>"), (&["--stdin-filename", "docs/a.md"], "docs/a.md")] {
        let mut command = ddr(&folder);
        command.args(["lint", "--output-format=concise"]).args(args);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(b"# A\n\xff").unwrap();
        let (stdout, _, code) = said(&child.wait_with_output().unwrap());
        assert!(stdout.starts_with(&format!("{name}:2:1: error[DDR001] ")), "{stdout}");
        assert_eq!(code, Some(2));
    }
}

#[test]
fn quiet_drops_the_summary_and_more_quiet_everything() {
    let folder = folder(&[("a.md", b"\xff")]);
    let lint = |args: &[&str]| {
        said(&ddr(&folder).args(["lint", "--output-format=concise"]).args(args).output().unwrap())
    };
    let (stdout, stderr, code) = lint(&["-q"]);
    assert!(stdout.starts_with("a.md:1:1: error[DDR001]"), "{stdout}");
    assert_eq!((stdout.lines().count(), stderr.as_str(), code), (1, "", Some(2)));
    assert_eq!(lint(&["-qq"]), (String::new(), String::new(), Some(2)));
    let (_, stderr, _) = lint(&["-qq", "no.md"]);
    assert_eq!(stderr, "error: no.md: there is no such file or folder\n");
}

#[test]
fn statistics_count_instead_of_showing() {
    let folder = folder(&[("a.md", b"\xff"), ("b.md", b"\xff")]);
    let (stdout, _, code) = said(&ddr(&folder).args(["lint", "--statistics"]).output().unwrap());
    assert_eq!((stdout.as_str(), code), ("2  DDR001  error    unreadable-document\n", Some(2)));
}
