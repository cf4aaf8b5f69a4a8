//! What commits did to files, and what they say.

use super::super::testing::{Repo, open, run_in};
use super::super::{Content, Git, Kind, Oid, Reach, Refused, Touch, Until};
use std::fs::remove_file;

const LONG: &str = "a line of text\nanother line of it\nand the third one\nand the last one\n";

fn owned(paths: &[&str]) -> Vec<String> {
    paths.iter().map(|&path| path.to_owned()).collect()
}

/// Commits by subject with what they did: `+` came, `-` went, `~` changed, `>` moved.
fn brief(touches: &[Touch]) -> Vec<String> {
    let line = |touch: &Touch| {
        let what = match (&touch.from, &touch.before, &touch.after) {
            (Some(from), ..) => format!("{from}>"),
            (_, None, _) => "+".to_owned(),
            (_, _, None) => "-".to_owned(),
            _ => "~".to_owned(),
        };
        format!("{} {what}{}", touch.commit.subject, touch.path)
    };
    touches.iter().map(line).collect()
}

fn log(repo: &Repo, path: &str) -> Vec<String> {
    brief(&repo.git().log(None, &repo.oid("HEAD"), &owned(&[path])).unwrap())
}

#[test]
fn a_file_is_followed_through_renames_and_removals() {
    let repo = Repo::new();
    repo.write("other.md", "other\n");
    repo.commit("start");
    repo.write("a.md", LONG);
    repo.commit("add");
    repo.write("other.md", "changed\n");
    repo.commit("elsewhere");
    repo.write("a.md", format!("{LONG}more\n"));
    repo.commit("edit");
    std::fs::create_dir(repo.root.join("docs")).unwrap();
    repo.run(&["mv", "a.md", "docs/b\n c.md"]);
    repo.commit("move");
    let moved = repo.oid("HEAD");
    repo.write("docs/b\n c.md", format!("{LONG}more\nand more\n"));
    repo.commit("edit again");
    let wanted = ["edit again ~docs/b\n c.md", "move a.md>docs/b\n c.md", "edit ~a.md", "add +a.md"];
    assert_eq!(log(&repo, "docs/b\n c.md"), wanted);
    let git = repo.git();
    let head = repo.oid("HEAD");
    let touches = git.log(Some(&moved), &head, &owned(&["docs/b\n c.md", "other.md"])).unwrap();
    assert_eq!(brief(&touches), ["edit again ~docs/b\n c.md"], "only the range");
    let before = touches.first().unwrap().before.clone().unwrap();
    assert_eq!(git.batch().unwrap().get(&before), Ok(Content::Bytes(format!("{LONG}more\n").into())));
    let first = git.first_added(&head, "docs/b\n c.md").unwrap().unwrap();
    assert_eq!((first.commit.subject.as_str(), first.border), ("add", false));
    assert_eq!(git.first_added(&head, "never.md"), Ok(None));
    remove_file(repo.root.join("docs/b\n c.md")).unwrap();
    repo.commit("remove");
    let gone = log(&repo, "docs/b\n c.md");
    assert_eq!(gone.first().map(String::as_str), Some("remove -docs/b\n c.md"));
    assert_eq!(gone.get(1..), Some(&wanted.map(str::to_owned)[..]));
}

#[test]
fn two_files_that_bore_one_name_are_told_apart() {
    let repo = Repo::new();
    repo.write("plan.md", LONG);
    repo.commit("first plan");
    repo.run(&["mv", "plan.md", "done-1.md"]);
    repo.commit("first done");
    repo.write("plan.md", LONG.replace("line", "word"));
    repo.commit("second plan");
    repo.run(&["mv", "plan.md", "done-2.md"]);
    repo.commit("second done");
    assert_eq!(log(&repo, "done-1.md"), ["first done plan.md>done-1.md", "first plan +plan.md"]);
    let second = log(&repo, "done-2.md");
    assert_eq!(second.get(..2).unwrap(), ["second done plan.md>done-2.md", "second plan +plan.md"]);
}

#[test]
fn branches_are_followed_under_their_own_names() {
    let repo = Repo::new();
    repo.write("a.md", LONG);
    repo.write("other.md", "one\n");
    repo.commit("add");
    repo.run(&["checkout", "--quiet", "-b", "side"]);
    repo.write("a.md", format!("first\n{LONG}"));
    repo.commit("edit on the side");
    repo.run(&["checkout", "--quiet", "main"]);
    repo.run(&["mv", "a.md", "b.md"]);
    repo.commit("move on main");
    repo.run(&["merge", "--quiet", "--no-edit", "side"]);
    let found = log(&repo, "b.md");
    // The merge has a content that neither parent has under this name.
    let mut sorted = found.clone();
    sorted.sort();
    assert_eq!(
        sorted,
        ["Merge branch 'side' ~b.md", "add +a.md", "edit on the side ~a.md", "move on main a.md>b.md"],
        "{found:?}"
    );
    // A merge that only brings what a branch has is not one that changed it.
    repo.run(&["checkout", "--quiet", "-b", "late"]);
    repo.write("b.md", format!("second\n{LONG}"));
    repo.commit("late edit");
    repo.run(&["checkout", "--quiet", "main"]);
    repo.write("other.md", "two\n");
    repo.commit("elsewhere");
    repo.run(&["merge", "--quiet", "--no-edit", "late"]);
    let later = log(&repo, "b.md");
    assert_eq!(later.first().map(String::as_str), Some("late edit ~b.md"));
    assert_eq!(later.len(), found.len() + 1);
}

fn lives(git: &Git, paths: &[&str], reach: Reach<'_>, until: Until) -> Vec<String> {
    let ever = git.ever(&owned(paths), reach, until).unwrap();
    let subject = |oid: &Oid| git.describe(std::slice::from_ref(oid)).unwrap().remove(0).subject;
    let line = |(path, life): (&String, &super::super::Life)| {
        let end = if life.removed { "removed by" } else { "there since" };
        let moved = life.moved_to.as_ref().map(|to| format!(" to {to}")).unwrap_or_default();
        format!("{path}: {}, {end} {}{moved}", subject(&life.first), subject(&life.last))
    };
    ever.lives.iter().map(line).collect()
}

#[test]
fn history_tells_what_stands_in_its_first_commit() {
    let repo = Repo::new();
    repo.write("a.md", "one\n");
    repo.write("gone.md", "text\n");
    repo.commit("both");
    repo.write("a.md", "two\n");
    std::fs::remove_file(repo.root.join("gone.md")).unwrap();
    repo.commit("one goes");
    repo.write("b.md", "other\n");
    let head = repo.commit("beside");
    let git = repo.git();
    let paths = ["a.md", "gone.md", "never.md"];
    let ask = |begins: &Oid, path: &str| {
        let mut history = git.history(None, begins, &paths).unwrap();
        let told = history.newest(&head, path).unwrap();
        // What was looked through is still to come.
        assert_eq!(history.next_commit().unwrap().unwrap().oid, *begins);
        told
    };
    assert_eq!(ask(&head, "a.md"), Some(Some((Kind::File, repo.oid("HEAD:a.md")))));
    assert_eq!([ask(&head, "gone.md"), ask(&head, "never.md")], [Some(None), Some(None)]);
    assert_eq!(ask(&head, "b.md"), None, "nobody asked for it");
    assert_eq!(ask(&repo.oid("HEAD~1"), "a.md"), None, "another beginning");
    repo.run(&["checkout", "--quiet", "-b", "side", "HEAD~1"]);
    repo.write("a.md", "three\n");
    repo.commit("aside");
    repo.run(&["checkout", "--quiet", "main"]);
    repo.run(&["merge", "--quiet", "--no-edit", "side"]);
    let merged = repo.oid("HEAD");
    let mut history = git.history(None, &merged, &paths).unwrap();
    assert_eq!(history.newest(&merged, "a.md").unwrap(), None, "a merge tells nothing");
}

#[test]
fn history_knows_what_was_once_there() {
    let repo = Repo::new();
    repo.write("here.md", "here\n");
    repo.write("old/gone.md", "gone\n");
    repo.write("-x*.md", LONG);
    repo.commit("one");
    remove_file(repo.root.join("old/gone.md")).unwrap();
    repo.run(&["mv", "--", "-x*.md", "new name.md"]);
    repo.commit("two");
    // On a branch of its own, come and gone before the merge.
    repo.run(&["checkout", "--quiet", "-b", "side"]);
    repo.write("brief.md", "brief\n");
    repo.commit("three");
    remove_file(repo.root.join("brief.md")).unwrap();
    repo.write("from-side.md", "side\n");
    repo.commit("four");
    repo.run(&["checkout", "--quiet", "main"]);
    repo.write("here.md", "main\n");
    repo.commit("five");
    repo.run(&["merge", "--quiet", "--no-edit", "side"]);
    repo.run(&["checkout", "--quiet", "-b", "unmerged"]);
    repo.write("far.md", "far\n");
    repo.commit("six");
    repo.run(&["checkout", "--quiet", "main"]);
    let git = repo.git();
    let head = repo.oid("HEAD");
    let paths = [
        "here.md",
        "old/gone.md",
        "old",
        "-x*.md",
        "brief.md",
        "from-side.md",
        "far.md",
        "x.md",
        "HERE.md",
        "",
        "*.md",
    ];
    let mut wanted = vec![
        "-x*.md: one, removed by two to new name.md",
        "brief.md: three, removed by four",
        "from-side.md: four, there since four",
        "here.md: one, there since one",
        "old: one, removed by two",
        "old/gone.md: one, removed by two",
    ];
    assert_eq!(lives(&git, &paths, Reach::Commit(&head), Until::Beginning), wanted);
    // The same without the filter that few paths are.
    let many: Vec<String> = (0..100).map(|at| format!("none-{at}")).collect();
    let many: Vec<&str> = paths.iter().copied().chain(many.iter().map(String::as_str)).collect();
    assert_eq!(lives(&git, &many, Reach::Commit(&head), Until::Beginning), wanted);
    wanted.insert(2, "far.md: six, there since six");
    assert_eq!(lives(&git, &many, Reach::Everywhere, Until::Beginning), wanted);
    assert_eq!(log(&repo, "new name.md"), ["two -x*.md>new name.md", "one +-x*.md"]);
    let newest = lives(&git, &["old/gone.md"], Reach::Commit(&head), Until::Newest);
    assert_eq!(newest, ["old/gone.md: two, removed by two"], "it stops as soon as it knows");
}

#[test]
fn a_shallow_clone_says_that_it_does_not_know_all() {
    let repo = Repo::new();
    repo.write("a.md", "a\n");
    repo.commit("one");
    remove_file(repo.root.join("a.md")).unwrap();
    repo.write("b.md", "b\n");
    repo.commit("two");
    repo.commit("three");
    let url = format!("file://{}", repo.root.display());
    run_in(&repo.around(), &["clone", "--quiet", "--depth=1", &url, "clone"]);
    let git = open(&repo.around().join("clone")).unwrap();
    let head = repo.oid("HEAD");
    let ever = git.ever(&owned(&["a.md", "b.md"]), Reach::Commit(&head), Until::Beginning).unwrap();
    assert!(!ever.complete && ever.lives.len() == 1);
    let first = git.first_added(&head, "b.md").unwrap().unwrap();
    assert!(first.border, "it may be older");
    assert!(repo.git().ever(&owned(&["a.md"]), Reach::Commit(&head), Until::Newest).unwrap().complete);
}

#[test]
fn a_clone_without_trees_says_so() {
    let repo = Repo::new();
    repo.run(&["config", "uploadpack.allowFilter", "true"]);
    repo.write("a.md", "a\n");
    repo.commit("one");
    repo.write("a.md", "b\n");
    repo.commit("two");
    let url = format!("file://{}", repo.root.display());
    run_in(&repo.around(), &["clone", "--quiet", "--filter=tree:0", &url, "clone"]);
    let git = open(&repo.around().join("clone")).unwrap();
    let head = repo.oid("HEAD");
    assert_eq!(git.log(None, &head, &owned(&["a.md"])), Err(Refused::Partial));
    assert_eq!(git.ever(&owned(&["x.md"]), Reach::Commit(&head), Until::Newest), Err(Refused::Partial));
    assert_eq!(git.files(&super::super::Side::Commit(repo.oid("HEAD~1"))), Err(Refused::Partial));
}

#[test]
fn trailers_of_a_range_come_with_their_commits() {
    let repo = Repo::new();
    let base = repo.commit("base\n\nDDR-Plan: old.md");
    repo.commit("plain");
    repo.commit("carry out\n\nText.\n\nDDR-Plan: docs/plan.md\nDDR-Ack: ab12 it had to be");
    let head = repo.commit("last\u{e9}");
    let git = repo.git();
    let found = git.trailers(Some(&base), &head).unwrap();
    let [commit] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(commit.subject, "carry out");
    assert_eq!(commit.date, "2025-03-01T10:00:00+09:00");
    assert_eq!(commit.trailers.plans, ["docs/plan.md"]);
    assert_eq!(commit.trailers.acks.first().map(|ack| ack.reason.as_str()), Some("it had to be"));
    assert_eq!(git.trailers(None, &head).unwrap().len(), 2);
    let subjects: Vec<String> =
        git.commits(Some(&base), &head).unwrap().into_iter().map(|commit| commit.subject).collect();
    assert_eq!(subjects, ["last\u{e9}", "carry out", "plain"]);
    assert_eq!(git.describe(&[]), Ok(Vec::new()));
}
