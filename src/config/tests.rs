//! What `ddr.yaml` may say, what it may not, and how files join.

use super::{Loaded, Settings, load};
use crate::schema::{Family, Level, Limit, builtin_names, level_of};

const RULES: &[&str] =
    &["DDR114", "DDR506", "statement-too-long", "untested-risk", "unknown-status", "risks"];

/// Loads the `ddr.yaml` at `path` among files.
fn load_at(path: &str, files: &[(&str, &str)]) -> Loaded {
    let find =
        |wanted: &str| files.iter().find(|(path, _)| *path == wanted).map(|(_, text)| (*text).to_owned());
    let loader = |wanted: &str| find(wanted).ok_or_else(|| "no such file".to_owned());
    load(path, &find(path).unwrap(), &loader, RULES)
}

/// Every mistake: path, code, text underlined, message, labels, help.
fn faults(loaded: &Loaded) -> Vec<String> {
    let lines = |(source, diagnostics): &(crate::source::Source, Vec<crate::diagnostic::Diagnostic>)| {
        let line = |d: &crate::diagnostic::Diagnostic| {
            let help = d.help.as_deref().unwrap_or("-");
            format!("{} {} [{}] {} | {help}", source.path, d.code, source.slice(d.span), d.message)
        };
        diagnostics.iter().map(line).collect::<Vec<_>>()
    };
    loaded.files.iter().flat_map(lines).collect()
}

fn sound(files: &[(&str, &str)]) -> Settings {
    let loaded = load_at("ddr.yaml", files);
    assert_eq!(faults(&loaded), Vec::<String>::new());
    assert!(!loaded.has_mistakes());
    loaded.settings
}

fn own(text: &str) -> Settings {
    sound(&[("ddr.yaml", text)])
}

#[test]
fn without_a_file_the_built_in_schemas_hold_and_everything_is_included() {
    let settings = Settings::default();
    assert!(settings.included("any/where.md") && settings.kind_of("docs/a.md").is_none());
    assert_eq!(settings.record_schema().name, "ddr");
    assert_eq!(settings.plan_schema().name, "patch-plan");
    for name in builtin_names() {
        assert_eq!(settings.schema(name).map(|schema| schema.name.as_str()), Some(*name));
    }
    assert!(
        settings.rules.is_empty()
            && level_of(&settings.rules, "DDR114", "statement-too-long", "decisions").is_none()
    );
    assert_eq!(own("").record_schema().sections.len(), settings.record_schema().sections.len());
}

#[test]
fn every_key_is_taken_over() {
    let text = r#"
include: ["docs/**/*.md"]
exclude: ["docs/archive/**"]
kinds: { "docs/design/*.md": ddr, "docs/plans/*.md": patch-plan, "docs/adr/*.md": team-adr, "README.md": ddr }
schemas: ["schemas/team-adr.yaml"]
rules: { unknown-status: error, risks: hint, DDR506: off }
limits: { statement_words: 11, rationale_words: 12, summary_words: 13, decisions: 14, entries: 15, note_words: 16 }
vocabulary: { statuses: { accepted: [sealed] } }
prefixes: ["services/api"]
change: { main: trunk, ignore: ["CHANGELOG.md", "*.lock"] }
readme: { files: [README.md] }
templates: docs/templates
report: { source_url: "https://example.org/{rev}/{path}#L{line}" }
baseline: ddr-baseline.json
"#;
    let schema = "name: team-adr\nextends: ddr\n";
    let settings = sound(&[("ddr.yaml", text), ("schemas/team-adr.yaml", schema)]);
    let kind = |path: &str| settings.kind_of(path).map(|schema| schema.name.as_str());
    assert_eq!(kind("docs/design/a.md"), Some("ddr"));
    assert_eq!(kind("docs/plans/a.md"), Some("patch-plan"));
    assert_eq!(kind("docs/adr/a.md"), Some("team-adr"));
    assert_eq!(kind("docs/design/deep/a.md"), None);
    assert!(settings.included("docs/x/a.md") && !settings.included("docs/archive/a.md"));
    assert!(!settings.included("CONTRIBUTING.md") && settings.included("README.md"));
    assert_eq!(level_of(&settings.rules, "DDR117", "unknown-status", "decisions"), Some(Level::Error));
    assert_eq!(level_of(&settings.rules, "DDR301", "wrong-risk-count", "risks"), Some(Level::Hint));
    assert_eq!(level_of(&settings.rules, "DDR506", "untested-risk", "plan"), Some(Level::Off));
    assert_eq!(level_of(&settings.rules, "DDR114", "statement-too-long", "decisions"), None);

    for schema in [settings.record_schema(), settings.schema("team-adr").unwrap()] {
        let limit = |value| Some(Limit { value, always: true });
        let decisions = schema.table("decisions").unwrap();
        assert_eq!(decisions.column("statement").unwrap().words, limit(11));
        assert_eq!(decisions.column("rationale").unwrap().words, limit(12));
        assert_eq!(schema.section("summary").unwrap().words, limit(13));
        assert_eq!(decisions.max_rows, limit(14));
        assert_eq!(schema.section("notes").unwrap().item_words, limit(16));
        let status = decisions.column("status").unwrap().values.as_ref().unwrap();
        assert_eq!(status.exact("Sealed").map(|known| known.canonical), Some("accepted"));
    }
    assert_eq!(
        settings.plan_schema().table("plan").unwrap().max_rows,
        Some(Limit { value: 15, always: true })
    );

    assert_eq!(settings.prefixes, ["services/api"]);
    assert_eq!(settings.main_branch.as_deref(), Some("trunk"));
    assert!(settings.ignores_change("a/Cargo.lock") && !settings.ignores_change("src/main.rs"));
    assert_eq!(settings.readme_files, ["README.md"]);
    assert_eq!(settings.templates.as_deref(), Some("docs/templates"));
    assert_eq!(settings.source_url.as_deref(), Some("https://example.org/{rev}/{path}#L{line}"));
    assert_eq!(settings.baseline.as_deref(), Some("ddr-baseline.json"));
}

#[test]
fn a_limit_that_is_not_given_stays_that_of_the_schema() {
    let settings = own("limits: {summary_words: 90}\n");
    let decisions = settings.record_schema().table("decisions").unwrap();
    assert_eq!(decisions.column("statement").unwrap().words, Some(Limit { value: 20, always: false }));
    assert_eq!(decisions.max_rows, None);
}

#[test]
fn the_last_glob_counts_and_names_win_over_groups() {
    let settings = own("kinds: {\"docs/*.md\": ddr, \"docs/p*.md\": patch-plan}\n");
    assert_eq!(settings.kind_of("docs/plan.md").map(|schema| schema.family), Some(Family::Plan));
    assert_eq!(settings.kind_of("docs/a.md").map(|schema| schema.family), Some(Family::Record));
    let settings = own("rules: {untested-risk: error, risks: off}\n");
    assert_eq!(level_of(&settings.rules, "DDR506", "untested-risk", "risks"), Some(Level::Error));
}

#[test]
fn a_parent_holds_where_the_child_is_silent() {
    let parent = "rules: {risks: off, unknown-status: off}\nlimits: {decisions: 3, entries: 4}\nprefixes: [a]\nkinds: {\"*.md\": ddr}\nschemas: [schemas/own.yaml]\nexclude: [x]\n";
    for key in ["extend", "extends"] {
        let child = format!(
            "{key}: ../../ddr.yaml\nrules: {{unknown-status: error}}\nlimits: {{decisions: 5}}\nprefixes: []\nkinds: {{\"p.md\": own}}\n"
        );
        let files =
            [("ddr.yaml", parent), ("services/api/ddr.yaml", &child), ("schemas/own.yaml", "name: own\n")];
        let loaded = load_at("services/api/ddr.yaml", &files);
        assert_eq!(faults(&loaded), Vec::<String>::new());
        let paths: Vec<&str> = loaded.files.iter().map(|(source, _)| source.path.as_str()).collect();
        assert_eq!(paths, ["services/api/ddr.yaml", "ddr.yaml", "schemas/own.yaml"]);
        let settings = loaded.settings;
        assert_eq!(level_of(&settings.rules, "-", "unknown-status", "-"), Some(Level::Error));
        assert_eq!(level_of(&settings.rules, "-", "-", "risks"), Some(Level::Off));
        let decisions = settings.record_schema().table("decisions").unwrap();
        assert_eq!(decisions.max_rows.map(|max| max.value), Some(5));
        assert_eq!(settings.plan_schema().table("plan").unwrap().max_rows.map(|max| max.value), Some(4));
        assert!(settings.prefixes.is_empty() && !settings.included("x/a.md"));
        assert_eq!(settings.kind_of("p.md").map(|schema| schema.name.as_str()), Some("own"));
        assert_eq!(settings.kind_of("q.md").map(|schema| schema.name.as_str()), Some("ddr"));
    }
}

#[test]
fn schemas_extend_each_other_in_any_order_and_may_replace_a_built_in() {
    let settings = sound(&[
        ("ddr.yaml", "schemas: [c.yaml, a.yaml, b.yaml]\n"),
        ("a.yaml", "name: ddr\nextends: ddr\nsections: [{id: context, required: true}]\n"),
        ("b.yaml", "name: b\nextends: ddr\nsections: [{id: scope, required: true}]\n"),
        ("c.yaml", "name: c\nextends: b\nsections: [{id: scope, required: false}]\n"),
    ]);
    assert!(settings.record_schema().section("context").unwrap().required);
    let b = settings.schema("b").unwrap();
    assert!(b.section("context").unwrap().required && b.section("scope").unwrap().required);
    let c = settings.schema("c").unwrap();
    assert!(c.section("context").unwrap().required && !c.section("scope").unwrap().required);
    assert_eq!((c.family, c.name.as_str()), (Family::Record, "c"));
}

#[test]
fn mistakes_are_shown_at_their_place_with_a_way_out() {
    for (text, expected) in [
        ("inclde: []\n", "ddr.yaml DDR901 [inclde] unknown key `inclde` | did you mean `include`?"),
        (
            "limits: {statement-words: 20}\n",
            "ddr.yaml DDR901 [statement-words] unknown key `statement-words` in `limits` | did you mean `statement_words`?",
        ),
        (
            "limits: {words: 20}\n",
            "ddr.yaml DDR901 [words] unknown key `words` in `limits` | known keys: statement_words, rationale_words, summary_words, note_words, decisions, entries",
        ),
        (
            "change: {branch: main}\n",
            "ddr.yaml DDR901 [branch] unknown key `branch` in `change` | known keys: main, ignore",
        ),
        (
            "limits: {decisions: 8 rows}\n",
            "ddr.yaml DDR902 [8 rows] `decisions` must be a whole number, not `8 rows` | -",
        ),
        (
            "include: docs\n",
            "ddr.yaml DDR902 [docs] `include` must be a list, not `docs` | put it in brackets: [docs]",
        ),
        (
            "exclude: [\"docs/[a\"]\n",
            "ddr.yaml DDR902 [\"docs/[a\"] invalid glob `docs/[a`: unclosed character class; missing ']' | -",
        ),
        (
            "kinds: {\"!a\": ddr}\n",
            "ddr.yaml DDR902 [\"!a\"] invalid glob `!a`: a glob cannot be negated with `!` | -",
        ),
        (
            "change: {ignore: [\"../x\"]}\n",
            "ddr.yaml DDR902 [\"../x\"] invalid glob `../x`: a glob cannot leave the project with `..` | -",
        ),
        ("kinds: {\"*.md\": drr}\n", "ddr.yaml DDR902 [drr] unknown schema `drr` | did you mean `ddr`?"),
        (
            "kinds: {\"*.md\": patchplan}\n",
            "ddr.yaml DDR902 [patchplan] unknown schema `patchplan` | did you mean `patch-plan`?",
        ),
        (
            "kinds: {\"*.md\": nygard}\n",
            "ddr.yaml DDR902 [nygard] unknown schema `nygard` | known: ddr, patch-plan; list the file of another under `schemas`",
        ),
        (
            "rules: {untested-risks: error}\n",
            "ddr.yaml DDR903 [untested-risks] unknown rule `untested-risks` | did you mean `untested-risk`?",
        ),
        (
            "rules: {DDR114: fatal}\n",
            "ddr.yaml DDR902 [fatal] `DDR114` must be `error`, `warning`, `hint` or `off`, not `fatal` | -",
        ),
        (
            "vocabulary: {statuses: {accepted: [x], rejected: [x]}}\n",
            "ddr.yaml DDR902 [x] `x` means both `accepted` and `rejected` | keep it under one word",
        ),
        (
            "vocabulary: {levels: {accepted: x}}\n",
            "ddr.yaml DDR902 [x] `accepted` must be a list, not `x` | put it in brackets: [x]",
        ),
        (
            "schemas: [schemas/gone.yaml]\n",
            "ddr.yaml DDR904 [schemas/gone.yaml] cannot read `schemas/gone.yaml`: no such file | -",
        ),
        (
            "schemas: [../own.yaml]\n",
            "ddr.yaml DDR902 [../own.yaml] `../own.yaml` lies outside the repository | name a file below the root of the repository, relative to this one",
        ),
        (
            "extend: ../ddr.yaml\n",
            "ddr.yaml DDR902 [../ddr.yaml] `../ddr.yaml` lies outside the repository | name a file below the root of the repository, relative to this one",
        ),
        ("extend: gone.yaml\n", "ddr.yaml DDR904 [gone.yaml] cannot read `gone.yaml`: no such file | -"),
        (
            "extend: ddr.yaml\n",
            "ddr.yaml DDR902 [ddr.yaml] `ddr.yaml` leads back to ddr.yaml | remove the key from one of the files",
        ),
        ("include: [\n", "ddr.yaml DDR904 [[] this bracket is never closed | -"),
        (
            "\u{feff}# é\r\ninclude: [日本: x: y]\r\n",
            "ddr.yaml DDR904 [:] a `,` or a closing bracket is missing before this | -",
        ),
    ] {
        assert_eq!(faults(&load_at("ddr.yaml", &[("ddr.yaml", text)])), [expected], "{text}");
    }
}

#[test]
fn mistakes_in_named_files_go_to_those_files() {
    let files = [
        (
            "ddr.yaml",
            "extend: base/ddr.yaml\nextends: base/ddr.yaml\nschemas: [a.yaml, b.yaml, c.yaml, d.yaml, e.yaml]\nkinds: {\"*.md\": e}\n",
        ),
        ("base/ddr.yaml", "extend: ../ddr.yaml\nrules: {risk: hint}\n"),
        ("a.yaml", "name: a\nextends: b\n"),
        ("b.yaml", "name: b\nextends: c\n"),
        ("c.yaml", "name: c\nextends: b\n"),
        ("d.yaml", "name: a\nextends: dr\nrules: {DDR11: off}\nsections: [{id: x, heading: ['/(/']}]\n"),
        ("e.yaml", "name: e\n\tx: y\n"),
    ];
    let loaded = load_at("ddr.yaml", &files);
    assert!(loaded.has_mistakes());
    assert_eq!(
        faults(&loaded),
        [
            "ddr.yaml DDR902 [base/ddr.yaml] `extend` and `extends` are one key | remove one of the two",
            "base/ddr.yaml DDR902 [../ddr.yaml] `../ddr.yaml` leads back to ddr.yaml | remove the key from one of the files",
            "base/ddr.yaml DDR903 [risk] unknown rule `risk` | did you mean `risks`?",
            "c.yaml DDR902 [b] `extends` goes round in a circle: b → c → b | let one of them extend nothing, or a built-in schema",
            "d.yaml DDR902 [a] a.yaml already has a schema of the name `a` | give one of the two another name",
            "d.yaml DDR902 [dr] unknown schema `dr` | did you mean `ddr`?",
            "d.yaml DDR903 [DDR11] unknown rule `DDR11` | did you mean `DDR114`?",
            "d.yaml DDR902 [(] invalid pattern: unclosed group, at character 1 of it | -",
            "e.yaml DDR904 [e] a tab indents the line after this | indent with spaces",
        ]
    );
}

#[test]
fn a_schema_that_extends_itself_is_a_circle() {
    let files = [("ddr.yaml", "schemas: [a.yaml]\n"), ("a.yaml", "name: a\nextends: a\n")];
    assert_eq!(
        faults(&load_at("ddr.yaml", &files)),
        [
            "a.yaml DDR902 [a] `extends` goes round in a circle: a → a | let one of them extend nothing, or a built-in schema"
        ]
    );
}

#[test]
fn what_is_sound_in_a_file_with_mistakes_holds() {
    let loaded = load_at("ddr.yaml", &[("ddr.yaml", "inclde: []\nlimits: {decisions: 3, wrds: 1}\n")]);
    assert_eq!(faults(&loaded).len(), 2);
    let decisions = loaded.settings.record_schema().table("decisions").unwrap();
    assert_eq!(decisions.max_rows.map(|max| max.value), Some(3));
}
