//! What a document says about itself: summary, notes, limits and counts.

use super::change::{Change, Class, Part, Standing, Subject, What};
use super::pair::{Item, by_id_and_text};
use super::words::{Wording, numbers, wording, words};
use super::{Named, States};
use crate::model::{Prose, Stated, short};
use crate::source::Span;
use crate::syntax::words::Counts;

pub(super) fn changes(states: &States<'_>, out: &mut Vec<Change>) {
    for (before, after) in states.both() {
        summary(before, after, out);
        notes(before, after, out);
        limits(before, after, out);
        risk_counts(before, after, out);
    }
}

fn part<'d>(at: Named<'d>, prose: &'d Prose<'d>) -> Part<'d> {
    Part::new(at, prose.span, &prose.text)
}

/// Other words are editorial; other numbers are not.
fn class(before: &str, after: &str) -> Option<Class> {
    match wording(before, after) {
        Wording::Same => None,
        Wording::Reworded if numbers(before) != numbers(after) => Some(Class::Changes),
        _ => Some(Class::Editorial),
    }
}

fn summary(before: Named<'_>, after: Named<'_>, out: &mut Vec<Change>) {
    let (old, new) = (before.document.summary.as_ref(), after.document.summary.as_ref());
    let (name, class, message) = match (old, new) {
        (None, None) => return,
        (Some(_), None) => ("summary-removed", Class::Changes, "the summary is gone"),
        (None, Some(_)) => ("summary-added", Class::Editorial, "the summary is new"),
        (Some(old), Some(new)) => {
            if let Some(class) = class(&old.text, &new.text) {
                count_left(before, after, (old, new), "summary", out);
                ("summary-reworded", class, "the summary reads otherwise")
            } else {
                return;
            }
        }
    };
    let (x, y) = (old.map(|it| part(before, it)), new.map(|it| part(after, it)));
    let change = Change::new(Subject::Prose, What::Other, name, x, y, message.to_owned());
    out.push(change.field("summary").class(class));
}

fn notes(before: Named<'_>, after: Named<'_>, out: &mut Vec<Change>) {
    let (old, new) = (&before.document.notes, &after.document.notes);
    let items = |notes: &[Prose<'_>]| -> Vec<Item> {
        notes.iter().map(|note| Item { words: words(&note.text), ..Item::default() }).collect()
    };
    let paired = by_id_and_text(&items(old), &items(new));
    for (a, b) in paired.pairs {
        let (Some(a), Some(b)) = (old.get(a), new.get(b)) else { continue };
        let Some(class) = class(&a.text, &b.text) else { continue };
        count_left(before, after, (a, b), "note", out);
        let (x, y) = (Some(part(before, a)), Some(part(after, b)));
        let message = "a note reads otherwise".to_owned();
        let change = Change::new(Subject::Prose, What::Other, "note-reworded", x, y, message);
        out.push(change.field("note").class(class));
    }
    for note in paired.gone.into_iter().filter_map(|at| old.get(at)) {
        let (what, x) = (What::Removed(Standing::Unclear), Some(part(before, note)));
        let change = Change::new(Subject::Prose, what, "note-removed", x, None, "a note is gone".to_owned());
        out.push(change.field("note"));
    }
    for note in paired.come.into_iter().filter_map(|at| new.get(at)) {
        let y = Some(part(after, note));
        let change =
            Change::new(Subject::Prose, What::Added, "note-added", None, y, "a note is new".to_owned());
        out.push(change.field("note"));
    }
}

/// A text that changed under a count of words that was right, is the same, and is wrong now.
fn count_left(
    before: Named<'_>,
    after: Named<'_>,
    (old, new): (&Prose<'_>, &Prose<'_>),
    field: &str,
    out: &mut Vec<Change>,
) {
    let (Some(was), Some(is)) = (old.stated, new.stated) else { return };
    let admitted = |at: Named<'_>, prose: &Prose<'_>, number: usize| {
        // The label of a text may have been counted with it.
        let label = crate::syntax::words::count(&prose.heading.text);
        let by = |counts: &Counts| counts.admit(number) || counts.admit(number.saturating_sub(label));
        by(&prose.counts(at.document)) || prose.other.as_ref().is_some_and(by)
    };
    // Of scripts without spaces nobody knows the words.
    let spaced = new.text.is_ascii() || new.text.split_whitespace().all(|word| word.chars().count() < 40);
    if was.value != is.value || !admitted(before, old, was.value) || admitted(after, new, is.value) || !spaced
    {
        return;
    }
    let now = new.words();
    let message = format!("the {field} changed to {now} words and still states {}", is.value);
    let (x, y) = (number(before, was), number(after, is));
    let what = What::CountLeft { stated: is.value, now };
    let change = Change::new(Subject::Prose, what, "count-left", Some(x), Some(y), message);
    out.push(change.field(field).class(Class::Editorial).values(is.value.to_string(), now.to_string()));
}

fn number(at: Named<'_>, stated: Stated) -> Part<'_> {
    Part::new(at, stated.span, at.document.source.slice(stated.span))
}

/// A limit that a document states for a part of it.
struct Limit<'d> {
    /// `decisions` and `statement`; `summary` alone.
    of: (&'d str, Option<&'d str>),
    stated: Option<Stated>,
    span: Span,
}

impl Limit<'_> {
    fn name(&self) -> String {
        let (part, column) = self.of;
        column.map_or_else(|| part.to_owned(), |column| format!("{part} {column}"))
    }
}

fn stated_limits(at: Named<'_>) -> Vec<Limit<'_>> {
    let mut out: Vec<Limit<'_>> = Vec::new();
    let mut add = |of, stated: Option<Stated>, span: Span| {
        // The first of several tables of one kind speaks for all.
        if !out.iter().any(|limit| limit.of == of) {
            out.push(Limit { of, stated, span });
        }
    };
    for table in &at.document.tables {
        for column in &table.columns {
            if let Some(spec) = column.spec {
                add((table.spec.id.as_str(), Some(spec.key.as_str())), column.limit, column.header.span);
            }
        }
    }
    if let Some(summary) = &at.document.summary {
        add(("summary", None), summary.limit, summary.heading.span);
    }
    if let Some(note) = at.document.notes.first() {
        add(("note", None), note.limit, note.heading.span);
    }
    out
}

fn limits(before: Named<'_>, after: Named<'_>, out: &mut Vec<Change>) {
    let new = stated_limits(after);
    for old in stated_limits(before) {
        let Some(new) = new.iter().find(|limit| limit.of == old.of) else { continue };
        if old.stated.is_none() && new.stated.is_none() {
            continue;
        }
        let of = old.name();
        let (name, class, message) = match (old.stated, new.stated) {
            (Some(was), Some(is)) if is.value > was.value => {
                let message = format!("the word limit of the {of} went from {} to {}", was.value, is.value);
                ("limit-raised", Class::Weakens, message)
            }
            (Some(was), Some(is)) if is.value < was.value => {
                let message = format!("the word limit of the {of} went from {} to {}", was.value, is.value);
                ("limit-lowered", Class::Changes, message)
            }
            (Some(was), None) => (
                "limit-removed",
                Class::Changes,
                format!("the word limit of the {of}, {}, is gone", was.value),
            ),
            (None, Some(is)) => {
                ("limit-added", Class::Changes, format!("the {of} has a word limit now, {}", is.value))
            }
            _ => continue,
        };
        let part = |at, stated: Option<Stated>, span| match stated {
            Some(stated) => number(at, stated),
            None => Part::none(at, span),
        };
        let (x, y) = (part(before, old.stated, old.span), part(after, new.stated, new.span));
        let change = Change::new(Subject::Prose, What::Other, name, Some(x), Some(y), message);
        out.push(change.field(&format!("{of} limit")).class(class));
    }
}

fn risk_counts(before: Named<'_>, after: Named<'_>, out: &mut Vec<Change>) {
    // Sections are told by their order; most documents have one.
    for (old, new) in before.document.risks.iter().zip(&after.document.risks) {
        let (Some(was), Some(is)) = (old.stated, new.stated) else { continue };
        let (x, y) = (number(before, was), number(after, is));
        let (had, has) = (old.items.len(), new.items.len());
        let heading = short(&new.heading.text, 60);
        if was.value != is.value {
            // A count that follows its list is no change of its own.
            let follows = is.value == has;
            let class = if follows { Class::Editorial } else { Class::Changes };
            let message = format!("“{heading}” promised {} before", was.value);
            let name = "stated-count-changed";
            let change = Change::new(Subject::Prose, What::Other, name, Some(x), Some(y), message);
            out.push(change.field("risk count").class(class));
        } else if had == was.value && has != is.value && has > 0 && old.single && new.single {
            let message = format!("“{heading}” still promises {} and there are {has}", is.value);
            let what = What::CountLeft { stated: is.value, now: has };
            let change = Change::new(Subject::Prose, what, "count-left", Some(x), Some(y), message);
            let values = (is.value.to_string(), has.to_string());
            out.push(change.field("risk count").class(Class::Editorial).values(values.0, values.1));
        }
    }
}
