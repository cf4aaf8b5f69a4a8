//! The one door through which foreign text reaches a terminal.
//!
//! A document may hold an escape sequence that recolours the screen, a carriage return that
//! overwrites a line, or a bidi override that turns `pass` and `fail` around. Shown here they are
//! what they are: marks that a reader can see.

use std::borrow::Cow;

/// The text with every character that would act on a terminal, or hide, written out.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let Some(first) = text.char_indices().find_map(|(at, c)| acts(c).then_some(at)) else {
        return Cow::Borrowed(text);
    };
    let (kept, rest) = text.split_at_checked(first).unwrap_or((text, ""));
    let mut out = String::with_capacity(text.len() + 8);
    out.push_str(kept);
    for c in rest.chars() {
        push_visible(&mut out, c);
    }
    Cow::Owned(out)
}

/// Appends one character in its visible form.
pub fn push_visible(out: &mut String, c: char) {
    match c {
        '\u{0}'..='\u{1f}' => out.push(picture(u32::from(c))),
        '\u{7f}' => out.push('\u{2421}'),
        _ if acts(c) => out.push_str(&format!("<U+{:04X}>", u32::from(c))),
        _ => out.push(c),
    }
}

/// The picture that Unicode has for a control character: `␛` for escape.
fn picture(code: u32) -> char {
    char::from_u32(0x2400 + code).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Whether a character does something other than standing there. Joiners are left alone: emoji
/// and several scripts are written with them.
pub(super) const fn acts(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_written_out() {
        for (text, shown) in [
            ("plain é 日 👩‍💻 ⚠️ نام", "plain é 日 👩‍💻 ⚠️ نام"),
            ("\u{1b}[31mred\u{1b}[0m", "␛[31mred␛[0m"),
            ("pass\rfail", "pass␍fail"),
            ("a\u{0}b", "a␀b"),
            ("a\u{7f}b", "a␡b"),
            ("abc\u{202e}cba", "abc<U+202E>cba"),
            ("a\u{2066}b\u{2069}", "a<U+2066>b<U+2069>"),
            ("\u{feff}a\u{200b}b", "<U+FEFF>a<U+200B>b"),
            ("one\ntwo\tthree", "one␊two␉three"),
            ("\u{9b}31m", "<U+009B>31m"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }

    #[test]
    fn ordinary_text_is_not_copied() {
        assert!(matches!(visible("| D1 | Use é |"), Cow::Borrowed(_)));
    }
}
