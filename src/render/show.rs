//! Documents as understood: what `ddr show` prints as JSON, and what its outline is made of.

mod outline;

pub use outline::outline;

use super::trace::{RelatedRecord, TracedDecision};
use crate::model::{self, Document, budget, risk_cell};
use crate::schema::Family;
use crate::syntax::{Markup, PieceKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What `ddr show --format json` prints.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Shown {
    /// Version of this shape; 1.
    pub version: u32,
    /// Documents, by path.
    pub documents: Vec<ShownDocument>,
    /// What carries out the decisions of these documents.
    pub trace: Vec<TracedDecision>,
}

/// A document. Lines count from 1.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShownDocument {
    /// Path relative to the project's root, with `/`.
    pub path: String,
    /// `record` or `plan`; for a schema of neither family its name.
    pub kind: String,
    /// The first heading of level 1.
    pub title: Option<String>,
    /// The summary.
    pub summary: Option<ShownProse>,
    /// Items of the notes section.
    pub notes: Vec<ShownProse>,
    /// Rows of the decisions tables.
    pub decisions: Vec<ShownDecision>,
    /// The risks section.
    pub risks: Option<ShownRisks>,
    /// Phases of the multi-phase plan.
    pub phases: Vec<ShownPhase>,
    /// The patch plan.
    pub plan: Option<ShownPlan>,
    /// Tables that only a schema of the user knows.
    pub tables: Vec<ShownTable>,
    /// Links to files and pages.
    pub links: Vec<ShownLink>,
}

/// A text with a number of words.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShownProse {
    /// Where it begins.
    pub line: usize,
    /// Its words, a stated count left out.
    pub words: usize,
    /// The count that it states of itself.
    pub stated: Option<usize>,
    /// The limit that it states for itself.
    pub limit: Option<usize>,
}

/// A word of a vocabulary.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShownWord {
    /// As written.
    pub text: String,
    /// The word that the schema has for it; null where it knows none.
    pub canonical: Option<String>,
}

/// A decision.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShownDecision {
    /// Its id.
    pub id: Option<String>,
    /// What was decided.
    pub statement: Option<String>,
    /// Why.
    pub rationale: Option<String>,
    /// How far it is.
    pub status: Option<ShownWord>,
    /// Whether it binds everything else; null where the table does not say.
    pub invariant: Option<bool>,
    /// Its row.
    pub line: usize,
}

/// A risks section.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShownRisks {
    /// The number that its heading states.
    pub stated: Option<usize>,
    /// Its heading.
    pub line: usize,
    /// Its risks.
    pub items: Vec<ShownRisk>,
}

/// A risk.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShownRisk {
    /// What may happen.
    pub title: String,
    /// What is done about it.
    pub mitigation: Option<String>,
    /// How grave it is: the schema's word, else as written.
    pub level: Option<String>,
    /// How likely it is, where a table has a column for that: the schema's word, else as written.
    #[serde(default)]
    pub likelihood: Option<String>,
    /// How bad it would be, in the same way.
    #[serde(default)]
    pub impact: Option<String>,
    /// Ids of the document's decisions that it names.
    pub decisions: Vec<String>,
    /// Where it begins.
    pub line: usize,
}

/// A phase.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShownPhase {
    /// Its number.
    pub id: Option<String>,
    /// Its title.
    pub title: String,
    /// Where it begins.
    pub line: usize,
}

/// A patch plan.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShownPlan {
    /// The phase that the title names.
    pub phase: Option<String>,
    /// The record of its project that it carries out; null where none is known.
    pub record: Option<RelatedRecord>,
    /// Its rows.
    pub rows: Vec<ShownRow>,
}

/// A row of a patch plan.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShownRow {
    /// The file cell, as its reader sees it; null where it is empty.
    #[serde(default)]
    pub file: Option<String>,
    /// The paths of the file cell, from the source text.
    pub paths: Vec<String>,
    /// What is done to them.
    pub op: Option<ShownWord>,
    /// Names of functions, APIs and settings.
    pub symbols: Vec<String>,
    /// What proves it.
    pub tests: Option<ShownTests>,
    /// Clauses of the budget cell.
    pub budgets: Vec<ShownBudget>,
    /// What may go wrong.
    pub risk: Option<ShownRowRisk>,
    /// How far it is.
    pub status: Option<ShownWord>,
    /// Its line.
    pub line: usize,
}

/// A tests cell.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShownTests {
    /// As written.
    pub text: String,
    /// Paths in it.
    pub paths: Vec<String>,
    /// Names of test functions in it.
    pub names: Vec<String>,
    /// Whether it says that there are none.
    pub none: bool,
}

/// A clause of a budget cell.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShownBudget {
    /// As written.
    pub text: String,
    /// What is measured, as written.
    pub metric: Option<String>,
    /// `p99`
    pub percentile: Option<String>,
    /// `<`, `≤`, `>`, `≥`, `=`, `~`; null where none is written.
    pub comparator: Option<String>,
    /// Lower bound.
    pub low: Option<f64>,
    /// Upper bound; a number without comparator is one.
    pub high: Option<f64>,
    /// Unit.
    pub unit: Option<String>,
    /// What it holds for each of: `request`.
    pub per: Option<String>,
    /// Whether it is a difference to today.
    pub delta: bool,
    /// Words behind it.
    pub tail: Option<String>,
}

/// A risk cell of a plan row.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShownRowRisk {
    /// The schema's word for its level.
    pub level: Option<String>,
    /// The rest of the cell.
    pub text: String,
    /// What is done about it.
    pub mitigation: Option<String>,
}

/// A table of a user's own schema.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShownTable {
    /// Its id in the schema.
    pub id: String,
    /// Its header row.
    pub line: usize,
    /// Its rows: rendered text by column key.
    pub rows: Vec<BTreeMap<String, String>>,
}

/// A link.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShownLink {
    /// Where it leads, as written.
    pub target: String,
    /// Where it stands.
    pub line: usize,
}

impl ShownRow {
    /// What the file cell says where no path is read from it: `config`, `the scripts for deploying`.
    pub fn words_for_files(&self) -> Option<&str> {
        let words = self.file.as_deref().filter(|text| text.contains(char::is_alphanumeric));
        words.filter(|_| self.paths.is_empty())
    }
}

/// The JSON text of some documents, and of what carries out their decisions.
pub fn json(documents: Vec<ShownDocument>, trace: Vec<TracedDecision>) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&Shown { version: 1, documents, trace })?;
    text.push('\n');
    Ok(text)
}

/// The JSON Schema of what [`json`] prints.
pub fn json_schema() -> String {
    super::schema_text::<Shown>("ddr show --format json")
}

/// What was understood of a document; `path` is how it is called.
pub fn document(document: &Document<'_>, path: &str) -> ShownDocument {
    let line = |span: crate::source::Span| document.source.line(span.start);
    let word = |status: &model::Status<'_>| ShownWord {
        text: status.value.text.to_string(),
        canonical: status.canonical.map(str::to_owned),
    };
    let prose = |prose: &model::Prose<'_>| ShownProse {
        line: line(prose.span),
        words: prose.words(),
        stated: prose.stated.map(|stated| stated.value),
        limit: prose.limit.map(|limit| limit.value),
    };
    let decisions = document.all_decisions().map(|decision| ShownDecision {
        id: text(decision.id.as_ref()),
        statement: text(decision.statement.as_ref()),
        rationale: text(decision.rationale.as_ref()),
        status: decision.status.as_ref().map(word),
        invariant: decision.invariant.as_ref().and_then(|mark| mark.meaning),
        line: line(decision.span),
    });
    let phases = document.phases.iter().flat_map(|run| &run.items).map(|phase| ShownPhase {
        id: text(phase.id.as_ref()),
        title: phase.title.text.to_string(),
        line: line(phase.span),
    });
    ShownDocument {
        path: path.to_owned(),
        kind: document.kind().to_owned(),
        title: text(document.title.as_ref()),
        summary: document.summary.as_ref().map(prose),
        notes: document.notes.iter().map(prose).collect(),
        decisions: decisions.collect(),
        risks: risks(document),
        phases: phases.collect(),
        plan: plan(document),
        tables: own_tables(document),
        links: links(document),
    }
}

fn text(value: Option<&model::Value<'_>>) -> Option<String> {
    value.map(|value| value.text.to_string())
}

fn risks(document: &Document<'_>) -> Option<ShownRisks> {
    let first = document.risks.iter().find(|risks| !risks.items.is_empty()).or(document.risks.first())?;
    let known: Vec<&str> =
        document.all_decisions().filter_map(|d| Some(d.id.as_ref()?.text.as_ref())).collect();
    let items = document.risks.iter().flat_map(|risks| &risks.items).map(|risk| ShownRisk {
        title: risk.title.text.to_string(),
        mitigation: text(risk.mitigation.as_ref()),
        level: risk.level.as_ref().map(|level| level.canonical.unwrap_or(&level.value.text).to_owned()),
        likelihood: graded(document, risk, "likelihood"),
        impact: graded(document, risk, "impact"),
        decisions: risk
            .decisions
            .iter()
            .filter(|id| known.contains(&id.text.as_ref()))
            .map(|id| id.text.to_string())
            .collect(),
        line: document.source.line(risk.span.start),
    });
    Some(ShownRisks {
        stated: first.stated.map(|stated| stated.value),
        line: document.source.line(first.heading.span.start),
        items: items.collect(),
    })
}

/// A cell of the row of a risk, as a word of the levels where it is one.
fn graded(document: &Document<'_>, risk: &model::Risk<'_>, key: &str) -> Option<String> {
    let tables = document.tables.iter().filter(|table| table.spec.id == "risks");
    let mut rows = tables.flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    let (table, row) = rows.find(|(_, row)| row.span == risk.span)?;
    let text = &table.cell(row, key)?.text;
    let known = table.schema.levels.exact(text).map(|term| term.canonical);
    Some(known.unwrap_or(text).to_owned()).filter(|text| !text.is_empty())
}

fn plan(document: &Document<'_>) -> Option<ShownPlan> {
    let first = document.plans.first()?;
    let rows = document.plans.iter().flat_map(|plan| &plan.entries).map(|entry| {
        let word = |status: &model::Status<'_>| ShownWord {
            text: status.value.text.to_string(),
            canonical: status.canonical.map(str::to_owned),
        };
        ShownRow {
            file: text(entry.file.as_ref()),
            paths: entry.paths.iter().map(|path| path.text.clone()).collect(),
            op: entry.operation.as_ref().map(word),
            symbols: entry.symbol_names(document.syntax),
            tests: entry.tests.as_ref().map(|cell| cell.read(document.syntax)).map(|tests| ShownTests {
                text: tests.text.clone(),
                paths: tests.paths.iter().map(|path| path.text.clone()).collect(),
                names: tests.names.clone(),
                none: tests.none,
            }),
            budgets: entry.budgets.iter().flat_map(|(_, budgets)| budgets).map(budget).collect(),
            risk: entry.risk.as_ref().map(|(_, risk)| row_risk(risk)),
            status: entry.status.as_ref().map(word),
            line: document.source.line(entry.span.start),
        }
    });
    Some(ShownPlan { phase: text(first.phase.as_ref()), record: None, rows: rows.collect() })
}

fn budget(budget: &budget::Budget) -> ShownBudget {
    ShownBudget {
        text: budget.text.clone(),
        metric: budget.metric.clone(),
        percentile: budget.percentile.clone(),
        comparator: budget.comparator.map(|comparator| comparator.to_string()),
        low: budget.low,
        high: budget.high,
        unit: budget.unit.clone(),
        per: budget.per.clone(),
        delta: budget.delta,
        tail: budget.tail.clone(),
    }
}

fn row_risk(risk: &risk_cell::RiskCell<'_>) -> ShownRowRisk {
    ShownRowRisk {
        level: risk.level.map(str::to_owned),
        text: risk.text.clone(),
        mitigation: risk.mitigation.clone(),
    }
}

/// The tables that no built-in part holds.
fn own_tables(document: &Document<'_>) -> Vec<ShownTable> {
    let own = |table: &&model::Table<'_>| {
        table.schema.family == Family::Other
            || !["decisions", "risks", "phases", "plan"].contains(&&*table.spec.id)
    };
    let rows = |table: &model::Table<'_>| {
        let row = |row: &model::Row<'_>| {
            let named = table.columns.iter().zip(&row.cells);
            named
                .filter_map(|(column, cell)| Some((column.spec?.key.clone(), cell.text.to_string())))
                .collect()
        };
        table.rows.iter().map(row).collect()
    };
    let tables = document.tables.iter().filter(own);
    tables
        .map(|table| ShownTable {
            id: table.spec.id.clone(),
            line: document.source.line(table.span.start),
            rows: rows(table),
        })
        .collect()
}

fn links(document: &Document<'_>) -> Vec<ShownLink> {
    let pieces = document.syntax.all_pieces().iter();
    pieces
        .filter(|piece| piece.kind == PieceKind::Open(Markup::Link))
        .map(|piece| ShownLink {
            target: piece.text.to_string(),
            line: document.source.line(piece.span.start),
        })
        .collect()
}
