//! DDR120.

use crate::diagnostic::Severity;
use crate::model::{Decision, Decisions, Document, Table};
use crate::rules::words::called;
use crate::rules::{Check, Report};
use crate::schema::fold;
use crate::syntax::{Markup, PieceKind};
use std::collections::BTreeMap;

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
    let named = names(document);
    for decision in lone {
        let (Some(row), Some(status)) = (table.rows.get(decision.row), &decision.status) else { continue };
        // Its own cell names it once.
        if decision.id.as_ref().is_some_and(|id| named.get(&*fold(&id.text)).is_some_and(|&times| times > 1))
        {
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
                || value.text.split_whitespace().any(is_id)
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
    let says = |text: &str| {
        let text = text.to_lowercase();
        ["superseded", "replaced"]
            .iter()
            .any(|word| [" by", "-by", "_by"].iter().any(|by| text.contains(&format!("{word}{by}"))))
    };
    around.into_iter().flatten().any(says)
}

/// How often each word of the document that may be an id stands in it.
fn names(document: &Document<'_>) -> BTreeMap<String, usize> {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for piece in document.syntax.all_pieces() {
        let words = piece.text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '.' | '#' | '_'));
        let words = words.map(|word| word.trim_matches(['.', '-', '_']));
        for word in words.filter(|word| word.contains(char::is_numeric) && word.len() < 40) {
            *times.entry(fold(word).into_owned()).or_default() += 1;
        }
    }
    times
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
