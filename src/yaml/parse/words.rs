//! Errors of the YAML library in words for people who do not know the standard.

use super::{place, unreadable};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::yaml::MAX_DEPTH;
use serde_yaml::Error;
use serde_yaml::budget::BudgetBreach;

/// An error of the library in our words.
pub(super) fn explain(text: &str, error: &Error) -> Diagnostic {
    let error = innermost(error);
    let span = error.location().map_or(Span::at(0), |location| place(text, location));
    let (message, help) = words(error);
    let mut diagnostic = unreadable(span, message);
    diagnostic.help = help.map(str::to_owned);
    diagnostic
}

/// The error itself, without what the library wraps around it.
fn innermost(error: &Error) -> &Error {
    match error.without_snippet() {
        Error::AliasError { error, .. } => innermost(error),
        other => other,
    }
}

fn words(error: &Error) -> (String, Option<&'static str>) {
    let deep = || (format!("nested deeper than {MAX_DEPTH} levels"), None);
    let aliases =
        || ("aliases unfold to far too much".to_owned(), Some("write the values out instead of using `*`"));
    match error {
        Error::Budget { breach: BudgetBreach::Depth { .. }, .. } => deep(),
        Error::Budget { breach: BudgetBreach::Nodes { .. } | BudgetBreach::Events { .. }, .. } => {
            ("more values than anybody writes by hand".to_owned(), None)
        }
        Error::Budget { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => aliases(),
        Error::RecursiveReferencesRequireWeakTypes { .. } => {
            ("an alias stands inside the value that it repeats".to_owned(), None)
        }
        Error::UnknownAnchor { .. } => (
            "an alias to a value that no anchor marks".to_owned(),
            Some("put quotes around a text that begins with `*`"),
        ),
        Error::MultipleDocuments { .. } => {
            ("a second YAML document begins here".to_owned(), Some("keep one document in the file"))
        }
        other => {
            let rendered = other.render();
            let said = rendered.rsplit_once(" at line ").map_or(rendered.as_str(), |(said, _)| said);
            scanner_words(said)
        }
    }
}

/// What the scanner says most often, for people who do not know the YAML standard.
fn scanner_words(said: &str) -> (String, Option<&'static str>) {
    let known = [
        ("tabs disallowed", "a tab stands in the indentation", Some("indent with spaces")),
        (
            "mapping values are not allowed",
            "a `:` that cannot stand here",
            Some("put quotes around a text that holds `: `, and check the indentation"),
        ),
        (
            "illegal placement of ':'",
            "a `:` that cannot stand here",
            Some("a bracket or quote before it may be open"),
        ),
        ("found a tab", "a tab indents the line after this", Some("indent with spaces")),
        ("did not find expected ','", "a `,` or a closing bracket is missing before this", None),
        ("did not find expected <block end>", "the indentation does not fit the lines above", None),
        ("did not find expected <document start>", "the indentation does not fit the lines above", None),
        ("misplaced bracket", "a closing bracket that nothing opens", None),
        ("invalid trailing content", "text after a closing quote", Some("put the whole value in quotes")),
        (
            "block sequence entries are not allowed",
            "no list can begin here",
            Some("begin it on the next line, or write it in brackets"),
        ),
        ("did not find expected key", "the indentation does not fit the lines above", None),
        ("did not find expected '-'", "the indentation does not fit the lines above", None),
        (
            "escape",
            "this text holds a `\\` that YAML cannot read",
            Some("double the `\\`, or use single quotes"),
        ),
        ("unclosed quote", "this quote is never closed", None),
        ("unclosed bracket", "this bracket is never closed", None),
        ("simple key expected", "a line that is neither a key with `:` nor part of a list", None),
        ("recursion limit exceeded", "nested deeper than 32 levels", None),
        (
            "unexpected character",
            "a character that no value can begin with",
            Some("put quotes around the text"),
        ),
    ];
    known
        .into_iter()
        .find(|(theirs, _, _)| said.contains(theirs))
        .map_or_else(|| (format!("no valid YAML: {said}"), None), |(_, ours, help)| (ours.to_owned(), help))
}
