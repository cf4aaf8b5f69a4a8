//! DDR305.

use crate::diagnostic::Severity;
use crate::model::{Document, Table, short};
use crate::rules::mend::respell;
use crate::rules::{Check, Report};
use crate::schema::{CellType, Terms, fold};
use std::collections::BTreeSet;

rule! {
    /// A level of risk is a word that readers know.
    ///
    /// ## Why
    /// Levels are compared and sorted. A mistyped one drops out of every filter, and a word of its own
    /// tells nobody whether it is more or less than `high`.
    ///
    /// A word that is one or two letters from a known one is a warning, with the word that was probably
    /// meant. Any other unknown word is a hint, said once for each word in a table; it is an error where
    /// the schema says `closed: true` for the column, and then a number is unknown too. Else numbers, percentages, `P0`, `3x4=12`, ranges such as
    /// `Medium/High` or `M-H`, an emoji, a level with a note behind it, empty cells and `n/a` are never
    /// spoken of. The words are those under `levels` of the vocabulary; add your own in ddr.yaml with
    /// `vocabulary: { levels: { high: [serious] } }`.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Risks
    /// | Risk | Severity | Mitigation |
    /// |------|----------|------------|
    /// | Redis is down | Hihg | Fall back to memory |
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Risks
    /// | Risk | Severity | Mitigation |
    /// |------|----------|------------|
    /// | Redis is down | High | Fall back to memory |
    /// ```
    "DDR305" "unknown-risk-level" Warning Fixes::Both Check::Table(check)
}

fn check(table: &Table<'_>, document: &Document<'_>, report: &mut Report) {
    // The risk column of a plan holds texts too; unknown-plan-risk-level speaks of it.
    if table.spec.id == "plan" {
        return;
    }
    let known = &table.schema.levels;
    for (at, column) in table.columns.iter().enumerate() {
        if column.spec.is_none_or(|spec| spec.cell != CellType::Level) {
            continue;
        }
        let mut said = BTreeSet::new();
        for (row, cell) in table.rows.iter().filter_map(|row| Some((row, row.cells.get(at)?))) {
            if is_understood(&cell.text, known) {
                continue;
            }
            let near = typo_of(&cell.text, known);
            if near.is_none() && !known.closed && !said.insert(fold(&cell.text).into_owned()) {
                continue;
            }
            let severity = match near {
                _ if known.closed => Severity::Error,
                Some(_) => Severity::Warning,
                None => Severity::Hint,
            };
            let message = format!("{} has an unknown level `{}`", table.row_name(row), short(&cell.text, 40));
            let diagnostic = report.add(cell.span, message).severity(severity);
            match near {
                Some(near) => {
                    diagnostic.help(format!("did you mean `{near}`?"));
                    respell(diagnostic, document.source, cell.span, &fold(&cell.text), near, known);
                }
                None => {
                    diagnostic
                        .help(format!("known levels: {}", known.canonical().collect::<Vec<_>>().join(", ")));
                }
            }
        }
    }
}

/// Whether a cell holds a known level, a number of some scale, several levels, or no level at all.
fn is_understood(text: &str, known: &Terms) -> bool {
    if known.leading(text).is_some() {
        return true;
    }
    let folded = fold(text);
    let none = matches!(&*folded, "" | "n/a" | "na" | "none" | "tbd" | "todo" | "unknown" | "open" | "info");
    // Numbers and marks of any scale: `4`, `75%`, `P0`, `S1`, `3x4=12`, `$$`, `★★☆`, `R 12`.
    let scale = folded.contains(|c: char| c.is_numeric()) || !folded.contains(char::is_alphabetic);
    // A closed list names every level that there is, so that a number is none.
    if none || (scale && !(known.closed && folded.contains(char::is_alphanumeric))) {
        return true;
    }
    // `Medium/High`, `M-H`, `low to medium`: every part is a level.
    let parts = folded.replace(" to ", "/").replace(" or ", "/").replace(" and ", "/");
    let mut parts = parts
        .split(['/', '-', '–', '—', '→', '|', ',', '+', '&', '('])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    parts.next().is_some_and(|first| known.leading(first).is_some())
}

/// The known word that a text is a mistyped form of. Short words and other forms of a known word
/// (`lower`, `mild` beside `mid`) are words in their own right.
fn typo_of<'t>(text: &str, known: &'t Terms) -> Option<&'t str> {
    let folded = fold(text);
    let near = known.nearest(text)?;
    let long = near.chars().count() >= 4 && folded.chars().count() >= 4;
    let begins = folded.chars().next() == near.chars().next();
    let form = folded.starts_with(near)
        || near.starts_with(&*folded)
        || folded.ends_with("er")
        || folded.ends_with("est");
    (long && begins && !form).then_some(near)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{FREE, Setting, diagnostics, expect, silent};

    const TABLE: &str = "\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n\n## Risks\n\n| Risk | Severity | Mitigation |\n|--|--|--|\n";

    fn says(text: &str) {
        expect(&RULE, FREE, &format!("# T\n{TABLE}{text}"));
    }

    #[test]
    fn a_mistyped_level_is_a_warning() {
        says(
            "| Skew | Hihg | NTP |\n         ^^^^ warning: Skew has an unknown level `Hihg`\n| Loss | **Mediun** | log |\n         ^^^^^^^^^^ warning: Loss has an unknown level `Mediun`\n",
        );
    }

    #[test]
    fn a_word_of_the_authors_own_is_said_once() {
        says(
            "| Skew | Spicy | NTP |\n         ^^^^^ hint: Skew has an unknown level `Spicy`\n| Loss | spicy | log |\n| Lock | High | log |\n",
        );
    }

    #[test]
    fn a_closed_list_makes_it_an_error() {
        let mut schema = crate::schema::record().clone();
        schema.levels.closed = true;
        let setting = Setting { assigned: Some(&schema), ..FREE };
        let found = diagnostics(
            &RULE,
            setting,
            &format!("# T\n{TABLE}| a | Spicy | b |\n| c | 4 | d |\n| e | Low/High | f |\n| g | n/a | h |\n"),
        );
        assert!(
            found.len() == 2 && found.iter().all(|diagnostic| diagnostic.severity == Severity::Error),
            "{found:?}"
        );
    }

    #[test]
    fn levels_of_every_scale_are_silent() {
        let rows = [
            "High",
            "med.",
            "🔴 High",
            "🟡",
            "3",
            "12/25",
            "75%",
            "P0",
            "S1",
            "3x4=12",
            "🔥 4",
            "Medium - at night only",
            "High: see D4",
            "Medium/High",
            "M-H",
            "Low–Medium",
            "low to medium",
            "Low → High",
            "",
            "-",
            "n/a",
            "TBD",
            "★★☆",
            "Very High",
            "Severe (data loss)",
            "Level 2",
            "???",
        ];
        let rows: String = rows.iter().map(|level| format!("| a | {level} | b |\n")).collect();
        silent(
            &RULE,
            FREE,
            &[
                &format!("# T\n{TABLE}{rows}"),
                // Likelihood and impact are written in many ways.
                "# T\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n\n## Risks\n\n| Risk | Likelihood | Impact | Mitigation |\n|--|--|--|--|\n| a | rare | huge | b |\n",
                // The plan's own column is the matter of another rule.
                "# T\n\n| file | op | risk |\n|--|--|--|\n| src/a.rs | add | spicy |\n",
                // No table of risks.
                "# T\n\n| ID | Decision | Why | Severity |\n|--|--|--|--|\n| D1 | a | b | spicy |\n",
                &format!(
                    "# T\n{TABLE}| a | High | b |\n\n```\n| Risk | Severity | Mitigation |\n|--|--|--|\n| a | spicy | b |\n```\n"
                ),
            ],
        );
        // Real words beside known ones are no mistypings.
        for level in ["Mild", "Lower", "Higher", "Now", "Slow", "Mod"] {
            let found = diagnostics(&RULE, FREE, &format!("# T\n{TABLE}| a | {level} | b |\n"));
            assert!(found.iter().all(|diagnostic| diagnostic.severity == Severity::Hint), "{found:?}");
        }
    }
}
