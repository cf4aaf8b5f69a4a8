//! What fixes may never do, on whole documents that were damaged in arbitrary ways.
//!
//! A document of the corpus or one made for it is damaged: letters swapped, pipes put in and taken out,
//! lines repeated, line endings changed, everything put into a quote or a list item. Whatever comes of it,
//! fixes must come to an end, take nothing away that is not theirs, and leave no more to be said than there
//! was.
#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a panic in a test is a failing test"
)]

use ddr::check::{Active, Selection, check_document};
use ddr::config::Settings;
use ddr::diagnostic::{Diagnostic, Edit, Severity};
use ddr::fix::{Wanted, apply, once, passes};
use ddr::project::Found;
use ddr::source::{Source, Span};
use ddr::syntax::{self, Block, BlockKind};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use std::path::Path;
use std::sync::LazyLock;

/// Every defect that has a fix, close together.
const DEFECTS: &str = "# Session store\n\nProgress: 3/3 completed\n\n## Summary\n\nSessions move to Redis. (30 words)\n\n\
    ## Decisions\n\n| ID | Statement | Rationale | Status | Invariant? |\n|----|-----------|---|--------|---|\n\
    | D1 | Keep sessions in Redis | It is `a|b` there | Acepted | yse |\n| D2 | Load app/__init__.py first | Why | Propsed | N |\n\
    | D3 | Expire | Memory |\n| D\u{200b}4 | Call +1\u{202c} | x | Accepted | Y |\n\n\
    ## Top-3 Risks\n\n1. Redis is down: fall back\n2. Memory runs full: expire\n2. Keys collide: use random ids\n   twice\n2. Clocks differ: ask one\n\n\
    ## Patch Plan\n\n| file | op | tests | risk | status |\n|---|---|---|---|---|\n\
    | app/__init__.py | modfiy | tests/test_app.py | Hihg | complted |\n| src/b.py | craete | n/a | Low | done |\n| src/c.py | delte | n/a |\n";

/// Tables that no renderer shows.
const BROKEN: &str = "# Plan\n\n- first:\n\n  | File | Op | Risk |\n  | src/a.py | add | Meduim |\n  | src/b.py | add | Low |\n\n\
    > File | Op | Tests\n> --|--\n> src/c.py | add | `x|y`\n> src/d.py | add | unit\n\n\
    | ID | Decision |\n|——|——|\n| D1 | a |\n| D2 | b |\n\n| ID | Decision | Why |\n|--|--|--|\n| D3 | a | b |\nToo close.\n";

static DOCUMENTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    let texts = paths.iter().map(|path| std::fs::read_to_string(path).unwrap());
    [DEFECTS.to_owned(), BROKEN.to_owned()].into_iter().chain(texts).collect()
});

fn check(text: &str) -> Vec<Diagnostic> {
    static ACTIVE: LazyLock<(Settings, Active)> = LazyLock::new(|| {
        let settings = Settings::default();
        let active = Active::new(&settings, &Selection::default());
        (settings, active)
    });
    check_document(Source::new("docs/a.md", text), &ACTIVE.0, &ACTIVE.1, &|_| Found::Unknown).diagnostics
}

fn errors(said: &[Diagnostic]) -> usize {
    said.iter().filter(|said| said.severity == Severity::Error).count()
}

/// Headings, tables and rows as the parser sees them.
fn shape(text: &str) -> (usize, usize, usize) {
    fn count(blocks: &[Block], shape: &mut (usize, usize, usize)) {
        for block in blocks {
            match &block.kind {
                BlockKind::Heading { .. } => shape.0 += 1,
                BlockKind::Table(table) => {
                    shape.1 += 1;
                    shape.2 += table.rows.len();
                }
                BlockKind::Quote(inner) => count(inner, shape),
                BlockKind::List(list) => list.items.iter().for_each(|item| count(&item.blocks, shape)),
                _ => {}
            }
        }
    }
    let mut shape = (0, 0, 0);
    count(&syntax::parse(text, 0).blocks, &mut shape);
    shape
}

/// Lines that end with a line feed alone, and with one behind a carriage return.
fn endings(text: &str) -> (usize, usize) {
    let both = text.matches("\r\n").count();
    (text.matches('\n').count() - both, both)
}

/// Holds everything that is promised against one text.
fn keeps_its_promises(text: &str) -> Result<(), TestCaseError> {
    let before = check(text);
    for wanted in [Wanted::Safe, Wanted::Unsafe] {
        let fixed = match passes(text, wanted, check, |said| said) {
            Ok(fixed) => fixed,
            Err(endless) => return Err(TestCaseError::fail(format!("{endless:?}\n{text:?}"))),
        };
        let again = passes(&fixed.text, wanted, check, |said| said).unwrap();
        prop_assert_eq!(&again.text, &fixed.text, "fixing twice");
        prop_assert!(again.applied.is_empty());
        let after = &fixed.outcome;
        prop_assert!(
            errors(after) <= errors(&before),
            "{wanted:?} fixes make an error\n{text}\n----\n{}\n{after:#?}",
            fixed.text
        );
        prop_assert_eq!(fixed.text.starts_with('\u{feff}'), text.starts_with('\u{feff}'));
        let (was, is) = (endings(text), endings(&fixed.text));
        // A line may come, but none with another ending than the document has.
        prop_assert!(was.0 > 0 || is.0 == 0, "a bare line feed came\n{text:?}\n{:?}", fixed.text);
        prop_assert!(is.0 >= was.0 && is.1 >= was.1, "a line ending went");
        if wanted == Wanted::Safe {
            prop_assert!(
                after.len() <= before.len(),
                "safe fixes leave more to be said\n{text}\n----\n{}\n{after:#?}",
                fixed.text
            );
            let (was, is) = (shape(text), shape(&fixed.text));
            prop_assert!(is.0 == was.0 && is.1 >= was.1, "{was:?} {is:?}\n{text}\n----\n{}", fixed.text);
            // A delimiter row that was none is no longer a row.
            let mended = fixed.applied.get("DDR101").copied().unwrap_or_default();
            prop_assert!(is.2 + mended >= was.2, "{was:?} {is:?}\n{text}\n----\n{}", fixed.text);
        }
    }
    Ok(())
}

#[test]
fn every_document_of_the_corpus_keeps_its_shape() {
    let mut mended = 0;
    for text in DOCUMENTS.iter() {
        keeps_its_promises(text).unwrap();
        mended += usize::from(passes(text, Wanted::Unsafe, check, |said| said).unwrap().text != *text);
    }
    assert!(mended >= 8, "only {mended} documents have anything to mend");
}

#[test]
fn what_can_be_mended_is_mended() {
    let safe = passes(DEFECTS, Wanted::Safe, check, |said| said).unwrap();
    let all = passes(DEFECTS, Wanted::Unsafe, check, |said| said).unwrap();
    let codes = |applied: &std::collections::BTreeMap<&'static str, usize>| {
        applied.keys().copied().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(codes(&safe.applied), "DDR004 DDR102 DDR106 DDR107 DDR117 DDR118 DDR201 DDR304 DDR501 DDR505");
    assert_eq!(
        codes(&all.applied),
        "DDR004 DDR102 DDR103 DDR106 DDR107 DDR117 DDR118 DDR201 DDR204 DDR301 DDR304 DDR501 DDR505"
    );
    assert_eq!(all.outcome.iter().filter(|said| said.fix.is_some()).count(), 0);
    let broken = passes(BROKEN, Wanted::Unsafe, check, |said| said).unwrap();
    assert_eq!(codes(&broken.applied), "DDR101 DDR102 DDR103 DDR505");
}

/// One way to damage a text, at a place and with a choice.
fn damage(text: &mut String, kind: u8, place: usize, choice: usize) {
    let at = {
        let mut at = place % (text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let end = text[at..].find('\n').map_or(text.len(), |length| at + length + 1);
    match kind % 12 {
        0 => {
            let pieces = [
                "|",
                "`",
                "*",
                "_",
                "\\",
                "<!--",
                "\t",
                "\u{200b}",
                "\u{202e}",
                "(7 words)",
                "__init__.py",
                "\u{feff}",
            ];
            text.insert_str(at, pieces[choice % pieces.len()]);
        }
        1 => {
            if let Some(c) = text[at..].chars().next() {
                text.replace_range(at..at + c.len_utf8(), "");
            }
        }
        2 => {
            let pair: Vec<char> = text[at..].chars().take(2).collect();
            if let [a, b] = pair[..] {
                text.replace_range(at..at + a.len_utf8() + b.len_utf8(), &format!("{b}{a}"));
            }
        }
        3 => {
            let copy = text[line..end].to_owned();
            text.insert_str(line, &copy);
        }
        4 => text.replace_range(line..end, ""),
        5 => *text = text.replace("\r\n", "\n").replace('\n', "\r\n"),
        6 => *text = text.split_inclusive('\n').map(|line| format!("> {line}")).collect(),
        7 => {
            let mut first = true;
            let indented = text.split_inclusive('\n').map(|line| {
                let mark = if std::mem::take(&mut first) { "- " } else { "  " };
                format!("{mark}{line}")
            });
            *text = indented.collect();
        }
        8 => *text = text.replace("| ", "|").replace(" |", "|"),
        9 => {
            let without = text.split_inclusive('\n').map(|line| {
                let ending = &line[line.trim_end_matches(['\r', '\n']).len()..];
                let row = line.trim_end();
                let inner = row.strip_prefix('|').and_then(|row| row.strip_suffix('|'));
                inner.map_or_else(|| line.to_owned(), |inner| format!("{}{ending}", inner.trim()))
            });
            *text = without.collect();
        }
        10 => *text = text.trim_end().to_owned(),
        _ => {
            if let Some(digit) = text[at..].find(|c: char| c.is_ascii_digit()) {
                text.replace_range(at + digit..=at + digit, &(choice % 13).to_string());
            }
        }
    }
}

fn damaged() -> impl Strategy<Value = String> {
    let source = prop_oneof![3 => 0..2usize, 2 => 0..DOCUMENTS.len()];
    (source, vec((any::<u8>(), any::<usize>(), any::<usize>()), 0..10)).prop_map(|(at, damages)| {
        let mut text = DOCUMENTS[at].clone();
        damages.into_iter().for_each(|(kind, place, choice)| damage(&mut text, kind, place, choice));
        text
    })
}

/// The same cases every time; `FIX_CASES` asks for more of them.
fn config(cases: u32) -> Config {
    let cases = std::env::var("FIX_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases);
    Config { cases, rng_seed: RngSeed::Fixed(0xf1), failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(config(80))]

    #[test]
    fn fixes_of_damaged_documents_keep_their_promises(text in damaged()) {
        keeps_its_promises(&text)?;
    }

    #[test]
    fn bytes_outside_of_the_edits_are_the_same(text in damaged(), wanted in any::<bool>()) {
        let said = check(&text);
        let wanted = if wanted { Wanted::Safe } else { Wanted::Unsafe };
        for said in &said {
            let Some(fix) = &said.fix else { continue };
            prop_assert!(!fix.edits.is_empty() && !fix.title.is_empty(), "{}", said.code);
            prop_assert!(fix.edits.is_sorted_by_key(|edit| edit.span.start), "{}", said.code);
            prop_assert!(fix.edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{}", said.code);
            let new = apply(&text, &fix.edits);
            let (mut old_at, mut new_at) = (0, 0);
            for Edit { span, text: put } in &fix.edits {
                let kept = span.start - old_at;
                prop_assert_eq!(&new[new_at..new_at + kept], &text[old_at..span.start]);
                prop_assert_eq!(&new[new_at + kept..new_at + kept + put.len()], put);
                (old_at, new_at) = (span.end, new_at + kept + put.len());
            }
            prop_assert_eq!(&new[new_at..], &text[old_at..]);
        }
        if let Some((next, codes)) = once(&text, &said, wanted) {
            prop_assert!(next != text && !codes.is_empty());
        }
    }

    #[test]
    fn arbitrary_edits_never_tear_a_text(text in "\\PC{0,40}", edits in vec((0..60usize, 0..60usize, "\\PC{0,3}"), 0..6)) {
        let edits: Vec<Edit> =
            edits.into_iter().map(|(start, end, text)| Edit { span: Span::new(start, end), text }).collect();
        let most = text.len() + edits.iter().map(|edit| edit.text.len()).sum::<usize>();
        prop_assert!(apply(&text, &edits).len() <= most);
    }
}
