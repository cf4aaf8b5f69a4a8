//! DDR715.

use crate::diff::Implementation;
use crate::model::short;
use crate::rules::{Check, ProjectReport};

rule! {
    /// A planned file is made where the plan says.
    ///
    /// ## Why
    /// Who follows the plan looks for the file at its path, and so do its tests, its record and the next
    /// plan. Nothing stands there, and a file of the same name was made at another place.
    ///
    /// The two are taken for one: neither is the row told as untouched nor the file as unplanned. Names that
    /// many folders have, such as `index.ts`, count only where the folder is called the same.
    ///
    /// ## Examples
    /// ```implementation,fails
    /// ==> docs/plan.md <== (--plan)
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | src/store/expiry.rs | add | tests/store.rs |
    /// ==> changed <==
    /// A src/session/expiry.rs
    /// ```
    /// ```implementation,passes
    /// ==> docs/plan.md <== (--plan)
    /// # Patch plan: session store
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | src/session/expiry.rs | add | tests/store.rs |
    /// ==> changed <==
    /// A src/session/expiry.rs
    /// ```
    "DDR715" "made-elsewhere" Hint Check::Implementation(check)
}

fn check(all: &Implementation, report: &mut ProjectReport) {
    for it in all.made_elsewhere() {
        let (planned, made) = (short(&it.path.text, 80), short(it.made, 80));
        let message = format!("`{planned}` was not made, but `{made}` was");
        report.add(it.plan, it.path.span, message).help("correct the path in the plan, or move the file");
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{expect_implementation, silent_implementation};

    #[test]
    fn a_file_of_the_same_name_is_the_planned_one() {
        expect_implementation(
            &RULE,
            "==> docs/p.md <== (--plan)
# P

| file | op | tests |
|------|----|-------|
| src/store/expiry.py | add | n/a |
  ^^^^^^^^^^^^^^^^^^^ hint: `src/store/expiry.py` was not made, but `src/session/expiry.py` was
| src/old.py → src/util/text.py | rename | n/a |
               ^^^^^^^^^^^^^^^^ hint: `src/util/text.py` was not made, but `lib/text.py` was
| web/login/index.ts | add | n/a |
  ^^^^^^^^^^^^^^^^^^ hint: `web/login/index.ts` was not made, but `app/login/index.ts` was
==> changed <==
A src/session/expiry.py
A other/index.ts
A app/login/index.ts
A lib/text.py
==> unchanged <==
src/old.py
",
        );
    }

    #[test]
    fn other_files_are_not_taken_for_it() {
        let world = |row: &str, changed: &str| {
            format!(
                "==> docs/p.md <== (--plan)\n# P\n\n| file | op | tests |\n|--|--|--|\n{row}\n==> changed <==\n{changed}"
            )
        };
        let worlds = [
            world("| src/a.py | add | n/a |", "A src/a.py\nA lib/a.py\n"),
            world("| src/a.py | modify | n/a |", "A lib/a.py\n"),
            world("| src/index.ts | add | n/a |", "A lib/index.ts\n"),
            world("| src/a.py | add | n/a |", "M lib/a.py\n"),
            world("| src/a.py | add | n/a |\n| lib/a.py | add | n/a |", "A lib/a.py\n"),
            world("| src/a.py | add | tests/a.py |", "A tests/a.py\n"),
            world("| src/<name>.py | add | n/a |", "A lib/a.py\n"),
            world("| src/a.py | n/a | n/a |", "A lib/a.py\n"),
            world("| a.py | add | n/a |", "A lib/a.py\n"),
        ];
        silent_implementation(&RULE, &worlds.each_ref().map(String::as_str));
    }
}
