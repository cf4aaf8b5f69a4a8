//! Where a repository may be, and where there is none.

use super::super::testing::{Repo, open, run_in, surroundings};
use super::super::{Content, Git, NoGit, Refused, Side};
use super::paths;
use std::fs::{create_dir_all, write};
use std::path::{Path, PathBuf};

#[test]
fn a_folder_inside_belongs_to_the_repository_above_it() {
    let repo = Repo::new();
    repo.write("docs/deep/a.md", "");
    let git = open(&repo.root.join("docs/deep")).unwrap();
    assert_eq!(git.root(), repo.root);
    assert!(!git.is_shallow());
    repo.commit("one");
    let commit = Side::Commit(repo.oid("HEAD"));
    assert_eq!(paths(&git.files(&commit).unwrap()), ["docs/deep/a.md"], "counted from the top");
    assert_eq!(paths(&git.files(&Side::WorkTree).unwrap()), ["docs/deep/a.md"]);
}

#[test]
fn without_a_repository_it_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    assert_eq!(open(&root).unwrap_err(), NoGit::NoRepository(root.clone()));
    create_dir_all(root.join("x/.git")).unwrap();
    assert_eq!(open(&root.join("x")).unwrap_err(), NoGit::Broken(root.join("x")));
    // A repository above does not take over.
    run_in(&root, &["init", "--quiet"]);
    assert_eq!(open(&root.join("x")).unwrap_err(), NoGit::Broken(root.join("x")));
}

#[test]
fn without_the_program_it_says_so() {
    let repo = Repo::new();
    for path in ["", ".", "/nonexistent"] {
        let mut without = surroundings(&repo.root);
        without.vars.insert("PATH".into(), path.into());
        let refused = Git::open(&repo.root, &without).unwrap_err();
        assert_eq!(refused, NoGit::NoProgram);
        assert!(refused.message().contains("not installed") && refused.help().is_some());
    }
}

#[test]
fn a_bare_repository_has_no_files() {
    let repo = Repo::new();
    let bare = repo.around().join("bare.git");
    run_in(&repo.around(), &["init", "--quiet", "--bare", "bare.git"]);
    assert_eq!(open(&bare).unwrap_err(), NoGit::Bare(bare.clone()));
    assert_eq!(open(&bare.join("refs")).unwrap_err(), NoGit::Bare(bare));
    repo.run(&["config", "core.bare", "true"]);
    assert_eq!(open(&repo.root).unwrap_err(), NoGit::Bare(repo.root.clone()));
}

#[test]
fn a_working_tree_that_lies_elsewhere_is_not_ours() {
    let repo = Repo::new();
    create_dir_all(repo.around().join("other")).unwrap();
    for place in ["../../other", "../.."] {
        repo.run(&["config", "core.worktree", place]);
        assert_eq!(open(&repo.root).unwrap_err(), NoGit::Elsewhere(repo.root.clone()), "{place}");
    }
}

#[test]
fn worktrees_and_submodules_are_repositories_of_their_own() {
    let repo = Repo::new();
    repo.write("a.md", "a\n");
    let one = repo.commit("one");
    let tree = repo.around().join("tree");
    repo.run(&["worktree", "add", "--quiet", "-b", "side", tree.to_str().unwrap()]);
    write(tree.join("a.md"), "changed\n").unwrap();
    let git = open(&tree).unwrap();
    assert_eq!(git.root(), tree);
    assert_eq!(git.head().unwrap().branch.as_deref(), Some("side"));
    assert_eq!(super::brief(&git.changed(&Side::Commit(one), &Side::WorkTree).unwrap()), ["M a.md"]);

    let outer = Repo::new();
    let from = repo.root.to_str().unwrap();
    outer.run(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", from, "sub"]);
    let two = outer.commit("with a submodule");
    let git = open(&outer.root.join("sub")).unwrap();
    assert_eq!(git.root(), outer.root.join("sub"));
    assert_eq!(paths(&git.files(&Side::Index).unwrap()), ["a.md"]);
    // Seen from outside it is one entry, and what changes inside is its own affair.
    outer.write("sub/a.md", "changed\n");
    let git = outer.git();
    assert_eq!(paths(&git.files(&Side::Commit(two.clone())).unwrap()), [".gitmodules", "sub"]);
    assert_eq!(paths(&git.files(&Side::WorkTree).unwrap()), [".gitmodules", "sub"]);
    assert_eq!(git.changed(&Side::Commit(two), &Side::WorkTree), Ok(Vec::new()));
}

#[test]
fn a_shallow_clone_names_the_remedy() {
    let repo = Repo::new();
    for message in ["one", "two", "three"] {
        repo.commit(message);
    }
    let first = repo.oid("HEAD~2");
    let url = format!("file://{}", repo.root.display());
    run_in(&repo.around(), &["clone", "--quiet", "--depth=1", &url, "clone"]);
    let git = open(&repo.around().join("clone")).unwrap();
    assert!(git.is_shallow());
    assert_eq!(git.resolve("HEAD").unwrap(), repo.oid("HEAD"));
    for rev in ["HEAD~2", first.as_str(), first.short(), "main~1"] {
        let refused = git.resolve(rev).unwrap_err();
        assert_eq!(refused, Refused::Shallow { rev: rev.to_owned() });
        assert!(refused.help().unwrap().contains("fetch-depth: 0"));
    }
    assert!(
        matches!(git.resolve("mian"), Err(Refused::Unknown { nearest: Some(name), .. }) if name == "main")
    );
}

#[test]
fn a_partial_clone_is_read_as_far_as_it_goes() {
    let repo = Repo::new();
    repo.run(&["config", "uploadpack.allowFilter", "true"]);
    repo.write("a.md", "old\n");
    repo.write("m.md", "moved\n");
    repo.write("x.md", "x\ny\nz\n");
    let old = repo.commit("one");
    repo.run(&["mv", "m.md", "n.md"]);
    repo.run(&["mv", "x.md", "y.md"]);
    repo.write("y.md", "x\ny\nz\nchanged\n");
    repo.write("a.md", "new\n");
    repo.commit("two");
    let url = format!("file://{}", repo.root.display());
    run_in(&repo.around(), &["clone", "--quiet", "--filter=blob:none", &url, "clone"]);
    let git = open(&repo.around().join("clone")).unwrap();
    let content = |side: &Side| {
        let oid = git.files(side).unwrap().entries.into_iter().next().unwrap().oid.unwrap();
        git.batch().unwrap().get(&oid)
    };
    assert_eq!(content(&Side::Index), Ok(Content::Bytes(b"new\n".to_vec())));
    assert_eq!(content(&Side::Commit(old.clone())), Ok(Content::Missing), "and nothing is fetched");
    // Whether `y.md` is alike cannot be seen here; that `n.md` is equal can.
    let wanted = ["M a.md", "R100 m.md -> n.md", "D x.md", "A y.md"];
    let old = Side::Commit(old);
    let head = Side::Commit(repo.oid("HEAD"));
    assert_eq!(super::brief(&git.changed(&old, &head).unwrap()), wanted);
    assert_eq!(super::brief(&git.changed(&old, &Side::Index).unwrap()), wanted);
    assert_eq!(super::brief(&git.changed(&old, &Side::WorkTree).unwrap()), wanted);
    let touches = git.log(None, &repo.oid("HEAD"), &["n.md".to_owned()]).unwrap();
    assert_eq!(touches.first().and_then(|touch| touch.from.as_deref()), Some("m.md"));
}

#[test]
fn the_index_of_a_hook_counts_in_its_own_repository_only() {
    let repo = Repo::new();
    repo.write("a.md", "a\n");
    repo.commit("one");
    std::fs::copy(repo.root.join(".git/index"), repo.root.join(".git/next")).unwrap();
    repo.write("b.md", "b\n");
    repo.run(&["add", "b.md"]);
    let staged = |folder: &Path, cwd: &Path, vars: &[(&str, &str)]| {
        let mut around = surroundings(cwd);
        around.vars.extend(vars.iter().map(|&(name, value)| (name.into(), value.into())));
        let git = Git::open(folder, &around).unwrap();
        let listing = git.files(&Side::Index).unwrap();
        paths(&listing).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let next = [("GIT_INDEX_FILE", ".git/next"), ("GIT_DIR", ".git")];
    let absolute = repo.root.join(".git/next");
    let whole = [("GIT_INDEX_FILE", absolute.to_str().unwrap())];
    assert_eq!(staged(&repo.root, &repo.root, &[]), ["a.md", "b.md"]);
    assert_eq!(staged(&repo.root, &repo.root, &next), ["a.md"]);
    assert_eq!(staged(&repo.root, &repo.root, &whole), ["a.md"]);
    repo.write("docs/c.md", "");
    assert_eq!(
        staged(&repo.root.join("docs"), &repo.root, &next),
        ["a.md"],
        "whatever folder is asked about"
    );
    assert_eq!(staged(&repo.root, &repo.root.join("docs"), &whole), ["a.md"], "and wherever one stands");
    let other = Repo::new();
    other.write("o.md", "");
    other.commit("one");
    assert_eq!(staged(&other.root, &repo.root, &next), ["o.md"]);
    assert_eq!(staged(&other.root, &repo.root, &whole), ["o.md"]);
}

#[test]
fn files_and_repository_may_lie_apart_when_a_hook_says_so() {
    let repo = Repo::new();
    repo.write("a.md", "a\n");
    repo.commit("one");
    let apart = repo.around().join("apart");
    std::fs::rename(repo.root.join(".git"), &apart).unwrap();
    let mut around = surroundings(&repo.root);
    around.vars.insert("GIT_DIR".into(), apart.into());
    around.vars.insert("GIT_WORK_TREE".into(), repo.root.clone().into());
    let git = Git::open(&repo.root, &around).unwrap();
    assert_eq!(paths(&git.files(&Side::Index).unwrap()), ["a.md"]);
    assert!(Git::open(&PathBuf::from("/"), &around).is_err());
}

#[test]
fn a_repository_of_another_user_is_left_alone() {
    let repo = Repo::new();
    let mut around = surroundings(&repo.root);
    around.vars.insert("GIT_TEST_ASSUME_DIFFERENT_OWNER".into(), "1".into());
    let refused = Git::open(&repo.root, &around).unwrap_err();
    assert_eq!(refused, NoGit::NotOwned(repo.root.clone()));
    assert!(refused.help().unwrap().contains("safe.directory"));
}

#[test]
fn a_damaged_index_is_called_by_its_name() {
    let repo = Repo::new();
    repo.commit("one");
    repo.write(".git/index", "nothing that git wrote");
    let git = repo.git();
    assert_eq!(git.files(&Side::Index), Err(Refused::BadIndex));
    assert_eq!(git.changed(&Side::EmptyTree, &Side::WorkTree), Err(Refused::BadIndex));
    assert!(git.files(&Side::Commit(repo.oid("HEAD"))).is_ok());
}

#[test]
fn a_repository_with_the_newer_hash_is_one_like_others() {
    let repo = Repo::new();
    let root = repo.around().join("newer");
    run_in(&repo.around(), &["init", "--quiet", "--object-format=sha256", "--initial-branch=main", "newer"]);
    write(root.join("a.md"), "a\n").unwrap();
    run_in(&root, &["add", "a.md"]);
    run_in(&root, &["commit", "--quiet", "--message", "one"]);
    let git = open(&root).unwrap();
    let head = git.resolve("HEAD").unwrap();
    assert_eq!(head.as_str().len(), 64);
    let changes = git.changed(&Side::EmptyTree, &Side::Commit(head.clone())).unwrap();
    assert_eq!(super::brief(&changes), ["A a.md"]);
    write(root.join("a.md"), "b\n").unwrap();
    let changes = git.changed(&Side::Commit(head.clone()), &Side::WorkTree).unwrap();
    assert_eq!(super::brief(&changes), ["M a.md"]);
    assert_eq!(git.log(None, &head, &["a.md".to_owned()]).unwrap().len(), 1);
}
