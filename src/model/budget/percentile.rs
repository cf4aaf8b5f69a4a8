//! Percentiles: `p99`, `P99.9`, `99th percentile`, before the number or behind it.

use super::cut;
use super::signs::starts_with_word;
use crate::syntax::words::has_digit;
use std::borrow::Cow;

/// A percentile, and the words of a clause without it.
pub(super) struct Percentile<'t> {
    pub(super) name: Option<String>,
    pub(super) before: Cow<'t, str>,
    pub(super) after: Cow<'t, str>,
}

/// The one percentile of a clause. Two of them (`p50/p99`) are left in the words.
pub(super) fn percentile<'t>(before: &'t str, after: &'t str) -> Percentile<'t> {
    let (in_before, in_after) = (percentiles(before), percentiles(after));
    let without = |text: &'t str, found: &[(usize, usize, String)]| match found.first() {
        Some((start, end, _)) => {
            let (head, tail) = (cut(text, 0, *start).trim_end(), cut(text, *end, text.len()).trim_start());
            Cow::Owned(match (head.strip_suffix('('), tail.strip_prefix(')')) {
                (Some(head), Some(tail)) => format!("{} {}", head.trim_end(), tail.trim_start()),
                _ => format!("{head} {tail}"),
            })
        }
        None => Cow::Borrowed(text),
    };
    match (in_before.as_slice(), in_after.as_slice()) {
        ([(_, _, name)], []) | ([], [(_, _, name)]) => Percentile {
            name: Some(name.clone()),
            before: without(before, &in_before),
            after: without(after, &in_after),
        },
        _ => Percentile { name: None, before: before.into(), after: after.into() },
    }
}

/// Percentiles with their places: `p99`, `P99.9`, `99th percentile`.
fn percentiles(text: &str) -> Vec<(usize, usize, String)> {
    let mut out = Vec::new();
    // All spellings have a digit and this letter.
    if !text.contains(['p', 'P']) || !has_digit(text) {
        return out;
    }
    let mut last = ' ';
    let mut skip = 0;
    for (at, c) in text.char_indices() {
        let free = !last.is_alphanumeric() && last != '_' && last != '.';
        last = c;
        if at < skip || !free || !(matches!(c, 'p' | 'P') || c.is_ascii_digit()) {
            continue;
        }
        let from = if c.is_ascii_digit() { at } else { at + 1 };
        let rest = cut(text, from, text.len());
        let whole = rest.bytes().take_while(u8::is_ascii_digit).count();
        let fraction = match cut(rest, whole, rest.len()).strip_prefix('.') {
            Some(tail) => match tail.bytes().take_while(u8::is_ascii_digit).count() {
                0 => 0,
                digits => digits + 1,
            },
            None => 0,
        };
        let digits = cut(rest, 0, whole + fraction);
        let tail = cut(rest, whole + fraction, rest.len());
        let taken = if from > at {
            (!tail.starts_with(|c: char| c.is_alphanumeric() || c == '_')).then_some(0)
        } else {
            ["th percentile", "st percentile", "th pct"]
                .iter()
                .find(|word| starts_with_word(tail, word).is_some())
                .map(|word| word.len())
        };
        if let Some(taken) = taken.filter(|_| (2..=5).contains(&whole)) {
            let (head, decimals) = digits.split_once('.').unwrap_or((digits, ""));
            let nines = decimals.bytes().all(|b| b == b'9');
            let name = if nines { format!("p{head}{decimals}") } else { format!("p{digits}") };
            skip = from + whole + fraction + taken;
            out.push((at, skip, name));
        }
    }
    out
}
