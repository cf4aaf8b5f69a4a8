//! Risks: by title, then by title and mitigation together.

use super::cells::{self, Line};
use super::change::{Change, Class, Part, Standing, Subject, What};
use super::pair::{Item, by_name};
use super::words::{Wording, Words, wording, words};
use super::{Named, States};
use crate::model::{Form, Level, Risk, Risks, Row, Table, short};
use std::collections::{HashMap, HashSet};

/// Columns that are compared by what they mean, and numbers of rows.
const KNOWN: [&str; 4] = ["id", "risk", "level", "mitigation"];

#[derive(Clone, Copy)]
struct Here<'d> {
    at: Named<'d>,
    group: usize,
    risks: &'d Risks<'d>,
    risk: &'d Risk<'d>,
    line: Option<(&'d Table<'d>, &'d Row<'d>)>,
}

impl<'d> Here<'d> {
    fn key(&self) -> String {
        short(&self.risk.title.text, 80).into_owned()
    }

    fn name(&self) -> String {
        format!("risk “{}”", short(&self.risk.title.text, 60))
    }

    fn mitigation(&self) -> &'d str {
        self.risk.mitigation.as_ref().map_or("", |value| &value.text)
    }

    /// Title and mitigation, however they are set apart.
    fn words(&self) -> Words {
        words(&self.risk.title.text).and(&words(self.mitigation()))
    }

    fn whole(&self) -> Part<'d> {
        Part::new(self.at, self.risk.title.span, &self.risk.title.text)
    }

    fn line(&self) -> Option<Line<'d>> {
        self.line.map(|(table, row)| Line { at: self.at, table, row })
    }
}

fn list<'d>(documents: impl Iterator<Item = (usize, Named<'d>)>) -> Vec<Here<'d>> {
    let mut out = Vec::new();
    for (group, at) in documents {
        for risks in &at.document.risks {
            // Several tables may stand under one heading; rows are told by where they stand.
            let tables = at.document.tables.iter().filter(|table| table.spec.id == "risks");
            let rows: HashMap<usize, (&Table<'_>, &Row<'_>)> = if risks.form == Form::Table {
                tables
                    .flat_map(|table| table.rows.iter().map(move |row| (row.span.start, (table, row))))
                    .collect()
            } else {
                HashMap::new()
            };
            let items = risks.items.iter().filter(|risk| !risk.title.text.is_empty());
            out.extend(items.map(|risk| {
                let line = rows.get(&risk.span.start).copied();
                Here { at, group, risks, risk, line }
            }));
        }
    }
    out
}

fn items(list: &[Here<'_>]) -> Vec<Item> {
    let item = |here: &Here<'_>| Item {
        group: here.group,
        id: Some(words(&here.risk.title.text).spaced()),
        kind: None,
        words: here.words(),
    };
    list.iter().map(item).collect()
}

pub(super) fn changes(states: &States<'_>, out: &mut Vec<Change>) {
    let (before, after) = (list(states.before()), list(states.after()));
    let paired = by_name(&items(&before), &items(&after));
    let pairs: Vec<(&Here<'_>, &Here<'_>)> =
        paired.pairs.iter().filter_map(|(a, b)| Some((before.get(*a)?, after.get(*b)?))).collect();
    for (a, b) in &pairs {
        compare(a, b, out);
    }
    reordered(&pairs, out);
    for here in paired.gone.into_iter().filter_map(|at| before.get(at)) {
        if !states.is_alone(here.group) {
            let message = format!("{} is gone", here.name());
            let what = What::Removed(Standing::Unclear);
            let change = Change::new(Subject::Risk, what, "risk-removed", Some(here.whole()), None, message);
            out.push(change.id(&here.key()).values(here.words().spaced(), ""));
        }
    }
    for here in paired.come.into_iter().filter_map(|at| after.get(at)) {
        if !states.is_alone(here.group) {
            let message = format!("{} is new", here.name());
            let change =
                Change::new(Subject::Risk, What::Added, "risk-added", None, Some(here.whole()), message);
            out.push(change.id(&here.key()).values("", here.words().spaced()));
        }
    }
}

fn compare(a: &Here<'_>, b: &Here<'_>, out: &mut Vec<Change>) {
    let (name, key) = (b.name(), b.key());
    if a.group != b.group {
        let message = format!("{name} moved here from {}", short(a.at.path, 80));
        let (from, to) = (Part::none(a.at, a.risk.span), Part::none(b.at, b.risk.span));
        let change = Change::new(Subject::Risk, What::Moved, "risk-moved", Some(from), Some(to), message);
        out.push(change.id(&key).class(Class::Editorial).values(a.at.path, b.at.path));
    }
    level(a, b, out);
    // Another document has other columns.
    if let (Some(a), Some(b), true) = (a.line(), b.line(), a.group == b.group) {
        cells::compare(a, b, &KNOWN, (Subject::Risk, &key, &name), out);
    }
    // A list that became a table has the same words in other places.
    if a.words() == b.words() {
        return;
    }
    let class = match wording(&a.risk.title.text, &b.risk.title.text) {
        Wording::Same => None,
        Wording::Editorial => Some(Class::Editorial),
        Wording::Reworded => Some(Class::Changes),
    };
    if let Some(class) = class {
        let message = format!("{name} reads otherwise");
        let (x, y) = (Some(a.whole()), Some(b.whole()));
        let change = Change::new(Subject::Risk, What::Other, "risk-reworded", x, y, message);
        out.push(change.id(&key).field("title").class(class));
    }
    mitigation(a, b, out);
}

fn mitigation(a: &Here<'_>, b: &Here<'_>, out: &mut Vec<Change>) {
    let (old, new) = (a.mitigation(), b.mitigation());
    let part = |here: &Here<'_>| match &here.risk.mitigation {
        Some(value) => (value.span, Some(value.text.to_string())),
        None => (here.risk.span, None),
    };
    let (x, y) = (part(a), part(b));
    let x = Part { at: a.at, span: x.0, text: x.1.as_deref() };
    let y = Part { at: b.at, span: y.0, text: y.1.as_deref() };
    let name = b.name();
    let (what, label, class, message) = match (old.is_empty(), new.is_empty()) {
        (true, true) => return,
        (true, false) => {
            (What::Other, "mitigation-added", Class::Changes, format!("{name} has a mitigation now"))
        }
        (false, true) if is_told_in(old, &b.risk.title.text) => return,
        (false, true) => {
            let certain = a.risk.marked || a.risks.promises_mitigations;
            let message = format!("{name} has no mitigation any more");
            (What::MitigationLost { certain }, "mitigation-changed", Class::Changes, message)
        }
        (false, false) => {
            let class = match wording(old, new) {
                Wording::Same => return,
                Wording::Editorial => Class::Editorial,
                Wording::Reworded => Class::Changes,
            };
            (What::Other, "mitigation-changed", class, format!("the mitigation of {name} reads otherwise"))
        }
    };
    let change = Change::new(Subject::Risk, what, label, Some(x), Some(y), message);
    out.push(change.id(&b.key()).field("mitigation").class(class));
}

/// Whether most words of a text stand in another: it is told there, only not set apart.
fn is_told_in(text: &str, other: &str) -> bool {
    let there = words(other);
    let there: HashSet<&str> = there.iter().collect();
    let all = words(text);
    let found = all.iter().filter(|word| there.contains(word)).count();
    found * 10 >= all.len() * 7
}

fn level(a: &Here<'_>, b: &Here<'_>, out: &mut Vec<Change>) {
    let value = |level: Option<&Level<'_>>| {
        level.map_or_else(String::new, |level| {
            level.canonical.map_or_else(|| words(&level.value.text).spaced(), str::to_owned)
        })
    };
    let (old, new) = (a.risk.level.as_ref(), b.risk.level.as_ref());
    let (was, is) = (value(old), value(new));
    // Lists have no place for a level.
    if was == is || (new.is_none() && a.risks.form != b.risks.form) {
        return;
    }
    let part = |here: &Here<'_>, level: Option<&Level<'_>>| match level {
        Some(level) => (level.value.span, Some(level.value.text.to_string())),
        None => (here.risk.span, None),
    };
    let (x, y) = (part(a, old), part(b, new));
    let x = Part { at: a.at, span: x.0, text: x.1.as_deref() };
    let y = Part { at: b.at, span: y.0, text: y.1.as_deref() };
    let message = format!("the level of {} changed", b.name());
    let change = Change::new(Subject::Risk, What::Other, "risk-level-changed", Some(x), Some(y), message);
    out.push(change.id(&b.key()).field("level").values(was, is));
}

/// In a numbered list the order is a ranking.
fn reordered(pairs: &[(&Here<'_>, &Here<'_>)], out: &mut Vec<Change>) {
    let mut last: HashMap<usize, usize> = HashMap::new();
    let mut said: HashSet<usize> = HashSet::new();
    for (a, b) in pairs {
        let ranked = a.risks.form == Form::Ordered && b.risks.form == Form::Ordered && a.group == b.group;
        if !ranked {
            continue;
        }
        let start = b.risk.span.start;
        let before = last.insert(b.group, start);
        if before.is_some_and(|before| before > start) && said.insert(b.group) {
            let message = "the risks are ranked otherwise".to_owned();
            let (x, y) = (Part::none(a.at, a.risks.heading.span), Part::none(b.at, b.risks.heading.span));
            let change = Change::new(Subject::Risk, What::Other, "risk-reordered", Some(x), Some(y), message);
            out.push(change.class(Class::Editorial));
        }
    }
}
