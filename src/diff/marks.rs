//! Which words of a changed text went and which came.

use super::ends::{Ends, ends};
use similar::{Algorithm, DiffOp, DiffTag, DiffableStr as _, capture_diff_slices};
use std::ops::Range;

/// What became of a run of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It stayed.
    Kept,
    /// It went.
    Gone,
    /// It came.
    Come,
    /// It stayed and is too long to be shown.
    Skipped,
}

/// Texts with a smaller part in common are shown whole, one after the other.
const LITTLE: f32 = 0.4;

/// Words kept on each side of a place that changed.
const AROUND: usize = 8;

/// A run of text and what became of it.
pub type Run<'t> = (Fate, &'t str);

/// A changed text as runs of kept, gone and come words, in reading order. Long runs that stayed are
/// shortened. Texts that have little in common are given whole, one after the other.
pub fn marks<'t>(before: &'t str, after: &'t str) -> Vec<Run<'t>> {
    let (old, new) = (tokens(before), tokens(after));
    let found = differences(&old, &new);
    let kept: usize = found.iter().filter(|it| it.kept).map(|it| it.old.len()).sum();
    if 2.0 * (kept as f32) < LITTLE * ((old.len() + new.len()) as f32) {
        let whole = [(Fate::Gone, before), (Fate::Come, after)];
        return whole.into_iter().filter(|(_, text)| !text.is_empty()).collect();
    }
    let (old_starts, new_starts) = (starts(&old), starts(&new));
    let place = |it: Place| {
        let (old, new) = (bytes(&old_starts, &it.old), bytes(&new_starts, &it.new));
        Place { kept: it.kept, old, new }
    };
    shorten(runs(&joined(found.into_iter().map(place).collect(), after), before, after))
}

/// What stayed and what did not, by the numbers of the tokens.
fn differences(old: &[&str], new: &[&str]) -> Vec<Place> {
    let Ends { head, tail, apart } = ends(old, new);
    if apart && head + tail < old.len() && head + tail < new.len() {
        let (old_tail, new_tail) = (old.len() - tail, new.len() - tail);
        let all = [
            Place { kept: true, old: 0..head, new: 0..head },
            Place { kept: false, old: head..old_tail, new: head..new_tail },
            Place { kept: true, old: old_tail..old.len(), new: new_tail..new.len() },
        ];
        return all.into_iter().filter(|it| !it.old.is_empty()).collect();
    }
    let ops = capture_diff_slices(Algorithm::Myers, old, new);
    let place = |op: &DiffOp| {
        let (tag, old, new) = op.as_tag_tuple();
        Place { kept: tag == DiffTag::Equal, old, new }
    };
    ops.iter().map(place).collect()
}

/// Where each token starts, and where the last one ends: tokens leave nothing out.
fn starts(tokens: &[&str]) -> Vec<usize> {
    let mut at = 0;
    let mut out = Vec::with_capacity(tokens.len() + 1);
    out.push(0);
    out.extend(tokens.iter().map(|token| {
        at += token.len();
        at
    }));
    out
}

/// The bytes of some tokens.
fn bytes(starts: &[usize], tokens: &Range<usize>) -> Range<usize> {
    let at = |token: usize| starts.get(token).copied().unwrap_or_default();
    at(tokens.start)..at(tokens.end)
}

/// A place in both texts that stayed, or became another.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    kept: bool,
    /// Its bytes, or tokens, before.
    old: Range<usize>,
    /// And after.
    new: Range<usize>,
}

/// Two changes with nothing but a blank between them read better as one.
fn joined(places: Vec<Place>, after: &str) -> Vec<Place> {
    let mut out: Vec<Place> = Vec::with_capacity(places.len());
    let mut places = places.into_iter().peekable();
    while let Some(place) = places.next() {
        let blank = || after.get(place.new.clone()).unwrap_or_default().trim().is_empty();
        let between =
            out.last().is_some_and(|last| !last.kept) && places.peek().is_some_and(|next| !next.kept);
        let changed = !place.kept || (between && blank());
        match out.last_mut().filter(|last| last.kept != changed) {
            Some(last) => (last.old.end, last.new.end) = (place.old.end, place.new.end),
            None => out.push(Place { kept: !changed, ..place }),
        }
    }
    out
}

/// What is shown: of a change first what went. Blanks that both begin or both end with stay outside of the
/// marks.
fn runs<'t>(places: &[Place], before: &'t str, after: &'t str) -> Vec<Run<'t>> {
    let mut out: Vec<Run<'t>> = Vec::with_capacity(2 * places.len());
    // Where what stayed begins.
    let mut kept = 0;
    for place in places.iter().filter(|place| !place.kept) {
        let (Some(mut gone), Some(mut come)) = (before.get(place.old.clone()), after.get(place.new.clone()))
        else {
            continue;
        };
        let mut start = place.new.start;
        if let (Some(old), Some(new)) = (gone.strip_prefix(' '), come.strip_prefix(' ')) {
            (gone, come) = (old, new);
            start += 1;
        }
        if let (Some(old), Some(new)) = (gone.strip_suffix(' '), come.strip_suffix(' ')) {
            (gone, come) = (old, new);
        }
        out.push((Fate::Kept, after.get(kept..start).unwrap_or_default()));
        out.extend([(Fate::Gone, gone), (Fate::Come, come)]);
        kept = start + come.len();
    }
    out.push((Fate::Kept, after.get(kept..).unwrap_or_default()));
    out.retain(|(_, text)| !text.is_empty());
    out
}

/// Leaves out the middle of long runs that stayed, and all but the nearest words at both ends.
fn shorten(runs: Vec<Run<'_>>) -> Vec<Run<'_>> {
    let count = runs.len();
    let mut out = Vec::with_capacity(count + 4);
    for (at, (fate, text)) in runs.into_iter().enumerate() {
        let (first, last) = (at == 0, at + 1 == count);
        let room = if first || last { AROUND } else { 2 * AROUND };
        if fate != Fate::Kept || text.split_inclusive(' ').nth(room + 3).is_none() {
            out.push((fate, text));
            continue;
        }
        let head: usize = text.split_inclusive(' ').take(if first { 0 } else { AROUND }).map(str::len).sum();
        let tail: usize =
            text.split_inclusive(' ').rev().take(if last { 0 } else { AROUND }).map(str::len).sum();
        let part = |range: Range<usize>| (Fate::Kept, text.get(range).unwrap_or_default());
        out.extend([part(0..head), (Fate::Skipped, "…"), part(text.len() - tail..text.len())]);
    }
    out.retain(|(_, text)| !text.is_empty());
    out
}

/// The words of a text and what stands between them, by the rules of Unicode. Between blanks, letters and
/// digits of ASCII are always one word: that is nearly all of most texts, and the rules are slow to ask.
fn tokens(text: &str) -> Vec<&str> {
    if !text.is_ascii() {
        return text.tokenize_unicode_words();
    }
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let blanks = rest.bytes().take_while(|&byte| byte == b' ').count();
        let letters = rest.bytes().skip(blanks).take_while(|&byte| byte != b' ').count();
        let (head, more) = rest.split_at_checked(blanks).unwrap_or((rest, ""));
        let (piece, more) = more.split_at_checked(letters).unwrap_or((more, ""));
        out.extend((!head.is_empty()).then_some(head));
        if piece.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            out.extend((!piece.is_empty()).then_some(piece));
        } else {
            out.extend(piece.tokenize_unicode_words());
        }
        rest = more;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(before: &str, after: &str) -> String {
        let run = |(fate, text): Run<'_>| match fate {
            Fate::Gone => format!("[-{text}-]"),
            Fate::Come => format!("{{+{text}+}}"),
            _ => text.to_owned(),
        };
        marks(before, after).into_iter().map(run).collect()
    }

    #[test]
    fn only_what_changed_is_marked() {
        assert_eq!(shown("p99 <50ms at peak", "p99 <80ms at peak"), "p99 <[-50ms-]{+80ms+} at peak");
        assert_eq!(
            shown("keep all keys in Redis", "keep most hot keys in Redis"),
            "keep [-all-]{+most hot+} keys in Redis"
        );
        assert_eq!(shown("Yes", "No"), "[-Yes-]{+No+}");
        assert_eq!(shown("", "No"), "{+No+}");
        assert_eq!(shown("retry calls", "never retry calls"), "{+never +}retry calls");
    }

    proptest! {
        #[test]
        fn tokens_are_those_of_unicode(text in "([a-z0-9_A]{0,4}[ .,;:'\"|`\n\r\t/<=-]{0,3}){0,8}\u{301}?") {
            prop_assert_eq!(tokens(&text), text.tokenize_unicode_words());
        }
    }

    proptest! {
        #[test]
        fn looking_at_both_ends_keeps_as_much_as_a_comparison(
            old in "[ab]{0,4}[a-c]{0,3}[ab]{0,4}",
            new in "[ab]{0,4}[b-e]{0,3}[ab]{0,4}",
        ) {
            let tokens = |text| str::split(text, "").filter(|c| !c.is_empty()).collect::<Vec<_>>();
            let (old, new) = (tokens(&old), tokens(&new));
            let found = differences(&old, &new);
            let kept: usize = found.iter().filter(|it| it.kept).map(|it| it.old.len()).sum();
            let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
            let equal = ops.iter().filter(|op| op.tag() == DiffTag::Equal).map(|op| op.old_range().len());
            prop_assert_eq!(kept, equal.sum::<usize>());
            // Every token of both is told once, in order.
            let ends = |of: fn(&Place) -> &Range<usize>| {
                found.iter().map(of).try_fold(0, |at, range| (range.start == at).then_some(range.end))
            };
            prop_assert_eq!((ends(|it| &it.old), ends(|it| &it.new)), (Some(old.len()), Some(new.len())));
        }
    }

    #[test]
    fn what_stayed_for_long_is_left_out() {
        let long = "one two three four five six seven eight nine ten eleven twelve thirteen";
        let shown = shown(&format!("{long} a {long}"), &format!("{long} b {long}"));
        assert!(shown.starts_with("…six seven") && shown.ends_with("six seven …"), "{shown}");
    }
}
