//! The laws, broken on purpose: a checker that sees nothing would pass them all.

use super::reading::test_files;
use super::{against_the_order, away_from_home, rooms, rule_of, unregistered};
use std::collections::BTreeMap;

fn order() -> Vec<String> {
    rooms("//! Map.\npub mod source;\n// pub mod ghost;\npub mod syntax;\nmod model;\npub mod cli;\n")
}

#[test]
fn the_order_is_read_from_the_modules() {
    assert_eq!(order(), ["source", "syntax", "model", "cli"]);
}

#[test]
fn an_arrow_upwards_is_seen_however_it_is_written() {
    for (path, text) in [
        ("src/syntax/table.rs", "use crate::model::Row;\n"),
        ("src/syntax/table.rs", "use crate::{source::Span, model::{Row, Cell}};\n"),
        ("src/syntax.rs", "use super::model::Row;\n"),
        ("src/syntax/mod.rs", "use super::{source, model};\n"),
        ("src/syntax/table.rs", "use super::super::model;\n"),
        ("src/syntax/table.rs", "fn f() -> crate::model::Row { todo() }\n"),
        ("src/syntax/table.rs", "#[cfg(test)]\nmod tests { }\nuse crate::model::Row;\n"),
        ("src/syntax/table.rs", "#[cfg(test)]\nuse crate::cli;\nuse crate::model::Row;\n"),
    ] {
        let broken = against_the_order(path, text, &order());
        assert_eq!(broken.len(), 1, "{text}: {broken:?}");
        assert!(broken[0].contains("`syntax` uses `model`"), "{broken:?}");
    }
}

#[test]
fn what_is_no_arrow_upwards_is_not_seen() {
    for (path, text) in [
        ("src/syntax/table.rs", "use crate::source::Span;\nuse crate::syntax::Cell;\n"),
        ("src/syntax/table.rs", "use super::model;\n"),
        (
            "src/syntax/table.rs",
            "/// As `crate::model::Row` shows.\n// use crate::model;\n/* crate::model */\n",
        ),
        ("src/syntax/table.rs", "const A: &str = \"crate::model\";\nconst B: &str = r#\"\"crate::cli\"#;\n"),
        ("src/syntax/table.rs", "const Q: char = '\"';\nconst E: char = '\\'';\n// crate::model\n"),
        ("src/syntax/table.rs", "#[cfg(test)]\nmod tests {\n    use crate::model::Row;\n    fn f() {}\n}\n"),
        ("src/cli/mod.rs", "use crate::{model, source};\n"),
        ("src/main.rs", "use ddr::cli;\n"),
    ] {
        assert_eq!(against_the_order(path, text, &order()), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn only_files_of_test_modules_are_set_aside() {
    let files = |path: &str, text: &str| test_files(&[(path.to_owned(), text.to_owned())].into());
    let found = files("src/rules/mod.rs", "mod ids;\n#[cfg(test)]\npub(crate) mod testing;\nmod risks;\n");
    assert_eq!(found, ["src/rules/testing.rs", "src/rules/testing/mod.rs"]);
    assert_eq!(files("src/lib.rs", "#[cfg(test)]\nmod testing;\n")[0], "src/testing.rs");
    assert_eq!(files("src/a.rs", "#[cfg(test)]\nmod tests {\n    mod deep;\n}\nmod b;\n").len(), 0);
    assert_eq!(files("src/a.rs", "#[cfg(test)]\nuse x::y;\nmod b;\n").len(), 0);
    assert_eq!(files("src/a.rs", "// #[cfg(test)]\nmod b;\n").len(), 0);
}

#[test]
fn a_name_that_is_no_room_is_seen() {
    let seen = |text| against_the_order("src/cli/mod.rs", text, &order()).len();
    assert_eq!(seen("use crate::Helper;\n"), 1);
    assert_eq!(seen("crate::helper!(1);\n"), 0);
    assert_eq!(against_the_order("src/attic/mod.rs", "", &order()).len(), 1);
}

#[test]
fn a_guest_in_the_wrong_room_is_seen_and_named_with_its_line() {
    for (text, line) in [
        ("use pulldown_cmark::Parser;\n", 1),
        ("\nuse serde_yaml::Spanned;\n", 2),
        ("fn f() {\n    std::fs::read(path);\n}\n", 2),
        ("use std::{path::Path, fs::File};\n", 1),
        ("use std::{io, env};\n", 1),
        ("use fs_err as fs;\n", 1),
        ("use ignore::WalkBuilder;\n", 1),
        ("fn f() {\n    eprintln!(\"so\");\n}\n", 2),
        ("use annotate_snippets::Level;\n", 1),
    ] {
        let broken = away_from_home("src/model/row.rs", text);
        assert_eq!(broken.len(), 1, "{text}: {broken:?}");
        assert!(broken[0].starts_with(&format!("src/model/row.rs:{line}:")), "{broken:?}");
    }
}

#[test]
fn guests_at_home_and_words_in_prose_are_not_seen() {
    for (path, text) in [
        ("src/syntax/blocks.rs", "use pulldown_cmark::Parser;\n"),
        ("src/yaml.rs", "use serde_yaml::Spanned;\n"),
        ("src/yaml/spans.rs", "use serde_yaml::Spanned;\n"),
        ("src/cli/tree.rs", "use fs_err as fs;\nuse std::env;\n"),
        ("src/main.rs", "fn main() { eprintln!(); std::process::exit(2) }\n"),
        (
            "src/model/row.rs",
            "//! `pulldown_cmark` lives elsewhere.\nconst V: &str = env!(\"CARGO_PKG_VERSION\");\n",
        ),
        ("src/model/row.rs", "let ignore = config.ignore;\nlet fs = rows.env;\nif print != 1 {}\n"),
        ("src/model/row.rs", "#[cfg(test)]\nmod tests {\n    fn f() { println!(); }\n}\n"),
    ] {
        assert_eq!(away_from_home(path, text), Vec::<String>::new(), "{text}");
    }
}

const RULE: &str = "//! Twice.\nrule! {\n    /// Says \"D1\" twice.\n    ///\n    \"DDR112\" \"same-id\" Error Check::Table(check)\n}\n";
const OTHER: &str =
    "rule! {\n    /// Long.\n    \"DDR114\"\n    \"a-long-one\" Off Warning Check::Table(check)\n}\n";
const GROUP: &str = "mod a_long_one;\nmod same_id;\npub static GROUP: Group = Group { rules: &[&same_id::RULE, &a_long_one::RULE] };\n";
const GROUPS: &str = "pub mod ids;\npub static GROUPS: &[&Group] = &[&ids::GROUP];\n";

fn tree(changes: &[(&str, &str)]) -> Vec<String> {
    let mut files: BTreeMap<String, String> = [
        ("src/rules/mod.rs", GROUPS),
        ("src/rules/ids/mod.rs", GROUP),
        ("src/rules/ids/same_id.rs", RULE),
        ("src/rules/ids/a_long_one.rs", OTHER),
        ("src/rules/ids/helper.rs", "//! No rule: something that two of them share.\n"),
    ]
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .into();
    for (path, text) in changes {
        files.insert((*path).to_owned(), (*text).to_owned());
    }
    unregistered(&files)
}

#[test]
fn a_rule_is_read_from_its_file() {
    assert_eq!(rule_of(RULE), Some(("DDR112", "same-id")));
    assert_eq!(rule_of(OTHER), Some(("DDR114", "a-long-one")));
    assert_eq!(rule_of("fn check() {}\n"), None);
    assert_eq!(tree(&[]), Vec::<String>::new());
}

#[test]
fn a_forgotten_or_misplaced_line_is_seen() {
    for (group, said) in [
        (
            "mod same_id;\nconst G: &[&Rule] = &[&same_id::RULE, &a_long_one::RULE];\n",
            "`mod a_long_one;` is missing",
        ),
        (
            "mod a_long_one;\nmod same_id;\nconst G: &[&Rule] = &[&same_id::RULE];\n",
            "`&a_long_one::RULE,` is missing",
        ),
        (
            "mod same_id;\nmod a_long_one;\nconst G: &[&Rule] = &[&same_id::RULE, &a_long_one::RULE];\n",
            "`mod` lines are not sorted",
        ),
        (
            "mod a_long_one;\nmod same_id;\nconst G: &[&Rule] = &[&a_long_one::RULE, &same_id::RULE];\n",
            "not sorted by code",
        ),
        (
            "mod a_long_one;\nmod same_id;\nconst G: &[&Rule] = &[&same_id::RULE, &same_id::RULE, &a_long_one::RULE];\n",
            "stands twice",
        ),
    ] {
        let broken = tree(&[("src/rules/ids/mod.rs", group)]);
        assert!(broken.len() == 1 && broken[0].contains(said), "{said}: {broken:?}");
    }
}

#[test]
fn a_wrong_name_code_or_group_is_seen() {
    let seen = |path: &str, text: &str, said: &str| {
        let broken = tree(&[(path, text)]);
        assert!(broken.iter().any(|line| line.contains(said)), "{said}: {broken:?}");
    };
    seen("src/rules/ids/same_id.rs", &RULE.replace("same-id", "sameid"), "so the file is `sameid.rs`");
    seen("src/rules/ids/same_id.rs", &RULE.replace("DDR112", "DDR114"), "is the code of");
    seen("src/rules/ids/same_id.rs", &RULE.replace("DDR112", "DR1"), "is no code");
    seen("src/rules/mod.rs", "pub mod ids;\n", "`&ids::GROUP` is missing");
}
