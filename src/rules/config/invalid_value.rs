//! DDR902.

use crate::rules::Check;

rule! {
    /// Every value in ddr.yaml and in schema files is one that its key can hold.
    ///
    /// ## Why
    /// A number where a list belongs, a schema that does not exist, a pattern that is none: none of them
    /// can be followed, and guessing would check your documents against something you did not ask for.
    /// The rest of the file is read all the same, so that every mistake is shown at once; the run ends with
    /// exit code 2.
    ///
    /// Values of the wrong type, severities other than `error`, `warning`, `hint` and `off`, globs and
    /// regular expressions that cannot be read, names of schemas that nobody declares, files outside the
    /// repository, and `extend` or `extends` that leads round in a circle are meant.
    ///
    /// ## Examples
    /// This fails:
    /// ```yaml
    /// rules:
    ///   summary-too-long: fatal
    /// ```
    /// This passes:
    /// ```yaml
    /// rules:
    ///   summary-too-long: error
    /// ```
    "DDR902" "invalid-value" Error Check::Elsewhere
}
