//! DDR626.

use crate::diagnostic::Severity;
use crate::model::short;
use crate::project::measured::Measured;
use crate::rules::{Check, ProjectReport};

rule! {
    /// Every budget of a measured plan has a measurement.
    ///
    /// ## Why
    /// A budget that nobody measures is a wish. Beside others that are measured it looks like one that is
    /// kept.
    ///
    /// It runs with `--measurements FILE` alone, and speaks of plans that the file names: of
    /// their rows that are done or say nothing about how far they are. It is a hint, and an error with
    /// `--require-measurements`.
    ///
    /// ## Examples
    /// ```measured,fails
    /// ==> docs/plan.md <==
    /// # Patch plan: local cache
    ///
    /// | File | Op | Tests | Budget |
    /// |------|----|-------|--------|
    /// | src/cache.py | add | tests/test_cache.py | start-up <60s; memory <500MB |
    /// ==> measurements.json <==
    /// {"version": 1, "measurements": [
    ///   {"plan": "docs/plan.md", "path": "src/cache.py", "metric": "memory", "value": 480, "unit": "MB"}
    /// ]}
    /// ```
    /// ```measured,passes
    /// ==> docs/plan.md <==
    /// # Patch plan: local cache
    ///
    /// | File | Op | Tests | Budget | Status |
    /// |------|----|-------|--------|--------|
    /// | src/cache.py | add | tests/test_cache.py | memory <500MB | done |
    /// | src/remote.py | add | tests/test_remote.py | connect <20ms | planned |
    /// | src/names.py | add | tests/test_names.py | negligible | done |
    /// ==> measurements.json <==
    /// {"version": 1, "measurements": [
    ///   {"plan": "docs/plan.md", "path": "src/cache.py", "metric": "memory", "value": 480, "unit": "MB"}
    /// ]}
    /// ```
    "DDR626" "unmeasured-budget" Hint Check::Measured(check)
}

fn check(measured: &Measured<'_>, report: &mut ProjectReport) {
    for clause in measured.unmeasured() {
        let (budget, row) = (short(&clause.text.text, 60), &clause.row.name);
        let message = format!("budget `{budget}` of {row} was not measured");
        let diagnostic = report.add(clause.plan, clause.text.span, message);
        if measured.required {
            diagnostic.severity(Severity::Error);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::{Active, Selection, measured::check_measured, read_member};
    use crate::config::Settings;
    use crate::project::measured::{Measured, read};
    use crate::source::Source;

    /// What the rule says of rows `file | op | budget | status`, where `a.py` has a memory of 1 MB.
    fn said(rows: &[&str]) -> Vec<String> {
        let head = "# Patch plan\n\n| file | op | budget | status |\n|--|--|--|--|\n";
        let named =
            rows.iter().fold(format!("{head}| a.py | modify | memory <2MB | done |\n"), |text, row| {
                format!("{text}| {row} |\n")
            });
        let other = format!("{head}| b.py | modify | memory <2MB | done |\n");
        let settings = Settings::default();
        let member = |path: &str, text: &str| read_member(&Source::new(path, text), &settings).unwrap();
        let plans = [member("p.md", &named), member("other.md", &other)];
        let one = "{\"plan\":\"p.md\",\"path\":\"a.py\",\"metric\":\"memory\",\"value\":1,\"unit\":\"MB\"}";
        let list = read(&format!("{{\"version\":1,\"measurements\":[{one}]}}")).unwrap();
        let only = Selection { select: Some(vec![RULE.code.to_owned()]), ..Selection::default() };
        let heard = check_measured(&Measured::new(&list, &plans, false), &Active::new(&settings, &only));
        heard.into_iter().map(|(_, said)| said.message).collect()
    }

    #[test]
    fn a_budget_without_a_value_is_told() {
        assert_eq!(
            said(&["c.py | add | start <2s; negligible | done"]),
            ["budget `start <2s` of c.py was not measured"]
        );
        assert_eq!(said(&["c.py | add | start <2s | "]).len(), 1, "a row that does not say how far it is");
    }

    #[test]
    fn what_cannot_be_measured_yet_or_at_all_is_silent() {
        for row in [
            "c.py | add | start <2s | planned",
            "c.py | add | start <2s | deferred",
            "c.py | add | start <2s | in progress",
            "c.py | delete | start <2s | done",
            "c.py | add | negligible | done",
            "c.py | add | n/a | done",
            "c.py | add | as fast as before | done",
        ] {
            assert_eq!(said(&[row]), Vec::<String>::new(), "{row}");
        }
    }
}
