//! DDR202.

use crate::diagnostic::Severity;
use crate::model::{Document, Prose};
use crate::rules::{Check, Report};
use crate::source::Span;

rule! {
    /// A summary keeps to its word limit.
    ///
    /// ## Why
    /// The summary is the part that everybody reads. A limit keeps it one; a summary that has outgrown
    /// it hides what matters.
    ///
    /// The limit is the one that the document states, as in `## Summary (≤100 words)`; without one it is
    /// `summary_words` under `limits` in ddr.yaml. The limit of the schema itself (200 words) counts only
    /// where the document is held to the schema. The rule speaks only where the text is too long however
    /// words are counted. It is a hint where the summary stands under a label and goes on for several
    /// paragraphs, since they may belong to something else.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// ## Summary (≤8 words)
    /// Sessions move from memory to Redis, so that a restart logs nobody out.
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// ## Summary (≤8 words)
    /// Sessions move to Redis and survive restarts.
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    /// ```
    "DDR202" "summary-too-long" Warning Check::Document(check)
}

fn check(document: &Document<'_>, report: &mut Report) {
    let Some(summary) = &document.summary else { return };
    let spec = document.schema.section("summary").and_then(|section| section.words);
    let Some(limit) = document.limit(summary.limit, spec) else { return };
    if summary.counts(document).least() <= limit.value {
        return;
    }
    let message = format!(
        "summary has {} words, {} more than its limit of {}",
        summary.words(),
        summary.words().saturating_sub(limit.value),
        limit.value
    );
    let under_label = document
        .sections
        .iter()
        .any(|section| section.level == crate::model::LABEL && section.heading.span == summary.heading.span);
    let severity = if under_label && summary.mixed { Severity::Hint } else { Severity::Warning };
    let diagnostic = report.add(first_line(summary, document), message).severity(severity);
    if let Some(stated) = limit.stated {
        diagnostic.label(stated, "the limit is stated here");
    }
}

/// The first line of a text: enough to find it.
pub(super) fn first_line(prose: &Prose<'_>, document: &Document<'_>) -> Span {
    let line = document.source.line_span(prose.span.start);
    Span::new(prose.span.start, line.end.min(prose.span.end))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, record, silent};

    const TABLE: &str = "\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n";

    #[test]
    fn a_stated_limit_counts_everywhere() {
        expect(
            &RULE,
            FREE,
            &format!(
                "# T\n\n## Summary (≤3 words)\n\nOne two three\n^^^^^^^^^^^^^ warning: summary has 5 words, 2 more than its limit of 3\nfour five.\n{TABLE}"
            ),
        );
        expect(
            &RULE,
            FREE,
            &format!(
                "# T\n\nSummary (<=3w): One two three four.\n                ^^^^^^^^^^^^^^^^^^^ warning: summary has 4 words, 1 more than its limit of 3\n{TABLE}"
            ),
        );
        expect(
            &RULE,
            FREE,
            &format!(
                "# T\n\n**Summary (≤3 words)**\n\nOne two.\n^^^^^^^^ hint: summary has 4 words, 1 more than its limit of 3\n\nThree four.\n{TABLE}"
            ),
        );
    }

    #[test]
    fn the_limit_of_the_schema_needs_the_schema() {
        let text = format!("# T\n\n## Summary\n\n{}\n{TABLE}", "word ".repeat(201));
        silent(&RULE, FREE, &[&text]);
        let marked = text.replace(
            &"word ".repeat(201),
            &format!(
                "{}\n{} warning: summary has 201 words, 1 more than its limit of 200",
                "word ".repeat(201).trim_end(),
                "^".repeat(1004)
            ),
        );
        expect(&RULE, record(), &marked);
        expect(&RULE, FREE, &marked.replace("# T\n", "# Design Decision Record: T\n"));
    }

    #[test]
    fn texts_within_their_limit_are_silent() {
        let documents = [
            "## Summary (≤3 words)\n\nOne two — three.\n",
            "## Summary (≤3 words)\n\nOne two three. (3 words)\n",
            "## Summary (<=3w)\n\nRead/write pool-size now\n",
            "**Summary (≤3 words):** One two three.\n\nText that is no summary any more.\n",
            "## Summary (3 words)\n\nOne two three four.\n",
            "## Summary (≤3 words)\n\nOne two three.\n\n### Background\n\nA longer text about how it came to be.\n",
            "## Summary (≤3 words)\n\nOne two.\n\n```\nlet a = b + c + d;\n```\n",
            "## Summary (≤2 sentences)\n\nOne two three. Four five six.\n",
        ];
        let documents: Vec<String> = documents.iter().map(|text| format!("# T\n\n{text}{TABLE}")).collect();
        let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
        silent(&RULE, FREE, &documents);
        silent(&RULE, record(), &documents);
    }
}
