//! The documents that changed, in both states, and what changed in them.

use super::{ByFile, Range, Unable};
use crate::check::implementation::as_diagnostic;
use crate::check::{Active, Selection, Version, compare, read_member};
use crate::cli::acknowledged::acknowledge;
use crate::cli::gather::Gathered;
use crate::cli::git::{Changed, Content, Kind, Node, Status};
use crate::cli::output::tell;
use crate::cli::project::Projects;
use crate::cli::read;
use crate::cli::tree::is_markdown;
use crate::diff::Change;
use crate::project::Member;
use crate::render::summary::Tally;
use crate::render::visible;
use crate::source::Source;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

/// A text of one state.
#[derive(Debug)]
pub struct Text {
    /// Its project.
    pub project: usize,
    /// The text, by the path that its project knows.
    pub source: Source,
    /// What other documents need to know of it; none where it is no document.
    pub member: Option<Member>,
}

/// The texts that changed, by their paths from the top of the repository.
#[derive(Debug)]
pub struct States {
    /// Of the older state.
    pub before: BTreeMap<String, Text>,
    /// Of the newer one.
    pub after: BTreeMap<String, Text>,
    /// Documents that moved, old path first.
    pub renames: Vec<(String, String)>,
    /// The rules of each project.
    pub active: Vec<Active>,
}

/// The path of a change in the older state.
pub fn path_before(changed: &Changed) -> Option<&str> {
    match &changed.status {
        Status::Added => None,
        Status::Renamed { from, .. } => Some(from),
        _ => changed.before.as_ref().map(|_| changed.path.as_str()),
    }
}

fn is_file(node: Option<&Node>) -> bool {
    node.is_some_and(|node| node.kind == Kind::File)
}

impl States {
    /// Reads both states.
    pub fn read(range: &Range, gathered: &mut Gathered, selection: &Selection) -> Result<Self, Unable> {
        let mut states =
            Self { before: BTreeMap::new(), after: BTreeMap::new(), renames: Vec::new(), active: Vec::new() };
        let mut batch = range.git.batch()?;
        for changed in &range.changed {
            let before = path_before(changed).filter(|_| is_file(changed.before.as_ref()));
            let before = before.filter(|path| is_document(range, gathered, path));
            let after = Some(changed.path.as_str()).filter(|_| is_file(changed.after.as_ref()));
            let after = after.filter(|path| is_document(range, gathered, path));
            let oid = changed.before.as_ref().and_then(|node| node.oid.as_ref());
            if let (Some(path), Some(oid)) = (before, oid) {
                match batch.get(oid)? {
                    Content::Bytes(bytes) => match String::from_utf8(bytes) {
                        Ok(text) => states.add(true, range, &mut gathered.projects, path, text),
                        Err(_) => unread(path, "its older text is not UTF-8"),
                    },
                    Content::TooLarge(_) => unread(path, "its older text is larger than 32 MiB"),
                    Content::Missing => return Err(crate::cli::git::Refused::Partial.into()),
                    Content::NoFile => {}
                }
            }
            if let Some(path) = after {
                // What cannot be read is said where the document is checked.
                if let Ok(source) = read::file(&range.full(path), path) {
                    states.add(false, range, &mut gathered.projects, path, source.text);
                }
            }
            if let (Some(before), Some(after), Status::Renamed { .. }) = (before, after, &changed.status) {
                states.renames.push((before.to_owned(), after.to_owned()));
            }
        }
        states.settle(&gathered.projects, selection);
        Ok(states)
    }

    /// States whose texts were read before, each with its path.
    pub fn of<'t>(
        range: &Range,
        projects: &mut Projects,
        (before, after): (impl Iterator<Item = (&'t str, &'t str)>, impl Iterator<Item = (&'t str, &'t str)>),
        renames: Vec<(String, String)>,
    ) -> Self {
        let mut states =
            Self { before: BTreeMap::new(), after: BTreeMap::new(), renames, active: Vec::new() };
        before.for_each(|(path, text)| states.add(true, range, projects, path, text.to_owned()));
        after.for_each(|(path, text)| states.add(false, range, projects, path, text.to_owned()));
        states
    }

    /// Chooses the rules of the projects, once all of them are known.
    pub fn settle(&mut self, projects: &Projects, selection: &Selection) {
        self.active = projects.list.iter().map(|project| Active::new(&project.settings, selection)).collect();
    }

    fn add(&mut self, old: bool, range: &Range, projects: &mut Projects, path: &str, text: String) {
        let full = range.full(path);
        let project = projects.of(full.parent().unwrap_or(&full));
        let Some(it) = projects.list.get(project).filter(|it| it.sound) else { return };
        let source = Source::new(range.inside(path, &it.root), text);
        let member = read_member(&source, &it.settings);
        let states = if old { &mut self.before } else { &mut self.after };
        states.insert(path.to_owned(), Text { project, source, member });
    }

    /// Tells what changed in the documents, and gives the changes that are not told here.
    pub(super) fn compare(
        &mut self,
        range: &Range,
        gathered: &Gathered,
        heard: &mut ByFile,
        tally: &mut Tally,
    ) -> Vec<Change> {
        let stayed = range.changed.iter().filter(|it| it.after.is_some());
        let stayed: HashSet<&str> =
            stayed.filter(|it| path_before(it) == Some(&it.path)).map(|it| it.path.as_str()).collect();
        let both = |path: &str| stayed.contains(path);
        let old = versions(&self.before, &self.after, &both, gathered, &self.active);
        let new = versions(&self.after, &self.before, &both, gathered, &self.active);
        let done = compare(&old, &new, &self.renames);
        let mut changes = done.changes;
        self.renames = done.moved;
        acknowledge(&mut changes, &range.commits).iter().for_each(|line| tell(line));
        changes.retain(|change| {
            tally.acknowledged += usize::from(change.acknowledged && change.code.is_some());
            !change.acknowledged
        });
        for change in &changes {
            let now = self.after.get(&change.path);
            let member = now.and_then(|text| text.member.as_ref());
            let Some(diagnostic) = as_diagnostic(change, member) else { continue };
            let entry = heard.entry(range.full(&change.path)).or_default();
            entry.diagnostics.push(diagnostic);
            if let (None, Some(text)) = (now, self.before.get(&change.path)) {
                entry.gone = Some(Source::new(text.source.path.as_str(), text.source.text.as_str()));
            }
        }
        changes
    }
}

impl States {
    /// Pairs plans that nobody recognised as one document, but for the files that their rows name.
    pub fn pair_plans(&mut self) {
        let paired = |path: &str| self.renames.iter().any(|(older, now)| older == path || now == path);
        let plans = |own: &'_ BTreeMap<String, Text>, other: &BTreeMap<String, Text>| {
            let lone = own.iter().filter(|(path, _)| !other.contains_key(*path) && !paired(path));
            let named = lone.filter_map(|(path, text)| Some((path.clone(), files(text.member.as_ref()?))));
            named.filter(|(_, files)| !files.is_empty()).collect::<Vec<_>>()
        };
        let (gone, mut new) = (plans(&self.before, &self.after), plans(&self.after, &self.before));
        for (path, files) in gone {
            let shared = |other: &BTreeSet<String>| files.intersection(other).count();
            let best = new.iter().enumerate().max_by_key(|(at, (_, other))| (shared(other), usize::MAX - at));
            let Some((at, _)) = best.filter(|(_, (_, other))| shared(other) * 2 >= files.len()) else {
                continue;
            };
            let (now, _) = new.remove(at);
            self.renames.push((path, now));
        }
    }
}

/// The files that the rows of a document name, each in one spelling.
fn files(member: &Member) -> BTreeSet<String> {
    let paths = member.rows().flat_map(|row| &row.paths);
    paths.map(|path| path.text.replace('\\', "/").trim_start_matches("./").to_owned()).collect()
}

/// The texts of a state with their settings.
fn versions<'v>(
    states: &'v BTreeMap<String, Text>,
    other: &BTreeMap<String, Text>,
    unread: &dyn Fn(&str) -> bool,
    gathered: &'v Gathered,
    active: &'v [Active],
) -> Vec<Version<'v>> {
    let version = |(path, text): (&'v String, &'v Text)| {
        let settings = &gathered.projects.list.get(text.project)?.settings;
        let active = active.get(text.project)?;
        // Half of a comparison would look like a document that came or went.
        let whole = other.contains_key(path) || !unread(path);
        whole.then_some(Version { path, source: &text.source, settings, active })
    };
    states.iter().filter_map(version).collect()
}

/// Whether a path is that of a file that may be a document.
fn is_document(range: &Range, gathered: &mut Gathered, path: &str) -> bool {
    let full = range.full(path);
    let project = gathered.projects.of(full.parent().unwrap_or(&full));
    let Some(it) = gathered.projects.list.get(project) else { return false };
    is_markdown(Path::new(path)) || it.settings.kind_of(&range.inside(path, &it.root)).is_some()
}

fn unread(path: &str, why: &str) {
    tell(&format!("{} is not compared: {why}", visible(path)));
}
