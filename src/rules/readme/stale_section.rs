//! DDR801.

use crate::rules::Check;

rule! {
    /// Every section that `ddr readme` keeps says what the plans and their files say today.
    ///
    /// ## Why
    /// A README is read before anything else, and by people who cannot tell that it is old. A section between
    /// markers promises that it follows the plans; once a row, a variable or a package changed and nobody
    /// ran `ddr readme`, the promise is broken without a trace.
    ///
    /// Compared is what stands between the markers with what the template makes of the plans and of the
    /// files that they name. Line endings, the indentation of the markers and blank lines at both ends do not
    /// count. `ddr readme` fills the section; `ddr readme --diff` shows first what would change.
    ///
    /// ## Examples
    /// This fails, since nothing ever filled the section:
    /// ```markdown
    /// <!-- ddr:begin setup -->
    /// <!-- ddr:end setup -->
    /// ```
    /// After `ddr readme` the text stands between the markers, and its digest in the second one:
    /// ```markdown
    /// <!-- ddr:begin setup -->
    ///
    /// Run:
    ///
    /// - `scripts/dev.sh`: the whole service on one machine
    ///
    /// <!-- ddr:end setup sha256:6ac1d6938007 -->
    /// ```
    "DDR801" "stale-section" Error Check::Elsewhere
}
