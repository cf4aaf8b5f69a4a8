//! DDR502.

use crate::diagnostic::Severity;
use crate::model::{Document, Entry, Plan, Table};
use crate::project::row_path;
use crate::rules::{Check, Report};
use crate::schema::fold;
use std::collections::{BTreeMap, BTreeSet, HashMap};

rule! {
    /// Every row of a patch plan asks for something that no other row asks for.
    ///
    /// ## Why
    /// Whoever carries the plan out ticks rows off. A file that is created twice, or deleted twice, is
    /// a row that was copied and not changed: the file that was meant is missing from the plan.
    ///
    /// Two rows that add one path, or delete it, and say the same about it are a warning, and so are
    /// two rows that are equal in every cell. Where the functions or another column differ it is a
    /// hint: `add` may then mean to add something to a file. Several rows that modify one file are
    /// ordinary, as are an `add` and a later `modify`. Rows under different group rows (`**Backend**`)
    /// are not compared, nor are globs, directories, and names without a folder behind another path.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Export patch plan
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | src/export/csv.rs | add | tests/csv.rs |
    /// | src/export/csv.rs | add | tests/json.rs |
    /// ```
    /// ```markdown,passes
    /// # Export patch plan
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | src/export/csv.rs | add | tests/csv.rs |
    /// | src/export/json.rs | add | tests/json.rs |
    /// | src/export/json.rs | modify | tests/json_pretty.rs |
    /// ```
    "DDR502" "duplicate-entry" Warning Check::Plan(check)
}

fn check(plan: &Plan<'_>, document: &Document<'_>, report: &mut Report) {
    let Some(table) = document.tables.get(plan.table) else { return };
    let telling = telling_columns(table);
    // Rows that name no common file cannot be equal, and in most plans no two rows do.
    let mut named: HashMap<&str, usize> = HashMap::new();
    for path in plan.entries.iter().filter_map(|entry| entry.paths.first()) {
        *named.entry(bare(&path.text)).or_default() += 1;
    }
    if named.len() == plan.entries.iter().filter(|entry| !entry.paths.is_empty()).count()
        && plan.entries.iter().all(|entry| entry.paths.len() < 2)
    {
        return;
    }
    let mut whole: BTreeMap<String, &Entry<'_>> = BTreeMap::new();
    let mut last: BTreeMap<String, (&Entry<'_>, &str)> = BTreeMap::new();
    let every: Vec<usize> = (0..table.columns.len()).collect();
    let mut row = 0;
    for entry in &plan.entries {
        // A row that is no entry groups those below it, which may stand in another folder.
        if entry.row > row {
            whole.clear();
            last.clear();
        }
        row = entry.row + 1;
        if entry.is_idle() || entry.shifted || entry.paths.is_empty() {
            continue;
        }
        let first = whole.entry(content(table, entry, &every)).or_insert(entry);
        if first.row != entry.row {
            let message =
                format!("row {} for {} says the same as row {}", entry.row + 1, entry.name(), first.row + 1);
            report
                .add(file_span(entry), message)
                .label(file_span(first), "the same row")
                .help("remove one of them, or name the file that was meant");
            continue;
        }
        let operation = entry.operation_word().unwrap_or_default();
        let mut here = BTreeSet::new();
        for path in named_paths(entry) {
            match (operation, last.get(&path.0)) {
                ("add" | "delete", Some((first, before)))
                    if *before == operation && !here.contains(&path.0) =>
                {
                    let same = content(table, entry, &telling) == content(table, first, &telling);
                    let severity = if same { Severity::Warning } else { Severity::Hint };
                    let done = if operation == "add" { "added" } else { "deleted" };
                    let message = format!("{} is already {done} by row {}", path.0, first.row + 1);
                    let found = report.add(path.1, message).severity(severity);
                    found.label(file_span(first), format!("{done} here"));
                    if !same {
                        found.help(
                            "say `modify` where something is changed inside a file that is there by then",
                        );
                    }
                }
                _ => {}
            }
            here.insert(path.0.clone());
            match operation {
                "add" | "delete" => {
                    last.entry(path.0).and_modify(|known| known.1 = operation).or_insert((entry, operation));
                }
                "rename" => {
                    last.remove(&path.0);
                }
                _ => {}
            }
        }
    }
}

/// A path without what may be written before it or not, enough to tell that two differ.
fn bare(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Columns in which rows about different things differ; tests, budget, risk and status say how, not
/// what, and the operations are compared by their meaning.
fn telling_columns(table: &Table<'_>) -> Vec<usize> {
    let aside = ["op", "tests", "budget", "risk", "status"];
    let told = |at: &usize| {
        table
            .columns
            .get(*at)
            .is_some_and(|column| column.spec.is_none_or(|spec| !aside.contains(&spec.key.as_str())))
    };
    (0..table.columns.len()).filter(told).collect()
}

/// What some cells of a row say, numbers of rows left out.
fn content(table: &Table<'_>, entry: &Entry<'_>, columns: &[usize]) -> String {
    let cells = table.rows.get(entry.row).map(|row| row.cells.as_slice()).unwrap_or_default();
    let mut out = String::new();
    for cell in columns.iter().filter_map(|at| cells.get(*at)) {
        let folded = fold(&cell.text);
        if folded.contains(char::is_alphabetic) {
            out.push_str(folded.trim_start_matches("./"));
        }
        out.push('\u{1f}');
    }
    out
}

/// Paths that surely mean one file each.
fn named_paths<'e>(entry: &'e Entry<'_>) -> impl Iterator<Item = (String, crate::source::Span)> + 'e {
    let several =
        entry.file.as_ref().is_some_and(|file| file.text.split_whitespace().any(|word| word == "or"));
    entry.paths.iter().enumerate().filter_map(move |(at, path)| {
        let whole = at == 0 || path.text.contains('/');
        let one = !path.text.contains(['*', '?', '{', '…', '$', '<']) && !path.text.ends_with('/');
        (whole && one && !several).then_some(())?;
        Some((row_path(&path.text)?, path.span))
    })
}

fn file_span(entry: &Entry<'_>) -> crate::source::Span {
    entry.file.as_ref().map_or(entry.span, |file| file.span)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, silent};

    #[test]
    fn two_adds_of_one_path_are_a_warning() {
        expect(
            &RULE,
            FREE,
            "# P\n\n| File | Op | Tests |\n|--|--|--|\n| a/b.py | add | x |\n| a/c.py | add | x |\n| `./a/b.py` | Create | y |\n   ^^^^^^^^ warning: a/b.py is already added by row 1\n",
        );
    }

    #[test]
    fn two_deletes_of_one_path_are_a_warning() {
        expect(
            &RULE,
            FREE,
            "# P\n\n| # | File | Op | Tests |\n|--|--|--|--|\n| 1 | a/b.py | delete | - |\n| 2 | a/b.py, a/c.py | remove | - |\n      ^^^^^^ hint: a/b.py is already deleted by row 1\n| 3 | a/b.py | Delete | none |\n      ^^^^^^ warning: a/b.py is already deleted by row 1\n",
        );
    }

    #[test]
    fn an_add_of_something_else_in_one_file_is_a_hint() {
        expect(
            &RULE,
            FREE,
            "# P\n\n| File | Op | Functions | Risk |\n|--|--|--|--|\n| a/b.py | add | load() | Low |\n| a/b.py | add | save() | Low |\n  ^^^^^^ hint: a/b.py is already added by row 1\n",
        );
    }

    #[test]
    fn rows_equal_in_every_cell_are_a_warning() {
        expect(
            &RULE,
            FREE,
            "# P\n\n| # | File | Op | Tests |\n|--|--|--|--|\n| 1 | a/b.py | modify | x |\n| 2 | a/b.py | modify | x |\n      ^^^^^^ warning: row 2 for a/b.py says the same as row 1\n",
        );
    }

    #[test]
    fn ordinary_plans_are_silent() {
        silent(
            &RULE,
            FREE,
            &[
                // Added, then changed, twice.
                "# P\n\n| File | Op | Functions | Tests |\n|--|--|--|--|\n| a/b.py | add | f | x |\n| a/b.py | modify | g | x |\n| a/b.py | modify | h | x |\n",
                // Deleted and made anew; moved away and made anew.
                "# P\n\n| File | Op | Tests |\n|--|--|--|\n| a/b.py | add | x |\n| a/b.py | delete | x |\n| a/b.py | add | x y |\n| c/d.py | add | x |\n| c/d.py → c/e.py | rename | x |\n| c/d.py | add | z |\n",
                // One name in two folders.
                "# P\n\n| File | Op | Tests |\n|--|--|--|\n| **Backend** | | |\n| config.py | add | x |\n| **Frontend** | | |\n| config.py | add | x |\n",
                "# P\n\n| File | Op | Tests |\n|--|--|--|\n| a/handler.ts, index.ts | add | x |\n| b/handler.ts, index.ts | add | x |\n",
                // Globs, folders, candidates.
                "# P\n\n| File | Op | Functions | Tests |\n|--|--|--|--|\n| src/*.ts | add | f | x |\n| src/*.ts | add | g | x |\n| src/x/ | add | f | x |\n| src/x/ | add | g | x |\n| a.py or b.py | add | f | x |\n| a.py | add | g | x |\n",
                // Put off, and then done otherwise.
                "# P\n\n| File | Op | Status |\n|--|--|--|\n| a/b.py | add | cancelled |\n| a/b.py | add | done |\n",
                // Two plans of one document, two ways to do it.
                "# P\n\n## Option A\n\n| File | Op | Tests |\n|--|--|--|\n| a/b.py | add | x |\n\n## Option B\n\n| File | Op | Tests |\n|--|--|--|\n| a/b.py | add | x |\n",
                // No operation, other functions; names that differ in letter case.
                "# P\n\n| File | Functions | Tests |\n|--|--|--|\n| a/b.py | f | x |\n| a/b.py | g | x |\n",
                "# P\n\n| File | Op | Tests |\n|--|--|--|\n| a/Cart.tsx | add | x |\n| a/cart.css | add | x |\n",
            ],
        );
    }
}
