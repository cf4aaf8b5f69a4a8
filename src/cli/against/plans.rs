//! Which documents hold plans, which of them are named, and what is said of those in play.

use super::documents::{States, path_before};
use super::section::{Section, plan_section};
use super::{ByFile, Range, Unable};
use crate::cli::gather::Gathered;
use crate::cli::git::Side;
use crate::cli::output::tell;
use crate::cli::paths::{absolute, relative};
use crate::diff::Change;
use crate::diff::implementation::{Before, Carrier, Why};
use crate::model::short;
use crate::project::Member;
use crate::render::summary::Tally;
use crate::source::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Plans by project.
type Carriers = BTreeMap<usize, Vec<Carrier>>;

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
    let projects = projects_of(range, gathered);
    let carriers = carriers(range, gathered, states, plans);
    let named = named(range, gathered, states, &carriers)?;
    let mut remarks = Vec::new();
    for (project, carriers) in carriers {
        let (Some(it), Some(active)) = (gathered.projects.list.get(project), states.active.get(project))
        else {
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
            newer: &Side::WorkTree,
            changed: &range.changed,
            project: it,
            carriers,
            infer: own.is_empty(),
            named: own,
            exempt: exempt(range, states, &projects, (project, &it.root)),
            changes: &changes,
            renames: &states.renames,
            active,
        };
        for plan in plan_section(section)? {
            let full = absolute(Path::new(&plan.path), &it.root);
            let shown =
                gathered.names(project, &plan.path).map_or_else(|| plan.path.clone(), |names| names.shown);
            remarks.push(format!("plan {shown}: {}", plan.reason));
            if plan.diagnostics.is_empty() {
                continue;
            }
            let of_git = relative(&full, range.git.root());
            let entry = heard.entry(full).or_default();
            entry.diagnostics.extend(plan.diagnostics);
            if let (None, Some(text)) = (states.after.get(&of_git), states.before.get(&of_git)) {
                entry.gone = Some(Source::new(text.source.path.as_str(), text.source.text.as_str()));
            }
        }
    }
    if remarks.is_empty() {
        remarks.push("no plan is carried out by this change".to_owned());
    }
    tally.remarks.extend(remarks);
    Ok(())
}

/// The project of every changed path.
fn projects_of(range: &Range, gathered: &mut Gathered) -> BTreeMap<String, usize> {
    let mut projects = BTreeMap::new();
    for changed in &range.changed {
        let full = range.full(&changed.path);
        let project = gathered.projects.of(full.parent().unwrap_or(&full));
        projects.insert(changed.path.clone(), project);
    }
    projects
}

/// The documents with plans of both states.
fn carriers(range: &Range, gathered: &Gathered, states: &States, plans: Vec<(usize, Member)>) -> Carriers {
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
        let Some(it) = gathered.projects.list.get(project) else { continue };
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
        let settings = gathered.projects.list.get(text.project).map(|it| &it.settings);
        let included = settings.is_some_and(|settings| settings.included(&text.source.path));
        if let Some(member) = text.member.as_ref().filter(|it| asked && included && !it.plans.is_empty()) {
            let carrier = Carrier { member: member.clone(), before: Before::Gone };
            carriers.entry(text.project).or_default().push(carrier);
        }
    }
    carriers
}

/// The plans that the user names, else those that commits name: project, path and who says so.
fn named(
    range: &Range,
    gathered: &Gathered,
    states: &States,
    carriers: &Carriers,
) -> Result<Vec<(usize, String, Why)>, Unable> {
    let find = |full: &Path| {
        carriers.iter().find_map(|(project, carriers)| {
            let root = &gathered.projects.list.get(*project)?.root;
            let path = relative(full, root);
            carriers.iter().any(|it| it.member.path == path).then_some((*project, path))
        })
    };
    let mut named = Vec::new();
    for full in &range.plans {
        let Some((project, path)) = find(full) else {
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
    if !named.is_empty() {
        return Ok(named);
    }
    for commit in &range.commits {
        for path in &commit.trailers.plans {
            match places(range, gathered, states, carriers, path).iter().find_map(|full| find(full)) {
                Some((project, path)) => {
                    if !named.iter().any(|(at, known, _)| *at == project && *known == path) {
                        named.push((project, path, Why::Trailer(commit.oid.short().to_owned())));
                    }
                }
                None => tell(&format!(
                    "the trailer `DDR-Plan: {}` of {} names none of the patch plans that are checked",
                    short(path, 120),
                    commit.oid.short()
                )),
            }
        }
    }
    Ok(named)
}

/// The files that a trailer may mean: from the top of the repository, else from a project's root; the
/// plan may have moved since.
fn places(
    range: &Range,
    gathered: &Gathered,
    states: &States,
    carriers: &Carriers,
    path: &str,
) -> Vec<PathBuf> {
    let roots = carriers.keys().filter_map(|project| Some(&gathered.projects.list.get(*project)?.root));
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
    projects: &BTreeMap<String, usize>,
    (project, root): (usize, &Path),
) -> BTreeSet<String> {
    let is_document = |path: &str| {
        let texts = [states.before.get(path), states.after.get(path)];
        texts.into_iter().flatten().any(|text| text.member.is_some())
    };
    let exempt = range.changed.iter().filter(|it| {
        let full = range.full(&it.path);
        is_document(&it.path)
            || projects.get(&it.path) != Some(&project)
            || !range.folders.iter().any(|folder| full.starts_with(folder))
    });
    exempt.map(|it| range.inside(&it.path, root)).collect()
}
