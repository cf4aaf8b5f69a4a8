//! Files that appear whole or not at all.

use fs_err as fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Puts a text where a path points to. What stands there is replaced in one step and keeps its
/// permissions; a link stays a link, and what is no file, such as a pipe, is written to.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let old = std::fs::metadata(&target).ok();
    if old.as_ref().is_some_and(|old| !old.is_file() && !old.is_dir()) {
        return std::fs::OpenOptions::new().write(true).open(&target)?.write_all(text.as_bytes());
    }
    if old.as_ref().is_some_and(std::fs::Metadata::is_dir) {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    prepared(&target, text.as_bytes(), old)?.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

/// What became of a file that was to be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It holds the new text.
    Whole,
    /// It holds other bytes than those that were read, and is left alone.
    Changed,
    /// It may not be written to, and is left alone. To put another file in its place would go round that.
    ReadOnly,
}

/// Replaces a regular file that still holds the bytes that were read, in one step, as [`replace`] does.
pub fn replace_unchanged(target: &Path, read: &[u8], text: &[u8]) -> io::Result<Written> {
    let old = std::fs::metadata(target)?;
    if !old.is_file() {
        return Ok(Written::Changed);
    }
    if old.permissions().readonly() {
        return Ok(Written::ReadOnly);
    }
    let file = prepared(target, text, Some(old))?;
    // Asked last, so that little time is left for somebody else.
    if fs::read(target)? != read {
        return Ok(Written::Changed);
    }
    file.persist(target).map_err(|error| error.error)?;
    Ok(Written::Whole)
}

/// A file beside the target with the new text and the permissions of the old file, safe on the disk.
fn prepared(
    target: &Path,
    text: &[u8],
    old: Option<std::fs::Metadata>,
) -> io::Result<tempfile::NamedTempFile> {
    let mut file = temporary(folder(target))?;
    file.write_all(text)?;
    if let Some(old) = old {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}

/// Puts a text where nothing stands yet; anything that does, a link to nothing too, is an error.
pub fn create(path: &Path, text: &str) -> io::Result<()> {
    let mut file = temporary(folder(path))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    Ok(())
}

fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// A new file beside the target, with the permissions that every new file gets: temporary ones are for
/// their owner alone.
fn temporary(folder: PathBuf) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".ddr-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_made_and_replaced_and_nothing_is_left_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out.txt");
        for text in ["long enough", "short"] {
            replace(&path, text).unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(listed(dir.path()), ["out.txt"]);
    }

    #[test]
    fn what_is_created_takes_the_place_of_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("new.txt");
        create(&path, "one").unwrap();
        assert_eq!(create(&path, "two").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one");
        assert_eq!(listed(dir.path()), ["new.txt"]);
    }

    #[test]
    fn what_cannot_be_written_is_an_error_and_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        assert!(replace(&dir.path().join("no/out.txt"), "x").is_err());
        std::fs::create_dir(dir.path().join("folder")).unwrap();
        assert!(replace(&dir.path().join("folder"), "x").is_err());
        assert_eq!(listed(dir.path()), ["folder"]);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let (real, link) = (dir.path().join("real"), dir.path().join("link"));
        replace(&real, "one").unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        std::fs::write(dir.path().join("ordinary"), "").unwrap();
        assert_eq!(mode(&real), mode(&dir.path().join("ordinary")), "as any new file");
        std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink("real", &link).unwrap();
        replace(&link, "two").unwrap();
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!((std::fs::read_to_string(&real).unwrap().as_str(), mode(&real)), ("two", 0o640));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_device_is_written_to_and_stays_one() {
        replace(Path::new("/dev/null"), "x").unwrap();
        assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.md");
        std::fs::write(&path, "somebody else's").unwrap();
        assert_eq!(replace_unchanged(&path, b"as read", b"new").unwrap(), Written::Changed);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "somebody else's");
        assert_eq!(replace_unchanged(&path, b"somebody else's", b"new").unwrap(), Written::Whole);
        let mut permissions = std::fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(&path, permissions).unwrap();
        assert_eq!(replace_unchanged(&path, b"new", b"newer").unwrap(), Written::ReadOnly);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
        assert!(replace_unchanged(&dir.path().join("gone.md"), b"", b"x").is_err());
        assert_eq!(replace_unchanged(dir.path(), b"", b"x").unwrap(), Written::Changed, "a folder by now");
        assert_eq!(listed(dir.path()), ["a.md"]);
    }
}
