//! Diagnostics for people: a header, the place in the source, notes and help.

use super::excerpt::{Block, Mark, excerpt};
use super::{Other, View, visible};
use crate::diagnostic::{Diagnostic, Elsewhere, Severity};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

/// How the output is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether to use colours.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
}

/// Columns that are used where there is no terminal to ask.
pub const WIDTH: usize = 120;

/// More second places than this explain nothing.
const MOST_LABELS: usize = 12;

/// Every diagnostic, each followed by an empty line.
pub fn text(view: &View<'_>, look: Look) -> String {
    if view.diagnostics.is_empty() {
        return String::new();
    }
    let renderer = if look.color { Renderer::styled() } else { Renderer::plain() };
    // Lines are cut to the width by the excerpt. The renderer may not cut them again: it does so
    // for all lines of a snippet at one column, which hides what the marks stand under.
    let renderer = renderer.term_width(usize::from(u16::MAX));
    let mut out = String::new();
    for diagnostic in view.diagnostics {
        out.push_str(&one(view, diagnostic, &renderer, look.width));
        out.push_str("\n\n");
    }
    out
}

fn one(view: &View<'_>, diagnostic: &Diagnostic, renderer: &Renderer, width: usize) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::HELP,
    };
    let header = format!("{}[{}] {}", diagnostic.severity.name(), diagnostic.code, diagnostic.name);
    let path = visible(view.path);
    let mut group = Group::with_title(level.with_name(header).primary_title(visible(&diagnostic.message)));
    if view.source.text.len() <= view.source.start() {
        group = group.element(Origin::path(path));
    } else {
        group = group.elements(places(view, diagnostic, &path, width));
    }
    for place in diagnostic.elsewhere.iter().take(MOST_LABELS) {
        if let Some(other) = view.others.iter().find(|other| other.source.path == place.path) {
            group = group.elements(elsewhere(other, place, width));
        }
    }
    let notes = diagnostic.notes.iter().map(|note| Level::NOTE.message(visible(note)));
    // A fix that does what the help says is told once.
    let doubled = |help: &&String| diagnostic.fix.as_ref().is_none_or(|fix| fix.title != **help);
    let help = diagnostic.help.iter().filter(doubled).map(|help| Level::HELP.message(visible(help)));
    let fix = diagnostic.fix.iter().map(|fix| {
        let flags = if fix.safe { "--fix" } else { "--fix --unsafe-fixes" };
        Level::HELP.with_name("fix").message(format!("{} ({flags})", visible(&fix.title)))
    });
    let group = group.elements(notes.chain(help).chain(fix));
    without_excerpt_places(&renderer.render(&[group]))
}

/// Stands between the place in the source, which we write, and the place in the excerpt, which
/// the renderer appends. No text that passed through [`visible`] holds it.
const HERE: char = '\u{1}';

/// Takes out the places in the excerpt: its columns are those of a line cut and cleaned.
fn without_excerpt_places(rendered: &str) -> String {
    let mut parts = rendered.split(HERE);
    let first = parts.next().unwrap_or_default();
    let rest =
        parts.flat_map(|part| part.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()).chars());
    first.chars().chain(rest).collect()
}

/// A header with path and place, and a snippet, for every block of lines.
fn places<'a>(
    view: &View<'_>,
    diagnostic: &'a Diagnostic,
    path: &str,
    width: usize,
) -> Vec<Snippet<'a, Annotation<'a>>> {
    let mut marks = vec![Mark { span: diagnostic.span, message: None, primary: true }];
    let labels = diagnostic.labels.iter().take(MOST_LABELS);
    marks.extend(labels.map(|label| Mark {
        span: label.span,
        message: Some(&label.message),
        primary: false,
    }));
    // The gutter: line number, bar and space, and room for marks over several lines.
    let gutter = view.source.line_starts().len().to_string().len() + 5;
    let width = width.saturating_sub(gutter).max(20);
    let mut elements = Vec::new();
    for block in excerpt(view.source, &marks, width) {
        let at = if block.marks.iter().any(|(_, _, primary)| *primary) {
            view.source.position(diagnostic.span.start)
        } else {
            let spans = diagnostic.labels.iter().map(|label| label.span.start);
            let first = spans.filter(|&start| view.source.line(start) == block.first_line).min();
            view.source.position(first.unwrap_or_default())
        };
        let place = format!("{path}:{}:{}{HERE}", at.line, at.column);
        elements.push(snippet(block).path(place));
    }
    elements
}

/// A snippet of another document.
fn elsewhere<'a>(other: &Other, place: &'a Elsewhere, width: usize) -> Vec<Snippet<'a, Annotation<'a>>> {
    let mark = Mark { span: place.span, message: Some(&place.message), primary: false };
    let gutter = other.source.line_starts().len().to_string().len() + 5;
    let at = other.source.position(place.span.start);
    let name = format!("{}:{}:{}{HERE}", visible(&other.path), at.line, at.column);
    let blocks = excerpt(&other.source, &[mark], width.saturating_sub(gutter).max(20));
    blocks.into_iter().map(|block| snippet(block).path(name.clone())).collect()
}

fn snippet(block: Block<'_>) -> Snippet<'_, Annotation<'_>> {
    let marks = block.marks.into_iter().map(|(range, message, primary)| {
        let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        kind.span(range).label(message.map(visible))
    });
    Snippet::source(block.text).line_start(block.first_line).annotations(marks)
}

#[cfg(test)]
mod tests;
