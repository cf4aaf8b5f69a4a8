//! What was measured of the budgets, by the rows that they stand in.

use super::{House, Share, shares, shown};
use crate::report::measured::{MeasuredBudget, Outcome};
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// How the budgets stand.
#[derive(Debug, Serialize)]
pub struct Sum {
    /// Whether anything was measured or should have been.
    given: bool,
    /// Budgets by what came of them, of plans that were measured.
    shares: Vec<Share>,
    /// Values that are of no known budget.
    unknown: usize,
}

/// A value beside a budget.
#[derive(Debug, Serialize)]
pub struct Value {
    /// As people read it: `512.3 MB`.
    value: String,
    /// What came of it: `met`, `exceeded`, `rough number`.
    verdict: &'static str,
    /// How it was measured; empty where nobody said.
    how: String,
}

/// What was measured in one repository.
pub struct Values<'r> {
    measured: HashMap<Place<'r>, Vec<&'r MeasuredBudget>>,
    unmeasured: HashSet<Place<'r>>,
}

/// A plan, a line of it, and a budget as written there.
type Place<'r> = (&'r str, usize, &'r str);

/// The word for a budget without a value.
const NONE: &str = "not measured";

/// The word for one beyond its bound.
pub const EXCEEDED: &str = "exceeded";

impl<'r> Values<'r> {
    /// Those of a repository.
    pub fn of(house: &House<'r>) -> Self {
        let mut measured: HashMap<Place<'r>, Vec<_>> = HashMap::new();
        for one in &house.it.measurements {
            if let (Some(budget), Some(line)) = (one.budget.as_deref(), one.line) {
                measured.entry((&one.plan, line, budget)).or_default().push(one);
            }
        }
        let unmeasured = house.it.unmeasured.iter();
        let unmeasured =
            unmeasured.map(|it| (it.plan.as_str(), it.line, it.budget.as_str())).collect::<HashSet<_>>();
        Self { measured, unmeasured }
    }

    /// The values of a budget, and the word for what came of them, the gravest first.
    pub fn at(&self, plan: &str, line: usize, budget: &str) -> (Vec<Value>, &'static str) {
        let place = (plan, line, budget);
        let all = self.measured.get(&place).map(Vec::as_slice).unwrap_or_default();
        let word = match all.iter().map(|one| one.verdict).min_by_key(|verdict| grave(*verdict)) {
            Some(verdict) => word(verdict),
            None if self.unmeasured.contains(&place) => NONE,
            None => "",
        };
        (all.iter().map(|one| value(one)).collect(), word)
    }
}

fn value(one: &MeasuredBudget) -> Value {
    let measurement = one.measurement();
    Value {
        value: shown(&measurement.shown()),
        verdict: word(one.verdict),
        how: measurement.circumstances().as_deref().map(shown).unwrap_or_default(),
    }
}

const fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Met => "met",
        Outcome::Exceeded => EXCEEDED,
        Outcome::Rough => "rough number",
        Outcome::Unknown => "unknown",
    }
}

/// Of several values of one budget, the gravest speaks for it.
const fn grave(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Exceeded => 0,
        Outcome::Rough => 1,
        Outcome::Met => 2,
        Outcome::Unknown => 3,
    }
}

/// All of them together; `words` are those of the budgets.
pub fn sum(houses: &[House<'_>], words: &[&'static str]) -> Sum {
    let order = [word(Outcome::Met), word(Outcome::Exceeded), word(Outcome::Rough), NONE];
    let counted = order.map(|word| (word.to_owned(), words.iter().filter(|it| **it == word).count()));
    let all = || houses.iter().flat_map(|house| &house.it.measurements);
    Sum {
        given: houses.iter().any(|it| !it.it.measurements.is_empty() || !it.it.unmeasured.is_empty()),
        shares: shares(counted),
        unknown: all().filter(|one| one.verdict == Outcome::Unknown).count(),
    }
}
