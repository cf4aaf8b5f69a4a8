//! The text output, character by character.

use super::*;
use crate::source::{Source, Span};

/// Where `what` stands in `text`.
fn find(text: &str, what: &str) -> Span {
    let start = text.find(what).unwrap();
    Span::new(start, start + what.len())
}

fn rendered(text: &str, found: Diagnostic) -> String {
    rendered_within(text, found, WIDTH)
}

fn rendered_within(text: &str, found: Diagnostic, width: usize) -> String {
    let source = Source::new("a.md", text);
    let view = View { path: "docs/a.md", source: &source, diagnostics: &[found], others: &[] };
    super::text(&view, Look { color: false, width })
}

fn at(span: Span) -> Diagnostic {
    Diagnostic::new("DDR900", "made-up", Severity::Error, span, "it is wrong")
}

/// Renders a diagnostic at `place`, with a label at `label`, and compares all but the header.
fn check(text: &str, place: &str, label: Option<&str>, expected: &str) {
    let mut found = at(find(text, place));
    if let Some(label) = label {
        found.label(find(text, label), "says so");
    }
    check_found(text, found, expected);
}

fn check_found(text: &str, found: Diagnostic, expected: &str) {
    let header = "error[DDR900] made-up: it is wrong\n";
    assert_eq!(rendered(text, found), format!("{header}{}\n", expected.trim_start_matches('\n')), "{text:?}");
}

#[test]
fn one_place() {
    check(
        "# T\n\n| D1 | Use it |\n",
        "Use it",
        None,
        "
 --> docs/a.md:3:8
  |
3 | | D1 | Use it |
  |        ^^^^^^
",
    );
}

#[test]
fn a_second_place_explains_the_first() {
    check(
        "| ID | Statement (≤2w) |\n|--|--|\n| D1 | Use |\n| D2 | Use it now |\n",
        "Use it now",
        Some("(≤2w)"),
        "
 --> docs/a.md:4:8
  |
1 | | ID | Statement (≤2w) |
  |                  ----- says so
...
4 | | D2 | Use it now |
  |        ^^^^^^^^^^
",
    );
}

#[test]
fn two_places_near_each_other_keep_the_line_between() {
    check(
        "| ID (≤2w) |\n|--|\n| wrong |\n",
        "wrong",
        Some("(≤2w)"),
        "
 --> docs/a.md:3:3
  |
1 | | ID (≤2w) |
  |      ----- says so
2 | |--|
3 | | wrong |
  |   ^^^^^
",
    );
}

#[test]
fn two_places_far_apart_stand_in_blocks_of_their_own() {
    check(
        &format!("far\n{}here\n", "line\n".repeat(800)),
        "here",
        Some("far"),
        "
   --> docs/a.md:802:1
    |
802 | here
    | ^^^^
    |
   ::: docs/a.md:1:1
    |
  1 | far
    | --- says so
",
    );
}

#[test]
fn wide_characters_before_the_place() {
    check(
        "日本 😀 é here\n",
        "here",
        None,
        "
 --> docs/a.md:1:8
  |
1 | 日本 😀 é here
  |           ^^^^
",
    );
}

#[test]
fn all_line_endings_count_and_none_is_shown() {
    check(
        "a\r\nb\rc here\r\nd",
        "here",
        None,
        "
 --> docs/a.md:3:3
  |
3 | c here
  |   ^^^^
",
    );
}

#[test]
fn a_byte_order_mark_takes_no_room() {
    check(
        "\u{feff}here\r\nc",
        "here",
        None,
        "
 --> docs/a.md:1:1
  |
1 | here
  | ^^^^
",
    );
}

#[test]
fn a_tab_takes_four_columns_on_the_screen_and_one_in_the_place() {
    check(
        "a\there\t\tx\n",
        "here",
        Some("x"),
        "
 --> docs/a.md:1:3
  |
1 | a    here        x
  |      ^^^^        - says so
",
    );
}

#[test]
fn what_would_act_on_the_terminal_is_written_out() {
    check(
        "esc \u{1b}[31m here \u{202e}\n",
        "here",
        None,
        "
 --> docs/a.md:1:11
  |
1 | esc ␛[31m here <U+202E>
  |           ^^^^
",
    );
    let mut found = at(Span::at(0));
    found.message = "odd \u{1b}]0;title\u{7}".into();
    found.note("a\r\nb").help("c\u{202e}d").label(Span::at(0), "\u{0}");
    let source = Source::new("a.md", "");
    let view = View { path: "\u{1b}[2J.md", source: &source, diagnostics: &[found], others: &[] };
    let shown = super::text(&view, Look { color: false, width: WIDTH });
    assert!(shown.chars().all(|c| c == '\n' || !c.is_control() && c != '\u{202e}'), "{shown:?}");
}

#[test]
fn a_place_over_several_lines() {
    check(
        "one\ntwo\nthree\nfour\n",
        "wo\nthree\nfo",
        None,
        "
 --> docs/a.md:2:2
  |
2 |   two
  |  __^
3 | | three
4 | | four
  | |__^
",
    );
}

#[test]
fn a_place_that_takes_its_line_ending_along_ends_with_the_line() {
    check(
        "one\r\ntwo\r\n",
        "two\r\n",
        None,
        "
 --> docs/a.md:2:1
  |
2 | two
  | ^^^
",
    );
}

#[test]
fn an_empty_place_at_the_end() {
    check_found(
        "x\nend",
        at(Span::at(5)),
        "
 --> docs/a.md:2:4
  |
2 | end
  |    ^
",
    );
    check_found(
        "x\nend\n",
        at(Span::at(6)),
        "
 --> docs/a.md:3:1
  |
3 |
  | ^
",
    );
}

#[test]
fn an_empty_text_has_no_lines_to_show() {
    check_found("", at(Span::at(0)), "--> docs/a.md\n");
}

#[test]
fn notes_and_help_come_last() {
    let mut found = at(Span::new(0, 1));
    found.help("do this").note("because of that").note("and of this");
    check_found(
        "x\n",
        found,
        "
 --> docs/a.md:1:1
  |
1 | x
  | ^
  |
  = note: because of that
  = note: and of this
  = help: do this
",
    );
}

#[test]
fn several_diagnostics_stand_in_their_order() {
    let source = Source::new("a.md", "a\nb\n");
    let mut hint = at(Span::new(2, 3));
    hint.severity(Severity::Hint);
    let view = View { path: "a.md", source: &source, diagnostics: &[at(Span::new(0, 1)), hint], others: &[] };
    let headers: Vec<String> = super::text(&view, Look { color: false, width: WIDTH })
        .lines()
        .filter(|line| line.contains("made-up") || line.contains("-->"))
        .map(|line| line.trim().to_owned())
        .collect();
    let expected = [
        "error[DDR900] made-up: it is wrong",
        "--> a.md:1:1",
        "hint[DDR900] made-up: it is wrong",
        "--> a.md:2:1",
    ];
    assert_eq!(headers, expected);
}

#[test]
fn long_lines_keep_to_the_width_and_say_the_true_column() {
    let text = format!("{}here{}\n", "a ".repeat(200), " b".repeat(200));
    let shown = rendered_within(&text, at(find(&text, "here")), 40);
    let expected = "error[DDR900] made-up: it is wrong
 --> docs/a.md:1:401
  |
1 | …a a a a a a a here b b b b b b b…
  |                ^^^^

";
    assert_eq!(shown, expected);
}

#[test]
fn a_line_of_ten_megabytes_makes_a_short_text() {
    let text = "word ".repeat(2 * 1024 * 1024);
    let source = Source::new("a.md", &*text);
    let place = |start| at(Span::new(start, start + 5 * 1024 * 1024));
    let diagnostics = [place(0), place(text.len() / 2), at(Span::new(0, text.len()))];
    let view = View { path: "a.md", source: &source, diagnostics: &diagnostics, others: &[] };
    let shown = super::text(&view, Look { color: false, width: WIDTH });
    assert!(shown.len() < 2000, "{} bytes", shown.len());
}

#[test]
fn colours_are_there_only_when_asked_for() {
    let source = Source::new("a.md", "x\n");
    let view = View { path: "a.md", source: &source, diagnostics: &[at(Span::new(0, 1))], others: &[] };
    let colored = super::text(&view, Look { color: true, width: WIDTH });
    let plain = super::text(&view, Look { color: false, width: WIDTH });
    assert!(colored.contains('\u{1b}') && !plain.contains('\u{1b}'));
    assert_eq!(anstream::adapter::strip_str(&colored).to_string(), plain);
}

#[test]
fn a_fix_is_told_with_the_flags_that_apply_it() {
    let source = Source::new("a.md", "x\n");
    let shown = |safe, help: Option<&str>| {
        let mut said = at(Span::new(0, 1));
        if let Some(help) = help {
            said.help(help);
        }
        said.fix(safe, "write y", vec![]);
        let view = View { path: "a.md", source: &source, diagnostics: &[said], others: &[] };
        let shown = super::text(&view, Look { color: false, width: WIDTH });
        shown
            .lines()
            .filter(|line| line.contains(" = "))
            .map(|line| line.trim().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(shown(true, Some("think")), ["= help: think", "= fix: write y (--fix)"]);
    assert_eq!(shown(false, None), ["= fix: write y (--fix --unsafe-fixes)"]);
    assert_eq!(shown(true, Some("write y")), ["= fix: write y (--fix)"], "once is enough");
}
