//! DDR507.

use crate::model::{Document, Plan, stated_rows};
use crate::rules::{Check, Report};

rule! {
    /// A patch plan has no more rows than its limit.
    ///
    /// ## Why
    /// A plan that one reviewer can hold against one change is short. What does not fit belongs into
    /// another phase.
    ///
    /// There is no limit until one is set: by the heading above the table (`Patch Plan (≤12 rows)`),
    /// by `limits: { entries: 12 }` in `ddr.yaml`, or by a schema of your own. Rows that only group
    /// others, part them or sum them up do not count, and each table counts for itself.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Export
    ///
    /// ## Patch Plan (≤2 rows)
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | src/csv.rs | add | csv |
    /// | src/json.rs | add | json |
    /// | src/xml.rs | add | xml |
    /// ```
    /// ```markdown,passes
    /// # Export
    ///
    /// ## Patch Plan (≤2 rows)
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | src/csv.rs | add | csv |
    /// | src/json.rs | add | json |
    /// ```
    "DDR507" "too-many-entries" Warning Check::Plan(check)
}

fn check(plan: &Plan<'_>, document: &Document<'_>, report: &mut Report) {
    let Some(table) = document.tables.get(plan.table) else { return };
    let section = table.section.and_then(|at| document.sections.get(at));
    let stated = section.and_then(|section| stated_rows(&document.source.text, section.heading.span));
    let Some(limit) = document.limit(stated, table.spec.max_rows) else { return };
    let Some(first) = plan.entries.get(limit.value) else { return };
    let span = first.file.as_ref().map_or(first.span, |file| file.span);
    let message = format!("the patch plan has {} rows, {} is the limit", plan.entries.len(), limit.value);
    let found = report.add(span, message);
    found.note(format!("{} is the first row beyond it", first.name()));
    if let Some(stated) = limit.stated {
        found.label(stated, "the limit");
    }
    found.help("move rows into a plan of their own");
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, Setting, expect, plan, silent};
    use crate::schema::{self, Limit};

    const THREE: &str =
        "# P\n\n| File | Op |\n|--|--|\n| **Backend** | |\n| a.py | add |\n| b.py | add |\n| c.py | add |\n";

    #[test]
    fn a_limit_in_the_heading_counts() {
        expect(
            &RULE,
            FREE,
            "# P\n\n## Patch Plan (max 1 row)\n\n| File | Op | Risk |\n|--|--|--|\n| a.py | add | Low |\n| b/__init__.py | add | Low |\n  ^^^^^^^^^^^^^ warning: the patch plan has 2 rows, 1 is the limit\n",
        );
    }

    #[test]
    fn a_limit_of_the_schema_counts_where_it_is_assigned() {
        let mut schema = schema::plan().clone();
        for table in &mut schema.tables {
            table.max_rows = Some(Limit { value: 2, always: false });
        }
        let marked = format!("{THREE}  ^^^^ warning: the patch plan has 3 rows, 2 is the limit\n");
        expect(&RULE, Setting { assigned: Some(&schema), ..FREE }, &marked);
    }

    #[test]
    fn plans_within_limits_or_without_are_silent() {
        silent(
            &RULE,
            FREE,
            &[
                // Nobody set a limit.
                THREE,
                &format!(
                    "# P\n\n| File | Op | Risk |\n|--|--|--|\n{}",
                    "| a.py | modify | Low |\n".repeat(500)
                ),
                // Numbers in the heading that are no limit of rows.
                "# P\n\n## Patch Plan (1 row)\n\n| File | Op | Risk |\n|--|--|--|\n| a.py | add | Low |\n| b.py | add | Low |\n",
                "# P\n\n## Patch Plan (≤1 files)\n\n| File | Op | Risk |\n|--|--|--|\n| a.py | add | Low |\n| a.py | modify | Low |\n",
                "# P\n\n## Patch Plan (≤1 row per file)\n\n| File | Op | Risk |\n|--|--|--|\n| a.py | add | Low |\n| b.py | add | Low |\n",
                "# P\n\n## Phase 1 Patch Plan (≤20w)\n\n| File | Op | Risk |\n|--|--|--|\n| a.py | add | Low |\n",
                // Each table for itself; rows that group do not count.
                "# P\n\n## Patch Plan (≤1 rows)\n\n| File | Op | Risk |\n|--|--|--|\n| **Backend** | | |\n| a.py | add | Low |\n\n| File | Op | Risk |\n|--|--|--|\n| b.py | add | Low |\n",
            ],
        );
        silent(&RULE, plan(), &[THREE]);
    }
}
