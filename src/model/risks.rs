//! Risks: lists, tables, a heading each, or a bold paragraph each.

use super::prose::push_text;
use super::risk_text::{Split, mitigation_below, numbered, split, unnumbered};
use super::{Form, Level, Risk, Risks, Section, Stated, Table, Value, decisions};
use crate::source::Span;
use crate::syntax::{self, Block, BlockKind, Inline, Item, Markup, PieceKind};
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// Every risks section with what stands in it.
pub(super) fn risks<'s>(
    document: &'s syntax::Document<'s>,
    sections: &[Section<'s>],
    tables: &[Table<'s>],
) -> Vec<Risks<'s>> {
    let is_risks = |section: &Section<'_>| section.spec.is_some_and(|spec| spec.id == "risks");
    let mut found = Vec::new();
    for (at, section) in sections.iter().enumerate().filter(|(_, section)| is_risks(section)) {
        // A heading `Risks` over a label `Top-5 Risks:` is one section; the label speaks for it.
        let inner = sections.iter().skip(at + 1);
        if inner.take_while(|inner| section.span.contains(inner.span)).any(is_risks) {
            continue;
        }
        found.push(read(document, at, section, sections, tables));
    }
    found
}

fn read<'s>(
    document: &'s syntax::Document<'s>,
    at: usize,
    section: &Section<'s>,
    sections: &[Section<'s>],
    tables: &[Table<'s>],
) -> Risks<'s> {
    let heading = section.heading.clone();
    let folded = heading.text.to_lowercase();
    let promises = folded.contains("mitigation");
    let stated = stated_number(document, &heading);
    let own: Vec<(usize, &Table<'s>)> = tables
        .iter()
        .enumerate()
        .filter(|(_, table)| table.spec.id == "risks" && section.span.contains(table.span))
        .collect();
    let inner: Vec<&Section<'s>> =
        sections.iter().skip(at + 1).take_while(|inner| section.span.contains(inner.span)).collect();
    // A remark with a label of its own, `Note: …`, does not end what stands under the heading.
    let remarks = inner.iter().all(|inner| inner.lead.is_some());
    let (blocks, inner) = if remarks { (section.all_blocks, Vec::new()) } else { (section.blocks, inner) };
    let lists = lists(blocks);
    let others = blocks.iter().filter(|block| matches!(block.kind, BlockKind::Table(_))).count();
    let several = |lists: Vec<Vec<ListItem<'s>>>| {
        let ordered = lists.iter().flatten().all(|(item, _)| item.number.is_some());
        // Of several lists, the one that is as long as the heading says is the list that is meant.
        let lengths: Vec<usize> = lists.iter().map(Vec::len).collect();
        let meant = stated.and_then(|stated| lengths.iter().position(|&length| length == stated.value));
        let kept = lists.into_iter().enumerate().filter(|(at, _)| meant.is_none_or(|meant| meant == *at));
        let items = kept.flat_map(|(_, list)| list_items(document, &list)).collect();
        (if ordered { Form::Ordered } else { Form::Bullets }, items)
    };
    let lists_here = lists.len();
    let (form, items): (Form, Vec<Risk<'s>>) = if !own.is_empty() {
        (Form::Table, own.iter().flat_map(|(_, table)| table_items(document, table)).collect())
    } else if lists_here > 0 {
        several(lists)
    } else if let Some(items) = bold_items(document, section.all_blocks) {
        (Form::Bold, items)
    } else if inner.iter().any(|inner| inner.level < super::LABEL) && !are_groups(&inner) {
        (Form::Headings, heading_items(document, &inner))
    } else {
        let nested: Vec<_> = inner.iter().flat_map(|section| self::lists(section.blocks)).collect();
        if nested.is_empty() { (Form::None, Vec::new()) } else { several(nested) }
    };
    let single = match form {
        Form::Table => lists_here == 0 && others <= 1 && own.len() == 1 && inner.is_empty(),
        Form::Ordered | Form::Bullets => lists_here == 1 && others == 0 && inner.is_empty(),
        _ => false,
    };
    let table = own.first().map(|(at, _)| *at);
    Risks { heading, stated, promises_mitigations: promises, form, single, table, items }
}

/// `Top-7 Risks`, `Top 5 risks`.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static TOP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:\b|_)top[\s\u{2010}-\u{2015}-]*(\d{1,3})\b(?P<more>.{0,2})").unwrap()
});

/// The number of items that a heading states: `Top-7 Risks`.
pub fn stated_number(document: &syntax::Document<'_>, heading: &Value<'_>) -> Option<Stated> {
    let source = heading.span.of(document.source());
    let (digits, more) = if source.is_ascii() { top(source)? } else { asked(source)? };
    // `Top 3–5`, `Top 5+`, `Top 10%` and `Top 2.5` name no number of risks.
    let mut behind = more.chars();
    let unclear = match behind.next() {
        Some('+' | '%') => true,
        Some('-' | '\u{2010}'..='\u{2015}' | '.' | ',' | '/') => {
            behind.next().is_some_and(|c| c.is_ascii_digit())
        }
        _ => false,
    };
    if unclear {
        return None;
    }
    let number = digits.of(source).parse().ok()?;
    Some(Stated { value: number, span: digits.shift(heading.span.start) })
}

/// What [`TOP`] finds: the digits, and what stands behind them.
fn asked(source: &str) -> Option<(Span, &str)> {
    let found = TOP.captures(source)?;
    Some((Span::from(found.get(1)?.range()), found.name("more").map_or("", |more| more.as_str())))
}

/// The same for texts of ASCII alone, without the pattern.
fn top(source: &str) -> Option<(Span, &str)> {
    let bytes = source.as_bytes();
    let in_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let run = |from: usize, is: fn(&u8) -> bool| bytes.iter().skip(from).take_while(|&byte| is(byte)).count();
    bytes.windows(3).enumerate().filter(|(_, word)| word.eq_ignore_ascii_case(b"top")).find_map(|(at, _)| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        if in_word(before) && before != Some(&b'_') {
            return None;
        }
        let start = at + 3 + run(at + 3, |byte| matches!(byte, b' ' | b'-' | b'\t'..=b'\r'));
        let end = start + run(start, u8::is_ascii_digit);
        let whole = (1..=3).contains(&(end - start)) && !in_word(bytes.get(end));
        let behind = (end + run(end, |byte| *byte != b'\n')).min(end + 2);
        whole.then(|| (Span::new(start, end), Span::new(end, behind).of(source)))
    })
}

/// An item of a list, and the paragraphs that follow it unindented.
type ListItem<'s> = (&'s Item, &'s [Block]);

/// The lists of some blocks, each item with the paragraphs that follow it unindented. Numbered
/// lists that go on counting after a paragraph between them are one list.
fn lists(blocks: &[Block]) -> Vec<Vec<ListItem<'_>>> {
    let mut out: Vec<Vec<ListItem<'_>>> = Vec::new();
    for (i, block) in blocks.iter().enumerate() {
        let BlockKind::List(list) = &block.kind else { continue };
        let after = blocks.get(i + 1..).unwrap_or_default();
        let length = after.iter().take_while(|block| matches!(block.kind, BlockKind::Paragraph(_))).count();
        let next_is_list = matches!(after.get(length).map(|b| &b.kind), Some(BlockKind::List(_)) | None);
        let tail = if next_is_list { after.get(..length).unwrap_or_default() } else { &[] };
        let first = list.items.first().and_then(|item| item.number).map(|(number, _)| number);
        let before = out.last().and_then(|list| list.last()).and_then(|(item, _)| item.number);
        let goes_on = matches!((before, first), (Some((last, _)), Some(first)) if first == last + 1);
        if !goes_on {
            out.push(Vec::new());
        }
        let count = list.items.len();
        if let Some(open) = out.last_mut() {
            open.extend(list.items.iter().enumerate().map(|(at, item)| {
                let after: &[Block] = if at + 1 == count { tail } else { &[] };
                (item, after)
            }));
        }
    }
    out
}

/// Whether subheadings only group lists of risks: `### Technical` over a list. Bullets that say
/// something about one risk (`Mitigation: …`, `Owner: …`) make their heading that risk.
fn are_groups(inner: &[&Section<'_>]) -> bool {
    let below: Vec<_> = inner.iter().map(|section| lists(section.blocks)).collect();
    // `3.1 Technical`: the number of a section, not of a risk.
    let name = |text: &str| match text.split_once(' ') {
        Some((number, name)) if number.trim_end_matches('.').contains('.') => name.to_owned(),
        _ => text.to_owned(),
    };
    let plain = |section: &&Section<'_>| !name(&section.heading.text).contains(|c: char| c.is_ascii_digit());
    let ordered = |(item, _): &ListItem<'_>| item.number.is_some();
    below.iter().all(|lists| !lists.is_empty() && lists.iter().flatten().all(ordered))
        && inner.iter().all(plain)
}

/// The risks of one list. An item that is only the mitigation of the one before it is no risk.
fn list_items<'s>(document: &'s syntax::Document<'s>, list: &[ListItem<'s>]) -> Vec<Risk<'s>> {
    let mut risks: Vec<Risk<'s>> = Vec::with_capacity(list.len());
    for (item, after) in list {
        let risk = list_item(document, item, after);
        let answer = ["mitigation", "mitigations", "mitigate"]
            .iter()
            .any(|word| risk.title.text.eq_ignore_ascii_case(word));
        match risks.last_mut() {
            Some(before) if answer && risk.mitigation.is_some() && before.mitigation.is_none() => {
                before.mitigation = risk.mitigation;
                before.marked = true;
                before.span = before.span.cover(risk.span);
            }
            _ => risks.push(risk),
        }
    }
    risks
}

fn list_item<'s>(document: &'s syntax::Document<'s>, item: &'s Item, after: &'s [Block]) -> Risk<'s> {
    let first = item.blocks.first().and_then(Block::inline).unwrap_or_default();
    let Split { title, mitigation, marked } = split(document, first);
    let below =
        if marked { None } else { mitigation_below(document, item.blocks.iter().skip(1).chain(after)) };
    Risk {
        marked: marked || below.is_some(),
        span: item.span.trim(document.source()),
        number: item
            .number
            .map(|(value, span)| Stated { value: usize::try_from(value).unwrap_or(usize::MAX), span }),
        title,
        mitigation: below.or(mitigation),
        level: None,
        decisions: item.blocks.iter().flat_map(|block| block_references(document, block)).collect(),
    }
}

fn block_references<'s>(document: &syntax::Document<'s>, block: &Block) -> Vec<Value<'s>> {
    match &block.kind {
        BlockKind::Paragraph(inline) | BlockKind::Heading { inline, .. } => {
            decisions::references(document, *inline)
        }
        BlockKind::List(list) => list
            .items
            .iter()
            .flat_map(|item| &item.blocks)
            .flat_map(|b| block_references(document, b))
            .collect(),
        _ => Vec::new(),
    }
}

fn table_items<'s>(document: &'s syntax::Document<'s>, table: &Table<'s>) -> Vec<Risk<'s>> {
    let rows = table.rows.iter().filter(|row| !row.groups);
    rows.map(|row| {
        let cell = |key: &str| table.cell(row, key).filter(|value| !value.text.is_empty()).cloned();
        let number = cell("id").and_then(|id| {
            let value = id.text.trim_start_matches('#').trim_end_matches('.').parse().ok()?;
            Some(Stated { value, span: id.span })
        });
        let level = cell("level").map(|value| Level {
            canonical: table.schema.levels.leading(&value.text).map(|known| known.canonical),
            value,
        });
        Risk {
            span: row.span,
            number,
            title: cell("risk").unwrap_or_default(),
            mitigation: cell("mitigation"),
            marked: true,
            level,
            decisions: row
                .syntax
                .cells
                .iter()
                .flat_map(|c| decisions::references(document, c.inline))
                .collect(),
        }
    })
    .collect()
}

/// Risks with a heading each: the direct subsections.
fn heading_items<'s>(document: &'s syntax::Document<'s>, inner: &[&Section<'s>]) -> Vec<Risk<'s>> {
    let level = inner.iter().map(|section| section.level).min().unwrap_or_default();
    let direct = inner.iter().filter(|section| section.level == level);
    direct
        .map(|section| {
            let labelled = inner.iter().find(|label| {
                section.span.contains(label.span)
                    && label.level > section.level
                    && label.heading.text.to_lowercase().starts_with("mitigation")
            });
            let mitigation = match labelled.and_then(|label| content(document, label)) {
                Some(below) => Some(below),
                None => mitigation_below(document, section.all_blocks),
            };
            let source = section.heading.span.of(document.source());
            let at = source.len() - source.trim_start_matches(['#', ' ']).len();
            let (number, title) =
                numbered(source.get(at..).unwrap_or_default(), section.heading.span.start + at)
                    .map_or((None, &*section.heading.text), |number| {
                        (Some(number), unnumbered(&section.heading.text))
                    });
            Risk {
                span: section.heading.span,
                number,
                title: Value { span: section.heading.span, text: Cow::Owned(title.to_owned()) },
                marked: mitigation.is_some(),
                mitigation,
                level: None,
                decisions: section.all_blocks.iter().flat_map(|b| block_references(document, b)).collect(),
            }
        })
        .collect()
}

/// What stands under a label, or behind it in its paragraph.
fn content<'s>(document: &'s syntax::Document<'s>, label: &Section<'s>) -> Option<Value<'s>> {
    if let Some(lead) = &label.lead {
        return Some(lead.clone());
    }
    let mut text = String::new();
    label.blocks.iter().for_each(|block| push_text(document, block, &mut text));
    let (first, last) = (label.blocks.first()?, label.blocks.last()?);
    let span = first.span.cover(last.span).trim(document.source());
    (!text.trim().is_empty()).then(|| Value { span, text: Cow::Owned(text.trim().to_owned()) })
}

/// Risks that are paragraphs beginning with a bold number: `**1. Clock skew** …`.
fn bold_items<'s>(document: &'s syntax::Document<'s>, blocks: &'s [Block]) -> Option<Vec<Risk<'s>>> {
    let bold = |block: &Block| -> Option<(Inline, Stated)> {
        let inline = block.inline()?;
        let first = document.pieces(inline).first()?;
        let source = block.span.of(document.source());
        let start = source.trim_start_matches(['*', '_', ' ']);
        let number = numbered(start, block.span.start + source.len() - start.len())?;
        (first.kind == PieceKind::Open(Markup::Strong)).then_some((inline, number))
    };
    let starts: Vec<usize> =
        blocks.iter().enumerate().filter(|(_, block)| bold(block).is_some()).map(|(i, _)| i).collect();
    if starts.len() < 2 {
        return None;
    }
    let mut items = Vec::new();
    for (at, &start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).copied().unwrap_or(blocks.len());
        let block = blocks.get(start)?;
        let (inline, number) = bold(block)?;
        let rest = blocks.get(start + 1..end).unwrap_or_default();
        let Split { title, mitigation, marked } = split(document, inline);
        let below = if marked { None } else { mitigation_below(document, rest) };
        items.push(Risk {
            span: block.span.trim(document.source()),
            number: Some(number),
            title: Value { span: title.span, text: Cow::Owned(unnumbered(&title.text).to_owned()) },
            marked: marked || below.is_some(),
            mitigation: below.or(mitigation),
            level: None,
            decisions: blocks.get(start..end)?.iter().flat_map(|b| block_references(document, b)).collect(),
        });
    }
    Some(items)
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod short_cut {
    use super::{asked, top};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_number_is_read_as_the_pattern_reads_it(text in "([Tt]op|TOP|[-_ a.,\n\t(]|[0-9]{1,4}|risks){0,9}") {
            prop_assert_eq!(top(&text), asked(&text));
        }
    }
}
