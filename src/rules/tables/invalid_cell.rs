//! DDR107.

use super::lost_cell::lost;
use crate::diagnostic::Severity;
use crate::model::{Document, Table, Value, short};
use crate::rules::mend::respell;
use crate::rules::words::{Kind, called, is_blank, listed, unknown};
use crate::rules::{Check, Report};
use crate::schema::{CellType, Column, Terms, fold};
use crate::syntax::{Cell, Markup, Piece, PieceKind};

rule! {
    /// Every cell holds what its column is for.
    ///
    /// ## Why
    /// A schema can say that a column holds dates, words of a list, marks for yes and no, levels,
    /// references or ids of one form. What is written there in another way is missed by everyone who
    /// sorts or searches.
    ///
    /// Where the schema was assigned, it is an error if a date is no day of the calendar written as
    /// `2026-11-23`, if a text does not match the column's `pattern`, and if a word is not on a list that
    /// is `closed`. On an open list any word may be the author's own: there a slip of the pen, one letter
    /// left out, doubled or swapped, is a warning, and every other word is welcome. A mark for neither
    /// yes nor no and a reference that names nothing are hints. Empty cells, dashes and `n/a` are left
    /// to empty-cell; ids, statuses and marks of decisions, levels of risk and operations have rules of
    /// their own.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Phase 2: Limits
    ///
    /// | file | op | tests | status |
    /// |------|----|-------|--------|
    /// | src/limits.rs | add | tests/limits.rs | Complted |
    /// ```
    /// ```markdown,passes
    /// # Phase 2: Limits
    ///
    /// | file | op | tests | status |
    /// |------|----|-------|--------|
    /// | src/limits.rs | add | tests/limits.rs | Completed |
    /// ```
    "DDR107" "invalid-cell" Error Fixes::Both Check::Table(check)
}

/// Columns that a rule of their own speaks about.
const ELSEWHERE: &[(&str, &str)] =
    &[("decisions", "id"), ("decisions", "status"), ("decisions", "invariant"), ("plan", "op")];

fn check(table: &Table<'_>, document: &Document<'_>, report: &mut Report) {
    for (at, column) in table.columns.iter().enumerate() {
        let Some(spec) = column.spec else { continue };
        // Of levels, unknown-risk-level and unknown-plan-risk-level speak.
        if spec.cell == CellType::Level || ELSEWHERE.contains(&(&table.spec.id, &spec.key)) {
            continue;
        }
        let held = document.holds(table);
        let judged = match spec.cell {
            CellType::Date | CellType::References => held,
            _ => terms(table, spec).is_some(),
        };
        if !(judged || held && spec.pattern.is_some()) {
            continue;
        }
        let cells =
            table.rows.iter().enumerate().filter(|(_, row)| !row.groups && lost(table, row).is_none());
        let cells = cells.filter_map(|(row, cells)| Some((row, cells.cells.get(at)?)));
        let cells: Vec<(usize, &Value<'_>)> = cells.filter(|(_, value)| !is_blank(&value.text)).collect();
        if cells.is_empty() {
            continue;
        }
        let header = short(&column.header.text, 30);
        if held && let Some(pattern) = &spec.pattern {
            for (row, value) in cells.iter().filter(|(_, value)| !pattern.is_match(value.text.trim())) {
                let message = format!(
                    "{}does not match the pattern of the column `{header}`",
                    named(table, *row, value)
                );
                report
                    .add(value.span, message)
                    .label(column.header.span, format!("asked for: {}", pattern.as_str()));
            }
            continue;
        }
        match spec.cell {
            CellType::Date if held => dates(table, &cells, report),
            CellType::References if held => references(table, document, &cells, report),
            _ => {
                if let Some(terms) = terms(table, spec) {
                    words((table, document), &cells, terms, held, spec, report);
                }
            }
        }
    }
}

/// The words that a column's cells are read by.
fn terms<'t>(table: &'t Table<'_>, spec: &'t Column) -> Option<&'t Terms> {
    match spec.cell {
        CellType::Enum => spec.values.as_ref(),
        CellType::YesNo => Some(&table.schema.marks),
        CellType::Op => Some(&table.schema.operations),
        _ => None,
    }
    .filter(|terms| !terms.terms.is_empty())
}

/// `R3: `blue` `, the row and its cell, for the beginning of a message.
fn named(table: &Table<'_>, row: usize, value: &Value<'_>) -> String {
    let text = short(&value.text, 40);
    match table.rows.get(row) {
        Some(row) if table.row_name(row) != text => format!("{}: `{text}` ", called(table, row)),
        _ => format!("`{text}` "),
    }
}

fn words(
    (table, document): (&Table<'_>, &Document<'_>),
    cells: &[(usize, &Value<'_>)],
    terms: &Terms,
    held: bool,
    spec: &Column,
    report: &mut Report,
) {
    for found in unknown(cells, terms, terms.closed && held) {
        let name = named(table, found.row, found.value);
        let (message, severity) = match found.kind {
            Kind::Closed => (format!("{name}is not on the list of `{}`", spec.key), Severity::Error),
            Kind::Slip => (format!("{name}is no known word for `{}`", spec.key), Severity::Warning),
            _ if held && spec.cell == CellType::YesNo => {
                (format!("{name}means neither yes nor no"), Severity::Hint)
            }
            _ => continue,
        };
        let help = match found.near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known words: {}", listed(terms)),
        };
        let said = report.add(found.value.span, message).severity(severity).help(help);
        if let Some(near) = found.near.filter(|_| matches!(found.kind, Kind::Closed | Kind::Slip)) {
            respell(said, document.source, found.value.span, &fold(&found.value.text), near, terms);
        }
    }
}

fn dates(table: &Table<'_>, cells: &[(usize, &Value<'_>)], report: &mut Report) {
    for (row, value) in cells {
        let text = value.text.replace(['\u{2010}', '\u{2011}'], "-");
        let (date, note) = text.split_at_checked(10).unwrap_or((&text, ""));
        let formed = date.len() == 10
            && date
                .bytes()
                .enumerate()
                .all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() })
            && !note.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        let name = named(table, *row, value);
        if !formed {
            report
                .add(value.span, format!("{name}is no date of the form YYYY-MM-DD"))
                .help("write year, month and day, as in 2026-11-23");
        } else if date.parse::<jiff::civil::Date>().is_err() {
            report.add(value.span, format!("{name}is no day of the calendar"));
        }
    }
}

fn references(
    table: &Table<'_>,
    document: &Document<'_>,
    cells: &[(usize, &Value<'_>)],
    report: &mut Report,
) {
    for (row, value) in cells {
        let same = |cell: &&Cell| cell.span == value.span;
        let cell = table.rows.get(*row).and_then(|row| row.syntax.cells.iter().find(same));
        let is_link = |piece: &Piece<'_>| piece.kind == PieceKind::Open(Markup::Link);
        let linked = cell.is_some_and(|cell| document.syntax.pieces(cell.inline).iter().any(is_link));
        // An id has a digit or a mark in it; a title, with its capital letter, may be meant as well.
        let mark = |c: char| c.is_numeric() || c.is_uppercase() || matches!(c, '-' | '_' | '.' | '/' | '#');
        if !linked && !value.text.contains(mark) {
            let message = format!("{}names no row, id or document", named(table, *row, value));
            report
                .add(value.span, message)
                .severity(Severity::Hint)
                .help("name an id, or link to what is meant");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, plan, record, schema_of, silent, user};
    use crate::schema::Schema;

    fn menu() -> Schema {
        schema_of(concat!(
            "name: menu\nsections: [{ id: dishes }]\ntables:\n  - section: dishes\n    columns:\n",
            "      - { key: dish, type: id, pattern: '^M[0-9]+$' }\n",
            "      - { key: taste, type: enum, values: [sweet, sour, savoury], closed: true, required: false }\n",
            "      - { key: course, type: enum, values: [starter, dessert], required: false }\n",
            "      - { key: since, type: date, required: false }\n",
            "      - { key: vegan, type: yes-no, required: false }\n",
            "      - { key: see, type: references, required: false }\n",
            "vocabulary: { marks: { 'yes': [y, 'true'], 'no': [n, 'false'] } }\n",
        ))
    }

    #[test]
    fn cells_are_of_their_column_s_type() {
        expect(
            &RULE,
            user(&menu()),
            "# T\n\n## Dishes\n\n| Dish | Taste | Course | Since | Vegan | See |\n|--|--|--|--|--|--|\n\
             | M1 | salty | starter | 2024-02-30 | yes | M2 |\n       ^^^^^ error: M1: `salty` is not on the list of `taste`\n                         ^^^^^^^^^^ error: M1: `2024-02-30` is no day of the calendar\n\
             | pie | sweet | desert | 3 May | maybe | the one above |\n  ^^^ error: `pie` does not match the pattern of the column `Dish`\n                ^^^^^^ warning: pie: `desert` is no known word for `course`\n                         ^^^^^ error: pie: `3 May` is no date of the form YYYY-MM-DD\n                                 ^^^^^ hint: pie: `maybe` means neither yes nor no\n                                         ^^^^^^^^^^^^^ hint: pie: `the one above` names no row, id or document\n",
        );
    }

    #[test]
    fn slips_are_told_without_any_schema() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| file | op | status |\n|--|--|--|\n| a/b.rs | add | complted |\n                 ^^^^^^^^ warning: a/b.rs: `complted` is no known word for `status`\n| a/c.rs | add | done |\n",
        );
    }

    #[test]
    fn what_a_schema_allows_is_silent() {
        silent(
            &RULE,
            user(&menu()),
            &[
                // Empty in every spelling; notes behind a word, a date.
                "# T\n\n## Dishes\n\n| Dish | Taste | Since | Vegan | See |\n|--|--|--|--|--|\n| M1 | | - | n/a | — |\n| **M2** | sweet (very) | 2024-02-29, revised | Yes — all of it | none |\n",
                // An author's own word on an open list, a word that comes back.
                "# T\n\n## Dishes\n\n| Dish | Course |\n|--|--|\n| M1 | side |\n| M2 | desert |\n| M3 | desert |\n",
                // References by title and link.
                "# T\n\n## Dishes\n\n| Dish | See |\n|--|--|\n| M1 | Soup of the day |\n| M2 | [that](x.md) |\n| M3 | m1, m2 |\n",
                // Rows that group others; columns of the author's own.
                "# T\n\n## Dishes\n\n| Dish | Taste | Colour |\n|--|--|--|\n| **Warm** | | |\n| M1 | sour | green |\n",
            ],
        );
        silent(
            &RULE,
            record(),
            &[
                "# T\n\n| ID | Decision | Status | Invariant | Date |\n|--|--|--|--|--|\n| x y | a | Acceptd | perhaps | some day |\n",
                "# T\n\n## Risks\n\n| Risk | Level | Likelihood |\n|--|--|--|\n| a | hgih | often |\n\n| Decision | Why |\n|--|--|\n| a | b |\n",
            ],
        );
        silent(
            &RULE,
            plan(),
            &[
                "# T\n\n| file | op | status | risk |\n|--|--|--|--|\n| a/b.rs | ad | ✅ Completed | lwo |\n| a/c.rs | add | waiting for review | low |\n| a/d.rs | add | PR 12 | low |\n",
                "# T\n\n| file | op | status |\n|--|--|--|\n| a/b.rs | add | Erledigt |\n| a/c.rs | add | Incomplete |\n| a/d.rs | add | @anna |\n",
            ],
        );
    }
}
