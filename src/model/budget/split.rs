//! Cutting a budget cell into its clauses.

use super::cut;
use crate::model::cell_text::break_length;

/// The clauses of a cell, trimmed: cut at `;`, `,`, newlines and `<br>` outside parentheses, but not
/// inside a number (`1,000`, `0,5`) and not at the `;` of an entity that was left undecoded.
pub(super) fn clauses(text: &str) -> Vec<&str> {
    // Most cells are one clause.
    let parts = |pair: &[u8]| matches!(pair, [b'&' | b';' | b',' | b'\n', _] | [b'<', b'b' | b'B']);
    if !text.as_bytes().windows(2).any(parts) && !text.ends_with(['&', ';', ',', '\n']) {
        return Some(text.trim()).filter(|clause| !clause.is_empty()).into_iter().collect();
    }
    let depth = depths(text);
    let mut out = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(c) = cut(text, at, text.len()).chars().next() {
        let rest = cut(text, at, text.len());
        let mut width = c.len_utf8();
        let outside = depth.get(at).is_none_or(|&d| d == 0);
        let breaks = match c {
            '&' => {
                width = entity(rest).unwrap_or(width);
                false
            }
            '<' => match break_length(rest) {
                Some(length) => {
                    width = length;
                    true
                }
                None => false,
            },
            ';' | '\n' => outside,
            ',' => outside && !between_digits(text, at),
            _ => false,
        };
        if breaks {
            out.push(cut(text, start, at));
            start = at + width;
        }
        at += width;
    }
    out.push(cut(text, start, text.len()));
    out.into_iter().map(str::trim).filter(|clause| !clause.is_empty()).collect()
}

/// How many matched parentheses each byte stands in; a parenthesis that is never closed counts
/// for nothing.
pub(super) fn depths(text: &str) -> Vec<u32> {
    if !text.contains('(') {
        return Vec::new();
    }
    let mut opens = Vec::new();
    let mut closed_by = vec![0_i32; text.len() + 1];
    for (i, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => opens.push(i),
            b')' => {
                if let Some(open) = opens.pop() {
                    for (place, step) in [(open, 1), (i, -1)] {
                        if let Some(change) = closed_by.get_mut(place) {
                            *change += step;
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let mut depth = 0;
    closed_by
        .into_iter()
        .map(|change| {
            depth += change;
            u32::try_from(depth).unwrap_or_default()
        })
        .collect()
}

fn between_digits(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let digit = |i: Option<usize>| i.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_digit);
    digit(at.checked_sub(1)) && digit(Some(at + 1))
}

/// Bytes of the entity that a text begins with: `&lt;`, `&#8804;`.
fn entity(text: &str) -> Option<usize> {
    let name = text.bytes().skip(1).take(10).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
    (name > 0 && text.as_bytes().get(name + 1) == Some(&b';')).then_some(name + 2)
}
