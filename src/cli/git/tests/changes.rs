//! What changed between commits, the index and the disk.

use super::super::testing::{Repo, try_in};
use super::super::{Content, Kind, Side, Status};
use super::{WORK, brief, paths};
use std::fs::{remove_file, rename};

const LONG: &str = "a line of text\nanother line of it\nand the third one\nand the last one\n";

fn all(repo: &Repo) -> Vec<String> {
    brief(&repo.git().changed(&Side::Commit(repo.oid("HEAD")), &WORK).unwrap())
}

#[test]
fn odd_names_are_ordinary_names() {
    let mut names =
        vec!["with space.md", "quo\"te'.md", "new\nline.md", "naïve-日本.md", "-dash.md", "Case.md"];
    if cfg!(target_os = "linux") {
        // Elsewhere the disk takes both for one.
        names.push("case.md");
    }
    let repo = Repo::new();
    repo.commit("empty");
    for name in &names {
        repo.write(name, name);
    }
    let mut sorted = names.clone();
    sorted.sort_unstable();
    assert_eq!(all(&repo), sorted.iter().map(|name| format!("A {name}")).collect::<Vec<_>>());
    let one = repo.commit("all");
    let git = repo.git();
    for side in [Side::Commit(one.clone()), Side::Index, WORK] {
        assert_eq!(paths(&git.files(&side).unwrap()), sorted, "{side:?}");
    }
    for name in names {
        repo.write(name, format!("{name} changed"));
    }
    let modified: Vec<String> = sorted.iter().map(|name| format!("M {name}")).collect();
    assert_eq!(all(&repo), modified);
    let two = repo.commit("changed");
    assert_eq!(brief(&git.changed(&Side::Commit(one), &Side::Commit(two)).unwrap()), modified);
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_is_shown_with_marks() {
    use std::os::unix::ffi::OsStrExt as _;
    let repo = Repo::new();
    repo.commit("empty");
    std::fs::write(repo.root.join(std::ffi::OsStr::from_bytes(b"na\xefve.md")), "x").unwrap();
    assert_eq!(all(&repo), ["A na\u{fffd}ve.md"]);
    repo.commit("one");
    assert_eq!(all(&repo), Vec::<String>::new());
    std::fs::write(repo.root.join(std::ffi::OsStr::from_bytes(b"na\xefve.md")), "y").unwrap();
    assert_eq!(all(&repo), ["M na\u{fffd}ve.md"]);
}

#[test]
fn the_disk_is_compared_file_by_file() {
    let repo = Repo::new();
    for name in ["same.md", "touched.md", "changed.md", "gone.md", "old.md", "staged.md", "back.md"] {
        repo.write(name, format!("{name}\n{LONG}"));
    }
    repo.write("gone.md", "nothing like the others\n");
    repo.write(".gitignore", "out/\n");
    repo.commit("one");
    repo.write("touched.md", format!("touched.md\n{LONG}"));
    repo.write("changed.md", format!("changed.md\n{LONG}more\n"));
    remove_file(repo.root.join("gone.md")).unwrap();
    std::fs::create_dir(repo.root.join("moved")).unwrap();
    rename(repo.root.join("old.md"), repo.root.join("moved/new.md")).unwrap();
    repo.write("moved/new.md", format!("moved.md\n{LONG}"));
    repo.write("staged.md", format!("staged.md\n{LONG}staged\n"));
    // Staged, and then taken back on the disk.
    repo.write("back.md", "other\n");
    repo.write("fresh.md", "quite different\n");
    repo.run(&["add", "staged.md", "back.md", "fresh.md"]);
    repo.write("back.md", format!("back.md\n{LONG}"));
    repo.write("out/ignored.md", "x");
    repo.write(".hidden/new.md", "hidden\n");
    let wanted = [
        "A .hidden/new.md",
        "M changed.md",
        "A fresh.md",
        "D gone.md",
        "R89 old.md -> moved/new.md",
        "M staged.md",
    ];
    assert_eq!(all(&repo), wanted);
    let git = repo.git();
    let head = Side::Commit(repo.oid("HEAD"));
    assert_eq!(brief(&git.changed(&head, &Side::Index).unwrap()), ["M back.md", "A fresh.md", "M staged.md"]);
    assert_eq!(brief(&git.changed(&Side::Index, &head).unwrap()), ["M back.md", "D fresh.md", "M staged.md"]);
    let unstaged =
        ["A .hidden/new.md", "M back.md", "M changed.md", "D gone.md", "R89 old.md -> moved/new.md"];
    assert_eq!(brief(&git.changed(&Side::Index, &WORK).unwrap()), unstaged);
    let back = brief(&git.changed(&WORK, &head).unwrap());
    assert!(
        back.contains(&"R89 moved/new.md -> old.md".to_owned()) && back.contains(&"A gone.md".to_owned())
    );
}

#[test]
fn commits_are_compared_with_renames_and_contents() {
    let repo = Repo::new();
    repo.write("a.md", LONG);
    repo.write("b.md", "b\n");
    let one = repo.commit("one");
    repo.run(&["mv", "a.md", "z.md"]);
    repo.write("z.md", format!("{LONG}more\n"));
    repo.write("b.md", "changed\n");
    let two = repo.commit("two");
    let git = repo.git();
    let changes = git.changed(&Side::Commit(one.clone()), &Side::Commit(two)).unwrap();
    assert_eq!(brief(&changes), ["M b.md", "R93 a.md -> z.md"]);
    let renamed = changes.last().unwrap();
    let mut batch = git.batch().unwrap();
    let mut read =
        |node: &Option<super::super::Node>| batch.get(node.as_ref().unwrap().oid.as_ref().unwrap());
    assert_eq!(read(&renamed.before), Ok(Content::Bytes(LONG.into())));
    assert_eq!(read(&renamed.after), Ok(Content::Bytes(format!("{LONG}more\n").into())));
    let all = git.changed(&Side::EmptyTree, &Side::Commit(one)).unwrap();
    assert_eq!(brief(&all), ["A a.md", "A b.md"]);
}

#[test]
fn a_change_in_the_same_moment_is_seen() {
    let repo = Repo::new();
    repo.write("a.md", "one\n");
    repo.commit("one");
    // Same size, and very likely the same time of change as the index.
    repo.write("a.md", "two\n");
    assert_eq!(all(&repo), ["M a.md"]);
}

#[test]
fn line_endings_are_no_change() {
    let repo = Repo::new();
    repo.run(&["config", "core.autocrlf", "true"]);
    repo.write("a.md", "one\r\ntwo\r\n");
    repo.commit("one");
    repo.write("a.md", "one\r\ntwo\r\n");
    assert_eq!(all(&repo), Vec::<String>::new());
    repo.write("a.md", "one\ntwo\n");
    assert_eq!(all(&repo), Vec::<String>::new());
    repo.write("a.md", "one\r\nthree\r\n");
    assert_eq!(all(&repo), ["M a.md"]);
}

#[test]
fn an_unfinished_merge_is_noticed() {
    let repo = Repo::new();
    repo.write("a.md", "base\n");
    repo.write("b.md", "b\n");
    repo.commit("base");
    repo.run(&["checkout", "--quiet", "-b", "side"]);
    repo.write("a.md", "side\n");
    repo.commit("side");
    repo.run(&["checkout", "--quiet", "main"]);
    repo.write("a.md", "main\n");
    let main = repo.commit("main");
    assert!(!try_in(&repo.root, &["merge", "side"]).status.success(), "the merge has a conflict");
    let git = repo.git();
    let listing = git.files(&Side::Index).unwrap();
    assert_eq!((paths(&listing), listing.unmerged.as_slice()), (vec!["b.md"], &["a.md".to_owned()][..]));
    assert_eq!(brief(&git.changed(&Side::Commit(main.clone()), &Side::Index).unwrap()), ["U a.md"]);
    assert_eq!(brief(&git.changed(&Side::Commit(main), &WORK).unwrap()), ["M a.md"]);
    assert_eq!(brief(&git.changed(&Side::Index, &WORK).unwrap()), ["U a.md"]);
}

#[test]
fn announced_and_sparse_files_are_what_they_are() {
    let repo = Repo::new();
    repo.write("a/x.md", "x\n");
    repo.write("b/y.md", "y\n");
    let one = repo.commit("one");
    repo.write("new.md", "new\n");
    repo.run(&["add", "--intent-to-add", "new.md"]);
    assert_eq!(all(&repo), ["A new.md"]);
    let git = repo.git();
    assert_eq!(git.changed(&Side::Commit(one.clone()), &Side::Index), Ok(Vec::new()), "it is not staged");
    assert_eq!(paths(&git.files(&Side::Index).unwrap()), ["a/x.md", "b/y.md"]);
    repo.run(&["reset", "--quiet"]);
    remove_file(repo.root.join("new.md")).unwrap();
    repo.run(&["sparse-checkout", "set", "a"]);
    assert!(!repo.root.join("b/y.md").exists());
    assert_eq!(all(&repo), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn links_and_programs_are_told_apart_from_files() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let repo = Repo::new();
    repo.write("run", "#!/bin/sh\n");
    repo.write("a.md", "a\n");
    symlink("a.md", repo.root.join("link.md")).unwrap();
    repo.commit("one");
    assert_eq!(all(&repo), Vec::<String>::new());
    let kinds: Vec<Kind> = repo.git().files(&WORK).unwrap().entries.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [Kind::File, Kind::Link, Kind::File]);
    std::fs::set_permissions(repo.root.join("run"), PermissionsExt::from_mode(0o755)).unwrap();
    remove_file(repo.root.join("link.md")).unwrap();
    symlink("run", repo.root.join("link.md")).unwrap();
    assert_eq!(all(&repo), ["M link.md", "M run"]);
    remove_file(repo.root.join("link.md")).unwrap();
    repo.write("link.md", "a file now\n");
    let changes = repo.git().changed(&Side::Commit(repo.oid("HEAD")), &WORK).unwrap();
    assert_eq!(changes.first().map(|change| change.status.clone()), Some(Status::TypeChanged));
    repo.run(&["config", "core.fileMode", "false"]);
    assert_eq!(all(&repo), ["T link.md"]);
}

#[cfg(unix)]
#[test]
fn what_lies_behind_a_link_is_not_looked_at() {
    let repo = Repo::new();
    repo.write("docs/a.md", "a\n");
    repo.commit("one");
    std::fs::create_dir(repo.around().join("outside")).unwrap();
    std::fs::write(repo.around().join("outside/a.md"), "a\n").unwrap();
    std::fs::remove_dir_all(repo.root.join("docs")).unwrap();
    std::os::unix::fs::symlink(repo.around().join("outside"), repo.root.join("docs")).unwrap();
    assert_eq!(all(&repo), ["A docs", "D docs/a.md"]);
}
