//! Diagnostics that are taken as given: a list that only gets shorter.
//!
//! An entry knows its diagnostic by content: the rule, the text that it is about and what its message
//! quotes. Edits around that text, another layout of a table, other columns and a new wording of the
//! message do not bring it back. The path is there for people; it counts only as long as its file does.

use super::fingerprint;
use crate::diagnostic::Diagnostic;
use crate::rules;
use crate::rules::suppressions::can_be_suppressed;
use crate::source::Source;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// The version of the file that is written and read.
pub const VERSION: u32 = 1;

/// A file with diagnostics that are taken as given.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Version of this format; 1.
    pub version: u32,
    /// What is taken as given, by path, rule and fingerprint.
    pub entries: Vec<Entry>,
}

/// Diagnostics that are taken as given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The document, from the root of its project, with `/`.
    pub path: String,
    /// Name of the rule: `statement-too-long`.
    pub rule: String,
    /// What the diagnostic is about, as 16 hexadecimal digits.
    pub fingerprint: String,
    /// How many equal ones there are; 1 where it is left out.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub count: usize,
    /// What was said when the entry was made; for people alone.
    #[serde(default)]
    pub message: String,
}

const fn one() -> usize {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_one(count: &usize) -> bool {
    *count == 1
}

/// Why a text is no baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The line, from 1, where one is to blame.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
}

/// A baseline, ready to be asked.
#[derive(Debug, Default)]
pub struct Baseline {
    /// Its entries, sorted, no two of them equal but for their counts.
    pub entries: Vec<Entry>,
    by_path: HashMap<String, Vec<usize>>,
}

/// How many of the diagnostics of each entry were met.
pub type Met = BTreeMap<usize, usize>;

/// Only the version, so that a file of another one is not called broken.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

impl Baseline {
    /// Reads a baseline.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        let fail = |error: &serde_json::Error| {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
            Unreadable { line: (error.line() > 0).then(|| error.line()), message }
        };
        let text = text.trim_start_matches('\u{feff}');
        let versioned: Versioned = serde_json::from_str(text).map_err(|error| fail(&error))?;
        if versioned.version != VERSION {
            let message =
                format!("it has version {}, and this ddr reads version {VERSION}", versioned.version);
            return Err(Unreadable { line: None, message });
        }
        let file: File = serde_json::from_str(text).map_err(|error| fail(&error))?;
        Ok(Self::new(file.entries))
    }

    /// A baseline of these entries.
    pub fn new(entries: Vec<Entry>) -> Self {
        let mut counts: BTreeMap<(String, String, String), (usize, String)> = BTreeMap::new();
        for Entry { path, rule, fingerprint, count, message } in entries {
            counts.entry((path, rule, fingerprint)).or_insert((0, message)).0 += count;
        }
        let entries: Vec<Entry> = counts
            .into_iter()
            .filter(|(_, (count, _))| *count > 0)
            .map(|((path, rule, fingerprint), (count, message))| Entry {
                path,
                rule,
                fingerprint,
                count,
                message,
            })
            .collect();
        let mut by_path: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, entry) in entries.iter().enumerate() {
            by_path.entry(entry.path.clone()).or_default().push(at);
        }
        Self { entries, by_path }
    }

    /// The file as data.
    pub fn file(&self) -> File {
        File { version: VERSION, entries: self.entries.clone() }
    }

    /// How many diagnostics are taken as given.
    pub fn len(&self) -> usize {
        self.entries.iter().map(|entry| entry.count).sum()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Leaves out the diagnostics of a document that are taken as given there.
    pub fn take(&self, path: &str, met: &mut Met, heard: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let Some(own) = self.by_path.get(path) else { return heard };
        heard.into_iter().filter(|diagnostic| !self.claim(own, met, diagnostic)).collect()
    }

    /// Takes a diagnostic as given by one of some entries, where it is not used up.
    pub fn claim(&self, entries: &[usize], met: &mut Met, diagnostic: &Diagnostic) -> bool {
        let Some(print) = &diagnostic.fingerprint else { return false };
        for &at in entries {
            let Some(entry) = self.entries.get(at) else { continue };
            let left = met.get(&at).copied().unwrap_or_default() < entry.count;
            if left && entry.fingerprint == *print && entry.rule == diagnostic.name {
                *met.entry(at).or_default() += 1;
                return true;
            }
        }
        false
    }

    /// Whether a change is taken as given, whatever its path.
    pub fn knows(&self, fingerprint: &str) -> bool {
        self.entries.iter().any(|entry| entry.fingerprint == fingerprint)
    }
}

/// Whether a diagnostic can be taken as given: not where it says that the work could not be done.
pub fn can_be_given(diagnostic: &Diagnostic) -> bool {
    let of_suppressions = matches!(diagnostic.code, "DDR005" | "DDR006" | "DDR009");
    of_suppressions || rules::find(diagnostic.code).is_some_and(can_be_suppressed)
}

/// Gives the diagnostics of a text their fingerprints; a change brings its own.
pub fn name_all(source: &Source, diagnostics: &mut [Diagnostic]) {
    for diagnostic in diagnostics {
        if diagnostic.fingerprint.is_none() && can_be_given(diagnostic) {
            diagnostic.fingerprint = Some(fingerprint::content(source, diagnostic));
        }
    }
}

/// The entries of diagnostics, each with the path of its document.
pub fn entries<'d>(of: impl IntoIterator<Item = (&'d str, &'d Diagnostic)>) -> Vec<Entry> {
    let entry = |(path, diagnostic): (&str, &Diagnostic)| {
        Some(Entry {
            path: path.to_owned(),
            rule: diagnostic.name.to_owned(),
            fingerprint: diagnostic.fingerprint.clone()?,
            count: 1,
            message: diagnostic.message.clone(),
        })
    };
    of.into_iter().filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use crate::source::Span;

    fn said(text: &str, at: &str, message: &str) -> Diagnostic {
        let start = text.find(at).unwrap();
        let span = Span::new(start, start + at.len());
        let mut all = [Diagnostic::new("DDR114", "statement-too-long", Severity::Warning, span, message)];
        name_all(&Source::new("a.md", text), &mut all);
        let [only] = all;
        only
    }

    fn of(found: &[(&str, &Diagnostic)]) -> Baseline {
        Baseline::new(entries(found.iter().copied()))
    }

    #[test]
    fn equal_ones_are_counted_and_one_more_is_new() {
        let one = said("| D1 | long | x |\n", "long", "the statement of D1 has 9 words");
        let baseline = of(&[("a.md", &one), ("a.md", &one), ("b.md", &one)]);
        assert_eq!((baseline.entries.len(), baseline.len()), (2, 3));
        let mut met = Met::new();
        let left = baseline.take("a.md", &mut met, vec![one.clone(), one.clone(), one.clone()]);
        assert_eq!(left.len(), 1);
        assert_eq!(met, Met::from([(0, 2)]));
        assert_eq!(baseline.take("c.md", &mut met, vec![one]).len(), 1, "its file is another");
    }

    #[test]
    fn only_what_it_is_about_makes_an_entry() {
        let text = "| D1 | too  long | proposed |\n";
        let one = said(text, "too  long", "the statement of D1 has 9 words, 6 are allowed");
        let baseline = of(&[("a.md", &one)]);
        let known = |text: &str, at: &str, message: &str| {
            baseline.take("a.md", &mut Met::new(), vec![said(text, at, message)]).is_empty()
        };
        assert!(known("# T\n\n|D1|too long|accepted|new|\n", "too long", "it has 2 words more than 6"));
        assert!(!known(
            "| D1 | too longer |\n",
            "too longer",
            "the statement of D1 has 9 words, 6 are allowed"
        ));
    }

    #[test]
    fn what_is_no_baseline_is_told_with_its_line() {
        for (text, line, message) in [
            ("", Some(1), "EOF while parsing a value"),
            ("{\n  \"version\": 1,\n", Some(3), "EOF while parsing"),
            ("{\"version\": 2}", None, "it has version 2, and this ddr reads version 1"),
            ("{\"version\": 1,\n\"entries\": [\n{\"path\": 3}]}", Some(3), "invalid type"),
            ("{\"version\": 1, \"entries\": [], \"more\": 1}", Some(1), "unknown field `more`"),
            ("<<<<<<< ours\n{}", Some(1), "expected value"),
        ] {
            let why = Baseline::read(text).unwrap_err();
            assert!(why.message.contains(message), "{text}: {}", why.message);
            assert_eq!(why.line, line, "{text}");
        }
        assert!(Baseline::read("\u{feff}{\"version\": 1, \"entries\": []}").unwrap().is_empty());
    }
}
