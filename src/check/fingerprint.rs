//! A name for a diagnostic that stays while other parts of its document change, so that a host can tell
//! a new one from one that it showed before.
//!
//! It is made of the rule, the path, what stands on the line and what the message says, never of a line
//! number. White space does not count, so that a table set anew keeps its diagnostics; nor do the numbers
//! in a message, since a count may change by an edit somewhere else.

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;

/// Hexadecimal digits that are kept: 128 bits.
const DIGITS: usize = 32;

/// Hexadecimal digits where people read them: 64 bits.
const SHORT: usize = 16;

/// The names of the diagnostics of one text, in their order. Equal ones are numbered as they come.
pub fn fingerprints(path: &str, source: &Source, diagnostics: &[Diagnostic]) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let name = |diagnostic: &Diagnostic| {
        let line = source.slice(source.line_span(diagnostic.span.start));
        let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        let parts = [diagnostic.code, path, &line, &without_counts(&diagnostic.message)];
        let plain = digest(&parts, 0);
        let times = seen.entry(plain.clone()).or_default();
        *times += 1;
        if *times == 1 { plain } else { digest(&parts, *times) }
    };
    diagnostics.iter().map(name).collect()
}

/// A name for what a diagnostic is about, whatever path its document has: the rule, the text that it points
/// at, and what its message quotes. The words of the message do not count, since they change from version
/// to version; nor does what else stands on the line, such as the status of a row.
pub fn content(source: &Source, diagnostic: &Diagnostic) -> String {
    let line = source.line_span(diagnostic.span.start);
    let span = Span::new(diagnostic.span.start, diagnostic.span.end.min(line.end));
    let squeezed = |span: Span| without_comments(source.slice(span)).split_whitespace().collect::<String>();
    let about = Some(squeezed(span)).filter(|text| !text.is_empty()).unwrap_or_else(|| squeezed(line));
    let quoted: Vec<&str> = diagnostic.message.split('`').skip(1).step_by(2).collect();
    let mut name = digest(&[diagnostic.name, &about, &quoted.join("`")], 0);
    name.truncate(SHORT);
    name
}

/// A text without comments: a suppression that somebody adds makes nothing new of it.
fn without_comments(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    kept + rest
}

/// The message without numbers and the word that each of them counts, which has a plural.
fn without_counts(message: &str) -> String {
    let is_number =
        |word: &str| word.contains(|c: char| c.is_ascii_digit()) && !word.contains(char::is_alphabetic);
    let mut kept = Vec::new();
    let mut counted = false;
    for word in message.split_whitespace() {
        if is_number(word) {
            counted = true;
        } else if !std::mem::take(&mut counted) {
            kept.push(word);
        }
    }
    kept.join(" ")
}

fn digest(parts: &[&str], times: usize) -> String {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        // The length keeps `ab`, `c` apart from `a`, `bc`.
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    };
    add("ddr diagnostic 1");
    parts.iter().for_each(|part| add(part));
    add(&times.to_string());
    let digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    digits.get(..DIGITS).unwrap_or(&digits).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use std::collections::HashSet;

    fn names(path: &str, text: &str, found: &[(&str, &str)]) -> Vec<String> {
        let source = Source::new(path, text);
        let one = |(at, message): &(&str, &str)| {
            let at = text.find(at).unwrap();
            Diagnostic::new("DDR900", "made-up", Severity::Error, Span::at(at), *message)
        };
        fingerprints(path, &source, &found.iter().map(one).collect::<Vec<_>>())
    }

    #[test]
    fn edits_elsewhere_leave_a_name_as_it_is() {
        let now = names("a.md", "# T\n\n| D1 | x |\n", &[("D1", "D1 has 11 words, 6 are allowed")]);
        let moved = "\u{feff}# New\r\n\r\nmore\r\n\r\n|  D1 |   x   |\r\n";
        let later = names("a.md", moved, &[("D1", "D1 has 1 word, 6 are allowed")]);
        assert_eq!(now, later);
        for (path, text, message) in [
            ("b.md", "| D1 | x |", "D1 has 11 words, 6 are allowed"),
            ("a.md", "| D1 | y |", "D1 has 11 words, 6 are allowed"),
            ("a.md", "| D1 | x |", "D2 has 11 words, 6 are allowed"),
        ] {
            assert_ne!(now, names(path, text, &[("D1", message)]), "{path} {text} {message}");
        }
        assert_eq!(now.first().unwrap().len(), DIGITS);
    }

    #[test]
    fn equal_ones_are_numbered() {
        let text = "| D1 | D1 |\n";
        let all = names("a.md", text, &[("D1", "same"), ("D1", "same"), ("D1", "same"), ("D1", "other")]);
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), 4);
        assert_eq!(all.get(..1).unwrap(), names("a.md", text, &[("D1", "same")]));
    }
}
