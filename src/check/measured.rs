//! What is said of measurements and the budgets that they are of.

use super::{Active, Choice, level};
use crate::diagnostic::Diagnostic;
use crate::project::measured::Measured;
use crate::rules::{Check, ProjectReport};
use crate::schema::Level;

/// Runs the rules about measurements. Each diagnostic comes with the number of its plan, or
/// [`Measured::ITSELF`]; in order of these, place and code.
pub fn check_measured(measured: &Measured<'_>, active: &Active) -> Vec<(usize, Diagnostic)> {
    let mut heard = Vec::new();
    for &Choice { rule, wanted, severity } in &active.rules {
        let Check::Measured(check) = rule.check else { continue };
        let mut report = ProjectReport::new(rule);
        check(measured, &mut report);
        for (at, mut diagnostic) in report.diagnostics {
            let own = measured.plans.get(at).and_then(|plan| level(&plan.severities, rule));
            if wanted || own.map_or(rule.on, |own| own != Level::Off) {
                let own = own.and_then(Level::severity);
                diagnostic.severity = severity.or(own).unwrap_or(diagnostic.severity);
                heard.push((at, diagnostic));
            }
        }
    }
    heard.sort_by(|(a, x), (b, y)| (a, x.span, x.code).cmp(&(b, y.span, y.code)));
    heard
}
