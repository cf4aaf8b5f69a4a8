//! DDR602.

use super::references::Known;
use crate::diagnostic::Severity;
use crate::project::{Claim, Id, Project};
use crate::rules::{Check, ProjectReport};
use crate::source::Span;
use std::collections::BTreeSet;

rule! {
    /// What the text calls an invariant is one in the table, and the other way round.
    ///
    /// ## Why
    /// Whoever reads the summary changes what the table forbids, or leaves alone what it allows.
    ///
    /// Only sentences that can mean nothing else are read: `Invariants (D1, D3)`, `invariant decisions:
    /// D1, D3`, `flexible decisions: D2, D4`, `must not change: D1`, `D4 is flexible.` A sentence with `not`,
    /// `except`, `unless` and the like, one that goes on behind the list, that names another document, or
    /// that stands under a heading such as `History` or `Alternatives` is passed over; so are `fixed` and
    /// `invariant` alone, which speak of bugs and of loops too. The table counts where its Invariant cell
    /// says yes or no and the ID stands in it once, unless the decision was superseded or rejected.
    ///
    /// A plan is held against the record that it carries out; where that is known by no more than its
    /// folder, its phase or the IDs that it cites, it is a hint.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/record.md <==
    /// # Cache
    ///
    /// ## Summary
    /// Invariants (D1, D3) keep readers safe.
    ///
    /// | ID | Decision | Rationale | Invariant? |
    /// |----|----------|-----------|------------|
    /// | D1 | Encrypt entries | Stolen disks | Y |
    /// | D2 | Keep 1,000 entries | Memory | N |
    /// | D3 | Drop the oldest first | Simple | N |
    /// ```
    /// ```project,passes
    /// ==> docs/record.md <==
    /// # Cache
    ///
    /// ## Summary
    /// Invariants (D1, D3) keep readers safe.
    ///
    /// | ID | Decision | Rationale | Invariant? |
    /// |----|----------|-----------|------------|
    /// | D1 | Encrypt entries | Stolen disks | Y |
    /// | D2 | Keep 1,000 entries | Memory | N |
    /// | D3 | Drop the oldest first | Simple | Y |
    /// ```
    "DDR602" "contradicted-invariant" Error Check::Project(check)
}

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    let known = Known::new(project);
    for (at, member) in project.members.iter().enumerate() {
        for claim in &member.claims {
            // Of two records with the same id nobody knows which is meant.
            let mut holders = BTreeSet::new();
            for (id, _) in &claim.ids {
                let has = |record: &&usize| known.numbered(**record).by_id.contains_key(id);
                holders.extend(known.scope(at).iter().filter(has));
            }
            let mut holders = holders.into_iter();
            if let (Some(&record), None) = (holders.next(), holders.next()) {
                compare(project, &known, at, record, claim, report);
            }
        }
    }
}

fn compare(
    project: &Project<'_>,
    known: &Known<'_>,
    at: usize,
    record: usize,
    claim: &Claim,
    report: &mut ProjectReport,
) {
    let numbered = known.numbered(record);
    let Some(member) = project.member(record) else { return };
    // One place, one diagnostic: a range may hold several that are contradicted.
    let mut places: Vec<(Span, Vec<(&Id, usize)>)> = Vec::new();
    for (id, place) in &claim.ids {
        let Some(&decision) = numbered.by_id.get(id).filter(|_| !numbered.repeated.contains(id)) else {
            continue;
        };
        let Some(row) = member.decisions.get(decision) else { continue };
        let gone = matches!(row.canonical.as_deref(), Some("superseded" | "deprecated" | "rejected"));
        if gone || row.invariant.is_none_or(|invariant| invariant == claim.invariant) {
            continue;
        }
        match places.last_mut().filter(|(span, _)| span == place) {
            Some((_, wrong)) => wrong.push((id, decision)),
            None => places.push((*place, vec![(id, decision)])),
        }
    }
    for (place, wrong) in places {
        let rows = wrong.iter().filter_map(|(_, decision)| member.decisions.get(*decision));
        let names: Vec<&str> = rows.clone().filter_map(|row| Some(row.id.as_ref()?.text.as_str())).collect();
        let (called, is) =
            if claim.invariant { ("an invariant", "none") } else { ("flexible", "an invariant") };
        let whose = if at == record { "the table" } else { "its record" };
        let message = format!("{} is called {called} here, but in {whose} it is {is}", names.join(", "));
        let diagnostic = report.add(at, place, message);
        diagnostic.severity(if known.is_sure(at) { Severity::Error } else { Severity::Hint });
        for row in rows {
            let span = row.mark.unwrap_or(row.span);
            if at == record {
                diagnostic.label(span, "the table says so here");
            } else {
                diagnostic.elsewhere(&member.path, span, "the record says so here");
            }
        }
        diagnostic.help("correct the sentence or the Invariant cell");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect_project, silent_project};

    const TABLE: &str = "| ID | Decision | Why | Invariant? |\n|--|--|--|--|\n| D1 | a | b | Y |\n| D2 | a | b | N |\n| D3 | a | b | Y |\n| D4 | a | b | n/a |\n";
    const ROWS: &str = "| file | op | risk |\n|--|--|--|\n| src/a.py | add | Low |\n";

    #[test]
    fn text_and_table_agree() {
        expect_project(
            &RULE,
            &format!(
                "==> a.md <==\n# A\n\n## Summary\n
Invariants (D1, D2) hold; flexible decisions (D3, D4) are tuned.
                ^^ error: D2 is called an invariant here, but in the table it is none
                                              ^^ error: D3 is called flexible here, but in the table it is an invariant
- Invariants: D1–D4.
              ^^^^^ error: D2 is called an invariant here, but in the table it is none
- D1 is flexible.
  ^^ error: D1 is called flexible here, but in the table it is an invariant

{TABLE}"
            ),
        );
    }

    #[test]
    fn a_plan_is_held_against_its_record() {
        let world = |plan: &str, severity: &str| {
            format!(
                "==> r/a.md <==\n# A\n\n{TABLE}\n==> {plan}\n\n{ROWS}
May change: D1, D2
            ^^ {severity}: D1 is called flexible here, but in its record it is an invariant
"
            )
        };
        expect_project(&RULE, &world("p/p.md <==\n# P of [a](../r/a.md)", "error"));
        expect_project(&RULE, &world("r/p.md <==\n# P", "hint"));
    }

    #[test]
    fn what_is_doubtful_is_silent() {
        let texts = [
            "Invariants (D1, D3) hold; flexible decisions (D2) are tuned.",
            "Flexible decisions: D2, D4, D9.",
            "Invariants: D1, D2 except in tests.",
            "If D1 is flexible, stop.",
            "Not flexible: D1.",
            "Formerly flexible: D1.",
            "Flexible decisions of `b.md`: D1.",
            "`Flexible: D1`",
            "## History\n\nFlexible: D1, D3.",
            "The loop invariant (D2).",
            "Bugs fixed: D2.",
        ];
        let texts = texts.map(|text| format!("==> a.md <==\n# A\n\n## Design\n\n{text}\n\n{TABLE}"));
        silent_project(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
        let free = TABLE.replace("| D1 | a | b | Y |", "| D1 | a | b | N |");
        let both = format!(
            "==> p/p.md <==\n# P of [a](../r/a.md), [b](../r/b.md)\n\n{ROWS}\n\nFlexible: D1, D2\n==> r/a.md <==\n# A\n\n{TABLE}\n==> r/b.md <==\n# B\n\n{free}"
        );
        let twice = format!("==> a.md <==\n# A\n\nFlexible: D1.\n\n{TABLE}\n## Others\n\n{free}");
        silent_project(&RULE, &[&both, &twice]);
    }
}
