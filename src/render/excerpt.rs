//! The few lines of a text that a diagnostic points at, cut and cleaned for showing.
//!
//! The snippet renderer walks every byte that it is given, knows two line endings of three and
//! prints a long span whole. So it gets an excerpt: the lines around the marks, cut to the width
//! of the terminal, tabs and control characters replaced, the marks moved along.

use super::visible::push_visible;
use crate::source::{Source, Span};
use std::ops::Range;
use unicode_width::UnicodeWidthStr as _;

/// A place to be underlined.
#[derive(Debug, Clone, Copy)]
pub struct Mark<'a> {
    /// Where, in the source text.
    pub span: Span,
    /// What is said beside it.
    pub message: Option<&'a str>,
    /// Whether it is the place of the diagnostic itself.
    pub primary: bool,
}

/// Lines that stand near each other, with the marks on them.
#[derive(Debug, PartialEq, Eq)]
pub struct Block<'a> {
    /// Number of the first line, from 1.
    pub first_line: usize,
    /// The lines, joined by LF. A line between marks that need not be read is left empty.
    pub text: String,
    /// Marks as byte ranges of `text`: range, message, whether primary.
    pub marks: Vec<(Range<usize>, Option<&'a str>, bool)>,
}

/// A mark over more lines than this is shown by its first line.
const TALLEST: usize = 6;
/// Marks further apart than this stand in blocks of their own.
const FARTHEST: usize = 200;
/// What stands where a line was cut.
const CUT: char = '…';

/// A mark with the lines that it touches.
struct Placed<'a> {
    mark: Mark<'a>,
    span: Span,
    first: usize,
    last: usize,
}

/// Cuts the blocks that show the marks; the block of the primary mark comes first.
pub fn excerpt<'a>(source: &Source, marks: &[Mark<'a>], width: usize) -> Vec<Block<'a>> {
    let mut placed: Vec<Placed<'a>> = marks.iter().map(|mark| place(source, *mark)).collect();
    placed.sort_by_key(|mark| (mark.first, mark.last));
    let mut groups: Vec<Vec<Placed<'a>>> = Vec::new();
    let mut reached = 0;
    for mark in placed {
        let (first, last) = (mark.first, mark.last);
        match groups.last_mut() {
            Some(group) if first <= reached + FARTHEST => group.push(mark),
            _ => groups.push(vec![mark]),
        }
        reached = reached.max(last);
    }
    groups.sort_by_key(|group| !group.iter().any(|placed| placed.mark.primary));
    groups.iter().map(|group| block(source, group, width)).collect()
}

/// Fits a mark to the text and finds its lines.
fn place<'a>(source: &Source, mark: Mark<'a>) -> Placed<'a> {
    let text = &source.text;
    let start = floor(text, mark.span.start.clamp(source.start(), text.len().max(source.start())));
    let mut end = floor(text, mark.span.end.clamp(start, text.len().max(start)));
    // A span that ends with a line ending ends with the line.
    while end > start && text.as_bytes().get(end - 1).is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
        end -= 1;
    }
    let first = source.line(start);
    let mut last = source.line(end);
    if last >= first + TALLEST {
        last = first;
        end = source.line_span(start).end.max(start);
    }
    Placed { mark, span: Span::new(start, end), first, last }
}

/// The nearest offset at or before `offset` at which a character starts.
fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

fn block<'a>(source: &Source, group: &[Placed<'a>], width: usize) -> Block<'a> {
    let first_line = group.iter().map(|placed| placed.first).min().unwrap_or(1);
    let last_line = group.iter().map(|placed| placed.last).max().unwrap_or(first_line);
    let mut text = String::new();
    // Where each mark starts and ends in `text`.
    let mut ranges = vec![0..0; group.len()];
    for line in first_line..=last_line {
        if line > first_line {
            text.push('\n');
        }
        let touched = |line: usize| group.iter().any(|mark| (mark.first..=mark.last).contains(&line));
        // A single line between two marks is shown, more are folded away.
        if !touched(line) && (!touched(line - 1) || !touched(line + 1)) {
            continue;
        }
        let whole = line_of(source, line);
        let here = |mark: &Placed<'_>| {
            let start = if mark.first == line { mark.span.start } else { whole.start };
            let end = if mark.last == line { mark.span.end } else { whole.end };
            start.saturating_sub(whole.start)..end.saturating_sub(whole.start).min(whole.end - whole.start)
        };
        let on_line: Vec<&Placed<'_>> =
            group.iter().filter(|mark| (mark.first..=mark.last).contains(&line)).collect();
        let wanted = on_line.iter().map(|mark| here(mark));
        let main =
            on_line.iter().find(|mark| mark.mark.primary).or(on_line.first()).map_or(0..0, |mark| here(mark));
        let raw = source.slice(whole);
        let shown = Shown::new(raw, window(raw, wanted, main, width));
        for (mark, range) in group.iter().zip(&mut ranges) {
            if mark.first == line {
                range.start = text.len() + shown.place(here(mark)).start;
            }
            if mark.last == line {
                range.end = text.len() + shown.place(here(mark)).end;
            }
        }
        text.push_str(&shown.text);
    }
    let marks =
        group.iter().zip(ranges).map(|(placed, range)| (range, placed.mark.message, placed.mark.primary));
    Block { first_line, marks: marks.collect(), text }
}

/// The bytes of a line without its ending and without a byte order mark.
fn line_of(source: &Source, line: usize) -> Span {
    let start = source.line_starts().get(line - 1).copied().unwrap_or_default();
    let span = source.line_span(start);
    if line == 1 { Span::new(source.start().min(span.end), span.end) } else { span }
}

/// The part of a line that fits: all of it, else all wanted ranges, else the main one, with as
/// much as fits around it.
fn window(
    line: &str,
    wanted: impl Iterator<Item = Range<usize>>,
    main: Range<usize>,
    width: usize,
) -> Range<usize> {
    let (end, _) = forward(line, 0, line.len(), width);
    if end == line.len() {
        return 0..end;
    }
    let width = width.saturating_sub(2);
    let hull = wanted.reduce(|a, b| a.start.min(b.start)..a.end.max(b.end)).unwrap_or(0..0);
    let (hull_end, _) = forward(line, hull.start, hull.end, width);
    let core = if hull_end >= hull.end { hull } else { main };
    // A range longer than the line shows its beginning, with a little of what precedes it.
    let (core_end, used) = forward(line, core.start, core.end, width - width / 8);
    let (start, left) = backward(line, core.start, (width - used) / 2);
    let (end, right) = forward(line, core_end, line.len(), width - used - left);
    let (start, _) = backward(line, start, width - used - left - right);
    start..end
}

/// How far one comes from `from` towards `to` with so many columns, and how many it took.
fn forward(line: &str, from: usize, to: usize, columns: usize) -> (usize, usize) {
    let rest = line.get(from..to).unwrap_or_default();
    let (taken, used) = fit(rest.chars(), columns);
    (from + taken, used)
}

/// How far one comes from `from` towards the start of the line.
fn backward(line: &str, from: usize, columns: usize) -> (usize, usize) {
    let rest = line.get(..from).unwrap_or_default();
    let (taken, used) = fit(rest.chars().rev(), columns);
    (from - taken, used)
}

/// Bytes and columns of as many characters as fit.
fn fit(chars: impl Iterator<Item = char>, columns: usize) -> (usize, usize) {
    let (mut bytes, mut used) = (0, 0);
    let mut cell = String::new();
    for c in chars {
        cell.clear();
        push_shown(&mut cell, c);
        let wide = cell.width();
        if used + wide > columns {
            break;
        }
        used += wide;
        bytes += c.len_utf8();
    }
    (bytes, used)
}

/// A tab as four columns, everything else as [`push_visible`] has it.
fn push_shown(out: &mut String, c: char) {
    if c == '\t' { out.push_str("    ") } else { push_visible(out, c) }
}

/// A line as shown: its window, with a mark of cutting at each end that was cut.
struct Shown<'a> {
    raw: &'a str,
    window: Range<usize>,
    text: String,
}

impl<'a> Shown<'a> {
    fn new(raw: &'a str, window: Range<usize>) -> Self {
        let mut text = String::new();
        if window.start > 0 {
            text.push(CUT);
        }
        for c in raw.get(window.clone()).unwrap_or_default().chars() {
            push_shown(&mut text, c);
        }
        if window.end < raw.len() {
            text.push(CUT);
        }
        Self { raw, window, text }
    }

    /// Where a range of the raw line stands in the shown one; what was cut away is at the cut.
    fn place(&self, range: Range<usize>) -> Range<usize> {
        if range.end <= self.window.start && self.window.start > 0 {
            return 0..CUT.len_utf8();
        }
        let inside = |offset: usize| {
            let mut text = String::new();
            if self.window.start > 0 {
                text.push(CUT);
            }
            let until = offset.clamp(self.window.start, self.window.end);
            for c in self.raw.get(self.window.start..until).unwrap_or_default().chars() {
                push_shown(&mut text, c);
            }
            text.len()
        };
        let start = if range.start < self.window.start { 0 } else { inside(range.start) };
        let end = if range.end > self.window.end { self.text.len() } else { inside(range.end) };
        start..end.max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str, span: Range<usize>, width: usize) -> (usize, String, String) {
        let source = Source::new("a.md", text);
        let mark = Mark { span: span.into(), message: None, primary: true };
        let blocks = excerpt(&source, &[mark], width);
        let block = blocks.first().unwrap();
        let (range, ..) = block.marks.first().unwrap();
        (block.first_line, block.text.clone(), block.text.get(range.clone()).unwrap().to_owned())
    }

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let text = format!("{}MARK{}", "a".repeat(5000), "b".repeat(5000));
        let (_, shown, marked) = one(&text, 5000..5004, 20);
        assert_eq!((shown.as_str(), marked.as_str()), ("…aaaaaaaMARKbbbbbbb…", "MARK"));
        let (_, shown, marked) = one(&text, 4999..9000, 20);
        assert_eq!((shown.as_str(), marked.as_str()), ("…aaMARKbbbbbbbbbbbb…", "aMARKbbbbbbbbbbbb…"));
    }

    #[test]
    fn a_mark_that_was_cut_away_stands_at_the_cut() {
        let source = Source::new("a.md", format!("AA{}BB", "-".repeat(500)));
        let marks = [(0..2, true), (502..504, false)].map(|(span, primary)| Mark {
            span: span.into(),
            message: None,
            primary,
        });
        let blocks = excerpt(&source, &marks, 12);
        let block = blocks.first().unwrap();
        assert_eq!(block.text, "AA--------…");
        let places: Vec<&str> =
            block.marks.iter().map(|mark| block.text.get(mark.0.clone()).unwrap()).collect();
        assert_eq!(places, ["AA", "…"]);
    }

    #[test]
    fn wide_characters_count_twice_when_cutting() {
        let text = "日".repeat(100);
        let (_, shown, marked) = one(&text, 150..153, 12);
        assert_eq!((shown.as_str(), marked.as_str()), ("…日日日日日…", "日"));
    }

    #[test]
    fn far_marks_get_blocks_of_their_own_and_the_primary_comes_first() {
        let text = "line\n".repeat(1000);
        let source = Source::new("a.md", &*text);
        let mark = |line: usize, primary| Mark {
            span: Span::new(line * 5 - 5, line * 5 - 1),
            message: None,
            primary,
        };
        let blocks = excerpt(&source, &[mark(900, true), mark(3, false), mark(6, false)], 80);
        let shape: Vec<(usize, &str, usize)> =
            blocks.iter().map(|block| (block.first_line, block.text.as_str(), block.marks.len())).collect();
        assert_eq!(shape, [(900, "line", 1), (3, "line\n\n\nline", 2)]);
    }

    #[test]
    fn a_very_tall_mark_is_shown_by_its_first_line() {
        let text = "line\n".repeat(50);
        assert_eq!(one(&text, 2..200, 80), (1, "line".into(), "ne".into()));
    }

    #[test]
    fn spans_that_do_not_fit_the_text_do_no_harm() {
        for (start, end) in [(0, 0), (0, 1), (1, 2), (2, 1), (3, 99), (99, 120)] {
            for text in ["", "é", "\u{feff}", "\u{feff}é\r\n", "a\rb\n\n"] {
                one(text, start..end, 10);
                one(text, start..end, 0);
            }
        }
    }
}
