//! DDR401.

use crate::model::{Document, Phases};
use crate::rules::{Check, Report};
use std::collections::BTreeSet;

rule! {
    /// The phases of a plan are numbered without a gap.
    ///
    /// ## Why
    /// `Phase 1` and `Phase 3` make a reader look for the second. It was dropped, or a number is wrong.
    ///
    /// It is a hint, since a phase may have been dropped on purpose. Only whole numbers that rise within
    /// one list, one table or one run of sibling headings are looked at; numbers in steps of ten, ids such
    /// as `R4A`, parts such as `1.1`, ranges such as `2–3`, and a phase that stands elsewhere in the
    /// document leave no gap.
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
    /// - Phase 3: Remove the old store
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
    /// - Phase 2: Remove the old store
    /// ```
    "DDR401" "phase-gap" Hint Check::Phases(check)
}

fn check(phases: &Phases<'_>, document: &Document<'_>, report: &mut Report) {
    let numbers: Option<Vec<u32>> =
        phases.items.iter().map(|phase| phase.id.as_ref().and_then(|id| id.text.parse().ok())).collect();
    let Some(numbers) = numbers else { return };
    let steps: Vec<u32> =
        numbers.windows(2).filter_map(|pair| pair.last()?.checked_sub(*pair.first()?)).collect();
    // One that falls was not counted at all, or counts several things.
    if steps.len() + 1 < numbers.len() || steps.iter().all(|&step| step <= 1) {
        return;
    }
    // 10, 20, 30: room was left on purpose.
    if steps.len() > 1 && steps.iter().all(|step| steps.first() == Some(step)) {
        return;
    }
    let ids = document.phases.iter().flat_map(|run| &run.items).filter_map(|phase| phase.id.as_ref());
    let elsewhere: BTreeSet<u32> = ids.flat_map(|id| spelled(&id.text)).collect();
    for (pair, phase) in numbers.windows(2).zip(phases.items.iter().skip(1)) {
        let &[before, number] = pair else { continue };
        let mut missing = (before + 1..number).filter(|between| !elsewhere.contains(between));
        if let (Some(first), Some(id)) = (missing.next(), &phase.id) {
            let more = if missing.next().is_some() { " and others are" } else { " is" };
            report
                .add(id.span, format!("phase {number} follows phase {before}; phase {first}{more} missing"));
        }
    }
}

/// The numbers that an id names: all of `2–4`, the first of `1.1` and `R4A`.
fn spelled(id: &str) -> Vec<u32> {
    let numbers: Vec<u32> =
        id.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect();
    match (numbers.as_slice(), id.contains('.')) {
        (&[from, to], false) if from < to => (from..=to).collect(),
        (&[first, ..], _) => vec![first],
        _ => Vec::new(),
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
    fn a_number_that_is_left_out_is_a_hint() {
        says(
            "## Phase 1: a\n\n## Phase 3: b\n         ^ hint: phase 3 follows phase 1; phase 2 is missing\n",
        );
        says(
            "## Phases\n\n1. Phase 0: a\n2. Phase 1: b\n3. Phase 4: c\n         ^ hint: phase 4 follows phase 1; phase 2 and others are missing\n",
        );
        says(
            "## Phases\n\n| Phase | Goal |\n|--|--|\n| 1 | a |\n| 3 | b |\n  ^ hint: phase 3 follows phase 1; phase 2 is missing\n",
        );
    }

    #[test]
    fn other_ways_to_number_are_silent() {
        let documents = [
            "## Phases\n\n- Phase R4A: a\n- Phase R6: b\n",
            "## Phases\n\n- Phase 1.1: a\n- Phase 1.3: b\n",
            "## Phases\n\n- Phase 1: a\n- Phase 2–3: b\n- Phase 4: c\n",
            "## Phases\n\n- Phase 10: a\n- Phase 20: b\n- Phase 30: c\n",
            "## Phases\n\n- Phase 3: a\n- Phase 4: b\n",
            "## Phases\n\n- Phase 1: a\n- Later: b\n- Phase 3: c\n",
            "## Done\n\n### Phase 2: a\n\n## Open\n\n### Phase 1: b\n\n### Phase 3: c\n",
            "## Phases\n\n1. a\n1. b\n1. c\n",
            "## Phases\n\n| Phase | Goal |\n|--|--|\n| 1 | a |\n| 1 | b |\n| 2 | c |\n",
            "## Phases\n\n- Phase 3: a\n- Phase 1: b\n",
            "## Phases\n\n- Phase I: a\n- Phase III: b\n",
            "## Week 1\n\n## Week 3\n",
        ];
        let documents: Vec<String> = documents.iter().map(|text| format!("# T\n{TABLE}{text}")).collect();
        let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
        silent(&RULE, FREE, &documents);
    }
}
