//! A change of a text as a patch that `git apply` takes, byte for byte.
//!
//! It is for programs and files. Lines end where git ends them, at a line feed alone; a name is quoted as
//! git quotes it. The header is git's own, so that names count from the root of the repository wherever
//! the patch is applied.

use crate::diff::lines::{Fate, Hunk, hunks};
use std::fmt::Write as _;

/// The patch from one text to another; empty where they are equal. `name` holds the bytes of the path from
/// the root of the repository, with `/`.
pub fn git_patch(name: &[u8], old: &str, new: &str) -> String {
    let hunks = hunks(old, new);
    if hunks.is_empty() {
        return String::new();
    }
    let (before, after) = (quoted("a/", name), quoted("b/", name));
    // A blank would end the name for other readers of patches; a tab behind it says where it ends.
    let end = if name.contains(&b' ') { "\t" } else { "" };
    let mut out = format!("diff --git {before} {after}\n--- {before}{end}\n+++ {after}{end}\n");
    hunks.iter().for_each(|hunk| write_hunk(hunk, &mut out));
    out
}

fn write_hunk(hunk: &Hunk, out: &mut String) {
    let range = |(first, lines): (usize, usize)| match lines {
        1 => first.to_string(),
        lines => format!("{first},{lines}"),
    };
    let _ = writeln!(out, "@@ -{} +{} @@", range(hunk.old), range(hunk.new));
    for (fate, line) in &hunk.lines {
        out.push(match fate {
            Fate::Kept => ' ',
            Fate::Gone => '-',
            Fate::Come => '+',
        });
        out.push_str(line);
        if !line.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
}

/// A name as git writes it: as it is, or in quotes where it holds a sign that could be taken for another
/// or that is no ASCII.
fn quoted(side: &str, name: &[u8]) -> String {
    let plain = |byte: &u8| (b' '..=b'~').contains(byte) && !matches!(byte, b'"' | b'\\');
    if name.iter().all(plain) {
        return format!("{side}{}", String::from_utf8_lossy(name));
    }
    let mut out = format!("\"{side}");
    for byte in name {
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\t' => out.push_str("\\t"),
            b'\r' => out.push_str("\\r"),
            byte if plain(byte) => out.push(char::from(*byte)),
            byte => {
                let _ = write!(out, "\\{byte:03o}");
            }
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_holds_the_bytes_of_both_texts() {
        assert_eq!(
            git_patch(b"docs/a b.md", "\u{feff}one\r\ntwo\rtwo\n", "\u{feff}one\r\ntwo\rtwo!"),
            "diff --git a/docs/a b.md b/docs/a b.md\n--- a/docs/a b.md\t\n+++ b/docs/a b.md\t\n@@ -1,2 +1,2 @@\n \
             \u{feff}one\r\n-two\rtwo\n+two\rtwo!\n\\ No newline at end of file\n"
        );
        assert_eq!(git_patch(b"a.md", "same", "same"), "");
    }

    #[test]
    fn names_are_quoted_as_git_quotes_them() {
        let head = |name: &[u8]| git_patch(name, "", "x\n").lines().nth(2).unwrap_or_default().to_owned();
        assert_eq!(head("é\"\\\n\u{202e}.md".as_bytes()), r#"+++ "b/\303\251\"\\\n\342\200\256.md""#);
        assert_eq!(head(b"\xff"), r#"+++ "b/\377""#);
    }
}
