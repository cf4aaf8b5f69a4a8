//! The cells of a plan row, each compared by what it means.

use super::Here;
use crate::diff::budgets;
use crate::diff::cells;
use crate::diff::change::{Change, Class, Part, Subject, TestsLost, Turn, What};
use crate::diff::status::{note, turn, value};
use crate::diff::tested;
use crate::diff::words::{Wording, wording, words};
use crate::model::tests_cell::Tests;
use crate::model::{Status, Value, short};
use std::collections::HashSet;

pub(super) fn operation(a: &Here<'_>, b: &Here<'_>) -> Option<Change> {
    let (old, new) = (a.entry.operation.as_ref(), b.entry.operation.as_ref());
    if a.operation() == b.operation() {
        return None;
    }
    let told = |status: Option<&Status<'_>>| {
        status.map_or_else(|| "no operation".to_owned(), |it| short(&it.value.text, 40).into_owned())
    };
    let message = format!("the operation on {} went from {} to {}", b.name(), told(old), told(new));
    let (x, y) = (a.part(old.map(|it| &it.value)), b.part(new.map(|it| &it.value)));
    let change = Change::new(Subject::Entry, What::Other, "operation-changed", Some(x), Some(y), message);
    Some(change.field("op").values(value(old), value(new)))
}

pub(super) fn symbols(a: &Here<'_>, b: &Here<'_>) -> Option<Change> {
    let (old, new) = (a.entry.symbols.as_ref(), b.entry.symbols.as_ref());
    let text = |value: Option<&Value<'_>>| value.map(|value| value.text.to_string()).unwrap_or_default();
    let class = class(&text(old), &text(new))?;
    let message = format!("functions/APIs of {} changed", b.name());
    let (x, y) = (Some(a.part(old)), Some(b.part(new)));
    let change = Change::new(Subject::Entry, What::Other, "symbols-changed", x, y, message);
    Some(change.field("symbols").class(class))
}

/// The class of a change of plain text; `None` where there is none.
fn class(before: &str, after: &str) -> Option<Class> {
    // `n/a` and a dash are the same nothing.
    let none = crate::model::budget::none_cell;
    if none(before) && none(after) {
        return None;
    }
    match wording(before, after) {
        Wording::Same => None,
        Wording::Editorial => Some(Class::Editorial),
        Wording::Reworded => Some(Class::Changes),
    }
}

pub(super) fn tests(a: &Here<'_>, b: &Here<'_>, elsewhere: &HashSet<String>) -> Option<Change> {
    let (old, new) = (a.tests.as_ref(), b.tests.as_ref());
    let none = Tests { none: true, ..Tests::default() };
    let (was, is) = (old.unwrap_or(&none), new.unwrap_or(&none));
    let written = a.entry.tests.as_ref().map_or("", |cell| &cell.value.text);
    if new.is_none() && cells::is_under_another_header(b.line(), "tests", written) {
        return None;
    }
    // A file that goes, and a row that is dropped, need no tests.
    let needless = b.is_idle() || b.operation().as_deref() == Some("delete");
    let lost = tested::lost(was, new, elsewhere).filter(|_| !needless);
    // `unit:` before the names of tests labels them, and may be left out.
    let label = was.kinds.is_empty() != is.kinds.is_empty() && !tested::named(is).is_empty();
    let kind = |word: &str| label && was.kinds.iter().chain(&is.kinds).any(|kind| kind == word);
    let sorted = |tests: &Tests| {
        let mut all: Vec<String> =
            words(&tests.text).iter().filter(|word| !kind(word)).map(str::to_owned).collect();
        all.sort();
        all
    };
    // The order of tests in a cell says nothing.
    let class = class(&was.text, &is.text).filter(|_| !(was.none && is.none) && sorted(was) != sorted(is));
    let name = b.name();
    // A row that does another thing now may well need other tests.
    let other = a.operation() != b.operation();
    let (what, class, message) = match (lost, class) {
        (Some(lost), _) => {
            let lost = TestsLost { certain: lost.certain && !other, ..lost };
            let message = message(&lost, &name);
            (What::TestsLost(lost), Class::Changes, message)
        }
        (None, Some(class)) => (What::Other, class, format!("the tests of {name} changed")),
        (None, None) => return None,
    };
    let cell = |here: &Here<'_>| here.entry.tests.as_ref().map_or(here.entry.span, |cell| cell.value.span);
    let text = |tests: &Tests| (!tests.text.is_empty()).then(|| tests.text.clone());
    let (was_text, is_text) = (text(was), text(is));
    let x = Part { at: a.at, span: cell(a), text: was_text.as_deref() };
    let y = Part { at: b.at, span: cell(b), text: is_text.as_deref() };
    let value = |tests: &Tests| {
        let mut named = tested::named(tests);
        named.extend(tests.kinds.iter().cloned());
        named.sort();
        if named.is_empty() { words(&tests.text).spaced() } else { named.join("\n") }
    };
    let values = (value(was), value(is));
    let change = Change::new(Subject::Entry, what, "tests-changed", Some(x), Some(y), message);
    Some(change.field("tests").class(class).values(values.0, values.1))
}

fn message(lost: &TestsLost, name: &str) -> String {
    let list = |names: &[String]| {
        let shown: Vec<String> = names.iter().take(3).map(|name| format!("`{}`", short(name, 60))).collect();
        let rest = names.len().saturating_sub(3);
        let more = if rest == 0 { String::new() } else { format!(" and {rest} more") };
        shown.join(", ") + &more
    };
    if lost.all {
        return format!("{name} has no tests any more");
    }
    let gone = if lost.named.is_empty() { &lost.replaced } else { &lost.named };
    if !gone.is_empty() {
        return format!("{name} is no longer tested by {}", list(gone));
    }
    let plain: Vec<&str> = lost.kinds.iter().map(String::as_str).collect();
    format!("{name} has no {} test any more", plain.join(" or "))
}

pub(super) fn budget(a: &Here<'_>, b: &Here<'_>) -> Vec<Change> {
    let written = a.entry.budgets.as_ref().map_or("", |(value, _)| &value.text);
    if b.entry.budgets.is_none() && cells::is_under_another_header(b.line(), "budget", written) {
        return Vec::new();
    }
    let none: &[crate::model::budget::Budget] = &[];
    let list = |here: &'_ Here<'_>| here.entry.budgets.as_ref().map(|(_, list)| list.clone());
    let (old, new) = (list(a), list(b));
    let moved = budgets::compare(old.as_deref().unwrap_or(none), new.as_deref().unwrap_or(none));
    let empty = new.as_deref().unwrap_or(none).is_empty();
    let cell = |here: &Here<'_>| here.entry.budgets.as_ref().map_or(here.entry.span, |(value, _)| value.span);
    let name = b.name();
    let change = |moved: budgets::Moved| {
        let quantity =
            moved.before.as_deref().is_some_and(|text| text.contains(|c: char| c.is_ascii_digit()));
        let (label, class, message) = match (moved.turn, &moved.before, &moved.after) {
            (Turn::Back, ..) => {
                ("budget-changed", Class::Changes, format!("a budget of {name} has more room"))
            }
            (Turn::Forward, ..) => {
                ("budget-tightened", Class::Changes, format!("a budget of {name} has less room"))
            }
            // A row that is dropped has no budget to keep.
            (_, Some(_), None) if empty && quantity && !b.is_idle() => {
                ("budget-removed", Class::Weakens, format!("a budget of {name} is gone"))
            }
            (_, Some(_), None) => ("budget-removed", Class::Changes, format!("a budget of {name} is gone")),
            (_, None, Some(_)) => ("budget-added", Class::Changes, format!("a budget of {name} is new")),
            _ => ("budget-changed", Class::Changes, format!("a budget of {name} changed")),
        };
        let what = match moved.turn {
            Turn::Aside => What::Other,
            turn => What::Budget(turn),
        };
        let x = Part { at: a.at, span: cell(a), text: moved.before.as_deref() };
        let y = Part { at: b.at, span: cell(b), text: moved.after.as_deref() };
        let (was, is) = moved.values.clone();
        Change::new(Subject::Entry, what, label, Some(x), Some(y), message)
            .field("budget")
            .class(class)
            .values(was, is)
    };
    moved.into_iter().map(change).collect()
}

pub(super) fn risk<'d>(a: &Here<'d>, b: &Here<'d>) -> Vec<Change> {
    let mut out = Vec::new();
    let read = |here: &Here<'d>| here.entry.risk.as_ref().map(|(_, read)| read.clone()).unwrap_or_default();
    let (was, is) = (read(a), read(b));
    let span = |here: &Here<'d>| here.entry.risk.as_ref().map_or(here.entry.span, |(value, _)| value.span);
    let mut say =
        |what: What, name: &'static str, field: &str, class: Class, texts: (&str, &str), message: String| {
            let text = |text: &'_ str| (!text.is_empty()).then(|| text.to_owned());
            let (old, new) = (text(texts.0), text(texts.1));
            let x = Part { at: a.at, span: span(a), text: old.as_deref() };
            let y = Part { at: b.at, span: span(b), text: new.as_deref() };
            let change = Change::new(Subject::Entry, what, name, Some(x), Some(y), message);
            out.push(change.field(field).class(class));
        };
    let name = b.name();
    let level = |read: &crate::model::risk_cell::RiskCell<'_>| read.level_text.clone().unwrap_or_default();
    if was.level != is.level {
        let message = format!("the risk of {name} has another level");
        let texts = (level(&was), level(&is));
        say(What::Other, "risk-level-changed", "risk", Class::Changes, (&texts.0, &texts.1), message);
    }
    let none = crate::model::budget::none_cell;
    let (old, new) =
        (was.mitigation.as_deref().unwrap_or_default(), is.mitigation.as_deref().unwrap_or_default());
    let told = words(&is.text);
    if !old.is_empty() && new.is_empty() && !words(old).iter().all(|word| told.contains(word)) {
        let message = format!("the risk of {name} has no mitigation any more");
        let what = What::MitigationLost { certain: !b.is_idle() };
        say(what, "mitigation-changed", "mitigation", Class::Changes, (old, new), message);
    } else if let Some(class) = class(old, new) {
        let message = format!("the mitigation of {name} reads otherwise");
        say(What::Other, "mitigation-changed", "mitigation", class, (old, new), message);
    }
    if let (Some(class), false) = (class(&was.text, &is.text), none(&was.text) && none(&is.text)) {
        let message = format!("the risk of {name} reads otherwise");
        say(What::Other, "risk-reworded", "risk text", class, (&was.text, &is.text), message);
    }
    out
}

pub(super) fn status(a: &Here<'_>, b: &Here<'_>) -> Option<Change> {
    let (old, new) = (a.entry.status.as_ref(), b.entry.status.as_ref());
    let terms = &b.table.schema.row_statuses;
    let (what, class) = match (old, new) {
        (None, None) => return None,
        (Some(old), Some(new)) => match turn(old, new, terms) {
            Some(turn) => (What::Status(turn), Class::Changes),
            None if note(old, terms) != note(new, terms) => (What::Other, Class::Editorial),
            None => return None,
        },
        _ => (What::Status(Turn::Aside), Class::Changes),
    };
    let told = |status: Option<&Status<'_>>| {
        status.map_or_else(|| "no status".to_owned(), |it| short(&it.value.text, 40).into_owned())
    };
    let message = format!("the status of {} went from {} to {}", b.name(), told(old), told(new));
    let (x, y) = (a.part(old.map(|it| &it.value)), b.part(new.map(|it| &it.value)));
    let change = Change::new(Subject::Entry, what, "status-changed", Some(x), Some(y), message);
    Some(change.field("status").class(class).values(value(old), value(new)))
}
