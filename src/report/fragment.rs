//! Markup inside cells and list items, made ready for a page. Nothing of a document acts there: raw HTML
//! is shown as text, pictures become their words, and links lead to http, https and mailto alone.

use crate::render::visible;
use comrak::nodes::NodeValue;
use comrak::{Arena, Options, format_html, parse_document};

/// The HTML of one line of Markdown; `None` where it is more than that.
pub fn inline(markdown: &str) -> Option<String> {
    let line = one_line(markdown);
    let line = visible(&line);
    let options = options();
    let arena = Arena::new();
    let root = parse_document(&arena, &line, &options);
    let only = root.first_child().filter(|child| child.next_sibling().is_none())?;
    if !matches!(only.data.borrow().value, NodeValue::Paragraph) {
        return None;
    }
    let unwanted: Vec<_> = root.descendants().filter(|node| is_unwanted(&node.data.borrow().value)).collect();
    for node in unwanted {
        while let Some(child) = node.first_child() {
            node.insert_before(child);
        }
        node.detach();
    }
    let mut html = String::new();
    format_html(root, &options, &mut html).ok()?;
    let inner = html.trim_end().strip_prefix("<p>")?.strip_suffix("</p>")?;
    Some(inner.to_owned())
}

/// Whether Markdown reads as a text: the same words, and nothing before or behind them. Tags are no words.
pub fn reads_as(markdown: &str, text: &str) -> bool {
    let (line, options) = (one_line(markdown), options());
    let arena = Arena::new();
    let mut words = String::new();
    for node in parse_document(&arena, &line, &options).descendants() {
        match &node.data.borrow().value {
            NodeValue::Text(text) => words.push_str(text),
            NodeValue::Code(code) => words.push_str(&code.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => words.push(' '),
            _ => {}
        }
    }
    one_line(&words) == one_line(text)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.render.escape = true;
    options
}

/// Whether only the words of a node are wanted: a picture would be fetched, and an address that counts from
/// the document leads nowhere from a page.
fn is_unwanted(value: &NodeValue) -> bool {
    match value {
        NodeValue::Image(_) => true,
        NodeValue::Link(link) => {
            let url = link.url.to_ascii_lowercase();
            !["https://", "http://", "mailto:"].iter().any(|known| url.starts_with(known))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_of_a_cell_is_rendered() {
        assert_eq!(
            inline("Use `redis` and **one** [guide](https://example.org/a?b=1&c)").unwrap(),
            "Use <code>redis</code> and <strong>one</strong> <a href=\"https://example.org/a?b=1&amp;c\">guide</a>"
        );
        assert_eq!(inline("two\n  lines").unwrap(), "two lines");
        for block in ["# a heading", "- a list", "", "> quoted", "1. one"] {
            assert_eq!(inline(block), None, "{block}");
        }
    }

    #[test]
    fn markdown_that_says_more_than_a_text_does_not_read_as_it() {
        assert!(reads_as("Use `redis` for  **all** of [it](x.md)", "Use redis for all of it"));
        assert!(reads_as("a &lt; b\nc <br>d", "a < b c d"));
        assert!(!reads_as("**Locks freeze** (D1): grease", "Locks freeze"));
    }

    #[test]
    fn nothing_acts_and_nothing_is_fetched() {
        for text in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "![x](https://example.org/a.png)",
            "![<svg onload=alert(1)>](data:text/html,x)",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "[x](vbscript:x)",
            "[x](file:///etc/passwd)",
            "[x](//example.org)",
            "<javascript:alert(1)>",
            "a <b onclick=x>b</b> \u{202e}c",
            "[`<script>`](relative.md)",
        ] {
            let html = inline(text).unwrap_or_default();
            for tag in ["<script", "<img", "<b ", "<svg", "href", "\u{202e}"] {
                assert!(!html.contains(tag), "{text}: {html}");
            }
        }
        assert_eq!(inline("[the **plan**](plan.md)").unwrap(), "the <strong>plan</strong>");
    }
}
