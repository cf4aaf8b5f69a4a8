//! Texts with their markup, source lines, and addresses of source files.

use super::super::fragment::inline;
use super::super::model::Repository;
use super::{Link, Text, shown};
use std::collections::HashMap;
use std::fmt::Write as _;

/// The sources of one repository.
pub struct Sources<'r> {
    fragments: HashMap<(&'r str, usize, &'r str), &'r str>,
    lines: HashMap<(&'r str, usize), &'r str>,
    url: Option<&'r str>,
    folder: &'r str,
    revision: &'r str,
}

impl<'r> Sources<'r> {
    /// Makes them ready.
    pub fn of(repository: &'r Repository) -> Self {
        let fragments = repository.fragments.iter();
        let lines = repository.lines.iter();
        // A report may come from anybody: no other kind of address is followed.
        let web = |url: &&str| url.starts_with("https://") || url.starts_with("http://");
        Self {
            fragments: fragments
                .map(|it| ((it.path.as_str(), it.line, it.part.as_str()), it.markdown.as_str()))
                .collect(),
            lines: lines.map(|it| ((it.path.as_str(), it.line), it.text.as_str())).collect(),
            url: repository.source_url.as_deref().filter(web),
            folder: &repository.folder,
            revision: repository.revision.as_deref().unwrap_or("HEAD"),
        }
    }

    /// A text of a document, with its markup.
    pub fn text(&self, path: &str, line: usize, part: &str, plain: Option<&String>) -> Text {
        let Some(plain) = plain else { return Text::default() };
        let markdown = self.fragments.get(&(path, line, part));
        Text { plain: shown(plain), html: markdown.and_then(|markdown| inline(markdown)) }
    }

    /// A line of a document, where the report has it.
    pub fn line(&self, path: &str, line: usize) -> Option<String> {
        self.lines.get(&(path, line)).map(|text| shown(text))
    }

    /// The address of a line of a file.
    pub fn url(&self, path: &str, line: usize) -> Option<String> {
        let url = self.url?;
        let path = match self.folder {
            "" => encoded(path),
            folder => format!("{}/{}", encoded(folder), encoded(path)),
        };
        let line = line.max(1).to_string();
        let url = url.replace("{rev}", &encoded(self.revision)).replace("{line}", &line);
        Some(url.replace("{path}", &path))
    }

    /// A file and a line of it.
    pub fn place(&self, path: &str, line: usize) -> Link {
        Link { text: shown(&format!("{path}:{line}")), href: self.url(path, line) }
    }
}

/// A path in an address.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(pattern: &str, folder: &str, path: &str) -> Option<String> {
        let sources = Sources {
            fragments: HashMap::new(),
            lines: HashMap::new(),
            url: Some(pattern).filter(|url| url.starts_with("http")),
            folder,
            revision: "1a2b",
        };
        sources.url(path, 7)
    }

    #[test]
    fn a_pattern_becomes_an_address() {
        let pattern = "https://example.org/blob/{rev}/{path}#L{line}";
        assert_eq!(url(pattern, "", "docs/a.md").unwrap(), "https://example.org/blob/1a2b/docs/a.md#L7");
        assert_eq!(
            url(pattern, "api", "a b{line}\".md").unwrap(),
            "https://example.org/blob/1a2b/api/a%20b%7Bline%7D%22.md#L7"
        );
    }
}
