//! The tests cell of a patch plan: paths, names of test functions, kinds, or words.
//!
//! A name is taken only where it is written like one, since what is taken will be searched for:
//! `tests/a.py: retries, timeouts` speaks of subjects, `tests/a.py: retries_twice` of a function.

mod listed;

use super::budget::none_cell;
use super::cell_text::cell_text;
use super::paths::{Found, LONGEST, PathRef, Token, alone, in_token, is_path_like, meant, tokens};
use crate::source::Span;
use crate::syntax::{Cell, Document};
use std::collections::HashSet;

/// A tests cell, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tests {
    /// The rendered text, line breaks as spaces.
    pub text: String,
    /// Paths, in order.
    pub paths: Vec<PathRef>,
    /// Names of functions, classes and methods, each once, in order.
    pub names: Vec<String>,
    /// Names that the cell says to stand in one of its files, in order.
    pub listed: Vec<Listed>,
    /// Kinds of tests, lower case, each once, in order.
    pub kinds: Vec<String>,
    /// Whether the cell says that there are no tests.
    pub none: bool,
}

/// A name that stands with the file that it is to be found in: `tests/a.py::test_b`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The path, as in [`Tests::paths`].
    pub path: String,
    /// The name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// Whether it surely is a name: it is glued to the path, stands in a code span or is called as tests
    /// are. Another bare word may be a subject: `tests/a.py: empty_input`.
    pub sure: bool,
}

/// Reads a tests cell.
pub fn tests(document: &Document<'_>, cell: &Cell) -> Tests {
    let shown = cell_text(document, cell);
    let mut out = Tests { none: is_none(&shown), kinds: kinds(&shown), ..Tests::default() };
    out.text = shown.replace('\n', " ");
    // Most cells name one file, and then no test of it.
    if let Some(only) = super::paths::only(document, cell) {
        out.paths = vec![only];
        return out;
    }
    if is_words(cell.span.of(document.source())) {
        return out;
    }
    let tokens = tokens(document, cell);
    let found = in_each(document.source(), &tokens);
    out.paths = match alone(document, cell) {
        Some(path) => path.into_iter().collect(),
        None => {
            let meant = found.iter().zip(meant(&tokens)).filter(|(_, meant)| *meant);
            meant.flat_map(|(found, _)| found).map(|found| found.path.clone()).collect()
        }
    };
    let mut reader = Reader { source: document.source(), ..Reader::default() };
    reader.read(&tokens, &found);
    if !reader.names.is_empty() {
        out.listed = listed::listed(document.source(), &tokens, &found);
    }
    let mut seen = HashSet::new();
    out.names = reader.names.into_iter().filter(|name| seen.insert(name.clone())).collect();
    out
}

/// Whether a cell surely names neither a path nor a test: it holds none of the signs that both have, and no
/// capital. Of the file names without a sign those in small letters end alike.
fn is_words(written: &str) -> bool {
    let plain = |byte: u8| {
        byte.is_ascii_lowercase()
            || byte.is_ascii_digit()
            || matches!(byte, b' ' | b',' | b';' | b':' | b'(' | b')' | b'-')
    };
    written.bytes().all(plain) && !written.contains("file")
}

/// The paths in each token.
fn in_each(source: &str, tokens: &[Token<'_>]) -> Vec<Vec<Found>> {
    tokens.iter().map(|token| in_token(source, token)).collect()
}

/// Reads names, token by token.
#[derive(Default)]
struct Reader<'s> {
    source: &'s str,
    names: Vec<String>,
    /// Whether a path stood directly before.
    after_path: bool,
    /// Whether a path and a colon stood before: what follows may be names.
    listing: bool,
}

impl Reader<'_> {
    /// Reads tokens, each with the paths in it.
    fn read(&mut self, tokens: &[Token<'_>], found: &[Vec<Found>]) {
        // An item of a list is a name only if it is one word: `dark_mode renders` is prose.
        let mut first = true;
        for (i, (token, found)) in tokens.iter().zip(found).enumerate() {
            let last = tokens.get(i + 1).is_none_or(|next| match next {
                Token::Stop(_) => true,
                Token::Word { text, .. } => text.starts_with(['/', '(']),
                _ => false,
            });
            match token {
                Token::Stop(',') => {}
                Token::Stop(_) => (self.listing, self.after_path) = (false, false),
                Token::Link { inner, .. } => self.read(inner, &in_each(self.source, inner)),
                Token::Word { text, .. } => self.word(found, text, first && last),
                Token::Code { text, .. } => self.code(found, text),
            }
            let joins = matches!(token, Token::Word { text, .. } if text.ends_with([':', '/']));
            first = joins || matches!(token, Token::Stop(_));
        }
    }

    fn word(&mut self, found: &[Found], text: &str, alone: bool) {
        if !found.is_empty() {
            found.iter().for_each(|found| suffix(&found.suffix, &mut self.names));
            self.after_path = true;
            self.listing = text.ends_with(':') || found.iter().any(|found| !found.suffix.is_empty());
            return;
        }
        self.listing |= self.after_path && text.starts_with(':');
        self.after_path = false;
        for part in parts(text.trim_matches(['(', ')', ':'])) {
            if is_test_name(part) || (alone && self.listing && is_compound(part)) {
                self.names.push(part.to_owned());
            }
        }
    }

    /// A code span: in a list behind a path any identifier of it counts.
    fn code(&mut self, found: &[Found], text: &str) {
        if text.len() > LONGEST {
            return;
        }
        found.iter().for_each(|found| suffix(&found.suffix, &mut self.names));
        let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
        for part in words.filter(|part| !part.is_empty()) {
            if found.iter().any(|found| part.contains(found.path.text.as_str())) {
                self.listing = part.ends_with(':');
                continue;
            }
            let count = parts(part).count();
            for (i, name) in parts(part).enumerate() {
                let qualified = part.contains("::") && i + 1 == count && is_compound(name);
                if is_test_name(name) || qualified || (self.listing && is_identifier(name)) {
                    self.names.push(name.to_owned());
                }
            }
        }
        self.after_path = !found.is_empty();
    }
}

/// What is glued to a path: `::TestA::test_b`, `:test_b`; not a line number.
fn suffix(text: &str, names: &mut Vec<String>) {
    for part in text.split("::").flat_map(|part| part.split(['/', ':'])) {
        let name = bare(part);
        if is_identifier(name) {
            names.push(name.to_owned());
        }
    }
}

/// The names that a word is made of: `TestA.test_b`, `test_a/test_b`, `tests::cache`.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let path = is_path_like(text.trim_end_matches(['.', ':']));
    text.split(['/', ':', '.', '+', '&']).filter(move |_| !path).map(bare).filter(|part| !part.is_empty())
}

/// A name without `()`, `[parameter]` and quotes.
fn bare(part: &str) -> &str {
    let part = part.trim_matches(['"', '\'', '`', '.', '!', '?']);
    part.split(['(', '[']).next().unwrap_or_default()
}

fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && text.len() > 1
        && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Whether an identifier is no word of a language and no brand: `_` inside, or `camelCase`.
fn is_compound(text: &str) -> bool {
    let lower = text.chars().take_while(|c| c.is_lowercase()).count();
    let mut rest = text.chars().skip(lower);
    let camel = lower > 1
        && rest.next().is_some_and(char::is_uppercase)
        && rest.next().is_some_and(char::is_lowercase);
    is_identifier(text) && (text.trim_matches('_').contains('_') || camel)
}

/// `test_x`, `TestX`.
fn is_test_name(text: &str) -> bool {
    let snake = text.strip_prefix("test_").is_some_and(|rest| rest.contains(char::is_alphanumeric));
    let camel = text.strip_prefix("Test").is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_uppercase() || c == '_')
            && !matches!(rest, "Flight" | "Rail" | "Cafe" | "NG")
    });
    is_identifier(text) && (snake || camel)
}

/// The words that say which kind of test is meant.
const KINDS: [&str; 21] = [
    "unit",
    "integration",
    "e2e",
    "end-to-end",
    "edge",
    "ci",
    "perf",
    "performance",
    "security",
    "manual",
    "automated",
    "load",
    "contract",
    "stress",
    "chaos",
    "smoke",
    "regression",
    "snapshot",
    "property",
    "fuzz",
    "acceptance",
];

/// The kinds that a cell labels its parts with (`unit: …`), or that a part consists of (`unit + e2e`).
fn kinds(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for part in text.split([';', '\n', ',']) {
        let label = part.split_once(':').map_or(part, |(label, _)| label);
        let words = || {
            label
                .split(|c: char| c.is_whitespace() || matches!(c, '+' | '/' | '&' | '(' | ')' | '.'))
                .filter(|word| !word.is_empty() && !is_one_of(&["and", "test", "tests", "testing"], word))
        };
        if words().all(|word| is_one_of(&KINDS, word)) {
            for word in words() {
                if !out.iter().any(|known| known.eq_ignore_ascii_case(word)) {
                    out.push(word.to_ascii_lowercase());
                }
            }
        }
    }
    out
}

fn is_one_of(list: &[&str], word: &str) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Whether a cell says that there are no tests. A reason may follow, but none that speaks of tests
/// made elsewhere: `none (covered by the integration suite)` is not nothing.
pub fn is_none(text: &str) -> bool {
    if none_cell(text) {
        return true;
    }
    // What says so begins with one of these letters; most cells begin with a path or a name.
    let first = text.as_bytes().first();
    if first.is_some_and(|first| first.is_ascii_alphanumeric() && !b"nNuUwW".contains(first)) {
        return false;
    }
    let lower = text.to_lowercase();
    let lower = lower.trim_matches(|c: char| c.is_whitespace() || matches!(c, '`' | '*' | '.' | '(' | ')'));
    let phrases = [
        "no tests needed",
        "no tests required",
        "no test needed",
        "no test required",
        "no tests",
        "no test",
        "none needed",
        "none required",
        "not applicable",
        "not needed",
        "not required",
        "not tested",
        "untested",
        "without tests",
        "none",
        "n/a",
    ];
    let Some(rest) = phrases.iter().find_map(|phrase| lower.strip_prefix(phrase)) else { return false };
    let rest = rest.trim_start();
    let reason = rest.is_empty()
        || rest.starts_with(['(', '-', '–', '—', ':', ';', ',', '.'])
        || ["for ", "as ", "because ", "since "].iter().any(|word| rest.starts_with(word));
    let elsewhere = [
        "cover",
        "exist",
        "manual",
        "see ",
        "suite",
        "test",
        "verif",
        "check",
        "unit",
        "e2e",
        "integration",
        "smoke",
        "ci ",
        "lint",
        "valid",
        "review",
    ];
    reason && !elsewhere.iter().any(|word| rest.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::paths::tests::in_cell;

    #[test]
    fn cells_are_taken_apart() {
        // cell | paths | names | kinds | none
        let cases = [
            ("n/a", "|||none"),
            ("-", "|||none"),
            ("—", "|||none"),
            ("", "|||none"),
            ("`N/A`", "|||none"),
            ("None", "|||none"),
            ("No tests", "|||none"),
            ("no tests needed (docs only)", "|||none"),
            ("Not applicable.", "|||none"),
            ("N/A - config only", "|||none"),
            ("none (covered by the integration suite)", "|||"),
            ("no new tests, existing ones pass", "|||"),
            ("none of the old ones", "|||"),
            ("n/a (manual check)", "|||"),
            ("tests/test_a.py", "tests/test_a.py|||"),
            ("`tests/test_a.py::TestA::test_b`", "tests/test_a.py|TestA test_b||"),
            ("tests/test\\_a.py::test\\_b", "tests/test_a.py|test_b||"),
            ("tests/test_a.py:test_b", "tests/test_a.py|test_b||"),
            ("tests/test_a.py:12", "tests/test_a.py|||"),
            ("tests/test_a.py: test_b, test_c", "tests/test_a.py|test_b test_c||"),
            ("tests/test_a.py: evicts_oldest / keepsNewest", "tests/test_a.py|evicts_oldest keepsNewest||"),
            ("tests/test_a.py: happy path, timeouts", "tests/test_a.py|||"),
            ("`tests/a.rs`: `evicts`, `keeps`", "tests/a.rs|evicts keeps||"),
            ("tests/a.rs: evicts_one; tests/b.rs: keeps_two", "tests/a.rs tests/b.rs|evicts_one keeps_two||"),
            ("unit: test_a; integration: test_b", "|test_a test_b|unit integration|"),
            ("Unit: happy path; e2e: login", "||unit e2e|"),
            ("unit + integration", "||unit integration|"),
            ("Unit tests, load tests", "||unit load|"),
            ("Unit tests for the parser", "|||"),
            ("test_a/test_b", "|test_a test_b||"),
            ("`test_a()`, `test_b[slow]`", "|test_a test_b||"),
            ("TestCache.test_hit", "|TestCache test_hit||"),
            ("TestFlight build, Testing by hand", "|||"),
            ("`cache::tests::evicts_lru`", "|evicts_lru||"),
            ("unit: `server/x_test.go`: TestX, TestY", "server/x_test.go|TestX TestY|unit|"),
            ("[tests/a.py](../tests/a.py): test_z", "tests/a.py|test_z||"),
            ("Existing tests in tests/api/ must pass", "tests/api/|||"),
            ("**tests/a.py**: test_q", "tests/a.py|test_q||"),
            ("test_a<br>test_b", "|test_a test_b||"),
            ("`npm test -- Cart.spec.tsx`", "Cart.spec.tsx|||"),
            ("`tests/a.py: evicts, keeps`", "tests/a.py|evicts keeps||"),
            ("tests/a.py: GitHub, macOS, dark_mode renders", "tests/a.py|||"),
            ("tests/a.py (new_cases), `helper`", "tests/a.py|||"),
            ("Manual: open the page", "||manual|"),
        ];
        for (content, expected) in cases {
            let read = in_cell(content, tests);
            let paths: Vec<_> = read.paths.iter().map(|path| path.text.as_str()).collect();
            let none = if read.none { "none" } else { "" };
            let got = format!("{}|{}|{}|{none}", paths.join(" "), read.names.join(" "), read.kinds.join(" "));
            assert_eq!(got, expected, "{content}");
        }
    }

    #[test]
    fn the_text_is_the_rendered_one() {
        assert_eq!(in_cell("unit: **a**<br>`b`", tests).text, "unit: a b");
    }
}
