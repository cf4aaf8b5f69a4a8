//! `ddr check --against REV`: what changed between the newest commit that a branch shares with REV and
//! the files as they stand, held against the rules about changes and against the plan in play.
//!
//! git tells which paths changed and what commits say; the older texts come from it, the newer ones
//! from the disk. What is said joins what the other rules say of the same documents.

pub mod documents;
pub mod plans;
pub mod section;

use super::gather::{File, Gathered};
use super::git::{Changed, Commit, Git, NoGit, Oid, Refused, Side, Surroundings};
use super::judge::{self, How};
use super::output::{Exit, complain, tell};
use super::paths::{absolute, relative};
use super::said::Said;
use crate::check::Selection;
use crate::diagnostic::Diagnostic;
use crate::project::Member;
use crate::render::summary::Tally;
use crate::source::Source;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// What the user asks for.
#[derive(Debug, Clone, Copy)]
pub struct Against<'a> {
    /// The revision that the branch left.
    pub rev: &'a str,
    /// The plans that it carries out.
    pub plans: &'a [PathBuf],
    /// The baseline that was named, where one was.
    pub baseline: Option<&'a Path>,
}

/// Why that cannot be done.
#[derive(Debug)]
pub struct Unable {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl From<Refused> for Unable {
    fn from(refused: Refused) -> Self {
        Self { message: format!("--against: {}", refused.message()), help: refused.help() }
    }
}

impl From<NoGit> for Unable {
    fn from(none: NoGit) -> Self {
        Self { message: format!("--against: {}", none.message()), help: none.help() }
    }
}

/// The two states.
#[derive(Debug)]
pub struct Range {
    /// The repository.
    pub git: Git,
    /// The newest commit of the newer state.
    pub head: Oid,
    /// The newer state.
    pub newer: Side,
    /// The paths that changed between them, from the top of the repository.
    pub changed: Vec<Changed>,
    /// The commits between them, newest first.
    pub commits: Vec<Commit>,
    /// Plans that the user named, absolute.
    pub plans: Vec<PathBuf>,
    /// Folders that the user named, absolute.
    pub folders: Vec<PathBuf>,
    /// The baseline that the user named, absolute.
    pub baseline: Option<PathBuf>,
}

/// What is to be said of a document that changed.
#[derive(Debug, Default)]
struct Heard {
    diagnostics: Vec<Diagnostic>,
    /// The older text, where there is no newer one.
    gone: Option<Source>,
}

/// The same by document.
type ByFile = BTreeMap<PathBuf, Heard>;

impl Range {
    /// Finds the two states.
    pub fn open(against: &Against<'_>, paths: &[PathBuf]) -> Result<Self, Unable> {
        let none = |error: std::io::Error| Unable {
            message: format!("no working directory: {}", super::read::reason(&error)),
            help: None,
        };
        let cwd = std::env::current_dir().map_err(none)?;
        let full =
            |paths: &[PathBuf]| -> Vec<PathBuf> { paths.iter().map(|path| absolute(path, &cwd)).collect() };
        let folders = full(paths);
        let folder = folders.first().unwrap_or(&cwd);
        let folder = if folder.is_dir() { folder } else { &cwd };
        let git = Git::open(folder, &Surroundings::of_process(&cwd))?;
        let head = git.resolve("HEAD")?;
        let base = git.merge_base(&git.resolve(against.rev)?, &head)?;
        let commits = git.commits(Some(&base), &head)?;
        let newer = Side::WorkTree;
        let changed = git.changed(&Side::Commit(base), &newer)?;
        let baseline = against.baseline.map(|path| absolute(path, &cwd));
        Ok(Self { git, head, newer, changed, commits, plans: full(against.plans), folders, baseline })
    }

    /// Judges what changed, and adds it to what is said of the documents. Gives what is to be counted and
    /// remarked, and whether all of it could be done.
    pub fn judge(
        self,
        gathered: &mut Gathered,
        selection: &Selection,
        how: How<'_>,
        plans: Vec<(usize, Member)>,
        said: &mut Vec<Said>,
    ) -> (Tally, Exit) {
        let mut heard = ByFile::new();
        let mut tally = Tally::default();
        let done = super::panics::caught(|| {
            let mut states = documents::States::read(&self, gathered, selection)?;
            let changes = states.compare(&self, gathered, &mut heard, &mut tally);
            states.pair_plans();
            plans::judge(&self, gathered, &states, &changes, plans, &mut heard, &mut tally)
        });
        let exit = match done {
            Ok(Ok(())) => Exit::Clean,
            Ok(Err(why)) => {
                complain(&why.message);
                why.help.iter().for_each(|help| tell(&format!("help: {help}")));
                Exit::Unable
            }
            Err(panic) => {
                complain(&format!("judging what changed failed: {panic}"));
                Exit::Unable
            }
        };
        let sound = judge::sound(gathered);
        let places: HashMap<&Path, usize> =
            sound.iter().enumerate().map(|(at, file)| (file.full.as_path(), at)).collect();
        let mut more = Vec::new();
        for (full, heard) in heard {
            let place = places.get(full.as_path()).and_then(|&at| Some((said.get_mut(at)?, sound.get(at)?)));
            match (place, heard.gone) {
                (Some((said, file)), _) => judge::add(said, heard.diagnostics, file, gathered, how),
                (None, Some(source)) => {
                    if let Some(file) = self.gone(&full, gathered, &source) {
                        more.push(judge::first(&file, &source, heard.diagnostics, how));
                    }
                }
                // It is not what this run is about.
                (None, None) => {}
            }
        }
        said.extend(more);
        (tally, exit)
    }

    /// A document that is not there any more, where the run would have been about it.
    fn gone(&self, full: &Path, gathered: &Gathered, source: &Source) -> Option<File> {
        if !self.folders.iter().any(|folder| full.starts_with(folder)) {
            return None;
        }
        let folder = full.parent()?;
        let project = gathered.projects.known(folder)?;
        if !gathered.projects.list.get(project)?.settings.included(&source.path) {
            return None;
        }
        let names = gathered.names(project, &source.path)?;
        Some(File {
            open: None,
            full: names.full,
            project,
            inside: source.path.clone(),
            shown: names.shown,
            machine: names.machine,
            repository: names.repository,
            store: gathered.projects.store.clone(),
        })
    }

    /// Where a path of the repository is on the disk.
    pub fn full(&self, path: &str) -> PathBuf {
        absolute(Path::new(path), self.git.root())
    }

    /// A path of the repository as a project knows it.
    fn inside(&self, path: &str, root: &Path) -> String {
        relative(&self.full(path), root)
    }

    /// A path of a project as the repository knows it.
    fn outside(&self, path: &str, root: &Path) -> String {
        relative(&absolute(Path::new(path), root), self.git.root())
    }
}
