//! Workflow commands, which GitHub Actions shows as annotations beside the lines of a pull request.
//!
//! A command is a line of the log, so no text may begin one or end its own: data and properties have
//! escapes of their own, and what acts on a terminal is written out before.

use super::plain::{Plain, Run};
use super::visible;
use crate::diagnostic::Severity;
use std::fmt::Write as _;

/// `::error file=…,line=…::message`, one line each.
pub fn github(run: &Run<'_>) -> String {
    let mut out = String::new();
    for text in &run.texts {
        let file = property(text.path);
        for diagnostic in text.diagnostics {
            let title = property(&format!("{} {}", diagnostic.code, diagnostic.name));
            let (kind, place) = (kind(diagnostic.severity), place(diagnostic));
            let said = std::iter::once(diagnostic.message.clone());
            let said = said.chain(diagnostic.places()).chain(diagnostic.remarks());
            let said: Vec<String> = said.map(|line| data(&visible(&line))).collect();
            // Writing into a string does not fail.
            let _ = writeln!(out, "::{kind} file={file},{place},title={title}::{}", said.join("%0A"));
        }
    }
    out
}

const fn kind(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "notice",
    }
}

/// Columns are for places within one line.
fn place(diagnostic: &Plain) -> String {
    let (start, end) = (diagnostic.range.start, diagnostic.range.end);
    if start.line == end.line {
        format!("line={},endLine={},col={},endColumn={}", start.line, end.line, start.column, end.column)
    } else {
        format!("line={},endLine={}", start.line, end.line)
    }
}

/// A text behind `::`, that went through [`visible`]; several lines stay several.
pub(super) fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text behind `=`. The host undoes the escapes, so line ends stay what they are; other characters
/// that act would act in the log.
pub(super) fn property(text: &str) -> String {
    let lines = text.split('\n').map(|line| line.split('\r').map(visible).collect::<Vec<_>>().join("\r"));
    data(&lines.collect::<Vec<_>>().join("\n")).replace(':', "%3A").replace(',', "%2C")
}

/// A line of the log that is no command. An older form of commands is looked for within lines too.
pub fn line(text: &str) -> String {
    let shown = visible(text.trim_end()).replace("##[", "## [");
    let shown = shown.trim_start().trim_start_matches(':');
    if shown.is_empty() { String::new() } else { format!("{shown}\n") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::plain::testing::{HOSTILE, with_run};

    #[test]
    fn a_line_each_with_columns_in_characters() {
        assert_eq!(
            with_run("docs/a.md", "100% wrong", github),
            "::error file=docs/a.md,line=3,endLine=3,col=7,endColumn=8,title=DDR112 duplicate-decision-id\
             ::100%25 wrong%0Asee docs/a.md:3: 100%25 wrong%0Asee other/docs/a.md:1: 100%25 wrong\
             %0Anote: 100%25 wrong%0Ahelp: 100%25 wrong\n\
             ::notice file=docs/a.md,line=1,endLine=1,col=1,endColumn=1,title=DDR401 phase-gap::likely\n"
        );
    }

    #[test]
    fn no_text_is_a_command_of_its_own() {
        let path = "a,title=forged::x\n::error::%0A:\u{1b}[31m.md";
        let said = with_run(path, HOSTILE, github);
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines.len(), 2, "{said}");
        for line in lines {
            let (properties, _) = line.get(2..).unwrap().split_once("::").unwrap();
            assert_eq!(properties.matches(',').count(), 5, "{line}");
            assert!(
                properties.contains("file=a%2Ctitle=forged%3A%3Ax%0A%3A%3Aerror%3A%3A%250A%3A␛[31m.md,line=")
            );
            let escapes = line.replace("%25", "").replace("%3A", "").replace("%2C", "").replace("%0A", "");
            assert!(!escapes.contains('%') && !line.contains(char::is_control), "{line}");
        }
    }

    #[test]
    fn the_last_line_is_no_command() {
        assert_eq!(line("checked 1 ##[error]x document\n"), "checked 1 ## [error]x document\n");
        assert_eq!(line("::error::x\n::error::y\n"), "error::x␊::error::y\n");
        assert_eq!(line(""), "");
    }
}
