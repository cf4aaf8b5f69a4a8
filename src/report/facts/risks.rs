//! Risks of records and of plan rows, and how many there are of each level.

use super::anchors::Anchors;
use super::decisions::{States, place_of};
use super::{House, Link, Listed, Text, listed, shown};
use crate::render::show::{ShownDocument, ShownRisk};
use serde::Serialize;
use std::collections::BTreeMap;

/// The words of the built-in vocabulary, the gravest first.
const LEVELS: [&str; 5] = ["critical", "high", "medium", "low", "very-low"];

/// A risk of a record.
#[derive(Debug, Serialize)]
pub struct Row {
    anchor: String,
    repository: String,
    record: Link,
    title: Text,
    mitigation: Option<Text>,
    level: String,
    likelihood: String,
    impact: String,
    /// Decisions that it names.
    decisions: Vec<Link>,
    /// Rows that carry these out.
    rows: Vec<Link>,
    source: Link,
}

/// The risk of a row of a plan.
#[derive(Debug, Serialize)]
pub struct OfRow {
    repository: String,
    row: Link,
    level: String,
    text: String,
    mitigation: String,
}

/// How many risks there are of a level.
#[derive(Debug, Serialize)]
pub struct Level {
    word: String,
    /// 0 for the gravest, 4 for the least, 5 for words that the vocabulary does not know.
    rank: usize,
    records: usize,
    rows: usize,
    /// Lengths of bars; the longest is 1000.
    records_length: usize,
    rows_length: usize,
}

/// Risks by likelihood and impact.
#[derive(Debug, Serialize)]
pub struct Matrix {
    total: usize,
    /// The most likely first.
    lines: Vec<Line>,
    /// The least impact first.
    impacts: Vec<&'static str>,
}

/// The risks of one likelihood.
#[derive(Debug, Serialize)]
struct Line {
    likelihood: &'static str,
    cells: Vec<Cell>,
}

/// How many there are, and how grave that is from 0 to 8.
#[derive(Debug, Serialize)]
struct Cell {
    count: usize,
    grave: usize,
}

fn rank_of(level: Option<&str>) -> usize {
    level.and_then(|level| LEVELS.iter().position(|known| *known == level)).unwrap_or(5)
}

fn of_documents<'r>(
    houses: &'r [House<'r>],
) -> impl Iterator<Item = (&'r House<'r>, &'r ShownDocument, &'r ShownRisk)> {
    let documents = houses.iter().flat_map(|house| house.it.documents.iter().map(move |it| (house, it)));
    documents.flat_map(|(house, document)| {
        document.risks.iter().flat_map(|risks| &risks.items).map(move |risk| (house, document, risk))
    })
}

/// The gravest of the words that a risk is graded with.
fn grade(risk: &ShownRisk) -> Option<&str> {
    risk.level.as_deref().or(risk.impact.as_deref())
}

/// The risks of records.
pub fn rows(houses: &[House<'_>], states: &States<'_>, anchors: &mut Anchors, limit: usize) -> Listed<Row> {
    let all = of_documents(houses).map(|(house, document, risk)| {
        let rank = rank_of(grade(risk)) * 2 + usize::from(risk.mitigation.is_some());
        (u8::try_from(rank).unwrap_or(u8::MAX), (house, document, risk))
    });
    let Listed { items, total, hidden } = listed(all.collect(), limit);
    let items = items.into_iter().map(|(house, document, risk)| {
        let (path, line) = (&document.path, risk.line);
        let mut named = (Vec::new(), Vec::<Link>::new());
        for id in &risk.decisions {
            let decision = document.decisions.iter().find(|it| it.id.as_ref() == Some(id));
            let href = decision.and_then(|it| anchors.of(house.at, path, it.line));
            named.0.push(Link { text: shown(id), href });
            let traced = decision.and_then(|it| states.get(house.at, path, it.line));
            for row in traced.iter().flat_map(|traced| &traced.rows) {
                let row = place_of(house, anchors, &row.plan, row.line);
                if !named.1.iter().any(|known| known.text == row.text) {
                    named.1.push(row);
                }
            }
        }
        let word = |text: &Option<String>| text.as_deref().map(shown).unwrap_or_default();
        let mitigation = risk.mitigation.as_ref();
        Row {
            anchor: anchors.name("r", &house.name, &[path, &crate::model::short(&risk.title, 40)]),
            repository: house.name.clone(),
            record: place_of(house, anchors, path, 0),
            title: house.sources.text(path, line, "title", Some(&risk.title)),
            mitigation: mitigation.map(|how| house.sources.text(path, line, "mitigation", Some(how))),
            level: word(&risk.level),
            likelihood: word(&risk.likelihood),
            impact: word(&risk.impact),
            decisions: named.0,
            rows: named.1,
            source: house.sources.place(path, line),
        }
    });
    Listed { items: items.collect(), total, hidden }
}

/// The risks of plan rows that say more than that there is none.
pub fn of_rows(houses: &[House<'_>], anchors: &Anchors, limit: usize) -> Listed<OfRow> {
    let mut all = Vec::new();
    for house in houses {
        for document in &house.it.documents {
            for row in document.plan.iter().flat_map(|plan| &plan.rows) {
                let Some(risk) = &row.risk else { continue };
                if risk.level.is_none() && crate::model::budget::none_cell(&risk.text) {
                    continue;
                }
                let rank = u8::try_from(rank_of(risk.level.as_deref())).unwrap_or(5);
                let row = OfRow {
                    repository: house.name.clone(),
                    row: place_of(house, anchors, &document.path, row.line),
                    level: risk.level.as_deref().map(shown).unwrap_or_default(),
                    text: shown(&risk.text),
                    mitigation: risk.mitigation.as_deref().map(shown).unwrap_or_default(),
                };
                all.push((rank, row));
            }
        }
    }
    // The gravest first: there is one row for each file, and most of them are low.
    all.sort_by_key(|(rank, _)| *rank);
    listed(all, limit)
}

/// How many there are of each level; none where nothing is graded.
pub fn levels(houses: &[House<'_>]) -> Vec<Level> {
    let mut counts: BTreeMap<(usize, &str), (usize, usize)> = BTreeMap::new();
    for level in of_documents(houses).filter_map(|(_, _, risk)| grade(risk)) {
        counts.entry((rank_of(Some(level)), level)).or_default().0 += 1;
    }
    let rows = houses.iter().flat_map(|house| &house.it.documents).flat_map(|document| &document.plan);
    let rows = rows.flat_map(|plan| &plan.rows).filter_map(|row| row.risk.as_ref()?.level.as_deref());
    for level in rows {
        counts.entry((rank_of(Some(level)), level)).or_default().1 += 1;
    }
    let most = counts.values().map(|(records, rows)| (*records).max(*rows)).max().unwrap_or(1);
    // Words of somebody's own may be any number.
    let levels = counts.into_iter().take(12).map(|((rank, word), (records, rows))| Level {
        word: shown(&crate::model::short(word, 30)),
        rank,
        records,
        rows,
        records_length: records * 1000 / most,
        rows_length: rows * 1000 / most,
    });
    levels.collect()
}

/// Risks that have both a likelihood and an impact in words of the vocabulary.
pub fn matrix(houses: &[House<'_>]) -> Option<Matrix> {
    let mut counts = [[0; 5]; 5];
    for (_, _, risk) in of_documents(houses) {
        let (likelihood, impact) = (rank_of(risk.likelihood.as_deref()), rank_of(risk.impact.as_deref()));
        if let Some(count) = counts.get_mut(likelihood).and_then(|line| line.get_mut(impact)) {
            *count += 1;
        }
    }
    let total: usize = counts.iter().flatten().sum();
    let line = |(at, (likelihood, counts)): (usize, (&'static str, [usize; 5]))| Line {
        likelihood,
        cells: counts
            .into_iter()
            .enumerate()
            .rev()
            .map(|(impact, count)| Cell { count, grave: 8 - at - impact })
            .collect(),
    };
    (total > 0).then(|| Matrix {
        total,
        lines: LEVELS.into_iter().zip(counts).enumerate().map(line).collect(),
        impacts: LEVELS.into_iter().rev().collect(),
    })
}
