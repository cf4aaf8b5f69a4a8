//! One clause: finding the number that limits, and naming the words around it.

use super::number::number;
use super::percentile::percentile;
use super::signs::{ends_with_word, signs};
use super::split::depths;
use super::unit::{Behind, Unit, behind, measure};
use super::words::{after, before};
use super::{Budget, Comparator, cut};

/// A number that may be the quantity of a clause, with all that belongs to it.
#[derive(Debug, Clone, Default)]
pub(super) struct Candidate {
    /// Where the words before it end.
    pub(super) start: usize,
    /// Where the words behind it begin.
    pub(super) end: usize,
    pub(super) nested: bool,
    pub(super) comparator: Option<Comparator>,
    pub(super) delta: bool,
    /// The lower end of a range.
    pub(super) low: Option<f64>,
    pub(super) value: f64,
    pub(super) unit: Option<String>,
}

/// Reads the quantity of a clause; `None` where it is words.
pub(super) fn quantity(clause: &str) -> Option<Budget> {
    let candidates = candidates(clause);
    let chosen = choose(clause, &candidates)?;
    let mut start = chosen.start;
    // `120ms → 80ms`: what it was stands before the arrow, the words before that name the metric.
    if let Some(was) = candidates.iter().rev().find(|was| was.end <= chosen.start)
        && is_arrow(cut(clause, was.end, chosen.start))
    {
        start = was.start;
    }
    let percentile = percentile(cut(clause, 0, start), cut(clause, chosen.end, clause.len()));
    let mut budget = Budget {
        percentile: percentile.name,
        comparator: chosen.comparator,
        unit: chosen.unit.clone(),
        delta: chosen.delta,
        read: true,
        ..Budget::default()
    };
    before(&percentile.before, &mut budget);
    after(&percentile.after, &mut budget);
    (budget.low, budget.high) = match (chosen.low, budget.comparator) {
        (Some(low), _) => (Some(low), Some(chosen.value)),
        (None, Some(Comparator::Equal)) => (Some(chosen.value), Some(chosen.value)),
        (None, Some(Comparator::Greater | Comparator::AtLeast)) => (Some(chosen.value), None),
        (None, _) => (None, Some(chosen.value)),
    };
    Some(budget)
}

/// The first number with a comparator, else the first with a unit, else one that words follow or a
/// colon precedes; numbers in parentheses only where there is no other.
fn choose<'a>(clause: &str, candidates: &'a [Candidate]) -> Option<&'a Candidate> {
    let nested = candidates.iter().all(|c| c.nested);
    let pool: Vec<&Candidate> = candidates.iter().filter(|c| c.nested == nested).collect();
    let strong = |c: &&&Candidate| c.comparator.is_some() || c.delta;
    let with_unit = |c: &&&Candidate| c.unit.is_some();
    let bare = |c: &&&Candidate| {
        let words = cut(clause, 0, c.start).trim_end();
        words.is_empty() || (words.ends_with(':') && !nested)
    };
    let after_arrow = pool.windows(2).find_map(|pair| match pair {
        [was, now] if now.unit.is_some() && is_arrow(cut(clause, was.end, now.start)) => Some(now),
        _ => None,
    });
    let found = pool.iter().find(strong).or(after_arrow);
    let found = found.or_else(|| pool.iter().find(with_unit)).or_else(|| pool.iter().find(bare)).copied();
    match found {
        None if !nested => {
            candidates.iter().filter(|c| c.nested).find(|c| c.comparator.is_some() && c.unit.is_some())
        }
        found => found,
    }
}

fn is_arrow(between: &str) -> bool {
    matches!(between.trim(), "→" | "->" | "=>" | "⇒")
}

/// Every number of a clause that stands by itself.
fn candidates(clause: &str) -> Vec<Candidate> {
    let depth = depths(clause);
    let mut out = Vec::new();
    let mut at = 0;
    let mut last = ' ';
    let mut before_last = ' ';
    let bytes = clause.as_bytes();
    // From one digit to the next; a point before it belongs to it.
    while let Some(digit) = bytes.iter().skip(at).position(u8::is_ascii_digit).map(|found| at + found) {
        let fraction = digit > at && bytes.get(digit - 1) == Some(&b'.');
        let start = digit - usize::from(fraction);
        let mut between = cut(clause, at, start).chars().rev();
        (before_last, last) = match (between.next(), between.next()) {
            (None, _) => (before_last, last),
            (Some(one), None) => (last, one),
            (Some(one), Some(other)) => (other, one),
        };
        at = start;
        let rest = cut(clause, at, clause.len());
        let read = if fraction {
            let tail = number(cut(rest, 1, rest.len()));
            let value = format!("0.{}", cut(rest, 1, 1 + tail.length)).parse().ok();
            super::number::Number { value, length: tail.length + 1 }
        } else {
            number(rest)
        };
        let named = last.is_alphanumeric()
            || matches!(last, '_' | '.' | '/' | '#')
            || (matches!(last, '-' | ',') && before_last.is_alphanumeric());
        let end = at + read.length;
        let found = read.value.filter(|_| !named).and_then(|value| candidate(clause, at, end, value));
        last = '0';
        before_last = '0';
        match found {
            Some(mut found) => {
                found.nested = depth.get(at).is_some_and(|&d| d > 0);
                at = found.end.max(end);
                last = cut(clause, 0, at).chars().next_back().unwrap_or(' ');
                out.push(found);
            }
            None => at = end.max(at + 1),
        }
    }
    out
}

/// The quantity around the number at `at..end`.
fn candidate(clause: &str, at: usize, end: usize, value: f64) -> Option<Candidate> {
    let mut found = signs(clause, at);
    let (unit, mut end) = unit_at(clause, end)?;
    let rest = cut(clause, end, clause.len());
    let mut next = rest.chars();
    if let (Some(':' | '/' | '.'), Some(c)) = (next.next(), next.next())
        && unit.is_none()
        && (c.is_ascii_digit() || (rest.starts_with('.') && c.is_alphabetic()))
    {
        return None;
    }
    let value = value * found.value;
    found.value = value * unit.as_ref().map_or(1.0, |unit| unit.factor);
    if value >= 0.0
        && let Some((upper, upper_unit, upper_end)) = range(clause, end, cut(clause, 0, found.start))
    {
        let same = match (&unit, &upper_unit) {
            (None, _) => Some(value * upper_unit.as_ref().map_or(1.0, |unit| unit.factor)),
            (Some(lower), Some(upper)) => convert(found.value, &lower.name, &upper.name),
            (Some(_), None) => None,
        };
        let more = cut(clause, upper_end, clause.len());
        if upper_unit.is_none() && starts_digit_after(more, '-') {
            return None;
        }
        if let Some(low) = same.filter(|low| *low <= upper) {
            found.low = Some(low);
            found.value = upper;
            found.unit = upper_unit.map(|unit| unit.name);
            found.end = upper_end;
            return Some(found);
        }
    }
    if unit.is_none() && starts_digit_after(cut(clause, end, clause.len()), '-') {
        return None;
    }
    // `100+ conns`, `99%+`
    let mut unit = unit;
    if let Some(more) = cut(clause, end, clause.len()).strip_prefix('+')
        && !more.starts_with(|c: char| c.is_alphanumeric())
        && found.comparator.is_none()
    {
        found.comparator = Some(Comparator::AtLeast);
        end += 1;
        if unit.is_none() {
            (unit, end) = unit_at(clause, end)?;
        }
    }
    if found.unit.is_none() {
        found.unit = unit.map(|unit| unit.name);
    }
    found.end = end;
    Some(found)
}

fn starts_digit_after(text: &str, mark: char) -> bool {
    text.strip_prefix(mark).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// The unit behind a number and where it ends; `None` where glued letters say that it is a name.
fn unit_at(clause: &str, end: usize) -> Option<(Option<Unit>, usize)> {
    match behind(cut(clause, end, clause.len())) {
        Behind::Glued => None,
        Behind::Nothing => Some((None, end)),
        Behind::Unit(unit) => {
            let end = end + unit.length;
            Some((Some(unit), end))
        }
    }
}

/// The upper end of a range: `-5s`, ` – 10 ms`, ` to 20 ms`, `..20`.
fn range(clause: &str, end: usize, before: &str) -> Option<(f64, Option<Unit>, usize)> {
    let rest = cut(clause, end, clause.len());
    let trimmed = rest.trim_start();
    let joints = ["..", "-", "–", "—", "−", "\u{2011}"];
    let words = || {
        let apart = trimmed.len() < rest.len();
        let and = || trimmed.strip_prefix("and ").filter(|_| ends_with_word(before, "between").is_some());
        if apart { trimmed.strip_prefix("to ").or_else(and) } else { None }
    };
    let marked = joints.iter().find_map(|joint| trimmed.strip_prefix(joint));
    let tail = marked.or_else(words)?.trim_start();
    if !tail.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let upper = number(tail);
    let from = clause.len() - tail.len();
    let (unit, end) = unit_at(clause, from + upper.length)?;
    let value = upper.value? * unit.as_ref().map_or(1.0, |unit| unit.factor);
    Some((value, unit, end))
}

fn convert(value: f64, from: &str, to: &str) -> Option<f64> {
    if from == to {
        return Some(value);
    }
    let ((a, low), (b, high)) = (measure(Some(from)), measure(Some(to)));
    (a == b).then(|| value * low / high)
}
