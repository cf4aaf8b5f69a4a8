//! Rules named on the command line: a word that names none is a mistake, not an empty choice.

use super::args::RuleChoice;
use crate::check::{Selection, is_selector};
use crate::rules;
use crate::yaml::nearest;

/// The selection that the flags ask for, or what is wrong with them.
pub fn selection(args: &RuleChoice) -> Result<Selection, String> {
    for (flag, words) in
        [("--select", &args.select), ("--extend-select", &args.extend_select), ("--ignore", &args.ignore)]
    {
        for word in words {
            if !is_selector(word) {
                return Err(unknown(flag, word));
            }
        }
    }
    Ok(Selection {
        select: (!args.select.is_empty()).then(|| args.select.clone()),
        extend_select: args.extend_select.clone(),
        ignore: args.ignore.clone(),
    })
}

/// What is said of a word that no rule goes by. Codes are not guessed: one digit off is another
/// rule.
fn unknown(flag: &str, word: &str) -> String {
    let names = rules::all().map(|rule| rule.name).chain(rules::GROUPS.iter().map(|group| group.name));
    match nearest(word, names) {
        Some(near) => format!("{flag}: no rule or group is called `{word}`; did you mean `{near}`?"),
        None => format!("{flag}: no rule or group is called `{word}`; `ddr rules` lists them"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::selects;

    #[test]
    fn codes_names_groups_and_beginnings_are_known() {
        for word in ["DDR114", "ddr114", "statement-too-long", "Decisions", "DDR1", "DDR", "all"] {
            assert!(is_selector(word), "{word}");
        }
        for word in ["", "D", "DD", "DDR9999", "DDR99", "statement", "1", "é"] {
            assert!(!is_selector(word), "{word}");
        }
        assert!(rules::all().all(|rule| selects("DDR", rule) && selects("ALL", rule)));
    }

    #[test]
    fn a_near_miss_names_what_was_meant() {
        assert_eq!(
            unknown("--ignore", "statement-to-long"),
            "--ignore: no rule or group is called `statement-to-long`; did you mean `statement-too-long`?"
        );
    }
}
