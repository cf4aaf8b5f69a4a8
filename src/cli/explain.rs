//! `ddr explain`: the page of one rule.

use super::args::Explain;
use super::output::{Exit, complain, print};
use crate::render::page;
use crate::rules;
use crate::yaml::nearest;

/// Prints the page, or says which rule was probably meant.
pub fn run(args: &Explain) -> Exit {
    match rules::find(&args.rule) {
        Some(rule) => print([page::page(rule).as_str()]),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_not_taken_for_a_rule() {
        assert_eq!(unknown("Decisions"), "`decisions` is a group of rules; `ddr rules` lists them");
        assert_eq!(unknown("lost-cel"), "no rule is called `lost-cel`; did you mean `lost-cell`?");
    }
}
