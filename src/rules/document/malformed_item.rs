//! DDR018.

use crate::model::{Document, Section, placeholder::is_placeholder, short};
use crate::rules::{Check, Report};
use crate::source::Span;
use crate::syntax::{Block, BlockKind, Item};

rule! {
    /// Every item of a list has the form that its schema gives.
    ///
    /// ## Why
    /// A schema of your own can say what an item looks like: `item: "{title}: {mitigation}"`. What
    /// stands in braces is any text; the signs between must be there, in order. Other tools can then
    /// rely on it, and a forgotten half is seen.
    ///
    /// The text is compared as readers see it: markup, letter case and the kind of dash do not count,
    /// and the form may be met by the first paragraph or by the whole item. A list whose one item is
    /// `None` is left alone. Risks have a rule of their own, `missing-mitigation`.
    ///
    /// ## Examples
    /// Under a schema that gives a form:
    ///
    /// ```yaml,schema
    /// name: glossary
    /// sections:
    ///   - { id: terms, heading: [Terms] }
    /// lists:
    ///   - { section: terms, item: "{word} - {meaning}" }
    /// ```
    /// ```markdown,fails
    /// # Words we use
    ///
    /// ## Terms
    ///
    /// - **Lease** — a lock that ends by itself
    /// - Fence
    /// ```
    /// ```markdown,passes
    /// # Words we use
    ///
    /// ## Terms
    ///
    /// - **Lease** — a lock that ends by itself
    /// - **Fence** — a number that only grows
    /// ```
    "DDR018" "malformed-item" Warning Check::Document(check)
}

fn check(document: &Document<'_>, report: &mut Report) {
    if !document.recognised || !document.held {
        return;
    }
    // DDR302 speaks of the risks.
    for list in document.schema.lists.iter().filter(|list| list.section != "risks") {
        let Some(form) = &list.item else { continue };
        let parsed = Form::of(form);
        for section in &document.sections {
            if section.spec.is_some_and(|spec| spec.id == list.section) {
                items(document, section, form, &parsed, report);
            }
        }
    }
}

fn items(document: &Document<'_>, section: &Section<'_>, form: &str, parsed: &Form, report: &mut Report) {
    let lists = section.blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::List(list) => Some(list),
        _ => None,
    });
    let items: Vec<&Item> = lists.flat_map(|list| &list.items).collect();
    let alone = items.len() == 1;
    for (at, item) in items.into_iter().enumerate() {
        let first = item.blocks.first().and_then(Block::inline);
        let text = first.map(|inline| document.syntax.text(inline)).unwrap_or_default();
        let source = document.source.slice(item.span);
        let fits = parsed.fits(&text)
            || item.blocks.len() > 1 && parsed.fits(&whole(document, item))
            // A form may count the number of the item in.
            || item.number.is_some() && parsed.fits(source);
        if fits || (alone && is_nothing(&text)) || is_placeholder(&text) {
            continue;
        }
        let name = short(&section.heading.text, 60);
        let message = format!("item {} of `{name}` is not of the form `{form}`", at + 1);
        report.add(first_line(first.map_or(item.span, |inline| inline.span), document), message);
    }
}

/// The first line of an item's text: the smallest place that shows what is wrong.
fn first_line(span: Span, document: &Document<'_>) -> Span {
    let source = document.source.slice(span);
    let end = source.find(['\n', '\r']).unwrap_or(source.len());
    Span::new(span.start, span.start + end).trim(&document.source.text)
}

/// The running text of an item, with that of the lists inside it.
fn whole(document: &Document<'_>, item: &Item) -> String {
    let mut out = String::new();
    push(document, &item.blocks, &mut out);
    out
}

fn push(document: &Document<'_>, blocks: &[Block], out: &mut String) {
    for block in blocks {
        match &block.kind {
            BlockKind::Paragraph(inline) | BlockKind::Heading { inline, .. } => {
                out.push(' ');
                out.push_str(&document.syntax.text(*inline));
            }
            BlockKind::List(list) => list.items.iter().for_each(|item| push(document, &item.blocks, out)),
            BlockKind::Quote(inner) => push(document, inner, out),
            _ => {}
        }
    }
}

/// Whether an item says that there are none.
fn is_nothing(text: &str) -> bool {
    let text = text.trim().trim_end_matches('.').to_lowercase();
    matches!(
        text.as_str(),
        "none" | "n/a" | "na" | "-" | "—" | "–" | "nothing" | "tbd" | "none yet" | "none known"
    )
}

/// What stands between the names of an item's form, as it is compared.
struct Form {
    /// Before the first name, between names, and behind the last.
    literals: Vec<String>,
}

impl Form {
    fn of(form: &str) -> Self {
        let mut literals = Vec::new();
        let mut rest = form;
        while let Some((before, after)) = rest.split_once('{') {
            literals.push(plain(before));
            rest = after.split_once('}').map_or("", |(_, tail)| tail);
        }
        literals.push(plain(rest));
        Self { literals }
    }

    /// Whether a text begins and ends as the form does, has the signs between in their order, and
    /// something for every name.
    fn fits(&self, text: &str) -> bool {
        let text = plain(text);
        let ([first, between @ .., last], text) = (self.literals.as_slice(), text.trim()) else {
            return false;
        };
        let Some(mut rest) = text.strip_prefix(first.trim_start()) else { return false };
        let Some(inner) = rest.strip_suffix(last.trim_end()) else { return false };
        rest = inner;
        for literal in between {
            // Something must stand before the sign; its blanks may be left out (`title:mitigation`
            // is told from a clock time by nobody, so the sign itself decides).
            let sign = if literal.trim().is_empty() { literal.as_str() } else { literal.trim() };
            let Some(skip) = rest.chars().next().map(char::len_utf8) else { return false };
            let Some(at) = rest.get(skip..).and_then(|after| after.find(sign)) else { return false };
            rest = rest.get(skip + at + sign.len()..).unwrap_or_default();
        }
        !rest.trim().is_empty()
    }
}

/// A text in lower case with one kind of blank, dash and quote.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        let c = match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            '\u{2018}' | '\u{2019}' => '\'',
            '\u{201c}' | '\u{201d}' => '"',
            '\u{ff1a}' => ':',
            c if c.is_whitespace() => ' ',
            c => c,
        };
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Form, RULE};
    use crate::rules::testing::{FREE, expect, record, schema_of, silent, user};

    fn terms(item: &str) -> crate::schema::Schema {
        schema_of(&format!(
            "name: glossary\nsections: [{{ id: terms }}]\nlists: [{{ section: terms, item: \"{item}\" }}]\n"
        ))
    }

    #[test]
    fn an_item_of_another_form_is_a_warning() {
        expect(
            &RULE,
            user(&terms("{word}: {meaning}")),
            "# T\n\n## Terms\n\n1. Lease: a lock\n2. **Fence**\n   ^^^^^^^^^ warning: item 2 of `Terms` is not of the form `{word}: {meaning}`\n3. Epoch:\n   ^^^^^^ warning: item 3 of `Terms` is not of the form `{word}: {meaning}`\n",
        );
        expect(
            &RULE,
            user(&terms("{word} ({kind}) - {meaning}")),
            "**Terms**\n\n- Lease (noun) — a lock\n- Fence - a token\n  ^^^^^^^^^^^^^^^ warning: item 2 of `Terms` is not of the form `{word} ({kind}) - {meaning}`\n",
        );
    }

    #[test]
    fn names_stand_for_any_text() {
        let fits = |form: &str, text: &str| Form::of(form).fits(text);
        assert!(fits("{a}: {b}", "x: y: z") && fits("{a}: {b}", "X:y") && fits("{a} -> {b}", "x -> y"));
        assert!(
            fits("[{id}] {text}", "[D1] Use it")
                && fits("{a}", "anything")
                && fits("When {a}, {b}", "when x, y")
        );
        assert!(!fits("{a}: {b}", ": y") && !fits("{a}: {b}", "x:") && !fits("{a}", " "));
        assert!(
            !fits("[{id}] {text}", "D1 Use it") && !fits("{a} ({b})", "x (y") && !fits("{a} ({b})", "x y)")
        );
    }

    #[test]
    fn items_that_fit_are_silent() {
        silent(
            &RULE,
            user(&terms("{word}: {meaning}")),
            &[
                "# T\n\n## Terms\n\n- Lease: a lock\n- **Fence:** a token\n- `Epoch`: a number: it grows\n",
                "# T\r\n\r\n## Terms\r\n\r\n- [ ] Lease: a lock\r\n- [x] [Fence](#fence): a token\r\n",
                // In a second paragraph or an inner list.
                "# T\n\n## Terms\n\n- Lease\n\n  Meaning: a lock\n- Fence\n  - Meaning: a token\n",
                "# T\n\n## Terms\n\n- None\n",
                "# T\n\n## Terms\n\n1. Begriff： Bedeutung\n",
                "# T\n\n## Terms\n\nNone yet.\n\n## Other\n\n- Lease\n",
                "# T\n\n## Terms\n\n```\n- Lease\n```\n",
                "# T\n\n## Terms\n\n- {{word}}\n",
            ],
        );
        silent(&RULE, user(&terms("{n}. {word}")), &["# T\n\n## Terms\n\n1. Lease\n2. Fence\n"]);
        let risks = "# T\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n\n## Risks\n\n1. a\n";
        silent(&RULE, record(), &[risks]);
        silent(&RULE, FREE, &[risks]);
    }
}
