//! DDR607.

use crate::model::short;
use crate::project::{Found, Operation, Project, Row, RowAt, State};
use crate::rules::{Check, ProjectReport};

rule! {
    /// A row that adds a file names one that is not there yet.
    ///
    /// ## Why
    /// Who carries out the plan does not know whether to write the file anew or to change it: most
    /// often the row means to add something to the file, and `modify` says that. It may also be that
    /// somebody else has made the file under the same name.
    ///
    /// Only what is sure is told: git knows when the file and when the plan came in, and the file is
    /// the older one; without history nothing is said. A row that is done is silent, and so is one whose
    /// file a row deletes or moves away to make room.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/plan.md <== (since 1700000000)
    /// # Patch plan
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | src/cache.py | add | tests/test_cache.py |
    /// ==> src/cache.py <== (since 1600000000)
    /// ==> .git <==
    /// ==> tests/test_cache.py <==
    /// ```
    /// ```project,passes
    /// ==> docs/plan.md <== (since 1700000000)
    /// # Patch plan
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | src/cache.py | modify | tests/test_cache.py |
    /// ==> src/cache.py <== (since 1600000000)
    /// ==> .git <==
    /// ==> tests/test_cache.py <==
    /// ```
    "DDR607" "existing-target" Hint Check::Project(check)
}

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    for (at, row) in project.rows().filter(|(_, row)| adds(row)) {
        for path in &row.paths {
            let Some(target) = project.target(at.member, &path.text) else { continue };
            if target.found == Found::File
                && !project.is_taken(target, at)
                && is_older(project, at, &target.path)
                && !project.is_foreign(at.member)
            {
                let message =
                    format!("`{}` is to be added, but was there before the plan", short(&path.text, 80));
                let diagnostic = report.add(at.member, path.span, message);
                diagnostic.help("write `modify` where the row changes the file, or choose another name");
            }
        }
    }
}

/// Whether a row says that it still has to make its files.
fn adds(row: &Row) -> bool {
    row.operation == Some(Operation::Add)
        && row.stated
        && row.is_live()
        && row.state != State::Done
        && !row.shifted
}

/// Whether a file came into history before the document of a row.
fn is_older(project: &Project<'_>, at: RowAt, file: &str) -> bool {
    let plan = project.member(at.member).and_then(|member| project.outside.since(&member.path));
    matches!((project.outside.since(file), plan), (Some(file), Some(plan)) if file < plan)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect_project, silent_project};

    #[test]
    fn what_is_older_than_the_plan_is_not_added() {
        expect_project(
            &RULE,
            "==> docs/p.md <== (since 20)
# P

| file | op | tests | status |
|------|----|-------|--------|
| src/a.py | add | n/a | planned |
  ^^^^^^^^ hint: `src/a.py` is to be added, but was there before the plan
| src/b.py + src/n.py | create | n/a | |
  ^^^^^^^^ hint: `src/b.py` is to be added, but was there before the plan
==> src/a.py <== (since 10)
==> src/b.py <== (since 19)
==> .git <==
",
        );
    }

    #[test]
    fn ordinary_plans_are_silent() {
        let table = |row: &str| {
            format!(
                "==> docs/p.md <== (since 20)\n# P\n\n| file | op | tests | status |\n|--|--|--|--|\n{row}\n==> src/old.py <== (since 10)\n==> src/same.py <== (since 20)\n==> src/young.py <== (since 30)\n==> src/untold.py <==\n==> .git <==\n"
            )
        };
        let texts = [
            "| src/old.py | add | n/a | done |",
            "| src/old.py | add | n/a | deferred |",
            "| src/old.py | modify | n/a | |",
            "| src/same.py | add | n/a | |",
            "| src/young.py | add | n/a | |",
            "| src/untold.py | add | n/a | |",
            "| src/ | add | n/a | |",
            "| src/old.py | delete | n/a | |\n| src/old.py | add | n/a | |",
            "| src/old.py → src/older.py | rename | n/a | |\n| src/old.py | add | n/a | |",
        ];
        let mut texts: Vec<String> = texts.map(table).into();
        // Of the plan nothing is known.
        texts.push(table("| src/old.py | add | n/a | |").replace("(since 20)\n#", "\n#"));
        silent_project(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
