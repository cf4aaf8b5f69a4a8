//! DDR302.

use crate::diagnostic::Severity;
use crate::model::{Document, Form, Risk, Risks, Row, Table, short};
use crate::rules::{Check, Report};
use crate::schema::fold;
use crate::source::Span;
use std::collections::BTreeMap;

rule! {
    /// Every risk has a mitigation where mitigations are given.
    ///
    /// ## Why
    /// A risk that was named and then left is worse than one that nobody saw: readers take it for
    /// handled.
    ///
    /// An empty cell under a mitigation header is a warning, and so is the one plain item without a
    /// mitigation in a section whose heading promises them and whose other items all show one. Everything
    /// else is a hint: several such items, an item that says more than its title, a dash or `TBD` in the
    /// cell, a risk that is marked as accepted or closed. A heading that promises mitigations over items
    /// that show none gives one hint for the section, since they may be written in a way that was not
    /// understood; a dash that parts most of them is understood, and so is a lone `None`. Where neither
    /// the heading nor any item speaks of mitigations the rule is silent, and `n/a`, `none` or `accepted`
    /// are answers.
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
    /// | Risk | Mitigation |
    /// |------|------------|
    /// | Redis is down | Fall back to memory |
    /// | Memory runs full | |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Risks
    /// | Risk | Mitigation |
    /// |------|------------|
    /// | Redis is down | Fall back to memory |
    /// | Memory runs full | Expire after an hour |
    /// ```
    "DDR302" "missing-mitigation" Warning Check::Risks(check)
}

fn check(risks: &Risks<'_>, document: &Document<'_>, report: &mut Report) {
    if risks.form == Form::Table {
        cells(risks, document, report);
    } else {
        items(risks, document, report);
    }
}

fn cells(risks: &Risks<'_>, document: &Document<'_>, report: &mut Report) {
    let tables = document
        .tables
        .iter()
        .filter(|table| table.spec.id == "risks" && table.column("mitigation").is_some());
    let rows: BTreeMap<usize, (&Table<'_>, &Row<'_>)> =
        tables.flat_map(|table| table.rows.iter().map(move |row| (row.span.start, (table, row)))).collect();
    for risk in &risks.items {
        let Some((table, row)) = rows.get(&risk.span.start) else { continue };
        // A row that ends before the column is the business of missing-cell; one without a risk goes
        // on with the row above it.
        let Some(cell) = table.cell(row, "mitigation") else { continue };
        let unsaid = is_unsaid(&cell.text);
        if risk.title.text.is_empty() || !(cell.text.is_empty() || unsaid) {
            continue;
        }
        let settled = table.cell(row, "status").is_some_and(|status| is_settled(&status.text));
        let severity = if unsaid || settled { Severity::Hint } else { Severity::Warning };
        let message = format!("risk {} has no mitigation", name(risk));
        report.add(cell.span, message).severity(severity);
    }
}

fn items(risks: &Risks<'_>, document: &Document<'_>, report: &mut Report) {
    let open: Vec<&Risk<'_>> = risks.items.iter().filter(|risk| risk.mitigation.is_none()).collect();
    let shown = risks.items.len() - open.len();
    if open.is_empty() || (shown == 0 && !risks.promises_mitigations) {
        return;
    }
    // `- None`: no risk at all.
    if risks.items.len() == 1 && open.iter().all(|risk| says_none(&risk.title.text)) {
        return;
    }
    if shown == 0 {
        // `Rain fade — heater`: a dash may part risk and mitigation as well as a colon.
        let parted = |risk: &&&Risk<'_>| {
            [" — ", " – ", " - ", " -- "].iter().any(|dash| risk.title.text.contains(dash))
        };
        if open.iter().filter(parted).count() * 2 > open.len() {
            return;
        }
        let message = "heading promises mitigations but no risk under it shows one";
        report.add(risks.heading.span, message).severity(Severity::Hint);
        return;
    }
    // Where colons alone part the items, they may part other things than risk and mitigation.
    let spoken_of = risks.promises_mitigations || risks.items.iter().any(|risk| risk.marked);
    if !spoken_of {
        return;
    }
    for risk in &open {
        let certain = risks.promises_mitigations && open.len() == 1 && shown >= 2 && is_plain(risk, document);
        let severity = if certain { Severity::Warning } else { Severity::Hint };
        let message = format!("risk {} has no mitigation", name(risk));
        report.add(first_line(risk.title.span, document), message).severity(severity);
    }
}

fn name(risk: &Risk<'_>) -> String {
    match risk.number {
        Some(number) => format!("{} ({})", number.value, short(&risk.title.text, 60)),
        None => format!("\"{}\"", short(&risk.title.text, 60)),
    }
}

/// Whether an item says that there is no risk.
fn says_none(text: &str) -> bool {
    let folded = fold(text);
    let text = folded.trim_end_matches(['.', '!']);
    matches!(
        text,
        "none" | "n/a" | "na" | "nothing" | "no risks" | "none yet" | "-" | "—" | "–" | "tbd" | "todo"
    ) || text.starts_with("none ")
        || text.starts_with("no known ")
        || text.starts_with("no risk")
}

/// Whether an item is its title and nothing that could be a mitigation in other words.
fn is_plain(risk: &Risk<'_>, document: &Document<'_>) -> bool {
    // Ids of decisions, `(D3, D4)`, are no mitigation.
    let text = risk.title.text.trim_end_matches('.');
    let text = match text.rsplit_once(" (") {
        Some((title, ids)) if only_ids(ids.trim_end_matches(')')) => title,
        _ => text,
    };
    let source = document.source.slice(risk.span);
    let parts = [". ", ", ", " - ", " (", "; "];
    let more = parts.iter().any(|part| text.contains(part)) || text.contains([':', '—', '–', '→', '✅']);
    // The title is all there is: no second line, no nested list, no text behind bold words.
    !more
        && !source.trim().contains('\n')
        && source.split_whitespace().count() <= risk.title.text.split_whitespace().count() + 1
}

/// Whether a text is a list of ids: `D3`, `D-3, D-4`.
fn only_ids(text: &str) -> bool {
    text.split([',', ' ', '/', '&']).filter(|word| !word.is_empty()).all(|word| {
        word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.ends_with(|c: char| c.is_ascii_digit())
            && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-')
    })
}

/// Whether a cell says that its answer is still to come.
fn is_unsaid(text: &str) -> bool {
    matches!(
        &*fold(text),
        "-" | "--"
            | "—"
            | "–"
            | "tbd"
            | "tba"
            | "todo"
            | "to do"
            | "to be defined"
            | "to be decided"
            | "to be determined"
            | "..."
            | "…"
    ) || text.trim() == "?"
}

/// Whether a risk's status says that nothing is to be done any more.
fn is_settled(text: &str) -> bool {
    let folded = fold(text);
    let word = folded.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    matches!(
        word,
        "accepted" | "closed" | "resolved" | "retired" | "obsolete" | "done" | "mitigated" | "transferred"
    )
}

fn first_line(span: Span, document: &Document<'_>) -> Span {
    Span::new(span.start, document.source.line_span(span.start).end.min(span.end)).trim(&document.source.text)
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
    fn ids_of_decisions_are_no_mitigation() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n\n## Top-4 Risks (with Mitigations)\n\n1. Clocks drift (D1). Mitigation: count.\n2. **Keys leak** (D1): rotate them.\n3. Disks fill (D1).\n   ^^^^^^^^^^^^^^^^ warning: risk 3 (Disks fill (D1).) has no mitigation\n4. **Nodes die** (D1) - restart them.\n",
        );
    }

    #[test]
    fn an_empty_cell_is_a_warning() {
        says(
            "## Risks\n\n| # | Risk | Mitigation |\n|--|--|--|\n| 1 | Clock skew | NTP |\n| 2 | Lost events |  |\n                     ^ warning: risk 2 (Lost events) has no mitigation\n",
        );
        says(
            "## Risks\n\n| Risk | Response |\n|--|--|\n| Clock skew | TBD |\n               ^^^ hint: risk \"Clock skew\" has no mitigation\n",
        );
        says(
            "## Risks\n\n| Risk | Status | Mitigation |\n|--|--|--|\n| Clock skew | Accepted by all | |\n                                 ^ hint: risk \"Clock skew\" has no mitigation\n",
        );
    }

    #[test]
    fn the_one_item_without_is_a_warning_where_all_were_promised() {
        says(
            "## Top-3 Risks (with Mitigations)\n\n1. Clock skew: run NTP\n2. Lost events → replay\n3. Slow disks\n   ^^^^^^^^^^ warning: risk 3 (Slow disks) has no mitigation\n",
        );
        says(
            "## Top-3 Risks\n\n1. Clock skew; mitigated by NTP\n2. Lost events → replay\n3. Slow disks\n   ^^^^^^^^^^ hint: risk 3 (Slow disks) has no mitigation\n",
        );
        says(
            "## Risks and Mitigations\n\n- Clock skew: run NTP\n- Lost events: replay\n- Slow disks, which we replace\n  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint: risk \"Slow disks, which we replace\" has no mitigation\n",
        );
        says(
            "## Risks and Mitigations\n\n- Clock skew: run NTP\n- Lost events: replay\n- Slow disks\n  ^^^^^^^^^^ hint: risk \"Slow disks\" has no mitigation\n  - buy new ones\n",
        );
        says("## Risks and Mitigations\n   ^ hint: heading promises mitigations but no risk under it shows one\n\n- Clock skew\n- Lost events\n".replace("   ^ hint", "^^^^^^^^^^^^^^^^^^^^^^^^ hint").as_str());
    }

    #[test]
    fn lists_that_promise_nothing_are_silent() {
        let documents = [
            "## Risks\n\n1. Clock skew\n2. Lost events\n",
            "## Risks\n\n1. Clock skew: hosts drift\n2. Lost events\n",
            "## Risks\n\n| Risk | Mitigation |\n|--|--|\n| a | n/a |\n| b | None |\n| c | Accepted |\n",
            "## Risks\n\n| Risk | Likelihood | Impact |\n|--|--|--|\n| a | low | |\n",
            "## Risks\n\n| Risk | Mitigation |\n|--|--|\n| a | b |\n| | more of it |\n",
            "## Risks\n\n| Risk | Mitigation |\n|--|--|\n| **Technical** | |\n| a | b |\n",
            "## Risks\n\n| Risk | Mitigation |\n|--|--|\n| a | b |\n| c |\n",
            "## Risks (with Mitigations)\n\n1. Clock skew\n\n   Mitigation: NTP\n\n2. Lost events\n   - Mitigation: replay\n",
            "## Risks (with Mitigations)\n\n### Clock skew\n\n**Mitigation**\n\n- NTP\n\n### Lost events\n\nMitigated by a replay log.\n",
            "## Risks and Mitigations\n\n- Clock skew\n- Mitigation: NTP\n- Lost events\n- Mitigation: replay\n",
            "## Risks and Mitigations\n\nNothing that we know of.\n",
            "## Risks & Mitigations\n\n- None\n",
            "## Risks & Mitigations\n\n- *None identified.*\n",
            "## Top-2 Risks (with Mitigations)\n\n1. Rain fade — a margin of 6 dB\n2. Ice – a heater\n",
        ];
        let documents: Vec<String> = documents.iter().map(|text| format!("# T\n{TABLE}{text}")).collect();
        let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
        silent(&RULE, FREE, &documents);
    }
}
