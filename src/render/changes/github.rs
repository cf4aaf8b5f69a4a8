//! Changes as annotations of a workflow run, one command per line, the gravest first: the host shows
//! only the first few of a step.
//!
//! A command is taken apart at line ends, colons and commas, and a document or a path may hold any of
//! them; so messages and properties are escaped, each in its own way.

use super::{Plan, View, label};
use crate::diagnostic::Severity;
use crate::diff::{Change, Class};
use crate::render::github::{data, property};
use crate::render::visible;
use std::fmt::Write as _;

/// `::error file=docs/plan.md,line=9,col=3,title=DDR705 tests-weakened::message`.
pub fn github(view: &View<'_>) -> String {
    let mut order: Vec<&Change> = view.changes.iter().collect();
    order.sort_by_key(|change| (change.acknowledged, change.class, std::cmp::Reverse(change.severity)));
    let changes = order.into_iter().map(one);
    changes.chain(view.plans.iter().map(plan)).collect()
}

/// What a plan and the change do not agree on.
fn plan(plan: &Plan<'_>) -> String {
    let mut out = String::new();
    for diagnostic in plan.view.diagnostics {
        let level = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "notice",
        };
        let at = plan.view.source.position(diagnostic.span.start);
        let (file, message) = (property(plan.view.path), data(&visible(&diagnostic.message)));
        let title = property(&format!("{} {}", diagnostic.code, diagnostic.name));
        let _ = writeln!(
            out,
            "::{level} file={file},line={},col={},title={title}::plan: {message}",
            at.line, at.column
        );
    }
    out
}

fn one(change: &Change) -> String {
    let level = match (change.class, change.severity) {
        _ if change.acknowledged => "notice",
        (_, Some(Severity::Error)) => "error",
        (Class::Weakens, None) | (_, Some(Severity::Warning)) => "warning",
        _ => "notice",
    };
    let mut out = format!("::{level} file={}", property(&change.path));
    // What is gone has no line in the newer text.
    if let Some(at) = change.start_after {
        let _ = write!(out, ",line={},col={}", at.line, at.column);
    }
    let title = match change.code {
        Some(code) => format!("{code} {}", change.name),
        None => label(change),
    };
    let before = match (change.start_after, change.start_before) {
        (None, Some(at)) => format!(" (line {} before)", at.line),
        _ => String::new(),
    };
    let known = if change.acknowledged { " (acknowledged)" } else { "" };
    let class = change.class.name();
    let message = format!("{class}: {}{before}{known}", visible(&change.message));
    let _ = writeln!(out, ",title={}::{}", property(&title), data(&message));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::change::testing;

    #[test]
    fn no_text_forges_a_command() {
        let path = "a\n::error file=x::y\r,line=1: 100%\u{1b}[2J.md";
        let changes = [testing(Class::Weakens, path, "50%\n::set-output name=a::b, c: d")];
        let view = View { base: "", head: "", changes: &changes, documents: 1, skipped: 0, plans: &[] };
        assert_eq!(
            github(&view),
            "::warning file=a%0A%3A%3Aerror file=x%3A%3Ay%0D%2Cline=1%3A 100%25␛[2J.md,title=made-up::weakens: \
             50%25␊::set-output name=a::b, c: d\n"
        );
    }

    #[test]
    fn the_gravest_come_first_and_what_is_known_last() {
        let mut known = testing(Class::Weakens, "b.md", "known");
        known.acknowledged = true;
        let changes = [
            testing(Class::Editorial, "a.md", "words"),
            known,
            testing(Class::Changes, "c.md", "other"),
            testing(Class::Weakens, "d.md", "weaker"),
        ];
        let view = View { base: "", head: "", changes: &changes, documents: 1, skipped: 0, plans: &[] };
        let lines: Vec<String> = github(&view).lines().map(str::to_owned).collect();
        assert_eq!(
            lines,
            [
                "::warning file=d.md,title=made-up::weakens: weaker",
                "::notice file=c.md,title=made-up::changes: other",
                "::notice file=a.md,title=made-up::editorial: words",
                "::notice file=b.md,title=made-up::weakens: known (acknowledged)",
            ]
        );
    }
}
