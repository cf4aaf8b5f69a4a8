//! What changed in the design since a revision.

use super::anchors::Anchors;
use super::{House, Link, Listed, listed, shown};
use crate::diff::Class;
use serde::Serialize;

/// A change.
#[derive(Debug, Serialize)]
pub struct Row {
    anchor: String,
    repository: String,
    class: &'static str,
    code: String,
    name: String,
    message: String,
    field: String,
    before: Option<String>,
    after: Option<String>,
    acknowledged: bool,
    place: Link,
}

/// What was compared with what.
#[derive(Debug, Serialize)]
pub struct Range {
    repository: String,
    base: String,
    head: String,
    weakens: usize,
    changes: usize,
    editorial: usize,
    acknowledged: usize,
    /// The plan that the change carries out, and why it is taken for that.
    plan: Option<Link>,
    reason: String,
}

/// What was compared in each repository; where the design got weaker first.
pub fn ranges(houses: &[House<'_>], limit: usize) -> Listed<Range> {
    let compared = houses.iter().filter_map(|house| Some((house, house.it.changes.as_ref()?)));
    let range = |(house, it): (&House<'_>, &crate::render::changes::json::Report)| Range {
        repository: house.name.clone(),
        base: shown(&it.base),
        head: shown(&it.head),
        weakens: it.summary.weakens,
        changes: it.summary.changes,
        editorial: it.summary.editorial,
        acknowledged: it.summary.acknowledged,
        plan: it.plan.as_ref().map(|plan| house.sources.place(&plan.path, 1)),
        reason: it.plan.as_ref().map(|plan| shown(&plan.reason)).unwrap_or_default(),
    };
    let rank = |range: &Range| if range.weakens > 0 { 0 } else { 2 - u8::from(range.changes > 0) };
    listed(compared.map(range).map(|range| (rank(&range), range)).collect(), limit)
}

/// All changes, the gravest first.
pub fn rows(houses: &[House<'_>], anchors: &mut Anchors, limit: usize) -> Listed<Row> {
    let mut all = Vec::new();
    for class in [Class::Weakens, Class::Changes, Class::Editorial] {
        for house in houses {
            let changes = house.it.changes.iter().flat_map(|it| &it.changes);
            all.extend(changes.filter(|change| change.class == class).map(|change| (0, (house, change))));
        }
    }
    let Listed { items, total, hidden } = listed(all, limit);
    let items = items.into_iter().map(|(house, change)| {
        let text = |text: &Option<String>| text.as_deref().map(shown);
        let place = match (&change.start_after, &change.start_before) {
            (Some(at), _) => house.sources.place(&change.path, at.line),
            // It is not there any more, and the page knows only the newer state.
            (None, _) => Link { text: shown(&change.path), href: None },
        };
        Row {
            anchor: anchors.name(
                "change",
                &house.name,
                &[&change.path, &change.name, change.id.as_deref().unwrap_or_default()],
            ),
            repository: house.name.clone(),
            class: change.class.name(),
            code: text(&change.code).unwrap_or_default(),
            name: shown(&change.name),
            message: shown(&change.message),
            field: text(&change.field).unwrap_or_default(),
            before: text(&change.before),
            after: text(&change.after),
            acknowledged: change.acknowledged,
            place,
        }
    });
    Listed { items: items.collect(), total, hidden }
}
