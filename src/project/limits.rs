//! What plan rows and records limit: `p99 latency <50ms`, in a form in which two can be compared.
//!
//! Of a row its budget cell is read; of a record the statements and rationales of its decisions, and
//! tables of budgets. Prose is read with care: only a clause that stands by itself and holds a sign or
//! word of comparison says what is limited.

use super::Text;
use super::member::at;
use crate::model::budget::{Budget, Comparator, Dimension, budgets};
use crate::model::{Document, Entry};
use crate::schema::fold;
use crate::source::Span;
use crate::syntax::{BlockKind, Table};
use std::collections::HashSet;
use std::sync::LazyLock;

/// A bound on one thing.
#[derive(Debug, Clone)]
pub struct Limit {
    /// What is bounded.
    pub about: About,
    /// The bound, in the base unit of its dimension.
    pub value: f64,
    /// Whether it bounds from above.
    pub upper: bool,
    /// The clause that says so; the span may be that of its cell.
    pub text: Text,
    /// The decision that says so.
    pub decision: Option<String>,
}

/// What a limit is about: two limits of the same can be compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct About {
    /// The words of the metric, of what it counts for and of what follows it, each group in order of the
    /// alphabet.
    words: [Vec<String>; 3],
    percentile: Option<String>,
    dimension: Dimension,
}

/// A text that may limit something. What it limits is read only where a record and a plan of it both have such
/// a text.
#[derive(Debug, Clone)]
pub struct Stated {
    /// What is to be read.
    clauses: String,
    /// The cell or row as written.
    cell: Text,
    /// What the text is.
    of: Of,
}

/// What a text that may limit something is.
#[derive(Debug, Clone)]
enum Of {
    /// The clauses of a budget cell that hold a number.
    Budget,
    /// A statement or rationale, and the id of its decision.
    Decision(Option<String>),
    /// A row of a table of budgets, and the cell of its limit.
    Row(Span),
}

impl Stated {
    /// The clauses that hold a number, each as written in the cell; the place is that of the cell where
    /// it cannot be found in it.
    pub fn clauses(&self) -> Vec<(Budget, Text)> {
        let clauses = budgets(&self.clauses).into_iter().filter(|clause| clause.read);
        clauses.map(|clause| (clause.clone(), place(&self.cell, &clause))).collect()
    }

    /// Whether the text may limit one of these things. Asked first, since most texts name none of them, and
    /// reading what one limits takes longer.
    pub fn may_limit<'a>(&self, things: impl IntoIterator<Item = &'a About>) -> bool {
        // What stays the same when it is folded, but for capitals; words that entities hide are not seen.
        let plain = |byte: &u8| byte.is_ascii() && !b"*`?_(&".contains(byte);
        if !self.clauses.as_bytes().iter().all(plain) {
            return true;
        }
        let text = self.clauses.to_ascii_lowercase();
        things.into_iter().any(|thing| {
            let mut words = thing.words.first().into_iter().flatten();
            words.all(|word| text.contains(if word == "memory" { "mem" } else { word }))
        })
    }

    /// What the text limits.
    pub fn limits(&self) -> Vec<Limit> {
        let (clauses, decision) = match &self.of {
            Of::Budget | Of::Row(_) => (budgets(&self.clauses), None),
            Of::Decision(id) => (clauses(&self.clauses), id.as_deref()),
        };
        let of = |clause: &Budget| limit(&self.cell, clause, decision);
        match (&self.of, clauses.as_slice()) {
            (Of::Row(place), [clause]) => {
                let found = of(clause).map(|it| Limit { text: Text { span: *place, ..it.text }, ..it });
                found.into_iter().collect()
            }
            (Of::Row(_), _) => Vec::new(),
            (Of::Budget | Of::Decision(_), clauses) => clauses.iter().filter_map(of).collect(),
        }
    }
}

/// The budget cell of a row, where it limits anything.
pub(super) fn stated(document: &Document<'_>, entry: &Entry<'_>) -> Option<Stated> {
    let (cell, clauses) = entry.budgets.as_ref()?;
    let read: Vec<&str> = clauses.iter().filter(|it| it.read).map(|it| it.text.as_str()).collect();
    (!read.is_empty()).then(|| Stated {
        clauses: read.join("; "),
        cell: at(document, document.source.slice(cell.span), cell.span),
        of: Of::Budget,
    })
}

/// The texts in which a record may limit something.
pub(super) fn of_record(document: &Document<'_>) -> Vec<Stated> {
    let mut out = Vec::new();
    for decision in document.all_decisions() {
        let status = decision.status.as_ref().and_then(|status| status.canonical);
        if matches!(status, Some("rejected" | "superseded" | "deprecated" | "deferred")) {
            continue;
        }
        for cell in [&decision.statement, &decision.rationale].into_iter().flatten() {
            if may_limit(&cell.text) {
                out.push(Stated {
                    clauses: cell.text.to_string(),
                    cell: at(document, document.source.slice(cell.span), cell.span),
                    of: Of::Decision(decision.id.as_ref().map(|id| id.text.to_string())),
                });
            }
        }
    }
    for block in &document.syntax.blocks {
        if let BlockKind::Table(table) = &block.kind {
            of_table(document, table, &mut out);
        }
    }
    out
}

/// Whether a text may hold a number and a comparison; asked first, since most hold neither.
fn may_limit(text: &str) -> bool {
    // Of each word that compares what no other common word holds; the case of its first letter is free.
    const WORDS: [&str; 14] = [
        "xceed", " than", "t most", "t least", "p to ", "apped at", "ithin ", "nder ", "elow ", "bove ",
        "ax", "cap", "or less", "or fewer",
    ];
    let minimum = || text.contains("min ") || text.contains("inimum") || text.contains("or more");
    text.bytes().any(|byte| byte.is_ascii_digit())
        && (!text.is_ascii()
            || text.contains(['<', '>', '=', '~'])
            || WORDS.iter().any(|word| text.contains(word))
            || minimum())
}

/// The clauses of prose that stand by themselves and compare.
fn clauses(text: &str) -> Vec<Budget> {
    let mut out = Vec::new();
    for sentence in text.split(". ").flat_map(|part| part.split(['\n', ';'])) {
        let parts: Vec<Budget> = sentence.split(" and ").flat_map(budgets).collect();
        if !parts.iter().any(|part| part.read && part.comparator.is_some()) {
            continue;
        }
        // A clause behind other words may be about what they name.
        let mut free = true;
        for part in parts {
            let plain = part.read && words(part.metric.as_deref()).iter().all(|word| is_metric(word));
            if part.read && part.comparator.is_some() && free {
                out.push(part);
            }
            free &= plain;
        }
    }
    out
}

/// Whether a word names what is measured rather than of what.
fn is_metric(word: &str) -> bool {
    " latency memory startup throughput cpu time load disk size response rss heap init connect duration \
overhead bundle p50 p95 p99 "
        .split(' ')
        .any(|known| known == word)
}

/// The rows of a table with a column that names a metric and one that limits it.
fn of_table(document: &Document<'_>, table: &Table, out: &mut Vec<Stated>) {
    let Some(columns) = Columns::of(document, table) else { return };
    for row in &table.rows {
        let shown = |at: usize| row.cells.get(at).map(|cell| document.syntax.text(cell.inline));
        let of = |at: Option<usize>| at.and_then(shown).unwrap_or_default();
        let (Some(metric), Some(value)) = (shown(columns.metric), shown(columns.limit)) else { continue };
        let clause = format!("{metric} {} {value} {}", of(columns.percentile), of(columns.unit));
        let clause = clause.split_whitespace().collect::<Vec<_>>().join(" ");
        let Some(cell) = row.cells.get(columns.limit) else { continue };
        out.push(Stated {
            clauses: clause,
            cell: at(document, document.source.slice(row.span), row.span),
            of: Of::Row(cell.span),
        });
    }
}

struct Columns {
    metric: usize,
    limit: usize,
    unit: Option<usize>,
    percentile: Option<usize>,
}

impl Columns {
    /// The columns of a table of budgets; a column that may narrow what is limited makes it none.
    fn of(document: &Document<'_>, table: &Table) -> Option<Self> {
        let (mut metric, mut limit, mut unit, mut percentile) = (None, None, None, None);
        for (at, cell) in table.head.cells.iter().enumerate() {
            let place = match fold(&document.syntax.text(cell.inline)).as_ref() {
                "metric" | "measure" | "what" | "indicator" | "slo" | "quantity" => &mut metric,
                "budget" | "limit" | "target" | "maximum" | "max" | "threshold" | "bound" => &mut limit,
                "unit" => &mut unit,
                "percentile" => &mut percentile,
                "notes" | "note" | "why" | "rationale" | "source" | "owner" | "how" | "status" | "id"
                | "#" => continue,
                _ => return None,
            };
            if place.replace(at).is_some() {
                return None;
            }
        }
        Some(Self { metric: metric?, limit: limit?, unit, percentile })
    }
}

/// A clause as a limit; ranges, exact and rough values are none.
/// `cell` is its source.
fn limit(cell: &Text, clause: &Budget, decision: Option<&str>) -> Option<Limit> {
    let dimension = clause.dimension();
    let (value, upper) = match (clause.comparator, clause.low, clause.high) {
        (Some(Comparator::Less | Comparator::AtMost), None, Some(high)) => (high, true),
        (Some(Comparator::Greater | Comparator::AtLeast), Some(low), None) => (low, false),
        // A bare number is the most of what one wants little of.
        (None, None, Some(high)) if is_cost(&dimension) => (high, true),
        _ => return None,
    };
    if !clause.read {
        return None;
    }
    let groups = [&clause.metric, &clause.per, &clause.tail].map(|text| words(text.as_deref()));
    let named = clause.percentile.is_some() || groups.first().is_some_and(|it| !it.is_empty());
    if !named {
        return None;
    }
    Some(Limit {
        about: About { words: groups, percentile: clause.percentile.clone(), dimension },
        value: clause.base_value(value),
        upper,
        text: place(cell, clause),
        decision: decision.map(str::to_owned),
    })
}

/// A clause where it stands in the source of its cell.
fn place(cell: &Text, clause: &Budget) -> Text {
    let find = |text: &str| cell.text.find(text).map(|from| Span::new(from, from + text.len()));
    // A cell may write its signs as entities.
    let found = find(&clause.text).or_else(|| find(&clause.text.replace('<', "&lt;").replace('>', "&gt;")));
    let span = found.map(|span| span.shift(cell.span.start));
    Text { text: clause.text.trim().to_owned(), span: span.unwrap_or(cell.span), line: cell.line }
}

fn is_cost(dimension: &Dimension) -> bool {
    use crate::model::budget::Measure::{Memory, Time};
    matches!(dimension.of, Memory | Time)
}

/// Words of a clause in one spelling and order, without those that only say that it is a limit.
pub(super) fn words(text: Option<&str>) -> Vec<String> {
    static FILLING: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        "a an the is are be to of at must should shall will we keep keeps kept stay stays stayed hold holds \
         remain remains limit limits limited cap capped ensure ensures guarantee guarantees require requires \
         required budget target within under below over above max maximum min minimum that it its all"
            .split_whitespace()
            .collect()
    });
    let text = fold(text.unwrap_or_default());
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let plain = words.filter(|word| !FILLING.contains(word));
    let mut out: Vec<String> =
        plain.map(|word| if word == "mem" { "memory".to_owned() } else { word.to_owned() }).collect();
    out.sort();
    out
}
