//! Which documents hold plans, which of them are named, and what is said of those in play.

use super::documents::{States, path_before};
use super::section::{InPlay, Section, plan_section};
use super::{ByFile, Range, Unable};
use crate::cli::gather::Gathered;
use crate::cli::git::Refused;
use crate::cli::output::tell;
use crate::cli::paths::{absolute, relative};
use crate::cli::project::Projects;
use crate::diff::Change;
use crate::diff::implementation::{Before, Carrier, Why};
use crate::model::short;
use crate::project::Member;
use crate::render::summary::Tally;
use crate::source::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Documents with plans, by project.
pub type Carriers = BTreeMap<usize, Vec<Carrier>>;

/// A plan that somebody named: its project, its path there, and who says so.
pub type Named = (usize, String, Why);

/// Holds the plans in play against what changed.
pub(super) fn judge(
    range: &Range,
    gathered: &mut Gathered,
    states: &States,
    changes: &[Change],
    plans: Vec<(usize, Member)>,
    heard: &mut ByFile,
    tally: &mut Tally,
) -> Result<(), Unable> {
    let carriers = carriers(range, &gathered.projects, states, plans);
    let mut named = named(range, &gathered.projects, &carriers)?;
    if named.is_empty() {
        let (found, said) = by_trailers(range, &gathered.projects, states, &carriers);
        said.iter().for_each(|line| tell(line));
        named = found;
    }
    let mut remarks = Vec::new();
    for (project, plan) in in_play(range, &mut gathered.projects, states, changes, carriers, &named)? {
        let Some(names) = gathered.names(project, &plan.path) else { continue };
        remarks.push(format!("plan {}: {}", names.shown, plan.reason));
        if plan.diagnostics.is_empty() {
            continue;
        }
        let of_git = relative(&names.full, range.git.root());
        let entry = heard.entry(names.full).or_default();
        entry.diagnostics.extend(plan.diagnostics);
        if let (None, Some(text)) = (states.after.get(&of_git), states.before.get(&of_git)) {
            entry.gone = Some(Source::new(text.source.path.as_str(), text.source.text.as_str()));
        }
    }
    if remarks.is_empty() {
        remarks.push("no plan is carried out by this change".to_owned());
    }
    tally.remarks.extend(remarks);
    Ok(())
}

/// The plans in play with their projects, each held against what changed.
pub fn in_play(
    range: &Range,
    projects: &mut Projects,
    states: &States,
    changes: &[Change],
    carriers: Carriers,
    named: &[Named],
) -> Result<Vec<(usize, InPlay)>, Refused> {
    let homes = projects_of(range, projects);
    let mut plans = Vec::new();
    for (project, carriers) in carriers {
        let (Some(it), Some(active)) = (projects.list.get(project), states.active.get(project)) else {
            continue;
        };
        let own: Vec<(String, Why)> = named
            .iter()
            .filter(|(at, ..)| *at == project)
            .map(|(_, path, why)| (path.clone(), why.clone()))
            .collect();
        if own.is_empty() && !named.is_empty() {
            continue;
        }
        let inside = |change: &Change| {
            let mut change = change.clone();
            change.path = range.inside(&change.path, &it.root);
            change
        };
        let changes: Vec<Change> = changes.iter().map(inside).collect();
        let section = Section {
            git: &range.git,
            head: &range.head,
            newer: &range.newer,
            changed: &range.changed,
            commits: &range.commits,
            project: it,
            carriers,
            infer: own.is_empty(),
            named: own,
            exempt: exempt(range, states, &homes, (project, &it.root), it.settings.baseline.as_deref()),
            changes: &changes,
            renames: &states.renames,
            active,
        };
        plans.extend(plan_section(section)?.into_iter().map(|plan| (project, plan)));
    }
    Ok(plans)
}

/// The project of every changed path.
fn projects_of(range: &Range, projects: &mut Projects) -> BTreeMap<String, usize> {
    let mut homes = BTreeMap::new();
    for changed in &range.changed {
        let full = range.full(&changed.path);
        homes.insert(changed.path.clone(), projects.of(full.parent().unwrap_or(&full)));
    }
    homes
}

/// The documents with plans of both states.
pub fn carriers(
    range: &Range,
    projects: &Projects,
    states: &States,
    plans: Vec<(usize, Member)>,
) -> Carriers {
    let mut carriers = Carriers::new();
    let was = |path: &str| {
        if let Some((older, _)) = states.renames.iter().find(|(_, now)| now == path) {
            return Some(states.before.get(older).and_then(|text| text.member.clone()));
        }
        let changed = range.changed.iter().find(|it| it.path == path)?;
        Some(
            path_before(changed)
                .and_then(|path| states.before.get(path))
                .and_then(|text| text.member.clone()),
        )
    };
    for (project, member) in plans {
        let Some(it) = projects.list.get(project) else { continue };
        let before = match was(&range.outside(&member.path, &it.root)) {
            None => Before::Same,
            Some(Some(older)) => Before::Other(Box::new(older)),
            Some(None) => Before::New,
        };
        carriers.entry(project).or_default().push(Carrier { member, before });
    }
    let stays = |path: &str| states.renames.iter().any(|(older, _)| older == path);
    for changed in range.changed.iter().filter(|it| it.after.is_none() && !stays(&it.path)) {
        let Some(text) = states.before.get(&changed.path) else { continue };
        let full = range.full(&changed.path);
        let asked = range.folders.iter().any(|folder| full.starts_with(folder));
        let settings = projects.list.get(text.project).map(|it| &it.settings);
        let included = settings.is_some_and(|settings| settings.included(&text.source.path));
        if let Some(member) = text.member.as_ref().filter(|it| asked && included && !it.plans.is_empty()) {
            let carrier = Carrier { member: member.clone(), before: Before::Gone };
            carriers.entry(text.project).or_default().push(carrier);
        }
    }
    carriers
}

/// Finds a plan by its file.
fn find(projects: &Projects, carriers: &Carriers, full: &Path) -> Option<(usize, String)> {
    carriers.iter().find_map(|(project, carriers)| {
        let path = relative(full, &projects.list.get(*project)?.root);
        carriers.iter().any(|it| it.member.path == path).then_some((*project, path))
    })
}

/// The plans that the user names.
fn named(range: &Range, projects: &Projects, carriers: &Carriers) -> Result<Vec<Named>, Unable> {
    let mut named = Vec::new();
    for full in &range.plans {
        let Some((project, path)) = find(projects, carriers, full) else {
            let shown = relative(full, range.git.root());
            let message =
                format!("--plan: `{}` is none of the patch plans that are checked", short(&shown, 120));
            return Err(Unable {
                message,
                help: Some("`ddr show` tells which documents hold a plan".to_owned()),
            });
        };
        named.push((project, path, Why::Named));
    }
    Ok(named)
}

/// The plans that commits name, and what is to be said of trailers that name none.
pub fn by_trailers(
    range: &Range,
    projects: &Projects,
    states: &States,
    carriers: &Carriers,
) -> (Vec<Named>, Vec<String>) {
    let (mut named, mut said) = (Vec::<Named>::new(), Vec::new());
    for commit in &range.commits {
        for path in &commit.trailers.plans {
            let places = places(range, projects, states, carriers, path);
            match places.iter().find_map(|full| find(projects, carriers, full)) {
                Some((project, path)) => {
                    if !named.iter().any(|(at, known, _)| *at == project && *known == path) {
                        named.push((project, path, Why::Trailer(commit.oid.short().to_owned())));
                    }
                }
                None => said.push(format!(
                    "the trailer `DDR-Plan: {}` of {} names none of the patch plans that are checked",
                    short(path, 120),
                    commit.oid.short()
                )),
            }
        }
    }
    (named, said)
}

/// The files that a trailer may mean: from the top of the repository, else from a project's root; the
/// plan may have moved since.
fn places(
    range: &Range,
    projects: &Projects,
    states: &States,
    carriers: &Carriers,
    path: &str,
) -> Vec<PathBuf> {
    let roots = carriers.keys().filter_map(|project| Some(&projects.list.get(*project)?.root));
    let mut places = vec![range.full(path)];
    places.extend(roots.map(|root| absolute(Path::new(path), root)));
    let moved = states.renames.iter();
    let moved =
        moved.filter(|(older, _)| places.contains(&range.full(older))).map(|(_, now)| range.full(now));
    let moved: Vec<PathBuf> = moved.collect();
    places.extend(moved);
    places
}

/// Changed paths that are documents, or belong to another project or to a part that was not asked for.
fn exempt(
    range: &Range,
    states: &States,
    homes: &BTreeMap<String, usize>,
    (project, root): (usize, &Path),
    baseline: Option<&str>,
) -> BTreeSet<String> {
    let is_document = |path: &str| {
        let texts = [states.before.get(path), states.after.get(path)];
        texts.into_iter().flatten().any(|text| text.member.is_some())
    };
    let exempt = range.changed.iter().filter(|it| {
        let full = range.full(&it.path);
        is_document(&it.path)
            || homes.get(&it.path) != Some(&project)
            || baseline.is_some_and(|baseline| full == absolute(Path::new(baseline), root))
            || range.baseline.as_ref() == Some(&full)
            || !range.folders.iter().any(|folder| full.starts_with(folder))
    });
    exempt.map(|it| range.inside(&it.path, root)).collect()
}
