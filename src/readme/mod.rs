//! Sections of README files that say what the plans say: where they stand, what belongs into them, and
//! whether somebody edited them by hand.
//!
//! Data in, text and diagnostics out. `cli` reads the files, asks the project for [`facts`], has them
//! filled into templates, and writes. A section is what stands between two markers; nothing outside of it is
//! ever touched, and the digest in the end marker tells text of ours from text of somebody's own.

pub mod facts;
mod insert;
mod judge;
mod links;
mod markers;
mod section;

pub use insert::insert;
pub use judge::{State, Wanted, broken, differences, no_template, rewritten, state};
pub use markers::{Broken, Found, Section, find};
pub use section::{digest, written};
