//! DDR505.

use crate::diagnostic::Severity;
use crate::model::{Document, Entry, Plan, Value, short};
use crate::rules::mend::respell;
use crate::rules::{Check, Report};
use crate::schema::{Terms, fold};
use std::collections::BTreeMap;

rule! {
    /// Every risk cell that holds one word holds a level.
    ///
    /// ## Why
    /// The level decides what a row needs: from medium on, code without a test is named. A level that
    /// nobody knows takes its row out of that.
    ///
    /// Only cells of a single word are looked at, since a text may say anything. A misspelt level is a
    /// warning. Any other word is a hint, once for each word, and only where other rows of the table do
    /// name a level. Where a schema closes the list (`closed: true`), every other word is an error.
    /// Teach your own levels under `vocabulary: { levels: … }` in `ddr.yaml`.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Login patch plan
    ///
    /// | File | Op | Tests | Risk |
    /// |------|----|-------|------|
    /// | src/login.rs | modify | tests/login.rs | Hihg |
    /// ```
    /// ```markdown,passes
    /// # Login patch plan
    ///
    /// | File | Op | Tests | Risk |
    /// |------|----|-------|------|
    /// | src/login.rs | modify | tests/login.rs | High |
    /// | src/logout.rs | modify | tests/logout.rs | Low - one line |
    /// ```
    "DDR505" "unknown-plan-risk-level" Warning Fixes::Both Check::Plan(check)
}

fn check(plan: &Plan<'_>, document: &Document<'_>, report: &mut Report) {
    let Some(table) = document.tables.get(plan.table) else { return };
    let known = &table.schema.levels;
    let rated =
        plan.entries.iter().any(|entry| entry.risk.as_ref().is_some_and(|(_, risk)| risk.level.is_some()));
    let mut own: BTreeMap<String, (&Entry<'_>, &Value<'_>, usize)> = BTreeMap::new();
    for entry in plan.entries.iter().filter(|entry| !entry.shifted) {
        let Some((value, risk)) = &entry.risk else { continue };
        if !risk.single_word || risk.level.is_some() {
            continue;
        }
        let folded = fold(&value.text);
        let word = folded.trim_end_matches(['.', '!']);
        let shown = short(&value.text, 40);
        if known.closed {
            let message =
                format!("risk level `{shown}` of {} is not in the list of the schema", entry.name());
            let found = report.add(value.span, message).severity(Severity::Error).help(help(known, word));
            if let Some(near) = meant(known, word) {
                respell(found, document.source, value.span, word, near, known);
            }
        } else if let Some(meant) = known.misspelt(word) {
            let message = format!("risk level `{shown}` of {} is misspelt", entry.name());
            let found = report.add(value.span, message).severity(Severity::Warning);
            found.help(format!("did you mean `{meant}`?"));
            respell(found, document.source, value.span, word, meant, known);
        } else if rated && !["tbd", "tba", "todo", "unknown", "none", "pending", "same"].contains(&word) {
            own.entry(word.to_owned()).or_insert((entry, value, 0)).2 += 1;
        }
    }
    for (entry, value, rows) in own.into_values() {
        let message = format!("risk `{}` of {} is not a known level", short(&value.text, 40), entry.name());
        let found = report.add(value.span, message).severity(Severity::Hint);
        if rows > 1 {
            found.note(format!("{rows} rows of this plan say so"));
        }
        found.help(help(known, &value.text));
    }
}

/// The known level that a text may stand for.
fn meant<'t>(known: &'t Terms, text: &str) -> Option<&'t str> {
    known.misspelt(text).or_else(|| known.nearest(text))
}

fn help(known: &Terms, text: &str) -> String {
    if let Some(meant) = meant(known, text) {
        return format!("did you mean `{meant}`?");
    }
    let levels: Vec<&str> = known.canonical().collect();
    let levels = levels.join(", ");
    if known.closed {
        format!("use one of {levels}")
    } else {
        format!("known are {levels}; add your own to `vocabulary.levels` in ddr.yaml")
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, Setting, expect, silent};
    use crate::schema;

    #[test]
    fn a_misspelt_level_is_a_warning() {
        expect(
            &RULE,
            FREE,
            "# P\n\n| File | Op | Risk |\n|--|--|--|\n| a/b.py | add | Meduim |\n                 ^^^^^^ warning: risk level `Meduim` of a/b.py is misspelt\n",
        );
    }

    #[test]
    fn a_word_of_the_authors_own_is_a_hint_once_among_levels() {
        expect(
            &RULE,
            FREE,
            "# P\n\n| File | Op | Risk |\n|--|--|--|\n| a/b.py | add | Spicy |\n                 ^^^^^ hint: risk `Spicy` of a/b.py is not a known level\n| a/c.py | add | spicy |\n| a/d.py | add | Low |\n",
        );
    }

    #[test]
    fn a_closed_list_makes_every_other_word_an_error() {
        let mut closed = schema::plan().clone();
        closed.levels.closed = true;
        expect(
            &RULE,
            Setting { assigned: Some(&closed), ..FREE },
            "# P\n\n| File | Op | Risk |\n|--|--|--|\n| a/b.py | add | Spicy |\n                 ^^^^^ error: risk level `Spicy` of a/b.py is not in the list of the schema\n| a/c.py | add | n/a |\n| a/d.py | add | Spicy food |\n",
        );
    }

    #[test]
    fn levels_and_texts_are_silent() {
        silent(
            &RULE,
            FREE,
            &[
                // Every form of a level.
                "# P\n\n| File | Op | Risk |\n|--|--|--|\n| a.py | add | LOW |\n| b.py | add | 🔴 High |\n| c.py | add | M |\n| d.py | add | Med. |\n| e.py | add | Very low |\n| f.py | add | P0 |\n| g.py | add | **Critical** |\n| h.py | add | 🟢 |\n",
                // Texts.
                "# P\n\n| File | Op | Risk |\n|--|--|--|\n| a.py | add | Hihg load on the database |\n| b.py | add | Low-latency path |\n| c.py | add | Medium/High |\n| d.py | add | Low |\n",
                // A column of risks in a word each.
                "# P\n\n| File | Op | Risks |\n|--|--|--|\n| a.py | add | Regression |\n| b.py | add | Concurrency |\n| c.py | add | Server |\n| d.py | add | Slow |\n",
                // Nothing, not yet, numbers.
                "# P\n\n| File | Op | Risk |\n|--|--|--|\n| a.py | add | n/a |\n| b.py | add | - |\n| c.py | add | |\n| d.py | add | TBD |\n| e.py | add | 3 |\n| f.py | add | None |\n| g.py | add | Low |\n| h.py | add | ? |\n",
                // The last cell is not there; a pipe too many.
                "# P\n\nFile | Op | Risk\n--|--|--\na.py | add\nb.py | add | x | Low | y\n",
                "# P\n\n```\n| File | Op | Risk |\n|--|--|--|\n| a.py | add | Hihg |\n```\n",
            ],
        );
    }
}
