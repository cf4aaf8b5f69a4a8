//! Template text that was never filled in: `{{owner}}`, `[Decision Title]`, `<describe the risk>`.

use regex::Regex;
use std::sync::LazyLock;

/// A whole text that is one placeholder. How long it may be is checked beside: counted repeats make a pattern
/// large, and every run compiles it.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?xi)^(?: \{\{[^{}]*\}\} | \{%[^%]*%\} | <(?:insert|describe|your|add|enter|fill|title|name|todo|tbd)\b[^<>]*>",
        r"| \[ (?: ",
        r"    (?:describe|explain|specify|your) \s+ [^\[\]]+",
        r"  | (?:insert|enter|add|fill\s+in|write|list) \s+ (?:a|an|the|your|any|each|here|what|why|how|one|short|brief|text|name|title|description|details)\b [^\[\]]*",
        r"  | (?:short|brief) \s+ (?:title|name|description|summary|statement|text|explanation|note)\b [^\[\]]*",
        r"  | (?:decision|risk|phase|feature|project|option|component|team|product|system|author|owner|file|mitigation)s?",
        r"      \s+ (?:title|name|description|statement|text|summary|path|strategy|owner|date|here|x)\b [^\[\]]*",
        r"  | (?:title|name|date|owner|author|status|summary|context|statement|rationale|mitigation|reason|path|file)",
        r"      (?: \s+ (?: (?:goes\s+)?here | of\s[^\[\]]+ ) )?",
        r"  ) \]",
        r"| \{ (?:short|brief|describe|insert|your|title|name) \s+ [^{}]+ \}",
        r"| lorem\s+ipsum (?: [.…,]* | ,?\s+dolor\b.* ) | \.\.\. | … )$"
    ))
    .unwrap()
});

/// What stands in brackets or single braces, in characters; more is a sentence that somebody wrote.
const LONGEST: usize = 100;

/// Whether a whole text, as written, is template text. A link (`[text](target)`), a check box, a
/// citation and ordinary words in brackets are none.
pub fn is_placeholder(source: &str) -> bool {
    // Placeholders are short and begin with a sign, or are Latin; nearly no cell does either, and most
    // are told by their first byte.
    if source
        .as_bytes()
        .first()
        .is_none_or(|byte| byte.is_ascii_alphanumeric() && !matches!(byte, b'l' | b'L'))
    {
        return false;
    }
    let text = source.trim_start_matches([' ', '*', '_', '`']);
    let lorem = || text.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("lorem"));
    if !text.starts_with(['{', '<', '[', '…']) && !text.starts_with("...") && !lorem() {
        return false;
    }
    let text = source.trim().trim_matches(['*', '_', '`']).trim();
    // A link begins as a placeholder does, and a sentence goes on behind it.
    if text.starts_with(['{', '<', '[']) && !text.ends_with(['}', '>', ']']) {
        return false;
    }
    let marked = ["{{", "{%", "<"].iter().any(|mark| text.starts_with(mark)) || lorem();
    (marked || text.chars().nth(LONGEST).is_none()) && PLACEHOLDER.is_match(text)
}

/// Whether a text as written holds a mark of a template language, `{{…}}` or `{% … %}`.
pub fn has_template_mark(source: &str) -> bool {
    // Nearly no text holds a brace, and looking for one character is quick.
    memchr::memchr(b'{', source.as_bytes()).is_some()
        && [("{{", "}}"), ("{%", "%}")]
            .iter()
            .any(|(open, close)| source.split_once(open).is_some_and(|(_, rest)| rest.contains(close)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_texts_of_template_words_are_placeholders() {
        for text in [
            "{{title}}",
            "[Decision Title]",
            "[Describe the risk]",
            "[short title of the problem]",
            "{title of option 1}",
            "[date]",
            "Lorem ipsum",
            "Lorem ipsum dolor sit amet.",
            "<describe the risk>",
            "**[Your name]**",
            "...",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in [
            "[x]",
            "[1]",
            "[RFC 7519]",
            "[decision log](log.md)",
            "<T>",
            "List<String>",
            "[Redis]",
            "TBD",
            "Lorem ipsum for the mock-ups",
            "n/a",
            "Use {{name}} in the template",
            "[D4]",
            "…and more",
            // Ordinary words in brackets.
            "[optional]",
            "[Phase 2]",
            "[Option B]",
            "[Risk-based]",
            "[added]",
            "[Enter key]",
            "[Add tests]",
            "[Path traversal]",
            "[Status quo]",
            "[Name server]",
            "[File not found]",
            "[Describe in which way the queue loses events while a worker restarts, since that is what we saw \
             in March]",
            "[Short-lived]",
            "{id}",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
