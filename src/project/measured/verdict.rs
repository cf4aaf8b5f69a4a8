//! Which budget a measurement is of, and whether it is kept.

use super::{Clause, Measurement, is_same};
use crate::model::budget::{Budget, Comparator, budgets};
use crate::project::Member;
use crate::project::limits::words;
use crate::schema::fold;

/// What came of a measurement; the numbers are those of the clauses that it was held against.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Within the budget.
    Met(Vec<usize>),
    /// Beyond it.
    Exceeded(Vec<usize>),
    /// The budget states a rough number, which nothing can exceed for certain.
    Open(Vec<usize>),
    /// It is of no budget that is known.
    Unknown(Unknown),
}

/// Why a measurement is of no budget that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unknown {
    /// There is no plan at the path.
    Plan,
    /// The plan has no row with the path.
    Row,
    /// The row has no budget of this name; what it has.
    Metric(Vec<String>),
    /// It measures something else than the budget, which is given, limits.
    Unit(String),
    /// The budget is about a percentile, and the value is another statistic.
    Statistic(String),
    /// More than one budget may be meant.
    Several(Vec<String>),
}

impl Verdict {
    /// The numbers of the clauses.
    pub fn clauses(&self) -> &[usize] {
        match self {
            Self::Met(at) | Self::Exceeded(at) | Self::Open(at) => at,
            Self::Unknown(_) => &[],
        }
    }
}

pub(super) fn verdict(one: &Measurement, plans: &[Member], clauses: &[Clause<'_>]) -> Verdict {
    match found(one, plans, clauses) {
        Ok(at) => judge(one, at, clauses),
        Err(why) => Verdict::Unknown(why),
    }
}

/// The clauses that a measurement is of: one, or several that limit the same by the same number.
fn found(one: &Measurement, plans: &[Member], clauses: &[Clause<'_>]) -> Result<Vec<usize>, Unknown> {
    let plan = plans.iter().position(|plan| is_same(&plan.path, &one.plan)).ok_or(Unknown::Plan)?;
    let is_row = |paths: &[super::Text]| paths.iter().any(|path| is_same(&path.text, &one.path));
    if !plans.get(plan).is_some_and(|plan| plan.rows().any(|row| is_row(&row.paths))) {
        return Err(Unknown::Row);
    }
    let of_row = clauses.iter().enumerate();
    let of_row = of_row.filter(|(_, it)| it.plan == plan && is_row(&it.row.paths));
    let of_row: Vec<(usize, &Budget)> = of_row.map(|(at, clause)| (at, &clause.budget)).collect();
    let texts = |of: &[(usize, &Budget)]| of.iter().map(|(_, budget)| budget.text.clone()).collect();
    let named: Vec<_> = of_row.iter().filter(|(_, budget)| is_named(one, budget)).copied().collect();
    if named.is_empty() {
        return Err(Unknown::Metric(texts(&of_row)));
    }
    let fits = |budget: &Budget| value(one).is_some_and(|it| it.dimension().of == budget.dimension().of);
    let fitting: Vec<_> = named.iter().filter(|(_, budget)| fits(budget)).copied().collect();
    let Some((_, first)) = fitting.first() else {
        return Err(Unknown::Unit(named.first().map(|(_, budget)| budget.text.clone()).unwrap_or_default()));
    };
    let exact: Vec<_> = fitting.iter().filter(|(_, budget)| is_statistic(one, budget)).copied().collect();
    let Some((_, chosen)) = exact.first() else {
        return Err(Unknown::Statistic(first.text.clone()));
    };
    let same = |budget: &Budget| bounds(budget) == bounds(chosen) && budget.comparator == chosen.comparator;
    if !exact.iter().all(|(_, budget)| same(budget)) {
        return Err(Unknown::Several(texts(&exact)));
    }
    Ok(exact.iter().map(|(at, _)| *at).collect())
}

/// Whether a measurement calls a budget by its name: the metric, the metric with what it counts for and
/// what follows it, or the whole clause.
fn is_named(one: &Measurement, budget: &Budget) -> bool {
    if fold(&one.metric) == fold(&budget.text) {
        return true;
    }
    // `p99 latency` may be written where the percentile has a place of its own.
    let written = budgets(&format!("{} <1ms", one.metric)).into_iter().next().filter(|it| it.read);
    let metric = written.as_ref().map_or(Some(one.metric.as_str()), |it| it.metric.as_deref());
    let percentile = written.as_ref().and_then(|it| it.percentile.as_ref());
    if percentile.is_some() && percentile != budget.percentile.as_ref() {
        return false;
    }
    let named = words(metric);
    let parts = [&budget.metric, &budget.per, &budget.tail].map(|part| words(part.as_deref()));
    let mut all = parts.concat();
    all.sort();
    parts.first().is_some_and(|metric| *metric == named) || all == named
}

/// Whether the value is of the statistic that the budget speaks of.
fn is_statistic(one: &Measurement, budget: &Budget) -> bool {
    let stated = one.statistic.as_deref().or_else(|| {
        let percentile = budget.percentile.as_deref()?;
        fold(&one.metric).contains(percentile).then_some(percentile)
    });
    match (budget.percentile.as_deref(), stated) {
        (None, _) => true,
        // Nobody said what the value is, so it is taken for what the budget asks.
        (Some(_), None) => true,
        (Some(asked), Some(stated)) => percentile(stated).as_deref() == Some(asked),
    }
}

/// A statistic as percentiles are written: `median` is `p50`.
fn percentile(statistic: &str) -> Option<String> {
    if statistic.eq_ignore_ascii_case("median") {
        return Some("p50".to_owned());
    }
    budgets(&format!("{statistic} <1ms")).into_iter().next()?.percentile
}

/// The value with its unit, read as a cell would be.
fn value(one: &Measurement) -> Option<Budget> {
    let unit = one.unit.as_deref().unwrap_or_default();
    let text = if unit.is_empty() { "1".to_owned() } else { format!("x <1 {unit}") };
    let read = budgets(&text).into_iter().next()?;
    // A unit that nobody knows would be read as words behind a bare number.
    let known = unit.is_empty() || (read.read && read.unit.is_some() && read.tail.is_none());
    known.then_some(read)
}

/// The bounds of a budget in base units.
fn bounds(budget: &Budget) -> (Option<f64>, Option<f64>) {
    (budget.low.map(|low| budget.base_value(low)), budget.high.map(|high| budget.base_value(high)))
}

fn judge(one: &Measurement, at: Vec<usize>, clauses: &[Clause<'_>]) -> Verdict {
    let Some(budget) = at.first().and_then(|&at| clauses.get(at)).map(|clause| &clause.budget) else {
        return Verdict::Open(at);
    };
    let Some(value) = value(one).map(|unit| unit.base_value(one.value)) else { return Verdict::Open(at) };
    let (low, high) = bounds(budget);
    let kept = match (budget.comparator, low, high) {
        (Some(Comparator::About), ..) => None,
        (Some(Comparator::Less), _, Some(high)) => Some(value < high && !close(value, high)),
        (Some(Comparator::Greater), Some(low), _) => Some(value > low && !close(value, low)),
        (Some(Comparator::AtLeast), Some(low), _) => Some(value >= low || close(value, low)),
        (Some(Comparator::Equal), low, high) => high.or(low).map(|exact| close(value, exact)),
        // The lower end of a range (`2-5s`) is what is expected, not what is asked for.
        (_, _, Some(high)) => Some(value <= high || close(value, high)),
        _ => None,
    };
    match kept {
        Some(true) => Verdict::Met(at),
        Some(false) => Verdict::Exceeded(at),
        None => Verdict::Open(at),
    }
}

/// Whether two values are the same up to rounding.
fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

#[cfg(test)]
mod tests {
    use super::super::{Measured, read};
    use super::*;
    use crate::check::read_member;
    use crate::config::Settings;
    use crate::source::Source;

    /// What comes of measurements `metric;value;unit;statistic` of a row with this budget cell.
    fn of(cell: &str, measurements: &[&str]) -> Vec<String> {
        let plan = format!(
            "# Patch plan\n\n| file | op | tests | budget |\n|--|--|--|--|\n| src/a.py | modify | t.py | {cell} |\n"
        );
        let member = read_member(&Source::new("p.md", plan.as_str()), &Settings::default()).unwrap();
        let plans = [member];
        let items: Vec<String> = measurements
            .iter()
            .map(|one| {
                let mut parts = one.split(';').map(str::trim);
                let mut text = || parts.next().unwrap_or_default();
                let (metric, value, unit, statistic) = (text(), text(), text(), text());
                format!("{{\"plan\":\"./p.md\",\"path\":\"src/a.py\",\"metric\":\"{metric}\",\"value\":{value},\"unit\":\"{unit}\",\"statistic\":\"{statistic}\"}}")
            })
            .collect();
        let list = read(&format!("{{\"version\":1,\"measurements\":[{}]}}", items.join(","))).unwrap();
        let measured = Measured::new(&list, &plans, false);
        let shown = |(_, verdict): &(_, Verdict)| match verdict {
            Verdict::Met(_) => "met".to_owned(),
            Verdict::Exceeded(_) => "exceeded".to_owned(),
            Verdict::Open(_) => "open".to_owned(),
            Verdict::Unknown(why) => format!("{why:?}").split('(').next().unwrap().to_owned(),
        };
        measured.verdicts.iter().map(shown).collect()
    }

    #[test]
    fn values_are_compared_in_base_units() {
        let cell = "Startup <60s; memory <500MB";
        let got = of(
            cell,
            &["startup;59.9;s", "Startup;60000;ms", "memory;499.9;MB", "mem;480;MiB", "memory;0.4;GB"],
        );
        assert_eq!(got, ["met", "exceeded", "met", "exceeded", "met"]);
        assert_eq!(
            of("throughput ≥ 200 qps", &["throughput;199;qps", "throughput;200;qps"]),
            ["exceeded", "met"]
        );
        assert_eq!(
            of("2-5s added to suite", &["added to suite;1;s", "added to suite;6;s"]),
            ["met", "exceeded"]
        );
        assert_eq!(of("retries ≤2", &["retries;2", "retries;3"]), ["met", "exceeded"]);
        assert_eq!(of("cpu ≤ 5%", &["cpu;4.5;%"]), ["met"]);
        assert_eq!(of("start ~2s", &["start;9;s"]), ["open"]);
    }

    #[test]
    fn a_clause_may_be_called_by_what_it_says() {
        assert_eq!(of("&lt;60s", &[";59;s", "<60s;61;s"]), ["met", "exceeded"]);
        assert_eq!(
            of("mem &lt;5MB per connection", &["mem;4;MB", "mem per connection;6;MB"]),
            ["met", "exceeded"]
        );
    }

    #[test]
    fn a_percentile_is_held_against_its_own() {
        let cell = "p50 latency <10ms; p99 latency <50ms";
        assert_eq!(
            of(cell, &["latency;9;ms;median", "latency;51;ms;p99", "p99 latency;49;ms"]),
            ["met", "exceeded", "met"]
        );
        assert_eq!(of(cell, &["latency;9;ms;mean", "latency;9;ms"]), ["Statistic", "Several"]);
    }

    #[test]
    fn what_is_of_no_budget_says_why() {
        let cell = "Startup <60s; memory <500MB";
        assert_eq!(
            of(cell, &["heap;1;MB", "memory;1;s", "startup;1;parsecs", "memory;1"]),
            ["Metric", "Unit", "Unit", "Unit"]
        );
        assert_eq!(of("negligible", &["memory;1;MB"]), ["Metric"]);
    }
}
