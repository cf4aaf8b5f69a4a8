//! Text that stays text in Markdown.

use super::visible;

/// The text without anything that acts in Markdown: no markup, no HTML, no link, nobody called by
/// `@name`, no issue by `#1`.
pub fn inert(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let shown = visible(text);
    let mut rest = shown.chars();
    while let Some(c) = rest.next() {
        // `:smile:`, `https:` and `www.` act, a mark before a blank does not.
        let glued = rest.as_str().starts_with(|next: char| !next.is_whitespace());
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // Hosts look for names and numbers after entities were read; a blank without width ends both.
            '@' | '#' if glued => {
                out.push(c);
                out.push_str("&#8203;");
            }
            ':' if glued => out.push_str("&#58;"),
            '.' if glued && ends_with_www(&out) => out.push_str("&#46;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '|' | '!' | '$' | '#' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

fn ends_with_www(text: &str) -> bool {
    text.len().checked_sub(3).and_then(|at| text.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_acts_in_markdown() {
        assert_eq!(inert("a <b> *c* `d` | @e #1"), "a &lt;b&gt; \\*c\\* \\`d\\` \\| @&#8203;e #&#8203;1");
        assert_eq!(inert("see https://www.x.org [y](z)"), "see https&#58;//www&#46;x.org \\[y\\](z)");
        assert_eq!(inert("a.b, @ # one\n# two"), "a.b, @ \\# one␊\\# two");
    }
}
