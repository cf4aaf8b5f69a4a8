//! DDR120.

use crate::diagnostic::Severity;
use crate::model::{Decision, Decisions, Document, Table};
use crate::rules::words::called;
use crate::rules::{Check, Report};
use crate::schema::fold;
use crate::syntax::words::{any_digit, has_digit};
use crate::syntax::{Markup, PieceKind};

rule! {
    /// Whoever reads a superseded decision learns what holds instead.
    ///
    /// ## Why
    /// `Superseded` alone leaves the reader with the old rule and no way to the new one.
    ///
    /// It is a hint, since the successor may be plain to everyone involved. The rule is content with
    /// words behind the status, with a link, an id or a word such as `by` or `see` anywhere in the row,
    /// and with any other place of the document that names the decision.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in files | Superseded |
    /// | D2 | Keep sessions in Redis | Accepted |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in files | Superseded by D2 |
    /// | D2 | Keep sessions in Redis | Accepted |
    /// ```
    "DDR120" "superseded-without-successor" Hint Check::Decisions(check)
}

fn check(decisions: &Decisions<'_>, document: &Document<'_>, report: &mut Report) {
    let Some(table) = document.tables.get(decisions.table) else { return };
    let lone = decisions
        .rows
        .iter()
        .filter(|decision| is_bare(decision, table) && !points(decision, table, document));
    let lone: Vec<&Decision<'_>> = lone.collect();
    if lone.is_empty() || as_a_whole(table, document) {
        return;
    }
    for decision in lone {
        let (Some(row), Some(status)) = (table.rows.get(decision.row), &decision.status) else { continue };
        // Its own cell names it once.
        if decision.id.as_ref().is_some_and(|id| is_named_again(&id.text, document)) {
            continue;
        }
        report
            .add(status.value.span, format!("{} is superseded, and nothing says by what", called(table, row)))
            .severity(Severity::Hint)
            .help("name the decision or link the document that holds instead: `Superseded by D7`");
    }
}

/// Whether a status says that something took the decision's place, and no more than that.
fn is_bare(decision: &Decision<'_>, table: &Table<'_>) -> bool {
    let Some(status) = &decision.status else { return false };
    if status.canonical != Some("superseded") {
        return false;
    }
    let folded = fold(&status.value.text);
    // What was invalidated or moved has no successor, or needs none.
    if folded.starts_with("invalid") || folded.starts_with("moved") {
        return false;
    }
    let known = table.schema.statuses.leading(&folded).map_or(0, |known| known.length);
    !folded.get(known..).unwrap_or_default().contains(char::is_alphanumeric)
}

/// Whether a row holds a link, an id, or a word that leads on, apart from its own id.
fn points(decision: &Decision<'_>, table: &Table<'_>, document: &Document<'_>) -> bool {
    let Some(row) = table.rows.get(decision.row) else { return true };
    let id = table.column("id");
    row.syntax.cells.iter().zip(&row.cells).enumerate().filter(|(at, _)| Some(*at) != id).any(
        |(_, (cell, value))| {
            let mut words = value.text.split(|c: char| !c.is_alphanumeric());
            let mut pieces = document.syntax.pieces(cell.inline).iter();
            pieces.any(|piece| piece.kind == PieceKind::Open(Markup::Link))
                || words
                    .any(|word| matches!(word, "by" | "see" | "See" | "→" | "now" | "instead" | "successor"))
                || value.text.contains(['→', '#'])
                || value.text.contains("->")
                || (has_digit(&value.text) && value.text.split_whitespace().any(is_id))
        },
    )
}

/// Whether a word has the form of an id: letters, perhaps a dash, digits.
fn is_id(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let digits = word.trim_start_matches(|c: char| c.is_alphabetic()).trim_start_matches('-');
    digits.len() < word.len() && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Whether the text around a table says what took the place of something: `Status: superseded by ADR-2`.
fn as_a_whole(table: &Table<'_>, document: &Document<'_>) -> bool {
    let text = document.source.text.as_str();
    let around = [text.get(..table.span.start), text.get(table.span.end..)];
    around.into_iter().flatten().any(|text| says_by_what(text.as_bytes()))
}

/// Whether a text holds `superseded by` or `replaced by`, in any letter case.
fn says_by_what(text: &[u8]) -> bool {
    // The third letter of both words is the rarest in them.
    memchr::memchr2_iter(b'p', b'P', text).any(|at| {
        let word = at.checked_sub(2).and_then(|start| text.get(start..)).unwrap_or_default();
        ["superseded", "replaced"].into_iter().any(|verb| {
            word.split_at_checked(verb.len()).is_some_and(|(written, rest)| {
                written.eq_ignore_ascii_case(verb.as_bytes())
                    && matches!(rest, [b' ' | b'-' | b'_', b'b' | b'B', b'y' | b'Y', ..])
            })
        })
    })
}

/// Whether a document names an id more than once.
fn is_named_again(id: &str, document: &Document<'_>) -> bool {
    let id = fold(id);
    let Some(&last) = id.as_bytes().last() else { return false };
    // Few texts hold the last byte of it, and all others need not be looked at.
    let may_name = |text: &&str| {
        memchr::memchr2(last, last.to_ascii_uppercase(), text.as_bytes()).is_some() || !has_plain_words(text)
    };
    let mut words = Vec::new();
    let texts = document.syntax.all_pieces().iter().map(|piece| &*piece.text);
    texts.filter(may_name).for_each(|text| words_with_digits(text, &mut words));
    // ASCII words of these characters differ from their folded form in capitals alone.
    let is_id = |word: &&&str| {
        let word = word.trim_matches(['.', '-', '_']);
        word.len() < 40 && if word.is_ascii() { word.eq_ignore_ascii_case(&id) } else { fold(word) == id }
    };
    words.iter().filter(is_id).nth(1).is_some()
}

/// The words of a text that may be ids: each with a digit in it.
fn words_with_digits<'t>(text: &'t str, words: &mut Vec<&'t str>) {
    if has_plain_words(text) {
        return around_digits(text, words);
    }
    let parts = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '.' | '#' | '_'));
    words.extend(parts.filter(|word| word.contains(char::is_numeric)));
}

/// Whether the words of a text are of ASCII alone, whatever marks stand between them.
fn has_plain_words(text: &str) -> bool {
    text.is_ascii() || !text.chars().any(|c| !c.is_ascii() && c.is_alphanumeric())
}

/// The words around the digits of a text whose words are of ASCII alone.
fn around_digits<'t>(text: &'t str, words: &mut Vec<&'t str>) {
    let parts = |byte: &u8| !byte.is_ascii_alphanumeric() && !matches!(byte, b'-' | b'.' | b'#' | b'_');
    let mut done = 0;
    any_digit(text, |at| {
        if at >= done {
            let (before, behind) = text.as_bytes().split_at_checked(at).unwrap_or_default();
            let start = before.iter().rposition(parts).map_or(0, |found| found + 1);
            done = behind.iter().position(parts).map_or(text.len(), |found| at + found);
            words.extend(text.get(start..done));
        }
        false
    });
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, silent};

    #[test]
    fn a_bare_superseded_is_a_hint() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | a | ~~**Superseded**~~ |\n           ^^^^^^^^^^^^^^^^^^ hint: D1 is superseded, and nothing says by what\n| D2 | b | replaced |\n           ^^^^^^^^ hint: D2 is superseded, and nothing says by what\n| D12 | c | Accepted |\n",
        );
        expect(
            &RULE,
            FREE,
            "# T\n\nDecision | Status\n--|--\na | ❌ Superseded.\n    ^^^^^^^^^^^^^ hint: row 1 is superseded, and nothing says by what\nb | Accepted\n",
        );
    }

    #[test]
    fn whatever_leads_on_is_enough() {
        silent(
            &RULE,
            FREE,
            &[
                "# T\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | a | Superseded by D2 |\n| D2 | b | superseded by [that](x.md) |\n| D3 | c | Superseded (2024) |\n",
                "# T\n\n| ID | Decision | Why | Status |\n|--|--|--|--|\n| D1 | a | see the log | Superseded |\n| D3 | a | D7 does it better | Replaced |\n| D4 | [x](y.md) | | superseded |\n",
                // The successor names it.
                "# T\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | a | Superseded |\n| D2 | b (supersedes D1) | Accepted |\n",
                // Prose names it.
                "# T\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | a | Superseded |\n\nSince May the new store replaces D1.\n",
                // The record as a whole names it.
                "---\nsuperseded-by: ADR-2\n---\n# T\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | a | Superseded |\n",
                "# T\n\nStatus: Superseded by ADR-2\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | a | Superseded |\n",
                // Other statuses.
                "# T\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | a | Rejected |\n| D2 | b | Moved |\n| D3 | c | Invalidated |\n| D4 | d | Deprecated |\n",
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | the superseded store stays |\n",
            ],
        );
    }
}
