//! One file on the disk: what it is, and whether it is what git remembers.

use crate::cli::git::index::{Stat, Tracked};
use crate::cli::git::{Content, Kind};
use crate::cli::read::LARGEST;
use std::collections::HashMap;
use std::fs::Metadata;
use std::io::Read as _;
use std::path::{Path, PathBuf};

const FILE: u32 = 0o100_644;
const PROGRAM: u32 = 0o100_755;
const LINK: u32 = 0o120_000;

/// Which modes the disk can be believed about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli::git) struct Modes {
    /// Whether the right to be run means something.
    programs: bool,
    /// Whether links are links, and not files that hold where they point.
    links: bool,
}

/// What stands on the disk where git follows a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Disk {
    AsRemembered,
    Gone,
    /// Something with this mode; it must be read.
    Other(u32),
}

impl Modes {
    /// Reads `core.filemode⏎true`, each behind a NUL; the last one counts.
    pub(in crate::cli::git) fn read(answer: &[u8]) -> Self {
        let text = String::from_utf8_lossy(answer);
        let last = |name: &str| {
            let values = text.split('\0').filter_map(|piece| piece.split_once('\n'));
            values.filter(|(key, _)| *key == name).map(|(_, value)| value != "false").next_back()
        };
        Self {
            programs: cfg!(unix) && last("core.filemode").unwrap_or(true),
            links: last("core.symlinks").unwrap_or(true),
        }
    }

    /// The mode of what stands at a path; none for folders and what is no file.
    pub(super) fn on_disk(self, path: &Path, remembered: Option<u32>) -> Option<u32> {
        let found = path.symlink_metadata().ok()?;
        if remembered.is_some_and(|mode| Kind::of(mode) == Kind::Submodule) && found.is_dir() {
            return remembered;
        }
        self.of(&found, remembered)
    }

    fn of(self, found: &Metadata, remembered: Option<u32>) -> Option<u32> {
        if found.is_symlink() {
            return Some(LINK);
        }
        if !found.is_file() {
            return None;
        }
        match remembered {
            Some(mode) if Kind::of(mode) == Kind::Link && !self.links => Some(mode),
            Some(mode) if Kind::of(mode) == Kind::File && !self.programs => Some(mode),
            _ if self.programs && may_run(found) => Some(PROGRAM),
            _ => Some(FILE),
        }
    }

    /// Compares a file with what the index remembers; `written` is when the index was.
    pub(super) fn look(self, path: &Path, tracked: &Tracked, written: Option<(u32, u32)>) -> Disk {
        // Not checked out, on purpose or, with a submodule, by default.
        if tracked.skipped || Kind::of(tracked.mode) == Kind::Submodule {
            return Disk::AsRemembered;
        }
        let Ok(found) = path.symlink_metadata() else { return Disk::Gone };
        let Some(mode) = self.of(&found, Some(tracked.mode)) else { return Disk::Gone };
        let as_remembered =
            mode == tracked.mode && tracked.stat.is_some_and(|stat| is_same(stat, of_disk(&found), written));
        if as_remembered { Disk::AsRemembered } else { Disk::Other(mode) }
    }
}

/// Whether a file is surely the one that git remembers. One that changed as late as the index was
/// written may have changed once more in the same moment.
fn is_same(remembered: Stat, found: Stat, written: Option<(u32, u32)>) -> bool {
    let Some(written) = written else { return false };
    if remembered.changed.1 == 0 {
        // Whole seconds, where git or the file system knows no better.
        return (remembered.size, remembered.changed.0) == (found.size, found.changed.0)
            && remembered.changed.0 < written.0;
    }
    remembered == found && remembered.changed < written
}

/// The folders below the top that were looked at, and whether a link stands on the way there. What lies
/// behind one is not git's, and may be anywhere.
#[derive(Debug)]
pub(super) struct Folders<'a> {
    root: &'a Path,
    behind_link: HashMap<PathBuf, bool>,
}

impl<'a> Folders<'a> {
    pub(super) fn below(root: &'a Path) -> Self {
        Self { root, behind_link: HashMap::new() }
    }

    /// Whether the way from the top to a file is free of links.
    pub(super) fn lead_to(&mut self, file: &Path) -> bool {
        file.parent().is_none_or(|folder| !self.is_behind_link(folder))
    }

    fn is_behind_link(&mut self, folder: &Path) -> bool {
        if folder == self.root || !folder.starts_with(self.root) {
            return false;
        }
        if let Some(&known) = self.behind_link.get(folder) {
            return known;
        }
        let link = folder.symlink_metadata().is_ok_and(|found| found.is_symlink());
        let behind = link || folder.parent().is_some_and(|above| self.is_behind_link(above));
        self.behind_link.insert(folder.to_owned(), behind);
        behind
    }
}

/// When a file changed; the lower 32 bits of the seconds, as the index keeps them.
pub(super) fn changed_at(path: &Path) -> Option<(u32, u32)> {
    path.metadata().ok().map(|found| of_disk(&found).changed)
}

#[allow(clippy::cast_possible_truncation, reason = "the index keeps 32 bits of each")]
fn of_disk(found: &Metadata) -> Stat {
    let since = found.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    let changed = since.map_or((0, 0), |since| (since.as_secs() as u32, since.subsec_nanos()));
    Stat { size: found.len() as u32, changed }
}

#[cfg(unix)]
fn may_run(found: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    found.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn may_run(_: &Metadata) -> bool {
    false
}

/// Whether a file holds a content, up to line endings.
pub(super) fn holds(path: &Path, kind: Kind, content: &Content) -> bool {
    let size = path.symlink_metadata().map_or(0, |found| found.len());
    match content {
        Content::Bytes(kept) if kind == Kind::Link => link(path).is_some_and(|target| target == *kept),
        Content::Bytes(kept) => pointed_at(kept) == Some(size) || is_same_text(kept, &bytes(path)),
        // Too much to be read for one answer: the size alone decides.
        Content::TooLarge(kept) => *kept == size,
        Content::Missing | Content::NoFile => false,
    }
}

/// The bytes of a regular file; none of one that is too large or cannot be read.
pub(super) fn bytes(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let regular = path.symlink_metadata().is_ok_and(|found| found.is_file() && found.len() <= LARGEST);
    if regular && let Ok(file) = std::fs::File::open(path) {
        let _ = file.take(LARGEST).read_to_end(&mut bytes);
    }
    bytes
}

/// Where a link points, or the text of a file that stands for one.
fn link(path: &Path) -> Option<Vec<u8>> {
    match std::fs::read_link(path) {
        Ok(target) => Some(target.into_os_string().into_encoded_bytes()),
        Err(_) => Some(bytes(path)).filter(|bytes| !bytes.is_empty()),
    }
}

/// Whether two texts are equal but for the bytes that end their lines.
fn is_same_text(a: &[u8], b: &[u8]) -> bool {
    let lines = |text| {
        <[u8]>::split(text, |&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
    };
    a == b || lines(a).eq(lines(b))
}

/// The size that a pointer of git-lfs names.
fn pointed_at(content: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(content).ok().filter(|text| text.len() < 1024)?;
    let rest = text.strip_prefix("version https://git-lfs.github.com/spec/")?;
    rest.lines().find_map(|line| line.strip_prefix("size ")?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_only_if_it_is_older_than_the_index() {
        let stat = Stat { size: 5, changed: (100, 7) };
        assert!(is_same(stat, stat, Some((100, 8))));
        assert!(!is_same(stat, stat, Some((100, 7))), "it may have changed once more");
        assert!(!is_same(stat, Stat { size: 6, ..stat }, Some((101, 0))));
        assert!(!is_same(stat, Stat { changed: (100, 6), ..stat }, Some((101, 0))));
        assert!(!is_same(stat, stat, None));
        let whole = Stat { changed: (100, 0), ..stat };
        assert!(is_same(whole, stat, Some((101, 0))), "git that counts whole seconds");
        assert!(!is_same(whole, stat, Some((100, 9))));
    }

    #[test]
    fn line_endings_are_no_difference_and_everything_else_is() {
        assert!(is_same_text(b"a\r\nb", b"a\nb"));
        assert!(is_same_text(b"", b""));
        assert!(!is_same_text(b"a\n", b"a"));
        assert!(!is_same_text(b"a\rb\n", b"ab\n"));
    }

    #[test]
    fn a_pointer_stands_for_the_file_of_its_size() {
        let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n";
        assert_eq!(pointed_at(pointer), Some(12345));
        assert_eq!(pointed_at(b"size 5\n"), None);
    }

    #[test]
    fn settings_about_modes_are_read() {
        let modes = Modes::read(b"core.filemode\ntrue\0core.symlinks\ntrue\0core.filemode\nfalse\0");
        assert_eq!(modes, Modes { programs: false, links: true });
        assert_eq!(Modes::read(b""), Modes { programs: cfg!(unix), links: true });
    }
}
