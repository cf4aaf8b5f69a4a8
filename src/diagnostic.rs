//! What a rule has to say, as plain data. Knows no rule and no colour.

use crate::source::Span;
use serde::{Deserialize, Serialize};

/// How sure and how grave. Only what is certain under every sensible reading is more than a hint.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Likely, not certain: shown, never failing.
    Hint,
    /// Certain; fails under `--fail-on warning`.
    Warning,
    /// Certain and grave; always fails.
    Error,
}

impl Severity {
    /// The word that users read and write for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A second place in the same text that explains the diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What it has to do with it, in a few words.
    pub message: String,
}

/// A place in another document of the project that explains the diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The other document's path, relative to the project's root.
    pub path: String,
    /// Where in it.
    pub span: Span,
    /// What it has to do with it, in a few words.
    pub message: String,
}

/// A replacement of the bytes of one span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go; empty for an insertion.
    pub span: Span,
    /// What comes in their place.
    pub text: String,
}

/// Edits that make a diagnostic go away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Whether the meaning of the document surely stays.
    pub safe: bool,
    /// What it does, as an imperative.
    pub title: String,
    /// Edits in ascending order, not overlapping.
    pub edits: Vec<Edit>,
}

/// One thing that is wrong at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// `DDR114`.
    pub code: &'static str,
    /// `statement-too-long`.
    pub name: &'static str,
    /// As the rule or, later, the settings say.
    pub severity: Severity,
    /// What is wrong with this thing, in one line.
    pub message: String,
    /// Where.
    pub span: Span,
    /// Other places in the same text.
    pub labels: Vec<Label>,
    /// Places in other documents.
    pub elsewhere: Vec<Elsewhere>,
    /// Why it matters, or what was understood.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Option<String>,
    /// Edits that do it.
    pub fix: Option<Fix>,
    /// A name for what it is about, where one was asked for; see `check::baseline`.
    pub fingerprint: Option<String>,
}

impl Diagnostic {
    /// A diagnostic with nothing but its message and place.
    pub fn new(
        code: &'static str,
        name: &'static str,
        severity: Severity,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            name,
            severity,
            message: message.into(),
            span,
            labels: Vec::new(),
            elsewhere: Vec::new(),
            notes: Vec::new(),
            help: None,
            fix: None,
            fingerprint: None,
        }
    }

    /// Adds a second place.
    pub fn label(&mut self, span: Span, message: impl Into<String>) -> &mut Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// Adds a place in another document.
    pub fn elsewhere(&mut self, path: &str, span: Span, message: impl Into<String>) -> &mut Self {
        self.elsewhere.push(Elsewhere { path: path.to_owned(), span, message: message.into() });
        self
    }

    /// Adds a note that says why.
    pub fn note(&mut self, text: impl Into<String>) -> &mut Self {
        self.notes.push(text.into());
        self
    }

    /// Says what to do.
    pub fn help(&mut self, text: impl Into<String>) -> &mut Self {
        self.help = Some(text.into());
        self
    }

    /// Sets another severity than the rule's own.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }

    /// Attaches edits; `safe` says whether the meaning of the document surely stays.
    pub fn fix(&mut self, safe: bool, title: impl Into<String>, edits: Vec<Edit>) -> &mut Self {
        self.fix = Some(Fix { safe, title: title.into(), edits });
        self
    }
}
