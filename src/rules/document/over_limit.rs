//! DDR008.

use crate::rules::Check;

rule! {
    /// A document is no larger than 32 MiB, and its lists and quotes are nested at most 100 deep.
    ///
    /// ## Why
    /// Nobody writes such a document by hand, and a few kilobytes of nested list marks can keep a
    /// Markdown parser busy for minutes. The file is refused before it is parsed. The number of rows
    /// of a table is not limited.
    ///
    /// ## What to do
    /// If the file was generated, put it under `exclude` in `ddr.yaml`; else split it.
    "DDR008" "over-limit" Error Check::Elsewhere
}
