//! DDR004.

use crate::diagnostic::{Edit, Severity};
use crate::model::{Document, Table, short};
use crate::rules::{Check, Report};
use crate::schema::CellType;
use crate::source::Span;
use crate::syntax::{Block, BlockKind};

rule! {
    /// No character that nobody can see changes what the document says.
    ///
    /// ## Why
    /// A bidi embedding, override or isolate that is opened and never closed reorders the rest of its
    /// line on the screen: the reviewer reads another text than the one that is stored. That is an
    /// error, in code blocks too. One that is closed without having been opened does nothing, and is a
    /// hint.
    ///
    /// A zero-width space, word joiner or byte order mark inside an id, a path, an operation or a
    /// status makes `D1` another id than `D1`, and no search finds it: a warning. Joiners count only
    /// between Latin letters.
    ///
    /// Nothing is said about bidi characters that are balanced within their paragraph or table row,
    /// left-to-right and right-to-left marks, the joiners of emoji and of the scripts that need them,
    /// zero-width spaces of scripts that part words by them, a byte order mark at the start of the
    /// file, and entities such as `&#8203;`, which can be seen in the source.
    ///
    /// ## Examples
    /// A zero-width space stands between the letter and the digit of the second id.
    ///
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Decision | Status |
    /// |----|----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    /// | D​2 | Expire sessions after an hour | Accepted |
    /// ```
    /// ```markdown,passes
    /// # صفحات
    ///
    /// | ID | Decision | Status |
    /// |----|----------|--------|
    /// | D1 | نمی‌خواهم | 👩‍💻 Accepted |
    /// ```
    "DDR004" "hidden-character" Error Fixes::Both Check::Document(check)
}

fn check(document: &Document<'_>, report: &mut Report) {
    let text = document.source.text.as_str();
    if !may_hide(text.as_bytes().get(document.source.start()..).unwrap_or_default()) {
        return;
    }
    if text.contains(is_bidi) {
        bidi(document, text, report);
    }
    document.tables.iter().for_each(|table| cells(document, table, report));
}

/// Whether a text holds a character that the rule speaks of: asked of every document, and mostly
/// answered no, so it looks at bytes. They are U+200B–D, U+202A–E, U+2060, U+2066–9 and U+FEFF.
fn may_hide(bytes: &[u8]) -> bool {
    memchr::memchr2_iter(0xe2, 0xef, bytes).any(|at| {
        matches!(
            bytes.get(at..at + 3),
            Some(
                [0xe2, 0x80, 0x8b..=0x8d | 0xaa..=0xae]
                | [0xe2, 0x81, 0xa0 | 0xa6..=0xa9]
                | [0xef, 0xbb, 0xbf],
            )
        )
    })
}

/// Embeddings, overrides, isolates, and what ends them.
const fn is_bidi(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

const fn bidi_name(c: char) -> &'static str {
    match c {
        '\u{202a}' => "left-to-right embedding (U+202A)",
        '\u{202b}' => "right-to-left embedding (U+202B)",
        '\u{202c}' => "pop directional formatting (U+202C)",
        '\u{202d}' => "left-to-right override (U+202D)",
        '\u{202e}' => "right-to-left override (U+202E)",
        '\u{2066}' => "left-to-right isolate (U+2066)",
        '\u{2067}' => "right-to-left isolate (U+2067)",
        '\u{2068}' => "first strong isolate (U+2068)",
        _ => "pop directional isolate (U+2069)",
    }
}

/// Looks at each paragraph as a whole, since a renderer joins its lines, and at every other line by
/// itself.
fn bidi(document: &Document<'_>, text: &str, report: &mut Report) {
    let mut paragraphs = Vec::new();
    collect(&document.syntax.blocks, &mut paragraphs);
    let mut done = 0;
    for (at, _) in text.match_indices(is_bidi) {
        if at < done {
            continue;
        }
        let before = paragraphs.partition_point(|span: &Span| span.end <= at);
        let paragraph = paragraphs.get(before).filter(|span| span.start <= at);
        let unit = paragraph.copied().unwrap_or_else(|| document.source.line_span(at));
        done = unit.end.max(at + 1);
        balance(unit, text, report);
    }
}

fn balance(unit: Span, text: &str, report: &mut Report) {
    let mut open: Vec<(char, Span)> = Vec::new();
    let mut isolates = 0;
    for (at, c) in unit.of(text).char_indices().filter(|(_, c)| is_bidi(*c)) {
        let span = Span::new(unit.start + at, unit.start + at + c.len_utf8());
        let is_isolate = |c: char| matches!(c, '\u{2066}'..='\u{2068}');
        let closed = match c {
            '\u{202c}' => open.pop_if(|(opener, _)| !is_isolate(*opener)).is_some(),
            // The end of an isolate ends what was opened inside it.
            '\u{2069}' if isolates > 0 => {
                while open.pop().is_some_and(|(opener, _)| !is_isolate(opener)) {}
                isolates -= 1;
                true
            }
            '\u{2069}' => false,
            _ => {
                isolates += usize::from(is_isolate(c));
                open.push((c, span));
                true
            }
        };
        if !closed {
            let message = format!("a hidden {} closes nothing", bidi_name(c));
            let found = report.add(span, message).severity(Severity::Hint).help("delete it");
            found.fix(true, "delete it", vec![Edit { span, text: String::new() }]);
        }
    }
    for (c, span) in open {
        report
            .add(span, format!("a hidden {} is never closed", bidi_name(c)))
            .note("what follows on the line may be shown in another order than it is stored in")
            .help("delete it, or close it in the same paragraph")
            // It may be wanted, and its end forgotten.
            .fix(false, "delete it", vec![Edit { span, text: String::new() }]);
    }
}

fn collect(blocks: &[Block], out: &mut Vec<Span>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Paragraph(inline) | BlockKind::Heading { inline, .. } => out.push(inline.span),
            BlockKind::Quote(inner) => collect(inner, out),
            BlockKind::List(list) => list.items.iter().for_each(|item| collect(&item.blocks, out)),
            _ => {}
        }
    }
}

const fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

const fn zero_width_name(c: char) -> &'static str {
    match c {
        '\u{200b}' => "zero-width space (U+200B)",
        '\u{200c}' => "zero-width non-joiner (U+200C)",
        '\u{200d}' => "zero-width joiner (U+200D)",
        '\u{2060}' => "word joiner (U+2060)",
        _ => "byte order mark (U+FEFF)",
    }
}

/// Cells that are compared with others letter by letter.
fn cells(document: &Document<'_>, table: &Table<'_>, report: &mut Report) {
    let compared = table.columns.iter().enumerate().filter_map(|(at, column)| {
        let spec = column.spec?;
        let what = match spec.cell {
            CellType::Id => "id",
            CellType::Path => "path",
            CellType::Op => "operation",
            CellType::Enum if spec.key == "status" => "status",
            _ => return None,
        };
        Some((at, what))
    });
    let compared: Vec<(usize, &str)> = compared.collect();
    for row in &table.rows {
        for &(at, what) in &compared {
            let Some(cell) = row.cells.get(at) else { continue };
            let source = document.source.slice(cell.span);
            let hidden: Vec<(usize, char)> = zero_width(source).collect();
            let Some(&(first, c)) = hidden.first() else { continue };
            let span =
                |at: usize, c: char| Span::new(cell.span.start + at, cell.span.start + at + c.len_utf8());
            let shown: String = cell.text.chars().filter(|c| !is_zero_width(*c)).collect();
            let more = match hidden.len() {
                1 => String::new(),
                count => format!(", and {} more", count - 1),
            };
            let message =
                format!("the {what} {} holds a hidden {}{more}", short(&shown, 60), zero_width_name(c));
            let edits =
                hidden.iter().map(|&(at, c)| Edit { span: span(at, c), text: String::new() }).collect();
            report
                .add(span(first, c), message)
                .severity(Severity::Warning)
                .help("delete it, and write the word anew where it was copied from")
                .fix(false, "delete the hidden characters", edits);
        }
    }
}

/// Characters of no width that have no business where they stand: not the joiners of emoji, and
/// nothing beside a letter of a script that may use them.
fn zero_width(source: &str) -> impl Iterator<Item = (usize, char)> {
    source.char_indices().filter(|(at, c)| {
        if !is_zero_width(*c) {
            return false;
        }
        let before = source.get(..*at).and_then(|before| before.chars().rev().find(|c| !is_zero_width(*c)));
        let after = source.get(*at..).and_then(|after| after.chars().find(|c| !is_zero_width(*c)));
        let beside = || before.iter().chain(&after).copied();
        let latin = |c: char| u32::from(c) < 0x0590 && c.is_alphanumeric();
        let joins = matches!(c, '\u{200c}' | '\u{200d}');
        let foreign = beside().any(|c| u32::from(c) >= 0x0590 && (joins || c.is_alphabetic()));
        !foreign && (!joins || beside().any(latin))
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, diagnostics, expect, silent};

    #[test]
    fn what_is_opened_and_never_closed_is_an_error() {
        expect(
            &RULE,
            FREE,
            "| ID | Decision | Why |\n|--|--|--|\n| D1 | a \u{202e}b | c |\n         ^ error: a hidden right-to-left override (U+202E) is never closed\n| D2 | \u{2066}a | b\u{2069} |\n| D3 | a | \u{2067}b |\n           ^ error: a hidden right-to-left isolate (U+2067) is never closed\n",
        );
        expect(
            &RULE,
            FREE,
            "| ID | Decision | Why |\n|--|--|--|\n| D1 | a | c |\n\n```\nif (a\u{202e} {\n     ^ error: a hidden right-to-left override (U+202E) is never closed\n```\n",
        );
    }

    #[test]
    fn what_closes_nothing_is_a_hint() {
        expect(
            &RULE,
            FREE,
            "| ID | Decision | Why |\n|--|--|--|\n| D1 | a | c |\n\nCall +1 234\u{202c} now.\n           ^ hint: a hidden pop directional formatting (U+202C) closes nothing\n",
        );
    }

    #[test]
    fn nothing_without_width_stands_in_a_cell_that_is_compared() {
        expect(
            &RULE,
            FREE,
            "| ID | Decision | Status |\n|--|--|--|\n| D\u{200b}1\u{200b} | a | Acc\u{200d}epted |\n   ^ warning: the id D1 holds a hidden zero-width space (U+200B), and 1 more\n                ^ warning: the status Accepted holds a hidden zero-width joiner (U+200D)\n",
        );
        expect(
            &RULE,
            FREE,
            "| File | Op |\n|--|--|\n| src/\u{2060}a.rs | add |\n      ^ warning: the path src/a.rs holds a hidden word joiner (U+2060)\n| src/b.rs | \u{feff}add |\n             ^ warning: the operation add holds a hidden byte order mark (U+FEFF)\n",
        );
    }

    #[test]
    fn the_fix_takes_every_hidden_character_and_nothing_else() {
        let text = "| ID | Decision | Status |\n|--|--|--|\n| D\u{200b}1\u{200b} | a | Accepted |\n";
        let found = diagnostics(&RULE, FREE, text);
        let edits = &found[0].fix.as_ref().unwrap().edits;
        let gone: Vec<&str> = edits.iter().map(|edit| edit.span.of(text)).collect();
        assert_eq!(gone, ["\u{200b}", "\u{200b}"]);
    }

    #[test]
    fn characters_that_do_their_work_are_silent() {
        let cell = |status: &str| {
            format!("\u{feff}| ID | Decision | Status |\n|--|--|--|\n| D1 | a\u{200b}b | {status} |\n")
        };
        let after = |text: &str| format!("| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n\n{text}\n");
        let texts = [
            // Emoji sequences, Persian, Hindi, Khmer, Thai.
            cell("👩\u{200d}💻"),
            cell("❤\u{fe0f}\u{200d}🔥 Accepted"),
            cell("نمی\u{200c}خواهم"),
            cell("क्\u{200d}ष"),
            cell("យល់\u{200b}ព្រម"),
            cell("✅\u{fe0f} Accepted"),
            // Marks without a scope.
            cell("Accepted\u{200e}"),
            cell("مقبول\u{200f}"),
            cell("&#8203;Accepted"),
            // Balanced, also over the lines of a paragraph and with an isolate that ends an embedding.
            after("He said \u{202b}שלום\u{202c} twice: \u{2067}שלום\u{2069}."),
            after("A \u{2067}שלום\nעולם\u{2069} and on."),
            after("A \u{2068}x \u{202b}y\u{2069} z."),
            after("- \u{202a}C:\\Users\u{202c}\n- next"),
            // Named, not used.
            after("The Trojan Source attack uses `U+202E`."),
        ];
        for text in &texts {
            silent(&RULE, FREE, &[text]);
        }
    }
}
