//! Words of a cell, from its source, each with its place.
//!
//! Rendered text cannot be used: `x/__init__.py` outside a code span loses its underscores there.
//! So the parser's pieces only tell where code spans, links and line breaks stand; everything
//! between is cut from the source.

use crate::model::cell_text::is_break;
use crate::source::Span;
use crate::syntax::{Cell, Document, Markup, PieceKind};
use std::borrow::Cow;

/// A part of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::model) enum Token<'s> {
    /// A word outside code: escapes undone, emphasis around it dropped.
    Word {
        /// Its text.
        text: Cow<'s, str>,
        /// Its place.
        span: Span,
    },
    /// The content of a code span.
    Code {
        /// Its text, `\|` undone.
        text: Cow<'s, str>,
        /// The content, without the marks.
        span: Span,
    },
    /// A link: its words, and where it leads.
    Link {
        /// Words of its text.
        inner: Vec<Token<'s>>,
        /// Its destination.
        target: String,
        /// The whole link.
        span: Span,
    },
    /// `,`, `;`, a line break, `→`: what stood before is over.
    Stop(char),
}

/// A stretch of emphasised text, marks included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Emphasis {
    pub(super) span: Span,
    pub(super) mark: usize,
}

/// The emphasis of a cell.
pub(super) fn emphasis(document: &Document<'_>, cell: &Cell) -> Vec<Emphasis> {
    let pieces = document.pieces(cell.inline).iter();
    pieces
        .filter_map(|piece| {
            let mark = match piece.kind {
                PieceKind::Open(Markup::Emphasis) => 1,
                PieceKind::Open(Markup::Strong) => 2,
                PieceKind::Open(Markup::Strike) if piece.span.of(document.source()).starts_with("~~") => 2,
                PieceKind::Open(Markup::Strike) => 1,
                _ => return None,
            };
            Some(Emphasis { span: piece.span, mark })
        })
        .collect()
}

/// The parts of a cell, in order.
pub(in crate::model) fn tokens<'s>(document: &Document<'s>, cell: &Cell) -> Vec<Token<'s>> {
    let source: &'s str = document.source();
    let emphasis = emphasis(document, cell);
    let words = |from: usize, to: usize, out: &mut Vec<Token<'s>>| {
        if from < to {
            words(source, Span::new(from, to), &emphasis, out);
        }
    };
    let mut out = Vec::new();
    let mut at = cell.span.start;
    let mut link: Option<(Vec<Token<'s>>, String, Span)> = None;
    for piece in document.pieces(cell.inline) {
        let span = piece.span;
        if span.start < at && !matches!(piece.kind, PieceKind::Close(_)) {
            continue;
        }
        match piece.kind {
            PieceKind::Code => {
                words(at, span.start, &mut out);
                let content = code_content(source, span);
                let text = content.of(source);
                let text = if text.contains("\\|") { text.replace("\\|", "|").into() } else { text.into() };
                out.push(Token::Code { text, span: content });
                at = span.end;
            }
            PieceKind::Break | PieceKind::Html
                if piece.kind == PieceKind::Break || is_break(span.of(source)) =>
            {
                words(at, span.start, &mut out);
                out.push(Token::Stop('\n'));
                at = span.end;
            }
            PieceKind::Open(Markup::Link) if link.is_none() => {
                words(at, span.start, &mut out);
                link = Some((std::mem::take(&mut out), piece.text.to_string(), span));
                at = span.start + usize::from(span.of(source).starts_with('['));
            }
            PieceKind::Close(Markup::Link) => {
                if let Some((before, target, whole)) = link.take() {
                    // The text ends at the `](` behind its last piece.
                    let rest = Span::new(at, whole.end).of(source);
                    let end = rest.find("](").or_else(|| rest.find("][")).or_else(|| rest.find(']'));
                    words(at, at + end.unwrap_or(0), &mut out);
                    let inner = std::mem::replace(&mut out, before);
                    out.push(Token::Link { inner, target, span: whole });
                    at = whole.end;
                }
            }
            _ => {}
        }
    }
    words(at, cell.span.end, &mut out);
    out
}

/// The inside of a code span: without its backticks and one space on either side.
fn code_content(source: &str, span: Span) -> Span {
    let code = span.of(source);
    let marks = code.bytes().take_while(|b| *b == b'`').count();
    Span::new(span.start + marks, span.end.saturating_sub(marks).max(span.start + marks)).trim(source)
}

/// Cuts source text into words: at white space, `,`, `;` and arrows, but not inside braces.
fn words<'s>(source: &'s str, span: Span, emphasis: &[Emphasis], out: &mut Vec<Token<'s>>) {
    let text = span.of(source);
    let mut start = None;
    let mut close = None;
    let mut closes = true;
    let mut at = 0;
    while let Some((rest, c)) = text.get(at..).and_then(|rest| Some((rest, rest.chars().next()?))) {
        // Most of a word means nothing but itself.
        if c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_') {
            start = start.or(Some(at));
            at += 1;
            continue;
        }
        let braced = close.is_some_and(|close| at < close);
        if c == '{' && !braced && closes {
            close = rest.find('}').map(|length| at + length);
            closes = close.is_some();
        }
        let (stop, width) = match c {
            _ if braced => (None, c.len_utf8()),
            ',' | ';' | '→' | '⇒' | '➜' | '\n' => (Some(c), c.len_utf8()),
            '-' | '=' if rest.as_bytes().get(1) == Some(&b'>') => (Some('→'), 2),
            c if c.is_whitespace() => (Some(' '), c.len_utf8()),
            _ => (None, c.len_utf8()),
        };
        match stop {
            Some(stop) => {
                if let Some(from) = start.take() {
                    word(source, Span::new(span.start + from, span.start + at), emphasis, out);
                }
                if stop != ' ' {
                    out.push(Token::Stop(stop));
                }
            }
            None => start = start.or(Some(at)),
        }
        at += width;
    }
    if let Some(from) = start {
        word(source, Span::new(span.start + from, span.end), emphasis, out);
    }
}

fn word<'s>(source: &'s str, mut span: Span, emphasis: &[Emphasis], out: &mut Vec<Token<'s>>) {
    // `**a.py**:12` is two words; underscores never end a word inside (`__init__.py`).
    while let Some(inner) = emphasis.get(starting(span, emphasis)).map(|mark| mark.span)
        && inner.start == span.start
        && inner.end < span.end
        && inner.of(source).starts_with('*')
        && !Span::new(inner.end, span.end).of(source).starts_with(['/', '.'])
    {
        push(source, inner, emphasis, out);
        span.start = inner.end;
    }
    push(source, span, emphasis, out);
}

fn push<'s>(source: &'s str, span: Span, emphasis: &[Emphasis], out: &mut Vec<Token<'s>>) {
    let span = without_emphasis(span, emphasis);
    if !span.is_empty() {
        out.push(Token::Word { text: unescape(span.of(source)), span });
    }
}

/// The first emphasis that begins with a word or behind its start; they are sorted by their start.
fn starting(span: Span, emphasis: &[Emphasis]) -> usize {
    emphasis.partition_point(|mark| mark.span.start < span.start)
}

/// Drops the marks of emphasis that begins with a word or ends with it, and not inside it.
fn without_emphasis(mut span: Span, emphasis: &[Emphasis]) -> Span {
    let first = starting(span, emphasis);
    for mark in emphasis.iter().skip(first) {
        if mark.span.start != span.start {
            break;
        }
        if mark.span.end >= span.end {
            span.start += mark.mark;
            if mark.span.end == span.end {
                span.end = span.end.saturating_sub(mark.mark).max(span.start);
            }
        }
    }
    // `*(new)* a`, `**a + b**`: emphasis of several words that ends here.
    for mark in emphasis.iter().take(first).rev().take(4) {
        if mark.span.end == span.end {
            span.end = span.end.saturating_sub(mark.mark).max(span.start);
        }
    }
    span
}

/// Undoes backslash escapes.
fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => {}
            _ => {
                out.push(c);
                continue;
            }
        }
        out.extend(chars.next());
    }
    Cow::Owned(out)
}
