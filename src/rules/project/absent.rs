//! What the rules about paths with no file share: how sure it is that a path leads nowhere, and what
//! it may have meant.

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::short;
use crate::project::{Below, Found, Near, Operation, Past, Project, Row, Target, Text, is_file_name};

/// A path of a row that leads to nothing. What else is to be known of it takes looking things up, and is
/// looked up where a rule asks: most of these paths are never spoken of.
pub(super) struct Absent<'p> {
    project: &'p Project<'p>,
    member: usize,
    /// As written.
    pub path: &'p Text,
    /// The places that it may mean.
    pub target: &'p Target,
}

/// Why a path may be there although we see nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubt {
    Ignored,
    Local,
    NoFileName,
    Stray,
    Other,
}

/// A path of a document, where it leads to nothing; `None` also where its plan seems to be for another
/// repository.
pub(super) fn absent<'p>(project: &'p Project<'p>, member: usize, path: &'p Text) -> Option<Absent<'p>> {
    let target = project.target(member, &path.text)?;
    let absent = target.found == Found::Missing && !project.is_foreign(member);
    absent.then_some(Absent { project, member, path, target })
}

/// Files of these names are often kept on one machine alone.
fn is_local(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name == ".env" || name.starts_with(".env.") || name.contains(".local")
}

impl<'p> Absent<'p> {
    /// How grave it is that nothing is there: an error where history knows that nothing ever was.
    pub(super) fn severity(&self) -> Severity {
        match self.doubt() {
            Some(_) => Severity::Hint,
            None if self.past() == Past::Unknown => Severity::Warning,
            None => Severity::Error,
        }
    }

    fn doubt(&self) -> Option<Doubt> {
        if self.project.is_ignored(self.target) {
            Some(Doubt::Ignored)
        } else if is_local(&self.path.text) {
            Some(Doubt::Local)
        } else if self.other_case().is_some() || self.below().is_some() {
            Some(Doubt::Other)
        } else if !is_file_name(self.path.text.trim_end_matches('/')) {
            Some(Doubt::NoFileName)
        } else if self.project.may_stray(self.member, self.path) {
            Some(Doubt::Stray)
        } else {
            None
        }
    }

    /// What history knows of the places.
    pub(super) fn past(&self) -> Past {
        self.project.past(self.target)
    }

    /// The file that differs in the case of letters only.
    fn other_case(&self) -> Option<&'p str> {
        self.project.other_case(self.target)
    }

    /// What lies deeper in the tree under its name.
    pub(super) fn below(&self) -> Option<Below> {
        self.project.below(&self.path.text, self.target)
    }

    /// Whether the file stands in the tree after all, under a longer path or in other letters.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.other_case().is_some() || matches!(self.below(), Some(Below::File(..)))
    }

    /// Whether history knows the path.
    pub(super) fn was(&self) -> bool {
        matches!(self.past(), Past::Was { .. })
    }

    /// The path, for a message.
    pub(super) fn name(&self) -> String {
        format!("`{}`", short(&self.path.text, 80))
    }

    /// Says why the path may be there all the same, and what it may have meant; `else_help` is what to
    /// do where nothing is known.
    pub(super) fn explain(&self, diagnostic: &mut Diagnostic, else_help: &str) {
        match self.doubt() {
            Some(Doubt::Ignored) => {
                diagnostic.note("`.gitignore` leaves this path out, so it may exist on other machines");
            }
            Some(Doubt::Local) => {
                diagnostic.note("files of this name are often kept on one machine alone");
            }
            Some(Doubt::Stray) => {
                diagnostic.note("other paths of this document do not count from the root either, or are not of this repository");
            }
            _ => {}
        }
        let nearest = || self.target.places().find_map(|place| self.project.nearest(place));
        let help = match (self.other_case(), self.below()) {
            (Some(near), _) => format!("`{}` exists; the two differ in the case of letters", short(near, 80)),
            (None, Some(Below::File(file, base))) => format!(
                "`{}` exists; write the whole path, or name `{}` under `prefixes` in `ddr.yaml`",
                short(&file, 80),
                short(&base, 80)
            ),
            (None, Some(Below::Folder(folder))) => format!(
                "`{}` exists; where its paths count from a folder, name that under `prefixes` in `ddr.yaml`",
                short(&folder, 80)
            ),
            (None, None) => match nearest() {
                Some(Near::Case(near) | Near::Elsewhere(near) | Near::Alike(near)) => {
                    format!("did you mean `{}`?", short(&near, 80))
                }
                None => else_help.to_owned(),
            },
        };
        diagnostic.help(help);
    }
}

/// Whether something stands where a row moves its file to: then the row has been carried out.
pub(super) fn has_arrived(project: &Project<'_>, member: usize, row: &Row) -> bool {
    let stands = |path: &Text| {
        let target = project.target(member, &path.text);
        target.is_some_and(|target| matches!(target.found, Found::File | Found::Directory))
    };
    row.operation == Some(Operation::Rename) && row.paths.iter().skip(1).any(stands)
}

/// Whether the words around a path in a tests cell say that it is still to come, is no longer there,
/// or is meant only in passing.
pub(in crate::rules) fn is_hedged(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "new",
        "add",
        "adds",
        "added",
        "adding",
        "create",
        "created",
        "creates",
        "creating",
        "write",
        "writing",
        "written",
        "todo",
        "tbd",
        "tba",
        "pending",
        "later",
        "future",
        "planned",
        "plan",
        "deferred",
        "missing",
        "follow",
        "extend",
        "will",
        "should",
        "replace",
        "replaces",
        "replaced",
        "replacing",
        "remove",
        "removes",
        "removed",
        "removing",
        "delete",
        "deletes",
        "deleted",
        "drop",
        "dropped",
        "was",
        "were",
        "formerly",
        "former",
        "old",
        "obsolete",
        "instead",
        "without",
        "not",
        "no",
        "rename",
        "renamed",
        "renames",
        "move",
        "moved",
        "moves",
        "split",
        "from",
        "into",
        "optional",
        "maybe",
        "if",
        "e.g",
        "like",
        "similar",
        "see",
        "generated",
        "skip",
        "skips",
        "skipped",
        "postponed",
    ];
    let words = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '/' | '.' | '_' | '-'));
    words.map(|word| word.trim_matches(['.', '-', '_'])).any(|word| match word.is_ascii() {
        true => WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)),
        false => WORDS.contains(&word.to_lowercase().as_str()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_around_a_path_may_say_that_it_is_to_come_or_gone() {
        for text in [
            "tests/test_a.py (new)",
            "new: tests/test_a.py",
            "tests/a.py, to be written",
            "replaces `tests/old.py`",
            "TODO tests/a.py",
            "see tests/a.py",
            "tests/a.py – skipped",
        ] {
            assert!(is_hedged(text), "{text}");
        }
        for text in ["tests/test_new.py", "unit: tests/a.py; e2e: tests/add/b.py", "tests/a.py: test_add", ""]
        {
            assert!(!is_hedged(text), "{text}");
        }
    }

    #[test]
    fn files_of_one_machine_are_known_by_their_names() {
        for (path, local) in [
            ("web/.env.production", true),
            (".env", true),
            ("settings.local.json", true),
            ("src/locale.py", false),
            ("env.py", false),
        ] {
            assert_eq!(is_local(path), local, "{path}");
        }
    }
}
