//! A change of lines, in the form of a patch, for files that hold no design.
//!
//! It is for reading: characters that act on a terminal are shown as marks, so it is not meant to be
//! applied.

use super::visible;
use crate::diff::lines::{Fate, Hunk, hunks};
use anstyle::{AnsiColor, Style};
use std::fmt::Write as _;

/// One side.
#[derive(Debug)]
pub struct Side {
    /// Its name: `a/src/x.rs`, or that of nothing.
    pub name: String,
    /// As git writes it: `100644`. None where there is no file.
    pub mode: Option<String>,
    /// Its text; none where it is none.
    pub text: Option<String>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The lines that differ. `moved` is what git says of a file that was renamed, line by line.
pub fn patch(old: &Side, new: &Side, moved: Option<&str>, color: bool) -> String {
    let mut out = String::new();
    let bold = Style::new().bold();
    let mut head = |line: String| line_of(&mut out, &line, bold, color);
    head(format!("diff {} {}", visible(&old.name), visible(&new.name)));
    match (&old.mode, &new.mode) {
        (Some(mode), None) => head(format!("deleted file mode {}", visible(mode))),
        (None, Some(mode)) => head(format!("new file mode {}", visible(mode))),
        (Some(a), Some(b)) if a != b => {
            head(format!("old mode {}", visible(a)));
            head(format!("new mode {}", visible(b)));
        }
        _ => {}
    }
    for line in moved.unwrap_or_default().lines() {
        // `index 1a2b..3c4d` names objects, and nobody has them in files.
        if !line.starts_with("index ") {
            head(visible(line).into_owned());
        }
    }
    if old.bytes == new.bytes {
        return out;
    }
    let (Some(a), Some(b)) = (&old.text, &new.text) else {
        let _ = writeln!(out, "Binary files {} and {} differ", visible(&old.name), visible(&new.name));
        return out;
    };
    let mut hunks = hunks(a, b).into_iter().peekable();
    if hunks.peek().is_none() {
        // What is no UTF-8 looks alike once it is made text.
        let _ = writeln!(out, "Binary files {} and {} differ", visible(&old.name), visible(&new.name));
        return out;
    }
    line_of(&mut out, &format!("--- {}", visible(&old.name)), bold, color);
    line_of(&mut out, &format!("+++ {}", visible(&new.name)), bold, color);
    hunks.for_each(|hunk| place(&hunk, color, &mut out));
    out
}

/// The lines of one file that an edit changes.
pub fn edited(path: &str, old: &str, new: &str, color: bool) -> String {
    let mut out = String::new();
    let bold = Style::new().bold();
    line_of(&mut out, &format!("--- a/{}", visible(path)), bold, color);
    line_of(&mut out, &format!("+++ b/{}", visible(path)), bold, color);
    hunks(old, new).iter().for_each(|hunk| place(hunk, color, &mut out));
    out
}

fn place(hunk: &Hunk, color: bool, out: &mut String) {
    let range = |(first, lines): (usize, usize)| match lines {
        1 => first.to_string(),
        lines => format!("{first},{lines}"),
    };
    let head = format!("@@ -{} +{} @@", range(hunk.old), range(hunk.new));
    line_of(out, &head, AnsiColor::Cyan.on_default(), color);
    for (fate, line) in &hunk.lines {
        let (sign, style) = match fate {
            Fate::Kept => (' ', Style::new()),
            Fate::Gone => ('-', AnsiColor::Red.on_default()),
            Fate::Come => ('+', AnsiColor::Green.on_default()),
        };
        let body = line.strip_suffix('\n');
        line_of(out, &format!("{sign}{}", shown(body.unwrap_or(line))), style, color && *fate != Fate::Kept);
        if body.is_none() {
            out.push_str("\\ No newline at end of file\n");
        }
    }
}

/// Tabs are ordinary in source code.
fn shown(line: &str) -> String {
    line.split('\t').map(visible).collect::<Vec<_>>().join("\t")
}

fn line_of(out: &mut String, line: &str, style: Style, color: bool) {
    let _ = if color { writeln!(out, "{style}{line}{style:#}") } else { writeln!(out, "{line}") };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(name: &str, bytes: &[u8]) -> Side {
        let text = (!bytes.contains(&0)).then(|| String::from_utf8_lossy(bytes).into_owned());
        Side { name: name.to_owned(), mode: Some("100644".to_owned()), text, bytes: bytes.to_vec() }
    }

    #[test]
    fn lines_are_shown_with_what_would_act_on_a_terminal_as_marks() {
        let shown = patch(&side("a/x", b"one\n\ttwo\n"), &side("b/x", b"one\n\tt\x1b[2Jwo"), None, false);
        assert_eq!(
            shown,
            "diff a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n one\n-\ttwo\n+\tt␛[2Jwo\n\\ No newline at end of \
             file\n"
        );
    }

    #[test]
    fn what_is_no_text_and_what_only_moved_is_named() {
        let binary = patch(&side("a/x", b"\0\x01"), &side("b/x", b"\0\x02"), None, false);
        assert_eq!(binary, "diff a/x b/x\nBinary files a/x and b/x differ\n");
        let latin = patch(&side("a/x", b"\xe9"), &side("b/x", b"\xe8"), None, false);
        assert_eq!(latin, "diff a/x b/x\nBinary files a/x and b/x differ\n");
        let moved =
            patch(&side("a/x", b"1"), &side("b/y", b"1"), Some("rename from x\nrename to y\n"), false);
        assert_eq!(moved, "diff a/x b/y\nrename from x\nrename to y\n");
        let run = Side { mode: Some("100755".to_owned()), ..side("b/x", b"1") };
        assert_eq!(
            patch(&side("a/x", b"1"), &run, None, false),
            "diff a/x b/x\nold mode 100644\nnew mode 100755\n"
        );
    }
}
