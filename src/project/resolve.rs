//! Which file a path of a plan row means.
//!
//! A path counts from the project's root, else from that of the repository around it, where the project
//! is a folder of one; else from the folder of its document or one above it, as
//! in a repository of many packages; else from a prefix of the config; else, in a cell of several
//! paths, from the folder of the path before it; a test, from a folder above a file of its row. The
//! first place where something stands is meant.

use super::links::normalise;
use super::{Found, Member, Outside, Ways};
use rayon::prelude::*;
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// The root of the repository.
    Root,
    /// This folder: that of the document, or one above it.
    Folder(String),
    /// This prefix of the config.
    Prefix(String),
    /// The folder of an earlier path in the same cell; of a test, that of its row's file or one above it.
    Sibling(String),
}

/// Fewer documents than this are looked after by one thread.
const FEW: usize = 64;

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
    for row in member.rows() {
        let tests = row.tests.iter().flat_map(|tests| &tests.paths).map(|path| (path, true));
        let mut sibling: Option<String> = None;
        for (path, is_test) in row.paths.iter().map(|path| (path, false)).chain(tests) {
            if let Some(known) = targets.get(&path.text) {
                sibling = sibling.or_else(|| folder_of(&known.path));
                continue;
            }
            let target = at_root(&path.text, ways, outside).unwrap_or_else(|| {
                let readings = Readings::of(&path.text, &member.path, sibling.as_deref(), ways);
                match sibling.as_deref().filter(|_| is_test) {
                    Some(beside) => readings.or_above(&path.text, beside).look(outside),
                    None => readings.look(outside),
                }
            });
            sibling = sibling.or_else(|| folder_of(&target.path));
            targets.insert(path.text.clone(), target);
        }
    }
    targets
}

/// The ordinary case, without listing every reading: the file stands where the path says.
fn at_root(written: &str, ways: Ways<'_>, outside: &dyn Outside) -> Option<Target> {
    let plain = ways.inside.is_empty()
        && !written.starts_with(['/', '.'])
        && !written.ends_with('/')
        && !written.contains("//")
        && !written.contains("/.")
        && !written.contains('\\');
    let found = if plain { outside.look(written) } else { Found::Missing };
    matches!(found, Found::File | Found::Directory).then(|| Target {
        path: written.to_owned(),
        base: Base::Root,
        found,
        others: Vec::new(),
    })
}

fn folder_of(path: &str) -> Option<String> {
    path.rsplit_once('/').map(|(folder, _)| folder.to_owned())
}

/// The places that a path may mean, in order; never empty.
pub(super) struct Readings {
    places: Vec<(String, Base)>,
    pattern: bool,
    /// Whether the path counts from its document, as `../x` does.
    relative: bool,
}

impl Readings {
    /// The readings of a path that a document names.
    pub(super) fn of(written: &str, document: &str, sibling: Option<&str>, ways: Ways<'_>) -> Self {
        let slashes = written.replace('\\', "/");
        let plain = slashes.trim_start_matches('/');
        let mut bases = vec![(String::new(), Base::Root)];
        let mut folder = document;
        while let Some((above, _)) = folder.rsplit_once('/') {
            bases.push((above.to_owned(), Base::Folder(above.to_owned())));
            folder = above;
        }
        if !ways.inside.is_empty() {
            // The project's own root; the repository's stands at the beginning.
            bases.push((ways.inside.to_owned(), Base::Folder(String::new())));
        }
        bases.extend(ways.prefixes.iter().map(|prefix| (prefix.clone(), Base::Prefix(prefix.clone()))));
        if let Some(sibling) = sibling.filter(|_| !plain.contains('/')) {
            bases.push((sibling.to_owned(), Base::Sibling(sibling.to_owned())));
        }
        // `../x` and `./x` count from where they are written, as in a shell or a link.
        if plain.starts_with("..") && bases.len() > 1 {
            bases.rotate_left(1);
        }
        let mut places: Vec<(String, Base)> = Vec::new();
        for (folder, base) in bases {
            let from_repository =
                matches!(base, Base::Root) || folder == ways.inside && base == Base::Folder(String::new());
            let place = if from_repository {
                normalise(&folder, plain).and_then(|path| from_root(&path, ways.inside))
            } else {
                normalise(&folder, plain)
            };
            if let Some(place) = place.filter(|place| !places.iter().any(|(known, _)| known == place)) {
                places.push((place, base));
            }
        }
        if places.is_empty() {
            places.push((plain.to_owned(), Base::Root));
        }
        Self { places, pattern: is_pattern(plain), relative: plain.starts_with("..") }
    }

    /// The same for a test of a file in the folder `beside`: where a repository holds many packages,
    /// `tests/cli.rs` counts from that of the file.
    fn or_above(mut self, written: &str, beside: &str) -> Self {
        let plain = written.replace('\\', "/");
        if plain.starts_with(['/', '.']) || !plain.contains('/') {
            return self;
        }
        let mut folder = beside;
        while !folder.is_empty() && !folder.starts_with("..") {
            let place = normalise(folder, &plain);
            if let Some(place) = place.filter(|place| !self.places.iter().any(|(known, _)| known == place)) {
                self.places.push((place, Base::Sibling(folder.to_owned())));
            }
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        }
        self
    }

    /// The places alone.
    pub(super) fn places(self) -> Vec<String> {
        self.places.into_iter().map(|(place, _)| place).collect()
    }

    /// The first place where something stands.
    fn look(mut self, outside: &dyn Outside) -> Target {
        // A `README.md` of the project is meant before that of the repository around it.
        let own = |(_, base): &(String, Base)| !self.relative && *base == Base::Folder(String::new());
        if let Some(at) = self.places.iter().position(own)
            && let Some((path, _)) = self.places.get(at)
            && matches!(outside.look(path), Found::File | Found::Directory)
        {
            self.places.swap(0, at);
        }
        let mut closed = false;
        for (path, base) in &self.places {
            let found = if path.is_empty() { Found::Directory } else { outside.look(path) };
            match found {
                Found::File | Found::Directory => {
                    return Target { path: path.clone(), base: base.clone(), found, others: Vec::new() };
                }
                Found::Unknown => closed = true,
                Found::Missing => {}
            }
        }
        // A pattern names no single file, and of a closed folder nothing is known.
        let found = if self.pattern || closed { Found::Unknown } else { Found::Missing };
        let (path, base) = self.places.remove(0);
        let others = match found {
            Found::Missing => self.places.into_iter().map(|(place, _)| place).collect(),
            _ => Vec::new(),
        };
        Target { path, base, found, others }
    }
}

/// A path of the repository as the project knows it, whose root is the folder `inside` of it.
fn from_root(path: &str, inside: &str) -> Option<String> {
    if inside.is_empty() {
        return Some(path.to_owned());
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
            let target = Readings::of(written, "svc/docs/plans/p.md", sibling, ways).look(&world);
            format!("{} {:?} {:?}", target.path, target.base, target.found)
        };
        assert_eq!(lead("./src/a.py", None), "src/a.py Root File");
        assert_eq!(lead("/src\\a.py", None), "src/a.py Root File");
        assert_eq!(lead("app/b.py", None), "svc/app/b.py Folder(\"svc\") File");
        assert_eq!(lead("core/c.py", None), "lib/core/c.py Prefix(\"lib\") File");
        assert_eq!(lead("d.py", Some("lib/core")), "lib/core/d.py Sibling(\"lib/core\") File");
        assert_eq!(lead("src", None), "src Root Directory");
        assert_eq!(lead("src/x.py", None), "src/x.py Root Missing");
        assert_eq!(lead("src/**/*.py", None), "src/**/*.py Root Unknown");
        assert_eq!(lead("third/x.c", None), "third/x.c Root Unknown");
        assert_eq!(lead("../../app/b.py", None), "svc/app/b.py Folder(\"svc/docs/plans\") File");
        assert_eq!(lead("../../../../out.py", None), "../out.py Folder(\"svc/docs/plans\") Unknown");
    }

    #[test]
    fn a_test_may_count_from_a_folder_above_its_rows_file() {
        let world = Given::new([("crates/cli/tests/b.rs", ""), ("src/x.rs", "")]);
        let lead = |written: &str| {
            let readings = Readings::of(written, "docs/p.md", Some("crates/cli/src"), Ways::default());
            readings.or_above(written, "crates/cli/src").look(&world)
        };
        assert_eq!(lead("tests/b.rs").path, "crates/cli/tests/b.rs");
        assert_eq!(lead("tests/b.rs").base, Base::Sibling("crates/cli".into()));
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
        let lead = |written: &str| Readings::of(written, "docs/p.md", None, ways).look(&world).path;
        assert_eq!(lead("services/api/app/b.py"), "app/b.py");
        assert_eq!(lead("app/b.py"), "app/b.py");
        assert_eq!(lead("other/c.py"), "../../other/c.py");
        assert_eq!(lead("README.md"), "README.md");
        assert_eq!(lead("../README.md"), "README.md");
        assert_eq!(lead("../../../README.md"), "../../README.md");
    }
}
