//! DDR016.

use crate::model::headings::{Number, number};
use crate::model::{Document, Form, LABEL, Section};
use crate::rules::{Check, Report};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

rule! {
    /// Numbers that are written before headings count on.
    ///
    /// ## Why
    /// Two sections with the number 2 are told apart by nobody who says "see section 2", and a number
    /// that is left out makes a reader look for what is missing.
    ///
    /// Numbers are compared among headings of one level under one heading: `1.`, `2.`, or `2.1`, `2.2`
    /// under `2.`. Years, versions, dates, ids of records, phases and risks are no section numbers. A
    /// run that begins anew behind a heading without a number is a new run, and headings that all have
    /// the number 1 leave the counting to the renderer.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// ## 1. Decisions
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## 2. Notes
    ///
    /// - Redis is in use already.
    ///
    /// ## 2. Links
    ///
    /// - [Redis](https://redis.io)
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// ## 1. Decisions
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## 2. Notes
    ///
    /// - Redis is in use already.
    ///
    /// ## 3. Links
    ///
    /// - [Redis](https://redis.io)
    /// ```
    "DDR016" "misnumbered-section" Hint Check::Document(check)
}

/// A further number than this one step ahead is a day of the month or the like.
const FARTHEST: usize = 3;

/// The headings that are counted together: those under one heading, of one level, with the same
/// numbers before the last.
type Place = (Option<usize>, u8, Vec<usize>);

fn check(document: &Document<'_>, report: &mut Report) {
    if !document.recognised {
        return;
    }
    // Most documents number nothing.
    let begins =
        |section: &Section<'_>| section.heading.text.trim_start().starts_with(|c: char| c.is_ascii_digit());
    if !document.sections.iter().any(|section| section.level > 1 && begins(section)) {
        return;
    }
    let items = items(document);
    let numbered: Vec<Option<Number>> = document
        .sections
        .iter()
        .map(|section| {
            let counts = section.level > 1 && section.level < LABEL && !items.contains(&section.heading.span);
            if counts { number(document.syntax, &section.heading) } else { None }
        })
        .collect();
    let mut runs: BTreeMap<Place, Vec<Vec<(usize, Span)>>> = BTreeMap::new();
    // How many headings without a number came so far, by place; tells where a run may begin anew.
    let mut unnumbered: BTreeMap<(Option<usize>, u8), usize> = BTreeMap::new();
    let mut parts_seen: BTreeMap<Place, usize> = BTreeMap::new();
    for (section, number) in document.sections.iter().zip(&numbered) {
        let beside = (section.parent, section.level);
        let Some(number) = number else {
            *unnumbered.entry(beside).or_default() += 1;
            continue;
        };
        let Some((&last, before)) = number.parts.split_last() else { continue };
        if !before.is_empty() && !has_number(document, section, before, &numbered) {
            continue;
        }
        let place = (section.parent, section.level, before.to_vec());
        let part = unnumbered.get(&beside).copied().unwrap_or_default();
        let begins_anew = last <= 1 && parts_seen.get(&place).is_some_and(|&seen| seen != part);
        parts_seen.insert(place.clone(), part);
        let runs = runs.entry(place).or_default();
        if runs.is_empty() || begins_anew {
            runs.push(Vec::new());
        }
        if let Some(run) = runs.last_mut() {
            run.push((last, number.span));
        }
    }
    for ((_, _, before), runs) in &runs {
        runs.iter().for_each(|run| speak(run, before, report));
    }
}

/// Headings that are a phase or a risk: rules of those groups speak of their numbers.
fn items(document: &Document<'_>) -> BTreeSet<Span> {
    let phases = document.phases.iter().filter(|run| run.form == Form::Headings).flat_map(|run| &run.items);
    let risks =
        document.risks.iter().filter(|risks| risks.form == Form::Headings).flat_map(|risks| &risks.items);
    phases.map(|phase| phase.span).chain(risks.map(|risk| risk.span)).collect()
}

/// Whether the heading around a section has the number that its own begins with: else `1.2` is a
/// version.
fn has_number(
    document: &Document<'_>,
    section: &Section<'_>,
    wanted: &[usize],
    all: &[Option<Number>],
) -> bool {
    let around = section.parent.filter(|&parent| document.sections.get(parent).is_some());
    around.and_then(|parent| all.get(parent)?.as_ref()).is_some_and(|number| number.parts == wanted)
}

fn speak(run: &[(usize, Span)], before: &[usize], report: &mut Report) {
    let first = run.first().map_or(0, |(number, _)| *number);
    let left_to_renderer = before.is_empty() && run.iter().all(|(number, _)| *number == first);
    if first > 1 || left_to_renderer {
        return;
    }
    let written = |last: usize| {
        let parts: Vec<String> = before.iter().chain([&last]).map(usize::to_string).collect();
        parts.join(".")
    };
    let numbers: BTreeSet<usize> = run.iter().map(|(number, _)| *number).collect();
    let mut seen: BTreeMap<usize, Span> = BTreeMap::new();
    let mut highest: Option<usize> = None;
    for &(last, span) in run {
        if let Some(&earlier) = seen.get(&last) {
            let message = format!("section number {} is there twice", written(last));
            report.add(span, message).label(earlier, "first here");
        } else if let Some(top) = highest.filter(|&top| last < top) {
            let message = format!("section number {} stands after {}", written(last), written(top));
            report.add(span, message);
        } else if let Some(top) = highest
            && last > top + 1
            && last <= top + 1 + FARTHEST
            && !numbers.contains(&(top + 1))
        {
            let message = format!("section number {} follows {}", written(last), written(top));
            report.add(span, message).help(format!("there is no section {}", written(top + 1)));
        }
        seen.entry(last).or_insert(span);
        highest = highest.max(Some(last));
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, silent};

    const TABLE: &str = "| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n";

    #[test]
    fn numbers_that_repeat_go_back_or_skip_are_hints() {
        expect(
            &RULE,
            FREE,
            &format!(
                "# T\n\n## 1. A\n\n## 2. B\n\n## 2. C\n   ^ hint: section number 2 is there twice\n\n## 5. D\n\n## 3. E\n   ^ hint: section number 3 stands after 5\n\n{TABLE}"
            ),
        );
        expect(
            &RULE,
            FREE,
            &format!(
                "# T\n\n{TABLE}\n## 1) A\n\n### 1.1 x\n\n### 1.3 y\n    ^^^ hint: section number 1.3 follows 1.1\n\n## 2) B\n\n### 2.1 x\n\n### 2.1 y\n    ^^^ hint: section number 2.1 is there twice\n\n## 4) C\n   ^ hint: section number 4 follows 2\n"
            ),
        );
    }

    #[test]
    fn other_numbers_are_silent() {
        for headings in [
            "## 1. A\n\n## 2. B\n\n## 3. C\n",
            "## 0. A\n\n## Appendix\n\n## 1. B\n",
            // Left to the renderer.
            "## 1. A\n\n## 1. B\n\n## 1. C\n",
            // Years, versions, dates, ids, amounts.
            "## 2025. A\n\n## 2024. B\n",
            "## 1.2 A\n\n## 1.1 B\n\n## 1.0.3 C\n",
            "## 1. March\n\n## 17. March\n",
            "## 3. März\n\n## 2. Februar\n",
            "## 0007. Use Redis\n\n## 0003. Use Kafka\n",
            "## 3 ways\n\n## 2 ways\n",
            "## 2026-03-01 A\n\n## 2026-01-01 B\n",
            // New runs in new parts.
            "## Part A\n\n## 1. A\n\n## 2. B\n\n## Part B\n\n## 1. C\n",
            "## X\n\n### 1. A\n\n### 2. B\n\n## Y\n\n### 1. A\n",
            // Only from the middle on.
            "## 4. A\n\n## 7. B\n",
            // Phases, which have rules of their own.
            "## Phase 1: A\n\n## Phase 3: B\n",
            "## Phases\n\n### 1. A\n\n### 3. B\n",
            "```\n## 1. A\n## 1. B\n## 3. C\n```\n",
        ] {
            silent(&RULE, FREE, &[&format!("# T\n\n{TABLE}\n{headings}")]);
        }
    }
}
