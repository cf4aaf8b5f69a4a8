//! Decisions: by id and statement.

use super::cells::{self, Line};
use super::change::{Change, Class, Left, Part, Standing, Subject, What};
use super::likeness::is_alike;
use super::pair::{Item, by_id_and_text};
use super::status::{note, standing, turn, value};
use super::words::{Wording, Words, wording, wording_of, words};
use super::{Named, States};
use crate::model::{Decision, Mark, Table, Value, short};
use crate::source::Span;
use regex::Regex;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Columns that are compared by what they mean.
const KNOWN: [&str; 5] = ["id", "statement", "rationale", "status", "invariant"];
/// Below this, a statement under the same id is about something else.
const OTHER: f32 = 0.2;

/// `supersedes D3`, `replaces decision A-4`.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static SUPERSEDES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:supersedes|replaces)\s+(?:decision\s+)?([a-z]{1,4}-?\d{1,4})\b").unwrap()
});

/// A decision in one of the states.
#[derive(Clone, Copy)]
struct Here<'d> {
    at: Named<'d>,
    group: usize,
    table: &'d Table<'d>,
    decision: &'d Decision<'d>,
}

impl<'d> Here<'d> {
    fn id(&self) -> Option<String> {
        self.decision.id.as_ref().map(|id| words(&id.text).concat()).filter(|id| !id.is_empty())
    }

    /// What it goes by: its id as written, else its statement.
    fn key(&self) -> String {
        match (&self.decision.id, &self.decision.statement) {
            (Some(id), _) => id.text.to_string(),
            (None, Some(statement)) => short(&statement.text, 60).into_owned(),
            (None, None) => String::new(),
        }
    }

    /// How it is called in messages.
    fn name(&self) -> String {
        match &self.decision.id {
            Some(id) => short(&id.text, 40).into_owned(),
            None => format!("“{}”", self.key()),
        }
    }

    /// Its group, and the source of its row and its header.
    fn source(&self) -> Source<'d> {
        let source = self.at.document.source;
        (self.group, source.slice(self.decision.span), source.slice(self.table.head))
    }

    fn standing(&self) -> Standing {
        standing(self.decision.status.as_ref(), &self.table.schema.statuses)
    }

    fn text(&self) -> &'d str {
        self.decision.statement.as_ref().map_or("", |value| &value.text)
    }

    /// A cell of it, or its row where there is none.
    fn part(&self, cell: Option<&'d Value<'d>>) -> Part<'d> {
        cell.map_or_else(
            || Part::none(self.at, self.decision.span),
            |value| Part::new(self.at, value.span, &value.text),
        )
    }

    fn whole(&self) -> Part<'d> {
        self.part(self.decision.statement.as_ref())
    }

    fn line(&self) -> Option<Line<'d>> {
        let row = self.table.rows.get(self.decision.row)?;
        Some(Line { at: self.at, table: self.table, row })
    }

    /// Whether another has the same id, or neither has one.
    fn has_id_of(&self, other: &Self) -> bool {
        let written = |here: &Self| here.decision.id.as_ref().map(|id| &*id.text);
        written(self) == written(other) || self.id() == other.id()
    }

    /// The decisions that it says it takes the place of.
    fn supersedes(&self) -> Vec<String> {
        let cells = [&self.decision.statement, &self.decision.rationale];
        let texts = cells.into_iter().flatten().map(|value| &*value.text);
        let texts = texts.chain(self.decision.status.as_ref().map(|status| &*status.value.text));
        texts
            .filter(|text| may_supersede(text))
            .flat_map(|text| SUPERSEDES.captures_iter(text))
            .filter_map(|found| Some(words(found.get(1)?.as_str()).concat()))
            .collect()
    }
}

/// Whether a text may say that a decision supersedes another one.
///
/// Of the two words for it the third letter is the same: a pattern is slow to ask, and few statements have it.
pub fn may_supersede(text: &str) -> bool {
    let bytes = text.as_bytes();
    let follows = |at: usize, word: &str| {
        bytes.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()))
    };
    memchr::memchr2_iter(b'p', b'P', bytes).any(|at| follows(at, "persede") || follows(at, "place"))
}

fn list<'d>(documents: impl Iterator<Item = (usize, Named<'d>)>) -> Vec<Here<'d>> {
    let of = |(group, at): (usize, Named<'d>)| {
        let tables = at.document.decisions.iter();
        let tables = tables.filter_map(move |it| Some((at.document.tables.get(it.table)?, &it.rows)));
        tables.flat_map(move |(table, rows)| {
            let rows = rows.iter().filter(|decision| is_decision(decision));
            rows.map(move |decision| Here { at, group, table, decision })
        })
    };
    documents.flat_map(of).collect()
}

/// Whether a row decides something: not the marks of a merge conflict, nor a row without a name.
fn is_decision(decision: &Decision<'_>) -> bool {
    let id = decision.id.as_ref().map_or("", |id| &id.text);
    let mark = ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| id.starts_with(mark));
    decision.statement.is_some() || !(id.is_empty() || mark)
}

fn items(list: &[Here<'_>], numbers: &[usize]) -> Vec<Item> {
    let item =
        |here: &Here<'_>| Item { group: here.group, id: here.id(), kind: None, words: words(here.text()) };
    numbers.iter().filter_map(|at| list.get(*at)).map(item).collect()
}

pub(super) fn changes(states: &States<'_>, out: &mut Vec<Change>) {
    let (before, after) = (list(states.before()), list(states.after()));
    let (same, before_left, after_left) = unchanged(&before, &after);
    let (old, new) = (items(&before, &before_left), items(&after, &after_left));
    let mut paired = by_id_and_text(&old, &new);
    let texts: Vec<Texts<'_>> =
        paired.pairs.iter().filter_map(|(a, b)| Some((&old.get(*a)?.words, &new.get(*b)?.words))).collect();
    paired.pairs = numbered(paired.pairs, &before_left, &after_left);
    paired.gone = paired.gone.iter().filter_map(|at| before_left.get(*at)).copied().collect();
    paired.come = paired.come.iter().filter_map(|at| after_left.get(*at)).copied().collect();
    let here = |pairs: &[(usize, usize)]| -> Vec<(&Here<'_>, &Here<'_>)> {
        pairs.iter().filter_map(|(a, b)| Some((before.get(*a)?, after.get(*b)?))).collect()
    };
    let changed = here(&paired.pairs);
    let mut fresh: Vec<usize> =
        paired.pairs.iter().map(|(_, at)| *at).chain(paired.come.iter().copied()).collect();
    fresh.sort_unstable();
    paired.pairs.extend(same);
    paired.pairs.sort_unstable();
    let pairs = here(&paired.pairs);
    let named = ById { list: &before, found: OnceCell::new() };
    for ((a, b), texts) in changed.iter().zip(&texts) {
        compare(a, b, *texts, out);
        reused(Some((a, *texts)), b, &named, out);
    }
    let come: HashSet<usize> =
        paired.come.iter().filter_map(|at| after.get(*at)).map(|here| here.group).collect();
    for here in paired.gone.into_iter().filter_map(|at| before.get(at)) {
        // Without an id, what came may be the same decision in other words.
        let doubtful = here.id().is_none() && come.contains(&here.group);
        let standing = match here.standing() {
            Standing::Accepted if doubtful => Standing::Unclear,
            standing => standing,
        };
        // Of a document that is gone as a whole, only what was binding is told one by one.
        if !states.is_alone(here.group) || standing == Standing::Accepted {
            let message = format!("{} is gone", here.name());
            let what = What::Removed(standing);
            let change =
                Change::new(Subject::Decision, what, "decision-removed", Some(here.whole()), None, message);
            out.push(change.id(&here.key()).values(words(here.text()).spaced(), ""));
        }
    }
    for here in paired.come.into_iter().filter_map(|at| after.get(at)) {
        if !states.is_alone(here.group) {
            let message = format!("{} is new", here.name());
            let change = Change::new(
                Subject::Decision,
                What::Added,
                "decision-added",
                None,
                Some(here.whole()),
                message,
            );
            out.push(change.id(&here.key()).values("", words(here.text()).spaced()));
            reused(None, here, &named, out);
        }
    }
    let fresh: Vec<&Here<'_>> = fresh.into_iter().filter_map(|at| after.get(at)).collect();
    superseded(&pairs, &fresh, out);
}

/// Decisions whose whole row is the same under the same header, and stands once in each state; then the
/// numbers of the others. From one commit to the next that is nearly all of a long record.
///
/// Sorted rather than hashed: two rows mostly differ in their first bytes, and a hash reads them all.
fn unchanged(before: &[Here<'_>], after: &[Here<'_>]) -> (Vec<(usize, usize)>, Vec<usize>, Vec<usize>) {
    let (old, new) = (once(before), once(after));
    let mut pairs = Vec::new();
    let mut others = old.iter().peekable();
    for (source, at) in &new {
        while others.next_if(|(other, _)| other < source).is_some() {}
        if let Some((_, other)) = others.next_if(|(other, _)| other == source) {
            pairs.push((*other, *at));
        }
    }
    let (mut gone, mut come) = (vec![true; before.len()], vec![true; after.len()]);
    for (a, b) in &pairs {
        if let (Some(gone), Some(come)) = (gone.get_mut(*a), come.get_mut(*b)) {
            (*gone, *come) = (false, false);
        }
    }
    let left = |list: Vec<bool>| list.into_iter().enumerate().filter_map(|(at, left)| left.then_some(at));
    (pairs, left(gone).collect(), left(come).collect())
}

/// A group, the source of a row, and that of its header.
type Source<'d> = (usize, &'d str, &'d str);

/// The sources that stand once in a state, sorted, each with the number of its decision.
fn once<'d>(list: &[Here<'d>]) -> Vec<(Source<'d>, usize)> {
    let mut sources: Vec<(Source<'d>, usize)> =
        list.iter().enumerate().map(|(at, here)| (here.source(), at)).collect();
    sources.sort_unstable();
    sources
        .chunk_by(|a, b| a.0 == b.0)
        .filter_map(|same| if let [one] = same { Some(*one) } else { None })
        .collect()
}

/// Pairs by their numbers among all, from those among the ones that were left.
fn numbered(pairs: Vec<(usize, usize)>, before: &[usize], after: &[usize]) -> Vec<(usize, usize)> {
    pairs.into_iter().filter_map(|(a, b)| Some((*before.get(a)?, *after.get(b)?))).collect()
}

/// The older decisions by group and id; of several with one id, the first. Made when the first is asked
/// for, which few comparisons do.
struct ById<'l, 'd> {
    list: &'l [Here<'d>],
    found: OnceCell<HashMap<(usize, String), &'l Here<'d>>>,
}

impl<'l, 'd> ById<'l, 'd> {
    fn get(&self, key: &(usize, String)) -> Option<&'l Here<'d>> {
        let found = self.found.get_or_init(|| {
            let mut found = HashMap::new();
            for here in self.list {
                if let Some(id) = here.id() {
                    found.entry((here.group, id)).or_insert(here);
                }
            }
            found
        });
        found.get(key).copied()
    }
}

/// The words of two statements.
type Texts<'w> = (&'w Words, &'w Words);

fn compare(a: &Here<'_>, b: &Here<'_>, texts: Texts<'_>, out: &mut Vec<Change>) {
    let (old, new) = (a.decision, b.decision);
    let (name, key) = (b.name(), b.key());
    if a.group != b.group {
        let message = format!("{name} moved here from {}", short(a.at.path, 80));
        let (from, to) = (Part::none(a.at, old.span), Part::none(b.at, new.span));
        let change =
            Change::new(Subject::Decision, What::Moved, "decision-moved", Some(from), Some(to), message);
        out.push(change.id(&key).class(Class::Editorial).values(a.at.path, b.at.path));
    }
    renumbered(a, b, out);
    let (before, after) = (a.standing(), b.standing());
    let class = match wording_of((a.text(), b.text()), || texts.0 == texts.1) {
        Wording::Same => None,
        Wording::Editorial => Some((Class::Editorial, What::Other)),
        Wording::Reworded => Some((Class::Changes, What::Reworded { before, after })),
    };
    if let Some((class, what)) = class {
        let message = format!("the statement of {name} reads otherwise");
        let (a, b) = (Some(a.whole()), Some(b.whole()));
        let change = Change::new(Subject::Decision, what, "decision-reworded", a, b, message);
        out.push(change.id(&key).field("statement").class(class));
    }
    rationale(a, b, out);
    status(a, b, out);
    invariant(a, b, out);
    // Another document has other columns.
    if let (Some(a), Some(b), true) = (a.line(), b.line(), a.group == b.group) {
        cells::compare(a, b, &KNOWN, (Subject::Decision, &key, &name), out);
    }
}

/// Says that a decision goes by another id.
fn renumbered(a: &Here<'_>, b: &Here<'_>, out: &mut Vec<Change>) {
    let (Some(old), Some(new)) = (&a.decision.id, &b.decision.id) else { return };
    if a.has_id_of(b) {
        return;
    }
    let message = format!("{} was called {}", b.name(), a.name());
    let (x, y) = (Some(a.part(Some(old))), Some(b.part(Some(new))));
    let change = Change::new(Subject::Decision, What::Renumbered, "decision-renumbered", x, y, message);
    out.push(change.id(&b.key()).field("id").class(Class::Editorial));
}

fn rationale(a: &Here<'_>, b: &Here<'_>, out: &mut Vec<Change>) {
    let (old, new) = (a.decision.rationale.as_ref(), b.decision.rationale.as_ref());
    let [was, is] = [old, new].map(|value| value.map_or("", |value| &*value.text));
    let class = match wording(was, is) {
        Wording::Same => return,
        Wording::Editorial => Class::Editorial,
        Wording::Reworded => Class::Changes,
    };
    let message = format!("the rationale of {} {}", b.name(), told(old.is_some(), new.is_some()));
    let (old, new) = (Some(a.part(old)), Some(b.part(new)));
    let change = Change::new(Subject::Decision, What::Other, "rationale-reworded", old, new, message);
    out.push(change.id(&b.key()).field("rationale").class(class));
}

const fn told(was: bool, is: bool) -> &'static str {
    match (was, is) {
        (true, false) => "is gone",
        (false, _) => "is new",
        _ => "reads otherwise",
    }
}

fn status(a: &Here<'_>, b: &Here<'_>, out: &mut Vec<Change>) {
    let (old, new) = (a.decision.status.as_ref(), b.decision.status.as_ref());
    let terms = &b.table.schema.statuses;
    let told = |status: Option<&crate::model::Status<'_>>| {
        status.map_or_else(|| "no status".to_owned(), |status| short(&status.value.text, 40).into_owned())
    };
    let (what, class) = match (old, new) {
        (None, None) => return,
        (Some(old), Some(new)) if old.canonical == new.canonical && old.value.text == new.value.text => {
            return;
        }
        (Some(old), Some(new)) => match turn(old, new, terms) {
            Some(turn) => (What::Status(turn), Class::Changes),
            None if note(old, terms) != note(new, terms) => (What::Other, Class::Editorial),
            None => return,
        },
        _ => (What::Status(super::change::Turn::Aside), Class::Changes),
    };
    let message = format!("the status of {} went from {} to {}", b.name(), told(old), told(new));
    let (x, y) = (a.part(old.map(|it| &it.value)), b.part(new.map(|it| &it.value)));
    let change = Change::new(Subject::Decision, what, "status-changed", Some(x), Some(y), message);
    out.push(change.id(&b.key()).field("status").class(class).values(value(old), value(new)));
}

fn invariant(a: &Here<'_>, b: &Here<'_>, out: &mut Vec<Change>) {
    let (old, new) = (a.decision.invariant.as_ref(), b.decision.invariant.as_ref());
    if new.is_none()
        && old.is_some_and(|old| cells::is_under_another_header(b.line(), "invariant", &old.value.text))
    {
        return;
    }
    let meaning = |mark: Option<&Mark<'_>>| mark.and_then(|mark| mark.meaning);
    let unknown = |mark: Option<&Mark<'_>>| mark.is_some_and(|mark| !mark.known);
    let name = b.name();
    let (what, message) = match (meaning(old), meaning(new)) {
        (Some(true), Some(true)) => return,
        // A mark that nobody knows may still mean yes.
        (Some(true), None) if unknown(new) => (What::Other, format!("the invariant mark of {name} changed")),
        (Some(true), _) => (What::InvariantLost(a.standing()), format!("{name} is no invariant any more")),
        (_, Some(true)) => (What::Other, format!("{name} is an invariant now")),
        _ => return,
    };
    let (x, y) = (a.part(old.map(|it| &it.value)), b.part(new.map(|it| &it.value)));
    let change = Change::new(Subject::Decision, what, "invariant-changed", Some(x), Some(y), message);
    let value = |mark: Option<&Mark<'_>>| match meaning(mark) {
        Some(true) => "yes",
        Some(false) => "no",
        None => "none",
    };
    out.push(change.id(&b.key()).field("invariant").values(value(old), value(new)));
}

/// Says that the id of a decision named another one before. Numbers alone are places in a list.
fn reused(own: Option<(&Here<'_>, Texts<'_>)>, here: &Here<'_>, named: &ById<'_, '_>, out: &mut Vec<Change>) {
    let kept = own.filter(|(own, _)| own.group == here.group && own.has_id_of(here));
    if kept.is_some_and(|(own, texts)| own.text() == here.text() || is_alike(texts.0, texts.1, OTHER)) {
        return;
    }
    let Some(id) = here.id().filter(|id| id.contains(char::is_alphabetic)) else { return };
    let other = kept.map(|(own, _)| own).or_else(|| named.get(&(here.group, id)));
    let Some(other) = other else { return };
    if wording(other.text(), here.text()) != Wording::Reworded {
        return;
    }
    let message = format!("{} named another decision before", here.name());
    let (a, b) = (Some(other.whole()), Some(here.whole()));
    let change = Change::new(Subject::Decision, What::IdReused, "id-reused", a, b, message);
    out.push(change.id(&here.key()).field("id"));
}

/// Decisions that another one newly says it supersedes, and whose own status was left alone.
fn superseded(pairs: &[(&Here<'_>, &Here<'_>)], fresh: &[&Here<'_>], out: &mut Vec<Change>) {
    let place = |here: &Here<'_>| (here.at.path.to_owned(), here.decision.span.start);
    // A row that is what it was says nothing new.
    let saying: Vec<(&Here<'_>, Vec<String>)> =
        fresh.iter().map(|here| (*here, here.supersedes())).filter(|(_, ids)| !ids.is_empty()).collect();
    if saying.is_empty() {
        return;
    }
    let mut said: HashMap<(String, usize), Vec<String>> = HashMap::new();
    for (a, b) in pairs {
        said.insert(place(b), a.supersedes());
    }
    let mut by_id: HashMap<(usize, String), (&Here<'_>, &Here<'_>)> = HashMap::new();
    for (a, b) in pairs {
        if let Some(id) = b.id() {
            by_id.entry((b.group, id)).or_insert((a, b));
        }
    }
    for (here, ids) in saying {
        for id in ids {
            if said.get(&place(here)).is_some_and(|before| before.contains(&id)) {
                continue;
            }
            let Some((a, b)) = by_id.get(&(here.group, id)) else { continue };
            let (old, new) = (a.decision.status.as_ref(), b.decision.status.as_ref());
            let (Some(old), Some(new)) = (old, new) else { continue };
            let same = Span::is_empty(b.decision.span) || std::ptr::eq(here.decision, b.decision);
            let left =
                turn(old, new, &b.table.schema.statuses).is_none() && b.standing() != Standing::SetAside;
            if same || !left || old.canonical.is_none() {
                continue;
            }
            let message = format!("{} is still {}", b.name(), short(&new.value.text, 40));
            let (x, y) = (a.part(Some(&old.value)), b.part(Some(&new.value)));
            let what = What::StatusLeft(Left::Superseded(here.key()));
            let change = Change::new(Subject::Decision, what, "status-left", Some(x), Some(y), message);
            out.push(change.id(&b.key()).field("status").values(value(Some(old)), here.key()));
        }
    }
}
