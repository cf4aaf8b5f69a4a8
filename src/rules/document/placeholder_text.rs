//! DDR013.

use crate::diagnostic::Severity;
use crate::model::{Document, placeholder::is_placeholder, short};
use crate::rules::{Check, Report};
use crate::source::Span;
use crate::syntax::{Block, BlockKind, Inline, PieceKind};

rule! {
    /// Nothing of the template is left unfilled.
    ///
    /// ## Why
    /// `[Decision Title]` in a reviewed record means that somebody stopped half-way, and every table
    /// made from the records repeats it.
    ///
    /// A text counts where it is a whole cell of a known table, a whole heading, or a whole item under
    /// risks or notes: `{{title}}`, `[Describe the risk]`, `<describe the risk>`, lorem ipsum. What may
    /// mean something else is a hint: a lone word (`[date]`, `<name>`), three dots, an expression of a
    /// template language (`{{ page.title }}`). Code, links, `TBD` and `n/a` are nobody's template, and a
    /// file that is a template as a whole is passed over and counted.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    /// | D2 | [Decision Title] | Proposed |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    /// | D2 | Name keys `{{tenant}}:{{id}}` | Proposed |
    /// ```
    "DDR013" "placeholder-text" Warning Check::Document(check)
}

fn check(document: &Document<'_>, report: &mut Report) {
    if !document.recognised {
        return;
    }
    rows(document, report);
    headings(document, &document.syntax.blocks, report);
    for section in &document.sections {
        if section.spec.is_some_and(|spec| matches!(spec.id.as_str(), "risks" | "notes")) {
            items(document, section.blocks, report);
        }
    }
}

/// One diagnostic for each row, at its first cell of template text.
fn rows(document: &Document<'_>, report: &mut Report) {
    for table in &document.tables {
        for row in &table.rows {
            // Nearly every cell is told by its first byte: it is no sign, and of letters only this one.
            let text = document.source.text.as_bytes();
            let told =
                |byte: &u8| *byte == b'`' || (byte.is_ascii_alphanumeric() && !matches!(byte, b'l' | b'L'));
            let cells = row.syntax.cells.iter().filter(|cell| !text.get(cell.span.start).is_some_and(told));
            let mut left = cells.filter_map(|cell| unfilled(document, cell.inline));
            let Some((span, severity)) = left.next() else { continue };
            let (mut worst, mut more) = ((span, severity), 0);
            for other in left {
                more += 1;
                if other.1 > worst.1 {
                    worst = other;
                }
            }
            let (span, severity) = worst;
            let more = match more {
                0 => String::new(),
                1 => ", and so does another cell of the row".to_owned(),
                count => format!(", and so do {count} other cells of the row"),
            };
            let message = format!("the cell still holds the template text {}{more}", shown(document, span));
            report.add(span, message).severity(severity).help("fill it in, or delete the row");
        }
    }
}

fn headings(document: &Document<'_>, blocks: &[Block], report: &mut Report) {
    for block in blocks {
        if let BlockKind::Heading { inline, .. } = block.kind
            && let Some((span, severity)) = unfilled(document, inline)
        {
            let message = format!("the heading still holds the template text {}", shown(document, span));
            report.add(span, message).severity(severity).help("write what the section is about");
        }
    }
}

fn items(document: &Document<'_>, blocks: &[Block], report: &mut Report) {
    for block in blocks {
        let BlockKind::List(list) = &block.kind else { continue };
        for item in &list.items {
            let first = item.blocks.first().and_then(Block::inline);
            if let Some((span, severity)) = first.and_then(|inline| unfilled(document, inline)) {
                let message = format!("the item still holds the template text {}", shown(document, span));
                report.add(span, message).severity(severity).help("fill it in, or delete the item");
            }
        }
    }
}

fn shown(document: &Document<'_>, span: Span) -> String {
    format!("`{}`", short(document.source.slice(span), 60))
}

/// Where a whole running text is template text, and how surely it is. Code and links are not.
fn unfilled(document: &Document<'_>, inline: Inline) -> Option<(Span, Severity)> {
    let pieces = document.syntax.pieces(inline);
    let first = pieces.first()?.span;
    // Nearly every cell is told by its first byte.
    let byte = document.source.text.as_bytes().get(first.start)?;
    if !matches!(byte, b'{' | b'[' | b'<' | b'.' | b'*' | b'_' | b'l' | b'L' | 0x80..) {
        return None;
    }
    let span = first.cover(pieces.last()?.span);
    let source = document.source.slice(span);
    if !source.starts_with(['{', '[', '<', '.', '…', '*', '_', 'l', 'L']) || !is_placeholder(source) {
        return None;
    }
    let own = |kind| matches!(kind, PieceKind::Code | PieceKind::Open(crate::syntax::Markup::Link));
    if pieces.iter().any(|piece| own(piece.kind)) {
        return None;
    }
    Some((span.trim(&document.source.text), severity(source)))
}

/// A lone word in brackets may be an argument or a reference, dots an omission, and an expression
/// something that the site's generator fills in.
fn severity(source: &str) -> Severity {
    let bare = source.trim().trim_matches(['*', '_']).trim();
    let words = bare.split_whitespace().count();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '{' | '}');
    let sure = match bare.chars().next() {
        Some('{') if bare.starts_with("{{") => bare.chars().all(plain),
        Some('{') => !bare.starts_with("{%"),
        Some('[' | '<') => words > 1,
        Some('.' | '…') | None => false,
        Some(_) => true,
    };
    if sure { Severity::Warning } else { Severity::Hint }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, diagnostics, expect, silent};

    const TABLE: &str = "| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n";

    #[test]
    fn cells_headings_and_items_of_template_text_are_warnings() {
        expect(
            &RULE,
            FREE,
            &format!(
                "{TABLE}| D2 | **[Decision Title]** | {{{{why}}}} |\n       ^^^^^^^^^^^^^^^^^^^^ warning: the cell still holds the template text `**[Decision Title]**`, and so does another cell of the row\n\n## {{{{Phase name}}}}\n   ^^^^^^^^^^^^^^ warning: the heading still holds the template text `{{{{Phase name}}}}`\n\n## Risks\n\n1. Load: more hosts\n2. [Describe the risk]\n   ^^^^^^^^^^^^^^^^^^^ warning: the item still holds the template text `[Describe the risk]`\n"
            ),
        );
    }

    #[test]
    fn what_may_mean_something_else_is_a_hint() {
        expect(
            &RULE,
            FREE,
            &format!(
                "{TABLE}| D2 | [summary] | a |\n       ^^^^^^^^^ hint: the cell still holds the template text `[summary]`\n| D3 | ... | … |\n       ^^^ hint: the cell still holds the template text `...`, and so does another cell of the row\n| D4 | {{{{ page.title }}}} | b |\n       ^^^^^^^^^^^^^^^^ hint: the cell still holds the template text `{{{{ page.title }}}}`\n"
            ),
        );
    }

    #[test]
    fn a_template_as_a_whole_is_passed_over() {
        let text = "# {{title}}\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | {{decision}} | {{why}} |\n";
        assert!(diagnostics(&RULE, FREE, text).is_empty());
    }

    #[test]
    fn ordinary_brackets_and_braces_are_silent() {
        let row = |cell: &str| format!("{TABLE}| D2 | {cell} | b |\n");
        let texts = [
            row("`{{name}}`"),
            row("Fill `[title]` in"),
            row("Use {{name}} in the template"),
            row("[Decision Title](a.md)"),
            row("[Decision Title]") + "\n[Decision Title]: a.md\n",
            row("[x]"),
            row("[Phase 2]"),
            row("[Option B]"),
            row("[optional]"),
            row("TBD"),
            row("n/a"),
            row("-"),
            row(""),
            row("<br>"),
            row("List\\<T\\>"),
            row("…and two more"),
            row("[RFC 7519]"),
            format!("{TABLE}\n```\n## {{{{title}}}}\n```\n"),
            format!("{TABLE}\n## Risks\n\n- [ ] Load\n- [x] Skew\n- [1]\n"),
            // A list of another section.
            format!("{TABLE}\n## Syntax\n\n- {{{{name}}}}\n- ...\n"),
            // A table that is no design.
            format!("{TABLE}\n## Tags\n\n| Tag | Meaning |\n|--|--|\n| {{{{name}}}} | The name |\n"),
        ];
        for text in &texts {
            silent(&RULE, FREE, &[text]);
        }
    }
}
