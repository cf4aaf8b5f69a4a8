//! Counting words, by our rule and by the other rules that people and tools use.

/// Words of a rendered text: pieces between Unicode white space that hold a letter or a digit.
pub fn count(text: &str) -> usize {
    if text.is_ascii() {
        return count_ascii(text);
    }
    text.split_whitespace().filter(|piece| has_letter(piece)).count()
}

/// What a byte is to [`count_ascii`].
const OTHER: u8 = 0;
const LETTER: u8 = 1;
const SPACE: u8 = 2;

/// Letters and digits; white space, the vertical tab too, as in Unicode.
static CLASSES: [u8; 256] = {
    let mut classes = [OTHER; 256];
    let mut byte = 0;
    while byte < 256 {
        // The index is below 256.
        let c = byte as u8;
        if c.is_ascii_alphanumeric() {
            classes[byte] = LETTER;
        } else if matches!(c, b' ' | b'\t'..=b'\r') {
            classes[byte] = SPACE;
        }
        byte += 1;
    }
    classes
};

/// The same for most texts, byte by byte and without a branch.
fn count_ascii(text: &str) -> usize {
    // Bit 0 of `word` tells whether the piece at hand holds a letter.
    let (mut words, mut word) = (0, 0);
    for byte in text.bytes() {
        let class = CLASSES[usize::from(byte)];
        let space = class >> 1;
        words += usize::from(word & space);
        word = (word | class) & !space & 1;
    }
    words + usize::from(word)
}

/// Whether a text holds a digit.
pub fn has_digit(text: &str) -> bool {
    any_digit(text, |_| true)
}

/// Whether `is` holds for the place of any digit of a text. Most texts hold few, so that eight bytes are
/// asked at once.
pub fn any_digit(text: &str, mut is: impl FnMut(usize) -> bool) -> bool {
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    for (word, start) in words.iter().zip((0..).step_by(8)) {
        let mut marks = digit_marks(u64::from_le_bytes(*word));
        while marks != 0 {
            let place = marks.trailing_zeros() as usize / 8;
            // A mark may stand for a byte behind a digit too.
            if word.get(place).is_some_and(u8::is_ascii_digit) && is(start + place) {
                return true;
            }
            marks &= marks - 1;
        }
    }
    (words.len() * 8..).zip(rest).any(|(at, byte)| byte.is_ascii_digit() && is(at))
}

/// Not 0 where one of eight bytes is a digit: turned over by `0`, digits are the bytes below ten, and
/// taking ten from one of these, and of no other with its highest bit unset, sets its highest bit.
const fn digit_marks(word: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let turned = word ^ (EACH * 0x30);
    turned.wrapping_sub(EACH * 10) & !turned & (EACH * 0x80)
}

/// How many bytes are of a kind, counted in stretches: no byte is asked before the next, which is quick.
fn count_in(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    // No stretch holds more than a byte can count.
    let count = |stretch: &[u8]| stretch.iter().map(|&byte| u8::from(is(byte))).sum::<u8>();
    bytes.chunks(STRETCH).map(|stretch| usize::from(count(stretch))).sum()
}

/// Bytes that are looked at at once.
const STRETCH: usize = 64;

fn has_letter(piece: &str) -> bool {
    piece.bytes().any(|b| b.is_ascii_alphanumeric())
        || (!piece.is_ascii() && piece.chars().any(char::is_alphanumeric))
}

/// Whether a text has more words than `limit` by every common way of counting; then its counts.
pub fn exceeds(limit: usize, rendered: &str, source: &str) -> Option<Counts> {
    // Mostly one count is enough, and often the length alone: two words take three bytes. The bytes
    // that may part words are quickly counted too.
    let parting = || count_in(rendered.as_bytes(), |byte| byte <= b' ' || byte >= 0x80);
    if rendered.len().div_ceil(2) <= limit || parting() < limit || count(rendered) <= limit {
        return None;
    }
    let counts = Counts::of(rendered, source);
    (counts.least() > limit).then_some(counts)
}

/// The same text counted by every common rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Our rule, [`count`].
    pub words: usize,
    /// Pieces between white space, symbols included (`wc -w`).
    pub tokens: usize,
    /// Runs of `\w` characters.
    pub runs: usize,
    /// Our rule, with `/`, `-` and dashes as further separators.
    pub parts: usize,
    /// Pieces between white space of the Markdown source (`wc -w` on the file).
    pub raw: usize,
}

impl Counts {
    /// Counts a text as rendered, and the source that it was rendered from.
    pub fn of(rendered: &str, source: &str) -> Self {
        let mut counts =
            Self { words: 0, tokens: 0, runs: 0, parts: 0, raw: source.split_whitespace().count() };
        let (mut token, mut word, mut run, mut part) = (false, false, false, false);
        for c in rendered.chars().chain(std::iter::once(' ')) {
            let space = c.is_whitespace();
            let letter = !space && c.is_alphanumeric();
            if run && !letter && c != '_' {
                counts.runs += 1;
            }
            run = letter || c == '_';
            if part && (space || is_dash_or_slash(c)) {
                counts.parts += 1;
                part = false;
            }
            part |= letter;
            if space {
                counts.tokens += usize::from(token);
                counts.words += usize::from(word);
                (token, word) = (false, false);
            } else {
                token = true;
                word |= letter;
            }
        }
        counts
    }

    /// Whether some rule counts this number.
    pub fn agree(&self, number: usize) -> bool {
        [self.words, self.tokens, self.runs, self.parts, self.raw].contains(&number)
    }

    /// Whether a number lies between the smallest and the largest of the counts: rules that split
    /// at dashes but not at slashes, or the other way round, count every number in between.
    pub fn admit(&self, number: usize) -> bool {
        let most = self.words.max(self.tokens).max(self.runs).max(self.parts).max(self.raw);
        (self.least()..=most).contains(&number)
    }

    /// The smallest of the counts: a limit is exceeded for certain only where this one exceeds it.
    pub fn least(&self) -> usize {
        self.words.min(self.tokens).min(self.runs).min(self.parts).min(self.raw)
    }
}

/// Where our rule, by another reading, also cuts words.
const fn is_dash_or_slash(c: char) -> bool {
    matches!(c, '/' | '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_a_piece_with_a_letter_or_a_digit() {
        assert_eq!(count("SSE & read/write — 3 × pool-size ✓"), 4);
        assert_eq!(count("日本語 の 文"), 3);
        assert_eq!(count(" \u{202f}\u{a0} "), 0);
    }

    #[test]
    fn digits_are_found_wherever_they_stand() {
        for text in [
            "",
            "7",
            "abcdefg1",
            "abcdefgh9:/",
            "é0123456789é x 3",
            "a text of some length without a number, and then, at its very end, 42",
            "/:;<=>?@ no digit, but / and :",
        ] {
            let found = std::cell::RefCell::new(Vec::new());
            assert!(!any_digit(text, |at| {
                found.borrow_mut().push(at);
                false
            }));
            let wanted: Vec<usize> = text
                .bytes()
                .enumerate()
                .filter(|(_, byte)| byte.is_ascii_digit())
                .map(|(at, _)| at)
                .collect();
            assert_eq!(found.into_inner(), wanted, "{text}");
            assert_eq!(has_digit(text), !wanted.is_empty(), "{text}");
        }
    }

    #[test]
    fn the_common_rules_differ_where_they_should() {
        let counts = Counts::of("read/write — it's pool-size", "`read/write` — it's pool-size");
        assert_eq!(counts, Counts { words: 3, tokens: 4, runs: 6, parts: 5, raw: 4 });
        assert!(counts.agree(6) && !counts.agree(7));
        assert_eq!(counts.least(), 3);
    }
}
