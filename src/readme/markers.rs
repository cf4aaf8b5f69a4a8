//! Where the sections of a text begin and end.
//!
//! A marker is a comment that stands on a line by itself; before it may stand what a list item or a quote
//! puts there. In code it is text. A marker that cannot be paired makes the whole file untouchable, since
//! nobody can say which text may be replaced.

use crate::source::{Source, Span};
use crate::syntax::{self, Block, BlockKind, PieceKind};

/// What the markers of a text say.
#[derive(Debug, Default)]
pub struct Found {
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// Markers that make no section.
    pub broken: Vec<Broken>,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its name: `setup`.
    pub name: String,
    /// Whether a marker asks for what is done alone.
    pub only_done: bool,
    /// Whether the end marker says so, which `ddr readme --only-done` writes.
    pub said_at_end: bool,
    /// The digest in the end marker.
    pub digest: Option<String>,
    /// The comment that begins it.
    pub begin: Span,
    /// The comment that ends it.
    pub end: Span,
    /// From the line after the begin marker up to the line of the end marker.
    pub inside: Span,
    /// What stands before the begin marker on its line: blanks, tabs, `>`.
    pub prefix: String,
    /// How its lines end.
    pub ending: &'static str,
    /// What opens and closes the comment of the end marker.
    pub comment: (&'static str, &'static str),
}

/// A marker that makes no section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The marker.
    pub span: Span,
    /// What is wrong with it.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Another marker that has to do with it.
    pub other: Option<(Span, &'static str)>,
}

/// A marker, read.
struct Marker<'t> {
    span: Span,
    /// The whole line, with its ending.
    line: Span,
    ending: &'static str,
    prefix: &'t str,
    words: Vec<&'t str>,
    comment: (&'static str, &'static str),
}

/// How a marker may be written.
const COMMENTS: &[(&str, &str)] = &[
    ("<!--", "-->"),
    ("[//]: # (", ")"),
    ("[//]: # \"", "\""),
    ("[//]: # '", "'"),
    ("[//]: <> (", ")"),
    ("[comment]: # (", ")"),
    ("[comment]: <> (", ")"),
];

/// Finds the sections of a text.
pub fn find(source: &Source) -> Found {
    let text = source.text.as_str();
    let mut found = Found::default();
    // Most files have none, and are not parsed.
    if !text.contains("ddr:begin") && !text.contains("ddr:end") {
        return found;
    }
    if let Some(at) = syntax::too_deep(text) {
        found.broken.push(Broken {
            span: source.line_span(at),
            message: format!("lists and quotes are nested more than {} deep", syntax::MAX_DEPTH),
            help: "what is code and what is a marker cannot be told; nest less deeply".to_owned(),
            other: None,
        });
        return found;
    }
    let code = code(source);
    let in_code = |span: Span| {
        let before = code.partition_point(|code| code.start <= span.start);
        code.get(..before).unwrap_or_default().iter().any(|code| span.start < code.end)
    };
    let mut open: Vec<(Marker<'_>, &str)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(at, at + line.len());
        at = span.end;
        match read(line, span, source.start()) {
            Some(Ok(marker)) if !in_code(marker.span) => pair(marker, &mut open, &mut found),
            Some(Err(inner)) if !in_code(inner) => found.broken.push(Broken {
                span: inner,
                message: "this marker does not stand on a line by itself".to_owned(),
                help: "give it a line of its own; in backticks it is text".to_owned(),
                other: None,
            }),
            _ => {}
        }
    }
    for (marker, name) in open {
        found.broken.push(lacks_end(&marker, name));
    }
    found.broken.sort_by_key(|broken| broken.span.start);
    found
}

/// The code of a text, in order.
fn code(source: &Source) -> Vec<Span> {
    fn blocks(list: &[Block], spans: &mut Vec<Span>) {
        for block in list {
            match &block.kind {
                BlockKind::Code => spans.push(block.span),
                BlockKind::Quote(inner) => blocks(inner, spans),
                BlockKind::List(list) => list.items.iter().for_each(|item| blocks(&item.blocks, spans)),
                _ => {}
            }
        }
    }
    let document = syntax::parse_whole(&source.text, source.start());
    let mut spans: Vec<Span> = document.front_matter.into_iter().collect();
    blocks(&document.blocks, &mut spans);
    let pieces = document.all_pieces().iter().filter(|piece| piece.kind == PieceKind::Code);
    spans.extend(pieces.map(|piece| piece.span));
    spans.sort_by_key(|span| span.start);
    spans
}

/// Reads a line: a marker, or where one stands among other things. `start` is where the text begins, behind
/// a byte order mark.
fn read<'t>(line: &'t str, span: Span, start: usize) -> Option<Result<Marker<'t>, Span>> {
    if !line.contains("ddr:begin") && !line.contains("ddr:end") {
        return None;
    }
    let skipped = start.saturating_sub(span.start).min(line.len());
    let body = line.get(skipped..).unwrap_or(line);
    let inner = body.trim_start_matches([' ', '\t', '>']);
    let prefix = body.get(..body.len() - inner.len()).unwrap_or_default();
    let shown = inner.trim_end();
    let from = span.start + skipped + prefix.len();
    for &(open, close) in COMMENTS {
        let Some(words) = shown.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) else {
            continue;
        };
        let words: Vec<&str> = words.split_whitespace().collect();
        if matches!(words.first(), Some(&("ddr:begin" | "ddr:end")))
            && !words.iter().any(|w| w.contains("-->"))
        {
            let span_of = Span::new(from, from + shown.len());
            let ending = if line.ends_with("\r\n") { "\r\n" } else { "\n" };
            return Some(Ok(Marker {
                span: span_of,
                line: span,
                ending,
                prefix,
                words,
                comment: (open, close),
            }));
        }
    }
    // A comment of ours among other things on the line would be taken for text, silently.
    let at = line.match_indices("<!--").find_map(|(at, open)| {
        let rest = line.get(at + open.len()..)?.trim_start();
        (rest.starts_with("ddr:begin") || rest.starts_with("ddr:end")).then_some(at)
    })?;
    let length = line.get(at..).and_then(|rest| rest.find("-->")).map_or(4, |end| end + 3);
    Some(Err(Span::new(span.start + at, span.start + at + length)))
}

fn pair<'t>(marker: Marker<'t>, open: &mut Vec<(Marker<'t>, &'t str)>, found: &mut Found) {
    let mut say = |span, message: String, help: String, other| {
        found.broken.push(Broken { span, message, help, other });
    };
    let words = marker.words.clone();
    let [kind, rest @ ..] = words.as_slice() else { return };
    let Some((&name, more)) = rest.split_first() else {
        say(marker.span, "this marker names no section".to_owned(), format!("write `{kind} NAME`"), None);
        return;
    };
    if !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
        let help = "a name has letters, digits, `-` and `_`, as its template has".to_owned();
        say(marker.span, format!("`{name}` is no name of a section"), help, None);
        return;
    }
    let begins = *kind == "ddr:begin";
    let known = |word: &&str| **word == *"only-done" || (!begins && word.starts_with("sha256:"));
    if let Some(word) = more.iter().find(|word| !known(word)) {
        let help = "behind the name may stand `only-done`".to_owned();
        say(marker.span, format!("nobody reads the word `{word}` in this marker"), help, None);
        return;
    }
    if begins {
        if let Some((outer, outer_name)) = open.first() {
            let help = format!("end `{outer_name}` before it");
            let other = Some((outer.span, "this section is still open"));
            say(marker.span, format!("`{name}` begins inside of the section `{outer_name}`"), help, other);
        }
        open.push((marker, name));
        return;
    }
    let Some(at) = open.iter().rposition(|(_, open)| *open == name) else {
        let help = format!(
            "write `{}` where it begins, or remove it",
            comment(marker.comment, &format!("ddr:begin {name}"))
        );
        say(marker.span, format!("`{name}` ends here and begins nowhere"), help, None);
        return;
    };
    let outermost = at == 0;
    let mut closed = open.split_off(at).into_iter();
    let Some((begin, _)) = closed.next() else { return };
    found.broken.extend(closed.map(|(inner, name)| lacks_end(&inner, name)));
    if !outermost {
        return;
    }
    let before = found.sections.iter().find(|section| section.name == name);
    if let Some(before) = before {
        let other = Some((before.begin, "it stands here already"));
        let help = "one place is enough; remove one of the two".to_owned();
        let message = format!("the section `{name}` stands twice in this file");
        found.broken.push(Broken { span: begin.span, message, help, other });
        return;
    }
    let said_at_end = more.contains(&"only-done");
    found.sections.push(Section {
        name: name.to_owned(),
        only_done: said_at_end || begin.words.contains(&"only-done"),
        said_at_end,
        digest: more.iter().find_map(|word| word.strip_prefix("sha256:")).map(str::to_owned),
        begin: begin.span,
        end: marker.span,
        inside: Span::new(begin.line.end, marker.line.start),
        prefix: begin.prefix.to_owned(),
        ending: begin.ending,
        comment: marker.comment,
    });
}

fn lacks_end(marker: &Marker<'_>, name: &str) -> Broken {
    let end = comment(marker.comment, &format!("ddr:end {name}"));
    Broken {
        span: marker.span,
        message: format!("the section `{name}` has no end"),
        help: format!("write `{end}` on a line behind it"),
        other: None,
    }
}

/// Words as a comment.
pub(super) fn comment((open, close): (&str, &str), words: &str) -> String {
    let space = if open == "<!--" { " " } else { "" };
    format!("{open}{space}{words}{space}{close}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let found = find(&Source::new("README.md", text));
        assert_eq!(found.broken, [], "{text}");
        found.sections.into_iter().map(|section| section.name).collect()
    }

    fn broken(text: &str) -> Vec<(usize, String)> {
        let source = Source::new("README.md", text);
        let said = find(&source).broken.into_iter();
        said.map(|broken| (source.line(broken.span.start), broken.message)).collect()
    }

    #[test]
    fn both_forms_are_markers_and_code_is_not() {
        assert_eq!(names("<!-- ddr:begin a -->\n<!-- ddr:end a sha256:00 -->\n"), ["a"]);
        assert_eq!(names("\u{feff}[//]: # (ddr:begin a)\n\nx\n\n[//]: # (ddr:end a)"), ["a"]);
        assert_eq!(names("[comment]: <> (ddr:begin a only-done)\r\n[//]: # 'ddr:end a'\r\n"), ["a"]);
        assert_eq!(names("- x\n\n  <!--ddr:begin a-->\n  <!-- ddr:end a -->\n"), ["a"]);
        assert_eq!(names("> <!-- ddr:begin a -->\n> <!-- ddr:end a -->\n"), ["a"]);
        for text in [
            "```\n<!-- ddr:begin a -->\n```\n",
            "~~~~md\n<!-- ddr:begin a -->\n~~~\n<!-- ddr:end b -->\n~~~~\n",
            "- x\n\n  ```html\n  <!-- ddr:begin a -->\n  ```\n",
            "text\n\n    <!-- ddr:begin a -->\n",
            "Write `<!-- ddr:begin a -->` and\n`x\ny <!-- ddr:end a --> z` there.\n",
            "the words ddr:begin a alone\n",
            "---\nx: 1\n# <!-- ddr:begin a -->\n---\n\ntext\n",
        ] {
            assert_eq!(names(text), [] as [&str; 0], "{text}");
        }
    }

    #[test]
    fn what_cannot_be_paired_is_named_with_its_line() {
        let begin = "<!-- ddr:begin a -->\n";
        let end = "<!-- ddr:end a -->\n";
        assert_eq!(broken(&format!("\n{begin}")), [(2, "the section `a` has no end".to_owned())]);
        assert_eq!(broken(end), [(1, "`a` ends here and begins nowhere".to_owned())]);
        assert_eq!(
            broken(&format!("{begin}{end}{begin}{end}")),
            [(3, "the section `a` stands twice in this file".to_owned())]
        );
        let nested = format!("{begin}<!-- ddr:begin b -->\n<!-- ddr:end b -->\n{end}");
        assert_eq!(broken(&nested), [(2, "`b` begins inside of the section `a`".to_owned())]);
        assert_eq!(find(&Source::new("a", nested.as_str())).sections.len(), 1);
        let crossed = format!("{begin}<!-- ddr:begin b -->\n{end}<!-- ddr:end b -->\n");
        let lines: Vec<usize> = broken(&crossed).into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [2, 2, 4]);
        assert_eq!(broken(&format!("{begin}{begin}{end}")).first().unwrap().0, 1);
        for (text, said) in [
            ("x <!-- ddr:begin a -->\n", "this marker does not stand on a line by itself"),
            ("<!-- ddr:begin -->\n", "this marker names no section"),
            ("<!-- ddr:begin ../a -->\n", "`../a` is no name of a section"),
            ("<!-- ddr:begin a b -->\n", "nobody reads the word `b` in this marker"),
        ] {
            assert_eq!(broken(text), [(1, said.to_owned())]);
        }
    }

    #[test]
    fn a_section_knows_its_place() {
        let text = "a\r\n  <!-- ddr:begin x -->\r\n  b\r\n  <!-- ddr:end x only-done sha256:12 -->\r\n";
        let source = Source::new("README.md", text);
        let found = find(&source);
        let section = found.sections.first().unwrap();
        assert_eq!((section.ending, section.prefix.as_str()), ("\r\n", "  "));
        assert_eq!(section.inside.of(text), "  b\r\n");
        assert_eq!(section.end.of(text), "<!-- ddr:end x only-done sha256:12 -->");
        assert!(section.only_done && section.said_at_end);
        assert_eq!(section.digest.as_deref(), Some("12"));
    }
}
