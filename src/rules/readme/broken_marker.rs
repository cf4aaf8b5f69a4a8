//! DDR803.

use crate::rules::Check;

rule! {
    /// The markers of README sections come in pairs, and each section has a name and a template.
    ///
    /// ## Why
    /// A section is what stands between two markers. Where one of them is missing, or stands inside of another
    /// section, nobody can say which text may be replaced; so nothing in the file is touched until the markers
    /// are mended.
    ///
    /// A marker is a comment on a line by itself, `<!-- ddr:begin NAME -->` or `[//]: # (ddr:begin NAME)`. Markers
    /// in code blocks and code spans are text. The built-in sections are `setup`, `decisions`, `risks`, `plan`
    /// and `phases`; a file `readme/NAME.md` in your folder of templates makes another one.
    ///
    /// ## Examples
    /// This fails, since the section has no end:
    /// ```markdown
    /// <!-- ddr:begin setup -->
    ///
    /// ## License
    /// ```
    /// This passes:
    /// ```markdown
    /// <!-- ddr:begin setup -->
    /// <!-- ddr:end setup -->
    ///
    /// ## License
    /// ```
    "DDR803" "broken-marker" Error Check::Elsewhere
}
