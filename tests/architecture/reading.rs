//! Source text as a sequence of words, without comments, literals and tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the package.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `src/` with its path from the root, sorted.
pub fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join("src"), &mut found);
    found.sort();
    assert!(!found.is_empty());
    let all: BTreeMap<String, String> = found
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    let tests = test_files(&all);
    all.into_iter().filter(|(path, _)| !tests.contains(path)).collect()
}

/// Files that are modules of tests only: their parent declares them below `#[cfg(test)]`.
pub fn test_files(files: &BTreeMap<String, String>) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in files {
        let folder = path.trim_end_matches("/mod.rs").trim_end_matches("/lib.rs").trim_end_matches(".rs");
        let code = without_literals(text);
        for item in code.split("#[cfg(test)]").skip(1) {
            let words = words(item.split_inclusive([';', '{']).next().unwrap_or_default());
            let Some(at) = words.iter().position(|word| word.text == "mod") else { continue };
            if let [name, end] = &words[at + 1..]
                && end.text == ";"
            {
                found.push(format!("{folder}/{}.rs", name.text));
                found.push(format!("{folder}/{}/mod.rs", name.text));
            }
        }
    }
    found
}

/// Room of a file and how many modules deep it is; none for `lib.rs` and `main.rs`.
pub fn place_of(path: &str) -> Option<(&str, usize)> {
    let inner = path.strip_prefix("src/")?.strip_suffix(".rs")?;
    if inner == "lib" || inner == "main" {
        return None;
    }
    let inner = inner.strip_suffix("/mod").unwrap_or(inner);
    Some((inner.split('/').next()?, inner.split('/').count()))
}

/// Whether a path is the home or below it; `src/yaml` is home to `src/yaml.rs` too.
pub fn is_inside(path: &str, home: &str) -> bool {
    path.strip_prefix(home).is_some_and(|rest| rest.is_empty() || rest == ".rs" || rest.starts_with('/'))
}

/// A word of source text.
pub struct Word<'a> {
    /// Its line, from 1.
    pub line: usize,
    /// As written.
    pub text: &'a str,
}

/// Identifiers, `::` and single other marks, each with its line.
pub fn words(code: &str) -> Vec<Word<'_>> {
    let bytes = code.as_bytes();
    let (mut words, mut line, mut at) = (Vec::new(), 1, 0);
    while let Some(c) = code[at..].chars().next() {
        let start = at;
        at += c.len_utf8();
        if c == '\n' {
            line += 1;
        } else if c == ':' && bytes.get(at) == Some(&b':') {
            at += 1;
        } else if c == '_' || c.is_alphanumeric() {
            at += code[at..].find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(code.len() - at);
        }
        if !c.is_whitespace() {
            words.push(Word { line, text: &code[start..at] });
        }
    }
    words
}

/// First names of every path below the crate's root: `crate::name`, `crate::{name, …}` and as
/// many `super::` as lead there. The last part says whether a macro is called.
pub fn root_names(words: &[Word<'_>], depth: usize) -> Vec<(usize, String, bool)> {
    let mut starts = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if word.text == "crate" {
            starts.push(at + 1);
        } else if word.text == "super" && (at < 2 || words[at - 2].text != "super") {
            let run = words[at..].chunks(2).take_while(|pair| pair[0].text == "super").count();
            if run == depth {
                starts.push(at + 2 * run - 1);
            }
        }
    }
    starts
        .into_iter()
        .flat_map(|at| first_names(words, at))
        .map(|at| {
            let is_macro = words.get(at + 1).is_some_and(|word| word.text == "!");
            (words[at].line, words[at].text.to_owned(), is_macro)
        })
        .collect()
}

/// Lines and first names of every path below `start`.
pub fn names_below(words: &[Word<'_>], start: &str) -> Vec<(usize, String)> {
    (0..words.len())
        .filter(|&at| words[at].text == start)
        .flat_map(|at| first_names(words, at + 1))
        .map(|at| (words[at].line, words[at].text.to_owned()))
        .collect()
}

/// Places of the names that follow the `::` at a place: one, or those of a group.
fn first_names(words: &[Word<'_>], at: usize) -> Vec<usize> {
    let text = |at: usize| words.get(at).map_or("", |word| word.text);
    if text(at) != "::" {
        return Vec::new();
    }
    if text(at + 1) != "{" {
        let is_name = text(at + 1).starts_with(|c: char| c == '_' || c.is_alphabetic());
        return if is_name { vec![at + 1] } else { Vec::new() };
    }
    let (mut found, mut open, mut here) = (Vec::new(), 1, at + 2);
    while open > 0 && here < words.len() {
        match text(here) {
            "{" => open += 1,
            "}" => open -= 1,
            "," => {}
            _ if open == 1 && matches!(text(here - 1), "{" | ",") => found.push(here),
            _ => {}
        }
        here += 1;
    }
    found.retain(|&at| text(at) != "self");
    found
}

/// The text with comments, literals and test items blanked; every line stays where it was.
pub fn code_of(text: &str) -> String {
    without_tests(&without_literals(text))
}

/// Blanks comments, strings and characters.
fn without_literals(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut in_word = false;
    while let Some(c) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if c == '"' {
            string(rest)
        } else if c == '\'' {
            character(rest)
        } else if !in_word && matches!(c, 'r' | 'b' | 'c') {
            raw_string(rest)
        } else {
            0
        };
        if length == 0 {
            out.push(c);
            in_word = c == '_' || c.is_alphanumeric();
            rest = &rest[c.len_utf8()..];
        } else {
            out.extend(rest[..length].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            in_word = false;
            rest = &rest[length..];
        }
    }
    out
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

fn string(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Length of a character literal; none for a lifetime.
fn character(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => {
            chars.next();
            rest[2..].char_indices().skip(1).find(|(_, c)| *c == '\'').map_or(0, |(at, _)| at + 3)
        }
        Some(_) => chars.next().filter(|(_, c)| *c == '\'').map_or(0, |(at, _)| at + 1),
        None => 0,
    }
}

/// Length of `r"…"`, `r#"…"#`, `br"…"` and the like; none for anything else.
fn raw_string(rest: &str) -> usize {
    let after = rest.trim_start_matches(['b', 'c']);
    let Some(after) = after.strip_prefix('r') else { return 0 };
    let body = after.trim_start_matches('#');
    let marks = after.len() - body.len();
    if !body.starts_with('"') {
        return 0;
    }
    let end = format!("\"{}", "#".repeat(marks));
    let head = rest.len() - body.len() + 1;
    rest[head..].find(&end).map_or(rest.len(), |at| head + at + end.len())
}

/// Blanks every item below `#[cfg(test)]`, to its semicolon or closing brace.
fn without_tests(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]") {
        out.push_str(&rest[..at]);
        let item = &rest[at..];
        let (mut depth, mut end) = (0_i32, item.len());
        for (here, c) in item.char_indices().skip("#[cfg(test)]".len()) {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 && matches!(c, '}' | ';') {
                end = here + 1;
                break;
            }
        }
        out.extend(item[..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = &item[end..];
    }
    out.push_str(rest);
    out
}
