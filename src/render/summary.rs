//! The last line: what was recognised, what was not, and how it went.
//!
//! A run that checked nothing must not look like a run that found nothing, so the line names
//! both, every time.

use super::visible;
use crate::diagnostic::{Diagnostic, Severity};
use crate::fix::Fixable;
use std::collections::BTreeMap;

/// What a run saw, in numbers.
#[derive(Debug, Default, Clone)]
pub struct Tally {
    /// Recognised documents by kind: `record`, `plan` or the name of a schema.
    pub kinds: BTreeMap<String, usize>,
    /// Markdown files that are none of these.
    pub skipped: usize,
    /// Files that are templates of documents.
    pub templates: usize,
    /// Files that could not be read, or are not the document that the config says.
    pub unread: usize,
    /// Diagnostics that are errors.
    pub errors: usize,
    /// Diagnostics that are warnings.
    pub warnings: usize,
    /// Diagnostics that are hints.
    pub hints: usize,
    /// Changes that somebody said they know of.
    pub acknowledged: usize,
    /// Diagnostics that comments of their documents suppress.
    pub suppressed: usize,
    /// Diagnostics that the baseline takes as given.
    pub given: usize,
    /// Diagnostics that a fix would take away.
    pub fixable: Fixable,
    /// The flag that applies fixes, as it is to be typed; nothing is said of them without one.
    pub fix_by: Option<&'static str>,
    /// What is said before the last line, such as the plan that is carried out.
    pub remarks: Vec<String>,
}

impl Tally {
    /// Counts one diagnostic.
    pub const fn add(&mut self, diagnostic: &Diagnostic) {
        match diagnostic.severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Hint => self.hints += 1,
        }
    }

    /// Adds the numbers of another tally.
    pub fn merge(&mut self, other: &Self) {
        for (kind, number) in &other.kinds {
            *self.kinds.entry(kind.clone()).or_default() += number;
        }
        self.skipped += other.skipped;
        self.templates += other.templates;
        self.unread += other.unread;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.hints += other.hints;
        self.acknowledged += other.acknowledged;
        self.suppressed += other.suppressed;
        self.given += other.given;
        self.fixable.safe += other.fixable.safe;
        self.fixable.with_unsafe += other.fixable.with_unsafe;
        self.fix_by = self.fix_by.or(other.fix_by);
        self.remarks.extend(other.remarks.iter().cloned());
    }

    /// Whether no document was recognised.
    pub fn found_nothing(&self) -> bool {
        self.kinds.is_empty()
    }
}

/// The line, without its line ending; what is to be remarked stands in lines before it.
pub fn summary(tally: &Tally) -> String {
    let other = if tally.found_nothing() { "" } else { "other " };
    let mut parts = vec![recognised(&tally.kinds)];
    if tally.skipped > 0 {
        parts.push(format!("{} skipped", counted(tally.skipped, &format!("{other}Markdown file"))));
    }
    if tally.templates > 0 {
        parts.push(format!("{} skipped", counted(tally.templates, "template")));
    }
    if tally.unread > 0 {
        parts.push(format!("{} not checked", counted(tally.unread, "file")));
    }
    let remarks: String = tally.remarks.iter().map(|remark| format!("{}\n", visible(remark))).collect();
    let line = remarks + &parts.join("; ");
    match counts(tally) {
        Some(counts) => format!("{line}: {counts}{}", fixes(tally)),
        None if tally.found_nothing() || tally.unread > 0 => line,
        None => format!("{line}: all good"),
    }
}

/// `checked 2 records and 1 patch plan`. Records and plans come first, then other kinds by name.
fn recognised(kinds: &BTreeMap<String, usize>) -> String {
    let mut named: Vec<(u8, String)> = kinds
        .iter()
        .map(|(kind, &number)| match kind.as_str() {
            "record" => (0, counted(number, "record")),
            "plan" => (1, counted(number, "patch plan")),
            other => (2, counted(number, &format!("{} document", visible(other)))),
        })
        .collect();
    named.sort_by_key(|&(order, _)| order);
    let mut named: Vec<String> = named.into_iter().map(|(_, text)| text).collect();
    match (named.pop(), named.is_empty()) {
        (None, _) => "no design record or patch plan found".to_owned(),
        (Some(only), true) => format!("checked {only}"),
        (Some(last), false) => format!("checked {} and {last}", named.join(", ")),
    }
}

/// `1 error, 3 warnings`, or nothing where there is none.
fn counts(tally: &Tally) -> Option<String> {
    let counts = [(tally.errors, "error"), (tally.warnings, "warning"), (tally.hints, "hint")];
    let mut named: Vec<String> = counts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| counted(*number, word))
        .collect();
    if tally.acknowledged > 0 {
        named.push(format!("{} acknowledged", tally.acknowledged));
    }
    if tally.suppressed > 0 {
        named.push(format!("{} suppressed", tally.suppressed));
    }
    if tally.given > 0 {
        named.push(format!("{} in the baseline", tally.given));
    }
    (!named.is_empty()).then(|| named.join(", "))
}

/// `; 3 fixable with --fix, 1 more with --unsafe-fixes`, or nothing.
fn fixes(tally: &Tally) -> String {
    let Fixable { safe, with_unsafe } = tally.fixable;
    let Some(flag) = tally.fix_by else { return String::new() };
    match (safe, with_unsafe) {
        (0, 0) => String::new(),
        (safe, 0) => format!("; {safe} fixable with {flag}"),
        (0, more) => format!("; {more} fixable with {flag} --unsafe-fixes"),
        (safe, more) => format!("; {safe} fixable with {flag}, {more} more with --unsafe-fixes"),
    }
}

/// `1 error`, `2 errors`.
pub fn counted(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(kinds: &[(&str, usize)]) -> Tally {
        let kinds = kinds.iter().map(|&(kind, number)| (kind.to_owned(), number)).collect();
        Tally { kinds, ..Tally::default() }
    }

    #[test]
    fn the_line_names_what_was_and_what_was_not_recognised() {
        let both = tally(&[("plan", 1), ("record", 2)]);
        let found = Tally { skipped: 14, errors: 1, warnings: 3, hints: 2, ..both.clone() };
        assert_eq!(
            summary(&found),
            "checked 2 records and 1 patch plan; 14 other Markdown files skipped: 1 error, 3 warnings, 2 hints"
        );
        assert_eq!(summary(&both), "checked 2 records and 1 patch plan: all good");
        let many = tally(&[("plan", 3), ("record", 1), ("adr", 2), ("zebra", 1)]);
        assert_eq!(
            summary(&Tally { skipped: 1, templates: 1, hints: 1, ..many }),
            "checked 1 record, 3 patch plans, 2 adr documents and 1 zebra document; \
             1 other Markdown file skipped; 1 template skipped: 1 hint"
        );
    }

    #[test]
    fn nothing_recognised_is_never_all_good() {
        assert_eq!(summary(&Tally::default()), "no design record or patch plan found");
        assert_eq!(
            summary(&Tally { skipped: 2, ..Tally::default() }),
            "no design record or patch plan found; 2 Markdown files skipped"
        );
        assert_eq!(
            summary(&Tally { unread: 1, errors: 1, ..Tally::default() }),
            "no design record or patch plan found; 1 file not checked: 1 error"
        );
        let unread = Tally { unread: 2, ..tally(&[("record", 1)]) };
        assert_eq!(summary(&unread), "checked 1 record; 2 files not checked");
    }

    #[test]
    fn what_can_be_mended_is_counted() {
        let line = |safe, with_unsafe, fix_by| {
            let fixable = Fixable { safe, with_unsafe };
            let all = summary(&Tally { errors: 3, fixable, fix_by, ..tally(&[("record", 1)]) });
            all.trim_start_matches("checked 1 record: 3 errors").to_owned()
        };
        assert_eq!(line(3, 0, Some("--fix")), "; 3 fixable with --fix");
        assert_eq!(line(2, 1, Some("--fix")), "; 2 fixable with --fix, 1 more with --unsafe-fixes");
        assert_eq!(line(0, 1, Some("--fix")), "; 1 fixable with --fix --unsafe-fixes");
        assert_eq!(line(1, 0, Some("`ddr lint --fix`")), "; 1 fixable with `ddr lint --fix`");
        assert_eq!([line(0, 0, Some("--fix")), line(2, 2, None)], ["", ""]);
    }
}
