//! Names of commits, as users and those who mean harm write them.

use super::super::testing::{Repo, run_in};
use super::super::{Asked, Entry, Kind, NamedBy, Reach, Refused, Side, Until, asked};

fn unknown(rev: &str, nearest: Option<&str>) -> Refused {
    Refused::Unknown { rev: rev.to_owned(), nearest: nearest.map(str::to_owned) }
}

#[test]
fn names_stand_for_commits_and_never_for_options() {
    let repo = Repo::new();
    repo.write("a.md", "a\n");
    let one = repo.commit("one");
    repo.run(&["tag", "--annotate", "v1.0", "--message", "first"]);
    let two = repo.commit("two");
    let git = repo.git();
    for (rev, wanted) in [("HEAD", &two), ("main", &two), ("v1.0", &one), ("HEAD~1", &one), (":/one", &one)] {
        if rev != ":/one" {
            assert_eq!(git.resolve(rev).as_ref(), Ok(wanted), "{rev}");
        }
    }
    assert_eq!(git.resolve(one.short()).unwrap(), one);
    assert_eq!(git.resolve("mian"), Err(unknown("mian", Some("main"))));
    assert_eq!(git.resolve("v1.1"), Err(unknown("v1.1", Some("v1.0"))));
    assert_eq!(git.resolve("HEAD~5"), Err(unknown("HEAD~5", None)));
    assert_eq!(git.resolve("HEAD:a.md"), Err(Refused::NotACommit("HEAD:a.md".to_owned())));
    for rev in ["", "a\0b", "--output=w", "--git-dir=w", "-h", "--all", "^HEAD", "HEAD\nmain", "HEAD HEAD"] {
        assert!(git.resolve(rev).is_err(), "{rev:?}");
    }
    assert!(!repo.root.join("w").exists());
}

#[test]
fn a_name_may_begin_with_a_dash() {
    let repo = Repo::new();
    let one = repo.commit("one");
    repo.run(&["update-ref", "refs/heads/--output=w", "HEAD"]);
    repo.run(&["update-ref", "refs/tags/-x", "HEAD"]);
    let git = repo.git();
    assert_eq!(git.resolve("--output=w").as_ref(), Ok(&one));
    assert_eq!(git.resolve("-x").as_ref(), Ok(&one));
    assert!(!repo.root.join("w").exists());
}

#[test]
fn before_the_first_commit_everything_is_new() {
    let repo = Repo::new();
    repo.write("a.md", "a\n");
    let git = repo.git();
    let head = git.head().unwrap();
    assert_eq!((head.commit, head.branch.as_deref()), (None, Some("main")));
    assert_eq!(git.resolve("HEAD"), Err(Refused::NoCommits));
    assert_eq!(git.main_branch(None), Err(Refused::NoCommits));
    let ever = git.ever(&["a.md".to_owned()], Reach::Everywhere, Until::Beginning).unwrap();
    assert!(ever.lives.is_empty() && ever.complete);
    let (from, to) = git.sides(&Asked::Default, None).unwrap();
    assert_eq!(super::brief(&git.changed(&from, &to).unwrap()), ["A a.md"]);
    repo.run(&["add", "a.md"]);
    assert_eq!(super::brief(&git.changed(&from, &Side::Index).unwrap()), ["A a.md"]);
}

#[test]
fn a_commit_by_itself_is_a_head_too() {
    let repo = Repo::new();
    let one = repo.commit("one");
    repo.commit("two");
    repo.run(&["checkout", "--quiet", one.as_str()]);
    let head = repo.git().head().unwrap();
    assert_eq!((head.commit, head.branch), (Some(one), None));
}

#[test]
fn the_main_branch_is_found_and_it_says_how() {
    let repo = Repo::new();
    let one = repo.commit("one");
    let git = repo.git();
    let main = |git: &super::super::Git, name| git.main_branch(name).map(|main| (main.name, main.by));
    assert_eq!(main(&git, None), Ok(("main".to_owned(), NamedBy::Custom)));
    repo.run(&["branch", "--move", "trunk"]);
    let missing = main(&git, None).unwrap_err();
    assert_eq!(
        missing.message(),
        "there is no main branch to compare with: no `origin/HEAD`, no `main`, no `master`"
    );
    assert_eq!(main(&git, Some("trunk")), Ok(("trunk".to_owned(), NamedBy::Config)));
    assert_eq!(main(&git, Some("trnk")), Err(unknown("trnk", Some("trunk"))));
    assert_eq!(main(&git, Some(one.as_str())), Ok((one.to_string(), NamedBy::Config)));
    repo.run(&["branch", "master"]);
    assert_eq!(main(&git, None), Ok(("master".to_owned(), NamedBy::Custom)));

    run_in(&repo.around(), &["clone", "--quiet", repo.root.to_str().unwrap(), "clone"]);
    let clone = repo.around().join("clone");
    run_in(&clone, &["checkout", "--quiet", "-b", "mine"]);
    run_in(&clone, &["branch", "--quiet", "--delete", "trunk"]);
    let git = super::super::testing::open(&clone).unwrap();
    assert_eq!(main(&git, None), Ok(("origin/trunk".to_owned(), NamedBy::Origin)));
    assert_eq!(main(&git, Some("trunk")), Ok(("origin/trunk".to_owned(), NamedBy::Config)));
}

#[test]
fn sides_are_found_for_every_form() {
    let repo = Repo::new();
    let base = repo.commit("base");
    repo.run(&["checkout", "--quiet", "-b", "side"]);
    let side = repo.commit("side");
    repo.run(&["checkout", "--quiet", "main"]);
    let main = repo.commit("main");
    repo.run(&["checkout", "--quiet", "side"]);
    let git = repo.git();
    let sides = |words: &[&str]| {
        let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
        git.sides(&asked(&words).unwrap(), None).unwrap()
    };
    let commit = |oid: &super::super::Oid| Side::Commit(oid.clone());
    assert_eq!(sides(&[]), (commit(&base), Side::WorkTree));
    assert_eq!(sides(&["main"]), (commit(&main), Side::WorkTree));
    assert_eq!(sides(&["main..side"]), (commit(&main), commit(&side)));
    assert_eq!(sides(&["main", "side"]), (commit(&main), commit(&side)));
    assert_eq!(sides(&["main...side"]), (commit(&base), commit(&side)));
    assert_eq!(sides(&["main..."]), (commit(&base), commit(&side)));
    repo.run(&["checkout", "--quiet", "--orphan", "alone"]);
    let alone = repo.commit("alone");
    assert_eq!(git.merge_base(&alone, &main), Err(Refused::Unrelated(alone, main)));
}

#[test]
fn one_path_of_a_commit_is_found_by_its_letters() {
    let repo = Repo::new();
    for path in ["-x.md", "a*.md", "ab.md", ":(top)b.md", "docs/n\nl.md"] {
        repo.write(path, path);
    }
    let one = repo.commit("one");
    let git = repo.git();
    for path in ["-x.md", "a*.md", ":(top)b.md", "docs/n\nl.md"] {
        let found = git.entry(&one, path).unwrap();
        assert!(
            matches!(found, Some(Entry { path: p, kind: Kind::File, oid: Some(_) }) if p == path),
            "{path}"
        );
    }
    for path in ["", "docs", "docs/", "x.md", "b.md", "../a", "/etc/passwd", "a\0"] {
        assert_eq!(git.entry(&one, path).unwrap_or_default(), None, "{path:?}");
    }
}
