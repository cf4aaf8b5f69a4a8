//! DDR113.

use super::{is_no_decision, only_points};
use crate::diagnostic::Severity;
use crate::model::{Decisions, Document, Value, short};
use crate::rules::{Check, Report};
use crate::schema::{Pattern, fold::is_emoji};
use std::collections::BTreeMap;

rule! {
    /// Every decision id has the form that the schema asks for.
    ///
    /// ## Why
    /// References are found by the form of an id. One that is written in another way is a decision
    /// that nobody can refer to, or two in one row.
    ///
    /// The `pattern` of the schema's id column counts where `ddr.yaml` assigns the schema or the title
    /// calls the document a design decision record; `ddr` asks for little: letters or none, then
    /// digits, as in `D1`, `DD-001`, `1.2` or `R4A`. An emoji, a footnote mark or a note in parentheses
    /// behind the id does no harm, and where most ids of a table follow a scheme of their own
    /// (`MECH-A`, `ELEC-B`) that is one hint. In every document a bare number among ids with letters is a hint.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Design Decision Record: Session store
    ///
    /// ## Summary
    ///
    /// Where sessions live.
    ///
    /// ## Decisions
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 and D2 | Keep sessions in Redis, for an hour | Accepted |
    ///
    /// ## Risks
    ///
    /// - Redis is lost: sessions are cheap to make again.
    /// ```
    /// ```markdown,passes
    /// # Design Decision Record: Session store
    ///
    /// ## Summary
    ///
    /// Where sessions live.
    ///
    /// ## Decisions
    ///
    /// | ID | Statement | Status |
    /// |----|-----------|--------|
    /// | D1 | Keep sessions in Redis | Accepted |
    /// | D2 | Expire sessions after an hour | Accepted |
    ///
    /// ## Risks
    ///
    /// - Redis is lost: sessions are cheap to make again.
    /// ```
    "DDR113" "malformed-decision-id" Warning Check::Decisions(check)
}

/// So many ids of one form make another form stand out.
const FEW: usize = 3;

fn check(decisions: &Decisions<'_>, document: &Document<'_>, report: &mut Report) {
    let Some(table) = document.tables.get(decisions.table) else { return };
    let Some(column) = table.column("id").and_then(|at| table.columns.get(at)) else { return };
    let ids = decisions.rows.iter().filter(|decision| !is_no_decision(table, decision.row, document));
    let ids = ids.filter_map(|decision| decision.id.as_ref());
    let ids: Vec<&Value<'_>> = ids.filter(|id| id.text.contains(char::is_alphanumeric)).collect();
    let pattern = column.spec.and_then(|spec| spec.pattern.as_ref()).filter(|_| document.holds(table));
    let misses =
        |id: &Value<'_>| pattern.is_some_and(|p| !p.is_match(&id.text) && !p.is_match(bare(&id.text)));
    let severity = if only_points(&column.header.text) { Severity::Hint } else { Severity::Warning };
    // The pattern that every record starts with cannot know a team's own scheme; one that the team
    // wrote itself can.
    let built_in = crate::schema::record().table("decisions").and_then(|table| table.column("id"));
    let ours = built_in.and_then(|column| column.pattern.as_ref()).map(Pattern::as_str);
    let missed = ids.iter().filter(|id| misses(id)).count();
    if missed >= FEW && missed * 2 > ids.len() && pattern.map(Pattern::as_str) == ours {
        let Some(first) = ids.iter().find(|id| misses(id)) else { return };
        report
            .add(
                first.span,
                format!("most ids have a form of their own, such as `{}`", short(&first.text, 60)),
            )
            .severity(Severity::Hint)
            .help("the schema can ask for another `pattern`");
        return;
    }
    for id in ids.iter().filter(|id| misses(id)) {
        report
            .add(id.span, format!("`{}` does not have the form of a decision id", short(&id.text, 60)))
            .severity(severity)
            .help("write one id, such as `D1`; the schema can ask for another `pattern`");
    }
    // What follows is about the one id that is a bare number.
    let is_number = |id: &&&Value<'_>| is_number(bare(&id.text));
    if ids.iter().filter(is_number).count() != 1 {
        return;
    }
    let mut forms: BTreeMap<String, (usize, &Value<'_>)> = BTreeMap::new();
    for id in &ids {
        forms.entry(form(bare(&id.text))).or_insert((0, id)).0 += 1;
    }
    let numbers = forms.get("0").copied();
    let named = forms
        .iter()
        .find(|(form, (count, _))| form.as_str() != "0" && *count >= FEW && count + 1 == ids.len());
    if let (Some((1, odd)), Some((_, (count, first)))) = (numbers, named)
        && !misses(odd)
    {
        let (odd_text, first_text) = (short(&odd.text, 20), short(&first.text, 20));
        report
            .add(odd.span, format!("id `{odd_text}` is a bare number, unlike the {count} others"))
            .severity(Severity::Hint)
            .label(first.span, format!("such as `{first_text}`"));
    }
}

/// An id without an emoji, a footnote mark or a note in parentheses behind it.
fn bare(text: &str) -> &str {
    let text = match text.strip_suffix(')').and_then(|text| text.split_once(" (")) {
        Some((id, _)) => id,
        None => text,
    };
    text.trim_matches(|c: char| {
        c.is_whitespace() || is_emoji(c) || matches!(c, '\u{fe0f}' | '*' | '†' | '‡' | '¹' | '²' | '³')
    })
}

/// Whether an id is a number in this form or that: its [`form`] is `0`.
fn is_number(id: &str) -> bool {
    let digits = id.trim_start_matches('#').trim_end_matches('.');
    !digits.is_empty() && digits.chars().all(char::is_numeric)
}

/// Its form: letters as they are, each run of digits as one `0`.
fn form(id: &str) -> String {
    let mut form = String::with_capacity(id.len());
    for c in id.trim_start_matches('#').trim_end_matches('.').chars() {
        match c.is_numeric() {
            true if form.ends_with('0') => {}
            true => form.push('0'),
            false => form.push(c),
        }
    }
    form
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, record, schema_of, silent, user};

    #[test]
    fn a_scheme_of_the_teams_own_is_one_hint() {
        expect(
            &RULE,
            record(),
            "# T\n\n| ID | Decision | Status |\n|--|--|--|\n| MECH-A | a | Accepted |\n  ^^^^^^ hint: most ids have a form of their own, such as `MECH-A`\n| MECH-B | b | Accepted |\n| ELEC-A | c | Accepted |\n",
        );
        silent(
            &RULE,
            record(),
            &[
                "# T\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | a | Accepted |\n| D2* | b | Accepted |\n",
            ],
        );
    }

    #[test]
    fn the_pattern_counts_where_the_schema_does() {
        expect(
            &RULE,
            record(),
            "# T\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n| D2, D3 | c | d |\n  ^^^^^^ warning: `D2, D3` does not have the form of a decision id\n| Storage | e | f |\n  ^^^^^^^ warning: `Storage` does not have the form of a decision id\n",
        );
        let schema = schema_of(
            "name: x\nextends: ddr\ntables:\n  - { id: decisions, columns: [{ key: id, pattern: '^X-[0-9]{3}$' }] }\n",
        );
        expect(
            &RULE,
            user(&schema),
            "# T\n\n| ID | Decision |\n|--|--|\n| X-001 | a |\n| X-2 | c |\n  ^^^ warning: `X-2` does not have the form of a decision id\n",
        );
        expect(
            &RULE,
            record(),
            "# T\n\n| ADR | Decision |\n|--|--|\n| [use-redis](use-redis.txt) | c |\n  ^^^^^^^^^^^^^^^^^^^^^^^^^^ hint: `use-redis` does not have the form of a decision id\n",
        );
    }

    #[test]
    fn a_bare_number_among_ids_is_a_hint() {
        expect(
            &RULE,
            FREE,
            "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n| D2 | b |\n| 3 | c |\n  ^ hint: id `3` is a bare number, unlike the 3 others\n| D4 | d |\n",
        );
    }

    #[test]
    fn ids_that_people_write_are_silent() {
        silent(
            &RULE,
            record(),
            &[
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n| D-01 | b |\n| DD-001 | c |\n| #4 | d |\n| 5. | e |\n| R4A | f |\n| D1.2 | g |\n",
                "# T\n\n| ID | Decision |\n|--|--|\n| **D1** | a |\n| `D2` | b |\n| [D3](#d3) | c |\n| D4 ✅ | d |\n| D5 (new) | e |\n| Décision 6 | f |\n",
                // No ids are another rule's business.
                "# T\n\n| ID | Decision |\n|--|--|\n| | a |\n| — | b |\n",
                // Groups.
                "# T\n\n| ID | Decision | Why |\n|--|--|--|\n| **Storage** | | |\n| D1 | a | b |\n| Network | | |\n| D2 | a | b |\n",
                // A text too close to the table.
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a |\nThat is all.\n",
            ],
        );
        silent(
            &RULE,
            FREE,
            &[
                "# T\n\n| ID | Decision |\n|--|--|\n| Storage | a |\n| Cache (hot) | b |\n| one and two | c |\n",
                // Two numbers among few; subordinate ids.
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n| 2 | b |\n| 3 | c |\n",
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n| D2 | b |\n| D2a | c |\n| D3 | d |\n",
            ],
        );
    }
}
