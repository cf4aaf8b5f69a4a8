//! `ddr check --against` over histories that are built here, commit by commit, with the real git.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test makes repositories and starts programs, and its panic is a failing test"
)]

mod git_repo;

use git_repo::{Ran, Repo};
use std::fmt::Write as _;
use std::fs;

impl Repo {
    fn check_in(&self, folder: &str, args: &[&str]) -> Ran {
        let all = [&["check", "--output-format", "concise"], args].concat();
        self.ddr_in(&self.root.join(folder), &all)
    }

    fn check(&self, args: &[&str]) -> Ran {
        self.check_in(".", args)
    }
}

impl Ran {
    /// The codes, sorted, and the last two lines.
    #[track_caller]
    fn says(&self, codes: &[&str], last: &str) -> &Self {
        let lines: Vec<&str> = self.stdout.lines().collect();
        let mut got: Vec<&str> = lines.iter().filter_map(|line| code_in(line)).collect();
        got.sort_unstable();
        assert_eq!(got, codes, "{}{}", self.stdout, self.stderr);
        assert!(self.stdout.ends_with(last), "{}\n{}", self.stdout, self.stderr);
        assert_eq!(self.stderr, "");
        self
    }
}

fn code_in(line: &str) -> Option<&str> {
    let at = line.find("DDR")?;
    line.get(at..at + 6)
}

const NAMES: [&str; 10] =
    ["login", "logout", "session", "token", "cookie", "audit", "admin", "reset", "invite", "search"];

const HEAD: &str = "# Patch plan: sign in again\n\n| File | Op | Functions | Tests | Budget | Risk |\n|------|----|-----------|-------|--------|------|\n";

fn row(name: &str) -> String {
    format!("| src/{name}.py | modify | `{name}` | tests/test_{name}.py | p99 <50ms | low |\n")
}

fn plan() -> String {
    NAMES.iter().fold(HEAD.to_owned(), |text, name| text + &row(name))
}

const RECORD: &str = "# Signing in

## Summary

Users sign in once a day.

## Decisions

| ID | Statement | Rationale | Status | Invariant? |
|----|-----------|-----------|--------|------------|
| D1 | Keep sessions on the server | they can be revoked | Accepted | Y |
| D2 | Sign cookies with a rotating key | a stolen key ages | Accepted | N |
| D3 | Log every failed attempt with its address | attacks are seen | Proposed | N |

## Risks

1. **Clock drift**: accept a minute of skew.
2. **Key loss**: keep the last two keys in the vault.
";

/// Files, a record and a plan of ten rows on `main`; then a branch.
fn started() -> Repo {
    let repo = Repo::new();
    for name in NAMES {
        repo.write(&format!("tests/test_{name}.py"), &format!("def test_{name}():\n    assert {name}()\n"));
        // The plan takes this one for an old file.
        if name != "search" {
            repo.write(&format!("src/{name}.py"), &format!("def {name}():\n    return \"{name}\"\n"));
        }
    }
    repo.write("src/app.py", "import login\n");
    repo.write("docs/sign-in.md", RECORD);
    repo.write("docs/plans/sign-in.md", &plan());
    repo.commit("Plan it");
    repo.git(&["checkout", "--quiet", "-b", "work"]);
    repo
}

fn touch(repo: &Repo, name: &str) {
    repo.write(&format!("src/{name}.py"), &format!("def {name}():\n    return \"{name} again\"\n"));
}

/// Carries the plan out as people do.
fn carried_out(repo: &Repo) {
    for name in ["login", "logout", "session", "token", "cookie"] {
        touch(repo, name);
        repo.edit(
            "docs/plans/sign-in.md",
            &format!("`{name}` | tests/test_{name}.py"),
            &format!("`{name}` | N/A"),
        );
        repo.commit(&format!("Rework {name}"));
    }
    for name in ["audit", "admin"] {
        repo.edit("docs/plans/sign-in.md", &row(name), "");
    }
    repo.commit("Tidy the plan");
    touch(repo, "search");
    repo.commit("Search");
    repo.write("src/metrics.py", "def metrics():\n    return 0\n");
    repo.commit("Count things");
}

#[test]
fn a_plan_that_was_bent_is_told_and_nothing_else() {
    let repo = started();
    carried_out(&repo);
    let told = repo.check(&["--against", "main", "--plan", "docs/plans/sign-in.md"]);
    let mut wanted = String::new();
    let at = "docs/plans/sign-in.md";
    for (line, column, severity, code, said) in [
        (
            3,
            1,
            "warning",
            "DDR701] unplanned-file",
            "`src/metrics.py` was added, and no row of the plan names it",
        ),
        (3, 1, "warning", "DDR706] entry-removed", "the row of `src/audit.py` is gone"),
        (3, 1, "warning", "DDR706] entry-removed", "the row of `src/admin.py` is gone"),
        (5, 37, "error", "DDR705] tests-weakened", "`src/login.py` has no tests any more"),
        (6, 39, "error", "DDR705] tests-weakened", "`src/logout.py` has no tests any more"),
        (7, 41, "error", "DDR705] tests-weakened", "`src/session.py` has no tests any more"),
        (8, 37, "error", "DDR705] tests-weakened", "`src/token.py` has no tests any more"),
        (9, 39, "error", "DDR705] tests-weakened", "`src/cookie.py` has no tests any more"),
        (
            10,
            3,
            "warning",
            "DDR702] untouched-entry",
            "`src/reset.py`, to be modified, was not touched since the plan was made",
        ),
        (
            11,
            3,
            "warning",
            "DDR702] untouched-entry",
            "`src/invite.py`, to be modified, was not touched since the plan was made",
        ),
        (
            12,
            3,
            "warning",
            "DDR703] operation-mismatch",
            "the row modifies `src/search.py`, which this change created",
        ),
    ] {
        writeln!(wanted, "{at}:{line}:{column}: {severity}[{code}: {said}").unwrap();
    }
    wanted += "plan docs/plans/sign-in.md: named by --plan, 6 of 8 paths touched\n";
    wanted += "checked 1 record and 1 patch plan: 5 errors, 6 warnings\n";
    assert_eq!((told.stdout.as_str(), told.stderr.as_str(), told.code), (wanted.as_str(), "", 1));
}

#[test]
fn the_same_in_other_words_is_silent() {
    let repo = started();
    repo.write("src/search.py", "def search():\n    return \"search\"\n");
    repo.commit("Search");
    repo.git(&["branch", "--force", "main"]);
    for name in NAMES {
        touch(&repo, name);
    }
    let rows: String = NAMES.iter().rev().fold(String::new(), |text, name| {
        text + &format!("|`./src/{name}.py`|low|p99 &lt; 50 ms|`tests/test_{name}.py`|`{name}`|**Update**|\n")
    });
    let head = "# Patch plan: sign in again\n\n|Path|Risk|Perf/mem budget|Tests|Functions/APIs|Operation|\n|:--|:-:|--:|--|--|--|\n";
    repo.write("docs/plans/login.md", &(head.to_owned() + &rows).replace('\n', "\r\n"));
    fs::remove_file(repo.root.join("docs/plans/sign-in.md")).unwrap();
    repo.edit(
        "docs/sign-in.md",
        "| D1 | Keep sessions on the server | they can be revoked | Accepted | Y |\n| D2 | Sign cookies with a rotating key | a stolen key ages | Accepted | N |\n",
        "| D12 | Sign cookies with a *rotating* key | a stolen key ages | ✅ Accepted | No |\n| D11 | Keep sessions on&#32;the server | they can be revoked | accepted | Yes |\n",
    );
    repo.edit(
        "docs/sign-in.md",
        "1. **Clock drift**: accept a minute of skew.\n",
        "1. Clock drift: accept a\n   minute of skew.\n",
    );
    repo.commit("Set the documents anew");
    let told = repo.check(&["--against", "main"]);
    told.says(
        &[],
        "plan docs/plans/login.md: 10 of 10 paths touched\nchecked 1 record and 1 patch plan: all good\n",
    );
    assert_eq!(told.code, 0);
}

/// What the history of [`carried_out`] comes down to.
const BENT: [&str; 11] = [
    "DDR701", "DDR702", "DDR702", "DDR703", "DDR705", "DDR705", "DDR705", "DDR705", "DDR705", "DDR706",
    "DDR706",
];

const ENDS: &str = "plan docs/plans/sign-in.md: named by --plan, 6 of 8 paths touched\nchecked 1 record and 1 patch plan: 5 errors, 6 warnings\n";

fn with_plan(repo: &Repo) -> Ran {
    repo.check(&["--against", "main", "--plan", "docs/plans/sign-in.md"])
}

#[test]
fn a_merge_a_squash_and_what_is_not_committed_tell_the_same() {
    let repo = started();
    carried_out(&repo);
    // Main went on in the meantime; what it brought is not this branch's.
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write("src/other.py", "def other():\n    return 1\n");
    repo.commit("Something else");
    repo.git(&["checkout", "--quiet", "work"]);
    with_plan(&repo).says(&BENT, ENDS);
    repo.git(&["merge", "--quiet", "--no-edit", "main"]);
    with_plan(&repo).says(&BENT, ENDS);
    // Merged, seen from before the merge.
    repo.git(&["checkout", "--quiet", "main"]);
    repo.git(&["merge", "--quiet", "--no-ff", "--no-edit", "work"]);
    repo.check(&["--against", "HEAD^", "--plan", "docs/plans/sign-in.md"]).says(&BENT, ENDS);
    // All of it in one commit, in the index, and in the files alone.
    repo.git(&["checkout", "--quiet", "-B", "squash", "HEAD^"]);
    repo.git(&["merge", "--quiet", "--squash", "work"]);
    with_plan_from(&repo, "HEAD").says(&BENT, ENDS);
    repo.git(&["reset", "--quiet"]);
    with_plan_from(&repo, "HEAD").says(&BENT, ENDS);
    repo.commit("One commit");
    with_plan_from(&repo, "HEAD^").says(&BENT, ENDS);
}

fn with_plan_from(repo: &Repo, rev: &str) -> Ran {
    repo.check(&["--against", rev, "--plan", "docs/plans/sign-in.md"])
}

#[test]
fn a_range_of_twenty_commits_ends_where_it_ends() {
    let repo = started();
    for round in 0..2 {
        for name in NAMES.iter().filter(|name| **name != "search") {
            repo.write(&format!("src/{name}.py"), &format!("def {name}():\n    return {round}\n"));
            repo.commit(&format!("{name} {round}"));
        }
    }
    repo.write("src/search.py", "def search():\n    return 1\n");
    repo.commit("Search");
    // Came and went again within the range.
    repo.write("src/try.py", "x = 1\n");
    repo.commit("Try");
    fs::remove_file(repo.root.join("src/try.py")).unwrap();
    repo.commit("No");
    let told = repo.check(&["--against", "main"]);
    told.says(
        &["DDR703"],
        "plan docs/plans/sign-in.md: 10 of 10 paths touched\nchecked 1 record and 1 patch plan: 1 warning\n",
    );
    // What an earlier change did counts for the rows, not for this range.
    let told = repo.check(&["--against", "HEAD~4", "--plan", "docs/plans/sign-in.md"]);
    told.says(&["DDR703"], "plan docs/plans/sign-in.md: named by --plan, 2 of 10 paths touched\nchecked 1 record and 1 patch plan: 1 warning\n");
}

#[test]
fn a_plan_that_was_renamed_or_came_with_the_change_is_found() {
    let repo = started();
    carried_out(&repo);
    repo.git(&["mv", "docs/plans/sign-in.md", "docs/plans/login.md"]);
    repo.commit("Rename it\n\nDDR-Plan: docs/plans/sign-in.md");
    let told = repo.check(&["--against", "main"]);
    assert!(told.stdout.contains("plan docs/plans/login.md: named by the trailer of "), "{}", told.stdout);
    assert!(
        told.stdout
            .ends_with(", 6 of 8 paths touched\nchecked 1 record and 1 patch plan: 5 errors, 6 warnings\n")
    );

    let repo = Repo::new();
    for name in &NAMES[..4] {
        repo.write(&format!("src/{name}.py"), "old = 1\n");
        repo.write(&format!("tests/test_{name}.py"), "def test(): pass\n");
    }
    repo.commit("Begin");
    let rows = NAMES[..4].iter().fold(HEAD.to_owned(), |text, name| text + &row(name));
    repo.write("docs/plan.md", &rows);
    repo.commit("Plan");
    for name in &NAMES[..3] {
        touch(&repo, name);
    }
    repo.write("src/extra.py", "x = 1\n");
    let told = repo.check(&["--against", "HEAD^"]);
    told.says(
        &["DDR701", "DDR702"],
        "plan docs/plan.md: 3 of 4 paths touched\nchecked 1 patch plan: 2 hints\n",
    );
    assert_eq!(told.code, 0);
    // One commit that brings the plan and carries it out.
    repo.git(&["reset", "--quiet", "--soft", "HEAD^"]);
    repo.commit("All at once");
    let told = repo.check(&["--against", "HEAD^"]);
    told.says(
        &["DDR701", "DDR702"],
        "plan docs/plan.md: 3 of 4 paths touched\nchecked 1 patch plan: 2 hints\n",
    );
}

/// A plan of four rows of which three are touched, and a file that nobody planned.
fn three_of_four() -> Repo {
    let repo = Repo::new();
    for name in &NAMES[..4] {
        repo.write(&format!("src/{name}.py"), "old = 1\n");
        repo.write(&format!("tests/test_{name}.py"), "def test(): pass\n");
    }
    repo.write("docs/plan.md", &NAMES[..4].iter().fold(HEAD.to_owned(), |text, name| text + &row(name)));
    repo.commit("Plan");
    for name in &NAMES[..3] {
        touch(&repo, name);
    }
    repo.write("src/extra.py", "x = 1\n");
    repo.commit("Carry it out");
    repo
}

#[test]
fn what_a_plan_suppresses_or_a_baseline_holds_is_told_by_neither_verb() {
    let repo = three_of_four();
    let last = "plan docs/plan.md: 3 of 4 paths touched\n";
    let codes = |args: &[&str]| {
        let all = [&["diff", "--output-format", "concise", "HEAD^"], args].concat();
        let told = repo.ddr_in(&repo.root, &all);
        let mut codes: Vec<String> = told.stdout.lines().filter_map(code_in).map(str::to_owned).collect();
        codes.sort_unstable();
        (codes.join(" "), told.stderr)
    };
    let silent = (String::new(), String::new());
    repo.check(&["--against", "HEAD^"])
        .says(&["DDR701", "DDR702"], &format!("{last}checked 1 patch plan: 2 hints\n"));
    assert_eq!(codes(&[]), ("DDR701 DDR702".to_owned(), String::new()));

    // The baseline itself needs no row, also where it is named on the command line alone.
    let given = ["--baseline", "given.json"];
    let against = ["--against", "HEAD^", "--baseline", "given.json"];
    repo.check(&[&against[..], &["--write-baseline"]].concat());
    repo.check(&against).says(&[], &format!("{last}checked 1 patch plan: 2 in the baseline\n"));
    assert_eq!(codes(&given), silent);
    fs::remove_file(repo.root.join("given.json")).unwrap();
    let (told, errors) = codes(&given);
    assert_eq!((told.as_str(), errors.lines().count()), ("DDR701 DDR702", 1), "{errors}");

    let allowed = "<!-- ddr-allow unplanned-file, untouched-entry: agreed in the review -->\n\n# Patch plan";
    repo.edit("docs/plan.md", "# Patch plan", allowed);
    repo.check(&["--against", "HEAD^"]).says(&[], &format!("{last}checked 1 patch plan: 2 suppressed\n"));
    assert_eq!(codes(&[]), silent);
}

#[test]
fn what_is_wrong_with_a_document_is_told_beside_what_changed_in_it() {
    let repo = Repo::new();
    let head = "# Patch plan\n\n| file | op | tests | risk |\n|--|--|--|--|\n";
    let rows = "| src/a.py | modify | tests/test_a.py | High |\n| src/none.py | modify | tests/test_b.py | Low |\n| src/c.py | frob | tests/test_b.py | Low |\n";
    repo.write("src/a.py", "old = 1\n");
    repo.write("tests/test_a.py", "def test_a(): pass\n");
    repo.write("src/c.py", "old = 1\n");
    repo.write("tests/test_b.py", "def test_b(): pass\n");
    repo.write("docs/plan.md", &format!("{head}{rows}"));
    repo.commit("Begin");
    let before = repo.check(&[]);
    assert!(before.stdout.contains("DDR606") && before.stdout.contains("DDR501"), "{}", before.stdout);
    repo.edit("docs/plan.md", "| src/a.py | modify | tests/test_a.py |", "| src/a.py | modify | n/a |");
    let told = repo.check(&["--against", "HEAD"]);
    for code in ["DDR501", "DDR606", "DDR705"] {
        assert!(told.stdout.contains(code), "{code}: {}", told.stdout);
    }
    // And once more, where the plan is named and its rows are asked about.
    let told = repo.check(&["--against", "HEAD", "--plan", "docs/plan.md"]);
    for code in ["DDR501", "DDR606", "DDR702", "DDR705"] {
        assert!(told.stdout.contains(code), "{code}: {}", told.stdout);
    }
    assert_eq!(told.code, 1);
}

#[test]
fn a_plan_that_came_with_the_change_may_be_all_done() {
    let repo = Repo::new();
    repo.write("src/a.py", "old = 1\n");
    repo.commit("Begin");
    repo.write("docs/plan.md", "# Patch plan\n\n| file | op | tests | status |\n|--|--|--|--|\n| src/a.py | modify | tests/test_b.py | done |\n| src/b.py | add | tests/test_b.py | done |\n| tests/test_b.py | add | n/a | done |\n");
    for path in ["src/a.py", "src/b.py", "tests/test_b.py", "src/extra.py"] {
        repo.write(path, "new = 2\n");
    }
    repo.commit("All at once");
    repo.check(&["--against", "HEAD^"])
        .says(&["DDR701"], "plan docs/plan.md: 3 of 3 paths touched\nchecked 1 patch plan: 1 hint\n");
}

/// A branch that came with its plan, carried it out and says so.
fn finished() -> Repo {
    let repo = Repo::new();
    repo.write("README.md", "Hello\n");
    repo.commit("Begin");
    repo.git(&["checkout", "--quiet", "-b", "work"]);
    let row = |name: &str| format!("| src/{name}.py | add | tests/test_{name}.py | Done |\n");
    let head = "# Patch plan: sign in\n\n| File | Op | Tests | Status |\n|------|----|-------|--------|\n";
    repo.write("docs/plan.md", &format!("{head}{}{}", row("login"), row("reset")));
    for name in ["login", "reset"] {
        repo.write(&format!("src/{name}.py"), &format!("def {name}():\n    return \"{name}\"\n"));
        repo.write(&format!("tests/test_{name}.py"), &format!("def test_{name}():\n    assert {name}()\n"));
    }
    repo.commit("Sign in\n\nDDR-Plan: docs/plan.md");
    repo.check(&["--against", "main"]).says(&[], ": all good\n");
    repo
}

#[test]
fn what_a_done_row_made_and_this_change_deleted_is_told_once() {
    let repo = finished();
    fs::remove_file(repo.root.join("tests/test_login.py")).unwrap();
    let told = repo.check(&["--against", "main"]);
    told.says(&["DDR703"], ": 1 warning\n");
    let said = "warning[DDR703] operation-mismatch: the row is done, but this change deleted its test `tests/test_login.py`";
    assert!(told.stdout.contains(said), "{}", told.stdout);
    repo.commit("Drop a test");
    repo.check(&["--against", "main"]).says(&["DDR703"], ": 1 warning\n");
    fs::remove_file(repo.root.join("src/reset.py")).unwrap();
    repo.check(&["--against", "main"]).says(&["DDR703", "DDR703"], ": 2 warnings\n");
    repo.edit("docs/plan.md", "| src/reset.py | add |", "| src/reset.py | delete |");
    repo.check(&["--against", "main"]).says(&["DDR703"], ": 1 warning\n");
    // It came back under another folder.
    repo.write("tests/unit/test_login.py", "def test_all_of_it():\n    pass\n");
    repo.git(&["add", "--all"]);
    repo.check(&["--against", "main"]).says(&["DDR701"], ": 1 warning\n");

    for commits in [false, true] {
        let repo = finished();
        repo.git(&["mv", "tests/test_login.py", "tests/test_sign_in.py"]);
        if commits {
            repo.commit("Call it by its name");
        }
        let told = repo.check(&["--against", "main"]);
        told.says(&["DDR703"], ": 1 hint\n");
        let said = "this change moved its test `tests/test_login.py` to `tests/test_sign_in.py`";
        assert!(told.stdout.contains(said), "{}", told.stdout);
    }
    // Deleted before the branch began: the plan tells of its time.
    let repo = finished();
    repo.git(&["rm", "--quiet", "tests/test_login.py"]);
    repo.commit("Drop a test");
    repo.git(&["checkout", "--quiet", "-b", "next"]);
    repo.write("src/more.py", "def more():\n    return 1\n");
    repo.commit("More\n\nDDR-Plan: docs/plan.md");
    let told = repo.check(&["--against", "work"]);
    assert!(!told.stdout.contains("DDR703"), "{}", told.stdout);
}

#[test]
fn two_plans_share_a_change() {
    let repo = Repo::new();
    for name in NAMES {
        repo.write(&format!("src/{name}.py"), "old = 1\n");
        repo.write(&format!("tests/test_{name}.py"), "def test(): pass\n");
    }
    let table = |names: &[&str]| names.iter().fold(HEAD.to_owned(), |text, name| text + &row(name));
    repo.write("docs/one.md", &table(&NAMES[..4]));
    repo.write("docs/two.md", &table(&NAMES[4..8]));
    repo.write("docs/three.md", &table(&NAMES[8..]));
    repo.commit("Plan");
    for name in &NAMES[..7] {
        touch(&repo, name);
    }
    repo.commit("Do\n\nDDR-Plan: docs/one.md");
    repo.commit("Say more\n\nDDR-Plan: docs/nowhere.md");
    let told = repo.check(&["--against", "HEAD~2"]);
    assert!(told.stderr.starts_with("the trailer `DDR-Plan: docs/nowhere.md` of "), "{}", told.stderr);
    assert_eq!(told.stdout.matches("DDR701").count(), 3, "{}", told.stdout);
    repo.git(&["reset", "--quiet", "--soft", "HEAD~2"]);
    repo.commit("Do");
    let last = "plan docs/one.md: 4 of 4 paths touched\nplan docs/two.md: 3 of 4 paths touched\nchecked 3 patch plans: 1 hint\n";
    repo.check(&["--against", "HEAD^"]).says(&["DDR702"], last);
    let last = "plan docs/two.md: named by --plan, 3 of 4 paths touched\nchecked 3 patch plans: 5 warnings\n";
    repo.check(&["--against", "HEAD^", "--plan", "docs/two.md"])
        .says(&["DDR701", "DDR701", "DDR701", "DDR701", "DDR702"], last);
}

#[test]
fn a_project_inside_a_larger_repository_minds_its_own_files() {
    let repo = Repo::new();
    repo.write("services/api/ddr.yaml", "change: { ignore: [\"*.snap\"] }\n");
    for name in &NAMES[..4] {
        repo.write(&format!("services/api/src/{name}.py"), "old = 1\n");
        repo.write(&format!("services/api/tests/test_{name}.py"), "def test(): pass\n");
    }
    let rows = NAMES[..4].iter().fold(HEAD.to_owned(), |text, name| text + &row(name));
    repo.write("services/api/docs/plan.md", &rows);
    repo.commit("Plan");
    for name in &NAMES[..3] {
        repo.write(&format!("services/api/src/{name}.py"), "new = 1\n");
    }
    repo.write("services/web/page.ts", "let x = 1;\n");
    repo.write("services/api/view.snap", "x\n");
    repo.write("services/api/poetry.lock", "x\n");
    repo.write("services/api/src/extra.py", "x = 1\n");
    repo.commit("Do\n\nDDR-Plan: services/api/docs/plan.md");
    for folder in [".", "services/api", "services"] {
        let told = repo.check_in(folder, &["--against", "HEAD^"]);
        assert_eq!(told.stdout.matches("DDR701").count(), 1, "{folder}: {}{}", told.stdout, told.stderr);
        assert!(
            told.stdout.contains("`src/extra.py` was added") && told.stdout.contains("DDR702"),
            "{}",
            told.stdout
        );
        assert!(told.stdout.contains(", 3 of 4 paths touched\n"), "{}", told.stdout);
    }
}

#[test]
fn acknowledged_changes_are_counted_and_left_out() {
    let repo = started();
    carried_out(&repo);
    let text = repo.ddr(&["check", "--against", "main", "--plan", "docs/plans/sign-in.md"]).stdout;
    let mut prints: Vec<&str> =
        text.match_indices("fingerprint ").map(|(at, word)| &text[at + word.len()..][..16]).collect();
    prints.sort_unstable();
    assert_eq!(prints.len(), 7, "{text}");
    let (first, rest) = prints.split_first().unwrap();
    repo.commit(&format!("Say why\n\nDDR-Ack: {first} agreed in the review"));
    let told = with_plan(&repo);
    assert!(told.stdout.ends_with(", 1 acknowledged\n"), "{}", told.stdout);
    let acks: String = rest.iter().map(|print| format!("DDR-Ack: {} so be it\n", &print[..8])).collect();
    // Seven digits are too few.
    repo.commit(&format!("More\n\n{acks}"));
    let told = with_plan(&repo);
    told.says(&["DDR701", "DDR702", "DDR702", "DDR703"], ": 4 warnings, 7 acknowledged\n");
    assert_eq!(told.code, 0);
}

#[test]
fn what_is_gone_is_told_with_its_old_text() {
    let repo = started();
    touch(&repo, "search");
    fs::remove_file(repo.root.join("docs/sign-in.md")).unwrap();
    let told = repo.check(&["--against", "main"]);
    told.says(
        &["DDR707", "DDR707"],
        "no plan is carried out by this change\nchecked 1 patch plan: 2 errors\n",
    );
    assert!(told.stdout.starts_with("docs/sign-in.md:11:"), "{}", told.stdout);
    repo.write(
        "docs/sign-in.md",
        &RECORD.replace("| D2 | Sign cookies with a rotating key | a stolen key ages | Accepted | N |\n", ""),
    );
    let told = repo.check(&["--against", "main"]);
    told.says(
        &["DDR707"],
        "no plan is carried out by this change\nchecked 1 record and 1 patch plan: 1 error\n",
    );
    assert!(told.stdout.starts_with("docs/sign-in.md:7:"), "{}", told.stdout);
}

#[test]
fn what_cannot_be_asked_is_an_error() {
    let repo = started();
    let refused = |args: &[&str], says: &[&str]| {
        let told = repo.check(args);
        assert_eq!((told.code, told.stdout.as_str()), (2, ""), "{args:?}");
        for text in says {
            assert!(told.stderr.contains(text), "{args:?}: {}", told.stderr);
        }
    };
    refused(
        &["--against", "mian"],
        &["--against: there is no revision `mian`", "help: did you mean `main`?"],
    );
    refused(&["--against=--output=x"], &["there is no revision `--output=x`"]);
    assert!(!repo.root.join("x").exists());
    let told = repo.check(&["--against", "main", "--plan", "docs/none.md"]);
    assert_eq!(told.code, 2);
    assert!(
        told.stderr.contains("--plan: `docs/none.md` is none of the patch plans that are checked"),
        "{}",
        told.stderr
    );
    // A clone that is too short.
    carried_out(&repo);
    let url = format!("file://{}", repo.root.display());
    let clone = repo.root.parent().unwrap().join("clone");
    repo.git(&["clone", "--quiet", "--depth=2", &url, clone.to_str().unwrap()]);
    repo.git(&["-C", clone.to_str().unwrap(), "fetch", "--quiet", "--depth=1", "origin", "main:main"]);
    let short = repo.ddr_in(&clone, &["check", "--against", "main"]);
    assert_eq!(short.code, 2, "{}", short.stdout);
    assert!(short.stderr.contains("shallow") && short.stderr.contains("fetch-depth: 0"), "{}", short.stderr);
    // No repository, and none with a commit.
    let folder = tempfile::tempdir().unwrap();
    let none = repo.ddr_in(folder.path(), &["check", "--against", "main"]);
    assert_eq!(none.code, 2);
    assert!(
        none.stderr.contains("is in no git repository") && none.stderr.contains("help: "),
        "{}",
        none.stderr
    );
    let empty = Repo::new();
    let told = empty.check(&["--against", "main"]);
    assert_eq!(told.code, 2);
    assert!(told.stderr.contains("the repository has no commits yet"), "{}", told.stderr);
}
