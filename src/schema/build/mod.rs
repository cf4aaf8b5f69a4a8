//! Laying a schema file over the schema that it extends.

mod lists;
mod tables;

use super::file::{SchemaFile, SectionFile};
use super::memo::Memo;
use super::pattern::compile;
use super::{Family, Heading, Limit, Schema, Section, Terms, fold};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::yaml::{INVALID_VALUE, Reader, Spanned, nearest, shown};

/// The schema that a file means, laid over `base`, and what is wrong with the file. What is wrong
/// is left out; the rest holds. `text` is the text that the file was read from.
pub fn build(file: &SchemaFile, text: &str, base: Option<&Schema>) -> (Schema, Vec<Diagnostic>) {
    let partial = file.extends.is_some() && base.is_none();
    let reader = Reader { text, diagnostics: Vec::new(), trusted: false, partial };
    build_with(file, base, reader)
}

/// The schema that a file of our own means; the tests of `builtin` hold it free of mistakes.
pub(super) fn build_trusted(file: &SchemaFile, text: &str) -> Schema {
    build_with(file, None, Reader { text, diagnostics: Vec::new(), trusted: true, partial: false }).0
}

fn build_with(file: &SchemaFile, base: Option<&Schema>, mut reader: Reader<'_>) -> (Schema, Vec<Diagnostic>) {
    let mut schema = base.cloned().unwrap_or_else(empty);
    match &file.name {
        Some(name) => schema.name.clone_from(&name.value),
        None => {
            schema.name.clear();
            missing(
                file.broken,
                Span::at(0),
                "a schema needs a `name`",
                "add `name:` and a word",
                &mut reader,
            );
        }
    }
    if let Some(family) = file.family {
        schema.family = family;
    }
    prepend(&mut schema.titles, file.titles.iter().flatten().map(|title| fold(&title.value).into_owned()));
    if let Some(vocabulary) = &file.vocabulary {
        vocabulary.check(&mut reader);
        vocabulary.merge_into(&mut schema);
    }
    // Columns of the types `yes-no`, `op` and `level` need words to be read by. While a schema of our
    // own is being read there is none to take them from.
    if base.is_none() && !reader.trusted {
        let common = super::record();
        for (own, known) in [
            (&mut schema.marks, &common.marks),
            (&mut schema.operations, &common.operations),
            (&mut schema.levels, &common.levels),
        ] {
            if own.terms.is_empty() {
                own.clone_from(known);
            }
        }
    }
    add_sections(&mut schema, file.sections.as_deref().unwrap_or_default(), &mut reader);
    tables::add_tables(&mut schema, file.tables.as_deref().unwrap_or_default(), &mut reader);
    lists::add_lists(&mut schema, file.lists.as_deref().unwrap_or_default(), &mut reader);
    for (selector, level) in file.rules.iter().flat_map(|rules| &rules.0) {
        schema.severities.retain(|(other, _)| *other != selector.value);
        schema.severities.push((selector.value.clone(), *level));
    }
    schema.refresh();
    (schema, reader.diagnostics)
}

/// A schema that asks for nothing.
fn empty() -> Schema {
    Schema {
        name: String::new(),
        family: Family::Other,
        titles: Vec::new(),
        sections: Vec::new(),
        tables: Vec::new(),
        lists: Vec::new(),
        statuses: Terms::default(),
        row_statuses: Terms::default(),
        operations: Terms::default(),
        levels: Terms::default(),
        marks: Terms::default(),
        severities: Vec::new(),
        memo: Memo::default(),
        rows: Memo::default(),
    }
}

fn say(reader: &mut Reader<'_>, span: Span, message: impl Into<String>, help: impl Into<String>) {
    if let Some(diagnostic) = reader.report(INVALID_VALUE, span, message) {
        diagnostic.help(help);
    }
}

/// Reports what is missing, unless it is there and could not be read.
fn missing(broken: bool, span: Span, message: &str, help: &str, reader: &mut Reader<'_>) {
    if !broken {
        say(reader, span, message, help);
    }
}

/// A name that is known, or a diagnostic with the nearest one.
fn known<'a>(
    name: &Spanned<String>,
    what: &str,
    names: impl IntoIterator<Item = &'a str>,
    reader: &mut Reader<'_>,
) -> bool {
    let names: Vec<&str> = names.into_iter().collect();
    if names.contains(&name.value.as_str()) {
        return true;
    }
    if reader.partial {
        return false;
    }
    let help = match nearest(&name.value, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => format!("the schema has no {what}"),
        None => format!("known: {}", names.join(", ")),
    };
    say(reader, name.span, format!("unknown {what} {}", shown(&name.value)), help);
    false
}

/// Notes a name; reports it where it was given before.
fn fresh<'f>(
    name: &'f Spanned<String>,
    what: &str,
    seen: &mut Vec<&'f Spanned<String>>,
    reader: &mut Reader<'_>,
) -> bool {
    if let Some(first) = seen.iter().find(|other| other.value == name.value) {
        let message = format!("the {what} {} is given twice", shown(&name.value));
        let first = first.span;
        if let Some(diagnostic) = reader.report(INVALID_VALUE, name.span, message) {
            diagnostic.label(first, "first here").help("write it once");
        }
        return false;
    }
    seen.push(name);
    true
}

/// Puts new texts before the known ones, so that messages name what the user wrote.
fn prepend(known: &mut Vec<String>, new: impl IntoIterator<Item = String>) {
    let mut all: Vec<String> = Vec::new();
    for text in new.into_iter().chain(known.drain(..)) {
        if !all.contains(&text) {
            all.push(text);
        }
    }
    *known = all;
}

const fn limit(value: usize) -> Option<Limit> {
    Some(Limit { value, always: false })
}

fn add_sections(schema: &mut Schema, files: &[Spanned<SectionFile>], reader: &mut Reader<'_>) {
    let mut seen = Vec::new();
    let mut before: Option<usize> = None;
    for Spanned { value: file, span } in files {
        let Some(id) = &file.id else {
            missing(file.broken, *span, "a section needs an `id`", "add `id:` and a word", reader);
            continue;
        };
        if !fresh(id, "section", &mut seen, reader) {
            continue;
        }
        let mut headings: Vec<Heading> =
            file.heading.iter().flatten().filter_map(|written| heading(written, reader)).collect();
        let at = schema.sections.iter().position(|section| section.id == id.value);
        let at = at.unwrap_or_else(|| {
            // A new section takes its place after the one that is written before it.
            let at = before.map_or(schema.sections.len(), |before| before + 1);
            let section = Section {
                id: id.value.clone(),
                headings: Vec::new(),
                required: false,
                words: None,
                item_words: None,
            };
            schema.sections.insert(at, section);
            if headings.is_empty() {
                headings.extend(spellings(&id.value).map(Heading::Text));
            }
            at
        });
        before = Some(at);
        let Some(section) = schema.sections.get_mut(at) else { continue };
        headings.append(&mut section.headings);
        section.headings = headings;
        section.required = file.required.unwrap_or(section.required);
        section.words = file.words.and_then(limit).or(section.words);
        section.item_words = file.item_words.and_then(limit).or(section.item_words);
    }
}

/// A text, or a pattern between slashes.
fn heading(written: &Spanned<String>, reader: &mut Reader<'_>) -> Option<Heading> {
    let pattern = written.value.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    match pattern.filter(|pattern| !pattern.is_empty()) {
        Some(pattern) => compile(written, pattern, 1, true, reader).map(Heading::Pattern),
        None => Some(Heading::Text(fold(&written.value).into_owned())),
    }
}

/// A key as headers spell it: as it is, and with spaces for its dashes.
fn spellings(key: &str) -> impl Iterator<Item = String> {
    let plain = fold(key).into_owned();
    let spaced = fold(&key.replace(['-', '_'], " ")).into_owned();
    let second = (spaced != plain).then_some(spaced);
    std::iter::once(plain).chain(second)
}
