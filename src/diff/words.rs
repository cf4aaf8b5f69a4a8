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

/// The words of a text, one behind the other in one string.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Words {
    text: String,
    /// Where each word ends.
    ends: Vec<usize>,
}

impl Words {
    /// Each word, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator + Clone {
        let start = |at: usize| at.checked_sub(1).and_then(|at| self.ends.get(at)).copied().unwrap_or(0);
        let word = move |(at, end): (usize, &usize)| self.text.get(start(at)..*end).unwrap_or_default();
        self.ends.iter().enumerate().map(word)
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Whether a word is among them.
    pub fn contains(&self, word: &str) -> bool {
        self.iter().any(|other| other == word)
    }

    /// The words with a space between them.
    pub fn spaced(&self) -> String {
        let mut out = String::with_capacity(self.text.len() + self.len());
        for word in self.iter() {
            out.push_str(if out.is_empty() { "" } else { " " });
            out.push_str(word);
        }
        out
    }

    /// The words with nothing between them.
    pub fn concat(self) -> String {
        self.text
    }

    /// Adds the words of another text.
    pub fn and(mut self, other: &Self) -> Self {
        let before = self.text.len();
        self.text.push_str(&other.text);
        self.ends.extend(other.ends.iter().map(|end| before + end));
        self
    }

    /// Takes the character at a place, which is no letter, digit or underscore.
    fn between(&mut self, at: usize, get: impl Fn(usize) -> Option<char>) {
        let Some(c) = get(at) else { return };
        let before = at.checked_sub(1).and_then(&get).unwrap_or(' ');
        let after = get(at + 1).unwrap_or(' ');
        let begun = || self.text.len() > self.ends.last().copied().unwrap_or(0);
        if matches!(c, '\'' | '’') && begun() && after.is_alphanumeric() {
            return;
        }
        if matches!(c, '.' | ',') && before.is_ascii_digit() && after.is_ascii_digit() {
            if c == '.' {
                self.text.push(c);
            }
            return;
        }
        self.end();
        if let Some(sign) = sign(c, before, after) {
            self.text.push(sign);
            self.end();
        }
    }

    /// Ends the word that was begun, if one was. Underscores at its ends are emphasis in one text and letters
    /// in another, where the same path stands in a code span.
    fn end(&mut self) {
        let start = self.ends.last().copied().unwrap_or(0);
        let word = self.text.get(start..).unwrap_or_default();
        let bytes = word.as_bytes();
        if bytes.first() == Some(&b'_') || bytes.last() == Some(&b'_') {
            let kept = word.trim_matches('_').to_owned();
            self.text.truncate(start);
            self.text.push_str(&kept);
        }
        if self.text.len() > start {
            self.ends.push(self.text.len());
        }
    }
}

impl<'w> FromIterator<&'w str> for Words {
    fn from_iter<I: IntoIterator<Item = &'w str>>(words: I) -> Self {
        let mut out = Self::default();
        for word in words {
            out.text.push_str(word);
            out.ends.push(out.text.len());
        }
        out
    }
}

/// The words of a text in small letters, without punctuation. Signs that change what is said, `<`,
/// `%`, an emoji, are words too; `<=` is `≤`.
pub fn words(text: &str) -> Words {
    // Words are mostly longer than this, and a list that grows is moved.
    let mut out =
        Words { text: String::with_capacity(text.len()), ends: Vec::with_capacity(text.len() / 5 + 1) };
    // Most texts are ASCII, which normalising leaves as it is.
    if text.is_ascii() {
        let text = text.to_ascii_lowercase();
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let of_word = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
            let word = rest.iter().take_while(of_word).count();
            out.text.push_str(text.get(at..at + word).unwrap_or_default());
            at += word;
            out.between(at, |at| bytes.get(at).copied().map(char::from));
            at += 1;
        }
    } else {
        let chars: Vec<char> = text.nfkc().flat_map(char::to_lowercase).collect();
        for (at, c) in chars.iter().enumerate() {
            if c.is_alphanumeric() || *c == '_' {
                out.text.push(*c);
            } else {
                out.between(at, |at| chars.get(at).copied());
            }
        }
    }
    out.end();
    out
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
    words(text).iter().filter(|word| word.contains(|c: char| c.is_ascii_digit())).map(str::to_owned).collect()
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
