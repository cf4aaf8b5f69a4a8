//! DDR002.

use crate::model::{Document, short};
use crate::rules::{Check, Report};
use crate::schema::{self, Heading, Schema};
use crate::syntax::{self, Block, BlockKind};

rule! {
    /// A file that `kinds` in `ddr.yaml` calls a record or a plan is one.
    ///
    /// ## Why
    /// A pattern such as `docs/plans/*.md` soon catches a README, and a renamed column can make a
    /// whole plan invisible. Such a file would pass every check because nothing in it is checked.
    /// The diagnostic says what was looked for and what was found instead.
    ///
    /// It never speaks of files that the config does not name: those are recognised by what they hold,
    /// and passed over where they hold no design. A file that you do not want checked belongs under
    /// `exclude`, or needs a narrower pattern in `kinds`.
    ///
    /// ## Examples
    /// ```markdown,fails,as=patch-plan
    /// # Plans
    ///
    /// | File | Purpose |
    /// |------|---------|
    /// | `p1.md` | The first plan |
    /// ```
    /// ```markdown,passes,as=patch-plan
    /// # Plan of the exporter
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | `src/export.rs` | add | tests/export.rs |
    /// ```
    "DDR002" "unrecognized-document" Error Check::Document(check)
}

fn check(document: &Document<'_>, report: &mut Report) {
    if !document.assigned || document.recognised {
        return;
    }
    let schema = document.schema;
    let message =
        format!("ddr.yaml assigns the schema {} to this file, and nothing of it is here", schema.name);
    report
        .add(document.top(), message)
        .note(format!("looked for {}", wanted(schema)))
        .note(format!("found {}", found(document)))
        .help("rename the headings or columns, teach them to the schema, or change `kinds` or `exclude` in ddr.yaml");
}

/// What would have made a document one of this kind.
fn wanted(schema: &Schema) -> String {
    let id = match schema.family {
        schema::Family::Record => Some("decisions"),
        schema::Family::Plan => Some("plan"),
        schema::Family::Other => None,
    };
    let mut parts: Vec<String> =
        schema.tables.iter().filter(|table| id.is_none_or(|id| table.id == id)).map(table).collect();
    let sections = schema.sections.iter().filter(|_| schema.family != schema::Family::Plan);
    let names: Vec<String> =
        sections.filter_map(|section| section.headings.iter().find_map(heading_text)).collect();
    if !names.is_empty() {
        parts.push(format!("sections such as {}", list(&names, 4)));
    }
    if parts.is_empty() {
        "sections and tables, of which the schema names none".to_owned()
    } else {
        parts.join("; or ")
    }
}

/// The columns that make a table this one.
fn table(table: &schema::Table) -> String {
    let header = |key: &String| {
        let column = table.column(key);
        let written = column.and_then(|column| column.headers.first()).unwrap_or(key);
        format!("`{written}`")
    };
    let all: Vec<String> = table.all_of.iter().map(header).collect();
    let any: Vec<String> = table.any_of.iter().map(header).collect();
    let columns: Vec<String> = table.columns.iter().map(|column| header(&column.key)).collect();
    match (all.is_empty(), any.is_empty()) {
        (false, false) => {
            format!("a table with the column {} and one of {}", all.join(" and "), any.join(", "))
        }
        (false, true) => format!("a table with the columns {}", all.join(", ")),
        _ => format!("a table with columns such as {}", list(&columns, 6)),
    }
}

fn heading_text(heading: &Heading) -> Option<String> {
    match heading {
        Heading::Text(text) => Some(format!("`{text}`")),
        Heading::Pattern(_) => None,
    }
}

/// The headings and tables of a document.
fn found(document: &Document<'_>) -> String {
    let headings: Vec<String> =
        document.sections.iter().map(|section| format!("`{}`", short(&section.heading.text, 40))).collect();
    let mut tables = Vec::new();
    collect(&document.syntax.blocks, &mut tables);
    let tables: Vec<String> = tables
        .iter()
        .map(|table| {
            let cells: Vec<_> =
                table.head.cells.iter().map(|cell| document.syntax.text(cell.inline)).collect();
            format!("`{}`", short(&cells.join(" | "), 80))
        })
        .collect();
    let headings = match headings.len() {
        0 => "no headings".to_owned(),
        _ => format!("the headings {}", list(&headings, 5)),
    };
    let tables = match tables.len() {
        0 => "no tables".to_owned(),
        1 => format!("one table, {}", tables.concat()),
        count => format!("{count} tables, {}", list(&tables, 3)),
    };
    format!("{headings}, and {tables}")
}

/// The first few of some texts.
fn list(texts: &[String], most: usize) -> String {
    let shown = texts.get(..most).unwrap_or(texts).join(", ");
    match texts.len().saturating_sub(most) {
        0 => shown,
        rest => format!("{shown} and {rest} more"),
    }
}

fn collect<'s>(blocks: &'s [Block], out: &mut Vec<&'s syntax::Table>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Table(table) => out.push(table),
            BlockKind::Quote(inner) => collect(inner, out),
            BlockKind::List(list) => list.items.iter().for_each(|item| collect(&item.blocks, out)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, diagnostics, expect, plan, record, schema_of, silent, user};

    #[test]
    fn a_file_that_is_not_what_the_config_says_is_an_error() {
        let text = "# Plans\n\n## Index\n\n| File | Purpose |\n|--|--|\n| p1.md | The first |\n";
        expect(
            &RULE,
            plan(),
            &text.replace(
                "# Plans\n",
                "# Plans\n^^^^^^^ error: ddr.yaml assigns the schema patch-plan to this file, and nothing of it is here\n",
            ),
        );
        let found = diagnostics(&RULE, plan(), text);
        assert_eq!(
            found[0].notes,
            [
                "looked for a table with the column `file` and one of `op`, `functions/apis`, `tests`, `perf/mem budget`, `risk`",
                "found the headings `Plans`, `Index`, and one table, `File | Purpose`",
            ]
        );
    }

    #[test]
    fn an_empty_file_is_no_record() {
        expect(
            &RULE,
            record(),
            "\n^ error: ddr.yaml assigns the schema ddr to this file, and nothing of it is here\n",
        );
        let found = diagnostics(&RULE, record(), "");
        assert_eq!(found[0].notes[1], "found no headings, and no tables");
    }

    #[test]
    fn a_team_may_ask_for_less_than_a_record() {
        let schema = schema_of(
            "name: team-adr\nextends: ddr\nsections:\n  - { id: options, heading: [Options, Considered Options], required: true }\n  - { id: summary, required: false }\n  - { id: decisions, required: false }\n  - { id: risks, required: false }\ntables:\n  - { id: options, section: options, columns: [{ key: option }, { key: cost }] }\n",
        );
        let texts = [
            "# Payment\n\n## Context\n\nWe need one.\n\n## Options\n\n| Option | Cost |\n|--|--|\n| O1 | low |\n",
            "# Queue\n\n## Context\n\nText.\n\n## Considered Options\n\n- a\n- b\n",
        ];
        silent(&RULE, user(&schema), &texts);
        silent(
            &RULE,
            record(),
            &[
                "# 7. Queues\n\n## Status\n\nAccepted\n\n## Context\n\na\n\n## Decision\n\nb\n\n## Consequences\n\nc\n",
            ],
        );
        assert_eq!(diagnostics(&RULE, user(&schema), "# Shopping\n\n- milk\n").len(), 1);
    }

    #[test]
    fn a_schema_of_the_users_own_says_what_it_wants() {
        let schema = schema_of(
            "name: runbook\nsections:\n  - { id: steps, heading: [Steps] }\ntables:\n  - { section: steps, columns: [{ key: step }, { key: who }] }\n",
        );
        let found = diagnostics(&RULE, user(&schema), "# Restart\n\nText.\n");
        assert_eq!(
            found[0].notes[0],
            "looked for a table with columns such as `step`, `who`; or sections such as `steps`"
        );
        silent(&RULE, user(&schema), &["# Restart\n\n## Steps\n\n1. Stop\n"]);
    }

    #[test]
    fn recognised_and_unassigned_files_are_silent() {
        silent(
            &RULE,
            FREE,
            &[
                "# Plans\n\n| File | Purpose |\n|--|--|\n| p1.md | The first |\n",
                "",
                "# Notes of a meeting\n\n- Decision: buy milk\n",
            ],
        );
        silent(
            &RULE,
            record(),
            &[
                "# T\n\n| ID | Decision |\n|--|--|\n| D1 | a |\n",
                "# T\n\n## Top-3 Risks\n\n1. a\n2. b\n3. c\n",
                "# Design Decision Record\n\nTo be written.\n",
                "# T\n\n**Summary:** a\n\n**Risks:**\n\n- b\n",
            ],
        );
        silent(
            &RULE,
            plan(),
            &[
                "# T\n\n| Path | Action |\n|--|--|\n| src/a.rs | add |\n",
                "file | op\n--- | ---\nsrc/a.rs | add\n",
            ],
        );
    }
}
