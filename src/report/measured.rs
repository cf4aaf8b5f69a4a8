//! What was measured of the budgets of plan rows, as data of a report.

use crate::project::measured::{Clause, Measured, Measurement, State, Verdict};
use crate::source::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A value that was measured, and what came of it. One that is held against two budgets of the same bound
/// stands here twice.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct MeasuredBudget {
    /// The path of the plan; as the measurements write it, where there is no such plan.
    pub plan: String,
    /// The path of the row, as the measurements write it.
    pub path: String,
    /// What was measured, as the measurements write it.
    pub metric: String,
    /// The budget as its cell writes it; null where none is known.
    pub budget: Option<String>,
    /// The line of its row.
    pub line: Option<usize>,
    /// The value.
    pub value: f64,
    /// Its unit; null for a bare number.
    pub unit: Option<String>,
    /// What the value is of the single runs.
    pub statistic: Option<String>,
    /// How many runs it was made from.
    pub runs: Option<u64>,
    /// What lies inside of what was measured.
    pub boundary: Option<String>,
    /// Whether anything was warm before.
    pub state: Option<State>,
    /// What came of it.
    pub verdict: Outcome,
}

/// What came of a measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Within the budget.
    Met,
    /// Beyond it.
    Exceeded,
    /// The budget states a rough number, which nothing can exceed for certain.
    Rough,
    /// It is of no budget that is known.
    Unknown,
}

/// A budget of a measured plan that nothing was measured for, in a row that is done or does not say.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct UnmeasuredBudget {
    /// The path of the plan.
    pub plan: String,
    /// A path of the row.
    pub path: String,
    /// The budget as its cell writes it.
    pub budget: String,
    /// The line of its row.
    pub line: usize,
}

/// Measurements and budgets without any.
#[derive(Debug, Default)]
pub struct Held {
    /// The values.
    pub measurements: Vec<MeasuredBudget>,
    /// The budgets without one.
    pub unmeasured: Vec<UnmeasuredBudget>,
}

/// What came of measurements; `name` is how the report calls a plan of that number.
pub fn held(measured: &Measured<'_>, name: impl Fn(usize) -> String) -> Held {
    let mut held = Held::default();
    for (one, verdict) in &measured.verdicts {
        let plan = measured.plan_of(one).map_or_else(|| one.plan.clone(), &name);
        let outcome = Outcome::of(verdict);
        let of = |clause: Option<&Clause<'_>>| MeasuredBudget {
            plan: plan.clone(),
            path: one.path.clone(),
            metric: one.metric.clone(),
            budget: clause.map(|it| it.budget.text.clone()),
            line: clause.map(|it| it.row.line),
            value: one.value,
            unit: one.unit.clone(),
            statistic: one.statistic.clone(),
            runs: one.runs,
            boundary: one.boundary.clone(),
            state: one.state,
            verdict: outcome,
        };
        if outcome == Outcome::Unknown {
            held.measurements.push(of(None));
        }
        let clauses = verdict.clauses().iter().filter_map(|&at| measured.clauses.get(at));
        held.measurements.extend(clauses.map(|clause| of(Some(clause))));
    }
    held.unmeasured.extend(measured.unmeasured().map(|clause| UnmeasuredBudget {
        plan: name(clause.plan),
        path: clause.row.paths.first().map_or_else(|| clause.row.name.clone(), |path| path.text.clone()),
        budget: clause.budget.text.clone(),
        line: clause.row.line,
    }));
    held
}

impl Outcome {
    const fn of(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Met(_) => Self::Met,
            Verdict::Exceeded(_) => Self::Exceeded,
            Verdict::Open(_) => Self::Rough,
            Verdict::Unknown(_) => Self::Unknown,
        }
    }
}

impl MeasuredBudget {
    /// The measurement by itself, which knows how it is read.
    pub fn measurement(&self) -> Measurement {
        let it = self.clone();
        Measurement {
            plan: it.plan,
            path: it.path,
            metric: it.metric,
            value: it.value,
            unit: it.unit,
            statistic: it.statistic,
            runs: it.runs,
            boundary: it.boundary,
            state: it.state,
            span: Span::default(),
        }
    }
}
