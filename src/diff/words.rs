//! Texts as they are compared: what is only spelled, set or punctuated in another way is equal.

use unicode_normalization::UnicodeNormalization as _;

/// How one text became another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wording {
    /// A reader sees the same text.
    Same,
    /// Letter case, punctuation or white space alone.
    Editorial,
    /// Other words.
    Reworded,
}

/// Compares two rendered texts.
pub fn wording(before: &str, after: &str) -> Wording {
    wording_of((before, after), || words(before) == words(after))
}

/// The same, where it is known otherwise whether the words are equal.
pub fn wording_of((before, after): (&str, &str), same_words: impl FnOnce() -> bool) -> Wording {
    if before == after || before.split_whitespace().eq(after.split_whitespace()) {
        Wording::Same
    } else if same_words() {
        Wording::Editorial
    } else {
        Wording::Reworded
    }
}

/// A text with single spaces.
pub fn plain(text: &str) -> String {
    // Most texts are so already.
    let bytes = text.as_bytes();
    let single = |pair: &[u8]| pair != b"  ";
    let outside = |byte: Option<&u8>| byte == Some(&b' ');
    if bytes.iter().all(|byte| matches!(byte, b' '..=b'~'))
        && bytes.windows(2).all(single)
        && !outside(bytes.first())
        && !outside(bytes.last())
    {
        return text.to_owned();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a text in small letters, without punctuation. Signs that change what is said, `<`,
/// `%`, an emoji, are words too; `<=` is `≤`.
pub fn words(text: &str) -> Vec<String> {
    // Most texts are ASCII, which normalising leaves as it is.
    if text.is_ascii() {
        let bytes = text.as_bytes();
        return split(bytes.len(), |at| bytes.get(at).map(|byte| char::from(byte.to_ascii_lowercase())));
    }
    let chars: Vec<char> = text.nfkc().flat_map(char::to_lowercase).collect();
    split(chars.len(), |at| chars.get(at).copied())
}

fn split(count: usize, get: impl Fn(usize) -> Option<char>) -> Vec<String> {
    // Words are mostly longer than this, and a list that grows is moved.
    let mut out = Vec::with_capacity(count / 5 + 1);
    let mut word = String::new();
    for (at, c) in (0..count).filter_map(|at| Some((at, get(at)?))) {
        if c.is_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        let before = at.checked_sub(1).and_then(&get).unwrap_or(' ');
        let after = get(at + 1).unwrap_or(' ');
        if matches!(c, '\'' | '’') && !word.is_empty() && after.is_alphanumeric() {
            continue;
        }
        if matches!(c, '.' | ',') && before.is_ascii_digit() && after.is_ascii_digit() {
            if c == '.' {
                word.push(c);
            }
            continue;
        }
        push(&mut out, &mut word);
        if let Some(sign) = sign(c, before, after) {
            out.push(sign.to_string());
        }
    }
    push(&mut out, &mut word);
    out
}

/// Ends a word. Underscores at its ends are emphasis in one text and letters in another, where the same
/// path stands in a code span.
fn push(out: &mut Vec<String>, word: &mut String) {
    if word.is_empty() {
        return;
    }
    let word = std::mem::take(word);
    if !(word.starts_with('_') || word.ends_with('_')) {
        out.push(word);
        return;
    }
    let kept = word.trim_matches('_');
    if !kept.is_empty() {
        out.push(kept.to_owned());
    }
}

/// The sign that a character stands for, where it says something.
fn sign(c: char, before: char, after: char) -> Option<char> {
    match c {
        '<' if after == '=' => Some('≤'),
        '>' if after == '=' => Some('≥'),
        '=' if matches!(before, '<' | '>') => None,
        // The heads of arrows.
        '>' if matches!(before, '-' | '=') => None,
        '<' | '>' | '=' | '~' | '%' | '$' | '^' => Some(c),
        '+' if after.is_ascii_digit() || matches!(after, '≤' | '<') => Some(c),
        '-' | '\u{2212}' if after.is_ascii_digit() && before.is_whitespace() => Some('-'),
        _ if c.is_ascii() || c.is_whitespace() || c.is_control() => None,
        // Dashes, quotes, bullets; arrows; joiners and variation selectors.
        '\u{a0}'..='\u{b8}' if !matches!(c, '£' | '¥' | '¢' | '±' | '°') => None,
        '«' | '»' | '\u{2000}'..='\u{206f}' | '\u{2190}'..='\u{21ff}' | '\u{3000}'..='\u{303f}' => None,
        '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => None,
        _ => Some(c),
    }
}

/// The numbers among the words of a text, in order.
pub fn numbers(text: &str) -> Vec<String> {
    words(text).into_iter().filter(|word| word.contains(|c: char| c.is_ascii_digit())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_is_told_from_meaning() {
        for (before, after, is) in [
            ("Use  Redis", "Use\u{a0}Redis", Wording::Same),
            ("Use Redis.", "use redis", Wording::Editorial),
            ("don’t retry – ever", "Don't retry, ever!", Wording::Editorial),
            ("at most 1,000 keys", "at most 1000 keys", Wording::Editorial),
            ("p99 <=50ms", "p99 ≤50ms", Wording::Editorial),
            ("a -> b", "a → b", Wording::Editorial),
            ("p99 <50ms", "p99 >50ms", Wording::Reworded),
            ("about 1.5 s", "about 15 s", Wording::Reworded),
            ("growth of -5", "growth of 5", Wording::Reworded),
            ("up to 50", "up to 50%", Wording::Reworded),
            ("✅", "❌", Wording::Reworded),
            ("retry", "do not retry", Wording::Reworded),
            ("日本", "日本語", Wording::Reworded),
        ] {
            assert_eq!(wording(before, after), is, "{before} | {after}");
        }
    }
}
