//! DDR001.

use crate::rules::Check;

rule! {
    /// Every file that is to be checked can be read as UTF-8 text.
    ///
    /// ## Why
    /// A file that cannot be opened, or whose bytes are no UTF-8, was not checked. Passing over it in
    /// silence would look like a clean result, so the run says which file it was, goes on with the
    /// others and ends with exit code 2. A byte order mark is fine.
    ///
    /// ## What to do
    /// Give the file back its read permission, or save it as UTF-8. A file that is no Markdown at all
    /// belongs under `exclude` in `ddr.yaml`.
    "DDR001" "unreadable-document" Error Check::Elsewhere
}
