//! Lists of words as schemas and `ddr.yaml` write them, and how they join those already known.

use super::{Schema, Term, Terms, Vocabulary, fold};
use crate::yaml::{INVALID_VALUE, Map, Node, Read, Reader, Spanned, Value, mapping, shown};
use schemars::{JsonSchema, SchemaGenerator};
use std::borrow::Cow;

/// A list of words, or a mapping from each word to the spellings that also mean it.
#[derive(Debug, Clone)]
pub struct Words(Vec<(Spanned<String>, Vec<Spanned<String>>)>);

impl Read for Words {
    fn read(node: &Node, name: &str, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::Sequence(_) => {
                let words = Vec::<Spanned<String>>::read(node, name, reader)?;
                Some(Self(words.into_iter().map(|word| (word, Vec::new())).collect()))
            }
            Value::Mapping(_) => Some(Self(Map::read(node, name, reader)?.0)),
            _ => {
                reader.wrong(node, name, "a list of words, or a mapping from words to their spellings");
                None
            }
        }
    }
}

impl JsonSchema for Words {
    fn schema_name() -> Cow<'static, str> {
        "Words".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> schemars::Schema {
        let texts = serde_json::json!({ "type": "array", "items": { "type": "string" } });
        schemars::json_schema!({
            "description": "A list of words, or a mapping from each word to the spellings that also mean it.",
            "anyOf": [texts, { "type": "object", "additionalProperties": texts }],
        })
    }
}

mapping! {
    /// Words that cells hold. Each list is given by word and spellings; what is given here joins
    /// the words that are already known, and a spelling moves to the word that names it last.
    pub struct VocabularyFile {
        /// Statuses of decisions, in their order of progress.
        statuses: Words,
        /// Statuses of the rows of patch plans, in their order of progress.
        row_statuses: Words,
        /// Operations on files: `add`, `modify`, `delete`, `rename`, `none`.
        operations: Words,
        /// Levels of risk, lowest first.
        levels: Words,
        /// Marks of yes-or-no columns: `yes`, `no`, `none`.
        marks: Words,
    }
}

impl VocabularyFile {
    /// Joins the words with those of a schema.
    pub fn merge_into(&self, schema: &mut Schema) {
        for (vocabulary, words) in self.lists() {
            words.merge_into(schema.terms_mut(vocabulary));
        }
        schema.refresh();
    }

    /// Reports spellings that are given to two words at once.
    pub fn check(&self, reader: &mut Reader<'_>) {
        for (_, words) in self.lists() {
            words.check(reader);
        }
    }

    fn lists(&self) -> impl Iterator<Item = (Vocabulary, &Words)> {
        [
            (Vocabulary::Statuses, &self.statuses),
            (Vocabulary::RowStatuses, &self.row_statuses),
            (Vocabulary::Operations, &self.operations),
            (Vocabulary::Levels, &self.levels),
            (Vocabulary::Marks, &self.marks),
        ]
        .into_iter()
        .filter_map(|(vocabulary, words)| Some((vocabulary, words.as_ref()?)))
    }
}

impl Words {
    /// Whether no word is given.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words alone.
    pub fn terms(&self) -> Terms {
        let mut terms = Terms::default();
        self.merge_into(&mut terms);
        terms
    }

    /// Reports spellings that are given to two words at once.
    pub fn check(&self, reader: &mut Reader<'_>) {
        let mut seen: Vec<(String, &Spanned<String>, &str)> = Vec::new();
        for (canonical, spellings) in &self.0 {
            for spelling in std::iter::once(canonical).chain(spellings) {
                let folded = fold(&spelling.value).into_owned();
                match seen.iter().find(|(other, _, _)| *other == folded) {
                    Some((_, _, owner)) if *owner == canonical.value => {}
                    Some((_, first, owner)) => {
                        let message = format!(
                            "{} means both {} and {}",
                            shown(&spelling.value),
                            shown(owner),
                            shown(&canonical.value)
                        );
                        let first = first.span;
                        if let Some(diagnostic) = reader.report(INVALID_VALUE, spelling.span, message) {
                            diagnostic.label(first, "first here").help("keep it under one word");
                        }
                    }
                    None => seen.push((folded, spelling, &canonical.value)),
                }
            }
        }
    }

    /// Adds words and spellings. A new word takes its place after the one that is written before
    /// it; a spelling leaves the word that had it.
    pub fn merge_into(&self, terms: &mut Terms) {
        terms.refresh();
        let mut before: Option<usize> = None;
        for (canonical, spellings) in &self.0 {
            let at = terms.rank(&canonical.value).unwrap_or_else(|| {
                let at = before.map_or(terms.terms.len(), |rank| rank + 1);
                terms.terms.insert(at, Term { canonical: canonical.value.clone(), spellings: Vec::new() });
                at
            });
            before = Some(at);
            for spelling in std::iter::once(canonical).chain(spellings) {
                let folded = fold(&spelling.value).into_owned();
                for (rank, term) in terms.terms.iter_mut().enumerate() {
                    if rank != at {
                        term.spellings.retain(|known| *known != folded);
                    } else if !term.spellings.contains(&folded) {
                        term.spellings.push(folded.clone());
                    }
                }
            }
        }
    }
}
