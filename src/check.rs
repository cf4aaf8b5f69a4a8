//! Which rules run on what, and in which order they are heard.

pub mod baseline;
mod changes;
mod fingerprint;
mod history;
pub mod implementation;
pub mod measured;
pub mod suppress;
mod suppression;

use crate::config::Settings;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{self, Document, Schemas};
use crate::project::{Found, Member, Project, Tree};
use crate::rules::{self, Check, ProjectReport, Report, Rule};
use crate::schema::{Level, level_of};
use crate::source::{Source, Span};
use crate::syntax;
use rayon::prelude::*;

pub use changes::{Compared, Version, compare};
pub use fingerprint::fingerprints;
pub use history::{Step, Stepped, history};
pub use suppression::{Step as SuppressionStep, Suppressions};

/// Which rules the command line asks for. A selector is a code, the beginning of a code (`DDR1`), a
/// name, a group, or `all`.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// These alone.
    pub select: Option<Vec<String>>,
    /// These too.
    pub extend_select: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
}

/// The rules that may run.
#[derive(Debug, Clone)]
pub struct Active {
    rules: Vec<Choice>,
}

/// A rule that neither the command line nor the settings rule out.
#[derive(Debug, Clone, Copy)]
struct Choice {
    rule: &'static Rule,
    /// Whether one of them wants it; else the schema of the document decides, then the rule itself.
    wanted: bool,
    /// The severity that the settings give it.
    severity: Option<Severity>,
}

/// What became of a file.
#[derive(Debug)]
pub struct Outcome {
    /// Its path and text.
    pub source: Source,
    /// `record`, `plan` or the name of another schema; `None` where it is no design document and
    /// the settings do not say that it is one.
    pub kind: Option<String>,
    /// Whether it should have been checked and could not be: it goes beyond our limits, or is not the
    /// document that the settings say.
    pub unchecked: bool,
    /// Its title.
    pub title: Option<String>,
    /// Whether it is a template, which no rule looks at.
    pub template: bool,
    /// What the rules say, by place and code.
    pub diagnostics: Vec<Diagnostic>,
    /// What the other documents of its project need to know of it; only where a rule may ask.
    pub member: Option<Box<Member>>,
    /// What its comments suppress, for what is said of it later.
    pub suppressions: Option<Box<Suppressions>>,
}

/// Whether a selector speaks of a rule.
pub fn selects(selector: &str, rule: &Rule) -> bool {
    let is = |name: &str| selector.eq_ignore_ascii_case(name);
    // `DDR` begins every code; less than that begins none.
    let code = selector.len() >= 3 && rule.code.get(..selector.len()).is_some_and(is);
    is("all") || is(rule.name) || code || rules::group_of(rule).is_some_and(|group| is(group.name))
}

/// Whether a selector speaks of any rule at all.
pub fn is_selector(selector: &str) -> bool {
    rules::all().any(|rule| selects(selector, rule))
}

impl Active {
    /// Brings the settings and the command line together. Later settings win over earlier ones, a
    /// rule over its group, and the command line over both.
    pub fn new(settings: &Settings, selection: &Selection) -> Self {
        let listed = |list: &[String], rule: &Rule| list.iter().any(|selector| selects(selector, rule));
        let rules = rules::all().filter_map(|rule| {
            let level = level(&settings.rules, rule);
            let selected = selection.select.as_ref().map(|select| listed(select, rule));
            let asked = listed(&selection.extend_select, rule) || selected == Some(true);
            let out = !asked && (selected == Some(false) || level == Some(Level::Off));
            let wanted = asked || level.is_some();
            let choice = Choice { rule, wanted, severity: level.and_then(Level::severity) };
            (!out && !listed(&selection.ignore, rule)).then_some(choice)
        });
        Self { rules: rules.collect() }
    }

    /// What is known of a rule that may run.
    fn choice(&self, code: &str) -> Option<&Choice> {
        self.rules.iter().find(|choice| choice.rule.code == code)
    }

    /// The severity of a rule whose diagnostics are made elsewhere; `None` where it is off.
    pub fn severity_of(&self, code: &str) -> Option<Severity> {
        let choice = self.rules.iter().find(|choice| choice.rule.code == code)?;
        (choice.wanted || choice.rule.on).then(|| choice.severity.unwrap_or(choice.rule.severity))
    }

    /// Whether a rule may run that looks at several documents at once.
    pub fn asks_project(&self) -> bool {
        let asks = |check| matches!(check, Check::Project(_) | Check::Implementation(_) | Check::Measured(_));
        self.rules.iter().any(|choice| asks(choice.rule.check))
    }
}

impl Choice {
    /// Whether the rule runs on a document, whose schema may rule it out.
    fn runs(&self, document: &Document<'_>) -> bool {
        let own = level(&document.schema.severities, self.rule);
        self.wanted || own.map_or(self.rule.on, |own| own != Level::Off)
    }
}

/// What a list of settings says about a rule.
fn level(settings: &[(String, Level)], rule: &Rule) -> Option<Level> {
    // Most schemas say nothing, and this is asked of every rule for every document.
    if settings.is_empty() {
        return None;
    }
    let group = rules::group_of(rule).map_or("", |group| group.name);
    level_of(settings, rule.code, rule.name, group)
}

/// What a run asked beyond the documents themselves.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// What changed since a revision.
    pub against: bool,
    /// What was measured.
    pub measured: bool,
}

/// Whether a run asked a rule, so that its silence means something: it is on, and what it needs was there.
pub fn rule_ran(name: &str, active: &Active, asked: Asked, history: &dyn Fn() -> bool) -> bool {
    // A rule that this version does not know will never speak again.
    let Some(rule) = rules::find(name) else { return true };
    let needed = match rule.check {
        Check::Change(..) | Check::Implementation(_) => asked.against,
        Check::Measured(_) => asked.measured,
        _ => rules::suppressions::says_the_same(rule) || history(),
    };
    needed && !matches!(rule.check, Check::Elsewhere) && active.choice(rule.code).is_some()
}

/// Checks one text. `look` tells what stands at a path relative to the project's root.
pub fn check_document(
    source: Source,
    settings: &Settings,
    active: &Active,
    look: &dyn Fn(&str) -> Found,
) -> Outcome {
    let schemas = schemas(settings, &source);
    let mut outcome = Outcome {
        kind: None,
        unchecked: false,
        title: None,
        template: false,
        diagnostics: Vec::new(),
        member: None,
        suppressions: None,
        source,
    };
    if !model::may_be_document(&outcome.source.text, &schemas) {
        return outcome;
    }
    if let Some(offset) = syntax::too_deep(&outcome.source.text) {
        let line = outcome.source.line_span(offset);
        let message = format!("lists and quotes are nested more than {} deep", syntax::MAX_DEPTH);
        let over = Diagnostic::new("DDR008", "over-limit", Severity::Error, Span::at(line.start), message);
        // Nothing silences it: a document that was not checked must not look like a clean one.
        outcome.diagnostics.push(over);
        outcome.unchecked = true;
        return outcome;
    }
    let syntax = syntax::parse(&outcome.source.text, outcome.source.start());
    let Some(document) = model::read(&outcome.source, &syntax, &schemas) else { return outcome };
    let title = document.title.as_ref().map(|title| title.text.to_string());
    let kind = Some(document.kind().to_owned());
    let (template, unchecked) = (document.template, !document.recognised);
    let (diagnostics, suppressions) =
        if template { (Vec::new(), None) } else { run(&document, active, look) };
    let suppressions = suppressions.map(Box::new);
    let asked = !template && !unchecked && active.asks_project();
    let member = asked.then(|| Box::new(Member::of(&document)));
    drop(document);
    drop(syntax);
    Outcome { kind, unchecked, title, template, diagnostics, member, suppressions, ..outcome }
}

/// The schemas that a text is read by.
fn schemas<'s>(settings: &'s Settings, source: &Source) -> Schemas<'s> {
    Schemas {
        record: settings.record_schema(),
        plan: settings.plan_schema(),
        assigned: settings.kind_of(&source.path),
    }
}

/// Reads a text only for what the other documents of its project need to know of it; `None` where it
/// is no document, or none that rules look at.
pub fn read_member(source: &Source, settings: &Settings) -> Option<Member> {
    let schemas = schemas(settings, source);
    if !model::may_be_document(&source.text, &schemas) || syntax::too_deep(&source.text).is_some() {
        return None;
    }
    let syntax = syntax::parse(&source.text, source.start());
    let document = model::read(source, &syntax, &schemas)?;
    (document.recognised && !document.template).then(|| Member::of(&document))
}

/// Leaves out what the comments of a document suppress of what was said of it, for those who do not check it
/// as a whole.
pub fn not_suppressed(
    source: &Source,
    settings: &Settings,
    active: &Active,
    heard: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    if heard.is_empty() || syntax::too_deep(&source.text).is_some() {
        return heard;
    }
    let syntax = syntax::parse(&source.text, source.start());
    let document = model::read(source, &syntax, &schemas(settings, source));
    match document.and_then(|document| Suppressions::of(&document, active)) {
        Some(mut suppressions) => suppressions.silence(heard),
        None => heard,
    }
}

/// Runs the rules that look at all documents of a project together. Each diagnostic comes with the
/// number of its document, in no order; see [`merge`].
pub fn check_project(project: &Project<'_>, active: &Active) -> Vec<(usize, Diagnostic)> {
    let ask = |choice: &Choice| ask_project(project, *choice);
    let per_rule: Vec<Vec<(usize, Diagnostic)>> = if project.members.len() < FEW {
        active.rules.iter().map(ask).collect()
    } else {
        active.rules.par_iter().map(ask).collect()
    };
    per_rule.into_iter().flatten().collect()
}

/// Fewer documents than this are looked after by one thread.
const FEW: usize = 64;

/// What one rule says of a project.
fn ask_project(project: &Project<'_>, choice: Choice) -> Vec<(usize, Diagnostic)> {
    let Choice { rule, wanted, severity } = choice;
    let Check::Project(check) = rule.check else { return Vec::new() };
    let own = |at: usize| project.member(at).and_then(|member| level(&member.severities, rule));
    let on = |at: usize| wanted || own(at).map_or(rule.on, |own| own != Level::Off);
    if !(0..project.members.len()).any(on) {
        return Vec::new();
    }
    let mut report = ProjectReport::new(rule);
    check(project, &mut report);
    let heard = report.diagnostics.into_iter().filter(|(at, _)| on(*at));
    let heard = heard.map(|(at, mut diagnostic)| {
        let own = own(at).and_then(Level::severity);
        diagnostic.severity = severity.or(own).unwrap_or(diagnostic.severity);
        (at, diagnostic)
    });
    heard.collect()
}

/// Adds to the diagnostics of a document what the rules about its project say of it.
pub fn merge(mut heard: Vec<Diagnostic>, more: Vec<Diagnostic>) -> Vec<Diagnostic> {
    heard.extend(more);
    in_order(heard)
}

/// Runs the rules on a document; what they say comes in order of place and code.
fn run(
    document: &Document<'_>,
    active: &Active,
    look: &dyn Fn(&str) -> Found,
) -> (Vec<Diagnostic>, Option<Suppressions>) {
    let tree = Tree::of(document, look);
    let mut heard = Vec::new();
    for &Choice { rule, wanted, severity } in
        active.rules.iter().filter(|choice| choice.rule.check.is_of_one())
    {
        let own = level(&document.schema.severities, rule);
        if !wanted && !own.map_or(rule.on, |own| own != Level::Off) {
            continue;
        }
        let before = heard.len();
        let mut report = Report::after(heard, rule);
        apply(rule, document, &tree, &mut report);
        heard = report.diagnostics;
        for diagnostic in heard.iter_mut().skip(before) {
            diagnostic.severity = severity.or(own.and_then(Level::severity)).unwrap_or(diagnostic.severity);
        }
    }
    let mut suppressions = Suppressions::of(document, active);
    if let Some(suppressions) = &mut suppressions {
        heard = suppressions.silence(heard);
        heard.extend(suppressions.unused(suppression::Step::Alone));
    }
    (in_order(heard), suppressions)
}

/// Sorts by place and code.
fn in_order(mut heard: Vec<Diagnostic>) -> Vec<Diagnostic> {
    heard.sort_by(|a, b| (a.span.start, a.code, a.span.end).cmp(&(b.span.start, b.code, b.span.end)));
    spare_conflicts(heard)
}

/// Leaves out what is said about the two sides of a merge conflict: they repeat each other, and the
/// marks between them tear tables apart; all of that goes once the conflict is solved.
fn spare_conflicts(heard: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let is_conflict = |diagnostic: &Diagnostic| diagnostic.name == "merge-conflict-marker";
    let whole = |one: &Diagnostic| one.labels.iter().fold(one.span, |span, label| span.cover(label.span));
    let conflicts: Vec<Span> = heard.iter().filter(|one| is_conflict(one)).map(whole).collect();
    if conflicts.is_empty() {
        return heard;
    }
    let inside = |one: &Diagnostic| {
        let after = conflicts.partition_point(|conflict| conflict.start <= one.span.start);
        let before = after.checked_sub(1).and_then(|at| conflicts.get(at));
        before.is_some_and(|conflict| one.span.start < conflict.end)
    };
    heard.into_iter().filter(|one| is_conflict(one) || !inside(one)).collect()
}

/// Asks one rule about everything of its kind in a document. Of a file that is not what the config
/// says, only the rules about the document as a whole have something to say.
pub fn apply(rule: &'static Rule, document: &Document<'_>, tree: &Tree, report: &mut Report) {
    match rule.check {
        Check::Document(check) => check(document, report),
        Check::Tree(check) => check(document, tree, report),
        _ if !document.recognised => {}
        Check::Table(check) => document.tables.iter().for_each(|table| check(table, document, report)),
        Check::Decisions(check) => document.decisions.iter().for_each(|part| check(part, document, report)),
        Check::Risks(check) => document.risks.iter().for_each(|part| check(part, document, report)),
        Check::Phases(check) => document.phases.iter().for_each(|part| check(part, document, report)),
        Check::Plan(check) => document.plans.iter().for_each(|part| check(part, document, report)),
        // Of one document alone there is none; see `check_project`, `compare` and `implementation`.
        Check::Project(_)
        | Check::Change(..)
        | Check::Implementation(_)
        | Check::Measured(_)
        | Check::Unused(_)
        | Check::Elsewhere => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_merge_conflict_one_thing_is_said() {
        let text = "# T\n\n| ID | Decision | Status |\n|--|--|--|\n| 1 | Rebase | Accepted |\n| 1 | Twice | Accepted |\n<<<<<<< ours\n| 2 | Squash | Accepted |\n=======\n| 2 | Merge | Accepted |\n>>>>>>> theirs\n";
        let settings = Settings::default();
        let active = Active::new(&settings, &Selection::default());
        let outcome = check_document(Source::new("a.md", text), &settings, &active, &|_| Found::Unknown);
        let codes: Vec<_> =
            outcome.diagnostics.iter().map(|one| (one.code, outcome.source.line(one.span.start))).collect();
        assert_eq!(codes, [("DDR112", 6), ("DDR003", 7)]);
    }
}
