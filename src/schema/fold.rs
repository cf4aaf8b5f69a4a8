//! Bringing spellings of one word together before they are compared.

use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, is_nfkc};

/// The form in which headings, headers and vocabulary are compared.
///
/// Takes rendered text and applies, in this order: Unicode NFKC; lower case; emphasis marks,
/// code marks, `(…)` with a limit or count in it, `?` and a closing `:` cut; runs of white space
/// made one space; emoji cut unless nothing else remains.
///
/// ```
/// assert_eq!(ddr::schema::fold("Statement (≤20w)"), "statement");
/// assert_eq!(ddr::schema::fold("**Invariant?**"), "invariant");
/// assert_eq!(ddr::schema::fold("✅ Completed"), "completed");
/// assert_eq!(ddr::schema::fold("✅"), "✅");
/// ```
pub fn fold(text: &str) -> Cow<'_, str> {
    match plainness(text) {
        Plainness::Folded => return Cow::Borrowed(text),
        Plainness::Capitals => return Cow::Owned(text.to_ascii_lowercase()),
        Plainness::None => {}
    }
    if let Some(head) = before_limit(text) {
        return fold(head);
    }
    if text.is_ascii() {
        return Cow::Owned(fold_ascii(text));
    }
    // `Statement (≤20w)`: signs that stay as they are, mostly in what is cut.
    if text.chars().all(|c| (c.is_ascii() && c != '\u{b}') || matches!(c, '≤' | '—' | '–')) {
        let lower = text.to_ascii_lowercase();
        let kept = without_limits(&lower);
        if kept.is_ascii() {
            return Cow::Owned(squeezed(&kept));
        }
    }
    let lower: String = if is_nfkc(text) {
        text.chars().flat_map(char::to_lowercase).collect()
    } else {
        text.nfkc().flat_map(char::to_lowercase).collect()
    };
    let kept = without_limits(&lower);
    let mut out = String::with_capacity(kept.len());
    for c in kept.chars().filter(|c| !is_cut(*c) && !matches!(c, '\u{fe0f}' | '\u{200b}')) {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if out.chars().any(is_emoji) {
        let plain: String = out.chars().filter(|&c| !is_emoji(c)).collect();
        if plain.chars().any(char::is_alphanumeric) {
            out = plain;
        }
    }
    Cow::Owned(trimmed(&out).to_owned())
}

/// What stands before the limit or count that ends a text, `Statement (≤20w)`, `Summary (55 words)`; of
/// the text nothing else is lost when it is folded.
fn before_limit(text: &str) -> Option<&str> {
    let (head, inner) = text.strip_suffix(')')?.split_once('(')?;
    let plain = inner.strip_prefix('≤').unwrap_or(inner);
    let sure = plain.len() < inner.len() || inner.starts_with('<') || inner.ends_with(" words");
    let alone =
        plain.is_ascii() && !plain.contains(['(', ')']) && plain.contains(|c: char| c.is_ascii_digit());
    (sure && alone && head.is_ascii() && head.ends_with(' ')).then(|| head.trim_end())
}

/// The same for the texts that most documents are full of.
fn fold_ascii(text: &str) -> String {
    if text.contains('(') { squeezed(&without_limits(&text.to_ascii_lowercase())) } else { squeezed(text) }
}

/// An ASCII text in small letters, without marks and with single spaces.
fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let c = char::from(byte.to_ascii_lowercase());
        if is_cut(c) {
            continue;
        }
        if !c.is_ascii_whitespace() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    let end = trimmed(&out);
    if end.len() == out.len() { out } else { end.to_owned() }
}

/// Marks of emphasis and code, and the question mark of a header.
const fn is_cut(c: char) -> bool {
    matches!(c, '*' | '`' | '?')
}

fn trimmed(text: &str) -> &str {
    text.trim().trim_end_matches(':').trim_matches('_').trim()
}

/// A text that is compared with folded texts without regard to capitals: itself where it differs from
/// its folded form in capitals alone, as most do.
pub(super) fn fold_but_capitals(text: &str) -> Cow<'_, str> {
    match plainness(text) {
        Plainness::Folded | Plainness::Capitals => Cow::Borrowed(text),
        Plainness::None => fold(text),
    }
}

/// How far a text is from its folded form.
enum Plainness {
    /// It is its own.
    Folded,
    /// It differs in capitals alone.
    Capitals,
    /// In more, or perhaps not at all.
    None,
}

/// What a byte may do to a text that is folded.
const CAPITAL: u8 = 1;
const BLANK: u8 = 1 << 1;
/// Begins a limit where a digit follows.
const OPENS: u8 = 1 << 2;
const DIGIT: u8 = 1 << 3;
/// Is cut, or stands for more than itself.
const CUT: u8 = 1 << 4;

static EFFECTS: [u8; 256] = {
    let mut effects = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        // The index is below 256.
        effects[byte] = match byte as u8 {
            b'A'..=b'Z' => CAPITAL,
            b' ' => BLANK,
            b'(' => OPENS,
            b'0'..=b'9' => DIGIT,
            b'*' | b'`' | b'?' => CUT,
            b'!'..=b'~' => 0,
            _ => CUT,
        };
        byte += 1;
    }
    effects
};

/// Told in one pass and without allocating; may be `None` too often.
fn plainness(text: &str) -> Plainness {
    let bytes = text.as_bytes();
    // What is cut at the ends alone.
    let trimmed = |byte: Option<&u8>| matches!(byte, Some(b' ' | b':' | b'_'));
    if trimmed(bytes.last()) || matches!(bytes.first(), Some(b' ' | b'_')) {
        return Plainness::None;
    }
    let (mut seen, mut last, mut doubled, mut limits) = (0, 0, 0, 0);
    for &byte in bytes {
        let effect = EFFECTS[usize::from(byte)];
        seen |= effect;
        doubled |= effect & last & BLANK;
        // The bit of a digit lies next to that of the parenthesis that was opened before it.
        limits |= effect & ((seen & OPENS) << 1);
        last = effect;
    }
    if seen & CUT != 0 || doubled != 0 || limits & DIGIT != 0 {
        Plainness::None
    } else if seen & CAPITAL != 0 {
        Plainness::Capitals
    } else {
        Plainness::Folded
    }
}

/// Cuts every `(…)` that holds a digit next to a comparison or a word unit.
fn without_limits(text: &str) -> Cow<'_, str> {
    if !text.contains('(') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('(') {
        out.push_str(before);
        match after.split_once(')') {
            Some((inner, tail)) if is_limit(inner) => rest = tail,
            _ => {
                out.push('(');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Whether the inside of parentheses states a limit or a count of words.
fn is_limit(inner: &str) -> bool {
    let inner = inner.trim();
    inner.contains(|c: char| c.is_ascii_digit())
        && (inner.starts_with(['≤', '<', '=', '~', '≥', '>'])
            || inner.starts_with("max")
            || inner.starts_with("up to")
            || inner.starts_with("word count")
            || inner.ends_with("word")
            || inner.ends_with("words")
            || inner.ends_with("words max")
            || (inner.ends_with('w') && inner.starts_with(|c: char| c.is_ascii_digit())))
}

/// Whether a character is a pictograph that people put before a word.
pub fn is_emoji(c: char) -> bool {
    matches!(u32::from(c),
        0x203c | 0x2049 | 0x2190..=0x21ff | 0x2300..=0x23ff | 0x25a0..=0x27bf | 0x2934..=0x2935
        | 0x2b00..=0x2bff | 0x3030 | 0x303d | 0x1f000..=0x1faff | 0xfe0f | 0x200d | 0x20e3)
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn a_limit_at_the_end_is_cut_as_any_other() {
        for (text, folded) in [
            ("Statement (≤20w)", "statement"),
            ("**Summary**: (55 words)", "summary"),
            ("Summary (a) (<=20 words)", "summary (a)"),
            ("Top-5 Risks (with Mitigations)", "top-5 risks (with mitigations)"),
            ("Costs (in 2 words)", "costs"),
            ("Costs (2)", "costs (2)"),
            ("✅ Done (5 words)", "done"),
            ("Long（x (5 words)", "long"),
            ("(5 words)", ""),
            ("a(5 words)", "a"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn spellings_of_one_word_meet() {
        for (written, folded) in [
            ("Rationale (≤25w)", "rationale"),
            ("Rationale (max 25 words)", "rationale"),
            ("Summary (<=100w):", "summary"),
            ("Summary (212 words)", "summary"),
            ("Top-7 Risks (with Mitigations)", "top-7 risks (with mitigations)"),
            ("perf/mem budget", "perf/mem budget"),
            ("Ｐａｔｈ", "path"),
            ("🔄 **IN PROGRESS**", "in progress"),
            ("⏳", "⏳"),
            ("#", "#"),
            ("a:b_c: D", "a:b_c: d"),
            ("_Key_:", "key"),
            ("Limit (≤2 rows — all)", "limit"),
            ("Rows  ≤ 2", "rows ≤ 2"),
            ("  Two \u{a0} words ", "two words"),
        ] {
            assert_eq!(fold(written), folded, "{written}");
        }
    }
}
