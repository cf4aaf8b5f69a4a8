//! DDR019.

use crate::model::{Allowed, Document, Section, item_counts, section_counts, short, stated_limit};
use crate::rules::{Check, Report};
use crate::source::Span;
use crate::syntax::BlockKind;

rule! {
    /// A section keeps to the number of words that its schema allows.
    ///
    /// ## Why
    /// A schema of your own can limit the words of a section (`words: 150`) or of each item of its
    /// lists (`item_words: 30`), so that a record stays something that people read. A limit that the
    /// heading itself states, `Context (≤150 words)`, wins over the one in the schema.
    ///
    /// Words are counted as readers see them, subsections left out, and the limit is exceeded only where
    /// the smallest of the usual ways of counting exceeds it. Summary and notes have rules of their own,
    /// `summary-too-long` and `note-too-long`.
    ///
    /// ## Examples
    /// Under a schema with a limit:
    ///
    /// ```yaml,schema
    /// name: brief
    /// sections:
    ///   - { id: context, heading: [Context], words: 5 }
    /// ```
    /// ```markdown,fails
    /// # Sticky sessions
    ///
    /// ## Context
    ///
    /// We lose a session with every host.
    /// ```
    /// ```markdown,passes
    /// # Sticky sessions
    ///
    /// ## Context
    ///
    /// Sessions die with their host.
    /// ```
    "DDR019" "section-too-long" Warning Check::Document(check)
}

fn check(document: &Document<'_>, report: &mut Report) {
    if !document.recognised {
        return;
    }
    for section in &document.sections {
        let Some(spec) = section.spec else { continue };
        // DDR202 and DDR203 count these.
        if matches!(spec.id.as_str(), "summary" | "notes") {
            continue;
        }
        let stated = stated_limit(document.syntax.source(), section.heading.span);
        // Where the schema limits items alone, the heading speaks of them too.
        let of_section = if spec.words.is_some() { stated } else { None };
        if let Some(limit) = spec.words.and_then(|words| document.limit(of_section, Some(words))) {
            whole(document, section, limit, report);
        }
        let of_items = if spec.words.is_none() { stated } else { None };
        if let Some(limit) = spec.item_words.and_then(|words| document.limit(of_items, Some(words))) {
            items(document, section, limit, report);
        }
    }
}

fn whole(document: &Document<'_>, section: &Section<'_>, limit: Allowed, report: &mut Report) {
    let counts = section_counts(document.syntax, section);
    if counts.least() <= limit.value {
        return;
    }
    let name = short(&section.heading.text, 60);
    let message = format!("`{name}` has {} words, more than {}", counts.words, limit.value);
    say(section.heading.span, message, limit, report);
}

fn items(document: &Document<'_>, section: &Section<'_>, limit: Allowed, report: &mut Report) {
    let lists = section.blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::List(list) => Some(list),
        _ => None,
    });
    for (at, item) in lists.flat_map(|list| &list.items).enumerate() {
        let counts = item_counts(document.syntax, item);
        if counts.least() <= limit.value {
            continue;
        }
        let name = short(&section.heading.text, 60);
        let message =
            format!("item {} of `{name}` has {} words, more than {}", at + 1, counts.words, limit.value);
        let source = document.source.slice(item.span);
        let end = source.find(['\n', '\r']).unwrap_or(source.len());
        say(Span::new(item.span.start, item.span.start + end), message, limit, report);
    }
}

fn say(span: Span, message: String, limit: Allowed, report: &mut Report) {
    let diagnostic = report.add(span, message);
    match limit.stated {
        Some(stated) => diagnostic.label(stated, "the limit is stated here"),
        None => diagnostic.note("the schema or `limits` in ddr.yaml sets the limit"),
    };
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, diagnostics, expect, record, schema_of, silent, user};

    fn context(limits: &str) -> crate::schema::Schema {
        schema_of(&format!(
            "name: team\nsections: [{{ id: context, {limits} }}, {{ id: summary, words: 2 }}]\n"
        ))
    }

    #[test]
    fn a_section_with_more_words_is_a_warning() {
        expect(
            &RULE,
            user(&context("words: 5")),
            "# T\n\n## Context\n^^^^^^^^^^ warning: `Context` has 7 words, more than 5\n\nOne two three.\n\n- four five\n- six seven\n",
        );
        expect(
            &RULE,
            user(&context("words: 5")),
            "# T\n\n**Context:** one two three four five six\n^^^^^^^^^^^^ warning: `Context:` has 6 words, more than 5\n",
        );
    }

    #[test]
    fn an_item_with_more_words_is_a_warning() {
        expect(
            &RULE,
            user(&context("item_words: 2")),
            "# T\n\n## Context\n\nA text as long as it likes to be.\n\n- one two\n- one two three\n^^^^^^^^^^^^^^^ warning: item 2 of `Context` has 3 words, more than 2\n",
        );
    }

    #[test]
    fn a_stated_limit_wins() {
        let schema = context("words: 50");
        let text = "# T\n\n## Context (≤3 words)\n\none two three four\n";
        let found = diagnostics(&RULE, user(&schema), text);
        assert_eq!(found[0].message, "`Context (≤3 words)` has 4 words, more than 3");
        assert_eq!(found[0].labels[0].span.of(text), "3");
        silent(&RULE, user(&context("words: 2")), &["# T\n\n## Context (max 10 words)\n\none two three\n"]);
    }

    #[test]
    fn texts_within_their_limit_are_silent() {
        silent(
            &RULE,
            user(&context("words: 5")),
            &[
                "# T\n\n## Context\n\none two three four five\n",
                // Words by our count alone, and a count that is stated.
                "# T\n\n## Context\n\none — two — three — four — five\n",
                "# T\n\n## Context\n\nread/write pool-size one two three\n",
                "# T\n\n## Context\n\none two three four five (5 words)\n",
                // Code, tables and subsections are not its text.
                "# T\n\n## Context\n\none two\n\n```\na b c d e f\n```\n\n| a | b |\n|--|--|\n| c d | e f |\n",
                "# T\n\n## Context\n\none two\n\n### More\n\none two three four five six\n",
                // Links count by what is shown.
                "# T\n\n## Context\n\n[one two](a b c.md) three\n",
                "# T\n\n## Summary\n\none two three four\n\n## Other\n\none two three four five six\n",
                "# T\n\n## Context\n",
            ],
        );
        // The built-in schemas limit nothing but summary and notes.
        let long = "# T\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n\n## Context (≤2 words)\n\none two three\n";
        silent(&RULE, record(), &[long]);
        silent(&RULE, FREE, &[long]);
    }
}
