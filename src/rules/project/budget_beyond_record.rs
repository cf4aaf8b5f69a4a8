//! DDR616.

use crate::model::short;
use crate::project::{About, Limit, Member, Operation, Project, Row};
use crate::rules::{Check, ProjectReport};
use std::collections::HashMap;

rule! {
    /// A row allows no more than its plan's record does.
    ///
    /// ## Why
    /// The record was agreed upon with a limit in it. A plan that grants itself a looser one breaks the
    /// decision without anybody having changed it, and who reviews the plan alone cannot see that.
    ///
    /// The limits of a record are read from the statements and rationales of its decisions, unless these
    /// are rejected, deferred, deprecated or superseded, and from tables with a column such as `Metric` and
    /// one such as `Budget`. Compared is what has the very same words for what is measured, the same
    /// percentile and the same kind of unit, converted where needed. It is a hint, since a row may
    /// speak of another thing by the same words, and it is silent where records state the same thing
    /// twice with different numbers. Two clauses of one cell are compared by `contradictory-budget`.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/search.md <==
    /// # Search decisions
    ///
    /// | ID | Statement | Rationale | Status |
    /// |----|-----------|-----------|--------|
    /// | D1 | Keep p99 latency below 50 ms | Users leave after that | Accepted |
    /// ==> docs/search-plan.md <==
    /// # Patch plan for [search](search.md)
    ///
    /// | file | op | tests | budget |
    /// |------|----|-------|--------|
    /// | src/search.py | modify | tests/test_search.py | p99 latency <80ms |
    /// ==> src/search.py <==
    /// ==> tests/test_search.py <==
    /// ```
    /// ```project,passes
    /// ==> docs/search.md <==
    /// # Search decisions
    ///
    /// | ID | Statement | Rationale | Status |
    /// |----|-----------|-----------|--------|
    /// | D1 | Keep p99 latency below 50 ms | Users leave after that | Accepted |
    /// ==> docs/search-plan.md <==
    /// # Patch plan for [search](search.md)
    ///
    /// | file | op | tests | budget |
    /// |------|----|-------|--------|
    /// | src/search.py | modify | tests/test_search.py | p99 latency <30ms |
    /// ==> src/search.py <==
    /// ==> tests/test_search.py <==
    /// ```
    "DDR616" "budget-beyond-record" Hint Check::Project(check)
}

/// The limits of a record by what they are about.
type Stated = HashMap<(About, bool), Vec<Limit>>;

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    let mut records: HashMap<usize, Stated> = HashMap::new();
    for (at, plan) in project.members.iter().enumerate() {
        let works = |row: &&Row| row.is_live() && !matches!(row.operation, None | Some(Operation::Delete));
        let rows = plan.rows().filter(works).filter(|row| !row.shifted && row.budget.is_some());
        let rows: Vec<&Row> = rows.collect();
        if rows.is_empty() || project.is_foreign(at) {
            continue;
        }
        let related: Vec<usize> = project.records_of(at).iter().map(|relation| relation.record).collect();
        for &record in &related {
            if let Some(member) = project.member(record) {
                records.entry(record).or_insert_with(|| stated(member));
            }
        }
        let stated = || related.iter().filter_map(|record| records.get(record)).flatten();
        if stated().next().is_none() {
            continue;
        }
        for row in rows {
            let budget = row.budget.as_ref().filter(|it| it.may_limit(stated().map(|((about, _), _)| about)));
            for own in &budget.map(|budget| budget.limits()).unwrap_or_default() {
                let about = (own.about.clone(), own.upper);
                let known = related.iter().filter_map(|record| {
                    let limits = records.get(record)?.get(&about)?;
                    Some(limits.iter().map(move |limit| (*record, limit)))
                });
                let known: Vec<(usize, &Limit)> = known.flatten().collect();
                let Some(&(record, limit)) = known.first() else { continue };
                if known.iter().all(|(_, other)| same(other.value, limit.value)) && looser(own, limit) {
                    say(project, at, record, row, own, limit, report);
                }
            }
        }
    }
}

fn stated(record: &Member) -> Stated {
    let mut stated = Stated::new();
    for limit in record.limits.iter().flat_map(|text| text.limits()) {
        stated.entry((limit.about.clone(), limit.upper)).or_default().push(limit);
    }
    stated
}

fn say(
    project: &Project<'_>,
    member: usize,
    record: usize,
    row: &Row,
    own: &Limit,
    limit: &Limit,
    report: &mut ProjectReport,
) {
    let Some(other) = project.member(record) else { return };
    let (wide, tight) = (short(&own.text.text, 60), short(&limit.text.text, 60));
    let who =
        limit.decision.as_ref().map_or_else(|| "the record".to_owned(), |id| short(id, 40).into_owned());
    let message = format!("budget `{wide}` of {} is looser than `{tight}` of {who}", row.name);
    let diagnostic = report.add(member, own.text.span, message);
    let here = "the limit of the record";
    if record == member {
        diagnostic.label(limit.text.span, here);
    } else {
        diagnostic.elsewhere(&other.path, limit.text.span, here);
    }
    diagnostic.help("tighten the budget, or change the record first");
}

/// Whether two values are the same up to rounding.
fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

fn looser(own: &Limit, limit: &Limit) -> bool {
    let beyond = if own.upper { own.value > limit.value } else { own.value < limit.value };
    beyond && !same(own.value, limit.value)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{expect_project, silent_project};

    #[test]
    fn a_row_may_not_allow_more_than_its_record() {
        expect_project(
            &RULE,
            "==> docs/a.md <==
# Cache decisions

| ID | Statement | Rationale | Status |
|----|-----------|-----------|--------|
| D1 | Startup must stay <60s and memory ≤ 512 MB | Small hosts | Accepted |
| D2 | Serve from Redis | Throughput ≥ 500 qps | Accepted |

| Metric | Budget | Notes |
|--------|--------|-------|
| Bundle size | 200 KB | gzip |
==> docs/a-plan.md <==
# Plan for [a](a.md)

| file | op | tests | perf/mem budget |
|------|----|-------|-----------------|
| src/a.py | modify | n/a | Startup <2 min, Mem <400MB |
                            ^^^^^^^^^^^^^^ hint: budget `Startup <2 min` of src/a.py is looser than `Startup must stay <60s` of D1
| src/b.py | add | n/a | throughput ≥300 qps; mem ≤1GB |
                         ^^^^^^^^^^^^^^^^^^^ hint: budget `throughput ≥300 qps` of src/b.py is looser than `Throughput ≥ 500 qps` of D2
                                              ^^^^^^^^ hint: budget `mem ≤1GB` of src/b.py is looser than `memory ≤ 512 MB` of D1
| src/c.js | modify | n/a | bundle size <300KB |
                            ^^^^^^^^^^^^^^^^^^ hint: budget `bundle size <300KB` of src/c.js is looser than `Bundle size 200 KB` of the record
",
        );
    }

    #[test]
    fn what_may_be_another_thing_is_silent() {
        let worlds = |decision: &str, budget: &str, more: &str| {
            format!(
                "==> docs/a.md <==\n# A\n\n| ID | Statement | Rationale | Status |\n|--|--|--|--|\n| D1 | {decision} |\n==> docs/p.md <==\n# P for [a](a.md)\n\n| file | op | budget | status |\n|--|--|--|--|\n| src/a.py | modify | {budget} | |\n{more}"
            )
        };
        let texts = [
            // Another metric, percentile, thing or kind of unit; a difference; a range; about.
            worlds("p99 latency <50ms | why | Accepted", "p95 latency <80ms", ""),
            worlds("p99 latency <50ms | why | Accepted", "latency <80ms", ""),
            worlds("Search latency <50ms | why | Accepted", "login latency <80ms", ""),
            worlds("memory <5MB per connection | why | Accepted", "memory <80MB", ""),
            worlds("memory <5% | why | Accepted", "memory <80MB", ""),
            worlds("memory <5MB | why | Accepted", "memory +≤8MB", ""),
            worlds("memory <5MB | why | Accepted", "memory 4-8MB", ""),
            worlds("memory <5MB | why | Accepted", "memory ~8MB", ""),
            worlds("memory <5MB | why | Accepted", "memory <5000KB", ""),
            worlds("latency <50ms under load | why | Accepted", "latency <80ms", ""),
            // The clause is about what stands before it.
            worlds("Use Redis for sessions, latency <50ms | why | Accepted", "latency <80ms", ""),
            worlds("Redis (latency <50ms) | why | Accepted", "latency <80ms", ""),
            worlds("Sessions end after 30s | why | Accepted", "sessions end after 60s | n/a", ""),
            // Not in force, or stated twice.
            worlds("latency <50ms | why | Rejected", "latency <80ms", ""),
            worlds(
                "latency <50ms | why | Accepted |\n| D2 | latency <90ms | cold | Accepted",
                "latency <80ms",
                "",
            ),
            worlds("latency <50ms | why | Accepted", "n/a", ""),
            worlds("latency <50ms | why | Accepted", "latency <80ms", "").replace("modify", ""),
            worlds("latency <50ms | why | Accepted", "latency <80ms", "").replace("modify", "delete"),
            worlds("latency <50ms | why | Accepted", "latency <80ms | deferred", "")
                .replace("deferred | | |", "deferred |"),
        ];
        silent_project(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn tables_that_narrow_their_budgets_and_records_of_others_say_nothing() {
        let plan = "==> docs/p/plan.md <==\n# P\n\nCarries out [a](../a.md).\n\n| file | op | budget |\n|--|--|--|\n| src/a.py | modify | latency <80ms |\n";
        let record = |table: &str| {
            format!(
                "{plan}==> docs/a.md <==\n# A\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | Use Redis | Accepted |\n\n{table}\n"
            )
        };
        let worlds = [
            record("| Service | Metric | Budget |\n|--|--|--|\n| login | latency | 50ms |"),
            record("| Metric | Today |\n|--|--|\n| latency | 50ms |"),
            record("| Metric | Budget |\n|--|--|\n| latency | fast |"),
            record("```\n| Metric | Budget |\n|--|--|\n| latency | 50ms |\n```"),
            plan.replace("../a.md", "../b.md")
                + "==> docs/c.md <==\n# C\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | latency <50ms | Accepted |\n",
        ];
        silent_project(&RULE, &worlds.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
