//! Which file a path of a plan row means.
//!
//! A path counts from the project's root, else from that of the repository around it, where the project
//! is a folder of one; else from the folder of its document or one above it, as
//! in a repository of many packages; else from a prefix of the config; else, in a cell of several
//! paths, from the folder of the path before it; a test, from a folder above a file of its row. The
//! first place where something stands is meant.

use super::links::{is_plain, join, normalise};
use super::{Found, Member, Outside, Ways};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::HashMap;

/// What a path of a row leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The place, relative to the project's root: the one where something was found, else the one
    /// that the path means when it is read from the root.
    pub path: String,
    /// Where the path was read from.
    pub base: Base,
    /// What stands there.
    pub found: Found,
    /// Where else the path may lead; only where nothing was found anywhere.
    pub others: Vec<String>,
}

impl Target {
    /// Every place that the path may mean.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.path).chain(&self.others).map(String::as_str)
    }
}

/// Where a path is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// The root of the repository.
    Root,
    /// The root of the project, where it is a folder of a repository.
    Project,
    /// The folder of the document, or one above it.
    Folder,
    /// A prefix of the config.
    Prefix,
    /// The folder of an earlier path in the same cell; of a test, that of its row's file or one above it.
    Sibling,
}

/// Fewer documents than this are looked after by one thread.
pub(super) const FEW: usize = 64;

/// What the paths of each document lead to, by the path as written.
pub(super) fn targets(
    members: &[Member],
    ways: Ways<'_>,
    outside: &dyn Outside,
) -> Vec<HashMap<String, Target>> {
    // Few paths are not worth waking other threads for.
    if members.len() < FEW {
        return members.iter().map(|member| of_member(member, ways, outside)).collect();
    }
    members.par_iter().map(|member| of_member(member, ways, outside)).collect()
}

fn of_member(member: &Member, ways: Ways<'_>, outside: &dyn Outside) -> HashMap<String, Target> {
    let mut targets: HashMap<String, Target> = HashMap::new();
    let bases = Bases::of(&member.path, ways);
    for row in member.rows() {
        let tests = row.tests.iter().flat_map(|tests| &tests.paths).map(|path| (path, true));
        let mut sibling: Option<String> = None;
        for (path, is_test) in row.paths.iter().map(|path| (path, false)).chain(tests) {
            if let Some(known) = targets.get(&path.text) {
                sibling = sibling.or_else(|| folder_of(&known.path));
                continue;
            }
            let target = bases.look(&path.text, sibling.as_deref(), is_test, outside);
            sibling = sibling.or_else(|| folder_of(&target.path));
            targets.insert(path.text.clone(), target);
        }
    }
    targets
}

fn folder_of(path: &str) -> Option<String> {
    path.rsplit_once('/').map(|(folder, _)| folder.to_owned())
}

/// The folders that the paths of one document may count from, in order.
pub(super) struct Bases<'d> {
    folders: Vec<(&'d str, Base)>,
    inside: &'d str,
}

impl<'d> Bases<'d> {
    /// Those of the document at a path.
    pub(super) fn of(document: &'d str, ways: Ways<'d>) -> Self {
        let mut folders = vec![("", Base::Root)];
        let mut folder = document;
        while let Some((above, _)) = folder.rsplit_once('/') {
            folders.push((above, Base::Folder));
            folder = above;
        }
        if !ways.inside.is_empty() {
            // The project's own root; the repository's stands at the beginning.
            folders.push((ways.inside, Base::Project));
        }
        folders.extend(ways.prefixes.iter().map(|prefix| (prefix.as_str(), Base::Prefix)));
        Self { folders, inside: ways.inside }
    }

    /// The places that a path may mean, in order, some perhaps twice.
    fn readings<'r>(
        &'r self,
        plain: &'r str,
        sibling: Option<&'r str>,
    ) -> impl Iterator<Item = (String, Base)> + 'r {
        let sibling = sibling.filter(|_| !plain.contains('/')).map(|sibling| (sibling, Base::Sibling));
        let all = self.folders.iter().copied().chain(sibling);
        // `../x` and `./x` count from where they are written, as in a shell or a link.
        let turn = usize::from(plain.starts_with(".."));
        let all = all.clone().skip(turn).chain(all.take(turn));
        // Nearly no path has anything to be resolved, which need be found out only once.
        let joined = if is_plain(plain) { join } else { normalise };
        all.filter_map(move |(folder, base)| {
            let place = joined(folder, plain)?;
            let from_repository = matches!(base, Base::Root | Base::Project);
            Some((if from_repository { from_root(place, self.inside)? } else { place }, base))
        })
    }

    /// The places that a path may mean, each once, in order; never empty.
    pub(super) fn places(&self, written: &str) -> Vec<String> {
        let slashes = slashes(written);
        let plain = slashes.trim_start_matches('/');
        let mut places: Vec<String> = Vec::with_capacity(self.folders.len());
        for (place, _) in self.readings(plain, None) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
        if places.is_empty() {
            places.push(plain.to_owned());
        }
        places
    }

    /// The first place where something stands.
    fn look(&self, written: &str, sibling: Option<&str>, is_test: bool, outside: &dyn Outside) -> Target {
        let slashes = slashes(written);
        let plain = slashes.trim_start_matches('/');
        let find = |path: &str| if path.is_empty() { Found::Directory } else { outside.look(path) };
        let stands = |found: Found| matches!(found, Found::File | Found::Directory);
        // A `README.md` of the project is meant before that of the repository around it.
        if !self.inside.is_empty() && !plain.starts_with("..") {
            let mut readings = self.readings(plain, sibling);
            if let Some((path, base)) = readings.find(|(_, base)| *base == Base::Project)
                && let found = find(&path)
                && stands(found)
            {
                return Target { path, base, found, others: Vec::new() };
            }
        }
        let above = sibling.filter(|_| is_test && plain.contains('/') && !slashes.starts_with(['/', '.']));
        let above = above.into_iter().flat_map(folders_from).filter_map(|folder| normalise(folder, plain));
        let readings = self.readings(plain, sibling).chain(above.map(|place| (place, Base::Sibling)));
        let mut missing: Vec<String> = Vec::new();
        let (mut first, mut closed) = (Base::Root, false);
        for (path, base) in readings {
            if missing.contains(&path) {
                continue;
            }
            match find(&path) {
                found if stands(found) => return Target { path, base, found, others: Vec::new() },
                found => closed |= found == Found::Unknown,
            }
            if missing.is_empty() {
                first = base;
                missing.reserve_exact(self.folders.len());
            }
            missing.push(path);
        }
        if missing.is_empty() {
            closed = find(plain) == Found::Unknown;
            missing.push(plain.to_owned());
        }
        // A pattern names no single file, and of a closed folder nothing is known.
        let found = if is_pattern(plain) || closed { Found::Unknown } else { Found::Missing };
        let path = missing.remove(0);
        let others = if found == Found::Missing { missing } else { Vec::new() };
        Target { path, base: first, found, others }
    }
}

/// A path as it is written where `/` parts folders.
fn slashes(written: &str) -> Cow<'_, str> {
    if written.contains('\\') { written.replace('\\', "/").into() } else { written.into() }
}

/// A folder and those above it, as far as they lie inside: where a repository holds many packages,
/// `tests/cli.rs` counts from that of the file.
fn folders_from(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| Some(folder.rsplit_once('/')?.0))
        .take_while(|folder| !folder.is_empty() && !folder.starts_with(".."))
}

/// A path of the repository as the project knows it, whose root is the folder `inside` of it.
fn from_root(path: String, inside: &str) -> Option<String> {
    if inside.is_empty() {
        return Some(path);
    }
    if let Some(rest) = path.strip_prefix(inside).and_then(|rest| rest.strip_prefix('/')) {
        return Some(rest.to_owned());
    }
    let up = "../".repeat(inside.split('/').count());
    normalise("", &format!("{up}{path}"))
}

/// Whether a path stands for many files, or has a part to be filled in.
pub fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?', '{', '}', '<', '>', '$', '…', '%'])
        || path.as_bytes().windows(3).any(|part| part == b"..." || part == b"xxx")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Given;

    #[test]
    fn a_path_is_tried_from_the_root_first_and_then_nearer_to_its_document() {
        let files = ["src/a.py", "svc/app/b.py", "svc/docs/plans/p.md", "lib/core/c.py", "lib/core/d.py"];
        let mut world = Given::new(files.map(|path| (path, "")));
        world.closed.push("third".into());
        let prefixes = ["lib".to_owned()];
        let lead = |written: &str, sibling| {
            let ways = Ways { prefixes: &prefixes, ..Ways::default() };
            let bases = Bases::of("svc/docs/plans/p.md", ways);
            let target = bases.look(written, sibling, false, &world);
            format!("{} {:?} {:?}", target.path, target.base, target.found)
        };
        assert_eq!(lead("./src/a.py", None), "src/a.py Root File");
        assert_eq!(lead("/src\\a.py", None), "src/a.py Root File");
        assert_eq!(lead("app/b.py", None), "svc/app/b.py Folder File");
        assert_eq!(lead("core/c.py", None), "lib/core/c.py Prefix File");
        assert_eq!(lead("d.py", Some("lib/core")), "lib/core/d.py Sibling File");
        assert_eq!(lead("src", None), "src Root Directory");
        assert_eq!(lead("src/x.py", None), "src/x.py Root Missing");
        assert_eq!(lead("src/**/*.py", None), "src/**/*.py Root Unknown");
        assert_eq!(lead("third/x.c", None), "third/x.c Root Unknown");
        assert_eq!(lead("../../app/b.py", None), "svc/app/b.py Folder File");
        assert_eq!(lead("../../../../out.py", None), "../out.py Folder Unknown");
    }

    #[test]
    fn a_test_may_count_from_a_folder_above_its_rows_file() {
        let world = Given::new([("crates/cli/tests/b.rs", ""), ("src/x.rs", "")]);
        let lead = |written: &str| {
            let bases = Bases::of("docs/p.md", Ways::default());
            bases.look(written, Some("crates/cli/src"), true, &world)
        };
        assert_eq!(lead("tests/b.rs").path, "crates/cli/tests/b.rs");
        assert_eq!(lead("tests/b.rs").base, Base::Sibling);
        let absent = lead("tests/c.rs");
        assert_eq!((absent.path.as_str(), absent.found), ("tests/c.rs", Found::Missing));
        assert!(absent.places().any(|place| place == "crates/cli/tests/c.rs"));
        assert_eq!(lead("./tests/b.rs").found, Found::Missing);
    }

    #[test]
    fn a_project_inside_a_repository_knows_both_roots() {
        let world = Given::new(
            ["app/b.py", "docs/p.md", "README.md", "../../README.md", "../README.md"].map(|it| (it, "")),
        );
        let ways = Ways { inside: "services/api", ..Ways::default() };
        let bases = Bases::of("docs/p.md", ways);
        let lead = |written: &str| bases.look(written, None, false, &world).path;
        assert_eq!(lead("services/api/app/b.py"), "app/b.py");
        assert_eq!(lead("app/b.py"), "app/b.py");
        assert_eq!(lead("other/c.py"), "../../other/c.py");
        assert_eq!(lead("README.md"), "README.md");
        assert_eq!(lead("../README.md"), "README.md");
        assert_eq!(lead("../../../README.md"), "../../README.md");
    }
}
