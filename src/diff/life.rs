//! Following one decision, or one plan row, from the newest state of its document to the oldest.
//!
//! Between two states things are paired by what they are, so an id is only a name that a thing has for
//! some time. Here the names are carried along: backwards through every change that gave it another.

use super::change::{Change, Subject, What};
use super::tested::tidy;
use super::words::words;
use crate::model::short;

/// The names that a thing goes by in one state: the id of a decision, the paths of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names(Vec<String>);

/// Whether a change belongs to the life of decisions and rows, and says what the others do not.
pub fn is_of_life(change: &Change) -> bool {
    let told = match change.what {
        What::CountLeft { .. } | What::StatusLeft(_) => false,
        // Speaks of another decision than the one whose life this is.
        What::IdReused => change.code.is_some(),
        _ => true,
    };
    let of_life = matches!(
        change.subject,
        Subject::Document | Subject::Section | Subject::Decision | Subject::Entry | Subject::Row
    );
    told && of_life
}

impl Names {
    /// One name, as a user writes it.
    pub fn one(name: &str) -> Self {
        Self(vec![name.to_owned()])
    }

    /// The first of them.
    pub fn first(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }

    /// Whether a change is about the thing, by the name that it has after the change; what is gone has
    /// the name that it had.
    pub fn have(&self, change: &Change) -> bool {
        let id = match change.subject {
            Subject::Decision | Subject::Entry | Subject::Row => change.id.as_deref(),
            _ => None,
        };
        id.is_some_and(|id| self.0.iter().any(|name| is_name(name, id, change.subject)))
    }

    /// Whether a change took the name from the thing: it was called so before, and now is not.
    pub fn were_before(&self, change: &Change) -> bool {
        let before = before(change);
        let names = |id: &String| self.0.iter().any(|name| is_name(name, id, change.subject));
        before.is_some_and(|before| before.0.iter().any(names))
    }

    /// The names before a change that is about the thing.
    pub fn before(&self, change: &Change) -> Option<Self> {
        let before = before(change)?;
        let kept = self.0.iter().filter(|name| before.0.iter().any(|id| is_name(name, id, change.subject)));
        let kept: Vec<String> = kept.cloned().collect();
        Some(if kept.is_empty() { before } else { Self(kept) })
    }

    /// The names after a change that took these.
    pub fn after(change: &Change) -> Option<Self> {
        let id = change.id.as_deref()?;
        Some(match change.subject {
            Subject::Entry => Self(id.split(", ").map(str::to_owned).collect()),
            _ => Self::one(id),
        })
    }
}

/// The names that a change took from a thing.
fn before(change: &Change) -> Option<Names> {
    let old = change.before.as_deref()?;
    match (&change.what, change.subject, change.field.as_deref()) {
        (What::Renumbered, ..) => Some(Names::one(old)),
        (_, Subject::Entry, Some("file")) => {
            Some(Names(change.values.first()?.split('\n').map(str::to_owned).collect()))
        }
        // Without an id, a decision is called by the beginning of its statement.
        (_, Subject::Decision, Some("statement")) => {
            let own = short(change.after.as_deref()?, 60);
            (change.id.as_deref() == Some(&*own)).then(|| Names::one(&short(old, 60)))
        }
        _ => None,
    }
}

/// Whether a name is the one that a change writes.
fn is_name(name: &str, id: &str, subject: Subject) -> bool {
    if subject == Subject::Entry {
        return id.split(", ").any(|path| tidy(path) == tidy(name));
    }
    let folded = |text: &str| words(text).concat();
    let name = folded(name);
    !name.is_empty() && name == folded(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::{Class, change};

    fn made(subject: Subject, what: What, id: &str, texts: [&str; 2]) -> Change {
        let [before, after] = texts.map(|text| Some(text.to_owned()));
        let change = change::testing(Class::Changes, "a.md", "");
        Change { subject, what, before, after, ..change }.id(id)
    }

    #[test]
    fn a_decision_is_followed_to_the_id_that_it_had() {
        let change = made(Subject::Decision, What::Renumbered, "D-2", ["D1", "D-2"]).field("id");
        let now = Names::one("d2");
        assert!(now.have(&change) && !now.were_before(&change));
        assert_eq!(now.before(&change), Some(Names::one("D1")));
        assert!(Names::one("D1").were_before(&change));
        assert_eq!(Names::after(&change), Some(Names::one("D-2")));
        assert!(!Names::one("D22").have(&change) && !Names::one("-").have(&change));
    }

    #[test]
    fn a_decision_without_an_id_is_followed_by_its_statement() {
        let change = made(Subject::Decision, What::Other, "Keep hot keys", ["Keep keys", "Keep hot keys"]);
        let change = change.field("statement");
        assert_eq!(Names::one("keep hot keys").before(&change), Some(Names::one("Keep keys")));
        let other = made(Subject::Decision, What::Other, "D1", ["Keep keys", "Keep hot keys"]);
        assert_eq!(Names::one("D1").before(&other.field("statement")), None);
    }

    #[test]
    fn a_row_is_followed_by_its_paths() {
        let change = made(Subject::Entry, What::Other, "src/b.py, src/c.py", ["src/a.py", ""]);
        let change = change.field("file").values("src/a.py", "src/b.py\nsrc/c.py");
        let now = Names::one("./src/c.py");
        assert!(now.have(&change));
        assert_eq!(now.before(&change), Some(Names::one("src/a.py")));
        let kept = made(Subject::Entry, What::Other, "src/a.py, src/b.py", ["src/a.py", ""]);
        let kept = kept.field("file").values("src/a.py", "src/a.py\nsrc/b.py");
        assert_eq!(Names::one("src/a.py").before(&kept), Some(Names::one("src/a.py")));
    }
}
