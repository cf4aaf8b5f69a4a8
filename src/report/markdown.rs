//! The report as Markdown: for a pull request, a step summary, a terminal. What would be too long for its
//! host is shortened, and says by how much.

use super::facts;
use super::model::Report;
use crate::render::inert::inert;
use crate::template::{TemplateError, Templates};
use serde_json::Value;

/// Characters of a text that every host takes: a comment on GitHub may have 65,536.
pub const LIMIT: usize = 65_000;

/// Rows of a table, from the most that is tried to none.
const ROWS: [usize; 7] = [200, 100, 50, 25, 10, 5, 1];

/// A text, and whether it kept within its limit.
#[derive(Debug)]
pub struct Short {
    /// The text.
    pub text: String,
    /// Whether it is longer than was asked for, as a template of somebody's own may be.
    pub over: bool,
}

/// The report in at most `limit` characters.
///
/// # Errors
/// A template that cannot be filled.
pub fn markdown(report: &Report, templates: &Templates, limit: usize) -> Result<Short, TemplateError> {
    let mut short = Short { text: String::new(), over: true };
    for rows in ROWS {
        let mut facts = serde_json::to_value(facts::page(report, rows)).unwrap_or_default();
        defuse(&mut facts);
        short.text = templates.fill("report/report.md", &facts)?;
        short.over = short.text.chars().count() > limit;
        if !short.over {
            break;
        }
    }
    Ok(short)
}

/// A line number at the end of a place may keep its colon: only a second one would make a sign of it.
fn readable(text: String) -> String {
    match text.rsplit_once("&#58;") {
        Some((path, line)) if !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{path}:{line}")
        }
        _ => text,
    }
}

/// Takes from every text what would act in Markdown. Addresses were encoded before.
fn defuse(value: &mut Value) {
    match value {
        Value::String(text) => *text = readable(inert(text)),
        Value::Array(items) => items.iter_mut().for_each(defuse),
        Value::Object(members) => {
            // Markup is for the page alone.
            members.remove("html");
            members.iter_mut().filter(|(key, _)| *key != "href").for_each(|(_, value)| defuse(value));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_do_not_act_and_places_read_well() {
        let mut value = serde_json::json!({
            "place": "docs/a_b.md:12", "href": "https://example.org/a_b", "html": "<b>x</b>",
            "list": ["<script>", "@all :100: | x"],
        });
        defuse(&mut value);
        assert_eq!(
            value,
            serde_json::json!({
                "place": "docs/a\\_b.md:12", "href": "https://example.org/a_b",
                "list": ["&lt;script&gt;", "@&#8203;all &#58;100: \\| x"],
            })
        );
    }
}
