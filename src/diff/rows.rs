//! Rows of tables that only a schema of the user's own knows.

use super::cells::{self, Line};
use super::change::{Change, Part, Standing, Subject, What};
use super::pair::{Item, by_id_and_text};
use super::words::{Words, words};
use super::{Named, States};
use crate::model::short;
use crate::schema::CellType;

/// Tables whose rows have readers of their own.
const READ: [&str; 4] = ["decisions", "plan", "risks", "phases"];

struct Here<'d> {
    line: Line<'d>,
    group: usize,
    /// What the row is called by: its id, or its first cell.
    name: &'d str,
}

impl Here<'_> {
    fn key(&self) -> String {
        short(self.name, 80).into_owned()
    }

    fn part(&self) -> Part<'_> {
        Part::new(self.line.at, self.line.row.span, self.name)
    }
}

fn list<'d>(documents: impl Iterator<Item = (usize, Named<'d>)>) -> Vec<Here<'d>> {
    let mut out = Vec::new();
    for (group, at) in documents {
        for table in at.document.tables.iter().filter(|table| !READ.contains(&table.spec.id.as_str())) {
            let id = table
                .columns
                .iter()
                .position(|column| column.spec.is_some_and(|spec| spec.cell == CellType::Id));
            for row in table.rows.iter().filter(|row| !row.groups) {
                let name = row.cells.get(id.unwrap_or(0)).map_or("", |value| &*value.text);
                out.push(Here { line: Line { at, table, row }, group, name });
            }
        }
    }
    out
}

fn items(list: &[Here<'_>]) -> Vec<Item> {
    let item = |here: &Here<'_>| {
        let table = &here.line.table.spec.id;
        let name = words(here.name).spaced();
        let cells = here.line.row.cells.iter();
        let all = cells.fold(Words::default(), |all, cell| all.and(&words(&cell.text)));
        Item { group: here.group, id: Some(format!("{table}\n{name}")), kind: None, words: all }
    };
    list.iter().map(item).collect()
}

pub(super) fn changes(states: &States<'_>, out: &mut Vec<Change>) {
    let (before, after) = (list(states.before()), list(states.after()));
    let paired = by_id_and_text(&items(&before), &items(&after));
    for (a, b) in paired.pairs {
        if let (Some(a), Some(b)) = (before.get(a), after.get(b)) {
            let (key, name) = (b.key(), format!("row {}", b.key()));
            cells::compare(a.line, b.line, &[], (Subject::Row, &key, &name), out);
        }
    }
    for here in paired.gone.into_iter().filter_map(|at| before.get(at)) {
        if !states.is_alone(here.group) {
            let message = format!("row {} is gone", here.key());
            let what = What::Removed(Standing::Unclear);
            let change = Change::new(Subject::Row, what, "row-removed", Some(here.part()), None, message);
            out.push(change.id(&here.key()));
        }
    }
    for here in paired.come.into_iter().filter_map(|at| after.get(at)) {
        if !states.is_alone(here.group) {
            let message = format!("row {} is new", here.key());
            let change =
                Change::new(Subject::Row, What::Added, "row-added", None, Some(here.part()), message);
            out.push(change.id(&here.key()));
        }
    }
}
