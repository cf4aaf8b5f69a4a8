//! Environment variables that rows name, and the lines that read them.
//!
//! A name in capital letters may be a constant as well. It is a variable of the environment where a line of
//! the tree reads it as one, or where the row says so or is about settings.

use crate::model::file_role::{Role, role};
use crate::project::{Project, extension};
use crate::readme::links::link;
use regex::Regex;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Larger files are data.
const LARGEST: usize = 1024 * 1024;
/// Lines that are shown of one variable, at most; one of each file.
const MOST_LINES: usize = 5;

/// A variable of the environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Whether it is still to come: no file reads or names it yet, or its rows are open.
    pub planned: bool,
    /// Where it is read, the first line of each file.
    pub read: Vec<Line>,
    /// Where it is named and not read; empty where it is read somewhere.
    pub named: Vec<Line>,
    /// The files that are to read it, by the rows that name it.
    pub files: Vec<super::Named>,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The file's path.
    pub path: String,
    /// The number of the line.
    pub line: usize,
    /// A link to the file.
    pub link: String,
}

#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static NAME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b").unwrap());
/// `env`, `environment`, `vars`, …
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static SAYS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:env|environ|environment|vars?|variables?)\b").unwrap());
/// What stands on a line that reads the environment.
const READS: &[&str] = &[
    "environ",
    "getenv",
    "env::var",
    "env!(",
    "process.env",
    "ENV[",
    "ENV.fetch",
    "import.meta.env",
    "Deno.env",
    "LookupEnv",
    "Getenv",
    "GetEnvironmentVariable",
    "env(",
    "$env:",
    "System.get_env",
    "config(",
];
/// Endings of files that hold no program and no settings.
const NOT_READ: &[&str] = &[
    "md", "markdown", "rst", "lock", "svg", "png", "jpg", "jpeg", "gif", "ico", "pdf", "zip", "gz", "woff",
    "woff2", "ttf", "map", "csv", "parquet", "bin", "so", "a", "o", "pyc", "class", "jar", "wasm", "snap",
    "po", "mo", "adoc",
];

/// The names in a cell that look like variables.
pub fn names(cell: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let names = NAME.find_iter(cell).map(|name| name.as_str().to_owned());
    names.filter(|name| seen.insert(name.clone())).collect()
}

/// Whether a cell says that the names in it are variables.
pub fn says_so(cell: &str) -> bool {
    SAYS.is_match(cell)
}

/// Where names stand in the tree.
#[derive(Debug, Default)]
pub struct Places {
    read: BTreeMap<String, Vec<Line>>,
    named: BTreeMap<String, Vec<Line>>,
}

impl Places {
    /// Looks for names in the tree. What `.gitignore` leaves out is not the same for everybody, and tests
    /// are no place that a newcomer looks at.
    pub fn of(project: &Project<'_>, names: &BTreeSet<String>, folder: &str) -> Self {
        let mut places = Self::default();
        if names.is_empty() {
            return places;
        }
        let is_source = |path: &&String| {
            let ending = extension(path).unwrap_or_default().to_lowercase();
            !NOT_READ.contains(&ending.as_str()) && role(path) != Role::Test
        };
        for path in project.outside.files().iter().filter(is_source) {
            if project.outside.ignored(path) {
                continue;
            }
            let Some(text) = project.outside.text(path).filter(|text| text.len() <= LARGEST) else {
                continue;
            };
            places.look(&text, path, names, folder);
        }
        places
    }

    fn look(&mut self, text: &str, path: &str, names: &BTreeSet<String>, folder: &str) {
        for name in names.iter().filter(|name| text.contains(name.as_str())) {
            let mut named = None;
            let lines = text.lines().enumerate().filter(|(_, line)| has(line, name));
            let mut read = None;
            for (at, line) in lines {
                named = named.or(Some(at + 1));
                if reads(line, name) {
                    read = Some(at + 1);
                    break;
                }
            }
            let at = |line| Line { path: path.to_owned(), line, link: link(folder, path) };
            if let Some(line) = read {
                self.read.entry(name.clone()).or_default().push(at(line));
            } else if let Some(line) = named {
                self.named.entry(name.clone()).or_default().push(at(line));
            }
        }
    }

    /// Whether a line reads a name as a variable of the environment.
    pub fn is_read(&self, name: &str) -> bool {
        self.read.contains_key(name)
    }

    /// Whether a line has a name.
    pub fn is_named(&self, name: &str) -> bool {
        self.is_read(name) || self.named.contains_key(name)
    }

    /// The variable of a name.
    pub fn variable(&self, name: &str, open: bool, files: Vec<super::Named>) -> Variable {
        let some = |places: &BTreeMap<String, Vec<Line>>| -> Vec<Line> {
            places.get(name).into_iter().flatten().take(MOST_LINES).cloned().collect()
        };
        let read = some(&self.read);
        let named = if read.is_empty() { some(&self.named) } else { Vec::new() };
        Variable { name: name.to_owned(), planned: open || !self.is_named(name), read, named, files }
    }
}

/// Whether a line holds a name as a word.
fn has(line: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(name).any(|(at, _)| {
        let before = line.get(..at).and_then(|head| head.chars().next_back());
        let after = line.get(at + name.len()..).and_then(|rest| rest.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// Whether a line that holds a name reads it: no comment, and a form that asks the environment.
fn reads(line: &str, name: &str) -> bool {
    let start = line.trim_start();
    if ["#", "//", "*", "--", ";", "REM "].iter().any(|mark| start.starts_with(mark)) {
        return false;
    }
    READS.iter().any(|read| line.contains(read))
        || [format!("${name}"), format!("${{{name}"), format!("%{name}%"), format!("env.{name}")]
            .iter()
            .any(|form| line.contains(form.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words_in_capitals() {
        assert_eq!(
            names("adds `CACHE_URL`, CACHE_URL and MAX_AGE_2 (v2) to Config_X"),
            ["CACHE_URL", "MAX_AGE_2"]
        );
        assert!(
            says_so("two env vars") && says_so("an environment variable") && !says_so("various constants")
        );
    }

    #[test]
    fn a_line_reads_a_variable_or_only_names_it() {
        for (line, read) in [
            ("URL = os.environ[\"A_B\"]", true),
            ("let url = std::env::var(\"A_B\")?;", true),
            ("const url = process.env.A_B ?? '';", true),
            ("exec serve \"${A_B:-x}\"", true),
            ("echo $A_B", true),
            ("A_B = 3", false),
            ("# os.environ[\"A_B\"] once", false),
        ] {
            assert!(has(line, "A_B"), "{line}");
            assert_eq!(reads(line, "A_B"), read, "{line}");
        }
        assert!(!has("X_A_B = 1; A_B_C", "A_B"));
    }
}
