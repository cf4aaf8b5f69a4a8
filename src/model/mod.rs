//! Records, decisions, risks, phases and patch plans, as understood.
//!
//! Nothing here fails or judges: a part that a document lacks is `None` or empty, and every part
//! knows its place in the source. What is asked for stands in `schema`; what is wrong is said by
//! `rules`.

mod decisions;
mod outline;
mod phases;
mod plan;
mod prose;
mod recognise;
mod risk_text;
mod risks;
mod stated;
mod suppression;
mod tables;
mod word_list;
#[cfg(test)]
pub mod testing;

pub mod anchors;
pub mod budget;
pub mod cell_text;
pub mod headings;
pub mod file_role;
pub mod paths;
pub mod placeholder;
pub mod risk_cell;
pub mod tests_cell;

use crate::schema::{self, Family, Schema};
use crate::source::{Source, Span};
use crate::syntax::{self, Block, Broken};
use std::borrow::Cow;

pub use decisions::references;
pub use prose::{item_counts, section_counts, section_text};
pub use recognise::{Schemas, may_be_document, read};
pub use risks::stated_number;
pub use stated::{stated_count, stated_limit, stated_rows};
pub use suppression::{Covers, Suppression, WORD as SUPPRESSION, leaf_at};
pub use tables::is_told_by_headers;

/// A text as a reader sees it, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Value<'s> {
    /// Its source.
    pub span: Span,
    /// Rendered text, trimmed.
    pub text: Cow<'s, str>,
}

/// A document as understood.
#[derive(Debug)]
pub struct Document<'s> {
    /// Its path and text.
    pub source: &'s Source,
    /// Its blocks.
    pub syntax: &'s syntax::Document<'s>,
    /// The schema that it is read by.
    pub schema: &'s Schema,
    /// Whether `kinds` assigned the schema.
    pub assigned: bool,
    /// Whether the schema's own demands apply: it was assigned, or the document calls itself by
    /// the schema's name in its title. Else the document is held only to what it says itself.
    pub held: bool,
    /// Whether anything of the schema was found in it; false only where `assigned`.
    pub recognised: bool,
    /// Whether it is a template to be filled in, not a document.
    pub template: bool,
    /// The first heading of level 1.
    pub title: Option<Value<'s>>,
    /// Headings and labels, in order.
    pub sections: Vec<Section<'s>>,
    /// Tables that a schema knows.
    pub tables: Vec<Table<'s>>,
    /// The summary.
    pub summary: Option<Prose<'s>>,
    /// Items of the notes section.
    pub notes: Vec<Prose<'s>>,
    /// Decisions, table by table.
    pub decisions: Vec<Decisions<'s>>,
    /// Risks, section by section.
    pub risks: Vec<Risks<'s>>,
    /// Phases, run by run.
    pub phases: Vec<Phases<'s>>,
    /// Patch plans, table by table.
    pub plans: Vec<Plan<'s>>,
    /// What comments ask not to be told.
    pub suppressions: Vec<Suppression>,
}

/// A heading, or a label that does a heading's work, and what stands under it.
#[derive(Debug)]
pub struct Section<'s> {
    /// The heading's or label's text; its span covers the whole heading line.
    pub heading: Value<'s>,
    /// 1 to 6 for headings, [`LABEL`] for labels.
    pub level: u8,
    /// What the schema calls it.
    pub spec: Option<&'s schema::Section>,
    /// Text that follows a label in the same paragraph.
    pub lead: Option<Value<'s>>,
    /// Blocks before the next heading or label.
    pub blocks: &'s [Block],
    /// Blocks up to the end of the section, headings of subsections included.
    pub all_blocks: &'s [Block],
    /// From its heading to the start of the next section that is not inside it.
    pub span: Span,
    /// The section that it stands in.
    pub parent: Option<usize>,
}

/// The level of a label: deeper than every heading.
pub const LABEL: u8 = 7;

/// A number that a document states about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stated {
    /// The number.
    pub value: usize,
    /// Its digits in the source.
    pub span: Span,
}

/// A limit that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowed {
    /// The largest allowed number.
    pub value: usize,
    /// Where the document states it; `None` where the schema or the config does.
    pub stated: Option<Span>,
}

/// A text with a number of words.
#[derive(Debug, Clone)]
pub struct Prose<'s> {
    /// The text, without a heading, with a stated count at its end.
    pub span: Span,
    /// Its rendered text, the stated count left out.
    pub text: String,
    /// The source of the same text, the stated count left out.
    pub counted: Span,
    /// The other text that a stated count may mean: for a note the whole section, for a summary
    /// of several blocks the last item or paragraph.
    pub other: Option<syntax::words::Counts>,
    /// The count that it states of itself.
    pub stated: Option<Stated>,
    /// Whether the count stands in the heading.
    pub stated_in_heading: bool,
    /// Whether the count stands at the end of a list item.
    pub stated_in_item: bool,
    /// Whether it is an item of a list.
    pub is_item: bool,
    /// Whether its section holds more than this text (subsections, tables, code), so that a count
    /// in words may mean more than was counted.
    pub mixed: bool,
    /// The limit that it states for itself.
    pub limit: Option<Stated>,
    /// Its section's heading or label.
    pub heading: Value<'s>,
}

/// A table that a schema knows.
#[derive(Debug)]
pub struct Table<'s> {
    /// What the schema asks of it.
    pub spec: &'s schema::Table,
    /// The schema that `spec` belongs to.
    pub schema: &'s Schema,
    /// The innermost section that it stands in, as an index of [`Document::sections`].
    pub section: Option<usize>,
    /// From the header row to the end of the last row.
    pub span: Span,
    /// Its header row.
    pub head: Span,
    /// Its delimiter row.
    pub delimiter: Span,
    /// One for each header cell.
    pub columns: Vec<Column<'s>>,
    /// Body rows.
    pub rows: Vec<Row<'s>>,
    /// Why no renderer shows it as it was meant.
    pub broken: Option<Broken>,
}

/// A column of a table.
#[derive(Debug)]
pub struct Column<'s> {
    /// What the schema asks of it; `None` for a column of the author's own.
    pub spec: Option<&'s schema::Column>,
    /// Its header cell.
    pub header: Value<'s>,
    /// The word limit that the header states.
    pub limit: Option<Stated>,
}

/// A row of a table.
#[derive(Debug)]
pub struct Row<'s> {
    /// Its line.
    pub span: Span,
    /// Every cell of the line, also those beyond the header.
    pub cells: Vec<Value<'s>>,
    /// Whether nothing can be read in it, one bold cell alone that groups the rows below it, or the
    /// word `Total`: what is no row of its own.
    pub groups: bool,
    /// Cells of the header row that it has none for.
    pub lacks: usize,
    /// The same cells with their markup.
    pub syntax: &'s syntax::Row,
}

/// A table of decisions.
#[derive(Debug)]
pub struct Decisions<'s> {
    /// Index of [`Document::tables`].
    pub table: usize,
    /// Its rows, empty ones and rows that only group others left out.
    pub rows: Vec<Decision<'s>>,
}

/// A decision.
#[derive(Debug)]
pub struct Decision<'s> {
    /// Its row.
    pub span: Span,
    /// Index of the table's rows.
    pub row: usize,
    /// `D1`; `None` where the table has no such column or the cell is empty.
    pub id: Option<Value<'s>>,
    /// What was decided.
    pub statement: Option<Value<'s>>,
    /// Why.
    pub rationale: Option<Value<'s>>,
    /// How far it is.
    pub status: Option<Status<'s>>,
    /// Whether it binds everything else.
    pub invariant: Option<Mark<'s>>,
}

/// A status cell.
#[derive(Debug, Clone)]
pub struct Status<'s> {
    /// As written.
    pub value: Value<'s>,
    /// The canonical word, where the vocabulary knows it.
    pub canonical: Option<&'s str>,
}

/// A yes-or-no cell.
#[derive(Debug, Clone)]
pub struct Mark<'s> {
    /// As written.
    pub value: Value<'s>,
    /// What it means, where the vocabulary knows it.
    pub meaning: Option<bool>,
    /// Whether the vocabulary knows it at all (`n/a` is known and means neither).
    pub known: bool,
}

/// A risks section.
#[derive(Debug)]
pub struct Risks<'s> {
    /// Its heading or label.
    pub heading: Value<'s>,
    /// The number that the heading states (`Top-7 Risks`).
    pub stated: Option<Stated>,
    /// Whether the heading promises mitigations.
    pub promises_mitigations: bool,
    /// The form of its items.
    pub form: Form,
    /// Whether one list or one table stands under the heading and nothing else could be meant.
    pub single: bool,
    /// Index of [`Document::tables`] where the form is a table; the first one of several.
    pub table: Option<usize>,
    /// Its risks.
    pub items: Vec<Risk<'s>>,
}

/// How items are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A numbered list.
    Ordered,
    /// A bullet list.
    Bullets,
    /// A table.
    Table,
    /// A heading each.
    Headings,
    /// A bold paragraph each.
    Bold,
    /// Nothing was found.
    None,
}

/// A risk.
#[derive(Debug)]
pub struct Risk<'s> {
    /// Its item, row or heading.
    pub span: Span,
    /// The number that it is written with.
    pub number: Option<Stated>,
    /// What may happen.
    pub title: Value<'s>,
    /// What is done about it.
    pub mitigation: Option<Value<'s>>,
    /// Whether a word, an arrow or a column marks the mitigation. Behind a colon alone may stand
    /// anything: `Security: stolen tokens`.
    pub marked: bool,
    /// How grave it is.
    pub level: Option<Level<'s>>,
    /// Ids of decisions that its text names.
    pub decisions: Vec<Value<'s>>,
}

/// A level cell.
#[derive(Debug, Clone)]
pub struct Level<'s> {
    /// As written.
    pub value: Value<'s>,
    /// The canonical word, where the vocabulary knows it.
    pub canonical: Option<&'s str>,
}

/// A run of phases: one list, one table, or headings beside each other.
#[derive(Debug)]
pub struct Phases<'s> {
    /// How they are written down.
    pub form: Form,
    /// The phases.
    pub items: Vec<Phase<'s>>,
}

/// A phase.
#[derive(Debug)]
pub struct Phase<'s> {
    /// Its item, row or heading.
    pub span: Span,
    /// Its number, `1` or `R4A`, where it has one.
    pub id: Option<Value<'s>>,
    /// Its title.
    pub title: Value<'s>,
}

/// A patch plan.
#[derive(Debug)]
pub struct Plan<'s> {
    /// Index of [`Document::tables`].
    pub table: usize,
    /// The phase that the title names.
    pub phase: Option<Value<'s>>,
    /// Its rows, empty ones and rows that only group others left out.
    pub entries: Vec<Entry<'s>>,
}

/// A row of a patch plan.
#[derive(Debug)]
pub struct Entry<'s> {
    /// Its row.
    pub span: Span,
    /// Index of the table's rows.
    pub row: usize,
    /// The file cell.
    pub file: Option<Value<'s>>,
    /// The paths that it names.
    pub paths: Vec<paths::PathRef>,
    /// What is done to them.
    pub operation: Option<Status<'s>>,
    /// The functions/APIs cell.
    pub symbols: Option<Value<'s>>,
    /// The same cell with its markup.
    pub symbols_cell: Option<syntax::Cell>,
    /// The tests cell.
    pub tests: Option<TestsCell<'s>>,
    /// The budget cell.
    pub budgets: Option<(Value<'s>, Vec<budget::Budget>)>,
    /// The risk cell.
    pub risk: Option<(Value<'s>, risk_cell::RiskCell<'s>)>,
    /// How far it is; also read from an undeclared extra cell.
    pub status: Option<Status<'s>>,
    /// Whether the row has cells beyond its header that are no status: then a `|` too many may have
    /// moved its cells under the wrong headers.
    pub shifted: bool,
}

/// A tests cell of a plan row, not yet taken apart.
#[derive(Debug, Clone)]
pub struct TestsCell<'s> {
    /// As a reader sees it.
    pub value: Value<'s>,
    /// Whether it says that there are no tests.
    pub none: bool,
    cell: syntax::Cell,
}

impl TestsCell<'_> {
    /// Paths, names and kinds in it.
    pub fn read(&self, document: &syntax::Document<'_>) -> tests_cell::Tests {
        tests_cell::tests(document, &self.cell)
    }
}

impl Prose<'_> {
    /// Its words, the stated count left out.
    pub fn words(&self) -> usize {
        syntax::words::count(&self.text)
    }

    /// Its words by every common way of counting.
    pub fn counts(&self, document: &Document<'_>) -> syntax::words::Counts {
        let source = suppression::without_suppressions(document.source.slice(self.counted));
        syntax::words::Counts::of(&self.text, &source)
    }
}

impl<'s> Document<'s> {
    /// `record`, `plan`, or the name of a schema that is neither.
    pub fn kind(&self) -> &'s str {
        match self.schema.family {
            Family::Record => "record",
            Family::Plan => "plan",
            Family::Other => &self.schema.name,
        }
    }

    /// The first section that the schema calls by an id.
    pub fn section(&self, id: &str) -> Option<&Section<'s>> {
        self.sections.iter().find(|section| section.spec.is_some_and(|spec| spec.id == id))
    }

    /// Every decision of every table.
    pub fn all_decisions(&self) -> impl Iterator<Item = &Decision<'s>> {
        self.decisions.iter().flat_map(|table| &table.rows)
    }

    /// The limit that counts: the one that the document states itself, else that of the schema,
    /// which counts where the document is held to it or where `ddr.yaml` sets the limit.
    pub fn limit(&self, stated: Option<Stated>, schema: Option<schema::Limit>) -> Option<Allowed> {
        match (stated, schema) {
            (Some(stated), _) => Some(Allowed { value: stated.value, stated: Some(stated.span) }),
            (None, Some(limit)) if self.held || limit.always => {
                Some(Allowed { value: limit.value, stated: None })
            }
            _ => None,
        }
    }

    /// Whether the schema's demands apply to a table. A record may hold a patch plan too, and a plan
    /// decisions: of those nothing is asked, since nobody assigned their schema.
    pub fn holds(&self, table: &Table<'_>) -> bool {
        self.held && std::ptr::eq(self.schema, table.schema)
    }

    /// As [`Self::limit`], for a table and what stands in it.
    pub fn table_limit(
        &self,
        table: &Table<'_>,
        stated: Option<Stated>,
        schema: Option<schema::Limit>,
    ) -> Option<Allowed> {
        self.limit(stated, schema.filter(|limit| limit.always || self.holds(table)))
    }

    /// Where to point when something is missing as a whole: the title, else the first line.
    pub fn top(&self) -> Span {
        match &self.title {
            Some(title) => title.span,
            None => self.source.line_span(self.source.start()),
        }
    }
}

impl<'s> Table<'s> {
    /// Index of the first column with a key.
    pub fn column(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.spec.is_some_and(|spec| spec.key == key))
    }

    /// The cell of a row under the column with a key; `None` where the table has no such column or
    /// the row ends before it.
    pub fn cell<'t>(&self, row: &'t Row<'s>, key: &str) -> Option<&'t Value<'s>> {
        row.cells.get(self.column(key)?)
    }

    /// How a row is called in messages: its id, its path, or its number.
    pub fn row_name(&self, row: &Row<'s>) -> String {
        let named = ["id", "file", "phase", "risk"].iter().find_map(|key| self.cell(row, key));
        let key = self.spec.columns.iter().find(|column| column.cell == schema::CellType::Id);
        let named = named.or_else(|| self.cell(row, &key?.key));
        match named {
            Some(value) if !value.text.is_empty() => short(&value.text, 60).into_owned(),
            _ => {
                let at = self.rows.partition_point(|other| other.span.start < row.span.start);
                format!("row {}", at + 1)
            }
        }
    }
}

/// A text cut to a number of characters, with an ellipsis where it was longer.
pub fn short(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => {
            let kept = text.get(..end).unwrap_or_default().trim_end();
            Cow::Owned(format!("{kept}…"))
        }
        None => Cow::Borrowed(text),
    }
}
