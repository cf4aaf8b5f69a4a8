//! Neighbouring states of a text without the table rows that all of them have.

use crate::source::{Source, Span};
use crate::syntax;
use std::collections::HashMap;

/// Texts in excerpt.
#[derive(Debug)]
pub(super) struct Excerpts<'t> {
    /// The excerpts, in the order of the texts.
    pub(super) sources: Vec<Source>,
    /// The rows that each of them leaves out.
    pub(super) rows: Vec<&'t str>,
}

/// A row of the first text.
struct Row<'t> {
    /// Without the blanks at its end.
    text: &'t str,
    /// The number of its line.
    line: usize,
    /// In how many of the other texts it stands.
    texts: usize,
    /// Whether it is to be left out; not where it stands twice in a text.
    cut: bool,
}

/// The texts without the rows below `head` that stand once in each of them. `None` where half of the first
/// text or more would be left, and where rows may stand elsewhere than at the beginning of a line.
pub(super) fn excerpts<'t>(texts: &[&'t Source], head: &str) -> Option<Excerpts<'t>> {
    let (first, others) = texts.split_first()?;
    if texts.iter().any(|text| memchr::memchr(b'\r', text.text.as_bytes()).is_some()) {
        return None;
    }
    let lines: Vec<Span> = lines(&first.text).collect();
    let mut rows: Vec<Row<'t>> = Vec::with_capacity(lines.len());
    // By its text, the number of a row; by its line, too.
    let mut known: HashMap<&'t str, usize> = HashMap::with_capacity(lines.len());
    let mut numbers: Vec<Option<usize>> = vec![None; lines.len()];
    let mut below = false;
    let mut above = "";
    for ((line, span), number) in lines.iter().enumerate().zip(&mut numbers) {
        let text = first.slice(*span).trim_end();
        match kind(text)? {
            Kind::Other => below = false,
            Kind::Row if syntax::is_delimiter_row(text) => below |= above == head,
            Kind::Row => {
                if let Some(twice) = known.get(text).and_then(|at| rows.get_mut(*at)) {
                    twice.cut = false;
                } else {
                    known.insert(text, rows.len());
                    *number = Some(rows.len());
                    rows.push(Row { text, line, texts: 0, cut: below && may_be_cut(text) });
                }
            }
        }
        above = text;
    }
    let places: Vec<Vec<(usize, Span)>> = others
        .iter()
        .enumerate()
        .map(|(at, other)| places(other, at, (first, &lines), &numbers, &known, &mut rows))
        .collect::<Option<_>>()?;
    for row in &mut rows {
        row.cut &= row.texts == others.len();
    }
    let is_cut = |row: usize| rows.get(row).is_some_and(|row| row.cut);
    let own = || rows.iter().filter(|row| row.cut);
    let lengths = own().filter_map(|row| lines.get(row.line)).map(|line| line.end - line.start);
    if lengths.sum::<usize>() * 2 <= first.text.len() {
        return None;
    }
    let cut = own().filter_map(|row| lines.get(row.line).copied());
    let mut sources = vec![first.without(&joined(cut))];
    sources.extend(others.iter().zip(&places).map(|(other, places)| {
        other.without(&joined(places.iter().filter(|(row, _)| is_cut(*row)).map(|(_, span)| *span)))
    }));
    Some(Excerpts { sources, rows: own().map(|row| row.text).collect() })
}

/// What a line may be.
enum Kind {
    /// It begins with a pipe.
    Row,
    Other,
}

/// `None` where a row stands behind blanks or in a quote.
fn kind(line: &str) -> Option<Kind> {
    match line.as_bytes().first() {
        Some(b'|') => Some(Kind::Row),
        Some(b' ' | b'\t' | b'>') if line.trim_start_matches([' ', '\t', '>']).starts_with('|') => None,
        _ => Some(Kind::Other),
    }
}

/// What a row may not hold: links may tell what a table is, and so may comments and words of templates.
fn may_be_cut(row: &str) -> bool {
    memchr::memchr3(b'[', b'<', b'{', row.as_bytes()).is_none()
}

/// The rows of the first text that another one has, each with its place there, in order of place; counts them.
fn places<'t>(
    other: &Source,
    at: usize,
    (first, lines): (&Source, &[Span]),
    numbers: &[Option<usize>],
    known: &HashMap<&'t str, usize>,
    rows: &mut [Row<'t>],
) -> Option<Vec<(usize, Span)>> {
    let mut places = Vec::with_capacity(rows.len());
    let text = other.text.as_str();
    let mut start = 0;
    // The line of the first text that the next one of this is likely to be.
    let mut next = 0;
    while start < text.len() {
        let rest = text.get(start..)?;
        let expected = lines.get(next).map_or("", |line| first.slice(*line));
        // Nearly every line, and its end is known then.
        let length = if !expected.is_empty() && expected.ends_with('\n') && rest.starts_with(expected) {
            expected.len()
        } else {
            memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1)
        };
        let span = Span::new(start, start + length);
        start = span.end;
        let row = if length == expected.len() && rest.starts_with(expected) {
            numbers.get(next).copied().flatten()
        } else {
            let line = other.slice(span).trim_end();
            match kind(line)? {
                Kind::Row => known.get(line).copied(),
                Kind::Other => None,
            }
        };
        next += 1;
        let Some((number, row)) = row.and_then(|number| Some((number, rows.get_mut(number)?))) else {
            continue;
        };
        next = row.line + 1;
        places.push((number, span));
        // One that stands twice here is counted beyond what it must be.
        match row.texts == at {
            true => row.texts += 1,
            false => row.cut = false,
        }
    }
    Some(places)
}

/// The lines of a text, with their line feeds.
fn lines(text: &str) -> impl Iterator<Item = Span> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1).chain([text.len()]);
    ends.filter_map(move |end| {
        let line = Span::new(start, end);
        start = end;
        (!line.is_empty()).then_some(line)
    })
}

/// Spans of which those that touch are one.
fn joined(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if last.end == span.start => last.end = span.end,
            _ => joined.push(span),
        }
    }
    joined
}
