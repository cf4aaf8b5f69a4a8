//! Tables, out of the parser's events and the raw lines.
//!
//! Where the parser's cells make up a whole line they are taken as they are, since both cut at the same
//! `|`. What it leaves of a line, or of a table, is cut and read here.

use super::{Part, Walk, inline, options, part};
use crate::source::Span;
use crate::syntax::table::{inside, is_delimiter_row, lines, raw_cells, raw_row, trimmed};
use crate::syntax::{Broken, Cell, Inline, Piece, PieceKind, Row, Table};
use pulldown_cmark::{CowStr, Event, Parser, Tag, TagEnd};

impl Walk<'_> {
    /// The table whose beginning was just read.
    pub(super) fn table(&mut self, span: Span) -> Table {
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
        let delimiter = lines(self.text, below)
            .find(|line| is_delimiter_row(line.of(self.text)))
            .unwrap_or_else(|| Span::at(head.span.end));
        let end = rows.last().map_or(delimiter.end, |row| row.span.end);
        // With very many columns the parser stops making rows to bound its output.
        let read = rows.len();
        for line in lines(self.text, Span::new(end, span.end)).filter(|line| !line.is_empty()) {
            let mut row = raw_row(self.text, line, head.cells.len());
            self.fill(&mut row);
            rows.push(row);
        }
        let lost = rows.len() - read;
        let end = rows.last().map_or(delimiter.end, |row| row.span.end);
        let broken = (lost > 0).then_some(Broken::Rows(lost));
        Table { span: Span::new(span.start, end), head, delimiter, rows, broken }
    }

    /// One row: every cell of the raw line, with the running text that the parser gives for it.
    fn row(&mut self, line: Span, width: usize) -> Row {
        // The header tells how many cells the other rows have.
        let mut row = Row { span: line.trim(self.text), cells: Vec::with_capacity(width.clamp(1, 64)) };
        let content = trimmed(self.text, line);
        let mut read = content.start;
        while let Some((event, at)) = self.next() {
            match event {
                Event::Start(Tag::TableCell) => {
                    let inline = self.inline(at);
                    // Those that a short row is filled up with stand behind it.
                    if at.start < content.end {
                        read = at.end.min(content.end);
                        let span = inside(self.text, at.start, read);
                        row.cells.push(Cell { span, inline: Inline { span, ..inline } });
                    }
                }
                Event::End(_) => break,
                _ => {}
            }
        }
        // The parser drops the cells beyond the header.
        let rest = Span::new(read, content.end);
        if rest.of(self.text) != "|" {
            raw_cells(self.text, rest, |span| {
                let inline = self.reread(span);
                row.cells.push(Cell { span, inline });
            });
        }
        row
    }

    /// Gives the cells of a raw row their running text.
    pub(super) fn fill(&mut self, row: &mut Row) {
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
                self.note_link(kind);
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
