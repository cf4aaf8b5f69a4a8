//! Budget cells: quantities in base units. Only budgets of one metric, percentile, dimension and
//! subject are compared; of everything else it is said that it changed, no more.

use super::change::Turn;
use super::words::{plain, words};
use crate::model::budget::{Budget, Comparator, Dimension, Measure};
use std::collections::HashMap;

/// What became of a budget.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Moved {
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    /// `Aside` where the two cannot be compared.
    pub(super) turn: Turn,
    /// The two as numbers in base units, for the fingerprint.
    pub(super) values: (String, String),
}

/// What two budgets must share to be compared.
type Key = (String, Option<String>, Dimension, String, String);

fn key(budget: &Budget) -> Option<Key> {
    let folded = |text: &Option<String>| words(text.as_deref().unwrap_or_default()).spaced();
    let key = || {
        let percentile = budget.percentile.clone();
        (folded(&budget.metric), percentile, budget.dimension(), folded(&budget.per), folded(&budget.tail))
    };
    budget.read.then(key)
}

/// What changed between two budget cells, clause by clause.
pub(super) fn compare(before: &[Budget], after: &[Budget]) -> Vec<Moved> {
    let mut out = Vec::new();
    let mut left: Vec<&Budget> = after.iter().collect();
    let mut rest: Vec<&Budget> = Vec::new();
    // What stayed word for word, or means the same, is no change, whatever stands around it.
    for budget in before {
        match left.iter().position(|other| is_same(budget, other)) {
            Some(at) => drop(left.remove(at)),
            None => rest.push(budget),
        }
    }
    let mut times: HashMap<Key, usize> = HashMap::new();
    for key in rest.iter().chain(&left).filter_map(|budget| key(budget)) {
        *times.entry(key).or_default() += 1;
    }
    rest.retain(|budget| {
        // Two clauses of one key say two things; which became which is not known.
        let Some(own) = key(budget).filter(|key| times.get(key) == Some(&2)) else { return true };
        let Some(at) = left.iter().position(|other| key(other).as_ref() == Some(&own)) else { return true };
        let other = left.remove(at);
        out.push(Moved {
            before: Some(plain(&budget.text)),
            after: Some(plain(&other.text)),
            turn: turn(budget, other),
            values: (value(budget), value(other)),
        });
        false
    });
    let aside = |before: Option<&Budget>, after: Option<&Budget>| Moved {
        before: before.map(|budget| plain(&budget.text)),
        after: after.map(|budget| plain(&budget.text)),
        turn: Turn::Aside,
        values: (before.map(value).unwrap_or_default(), after.map(value).unwrap_or_default()),
    };
    let mut left = left.into_iter();
    out.extend(rest.into_iter().map(|budget| aside(Some(budget), left.next())));
    out.extend(left.map(|budget| aside(None, Some(budget))));
    out
}

/// What a fingerprint knows of a budget.
fn value(budget: &Budget) -> String {
    let Some((metric, percentile, dimension, per, tail)) = key(budget) else {
        return words(&budget.text).spaced();
    };
    let number = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
    let sign = sign(budget).map(|sign| sign.to_string()).unwrap_or_default();
    let of = measure(&dimension.of);
    let delta = if dimension.delta { "delta" } else { "" };
    let percentile = percentile.unwrap_or_default();
    let (low, high) = (number(low(budget)), number(high(budget)));
    [&metric, &percentile, of, delta, &per, &tail, &sign, &low, &high].join("|")
}

/// A measure as fingerprints spell it, for good.
fn measure(measure: &Measure) -> &str {
    match measure {
        Measure::Time => "time",
        Measure::Memory => "memory",
        Measure::Rate => "rate",
        Measure::Percent => "percent",
        Measure::Lines => "lines",
        Measure::Connections => "connections",
        Measure::Count => "count",
        Measure::Other(unit) => unit,
    }
}

fn is_same(a: &Budget, b: &Budget) -> bool {
    let quantity = || {
        let same = |x: Option<f64>, y: Option<f64>| match (x, y) {
            (Some(x), Some(y)) => (x - y).abs() <= 1e-9 * x.abs().max(y.abs()),
            (x, y) => x.is_none() && y.is_none(),
        };
        let strict = a.comparator == b.comparator || (is_upper(a) && is_upper(b) && sign(a) == sign(b));
        key(a) == key(b) && strict && same(low(a), low(b)) && same(high(a), high(b))
    };
    if a.read && b.read { quantity() } else { words(&a.text) == words(&b.text) }
}

fn low(budget: &Budget) -> Option<f64> {
    budget.low.map(|low| budget.base_value(low))
}

fn high(budget: &Budget) -> Option<f64> {
    budget.high.map(|high| budget.base_value(high))
}

/// `≤`, `<` and nothing all bound from above; the difference between them is no change of design.
const fn sign(budget: &Budget) -> Option<Comparator> {
    match budget.comparator {
        Some(Comparator::Less) | None => Some(Comparator::AtMost),
        Some(Comparator::Greater) => Some(Comparator::AtLeast),
        other => other,
    }
}

/// Whether a budget surely bounds from above. Where no sign is written, it does so for what costs:
/// `1000 qps`, `90%` and `retention 30d` may well be the least that is asked for.
fn is_upper(budget: &Budget) -> bool {
    match budget.comparator {
        Some(Comparator::Less | Comparator::AtMost) => budget.low.is_none(),
        Some(Comparator::About) | None => {
            let costs = matches!(budget.dimension().of, Measure::Time | Measure::Memory | Measure::Lines);
            let metric = words(budget.metric.as_deref().unwrap_or_default());
            let tail = words(budget.tail.as_deref().unwrap_or_default());
            costs && !metric.iter().chain(tail.iter()).any(|word| KEPT.contains(&word))
        }
        _ => false,
    }
}

/// Words of things of which more may be better.
const KEPT: [&str; 15] = [
    "retention",
    "retain",
    "uptime",
    "ttl",
    "interval",
    "window",
    "lifetime",
    "period",
    "age",
    "capacity",
    "throughput",
    "available",
    "headroom",
    "free",
    "battery",
];

/// Which way a budget went, told only where both are read the same way.
fn turn(before: &Budget, after: &Budget) -> Turn {
    let by = |was: Option<f64>, is: Option<f64>, more: Turn, less: Turn| match (was, is) {
        (Some(was), Some(is)) if is > was => more,
        (Some(was), Some(is)) if is < was => less,
        _ => Turn::Aside,
    };
    if sign(before) != sign(after) || before.low.is_some() != after.low.is_some() {
        return Turn::Aside;
    }
    if sign(before) == Some(Comparator::AtLeast) {
        return by(low(before), low(after), Turn::Forward, Turn::Back);
    }
    if is_upper(before) && is_upper(after) {
        return by(high(before), high(after), Turn::Back, Turn::Forward);
    }
    Turn::Aside
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::budget::budgets;

    fn turns(before: &str, after: &str) -> Vec<Turn> {
        compare(&budgets(before), &budgets(after)).into_iter().map(|moved| moved.turn).collect()
    }

    #[test]
    fn budgets_are_compared_in_base_units() {
        for (before, after, turn) in [
            ("p99 <50ms", "p99 <80ms", Turn::Back),
            ("p99 <50ms", "p99 <0.08s", Turn::Back),
            ("p99 <80ms", "p99 ≤50ms", Turn::Forward),
            ("mem ≤5MB per connection", "mem ≤5MiB per connection", Turn::Back),
            ("≥1000 qps", "≥800 qps", Turn::Back),
            ("≥1000 qps", "≥1.2k qps", Turn::Forward),
            ("+≤2MB", "+≤3MB", Turn::Back),
            ("startup 2s", "startup 3s", Turn::Back),
            ("2-5s added to suite", "2-8s added to suite", Turn::Back),
        ] {
            assert_eq!(turns(before, after), [turn], "{before} | {after}");
        }
    }

    #[test]
    fn what_cannot_be_compared_is_never_loosened() {
        for (before, after) in [
            ("p99 <50ms", "p95 <80ms"),
            ("latency <50ms", "startup <80ms"),
            ("p99 <50ms", "≤5MB"),
            ("+≤2MB", "≤3MB"),
            ("mem ≤5MB per connection", "mem ≤9MB"),
            ("1000 qps", "800 qps"),
            ("hit rate 90%", "hit rate 80%"),
            ("≤50ms", "≥80ms"),
            ("retention 30d", "retention 60d"),
            ("negligible", "some"),
            ("p99 <50ms", "n/a"),
        ] {
            assert_eq!(turns(before, after), [Turn::Aside], "{before} | {after}");
        }
    }

    #[test]
    fn other_spellings_are_no_change() {
        for (before, after) in [
            ("p99 <50ms", "p99 &lt;50 ms"),
            ("p99 <50ms; mem ≤5MB", "mem ≤5MB, p99 <50ms"),
            ("p99 <1s", "p99 <1000ms"),
            ("startup 2s", "startup ≤2s"),
            ("n/a", "-"),
            ("Negligible.", "negligible"),
        ] {
            assert_eq!(turns(before, after), [], "{before} | {after}");
        }
    }
}
