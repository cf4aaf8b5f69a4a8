//! The plans of one project that are carried out between two states, and what is to be said of them.

use crate::check::Active;
use crate::check::implementation::{carries_nothing, check_implementation, take_edits};
use crate::cli::git::{Changed, Commit, Git, Kind, Node, Oid, Reach, Refused, Side, Status, Until};
use crate::cli::outside::Disk;
use crate::cli::paths::{absolute, relative};
use crate::cli::project::Project;
use crate::diagnostic::Diagnostic;
use crate::diff::implementation::{Carrier, Does, Facts, Since, Touched, Why};
use crate::diff::{Change, Implementation};
use crate::project::{Outside as _, RecordOf, State, Ways};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What is known of a project and its two states.
#[derive(Debug)]
pub struct Section<'a> {
    /// Where to ask for history.
    pub git: &'a Git,
    /// The newest commit of the newer state.
    pub head: &'a Oid,
    /// The newer state.
    pub newer: &'a Side,
    /// The paths that changed between the states, from the top of the repository.
    pub changed: &'a [Changed],
    /// The commits between the states.
    pub commits: &'a [Commit],
    /// The project.
    pub project: &'a Project,
    /// Its documents with plans.
    pub carriers: Vec<Carrier>,
    /// Plans that somebody named.
    pub named: Vec<(String, Why)>,
    /// Whether other plans may be in play too.
    pub infer: bool,
    /// Changed paths that need no row, beside those that the settings leave out.
    pub exempt: BTreeSet<String>,
    /// Documents that moved between the states, old path first, from the top of the repository.
    pub renames: &'a [(String, String)],
    /// What changed in the documents.
    pub changes: &'a [Change],
    /// The rules.
    pub active: &'a Active,
}

/// A plan in play. Its path, as all of [`Section`] but the changed paths, counts from the project's root.
#[derive(Debug)]
pub struct InPlay {
    /// The document.
    pub path: String,
    /// Why this one is meant, for people.
    pub reason: String,
    /// What the plan and the changed files do not agree on, in order.
    pub diagnostics: Vec<Diagnostic>,
}

/// Finds the plans in play and holds them against what changed.
pub fn plan_section(section: Section<'_>) -> Result<Vec<InPlay>, Refused> {
    let Section { git, project, .. } = section;
    let root = project.root.as_path();
    let changed = touched(git, root, section.changed);
    let listed = git.files(section.newer)?;
    let there = listed.entries.iter().map(|entry| &entry.path).chain(&listed.unmerged);
    let facts = Facts {
        ways: Ways {
            inside: &relative(root, &project.fence),
            prefixes: &project.settings.prefixes,
            record_of: Some(&project.settings as &dyn RecordOf),
        },
        carriers: section.carriers,
        there: there.map(|path| inside(git, root, path)).collect(),
        changed,
        named: section.named,
        infer: section.infer,
    };
    let mut all = Implementation::new(facts);
    let settled = |path: &str| {
        let settings = &project.settings;
        carries_nothing(path)
            || settings.ignores_change(path)
            || settings.readme_files.iter().any(|readme| readme == path)
    };
    let settled = all.changed.iter().map(|it| it.path.clone()).filter(|path| settled(path));
    all.exempt = section.exempt.into_iter().chain(settled).collect();
    all.ignored = ignored(&all, project);
    let mut known = BTreeMap::new();
    for plan in &mut all.plans {
        let path = relative(&absolute(Path::new(&plan.carrier.member.path), root), git.root());
        plan.since = since(git, (section.head, section.newer), (&path, section.renames), root, &mut known)?;
    }
    all.removed = removed(git, (section.head, section.newer), section.commits, root, &all)?;
    take_edits(&mut all, section.changes);
    let heard = check_implementation(&all, section.active);
    let plans = all.plans.iter().enumerate().map(|(at, plan)| InPlay {
        path: plan.carrier.member.path.clone(),
        reason: plan.reason(),
        diagnostics: heard.iter().filter(|(own, _)| *own == at).map(|(_, said)| said.clone()).collect(),
    });
    Ok(plans.collect())
}

fn inside(git: &Git, root: &Path, path: &str) -> String {
    relative(&absolute(Path::new(path), git.root()), root)
}

/// Changed paths as a project knows them.
fn touched(git: &Git, root: &Path, changed: &[Changed]) -> Vec<Touched> {
    let touched = |it: &Changed| {
        let does = match (&it.status, &it.before, &it.after) {
            (Status::Renamed { from, .. }, ..) => Does::Moved { from: inside(git, root, from) },
            (_, None, _) => Does::Added,
            (_, _, None) => Does::Deleted,
            _ => Does::Modified,
        };
        let is_module = |node: &Option<Node>| node.as_ref().is_some_and(|node| node.kind == Kind::Submodule);
        let closed = is_module(&it.before) || is_module(&it.after);
        Touched { path: inside(git, root, &it.path), does, closed }
    };
    changed.iter().map(touched).collect()
}

/// Paths of the plans in play that git does not look at.
fn ignored(all: &Implementation, project: &Project) -> BTreeSet<String> {
    let disk = Disk::new(project);
    let places = all.plans.iter().flat_map(|plan| &plan.planned).flat_map(|planned| &planned.files);
    let places = places.flat_map(|place| place.places()).filter(|path| !all.there.contains(*path));
    places.filter(|path| disk.ignored(path)).map(str::to_owned).collect()
}

/// The files of rows that are done which this change brought and took away again: from one of its commits
/// to the next, or after the last.
fn removed(
    git: &Git,
    (head, newer): (&Oid, &Side),
    commits: &[Commit],
    root: &Path,
    all: &Implementation,
) -> Result<Vec<Touched>, Refused> {
    let done = all.plans.iter().flat_map(|plan| plan.rows()).filter(|(row, _)| row.state == State::Done);
    let absent = done.flat_map(|(_, planned)| planned.all()).filter(|place| !all.stands(place));
    let absent = absent.filter(|place| !place.is_folder() && !all.is_hidden(place));
    let known: BTreeSet<&str> = all.changed.iter().flat_map(Touched::paths).collect();
    let asked: BTreeSet<&str> =
        absent.flat_map(|place| place.places()).filter(|path| !known.contains(path)).collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let takes = |it: &Touched| matches!(it.does, Does::Deleted | Does::Moved { .. });
    let mut removed = touched(git, root, &git.changed(&Side::Commit(head.clone()), newer)?);
    removed.retain(takes);
    let of_git = |path: &&str| relative(&absolute(Path::new(path), root), git.root());
    let asked: Vec<String> = asked.iter().map(of_git).collect();
    let own: BTreeSet<&Oid> = commits.iter().map(|commit| &commit.oid).collect();
    // Where history cannot be asked, less is known, and less is said.
    let Ok(ever) = git.ever(&asked, Reach::Commit(head), Until::Newest) else { return Ok(removed) };
    for (path, life) in ever.lives {
        if life.removed && !life.folder && own.contains(&life.last) {
            let path = inside(git, root, &path);
            removed.push(match life.moved_to {
                Some(to) => {
                    Touched { path: inside(git, root, &to), does: Does::Moved { from: path }, closed: false }
                }
                None => Touched { path, does: Does::Deleted, closed: false },
            });
        }
    }
    Ok(removed)
}

/// What happened since a plan came. What is known of a commit is kept, since plans often come together.
fn since(
    git: &Git,
    (head, newer): (&Oid, &Side),
    (path, renames): (&str, &[(String, String)]),
    root: &Path,
    known: &mut BTreeMap<Oid, Since>,
) -> Result<Since, Refused> {
    // Where the text changed much, history alone does not see that it moved.
    let mut first = None;
    if let Some((older, _)) = renames.iter().find(|(_, now)| now == path) {
        first = git.first_added(head, older)?;
    }
    if first.is_none() {
        first = git.first_added(head, path)?;
    }
    let Some(first) = first else {
        // It is not yet in any commit.
        let changed = git.changed(&Side::Commit(head.clone()), newer)?;
        return Ok(Since { with: Vec::new(), later: touched(git, root, &changed), whole: true });
    };
    let commit = first.commit.oid;
    if let Some(since) = known.get(&commit) {
        return Ok(since.clone());
    }
    let from = match git.resolve(&format!("{commit}^")) {
        Ok(parent) => Side::Commit(parent),
        // History is cut off here: what this commit brought may be older.
        Err(_) if first.border => Side::Commit(commit.clone()),
        Err(_) => Side::EmptyTree,
    };
    let came = Side::Commit(commit.clone());
    let of = |from: &Side, to: &Side| Ok::<_, Refused>(touched(git, root, &git.changed(from, to)?));
    let since = Since { with: of(&from, &came)?, later: of(&came, newer)?, whole: !first.border };
    known.insert(commit, since.clone());
    Ok(since)
}
