//! The paths that a cell names, from the source text, each with its place.

mod likeness;
mod tokens;

use crate::source::Span;
use crate::syntax::{Cell, Document, PieceKind};

pub use likeness::is_path_like;
pub(super) use tokens::{Token, tokens};

/// A path as a cell names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathRef {
    /// The path, escapes undone, without line numbers and marks.
    pub text: String,
    /// Its place in the source; a link's destination where the path stands there alone.
    pub span: Span,
}

/// A path, and what is glued to it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) path: PathRef,
    /// What follows `:` or `::` behind it: a test's name, a line number.
    pub(super) suffix: String,
    /// Whether it stands outside code and link targets, where marks are read as emphasis.
    pub(super) bare: bool,
}

/// No path is longer, in bytes; longer words and code spans are not looked at.
pub(super) const LONGEST: usize = 4096;

/// Every path of a cell, in order.
pub fn paths(document: &Document<'_>, cell: &Cell) -> Vec<PathRef> {
    match alone(document, cell) {
        Some(path) => path.into_iter().collect(),
        None => found(document, cell).into_iter().map(|found| found.path).collect(),
    }
}

/// What a cell of one plain word says: that word, where it is a path. `None` for any other cell.
pub(super) fn alone(document: &Document<'_>, cell: &Cell) -> Option<Option<PathRef>> {
    let (text, span, code) = plain(document, cell)?;
    Some(likeness::is_path(text, code).then(|| PathRef { text: text.to_owned(), span }))
}

/// The path that is all that a cell holds, outside a code span and with nothing glued to it.
pub(super) fn only(document: &Document<'_>, cell: &Cell) -> Option<PathRef> {
    let (text, span, code) = plain(document, cell)?;
    (!code && is_path_like(text)).then(|| PathRef { text: text.to_owned(), span })
}

/// The places of paths outside code that lose characters when rendered: `x/__init__.py`.
pub fn swallowed(document: &Document<'_>, cell: &Cell) -> Vec<Span> {
    let marks = tokens::emphasis(document, cell).into_iter();
    let mut marks: Vec<usize> =
        marks.flat_map(|mark| [mark.span.start, mark.span.end.saturating_sub(1)]).collect();
    if marks.is_empty() {
        return Vec::new();
    }
    marks.sort_unstable();
    let eaten = |path: Span| {
        let first = marks.partition_point(|&at| at < path.start);
        marks.get(first).is_some_and(|&at| at < path.end)
    };
    let bare = found(document, cell).into_iter().filter(|found| found.bare);
    bare.map(|found| found.path.span).filter(|span| eaten(*span)).collect()
}

/// The one word that a cell is, bare or in a code span, without any sign that is read in a special way:
/// most cells that hold a path hold nothing else.
fn plain<'s>(document: &Document<'s>, cell: &Cell) -> Option<(&'s str, Span, bool)> {
    let written = cell.span.of(document.source());
    let inner = written.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
    let text = inner.unwrap_or(written);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'_' | b'-');
    let kind = if inner.is_some() { PieceKind::Code } else { PieceKind::Text };
    let whole = !text.is_empty()
        && text.len() <= LONGEST
        && !text.ends_with('.')
        && text.bytes().all(plain)
        && !document.pieces(cell.inline).is_empty()
        && document.pieces(cell.inline).iter().all(|piece| piece.kind == kind);
    let before = cell.span.start + usize::from(inner.is_some());
    whole.then(|| (text, Span::new(before, before + text.len()), inner.is_some()))
}

fn found(document: &Document<'_>, cell: &Cell) -> Vec<Found> {
    let tokens = tokens(document, cell);
    let meant = tokens.iter().zip(meant(&tokens)).filter(|(_, meant)| *meant);
    meant.flat_map(|(token, _)| in_token(document.source(), token)).collect()
}

/// Of each token whether the paths in it are meant, and not only mentioned in passing.
pub(super) fn meant(tokens: &[Token<'_>]) -> impl Iterator<Item = bool> {
    let mut aside = false;
    let mut verb = false;
    tokens.iter().map(move |token| {
        let Token::Word { text, .. } = token else { return !aside };
        // `(see a/b.py)` points elsewhere.
        aside |= text.starts_with('(')
            && ["(see", "(cf", "(cf.", "(like", "(e.g.", "(similar", "(per", "(via"]
                .contains(&text.to_lowercase().as_str());
        if aside {
            aside = !text.ends_with(')');
            return false;
        }
        let method = matches!(&**text, "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS");
        !(std::mem::replace(&mut verb, method) && text.starts_with('/'))
    })
}

/// The paths of one part of a cell.
pub(super) fn in_token(source: &str, token: &Token<'_>) -> Vec<Found> {
    match token {
        Token::Word { text, span } => in_word(source, text, *span),
        Token::Code { text, span } => in_code(source, text, *span),
        Token::Link { inner, target, span } => {
            let shown: Vec<Found> = inner.iter().flat_map(|token| in_token(source, token)).collect();
            if shown.is_empty() { in_target(source, target, *span) } else { shown }
        }
        Token::Stop(_) => Vec::new(),
    }
}

fn in_target(source: &str, target: &str, link: Span) -> Vec<Found> {
    let end = target.find(['#', '?']).unwrap_or(target.len());
    let path = target.get(..end).unwrap_or_default();
    if !is_path_like(path) {
        return Vec::new();
    }
    let place =
        link.of(source).rfind(path).map(|at| Span::new(link.start + at, link.start + at + path.len()));
    vec![Found {
        path: PathRef { text: path.to_owned(), span: place.unwrap_or(link) },
        suffix: String::new(),
        bare: false,
    }]
}

fn in_word(source: &str, text: &str, span: Span) -> Vec<Found> {
    let (mut text, mut span) = (text, span);
    let mut out = Vec::new();
    // `a.py+b.py`, `a.py&b.py`; but a plus is also a letter of names: `routes/+page.svelte`.
    while let Some(at) = text.find(['+', '&']).filter(|_| text.len() <= LONGEST)
        && let (Some(left), Some(right)) = (text.get(..at), text.get(at + 1..))
        && is_path_like(left)
        && !left.ends_with('/')
        && let Some(cut) = span.of(source).find(['+', '&'])
    {
        out.extend(one(source, left, Span::new(span.start, span.start + cut), false));
        (text, span) = (right, Span::new(span.start + cut + 1, span.end));
    }
    out.extend(one(source, text, span, false));
    out
}

/// Words that begin a command rather than a file name with spaces.
const COMMANDS: &str = " add bash cargo cat cp create delete docker edit git go make modify mv new node npm npx pnpm poetry \
pytest python python3 remove rename rm run see sh update uv yarn from to and or in use uses move import export ";

fn in_code(source: &str, text: &str, span: Span) -> Vec<Found> {
    if !text.contains(char::is_whitespace) && !text.contains([',', ';', '→']) {
        return one(source, text, span, true).into_iter().collect();
    }
    if text.len() > LONGEST {
        return Vec::new();
    }
    // Several paths of one code span; commas inside braces belong to a glob.
    let raw = span.of(source);
    let mut parts: Vec<(usize, usize)> = Vec::new();
    let mut from = 0;
    let mut at = 0;
    let mut braces = 0_usize;
    while let Some(c) = raw.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = raw.get(at..).unwrap_or_default();
        match c {
            '{' => braces += 1,
            '}' => braces = braces.saturating_sub(1),
            _ => {}
        }
        let joint = [" + ", " / ", " & ", " -> ", " → ", " and ", ",", ";", "→"]
            .iter()
            .find(|joint| rest.starts_with(**joint));
        match joint.filter(|_| braces == 0) {
            Some(joint) => {
                parts.push((from, at));
                at += joint.len();
                from = at;
            }
            None => at += c.len_utf8(),
        }
    }
    parts.push((from, raw.len()));
    let mut out = Vec::new();
    for (from, to) in parts {
        let part = Span::new(span.start + from, span.start + to).trim(source);
        let text = part.of(source).replace("\\|", "|");
        let first = text.split_whitespace().next().unwrap_or_default();
        let named = !COMMANDS.split(' ').any(|command| command == first) && !first.ends_with(':');
        let method =
            !first.is_empty() && first.chars().all(|c| c.is_ascii_uppercase()) && text.contains(" /");
        if !text.contains(char::is_whitespace) || (named && !method && is_path_like(&text)) {
            out.extend(one(source, &text, part, true));
        } else if !method {
            let mut at = part.start;
            for word in part.of(source).split_inclusive(char::is_whitespace) {
                let place = Span::new(at, at + word.len()).trim(source);
                out.extend(one(source, place.of(source), place, true));
                at += word.len();
            }
        }
    }
    out
}

/// The path that one word is, marks around it and line numbers behind it cut.
fn one(source: &str, text: &str, span: Span, code: bool) -> Option<Found> {
    if text.len() > LONGEST {
        return None;
    }
    let (mut path, mut span) = (text, span);
    let mut suffix = "";
    loop {
        let length = path.len();
        let open = path.starts_with(['"', '\'', '“', '‘', '<'])
            || (path.starts_with('(') && !path.contains(")/") && !path.contains(")."))
            || (path.starts_with("**") && !path.starts_with("**/") && !path.starts_with("**."));
        if open {
            let width = path.chars().next().map_or(0, char::len_utf8);
            path = path.get(width..).unwrap_or_default();
            span.start += width;
        }
        let unclosed =
            path.ends_with(')') && !path.contains('(') || path.ends_with(']') && !path.contains('[');
        let end = path.ends_with(['"', '\'', '”', '’', '>', ',', ';', ':', '!', '?', '…'])
            || unclosed
            // `./pkg/...` is a pattern of Go; cut, it would name the folder above.
            || (path.ends_with('.') && !["/.", "/..", "/..."].iter().any(|dots| path.ends_with(dots)))
            || (path.ends_with("**") && !path.ends_with("/**"));
        if end {
            let width = path.chars().next_back().map_or(0, char::len_utf8);
            path = path.get(..path.len() - width).unwrap_or_default();
            span.end = span.end.saturating_sub(width);
        }
        // `a/b.py(new)`, `run.py()`
        if let Some(at) = path.rfind('(').filter(|&at| at > 0 && path.ends_with(')'))
            && path.get(..at).is_some_and(|head| !head.ends_with('/') && is_path_like(head))
        {
            span.end -= path.len() - at;
            path = path.get(..at).unwrap_or_default();
        }
        if path.len() == length {
            break;
        }
    }
    let drive = path.get(1..3).is_some_and(|mark| mark == ":\\" || mark == ":/");
    let from = if drive { 3 } else { 0 };
    let rest = path.get(from..).unwrap_or_default();
    let anchor = rest
        .find('#')
        .and_then(|_| rest.find("#L"))
        .filter(|&at| rest.get(at + 2..).is_some_and(|l| l.starts_with(|c: char| c.is_ascii_digit())));
    if let Some(at) = rest.find(':').into_iter().chain(anchor).min()
        && !rest.get(at..).is_some_and(|rest| rest.starts_with("://"))
    {
        suffix = rest.get(at..).unwrap_or_default();
        path = path.get(..from + at).unwrap_or_default();
    }
    if !likeness::is_path(path, code) {
        return None;
    }
    span.end -= suffix_length(source, span, suffix);
    Some(Found {
        path: PathRef { text: path.to_owned(), span },
        suffix: suffix.trim_start_matches(':').to_owned(),
        bare: !code,
    })
}

/// Bytes of the source that a suffix takes, escapes in it included.
fn suffix_length(source: &str, span: Span, suffix: &str) -> usize {
    let Some(first) = suffix.get(..1) else { return 0 };
    let written = span.of(source);
    let colon =
        if first == ":" && written.get(1..3).is_some_and(|m| m == ":\\" || m == ":/") { 3 } else { 0 };
    let rest = written.get(colon..).unwrap_or_default();
    rest.find(first).map_or(0, |at| rest.len() - at)
}

#[cfg(test)]
pub(in crate::model) mod tests;
