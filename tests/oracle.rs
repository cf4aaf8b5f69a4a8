//! A second opinion: `comrak`, which follows GitHub's own parser, and ours must see the same tables
//! and the same words.
//!
//! Ours keeps more than GitHub shows (the cells beyond the header), so cells are compared up to the
//! length of the header. A table that GitHub does not render must be `broken` in ours, or absent.

#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a panic in a test is a failing test")]

use comrak::nodes::{Node, NodeValue};
use comrak::{Arena, Options, parse_document};
use ddr::syntax::{self, Block, BlockKind};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed};

type Grid = Vec<Vec<String>>;

/// What is compared of a text: its tables, and the texts of its paragraphs and headings.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    tables: Vec<Grid>,
    texts: Vec<String>,
}

fn github(text: &str) -> Seen {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    // Off: on hostile text it is slow, and it changes no rendered text.
    options.extension.autolink = false;
    let arena = Arena::new();
    let root = parse_document(&arena, text, &options);
    let mut seen = Seen::default();
    for node in root.descendants() {
        match &node.data.borrow().value {
            NodeValue::Table(_) => {
                let row = |row: Node<'_>| row.children().map(rendered).collect();
                seen.tables.push(node.children().map(row).collect());
            }
            NodeValue::Paragraph | NodeValue::Heading(_) => seen.texts.push(rendered(node)),
            _ => {}
        }
    }
    seen.texts.retain(|text| !text.is_empty());
    seen
}

/// The text of a node as a reader sees it.
fn rendered(node: Node<'_>) -> String {
    let mut out = String::new();
    for inner in node.descendants() {
        match &inner.data.borrow().value {
            NodeValue::Text(text) => out.push_str(text),
            NodeValue::Code(code) => out.push_str(&code.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => out.push(' '),
            NodeValue::HtmlInline(html) if html.to_lowercase().starts_with("<br") => out.push(' '),
            _ => {}
        }
    }
    out.trim().to_owned()
}

fn ours(text: &str) -> Seen {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let document = syntax::parse(text, start);
    let mut seen = Seen::default();
    look(&document, &document.blocks, &mut seen);
    seen.texts.retain(|text| !text.is_empty());
    seen
}

fn look(document: &syntax::Document<'_>, blocks: &[Block], seen: &mut Seen) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { inline, .. } | BlockKind::Paragraph(inline) => {
                seen.texts.push(document.text(*inline).into_owned());
            }
            BlockKind::List(list) => list.items.iter().for_each(|item| look(document, &item.blocks, seen)),
            BlockKind::Quote(inner) => look(document, inner, seen),
            BlockKind::Table(table) if table.broken.is_none() => {
                let width = table.head.cells.len();
                let row = |row: &syntax::Row| {
                    let mut cells: Vec<String> = row
                        .cells
                        .iter()
                        .take(width)
                        .map(|cell| document.text(cell.inline).into_owned())
                        .collect();
                    // GitHub fills a short row up.
                    cells.resize(width, String::new());
                    cells
                };
                seen.tables.push(std::iter::once(&table.head).chain(&table.rows).map(row).collect());
            }
            _ => {}
        }
    }
}

fn config() -> Config {
    Config { cases: 2048, rng_seed: RngSeed::Fixed(0x0dd2), failure_persistence: None, ..Config::default() }
}

/// Running text: markup, entities, code, links, HTML, and what looks like them.
const WORDS: &[&str] = &[
    "a",
    "D1",
    "two words",
    "`x`",
    "a \\| b",
    "**b**",
    "*i*",
    "__init__",
    "~~gone~~",
    "&lt;5ms",
    "<5ms",
    "R&D",
    "&amp;lt;",
    "[t](u.md)",
    "[t](<u v.md> \"w\")",
    "![i](u.png)",
    "x<br/>y",
    "<b>h</b>",
    "`` ` ``",
    "*open",
    "\\*",
    "é",
    "日本語",
    "a\u{a0}b",
    "😀",
    "[y]",
    "http://a.b/c",
    "<http://a.b>",
    "a\tb",
    "&#124;",
    "^",
    "[^1]",
    "$x$",
    "==m==",
    "***c***",
    "**d *e***",
    "snake_case_name",
    "2*3*4",
    "&copy;",
    "&nosuch;",
    "\\`",
    "`a  b`",
];

/// What stands in cells alone: pipes, escaped or not, nothing, and the beginnings of blocks.
const CELLS: &[&str] = &[
    "",
    " ",
    "`a\\|b`",
    "`a|b`",
    "[t](u.md \"a\\|b\")",
    "<br>",
    "`open",
    "-",
    "1.",
    "#",
    "# h",
    "- x",
    "> q",
    "```",
    "<!-- c -->",
    "x\\",
    "\\",
    "a\\|",
];

fn cell() -> impl Strategy<Value = &'static str> {
    prop_oneof![select(WORDS), select(CELLS)]
}

#[derive(Debug, Clone)]
struct Form {
    cells: Vec<Vec<&'static str>>,
    delimiters: Vec<&'static str>,
    pad: &'static str,
    pipes: u8,
    inside: &'static str,
    before: &'static str,
    after: &'static str,
    windows: bool,
}

fn forms() -> impl Strategy<Value = Form> {
    let cells = (vec(cell(), 2..6), vec(vec(cell(), 1..6), 0..4));
    let delimiters = vec(select(&["---", ":-:", "-", ":--", "--:"] as &[&'static str]), 2..6);
    (
        (cells, delimiters, any::<bool>()),
        select(&[" ", "", "  ", "\t"] as &[&'static str]),
        0..4_u8,
        select(&["", "> ", "- ", "1. ", "  ", "> > ", "> - "] as &[&'static str]),
        select(&["", "# H\n", "Text before:\n\n", "Text before:\n", "- item\n\n"] as &[&'static str]),
        select(&["", "\nText behind.\n", "Text behind.\n", "# H\n", "- item\n", "```\n| a |\n```\n"]
            as &[&'static str]),
        any::<bool>(),
    )
        .prop_map(
            |(((head, body), mut delimiters, fits), pad, pipes, inside, before, after, windows)| {
                if fits {
                    delimiters.resize(head.len(), "---");
                }
                let mut cells: Vec<Vec<&str>> = std::iter::once(head).chain(body).collect();
                for row in &mut cells {
                    // A row of dashes is a delimiter row where another line stands above it, and the
                    // parsers differ about a row with nothing in it.
                    if row[0] == "-" || row.iter().all(|cell| cell.trim().is_empty()) {
                        row[0] = "a";
                    }
                }
                // A line that goes on with a quote or an item without standing in it is no row for GitHub;
                // it is one for us where our parser did not see the table.
                let contained = inside.contains(['>', '-', '1']) || before.starts_with('-');
                let after = if contained && after.starts_with('T') { "" } else { after };
                Form { cells, delimiters, pad, pipes, inside, before, after, windows }
            },
        )
}

fn written(form: &Form) -> String {
    let Form { pad, pipes, .. } = form;
    let row = |cells: &[&str]| {
        let joined = cells.join(&format!("{pad}|{pad}"));
        // Without a pipe before it a first cell may be the start of another block, or of no cell.
        let first = cells[0].trim();
        let block = first.is_empty() || first.starts_with(['-', '1', '#', '>', '`', '<', ':']);
        let pipes = if block { pipes & 2 } else { *pipes };
        let (open, close) = (if pipes & 1 == 0 { "|" } else { "" }, if pipes & 2 == 0 { "|" } else { "" });
        format!(
            "{open}{}{joined}{}{close}",
            if open.is_empty() { "" } else { pad },
            if close.is_empty() { "" } else { pad }
        )
    };
    let mut lines = vec![row(&form.cells[0]), row(&form.delimiters)];
    lines.extend(form.cells.iter().skip(1).map(|cells| row(cells)));
    let mut out = String::from(form.before);
    for (at, line) in lines.iter().enumerate() {
        // Lines of an item stand below its text, not below its marker.
        let marker = match form.inside {
            inside if at == 0 => inside.to_owned(),
            inside => inside.chars().map(|c| if matches!(c, '-' | '1' | '.') { ' ' } else { c }).collect(),
        };
        out.push_str(&marker);
        out.push_str(line);
        out.push('\n');
    }
    out.push_str(form.after);
    if form.windows { out.replace('\n', "\r\n") } else { out }
}

fn same(text: &str) -> Result<(), TestCaseError> {
    let (github, ours) = (github(text), ours(text));
    prop_assert_eq!(&ours.tables, &github.tables, "\n{}\n{:?}", text, text);
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn github_and_we_see_the_same_tables(form in forms()) {
        same(&written(&form))?;
    }

    #[test]
    fn github_and_we_read_the_same_words(
        pieces in vec(select(WORDS), 1..12),
        joints in vec(select(&[" ", "\n", "\n\n", ", "] as &[&'static str]), 12),
    ) {
        let text: String = pieces.iter().zip(joints).flat_map(|(piece, joint)| [*piece, joint]).collect();
        prop_assert_eq!(ours(&text).texts, github(&text).texts, "{:?}", text);
    }
}

/// The generator must make tables, and whole ones, or the property says nothing.
#[test]
fn most_forms_that_are_compared_are_tables() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::new(config());
    let mut tables = 0;
    for _ in 0..200 {
        let text = written(&forms().new_tree(&mut runner).unwrap().current());
        tables += usize::from(github(&text).tables.iter().any(|table| table.len() > 1));
    }
    assert!((80..190).contains(&tables), "{tables}");
}
