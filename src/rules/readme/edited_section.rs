//! DDR802.

use crate::rules::Check;

rule! {
    /// Nobody edits by hand what stands between the markers of a section.
    ///
    /// ## Why
    /// The next `ddr readme` would overwrite the edit. So it stops there instead, and somebody decides: the
    /// words belong into the plan that the section is made from, or outside of the markers, or they can go.
    ///
    /// The end marker holds a digest of the text that was written. Where the text has another one, it was
    /// edited; where there is text and no digest, `ddr readme` did not write it. `ddr readme --force` replaces
    /// the text in both cases.
    ///
    /// ## Examples
    /// This fails, since the digest is that of another text:
    /// ```markdown
    /// <!-- ddr:begin setup -->
    ///
    /// Ask Kim how to start it.
    ///
    /// <!-- ddr:end setup sha256:6ac1d6938007 -->
    /// ```
    /// This passes:
    /// ```markdown
    /// Ask Kim how to start it.
    ///
    /// <!-- ddr:begin setup -->
    ///
    /// Run:
    ///
    /// - `scripts/dev.sh`: the whole service on one machine
    ///
    /// <!-- ddr:end setup sha256:6ac1d6938007 -->
    /// ```
    "DDR802" "edited-section" Error Check::Elsewhere
}
