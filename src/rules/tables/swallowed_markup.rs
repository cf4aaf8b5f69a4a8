//! DDR106.

use crate::diagnostic::Edit;
use crate::model::paths::swallowed;
use crate::model::{Document, Table};
use crate::rules::{Check, Report};
use crate::schema::CellType;
use crate::source::{Source, Span};
use crate::syntax::{Markup, Piece, PieceKind};

rule! {
    /// Every path reads on the page as it is written.
    ///
    /// ## Why
    /// Markdown takes underscores and stars in a bare path for emphasis: `pkg/__init__.py` is shown as
    /// pkg/**init**.py, a file that does not exist, and whoever copies it from the page is misled. In
    /// a code span the path stays whole.
    ///
    /// The rule looks at file and tests columns and speaks where a path surely loses characters;
    /// `snake_case.py` loses none. In statements, reasons and other prose, where stars and underscores
    /// are mostly meant as emphasis, only names such as `__init__.py` count.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Phase 2: Limits
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | app/__init__.py | modify | tests/test_app.py |
    /// ```
    /// ```markdown,passes
    /// # Phase 2: Limits
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | `app/__init__.py` | modify | tests/test_app.py |
    /// ```
    "DDR106" "swallowed-markup" Warning Fixes::Safe Check::Table(check)
}

fn check(table: &Table<'_>, document: &Document<'_>, report: &mut Report) {
    let columns = table.columns.iter().enumerate().filter_map(|(at, column)| match column.spec?.cell {
        CellType::Path | CellType::Tests => Some((at, false)),
        CellType::Prose => Some((at, true)),
        _ => None,
    });
    let columns: Vec<(usize, bool)> = columns.collect();
    for row in table.rows.iter().filter(|_| !columns.is_empty()) {
        for &(at, prose) in &columns {
            // Without a mark there is no emphasis; most cells have none.
            let Some(cell) = row.syntax.cells.get(at) else { continue };
            let marked = |piece: &Piece<'_>| {
                matches!(piece.kind, PieceKind::Open(Markup::Emphasis | Markup::Strong | Markup::Strike))
            };
            if !document.syntax.pieces(cell.inline).iter().any(marked) {
                continue;
            }
            // Sentences are full of emphasis; only names that `is_dunder` knows matter in them.
            if prose && !cell.span.of(document.syntax.source()).contains("__.") {
                continue;
            }
            let spans = swallowed(document.syntax, cell).into_iter();
            for span in spans.filter(|span| !prose || is_dunder(document.source.slice(*span))) {
                tell(span, document, report);
            }
        }
    }
}

/// Whether the last part of a path is a name between double underscores: `pkg/__init__.py`.
fn is_dunder(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.strip_prefix("__").and_then(|rest| rest.split_once("__.")).is_some()
}

fn tell(span: Span, document: &Document<'_>, report: &mut Report) {
    let path = document.source.slice(span);
    let message = format!("the path `{}` loses characters when rendered", crate::model::short(path, 80));
    let said = report
        .add(span, message)
        .note("renderers take its underscores or stars for emphasis")
        .help("put it into a code span");
    if may_be_code(document.source, span) {
        let mark = |at: usize| Edit { span: Span::at(at), text: "`".to_owned() };
        said.fix(true, "put it into a code span", vec![mark(span.start), mark(span.end)]);
    }
}

/// Whether a path reads in a code span as it is written, and the span begins and ends with it: no escapes
/// or entities inside, no letters or marks right beside it.
fn may_be_code(source: &Source, span: Span) -> bool {
    let path = source.slice(span);
    let before = source.text.get(..span.start).and_then(|text| text.chars().next_back());
    let after = source.text.get(span.end..).and_then(|text| text.chars().next());
    let apart = |c: char| c.is_whitespace() || matches!(c, '|' | '(' | ')' | ',' | ';' | ':' | '"' | '.');
    !path.contains(['\\', '`', '&', '<', '>', '[', ']', '|', '\n', '\r'])
        && before.is_none_or(apart)
        && after.is_none_or(apart)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::fix::Wanted;
    use crate::rules::testing::{FREE, expect, mended, silent};

    #[test]
    fn a_path_that_loses_characters_is_pointed_out() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| file | op | tests |\n|--|--|--|\n| pkg/__init__.py | modify | `tests/__init__.py` |\n  ^^^^^^^^^^^^^^^ warning: the path `pkg/__init__.py` loses characters when rendered\n| a/b.py and c/__main__.py | add | tests/__init__.py |\n             ^^^^^^^^^^^^^ warning: the path `c/__main__.py` loses characters when rendered\n                                   ^^^^^^^^^^^^^^^^^ warning: the path `tests/__init__.py` loses characters when rendered\n",
        );
    }

    #[test]
    fn in_prose_only_certain_names_count() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | Load plugins in app/__init__.py | *all* of src/*_ops.py and lib/*_ops.py |\n                       ^^^^^^^^^^^^^^^ warning: the path `app/__init__.py` loses characters when rendered\n| D2 | read/_write_ and `app/__init__.py` | __init__ runs first |\n",
        );
    }

    #[test]
    fn paths_that_stay_whole_are_silent() {
        silent(
            &RULE,
            FREE,
            &[
                // In code, or escaped.
                "# T\n\n| file | op |\n|--|--|\n| `pkg/__init__.py` | add |\n| pkg/\\_\\_init\\_\\_.py | add |\n",
                // Underscores inside a word.
                "# T\n\n| file | op |\n|--|--|\n| src/snake_case_name.py | add |\n| src/_private.py | add |\n",
                // Emphasis around a whole path, a mark behind it.
                "# T\n\n| file | op |\n|--|--|\n| **src/a.py** | add |\n| *src/b.py* | add |\n| src/c.py *(new)* | add |\n",
                // Globs.
                "# T\n\n| file | op |\n|--|--|\n| src/a.py | add |\n| src/**/*.py | modify |\n| tests/*.py | modify |\n",
                // Emphasis in other cells.
                "# T\n\n| file | op | functions |\n|--|--|--|\n| src/a.py | add | calls __init__ and _b_ |\n",
                // Struck out as a whole.
                "# T\n\n| file | op |\n|--|--|\n| ~~src/a.py~~ | add |\n| src/d.py | add |\n",
                // A link.
                "# T\n\n| file | op |\n|--|--|\n| [a](src/__init__.py) | add |\n",
            ],
        );
    }

    #[test]
    fn a_path_is_put_into_code_where_it_then_reads_as_written() {
        let row = |row: &str| format!("# T\n\n| file | op | tests |\n|--|--|--|\n| {row} |\n");
        let mend = |text: &str| mended(&RULE, FREE, Wanted::Safe, text);
        assert_eq!(
            mend(&row("a/b.py, c/__main__.py (new) | add | tests/__init__.py")),
            row("a/b.py, `c/__main__.py` (new) | add | `tests/__init__.py`")
        );
        // An escape would be shown in code.
        let escaped = row("pkg\\_x/__init__.py | add | t");
        assert_eq!(mend(&escaped), escaped);
    }
}
