//! DDR015.

use crate::model::{Document, Form, LABEL, Section, headings::is_settled, short};
use crate::rules::{Check, Report};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

rule! {
    /// Something stands under every heading.
    ///
    /// ## Why
    /// A heading with nothing under it promises what nobody wrote; in a review it passes for a part
    /// that was looked at.
    ///
    /// A heading counts where neither text nor a subheading follows it before the next heading of its
    /// level. A comment alone is nothing, since no reader sees it, unless it is a mark that a tool
    /// fills in. Titles are left alone, and so are headings that say it all (`Patch Plan (pending)`,
    /// `Risks: none`) or are links, phases and risks that have a heading each, and headings of your own where
    /// several beside each other are empty: there the headings are the text.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// ## Decisions
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Notes
    ///
    /// ## Phases
    ///
    /// 1. Move the readers
    /// 2. Move the writers
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// ## Decisions
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Notes (to be written after the test)
    ///
    /// ## Phases
    ///
    /// 1. Move the readers
    /// 2. Move the writers
    /// ```
    "DDR015" "empty-section" Hint Check::Document(check)
}

fn check(document: &Document<'_>, report: &mut Report) {
    if !document.recognised {
        return;
    }
    // A document without a heading of level 1 has its first heading for a title.
    let first = || document.sections.first().map(|section| section.heading.span);
    let title = document.title.as_ref().map(|title| title.span).or_else(first);
    let empty: Vec<&Section<'_>> = document
        .sections
        .iter()
        .filter(|section| section.level < LABEL && Some(section.heading.span) != title)
        .filter(|section| !section.heading.text.is_empty() && is_empty(document, section))
        // A heading that is a link leads to its text.
        .filter(|section| !document.source.slice(section.heading.span).contains("]("))
        .collect();
    if empty.is_empty() {
        return;
    }
    let of_items = items(document);
    let mut own: BTreeMap<(Option<usize>, u8), usize> = BTreeMap::new();
    for section in empty.iter().filter(|section| section.spec.is_none()) {
        *own.entry((section.parent, section.level)).or_default() += 1;
    }
    for section in empty {
        let beside = own.get(&(section.parent, section.level)).copied().unwrap_or_default();
        let listed = section.spec.is_none() && beside > 1;
        if listed || is_settled(&section.heading.text) || of_items.contains(&section.heading.span) {
            continue;
        }
        let message = format!("nothing stands under the heading `{}`", short(&section.heading.text, 60));
        report
            .add(section.heading.span, message)
            .help("write it, delete the heading, or say in it that it is `(pending)`");
    }
}

/// Headings that are a phase or a risk of their own.
fn items(document: &Document<'_>) -> BTreeSet<Span> {
    let phases = document.phases.iter().filter(|run| run.form == Form::Headings).flat_map(|run| &run.items);
    let risks =
        document.risks.iter().filter(|risks| risks.form == Form::Headings).flat_map(|risks| &risks.items);
    phases.map(|phase| phase.span).chain(risks.map(|risk| risk.span)).collect()
}

/// Whether the source between a heading and the next one of its level or above holds nothing but
/// comments and rules. The source is asked, not the blocks: a list of link targets makes no block.
fn is_empty(document: &Document<'_>, section: &Section<'_>) -> bool {
    let body = Span::new(section.heading.span.end, section.span.end);
    let mut rest = document.source.slice(body);
    // Nearly every section begins with a letter, a pipe or another heading.
    let first = rest.bytes().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    if first.is_some_and(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'-' | b'*' | b'_')) {
        return false;
    }
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return true;
        }
        if let Some(comment) = rest.strip_prefix("<!--") {
            let Some((inside, after)) = comment.split_once("-->") else { return true };
            if is_mark(inside) {
                return false;
            }
            rest = after;
            continue;
        }
        let sign = rest.chars().next().filter(|sign| matches!(sign, '-' | '*' | '_'));
        let Some(sign) = sign else { return false };
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let line = line.trim_end();
        if line.len() < 3 || !line.chars().all(|c| c == sign || c.is_whitespace()) {
            return false;
        }
        rest = after;
    }
}

/// Whether a comment tells a tool to put something here.
fn is_mark(comment: &str) -> bool {
    let lower = comment.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    lower.contains("generated")
        || words.any(|word| matches!(word, "begin" | "start" | "end" | "toc" | "include" | "embed" | "ddr"))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, record, silent};

    const TABLE: &str = "| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n";

    #[test]
    fn a_heading_with_nothing_under_it_is_a_hint() {
        expect(
            &RULE,
            FREE,
            &format!(
                "# T\n\n## Summary\n^^^^^^^^^^ hint: nothing stands under the heading `Summary`\n\n## Decisions\n\n{TABLE}\n### Details ###\n^^^^^^^^^^^^^^^ hint: nothing stands under the heading `Details`\n\n---\n\nNotes\n-----\n\n- a\n"
            ),
        );
    }

    #[test]
    fn the_last_heading_and_comments_count() {
        expect(
            &RULE,
            FREE,
            &format!(
                "# T\n\n{TABLE}\n## Notes\n^^^^^^^^ hint: nothing stands under the heading `Notes`\n\n<!-- What else? -->\n\n## Risks\n^^^^^^^^ hint: nothing stands under the heading `Risks`"
            ),
        );
    }

    #[test]
    fn headings_with_something_are_silent() {
        let texts = [
            // Subheadings, labels, code, HTML, quotes, tables.
            format!(
                "# T\n\n## Decisions\n\n### Storage\n\n{TABLE}\n## Code\n\n```\nx\n```\n\n## Picture\n\n<img src=\"a.png\">\n"
            ),
            // Link targets and footnotes make no block.
            format!("# T\n\n{TABLE}\n## Links\n\n[1]: https://example.org\n\n## References\n\n[^1]: Text.\n"),
            // Headings that say it all.
            format!(
                "# T\n\n{TABLE}\n## Patch Plan (pending)\n\n## Risks: none\n\n## Notes — n/a\n\n## Plan [TBD]\n"
            ),
            // Phases and statements as headings.
            format!("# T\n\n{TABLE}\n## Phase 1 — Readers\n\n## Phase 2 — Writers\n"),
            format!("# T\n\n{TABLE}\n## Goals\n\n### Fast\n\n### Cheap\n\n### Safe\n"),
            format!("# T\n\n{TABLE}\n## [Patch Plan](plan.md)\n\n## [Unreleased]\n"),
            // The first heading of a document without a title.
            format!("## T\n\n## Decisions\n\n{TABLE}"),
            // Filled in by a tool.
            format!("# T\n\n{TABLE}\n## Contents\n\n<!-- toc -->\n"),
            // The title.
            "# T\n".to_owned() + TABLE,
            format!("{TABLE}\n# T\n"),
            // In code.
            format!("# T\n\n{TABLE}\n```\n## Notes\n\n## Risks\n```\n"),
            format!("# T\n\n## Risks\n\n1. a\n\n{TABLE}\n## Summary\n\n> quoted\n"),
        ];
        for text in &texts {
            silent(&RULE, FREE, &[text]);
        }
        silent(&RULE, record(), &["# Shopping\n\n## Milk\n\n- x\n"]);
    }
}
