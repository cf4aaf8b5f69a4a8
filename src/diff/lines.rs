//! Which lines of a text differ, for texts that hold no design.

use similar::{ChangeTag, TextDiff};
use std::time::Duration;

/// Lines shown around a place that differs.
const AROUND: usize = 3;

/// Time for finding the shortest answer. After it the answer is still right, only longer: two large
/// files with nothing in common would take minutes.
const PATIENCE: Duration = Duration::from_secs(2);

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It stayed.
    Kept,
    /// It went.
    Gone,
    /// It came.
    Come,
}

/// A place that differs, with the lines around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// Number of the first line in the older text, and how many there are.
    pub old: (usize, usize),
    /// The same for the newer text.
    pub new: (usize, usize),
    /// The lines, each with its line ending.
    pub lines: Vec<(Fate, String)>,
}

/// Every place that differs, in order.
pub fn hunks(old: &str, new: &str) -> Vec<Hunk> {
    // A carriage return alone ends no line of a patch.
    let (old, new): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let diff = TextDiff::configure().timeout(PATIENCE).diff_slices(&old, &new);
    let mut hunks = Vec::new();
    for group in diff.grouped_ops(AROUND) {
        let mut hunk = Hunk { old: (0, 0), new: (0, 0), lines: Vec::new() };
        let (mut first_old, mut first_new) = (None, None);
        for op in &group {
            first_old.get_or_insert(op.old_range().start);
            first_new.get_or_insert(op.new_range().start);
            for change in diff.iter_changes(op) {
                let (fate, old, new) = match change.tag() {
                    ChangeTag::Equal => (Fate::Kept, 1, 1),
                    ChangeTag::Delete => (Fate::Gone, 1, 0),
                    ChangeTag::Insert => (Fate::Come, 0, 1),
                };
                (hunk.old.1, hunk.new.1) = (hunk.old.1 + old, hunk.new.1 + new);
                hunk.lines.push((fate, change.value().to_owned()));
            }
        }
        // A side without lines is counted from the line before it.
        let number = |first: Option<usize>, lines: usize| first.unwrap_or(0) + usize::from(lines > 0);
        hunk.old.0 = number(first_old, hunk.old.1);
        hunk.new.0 = number(first_new, hunk.new.1);
        hunks.push(hunk);
    }
    hunks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_numbered_as_in_a_patch() {
        let old: String = (1..=20).map(|line| format!("{line}\n")).collect();
        let new = old.replace("10\n", "ten\n10\n").replace("20\n", "");
        let found = hunks(&old, &new);
        let places: Vec<_> = found.iter().map(|hunk| (hunk.old, hunk.new)).collect();
        assert_eq!(places, [((7, 6), (7, 7)), ((17, 4), (18, 3))]);
        let gone = found.last().unwrap().lines.last().unwrap();
        assert_eq!(gone, &(Fate::Gone, "20\n".to_owned()));
        assert_eq!(hunks("", "a\n").first().map(|hunk| (hunk.old, hunk.new)), Some(((0, 0), (1, 1))));
        assert_eq!(hunks("a\n", "a\n"), []);
    }
}
