//! Meanings, written down in every form that the program promises to read, are read back.
//!
//! Models of records and plans are made, each is written in a form made of arbitrary choices, and
//! what `ddr show` says of the text must be the model. A failing case shrinks to the smallest model
//! and the plainest form that still fails.

#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a panic in a test is a failing test")]

#[path = "round_trip/model.rs"]
mod model;
#[path = "round_trip/write.rs"]
mod write;

use ddr::check::{Active, Selection, Version, compare};
use ddr::config::Settings;
use ddr::diff::words::words;
use ddr::diff::{Change, Class};
use ddr::model::Schemas;
use ddr::source::Source;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use std::collections::BTreeSet;
use write::Pen;

/// The same cases every time: what CI sees, anybody can see again.
fn config() -> Config {
    Config { cases: 256, rng_seed: RngSeed::Fixed(0x0dd2), failure_persistence: None, ..Config::default() }
}

fn schemas() -> Schemas<'static> {
    Schemas { record: ddr::schema::record(), plan: ddr::schema::plan(), assigned: None }
}

/// What is understood of a text; empty where it is no design document.
fn read_back(text: &str) -> Vec<String> {
    let source = Source::new("docs/a.md", text);
    let syntax = ddr::syntax::parse(&source.text, source.start());
    let document = ddr::model::read(&source, &syntax, &schemas());
    document.map_or(Vec::new(), |document| model::facts(&ddr::render::show::document(&document, "docs/a.md")))
}

/// A text, and the facts that it was written from.
#[derive(Clone)]
struct Written {
    text: String,
    facts: Vec<String>,
}

impl std::fmt::Debug for Written {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.text)
    }
}

/// The choices of a form; half of them are the plain ones.
fn form() -> impl Strategy<Value = Pen> {
    vec(prop_oneof![1 => Just(0), 1 => any::<u8>()], 0..250).prop_map(Pen::new)
}

fn records() -> impl Strategy<Value = Written> {
    (model::record(), form()).prop_map(|(record, mut pen)| Written {
        text: write::record(&mut pen, &record),
        facts: record.facts(),
    })
}

fn plans() -> impl Strategy<Value = Written> {
    (model::plan(), form())
        .prop_map(|(plan, mut pen)| Written { text: write::plan(&mut pen, &plan), facts: plan.facts() })
}

/// Checks that a text means what it was written from; a failure shows the facts that differ.
fn is_read_back(written: &Written) -> Result<(), TestCaseError> {
    let got = read_back(&written.text);
    let only = |of: &[String], not: &[String]| {
        of.iter().filter(|fact| !not.contains(fact)).cloned().collect::<Vec<_>>()
    };
    let (lost, new) = (only(&written.facts, &got), only(&got, &written.facts));
    prop_assert!(
        got == written.facts,
        "not read back: {:#?}\nread instead: {:#?}\n----\n{}\n----",
        lost,
        new,
        written.text
    );
    Ok(())
}

/// What `ddr diff` says between two texts of one document.
fn told(before: &str, after: &str) -> Vec<String> {
    let settings = Settings::default();
    let active = Active::new(&settings, &Selection::default());
    let [old, new] = [before, after].map(|text| Source::new("docs/a.md", text));
    let version = |source| [Version { path: "docs/a.md", source, settings: &settings, active: &active }];
    let done = compare(&version(&old), &version(&new), &[]);
    // Limits in headers and columns of the author's own are choices of the form here, and changes for
    // a reader.
    let form = |name: &str| name.starts_with("limit-") || name == "cell-changed";
    // So is the label of a test,
    let bare = |text: &Option<String>| -> BTreeSet<String> {
        let all = words(text.as_deref().unwrap_or_default());
        all.iter().filter(|word| !matches!(*word, "unit" | "integration")).map(str::to_owned).collect()
    };
    let label =
        |change: &Change| change.name == "tests-changed" && bare(&change.before) == bare(&change.after);
    // and so is what follows the word of a status.
    let note = |change: &Change| change.name == "status-changed" && change.class == Class::Editorial;
    done.changes
        .iter()
        .filter(|change| !form(change.name) && !label(change) && !note(change))
        .map(|change| format!("{}: {:?} -> {:?}", change.message, change.before, change.after))
        .collect()
}

/// One meaning in two forms is no change of the design, and none of its words.
fn is_no_change(before: &str, after: &str) -> Result<(), TestCaseError> {
    let told = told(before, after);
    prop_assert!(told.is_empty(), "{:#?}\n---- before\n{}\n---- after\n{}\n----", told, before, after);
    Ok(())
}

/// The cheap question must never lose what the full reading would find.
fn cheap_question_agrees(text: &str) -> Result<(), TestCaseError> {
    let found = !read_back(text).is_empty();
    prop_assert!(!found || ddr::model::may_be_document(text, &schemas()), "lost: {:?}", text);
    Ok(())
}

/// A text after some accidents: a line gone, a line twice, a byte gone or changed.
fn damaged(text: &str, accidents: &[(u8, u16, u8)]) -> String {
    let mut text = text.to_owned();
    for &(kind, at, byte) in accidents {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let line = usize::from(at) % lines.len().max(1);
        text = match kind % 4 {
            0 => lines.iter().enumerate().filter(|(i, _)| *i != line).map(|(_, line)| *line).collect(),
            1 => lines.iter().enumerate().flat_map(|(i, l)| vec![*l; 1 + usize::from(i == line)]).collect(),
            kind => {
                let mut chars: Vec<char> = text.chars().collect();
                let place = usize::from(at) % chars.len().max(1);
                let marks = ['|', '\n', '-', ' ', '#', '*', '>', '`', '\\', '(', ':', '\r'];
                match chars.get_mut(place) {
                    Some(c) if kind == 2 => *c = marks[usize::from(byte) % marks.len()],
                    Some(_) => drop(chars.remove(place)),
                    None => {}
                }
                chars.into_iter().collect()
            }
        };
    }
    text
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_record_is_read_back_from_every_form(record in records()) {
        is_read_back(&record)?;
        cheap_question_agrees(&record.text)?;
    }

    #[test]
    fn a_plan_is_read_back_from_every_form(plan in plans()) {
        is_read_back(&plan)?;
        cheap_question_agrees(&plan.text)?;
    }

    #[test]
    fn no_document_is_lost_by_the_cheap_question(
        written in prop_oneof![records(), plans()],
        accidents in vec(any::<(u8, u16, u8)>(), 1..8),
    ) {
        cheap_question_agrees(&damaged(&written.text, &accidents))?;
    }

    #[test]
    fn a_record_in_two_forms_is_no_change(record in model::record(), one in form(), other in form()) {
        let [before, after] = [one, other].map(|mut pen| write::record(&mut pen, &record));
        is_no_change(&before, &after)?;
    }

    #[test]
    fn a_plan_in_two_forms_is_no_change(plan in model::plan(), one in form(), other in form()) {
        let [before, after] = [one, other].map(|mut pen| write::plan(&mut pen, &plan));
        is_no_change(&before, &after)?;
    }

    #[test]
    fn damaged_texts_are_compared_and_nothing_breaks(
        written in prop_oneof![records(), plans()],
        first in vec(any::<(u8, u16, u8)>(), 0..8),
        second in vec(any::<(u8, u16, u8)>(), 0..8),
    ) {
        let before = damaged(&written.text, &first);
        told(&before, &damaged(&written.text, &second));
        // The same accidents are no difference.
        let same = told(&before, &format!("{before}\n"));
        prop_assert!(same.is_empty(), "{same:?}\n{before}");
    }
}
