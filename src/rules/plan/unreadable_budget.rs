//! DDR503.

use crate::model::{Document, Plan, short};
use crate::rules::{Check, Report};
use crate::source::Span;

rule! {
    /// Every number in a budget cell is read as the limit that it is.
    ///
    /// ## Why
    /// A budget that a program can read can be compared with the record that promises it and with
    /// what is measured. A number in words that no reading fits is left out of both.
    ///
    /// Only clauses that hold a number are named: `negligible` and `no extra I/O` are fine as they
    /// are, and so are `O(1)`, `HTTP/2` and versions. It is never more than a hint, since such a
    /// clause may not be a limit at all.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Search patch plan
    ///
    /// | File | Op | Tests | Budget |
    /// |------|----|-------|--------|
    /// | src/search.rs | modify | tests/search.rs | about as fast as 3 scans |
    /// ```
    /// ```markdown,passes
    /// # Search patch plan
    ///
    /// | File | Op | Tests | Budget |
    /// |------|----|-------|--------|
    /// | src/search.rs | modify | tests/search.rs | p99 <50ms; memory ≤5MB per query; O(1) lookups |
    /// ```
    "DDR503" "unreadable-budget" Hint Check::Plan(check)
}

fn check(plan: &Plan<'_>, document: &Document<'_>, report: &mut Report) {
    for entry in plan.entries.iter().filter(|entry| !entry.shifted) {
        let Some((value, clauses)) = &entry.budgets else { continue };
        let mut from = value.span.start;
        for clause in clauses {
            let rest = Span::new(from, value.span.end);
            let found = rest.of(&document.source.text).find(&clause.text);
            let place = found.map(|at| Span::new(from + at, from + at + clause.text.len()));
            from = place.map_or(from, |place| place.end);
            if clause.holds_number() {
                let message =
                    format!("no limit can be read from `{}` of {}", short(&clause.text, 60), entry.name());
                report
                    .add(place.unwrap_or(value.span), message)
                    .help("write what is limited, a comparison, a number and a unit: `p99 <50ms`, `memory ≤5MB per job`");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, silent};

    #[test]
    fn a_clause_with_a_number_that_is_no_limit_is_a_hint() {
        expect(
            &RULE,
            FREE,
            "# P\n\n| File | Op | Budget |\n|--|--|--|\n| a/__init__.py | add | p99 &lt;5ms; as slow as 3 scans, tiny |\n                                     ^^^^^^^^^^^^^^^^^^ hint: no limit can be read from `as slow as 3 scans` of a/__init__.py\n",
        );
    }

    #[test]
    fn cells_of_real_plans_are_silent() {
        let cells = [
            "n/a",
            "-",
            "",
            "negligible",
            "O(1)",
            "O(log n) per lookup",
            "HTTP/2 only",
            "Python 3.11",
            "same as before (Phase 2)",
            "no I/O; low mem",
            "p99 <50ms",
            "+≤2MB",
            "2-5s added to suite",
            "retries ≤2",
            "5s timeout, pool ≤64 conns",
            "TTL=60s",
            "<1%",
            "mem &lt;5MB per connection",
            "`<10ms`",
            "p50/p99 <20ms",
            "≤ 200 LoC",
            "1,000 qps",
            "at most 3 retries",
            "0.5 MB",
            "50ms (p95)",
            "under 100 ms",
            "same as phase 2",
            "see D3",
            "no change from v1.2",
            "99.9% uptime",
            "~3x faster",
            "10k rps",
            "256 MiB heap",
            "1 query per request",
            "Startup &lt;60s, Mem &lt;500MB",
        ];
        let rows: String = cells.iter().map(|cell| format!("| a/b.py | modify | {cell} |\n")).collect();
        silent(
            &RULE,
            FREE,
            &[
                &format!("# P\n\n| File | Op | Budget |\n|--|--|--|\n{rows}"),
                // No such column; another one with numbers.
                "# P\n\n| File | Op | Effort |\n|--|--|--|\n| a/b.py | add | as long as 3 scans |\n",
                // Cells that a pipe too many has moved.
                "# P\n\n| File | Functions | Tests | Budget |\n|--|--|--|--|\n| a/b.py | x | y | some 3 tests | <5ms |\n",
                "# P\n\n| File | Op | Budget |\n|--|--|--|\n| a/b.py | add |\n",
                "# P\n\n| File | Op | Budget |\n|--|--|--|\n| a/b.py | add | p99 <5ms<br>mem <1MB |\n",
                "# P\n\n```\n| File | Op | Budget |\n|--|--|--|\n| a/b.py | add | as slow as 3 scans |\n```\n",
            ],
        );
    }
}
