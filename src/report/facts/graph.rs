//! The picture of records and the plans that carry them out: two columns, a line for each relation.

use super::anchors::Anchors;
use super::{House, shown};
use crate::model::short;
use serde::Serialize;
use std::collections::BTreeMap;

/// More plans than this make no picture that anybody reads.
const MOST: usize = 40;
/// Height of a box and the distance to the next.
const STEP: usize = 46;

/// The picture.
#[derive(Debug, Serialize)]
pub struct Graph {
    height: usize,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    /// Relations that are drawn and that there are.
    drawn: usize,
    total: usize,
}

/// A document.
#[derive(Debug, Serialize)]
struct Node {
    /// `record` or `plan`.
    kind: &'static str,
    y: usize,
    label: String,
    /// Its path in full.
    title: String,
    href: Option<String>,
}

/// A plan carries out a record.
#[derive(Debug, Serialize)]
struct Edge {
    from: usize,
    to: usize,
    /// Both and the reason, in words.
    title: String,
}

/// The picture; `None` where no plan is known to carry out a record.
pub fn graph(houses: &[House<'_>], anchors: &Anchors) -> Option<Graph> {
    let house = houses.first()?;
    let mut by_record: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    let mut total = 0;
    for plan in &house.it.plans {
        let Some(record) = plan.record.as_ref().filter(|record| record.path != plan.path) else { continue };
        total += 1;
        if total <= MOST {
            by_record.entry(&record.path).or_default().push((&plan.path, &record.reason));
        }
    }
    if total == 0 {
        return None;
    }
    let titles: BTreeMap<&str, &str> = house
        .it
        .documents
        .iter()
        .filter_map(|document| Some((document.path.as_str(), document.title.as_deref()?)))
        .collect();
    let node = |kind, path: &str, y| Node {
        kind,
        y,
        label: shown(&short(titles.get(path).copied().unwrap_or(path), 38)),
        title: shown(path),
        href: anchors.of(house.at, path, 0),
    };
    let mut graph = Graph { height: 0, nodes: Vec::new(), edges: Vec::new(), drawn: total.min(MOST), total };
    let mut y = 8;
    for (record, plans) in &by_record {
        let middle = y + (plans.len() - 1) * STEP / 2;
        graph.nodes.push(node("record", record, middle));
        for (plan, reason) in plans {
            graph.nodes.push(node("plan", plan, y));
            let title = shown(&format!("{plan} carries out {record}: {reason}"));
            graph.edges.push(Edge { from: middle + STEP / 2 - 5, to: y + STEP / 2 - 5, title });
            y += STEP;
        }
    }
    graph.height = y + 4;
    Some(graph)
}
