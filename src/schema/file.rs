//! A schema as it is written in YAML. The doc comments are what editors show at each key.

use super::{CellType, Count, Family, Level, Vocabulary, words::VocabularyFile, words::Words};
use crate::yaml::{Map, Node, Read, Reader, Spanned, Value, mapping};
use schemars::{JsonSchema, SchemaGenerator};
use std::borrow::Cow;

mapping! {
    /// A kind of document: its sections, tables, lists and words.
    #[schemars(title = "schema of ddr")]
    pub struct SchemaFile {
        /// Name by which `kinds` in `ddr.yaml` and `extends` speak of this schema.
        #[schemars(required)]
        name: Spanned<String>,
        /// Another schema to begin with: `ddr`, `patch-plan` or one of your own. What is written
        /// here is laid over it: sections and tables by `id`, columns by `key`, lists by section,
        /// words by word. Headings, headers and spellings are added; all else replaces.
        extends: Spanned<String>,
        /// What the tool reads in it: `record` (decisions, risks, phases), `plan` (rows that name
        /// files) or `other` (only what this schema names). Default: that of the schema it
        /// extends, else `other`.
        family: Family,
        /// Phrases that, in a title, make a document call itself of this kind.
        titles: Vec<Spanned<String>>,
        /// Sections in the order in which a document should have them.
        sections: Vec<Spanned<SectionFile>>,
        /// Tables, known by their section or by their columns.
        tables: Vec<Spanned<TableFile>>,
        /// Lists whose items are counted or have a form.
        lists: Vec<Spanned<ListFile>>,
        /// Words that cells hold.
        vocabulary: VocabularyFile,
        /// Severity by rule code, name or group, for documents of this kind.
        rules: Map<Level>,
    }
}

mapping! {
    /// A section that a document has or may have.
    pub struct SectionFile {
        /// Name by which tables and lists speak of the section.
        #[schemars(required)]
        id: Spanned<String>,
        /// What its heading or bold label says: texts, compared without case, emphasis and
        /// `(limits)`, or patterns between slashes such as `/^risks?$/`. Default: the id.
        heading: Vec<Spanned<String>>,
        /// Whether a document must have the section. Default: false.
        required: bool,
        /// Most words of its text.
        words: usize,
        /// Most words of each of its list items.
        item_words: usize,
    }
}

mapping! {
    /// A table and its columns.
    pub struct TableFile {
        /// Name of the table. Default: the section.
        id: Spanned<String>,
        /// Id of the section that the table stands under.
        section: Spanned<String>,
        /// Keys of columns that a table must all have to be taken for this one, wherever it stands.
        all_of: Vec<Spanned<String>>,
        /// Keys of columns of which it must have at least one more.
        any_of: Vec<Spanned<String>>,
        /// Columns in their usual order; a document may order them as it likes.
        columns: Vec<Spanned<ColumnFile>>,
        /// How many rows it may have.
        rows: RowsFile,
    }
}

mapping! {
    /// How many rows a table may have.
    pub struct RowsFile {
        /// Most rows of the table.
        max: usize,
    }
}

mapping! {
    /// A column of a table.
    pub struct ColumnFile {
        /// Name of the column; also one of its headers.
        #[schemars(required)]
        key: Spanned<String>,
        /// What its cells hold. Default: `text`.
        r#type: Spanned<CellType>,
        /// Texts of its header, compared without case, emphasis, `?` and `(limits)`.
        header: Vec<Spanned<String>>,
        /// Headers that count only under the table's own section heading, since elsewhere they
        /// mean many things.
        weak: Vec<Spanned<String>>,
        /// Whether a document must have the column. Default: true.
        required: bool,
        /// Whether no cell may be empty. Default: false.
        filled: bool,
        /// Whether no two cells may be equal. Default: false.
        unique: bool,
        /// Pattern that each filled cell must match.
        pattern: Spanned<String>,
        /// Most words of a cell.
        words: usize,
        /// The words of an `enum` column: a list, or a mapping from words to spellings.
        values: Spanned<Words>,
        /// Takes the words of an `enum` column from a list of the schema's `vocabulary`.
        vocabulary: Spanned<Vocabulary>,
        /// Whether any other word is an error. Default: false.
        closed: Spanned<bool>,
    }
}

mapping! {
    /// A list under a section.
    pub struct ListFile {
        /// Id of the section that the list stands under.
        #[schemars(required)]
        section: Spanned<String>,
        /// Exact number of items, or `$n`: as many as the heading says, as in `Top-7 Risks`.
        exact: Spanned<Exact>,
        /// Fewest items.
        min: Spanned<usize>,
        /// Most items.
        max: Spanned<usize>,
        /// Form of an item, `{title}: {mitigation}`; names in braces stand for text.
        item: Spanned<String>,
    }
}

/// A number of items, or `$n` for the one that the heading states.
#[derive(Debug, Clone, Copy)]
pub struct Exact(pub Count);

impl Read for Exact {
    fn read(node: &Node, name: &str, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::Scalar(scalar) if scalar.text == "$n" => Some(Self(Count::Stated)),
            Value::Scalar(scalar) if scalar.plain && scalar.text.parse::<u32>().is_ok() => {
                usize::read(node, name, reader).map(|number| Self(Count::Number(number)))
            }
            _ => {
                reader.wrong(node, name, "a whole number or `$n`");
                None
            }
        }
    }
}

impl JsonSchema for Exact {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Exact".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "anyOf": [{ "type": "integer", "minimum": 0 }, { "const": "$n" }] })
    }
}

macro_rules! words {
    ($($type:ty),+) => {
        $(impl Read for $type {
            fn read(node: &Node, name: &str, reader: &mut Reader<'_>) -> Option<Self> {
                reader.word(node, name)
            }
        })+
    };
}
words!(Family, CellType, Vocabulary);
