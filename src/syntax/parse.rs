//! One walk over the parser's events into blocks of our own.

mod table;

use super::table::meant_as_table;
use super::{Block, BlockKind, Document, Inline, Item, List, Markup, Piece, PieceKind, front_matter};
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
    let mut walk = Walk {
        text,
        base,
        events: Parser::new_ext(body, options()).into_offset_iter(),
        // About as many as texts of ours have; growing a long list step by step costs more.
        pieces: Vec::with_capacity((body.len() / 16).min(1 << 16)),
        links: Vec::new(),
        pipe: 0,
    };
    let blocks = walk.blocks(32);
    Document { blocks, front_matter: front, text, pieces: walk.pieces, links: walk.links }
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
    /// Where among the pieces links and images begin.
    links: Vec<u32>,
    /// The first `|` at or behind the latest place that was asked about.
    pipe: usize,
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

    /// Notes that the next piece is the beginning of a link, where it is.
    fn note_link(&mut self, kind: PieceKind) {
        if let PieceKind::Open(Markup::Link | Markup::Image) = kind {
            self.links.push(index(self.pieces.len()));
        }
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
                    Part::Piece(kind, text) => {
                        self.note_link(kind);
                        (kind, text)
                    }
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
                    Part::Piece(kind, text) => {
                        self.note_link(kind);
                        (kind, text)
                    }
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

    /// Whether a `|` stands in a paragraph. Paragraphs come in order, so the text is looked through once.
    fn has_pipe(&mut self, paragraph: Span) -> bool {
        if self.pipe < paragraph.start {
            let rest = self.text.as_bytes().get(paragraph.start..).unwrap_or_default();
            self.pipe = memchr::memchr(b'|', rest).map_or(usize::MAX, |at| paragraph.start + at);
        }
        self.pipe < paragraph.end
    }

    /// A paragraph, or the table that it was meant as.
    fn paragraph(&mut self, mut inline: Inline, blocks: &mut Vec<Block>) {
        let span = inline.span;
        let meant = if self.has_pipe(span) { meant_as_table(self.text, span) } else { None };
        if let Some(table) = &meant {
            let kept = self.pieces.get(inline.first as usize..).unwrap_or_default();
            let kept = kept.partition_point(|piece| piece.span.end <= table.span.start);
            inline.last = inline.first + index(kept);
            inline.span = Span::new(span.start, table.span.start).trim(self.text);
        }
        if inline.first < inline.last {
            blocks.push(Block { span: inline.span, kind: BlockKind::Paragraph(inline) });
        }
        if let Some(mut table) = meant {
            // Its pieces are dropped, so that every piece belongs to one place.
            self.pieces.truncate(inline.last as usize);
            let kept = self.links.partition_point(|&at| at < inline.last);
            self.links.truncate(kept);
            self.fill(&mut table.head);
            for row in &mut table.rows {
                self.fill(row);
            }
            blocks.push(Block { span: table.span, kind: BlockKind::Table(Box::new(table)) });
        }
    }
}

fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn inline(span: Span, first: usize, last: usize) -> Inline {
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
    if digits == 0 {
        return None;
    }
    let span = Span::new(item.start, item.start + digits);
    Some((span.of(text).parse().ok()?, span))
}

/// The check box of a task list item.
fn task(text: &str, item: Span) -> Option<bool> {
    let item = item.of(text);
    let is_marker = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'*' | b'+' | b'.' | b')');
    let marker = item.bytes().position(|byte| !is_marker(byte))?;
    let content = item.get(marker..)?;
    // Nearly every item goes on with a blank and a word.
    if let [b' ', next, ..] = content.as_bytes()
        && next.is_ascii_alphanumeric()
    {
        return None;
    }
    match content.trim_start().as_bytes() {
        [b'[', b' ', b']', b' ', ..] => Some(false),
        [b'[', b'x' | b'X', b']', b' ', ..] => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
