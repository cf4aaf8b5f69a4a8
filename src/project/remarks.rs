//! What headings and cells remark about progress, beside the status column.

use super::member::Text;
use super::state::is_sign;
use crate::model::{Document, Entry, Table};
use crate::schema::Terms;
use crate::source::Span;

/// Whether a heading says that its part is done: `Phase 1: Drawing (completed)`, `Phase 1 — done`,
/// `✅ Phase 1`. The word stands for itself, perhaps with a date: `Definition of Done` and `Done in two
/// steps` say nothing.
pub(super) fn says_done(heading: &str, terms: &Terms) -> bool {
    let heading = heading.trim();
    // Most headings hold nothing that could say so.
    let has = |byte: u8| heading.as_bytes().contains(&byte);
    let (foreign, hyphen, colon) = (!heading.is_ascii(), has(b'-'), has(b':'));
    let bracket = heading.ends_with([')', ']']) || heading.starts_with('[');
    if !(foreign || hyphen || colon || bracket) {
        return false;
    }
    let is_done = |text: &str| {
        let dated =
            || text.split_whitespace().skip(1).all(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        let known = terms.exact(text).or_else(|| dated().then(|| terms.leading(text)).flatten());
        known.is_some_and(|known| known.canonical == "done")
    };
    let bracketed = [('(', ')'), ('[', ']')].into_iter().find_map(|(open, close)| {
        let (_, inside) = heading.strip_suffix(close)?.rsplit_once(open)?;
        Some(inside)
    });
    // Headings are short, and for short texts nothing need be prepared to search them.
    let behind = |dash: &str| {
        let at = memchr::memmem::rfind(heading.as_bytes(), dash.as_bytes())?;
        heading.get(at + dash.len()..)
    };
    let dashes = [(" — ", foreign), (" – ", foreign), (" - ", hyphen), (": ", colon)];
    let dashed = dashes.into_iter().filter(|(_, may)| *may).find_map(|(dash, _)| behind(dash));
    let ends = [heading.split_whitespace().next(), heading.split_whitespace().next_back()];
    let signed = ends.into_iter().flatten().any(|word| is_sign(word) && is_done(word));
    // A heading of the one word `Done` is a column of a board.
    signed || [bracketed, dashed].into_iter().flatten().any(is_done)
}

/// Whether a phase says beside its title that it is done: `1. **Phase 1: Read** (done): …`. `source` is
/// its item, row or heading.
pub(super) fn phase_is_done(source: &str, title: &str, terms: &Terms) -> bool {
    let first = source.lines().next().unwrap_or_default();
    let Some((before, after)) = first.split_once(title).filter(|_| !title.is_empty()) else { return false };
    let after = after.split(": ").next().unwrap_or_default().trim_end_matches(':');
    let after: String = after.chars().filter(|c| !matches!(c, '*' | '_' | '#')).collect();
    let is_done =
        |word: &str| is_sign(word) && terms.exact(word).is_some_and(|known| known.canonical == "done");
    let after = after.trim();
    says_done(title, terms)
        || !after.is_empty() && says_done(&format!("x {after}"), terms)
        || before.split_whitespace().any(is_done)
}

/// The first cell of a row that says that something is still to be done: `TODO`, `integration: TBD`, an
/// empty box. What stands in code, or as a word in a sentence, is talked about.
pub(super) fn open_item(document: &Document<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Option<Text> {
    let row = table.rows.get(entry.row)?;
    let own = [table.column("file"), table.column("op"), table.column("status")];
    let cells = row.cells.iter().enumerate().filter(|(at, _)| !own.contains(&Some(*at)));
    cells.map(|(_, cell)| cell.span).find_map(|span| {
        let found = item(document.source.slice(span))?.shift(span.start);
        let text = document.source.slice(found).to_owned();
        Some(Text { text, span: found, line: document.source.line(found.start) })
    })
}

/// Where in a cell something is left open.
fn item(cell: &str) -> Option<Span> {
    // How all of these begin, in one look: hardly a cell holds any.
    let begins = |three: &[u8]| match three {
        [b'[', b' ', b']'] | b"FIX" => true,
        [b'T' | b't', second, third] => matches!(
            (second.to_ascii_lowercase(), third.to_ascii_lowercase()),
            (b'o' | b'b', b'd') | (b'b', b'c')
        ),
        _ => false,
    };
    if !cell.as_bytes().windows(3).any(begins) {
        return None;
    }
    if let Some(at) = cell.find("[ ]") {
        let before = cell.get(..at).and_then(|head| head.chars().next_back());
        if before.is_none_or(|c| c.is_whitespace() || matches!(c, '>' | ';' | ',')) {
            return Some(Span::new(at, at + 3));
        }
    }
    let mut start = 0;
    for part in cell.split_inclusive([';', ',', ':', '(', ')', '[', ']', '<', '>']) {
        let words = part.trim_end_matches([';', ',', ':', '(', ')', '[', ']', '<', '>']);
        let bare = words.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '.'));
        if matches!(bare, "TODO" | "TBD" | "TBC" | "todo" | "tbd" | "tbc" | "Tbd" | "FIXME") {
            let at = start + words.find(bare).unwrap_or_default();
            return Some(Span::new(at, at + bare.len()));
        }
        start += part.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema;

    #[test]
    fn a_heading_says_done_by_a_word_of_its_own() {
        let says = |heading: &str| says_done(heading, &schema::plan().row_statuses);
        for heading in [
            "Phase 1: Drawing (completed)",
            "Phase 1: Drawing (completed 2024-05-01)",
            "Phase 1 — Done",
            "Phase 1: Complete",
            "✅ Phase 1",
            "Phase 1 ✅",
            "Plan [done]",
            "Plan (✅ Completed)",
        ] {
            assert!(says(heading), "{heading}");
        }
        for heading in [
            "Definition of Done",
            "Done",
            "Completed phases",
            "Phase 1: Done in two steps",
            "Phase 1 (done by the team)",
            "Phase 1 (planned)",
            "Phase 1 — drawing",
            "Getting things done",
        ] {
            assert!(!says(heading), "{heading}");
        }
    }

    #[test]
    fn a_phase_says_done_beside_its_title() {
        let says = |source: &str| phase_is_done(source, "Read", &schema::plan().row_statuses);
        for source in [
            "1. **Phase 1: Read** (done): all",
            "### Phase 1: Read (completed)",
            "2. ✅ Phase 1: Read: all",
            "- [x] Read",
        ] {
            assert!(says(source), "{source}");
        }
        for source in
            ["1. Phase 1: Read: all (done)", "### Phase 1: Read (planned)", "1. Phase 1: Read what is done"]
        {
            assert!(!says(source), "{source}");
        }
    }

    #[test]
    fn an_open_item_is_a_mark_and_no_word_of_a_sentence() {
        let found = |cell: &str| item(cell).map(|span| cell.get(span.start..span.end).unwrap().to_owned());
        for (cell, item) in [
            ("TODO", "TODO"),
            ("**TBD**", "TBD"),
            ("unit: a; integration: TBD", "TBD"),
            ("tests/a.py (TODO)", "TODO"),
            ("TODO: write a test", "TODO"),
            ("[ ] write a test", "[ ]"),
            ("[x] one<br>[ ] two", "[ ]"),
        ] {
            assert_eq!(found(cell).as_deref(), Some(item), "{cell}");
        }
        for cell in
            ["`TODO`, `FIXME`", "remove the TODO markers", "TodoList", "docs/TODO.md", "items[ ]", "[x] all"]
        {
            assert_eq!(found(cell), None, "{cell}");
        }
    }
}
