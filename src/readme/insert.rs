//! Markers at a heading that the user names.

use super::markers::{Found, find};
use crate::source::{Source, Span};
use crate::syntax::{self, Block, BlockKind};
use crate::yaml::nearest;

/// Headings that an error lists, at most.
const MOST: usize = 12;

/// Puts the markers of a section below a heading, before the text that stands there. `Err` is what is said
/// where that cannot be done.
pub fn insert(source: &Source, name: &str, heading: &str, only_done: bool) -> Result<String, String> {
    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
        return Err(format!("`{name}` is no name of a section: it has letters, digits, `-` and `_`"));
    }
    let Found { sections, broken } = find(source);
    if let Some(broken) = broken.first() {
        return Err(format!("line {}: {}; {}", source.line(broken.span.start), broken.message, broken.help));
    }
    if let Some(there) = sections.iter().find(|section| section.name == name) {
        return Err(format!(
            "the section `{name}` stands in line {} already",
            source.line(there.begin.start)
        ));
    }
    let document = syntax::parse_whole(&source.text, source.start());
    let is_heading = |block: &&Block| matches!(block.kind, BlockKind::Heading { .. });
    let headings: Vec<(String, Span)> = document
        .blocks
        .iter()
        .filter(is_heading)
        .filter_map(|block| match block.kind {
            BlockKind::Heading { inline, .. } => Some((document.text(inline).trim().to_owned(), block.span)),
            _ => None,
        })
        .collect();
    let asked = heading.trim().trim_start_matches('#').trim();
    let alike = |(text, _): &&(String, Span)| text.to_lowercase() == asked.to_lowercase();
    let matching: Vec<&(String, Span)> = headings.iter().filter(alike).collect();
    let (_, at) = match matching.as_slice() {
        [one] => one,
        [] => return Err(unknown(asked, &headings)),
        [first, second, ..] => {
            let (first, second) = (source.line(first.1.start), source.line(second.1.start));
            return Err(format!(
                "lines {first} and {second} both have the heading `{asked}`; make it one of its own"
            ));
        }
    };
    if sections.iter().any(|section| section.begin.start <= at.start && at.start < section.end.start) {
        return Err(format!("the heading `{asked}` stands inside of a section"));
    }
    Ok(placed(source, *at, name, only_done))
}

fn placed(source: &Source, heading: Span, name: &str, only_done: bool) -> String {
    let text = source.text.as_str();
    // Up to the end of its last line, whatever the parser counts as part of it.
    let last = heading.start + heading.of(text).trim_end().len();
    let end = text.get(last..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| last + at + 1);
    let (head, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let done = if only_done { " only-done" } else { "" };
    let start = if head.ends_with('\n') { "" } else { ending };
    let blank_follows = rest.is_empty() || rest.starts_with('\n') || rest.starts_with("\r\n");
    let after = if blank_follows { "" } else { ending };
    format!(
        "{head}{start}{ending}<!-- ddr:begin {name}{done} -->{ending}<!-- ddr:end {name} -->{ending}{after}{rest}"
    )
}

fn unknown(asked: &str, headings: &[(String, Span)]) -> String {
    let names: Vec<&str> = headings.iter().map(|(text, _)| text.as_str()).collect();
    if let Some(near) = nearest(asked, names.iter().copied()) {
        return format!("no heading is called `{asked}`; did you mean `{near}`?");
    }
    if names.is_empty() {
        return format!("no heading is called `{asked}`, since the file has none");
    }
    let more = if names.len() > MOST { ", …" } else { "" };
    let names: Vec<&str> = names.into_iter().take(MOST).collect();
    format!("no heading is called `{asked}`; there are: {}{more}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inserted(text: &str, heading: &str) -> Result<String, String> {
        insert(&Source::new("README.md", text), "setup", heading, false)
    }

    #[test]
    fn markers_come_below_the_heading() {
        let pair = "<!-- ddr:begin setup -->\n<!-- ddr:end setup -->\n";
        assert_eq!(
            inserted("# A\n\n## Set up\n\nx\n", "set up").unwrap(),
            format!("# A\n\n## Set up\n\n{pair}\nx\n")
        );
        assert_eq!(inserted("# A\nx", "## A").unwrap(), format!("# A\n\n{pair}\nx"));
        assert_eq!(inserted("A\n=\n", "A").unwrap(), format!("A\n=\n\n{pair}"));
        assert_eq!(inserted("# A", "A").unwrap(), format!("# A\n\n{pair}"));
        assert_eq!(
            inserted("# A\r\n\r\nx", "A").unwrap(),
            format!("# A\r\n\r\n{}\r\nx", pair.replace('\n', "\r\n"))
        );
    }

    #[test]
    fn a_heading_that_is_not_there_is_told_with_those_that_are() {
        assert_eq!(
            inserted("# Set up\n", "Setup").unwrap_err(),
            "no heading is called `Setup`; did you mean `Set up`?"
        );
        assert_eq!(
            inserted("# One\n## Two\n", "Contributing").unwrap_err(),
            "no heading is called `Contributing`; there are: One, Two"
        );
        assert!(inserted("# A\n# A\n", "A").unwrap_err().starts_with("lines 1 and 2 both"));
        assert!(inserted("```\n# A\n```\n", "A").unwrap_err().contains("has none"));
        let twice = inserted("# A\n<!-- ddr:begin setup -->\n<!-- ddr:end setup -->\n", "A");
        assert_eq!(twice.unwrap_err(), "the section `setup` stands in line 2 already");
    }
}
