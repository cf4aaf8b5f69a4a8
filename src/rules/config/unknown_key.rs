//! DDR901.

use crate::rules::Check;

rule! {
    /// Every key in ddr.yaml and in schema files is one that is read.
    ///
    /// ## Why
    /// A mistyped key would be passed over, and the setting that was meant would quietly not hold. So it
    /// is an error, ends with exit code 2, and names the key that was probably meant.
    ///
    /// The keys under `kinds`, `rules` and `vocabulary` words are your own and are never unknown keys; a
    /// rule that does not exist is unknown-rule.
    ///
    /// ## Examples
    /// This fails:
    /// ```yaml
    /// limits:
    ///   statement-words: 20
    /// ```
    /// This passes:
    /// ```yaml
    /// limits:
    ///   statement_words: 20
    /// ```
    "DDR901" "unknown-key" Error Check::Elsewhere
}
