//! One walk over the parser's events into blocks of our own.

use super::table::{is_delimiter_row, meant_as_table, raw_row};
use super::{
    Block, BlockKind, Broken, Document, Inline, Item, List, Markup, Piece, PieceKind, Row, Table,
    front_matter,
};
use crate::source::Span;
use pulldown_cmark::{CowStr, Event, HeadingLevel, OffsetIter, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Parses a text; never fails. What a program keeps between markers is left out.
pub fn parse(text: &str, start: usize) -> Document<'_> {
    let mut document = parse_whole(text, start);
    super::kept::leave_out(&mut document.blocks, text);
    document
}

/// Parses a text, parts that a program keeps included; never fails.
///
/// `start` is the offset behind a byte order mark. Front matter is set aside. Ask
/// [`super::too_deep`] first where the text comes from strangers.
pub fn parse_whole(text: &str, start: usize) -> Document<'_> {
    let front = front_matter(text, start);
    let base = front.map_or(start, |span| span.end);
    let Some(body) = text.get(base..) else { return Document { text, ..Document::default() } };
    let mut walk =
        Walk { text, base, events: Parser::new_ext(body, options()).into_offset_iter(), pieces: Vec::new() };
    // About as many as texts of ours have; growing a long list step by step costs more.
    walk.pieces.reserve((body.len() / 16).min(1 << 16));
    let blocks = walk.blocks(32);
    let is_link = |piece: &Piece<'_>| matches!(piece.kind, PieceKind::Open(Markup::Link | Markup::Image));
    let links = (0..).zip(&walk.pieces).filter(|(_, piece)| is_link(piece)).map(|(at, _)| at).collect();
    Document { blocks, front_matter: front, text, pieces: walk.pieces, links }
}

/// GitHub's tables, task lists, strike-through and footnotes; the metadata option stays off, since
/// it takes quadratic time.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
}

struct Walk<'s> {
    text: &'s str,
    base: usize,
    events: OffsetIter<'s>,
    pieces: Vec<Piece<'s>>,
}

impl<'s> Walk<'s> {
    /// The place of an event in the whole text.
    const fn place(&self, range: &Range<usize>) -> Span {
        Span::new(range.start + self.base, range.end + self.base)
    }

    /// The next event with its place in the whole text.
    fn next(&mut self) -> Option<(Event<'s>, Span)> {
        let (event, range) = self.events.next()?;
        Some((event, self.place(&range)))
    }

    /// Blocks up to the end of the container that was just entered; `expected` is how many it
    /// usually holds.
    fn blocks(&mut self, expected: usize) -> Vec<Block> {
        let mut blocks = Vec::with_capacity(expected);
        let mut loose: Option<(usize, Span)> = None;
        while let Some((event, range)) = self.events.next() {
            let span = self.place(&range);
            // The commonest first, and each taken out of its event at once, so that events are not
            // moved about.
            let (kind, text) = match event {
                Event::Start(Tag::Paragraph) => {
                    self.close_loose(&mut loose, &mut blocks);
                    let inline = self.inline(span);
                    self.paragraph(inline, &mut blocks);
                    continue;
                }
                Event::Text(text) => (PieceKind::Text, text),
                Event::End(tag) => match closed(tag) {
                    Some(markup) => (PieceKind::Close(markup), CowStr::Borrowed("")),
                    None => break,
                },
                Event::TaskListMarker(_) => continue,
                event => match part(event) {
                    Part::Piece(kind, text) => (kind, text),
                    part => {
                        self.close_loose(&mut loose, &mut blocks);
                        match part {
                            Part::Block(tag) => self.block(&tag, span, &mut blocks),
                            Part::Rule => blocks.push(Block { span, kind: BlockKind::Other }),
                            Part::Piece(..) | Part::Other => {}
                        }
                        continue;
                    }
                },
            };
            // Running text that stands in a container without a paragraph: a tight list item.
            let (_, covered) = loose.get_or_insert((self.pieces.len(), span));
            *covered = covered.cover(span);
            self.pieces.push(Piece { kind, span, text });
        }
        self.close_loose(&mut loose, &mut blocks);
        blocks
    }

    fn close_loose(&mut self, loose: &mut Option<(usize, Span)>, blocks: &mut Vec<Block>) {
        if let Some((first, span)) = loose.take() {
            self.paragraph(inline(span, first, self.pieces.len()), blocks);
        }
    }

    fn block(&mut self, tag: &Tag<'s>, span: Span, blocks: &mut Vec<Block>) {
        let kind = match tag {
            Tag::Paragraph => {
                let inline = self.inline(span);
                return self.paragraph(inline, blocks);
            }
            Tag::Heading { level, .. } => {
                BlockKind::Heading { level: level_of(*level), inline: self.inline(span) }
            }
            Tag::BlockQuote(_) => BlockKind::Quote(self.blocks(4)),
            Tag::List(first) => BlockKind::List(List { ordered: first.is_some(), items: self.items() }),
            Tag::Table(_) => BlockKind::Table(Box::new(self.table(span))),
            Tag::CodeBlock(_) => {
                self.skip();
                BlockKind::Code
            }
            Tag::HtmlBlock => {
                self.skip();
                BlockKind::Html
            }
            _ => {
                self.blocks(0);
                BlockKind::Other
            }
        };
        blocks.push(Block { span, kind });
    }

    /// Drops the content of a block that holds text as it is.
    fn skip(&mut self) {
        while let Some((event, _)) = self.next() {
            if let Event::End(_) = event {
                return;
            }
        }
    }

    /// Running text up to the end of its block.
    fn inline(&mut self, span: Span) -> Inline {
        let first = self.pieces.len();
        while let Some((event, range)) = self.events.next() {
            let (kind, text) = match event {
                Event::Text(text) => (PieceKind::Text, text),
                Event::Code(text) => (PieceKind::Code, text),
                Event::SoftBreak => (PieceKind::Break, CowStr::Borrowed("")),
                Event::End(tag) => match closed(tag) {
                    Some(markup) => (PieceKind::Close(markup), CowStr::Borrowed("")),
                    None => break,
                },
                event => match part(event) {
                    Part::Piece(kind, text) => (kind, text),
                    _ => continue,
                },
            };
            self.pieces.push(Piece { kind, span: self.place(&range), text });
        }
        inline(span, first, self.pieces.len())
    }

    fn items(&mut self) -> Vec<Item> {
        let mut items = Vec::with_capacity(8);
        while let Some((event, span)) = self.next() {
            match event {
                Event::Start(Tag::Item) => {
                    let blocks = self.blocks(1);
                    items.push(Item {
                        span,
                        number: number(self.text, span),
                        task: task(self.text, span),
                        blocks,
                    });
                }
                Event::End(TagEnd::List(_)) => break,
                _ => {}
            }
        }
        items
    }

    fn table(&mut self, span: Span) -> Table {
        let mut head: Option<Row> = None;
        let mut rows: Vec<Row> = Vec::with_capacity(16);
        while let Some((event, at)) = self.next() {
            match event {
                Event::Start(Tag::TableHead | Tag::TableRow) => {
                    let width = head.as_ref().map_or(8, |head| head.cells.len());
                    let row = self.row(at, width);
                    if head.is_none() {
                        head = Some(row);
                    } else if !row.span.is_empty() {
                        rows.push(row);
                    }
                }
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        let head = head.unwrap_or_else(|| raw_row(self.text, Span::at(span.start), 1));
        let below = Span::new(head.span.end, rows.first().map_or(span.end, |row| row.span.start));
        let delimiter = super::table::lines(self.text, below)
            .into_iter()
            .find(|line| is_delimiter_row(line.of(self.text)))
            .unwrap_or_else(|| Span::at(head.span.end));
        let end = rows.last().map_or(delimiter.end, |row| row.span.end);
        // With very many columns the parser stops making rows to bound its output.
        let rest = super::table::lines(self.text, Span::new(end, span.end));
        let read = rows.len();
        for line in rest.into_iter().filter(|line| !line.is_empty()) {
            let mut row = raw_row(self.text, line, head.cells.len());
            self.fill(&mut row);
            rows.push(row);
        }
        let lost = rows.len() - read;
        let end = rows.last().map_or(delimiter.end, |row| row.span.end);
        let broken = (lost > 0).then_some(Broken::Rows(lost));
        Table { span: Span::new(span.start, end), head, delimiter, rows, broken }
    }

    /// One row: the cells of the raw line, each with the running text that the parser gives for it.
    fn row(&mut self, span: Span, width: usize) -> Row {
        let mut row = raw_row(self.text, span, width);
        let mut read = 0;
        while let Some((event, at)) = self.next() {
            match event {
                Event::Start(Tag::TableCell) => {
                    let inline = self.inline(at);
                    if let Some(cell) = row.cells.get_mut(read) {
                        cell.inline = Inline { span: cell.span, ..inline };
                    }
                    read += 1;
                }
                Event::End(_) => break,
                _ => {}
            }
        }
        for cell in row.cells.iter_mut().skip(read) {
            cell.inline = self.reread(cell.span);
        }
        row
    }

    /// A paragraph, or the table that it was meant as.
    fn paragraph(&mut self, mut inline: Inline, blocks: &mut Vec<Block>) {
        let span = inline.span;
        let meant = meant_as_table(self.text, span);
        if let Some(table) = &meant {
            let kept = self.pieces.get(inline.first as usize..).unwrap_or_default();
            let kept = kept.partition_point(|piece| piece.span.end <= table.span.start);
            inline.last = inline.first + u32::try_from(kept).unwrap_or(u32::MAX);
            inline.span = Span::new(span.start, table.span.start).trim(self.text);
        }
        if inline.first < inline.last {
            blocks.push(Block { span: inline.span, kind: BlockKind::Paragraph(inline) });
        }
        if let Some(mut table) = meant {
            // Its pieces are dropped, so that every piece belongs to one place.
            self.pieces.truncate(inline.last as usize);
            self.fill(&mut table.head);
            for row in &mut table.rows {
                self.fill(row);
            }
            blocks.push(Block { span: table.span, kind: BlockKind::Table(Box::new(table)) });
        }
    }

    fn fill(&mut self, row: &mut Row) {
        for cell in &mut row.cells {
            cell.inline = self.reread(cell.span);
        }
    }

    /// Running text of a cell that the parser did not read as one: it is put where the parser does.
    fn reread(&mut self, span: Span) -> Inline {
        const FRAME: &str = "|h|\n|-|\n| ";
        let first = self.pieces.len();
        let content = span.of(self.text);
        if content.bytes().all(is_plain) {
            if !content.is_empty() {
                self.pieces.push(Piece { kind: PieceKind::Text, span, text: CowStr::Borrowed(content) });
            }
            return inline(span, first, self.pieces.len());
        }
        let framed = format!("{FRAME}{content} |");
        for (event, range) in Parser::new_ext(&framed, options()).into_offset_iter() {
            let (Some(start), Some(end)) =
                (range.start.checked_sub(FRAME.len()), range.end.checked_sub(FRAME.len()))
            else {
                continue;
            };
            let at = Span::new(start.min(content.len()), end.min(content.len())).shift(span.start);
            if let Part::Piece(kind, text) = part(event) {
                self.pieces.push(Piece { kind, span: at, text: text.into_static() });
            }
        }
        inline(span, first, self.pieces.len())
    }
}

/// Whether a byte never means more than itself in running text.
const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'.' | b',' | b'/' | b'(' | b')' | b'%' | b'-')
}

fn inline(span: Span, first: usize, last: usize) -> Inline {
    let index = |i| u32::try_from(i).unwrap_or(u32::MAX);
    Inline { span, first: index(first), last: index(last) }
}

/// What an event is to us, unless it ends something.
enum Part<'s> {
    /// A bit of running text.
    Piece(PieceKind, CowStr<'s>),
    /// Where a block begins.
    Block(Tag<'s>),
    /// A thematic break.
    Rule,
    /// Anything else.
    Other,
}

fn part(event: Event<'_>) -> Part<'_> {
    let bare = |kind| Part::Piece(kind, CowStr::Borrowed(""));
    match event {
        Event::Text(text) => Part::Piece(PieceKind::Text, text),
        Event::Code(text) => Part::Piece(PieceKind::Code, text),
        Event::SoftBreak | Event::HardBreak => bare(PieceKind::Break),
        // The one way to break a line inside a table.
        Event::InlineHtml(html) if html.get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case("<br")) => {
            bare(PieceKind::Break)
        }
        Event::InlineHtml(_) | Event::FootnoteReference(_) => bare(PieceKind::Html),
        Event::Start(Tag::Emphasis) => bare(PieceKind::Open(Markup::Emphasis)),
        Event::Start(Tag::Strong) => bare(PieceKind::Open(Markup::Strong)),
        Event::Start(Tag::Strikethrough) => bare(PieceKind::Open(Markup::Strike)),
        Event::Start(Tag::Link { dest_url, .. }) => Part::Piece(PieceKind::Open(Markup::Link), dest_url),
        Event::Start(Tag::Image { dest_url, .. }) => Part::Piece(PieceKind::Open(Markup::Image), dest_url),
        Event::Start(tag) => Part::Block(tag),
        Event::End(tag) => closed(tag).map_or(Part::Other, |markup| bare(PieceKind::Close(markup))),
        Event::Rule => Part::Rule,
        _ => Part::Other,
    }
}

/// The markup that an end closes; `None` where it is that of a block.
const fn closed(tag: TagEnd) -> Option<Markup> {
    Some(match tag {
        TagEnd::Emphasis => Markup::Emphasis,
        TagEnd::Strong => Markup::Strong,
        TagEnd::Strikethrough => Markup::Strike,
        TagEnd::Link => Markup::Link,
        TagEnd::Image => Markup::Image,
        _ => return None,
    })
}

const fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// The number that a list item is written with; the parser keeps only that of the first.
fn number(text: &str, item: Span) -> Option<(u64, Span)> {
    let digits = item.of(text).bytes().take_while(u8::is_ascii_digit).count();
    let span = Span::new(item.start, item.start + digits);
    Some((span.of(text).parse().ok()?, span))
}

/// The check box of a task list item.
fn task(text: &str, item: Span) -> Option<bool> {
    let marker = item.of(text);
    let content =
        marker.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '*' | '+' | '.' | ')'));
    match content.trim_start().as_bytes() {
        [b'[', b' ', b']', b' ', ..] => Some(false),
        [b'[', b'x' | b'X', b']', b' ', ..] => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(text: &str) -> String {
        let document = parse(text, if text.starts_with('\u{feff}') { 3 } else { 0 });
        let mut out = Vec::new();
        describe(&document, &document.blocks, 0, &mut out);
        out.join("\n")
    }

    fn describe(document: &Document<'_>, blocks: &[Block], depth: usize, out: &mut Vec<String>) {
        let pad = "  ".repeat(depth);
        for block in blocks {
            match &block.kind {
                BlockKind::Heading { level, inline } => {
                    out.push(format!("{pad}h{level} {}", document.text(*inline)))
                }
                BlockKind::Paragraph(inline) => out.push(format!("{pad}p {}", document.text(*inline))),
                BlockKind::Quote(inner) => {
                    out.push(format!("{pad}quote"));
                    describe(document, inner, depth + 1, out);
                }
                BlockKind::List(list) => {
                    for item in &list.items {
                        let number = item.number.map(|(n, _)| n.to_string()).unwrap_or_default();
                        out.push(format!("{pad}item {number} {:?}", item.task));
                        describe(document, &item.blocks, depth + 1, out);
                    }
                }
                BlockKind::Table(table) => {
                    out.push(format!("{pad}table {:?}", table.broken));
                    for row in std::iter::once(&table.head).chain(&table.rows) {
                        let cells: Vec<_> = row.cells.iter().map(|cell| document.text(cell.inline)).collect();
                        out.push(format!("{pad}  {}", cells.join(" ¦ ")));
                    }
                }
                BlockKind::Code => out.push(format!("{pad}code")),
                BlockKind::Html => out.push(format!("{pad}html")),
                BlockKind::Other => out.push(format!("{pad}other")),
            }
        }
    }

    #[test]
    fn blocks_keep_their_text_and_their_numbers() {
        let text = "\u{feff}---\na: b\n---\nTitle\n=====\n\nx &lt;5 `a|b` **c** [d](e.md)\n\n3. one\n   - [x] in\n5. two\n\n> q\n";
        assert_eq!(
            outline(text),
            "h1 Title\np x <5 a|b c d\nitem 3 None\n  p one\n  item  Some(true)\n    p in\nitem 5 None\n  p two\nquote\n  p q"
        );
    }

    #[test]
    fn a_row_keeps_what_stands_beyond_its_header() {
        let text = "> | a | b |\n> |---|---|\n> | 1 | `x|y` | 3 \\| 4 |\n> | 4\n";
        assert_eq!(outline(text), "quote\n  table None\n    a ¦ b\n    1 ¦ `x ¦ y` ¦ 3 | 4\n    4");
        let text = "| a |\n|---|\n| 1 | <!-- c --> |\n| 2 | - 3 |\n";
        assert_eq!(outline(text), "table None\n  a\n  1 ¦ \n  2 ¦ - 3");
    }

    #[test]
    fn a_table_that_no_renderer_shows_is_read_all_the_same() {
        let text = "Decisions\n| a | b | c |\n|---|---|\n| 1 | **2** | 3 |\n\n| x | y |\n| 1 | 2 |\n";
        assert_eq!(
            outline(text),
            "p Decisions\ntable Some(Delimiter { head: 3, delimiter: 2 })\n  a ¦ b ¦ c\n  1 ¦ 2 ¦ 3\ntable Some(NoDelimiter)\n  x ¦ y\n  1 ¦ 2"
        );
    }

    #[test]
    fn a_table_that_github_shows_is_not_broken() {
        let one = "table None\n  a ¦ b\n  1 ¦ x|y";
        assert_eq!(outline("|\ta\t|\tb\t|\n|\t---\t|\t---\t|\n|\t1\t|\t`x\\|y`\t|\n"), one);
        assert_eq!(outline("Text:\na | b\n---|---\n1 | x\\|y\n"), format!("p Text:\n{one}"));
    }

    #[test]
    fn a_tight_item_is_a_place_for_a_table_too() {
        assert_eq!(
            outline("- | a | b | c |\n  |---|---|\n  | 1 | 2 | 3 |\n"),
            "item  None\n  table Some(Delimiter { head: 3, delimiter: 2 })\n    a ¦ b ¦ c\n    1 ¦ 2 ¦ 3"
        );
    }

    #[test]
    fn a_cell_that_is_read_apart_is_read_as_a_cell() {
        let text = "| a |\n|---|\n| 1 | `x\\|y` | <br>z | # n | \u{a0}b |\n";
        assert_eq!(outline(text), "table None\n  a\n  1 ¦ x|y ¦ z ¦ # n ¦ b");
    }

    #[test]
    fn spans_are_those_of_the_whole_text() {
        let text = "---\na: b\n---\n\n| id | what |\r\n|----|------|\r\n| D1 | éa b  |\r\n";
        let document = parse(text, 0);
        let Some(Block { kind: BlockKind::Table(table), .. }) = document.blocks.first() else {
            panic!("{document:?}")
        };
        let row = &table.rows[0];
        assert_eq!(row.span.of(text), "| D1 | éa b  |");
        assert_eq!(row.cells.iter().map(|cell| cell.span.of(text)).collect::<Vec<_>>(), ["D1", "éa b"]);
        assert_eq!(table.delimiter.of(text), "|----|------|");
    }

    #[test]
    fn every_row_that_the_parser_gives_up_on_is_kept() {
        let head = format!("|{}\n|{}\n", "a|".repeat(1000), "-|".repeat(1000));
        let text = format!("{head}{}", "| x |\n".repeat(2000));
        let document = parse(&text, 0);
        let rows: usize = document
            .blocks
            .iter()
            .map(|block| match &block.kind {
                BlockKind::Table(table) => table.rows.len(),
                _ => 0,
            })
            .sum();
        assert_eq!(rows, 2000);
    }
}
