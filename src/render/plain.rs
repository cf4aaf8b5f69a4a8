//! Diagnostics as plain data, for the formats that need a whole run at once: every place is worked out
//! while the text is at hand, since texts are let go before anything is printed.

use super::View;
use crate::check::fingerprints;
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::source::{Source, Span};

use super::summary::Tally;

/// A run.
#[derive(Debug)]
pub struct Run<'a> {
    /// Every recognised document and every file that something is said about, in order.
    pub texts: Vec<Text<'a>>,
    /// What the run saw, in numbers.
    pub tally: &'a Tally,
}

/// What is said about one text.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// Its path from the root of the repository.
    pub path: &'a str,
    /// In order of place.
    pub diagnostics: &'a [Plain],
}

/// What a diagnostic makes of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// It does not fail it.
    Passing,
    /// It fails it.
    Failing,
    /// The work could not be done.
    Unable,
}

/// One thing that is wrong.
#[derive(Debug, Clone)]
pub struct Plain {
    /// `DDR114`.
    pub code: &'static str,
    /// `statement-too-long`.
    pub name: &'static str,
    /// How sure and how grave.
    pub severity: Severity,
    /// What it makes of the run.
    pub weight: Weight,
    /// What is wrong, in one line.
    pub message: String,
    /// Why it matters.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Option<String>,
    /// Where.
    pub range: Range,
    /// Other places that explain it: path, place and what it has to do with it.
    pub related: Vec<(String, Range, String)>,
    /// What makes it go away.
    pub fix: Option<Fix>,
    /// A name that stays while other parts of the text change; see [`fingerprints`].
    pub fingerprint: String,
}

/// Edits that make a diagnostic go away.
#[derive(Debug, Clone)]
pub struct Fix {
    /// What it does.
    pub title: String,
    /// The texts that come in the place of others.
    pub edits: Vec<(Range, String)>,
    /// The same as one replacement from the first edit to the last.
    pub whole: (Range, String),
}

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// Where it starts.
    pub start: Point,
    /// The place just past its end.
    pub end: Point,
}

/// One end of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in Unicode scalar values.
    pub column: usize,
    /// Column, from 1, in bytes of UTF-8.
    pub byte: usize,
}

/// The diagnostics of one text; `weigh` says what each makes of the run.
pub fn plain(view: &View<'_>, weigh: impl Fn(&Diagnostic) -> Weight) -> Vec<Plain> {
    let names = fingerprints(view.path, view.source, view.diagnostics);
    let all = view.diagnostics.iter().zip(names);
    all.map(|(diagnostic, fingerprint)| one(view, diagnostic, weigh(diagnostic), fingerprint)).collect()
}

fn one(view: &View<'_>, diagnostic: &Diagnostic, weight: Weight, fingerprint: String) -> Plain {
    let labels = diagnostic
        .labels
        .iter()
        .map(|label| (view.path.to_owned(), range(view.source, label.span), label.message.clone()));
    let elsewhere = diagnostic.elsewhere.iter().filter_map(|place| {
        let other = view.others.iter().find(|other| other.source.path == place.path)?;
        Some((other.path.clone(), range(&other.source, place.span), place.message.clone()))
    });
    Plain {
        code: diagnostic.code,
        name: diagnostic.name,
        severity: diagnostic.severity,
        weight,
        message: diagnostic.message.clone(),
        notes: diagnostic.notes.clone(),
        help: diagnostic.help.clone(),
        range: range(view.source, diagnostic.span),
        related: labels.chain(elsewhere).collect(),
        fix: diagnostic.fix.as_ref().and_then(|fix| of_fix(view.source, fix)),
        fingerprint,
    }
}

fn of_fix(source: &Source, fix: &diagnostic::Fix) -> Option<Fix> {
    let (first, last) = (fix.edits.first()?, fix.edits.last()?);
    let mut text = String::new();
    let mut at = first.span.start;
    for edit in &fix.edits {
        text.push_str(source.slice(Span::new(at, edit.span.start)));
        text.push_str(&edit.text);
        at = edit.span.end;
    }
    Some(Fix {
        title: fix.title.clone(),
        edits: fix.edits.iter().map(|edit| (range(source, edit.span), edit.text.clone())).collect(),
        whole: (range(source, first.span.cover(last.span)), text),
    })
}

fn range(source: &Source, span: Span) -> Range {
    Range { start: point(source, span.start), end: point(source, span.end.max(span.start)) }
}

fn point(source: &Source, offset: usize) -> Point {
    let at = source.position(offset);
    let start = source.line_starts().get(at.line - 1).copied().unwrap_or_default();
    Point { line: at.line, column: at.column, byte: at.offset - start + 1 }
}

impl Plain {
    /// Other places, a line each, for formats that have nowhere else to put them.
    pub fn places(&self) -> impl Iterator<Item = String> + '_ {
        let place = |(path, range, message): &(String, Range, String)| {
            format!("see {path}:{}: {message}", range.start.line)
        };
        self.related.iter().map(place)
    }

    /// Notes and help, a line each.
    pub fn remarks(&self) -> impl Iterator<Item = String> + '_ {
        let notes = self.notes.iter().map(|note| format!("note: {note}"));
        notes.chain(self.help.iter().map(|help| format!("help: {help}")))
    }
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;
    use crate::diagnostic::Edit;
    use crate::render::Other;

    /// Texts that try to be more than text, in a message, a path or a document.
    pub const HOSTILE: &str = "x\n::error::forged\r\n##[error]old\n%0A::stop-commands::t ]]> </failure> \
        &amp; \u{1b}[31mred\u{9b}0m \u{202e}drow\u{2066} \u{0} \u{ffff} | a | `b` <script>alert(1)</script> \
        </details> **bold** [link](1) ![i](https://x.org) @someone #1 www.x.org $(id) {0}";

    /// A document whose third line has the characters that tell units apart before the place.
    pub fn source() -> Source {
        Source::new("a.md", "# T\n\né😀日 | x | y\n")
    }

    /// What is said of [`source`]: an error with everything and a hint.
    pub fn said(path: &str, text: &str) -> Vec<Plain> {
        let source = source();
        let at = source.text.find('x').unwrap_or_default();
        let (x, y) = (Span::new(at, at + 1), Span::new(at + 4, at + 5));
        let mut grave = Diagnostic::new("DDR112", "duplicate-decision-id", Severity::Error, x, text);
        grave.label(y, text).elsewhere("b.md", Span::new(2, 3), text).note(text).help(text);
        let edit = |span, text: &str| Edit { span, text: text.to_owned() };
        grave.fix(true, text, vec![edit(x, "1"), edit(y, "2")]);
        let hint = Diagnostic::new("DDR401", "phase-gap", Severity::Hint, Span::at(0), "likely");
        let others = [Other { path: format!("other/{path}"), source: Source::new("b.md", "# b\n") }];
        let view = View { path, source: &source, diagnostics: &[grave, hint], others: &others };
        plain(&view, |one| if one.severity == Severity::Error { Weight::Failing } else { Weight::Passing })
    }

    /// A run over a document with diagnostics and a clean one.
    pub fn with_run<R>(path: &str, text: &str, ask: impl FnOnce(&Run<'_>) -> R) -> R {
        let said = said(path, text);
        let kinds = [("record".to_owned(), 2)].into();
        let tally = Tally { kinds, errors: 1, hints: 1, ..Tally::default() };
        let texts = vec![Text { path, diagnostics: &said }, Text { path: "docs/clean.md", diagnostics: &[] }];
        ask(&Run { texts, tally: &tally })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_in_characters_and_in_bytes() {
        let said = testing::said("docs/a.md", "wrong");
        let range = said.first().unwrap().range;
        assert_eq!((range.start.line, range.start.column, range.start.byte), (3, 7, 13));
        assert_eq!((range.end.line, range.end.column, range.end.byte), (3, 8, 14));
    }

    #[test]
    fn several_edits_are_also_one() {
        let said = testing::said("docs/a.md", "wrong");
        let fix = said.first().and_then(|one| one.fix.as_ref()).unwrap();
        assert_eq!(fix.whole.1, "1 | 2");
        assert_eq!((fix.whole.0.start.column, fix.whole.0.end.column), (7, 12));
    }
}
