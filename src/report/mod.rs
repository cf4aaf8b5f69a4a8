//! The report: everything that is known of the documents of one or many repositories, as JSON for
//! programs, as Markdown for a pull request, and as one page for people.
//!
//! `model` is plain data and is the JSON; whoever reads the JSON of a run has all that the run had. The
//! two texts for people are filled from templates with `facts`, which are worked out from the model
//! alone: so a page made of many runs is made as a page of one. Markup of documents is rendered in
//! `fragment`, the one place that knows `comrak`.

mod collect;
mod facts;
mod fragment;
mod markdown;
mod measured;
mod model;

pub use collect::{fragments, phases, plans};
pub use markdown::{LIMIT, Short, markdown};
pub use measured::{Held, MeasuredBudget, Outcome, UnmeasuredBudget, held};
pub use model::{
    Fragment, Line, Phase, Progress, Report, Repository, VERSION, json, json_schema, merge, read,
};

use crate::template::{TemplateError, Templates};

/// Rows of one table that a page shows unless more are asked for.
pub const ROWS: usize = 500;

/// The page. No table has more than `rows` rows; what is left out is counted.
///
/// # Errors
/// A template that cannot be filled.
pub fn html(report: &Report, templates: &Templates, rows: usize) -> Result<String, TemplateError> {
    templates.fill("report/page.html", facts::page(report, rows))
}
