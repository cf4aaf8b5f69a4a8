//! DDR119.

use crate::model::{Allowed, Decisions, Document, Stated};
use crate::rules::{Check, Report};
use crate::source::Span;
use regex::Regex;
use std::sync::LazyLock;

rule! {
    /// No table has more decisions than are allowed.
    ///
    /// ## Why
    /// A record of thirty decisions is read by nobody; the few that bind the rest drown in it. Good
    /// records are short or split by subject.
    ///
    /// There is no limit unless somebody sets one: `limits: { decisions: 8 }` in `ddr.yaml` counts in
    /// every document, `rows: { max: 8 }` of a schema where it is assigned, and a heading that says so,
    /// `Decisions (max 8)`, for the tables below it. Rows that only group others are not counted.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// ## Decisions (max 2)
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    /// | D2 | Expire sessions after an hour | Accepted |
    /// | D3 | Encrypt what is in them | Accepted |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// ## Decisions (max 2)
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    /// | D2 | Expire sessions after an hour | Accepted |
    /// ```
    "DDR119" "too-many-decisions" Warning Check::Decisions(check)
}

/// `(max 8)`, `(≤8 decisions)`, `(up to 8 rows)`; a number of words is none.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static LIMIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\(\s*(?:≤|<=|&lt;=|&le;|max\.?|maximum|at most|up to|no more than)\s*(\d{1,4})\s*(?:decisions|entries|rows|items)?\s*\)",
    )
    .unwrap()
});

fn check(decisions: &Decisions<'_>, document: &Document<'_>, report: &mut Report) {
    let Some(table) = document.tables.get(decisions.table) else { return };
    let stated = stated(document, table.section);
    let Some(Allowed { value, stated }) = document.table_limit(table, stated, table.spec.max_rows) else {
        return;
    };
    let Some(first) = decisions.rows.get(value) else { return };
    let message = format!("the table has {} decisions, {value} are allowed", decisions.rows.len());
    let said = report.add(first.id.as_ref().map_or(first.span, |id| id.span), message);
    match stated {
        Some(stated) => said.label(stated, "the limit is stated here"),
        None if table.spec.max_rows.is_some_and(|limit| limit.always) => {
            said.note(format!("`limits: {{ decisions: {value} }}` in ddr.yaml sets the limit"))
        }
        None => said.note(format!("the schema `{}` sets the limit", table.schema.name)),
    };
    said.help("split the record by subject, or keep what does not bind the rest out of the table");
}

/// The limit that the heading right above a table states.
fn stated(document: &Document<'_>, section: Option<usize>) -> Option<Stated> {
    let section = document.sections.get(section?)?;
    if section.spec.is_none_or(|spec| spec.id != "decisions") {
        return None;
    }
    let heading = document.source.slice(section.heading.span);
    if !heading.contains('(') {
        return None;
    }
    let digits = LIMIT.captures(heading)?.get(1)?;
    let span = Span::from(digits.range()).shift(section.heading.span.start);
    Some(Stated { value: digits.as_str().parse().ok()?, span })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, diagnostics, expect, record, schema_of, silent, user};

    const ROWS: &str = "| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n| **x** | | |\n| D2 | a | b |\n| D3 | a | b |\n";

    #[test]
    fn a_heading_s_limit_holds_below_it() {
        expect(
            &RULE,
            FREE,
            "# T\n\n## Key Decisions (≤ 1)\n\n| Decision | Why |\n|--|--|\n| a | b |\n| a | b |\n^^^^^^^^^ warning: the table has 2 decisions, 1 are allowed\n",
        );
        for heading in ["Decisions (max 2)", "Decisions (up to 2 rows)", "**Decisions (&lt;=2 decisions):**"]
        {
            let mark = if heading.starts_with('*') { "" } else { "## " };
            let text = format!("# T\n\n{mark}{heading}\n\n{ROWS}");
            let said = diagnostics(&RULE, FREE, &text);
            assert_eq!(said.len(), 1, "{heading}");
            assert_eq!((said[0].span.of(&text), said[0].labels[0].span.of(&text)), ("D3", "2"), "{heading}");
        }
    }

    #[test]
    fn the_schema_s_limit_holds_where_it_is_assigned() {
        let schema = schema_of("name: x\nextends: ddr\ntables: [{ id: decisions, rows: { max: 2 } }]\n");
        let text = format!("# T\n\n{ROWS}");
        let said = diagnostics(&RULE, user(&schema), &text);
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].message, "the table has 3 decisions, 2 are allowed");
        silent(&RULE, record(), &[&text]);
        silent(&RULE, FREE, &[&text]);
    }

    #[test]
    fn numbers_that_are_no_limit_are_silent() {
        let under = |heading: &str| format!("# T\n\n{heading}\n\n{ROWS}");
        silent(
            &RULE,
            FREE,
            &[
                &under("## Decisions (≤2w)"),
                &under("## Decisions (2)"),
                &under("## Decisions (2 of 3)"),
                &under("## 2 Decisions"),
                &under("## Decisions (max 2 words)"),
                &under("## Decisions (max 3)"),
                &under("# Costs (max 2)"),
                "# T\n\n## Decisions (max 2)\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n| D2 | a | b |\n\n| ID | Decision | Why |\n|--|--|--|\n| D3 | a | b |\n",
            ],
        );
    }
}
