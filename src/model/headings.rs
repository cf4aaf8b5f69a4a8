//! What a heading says besides the name of its section: a number before it, and that nothing is
//! to be expected under it.

use super::Value;
use crate::schema::fold;
use crate::source::Span;
use crate::syntax;
use regex::Regex;
use std::sync::LazyLock;

/// The number of a section, as its author wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// `3.1` is 3 and 1.
    pub parts: Vec<usize>,
    /// Its digits in the source.
    pub span: Span,
}

/// `2. Title`, `2) Title`, `2.1 Title`. A bare `3 ways` is no section number, nor is `0007.`
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?P<all>\d{1,2}(?:(?:\.\d{1,2})+\b|\b))(?P<mark>[.):]?)\s+\S").unwrap());

/// The section number that a heading is written with.
pub fn number(document: &syntax::Document<'_>, heading: &Value<'_>) -> Option<Number> {
    let text = heading.text.trim_start();
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let found = NUMBER.captures(text)?;
    let all = found.name("all")?.as_str();
    if !all.contains('.') && found.name("mark").is_none_or(|mark| mark.is_empty()) {
        return None;
    }
    let parts = all.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<_>>>()?;
    let start = heading.span.start + heading.span.of(document.source()).find(all)?;
    Some(Number { parts, span: Span::new(start, start + all.len()) })
}

/// Words that say that there is nothing to be read, now or ever.
const SETTLED: &[&str] = &[
    "pending",
    "tbd",
    "tba",
    "todo",
    "to do",
    "to be",
    "none",
    "n/a",
    "na",
    "not ",
    "no ",
    "nothing",
    "later",
    "deferred",
    "draft",
    "wip",
    "coming soon",
    "in progress",
    "planned",
    "optional",
    "done",
    "complete",
    "closed",
    "skipped",
    "removed",
    "empty",
    "omitted",
    "see ",
    "unchanged",
    "obsolete",
    "superseded",
    "moved",
];

/// Whether a heading says all there is to say: `Patch Plan (pending)`, `Risks: none`.
pub fn is_settled(heading: &str) -> bool {
    let folded = fold(heading);
    let mut parts = folded.split(['(', '[', ':', '—', '–']).flat_map(|part| part.split(" - "));
    let name = parts.next().unwrap_or_default();
    let settled =
        |part: &str| SETTLED.iter().any(|word| part.trim().trim_end_matches([')', ']']).starts_with(word));
    parts.any(settled)
        || folded.split_once(": ").is_some_and(|(_, rest)| !rest.trim().is_empty())
        || matches!(folded.as_ref(), "unreleased" | "[unreleased]")
        || ["pending", "tbd", "todo", "n/a"]
            .iter()
            .any(|word| name.trim() != *word && name.trim().ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    #[test]
    fn section_numbers_are_not_years_versions_or_amounts() {
        let read = |text: &str| {
            let source = format!("## {text}\n");
            let document = syntax::parse(&source, 0);
            let heading = Value { span: Span::new(0, source.len()), text: Cow::Borrowed(text) };
            number(&document, &heading).map(|number| (number.parts, number.span.start))
        };
        assert_eq!(read("2. Risks"), Some((vec![2], 3)));
        assert_eq!(read("12) Risks"), Some((vec![12], 3)));
        assert_eq!(read("3.1 Risks"), Some((vec![3, 1], 3)));
        for text in
            ["2026. Review", "3 ways", "0007. Use Redis", "1.2.345 Release", "2nd try", "2.", "Phase 2: x"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn some_headings_say_it_all() {
        for text in [
            "Patch Plan (pending)",
            "Risks: none",
            "Notes — n/a",
            "Patch Plan (see plan.md)",
            "Plan [TBD]",
            "Patch Plan TBD",
            "Phase 2 (Completed ✅)",
        ] {
            assert!(is_settled(text), "{text}");
        }
        for text in ["Risks", "Summary (≤100 words)", "Top-7 Risks (with Mitigations)", "Pending", "Notes:"]
        {
            assert!(!is_settled(text), "{text}");
        }
    }
}
