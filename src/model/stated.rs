//! Numbers of words that documents state about themselves: counts and limits.

use super::Stated;
use crate::source::Span;
use crate::syntax::words::has_digit;
use regex::Regex;
use std::sync::LazyLock;

/// `(≤20w)`, `(<=20w)`, `(≤20 words)`, `(max 20 words)`, `(<50 words per note)`, `(20 words max)`.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static LIMIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?ix) \( \s* (?: target: \s* )? (?: (?: ≤ | <=? | =< | &lt;=? | &le; | max(?:imum|\.)? (?:\s+of)? | up\s+to | at\s+most",
        r" | under | no\s+more\s+than | limit:? ) \s* (?P<a>\d{1,5}) \s* -? (?: w | words? ) \b [^()]{0,24} ",
        r" | (?P<b>\d{1,5}) \s* (?: w | words? ) \s+ (?: max(?:imum|\.)? | or\s+(?:less|fewer) ) ) \s* \)"
    ))
    .unwrap()
});

/// `(≤12 rows)`, `(max 12 entries)`, `(12 rows max)`; nothing else may stand in the parentheses.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static ROWS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?ix) \( \s* (?: (?: ≤ | <= | =< | &lt;= | &le; | max(?:imum|\.)? (?:\s+of)? | up\s+to | at\s+most | no\s+more\s+than",
        r" | limit:? ) \s* (?P<a>\d{1,5}) \s* (?: rows? | entry | entries )",
        r" | (?P<b>\d{1,5}) \s* (?: rows? | entry | entries ) \s+ (?: max(?:imum|\.)? | or\s+(?:less|fewer) ) ) \s* \)"
    ))
    .unwrap()
});

/// `(212 words)`, `(Word count: 196)`.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static COUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\(\s*(?:(?:word\s+count|words)\s*[:=]?\s*(?P<a>\d{1,5})(?:\s*words?)?|(?P<b>\d{1,5})\s*words?)\s*\)",
    )
    .unwrap()
});

/// `Word count: 196` as a line of its own.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static BARE_COUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^[*_\s]*word\s+count\s*:[*_\s]*(?P<a>\d{1,5})(?:\s*words?)?[*_.\s]*$").unwrap()
});

/// What parentheses state, as nearly all of them are written.
enum Plain {
    /// `(55 words)`
    Count(Stated),
    /// `(≤20w)`, `(<=20 words)`
    Limit(Stated),
}

/// The parentheses of a text, read without the patterns below, which are slow: `Ok` where all is said
/// by it, `None` in it where nothing is stated; `Err` where the patterns must be asked.
fn plain(source: &str, base: usize) -> Result<Option<Plain>, ()> {
    let Some(open) = memchr::memchr(b'(', source.as_bytes()) else { return Ok(None) };
    let rest = source.get(open + 1..).unwrap_or_default();
    let inner = rest.get(..memchr::memchr(b')', rest.as_bytes()).unwrap_or(rest.len())).unwrap_or_default();
    let more = memchr::memchr(b'(', rest.as_bytes()).is_some();
    if !has_digit(inner) {
        return if more { Err(()) } else { Ok(None) };
    }
    let behind = inner.strip_prefix('≤').or_else(|| inner.strip_prefix("<="));
    let number = behind.unwrap_or(inner);
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let (Some(value), Some(unit)) = (number.get(..digits), number.get(digits..)) else { return Err(()) };
    let word = matches!(unit.trim_start_matches(' '), "words" | "word");
    let known = word || (behind.is_some() && unit == "w");
    if more || !known || !(1..=5).contains(&digits) || rest.len() == inner.len() {
        return Err(());
    }
    let start = base + open + 1 + (inner.len() - number.len());
    let span = Span::new(start, start + digits);
    let stated = Stated { value: value.parse().map_err(|_| ())?, span };
    Ok(Some(if behind.is_some() { Plain::Limit(stated) } else { Plain::Count(stated) }))
}

/// The word limit that a heading, label or header states, found in the source text of `span`.
pub fn stated_limit(text: &str, span: Span) -> Option<Stated> {
    let source = span.of(text);
    match plain(source, span.start) {
        Ok(Some(Plain::Limit(stated))) => return Some(stated),
        Ok(_) => return None,
        Err(()) => {}
    }
    number(&LIMIT.captures(source)?, span.start)
}

/// The most rows that a heading allows the table below it, found in the source text of `span`.
pub fn stated_rows(text: &str, span: Span) -> Option<Stated> {
    let source = span.of(text);
    if plain(source, span.start).is_ok() {
        return None;
    }
    number(&ROWS.captures(source)?, span.start)
}

/// A text without the comments at its end, which may stand behind a stated count.
fn without_comment(source: &str) -> &str {
    let mut kept = source;
    while let Some(open) = kept.trim_end().strip_suffix("-->").and_then(|inner| inner.rfind("<!--")) {
        kept = kept.get(..open).unwrap_or_default();
    }
    kept
}

/// A word count anywhere in the source text of `span`: for headings.
pub fn stated_count(text: &str, span: Span) -> Option<Stated> {
    let source = span.of(text);
    match plain(source, span.start) {
        Ok(Some(Plain::Count(stated))) => return Some(stated),
        Ok(_) => return None,
        Err(()) => {}
    }
    number(&COUNT.captures(source)?, span.start)
}

/// A word count that ends the source text of `span`, and where the text before it ends.
pub(super) fn closing_count(text: &str, span: Span) -> Option<(Stated, usize)> {
    let source = span.of(text);
    let source = without_comment(source);
    let end = source.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '*' | '_')).len();
    if let Some(open) = closing_parenthesis(source, end)
        && let Some(stated) = stated_count(text, Span::new(open, end).shift(span.start))
    {
        return Some((stated, span.start + open));
    }
    let line = memchr::memrchr(b'\n', source.trim_end().as_bytes()).map_or(0, |at| at + 1);
    let last = source.get(line..)?;
    let first = last.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
    if !first.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("word")) {
        return None;
    }
    let found = BARE_COUNT.captures(last)?;
    Some((number(&found, span.start + line)?, span.start + line))
}

/// Where the last parenthesis opens, if it closes at the end of the first `end` bytes.
fn closing_parenthesis(source: &str, end: usize) -> Option<usize> {
    let inner = source.get(..end)?.strip_suffix(')')?.as_bytes();
    memchr::memrchr2(b'(', b')', inner).filter(|&at| inner.get(at) == Some(&b'('))
}

/// Whether a rendered text is a stated count and nothing else: `(Word count: 196)`.
pub(super) fn is_count(rendered: &str) -> bool {
    let first = rendered.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
    let bare = first.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("word"));
    if !bare && !first.starts_with('(') {
        return false;
    }
    BARE_COUNT.is_match(rendered)
        || COUNT.find(rendered).is_some_and(|found| found.as_str() == rendered.trim())
}

/// A rendered text without the word count that ends it.
pub(super) fn without_count(rendered: &str) -> &str {
    let trimmed = rendered.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '*' | '_'));
    let open = closing_parenthesis(rendered, trimmed.len());
    match open.filter(|&open| stated_count(rendered, Span::new(open, trimmed.len())).is_some()) {
        Some(open) => rendered.get(..open).unwrap_or_default(),
        None => rendered,
    }
}

fn number(found: &regex::Captures<'_>, base: usize) -> Option<Stated> {
    let digits = found.name("a").or_else(|| found.name("b"))?;
    Some(Stated { value: digits.as_str().parse().ok()?, span: Span::from(digits.range()).shift(base) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(text: &str) -> Option<usize> {
        stated_limit(text, Span::new(0, text.len())).map(|stated| stated.value)
    }

    fn count(text: &str) -> Option<usize> {
        closing_count(text, Span::new(0, text.len())).map(|(stated, _)| stated.value)
    }

    #[test]
    fn limits_are_read_in_every_spelling() {
        for text in [
            "Statement (≤20w)",
            "S (<=20w)",
            "S (≤20 words)",
            "S (max 20 words)",
            "S (<20 words per note)",
            "S (&lt;=20w each)",
            "S (20 words max)",
            "S (up to 20 words)",
            "S (≤ 20-word)",
        ] {
            assert_eq!(limit(text), Some(20), "{text}");
        }
        for text in ["S (20 words)", "S (~20 words)", "S ≤20w", "S (≤20ms)", "S (max 20 widgets)", "S"] {
            assert_eq!(limit(text), None, "{text}");
        }
    }

    #[test]
    fn the_short_cut_reads_as_the_patterns_do() {
        for text in [
            "S (≤20w)",
            "S (<=20 words)",
            "S (20 words)",
            "S (20words)",
            "S (1 word) x",
            "S (≤20w",
            "S (20w)",
            "S (≤ 20w)",
            "S (a) (≤20w)",
            "S (≤20w) (a)",
            "S ((≤20w))",
            "S (≤123456w)",
            "S (≤20w )",
            "S (20 words max)",
            "S (12 rows)",
            "S (≤20\u{a0}words)",
            "S (<20w)",
            "S (≤20 wordsmith)",
            "S (≤20w) (30 words)",
            "S (30 words) (≤20w)",
            "S (with x)",
            "S 20 (x",
            "S )20 words(",
        ] {
            let span = Span::new(1, text.len());
            let asked = |pattern: &Regex| {
                pattern.captures(span.of(text)).and_then(|found| number(&found, span.start))
            };
            assert_eq!(stated_limit(text, span), asked(&LIMIT), "{text}");
            assert_eq!(stated_count(text, span), asked(&COUNT), "{text}");
            assert_eq!(stated_rows(text, span), asked(&ROWS), "{text}");
        }
    }

    #[test]
    fn limits_of_rows_are_unmistakable() {
        let rows = |text: &str| stated_rows(text, Span::new(0, text.len())).map(|stated| stated.value);
        for text in [
            "Plan (≤12 rows)",
            "Plan (max 12 entries)",
            "Plan (&lt;= 12 rows)",
            "Plan (12 rows max)",
            "Plan (at most 12 rows)",
        ] {
            assert_eq!(rows(text), Some(12), "{text}");
        }
        for text in [
            "Plan (12 rows)",
            "Plan (≤12w)",
            "Plan (≤12 files)",
            "Plan (≤12 rows each)",
            "Plan ≤12 rows",
            "Plan (<12 rows)",
        ] {
            assert_eq!(rows(text), None, "{text}");
        }
    }

    #[test]
    fn counts_end_their_text() {
        for text in
            ["Text. (45 words)", "Text (Word count: 45).", "**Text (45 words)**", "Text\n\nWord count: 45"]
        {
            assert_eq!(count(text), Some(45), "{text}");
        }
        for text in
            ["(45 words) text", "Text (~45 words)", "Text (40–45 words)", "Text (≤45 words)", "45 words"]
        {
            assert_eq!(count(text), None, "{text}");
        }
        assert_eq!(without_count("One two. (45 words)"), "One two. ");
    }
}
