//! How a project begins with `ddr`: the `ddr.yaml` under which its documents of today pass, and new
//! records and plans that go by the names and numbers of those that are there.
//!
//! Data in, text out: `cli` finds the documents, asks git which names were ever taken, tries a draft on
//! them, and writes what comes of it.

mod draft;
mod globs;
mod names;
mod phases;
mod prose;
mod survey;
mod words;

pub use draft::{Draft, Word};
pub use globs::globs;
pub use names::{Naming, Numbered, file_name, slug, title_style};
pub use phases::{Phased, phase_number};
pub use prose::decides_in_prose;
pub use survey::{LIMITS, Seen, Sizes, look};
pub use words::known_elsewhere;
