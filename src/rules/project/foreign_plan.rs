//! DDR624.

use crate::model::short;
use crate::project::Project;
use crate::rules::{Check, ProjectReport};

rule! {
    /// A plan is about files of the repository that it stands in.
    ///
    /// ## Why
    /// Several files of the plan should be there and are not, nor were they ever, and nothing else that
    /// it names is here either: it was written for another repository, or its paths count from a folder
    /// that nobody told of. Then one thing is said, with the paths in its notes, and the rules about
    /// single paths are silent: `missing-target`, `missing-named-test`, `done-without-file`,
    /// `done-without-test`, `stale-path`.
    ///
    /// A file that every repository has, such as `README.md`, does not make a plan ours. One or two
    /// missing files are each told by themselves.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | api/orders.go | modify | api/orders_test.go |
    /// | api/prices.go | modify | n/a |
    /// | store/stock.go | modify | n/a |
    /// | store/stock_cache.go | add | n/a |
    /// ==> README.md <==
    /// ==> web/src/cart.ts <==
    /// ```
    /// ```project,passes
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | api/orders.go | modify | api/orders_test.go |
    /// | api/prices.go | modify | n/a |
    /// | store/stock.go | modify | n/a |
    /// | store/stock_cache.go | add | n/a |
    /// ==> services/shop/api/orders.go <==
    /// ==> services/shop/api/orders_test.go <==
    /// ==> services/shop/api/prices.go <==
    /// ==> services/shop/store/stock.go <==
    /// ==> ddr.yaml <==
    /// prefixes: [services/shop]
    /// ```
    "DDR624" "foreign-plan" Hint Check::Project(check)
}

/// More paths than this are counted rather than listed.
const LISTED: usize = 24;

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    let foreign = project.members.iter().enumerate().filter(|(at, _)| project.is_foreign(*at));
    for (at, member) in foreign {
        let missing = project.strangers(at);
        let message = format!(
            "this plan seems to be for another repository: none of the {} files that should be there exists",
            missing.len()
        );
        let diagnostic = report.add(at, member.top, message);
        for path in missing.iter().take(LISTED) {
            diagnostic.note(format!("line {}: `{}`", path.line, short(&path.text, 100)));
        }
        if missing.len() > LISTED {
            diagnostic.note(format!("and {} more", missing.len() - LISTED));
        }
        diagnostic.help("where its paths count from a folder, name that under `prefixes` in `ddr.yaml`");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Given;
    use crate::rules::testing::{expect_project, project_diagnostics, silent_project};

    #[test]
    fn a_plan_of_which_nothing_is_here_is_told_once() {
        expect_project(
            &RULE,
            "==> docs/p.md <==
# The plan
^^^^^^^^^^ hint: this plan seems to be for another repository: none of the 3 files that should be there exists

| file | op | tests | status |
|------|----|-------|--------|
| README.md | modify | n/a | |
| web/a.ts | modify | web/a.test.ts | |
| web/a.ts | modify | n/a | |
| web/b.ts → web/c.ts | rename | n/a | |
| web/d.ts | add | n/a | done |
| web/e.ts | add | n/a | |
==> README.md <==
==> src/a.py <==
==> .git <==
",
        );
    }

    #[test]
    fn the_missing_paths_stand_in_the_notes() {
        let rows = |count: usize| -> String {
            (0..count).map(|i| format!("| web/f{i}.ts | modify | n/a |\n")).collect()
        };
        let notes = |count: usize| {
            let listing = format!(
                "==> p.md <==\n# P\n\n| file | op | tests |\n|--|--|--|\n{}| web/new.ts | add | n/a |\n",
                rows(count)
            );
            let said = project_diagnostics(&RULE, &Given::listing(&listing));
            assert_eq!(said.len(), 1);
            said[0].1.notes.clone()
        };
        let eight = notes(8);
        assert_eq!(eight.len(), 8);
        assert_eq!((eight[0].as_str(), eight[7].as_str()), ("line 5: `web/f0.ts`", "line 12: `web/f7.ts`"));
        let many = notes(1000);
        assert_eq!((many.len(), many[24].as_str()), (25, "and 976 more"));
    }

    #[test]
    fn plans_with_a_sign_of_home_are_silent() {
        let table = |rows: &str| {
            format!(
                "==> docs/p.md <==\n# P\n\n| file | op | tests |\n|--|--|--|\n{rows}| src/x.py | modify | n/a |\n| src/y.py | modify | n/a |\n| src/z.py | modify | n/a |\n==> src/a.py <==\n==> web/b.ts <==\n==> src/old.py <== (gone)\n==> pkg/lib/c.py <==\n==> .git <==\n"
            )
        };
        let texts = [
            "| src/a.py | modify | n/a |\n",
            "| src/q.py | add | src/a.py |\n",
            "| web/ | modify | n/a |\n",
            "| src/old.py | modify | n/a |\n",
            "| lib/c.py | modify | n/a |\n",
            "| SRC/A.py | modify | n/a |\n",
        ];
        let texts: Vec<String> = texts.map(table).into();
        silent_project(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
        silent_project(
            &RULE,
            &[
                // Two missing files may each be a slip; new files are not there yet.
                "==> p.md <==\n# P\n\n| file | op | tests |\n|--|--|--|\n| a/x.py | modify | n/a |\n| a/y.py | modify | n/a |\n| a/z.py | add | n/a |\n| a/w.py | add | n/a |\n",
                // The operation comes from the heading.
                "==> p.md <==\n# P\n\n## Files to Modify\n\n| file | tests |\n|--|--|\n| a/x.py | n/a |\n| a/y.py | n/a |\n| a/z.py | n/a |\n",
            ],
        );
    }
}
