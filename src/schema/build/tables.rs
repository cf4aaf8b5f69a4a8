//! Laying the tables of a schema file over those of its base.

use super::{fresh, known, limit, missing, prepend, say, spellings};
use crate::schema::file::{ColumnFile, TableFile};
use crate::schema::pattern::compile;
use crate::schema::{CellType, Column, Schema, Table, Terms, Vocabulary, fold};
use crate::yaml::{Reader, Spanned, shown};

/// Adds tables and changes those of the same id.
pub(super) fn add_tables(schema: &mut Schema, files: &[Spanned<TableFile>], reader: &mut Reader<'_>) {
    let mut seen = Vec::new();
    for Spanned { value: file, span } in files {
        let Some(id) = file.id.as_ref().or(file.section.as_ref()) else {
            missing(
                file.broken,
                *span,
                "a table needs an `id` or a `section`",
                "add `section:` and the id of a section",
                reader,
            );
            continue;
        };
        if !fresh(id, "table", &mut seen, reader) {
            continue;
        }
        let sections = schema.sections.iter().map(|section| section.id.as_str());
        let section = file.section.as_ref().filter(|section| known(section, "section", sections, reader));
        let at = schema.tables.iter().position(|table| table.id == id.value);
        let mut table = match at.and_then(|at| schema.tables.get(at)) {
            Some(table) => table.clone(),
            None => Table {
                id: id.value.clone(),
                section: None,
                all_of: Vec::new(),
                any_of: Vec::new(),
                columns: Vec::new(),
                max_rows: None,
            },
        };
        if let Some(section) = section {
            table.section = Some(section.value.clone());
        }
        table.max_rows = file.rows.as_ref().and_then(|rows| rows.max).and_then(limit).or(table.max_rows);
        add_columns(schema, &mut table, file.columns.as_deref().unwrap_or_default(), reader);
        recognition(file, &mut table, reader);
        if file.section.is_none() && table.section.is_none() && table.all_of.is_empty() {
            let message = format!("nothing tells where the table {} is found", shown(&id.value));
            say(reader, id.span, message, "give its `section`, or the columns that tell it in `all_of`");
        }
        match at.and_then(|at| schema.tables.get_mut(at)) {
            Some(place) => *place = table,
            None => schema.tables.push(table),
        }
    }
}

/// The columns by which a table is told: those given replace those known.
fn recognition(file: &TableFile, table: &mut Table, reader: &mut Reader<'_>) {
    let mut keys = |names: &Option<Vec<Spanned<String>>>| {
        let names = names.as_ref()?;
        let columns = || table.columns.iter().map(|column| column.key.as_str());
        let kept = names.iter().filter(|name| known(name, "column", columns(), reader));
        Some(kept.map(|name| name.value.clone()).collect::<Vec<_>>())
    };
    let (all_of, any_of) = (keys(&file.all_of), keys(&file.any_of));
    table.all_of = all_of.unwrap_or_else(|| std::mem::take(&mut table.all_of));
    table.any_of = any_of.unwrap_or_else(|| std::mem::take(&mut table.any_of));
}

fn add_columns(
    schema: &mut Schema,
    table: &mut Table,
    files: &[Spanned<ColumnFile>],
    reader: &mut Reader<'_>,
) {
    let mut seen = Vec::new();
    for Spanned { value: file, span } in files {
        let Some(key) = &file.key else {
            missing(file.broken, *span, "a column needs a `key`", "add `key:` and a word", reader);
            continue;
        };
        if !fresh(key, "column", &mut seen, reader) {
            continue;
        }
        let at = table.columns.iter().position(|column| column.key == key.value);
        let mut column = match at.and_then(|at| table.columns.get(at)) {
            Some(column) => column.clone(),
            None => new_column(&key.value),
        };
        let folded = |texts: &Option<Vec<Spanned<String>>>| -> Vec<String> {
            texts.iter().flatten().map(|text| fold(&text.value).into_owned()).collect()
        };
        prepend(&mut column.headers, folded(&file.header));
        prepend(&mut column.weak_headers, folded(&file.weak));
        column.required = file.required.unwrap_or(column.required);
        column.filled = file.filled.unwrap_or(column.filled);
        column.unique = file.unique.unwrap_or(column.unique);
        column.words = file.words.and_then(limit).or(column.words);
        if let Some(pattern) = &file.pattern {
            column.pattern = compile(pattern, &pattern.value, 0, false, reader).or(column.pattern);
        }
        cell(schema, &mut column, file, key, reader);
        match at.and_then(|at| table.columns.get_mut(at)) {
            Some(place) => *place = column,
            None => table.columns.push(column),
        }
    }
}

fn new_column(key: &str) -> Column {
    Column {
        key: key.to_owned(),
        headers: spellings(key).collect(),
        weak_headers: Vec::new(),
        cell: CellType::Text,
        required: true,
        filled: false,
        unique: false,
        pattern: None,
        words: None,
        values: None,
        vocabulary: None,
    }
}

/// The type of a column's cells and the words that they may hold.
fn cell(
    schema: &mut Schema,
    column: &mut Column,
    file: &ColumnFile,
    key: &Spanned<String>,
    reader: &mut Reader<'_>,
) {
    if let Some(cell) = &file.r#type {
        column.cell = cell.value;
        column.vocabulary = match cell.value {
            CellType::Enum => column.vocabulary,
            CellType::YesNo => Some(Vocabulary::Marks),
            CellType::Op => Some(Vocabulary::Operations),
            CellType::Level => Some(Vocabulary::Levels),
            _ => None,
        };
    }
    let is_enum = column.cell == CellType::Enum;
    // Of a type that could not be read nobody knows what else it asks for.
    let sure = !file.broken && !reader.partial;
    if !is_enum {
        column.values = None;
    }
    if let Some(values) = &file.values {
        values.value.check(reader);
        if !is_enum && !sure {
            column.values = Some(values.value.terms());
        } else if !is_enum {
            say(reader, values.span, "only a column of type `enum` has `values`", "add `type: enum`");
        } else if values.value.is_empty() {
            say(
                reader,
                values.span,
                "an enum needs at least one value",
                "list the words that a cell may hold",
            );
        } else {
            let closed = column.values.as_ref().is_some_and(|known| known.closed);
            column.vocabulary = None;
            column.values = Some(Terms { closed, ..values.value.terms() });
        }
    }
    if let Some(vocabulary) = &file.vocabulary {
        if !is_enum && !sure {
            column.vocabulary = Some(vocabulary.value);
        } else if !is_enum {
            say(
                reader,
                vocabulary.span,
                "only a column of type `enum` names a `vocabulary`",
                "add `type: enum`",
            );
        } else if let Some(values) = &file.values {
            let message = "a column has either `values` or a `vocabulary`, not both";
            say(reader, values.span, message, "remove one of the two");
        } else {
            column.vocabulary = Some(vocabulary.value);
        }
    }
    if is_enum && column.values.is_none() && column.vocabulary.is_none() && file.values.is_none() && sure {
        let message = format!("the enum column {} has no values", shown(&key.value));
        say(reader, key.span, message, "list them in `values`, or name a `vocabulary`");
    }
    let Some(closed) = &file.closed else { return };
    match (column.vocabulary, &mut column.values) {
        (Some(vocabulary), _) => schema.terms_mut(vocabulary).closed = closed.value,
        (None, Some(values)) => values.closed = closed.value,
        (None, None) if is_enum || !sure => {}
        (None, None) => {
            let message = "`closed` speaks of a list of words, and the column has none";
            say(reader, closed.span, message, "remove it, or give the column the type `enum`");
        }
    }
}
