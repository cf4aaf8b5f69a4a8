//! Changes as one page that needs nothing else: no script, no address, colours for light and dark.
//!
//! Every text of a document goes through `escaped`, and the page forbids itself scripts, so that
//! what slipped through would not act either.

use super::{Plan, View, grouped, label, line, summary};
use crate::diagnostic::Severity;
use crate::diff::marks::{Fate, Run, marks};
use crate::diff::{Change, Class};
use crate::render::visible;
use std::fmt::Write as _;

const STYLE: &str = "
:root { color-scheme: light dark; --text: #1c1f23; --back: #fff; --soft: #5c6570; --line: #d5dae0;
  --red: #b3261e; --yellow: #855600; --blue: #1a5fb4; --gone: #fbe3e1; --come: #dcf3e0; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e3e6ea; --back: #16191d; --soft: #9aa4af; --line: #333a42; --red: #ff8a80;
    --yellow: #f0c05a; --blue: #8ab4f8; --gone: #4c2220; --come: #1d4026; } }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
h2 span { color: var(--soft); font-weight: normal; }
ul { list-style: none; margin: 0; padding: 0; }
li { border-left: .25rem solid var(--line); margin: .75rem 0; padding: .1rem 0 .1rem .75rem; }
li.weakens { border-color: var(--red); } li.changes { border-color: var(--blue); }
li.acknowledged { border-color: var(--line); }
p { margin: .15rem 0; overflow-wrap: anywhere; }
.label { font-family: ui-monospace, monospace; font-size: .85rem; color: var(--soft); }
.error { color: var(--red); } .warning { color: var(--yellow); }
.more { color: var(--soft); font-size: .9rem; }
del { background: var(--gone); } ins { background: var(--come); text-decoration: none; }
";

/// The page.
pub fn html(view: &View<'_>) -> String {
    let (base, head) = (escaped(view.base), escaped(view.head));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta \
         http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Design changes: \
         {base} to {head}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>What changed in the \
         design</h1>\n<p>{}</p>\n",
        escaped(&summary(view))
    );
    for (path, changes) in grouped(view.changes) {
        let title = changes.iter().find_map(|change| change.record.as_deref());
        let title = title.map(|title| format!(" <span>{}</span>", escaped(title))).unwrap_or_default();
        let _ = write!(out, "<section>\n<h2>{}{title}</h2>\n<ul>\n", escaped(path));
        changes.iter().for_each(|change| one(change, &mut out));
        out.push_str("</ul>\n</section>\n");
    }
    view.plans.iter().for_each(|it| plan(it, &mut out));
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// What a plan and the change do not agree on.
fn plan(plan: &Plan<'_>, out: &mut String) {
    let (path, reason) = (escaped(plan.view.path), escaped(plan.reason));
    let _ = write!(out, "<section>\n<h2>plan {path} <span>{reason}</span></h2>\n<ul>\n");
    for diagnostic in plan.view.diagnostics {
        let (grave, code) = (diagnostic.severity.name(), escaped(diagnostic.code));
        let _ = write!(
            out,
            "<li>\n<p class=\"label\"><span class=\"{grave}\">{grave}[{code}] {}</span> (line {})</p>\n<p>{}</p>\n",
            escaped(diagnostic.name),
            plan.view.source.position(diagnostic.span.start).line,
            escaped(&diagnostic.message),
        );
        for more in diagnostic.notes.iter().chain(&diagnostic.help) {
            let _ = writeln!(out, "<p class=\"more\">{}</p>", escaped(more));
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n</section>\n");
}

fn one(change: &Change, out: &mut String) {
    let (known, class) = match change.acknowledged {
        true => (", acknowledged", "acknowledged"),
        false => ("", change.class.name()),
    };
    let grave = change.severity.map_or("", Severity::name);
    let _ = write!(
        out,
        "<li class=\"{class}\">\n<p class=\"label\">{} <span class=\"{grave}\">{}</span> ({}{known})</p>\n<p>{}</p>\n",
        change.class.name(),
        escaped(&label(change)),
        line(change),
        escaped(&change.message),
    );
    let marked = marked(change);
    if !marked.is_empty() {
        let field = change.field.as_deref().map(|field| format!("{}: ", escaped(field))).unwrap_or_default();
        let _ = writeln!(out, "<p>{field}{marked}</p>");
    }
    let mut more = |text: &str| {
        let _ = writeln!(out, "<p class=\"more\">{}</p>", escaped(text));
    };
    change.notes.iter().for_each(|note| more(note));
    change.help.iter().for_each(|help| more(help));
    if change.class == Class::Weakens && !change.acknowledged {
        more(&format!("fingerprint {}", change.fingerprint));
    }
    out.push_str("</li>\n");
}

fn marked(change: &Change) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let run = |(fate, run): Run<'_>| match fate {
        Fate::Kept | Fate::Skipped => escaped(run),
        Fate::Gone => format!("<del>{}</del>", escaped(run)),
        Fate::Come => format!("<ins>{}</ins>", escaped(run)),
    };
    marks(&text(&change.before), &text(&change.after)).into_iter().map(run).collect()
}

/// A text that is only a text, between tags and in quotes.
fn escaped(text: &str) -> String {
    let shown = visible(text);
    let mut out = String::with_capacity(shown.len());
    for c in shown.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::change::testing;

    #[test]
    fn nothing_of_a_text_becomes_markup() {
        let hostile = "</p><script>alert(1)</script><img src=x onerror='a()'>&quot;\u{202e}";
        let mut change = testing(Class::Weakens, hostile, hostile);
        change.record = Some(hostile.to_owned());
        change.id = Some(hostile.to_owned());
        change.field = Some(hostile.to_owned());
        change.before = Some(format!("{hostile} a"));
        change.after = Some(format!("{hostile} b"));
        change.notes = vec![hostile.to_owned()];
        change.help = Some(hostile.to_owned());
        let changes = [change];
        let view =
            View { base: hostile, head: hostile, changes: &changes, documents: 1, skipped: 0, plans: &[] };
        let page = html(&view);
        let tags: Vec<&str> = page
            .split('<')
            .skip(1)
            .filter_map(|rest| rest.split([' ', '>', '/']).find(|w| !w.is_empty()))
            .collect();
        for tag in ["script", "img"] {
            assert!(!tags.contains(&tag), "{tag}");
        }
        assert!(!page.contains('\u{202e}') && !page.contains("onerror='a()'"));
        assert!(page.matches("&lt;script&gt;").count() > 6, "{page}");
    }

    #[test]
    fn a_page_needs_nothing_else() {
        let changes = [testing(Class::Changes, "a.md", "row 1 changed")];
        let view =
            View { base: "main", head: "the index", changes: &changes, documents: 1, skipped: 0, plans: &[] };
        let page = html(&view);
        for outside in ["http:", "https:", "src=", "href=", "url(", "@import", "<script"] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(page.contains("prefers-color-scheme: dark"));
        assert!(page.contains("<p>a <del>b</del><ins>c</ins></p>"), "{page}");
    }
}
