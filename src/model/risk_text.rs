//! The text of a risk: where the risk ends and what is done about it begins.

use super::prose::push_text;
use super::{Stated, Value};
use crate::source::Span;
use crate::syntax::{self, Block, Inline, Markup, PieceKind};
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// Words and signs behind which a mitigation stands; the part before them is the risk.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static MARKER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?xi) \(? \b mitigat(?:ions?|e|es|ed|ing) (?:\s+(?:plan|strategy|strategies|steps))? \s* [:=—–→] \s*",
        r" | [;,.(—–-]? \s* \b (?: (?:is|are) \s+)? (?: mitigated | mitigate | mitigation | addressed | handled | optimi[sz]ed | enforced",
        r" | managed | reduced | contained | prevented | avoided | countered | controlled | guarded ) \s+ (?: by | via | with | through | using ) \b \s*",
        r" | \s* (?: → | ⇒ | -> | => | ⟶ ) \s*",
        r" | [;.(—–] \s* (?: countermeasure | response | fix | remedy | treatment ) \s* [:=] \s*"
    ))
    .unwrap()
});

/// The two parts of an item.
pub(super) struct Split<'s> {
    /// The risk.
    pub title: Value<'s>,
    /// What is done about it.
    pub mitigation: Option<Value<'s>>,
    /// Whether words or an arrow mark the mitigation; a colon alone may mean other things.
    pub marked: bool,
}

/// The same in the text of the item.
struct Parts<'t> {
    title: &'t str,
    mitigation: Option<&'t str>,
    marked: bool,
}

/// Cuts the text of an item into the risk and what is done about it.
pub(super) fn split<'s>(document: &'s syntax::Document<'s>, inline: Inline) -> Split<'s> {
    let strong = |first: &syntax::Piece<'_>| first.kind == PieceKind::Open(Markup::Strong);
    let first = document.pieces(inline).first().filter(|first| strong(first));
    let strong = first.map(|first| document.text(document.within(inline, first.span)));
    match (document.text(inline), strong) {
        (Cow::Borrowed(text), None) => parts(text, None).map(inline.span, Cow::Borrowed),
        (text, strong) => {
            parts(&text, strong.as_deref()).map(inline.span, |part| Cow::Owned(part.to_owned()))
        }
    }
}

impl<'t> Parts<'t> {
    /// The two parts, trimmed, as values.
    fn map<'s>(self, span: Span, text: impl Fn(&'t str) -> Cow<'s, str>) -> Split<'s> {
        let value = |part| Value { span, text: text(part) };
        Split { title: value(self.title), mitigation: self.mitigation.map(value), marked: self.marked }
    }
}

/// Cuts a text that may begin with a title in bold letters.
fn parts<'t>(text: &'t str, strong: Option<&'t str>) -> Parts<'t> {
    let whole = |text| Parts { title: tidy(untagged(text)), mitigation: None, marked: false };
    let cut =
        |title, rest| Parts { title: tidy(untagged(title)), mitigation: Some(tidy(rest)), marked: false };
    if let Some((before, after)) = marker(text) {
        let title = tidy(untagged(before.trim_end().trim_end_matches('.')));
        return Parts { title, mitigation: Some(after), marked: true };
    }
    if let Some(title) = strong.filter(|title| !is_tag(title.trim_end_matches(':'))) {
        let rest = text.get(title.len()..).unwrap_or_default();
        if !tidy(rest).is_empty() {
            let colon = title.trim_end().ends_with(':');
            let part = |rest: &str| rest.trim_start().starts_with([':', '—', '–', '-']);
            // `**Title** (D3): mitigation`
            let behind = without_remark(rest).filter(|behind| part(behind));
            return match behind {
                Some(behind) => cut(title, behind),
                None if colon || part(rest) => cut(title, rest),
                None => whole(title),
            };
        }
        return match title.split_once(": ") {
            Some((title, rest)) if !tidy(rest).is_empty() && !is_tag(title) => cut(title, rest),
            _ => whole(title),
        };
    }
    // `R2: Lost events: keep a log`
    let tag = text.find(": ").filter(|&end| text.get(..end).is_some_and(is_tag)).map_or(0, |end| end + 2);
    let colon = text.get(tag..).and_then(|rest| rest.find(": ")).map(|at| tag + at);
    let parts = colon.and_then(|at| Some((text.get(..at)?, text.get(at + 2..)?)));
    match parts {
        Some((title, rest)) if title.split_whitespace().count() <= 14 && !tidy(rest).is_empty() => {
            cut(title, rest)
        }
        _ => whole(text),
    }
}

/// What stands before and behind a marker, the latter trimmed.
fn marker(text: &str) -> Option<(&str, &str)> {
    // `mitigated …` says it for certain; `handled with …` may be a part of the risk's own words.
    let said = |found: &regex::Match<'_>| {
        found.as_str().as_bytes().windows(7).any(|word| word.eq_ignore_ascii_case(b"mitigat"))
    };
    let mut found = MARKER.find_iter(text);
    let first = found.next()?;
    let marker = if said(&first) { first } else { found.find(said).unwrap_or(first) };
    let after = tidy(text.get(marker.end()..).unwrap_or_default());
    (marker.start() > 0 && !after.is_empty()).then_some((text.get(..marker.start())?, after))
}

/// What stands behind a short remark in parentheses; `None` where there is none.
fn without_remark(text: &str) -> Option<&str> {
    let (remark, behind) = text.trim_start().strip_prefix('(')?.split_once(')')?;
    (remark.len() <= 40).then_some(behind)
}

/// A title without the word `Risk:` before it.
fn untagged(title: &str) -> &str {
    match title.split_once(':') {
        Some((tag, rest)) if tag.trim().eq_ignore_ascii_case("risk") && !rest.trim().is_empty() => rest,
        _ => title,
    }
}

/// Whether a text only says which risk follows, or that one does: `1`, `R2`, `Risk 3`, `Risk`.
fn is_tag(text: &str) -> bool {
    let text = text.trim();
    text.eq_ignore_ascii_case("risk") || (text.len() <= 8 && text.ends_with(|c: char| c.is_ascii_digit()))
}

/// A mitigation in the blocks below an item's first line.
pub(super) fn mitigation_below<'s, 'b>(
    document: &'s syntax::Document<'s>,
    blocks: impl IntoIterator<Item = &'b Block>,
) -> Option<Value<'s>> {
    for block in blocks {
        let mut text = String::new();
        push_text(document, block, &mut text);
        if let Some(marker) = MARKER.find(&text) {
            let after = tidy(text.get(marker.end()..).unwrap_or_default());
            if !after.is_empty() {
                let text = Cow::Owned(after.to_owned());
                return Some(Value { span: block.span.trim(document.source()), text });
            }
        }
    }
    None
}

fn tidy(text: &str) -> &str {
    let text = text.trim().trim_start_matches([':', '—', '–', '-', ';', ',']).trim();
    let text = text.trim_end_matches([';', ',', ':', '—', '–', '-', '(']).trim();
    let count = |mark: u8| text.bytes().filter(|&byte| byte == mark).count();
    match text.strip_suffix(')') {
        Some(inner) if count(b'(') < count(b')') => inner.trim(),
        _ => text,
    }
}

/// The number that a text begins with, `1.`, `1)` or `1:`; `start` is where the text stands.
pub(super) fn numbered(text: &str, start: usize) -> Option<Stated> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(digits..)?;
    let marked =
        rest.starts_with(['.', ')', ':']) && !rest.get(1..)?.starts_with(|c: char| c.is_ascii_digit());
    let value = text.get(..digits)?.parse().ok()?;
    marked.then_some(Stated { value, span: Span::new(start, start + digits) })
}

/// A text without the number that it begins with.
pub(super) fn unnumbered(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(['.', ')', ':', ' '])
}
