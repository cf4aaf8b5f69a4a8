//! Markdown: blocks, tables, cells and words, each with its place in the source.
//!
//! `pulldown-cmark` lives in this room alone. What it does not keep is read here from the raw
//! lines: front matter, the number that a list item was written with, the cells that a row has
//! beyond its header, tables that no renderer shows.

mod depth;
mod front_matter;
mod kept;
mod parse;
mod table;
pub mod words;

use crate::source::Span;
use pulldown_cmark::CowStr;
use std::borrow::Cow;

pub use depth::{MAX_DEPTH, too_deep};
pub use front_matter::front_matter;
pub use parse::{parse, parse_whole};
pub use table::{is_delimiter_row, raw_cells, split_row};

/// A parsed text. Blocks hold spans; the text inside them is in `pieces`, in source order.
#[derive(Debug, Default)]
pub struct Document<'s> {
    /// Top-level blocks, in order.
    pub blocks: Vec<Block>,
    /// YAML between two `---` lines at the top.
    pub front_matter: Option<Span>,
    text: &'s str,
    pieces: Vec<Piece<'s>>,
    /// Where among the pieces links and images begin.
    links: Vec<u32>,
}

/// A block and what it is.
#[derive(Debug)]
pub struct Block {
    /// From its first byte to the end of its last line.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// What a block is.
#[derive(Debug)]
pub enum BlockKind {
    /// `# …` or underlined.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its text.
        inline: Inline,
    },
    /// Running text; also the text of a tight list item.
    Paragraph(Inline),
    /// Ordered, bullet or task list.
    List(List),
    /// A table, or what was meant as one; boxed, since it is larger than all other blocks.
    Table(Box<Table>),
    /// `> …`
    Quote(Vec<Block>),
    /// A code block, fenced or indented.
    Code,
    /// An HTML block, comments included.
    Html,
    /// A thematic break, a footnote, and other blocks that hold no design.
    Other,
}

/// The running text of one block: a range of the document's pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Inline {
    /// The source that it was read from.
    pub span: Span,
    first: u32,
    last: u32,
}

/// A list.
#[derive(Debug)]
pub struct List {
    /// Whether its items are numbered.
    pub ordered: bool,
    /// Its items.
    pub items: Vec<Item>,
}

/// An item of a list.
#[derive(Debug)]
pub struct Item {
    /// From its marker to the end of its last line.
    pub span: Span,
    /// The number as written, with its place (the digits alone).
    pub number: Option<(u64, Span)>,
    /// `- [x]` or `- [ ]`.
    pub task: Option<bool>,
    /// What it holds; the first block is usually a paragraph.
    pub blocks: Vec<Block>,
}

/// A table.
#[derive(Debug)]
pub struct Table {
    /// From the header row to the end of the last row.
    pub span: Span,
    /// Header row.
    pub head: Row,
    /// The `|---|` line; empty where there is none.
    pub delimiter: Span,
    /// Body rows, with every cell that stands in the source.
    pub rows: Vec<Row>,
    /// Why no renderer shows it as it was meant.
    pub broken: Option<Broken>,
}

/// Why a table is none in GitHub Flavored Markdown, or not wholly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// Header row and delimiter row differ in their number of cells.
    Delimiter {
        /// Cells of the header row.
        head: usize,
        /// Cells of the delimiter row.
        delimiter: usize,
    },
    /// There is no delimiter row.
    NoDelimiter,
    /// The parser gave up before the last row; this many follow it.
    Rows(usize),
}

/// A row of a table.
#[derive(Debug)]
pub struct Row {
    /// The line, without container markers and line ending.
    pub span: Span,
    /// Every cell of the line, also those beyond the header.
    pub cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    /// Its content, trimmed; empty, between the pipes, where it has none.
    pub span: Span,
    /// Its running text.
    pub inline: Inline,
}

/// A bit of running text.
#[derive(Debug, Clone)]
pub struct Piece<'s> {
    /// What it is.
    pub kind: PieceKind,
    /// Its source.
    pub span: Span,
    /// Rendered text; the destination of a link; empty for marks.
    pub text: CowStr<'s>,
}

/// What a bit of running text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PieceKind {
    /// Text, entities decoded.
    Text,
    /// The content of a code span.
    Code,
    /// A line break.
    Break,
    /// Inline HTML.
    Html,
    /// Where markup begins.
    Open(Markup),
    /// Where it ends.
    Close(Markup),
}

/// Inline markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// `*…*`
    Emphasis,
    /// `**…**`
    Strong,
    /// `~~…~~`
    Strike,
    /// A link; its piece holds the destination.
    Link,
    /// An image; its piece holds the destination.
    Image,
}

impl<'s> Document<'s> {
    /// The source text that was parsed.
    pub const fn source(&self) -> &'s str {
        self.text
    }

    /// The pieces of a running text.
    pub fn pieces(&self, inline: Inline) -> &[Piece<'s>] {
        self.pieces.get(inline.first as usize..inline.last as usize).unwrap_or_default()
    }

    /// The pieces at which links and images begin, in source order.
    pub fn links(&self) -> impl Iterator<Item = &Piece<'s>> {
        self.links.iter().filter_map(|&at| self.pieces.get(at as usize))
    }

    /// Every piece of the document, in source order.
    pub fn all_pieces(&self) -> &[Piece<'s>] {
        &self.pieces
    }

    /// The text as a reader sees it: entities decoded, markup, HTML and link targets dropped,
    /// code kept, line breaks as spaces.
    pub fn text(&self, inline: Inline) -> Cow<'s, str> {
        let pieces = self.pieces(inline);
        // Most running texts of cells are one piece.
        if let [Piece { text: CowStr::Borrowed(text), kind: PieceKind::Text | PieceKind::Code, .. }] = pieces
        {
            return Cow::Borrowed(trimmed(text));
        }
        let mut shown = pieces.iter().filter(|piece| piece.glimpse().is_some());
        let Some(first) = shown.next() else { return Cow::Borrowed("") };
        let out = if shown.next().is_none() {
            first.shown().unwrap_or_default()
        } else {
            let shown = || pieces.iter().filter_map(Piece::glimpse);
            let mut out = String::with_capacity(shown().map(str::len).sum());
            out.extend(shown());
            Cow::Owned(out)
        };
        match out {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) if text.trim().len() == text.len() => Cow::Owned(text),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        }
    }

    /// The part of a running text that lies inside a span; pieces are not cut.
    pub fn within(&self, inline: Inline, span: Span) -> Inline {
        let pieces = self.pieces(inline);
        let before = pieces.partition_point(|piece| piece.span.start < span.start);
        let inside = pieces.get(before..).unwrap_or_default();
        let count = inside.partition_point(|piece| piece.span.start < span.end);
        let first = inline.first + u32::try_from(before).unwrap_or(u32::MAX);
        Inline { span, first, last: first + u32::try_from(count).unwrap_or(u32::MAX) }
    }
}

/// A text without the white space at its ends, where there is any.
fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

impl<'s> Piece<'s> {
    /// As [`Self::shown`], lent by the piece.
    fn glimpse(&self) -> Option<&str> {
        match self.kind {
            PieceKind::Break => Some(" "),
            PieceKind::Text | PieceKind::Code => Some(&self.text),
            _ => None,
        }
    }

    /// What a reader sees of it; nothing of marks and HTML.
    pub fn shown(&self) -> Option<Cow<'s, str>> {
        match (&self.text, self.kind) {
            (_, PieceKind::Break) => Some(Cow::Borrowed(" ")),
            (CowStr::Borrowed(text), PieceKind::Text | PieceKind::Code) => Some(Cow::Borrowed(text)),
            (text, PieceKind::Text | PieceKind::Code) => Some(Cow::Owned(text.to_string())),
            _ => None,
        }
    }
}

impl Block {
    /// The running text of a paragraph or heading.
    pub const fn inline(&self) -> Option<Inline> {
        match self.kind {
            BlockKind::Paragraph(inline) | BlockKind::Heading { inline, .. } => Some(inline),
            _ => None,
        }
    }
}
