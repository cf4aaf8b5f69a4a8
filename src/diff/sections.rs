//! Sections of documents that only a schema of the user's own knows, such as ADRs in running text: there the
//! text is what was decided. Of records and plans the tables say that.

use super::change::{Change, Class, Part, Standing, Subject, What};
use super::pair::{Item, by_name};
use super::words::{Wording, wording, words};
use super::{Named, States};
use crate::model::{Section, section_text, short};
use crate::schema::{Family, fold};

/// A section and its own text.
struct Here<'d> {
    at: Named<'d>,
    section: &'d Section<'d>,
    text: String,
}

impl Here<'_> {
    fn item(&self) -> Item {
        // What stands below the title stays there, whatever the title says.
        let is_top = self.section.level == 1 && self.section.parent.is_none();
        let heading = || if is_top { String::new() } else { fold(&self.section.heading.text).into_owned() };
        let id = self.section.spec.map_or_else(heading, |spec| spec.id.clone());
        Item { id: Some(id), words: words(&self.text), ..Item::default() }
    }

    fn name(&self) -> String {
        format!("the section “{}”", short(&self.section.heading.text, 60))
    }

    fn part(&self) -> Part<'_> {
        Part::new(self.at, self.section.heading.span, &self.text)
    }
}

pub(super) fn changes(states: &States<'_>, out: &mut Vec<Change>) {
    let other = |at: Named<'_>| at.document.schema.family == Family::Other;
    for (before, after) in states.both().filter(|(before, after)| other(*before) && other(*after)) {
        compare(&list(before), &list(after), out);
    }
}

fn list(at: Named<'_>) -> Vec<Here<'_>> {
    let here = |section| Here { at, section, text: section_text(at.document.syntax, section) };
    at.document.sections.iter().map(here).collect()
}

fn compare(old: &[Here<'_>], new: &[Here<'_>], out: &mut Vec<Change>) {
    let items = |list: &[Here<'_>]| list.iter().map(Here::item).collect::<Vec<_>>();
    let paired = by_name(&items(old), &items(new));
    let mut add = |name, what, class, here: &Here<'_>, parts: [Option<Part<'_>>; 2], told| {
        let [before, after] = parts;
        let message = format!("{} {told}", here.name());
        let change = Change::new(Subject::Section, what, name, before, after, message);
        out.push(change.id(&here.section.heading.text).class(class).field("section"));
    };
    for (a, b) in paired.pairs {
        let (Some(a), Some(b)) = (old.get(a), new.get(b)) else { continue };
        let class = match wording(&a.text, &b.text) {
            Wording::Same => continue,
            Wording::Editorial => Class::Editorial,
            Wording::Reworded => Class::Changes,
        };
        let parts = [Some(a.part()), Some(b.part())];
        add("section-reworded", What::Other, class, b, parts, "reads otherwise");
    }
    for here in paired.gone.into_iter().filter_map(|at| old.get(at)) {
        let what = What::Removed(Standing::Unclear);
        add("section-removed", what, Class::Changes, here, [Some(here.part()), None], "is gone");
    }
    for here in paired.come.into_iter().filter_map(|at| new.get(at)) {
        add("section-added", What::Added, Class::Changes, here, [None, Some(here.part())], "is new");
    }
}
