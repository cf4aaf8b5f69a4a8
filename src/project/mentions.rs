//! Ids of decisions in running text: `D8`, `(D3, D5)`, `D1–D3`, `D4's hooks`.
//!
//! Only the form is read here; whether a decision of that name exists is asked by rules, once all
//! documents are known. What only looks alike is left out: words in code, headings, names of files
//! and libraries (`D3.js`), longer words (`R4A`).

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
    /// How it is joined to the mention before it.
    pub joint: Joint,
    /// Where the link that it is the text of leads, as written.
    pub link: Option<String>,
    /// What it stands in.
    pub place: Place,
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

/// Letters of an id, at most.
const LETTERS: usize = 5;
/// Digits of an id, at most.
const DIGITS: usize = 4;

/// Every mention in a document, in order.
pub(super) fn mentions(document: &Document<'_>) -> Vec<Mention> {
    let skipped = skipped(document);
    let places = places(document);
    let mut found: Vec<Mention> = Vec::new();
    let mut link: Option<&str> = None;
    for piece in document.syntax.all_pieces() {
        match piece.kind {
            PieceKind::Open(Markup::Link | Markup::Image) => link = Some(&piece.text),
            PieceKind::Close(Markup::Link | Markup::Image) => link = None,
            PieceKind::Text => {
                let text = document.source.slice(piece.span);
                for span in ids(text).map(|span| span.shift(piece.span.start)) {
                    if !covers(&skipped, span) && is_alone(&document.source.text, span) {
                        let joint = found.last().map_or(Joint::None, |before| {
                            joint(document.source.slice(Span::new(before.span.end, span.start)))
                        });
                        let place = place(&places, span);
                        let id = document.source.slice(span).to_owned();
                        found.push(Mention { id, span, joint, link: link.map(str::to_owned), place });
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// Places of a text that have the form of an id: capitals, perhaps a dash, digits.
fn ids(text: &str) -> impl Iterator<Item = Span> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = bytes.get(at..)?;
            let digit = at + rest.iter().position(u8::is_ascii_digit)?;
            let end = digit + bytes.get(digit..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
            at = end;
            let before = bytes.get(..digit)?;
            let head = before.strip_suffix(b"-").unwrap_or(before);
            let letters = head.iter().rev().take_while(|byte| byte.is_ascii_uppercase()).count();
            if (1..=LETTERS).contains(&letters) && end - digit <= DIGITS {
                return Some(Span::new(head.len() - letters, end));
            }
        }
    })
}

/// Whether nothing is glued to an id that makes it part of something else: `R4A`, `D3.js`, `x-D3`.
fn is_alone(text: &str, span: Span) -> bool {
    let before = text.get(..span.start).and_then(|head| head.chars().next_back());
    let rest = text.get(span.end..).unwrap_or_default();
    let mut after = rest.chars();
    let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let (first, second) = (after.next(), after.next());
    let glued_before =
        word(before) || before.is_some_and(|c| matches!(c, '.' | '-' | '#' | '@' | '$' | '\\'));
    // `D3.js` and `D3-based` are other words; `D3.` ends a sentence, and `D1-D3` is a range.
    let glued_after = word(first)
        || matches!(first, Some('.' | '@' | '=' | '\\' | ':')) && word(second)
        || first == Some('-') && !is_range_end(rest) && word(second)
        || first == Some('%');
    !glued_after && (!glued_before || range_start(text, span))
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
    let bare: String = between.chars().filter(|c| !matches!(c, '*' | '_' | ' ' | '\u{a0}')).collect();
    let bare = bare.to_lowercase();
    match bare.as_str() {
        "-" | "–" | "—" | "‑" | ".." | "..." | "…" | "to" | "through" | "thru" => Joint::Range,
        "," | ";" | "/" | "&" | "+" | "and" | ",and" | "or" | ",or" | "und" | "et" | "y" => Joint::List,
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
            let mentions = mentions(document);
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
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
