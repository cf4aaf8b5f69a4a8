//! Holds the code to its map: the rooms of `src/lib.rs` and the one direction between them, the one
//! room of each outside library, and the two lines that register a rule.
//!
//! It reads source text. A parser would be a dependency for the sake of a few words; instead,
//! comments, strings and test modules are blanked out first, so that only code can break a law.

#![allow(
    clippy::disallowed_methods,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test reads the source tree, and its panic is a failing test"
)]

#[path = "architecture/planted.rs"]
mod planted;
#[path = "architecture/reading.rs"]
mod reading;

use reading::{code_of, is_inside, names_below, place_of, root, root_names, sources, words};
use std::collections::BTreeMap;
use std::fs;

/// What stands at home in one place only: the name, how it is written, where it may be.
const AT_HOME: &[(&str, Written, &[&str])] = &[
    ("pulldown_cmark", Written::Name, &["src/syntax"]),
    ("serde_yaml", Written::Name, &["src/yaml"]),
    ("similar", Written::Crate, &["src/diff"]),
    ("sha2", Written::Name, &["src/diff", "src/check", "src/readme"]),
    ("comrak", Written::Name, &["src/report"]),
    ("quick_xml", Written::Name, &["src/render"]),
    ("tempfile", Written::Name, &["src/cli"]),
    ("minijinja", Written::Name, &["src/template"]),
    ("annotate_snippets", Written::Name, &["src/render"]),
    ("clap", Written::Name, &["src/cli", "src/main.rs"]),
    ("clap_complete", Written::Name, &["src/cli"]),
    ("clap_mangen", Written::Name, &["src/cli"]),
    ("ignore", Written::Crate, &["src/cli"]),
    ("fs_err", Written::Name, &["src/cli", "src/main.rs"]),
    ("fs", Written::InStd, &["src/cli", "src/main.rs"]),
    ("env", Written::InStd, &["src/cli", "src/main.rs"]),
    ("process", Written::InStd, &["src/cli", "src/main.rs"]),
    ("Command", Written::Name, &["src/cli/git/process"]),
    ("print", Written::Macro, &["src/cli", "src/main.rs"]),
    ("println", Written::Macro, &["src/cli", "src/main.rs"]),
    ("eprint", Written::Macro, &["src/cli", "src/main.rs"]),
    ("eprintln", Written::Macro, &["src/cli", "src/main.rs"]),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    /// Anywhere as a word of its own.
    Name,
    /// As the beginning of a path; for a crate whose name is also an ordinary word.
    Crate,
    /// As `std::name`, also in a group.
    InStd,
    /// As `name!`.
    Macro,
}

#[test]
fn rooms_use_only_rooms_above_them() {
    let rooms = rooms(&fs::read_to_string(root().join("src/lib.rs")).unwrap());
    assert!(rooms.len() > 1, "src/lib.rs names no rooms");
    let mut broken = Vec::new();
    for (path, text) in sources() {
        broken.extend(against_the_order(&path, &text, &rooms));
    }
    assert!(broken.is_empty(), "a room uses only rooms above it in src/lib.rs:\n{}", broken.join("\n"));
}

#[test]
fn outside_things_stay_in_their_room() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        broken.extend(away_from_home(&path, &text));
    }
    assert!(broken.is_empty(), "each of these has one room:\n{}", broken.join("\n"));
}

#[test]
fn every_rule_is_one_file_and_two_lines() {
    let files: BTreeMap<String, String> =
        sources().into_iter().filter(|(path, _)| path.starts_with("src/rules/")).collect();
    assert!(files.values().any(|text| rule_of(text).is_some()), "no rule below src/rules");
    let broken = unregistered(&files);
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

// The laws are functions over text, so that the tests in `planted` can break them on purpose.

/// The modules of `lib.rs`, in order.
fn rooms(lib: &str) -> Vec<String> {
    let code = code_of(lib);
    let words = words(&code);
    words
        .windows(3)
        .filter(|w| w[0].text == "mod" && w[2].text == ";")
        .map(|w| w[1].text.to_owned())
        .collect()
}

/// Uses of a room that stands below the file's own, or of something that is no room.
fn against_the_order(path: &str, text: &str, rooms: &[String]) -> Vec<String> {
    let Some((own, depth)) = place_of(path) else { return Vec::new() };
    let Some(own_at) = rooms.iter().position(|room| *room == own) else {
        return vec![format!("{path}: the room `{own}` is not named in src/lib.rs")];
    };
    let code = code_of(text);
    let words = words(&code);
    let mut broken = Vec::new();
    for (line, name, is_macro) in root_names(&words, depth) {
        match rooms.iter().position(|room| *room == name) {
            Some(at) if at > own_at => {
                broken.push(format!("{path}:{line}: `{own}` uses `{name}`, which comes after it"));
            }
            None if !is_macro => broken.push(format!("{path}:{line}: `crate::{name}` is no room")),
            _ => {}
        }
    }
    broken
}

/// Names that stand where they are not at home.
fn away_from_home(path: &str, text: &str) -> Vec<String> {
    let code = code_of(text);
    let words = words(&code);
    let mut broken = Vec::new();
    let in_std = names_below(&words, "std");
    for (name, written, homes) in AT_HOME {
        if homes.iter().any(|home| is_inside(path, home)) {
            continue;
        }
        let mut say = |line: usize| broken.push(format!("{path}:{line}: `{name}` belongs to {}", homes[0]));
        if *written == Written::InStd {
            in_std.iter().filter(|(_, word)| word == name).for_each(|(line, _)| say(*line));
            continue;
        }
        for (at, word) in words.iter().enumerate().filter(|(_, word)| word.text == *name) {
            let next = |by: usize| words.get(at + by).map_or("", |word| word.text);
            let before = at.checked_sub(1).map_or("", |at| words[at].text);
            let meant = match written {
                Written::Name | Written::InStd => true,
                Written::Crate => next(1) == "::" && before != "::" && before != ".",
                Written::Macro => next(1) == "!" && next(2) != "=",
            };
            if meant {
                say(word.line);
            }
        }
    }
    broken
}

/// Rule files whose name, code or registration does not hold.
fn unregistered(files: &BTreeMap<String, String>) -> Vec<String> {
    let mut broken = Vec::new();
    let mut by_code: BTreeMap<&str, &str> = BTreeMap::new();
    let mut by_group: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for (path, text) in files {
        let Some((group, file)) = path.strip_prefix("src/rules/").and_then(|rest| rest.rsplit_once('/'))
        else {
            continue;
        };
        let stem = file.trim_end_matches(".rs");
        let Some((code, name)) = rule_of(text) else { continue };
        if name.replace('-', "_") != stem {
            broken.push(format!(
                "{path}: the rule is named `{name}`, so the file is `{}.rs`",
                name.replace('-', "_")
            ));
        }
        if code.len() != 6 || !code.starts_with("DDR") || !code[3..].bytes().all(|b| b.is_ascii_digit()) {
            broken.push(format!("{path}: `{code}` is no code"));
        }
        if let Some(other) = by_code.insert(code, path) {
            broken.push(format!("{path}: {code} is the code of {other}"));
        }
        by_group.entry(group).or_default().push((code, stem));
    }
    let groups = files.get("src/rules/mod.rs").map(|text| code_of(text)).unwrap_or_default();
    for (group, rules) in by_group {
        if !words(&groups).windows(3).any(|w| w[0].text == group && w[1].text == "::" && w[2].text == "GROUP")
        {
            broken.push(format!("src/rules/mod.rs: `&{group}::GROUP` is missing"));
        }
        let path = format!("src/rules/{group}/mod.rs");
        let Some(text) = files.get(&path) else {
            broken.push(format!("{path} is missing"));
            continue;
        };
        broken.extend(badly_listed(&path, text, &rules));
    }
    broken
}

/// What is wrong with the two lists of a group's file, given its rules as (code, file stem).
fn badly_listed(path: &str, text: &str, rules: &[(&str, &str)]) -> Vec<String> {
    let code = code_of(text);
    let words = words(&code);
    let mut broken = Vec::new();
    let mods: Vec<&str> =
        words.windows(3).filter(|w| w[0].text == "mod" && w[2].text == ";").map(|w| w[1].text).collect();
    let listed: Vec<&str> =
        words.windows(3).filter(|w| w[1].text == "::" && w[2].text == "RULE").map(|w| w[0].text).collect();
    for (_, stem) in rules {
        for (what, list) in [(format!("mod {stem};"), &mods), (format!("&{stem}::RULE,"), &listed)] {
            match list.iter().filter(|name| *name == stem).count() {
                1 => {}
                0 => broken.push(format!("{path}: `{what}` is missing")),
                _ => broken.push(format!("{path}: `{what}` stands twice")),
            }
        }
    }
    if !mods.is_sorted() {
        broken.push(format!("{path}: the `mod` lines are not sorted"));
    }
    let codes: Vec<&str> = listed
        .iter()
        .filter_map(|name| rules.iter().find(|(_, stem)| stem == name).map(|(code, _)| *code))
        .collect();
    if !codes.is_sorted() {
        broken.push(format!("{path}: the `RULE` lines are not sorted by code: {}", codes.join(", ")));
    }
    broken
}

/// Code and name that a file declares with `rule!`: the first two strings after the doc comment.
fn rule_of(text: &str) -> Option<(&str, &str)> {
    let mut lines = text.lines().skip_while(|line| !line.starts_with("rule! {")).skip(1);
    let mut rest = lines.find(|line| !line.trim().is_empty() && !line.trim().starts_with("///"))?;
    let mut take = || {
        while !rest.contains('"') {
            rest = lines.next()?;
        }
        let (_, after) = rest.split_once('"')?;
        let (literal, after) = after.split_once('"')?;
        rest = after;
        Some(literal)
    };
    Some((take()?, take()?))
}
