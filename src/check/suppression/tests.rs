//! Documents with comments, as `check_document` judges them.

use crate::check::{Active, Outcome, Selection, check_document};
use crate::config::Settings;
use crate::project::Found;
use crate::source::Source;

const ROWS: &str =
    "| ID | Decision (≤3w) | Status |\n|----|----|----|\n| D1 | Take one webhook per carrier | Accepted |\n";

fn check_with(text: &str, selection: &Selection) -> Outcome {
    let settings = Settings::default();
    let active = Active::new(&settings, selection);
    check_document(Source::new("a.md", text), &settings, &active, &|_| Found::Unknown)
}

fn check(text: &str) -> Outcome {
    check_with(text, &Selection::default())
}

/// Codes and lines.
fn codes(outcome: &Outcome) -> Vec<(&str, usize)> {
    outcome.diagnostics.iter().map(|one| (one.code, outcome.source.line(one.span.start))).collect()
}

/// The text after the first fix.
fn fixed(text: &str) -> String {
    let outcome = check(text);
    let edit = outcome.diagnostics.iter().find_map(|one| Some(one.fix.as_ref()?.edits[0].clone()));
    let edit = edit.unwrap_or_else(|| panic!("no fix\n{text}\n{:#?}", outcome.diagnostics));
    format!("{}{}{}", &text[..edit.span.start], edit.text, &text[edit.span.end..])
}

#[test]
fn a_comment_silences_what_it_names_where_it_stands() {
    for text in [
        ROWS.replace("carrier |", "carrier <!-- ddr-allow statement-too-long: quoted --> |"),
        ROWS.replace("| Accepted |", "| Accepted <!-- ddr-allow DDR114: quoted --> |"),
        format!("<!-- ddr-allow statement-too-long: quoted -->\n\n{ROWS}"),
        format!(
            "<!-- ddr-allow phase-gap, statement-too-long: quoted -->\n# T\n\n{ROWS}1. Phase 1\n2. Phase 3\n"
        ),
    ] {
        let outcome = check(&text);
        let told: Vec<_> = codes(&outcome).into_iter().filter(|(code, _)| *code != "DDR005").collect();
        assert_eq!(told, [], "{text}");
        assert_eq!(outcome.suppressions.unwrap().count, 1, "{text}");
    }
    // Another rule, another row.
    let other = ROWS.replace("carrier |", "carrier <!-- ddr-allow rationale-too-long: quoted --> |");
    assert_eq!(codes(&check(&other)), [("DDR114", 3), ("DDR005", 3)]);
    let above = format!("# T\n\n<!-- ddr-allow statement-too-long: quoted -->\n{ROWS}");
    assert_eq!(codes(&check(&above)), [("DDR005", 3), ("DDR114", 6)]);
}

#[test]
fn without_a_reason_it_counts_and_is_told() {
    let text = ROWS.replace("carrier |", "carrier <!-- ddr-allow statement-too-long --> |");
    assert_eq!(codes(&check(&text)), [("DDR009", 3)]);
}

#[test]
fn a_comment_is_no_word_of_its_cell() {
    let rows = "| ID | Decision (≤3w) | Status | Tests |\n|--|--|--|--|\n| D1 @ | Take one webhook @ | Accepted @ | n/a @ |\n";
    let plain = check(&rows.replace(" @", ""));
    assert_eq!(codes(&plain), []);
    let comment = " <!-- ddr-allow phase-gap: of many, many words, src/a.py and D9 -->";
    let commented = check_with(
        &rows.replace(" @", comment),
        &Selection { ignore: vec!["unused-suppression".into()], ..Selection::default() },
    );
    assert_eq!(codes(&commented), []);
}

#[test]
fn of_rules_that_did_not_run_nothing_is_said() {
    let unused = |names: &str, selection: &Selection| {
        let text =
            format!("<!-- ddr-allow {names}: why -->\n\n# T\n\n{}", ROWS.replace("one webhook per ", ""));
        let outcome = check_with(&text, selection);
        codes(&outcome).len()
    };
    let all = Selection::default();
    assert_eq!(unused("statement-too-long", &all), 1);
    assert_eq!(unused("statement-too-long, phase-gap", &all), 2);
    // About changes, about history, of a later step, off.
    assert_eq!(unused("tests-weakened, untouched-entry", &all), 0);
    assert_eq!(unused("stale-path, missing-target", &all), 0);
    assert_eq!(unused("unknown-decision-reference", &all), 0);
    assert_eq!(unused("misordered-section", &all), 0);
    let select = |rules: &[&str]| Selection {
        select: Some(rules.iter().map(|&rule| rule.to_owned()).collect()),
        ..Selection::default()
    };
    assert_eq!(unused("statement-too-long", &select(&["phase-gap", "DDR005"])), 0);
    assert_eq!(unused("statement-too-long", &select(&["statement-too-long"])), 0);
    assert_eq!(unused("statement-too-long", &select(&["statement-too-long", "DDR005"])), 1);
}

#[test]
fn in_an_open_merge_conflict_nothing_is_unused() {
    let text = format!(
        "# T\n\n{ROWS}<<<<<<< a\n| D2 | Take all carriers at once <!-- ddr-allow statement-too-long: x --> | Accepted |\n=======\n>>>>>>> b\n"
    );
    assert_eq!(codes(&check(&text)), [("DDR114", 5), ("DDR003", 6)]);
}

#[test]
fn removing_an_unused_one_leaves_the_rest_as_it_was() {
    let one = "<!-- ddr-allow phase-gap: why -->";
    for (with, without) in [
        (format!("# T\n\n{one}\n## S\n\n{ROWS}"), format!("# T\n\n## S\n\n{ROWS}")),
        (format!("# T\n\n{one}\n\n## S\n\n{ROWS}"), format!("# T\n\n\n## S\n\n{ROWS}")),
        (format!("{one}\n\n# T\n\n{ROWS}"), format!("\n# T\n\n{ROWS}")),
        (format!("\u{feff}{one}\n# T\n\n{ROWS}"), format!("\u{feff}# T\n\n{ROWS}")),
        (format!("# T\r\n\r\n{one}\r\n\r\n{ROWS}"), format!("# T\r\n\r\n\r\n{ROWS}")),
        (format!("{ROWS}\n{one}"), format!("{ROWS}\n")),
        // Between two paragraphs it keeps them apart.
        (format!("{ROWS}\none\n{one}\ntwo\n"), format!("{ROWS}\none\n\ntwo\n")),
        (format!("{ROWS}\n> one\n> {one}\n> two\n"), format!("{ROWS}\n> one\n>\n> two\n")),
        (ROWS.replace("Accepted |", &format!("Accepted {one} |")), ROWS.to_owned()),
        (ROWS.replace("Accepted |", &format!("{one} Accepted |")), ROWS.to_owned()),
        (format!("{ROWS}\none {one} two\n"), format!("{ROWS}\none two\n")),
        (format!("{ROWS}\none two {one}\n"), format!("{ROWS}\none two\n")),
        (format!("{ROWS}\none{one}two\n"), format!("{ROWS}\nonetwo\n")),
    ] {
        // The row is too long and says so; it has no fix.
        assert_eq!(fixed(&with), without, "{with}");
    }
    let used = ROWS.replace("carrier |", "carrier <!-- ddr-allow phase-gap, statement-too-long: why --> |");
    assert_eq!(fixed(&used), used.replace("phase-gap, ", ""));
    let used = ROWS.replace("carrier |", "carrier <!-- ddr-allow statement-too-long , phase-gap : why --> |");
    assert_eq!(fixed(&used), used.replace(" , phase-gap", ""));
}
