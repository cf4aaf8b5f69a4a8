//! DDR304.

use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::model::{Document, Form, Risk, Risks, Stated};
use crate::rules::{Check, Report};
use crate::source::{Source, Span};
use crate::syntax::{Block, BlockKind, List};
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
    "DDR304" "misnumbered-risk" Warning Fixes::Both Check::Risks(check)
}

fn check(risks: &Risks<'_>, document: &Document<'_>, report: &mut Report) {
    let numbered: Vec<(&Risk<'_>, Stated)> =
        risks.items.iter().filter_map(|risk| Some((risk, risk.number?))).collect();
    let Some((_, first)) = numbered.first() else { return };
    // `1. 1. 1.`: the author lets Markdown count.
    if numbered.iter().all(|(_, number)| number.value == first.value) {
        return;
    }
    // Each greater than the one before it, as nearly all are.
    if numbered.is_sorted_by(|(_, one), (_, next)| one.value < next.value) {
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
                let said = report.add(number.span, format!("risk number {value} is used twice"));
                said.label(at.span, "first used here");
                renumber(said, risks, number.span, document);
            }
        } else if let Some(last) = last.filter(|&last| value < last && risks.form != Form::Table) {
            let severity = if risks.single { Severity::Warning } else { Severity::Hint };
            let said = report.add(number.span, format!("risk number {value} stands after {last}"));
            renumber(said.severity(severity), risks, number.span, document);
        }
        seen.entry(value).or_insert((risk, number));
        last = Some(last.map_or(value, |last| last.max(value)));
    }
}

/// Offers to number the risks anew. Renderers number a list by themselves, from its first number on; to
/// write what they show changes nothing for a reader. Numbers in bold, in headings and in tables are text:
/// others may speak of them.
fn renumber(said: &mut Diagnostic, risks: &Risks<'_>, number: Span, document: &Document<'_>) {
    if risks.form == Form::Ordered {
        let list = list_around(&document.syntax.blocks, number);
        if let Some(edits) = list.and_then(|list| as_shown(list, document.source)) {
            said.fix(true, "number the list as it is shown", edits);
        }
        return;
    }
    if !risks.single && risks.form == Form::Table {
        return;
    }
    let numbers: Option<Vec<Stated>> = risks.items.iter().map(|risk| risk.number).collect();
    let Some(numbers) = numbers else { return };
    // Rows may be sorted by something else.
    if risks.form == Form::Table && !numbers.is_sorted_by_key(|number| number.value) {
        return;
    }
    let first = numbers.first().map_or(0, |number| number.value);
    if let Some(edits) = counted_up(numbers.iter().map(|number| number.span), first, document.source) {
        said.fix(false, "number the risks anew", edits);
    }
}

/// The list that has an item with this number.
fn list_around(blocks: &[Block], number: Span) -> Option<&List> {
    blocks.iter().find_map(|block| match &block.kind {
        BlockKind::List(list) => {
            let own = list.items.iter().any(|item| item.number.is_some_and(|(_, span)| span == number));
            let inside = || list.items.iter().find_map(|item| list_around(&item.blocks, number));
            if own { Some(list) } else { inside() }
        }
        BlockKind::Quote(inner) => list_around(inner, number),
        _ => None,
    })
}

/// Edits that write the numbers of a list as renderers show them. A number that gets longer or shorter
/// would move the text behind it away from the lines below, which may then no longer belong to the item.
fn as_shown(list: &List, source: &Source) -> Option<Vec<Edit>> {
    let first = list.items.first()?.number?.0;
    let numbers: Option<Vec<Span>> = list.items.iter().map(|item| Some(item.number?.1)).collect();
    let edits = counted_up(numbers?.into_iter(), usize::try_from(first).ok()?, source)?;
    let moves = |edit: &Edit| {
        let item = list.items.iter().find(|item| item.span.contains(edit.span));
        let lines = item.map_or(0, |item| source.slice(item.span).trim_end().lines().count());
        edit.text.len() != edit.span.end - edit.span.start && lines != 1
    };
    (!edits.iter().any(moves)).then_some(edits)
}

/// Edits that make numbers count up from the first.
fn counted_up(numbers: impl Iterator<Item = Span>, first: usize, source: &Source) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    for (at, span) in numbers.enumerate() {
        let written = source.slice(span);
        let text = first.checked_add(at)?.to_string();
        if written.is_empty() || !written.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        if written.trim_start_matches('0') != text.trim_start_matches('0') {
            edits.push(Edit { span, text });
        }
    }
    Some(edits)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::fix::Wanted;
    use crate::rules::testing::{FREE, expect, mended, silent};

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

    #[test]
    fn a_list_is_numbered_as_it_is_shown() {
        let mend = |wanted, list: &str| {
            let head = format!("# T\n{TABLE}## Risks\n\n");
            mended(&RULE, FREE, wanted, &format!("{head}{list}")).split_off(head.len())
        };
        for (list, whole) in [
            (
                "1. a: b\n2. c: d\n2. e: f\n   more\n3. g: h\n",
                "1. a: b\n2. c: d\n3. e: f\n   more\n4. g: h\n",
            ),
            ("0) a: b\r\n2) c: d\r\n1) e: f", "0) a: b\r\n1) c: d\r\n2) e: f"),
            ("9. a: b\n9. c: d\n10. e: f\n", "9. a: b\n10. c: d\n11. e: f\n"),
        ] {
            assert_eq!(mend(Wanted::Safe, list), whole);
        }
        // A longer number would part the second line from its item.
        let lines = "9. a: b\n9. c: d\n   more\n10. e: f\n";
        assert_eq!(mend(Wanted::Unsafe, lines), lines);
        let bold = "**1. Skew** drift\n\n**2. Loss** log\n\n**2. Lock-in** wrap\n";
        assert_eq!(mend(Wanted::Safe, bold), bold, "others may speak of the number");
        assert_eq!(mend(Wanted::Unsafe, bold), bold.replace("2. Lock", "3. Lock"));
        let sorted = "| # | Risk | Mitigation |\n|--|--|--|\n| 3 | a | b |\n| 1 | c | d |\n| 1 | e | f |\n";
        assert_eq!(mend(Wanted::Unsafe, sorted), sorted);
    }
}
