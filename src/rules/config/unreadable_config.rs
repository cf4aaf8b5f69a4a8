//! DDR904.

use crate::rules::Check;

rule! {
    /// ddr.yaml and the files that it names can be read.
    ///
    /// ## Why
    /// Settings that cannot be read do not hold, and a run without them would look green for the wrong
    /// reason. So it is an error and ends with exit code 2.
    ///
    /// Text that is no YAML is meant, a key that stands twice, a file that is too large or nested too deep,
    /// and a schema file or an extended ddr.yaml that is not there.
    ///
    /// ## Examples
    /// This fails:
    /// ```yaml
    /// include: ["docs/**/*.md"
    /// ```
    /// This passes:
    /// ```yaml
    /// include: ["docs/**/*.md"]
    /// ```
    "DDR904" "unreadable-config" Error Check::Elsewhere
}
