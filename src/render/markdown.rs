//! Diagnostics for a comment on a pull request or a step summary: a fold per document, open where an
//! error or a warning stands in it. What would be too long for the host is shortened and says so.

use super::inert::inert;
use super::plain::{Plain, Run, Text};
use super::summary::{counted, summary};
use crate::diagnostic::Severity;
use crate::model::short;
use std::collections::HashSet;
use std::fmt::Write as _;

/// Characters that a comment may have; GitHub takes 65,536.
pub const LIMIT: usize = 65_000;
/// Room that is kept for the first and the last line.
const RESERVE: usize = 1000;
/// Characters that are shown of a message, of a help and of a path.
const LONGEST: usize = 600;

const HEADER: &str = "| line | severity | rule | what is wrong |\n|---:|---|---|---|\n";
const END: &str = "\n</details>\n";

/// The page; at most `limit` characters, as long as there is room for its first line.
pub fn markdown(run: &Run<'_>, limit: usize) -> String {
    let mut out = format!("**{}**\n", inert(&short(&summary(run.tally), LONGEST)));
    let shown = chosen(run, limit.saturating_sub(RESERVE));
    let is_shown = |diagnostic: &&Plain| shown.contains(&std::ptr::from_ref(*diagnostic));
    for text in &run.texts {
        let rows: Vec<&Plain> = text.diagnostics.iter().filter(is_shown).collect();
        if !rows.is_empty() {
            out.push_str(&opening(text));
            rows.iter().for_each(|diagnostic| out.push_str(&row(diagnostic)));
            out.push_str(END);
        }
    }
    let all = run.texts.iter().flat_map(|text| text.diagnostics);
    let left: Vec<&Plain> = all.filter(|diagnostic| !is_shown(diagnostic)).collect();
    if !left.is_empty() {
        let more = if shown.is_empty() { "diagnostic" } else { "more diagnostic" };
        let _ = writeln!(out, "\n{} not shown: {}", counted(left.len(), more), counts(left.iter().copied()));
    }
    out
}

/// The diagnostics that there is room for, the gravest first.
fn chosen(run: &Run<'_>, room: usize) -> HashSet<*const Plain> {
    let mut order: Vec<(usize, &Plain)> = Vec::new();
    for (at, text) in run.texts.iter().enumerate() {
        order.extend(text.diagnostics.iter().map(|diagnostic| (at, diagnostic)));
    }
    order.sort_by_key(|(_, diagnostic)| std::cmp::Reverse(diagnostic.severity));
    let (mut left, mut open, mut shown) = (room, HashSet::new(), HashSet::new());
    for (at, diagnostic) in order {
        let fold = run.texts.get(at).filter(|_| !open.contains(&at));
        let fold = fold.map_or(0, |text| opening(text).chars().count() + END.len());
        // The first that does not fit ends it: a small hint shall not push an error out.
        let Some(rest) = left.checked_sub(row(diagnostic).chars().count() + fold) else { break };
        left = rest;
        open.insert(at);
        shown.insert(std::ptr::from_ref(diagnostic));
    }
    shown
}

fn opening(text: &Text<'_>) -> String {
    let grave = text.diagnostics.iter().any(|diagnostic| diagnostic.severity > Severity::Hint);
    let open = if grave { " open" } else { "" };
    let path = inert_in_html(&short(text.path, LONGEST));
    let counts = counts(text.diagnostics.iter());
    format!("\n<details{open}><summary><code>{path}</code>: {counts}</summary>\n\n{HEADER}")
}

fn row(diagnostic: &Plain) -> String {
    let cut = |text: &str| inert(&short(text, LONGEST));
    let help = diagnostic.help.iter().map(|help| format!("<br>help: {}", cut(help))).collect::<String>();
    let severity = match diagnostic.severity {
        Severity::Error => "**error**",
        other => other.name(),
    };
    let (line, code, name) = (diagnostic.range.start.line, diagnostic.code, diagnostic.name);
    format!("| {line} | {severity} | {code} {name} | {}{help} |\n", cut(&diagnostic.message))
}

/// `1 error, 3 warnings`.
fn counts<'a>(all: impl Iterator<Item = &'a Plain>) -> String {
    let mut numbers = [(0, "error"), (0, "warning"), (0, "hint")];
    for diagnostic in all {
        let word = diagnostic.severity.name();
        numbers.iter_mut().filter(|(_, other)| *other == word).for_each(|(number, _)| *number += 1);
    }
    let named = numbers.iter().filter(|(number, _)| *number > 0).map(|(number, word)| counted(*number, word));
    named.collect::<Vec<_>>().join(", ")
}

/// Inside HTML, where marks of Markdown are but marks.
fn inert_in_html(text: &str) -> String {
    let shown = super::visible(text);
    shown.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::plain::testing::{HOSTILE, said, with_run};
    use crate::render::summary::Tally;

    #[test]
    fn a_fold_per_document_with_diagnostics() {
        assert_eq!(
            with_run("docs/a.md", "wrong", |run| markdown(run, LIMIT)),
            "**checked 2 records: 1 error, 1 hint**\n\n\
             <details open><summary><code>docs/a.md</code>: 1 error, 1 hint</summary>\n\n\
             | line | severity | rule | what is wrong |\n|---:|---|---|---|\n\
             | 3 | **error** | DDR112 duplicate-decision-id | wrong<br>help: wrong |\n\
             | 1 | hint | DDR401 phase-gap | likely |\n\n</details>\n"
        );
    }

    #[test]
    fn no_text_leaves_its_cell() {
        let page = with_run("a</code></details>`|\n<b>@x\u{202e}.md", HOSTILE, |run| markdown(run, LIMIT));
        assert!(!page.chars().any(|c| c != '\n' && crate::render::visible::acts(c)), "{page}");
        let html = comrak::markdown_to_html(&page, &{
            let mut options = comrak::Options::default();
            (options.extension.table, options.extension.autolink, options.render.r#unsafe) =
                (true, true, true);
            options
        });
        for tag in ["<script", "<b>", "<strong>bold", "<a ", "<img", "<h1"] {
            assert!(!html.contains(tag), "{tag}: {html}");
        }
        assert_eq!(html.matches("</details>").count(), 1, "{html}");
        assert_eq!((html.matches("<tr>").count(), html.matches("<td").count()), (3, 8), "{html}");
        assert!(html.contains("</failure>".replace('<', "&lt;").replace('>', "&gt;").as_str()), "{html}");
    }

    #[test]
    fn a_page_stays_below_its_limit_and_keeps_the_gravest() {
        let tally = Tally::default();
        let all: Vec<(String, Vec<Plain>)> =
            (0..900).map(|at| (format!("docs/{at}.md"), said(&format!("docs/{at}.md"), "wrong"))).collect();
        let texts = all.iter().map(|(path, diagnostics)| Text { path, diagnostics }).collect();
        let run = Run { texts, tally: &tally };
        let rows = |page: &str| page.lines().filter(|line| line.contains(" | DDR")).count();
        let whole = markdown(&run, usize::MAX);
        assert_eq!((rows(&whole), whole.contains("not shown")), (1800, false));
        for limit in [5_000, 20_000, LIMIT] {
            let page = markdown(&run, limit);
            assert!(page.chars().count() <= limit && page.chars().count() > limit * 3 / 4, "{limit}");
            assert!(page.contains(&format!("\n{} more diagnostics not shown: ", 1800 - rows(&page))));
            assert!(!page.contains("| hint |"), "hints do not push errors out");
            assert_eq!(page.matches("<details").count(), page.matches("</details>").count());
        }
    }
}
