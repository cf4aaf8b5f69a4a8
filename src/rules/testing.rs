//! What the tests of rules share: the helper alone knows how a document is read and checked.

use super::{Check, ProjectReport, Report, Rule};
use crate::check::implementation::Listing;
use crate::check::{Active, Selection, Version, apply, compare};
use crate::config::Settings;
use crate::diagnostic::{Diagnostic, Severity};
use crate::fix::{Wanted, passes};
use crate::model::{self, Schemas};
use crate::project::{Found, Given, Member, Project, Tree, Ways};
use crate::schema::{self, Schema, file::SchemaFile};
use crate::source::Source;
use crate::syntax;
use crate::yaml;

/// How a test document is read: its path, the built-in schema that the config assigns to it, and
/// what stands in the tree.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    pub path: &'a str,
    pub assigned: Option<&'a Schema>,
    pub files: &'a [&'a str],
}

/// Nothing is configured: the document is held only to what it says itself.
pub const FREE: Setting<'static> = Setting { path: "docs/design/a.md", assigned: None, files: &[] };

/// The config assigns the schema `ddr`.
pub fn record() -> Setting<'static> {
    Setting { assigned: Some(schema::record()), ..FREE }
}

/// The config assigns the schema `patch-plan`.
pub fn plan() -> Setting<'static> {
    Setting { assigned: Some(schema::plan()), ..FREE }
}

/// The config assigns a schema of the user's own.
pub fn user(schema: &Schema) -> Setting<'_> {
    Setting { assigned: Some(schema), ..FREE }
}

/// A schema as a user writes it, laid over the built-in one that it extends; free of mistakes.
pub fn schema_of(text: &str) -> Schema {
    let (file, mut diagnostics) = yaml::read_file::<SchemaFile>(text);
    let base = file.extends.as_ref().and_then(|base| schema::builtin_schema(&base.value));
    let (schema, mistakes) = schema::build(&file, text, base);
    diagnostics.extend(mistakes);
    assert_eq!(diagnostics, [], "{text}");
    schema
}

/// What one rule says of a text. A text that is no design document at all says nothing.
pub fn diagnostics(rule: &'static Rule, setting: Setting<'_>, text: &str) -> Vec<Diagnostic> {
    let source = Source::new(setting.path, text);
    let schemas = Schemas { record: schema::record(), plan: schema::plan(), assigned: setting.assigned };
    let syntax = syntax::parse(&source.text, source.start());
    let read = model::read(&source, &syntax, &schemas);
    assert!(
        read.is_none() || model::may_be_document(text, &schemas),
        "the cheap question must not lose a document:\n{text}"
    );
    let Some(document) = read else { return Vec::new() };
    let tree = Tree::of(&document, &|path| match path {
        path if setting.files.contains(&path) => Found::File,
        path if setting.files.iter().any(|file| file.starts_with(&format!("{path}/"))) => Found::Directory,
        path if path.starts_with("..") => Found::Unknown,
        _ => Found::Missing,
    });
    let mut report = Report::new(rule);
    if !document.template {
        apply(rule, &document, &tree, &mut report);
    }
    report.diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    for fix in report.diagnostics.iter().filter_map(|said| said.fix.as_ref()) {
        assert!(rule.fixes.may_be(fix.safe), "{} does not declare this: {fix:?}\n{text}", rule.name);
    }
    report.diagnostics
}

/// What a text becomes by the fixes of one rule, those that are safe or all of them.
pub fn mended(rule: &'static Rule, setting: Setting<'_>, wanted: Wanted, text: &str) -> String {
    let said = |text: &str| diagnostics(rule, setting, text);
    passes(text, wanted, said, |said| said).unwrap().text
}

/// What one rule says of a world of files, whose Markdown files are its documents: path and
/// diagnostic, in order.
pub fn project_diagnostics(rule: &'static Rule, world: &Given) -> Vec<(String, Diagnostic)> {
    let Check::Project(check) = rule.check else { panic!("{} looks at no project", rule.name) };
    let schemas = Schemas { record: schema::record(), plan: schema::plan(), assigned: None };
    let documents = world.texts.iter().filter(|(path, _)| path.ends_with(".md"));
    let members = documents.filter_map(|(path, text)| {
        let source = Source::new(path.as_str(), text.as_str());
        let syntax = syntax::parse(&source.text, source.start());
        let document = model::read(&source, &syntax, &schemas)?;
        (!document.template).then(|| Member::of(&document))
    });
    let project = Project::new(members.collect(), Ways::default(), world);
    let mut report = ProjectReport::new(rule);
    check(&project, &mut report);
    let named = report.diagnostics.into_iter();
    let mut heard: Vec<_> = named.map(|(at, said)| (project.members[at].path.clone(), said)).collect();
    heard.sort_by(|a, b| (&a.0, a.1.span).cmp(&(&b.0, b.1.span)));
    heard
}

/// As [`expect`], for a rule about a project: the text is a [`Given::listing`], with marks in it.
pub fn expect_project(rule: &'static Rule, marked: &str) {
    let (mut listing, mut wanted) = (String::new(), Vec::new());
    for (path, part) in parts(marked) {
        let (text, marks) = unmark(part);
        listing.push_str(&text);
        // The line of the header is not one of the file.
        wanted.extend(marks.into_iter().map(|mark| {
            let (line, rest) = mark.split_once(':').unwrap();
            format!("{path}:{}:{rest}", line.parse::<usize>().unwrap() - 1)
        }));
    }
    let world = Given::listing(&listing);
    let got: Vec<String> = project_diagnostics(rule, &world)
        .iter()
        .map(|(path, said)| {
            format!("{path}:{}", line_of(&Source::new(path.as_str(), world.texts[path].as_str()), said))
        })
        .collect();
    wanted.sort();
    let mut sorted = got.clone();
    sorted.sort();
    assert_eq!(sorted, wanted, "{}", got.join("\n"));
}

/// Checks that a rule about a project has nothing to say about any of the worlds, each a
/// [`Given::listing`] with at least one document in it.
pub fn silent_project(rule: &'static Rule, listings: &[&str]) {
    for listing in listings {
        let world = Given::listing(listing);
        assert!(world.texts.keys().any(|path| path.ends_with(".md")), "no document:\n{listing}");
        let got = project_diagnostics(rule, &world);
        assert!(got.is_empty(), "{listing}\n{got:#?}");
    }
}

/// The files of a listing, each with its header line.
fn parts(listing: &str) -> Vec<(String, &str)> {
    let mut starts: Vec<usize> = listing.match_indices("==> ").map(|(at, _)| at).collect();
    starts.retain(|&at| at == 0 || listing.as_bytes()[at - 1] == b'\n');
    let ends = starts.iter().skip(1).copied().chain([listing.len()]);
    let part = |(start, end): (&usize, usize)| {
        let text = &listing[*start..end];
        let path = text.trim_start_matches("==> ").split(" <==").next().unwrap();
        (path.to_owned(), text)
    };
    starts.iter().zip(ends).map(part).collect()
}

/// A diagnostic as marks say it: `line:column+width severity: message`.
fn line_of(source: &Source, diagnostic: &Diagnostic) -> String {
    let (start, end) = (source.position(diagnostic.span.start), source.position(diagnostic.span.end));
    let width = if end.line == start.line { (end.column - start.column).max(1) } else { 1 };
    let severity = diagnostic.severity.name();
    format!("{}:{}+{width} {severity}: {}", start.line, start.column, diagnostic.message)
}

/// Checks that a rule says exactly what the marked text expects, nothing more.
///
/// A line of blanks and carets marks a place in the line above it (columns in characters); behind
/// the carets stand the severity and the whole message: `^^^ warning: row D2 has no status`. One
/// caret at a place may also stand for an empty span.
pub fn expect(rule: &'static Rule, setting: Setting<'_>, marked: &str) {
    let (text, wanted) = unmark(marked);
    let source = Source::new(setting.path, text.clone());
    let got: Vec<String> =
        diagnostics(rule, setting, &text).iter().map(|said| line_of(&source, said)).collect();
    assert_eq!(got, wanted, "{}", got.join("\n"));
}

/// Checks that a rule has nothing to say about any of the texts, and that every one of them is
/// recognised as a document where `setting` assigns no schema and the text holds a table.
pub fn silent(rule: &'static Rule, setting: Setting<'_>, texts: &[&str]) {
    for text in texts {
        let got = diagnostics(rule, setting, text);
        assert!(got.is_empty(), "{text}\n{got:#?}");
    }
}

/// The text without its marks, and what the marks want.
fn unmark(marked: &str) -> (String, Vec<String>) {
    let (mut text, mut wanted, mut lines) = (String::new(), Vec::new(), 0);
    for line in marked.split_inclusive('\n') {
        let mark = line.trim_start_matches(' ');
        if mark.starts_with('^') && lines > 0 {
            let column = line.len() - mark.len() + 1;
            let width = mark.chars().take_while(|&c| c == '^').count();
            wanted.push(format!("{lines}:{column}+{width} {}", mark.trim_start_matches('^').trim()));
        } else {
            text.push_str(line);
            lines += 1;
        }
    }
    (text, wanted)
}

/// A record with a table of decisions: `id | statement | status | invariant`.
pub fn decision_table(rows: &[&str]) -> String {
    let head = "# T\n\n| ID | Statement | Status | Invariant? |\n|--|--|--|--|\n";
    rows.iter().fold(head.to_owned(), |text, row| format!("{text}| {row} |\n"))
}

/// A plan: `file | op | tests | budget | risk | status`.
pub fn plan_table(rows: &[&str]) -> String {
    let head = "# Plan\n\n| File | Op | Tests | Budget | Risk | Status |\n|--|--|--|--|--|--|\n";
    rows.iter().fold(head.to_owned(), |text, row| format!("{text}| {row} |\n"))
}

/// A record with a numbered list of risks.
pub fn risk_list(items: &[&str]) -> String {
    let head = "# T\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a b | c |\n\n## Risks\n\n".to_owned();
    items.iter().enumerate().fold(head, |text, (at, item)| format!("{text}{}. {item}\n", at + 1))
}

/// What one rule says of the changes between two texts of one document, in their order.
fn changed(rule: &'static Rule, before: &str, after: &str) -> Vec<String> {
    let settings = Settings::default();
    let active = Active::new(&settings, &Selection::default());
    let [before, after] = [before, after].map(|text| Source::new(FREE.path, text));
    let version = |source| [Version { path: FREE.path, source, settings: &settings, active: &active }];
    let done = compare(&version(&before), &version(&after), &[]);
    assert!(done.documents == 1 || before.text == after.text, "not read:\n{}\n{}", before.text, after.text);
    let own = done.changes.iter().filter(|change| change.code == Some(rule.code));
    let said = own.map(|change| {
        let severity = change.severity.map(Severity::name).unwrap_or_default();
        format!("{severity}: {}", change.message)
    });
    said.collect()
}

/// Checks what a rule says of a change.
pub fn expect_change(rule: &'static Rule, before: &str, after: &str, wanted: &[&str]) {
    assert_eq!(changed(rule, before, after), wanted, "\n{before}\n{after}");
}

/// Checks that a rule has nothing to say of any of the changes.
pub fn silent_change(rule: &'static Rule, cases: &[(String, String)]) {
    for (before, after) in cases {
        expect_change(rule, before, after, &[]);
    }
}

/// What one rule says of a [`Listing`]: path and diagnostic.
fn implementation(rule: &'static Rule, listing: &str) -> (Listing, Vec<(String, Diagnostic)>) {
    let alone = Selection { select: Some(vec![rule.code.to_owned()]), ..Selection::default() };
    let listing = Listing::read(listing);
    let heard = listing.judge(&Active::new(&Settings::default(), &alone));
    (listing, heard)
}

/// As [`expect_project`], for a rule about plans that are carried out; the text is a [`Listing`].
pub fn expect_implementation(rule: &'static Rule, marked: &str) {
    let (mut text, mut wanted) = (String::new(), Vec::new());
    for (path, part) in parts(marked) {
        let (plain, marks) = unmark(part);
        text.push_str(&plain);
        wanted.extend(marks.into_iter().map(|mark| {
            let (line, rest) = mark.split_once(':').unwrap();
            format!("{path}:{}:{rest}", line.parse::<usize>().unwrap() - 1)
        }));
    }
    let (listing, heard) = implementation(rule, &text);
    let line =
        |(path, said): &(String, Diagnostic)| format!("{path}:{}", line_of(&listing.after[path], said));
    let mut got: Vec<String> = heard.iter().map(line).collect();
    got.sort();
    wanted.sort();
    assert_eq!(got, wanted, "{}", got.join("\n"));
}

/// Checks that a rule about plans that are carried out has nothing to say of any of the listings.
pub fn silent_implementation(rule: &'static Rule, listings: &[&str]) {
    for listing in listings {
        let (world, got) = implementation(rule, listing);
        assert!(!world.after.is_empty(), "no document:\n{listing}");
        assert!(got.is_empty(), "{listing}\n{got:#?}");
    }
}
