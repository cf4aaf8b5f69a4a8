//! YAML as a tree in which every key and every value knows its place in the text.
//!
//! Configuration and schema files are read from this tree rather than straight into types, for
//! two reasons: a file with three mistakes gets three diagnostics, and each of them points at the
//! very key or value. The room knows YAML; it does not know what a key means.

mod faults;
mod parse;
mod read;

use crate::source::Span;

pub use faults::{INVALID_VALUE, Kind, UNKNOWN_KEY, UNKNOWN_RULE, UNREADABLE_CONFIG, nearest, shown};
pub use parse::parse;
pub use read::{Map, Read, Reader, inside, read_file};
pub(crate) use read::{key, mapping};

/// Largest file in bytes; nobody writes a larger one by hand.
pub const MAX_BYTES: usize = 1 << 20;

/// Deepest nesting of lists and mappings.
pub const MAX_DEPTH: usize = 32;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands in the file.
    pub span: Span,
}

/// One value of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// A scalar as written, quotes included; of a list or mapping in brackets the whole, of one
    /// in lines its first key or item, so that a diagnostic never underlines half a file.
    pub span: Span,
    /// What stands there.
    pub value: Value,
}

impl Node {
    /// Whether nothing stands there.
    pub const fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// A text, number or truth value: which of them is for the reader to say.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in the order of the file; no key stands twice.
    Mapping(Vec<Entry>),
}

/// A text between quotes or without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text with escapes resolved; a number or truth value as it is written.
    pub text: String,
    /// Whether it stands without quotes, so that `20` may be a number.
    pub plain: bool,
}

/// One key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Spanned<String>,
    /// Its value.
    pub value: Node,
}
