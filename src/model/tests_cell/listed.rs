//! Which names of a tests cell belong to which of its files.
//!
//! The files will be searched for them, so a name counts only where it is glued to a path, or stands
//! beside one with nothing between them that could mean something else: of `tests/a.py, test_b` and
//! `tests/a.py: like test_b` nothing is known.

use super::super::paths::{Found, LONGEST, Token};
use super::{Listed, bare, is_compound, is_identifier, is_test_name, parts};
use crate::source::Span;
use std::collections::HashSet;

/// Every name that stands with a path; `found` holds the paths of each token.
pub(super) fn listed(source: &str, tokens: &[Token<'_>], found: &[Vec<Found>]) -> Vec<Listed> {
    let mut reader =
        Reader { source, out: Vec::new(), seen: HashSet::new(), path: None, near: Near::Away, before: None };
    for (i, (token, found)) in tokens.iter().zip(found).enumerate() {
        let alone = tokens.get(i + 1).is_none_or(|next| match next {
            Token::Stop(_) => true,
            Token::Word { text, .. } => text.starts_with(['/', '(']),
            _ => false,
        });
        reader.token(token, found, alone);
    }
    reader.out
}

/// What stands between the last path and here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Near {
    /// Something else, or there was no path.
    Away,
    /// Nothing that matters.
    Beside,
    /// A colon, a parenthesis, or names: more may follow behind a comma.
    Listing,
    /// The same, and then words: names of this item mean anything.
    Prose,
}

struct Reader<'s> {
    source: &'s str,
    out: Vec<Listed>,
    seen: HashSet<(String, String)>,
    path: Option<String>,
    near: Near,
    /// A name with nothing but `in` behind it: `test_b in tests/a.py`.
    before: Option<(String, Span)>,
}

/// Words that may stand between a path and its names, or between two names.
const JOINING: &str = " and with new add adds added update updates updated extend extends extended the case cases incl \
including function functions method methods test tests unit integration e2e - – — & + / ";

fn joins(word: &str) -> bool {
    let word = word.trim_matches(['(', ')', ':', '.']).to_lowercase();
    word.is_empty() || JOINING.split(' ').any(|known| known == word)
}

impl Reader<'_> {
    fn token(&mut self, token: &Token<'_>, found: &[Found], alone: bool) {
        match token {
            Token::Stop(',') => {
                self.before = None;
                self.near = match self.near {
                    Near::Listing | Near::Prose => Near::Listing,
                    _ => Near::Away,
                };
                return;
            }
            Token::Stop(_) => {
                (self.path, self.near, self.before) = (None, Near::Away, None);
                return;
            }
            _ => {}
        }
        if let (Some(first), Some(last)) = (found.first(), found.last()) {
            if let Some((name, span)) = self.before.take().filter(|_| self.path.is_none()) {
                self.out.push(Listed { path: first.path.text.clone(), name, span, sure: true });
            }
            for found in found {
                self.glued(&found.path.text, &found.suffix, token);
            }
            let listing = !last.suffix.is_empty()
                || matches!(token, Token::Word { text, .. } if text.ends_with([':', '(']));
            self.path = Some(last.path.text.clone());
            self.near = match found.len() {
                1 if listing => Near::Listing,
                1 => Near::Beside,
                _ => Near::Away,
            };
            if let Token::Code { text, .. } = token {
                self.inside(text, token);
            }
            return;
        }
        match token {
            Token::Word { text, .. } => self.word(token, text, alone),
            Token::Code { text, .. } => self.code(token, text),
            _ => self.near = Near::Away,
        }
    }

    /// What is glued to a path: `::TestA::test_b`, `:test_b`. Of modules and of cases behind a `/`
    /// the file need not know.
    fn glued(&mut self, path: &str, suffix: &str, token: &Token<'_>) {
        let plain = suffix.split('/').next().unwrap_or_default();
        let names: Vec<&str> = plain.split(':').map(bare).filter(|name| is_identifier(name)).collect();
        for (i, name) in names.iter().enumerate() {
            if i + 1 == names.len() || is_test_name(name) {
                self.push(path.to_owned(), name, token, true);
            }
        }
    }

    /// `tests/a.py: evicts, keeps` inside one code span.
    fn inside(&mut self, text: &str, token: &Token<'_>) {
        let Some((_, names)) = text.split_once(": ") else { return };
        let Some(path) = self.path.clone().filter(|_| text.len() <= LONGEST) else { return };
        let names: Vec<&str> = names.split([',', ' ']).filter(|name| !name.is_empty()).collect();
        if names.iter().all(|name| is_identifier(bare(name))) && names.len() == 1 + names_apart(text) {
            names.iter().for_each(|name| self.push(path.clone(), bare(name), token, true));
        }
        self.near = Near::Listing;
    }

    fn word(&mut self, token: &Token<'_>, text: &str, alone: bool) {
        if self.near == Near::Beside && text.starts_with([':', '(']) {
            self.near = Near::Listing;
        }
        let inner = text.trim_matches(['(', ')', ':']);
        // Parentheses behind a path hold remarks too: `(new_cases)`.
        let alone = alone && !text.starts_with('(') && !text.ends_with(')');
        let qualified = inner.split('/').filter(|part| !part.is_empty());
        let names: Vec<&str> = qualified
            .enumerate()
            .flat_map(|(at, part)| parts(part).filter(move |name| at == 0 || is_test_name(name)))
            .filter(|name| is_test_name(name) || (alone && self.near == Near::Listing && is_compound(name)))
            .collect();
        match (names.as_slice(), self.near) {
            ([], _) if joins(text) => {}
            ([], Near::Listing) => self.near = Near::Prose,
            ([], Near::Beside) => self.near = Near::Away,
            ([], _) => {}
            (names, Near::Beside | Near::Listing) => {
                if let Some(path) = self.path.clone() {
                    names.iter().for_each(|name| self.push(path.clone(), name, token, is_test_name(name)));
                }
                self.near = Near::Listing;
            }
            _ => {}
        }
        self.before = match (names.as_slice(), self.before.take()) {
            ([name], _) => Some(((*name).to_owned(), self.place(name, token))),
            ([], before) if matches!(text, "in" | "of" | "inside" | "(in") => before,
            _ => None,
        };
        if text.ends_with(')') && self.near != Near::Beside {
            self.near = Near::Away;
        }
    }

    fn code(&mut self, token: &Token<'_>, text: &str) {
        self.before = None;
        let single = !text.contains(char::is_whitespace) && text.len() <= LONGEST && !text.contains('/');
        let names: Vec<&str> = if single { parts(text).collect() } else { Vec::new() };
        let Some((name, outer)) = names.split_last().filter(|(name, _)| is_identifier(name)) else {
            self.near = if self.near == Near::Listing { Near::Prose } else { self.near };
            return;
        };
        if is_test_name(name) {
            self.before = Some(((*name).to_owned(), self.place(name, token)));
        }
        let counts = self.near == Near::Listing || (self.near == Near::Beside && is_test_name(name));
        if let Some(path) = self.path.clone().filter(|_| counts) {
            let outer = outer.iter().filter(|name| is_test_name(name));
            outer.chain([name]).for_each(|name| self.push(path.clone(), name, token, true));
            self.near = Near::Listing;
        }
    }

    fn push(&mut self, path: String, name: &str, token: &Token<'_>, sure: bool) {
        if self.seen.insert((path.clone(), name.to_owned())) {
            let span = self.place(name, token);
            self.out.push(Listed { path, name: name.to_owned(), span, sure });
        }
    }

    /// Where a name stands in its token; the whole token where escapes hide it.
    fn place(&self, name: &str, token: &Token<'_>) -> Span {
        let (Token::Word { span, .. } | Token::Code { span, .. } | Token::Link { span, .. }) = token else {
            return Span::default();
        };
        let at = span.of(self.source).rfind(name).map(|at| span.start + at);
        at.map_or(*span, |start| Span::new(start, start + name.len()))
    }
}

/// Commas behind the path of a code span.
fn names_apart(text: &str) -> usize {
    text.split_once(": ").map_or(0, |(_, names)| names.matches(',').count())
}

#[cfg(test)]
mod tests {
    use super::super::tests as read;
    use crate::model::paths::tests::in_cell;

    #[test]
    fn a_name_belongs_to_the_file_beside_it() {
        let cases = [
            ("`tests/a.py::TestA::test_b`", "tests/a.py>TestA tests/a.py>test_b"),
            ("tests/a.py::test_b[slow]", "tests/a.py>test_b"),
            ("tests/a.py:test_b", "tests/a.py>test_b"),
            ("tests/a.py:12", ""),
            ("tests/a.rs::cache::evicts_one", "tests/a.rs>evicts_one"),
            ("x/a_test.go::TestA/empty_list", "x/a_test.go>TestA"),
            ("tests/a.py: test_b, test_c", "tests/a.py>test_b tests/a.py>test_c"),
            ("tests/a.py: evicts_one / keepsTwo", "tests/a.py>evicts_one tests/a.py>keepsTwo"),
            ("`tests/a.rs`: `evicts`, `keeps`", "tests/a.rs>evicts tests/a.rs>keeps"),
            ("`tests/a.py: evicts, keeps`", "tests/a.py>evicts tests/a.py>keeps"),
            ("`tests/a.py: evicts the oldest`", ""),
            ("tests/a.py (test_b, test_c)", "tests/a.py>test_b tests/a.py>test_c"),
            ("tests/a.py — test_b and test_c", "tests/a.py>test_b tests/a.py>test_c"),
            ("tests/a.py `test_b`", "tests/a.py>test_b"),
            ("test_b in tests/a.py", "tests/a.py>test_b"),
            ("`test_b` in `tests/a.py`", "tests/a.py>test_b"),
            ("tests/a.py: test_a; tests/b.py: test_b", "tests/a.py>test_a tests/b.py>test_b"),
            ("tests/a.py: test_a, tests/b.py: test_b", "tests/a.py>test_a tests/b.py>test_b"),
            ("[tests/a.py](../tests/a.py): test_z", "tests/a.py>test_z"),
            ("tests/a.py: `TestA.test_b`", "tests/a.py>TestA tests/a.py>test_b"),
            ("tests/a.py: new test_b", "tests/a.py>test_b"),
            // It may stand anywhere, or is no longer to be there.
            ("tests/a.py, test_b", ""),
            ("tests/a.py; test_b", ""),
            ("tests/a.py: remove test_b", ""),
            ("tests/a.py: like test_b", ""),
            ("tests/a.py: mocks `helper`", ""),
            ("tests/a.py replaces test_b", ""),
            ("tests/a.py + tests/b.py", ""),
            ("tests/a.py: happy path, timeouts", ""),
            ("tests/a.py (new_cases), `helper`", ""),
            ("test_a, test_b", ""),
            ("unit: test_a; e2e: tests/b.py", ""),
        ];
        for (content, expected) in cases {
            let listed = in_cell(content, read).listed;
            let got: Vec<String> = listed.iter().map(|it| format!("{}>{}", it.path, it.name)).collect();
            assert_eq!(got.join(" "), expected, "{content}");
        }
    }
}
