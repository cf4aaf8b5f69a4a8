//! The text of a section: as it is compared, digested and laid between its markers.

use super::markers::{Section, comment};
use sha2::{Digest as _, Sha256};

/// Hexadecimal digits of a digest that are kept; they tell an edit, they guard no secret.
const DIGITS: usize = 12;

/// The digest of a section's text.
pub fn digest(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.get(..DIGITS).unwrap_or(&digits).to_owned()
}

/// What a template made, as it is compared: lines that end alike, no blank lines at both ends.
pub fn written(filled: &str) -> String {
    let lines = filled.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    tidy(lines.map(str::to_owned))
}

/// What stands between the markers, as it is compared.
pub(super) fn standing(inside: &str, prefix: &str) -> String {
    let bare = |line: &str| {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let own = line.strip_prefix(prefix).or_else(|| line.strip_prefix(prefix.trim_end()));
        own.unwrap_or(line).to_owned()
    };
    tidy(inside.split('\n').map(bare))
}

/// Several blank lines in a row come from templates that left something out; they are one.
fn tidy(lines: impl Iterator<Item = String>) -> String {
    let mut kept: Vec<String> = Vec::new();
    for line in lines {
        let line = if line.trim().is_empty() { String::new() } else { line };
        if !line.is_empty() || kept.last().is_some_and(|last| !last.is_empty()) {
            kept.push(line);
        }
    }
    while kept.last().is_some_and(String::is_empty) {
        kept.pop();
    }
    kept.join("\n")
}

/// The text between the markers, from the line after the first to the line of the second.
pub(super) fn laid(section: &Section, text: &str) -> String {
    let (prefix, ending) = (&section.prefix, section.ending);
    if text.is_empty() {
        return String::new();
    }
    let blank = std::iter::once("");
    // Blank lines on both sides end whatever stands before the marker, in every form of comment.
    let lines = blank.clone().chain(text.split('\n')).chain(blank);
    let line = |line: &str| match line {
        "" => format!("{}{ending}", prefix.trim_end()),
        line => format!("{prefix}{line}{ending}"),
    };
    lines.map(line).collect()
}

/// The end marker for a text.
pub(super) fn end_marker(section: &Section, text: &str, only_done: bool) -> String {
    let done = if only_done { " only-done" } else { "" };
    comment(section.comment, &format!("ddr:end {}{done} sha256:{}", section.name, digest(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_endings_indentation_and_blank_ends_do_not_count() {
        let text = "a\n\n- b\n  c";
        for (inside, prefix) in [
            ("a\n\n- b\n  c\n", ""),
            ("\r\na\r\n\r\n- b\r\n  c\r\n\r\n", ""),
            ("\n\ta\n\n\t- b\n\t  c\n\n", "\t"),
            (">\n> a\n>\n> - b\n>   c\n>\n", "> "),
            ("    a\n  \n\n    - b\n      c\n", "    "),
        ] {
            assert_eq!(standing(inside, prefix), text, "{inside:?}");
        }
        assert_eq!(written("\r\na\r\n\n\n\n- b\n  c\n\n"), text);
        assert_ne!(digest(text), digest("a\n\n- b\n c"));
        assert_eq!(digest(text).len(), 12);
    }
}
