//! DDR010.

use crate::diagnostic::Severity;
use crate::model::{Document, Section, Value, short};
use crate::rules::{Check, Report};
use crate::schema::{self, Heading, fold};
use crate::source::Span;
use crate::syntax::{Block, BlockKind, PieceKind};
use std::borrow::Cow;

rule! {
    /// A document has the sections that its schema asks for.
    ///
    /// ## Why
    /// A record without its risks looks finished to everybody who does not remember to ask for them.
    ///
    /// The demand holds where `kinds` in `ddr.yaml` assigns the schema, or where the title calls the
    /// document a design decision record; other documents are held to what they say themselves. A
    /// heading of any level counts, and so does a bold or plain label (`**Summary:** …`). A decisions
    /// table counts as the decisions section and a plan table as the plan section, whatever stands
    /// above it. It is only a hint where the document seems to have the section under a name that the
    /// schema does not know, as in `Risks we accept`, or in a place where sections are not read, and
    /// where only the title asks for the sections and the headings are in another language.
    ///
    /// A schema of your own (`extends: ddr`) can set `required: false`, or add headings of your house.
    ///
    /// ## Examples
    /// ```markdown,fails,as=ddr
    /// # Session store
    ///
    /// ## Summary
    /// Sessions move to Redis.
    ///
    /// | ID | Statement | Rationale | Status |
    /// |----|-----------|-----------|--------|
    /// | D1 | Keep sessions in Redis | One store for all hosts | Accepted |
    /// ```
    /// ```markdown,passes,as=ddr
    /// # Session store
    ///
    /// **Summary:** Sessions move to Redis.
    ///
    /// | ID | Statement | Rationale | Status |
    /// |----|-----------|-----------|--------|
    /// | D1 | Keep sessions in Redis | One store for all hosts | Accepted |
    ///
    /// ## Risks
    ///
    /// 1. Redis is lost: sessions are made anew at the next sign-in
    /// ```
    "DDR010" "missing-section" Error Check::Document(check)
}

fn check(document: &Document<'_>, report: &mut Report) {
    if !document.held || !document.recognised {
        return;
    }
    let foreign = is_foreign(document);
    for wanted in document.schema.sections.iter().filter(|section| section.required) {
        if is_there(document, wanted) {
            continue;
        }
        let diagnostic = report.add(document.top(), format!("the section {} is missing", wanted.id));
        diagnostic.help(help(wanted));
        if foreign {
            diagnostic.severity(Severity::Hint).note("no heading of the document is known to the schema");
        }
        if let Some(near) = meant(document, wanted) {
            let message = format!("`{}` may be meant as {}", short(&near.text, 60), wanted.id);
            diagnostic.severity(Severity::Hint).label(near.span, message);
        }
    }
}

/// Whether a section is there under a heading or label, or as the table or list that it is made of.
fn is_there(document: &Document<'_>, wanted: &schema::Section) -> bool {
    let is = |section: &Section<'_>| section.spec.is_some_and(|spec| spec.id == wanted.id);
    document.sections.iter().any(is)
        || document.tables.iter().any(|table| table.spec.section.as_ref() == Some(&wanted.id))
        || (wanted.id == "phases" && !document.phases.is_empty())
}

/// Whether a document, held to the schema by its title alone, has headings and none that the schema
/// knows: then it may be written in another language.
fn is_foreign(document: &Document<'_>) -> bool {
    let headings = || document.sections.iter().filter(|section| section.level > 1);
    !document.assigned && headings().nth(1).is_some() && headings().all(|section| section.spec.is_none())
}

/// The headings that would do.
fn help(wanted: &schema::Section) -> String {
    let names = wanted.headings.iter().filter_map(|heading| match heading {
        Heading::Text(text) => Some(format!("`{}`", capital(text))),
        Heading::Pattern(_) => None,
    });
    let names: Vec<String> = names.take(3).collect();
    match names.as_slice() {
        [] => format!("add a heading that the schema knows for {}", wanted.id),
        [one] => format!("add a heading or bold label {one}, or teach yours to the schema"),
        [first @ .., last] => {
            format!(
                "add a heading or bold label {} or {last}, or teach yours to the schema",
                first.join(", ")
            )
        }
    }
}

/// A folded text with a capital letter, as headings are written.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A heading that holds the section's name among other words, or one that stands where sections are
/// not read: in a list, a quote or HTML.
fn meant<'s>(document: &Document<'s>, wanted: &schema::Section) -> Option<Value<'s>> {
    let headings = document.sections.iter().filter(|section| section.level > 1 && section.spec.is_none());
    let mut candidates: Vec<Value<'s>> = headings.map(|section| section.heading.clone()).collect();
    let known = candidates.iter().find(|value| names(&value.text, wanted, true)).cloned();
    if known.is_some() {
        return known;
    }
    candidates.clear();
    inner(document, &document.syntax.blocks, false, &mut candidates);
    if let Some(front) = document.syntax.front_matter {
        let keys = front.of(document.syntax.source()).lines().filter_map(|line| line.split_once(':'));
        candidates.extend(keys.map(|(key, _)| Value { span: front, text: Cow::Borrowed(key.trim()) }));
    }
    candidates.into_iter().find(|value| names(&value.text, wanted, false))
}

/// Whether a text is one of the section's headings, or, with `inside`, holds one as whole words.
fn names(text: &str, wanted: &schema::Section, inside: bool) -> bool {
    let folded = fold(text);
    wanted.headings.iter().any(|heading| match heading {
        Heading::Text(name) if inside => folded.match_indices(name.as_str()).any(|(at, _)| {
            let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            !letter(folded.get(..at).and_then(|before| before.chars().last()))
                && !letter(folded.get(at + name.len()..).and_then(|after| after.chars().next()))
        }),
        heading => heading.matches(&folded),
    })
}

/// What stands before a colon, or alone, in paragraphs inside lists and quotes, and in HTML.
fn inner<'s>(document: &Document<'s>, blocks: &[Block], nested: bool, out: &mut Vec<Value<'s>>) {
    let text = document.syntax.source();
    for block in blocks {
        match &block.kind {
            BlockKind::Paragraph(inline) | BlockKind::Heading { inline, .. } if nested => {
                let shown = document.syntax.text(*inline);
                // A callout: `> [!summary] In short`.
                let line = first_line(inline.span, text);
                if let Some((kind, title)) =
                    line.of(text).strip_prefix("[!").and_then(|it| it.split_once(']'))
                {
                    for name in [kind, title.trim_start_matches(['-', '+']).trim()] {
                        out.push(Value { span: line, text: Cow::Borrowed(name) });
                    }
                }
                let name = shown.split([':', '—']).next().unwrap_or_default().trim().to_owned();
                if name.len() < 64 {
                    out.push(Value { span: first_line(inline.span, text), text: Cow::Owned(name) });
                }
            }
            BlockKind::Paragraph(inline) => {
                let bold = document.syntax.pieces(*inline).first();
                if bold.is_some_and(|piece| matches!(piece.kind, PieceKind::Open(_))) {
                    let span =
                        document.syntax.within(*inline, bold.map(|piece| piece.span).unwrap_or_default());
                    out.push(Value { span: span.span, text: document.syntax.text(span) });
                }
            }
            BlockKind::Quote(inside) => inner(document, inside, true, out),
            BlockKind::List(list) => {
                list.items.iter().for_each(|item| inner(document, &item.blocks, true, out))
            }
            BlockKind::Html => html(block.span, text, out),
            _ => {}
        }
    }
}

/// Texts between tags: `<summary>Risks</summary>`, `<h2>Risks</h2>`.
fn html<'s>(span: Span, text: &'s str, out: &mut Vec<Value<'s>>) {
    let mut at = span.start;
    for part in span.of(text).split('<') {
        let inside = part.split_once('>').map_or("", |(_, inside)| inside);
        let shown = Span::new(at + (part.len() - inside.len()), at + part.len()).trim(text);
        if !shown.is_empty() && shown.of(text).len() < 64 {
            out.push(Value { span: shown, text: Cow::Borrowed(shown.of(text)) });
        }
        at += part.len() + 1;
    }
}

fn first_line(span: Span, text: &str) -> Span {
    let length = span.of(text).find(['\n', '\r']).unwrap_or(span.end - span.start);
    Span::new(span.start, span.start + length)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, diagnostics, expect, plan, record, schema_of, silent, user};

    const TABLE: &str = "| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n";

    #[test]
    fn each_required_section_that_is_missing_is_an_error() {
        expect(
            &RULE,
            record(),
            &format!(
                "# T\n^^^ error: the section summary is missing\n^^^ error: the section risks is missing\n\n{TABLE}"
            ),
        );
        expect(
            &RULE,
            record(),
            "ID | Decision\n^^^^^^^^^^^^^ error: the section summary is missing\n^^^^^^^^^^^^^ error: the section risks is missing\n--|--\nD1 | a\n",
        );
        let found = diagnostics(&RULE, record(), TABLE);
        assert_eq!(
            found[0].help.as_deref(),
            Some(
                "add a heading or bold label `Summary`, `Executive summary` or `Overview`, or teach yours to the schema"
            )
        );
    }

    #[test]
    fn a_title_that_names_the_kind_is_held_to_it() {
        expect(
            &RULE,
            FREE,
            &format!(
                "# Cache: Design Decision Record\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: the section risks is missing\n\n**Summary:** a\n\n{TABLE}"
            ),
        );
    }

    #[test]
    fn a_name_that_the_schema_does_not_know_makes_it_a_hint() {
        for rest in [
            "## Risks we accept\n\n- a\n",
            "<details><summary>Risks</summary>\n\n- a\n\n</details>\n",
            "> **Risks:** few\n",
            "- Risks: few\n",
        ] {
            expect(
                &RULE,
                record(),
                &format!("# T\n^^^ hint: the section risks is missing\n\nSummary: a\n\n{TABLE}\n{rest}"),
            );
        }
    }

    #[test]
    fn headings_of_another_language_make_it_a_hint() {
        expect(
            &RULE,
            FREE,
            &format!(
                "# DDR: Ablage\n^^^^^^^^^^^^^ hint: the section summary is missing\n^^^^^^^^^^^^^ hint: the section risks is missing\n\n## Überblick\n\na\n\n## Entscheidungen\n\n{TABLE}\n## Risiken\n\n- b\n"
            ),
        );
    }

    #[test]
    fn a_schema_of_the_users_own_asks_for_its_sections() {
        let schema = schema_of(
            "name: team\nextends: ddr\nsections:\n  - { id: options, heading: [Options], required: true }\n  - { id: risks, required: false }\n  - { id: summary, required: false }\n",
        );
        expect(&RULE, user(&schema), &format!("# T\n^^^ error: the section options is missing\n\n{TABLE}"));
        silent(&RULE, user(&schema), &[&format!("# T\n\n{TABLE}\n### 2. Options (two)\n\n- a\n- b\n")]);
    }

    #[test]
    fn a_callout_may_be_the_section() {
        let text = format!(
            "# T\n\n> [!summary] TL;DR\n> We keep it.\n\n> [!warning]- Risks\n> - Disk full\n\n{TABLE}"
        );
        let found = diagnostics(&RULE, record(), &text);
        assert_eq!(found.len(), 2);
        assert!(
            found
                .iter()
                .all(|one| one.severity == crate::diagnostic::Severity::Hint && one.labels.len() == 1)
        );
    }

    #[test]
    fn sections_in_every_form_are_there() {
        let texts = [
            format!("# T\n\n## Executive Summary\n\na\n\n{TABLE}\n## Top-3 Risks\n\n1. a\n"),
            format!("**Summary (≤100 words):** a\n\n{TABLE}\n**Top-5 Risks:**\n\n1. a\n"),
            format!("Summary: a\n\n{TABLE}\n| Risk | Mitigation |\n|--|--|\n| a | b |\n\n"),
            format!("# T\n\nTL;DR\n=====\n\na\n\n## 1. Decisions\n\n{TABLE}\n### IV. Key Risks\n\n- a\n"),
            format!(
                "# T\r\n\r\n## Overview\r\n\r\na\r\n\r\n{TABLE}\r\n## Risks & Mitigations\r\n\r\n- a\r\n"
            ),
        ];
        for text in &texts {
            silent(&RULE, record(), &[text]);
        }
        silent(&RULE, FREE, &[&format!("# T\n\n{TABLE}"), "# Notes\n\nNo design at all.\n"]);
        silent(&RULE, plan(), &["# T\n\n| File | Op |\n|--|--|\n| src/a.rs | add |\n"]);
        // Not recognised: another rule says so.
        silent(&RULE, record(), &["# Shopping\n\n- milk\n"]);
    }
}
