//! DDR112.

use super::{is_no_decision, only_points};
use crate::diagnostic::Severity;
use crate::model::{Document, short};
use crate::rules::words::{is_blank, surely_differ};
use crate::rules::{Check, Report};
use crate::schema::fold;
use crate::source::Span;
use std::collections::BTreeMap;

rule! {
    /// Every decision has an id of its own.
    ///
    /// ## Why
    /// Reviews, patch plans and later records point at a decision by its id. When two rows share one,
    /// nobody can tell which of them a reference means.
    ///
    /// Two decisions of one table with one id are an error. The same id in two tables of a document
    /// is a hint, since each table may count for itself, and nothing at all for bare numbers; so is one in a column that points at documents
    /// (`ADR`, `Ref`), since one document can hold two decisions. Dashes and words such as `TBD` are
    /// no ids.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    /// | D1 | Expire sessions after an hour | Accepted |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    /// | D2 | Expire sessions after an hour | Accepted |
    /// ```
    "DDR112" "duplicate-decision-id" Error Check::Document(check)
}

/// Whether an id is a number and nothing else: `1`, `#1`, `1.`.
fn is_bare_number(text: &str) -> bool {
    let digits = text.trim().trim_start_matches('#').trim_end_matches(['.', ')']);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Where an id was first used: in the document, and in the table that was read last.
struct Used {
    first: Span,
    table: usize,
    in_table: Span,
}

fn check(document: &Document<'_>, report: &mut Report) {
    if !document.recognised {
        return;
    }
    let ids = document.all_decisions().filter_map(|decision| decision.id.as_ref());
    if surely_differ(ids.map(|id| &*id.text)) {
        return;
    }
    let mut seen: BTreeMap<String, Used> = BTreeMap::new();
    for decisions in &document.decisions {
        let Some(table) = document.tables.get(decisions.table) else { continue };
        let header =
            table.column("id").and_then(|at| table.columns.get(at)).map(|column| &column.header.text);
        let points = header.is_some_and(|header| only_points(header));
        let rows = decisions.rows.iter().filter(|decision| !is_no_decision(table, decision.row, document));
        for id in rows.filter_map(|decision| decision.id.as_ref()).filter(|id| !says_nothing(&id.text)) {
            let name = fold(&id.text);
            let Some(used) = seen.get_mut(&*name) else {
                let used = Used { first: id.span, table: decisions.table, in_table: id.span };
                seen.insert(name.into_owned(), used);
                continue;
            };
            let same = used.table == decisions.table;
            let first = if same { used.in_table } else { used.first };
            if !same {
                (used.table, used.in_table) = (decisions.table, id.span);
            }
            // Rows of several tables that count from 1 are no ids that anybody points at.
            if !same && is_bare_number(&id.text) {
                continue;
            }
            let severity = if same && !points { Severity::Error } else { Severity::Hint };
            let place = if same { "in this table" } else { "in an earlier table" };
            let message = format!("decision id {} is already taken {place}", short(&id.text, 60));
            report.add(id.span, message).severity(severity).label(first, "first used here");
        }
    }
}

/// Whether an id cell holds no id yet.
fn says_nothing(text: &str) -> bool {
    // `D1`, as nearly every id is: none of the words below has a digit.
    if text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.ends_with(|c: char| c.is_ascii_digit())
        && text.is_ascii()
    {
        return false;
    }
    !text.contains(char::is_alphanumeric)
        || is_blank(text)
        || matches!(fold(text).as_ref(), "tbd" | "tba" | "todo" | "new")
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, silent};

    #[test]
    fn one_id_twice_in_a_table_is_an_error() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n| **d1** | c | d |\n  ^^^^^^ error: decision id d1 is already taken in this table\n",
        );
    }

    #[test]
    fn one_id_in_two_tables_is_a_hint() {
        expect(
            &RULE,
            FREE,
            "# T\n\n## Decisions\n\nID | Decision\n--|--\nA1 | a\n\nLater:\n\nID | Decision\n--|--\nA1 | a\n^^ hint: decision id A1 is already taken in an earlier table\nA1 | b\n^^ error: decision id A1 is already taken in this table\n",
        );
        expect(
            &RULE,
            FREE,
            "# T\n\nADR | Decision\n--|--\nADR-1 | a\nADR-1 | b\n^^^^^ hint: decision id ADR-1 is already taken in this table\n",
        );
    }

    #[test]
    fn ordinary_tables_are_silent() {
        silent(
            &RULE,
            FREE,
            &[
                // Ids that only look alike.
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n| D11 | b |\n| D-1 | c |\n",
                // No ids yet.
                "# T\n\n| ID | Decision |\n|--|--|\n| | a |\n| | b |\n",
                // Nothing that could be an id; names of groups.
                "# T\n\n| ID | Decision |\n|--|--|\n| - | a |\n| - | b |\n| TBD | c |\n| TBD | d |\n| Later | |\n| Later | |\n",
                // No id column; equal statements are another matter.
                "# T\n\n| Decision | Why |\n|--|--|\n| a | x |\n| a | y |\n",
                // A draft in a code block.
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n\n```\n| ID | Decision |\n|--|--|\n| D1 | a |\n| D1 | a |\n```\n",
                // Rows that group others.
                "# T\n\n| ID | Decision | Why |\n|--|--|--|\n| **Storage** | | |\n| D1 | a | b |\n| **Storage** | | |\n| D2 | a | b |\n",
                // A table of another kind.
                "# T\n\n| ID | Option | Cost |\n|--|--|--|\n| 1 | a | low |\n| 1 | b | low |\n",
            ],
        );
    }

    #[test]
    fn tables_that_count_from_one_are_silent() {
        let table = "| # | Decision | Why |\n|--|--|--|\n| 1 | a | b |\n| 2 | c | d |\n\n";
        silent(&RULE, FREE, &[&format!("# T\n\n## Decisions\n\n{table}### More\n\n{table}")]);
    }
}
