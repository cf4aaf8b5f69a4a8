//! DDR201.

use crate::diagnostic::Severity;
use crate::model::{Document, Prose};
use crate::rules::mend::restate;
use crate::rules::{Check, Report};

rule! {
    /// A word count that a text states of itself is right.
    ///
    /// ## Why
    /// A count such as `(45 words)` was usually guessed, or was right before the last edit. Readers and
    /// scripts that trust it are misled, and a limit that seems to be kept is not.
    ///
    /// Counts of the summary and of notes are looked at: in the heading, at the end of the text, or as a
    /// paragraph of their own. Words are counted by every common rule, with and without symbols, split at
    /// dashes and slashes or not; the rule speaks only where no rule gives the stated number. A count at
    /// the end of a list item or of the last of several paragraphs may mean that item alone or the whole
    /// section; where both are wrong, the fix counts as unsafe, because it must choose one. So it does in
    /// a heading of a document with links to its own headings.
    ///
    /// It is a hint where a round number stands in the heading over a shorter text, which may be a
    /// target, and where the section holds tables, code or subsections besides the text. About estimates
    /// (`~50 words`), ranges, limits (`≤100 words`) and texts in scripts without spaces it says nothing.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// ## Summary
    /// Sessions move from memory to Redis, so that a restart logs nobody out. (30 words)
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// ## Summary
    /// Sessions move from memory to Redis, so that a restart logs nobody out. (13 words)
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    /// ```
    "DDR201" "wrong-word-count" Warning Fixes::Both Check::Document(check)
}

fn check(document: &Document<'_>, report: &mut Report) {
    if let Some(summary) = &document.summary {
        judge(summary, "summary", document, report);
    }
    for note in &document.notes {
        judge(note, "note", document, report);
    }
}

fn judge(prose: &Prose<'_>, name: &str, document: &Document<'_>, report: &mut Report) {
    let Some(stated) = prose.stated else { return };
    // Mostly our own count agrees, and the others need not be asked.
    if prose.words() == stated.value {
        return;
    }
    // `**Summary:** text` may have been counted with its label.
    let source = document.source;
    let beside = !prose.stated_in_heading
        && prose.heading.span.end <= prose.span.start
        && source.line(prose.heading.span.start) == source.line(prose.span.start);
    let label = if beside { crate::syntax::words::count(&prose.heading.text) } else { 0 };
    let admitted = |counts: &crate::syntax::words::Counts| {
        counts.admit(stated.value) || (label > 0 && counts.admit(stated.value.saturating_sub(label)))
    };
    if admitted(&prose.counts(document))
        || prose.other.as_ref().is_some_and(admitted)
        || document.source.slice(prose.span).contains(is_without_spaces)
    {
        return;
    }
    let words = prose.words();
    let message = format!("{name} states {} but has {words}", counted(stated.value));
    // Over a text that is still being written, `(200 words)` may say how long it shall become.
    let target = prose.stated_in_heading && stated.value.is_multiple_of(50) && words < stated.value;
    if target {
        let help = format!("write `(≤{} words)` if it is a limit", stated.value);
        report.add(stated.span, message).severity(Severity::Hint).help(help);
        return;
    }
    let severity = if prose.mixed { Severity::Hint } else { Severity::Warning };
    let several = prose.other.filter(|other| other.words != words);
    // A count in a heading is part of what links to the heading are made of.
    let linked = prose.stated_in_heading && source.text.contains("](#");
    let safe = several.is_none() && !prose.mixed && !linked;
    let diagnostic = report.add(stated.span, message).severity(severity);
    restate(diagnostic, source, stated, words, safe);
    if let Some(other) = several {
        let (this, that) = match (name, prose.is_item) {
            ("note", true) => ("this note", "all notes together"),
            ("note", false) => ("this paragraph", "all notes together"),
            _ if prose.stated_in_item => ("the whole summary", "its last item"),
            _ => ("the whole summary", "its last paragraph"),
        };
        diagnostic.note(format!("{this} has {}, {that} {}", counted(words), counted(other.words)));
    }
}

fn counted(words: usize) -> String {
    if words == 1 { "1 word".to_owned() } else { format!("{words} words") }
}

/// Whether a character belongs to a script that sets no spaces between words.
const fn is_without_spaces(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, diagnostics, expect, silent};

    const TABLE: &str = "\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n";

    #[test]
    fn a_label_may_be_counted_with_its_text() {
        let text = |count: usize| format!("# T\n\n**Summary:** one two three. ({count} words)\n{TABLE}");
        for count in [3, 4] {
            assert!(diagnostics(&RULE, FREE, &text(count)).is_empty(), "{count}");
        }
        assert_eq!(diagnostics(&RULE, FREE, &text(5)).len(), 1);
    }

    #[test]
    fn a_count_that_no_rule_gives_is_wrong() {
        expect(
            &RULE,
            FREE,
            &format!(
                "# T\n\n## Summary\n\nOne two three. (45 words)\n                ^^ warning: summary states 45 words but has 3\n{TABLE}"
            ),
        );
        expect(
            &RULE,
            FREE,
            &format!(
                "# T\n\n## Summary (212 words)\n            ^^^ warning: summary states 212 words but has 1\n\nOne.\n{TABLE}"
            ),
        );
        expect(
            &RULE,
            FREE,
            &format!(
                "# T\r\n\r\n**Summary:** One two.\r\n\r\n(Word count: 9)\r\n             ^ warning: summary states 9 words but has 2\r\n{TABLE}"
            ),
        );
        expect(
            &RULE,
            FREE,
            &format!(
                "# T\n{TABLE}\n## Notes\n\n- One.\n- One two. (28 words)\n            ^^ warning: note states 28 words but has 2\n"
            ),
        );
    }

    #[test]
    fn what_may_mean_something_else_is_a_hint() {
        expect(
            &RULE,
            FREE,
            &format!(
                "# T\n\n## Summary (200 words)\n            ^^^ hint: summary states 200 words but has 2\n\nOne two.\n{TABLE}"
            ),
        );
        expect(
            &RULE,
            FREE,
            &format!(
                "# T\n\n## Summary (7 words)\n            ^ hint: summary states 7 words but has 2\n\nOne two.\n\n### Goals\n\nThree.\n\n## Decisions\n{TABLE}"
            ),
        );
    }

    #[test]
    fn the_fix_is_safe_only_where_one_text_can_be_meant() {
        let fix = |text: &str| {
            let found = diagnostics(&RULE, FREE, &format!("{text}{TABLE}"));
            let fix = found.first().and_then(|diagnostic| diagnostic.fix.clone()).unwrap();
            (fix.safe, fix.edits.first().map(|edit| (edit.span.start, edit.text.clone())).unwrap())
        };
        assert_eq!(fix("# T\n\n## Summary\n\nOne two. (45 words)\n"), (true, (27, "2".to_owned())));
        assert_eq!(fix("# T\n\n## Summary\n\n- One.\n- Two. (45 words)\n"), (false, (32, "2".to_owned())));
        assert_eq!(fix("# T\n\n## Notes\n\n- One.\n- Two four. (45 words)\n"), (false, (35, "2".to_owned())));
    }

    #[test]
    fn counts_that_some_reader_would_defend_are_silent() {
        let documents = [
            // Right by another rule: symbols counted, split at dashes and slashes.
            "## Summary\n\nRead/write & keep — pool-size. (5 words)\n",
            "## Summary\n\nRead/write & keep — pool-size. (4 words)\n",
            "## Summary\n\nRead/write & keep — pool-size. (3 words)\n",
            // The whole section, or the last item alone.
            "## Notes\n\n- One.\n- Two three. (3 words)\n",
            "## Notes\n\n- One.\n- Two three. (2 words)\n",
            "## Summary\n\n- One.\n- Two three. (2 words)\n",
            "## Summary\n\nOne two three.\n\nFour five. (2 words)\n",
            // Limits, estimates, ranges.
            "## Summary (≤100 words)\n\nOne two.\n",
            "## Summary (~50 words)\n\nOne two.\n",
            "## Summary (50–100 words)\n\nOne two.\n",
            "## Summary\n\nOne two. (max 50 words)\n",
            // The words of something else.
            "## Summary\n\nThe prompt (45 words) is too long for the model.\n",
            "## Summary\n\nOne two.\n\n```\nthree (45 words)\n```\n",
            "## Summary\n\nIt holds `x (45 words)`\n",
            // No words to count by spaces.
            "## Summary\n\n会话存储从内存移动到缓存。 (45 words)\n",
            // A table counted with the rest would need a closer look; here the number is right.
            "## Summary (2 words)\n\nOne two.\n",
            // Text behind a label is its own paragraph.
            "**Summary (2 words):** One two.\n\nOther text follows here.\n",
        ];
        let documents: Vec<String> = documents.iter().map(|text| format!("# T\n\n{text}{TABLE}")).collect();
        let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
        silent(&RULE, FREE, &documents);
    }
}
