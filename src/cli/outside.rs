//! What a project asks of the disk: the tree as it is, ignored and hidden files too.
//!
//! A folder is read once, however many paths lead into it. Nothing outside the repository is looked
//! at; a symlink counts as what it leads to where that lies inside, and as unknown where it does not.

use super::git::{Git, Reach, Surroundings, Until};
use super::paths::{absolute, relative};
use super::project::Project;
use super::read::LARGEST;
use crate::project::{Found, Outside, Past};
use ignore::gitignore::Gitignore;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

/// Files listed for suggestions, at most; in a larger tree a suggestion may be missing.
const MOST_FILES: usize = 200_000;

/// The disk below one repository, seen from a project's root.
#[derive(Debug)]
pub struct Disk {
    root: PathBuf,
    fence: PathBuf,
    folders: Mutex<HashMap<PathBuf, Arc<Folder>>>,
    /// The same for folders below the root, by the path that documents know them by: most paths lie
    /// there, and taking a path apart costs more than finding it.
    below: RwLock<HashMap<String, Arc<Folder>>>,
    ignores: Mutex<HashMap<PathBuf, Arc<Gitignore>>>,
    submodules: OnceLock<Vec<PathBuf>>,
    files: OnceLock<Vec<String>>,
    memory: OnceLock<Memory>,
}

/// What history said of the paths that it was asked for.
#[derive(Debug, Default)]
struct Memory {
    /// What became of those that are gone; `None` where there is no history, or not all of it.
    gone: Option<BTreeMap<String, Option<String>>>,
    /// When those that are there came, in seconds since 1970.
    since: BTreeMap<String, i64>,
}

/// What stands in a folder.
#[derive(Debug)]
enum Folder {
    Names(HashMap<String, Kind>),
    Not(Found),
}

/// What a name in a folder is.
#[derive(Debug, Clone, Copy)]
enum Kind {
    File,
    Folder,
    Link,
}

impl Disk {
    /// The disk below the repository of a project.
    pub fn new(project: &Project) -> Self {
        Self {
            root: project.root.clone(),
            fence: project.fence.clone(),
            folders: Mutex::default(),
            below: RwLock::default(),
            ignores: Mutex::default(),
            submodules: OnceLock::new(),
            files: OnceLock::new(),
            memory: OnceLock::new(),
        }
    }

    fn stands(&self, full: &Path) -> Found {
        if !full.starts_with(&self.fence) {
            return Found::Unknown;
        }
        let (Some(parent), Some(name)) = (full.parent(), full.file_name()) else { return Found::Directory };
        if full == self.fence {
            return Found::Directory;
        }
        let found = match &*self.folder(parent) {
            Folder::Not(Found::File | Found::Missing) => Found::Missing,
            Folder::Not(found) => *found,
            Folder::Names(names) => match names.get(&*name.to_string_lossy()) {
                Some(Kind::File) => Found::File,
                Some(Kind::Folder) => Found::Directory,
                Some(Kind::Link) => self.through(full),
                None => Found::Missing,
            },
        };
        // A submodule that is not checked out is an empty folder.
        let closed = || self.submodules().iter().any(|module| full.starts_with(module) && full != module);
        if found == Found::Missing && closed() { Found::Unknown } else { found }
    }

    /// The folder at a path below the root.
    fn below(&self, path: &str) -> Arc<Folder> {
        if let Some(known) = self.below.read().unwrap_or_else(PoisonError::into_inner).get(path) {
            return Arc::clone(known);
        }
        let slowly = || self.folder(&absolute(Path::new(path), &self.root));
        let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
        let above = if path.is_empty() { self.folder(&self.root) } else { self.below(parent) };
        let read = match &*above {
            Folder::Names(names) if !path.is_empty() => match names.get(name) {
                Some(Kind::Folder) => {
                    let names = names_in(&self.root.join(path));
                    Arc::new(names.map_or(Folder::Not(Found::Unknown), Folder::Names))
                }
                Some(Kind::File) => Arc::new(Folder::Not(Found::Missing)),
                None if self.submodules().is_empty() => Arc::new(Folder::Not(Found::Missing)),
                Some(Kind::Link) | None => slowly(),
            },
            // Nothing below what is not there need be remembered: plans name thousands of such places.
            Folder::Not(Found::Missing) if self.submodules().is_empty() => return above,
            _ => slowly(),
        };
        let mut below = self.below.write().unwrap_or_else(PoisonError::into_inner);
        below.insert(path.to_owned(), Arc::clone(&read));
        read
    }

    /// What stands under a name in a folder below the root, where its names alone tell.
    fn among(&self, folder: &Folder, name: &str) -> Option<Found> {
        match folder {
            Folder::Names(names) => match names.get(name) {
                Some(Kind::File) => Some(Found::File),
                Some(Kind::Folder) => Some(Found::Directory),
                Some(Kind::Link) => None,
                None => self.submodules().is_empty().then_some(Found::Missing),
            },
            Folder::Not(Found::Missing) if self.submodules().is_empty() => Some(Found::Missing),
            Folder::Not(_) => None,
        }
    }

    /// What a symlink leads to.
    fn through(&self, link: &Path) -> Found {
        let inside = |real: &PathBuf| {
            real.starts_with(&self.fence)
                || self.fence.canonicalize().is_ok_and(|fence| real.starts_with(fence))
        };
        match link.canonicalize() {
            Ok(real) if !inside(&real) => Found::Unknown,
            Ok(real) if real.is_dir() => Found::Directory,
            Ok(_) => Found::File,
            // It is there, though it leads nowhere now.
            Err(_) => Found::File,
        }
    }

    fn folder(&self, folder: &Path) -> Arc<Folder> {
        if let Some(known) = self.folders.lock().unwrap_or_else(PoisonError::into_inner).get(folder) {
            return Arc::clone(known);
        }
        let read = Arc::new(match self.stands(folder) {
            Found::Directory => names_in(folder).map_or(Folder::Not(Found::Unknown), Folder::Names),
            other => Folder::Not(other),
        });
        self.folders
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(folder.to_owned(), Arc::clone(&read));
        read
    }

    /// The folders that `.gitmodules` gives to other repositories.
    fn submodules(&self) -> &[PathBuf] {
        self.submodules.get_or_init(|| {
            let text = std::fs::read_to_string(self.fence.join(".gitmodules")).unwrap_or_default();
            let path = |line: &str| {
                Some(line.trim().strip_prefix("path")?.trim_start().strip_prefix('=')?.trim().to_owned())
            };
            text.lines().filter_map(path).map(|path| absolute(Path::new(&path), &self.fence)).collect()
        })
    }

    /// The `.gitignore` of a folder.
    fn ignores_of(&self, folder: &Path) -> Arc<Gitignore> {
        if let Some(known) = self.ignores.lock().unwrap_or_else(PoisonError::into_inner).get(folder) {
            return Arc::clone(known);
        }
        // Patterns that cannot be read ignore nothing.
        let read = Arc::new(Gitignore::new(folder.join(".gitignore")).0);
        self.ignores
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(folder.to_owned(), Arc::clone(&read));
        read
    }

    fn is_ignored(&self, full: &Path, is_folder: bool) -> bool {
        let mut folder = full.parent();
        while let Some(here) = folder.filter(|here| here.starts_with(&self.fence)) {
            let ignores = self.ignores_of(here);
            if !ignores.is_empty() {
                let matched = ignores.matched_path_or_any_parents(full, is_folder);
                if !matched.is_none() {
                    return matched.is_ignore();
                }
            }
            folder = here.parent();
        }
        false
    }

    /// Asks history. In a shallow clone a path that it does not know may have been there all the same,
    /// so what is gone stays unknown.
    fn remember(&self, gone: &[&str], there: &[&str]) -> Option<Memory> {
        let cwd = std::env::current_dir().ok()?;
        let git = Git::open(&self.root, &Surroundings::of_process(&cwd)).ok()?;
        let head = git.head().ok()?.commit?;
        let top = git.root().to_owned();
        let of_git = |paths: &[&str]| -> Vec<String> {
            let paths: BTreeSet<&str> = paths.iter().copied().collect();
            paths.iter().map(|path| relative(&absolute(Path::new(path), &self.root), &top)).collect()
        };
        let of_project = |path: &str| relative(&top.join(path), &self.root);
        let mut memory = Memory::default();
        if !gone.is_empty() && !git.is_shallow() {
            let asked = of_git(gone);
            let ever = git.ever(&asked, Reach::Commit(&head), Until::Newest).ok()?;
            let was = ever.lives.iter();
            let was = was.map(|(path, life)| (of_project(path), life.moved_to.as_deref().map(of_project)));
            memory.gone = ever.complete.then(|| was.collect());
        }
        if !there.is_empty() {
            let asked = of_git(there);
            let ever = git.ever(&asked, Reach::Commit(&head), Until::Beginning).ok()?;
            let firsts: Vec<_> = ever.lives.values().map(|life| life.first.clone()).collect();
            let commits = git.describe(&firsts).ok()?;
            let seconds: HashMap<_, _> = commits.iter().map(|commit| (&commit.oid, commit.seconds)).collect();
            let known = ever.lives.iter().filter(|_| ever.complete);
            let known = known.filter_map(|(path, life)| Some((of_project(path), *seconds.get(&life.first)?)));
            memory.since = known.collect();
        }
        Some(memory)
    }

    /// Walks the tree; of ignored folders nothing is listed, since nobody means their files.
    fn list(&self) -> Vec<String> {
        let walk = walkdir::WalkDir::new(&self.root).into_iter().filter_entry(|entry| {
            let ignored = || entry.file_type().is_dir() && self.is_ignored(entry.path(), true);
            entry.depth() == 0 || (entry.file_name() != ".git" && !ignored())
        });
        // What cannot be looked into has no files to suggest.
        let files = walk.filter_map(Result::ok).filter(|entry| !entry.file_type().is_dir()).take(MOST_FILES);
        let mut files: Vec<String> = files.map(|entry| relative(entry.path(), &self.root)).collect();
        files.sort_unstable();
        files
    }
}

/// The names in a folder that may be read.
fn names_in(folder: &Path) -> Option<HashMap<String, Kind>> {
    let entries = std::fs::read_dir(folder).ok()?;
    let entry = |entry: std::fs::DirEntry| {
        let kind = entry.file_type().ok()?;
        let kind = match kind {
            _ if kind.is_symlink() => Kind::Link,
            _ if kind.is_dir() => Kind::Folder,
            _ => Kind::File,
        };
        Some((entry.file_name().to_string_lossy().into_owned(), kind))
    };
    Some(entries.filter_map(Result::ok).filter_map(entry).collect())
}

impl Outside for Disk {
    fn look(&self, path: &str) -> Found {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let plain = !path.starts_with("..") && !name.is_empty();
        if plain && let Some(found) = self.among(&self.below(folder), name) {
            return found;
        }
        self.stands(&absolute(Path::new(path), &self.root))
    }

    fn may_hold(&self, folder: &str, name: &str) -> bool {
        self.among(&self.below(folder), name) != Some(Found::Missing)
    }

    fn text(&self, path: &str) -> Option<String> {
        let full = absolute(Path::new(path), &self.root);
        // Regular files inside the repository only: a FIFO would never end.
        if self.stands(&full) != Found::File || !std::fs::metadata(&full).ok()?.is_file() {
            return None;
        }
        let mut bytes = Vec::new();
        std::fs::File::open(&full).ok()?.take(LARGEST + 1).read_to_end(&mut bytes).ok()?;
        if bytes.len() as u64 > LARGEST || bytes.contains(&0) {
            return None;
        }
        Some(
            String::from_utf8(bytes)
                .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
        )
    }

    fn ignored(&self, path: &str) -> bool {
        let full = absolute(Path::new(path), &self.root);
        full.starts_with(&self.fence) && self.is_ignored(&full, false)
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let full = absolute(Path::new(folder), &self.root);
        if !full.starts_with(&self.fence) {
            return Vec::new();
        }
        match &*self.folder(&full) {
            Folder::Names(names) => {
                let mut names: Vec<String> = names.keys().cloned().collect();
                names.sort_unstable();
                names
            }
            Folder::Not(_) => Vec::new(),
        }
    }

    fn files(&self) -> &[String] {
        self.files.get_or_init(|| self.list())
    }

    fn recall(&self, gone: &[&str], there: &[&str]) {
        if !gone.is_empty() || !there.is_empty() {
            // Without git, or where it cannot answer, nothing is known, and rules say less.
            let _ = self.memory.set(self.remember(gone, there).unwrap_or_default());
        }
    }

    fn past(&self, path: &str) -> Past {
        match self.memory.get().and_then(|memory| memory.gone.as_ref()) {
            None => Past::Unknown,
            Some(gone) => match gone.get(path) {
                Some(moved_to) => Past::Was { moved_to: moved_to.clone() },
                None => Past::Never,
            },
        }
    }

    fn since(&self, path: &str) -> Option<i64> {
        self.memory.get()?.since.get(path).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;
    use std::fs::{create_dir_all, write};

    fn disk(files: &[(&str, &str)]) -> (tempfile::TempDir, Disk) {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap().join("repo");
        for (path, text) in files {
            let full = root.join(path);
            create_dir_all(full.parent().unwrap()).unwrap();
            write(full, text).unwrap();
        }
        let project = Project {
            root: root.join("docs"),
            fence: root,
            settings: Settings::default(),
            configured: false,
            sound: true,
            faults: Vec::new(),
        };
        (dir, Disk::new(&project))
    }

    #[test]
    fn the_tree_is_seen_as_it_is() {
        let (dir, disk) = disk(&[
            ("docs/a.md", "text"),
            ("docs/.env", "x"),
            (".gitignore", "*.log\n/build/\n"),
            ("docs/.gitignore", "!keep.log\n"),
            ("build/out.o", ""),
            (".gitmodules", "[submodule \"x\"]\n\tpath = third/x\n\turl = ../x\n"),
            ("src/main.rs", "fn main() {}\n"),
        ]);
        write(dir.path().join("secret"), "s").unwrap();
        create_dir_all(dir.path().join("repo/third/x")).unwrap();
        use Found::{Directory, File, Missing, Unknown};
        for (path, found) in [
            ("a.md", File),
            ("", Directory),
            (".env", File),
            ("A.md", Missing),
            ("a.md/b", Missing),
            ("../src", Directory),
            ("../src/main.rs", File),
            ("../build/out.o", File),
            ("../third/x", Directory),
            ("../third/x/lib.c", Unknown),
            ("../third/y.c", Missing),
            ("../../secret", Unknown),
        ] {
            assert_eq!(disk.look(path), found, "{path}");
        }
        assert!(disk.ignored("x.log") && !disk.ignored("keep.log") && disk.ignored("../build/x"));
        assert!(!disk.ignored("../src/main.rs"));
        assert_eq!(disk.text("../src/main.rs").as_deref(), Some("fn main() {}\n"));
        assert_eq!((disk.text("../src"), disk.text("../../secret")), (None, None));
        assert_eq!(disk.names(""), [".env", ".gitignore", "a.md"]);
        assert_eq!(disk.files(), [".env", ".gitignore", "a.md"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_inside_the_repository_only() {
        let (dir, disk) = disk(&[("docs/a.md", ""), ("src/b.py", "")]);
        let repo = dir.path().canonicalize().unwrap().join("repo");
        write(dir.path().join("secret"), "s").unwrap();
        for (target, link) in [("../src", "in"), ("../../secret", "out"), ("nowhere", "dangling")] {
            std::os::unix::fs::symlink(target, repo.join("docs").join(link)).unwrap();
        }
        assert_eq!(disk.look("in"), Found::Directory);
        assert_eq!(disk.look("in/b.py"), Found::File);
        assert_eq!(disk.look("out"), Found::Unknown);
        assert_eq!(disk.look("dangling"), Found::File);
        assert_eq!(disk.text("out"), None);
    }
}
