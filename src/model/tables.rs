//! Which table is which: by the section that it stands in, else by its columns.
//!
//! Column names alone find several times too many tables (option comparisons with a column called
//! Decision, index pages, file lists), so a table away from its own heading needs more evidence.

use super::{Column, Row, Schemas, Section, Table, Value, paths, stated_limit};
use crate::schema::{self, Family, Schema, fold};
use crate::source::Span;
use crate::syntax::{self, Block, BlockKind, PieceKind};
use std::borrow::Cow;

/// Every table of the document that one of the schemas knows, in order.
///
/// With `strict` (the schema was assigned, or the title names it) a table under a known heading is
/// taken however few of its columns are known.
pub(super) fn tables<'s>(
    document: &'s syntax::Document<'s>,
    sections: &[Section<'s>],
    schemas: &[&'s Schema],
    strict: bool,
) -> Vec<Table<'s>> {
    let mut raw = Vec::new();
    collect(&document.blocks, &mut raw);
    let section_of = |table: &syntax::Table| {
        sections.iter().rposition(|section| section.heading.span.start <= table.span.start)
    };
    let found = raw.iter().filter_map(|&table| {
        let section = section_of(table);
        let headers = headers(document, table);
        let (schema, spec) = recognise(document, table, &headers, section, sections, schemas, strict)?;
        let own = stands_under(spec, section, sections);
        Some(build(document, table, &headers, section, schema, spec, own))
    });
    let found: Vec<Table<'s>> = found.collect();
    // A file that is said to be a plan and shows no other table of one may write `File | Change`
    // under any heading.
    let Some(schema) = schemas.first().filter(|schema| strict && schema.family == Family::Plan) else {
        return found;
    };
    let Some(spec) = schema.table("plan").filter(|_| found.iter().all(|table| table.spec.id != "plan"))
    else {
        return found;
    };
    let asked = |table: &syntax::Table| {
        let headers = headers(document, table);
        let keys = keys(spec, &headers, true);
        // `File | Purpose` describes files, whoever calls it a plan.
        headers.iter().any(|header| ["change", "edit", "modif"].iter().any(|word| header.contains(word)))
            && keys.len() > 1
            && spec.all_of.iter().all(|key| keys.contains(&key.as_str()))
            && is_plausible(document, table, schema, spec, &headers, true)
    };
    let mut found = found;
    let late =
        raw.into_iter().filter(|table| found.iter().all(|other| other.span != table.span) && asked(table));
    let late: Vec<Table<'s>> = late
        .map(|table| build(document, table, &headers(document, table), section_of(table), schema, spec, true))
        .collect();
    found.extend(late);
    found.sort_by_key(|table| table.span.start);
    found
}

/// The folded header texts of a table.
fn headers<'s>(document: &syntax::Document<'s>, table: &syntax::Table) -> Vec<Cow<'s, str>> {
    let folded = |cell: &syntax::Cell| match document.text(cell.inline) {
        Cow::Borrowed(text) => fold(text),
        Cow::Owned(text) => Cow::Owned(fold(&text).into_owned()),
    };
    table.head.cells.iter().map(folded).collect()
}

fn collect<'s>(blocks: &'s [Block], out: &mut Vec<&'s syntax::Table>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Table(table) => out.push(table),
            BlockKind::Quote(inner) => collect(inner, out),
            BlockKind::List(list) => list.items.iter().for_each(|item| collect(&item.blocks, out)),
            _ => {}
        }
    }
}

/// The columns of a table that a spec knows, by header text.
pub(super) fn known_column<'a>(
    spec: &'a schema::Table,
    folded: &str,
    own_section: bool,
) -> Option<&'a schema::Column> {
    spec.columns.iter().find(|column| {
        column.headers.iter().any(|header| header == folded)
            || (own_section && column.weak_headers.iter().any(|header| header == folded))
    })
}

fn recognise<'s>(
    document: &'s syntax::Document<'s>,
    table: &'s syntax::Table,
    headers: &[Cow<'_, str>],
    section: Option<usize>,
    sections: &[Section<'s>],
    schemas: &[&'s Schema],
    strict: bool,
) -> Option<(&'s Schema, &'s schema::Table)> {
    let mut best: Option<(usize, &'s Schema, &'s schema::Table)> = None;
    for &schema in schemas {
        for spec in &schema.tables {
            let own = stands_under(spec, section, sections);
            // Away from its section a table must have all of these.
            if !own && (spec.all_of.is_empty() || !may_have(spec, headers)) {
                continue;
            }
            let keys = keys(spec, headers, own);
            let known = keys.len();
            if known == 0 || best.is_some_and(|(most, ..)| known <= most) {
                continue;
            }
            let all = spec.all_of.iter().all(|key| keys.contains(&key.as_str()));
            let any = spec.any_of.iter().filter(|key| keys.contains(&key.as_str())).count();
            let by_columns = !spec.all_of.is_empty() && all && (any > 0 || spec.any_of.is_empty());
            // Under `Top-5 Risks`, `Risk | Severity` is enough; elsewhere it may be a legend.
            let risks = spec.id == "risks" && all && known > 1;
            let by_section = own && (strict || spec.all_of.is_empty() || by_columns || risks);
            let mostly_known = known * 2 > headers.len();
            let alone = by_columns && (any >= 2 || (mostly_known && has_no_heading(section, sections)));
            let telling = by_section || any >= 2 || tells_alone(document, table, schema, spec, headers);
            if (by_section || alone) && telling && is_plausible(document, table, schema, spec, headers, own) {
                best = Some((known, schema, spec));
            }
        }
    }
    best.map(|(_, schema, spec)| (schema, spec))
}

/// Distinct keys of a spec's columns that the headers name.
fn keys<'a>(spec: &'a schema::Table, headers: &[Cow<'_, str>], own: bool) -> Vec<&'a str> {
    let mut keys: Vec<&str> = Vec::new();
    for header in headers {
        if let Some(column) = known_column(spec, header, own)
            && !keys.contains(&column.key.as_str())
        {
            keys.push(&column.key);
        }
    }
    keys
}

/// Whether the section that a table stands in, or one around it, is the spec's own.
fn stands_under(spec: &schema::Table, mut section: Option<usize>, sections: &[Section<'_>]) -> bool {
    let Some(wanted) = &spec.section else { return false };
    while let Some(inner) = section.and_then(|at| sections.get(at)) {
        if let Some(known) = inner.spec {
            return known.id == *wanted;
        }
        section = inner.parent;
    }
    false
}

/// Whether a table stands above every heading, or directly under the title.
fn has_no_heading(section: Option<usize>, sections: &[Section<'_>]) -> bool {
    let Some(inner) = section.and_then(|at| sections.get(at)) else { return true };
    inner.level == 1 || inner.spec.is_some_and(|spec| spec.id == "summary")
}

/// Whether a table of files away from a plan's heading tells by one column that the files are to be
/// changed: a column of operations with a known word does; owners' lists, reviews and coverage tables
/// have a risk or tests as well.
fn tells_alone(
    document: &syntax::Document<'_>,
    table: &syntax::Table,
    schema: &Schema,
    spec: &schema::Table,
    headers: &[Cow<'_, str>],
) -> bool {
    let is_path =
        |column: &schema::Column| column.cell == schema::CellType::Path && spec.all_of.contains(&column.key);
    let has_op = spec.columns.iter().any(|column| column.cell == schema::CellType::Op);
    if !has_op || !spec.columns.iter().any(is_path) {
        return true;
    }
    let is_op =
        |header: &str| known_column(spec, header, false).is_some_and(|c| c.cell == schema::CellType::Op);
    let Some(at) = headers.iter().position(|header| is_op(header)) else { return false };
    let known = |cell: &syntax::Cell| schema.operations.leading(&document.text(cell.inline)).is_some();
    table.rows.iter().filter_map(|row| row.cells.get(at)).any(known)
}

/// Whether the cells are what the columns promise: a table whose file cells are mostly no paths is
/// no patch plan, one whose rows are links to documents is an index of records, and one whose
/// decisions are mostly `yes`, `no` or `chosen` compares options.
fn is_plausible(
    document: &syntax::Document<'_>,
    table: &syntax::Table,
    schema: &Schema,
    spec: &schema::Table,
    headers: &[Cow<'_, str>],
    own: bool,
) -> bool {
    let at =
        |key: &str| headers.iter().position(|h| known_column(spec, h, own).is_some_and(|c| c.key == key));
    let cells = |index: usize| table.rows.iter().filter_map(move |row| row.cells.get(index));
    for column in spec.columns.iter().filter(|column| spec.all_of.contains(&column.key)) {
        let Some(index) = at(&column.key) else { continue };
        if column.cell == schema::CellType::Path {
            // Rows that group or part others say nothing about what the column holds.
            let says = |cell: &syntax::Cell| cell.span.of(document.source()).contains(char::is_alphanumeric);
            let rows = table.rows.iter().filter(|row| row.cells.iter().filter(|cell| says(cell)).count() > 1);
            let cells = rows.filter_map(|row| row.cells.get(index));
            let filled: Vec<_> = cells.filter(|cell| !cell.span.is_empty()).collect();
            // Mostly the cell is the path, and nothing need be taken apart.
            let holds_path = |cell: &&&syntax::Cell| {
                let bare = cell.span.of(document.source()).trim_matches('`');
                (!bare.contains(' ') && paths::is_path_like(bare)) || !paths::paths(document, cell).is_empty()
            };
            let mostly = filled.iter().filter(holds_path).nth(filled.len() / 2).is_some();
            let none_yet = filled.is_empty() && own;
            if !mostly && !none_yet {
                return false;
            }
        }
        if column.cell == schema::CellType::Prose {
            let rows = table.rows.len();
            let id = at("id");
            let linked = cells(index).filter(|cell| links_to_document(document, cell)).count();
            let listed =
                id.map_or(0, |id| cells(id).filter(|cell| links_to_document(document, cell)).count());
            if spec.id == "decisions" && rows > 1 && id.is_none() {
                let verdict = |cell: &&syntax::Cell| {
                    let text = document.text(cell.inline);
                    schema.marks.exact(&text).is_some() || schema.statuses.exact(&text).is_some()
                };
                if cells(index).filter(verdict).count() * 2 > rows {
                    return false;
                }
            }
            let reasoned = || at("rationale").is_some() || at("invariant").is_some();
            if rows > 0 && (linked * 2 > rows || (listed * 2 > rows && !reasoned())) {
                return false;
            }
        }
    }
    true
}

/// Whether the headers alone tell what a table is: more rows or fewer would leave it what it is, as long as
/// they hold no links.
pub fn is_told_by_headers(document: &syntax::Document<'_>, table: &Table<'_>, schemas: &Schemas<'_>) -> bool {
    let schemas = [Some(schemas.record), Some(schemas.plan), schemas.assigned];
    let specs = || schemas.iter().flatten().flat_map(|schema| &schema.tables);
    // Of such columns the cells are asked as well.
    let asks = |header: &Value<'_>| {
        let header = fold(&header.text);
        let mut known =
            specs().filter_map(|spec| known_column(spec, &header, true)).map(|column| column.cell);
        known.any(|cell| matches!(cell, schema::CellType::Path | schema::CellType::Op))
    };
    // Decisions without ids are told by what most of them say.
    let is_id = |spec: &schema::Table, header: &Value<'_>| {
        known_column(spec, &fold(&header.text), false).is_some_and(|column| column.key == "id")
    };
    let has_ids = |spec: &schema::Table| match std::ptr::eq(spec, table.spec) {
        true => table.column("id").is_some(),
        false => spec.id != "decisions" || table.columns.iter().any(|column| is_id(spec, &column.header)),
    };
    let mut cells = table.rows.iter().flat_map(|row| &row.syntax.cells);
    table.column("id").is_some()
        && specs().all(has_ids)
        && !table.columns.iter().any(|column| asks(&column.header))
        && !cells.any(|cell| links_to_document(document, cell))
}

/// Whether a cell is nothing but a link to another Markdown file.
fn links_to_document(document: &syntax::Document<'_>, cell: &syntax::Cell) -> bool {
    let pieces = document.pieces(cell.inline);
    let is_link = |piece: &&syntax::Piece<'_>| piece.kind == PieceKind::Open(syntax::Markup::Link);
    let Some(first) = pieces.first().filter(is_link) else { return false };
    let target = first.text.split('#').next().unwrap_or_default();
    pieces.last().is_some_and(|last| last.kind == PieceKind::Close(syntax::Markup::Link))
        && std::path::Path::new(target).extension().is_some_and(|ext| ext.eq_ignore_ascii_case("md"))
}

fn build<'s>(
    document: &'s syntax::Document<'s>,
    table: &'s syntax::Table,
    headers: &[Cow<'_, str>],
    section: Option<usize>,
    schema: &'s Schema,
    spec: &'s schema::Table,
    own: bool,
) -> Table<'s> {
    let value = |cell: &syntax::Cell| Value { span: cell.span, text: document.text(cell.inline) };
    let columns: Vec<Column<'s>> = table
        .head
        .cells
        .iter()
        .zip(headers)
        .map(|(cell, folded)| {
            let header = value(cell);
            let column = known_column(spec, folded, own);
            Column { spec: column, limit: stated_limit(document.source(), header.span), header }
        })
        .collect();
    let rows = table
        .rows
        .iter()
        .map(|row| {
            let cells: Vec<Value<'s>> = row.cells.iter().map(value).collect();
            // Without outer pipes, a row that ends in `|` leaves its last cell empty.
            let line = row.span.of(document.source());
            let open = usize::from(!line.starts_with('|') && line.ends_with('|') && !line.ends_with("\\|"));
            let lacks = columns.len().saturating_sub(cells.len() + open);
            Row { span: row.span, groups: only_groups(document, row, &cells), lacks, cells, syntax: row }
        })
        .collect();
    Table {
        spec,
        schema,
        section,
        span: table.span,
        head: table.head.span,
        delimiter: table.delimiter,
        columns,
        rows,
        broken: table.broken,
    }
}

/// Whether a line is the header of a table that `schemas` may know: the cheap question that is asked
/// of every Markdown file. `headed` tells whether some line of the file names a section; headers
/// that count only under their own heading need one.
pub(super) fn header_is_known(
    text: &str,
    line: Span,
    schemas: &[&Schema],
    headed: &dyn Fn(&str) -> bool,
) -> bool {
    const NOT: usize = 0;
    const SURELY: usize = 1;
    // From the second bit on stand the tables that are told by headings as well, which each document has
    // of its own.
    let known = |schema: &Schema| {
        let find = || {
            let headers = folded_headers(text, line);
            let mut asked = NOT;
            for (at, spec) in schema.tables.iter().enumerate().filter(|(_, spec)| may_have(spec, &headers)) {
                if has_keys(spec, &headers, false) {
                    return SURELY;
                }
                if has_keys(spec, &headers, true) && spec.section.is_some() {
                    // Of so many tables it is said too often, which is harmless.
                    let bit = u32::try_from(at + 1).ok().and_then(|at| 1_usize.checked_shl(at));
                    let Some(bit) = bit else { return SURELY };
                    asked |= bit;
                }
            }
            asked
        };
        let found = schema.header_row(line.of(text), || Some(find())).unwrap_or(NOT);
        let asked = |at: usize| {
            u32::try_from(at + 1).ok().and_then(|at| found.checked_shr(at)).is_some_and(|bits| bits & 1 == 1)
        };
        let mut sections =
            schema.tables.iter().enumerate().filter_map(|(at, spec)| Some((at, spec.section.as_deref()?)));
        found == SURELY || found > SURELY && sections.any(|(at, section)| asked(at) && headed(section))
    };
    schemas.iter().filter(|schema| schema.family != Family::Other).any(|schema| known(schema))
}

/// Whether the headers name the columns by which a table is told.
fn has_keys(spec: &schema::Table, headers: &[Cow<'_, str>], weak: bool) -> bool {
    let keys = keys(spec, headers, weak);
    !spec.all_of.is_empty()
        && spec.all_of.iter().all(|key| keys.contains(&key.as_str()))
        && (spec.any_of.is_empty() || spec.any_of.iter().any(|key| keys.contains(&key.as_str())))
}

/// Nearly every table is told by this alone: it has none of the headers that there must be.
fn may_have(spec: &schema::Table, headers: &[Cow<'_, str>]) -> bool {
    spec.all_of.iter().filter_map(|key| spec.column(key)).all(|column| {
        let mut names = column.headers.iter().chain(&column.weak_headers);
        names.any(|name| headers.iter().any(|header| header == name))
    })
}

fn folded_headers(text: &str, line: Span) -> Vec<Cow<'_, str>> {
    syntax::split_row(text, line).iter().map(|cell| folded_header(cell.of(text))).collect()
}

/// A header cell as it is compared, from its source: few hold markup that folding does not cut.
fn folded_header(source: &str) -> Cow<'_, str> {
    if !source.contains(['&', '\\', '<', '[', '_', '~']) {
        return fold(source);
    }
    let document = syntax::parse(source, 0);
    let shown: String = document.all_pieces().iter().filter_map(syntax::Piece::shown).collect();
    Cow::Owned(fold(shown.trim()).into_owned())
}

/// Whether a row only groups other rows: nothing to be read in it (a comment perhaps), one bold cell
/// alone above them, or a total below them.
fn only_groups(document: &syntax::Document<'_>, row: &syntax::Row, cells: &[Value<'_>]) -> bool {
    let mut filled = row.cells.iter().zip(cells).filter(|(_, value)| !value.text.is_empty());
    let Some((first, _)) = filled.next() else {
        return row.cells.iter().all(|cell| !holds_image(document, cell));
    };
    let bold = document.pieces(first.inline).first().is_some_and(|piece| {
        piece.kind == PieceKind::Open(syntax::Markup::Strong) && piece.span == first.span
    });
    (bold && filled.next().is_none()) || is_total(cells)
}

/// Whether a row adds the rows above it up: its first filled cell says so, and it is not the first
/// cell of the row or stands there in place of an id.
fn is_total(cells: &[Value<'_>]) -> bool {
    if !cells.iter().any(|value| value.text.is_empty()) {
        return false;
    }
    let first = cells.iter().find(|value| !value.text.is_empty());
    first.is_some_and(|value| {
        let folded = fold(&value.text);
        let word = folded.trim_end_matches([':', '.', ' ']);
        matches!(
            word,
            "total" | "totals" | "sum" | "sub-total" | "subtotal" | "grand total" | "σ" | "summe" | "gesamt"
        )
    })
}

fn holds_image(document: &syntax::Document<'_>, cell: &syntax::Cell) -> bool {
    document.pieces(cell.inline).iter().any(|piece| piece.kind == PieceKind::Open(syntax::Markup::Image))
}

#[cfg(test)]
mod tests {
    use crate::model::{self, Schemas};
    use crate::source::Source;
    use crate::{schema, syntax};

    /// For each row whether it only groups others, and how many cells it lacks.
    fn rows(text: &str) -> Vec<(bool, usize)> {
        let source = Source::new("a.md", text);
        let syntax = syntax::parse(&source.text, 0);
        let schemas = Schemas { record: schema::record(), plan: schema::plan(), assigned: None };
        let document = model::read(&source, &syntax, &schemas).unwrap();
        document.tables[0].rows.iter().map(|row| (row.groups, row.lacks)).collect()
    }

    #[test]
    fn rows_that_hold_nothing_of_their_own_are_marked() {
        let text = "| ID | Decision | Why |\n|--|--|--|\n| **Store** | | |\n| | | |\n| <!-- x --> | | |\n| ![](a.png) | | |\n| D1 | **a** | b |\n";
        assert_eq!(rows(text).iter().map(|row| row.0).collect::<Vec<_>>(), [true, true, true, false, false]);
    }

    /// Whether a text is read as anything at all.
    fn is_read(text: &str) -> bool {
        let source = Source::new("a.md", text);
        let syntax = syntax::parse(&source.text, 0);
        let schemas = Schemas { record: schema::record(), plan: schema::plan(), assigned: None };
        model::read(&source, &syntax, &schemas).is_some()
    }

    #[test]
    fn look_alikes_are_none() {
        for text in [
            "# Owners\n\n| Path | Owner | Risk |\n|--|--|--|\n| src/a.rs | core | high |\n| docs/b.md | docs | low |\n",
            "# Review\n\n| File | Risk |\n|--|--|\n| src/a.rs | high |\n| src/b.rs | low |\n",
            "# To sign\n\n| File | Action | Owner |\n|--|--|--|\n| a.xlsx | Sign | Bob |\n| b.pdf | Send on | Ann |\n",
            "| Option | Decision | Reason |\n|--|--|--|\n| CSS | Yes | native |\n| Sass | No | a build step |\n",
            "# CI\n\n| Tool | Decision | Why |\n|--|--|--|\n| a | ✅ | fast |\n| b | Rejected | slow |\n",
        ] {
            assert!(!is_read(text), "{text}");
        }
        for text in [
            "# Plan\n\n| File | Action |\n|--|--|\n| src/a.rs | modify |\n| src/b.rs | wire up |\n",
            "# Plan\n\n| File | Tests | Risk |\n|--|--|--|\n| src/a.rs | unit | low |\n",
            "# T\n\n| Decision | Why |\n|--|--|\n| Yes to tabs | one key |\n| No | n |\n",
        ] {
            assert!(is_read(text), "{text}");
        }
    }

    #[test]
    fn a_file_that_is_said_to_be_a_plan_may_write_file_and_change() {
        let read = |text: &str| {
            let source = Source::new("a.md", text);
            let syntax = syntax::parse(&source.text, 0);
            let (record, plan) = (schema::record(), schema::plan());
            let schemas = Schemas { record, plan, assigned: Some(plan) };
            let document = model::read(&source, &syntax, &schemas).unwrap();
            (document.recognised, document.plans.iter().map(|plan| plan.entries.len()).sum::<usize>())
        };
        let text = "# Release 4.2\n\n## What\n\n| File | Change |\n|--|--|\n| package.json | bump |\n| src/version.ts | bump |\n";
        assert_eq!(read(text), (true, 2));
        assert_eq!(read("# Release\n\n| Name | Change |\n|--|--|\n| package.json | bump |\n"), (false, 0));
        let beside =
            format!("{text}\n## Patch Plan\n\n| File | Op | Tests |\n|--|--|--|\n| a/b.c | add | unit |\n");
        assert_eq!(read(&beside), (true, 1));
    }

    #[test]
    fn a_total_is_no_row_of_its_own() {
        let text = "| # | Decision | Why |\n|--|--|--|\n| 1 | Total cost is capped | a |\n| 2 | Total | b |\n| | **Total** | 26 |\n| Total: | | 26 |\n";
        assert_eq!(rows(text).iter().map(|row| row.0).collect::<Vec<_>>(), [false, false, true, true]);
    }

    #[test]
    fn missing_cells_are_counted() {
        let text = "| ID | Decision | Why |\n|--|--|--|\n| D1 | a |\n| D2 |\n| D3 | a | | x |\n";
        assert_eq!(rows(text).iter().map(|row| row.1).collect::<Vec<_>>(), [1, 2, 0]);
        let text = "ID | Decision | Why\n--|--|--\nD1 | a | \nD2 | a\nD3 | a \\|\n";
        assert_eq!(rows(text).iter().map(|row| row.1).collect::<Vec<_>>(), [0, 1, 1]);
    }
}
