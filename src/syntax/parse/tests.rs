//! What the walk keeps: the smallest texts that have it.

use super::*;
use crate::syntax::split_row;
use proptest::prelude::*;

fn outline(text: &str) -> String {
    let document = parse(text, if text.starts_with('\u{feff}') { 3 } else { 0 });
    let mut out = Vec::new();
    describe(&document, &document.blocks, 0, &mut out);
    out.join("\n")
}

fn describe(document: &Document<'_>, blocks: &[Block], depth: usize, out: &mut Vec<String>) {
    let pad = "  ".repeat(depth);
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { level, inline } => {
                out.push(format!("{pad}h{level} {}", document.text(*inline)))
            }
            BlockKind::Paragraph(inline) => out.push(format!("{pad}p {}", document.text(*inline))),
            BlockKind::Quote(inner) => {
                out.push(format!("{pad}quote"));
                describe(document, inner, depth + 1, out);
            }
            BlockKind::List(list) => {
                for item in &list.items {
                    let number = item.number.map(|(n, _)| n.to_string()).unwrap_or_default();
                    out.push(format!("{pad}item {number} {:?}", item.task));
                    describe(document, &item.blocks, depth + 1, out);
                }
            }
            BlockKind::Table(table) => {
                out.push(format!("{pad}table {:?}", table.broken));
                for row in std::iter::once(&table.head).chain(&table.rows) {
                    let cells: Vec<_> = row.cells.iter().map(|cell| document.text(cell.inline)).collect();
                    out.push(format!("{pad}  {}", cells.join(" ¦ ")));
                }
            }
            BlockKind::Code => out.push(format!("{pad}code")),
            BlockKind::Html => out.push(format!("{pad}html")),
            BlockKind::Other => out.push(format!("{pad}other")),
        }
    }
}

#[test]
fn blocks_keep_their_text_and_their_numbers() {
    let text = "\u{feff}---\na: b\n---\nTitle\n=====\n\nx &lt;5 `a|b` **c** [d](e.md)\n\n3. one\n   - [x] in\n5. two\n\n> q\n";
    assert_eq!(
        outline(text),
        "h1 Title\np x <5 a|b c d\nitem 3 None\n  p one\n  item  Some(true)\n    p in\nitem 5 None\n  p two\nquote\n  p q"
    );
}

#[test]
fn a_row_keeps_what_stands_beyond_its_header() {
    let text = "> | a | b |\n> |---|---|\n> | 1 | `x|y` | 3 \\| 4 |\n> | 4\n";
    assert_eq!(outline(text), "quote\n  table None\n    a ¦ b\n    1 ¦ `x ¦ y` ¦ 3 | 4\n    4");
    let text = "| a |\n|---|\n| 1 | <!-- c --> |\n| 2 | - 3 |\n";
    assert_eq!(outline(text), "table None\n  a\n  1 ¦ \n  2 ¦ - 3");
}

#[test]
fn a_table_that_no_renderer_shows_is_read_all_the_same() {
    let text = "Decisions\n| a | b | c |\n|---|---|\n| 1 | **2** | 3 |\n\n| x | y |\n| 1 | 2 |\n";
    assert_eq!(
        outline(text),
        "p Decisions\ntable Some(Delimiter { head: 3, delimiter: 2 })\n  a ¦ b ¦ c\n  1 ¦ 2 ¦ 3\ntable Some(NoDelimiter)\n  x ¦ y\n  1 ¦ 2"
    );
}

#[test]
fn a_table_that_github_shows_is_not_broken() {
    let one = "table None\n  a ¦ b\n  1 ¦ x|y";
    assert_eq!(outline("|\ta\t|\tb\t|\n|\t---\t|\t---\t|\n|\t1\t|\t`x\\|y`\t|\n"), one);
    assert_eq!(outline("Text:\na | b\n---|---\n1 | x\\|y\n"), format!("p Text:\n{one}"));
}

#[test]
fn a_tight_item_is_a_place_for_a_table_too() {
    assert_eq!(
        outline("- | a | b | c |\n  |---|---|\n  | 1 | 2 | 3 |\n"),
        "item  None\n  table Some(Delimiter { head: 3, delimiter: 2 })\n    a ¦ b ¦ c\n    1 ¦ 2 ¦ 3"
    );
}

#[test]
fn a_cell_that_is_read_apart_is_read_as_a_cell() {
    let text = "| a |\n|---|\n| 1 | `x\\|y` | <br>z | # n | \u{a0}b |\n";
    assert_eq!(outline(text), "table None\n  a\n  1 ¦ x|y ¦ z ¦ # n ¦ b");
}

#[test]
fn spans_are_those_of_the_whole_text() {
    let text = "---\na: b\n---\n\n| id | what |\r\n|----|------|\r\n| D1 | éa b  |\r\n";
    let document = parse(text, 0);
    let Some(Block { kind: BlockKind::Table(table), .. }) = document.blocks.first() else {
        panic!("{document:?}")
    };
    let row = &table.rows[0];
    assert_eq!(row.span.of(text), "| D1 | éa b  |");
    assert_eq!(row.cells.iter().map(|cell| cell.span.of(text)).collect::<Vec<_>>(), ["D1", "éa b"]);
    assert_eq!(table.delimiter.of(text), "|----|------|");
}

#[test]
fn every_row_that_the_parser_gives_up_on_is_kept() {
    let head = format!("|{}\n|{}\n", "a|".repeat(1000), "-|".repeat(1000));
    let text = format!("{head}{}", "| x |\n".repeat(2000));
    let document = parse(&text, 0);
    let rows: usize = document
        .blocks
        .iter()
        .map(|block| match &block.kind {
            BlockKind::Table(table) => table.rows.len(),
            _ => 0,
        })
        .sum();
    assert_eq!(rows, 2000);
}

proptest! {
    /// The parser's cells and ours.
    #[test]
    fn a_row_is_cut_alike_by_both(rows in "([|]|[|]|[\\\\]|[`*&<>x -]|[\t\u{b}\u{a0}é!:]|\n[|]|\\[x\\]|&lt;|\r\n){0,24}") {
        let text = format!("| a | b |\n|---|---|\n{rows}\n");
        let document = parse(&text, 0);
        for block in &document.blocks {
            let BlockKind::Table(table) = &block.kind else { continue };
            for row in &table.rows {
                let before = text.get(..row.span.start).unwrap();
                let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
                let end = text.get(start..).unwrap().find(['\n', '\r']).map_or(text.len(), |at| start + at);
                let spans: Vec<Span> = row.cells.iter().map(|cell| cell.span).collect();
                prop_assert_eq!(spans, split_row(&text, Span::new(start, end)), "{:?}", text);
            }
        }
    }
}
