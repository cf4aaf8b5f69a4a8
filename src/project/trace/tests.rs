use super::*;
use crate::model::{self, Schemas};
use crate::project::{Given, Member, Ways};
use crate::schema;
use crate::source::Source;
use crate::syntax;

/// Asks something about the project in a listing.
fn with<R>(listing: &str, ask: impl FnOnce(&Project<'_>, &Trace) -> R) -> R {
    let world = Given::listing(listing);
    let schemas = Schemas { record: schema::record(), plan: schema::plan(), assigned: None };
    let documents = world.texts.iter().filter(|(path, _)| path.ends_with(".md"));
    let members = documents.map(|(path, text)| {
        let source = Source::new(path.as_str(), text.as_str());
        let syntax = syntax::parse(&source.text, source.start());
        Member::of(&model::read(&source, &syntax, &schemas).unwrap())
    });
    let project = Project::new(members.collect(), Ways::default(), &world);
    let trace = Trace::of(&project);
    ask(&project, &trace)
}

/// Every decision: `a.md#D1 done row 5,6`.
fn traced(listing: &str) -> Vec<String> {
    with(listing, |project, trace| {
        let said = trace.decisions.iter().map(|traced| {
            let record = &project.members[traced.record];
            let id = &record.decisions[traced.decision].id.as_ref().unwrap().text;
            let rows: Vec<_> =
                traced.rows.iter().map(|at| project.row(*at).unwrap().line.to_string()).collect();
            let plans: Vec<_> = traced.plans.iter().map(|(_, line)| format!("~{line}")).collect();
            let standing = traced.standing.word();
            let cited = [rows, plans].concat().join(",");
            format!("{}#{id} {standing} {cited}", record.path).trim_end().to_owned()
        });
        said.collect()
    })
}

fn record(ids: &str) -> String {
    let rows: String = ids.split(' ').map(|id| format!("| {id} | Do {id} | Because |\n")).collect();
    format!("==> a.md <==\n# Record\n\n| ID | Decision | Why |\n|--|--|--|\n{rows}")
}

fn plan(prose: &str, rows: &str) -> String {
    format!(
        "==> p.md <==\n# Plan of [this](a.md)\n{prose}\n| file | op | functions | tests | status |\n|--|--|--|--|--|\n{rows}"
    )
}

#[test]
fn a_decision_is_as_far_as_the_rows_that_cite_it() {
    let listing = record("D1 D2 D3 D4 D5 D6 D7 D8")
        + &plan(
            "",
            "| x.py | add | D1 | t.py | done |\n\
             | gone.py | add | D2 | n/a | done |\n\
             | x.py | modify | D3, D4 | n/a | planned |\n\
             | x.py | modify | D4 | n/a | done |\n\
             | y.py | modify | D5 | n/a | |\n\
             | new.py | add | D6 | n/a | |\n\
             | x.py | modify | D7 | n/a | deferred |\n",
        )
        + "==> x.py <==\n==> y.py <==\n==> t.py <==\n";
    assert_eq!(
        traced(&listing),
        [
            "a.md#D1 done 5",
            "a.md#D2 broken 6",
            "a.md#D3 planned 7",
            "a.md#D4 planned 7,8",
            "a.md#D5 covered 9",
            "a.md#D6 planned 10",
            "a.md#D7 uncovered 11",
            "a.md#D8 uncovered",
        ]
    );
}

#[test]
fn what_another_row_takes_away_or_still_makes_breaks_nothing() {
    let listing = record("D1 D2 D3 D4")
        + &plan(
            "",
            "| old.py | add | D1 | n/a | done |\n\
             | old.py | delete | later | n/a | done |\n\
             | x.py | modify | D2 | t/new.py | done |\n\
             | t/new.py | add | later | n/a | planned |\n\
             | x.py | delete | D3 | n/a | |\n\
             | x.py | modify | D4 | t/never.py | done |\n",
        )
        + "==> x.py <==\n";
    assert_eq!(
        traced(&listing),
        ["a.md#D1 done 5", "a.md#D2 planned 7", "a.md#D3 planned 9", "a.md#D4 broken 10"]
    );
}

#[test]
fn what_may_stand_elsewhere_or_is_no_file_breaks_nothing() {
    let listing = record("D1 D2 D3 D4")
        + &plan(
            "",
            "| x.py | add | D1 | `go test ./inside/...` | done |\n\
             | x.py | add | D2 | `make e2e/all` | done |\n\
             | x.py | add | D3 | tests/cli.rs | done |\n\
             | app/y.py | add | D4 | n/a | done |\n",
        )
        + "==> x.py <==\n==> crates/cli/tests/cli.rs <==\n==> back/app/y.py <==\n";
    assert_eq!(traced(&listing), ["a.md#D1 done 5", "a.md#D2 done 6", "a.md#D3 done 7", "a.md#D4 done 8"]);
}

#[test]
fn a_plan_carries_out_as_a_whole_what_no_row_cites() {
    let rows = "| x.py | modify | a | n/a | done |\n| x.py | add | D3 | n/a | done |\n| z.py | add | b | n/a | done |\n";
    let listing = record("D1 D2 D3 D4")
        + &plan("\nDoes D1, and D3.\n\n## Cache (D2)\n", rows)
        + "==> x.py <==\n==> z.py <==\n";
    assert_eq!(
        traced(&listing),
        ["a.md#D1 done ~3", "a.md#D2 done ~5", "a.md#D3 done 10,~3", "a.md#D4 uncovered"]
    );
    // A missing file of a row that may be about something else.
    assert_eq!(traced(&listing.replace("==> z.py <==\n", "")).first().unwrap(), "a.md#D1 covered ~3");
}

#[test]
fn ids_are_those_of_the_plans_own_record_and_ranges_have_an_inside() {
    let other = record("D1 D2 D3 D4").replace("a.md", "b.md");
    let listing = record("D1 D2 D3 D4")
        + &other
        + &plan("", "| D4/x.py | modify | D1–D3, [D4](b.md) | n/a | |\n| x.py | modify | `D4` | n/a | |\n")
        + "==> x.py <==\n==> D4/x.py <==\n";
    let all = traced(&listing);
    assert_eq!(
        all[..4],
        ["a.md#D1 covered 5", "a.md#D2 covered 5", "a.md#D3 covered 5", "a.md#D4 uncovered"]
    );
    assert_eq!(
        all[4..],
        ["b.md#D1 uncovered", "b.md#D2 uncovered", "b.md#D3 uncovered", "b.md#D4 covered 5"]
    );
}

#[test]
fn a_plan_inside_its_record_speaks_in_its_own_section_only() {
    let listing = record("D1 D2").replace("# Record\n", "# Record\n\nD1 is what matters.\n")
        + "\n## Patch Plan\n\nThis is D2.\n\n| file | op | tests |\n|--|--|--|\n| x.py | modify | n/a |\n==> x.py <==\n";
    assert_eq!(traced(&listing), ["a.md#D1 uncovered", "a.md#D2 covered ~12"]);
}

#[test]
fn a_plan_for_another_repository_breaks_nothing() {
    let rows: String = (1..5).map(|at| format!("| far/{at}.py | modify | D{at} | n/a | done |\n")).collect();
    let all = traced(&(record("D1 D2 D3 D4") + &plan("", &rows)));
    assert_eq!(all[0], "a.md#D1 done 5");
}

#[test]
fn a_file_is_governed_by_rows_that_name_it_or_a_folder_around_it() {
    let rows = "| src/x.py | modify | a | tests/x.py | |\n| src/ | modify | b | tests/ | |\n| lib/y.py | add | c | n/a | |\n";
    with(&(record("D1") + &plan("", rows) + "==> src/x.py <==\n==> tests/x.py <==\n"), |project, _| {
        let rows = |path: &str| {
            let rows = governing(project, path).into_iter();
            rows.map(|(at, how)| format!("{} {how:?}", project.row(at).unwrap().line)).collect::<Vec<_>>()
        };
        assert_eq!(rows("src/x.py"), ["5 Named", "6 Above"]);
        assert_eq!(rows("src"), ["5 Inside", "6 Named"]);
        assert_eq!(rows("tests/x.py"), ["5 Test", "6 Above"]);
        assert_eq!(rows("lib"), ["7 Inside"]);
        assert_eq!(rows("sr"), [""; 0]);
    });
}
