//! Whether a Markdown file is a record or a plan at all, asked twice: cheaply of every file by its
//! lines, then of the parsed document.

use super::{
    Document, Form, Table, Value, decisions, outline, phases, placeholder, plan, prose, risks, tables,
};
use crate::schema::{self, Family, Schema, fold};
use crate::source::{Source, Span};
use crate::syntax::{self, BlockKind};
use memchr::memmem::Finder;
use std::sync::LazyLock;

/// The schemas that documents are recognised by.
#[derive(Debug, Clone, Copy)]
pub struct Schemas<'s> {
    /// The schema of design decision records.
    pub record: &'s Schema,
    /// The schema of patch plans.
    pub plan: &'s Schema,
    /// The schema that the config assigns to the file.
    pub assigned: Option<&'s Schema>,
}

/// Whether a text holds words without which a document that has no known table is none of ours: `Top-5`,
/// `Design Decision Record`.
fn has_words(text: &str) -> bool {
    static DESIGN: LazyLock<[Finder<'static>; 2]> =
        LazyLock::new(|| ["esign ", "ESIGN "].map(|word| Finder::new(word.as_bytes())));
    let bytes = text.as_bytes();
    // Each is found by what is rarest in it.
    memchr::memchr2_iter(b'p', b'P', bytes).any(|at| {
        let ranks = at.checked_sub(2).and_then(|start| bytes.get(start..at));
        ranks.is_some_and(|word| word.eq_ignore_ascii_case(b"to"))
            && match bytes.get(at + 1..) {
                Some([b' ' | b'-', digit, ..] | [0xe2, 0x80, 0x90..=0x95, digit, ..] | [digit, ..]) => {
                    digit.is_ascii_digit()
                }
                _ => false,
            }
    }) || DESIGN.iter().any(|word| {
        word.find_iter(bytes).any(|at| {
            let before = at.checked_sub(1).and_then(|before| bytes.get(before));
            let rest = text.get(at + 6..).unwrap_or_default();
            let rest = rest.strip_prefix(['d', 'D']).unwrap_or_default();
            let rest = rest.strip_prefix("ecision ").or_else(|| rest.strip_prefix("ECISION "));
            let rest = rest.and_then(|rest| rest.strip_prefix(['r', 'R'])).unwrap_or_default();
            matches!(before, Some(b'd' | b'D')) && (rest.starts_with("ecord") || rest.starts_with("ECORD"))
        })
    })
}

/// The cheap question: false only where the full reading would find nothing either.
pub fn may_be_document(text: &str, schemas: &Schemas<'_>) -> bool {
    if schemas.assigned.is_some() || has_lone_return(text) {
        return true;
    }
    let known = [schemas.record, schemas.plan];
    // Several tables of a text may ask for the same section, each time of all lines.
    let asked = std::cell::RefCell::new(Vec::<(String, bool)>::new());
    let headed = |section: &str| {
        if let Some((_, known)) = asked.borrow().iter().find(|(name, _)| name == section) {
            return *known;
        }
        let found = names_section(text, section, &known);
        asked.borrow_mut().push((section.to_owned(), found));
        found
    };
    // The row above a delimiter row was mostly asked about for its own sake.
    let mut refused = None;
    let mut is_header = |line: &Line| {
        let is_known =
            refused != Some(line.whole.start) && tables::header_is_known(text, line.content, &known, &headed);
        refused = Some(line.whole.start);
        is_known
    };
    let mut latest: Option<Line> = None;
    let mut at = 0;
    while let Some(pipe) = text.get(at..).and_then(|rest| memchr::memchr(b'|', rest.as_bytes())) {
        let line = Line::around(text, at + pipe);
        let content = line.content.of(text);
        let previous = || match line.whole.start.checked_sub(1) {
            Some(end) => {
                latest.filter(|latest| latest.whole.end == end).or_else(|| Some(Line::around(text, end)))
            }
            None => None,
        };
        if may_be_delimiter_row(content) {
            if previous().is_some_and(|previous| is_header(&previous)) {
                return true;
            }
        } else if content.starts_with('|')
            && !previous().is_some_and(|previous| goes_on(text, &previous, &line))
            && is_header(&line)
        {
            return true;
        }
        at = line.whole.end;
        latest = Some(line);
    }
    has_words(text)
}

/// A line, and what stands in it.
#[derive(Debug, Clone, Copy)]
struct Line {
    /// Without its ending.
    whole: Span,
    /// Without what it stands in, such as quotes and lists, too.
    content: Span,
}

impl Line {
    /// The line that an offset lies on.
    fn around(text: &str, at: usize) -> Self {
        let whole = line_around(text, at);
        Self { whole, content: strip_container(text, whole) }
    }
}

/// Whether a line may be a delimiter row for any reader; our parser takes `--- | ::`, others do not.
fn may_be_delimiter_row(line: &str) -> bool {
    line.bytes().all(|b| matches!(b, b'-' | b':' | b'|' | b' ' | b'\t')) && line.contains('-')
}

/// The line, without its ending, that an offset lies on.
fn line_around(text: &str, at: usize) -> Span {
    let (before, after) = text.as_bytes().split_at_checked(at).unwrap_or_default();
    let start = memchr::memrchr(b'\n', before).map_or(0, |end| end + 1);
    let end = memchr::memchr(b'\n', after).map_or(text.len(), |end| at + end);
    Span::new(start, end)
}

/// Whether a line of the text reads as the heading or label of a section.
fn names_section(text: &str, section: &str, schemas: &[&Schema]) -> bool {
    let headings: Vec<_> = schemas.iter().filter_map(|schema| schema.section(section)).collect();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let line = line.trim_start_matches([' ', '\t', '>', '\u{feff}']).trim_end();
        // Neither headings nor labels begin otherwise, so most lines are told by their first character.
        if !line.starts_with(|c: char| matches!(c, '#' | '*' | '_') || c.is_alphanumeric()) {
            continue;
        }
        let mut underlined = || lines.peek().is_some_and(|below| is_underline(below));
        // A label is the beginning of a paragraph; only the text before its colon can be one.
        let beginning = line.as_bytes().get(..65).unwrap_or(line.as_bytes());
        let label = memchr::memchr(b':', beginning)
            .and_then(|at| line.get(..at))
            .filter(|name| name.split_ascii_whitespace().nth(7).is_none() && !name.contains(['|', '/']));
        let heading = line.starts_with(['#', '*', '_']) || label.is_some() || underlined();
        if !heading {
            continue;
        }
        let name = |text: &str| {
            let text = text.trim_matches(['#', '*', '_', ' ']);
            !text.is_empty() && text.len() <= 160 && headings.iter().any(|spec| outline::names(spec, text))
        };
        if label.is_some_and(name) || ((label.is_none() || line.starts_with(['#', '*', '_'])) && name(line)) {
            return true;
        }
    }
    false
}

/// Whether a line underlines a heading: nothing but `=` or nothing but `-`.
fn is_underline(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '>']).trim_end();
    !line.is_empty() && (line.bytes().all(|b| b == b'=') || line.bytes().all(|b| b == b'-'))
}

/// Whether a carriage return stands without a line feed: a line ending to some readers and none to
/// others, so that only the full reading can tell.
fn has_lone_return(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1) != Some(&b'\n'))
}

/// Whether a line that begins with a pipe goes on with what the line before it began, so that it
/// can head no table: that one is wholly between pipes, and no other item or quote begins here.
fn goes_on(text: &str, above: &Line, here: &Line) -> bool {
    let row = above.content.of(text);
    let mark = |line: &Line| Span::new(line.whole.start, line.content.start).trim(text).of(text);
    let same = || {
        let (before, now) = (mark(above), mark(here));
        now.bytes().all(|byte| byte == b'>') && now == before.trim_end_matches(|c: char| c != '>')
    };
    let bare = |line: &Line| line.whole.start == line.content.start;
    row.len() > 1 && row.starts_with('|') && row.ends_with('|') && (bare(above) && bare(here) || same())
}

/// A line without its indentation, quote marks, list markers and line ending.
fn strip_container(text: &str, line: Span) -> Span {
    // Most rows begin and end with a pipe, and have none.
    if let Some(b"|") = text.as_bytes().get(line.start..line.start + 1)
        && line.of(text).ends_with('|')
    {
        return line;
    }
    let trimmed = line.of(text).trim_end();
    let mut content = trimmed;
    loop {
        let rest = content.trim_start_matches([' ', '\t', '>', '\u{feff}']);
        let digits = rest.bytes().take(9).take_while(u8::is_ascii_digit).count();
        let marked = match rest.get(digits..) {
            Some(mark) if digits > 0 => mark.strip_prefix(['.', ')']),
            _ => rest.strip_prefix(['-', '*', '+']),
        };
        match marked.filter(|marked| marked.starts_with([' ', '\t'])) {
            Some(marked) => content = marked,
            None => {
                content = rest;
                break;
            }
        }
    }
    Span::new(line.start + (trimmed.len() - content.len()), line.start + trimmed.len())
}

/// Reads a parsed text as a document; `None` where it is neither assigned nor recognised.
pub fn read<'s>(
    source: &'s Source,
    syntax: &'s syntax::Document<'s>,
    schemas: &Schemas<'s>,
) -> Option<Document<'s>> {
    let title = title(syntax);
    let names_itself = |schema: &Schema| title.as_ref().is_some_and(|title| calls_itself(title, schema));
    let lookups: Vec<&'s Schema> = match schemas.assigned {
        Some(schema) if schema.family == Family::Record => vec![schema, schemas.plan],
        Some(schema) if schema.family == Family::Plan => vec![schema, schemas.record],
        Some(schema) => vec![schema],
        None => vec![schemas.record, schemas.plan],
    };
    let strict = schemas.assigned.is_some() || names_itself(schemas.record);
    let sections = outline::sections(syntax, &lookups);
    let tables = tables::tables(syntax, &sections, &lookups, strict);
    let decisions = decisions::decisions(&tables);
    let plans = plan::plans(syntax, title.as_ref(), &sections, &tables);
    let risks = risks::risks(syntax, &sections, &tables);
    let phases = phases::phases(syntax, &sections, &tables);
    let has = |id: &str| sections.iter().any(|section| section.spec.is_some_and(|spec| spec.id == id));
    let distinct = || ["summary", "decisions", "phases", "plan", "notes"].iter().filter(|id| has(id)).count();
    let ranked = risks.iter().any(|risks| risks.stated.is_some() && risks.form != Form::None);
    let is_record = !decisions.is_empty()
        || (plans.is_empty() && ranked && distinct() > 0)
        || title.as_ref().is_some_and(|title| begins_with_name(title, schemas.record));
    let (schema, recognised) = match schemas.assigned {
        Some(schema) => {
            let record = is_record || ranked || distinct() > 1 || has("risks");
            (schema, fits(schema, &tables, record, &sections))
        }
        None if is_record => (schemas.record, true),
        None if !plans.is_empty() => (schemas.plan, true),
        None => return None,
    };
    let held = schemas.assigned.is_some() || (schema.family == Family::Record && names_itself(schema));
    let summary = prose::summary(syntax, &sections, &tables);
    let notes = prose::notes(syntax, &sections, &tables);
    let mut document = Document {
        source,
        syntax,
        schema,
        assigned: schemas.assigned.is_some(),
        held,
        recognised,
        template: false,
        title,
        sections,
        tables,
        summary,
        notes,
        decisions,
        risks,
        phases,
        plans,
        suppressions: super::suppression::suppressions(source, syntax),
    };
    document.template = is_template(&document);
    Some(document)
}

/// Whether a document that the config assigned to a schema has anything of it.
fn fits(schema: &Schema, tables: &[Table<'_>], record: bool, sections: &[super::Section<'_>]) -> bool {
    let own_table = |id: &str| tables.iter().any(|table| table.spec.id == id);
    match schema.family {
        Family::Record => {
            let required = || schema.sections.iter().filter(|wanted| wanted.required);
            let there = |wanted: &&schema::Section| {
                sections.iter().any(|section| section.spec.is_some_and(|spec| spec.id == wanted.id))
            };
            // A team's own kind may ask for options and nothing else.
            let own = schema.tables.iter().filter(|table| table.id != "phases" && own_table(&table.id));
            // Context, decision, consequences: a record of another school, of which missing parts
            // can be named one by one.
            let known = schema.sections.iter().filter(there).count();
            record
                || own.count() > 0
                || known > 2
                || required().filter(there).count() * 2 > required().count()
        }
        Family::Plan => own_table("plan"),
        Family::Other => !tables.is_empty() || sections.iter().any(|section| section.spec.is_some()),
    }
}

/// The first heading of level 1.
fn title<'s>(document: &'s syntax::Document<'s>) -> Option<Value<'s>> {
    document.blocks.iter().find_map(|block| match block.kind {
        BlockKind::Heading { level: 1, inline } => {
            Some(Value { span: block.span.trim(document.source()), text: document.text(inline) })
        }
        _ => None,
    })
}

/// Whether a title names the schema's kind as a word of its own.
fn calls_itself(title: &Value<'_>, schema: &Schema) -> bool {
    let folded = fold(&title.text);
    schema.titles.iter().any(|name| {
        occurrences(&folded, name).any(|at| {
            let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            !letter(folded.get(..at).and_then(|before| before.chars().last()))
                && !letter(folded.get(at + name.len()..).and_then(|after| after.chars().next()))
        })
    })
}

/// Where a name stands in a text.
fn occurrences(text: &str, name: &str) -> impl Iterator<Item = usize> {
    let first = name.as_bytes().first().copied().unwrap_or_default();
    let starts = memchr::memchr_iter(first, text.as_bytes());
    starts.filter(move |&at| !name.is_empty() && text.get(at..).is_some_and(|rest| rest.starts_with(name)))
}

/// Whether a title begins with the kind's full name, `Design Decision Record: …`; a name of one word
/// (`DDR`) is not enough, since it means other things elsewhere.
fn begins_with_name(title: &Value<'_>, schema: &Schema) -> bool {
    let folded = fold(&title.text);
    schema.titles.iter().filter(|name| name.contains(' ') && !name.ends_with('s')).any(|name| {
        folded.strip_prefix(name.as_str()).is_some_and(|rest| {
            let rest = rest.trim_start();
            rest.is_empty() || rest.starts_with(|c: char| !c.is_alphabetic())
        })
    })
}

/// Whether a document is there to be copied and filled in: its title or every filled row of its
/// tables is template text, or it is called a template and holds some.
fn is_template(document: &Document<'_>) -> bool {
    let text = document.syntax.source();
    let marked = placeholder::has_template_mark(text);
    let placeholder = |span: Span| {
        // Nearly every cell begins with a letter or a code mark, and of letters only this one may tell.
        let first = text.as_bytes().get(span.start);
        if !marked && first.is_some_and(|byte| byte.is_ascii_alphanumeric() && !matches!(byte, b'l' | b'L')) {
            return false;
        }
        let source = span.of(text);
        placeholder::is_placeholder(source) || (marked && placeholder::has_template_mark(source))
    };
    let heading = document.title.as_ref().is_some_and(|title| {
        let source = title.span.of(text);
        placeholder::has_template_mark(source)
            || placeholder::is_placeholder(title.text.rsplit(':').next().unwrap_or_default())
    });
    let rows = || document.tables.iter().flat_map(|table| &table.rows);
    let filled = |row: &super::Row<'_>| row.cells.iter().any(|cell| placeholder(cell.span));
    let some = heading || rows().any(filled);
    let named = || {
        document.source.path.to_lowercase().contains("template")
            || document.title.as_ref().is_some_and(|title| title.text.to_lowercase().contains("template"))
    };
    heading || (some && named()) || (rows().next().is_some() && rows().all(filled))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema;

    /// Whether the cheap question and the full reading take a text for a document.
    fn asked(text: &str) -> (bool, bool) {
        let schemas = Schemas { record: schema::record(), plan: schema::plan(), assigned: None };
        let source = Source::new("a.md", text);
        let syntax = syntax::parse(&source.text, source.start());
        (may_be_document(text, &schemas), read(&source, &syntax, &schemas).is_some())
    }

    #[test]
    fn no_header_is_too_odd_for_the_cheap_question() {
        let rows = "\n|---|---|---|\n| x | D1 | accepted |\n";
        for head in [
            "| Statement (&lt;=20w) | ID | Status |",
            "| Statement \\(≤20w\\) | ID | Status |",
            "| [Decision](#d) | ID | Status |",
            "| De&#99;ision | ID | Status |",
        ] {
            assert_eq!(asked(&format!("{head}{rows}")), (true, true), "{head}");
        }
    }

    #[test]
    fn no_container_is_too_odd_for_the_cheap_question() {
        for text in [
            "\u{feff}> | Decision | ID | Status |\n> | x | D1 | draft |\n",
            "* | Decision | ID | Status |\n  |---|---|---|\n  | x | D1 | draft |\n",
            "1. - | Decision | ID | Status |\n     |---|---|---|\n     | x | D1 | draft |\n",
            "store | queue\n| Decision | ID | Status |\n| x | D1 | draft |\n",
            "| Decision | ID | Status |\r|---|---|---|\r| x | D1 | draft |\r",
        ] {
            assert_eq!(asked(text), (true, true), "{text}");
        }
    }

    #[test]
    fn words_that_name_a_document_are_known_in_every_spelling() {
        for text in [
            "Top-5",
            "## TOP 3 risks",
            "top5",
            "Top\u{2011}7",
            "a Design Decision Record",
            "DESIGN DECISION RECORDS",
        ] {
            assert!(has_words(text), "{text}");
        }
        for text in ["", "p", "top", "Stop it", "Top -", "Top-x", "Design Decision", "sign Decision Record"] {
            assert!(!has_words(text), "{text}");
        }
    }

    #[test]
    fn rows_of_other_tables_head_nothing() {
        let text = "| A | B |\n|---|---|\n| Decision | Status |\n| File | Op |\n";
        assert_eq!(asked(text), (false, false));
        assert_eq!(asked(&text.replace('\n', "\r\n")), (false, false));
    }
}
