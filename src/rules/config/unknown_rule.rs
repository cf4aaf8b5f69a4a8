//! DDR903.

use crate::rules::Check;

rule! {
    /// Every rule that ddr.yaml or a schema file names exists.
    ///
    /// ## Why
    /// A severity for a rule that does not exist changes nothing, while its author believes that it does.
    /// So it is an error, ends with exit code 2, and names the rule that was probably meant.
    ///
    /// A rule is named by its code, its name or its group; `ddr rules` lists them all.
    ///
    /// ## Examples
    /// This fails:
    /// ```yaml
    /// rules:
    ///   wrong-wordcount: error
    /// ```
    /// This passes:
    /// ```yaml
    /// rules:
    ///   wrong-word-count: error
    ///   DDR202: hint
    ///   risks: warning
    /// ```
    "DDR903" "unknown-rule" Error Check::Elsewhere
}
