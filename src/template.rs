//! Templates: the texts that README sections, reports and new documents are made from. The built-in
//! ones stand in `templates/`; a file of the same name in the user's folder takes their place. The
//! template language is known here alone.

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior};
use serde::Serialize;

/// The templates that come with the program: name below `templates/`, text.
const BUILT_IN: &[(&str, &str)] = &[
    ("readme/decisions.md", include_str!("../templates/readme/decisions.md")),
    ("readme/phases.md", include_str!("../templates/readme/phases.md")),
    ("readme/plan.md", include_str!("../templates/readme/plan.md")),
    ("readme/risks.md", include_str!("../templates/readme/risks.md")),
    ("readme/setup.md", include_str!("../templates/readme/setup.md")),
    ("report/budgets.html", include_str!("../templates/report/budgets.html")),
    ("report/changes.html", include_str!("../templates/report/changes.html")),
    ("report/decisions.html", include_str!("../templates/report/decisions.html")),
    ("report/diagnostics.html", include_str!("../templates/report/diagnostics.html")),
    ("report/documents.html", include_str!("../templates/report/documents.html")),
    ("report/glance.html", include_str!("../templates/report/glance.html")),
    ("report/page.html", include_str!("../templates/report/page.html")),
    ("report/parts.html", include_str!("../templates/report/parts.html")),
    ("report/parts.md", include_str!("../templates/report/parts.md")),
    ("report/phases.html", include_str!("../templates/report/phases.html")),
    ("report/plans.html", include_str!("../templates/report/plans.html")),
    ("report/report.md", include_str!("../templates/report/report.md")),
    ("report/repositories.html", include_str!("../templates/report/repositories.html")),
    ("report/risks.html", include_str!("../templates/report/risks.html")),
    ("report/script.js", include_str!("../templates/report/script.js")),
    ("report/style.css", include_str!("../templates/report/style.css")),
    ("report/trace.html", include_str!("../templates/report/trace.html")),
    ("new/plan.md", include_str!("../templates/new/plan.md")),
    ("new/record.md", include_str!("../templates/new/record.md")),
];

/// How many steps one rendering may take before it counts as endless. The report of ten thousand
/// documents needs far less.
const STEPS: u64 = 200_000_000;

/// A set of templates, ready to be filled.
pub struct Templates {
    environment: Environment<'static>,
}

/// What is wrong in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    /// Name of the template, such as `readme/setup.md`.
    pub name: String,
    /// Line of the template, from 1, where one is known.
    pub line: Option<usize>,
    /// What is wrong, with the variable where one is meant.
    pub message: String,
}

impl Templates {
    /// The built-in templates, with those of the user, `(name, text)`, before them.
    ///
    /// # Errors
    /// The first template that cannot be read as one.
    pub fn new(own: Vec<(String, String)>) -> Result<Self, TemplateError> {
        Self::bounded(own, STEPS)
    }

    fn bounded(own: Vec<(String, String)>, steps: u64) -> Result<Self, TemplateError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_debug(true);
        environment.set_fuel(Some(steps));
        environment.set_auto_escape_callback(escape);
        if let Ok(syntax) =
            SyntaxConfig::builder().keep_trailing_newline(true).trim_blocks(true).lstrip_blocks(true).build()
        {
            environment.set_syntax(syntax);
        }
        environment.add_filter("cell", cell);
        environment.add_filter("code", code);
        environment.add_filter("text", text);
        for (name, text) in BUILT_IN {
            environment.add_template(name, text).map_err(|error| said(name, &error))?;
        }
        for (name, text) in own {
            environment.add_template_owned(name.clone(), text).map_err(|error| said(&name, &error))?;
        }
        Ok(Templates { environment })
    }

    /// Whether a template of this name is there.
    pub fn has(&self, name: &str) -> bool {
        self.environment.get_template(name).is_ok()
    }

    /// The names of all templates, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.environment.templates().map(|(name, _)| name.to_owned()).collect();
        names.sort_unstable();
        names
    }

    /// Fills a template. A variable that is not given is an error, not an empty text.
    ///
    /// # Errors
    /// No template of this name, a variable that nobody gave, or a step that cannot be done.
    pub fn fill(&self, name: &str, values: impl Serialize) -> Result<String, TemplateError> {
        let template = self.environment.get_template(name).map_err(|error| said(name, &error))?;
        template.render(minijinja::value::Serde(values)).map_err(|error| said(name, &error))
    }
}

/// HTML pages escape what they are given; Markdown and plain texts ask for it with `cell` or `code`.
fn escape(name: &str) -> AutoEscape {
    if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None }
}

/// Text for one cell of a Markdown table: one line, and no `|` that ends the cell.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// Text as a code span that holds whatever backticks the text has (CommonMark 6.1).
fn code(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Text as running text of a Markdown page, in cells too: one line, in which nothing is markup.
fn text(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let after = rest.as_str().chars().next().unwrap_or(' ');
        let acts = match c {
            '\\' | '`' | '*' | '[' | ']' | '|' => true,
            // Inside of a word it is a letter like others.
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            '~' => before == '~' || after == '~',
            // `<60s` is no tag.
            '<' => after.is_alphabetic() || matches!(after, '/' | '!' | '?'),
            '&' => after.is_alphanumeric() || after == '#',
            // At the beginning, marks of headings, lists and quotes.
            '#' | '>' | '-' | '+' | '=' => out.is_empty(),
            _ => false,
        };
        if acts {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

/// An error of the library in our own words; the innermost cause names the place best.
fn said(name: &str, error: &Error) -> TemplateError {
    let mut inner = error;
    while let Some(cause) = std::error::Error::source(inner).and_then(|cause| cause.downcast_ref::<Error>()) {
        inner = cause;
    }
    let place = inner.range().and_then(|range| inner.template_source().and_then(|text| text.get(range)));
    let what = inner
        .detail()
        .map_or_else(|| inner.kind().to_string(), |detail| format!("{}: {detail}", inner.kind()));
    TemplateError {
        name: inner.name().unwrap_or(name).to_string(),
        line: inner.line(),
        message: match place {
            Some(place) if !place.trim().is_empty() => format!("{what}, at `{}`", place.trim()),
            _ => what,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use minijinja::context;

    fn templates(text: &str) -> Result<Templates, TemplateError> {
        Templates::new(vec![("readme/own.md".to_string(), text.to_string())])
    }

    #[test]
    fn fills_what_it_is_given() {
        let templates = templates("{% for row in rows %}\n| {{ row|cell }} |\n{% endfor %}\n").unwrap();
        let filled = templates.fill("readme/own.md", context!(rows => ["a | b", "c\nd"])).unwrap();
        assert_eq!(filled, "| a \\| b |\n| c d |\n");
    }

    #[test]
    fn a_mistake_names_template_line_and_variable() {
        let error =
            templates("one\ntwo {{ rowz }}\n").unwrap().fill("readme/own.md", context!()).unwrap_err();
        assert_eq!((error.name.as_str(), error.line), ("readme/own.md", Some(2)));
        assert!(error.message.contains("rowz"), "{}", error.message);
        let error = templates("one\n{% for %}\n").err().unwrap();
        assert_eq!((error.name.as_str(), error.line), ("readme/own.md", Some(2)));
    }

    #[test]
    fn an_endless_template_ends() {
        let text = "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}";
        let own = vec![("readme/own.md".to_string(), text.to_string())];
        let templates = Templates::bounded(own, 10_000).unwrap();
        let error = templates.fill("readme/own.md", context!()).unwrap_err();
        assert!(error.message.contains("fuel"), "{}", error.message);
    }

    #[test]
    fn nothing_of_a_text_is_markup() {
        assert_eq!(
            text("a_b under _c_, *d* `e` [f](g) | h\n i"),
            "a_b under \\_c\\_, \\*d\\* \\`e\\` \\[f\\](g) \\| h i"
        );
        assert_eq!(
            text("<b>x</b> <60s, a < b & c &lt; ~~x~~ ~5"),
            "\\<b>x\\</b> <60s, a < b & c \\&lt; \\~\\~x\\~\\~ ~5"
        );
        assert_eq!(text("- # > x-y"), "\\- # > x-y");
    }

    #[test]
    fn code_spans_hold_backticks() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a `b`"), "`` a `b` ``");
    }
}
