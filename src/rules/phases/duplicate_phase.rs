//! DDR402.

use crate::diagnostic::Severity;
use crate::model::{Document, Form, Phase, Phases};
use crate::rules::words::surely_differ;
use crate::rules::{Check, Report};
use crate::schema::fold;
use std::collections::BTreeMap;

rule! {
    /// Every phase of a plan has a number of its own.
    ///
    /// ## Why
    /// Patch plans, branches and reviews name a phase by its number. When two share one, the work of the
    /// one is taken for the work of the other.
    ///
    /// It is a warning where one number comes twice within one list or one run of sibling headings. It is
    /// a hint where several numbers do, since the phases may be told twice, once in short and once in full,
    /// and for headings such as `Phase 1 Results` that have no mark behind the number. Rows of a table that
    /// stand together under one number are parts of one phase; headings under different parents and a list
    /// that writes `1.` at every item are ordinary too.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Phases
    /// - Phase 1: Install Redis
    /// - Phase 2: Write to both stores
    /// - Phase 2: Remove the old store
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Phases
    /// - Phase 1: Install Redis
    /// - Phase 2: Write to both stores
    /// - Phase 3: Remove the old store
    /// ```
    "DDR402" "duplicate-phase" Warning Check::Phases(check)
}

fn check(phases: &Phases<'_>, document: &Document<'_>, report: &mut Report) {
    if surely_differ(phases.items.iter().filter_map(|phase| phase.id.as_ref()).map(|id| &*id.text)) {
        return;
    }
    let mut first: BTreeMap<String, &Phase<'_>> = BTreeMap::new();
    let mut repeated: Vec<(&Phase<'_>, &Phase<'_>)> = Vec::new();
    let mut before: Option<(String, &Phase<'_>)> = None;
    for phase in &phases.items {
        let Some(id) = &phase.id else { continue };
        let key = fold(&id.text).into_owned();
        // Rows under one number that stand together are parts of one phase, unless each names
        // itself: `Phase 1: Setup`, `Phase 1: Move`.
        let together = before.as_ref().is_some_and(|(other, above)| {
            *other == key
                && phases.form == Form::Table
                && (!is_named(phase) || above.title.text == phase.title.text)
        });
        match first.get(&key) {
            Some(other) if !together => repeated.push((other, phase)),
            Some(_) => {}
            None => {
                first.insert(key.clone(), phase);
            }
        }
        before = Some((key, phase));
    }
    // `1. 1. 1.`: the author lets Markdown count.
    if first.len() < 2 {
        return;
    }
    let marked = |phase: &Phase<'_>| {
        let behind = phase
            .id
            .as_ref()
            .and_then(|id| document.source.text.get(id.span.end..document.source.line_span(id.span.end).end));
        behind.is_none_or(|behind| !behind.trim_start().starts_with(char::is_alphanumeric))
    };
    let once = repeated.len() == 1;
    for (other, phase) in repeated {
        let (Some(id), Some(other_id)) = (&phase.id, &other.id) else { continue };
        let table = phases.form == Form::Table;
        let certain =
            once && marked(phase) && marked(other) && (!table || (is_named(phase) && is_named(other)));
        let severity = if certain { Severity::Warning } else { Severity::Hint };
        let message = format!("phase {} is already taken in this {}", id.text, place(phases.form));
        report.add(id.span, message).severity(severity).label(other_id.span, "first used here");
    }
}

/// Whether a row's own phase cell gives the phase a title.
fn is_named(phase: &Phase<'_>) -> bool {
    phase.id.as_ref().is_some_and(|id| id.span == phase.title.span) && !phase.title.text.is_empty()
}

const fn place(form: Form) -> &'static str {
    match form {
        Form::Table => "table",
        Form::Ordered | Form::Bullets => "list",
        _ => "section",
    }
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
    fn one_number_twice_is_a_warning() {
        says(
            "## Phases\n\n- Phase 1: a\n- Phase 2: b\n- **Phase 2: c**\n          ^ warning: phase 2 is already taken in this list\n",
        );
        says(
            "## Phase 1 — a\n\n## Phase 2 — b\n\n## Phase 1 — c\n         ^ warning: phase 1 is already taken in this section\n",
        );
        says("## Phases\n\n1. a\n2. b\n2. c\n^ warning: phase 2 is already taken in this list\n");
        says(
            "## Phases\n\n| Phase | When |\n|--|--|\n| Phase 1: a | now |\n| Phase 1: b | now |\n  ^^^^^^^^^^ warning: phase 1 is already taken in this table\n| Phase 2: c | later |\n",
        );
    }

    #[test]
    fn what_may_be_told_twice_is_a_hint() {
        says(
            "## Phase 1: a\n\n## Phase 2: b\n\n## Phase 1: a in full\n         ^ hint: phase 1 is already taken in this section\n\n## Phase 2: b in full\n         ^ hint: phase 2 is already taken in this section\n",
        );
        says(
            "## Phase 1: a\n\n## Phase 1 Results\n         ^ hint: phase 1 is already taken in this section\n\n## Phase 2: b\n",
        );
    }

    #[test]
    fn ordinary_plans_are_silent() {
        let documents = [
            "## Phases\n\n1. a\n1. b\n1. c\n",
            "## Phases\n\n1. Phase 1: a\n1. Phase 2: b\n",
            "## Plan\n\n### Phase 1: a\n\n### Phase 2: b\n\n## Details\n\n### Phase 1: a\n\n### Phase 2: b\n",
            "## Phases\n\n| Phase | Goal |\n|--|--|\n| 1 | a |\n| 1 | b |\n| 2 | c |\n",
            "## Phases\n\n| Phase | Tasks |\n|--|--|\n| Phase 1: a | x |\n| Phase 1: a | y |\n| Phase 2: b | z |\n",
            "## Phases\n\n- Phase 1: a\n- Phase 1.1: b\n- Phase 1A: c\n",
            "## Phase 1: a\n\n## Step 1: b\n\n## Phase 2: c\n",
            "## Phases\n\n1. a\n2. b\n\n## Roadmap\n\n1. c\n2. d\n",
            "## Phases\n\n- Setup\n- Setup\n",
        ];
        let documents: Vec<String> = documents.iter().map(|text| format!("# T\n{TABLE}{text}")).collect();
        let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
        silent(&RULE, FREE, &documents);
    }
}
