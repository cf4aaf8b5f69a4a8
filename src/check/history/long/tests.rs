use super::*;
use crate::check::history::{history, whole};
use crate::check::{Active, Selection};
use crate::config::Settings;
use proptest::prelude::*;

/// A record with a risk table beside its decisions.
fn record(rows: &[String]) -> String {
    format!(
        "# Parcels\n\n## Summary\n\nHow parcels are kept.\n\n## Decisions\n\n| ID | Statement | Rationale | Status | Invariant? |\n|--|--|--|--|--|\n{}\n## Top-2 Risks\n\n1. The disk is full: alert early\n2. The clock is wrong: use one source\n",
        rows.concat()
    )
}

fn row(id: usize) -> String {
    format!(
        "| D{id} | Keep part {id} of every parcel no longer than {id} days | Measured | accepted | No |\n"
    )
}

/// What `ask` says of states that follow each other, the newest first.
fn asked<T>(texts: &[String], ask: impl Fn(&[Version<'_>], &[Step]) -> T) -> T {
    let sources: Vec<Source> = texts.iter().map(|text| Source::new("a.md", text.as_str())).collect();
    let (settings, selection) = (Settings::default(), Selection::default());
    let active = Active::new(&settings, &selection);
    let version = |source| Version { path: "a.md", source, settings: &settings, active: &active };
    let versions: Vec<Version<'_>> = sources.iter().map(version).collect();
    let step = |at: usize| Step { before: Some(at + 1), after: Some(at) };
    ask(&versions, &(0..texts.len() - 1).map(step).collect::<Vec<_>>())
}

/// How many of the groups of steps excerpts tell.
fn told(texts: &[String]) -> usize {
    asked(texts, |versions, steps| {
        let long = Long::among(versions).unwrap();
        steps.chunks(TOGETHER).filter(|group| long.told(versions, group).is_some()).count()
    })
}

fn same(texts: &[String]) {
    let [short, long] = [history, whole].map(|ask| asked(texts, |a, b| format!("{:#?}", ask(a, b))));
    assert_equal(&short, &long);
}

fn assert_equal(short: &str, long: &str) {
    let differs = short.lines().zip(long.lines()).position(|(a, b)| a != b);
    assert!(
        short == long,
        "{:?}\n{short}\n--- but from the whole texts ---\n{long}",
        differs.map(|at| (short.lines().nth(at), long.lines().nth(at)))
    );
}

#[test]
fn excerpts_tell_what_is_edited_added_and_removed() {
    let rows: Vec<String> = (0..40).map(row).collect();
    let mut texts = vec![record(&rows)];
    for at in 0..12 {
        let mut rows: Vec<String> = rows.clone();
        match at % 4 {
            0 => rows[at * 3] = rows[at * 3].replace("accepted", "proposed"),
            1 => rows.push(row(100 + at)),
            2 => drop(rows.remove(at + 7)),
            _ => rows.swap(at, at + 20),
        }
        texts.push(record(&rows).replace("are kept", &format!("are kept {at}")));
    }
    assert_eq!(told(&texts), 3);
    same(&texts);
}

#[test]
fn rows_that_may_matter_to_others_are_asked() {
    let rows: Vec<String> = (0..40).map(row).collect();
    let text = record(&rows);
    let with = |change: &dyn Fn(usize) -> String| -> Vec<String> { (0..9).map(change).collect() };
    let edited = |at: usize| text.replacen(" 3 days", &format!(" 3{at} days"), 1);
    for (why, texts) in [
        (
            "an id comes that another row has",
            with(&|at| {
                format!(
                    "{}| D7 | Other {at} | | proposed | No |\n",
                    edited(at).split("\n## Top").next().unwrap()
                )
            }),
        ),
        (
            "a row speaks of another",
            with(&|at| text.replacen("| Measured", &format!("| Supersedes D{at}"), 1)),
        ),
        (
            "the table stands in a quote",
            with(&|at| edited(at).lines().map(|line| format!("> {line}\n")).collect()),
        ),
        ("the table is code", with(&|at| edited(at).replace("| ID", "```\n| ID"))),
        ("files are named", with(&|at| edited(at).replace("Rationale", "File"))),
        ("a row holds a word of a template", with(&|at| edited(at).replacen("Measured", "…", 9))),
        ("there are no ids", with(&|at| edited(at).replace("| ID", "| Name"))),
        ("line endings are others", with(&|at| edited(at).replace('\n', "\r\n"))),
        ("the table stands in the summary", with(&|at| edited(at).replace("## Decisions\n\n", ""))),
    ] {
        let told = asked(&texts, |versions, steps| {
            Long::among(versions)
                .is_some_and(|long| steps.chunks(TOGETHER).any(|group| long.told(versions, group).is_some()))
        });
        assert!(!told, "{why}");
        same(&texts);
    }
}

#[derive(Debug, Clone)]
enum Edit {
    Word(usize, &'static str),
    Id(usize, usize),
    Status(usize, &'static str),
    Add(usize, usize),
    Copy(usize, usize),
    Drop(usize),
    Swap(usize, usize),
    Put(usize, &'static str),
    Text(&'static str, &'static str),
}

fn edit() -> impl Strategy<Value = Edit> {
    let (at, to) = (0..24_usize, 0..24_usize);
    let words = prop::sample::select(vec![
        "weeks",
        "supersedes D3",
        "…",
        "[x](y.md)",
        "`a|b`",
        "<!-- ddr:ignore -->",
        "{{name}}",
        "*so* many",
        "",
    ]);
    let lines = prop::sample::select(vec![
        "| **Store** | | | | |\n",
        "| Total | | 3 | | |\n",
        "\n",
        "words\n",
        "  | D3 | x | y | accepted | yes |\n",
        "<<<<<<< HEAD\n",
        "| D3 |\n",
        "|--|--|--|--|--|\n",
        "| ID | Statement | Rationale | Status | Invariant? |\n",
        "\n| ID | Statement | Rationale | Status | Invariant? |\n|--|--|--|--|--|\n",
        "> | D5 | q | r | accepted | no |\n",
        "| **D4** | a | b | accepted | yes | more |\n",
        "```\n",
        "| d-5 | Keep it | | done | |",
        "| [D6](d6.md) | x | | | |\n",
    ]);
    let texts = prop::sample::select(vec![
        ("## Decisions", "## Options"),
        ("Statement", "Decision"),
        ("| Status", "| State"),
        ("| ID", "| No."),
        ("# Parcels", "# Parcels template"),
        ("are kept", "go"),
        ("Top-2", "Top-3"),
        ("## Decisions", "- a list\n\n## Decisions"),
        ("Rationale", "File"),
        ("Rationale", "Action"),
        ("\n## Top", "\n\u{a0}\n## Top"),
    ]);
    prop_oneof![
        4 => (at.clone(), words).prop_map(|(at, word)| Edit::Word(at, word)),
        2 => (at.clone(), to.clone()).prop_map(|(at, id)| Edit::Id(at, id)),
        2 => (at.clone(), prop::sample::select(vec!["proposed", "rejected", "done", "?"])).prop_map(|(at, word)| Edit::Status(at, word)),
        2 => (at.clone(), 0..60_usize).prop_map(|(at, id)| Edit::Add(at, id)),
        1 => (at.clone(), to.clone()).prop_map(|(at, to)| Edit::Copy(at, to)),
        2 => at.clone().prop_map(Edit::Drop),
        1 => (at.clone(), to).prop_map(|(at, to)| Edit::Swap(at, to)),
        1 => (at, lines).prop_map(|(at, line)| Edit::Put(at, line)),
        1 => texts.prop_map(|(old, new)| Edit::Text(old, new)),
    ]
}

/// The states that edits lead to. What is put beside the rows stays for one state.
fn states(edits: &[Edit]) -> Vec<String> {
    let mut rows: Vec<String> = (0..24).map(row).collect();
    let mut states = vec![record(&rows)];
    for edit in edits {
        let count = rows.len();
        let at = |at: usize| at % count;
        let mut once = rows.clone();
        let mut text = None;
        match edit {
            Edit::Word(row, word) => rows[at(*row)] = rows[at(*row)].replace("days", word),
            Edit::Id(row, id) => {
                let rest = rows[at(*row)].split_once(" | ").map_or("", |it| it.1).to_owned();
                rows[at(*row)] = format!("| D{id} | {rest}");
            }
            Edit::Status(row, word) => rows[at(*row)] = rows[at(*row)].replace("accepted", word),
            Edit::Add(to, id) => rows.insert(at(*to), row(*id)),
            Edit::Copy(from, to) => {
                let copy = rows[at(*from)].clone();
                rows.insert(at(*to), copy);
            }
            Edit::Drop(row) => {
                if count > 2 {
                    rows.remove(at(*row));
                }
            }
            Edit::Swap(a, b) => rows.swap(at(*a), at(*b)),
            Edit::Put(to, line) => {
                once.insert(at(*to), (*line).to_owned());
                text = Some(record(&once));
            }
            Edit::Text(old, new) => text = Some(record(&once).replace(old, new)),
        }
        states.push(text.unwrap_or_else(|| record(&rows)));
    }
    states
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn excerpts_tell_what_whole_states_do(edits in prop::collection::vec(edit(), 5..14)) {
        same(&states(&edits));
    }
}

#[test]
fn an_id_is_told_apart_as_it_is_written() {
    let ids = ["d1", "adr_2", "d1.5"].map(str::to_owned);
    for (cell, is_other) in [
        ("D2", true),
        ("", true),
        ("`D2`", true),
        ("**D-2**", true),
        ("ADR_3", true),
        ("D 15", true),
        ("D1", false),
        ("d-1", false),
        ("**D1**", false),
        ("`#D1`", false),
        ("ADR_2", false),
        ("D1.5", false),
        ("_D2_", false),
        ("D&#50;", false),
        ("D\\2", false),
        ("a _b_", false),
        ("~~D2~~", false),
    ] {
        assert_eq!(is_other_id(cell, &ids), is_other, "{cell}");
    }
}
