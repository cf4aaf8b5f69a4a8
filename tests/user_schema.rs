//! A schema of the user's own: a kind of document that no line of the Rust code knows, and built-in
//! kinds that `extends` changes. What is asked for is asked through the whole program: settings from
//! YAML, the document read, every rule run.

#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a panic in a test is a failing test")]

use ddr::check::{Active, Outcome, Selection, check_document};
use ddr::config::{Settings, load};
use ddr::project::Found;
use ddr::source::Source;

const EXPERIMENT_LOG: &str = r#"
name: experiment-log
sections:
  - { id: question, heading: ['/^(open )?questions?\b/'], required: true, words: 12 }
  - { id: runs, heading: [Runs], required: true }
  - { id: lessons, heading: [Lessons Learned, Lessons] }
tables:
  - section: runs
    rows: { max: 4 }
    columns:
      - { key: run, header: [Run ID], type: id, pattern: '^E-\d{2}$', unique: true }
      - key: result
        type: enum
        values: { confirmed: [held], refuted: ["no effect"], open: ["⏳"] }
        closed: true
      - { key: started, type: date }
      - { key: repeated, type: yes-no, required: false }
      - { key: follows, type: references, required: false }
      - { key: remark, type: prose, words: 6, required: false }
lists:
  - { section: lessons, exact: 3, item: "{what}: {change}" }
vocabulary:
  marks: { yes: [y, "✓"], no: [n] }
"#;

/// The log that every wrong one is made from; lines are counted from 1.
const LOG: &str = "\
# Kiln 2: glaze temperatures

## Open question

Does a slower ramp give fewer cracks?

## Runs

| Run ID | Result | Started | Repeated | Follows | Remark |
|--------|--------|---------|----------|---------|--------|
| E-01 | Confirmed | 2026-02-27 | yes | | cone 6, slow ramp |
| E-02 | no effect | 2026-02-28 | N | E-01 | |
| E-03 | ⏳ | 2028-02-29 | ✓ | E-01, E-02 | waits for clay |

## Lessons learned

1. Ramps: start one hour earlier
2. Cones: put one on each shelf
3. Clay: weigh it wet
";

fn settings(schema: &str, kind: &str) -> Settings {
    let config = format!("schemas: [own.yaml]\nkinds: {{ \"docs/**\": {kind} }}\n");
    let loader = |path: &str| match path {
        "own.yaml" => Ok(schema.to_owned()),
        path => Err(format!("{path} is none of this test's files")),
    };
    let loaded = load("ddr.yaml", &config, &loader, &[]);
    let faults: Vec<_> = loaded.files.iter().flat_map(|(_, diagnostics)| diagnostics).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    loaded.settings
}

fn check(settings: &Settings, path: &str, text: &str) -> Outcome {
    let active = Active::new(settings, &Selection::default());
    check_document(Source::new(path, text), settings, &active, &|_| Found::Unknown)
}

/// `LINE CODE` of everything that is said.
fn said(outcome: &Outcome) -> Vec<String> {
    let line = |at: usize| outcome.source.line(at);
    outcome.diagnostics.iter().map(|d| format!("{} {}", line(d.span.start), d.code)).collect()
}

fn of_log(text: &str) -> Vec<String> {
    said(&check(&settings(EXPERIMENT_LOG, "experiment-log"), "docs/kiln.md", text))
}

#[test]
fn a_right_document_of_a_kind_of_its_own_gets_nothing() {
    let other_order = "\
Setext Log
==========

**Questions:**

Which glaze?

RUNS
----

Started | run | RESULT
--- | --- | ---
2026-01-05 | E-10 | **open**
2026-01-06 | E-11 | held (twice)
";
    let quiet = "# Log\n\n## Question (≤40 words)\n\nOne two three four five six seven eight nine ten eleven \
                 twelve thirteen?\n\n## 2. Runs\n\n| Run ID | Result | Started |\n|-|-|-|\n\n## Appendix\n\nAny text.\n";
    for text in [LOG, &LOG.replace('\n', "\r\n"), &format!("\u{feff}{LOG}"), other_order, quiet] {
        let outcome = check(&settings(EXPERIMENT_LOG, "experiment-log"), "docs/kiln.md", text);
        assert_eq!(outcome.kind.as_deref(), Some("experiment-log"), "{text}");
        assert_eq!(said(&outcome), Vec::<String>::new(), "{text}\n{:#?}", outcome.diagnostics);
    }
}

/// What is changed in the right document, and everything that is to be said about it.
const WRONG: &[(&str, &str, &[&str])] = &[
    // The pattern, the list of words, the date: DDR107, at the row.
    ("| E-02 |", "| E2 |", &["12 DDR107"]),
    ("| E-01 | Confirmed", "| E-001 | Confirmed", &["11 DDR107"]),
    ("| no effect |", "| inconclusive |", &["12 DDR107"]),
    ("| Confirmed |", "| Confirmd |", &["11 DDR107"]),
    ("2026-02-28", "2026-02-30", &["12 DDR107"]),
    ("2026-02-28", "28.02.2026", &["12 DDR107"]),
    ("2028-02-29", "2027-02-29", &["13 DDR107"]),
    ("| yes |", "| sometimes |", &["11 DDR107"]),
    ("| E-01, E-02 |", "| the one before |", &["13 DDR107"]),
    ("| ⏳ | 2028-02-29 |", "| maybe | soon |", &["13 DDR107", "13 DDR107"]),
    // No two rows of one name, however it is marked.
    ("| E-02 |", "| `E-01` |", &["12 DDR108"]),
    // Six words in a remark.
    ("waits for clay", "waits for clay that nobody has ordered", &["13 DDR109"]),
    ("| Remark |", "| Remark (≤3 words) |", &["11 DDR109"]),
    // Four rows.
    (
        "\n## Lessons",
        "| E-04 | open | 2028-03-01 | | | |\n| E-05 | open | 2028-03-02 | | | |\n\n## Lessons",
        &["15 DDR110"],
    ),
    // Sections that must be there.
    ("## Open question", "## Background", &["1 DDR010"]),
    ("## Runs", "## Trials", &["1 DDR010"]),
    // Columns that must be there.
    ("| Started |", "| When |", &["9 DDR104"]),
    // Twelve words of a question; the document's own limit wins.
    ("fewer cracks?", "fewer cracks than the quick one that we have used?", &["3 DDR019"]),
    ("## Open question", "## Open question (≤5 words)", &["3 DDR019"]),
    // Three lessons, each a thing and a change.
    ("3. Clay: weigh it wet\n", "", &["15 DDR017"]),
    ("3. Clay: weigh it wet\n", "3. Clay: weigh it wet\n4. Salt: less\n", &["15 DDR017"]),
    ("2. Cones: put one on each shelf", "2. Put a cone on each shelf", &["18 DDR018"]),
];

#[test]
fn each_demand_of_the_schema_is_heard_where_it_is_not_met() {
    let mut faults = Vec::new();
    for (right, wrong, wanted) in WRONG {
        assert!(LOG.contains(right), "{right}");
        let text = LOG.replacen(right, wrong, 1);
        let got = of_log(&text);
        if got != *wanted {
            faults.push(format!("{right:?} → {wrong:?}\n  wanted {wanted:?}\n  got    {got:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_one_kind_asks_is_not_asked_of_other_files() {
    let settings = settings(EXPERIMENT_LOG, "experiment-log");
    let wrong = LOG.replace("E-02", "E2");
    let outcome = check(&settings, "notes/kiln.md", &wrong);
    assert_eq!((outcome.kind.as_deref(), said(&outcome)), (None, Vec::new()));
}

/// A record that the built-in schema is content with.
const RECORD: &str = "\
# Design Decision Record: tiles

## Summary

Tiles are kept on disk.

## Decisions

| ID | Statement | Rationale | Status |
|----|-----------|-----------|--------|
| D1 | Keep tiles on disk for a week | Memory is dear | Accepted |

## Risks

1. Disks fill: remove old tiles
";

fn of_record(schema: &str) -> Vec<String> {
    said(&check(&settings(schema, "own"), "docs/a.md", RECORD))
}

fn own(text: &str) -> String {
    format!("name: own\nextends: ddr\n{text}")
}

#[test]
fn each_change_to_a_built_in_kind_changes_what_is_said() {
    let none = Vec::<String>::new();
    assert_eq!(of_record(&own("")), none);
    let mut faults = Vec::new();
    for (change, wanted) in [
        // A limit.
        ("tables: [{section: decisions, columns: [{key: statement, words: 5}]}]", "11 DDR114"),
        ("tables: [{section: decisions, columns: [{key: rationale, words: 2}]}]", "11 DDR115"),
        ("sections: [{id: summary, words: 3}]", "5 DDR202"),
        // A required section, a required column.
        ("sections: [{id: context, required: true}]", "1 DDR010"),
        ("tables: [{section: decisions, columns: [{key: invariant, required: true}]}]", "9 DDR104"),
        // A list of words that is closed, without the word that is used.
        (
            "tables: [{section: decisions, columns: [{key: status, values: [final], closed: true}]}]",
            "11 DDR117",
        ),
        // A pattern.
        ("tables: [{section: decisions, columns: [{key: id, pattern: '^ADR-'}]}]", "11 DDR113"),
        // A column of its own.
        ("tables: [{section: decisions, columns: [{key: rationale, type: date}]}]", "11 DDR107"),
        // A list.
        ("lists: [{section: risks, exact: 2, item: '{title}: {mitigation}'}]", "13 DDR017"),
    ] {
        let got = of_record(&own(change));
        if got != [wanted] {
            faults.push(format!("{change}: wanted {wanted}, got {got:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    // What is asked for less is heard less.
    let without_risks = RECORD.split("## Risks").next().unwrap();
    let heard = |schema: &str| said(&check(&settings(schema, "own"), "docs/a.md", without_risks));
    assert_eq!(heard(&own("")), ["1 DDR010"]);
    assert_eq!(heard(&own("sections: [{id: risks, required: false}]")), none);
}

#[test]
fn changed_words_change_what_is_understood() {
    let shown = |change: &str, text: &str| {
        let settings = settings(&own(change), "own");
        let source = Source::new("docs/a.md", text);
        let syntax = ddr::syntax::parse(&source.text, source.start());
        let schemas = ddr::model::Schemas {
            record: settings.record_schema(),
            plan: settings.plan_schema(),
            assigned: settings.kind_of("docs/a.md"),
        };
        let document = ddr::model::read(&source, &syntax, &schemas).unwrap();
        ddr::render::show::document(&document, "docs/a.md")
    };
    // An alias of a column.
    let other = RECORD.replace("Statement", "Beschluss");
    assert_eq!(shown("", &other).decisions[0].statement, None);
    let alias = "tables: [{section: decisions, columns: [{key: statement, header: [Beschluss]}]}]";
    let statement = shown(alias, &other).decisions[0].statement.clone();
    assert_eq!(statement.as_deref(), Some("Keep tiles on disk for a week"));
    // A status.
    let other = RECORD.replace("Accepted", "Abgenickt");
    let status = |change: &str| shown(change, &other).decisions[0].status.as_ref().unwrap().canonical.clone();
    assert_eq!(status(""), None);
    assert_eq!(status("vocabulary: {statuses: {accepted: [abgenickt]}}").as_deref(), Some("accepted"));
    // The name of a section.
    let other = RECORD.replace("## Summary", "## Worum es geht");
    assert!(shown("", &other).summary.is_none());
    let summary = shown("sections: [{id: summary, heading: [Worum es geht]}]", &other).summary.unwrap();
    assert_eq!(summary.words, 5);
}

#[test]
fn a_schema_turns_rules_on_and_off_and_the_settings_win_over_it() {
    let text = "# Design Decision Record: a\n\n## Risks\n\n1. Fire: doors\n\n## Summary\n\nAll of it.\n\n## Decisions\n\n| ID | Statement |\n|--|--|\n| D1 | a |\n| D1 | b |\n";
    let codes = |rules: &str, config: &str, selection: &Selection| -> Vec<&'static str> {
        let schema = format!("name: own\nextends: ddr\nrules: {rules}\n");
        let yaml = format!("schemas: [own.yaml]\nkinds: {{ \"docs/**\": own }}\nrules: {config}\n");
        let known = ["misordered-section", "duplicate-decision-id"];
        let loaded = load("ddr.yaml", &yaml, &|_| Ok(schema.clone()), &known);
        assert!(!loaded.has_mistakes(), "{:#?}", loaded.files);
        let active = Active::new(&loaded.settings, selection);
        let source = Source::new("docs/a.md", text);
        let outcome = check_document(source, &loaded.settings, &active, &|_| Found::Missing);
        let codes = outcome.diagnostics.iter().map(|diagnostic| diagnostic.code);
        codes.filter(|code| ["DDR011", "DDR112"].contains(code)).collect()
    };
    let nothing = Selection::default();
    let asked = |rule: &str| Selection { extend_select: vec![rule.into()], ..Selection::default() };
    assert_eq!(codes("{}", "{}", &nothing), ["DDR112"]);
    assert_eq!(codes("{ misordered-section: hint }", "{}", &nothing), ["DDR011", "DDR112"]);
    assert_eq!(codes("{ misordered-section: hint }", "{ misordered-section: off }", &nothing), ["DDR112"]);
    assert!(codes("{ duplicate-decision-id: off }", "{}", &nothing).is_empty());
    assert_eq!(
        codes("{ duplicate-decision-id: off }", "{ duplicate-decision-id: error }", &nothing),
        ["DDR112"]
    );
    assert_eq!(codes("{ duplicate-decision-id: off }", "{}", &asked("DDR112")), ["DDR112"]);
    let ignored = Selection { ignore: vec!["decisions".into()], ..asked("DDR112") };
    assert!(codes("{}", "{}", &ignored).is_empty());
}
