//! Changes for programs: stable, versioned, described by `docs/schemas/diff.schema.json`.

use super::{Counts, View};
use crate::diagnostic::Severity;
use crate::diff::Class;
use crate::render::json::{Diagnostic, Position, diagnostics};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What `ddr diff --output-format json` prints.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Version of this format; 1.
    pub version: u32,
    /// What the older state is called: a path, or a revision and its commit.
    pub base: String,
    /// What the newer state is called.
    pub head: String,
    /// What changed in the design, by path and place.
    pub changes: Vec<Change>,
    /// The plan that the changes carry out, where there is one.
    pub plan: Option<Plan>,
    /// How many changes of each class.
    pub summary: Summary,
}

/// One change.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// Code of the rule that judges it: `DDR705`.
    pub code: Option<String>,
    /// Name of that rule, or a name of its own: `decision-added`.
    pub name: String,
    /// How grave it is for the design.
    pub class: Class,
    /// Severity that the rule gives it.
    pub severity: Option<Severity>,
    /// What happened, in one line.
    pub message: String,
    /// Path of the document, the newer one where it has two.
    pub path: String,
    /// Title of the document.
    pub record: Option<String>,
    /// Id of a decision, title of a risk, path of a plan row, heading of a section.
    pub id: Option<String>,
    /// Which part of it changed; null where the whole thing came, went or moved.
    pub field: Option<String>,
    /// The text before.
    pub before: Option<String>,
    /// The text now.
    pub after: Option<String>,
    /// Where it stood in the older text.
    pub start_before: Option<Position>,
    /// Where it stands in the newer text.
    pub start_after: Option<Position>,
    /// A name that this change keeps while others come and go; made of meanings, not of lines.
    pub fingerprint: String,
    /// Whether somebody said that they know of it.
    pub acknowledged: bool,
}

/// The plan that the changes carry out.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// Its path.
    pub path: String,
    /// Why this plan is meant.
    pub reason: String,
    /// What the changed files and the plan do not agree on.
    pub diagnostics: Vec<Diagnostic>,
}

/// How many changes of each class; what was acknowledged is counted apart.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Number of changes that weaken the design.
    pub weakens: usize,
    /// Number of other changes of it.
    pub changes: usize,
    /// Number of changes of words alone.
    pub editorial: usize,
    /// Number of changes that somebody said they know of.
    pub acknowledged: usize,
}

/// The report as indented JSON with a line ending.
pub fn json(view: &View<'_>) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(&report(view))? + "\n")
}

/// The report as data.
pub fn report(view: &View<'_>) -> Report {
    let Counts { weakens, changes, editorial, acknowledged } = Counts::of(view.changes);
    Report {
        version: 1,
        base: view.base.to_owned(),
        head: view.head.to_owned(),
        changes: view.changes.iter().map(one).collect(),
        plan: view.plans.first().map(|plan| Plan {
            path: plan.view.path.to_owned(),
            reason: plan.reason.to_owned(),
            diagnostics: diagnostics(&plan.view),
        }),
        summary: Summary { weakens, changes, editorial, acknowledged },
    }
}

/// One change as programs see it.
pub(in crate::render) fn one(change: &crate::diff::Change) -> Change {
    let position =
        |at: crate::source::Position| Position { line: at.line, column: at.column, offset: at.offset };
    Change {
        code: change.code.map(str::to_owned),
        name: change.name.to_owned(),
        class: change.class,
        severity: change.severity,
        message: change.message.clone(),
        path: change.path.clone(),
        record: change.record.clone(),
        id: change.id.clone(),
        field: change.field.clone(),
        before: change.before.clone(),
        after: change.after.clone(),
        start_before: change.start_before.map(position),
        start_after: change.start_after.map(position),
        fingerprint: change.fingerprint.clone(),
        acknowledged: change.acknowledged,
    }
}

/// The JSON Schema of the report.
pub fn json_schema() -> String {
    crate::render::schema_text::<Report>("ddr diff --output-format json")
}
