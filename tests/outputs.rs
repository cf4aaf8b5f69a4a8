//! The formats for other programs, from the outside: paths whatever the working directory, files that
//! are written beside what is printed, and documents that try to be more than text.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test makes files and starts the program, and its panic is a failing test"
)]

use serde_json::Value;
use std::fs::{create_dir, create_dir_all, read, read_to_string, write};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const WHOLE: [&str; 6] = ["github", "gitlab", "sarif", "junit", "rdjson", "markdown"];

/// A record with one wrong status, behind characters that take one, two, three and four bytes.
const RECORD: &str = "# Returns\n\n| ID | Decision | Status |\n|----|----------|--------|\n| D1 | Pay é😀日 by hand | Acceptd |\n";

fn ddr(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ddr"));
    command.current_dir(folder).env_clear().stdin(Stdio::null()).args(args).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn repository(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    create_dir(folder.path().join(".git")).unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        create_dir_all(path.parent().unwrap()).unwrap();
        write(path, text).unwrap();
    }
    folder
}

/// The path of the first diagnostic in a format.
fn path_in(format: &str, text: &str) -> String {
    let json = || serde_json::from_str::<Value>(text).unwrap();
    let between =
        |start: &str, end: &str| text.split(start).nth(1).unwrap().split(end).next().unwrap().to_owned();
    let at = |pointer: &str| json().pointer(pointer).unwrap().as_str().unwrap().to_owned();
    match format {
        "github" => between("file=", ",line="),
        "gitlab" => at("/0/location/path"),
        "sarif" => at("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri"),
        "junit" => between("<testsuite name=\"", "\""),
        "rdjson" => at("/diagnostics/0/location/path"),
        "markdown" => between("<code>", "</code>"),
        _ => at("/diagnostics/0/path"),
    }
}

#[test]
fn paths_count_from_the_root_of_the_repository_wherever_one_stands() {
    let repository = repository(&[("api/ddr.yaml", ""), ("api/docs/a.md", RECORD)]);
    let root = repository.path().canonicalize().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let full = root.join("api/docs/a.md").to_string_lossy().into_owned();
    for format in WHOLE {
        for (from, named) in [
            (root.clone(), "."),
            (root.join("api"), "docs"),
            (root.join("api/docs"), "a.md"),
            (root.join("api/docs"), "../docs"),
            (elsewhere.path().to_owned(), full.as_str()),
        ] {
            let said = stdout(&ddr(&from, &["lint", "--output-format", format, named]));
            assert_eq!(path_in(format, &said), "api/docs/a.md", "{format} from {}", from.display());
        }
    }
    // Our own JSON counts from the project of the working directory, as it always did.
    let json = |from: &Path| path_in("json", &stdout(&ddr(from, &["lint", "--output-format", "json"])));
    assert_eq!((json(&root), json(&root.join("api/docs"))), ("api/docs/a.md".into(), "docs/a.md".into()));
}

#[test]
fn without_git_paths_count_from_the_project() {
    let folder = tempfile::tempdir().unwrap();
    create_dir_all(folder.path().join("docs")).unwrap();
    write(folder.path().join("ddr.yaml"), "").unwrap();
    write(folder.path().join("docs/a.md"), RECORD).unwrap();
    for format in WHOLE {
        let said = stdout(&ddr(&folder.path().join("docs"), &["lint", "--output-format", format]));
        assert_eq!(path_in(format, &said), "docs/a.md", "{format}");
    }
}

#[test]
fn every_format_counts_columns_in_its_own_unit() {
    let repository = repository(&[("a.md", RECORD)]);
    let say = |format: &str| stdout(&ddr(repository.path(), &["lint", "--output-format", format]));
    let line = RECORD.lines().nth(4).unwrap();
    let bytes = line.find("Acceptd").unwrap() + 1;
    let characters = line.split("Acceptd").next().unwrap().chars().count() + 1;
    assert_eq!(bytes - characters, 6);
    let number = |format: &str, pointer: &str| {
        let value: Value = serde_json::from_str(&say(format)).unwrap();
        usize::try_from(value.pointer(pointer).unwrap().as_u64().unwrap()).unwrap()
    };
    assert_eq!(number("json", "/diagnostics/0/start/column"), characters);
    let region = "/runs/0/results/0/locations/0/physicalLocation/region";
    assert_eq!(number("sarif", &format!("{region}/startColumn")), characters);
    assert_eq!(number("sarif", &format!("{region}/endColumn")), characters + 7);
    assert_eq!(number("rdjson", "/diagnostics/0/location/range/start/column"), bytes);
    assert_eq!(number("rdjson", "/diagnostics/0/location/range/end/column"), bytes + 7);
    let (github, concise) = (say("github"), say("concise"));
    assert!(
        github.contains(&format!("line=5,endLine=5,col={characters},endColumn={},", characters + 7)),
        "{github}"
    );
    assert!(concise.starts_with(&format!("a.md:5:{characters}: ")), "{concise}");
}

#[test]
fn a_fingerprint_survives_edits_elsewhere() {
    let repository = repository(&[("a.md", RECORD)]);
    let prints = |text: &str| {
        write(repository.path().join("a.md"), text).unwrap();
        let say = |format| stdout(&ddr(repository.path(), &["lint", "--output-format", format]));
        let gitlab: Value = serde_json::from_str(&say("gitlab")).unwrap();
        let sarif: Value = serde_json::from_str(&say("sarif")).unwrap();
        let gitlab = gitlab.pointer("/0/fingerprint").unwrap().as_str().unwrap().to_owned();
        let sarif = sarif.pointer("/runs/0/results/0/partialFingerprints/ddr~1v1").unwrap().clone();
        assert_eq!(sarif, gitlab.as_str());
        gitlab
    };
    let first = prints(RECORD);
    let more = RECORD.replace("# Returns\n", "# Returns\n\nA paragraph that was not there.\n");
    assert_eq!(first, prints(&more));
    assert_eq!(first, prints(&RECORD.replace("| Acceptd |", "|  Acceptd   |").replace('\n', "\r\n")));
    assert_ne!(first, prints(&RECORD.replace("by hand", "by post")));
}

#[test]
fn several_formats_are_written_in_one_run() {
    let repository = repository(&[("a.md", RECORD)]);
    let mut args = vec!["lint", "-qq"];
    let files: Vec<String> = WHOLE
        .iter()
        .chain(&["json", "text", "concise"])
        .map(|format| format!("{format}=out-{format}.txt"))
        .collect();
    files.iter().for_each(|file| args.extend(["--output-file", file]));
    let output = ddr(repository.path(), &args);
    assert_eq!((output.status.code(), output.stdout.len(), output.stderr.len()), (Some(0), 0, 0));
    for format in WHOLE.iter().chain(&["json", "text", "concise"]) {
        let printed = stdout(&ddr(repository.path(), &["lint", "-q", "--output-format", format]));
        let path = repository.path().join(format!("out-{format}.txt"));
        assert_eq!(read_to_string(path).unwrap(), printed, "{format}");
        assert!(!printed.is_empty());
    }
}

#[test]
fn a_file_that_cannot_be_written_is_named_and_the_others_are_written() {
    let repository = repository(&[("a.md", RECORD)]);
    create_dir(repository.path().join("folder")).unwrap();
    let args = [
        "lint",
        "--output-file=sarif=no/x.sarif",
        "--output-file=junit=folder",
        "--output-file=github=ok.txt",
    ];
    let output = ddr(repository.path(), &args);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr.clone()).unwrap(),
        "error: cannot write no/x.sarif: there is no such folder\nerror: cannot write folder: it is a folder\n"
    );
    assert!(stdout(&output).contains("DDR117"));
    assert!(read_to_string(repository.path().join("ok.txt")).unwrap().starts_with("::warning file=a.md,"));
}

#[test]
fn the_gate_writes_files_too() {
    let repository = repository(&[("a.md", RECORD)]);
    let output = ddr(repository.path(), &["check", "--output-file", "gitlab=out.json"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(path_in("gitlab", &read_to_string(repository.path().join("out.json")).unwrap()), "a.md");
}

#[test]
fn a_clean_run_is_a_report_without_results() {
    let repository = repository(&[("a.md", &RECORD.replace("Acceptd", "Accepted"))]);
    for (format, part) in [
        ("github", "checked 1 record: all good\n"),
        ("gitlab", "[]\n"),
        ("sarif", "\"results\": []"),
        ("junit", "<testcase name=\"nothing to say\" classname=\"a.md\"/>"),
        ("rdjson", "\"diagnostics\": []"),
        ("markdown", "**checked 1 record: all good**\n"),
    ] {
        let output = ddr(repository.path(), &["lint", "--output-format", format]);
        assert_eq!(output.status.code(), Some(0));
        assert!(stdout(&output).contains(part), "{format}: {}", stdout(&output));
    }
}

#[test]
fn what_could_not_be_read_is_an_error_and_no_failure() {
    let repository = repository(&[]);
    write(repository.path().join("a.md"), b"# T\n\xff").unwrap();
    let say = |format| stdout(&ddr(repository.path(), &["lint", "--output-format", format]));
    assert!(say("junit").contains("tests=\"1\" failures=\"0\" errors=\"1\""), "{}", say("junit"));
    assert!(say("sarif").contains("\"executionSuccessful\": false"));
}

#[test]
fn with_warnings_failing_a_warning_fails_its_test_case() {
    let repository = repository(&[("a.md", RECORD)]);
    let say = |fail_on| ddr(repository.path(), &["lint", "--output-format=junit", "--fail-on", fail_on]);
    let (error, warning) = (say("error"), say("warning"));
    assert!(
        stdout(&error).contains("failures=\"0\"") && stdout(&error).contains("<skipped type=\"warning\"")
    );
    assert!(
        stdout(&warning).contains("failures=\"1\"") && stdout(&warning).contains("<failure type=\"warning\"")
    );
    assert_eq!((error.status.code(), warning.status.code()), (Some(0), Some(1)));
}

/// A status and an id that hold what other programs act on.
const HOSTILE: &str = "# T\n\n| ID | Decision | Status |\n|----|----------|--------|\n\
    | D1 | a | ::error::forged %0A::stop-commands::x ]]> \u{1b}[31mred\u{9b}0m \u{202e}drow <script> @all `b` |\n\
    | ##[error]x \u{1b}]8;;https://x.org | b | Acceptd |\n";

#[cfg(unix)]
#[test]
fn no_document_and_no_path_acts_in_any_format() {
    let name = "bad\n::error::forged\r%0A]]>\u{1b}[31m\u{202e}<b>`|.md";
    let repository = repository(&[(name, HOSTILE), ("ok.md", RECORD)]);
    for format in WHOLE.iter().chain(&["json", "text", "concise"]) {
        let args = ["lint", "--output-format", format, "--select", "all", "--color", "never"];
        let output = ddr(repository.path(), &args);
        let said = stdout(&output);
        assert!(said.contains("DDR117") || said.contains("unknown-status"), "{format}: {said}");
        let acts = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!said.contains(acts), "{format}: {said:?}");
        let lines = said.lines().map(str::trim_start);
        let forged = lines.filter(|line| line.starts_with("::") && !line.contains("title=DDR")).count();
        assert_eq!(forged, 0, "{format}: {said}");
        if *format == "junit" {
            assert!(!said.contains("]]>"), "{said}");
        }
        if *format == "markdown" {
            assert!(!said.contains("<script") && !said.contains("<b>") && !said.contains("@all"), "{said}");
        }
    }
}

#[test]
fn a_report_may_be_written_where_another_program_reads() {
    // A file that is there already is replaced, however long it was.
    let repository = repository(&[("a.md", RECORD), ("out.json", &"x".repeat(100_000))]);
    assert_eq!(
        ddr(repository.path(), &["lint", "-q", "--output-file=gitlab=out.json"]).status.code(),
        Some(0)
    );
    let bytes = read(repository.path().join("out.json")).unwrap();
    assert!(serde_json::from_slice::<Value>(&bytes).unwrap().is_array());
}
