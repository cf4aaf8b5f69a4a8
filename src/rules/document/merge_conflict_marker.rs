//! DDR003.

use crate::model::Document;
use crate::rules::{Check, Report};
use crate::source::Span;
use crate::syntax::{Block, BlockKind};
use memchr::memmem::Finder;
use std::sync::LazyLock;

rule! {
    /// No conflict of a merge is left in the document.
    ///
    /// ## Why
    /// A conflict that was committed leaves two versions of a row or paragraph and three lines of
    /// marks; renderers show them as a heading and a quote, and a table that they cut in two loses its
    /// rows. Nobody can tell which version was agreed on.
    ///
    /// Only the whole set counts, in order and each at the start of its line: seven `<` with a blank or
    /// nothing behind them, a line of seven `=`, and seven `>`. A heading underlined with `=======` is
    /// an ordinary heading, and nothing is said about marks in code blocks, where documents explain them.
    /// Of the lines between the marks no other rule speaks until the conflict is solved.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// <<<<<<< HEAD
    /// Sessions live for an hour.
    /// =======
    /// Sessions live for a day.
    /// >>>>>>> session-length
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// Length
    /// =======
    ///
    /// Sessions live for a day.
    /// ```
    "DDR003" "merge-conflict-marker" Error Check::Document(check)
}

/// What a conflict begins with.
const OURS: &str = "<<<<<<<";
/// What parts its two sides.
const MIDDLE: &str = "=======";
/// What it ends with.
const THEIRS: &str = ">>>>>>>";

fn check(document: &Document<'_>, report: &mut Report) {
    let text = document.source.text.as_str();
    // Asked of every document, so that the search is prepared once.
    static SEARCH: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(OURS));
    if SEARCH.find(text.as_bytes()).is_none() || !text.contains(THEIRS) {
        return;
    }
    let mut code = Vec::new();
    collect_code(&document.syntax.blocks, text, &mut code);
    let (mut ours, mut middle) = (None, None);
    for &start in document.source.line_starts() {
        if !text.get(start..).is_some_and(|rest| rest.starts_with(['<', '=', '>'])) {
            continue;
        }
        let line = document.source.line_span(start);
        let before = code.partition_point(|span: &Span| span.end <= line.start);
        if code.get(before).is_some_and(|span| span.start <= line.start) {
            continue;
        }
        let source = line.of(text);
        if is_mark(source, OURS) {
            (ours, middle) = (Some(line), None);
        } else if source.trim_end() == MIDDLE && ours.is_some() {
            middle = middle.or(Some(line));
        } else if is_mark(source, THEIRS)
            && let (Some(first), Some(between)) = (ours.take(), middle.take())
        {
            let lines = (document.source.line(first.start), document.source.line(line.start));
            report
                .add(first, format!("a merge conflict is left open in lines {} to {}", lines.0, lines.1))
                .label(between, "the other version begins here")
                .label(line, "and ends here")
                .help("keep one version, or join the two, and delete the three lines of marks");
        }
    }
}

/// Whether a line is a mark, with the name of a branch behind it perhaps.
fn is_mark(line: &str, mark: &str) -> bool {
    line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// The spans of code, in order: blocks of their own and those in containers.
fn collect_code(blocks: &[Block], text: &str, out: &mut Vec<Span>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Code => out.push(block.span),
            BlockKind::Html if is_raw(block.span.of(text)) => out.push(block.span),
            BlockKind::Quote(inner) => collect_code(inner, text, out),
            BlockKind::List(list) => list.items.iter().for_each(|item| collect_code(&item.blocks, text, out)),
            _ => {}
        }
    }
}

/// Whether an HTML block holds text as it is: `<pre>`.
fn is_raw(html: &str) -> bool {
    let html = html.trim_start();
    ["<pre", "<code", "<textarea"]
        .iter()
        .any(|tag| html.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag)))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, record, silent};

    const TABLE: &str = "| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n";

    #[test]
    fn a_whole_set_of_marks_is_an_error() {
        expect(
            &RULE,
            FREE,
            &format!(
                "{TABLE}<<<<<<< HEAD\n^^^^^^^^^^^^ error: a merge conflict is left open in lines 4 to 8\n| D2 | a | b |\n=======\n| D2 | c | d |\n>>>>>>> main\n"
            ),
        );
    }

    #[test]
    fn the_form_with_the_common_ancestor_and_carriage_returns_counts_too() {
        expect(
            &RULE,
            FREE,
            &format!(
                "{TABLE}\r\n<<<<<<<\r\n^^^^^^^ error: a merge conflict is left open in lines 5 to 11\na\r\n||||||| 1f2e3d\r\nb\r\n=======\r\nc\r\n>>>>>>> topic\r\n"
            ),
        );
    }

    #[test]
    fn a_file_that_the_conflict_made_unrecognisable_is_still_told() {
        expect(
            &RULE,
            record(),
            "<<<<<<< HEAD\n^^^^^^^^^^^^ error: a merge conflict is left open in lines 1 to 5\nx\n=======\ny\n>>>>>>> z\n",
        );
    }

    #[test]
    fn marks_that_are_no_conflict_are_silent() {
        let after = |text: &str| format!("{TABLE}\n{text}");
        let texts = [
            // Underlined headings and a rule.
            after("Title\n=======\n\nText\n=======\n"),
            // A documented example.
            after("```\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> c\n```\n"),
            after("~~~text\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> c\n"),
            after("- Resolve it:\n\n  ```\n<<<<<<< HEAD\n  ```\n"),
            after("    <<<<<<< HEAD\n    =======\n    >>>>>>> c\n"),
            after("<pre>\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> c\n</pre>\n"),
            // In running text, or not all three, or in another order.
            after("Marks such as <<<<<<< and ======= and >>>>>>> are left by git.\n"),
            after("<<<<<<< HEAD\n\n>>>>>>> c\n"),
            after("=======\n\n<<<<<<< HEAD\n\n>>>>>>> c\n"),
            after(">>>>>>> quoted\n=======\n<<<<<<< HEAD\n"),
            // Longer lines of the same signs.
            after("<<<<<<<<<<\n==========\n>>>>>>>>>>\n"),
            // Deep quotes.
            after(">>>>>>>a\n"),
        ];
        silent(&RULE, FREE, &texts.each_ref().map(String::as_str));
    }
}
