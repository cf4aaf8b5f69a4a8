//! What a page shows, worked out from the data of a report: numbers, tables cut to a length that a reader
//! bears, places of pictures. Templates are filled with it, and decide nothing.
//!
//! Every text here is one that may be shown: what hides or acts on a terminal is written out. Markup has
//! been rendered, and what is not rendered is escaped by the template.

mod anchors;
mod budgets;
mod changes;
mod decisions;
mod diagnostics;
mod documents;
mod graph;
mod measured;
mod phases;
mod plans;
mod risks;
mod sources;

use super::model::{Report, Repository};
use crate::project::{Standing, State};
use crate::render::visible;
use anchors::Anchors;
use serde::Serialize;
use sources::Sources;

/// All that a page shows.
#[derive(Debug, Serialize)]
pub struct Page {
    /// What it is called.
    title: String,
    /// Whether it is about several repositories.
    several: bool,
    repositories: Listed<documents::House>,
    numbers: Numbers,
    /// Decisions by how far they are carried out.
    standings: Vec<Share>,
    /// Rows of plans by how far they are.
    states: Vec<Share>,
    documents: Listed<documents::Row>,
    diagnostics: Listed<diagnostics::Row>,
    decisions: Listed<decisions::Row>,
    trace: Listed<decisions::Traced>,
    plans: Listed<plans::Plan>,
    risks: Listed<risks::Row>,
    row_risks: Listed<risks::OfRow>,
    levels: Vec<risks::Level>,
    matrix: Option<risks::Matrix>,
    phases: Listed<phases::Row>,
    budgets: Listed<budgets::Row>,
    measured: measured::Sum,
    changes: Listed<changes::Row>,
    /// What was compared, where something was.
    compared: Listed<changes::Range>,
    graph: Option<graph::Graph>,
}

/// How much there is of everything.
#[derive(Debug, Default, Serialize)]
struct Numbers {
    documents: usize,
    records: usize,
    plans: usize,
    others: usize,
    skipped: usize,
    unread: usize,
    errors: usize,
    warnings: usize,
    hints: usize,
    suppressed: usize,
    /// In the baseline.
    given: usize,
    decisions: usize,
    invariants: usize,
    rows: usize,
    rows_done: usize,
    risks: usize,
    unmitigated: usize,
}

/// A part of a whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Share {
    word: String,
    count: usize,
    /// Where it begins in a bar of 1000.
    from: usize,
    /// How long it is there.
    length: usize,
}

/// A table, cut where it is longer than a reader bears.
#[derive(Debug, Serialize)]
struct Listed<T> {
    items: Vec<T>,
    total: usize,
    hidden: usize,
}

/// A text, with its markup where it has some.
#[derive(Debug, Clone, Default, Serialize)]
struct Text {
    plain: String,
    html: Option<String>,
}

/// A place on this page or in a source file.
#[derive(Debug, Clone, Serialize)]
struct Link {
    text: String,
    href: Option<String>,
}

/// A repository with what is asked of it often.
struct House<'r> {
    /// Its number.
    at: usize,
    it: &'r Repository,
    name: String,
    sources: Sources<'r>,
}

/// The page of a report.
pub fn page(report: &Report, rows: usize) -> impl Serialize {
    let houses: Vec<House<'_>> = report.repositories.iter().enumerate().map(House::of).collect();
    let several = houses.len() > 1;
    let mut anchors = Anchors::new(several);
    let decided = decisions::States::of(&houses);
    let repositories = documents::houses(&houses, &decided, &mut anchors, rows);
    let documents = documents::rows(&houses, &mut anchors, rows);
    let decisions = decisions::rows(&houses, &decided, &mut anchors, rows);
    let plans = plans::plans(&houses, &mut anchors, rows);
    let decisions = decisions::linked(decisions, &houses, &decided, &anchors);
    let risks = risks::rows(&houses, &decided, &mut anchors, rows);
    let (budgets, measured) = budgets::rows(&houses, &anchors, rows);
    let (levels, matrix) = (risks::levels(&houses), risks::matrix(&houses));
    Page {
        title: match houses.as_slice() {
            [only] => only.name.clone(),
            many => format!("{} repositories", many.len()),
        },
        several,
        numbers: numbers(&houses, &decided),
        standings: decided.shares(None),
        states: plans::states(&houses),
        trace: decisions::trace(&houses, &anchors, rows),
        row_risks: risks::of_rows(&houses, &anchors, rows),
        diagnostics: diagnostics::rows(&houses, &mut anchors, rows),
        phases: phases::rows(&houses, &mut anchors, rows),
        budgets,
        measured,
        changes: changes::rows(&houses, &mut anchors, rows),
        compared: changes::ranges(&houses, rows),
        graph: if several { None } else { graph::graph(&houses, &anchors) },
        repositories,
        documents,
        decisions,
        plans,
        risks,
        levels,
        matrix,
    }
}

fn numbers(houses: &[House<'_>], decided: &decisions::States) -> Numbers {
    let mut sum = Numbers { decisions: decided.total(), ..Numbers::default() };
    for House { it, .. } in houses {
        sum.documents += it.documents.len();
        sum.skipped += it.skipped;
        sum.unread += it.unread;
        sum.errors += it.summary.errors;
        sum.warnings += it.summary.warnings;
        sum.hints += it.summary.hints;
        sum.suppressed += it.summary.suppressed;
        sum.given += it.summary.baseline;
        for document in &it.documents {
            match document.kind.as_str() {
                "record" => sum.records += 1,
                "plan" => sum.plans += 1,
                _ => sum.others += 1,
            }
            sum.invariants += document.decisions.iter().filter(|one| one.invariant == Some(true)).count();
            let risks = document.risks.iter().flat_map(|risks| &risks.items);
            sum.risks += risks.clone().count();
            sum.unmitigated += risks.filter(|risk| risk.mitigation.is_none()).count();
        }
        let rows = it.plans.iter().flat_map(|plan| &plan.rows);
        sum.rows += rows.clone().count();
        sum.rows_done += rows.filter(|row| row.row.state == State::Done).count();
    }
    sum
}

impl<'r> House<'r> {
    fn of((at, it): (usize, &'r Repository)) -> Self {
        Self { at, it, name: shown(&it.name), sources: Sources::of(it) }
    }
}

/// A text as a reader sees it.
fn shown(text: &str) -> String {
    visible(text).into_owned()
}

/// Keeps at most `limit` things (all of them where it is 0): those with the lowest number, in the order in
/// which they came.
fn listed<T>(all: Vec<(u8, T)>, limit: usize) -> Listed<T> {
    let total = all.len();
    if limit == 0 || total <= limit {
        return Listed { items: all.into_iter().map(|(_, item)| item).collect(), total, hidden: 0 };
    }
    let mut order: Vec<(u8, usize)> = all.iter().enumerate().map(|(at, (rank, _))| (*rank, at)).collect();
    order.sort_unstable();
    order.truncate(limit);
    let kept: std::collections::BTreeSet<usize> = order.into_iter().map(|(_, at)| at).collect();
    let items = all.into_iter().enumerate().filter(|(at, _)| kept.contains(at)).map(|(_, (_, item))| item);
    Listed { items: items.collect(), total, hidden: total - limit }
}

/// Parts of a whole, those with nothing left out.
fn shares(counts: impl IntoIterator<Item = (String, usize)>) -> Vec<Share> {
    let counts: Vec<(String, usize)> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    let whole: usize = counts.iter().map(|(_, count)| count).sum();
    let (mut before, mut shares) = (0, Vec::new());
    for (word, count) in counts {
        let place = |count: usize| count * 1000 / whole.max(1);
        let from = place(before);
        before += count;
        shares.push(Share { word, count, from, length: place(before) - from });
    }
    shares
}

/// What needs a reader most comes first.
const fn rank(standing: Option<Standing>) -> u8 {
    match standing {
        Some(Standing::Broken) => 0,
        Some(Standing::Uncovered) => 1,
        Some(Standing::Planned) => 2,
        Some(Standing::Covered) => 3,
        Some(Standing::Done) => 4,
        None => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_keeps_what_matters_in_the_order_it_came() {
        let all = || vec![(2, "a"), (0, "b"), (1, "c"), (0, "d")];
        let cut = listed(all(), 3);
        assert_eq!((cut.items, cut.total, cut.hidden), (vec!["b", "c", "d"], 4, 1));
        assert_eq!(listed(all(), 4).hidden, 0);
        assert_eq!(listed(all(), 0).items.len(), 4);
    }

    #[test]
    fn shares_fill_the_whole_bar() {
        let of = |counts: &[usize]| {
            let shares = shares(counts.iter().map(|&count| (String::new(), count)));
            shares.iter().map(|share| (share.from, share.length)).collect::<Vec<_>>()
        };
        assert_eq!(of(&[1, 0, 1, 1]), [(0, 333), (333, 333), (666, 334)]);
        assert_eq!(of(&[]), []);
    }
}
