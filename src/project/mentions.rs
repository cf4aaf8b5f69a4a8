//! Ids of decisions in running text: `D8`, `(D3, D5)`, `D1–D3`, `D4's hooks`.
//!
//! Only the form is read here; whether a decision of that name exists is asked by rules, once all
//! documents are known. What only looks alike is left out: words in code, headings, names of files
//! and libraries (`D3.js`), longer words (`R4A`).

use super::aside;
use super::ids::{Id, digit_from, ids};
use crate::model::Document;
use crate::source::Span;
use crate::syntax::{Markup, PieceKind};

/// A word that has the form of an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// As written.
    pub id: String,
    /// Where.
    pub span: Span,
    /// The line that it stands in, from 1.
    pub line: usize,
    /// How it is joined to the mention before it.
    pub joint: Joint,
    /// Where the link that it is the text of leads, as written.
    pub link: Option<String>,
    /// What it stands in.
    pub place: Place,
    /// Whether the words around it say that it is gone, still to come, or another document's.
    pub aside: bool,
}

/// How a mention is joined to the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// Not at all.
    None,
    /// `D1, D2`, `D1 and D2`, `D1/D2`
    List,
    /// `D1–D3`, `D1 to D3`
    Range,
}

/// What a mention stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Running text, lists included.
    Prose,
    /// A cell of a plan row: the number of the plan and of the row, as in [`Member`](super::Member).
    Row(usize, usize),
    /// A cell of any other table.
    Cell,
}

/// Every mention in a document, in order, and, sorted, the ids that it gives to something by other means than
/// a table of decisions, or writes where nothing is meant by it: in headings, in code, before a colon
/// (`**D9**: text`), as a cell of its own.
pub(super) fn mentions(document: &Document<'_>) -> (Vec<Mention>, Vec<Id>) {
    let skipped = skipped(document);
    let places = places(document);
    let source = document.source.text.as_str();
    let mut found: Vec<Mention> = Vec::new();
    let mut defined: Vec<Id> = Vec::new();
    let mut link: Option<&str> = None;
    let mut struck = false;
    // Most text holds no number: where the next one stands is known for many pieces at once.
    let (mut from, mut digit) = (0, digit_from(source.as_bytes(), 0).unwrap_or(source.len()));
    for piece in document.syntax.all_pieces() {
        if matches!(piece.kind, PieceKind::Text | PieceKind::Code | PieceKind::Html) {
            if !(from..=digit).contains(&piece.span.start) {
                from = piece.span.start;
                digit = digit_from(source.as_bytes(), from).unwrap_or(source.len());
            }
            if digit >= piece.span.end {
                continue;
            }
        }
        let text = document.source.slice(piece.span);
        let here = ids(text).map(|span| span.shift(piece.span.start));
        match piece.kind {
            PieceKind::Open(Markup::Link | Markup::Image) => link = Some(&piece.text),
            PieceKind::Close(Markup::Link | Markup::Image) => link = None,
            PieceKind::Open(Markup::Strike) => struck = true,
            PieceKind::Close(Markup::Strike) => struck = false,
            PieceKind::Code => defined.extend(here.filter_map(|span| Some(Id::of(span.of(source))?.0))),
            PieceKind::Html => {
                let anchor = text.to_uppercase();
                defined.extend(ids(&anchor).filter_map(|span| Some(Id::of(span.of(&anchor))?.0)));
            }
            PieceKind::Text => {
                for span in here {
                    let outside = covers(&skipped, span);
                    let place = place(&places, span);
                    if outside || link.is_none() && is_definition(source, span, place) {
                        defined.extend(Id::of(span.of(source)).map(|(id, _)| id));
                    }
                    if !outside && is_alone(source, span) {
                        let joint = found.last().map_or(Joint::None, |before| {
                            joint(document.source.slice(Span::new(before.span.end, span.start)))
                        });
                        found.push(Mention {
                            id: document.source.slice(span).to_owned(),
                            span,
                            line: document.source.line(span.start),
                            joint,
                            link: link.map(str::to_owned),
                            place,
                            aside: struck,
                        });
                    }
                }
            }
            _ => {}
        }
    }
    // Whether an id of the document's own is meant or not is plain, whatever stands around it.
    let mut own: Vec<&str> =
        document.all_decisions().filter_map(|decision| Some(decision.id.as_ref()?.text.as_ref())).collect();
    own.sort_unstable();
    for group in found.chunk_by_mut(|_, next| next.joint != Joint::None) {
        if group.iter().all(|mention| own.binary_search(&mention.id.as_str()).is_ok()) {
            continue;
        }
        let Some(whole) = group.iter().map(|mention| mention.span).reduce(Span::cover) else { continue };
        let aside = aside::is_aside(source, whole);
        group.iter_mut().for_each(|mention| mention.aside |= aside);
    }
    defined.sort_unstable();
    defined.dedup();
    (found, defined)
}

/// The ids in the text of a heading: `Phase 2: cache (D3, D4)`. A number that the heading itself is
/// counted with, `A1. Scope`, is none.
pub(super) fn in_heading(text: &str) -> impl Iterator<Item = &str> {
    let counts = |span: &Span| {
        span.start == 0 && text.get(span.end..).is_some_and(|rest| rest.starts_with(['.', ')']))
    };
    let spans = ids(text).filter(move |span| is_alone(text, *span) && !counts(span));
    spans.filter_map(|span| text.get(span.start..span.end))
}

/// Whether an id is given to what follows: `D9: text`, `- **D9** text`, `| D9 | text |`. In a table that the
/// schema knows, an id alone in a cell refers to something: `Depends on`.
fn is_definition(text: &str, span: Span, place: Place) -> bool {
    let marks = |c: char| matches!(c, '*' | '_' | '[' | ']' | '(' | ')' | ' ' | '\u{a0}' | '~');
    let rest = text.get(span.end..).unwrap_or_default();
    let bold = rest.starts_with("**") || rest.starts_with("__");
    let after = rest.trim_start_matches(marks).chars().next();
    let head = text.get(..span.start).unwrap_or_default();
    let head = head.trim_end_matches(|c: char| marks(c) || matches!(c, '>' | '#' | '-' | '+' | '\t'));
    // A number of a list, `1.`, is no text.
    let numbered = head.trim_end_matches(['.', ')']).trim_end_matches(|c: char| c.is_ascii_digit());
    let leads = |head: &str| head.is_empty() || head.ends_with(['\n', '|']);
    let leads = place == Place::Prose && (leads(head) || leads(numbered.trim_end_matches(' ')));
    let ends = matches!(after, None | Some('\n' | '\r' | '|'));
    // In `(D1, D9): text` the text is about all that stands before it.
    let listed = head.ends_with([',', '/', '&', '–', '—']) || rest.trim_start().starts_with(')');
    after == Some(':') && !listed
        || leads && (bold || ends || matches!(after, Some('-' | '–' | '—' | '=' | '.')))
}

/// Whether nothing is glued to an id that makes it part of something else: `R4A`, `D3.js`, `x-D3`.
fn is_alone(text: &str, span: Span) -> bool {
    let before = text.get(..span.start).and_then(|head| head.chars().next_back());
    let rest = text.get(span.end..).unwrap_or_default();
    let mut after = rest.chars();
    let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let (first, second) = (after.next(), after.next());
    let glued_before =
        word(before) || before.is_some_and(|c| matches!(c, '.' | '-' | '#' | '@' | '$' | '\\' | ':'));
    // In `docs/D3` and `D3/hooks` it is part of a path; `D1/D3` is a list.
    let slash_before = text.get(..span.start).and_then(|head| head.strip_suffix('/'));
    let glued_before = glued_before || slash_before.is_some_and(|head| !ends_as_id(head));
    // `D3.js` and `D3-based` are other words; `D3.` ends a sentence, and `D1-D3` is a range.
    let glued_after = word(first)
        || matches!(first, Some('.' | '@' | '=' | '\\' | ':')) && word(second)
        || first == Some('-') && !is_range_end(rest) && word(second)
        || first == Some('%')
        || rest
            .strip_prefix('/')
            .is_some_and(|rest| rest.starts_with(char::is_alphanumeric) && !starts_as_id(rest));
    !glued_after && (!glued_before || range_start(text, span))
}

/// Whether a text ends with the form of an id.
fn ends_as_id(text: &str) -> bool {
    let text = text.trim_end_matches(['*', '_', ')', ']']);
    let letters = text.trim_end_matches(|c: char| c.is_ascii_digit());
    letters.len() < text.len()
        && letters.strip_suffix('-').unwrap_or(letters).ends_with(|c: char| c.is_ascii_uppercase())
}

/// Whether a text begins with the form of an id.
fn starts_as_id(text: &str) -> bool {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_uppercase());
    digits.len() < text.len()
        && digits.strip_prefix('-').unwrap_or(digits).starts_with(|c: char| c.is_ascii_digit())
}

/// Whether an id is the far end of a range written with a plain dash: `D1-D3`.
fn range_start(text: &str, span: Span) -> bool {
    let Some(head) = text.get(..span.start).and_then(|head| head.strip_suffix('-')) else { return false };
    let digits = head.bytes().rev().take_while(u8::is_ascii_digit).count();
    let letters = head.get(..head.len() - digits).unwrap_or_default();
    let capitals = letters.bytes().rev().take_while(u8::is_ascii_uppercase).count();
    let start = letters.len() - capitals;
    let before = letters.get(..start).and_then(|head| head.chars().next_back());
    digits > 0 && capitals > 0 && !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// Whether `-D3` follows: the far end of a range.
fn is_range_end(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix('-') else { return false };
    let letters = rest.bytes().take_while(u8::is_ascii_uppercase).count();
    letters > 0 && rest.as_bytes().get(letters).is_some_and(u8::is_ascii_digit)
}

/// What stands between two mentions.
fn joint(between: &str) -> Joint {
    if between.len() > 24 {
        return Joint::None;
    }
    // One line break is a blank; two end the paragraph, and a mark begins an item.
    let mut lines = between.split('\n').skip(1);
    let item = lines.next().is_some_and(|line| line.trim_start().starts_with(['-', '+', '*', '>', '|']));
    if item || lines.next().is_some() {
        return Joint::None;
    }
    let blank = |c: &char| matches!(c, '*' | '_' | ' ' | '\u{a0}' | '\n' | '\r');
    let bare: String = between.chars().filter(|c| !blank(c)).collect();
    let bare = bare.to_lowercase();
    match bare.as_str() {
        "-" | "–" | "—" | "‑" | ".." | "..." | "…" | "to" | "through" | "thru" => Joint::Range,
        "," | "/" | "&" | "+" | "and" | ",and" | "or" | ",or" | "und" | "et" | "y" => Joint::List,
        _ => Joint::None,
    }
}

/// Where ids are not mentions: headings, and the cells that give decisions their ids.
fn skipped(document: &Document<'_>) -> Vec<Span> {
    let headings = document.sections.iter().filter(|section| section.level < crate::model::LABEL);
    let mut spans: Vec<Span> = headings.map(|section| section.heading.span).collect();
    spans.extend(document.all_decisions().filter_map(|decision| Some(decision.id.as_ref()?.span)));
    for table in &document.tables {
        let id = table
            .columns
            .iter()
            .position(|column| column.spec.is_some_and(|spec| spec.cell == crate::schema::CellType::Id));
        spans.push(table.head);
        spans.extend(table.rows.iter().filter_map(|row| Some(row.cells.get(id?)?.span)));
    }
    spans.sort_unstable();
    spans
}

fn covers(sorted: &[Span], span: Span) -> bool {
    let after = sorted.partition_point(|other| other.start <= span.start);
    after.checked_sub(1).and_then(|at| sorted.get(at)).is_some_and(|other| span.start < other.end)
}

/// Rows of tables, sorted, with what a mention in them stands in.
fn places(document: &Document<'_>) -> Vec<(Span, Place)> {
    let mut places = Vec::new();
    for (at, plan) in document.plans.iter().enumerate() {
        places.extend(plan.entries.iter().enumerate().map(|(row, entry)| (entry.span, Place::Row(at, row))));
    }
    let plans: Vec<usize> = document.plans.iter().map(|plan| plan.table).collect();
    for (at, table) in document.tables.iter().enumerate() {
        if !plans.contains(&at) {
            places.extend(table.rows.iter().map(|row| (row.span, Place::Cell)));
        }
    }
    places.sort_unstable_by_key(|(span, _)| *span);
    places
}

fn place(sorted: &[(Span, Place)], span: Span) -> Place {
    let after = sorted.partition_point(|(other, _)| other.start <= span.start);
    let before = after.checked_sub(1).and_then(|at| sorted.get(at));
    before.filter(|(row, _)| span.start < row.end).map_or(Place::Prose, |(_, place)| *place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::with;

    fn found(prose: &str) -> String {
        let text = format!("# T\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n\n{prose}\n");
        with(&text, |document| {
            let (mentions, _) = mentions(document);
            let words = mentions.iter().map(|mention| match mention.joint {
                Joint::None => format!(" {}", mention.id),
                Joint::List => format!(",{}", mention.id),
                Joint::Range => format!("-{}", mention.id),
            });
            words.collect::<String>().trim().to_owned()
        })
    }

    #[test]
    fn ids_are_found_and_what_looks_alike_is_not() {
        for (text, expected) in [
            ("See D8.", "D8"),
            ("(D3, D5) and D4's hooks", "D3,D5 D4"),
            ("D1–D3, D1-D9", "D1-D3,D1-D9"),
            ("**D1**, *D2* & D3", "D1,D2,D3"),
            ("D3 checklists, D4 hooks", "D3 D4"),
            ("DD-001/DD-002", "DD-001,DD-002"),
            ("`D4` and R4A and D3.js and rows 1-7", ""),
            ("x-D3, D3-based, D3_x, #D3, D12345", ""),
            ("## A1. Heading\n\nD7: text", "D7"),
            ("```\nD4\n```", ""),
            ("é D4 日D5", "D4"),
            ("D1,\nD2 and\nD3", "D1,D2,D3"),
            ("D1,\n\nD2", "D1 D2"),
            ("- D1\n- D2", "D1 D2"),
            ("D1/D2/D3, docs/D4, D5/hooks, auth:D6", "D1,D2,D3"),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn an_id_may_be_given_to_something_without_a_table_of_decisions() {
        let defined = |prose: &str| {
            let text = format!("# T\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n\n{prose}\n");
            with(&text, |document| mentions(document).1.iter().any(|id| id.number == 9))
        };
        for text in [
            "### D9: Cache",
            "**D9**: cache",
            "- **D9** cache",
            "- D9 — cache",
            "1. D9. Cache",
            "> D9: cache",
            "| Item | Note |\n|--|--|\n| D9 | x |",
            "| Note | Item |\n|--|--|\n| x | **D9** |",
            "`D9`",
            "<a id=\"d9\"></a>",
        ] {
            assert!(defined(text), "{text}");
        }
        for text in ["See D9.", "- D9 says so", "(D1, D9)", "Use D9\nD9 is best", "[D9](b.md): text"] {
            assert!(!defined(text), "{text}");
        }
    }

    #[test]
    fn a_whole_list_stands_aside() {
        let aside = |prose: &str| {
            let text = format!("# T\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n\n{prose}\n");
            with(&text, |document| {
                mentions(document).0.iter().map(|mention| mention.aside).collect::<Vec<_>>()
            })
        };
        assert_eq!(aside("D3 holds; formerly D8, D9."), [false, true, true]);
        assert_eq!(aside("D3, ~~D9~~"), [false, true]);
    }
}
