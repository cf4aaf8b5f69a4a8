//! The files as the next commit would hold them: what the index lists, each with its content.
//!
//! A hook judges what is committed, not what stands on the disk beside it: half of a file may be staged,
//! and a new file that is not staged is not part of the commit. Contents come from one running
//! `cat-file`, which is asked for one file after the other and keeps none.

use crate::cli::git::{Batch, Content, Git, Kind, Oid, Refused, Side, told};
use crate::cli::paths::{absolute, relative};
use crate::cli::read::{self, Unread};
use crate::cli::tree::{Found as Named, Guide, Tree, is_markdown};
use crate::project::{Found, normalise};
use crate::source::Source;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Larger files are no configuration.
const LARGEST_CONFIG: usize = 1024 * 1024;

/// So many links are followed before they are taken for a circle.
const MOST_LINKS: usize = 20;

/// The index, opened.
#[derive(Debug)]
pub struct Staged {
    /// The top of the repository; absolute.
    root: PathBuf,
    /// By path from there.
    files: BTreeMap<String, (Kind, Oid)>,
    /// The names in each folder; the top is the empty path.
    folders: HashMap<String, BTreeSet<String>>,
    batch: Mutex<Batch>,
}

/// What stands at a path, once links are followed.
enum Real {
    File(Oid),
    Folder,
    /// A link that leads nowhere, or in a circle.
    Dangling,
    Nothing,
    /// Outside of the repository, or in another one.
    Unknown,
}

impl Staged {
    /// Lists the index. `Err` is what is said of an index that cannot be judged.
    pub fn open(git: &Git) -> Result<Self, String> {
        let whole = |refused: Refused| told(refused.message(), refused.help());
        let listing = git.files(&Side::Index).map_err(whole)?;
        if let Some(first) = listing.unmerged.first() {
            let more = match listing.unmerged.len() {
                1 => String::new(),
                several => format!(" and {} more", several - 1),
            };
            return Err(format!(
                "{first}{more}: a merge is not finished, so that the index holds no one content; solve the \
                 conflict and `git add` the file"
            ));
        }
        let entries = listing.entries.into_iter();
        let files: BTreeMap<String, (Kind, Oid)> =
            entries.filter_map(|entry| Some((entry.path, (entry.kind, entry.oid?)))).collect();
        let mut folders: HashMap<String, BTreeSet<String>> = HashMap::new();
        folders.entry(String::new()).or_default();
        for path in files.keys() {
            let mut below = path.as_str();
            loop {
                let (folder, name) = below.rsplit_once('/').unwrap_or(("", below));
                // What is known already has its folders above it too.
                if !folders.entry(folder.to_owned()).or_default().insert(name.to_owned()) || folder.is_empty()
                {
                    break;
                }
                below = folder;
            }
        }
        let batch = Mutex::new(git.batch().map_err(whole)?);
        Ok(Self { root: git.root().to_owned(), files, folders, batch })
    }

    /// A path of the disk (absolute and clean) as one of the repository.
    fn inside(&self, full: &Path) -> Option<String> {
        full.starts_with(&self.root).then(|| relative(full, &self.root))
    }

    /// What stands at a path of the disk (absolute and clean).
    pub fn look(&self, full: &Path) -> Found {
        match self.inside(full).map_or(Real::Unknown, |path| self.real(&path)) {
            Real::File(_) | Real::Dangling => Found::File,
            Real::Folder => Found::Directory,
            Real::Nothing => Found::Missing,
            Real::Unknown => Found::Unknown,
        }
    }

    /// The names in a folder of the disk.
    pub fn names(&self, full: &Path) -> Vec<String> {
        let names = self.inside(full).and_then(|path| self.folders.get(&path));
        names.into_iter().flatten().cloned().collect()
    }

    /// Every file below a folder of the disk, absolute.
    pub fn below<'s>(&'s self, folder: &Path) -> impl Iterator<Item = (PathBuf, Kind)> + 's {
        let start = self.inside(folder).map(|path| if path.is_empty() { path } else { path + "/" });
        start.into_iter().flat_map(move |start| {
            let files = self.files.range(start.clone()..);
            let files = files.take_while(move |(path, _)| path.starts_with(&start));
            files.map(|(path, (kind, _))| (self.root.join(path), *kind))
        })
    }

    /// Follows the links on the way to a path.
    fn real(&self, path: &str) -> Real {
        let mut path = path.to_owned();
        for _ in 0..MOST_LINKS {
            if path.starts_with("..") {
                return Real::Unknown;
            }
            if path.is_empty() || self.folders.contains_key(&path) {
                return Real::Folder;
            }
            // The file itself, or a link or another repository above it.
            let above = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
            let known = above.chain([path.as_str()]).find_map(|at| Some((at, self.files.get(at)?)));
            let Some((at, (kind, oid))) = known else { return Real::Nothing };
            let rest = path.get(at.len()..).unwrap_or_default();
            match kind {
                Kind::File if rest.is_empty() => return Real::File(oid.clone()),
                Kind::File => return Real::Nothing,
                Kind::Submodule if rest.is_empty() => return Real::Folder,
                Kind::Submodule => return Real::Unknown,
                Kind::Link => {
                    let Ok(target) = self.content(oid) else { return Real::Unknown };
                    let target = String::from_utf8_lossy(&target).into_owned();
                    let folder = at.rsplit_once('/').map_or("", |(folder, _)| folder);
                    let Some(next) = normalise(folder, &format!("{target}{rest}")) else {
                        return Real::Unknown;
                    };
                    if target.starts_with('/') || next.starts_with("..") {
                        return Real::Unknown;
                    }
                    if rest.is_empty() && !self.files.contains_key(&next) && !self.folders.contains_key(&next)
                    {
                        return Real::Dangling;
                    }
                    path = next;
                }
            }
        }
        Real::Dangling
    }

    /// A document.
    pub fn read(&self, full: &Path, inside: &str) -> Result<Source, Box<Unread>> {
        match self.bytes(full) {
            Ok(bytes) => read::bytes(bytes, inside),
            Err(Lost::TooLarge) => Err(read::over_limit(inside)),
            Err(Lost::Other(why)) => Err(read::refused(inside, why)),
        }
    }

    /// A file of the configuration.
    pub fn fetch(&self, full: &Path) -> Result<String, String> {
        let bytes = self.bytes(&absolute(full, &self.root)).map_err(|lost| match lost {
            Lost::TooLarge => "it is larger than 1 MiB".to_owned(),
            Lost::Other(why) => why,
        })?;
        if bytes.len() > LARGEST_CONFIG {
            return Err("it is larger than 1 MiB".to_owned());
        }
        String::from_utf8(bytes)
            .map_err(|error| format!("it is not valid UTF-8 (byte {})", error.utf8_error().valid_up_to()))
    }

    /// The content of a file.
    pub fn bytes(&self, full: &Path) -> Result<Vec<u8>, Lost> {
        let other = |why: &str| Err(Lost::Other(why.to_owned()));
        match self.inside(full).map_or(Real::Unknown, |path| self.real(&path)) {
            Real::File(oid) => self.content(&oid),
            Real::Folder => other("it is not a regular file"),
            Real::Nothing | Real::Dangling => other("there is no such file in the index"),
            Real::Unknown => other("it lies outside the repository"),
        }
    }

    fn content(&self, oid: &Oid) -> Result<Vec<u8>, Lost> {
        let mut batch = self.batch.lock().unwrap_or_else(PoisonError::into_inner);
        match batch.get(oid) {
            Ok(Content::Bytes(bytes)) => Ok(bytes),
            Ok(Content::TooLarge(_)) => Err(Lost::TooLarge),
            Ok(Content::Missing) => {
                let why = "git does not have its content, since this clone is partial or damaged";
                Err(Lost::Other(why.to_owned()))
            }
            Ok(Content::NoFile) => Err(Lost::Other("it is not a regular file".to_owned())),
            Err(refused) => Err(Lost::Other(refused.message())),
        }
    }

    /// Looks for files that may be documents, as `tree` does on the disk. What git ignores and the index
    /// has all the same is part of the commit.
    pub fn find(&self, paths: &[PathBuf], cwd: &Path, guide: &mut impl Guide) -> Tree {
        let mut tree = Tree::default();
        for path in paths {
            let full = absolute(path, cwd);
            match self.look(&full) {
                Found::Directory => self.walk(&full, guide, &mut tree),
                Found::File => tree.files.push(Named { path: path.clone(), full, named: true }),
                Found::Missing | Found::Unknown => {
                    tree.problems.push(format!("{}: the index has no such file or folder", path.display()));
                }
            }
        }
        tree.files.sort_by(|a, b| (a.full.as_os_str(), !a.named).cmp(&(b.full.as_os_str(), !b.named)));
        tree.files.dedup_by(|later, earlier| later.full == earlier.full);
        tree
    }

    fn walk(&self, folder: &Path, guide: &mut impl Guide, tree: &mut Tree) {
        let (root, exclusion) = guide.leaves_out(folder);
        let mut left_out: HashMap<PathBuf, bool> = HashMap::new();
        for (full, kind) in self.below(folder) {
            let below = relative(&full, folder);
            let hidden = below.split('/').any(|name| name.starts_with('.'));
            if hidden || kind != Kind::File {
                continue;
            }
            let folders = full.ancestors().skip(1).take_while(|above| *above != folder);
            let covered = folders.fold(false, |covered, above| {
                let here = left_out.entry(above.to_owned());
                *here.or_insert_with(|| exclusion.covers(&relative(above, &root))) || covered
            });
            if !covered && (is_markdown(&full) || guide.wants(&full)) {
                tree.files.push(Named { path: full.clone(), full, named: false });
            }
        }
        let is_out = |folder: &Path| left_out.get(folder) == Some(&true);
        let outermost = |folder: &&PathBuf| is_out(folder) && !folder.parent().is_some_and(is_out);
        let mut left_out: Vec<PathBuf> = left_out.keys().filter(outermost).cloned().collect();
        left_out.sort();
        tree.left_out.extend(left_out);
    }
}

/// Why there is no content.
#[derive(Debug)]
pub enum Lost {
    /// More than any document has.
    TooLarge,
    /// In words.
    Other(String),
}
