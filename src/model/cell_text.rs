//! The text of a cell with its lines kept apart: `<br>` is the one way to break a line inside a
//! table, and a text that drops it glues the last word of one line to the first of the next.

use crate::syntax::{Cell, Document, PieceKind};
use std::borrow::Cow;

/// The rendered text of a cell; `<br>` and other breaks become a newline.
pub fn cell_text<'d>(document: &'d Document<'_>, cell: &Cell) -> Cow<'d, str> {
    let pieces = document.pieces(cell.inline);
    // Most cells are one piece of text.
    if let [only] = pieces
        && matches!(only.kind, PieceKind::Text | PieceKind::Code)
    {
        return Cow::Borrowed(only.text.trim());
    }
    let mut out = String::new();
    for piece in pieces {
        match piece.kind {
            PieceKind::Text | PieceKind::Code => out.push_str(&piece.text),
            PieceKind::Break => out.push('\n'),
            PieceKind::Html if is_break(piece.span.of(document.source())) => out.push('\n'),
            _ => {}
        }
    }
    Cow::Owned(out.trim().to_owned())
}

/// Whether a piece of inline HTML is `<br>`, in any spelling.
pub(super) fn is_break(html: &str) -> bool {
    break_length(html).is_some()
}

/// Bytes of the `<br>` that a text begins with.
pub(super) fn break_length(text: &str) -> Option<usize> {
    let inner = text.get(..3).filter(|tag| tag.eq_ignore_ascii_case("<br")).and_then(|_| text.get(3..))?;
    let rest = inner.trim_start_matches([' ', '/']);
    rest.starts_with('>').then(|| text.len() - rest.len() + 1)
}
