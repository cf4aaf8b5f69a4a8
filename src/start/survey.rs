//! What one document tells of how its team writes: its sizes, the limits that it states, the words that
//! it uses as statuses.

use crate::config::Settings;
use crate::model::{self, Document, Schemas, Status};
use crate::schema::{Family, Terms};
use crate::source::Source;
use crate::syntax;
use crate::syntax::words::Counts;

/// The keys of `limits`, in the order of [`Sizes`], each with what the schemas ask by themselves; of rows
/// they ask nothing, and the number is one that few documents need to exceed.
pub const LIMITS: [(&str, usize, &str); 6] = [
    ("statement_words", 20, "words of a statement"),
    ("rationale_words", 25, "words of a rationale"),
    ("summary_words", 200, "words of a summary"),
    ("note_words", 50, "words of a note"),
    ("decisions", 8, "decisions in a record"),
    ("entries", 12, "rows in a plan"),
];

/// A number for each of the limits; none where the document has no such thing.
pub type Sizes = [Option<usize>; LIMITS.len()];

/// A recognised document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its path in the project.
    pub path: String,
    /// What it is about.
    pub family: Family,
    /// Whether it is a template to be filled in, which no rule looks at.
    pub template: bool,
    /// The largest that it has.
    pub largest: Sizes,
    /// The limits that it states itself.
    pub stated: Sizes,
    /// Words under statuses of decisions that the schema does not know.
    pub statuses: Vec<String>,
    /// The same of plan rows.
    pub row_statuses: Vec<String>,
}

/// Reads a text for what it tells; `None` where it is no document.
pub fn look(source: &Source, settings: &Settings) -> Option<Seen> {
    let schemas = Schemas { record: settings.record_schema(), plan: settings.plan_schema(), assigned: None };
    if !model::may_be_document(&source.text, &schemas) || syntax::too_deep(&source.text).is_some() {
        return None;
    }
    let syntax = syntax::parse(&source.text, source.start());
    let document = model::read(source, &syntax, &schemas)?;
    let (largest, stated) = sizes(&document);
    let decisions = document.all_decisions().filter_map(|decision| decision.status.as_ref());
    let entries = document.plans.iter().flat_map(|plan| &plan.entries);
    let rows = entries.filter_map(|entry| entry.status.as_ref());
    Some(Seen {
        path: source.path.clone(),
        family: document.schema.family,
        template: document.template,
        largest,
        stated,
        statuses: unknown(decisions, &document.schema.statuses),
        row_statuses: unknown(rows, &document.schema.row_statuses),
    })
}

fn unknown<'d>(statuses: impl Iterator<Item = &'d Status<'d>>, terms: &Terms) -> Vec<String> {
    let strange =
        statuses.filter(|status| status.canonical.is_none() && terms.leading(&status.value.text).is_none());
    strange.map(|status| status.value.text.to_string()).filter(|text| is_a_word(text)).collect()
}

/// Whether a cell is a status word, not a sentence, a date or a sign for nothing.
fn is_a_word(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let letters = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '_');
    words > 0 && words <= 3 && text.chars().count() <= 30 && text.chars().all(letters)
}

fn sizes(document: &Document<'_>) -> (Sizes, Sizes) {
    let (mut largest, mut stated): (Sizes, Sizes) = Default::default();
    let words = |value: Option<&model::Value<'_>>| {
        value.map(|value| Counts::of(&value.text, document.source.slice(value.span)).least())
    };
    let mut see = |at: usize, most: Option<usize>, said: Option<usize>| {
        if let (Some(largest), Some(stated)) = (largest.get_mut(at), stated.get_mut(at)) {
            *largest = (*largest).max(most);
            *stated = (*stated).max(said);
        }
    };
    for decisions in &document.decisions {
        let table = document.tables.get(decisions.table);
        let limit = |key: &str| Some(table?.columns.get(table?.column(key)?)?.limit?.value);
        let statements = decisions.rows.iter().filter_map(|row| words(row.statement.as_ref())).max();
        see(0, statements.filter(|_| limit("statement").is_none()), limit("statement"));
        let rationales = decisions.rows.iter().filter_map(|row| words(row.rationale.as_ref())).max();
        see(1, rationales.filter(|_| limit("rationale").is_none()), limit("rationale"));
        see(4, Some(decisions.rows.len()), None);
    }
    if let Some(summary) = &document.summary {
        let own = summary.limit.map(|limit| limit.value);
        see(2, Some(summary.counts(document).least()).filter(|_| own.is_none()), own);
    }
    for note in &document.notes {
        let own = note.limit.map(|limit| limit.value);
        see(3, Some(note.counts(document).least()).filter(|_| own.is_none()), own);
    }
    for plan in &document.plans {
        see(5, Some(plan.entries.len()), None);
    }
    (largest, stated)
}
