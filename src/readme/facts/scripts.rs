//! What a script says of itself, and the targets that a cell names.

use regex::Regex;
use std::sync::LazyLock;

/// What stands at the top of a script.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header {
    /// Its first sentence.
    pub about: Option<String>,
    /// How it is called.
    pub usage: Option<String>,
}

/// Lines of a header that are read.
const MOST: usize = 40;
/// Comments that say nothing of the script.
const FORMAL: &[&str] =
    &["copyright", "license", "licensed", "spdx", "shellcheck", "vim:", "-*-", "eslint", "@", "!", "todo"];

/// `make up`, `npm run dev`.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static COMMAND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:make|just|task|rake|npm run|yarn run|pnpm run)\s+[A-Za-z][\w:-]*").unwrap()
});

/// Reads the comment at the top of a script.
pub fn header(text: &str) -> Header {
    let mut lines: Vec<String> = Vec::new();
    let mut quoted: Option<&str> = None;
    for line in text.lines().take(MOST) {
        let trimmed = line.trim();
        if let Some(mark) = quoted {
            lines.push(trimmed.replace(mark, "").trim().to_owned());
            if trimmed.contains(mark) {
                break;
            }
            continue;
        }
        if trimmed.starts_with("#!")
            || trimmed == "@echo off"
            || trimmed.starts_with("set ")
            || trimmed == "'use strict';"
        {
            continue;
        }
        if let Some(mark) = ["\"\"\"", "'''"].into_iter().find(|mark| trimmed.starts_with(mark)) {
            let rest = trimmed.trim_start_matches(mark);
            lines.push(rest.replace(mark, "").trim().to_owned());
            if rest.contains(mark) {
                break;
            }
            quoted = Some(mark);
            continue;
        }
        match comment(trimmed) {
            Some(comment) => lines.push(comment.to_owned()),
            // What stands above the first comment, and blank lines in the header, end nothing.
            None if trimmed.is_empty() => lines.push(String::new()),
            None => break,
        }
    }
    Header { about: about(&lines), usage: usage(&lines) }
}

fn comment(line: &str) -> Option<&str> {
    let marks = ["#", "//", "::", "REM ", "rem ", "--", "/*", "*/", "*"];
    let mark = marks.into_iter().find(|mark| line.starts_with(mark))?;
    Some(line.strip_prefix(mark)?.trim_start_matches(['#', '/', '*']).trim())
}

fn about(lines: &[String]) -> Option<String> {
    let is_formal = |line: &str| FORMAL.iter().any(|word| line.to_lowercase().starts_with(word));
    let is_usage = |line: &str| line.to_lowercase().starts_with("usage");
    let start = lines
        .iter()
        .position(|line| line.contains(char::is_alphabetic) && !is_formal(line) && !is_usage(line))?;
    let paragraph: Vec<&str> = lines
        .iter()
        .skip(start)
        .map(String::as_str)
        .take_while(|line| !line.is_empty() && !is_usage(line) && !is_formal(line))
        .collect();
    let text = paragraph.join(" ");
    let end = text.find(". ").unwrap_or(text.len());
    let sentence = text.get(..end).unwrap_or(&text).trim_end_matches(['.', ':']).trim();
    (!sentence.is_empty()).then(|| sentence.to_owned())
}

fn usage(lines: &[String]) -> Option<String> {
    let at = lines.iter().position(|line| line.to_lowercase().starts_with("usage"))?;
    let own = lines.get(at)?.get(5..)?.trim_start_matches(':').trim();
    let next = || lines.get(at + 1).map_or("", |line| line.trim());
    let usage = if own.is_empty() { next() } else { own };
    let usage = usage.trim_start_matches("$ ").trim_matches('`');
    (!usage.is_empty()).then(|| usage.to_owned())
}

/// The commands that a cell names: `make up`.
pub fn commands(cell: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for command in COMMAND.find_iter(cell) {
        let words = command.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
        // `make it work` is English.
        let is_english = ["sure", "it", "the", "a", "an", "them", "use", "this", "that", "all", "new"]
            .iter()
            .any(|word| words.ends_with(&format!(" {word}")));
        if !is_english && !found.contains(&words) {
            found.push(words);
        }
    }
    found
}

/// The targets of a Makefile that a cell names, as commands.
pub fn targets(path: &str, text: &str, cell: &str) -> Vec<String> {
    let name = path.rsplit('/').next().unwrap_or_default().to_lowercase();
    let tool = match name.as_str() {
        "makefile" | "gnumakefile" => "make",
        "justfile" => "just",
        _ => return Vec::new(),
    };
    let words: Vec<&str> =
        cell.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))).collect();
    let target = |line: &str| {
        let head = line.split(':').next().filter(|_| line.contains(':') && !line.contains(":="))?;
        let name =
            head.split_whitespace().next().filter(|_| !line.starts_with([' ', '\t', '.', '#', '@']))?;
        words.contains(&name).then(|| format!("{tool} {name}"))
    };
    text.lines().filter_map(target).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<String>, Option<String>) {
        let Header { about, usage } = header(text);
        (about, usage)
    }

    #[test]
    fn a_script_says_what_it_is_for_and_how_it_is_called() {
        let own = |text: &str| Some(text.to_owned());
        assert_eq!(
            read(
                "#!/bin/sh\n# Copyright us\n\n# Brings up the cache. It stays up.\n#\n# Usage: scripts/up.sh [--quiet]\nset -e\n# other\n"
            ),
            (own("Brings up the cache"), own("scripts/up.sh [--quiet]"))
        );
        assert_eq!(
            read(
                "#!/usr/bin/env python3\n\"\"\"Fills the\ndatabase.\n\nUsage:\n    seed.py FILE\n\"\"\"\nimport os\n"
            ),
            (own("Fills the database"), own("seed.py FILE"))
        );
        assert_eq!(read("// Serves files\nmain();\n"), (own("Serves files"), None));
        assert_eq!(read("set -eu\nmain\n# late\n"), (None, None));
    }

    #[test]
    fn commands_are_those_that_the_cell_names() {
        assert_eq!(
            commands("target for `make up`, then npm run dev; make sure it ends"),
            ["make up", "npm run dev"]
        );
        let makefile = ".PHONY: up\nup: deps ## x\n\tdocker\ndown:\n\tx\nX := up\n";
        assert_eq!(targets("Makefile", makefile, "`up` target"), ["make up"]);
    }
}
