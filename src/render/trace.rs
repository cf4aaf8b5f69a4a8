//! What carries a decision out and what governs a file: `ddr trace`, and the `trace` of `ddr show`.

mod text;

pub use text::text;

use crate::project::{
    Found, Governed, Operation, Project, Relation, RowAt, Seen, Standing, State, Trace, Traced, Via, files,
    governing, tests,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What `ddr trace --format json` prints.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// Version of this shape; 1.
    pub version: u32,
    /// The decisions that were asked for; all of them where nothing was.
    pub trace: Vec<TracedDecision>,
    /// The paths that were asked for.
    pub files: Vec<TracedFile>,
    /// The plans that were asked for.
    pub plans: Vec<TracedPlan>,
}

/// A decision and what carries it out.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct TracedDecision {
    /// The path of its record.
    pub record: String,
    /// Its id.
    pub decision: String,
    /// What was decided.
    pub statement: Option<String>,
    /// Its row.
    pub line: usize,
    /// How far it is carried out.
    pub state: Standing,
    /// What leads to its rows: they cite it, or only their plan does; null where it is uncovered.
    pub via: Option<Via>,
    /// Rows that cite it, those put off included.
    pub rows: Vec<TracedRow>,
    /// Plans that cite it around their rows.
    pub plans: Vec<CitingPlan>,
}

/// A row of a plan, with what stands at the paths that it names.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct TracedRow {
    /// The path of the plan.
    pub plan: String,
    /// Its line.
    pub line: usize,
    /// What it does to its files; null where it does not say.
    pub op: Option<Operation>,
    /// How far it is, as its author says.
    pub state: State,
    /// The files that it names.
    pub files: Vec<TracedPath>,
    /// How it is called where it names none: the text of its file cell.
    #[serde(skip)]
    pub called: String,
    /// The paths in its tests cell.
    pub tests: Vec<TracedPath>,
    /// Names of test functions in its tests cell.
    pub names: Vec<String>,
}

/// A path that a row names.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct TracedPath {
    /// The place that it leads to.
    pub path: String,
    /// What stands there.
    pub found: Found,
}

/// A plan that cites a decision around its rows.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct CitingPlan {
    /// Its path.
    pub path: String,
    /// Where it cites it.
    pub reason: String,
}

/// A path and what governs it.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct TracedFile {
    /// The path.
    pub path: String,
    /// What stands there.
    pub found: Found,
    /// Rows that are about it.
    pub rows: Vec<GoverningRow>,
}

/// A row that is about a path.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct GoverningRow {
    /// How it is about it: it names it, names it as a test, names a folder above it, or something inside.
    pub how: Governed,
    /// The row.
    pub row: TracedRow,
    /// What it is done for.
    pub decisions: Vec<DecisionName>,
    /// The record that its plan carries out.
    pub record: Option<RelatedRecord>,
}

/// A decision that a row is done for.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct DecisionName {
    /// The path of its record.
    pub record: String,
    /// Its id.
    pub decision: String,
    /// What was decided.
    pub statement: Option<String>,
    /// Its row.
    pub line: usize,
    /// How far it is carried out.
    pub state: Standing,
    /// Whether the row cites it, or only its plan does.
    pub via: Via,
}

/// Which record a plan carries out.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RelatedRecord {
    /// The record's path.
    pub path: String,
    /// Why it is taken for the plan's record.
    pub reason: String,
}

/// A document with patch plans.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct TracedPlan {
    /// Its path.
    pub path: String,
    /// The record that it carries out; null where none is known.
    pub record: Option<RelatedRecord>,
    /// Its rows.
    pub rows: Vec<PlanRow>,
}

/// A row of a plan and what it is done for.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct PlanRow {
    /// The row.
    pub row: TracedRow,
    /// What it is done for.
    pub decisions: Vec<DecisionName>,
}

/// A project and its trace, and how its files are called in the output.
#[derive(Clone, Copy)]
pub struct Named<'a> {
    /// The project.
    pub project: &'a Project<'a>,
    /// Its trace.
    pub trace: &'a Trace,
    /// The name of the file at a path of the project.
    pub name: &'a dyn Fn(&str) -> String,
}

impl Named<'_> {
    /// A decision and what carries it out; `None` where it has no id.
    pub fn decision(&self, traced: &Traced) -> Option<TracedDecision> {
        let member = self.project.member(traced.record)?;
        let decision = member.decisions.get(traced.decision)?;
        let rows = traced.rows.iter().filter_map(|at| self.row(*at));
        let plans = traced.plans.iter().filter_map(|(plan, line)| {
            let path = (self.name)(&self.project.member(*plan)?.path);
            Some(CitingPlan { path, reason: format!("cited in line {line}") })
        });
        Some(TracedDecision {
            record: (self.name)(&member.path),
            decision: decision.id.as_ref()?.text.clone(),
            statement: decision.statement.as_ref().map(|statement| statement.text.clone()),
            line: decision.line,
            state: traced.standing,
            via: traced.via,
            rows: rows.collect(),
            plans: plans.collect(),
        })
    }

    /// The decisions of the records for which `wanted` holds.
    pub fn decisions(&self, wanted: impl Fn(&Traced) -> bool) -> Vec<TracedDecision> {
        let traced = self.trace.decisions.iter().filter(|traced| wanted(traced));
        traced.filter_map(|traced| self.decision(traced)).collect()
    }

    /// A path of the project and what governs it.
    pub fn file(&self, path: &str) -> TracedFile {
        let rows = governing(self.project, path).into_iter().filter_map(|(at, how)| {
            let (decisions, record) = (self.cited(at), self.record(at.member));
            Some(GoverningRow { how, row: self.row(at)?, decisions, record })
        });
        let found = self.project.outside.look(path);
        TracedFile { path: (self.name)(path), found, rows: rows.collect() }
    }

    /// The plans of a document.
    pub fn plan(&self, member: usize) -> Option<TracedPlan> {
        let it = self.project.member(member)?;
        let rows = it.plans.iter().enumerate().flat_map(|(plan, it)| {
            (0..it.rows.len()).filter_map(move |row| {
                let at = RowAt { member, plan, row };
                Some(PlanRow { row: self.row(at)?, decisions: self.cited(at) })
            })
        });
        Some(TracedPlan { path: (self.name)(&it.path), record: self.record(member), rows: rows.collect() })
    }

    /// The record that the plans of a document carry out.
    pub fn record(&self, member: usize) -> Option<RelatedRecord> {
        let Relation { record, reason } = self.project.records_of(member).first()?;
        let path = (self.name)(&self.project.member(*record)?.path);
        Some(RelatedRecord { path, reason: reason.words() })
    }

    /// The decisions that a row is done for: those that it cites, else those that its plan cites and no
    /// row does.
    fn cited(&self, at: RowAt) -> Vec<DecisionName> {
        let named = |traced: &Traced, via| {
            let record = self.project.member(traced.record)?;
            let decision = record.decisions.get(traced.decision)?;
            Some(DecisionName {
                record: (self.name)(&record.path),
                decision: decision.id.as_ref()?.text.clone(),
                statement: decision.statement.as_ref().map(|statement| statement.text.clone()),
                line: decision.line,
                state: traced.standing,
                via,
            })
        };
        let own: Vec<_> = self.trace.of_row(at).filter_map(|traced| named(traced, Via::Row)).collect();
        if !own.is_empty() {
            return own;
        }
        let whole = self.trace.of_plan(at.member).filter(|traced| traced.via == Some(Via::Plan));
        whole.filter_map(|traced| named(traced, Via::Plan)).collect()
    }

    fn row(&self, at: RowAt) -> Option<TracedRow> {
        let (member, row) = (self.project.member(at.member)?, self.project.row(at)?);
        let named = |seen: Vec<Seen>| {
            seen.into_iter()
                .map(|seen| TracedPath { path: (self.name)(&seen.path), found: seen.found })
                .collect()
        };
        Some(TracedRow {
            plan: (self.name)(&member.path),
            line: row.line,
            op: row.operation,
            state: row.state,
            files: named(files(self.project, at.member, row)),
            called: row.name.clone(),
            tests: named(tests(self.project, at.member, row)),
            names: row.tests.as_ref().map(|tests| tests.names.clone()).unwrap_or_default(),
        })
    }
}

/// The JSON text of an answer.
pub fn json(answer: &Answer) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(answer)? + "\n")
}

/// The JSON Schema of what [`json`] prints.
pub fn json_schema() -> String {
    super::schema_text::<Answer>("ddr trace --format json")
}
