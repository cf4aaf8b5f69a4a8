//! DDR627.

use crate::model::short;
use crate::project::measured::{Measured, Measurement, Unknown, Verdict};
use crate::rules::{Check, ProjectReport};

rule! {
    /// Every measurement is of a budget that a plan states.
    ///
    /// ## Why
    /// A measurement that belongs to no budget guards nothing. Most often the plan was reworded or its
    /// file moved, and the number it was written for goes unmeasured from that day.
    ///
    /// It runs with `--measurements FILE` alone. A measurement names the plan, a path of the row
    /// and the metric as the budget cell writes it; its unit has to measure the same kind of thing.
    ///
    /// ## Examples
    /// ```measured,fails
    /// ==> docs/plan.md <==
    /// # Patch plan: local cache
    ///
    /// | File | Op | Tests | Budget |
    /// |------|----|-------|--------|
    /// | src/cache.py | add | tests/test_cache.py | memory <500MB |
    /// ==> measurements.json <==
    /// {"version": 1, "measurements": [
    ///   {"plan": "docs/plan.md", "path": "src/cache.py", "metric": "heap", "value": 480, "unit": "MB"},
    ///   {"plan": "docs/plan.md", "path": "src/cache.py", "metric": "memory", "value": 480, "unit": "MB"},
    ///   {"plan": "docs/plan.md", "path": "src/cache.py", "metric": "memory", "value": 0.5, "unit": "s"},
    ///   {"plan": "docs/plan.md", "path": "src/store.py", "metric": "memory", "value": 480, "unit": "MB"},
    ///   {"plan": "docs/plans.md", "path": "src/cache.py", "metric": "memory", "value": 480, "unit": "MB"}
    /// ]}
    /// ```
    /// ```measured,passes
    /// ==> docs/plan.md <==
    /// # Patch plan: local cache
    ///
    /// | File | Op | Tests | Budget |
    /// |------|----|-------|--------|
    /// | src/cache.py | add | tests/test_cache.py | mem &lt;5MB per connection |
    /// ==> measurements.json <==
    /// {"version": 1, "measurements": [
    ///   {"plan": "docs/plan.md", "path": "src/cache.py", "metric": "memory per connection",
    ///    "value": 4.2, "unit": "MB"}
    /// ]}
    /// ```
    "DDR627" "unknown-measurement" Warning Check::Measured(check)
}

fn check(measured: &Measured<'_>, report: &mut ProjectReport) {
    for (one, verdict) in &measured.verdicts {
        let Verdict::Unknown(why) = verdict else { continue };
        let (message, help) = said(one, why);
        let diagnostic = report.add(Measured::ITSELF, one.span, message);
        diagnostic.help = help;
    }
}

/// The message and what to do.
fn said(one: &Measurement, why: &Unknown) -> (String, Option<String>) {
    let (plan, path) = (short(&one.plan, 80), short(&one.path, 80));
    let metric = match short(&one.metric, 60) {
        none if none.is_empty() => "no metric".to_owned(),
        metric => format!("`{metric}`"),
    };
    match why {
        Unknown::Plan => (
            format!("there is no patch plan at `{plan}`"),
            Some("name the plan by its path from the root of the project".to_owned()),
        ),
        Unknown::Row => (format!("no row of {plan} names `{path}`"), None),
        Unknown::Metric(known) if known.is_empty() => {
            (format!("the row of `{path}` in {plan} states no budget with a number"), None)
        }
        Unknown::Metric(known) => (
            format!("the row of `{path}` in {plan} has no budget for {metric}"),
            Some(format!("it has {}", listed(known))),
        ),
        Unknown::Unit(budget) => (
            format!(
                "{} is no value for the budget `{}` of `{path}` in {plan}",
                one.shown(),
                short(budget, 60)
            ),
            Some("give the value in a unit of the same kind".to_owned()),
        ),
        Unknown::Statistic(budget) => (
            format!(
                "a {} is no value for the budget `{}` of `{path}` in {plan}",
                short(one.statistic.as_deref().unwrap_or("value"), 40),
                short(budget, 60)
            ),
            Some("measure the percentile that the budget is about".to_owned()),
        ),
        Unknown::Several(known) => (
            format!("more than one budget of `{path}` in {plan} may be meant by {metric}"),
            Some(format!("name one of {}, with its statistic", listed(known))),
        ),
    }
}

fn listed(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| format!("`{}`", short(text, 60))).collect();
    quoted.join(", ")
}
