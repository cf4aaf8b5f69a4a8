//! Summary and notes: texts whose words are counted.

use super::stated::{closing_count, is_count, without_count};
use super::suppression::without_suppressions;
use super::{LABEL, Prose, Section, Stated, Table, stated_count, stated_limit};
use crate::source::Span;
use crate::syntax::words::Counts;
use crate::syntax::{self, Block, BlockKind, Item};
use std::cell::OnceCell;

/// The summary of a document: the first section of that name that holds text.
pub(super) fn summary<'s>(
    document: &'s syntax::Document<'s>,
    sections: &[Section<'s>],
    tables: &[Table<'s>],
) -> Option<Prose<'s>> {
    let at = sections.iter().position(|section| is(section, "summary") && has_text(section))?;
    let section = sections.get(at)?;
    let text = document.source();
    let Own { mut blocks, mixed, followed } = own(document, sections, tables, at);
    let lead = section.lead.as_ref();
    // `**Word count: 34**` may stand above the text that it counts.
    let opening = if lead.is_none() && blocks.len() > 1 { opening_count(document, &blocks) } else { None };
    if opening.is_some() {
        blocks.remove(0);
    }
    let start = lead.map(|lead| lead.span).or_else(|| blocks.first().map(|block| block.span))?;
    let end = blocks.last().map(|block| block.span).or_else(|| lead.map(|lead| lead.span))?;
    let span = start.cover(end).trim(text);
    let mut rendered = lead.map(|lead| lead.text.to_string()).unwrap_or_default();
    for block in &blocks {
        push_text(document, block, &mut rendered);
    }
    let mut prose = counted(document, section, &Said::of(text, section), span, &rendered);
    prose.mixed = mixed || (followed && prose.stated_in_heading);
    if prose.stated.is_none() && opening.is_some() {
        prose.stated = opening;
        return Some(prose);
    }
    if prose.stated_in_heading || prose.stated.is_none() {
        return Some(prose);
    }
    match blocks.last() {
        Some(Block { kind: BlockKind::List(list), .. }) => {
            prose.other = list.items.last().map(|item| item_counts(document, item));
            prose.stated_in_item = true;
        }
        // The last of several paragraphs may speak of itself alone, unless it is the count itself.
        Some(block) if blocks.len() > 1 || lead.is_some() => {
            let mut last = String::new();
            push_text(document, block, &mut last);
            let counts =
                Counts::of(without_count(&last), without_count(&without_suppressions(block.span.of(text))));
            prose.other = (counts.words > 0 && !is_count(&last)).then_some(counts);
        }
        _ => {}
    }
    Some(prose)
}

/// The count that the first of several paragraphs states and nothing else.
fn opening_count(document: &syntax::Document<'_>, blocks: &[&Block]) -> Option<Stated> {
    let first = blocks.first()?;
    let mut text = String::new();
    push_text(document, first, &mut text);
    let stated = is_count(text.trim())
        .then(|| closing_count(document.source(), first.span.trim(document.source())))?;
    stated.map(|(stated, _)| stated)
}

/// The items of the notes section, or its paragraphs where it has no list.
pub(super) fn notes<'s>(
    document: &'s syntax::Document<'s>,
    sections: &[Section<'s>],
    tables: &[Table<'s>],
) -> Vec<Prose<'s>> {
    let Some(at) = sections.iter().position(|section| is(section, "notes") && has_text(section)) else {
        return Vec::new();
    };
    let Some(section) = sections.get(at) else { return Vec::new() };
    let Own { blocks, .. } = own(document, sections, tables, at);
    let whole = OnceCell::new();
    let count_all = || {
        let mut text = section.lead.as_ref().map(|lead| lead.text.to_string()).unwrap_or_default();
        blocks.iter().for_each(|block| push_text(document, block, &mut text));
        let end = blocks.last().map_or(section.heading.span.end, |block| block.span.end);
        let body = Span::new(section.heading.span.end, end.max(section.heading.span.end));
        Counts::of(without_count(&text), without_count(&without_suppressions(body.of(document.source()))))
    };
    let said = Said::of(document.source(), section);
    let note = |span: Span, rendered: &str, is_item: bool| {
        let mut prose = counted(document, section, &said, span, rendered);
        prose.is_item = is_item;
        prose.stated_in_item = is_item && !prose.stated_in_heading && prose.stated.is_some();
        let own = prose.stated.is_some() && !prose.stated_in_heading;
        prose.other = own.then(|| *whole.get_or_init(count_all));
        if prose.stated_in_heading {
            // A count in the heading speaks of the whole section, not of each note.
            prose.stated = None;
        }
        prose
    };
    let lead = section.lead.as_ref().filter(|lead| !lead.text.is_empty());
    let lead = lead.map(|lead| note(lead.span.trim(document.source()), &lead.text, false));
    let lists = blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::List(list) => Some(list),
        _ => None,
    });
    let items: Vec<&Item> = lists.flat_map(|list| &list.items).collect();
    if items.is_empty() {
        let paragraphs = blocks.iter().filter(|block| matches!(block.kind, BlockKind::Paragraph(_)));
        let paragraphs = paragraphs.map(|block| {
            let mut text = String::new();
            push_text(document, block, &mut text);
            note(block.span.trim(document.source()), &text, false)
        });
        return lead.into_iter().chain(paragraphs).collect();
    }
    items
        .into_iter()
        .map(|item| {
            let mut text = String::new();
            item.blocks.iter().for_each(|block| push_text(document, block, &mut text));
            note(item.span.trim(document.source()), &text, true)
        })
        .collect()
}

/// The running text of a section.
struct Own<'s> {
    blocks: Vec<&'s Block>,
    /// Whether something else stands between.
    mixed: bool,
    /// Whether the section goes on behind it.
    followed: bool,
}

/// What belongs to the text of a section: under a heading everything up to the next heading, known
/// label or table of the design; under a label that is a paragraph of its own everything up to the first table or
/// code; behind a label only its own paragraph, a list, and a stated count that stand right below.
fn own<'s>(
    document: &syntax::Document<'s>,
    sections: &[Section<'s>],
    tables: &[Table<'s>],
    at: usize,
) -> Own<'s> {
    let Some(section) = sections.get(at) else {
        return Own { blocks: Vec::new(), mixed: false, followed: false };
    };
    let all = section.all_blocks;
    if section.lead.is_some() {
        let list = usize::from(matches!(all.first(), Some(Block { kind: BlockKind::List(_), .. })));
        let count = all.get(list).is_some_and(|block| {
            let mut text = String::new();
            push_text(document, block, &mut text);
            is_count(&text)
        });
        let blocks = all.iter().take(list + usize::from(count)).collect();
        return Own { blocks, mixed: false, followed: false };
    }
    if section.level == LABEL {
        let blocks: Vec<_> = section.blocks.iter().take_while(|block| is_prose(block)).collect();
        return Own { mixed: blocks.len() > 1, blocks, followed: false };
    }
    let next = sections.iter().skip(at + 1).find(|next| next.level < LABEL || next.spec.is_some());
    let next = next.map_or(usize::MAX, |next| next.heading.span.start);
    let table = tables.iter().map(|table| table.span.start).find(|&start| start > section.heading.span.end);
    let end = next.min(table.unwrap_or(usize::MAX));
    let here = all.get(..all.partition_point(|block| block.span.start < end)).unwrap_or_default();
    let last = here.iter().rposition(is_prose).map_or(0, |last| last + 1);
    let (text, after) = here.split_at_checked(last).unwrap_or((here, &[]));
    let counts = |block: &Block| {
        !is_prose(block) && !matches!(block.kind, BlockKind::Other) && !is_comment(document, block)
    };
    Own {
        blocks: text.iter().filter(|block| is_prose(block)).collect(),
        mixed: text.iter().any(counts),
        followed: after.iter().any(counts)
            || (next < usize::MAX && here.len() < all.len() && table.is_none_or(|table| next < table)),
    }
}

fn is_comment(document: &syntax::Document<'_>, block: &Block) -> bool {
    let source = block.span.of(document.source()).trim();
    matches!(block.kind, BlockKind::Html) && source.starts_with("<!--") && source.ends_with("-->")
}

fn is(section: &Section<'_>, id: &str) -> bool {
    section.spec.is_some_and(|spec| spec.id == id)
}

fn has_text(section: &Section<'_>) -> bool {
    section.lead.is_some() || section.blocks.iter().any(is_prose)
}

const fn is_prose(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Paragraph(_) | BlockKind::List(_) | BlockKind::Quote(_))
}

/// What a heading states about the text below it.
struct Said {
    count: Option<Stated>,
    limit: Option<Stated>,
}

impl Said {
    fn of(text: &str, section: &Section<'_>) -> Self {
        let heading = section.heading.span;
        Self { count: stated_count(text, heading), limit: stated_limit(text, heading) }
    }
}

/// Counts a text and reads what it states about itself.
fn counted<'s>(
    document: &'s syntax::Document<'s>,
    section: &Section<'s>,
    said: &Said,
    span: Span,
    rendered: &str,
) -> Prose<'s> {
    let text = document.source();
    let heading = said.count;
    let closing = closing_count(text, span);
    let raw_end = closing.map_or(span.end, |(_, end)| end);
    let kept = if closing.is_some() { without_bare_count(without_count(rendered)) } else { rendered };
    Prose {
        span,
        text: kept.to_owned(),
        counted: Span::new(span.start, raw_end),
        other: None,
        stated: heading.or(closing.map(|(stated, _)| stated)),
        stated_in_heading: heading.is_some(),
        stated_in_item: false,
        is_item: false,
        mixed: false,
        limit: said.limit,
        heading: section.heading.clone(),
    }
}

/// A rendered text without a closing paragraph `Word count: 196`.
fn without_bare_count(rendered: &str) -> &str {
    const LABEL: &[u8] = b"word count:";
    let bytes = rendered.as_bytes();
    let labels = memchr::memrchr_iter(b':', bytes).filter_map(|at| (at + 1).checked_sub(LABEL.len()));
    let is_label =
        |at: usize| bytes.get(at..at + LABEL.len()).is_some_and(|label| label.eq_ignore_ascii_case(LABEL));
    match { labels }.find(|&at| is_label(at)) {
        Some(at) if rendered.get(at + 11..).is_some_and(is_number) => rendered.get(..at).unwrap_or(rendered),
        _ => rendered,
    }
}

fn is_number(text: &str) -> bool {
    let text = text.trim().trim_end_matches('.').trim_end_matches("words").trim();
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The words of a section's own text, subsections left out; a count that it states at its end is
/// not one of them.
pub fn section_counts(document: &syntax::Document<'_>, section: &Section<'_>) -> Counts {
    let own = section.all_blocks.iter().take_while(|block| !matches!(block.kind, BlockKind::Heading { .. }));
    let own: Vec<&Block> = own.filter(|block| is_prose(block)).collect();
    let mut text = section.lead.as_ref().map(|lead| lead.text.to_string()).unwrap_or_default();
    own.iter().for_each(|block| push_text(document, block, &mut text));
    let mut source =
        section.lead.as_ref().map(|lead| lead.span.of(document.source()).to_owned()).unwrap_or_default();
    for block in own {
        source.push(' ');
        source.push_str(block.span.of(document.source()));
    }
    Counts::of(without_bare_count(without_count(&text)), without_count(&without_suppressions(&source)))
}

/// A section's own text as a reader sees it, subsections, tables and comments left out. Code stands in it as
/// written.
pub fn section_text(document: &syntax::Document<'_>, section: &Section<'_>) -> String {
    let mut text = section.lead.as_ref().map(|lead| lead.text.to_string()).unwrap_or_default();
    for block in section.blocks {
        if matches!(block.kind, BlockKind::Code) {
            text.push(' ');
            text.push_str(block.span.of(document.source()));
        } else {
            push_text(document, block, &mut text);
        }
    }
    text
}

/// The words of a list item, with the lists inside it; a count that it states at its end is not one
/// of them.
pub fn item_counts(document: &syntax::Document<'_>, item: &Item) -> Counts {
    let mut text = String::new();
    item.blocks.iter().for_each(|block| push_text(document, block, &mut text));
    let source = item.span.trim(document.source());
    let end = closing_count(document.source(), source).map_or(source.end, |(_, end)| end);
    let source = Span::new(source.start, end).of(document.source());
    Counts::of(without_count(&text), &without_suppressions(source))
}

/// Adds the rendered text of a block and of the blocks inside it, with a space between.
pub(super) fn push_text(document: &syntax::Document<'_>, block: &Block, out: &mut String) {
    match &block.kind {
        BlockKind::Paragraph(inline) | BlockKind::Heading { inline, .. } => {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&document.text(*inline));
        }
        BlockKind::List(list) => {
            for item in &list.items {
                item.blocks.iter().for_each(|block| push_text(document, block, out));
            }
        }
        BlockKind::Quote(blocks) => blocks.iter().for_each(|block| push_text(document, block, out)),
        BlockKind::Table(_) | BlockKind::Code | BlockKind::Html | BlockKind::Other => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::model::testing::{notes, summary};

    #[test]
    fn counts_and_limits_stand_in_many_places() {
        for (text, wanted) in [
            ("# T\n\n## Summary (212 words)\n\nOne two three.\n", "3 words, stated 212 in heading"),
            ("# T\n\nSummary (9 words)\n-----------------\n\nOne two.\n", "2 words, stated 9 in heading"),
            ("# T\n\n## Summary (<100 words)\n\nOne two. (2 words)\n", "2 words, stated 2, limit 100"),
            ("# T\n\n## 1. Summary (&lt;=100w)\n\nOne two.\n", "2 words, limit 100"),
            (
                "# T\n\nSummary (<=100w): One two three.\n\nUnrelated text follows here.\n",
                "3 words, limit 100",
            ),
            ("# T\n\n**Summary (≤100 words):** One two.\n", "2 words, limit 100"),
            ("# T\n\n**Summary** (≤100 words): One two. (8 words)\n", "2 words, stated 8, limit 100"),
            ("# T\n\n**Summary (45 words)**\n\nOne two.\n", "2 words, stated 45 in heading"),
            ("# T\n\n## Summary\n\nOne two.\n\n(Word count: 196)\n", "2 words, stated 196"),
            ("# T\n\n## Summary\n\nOne two.\n\n**Word count:** 196\n", "2 words, stated 196"),
            ("# T\n\n## Summary\n\n**Word count: 34**\n\nOne two.\n", "2 words, stated 34"),
            ("# T\n\n## Summary\n\n(34 words)\n\nOne two.\n\nThree.\n", "3 words, stated 34"),
            ("# T\r\n\r\n## Summary\r\n\r\nOne two\r\nthree. (7 words)\r\n", "3 words, stated 7"),
            ("# T\n\n## Summary\n\n- One two.\n- Three. (7 words)\n", "3 words, stated 7 in item"),
            ("# T\n\n## Summary\n\n> One two. *(7 words)*\n", "2 words, stated 7"),
            ("# T\n\nSummary: One two.\n\n- Three.\n\nOther text.\n", "3 words"),
            // A label of the author's own inside the section does not end it.
            ("# T\n\n## Summary\n\nOne two.\n\n**Goals**\n\n- Three four.\n\n## Next\n", "5 words"),
            ("# T\n\n**Summary**\n\nOne two.\n\n| a | b |\n|--|--|\n\nMore text.\n", "2 words"),
            ("# T\n\n## Summary\n\nOne (40 words) in the middle.\n", "6 words"),
            ("# T\n\n## Summary (~50 words)\n\nOne two.\n", "2 words"),
            ("# T\n\n## Summary (50–100 words)\n\nOne two.\n", "2 words"),
        ] {
            assert_eq!(summary(text), wanted, "{text}");
        }
    }

    #[test]
    fn notes_are_items_or_paragraphs() {
        for (text, wanted) in [
            (
                "# T\n\n## Notes (<50 words per note)\n\n- One.\n- One two. (28 words)\n",
                &["1 words, limit 50", "2 words, stated 28 in item, limit 50"][..],
            ),
            (
                "# T\n\n**Notes (<=50w each):**\n\n1. One\n   - two\n2. Three\n",
                &["2 words, limit 50", "1 words, limit 50"],
            ),
            (
                "# T\n\n## Implementation Notes\n\nOne two.\n\nThree. (4 words)\n",
                &["2 words", "1 words, stated 4"],
            ),
            ("# T\n\nNotes: One two three.\n\nUnrelated text.\n", &["3 words"]),
            ("# T\n\n## Notes (9 words)\n\n- One two.\n", &["2 words"]),
        ] {
            assert_eq!(notes(text), wanted, "{text}");
        }
    }
}
