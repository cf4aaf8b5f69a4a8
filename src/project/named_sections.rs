//! Sections of its file that a plan row says it changes: `Revise Decisions table and Roadmap`.
//!
//! Only the plainest wording counts: a verb that needs something to work on, and then nothing but names
//! of sections. What follows a preposition may belong to another document.

use super::Text;
use super::member::at;
use crate::model::{Document, Entry};
use crate::schema::{self, fold};
use crate::source::Span;

/// A section that a row says it changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedSection {
    /// What is done to it, as in `to refine`.
    pub verb: &'static str,
    /// Its name as written.
    pub name: Text,
    /// Which section that is.
    pub part: Part,
}

/// Which section a row means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The decisions.
    Decisions,
    /// The risks.
    Risks,
    /// The phases.
    Phases,
    /// The summary.
    Summary,
    /// The patch plan.
    Plan,
    /// The one with this very heading.
    Heading,
}

/// Verbs that need something to work on, in the forms that begin a cell.
const VERBS: &[(&str, &[&str])] = &[
    ("refine", &["refine", "refines", "refined", "refining"]),
    ("update", &["update", "updates", "updated", "updating"]),
    ("extend", &["extend", "extends", "extended", "extending"]),
    ("expand", &["expand", "expands", "expanded", "expanding"]),
    ("revise", &["revise", "revises", "revised", "revising"]),
    ("amend", &["amend", "amends", "amended"]),
    ("adjust", &["adjust", "adjusts", "adjusted"]),
    ("correct", &["correct", "corrects", "corrected"]),
    ("edit", &["edit", "edits", "edited"]),
    ("reword", &["reword", "rewords", "reworded"]),
    ("shorten", &["shorten", "shortens", "shortened"]),
    ("renumber", &["renumber", "renumbers", "renumbered"]),
];

/// A longer cell is prose, and looking for what closes a quote would take long.
const LONGEST: usize = 2000;

/// What may stand before a name.
const ARTICLES: &str = " the its our this existing current whole ";
/// What a part of a document is called.
const KINDS: &str = " table section list heading chapter matrix ";

/// The sections that the functions/APIs cell names, where the row changes a Markdown file.
pub(super) fn named_sections(document: &Document<'_>, entry: &Entry<'_>) -> Vec<NamedSection> {
    let Some(cell) = &entry.symbols else { return Vec::new() };
    let markdown = !entry.paths.is_empty() && entry.paths.iter().all(|path| is_markdown(&path.text));
    if !markdown || entry.operation_word() != Some("modify") || cell.span.end - cell.span.start > LONGEST {
        return Vec::new();
    }
    read(document.source.slice(cell.span))
        .into_iter()
        .map(|(verb, span, part)| {
            let span = span.shift(cell.span.start);
            NamedSection { verb, name: at(document, &plain(document.source.slice(span)), span), part }
        })
        .collect()
}

/// Whether a path ends as Markdown files do.
fn is_markdown(path: &str) -> bool {
    matches!(super::extension(path), Some("md" | "markdown" | "mdx"))
}

/// A name without marks of emphasis, code and quotes.
fn plain(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !matches!(c, '*' | '`' | '"' | '“' | '”')).collect();
    kept.trim_matches(['\'', '#', ' ', '_']).to_owned()
}

type Named = (&'static str, Span, Part);

/// A word, or several between code marks or quotes.
struct Token {
    span: Span,
    quoted: bool,
}

fn read(text: &str) -> Vec<Named> {
    // Whoever writes so does not say that it is there.
    let lower = text.to_lowercase();
    if ["if ", "optional", ".md", "n/a", "where present", "when present"]
        .iter()
        .any(|word| lower.contains(word))
    {
        return Vec::new();
    }
    let mut out: Vec<Named> = Vec::new();
    let mut verb: Option<&'static str> = None;
    let mut since = 0;
    let mut item: Vec<Token> = Vec::new();
    let mut aside = false;
    for token in tokens(text) {
        let word = token.span.of(text);
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        if aside || !token.quoted && word.starts_with('(') {
            aside = !word.contains(')');
            if !aside && word.ends_with([',', ';', '.', ':']) {
                flush(text, verb, &mut item, &mut out);
                verb = verb.filter(|_| word.ends_with(','));
            }
            continue;
        }
        let ends = !token.quoted && word.ends_with([';', '.', ':']) || word.starts_with("<br");
        let separates =
            !token.quoted && (word.ends_with(',') || matches!(word, "&" | "+" | "/" | "and" | "plus"));
        if !token.quoted && item.is_empty() {
            let first = bare.split('/').next().unwrap_or_default();
            if let Some((base, _)) = VERBS.iter().find(|(_, forms)| forms.contains(&first)) {
                (verb, since) = (Some(*base), out.len());
                continue;
            }
            if matches!(bare.as_str(), "also" | "then") {
                continue;
            }
        }
        let place =
            matches!(bare.as_str(), "in" | "of" | "on" | "at" | "within" | "inside" | "under" | "from");
        if !token.quoted && (place || is_joint(&bare)) {
            if place && verb.is_some() {
                out.truncate(since);
            } else {
                flush(text, verb, &mut item, &mut out);
            }
            item.clear();
            verb = None;
            continue;
        }
        if matches!(word, "&" | "+" | "/" | "and" | "plus") {
            flush(text, verb, &mut item, &mut out);
            continue;
        }
        if token.quoted || !bare.is_empty() {
            item.push(token);
        }
        if ends || separates {
            flush(text, verb, &mut item, &mut out);
        }
        if ends {
            verb = None;
        }
    }
    flush(text, verb, &mut item, &mut out);
    out
}

/// Words behind which no more sections follow.
fn is_joint(word: &str) -> bool {
    " with based per to for by after as so using via according following once when while before about \
against like into until unless because since without "
        .split(' ')
        .any(|known| !known.is_empty() && known == word)
}

/// Words of a text; what stands in code marks or quotes is one.
fn tokens(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(first) = rest.chars().next() else { break };
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let close = match first {
            '`' | '"' => Some(first),
            '“' => Some('”'),
            '\'' => Some('\''),
            _ => None,
        };
        let inner = rest.get(first.len_utf8()..).unwrap_or_default();
        let length = close.and_then(|close| Some(first.len_utf8() + inner.find(close)? + close.len_utf8()));
        let (length, quoted) = match length {
            Some(length) => (length, true),
            None => (rest.find(char::is_whitespace).unwrap_or(rest.len()), false),
        };
        out.push(Token { span: Span::new(at, at + length), quoted });
        at += length;
    }
    out
}

fn flush(text: &str, verb: Option<&'static str>, item: &mut Vec<Token>, out: &mut Vec<Named>) {
    let tokens = std::mem::take(item);
    let Some(verb) = verb else { return };
    let article = |token: &Token| {
        !token.quoted && ARTICLES.split(' ').any(|known| known.eq_ignore_ascii_case(token.span.of(text)))
    };
    let start = tokens.iter().position(|token| !article(token)).unwrap_or(tokens.len());
    let tokens = tokens.get(start..).unwrap_or_default();
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
    let whole = first.span.cover(last.span);
    let end = whole.of(text).trim_end_matches([',', ';', '.', ':']).len();
    let span = Span::new(whole.start, whole.start + end);
    if let Some((part, span)) = part(text, tokens, span) {
        out.push((verb, span, part));
    }
}

/// Which section a name means, and where its name stands; `None` where it may mean something else.
fn part(text: &str, tokens: &[Token], span: Span) -> Option<(Part, Span)> {
    let kind = |token: &Token| {
        let word = token.span.of(text).trim_matches(|c: char| !c.is_alphanumeric());
        !token.quoted && KINDS.split(' ').any(|known| !known.is_empty() && known.eq_ignore_ascii_case(word))
    };
    let name = plain(span.of(text));
    let mut words: Vec<&str> = name.split_whitespace().collect();
    if words.len() > 8 {
        return None;
    }
    let mut called = false;
    if words.len() > 1
        && let Some(last) = words.last()
        && KINDS.split(' ').any(|known| !known.is_empty() && known.eq_ignore_ascii_case(last))
    {
        called = true;
        words.pop();
    }
    if let Some(part) = known(&words, called) {
        return Some((part, span));
    }
    match tokens {
        [quoted] if quoted.quoted && quoted.span.of(text).trim_matches('`').starts_with('#') => {
            quoted.span.of(text).contains("# ").then_some((Part::Heading, quoted.span))
        }
        [quoted, noun] | [noun, quoted] if quoted.quoted && kind(noun) => {
            let noun = noun.span.of(text).to_lowercase();
            let heading = ["section", "heading", "chapter"].iter().any(|known| noun.starts_with(known));
            let inner = plain(quoted.span.of(text));
            (heading && inner.starts_with(char::is_alphabetic) && !inner.contains(['/', '(', '{', '=']))
                .then_some((Part::Heading, quoted.span))
        }
        _ => None,
    }
}

/// Which section of a record or plan a name means. A bare word in small letters may mean the thing
/// itself: `update decisions` where they were taken.
fn known(words: &[&str], called: bool) -> Option<Part> {
    let joined = words.join(" ");
    let folded = fold(&joined);
    let named = called
        || words.last()?.starts_with(char::is_uppercase)
        || words.len() > 1 && folded.contains(|c: char| c.is_ascii_digit())
        || folded.starts_with("multi");
    if !named {
        return None;
    }
    if folded.starts_with("patch plan") || folded.starts_with("patch-plan") {
        return Some(Part::Plan);
    }
    if called && folded == "decision" {
        return Some(Part::Decisions);
    }
    let record = schema::record();
    let found = record.sections.get(record.section_for(&folded)?)?;
    let about = |stems: &[&str]| stems.iter().any(|stem| folded.contains(stem));
    match found.id.as_str() {
        "decisions" if about(&["decisions"]) => Some(Part::Decisions),
        "risks" if about(&["risks"]) || called => Some(Part::Risks),
        "phases" if about(&["multi", "phases", "phase plan"]) => Some(Part::Phases),
        "summary" if about(&["summary"]) => Some(Part::Summary),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plainest_wording_names_sections() {
        let cases = [
            (
                "Revise Decisions table and Multi-Phase Plan after the pilot",
                "revise Decisions table=Decisions, revise Multi-Phase Plan=Phases",
            ),
            (
                "Amend Decisions and Top-5 Risks with what was learnt",
                "amend Decisions=Decisions, amend Top-5 Risks=Risks",
            ),
            ("Extends the risks list to ten", "extend risks list=Risks"),
            ("Update **Summary**; revise Patch Plan.", "update Summary=Summary, revise Patch Plan=Plan"),
            ("Refine `Decisions` table (D3), update risks", "refine Decisions table=Decisions"),
            ("Update the \"Error Codes\" section", "update Error Codes=Heading"),
            ("Update `Decisions`, `Risks`; then go on", "update Decisions=Decisions, update Risks=Risks"),
            ("Amend section `Rate limits`", "amend Rate limits=Heading"),
            ("Update `## Rate limits` for v2", "update Rate limits=Heading"),
            // May mean something else, or make it.
            ("Add Risks section", ""),
            ("Refine decisions with the team", ""),
            ("Update wording of Decisions", ""),
            ("Update Decisions and Risks in the record", ""),
            ("Update Decisions in api.md", ""),
            ("Update Risks if any", ""),
            ("Update `timeout` list", ""),
            ("Update install steps with the new mirror", ""),
            ("Update risk scoring", ""),
            ("Refine links to Decisions", ""),
        ];
        for (text, expected) in cases {
            let got: Vec<String> = read(text)
                .iter()
                .map(|(verb, span, part)| format!("{verb} {}={part:?}", plain(span.of(text))))
                .collect();
            assert_eq!(got.join(", "), expected, "{text}");
        }
    }
}
