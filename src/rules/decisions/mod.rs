//! Rules about the decisions table.

use super::Group;
use super::tables::missing_cell::is_swallowed;
use crate::model::{Document, Row, Table};
use crate::schema::fold;

mod duplicate_decision_id;
mod empty_cell;
mod malformed_decision_id;
mod missing_decision_id;
mod rationale_too_long;
mod statement_too_long;
mod superseded_without_successor;
mod too_many_decisions;
mod unknown_invariant_mark;
mod unknown_status;

/// The rules of this group.
pub static GROUP: Group = Group {
    name: "decisions",
    about: "the decisions table",
    rules: &[
        &missing_decision_id::RULE,
        &duplicate_decision_id::RULE,
        &malformed_decision_id::RULE,
        &statement_too_long::RULE,
        &rationale_too_long::RULE,
        &empty_cell::RULE,
        &unknown_status::RULE,
        &unknown_invariant_mark::RULE,
        &too_many_decisions::RULE,
        &superseded_without_successor::RULE,
    ],
};

/// Whether the header of an id column may well mean the document behind each decision, so that its
/// cells are links or empty, and no ids.
fn only_points(header: &str) -> bool {
    matches!(fold(header).as_ref(), "adr" | "ddr" | "record" | "ref" | "ref.")
}

/// Whether a row of a decisions table is no decision: a line of text that stands too close to the
/// table, or a name that groups the rows below it.
fn is_no_decision(table: &Table<'_>, row: usize, document: &Document<'_>) -> bool {
    table.rows.get(row).is_none_or(|row| is_swallowed(row, document) || names_a_group(table, row))
}

/// Whether nothing but the id cell is filled, and that with no id: the name of a group of rows.
fn names_a_group(table: &Table<'_>, row: &Row<'_>) -> bool {
    // Nearly every row fills two cells at once.
    if row.cells.iter().filter(|cell| !cell.text.is_empty()).nth(1).is_some() {
        return false;
    }
    let Some(id) = table.cell(row, "id").filter(|id| !id.text.is_empty()) else { return false };
    let pattern = table.spec.column("id").and_then(|column| column.pattern.as_ref());
    !pattern.is_some_and(|pattern| pattern.is_match(&id.text))
}
