//! Which words of a changed text went and which came.

use similar::{Algorithm, ChangeTag, DiffableStr as _, capture_diff_slices, diff_ratio};

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

/// Words kept on each side of a place that changed.
const AROUND: usize = 8;

/// A changed text as runs of kept, gone and come words, in reading order. Long runs that stayed are
/// shortened. Texts that have little in common are given whole, one after the other.
pub fn marks(before: &str, after: &str) -> Vec<(Fate, String)> {
    let (old, new) = (tokens(before), tokens(after));
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    if diff_ratio(&ops, old.len(), new.len()) < 0.4 {
        let whole = [(Fate::Gone, before), (Fate::Come, after)];
        return whole
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(f, t)| (f, t.to_owned()))
            .collect();
    }
    let mut runs: Vec<(Fate, String)> = Vec::new();
    for (tag, tokens) in ops.iter().flat_map(|op| op.iter_slices(&old, &new)) {
        let fate = match tag {
            ChangeTag::Equal => Fate::Kept,
            ChangeTag::Delete => Fate::Gone,
            ChangeTag::Insert => Fate::Come,
        };
        push(&mut runs, fate, &tokens.concat());
    }
    shorten(joined(runs))
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

fn push(runs: &mut Vec<(Fate, String)>, fate: Fate, text: &str) {
    match runs.last_mut() {
        Some((last, run)) if *last == fate => run.push_str(text),
        _ => runs.push((fate, text.to_owned())),
    }
}

/// Two changes with nothing but a blank between them read better as one; what goes stands first.
fn joined(runs: Vec<(Fate, String)>) -> Vec<(Fate, String)> {
    let blank = |at: usize| {
        let changed = |run: Option<&(Fate, String)>| run.is_some_and(|(fate, _)| *fate != Fate::Kept);
        let between = at.checked_sub(1).is_some_and(|at| changed(runs.get(at))) && changed(runs.get(at + 1));
        between && runs.get(at).is_some_and(|(fate, text)| *fate == Fate::Kept && text.trim().is_empty())
    };
    let (mut out, mut gone, mut come) = (Vec::new(), String::new(), String::new());
    for (at, (fate, text)) in runs.iter().enumerate() {
        match fate {
            Fate::Gone => gone.push_str(text),
            Fate::Come => come.push_str(text),
            _ if blank(at) => {
                gone.push_str(text);
                come.push_str(text);
            }
            _ => {
                flush(&mut out, &mut gone, &mut come);
                push(&mut out, Fate::Kept, text);
            }
        }
    }
    flush(&mut out, &mut gone, &mut come);
    out
}

/// Writes a change down, the blanks at its ends outside of the marks.
fn flush(out: &mut Vec<(Fate, String)>, gone: &mut String, come: &mut String) {
    let (gone, come) = (std::mem::take(gone), std::mem::take(come));
    let lead = if gone.starts_with(' ') && come.starts_with(' ') { " " } else { "" };
    let tail = if gone.trim_end() != gone && come.trim_end() != come { " " } else { "" };
    push(out, Fate::Kept, lead);
    for (fate, text) in [(Fate::Gone, gone), (Fate::Come, come)] {
        let text = text.strip_prefix(lead).unwrap_or(&text);
        let text = if tail.is_empty() { text } else { text.trim_end() };
        if !text.is_empty() {
            push(out, fate, text);
        }
    }
    push(out, Fate::Kept, tail);
}

/// Leaves out the middle of long runs that stayed, and all but the nearest words at both ends.
fn shorten(runs: Vec<(Fate, String)>) -> Vec<(Fate, String)> {
    let count = runs.len();
    let mut out = Vec::new();
    for (at, (fate, text)) in runs.into_iter().enumerate().filter(|(_, (_, text))| !text.is_empty()) {
        let (first, last) = (at == 0, at + 1 == count);
        let room = if first || last { AROUND } else { 2 * AROUND };
        if fate != Fate::Kept || text.split_inclusive(' ').nth(room + 3).is_none() {
            out.push((fate, text));
            continue;
        }
        let words: Vec<&str> = text.split_inclusive(' ').collect();
        let head: String = words.iter().take(if first { 0 } else { AROUND }).copied().collect();
        let tail: String = words.iter().skip(words.len() - if last { 0 } else { AROUND }).copied().collect();
        out.extend([(Fate::Kept, head), (Fate::Skipped, "…".to_owned()), (Fate::Kept, tail)]);
    }
    out.retain(|(_, text)| !text.is_empty());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(before: &str, after: &str) -> String {
        let run = |(fate, text): (Fate, String)| match fate {
            Fate::Gone => format!("[-{text}-]"),
            Fate::Come => format!("{{+{text}+}}"),
            _ => text,
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

    #[test]
    fn what_stayed_for_long_is_left_out() {
        let long = "one two three four five six seven eight nine ten eleven twelve thirteen";
        let shown = shown(&format!("{long} a {long}"), &format!("{long} b {long}"));
        assert!(shown.starts_with("…six seven") && shown.ends_with("six seven …"), "{shown}");
    }
}
