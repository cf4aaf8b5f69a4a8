//! Suppressions for what is said of a document: where each comment goes, as edits.
//!
//! A row takes its comment in a cell, an item at the end of its first line; whatever else begins a line
//! takes it on a line of its own above. What has no such place is suppressed for the file, at its top.

use crate::diagnostic::{Diagnostic, Edit};
use crate::model::{SUPPRESSION, leaf_at};
use crate::rules;
use crate::rules::suppressions::can_be_suppressed;
use crate::source::{Source, Span};
use crate::syntax::{self, Block, BlockKind, Row};
use std::collections::BTreeMap;

/// Where comments are put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placing {
    /// Beside what they are about.
    Near,
    /// All of them at the top of the file.
    Top,
}

/// How a comment is set into the text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Set {
    /// On a line of its own, behind the marks of the containers around it.
    Above(String),
    /// Behind a text of its line.
    Behind,
    /// At the top of the file.
    Top,
}

/// Whether a diagnostic can be suppressed by a comment.
pub fn is_suppressible(diagnostic: &Diagnostic) -> bool {
    rules::find(diagnostic.code).is_some_and(can_be_suppressed)
}

/// What is wrong with a reason that is to stand in a comment, also in the cell of a table.
pub fn fault_of_reason(reason: &str) -> Option<&'static str> {
    if !reason.contains(char::is_alphanumeric) {
        return Some("it says nothing");
    }
    let held = ["--", "|", "`", "\n", "\r", "<", ">"].into_iter().find(|held| reason.contains(held));
    held.map(|_| "it stands in a comment, also in tables, and cannot hold a line break, `--`, `|`, `<`, `>` or a backtick")
}

/// The edits that suppress diagnostics of a text.
pub fn suppress(source: &Source, diagnostics: &[Diagnostic], reason: &str, placing: Placing) -> Vec<Edit> {
    let text = source.text.as_str();
    let syntax = syntax::parse(text, source.start());
    let top = syntax.front_matter.map_or(source.start(), |front| front.end);
    let mut names: BTreeMap<(usize, Set), Vec<&str>> = BTreeMap::new();
    for diagnostic in diagnostics.iter().filter(|diagnostic| is_suppressible(diagnostic)) {
        let near = match placing {
            Placing::Near => place(source, &syntax.blocks, diagnostic.span),
            Placing::Top => None,
        };
        let named = names.entry(near.unwrap_or((top, Set::Top))).or_default();
        if !named.contains(&diagnostic.name) {
            named.push(diagnostic.name);
        }
    }
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let edit = |((at, set), names): ((usize, Set), Vec<&str>)| {
        let comment = format!("<!-- {SUPPRESSION} {}: {} -->", names.join(", "), reason.trim());
        let text = match set {
            Set::Above(marks) => format!("{comment}{end}{marks}"),
            Set::Behind => format!(" {comment}"),
            Set::Top => format!("{comment}{end}{end}"),
        };
        Edit { span: Span::at(at), text }
    };
    names.into_iter().map(edit).collect()
}

/// Where the comment about something goes; `None` where only the top of the file is left.
fn place(source: &Source, blocks: &[Block], span: Span) -> Option<(usize, Set)> {
    let text = source.text.as_str();
    let line = source.line_span(span.start);
    let leaf = leaf_at(blocks, span.start)
        .or_else(|| leaf_at(blocks, line.trim(text).end.checked_sub(1).filter(|end| *end >= line.start)?))?;
    if let BlockKind::Table(table) = &leaf.kind {
        let on_line = |row: &&Row| source.line_span(row.span.start).start == line.start;
        if let Some(row) = table.rows.iter().find(on_line) {
            // The last cell with a text has most room.
            let cell = row.cells.iter().rev().find(|cell| !cell.span.is_empty())?;
            return Some((cell.span.end, Set::Behind));
        }
    }
    let start = leaf.span.start;
    let first = source.line_span(start);
    let marks = Span::new(first.start.max(source.start()).min(start), start).of(text);
    let covered = match leaf.kind {
        BlockKind::Paragraph(_) | BlockKind::Heading { .. } => true,
        _ => first.start == line.start,
    };
    if !covered {
        return None;
    }
    if marks.chars().all(|c| matches!(c, ' ' | '\t' | '>')) {
        return Some((start, Set::Above(marks.to_owned())));
    }
    // The first line of an item; only running text takes a comment there.
    matches!(leaf.kind, BlockKind::Paragraph(_) | BlockKind::Heading { .. })
        .then(|| (Span::new(start, first.end).trim(text).end, Set::Behind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Active, Selection, check_document};
    use crate::config::Settings;
    use crate::diagnostic::Severity;
    use crate::project::Found;

    /// Sets the edits in, as `fix` does.
    fn set(text: &str, edits: &[Edit]) -> String {
        let mut out = text.to_owned();
        edits.iter().rev().for_each(|edit| out.insert_str(edit.span.start, &edit.text));
        out
    }

    /// Suppresses `phase-gap` at the place marked by `@`.
    fn at(marked: &str) -> String {
        let at = marked.find('@').unwrap();
        let text = marked.replacen('@', "", 1);
        let gap = Diagnostic::new("DDR401", "phase-gap", Severity::Hint, Span::at(at), "");
        let edits = suppress(&Source::new("a.md", text.as_str()), &[gap], "why", Placing::Near);
        set(&text, &edits).replace("<!-- ddr-allow phase-gap: why -->", "C")
    }

    #[test]
    fn a_comment_goes_where_it_breaks_nothing() {
        for (marked, set) in [
            ("# T\n\n## @S\n\ntext\n", "# T\n\nC\n## S\n\ntext\n"),
            ("# @T\n", "C\n# T\n"),
            ("# T\n\none\ntwo @three\n", "# T\n\nC\none\ntwo three\n"),
            ("| a | b |\n|---|---|\n| @1 | 2 |\n", "| a | b |\n|---|---|\n| 1 | 2 C |\n"),
            ("| a | b |\n|---|---|\n| 1 | @ |\n", "| a | b |\n|---|---|\n| 1 C |  |\n"),
            ("# T\n\n| a | @b |\n|---|---|\n", "# T\n\nC\n| a | b |\n|---|---|\n"),
            ("# T\n\n@1. one\n   more\n2. two\n", "# T\n\n1. one C\n   more\n2. two\n"),
            ("- one\n- t@wo  \n", "- one\n- two C  \n"),
            ("> # T\n>\n> te@xt\n", "> # T\n>\n> C\n> text\n"),
            ("# T\r\n\r\n## @S\r\n", "# T\r\n\r\nC\r\n## S\r\n"),
            ("---\na: @b\n---\n# T\n", "---\na: b\n---\nC\n\n# T\n"),
            ("\u{feff}# @T\n", "\u{feff}C\n# T\n"),
        ] {
            assert_eq!(at(marked), set, "{marked}");
        }
    }

    #[test]
    fn what_is_suppressed_is_silent_afterwards() {
        let text = "# Parcels\n\n**Summary:** Carriers call us. (9 words)\n\n| ID | Decision (≤3w) | Status |\n|----|---|---|\n| D1 | Take one webhook per carrier | Acceptd |\n| D1 | Keep | Accepted |\n\n## Top-3 Risks\n\n1. One: watch it\n\n## Phases\n\n1. Phase 1: One\n2. Phase 3: All\n";
        let settings = Settings::default();
        let active = Active::new(&settings, &Selection::default());
        let check = |text: &str| {
            let source = Source::new("a.md", text);
            check_document(source, &settings, &active, &|_| Found::Unknown)
        };
        let before = check(text);
        assert!(before.diagnostics.len() > 5, "{:#?}", before.diagnostics);
        for placing in [Placing::Near, Placing::Top] {
            let edits = suppress(&before.source, &before.diagnostics, "old", placing);
            let after = check(&set(text, &edits));
            assert_eq!(after.diagnostics, [], "{}", after.source.text);
            assert_eq!(after.suppressions.unwrap().count, before.diagnostics.len());
        }
    }

    #[test]
    fn a_reason_fits_into_a_cell() {
        for (reason, fits) in [
            ("see #12, agreed", true),
            ("", false),
            ("--", false),
            ("a | b", false),
            ("a --> b", false),
            ("a\nb", false),
        ] {
            assert_eq!(fault_of_reason(reason).is_none(), fits, "{reason}");
        }
    }
}
