//! The page of a rule as people read it.

use crate::rules::{Fixes, Rule};
use std::borrow::Cow;

/// The page in Markdown: name, code, severity, fixes, then [`body`].
pub fn page(rule: &Rule) -> String {
    let on = if rule.on { "" } else { ", runs only where it is selected" };
    let fixes = match rule.fixes {
        Fixes::Never => "",
        Fixes::Safe => ", may bring a safe fix",
        Fixes::Unsafe => ", may bring an unsafe fix",
        Fixes::Both => ", may bring a safe or an unsafe fix",
    };
    format!("# {} ({})\n\n{}{on}{fixes}\n\n{}", rule.name, rule.code, rule.severity.name(), body(rule))
}

/// What the rule's own file says of it, in Markdown.
pub fn body(rule: &Rule) -> String {
    let mut page = String::new();
    for line in rule.doc.trim_end().lines() {
        // A doc comment has a space after its slashes.
        page.push_str(&readable(line.strip_prefix(' ').unwrap_or(line)));
        page.push('\n');
    }
    page
}

/// The first sentence of the page, in one line, with its full stop.
pub fn first_sentence(rule: &Rule) -> String {
    let paragraph: Vec<&str> = rule
        .doc
        .lines()
        .map(str::trim)
        .skip_while(|line| line.is_empty())
        .take_while(|line| !line.is_empty())
        .collect();
    let paragraph = paragraph.join(" ");
    match paragraph.split_once(". ") {
        Some((first, _)) => format!("{first}."),
        None => paragraph,
    }
}

/// A line as people read it: what the opening of an example tells our tests becomes words.
fn readable(line: &str) -> Cow<'_, str> {
    let Some((opening, told)) = line.split_once(',').filter(|_| line.starts_with("```")) else {
        return line.into();
    };
    let told: Vec<&str> = told.split(',').collect();
    let schema = told.iter().find_map(|word| word.strip_prefix("as="));
    let held = schema.map(|schema| format!(", with the schema `{schema}` assigned")).unwrap_or_default();
    let this = if told.contains(&"after") { "After that, this" } else { "This" };
    let words = if told.contains(&"before") {
        "Before:\n".to_owned()
    } else if told.contains(&"fails") {
        format!("{this} fails{held}:\n")
    } else if told.contains(&"passes") {
        format!("{this} passes{held}:\n")
    } else {
        String::new()
    };
    format!("{words}{opening}").into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    #[test]
    fn a_page_says_name_code_and_severity_first() {
        let rule = rules::find("DDR001").unwrap();
        let page = page(rule);
        assert!(page.starts_with("# unreadable-document (DDR001)\n\nerror\n\n"), "{page}");
        assert!(page.ends_with('\n') && !page.contains("\n #"), "{page}");
    }

    #[test]
    fn examples_are_introduced_in_words() {
        for rule in rules::all() {
            let page = page(rule);
            let left: Vec<&str> =
                page.lines().filter(|line| line.starts_with("```") && line.contains(',')).collect();
            assert_eq!(left, Vec::<&str>::new(), "{}", rule.name);
        }
        assert_eq!(readable("a, b"), "a, b");
        assert_eq!(
            readable("```markdown,passes,as=ddr"),
            "This passes, with the schema `ddr` assigned:\n```markdown"
        );
    }

    #[test]
    fn every_page_begins_with_a_sentence() {
        for rule in rules::all() {
            let first = first_sentence(rule);
            assert!(
                first.ends_with('.') && first.len() > 15 && !first.contains('\n'),
                "{}: {first}",
                rule.name
            );
        }
    }
}
