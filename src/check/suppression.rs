//! What the comments of a document suppress, and which of them suppress nothing.
//!
//! A document is judged in steps: by itself, with its project, against what changed. What its comments
//! say is kept from step to step without the text, and each step tells of the suppressions that could
//! have done something in it and did not.

use super::{Active, Choice, level};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Document, Suppression};
use crate::rules::suppressions::{Unused, can_be_suppressed, says_the_same};
use crate::rules::{self, Check, Report};
use crate::schema::Level;
use crate::source::{Source, Span};

/// What the comments of one document suppress.
#[derive(Debug)]
pub struct Suppressions {
    list: Vec<Named>,
    /// How grave one is that suppresses nothing; `None` where nothing is to be said of it.
    unused: Option<Severity>,
    /// How many diagnostics were suppressed.
    pub count: usize,
}

/// A rule that a comment names.
#[derive(Debug)]
struct Named {
    unused: Unused,
    /// The step in which its silence would say that it is not needed.
    step: Option<Step>,
    used: bool,
}

/// The steps in which a document is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// By itself.
    Alone,
    /// With all documents of its project.
    Project,
}

impl Suppressions {
    /// Reads them; `None` where there are none, as in most documents.
    pub(super) fn of(document: &Document<'_>, active: &Active) -> Option<Self> {
        if document.suppressions.is_empty() {
            return None;
        }
        let mut list = Vec::new();
        for suppression in &document.suppressions {
            for (at, &name) in suppression.names.iter().enumerate() {
                let rule = rules::find(document.source.slice(name)).filter(|rule| can_be_suppressed(rule));
                let Some(rule) = rule else { continue };
                let removal = removal(document.source, suppression, at);
                let unused = Unused { rule, name, covers: suppression.covers, removal };
                let runs = active.choice(rule.code).is_some_and(|choice| choice.runs(document));
                let step = match rule.check {
                    _ if !runs || !says_the_same(rule) => None,
                    Check::Project(_) => document.recognised.then_some(Step::Project),
                    Check::Document(_) | Check::Tree(_) => Some(Step::Alone),
                    _ => document.recognised.then_some(Step::Alone),
                };
                list.push(Named { unused, step, used: false });
            }
        }
        let own = |choice: &Choice| {
            let own = level(&document.schema.severities, choice.rule).and_then(Level::severity);
            choice.severity.or(own).unwrap_or(choice.rule.severity)
        };
        let told = active.choice("DDR005").filter(|choice| choice.runs(document));
        Some(Self { list, unused: told.map(own), count: 0 })
    }

    /// Leaves out what is suppressed.
    pub fn silence(&mut self, heard: Vec<Diagnostic>) -> Vec<Diagnostic> {
        // What is said between the marks of a merge is held back, and its suppressions look unused.
        if heard.iter().any(|diagnostic| diagnostic.name == "merge-conflict-marker") {
            self.unused = None;
        }
        let before = heard.len();
        let heard: Vec<Diagnostic> =
            heard.into_iter().filter(|diagnostic| !self.covers(diagnostic)).collect();
        self.count += before - heard.len();
        heard
    }

    /// Whether a diagnostic is suppressed. Every comment that does so is used.
    fn covers(&mut self, diagnostic: &Diagnostic) -> bool {
        let mut covered = false;
        for named in &mut self.list {
            let Unused { rule, covers, .. } = named.unused;
            if rule.code == diagnostic.code && covers.reaches(diagnostic.span.start) {
                (named.used, covered) = (true, true);
            }
        }
        covered
    }

    /// What is to be said, once a step is done, of those that suppressed nothing in it.
    pub fn unused(&self, step: Step) -> Vec<Diagnostic> {
        let Some(severity) = self.unused else { return Vec::new() };
        let Some(rule) = rules::find("DDR005") else { return Vec::new() };
        let Check::Unused(check) = rule.check else { return Vec::new() };
        let mut report = Report::new(rule);
        let idle = self.list.iter().filter(|named| !named.used && named.step == Some(step));
        idle.for_each(|named| check(&named.unused, &mut report));
        for diagnostic in &mut report.diagnostics {
            diagnostic.severity = severity;
        }
        report.diagnostics
    }
}

/// The bytes to remove so that the name number `at` is not named any more.
fn removal(source: &Source, suppression: &Suppression, at: usize) -> Span {
    let names = &suppression.names;
    let Some(&name) = names.get(at) else { return Span::at(suppression.span.start) };
    match (names.get(at + 1), at.checked_sub(1).and_then(|before| names.get(before))) {
        (Some(next), _) => Span::new(name.start, next.start),
        (None, Some(before)) => Span::new(before.end, name.end),
        (None, None) => whole(source, suppression.span),
    }
}

/// The bytes that go with a comment: its line, or the blanks before it.
fn whole(source: &Source, comment: Span) -> Span {
    let text = source.text.as_str();
    let line = source.line_span(comment.start);
    let line = Span::new(line.start.max(source.start()), line.end);
    let last = source.line_span(comment.end);
    let blank = |span: Span| span.of(text).trim().is_empty();
    let (before, after) = (Span::new(line.start, comment.start), Span::new(comment.end, last.end));
    if blank(before) && blank(after) {
        let starts = source.line_starts();
        let number = source.line(comment.start);
        let next = starts.get(source.line(comment.end)).copied().unwrap_or(text.len());
        let above = number.checked_sub(2).and_then(|at| starts.get(at)).map(|&at| source.line_span(at));
        let free = above.is_none_or(blank) || next >= text.len() || blank(source.line_span(next));
        // Between two lines of text it keeps them apart, and an empty line has to do so in its place.
        return if free { Span::new(line.start, next) } else { comment };
    }
    let kept = before.of(text).trim_end_matches([' ', '\t']).len();
    let open = after.of(text).chars().next().is_none_or(|c| c.is_whitespace() || c == '|');
    if open && kept > 0 { Span::new(line.start + kept, comment.end) } else { comment }
}

#[cfg(test)]
mod tests;
