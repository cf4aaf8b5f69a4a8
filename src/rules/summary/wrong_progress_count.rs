//! DDR204.

use crate::diagnostic::Severity;
use crate::model::{Document, Stated, Table};
use crate::rules::mend::restate;
use crate::rules::{Check, Report};
use crate::source::Span;
use crate::syntax::words::any_digit;
use crate::syntax::{Block, BlockKind, Inline, PieceKind};
use regex::Regex;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

rule! {
    /// A statement of progress agrees with the table that it counts.
    ///
    /// ## Why
    /// `18/18 completed` is what a reviewer reads, and the table is what was kept up to date, or the
    /// other way round. Where they differ, one of them is wrong.
    ///
    /// The rule speaks only where the statement can mean one thing: its total is the number of rows of
    /// one patch plan, decisions or phases table, of nothing else in the document, and that table has
    /// statuses. Rows whose status nobody knows, and rows that were deferred, rejected or superseded, may
    /// be counted or not. It is a warning where the statement stands by itself (`Progress: 5/12 done`),
    /// and a hint inside a longer sentence. Sentences about the past or the future are left alone.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Phase 1: Session store
    ///
    /// Progress: 3/3 completed
    ///
    /// | file | op | tests | status |
    /// |------|----|-------|--------|
    /// | src/store.rs | add | tests/store.rs | done |
    /// | src/login.rs | modify | tests/login.rs | done |
    /// | src/cache.rs | delete | n/a | pending |
    /// ```
    /// ```markdown,passes
    /// # Phase 1: Session store
    ///
    /// Progress: 2/3 completed
    ///
    /// | file | op | tests | status |
    /// |------|----|-------|--------|
    /// | src/store.rs | add | tests/store.rs | done |
    /// | src/login.rs | modify | tests/login.rs | done |
    /// | src/cache.rs | delete | n/a | pending |
    /// ```
    "DDR204" "wrong-progress-count" Warning Fixes::Unsafe Check::Document(check)
}

/// `18/18 completed`, `5 of 12 files are done`, `Done: 3/7`.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static PROGRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?ix) (?P<label> \b (?:completed? | done | implemented | finished | shipped | landed | merged) [*_]{0,2} \s* : [*_\s]* )?",
        r" (?P<a> \b \d{1,4} ) [*_]{0,2} \s* (?: / | of | out \s+ of ) \s* [*_]{0,2} (?P<b> \d{1,4} ) \b",
        r" (?P<tail> [*_]{0,2} \s+ (?: (?P<noun> [a-z]+ ) \s+ )? (?: (?: are | is | now | already | have \s+ been | were ) \s+ )* [*_]{0,2}",
        r" (?P<verb> completed? | done | implemented | finished | shipped | landed | merged ) \b )?"
    ))
    .unwrap()
});

/// What may stand around a statement that stands by itself.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static ALONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?ix)^ (?: [^\p{L}\p{N}]+ | (?: overall | current | currently | total | progress | status | state | implementation | completion",
        r" | patch | plan | table | phase \s* \w{1,3} | tasks? | rows? | files? | entries | items? | decisions? | phases? | steps? | all",
        r" | so | far | now | today | with | and | \d{1,3} (?: \.\d+ )? \s* % ) \b )* $"
    ))
    .unwrap()
});

/// Words of a sentence that does not speak of the present state.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static NOT_NOW: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:were|was|had|will|would|should|must|if|when|until|before|after|once|goal|target|by|last|next|previous(?:ly)?|earlier|at least|tests?|as of|\d{4})\b",
    )
    .unwrap()
});

/// A table that a statement may mean: how many rows are done for certain, and how many perhaps.
struct Counted<'t> {
    table: &'t Table<'t>,
    nouns: &'static [&'static str],
    rows: usize,
    done: usize,
    perhaps: usize,
}

/// The quick question before the long one: whether a digit stands before a `/` or an `of`. Nearly no
/// text has one.
fn may_hold_fraction(text: &str) -> bool {
    let begins = |rest: &[u8], word: &[u8]| {
        rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    let bytes = text.as_bytes();
    any_digit(text, |at| {
        let behind = bytes.get(at + 1..).unwrap_or_default();
        let blank = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b'*' | b'_');
        let rest = behind.get(behind.iter().take_while(|byte| blank(byte)).count()..).unwrap_or_default();
        rest.starts_with(b"/") || begins(rest, b"of") || begins(rest, b"out")
    })
}

fn check(document: &Document<'_>, report: &mut Report) {
    let counted = OnceCell::new();
    visit(&document.syntax.blocks, &mut |inline| {
        if may_hold_fraction(document.source.slice(inline.span)) {
            statement(document, inline, counted.get_or_init(|| Counts::of(document)), report);
        }
    });
}

/// What statements are held against.
struct Counts<'t> {
    /// Tables with rows whose status is known, by their number of rows.
    by_rows: BTreeMap<usize, Vec<Counted<'t>>>,
    /// How many tables and lists there are of each length.
    sizes: BTreeMap<usize, usize>,
}

impl<'t> Counts<'t> {
    fn of(document: &'t Document<'t>) -> Self {
        let mut counts = Self { by_rows: BTreeMap::new(), sizes: BTreeMap::new() };
        for table in tables(document) {
            counts.by_rows.entry(table.rows).or_default().push(table);
        }
        lengths(&document.syntax.blocks, &mut counts.sizes);
        counts
    }
}

/// Every table with rows whose status is known.
fn tables<'t>(document: &'t Document<'t>) -> Vec<Counted<'t>> {
    let mut found = Vec::new();
    for plan in &document.plans {
        let statuses = plan.entries.iter().map(|entry| entry.status.as_ref().map(|status| status.canonical));
        found.extend(counted(document, plan.table, PLAN, statuses));
    }
    for decisions in &document.decisions {
        let statuses = decisions.rows.iter().map(|row| row.status.as_ref().map(|status| status.canonical));
        found.extend(counted(document, decisions.table, DECISIONS, statuses));
    }
    for (at, table) in document.tables.iter().enumerate().filter(|(_, table)| table.spec.id == "phases") {
        let terms = &table.schema.row_statuses;
        let status = |row| Some(table.cell(row, "status")?).filter(|value| !value.text.is_empty());
        let statuses =
            table.rows.iter().map(|row| Some(terms.leading(&status(row)?.text).map(|known| known.canonical)));
        found.extend(counted(document, at, PHASES, statuses));
    }
    found
}

const PLAN: &[&str] =
    &["", "files", "rows", "entries", "items", "tasks", "changes", "patches", "steps", "operations"];
const DECISIONS: &[&str] = &["", "decisions", "rows", "items", "entries"];
const PHASES: &[&str] = &["", "phases", "steps", "stages", "milestones", "items"];

fn counted<'t>(
    document: &'t Document<'t>,
    table: usize,
    nouns: &'static [&'static str],
    statuses: impl Iterator<Item = Option<Option<&'t str>>>,
) -> Option<Counted<'t>> {
    let mut counted = Counted { table: document.tables.get(table)?, nouns, rows: 0, done: 0, perhaps: 0 };
    let mut known = false;
    for status in statuses {
        counted.rows += 1;
        known |= matches!(status, Some(Some(_)));
        match status {
            Some(Some("done" | "implemented")) => counted.done += 1,
            None | Some(Some("planned" | "proposed" | "in-progress" | "blocked")) => {}
            // Unknown words, and rows that nobody will do any more. An accepted decision may be
            // called done as well.
            Some(_) => counted.perhaps += 1,
        }
    }
    known.then_some(counted)
}

/// Counts the tables and lists of each length.
fn lengths(blocks: &[Block], out: &mut BTreeMap<usize, usize>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Table(table) => *out.entry(table.rows.len()).or_default() += 1,
            BlockKind::Quote(blocks) => lengths(blocks, out),
            BlockKind::List(list) => {
                *out.entry(list.items.len()).or_default() += 1;
                list.items.iter().for_each(|item| lengths(&item.blocks, out));
            }
            _ => {}
        }
    }
}

/// Every running text outside tables.
fn visit(blocks: &[Block], see: &mut impl FnMut(Inline)) {
    for block in blocks {
        match &block.kind {
            BlockKind::Paragraph(inline) | BlockKind::Heading { inline, .. } => see(*inline),
            BlockKind::Quote(blocks) => visit(blocks, see),
            BlockKind::List(list) => list.items.iter().for_each(|item| visit(&item.blocks, see)),
            _ => {}
        }
    }
}

fn statement(document: &Document<'_>, inline: Inline, counts: &Counts<'_>, report: &mut Report) {
    if counts.by_rows.is_empty() {
        return;
    }
    let source = document.source.slice(inline.span);
    for found in PROGRESS.captures_iter(source) {
        let (Some(whole), Some(a), Some(b)) = (found.get(0), found.name("a"), found.name("b")) else {
            continue;
        };
        if found.name("label").is_none() && found.name("tail").is_none() {
            continue;
        }
        // `2026/11/12 done`, `1.5/12 done`
        let before = source.get(..whole.start()).unwrap_or_default();
        let part_of_more = before.ends_with(['/', '.', ',', '-']) || before.ends_with(char::is_alphanumeric);
        let (Ok(value), Ok(total)) = (a.as_str().parse::<usize>(), b.as_str().parse::<usize>()) else {
            continue;
        };
        let noun = found.name("noun").map(|noun| noun.as_str().to_lowercase()).unwrap_or_default();
        let plural = if noun.is_empty() || noun.ends_with('s') { noun } else { format!("{noun}s") };
        let Some([table]) = counts.by_rows.get(&total).map(Vec::as_slice) else { continue };
        // Its own table is one of the sizes; a second one of that length is another thing to count.
        let rivals = counts.sizes.get(&total).copied().unwrap_or_default();
        let span = Span::from(a.range()).shift(inline.span.start);
        let named = table.nouns.contains(&plural.as_str());
        let right = (table.done..=table.done + table.perhaps).contains(&value);
        if part_of_more || value > total || rivals > 1 || !named || right || in_code(document, inline, span) {
            continue;
        }
        let (head, tail) = sentence(source, whole.start(), whole.end());
        if NOT_NOW.is_match(head) || NOT_NOW.is_match(tail) || NOT_NOW.is_match(whole.as_str()) {
            continue;
        }
        let alone = ALONE.is_match(head) && ALONE.is_match(tail);
        let message =
            format!("{value} of {total} are stated as done, but the table has {} done", rows(table.done));
        let severity = if alone { Severity::Warning } else { Severity::Hint };
        let said = report.add(span, message).severity(severity);
        said.label(table.table.head, "the table that is counted");
        // The statement may be right and the table behind; a share beside it would have to change too.
        if alone && table.perhaps == 0 && !head.contains('%') && !tail.contains('%') {
            restate(said, document.source, Stated { value, span }, table.done, false);
        }
    }
}

fn rows(count: usize) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{count} rows") }
}

/// What stands before and behind a statement in its own sentence, line or pair of parentheses.
fn sentence(source: &str, start: usize, end: usize) -> (&str, &str) {
    const ENDS: [&str; 7] = [". ", "; ", "(", ")", "\n", "! ", "? "];
    let before = source.get(..start).unwrap_or_default();
    let behind = source.get(end..).unwrap_or_default();
    let from =
        ENDS.iter().filter_map(|mark| Some(before.rfind(mark)? + mark.len())).max().unwrap_or_default();
    let to = ENDS.iter().filter_map(|mark| behind.find(mark)).min().unwrap_or(behind.len());
    (before.get(from..).unwrap_or_default(), behind.get(..to).unwrap_or_default())
}

fn in_code(document: &Document<'_>, inline: Inline, span: Span) -> bool {
    document
        .syntax
        .pieces(inline)
        .iter()
        .any(|piece| piece.kind == PieceKind::Code && piece.span.contains(span))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, silent};

    const PLAN: &str = "\n| file | op | status |\n|--|--|--|\n| src/a.rs | add | ✅ Completed |\n| src/b.rs | add | DONE |\n| src/c.rs | add | ⏳ Pending |\n";

    fn says(text: &str) {
        expect(&RULE, FREE, &format!("# T\n\n{text}{PLAN}"));
    }

    #[test]
    fn a_statement_by_itself_is_held_against_its_table() {
        says(
            "Progress: 3/3 completed\n          ^ warning: 3 of 3 are stated as done, but the table has 2 rows done\n",
        );
        says(
            "**Progress:** 1 of 3 files are done.\n              ^ warning: 1 of 3 are stated as done, but the table has 2 rows done\n",
        );
        says(
            "## Patch Plan (1/3 tasks complete)\n               ^ warning: 1 of 3 are stated as done, but the table has 2 rows done\n",
        );
        says(
            "- Completed: **3/3** (100%)\n               ^ warning: 3 of 3 are stated as done, but the table has 2 rows done\n",
        );
    }

    #[test]
    fn a_statement_in_a_sentence_is_a_hint() {
        says(
            "We have 1 of 3 files done and like it.\n        ^ hint: 1 of 3 are stated as done, but the table has 2 rows done\n",
        );
    }

    #[test]
    fn a_status_in_an_extra_cell_counts() {
        expect(
            &RULE,
            FREE,
            "# T\n\n2/2 done\n^ warning: 2 of 2 are stated as done, but the table has 1 row done\n\n| file | op | tests |\n|--|--|--|\n| src/a.rs | add | n/a | DONE |\n| src/b.rs | add | n/a |\n",
        );
    }

    #[test]
    fn what_may_count_something_else_is_silent() {
        let texts = [
            "Progress: 2/3 completed\n",
            // Another total, another thing.
            "5/12 done\n",
            "3/3 tests done\n",
            "3/3 reviewers are done\n",
            // Another list or table of that length.
            "3/3 done\n\n- a\n- b\n- c\n",
            // Past, future, dates, condition.
            "On 3 March, 1/3 were done.\n",
            "Ship when 3/3 are done.\n",
            "Goal: 3 of 3 completed\n",
            "3/3 done by Friday\n",
            "2026/3/3 done\n",
            // Code, a share, no verb.
            "`3/3 done`\n",
            "1/3 of the traffic\n",
            "Take 3 of 3 and call it a day.\n",
        ];
        let texts: Vec<String> = texts.iter().map(|text| format!("# T\n\n{text}{PLAN}")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        silent(&RULE, FREE, &texts);
        silent(
            &RULE,
            FREE,
            &[
                // No statuses at all.
                "# T\n\n2/2 done\n\n| file | op | tests |\n|--|--|--|\n| src/a.rs | add | n/a |\n| src/b.rs | add | n/a |\n",
                // Statuses of the author's own, and rows that are no longer to be done.
                "# T\n\n2/2 done\n\n| file | op | status |\n|--|--|--|\n| src/a.rs | add | done |\n| src/b.rs | add | verified in lab |\n",
                "# T\n\n2/2 done\n\n| file | op | status |\n|--|--|--|\n| src/a.rs | add | done |\n| src/b.rs | add | dropped |\n",
                // Accepted may be all that is asked of a decision.
                "# T\n\n2/2 done\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | a | Accepted |\n| D2 | b | Accepted |\n",
                // Two tables of one length.
                "# T\n\n1/1 done\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | a | Proposed |\n\n## Patch Plan\n\n| file | op | status |\n|--|--|--|\n| src/a.rs | add | todo |\n",
            ],
        );
    }
}
