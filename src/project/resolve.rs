//! Which file a path of a plan row means.
//!
//! A path counts from the project's root, else from that of the repository around it, where the project
//! is a folder of one; else from the folder of its document or one above it, as
//! in a repository of many packages; else from a prefix of the config; else, in a cell of several
//! paths, from the folder of the path before it; a test, from a folder above a file of its row. The
//! first place where something stands is meant.

use super::links::{is_plain, normalise};
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
    /// Where else the path may lead, parted by [`PARTED`]; only where nothing was found anywhere. One text,
    /// since plans name thousands of files that are not there yet.
    others: String,
}

/// Parts places in one text: no path holds it.
const PARTED: char = '\0';

impl Target {
    /// Every place that the path may mean.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.path.as_str()).chain(self.others())
    }

    /// The places that it may mean beside the first.
    pub fn others(&self) -> impl Iterator<Item = &str> {
        self.others.split_terminator(PARTED)
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
    if member.plans.is_empty() {
        return targets;
    }
    let bases = Bases::of(&member.path, ways);
    let mut search = Search { bases: &bases, outside, known: Vec::new() };
    for row in member.rows() {
        let tests = row.tests.iter().flat_map(|tests| &tests.paths).map(|path| (path, true));
        let mut sibling: Option<String> = None;
        for (path, is_test) in row.paths.iter().map(|path| (path, false)).chain(tests) {
            if let Some(known) = targets.get(&path.text) {
                sibling = sibling.or_else(|| folder_of(&known.path));
                continue;
            }
            let target = search.look(&path.text, sibling.as_deref(), is_test);
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
    folders: Vec<Start<'d>>,
    inside: &'d str,
}

/// A folder that a path may count from.
#[derive(Debug, Clone, Copy)]
struct Start<'d> {
    folder: &'d str,
    base: Base,
    /// Whether it surely has nothing to be resolved.
    plain: bool,
}

impl<'d> Start<'d> {
    fn new(folder: &'d str, base: Base) -> Self {
        Self { folder, base, plain: folder.is_empty() || is_plain(folder) }
    }
}

/// A path as it is to be looked for, and whether it surely has nothing to be resolved, which nearly none has.
#[derive(Debug, Clone, Copy)]
struct Written<'w> {
    path: &'w str,
    plain: bool,
}

impl<'w> Written<'w> {
    fn new(slashes: &'w str) -> Self {
        let path = slashes.trim_start_matches('/');
        Self { path, plain: is_plain(path) }
    }
}

impl<'d> Bases<'d> {
    /// Those of the document at a path.
    pub(super) fn of(document: &'d str, ways: Ways<'d>) -> Self {
        let mut folders = vec![Start::new("", Base::Root)];
        let mut folder = document;
        while let Some((above, _)) = folder.rsplit_once('/') {
            folders.push(Start::new(above, Base::Folder));
            folder = above;
        }
        if !ways.inside.is_empty() {
            // The project's own root; the repository's stands at the beginning.
            folders.push(Start::new(ways.inside, Base::Project));
        }
        folders.extend(ways.prefixes.iter().map(|prefix| Start::new(prefix, Base::Prefix)));
        Self { folders, inside: ways.inside }
    }

    /// The folders that a path may count from, in order.
    fn of_path<'r>(
        &'r self,
        written: Written<'_>,
        sibling: Option<&'r str>,
    ) -> impl Iterator<Item = Start<'r>> + Clone + use<'r, 'd> {
        let sibling = sibling.filter(|_| !written.path.contains('/'));
        let sibling = sibling.map(|sibling| Start::new(sibling, Base::Sibling));
        let all = self.folders.iter().copied().chain(sibling);
        // `../x` and `./x` count from where they are written, as in a shell or a link.
        let turn = usize::from(written.path.starts_with(".."));
        all.clone().skip(turn).chain(all.take(turn))
    }

    /// Adds to a text the place that a path means when it counts from a folder, where there is one.
    fn put(&self, from: Start<'_>, written: Written<'_>, out: &mut String) -> Option<()> {
        let of_repository = !self.inside.is_empty() && matches!(from.base, Base::Root | Base::Project);
        if from.plain && written.plain && !of_repository {
            let parts = if from.folder.is_empty() {
                ["", "", written.path]
            } else {
                [from.folder, "/", written.path]
            };
            parts.into_iter().for_each(|part| out.push_str(part));
            return Some(());
        }
        let place = normalise(from.folder, written.path)?;
        out.push_str(&if of_repository { from_root(place, self.inside)? } else { place });
        Some(())
    }

    /// The places that a path may mean, each once, in order; never empty.
    pub(super) fn places(&self, written: &str) -> Vec<String> {
        let slashes = slashes(written);
        let written = Written::new(&slashes);
        let mut places: Vec<String> = Vec::with_capacity(self.folders.len());
        for from in self.of_path(written, None) {
            let mut place = String::with_capacity(from.folder.len() + written.path.len() + 1);
            if self.put(from, written, &mut place).is_some() && !places.contains(&place) {
                places.push(place);
            }
        }
        if places.is_empty() {
            places.push(written.path.to_owned());
        }
        places
    }
}

/// Looks for what the paths of one document lead to.
struct Search<'b> {
    bases: &'b Bases<'b>,
    outside: &'b dyn Outside,
    /// Names that paths begin with, each with a bit for every folder of [`Bases`] that may hold it.
    known: Vec<(String, u64)>,
}

impl Search<'_> {
    /// The first place where something stands.
    fn look(&mut self, written: &str, sibling: Option<&str>, is_test: bool) -> Target {
        let slashes = slashes(written);
        let written = Written::new(&slashes);
        let (bases, outside) = (self.bases, self.outside);
        let find = |path: &str| if path.is_empty() { Found::Directory } else { outside.look(path) };
        let stands = |found: Found| matches!(found, Found::File | Found::Directory);
        let mut path = String::with_capacity(2 * written.path.len() + 32);
        // A `README.md` of the project is meant before that of the repository around it.
        if !bases.inside.is_empty()
            && !written.path.starts_with("..")
            && bases.put(Start::new(bases.inside, Base::Project), written, &mut path).is_some()
            && let found = find(&path)
            && stands(found)
        {
            return Target { path, base: Base::Project, found, others: String::new() };
        }
        let above =
            sibling.filter(|_| is_test && written.path.contains('/') && !slashes.starts_with(['/', '.']));
        let above = above.into_iter().flat_map(folders_from).map(|folder| Start::new(folder, Base::Sibling));
        let readings = bases.of_path(written, sibling).chain(above);
        // The bits stand in the order of the folders, which is that of paths with nothing to be resolved.
        let may_hold = if written.plain { self.may_hold(written.path) } else { u64::MAX };
        let (mut first, mut closed) = (None, false);
        for (at, from) in readings.clone().enumerate() {
            if at < bases.folders.len() && may_hold & bit(at) == 0 {
                first = first.or(Some(from.base));
                continue;
            }
            path.clear();
            if bases.put(from, written, &mut path).is_none() {
                continue;
            }
            match find(&path) {
                found if stands(found) => {
                    return Target { path, base: from.base, found, others: String::new() };
                }
                found => closed |= found == Found::Unknown,
            }
            first = first.or(Some(from.base));
        }
        if first.is_none() {
            closed = find(written.path) == Found::Unknown;
        }
        // A pattern names no single file, and of a closed folder nothing is known.
        let found = if is_pattern(written.path) || closed { Found::Unknown } else { Found::Missing };
        let all = if found == Found::Missing { usize::MAX } else { 1 };
        let (path, others) = parted(bases, readings, written, all);
        Target { path, base: first.unwrap_or(Base::Root), found, others }
    }

    /// Which folders may hold the name that a path begins with, a bit for each. In most of them nothing of
    /// that name stands, and there the rest of the path need not be looked for.
    fn may_hold(&mut self, path: &str) -> u64 {
        let name = path.split_once('/').map_or(path, |(name, _)| name);
        if let Some((_, known)) = self.known.iter().find(|(known, _)| known == name) {
            return *known;
        }
        let mut found = 0;
        for (at, from) in self.bases.folders.iter().enumerate() {
            // What counts from the repository around the project may lie outside of it.
            let told = from.plain && (self.bases.inside.is_empty() || from.base == Base::Folder);
            if !told || self.outside.may_hold(from.folder, name) {
                found |= bit(at);
            }
        }
        // The paths of a plan begin with few names.
        if self.known.len() < MOST_KNOWN {
            self.known.push((name.to_owned(), found));
        }
        found
    }
}

/// The first place that a path may mean, and the others, each once and at most so many in all.
fn parted<'r>(
    bases: &Bases<'_>,
    mut readings: impl Iterator<Item = Start<'r>>,
    written: Written<'_>,
    all: usize,
) -> (String, String) {
    let mut path = String::with_capacity(written.path.len());
    if !readings.any(|from| bases.put(from, written, &mut path).is_some()) {
        path.push_str(written.path);
    }
    let mut others = String::new();
    for from in readings.take(all - 1) {
        let start = others.len();
        let put = bases.put(from, written, &mut others);
        let (before, place) = others.split_at_checked(start).unwrap_or_default();
        if put.is_none() || path == place || before.split_terminator(PARTED).any(|other| other == place) {
            others.truncate(start);
        } else {
            others.push(PARTED);
        }
    }
    (path, others)
}

/// Names that are kept in mind, at most.
const MOST_KNOWN: usize = 16;

/// The bit of a folder; those far up share one.
fn bit(at: usize) -> u64 {
    1 << at.min(63)
}

/// A path as it is written where `/` parts folders.
fn slashes(written: &str) -> Cow<'_, str> {
    if written.contains('\\') { written.replace('\\', "/").into() } else { written.into() }
}

/// A folder and those above it, as far as they lie inside: where a repository holds many packages,
/// `tests/cli.rs` counts from that of the file.
fn folders_from(folder: &str) -> impl Iterator<Item = &str> + Clone {
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
    path.bytes().any(|byte| matches!(byte, b'*' | b'?' | b'{' | b'}' | b'<' | b'>' | b'$' | b'%'))
        || !path.is_ascii() && path.contains('…')
        || path.as_bytes().windows(3).any(|part| part == b"..." || part == b"xxx")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Given;

    fn look(bases: &Bases<'_>, written: &str, sibling: Option<&str>, is_test: bool, world: &Given) -> Target {
        Search { bases, outside: world, known: Vec::new() }.look(written, sibling, is_test)
    }

    #[test]
    fn a_path_is_tried_from_the_root_first_and_then_nearer_to_its_document() {
        let files = ["src/a.py", "svc/app/b.py", "svc/docs/plans/p.md", "lib/core/c.py", "lib/core/d.py"];
        let mut world = Given::new(files.map(|path| (path, "")));
        world.closed.push("third".into());
        let prefixes = ["lib".to_owned()];
        let lead = |written: &str, sibling| {
            let ways = Ways { prefixes: &prefixes, ..Ways::default() };
            let bases = Bases::of("svc/docs/plans/p.md", ways);
            let target = look(&bases, written, sibling, false, &world);
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
            look(&bases, written, Some("crates/cli/src"), true, &world)
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
        let lead = |written: &str| look(&bases, written, None, false, &world).path;
        assert_eq!(lead("services/api/app/b.py"), "app/b.py");
        assert_eq!(lead("app/b.py"), "app/b.py");
        assert_eq!(lead("other/c.py"), "../../other/c.py");
        assert_eq!(lead("README.md"), "README.md");
        assert_eq!(lead("../README.md"), "README.md");
        assert_eq!(lead("../../../README.md"), "../../README.md");
    }
}
