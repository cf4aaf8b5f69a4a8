//! One question each, about one kind of thing.
//!
//! A rule is one file, `rules/<group>/<rule_name>.rs`. Its doc comment is the page that users
//! read, its examples run as tests, and it is registered by two lines in its group's file.

use crate::diagnostic::{Diagnostic, Severity};
use crate::diff::{Change, Class, Implementation};
use crate::model::{Decisions, Document, Phases, Plan, Risks, Table};
use crate::project::measured::Measured;
use crate::project::{Project, Tree};
use crate::source::Span;
use suppressions::Unused;

/// What a rule looks at. It is called once for every such thing in a document.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// The whole document.
    Document(fn(&Document<'_>, &mut Report)),
    /// The whole document and what stands at the paths that it names.
    Tree(fn(&Document<'_>, &Tree, &mut Report)),
    /// Every table that the schema knows.
    Table(fn(&Table<'_>, &Document<'_>, &mut Report)),
    /// Every decisions table.
    Decisions(fn(&Decisions<'_>, &Document<'_>, &mut Report)),
    /// Every risks section.
    Risks(fn(&Risks<'_>, &Document<'_>, &mut Report)),
    /// Every run of phases.
    Phases(fn(&Phases<'_>, &Document<'_>, &mut Report)),
    /// Every patch plan table.
    Plan(fn(&Plan<'_>, &Document<'_>, &mut Report)),
    /// Each suppression that suppressed nothing.
    Unused(fn(&Unused, &mut Report)),
    /// All documents of a project together.
    Project(fn(&Project<'_>, &mut ProjectReport)),
    /// Every change between two states, with the class of those that it speaks of. What it says
    /// becomes the message of the change, whose own places count.
    Change(Class, fn(&Change, &mut Report)),
    /// The plans that are carried out between two states, against what was done. Each diagnostic comes
    /// with the number of its plan.
    Implementation(fn(&Implementation, &mut ProjectReport)),
    /// Measurements against the budgets of plan rows. Each diagnostic comes with the number of its plan,
    /// or [`Measured::ITSELF`].
    Measured(fn(&Measured<'_>, &mut ProjectReport)),
    /// Made where the file is read or the settings are, before there is a document.
    Elsewhere,
}

impl Check {
    /// Whether one document alone is enough to ask it.
    pub const fn is_of_one(self) -> bool {
        match self {
            Self::Document(_)
            | Self::Tree(_)
            | Self::Table(_)
            | Self::Decisions(_)
            | Self::Risks(_)
            | Self::Phases(_)
            | Self::Plan(_) => true,
            Self::Unused(_)
            | Self::Project(_)
            | Self::Change(..)
            | Self::Implementation(_)
            | Self::Measured(_)
            | Self::Elsewhere => false,
        }
    }
}

/// Which fixes the diagnostics of a rule may bring. Not every one of them brings one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fixes {
    /// None.
    Never,
    /// Such as surely keep what the document means.
    Safe,
    /// Such as its author should look at.
    Unsafe,
    /// The one or the other, as the case is.
    Both,
}

impl Fixes {
    /// The word for it; nothing where there is none.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Never => None,
            Self::Safe => Some("safe"),
            Self::Unsafe => Some("unsafe"),
            Self::Both => Some("both"),
        }
    }

    /// Whether a fix may be safe, or unsafe.
    pub const fn may_be(self, safe: bool) -> bool {
        matches!((self, safe), (Self::Both, _) | (Self::Safe, true) | (Self::Unsafe, false))
    }
}

/// One question, its page and its code.
#[derive(Debug)]
pub struct Rule {
    /// `DDR112`; not used twice, even after removal.
    pub code: &'static str,
    /// `duplicate-decision-id`: the fault; reads well after "allow".
    pub name: &'static str,
    /// The severity of most of its diagnostics.
    pub severity: Severity,
    /// Whether it runs without being selected.
    pub on: bool,
    /// Which fixes it offers.
    pub fixes: Fixes,
    /// Its page, in Markdown.
    pub doc: &'static str,
    /// What it looks at.
    pub check: Check,
}

/// Declares the rule of a file: `rule! { /// doc… "DDR112" "duplicate-decision-id" Error Check::Decisions(check) }`.
/// `Off Warning` in place of the severity makes a rule that runs only where it is asked for, and
/// `Fixes::Safe` behind it says that diagnostics may bring fixes.
macro_rules! rule {
    ($(#[doc = $doc:literal])+ $code:literal $name:literal Off $severity:ident $check:expr) => {
        rule!(@ [$($doc)+] $code $name false $severity Never $check);
    };
    ($(#[doc = $doc:literal])+ $code:literal $name:literal $severity:ident Fixes::$fixes:ident $check:expr) => {
        rule!(@ [$($doc)+] $code $name true $severity $fixes $check);
    };
    ($(#[doc = $doc:literal])+ $code:literal $name:literal $severity:ident $check:expr) => {
        rule!(@ [$($doc)+] $code $name true $severity Never $check);
    };
    (@ [$($doc:literal)+] $code:literal $name:literal $on:literal $severity:ident $fixes:ident $check:expr) => {
        /// The rule of this file.
        pub static RULE: crate::rules::Rule = crate::rules::Rule {
            code: $code,
            name: $name,
            severity: crate::diagnostic::Severity::$severity,
            on: $on,
            fixes: crate::rules::Fixes::$fixes,
            doc: concat!($($doc, "\n"),+),
            check: $check,
        };
    };
}

mod mend;
#[cfg(test)]
mod testing;
mod words;

pub mod change;
pub mod config;
pub mod decisions;
pub mod document;
pub mod phases;
pub mod plan;
pub mod project;
pub mod readme;
pub mod risks;
pub mod summary;
pub mod suppressions;
pub mod tables;

/// Rules that belong together; `--select` and `rules:` know the name.
#[derive(Debug)]
pub struct Group {
    /// `decisions`.
    pub name: &'static str,
    /// What its rules are about, in a few words.
    pub about: &'static str,
    /// Sorted by code.
    pub rules: &'static [&'static Rule],
}

/// Every group, in the order of the codes.
pub static GROUPS: &[&Group] = &[
    &document::GROUP,
    &tables::GROUP,
    &decisions::GROUP,
    &summary::GROUP,
    &risks::GROUP,
    &phases::GROUP,
    &plan::GROUP,
    &project::GROUP,
    &change::GROUP,
    &readme::GROUP,
    &config::GROUP,
];

/// Every rule, in the order of the codes.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    GROUPS.iter().flat_map(|group| group.rules.iter().copied())
}

/// The rule with a code or a name; letter case does not count.
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    all().find(|rule| {
        rule.code.eq_ignore_ascii_case(code_or_name) || rule.name.eq_ignore_ascii_case(code_or_name)
    })
}

/// The group with a name; letter case does not count.
pub fn group(name: &str) -> Option<&'static Group> {
    GROUPS.iter().copied().find(|group| group.name.eq_ignore_ascii_case(name))
}

/// The group that a rule belongs to.
pub fn group_of(rule: &Rule) -> Option<&'static Group> {
    GROUPS.iter().copied().find(|group| group.rules.iter().any(|other| other.code == rule.code))
}

/// Where rules put what they have to say.
#[derive(Debug)]
pub struct Report {
    rule: &'static Rule,
    /// What was said so far.
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// An empty report, for a rule to speak into.
    pub const fn new(rule: &'static Rule) -> Self {
        Self::after(Vec::new(), rule)
    }

    /// A report that goes on where other rules have spoken.
    pub const fn after(diagnostics: Vec<Diagnostic>, rule: &'static Rule) -> Self {
        Self { rule, diagnostics }
    }

    /// Says something at a place, at the rule's own severity. The return value takes labels,
    /// notes, help, fix and another severity.
    pub fn add(&mut self, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        let rule = self.rule;
        let at = self.diagnostics.len();
        self.diagnostics.push(Diagnostic::new(rule.code, rule.name, rule.severity, span, message));
        // The vector has just grown by one; `at` is that one.
        &mut self.diagnostics[at]
    }
}

/// Where rules about several documents at once put what they have to say.
#[derive(Debug)]
pub struct ProjectReport {
    rule: &'static Rule,
    /// What was said so far, each with the number of the document that it is about.
    pub diagnostics: Vec<(usize, Diagnostic)>,
}

impl ProjectReport {
    /// An empty report, for a rule to speak into.
    pub const fn new(rule: &'static Rule) -> Self {
        Self { rule, diagnostics: Vec::new() }
    }

    /// Says something at a place of a document, as [`Report::add`] does.
    pub fn add(&mut self, member: usize, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        let rule = self.rule;
        let at = self.diagnostics.len();
        self.diagnostics.push((member, Diagnostic::new(rule.code, rule.name, rule.severity, span, message)));
        // The vector has just grown by one; `at` is that one.
        &mut self.diagnostics[at].1
    }
}
