//! DDR304.

use crate::diagnostic::Severity;
use crate::model::{Document, Form, Risk, Risks, Stated};
use crate::rules::{Check, Report};
use std::collections::BTreeMap;

rule! {
    /// Risks that are numbered are numbered upwards, each once.
    ///
    /// ## Why
    /// People say "risk 3" in reviews. With two of that number nobody knows which is meant; in a list,
    /// renderers even show another number than the source.
    ///
    /// In a list and in numbered paragraphs a number that is repeated, or smaller than the one before it,
    /// is a warning. In a table only a repeated number is, since rows may be sorted by something else.
    /// Gaps, lists that start at 0 or go on from an earlier one, a list that writes `1.` at every item
    /// (Markdown counts by itself), and a new start at 1 after a heading or in another list are ordinary.
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
    /// 1. Redis is down: fall back to memory
    /// 2. Memory runs full: expire after an hour
    /// 2. Keys collide: use random ids
    /// ```
    /// ```markdown,passes
    /// # Session store
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    ///
    /// ## Risks
    /// 1. Redis is down: fall back to memory
    /// 2. Memory runs full: expire after an hour
    /// 3. Keys collide: use random ids
    /// ```
    "DDR304" "misnumbered-risk" Warning Check::Risks(check)
}

fn check(risks: &Risks<'_>, _: &Document<'_>, report: &mut Report) {
    let numbered: Vec<(&Risk<'_>, Stated)> =
        risks.items.iter().filter_map(|risk| Some((risk, risk.number?))).collect();
    let Some((_, first)) = numbered.first() else { return };
    // `1. 1. 1.`: the author lets Markdown count.
    if numbered.iter().all(|(_, number)| number.value == first.value) {
        return;
    }
    let mut seen: BTreeMap<usize, (&Risk<'_>, Stated)> = BTreeMap::new();
    let mut last: Option<usize> = None;
    for (risk, number) in numbered {
        let value = number.value;
        // Lists under several labels each count for themselves; so do groups of rows.
        let restarts = value <= 1 && last.is_some_and(|last| last > value) && !risks.single;
        let new_group = risks.form == Form::Table && value <= 1 && last.is_some_and(|last| last > value);
        if restarts || new_group {
            seen.clear();
            last = None;
        }
        if let Some((other, at)) = seen.get(&value) {
            // Two rows about one risk: `1 | Skew | NTP` and `1 | Skew | alarms`.
            let goes_on = risk.title.text.is_empty() || other.title.text == risk.title.text;
            if !(goes_on && risks.form == Form::Table) {
                report
                    .add(number.span, format!("risk number {value} is used twice"))
                    .label(at.span, "first used here");
            }
        } else if let Some(last) = last.filter(|&last| value < last && risks.form != Form::Table) {
            let severity = if risks.single { Severity::Warning } else { Severity::Hint };
            report.add(number.span, format!("risk number {value} stands after {last}")).severity(severity);
        }
        seen.entry(value).or_insert((risk, number));
        last = Some(last.map_or(value, |last| last.max(value)));
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, silent};

    const TABLE: &str = "\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n\n";

    fn says(text: &str) {
        expect(&RULE, FREE, &format!("# T\n{TABLE}{text}"));
    }

    #[test]
    fn repeated_and_descending_numbers() {
        says("## Risks\n\n1. a: b\n2. c: d\n2. e: f\n^ warning: risk number 2 is used twice\n3. g: h\n");
        says("## Risks\n\n2) a: b\n3) c: d\n1) e: f\n^ warning: risk number 1 stands after 3\n");
        says(
            "**Top-3 Risks**\n\n**1. Skew** drift\n\n**2. Loss** log\n\n**2. Lock-in** wrap\n  ^ warning: risk number 2 is used twice\n",
        );
        says(
            "## Risks\n\n| # | Risk | Mitigation |\n|--|--|--|\n| 1 | a | b |\n| 2 | c | d |\n| 2 | e | f |\n  ^ warning: risk number 2 is used twice\n",
        );
    }

    #[test]
    fn ordinary_numbering_is_silent() {
        let documents = [
            "## Risks\n\n1. a: b\n1. c: d\n1. e: f\n",
            "## Risks\n\n0. a: b\n1. c: d\n",
            "## Risks\n\n4. a: b\n5. c: d\n",
            "## Risks\n\n1. a: b\n3. c: d\n",
            "## Risks\n\n- a: b\n- c: d\n",
            "## Risks\n\nTechnical:\n\n1. a: b\n2. c: d\n\nBusiness:\n\n1. e: f\n2. g: h\n",
            "## Risks\n\n### Technical\n\n1. a: b\n2. c: d\n\n### Business\n\n1. e: f\n2. g: h\n",
            "## Risks\n\n| # | Risk | Mitigation |\n|--|--|--|\n| 3 | a | b |\n| 1 | c | d |\n| 2 | e | f |\n",
            "## Risks\n\n| # | Risk | Mitigation |\n|--|--|--|\n| 1 | a | b |\n| 1 | a | c |\n| 2 | e | f |\n| 2 | | g |\n",
            "## Risks\n\n| # | Risk | Mitigation |\n|--|--|--|\n| 1 | a | b |\n| 2 | c | d |\n| **Other** | | |\n| 1 | e | f |\n| 2 | g | h |\n",
            "## Risks\n\n1. a: b\n   1. x\n   1. y\n2. c: d\n",
        ];
        let documents: Vec<String> = documents.iter().map(|text| format!("# T\n{TABLE}{text}")).collect();
        let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
        silent(&RULE, FREE, &documents);
    }
}
