//! DDR701.

use crate::diagnostic::{Diagnostic, Severity};
use crate::diff::Implementation;
use crate::diff::implementation::{Does, InPlay, Touched};
use crate::model::file_role::{Role, role};
use crate::model::short;
use crate::project::is_file_name;
use crate::rules::{Check, ProjectReport};
use std::collections::BTreeSet;

/// Where the plan was only inferred, so many files are told one by one.
const FEW: usize = 10;

rule! {
    /// A change that carries out a plan touches what the plan names.
    ///
    /// ## Why
    /// A plan is reviewed so that the change need not be guessed from the diff. A file that no row names
    /// was thought of later, or does not belong to this change; either way nobody agreed to it.
    ///
    /// A row names a file by its path, by a folder above it, by a pattern, in its tests cell, or in words of
    /// its other cells; a file that moved is named by either path. These need no row: records and plans,
    /// `ddr.yaml` and the README files it names, lock files, what `change.ignore` lists, an `__init__.py` beside
    /// planned files, test files where a row asks for tests without naming their files, and files that an
    /// open row of another plan names. Files outside the plan's project are its own projects' matter.
    ///
    /// It is a hint where the plan was inferred, and for READMEs and changelogs, which change with everything.
    ///
    /// ## Examples
    /// ```implementation,fails
    /// ==> docs/plan.md <== (--plan)
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | src/store.rs | modify | tests/store.rs |
    /// ==> changed <==
    /// M src/store.rs
    /// A src/admin.rs
    /// ```
    /// ```implementation,passes
    /// ==> docs/plan.md <== (--plan)
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | src/store.rs | modify | tests/store.rs |
    /// | src/admin/ | add | tests/store.rs |
    /// ==> changed <==
    /// M src/store.rs
    /// A tests/store.rs
    /// A src/admin/mod.rs
    /// A src/admin/page.rs
    /// M Cargo.lock
    /// ```
    "DDR701" "unplanned-file" Warning Check::Implementation(check)
}

fn check(all: &Implementation, report: &mut ProjectReport) {
    // Of several plans, one that somebody named speaks for all.
    let named = all.plans.iter().position(InPlay::is_certain);
    let Some((at, plan)) = named.or(Some(0)).and_then(|at| Some((at, all.plans.get(at)?))) else { return };
    let elsewhere: BTreeSet<&str> = all.made_elsewhere().iter().map(|it| it.made).collect();
    let loose = |touched: &&Touched| {
        !touched.path.starts_with("../")
            && !all.exempt.contains(&touched.path)
            && !all.others.contains(&touched.path)
            && !elsewhere.contains(touched.path.as_str())
            && !all.is_planned(touched)
            && !is_part_of_package(all, touched)
            && !is_asked_test(all, touched)
    };
    let loose: Vec<&Touched> = all.changed.iter().filter(loose).collect();
    if !plan.is_certain() && loose.len() > FEW {
        let message = format!("{} files changed that no row of the plan names", loose.len());
        let diagnostic = report.add(at, plan.head(), message);
        diagnostic.severity(Severity::Hint);
        for touched in loose.iter().take(FEW) {
            diagnostic.note(format!("`{}`", short(&touched.path, 120)));
        }
        help(diagnostic);
        return;
    }
    for touched in loose {
        let path = short(&touched.path, 120);
        let what = match &touched.does {
            Does::Added => format!("`{path}` was added"),
            Does::Deleted => format!("`{path}` was deleted"),
            Does::Modified => format!("`{path}` was changed"),
            Does::Moved { from } => format!("`{}` was moved to `{path}`", short(from, 120)),
        };
        let whose =
            if all.plans.len() > 1 { "no row of the plans names it" } else { "no row of the plan names it" };
        let diagnostic = report.add(at, plan.head(), format!("{what}, and {whose}"));
        if !plan.is_certain() || follows(&touched.path) {
            diagnostic.severity(Severity::Hint);
        }
        help(diagnostic);
    }
}

fn help(diagnostic: &mut Diagnostic) {
    diagnostic
        .help("add a row, leave the file out of this change, or list it under `change.ignore` in ddr.yaml");
}

/// Whether files of this name change with everything.
fn follows(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    matches!(stem, "readme" | "changelog" | "changes" | "history" | "news" | "release-notes" | "releases")
}

/// Python wants an `__init__.py` in a folder that planned files are added to.
fn is_part_of_package(all: &Implementation, touched: &Touched) -> bool {
    let Some(folder) = touched.path.strip_suffix("__init__.py") else { return false };
    let mut places = all.plans.iter().flat_map(|plan| &plan.planned);
    touched.does == Does::Added
        && places.any(|planned| {
            let mut places = planned.files.iter().chain(&planned.tests).flat_map(|place| place.places());
            places.any(|place| place.starts_with(folder))
        })
}

/// Whether it is a test that some row asks for without naming its file.
fn is_asked_test(all: &Implementation, touched: &Touched) -> bool {
    let is_test = is_file_name(&touched.path) && role(&touched.path) == Role::Test;
    let asks = |plan: &InPlay| {
        plan.carrier.member.rows().any(|row| {
            let tests = row.tests.as_ref().filter(|tests| !tests.none);
            row.is_live() && tests.is_some_and(|tests| tests.paths.is_empty())
        })
    };
    is_test && all.plans.iter().any(asks)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{expect_implementation, silent_implementation};

    #[test]
    fn each_file_that_no_row_names_is_told() {
        expect_implementation(
            &RULE,
            "==> docs/p.md <== (--plan)
# P

| file | op | tests |
^^^^^^^^^^^^^^^^^^^^^ warning: `old/b.py` was moved to `new/b.py`, and no row of the plan names it
^^^^^^^^^^^^^^^^^^^^^ warning: `src/admin.py` was added, and no row of the plan names it
^^^^^^^^^^^^^^^^^^^^^ warning: `src/c.py` was deleted, and no row of the plan names it
^^^^^^^^^^^^^^^^^^^^^ warning: `tests/test_admin.py` was added, and no row of the plan names it
^^^^^^^^^^^^^^^^^^^^^ hint: `CHANGELOG.md` was changed, and no row of the plan names it
|------|----|-------|
| src/a.py | modify | tests/test_a.py |
==> changed <==
M src/a.py
M CHANGELOG.md
A src/admin.py
A tests/test_admin.py
D src/c.py
R old/b.py new/b.py
",
        );
    }

    #[test]
    fn an_inferred_plan_only_hints_and_many_files_are_one() {
        let rows = "| src/a.py | modify |\n| src/b.py | modify |\n| src/c.py | modify |\n";
        let start = format!(
            "==> docs/p.md <==\n# P\n\n| file | op |\n@|--|--|\n{rows}==> changed <==\nM src/a.py\nM src/b.py\nM src/c.py\n"
        );
        let one = "^^^^^^^^^^^^^ hint: `src/d.py` was added, and no row of the plan names it\n";
        expect_implementation(&RULE, &(start.replace('@', one) + "A src/d.py\n"));
        let many: String = (0..12).map(|at| format!("A other/{at}.py\n")).collect();
        let said = "^^^^^^^^^^^^^ hint: 12 files changed that no row of the plan names\n";
        expect_implementation(&RULE, &(start.replace('@', said) + &many));
    }

    #[test]
    fn what_a_row_names_in_any_way_is_planned() {
        let world = |rows: &str, changed: &str| {
            format!(
                "==> docs/p.md <== (--plan)\n# P\n\n| file | op | functions/APIs | tests |\n|--|--|--|--|\n{rows}==> changed <==\n{changed}"
            )
        };
        let worlds = [
            world("| src/ | modify | | n/a |\n", "A src/x/y.py\n"),
            world("| src/**/*.py | modify | | n/a |\n", "A src/x/y.py\nM src/z.py\n"),
            world("| src/a.py | modify | | tests/test_a.py |\n", "A tests/test_a.py\n"),
            world("| src/a.py | modify | | unit: parses |\n", "A tests/test_parse.py\n"),
            world("| src/a.py | modify | registers in src/app.py | n/a |\n", "M src/app.py\n"),
            world("| src/a.py → src/b.py | rename | | n/a |\n", "R src/a.py src/b.py\n"),
            // Renamed on the way: the plan knows it by its old name.
            world("| src/a.py | modify | | n/a |\n", "R src/a.py lib/a.py\n"),
            world("| core/c.py | add | | n/a |\n", "A services/api/core/c.py\n"),
            world("| src/pkg/a.py | add | | n/a |\n", "A src/pkg/__init__.py\nA src/pkg/a.py\n"),
            world("| src/a.py | deferred | | n/a |\n", "M src/a.py\n"),
            // What needs no row.
            world(
                "| src/a.py | modify | | n/a |\n",
                "M Cargo.lock\nM web/package-lock.json\nM docs/p.md\nM ddr.yaml\n",
            ),
            world("| third/x/lib.c | modify | | n/a |\n", "S third/x\n"),
            // Another plan waits for it.
            world("| src/a.py | modify | | n/a |\n", "A src/q.py\n")
                + "==> docs/q.md <==\n# Q\n\n| file | op | status |\n|--|--|--|\n| src/q.py | add | planned |\n",
            // No plan is in play.
            world("| src/a.py | modify | | n/a |\n", "M src/a.py\nA src/b.py\n").replace(" (--plan)", ""),
        ];
        silent_implementation(&RULE, &worlds.each_ref().map(String::as_str));
    }

    #[test]
    fn a_row_that_was_dropped_is_told_by_another_rule() {
        silent_implementation(
            &RULE,
            &[
                "==> docs/p.md <== (--plan)\n# P\n\n| file | op |\n|--|--|\n| src/a.py | modify |\n==> docs/p.md <== (before)\n# P\n\n| file | op |\n|--|--|\n| src/a.py | modify |\n| src/b.py | modify |\n==> changed <==\nM src/a.py\nM src/b.py\nM docs/p.md\n",
            ],
        );
    }

    #[test]
    fn too_little_of_a_plan_is_not_that_plan() {
        let world = |rows: &[&str], changed: &str| {
            let rows = rows.iter().fold(String::new(), |text, row| text + "| src/" + row + " |\n");
            format!(
                "==> docs/p.md <==\n# P\n\n| file | op | status |\n|--|--|--|\n{rows}==> changed <==\n{changed}A x.py\n"
            )
        };
        let three = "M src/a\nM src/b\nM src/c\n";
        let [a, b, c, d] = ["a | modify |", "b | modify |", "c | modify |", "d | modify |"];
        let more = ["e | modify |", "f | modify |", "g | modify |"];
        let done = ["a | modify | done", "b | modify | done", "c | modify | done"];
        let worlds = [
            world(&[a, b, c], "M src/a\nM src/b\n"),
            world(&[&[a, b, c, d], more.as_slice()].concat(), three),
            world(&done, three),
            world(&["a | modify | deferred", b, c], three),
            world(&[a, a, a, a], "M src/a\n"),
        ];
        silent_implementation(&RULE, &worlds.each_ref().map(String::as_str));
        let said = "^^^^^^^^^^^^^^^^^^^^^^ hint: `x.py` was added, and no row of the plan names it\n";
        for rows in [
            [a, b, c].as_slice(),
            &[a, b, c, d, "e | modify |", "f | modify |"],
            &["a | modify | done", b, c],
        ] {
            let marked = world(rows, three).replacen("|--|", &(said.to_owned() + "|--|"), 1);
            expect_implementation(&RULE, &marked);
        }
    }
}
