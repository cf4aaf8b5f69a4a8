//! Numbers as people write them: decimals, thousands separators, `k` and `M` behind.

use super::cut;

/// What a run of digits is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    /// Its value; `None` for what is no number (`1.2.3`).
    pub(super) value: Option<f64>,
    /// Bytes that it takes.
    pub(super) length: usize,
}

/// The number that a text begins with.
pub(super) fn number(text: &str) -> Number {
    let length = run(text);
    let value = value(cut(text, 0, length));
    let mut next = cut(text, length, text.len()).chars();
    let factor = match (next.next(), next.next()) {
        (Some(_), Some(c)) if c.is_alphanumeric() || c == '_' => None,
        (Some('k' | 'K'), _) => Some(1e3),
        (Some('M'), _) => Some(1e6),
        _ => None,
    };
    match factor {
        Some(factor) => Number { value: value.map(|v| v * factor), length: length + 1 },
        None => Number { value, length },
    }
}

/// Bytes of the digits and of the separators between them.
fn run(text: &str) -> usize {
    let mut length = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let goes_on = match c {
            '0'..='9' => true,
            '.' | ',' | '_' => chars.peek().is_some_and(char::is_ascii_digit),
            '\u{a0}' | '\u{202f}' | '\u{2009}' => {
                // A space inside a number only where a whole group of three digits follows.
                let group = chars.clone().take_while(char::is_ascii_digit).take(4).count();
                length > 0 && group == 3
            }
            _ => false,
        };
        if !goes_on {
            break;
        }
        length += c.len_utf8();
    }
    length
}

fn value(run: &str) -> Option<f64> {
    // Digits alone, and few enough to be exact.
    if run.len() <= 9 && run.bytes().all(|byte| byte.is_ascii_digit()) {
        return run.parse::<u32>().ok().map(f64::from);
    }
    let (whole, fraction) =
        run.split_once('.').map_or((run, None), |(whole, fraction)| (whole, Some(fraction)));
    if fraction.is_some_and(|f| !f.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let is_separator = |c: char| !c.is_ascii_digit();
    let mut groups = whole.split(is_separator);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let digits = if rest.is_empty() {
        whole.to_owned()
    } else if (1..=3).contains(&first.len()) && first != "0" && rest.iter().all(|group| group.len() == 3) {
        format!("{first}{}", rest.concat())
    } else {
        // `0,5` and `1,25`: a decimal comma.
        return match (rest.as_slice(), fraction) {
            ([decimals], None) if whole.contains(',') && (decimals.len() < 3 || first == "0") => {
                format!("{first}.{decimals}").parse().ok()
            }
            _ => None,
        };
    };
    format!("{digits}.{}", fraction.unwrap_or("0")).parse().ok()
}
