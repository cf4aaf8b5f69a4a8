//! The YAML in the pages on configuration and schemas is read without a mistake, and the pages
//! leave out no key.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::string_slice,
    reason = "a panic in a test is a failing test"
)]

use ddr::schema::{build, builtin_schema, file::SchemaFile};
use serde_json::Value;

fn page(name: &str) -> String {
    std::fs::read_to_string(format!("{}/docs/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap().replace('\r', "")
}

/// The fenced YAML blocks of a page.
fn blocks(page: &str) -> Vec<&str> {
    let found: Vec<&str> =
        page.split("\n```yaml\n").skip(1).filter_map(|rest| rest.split("\n```").next()).collect();
    assert!(!found.is_empty());
    found
}

#[test]
fn examples_of_ddr_yaml_are_sound() {
    let groups = ddr::rules::GROUPS.iter().map(|group| group.name);
    let known: Vec<&str> = ddr::rules::all().flat_map(|rule| [rule.code, rule.name]).chain(groups).collect();
    let (page, readme) = (page("configuration.md"), page("../README.md"));
    for block in blocks(&page).into_iter().chain(blocks(&readme)) {
        let loader = |path: &str| match path {
            "schemas/team-adr.yaml" => Ok("name: team-adr\n".to_owned()),
            "shared/ddr.yaml" => Ok(String::new()),
            _ => Err("no such file".to_owned()),
        };
        let loaded = ddr::config::load("ddr.yaml", block, &loader, &known);
        assert!(!loaded.has_mistakes(), "{block}\n{:?}", loaded.files);
    }
}

#[test]
fn examples_of_schemas_are_sound() {
    let page = page("schema-language.md");
    for block in blocks(&page) {
        let whole = block.contains("name: ") && block.contains("extends: ");
        let text = if whole { block.to_owned() } else { format!("name: example\nextends: ddr\n{block}") };
        let (file, mut diagnostics) = ddr::yaml::read_file::<SchemaFile>(&text);
        diagnostics.extend(build(&file, &text, builtin_schema("ddr")).1);
        assert_eq!(diagnostics, [], "{text}");
    }
}

#[test]
fn the_pages_leave_out_no_key() {
    let pages = [
        ("configuration.md", ddr::config::json_schema()),
        ("schema-language.md", ddr::schema::json_schema()),
    ];
    for (name, schema) in pages {
        let page = page(name);
        let schema: Value = serde_json::from_str(&schema).unwrap();
        let defined = schema["$defs"].as_object().unwrap().values();
        for object in defined.chain([&schema]) {
            for key in object["properties"].as_object().into_iter().flat_map(|keys| keys.keys()) {
                let said = page.contains(&format!("`{key}`")) || page.contains(&format!("{key}:"));
                assert!(said, "docs/{name} does not mention {key}");
            }
        }
    }
}
