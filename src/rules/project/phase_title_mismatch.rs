//! DDR605.

use crate::model::short;
use crate::project::{Member, Phase, Plan, Project, share_word, title_words};
use crate::rules::{Check, ProjectReport};

rule! {
    /// A plan calls its phase as its record does.
    ///
    /// ## Why
    /// Where the plan's Phase 2 has nothing in common with the record's Phase 2, phases were numbered anew
    /// on one side, or the plan carries out something that was never decided.
    ///
    /// Titles differ here only where they share no word, not even a stem: `Preparation` and `Prepare the
    /// tests` agree, and so do titles of which one has more words. Words that say nothing about the phase
    /// are left out: `patch plan`, and the name of the record itself. It is a hint: two titles may mean the
    /// same in other words.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/record.md <==
    /// # Cache
    ///
    /// | ID | Decision | Rationale |
    /// |----|----------|-----------|
    /// | D1 | Encrypt entries | Stolen disks |
    ///
    /// ## Phases
    ///
    /// 1. Phase 1: Groundwork
    /// 2. Phase 2: Sealing
    /// ==> docs/plan-2.md <==
    /// # Phase 2: Metrics and alerts
    ///
    /// For [the cache](record.md).
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | src/metrics.py | add | test_metrics |
    /// ```
    /// ```project,passes
    /// ==> docs/record.md <==
    /// # Cache
    ///
    /// | ID | Decision | Rationale |
    /// |----|----------|-----------|
    /// | D1 | Encrypt entries | Stolen disks |
    ///
    /// ## Phases
    ///
    /// 1. Phase 1: Groundwork
    /// 2. Phase 2: Sealing
    /// ==> docs/plan-2.md <==
    /// # Phase 2: Seal entries
    ///
    /// For [the cache](record.md).
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | src/seal.py | add | test_seal |
    /// ```
    "DDR605" "phase-title-mismatch" Hint Check::Project(check)
}

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    for (at, member) in project.members.iter().enumerate() {
        let records = project.records_of(at).iter().filter(|relation| relation.record != at);
        let records: Vec<&Member> = records.filter_map(|relation| project.member(relation.record)).collect();
        let mut said = None;
        for plan in &member.plans {
            // Several tables may stand under one title.
            let span = plan.phase.as_ref().map(|phase| phase.span);
            if span != said {
                said = span;
                of_plan(member, at, plan, &records, report);
            }
        }
    }
}

fn of_plan(member: &Member, at: usize, plan: &Plan, records: &[&Member], report: &mut ProjectReport) {
    let Some(id) = &plan.phase else { return };
    let titles = member.title.iter().chain(member.sections.iter().map(|section| &section.heading));
    let Some(title) = titles.into_iter().find(|title| title.span.contains(id.span)) else { return };
    let number = id.text.to_lowercase();
    let is_same = |phase: &&Phase| phase.id.as_ref().is_some_and(|id| id.to_lowercase() == number);
    let mut other: Option<(&Member, &Phase)> = None;
    for &record in records {
        let own = own_words(&title.text, &number, record);
        for phase in record.phases.iter().filter(is_same) {
            let theirs = own_words(&phase.title.text, &number, record);
            if own.is_empty() || theirs.is_empty() || share_word(&own, &theirs) {
                return;
            }
            other.get_or_insert((record, phase));
        }
    }
    let Some((record, phase)) = other else { return };
    let message = format!(
        "phase {} is called “{}” here and “{}” in `{}`",
        short(&id.text, 12),
        short(&title.text, 60),
        short(&phase.title.text, 60),
        record.path
    );
    let diagnostic = report.add(at, title.span, message);
    diagnostic.elsewhere(&record.path, phase.title.span, "the record's title of this phase");
    let own = own_words(&title.text, &number, record);
    let mut namesakes = record.phases.iter().filter(|other| {
        let theirs = own_words(&other.title.text, &number, record);
        !theirs.is_empty()
            && (theirs.iter().all(|word| own.contains(word)) || own.iter().all(|word| theirs.contains(word)))
    });
    match (namesakes.next().and_then(|other| other.id.as_ref()), namesakes.next()) {
        (Some(renumbered), None) => {
            diagnostic.help(format!("the record's phase {renumbered} is called so; correct the number"))
        }
        _ => diagnostic.help("give the phase one title, or correct its number"),
    };
}

/// Words of a title that are about the phase: no numbers, and nothing of the record's own name.
fn own_words(title: &str, number: &str, record: &Member) -> Vec<String> {
    let name = record.path.rsplit('/').next().unwrap_or_default();
    let mut names = title_words(name);
    names.extend(record.title.iter().flat_map(|title| title_words(&title.text)));
    let said =
        ["completed", "complete", "done", "pending", "implementation", "week", "weeks", "day", "days", "pr"];
    let mut words = title_words(title);
    words.retain(|word| {
        word != number
            && word.chars().any(char::is_alphabetic)
            && !names.contains(word)
            && !said.contains(&word.as_str())
    });
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect_project, silent_project};

    const RECORD: &str = "==> r/a.md <==\n# Cache record\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n\n## Phases\n\n1. Phase 1: Preparation\n2. Phase 2: Seal entries\n3. Phase 3: Metrics\n";
    const ROWS: &str =
        "For [it](../r/a.md).\n\n| file | op | tests |\n|--|--|--|\n| src/a.py | add | n/a |\n";

    #[test]
    fn titles_with_nothing_in_common_are_told() {
        expect_project(
            &RULE,
            &format!(
                "{RECORD}==> p/p.md <==
# Phase 1: Cut over to new disks
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint: phase 1 is called “Phase 1: Cut over to new disks” here and “Preparation” in `r/a.md`
\n{ROWS}"
            ),
        );
        // Under a heading of a plan of several phases; the phases were numbered anew.
        expect_project(
            &RULE,
            &format!(
                "{RECORD}==> p/p.md <==
# Plans\n\n## Phase 2: Metrics
^^^^^^^^^^^^^^^^^^^ hint: phase 2 is called “Phase 2: Metrics” here and “Seal entries” in `r/a.md`
\n{ROWS}\n## Phase 3: Metrics\n\n{ROWS}"
            ),
        );
    }

    #[test]
    fn titles_that_agree_somehow_are_silent() {
        let titles = [
            "Phase 1: Preparation Patch Plan",
            "Prepare the tests (phase 1)",
            "Phase 2 — Sealing",
            "Phase 3: Metrics and alerts",
            "Patch plan: phase 2",
            "Cache phase 2",
            "Phase 9: Anything",
            "Anything",
            "Phase 2 (PR 12, completed)",
        ];
        let texts = titles.map(|title| format!("{RECORD}==> p/p.md <==\n# {title}\n\n{ROWS}"));
        silent_project(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
        // One of two records has it; the plan has no record; the plan stands in its record.
        let other = RECORD.replace("r/a.md", "r/b.md").replace("Preparation", "Cut over");
        let both =
            format!("{RECORD}{other}==> p/p.md <==\n# Phase 1: Cut over\n\nSee [b](../r/b.md).\n\n{ROWS}");
        let none = format!(
            "{RECORD}{other}==> p/p.md <==\n# Phase 1: Disks\n\n{}",
            ROWS.replace("../r/a.md", "x.md")
        );
        let own = format!("{RECORD}\n## Phase 1: Disks\n\n{ROWS}");
        silent_project(&RULE, &[&both, &none, &own]);
    }
}
