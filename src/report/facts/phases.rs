//! Phases and how far they are.

use super::anchors::Anchors;
use super::decisions::place_of;
use super::{House, Link, Listed, Share, listed, shares, shown};
use crate::report::model::Progress;
use serde::Serialize;

/// A phase.
#[derive(Debug, Serialize)]
pub struct Row {
    anchor: String,
    repository: String,
    record: Link,
    number: String,
    title: String,
    /// Whether its record says that it is done.
    done: bool,
    plans: Vec<Link>,
    rows: usize,
    rows_done: usize,
    states: Vec<Share>,
    source: Link,
}

/// All of them, in the order of their records.
pub fn rows(houses: &[House<'_>], anchors: &mut Anchors, limit: usize) -> Listed<Row> {
    let all = houses.iter().flat_map(|house| house.it.phases.iter().map(move |phase| (house, phase)));
    let all = all.map(|(house, phase)| (u8::from(phase.plans.is_empty()), (house, phase)));
    let Listed { items, total, hidden } = listed(all.collect(), limit);
    let items = items.into_iter().map(|(house, phase)| {
        let number = phase.id.as_deref().map(shown).unwrap_or_default();
        let line = phase.line.to_string();
        let name = if number.is_empty() { line.as_str() } else { &number };
        Row {
            anchor: anchors.name("phase", &house.name, &[&phase.record, name]),
            repository: house.name.clone(),
            record: place_of(house, anchors, &phase.record, 0),
            title: shown(&phase.title),
            done: phase.done,
            plans: phase.plans.iter().map(|plan| place_of(house, anchors, plan, 0)).collect(),
            rows: phase.rows.total(),
            rows_done: phase.rows.done,
            states: of(&phase.rows),
            source: house.sources.place(&phase.record, phase.line),
            number,
        }
    });
    Listed { items: items.collect(), total, hidden }
}

fn of(rows: &Progress) -> Vec<Share> {
    let counts =
        [("done", rows.done), ("open", rows.open), ("deferred", rows.deferred), ("unsaid", rows.unsaid)];
    shares(counts.map(|(word, count)| (word.to_owned(), count)))
}
