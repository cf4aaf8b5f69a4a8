//! What stands at a path that a document names.

use super::paths::absolute;
use super::project::Project;
use crate::project::Found;
use std::path::Path;

/// Looks at a path relative to a project's root, with `/`. Nothing outside the project's git
/// repository is looked at, and links are not followed.
pub fn look(project: &Project, path: &str) -> Found {
    let full = absolute(Path::new(path), &project.root);
    if !full.starts_with(&project.fence) {
        return Found::Unknown;
    }
    match std::fs::symlink_metadata(&full) {
        Ok(found) if found.is_dir() => Found::Directory,
        Ok(_) => Found::File,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Found::Missing,
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => Found::Missing,
        Err(_) => Found::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    #[test]
    fn nothing_outside_the_fence_is_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("repo");
        std::fs::create_dir_all(root.join("docs/x.md")).unwrap();
        std::fs::write(root.join("docs/a.md"), "").unwrap();
        std::fs::write(folder.path().join("secret"), "").unwrap();
        let project = Project {
            root: root.join("docs"),
            fence: root,
            settings: Settings::default(),
            configured: false,
            sound: true,
            faults: Vec::new(),
        };
        assert_eq!(look(&project, "a.md"), Found::File);
        assert_eq!(look(&project, "x.md"), Found::Directory);
        assert_eq!(look(&project, "../docs/a.md"), Found::File);
        assert_eq!(look(&project, "a.md/b"), Found::Missing);
        assert_eq!(look(&project, "../../secret"), Found::Unknown);
    }
}
