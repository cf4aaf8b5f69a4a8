//! The life of a document, of a decision or of a plan row: commit by commit, what was done to it.

use super::changes::json as change_json;
use super::changes::text::{marked, painted, style_of};
use super::visible;
use crate::diff::Change;
use anstyle::Style;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt::Write as _;

/// Everything that is to be told.
#[derive(Debug)]
pub struct Life<'a> {
    /// The document, as the reader of this output knows it.
    pub path: &'a str,
    /// The decision or row that was asked for.
    pub id: Option<&'a str>,
    /// In the order in which they are shown.
    pub entries: &'a [Entry],
    /// The commits before which nothing is known, since the clone is shallow.
    pub borders: &'a [Commit],
}

/// One commit, or what is not committed yet, and what it did.
#[derive(Debug)]
pub struct Entry {
    /// None for what stands in the working tree.
    pub commit: Option<Commit>,
    /// The path of the document there, as the reader of this output knows it.
    pub path: String,
    /// What was done; never empty.
    pub changes: Vec<Change>,
}

/// A commit in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its whole id.
    pub id: String,
    /// The same in its first digits.
    pub short: String,
    /// When its author made it, as ISO 8601 has it.
    pub date: String,
    /// The first line of its message.
    pub subject: String,
}

impl Commit {
    /// The author's day.
    fn day(&self) -> &str {
        self.date.get(..10).unwrap_or(&self.date)
    }
}

/// For people. A long life has thousands of texts in which the words that changed are to be found.
pub fn text(life: &Life<'_>, color: bool) -> String {
    let entries: Vec<String> = life.entries.par_iter().map(|entry| entry_text(life, entry, color)).collect();
    let mut out = entries.join("\n");
    if !life.borders.is_empty() && !out.is_empty() {
        out.push('\n');
    }
    for border in life.borders {
        let _ = writeln!(
            out,
            "history ends at {} {}: this clone is shallow, and what came before is not in it",
            border.short,
            border.day()
        );
    }
    out
}

fn entry_text(life: &Life<'_>, entry: &Entry, color: bool) -> String {
    let mut out = String::new();
    let bold = Style::new().bold();
    let head = match &entry.commit {
        Some(commit) => {
            format!("{} {} {}", painted(&commit.short, bold, color), commit.day(), visible(&commit.subject))
        }
        None => painted("working tree", bold, color),
    };
    let _ = match entry.path == life.path {
        true => writeln!(out, "{head}"),
        false => writeln!(out, "{head} (in {})", visible(&entry.path)),
    };
    for change in &entry.changes {
        let class = painted(change.class.name(), style_of(change), color);
        let known = acknowledged(change, entry.commit.as_ref());
        let _ = writeln!(out, "  {class}: {}: {}{}", change.name, visible(&change.message), visible(&known));
        let marked = marked(change, color);
        if !marked.is_empty() {
            let field = change.field.as_deref().map(|field| format!("{}: ", visible(field)));
            let _ = writeln!(out, "    {}{marked}", field.unwrap_or_default());
        }
    }
    out
}

/// Whether somebody stood up for a change in its own commit, and why.
fn acknowledged(change: &Change, commit: Option<&Commit>) -> String {
    let short = commit.map_or("", |commit| &commit.short);
    let said = |note: &String| Some(note.strip_prefix("acknowledged in ")?.strip_prefix(short)?.to_owned());
    match change.acknowledged {
        true => format!(" (acknowledged{})", change.notes.iter().find_map(said).unwrap_or_default()),
        false => String::new(),
    }
}

/// What `ddr log --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report {
    /// Version of this format; 1.
    pub version: u32,
    /// The document, as it is called now or was called last.
    pub path: String,
    /// The decision, or the path of the plan row, that was asked for; null for all of the document.
    pub id: Option<String>,
    /// Newest first, unless the other order was asked for.
    pub entries: Vec<Step>,
    /// Commits at which history ends because the clone is shallow: what was there in them may be older.
    pub ends_at: Vec<String>,
}

/// One commit, or what is not committed yet.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Step {
    /// Its id; null for what stands in the working tree.
    pub commit: Option<String>,
    /// When its author made it, as ISO 8601 has it; null for the working tree.
    pub date: Option<String>,
    /// The first line of its message; null for the working tree.
    pub subject: Option<String>,
    /// The path of the document in it, or the last path of a document that it removed.
    pub path: String,
    /// What was done.
    pub changes: Vec<change_json::Change>,
}

/// For programs: indented JSON with a line ending.
pub fn json(life: &Life<'_>) -> Result<String, serde_json::Error> {
    let step = |entry: &Entry| Step {
        commit: entry.commit.as_ref().map(|commit| commit.id.clone()),
        date: entry.commit.as_ref().map(|commit| commit.date.clone()),
        subject: entry.commit.as_ref().map(|commit| commit.subject.clone()),
        path: entry.path.clone(),
        changes: entry.changes.iter().map(change_json::one).collect(),
    };
    let report = Report {
        version: 1,
        path: life.path.to_owned(),
        id: life.id.map(str::to_owned),
        entries: life.entries.iter().map(step).collect(),
        ends_at: life.borders.iter().map(|border| border.id.clone()).collect(),
    };
    Ok(serde_json::to_string_pretty(&report)? + "\n")
}

/// The JSON Schema of the report.
pub fn json_schema() -> String {
    crate::render::schema_text::<Report>("ddr log --format json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::{Class, change};

    #[test]
    fn what_git_and_documents_say_reaches_no_terminal_raw() {
        let commit = Commit {
            id: "a1".repeat(20),
            short: "a1a1a1a1a1".into(),
            date: "2025-03-01T10:00:00+09:00".into(),
            subject: "evil \u{1b}[31m subject".into(),
        };
        let changes = vec![change::testing(Class::Changes, "a.md", "odd \u{202e} message")];
        let entries = [Entry { commit: Some(commit.clone()), path: "old.md".into(), changes }];
        let life = Life { path: "a.md", id: None, entries: &entries, borders: &[commit] };
        let text = text(&life, false);
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
        assert!(text.starts_with("a1a1a1a1a1 2025-03-01 evil ") && text.contains(" (in old.md)\n"), "{text}");
        assert!(text.ends_with(
            "history ends at a1a1a1a1a1 2025-03-01: this clone is shallow, and what came before is not in it\n"
        ));
    }
}
