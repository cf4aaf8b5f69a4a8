//! Reading `ddr.yaml` and the schema files that it names.
//!
//! The room `config` understands texts; this file fetches them. Nothing outside the repository
//! is fetched, whatever a path in a config says.

use super::paths::relative;
use super::store::Store;
use crate::config::{self, Loaded, Settings};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules;
use crate::source::{Source, Span};
use std::io::Read as _;
use std::path::Path;

/// Larger files are no configuration.
const LARGEST: u64 = 1024 * 1024;

/// Reads the file `ddr.yaml` (or whatever it is called) and everything that it names. `fence` is
/// the root of the repository: paths count from it, and none reaches out of it.
pub fn load(file: &Path, fence: &Path, store: &Store) -> Loaded {
    let path = relative(file, fence);
    let text = match store.fetch(file, file) {
        Ok(text) => text,
        Err(why) => {
            let message = format!("the configuration cannot be read: {why}");
            let diagnostic =
                Diagnostic::new("DDR904", "unreadable-config", Severity::Error, Span::at(0), message);
            let files = vec![(Source::new(path, ""), vec![diagnostic])];
            return Loaded { settings: Settings::default(), files };
        }
    };
    let loader = |named: &str| store.fetch(&fence.join(named), fence);
    let groups = rules::GROUPS.iter().map(|group| group.name);
    let known: Vec<&str> = rules::all().flat_map(|rule| [rule.code, rule.name]).chain(groups).collect();
    config::load(&path, &text, &loader, &known)
}

/// The text of a file of the configuration that must not lie outside of a folder.
pub fn fetch_inside(path: &Path, fence: &Path) -> Result<String, String> {
    if real_path_is_inside(path, fence) {
        fetch(path)
    } else {
        Err("it lies outside the repository".to_owned())
    }
}

/// Whether a path stays inside once symlinks are followed; a missing one is told apart later.
pub fn real_path_is_inside(path: &Path, fence: &Path) -> bool {
    match (fs_err::canonicalize(path), fs_err::canonicalize(fence)) {
        (Ok(path), Ok(fence)) => path.starts_with(fence),
        _ => true,
    }
}

/// The text of a regular file of sane size, or why there is none.
pub fn fetch(path: &Path) -> Result<String, String> {
    let metadata = std::fs::metadata(path).map_err(|error| super::read::reason(&error))?;
    if !metadata.is_file() {
        return Err("it is not a regular file".to_owned());
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|error| super::read::reason(&error))?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| super::read::reason(&error))?;
    if bytes.len() as u64 > LARGEST {
        return Err("it is larger than 1 MiB".to_owned());
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("it is not valid UTF-8 (byte {at})")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{create_dir, write};

    #[cfg(unix)]
    #[test]
    fn nothing_outside_the_fence_is_read() {
        let tree = tempfile::tempdir().unwrap();
        let inside = tree.path().join("inside");
        create_dir(&inside).unwrap();
        write(tree.path().join("secret.yaml"), "secret: yes\n").unwrap();
        std::os::unix::fs::symlink("../secret.yaml", inside.join("link.yaml")).unwrap();
        for named in ["../secret.yaml", "link.yaml"] {
            write(inside.join("ddr.yaml"), format!("schemas: [{named}]\n")).unwrap();
            let loaded = load(&inside.join("ddr.yaml"), &inside, &Store::Disk);
            let shown = format!("{:?}", loaded.files);
            assert!(
                shown.contains("lies outside the repository") && !shown.contains("secret: yes"),
                "{shown}"
            );
        }
    }

    #[test]
    fn an_unreadable_config_is_a_diagnostic() {
        let tree = tempfile::tempdir().unwrap();
        let file = tree.path().join("ddr.yaml");
        write(&file, b"limits: \xff\n").unwrap();
        let loaded = load(&file, tree.path(), &Store::Disk);
        let (source, diagnostics) = loaded.files.first().unwrap();
        assert_eq!(source.path, "ddr.yaml");
        let message = &diagnostics.first().unwrap().message;
        assert_eq!(message, "the configuration cannot be read: it is not valid UTF-8 (byte 8)");
    }
}
