//! Which document is which: by path, by a rename that is known, by what stands in it.

use super::change::{Change, Class, Part, Standing, Subject, What};
use super::likeness::{Text, pairs};
use super::words::{Wording, Words, wording, words};
use super::{Named, Pair, States};
use crate::model::{Document, Status, Value, short};
use crate::schema::Family;
use std::collections::{BTreeSet, HashMap, HashSet};

/// How alike two documents of different paths must be.
const ALIKE: f32 = 0.6;

/// Pairs the documents of two states; those of the newer state stand in order, then what is gone.
pub(super) fn pair<'d>(
    before: &[Named<'d>],
    after: &[Named<'d>],
    renames: &[(String, String)],
) -> Vec<Pair<'d>> {
    let renamed: HashMap<&str, &str> =
        renames.iter().map(|(old, new)| (new.as_str(), old.as_str())).collect();
    let old: HashMap<&str, usize> = before.iter().enumerate().map(|(at, it)| (it.path, at)).collect();
    let mut partner: Vec<Option<usize>> = after
        .iter()
        .map(|it| renamed.get(it.path).and_then(|path| old.get(path)).or_else(|| old.get(it.path)).copied())
        .collect();
    // A rename may claim a document whose own path has a newer document.
    let mut taken: HashSet<usize> = HashSet::new();
    for (it, other) in after.iter().zip(&partner) {
        if let (true, Some(other)) = (renamed.contains_key(it.path), other) {
            taken.insert(*other);
        }
    }
    for (it, other) in after.iter().zip(&mut partner) {
        if let (false, Some(at)) = (renamed.contains_key(it.path), *other)
            && !taken.insert(at)
        {
            *other = None;
        }
    }
    let gone: Vec<usize> = (0..before.len()).filter(|at| !taken.contains(at)).collect();
    let come: Vec<usize> = (0..after.len()).filter(|at| partner.get(*at) == Some(&None)).collect();
    for (a, b) in by_content(before, &gone, after, &come) {
        if let Some(partner) = partner.get_mut(b) {
            *partner = Some(a);
            taken.insert(a);
        }
    }
    let newer = after.iter().zip(&partner);
    let mut out: Vec<Pair<'d>> = newer
        .map(|(it, other)| Pair { before: other.and_then(|at| before.get(at)).copied(), after: Some(*it) })
        .collect();
    let left = before.iter().enumerate().filter(|(at, _)| !taken.contains(at));
    out.extend(left.map(|(_, it)| Pair { before: Some(*it), after: None }));
    out
}

/// Pairs documents by the words of their designs.
fn by_content(
    before: &[Named<'_>],
    gone: &[usize],
    after: &[Named<'_>],
    come: &[usize],
) -> Vec<(usize, usize)> {
    if gone.is_empty() || come.is_empty() {
        return Vec::new();
    }
    let read = |list: &[Named<'_>], numbers: &[usize]| -> Vec<(usize, Words)> {
        numbers.iter().filter_map(|&at| Some((at, content(list.get(at)?.document)))).collect()
    };
    let (old, new) = (read(before, gone), read(after, come));
    let a: Vec<Text<'_>> = old.iter().map(|(at, words)| Text { at: *at, group: 0, words }).collect();
    let b: Vec<Text<'_>> = new.iter().map(|(at, words)| Text { at: *at, group: 0, words }).collect();
    pairs(&a, &b, ALIKE)
}

/// The words of what a document decides and plans, each once.
fn content(document: &Document<'_>) -> Words {
    let statements = document.all_decisions().filter_map(|decision| decision.statement.as_ref());
    let risks = document.risks.iter().flat_map(|risks| &risks.items).map(|risk| &risk.title);
    let phases = document.phases.iter().flat_map(|phases| &phases.items).map(|phase| &phase.title);
    let texts = statements.chain(risks).chain(phases).chain(&document.title).map(|value| &*value.text);
    let texts: Vec<Words> = texts.map(words).collect();
    let mut found: BTreeSet<&str> = texts.iter().flat_map(Words::iter).collect();
    let entries = document.plans.iter().flat_map(|plan| &plan.entries);
    found.extend(entries.flat_map(|entry| entry.paths.iter().map(|path| path.text.as_str())));
    found.into_iter().collect()
}

/// Documents that came or went, and what a document says of itself as a whole.
pub(super) fn changes(states: &States<'_>, out: &mut Vec<Change>) {
    for pair in &states.pairs {
        match (pair.before, pair.after) {
            (None, Some(after)) => {
                let message = format!("{} is new, with {}", kind(after), contents(after.document));
                let part = Part::none(after, after.document.top());
                out.push(Change::new(
                    Subject::Document,
                    What::Added,
                    "document-added",
                    None,
                    Some(part),
                    message,
                ));
            }
            (Some(before), None) => {
                let message = format!("{} is gone, with {}", kind(before), contents(before.document));
                let part = Part::none(before, before.document.top());
                let what = What::Removed(Standing::Unclear);
                out.push(Change::new(Subject::Document, what, "document-removed", Some(part), None, message));
            }
            (Some(before), Some(after)) => {
                title(before, after, out);
                own_status(before, after, out);
            }
            (None, None) => {}
        }
    }
}

fn kind(it: Named<'_>) -> String {
    match it.document.schema.family {
        Family::Record => "this record".to_owned(),
        Family::Plan => "this patch plan".to_owned(),
        Family::Other => format!("this {} document", short(&it.document.schema.name, 40)),
    }
}

/// `3 decisions, 2 risks`.
fn contents(document: &Document<'_>) -> String {
    let is_other = document.schema.family == Family::Other;
    let sections = document.sections.iter().filter(|section| section.level > 1);
    let counts = [
        (if is_other { sections.count() } else { 0 }, "section", "sections"),
        (document.all_decisions().count(), "decision", "decisions"),
        (document.risks.iter().map(|risks| risks.items.len()).sum(), "risk", "risks"),
        (document.phases.iter().map(|phases| phases.items.len()).sum(), "phase", "phases"),
        (document.plans.iter().map(|plan| plan.entries.len()).sum(), "plan row", "plan rows"),
    ];
    let told: Vec<String> = counts
        .iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| format!("{number} {}", if *number == 1 { one } else { many }))
        .collect();
    if told.is_empty() { "nothing that is compared".to_owned() } else { told.join(", ") }
}

fn title(before: Named<'_>, after: Named<'_>, out: &mut Vec<Change>) {
    let (Some(old), Some(new)) = (&before.document.title, &after.document.title) else { return };
    if wording(&old.text, &new.text) == Wording::Same {
        return;
    }
    let (a, b) = (Part::new(before, old.span, &old.text), Part::new(after, new.span, &new.text));
    let message = "the title reads otherwise".to_owned();
    let change = Change::new(Subject::Document, What::Other, "title-reworded", Some(a), Some(b), message);
    out.push(change.field("title").class(Class::Editorial));
}

/// The status of a record as a whole, in a section of its own.
fn own_status(before: Named<'_>, after: Named<'_>, out: &mut Vec<Change>) {
    let (Some(old), Some(new)) = (status_section(before), status_section(after)) else { return };
    let Some(turn) = super::status::turn(&old, &new, &after.document.schema.statuses) else { return };
    let a = Part::new(before, old.value.span, &old.value.text);
    let b = Part::new(after, new.value.span, &new.value.text);
    let message = format!(
        "the record's status went from {} to {}",
        short(&old.value.text, 40),
        short(&new.value.text, 40)
    );
    let change =
        Change::new(Subject::Document, What::Status(turn), "status-changed", Some(a), Some(b), message);
    let values = [&old, &new].map(|status| super::status::value(Some(status)));
    let [old, new] = values;
    out.push(change.field("status").values(old, new));
}

fn status_section<'d>(it: Named<'d>) -> Option<Status<'d>> {
    let document = it.document;
    let section = document.section("status")?;
    let first = || {
        let inline = section.blocks.first()?.inline()?;
        Some(Value { span: inline.span, text: document.syntax.text(inline) })
    };
    let value = section.lead.clone().or_else(first)?;
    let canonical = document.schema.statuses.leading(&value.text)?.canonical;
    Some(Status { value, canonical: Some(canonical) })
}
