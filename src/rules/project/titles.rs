//! What in a Markdown text may name a section: headings, labels, the heads of tables.
//!
//! Read generously, for rules that say that a section is not there.

use crate::syntax::{self, Block, BlockKind, Inline, Markup, PieceKind};

/// The names in a text.
pub(super) struct Titles {
    /// The first heading of level 1.
    pub(super) document: Option<String>,
    /// Other headings, labels and heads of tables.
    pub(super) parts: Vec<String>,
    /// Whether prose stands before the first heading below the title.
    pub(super) opens_with_prose: bool,
    /// Whether its headings may be in another language than English, or it takes in other files.
    pub(super) foreign: bool,
}

/// Reads a text; `None` where it is nested too deeply to be read.
pub(super) fn titles(text: &str) -> Option<Titles> {
    if syntax::too_deep(text).is_some() {
        return None;
    }
    let start = usize::from(text.starts_with('\u{feff}')) * '\u{feff}'.len_utf8();
    let document = syntax::parse(text, start);
    let mut found = Titles { document: None, parts: Vec::new(), opens_with_prose: false, foreign: false };
    let mut opening = true;
    for block in &document.blocks {
        match &block.kind {
            BlockKind::Heading { level: 1, inline } if found.document.is_none() => {
                found.document = Some(document.text(*inline).into_owned());
                continue;
            }
            BlockKind::Heading { .. } => opening = false,
            BlockKind::Paragraph(_) | BlockKind::List(_) | BlockKind::Quote(_) => {
                found.opens_with_prose |= opening
            }
            _ => {}
        }
        collect(&document, block, &mut found.parts);
    }
    let includes = ["{{#include", "{% include", "!include", "--8<--", "![["];
    let letters = |text: &String| text.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
    found.foreign = includes.iter().any(|sign| text.contains(sign))
        || found.document.iter().chain(&found.parts).any(letters);
    Some(found)
}

fn collect(document: &syntax::Document<'_>, block: &Block, out: &mut Vec<String>) {
    match &block.kind {
        BlockKind::Heading { inline, .. } => out.push(document.text(*inline).into_owned()),
        BlockKind::Paragraph(inline) => label(document, *inline, out),
        BlockKind::List(list) => {
            list.items.iter().flat_map(|item| &item.blocks).for_each(|block| collect(document, block, out));
        }
        BlockKind::Quote(blocks) => blocks.iter().for_each(|block| collect(document, block, out)),
        BlockKind::Table(table) => {
            out.extend(table.head.cells.iter().map(|cell| document.text(cell.inline).into_owned()));
        }
        BlockKind::Html => out.push(block.span.of(document.source()).to_owned()),
        BlockKind::Code | BlockKind::Other => {}
    }
}

/// Words at the most in a label.
const LABEL: usize = 6;

/// What a paragraph begins with that reads as a label: bold text, a few words before a colon or a dash,
/// a few words and nothing else. A paragraph may hold several lines, each with its own.
fn label(document: &syntax::Document<'_>, inline: Inline, out: &mut Vec<String>) {
    for piece in document.pieces(inline) {
        let short = piece.span.end - piece.span.start <= 200;
        if short && piece.kind == PieceKind::Open(Markup::Strong) {
            out.push(document.text(document.within(inline, piece.span)).into_owned());
        }
    }
    for line in inline.span.of(document.source()).lines() {
        let head = line.split([':', '–', '—']).next().unwrap_or_default();
        let head = head.split(" - ").next().unwrap_or_default();
        if head.split_whitespace().count() <= LABEL && (head.len() < line.len() || !line.ends_with('.')) {
            out.push(head.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_reads_as_a_name_is_one() {
        let text = "\u{feff}# Title\n\nOpening words, and they go on for a while.\n\n## One\n\n**Two** is bold.\n\nThree: text\n\n- Four - text\n\n| Five | Six |\n|--|--|\n| Seven | 8 |\n\n```\n## Nine\n```\n";
        let read = titles(text).unwrap();
        assert_eq!(read.document.as_deref(), Some("Title"));
        assert!(read.opens_with_prose && !read.foreign);
        for name in ["One", "Two", "Three", "Four", "Five", "Six"] {
            assert!(read.parts.iter().any(|part| part.trim() == name), "{name}: {:?}", read.parts);
        }
        for name in ["Seven", "Nine"] {
            assert!(!read.parts.iter().any(|part| part.contains(name)), "{name}: {:?}", read.parts);
        }
        assert!(titles(&"> ".repeat(300)).is_none());
    }
}
