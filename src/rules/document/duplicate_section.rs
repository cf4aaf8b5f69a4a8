//! DDR012.

use crate::model::{Document, LABEL, Section, short};
use crate::rules::words::surely_differ;
use crate::rules::{Check, Report};
use crate::schema::fold;
use std::borrow::Cow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

rule! {
    /// A section stands in a document once.
    ///
    /// ## Why
    /// Two sections of one name are often the trace of a merge or of a paste, and readers and tools
    /// take the first for the whole.
    ///
    /// Headings count that the schema knows, that read alike, and that stand at one level under one
    /// heading. `Context` beside `Background` is ordinary, and so are labels, headings of parts of
    /// the document, and a file that holds several records one after the other.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// ## Decisions
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Notes
    ///
    /// - Redis is in use already.
    ///
    /// ## Notes
    ///
    /// - An hour is enough.
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// ## Decisions
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ### Notes
    ///
    /// - Redis is in use already.
    ///
    /// ## Notes
    ///
    /// - An hour is enough.
    /// ```
    "DDR012" "duplicate-section" Hint Check::Document(check)
}

/// Where headings are siblings: the heading that they stand under, and their level.
type Place = (Option<usize>, u8);

const fn place(section: &Section<'_>) -> Place {
    (section.parent, section.level)
}

fn check(document: &Document<'_>, report: &mut Report) {
    if !document.recognised {
        return;
    }
    let headings = || document.sections.iter().filter(|section| section.level < LABEL);
    let known = headings().filter(|section| section.spec.is_some()).map(|section| &*section.heading.text);
    if surely_differ(known.map(unnumbered)) {
        return;
    }
    let mut seen: BTreeMap<(Place, Cow<'_, str>), &Section<'_>> = BTreeMap::new();
    let mut again = Vec::new();
    for section in headings().filter(|section| section.spec.is_some()) {
        let place = place(section);
        match seen.entry((place, name(&section.heading.text))) {
            Entry::Occupied(first) => again.push((place, *first.get(), section)),
            Entry::Vacant(place) => {
                place.insert(section);
            }
        }
    }
    if again.is_empty() {
        return;
    }
    let mut strangers: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
    for section in headings().filter(|section| section.spec.is_none()) {
        strangers.entry(place(section)).or_default().push(section.heading.span.start);
    }
    // Several names that come again, each behind a heading of another kind, are several records in
    // one file: the other headings are their titles.
    let names: BTreeSet<&str> =
        again.iter().filter_map(|(_, _, section)| section.spec).map(|spec| spec.id.as_str()).collect();
    for (place, first, second) in again {
        let between = strangers.get(&place).is_some_and(|starts| {
            let at = starts.partition_point(|&start| start < first.heading.span.start);
            starts.get(at).is_some_and(|&start| start < second.heading.span.start)
        });
        if names.len() > 1 && between {
            continue;
        }
        let message = format!("the section `{}` is there twice", short(&second.heading.text, 60));
        report
            .add(second.heading.span, message)
            .label(first.heading.span, "first here")
            .help("join the two, or rename one");
    }
}

/// A heading as it is compared: folded, without its number.
fn name(heading: &str) -> Cow<'_, str> {
    let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ' ');
    match fold(heading) {
        Cow::Borrowed(folded) => Cow::Borrowed(folded.trim_start_matches(number)),
        Cow::Owned(folded) if !folded.starts_with(number) => Cow::Owned(folded),
        Cow::Owned(folded) => Cow::Owned(folded.trim_start_matches(number).to_owned()),
    }
}

/// A heading from its first letter on: less is cut from it as [`name`] reads it.
fn unnumbered(heading: &str) -> &str {
    heading.trim_start_matches(|c: char| c.is_ascii() && !c.is_ascii_alphabetic() && c != '(')
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, silent};

    const TABLE: &str = "| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n";

    #[test]
    fn the_second_section_of_one_name_is_a_hint() {
        expect(
            &RULE,
            FREE,
            &format!(
                "# T\n\n## 1. Decisions\n\n{TABLE}\n## 2. Risks\n\n- a\n\n## 3. **Risks**\n^^^^^^^^^^^^^^^ hint: the section `3. Risks` is there twice\n\n- b\n"
            ),
        );
    }

    #[test]
    fn sections_that_are_not_the_same_are_silent() {
        let texts = [
            // Other names of one section.
            "## Context\n\na\n\n## Background\n\nb\n\n## Positive Consequences\n\nc\n\n## Negative Consequences\n\nd\n",
            // Another level, another parent.
            "## Notes\n\n- a\n\n### Notes\n\n- b\n\n## Phase 1\n\n### Risks\n\n- a\n\n## Phase 2\n\n### Risks\n\n- b\n",
            // Labels.
            "**Status:** Accepted\n\nText.\n\n**Status:** Accepted\n\n**Notes:**\n\n- a\n\n**Notes:**\n\n- b\n",
            // Names that the schema does not know.
            "## Details\n\na\n\n## Details\n\nb\n",
            // Several records in one file, all headings at one level.
            "## Use Redis\n\n## Status\n\nAccepted\n\n## Context\n\na\n\n## Use Kafka\n\n## Status\n\nAccepted\n\n## Context\n\nb\n",
            // What stands in parentheses tells them apart.
            "## Risks (technical)\n\n- a\n\n## Risks (organisational)\n\n- b\n",
            // In code.
            "## Notes\n\n```\n## Notes\n```\n",
        ];
        for text in texts {
            silent(&RULE, FREE, &[&format!("# T\n\n{TABLE}\n{text}")]);
        }
    }
}
