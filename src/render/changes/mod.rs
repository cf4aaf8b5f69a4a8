//! How changes look. One file per format: data in, text out.

pub mod concise;
pub mod github;
pub mod html;
pub mod json;
pub mod markdown;
pub mod text;

use super::summary::counted;
use super::visible;
use crate::diff::{Change, Class};

/// A comparison as the formats see it.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// What the older state is called.
    pub base: &'a str,
    /// What the newer state is called.
    pub head: &'a str,
    /// By path and place.
    pub changes: &'a [Change],
    /// How many documents differ.
    pub documents: usize,
    /// How many other texts differ.
    pub skipped: usize,
    /// The plans that the change carries out; the first is the one that is meant most.
    pub plans: &'a [Plan<'a>],
}

/// A plan that a change carries out.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// Why this one is meant.
    pub reason: &'a str,
    /// The document, and what it and the changed files do not agree on.
    pub view: super::View<'a>,
}

impl Plan<'_> {
    /// `docs/plan.md (8 of 10 paths touched)`.
    fn named(&self) -> String {
        format!("{} ({})", visible(self.view.path), visible(self.reason))
    }
}

/// How many changes there are of each class; what was acknowledged is counted apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Changes that weaken the design.
    pub weakens: usize,
    /// Other changes of it.
    pub changes: usize,
    /// Changes of words alone.
    pub editorial: usize,
    /// Changes that somebody said they know of.
    pub acknowledged: usize,
}

impl Counts {
    /// Counts changes.
    pub fn of(changes: &[Change]) -> Self {
        let mut counts = Self::default();
        for change in changes {
            let number = match change.class {
                _ if change.acknowledged => &mut counts.acknowledged,
                Class::Weakens => &mut counts.weakens,
                Class::Changes => &mut counts.changes,
                Class::Editorial => &mut counts.editorial,
            };
            *number += 1;
        }
        counts
    }

    /// `3 weakening changes, 1 other change, 2 editorial changes`.
    fn told(self) -> String {
        let other = if self.weakens == 0 { "change" } else { "other change" };
        let parts = [
            (self.weakens, "weakening change"),
            (self.changes, other),
            (self.editorial, "editorial change"),
            (self.acknowledged, "acknowledged change"),
        ];
        let told =
            parts.iter().filter(|(number, _)| *number > 0).map(|(number, word)| counted(*number, word));
        told.collect::<Vec<_>>().join(", ")
    }
}

/// The last line, without its line ending: what was compared, and what came of it.
pub fn summary(view: &View<'_>) -> String {
    let between = format!("between {} and {}", visible(view.base), visible(view.head));
    if view.documents == 0 && view.skipped > 0 {
        let differ = if view.skipped == 1 { "differs" } else { "differ" };
        let others = counted(view.skipped, "Markdown file");
        return format!("no design record or patch plan differs {between}; {others} {differ}");
    }
    if view.documents == 0 {
        return format!("no document differs {between}");
    }
    let others = counted(view.skipped, "other Markdown file");
    let skipped = if view.skipped == 0 { String::new() } else { format!("; {others} skipped") };
    let compared = format!("compared {} {between}{skipped}", counted(view.documents, "document"));
    if view.changes.is_empty() {
        return format!("{compared}: the design is the same");
    }
    format!("{compared}: {}", Counts::of(view.changes).told())
}

/// Where a change is to be looked at: the line in the newer text, else in the older one.
fn line(change: &Change) -> String {
    match (change.start_after, change.start_before) {
        (Some(at), _) => format!("line {}", at.line),
        (None, Some(at)) => format!("line {} before", at.line),
        (None, None) => String::new(),
    }
}

/// `error[DDR705] tests-weakened`, or a name alone.
fn label(change: &Change) -> String {
    match (change.severity, change.code) {
        (Some(severity), Some(code)) => format!("{}[{code}] {}", severity.name(), change.name),
        _ => change.name.to_owned(),
    }
}

/// The changes of each document, in order of their paths; of one document the gravest first.
fn grouped(changes: &[Change]) -> Vec<(&str, Vec<&Change>)> {
    let mut groups: Vec<(&str, Vec<&Change>)> = Vec::new();
    for change in changes {
        match groups.last_mut() {
            Some((path, group)) if *path == change.path => group.push(change),
            _ => groups.push((&change.path, vec![change])),
        }
    }
    for (_, group) in &mut groups {
        group.sort_by_key(|change| (change.class, std::cmp::Reverse(change.severity)));
    }
    groups
}

/// The title of a document behind its path.
fn heading(path: &str, changes: &[&Change]) -> String {
    match changes.iter().find_map(|change| change.record.as_deref()) {
        Some(title) => format!("{}: {}", visible(path), visible(title)),
        None => visible(path).into_owned(),
    }
}
