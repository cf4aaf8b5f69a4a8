//! What the tests of the readers share: a text in, one line for each thing that was read.

use super::{Document, Prose, Schemas, read};
use crate::schema;
use crate::source::Source;
use crate::syntax;

/// Reads a text as a record that the config assigned, and hands it over.
pub fn with<R>(text: &str, look: impl FnOnce(&Document<'_>) -> R) -> R {
    let source = Source::new("docs/design/a.md", text);
    let schemas =
        Schemas { record: schema::record(), plan: schema::plan(), assigned: Some(schema::record()) };
    let syntax = syntax::parse(&source.text, source.start());
    look(&read(&source, &syntax, &schemas).unwrap())
}

/// Every risks section: `7 Ordered single`, then `number title => mitigation` for each risk.
pub fn risks(text: &str) -> Vec<String> {
    with(text, |document| {
        let mut out = Vec::new();
        for risks in &document.risks {
            let stated = risks.stated.map_or("-".to_owned(), |stated| stated.value.to_string());
            let single = if risks.single { " single" } else { "" };
            let promised = if risks.promises_mitigations { " promised" } else { "" };
            out.push(format!("{stated} {:?}{single}{promised}", risks.form));
            for risk in &risks.items {
                let number = risk.number.map(|n| format!("{} ", n.value)).unwrap_or_default();
                if let Some(number) = risk.number {
                    assert!(
                        document.source.slice(number.span).contains(&number.value.to_string()),
                        "{number:?}"
                    );
                }
                let mitigation =
                    risk.mitigation.as_ref().map(|m| format!(" => {}", m.text)).unwrap_or_default();
                let level = risk.level.as_ref().map(|l| format!(" [{}]", l.value.text)).unwrap_or_default();
                out.push(format!("{number}{}{mitigation}{level}", risk.title.text));
            }
        }
        out
    })
}

/// Every run of phases: the form, then `id title` for each phase.
pub fn phases(text: &str) -> Vec<String> {
    with(text, |document| {
        let mut out = Vec::new();
        for run in &document.phases {
            out.push(format!("{:?}", run.form));
            for phase in &run.items {
                let id = phase.id.as_ref().map_or("-", |id| &id.text);
                out.push(format!("{id} {}", phase.title.text));
            }
        }
        out
    })
}

/// What a counted text says of itself: `5 words, stated 45, limit 100`.
pub fn prose(prose: &Prose<'_>) -> String {
    let mut out = format!("{} words", prose.words());
    if let Some(stated) = prose.stated {
        let place = if prose.stated_in_heading {
            " in heading"
        } else if prose.stated_in_item {
            " in item"
        } else {
            ""
        };
        out.push_str(&format!(", stated {}{place}", stated.value));
    }
    if let Some(limit) = prose.limit {
        out.push_str(&format!(", limit {}", limit.value));
    }
    out
}

/// The summary, as [`prose`] tells it.
pub fn summary(text: &str) -> String {
    with(text, |document| document.summary.as_ref().map_or("none".to_owned(), prose))
}

/// The notes, as [`prose`] tells them.
pub fn notes(text: &str) -> Vec<String> {
    with(text, |document| document.notes.iter().map(prose).collect())
}
