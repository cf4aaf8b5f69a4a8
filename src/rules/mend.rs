//! Edits that several rules offer, and the pieces that they are made of.
//!
//! An edit is offered only where it does what is meant in the source as it stands: a word that stands
//! there twice, or in pieces, is left to its author.

use crate::diagnostic::{Diagnostic, Edit};
use crate::model::Stated;
use crate::schema::Terms;
use crate::source::{Source, Span};

/// Offers to write the word that was surely or probably meant in the place of a misspelt one. The fix is
/// safe where nothing else can have been meant: where the word is a slip of the pen for that one.
pub(super) fn respell(
    diagnostic: &mut Diagnostic,
    source: &Source,
    cell: Span,
    wrong: &str,
    near: &str,
    terms: &Terms,
) {
    let Some(edit) = respelt(source, cell, wrong, near) else { return };
    let safe = terms.misspelt(wrong) == Some(near);
    let title = format!("write `{}`", edit.text);
    diagnostic.fix(safe, title, vec![edit]);
}

/// The edit that writes `near`, in the letter case of the author, in the place of `wrong`, which is folded.
fn respelt(source: &Source, cell: Span, wrong: &str, near: &str) -> Option<Edit> {
    // Signs could mean something in a cell; words mean themselves.
    if !near.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-')) {
        return None;
    }
    let span = the_word(source.slice(cell), wrong)?.shift(cell.start);
    let written = source.slice(span);
    let capitals = |c: char| c.is_uppercase() || !c.is_alphabetic();
    let mut letters = near.chars();
    let text = match written.chars().next() {
        _ if written.chars().count() > 1 && written.chars().all(capitals) => near.to_uppercase(),
        Some(first) if first.is_uppercase() => {
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
        }
        _ => near.to_owned(),
    };
    (text != written).then_some(Edit { span, text })
}

/// Where a folded word stands in a text, if it does so once, whole and in one piece.
fn the_word(text: &str, word: &str) -> Option<Span> {
    let mut found = None;
    for (start, _) in text.char_indices() {
        let Some(length) = text.get(start..).and_then(|rest| begins_with(rest, word)) else { continue };
        let end = start + length;
        let before = text.get(..start).and_then(|text| text.chars().next_back());
        let after = text.get(end..).and_then(|text| text.chars().next());
        if before.is_some_and(char::is_alphanumeric) || after.is_some_and(char::is_alphanumeric) {
            continue;
        }
        if found.replace(Span::new(start, end)).is_some() {
            return None;
        }
    }
    found
}

/// How many bytes of a text a folded word takes at its start.
fn begins_with(text: &str, word: &str) -> Option<usize> {
    let mut wanted = word.chars();
    let mut length = 0;
    for c in text.chars() {
        if wanted.as_str().is_empty() {
            break;
        }
        if !c.to_lowercase().all(|small| wanted.next() == Some(small)) {
            return None;
        }
        length += c.len_utf8();
    }
    (wanted.as_str().is_empty() && length > 0).then_some(length)
}

/// Offers to write another number in the place of one that a text states of itself. Digits are replaced by
/// digits, and nothing else.
pub(super) fn restate(
    diagnostic: &mut Diagnostic,
    source: &Source,
    stated: Stated,
    right: usize,
    safe: bool,
) {
    let written = source.slice(stated.span);
    if !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit()) {
        let edit = Edit { span: stated.span, text: right.to_string() };
        diagnostic.fix(safe, format!("write {right}"), vec![edit]);
    }
}

/// What a line begins with before the content that starts at an offset: indentation, quote marks, the mark
/// of a list item. None where it cannot be repeated on another line.
pub(super) fn line_prefix(source: &Source, content: usize) -> Option<(usize, &str)> {
    let line = source.line_span(content);
    let prefix = source.slice(Span::new(line.start, content));
    prefix.chars().all(|c| matches!(c, ' ' | '\t' | '>')).then_some((line.start, prefix))
}

/// The line ending of the line that an offset lies on, or of the first line where that one has none.
pub(super) fn line_ending(source: &Source, offset: usize) -> &'static str {
    let at = |end: usize| source.text.get(end..).unwrap_or_default();
    let rest = match at(source.line_span(offset).end) {
        "" => at(source.line_span(0).end),
        rest => rest,
    };
    match rest.as_bytes() {
        [b'\r', b'\n', ..] => "\r\n",
        [b'\r', ..] => "\r",
        _ => "\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(cell: &str, wrong: &str, near: &str) -> Option<String> {
        let source = Source::new("a.md", cell);
        let edit = respelt(&source, Span::new(0, cell.len()), wrong, near)?;
        Some(crate::fix::apply(cell, &[edit]))
    }

    #[test]
    fn a_word_is_written_as_its_author_writes() {
        for (cell, wrong, wanted) in [
            ("aproved", "aproved", "approved"),
            ("Aproved", "aproved", "Approved"),
            ("**APROVED** (May)", "aproved", "**APPROVED** (May)"),
            ("✅ `Aproved`, Unaproved", "aproved", "✅ `Approved`, Unaproved"),
        ] {
            assert_eq!(written(cell, wrong, "approved").as_deref(), Some(wanted), "{cell}");
        }
        assert_eq!(written("In progess.", "in progess", "in progress").as_deref(), Some("In progress."));
    }

    #[test]
    fn what_stands_there_twice_or_in_pieces_is_left_alone() {
        for cell in ["[aproved](aproved)", "ap*roved*", "apro&#118;ed", "", "approved"] {
            assert_eq!(written(cell, "aproved", "approved"), None, "{cell}");
        }
        assert_eq!(written("aproved", "aproved", "a|b"), None, "no signs");
    }

    #[test]
    fn prefixes_and_line_endings_are_repeated() {
        let source = Source::new("a.md", "> - x\r\n>   y\nz");
        let y = source.text.find('y').unwrap();
        assert_eq!(line_prefix(&source, y).map(|(_, prefix)| prefix), Some(">   "));
        assert_eq!(line_prefix(&source, source.text.find('x').unwrap()), None);
        assert_eq!([0, y, y + 2].map(|at| line_ending(&source, at)), ["\r\n", "\n", "\r\n"]);
    }
}
