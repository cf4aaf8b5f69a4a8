//! Text, lines and byte spans. Knows nothing of Markdown.

use std::ops::Range;
use std::sync::OnceLock;

/// A half-open range of byte offsets into one source text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Offset of the first byte, from 0.
    pub start: usize,
    /// Offset just past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to, not including, `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The empty span at one offset.
    pub const fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The bytes of `text` that this span covers; empty where the span does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether the span covers no byte.
    pub const fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether `other` lies wholly inside this span.
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that covers both.
    pub fn cover(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The same span, `by` bytes further on.
    pub const fn shift(self, by: usize) -> Self {
        Self::new(self.start + by, self.end + by)
    }

    /// The span without the white space at both of its ends.
    pub fn trim(self, text: &str) -> Self {
        let inner = self.of(text);
        // Most texts have a blank or none at each end, and ASCII next to it.
        let bytes = inner.as_bytes();
        let blanks = |byte: Option<&u8>| usize::from(byte == Some(&b' '));
        let (before, after) = (blanks(bytes.first()), blanks(bytes.last()));
        let kept = bytes.get(before..bytes.len().saturating_sub(after)).unwrap_or_default();
        if kept.first().is_some_and(u8::is_ascii_graphic) && kept.last().is_some_and(u8::is_ascii_graphic) {
            return Self::new(self.start + before, self.end - after);
        }
        let start = self.start + (inner.len() - inner.trim_start().len());
        Self::new(start, start + inner.trim().len())
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A place in a text as people and editors name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1. A line ends with LF, CR LF or CR.
    pub line: usize,
    /// Column, from 1, in Unicode scalar values.
    pub column: usize,
    /// Byte offset, from 0.
    pub offset: usize,
}

/// One text and the path it is known by.
#[derive(Debug)]
pub struct Source {
    /// Path relative to the project's root, with `/`.
    pub path: String,
    /// The text as read, a leading byte order mark included.
    pub text: String,
    lines: OnceLock<Vec<usize>>,
    /// What it leaves out, in order, where it is an excerpt.
    cuts: Vec<Cut>,
}

/// Lines that an excerpt leaves out.
#[derive(Debug, Clone, Copy)]
struct Cut {
    /// The offset in the excerpt that they stood before.
    at: usize,
    /// How many bytes were left out up to here.
    bytes: usize,
    /// How many lines were.
    lines: usize,
}

impl Source {
    /// Takes a text under the path it is to be reported as.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into(), lines: OnceLock::new(), cuts: Vec::new() }
    }

    /// An excerpt: the text without some of its lines. Each span holds one or more of them, whole, with their
    /// line feeds; they are in order and do not touch. [`Self::position`] and [`Self::in_whole`] tell the
    /// places that things have in the whole text.
    pub fn without(&self, lines: &[Span]) -> Self {
        let mut text = String::with_capacity(self.text.len());
        let mut cuts: Vec<Cut> = Vec::with_capacity(lines.len());
        let mut from = 0;
        for span in lines {
            text.push_str(Span::new(from, span.start).of(&self.text));
            from = span.end;
            let before = cuts.last().map_or((0, 0), |cut| (cut.bytes, cut.lines));
            let ends = memchr::memchr_iter(b'\n', self.slice(*span).as_bytes()).count();
            let (bytes, lines) = (before.0 + (span.end - span.start), before.1 + ends);
            cuts.push(Cut { at: text.len(), bytes, lines });
        }
        text.push_str(Span::new(from, self.text.len()).of(&self.text));
        Self { path: self.path.clone(), text, lines: OnceLock::new(), cuts }
    }

    /// Offset of the first byte after a byte order mark.
    pub fn start(&self) -> usize {
        if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
    }

    /// Where lines were left out: the offsets, in this text, of what stood behind them.
    pub fn cuts(&self) -> impl Iterator<Item = usize> {
        self.cuts.iter().map(|cut| cut.at)
    }

    /// How many bytes and lines were left out before an offset.
    fn left_out(&self, offset: usize) -> (usize, usize) {
        let before = self.cuts.partition_point(|cut| cut.at <= offset).checked_sub(1);
        before.and_then(|last| self.cuts.get(last)).map_or((0, 0), |cut| (cut.bytes, cut.lines))
    }

    /// A span of an excerpt as one of the whole text; of any other text, the same.
    pub fn in_whole(&self, span: Span) -> Span {
        let start = span.start + self.left_out(span.start).0;
        // What was left out behind the last byte is no part of it.
        let last = span.end.saturating_sub(1).max(span.start);
        Span::new(start, span.end + self.left_out(last).0)
    }

    /// The text that a span covers.
    pub fn slice(&self, span: Span) -> &str {
        span.of(&self.text)
    }

    /// Offsets at which lines start.
    pub fn line_starts(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let bytes = self.text.as_bytes();
            if memchr::memchr(b'\r', bytes).is_none() {
                let mut starts = Vec::with_capacity(bytes.len() / 32 + 1);
                starts.push(0);
                starts.extend(memchr::memchr_iter(b'\n', bytes).map(|i| i + 1));
                return starts;
            }
            let ends = bytes
                .iter()
                .enumerate()
                .filter(|&(i, &byte)| byte == b'\n' || (byte == b'\r' && bytes.get(i + 1) != Some(&b'\n')));
            std::iter::once(0).chain(ends.map(|(i, _)| i + 1)).collect()
        })
    }

    /// Line of an offset, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.line_starts().partition_point(|&start| start <= offset)
    }

    /// Line, column and offset of a byte offset. A byte order mark takes no column.
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.line(offset);
        let start = self.line_starts().get(line - 1).copied().unwrap_or_default();
        let start = if line == 1 { self.start().min(offset) } else { start };
        let column = Span::new(start, offset).of(&self.text).chars().count() + 1;
        let (bytes, lines) = self.left_out(offset);
        Position { line: line + lines, column, offset: offset + bytes }
    }

    /// The whole line, without its line ending, that an offset lies on.
    pub fn line_span(&self, offset: usize) -> Span {
        let line = self.line(offset.min(self.text.len()));
        let starts = self.line_starts();
        let start = starts.get(line - 1).copied().unwrap_or_default();
        let end = starts.get(line).copied().unwrap_or(self.text.len());
        let kept = Span::new(start, end).of(&self.text).trim_end_matches(['\n', '\r']).len();
        Span::new(start, start + kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_know_three_line_endings() {
        let source = Source::new("a.md", "é😀日x\r\nb\rc\n");
        let at = source.position("é😀日".len());
        assert_eq!((at.line, at.column), (1, 4));
        let c = source.text.find('c').unwrap();
        assert_eq!((source.position(c).line, source.position(c).column), (3, 1));
        assert_eq!(source.slice(source.line_span(1)), "é😀日x");
    }

    #[test]
    fn an_excerpt_tells_the_places_of_the_whole_text() {
        let whole = Source::new("a.md", "one\ntwo\nthree\nfour\nfive\nsix");
        let at = |word: &str| whole.text.find(word).unwrap();
        let lines = [Span::new(at("two"), at("four")), Span::new(at("five"), at("six"))];
        let excerpt = whole.without(&lines);
        assert_eq!(
            (excerpt.text.as_str(), excerpt.cuts().collect::<Vec<_>>()),
            ("one\nfour\nsix", vec![4, 9])
        );
        for word in ["one", "four", "six"] {
            let here = excerpt.text.find(word).unwrap();
            assert_eq!(excerpt.position(here), whole.position(at(word)));
            let span = Span::new(here, here + word.len());
            assert_eq!(whole.slice(excerpt.in_whole(span)), word);
        }
        assert_eq!(whole.slice(excerpt.in_whole(Span::new(0, 4))), "one\n");
        assert_eq!(excerpt.in_whole(Span::at(4)), Span::at(at("four")));
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let source = Source::new("a.md", "\u{feff}# T");
        assert_eq!(source.position(3), Position { line: 1, column: 1, offset: 3 });
    }
}
