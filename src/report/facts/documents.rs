//! The repositories and their documents.

use super::anchors::Anchors;
use super::decisions::States;
use super::{Link, Listed, Share, listed, shown};
use crate::diagnostic::Severity;
use serde::Serialize;
use std::collections::HashMap;

/// A repository.
#[derive(Debug, Serialize)]
pub struct House {
    anchor: String,
    name: String,
    revision: String,
    documents: usize,
    skipped: usize,
    unread: usize,
    errors: usize,
    warnings: usize,
    hints: usize,
    decisions: usize,
    standings: Vec<Share>,
}

/// A document.
#[derive(Debug, Serialize)]
pub struct Row {
    anchor: String,
    repository: String,
    path: Link,
    kind: String,
    title: String,
    decisions: usize,
    risks: usize,
    rows: usize,
    errors: usize,
    warnings: usize,
    hints: usize,
    /// Of a plan the record that it carries out.
    record: Option<Link>,
    /// How that is known.
    reason: String,
}

/// The repositories, the gravest first where there is no room for all.
pub fn houses(
    houses: &[super::House<'_>],
    states: &States<'_>,
    anchors: &mut Anchors,
    limit: usize,
) -> Listed<House> {
    let all = houses.iter().map(|super::House { at, it, name, .. }| {
        let summary = &it.summary;
        let rank = match () {
            () if summary.errors > 0 => 0,
            () if it.unread > 0 => 1,
            () if summary.warnings > 0 => 2,
            () => 3,
        };
        let standings = states.shares(Some(*at));
        let house = House {
            anchor: anchors.name("repository", "", &[name]),
            name: name.clone(),
            revision: it.revision.as_deref().and_then(|id| id.get(..10)).map(shown).unwrap_or_default(),
            documents: it.documents.len(),
            skipped: it.skipped,
            unread: it.unread,
            errors: summary.errors,
            warnings: summary.warnings,
            hints: summary.hints,
            decisions: standings.iter().map(|share| share.count).sum(),
            standings,
        };
        (rank, house)
    });
    // A page of many repositories names every one of them: that is what it is for.
    listed(all.collect(), limit.saturating_mul(10))
}

/// The documents.
pub fn rows(houses: &[super::House<'_>], anchors: &mut Anchors, limit: usize) -> Listed<Row> {
    let mut all = Vec::new();
    for super::House { at, it, name, sources } in houses {
        let mut said: HashMap<&str, [usize; 3]> = HashMap::new();
        for diagnostic in &it.diagnostics {
            let [hints, warnings, errors] = said.entry(&diagnostic.path).or_default();
            *match diagnostic.severity {
                Severity::Error => errors,
                Severity::Warning => warnings,
                Severity::Hint => hints,
            } += 1;
        }
        let plans: HashMap<&str, _> = it.plans.iter().map(|plan| (plan.path.as_str(), plan)).collect();
        for document in &it.documents {
            let path = document.path.as_str();
            let [hints, warnings, errors] = said.get(path).copied().unwrap_or_default();
            let related = plans.get(path).and_then(|plan| plan.record.as_ref());
            let related = related.filter(|related| related.path != path);
            let row = Row {
                anchor: String::new(),
                repository: name.clone(),
                path: Link { text: shown(path), href: sources.url(path, 1) },
                kind: shown(&document.kind),
                title: document.title.as_deref().map(shown).unwrap_or_default(),
                decisions: document.decisions.len(),
                risks: document.risks.as_ref().map_or(0, |risks| risks.items.len()),
                rows: document.plan.as_ref().map_or(0, |plan| plan.rows.len()),
                errors,
                warnings,
                hints,
                record: related.map(|related| Link { text: shown(&related.path), href: None }),
                reason: related.map(|related| shown(&related.reason)).unwrap_or_default(),
            };
            let rank = if errors > 0 { 0 } else { 2 - u8::from(warnings > 0) };
            all.push((rank, (row, *at, path, related.map(|related| related.path.as_str()))));
        }
    }
    let mut rows = listed(all, limit);
    for (row, at, path, _) in &mut rows.items {
        row.anchor = anchors.name("doc", &row.repository, &[path]);
        anchors.put(*at, path, 0, &row.anchor);
    }
    let Listed { items, total, hidden } = rows;
    let items = items.into_iter().map(|(mut row, at, _, record)| {
        if let (Some(link), Some(record)) = (&mut row.record, record) {
            link.href = anchors.of(at, record, 0);
        }
        row
    });
    Listed { items: items.collect(), total, hidden }
}
