//! DDR014.

use crate::diagnostic::Severity;
use crate::model::anchors::{Anchors, bare};
use crate::model::{Document, short};
use crate::project::{Found, Tree, extension, link_readings, link_target};
use crate::rules::{Check, Report};
use crate::source::Span;
use crate::syntax::{Markup, Piece, PieceKind};
use crate::yaml::nearest;

rule! {
    /// Links lead to something that is there.
    ///
    /// ## Why
    /// A record lives on its links: to the record that it supersedes, to its plan, to the code. A
    /// file that moved takes them all along, and nobody notices.
    ///
    /// A link or image whose file is missing is a warning where the path ends in an extension. It is a
    /// hint where a site that makes pages out of the files could still mean something: a path without
    /// an extension or with `.html`, a path that is right when read from the root, an anchor (`#risks`)
    /// that no heading of the document has. A line behind a path (`main.rs:12`), a title, percent signs
    /// and a query are understood.
    ///
    /// Nothing is said about other sites, paths that begin with `/` (they belong to the site), links
    /// with template text in them, directories that exist, anchors of other files, and what lies
    /// outside the project. Nothing is fetched from the network.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis, see [the measurements](no-such-file.md) | Accepted |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis, see [the measurements](#measurements) | Accepted |
    ///
    /// ## Measurements
    ///
    /// By [Redis](https://redis.io/docs/).
    /// ```
    "DDR014" "broken-link" Warning Check::Tree(check)
}

/// This many broken links get a suggestion: looking for the nearest heading takes time.
const SUGGESTIONS: usize = 50;

fn check(document: &Document<'_>, tree: &Tree, report: &mut Report) {
    if !document.recognised {
        return;
    }
    let mut anchors: Option<Anchors> = None;
    for piece in document.syntax.links() {
        let what = if piece.kind == PieceKind::Open(Markup::Image) { "image" } else { "link" };
        if piece.text.starts_with("https://") || piece.text.starts_with("http://") {
            continue;
        }
        if is_no_path(&piece.text) || is_planned(document, piece) {
            continue;
        }
        match piece.text.strip_prefix('#') {
            Some(anchor) => {
                let anchors = anchors.get_or_insert_with(|| Anchors::of(document.syntax));
                anchor_of(document, piece, anchor, anchors, report);
            }
            None => path(document, piece, what, tree, report),
        }
    }
}

/// Whether a link stands in a row of a plan and leads to what the row speaks of: that file may be yet
/// to come, or gone by now.
fn is_planned(document: &Document<'_>, piece: &Piece<'_>) -> bool {
    document.plans.iter().filter_map(|plan| document.tables.get(plan.table)).any(|table| {
        let row = table.rows.partition_point(|row| row.span.end <= piece.span.start);
        let Some(row) = table.rows.get(row).filter(|row| row.span.contains(piece.span)) else { return false };
        ["file", "tests"]
            .iter()
            .any(|key| table.cell(row, key).is_some_and(|cell| cell.span.contains(piece.span)))
    })
}

/// Whether a destination is text to be filled in, an address of mail, or an alias of some tool.
fn is_no_path(destination: &str) -> bool {
    destination.contains(['{', '}', '<', '>', '$', '*', '@', '…'])
        || destination.contains("...")
        || destination.starts_with('~')
        || destination.starts_with("path/to/")
        || destination.starts_with("./path/to/")
}

fn path(document: &Document<'_>, piece: &Piece<'_>, what: &str, tree: &Tree, report: &mut Report) {
    // Most links lead somewhere by their first reading.
    if link_target(&document.source.path, &piece.text).is_none_or(|plain| tree.get(&plain) != Found::Missing)
    {
        return;
    }
    let readings = link_readings(&document.source.path, &piece.text);
    let Some((plain, others)) = readings.split_first() else { return };
    let is_there = |path: &&String| matches!(tree.get(path), Found::File | Found::Directory);
    let elsewhere = others.iter().find(is_there);
    let written = piece.text.split(['#', '?']).next().unwrap_or_default();
    let kind = if written.ends_with('/') { None } else { extension(plain) };
    let made = kind.is_none_or(|kind| matches!(kind, "html" | "htm"));
    if made && elsewhere.is_some() {
        return;
    }
    let site = is_site(written);
    let severity = if made || site || elsewhere.is_some() { Severity::Hint } else { Severity::Warning };
    let place = short(plain, 120);
    let message = match kind {
        Some(_) => format!("this {what} leads to {place}, and there is no such file"),
        None => format!("this {what} leads to {place}, and nothing is there"),
    };
    let diagnostic = report.add(destination(document, piece), message);
    diagnostic.severity(severity);
    if site {
        diagnostic.help("a link to another site begins with `https://`");
    } else if let Some(other) = elsewhere {
        diagnostic
            .help(format!("{} is there; links count from the folder of their document", short(other, 120)));
    }
}

/// Whether a path begins with what looks like the name of a host.
fn is_site(path: &str) -> bool {
    let host = path.split('/').next().unwrap_or_default();
    host.starts_with("www.") || [".com", ".org", ".net", ".io", ".dev"].iter().any(|end| host.ends_with(end))
}

/// The destination inside the link's source; the whole link where it stands elsewhere.
fn destination(document: &Document<'_>, piece: &Piece<'_>) -> Span {
    let source = document.source.slice(piece.span);
    match source.rfind(&*piece.text) {
        Some(at) => Span::new(piece.span.start + at, piece.span.start + at + piece.text.len()),
        None => piece.span,
    }
}

fn anchor_of(
    document: &Document<'_>,
    piece: &Piece<'_>,
    anchor: &str,
    anchors: &Anchors,
    report: &mut Report,
) {
    let line =
        anchor.strip_prefix(['L', 'l']).is_some_and(|line| line.starts_with(|c: char| c.is_ascii_digit()));
    // Percent signs, line numbers, footnotes and text fragments are for the renderer to resolve.
    let other = anchor.contains('%') || anchor.starts_with("fn");
    if bare(anchor).is_empty()
        || other
        || line
        || anchor.eq_ignore_ascii_case("top")
        || anchor.starts_with(':')
    {
        return;
    }
    let anchor = anchor.strip_prefix("user-content-").unwrap_or(anchor);
    if anchors.has(anchor) {
        return;
    }
    let message = format!("no heading of this document has the anchor #{}", short(anchor, 60));
    // A long list of broken anchors is not made clearer by a suggestion for each.
    let suggest = report.diagnostics.len() < SUGGESTIONS;
    let diagnostic = report.add(destination(document, piece), message);
    diagnostic.severity(Severity::Hint);
    if suggest && let Some(near) = nearest(anchor, anchors.slugs.iter().map(String::as_str)) {
        diagnostic.help(format!("did you mean `#{near}`?"));
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, Setting, diagnostics, expect, silent};

    const HEAD: &str = "# T\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n\n";
    const FILES: Setting<'static> = Setting {
        files: &[
            "docs/design/b.md",
            "docs/plans/p 1.md",
            "src/main.rs",
            "docs/design/x.png",
            "docs/design/sub/c.md",
            "LICENSE",
        ],
        ..FREE
    };

    #[test]
    fn a_missing_file_with_an_extension_is_a_warning() {
        expect(
            &RULE,
            FILES,
            &format!(
                "{HEAD}See [b](b.md), [c](c.md \"Title\").\n                   ^^^^ warning: this link leads to docs/design/c.md, and there is no such file\n\n![x](../img/y.png) and [p][p].\n     ^^^^^^^^^^^^ warning: this image leads to docs/img/y.png, and there is no such file\n                       ^^^^^^ warning: this link leads to docs/plans/p.md, and there is no such file\n\n[p]: ../plans/p.md\n"
            ),
        );
        expect(
            &RULE,
            FILES,
            "| ID | Decision |\n|--|--|\n| D1 | See [a](B.md) |\n               ^^^^ warning: this link leads to docs/design/B.md, and there is no such file\n",
        );
    }

    #[test]
    fn what_a_site_may_understand_is_a_hint() {
        for (link, message) in [
            ("../other", "this link leads to docs/other, and nothing is there"),
            ("gone/", "this link leads to docs/design/gone, and nothing is there"),
            ("gone.html", "this link leads to docs/design/gone.html, and there is no such file"),
            (
                "docs/design/b.md",
                "this link leads to docs/design/docs/design/b.md, and there is no such file",
            ),
            ("www.example.org", "this link leads to docs/design/www.example.org, and there is no such file"),
            ("#nowhere", "no heading of this document has the anchor #nowhere"),
        ] {
            let found = diagnostics(&RULE, FILES, &format!("{HEAD}[a]({link})\n"));
            let got: Vec<_> = found.iter().map(|d| (d.severity.name(), d.message.as_str())).collect();
            assert_eq!(got, [("hint", message)], "{link}");
        }
    }

    #[test]
    fn a_near_anchor_is_suggested() {
        let found = diagnostics(&RULE, FREE, &format!("{HEAD}[a](#top-3-risk)\n\n## Top-3 Risks\n\n- a\n"));
        assert_eq!(found[0].help.as_deref(), Some("did you mean `#top-3-risks`?"));
    }

    #[test]
    fn links_that_lead_somewhere_are_silent() {
        for link in [
            "b.md",
            "./b.md#anything",
            "../plans/p%201.md",
            "<../plans/p 1.md>",
            "../../src/main.rs:12",
            "../../src/main.rs:12-20",
            "../../src/main.rs#L12",
            "x.png?raw=true",
            "sub",
            "sub/",
            "../design",
            // Pages of a site.
            "b",
            "b/",
            "../b/",
            "b.html",
            "sub/c",
            // Elsewhere.
            "https://example.org/a.md",
            "mailto:a@b.c",
            "a@b.c",
            "/docs/gone.md",
            "//example.org/a.md",
            "../../../up/x.md",
            "#",
            "#top",
            "",
            "ftp://x/y.md",
            "tel:123",
            // To be filled in.
            "{{page.url}}/a.md",
            "${ROOT}/a.md",
            "path/to/file.md",
            ".../a.md",
            "@site/docs/a.md",
            "~/a.md",
            "a/*.md",
        ] {
            silent(&RULE, FILES, &[&format!("{HEAD}[a]({link})\n")]);
        }
        silent(
            &RULE,
            FILES,
            &[
                &format!("{HEAD}<me@example.org> and <https://example.org/a.md> and `[a](gone.md)`\n"),
                &format!("{HEAD}```\n[a](gone.md)\n```\n\n    [a](gone.md)\n"),
                // Not links: undefined references, check boxes, footnotes.
                &format!("{HEAD}[a][gone], [ ] and [x] and \\[a](gone.md) text[^1]\n\n[^1]: Note.\n"),
            ],
        );
    }

    #[test]
    fn anchors_of_many_sites_are_silent() {
        for (heading, link) in [
            ("## Top-3 Risks & Mitigations", "#top-3-risks--mitigations"),
            ("## 🚀 Rollout", "#-rollout"),
            ("## Über `uns`", "#über-uns"),
            ("## A\n\n## A", "#a-1"),
            ("## A {#own-id}", "#own-id"),
            ("<a id=\"d1\"></a>", "#d1"),
            ("Text <a name=\"d2\"></a> text", "#d2"),
            ("<h2>Raw heading</h2>", "#raw-heading"),
            ("> ## Quoted", "#quoted"),
            ("Set\n---", "#set"),
            ("## 2. Plan", "#2-plan"),
            ("## A", "#L12"),
            ("## A", "#%C3%BC"),
        ] {
            silent(&RULE, FREE, &[&format!("{HEAD}[a]({link})\n\n{heading}\n")]);
        }
    }

    #[test]
    fn what_a_plan_is_to_make_need_not_be_there() {
        let plan = "# Patch plan\n\n| File | Op | Functions | Tests |\n|--|--|--|--|\n";
        silent(
            &RULE,
            FILES,
            &[&format!(
                "{plan}| [src/new.rs](src/new.rs) | add | f | [t](tests/new.rs) |\n| src/main.rs | modify | | |\n"
            )],
        );
        expect(
            &RULE,
            FILES,
            &format!(
                "{plan}| src/a.rs | add | [x](gone.md) | t |\n                       ^^^^^^^ warning: this link leads to docs/design/gone.md, and there is no such file\n"
            ),
        );
    }
}
