//! `ddr lint --staged`, `--since REV` and `--hook`: a run that is about what changed.
//!
//! It reports on the documents that changed and on those that refer to them, and for that looks at the
//! whole project: a record that is gone says nothing itself, but what links to it does.

use super::args::{Global, Lint};
use super::context::{self, Heard};
use super::gather::{Gathered, gather_from};
use super::git::{Git, Side, Status, Surroundings, told};
use super::hook::{self, Sides};
use super::output::{complain, tell};
use super::paths::{absolute, relative};
use super::project::CONFIG;
use super::read;
use super::store::{Staged, Store, Texts};
use super::tree::is_markdown;
use crate::check::Active;
use crate::project::{Project, RecordOf, link_readings, link_target, normalise};
use crate::render::summary::counted;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What changed, and where one looks for it.
#[derive(Debug)]
pub struct Changed {
    /// Files that are there and are new, other ones, or stand at another path; absolute.
    here: BTreeSet<PathBuf>,
    /// Files that are not there any more, or not at this path; absolute.
    gone: BTreeSet<PathBuf>,
    /// Files and folders that the user named; empty where nothing limits the run.
    limits: Vec<PathBuf>,
    /// How the user said it.
    asked: String,
    /// Whether it is what a commit would hold that is being made.
    pub of_commit: bool,
}

/// Finds what changed, and all files that may have to do with it.
pub fn gather(args: &Lint, global: &Global, texts: &Texts) -> Result<(Gathered, Changed), String> {
    let cwd =
        std::env::current_dir().map_err(|error| format!("no working directory: {}", read::reason(&error)))?;
    if args.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err("--staged, --since and --hook read no standard input".to_owned());
    }
    let git = Git::open(&cwd, &Surroundings::of_process(&cwd)).map_err(|no| told(no.message(), no.help()))?;
    let named: Vec<PathBuf> = args.paths.iter().map(|path| absolute(path, &cwd)).collect();
    let (store, from, to, asked) = match &args.since {
        None if args.hook => {
            let Sides { store, from, to } = hook::sides(&git, &named, args.fix)?;
            (store, from, to, "--hook".to_owned())
        }
        None => {
            let staged = Staged::open(&git)?;
            let head = git.head().map_err(refused)?.commit;
            let head = head.map_or(Side::EmptyTree, Side::Commit);
            (Store::Staged(Arc::new(staged)), head, Side::Index, "--staged".to_owned())
        }
        Some(rev) => {
            let base = git.resolve(rev).and_then(|rev| git.merge_base(&rev, &git.resolve("HEAD")?));
            let base = Side::Commit(base.map_err(refused)?);
            (Store::Disk, base, Side::WorkTree, format!("--since {rev}"))
        }
    };
    let (mut here, mut gone) = (BTreeSet::new(), BTreeSet::new());
    let full = |path: &str| absolute(Path::new(path), git.root());
    let all = git.changed(&from, &to).map_err(refused)?;
    let of_commit = matches!(store, Store::Staged(_)) && !all.is_empty();
    for change in all {
        if let Status::Renamed { from, .. } = &change.status {
            gone.insert(full(from));
        }
        let side = if change.status == Status::Deleted { &mut gone } else { &mut here };
        // Which documents a hook is about is for its manager to say.
        if !(args.hook && change.status != Status::Deleted && is_markdown(Path::new(&change.path))) {
            side.insert(full(&change.path));
        }
    }
    let mut gathered = gather_from(store.with(texts), &[git.root().to_owned()], None, global)?;
    let mut changed = Changed { here, gone, limits: Vec::new(), asked, of_commit };
    for (typed, named) in args.paths.iter().zip(&named) {
        if !changed.knows(named, &gathered.projects.store) {
            complain(&format!("{}: there is no such file or folder", typed.display()));
            gathered.missing += 1;
        }
    }
    if args.hook {
        let below = gathered.files.iter().filter(|file| named.iter().any(|it| file.full.starts_with(it)));
        changed.here.extend(below.map(|file| file.full.clone()));
    } else {
        changed.limits = named;
    }
    // They were found from the top, and are to be called as they are seen from here.
    for file in &mut gathered.files {
        file.shown = relative(&file.full, &cwd);
    }
    Ok((gathered, changed))
}

/// What is said where git does not answer.
pub fn refused(refused: super::git::Refused) -> String {
    told(refused.message(), refused.help())
}

impl Changed {
    /// Leaves only the files to be reported on; gives what the rules about their projects say.
    pub fn narrow(&self, gathered: &mut Gathered, active: &[Active]) -> BTreeMap<usize, Heard> {
        let mut all = BTreeMap::new();
        let mut reported: BTreeSet<PathBuf> = BTreeSet::new();
        for (project, active) in active.iter().enumerate() {
            if gathered.projects.list.get(project).is_none_or(|it| !it.sound) {
                continue;
            }
            let members = context::all(gathered, project);
            let Some(it) = gathered.projects.list.get(project) else { continue };
            let root = it.root.clone();
            let named = |paths: &BTreeSet<PathBuf>| paths.iter().map(|path| relative(path, &root)).collect();
            let near = Near {
                here: named(&self.here),
                gone: named(&self.gone),
                everything: self.concerns_settings(gathered, project),
                record_of: Some(&it.settings as &dyn RecordOf),
            };
            let mut found = BTreeSet::new();
            let heard = context::judge_and(gathered, project, members, active, |project, heard| {
                found = near.referring(project, heard);
            });
            reported.extend(found.iter().map(|path| absolute(Path::new(path), &root)));
            all.insert(project, heard);
        }
        let below = |full: &Path, folders: &BTreeSet<&Path>| full.ancestors().any(|it| folders.contains(it));
        let configured: BTreeSet<&Path> = self
            .all()
            .filter(|path| path.file_name().is_some_and(|name| name == CONFIG))
            .filter_map(|path| path.parent())
            .collect();
        gathered.files.retain(|file| {
            let full = &file.full;
            let about = self.here.contains(full) || reported.contains(full) || below(full, &configured);
            about && (self.limits.is_empty() || self.limits.iter().any(|limit| full.starts_with(limit)))
        });
        // Mistakes in settings stand in the way of what the run is about, and of nothing else.
        let faults = std::mem::take(&mut gathered.faults).into_iter();
        gathered.faults = faults
            .filter(|(config, _)| {
                let project = config.project;
                gathered.files.iter().any(|file| file.project == project)
                    || self.concerns_settings(gathered, project)
            })
            .collect();
        all
    }

    /// Says that nothing was to be reported on.
    pub fn tell_nothing(&self) {
        let count = self.here.len() + self.gone.len();
        let limited = if self.limits.is_empty() { "" } else { " in what was named" };
        tell(&format!(
            "{}: no design record or patch plan{limited} changed or refers to what did ({} changed)",
            self.asked,
            counted(count, "file")
        ));
    }

    fn all(&self) -> impl Iterator<Item = &PathBuf> {
        self.here.iter().chain(&self.gone)
    }

    /// Whether there is, or was, anything at a path.
    fn knows(&self, limit: &Path, store: &Store) -> bool {
        store.has(limit) || self.gone.iter().any(|gone| gone.starts_with(limit))
    }

    /// Whether the settings of a project changed: then they judge every document anew.
    fn concerns_settings(&self, gathered: &Gathered, project: usize) -> bool {
        let own = gathered.projects.read.iter().filter(|(number, _)| *number == project);
        own.into_iter().any(|(_, file)| self.here.contains(file) || self.gone.contains(file))
    }
}

/// What changed, as one project sees it.
struct Near<'a> {
    here: BTreeSet<String>,
    gone: BTreeSet<String>,
    /// Whether all documents are to be reported on.
    everything: bool,
    record_of: Option<&'a dyn RecordOf>,
}

impl Near<'_> {
    /// The documents that changed or refer to something that did, by path.
    fn referring(&self, project: &Project<'_>, heard: &Heard) -> BTreeSet<String> {
        let members = project.members.iter().enumerate();
        let found = members.filter(|(at, member)| {
            let points = heard.get(&member.path).into_iter().flatten().flat_map(|one| &one.elsewhere);
            self.everything
                || self.here.contains(&member.path)
                || points.into_iter().any(|place| self.here.contains(&place.path))
                || self.is_related(project, *at)
                || self.is_linked(project, *at)
        });
        found.map(|(_, member)| member.path.clone()).collect()
    }

    /// Whether it is the record of a changed plan, or the plan of a changed record.
    fn is_related(&self, project: &Project<'_>, at: usize) -> bool {
        let changed = |at: usize| project.member(at).is_some_and(|it| self.here.contains(&it.path));
        let named = project.member(at).and_then(|it| self.record_of?.record_of(&it.path));
        project.records_of(at).iter().any(|relation| changed(relation.record))
            || project.plans_of(at).any(|(plan, _)| changed(plan))
            || named.is_some_and(|record| self.gone.contains(&record))
    }

    /// Whether it links to a changed document or to a file that is gone, or names the path of one.
    fn is_linked(&self, project: &Project<'_>, at: usize) -> bool {
        let Some(member) = project.member(at) else { return false };
        let document = |path: &String| self.here.contains(path) && project.at(path).is_some();
        let gone_document = |path: &str| self.gone.contains(path) && is_markdown(Path::new(path));
        let links = member.links.iter().flat_map(|link| link_readings(&member.path, &link.text));
        let names = member.paths.iter().flat_map(|path| {
            [normalise("", &path.text), link_target(&member.path, &path.text)].into_iter().flatten()
        });
        let rows = member.rows().flat_map(|row| &row.paths);
        let mut targets = rows.filter_map(|path| project.target(at, &path.text));
        links.into_iter().any(|path| document(&path) || self.gone.contains(&path))
            || names.into_iter().any(|path| document(&path) || gone_document(&path))
            || targets.any(|target| target.places().any(gone_document))
    }
}
