//! Headings, and the bold or plain labels that do a heading's work.

use super::{LABEL, Section, Value};
use crate::schema::{self, Schema, fold};
use crate::source::Span;
use crate::syntax::{self, Block, BlockKind, Inline, Markup, PieceKind};
use std::borrow::Cow;

/// The sections of a document, in order; `schemas` give the headings that mean something.
pub(super) fn sections<'s>(document: &'s syntax::Document<'s>, schemas: &[&'s Schema]) -> Vec<Section<'s>> {
    let mut found: Vec<Section<'s>> = Vec::with_capacity(16);
    let mut starts: Vec<(usize, u8)> = Vec::with_capacity(16);
    for (i, block) in document.blocks.iter().enumerate() {
        let section = match &block.kind {
            BlockKind::Heading { level, inline } => {
                let text = document.text(*inline);
                let spec = known(schemas, &text);
                let heading = Value { span: block.span.trim(document.source()), text };
                Some(section(heading, *level, spec, None))
            }
            BlockKind::Paragraph(inline) => {
                let next = document.blocks.get(i + 1).map(|block| &block.kind);
                label(
                    document,
                    *inline,
                    schemas,
                    matches!(next, Some(BlockKind::List(_) | BlockKind::Table(_))),
                )
            }
            _ => None,
        };
        if let Some(section) = section {
            starts.push((i, section.level));
            found.push(section);
        }
    }
    extend(document, &mut found, &starts);
    found
}

const fn section<'s>(
    heading: Value<'s>,
    level: u8,
    spec: Option<&'s schema::Section>,
    lead: Option<Value<'s>>,
) -> Section<'s> {
    Section { heading, level, spec, lead, blocks: &[], all_blocks: &[], span: Span::at(0), parent: None }
}

/// Fills in how far each section reaches and where it stands; `starts` holds the block and the level of
/// each.
fn extend<'s>(document: &'s syntax::Document<'s>, found: &mut [Section<'s>], starts: &[(usize, u8)]) {
    let blocks: &'s [Block] = &document.blocks;
    let start_of = |i: usize| blocks.get(i).map_or(document.source().len(), |block| block.span.start);
    let mut open: Vec<usize> = Vec::new();
    let mut ends = vec![blocks.len(); found.len()];
    for (at, &(block, level)) in starts.iter().enumerate() {
        while let Some(&outer) = open.last() {
            if starts.get(outer).is_some_and(|&(_, outer)| outer < level) {
                break;
            }
            open.pop();
            if let Some(end) = ends.get_mut(outer) {
                *end = block;
            }
        }
        if let Some(section) = found.get_mut(at) {
            section.parent = open.last().copied();
        }
        open.push(at);
    }
    for (at, section) in found.iter_mut().enumerate() {
        let next = starts.get(at + 1).map_or(blocks.len(), |&(next, _)| next);
        let block = starts.get(at).map_or(blocks.len(), |&(block, _)| block);
        let end = ends.get(at).copied().unwrap_or(blocks.len());
        section.blocks = blocks.get(block + 1..next).unwrap_or_default();
        section.all_blocks = blocks.get(block + 1..end).unwrap_or_default();
        section.span = Span::new(section.heading.span.start, start_of(end));
    }
}

/// The section of the schemas that a heading names: as it stands, without its number, or without
/// what it adds in parentheses.
pub(super) fn known<'s>(schemas: &[&'s Schema], heading: &str) -> Option<&'s schema::Section> {
    let find = |schema: &Schema| {
        let folded = fold(heading);
        forms(&folded).iter().flatten().find_map(|form| schema.section_for(form))
    };
    schemas.iter().find_map(|schema| schema.section_called(heading, || find(schema)))
}

/// Whether a heading names one section, by the same rule as [`known`].
pub(super) fn names(spec: &schema::Section, heading: &str) -> bool {
    let folded = fold(heading);
    forms(&folded).iter().flatten().any(|form| spec.headings.iter().any(|heading| heading.matches(form)))
}

/// A folded heading as it stands, without its number, and without what it adds in parentheses;
/// mostly all three are one.
fn forms(folded: &str) -> [Option<&str>; 3] {
    let bare = unnumbered(folded);
    let plain = without_parentheses(bare);
    [Some(folded), Some(bare).filter(|bare| *bare != folded), Some(plain).filter(|plain| *plain != bare)]
}

/// A heading without `3.`, `4.2`, `IV.` or `§ 5` before it.
pub(super) fn unnumbered(folded: &str) -> &str {
    // Numbers, Roman ones too, and the sign begin with few letters; names of sections with others.
    if folded.starts_with(|c: char| c.is_ascii_lowercase() && !matches!(c, 'i' | 'v' | 'x')) {
        return folded;
    }
    let rest = folded.strip_prefix('§').unwrap_or(folded).trim_start();
    let Some((number, title)) = rest.split_once(|c: char| c.is_whitespace()) else { return folded };
    let bare = number.trim_end_matches(['.', ')', ':']);
    let digits = !bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit() || c == '.');
    let roman =
        number.len() > bare.len() && !bare.is_empty() && bare.chars().all(|c| matches!(c, 'i' | 'v' | 'x'));
    if digits || roman { title.trim_start_matches(['-', '—', '–', ':', ' ']) } else { folded }
}

fn without_parentheses(text: &str) -> &str {
    if !text.ends_with(')') {
        return text;
    }
    match text.find('(') {
        Some(at) if at > 0 => text.get(..at).unwrap_or(text).trim(),
        _ => text,
    }
}

/// A paragraph that is, or begins with, a label: `**Summary:** text`, `Top-5 Risks:`, `**Risks**`.
///
/// A label that no schema knows counts only where it is the whole paragraph, is bold, is no item of
/// its own (`**1. …**`) and a list or table follows: it ends what the label before it began.
fn label<'s>(
    document: &'s syntax::Document<'s>,
    inline: Inline,
    schemas: &[&'s Schema],
    before_content: bool,
) -> Option<Section<'s>> {
    let pieces = document.pieces(inline);
    let first = pieces.first()?;
    if first.kind == PieceKind::Open(Markup::Strong) {
        let close = pieces.iter().position(|piece| piece.kind == PieceKind::Close(Markup::Strong))?;
        let strong = document.within(inline, first.span);
        let text = document.text(strong);
        let rest = pieces.get(close + 1..).unwrap_or_default();
        // From the source, since the parser cuts a text at every `<` that might begin something.
        let after = Span::new(first.span.end, inline.span.end).of(document.source());
        let whole = rest.iter().all(|piece| piece.text.trim().is_empty() || &*piece.text == ":");
        let spec = known(schemas, &text);
        let heading = Value { span: first.span, text };
        if whole {
            let own = spec.is_some() || (before_content && is_plain_label(&heading.text));
            return own.then(|| section(heading, LABEL, spec, None));
        }
        let limits = without_leading_parentheses(after);
        if heading.text.ends_with(':') || limits.trim_start().starts_with([':', '—', '–']) {
            // Untrimmed: the piece behind the label begins with a space.
            let span = Span::new(first.span.end, inline.span.end);
            let lead = lead(document, document.within(inline, span), span.trim(document.source()));
            let limited = Span::new(first.span.start, first.span.end + (after.len() - limits.len()));
            let heading = Value { span: limited, text: heading.text };
            return spec.map(|spec| section(heading, LABEL, Some(spec), Some(lead)));
        }
        return None;
    }
    if first.kind != PieceKind::Text {
        return None;
    }
    let source = document.source().get(inline.span.start..inline.span.end)?;
    // A name longer than this is none, so that only the beginning need be looked at.
    let beginning = source.as_bytes().get(..65).unwrap_or(source.as_bytes());
    let name = source.get(..memchr::memchr(b':', beginning)?)?;
    if name.contains('\n') {
        return None;
    }
    let spec = known(schemas, name)?;
    let heading_span = Span::new(inline.span.start, inline.span.start + name.len() + 1);
    let heading = Value { span: heading_span, text: Cow::Owned(name.to_owned()) };
    let span = Span::new(heading_span.end, inline.span.end).trim(document.source());
    let text = document.text(inline);
    let text = match text.split_once(':') {
        Some((_, text)) => text.trim().to_owned(),
        None => String::new(),
    };
    let lead = (!text.is_empty()).then_some(Value { span, text: Cow::Owned(text) });
    Some(section(heading, LABEL, Some(spec), lead))
}

fn lead<'s>(document: &'s syntax::Document<'s>, inline: Inline, span: Span) -> Value<'s> {
    let text = document.text(inline);
    let kept = without_leading_parentheses(&text).trim_start_matches([':', '—', '–', ' ']).to_owned();
    Value { span, text: Cow::Owned(kept) }
}

/// `(≤100 words): text` → `: text`.
fn without_leading_parentheses(text: &str) -> &str {
    let trimmed = text.trim_start();
    match trimmed.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
        Some((inner, rest)) if inner.len() < 40 => rest,
        _ => text,
    }
}

/// Whether a bold paragraph reads as a heading and not as an item of its own.
fn is_plain_label(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let second = text.split_whitespace().nth(1).unwrap_or_default();
    text.split_whitespace().count() <= 8
        && !first.contains(|c: char| c.is_ascii_digit())
        && !second.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_keeps_all_the_text_behind_it() {
        for (text, lead) in [
            ("**Summary:** One *two* three.", "One two three."),
            ("**Summary**: One two.", "One two."),
            ("**Summary (≤100 words):** One\ntwo.", "One two."),
            ("**Summary** (≤100 words): `One` two.", "One two."),
            ("**Summary** (<=10w): One two.", "One two."),
            ("**Summary** (&lt;10 words): One two.", "One two."),
            ("Summary: One two.", "One two."),
        ] {
            let document = syntax::parse(text, 0);
            let sections = sections(&document, &[schema::record()]);
            let read = sections.first().and_then(|section| section.lead.as_ref()).map(|lead| &*lead.text);
            assert_eq!(read, Some(lead), "{text}");
        }
    }
}
