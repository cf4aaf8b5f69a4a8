//! Measurements, held against the budgets of plan rows.
//!
//! A budget cell is a promise; a measurement says whether it was kept. Somebody else measures: what comes
//! here is a list of values, each for one budget of one row, and a verdict on each. Nothing is guessed:
//! where more than one budget may be meant, or the units measure different things, the measurement is of
//! nothing known.

mod file;
mod verdict;

pub use file::{File, Mistake, State, json_schema, read};
pub use verdict::{Unknown, Verdict};

use super::{Member, Operation, Row, State as RowState, Text};
use crate::model::budget::Budget;
use crate::source::Span;

/// A value that was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Measurement {
    /// Path of the plan, from the root of the project.
    pub plan: String,
    /// A path of the row.
    pub path: String,
    /// What was measured, as written in the cell; empty for a clause that names nothing (`<60s`).
    pub metric: String,
    /// The value.
    pub value: f64,
    /// Its unit; `None` for a bare number.
    pub unit: Option<String>,
    /// What the value is of the single runs: `median`, `p99`, `max`.
    pub statistic: Option<String>,
    /// How many runs it was made from.
    pub runs: Option<u64>,
    /// What lies inside of what was measured.
    pub boundary: Option<String>,
    /// Whether anything was warm before.
    pub state: Option<State>,
    /// Where it stands in its file.
    pub span: Span,
}

impl Measurement {
    /// The value as people read it: `512.3 MB`.
    pub fn shown(&self) -> String {
        match self.unit.as_deref() {
            Some("%") => format!("{}%", self.value),
            Some(unit) => format!("{} {unit}", self.value),
            None => self.value.to_string(),
        }
    }

    /// How it was measured: `p99 of 200 runs, cold, HTTP request to first byte`.
    pub fn circumstances(&self) -> Option<String> {
        let runs = self.runs.map(|runs| format!("{runs} {}", if runs == 1 { "run" } else { "runs" }));
        let of = match (&self.statistic, runs) {
            (Some(statistic), Some(runs)) => Some(format!("{statistic} of {runs}")),
            (statistic, runs) => statistic.clone().or(runs),
        };
        let state = self.state.map(|state| state.word().to_owned());
        let parts: Vec<String> = [of, state, self.boundary.clone()].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// A budget of a row.
#[derive(Debug, Clone)]
pub struct Clause<'p> {
    /// Which of the plans.
    pub plan: usize,
    /// Its row.
    pub row: &'p Row,
    /// What it says.
    pub budget: Budget,
    /// It as written.
    pub text: Text,
}

/// Measurements and what they are held against.
#[derive(Debug)]
pub struct Measured<'p> {
    /// The plans that the measurements may name.
    pub plans: &'p [Member],
    /// The measurements, each with what came of it.
    pub verdicts: Vec<(&'p Measurement, Verdict)>,
    /// All budgets of the plans that a measurement names.
    pub clauses: Vec<Clause<'p>>,
    /// Whether every budget has to be measured.
    pub required: bool,
}

impl<'p> Measured<'p> {
    /// The number under which rules speak of the measurements themselves; the plans have theirs.
    pub const ITSELF: usize = usize::MAX;

    /// Holds measurements against the plans of a project.
    pub fn new(measurements: &'p [Measurement], plans: &'p [Member], required: bool) -> Self {
        let mut clauses = Vec::new();
        for (at, plan) in plans.iter().enumerate() {
            if measurements.iter().any(|one| is_same(&one.plan, &plan.path)) {
                clauses.extend(plan.rows().flat_map(|row| of_row(at, row)));
            }
        }
        let judge = |one| (one, verdict::verdict(one, plans, &clauses));
        let verdicts = measurements.iter().map(judge).collect();
        Self { plans, verdicts, clauses, required }
    }

    /// Which of the plans a measurement names.
    pub fn plan_of(&self, one: &Measurement) -> Option<usize> {
        self.plans.iter().position(|plan| is_same(&plan.path, &one.plan))
    }

    /// The budgets that nothing was measured for, of rows that are carried out or do not say.
    pub fn unmeasured(&self) -> impl Iterator<Item = &Clause<'p>> {
        let is_judged = |at: usize| self.verdicts.iter().any(|(_, verdict)| verdict.clauses().contains(&at));
        let open = |row: &Row| {
            !row.is_live() || row.state == RowState::Open || row.operation == Some(Operation::Delete)
        };
        let clauses = self.clauses.iter().enumerate();
        clauses.filter(move |(at, clause)| !is_judged(*at) && !open(clause.row)).map(|(_, clause)| clause)
    }

    /// The numbers in words: `3 budgets measured: 2 met, 1 exceeded; 1 not measured`.
    pub fn summary(&self) -> String {
        let count = |is: fn(&Verdict) -> bool| self.verdicts.iter().filter(|(_, it)| is(it)).count();
        let met = count(|it| matches!(it, Verdict::Met(_)));
        let exceeded = count(|it| matches!(it, Verdict::Exceeded(_)));
        let open = count(|it| matches!(it, Verdict::Open(_)));
        let parts = [(met, "met"), (exceeded, "exceeded"), (open, "measured against a rough number")];
        let parts = parts.iter().filter(|(number, _)| *number > 0);
        let parts: Vec<String> = parts.map(|(number, word)| format!("{number} {word}")).collect();
        let judged = met + exceeded + open;
        let mut line = format!("{judged} {} measured", if judged == 1 { "budget" } else { "budgets" });
        if !parts.is_empty() {
            line = format!("{line}: {}", parts.join(", "));
        }
        let rest = self.unmeasured().count();
        if rest > 0 { format!("{line}; {rest} not measured") } else { line }
    }
}

/// The budgets of a row; cells that may stand under the wrong header are none.
fn of_row(plan: usize, row: &Row) -> impl Iterator<Item = Clause<'_>> {
    let stated = row.budget.as_ref().filter(|_| !row.shifted);
    let clauses = stated.map(super::limits::Stated::clauses).unwrap_or_default();
    clauses.into_iter().map(move |(budget, text)| Clause { plan, row, budget, text })
}

/// Whether two paths are the same as written.
fn is_same(a: &str, b: &str) -> bool {
    fn bare(path: &str) -> &str {
        path.trim_start_matches("./").trim_end_matches('/')
    }
    bare(a) == bare(b)
}
