//! What running text says about invariants: `Invariants (D1, D3)`, `flexible decisions: D2, D4`,
//! `D4 is flexible`.
//!
//! Read only where the sentence is unmistakable: the word stands right beside the list, nothing
//! follows the list, and nothing around it takes it back or speaks of another document. All else is
//! not understood, and nothing is said about it.

use super::aside::{REACH, around, is_aside};
use super::ids::Id;
use super::mentions::{Joint, Mention};
use crate::model::{Document, LABEL};
use crate::source::Span;

/// A sentence that says of decisions whether they are invariants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Whether it says that they are.
    pub invariant: bool,
    /// The decisions, each with its place; all within a range have the place of the range.
    pub ids: Vec<(Id, Span)>,
}

/// Words before a list that say what its decisions are.
const BINDING: &[&str] = &[
    "invariants",
    "invariant decisions",
    "binding decisions",
    "fixed decisions",
    "immutable decisions",
    "must not change",
];
/// The same, of the opposite.
const FREE: &[&str] = &[
    "flexible",
    "flexible decisions",
    "negotiable",
    "negotiable decisions",
    "non-invariants",
    "non-invariant decisions",
    "may change",
];
/// Words that may stand before those without changing what they mean.
const PLAIN: &[&str] = &[
    "the",
    "all",
    "our",
    "these",
    "its",
    "and",
    "with",
    "by",
    "of",
    "keeps",
    "keep",
    "holds",
    "preserves",
    "respects",
    "while",
    "but",
    "design",
    "record",
    "has",
    "are",
];
/// Words behind a list that say it.
const BINDING_BEHIND: &[&str] =
    &["are invariants", "are invariant", "is an invariant", "is invariant", "must not change"];
/// The same, of the opposite.
const FREE_BEHIND: &[&str] =
    &["are flexible", "is flexible", "are negotiable", "is negotiable", "may change", "are not invariants"];
/// Words that make a sentence one about something else than what holds now.
const DOUBT: &[&str] = &[
    "not",
    "no",
    "never",
    "except",
    "unless",
    "if",
    "whether",
    "should",
    "could",
    "would",
    "might",
    "was",
    "were",
    "formerly",
    "previously",
    "until",
    "once",
    "than",
    "some",
    "candidate",
    "candidates",
    "proposed",
    "possible",
    "other",
    "only",
    "originally",
    "instead",
    "before",
    "after",
    "when",
    "make",
    "makes",
    "turn",
    "becomes",
    "become",
];
/// Sections that tell of what was or might be.
const PAST: &[&str] = &[
    "alternative",
    "before",
    "change",
    "earlier",
    "histor",
    "previous",
    "question",
    "reject",
    "review",
    "superseded",
    "old",
    "option",
    "revision",
    "log",
];

/// Every claim of a document, in order.
pub(super) fn claims(document: &Document<'_>, mentions: &[Mention]) -> Vec<Claim> {
    let text = document.source.text.as_str();
    let mut found = Vec::new();
    for group in mentions.chunk_by(|_, next| next.joint != Joint::None) {
        if group.iter().any(|mention| mention.aside || mention.link.is_some()) {
            continue;
        }
        let Some(whole) = group.iter().map(|mention| mention.span).reduce(Span::cover) else { continue };
        if !may_mean(text, whole) {
            continue;
        }
        let (before, after) = around(text, whole);
        let Some(invariant) = meaning(&plain(before), &plain(after)) else { continue };
        let past = document.sections.iter().any(|section| {
            let heading = section.heading.text.to_lowercase();
            section.level < LABEL
                && section.level > 1
                && section.span.contains(whole)
                && PAST.iter().any(|word| heading.contains(word))
        });
        // Ids of the document's own are told no aside while they are read.
        if !past && !is_aside(text, whole) {
            found.push(Claim { invariant, ids: expand(group) });
        }
    }
    found
}

/// Whether what stands right before or behind a list may be one of the phrases; asked first, since it
/// hardly ever is.
fn may_mean(text: &str, whole: Span) -> bool {
    // The ends of the words that stand before a list, and the beginnings of those behind it.
    const ENDS: [&str; 5] = ["ants", "ions", "ible", "able", "ange"];
    const STARTS: [&str; 4] = ["are", "is", "must", "may"];
    let small = |c: char| if c == '*' { None } else { Some(c.to_ascii_lowercase()) };
    let head = text.get(..whole.start).unwrap_or_default().chars().rev().take(REACH).filter_map(small);
    let mut head = head.skip_while(|c| c.is_whitespace());
    let named = match head.next() {
        Some('(' | ':') => true,
        Some('e') => head.next() == Some('r') && head.next() == Some('a'),
        _ => false,
    };
    let mut word = head.skip_while(|c| c.is_whitespace()).take(4);
    let ends = |word: &mut dyn Iterator<Item = char>| {
        let mut last = ['\0'; 4];
        last.iter_mut().rev().zip(word).for_each(|(place, c)| *place = c);
        ENDS.iter().any(|end| end.chars().eq(last))
    };
    let tail = text.get(whole.end..).unwrap_or_default().chars().take(REACH).filter_map(small);
    let tail = tail.skip_while(|c| c.is_whitespace());
    let may_start = || matches!(tail.clone().next(), Some('a' | 'i' | 'm'));
    named && ends(&mut word)
        || may_start() && STARTS.iter().any(|start| tail.clone().take(start.len()).eq(start.chars()))
}

/// The ids of a list, with those inside of its ranges.
fn expand(group: &[Mention]) -> Vec<(Id, Span)> {
    let mut ids: Vec<(Id, Span)> = Vec::new();
    for mention in group {
        let Some((id, _)) = Id::of(&mention.id) else { continue };
        match ids.pop() {
            Some((first, span)) if mention.joint == Joint::Range => {
                let range = span.cover(mention.span);
                ids.extend(first.up_to(&id).into_iter().map(|id| (id, range)));
            }
            before => {
                ids.extend(before);
                ids.push((id, mention.span));
            }
        }
    }
    ids
}

/// A text in small letters, without emphasis, its white space made single blanks; blanks at its ends
/// are kept.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !matches!(c, '*')) {
        match c {
            c if c.is_whitespace() => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            // Dashes inside words, of every kind.
            '\u{2011}' | '\u{2010}' => plain.push('-'),
            c => plain.extend(c.to_lowercase()),
        }
    }
    plain
}

/// Whether a list between these texts is one of invariants, or of what is none.
fn meaning(before: &str, after: &str) -> Option<bool> {
    let elsewhere = |text: &str| text.contains(".md") || text.contains("](") || text.contains("http");
    // A clause ends at a semicolon.
    let before = before.rsplit(';').next().unwrap_or_default();
    let after = after.split_inclusive(';').next().unwrap_or_default();
    if elsewhere(before) || elsewhere(after) {
        return None;
    }
    in_front(before, after).or_else(|| behind(before, after))
}

/// `Invariants (D1, D3)`, `flexible decisions: D2, D4`, `the invariants are D1 and D3`.
fn in_front(before: &str, after: &str) -> Option<bool> {
    let head = before.trim_end();
    let (head, closed) = match head.strip_suffix('(') {
        Some(head) => (head, after.starts_with(')')),
        None => {
            let head = head.strip_suffix(':').or_else(|| head.strip_suffix(" are"))?;
            (head, ends(after))
        }
    };
    let head = head.trim_end();
    let found =
        |list: &[&str]| list.iter().filter(|word| ends_with_word(head, word)).map(|word| word.len()).max();
    let (invariant, length) = match (found(BINDING), found(FREE)) {
        (Some(binding), Some(free)) => (binding > free, binding.max(free)),
        (Some(binding), None) => (true, binding),
        (None, Some(free)) => (false, free),
        (None, None) => return None,
    };
    let rest = head.get(..head.len() - length)?.trim_end();
    let word = rest.split_whitespace().next_back().unwrap_or_default();
    let lead = word.is_empty() || is_mark(word) || word.ends_with([',', ':']) || PLAIN.contains(&word);
    // After a list in brackets the sentence may go on, but not take it back.
    (closed && lead && !doubted(rest) && !doubted(after)).then_some(invariant)
}

/// `D1 and D3 are invariants.`, `D4 is flexible.`
fn behind(before: &str, after: &str) -> Option<bool> {
    let head = before.trim();
    let head = head.strip_suffix("decisions").or_else(|| head.strip_suffix("decision")).unwrap_or(head);
    let head = head.trim_end();
    // The list has to be all that the sentence speaks of.
    let lead = head.is_empty() || is_mark(head) || head.ends_with(':') || matches!(head, "the" | "and");
    let words = after.trim_start();
    let said = |list: &[&str]| list.iter().any(|phrase| words.strip_prefix(phrase).is_some_and(ends));
    let (binding, free) = (said(BINDING_BEHIND), said(FREE_BEHIND));
    (lead && binding != free).then_some(binding)
}

/// Whether nothing but the mark of a list, a quote or a number stands there.
fn is_mark(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '-' | '+' | '>' | '#' | '.' | ')' | ' ') || c.is_ascii_digit())
}

/// Whether a sentence ends here.
fn ends(after: &str) -> bool {
    let after = after.trim();
    after.is_empty() || matches!(after, "." | ";" | ")" | ")." | "!")
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word)
        .is_some_and(|head| !head.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_')))
}

fn doubted(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| DOUBT.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::with;
    use crate::project::mentions::mentions;

    fn read(prose: &str) -> String {
        let text = format!("# T\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n\n{prose}\n");
        with(&text, |document| {
            let (mentions, _) = mentions(document);
            let line = |claim: &Claim| {
                let ids: Vec<String> = claim.ids.iter().map(|(id, _)| id.number.to_string()).collect();
                format!("{}{}", if claim.invariant { "+" } else { "-" }, ids.join(","))
            };
            claims(document, &mentions).iter().map(line).collect::<Vec<_>>().join(" ")
        })
    }

    #[test]
    fn every_phrase_passes_the_cheap_question() {
        let may = |before: &str, after: &str| {
            let text = format!("{before}D1, D3{after}");
            may_mean(&text, Span::new(before.len(), before.len() + "D1, D3".len()))
        };
        for phrase in BINDING.iter().chain(FREE) {
            for joint in [" (", ": ", ":** ", " are\n"] {
                assert!(may(&format!("The {phrase}{joint}"), "."), "{phrase}{joint}");
            }
        }
        for phrase in BINDING_BEHIND.iter().chain(FREE_BEHIND) {
            assert!(may("", &format!(" {phrase}.")) && may("", &format!("\n**{phrase}**")), "{phrase}");
        }
        assert!(!may("See ", " for the keys."));
    }

    #[test]
    fn plain_sentences_are_understood() {
        for (text, expected) in [
            ("Invariants (D1, D3) hold everywhere.", "+1,3"),
            ("## Summary\nInvariants (D1, D3) hold.", "+1,3"),
            ("**Invariants:** D1, D3", "+1,3"),
            ("- Invariants: D1–D3, D7.", "+1,2,3,7"),
            ("The invariants are D1 and D3.", "+1,3"),
            ("The invariants are D1 and D3; D2 may change after the pilot.", "+1,3"),
            ("Invariants (D1, D3) bind; flexible decisions (D2, D4) are tuned later.", "+1,3 -2,4"),
            ("Flexible: D2", "-2"),
            ("non-invariant decisions: D2, D4", "-2,4"),
            ("Must not change: D1, D3; may change: D2", "+1,3 -2"),
            ("D4 is flexible.", "-4"),
            ("D1 and D3 are invariants; D2 and D4 are negotiable.", "+1,3 -2,4"),
            ("| A | B |\n|--|--|\n| x | Invariants: D1, D3 |", "+1,3"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn whatever_may_mean_something_else_is_not() {
        for text in [
            "Invariants (D1, D3 except in tests)",
            "Invariants: D1 holds, D3 too",
            "The ordering invariants (D1, D3) of the queue",
            "Not invariants: D1, D3",
            "No invariants (D1, D3) are touched unless agreed",
            "The order is invariant (D4).",
            "Bugs fixed: D1, D3",
            "If D4 is flexible, we win.",
            "The default of D4 is flexible.",
            "D4 is flexible in tests.",
            "D4 is not flexible.",
            "Formerly invariants: D1, D3",
            "Candidate invariants: D1, D3",
            "Invariants of [b](b.md): D1, D3",
            "See [b](b.md). Invariants of that one: D1, D3",
            "## History\n\nInvariants: D1, D3",
            "`Invariants: D1, D3`",
            "The port may change (D4)",
        ] {
            assert_eq!(read(text), "", "{text}");
        }
    }
}
