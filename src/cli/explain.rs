//! `ddr explain`: the page of one rule.

use super::args::Explain;
use super::output::{Exit, complain, print};
use crate::rules::{self, Rule};
use crate::yaml::nearest;
use std::borrow::Cow;

/// Prints the page, or says which rule was probably meant.
pub fn run(args: &Explain) -> Exit {
    match rules::find(&args.rule) {
        Some(rule) => print([page(rule).as_str()]),
        None => {
            complain(&unknown(&args.rule));
            Exit::Unable
        }
    }
}

/// What is said of a word that is no rule.
fn unknown(word: &str) -> String {
    if let Some(group) = rules::group(word) {
        return format!("`{}` is a group of rules; `ddr rules` lists them", group.name);
    }
    match nearest(word, rules::all().map(|rule| rule.name)) {
        Some(near) => format!("no rule is called `{word}`; did you mean `{near}`?"),
        None => format!("no rule is called `{word}`; `ddr rules` lists them"),
    }
}

/// The page in Markdown: name, code, severity, then the words of the rule's own file.
fn page(rule: &Rule) -> String {
    let on = if rule.on { "" } else { ", runs only where it is selected" };
    let mut page = format!("# {} ({})\n\n{}{on}\n\n", rule.name, rule.code, rule.severity.name());
    for line in rule.doc.trim_end().lines() {
        // A doc comment has a space after its slashes.
        page.push_str(&readable(line.strip_prefix(' ').unwrap_or(line)));
        page.push('\n');
    }
    page
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
    fn a_group_is_not_taken_for_a_rule() {
        assert_eq!(unknown("Decisions"), "`decisions` is a group of rules; `ddr rules` lists them");
        assert_eq!(unknown("lost-cel"), "no rule is called `lost-cel`; did you mean `lost-cell`?");
    }
}
