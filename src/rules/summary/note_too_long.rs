//! DDR203.

use super::summary_too_long::first_line;
use crate::diagnostic::Severity;
use crate::model::Document;
use crate::rules::{Check, Report};

rule! {
    /// A note keeps to its word limit.
    ///
    /// ## Why
    /// Notes are asides. One that grows long is usually a decision, a risk or a piece of context that
    /// belongs under a heading of its own.
    ///
    /// The limit is the one that the heading states, as in `## Notes (<50 words per note)`; without one
    /// it is `note_words` under `limits` in ddr.yaml. The limit of the schema itself (50 words) counts
    /// only where the document is held to the schema, and where the notes are paragraphs and not a list
    /// it gives a hint, since it is meant for items. A note is too long only where it is so however
    /// words are counted.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Notes (<8 words per note)
    /// - The old table of sessions stays for one more release, read-only.
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Notes (<8 words per note)
    /// - The old table stays for one release.
    /// ```
    "DDR203" "note-too-long" Warning Check::Document(check)
}

fn check(document: &Document<'_>, report: &mut Report) {
    let spec = document.schema.section("notes").and_then(|section| section.item_words);
    for (at, note) in document.notes.iter().enumerate() {
        let Some(limit) = document.limit(note.limit, spec) else { continue };
        if note.counts(document).least() <= limit.value {
            continue;
        }
        let asked = limit.stated.is_some() || spec.is_some_and(|spec| spec.always);
        let severity = if note.is_item || asked { Severity::Warning } else { Severity::Hint };
        let words = note.words();
        let more = words.saturating_sub(limit.value);
        let message =
            format!("note {} has {words} words, {more} more than the limit of {}", at + 1, limit.value);
        let diagnostic = report.add(first_line(note, document), message).severity(severity);
        if let Some(stated) = limit.stated {
            diagnostic.label(stated, "the limit is stated here");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, plan, record, silent};

    const TABLE: &str = "\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n";

    #[test]
    fn a_stated_limit_counts_everywhere() {
        expect(
            &RULE,
            FREE,
            &format!(
                "# T\n{TABLE}\n## Notes (<=3w each)\n\n- One.\n- One two\n^^^^^^^^^ warning: note 2 has 4 words, 1 more than the limit of 3\n  three four.\n"
            ),
        );
        expect(
            &RULE,
            FREE,
            &format!(
                "# T\n{TABLE}\n**Notes (<=3 words):** One two three four.\n                       ^^^^^^^^^^^^^^^^^^^ warning: note 1 has 4 words, 1 more than the limit of 3\n"
            ),
        );
        expect(
            &RULE,
            FREE,
            "# T\n\n| file | op | tests |\n|--|--|--|\n| src/a.rs | add | n/a |\n\n## Notes (≤2 words)\n\nOne two three.\n^^^^^^^^^^^^^^ warning: note 1 has 3 words, 1 more than the limit of 2\n",
        );
    }

    #[test]
    fn the_limit_of_the_schema_is_meant_for_items() {
        let long = "word ".repeat(51);
        let long = long.trim_end();
        let carets = |n: usize| "^".repeat(n);
        let table = "\n| file | op | tests |\n|--|--|--|\n| src/a.rs | add | n/a |\n";
        expect(
            &RULE,
            record(),
            &format!(
                "# T\n{TABLE}\n## Notes\n\n- {long}\n{} warning: note 1 has 51 words, 1 more than the limit of 50\n",
                carets(long.len() + 2)
            ),
        );
        expect(
            &RULE,
            plan(),
            &format!(
                "# T\n{table}\n## Notes\n\n{long}\n{} hint: note 1 has 51 words, 1 more than the limit of 50\n",
                carets(long.len())
            ),
        );
        silent(&RULE, FREE, &[&format!("# T\n{table}\n## Notes\n\n- {long}\n")]);
    }

    #[test]
    fn short_notes_are_silent() {
        let documents = [
            "## Notes (<50 words per note)\n\n- One.\n- Two.\n",
            "## Notes (<=3w)\n\n- read/write pool-size now\n- One — two three\n",
            "## Notes (<=3w)\n\n- One two three (3 words)\n",
            // Not a number of words.
            "## Notes (max 3 items)\n\n- One two three four five.\n",
            // Code and tables are no words of a note.
            "## Notes (<=3w)\n\n- Run this:\n\n  ```\n  make a b c d e\n  ```\n",
            // Another section with a limit of its own.
            "## Remarks (<=3w)\n\n- One two three four five.\n",
            // Text behind the note.
            "Notes (<=3w): One two three.\n\nThis paragraph is no note any more.\n",
        ];
        let documents: Vec<String> = documents.iter().map(|text| format!("# T\n{TABLE}\n{text}")).collect();
        let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
        silent(&RULE, FREE, &documents);
        silent(&RULE, record(), &documents);
    }
}
