//! What the rules about suppressions share: which rules can be suppressed, and what is known of a
//! suppression that did nothing.

use super::{Check, Rule};
use crate::model::Covers;
use crate::source::Span;

/// A rule that a comment names and of which it suppressed nothing.
#[derive(Debug, Clone)]
pub struct Unused {
    /// The rule.
    pub rule: &'static Rule,
    /// Its name in the comment.
    pub name: Span,
    /// What the comment is about.
    pub covers: Covers,
    /// The bytes that go so that it is not named any more: the comment, or the name alone.
    pub removal: Span,
}

/// Whether a comment can silence a rule. What could not be checked must not look as if it had been, and
/// what is said about suppressions is not silenced by another one.
pub fn can_be_suppressed(rule: &Rule) -> bool {
    !matches!(rule.code, "DDR001" | "DDR002" | "DDR005" | "DDR006" | "DDR007" | "DDR008" | "DDR009")
        && !rule.code.starts_with("DDR9")
}

/// Rules of whose silence nothing follows: what they say depends on history, and a shallow clone has
/// none.
const ASK_HISTORY: [&str; 9] =
    ["DDR606", "DDR607", "DDR608", "DDR609", "DDR610", "DDR614", "DDR619", "DDR620", "DDR624"];

/// Whether a rule says the same of one state of the files, whatever the clone and the range of the run.
pub fn says_the_same(rule: &Rule) -> bool {
    !ASK_HISTORY.contains(&rule.code)
        && !matches!(
            rule.check,
            Check::Change(..) | Check::Implementation(_) | Check::Measured(_) | Check::Elsewhere
        )
}
