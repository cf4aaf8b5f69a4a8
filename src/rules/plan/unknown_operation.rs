//! DDR501.

use crate::diagnostic::Severity;
use crate::model::{Document, Entry, Plan, Status, short};
use crate::rules::mend::respell;
use crate::rules::{Check, Report};
use crate::schema::{Terms, fold};
use std::collections::BTreeMap;

rule! {
    /// Every row of a patch plan says in a known word what happens to its file.
    ///
    /// ## Why
    /// What a row asks for depends on its operation: a file that is added must not be there yet, one
    /// that is deleted needs no test. A word that nobody knows switches those questions off.
    ///
    /// A misspelt word is a warning. Any other is a hint, once for each word, since it may be your
    /// own, or once for the column where most rows hold such words; a column of many different phrases
    /// is taken for a description, and nothing is said, nor of rows that name no file. Where a schema
    /// closes the list (`closed: true`), every other word is an error. Words that begin with
    /// a known one (`add/modify`, `modify (rename)`, `create new`) are known. Teach your own words
    /// under `vocabulary: { operations: … }` in `ddr.yaml`.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Rate limiter patch plan
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | src/limit.rs | modfiy | tests/limit.rs |
    /// ```
    /// ```markdown,passes
    /// # Rate limiter patch plan
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | src/limit.rs | modify | tests/limit.rs |
    /// | src/window.rs | Add + test | tests/window.rs |
    /// ```
    "DDR501" "unknown-operation" Warning Fixes::Both Check::Plan(check)
}

/// More different words than this are no vocabulary but free text.
const MOST_OWN_WORDS: usize = 4;

fn check(plan: &Plan<'_>, document: &Document<'_>, report: &mut Report) {
    let Some(table) = document.tables.get(plan.table) else { return };
    let known = &table.schema.operations;
    let mut own: BTreeMap<String, (&Entry<'_>, &Status<'_>, usize)> = BTreeMap::new();
    for entry in plan.entries.iter().filter(|entry| !entry.shifted) {
        let Some(operation) = entry.operation.as_ref().filter(|operation| operation.canonical.is_none())
        else {
            continue;
        };
        let text = &operation.value.text;
        let folded = fold(text);
        let words: Vec<&str> =
            folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let shown = short(text, 40);
        if known.closed {
            let message = format!("operation `{shown}` of {} is not in the list of the schema", entry.name());
            let found = report.add(operation.value.span, message).severity(Severity::Error);
            found.help(help(known, text));
            if let Some(near) = meant(known, text) {
                respell(found, document.source, operation.value.span, &folded, near, known);
            }
        } else if words.len() <= 2
            && let Some(word) = words.first()
            && let Some(meant) = known.misspelt(word)
        {
            let message = format!("operation `{shown}` of {} is misspelt", entry.name());
            let found = report.add(operation.value.span, message).severity(Severity::Warning);
            found.help(format!("did you mean `{meant}`?"));
            respell(found, document.source, operation.value.span, word, meant, known);
        // `N/A | Deploy`: a step that touches no file has no operation on one.
        } else if !entry.paths.is_empty() && is_word_of_its_own(&words, known) {
            own.entry(folded.into_owned()).or_insert((entry, operation, 0)).2 += 1;
        }
    }
    if own.len() > MOST_OWN_WORDS {
        return;
    }
    // A column in another language or with a vocabulary of its own is told of once.
    let filled = plan.entries.iter().filter(|entry| !entry.shifted && entry.operation.is_some()).count();
    if own.len() > 1 && own.values().map(|(.., rows)| rows).sum::<usize>() * 2 > filled {
        let first = own.into_values().min_by_key(|(_, operation, _)| operation.value.span.start);
        let Some((_, operation, _)) = first else { return };
        let shown = short(&operation.value.text, 40);
        let message = format!("most rows hold words of their own as operation, such as `{shown}`");
        let found = report.add(operation.value.span, message).severity(Severity::Hint);
        found.help(help(known, ""));
        return;
    }
    for (entry, operation, rows) in own.into_values() {
        let shown = short(&operation.value.text, 40);
        let message = format!("operation `{shown}` of {} is not a known word", entry.name());
        let found = report.add(operation.value.span, message).severity(Severity::Hint);
        if rows > 1 {
            found.note(format!("{rows} rows of this plan say so"));
        }
        found.help(help(known, &operation.value.text));
    }
}

/// Whether words may be meant as an operation: few, none of them known (`partial update`), and not
/// left open.
fn is_word_of_its_own(words: &[&str], known: &Terms) -> bool {
    let open = ["tbd", "tba", "todo", "unknown", "pending"];
    (1..=3).contains(&words.len())
        && words.iter().any(|word| word.contains(char::is_alphabetic))
        && !words.iter().any(|word| open.contains(word) || (word.len() > 1 && known.exact(word).is_some()))
}

/// The known word that a text may stand for.
fn meant<'t>(known: &'t Terms, text: &str) -> Option<&'t str> {
    known.misspelt(text).or_else(|| known.nearest(text))
}

fn help(known: &Terms, text: &str) -> String {
    if let Some(meant) = meant(known, text) {
        return format!("did you mean `{meant}`?");
    }
    let words: Vec<&str> = known.canonical().filter(|word| *word != "none").collect();
    let words = words.join(", ");
    if known.closed {
        format!("use one of {words}")
    } else {
        format!("known are {words} and their like; add your own to `vocabulary.operations` in ddr.yaml")
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, Setting, diagnostics, expect, plan, silent};
    use crate::schema;

    #[test]
    fn a_misspelt_word_is_a_warning_in_every_row() {
        expect(
            &RULE,
            FREE,
            "# P\n\n| File | Op | Tests |\n|--|--|--|\n| a/b.py | modfiy | t |\n           ^^^^^^ warning: operation `modfiy` of a/b.py is misspelt\n| a/__init__.py | **Craete** | t |\n                  ^^^^^^^^^^ warning: operation `Craete` of a/__init__.py is misspelt\n",
        );
    }

    #[test]
    fn a_word_of_the_authors_own_is_a_hint_once() {
        expect(
            &RULE,
            plan(),
            "# P\n\nFile | Action | Risk\n--|--|--\na/b.py | vendorise | Low\n         ^^^^^^^^^ hint: operation `vendorise` of a/b.py is not a known word\na/c.py | Vendorise | Low\na/d.py | add | Low\n",
        );
    }

    #[test]
    fn a_column_in_another_language_is_a_hint_once() {
        expect(
            &RULE,
            FREE,
            "# P\n\n## Patch Plan\n\n| File | Op | Tests |\n|--|--|--|\n| a/b.py | neu | t |\n           ^^^ hint: most rows hold words of their own as operation, such as `neu`\n| a/c.py | ändern | t |\n| a/d.py | löschen | t |\n",
        );
    }

    #[test]
    fn a_closed_list_makes_every_other_word_an_error() {
        let mut closed = schema::plan().clone();
        closed.operations.closed = true;
        let setting = Setting { assigned: Some(&closed), ..FREE };
        expect(
            &RULE,
            setting,
            "# P\n\n| File | Op |\n|--|--|\n| a/b.py | vendorise |\n           ^^^^^^^^^ error: operation `vendorise` of a/b.py is not in the list of the schema\n| a/c.py | TBD |\n           ^^^ error: operation `TBD` of a/c.py is not in the list of the schema\n| a/d.py | add |\n| a/e.py | |\n",
        );
    }

    #[test]
    fn help_names_what_was_meant_or_what_is_known() {
        let said = |word: &str| {
            let text = format!("# P\n\n| File | Op | Tests |\n|--|--|--|\n| a/b.py | {word} | t |\n");
            diagnostics(&RULE, FREE, &text).pop().and_then(|found| found.help).unwrap_or_default()
        };
        assert_eq!(said("delte"), "did you mean `delete`?");
        assert!(said("vendorise").starts_with("known are add, modify, delete, rename and their like"));
    }

    #[test]
    fn words_that_people_use_are_silent() {
        silent(
            &RULE,
            FREE,
            &[
                // Two at once, notes behind, other letter case.
                "# P\n\n| File | Op | Tests |\n|--|--|--|\n| a.py | add/modify | t |\n| b.py | Add + Test | t |\n| c.py | modify (rename) | t |\n| d.py | CREATE new | t |\n",
                // Endings, nouns, nothing to do, nothing said.
                "# P\n\n| File | Op | Tests |\n|--|--|--|\n| a.py | refactor | t |\n| b.py | Removal | t |\n| c.py | n/a | t |\n| d.py | | t |\n| e.py | — | t |\n| f.py | Updates | t |\n| g.py | TBD | t |\n| h.py | ? | t |\n",
                // As version control and pictures say it.
                "# P\n\n| File | Op | Tests |\n|--|--|--|\n| a.py | A | t |\n| b.py | M | t |\n| c.py | 🆕 | t |\n| d.py | ✏️ edit | t |\n| e.py | `new` | t |\n| f.py | + | t |\n",
                // An adverb before, a line break between.
                "# P\n\n| File | Op | Tests |\n|--|--|--|\n| a.py | partial update | t |\n| b.py | add<br>test | t |\n| c.py | minor edit | t |\n",
                // A column of descriptions.
                "# P\n\n| File | Action | Tests |\n|--|--|--|\n| a.py | Wire up | t |\n| b.py | Harden | t |\n| c.py | Split apart | t |\n| d.py | Instrument | t |\n| e.py | Simplify | t |\n| f.py | Implement the token bucket in memory | t |\n",
                // A step beside the files.
                "# P\n\n| File | Action | Tests |\n|--|--|--|\n| a/b.py | add | t |\n| N/A (database) | migrate | t |\n| — | Deploy | t |\n",
                // No column for it.
                "# P\n\n## Patch plan\n\n| File | Tests | Risk |\n|--|--|--|\n| a.py | t | Low |\n",
                // A row with a pipe too many.
                "# P\n\n| File | Functions | Op | Tests |\n|--|--|--|--|\n| a.py | x | y | add | t |\n| b.py | x | add | t |\n",
                // A plan inside a code block.
                "# P\n\n| File | Op | Tests |\n|--|--|--|\n| a.py | add | t |\n\n```\n| File | Op | Tests |\n|--|--|--|\n| a.py | modfiy | t |\n```\n",
            ],
        );
    }
}
