//! Which new file is an old one at another path, by content, as git finds it: lines that both hold,
//! in bytes, against the larger of the two.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Comparing more is left: a folder that was replaced as a whole says nothing about single files.
pub(super) const MOST_PAIRS: usize = 250_000;

/// Likeness from which on a file counts as moved, in percent; git's own value.
const ENOUGH: u8 = 50;

/// Longer pieces without a line end are cut here.
const LONGEST: usize = 64;

/// What is kept of a file for comparing.
#[derive(Debug)]
pub(super) struct Print<'a> {
    /// Its path.
    pub(super) path: &'a [u8],
    /// Bytes, without those that only end lines in another way.
    size: usize,
    /// Bytes by the hash of the line.
    lines: HashMap<u64, usize>,
}

impl<'a> Print<'a> {
    /// Looks at a content once.
    pub(super) fn of(path: &'a [u8], content: &[u8]) -> Self {
        let mut print = Self { path, size: 0, lines: HashMap::new() };
        for line in content.split_inclusive(|&byte| byte == b'\n') {
            let line = line.strip_suffix(b"\r\n").or_else(|| line.strip_suffix(b"\n")).unwrap_or(line);
            for piece in line.chunks(LONGEST) {
                print.add(piece, piece.len());
            }
            print.add(b"\n", 1);
        }
        print
    }

    fn add(&mut self, piece: &[u8], size: usize) {
        let mut hasher = DefaultHasher::new();
        piece.hash(&mut hasher);
        *self.lines.entry(hasher.finish()).or_default() += size;
        self.size += size;
    }

    fn name(&self) -> &[u8] {
        self.path.rsplit(|&byte| byte == b'/').next().unwrap_or_default()
    }

    /// In percent; none for files that cannot be alike.
    fn alike(&self, other: &Self) -> Option<u8> {
        let (small, large) = if self.size < other.size { (self, other) } else { (other, self) };
        // An empty file is like every other empty file.
        if small.size * 100 < large.size * usize::from(ENOUGH) || small.size == 0 {
            return None;
        }
        let both =
            small.lines.iter().map(|(line, size)| large.lines.get(line).map_or(0, |other| *size.min(other)));
        let alike = both.sum::<usize>() * 100 / large.size;
        u8::try_from(alike).ok().filter(|alike| *alike >= ENOUGH)
    }
}

/// Each file at most once: the most alike first, then those of one name, then by path.
pub(super) fn pairs<'a, 'b>(
    gone: &'a [Print<'a>],
    new: &'b [Print<'b>],
) -> Vec<(&'a Print<'a>, &'b Print<'b>, u8)> {
    let mut found = Vec::new();
    for from in gone {
        for to in new {
            if let Some(alike) = from.alike(to) {
                found.push((from, to, alike));
            }
        }
    }
    found.sort_by_key(|(from, to, alike)| (u8::MAX - alike, from.name() != to.name(), from.path, to.path));
    let (mut taken, mut filled) = (HashSet::new(), HashSet::new());
    found.retain(|(from, to, _)| {
        let free = !taken.contains(from.path) && !filled.contains(to.path);
        if free {
            taken.insert(from.path);
            filled.insert(to.path);
        }
        free
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(gone: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<(String, String, u8)> {
        let prints = |files: &[(&'static str, &'static str)]| -> Vec<Print<'static>> {
            files.iter().map(|(path, text)| Print::of(path.as_bytes(), text.as_bytes())).collect()
        };
        let keep = |files: &[(&str, &str)]| -> Vec<(&'static str, &'static str)> {
            files.iter().map(|(a, b)| (&*a.to_string().leak(), &*b.to_string().leak())).collect()
        };
        let (gone, new) = (prints(&keep(gone)), prints(&keep(new)));
        let text = |print: &Print<'_>| String::from_utf8(print.path.to_vec()).unwrap();
        pairs(&gone, &new).into_iter().map(|(from, to, alike)| (text(from), text(to), alike)).collect()
    }

    #[test]
    fn a_moved_file_is_found_though_lines_changed() {
        let old = "one line\nanother one\na third line\na fourth line\n";
        let new = "one line\r\nanother one\r\na third line\r\nsomething else\r\n";
        let pairs =
            found(&[("a.md", old), ("b.md", "other\n")], &[("docs/c.md", new), ("d.md", "not alike\n")]);
        assert_eq!(pairs, [("a.md".to_owned(), "docs/c.md".to_owned(), 71)]);
    }

    #[test]
    fn of_equal_ones_the_name_decides() {
        let text = "same\nsame\n";
        let pairs = found(&[("x/a.md", text), ("x/b.md", text)], &[("y/b.md", text), ("y/a.md", text)]);
        let ends: Vec<(&str, &str)> = pairs.iter().map(|(a, b, _)| (a.as_str(), b.as_str())).collect();
        assert_eq!(ends, [("x/a.md", "y/a.md"), ("x/b.md", "y/b.md")]);
    }

    #[test]
    fn empty_files_and_strangers_are_not_paired() {
        assert_eq!(found(&[("a", "")], &[("b", "")]), []);
        assert_eq!(found(&[("a", "x\n")], &[("b", "a much longer text than that\n")]), []);
    }
}
