//! Changes for people: document by document, what weakens the design first, with the words that went
//! and came marked.

use super::{View, grouped, heading, label, line};
use crate::diagnostic::Severity;
use crate::diff::marks::{Fate, marks};
use crate::diff::{Change, Class};
use crate::render::{concise, visible};
use anstyle::{AnsiColor, Style};
use std::fmt::Write as _;

/// Every document with its changes, then every plan with what the change and it do not agree on; each
/// followed by an empty line.
pub fn text(view: &View<'_>, color: bool) -> String {
    let mut out = String::new();
    for (path, changes) in grouped(view.changes) {
        let bold = Style::new().bold();
        let _ = writeln!(out, "{}", painted(&heading(path, &changes), bold, color));
        let mut class = None;
        for change in changes {
            if class != Some(change.class) {
                class = Some(change.class);
                let _ = writeln!(out, "  {}", painted(change.class.name(), style_of(change), color));
            }
            one(change, color, &mut out);
        }
        out.push('\n');
    }
    for plan in view.plans {
        let heading = format!("plan {}", plan.named());
        let _ = writeln!(out, "{}", painted(&heading, Style::new().bold(), color));
        let _ = writeln!(out, "{}", concise::concise(&plan.view));
    }
    out
}

/// How the weakenings that nobody has acknowledged can be; nothing where there is none.
pub fn to_acknowledge(view: &View<'_>) -> String {
    let open = |change: &&Change| change.class == Class::Weakens && !change.acknowledged;
    let mut out = String::new();
    for change in view.changes.iter().filter(open) {
        if out.is_empty() {
            out.push_str("to stand up for a weakening change, say why in the message of a commit:\n");
        }
        let _ = writeln!(out, "  DDR-Ack: {} <reason>", change.fingerprint);
        let _ = writeln!(out, "    {}: {}", visible(&change.path), visible(&change.message));
    }
    out
}

fn one(change: &Change, color: bool, out: &mut String) {
    let label = match change.severity {
        Some(_) => painted(&label(change), style_of(change), color),
        None => label(change),
    };
    let known = if change.acknowledged { ", acknowledged" } else { "" };
    let _ = writeln!(out, "    {label}: {} ({}{known})", visible(&change.message), line(change));
    let marked = marked(change, color);
    if !marked.is_empty() {
        let field = change.field.as_deref().map(|field| format!("{}: ", visible(field))).unwrap_or_default();
        let _ = writeln!(out, "      {field}{marked}");
    }
    for note in &change.notes {
        let _ = writeln!(out, "      note: {}", visible(note));
    }
    if let Some(help) = &change.help {
        let _ = writeln!(out, "      help: {}", visible(help));
    }
}

/// The text before and after in one, `[-gone-]{+come+}` without colours.
pub(in crate::render) fn marked(change: &Change, color: bool) -> String {
    let [before, after] = [&change.before, &change.after].map(|text| text.as_deref().unwrap_or_default());
    let mut out = String::new();
    for (fate, run) in marks(before, after) {
        let run = visible(run);
        match fate {
            Fate::Kept | Fate::Skipped => out.push_str(&run),
            Fate::Gone if color => out.push_str(&painted(&run, AnsiColor::Red.on_default(), color)),
            Fate::Come if color => out.push_str(&painted(&run, AnsiColor::Green.on_default(), color)),
            Fate::Gone => out.push_str(&format!("[-{run}-]")),
            Fate::Come => out.push_str(&format!("{{+{run}+}}")),
        }
    }
    out
}

pub(in crate::render) fn style_of(change: &Change) -> Style {
    let color = match (change.severity, change.class) {
        (Some(Severity::Error), _) | (None, Class::Weakens) => AnsiColor::Red,
        (Some(Severity::Warning), _) => AnsiColor::Yellow,
        _ => AnsiColor::Cyan,
    };
    color.on_default().bold()
}

pub(in crate::render) fn painted(text: &str, style: Style, color: bool) -> String {
    if color { format!("{style}{text}{style:#}") } else { text.to_owned() }
}
