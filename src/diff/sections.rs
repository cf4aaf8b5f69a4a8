//! Sections of documents that only a schema of the user's own knows, such as ADRs in running text: there the
//! text is what was decided. Of records and plans the tables say that.

use super::change::{Change, Class, Part, Standing, Subject, What};
use super::pair::{Item, by_name};
use super::words::{Wording, wording, words};
use super::{Named, States};
use crate::model::{Section, section_text, short};
use crate::schema::{Family, fold};
use crate::source::Span;

/// A section, or the front matter.
struct Here<'d> {
    at: Named<'d>,
    /// As it is written; none for the front matter.
    heading: Option<&'d str>,
    /// By which it is found again.
    key: String,
    span: Span,
    /// Its own text.
    text: String,
}

impl<'d> Here<'d> {
    fn of(at: Named<'d>, section: &'d Section<'d>) -> Self {
        let heading = &section.heading;
        // What stands below the title stays there, whatever the title says.
        let is_top = section.level == 1 && section.parent.is_none();
        let own = || if is_top { String::new() } else { fold(&heading.text).into_owned() };
        let key = section.spec.map_or_else(own, |spec| spec.id.clone());
        let text = section_text(at.document.syntax, section);
        Self { at, heading: Some(&heading.text), key, span: heading.span, text }
    }

    /// What stands before all sections: there some keep the status and who decided.
    fn front_matter(at: Named<'d>) -> Option<Self> {
        let span = at.document.syntax.front_matter?;
        let text = at.document.source.slice(span).lines().filter(|line| line.trim_end() != "---");
        // No heading folds to this.
        let key = "---".to_owned();
        Some(Self { at, heading: None, key, span, text: text.collect::<Vec<_>>().join("\n") })
    }

    fn item(&self) -> Item {
        Item { id: Some(self.key.clone()), words: words(&self.text), ..Item::default() }
    }

    fn name(&self) -> String {
        self.heading.map_or_else(
            || "the front matter".to_owned(),
            |heading| format!("the section “{}”", short(heading, 60)),
        )
    }

    fn part(&self) -> Part<'_> {
        Part::new(self.at, self.span, &self.text)
    }
}

pub(super) fn changes(states: &States<'_>, out: &mut Vec<Change>) {
    let other = |at: Named<'_>| at.document.schema.family == Family::Other;
    for (before, after) in states.both().filter(|(before, after)| other(*before) && other(*after)) {
        compare(&list(before), &list(after), out);
    }
}

fn list(at: Named<'_>) -> Vec<Here<'_>> {
    let sections = at.document.sections.iter().map(|section| Here::of(at, section));
    Here::front_matter(at).into_iter().chain(sections).collect()
}

fn compare(old: &[Here<'_>], new: &[Here<'_>], out: &mut Vec<Change>) {
    let items = |list: &[Here<'_>]| list.iter().map(Here::item).collect::<Vec<_>>();
    let paired = by_name(&items(old), &items(new));
    let mut add = |name, what, class, here: &Here<'_>, parts: [Option<Part<'_>>; 2], told| {
        let [before, after] = parts;
        let message = format!("{} {told}", here.name());
        let change = Change::new(Subject::Section, what, name, before, after, message);
        let id = here.heading.unwrap_or_default();
        out.push(change.id(id).class(class).field("section"));
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
