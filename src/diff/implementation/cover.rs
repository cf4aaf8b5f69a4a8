//! Which changed paths the rows of a plan speak of. Doubt counts for the plan: a path that may be meant
//! is covered.

use super::{Before, Carrier, Touched};
use crate::project::{Found, Member, Project, Row, Text};
use std::collections::HashSet;

/// What a row names.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Number of the plan in its document.
    pub plan: usize,
    /// Number of the row in that.
    pub row: usize,
    /// The paths of its file cell.
    pub files: Vec<Place>,
    /// The paths of its tests cell.
    pub tests: Vec<Place>,
}

/// A path of a row.
#[derive(Debug, Clone)]
pub struct Place {
    /// As written.
    pub text: Text,
    /// Where it leads to; several where nothing stands at any of them.
    leads: Vec<String>,
    found: Found,
    pattern: bool,
}

impl Place {
    /// Every place that the path may mean.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.leads.iter().map(|place| place.trim_end_matches('/'))
    }

    /// Whether it stands for many files, or has a part to be filled in.
    pub const fn is_pattern(&self) -> bool {
        self.pattern
    }

    /// Whether nothing is known of what stands there.
    pub fn is_unknown(&self) -> bool {
        self.pattern || self.found == Found::Unknown
    }

    /// Whether it is no file, now or before.
    pub fn is_folder(&self) -> bool {
        self.found == Found::Directory || self.text.text.ends_with(['/', '\\'])
    }

    /// Whether a file is meant, by itself or with its folder.
    pub fn covers(&self, file: &str) -> bool {
        if self.pattern {
            return matches_end(&plain(&self.text.text), file);
        }
        let inside = |place: &str| is_below(file, place);
        // Nobody told where the path counts from: any file that ends with all of it may be meant.
        let stray = || self.found == Found::Missing && ends_with(file, &plain(&self.text.text));
        self.places().any(inside) || stray()
    }

    /// Whether a changed path is meant, as it is called now or as it was before.
    pub fn touches(&self, touched: &Touched) -> bool {
        let closed = || touched.closed && self.places().any(|place| is_below(place, &touched.path));
        touched.paths().any(|path| self.covers(path)) || closed()
    }
}

impl Planned {
    /// The paths of its files and its tests.
    pub fn all(&self) -> impl Iterator<Item = &Place> {
        self.files.iter().chain(&self.tests)
    }

    /// Whether a changed path is one of the row's files.
    pub fn is_file(&self, touched: &Touched) -> bool {
        self.files.iter().any(|place| place.touches(touched))
    }

    /// Whether a changed path is one of the row's files or tests.
    pub fn names(&self, touched: &Touched) -> bool {
        self.is_file(touched) || self.tests.iter().any(|place| place.touches(touched))
    }
}

/// What the rows of a document name.
pub(super) fn planned(project: &Project<'_>, member: usize) -> Vec<Planned> {
    let place = |path: &Text| {
        let target = project.target(member, &path.text);
        Place {
            leads: target.map(|it| it.places().map(str::to_owned).collect()).unwrap_or_default(),
            found: target.map_or(Found::Unknown, |it| it.found),
            pattern: is_pattern(&path.text),
            text: path.clone(),
        }
    };
    let own = project.rows().filter(|(at, _)| at.member == member);
    own.map(|(at, row)| Planned {
        plan: at.plan,
        row: at.row,
        files: row.paths.iter().map(place).collect(),
        tests: row.tests.iter().flat_map(|tests| &tests.paths).map(place).collect(),
    })
    .collect()
}

/// Whether a row that was dropped named a changed path. Where its paths counted from is not known any
/// more, so any file that ends with one of them may be meant.
pub(super) fn is_dropped(carrier: &Carrier, touched: &Touched) -> bool {
    let Before::Other(before) = &carrier.before else { return false };
    let kept: HashSet<&str> =
        carrier.member.rows().flat_map(paths_of).map(|path| path.text.as_str()).collect();
    let dropped = before.rows().flat_map(paths_of).filter(|path| !kept.contains(path.text.as_str()));
    let mut dropped = dropped.map(|path| plain(&path.text));
    dropped.any(|path| {
        touched.paths().any(
            |file| {
                if is_pattern(&path) { matches_end(&path, file) } else { ends_with(file, &path) }
            },
        )
    })
}

fn paths_of(row: &Row) -> impl Iterator<Item = &Text> {
    row.paths.iter().chain(row.tests.iter().flat_map(|tests| &tests.paths))
}

/// Whether a cell of a plan speaks of a changed path beside the row's own.
pub(super) fn is_spoken_of(member: &Member, touched: &Touched) -> bool {
    let cells = |row: &Row| {
        let mut cells = row.symbols.iter().chain(row.tests.iter().map(|tests| &tests.text));
        cells.any(|cell| touched.paths().any(|file| cell.text.contains(file)))
    };
    member.rows().any(cells)
}

fn plain(path: &str) -> String {
    let path = path.replace('\\', "/");
    path.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/').to_owned()
}

fn is_below(file: &str, folder: &str) -> bool {
    file.strip_prefix(folder)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || folder.is_empty())
}

/// Whether a path, or a folder above it, ends with all of another one.
fn ends_with(file: &str, end: &str) -> bool {
    if end.is_empty() {
        return false;
    }
    let starts = std::iter::once(0).chain(file.match_indices('/').map(|(at, _)| at + 1));
    starts.filter_map(|at| file.get(at..)).any(|tail| is_below(tail, end))
}

fn is_pattern(path: &str) -> bool {
    crate::project::is_pattern(path) || path.contains('[')
}

/// Whether a path, or a folder above it, is one that a pattern stands for, from whatever folder the
/// pattern counts.
fn matches_end(pattern: &str, file: &str) -> bool {
    let pattern: Vec<&str> = pattern.split('/').collect();
    let parts: Vec<&str> = file.split('/').collect();
    (0..parts.len()).any(|from| parts.get(from..).is_some_and(|rest| parts_match(&pattern, rest)))
}

fn parts_match(pattern: &[&str], parts: &[&str]) -> bool {
    let Some((first, pattern)) = pattern.split_first() else { return true };
    if matches!(*first, "**" | "..." | "…") {
        return (0..=parts.len()).any(|at| parts.get(at..).is_some_and(|rest| parts_match(pattern, rest)));
    }
    let Some((part, rest)) = parts.split_first() else { return false };
    part_matches(&pieces(first), part) && parts_match(pattern, rest)
}

/// The texts that have to stand in a name one behind the other; what lies between them may be anything.
fn pieces(pattern: &str) -> Vec<String> {
    let (mut pieces, mut open) = (vec![String::new()], None);
    for c in pattern.replace("...", "*").replace("xxx", "*").chars() {
        let gap = match (open, c) {
            (Some(end), c) if c == end => {
                open = None;
                true
            }
            (Some(_), _) => continue,
            (None, '{') => {
                open = Some('}');
                continue;
            }
            (None, '<') => {
                open = Some('>');
                continue;
            }
            (None, '[') => {
                open = Some(']');
                continue;
            }
            (None, c) => matches!(c, '*' | '?' | '…' | '$' | '%'),
        };
        match pieces.last_mut() {
            Some(last) if !gap => last.push(c),
            _ => pieces.push(String::new()),
        }
    }
    pieces
}

fn part_matches(pieces: &[String], part: &str) -> bool {
    let Some((first, more)) = pieces.split_first() else { return false };
    let Some((last, middle)) = more.split_last() else { return part == first };
    let Some(mut rest) = part.strip_prefix(first.as_str()) else { return false };
    for piece in middle {
        match rest.find(piece.as_str()).and_then(|at| rest.get(at + piece.len()..)) {
            Some(tail) => rest = tail,
            None => return false,
        }
    }
    rest.ends_with(last.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_cover_what_they_may_mean() {
        for (pattern, file, covers) in [
            ("src/**/*.py", "src/a/b/c.py", true),
            ("src/**/*.py", "src/c.py", true),
            ("src/*.py", "src/a/c.py", false),
            ("src/*.py", "services/api/src/c.py", true),
            ("src/*", "src/a/c.py", true),
            ("src/{a,b}.py", "src/b.py", true),
            ("src/<name>_test.py", "src/login_test.py", true),
            ("src/<name>_test.py", "src/login.py", false),
            ("migrations/0007_...sql", "migrations/0007_users.sql", true),
            ("db/xxx_init.sql", "db/012_init.sql", true),
            ("src/.../c.py", "src/a/b/c.py", true),
            ("tests/**", "src/tests.py", false),
        ] {
            assert_eq!(matches_end(pattern, file), covers, "{pattern} {file}");
        }
    }

    #[test]
    fn a_path_that_counts_from_nowhere_is_found_at_the_end() {
        assert!(ends_with("services/api/core/c.py", "core/c.py"));
        assert!(ends_with("services/api/core/c.py", "core"));
        assert!(!ends_with("services/api/score/c.py", "core/c.py"));
        assert!(!ends_with("core/c.pyx", "core/c.py"));
        assert!(is_below("a/b", "a") && is_below("a", "a") && !is_below("ab", "a") && is_below("x", ""));
    }
}
