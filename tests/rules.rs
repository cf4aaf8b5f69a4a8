//! Every rule keeps its word: its examples run, its page is true, the index lists it.
//!
//! `BLESS=1 cargo test` writes the pages under `docs/rules/`; read the difference as a user would.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::string_slice,
    reason = "a panic in a test is a failing test"
)]

use ddr::check::implementation::Listing;
use ddr::check::measured::check_measured;
use ddr::check::{Active, Selection, Version, check_document, check_project, compare, merge, read_member};
use ddr::config::{self, Settings};
use ddr::diagnostic::{Diagnostic, Severity};
use ddr::diff::Change;
use ddr::fix::{self, Wanted};
use ddr::project::measured::{self, Measured};
use ddr::project::{Found, Given, Outside, Project, Ways};
use ddr::render::{Other, View, changes, text};
use ddr::rules::{self, Check, Fixes, Rule};
use ddr::source::Source;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A fenced block of a rule's page.
struct Example {
    /// Words of its info string: `markdown`, `fails`, `as=ddr`.
    words: Vec<String>,
    text: String,
    /// The schema file in the last `yaml,schema` block before it; it is assigned to the example.
    schema: Option<String>,
    /// The text of the last `markdown,before` block before it, for the rules about changes.
    before: Option<String>,
}

impl Example {
    fn is(&self, word: &str) -> bool {
        self.words.iter().any(|w| w == word)
    }

    fn value(&self, key: &str) -> Option<&str> {
        self.words.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
    }

    /// What `ddr check` says of the files of a project, with every rule that is on, document by
    /// document. An example is written as [`Given::listing`] reads it.
    fn check(&self, rule: &Rule) -> Vec<(Source, Vec<Diagnostic>)> {
        let world = Given::listing(&self.text);
        let load = |yaml: &str| {
            let loader = |_: &str| Err::<String, _>("none".to_owned());
            let loaded = config::load("ddr.yaml", yaml, &loader, &[]);
            assert!(!loaded.has_mistakes(), "{yaml}\n{:?}", loaded.files);
            loaded.settings
        };
        let settings = world.texts.get("ddr.yaml").map_or_else(Settings::default, |yaml| load(yaml));
        let asked = Selection { extend_select: vec![rule.code.into()], ..Selection::default() };
        let active = Active::new(&settings, &asked);
        let documents = world.texts.iter().filter(|(path, _)| path.ends_with(".md"));
        let mut outcomes: Vec<_> = documents
            .map(|(path, text)| {
                let source = Source::new(path.as_str(), text.as_str());
                check_document(source, &settings, &active, &|path| world.look(path))
            })
            .collect();
        let members = outcomes.iter_mut().filter_map(|outcome| Some(*outcome.member.take()?)).collect();
        let ways = Ways { prefixes: &settings.prefixes, record_of: Some(&settings), ..Ways::default() };
        let project = Project::new(members, ways, &world);
        assert!(!project.members.is_empty(), "{}: no document\n{}", rule.code, self.text);
        for (at, said) in check_project(&project, &active) {
            let path = &project.members[at].path;
            let outcome = outcomes.iter_mut().find(|outcome| outcome.source.path == *path).unwrap();
            outcome.diagnostics = merge(std::mem::take(&mut outcome.diagnostics), vec![said]);
        }
        outcomes.into_iter().map(|outcome| (outcome.source, outcome.diagnostics)).collect()
    }

    /// The same for any kind of example.
    fn judge(&self, rule: &Rule) -> Vec<(Source, Vec<Diagnostic>)> {
        match () {
            () if self.is("project") => self.check(rule),
            () if self.is("implementation") => self.hold_against_plan(),
            () if self.is("measured") => self.measure(),
            () => vec![self.lint(rule)],
        }
    }

    /// What `ddr check --against` says of the plans of a [`Listing`].
    fn hold_against_plan(&self) -> Vec<(Source, Vec<Diagnostic>)> {
        let listing = Listing::read(&self.text);
        let heard = listing.judge(&Active::new(&Settings::default(), &Selection::default()));
        assert!(!listing.after.is_empty(), "no document\n{}", self.text);
        let of =
            |path: &str| heard.iter().filter(|(own, _)| own == path).map(|(_, said)| said.clone()).collect();
        let copy = |source: &Source| Source::new(source.path.as_str(), source.text.as_str());
        listing.after.values().map(|source| (copy(source), of(&source.path))).collect()
    }

    /// What `ddr check --measurements` says of plans and of the JSON file beside them.
    fn measure(&self) -> Vec<(Source, Vec<Diagnostic>)> {
        let world = Given::listing(&self.text);
        let settings = Settings::default();
        let source = |path: &str| Source::new(path, world.texts[path].as_str());
        let (plans, files): (Vec<&String>, Vec<_>) = world.texts.keys().partition(|it| it.ends_with(".md"));
        let members: Vec<_> =
            plans.iter().map(|path| read_member(&source(path), &settings).unwrap()).collect();
        let list = measured::read(&world.texts[files[0]]).unwrap();
        let active = Active::new(&settings, &Selection::default());
        let heard = check_measured(&Measured::new(&list, &members, false), &active);
        let of = |number: usize| {
            heard.iter().filter(|(at, _)| *at == number).map(|(_, said)| said.clone()).collect::<Vec<_>>()
        };
        let mut all: Vec<_> = plans.iter().enumerate().map(|(at, path)| (source(path), of(at))).collect();
        all.push((source(files[0]), of(Measured::ITSELF)));
        all
    }

    /// What `ddr diff` says of it and the block before it.
    fn diff(&self) -> Vec<Change> {
        let before =
            self.before.clone().unwrap_or_else(|| panic!("no `markdown,before` above\n{}", self.text));
        let settings = Settings::default();
        let active = Active::new(&settings, &Selection::default());
        let path = "docs/example.md";
        let [old, new] = [before.as_str(), self.text.as_str()].map(|text| Source::new(path, text));
        let version = |source| [Version { path, source, settings: &settings, active: &active }];
        let done = compare(&version(&old), &version(&new), &[]);
        assert_eq!(done.documents, 1, "an example is not recognised as a document\n{}", self.text);
        done.changes
    }

    /// What `ddr lint` says of it, with every rule that is on.
    fn lint(&self, rule: &Rule) -> (Source, Vec<Diagnostic>) {
        let path = self.value("path").unwrap_or("docs/example.md");
        let load = |yaml: &str| {
            let loader = |_: &str| self.schema.clone().ok_or_else(|| "none".to_owned());
            let loaded = config::load("ddr.yaml", yaml, &loader, &[]);
            assert!(!loaded.has_mistakes(), "{yaml}\n{:?}", loaded.files);
            loaded.settings
        };
        let settings = match (self.value("as"), &self.schema) {
            (Some(schema), _) => load(&format!("kinds: {{ \"**/*\": {schema} }}\n")),
            (None, Some(text)) => {
                let name = text.lines().find_map(|line| line.strip_prefix("name: ")).unwrap();
                load(&format!("schemas: [own.yaml]\nkinds: {{ \"**/*\": {name} }}\n"))
            }
            (None, None) => Settings::default(),
        };
        let asked = Selection { extend_select: vec![rule.code.into()], ..Selection::default() };
        let active = Active::new(&settings, &asked);
        let look = |path: &str| if path.starts_with("..") { Found::Unknown } else { Found::Missing };
        let outcome = check_document(Source::new(path, self.text.as_str()), &settings, &active, &look);
        assert!(
            outcome.kind.is_some(),
            "{}: an example is not recognised as a document\n{}",
            rule.code,
            self.text
        );
        (outcome.source, outcome.diagnostics)
    }
}

/// The fenced blocks of a page.
fn examples(doc: &str) -> Vec<Example> {
    let mut found: Vec<Example> = Vec::new();
    let mut open: Option<(usize, Example)> = None;
    let mut schema: Option<String> = None;
    let mut before: Option<String> = None;
    for line in doc.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        let ticks = line.bytes().take_while(|&b| b == b'`').count();
        match &mut open {
            Some((fence, _)) if ticks >= *fence && line.trim().len() == ticks => {
                let (_, mut example) = open.take().unwrap();
                if example.is("schema") {
                    schema = Some(example.text.clone());
                }
                example.schema.clone_from(&schema);
                if example.is("before") {
                    before = Some(example.text.clone());
                } else {
                    example.before.clone_from(&before);
                }
                found.push(example);
            }
            Some((_, example)) => {
                example.text.push_str(line);
                example.text.push('\n');
            }
            None if ticks >= 3 => {
                let words = line[ticks..].split(',').map(|word| word.trim().to_owned()).collect();
                open = Some((ticks, Example { words, text: String::new(), schema: None, before: None }));
            }
            None => {}
        }
    }
    assert!(open.is_none(), "a block is not closed:\n{doc}");
    found
}

/// Whether a rule looks at two states; its examples come in twos.
fn is_about_changes(rule: &Rule) -> bool {
    matches!(rule.check, Check::Change(..))
}

#[test]
fn failing_examples_fail_and_passing_ones_pass() {
    let mut faults = String::new();
    for rule in rules::all().filter(|rule| !matches!(rule.check, Check::Elsewhere)) {
        let examples = examples(rule.doc);
        for kind in ["fails", "passes"] {
            if !examples.iter().any(|example| example.is(kind)) {
                writeln!(faults, "{}: no example that {kind}", rule.name).unwrap();
            }
        }
        for example in examples.iter().filter(|example| example.is("fails") || example.is("passes")) {
            if is_about_changes(rule) {
                let changes = example.diff();
                let own = changes.iter().filter(|change| change.code == Some(rule.code)).count();
                if (own > 0) != example.is("fails") {
                    writeln!(faults, "{}: {own} changes for\n{}", rule.name, example.text).unwrap();
                }
                let graver = |change: &&Change| change.severity > Some(Severity::Hint);
                for other in changes.iter().filter(graver).filter(|change| change.code != Some(rule.code)) {
                    writeln!(faults, "{}: {} also says: {}", rule.name, other.name, other.message).unwrap();
                }
                continue;
            }
            let judged = example.judge(rule).into_iter();
            let diagnostics: Vec<_> = judged.flat_map(|(_, diagnostics)| diagnostics).collect();
            let own = diagnostics.iter().filter(|d| d.code == rule.code).count();
            if (own > 0) != example.is("fails") {
                writeln!(faults, "{}: {own} diagnostics for\n{}", rule.name, example.text).unwrap();
            }
            for other in diagnostics.iter().filter(|d| d.code != rule.code && d.severity > Severity::Hint) {
                writeln!(
                    faults,
                    "{}: {} also says: {}\n{}",
                    rule.name, other.name, other.message, example.text
                )
                .unwrap();
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn codes_and_names_are_well_formed_and_sorted() {
    let mut before = String::new();
    for group in rules::GROUPS {
        for rule in group.rules {
            let digits = rule.code.strip_prefix("DDR").unwrap();
            assert!(digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()), "{}", rule.code);
            assert!(rule.code > before.as_str(), "{} stands after {before}", rule.code);
            assert!(
                rule.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b.is_ascii_digit()),
                "{}",
                rule.name
            );
            assert!(rule.doc.contains("## Why"), "{} has no reason", rule.name);
            assert_eq!(rules::find(rule.name).unwrap().code, rule.code);
            before = rule.code.to_owned();
        }
    }
}

#[test]
fn codes_that_the_config_and_the_reader_use_are_rules() {
    for (code, name) in [
        ("DDR001", "unreadable-document"),
        ("DDR007", "internal-error"),
        ("DDR008", "over-limit"),
        ("DDR901", "unknown-key"),
        ("DDR902", "invalid-value"),
        ("DDR903", "unknown-rule"),
        ("DDR904", "unreadable-config"),
    ] {
        let rule = rules::find(code).unwrap_or_else(|| panic!("{code}"));
        assert_eq!(rule.name, name);
        assert!(matches!(rule.check, Check::Elsewhere), "{code}");
    }
}

/// The page of a rule: its doc comment, with the tool's own answer below each failing example.
fn page(rule: &Rule) -> String {
    let group = rules::group_of(rule).unwrap();
    let mut out = format!("# {}\n\n", rule.name);
    let off = if rule.on { "" } else { ", off unless asked for" };
    writeln!(out, "`{}` · {}{off} · group `{}`\n", rule.code, rule.severity.name(), group.name).unwrap();
    let mut examples = examples(rule.doc).into_iter();
    let mut fence = 0;
    for line in rule.doc.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        let ticks = line.bytes().take_while(|&b| b == b'`').count();
        if fence == 0 && ticks >= 3 {
            fence = ticks;
            let words: Vec<&str> = line.split(',').map(str::trim).collect();
            let with = words.iter().find_map(|word| word.strip_prefix("as="));
            let with =
                with.map(|schema| format!(", with the schema `{schema}` assigned")).unwrap_or_default();
            let after = if words.contains(&"after") { "After that, this" } else { "This" };
            for (word, does) in [
                ("before", "Before:".to_owned()),
                ("fails", format!("{after} fails{with}:")),
                ("passes", format!("{after} passes{with}:")),
            ] {
                if words.contains(&word) {
                    let gap = if out.ends_with("\n\n") { "" } else { "\n" };
                    writeln!(out, "{gap}{does}\n").unwrap();
                }
            }
            // Several files in one block are shown as plain text.
            writeln!(
                out,
                "{}",
                words
                    .first()
                    .unwrap()
                    .replace("project", "text")
                    .replace("implementation", "text")
                    .replace("measured", "text")
            )
            .unwrap();
            continue;
        }
        writeln!(out, "{line}").unwrap();
        if fence > 0 && ticks >= fence && line.trim().len() == ticks {
            fence = 0;
            let example = examples.next().unwrap();
            if example.is("fails") && is_about_changes(rule) {
                let own: Vec<Change> =
                    example.diff().into_iter().filter(|change| change.code == Some(rule.code)).collect();
                let view =
                    changes::View { base: "", head: "", changes: &own, documents: 1, skipped: 0, plans: &[] };
                let answer = changes::text::text(&view, false);
                write!(out, "\n```text\n{}\n```\n", answer.trim_end()).unwrap();
            } else if example.is("fails") {
                let judged = example.judge(rule);
                let copy = |source: &Source| Other {
                    path: source.path.clone(),
                    source: Source::new(source.path.as_str(), source.text.as_str()),
                };
                let others: Vec<Other> = judged.iter().map(|(source, _)| copy(source)).collect();
                let mut answer = String::new();
                for (source, diagnostics) in judged {
                    let own: Vec<Diagnostic> =
                        diagnostics.into_iter().filter(|d| d.code == rule.code).collect();
                    let view =
                        View { path: &source.path, source: &source, diagnostics: &own, others: &others };
                    answer += &text::text(&view, text::Look { color: false, width: 100 });
                }
                write!(out, "\n```text\n{}\n```\n", answer.trim_end()).unwrap();
                out += &mended(rule, &example);
            }
        }
    }
    out.trim_end().to_owned() + "\n"
}

/// What the rule's own fixes make of a failing example, for its page.
fn mended(rule: &Rule, example: &Example) -> String {
    let wanted = match offered(rule, example) {
        None => return String::new(),
        Some(true) => Wanted::Safe,
        Some(false) => Wanted::Unsafe,
    };
    let judge = |text: &str| {
        let example = Example {
            text: text.to_owned(),
            words: example.words.clone(),
            schema: example.schema.clone(),
            before: None,
        };
        own(rule, example.lint(rule).1)
    };
    let fixed = fix::passes(&example.text, wanted, judge, |said| said).unwrap();
    let flags = if wanted == Wanted::Safe { "`--fix`" } else { "`--fix --unsafe-fixes`" };
    format!(
        "\nThe fix is {}. With {flags} it becomes:\n\n```markdown\n{}```\n",
        if wanted == Wanted::Safe { "safe" } else { "unsafe" },
        fixed.text
    )
}

fn own(rule: &Rule, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.into_iter().filter(|said| said.code == rule.code).collect()
}

/// Whether a rule offers a fix for an example that fails, and whether it is safe.
fn offered(rule: &Rule, example: &Example) -> Option<bool> {
    // Fixes are offered by rules about one document, whose examples are Markdown.
    if !(example.is("fails") && example.is("markdown")) || is_about_changes(rule) {
        return None;
    }
    let fixes: Vec<bool> =
        own(rule, example.lint(rule).1).iter().filter_map(|said| Some(said.fix.as_ref()?.safe)).collect();
    (!fixes.is_empty()).then(|| fixes.into_iter().all(|safe| safe))
}

#[test]
fn a_rule_that_offers_fixes_declares_them_and_its_page_shows_one() {
    for rule in rules::all() {
        let examples = examples(rule.doc);
        let shown: Vec<bool> = examples.iter().filter_map(|example| offered(rule, example)).collect();
        assert!(shown.iter().all(|&safe| rule.fixes.may_be(safe)), "{}: {shown:?}", rule.name);
        assert_eq!(shown.is_empty(), rule.fixes == Fixes::Never, "{}", rule.name);
    }
}

/// The list of all rules.
fn index() -> String {
    let mut out = String::from(
        "# Rules\n\nThe catalogue, as `ddr rules` prints it. Each name leads to its page; where diagnostics may\n\
         bring fixes, the last column says whether these are [safe](../fix.md), unsafe, or both, as the case is.\n",
    );
    for group in rules::GROUPS {
        writeln!(
            out,
            "\n## {}\n\nRules about {}.\n\n| code | name | severity | fix |\n|------|------|----------|-----|",
            group.name, group.about
        )
        .unwrap();
        for rule in group.rules {
            let off = if rule.on { "" } else { " (off)" };
            writeln!(
                out,
                "| {} | [{}]({}.md) | {}{off} | {} |",
                rule.code,
                rule.name,
                rule.name,
                rule.severity.name(),
                rule.fixes.name().unwrap_or_default()
            )
            .unwrap();
        }
    }
    out
}

#[test]
fn pages_are_true() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let mut wanted: Vec<(PathBuf, String)> =
        rules::all().map(|rule| (folder.join(format!("{}.md", rule.name)), page(rule))).collect();
    wanted.push((folder.join("README.md"), index()));
    let bless = std::env::var_os("BLESS").is_some();
    let mut stale = Vec::new();
    for (path, text) in &wanted {
        if std::fs::read_to_string(path).ok().as_ref() != Some(text) {
            if bless {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(path, text).unwrap();
            } else {
                stale.push(path.file_name().unwrap().to_owned());
            }
        }
    }
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if !wanted.iter().any(|(known, _)| *known == path) {
            if bless {
                std::fs::remove_file(&path).unwrap();
            } else {
                stale.push(path.file_name().unwrap().to_owned());
            }
        }
    }
    assert!(stale.is_empty(), "out of date, write them with BLESS=1 cargo test: {stale:?}");
}
