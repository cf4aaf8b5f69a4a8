//! Writing a README: only where it lies inside of the repository, may be written, and is still what was read.

use crate::cli::{read, write};
use std::path::Path;

/// Whether a file lies inside of a folder once links are followed; `Err` says why it may not be written.
pub fn inside(path: &Path, fence: &Path) -> Result<(), String> {
    let real = fs_err::canonicalize(path);
    let real = real.map_err(|_| match std::fs::symlink_metadata(path) {
        Ok(_) => "it is a link that leads nowhere".to_owned(),
        Err(error) => read::reason(&error),
    })?;
    let fence = fs_err::canonicalize(fence).unwrap_or_else(|_| fence.to_owned());
    if real.starts_with(&fence) {
        Ok(())
    } else {
        Err("it leads to a place outside of the project, which is not written to".to_owned())
    }
}

/// Puts a new text in the place of an old one.
pub fn write(path: &Path, old: &str, new: &str) -> Result<(), String> {
    let metadata = std::fs::metadata(path).map_err(|error| read::reason(&error))?;
    // A new file could take its place all the same; whoever made it read-only did not mean that.
    if metadata.permissions().readonly() {
        return Err("it is read-only".to_owned());
    }
    let now = std::fs::read(path).map_err(|error| read::reason(&error))?;
    if now != old.as_bytes() {
        return Err("it changed while it was worked on; run again".to_owned());
    }
    write::replace(path, new).map_err(|error| read::reason(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changed_meanwhile_is_not_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("README.md");
        std::fs::write(&path, "newer").unwrap();
        let said = write(&path, "old", "new").unwrap_err();
        assert_eq!(said, "it changed while it was worked on; run again");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "newer");
        write(&path, "newer", "newest").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "newest");
    }

    #[test]
    fn a_read_only_file_stays_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("README.md");
        std::fs::write(&path, "old").unwrap();
        let mut permissions = std::fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(&path, permissions).unwrap();
        assert_eq!(write(&path, "old", "new").unwrap_err(), "it is read-only");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_inside_only() {
        let dir = tempfile::tempdir().unwrap();
        let fence = dir.path().join("repo");
        std::fs::create_dir_all(fence.join("docs")).unwrap();
        std::fs::write(dir.path().join("secret.md"), "").unwrap();
        std::fs::write(fence.join("docs/README.md"), "").unwrap();
        for (target, link, said) in [
            ("docs/README.md", "in.md", None),
            (
                "../secret.md",
                "out.md",
                Some("it leads to a place outside of the project, which is not written to"),
            ),
            (
                "/dev/full",
                "full.md",
                Some("it leads to a place outside of the project, which is not written to"),
            ),
            ("nowhere.md", "dangling.md", Some("it is a link that leads nowhere")),
        ] {
            std::os::unix::fs::symlink(target, fence.join(link)).unwrap();
            assert_eq!(inside(&fence.join(link), &fence).err().as_deref(), said, "{link}");
        }
        assert_eq!(inside(&fence.join("no.md"), &fence).unwrap_err(), "there is no such file");
    }
}
