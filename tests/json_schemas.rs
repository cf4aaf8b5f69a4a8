//! The JSON Schemas in `docs/schemas/` are those of the types, and say what the readers accept.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::string_slice,
    reason = "a panic in a test is a failing test"
)]

use serde_json::Value;
use std::collections::BTreeSet;

/// Compares a checked-in file with what the types give; `BLESS=1` writes it.
fn hold(name: &str, text: &str) {
    let path = format!("{}/docs/schemas/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "docs/schemas/{name} is stale; run `BLESS=1 cargo test` and read the diff");
}

#[test]
fn checked_in_schemas_are_those_of_the_types() {
    hold("ddr.schema.json", &ddr::config::json_schema());
    hold("schema.schema.json", &ddr::schema::json_schema());
    hold("lint.schema.json", &ddr::render::json::json_schema());
    hold("show.schema.json", &ddr::render::show::json_schema());
    hold("trace.schema.json", &ddr::render::trace::json_schema());
    hold("diff.schema.json", &ddr::render::changes::json::json_schema());
    hold("measurements.schema.json", &ddr::project::measured::json_schema());
    hold("baseline.schema.json", &ddr::render::baseline::json_schema());
    hold("log.schema.json", &ddr::render::log::json_schema());
    hold("report.schema.json", &ddr::report::json_schema());
}

/// The keys of every object in a value, those of an object together.
fn shapes(value: &Value, found: &mut BTreeSet<Vec<String>>) {
    match value {
        Value::Object(object) => {
            found.insert(object.keys().cloned().collect());
            object.values().for_each(|value| shapes(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| shapes(item, found)),
        _ => {}
    }
}

#[test]
fn the_page_on_output_shows_the_json_as_it_is() {
    let page = std::fs::read_to_string(format!("{}/docs/output.md", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let page = page.replace('\r', "");
    let example = page.split("\n```json\n").nth(1).and_then(|rest| rest.split("\n```").next()).unwrap();
    let mut shown = BTreeSet::new();
    shapes(&serde_json::from_str(example).unwrap(), &mut shown);
    let schema: Value = serde_json::from_str(&ddr::render::json::json_schema()).unwrap();
    let mut known: BTreeSet<Vec<String>> = objects(&schema)
        .iter()
        .map(|(_, object)| object["properties"].as_object().unwrap().keys().cloned().collect())
        .collect();
    // The example has no second place; its keys are those of the type `Related`.
    known.retain(|keys| !(keys.len() == 4 && keys.iter().any(|key| key == "message")));
    assert_eq!(shown, known);
}

fn both() -> [Value; 2] {
    [ddr::config::json_schema(), ddr::schema::json_schema()].map(|text| serde_json::from_str(&text).unwrap())
}

/// The object schemas with fixed keys, by name; the file itself under the empty name.
fn objects(schema: &Value) -> Vec<(&str, &Value)> {
    let defined = schema["$defs"].as_object().unwrap().iter().map(|(name, object)| (name.as_str(), object));
    defined.chain([("", schema)]).filter(|(_, object)| object["properties"].is_object()).collect()
}

#[test]
fn every_key_has_a_description_and_no_other_key_is_allowed() {
    for schema in both() {
        for (name, object) in objects(&schema) {
            assert_eq!(object["additionalProperties"], Value::Bool(false), "{name}");
            for (key, property) in object["properties"].as_object().unwrap() {
                let said = property["description"].as_str().unwrap_or_default();
                assert!(said.len() > 10, "{name}.{key} has no description");
            }
        }
    }
}

/// The keys that a reader knows at a place, out of its answer to a key that nobody knows.
fn known(diagnostics: &[ddr::diagnostic::Diagnostic]) -> BTreeSet<String> {
    let unknown = diagnostics.iter().find(|d| d.code == "DDR901").unwrap();
    let help = unknown.help.as_deref().unwrap();
    help.strip_prefix("known keys: ").unwrap().split(", ").map(str::to_owned).collect()
}

#[test]
fn editors_and_readers_know_the_same_keys() {
    let [config, schema] = both();
    let properties = |root: &Value, name: &str| -> BTreeSet<String> {
        let found = objects(root).into_iter().find(|(other, _)| *other == name).unwrap().1;
        found["properties"].as_object().unwrap().keys().cloned().collect()
    };
    let mut seen = 0;
    for (name, text) in [
        ("", "qqqqqqqq: 1"),
        ("LimitsFile", "limits: {qqqqqqqq: 1}"),
        ("ChangeFile", "change: {qqqqqqqq: 1}"),
        ("ReadmeFile", "readme: {qqqqqqqq: 1}"),
        ("ReportFile", "report: {qqqqqqqq: 1}"),
        ("VocabularyFile", "vocabulary: {qqqqqqqq: 1}"),
    ] {
        let (_, diagnostics) = ddr::yaml::read_file::<ddr::config::file::ConfigFile>(text);
        assert_eq!(known(&diagnostics), properties(&config, name), "{name}");
        seen += 1;
    }
    assert_eq!(seen, objects(&config).len(), "a mapping of ddr.yaml is not held");
    let mut seen = 0;
    for (name, text) in [
        ("", "qqqqqqqq: 1"),
        ("SectionFile", "sections: [{qqqqqqqq: 1}]"),
        ("TableFile", "tables: [{qqqqqqqq: 1}]"),
        ("RowsFile", "tables: [{rows: {qqqqqqqq: 1}}]"),
        ("ColumnFile", "tables: [{columns: [{qqqqqqqq: 1}]}]"),
        ("ListFile", "lists: [{qqqqqqqq: 1}]"),
        ("VocabularyFile", "vocabulary: {qqqqqqqq: 1}"),
    ] {
        let (_, diagnostics) = ddr::yaml::read_file::<ddr::schema::file::SchemaFile>(text);
        assert_eq!(known(&diagnostics), properties(&schema, name), "{name}");
        seen += 1;
    }
    assert_eq!(seen, objects(&schema).len(), "a mapping of schema files is not held");
}
