//! Parts of a text that a program keeps: what stands between `<!-- ddr:begin NAME -->` and
//! `<!-- ddr:end NAME -->`, or between link definitions that say the same.
//!
//! They repeat what other documents say. Read as the document's own, a README that lists decisions would be
//! a record, and every decision would be there twice.

use super::{Block, BlockKind};
use crate::source::Span;
use memchr::memmem::Finder;
use std::sync::LazyLock;

/// Takes the blocks out that stand inside of such parts.
pub(super) fn leave_out(blocks: &mut Vec<Block>, text: &str) {
    static SEARCH: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("ddr:begin"));
    if SEARCH.find(text.as_bytes()).is_none() {
        return;
    }
    let mut code = Vec::new();
    spans_of_code(blocks, &mut code);
    let parts = parts(text, &code);
    if !parts.is_empty() {
        retain(blocks, &parts);
    }
}

/// Where code stands, in order.
fn spans_of_code(blocks: &[Block], spans: &mut Vec<Span>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Code => spans.push(block.span),
            BlockKind::Quote(inner) => spans_of_code(inner, spans),
            BlockKind::List(list) => list.items.iter().for_each(|item| spans_of_code(&item.blocks, spans)),
            _ => {}
        }
    }
}

/// From each marker that begins a part to the next one that ends it.
fn parts(text: &str, code: &[Span]) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut open: Option<(usize, &str)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if !line.contains("ddr:begin") && !line.contains("ddr:end") {
            continue;
        }
        let words = line.trim_start_matches(['\u{feff}', ' ', '\t', '>']);
        let in_code = || {
            let before = code.partition_point(|span| span.start < at);
            code.get(..before).and_then(<[Span]>::last).is_some_and(|span| start < span.end)
        };
        if !(words.starts_with("<!--") || words.starts_with('[')) || in_code() {
            continue;
        }
        let name = |kind: &str| {
            let rest = words.split_once(kind)?.1.trim_start();
            rest.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).next()
        };
        // `-->` may follow at once.
        let name = |kind: &str| name(kind).map(|name| name.trim_end_matches('-'));
        match (open, name("ddr:begin"), name("ddr:end")) {
            (None, Some(name), _) => open = Some((start, name)),
            (Some((from, own)), _, Some(name)) if own == name => {
                parts.push(Span::new(from, at));
                open = None;
            }
            _ => {}
        }
    }
    parts
}

fn retain(blocks: &mut Vec<Block>, parts: &[Span]) {
    let is_inside = |span: Span| {
        let before = parts.partition_point(|part| part.start <= span.start);
        parts.get(..before).and_then(<[Span]>::last).is_some_and(|part| span.start < part.end)
    };
    // A list or quote may begin inside, at the marker's own line, and go on behind it.
    let ends_inside = |span: Span| parts.iter().any(|part| part.start <= span.start && span.end <= part.end);
    let holds_others = |block: &Block| matches!(block.kind, BlockKind::Quote(_) | BlockKind::List(_));
    blocks.retain(|block| !is_inside(block.span) || holds_others(block) && !ends_inside(block.span));
    for block in blocks {
        match &mut block.kind {
            BlockKind::Quote(inner) => retain(inner, parts),
            BlockKind::List(list) => list.items.iter_mut().for_each(|item| retain(&mut item.blocks, parts)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::syntax::{parse, parse_whole};

    #[test]
    fn what_a_program_keeps_is_no_part_of_the_document() {
        let kept = "a\n\n<!-- ddr:begin x -->\n\n| A | B |\n|--|--|\n| 1 | 2 |\n\n<!-- ddr:end x sha256:00 -->\n\nb\n";
        assert_eq!((parse(kept, 0).blocks.len(), parse_whole(kept, 0).blocks.len()), (2, 5));
        for whole in [
            "<!-- ddr:begin x -->\n\na\n",
            "<!-- ddr:begin x -->\n\na\n\n<!-- ddr:end y -->\n",
            "```\n<!-- ddr:begin x -->\n```\n\na\n\n<!-- ddr:end x -->\n",
            "say ddr:begin x\n\na\n\nsay ddr:end x\n",
        ] {
            assert_eq!(parse(whole, 0).blocks.len(), parse_whole(whole, 0).blocks.len(), "{whole}");
        }
        let definitions = "[//]: # (ddr:begin x)\n\na\n\n[//]: # (ddr:end x)\n";
        assert_eq!(parse(definitions, 0).blocks.len(), 0);
        let nested = "- a\n\n  <!--ddr:begin x-->\n  - b\n\n  <!--ddr:end x-->\n- c\n\n> <!-- ddr:begin y -->\n>\n> d\n>\n> <!-- ddr:end y -->\n>\n> e\n";
        let shown = format!("{:?}", parse(nested, 0).blocks);
        let count = |word: &str| shown.matches(word).count();
        assert_eq!(
            (count("kind: List"), count("kind: Quote"), count("kind: Paragraph"), count("Html")),
            (1, 1, 3, 0),
            "{shown}"
        );
    }
}
