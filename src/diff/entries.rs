//! Rows of patch plans: by path and operation.

mod fields;

use super::cells::{self, Line};
use super::change::{Change, Class, Left, Part, Standing, Subject, What};
use super::pair::{Item, KEPT, Matcher, Pairing};
use super::status::{is_done, is_dropped, value};
use super::tested::{self, tidy};
use super::words::{Words, words};
use super::{Named, States};
use crate::model::tests_cell::Tests;
use crate::model::{Entry, Table, Value, short};
use std::collections::HashSet;

/// Columns that are compared by what they mean.
const KNOWN: [&str; 7] = ["file", "op", "symbols", "tests", "budget", "risk", "status"];

/// A row in one of the states.
struct Here<'d> {
    at: Named<'d>,
    group: usize,
    table: &'d Table<'d>,
    entry: &'d Entry<'d>,
    /// Its paths, each in one spelling.
    paths: Vec<String>,
    tests: Option<Tests>,
}

impl<'d> Here<'d> {
    fn key(&self) -> String {
        match &self.entry.file {
            _ if !self.paths.is_empty() => self.paths.join(", "),
            Some(file) => short(&file.text, 80).into_owned(),
            None => String::new(),
        }
    }

    fn name(&self) -> String {
        format!("`{}`", short(&self.key(), 80))
    }

    /// What is done, in the schema's word.
    fn operation(&self) -> Option<String> {
        self.entry.operation.as_ref().map(|operation| value(Some(operation)))
    }

    /// Whether the row changes nothing, or will not be carried out.
    fn is_idle(&self) -> bool {
        let none = self.entry.operation.as_ref().is_some_and(|it| it.canonical == Some("none"));
        none || is_dropped(self.entry.status.as_ref())
    }

    fn part(&self, cell: Option<&'d Value<'d>>) -> Part<'d> {
        match cell.filter(|value| !value.text.is_empty()) {
            Some(value) => Part::new(self.at, value.span, &value.text),
            None => Part::none(self.at, cell.map_or(self.entry.span, |value| value.span)),
        }
    }

    fn whole(&self) -> Part<'d> {
        self.part(self.entry.file.as_ref())
    }

    fn line(&self) -> Option<Line<'d>> {
        let row = self.table.rows.get(self.entry.row)?;
        Some(Line { at: self.at, table: self.table, row })
    }
}

fn list<'d>(documents: impl Iterator<Item = (usize, Named<'d>)>) -> Vec<Here<'d>> {
    let mut out = Vec::new();
    for (group, at) in documents {
        for plan in &at.document.plans {
            let Some(table) = at.document.tables.get(plan.table) else { continue };
            out.extend(plan.entries.iter().map(|entry| {
                let mut paths: Vec<String> = entry.paths.iter().map(|path| tidy(&path.text)).collect();
                paths.sort();
                paths.dedup();
                let tests = entry.tests.as_ref().map(|cell| cell.read(at.document.syntax));
                Here { at, group, table, entry, paths, tests }
            }));
        }
    }
    out
}

fn items(list: &[Here<'_>]) -> Vec<Item> {
    let item = |here: &Here<'_>| {
        let cells = [
            here.entry.symbols.as_ref().map(|value| &*value.text),
            here.tests.as_ref().map(|tests| tests.text.as_str()),
            here.entry.budgets.as_ref().map(|(value, _)| &*value.text),
            here.entry.risk.as_ref().map(|(value, _)| &*value.text),
        ];
        let id = if here.paths.is_empty() {
            here.entry.file.as_ref().map(|file| words(&file.text).spaced())
        } else {
            Some(here.paths.join("\n"))
        };
        let words = cells.into_iter().flatten().fold(Words::default(), |all, text| all.and(&words(text)));
        Item { group: here.group, id, kind: here.operation(), words }
    };
    list.iter().map(item).collect()
}

fn pair(before: &[Item], after: &[Item]) -> Pairing {
    fn base(item: &Item) -> Option<(usize, &str)> {
        let id = item.id.as_deref().filter(|id| !id.contains('\n'))?;
        Some((item.group, id.rsplit('/').next()?))
    }
    let mut work = Matcher::new(before, after);
    work.by_key(|item| Some((item.group, item.id.as_deref()?, item.kind.as_deref(), &item.words)));
    work.by_best(|item| Some((item.group, item.id.as_deref()?, item.kind.as_deref())), 0.0);
    work.by_best(|item| Some((item.group, item.id.as_deref()?)), 0.0);
    // A row that was taken apart, or rows that became one.
    work.by_shared(|item| {
        let id = item.id.as_deref().unwrap_or_default();
        id.split('\n').map(|path| (item.group, path)).collect()
    });
    work.by_best(base, KEPT);
    work.by_key(|item| Some((item.id.as_deref()?, item.kind.as_deref(), &item.words)));
    work.by_best(|item| Some((item.id.as_deref()?, item.kind.as_deref())), KEPT);
    work.done()
}

pub(super) fn changes(states: &States<'_>, out: &mut Vec<Change>) {
    let (before, after) = (list(states.before()), list(states.after()));
    let paired = pair(&items(&before), &items(&after));
    if paired.pairs.is_empty() && paired.gone.is_empty() && paired.come.is_empty() {
        return;
    }
    let tested: HashSet<String> =
        after.iter().flat_map(|here| here.tests.iter().flat_map(tested::named)).collect();
    let paths: HashSet<String> = after.iter().flat_map(|here| here.paths.iter().cloned()).collect();
    let elsewhere: HashSet<String> = tested.union(&paths).cloned().collect();
    for (a, b) in paired.pairs {
        if let (Some(a), Some(b)) = (before.get(a), after.get(b)) {
            compare(a, b, &paths, &elsewhere, out);
        }
    }
    for here in paired.gone.into_iter().filter_map(|at| before.get(at)) {
        if !states.is_alone(here.group) {
            // Its paths may stand in rows that others became.
            let kept = !here.paths.is_empty() && here.paths.iter().all(|path| paths.contains(path));
            let standing = if here.is_idle() || kept { Standing::SetAside } else { Standing::Unclear };
            out.push(removed(here, &here.key(), here.whole(), standing));
        }
    }
    for here in paired.come.into_iter().filter_map(|at| after.get(at)) {
        if !states.is_alone(here.group) {
            let message = format!("the row of {} is new", here.name());
            let change =
                Change::new(Subject::Entry, What::Added, "entry-added", None, Some(here.whole()), message);
            out.push(change.id(&here.key()).values("", here.operation().unwrap_or_default()));
        }
    }
}

fn removed(here: &Here<'_>, path: &str, part: Part<'_>, standing: Standing) -> Change {
    let message = format!("the row of `{}` is gone", short(path, 80));
    let what = What::Removed(standing);
    let change = Change::new(Subject::Entry, what, "entry-removed", Some(part), None, message);
    change.id(path).values(here.operation().unwrap_or_default(), "")
}

fn compare(
    a: &Here<'_>,
    b: &Here<'_>,
    paths: &HashSet<String>,
    elsewhere: &HashSet<String>,
    out: &mut Vec<Change>,
) {
    let (old, new) = (a.entry, b.entry);
    let (key, name) = (b.key(), b.name());
    let mut pushed = |change: Change| out.push(change.id(&key));
    if a.group != b.group {
        let message = format!("the row of {name} moved here from {}", short(a.at.path, 80));
        let (from, to) = (Part::none(a.at, old.span), Part::none(b.at, new.span));
        let change = Change::new(Subject::Entry, What::Moved, "entry-moved", Some(from), Some(to), message);
        pushed(change.class(Class::Editorial).values(a.at.path, b.at.path));
    }
    if a.paths != b.paths {
        let message = format!("the row of {name} names another path");
        let (x, y) = (Some(a.whole()), Some(b.whole()));
        let change = Change::new(Subject::Entry, What::Other, "path-changed", x, y, message);
        pushed(change.field("file").values(a.paths.join("\n"), b.paths.join("\n")));
    }
    if let Some(change) = fields::operation(a, b) {
        pushed(change);
    }
    if let Some(change) = fields::symbols(a, b) {
        pushed(change);
    }
    let tests = fields::tests(a, b, elsewhere);
    let more = tests.is_some() && names_more(a, b);
    if let Some(change) = tests {
        pushed(change);
    }
    for change in fields::budget(a, b) {
        pushed(change);
    }
    for change in fields::risk(a, b) {
        pushed(change);
    }
    if let Some(change) = fields::status(a, b) {
        pushed(change);
    }
    let other = a.operation() != b.operation() || b.paths.iter().any(|path| !a.paths.contains(path));
    if is_done(old.status.as_ref()) && is_done(new.status.as_ref()) && (other || more) {
        let message = format!("the row of {name} is still done");
        let (x, y) = (
            a.part(old.status.as_ref().map(|it| &it.value)),
            b.part(new.status.as_ref().map(|it| &it.value)),
        );
        let what = What::StatusLeft(Left::Done);
        let change = Change::new(Subject::Entry, what, "status-left", Some(x), Some(y), message);
        let mut now = b.paths.clone();
        now.extend(b.operation());
        now.extend(b.tests.iter().flat_map(tested::named));
        let now = now.join("\n");
        pushed(change.field("status").values("", now));
    }
    // Two paths in a row before, one now: the other one is not planned any more.
    let moved = a.paths.len() <= 1;
    for path in a.paths.iter().filter(|path| !moved && !paths.contains(*path)) {
        let standing = if a.is_idle() { Standing::SetAside } else { Standing::Unclear };
        out.push(removed(a, path, a.whole(), standing));
    }
    if let (Some(a), Some(b), true) = (a.line(), b.line(), a.group == b.group) {
        cells::compare(a, b, &KNOWN, (Subject::Entry, &key, &format!("the row of {name}")), out);
    }
}

fn names_more(a: &Here<'_>, b: &Here<'_>) -> bool {
    let named = |here: &Here<'_>| here.tests.as_ref().map(tested::named).unwrap_or_default();
    let old = named(a);
    named(b).iter().any(|name| !old.contains(name))
}
