//! DDR611.

use super::texts::Questions;
use super::titles::{Titles, titles};
use crate::model::short;
use crate::project::{Found, Member, NamedSection, Operation, Part, Project, Row, RowAt, State, Target};
use crate::rules::{Check, ProjectReport};
use crate::schema::fold;
use std::collections::{BTreeMap, HashMap};

rule! {
    /// A row that refines a section names one that its document has.
    ///
    /// ## Why
    /// `Refine the Multi-Phase Plan` of a record that has none cannot be carried out: the row means
    /// another document, the section was dropped, or it still has to be written and the row should
    /// say so.
    ///
    /// Looked at are rows that modify a Markdown file, and in their functions/APIs cell what follows a
    /// word such as refine, update, extend or revise: the decisions, the risks, the phases, the summary,
    /// the patch plan, or a heading in quotes or code marks with the word section beside it. A section
    /// in any form counts: a heading, a bold label, a table without a heading, a line that begins with
    /// the name, and other common names for the same thing. It is silent where any row adds the section
    /// or the file, where the row is done, and where the file is not there, which `missing-target` tells.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | functions/APIs | tests |
    /// |------|----|----------------|-------|
    /// | docs/search.md | modify | Revise Decisions table and Multi-Phase Plan | n/a |
    /// ==> docs/search.md <==
    /// # Search
    ///
    /// ## Decisions
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Use one index | Accepted |
    /// ```
    /// ```project,passes
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | functions/APIs | tests |
    /// |------|----|----------------|-------|
    /// | docs/search.md | modify | Revise Decisions table, add Multi-Phase Plan | n/a |
    /// ==> docs/search.md <==
    /// # Search
    ///
    /// ## Decisions
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Use one index | Accepted |
    /// ```
    "DDR611" "missing-target-section" Warning Check::Project(check)
}

/// A section that a row wants to change, and the files that may hold it.
struct Want<'p> {
    at: RowAt,
    section: &'p NamedSection,
    files: Vec<&'p str>,
}

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    let mut wants: Vec<Want<'_>> = Vec::new();
    for (at, row) in project.rows().filter(|(_, row)| changes_sections(row)) {
        if project.is_foreign(at.member) {
            continue;
        }
        let Some(files) = files(project, at.member, row) else { continue };
        let lacking = row.named_sections.iter().filter(|section| {
            let known = files.iter().filter_map(|file| project.member(project.at(file)?));
            !known.into_iter().any(|member| has(member, section))
        });
        wants.extend(lacking.map(|section| Want { at, section, files: files.clone() }));
    }
    if wants.is_empty() {
        return;
    }
    let adding = adding(project, &wants);
    wants.retain(|want| {
        let texts = want.files.iter().filter_map(|file| adding.get(file)).flatten();
        !texts.into_iter().any(|text| adds(text, want.section))
    });
    let mut questions = Questions::new();
    for (number, want) in wants.iter().enumerate() {
        for file in &want.files {
            questions.ask(file, number);
        }
    }
    let mut lacking: BTreeMap<usize, usize> = BTreeMap::new();
    questions.answer(project, |file, numbers| {
        let Some(titles) = titles(file.text) else { return };
        for number in numbers {
            let Some(want) = wants.get(number) else { continue };
            if !stands(&titles, file.path, want.section) {
                *lacking.entry(number).or_default() += 1;
            }
        }
    });
    for (number, times) in lacking {
        // Every file of the row could be read, and none has it.
        if let Some(want) = wants.get(number).filter(|want| want.files.len() == times) {
            say(project, want, report);
        }
    }
}

/// Whether a row still has to change sections of files that are there.
fn changes_sections(row: &Row) -> bool {
    !row.named_sections.is_empty()
        && row.operation == Some(Operation::Modify)
        && row.stated
        && row.is_live()
        && !row.shifted
        && row.state != State::Done
}

/// The files of a row, where all of them are there and no row is still to make one.
fn files<'p>(project: &'p Project<'_>, member: usize, row: &Row) -> Option<Vec<&'p str>> {
    let mut files = Vec::new();
    for path in &row.paths {
        let target: &Target = project.target(member, &path.text)?;
        let made = project.makers(&target.path).any(|at| {
            project
                .row(at)
                .is_some_and(|row| row.state != State::Done && row.operation != Some(Operation::Modify))
        });
        if target.found != Found::File || made {
            return None;
        }
        files.push(target.path.as_str());
    }
    (!files.is_empty()).then_some(files)
}

/// Whether a document, as understood, has a section.
fn has(member: &Member, section: &NamedSection) -> bool {
    match section.part {
        Part::Decisions => !member.decisions.is_empty() || member.section("decisions").is_some(),
        Part::Risks => member.section("risks").is_some(),
        Part::Phases => !member.phases.is_empty() || member.section("phases").is_some(),
        Part::Summary => member.section("summary").is_some(),
        Part::Plan => !member.plans.is_empty() || member.section("plan").is_some(),
        Part::Heading => {
            let name = fold(&section.name.text);
            member.sections.iter().any(|other| fold(&other.heading.text) == name)
        }
    }
}

/// The functions/APIs cells of all rows about the files in question.
fn adding<'p>(project: &'p Project<'_>, wants: &[Want<'p>]) -> HashMap<&'p str, Vec<&'p str>> {
    let mut cells: HashMap<&str, Vec<&str>> =
        wants.iter().flat_map(|want| &want.files).map(|file| (*file, Vec::new())).collect();
    for (at, row) in project.rows() {
        let Some(text) = row.symbols.as_ref() else { continue };
        for path in &row.paths {
            if let Some(target) = project.target(at.member, &path.text)
                && let Some(known) = cells.get_mut(target.path.as_str())
            {
                known.push(&text.text);
            }
        }
    }
    cells
}

/// Whether a cell speaks of making a section, or names it without a word for what is done to it.
fn adds(text: &str, section: &NamedSection) -> bool {
    const CHANGING: [&str; 12] = [
        "refin", "updat", "extend", "expand", "revis", "amend", "adjust", "correct", "edit", "reword",
        "shorten", "renumber",
    ];
    const MAKING: [&str; 14] = [
        "add",
        "creat",
        "writ",
        "introduc",
        "insert",
        "new",
        "draft",
        "append",
        "includ",
        "establish",
        "defin",
        "mov",
        "split",
        "document",
    ];
    let text = text.to_lowercase();
    let begins = |word: &str, stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
    let mut making = true;
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.into_iter().any(|word| {
        making = begins(word, &MAKING) || making && !begins(word, &CHANGING);
        making && names_it(std::iter::once(word), section)
    })
}

/// Beginnings of words that a section of each kind goes by.
const fn stems(part: Part) -> &'static [&'static str] {
    match part {
        Part::Decisions => {
            &["decision", "decid", "choice", "chose", "adr", "decis", "entscheid", "resolution"]
        }
        Part::Risks => {
            &["risk", "threat", "mitigat", "hazard", "concern", "risik", "riesgo", "risque", "risco", "risch"]
        }
        Part::Phases => &[
            "phase",
            "stage",
            "milestone",
            "roadmap",
            "rollout",
            "timeline",
            "schedule",
            "step",
            "iteration",
            "sprint",
            "increment",
            "implementation",
            "delivery",
            "migration",
            "plan",
            "fase",
            "etapa",
            "meilen",
        ],
        Part::Summary => &[
            "summar",
            "overview",
            "abstract",
            "tl",
            "intro",
            "short",
            "about",
            "purpose",
            "goal",
            "objective",
            "resum",
            "résum",
            "zusammen",
            "glance",
            "brief",
            "description",
        ],
        Part::Plan => &["patch", "plan", "file", "change"],
        Part::Heading => &[],
    }
}

/// Whether words may name a section.
fn names_it<'w>(mut words: impl Iterator<Item = &'w str>, section: &NamedSection) -> bool {
    if section.part != Part::Heading {
        return words.any(|word| stems(section.part).iter().any(|stem| word.starts_with(stem)));
    }
    let name = section.name.text.to_lowercase();
    let long = name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 2);
    let long: Vec<String> = long.map(|word| word.chars().take(5).collect()).collect();
    // A name of nothing but short words cannot be told from others.
    long.is_empty() || words.any(|word| long.iter().any(|stem| word.starts_with(stem.as_str())))
}

/// Whether a text may hold a section, in any form.
fn stands(titles: &Titles, path: &str, section: &NamedSection) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let named = |text: &String| names_it(words(text).iter().map(String::as_str), section);
    // `docs/risks.md`, `# Risk register`: the document itself is meant.
    let file = path.rsplit('/').next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let whole = |text: &str| {
        let words = words(text);
        let own = |word: &String| {
            let name = section.name.text.to_lowercase();
            name.split(|c: char| !c.is_alphanumeric()).any(|part| part.len() > 3 && part == word)
        };
        words.iter().any(own)
    };
    titles.foreign
        || titles.parts.iter().any(named)
        || whole(stem)
        || titles.document.as_deref().is_some_and(whole)
        || section.part == Part::Summary && titles.opens_with_prose
}

fn say(project: &Project<'_>, want: &Want<'_>, report: &mut ProjectReport) {
    let name = short(&want.section.name.text, 60);
    let verb = want.section.verb;
    let message = match want.files.as_slice() {
        [file] => format!("`{}` has no `{name}` to {verb}", short(file, 80)),
        _ => format!("none of the files has a `{name}` to {verb}"),
    };
    let diagnostic = report.add(want.at.member, want.section.name.span, message);
    let members = want.files.iter().filter_map(|file| project.member(project.at(file)?));
    for member in members.take(3) {
        let headings = member.sections.iter().skip_while(|section| section.level == 1);
        let mut shown: Vec<String> =
            headings.take(6).map(|section| format!("`{}`", short(&section.heading.text, 40))).collect();
        if member.sections.len() > 7 {
            shown.push("…".to_owned());
        }
        if !shown.is_empty() {
            diagnostic.note(format!("its sections are {}", shown.join(", ")));
        }
        diagnostic.elsewhere(&member.path, member.top, "this document lacks it");
    }
    diagnostic.help("name a section that is there, or say that the row adds it");
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{expect_project, silent_project};

    const RECORD: &str = "# Orders

## Summary
Short.

| ID | Statement | Status |
|----|-----------|--------|
| D1 | Roll out in phases, with the risk known | Accepted |
";

    #[test]
    fn what_is_refined_has_to_be_there() {
        expect_project(
            &RULE,
            &format!(
                "==> docs/p.md <==
# P

| file | op | functions/APIs |
|------|----|----------------|
| docs/a.md | modify | Revise Decisions table and Multi-Phase Plan after the pilot |
                                                  ^^^^^^^^^^^^^^^^ warning: `docs/a.md` has no `Multi-Phase Plan` to revise
| docs/a.md | update | Updates Decisions and **Top-7 Risks** with new findings |
                                             ^^^^^^^^^^^^^^^ warning: `docs/a.md` has no `Top-7 Risks` to update
| docs/a.md + docs/b.md | modify | Extend the risks list |
                                              ^^^^^^^^^^ warning: none of the files has a `risks list` to extend
| docs/b.md | modify | Update the `Error Codes` section |
                                  ^^^^^^^^^^^^^ warning: `docs/b.md` has no `Error Codes` to update
==> docs/a.md <==
{RECORD}==> docs/b.md <==
# Guide

Text about error codes.

## Usage
"
            ),
        );
    }

    #[test]
    fn a_section_in_any_form_is_there() {
        let world = |cell: &str, text: &str| {
            format!(
                "==> docs/p.md <==\n# P\n\n| file | op | functions/APIs |\n|--|--|--|\n| docs/a.md | modify | {cell} |\n==> docs/a.md <==\n{text}\n"
            )
        };
        let texts = [
            world("Refine Decisions table", RECORD),
            world("Refine Decisions table", "# A\n\n## What we decided\n"),
            world("Refine Decisions table", "# A\n\n**Decisions**: none yet\n"),
            world("Update Top-7 Risks", "# A\n\n| Risk | Owner |\n|--|--|\n| x | y |\n"),
            world("Update Top-7 Risks", "# A\n\nTop-5 Risks:\n\n1. x\n"),
            world("Update Top-7 Risks", "# A\n\n- Risks: x\n- Costs: y\n"),
            world("Update Top-7 Risks", "# A\n\nThreats\n-------\n"),
            world("Update Top-7 Risks", "# A\n\n<h2>Risks</h2>\n"),
            world("Update Top-7 Risks", "# A\n\n> ### Risks\n"),
            world("Refine Multi-Phase Plan", "# A\n\n## Rollout\n"),
            world("Refine Multi-Phase Plan", "# A\n\n1. Phase 1: x\n2. Phase 2: y\n"),
            world("Update Summary", "# A\n\nThis says it all.\n\n## Use\n"),
            world("Update Risks", "# Risks\n\n- x\n"),
            world("Update the \"Error Codes\" section", "# A\n\n## 4. Errors\n"),
            world("Update Top-7 Risks", "# A\n\n{{#include risks.inc}}\n"),
            world("Update Top-7 Risks", "# Über\n\n## Gefährdungen\n"),
        ];
        silent_project(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn other_rows_are_silent() {
        let world = |rows: &str| {
            format!(
                "==> docs/p.md <==\n# P\n\n| file | op | functions/APIs | status |\n|--|--|--|--|\n{rows}\n==> docs/a.md <==\n# A\n\n## Use\n==> docs/risks.md <==\n# Register\n==> src/a.py <==\n"
            )
        };
        let rows = [
            "| docs/a.md | modify | Add Top-7 Risks | |",
            "| docs/a.md | modify | Write Risks section, update Risks section | |",
            "| docs/a.md | modify | Top-7 Risks | |\n| docs/a.md | modify | Update Risks | |",
            "| docs/a.md | modify | Update Use and add Risks; update Risks | |",
            "| docs/a.md | modify | Add Risks | |\n| docs/a.md | modify | Update Risks | |",
            "| docs/a.md | add | Update Risks | |",
            "| docs/a.md | modify | Update Risks | done |",
            "| docs/a.md | modify | Update Risks | deferred |",
            "| docs/a.md | | Update Risks | |",
            "| docs/a.md | modify | Update Risks | | extra |",
            "| docs/new.md | add | Risks | |\n| docs/new.md | modify | Update Risks | |",
            "| docs/new.md | modify | Update Risks | |",
            "| docs/*.md | modify | Update Risks | |",
            "| docs/risks.md | modify | Update Risks | |",
            "| src/a.py | modify | Update Decisions table | |",
            "| docs/a.md | modify | Update install steps with the new mirror | |",
            "| docs/a.md | modify | Update risks as known | |",
            "| docs/a.md | modify | Update Risks of the record | |",
            "| docs/a.md | modify | n/a | |",
            "| docs/a.md | delete | Update Risks | |",
        ];
        let worlds = rows.map(world);
        silent_project(&RULE, &worlds.iter().map(String::as_str).collect::<Vec<_>>());
        // Under such a heading new files stand too.
        silent_project(
            &RULE,
            &[
                "==> p.md <==\n# P\n\n## Files to Change\n\n| file | functions/APIs | tests |\n|--|--|--|\n| a.md | Update Risks | n/a |\n==> a.md <==\n# A\n",
            ],
        );
    }
}
