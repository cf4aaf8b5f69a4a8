//! Two states of a set of documents: read, compared, and judged by the rules about changes.

use super::{Active, level};
use crate::config::Settings;
use crate::diff::{self, Change, Named};
use crate::model::{self, Document, Schemas};
use crate::rules::{Check, Report};
use crate::schema::Level;
use crate::source::Source;
use crate::syntax;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};

/// A text in one of two states, wherever it comes from.
#[derive(Debug, Clone, Copy)]
pub struct Version<'a> {
    /// Its path in its state: one path in both states is one document.
    pub path: &'a str,
    /// The text; its own path is the one that the settings know it by.
    pub source: &'a Source,
    /// The settings of its project.
    pub settings: &'a Settings,
    /// The rules that judge it.
    pub active: &'a Active,
}

/// What became of a comparison.
#[derive(Debug, Default)]
pub struct Compared {
    /// Every change, by path and place.
    pub changes: Vec<Change>,
    /// Documents that differ in a byte or more, each counted once.
    pub documents: usize,
    /// Documents that stand at another path now, the old path first.
    pub moved: Vec<(String, String)>,
    /// Texts that differ and are no design documents.
    pub skipped: usize,
    /// Paths of texts that could not be read, with the reason.
    pub unread: Vec<(String, String)>,
}

/// Compares two states. `renames` pairs paths that are known to be one document, the old one first;
/// other documents that changed their paths are found by what stands in them.
pub fn compare(before: &[Version<'_>], after: &[Version<'_>], renames: &[(String, String)]) -> Compared {
    let mut done = Compared::default();
    let (before, after) = differing(before, after, renames);
    let old_syntax: Vec<Parsed<'_>> = before.par_iter().map(parse).collect();
    let new_syntax: Vec<Parsed<'_>> = after.par_iter().map(parse).collect();
    for (version, syntax) in before.iter().zip(&old_syntax).chain(after.iter().zip(&new_syntax)) {
        if let Parsed::TooDeep = syntax {
            let why = format!("lists and quotes are nested more than {} deep", syntax::MAX_DEPTH);
            done.unread.push((version.path.to_owned(), why));
        }
    }
    let unread: Vec<String> = done.unread.iter().map(|(path, _)| path.clone()).collect();
    let unread: HashSet<&str> = unread.iter().map(String::as_str).collect();
    let old = documents(&before, &old_syntax, &unread);
    let new = documents(&after, &new_syntax, &unread);
    let old_named: Vec<Named<'_>> = named_of(&before, &old);
    let new_named: Vec<Named<'_>> = named_of(&after, &new);
    let read: HashSet<&str> = old_named.iter().chain(&new_named).map(|it| it.path).collect();
    let all = before.iter().chain(&after).map(|version| version.path);
    let others: HashSet<&str> = all.filter(|path| !read.contains(path) && !unread.contains(path)).collect();
    done.skipped = others.len();
    let found = diff::diff(&old_named, &new_named, renames);
    (done.changes, done.documents, done.moved) = (found.changes, found.documents, found.moved);
    let mut judges: HashMap<&str, Judge<'_>> = HashMap::new();
    for (versions, documents) in [(&before, &old), (&after, &new)] {
        for (at, document) in documents {
            if let Some(version) = versions.get(*at) {
                let judge = Judge { active: version.active, severities: &document.schema.severities };
                judges.insert(version.path, judge);
            }
        }
    }
    for change in &mut done.changes {
        if let Some(judge) = judges.get(change.path.as_str()) {
            judge.hear(change);
        }
    }
    done.changes.retain(|change| change.code.is_some() || !change.is_quiet());
    done
}

/// The texts that are not byte for byte the same in both states.
fn differing<'a>(
    before: &[Version<'a>],
    after: &[Version<'a>],
    renames: &[(String, String)],
) -> (Vec<Version<'a>>, Vec<Version<'a>>) {
    let renamed: HashSet<&str> = renames.iter().flat_map(|(old, new)| [old.as_str(), new.as_str()]).collect();
    let old: HashMap<&str, &str> =
        before.iter().map(|version| (version.path, version.source.text.as_str())).collect();
    let same: HashSet<&str> = after
        .iter()
        .filter(|version| old.get(version.path) == Some(&version.source.text.as_str()))
        .map(|version| version.path)
        .filter(|path| !renamed.contains(path))
        .collect();
    let kept = |list: &[Version<'a>]| {
        list.iter().filter(|version| !same.contains(version.path)).copied().collect::<Vec<_>>()
    };
    (kept(before), kept(after))
}

/// What became of one text.
pub(super) enum Parsed<'s> {
    Read(syntax::Document<'s>),
    /// It is no design document.
    Other,
    TooDeep,
}

pub(super) fn schemas<'a>(version: &Version<'a>) -> Schemas<'a> {
    Schemas {
        record: version.settings.record_schema(),
        plan: version.settings.plan_schema(),
        assigned: version.settings.kind_of(&version.source.path),
    }
}

pub(super) fn parse<'s>(version: &Version<'s>) -> Parsed<'s> {
    if !model::may_be_document(&version.source.text, &schemas(version)) {
        return Parsed::Other;
    }
    if syntax::too_deep(&version.source.text).is_some() {
        return Parsed::TooDeep;
    }
    Parsed::Read(syntax::parse(&version.source.text, version.source.start()))
}

/// The documents among the texts, each with the number of its text.
fn documents<'s>(
    versions: &[Version<'s>],
    parsed: &'s [Parsed<'s>],
    unread: &HashSet<&str>,
) -> Vec<(usize, Document<'s>)> {
    let all = versions.iter().zip(parsed).enumerate();
    let read = all.filter_map(|(at, (version, parsed))| {
        // What cannot be read in one state is left out of the other: it would look like new.
        let Parsed::Read(syntax) = parsed else { return None };
        let document = model::read(version.source, syntax, &schemas(version))?;
        let kept = document.recognised && !document.template && !unread.contains(version.path);
        kept.then_some((at, document))
    });
    read.collect()
}

fn named_of<'d>(versions: &[Version<'d>], documents: &'d [(usize, Document<'d>)]) -> Vec<Named<'d>> {
    let named =
        |(at, document): &'d (usize, Document<'d>)| Some(Named { path: versions.get(*at)?.path, document });
    documents.iter().filter_map(named).collect()
}

/// Who judges the changes of one document.
pub(super) struct Judge<'a> {
    pub(super) active: &'a Active,
    /// What the document's schema says about rules.
    pub(super) severities: &'a [(String, Level)],
}

impl Judge<'_> {
    /// Asks the rules about a change; the first that has something to say gives it its code.
    pub(super) fn hear(&self, change: &mut Change) {
        for &super::Choice { rule, wanted, severity } in &self.active.rules {
            let Check::Change(class, check) = rule.check else { continue };
            let own = level(self.severities, rule);
            if !wanted && !own.map_or(rule.on, |own| own != Level::Off) {
                continue;
            }
            let mut report = Report::new(rule);
            check(change, &mut report);
            let Some(said) = report.diagnostics.into_iter().next() else { continue };
            change.code = Some(rule.code);
            change.name = rule.name;
            change.severity = Some(severity.or(own.and_then(Level::severity)).unwrap_or(said.severity));
            change.class = class;
            change.message = said.message;
            change.notes = said.notes;
            change.help = said.help;
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Selection;
    use crate::diff::Class;

    const PLAN: &str = "# Plan\n\n| File | Op | Tests |\n|--|--|--|\n| src/a.rs | add | unit: parses |\n";

    fn told(settings: &Settings, before: &[(&str, String)], after: &[(&str, String)]) -> Compared {
        let active = Active::new(settings, &Selection::default());
        let sources = |list: &[(&str, String)]| -> Vec<Source> {
            list.iter().map(|(path, text)| Source::new(*path, text.as_str())).collect()
        };
        let (old, new) = (sources(before), sources(after));
        compare(&list(&old, settings, &active), &list(&new, settings, &active), &[])
    }

    fn list<'a>(sources: &'a [Source], settings: &'a Settings, active: &'a Active) -> Vec<Version<'a>> {
        sources.iter().map(|source| Version { path: &source.path, source, settings, active }).collect()
    }

    #[test]
    fn settings_turn_rules_off_and_change_their_severity() {
        let without = PLAN.replace("unit: parses", "n/a");
        let told = |level: Level| {
            let mut settings = Settings::default();
            settings.rules.push(("DDR705".to_owned(), level));
            let done = told(&settings, &[("a.md", PLAN.to_owned())], &[("a.md", without.clone())]);
            assert_eq!(done.changes.len(), 1);
            let change = done.changes.into_iter().next().unwrap();
            (change.name, change.code, change.class, change.severity)
        };
        assert_eq!(told(Level::Off), ("tests-changed", None, Class::Changes, None));
        let hint = Some(crate::diagnostic::Severity::Hint);
        assert_eq!(told(Level::Hint), ("tests-weakened", Some("DDR705"), Class::Weakens, hint));
    }

    #[test]
    fn what_cannot_be_read_in_one_state_is_left_out_of_both() {
        let deep = format!("{PLAN}\n{} deep\n", ">".repeat(200));
        let settings = Settings::default();
        let done = told(&settings, &[("a.md", PLAN.to_owned())], &[("a.md", deep)]);
        assert_eq!((done.documents, done.skipped, done.changes.len()), (0, 0, 0));
        assert_eq!(done.unread.len(), 1);
    }

    #[test]
    fn only_what_differs_is_counted() {
        let settings = Settings::default();
        let text = |text: &str| text.to_owned();
        let before = [("a.md", text(PLAN)), ("b.md", text("words\n")), ("c.md", text(PLAN))];
        let after = [("a.md", text(PLAN)), ("b.md", text("other words\n")), ("d.md", text(PLAN) + "\n")];
        let done = told(&settings, &before, &after);
        // `c.md` became `d.md`.
        assert_eq!((done.documents, done.skipped, done.changes.len()), (1, 1, 0));
    }
}
