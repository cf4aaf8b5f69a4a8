//! DDR625.

use crate::model::short;
use crate::project::measured::{Measured, Verdict};
use crate::rules::{Check, ProjectReport};

rule! {
    /// A budget is kept by what was measured for it.
    ///
    /// ## Why
    /// A budget was agreed upon before there was anything to measure. Once there is, a number beyond it means
    /// that the code or the plan has to change, and somebody has to decide which.
    ///
    /// It runs with `--measurements FILE` alone, where the file holds the values and how they
    /// came about. Units are converted (`MB` is 10^6 bytes, `MiB` 2^20); of a range such as `2-5s` the
    /// upper end counts; a rough number such as `~2s` is never exceeded. A percentile is held only
    /// against a value of the same percentile, `median` being p50.
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
    ///   {"plan": "docs/plan.md", "path": "src/cache.py", "metric": "memory",
    ///    "value": 512.3, "unit": "MB", "statistic": "max", "runs": 5, "state": "cold"},
    ///   {"plan": "docs/plan.md", "path": "src/cache.py", "metric": "start-up", "value": 41, "unit": "s"}
    /// ]}
    /// ```
    /// ```measured,passes
    /// ==> docs/plan.md <==
    /// # Patch plan: local cache
    ///
    /// | File | Op | Tests | Budget |
    /// |------|----|-------|--------|
    /// | src/cache.py | add | tests/test_cache.py | memory <500MB |
    /// ==> measurements.json <==
    /// {"version": 1, "measurements": [
    ///   {"plan": "docs/plan.md", "path": "src/cache.py", "metric": "memory", "value": 0.4, "unit": "GB"}
    /// ]}
    /// ```
    "DDR625" "exceeded-budget" Error Check::Measured(check)
}

fn check(measured: &Measured<'_>, report: &mut ProjectReport) {
    for (one, verdict) in &measured.verdicts {
        let Verdict::Exceeded(clauses) = verdict else { continue };
        for clause in clauses.iter().filter_map(|&at| measured.clauses.get(at)) {
            let (budget, row) = (short(&clause.text.text, 60), &clause.row.name);
            let message = format!("budget `{budget}` of {row} was measured at {}", one.shown());
            let diagnostic = report.add(clause.plan, clause.text.span, message);
            if let Some(how) = one.circumstances() {
                diagnostic.note(format!("measured: {}", short(&how, 120)));
            }
            diagnostic.help("keep the budget, or change it where reviewers see that");
        }
    }
}
