//! DDR504.

use crate::diagnostic::Severity;
use crate::model::budget::{Budget, Comparator, Dimension};
use crate::model::{Document, Entry, Plan};
use crate::rules::{Check, Report};
use crate::schema::fold;
use crate::source::Span;
use std::collections::HashMap;

rule! {
    /// One budget cell states one limit for one thing.
    ///
    /// ## Why
    /// `latency <50ms; latency <80ms` leaves open which of the two a review or a measurement has to
    /// hold the change against. Mostly one of them is the number of an earlier draft.
    ///
    /// Compared are clauses of one cell with the same metric, percentile, per-what and words behind,
    /// in the same kind of unit, converted where needed. It is a warning where two upper bounds
    /// differ, or a lower bound lies above an upper one. It is a hint where the clauses name no
    /// metric and no percentile, where only one of them has a comparison (a usual and a largest value), or where the row
    /// names several files or functions, for each of which one clause may be meant.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Search patch plan
    ///
    /// | File | Op | Tests | Budget |
    /// |------|----|-------|--------|
    /// | src/search.rs | modify | tests/search.rs | latency <50ms; memory <5MB; latency <80ms |
    /// ```
    /// ```markdown,passes
    /// # Search patch plan
    ///
    /// | File | Op | Tests | Budget |
    /// |------|----|-------|--------|
    /// | src/search.rs | modify | tests/search.rs | latency p50 <50ms; latency p99 <80ms; memory <5MB |
    /// ```
    "DDR504" "contradictory-budget" Warning Check::Plan(check)
}

/// What a clause is about, and whether it states its limit in words for the largest value (`max`).
type About = (String, Option<String>, String, String, Dimension, bool);

/// The strictest bounds on one thing so far.
#[derive(Default)]
struct Bounds<'b> {
    upper: Option<(f64, &'b Budget, Span)>,
    lower: Option<(f64, &'b Budget, Span)>,
}

fn check(plan: &Plan<'_>, document: &Document<'_>, report: &mut Report) {
    for entry in plan.entries.iter().filter(|entry| !entry.shifted) {
        let Some((value, clauses)) = &entry.budgets else { continue };
        if clauses.len() < 2 {
            continue;
        }
        let mut seen: HashMap<About, Bounds<'_>> = HashMap::new();
        let mut from = value.span.start;
        for clause in clauses {
            let rest = Span::new(from, value.span.end);
            let found = rest.of(&document.source.text).find(&clause.text);
            let place = found.map(|at| Span::new(from + at, from + at + clause.text.len()));
            from = place.map_or(from, |place| place.end);
            let place = place.unwrap_or(value.span);
            let Some((lower, upper)) = bounds(clause) else { continue };
            let known = seen.entry(about(clause)).or_default();
            let other = match (upper, lower) {
                (Some(upper), _) => known
                    .upper
                    .filter(|(value, ..)| differs(*value, upper))
                    .or(known.lower.filter(|(value, ..)| *value > upper && differs(*value, upper))),
                (None, Some(lower)) => {
                    known.upper.filter(|(value, ..)| lower > *value && differs(*value, lower))
                }
                (None, None) => None,
            };
            if let Some((_, other, at)) = other {
                let message =
                    format!("budget of {} says both `{}` and `{}`", entry.name(), other.text, clause.text);
                let one_compares = clause.comparator.is_some() != other.comparator.is_some();
                let named = clause.metric.is_some() || clause.percentile.is_some();
                let sure = named && !one_compares && !names_several(entry, document);
                report
                    .add(place, message)
                    .severity(if sure { Severity::Warning } else { Severity::Hint })
                    .label(at, "the other limit")
                    .help("keep the one that holds, or say what tells them apart");
            }
            if let Some(upper) = upper
                && known.upper.is_none_or(|(value, ..)| upper < value)
            {
                known.upper = Some((upper, clause, place));
            }
            if let Some(lower) = lower
                && known.lower.is_none_or(|(value, ..)| lower > value)
            {
                known.lower = Some((lower, clause, place));
            }
        }
    }
}

/// The bounds that a clause sets for sure; ranges, exact and rough values set none.
fn bounds(clause: &Budget) -> Option<(Option<f64>, Option<f64>)> {
    if !clause.read {
        return None;
    }
    match (clause.comparator, clause.low, clause.high) {
        (None | Some(Comparator::Less | Comparator::AtMost), None, Some(high)) => {
            Some((None, Some(clause.base_value(high))))
        }
        (Some(Comparator::Greater | Comparator::AtLeast), Some(low), None) => {
            Some((Some(clause.base_value(low)), None))
        }
        _ => None,
    }
}

fn about(clause: &Budget) -> About {
    let folded = |text: &Option<String>| fold(text.as_deref().unwrap_or_default()).into_owned();
    let largest = clause.text.split(|c: char| !c.is_alphanumeric()).any(|word| {
        ["max", "maximum", "cap", "up", "most", "worst", "peak"]
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known))
    });
    let (metric, per, tail) = (folded(&clause.metric), folded(&clause.per), folded(&clause.tail));
    (metric, clause.percentile.clone(), per, tail, clause.dimension(), largest)
}

/// Whether two values are not the same up to rounding.
fn differs(a: f64, b: f64) -> bool {
    (a - b).abs() > 1e-9 * a.abs().max(b.abs())
}

/// Whether a row speaks of several files or functions.
fn names_several(entry: &Entry<'_>, document: &Document<'_>) -> bool {
    let listed = |text: &str| text.contains([',', ';', '/', '+', '&']) || text.contains(" and ");
    entry.paths.len() > 1
        || entry.symbol_names(document.syntax).len() > 1
        || entry.symbols.as_ref().is_some_and(|symbols| listed(&symbols.text))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, silent};

    #[test]
    fn two_upper_bounds_of_one_thing_are_a_warning() {
        expect(
            &RULE,
            FREE,
            "# P\n\n| File | Op | Budget |\n|--|--|--|\n| a/b.py | add | Latency <50ms; mem <5MB, latency ≤ 0.1s |\n                                          ^^^^^^^^^^^^^^ warning: budget of a/b.py says both `Latency <50ms` and `latency ≤ 0.1s`\n",
        );
    }

    #[test]
    fn a_lower_bound_above_the_upper_one_is_a_warning() {
        expect(
            &RULE,
            FREE,
            "# P\n\n| File | Op | Budget |\n|--|--|--|\n| a/a.py | add | p99 <2s; p99 <5s |\n                          ^^^^^^^ warning: budget of a/a.py says both `p99 <2s` and `p99 <5s`\n| a/b.py | add | throughput <100 qps; throughput ≥500 qps |\n                                      ^^^^^^^^^^^^^^^^^^^ warning: budget of a/b.py says both `throughput <100 qps` and `throughput ≥500 qps`\n",
        );
    }

    #[test]
    fn what_may_be_meant_for_two_things_is_a_hint() {
        expect(
            &RULE,
            FREE,
            "# P\n\n| File | Op | Functions | Budget |\n|--|--|--|--|\n| a/b.py | add | get(), put() | latency <5ms; latency <9ms |\n                                              ^^^^^^^^^^^^ hint: budget of a/b.py says both `latency <5ms` and `latency <9ms`\n| a/c.py | add | f | <5ms; <9ms |\n                           ^^^^ hint: budget of a/c.py says both `<5ms` and `<9ms`\n| a/d.py | add | f | mem 5MB; mem <9MB |\n                              ^^^^^^^^ hint: budget of a/d.py says both `mem 5MB` and `mem <9MB`\n",
        );
    }

    #[test]
    fn budgets_that_fit_together_are_silent() {
        let cells = [
            "p50 <20ms, p99 <50ms",
            "latency p50 <20ms; latency p99 <50ms",
            "<5ms p50, <9ms p99",
            "mem <5MB per job; mem <50MB per host",
            "latency <50ms (cached), latency <200ms (cold)",
            "CPU <5% idle; CPU <50% under load",
            "mem <1MB; mem <1000KB",
            "latency ≤1s; latency ≤1000ms",
            "mem ≤5MB; mem +≤2MB",
            "retries ≤2, retries within 5s",
            "latency <50ms, max latency 90ms",
            "latency ~50ms; latency <90ms",
            "startup 2-5s; startup <9s",
            "throughput ≥100 qps; throughput <500 qps",
            "n/a",
            "negligible; no I/O",
            "latency <50ms; latency <50ms",
            "TTL=60s; TTL=90s",
            "read <5ms, write <9ms",
            "120ms → 80ms",
            "size <5MB; size <100 lines",
            "mem <5MB<br>disk <9MB",
            "latency <50ms; latency <80ms on ARM",
            "5s timeout; 10s timeout in CI",
        ];
        let rows: String = cells.iter().map(|cell| format!("| a/b.py | modify | {cell} |\n")).collect();
        silent(
            &RULE,
            FREE,
            &[
                &format!("# P\n\n| File | Op | Budget |\n|--|--|--|\n{rows}"),
                // Each row for itself.
                "# P\n\n| File | Op | Budget |\n|--|--|--|\n| a/b.py | add | mem <5MB |\n| a/b.py | modify | mem <9MB |\n",
                "# P\n\n| File | Op | Budget |\n|--|--|--|\n| a/b.py | add |\n",
                "# P\n\n| File | Op | Notes |\n|--|--|--|\n| a/b.py | add | mem <5MB; mem <9MB |\n",
                "# P\n\n```\n| File | Op | Budget |\n|--|--|--|\n| a/b.py | add | mem <5MB; mem <9MB |\n```\n",
            ],
        );
    }
}
