//! What is said of the plans that are carried out between two states.

mod listing;

pub use listing::Listing;

use super::{Active, Choice, level};
use crate::diagnostic::Diagnostic;
use crate::diff::{Change, Implementation};
use crate::project::Member;
use crate::rules::{Check, ProjectReport};
use crate::schema::Level;
use crate::source::Span;

/// Runs the rules about plans against what was done. Each diagnostic comes with the number of its plan,
/// in order of plan, place and code.
pub fn check_implementation(implementation: &Implementation, active: &Active) -> Vec<(usize, Diagnostic)> {
    let mut heard = Vec::new();
    for &Choice { rule, wanted, severity } in &active.rules {
        let Check::Implementation(check) = rule.check else { continue };
        let mut report = ProjectReport::new(rule);
        check(implementation, &mut report);
        for (at, mut diagnostic) in report.diagnostics {
            let Some(plan) = implementation.plans.get(at) else { continue };
            let own = level(&plan.carrier.member.severities, rule);
            if wanted || own.map_or(rule.on, |own| own != Level::Off) {
                let own = own.and_then(Level::severity);
                diagnostic.severity = severity.or(own).unwrap_or(diagnostic.severity);
                heard.push((at, diagnostic));
            }
        }
    }
    heard.sort_by(|(a, x), (b, y)| (a, x.span, x.code).cmp(&(b, y.span, y.code)));
    heard
}

/// Takes the changes of rows that no rule has spoken of, for the plans that they belong to. The paths
/// of the changes are as [`Implementation`] knows them.
pub fn take_edits<'c>(implementation: &mut Implementation, changes: impl IntoIterator<Item = &'c Change>) {
    for change in changes.into_iter().filter(|change| change.code.is_none() && !change.acknowledged) {
        let mut plans = implementation.plans.iter_mut();
        if let Some(plan) = plans.find(|plan| plan.carrier.member.path == change.path) {
            plan.edits.push(change.clone());
        }
    }
}

/// A change as a diagnostic on the newer document; `None` where no rule judges it. `member` is that
/// document: what is gone is told at the part that it stood in.
pub fn as_diagnostic(change: &Change, member: Option<&Member>) -> Option<Diagnostic> {
    let (code, severity) = (change.code?, change.severity?);
    let before = change.start_before.map_or(0, |at| at.offset);
    let span = match (change.span_after, member) {
        (Some(span), _) => span,
        (None, Some(member)) => member.part_of(change.subject.section()),
        // The document is gone; the place is that of the older text.
        (None, None) => Span::at(before),
    };
    let mut diagnostic = Diagnostic::new(code, change.name, severity, span, change.message.clone());
    match (&change.before, change.field.as_deref()) {
        (Some(before), Some(field)) => {
            let text = crate::model::short(before, 120);
            diagnostic.note(format!("before, the {field} read: {text}"));
        }
        (Some(before), None) if change.after.is_none() => {
            let text = crate::model::short(before, 120);
            diagnostic.note(format!("before, it read: {text}"));
        }
        _ => {}
    }
    diagnostic.notes.extend(change.notes.iter().cloned());
    diagnostic.help.clone_from(&change.help);
    diagnostic.note(format!("fingerprint {}", change.fingerprint));
    diagnostic.fingerprint = Some(change.fingerprint.clone());
    Some(diagnostic)
}

/// Whether a changed file never needs a row, by its name: lock files, which tools write, and our own
/// configuration.
pub fn carries_nothing(path: &str) -> bool {
    const NAMES: [&str; 13] = [
        "ddr.yaml",
        "package-lock.json",
        "npm-shrinkwrap.json",
        "pnpm-lock.yaml",
        "go.sum",
        "go.work.sum",
        "bun.lockb",
        "gradle.lockfile",
        "packages.lock.json",
        "Package.resolved",
        "Cartfile.resolved",
        ".terraform.lock.hcl",
        "conan.lock",
    ];
    let name = path.rsplit('/').next().unwrap_or(path);
    NAMES.contains(&name) || name.ends_with(".lock")
}
