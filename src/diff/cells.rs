//! Cells that no reader of ours knows: columns of the author's own, and those that the schema names
//! without a meaning that is compared elsewhere.

use super::Named;
use super::change::{Change, Class, Part, Subject, What};
use super::words::{Wording, plain, wording};
use crate::model::{Row, Table, Value, short};
use crate::schema::fold;

/// A row of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) at: Named<'a>,
    pub(super) table: &'a Table<'a>,
    pub(super) row: &'a Row<'a>,
}

/// The cells of a row whose columns are not among `known`, by key or folded header.
fn own<'a>(line: Line<'a>, known: &[&str]) -> Vec<(String, &'a Value<'a>)> {
    let columns = line.table.columns.iter().zip(&line.row.cells);
    columns
        .filter(|(column, _)| column.spec.is_none_or(|spec| !known.contains(&spec.key.as_str())))
        .map(|(column, value)| {
            let key =
                column.spec.map_or_else(|| fold(&column.header.text).into_owned(), |spec| spec.key.clone());
            (key, value)
        })
        .collect()
}

/// Whether a text that stood under a column with a key stands under a header that nobody knows now: the
/// column was renamed, and nothing was lost.
pub(super) fn is_under_another_header(after: Option<Line<'_>>, key: &str, text: &str) -> bool {
    let Some(line) = after.filter(|line| line.table.column(key).is_none()) else { return false };
    let mut unknown =
        line.table.columns.iter().zip(&line.row.cells).filter(|(column, _)| column.spec.is_none());
    !text.is_empty() && unknown.any(|(_, value)| plain(&value.text) == plain(text))
}

/// Compares the cells of two rows that are one. A column under another header is the same where its
/// cell reads the same.
pub(super) fn compare(
    before: Line<'_>,
    after: Line<'_>,
    known: &[&str],
    (subject, id, name): (Subject, &str, &str),
    out: &mut Vec<Change>,
) {
    let (old, mut new) = (own(before, known), own(after, known));
    let mut left = Vec::new();
    let mut say = |key: &str, old: Option<&Value<'_>>, new: Option<&Value<'_>>| {
        let [was, is] = [old, new].map(|value| value.map_or("", |value| &*value.text));
        let class = match wording(was, is) {
            Wording::Same => return,
            Wording::Editorial => Class::Editorial,
            Wording::Reworded => Class::Changes,
        };
        let part =
            |line: Line<'_>, value: Option<&Value<'_>>| value.map_or(line.row.span, |value| value.span);
        let (a, b) = (part(before, old), part(after, new));
        let a = Part { at: before.at, span: a, text: (!was.is_empty()).then_some(was) };
        let b = Part { at: after.at, span: b, text: (!is.is_empty()).then_some(is) };
        let message = format!("{} of {name} changed", short(key, 40));
        let change = Change::new(subject, What::Other, "cell-changed", Some(a), Some(b), message);
        out.push(change.id(id).field(key).class(class));
    };
    for (key, value) in old {
        match new.iter().position(|(other, _)| *other == key) {
            Some(at) => {
                let (_, other) = new.remove(at);
                say(&key, Some(value), Some(other));
            }
            None => left.push((key, value)),
        }
    }
    for (key, value) in left {
        match new.iter().position(|(_, other)| plain(&other.text) == plain(&value.text)) {
            Some(at) => drop(new.remove(at)),
            None => say(&key, Some(value), None),
        }
    }
    for (key, value) in new {
        say(&key, None, Some(value));
    }
}
