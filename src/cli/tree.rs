//! Finding documents below the paths that a user names.
//!
//! A named file is taken whatever it is called; a folder is walked for Markdown, with
//! `.gitignore` respected and hidden folders left out. Symlinks met on the way are not followed:
//! what they point at inside the tree is found by its own name, and outside is not ours.

use super::paths::{absolute, relative};
use crate::config::Exclusion;
use ignore::WalkBuilder;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

/// Endings of Markdown files, in small letters.
const ENDINGS: [&str; 6] = ["md", "markdown", "mdown", "mkd", "mkdn", "mdwn"];

/// A file that may be a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// As the user would type it.
    pub path: PathBuf,
    /// The same, absolute and clean.
    pub full: PathBuf,
    /// Whether the user named it, rather than a folder above it.
    pub named: bool,
}

/// What was found, and what stood in the way.
#[derive(Debug, Default)]
pub struct Tree {
    /// Files in order of their paths, each once.
    pub files: Vec<Found>,
    /// What could not be looked at, one line each.
    pub problems: Vec<String>,
    /// Folders that the config leaves out; they were not entered.
    pub left_out: Vec<PathBuf>,
}

/// What the walk asks of the projects that it meets.
pub trait Guide {
    /// Whether a walked file that is no Markdown by its name is wanted all the same.
    fn wants(&mut self, file: &Path) -> bool;

    /// The root of the project of a folder that is about to be walked, and what its config leaves
    /// out below it; both absolute.
    fn leaves_out(&mut self, folder: &Path) -> (PathBuf, Exclusion);
}

/// Looks for files.
pub fn find(paths: &[PathBuf], cwd: &Path, guide: &mut impl Guide) -> Tree {
    let mut tree = Tree::default();
    let mut found = Vec::new();
    for path in paths {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => walk(path, cwd, guide, &mut found, &mut tree),
            // Pipes and devices too: reading refuses them with a word of its own.
            Ok(_) => found.push((path.clone(), true)),
            Err(error) => tree.problems.push(format!("{}: {}", path.display(), missing(path, &error))),
        }
    }
    let found = found.into_iter();
    tree.files = found.map(|(path, named)| Found { full: absolute(&path, cwd), path, named }).collect();
    // A file that was named stays a named one where a folder above it was named as well.
    // By bytes: paths compare part by part, which is slow on thousands of them.
    tree.files.sort_by(|a, b| (a.full.as_os_str(), !a.named).cmp(&(b.full.as_os_str(), !b.named)));
    tree.files.dedup_by(|later, earlier| later.full.as_os_str() == earlier.full.as_os_str());
    tree
}

fn missing(path: &Path, error: &std::io::Error) -> String {
    let dangling = std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    match error.kind() {
        std::io::ErrorKind::NotFound if dangling => "this link points at nothing".to_owned(),
        std::io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        _ => super::read::reason(error),
    }
}

fn walk(
    folder: &Path,
    cwd: &Path,
    guide: &mut impl Guide,
    found: &mut Vec<(PathBuf, bool)>,
    tree: &mut Tree,
) {
    let (root, exclusion) = guide.leaves_out(&absolute(folder, cwd));
    let from = cwd.to_owned();
    let (tell, left_out) = mpsc::channel();
    let mut builder = WalkBuilder::new(folder);
    // A folder that is left out is not entered: no project inside it is ours to judge either.
    builder.filter_entry(move |entry| {
        let folder = entry.file_type().is_some_and(|kind| kind.is_dir()) && entry.depth() > 0;
        let covered = folder && exclusion.covers(&relative(&absolute(entry.path(), &from), &root));
        if covered {
            // Nobody listens once the walk is over, and then nobody is told.
            let _ = tell.send(entry.path().to_owned());
        }
        !covered
    });
    for entry in builder.build() {
        match entry {
            Ok(entry) => {
                let regular = entry.file_type().is_some_and(|kind| kind.is_file());
                if regular && (is_markdown(entry.path()) || guide.wants(entry.path())) {
                    found.push((entry.into_path(), false));
                }
            }
            Err(error) => tree.problems.push(problem(&error)),
        }
    }
    tree.left_out.extend(left_out.try_iter());
}

/// Whether a file is Markdown by its name.
pub fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// The path and the reason, without the depth and number that the walker adds.
fn problem(error: &ignore::Error) -> String {
    match error {
        ignore::Error::WithPath { path, err } => format!("{}: {}", path.display(), problem(err)),
        ignore::Error::WithDepth { err, .. } => problem(err),
        ignore::Error::Io(error) => super::read::reason(error),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{create_dir_all, write};

    fn made(entries: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        create_dir_all(root.join(".git")).unwrap();
        for (path, text) in entries {
            create_dir_all(root.join(path).parent().unwrap()).unwrap();
            write(root.join(path), text).unwrap();
        }
        (dir, root)
    }

    struct Simple;

    impl Guide for Simple {
        fn wants(&mut self, file: &Path) -> bool {
            file.ends_with("wanted.txt")
        }

        fn leaves_out(&mut self, folder: &Path) -> (PathBuf, Exclusion) {
            (folder.to_owned(), crate::config::Settings::default().exclusion())
        }
    }

    fn found(root: &Path, paths: &[&str]) -> Vec<String> {
        let paths: Vec<PathBuf> = paths.iter().map(|path| root.join(path)).collect();
        let tree = find(&paths, root, &mut Simple);
        assert_eq!(tree.problems, Vec::<String>::new());
        tree.files.iter().map(|found| crate::cli::paths::relative(&found.full, root)).collect()
    }

    #[test]
    fn markdown_is_found_in_order_and_what_git_ignores_is_not() {
        let (_dir, root) = made(&[
            (".gitignore", "build/\nsecret.md\n"),
            ("z.md", ""),
            ("a/B.MD", ""),
            ("a/c.Markdown", ""),
            ("a/d.txt", ""),
            ("a/wanted.txt", ""),
            ("x.md/inner.mdown", ""),
            ("build/out.md", ""),
            ("secret.md", ""),
            (".github/hidden.md", ""),
        ]);
        assert_eq!(
            found(&root, &["."]),
            ["a/B.MD", "a/c.Markdown", "a/wanted.txt", "x.md/inner.mdown", "z.md"]
        );
        assert_eq!(found(&root, &[".github", "secret.md"]), [".github/hidden.md", "secret.md"]);
        assert_eq!(found(&root, &["a/d.txt", "z.md", "./z.md", "a/../z.md"]), ["a/d.txt", "z.md"]);
    }

    #[test]
    fn a_missing_path_is_a_problem_and_the_rest_is_found() {
        let (_dir, root) = made(&[("a.md", "")]);
        let tree = find(&[root.join("no.md"), root.join("a.md")], &root, &mut Simple);
        assert_eq!(tree.files.len(), 1);
        assert_eq!(tree.problems.len(), 1);
        assert!(tree.problems.first().unwrap().ends_with("no.md: there is no such file or folder"));
    }

    #[cfg(unix)]
    #[test]
    fn links_met_on_the_way_are_not_followed_but_named_ones_are() {
        let (_dir, root) = made(&[("docs/a.md", ""), ("outside/b.md", "")]);
        std::os::unix::fs::symlink(root.join("outside"), root.join("docs/link")).unwrap();
        std::os::unix::fs::symlink(root.join("outside/b.md"), root.join("docs/b.md")).unwrap();
        std::os::unix::fs::symlink(root.join("docs"), root.join("docs/round")).unwrap();
        assert_eq!(found(&root, &["docs"]), ["docs/a.md"]);
        assert_eq!(found(&root, &["docs/b.md"]), ["docs/b.md"]);
    }
}
