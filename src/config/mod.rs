//! The settings of a project: `ddr.yaml` as written becomes [`Settings`] as used.
//!
//! Mistakes never stop the reading: each becomes a diagnostic on the file that it is in, and the
//! rest of the file holds. The room touches no disk; a loader that is passed in gives it the texts
//! of the files that one file names.

pub mod file;
mod glob;
mod load;
mod schemas;
mod settings;
#[cfg(test)]
mod tests;

pub use glob::Glob;
pub use load::{Loaded, Loader, load};
pub use settings::{Exclusion, Settings};

/// The JSON Schema by which editors complete and check `ddr.yaml`, ending with a newline.
pub fn json_schema() -> String {
    let schema = schemars::schema_for!(file::ConfigFile);
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}
