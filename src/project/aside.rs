//! Whether the words around an id say that it is no plain reference to a decision of here and now:
//! `formerly D9`, `D9 was dropped`, `D9 of the other record`, `add a D9`.

use crate::source::Span;
use std::borrow::Cow;

/// Words right before an id that take it back, or say that it is still to come.
const BEFORE: &[&str] = &[
    "add",
    "added",
    "adding",
    "adds",
    "another",
    "become",
    "becomes",
    "called",
    "create",
    "draft",
    "ex",
    "eg",
    "example",
    "future",
    "insert",
    "introduce",
    "missing",
    "named",
    "new",
    "next",
    "no",
    "not",
    "propose",
    "proposed",
    "reserve",
    "unlike",
    "without",
];
/// Words that may stand between those and the id.
const FILLERS: &[&str] = &["a", "an", "as", "decision", "decisions", "e", "g", "id", "ids", "the", "to"];
/// Words near an id that say that it is gone, or had another name.
const GONE: &[&str] = &[
    "became",
    "cut",
    "delete",
    "deleted",
    "deprecated",
    "drop",
    "dropped",
    "dropping",
    "earlier",
    "folded",
    "former",
    "formerly",
    "gone",
    "merge",
    "merged",
    "moved",
    "obsolete",
    "original",
    "originally",
    "initial",
    "initially",
    "old",
    "once",
    "previous",
    "previously",
    "reject",
    "rejected",
    "remove",
    "removed",
    "removes",
    "removing",
    "renamed",
    "renumbered",
    "replaced",
    "replaces",
    "replacing",
    "reserved",
    "retired",
    "skipped",
    "split",
    "superseded",
    "supersedes",
    "superseding",
    "tbd",
    "unused",
    "was",
    "were",
    "withdrawn",
];
/// Nouns that name a document, to which an id may belong.
const DOCUMENTS: &[&str] = &[
    "adr", "annex", "appendix", "ddr", "design", "doc", "document", "log", "plan", "project", "record",
    "repo", "rfc", "spec",
];
/// Nouns that are numbered like decisions, where they stand right before the number: `pins D5, D6`.
const THINGS: &[&str] = &[
    "appendix",
    "board",
    "case",
    "channel",
    "chapter",
    "comment",
    "day",
    "dataset",
    "device",
    "diode",
    "disk",
    "drive",
    "fig",
    "figure",
    "goal",
    "issue",
    "item",
    "lane",
    "layer",
    "led",
    "level",
    "milestone",
    "node",
    "pin",
    "port",
    "phase",
    "question",
    "req",
    "requirement",
    "risk",
    "section",
    "sensor",
    "slot",
    "stage",
    "step",
    "story",
    "table",
    "task",
    "test",
    "ticket",
    "tier",
    "vitamin",
    "version",
    "week",
];

/// Whether what stands around ids, the first of a list to its last, tells a reader to look elsewhere
/// or to look no more.
pub(super) fn is_aside(text: &str, ids: Span) -> bool {
    let (before, after) = around(text, ids);
    let before = before.rsplit(';').next().unwrap_or_default();
    let after = after.split(';').next().unwrap_or_default();
    // From the ids outwards, since few of the words count.
    let head = || words(before).rev();
    let tail: Vec<Cow<'_, str>> = words(after).take(5).collect();
    let is = |list: &[&str], word: &str| list.contains(&word);
    head().take(3).any(|word| is(GONE, &word))
        || tail.iter().take(4).any(|word| is(GONE, word))
        || head().find(|word| !is(FILLERS, word)).is_some_and(|word| is(BEFORE, &word))
        || is_arrow(before.trim_end().chars().next_back())
        || before.trim_end().ends_with("->")
        || is_arrow(after.trim_start().chars().next())
        || after.trim_start().starts_with("->")
        || is_named_before(before)
        || is_named_behind(after, &tail)
}

fn is_arrow(c: Option<char>) -> bool {
    matches!(c, Some('→' | '⇒' | '⟶' | '➜' | '↦'))
}

/// `the auth record's D9`, `RFC-12 D9`, `api_design D9`.
fn is_named_before(before: &str) -> bool {
    let Some(word) = before.split_whitespace().next_back().filter(|_| before.ends_with([' ', '\u{a0}']))
    else {
        return false;
    };
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let plain = bare.to_lowercase();
    // A number that ends a list or a sentence names nothing.
    let closed = word.ends_with([',', ';', ':', '.', ')']);
    word.ends_with("'s")
        || word.ends_with("’s")
        || !closed && (bare.contains('_') || bare.chars().any(|c| c.is_ascii_digit()))
        || DOCUMENTS.contains(&plain.as_str())
        || !closed
            && !word.starts_with('(')
            && (THINGS.contains(&plain.as_str())
                || plain.strip_suffix('s').is_some_and(|one| THINGS.contains(&one)))
}

/// `D9 of the auth record`, `D9 in api_design.md`.
fn is_named_behind(after: &str, words: &[Cow<'_, str>]) -> bool {
    let directly = after.starts_with([' ', ')', '\u{a0}', '\n', '*']);
    match words.first().map(AsRef::as_ref) {
        Some("of" | "from") => directly,
        Some("in" | "at" | "see") => {
            let named = words.iter().any(|word| DOCUMENTS.contains(&word.as_ref()) || word == "md");
            directly && (named || after.contains(['`', '_']))
        }
        _ => false,
    }
}

/// The words of a text in small letters.
fn words(text: &str) -> impl DoubleEndedIterator<Item = Cow<'_, str>> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| match word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        true => Cow::Borrowed(word),
        false => Cow::Owned(word.to_lowercase()),
    })
}

/// What stands before and after a span in the same sentence, cell or item, some words of it.
pub(super) fn around(text: &str, span: Span) -> (&str, &str) {
    let mut from = span.start.saturating_sub(REACH);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let mut to = span.end.saturating_add(REACH).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let before = text.get(from..span.start).unwrap_or_default();
    let after = text.get(span.end..to).unwrap_or_default();
    let before = before.get(first_line(before)..).unwrap_or_default();
    let after = after.get(..last_line(after)).unwrap_or_default();
    // What ends a sentence or a cell, and how long that is.
    let breaks = |text: &str, at: usize| match text.as_bytes().get(at..) {
        Some([b'|', ..]) => Some(1),
        Some([b'.', b' ' | b'\n' | b'\r', ..] | [b'?' | b'!', b' ', ..]) => Some(2),
        _ => None,
    };
    let cut = (0..before.len()).rev().find_map(|at| Some(at + breaks(before, at)?));
    let end = (0..after.len()).find(|at| breaks(after, *at).is_some());
    (
        before.get(cut.unwrap_or_default()..).unwrap_or_default(),
        after.get(..end.unwrap_or(after.len())).unwrap_or_default(),
    )
}

/// Bytes that are looked at on each side of an id.
pub(super) const REACH: usize = 120;

/// Where the paragraph or item begins whose beginning a text holds the end of.
fn first_line(text: &str) -> usize {
    let mut start = text.len();
    loop {
        let line_start = text.get(..start).and_then(|head| head.rfind('\n')).map_or(0, |at| at + 1);
        let line = text.get(line_start..start).unwrap_or_default();
        // The last line is the one that the ids stand in.
        let last = start == text.len();
        if !last && (line.trim().is_empty() || line.starts_with('#')) {
            return start + 1;
        }
        if line_start == 0 || begins_block(line) {
            return line_start;
        }
        start = line_start - 1;
    }
}

/// Where the paragraph or item ends that a text goes on with.
fn last_line(text: &str) -> usize {
    let mut end = text.find('\n').unwrap_or(text.len());
    while let Some(rest) = text.get(end + 1..) {
        let line = rest.split('\n').next().unwrap_or_default();
        if line.trim().is_empty() || line.starts_with(['#', '|', '=', '`']) || begins_block(line) {
            break;
        }
        end += 1 + line.len();
    }
    end
}

/// Whether a line begins an item, a quote or a heading.
fn begins_block(line: &str) -> bool {
    let line = line.trim_start();
    let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_item = |line: &str| line.starts_with("- ") || line.starts_with("* ") || line.starts_with("+ ");
    is_item(line)
        || line.starts_with(['#', '>'])
        || numbered.len() < line.len() && (numbered.starts_with(". ") || numbered.starts_with(") "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aside(text: &str) -> bool {
        let start = text.find("D9").unwrap();
        is_aside(text, Span::new(start, start + 2))
    }

    #[test]
    fn words_beside_an_id_may_take_it_back() {
        for text in [
            "This was formerly D9.",
            "the removed D9",
            "D9 was dropped in May",
            "D9 (dropped)",
            "no decision D9",
            "Add D9 to the table",
            "D9 → D4",
            "the auth record's D9",
            "see ADR-3 D9",
            "D9 of the auth record",
            "(D9) in `other`",
            "api_design D9",
            "what was\nD9",
            "wired to pins D9, D10",
            "the original D9–D12",
            "- D9 was\n  dropped",
        ] {
            assert!(aside(text), "{text}");
        }
        for text in [
            "See D9.",
            "add hooks for the cache of D9",
            "Removed. See D9",
            "| dropped | D9 | removed |",
            "as D9 says, in short",
            "Ports are fixed in 3, D9",
            "## Removed\nD9 holds",
            "checked by tests (D9)",
            "Two tests: D9",
            "Removed\n\nD9 holds",
            "- removed\n- D9 holds\n- dropped",
            "D9 holds\n1. dropped",
        ] {
            assert!(!aside(text), "{text}");
        }
    }
}
