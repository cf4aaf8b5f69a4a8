//! The JSON Schema by which editors complete and check schema files.

use super::file::SchemaFile;

/// The JSON Schema of schema files, as a text that ends with a newline.
pub fn json_schema() -> String {
    let schema = schemars::schema_for!(SchemaFile);
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}
