//! Input that nobody wrote in good faith, or that an accident made: the program says so in a line
//! with the path, or with a diagnostic; it never panics, never hangs, and never says that all is well.
//!
//! What concerns streams and files as such (full disks, closed pipes, sizes) stands in `streams.rs`.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a test makes files and starts the program, and its panic is a failing test"
)]

use ddr::check::{Active, Outcome, Selection, check_document};
use ddr::config::Settings;
use ddr::project::Found;
use ddr::source::{Source, Span};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use std::process::{Command, Stdio};
use tempfile::TempDir;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    // The root of a repository, so that nothing above the temporary folder counts.
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// Standard output, standard error and exit code; a panic would show in the second.
fn ddr(folder: &TempDir, args: &[&str]) -> (String, String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ddr"));
    command.current_dir(folder).env_clear().stdin(Stdio::null()).args(args);
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (stdout, stderr) = (text(output.stdout), text(output.stderr));
    assert!(!stderr.contains("panic") && !stdout.contains("DDR007"), "{stdout}{stderr}");
    (stdout, stderr, output.status.code())
}

fn lint(folder: &TempDir) -> (String, String, Option<i32>) {
    ddr(folder, &["lint", "--output-format=concise"])
}

/// Checks that a config with these files, beside an innocent document, is refused: exactly these
/// lines, one for each mistake, and exit code 2.
fn refused(files: &[(&str, &str)], wanted: &[&str]) {
    let folder = folder(&[files, &[("a.md", "# A\n")]].concat());
    let (stdout, stderr, code) = lint(&folder);
    assert_eq!(stdout.lines().collect::<Vec<_>>(), wanted, "{stderr}");
    assert!(stderr.contains("1 file not checked: the configuration has errors"), "{stderr}");
    assert_eq!(code, Some(2));
}

#[test]
fn a_config_that_cannot_be_used_is_refused_at_its_place() {
    refused(
        &[("ddr.yaml", "limts: {}\n")],
        &["ddr.yaml:1:1: error[DDR901] unknown-key: unknown key `limts`"],
    );
    refused(
        &[
            ("ddr.yaml", "schemas: [a.yaml]\n"),
            ("a.yaml", "name: a\nsections: [{id: x, heading: ['/(/']}]\n"),
        ],
        &["a.yaml:2:32: error[DDR902] invalid-value: invalid pattern: unclosed group, at character 1 of it"],
    );
    refused(
        &[
            ("ddr.yaml", "schemas: [a.yaml, b.yaml]\n"),
            ("a.yaml", "name: a\nextends: b\n"),
            ("b.yaml", "name: b\nextends: a\n"),
        ],
        &["b.yaml:2:10: error[DDR902] invalid-value: `extends` goes round in a circle: a → b → a"],
    );
    refused(
        &[("ddr.yaml", "extend: ddr.yaml\n")],
        &["ddr.yaml:1:9: error[DDR902] invalid-value: `ddr.yaml` leads back to ddr.yaml"],
    );
}

/// A config that means a mistake of another kind each time: one line, its path, exit code 2.
#[test]
fn a_config_that_is_hostile_is_refused_in_a_line() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for n in 1..12 {
        let before = n - 1;
        bomb.push_str(&format!("a{n}: &a{n} [{}]\n", vec![format!("*a{before}"); 10].join(", ")));
    }
    bomb.push_str("include: *a11\n");
    let deep = format!("include: {}{}\n", "[".repeat(5000), "]".repeat(5000));
    let long = format!("include: [\"{}\"]\n", "x".repeat(3 << 20));
    let twice = "limits: {}\nlimits: {}\n";
    let pattern = "exclude: [\"{a,b}{a,b}{a,b}[\"]\n";
    for (name, text) in [
        ("alias bomb", bomb.as_str()),
        ("deep", &deep),
        ("long", &long),
        ("key twice", twice),
        ("not closed", pattern),
        ("a list", "- a\n- b\n"),
        ("a word", "include\n"),
        ("two documents", "include: []\n---\ninclude: []\n"),
        ("NUL", "include: [\"a\0b\"]\n\0"),
        ("itself", "include: &a [*a]\n"),
    ] {
        let folder = folder(&[("ddr.yaml", text), ("a.md", "# A\n")]);
        let (stdout, stderr, code) = lint(&folder);
        assert_eq!(code, Some(2), "{name}: {stdout}{stderr}");
        assert!(stdout.lines().count() < 20, "{name}: {stdout}");
        for line in stdout.lines() {
            assert!(line.starts_with("ddr.yaml:") && line.contains(": error[DDR90"), "{name}: {line}");
            assert!(line.len() < 400, "{name}: {} bytes in a line", line.len());
        }
        assert!(!stdout.is_empty(), "{name}: {stderr}");
    }
}

#[test]
fn a_schema_that_is_no_file_is_refused() {
    let config = ("ddr.yaml", "schemas: [own.yaml]\n");
    let made = folder(&[config, ("a.md", "# A\n")]);
    let wanted = |why: &str| {
        format!("ddr.yaml:1:11: error[DDR904] unreadable-config: cannot read `own.yaml`: {why}\n")
    };
    let (stdout, _, code) = lint(&made);
    assert_eq!((stdout, code), (wanted("there is no such file"), Some(2)));
    std::fs::create_dir(made.path().join("own.yaml")).unwrap();
    let (stdout, _, code) = lint(&made);
    assert_eq!((stdout, code), (wanted("it is not a regular file"), Some(2)));
    let binary = folder(&[config, ("a.md", "# A\n")]);
    std::fs::write(binary.path().join("own.yaml"), b"name: \xff\n").unwrap();
    let (stdout, _, code) = lint(&binary);
    assert!(stdout.contains("own.yaml") && stdout.contains("DDR904"), "{stdout}");
    assert_eq!((stdout.lines().count(), code), (1, Some(2)));
}

#[cfg(unix)]
#[test]
fn a_schema_or_config_that_is_a_pipe_is_not_waited_for() {
    for name in ["own.yaml", "ddr.yaml"] {
        let made = folder(&[("ddr.yaml", "schemas: [own.yaml]\n"), ("a.md", "# A\n")]);
        let pipe = made.path().join(name);
        std::fs::remove_file(&pipe).unwrap_or_default();
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let (stdout, stderr, code) = lint(&made);
        assert_eq!(code, Some(2), "{name}: {stdout}{stderr}");
        assert!(
            stdout.contains(name) && stdout.contains("it is not a regular file"),
            "{name}: {stdout}{stderr}"
        );
    }
}

#[cfg(unix)]
#[test]
fn links_that_go_round_or_nowhere_are_named() {
    let made = folder(&[("a.md", "# A\n")]);
    std::os::unix::fs::symlink("b.md", made.path().join("c.md")).unwrap();
    std::os::unix::fs::symlink("c.md", made.path().join("b.md")).unwrap();
    std::os::unix::fs::symlink(".", made.path().join("again")).unwrap();
    let (stdout, stderr, code) = ddr(&made, &["lint", "b.md"]);
    assert!(stderr.starts_with("error: b.md: too many levels of symbolic links\n"), "{stderr}");
    assert_eq!((stdout.as_str(), code), ("", Some(2)));
    let (_, stderr, _) = ddr(&made, &["lint", "a.md", "again"]);
    assert!(stderr.contains("Markdown file"), "{stderr}");
}

fn check(text: &str) -> Outcome {
    let settings = Settings::default();
    let active = Active::new(&settings, &Selection::default());
    check_document(Source::new("docs/a.md", text), &settings, &active, &|_| Found::Unknown)
}

/// Checks what must hold of everything that is said about any text.
fn is_sound(outcome: &Outcome) {
    let text = &outcome.source.text;
    let fits = |span: Span| span.start <= span.end && text.get(span.start..span.end).is_some();
    for diagnostic in &outcome.diagnostics {
        let code = diagnostic.code;
        assert!(fits(diagnostic.span), "{code} points outside the text: {:?}", diagnostic.span);
        assert!(diagnostic.labels.iter().all(|label| fits(label.span)), "{code} labels outside the text");
        assert!(!diagnostic.message.is_empty() && !diagnostic.message.contains('\n'), "{code}: its message");
        let mut end = 0;
        for edit in diagnostic.fix.iter().flat_map(|fix| &fix.edits) {
            assert!(fits(edit.span) && edit.span.start >= end, "{code}: an edit overlaps or lies outside");
            end = edit.span.end;
        }
    }
    let keys: Vec<_> = outcome.diagnostics.iter().map(|d| (d.span.start, d.code, d.span.end)).collect();
    assert!(keys.is_sorted(), "{keys:?}");
}

fn rows_read(text: &str) -> usize {
    let source = Source::new("docs/a.md", text);
    let syntax = ddr::syntax::parse(&source.text, source.start());
    let schemas =
        ddr::model::Schemas { record: ddr::schema::record(), plan: ddr::schema::plan(), assigned: None };
    let document = ddr::model::read(&source, &syntax, &schemas).unwrap();
    document.all_decisions().count()
}

fn decisions(rows: usize) -> String {
    let mut text = String::from("# Log\n\n| ID | Decision | Status |\n|----|----------|--------|\n");
    for at in 0..rows {
        text.push_str(&format!("| D{at} | keep `x|{at}` | accepted | extra \n"));
    }
    text
}

#[test]
fn a_long_table_is_read_to_its_last_row() {
    for rows in [10_000, 100_000] {
        let text = decisions(rows);
        assert_eq!(rows_read(&text), rows);
    }
    let outcome = check(&decisions(10_000));
    assert_eq!(outcome.kind.as_deref(), Some("record"));
    is_sound(&outcome);
}

/// Texts that are deep, wide or long in one way each; every one must come to an end.
#[test]
fn texts_of_one_extreme_come_to_an_end() {
    let table = "\n| ID | Decision | Status |\n|---|---|---|\n| D1 | x | accepted |\n";
    let wide = |n: usize| format!("|{}\n|{}\n|{}\n", "ID|".repeat(n), "-|".repeat(n), "x|".repeat(n));
    for (name, text) in [
        ("list markers", format!("{}x\n{table}", "- ".repeat(100_000))),
        ("list markers in lines", (0..3000).map(|n| format!("{}- x\n", "  ".repeat(n))).collect()),
        ("quotes", format!("{}{table}", "> ".repeat(100_000))),
        ("emphasis", format!("{}x{}\n{table}", "*".repeat(100_000), "*".repeat(100_000))),
        ("mixed emphasis", format!("{}\n{table}", "*a _b ".repeat(20_000))),
        ("brackets", format!("{}\n{table}", "[".repeat(100_000))),
        ("links", format!("{}\n{table}", "[a](".repeat(50_000))),
        ("code", format!("{}\n{table}", (1..400).map(|n| "`".repeat(n) + " ").collect::<String>())),
        ("columns", wide(65_536)),
        (
            "known columns",
            format!(
                "| ID | Decision | Status {}\n|---|---|---{}\n| D1 | x | y |\n",
                "| n ".repeat(60_000),
                "|---".repeat(60_000)
            ),
        ),
        ("pipes", "|".repeat(200_000)),
        ("pipes in lines", "||||||||\n".repeat(20_000)),
        ("delimiter rows", "|---|---|\n".repeat(20_000)),
        ("headers", "| ID | Decision | Status |\n".repeat(20_000)),
        ("headers and text", "| ID | Decision | Status |\nx\n".repeat(10_000)),
        ("a line", format!("{table}\n{}\n", "word ".repeat(2_000_000))),
        ("a cell", format!("{table}| D2 | {} | y |\n", "word ".repeat(400_000))),
        (
            "a header",
            format!("| ID | Decision {} | Status |\n|---|---|---|\n| D1 | x | y |\n", "(≤ ".repeat(50_000)),
        ),
        ("a path", format!("| File | Op | Tests |\n|---|---|---|\n| {} | add | - |\n", "a/".repeat(200_000))),
        (
            "a budget",
            format!("| File | Op | Budget |\n|---|---|---|\n| a.rs | add | {} |\n", "<5ms(".repeat(50_000)),
        ),
        (
            "a risk",
            format!("# Design Decision Record\n\n## Top-5 Risks\n\n1. {}\n", "mitigate ( ".repeat(50_000)),
        ),
        ("headings", "# Summary (5 words)\n".repeat(20_000)),
        ("labels", format!("{table}\n{}", "**Summary:** x\n\n".repeat(10_000))),
        ("front matter", "---\n> ".repeat(100_000)),
        ("entities", format!("{table}\n{}\n", "&lt;".repeat(200_000))),
        ("HTML", format!("{table}\n{}\n", "<a b='".repeat(50_000))),
    ] {
        let outcome = check(&text);
        is_sound(&outcome);
        drop(outcome);
        // Named as it runs, so that a hang says where.
        eprintln!("{name}");
    }
}

#[test]
fn nesting_beyond_every_use_is_refused() {
    let table = "\n| ID | Decision | Status |\n|---|---|---|\n| D1 | x | accepted |\n";
    for text in [format!("{}x\n{table}", "- ".repeat(100_000)), format!("{}x\n{table}", "> ".repeat(100_000))]
    {
        let folder = folder(&[("a.md", &text)]);
        let (stdout, _, code) = lint(&folder);
        assert!(stdout.starts_with("a.md:1:1: error[DDR008] over-limit: "), "{stdout}");
        assert_eq!((stdout.lines().count(), code), (1, Some(1)));
    }
}

#[test]
fn odd_bytes_and_line_endings_change_nothing() {
    let plain = "# Log\n\n| ID | Decision | Status |\n|---|---|---|\n| D1 | keep | accepted |\n| D2 | drop | accepted |\n";
    for text in [
        plain.to_owned(),
        plain.replace('\n', "\r\n"),
        plain.replace('\n', "\r"),
        format!("\u{feff}{plain}"),
        plain.replace("keep", "ke\0ep"),
        plain.replace("keep", "\u{202e}keep\u{1b}[31m"),
        plain.replace("| D1", "\u{b}| D1"),
        plain.trim_end().to_owned(),
    ] {
        assert_eq!(rows_read(&text), 2, "{text:?}");
        let outcome = check(&text);
        assert_eq!(outcome.kind.as_deref(), Some("record"), "{text:?}");
        is_sound(&outcome);
    }
    // What is printed never holds the escape itself.
    let folder = folder(&[(
        "a.md",
        "# \u{1b}[31mLog\n\n| ID | Decision | Status |\n|---|---|---|\n| D\u{1b}1 | x | Acepted |\n| D\u{1b}1 | y | z |\n",
    )]);
    for format in ["text", "concise"] {
        let (stdout, stderr, _) = ddr(&folder, &["lint", "--output-format", format]);
        assert!(!stdout.contains('\u{1b}') && !stderr.contains('\u{1b}'), "{stdout}{stderr}");
    }
    let (stdout, _, _) = ddr(&folder, &["show"]);
    assert!(!stdout.contains('\u{1b}'), "{stdout}");
}

/// The documents of `tests/corpus`, and the ways to spoil one.
fn spoiled() -> impl Strategy<Value = String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    let texts: Vec<String> = paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    assert!(texts.len() > 20);
    let pieces = prop_oneof![
        "\\PC{0,6}",
        proptest::sample::select(&[
            "|",
            "\n",
            "\r",
            "\r\n",
            "---",
            "| --- | --- |",
            "**",
            "`",
            "&lt;",
            "<",
            "](",
            "# ",
            "> ",
            "- ",
            "1. ",
            "\u{feff}",
            "\0",
            "é",
            "😀",
            "(≤20w)",
            "(45 words)",
            "Top-5 Risks",
            "<<<<<<< a\n",
            "\u{202e}",
            "\t",
            "{{x}}",
        ] as &[&'static str])
        .prop_map(str::to_owned),
    ];
    let accident = (any::<prop::sample::Index>(), 0..40_usize, pieces);
    (proptest::sample::select(texts), vec(accident, 0..12)).prop_map(|(text, accidents)| {
        let mut chars: Vec<char> = text.chars().collect();
        for (at, length, piece) in accidents {
            let start = at.index(chars.len() + 1);
            let end = (start + length).min(chars.len());
            chars.splice(start..end, piece.chars());
        }
        chars.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(Config {
        cases: 256,
        rng_seed: RngSeed::Fixed(0x0dd2),
        failure_persistence: None,
        ..Config::default()
    })]

    #[test]
    fn nothing_said_about_a_spoiled_document_lies_outside_it(text in spoiled()) {
        is_sound(&check(&text));
    }

    #[test]
    fn any_text_is_read(text in "(\\PC|\n|\\||\r| |-|\\*|`|#|>|:|<|&|\\(|D1|src/a\\.py|5ms){0,200}") {
        is_sound(&check(&text));
        // The same as the rows of a plan and of a record, so that there is something to judge.
        let cell = text.replace(['\n', '\r'], " ");
        is_sound(&check(&format!("# P\n\n| File | Op | Tests | Budget | Risk | Status |\n|-|-|-|-|-|-|\n| a.py | {cell} |\n| b.py {cell}\n")));
        is_sound(&check(&format!("# R\n\n## Summary\n\n{text}\n\n| ID | Decision | Status |\n|-|-|-|\n| D1 | {cell} |\n\n## Top-5 Risks\n\n1. {text}\n\n## Phases\n\n1. {cell}\n")));
    }
}
