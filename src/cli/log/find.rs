//! Which file is meant: by the name that it has on the disk, in the newest commit, or had once.

use crate::cli::git::{Git, History, Kind, Oid, Reach, Refused, Side, Status, Until};
use crate::cli::paths::relative;
use std::path::{Path, PathBuf};

/// So often a file may have been moved since it had the name that was asked for.
const MOST_MOVES: usize = 50;

/// A file and where it stands.
#[derive(Debug)]
pub struct Found {
    /// Its path as it is called now, or was called last.
    pub now: String,
    /// The path that was asked for, where the file was moved away from it.
    pub was: Option<String>,
    /// The newest commit.
    pub head: Option<Oid>,
    /// Its path and content in the newest commit.
    pub in_head: Option<(String, Oid)>,
    /// Whether it stands on the disk under `now`.
    pub on_disk: bool,
    /// The history of the path that was asked for: mostly the right one, and it is under way while the
    /// rest is found out.
    pub history: Option<History>,
}

impl Found {
    /// Where it is, or would be, on the disk.
    pub fn full(&self, git: &Git) -> PathBuf {
        git.root().join(&self.now)
    }

    /// Its path and content in the newest commit. History mostly tells, and then git is not asked once more.
    fn in_newest(&mut self, git: &Git) -> Result<Option<(String, Oid)>, Refused> {
        let Some(head) = &self.head else { return Ok(None) };
        // If git breaks off, it does so again where that is said.
        match self.history.as_mut().and_then(|history| history.newest(head, &self.now).ok()?) {
            Some(there) => {
                let file = there.filter(|(kind, _)| *kind == Kind::File);
                Ok(file.map(|(_, oid)| (self.now.clone(), oid)))
            }
            None => in_commit(git, head, &self.now),
        }
    }

    /// The path under which history is asked.
    pub fn committed(&self) -> &str {
        self.in_head.as_ref().map_or(&self.now, |(path, _)| path)
    }
}

/// Looks for the file at a path of the disk (absolute and clean), whose history may be under way.
pub fn find(git: &Git, full: &Path, history: Option<History>) -> Result<Found, Refused> {
    let asked = relative(full, git.root());
    let head = match git.newest() {
        Some(head) => Some(head.clone()),
        None => match git.resolve("HEAD") {
            Ok(head) => Some(head),
            Err(Refused::NoCommits) => None,
            Err(refused) => return Err(refused),
        },
    };
    let history = match (history, &head) {
        (Some(history), _) => Some(history),
        (None, head) => head.as_ref().map(|head| git.history(None, head, &[&asked])).transpose()?,
    };
    let mut found = Found { now: asked, was: None, head, in_head: None, on_disk: false, history };
    for _ in 0..MOST_MOVES {
        found.in_head = found.in_newest(git)?;
        found.on_disk = found.full(git).is_file();
        if found.in_head.is_some() && found.on_disk {
            return Ok(found);
        }
        let Some(head) = &found.head else { return Ok(found) };
        if found.on_disk || found.in_head.is_some() {
            return uncommitted(git, head.clone(), found);
        }
        let ever = git.ever(std::slice::from_ref(&found.now), Reach::Commit(head), Until::Newest)?;
        let Some(to) = ever.lives.get(&found.now).and_then(|life| life.moved_to.clone()) else {
            return Ok(found);
        };
        let from = std::mem::replace(&mut found.now, to);
        found.was.get_or_insert(from);
    }
    Ok(found)
}

/// A file that only the disk or only the newest commit has may have been moved since.
fn uncommitted(git: &Git, head: Oid, mut found: Found) -> Result<Found, Refused> {
    for change in git.changed(&Side::Commit(head.clone()), &Side::WorkTree)? {
        let Status::Renamed { from, .. } = change.status else { continue };
        if found.on_disk && change.path == found.now {
            found.in_head = in_commit(git, &head, &from)?;
        } else if !found.on_disk && from == found.now {
            found.was.get_or_insert(from);
            (found.now, found.on_disk) = (change.path, true);
        } else {
            continue;
        }
        break;
    }
    Ok(found)
}

fn in_commit(git: &Git, head: &Oid, path: &str) -> Result<Option<(String, Oid)>, Refused> {
    let entry = git.entry(head, path)?.filter(|entry| entry.kind == Kind::File);
    Ok(entry.and_then(|entry| Some((entry.path, entry.oid?))))
}

/// A file of the newest commit or the index whose path is spelled most like one that is nowhere.
pub fn nearest(git: &Git, path: &str) -> Option<String> {
    let listing = git.files(&Side::Index).ok()?;
    let paths = listing.entries.iter().map(|entry| entry.path.as_str());
    let name = |path: &str| path.rsplit('/').next().map(str::to_lowercase);
    let same_name = paths.clone().find(|other| name(other) == name(path));
    same_name.or_else(|| crate::yaml::nearest(path, paths)).map(str::to_owned)
}
