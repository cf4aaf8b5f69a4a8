//! DDR114.

use crate::model::{Decision, Decisions, Document, Value};
use crate::rules::tables::lost_cell::lost;
use crate::rules::words::called;
use crate::rules::{Check, Report};
use crate::syntax::words;

rule! {
    /// Every statement keeps to its limit of words.
    ///
    /// ## Why
    /// A statement that has to fit into a line says what was decided, and leaves the reasons to the
    /// column beside it. Long ones hide two decisions, or none.
    ///
    /// A limit in the header, `Statement (≤20w)`, holds in every document. The schema's own limit (20
    /// words in `ddr`) counts where `ddr.yaml` assigns the schema, and one under `limits:
    /// { statement_words: … }` everywhere; what the header says wins. Words are counted as rendered,
    /// in every common way, and a statement is too long only where all of them say so.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement (≤8w) | Status |
    /// |----|-----------------|--------|
    /// | D1 | Keep all sessions in one Redis and expire them after an hour | Accepted |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement (≤8w) | Status |
    /// |----|-----------------|--------|
    /// | D1 | Keep all sessions in one Redis | Accepted |
    /// | D2 | Expire them after an hour | Accepted |
    /// ```
    "DDR114" "statement-too-long" Warning Check::Decisions(check)
}

fn check(decisions: &Decisions<'_>, document: &Document<'_>, report: &mut Report) {
    too_long(decisions, document, report, "statement", |decision| decision.statement.as_ref());
}

/// What statements and rationales share: `key` is the column, `part` the cell of a row.
pub(super) fn too_long<'s>(
    decisions: &Decisions<'s>,
    document: &Document<'_>,
    report: &mut Report,
    key: &str,
    part: for<'d> fn(&'d Decision<'s>) -> Option<&'d Value<'s>>,
) {
    let Some(table) = document.tables.get(decisions.table) else { return };
    let Some(column) = table.column(key).and_then(|at| table.columns.get(at)) else { return };
    let spec = column.spec.and_then(|spec| spec.words);
    let Some(limit) = document.table_limit(table, column.limit, spec) else { return };
    for decision in &decisions.rows {
        let Some(value) = part(decision) else { continue };
        let source = document.source.slice(value.span);
        let Some(counts) = words::exceeds(limit.value, &value.text, source) else { continue };
        let Some(row) = table.rows.get(decision.row).filter(|row| lost(table, row).is_none()) else {
            continue;
        };
        let name = called(table, row);
        let message = format!("the {key} of {name} has {} words, {} are allowed", counts.words, limit.value);
        let said = report.add(value.span, message);
        match limit.stated {
            Some(stated) => said.label(stated, "the limit is stated here"),
            None if spec.is_some_and(|limit| limit.always) => {
                said.note(format!("`limits: {{ {key}_words: {} }}` in ddr.yaml sets the limit", limit.value))
            }
            None => said.note(format!("the schema `{}` sets the limit", table.schema.name)).help(format!(
                "shorten it, or state another limit in the header, as in `(≤{}w)`",
                counts.words
            )),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, diagnostics, expect, record, schema_of, silent, user};

    const TWENTY_ONE: &str = "a b c d e f g h i j k l m n o p q r s t u";

    #[test]
    fn a_stated_limit_holds_everywhere() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| ID | Decision (<=3 words) | Why |\n|--|--|--|\n| D1 | one two three | x |\n| D2 | **one** two three four | x |\n       ^^^^^^^^^^^^^^^^^^^^^^ warning: the statement of D2 has 4 words, 3 are allowed\n",
        );
        expect(
            &RULE,
            FREE,
            "# T\n\nDecision (max 2 words) | Why\n--|--\na b &lt;5 c | x\n^^^^^^^^^^^ warning: the statement of row 1 has 4 words, 2 are allowed\n",
        );
    }

    #[test]
    fn the_schema_s_limit_holds_where_it_is_assigned() {
        let text = format!("# T\n\n| ID | Decision |\n|--|--|\n| D1 | {TWENTY_ONE} |\n");
        let said = diagnostics(&RULE, record(), &text);
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].message, "the statement of D1 has 21 words, 20 are allowed");
        assert_eq!(said[0].notes, ["the schema `ddr` sets the limit"]);
        let schema = schema_of(
            "name: x\nextends: ddr\ntables: [{ id: decisions, columns: [{ key: statement, words: 21 }] }]\n",
        );
        silent(&RULE, user(&schema), &[&text]);
        silent(&RULE, FREE, &[&text]);
    }

    #[test]
    fn statements_within_the_limit_are_silent() {
        silent(
            &RULE,
            FREE,
            &[
                // Where one way of counting allows it.
                "# T\n\n| ID | Decision (≤3w) |\n|--|--|\n| D1 | read — write & `wait` |\n| D2 | [one two](a.md \"five six seven\") three |\n",
                // Paths and hyphens are one word.
                "# T\n\n| ID | Decision (≤3w) |\n|--|--|\n| D1 | use a/b/c/d.rs well-known-thing |\n",
                // A count, a target and a limit of something else.
                "# T\n\n| ID | Decision (3 words) | Why |\n|--|--|--|\n| D1 | a b c d e | f |\n",
                "# T\n\n| ID | Decision | Delay (≤2 ms) |\n|--|--|--|\n| D1 | a b c d e | f g h |\n",
                // Lines broken inside the cell.
                "# T\n\n| ID | Decision (≤3w) |\n|--|--|\n| D1 | one<br>two<br/>three |\n",
                // A row that groups others.
                "# T\n\n| ID | Decision (≤2w) | Why |\n|--|--|--|\n| | **All about the store** | |\n| D1 | a | b |\n",
            ],
        );
        let stated = format!("# T\n\n| ID | Decision (≤30w) |\n|--|--|\n| D1 | {TWENTY_ONE} |\n");
        silent(&RULE, record(), &[&stated]);
    }
}
