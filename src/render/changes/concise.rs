//! One line per change.

use super::{View, label};
use crate::render::{concise as lines, visible};
use std::fmt::Write as _;

/// `path:line:column: weakens: error[DDR705] tests-weakened: message`, one line each. What is gone is
/// placed where it was; what was acknowledged ends with `(acknowledged)`. What a plan and the change do not
/// agree on follows, as `ddr check` writes it.
pub fn concise(view: &View<'_>) -> String {
    let mut out = String::new();
    for change in view.changes {
        let at = change.start_after.or(change.start_before);
        let (line, column) = at.map_or((1, 1), |at| (at.line, at.column));
        let (path, class, label) = (visible(&change.path), change.class.name(), label(change));
        let known = if change.acknowledged { " (acknowledged)" } else { "" };
        // Writing into a string does not fail.
        let _ =
            writeln!(out, "{path}:{line}:{column}: {class}: {label}: {}{known}", visible(&change.message));
    }
    view.plans.iter().for_each(|plan| out.push_str(&lines::concise(&plan.view)));
    out
}
