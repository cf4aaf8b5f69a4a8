//! How often each rule spoke.

use crate::diagnostic::{Diagnostic, Severity};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Diagnostics per rule.
#[derive(Debug, Default)]
pub struct Statistics {
    rules: BTreeMap<(&'static str, &'static str), (usize, Option<Severity>)>,
}

impl Statistics {
    /// Counts one diagnostic.
    pub fn add(&mut self, diagnostic: &Diagnostic) {
        let (count, gravest) = self.rules.entry((diagnostic.code, diagnostic.name)).or_default();
        *count += 1;
        *gravest = (*gravest).max(Some(diagnostic.severity));
    }

    /// Adds the counts of another part of the run.
    pub fn merge(&mut self, other: &Self) {
        for (rule, (count, gravest)) in &other.rules {
            let mine = self.rules.entry(*rule).or_default();
            mine.0 += count;
            mine.1 = mine.1.max(*gravest);
        }
    }

    /// One line per rule, the most frequent first, with the gravest severity it spoke in.
    pub fn text(&self) -> String {
        let mut rows: Vec<_> = self.rules.iter().collect();
        rows.sort_by_key(|&(rule, &(count, _))| (std::cmp::Reverse(count), *rule));
        let widest = rows.first().map_or(0, |(_, (count, _))| count.to_string().len());
        let mut out = String::new();
        for ((code, name), (count, gravest)) in rows {
            let severity = gravest.map_or("", Severity::name);
            // Writing into a string does not fail.
            let _ = writeln!(out, "{count:>widest$}  {code}  {severity:<7}  {name}");
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn the_most_frequent_rule_comes_first() {
        let mut statistics = Statistics::default();
        let mut add = |code, name, severity| {
            statistics.add(&Diagnostic::new(code, name, severity, Span::at(0), ""));
        };
        add("DDR202", "rare", Severity::Error);
        for _ in 0..11 {
            add("DDR506", "often", Severity::Hint);
        }
        add("DDR506", "often", Severity::Warning);
        add("DDR101", "rare-too", Severity::Hint);
        assert_eq!(
            statistics.text(),
            "12  DDR506  warning  often\n 1  DDR101  hint     rare-too\n 1  DDR202  error    rare\n"
        );
    }
}
