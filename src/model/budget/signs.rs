//! What stands directly before a number: comparators as marks and words, signs, currency.

use super::quantity::Candidate;
use super::{Comparator, cut};

const SYMBOLS: [(&str, Comparator); 18] = [
    ("<=", Comparator::AtMost),
    ("=<", Comparator::AtMost),
    (">=", Comparator::AtLeast),
    ("==", Comparator::Equal),
    ("≤", Comparator::AtMost),
    ("⩽", Comparator::AtMost),
    ("≦", Comparator::AtMost),
    ("≥", Comparator::AtLeast),
    ("⩾", Comparator::AtLeast),
    ("≧", Comparator::AtLeast),
    ("<", Comparator::Less),
    ("＜", Comparator::Less),
    (">", Comparator::Greater),
    ("＞", Comparator::Greater),
    ("=", Comparator::Equal),
    ("~", Comparator::About),
    ("≈", Comparator::About),
    ("∼", Comparator::About),
];

const WORDS: [(&str, Comparator); 28] = [
    ("not exceed", Comparator::AtMost),
    ("not exceeding", Comparator::AtMost),
    ("never exceed", Comparator::AtMost),
    ("no more than", Comparator::AtMost),
    ("not more than", Comparator::AtMost),
    ("no less than", Comparator::AtLeast),
    ("less than", Comparator::Less),
    ("fewer than", Comparator::Less),
    ("more than", Comparator::Greater),
    ("at most", Comparator::AtMost),
    ("at least", Comparator::AtLeast),
    ("up to", Comparator::AtMost),
    ("capped at", Comparator::AtMost),
    ("within", Comparator::AtMost),
    ("under", Comparator::Less),
    ("below", Comparator::Less),
    ("above", Comparator::Greater),
    ("maximum", Comparator::AtMost),
    ("max.", Comparator::AtMost),
    ("max", Comparator::AtMost),
    ("cap", Comparator::AtMost),
    ("minimum", Comparator::AtLeast),
    ("min", Comparator::AtLeast),
    ("approximately", Comparator::About),
    ("approx.", Comparator::About),
    ("approx", Comparator::About),
    ("about", Comparator::About),
    ("around", Comparator::About),
];

/// Comparators, signs and currency that stand directly before a number.
pub(super) fn signs(clause: &str, at: usize) -> Candidate {
    let mut found = Candidate { start: at, ..Candidate::default() };
    let mut negative = false;
    while let Some(rest) = sign(cut(clause, 0, found.start), &mut found, &mut negative) {
        found.start = rest;
    }
    found.value = if negative { -1.0 } else { 1.0 };
    found.start = cut(clause, 0, found.start).trim_end().len();
    found
}

/// Takes one sign off the end of the words before a number; returns what is left of them.
fn sign(head: &str, found: &mut Candidate, negative: &mut bool) -> Option<usize> {
    let trimmed = head.trim_end();
    let last = trimmed.chars().next_back()?;
    let glued = trimmed.len() == head.len();
    // Letters end words alone.
    if last.is_ascii_alphabetic() {
        return if glued { None } else { word(trimmed, found) };
    }
    if ["->", "=>", "→", "⇒", "!="].iter().any(|arrow| trimmed.ends_with(arrow)) {
        return None;
    }
    for (symbol, comparator) in SYMBOLS {
        if let Some(rest) = trimmed.strip_suffix(symbol) {
            compare(found, comparator);
            return Some(rest.len());
        }
    }
    let rest = cut(trimmed, 0, trimmed.len() - last.len_utf8());
    let free =
        rest.chars().next_back().is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '+' | '-' | ')' | '%'));
    match last {
        '+' | '±' if free && !found.delta => {
            found.delta = true;
            return Some(rest.len());
        }
        '-' | '−' if free && glued && !found.delta && !*negative => {
            (found.delta, *negative) = (true, true);
            return Some(rest.len());
        }
        '$' | '€' | '£' if found.unit.is_none() => {
            found.unit = Some(last.to_string());
            return Some(rest.len());
        }
        _ => {}
    }
    if glued { None } else { word(trimmed, found) }
}

/// Takes a word that compares off the end of a text.
fn word(text: &str, found: &mut Candidate) -> Option<usize> {
    if found.comparator.is_some() {
        return None;
    }
    let last = text.as_bytes().last()?.to_ascii_lowercase();
    let mut near = WORDS.iter().filter(|(word, _)| word.as_bytes().last() == Some(&last));
    let (rest, comparator) =
        near.find_map(|(word, comparator)| Some((ends_with_word(text, word)?, *comparator)))?;
    found.comparator = Some(comparator);
    Some(rest.len())
}

/// `~<5ms`: the stricter mark says more than `~`.
fn compare(found: &mut Candidate, comparator: Comparator) {
    if found.comparator.is_none_or(|known| known == Comparator::About) {
        found.comparator = Some(comparator);
    }
}

/// The text before a word that it ends with.
pub(super) fn ends_with_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let text = text.trim_end();
    let at = text.len().checked_sub(word.len())?;
    let tail = text.get(at..)?;
    let rest = text.get(..at)?;
    (tail.eq_ignore_ascii_case(word)
        && !rest.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/')))
    .then_some(rest)
}

/// The text behind a word that it begins with.
pub(super) fn starts_with_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let head = text.get(..word.len())?;
    let rest = text.get(word.len()..)?;
    (head.eq_ignore_ascii_case(word)
        && !rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-')))
    .then_some(rest)
}
