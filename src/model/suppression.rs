//! What a document asks not to be told: comments of the form `<!-- ddr-allow rule-name: reason -->`.
//!
//! Most documents hold none, so the bytes are searched first; only where the word stands is it asked
//! whether it stands in a comment, and what that comment is about. Whether its names are those of rules is
//! for rules to say.

use crate::source::{Source, Span};
use crate::syntax::{Block, BlockKind, Document, PieceKind};
use memchr::memmem::{self, Finder};
use std::borrow::Cow;
use std::sync::LazyLock;

/// The word that makes a comment a suppression.
pub const WORD: &str = "ddr-allow";

/// How a comment begins and ends.
const OPEN: &str = "<!--";
const CLOSE: &str = "-->";
/// A link definition that nothing refers to: the other way to write what no renderer shows.
const DEFINITION: &str = "[//]: # ";

/// A comment that suppresses rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The whole comment.
    pub span: Span,
    /// The rules that it names, as written.
    pub names: Vec<Span>,
    /// Why.
    pub reason: Option<Span>,
    /// What it is about.
    pub covers: Covers,
}

/// What a suppression is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Covers {
    /// The whole file.
    File,
    /// Whatever begins in these bytes: a row, a heading, a paragraph, an item.
    Lines(Span),
}

impl Covers {
    /// Whether something that begins at an offset is meant.
    pub const fn reaches(self, offset: usize) -> bool {
        match self {
            Self::File => true,
            Self::Lines(span) => span.start <= offset && offset <= span.end,
        }
    }
}

/// The suppressions of a text, in order.
pub fn suppressions(source: &Source, syntax: &Document<'_>) -> Vec<Suppression> {
    static SEARCH: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(WORD));
    let text = source.text.as_str();
    let found = SEARCH.find_iter(text.as_bytes());
    found.filter_map(|at| read(source, syntax, at)).collect()
}

fn read(source: &Source, syntax: &Document<'_>, at: usize) -> Option<Suppression> {
    let text = source.text.as_str();
    let (span, inner) = html_comment(text, at).or_else(|| definition(source, at))?;
    let leaf = leaf_at(&syntax.blocks, at);
    let covers = match leaf.map(|block| &block.kind) {
        // A comment that is a block of its own, or a definition, which is in none.
        Some(BlockKind::Html) if leaf.is_some_and(|block| begins_comment(text, block.span, span.start)) => {
            of_line(source, syntax, span)
        }
        None if text.get(span.start..).is_some_and(|rest| rest.starts_with(DEFINITION)) => {
            of_line(source, syntax, span)
        }
        Some(BlockKind::Table(_)) if is_inline(syntax, span.start) => {
            Covers::Lines(source.line_span(span.start))
        }
        Some(BlockKind::Paragraph(_) | BlockKind::Heading { .. }) if is_inline(syntax, span.start) => {
            whole(source, leaf?.span)
        }
        _ => return None,
    };
    let (names, reason) = parts(text, inner)?;
    Some(Suppression { span, names, reason, covers })
}

/// The comment that begins with the word at an offset, and what stands in it behind the word.
fn html_comment(text: &str, at: usize) -> Option<(Span, Span)> {
    let before = text.get(..at)?.trim_end();
    let start = before.strip_suffix(OPEN)?.len();
    let end = at + memmem::find(text.get(at..)?.as_bytes(), CLOSE.as_bytes())?;
    Some((Span::new(start, end + CLOSE.len()), Span::new(at + WORD.len(), end)))
}

/// The same for `[//]: # (ddr-allow …)`.
fn definition(source: &Source, at: usize) -> Option<(Span, Span)> {
    let line = source.line_span(at).trim(&source.text);
    let rest = line.of(&source.text).strip_prefix(DEFINITION)?;
    let quoted = rest.trim_start();
    let close = match quoted.as_bytes().first()? {
        b'(' => ')',
        quote @ (b'"' | b'\'') => char::from(*quote),
        _ => return None,
    };
    let content = line.end - quoted.len() + 1;
    (content == at && quoted.ends_with(close) && line.end > at + WORD.len())
        .then(|| (line, Span::new(at + WORD.len(), line.end - 1)))
}

/// Names and reason; `None` where the word only looks like ours.
fn parts(text: &str, inner: Span) -> Option<(Vec<Span>, Option<Span>)> {
    let said = inner.of(text);
    if said.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.')) {
        return None;
    }
    // `ddr-allow: rule: reason` is what some write.
    let start = inner.start + usize::from(said.starts_with(':'));
    let listed = Span::new(start, inner.end);
    let (list, reason) = match listed.of(text).find(':') {
        Some(colon) => {
            let reason = Span::new(start + colon + 1, inner.end).trim(text);
            (Span::new(start, start + colon), Some(reason).filter(|reason| says(reason.of(text))))
        }
        None => (listed, None),
    };
    let mut names = Vec::new();
    let mut from = list.start;
    for part in list.of(text).split(',') {
        let name = Span::new(from, from + part.len()).trim(text);
        from += part.len() + 1;
        let word = name.of(text).split_whitespace().next().unwrap_or_default();
        if !word.is_empty() {
            names.push(Span::new(name.start, name.start + word.len()));
        }
        // Without a colon a reason may have begun here, and its words are no names.
        if word.len() < name.end - name.start {
            break;
        }
    }
    Some((names, reason))
}

/// Whether a text says anything.
fn says(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

/// The innermost block at an offset.
pub fn leaf_at(blocks: &[Block], at: usize) -> Option<&Block> {
    let after = blocks.partition_point(|block| block.span.start <= at);
    let block = blocks.get(after.checked_sub(1)?)?;
    if at >= block.span.end {
        return None;
    }
    let inner = match &block.kind {
        BlockKind::Quote(inner) => leaf_at(inner, at),
        BlockKind::List(list) => list.items.iter().find_map(|item| leaf_at(&item.blocks, at)),
        _ => return Some(block),
    };
    // Between the blocks of a container there is nothing.
    inner
}

/// Whether a comment of a block of HTML begins at an offset. `<pre>` holds text as it is.
fn begins_comment(text: &str, html: Span, at: usize) -> bool {
    let source = html.of(text);
    let raw =
        |tag: &str| source.trim_start().get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
    if ["<pre", "<code", "<textarea", "<script", "<style"].into_iter().any(raw) {
        return false;
    }
    let mut from = html.start;
    while let Some(open) = text.get(from..html.end.max(from)).and_then(|rest| rest.find(OPEN)) {
        let open = from + open;
        if open >= at {
            return open == at;
        }
        let Some(close) = text.get(open..).and_then(|rest| rest.find(CLOSE)) else { return false };
        from = open + close + CLOSE.len();
    }
    false
}

/// Whether inline HTML begins at an offset, as it does not in a code span.
fn is_inline(syntax: &Document<'_>, at: usize) -> bool {
    syntax.all_pieces().iter().any(|piece| piece.kind == PieceKind::Html && piece.span.start == at)
}

/// From the beginning of the line in which a span begins to its end.
fn whole(source: &Source, span: Span) -> Covers {
    Covers::Lines(Span::new(source.line_span(span.start).start, span.trim(&source.text).end))
}

/// A text without the comments that suppress: they came after its words were counted.
pub(super) fn without_suppressions(text: &str) -> Cow<'_, str> {
    if memmem::find(text.as_bytes(), WORD.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(OPEN) {
        kept.push_str(before);
        rest = match behind.split_once(CLOSE) {
            Some((inner, after)) if inner.trim_start().starts_with(WORD) => after,
            _ => {
                kept.push_str(OPEN);
                behind
            }
        };
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// What a comment on a line of its own is about: the file where it stands above everything else and is
/// followed by an empty line or the title, else the next thing that is no comment.
fn of_line(source: &Source, syntax: &Document<'_>, comment: Span) -> Covers {
    let text = source.text.as_str();
    let (next, apart) = next_content(text, comment.end);
    let leaf = |at: usize| {
        // What a line belongs to is told by its end: it may begin with marks of containers.
        let line = source.line_span(at).trim(text);
        leaf_at(&syntax.blocks, line.end.saturating_sub(1))
    };
    let top = syntax.front_matter.map_or(source.start(), |front| front.end);
    if next_content(text, top).0.is_none_or(|first| first >= comment.end) && is_first(text, top, comment) {
        let title =
            |at| leaf(at).is_some_and(|block| matches!(block.kind, BlockKind::Heading { level: 1, .. }));
        if apart || next.is_none_or(title) {
            return Covers::File;
        }
    }
    match next {
        None => Covers::Lines(Span::at(text.len())),
        Some(at) => match leaf(at) {
            Some(block) if matches!(block.kind, BlockKind::Paragraph(_) | BlockKind::Heading { .. }) => {
                whole(source, block.span)
            }
            _ => Covers::Lines(source.line_span(at)),
        },
    }
}

/// Whether only comments and white space stand between the top and a comment.
fn is_first(text: &str, top: usize, comment: Span) -> bool {
    let mut at = top;
    loop {
        let Some(rest) = text.get(at..) else { return false };
        let content = rest.trim_start();
        at += rest.len() - content.len();
        match past_comment(text, at) {
            _ if at == comment.start => return true,
            Some(end) if end <= comment.start => at = end,
            _ => return false,
        }
    }
}

/// The first content behind an offset that is no comment, and whether an empty line stands directly
/// behind the comments before it.
fn next_content(text: &str, from: usize) -> (Option<usize>, bool) {
    let (mut at, mut apart) = (from, false);
    loop {
        let Some(rest) = text.get(at..) else { return (None, apart) };
        let content = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
        let gap = rest.get(..rest.len() - content.len()).unwrap_or_default();
        apart |= gap.replace("\r\n", "\n").matches(['\n', '\r']).count() > 1;
        at += gap.len();
        if content.is_empty() {
            return (None, apart);
        }
        match past_comment(text, at) {
            Some(end) => at = end,
            None => return (Some(at), apart),
        }
    }
}

/// The end of the comment that begins at an offset.
fn past_comment(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    if rest.starts_with(OPEN) {
        return Some(at + rest.find(CLOSE)? + CLOSE.len());
    }
    rest.starts_with(DEFINITION).then(|| at + rest.find(['\n', '\r']).unwrap_or(rest.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax;

    /// Each suppression: names, reason, and the first and last line that it is about, or `file`.
    fn found(text: &str) -> Vec<String> {
        let source = Source::new("a.md", text);
        let syntax = syntax::parse(&source.text, source.start());
        let tell = |one: Suppression| {
            let names: Vec<&str> = one.names.iter().map(|name| name.of(text)).collect();
            let reason = one.reason.map_or("-", |reason| reason.of(text));
            let covers = match one.covers {
                Covers::File => "file".to_owned(),
                Covers::Lines(span) => format!("{}-{}", source.line(span.start), source.line(span.end)),
            };
            format!("{} ({reason}) {covers}", names.join("+"))
        };
        suppressions(&source, &syntax).into_iter().map(tell).collect()
    }

    #[test]
    fn names_and_reasons_are_told_apart() {
        for (comment, told) in [
            ("ddr-allow a-b: why not", "a-b (why not) 3-3"),
            ("ddr-allow a, DDR114 ,c: x: y", "a+DDR114+c (x: y) 3-3"),
            ("ddr-allow: a: why", "a (why) 3-3"),
            ("ddr-allow a", "a (-) 3-3"),
            ("ddr-allow a:", "a (-) 3-3"),
            ("ddr-allow a: --", "a (-) 3-3"),
            ("ddr-allow a agreed, because", "a (-) 3-3"),
            ("ddr-allow a — agreed", "a (-) 3-3"),
            ("ddr-allow", " (-) 3-3"),
        ] {
            assert_eq!(found(&format!("x <!-- y -->\n\nx <!-- {comment} -->\n")), [told], "{comment}");
        }
        for comment in ["ddr-allow-file a: b", "ddr-allowed a: b", "see ddr-allow a: b", "DDR-ALLOW a: b"] {
            assert_eq!(found(&format!("x <!-- {comment} -->\n")), [""; 0], "{comment}");
        }
    }

    #[test]
    fn a_comment_is_about_what_it_stands_in_or_before() {
        for (text, lines) in [
            // Before a heading, a paragraph of two lines, a table, an item; further comments do not count.
            ("# T\n\n@\n## S\ntext\n", "4-4"),
            ("# T\n\n@\n\n\none\ntwo\n\nthree\n", "6-7"),
            ("# T\n@\n| a | b |\n|---|---|\n| 1 | 2 |\n", "3-3"),
            ("# T\n@\n- a\n- b\n", "3-3"),
            ("# T\n@\n<!-- other -->\n[//]: # (other)\n1. a\n   more\n2. b\n", "5-6"),
            ("- a\n  @\n- b\n", "3-3"),
            ("> # T\n> @\n>\n> text\n", "4-4"),
            ("# T\n\n@\n", "4-4"),
            // In a row, a heading, a paragraph, an item.
            ("| a | b |\n|---|---|\n| 1 | 2 @ |\n| 3 | 4 |\n", "3-3"),
            ("| a @ | b |\n|---|---|\n| 1 | 2 |\n", "1-1"),
            ("# T\n\n## S @\ntext\n", "3-3"),
            ("# T\n\none\ntwo @\nthree\n", "3-5"),
            ("1. a\n2. b @\n3. c\n", "2-2"),
            ("a | b\n--|--\n1 | 2 | 3 @\n", "3-3"),
            // The file, or what stands directly below.
            ("@\n\n# T\n\ntext\n", "file"),
            ("@\n# T\n\ntext\n", "file"),
            ("@\nT\n===\n", "file"),
            ("\u{feff}---\na: b\n---\n\n<!-- licence -->\n\n@\n\ntext\n", "file"),
            ("@\n<!-- x -->\n\ntext\n", "file"),
            ("@\r\n\r\ntext\r\n", "file"),
            ("@\n", "file"),
            ("@\n## S\n", "2-2"),
            ("@\n| a | b |\n|---|---|\n| 1 | 2 |\n", "2-2"),
            ("@\n<!-- x -->\ntext\n", "3-3"),
            ("# T\n@\n\ntext\n", "4-4"),
            ("text\n\n@\n\n# T\n", "5-5"),
        ] {
            for comment in ["<!-- ddr-allow x: y -->", "<!--ddr-allow x: y-->"] {
                let text = text.replace('@', comment);
                assert_eq!(found(&text), [format!("x (y) {lines}")], "{text}");
            }
        }
    }

    #[test]
    fn a_definition_says_the_same() {
        assert_eq!(found("# T\n\n[//]: # (ddr-allow x: y)\n## S\n"), ["x (y) 4-4"]);
        assert_eq!(found("[//]: # \"ddr-allow x: y\"\n\n## S\n"), ["x (y) file"]);
        assert_eq!(found("text\n[//]: # (ddr-allow x: y)\n"), [""; 0], "it is part of the paragraph");
    }

    #[test]
    fn what_is_no_comment_suppresses_nothing() {
        for text in [
            "`<!-- ddr-allow x: y -->`\n",
            "```\n<!-- ddr-allow x: y -->\n```\n",
            "    <!-- ddr-allow x: y -->\n",
            "<pre>\n<!-- ddr-allow x: y -->\n</pre>\n",
            "<!-- such as <!-- ddr-allow x: y --> -->\n",
            "<!-- ddr-allow x: y\n",
            "| a |\n|---|\n| `<!-- ddr-allow x: y -->` |\n",
            "\\<!-- ddr-allow x: y -->\n",
            "---\na: <!-- ddr-allow x: y -->\n---\n# T\n",
            "```\n[//]: # (ddr-allow x: y)\n```\n",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
