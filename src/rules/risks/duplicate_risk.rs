//! DDR303.

use crate::diagnostic::Severity;
use crate::model::{Document, Form, Risk, Risks, short};
use crate::rules::words::surely_differ;
use crate::rules::{Check, Report};
use crate::schema::fold;
use crate::source::Span;
use std::collections::BTreeMap;

rule! {
    /// No risk stands in a section twice.
    ///
    /// ## Why
    /// A risk that was copied and never changed makes the list longer and hides the risk that was meant
    /// to stand there.
    ///
    /// Two risks are the same where their texts are equal apart from letter case and markup. That is a
    /// warning where their mitigations are equal too, or where words such as `Mitigation:` or a column
    /// mark what is the risk. It is a hint where a colon alone parts the two, and for rows that differ in
    /// a column of the author's own, such as a component. A single word before a colon
    /// (`Security: …`) names a subject that may come again. Texts that are only alike are left alone.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Risks
    /// 1. Redis is down: fall back to memory
    /// 2. Redis is down: fall back to memory
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Risks
    /// 1. Redis is down: fall back to memory
    /// 2. Memory runs full: expire after an hour
    /// ```
    "DDR303" "duplicate-risk" Warning Check::Risks(check)
}

fn check(risks: &Risks<'_>, document: &Document<'_>, report: &mut Report) {
    if surely_differ(risks.items.iter().map(|risk| &*risk.title.text)) {
        return;
    }
    let others = if risks.form == Form::Table { others(document) } else { BTreeMap::new() };
    let mut seen: BTreeMap<String, &Risk<'_>> = BTreeMap::new();
    for risk in risks.items.iter().filter(|risk| risk.title.text.contains(char::is_alphanumeric)) {
        let key = fold(risk.title.text.trim_end_matches('.')).into_owned();
        let Some(first) = seen.get(&key) else {
            seen.insert(key, risk);
            continue;
        };
        let answer = |risk: &Risk<'_>| risk.mitigation.as_ref().map(|text| fold(&text.text).into_owned());
        let equal = answer(first) == answer(risk);
        let marked = first.marked && risk.marked;
        let apart = others.get(&first.span.start) != others.get(&risk.span.start);
        if !equal && !marked && !key.contains(' ') {
            continue;
        }
        let severity = if (equal || marked) && !apart { Severity::Warning } else { Severity::Hint };
        let message = format!("risk \"{}\" stands in this section twice", short(&risk.title.text, 60));
        let line =
            |span: Span| Span::new(span.start, document.source.line_span(span.start).end.min(span.end));
        let first = line(first.title.span);
        report.add(line(risk.title.span), message).severity(severity).label(first, "first named here");
    }
}

/// What the cells under headers of the author's own say, by the place of the row.
fn others(document: &Document<'_>) -> BTreeMap<usize, Vec<String>> {
    let mut found = BTreeMap::new();
    for table in document.tables.iter().filter(|table| table.spec.id == "risks") {
        let own = |at: usize| table.columns.get(at).is_some_and(|column| column.spec.is_none());
        for row in &table.rows {
            let cells = row.cells.iter().enumerate().filter(|(at, _)| own(*at));
            found.insert(row.span.start, cells.map(|(_, cell)| fold(&cell.text).into_owned()).collect());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, silent};

    const TABLE: &str = "\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n\n";

    fn says(text: &str) {
        expect(&RULE, FREE, &format!("# T\n{TABLE}{text}"));
    }

    #[test]
    fn one_risk_twice_is_a_warning() {
        says(
            "## Risks\n\n1. Clock skew\n2. **Clock Skew**\n   ^^^^^^^^^^^^^^ warning: risk \"Clock Skew\" stands in this section twice\n",
        );
        says(
            "## Risks\n\n- Skew. Mitigation: NTP\n- Skew → alarms\n  ^^^^^^^^^^^^^ warning: risk \"Skew\" stands in this section twice\n",
        );
        says(
            "## Risks\n\n| # | Risk | Mitigation |\n|--|--|--|\n| 1 | Skew | NTP |\n| 2 | `Skew` | alarms |\n      ^^^^^^ warning: risk \"Skew\" stands in this section twice\n",
        );
    }

    #[test]
    fn what_may_be_two_risks_is_a_hint() {
        says(
            "## Risks\n\n- Loss of data: in transit\n- Loss of data: at rest\n  ^^^^^^^^^^^^^^^^^^^^^ hint: risk \"Loss of data\" stands in this section twice\n",
        );
        says(
            "## Risks\n\n| Risk | Component | Mitigation |\n|--|--|--|\n| Skew | api | NTP |\n| Skew | batch | NTP |\n  ^^^^ hint: risk \"Skew\" stands in this section twice\n",
        );
    }

    #[test]
    fn different_risks_are_silent() {
        let documents = [
            "## Risks\n\n1. Clock skew: NTP\n2. Clock drift: NTP\n",
            "## Risks\n\n- Security: stolen tokens\n- Security: open ports\n",
            "## Risks\n\n- Clock skew of hosts\n- Clock skew of hosts and guests\n",
            "## Risks\n\n| Risk | Mitigation |\n|--|--|\n| a | b |\n| | c |\n| | d |\n",
            "## Risks\n\n| Risk | Mitigation |\n|--|--|\n| - | - |\n| - | - |\n",
            "## Risks of v1\n\n1. a b\n\n## Risks\n\n1. a b: c\n\n## Top-1 Risks\n\n1. a b: c\n",
            "## Risks\n\n```\n1. a b\n1. a b\n```\n\n1. a b\n",
        ];
        let documents: Vec<String> = documents.iter().map(|text| format!("# T\n{TABLE}{text}")).collect();
        let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
        silent(&RULE, FREE, &documents);
    }
}
