//! Applying the edits that diagnostics carry: edits in, text out.
//!
//! A fix stands or falls as a whole. Of two that touch the same bytes the first is applied and the other
//! is asked for again in the next pass, when its rule has seen the new text. Whatever stands outside of
//! the edits is copied byte for byte.

use crate::diagnostic::{Diagnostic, Edit, Fix};
use std::collections::{BTreeMap, HashSet};

/// A text that is still being mended after so many passes is not going to be sound.
const MOST_PASSES: usize = 32;

/// Which fixes are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wanted {
    /// Those after which the document surely means what it meant.
    Safe,
    /// All of them.
    Unsafe,
}

/// How many diagnostics of a run a fix would take away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fixable {
    /// With a safe fix.
    pub safe: usize,
    /// With one that may change what the document means.
    pub with_unsafe: usize,
}

/// A text after its fixes, and what is still said of it.
#[derive(Debug)]
pub struct Fixed<T> {
    /// The text.
    pub text: String,
    /// How many fixes were applied, by the code of their rule.
    pub applied: BTreeMap<&'static str, usize>,
    /// What the last look at the text gave.
    pub outcome: T,
}

/// Why a text was left as it was: its fixes undo each other, or bring forth new ones without end. It
/// names the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endless(pub Vec<&'static str>);

/// The text with every edit applied. An edit that does not fit the text, and one that touches what an
/// earlier one changed, is left out.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut sorted: Vec<&Edit> = edits.iter().filter(|edit| fits(text, edit)).collect();
    // Of several insertions at one place, the first given comes first.
    sorted.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out =
        String::with_capacity(text.len() + sorted.iter().map(|edit| edit.text.len()).sum::<usize>());
    let mut done = 0;
    for edit in sorted {
        if edit.span.start < done {
            continue;
        }
        out.push_str(text.get(done..edit.span.start).unwrap_or_default());
        out.push_str(&edit.text);
        done = edit.span.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// Whether the span of an edit begins and ends between characters of a text.
fn fits(text: &str, edit: &Edit) -> bool {
    text.get(edit.span.start..edit.span.end).is_some()
}

/// Whether a fix is wanted and does something to this text.
pub fn is_wanted(fix: &Fix, wanted: Wanted, text: &str) -> bool {
    (fix.safe || wanted == Wanted::Unsafe)
        && fix.edits.iter().all(|edit| fits(text, edit))
        && fix.edits.iter().any(|edit| edit.span.of(text) != edit.text)
}

/// The fixes that can be applied together, each with the code of its rule. Of those that touch each other
/// the first is taken: nobody knows what the other would do beside it.
fn together<'d>(text: &str, diagnostics: &'d [Diagnostic], wanted: Wanted) -> Vec<(&'static str, &'d Fix)> {
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    let mut chosen = Vec::new();
    for diagnostic in diagnostics {
        let Some(fix) = diagnostic.fix.as_ref().filter(|fix| is_wanted(fix, wanted, text)) else { continue };
        let touches = |edit: &Edit| {
            let before = taken.range(..=edit.span.end).next_back();
            before.is_some_and(|(_, &end)| end >= edit.span.start)
        };
        if !fix.edits.iter().any(touches) {
            taken.extend(fix.edits.iter().map(|edit| (edit.span.start, edit.span.end)));
            chosen.push((diagnostic.code, fix));
        }
    }
    chosen
}

/// The text after those fixes that can be applied together, with the codes of their rules; `None` where
/// none is wanted.
pub fn once(text: &str, diagnostics: &[Diagnostic], wanted: Wanted) -> Option<(String, Vec<&'static str>)> {
    let chosen = together(text, diagnostics, wanted);
    let edits: Vec<Edit> = chosen.iter().flat_map(|(_, fix)| fix.edits.iter().cloned()).collect();
    (!chosen.is_empty()).then(|| (apply(text, &edits), chosen.iter().map(|(code, _)| *code).collect()))
}

/// Applies fixes until there is none left. `look` judges a text, `said` tells what was said of it.
pub fn passes<T>(
    text: &str,
    wanted: Wanted,
    mut look: impl FnMut(&str) -> T,
    said: impl Fn(&T) -> &[Diagnostic],
) -> Result<Fixed<T>, Endless> {
    let mut fixed = Fixed { text: text.to_owned(), applied: BTreeMap::new(), outcome: look(text) };
    let mut seen: HashSet<String> = HashSet::new();
    loop {
        let Some((next, mut codes)) = once(&fixed.text, said(&fixed.outcome), wanted) else {
            return Ok(fixed);
        };
        let before = std::mem::replace(&mut fixed.text, next);
        if seen.len() >= MOST_PASSES || seen.contains(&fixed.text) || before == fixed.text {
            codes.sort_unstable();
            codes.dedup();
            return Err(Endless(codes));
        }
        seen.insert(before);
        for code in codes {
            *fixed.applied.entry(code).or_default() += 1;
        }
        fixed.outcome = look(&fixed.text);
    }
}

/// Counts the diagnostics that a fix of each kind would take away.
pub fn fixable<'d>(text: &str, diagnostics: impl IntoIterator<Item = &'d Diagnostic>) -> Fixable {
    let mut counted = Fixable::default();
    for fix in diagnostics.into_iter().filter_map(|diagnostic| diagnostic.fix.as_ref()) {
        if is_wanted(fix, Wanted::Safe, text) {
            counted.safe += 1;
        } else if is_wanted(fix, Wanted::Unsafe, text) {
            counted.with_unsafe += 1;
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use crate::source::Span;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { span: Span::new(start, end), text: text.to_owned() }
    }

    fn said(code: &'static str, safe: bool, edits: Vec<Edit>) -> Diagnostic {
        let mut said = Diagnostic::new(code, "made-up", Severity::Warning, Span::at(0), "");
        said.fix(safe, "mend it", edits);
        said
    }

    /// A rule that replaces every `from` by `to`.
    fn rule(code: &'static str, from: &'static str, to: &str, text: &str) -> Vec<Diagnostic> {
        let found = text.match_indices(from);
        found.map(|(at, _)| said(code, true, vec![edit(at, at + from.len(), to)])).collect()
    }

    #[test]
    fn bytes_outside_of_the_edits_stay() {
        let text = "\u{feff}a\tb \r\né😀 c";
        assert_eq!(apply(text, &[]), text);
        assert_eq!(apply(text, &[edit(3, 4, "x"), edit(8, 8, "!")]), "\u{feff}x\tb \r!\né😀 c");
        assert_eq!(apply("abc", &[edit(2, 3, "z"), edit(0, 1, "x")]), "xbz", "in any order");
        assert_eq!(apply("ab", &[edit(1, 1, "1"), edit(1, 1, "2")]), "a12b");
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        assert_eq!(apply("é", &[edit(1, 2, "x"), edit(0, 9, "y"), edit(2, 1, "z")]), "é");
        assert_eq!(apply("abcd", &[edit(0, 3, "x"), edit(2, 4, "y")]), "xd");
    }

    #[test]
    fn of_fixes_that_touch_the_first_is_taken_and_none_is_torn() {
        let both = [
            said("DDR901", true, vec![edit(0, 1, "A"), edit(4, 5, "E")]),
            said("DDR902", true, vec![edit(2, 3, "C"), edit(4, 4, "!")]),
            said("DDR903", true, vec![edit(6, 7, "G")]),
        ];
        let chosen: Vec<_> = together("abcdefg", &both, Wanted::Safe).iter().map(|(code, _)| *code).collect();
        assert_eq!(chosen, ["DDR901", "DDR903"]);
    }

    #[test]
    fn passes_go_on_until_nothing_is_left() {
        let look = |text: &str| [rule("DDR901", "aa", "b", text), rule("DDR902", "ab", "c", text)].concat();
        let fixed = passes("aaab", Wanted::Safe, look, |said| said).unwrap();
        assert_eq!(fixed.text, "bc");
        assert_eq!(fixed.applied.into_iter().collect::<Vec<_>>(), [("DDR901", 1), ("DDR902", 1)]);
        assert!(fixed.outcome.is_empty());
    }

    #[test]
    fn fixes_that_undo_each_other_are_given_up() {
        let look = |text: &str| [rule("DDR902", "a", "b", text), rule("DDR901", "b", "a", text)].concat();
        let endless = passes("a", Wanted::Safe, look, |said| said).unwrap_err();
        assert_eq!(endless, Endless(vec!["DDR901"]));
        let grows = |text: &str| rule("DDR903", "a", "aa", text);
        assert!(passes("a", Wanted::Safe, grows, |said| said).is_err());
    }

    #[test]
    fn unsafe_fixes_are_applied_where_they_are_wanted() {
        let look = |text: &str| match text {
            "a" => vec![said("DDR901", false, vec![edit(0, 1, "b")])],
            _ => Vec::new(),
        };
        assert_eq!(passes("a", Wanted::Safe, look, |said| said).unwrap().text, "a");
        assert_eq!(passes("a", Wanted::Unsafe, look, |said| said).unwrap().text, "b");
        assert_eq!(fixable("a", &look("a")), Fixable { safe: 0, with_unsafe: 1 });
    }
}
