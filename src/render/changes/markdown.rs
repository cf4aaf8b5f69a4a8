//! Changes for a comment on a pull request. What weakens the design stands open, the rest is folded
//! away, and a comment that would be too long for the host is shortened and says so.

use super::{Plan, View, grouped, label, line, summary};
use crate::diff::marks::{Fate, Run, marks};
use crate::diff::{Change, Class};
use crate::model::short;
use crate::render::inert::inert as escaped;
use crate::render::summary::counted;
use std::collections::HashSet;
use std::fmt::Write as _;

/// Characters that a comment may have; GitHub takes 65,536.
pub const LIMIT: usize = 65_000;
/// Room that is kept for the first and the last line, the names of the two states in it.
const RESERVE: usize = 2400;
/// What a fold takes beside its items.
const FOLD: usize = 120;
/// Characters that are shown of the name of a state.
const NAME: usize = 160;
/// What plans may take of a comment: one part of so many.
const SHARE: usize = 4;
/// Characters that are shown of a changed text.
const LONGEST: usize = 1200;

/// The comment; at most `limit` characters, as long as there is room for its first line.
pub fn markdown(view: &View<'_>, limit: usize) -> String {
    let (base, head) = (short(view.base, NAME), short(view.head, NAME));
    let named = View { base: &base, head: &head, ..*view };
    let mut out = format!("**{}**\n", escaped(&summary(&named)));
    let plans = plans(view.plans, limit / SHARE);
    let shown = chosen(view, limit.saturating_sub(RESERVE + plans.chars().count()));
    let key = |change: &Change| std::ptr::from_ref(change);
    for (path, changes) in grouped(view.changes) {
        let (open, folded): (Vec<&Change>, Vec<&Change>) = changes
            .iter()
            .copied()
            .filter(|change| shown.contains(&key(change)))
            .partition(|change| change.class == Class::Weakens);
        if open.is_empty() && folded.is_empty() {
            continue;
        }
        let _ = write!(out, "\n{}\n\n", heading(path, &changes));
        open.iter().for_each(|change| out.push_str(&item(change)));
        if folded.is_empty() {
            continue;
        }
        let what = if open.is_empty() { "change" } else { "other change" };
        let gap = if open.is_empty() { "" } else { "\n" };
        let _ = write!(out, "{gap}<details><summary>{}</summary>\n\n", counted(folded.len(), what));
        folded.iter().for_each(|change| out.push_str(&item(change)));
        out.push_str("\n</details>\n");
    }
    let left: Vec<&Change> = view.changes.iter().filter(|change| !shown.contains(&key(change))).collect();
    if !left.is_empty() {
        let weakening = left.iter().filter(|change| change.class == Class::Weakens).count();
        let grave =
            if weakening == 0 { String::new() } else { format!(", {weakening} of which weaken the design") };
        let _ = write!(
            out,
            "\n{} not shown{grave}; `ddr diff` prints them all.\n",
            counted(left.len(), "more change")
        );
    }
    out.push_str(&plans);
    out
}

/// What the plans and the change do not agree on, as far as there is room.
fn plans(plans: &[Plan<'_>], room: usize) -> String {
    let (mut out, mut used, mut left) = (String::new(), 0, 0);
    let mut add = |text: &str| {
        let size = text.chars().count();
        let fits = left == 0 && used + size <= room;
        if fits {
            used += size;
            out.push_str(text);
        } else {
            left += 1;
        }
    };
    for plan in plans {
        let (path, reason) = (escaped(&short(plan.view.path, 400)), escaped(plan.reason));
        add(&format!("\n### plan {path} ({reason})\n\n"));
        for diagnostic in plan.view.diagnostics {
            let line = plan.view.source.position(diagnostic.span.start).line;
            let (severity, message) = (diagnostic.severity.name(), escaped(&diagnostic.message));
            let label = escaped(&format!("{severity}[{}] {}", diagnostic.code, diagnostic.name));
            add(&format!("- {label}: {message} (line {line})\n"));
        }
    }
    if left > 0 {
        let _ = write!(out, "\n{} about plans not shown.\n", counted(left, "more line"));
    }
    out
}

/// The changes that there is room for, the gravest first.
fn chosen(view: &View<'_>, room: usize) -> HashSet<*const Change> {
    let mut order: Vec<&Change> = view.changes.iter().collect();
    order.sort_by_key(|change| change.class);
    let headings: std::collections::HashMap<&str, usize> = grouped(view.changes)
        .into_iter()
        .map(|(path, changes)| (path, heading(path, &changes).chars().count() + FOLD))
        .collect();
    let (mut left, mut open, mut shown) = (room, HashSet::new(), HashSet::new());
    for change in order {
        let path = change.path.as_str();
        let new = if open.contains(path) { 0 } else { headings.get(path).copied().unwrap_or_default() };
        let size = item(change).chars().count() + new;
        // The first that does not fit ends it: a small change shall not push a graver one out.
        let Some(rest) = left.checked_sub(size) else { break };
        left = rest;
        open.insert(path);
        shown.insert(std::ptr::from_ref(change));
    }
    shown
}

fn heading(path: &str, changes: &[&Change]) -> String {
    let title = changes.iter().find_map(|change| change.record.as_deref());
    let title = title.map(|title| format!(": {}", escaped(&short(title, 200)))).unwrap_or_default();
    format!("### {}{title}", escaped(&short(path, 400)))
}

fn item(change: &Change) -> String {
    let known = match change.class {
        _ if change.acknowledged => ", acknowledged".to_owned(),
        // What it is to be acknowledged by.
        Class::Weakens => format!(", fingerprint {}", escaped(&change.fingerprint)),
        _ => String::new(),
    };
    let class = match (change.class, change.code) {
        (Class::Weakens, _) => "**weakens** ",
        (Class::Editorial, _) => "editorial ",
        (Class::Changes, _) => "",
    };
    let label = escaped(&label(change));
    let mut out = format!("- {class}{label}: {} ({}{known})\n", escaped(&change.message), line(change));
    let marked = marked(change);
    if !marked.is_empty() {
        let field = change.field.as_deref().map(|field| format!("{}: ", escaped(field))).unwrap_or_default();
        let _ = writeln!(out, "  <br>{field}{marked}");
    }
    out
}

fn marked(change: &Change) -> String {
    let text = |text: &Option<String>| short(text.as_deref().unwrap_or_default(), LONGEST).into_owned();
    let run = |(fate, run): Run<'_>| match fate {
        Fate::Kept | Fate::Skipped => escaped(run),
        Fate::Gone => format!("<del>{}</del>", escaped(run)),
        Fate::Come => format!("<ins>{}</ins>", escaped(run)),
    };
    marks(&text(&change.before), &text(&change.after)).into_iter().map(run).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(class: Class, number: usize) -> Change {
        crate::diff::change::testing(
            class,
            &format!("docs/{}.md", number / 50),
            &format!("row {number} changed"),
        )
    }

    #[test]
    fn a_comment_stays_below_its_limit_and_keeps_the_gravest() {
        let class = |number: usize| if number % 10 == 7 { Class::Weakens } else { Class::Changes };
        let changes: Vec<Change> = (0..2000).map(|number| change(class(number), number)).collect();
        let long = "#".repeat(5000);
        let view =
            View { base: &long, head: &long, changes: &changes, documents: 40, skipped: 0, plans: &[] };
        let whole = markdown(&view, usize::MAX);
        assert_eq!(whole.matches("\n- ").count(), 2000);
        assert!(!whole.contains("not shown"));
        for limit in [5_000, 20_000, LIMIT] {
            let text = markdown(&view, limit);
            assert!(text.chars().count() <= limit, "{limit}: {}", text.chars().count());
            let shown = text.matches("\n- ").count();
            assert!(text.contains(&format!("\n{} more changes not shown", 2000 - shown)), "{limit}");
            assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
        }
        let tight = markdown(&view, 20_000);
        let grave = tight.matches("- **weakens**").count();
        assert!(grave == 200 || tight.matches("\n- ").count() == grave, "{grave}");
    }
}
