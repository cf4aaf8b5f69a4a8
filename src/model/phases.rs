//! Phases: a list, a table, or headings beside each other.

use super::{Form, LABEL, Phase, Phases, Section, Table, Value};
use crate::source::Span;
use crate::syntax::{self, Block, BlockKind, Markup, PieceKind};
use regex::Regex;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// `Phase 1: Title`, `Step 0 — Title`, `Phase R4A`, `3.1 Phase 1–2`; marks before it are taken off. Digits are
/// those of ASCII alone, and nothing of a large class is counted: every run compiles it.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?ix)^ (?: [0-9]+ (?:\.[0-9]+)* [.)]? \s+ )? (?P<noun> phase | step | stage | milestone ) s? \s+ \#?",
        r"(?: (?P<id> [A-Z]{0,2} [0-9]{1,3} (?:\.[0-9]{1,2})? [A-Z]?",
        r"       (?: [-\u{2013}/+][0-9]{1,3} | \s*(?:&|and|to)\s*[0-9]{1,3} )? )",
        r" \b \s* (?P<rest>.*)",
        r" | (?P<letter> (?-i: [IVX]{1,4} | [A-H] ) ) \s* (?P<behind> (?: [:\u{2014}\u{2013}(.)-] .*)? ) ) $"
    ))
    .unwrap()
});

/// So many marks may stand before the noun, such as a bullet, an emoji or a bracket.
const MARKS: usize = 3;

/// `0. Baseline`, `1) Title`.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<id>\d{1,3}[A-Za-z]?)(?:[.):]\s*|\s+[—–-]\s+|$)(?P<rest>.*)$").unwrap()
});

/// What [`NAMED`] or [`NUMBERED`] finds in a text.
struct Found<'t> {
    /// Empty where no noun stands before the number.
    noun: &'t str,
    id: &'t str,
    rest: &'t str,
}

impl<'t> Found<'t> {
    fn of(found: &regex::Captures<'t>) -> Self {
        let part = |name: &str| found.name(name).map(|part| part.as_str());
        Self {
            noun: part("noun").unwrap_or_default(),
            id: part("id").or_else(|| part("letter")).unwrap_or_default(),
            rest: part("rest").or_else(|| part("behind")).unwrap_or_default(),
        }
    }
}

/// [`NAMED`], asked only where it may match: a pattern with groups is slow, and few headings speak of
/// phases. Before the noun stand marks and digits alone.
fn named(text: &str) -> Option<Found<'_>> {
    let word = text.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    let begins = |noun: &&&str| word.get(..noun.len()).is_some_and(|head| head.eq_ignore_ascii_case(noun));
    let noun = ["phase", "step", "stage", "milestone"].iter().find(begins);
    // The one letter outside of ASCII that matches one of the nouns is `ſ`; other headings need not wait until
    // the pattern is compiled.
    match noun {
        None if !text.contains('ſ') => None,
        Some(noun) if word.len() == text.len() => plain(text, noun.len()).or_else(|| asked(text)),
        _ => asked(text),
    }
}

fn asked(text: &str) -> Option<Found<'_>> {
    let is_mark = |c: char| !c.is_alphanumeric() && c != '_';
    let marks = text.chars().take_while(|c| is_mark(*c)).count();
    if marks > MARKS {
        return None;
    }
    NAMED.captures(text.trim_start_matches(is_mark)).map(|found| Found::of(&found))
}

/// `Phase 1: Title`, as nearly all of them are written, without the pattern.
fn plain(text: &str, noun: usize) -> Option<Found<'_>> {
    let behind = text.get(noun..)?.strip_prefix(' ')?;
    let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
    let (id, rest) = behind.split_at_checked(digits)?;
    let plain = (1..=3).contains(&digits) && rest.starts_with(':') && !rest.contains('\n');
    plain.then_some(Found { noun: text.get(..noun)?, id, rest })
}

/// [`NUMBERED`], likewise: it begins with a digit.
fn numbered(text: &str) -> Option<Found<'_>> {
    if !text.starts_with(char::is_numeric) {
        return None;
    }
    NUMBERED.captures(text).map(|found| Found::of(&found))
}

/// Every run of phases: in the phases section, and headings `Phase N` anywhere.
pub(super) fn phases<'s>(
    document: &'s syntax::Document<'s>,
    sections: &[Section<'s>],
    tables: &[Table<'s>],
) -> Vec<Phases<'s>> {
    let mut runs = headings(document, sections);
    let known = sections.iter().filter(|section| section.spec.is_some_and(|spec| spec.id == "phases"));
    for section in known {
        let paragraphs: Vec<_> =
            section.blocks.iter().filter_map(|block| paragraph_phase(document, block)).collect();
        if !paragraphs.is_empty() {
            // The lists between such paragraphs are what is done in the phases.
            runs.push(Phases { form: Form::Bold, items: paragraphs });
            continue;
        }
        let lists = section.blocks.iter().filter_map(|block| match &block.kind {
            BlockKind::List(list) => Some(list),
            _ => None,
        });
        let lists: Vec<_> = lists
            .map(|list| Phases {
                form: if list.ordered { Form::Ordered } else { Form::Bullets },
                items: list.items.iter().filter_map(|item| item_phase(document, item)).collect(),
            })
            .collect();
        // Bullets without a number beside a list with numbers are remarks.
        let is_numbered = |run: &Phases<'_>| run.items.iter().any(|phase| phase.id.is_some());
        let numbered = lists.iter().any(is_numbered);
        runs.extend(lists.into_iter().filter(|run| !run.items.is_empty() && (!numbered || is_numbered(run))));
    }
    for table in tables.iter().filter(|table| table.spec.id == "phases") {
        let items: Vec<_> = table.rows.iter().filter_map(|row| table_phase(table, row)).collect();
        if !items.is_empty() {
            runs.push(Phases { form: Form::Table, items });
        }
    }
    runs.sort_by_key(|run| run.items.first().map(|phase| phase.span));
    runs
}

/// Headings of one level under one parent, with one word before the number, that are phases.
fn headings<'s>(document: &'s syntax::Document<'s>, sections: &[Section<'s>]) -> Vec<Phases<'s>> {
    type Place = (Option<usize>, u8, String);
    let mut runs: Vec<Vec<Phase<'s>>> = Vec::new();
    let mut places: BTreeMap<Place, usize> = BTreeMap::new();
    // Headings of one run mostly follow each other.
    let mut latest: Option<(Place, usize)> = None;
    for section in sections.iter().filter(|section| section.level > 1 && section.level < LABEL) {
        let under_phases = section
            .parent
            .and_then(|parent| sections.get(parent))
            .is_some_and(|parent| parent.spec.is_some_and(|spec| spec.id == "phases"));
        let text = &section.heading.text;
        let found = named(text).or_else(|| if under_phases { numbered(text) } else { None });
        let Some(found) = found else { continue };
        let phase = captured(document, &found, section.heading.span, section.heading.span);
        let goes_on = |((parent, level, noun), _): &&(Place, usize)| {
            (*parent, *level) == (section.parent, section.level) && *noun == found.noun
        };
        let run = match latest.as_ref().filter(goes_on) {
            Some((_, run)) => *run,
            None => {
                let place = (section.parent, section.level, found.noun.to_lowercase());
                let run = *places.entry(place).or_insert(runs.len());
                latest = Some(((section.parent, section.level, found.noun.to_owned()), run));
                run
            }
        };
        match runs.get_mut(run) {
            Some(items) => items.push(phase),
            None => runs.push(vec![phase]),
        }
    }
    runs.into_iter().map(|items| Phases { form: Form::Headings, items }).collect()
}

/// A paragraph that begins with a phase, in bold or not: `**Phase 1: Setup** …`.
fn paragraph_phase<'s>(document: &'s syntax::Document<'s>, block: &Block) -> Option<Phase<'s>> {
    let BlockKind::Paragraph(inline) = block.kind else { return None };
    let text = leading_text(document, inline);
    let found = named(&text)?;
    // A sentence about a phase is none: `Phase 2 begins after the freeze.`
    let titled = !found.rest.starts_with(char::is_alphanumeric);
    titled.then(|| captured(document, &found, block.span.trim(document.source()), inline.span))
}

/// The bold text that a running text begins with, where it says more than a number; else all of it.
fn leading_text<'s>(document: &'s syntax::Document<'s>, inline: syntax::Inline) -> Cow<'s, str> {
    let whole = document.text(inline);
    let Some(first) = document.pieces(inline).first() else { return whole };
    if first.kind != PieceKind::Open(Markup::Strong) {
        return whole;
    }
    let bold = document.text(document.within(inline, first.span));
    match read(&bold) {
        Some(found) if title(found.rest).is_empty() => whole,
        _ => bold,
    }
}

/// A text read as a phase.
fn read(text: &str) -> Option<Found<'_>> {
    named(text).or_else(|| numbered(text))
}

fn item_phase<'s>(document: &'s syntax::Document<'s>, item: &'s syntax::Item) -> Option<Phase<'s>> {
    let inline = item.blocks.first().and_then(Block::inline)?;
    let span = item.span.trim(document.source());
    let text = leading_text(document, inline);
    if let Some(found) = read(&text) {
        return Some(captured(document, &found, span, inline.span));
    }
    let id = item.number.map(|(number, span)| Value { span, text: Cow::Owned(number.to_string()) });
    Some(Phase { span, id, title: Value { span: inline.span, text: Cow::Owned(title(&text)) } })
}

fn table_phase<'s>(table: &Table<'s>, row: &super::Row<'s>) -> Option<Phase<'s>> {
    let is_phase = |column: &super::Column<'_>| column.spec.is_some_and(|spec| spec.key == "phase");
    let mut cells =
        table.columns.iter().zip(&row.cells).filter(|(column, _)| is_phase(column)).map(|(_, cell)| cell);
    let cell = cells.next().filter(|cell| !cell.text.is_empty())?;
    // `# | Phase | Goal`: of two columns the second one holds the name.
    let second = cells.next().filter(|cell| !cell.text.is_empty());
    let named = second.or_else(|| table.cell(row, "title").filter(|cell| !cell.text.is_empty()));
    let found = read(&cell.text);
    let own = found.as_ref().map_or_else(|| cell.text.to_string(), |found| title(found.rest));
    let (at, text) = match named {
        Some(named) if own.is_empty() => (named.span, title(&named.text)),
        _ => (cell.span, own),
    };
    let id = found.as_ref().map(|found| Value { span: cell.span, text: Cow::Owned(found.id.to_owned()) });
    Some(Phase { span: row.span, id, title: Value { span: at, text: Cow::Owned(text) } })
}

fn captured<'s>(
    document: &syntax::Document<'s>,
    found: &Found<'_>,
    span: Span,
    text_span: Span,
) -> Phase<'s> {
    let id = found.id;
    let source = text_span.of(document.source());
    // Behind the word, since a number may stand before it too: `3.1 Phase 1`.
    let from = find(source, found.noun).map_or(0, |at| at + found.noun.len());
    let at =
        source.get(from..).and_then(|source| find(source, id)).unwrap_or_default() + from + text_span.start;
    Phase {
        span,
        id: Some(Value { span: Span::new(at, at + id.len()), text: Cow::Owned(id.to_owned()) }),
        title: Value { span: text_span, text: Cow::Owned(title(found.rest)) },
    }
}

/// Where a short text stands in another, found without preparing a search.
fn find(text: &str, part: &str) -> Option<usize> {
    let Some(&first) = part.as_bytes().first() else { return Some(0) };
    let mut starts = memchr::memchr_iter(first, text.as_bytes());
    starts.find(|&at| text.as_bytes().get(at..).is_some_and(|rest| rest.starts_with(part.as_bytes())))
}

/// What parts a title from the words about it, besides a colon.
const DASHES: [&str; 3] = [" - ", " — ", " – "];

/// `: Title - what is done (2 days)` → `Title`.
fn title(rest: &str) -> String {
    let lead = [':', '—', '–', '-', '.', ')', ' ', '*'];
    let mut rest = rest.trim_start_matches(lead);
    if let Some((_, after)) = rest.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
        rest = after.trim_start_matches(lead);
    }
    // Every mark holds a blank, so that these alone need be looked at.
    let mark = |blank: usize| {
        let colon = blank.checked_sub(1).filter(|&before| rest.as_bytes().get(before) == Some(&b':'));
        let dash = || rest.get(blank..).is_some_and(|rest| DASHES.iter().any(|dash| rest.starts_with(dash)));
        colon.or_else(|| dash().then_some(blank))
    };
    let end = memchr::memchr_iter(b' ', rest.as_bytes()).find_map(mark).unwrap_or(rest.len());
    let kept = rest.get(..end).unwrap_or(rest).trim();
    let bare = match kept.find(" (") {
        Some(at) if kept.ends_with(')') => kept.get(..at).unwrap_or(kept),
        _ => kept,
    };
    bare.trim_end_matches(['.', ':', '*', ' ']).to_owned()
}

/// The phase that a plan's own title names: `Phase 1: Preparation Patch Plan`.
pub(super) fn named_in<'s>(title: &Value<'s>) -> Option<Value<'s>> {
    static ANYWHERE: LazyLock<Regex> = LazyLock::new(|| {
        #[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
        Regex::new(r"(?i)\bphase\s+#?(?P<id>[A-Za-z]{0,2}\d{1,3}[A-Za-z]?)\b").unwrap()
    });
    let text = &*title.text;
    let begins = text.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("phase"));
    if let Some(found) = begins.then(|| plain(text, 5)).flatten() {
        return Some(Value { span: title.span, text: Cow::Owned(found.id.to_owned()) });
    }
    // Outside of ASCII are letters that match those of the word.
    let holds = |part: &[u8]| part.eq_ignore_ascii_case(b"phase");
    if text.is_ascii() && !text.as_bytes().windows(5).any(holds) {
        return None;
    }
    let id = ANYWHERE.captures(&title.text)?.name("id")?.as_str().to_owned();
    Some(Value { span: title.span, text: Cow::Owned(id) })
}

#[cfg(test)]
mod tests {
    use crate::model::testing::{phases, with};

    fn reads(text: &str, wanted: &[&str]) {
        assert_eq!(phases(&format!("# T\n\n{text}")), wanted, "{text}");
    }

    #[test]
    fn the_short_cut_reads_as_the_pattern_does() {
        let parts = |found: Option<super::Found<'_>>| {
            found.map(|found| [found.noun, found.id, found.rest].map(str::to_owned))
        };
        for text in
            ["Phase 1: Setup", "STEP 12:x", "milestone 007: a - b", "Stage 3:", "phase 1 : x", "Phase 1a: x"]
        {
            let asked = parts(super::asked(text));
            assert!(asked.is_some(), "{text}");
            assert_eq!(parts(super::named(text)), asked, "{text}");
        }
        for text in [
            "Phases 1: x",
            "ſtep 2: x",
            "3.1 Phase 1: x",
            "Phase 1: a\nb",
            "Phase 1234: x",
            "Setup",
            "Setup phase 1",
            "Überblick — Phase 1: x",
            "— Phase 1: x",
            "Phaſe 1: x",
            "1. ſtage 2",
            "Mileſtone 3 — x",
            "MİLESTONE 1: x",
        ] {
            assert_eq!(parts(super::named(text)), parts(super::asked(text)), "{text}");
        }
    }

    #[test]
    fn lists_in_every_form() {
        reads(
            "## Multi-Phase Plan\n\n1. Phase 1: Setup - hosts and keys\n2. Phase 2: Move (3 days)\n",
            &["Ordered", "1 Setup", "2 Move"],
        );
        reads(
            "## Phases\n\n- **Phase 0: Setup**: hosts\n- **Phase R1 — Move (2 days)**\n- **Phase R4A**: Clean up\n",
            &["Bullets", "0 Setup", "R1 Move", "R4A Clean up"],
        );
        reads("## Roadmap\n\n1) **Setup**\n2) **Move**: all hosts\n", &["Ordered", "1 Setup", "2 Move"]);
        reads(
            "## Phases\n\n- Phase 1 (2 days): Setup\n- Phase 2 — Move (PR#1)\n",
            &["Bullets", "1 Setup", "2 Move"],
        );
        reads(
            "## Phases\n\n- Phase I: Setup\n- Phase II: Move\n- Phase 3–4: Clean up\n",
            &["Bullets", "I Setup", "II Move", "3–4 Clean up"],
        );
        reads("## Phases\n\n* Setup: hosts\n* Move\n", &["Bullets", "- Setup", "- Move"]);
        reads("**Phases:**\r\n\r\n1. Setup\r\n2. Move\r\n", &["Ordered", "1 Setup", "2 Move"]);
    }

    #[test]
    fn headings_in_every_form() {
        reads(
            "## Phase 1 — Setup\n\nx\n\n## Phase 2: Move (Completed ✅)\n\nx\n",
            &["Headings", "1 Setup", "2 Move"],
        );
        reads("## Plan\n\n### Step 0 — Setup\n\n### Step 1 — Move\n", &["Headings", "0 Setup", "1 Move"]);
        reads(
            "## 3. Phases\n\n### 3.1 Phase 1: Setup\n\n### 3.2 Phase 2: Move\n",
            &["Headings", "1 Setup", "2 Move"],
        );
        reads("## Phases\n\n### 1. Setup\n\n### 2. Move\n", &["Headings", "1 Setup", "2 Move"]);
        reads(
            "Phase 1: Setup\n--------------\n\nPhase 2: Move\n-------------\n",
            &["Headings", "1 Setup", "2 Move"],
        );
        // Another word counts for itself.
        reads("## ⚙️ Phase 1: Setup\n\n## 🚚 Phase 2: Move\n", &["Headings", "1 Setup", "2 Move"]);
        reads("## (-: Phase 1: Setup\n\n## (-: Phase 2: Move\n", &[]);
        reads("## Phase 1: Setup\n\n## Step 1: Install\n", &["Headings", "1 Setup", "Headings", "1 Install"]);
        reads("## The next phase\n\n## Phase shift\n\n## Stage I took\n", &[]);
    }

    #[test]
    fn paragraphs_in_the_phases_section() {
        reads(
            "## Phases\n\n**Phase 1: Setup**\n\n- hosts\n- keys\n\n**Phase 2: Move** (2 days)\n\n- all\n",
            &["Bold", "1 Setup", "2 Move"],
        );
        reads("## Phases\n\nPhase 0 — Setup (PR#1)\n\nPhase 1 — Move\n", &["Bold", "0 Setup", "1 Move"]);
        reads(
            "## Phases\n\nPhase 2 begins after the freeze.\n\n1. Setup\n2. Move\n",
            &["Ordered", "1 Setup", "2 Move"],
        );
        reads(
            "## Phases\n\n1. Setup\n2. Move\n\nTo be settled:\n\n- who\n",
            &["Ordered", "1 Setup", "2 Move"],
        );
    }

    #[test]
    fn tables_in_every_form() {
        reads(
            "## Phases\n\n| Phase | Duration |\n|--|--|\n| 0. Baseline (Week 0) | 2 days |\n| 1. Move | 1 day |\n",
            &["Table", "0 Baseline", "1 Move"],
        );
        reads(
            "## Phases\n\n| # | Phase | Goal |\n|--|--|--|\n| 1 | Setup | run |\n| 2 | Move | walk |\n",
            &["Table", "1 Setup", "2 Move"],
        );
        reads(
            "## Phases\n\nPhase | Goal\n--|--\nPhase 1: Setup | run\nPhase 2 | Move\n",
            &["Table", "1 Setup", "2 Move"],
        );
    }

    #[test]
    fn the_place_of_an_id_is_its_own() {
        with("# T\n\n## 1.1 Phase 1: Setup\n\n## 1.2 Phase 2: Move\n", |document| {
            let ids = document.phases.iter().flat_map(|run| &run.items).filter_map(|phase| phase.id.as_ref());
            for id in ids {
                assert_eq!(document.source.slice(id.span), id.text);
                assert!(document.source.text[..id.span.start].ends_with("Phase "));
            }
        });
    }
}
