//! Budgets of all plan rows; those that can be compared stand beside each other, the tightest first.

use super::anchors::Anchors;
use super::decisions::place_of;
use super::measured::{EXCEEDED, Sum, Value, Values, sum};
use super::{House, Link, Listed, listed, shown};
use crate::model::budget::{Budget, Measure};
use crate::render::show::ShownBudget;
use serde::Serialize;
use std::cmp::Ordering;

/// A clause of a budget cell.
#[derive(Debug, Serialize)]
pub struct Row {
    repository: String,
    /// What is measured: `time`, `memory`; `in words` where no quantity was read.
    measure: String,
    metric: String,
    percentile: String,
    /// As in `≤ 50 ms`.
    bound: String,
    /// For each of what, and the words behind it.
    more: String,
    /// As written.
    text: String,
    /// How far it reaches, of 1000, among those that can be compared with it; 0 where none can.
    length: usize,
    /// Whether a quantity was read.
    read: bool,
    /// Whether it begins a run of budgets that can be compared.
    first: bool,
    row: Link,
    /// What was measured.
    measured: Vec<Value>,
    /// What came of it, of several values the gravest; `not measured`, or empty where nothing is asked for.
    verdict: &'static str,
}

/// What must be the same for two budgets to be comparable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    order: u8,
    measure: String,
    metric: String,
    percentile: String,
    per: String,
}

/// All of them, and how they stand.
pub fn rows(houses: &[House<'_>], anchors: &Anchors, limit: usize) -> (Listed<Row>, Sum) {
    let mut all: Vec<(Kind, f64, Row)> = Vec::new();
    for house in houses {
        let values = Values::of(house);
        for document in &house.it.documents {
            for row in document.plan.iter().flat_map(|plan| &plan.rows) {
                for budget in &row.budgets {
                    let place = place_of(house, anchors, &document.path, row.line);
                    let (kind, value, found) = one(&house.name, budget, place);
                    let (measured, verdict) = values.at(&document.path, row.line, &budget.text);
                    all.push((kind, value, Row { measured, verdict, ..found }));
                }
            }
        }
    }
    all.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.partial_cmp(&b.1).unwrap_or(Ordering::Equal)));
    let mut at = 0;
    while let Some((kind, ..)) = all.get(at) {
        let kind = kind.clone();
        let run = all.iter().skip(at).take_while(|(other, ..)| *other == kind).count();
        let most = all.iter().skip(at).take(run).map(|(_, value, _)| value.abs()).fold(0.0, f64::max);
        for (number, (_, value, row)) in all.iter_mut().skip(at).take(run).enumerate() {
            row.first = number == 0;
            // Of words, and of one alone, there is nothing to compare.
            let comparable = run > 1 && kind.order < WORDS && most > 0.0;
            row.length = if comparable { part(value.abs() / most) } else { 0 };
        }
        at += run.max(1);
    }
    let words: Vec<&str> = all.iter().map(|(_, _, row)| row.verdict).collect();
    let sum = sum(houses, &words);
    let rank = |kind: &Kind, row: &Row| if row.verdict == EXCEEDED { 0 } else { kind.order + 1 };
    (listed(all.into_iter().map(|(kind, _, row)| (rank(&kind, &row), row)).collect(), limit), sum)
}

/// A share of the longest bar; what is there at all can be seen.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number between 0 and 1000")]
fn part(share: f64) -> usize {
    (share.clamp(0.0, 1.0) * 1000.0).round().max(8.0) as usize
}

/// The order of clauses that hold no quantity.
const WORDS: u8 = 9;

fn one(repository: &str, budget: &ShownBudget, row: Link) -> (Kind, f64, Row) {
    let own = Budget {
        unit: budget.unit.clone(),
        delta: budget.delta,
        low: budget.low,
        high: budget.high,
        ..Budget::default()
    };
    let value = budget.high.or(budget.low);
    let (order, measure) = match own.dimension().of {
        _ if value.is_none() => (WORDS, "in words".to_owned()),
        Measure::Time => (0, "time".to_owned()),
        Measure::Memory => (1, "memory".to_owned()),
        Measure::Rate => (2, "rate".to_owned()),
        Measure::Percent => (3, "per cent".to_owned()),
        Measure::Lines => (4, "lines".to_owned()),
        Measure::Connections => (5, "connections".to_owned()),
        Measure::Count => (6, "number".to_owned()),
        Measure::Other(unit) => (7, unit),
    };
    let measure = if budget.delta { format!("{measure}, more than today") } else { measure };
    let text = |text: &Option<String>| text.as_deref().map(shown).unwrap_or_default();
    let (per, tail) = (text(&budget.per), text(&budget.tail));
    let per = if per.is_empty() { per } else { format!("per {per}") };
    let kind = Kind {
        order,
        measure: shown(&measure),
        metric: text(&budget.metric).to_lowercase(),
        percentile: text(&budget.percentile),
        per: per.to_lowercase(),
    };
    let row = Row {
        repository: repository.to_owned(),
        measure: kind.measure.clone(),
        metric: text(&budget.metric),
        percentile: kind.percentile.clone(),
        bound: bound(budget),
        more: [per, tail].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        text: shown(&budget.text),
        length: 0,
        read: order < WORDS,
        first: false,
        row,
        measured: Vec::new(),
        verdict: "",
    };
    (kind, value.map_or(0.0, |value| own.base_value(value)), row)
}

/// `≤ 50 ms`, `2–5 s`, `+≤ 2 MB`; empty where there is no quantity.
fn bound(budget: &ShownBudget) -> String {
    let (low, high) = (budget.low, budget.high);
    let numbers = match (low, high) {
        (Some(low), Some(high)) if low < high => format!("{low}–{high}"),
        (_, Some(one)) | (Some(one), None) => one.to_string(),
        (None, None) => return String::new(),
    };
    let range = matches!((low, high), (Some(low), Some(high)) if low < high);
    let sign = match budget.comparator.as_deref() {
        Some(sign) => format!("{sign} "),
        None if range => String::new(),
        None => "≤ ".to_owned(),
    };
    let delta = if budget.delta { "+" } else { "" };
    let unit = match budget.unit.as_deref() {
        None => String::new(),
        Some("%") => "%".to_owned(),
        Some(unit) => format!(" {unit}"),
    };
    shown(&format!("{delta}{sign}{numbers}{unit}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (Kind, f64, Row) {
        let budget = crate::model::budget::budgets(text).remove(0);
        let budget = ShownBudget {
            text: budget.text.clone(),
            metric: budget.metric.clone(),
            percentile: budget.percentile.clone(),
            comparator: budget.comparator.map(|sign| sign.to_string()),
            low: budget.low,
            high: budget.high,
            unit: budget.unit.clone(),
            per: budget.per.clone(),
            delta: budget.delta,
            tail: budget.tail.clone(),
        };
        one("r", &budget, Link { text: String::new(), href: None })
    }

    #[test]
    fn bounds_read_as_people_write_them() {
        for (text, bound) in [
            ("p99 <50ms", "< 50 ms"),
            ("retries ≤2", "≤ 2"),
            ("2-5s added to suite", "2–5 s"),
            ("memory 5MB", "≤ 5 MB"),
            ("negligible", ""),
        ] {
            assert_eq!(of(text).2.bound, bound, "{text}");
        }
    }

    #[test]
    fn one_metric_in_two_units_is_compared() {
        let (ms, s) = (of("Startup <500ms"), of("startup <60s"));
        assert_eq!(ms.0, s.0);
        assert!(ms.1 < s.1);
        assert_ne!(of("Init <20ms").0, ms.0);
        assert_ne!(of("p99 <50ms").0, of("p50 <50ms").0);
    }
}
