//! One difference in the design, as plain data: what it is about, what it was, what it is now.
//!
//! Whether it is welcome is not said here. `rules` look at [`What`], and `check` writes their answer
//! into the change.

use super::Named;
use crate::diagnostic::Severity;
use crate::source::{Position, Span};

/// How grave a change is for a reviewer, the gravest first.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// The design promises less than before.
    Weakens,
    /// The design is another one.
    Changes,
    /// Words, spelling, order: the design is the same.
    Editorial,
}

impl Class {
    /// The word that users read for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Weakens => "weakens",
            Self::Changes => "changes",
            Self::Editorial => "editorial",
        }
    }
}

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The document as a whole.
    Document,
    /// Its summary or a note.
    Prose,
    /// A section of a document that only a schema of the user's own knows.
    Section,
    /// A decision.
    Decision,
    /// A risk.
    Risk,
    /// A phase.
    Phase,
    /// A row of a patch plan.
    Entry,
    /// A row of a table that only a schema of the user's own knows.
    Row,
}

impl Subject {
    /// The id of the section that such things stand in; empty for the document as a whole.
    pub const fn section(self) -> &'static str {
        match self {
            Self::Prose => "summary",
            Self::Decision => "decisions",
            Self::Risk => "risks",
            Self::Phase => "phases",
            Self::Entry => "plan",
            Self::Document | Self::Section | Self::Row => "",
        }
    }
}

/// How binding a decision is, by its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Proposed, or another word before `accepted`.
    Proposed,
    /// Accepted or later.
    Accepted,
    /// Rejected, deprecated, superseded: no longer in force.
    SetAside,
    /// Deferred, a word that the schema does not know, or none.
    Unclear,
}

/// What became of the tests of a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TestsLost {
    /// Whether none are left of several.
    pub all: bool,
    /// Paths and names that no row has any more, and that nothing took the place of.
    pub named: Vec<String>,
    /// Paths and names that other ones took the place of.
    pub replaced: Vec<String>,
    /// Kinds of tests that went.
    pub kinds: Vec<String>,
    /// Whether the loss is certain: the row still does what it did, and its cell named tests.
    pub certain: bool,
}

/// Which way a budget or a status went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// To more room, or to less progress.
    Back,
    /// To less room, or to more progress.
    Forward,
    /// Aside, or to something that cannot be compared.
    Aside,
}

/// What happened, for rules to judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It was not there before.
    Added,
    /// It is nowhere any more. A decision has a standing; an entry is out of force when it was
    /// rejected or changed nothing.
    Removed(Standing),
    /// It stands in another document.
    Moved,
    /// Its own text changed: a statement, a title, a path.
    Reworded {
        /// Its standing before.
        before: Standing,
        /// Its standing now.
        after: Standing,
    },
    /// It is no invariant any more.
    InvariantLost(Standing),
    /// Its status changed.
    Status(Turn),
    /// Its tests became fewer.
    TestsLost(TestsLost),
    /// A budget changed.
    Budget(Turn),
    /// Its mitigation went; whether it surely was one.
    MitigationLost {
        /// Whether a word, a column or the heading said that it was a mitigation.
        certain: bool,
    },
    /// Its id named something else before; shown only where a rule speaks of it.
    IdReused,
    /// It goes by another id, and is the same; shown only in its history.
    Renumbered,
    /// The number that its section states was right and is wrong now, and is the same.
    CountLeft {
        /// The number as stated.
        stated: usize,
        /// What there is now.
        now: usize,
    },
    /// Something was changed under a status that was left as it was.
    StatusLeft(Left),
    /// Anything else; the name tells.
    Other,
}

/// Why a status may be out of date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// A row says that it is done, and what was to be done is new.
    Done,
    /// Another decision, of this id, now says that it supersedes this one.
    Superseded(String),
}

/// A difference between two states.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What happened.
    pub what: What,
    /// What it happened to.
    pub subject: Subject,
    /// Name of the rule that judges it, or a name of its own: `decision-added`.
    pub name: &'static str,
    /// Code of the rule that judges it.
    pub code: Option<&'static str>,
    /// Severity that the rule gives it.
    pub severity: Option<Severity>,
    /// How grave it is.
    pub class: Class,
    /// What happened, in one line.
    pub message: String,
    /// Why it matters.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Option<String>,
    /// Path of the document, the newer one where there are two.
    pub path: String,
    /// Title of that document.
    pub record: Option<String>,
    /// Id of a decision, title of a risk, path of a plan row, heading of a section.
    pub id: Option<String>,
    /// Which part changed: `statement`, `tests`; none where the whole thing did.
    pub field: Option<String>,
    /// The text before.
    pub before: Option<String>,
    /// The text now.
    pub after: Option<String>,
    /// Where it was.
    pub start_before: Option<Position>,
    /// Where it is.
    pub start_after: Option<Position>,
    /// The same place, with its end.
    pub span_after: Option<Span>,
    /// The same for the same change, whatever else changes in the document.
    pub fingerprint: String,
    /// Whether somebody said that they know of it.
    pub acknowledged: bool,
    /// What the fingerprint is made of, beside path, id and field.
    pub(super) values: Vec<String>,
}

/// A text in one of the two states.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The document.
    pub at: Named<'a>,
    /// Its place.
    pub span: Span,
    /// As a reader sees it; none where the place is known and nothing stands there.
    pub text: Option<&'a str>,
}

impl<'a> Part<'a> {
    /// A text at a place.
    pub const fn new(at: Named<'a>, span: Span, text: &'a str) -> Self {
        Self { at, span, text: Some(text) }
    }

    /// A place where something is missing.
    pub const fn none(at: Named<'a>, span: Span) -> Self {
        Self { at, span, text: None }
    }
}

impl Change {
    /// A change with its places, its name and its message; the class is [`Class::Changes`].
    pub(super) fn new(
        subject: Subject,
        what: What,
        name: &'static str,
        before: Option<Part<'_>>,
        after: Option<Part<'_>>,
        message: String,
    ) -> Self {
        let text =
            |part: &Option<Part<'_>>| part.as_ref().and_then(|part| part.text).map(super::words::plain);
        let start = |part: &Option<Part<'_>>| {
            part.as_ref().map(|part| part.at.document.source.position(part.span.start))
        };
        let at = after.as_ref().or(before.as_ref()).map(|part| part.at);
        let [old, new] = [text(&before), text(&after)];
        Self {
            subject,
            name,
            message,
            class: Class::Changes,
            code: None,
            severity: None,
            notes: Vec::new(),
            help: None,
            path: at.map(|at| at.path.to_owned()).unwrap_or_default(),
            record: at.and_then(|at| Some(at.document.title.as_ref()?.text.to_string())),
            id: None,
            field: None,
            values: [&old, &new].map(|text| text.clone().unwrap_or_default()).into(),
            before: old,
            after: new,
            start_before: start(&before),
            start_after: start(&after),
            span_after: after.map(|part| part.at.document.source.in_whole(part.span)),
            fingerprint: String::new(),
            acknowledged: false,
            what,
        }
    }

    /// Names the thing.
    pub(super) fn id(mut self, id: &str) -> Self {
        self.id = Some(id.to_owned());
        self
    }

    /// Names the part of it.
    pub(super) fn field(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }

    /// Says how grave it is.
    pub(super) const fn class(mut self, class: Class) -> Self {
        self.class = class;
        self
    }

    /// Says what the fingerprint is made of where the texts are written in many ways.
    pub(super) fn values(mut self, before: impl Into<String>, after: impl Into<String>) -> Self {
        self.values = vec![before.into(), after.into()];
        self
    }

    /// Whether it is worth a line only where a rule speaks of it.
    pub const fn is_quiet(&self) -> bool {
        matches!(self.what, What::IdReused | What::Renumbered | What::CountLeft { .. } | What::StatusLeft(_))
    }
}

/// A change made up for the tests of other rooms.
#[cfg(test)]
pub fn testing(class: Class, path: &str, message: &str) -> Change {
    let what = What::Other;
    let change = Change::new(Subject::Entry, what, "made-up", None, None, message.to_owned());
    Change {
        path: path.to_owned(),
        before: Some("a b".into()),
        after: Some("a c".into()),
        ..change.class(class)
    }
}
