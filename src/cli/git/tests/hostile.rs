//! A repository whose settings run programs: none of them may run.

use super::super::testing::{Repo, open, run_in, surroundings, try_in};
use super::super::{Asked, Git, NoGit, Reach, Side, Until};
use super::WORK;
use std::path::Path;

/// A script that leaves a trace when it is run, and waits for nothing.
fn script(repo: &Repo, name: &str) -> String {
    let (script, trace) =
        (repo.around().join(format!("{name}.sh")), repo.around().join(format!("ran-{name}")));
    std::fs::write(&script, format!("#!/bin/sh\n: > '{}'\nexit 1\n", trace.display())).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    script.to_str().unwrap().to_owned()
}

fn traces(repo: &Repo) -> Vec<String> {
    let names = std::fs::read_dir(repo.around()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with("ran-")).collect()
}

/// Asks everything that can be asked.
fn everything(git: &Git) {
    let head = git.head().unwrap().commit.unwrap();
    let base = git.resolve("HEAD~1").unwrap();
    git.main_branch(None).unwrap();
    git.merge_base(&base, &head).unwrap();
    git.sides(&Asked::Default, None).unwrap();
    let sides = [Side::EmptyTree, Side::Commit(base), Side::Commit(head.clone()), Side::Index, WORK];
    let mut oids = Vec::new();
    for from in &sides {
        oids.extend(git.files(from).unwrap().entries.into_iter().filter_map(|entry| entry.oid));
        for to in &sides {
            git.changed(from, to).unwrap();
        }
    }
    git.entry(&head, "a.md").unwrap();
    git.batch().unwrap().each(&oids, |_, _| ()).unwrap();
    let paths = ["a.md", "b.md", "docs", "never"].map(str::to_owned);
    for reach in [Reach::Commit(&head), Reach::Everywhere] {
        git.ever(&paths, reach, Until::Beginning).unwrap();
    }
    git.log(None, &head, &paths).unwrap();
    git.trailers(None, &head).unwrap();
}

const SETTINGS: &[&str] = &[
    "core.fsmonitor",
    "core.pager",
    "pager.log",
    "pager.diff-tree",
    "core.editor",
    "core.askPass",
    "core.sshCommand",
    "core.gitProxy",
    "core.alternateRefsCommand",
    "credential.helper",
    "diff.external",
    "diff.evil.command",
    "diff.evil.textconv",
    "filter.evil.clean",
    "filter.evil.smudge",
    "filter.evil.process",
    "gpg.program",
    "gpg.ssh.program",
    "merge.evil.driver",
    "trailer.ddr-plan.command",
    "trailer.ddr-ack.cmd",
    "uploadpack.packObjectsHook",
];

#[test]
fn nothing_of_the_repository_is_run() {
    let repo = Repo::new();
    repo.write("a.md", "one\n");
    repo.write("b.md", "one\n");
    repo.commit("one");
    repo.write(".gitattributes", "*.md diff=evil filter=evil merge=evil\n");
    repo.write("a.md", "two\n");
    repo.commit("two\n\nDDR-Plan: a.md");
    // One that says that it is signed, so that somebody would have to look.
    let plain = repo.run(&["cat-file", "commit", "HEAD"]);
    let signed = plain.replacen(
        "\n\n",
        "\ngpgsig -----BEGIN PGP SIGNATURE-----\n x\n -----END PGP SIGNATURE-----\n\n",
        1,
    );
    std::fs::write(repo.around().join("signed"), signed).unwrap();
    let path = repo.around().join("signed").display().to_string();
    let signed = repo.run(&["hash-object", "-t", "commit", "-w", &path]);
    repo.run(&["update-ref", "refs/heads/main", signed.trim()]);
    for setting in SETTINGS {
        repo.run(&["config", setting, &script(&repo, setting)]);
    }
    for command in
        ["rev-parse", "diff-tree", "diff-index", "cat-file", "ls-files", "ls-tree", "log", "rev-list"]
    {
        repo.run(&["config", &format!("alias.{command}"), &format!("!{}", script(&repo, "alias"))]);
    }
    repo.run(&["config", "log.showSignature", "true"]);
    repo.run(&["config", "filter.evil.required", "true"]);
    for hook in
        ["post-index-change", "fsmonitor-watchman", "reference-transaction", "post-checkout", "pre-auto-gc"]
    {
        std::fs::copy(script(&repo, "hook"), repo.root.join(".git/hooks").join(hook)).unwrap();
    }
    // Files that git would have to look at: changed, of the same moment, new, staged, moved.
    repo.write("a.md", "three\n");
    repo.write("new.md", "new\n");
    std::fs::rename(repo.root.join("b.md"), repo.root.join("c.md")).unwrap();
    let before = std::fs::read(repo.root.join(".git/index")).unwrap();
    let mut around = surroundings(&repo.root);
    for name in ["GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_SSH_COMMAND", "GIT_ASKPASS", "PAGER"] {
        around.vars.insert(name.into(), script(&repo, name).into());
    }
    for name in ["GIT_ICASE_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_TRACE"] {
        around.vars.insert(name.into(), "1".into());
    }
    let git = Git::open(&repo.root, &around).unwrap();
    everything(&git);
    assert_eq!(traces(&repo), Vec::<String>::new());
    assert_eq!(std::fs::read(repo.root.join(".git/index")).unwrap(), before, "nor is anything written");
    // The traps do work: git by itself steps into them. A filter that fails would end it early.
    try_in(&repo.root, &["diff", "--no-ext-diff"]);
    repo.run(&["config", "filter.evil.required", "false"]);
    repo.run(&["config", "--unset", "filter.evil.process"]);
    try_in(&repo.root, &["diff", "--no-ext-diff"]);
    try_in(&repo.root, &["diff", "HEAD~1", "HEAD", "--", "a.md"]);
    try_in(&repo.root, &["diff", "--no-ext-diff", "HEAD~1", "HEAD"]);
    try_in(&repo.root, &["log"]);
    let found = traces(&repo);
    for trap in [
        "gpg.program",
        "core.fsmonitor",
        "diff.evil.command",
        "diff.evil.textconv",
        "filter.evil.process",
        "filter.evil.clean",
    ] {
        assert!(found.contains(&format!("ran-{trap}")), "{trap} is no trap: {found:?}");
    }
    // Now that the lesser filters would have their turn, once more.
    for trace in found {
        std::fs::remove_file(repo.around().join(trace)).unwrap();
    }
    everything(&git);
    assert_eq!(traces(&repo), Vec::<String>::new());
}

#[test]
fn a_repository_among_the_documents_is_not_taken_for_one() {
    let repo = Repo::new();
    let evil = repo.root.join("docs/evil");
    run_in(&repo.around(), &["init", "--quiet", "--bare", evil.to_str().unwrap()]);
    run_in(&evil, &["config", "core.fsmonitor", &script(&repo, "fsmonitor")]);
    run_in(&evil, &["config", "core.bare", "false"]);
    run_in(&evil, &["config", "core.worktree", "."]);
    repo.write("docs/evil/a.md", "a\n");
    repo.commit("one");
    repo.write("docs/evil/a.md", "b\n");
    repo.commit("two");
    let git = open(&evil).unwrap();
    assert_eq!(git.root(), repo.root);
    everything(&Git { shallow: false, ..git });
    assert_eq!(traces(&repo), Vec::<String>::new());
    // Without one above, it is still none.
    std::fs::rename(repo.root.join(".git"), repo.around().join("away")).unwrap();
    assert_eq!(open(&evil).unwrap_err(), NoGit::Bare(evil.clone()));
    assert_eq!(traces(&repo), Vec::<String>::new());
}

#[test]
fn a_partial_clone_fetches_nothing() {
    let repo = Repo::new();
    repo.run(&["config", "uploadpack.allowFilter", "true"]);
    repo.write("a.md", "one\n");
    repo.commit("one");
    repo.write("a.md", "two\n");
    repo.commit("two");
    let url = format!("file://{}", repo.root.display());
    run_in(&repo.around(), &["clone", "--quiet", "--filter=blob:none", &url, "clone"]);
    let clone = repo.around().join("clone");
    run_in(&clone, &["config", "remote.origin.url", "ssh://nowhere/x"]);
    run_in(&clone, &["config", "core.sshCommand", &script(&repo, "ssh")]);
    run_in(&clone, &["config", "remote.origin.uploadpack", &script(&repo, "uploadpack")]);
    std::fs::write(clone.join("a.md"), "three\n").unwrap();
    everything(&open(&clone).unwrap());
    assert_eq!(traces(&repo), Vec::<String>::new());
}

#[test]
fn a_git_that_the_repository_brings_is_not_run() {
    let repo = Repo::new();
    repo.commit("one");
    std::fs::copy(script(&repo, "git"), repo.root.join("git")).unwrap();
    let mut around = surroundings(&repo.root);
    let path = around.vars.get(std::ffi::OsStr::new("PATH")).unwrap().clone();
    let mut folders = vec![Path::new(".").to_owned(), Path::new("").to_owned()];
    folders.extend(std::env::split_paths(&path));
    around.vars.insert("PATH".into(), std::env::join_paths(folders).unwrap());
    Git::open(&repo.root, &around).unwrap().head().unwrap();
    assert_eq!(traces(&repo), Vec::<String>::new());
}

#[test]
fn settings_do_not_change_what_is_answered() {
    let repo = Repo::new();
    repo.write("docs/na\u{ef}ve.md", "one\ntwo\nthree\n");
    repo.write("b.md", "b\n");
    repo.commit("one \u{fc}");
    repo.run(&["mv", "docs/na\u{ef}ve.md", "moved.md"]);
    repo.run(&["mv", "b.md", "c.md"]);
    repo.commit("two \u{fc}");
    let git = repo.git();
    let (head, base) = (repo.oid("HEAD"), repo.oid("HEAD~1"));
    let answers = || {
        let paths = ["moved.md".to_owned(), "b.md".to_owned()];
        let changed = git.changed(&Side::Commit(base.clone()), &Side::Commit(head.clone())).unwrap();
        let ever = git.ever(&paths, Reach::Everywhere, Until::Beginning).unwrap();
        let one = git.ever(&paths[..1], Reach::Commit(&head), Until::Beginning).unwrap();
        let log = git.log(None, &head, &paths).unwrap();
        (changed, ever, one, log, git.commits(None, &head).unwrap(), git.files(&WORK).unwrap())
    };
    let before = answers();
    let settings = [
        ("color.ui", "always"),
        ("core.abbrev", "7"),
        ("core.quotePath", "true"),
        ("diff.orderFile", "missing"),
        ("diff.renames", "false"),
        ("diff.renameLimit", "1"),
        ("diff.relative", "true"),
        ("diff.ignoreSubmodules", "all"),
        ("format.pretty", "oneline"),
        ("i18n.logOutputEncoding", "latin1"),
        ("log.date", "relative"),
        ("log.decorate", "full"),
        ("log.diffMerges", "combined"),
        ("log.follow", "true"),
        ("log.mailmap", "true"),
        ("log.showRoot", "false"),
        ("log.showSignature", "true"),
        ("submodule.recurse", "true"),
    ];
    for (name, value) in settings {
        repo.run(&["config", name, value]);
    }
    assert_eq!(answers(), before);
}
