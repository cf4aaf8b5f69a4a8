//! The risk cell of a patch plan: a level, a text, a mitigation.

use super::budget::none_cell;
use crate::schema::Terms;
use crate::schema::fold::is_emoji;

/// A risk cell, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RiskCell<'a> {
    /// The level's canonical word.
    pub level: Option<&'a str>,
    /// The level as written.
    pub level_text: Option<String>,
    /// The rest, without level and mitigation.
    pub text: String,
    /// What is done about it.
    pub mitigation: Option<String>,
    /// Whether the cell is one word and nothing else, so that it must have been meant as a level.
    pub single_word: bool,
}

/// Reads the rendered text of a risk cell.
///
/// A level is one only as a whole cell or before a separator: `Low-latency path` has none, and
/// neither has `Medium/High`, which names two.
pub fn risk_cell<'a>(text: &str, levels: &'a Terms) -> RiskCell<'a> {
    let text = text.trim();
    if none_cell(text) && levels.exact(text).is_none() {
        return RiskCell { text: text.to_owned(), ..RiskCell::default() };
    }
    let plain =
        text.trim_start_matches(|c: char| is_emoji(c) || c.is_whitespace()).trim_end_matches(['.', '!']);
    let (level, rest) = match leading_level(text, levels) {
        Some((canonical, written, rest)) => (Some((canonical, written)), rest),
        None => (None, text),
    };
    let (text, mitigation) = mitigation(rest);
    RiskCell {
        level: level.map(|(canonical, _)| canonical),
        level_text: level.map(|(_, written)| written.to_owned()),
        text,
        mitigation,
        single_word: is_one_word(plain, levels),
    }
}

fn is_one_word(plain: &str, levels: &Terms) -> bool {
    !plain.is_empty()
        && plain.chars().all(|c| c.is_alphabetic() || c == '-')
        && plain.split('-').filter(|part| levels.exact(part).is_some()).count() < 2
}

/// The level that a cell begins with, as written, and what follows its separator.
fn leading_level<'a, 't>(text: &'t str, levels: &'a Terms) -> Option<(&'a str, &'t str, &'t str)> {
    let bare = text.trim_start_matches(|c: char| is_emoji(c) || c.is_whitespace() || matches!(c, '*' | '`'));
    if bare.is_empty() {
        // An emoji alone may be a spelling of its own.
        return levels.exact(text).map(|known| (known.canonical, text, ""));
    }
    let (head, separator, rest) = head(bare);
    let head = head.trim_end();
    if separator == Some(':')
        && ["risk", "level", "risk level"].iter().any(|label| head.eq_ignore_ascii_case(label))
    {
        return leading_level(rest, levels);
    }
    let word = ["risk", "Risk", "RISK"].iter().find_map(|noun| head.strip_suffix(noun)).unwrap_or(head);
    let word =
        word.trim_matches(|c: char| c.is_whitespace() || is_emoji(c) || matches!(c, '*' | '`' | '.' | '!'));
    let known = levels.exact(word).filter(|_| !word.is_empty())?;
    let letter = word.chars().count() == 1;
    if letter && matches!(separator, Some(',' | '.' | ';')) {
        return None;
    }
    // `Low, medium` and `high; low` name two levels.
    if matches!(separator, Some(',' | ';' | '-')) && levels.exact(rest).is_some() {
        return None;
    }
    Some((known.canonical, word, rest))
}

/// The words before the first separator, the separator (dashes all as `-`), the words behind it.
/// A parenthesis is kept in the rest.
fn head(text: &str) -> (&str, Option<char>, &str) {
    let mut last = ' ';
    for (at, c) in text.char_indices() {
        let before = || text.get(..at).unwrap_or_default();
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        let spaced = || rest.starts_with(char::is_whitespace) || rest.is_empty();
        let hangs = || ["and ", "or ", "to "].iter().any(|word| rest.trim_start().starts_with(word));
        let separator = match c {
            'a'..='z' | 'A'..='Z' => None,
            '-' | '–' | '\u{2212}' if spaced() && (last.is_whitespace() || !hangs()) => Some('-'),
            '—' | '―' => Some('-'),
            ':' | ';' | ',' => Some(c),
            '.' if spaced() => Some('.'),
            '\n' => Some('-'),
            '(' => return (before(), Some('('), text.get(at..).unwrap_or_default()),
            _ => None,
        };
        if separator.is_some() {
            return (before(), separator, rest.trim());
        }
        last = c;
    }
    (text, None, "")
}

/// Words that open a mitigation, before `:` or one of the words that join a means.
const VERBS: [&str; 9] = [
    "mitigate",
    "mitigates",
    "mitigated",
    "mitigation",
    "mitigations",
    "mitigating",
    "addressed",
    "handled",
    "managed",
];

/// Splits a text into the risk and what is done about it.
fn mitigation(text: &str) -> (String, Option<String>) {
    let whole = text.trim();
    let mut last = ' ';
    for (at, c) in whole.char_indices() {
        // The first letters of the words that open a mitigation.
        let begins = matches!(c, 'm' | 'M' | 'a' | 'A' | 'h' | 'H') && !last.is_alphanumeric();
        last = c;
        if !begins {
            continue;
        }
        let before = whole.get(..at).unwrap_or_default();
        let Some(how) = opened(before, whole.get(at..).unwrap_or_default()) else { continue };
        let (how, behind) = if before.trim_end().ends_with('(') { closing(how) } else { (how, "") };
        let how = how.trim().trim_end_matches(';').trim();
        if how.is_empty() {
            continue;
        }
        let before = before.trim_end().trim_end_matches('(');
        let before = before.trim_end_matches(|c: char| {
            c.is_whitespace() || matches!(c, ';' | ',' | '-' | '–' | '—' | '.' | '→')
        });
        let text = [before, behind.trim()]
            .iter()
            .filter(|part| !part.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" ");
        return (text, Some(how.to_owned()));
    }
    (unwrapped(whole).to_owned(), None)
}

/// The means, where a text begins with a word that opens one.
fn opened<'t>(before: &str, text: &'t str) -> Option<&'t str> {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (word, rest) = (text.get(..end)?, text.get(end..)?.trim_start());
    let verb = VERBS.iter().position(|verb| verb.eq_ignore_ascii_case(word))?;
    if let Some(how) =
        rest.strip_prefix(':').or_else(|| rest.strip_prefix("->")).or_else(|| rest.strip_prefix('→'))
    {
        return (verb < 6).then_some(how);
    }
    let joint = ["by ", "via ", "with ", "through "].iter().find_map(|joint| rest.strip_prefix(joint))?;
    // `handled by the retry loop` inside a sentence is part of the risk.
    let apart =
        before.trim_end().is_empty() || before.trim_end().ends_with([';', ',', '(', '-', '–', '—', '.', '→']);
    (verb < 3 || apart).then_some(joint)
}

/// The text up to the parenthesis that closes, and what follows it.
fn closing(text: &str) -> (&str, &str) {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => {
                return (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
            }
            ')' => depth -= 1,
            _ => {}
        }
    }
    (text, "")
}

/// A text without the one pair of parentheses around all of it.
fn unwrapped(text: &str) -> &str {
    match text.strip_prefix('(').map(closing) {
        Some((inner, "")) if text.ends_with(')') => inner.trim(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Term;
    use proptest::prelude::*;

    fn levels() -> Terms {
        let term = |canonical: &str, spellings: &[&str]| Term {
            canonical: canonical.to_owned(),
            spellings: spellings.iter().map(|&s| s.to_owned()).collect(),
        };
        Terms::new(
            vec![
                term("very-low", &["very low", "negligible"]),
                term("low", &["low", "l", "minor", "🟢"]),
                term("medium", &["medium", "med", "m", "moderate"]),
                term("high", &["high", "h", "major"]),
                term("critical", &["critical", "c", "p0"]),
            ],
            false,
        )
    }

    #[test]
    fn cells_are_taken_apart() {
        let cases = [
            ("Low", "low/Low||-|one"),
            ("MEDIUM", "medium/MEDIUM||-|one"),
            ("🔴 High", "high/High||-|one"),
            ("🟢", "low/🟢||-|"),
            ("High.", "high/High||-|one"),
            ("L", "low/L||-|one"),
            ("M - flaky emulator", "medium/M|flaky emulator|-|"),
            ("H: data loss", "high/H|data loss|-|"),
            ("Low - Simple config extension", "low/Low|Simple config extension|-|"),
            ("low – docs only", "low/low|docs only|-|"),
            ("Medium—touches billing", "medium/Medium|touches billing|-|"),
            ("High: breaks old clients", "high/High|breaks old clients|-|"),
            ("Low (docs only)", "low/Low|docs only|-|"),
            ("Low (docs) and more", "low/Low|(docs) and more|-|"),
            ("Very low - rename", "very-low/Very low|rename|-|"),
            ("Medium risk: cache stampede", "medium/Medium|cache stampede|-|"),
            ("Risk: low", "low/low||-|"),
            ("High, because the lock is global", "high/High|because the lock is global|-|"),
            ("High; mitigated by a canary", "high/High||a canary|"),
            ("Medium (mitigate: retry twice)", "medium/Medium||retry twice|"),
            ("Medium - races (mitigate: take the lock (fair))", "medium/Medium|races|take the lock (fair)|"),
            ("Medium - races; mitigated by a lock", "medium/Medium|races|a lock|"),
            ("High: skew. Mitigation: NTP", "high/High|skew|NTP|"),
            ("Stale reads (mitigation: short TTL) on replicas", "-|Stale reads on replicas|short TTL|"),
            ("cold cache; Mitigated via warm-up", "-|cold cache|warm-up|"),
            ("quota, handled by back-off", "-|quota|back-off|"),
            ("errors handled by the retry loop may hide", "-|errors handled by the retry loop may hide|-|"),
            ("Low-latency path", "-|Low-latency path|-|"),
            ("Low latency path", "-|Low latency path|-|"),
            ("High- and low-priority queues mix", "-|High- and low-priority queues mix|-|"),
            ("Medium/High", "-|Medium/High|-|"),
            ("Low-Medium", "-|Low-Medium|-|"),
            ("Low, medium", "-|Low, medium|-|"),
            ("Medium → Low", "-|Medium → Low|-|"),
            ("L, M and S sizes differ", "-|L, M and S sizes differ|-|"),
            ("Hihg", "-|Hihg|-|one"),
            ("Unknown", "-|Unknown|-|one"),
            ("P0", "critical/P0||-|"),
            ("3", "-|3|-|"),
            ("n/a", "-|n/a|-|"),
            ("-", "-|-|-|"),
            ("", "-||-|"),
        ];
        let levels = levels();
        for (cell, expected) in cases {
            let read = risk_cell(cell, &levels);
            let level = match (read.level, &read.level_text) {
                (Some(level), Some(text)) => format!("{level}/{text}"),
                _ => "-".to_owned(),
            };
            let word = if read.single_word { "one" } else { "" };
            let got = format!("{level}|{}|{}|{word}", read.text, read.mitigation.as_deref().unwrap_or("-"));
            assert_eq!(got, expected, "{cell}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(cell in "(\\PC|low|High|[-:;(). ]|mitigate|by ){0,20}") {
            let levels = levels();
            let read = risk_cell(&cell, &levels);
            prop_assert_eq!(read.level.is_some(), read.level_text.is_some());
        }
    }
}
