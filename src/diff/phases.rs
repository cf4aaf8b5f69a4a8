//! Phases: by number and title.

use super::change::{Change, Class, Part, Standing, Subject, What};
use super::pair::{Item, by_id_and_text};
use super::words::{Wording, wording, words};
use super::{Named, States};
use crate::model::{Phase, short};

#[derive(Clone, Copy)]
struct Here<'d> {
    at: Named<'d>,
    group: usize,
    phase: &'d Phase<'d>,
}

impl Here<'_> {
    /// How it is called in messages.
    fn name(&self) -> String {
        match &self.phase.id {
            Some(id) => format!("phase {}", short(&id.text, 20)),
            None => format!("phase “{}”", short(&self.phase.title.text, 60)),
        }
    }

    fn key(&self) -> String {
        self.phase.id.as_ref().map_or_else(|| self.phase.title.text.to_string(), |id| id.text.to_string())
    }

    fn part(&self) -> Part<'_> {
        let title = &self.phase.title;
        let span = if title.text.is_empty() { self.phase.span } else { title.span };
        Part::new(self.at, span, &title.text)
    }
}

fn list<'d>(documents: impl Iterator<Item = (usize, Named<'d>)>) -> Vec<Here<'d>> {
    let phases = |(group, at): (usize, Named<'d>)| {
        let all = at.document.phases.iter().flat_map(|phases| &phases.items);
        all.map(move |phase| Here { at, group, phase })
    };
    documents.flat_map(phases).collect()
}

fn items(list: &[Here<'_>]) -> Vec<Item> {
    let item = |here: &Here<'_>| Item {
        group: here.group,
        id: here.phase.id.as_ref().map(|id| words(&id.text).spaced()),
        kind: None,
        words: words(&here.phase.title.text),
    };
    list.iter().map(item).collect()
}

pub(super) fn changes(states: &States<'_>, out: &mut Vec<Change>) {
    let (before, after) = (list(states.before()), list(states.after()));
    let paired = by_id_and_text(&items(&before), &items(&after));
    for (a, b) in paired.pairs {
        if let (Some(a), Some(b)) = (before.get(a), after.get(b)) {
            compare(a, b, out);
        }
    }
    for here in paired.gone.into_iter().filter_map(|at| before.get(at)) {
        if !states.is_alone(here.group) {
            let what = What::Removed(Standing::Unclear);
            let message = format!("{} is gone", here.name());
            let change = Change::new(Subject::Phase, what, "phase-removed", Some(here.part()), None, message);
            out.push(change.id(&here.key()));
        }
    }
    for here in paired.come.into_iter().filter_map(|at| after.get(at)) {
        if !states.is_alone(here.group) {
            let message = format!("{} is new", here.name());
            let change =
                Change::new(Subject::Phase, What::Added, "phase-added", None, Some(here.part()), message);
            out.push(change.id(&here.key()));
        }
    }
}

fn compare(a: &Here<'_>, b: &Here<'_>, out: &mut Vec<Change>) {
    let text = |here: &Here<'_>| here.phase.title.text.to_string();
    let class = match wording(&text(a), &text(b)) {
        Wording::Same => None,
        Wording::Editorial => Some(Class::Editorial),
        Wording::Reworded => Some(Class::Changes),
    };
    if let Some(class) = class {
        let message = format!("{} has another title", b.name());
        let (a, part) = (Some(a.part()), Some(b.part()));
        let change = Change::new(Subject::Phase, What::Other, "phase-reworded", a, part, message);
        out.push(change.id(&b.key()).field("title").class(class));
    }
    // Plans speak of phases by their numbers, so another number is worth a line.
    if let (Some(old), Some(new)) = (&a.phase.id, &b.phase.id)
        && words(&old.text) != words(&new.text)
    {
        let message = format!("phase {} is phase {} now", short(&old.text, 20), short(&new.text, 20));
        let (old, new) = (Part::new(a.at, old.span, &old.text), Part::new(b.at, new.span, &new.text));
        let change =
            Change::new(Subject::Phase, What::Other, "phase-renumbered", Some(old), Some(new), message);
        out.push(change.id(&b.key()).field("number").class(Class::Editorial));
    }
}
