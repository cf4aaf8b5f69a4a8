//! How diagnostics look. One file per format: data in, text out.
//!
//! Nothing here knows how a diagnostic was found, whether there is a terminal, or where the text
//! goes. Every word that comes from a document, a path or a config passes through [`visible()`] before
//! a terminal can see it; JSON keeps it as it is and escapes it in its own way.

pub mod baseline;
pub mod changes;
pub mod concise;
pub mod excerpt;
pub mod git_patch;
pub mod github;
pub mod gitlab;
pub mod inert;
pub mod json;
pub mod junit;
pub mod log;
pub mod markdown;
pub mod page;
pub mod patch;
pub mod plain;
pub mod rdjson;
pub mod sarif;
pub mod show;
pub mod statistics;
pub mod summary;
pub mod text;
pub mod trace;
pub mod visible;
pub mod written;

use crate::diagnostic::Diagnostic;
use crate::source::Source;

pub use visible::visible;

/// One text and what is said about it.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The path as the reader of this output knows it.
    pub path: &'a str,
    /// The text that the spans point into.
    pub source: &'a Source,
    /// What is said, in the order of the output.
    pub diagnostics: &'a [Diagnostic],
    /// The other documents that they point to.
    pub others: &'a [Other],
}

/// Another document of the same project.
#[derive(Debug)]
pub struct Other {
    /// The path as the reader of this output knows it.
    pub path: String,
    /// The text, under the path that its project knows it by.
    pub source: Source,
}

/// The JSON Schema of what a type prints as, ending with a newline. Every key that is always there
/// is required, also where it may be null.
pub(crate) fn schema_text<T: schemars::JsonSchema>(title: &str) -> String {
    let generator = schemars::generate::SchemaSettings::default().for_serialize().into_generator();
    let mut schema = generator.into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}
