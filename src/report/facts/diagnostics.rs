//! What `ddr check` says, the gravest first.

use super::anchors::Anchors;
use super::{House, Link, Listed, listed, shown};
use crate::diagnostic::Severity;
use serde::Serialize;

/// A diagnostic.
#[derive(Debug, Serialize)]
pub struct Row {
    anchor: String,
    repository: String,
    severity: &'static str,
    code: String,
    name: String,
    message: String,
    notes: Vec<String>,
    place: Link,
    /// The line that it is about.
    source: Option<String>,
}

/// All of them.
pub fn rows(houses: &[House<'_>], anchors: &mut Anchors, limit: usize) -> Listed<Row> {
    let mut all = Vec::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Hint] {
        for house in houses {
            let of_severity = house.it.diagnostics.iter().filter(|it| it.severity == severity);
            all.extend(of_severity.map(|it| (0, (house, it))));
        }
    }
    let Listed { items, total, hidden } = listed(all, limit);
    let items = items.into_iter().map(|(house, it)| Row {
        anchor: anchors.name("x", &house.name, &[&it.path, &it.code]),
        repository: house.name.clone(),
        severity: it.severity.name(),
        code: shown(&it.code),
        name: shown(&it.name),
        message: shown(&it.message),
        notes: it.notes.iter().map(|note| shown(note)).collect(),
        place: house.sources.place(&it.path, it.start.line),
        source: house.sources.line(&it.path, it.start.line),
    });
    Listed { items: items.collect(), total, hidden }
}
