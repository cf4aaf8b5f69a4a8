//! What schema files may say, what they may not, and how one is laid over another.

use super::file::SchemaFile;
use super::*;
use crate::yaml::read_file;

/// The schema of a text that may extend a built-in one, and what is wrong with it.
fn read(text: &str) -> (Schema, Vec<String>) {
    let (file, mut diagnostics) = read_file::<SchemaFile>(text);
    let base = file.extends.as_ref().and_then(|base| builtin_schema(&base.value));
    let (schema, more) = build(&file, text, base);
    diagnostics.extend(more);
    let line = |d: &crate::diagnostic::Diagnostic| {
        let help = d.help.as_deref().unwrap_or("-");
        let labels: String = d.labels.iter().map(|label| format!(" ({})", label.message)).collect();
        format!("{} [{}] {}{labels} | {help}", d.code, d.span.of(text), d.message)
    };
    (schema, diagnostics.iter().map(line).collect())
}

/// The schema of a text without mistakes.
fn sound(text: &str) -> Schema {
    let (schema, faults) = read(text);
    assert_eq!(faults, Vec::<String>::new(), "{text}");
    schema
}

/// What is wrong with `text`, which goes on after a name and a section.
fn faults(text: &str) -> Vec<String> {
    read(&format!("name: own\n{text}")).1
}

const OWN: &str = r#"
name: team-adr
titles: [Team Decision]
sections:
  - { id: options, heading: [Options, "/^considered options$/"], required: true }
  - id: next-steps
  - { id: risks, words: 90, item_words: 30 }
tables:
  - section: options
    columns:
      - { key: option, type: id, pattern: "^O\\d+$", unique: true }
      - { key: cost, type: enum, values: [low, Middle Class, high], closed: true }
      - { key: decided, type: date, required: false }
      - { key: see-also, type: references, header: [See], weak: [Link], filled: true }
      - { key: mood, type: enum, values: { good: [fine, "👍"], bad: [] } }
    rows: { max: 5 }
lists:
  - { section: risks, exact: $n, item: "{title}: {mitigation}" }
  - { section: next-steps, min: 1, max: 4 }
rules: { empty-section: off, risks: hint }
"#;

#[test]
fn a_kind_that_the_program_does_not_know_is_read_whole() {
    let schema = sound(OWN);
    assert_eq!((schema.name.as_str(), schema.family), ("team-adr", Family::Other));
    assert_eq!(schema.titles, ["team decision"]);
    let of = |heading: &str| {
        schema
            .section_for(&fold(heading))
            .and_then(|at| schema.sections.get(at))
            .map(|section| section.id.as_str())
    };
    assert_eq!(of("Considered Options:"), Some("options"));
    assert_eq!(of("All considered options"), None);
    assert_eq!(of("**Next steps**"), Some("next-steps"));
    let options = schema.section("options").unwrap();
    assert!(options.required && !schema.section("risks").unwrap().required);
    assert_eq!(schema.section("risks").unwrap().words, Some(Limit { value: 90, always: false }));
    assert_eq!(schema.section("risks").unwrap().item_words, Some(Limit { value: 30, always: false }));

    let table = schema.table("options").unwrap();
    assert_eq!((table.section.as_deref(), table.max_rows.map(|max| max.value)), (Some("options"), Some(5)));
    let keys: Vec<&str> = table.columns.iter().map(|column| column.key.as_str()).collect();
    assert_eq!(keys, ["option", "cost", "decided", "see-also", "mood"]);
    let option = table.column("option").unwrap();
    assert!(option.required && option.unique && option.pattern.as_ref().unwrap().is_match("O12"));
    let cost = table.column("cost").unwrap().values.as_ref().unwrap();
    assert!(cost.closed);
    assert_eq!(cost.exact("middle class").map(|known| known.rank), Some(1));
    let see = table.column("see-also").unwrap();
    assert_eq!(
        (see.headers.as_slice(), see.weak_headers.as_slice()),
        (&["see".to_owned(), "see-also".to_owned(), "see also".to_owned()][..], &["link".to_owned()][..])
    );
    assert!(see.filled && see.cell == CellType::References && !table.column("decided").unwrap().required);
    let mood = table.column("mood").unwrap().values.as_ref().unwrap();
    assert_eq!(mood.exact("Fine").map(|known| known.canonical), Some("good"));
    assert!(!mood.closed && mood.exact("bad").is_some());

    let [risks, steps] = schema.lists.as_slice() else { panic!("two lists") };
    assert_eq!((risks.exact, risks.item.as_deref()), (Some(Count::Stated), Some("{title}: {mitigation}")));
    assert_eq!((steps.exact, steps.min, steps.max), (None, Some(1), Some(4)));
    assert_eq!(
        schema.severities,
        [("empty-section".to_owned(), Level::Off), ("risks".to_owned(), Level::Hint)]
    );
}

#[test]
fn extending_changes_what_it_names_and_nothing_else() {
    let base = record();
    let of = |text: &str| sound(&format!("name: own\nextends: ddr\n{text}"));
    let plain = of("");
    assert_eq!((plain.name.as_str(), plain.family), ("own", Family::Record));
    assert_eq!(plain.sections.len(), base.sections.len());
    assert_eq!(plain.statuses, base.statuses);

    // A limit.
    let schema = of("tables: [{section: decisions, columns: [{key: statement, words: 12}]}]\n");
    let statement = |schema: &Schema| schema.table("decisions").unwrap().column("statement").unwrap().clone();
    assert_eq!(statement(&schema).words, Some(Limit { value: 12, always: false }));
    assert_eq!(statement(&schema).headers, statement(base).headers);
    assert!(statement(&schema).filled);
    assert_eq!(schema.table("decisions").unwrap().all_of, ["statement"]);

    // An alias, which comes first and leaves the others.
    let schema = of("tables: [{id: decisions, columns: [{key: statement, header: [Beschluss]}]}]\n");
    assert_eq!(statement(&schema).headers.first().map(String::as_str), Some("beschluss"));
    assert_eq!(statement(&schema).headers.len(), statement(base).headers.len() + 1);

    // A status, in its place in the order, known to the column too.
    let schema = of(
        "vocabulary: {statuses: {accepted: [ratified by board], piloted: [pilot], implemented: [done]}}\n",
    );
    let order: Vec<&str> = schema.statuses.canonical().take(3).collect();
    assert_eq!(order, ["proposed", "accepted", "piloted"]);
    let status = schema.table("decisions").unwrap().column("status").unwrap().values.clone().unwrap();
    assert_eq!(status.exact("Pilot").map(|known| known.canonical), Some("piloted"));
    assert_eq!(status.exact("Ratified by Board").map(|known| known.canonical), Some("accepted"));

    // A spelling that moves.
    let schema = of("vocabulary: {statuses: {accepted: [done]}}\n");
    assert_eq!(schema.statuses.exact("done").map(|known| known.canonical), Some("accepted"));
    assert_eq!(base.statuses.exact("done").map(|known| known.canonical), Some("implemented"));

    // A required section, one no longer required, and a new one in its place.
    let schema = of("sections: [{id: context, required: true}, {id: scope}, {id: risks, required: false}]\n");
    assert!(schema.section("context").unwrap().required && !schema.section("risks").unwrap().required);
    let ids: Vec<&str> = schema.sections.iter().map(|section| section.id.as_str()).collect();
    assert_eq!(ids.get(2..5).unwrap(), ["context", "scope", "options"]);
    assert!(schema.section("context").unwrap().headings.iter().any(|h| h.matches("background")));

    // A column, and one no longer optional.
    let schema = of(
        "tables: [{section: decisions, columns: [{key: cost, type: level}, {key: id, required: true}]}]\n",
    );
    let decisions = schema.table("decisions").unwrap();
    assert_eq!(
        decisions.columns.last().map(|column| (column.key.as_str(), column.required)),
        Some(("cost", true))
    );
    assert!(decisions.column("id").unwrap().required && decisions.column("id").unwrap().pattern.is_some());

    // A closed list, and another list.
    let schema = of(
        "tables: [{section: decisions, columns: [{key: status, closed: true}, {key: invariant, closed: true}]}]\n",
    );
    let status = schema.table("decisions").unwrap().column("status").unwrap().values.clone().unwrap();
    assert!(schema.statuses.closed && status.closed && schema.marks.closed && !base.statuses.closed);
    let schema =
        of("tables: [{section: decisions, columns: [{key: status, values: [live, dead], closed: true}]}]\n");
    let status = schema.table("decisions").unwrap().column("status").unwrap().values.clone().unwrap();
    assert_eq!(status.canonical().collect::<Vec<_>>(), ["live", "dead"]);
    assert!(status.closed && !schema.statuses.closed);

    // A list: the range takes the place of the exact number.
    let schema = of("lists: [{section: risks, min: 3}]\n");
    let [risks] = schema.lists.as_slice() else { panic!("one list") };
    assert_eq!((risks.exact, risks.min, risks.item.is_some()), (None, Some(3), true));
}

#[test]
fn mistakes_are_shown_at_their_place_with_a_way_out() {
    for (text, expected) in [
        ("sectoins: []\n", "DDR901 [sectoins] unknown key `sectoins` | did you mean `sections`?"),
        (
            "sections: [{id: a, requird: true}]\n",
            "DDR901 [requird] unknown key `requird` in an item of `sections` | did you mean `required`?",
        ),
        (
            "tables: [{section: a, columns: [{key: b, typ: id}]}]\nsections: [{id: a}]\n",
            "DDR901 [typ] unknown key `typ` in an item of `columns` | did you mean `type`?",
        ),
        (
            "tables: [{section: a, rows: {most: 3}}]\nsections: [{id: a}]\n",
            "DDR901 [most] unknown key `most` in `rows` | known keys: max",
        ),
        (
            "vocabulary: {status: [a]}\n",
            "DDR901 [status] unknown key `status` in `vocabulary` | did you mean `statuses`?",
        ),
        (
            "family: records\n",
            "DDR902 [records] `family` must be `record`, `plan` or `other`, not `records` | did you mean `record`?",
        ),
        (
            "sections: [{id: a, words: many}]\n",
            "DDR902 [many] `words` must be a whole number, not `many` | -",
        ),
        (
            "sections: [{heading: [A]}]\n",
            "DDR902 [{heading: [A]}] a section needs an `id` | add `id:` and a word",
        ),
        (
            "sections:\n  - heading: [A]\n    required: true\n",
            "DDR902 [heading] a section needs an `id` | add `id:` and a word",
        ),
        (
            "sections: [{id: a}, {id: b}, {id: a}]\n",
            "DDR902 [a] the section `a` is given twice (first here) | write it once",
        ),
        (
            "sections: [{id: a, heading: [\"/top(/\"]}]\n",
            "DDR902 [(] invalid pattern: unclosed group, at character 4 of it | -",
        ),
        (
            "sections: [{id: a, heading: ['/é[z-a]/']}]\n",
            "DDR902 [z-a] invalid pattern: invalid character class range, the start must be <= the end, at character 3 of it | -",
        ),
        (
            "sections: [{id: a, heading: ['/(a{1000}){1000}/']}]\n",
            "DDR902 ['/(a{1000}){1000}/'] the pattern is too large | lower the counts in braces",
        ),
        (
            "tables: [{columns: [{key: b}]}]\n",
            "DDR902 [{columns: [{key: b}]}] a table needs an `id` or a `section` | add `section:` and the id of a section",
        ),
        (
            "tables: [{id: b, columns: [{key: c}]}]\n",
            "DDR902 [b] nothing tells where the table `b` is found | give its `section`, or the columns that tell it in `all_of`",
        ),
        (
            "tables: [{section: rsks}]\nsections: [{id: risks}]\n",
            "DDR902 [rsks] unknown section `rsks` | did you mean `risks`?",
        ),
        (
            "tables: [{section: a}, {id: a, section: a}]\nsections: [{id: a}]\n",
            "DDR902 [a] the table `a` is given twice (first here) | write it once",
        ),
        (
            "tables: [{id: t, all_of: [stateme], columns: [{key: statement}, {key: id}], section: a}]\nsections: [{id: a}]\n",
            "DDR902 [stateme] unknown column `stateme` | did you mean `statement`?",
        ),
        (
            "tables: [{section: a, columns: [{type: id}]}]\nsections: [{id: a}]\n",
            "DDR902 [{type: id}] a column needs a `key` | add `key:` and a word",
        ),
        (
            "tables: [{section: a, columns: [{key: b}, {key: b}]}]\nsections: [{id: a}]\n",
            "DDR902 [b] the column `b` is given twice (first here) | write it once",
        ),
        (
            "tables: [{section: a, columns: [{key: b, type: enumm}]}]\nsections: [{id: a}]\n",
            "DDR902 [enumm] `type` must be `text`, `id`, `prose`, `enum`, `yes-no`, `path`, `op`, `budget`, `level`, `tests`, `references` or `date`, not `enumm` | did you mean `enum`?",
        ),
        (
            "tables: [{section: a, columns: [{key: b, type: enum}]}]\nsections: [{id: a}]\n",
            "DDR902 [b] the enum column `b` has no values | list them in `values`, or name a `vocabulary`",
        ),
        (
            "tables: [{section: a, columns: [{key: b, type: enum, values: []}]}]\nsections: [{id: a}]\n",
            "DDR902 [[]] an enum needs at least one value | list the words that a cell may hold",
        ),
        (
            "tables: [{section: a, columns: [{key: b, type: enum, values: low}]}]\nsections: [{id: a}]\n",
            "DDR902 [low] `values` must be a list of words, or a mapping from words to their spellings, not `low` | -",
        ),
        (
            "tables: [{section: a, columns: [{key: b, values: [c]}]}]\nsections: [{id: a}]\n",
            "DDR902 [[c]] only a column of type `enum` has `values` | add `type: enum`",
        ),
        (
            "tables: [{section: a, columns: [{key: b, vocabulary: levels}]}]\nsections: [{id: a}]\n",
            "DDR902 [levels] only a column of type `enum` names a `vocabulary` | add `type: enum`",
        ),
        (
            "tables: [{section: a, columns: [{key: b, type: enum, vocabulary: status}]}]\nsections: [{id: a}]\n",
            "DDR902 [status] `vocabulary` must be `statuses`, `row_statuses`, `operations`, `levels` or `marks`, not `status` | did you mean `statuses`?",
        ),
        (
            "tables: [{section: a, columns: [{key: b, type: enum, vocabulary: levels, values: [c]}]}]\nsections: [{id: a}]\n",
            "DDR902 [[c]] a column has either `values` or a `vocabulary`, not both | remove one of the two",
        ),
        (
            "tables: [{section: a, columns: [{key: b, closed: true}]}]\nsections: [{id: a}]\n",
            "DDR902 [true] `closed` speaks of a list of words, and the column has none | remove it, or give the column the type `enum`",
        ),
        (
            "tables: [{section: a, columns: [{key: b, pattern: \"^é\\\\d+)\"}]}]\nsections: [{id: a}]\n",
            "DDR902 [)] invalid pattern: unopened group, at character 6 of it | -",
        ),
        (
            "lists: [{exact: 3}]\n",
            "DDR902 [{exact: 3}] a list needs a `section` | add `section:` and the id of a section",
        ),
        (
            "lists: [{section: risk, exact: 3}]\nsections: [{id: risks}]\n",
            "DDR902 [risk] unknown section `risk` | did you mean `risks`?",
        ),
        ("lists: [{section: risks}]\n", "DDR902 [risks] unknown section `risks` | the schema has no section"),
        (
            "lists: [{section: a, exact: n}]\nsections: [{id: a}]\n",
            "DDR902 [n] `exact` must be a whole number or `$n`, not `n` | -",
        ),
        (
            "lists: [{section: a, exact: 3, max: 4}]\nsections: [{id: a}]\n",
            "DDR902 [4] a list has either an `exact` number or `min` and `max` | remove one of the two",
        ),
        (
            "lists: [{section: a, min: 5, max: 4}]\nsections: [{id: a}]\n",
            "DDR902 [5] `min` is 5, more than `max`, which is 4 | swap the two",
        ),
        (
            "lists: [{section: a}, {section: a}]\nsections: [{id: a}]\n",
            "DDR902 [a] the list of `a` is given twice (first here) | write it once",
        ),
        (
            "lists: [{section: a, item: \"{title: x\"}]\nsections: [{id: a}]\n",
            "DDR902 [\"{title: x\"] `{title: x` is no form of an item | put names in braces: `{title}: {mitigation}`",
        ),
        (
            "lists: [{section: a, item: plain}]\nsections: [{id: a}]\n",
            "DDR902 [plain] `plain` is no form of an item | put names in braces: `{title}: {mitigation}`",
        ),
        (
            "vocabulary: {levels: {low: [l], high: [L]}}\n",
            "DDR902 [L] `L` means both `low` and `high` (first here) | keep it under one word",
        ),
        (
            "rules: {risks: loud}\n",
            "DDR902 [loud] `risks` must be `error`, `warning`, `hint` or `off`, not `loud` | -",
        ),
        (
            "rules: {risks: warn}\n",
            "DDR902 [warn] `risks` must be `error`, `warning`, `hint` or `off`, not `warn` | did you mean `warning`?",
        ),
        ("a: [\n", "DDR904 [[] this bracket is never closed | -"),
    ] {
        let mut found = faults(text);
        // A text that is no YAML leaves no name either; settings do not build such a file.
        found.retain(|line| !line.contains("a schema needs a `name`"));
        assert_eq!(found, [expected], "{text}");
    }
}

#[test]
fn several_mistakes_are_all_reported_and_the_rest_holds() {
    let (schema, faults) =
        read("sections: [{id: a, wrds: 3}, {id: b, heading: [\"/(/\", B]}]\nlists: [{section: c}]\n");
    assert_eq!(
        faults,
        [
            "DDR901 [wrds] unknown key `wrds` in an item of `sections` | did you mean `words`?",
            "DDR902 [] a schema needs a `name` | add `name:` and a word",
            "DDR902 [(] invalid pattern: unclosed group, at character 1 of it | -",
            "DDR902 [c] unknown section `c` | known: a, b",
        ]
    );
    assert!(schema.section("b").unwrap().headings.iter().any(|heading| heading.matches("b")));
}

#[test]
fn unknown_rules_have_the_nearest_as_help() {
    let (file, _) = read_file::<SchemaFile>(
        "rules: {risk: hint, DDR56: off, nothing-like-it: off, unknown-status: error}\n",
    );
    let mut diagnostics = Vec::new();
    let names = file.rules.iter().flat_map(|rules| rules.0.iter().map(|(name, _)| name));
    check_selectors(names, &["risks", "DDR506", "unknown-status"], &mut diagnostics);
    let lines: Vec<String> = diagnostics
        .iter()
        .map(|d| format!("{} {} {} | {}", d.code, d.name, d.message, d.help.as_deref().unwrap_or("-")))
        .collect();
    assert_eq!(
        lines,
        [
            "DDR903 unknown-rule unknown rule `risk` | did you mean `risks`?",
            "DDR903 unknown-rule unknown rule `DDR56` | did you mean `DDR506`?",
            "DDR903 unknown-rule unknown rule `nothing-like-it` | `ddr rules` lists every code, name and group",
        ]
    );
}
