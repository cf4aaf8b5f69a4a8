//! What the rules about the words in cells share: which cells a list of words does not know, which
//! say nothing, and how a row is called in a message.
//!
//! An author's own word is nobody's mistake, so only a closed list and a slip of the pen are certain.

use crate::model::{Row, Table, Value};
use crate::schema::{Terms, fold};
use std::collections::BTreeMap;

/// A cell that the list does not know.
pub(super) struct Unknown<'v, 's, 't> {
    /// Index of the table's rows.
    pub row: usize,
    /// The cell.
    pub value: &'v Value<'s>,
    /// In how many rows the same word stands; an open list is told of it once.
    pub times: usize,
    /// The nearest word of the list.
    pub near: Option<&'t str>,
    /// How sure it is.
    pub kind: Kind,
}

/// How sure it is that a cell is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The list is closed and the word is not on it.
    Closed,
    /// A slip of the pen for a word of the list.
    Slip,
    /// Perhaps a word of the author's own.
    Own,
    /// Most cells of the column hold words of the author's own; this is the first of them.
    Mostly,
}

/// The cells that a list does not know, in order. A cell that begins with a known word is known.
pub(super) fn unknown<'v, 's, 't>(
    cells: &[(usize, &'v Value<'s>)],
    terms: &'t Terms,
    closed: bool,
) -> Vec<Unknown<'v, 's, 't>> {
    // `❌ (blocked)`: the sign says it.
    let signed = |text: &str| {
        let sign = text.split_whitespace().next().unwrap_or_default();
        !sign.contains(char::is_alphanumeric) && terms.exact(sign).is_some()
    };
    let strange = |value: &Value<'_>| {
        terms.leading(&value.text).is_none() && !is_blank(&value.text) && (closed || !signed(&value.text))
    };
    let strange: Vec<_> = cells.iter().filter(|(_, value)| strange(value)).collect();
    // In most tables every word is known.
    if strange.is_empty() {
        return Vec::new();
    }
    let kept = strange.iter().filter(|(_, value)| closed || is_own_word(&value.text, terms));
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    let kept: Vec<_> = kept.map(|&&(row, value)| (row, value, fold(&value.text).into_owned())).collect();
    for (.., word) in &kept {
        *times.entry(word.clone()).or_default() += 1;
    }
    let filled = cells.iter().filter(|(_, value)| !is_blank(&value.text)).count();
    // A column without one known word that also holds free text is no vocabulary: `Outcome` may
    // tell what happened.
    let free = !closed && strange.len() == filled && strange.len() > kept.len();
    let mostly = !closed && times.len() > 1 && kept.len() * 2 > filled;
    let mut found: Vec<Unknown<'v, 's, 't>> = Vec::new();
    let mut told = false;
    for (row, value, word) in kept {
        // Nobody slips twice in the same way: a word that comes back is the author's own.
        let count = if closed { 1 } else { times.remove(&word).unwrap_or_default() };
        let kind = match count {
            _ if closed => Kind::Closed,
            0 => continue,
            1 if terms.misspelt(&word).is_some() => Kind::Slip,
            _ if free || (mostly && told) => continue,
            _ if mostly => Kind::Mostly,
            _ => Kind::Own,
        };
        told |= kind == Kind::Mostly;
        found.push(Unknown { row, value, times: count, near: terms.nearest(&word), kind });
    }
    found
}

/// Whether a cell says that there is nothing to say.
pub(super) fn is_blank(text: &str) -> bool {
    // Most cells begin with a letter, and only a short one can then be one of the words for nothing.
    let says_nothing = || matches!(fold(text).as_ref(), "n/a" | "na" | "none" | "n.a." | "not applicable");
    if text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return text.len() <= "not applicable".len() && text.starts_with(['n', 'N']) && says_nothing();
    }
    !text.chars().any(char::is_alphanumeric) && text.chars().all(|c| !crate::schema::fold::is_emoji(c))
        || says_nothing()
}

/// Whether no two texts of a list can be equal once folded, and there are few enough to hold each against
/// the others. False where that is not quickly told.
pub(super) fn surely_differ<'t>(texts: impl Iterator<Item = &'t str>) -> bool {
    const FEW: usize = 24;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'#');
    let mut seen: Vec<(&str, bool)> = Vec::with_capacity(FEW);
    for text in texts {
        // Of names such as `D1` folding makes the capitals small, and no more.
        let is_plain = text.bytes().all(plain);
        let apart = |&(other, plain): &(&str, bool)| match plain && is_plain {
            true => !other.eq_ignore_ascii_case(text),
            false => differ(other, text),
        };
        if seen.len() == FEW || !seen.iter().all(apart) {
            return false;
        }
        seen.push((text, is_plain));
    }
    true
}

/// Whether the first difference of two texts is one of letters or digits, which folding keeps, and before it
/// stands nothing that may be cut together with them, as parentheses are, and nothing beyond ASCII.
fn differ(one: &str, other: &str) -> bool {
    for (a, b) in one.bytes().zip(other.bytes()) {
        if !a.eq_ignore_ascii_case(&b) {
            return a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric();
        }
        if a == b'(' || !a.is_ascii() {
            return false;
        }
    }
    false
}

/// Whether a text is a word or two that stand where a known word should: no date, number, name of a
/// person, release or phase, no sentence, nothing that holds a known word further on.
fn is_own_word(text: &str, terms: &Terms) -> bool {
    let words = || text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty());
    let count = words().count();
    (1..=3).contains(&count)
        && !text.contains(|c: char| c.is_numeric() || matches!(c, '@' | '&' | '/'))
        && !words().any(|word| terms.exact(word).is_some())
}

/// How a row is called in a message: as the model calls it, a bare number with what it numbers.
pub(super) fn called(table: &Table<'_>, row: &Row<'_>) -> String {
    let name = table.row_name(row);
    if !name.starts_with(|c: char| c.is_ascii_digit()) || name.contains(char::is_alphabetic) {
        return name;
    }
    match table.spec.id.as_str() {
        "decisions" => format!("decision {name}"),
        "risks" => format!("risk {name}"),
        "phases" => format!("phase {name}"),
        _ => format!("no. {name}"),
    }
}

/// The words of a list as a help names them.
pub(super) fn listed(terms: &Terms) -> String {
    let words: Vec<&str> = terms.canonical().take(10).collect();
    let more = if terms.terms.len() > words.len() { ", …" } else { "" };
    format!("{}{more}", words.join(", "))
}
