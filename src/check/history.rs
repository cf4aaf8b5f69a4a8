//! Many states of one document, and what changed from each to the next.
//!
//! Neighbouring steps share a state, so each text is read once, however many steps it is part of. Of a long
//! table, only the rows are read that not all of a few neighbours have.

mod excerpt;
mod long;

use super::changes::{Judge, Parsed, Version, parse, schemas};
use crate::diff::{self, Change, Named};
use crate::model::{self, Document};
use crate::syntax;
use long::{Long, TOGETHER};

/// From one text to another, by their numbers; where there is none, the document was not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The older one.
    pub before: Option<usize>,
    /// The newer one.
    pub after: Option<usize>,
}

/// What a step did.
#[derive(Debug)]
pub enum Stepped {
    /// Every change, in order of place.
    Changes(Vec<Change>),
    /// Nothing can be said: one of its texts goes beyond our limits.
    TooDeep,
    /// Neither text is a design document.
    Other,
}

/// Tells what each step did, in the order of the steps. All on one thread: whoever has many steps gives a
/// lot of them to each.
pub fn history(texts: &[Version<'_>], steps: &[Step]) -> Vec<Stepped> {
    let mut told: Vec<Option<Stepped>> = Vec::with_capacity(steps.len());
    let long = Long::among(texts);
    for group in steps.chunks(TOGETHER) {
        match long.as_ref().and_then(|long| long.told(texts, group)) {
            Some(group) => told.extend(group.into_iter().map(Some)),
            None => told.extend(group.iter().map(|_| None)),
        }
    }
    let left = steps.iter().zip(&told).filter(|(_, told)| told.is_none());
    let left: Vec<Step> = left.map(|(step, _)| *step).collect();
    let mut whole = whole(texts, &left).into_iter();
    told.into_iter().filter_map(|told| told.or_else(|| whole.next())).collect()
}

/// The same, from the whole texts.
fn whole(texts: &[Version<'_>], steps: &[Step]) -> Vec<Stepped> {
    let mut asked = vec![false; texts.len()];
    for at in steps.iter().flat_map(|step| [step.before, step.after]).flatten() {
        if let Some(asked) = asked.get_mut(at) {
            *asked = true;
        }
    }
    let asked = texts.iter().zip(&asked);
    let parsed: Vec<Parsed<'_>> =
        asked.map(|(version, asked)| if *asked { parse(version) } else { Parsed::Other }).collect();
    let both = texts.iter().zip(&parsed);
    let documents: Vec<Option<Document<'_>>> =
        both.map(|(version, parsed)| document(version, parsed)).collect();
    let too_deep = |at: Option<usize>| {
        at.and_then(|at| parsed.get(at)).is_some_and(|parsed| matches!(parsed, Parsed::TooDeep))
    };
    let named = |at: Option<usize>| {
        let (version, document) = (texts.get(at?)?, documents.get(at?)?.as_ref()?);
        Some((*version, Named { path: version.path, document }))
    };
    let step = |step: &Step| {
        if too_deep(step.before) || too_deep(step.after) {
            return Stepped::TooDeep;
        }
        compared(named(step.before), named(step.after))
    };
    steps.iter().map(step).collect()
}

/// What became of one document as the other.
fn compared(before: Option<(Version<'_>, Named<'_>)>, after: Option<(Version<'_>, Named<'_>)>) -> Stepped {
    let Some((version, newest)) = after.or(before) else { return Stepped::Other };
    let judge = Judge { active: version.active, severities: &newest.document.schema.severities };
    let mut changes = diff::one(before.map(|it| it.1), after.map(|it| it.1)).changes;
    changes.iter_mut().for_each(|change| judge.hear(change));
    Stepped::Changes(changes)
}

/// The document in a text, as far as it is one that rules look at.
fn document<'s>(version: &Version<'s>, parsed: &'s Parsed<'s>) -> Option<Document<'s>> {
    let Parsed::Read(syntax) = parsed else { return None };
    let syntax: &'s syntax::Document<'s> = syntax;
    let document = model::read(version.source, syntax, &schemas(version))?;
    (document.recognised && !document.template).then_some(document)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Active, Selection};
    use crate::config::Settings;
    use crate::source::Source;

    const HEAD: &str = "# Cache\n\n| ID | Decision | Status |\n|--|--|--|\n";

    #[test]
    fn each_step_tells_what_came_changed_and_went() {
        let first = format!("{HEAD}| D1 | Keep sessions in Redis | accepted |\n");
        let texts = [
            first.clone(),
            first.replace("| D1 | Keep sessions", "| D2 | Keep all sessions"),
            format!("{HEAD}{} deep\n", ">".repeat(200)),
            "words\n".to_owned(),
        ];
        let sources: Vec<Source> = texts.iter().map(|text| Source::new("a.md", text.as_str())).collect();
        let (settings, selection) = (Settings::default(), Selection::default());
        let active = Active::new(&settings, &selection);
        let version = |source| Version { path: "a.md", source, settings: &settings, active: &active };
        let versions: Vec<Version<'_>> = sources.iter().map(version).collect();
        let steps =
            [(None, Some(0)), (Some(0), Some(1)), (Some(1), None), (Some(1), Some(2)), (None, Some(3))];
        let steps = steps.map(|(before, after)| Step { before, after });
        let told = |stepped: Stepped| match stepped {
            Stepped::Changes(changes) => {
                let told: Vec<&str> = changes.iter().map(|change| change.name).collect();
                told.join(" ")
            }
            other => format!("{other:?}"),
        };
        let told: Vec<String> = history(&versions, &steps).into_iter().map(told).collect();
        assert_eq!(
            told,
            [
                "document-added decision-added",
                "decision-renumbered accepted-decision-reworded",
                "document-removed decision-removed",
                "TooDeep",
                "Other",
            ]
        );
    }
}
