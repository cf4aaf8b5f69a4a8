//! DDR117.

use crate::diagnostic::Severity;
use crate::model::{Decision, Decisions, Document, Table, Value, short};
use crate::rules::mend::respell;
use crate::rules::tables::lost_cell::lost;
use crate::rules::words::{Kind, Unknown, called, listed, unknown};
use crate::rules::{Check, Report};
use crate::schema::{CellType, Terms, Vocabulary, fold};

rule! {
    /// Every status is a word that the vocabulary knows.
    ///
    /// ## Why
    /// `Approved`, `✅ Accepted` and `Agreed` are read as the same status, so that decisions can be
    /// counted and compared. A word that is not known stays outside of that.
    ///
    /// Where a schema closes the list (`closed: true`) any other word is an error. Else a slip of the
    /// pen, one letter left out, doubled or swapped, is a warning, and any other word a hint, told
    /// once: it may be your own. Add it under `vocabulary: { statuses: … }` in `ddr.yaml`. What
    /// begins with a known word is known, whatever follows it; dates, names, numbers, emoji, dashes
    /// and sentences are left alone.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Acepted |
    /// | D2 | Expire sessions after an hour | Accepted |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted in May |
    /// | D2 | Expire sessions after an hour | ✅ Done |
    /// ```
    "DDR117" "unknown-status" Warning Fixes::Both Check::Decisions(check)
}

fn check(decisions: &Decisions<'_>, document: &Document<'_>, report: &mut Report) {
    let Some(table) = document.tables.get(decisions.table) else { return };
    let column = table.column("status").and_then(|at| table.columns.get(at)).and_then(|column| column.spec);
    let Some(spec) = column.filter(|spec| spec.cell == CellType::Enum) else { return };
    let terms = spec.values.as_ref().unwrap_or(&table.schema.statuses);
    // The model has read the cells by the words of statuses, which are mostly those of the column.
    let is_known =
        |decision: &Decision<'_>| decision.status.as_ref().is_none_or(|status| status.canonical.is_some());
    if spec.vocabulary == Some(Vocabulary::Statuses) && decisions.rows.iter().all(is_known) {
        return;
    }
    let straight = |row: usize| table.rows.get(row).is_some_and(|row| lost(table, row).is_none());
    let rows = decisions.rows.iter().filter(|decision| straight(decision.row));
    let cells = rows.filter_map(|row| Some((row.row, &row.status.as_ref()?.value)));
    let cells: Vec<(usize, &Value<'_>)> = cells.collect();
    for found in unknown(&cells, terms, terms.closed && document.holds(table)) {
        tell(&found, (table, document), terms, "status", "statuses", report);
    }
}

/// Says of one cell what is wrong with it; statuses and invariant marks share the words.
pub(super) fn tell(
    found: &Unknown<'_, '_, '_>,
    (table, document): (&Table<'_>, &Document<'_>),
    terms: &Terms,
    what: &str,
    vocabulary: &str,
    report: &mut Report,
) {
    let text = short(&found.value.text, 40);
    let name = || table.rows.get(found.row).map(|row| called(table, row)).unwrap_or_default();
    let (message, severity) = match found.kind {
        Kind::Closed => (format!("{what} `{text}` of {} is not on the list", name()), Severity::Error),
        Kind::Slip => (format!("unknown {what} `{text}` of {}", name()), Severity::Warning),
        Kind::Own if found.times > 1 => {
            (format!("unknown {what} `{text}`, in {} rows", found.times), Severity::Hint)
        }
        Kind::Own => (format!("unknown {what} `{text}` of {}", name()), Severity::Hint),
        Kind::Mostly => {
            (format!("most rows hold words of their own as {what}, such as `{text}`"), Severity::Hint)
        }
    };
    let own = found.kind != Kind::Closed;
    let help = match found.near.filter(|_| found.kind != Kind::Mostly) {
        Some(near) => format!("did you mean `{near}`?"),
        None if own => format!(
            "known: {}; add others under `vocabulary: {{ {vocabulary}: … }}` in ddr.yaml",
            listed(terms)
        ),
        None => format!("the list: {}", listed(terms)),
    };
    let said = report.add(found.value.span, message).severity(severity).help(help);
    if let Some(near) = found.near.filter(|_| matches!(found.kind, Kind::Closed | Kind::Slip)) {
        respell(said, document.source, found.value.span, &fold(&found.value.text), near, terms);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::fix::Wanted;
    use crate::rules::testing::{FREE, diagnostics, expect, mended, schema_of, silent, user};

    #[test]
    fn a_slip_is_a_warning() {
        let text = "# T\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | a | Aproved |\n           ^^^^^^^ warning: unknown status `Aproved` of D1\n| D2 | b | **Propsed** (2024) |\n| D3 | c | Accepted |\n";
        expect(&RULE, FREE, text);
        let said = diagnostics(&RULE, FREE, text);
        assert_eq!(said[0].help.as_deref(), Some("did you mean `approved`?"));
    }

    #[test]
    fn a_word_of_its_own_is_told_once() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | a | Adapted |\n           ^^^^^^^ hint: unknown status `Adapted`, in 2 rows\n| D2 | b | Accepted |\n| D3 | c | adapted |\n| D4 | d | Accepted |\n",
        );
        expect(
            &RULE,
            FREE,
            "# T\n\nDecision | Status\n--|--\na | Erledigt\n    ^^^^^^^^ hint: most rows hold words of their own as status, such as `Erledigt`\nb | Offen\nc | Offen\nd | Done\n",
        );
    }

    #[test]
    fn a_column_of_free_text_is_silent() {
        let text = "# T\n\n## Decisions\n\n| Decision | Outcome |\n|--|--|\n| Help the miller | Gains 5 gold |\n| Burn the mill | Lose the village |\n";
        let signs = "# T\n\n| ID | Decision | Status |\n|--|--|--|\n| 1 | a | ❌ (blocked) |\n| 2 | b | Not applicable |\n| 3 | c | In force |\n";
        silent(&RULE, FREE, &[text, signs]);
    }

    #[test]
    fn a_closed_list_is_closed_where_it_is_assigned() {
        let schema = schema_of(
            "name: x\nextends: ddr\ntables: [{ id: decisions, columns: [{ key: status, closed: true }] }]\n",
        );
        let text = "# T\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | a | Adapted |\n           ^^^^^^^ error: status `Adapted` of D1 is not on the list\n| D2 | b | Adapted after a very long talk |\n           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: status `Adapted after a very long talk` of D2 is not on the list\n| D3 | c | Accepted after a talk |\n| D4 | d | - |\n";
        expect(&RULE, user(&schema), text);
        let own = schema_of(
            "name: x\nextends: ddr\ntables: [{ id: decisions, columns: [{ key: status, type: enum, values: [live, dead], closed: true }] }]\n",
        );
        expect(
            &RULE,
            user(&own),
            "# T\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | a | Live |\n| D2 | b | Accepted |\n           ^^^^^^^^ error: status `Accepted` of D2 is not on the list\n",
        );
    }

    #[test]
    fn statuses_that_people_write_are_silent() {
        let table = |cells: &[&str]| {
            let rows: String = cells.iter().map(|cell| format!("| D1 | a | {cell} |\n")).collect();
            format!("# T\n\n| ID | Decision | Status |\n|--|--|--|\n{rows}")
        };
        let compounds = table(&[
            "Accepted — Phase 6",
            "Superseded by [3](x.md)",
            "Approved (2024-05-01)",
            "✅ **COMPLETED**",
            "⏳",
            "🟢",
            "Accepted; supersedes D1",
            "In progress",
            "IN REVIEW",
            "Not started",
            "done.",
        ]);
        let others = table(&[
            "2024-05-01",
            "@anna",
            "Anna / Ben",
            "Phase 2",
            "v1.2",
            "#12",
            "",
            "-",
            "n/a",
            "TBD",
            "?",
        ]);
        let sentences = table(&[
            "Waits for the new cluster",
            "Mostly done",
            "Was accepted",
            "Decided in the review of May",
        ]);
        let group =
            "# T\n\n| ID | Decision | Status |\n|--|--|--|\n| **Storage** | | |\n| D1 | a | Accepted |\n";
        let other = "# T\n\n| ID | Decision | Stage |\n|--|--|--|\n| D1 | a | Blooming |\n";
        silent(&RULE, FREE, &[&compounds, &others, &sentences, group, other]);
        let text = schema_of(
            "name: x\nextends: ddr\ntables: [{ id: decisions, columns: [{ key: status, type: text }] }]\n",
        );
        silent(&RULE, user(&text), &[&table(&["Blooming"])]);
    }

    #[test]
    fn a_slip_is_mended_and_an_own_word_never() {
        let table = |status: &str| {
            format!(
                "# T\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | a | {status} |\n| D2 | b | Accepted |\n"
            )
        };
        assert_eq!(mended(&RULE, FREE, Wanted::Safe, &table("**Propsed**")), table("**Proposed**"));
        assert_eq!(mended(&RULE, FREE, Wanted::Unsafe, &table("Adapted")), table("Adapted"));
        let schema = schema_of(
            "name: x\nextends: ddr\ntables: [{ id: decisions, columns: [{ key: status, closed: true }] }]\n",
        );
        // Of a closed list one is surely meant, but perhaps not this one.
        let closed = |wanted| mended(&RULE, user(&schema), wanted, &table("Adopted*d*"));
        assert_eq!(closed(Wanted::Safe), table("Adopted*d*"));
        let near = |wanted| mended(&RULE, user(&schema), wanted, &table("Adapted"));
        assert_eq!([near(Wanted::Safe), near(Wanted::Unsafe)], [table("Adapted"), table("Adopted")]);
    }
}
