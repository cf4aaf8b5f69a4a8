//! From the arguments to a list of documents, each with its project and the names it goes by.

use super::args::Global;
use super::output::{complain, tell};
use super::paths::{absolute, relative, shown};
use super::project::{Fault, Projects};
use super::read::{self, Unread};
use super::store::{Store, Texts};
use super::tree::Guide;
use crate::config::{Exclusion, Settings};
use crate::schema;
use crate::source::Source;
use std::cell::OnceCell;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// A file that may be a document.
#[derive(Debug, Clone)]
pub struct File {
    /// Where to read it; `None` is standard input.
    pub open: Option<PathBuf>,
    /// What it is read from.
    pub store: Store,
    /// The same, absolute and clean.
    pub full: PathBuf,
    /// Its project's number.
    pub project: usize,
    /// Its path in its project: what configs and rules know it by.
    pub inside: String,
    /// Its path as the user would type it.
    pub shown: String,
    /// Its path in machine formats: in the project of the working directory where it lies inside,
    /// else in its own.
    pub machine: String,
    /// Its path in the formats of other programs: from the root of the repository.
    pub repository: String,
}

impl File {
    /// Its text, or why there is none.
    pub fn read(&self) -> Result<Source, Box<Unread>> {
        match &self.open {
            Some(path) => self.store.read(path, &self.full, &self.inside),
            None => self.store.stdin(&self.full, &self.inside),
        }
    }
}

/// The documents to look at.
#[derive(Debug)]
pub struct Gathered {
    /// In order of their paths.
    pub files: Vec<File>,
    /// The projects that they belong to.
    pub projects: Projects,
    /// Config and schema files with mistakes in them.
    pub faults: Vec<(File, Fault)>,
    /// How many things named could not be found or looked at; each was said on standard error.
    pub missing: usize,
    /// Folders that were named; absolute.
    folders: Vec<PathBuf>,
    cwd: PathBuf,
    /// The root of the project of the working directory.
    home: PathBuf,
    /// The root of its repository.
    git: Option<PathBuf>,
}

/// What a file of a project is called.
#[derive(Debug)]
pub struct Names {
    /// Its path, absolute and clean.
    pub full: PathBuf,
    /// As the user would type it.
    pub shown: String,
    /// In machine formats.
    pub machine: String,
    /// In the formats of other programs.
    pub repository: String,
}

/// A path from the root of the repository: of that of the working directory where it lies inside, else
/// of its own. Without git the root of the project has to do.
fn in_repository(full: &Path, here: Option<&Path>, own: Option<&Path>, machine: &str) -> String {
    let root = [here, own].into_iter().flatten().find(|root| full.starts_with(root));
    root.map_or_else(|| machine.to_owned(), |root| relative(full, root))
}

impl Gathered {
    /// Lets go of files that were named and that the config leaves out.
    pub fn leave_out(&mut self, verbose: bool) {
        let list = &self.projects.list;
        self.files.retain(|file| {
            let included = list.get(file.project).is_none_or(|it| it.settings.included(&file.inside));
            if !included && verbose {
                tell(&format!("skipped {}: ddr.yaml leaves it out", file.shown));
            }
            included
        });
    }

    /// What a file is called that its project knows by a path.
    pub fn names(&self, project: usize, inside: &str) -> Option<Names> {
        let full = absolute(Path::new(inside), &self.projects.list.get(project)?.root);
        let machine =
            if full.starts_with(&self.home) { relative(&full, &self.home) } else { inside.to_owned() };
        let shown = match relative(&full, &self.cwd) {
            near if full.starts_with(&self.home) && !near.is_empty() => near,
            _ => shown(&full, &self.cwd),
        };
        let own = full.parent().and_then(|folder| self.projects.known_git_of(folder));
        let repository = in_repository(&full, self.git.as_deref(), own, &machine);
        Some(Names { shown, machine, repository, full })
    }

    /// The project of a path of the user's, be there anything or not, and what it calls the path.
    pub fn place(&mut self, path: &Path) -> (usize, String) {
        let full = absolute(path, &self.cwd);
        let folder = if full.is_dir() { &full } else { full.parent().unwrap_or(&full) };
        let project = self.projects.of(folder);
        let root = self.projects.list.get(project).map_or(&self.cwd, |project| &project.root);
        (project, relative(&full, root))
    }

    /// Whether a file of the user's lies below a config or in a repository, or whether `--config` says whose
    /// it is.
    pub fn is_of_a_project(&mut self, path: &Path) -> bool {
        let (project, _) = self.place(path);
        let full = absolute(path, &self.cwd);
        let known = self.projects.list.get(project).is_some_and(|project| project.configured);
        known || full.parent().and_then(|folder| self.projects.git_of(folder)).is_some()
    }

    /// Takes these files in place of those that are there, and these texts in place of theirs.
    pub fn lay(&mut self, texts: &Texts, files: &[File]) {
        let store = std::mem::take(&mut self.projects.store).with(texts);
        let with_store = |file: &File| File { store: store.clone(), ..file.clone() };
        self.files = files.iter().map(with_store).collect();
        self.projects.store = store;
    }

    /// The folder that the names in a patch count from: the root of the repository of a file, else the
    /// working directory.
    pub fn root_of_patch(&self, full: &Path) -> PathBuf {
        let git = full.parent().and_then(|folder| self.projects.known_git_of(folder));
        git.unwrap_or(&self.cwd).to_owned()
    }

    /// Says on standard error what is wrong with the configs, for verbs that print no diagnostics.
    pub fn complain(&self) {
        self.fault_lines().iter().for_each(|line| complain(line));
    }

    /// What is wrong with the configs, one line each.
    pub fn fault_lines(&self) -> Vec<String> {
        let lines = self.faults.iter().flat_map(|(file, fault)| {
            fault.diagnostics.iter().map(|diagnostic| {
                let at = fault.source.position(diagnostic.span.start);
                format!("{}:{}:{}: {}", file.shown, at.line, at.column, diagnostic.message)
            })
        });
        lines.collect()
    }

    /// Whether the run is about all documents of a project.
    pub fn covers(&self, project: usize) -> bool {
        let root = self.projects.list.get(project).map(|project| project.root.as_path());
        root.is_some_and(|root| self.folders.iter().any(|folder| root.starts_with(folder)))
    }

    /// The documents of a project that were not gathered, in order of their paths.
    pub fn context(&mut self, project: usize) -> Vec<File> {
        let Some(root) = self.projects.list.get(project).map(|project| project.root.clone()) else {
            return Vec::new();
        };
        // A folder that was named was walked, unless the config above leaves the project out.
        let walked = self.folders.iter().any(|folder| root.starts_with(folder));
        if walked && self.files.iter().any(|file| file.project == project) {
            return Vec::new();
        }
        let projects = std::mem::replace(&mut self.projects, Projects::new(&self.cwd, None));
        let store = projects.store.clone();
        let (home, cwd, git) = (root.clone(), self.cwd.clone(), self.git.clone());
        let mut place = Place { home, git, projects, cwd, latest: None, plain: None };
        let found = store.find(&[root], &self.cwd, &mut place);
        let known: HashSet<&Path> = self.files.iter().map(|file| file.full.as_path()).collect();
        let mut files: Vec<File> = Vec::new();
        for found in found.files.into_iter().filter(|found| !known.contains(found.full.as_path())) {
            let file = place.file(found.path, found.full);
            let its = place.projects.list.get(project);
            if file.project == project && its.is_none_or(|it| it.settings.included(&file.inside)) {
                files.push(file);
            }
        }
        self.projects = place.projects;
        files
    }
}

/// Finds the documents. With no paths, looks below the working directory. What is wrong with the
/// arguments themselves is an `Err`.
pub fn gather(paths: &[PathBuf], stdin_as: Option<&Path>, global: &Global) -> Result<Gathered, String> {
    gather_from(Store::Disk, paths, stdin_as, global)
}

/// Finds the documents of a store.
pub fn gather_from(
    store: Store,
    paths: &[PathBuf],
    stdin_as: Option<&Path>,
    global: &Global,
) -> Result<Gathered, String> {
    // The built-in schemas are needed by the first document, and can be read while files are found.
    std::thread::spawn(|| (schema::record(), schema::plan()));
    let cwd =
        std::env::current_dir().map_err(|error| format!("no working directory: {}", read::reason(&error)))?;
    let config = config(global, &cwd)?;
    let dash = |path: &PathBuf| path.as_os_str() == "-";
    let from_stdin = stdin_as.is_some() || paths.iter().any(dash);
    if stdin_as.is_some() && !paths.iter().all(dash) {
        return Err("--stdin-filename reads standard input and takes no other path".to_owned());
    }
    let named: Vec<PathBuf> = match paths {
        [] if !from_stdin => vec![PathBuf::from(".")],
        _ => paths.iter().filter(|path| !dash(path)).cloned().collect(),
    };

    let mut projects = Projects::of_store(store.clone(), &cwd, config.as_deref());
    let folders: Vec<PathBuf> =
        named.iter().map(|path| absolute(path, &cwd)).filter(|path| path.is_dir()).collect();
    projects.name(folders.clone());
    let (home, git) = (projects.root_of(&cwd), projects.git_of(&cwd));
    let mut place = Place { home, git, projects, cwd, latest: None, plain: None };
    let mut files = Vec::new();
    if from_stdin {
        files.push(place.stdin(stdin_as));
    }
    let cwd = place.cwd.clone();
    let found = store.find(&named, &cwd, &mut place);
    for problem in &found.problems {
        complain(problem);
    }
    if global.verbose {
        for folder in &found.left_out {
            tell(&format!("skipped {}: ddr.yaml leaves it out", shown(folder, &cwd)));
        }
    }
    for found in found.files {
        let file = place.file(found.path, found.full);
        let included =
            || place.projects.list.get(file.project).is_none_or(|it| it.settings.included(&file.inside));
        if found.named || included() {
            files.push(file);
        } else if global.verbose {
            tell(&format!("skipped {}: ddr.yaml leaves it out", file.shown));
        }
    }
    let faults = place.faults();
    let missing = found.problems.len();
    let Place { projects, home, git, .. } = place;
    Ok(Gathered { files, projects, faults, missing, folders, cwd, home, git })
}

/// The config that the user named; absolute.
pub fn config(global: &Global, cwd: &Path) -> Result<Option<PathBuf>, String> {
    let Some(given) = &global.config else { return Ok(None) };
    let config = absolute(given, cwd);
    let metadata = std::fs::metadata(&config);
    metadata.map_err(|error| format!("--config {}: {}", given.display(), read::reason(&error)))?;
    Ok(Some(config))
}

/// Where the user stands.
struct Place {
    cwd: PathBuf,
    /// The root of the project of the working directory.
    home: PathBuf,
    /// The root of its repository.
    git: Option<PathBuf>,
    projects: Projects,
    /// A folder as walked whose project has no config: nothing in it is wanted for its path.
    plain: Option<PathBuf>,
    /// The folder asked for last: files come folder by folder.
    latest: Option<Folder>,
}

/// What the files of a folder have in common.
struct Folder {
    /// Absolute.
    path: PathBuf,
    /// The number of their project.
    project: usize,
    /// What stands before their names in the paths that [`Place::names`] gives, asked for by the first of
    /// them; `None` where such a path may go upwards.
    before: OnceCell<Option<[String; 3]>>,
}

impl Place {
    fn file(&mut self, path: PathBuf, full: PathBuf) -> File {
        let project = self.project(&full);
        let (inside, machine, repository) = self.names_in_folder(&full, project);
        let shown = shown(&path, &self.cwd);
        let store = self.projects.store.clone();
        File { project, inside, machine, repository, shown, open: Some(path), store, full }
    }

    fn stdin(&mut self, as_file: Option<&Path>) -> File {
        let path = as_file.unwrap_or(Path::new("<stdin>"));
        let full = absolute(path, &self.cwd);
        let project = self.project(&full);
        let (inside, machine, repository) = self.names(&full, project);
        let store = self.projects.store.clone();
        let shown = shown(path, &self.cwd);
        File { open: None, store, project, inside, machine, repository, shown, full }
    }

    /// The project of an absolute path.
    fn project(&mut self, full: &Path) -> usize {
        let folder = full.parent().unwrap_or(full);
        match &self.latest {
            // By bytes: paths compare part by part, which is slow on thousands of them.
            Some(latest) if latest.path.as_os_str() == folder.as_os_str() => latest.project,
            _ => {
                let project = self.projects.of(folder);
                self.latest = Some(Folder { path: folder.to_owned(), project, before: OnceCell::new() });
                project
            }
        }
    }

    /// The same as [`Self::names`], for a file in the latest folder.
    fn names_in_folder(&mut self, full: &Path, project: usize) -> (String, String, String) {
        let name = full.file_name().and_then(|name| name.to_str());
        let Some((latest, name)) = self.latest.take().zip(name) else { return self.names(full, project) };
        let before = latest.before.get_or_init(|| self.before(&latest.path, project));
        let names = match before {
            Some(before) => {
                let [inside, machine, repository] = before.each_ref().map(|before| format!("{before}{name}"));
                (inside, machine, repository)
            }
            None => self.names(full, project),
        };
        self.latest = Some(latest);
        names
    }

    /// What stands before the names of the files of a folder.
    fn before(&mut self, folder: &Path, project: usize) -> Option<[String; 3]> {
        let start = |root: &Path| match relative(folder, root) {
            path if path.is_empty() => path,
            path => path + "/",
        };
        let root = self.projects.list.get(project).map_or(&self.cwd, |project| &project.root);
        let inside = folder.starts_with(root).then(|| start(root))?;
        let machine = if folder.starts_with(&self.home) { start(&self.home) } else { inside.clone() };
        let own = self.projects.git_of(folder);
        let mut roots = [self.git.as_deref(), own.as_deref()].into_iter().flatten();
        let root = roots.find(|root| folder.starts_with(root));
        let repository = root.map_or_else(|| machine.clone(), start);
        Some([inside, machine, repository])
    }

    /// The path in its project, the path in machine formats, and the path in its repository.
    fn names(&mut self, full: &Path, project: usize) -> (String, String, String) {
        let root = self.projects.list.get(project).map_or(&self.cwd, |project| &project.root);
        let inside = relative(full, root);
        let machine = if full.starts_with(&self.home) { relative(full, &self.home) } else { inside.clone() };
        let own = full.parent().and_then(|folder| self.projects.git_of(folder));
        let repository = in_repository(full, self.git.as_deref(), own.as_deref(), &machine);
        (inside, machine, repository)
    }

    /// The mistakes in configs, taken out of their projects, each with the names of its file.
    fn faults(&mut self) -> Vec<(File, Fault)> {
        let mut faults = Vec::new();
        for project in 0..self.projects.list.len() {
            let Some(it) = self.projects.list.get_mut(project) else { continue };
            for fault in std::mem::take(&mut it.faults) {
                let (inside, machine, repository) = self.names(&fault.file, project);
                let (shown, open) = (shown(&fault.file, &self.cwd), Some(fault.file.clone()));
                let full = fault.file.clone();
                let store = self.projects.store.clone();
                faults.push((File { open, store, project, inside, shown, machine, repository, full }, fault));
            }
        }
        faults
    }
}

impl Guide for Place {
    fn leaves_out(&mut self, folder: &Path) -> (PathBuf, Exclusion) {
        let project = self.projects.of(folder);
        match self.projects.list.get(project) {
            Some(project) => (project.root.clone(), project.settings.exclusion()),
            None => (folder.to_owned(), Settings::default().exclusion()),
        }
    }

    fn wants(&mut self, path: &Path) -> bool {
        // Files come folder by folder, and without a config none of them is asked twice.
        let folder = path.parent().unwrap_or(path);
        if self.plain.as_deref().is_some_and(|plain| plain.as_os_str() == folder.as_os_str()) {
            return false;
        }
        let full = absolute(path, &self.cwd);
        let project = self.project(&full);
        match self.projects.list.get(project) {
            Some(project) if project.configured => {
                project.settings.kind_of(&relative(&full, &project.root)).is_some()
            }
            _ => {
                self.plain = Some(folder.to_owned());
                false
            }
        }
    }
}
