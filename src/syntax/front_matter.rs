//! YAML front matter, found by us: the parser's own option takes quadratic time on hostile text.

use crate::source::Span;

/// The front matter at `start` (behind a byte order mark), both `---` lines included: the first
/// line is `---`, the next one begins a mapping or a comment, and a line `---` or `...` closes it.
pub fn front_matter(text: &str, start: usize) -> Option<Span> {
    let rest = text.get(start..)?;
    let mut lines = rest.split_inclusive('\n');
    let first = lines.next()?;
    if first.trim_end() != "---" {
        return None;
    }
    let mut at = start + first.len();
    let mut begun = false;
    for line in lines {
        at += line.len();
        let content = line.trim_end();
        if begun && (content == "---" || content == "...") {
            return Some(Span::new(start, at));
        }
        if !begun {
            let key = content.split(':').next().unwrap_or_default();
            let mapping = content.contains(':')
                && !key.is_empty()
                && key
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '"' | '\''));
            if !mapping && !content.starts_with('#') {
                return None;
            }
            begun = true;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_between_two_lines_is_front_matter() {
        let text = "---\ntitle: x\r\n---\r\n# T\n";
        assert_eq!(front_matter(text, 0).map(|s| s.of(text)), Some("---\ntitle: x\r\n---\r\n"));
        for text in
            ["---\n\ntext\n---\n", "---\ntitle: x\n", "# T\n---\na: b\n---\n", "---\n| a | b |\n---\n"]
        {
            assert_eq!(front_matter(text, 0), None, "{text}");
        }
    }
}
