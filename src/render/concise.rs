//! One line per diagnostic, for editors, scripts and long lists.

use super::{View, visible};
use std::fmt::Write as _;

/// `path:line:column: error[DDR114] statement-too-long: message`, one line each.
pub fn concise(view: &View<'_>) -> String {
    let mut out = String::new();
    if view.diagnostics.is_empty() {
        return out;
    }
    let path = visible(view.path);
    for diagnostic in view.diagnostics {
        let at = view.source.position(diagnostic.span.start);
        let (severity, code, name) = (diagnostic.severity.name(), diagnostic.code, diagnostic.name);
        let message = visible(&diagnostic.message);
        // Writing into a string does not fail.
        let _ = writeln!(out, "{path}:{}:{}: {severity}[{code}] {name}: {message}", at.line, at.column);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Diagnostic, Severity};
    use crate::source::{Source, Span};

    #[test]
    fn a_line_each_with_columns_in_characters() {
        let source = Source::new("a.md", "\u{feff}é😀日x\r\nsecond");
        let at = source.text.find('x').unwrap();
        let diagnostics = [
            Diagnostic::new("DDR900", "made-up", Severity::Error, Span::new(at, at + 1), "x is\nwrong"),
            Diagnostic::new("DDR901", "other", Severity::Hint, Span::at(source.text.len()), "ends"),
        ];
        let view = View { path: "a\u{1b}.md", source: &source, diagnostics: &diagnostics, others: &[] };
        assert_eq!(
            concise(&view),
            "a␛.md:1:4: error[DDR900] made-up: x is␊wrong\na␛.md:2:7: hint[DDR901] other: ends\n"
        );
    }
}
