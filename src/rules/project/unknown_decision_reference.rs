//! DDR601.

use super::other_documents::{Files, Others};
use super::references::{Known, OTHERS, group_of_mentions};
use crate::diagnostic::Severity;
use crate::model::short;
use crate::project::{Id, Joint, Member, Mention, Project, Shape, link_target};
use crate::rules::{Check, ProjectReport};
use std::collections::BTreeSet;

rule! {
    /// A decision that is referred to by its ID exists.
    ///
    /// ## Why
    /// A number left over from another draft sends the reader to nothing, or later to a decision that
    /// somebody gives the same number.
    ///
    /// An ID is looked for in the document's own decisions and in those of the records that its plan
    /// carries out. Only words of the form that the IDs there have are references at all: letters and
    /// dash as in the table, never a plain number. Headings, code, `**D9**: …` and cells that hold
    /// nothing else give an ID to something too, and `formerly D9`, `D9 was dropped`, `D9 of the other
    /// record` are taken at their word.
    ///
    /// It is a warning in a list or range of which another ID exists, and for a link to a record that has
    /// no such decision. Everywhere else the word may mean something else, so it is a hint; so it is where
    /// the record belongs to the plan by no more than its folder or its phase, and where another record of
    /// the project has that ID: such a reference needs a link, or the record's name beside it. Words
    /// that mean something of their own, such as `S3`, `A4`, `P99`, `UTF-8`, and names of other numbered
    /// things, `pins D5, D6`, are passed over.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/record.md <==
    /// # Cache
    ///
    /// | ID | Decision | Rationale |
    /// |----|----------|-----------|
    /// | D1 | Keep it in memory | Fast |
    /// | D2 | Drop old entries | Bounded |
    ///
    /// The limits follow from the first two (D1, D2), the metrics from (D2, D7).
    /// ```
    /// ```project,passes
    /// ==> docs/record.md <==
    /// # Cache
    ///
    /// | ID | Decision | Rationale |
    /// |----|----------|-----------|
    /// | D1 | Keep it in memory | Fast |
    /// | D2 | Drop old entries | Bounded |
    ///
    /// The limits follow from the first two (D1, D2), the metrics from D2.
    /// ```
    "DDR601" "unknown-decision-reference" Warning Check::Project(check)
}

/// Words that have the form of an id and a meaning of their own.
const WORDS: &[&str] = &[
    "S3", "EC2", "V8", "A4", "A100", "V100", "T4", "H1", "H2", "H3", "H100", "Q1", "Q2", "Q3", "Q4", "P50",
    "P75", "P90", "P95", "P99", "P999", "UTF8", "UTF16", "SHA1", "SHA2", "SHA3", "SHA256", "SHA512", "MD5",
    "HTTP1", "HTTP2", "HTTP3", "ES5", "ES6", "E2", "M1", "M2", "M3", "R2", "K8", "B2", "K3", "L1", "L2",
    "L3", "L4", "L7", "P0", "P1", "P2", "P3", "P4", "MP3", "MP4", "IPV4", "IPV6", "X86", "I18", "L10", "C4",
    "N1", "F1",
];

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    let mut known = Known::new(project);
    let mut names = Files::default();
    for (at, member) in project.members.iter().enumerate() {
        let mut others: Option<Others> = None;
        let mut said: BTreeSet<Id> = BTreeSet::new();
        let mut bare: Vec<(Id, &Mention)> = Vec::new();
        for (index, mention) in member.mentions.iter().enumerate() {
            let Some((id, shape)) = Id::of(&mention.id) else { continue };
            if mention.aside || is_successor(member, mention) {
                continue;
            }
            if let Some(link) = &mention.link {
                if let Some(record) = missing_in_link(project, &mut known, at, link, &id, &shape) {
                    say_link(project, at, mention, record, report);
                }
                continue;
            }
            // Nearly every id is that of a decision.
            if known.resolves(at, &id) || !known.has_shape(at, &shape) || member.defines(&id) {
                continue;
            }
            let (first, group) = group_of_mentions(&member.mentions, index);
            let beside = |&(other, it): &(usize, &Mention)| {
                first + other != index
                    && it.link.is_none()
                    && Id::of(&it.id).is_some_and(|(other, kind)| kind == shape && known.resolves(at, &other))
            };
            let listed = group.len() > 1 && group.iter().enumerate().any(|it| beside(&it));
            let word = WORDS.contains(&format!("{}{}", id.letters, id.number).as_str());
            let doubtful = word || !listed && known.is_far(at, &shape, id.number);
            let others = others.get_or_insert_with(|| Others::of(project, known.scope(at), member));
            if doubtful || known.continues(at, &id) || others.may_mean(project, &mut names, mention.span, &id)
            {
                continue;
            }
            let sure = listed && !OTHERS.contains(&id.letters.as_str()) && known.is_sure(at);
            if sure && known.elsewhere(&id).is_none() {
                say(project, &mut known, at, mention, &id, Severity::Warning, report);
                said.insert(id);
            } else {
                bare.push((id, mention));
            }
        }
        // A number that is unknown everywhere in a document is one fault.
        for (id, mention) in bare {
            if said.insert(id.clone()) {
                say(project, &mut known, at, mention, &id, Severity::Hint, report);
            }
        }
    }
}

/// Whether a mention stands in a status cell: `one-sided-supersession` looks at those.
fn is_successor(member: &Member, mention: &Mention) -> bool {
    let after = member.decisions.partition_point(|decision| decision.span.start <= mention.span.start);
    let row = after.checked_sub(1).and_then(|at| member.decisions.get(at));
    row.and_then(|row| row.status.as_ref()).is_some_and(|status| status.span.contains(mention.span))
}

/// The record that a link leads to, where it has decisions of this form and not this one.
fn missing_in_link(
    project: &Project<'_>,
    known: &mut Known<'_>,
    at: usize,
    link: &str,
    id: &Id,
    shape: &Shape,
) -> Option<usize> {
    let member = project.member(at)?;
    let path = link_target(&member.path, link)?;
    let record = project.at(&path)?;
    let other = project.member(record)?;
    let own = &known.numbered(record).by_id;
    if record == at
        || own.len() < 2
        || own.contains_key(id)
        || !known.numbered(record).shapes.contains_key(shape)
    {
        return None;
    }
    // A document may be all about a decision that stands elsewhere: `[D9](details-of-d9.md)`.
    let named = format!("{}{}", id.letters, id.number).to_lowercase();
    let about = path.to_lowercase().replace(['-', '_'], "").contains(&named);
    let resolved = known.resolves(at, id) || member.defines(id) || other.defines(id);
    (!about && !resolved && !OTHERS.contains(&id.letters.as_str())).then_some(record)
}

fn say(
    project: &Project<'_>,
    known: &mut Known<'_>,
    at: usize,
    mention: &Mention,
    id: &Id,
    severity: Severity,
    report: &mut ProjectReport,
) {
    let name = &mention.id;
    let looked: Vec<String> =
        known.scope(at).iter().filter_map(|&at| project.member(at)).map(|it| it.path.clone()).collect();
    let own = known.scope(at) == [at];
    let message = if own {
        format!("there is no decision {name} in this document")
    } else {
        format!("there is no decision {name} in `{}`", short(&looked.join("`, `"), 120))
    };
    let other = known.elsewhere(id).and_then(|other| project.member(other));
    let diagnostic = report.add(at, mention.span, message);
    diagnostic.severity(severity);
    match other {
        Some(other) => {
            if let Some(row) = other.decision(name) {
                diagnostic.elsewhere(&other.path, row.span, format!("this record has a {name}"));
            }
            diagnostic.help(format!("if {name} of `{}` is meant, link to it or name the record", other.path));
        }
        None if mention.joint == Joint::Range => {
            diagnostic.help("end the range with the last decision that there is");
        }
        None => {
            diagnostic.help("correct the id, or add the decision");
        }
    }
}

fn say_link(project: &Project<'_>, at: usize, mention: &Mention, record: usize, report: &mut ProjectReport) {
    let Some(other) = project.member(record) else { return };
    let message = format!("there is no decision {} in `{}`", mention.id, other.path);
    let diagnostic = report.add(at, mention.span, message);
    let ids: Vec<&str> =
        other.decisions.iter().filter_map(|row| Some(row.id.as_ref()?.text.as_str())).collect();
    diagnostic.note(format!("its decisions are {}", short(&ids.join(", "), 80)));
    diagnostic.help("correct the id or the link");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect_project, silent_project};

    const TABLE: &str = "| ID | Decision | Status |\n|--|--|--|\n| D1 | a | Accepted |\n| D2 | b | Accepted |\n| D3 | c | Accepted |\n";
    const ROWS: &str = "| file | op | risk |\n|--|--|--|\n| src/a.py | add | Low |\n";

    #[test]
    fn an_id_of_no_decision_is_told() {
        expect_project(
            &RULE,
            &format!(
                "==> a.md <==\n# A\n\n{TABLE}
The hooks (D1, D9) and the range D1–D7.
               ^^ warning: there is no decision D9 in this document
                                    ^^ warning: there is no decision D7 in this document
See D8 and D9, then D8. (D2, D99)
                             ^^^ warning: there is no decision D99 in this document
    ^^ hint: there is no decision D8 in this document
"
            ),
        );
        // A plan against its record; by the folder alone it may not be its own.
        let plan = |link: &str, severity: &str| {
            format!(
                "==> r/a.md <==\n# A\n\n{TABLE}\n==> {link}\n\n{ROWS}
Follows D1 and D4.
               ^^ {severity}: there is no decision D4 in `r/a.md`
"
            )
        };
        expect_project(&RULE, &plan("p/p.md <==\n# P for [it](../r/a.md)", "warning"));
        expect_project(&RULE, &plan("r/p.md <==\n# P", "hint"));
    }

    #[test]
    fn a_link_leads_to_a_record_that_has_it() {
        expect_project(
            &RULE,
            &format!(
                "==> a.md <==\n# A\n\n{TABLE}
See [D3](b.md), [D9](b.md#d9) and [D9](missing.md), [D7](#d7).
                 ^^ warning: there is no decision D9 in `b.md`
==> b.md <==\n# B\n\n{TABLE}
"
            ),
        );
    }

    #[test]
    fn an_id_of_another_record_is_qualified() {
        let more = TABLE.replace("D3", "D8");
        expect_project(
            &RULE,
            &format!(
                "==> a.md <==\n# A\n\n{TABLE}
The hooks (D1, D8).
               ^^ hint: there is no decision D8 in this document
==> b.md <==\n# B\n\n{more}
"
            ),
        );
        let on = TABLE.replace("D1", "D7").replace("D2", "D8").replace("D3", "D9");
        silent_project(
            &RULE,
            &[
                &format!(
                    "==> a.md <==\n# A\n\n{TABLE}\nAs D8 of B, b.md (D8), the hooks.\n==> b.md <==\n# B\n\n{more}\n"
                ),
                &format!("==> a.md <==\n# A\n\n{TABLE}\nAs (D1, D8) say.\n==> b.md <==\n# B\n\n{on}\n"),
            ],
        );
    }

    #[test]
    fn what_is_no_reference_or_leads_somewhere_is_silent() {
        let texts = [
            "See (D1, D2), D3's hooks and D1-D3.",
            "See `D9` and D9.",
            "### D9: Cache\n\nSee (D1, D9).",
            "- **D9**: cache\n\nSee (D1, D9).",
            "| Id | Risk |\n|--|--|\n| D9 | x |\n\nSee (D1, D9).",
            "D9 was dropped; (D1, D2) remain. The removed D9. Formerly D9. ~~D9~~",
            "Add D9 to the table. D2 (formerly D9).",
            "Stored in S3, on EC2, V8, A4, P99, Q3, UTF-8, SHA-256, HTTP2, H2, E7, R4A, ADR-7.",
            "Drawn with D3.js, as in docs/D9 and auth:D9. rows 1-7.",
            "| Old | New |\n|--|--|\n| D9 | D1 |",
            "Done in D400.",
        ];
        let texts = texts.map(|text| format!("==> a.md <==\n# A\n\n{TABLE}\n{text}\n"));
        silent_project(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
        let short = |ids: [&str; 3]| TABLE.replace("D1", ids[0]).replace("D2", ids[1]).replace("D3", ids[2]);
        let with = |ids, text: &str| format!("==> a.md <==\n# A\n\n{}\n{text}\n", short(ids));
        silent_project(
            &RULE,
            &[
                &with(["S1", "S2", "S4"], "Stored in (S1, S3)."),
                &with(["P1", "P2", "P3"], "Alerts P0/P1."),
                &with(["D1", "D2", "D3"], "Wired to pins D3, D5 and the days D1–D9."),
                &with(["P1", "P2", "P3"], "P99 below 50 ms."),
                &with(["1", "2", "3"], "See 9 and (1, 9)."),
                &with(["DD-001", "DD-002", "DD-003"], "See DD-1, DD-03, D9 and DD9."),
                &with(["D1–D4", "D5 (was D9)", "D6"], "See (D3, D5, D9)."),
                &format!(
                    "==> a.md <==\n# A\n\n{TABLE}\nSee [the log](log.md).\n\n{}\n\nSee (D1, D9).\n==> log.md <==\nOur D9 is here.\n",
                    "word ".repeat(80)
                ),
                // A plan with no record, and one whose record has no ids.
                &format!("==> p/p.md <==\n# P\n\n{ROWS}\nSee (D1, D9).\n==> a.md <==\n# A\n\n{TABLE}"),
            ],
        );
        let adr = with(["ADR-001", "ADR-002", "ADR-003"], "See ADR-007.");
        silent_project(&RULE, &[&format!("{adr}==> docs/adr-007-cache.txt <==\n")]);
        expect_project(
            &RULE,
            &with(
                ["ADR-001", "ADR-002", "ADR-003"],
                "See (ADR-001, ADR-007).\n              ^^^^^^^ hint: there is no decision ADR-007 in this document",
            ),
        );
    }
}
