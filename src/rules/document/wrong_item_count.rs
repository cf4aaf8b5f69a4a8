//! DDR017.

use crate::diagnostic::Severity;
use crate::model::{Document, Section, Stated, headings::is_settled, short, stated_number};
use crate::rules::mend::restate;
use crate::rules::{Check, Report};
use crate::schema::{Count, List};
use crate::source::Span;
use crate::syntax::{Block, BlockKind};

rule! {
    /// A list has as many items as its schema asks for.
    ///
    /// ## Why
    /// A schema of your own can count the items of a list: `exact: 3`, `min` and `max`, or `exact: $n`
    /// for the number that the heading itself says (`Top-3 Goals`, `3 Goals`). A list that promises
    /// three and has two has lost one.
    ///
    /// Items of the list itself count, not those of lists inside it; a numbered list that a paragraph
    /// parts and that counts on is one. Where several lists stand under the heading and neither one of
    /// them nor all together have the number, it is a hint. A table or subheadings in place of the list
    /// are left alone, and so is a heading such as `Goals (pending)`. Risks have a rule of their own,
    /// `wrong-risk-count`.
    ///
    /// ## Examples
    /// Under a schema that counts:
    ///
    /// ```yaml,schema
    /// name: quarter-plan
    /// sections:
    ///   - { id: goals, heading: [Goals, "/^top-\\d+ goals$/"] }
    /// lists:
    ///   - { section: goals, exact: $n }
    /// ```
    /// ```markdown,fails
    /// # Second quarter
    ///
    /// ## Top-3 Goals
    ///
    /// - Move billing off the old host
    /// - Halve the time to restore
    /// ```
    /// ```markdown,passes
    /// # Second quarter
    ///
    /// ## Top-2 Goals
    ///
    /// - Move billing off the old host
    /// - Halve the time to restore
    /// ```
    "DDR017" "wrong-item-count" Error Fixes::Unsafe Check::Document(check)
}

fn check(document: &Document<'_>, report: &mut Report) {
    if !document.recognised {
        return;
    }
    let numbered = document.sections.iter().filter(|section| digits(&section.heading.text) > 0).count();
    // DDR301 holds the risks against their heading; what a schema asks of them is asked here.
    let elsewhere = |list: &List| list.section == "risks" && matches!(list.exact, Some(Count::Stated));
    for list in document.schema.lists.iter().filter(|list| !elsewhere(list)) {
        for section in &document.sections {
            if section.spec.is_some_and(|spec| spec.id == list.section) && !is_settled(&section.heading.text)
            {
                count(document, list, section, numbered > 1, report);
            }
        }
    }
}

/// What a list is asked to have.
enum Asked {
    Stated(Stated),
    Exact(usize),
    Between(Option<usize>, Option<usize>),
}

impl Asked {
    fn of(document: &Document<'_>, list: &List, section: &Section<'_>, numbered: bool) -> Option<Self> {
        match list.exact {
            // What the heading says, a document says of itself.
            Some(Count::Stated) => stated(document, section, numbered).map(Self::Stated),
            Some(Count::Number(number)) if document.held => Some(Self::Exact(number)),
            None if document.held && (list.min.is_some() || list.max.is_some()) => {
                Some(Self::Between(list.min, list.max))
            }
            _ => None,
        }
    }

    fn allows(&self, count: usize) -> bool {
        match self {
            Self::Stated(stated) => count == stated.value,
            Self::Exact(number) => count == *number,
            Self::Between(min, max) => {
                min.is_none_or(|min| count >= min) && max.is_none_or(|max| count <= max)
            }
        }
    }

    fn demand(&self) -> String {
        match self {
            Self::Stated(stated) => format!("its heading says {}", stated.value),
            Self::Exact(number) => format!("the schema asks for {number}"),
            Self::Between(Some(min), Some(max)) => format!("the schema asks for {min} to {max}"),
            Self::Between(Some(min), None) => format!("the schema asks for at least {min}"),
            Self::Between(None, most) => format!("the schema asks for at most {}", most.unwrap_or_default()),
        }
    }
}

/// Compares; `numbered` says whether headings of the document begin with section numbers.
fn count(document: &Document<'_>, list: &List, section: &Section<'_>, numbered: bool, report: &mut Report) {
    let Some(asked) = Asked::of(document, list, section, numbered) else { return };
    let lists = lists(section);
    let all: usize = lists.iter().sum();
    let other_form = |block: &Block| {
        matches!(
            block.kind,
            BlockKind::Table(_) | BlockKind::Heading { .. } | BlockKind::Html | BlockKind::Quote(_)
        )
    };
    let has_other = section.all_blocks.iter().any(other_form);
    if asked.allows(all) || lists.iter().any(|&one| asked.allows(one)) || (lists.is_empty() && has_other) {
        return;
    }
    let name = short(&section.heading.text, 60);
    let items = match all {
        0 => "no items".to_owned(),
        1 => "1 item".to_owned(),
        all => format!("{all} items"),
    };
    let span = match &asked {
        Asked::Stated(stated) => stated.span,
        _ => section.heading.span,
    };
    let sure = lists.len() < 2 && !(has_other && section.all_blocks.len() > section.blocks.len());
    let severity = if sure { Severity::Error } else { Severity::Hint };
    let said = report.add(span, format!("`{name}` has {items}, and {}", asked.demand())).severity(severity);
    // An item may have been lost, and then the number is right.
    if let (Asked::Stated(stated), true, 1..) = (&asked, sure, all) {
        restate(said, document.source, *stated, all, false);
    }
}

/// The number of items of each list under a heading, labels and subsections included. A numbered
/// list that goes on counting is part of the one before it.
fn lists(section: &Section<'_>) -> Vec<usize> {
    let mut counts: Vec<usize> = Vec::new();
    let mut next = None;
    for block in section.all_blocks {
        let BlockKind::List(list) = &block.kind else { continue };
        let first = list.items.first().and_then(|item| item.number).map(|(number, _)| number);
        match counts.last_mut() {
            Some(count) if first.is_some() && first == next => *count += list.items.len(),
            _ => counts.push(list.items.len()),
        }
        next = list.items.last().and_then(|item| item.number).map(|(number, _)| number + 1);
    }
    counts
}

/// `Top-3 Goals`, or `3 Goals` where no other heading of the document begins with a number that
/// could be a section's.
fn stated(document: &Document<'_>, section: &Section<'_>, numbered: bool) -> Option<Stated> {
    if let Some(stated) = stated_number(document.syntax, &section.heading) {
        return Some(stated);
    }
    let text = section.heading.text.as_ref();
    let (written, rest) = text.split_at_checked(digits(text))?;
    if numbered || written.is_empty() || !rest.starts_with(' ') {
        return None;
    }
    let start = section.heading.span.start + document.source.slice(section.heading.span).find(written)?;
    Some(Stated { value: written.parse().ok()?, span: Span::new(start, start + written.len()) })
}

/// How many digits a text begins with.
fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, record, schema_of, silent, user};

    fn goals(counts: &str) -> crate::schema::Schema {
        schema_of(&format!(
            "name: brief\nsections: [{{ id: goals, heading: [Goals, '/goals/'] }}]\nlists: [{{ section: goals, {counts} }}]\n"
        ))
    }

    #[test]
    fn a_list_of_another_length_is_an_error() {
        expect(
            &RULE,
            user(&goals("exact: 3")),
            "# T\n\n## Goals\n^^^^^^^^ error: `Goals` has 2 items, and the schema asks for 3\n\n- a\n  - x\n- b\n",
        );
        expect(
            &RULE,
            user(&goals("min: 2")),
            "# T\n\n## Goals\n^^^^^^^^ error: `Goals` has no items, and the schema asks for at least 2\n\nText.\n",
        );
        expect(
            &RULE,
            user(&goals("min: 2, max: 3")),
            "# T\n\n**Goals:**\n^^^^^^^^^^ error: `Goals:` has 1 item, and the schema asks for 2 to 3\n\n1. a\n",
        );
        expect(
            &RULE,
            user(&goals("max: 1")),
            "# T\n\n## Goals\n^^^^^^^^ error: `Goals` has 2 items, and the schema asks for at most 1\n\n1. a\n\nText.\n\n2. b\n",
        );
    }

    #[test]
    fn the_number_of_risks_that_a_schema_asks_for_is_asked_for_here() {
        let schema =
            schema_of("name: brief\nsections: [{ id: risks }]\nlists: [{ section: risks, exact: 2 }]\n");
        expect(
            &RULE,
            user(&schema),
            "# T\n\n## Risks\n^^^^^^^^ error: `Risks` has 1 item, and the schema asks for 2\n\n1. a: b\n",
        );
    }

    #[test]
    fn a_heading_is_taken_at_its_word() {
        let schema = goals("exact: $n");
        expect(
            &RULE,
            user(&schema),
            "# T\n\n## Top-3 Goals\n       ^ error: `Top-3 Goals` has 2 items, and its heading says 3\n\n- a\n- b\n",
        );
        expect(
            &RULE,
            user(&schema),
            "# T\n\n## 3 Goals\n   ^ error: `3 Goals` has 2 items, and its heading says 3\n\n- a\n- b\n",
        );
    }

    #[test]
    fn several_lists_are_a_hint() {
        expect(
            &RULE,
            user(&goals("exact: 4")),
            "# T\n\n## Goals\n^^^^^^^^ hint: `Goals` has 3 items, and the schema asks for 4\n\n- a\n- b\n\nLater:\n\n1. c\n",
        );
    }

    #[test]
    fn other_lists_are_silent() {
        let texts = [
            "# T\n\n## Goals\n\n- a\n- b\n- c\n\n## Other\n\n- a\n",
            "# T\n\n## Goals\n\n1. a\n2. b\n\nMore on it.\n\n3. c\n",
            // One of the lists, or all together.
            "# T\n\n## Goals\n\n- a\n- b\n- c\n\nNot:\n\n1. x\n",
            "# T\n\n## Goals\n\n- a\n- b\n\n**Later:**\n\n- c\n",
            // Another form, or none yet.
            "# T\n\n## Goals\n\n| Goal | Why |\n|--|--|\n| a | b |\n",
            "# T\n\n## Goals\n\n### Fast\n\nText.\n",
            "# T\n\n## Goals (pending)\n",
            "# T\n\n## Other\n\n- Goals\n",
        ];
        silent(&RULE, user(&goals("exact: 3")), &texts);
        let stated = [
            "# T\n\n## Goals\n\n- a\n",
            "# T\n\n## Top-1 Goals\n\n- a\n",
            // A section number, a year, a count of words.
            "# T\n\n## 1 Scope\n\nText.\n\n## 2 Goals\n\n- a\n",
            "# T\n\n## 2. Goals\n\n- a\n",
            "# T\n\n## Goals of 2026\n\n- a\n",
            "# T\n\n## Goals (12 words)\n\n- a\n",
        ];
        silent(&RULE, user(&goals("exact: $n")), &stated);
        // Risks have a rule of their own.
        let risks = "# T\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n\n## Top-3 Risks\n\n1. a\n";
        silent(&RULE, record(), &[risks]);
        silent(&RULE, FREE, &[risks]);
    }
}
