//! DDR007.

use crate::rules::Check;

rule! {
    /// The program gets through every document.
    ///
    /// ## Why
    /// This is our mistake, not yours: while it looked at this file, the program ran into a state that
    /// it takes for impossible. The other files were checked. What was found in this one is not known,
    /// so the run ends with exit code 2 and never counts as clean.
    ///
    /// ## What to do
    /// Please report it with the smallest part of the file that shows it. Until it is mended, put the
    /// file under `exclude` in `ddr.yaml`.
    "DDR007" "internal-error" Error Check::Elsewhere
}
