//! Regular expressions out of YAML, with mistakes shown at the character.

use crate::yaml::{INVALID_VALUE, Reader, Spanned, inside};
use regex::{Regex, RegexBuilder};
use std::sync::OnceLock;

/// Largest compiled pattern in bytes; far more than a heading or an id needs.
const MAX_COMPILED: usize = 1 << 20;

/// A regular expression of a schema.
///
/// Those of the built-in schemas are compiled when they are first asked: a run in which no document
/// needs them should not wait for them.
#[derive(Debug, Clone)]
pub struct Pattern {
    written: String,
    any_case: bool,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    fn new(written: &str, any_case: bool) -> Self {
        Self { written: written.to_owned(), any_case, compiled: OnceLock::new() }
    }

    /// Whether some part of the text matches.
    pub fn is_match(&self, text: &str) -> bool {
        let regex = self.compiled.get_or_init(|| self.compile().ok());
        regex.as_ref().is_some_and(|regex| regex.is_match(text))
    }

    /// The expression as written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    fn compile(&self) -> Result<Regex, regex::Error> {
        RegexBuilder::new(&self.written).case_insensitive(self.any_case).size_limit(MAX_COMPILED).build()
    }
}

/// Compiles the part of a scalar that begins `skip` bytes into its text. `folded` patterns meet
/// text in lower case, so they match in any case.
pub fn compile(
    written: &Spanned<String>,
    pattern: &str,
    skip: usize,
    folded: bool,
    reader: &mut Reader<'_>,
) -> Option<Pattern> {
    // Most patterns are in lower case already, and compile several times faster as they are.
    let made = Pattern::new(pattern, folded && pattern.contains(char::is_uppercase));
    if reader.trusted {
        return Some(made);
    }
    match made.compile() {
        Ok(regex) => {
            let _ = made.compiled.set(Some(regex));
            Some(made)
        }
        Err(regex::Error::Syntax(report)) => {
            let (start, end, said) = read_report(&report, pattern);
            let span = inside(reader.text, written.span, skip + start, skip + end);
            let column = pattern.get(..start).unwrap_or_default().chars().count() + 1;
            let message = format!("invalid pattern: {said}, at character {column} of it");
            reader.report(INVALID_VALUE, span, message);
            None
        }
        Err(_) => {
            if let Some(diagnostic) = reader.report(INVALID_VALUE, written.span, "the pattern is too large") {
                diagnostic.help("lower the counts in braces");
            }
            None
        }
    }
}

/// Byte range and message out of the library's report, which draws carets below the pattern:
///
/// ```text
/// regex parse error:
///     ab(
///       ^
/// error: unclosed group
/// ```
fn read_report<'r>(report: &'r str, pattern: &str) -> (usize, usize, &'r str) {
    let said =
        report.lines().find_map(|line| line.strip_prefix("error: ")).unwrap_or("no regular expression");
    let carets = report.lines().nth(2).filter(|line| line.trim_start().starts_with('^'));
    let Some(carets) = carets.and_then(|line| line.strip_prefix("    ")) else {
        return (0, pattern.len(), said);
    };
    let first = carets.chars().take_while(|&c| c == ' ').count();
    let last = first + carets.chars().skip(first).take_while(|&c| c == '^').count();
    let byte = |n: usize| pattern.char_indices().nth(n).map_or(pattern.len(), |(at, _)| at);
    (byte(first), byte(last), said)
}
