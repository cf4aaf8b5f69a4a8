//! The places inside a document that links can lead to. Sites make anchors out of headings by rules
//! that differ in their signs, so only letters and digits are compared.

use crate::syntax::{self, Block, BlockKind, PieceKind};
use std::collections::BTreeSet;

/// Every name in a document that a `#…` may lead to.
#[derive(Debug, Default)]
pub struct Anchors {
    /// Headings as addresses spell them, for suggestions.
    pub slugs: Vec<String>,
    /// The same, and what stands in HTML and `{#…}`, without the signs in which sites differ.
    bare: BTreeSet<String>,
}

impl Anchors {
    /// The anchors of a document.
    pub fn of(document: &syntax::Document<'_>) -> Self {
        let mut anchors = Self::default();
        anchors.blocks(document, &document.blocks);
        for piece in document.all_pieces().iter().filter(|piece| piece.kind == PieceKind::Html) {
            anchors.html(piece.span.of(document.source()));
        }
        anchors
    }

    fn blocks(&mut self, document: &syntax::Document<'_>, blocks: &[Block]) {
        for block in blocks {
            match &block.kind {
                BlockKind::Heading { inline, .. } => {
                    let text = document.text(*inline);
                    // `Title {#own-id}`
                    let (title, own) = text.split_once("{#").unwrap_or((&text, ""));
                    self.bare.insert(bare(own));
                    self.bare.insert(bare(title));
                    self.slugs.push(slug(title));
                }
                BlockKind::Quote(inner) => self.blocks(document, inner),
                BlockKind::List(list) => {
                    list.items.iter().for_each(|item| self.blocks(document, &item.blocks))
                }
                BlockKind::Html => self.html(block.span.of(document.source())),
                _ => {}
            }
        }
    }

    /// Values of attributes and texts between tags.
    fn html(&mut self, html: &str) {
        self.bare.extend(html.split(['<', '>', '"', '\'', '=', '/']).map(bare));
    }

    /// Whether a `#…` may lead to one of them.
    pub fn has(&self, anchor: &str) -> bool {
        let whole = bare(anchor);
        // The second heading of one name gets `-1`, or `_1`.
        let first =
            anchor.rsplit_once(['-', '_']).filter(|(_, count)| count.bytes().all(|b| b.is_ascii_digit()));
        let first = first.map(|(name, _)| bare(name));
        self.bare.contains(&whole) || first.is_some_and(|first| self.bare.contains(&first))
    }
}

/// Only the letters and digits of a text, in lower case: sites agree on no more.
pub fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The address that most sites give a heading.
fn slug(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_html_make_anchors() {
        let text =
            "# A & B {#own}\n\n> ## Quoted `x`\n\n<h2 id=\"raw\">Raw text</h2>\n\nText <a name=d1></a>.\n";
        let anchors = Anchors::of(&syntax::parse(text, 0));
        for anchor in ["a--b", "a-b-1", "own", "quoted-x", "raw", "raw-text", "d1"] {
            assert!(anchors.has(anchor), "{anchor}");
        }
        assert!(!anchors.has("text") && !anchors.has("b"));
        assert_eq!(anchors.slugs, ["a--b", "quoted-x"]);
    }
}
