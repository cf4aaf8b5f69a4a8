//! What is asked for: sections, columns, limits, lists and the words that count as known.
//!
//! These are the types as used, complete and resolved. How they are written in YAML stands in
//! `schema::file`; how the things asked for are found in a document is the work of `model`.

mod build;
mod builtin;
pub mod file;
pub mod fold;
mod json;
mod memo;
mod pattern;
mod severities;
pub mod terms;
#[cfg(test)]
mod tests;
pub mod words;

pub use build::build;
pub use builtin::{builtin, builtin_names, builtin_schema, plan, read_builtin, record};
pub use fold::fold;
pub use json::json_schema;
pub use pattern::Pattern;
pub use severities::{Level, check_selectors, level_of};
pub use terms::{Known, Term, Terms};

use memo::Memo;

/// Which parts of a document a schema fills.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// A design decision record: decisions, risks, phases.
    Record,
    /// A patch plan: rows that name files.
    Plan,
    /// A kind with sections, tables and lists of its own alone.
    Other,
}

/// A number that something may not exceed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The largest allowed number.
    pub value: usize,
    /// Whether `ddr.yaml` says so under `limits`: then it holds every recognised document, not
    /// only those that a schema was assigned to.
    pub always: bool,
}

/// A kind of document.
#[derive(Debug, Clone)]
pub struct Schema {
    /// Name under which `kinds` assigns it; also the `kind` in JSON for a schema that is no
    /// record and no plan.
    pub name: String,
    /// The parts that it fills.
    pub family: Family,
    /// Folded phrases that, in a title, make a document call itself of this kind.
    pub titles: Vec<String>,
    /// Sections in their asked order.
    pub sections: Vec<Section>,
    /// Tables that are known by their columns or their section.
    pub tables: Vec<Table>,
    /// Lists with counted items or an item grammar.
    pub lists: Vec<List>,
    /// Words by canonical word: statuses of decisions, in their order of progress.
    pub statuses: Terms,
    /// Statuses of plan rows, in their order of progress.
    pub row_statuses: Terms,
    /// Operations of plan rows; `none` holds those that change nothing.
    pub operations: Terms,
    /// Levels of risk, lowest first.
    pub levels: Terms,
    /// Marks of the invariant column: `yes`, `no`, `none`.
    pub marks: Terms,
    /// Severities by rule code, name or group, from the schema file; of two for one selector the
    /// later one is meant.
    pub severities: Vec<(String, Level)>,
    /// What [`Self::section_called`] found.
    memo: Memo,
    /// What [`Self::header_row`] found.
    rows: Memo,
}

/// One of the lists of words that a schema keeps for its columns.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Vocabulary {
    /// Statuses of decisions, in their order of progress.
    Statuses,
    /// Statuses of plan rows, in their order of progress.
    RowStatuses,
    /// Operations on files.
    Operations,
    /// Levels of risk, lowest first.
    Levels,
    /// Marks for yes, no and nothing.
    Marks,
}

/// A section that a kind of document has or may have.
#[derive(Debug, Clone)]
pub struct Section {
    /// Name by which tables, lists and rules speak of it.
    pub id: String,
    /// What its heading or label says.
    pub headings: Vec<Heading>,
    /// Whether a document that is held to the schema must have it.
    pub required: bool,
    /// Most words of its text.
    pub words: Option<Limit>,
    /// Most words of each of its list items.
    pub item_words: Option<Limit>,
}

/// One way to recognise a heading.
#[derive(Debug, Clone)]
pub enum Heading {
    /// Equal after [`fold()`].
    Text(String),
    /// Matches the folded heading; written `/…/` in YAML.
    Pattern(Pattern),
}

/// A table and its columns.
#[derive(Debug, Clone)]
pub struct Table {
    /// `decisions`, `plan`, or the section's id where the file gives no other.
    pub id: String,
    /// The section it stands under; `None` where columns alone tell it.
    pub section: Option<String>,
    /// Column keys that a table must all have to be taken for this one, wherever it stands.
    pub all_of: Vec<String>,
    /// Column keys of which it must have one more.
    pub any_of: Vec<String>,
    /// Columns, in the usual order.
    pub columns: Vec<Column>,
    /// Most rows.
    pub max_rows: Option<Limit>,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    /// Name by which rules and JSON speak of it.
    pub key: String,
    /// Folded header texts.
    pub headers: Vec<String>,
    /// Folded header texts that count only under the table's own section heading.
    pub weak_headers: Vec<String>,
    /// What its cells hold.
    pub cell: CellType,
    /// Whether a document that is held to the schema must have the column.
    pub required: bool,
    /// Whether its cells may not be empty.
    pub filled: bool,
    /// Whether no two cells of one table may be equal.
    pub unique: bool,
    /// What each filled cell must match (the rendered text, trimmed).
    pub pattern: Option<Pattern>,
    /// Most words of a cell.
    pub words: Option<Limit>,
    /// The words that an [`CellType::Enum`] cell may hold; `closed` says whether others are wrong.
    pub values: Option<Terms>,
    /// The list that `values` are taken from, and that cells of other types are read by.
    pub vocabulary: Option<Vocabulary>,
}

/// What a cell holds.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum CellType {
    /// Anything.
    Text,
    /// A short name of the row.
    Id,
    /// Sentences, with a word limit perhaps.
    Prose,
    /// One word of a list of words.
    Enum,
    /// A mark that means yes, no or nothing.
    YesNo,
    /// One path or several.
    Path,
    /// What is done to a file.
    Op,
    /// Performance and memory budgets.
    Budget,
    /// A level of risk, with a text perhaps.
    Level,
    /// Tests by path, name or in words.
    Tests,
    /// Ids of rows elsewhere.
    References,
    /// A calendar date, `2026-11-23`.
    Date,
}

/// A list under a section.
#[derive(Debug, Clone)]
pub struct List {
    /// The section's id.
    pub section: String,
    /// Exact number of items.
    pub exact: Option<Count>,
    /// Fewest items.
    pub min: Option<usize>,
    /// Most items.
    pub max: Option<usize>,
    /// What an item looks like: `{title}: {mitigation}`; names in braces stand for text.
    pub item: Option<String>,
}

/// How many items a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// This many.
    Number(usize),
    /// As many as the heading itself says (`Top-7 Risks`), written `$n`.
    Stated,
}

impl Schema {
    /// The words of one list.
    pub fn terms(&self, vocabulary: Vocabulary) -> &Terms {
        match vocabulary {
            Vocabulary::Statuses => &self.statuses,
            Vocabulary::RowStatuses => &self.row_statuses,
            Vocabulary::Operations => &self.operations,
            Vocabulary::Levels => &self.levels,
            Vocabulary::Marks => &self.marks,
        }
    }

    /// The words of one list, to be changed; call [`Self::refresh`] when done.
    pub fn terms_mut(&mut self, vocabulary: Vocabulary) -> &mut Terms {
        match vocabulary {
            Vocabulary::Statuses => &mut self.statuses,
            Vocabulary::RowStatuses => &mut self.row_statuses,
            Vocabulary::Operations => &mut self.operations,
            Vocabulary::Levels => &mut self.levels,
            Vocabulary::Marks => &mut self.marks,
        }
    }

    /// Hands changed words on to the columns that take their values from them.
    pub fn refresh(&mut self) {
        (self.memo, self.rows) = (Memo::default(), Memo::default());
        let mut tables = std::mem::take(&mut self.tables);
        for column in tables.iter_mut().flat_map(|table| &mut table.columns) {
            if let (CellType::Enum, Some(vocabulary)) = (column.cell, column.vocabulary) {
                column.values = Some(self.terms(vocabulary).clone());
            }
        }
        self.tables = tables;
    }

    /// The section with an id.
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }

    /// The table with an id.
    pub fn table(&self, id: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.id == id)
    }

    /// The section that a heading as written means, by a way of reading that is always the same:
    /// `find` is asked for its index once for each heading.
    pub fn section_called(&self, heading: &str, find: impl FnOnce() -> Option<usize>) -> Option<&Section> {
        self.sections.get(self.memo.recall(heading, find)?)
    }

    /// What a header row as written means, likewise: a number that `find` is asked for once for each row.
    pub fn header_row(&self, line: &str, find: impl FnOnce() -> Option<usize>) -> Option<usize> {
        self.rows.recall(line, find)
    }

    /// Index of the first section one of whose headings a folded heading text meets.
    pub fn section_for(&self, folded: &str) -> Option<usize> {
        self.sections
            .iter()
            .position(|section| section.headings.iter().any(|heading| heading.matches(folded)))
    }
}

impl Heading {
    /// Whether a folded heading text is this one.
    pub fn matches(&self, folded: &str) -> bool {
        match self {
            Self::Text(text) => text == folded,
            Self::Pattern(pattern) => pattern.is_match(folded),
        }
    }
}

impl Table {
    /// The column with a key.
    pub fn column(&self, key: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.key == key)
    }
}
