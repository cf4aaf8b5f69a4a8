//! Performance and memory budgets, read from the text of a cell.
//!
//! A clause that holds a quantity is taken apart; any other stays words. Nothing is guessed: a
//! bare number behind words (`Python 3.11`, `phase 2`) is no budget, a number before words
//! (`2 replicas`) or behind a colon is.

mod number;
mod percentile;
mod quantity;
mod signs;
mod split;
mod unit;
mod words;

pub use unit::Measure;

/// One clause of a budget cell.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize)]
pub struct Budget {
    /// The clause as written, trimmed.
    pub text: String,
    /// What is limited, as written: `Startup`, `memory`.
    pub metric: Option<String>,
    /// `p50`, `p99`, `p999` (also written `p99.9`).
    pub percentile: Option<String>,
    /// How the number limits; `None` where nothing is written, which means at most.
    pub comparator: Option<Comparator>,
    /// The lower bound.
    pub low: Option<f64>,
    /// The upper bound.
    pub high: Option<f64>,
    /// The unit, each unit of time in one spelling, units of memory as written.
    pub unit: Option<String>,
    /// For each of what: `request`, `connection`.
    pub per: Option<String>,
    /// Whether it bounds a difference: `+≤2MB`.
    pub delta: bool,
    /// The words behind that are none of the above.
    pub tail: Option<String>,
    /// Whether a quantity was read; otherwise the clause is words alone.
    #[serde(skip)]
    pub read: bool,
}

/// How a number limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
pub enum Comparator {
    /// Below.
    #[serde(rename = "<")]
    Less,
    /// At most; also `up to`, `max`, `cap`.
    #[serde(rename = "≤")]
    AtMost,
    /// Above.
    #[serde(rename = ">")]
    Greater,
    /// At least.
    #[serde(rename = "≥")]
    AtLeast,
    /// Exactly.
    #[serde(rename = "=")]
    Equal,
    /// About.
    #[serde(rename = "~")]
    About,
}

impl std::fmt::Display for Comparator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Less => "<",
            Self::AtMost => "≤",
            Self::Greater => ">",
            Self::AtLeast => "≥",
            Self::Equal => "=",
            Self::About => "~",
        })
    }
}

/// What a budget measures. Only budgets of one dimension can be compared, and a difference is not
/// of the dimension of the thing itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Dimension {
    /// What is measured.
    pub of: Measure,
    /// Whether a difference of it is.
    pub delta: bool,
}

impl Budget {
    /// What the budget measures.
    pub fn dimension(&self) -> Dimension {
        Dimension { of: unit::measure(self.unit.as_deref()).0, delta: self.delta }
    }

    /// A number of this budget's unit in the base unit of its dimension: seconds, bytes (`MB` is
    /// 10^6, `MiB` 2^20), per second.
    pub fn base_value(&self, value: f64) -> f64 {
        value * unit::measure(self.unit.as_deref()).1
    }

    /// Whether a clause of words holds a number that may have been meant as a quantity: not the
    /// digits of `O(1)`, `HTTP/2`, `p99`, `Python 3.11` or `phase 2`.
    pub fn holds_number(&self) -> bool {
        !self.read && words::holds_number(&self.text)
    }
}

/// The clauses of a budget cell, from its rendered text; none for `n/a` and its like.
///
/// ```
/// let budgets = ddr::model::budget::budgets("p99 <50ms; mem ≤5MB per connection");
/// assert_eq!(budgets[0].percentile.as_deref(), Some("p99"));
/// assert_eq!(budgets[1].per.as_deref(), Some("connection"));
/// ```
pub fn budgets(text: &str) -> Vec<Budget> {
    if none_cell(text) {
        return Vec::new();
    }
    split::clauses(text).into_iter().map(clause).collect()
}

fn clause(text: &str) -> Budget {
    let decoded = decode(text);
    let read = quantity::quantity(decoded.as_deref().unwrap_or(text)).unwrap_or_default();
    Budget { text: text.to_owned(), ..read }
}

/// Entities that stand in text that no parser decoded.
fn decode(text: &str) -> Option<String> {
    text.contains('&').then(|| {
        text.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&le;", "≤")
            .replace("&ge;", "≥")
            .replace("&nbsp;", "\u{a0}")
            .replace("&amp;", "&")
    })
}

/// Whether a cell says in so many words that it holds nothing: `n/a`, `none`, a dash, no text.
pub fn none_cell(text: &str) -> bool {
    // All of them are short, and those that begin with a letter begin with this one.
    let first = text.as_bytes().first();
    if first.is_some_and(|first| first.is_ascii_alphanumeric() && !matches!(first, b'n' | b'N')) {
        return false;
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '`' | '*' | '(' | ')' | '.'));
    let dash = |c: char| matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    text.chars().all(dash)
        || ["n/a", "na", "n.a", "none", "nil"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// A part of a text; empty where the ends do not fit it.
fn cut(text: &str, start: usize, end: usize) -> &str {
    text.get(start..end).unwrap_or_default()
}

#[cfg(test)]
mod tests;
