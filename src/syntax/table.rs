//! Rows from the raw line. Parsers drop the cells that a row has beyond its header, so the cells
//! are cut here, by the rule that the parser uses: a `|` without a backslash before it ends a
//! cell, code span or not.

use super::{Broken, Cell, Inline, Row, Table};
use crate::source::Span;

/// Cuts a row into the spans of its cells, trimmed; the pipes at both ends are optional.
pub fn split_row(text: &str, line: Span) -> Vec<Span> {
    let mut cells = Vec::with_capacity(8);
    raw_cells(text, line, |cell| cells.push(cell));
    cells
}

/// Hands on the same spans, in order.
pub fn raw_cells(text: &str, line: Span, mut take: impl FnMut(Span)) {
    let row = trimmed(text, line);
    let bytes = row.of(text).as_bytes();
    let mut start = row.start;
    for at in memchr::memchr_iter(b'|', bytes) {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        if before == Some(&b'\\') {
            continue;
        }
        if at > 0 {
            take(inside(text, start, row.start + at));
        }
        start = row.start + at + 1;
    }
    if start < row.end {
        take(inside(text, start, row.end));
    }
}

/// A cell without the white space at its ends: nearly always one blank each.
pub(super) fn inside(text: &str, start: usize, end: usize) -> Span {
    let bytes = text.as_bytes();
    let blank = |at: usize| usize::from(bytes.get(at) == Some(&b' '));
    let (first, last) = (start + blank(start), end - blank(end.saturating_sub(1)).min(end - start));
    let visible = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_graphic);
    if first < last && visible(first) && visible(last - 1) {
        return Span::new(first, last);
    }
    Span::new(start, end).trim(text)
}

/// A line without the blanks at its ends; other blanks than these, a no-break space say, are the
/// content of a cell.
pub(super) fn trimmed(text: &str, line: Span) -> Span {
    let bytes = line.of(text).as_bytes();
    let content = |byte: &u8| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    let before = bytes.iter().position(content).unwrap_or(bytes.len());
    let length = bytes.iter().rposition(content).map_or(before, |last| last + 1);
    Span::new(line.start + before, line.start + length)
}

/// Whether a line is a delimiter row (`--- | :-:`): only dashes, colons, pipes and blanks, every
/// cell with a dash.
pub fn is_delimiter_row(line: &str) -> bool {
    let sign = |byte: u8| matches!(byte, b'-' | b':' | b'|' | b' ' | b'\t' | b'\r' | b'\n');
    if !line.contains('-') || !line.bytes().all(sign) {
        return false;
    }
    let mut every = true;
    raw_cells(line, Span::new(0, line.len()), |cell| every &= is_delimiter(cell.of(line)));
    every
}

fn is_delimiter(cell: &str) -> bool {
    let cell = cell.strip_prefix(':').unwrap_or(cell);
    let dashes = cell.strip_suffix(':').unwrap_or(cell);
    !dashes.is_empty() && dashes.bytes().all(|b| b == b'-')
}

/// The cells of a line that the parser did not read as a row, or not wholly; their running text
/// is filled in by the caller.
pub(super) fn raw_row(text: &str, line: Span, width: usize) -> Row {
    // The header tells how many cells the other rows have.
    let mut cells = Vec::with_capacity(width.clamp(1, 64));
    raw_cells(text, line, |span| cells.push(Cell { span, inline: Inline { span, first: 0, last: 0 } }));
    Row { span: line.trim(text), cells }
}

/// The lines of a span, each without its ending and without the `>` marks before it.
pub(super) fn lines(text: &str, span: Span) -> impl Iterator<Item = Span> {
    let mut at = span.start;
    span.of(text).split_inclusive('\n').map(move |line| {
        let content = line.trim_start_matches([' ', '\t', '>']);
        let start = at + (line.len() - content.len());
        at += line.len();
        Span::new(start, start + content.trim_end().len())
    })
}

/// A table that the lines of a paragraph were meant as; no renderer shows one there.
///
/// Either a delimiter row stands under a line with another number of cells, or every line from
/// some line on begins and ends with a pipe and there is no delimiter row at all. A good delimiter
/// row makes a table for GitHub that our parser misses where the row holds tabs or where a text
/// stands directly above: that one is not broken.
pub(super) fn meant_as_table(text: &str, paragraph: Span) -> Option<Table> {
    memchr::memchr(b'|', paragraph.of(text).as_bytes())?;
    let lines: Vec<Span> = lines(text, paragraph).collect();
    // GitHub tries the first delimiter row of a paragraph alone.
    let is_delimiter = |line: &Span| line.of(text).contains('|') && is_delimiter_row(line.of(text));
    let first = lines.iter().skip(1).position(is_delimiter).map(|at| at + 1);
    let delimiter = first.and_then(|i| {
        let above = lines.get(i - 1)?;
        let (head, cells) = (split_row(text, *above).len(), split_row(text, *lines.get(i)?).len());
        if head == cells {
            return above.of(text).contains('|').then_some((i, None));
        }
        (cells > 1 && head > 1).then_some((i, Some(Broken::Delimiter { head, delimiter: cells })))
    });
    let piped = |line: &Span| {
        line.of(text).starts_with('|') && line.of(text).ends_with('|') && line.end > line.start + 1
    };
    let (head, body, delimiter_span, broken) = match delimiter {
        Some((i, broken)) => (i - 1, i + 1, *lines.get(i)?, broken),
        None => {
            let from = lines.iter().position(piped)?;
            let rest = lines.get(from..)?;
            let cells = split_row(text, *rest.first()?).len();
            let even = rest.iter().all(|line| piped(line) && split_row(text, *line).len() == cells);
            if rest.len() < 2 || cells < 2 || !even {
                return None;
            }
            (from, from + 1, Span::at(rest.first()?.end), Some(Broken::NoDelimiter))
        }
    };
    let head = *lines.get(head)?;
    let rows: Vec<Row> = lines.get(body..)?.iter().map(|line| raw_row(text, *line, 8)).collect();
    let end = rows.last().map_or(delimiter_span.end.max(head.end), |row| row.span.end);
    Some(Table {
        span: Span::new(head.start, end),
        head: raw_row(text, head, 8),
        delimiter: delimiter_span,
        rows,
        broken,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(row: &str) -> Vec<&str> {
        split_row(row, Span::new(0, row.len())).into_iter().map(|span| span.of(row)).collect()
    }

    #[test]
    fn rows_are_cut_at_bare_pipes() {
        assert_eq!(cells("| a | b |"), ["a", "b"]);
        assert_eq!(cells("a | b"), ["a", "b"]);
        assert_eq!(cells("| a \\| b | `x|y` |  |"), ["a \\| b", "`x", "y`", ""]);
        assert_eq!(cells("| a | b | extra"), ["a", "b", "extra"]);
        assert_eq!(cells("||"), [""]);
        assert_eq!(cells("a | "), ["a"]);
        assert_eq!(cells("\u{a0} | x"), ["", "x"]);
        assert!(cells("").is_empty());
    }

    #[test]
    fn a_delimiter_row_has_a_dash_in_every_cell() {
        assert!(
            is_delimiter_row("| --- | :-: |") && is_delimiter_row("--- | ---") && is_delimiter_row("---")
        );
        assert!(!is_delimiter_row("| --- | |") && !is_delimiter_row("| a |") && !is_delimiter_row("| - x |"));
    }
}
