//! The words around the number of a clause: metric, per-what, tail.

use super::number::number;
use super::signs::{ends_with_word, starts_with_word};
use super::split::depths;
use super::{Budget, Comparator, cut};

/// Reads the words before the number: the metric, and `per connection` at its end.
pub(super) fn before(words: &str, budget: &mut Budget) {
    let mut words = trim_joints(words);
    if budget.comparator.is_none() {
        let leading = [
            ("max", Comparator::AtMost),
            ("maximum", Comparator::AtMost),
            ("min", Comparator::AtLeast),
            ("minimum", Comparator::AtLeast),
        ];
        for (word, comparator) in leading {
            if let Some(rest) = starts_with_word(words, word) {
                budget.comparator = Some(comparator);
                words = rest.trim();
                break;
            }
        }
    }
    // `no regression >5%` allows at most that.
    if words
        .split_whitespace()
        .any(|word| ["no", "not", "never"].iter().any(|no| no.eq_ignore_ascii_case(word)))
    {
        budget.comparator = match budget.comparator {
            Some(Comparator::Greater) => Some(Comparator::AtMost),
            Some(Comparator::AtLeast) => Some(Comparator::Less),
            other => other,
        };
    }
    if words.len() > " per ".len()
        && let Some((metric, per)) = words.rsplit_once(" per ")
        && !metric.trim().is_empty()
        && !per.trim().is_empty()
    {
        budget.per = Some(per.trim().to_owned());
        words = trim_joints(metric);
    }
    budget.metric = (words.contains(char::is_alphanumeric) || words.chars().any(|c| c > '\u{2fff}'))
        .then(|| words.to_owned());
}

/// Cuts the marks and small words that join a metric to its number.
fn trim_joints(words: &str) -> &str {
    let mark = |c: char| {
        c.is_whitespace() || matches!(c, ':' | '=' | '-' | '–' | '—' | '→' | '(' | '[' | ',' | '*' | '`')
    };
    let mut words = words.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '-' | '–' | '—' | '•' | ':' | '*' | '`' | ')')
    });
    loop {
        let trimmed = words.trim_end_matches(mark);
        let shorter = ["of", "is", "at", "be"].iter().find_map(|joint| ends_with_word(trimmed, joint));
        match shorter {
            Some(shorter) if shorter.ends_with(char::is_whitespace) => words = shorter,
            _ => return trimmed,
        }
    }
}

/// Words that begin a tail rather than name a metric.
const TAIL: [&str; 43] = [
    "added",
    "for",
    "on",
    "in",
    "at",
    "under",
    "when",
    "while",
    "with",
    "without",
    "during",
    "to",
    "from",
    "of",
    "over",
    "across",
    "if",
    "after",
    "before",
    "each",
    "every",
    "total",
    "steady",
    "sustained",
    "and",
    "or",
    "via",
    "using",
    "unless",
    "until",
    "by",
    "as",
    "since",
    "because",
    "vs",
    "max",
    "than",
    "extra",
    "more",
    "per",
    "is",
    "only",
    "not",
];

fn is_tail(word: &str) -> bool {
    !word.starts_with(char::is_alphanumeric)
        || TAIL.iter().any(|known| known.eq_ignore_ascii_case(word.trim_end_matches([',', '.', ':'])))
}

/// Reads the words behind the number: comparator, per-what, the metric if none stood before, tail.
pub(super) fn after(words: &str, budget: &mut Budget) {
    let mut words = words.trim();
    if words.is_empty() {
        return;
    }
    // The parenthesis that the number stood in.
    let closed;
    if let Some((head, tail)) = words.split_once(')')
        && !head.contains('(')
    {
        closed = format!("{} {}", head.trim_end(), tail.trim_start());
        words = closed.trim();
    }
    if budget.comparator.is_none() {
        let trailing = [
            ("maximum", Comparator::AtMost),
            ("max", Comparator::AtMost),
            ("cap", Comparator::AtMost),
            ("or less", Comparator::AtMost),
            ("or fewer", Comparator::AtMost),
            ("or more", Comparator::AtLeast),
            ("minimum", Comparator::AtLeast),
            ("min", Comparator::AtLeast),
        ];
        for (word, comparator) in trailing {
            let bare =
                words.strip_prefix('(').and_then(|inner| starts_with_word(inner, word)?.strip_prefix(')'));
            if let Some(rest) = bare.or_else(|| starts_with_word(words, word)) {
                budget.comparator = Some(comparator);
                words = rest.trim();
                break;
            }
        }
    }
    let (head, per, tail) = split_per(words);
    if budget.per.is_none() {
        budget.per = per.map(str::to_owned);
    }
    let mut rest = head.trim();
    if budget.metric.is_none() {
        let length = metric_length(rest);
        let metric = cut(rest, 0, length)
            .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '.' | ','));
        if !metric.is_empty() {
            budget.metric = Some(metric.to_owned());
        }
        rest = cut(rest, length, rest.len()).trim();
    }
    let ends = |text: &str| {
        let marks = |c: char| c.is_whitespace() || matches!(c, ':' | '.' | '–' | '—' | '-' | '*' | '`');
        text.trim_start_matches(marks).trim_end_matches(['.', ' ', '*', '`']).to_owned()
    };
    let parts: Vec<String> = [rest, tail].into_iter().map(ends).filter(|part| !part.is_empty()).collect();
    budget.tail = (!parts.is_empty()).then(|| parts.join(" "));
}

/// Bytes of the words at the start of a text up to the first that begins a tail.
fn metric_length(text: &str) -> usize {
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        if is_tail(word.trim()) {
            break;
        }
        at += word.len();
    }
    at
}

/// Words before `per …` or `/…`, the thing itself, words behind it.
fn split_per(words: &str) -> (&str, Option<&str>, &str) {
    let Some((start, from)) = per_mark(words) else { return (words, None, "") };
    let thing = cut(words, from, words.len());
    let mut at = 0;
    for (i, word) in thing.split_inclusive(char::is_whitespace).enumerate() {
        if i > 0 && is_tail(word.trim()) {
            break;
        }
        at += word.len();
        if word.trim_end().ends_with([',', '.', ':']) {
            break;
        }
    }
    let per = cut(thing, 0, at).trim().trim_end_matches([',', '.', ':', '*', '`']);
    if per.is_empty() {
        return (words, None, "");
    }
    (cut(words, 0, start), Some(per), cut(thing, at, thing.len()))
}

/// Where a per-what begins, and where its thing does; outside parentheses.
fn per_mark(words: &str) -> Option<(usize, usize)> {
    let depth = depths(words);
    let mut last = ' ';
    for (at, c) in words.char_indices() {
        let outside = depth.get(at).is_none_or(|&d| d == 0);
        let rest = cut(words, at, words.len());
        if outside && c == '/' {
            let thing = cut(rest, 1, rest.len());
            let from = at + 1 + (thing.len() - thing.trim_start().len());
            if thing.trim_start().starts_with(char::is_alphabetic) {
                return Some((at, from));
            }
        }
        if outside
            && last.is_whitespace()
            && let Some(thing) = starts_with_word(rest, "per")
            && thing.starts_with(char::is_whitespace)
        {
            return Some((at, words.len() - thing.trim_start().len()));
        }
        last = c;
    }
    None
}

/// Words that number things rather than measure them.
const NAMED: [&str; 14] = [
    "phase", "step", "section", "row", "pr", "issue", "version", "table", "item", "option", "level", "tier",
    "python", "node",
];

/// Whether a text holds a number that is part of no name.
pub(super) fn holds_number(text: &str) -> bool {
    let mut last = ' ';
    let mut skip = 0;
    let mut word = "";
    let mut notation = false;
    // `as before (Phase 2)`: what stands in parentheses behind words is a remark.
    let remark =
        text.split_once('(').is_some_and(|(words, _)| words.ends_with(' ') && words.trim().contains(' '));
    for (at, c) in text.char_indices() {
        if c == '(' {
            notation = remark || matches!(last, 'O' | 'Θ' | 'Ω' | 'o');
        } else if c == ')' {
            notation = false;
        }
        if c.is_ascii_digit() && at >= skip {
            let read = number(cut(text, at, text.len()));
            skip = at + read.length.max(1);
            let name = word.trim_end_matches(':');
            // `Python 3.11`, `Postgres 16`: a word with a capital and a number directly behind.
            let titled = name.starts_with(char::is_uppercase) && cut(text, 0, at).trim_end().ends_with(name);
            let free = !last.is_alphanumeric() && !matches!(last, '_' | '/' | '.' | '#' | '-');
            let rest = cut(text, skip, text.len());
            let free =
                free && !rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(char::is_alphabetic));
            if free && !notation && !titled && !NAMED.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                return true;
            }
        }
        if c.is_whitespace() {
            word = cut(text, 0, at).rsplit(char::is_whitespace).next().unwrap_or_default();
        }
        last = c;
    }
    false
}
