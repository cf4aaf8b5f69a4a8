//! DDR622.

use crate::model::short;
use crate::project::{
    Found, Member, Operation, Project, Row, RowAt, State, Text, extension, is_pattern, link_target,
};
use crate::rules::{Check, ProjectReport};
use crate::source::Span;
use std::collections::{BTreeMap, HashMap};

rule! {
    /// Two open plans do not undo each other's work.
    ///
    /// ## Why
    /// Plans are written by people who do not know of each other. Where one adds the file that another
    /// adds too, or deletes what another changes, whoever comes second has to find out.
    ///
    /// It is told once for each pair of plans: at the plan whose path comes later, with the first such
    /// path, and the others in a note. Two plans conflict where both add a file that is not there
    /// yet, or where one deletes or moves a file, or a folder above it, that a row of the other changes
    /// and that says it is open.
    ///
    /// Plans of different phases follow each other, and so do plans of which one names the other; they are
    /// left alone. So are rows that are done or put off, plans for another repository, plans whose path
    /// or title calls them old or an alternative, and files that many plans may touch, such as
    /// `__init__.py`.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/login-plan.md <==
    /// # Patch plan: login
    ///
    /// | file | op | tests | status |
    /// |------|----|-------|--------|
    /// | src/session.py | modify | tests/test_session.py | planned |
    /// ==> docs/tokens-plan.md <==
    /// # Patch plan: tokens
    ///
    /// | file | op | tests | status |
    /// |------|----|-------|--------|
    /// | src/session.py | delete | n/a | planned |
    /// ==> src/session.py <==
    /// ==> tests/test_session.py <==
    /// ```
    /// ```project,passes
    /// ==> docs/login-plan.md <==
    /// # Patch plan: login
    ///
    /// | file | op | tests | status |
    /// |------|----|-------|--------|
    /// | src/session.py | modify | tests/test_session.py | done |
    /// ==> docs/tokens-plan.md <==
    /// # Patch plan: tokens
    ///
    /// | file | op | tests | status |
    /// |------|----|-------|--------|
    /// | src/session.py | delete | n/a | planned |
    /// ==> src/session.py <==
    /// ==> tests/test_session.py <==
    /// ```
    "DDR622" "conflicting-plans" Hint Check::Project(check)
}

/// Plans that a path is compared among, at most: where more of them touch one file, it is a meeting
/// place, and comparing all with all would take long.
const MOST: usize = 8;

/// Names of files that plans add or change beside each other.
const SHARED: &str =
    " __init__.py conftest.py mod.rs lib.rs index.ts index.js readme.md changelog.md .gitignore .gitkeep ";

/// What an open row does to a path.
#[derive(Debug, Clone, Copy)]
struct Act<'p> {
    row: RowAt,
    path: &'p Text,
}

/// The acts on one path, no more than one of a document each.
#[derive(Debug, Default)]
struct Acts<'p> {
    added: Vec<Act<'p>>,
    taken: Vec<Act<'p>>,
    changed: Vec<Act<'p>>,
}

/// What two plans do against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Both add the file.
    BothAdd,
    /// The later document takes away what the earlier one changes.
    TakesAway,
    /// The later document changes what the earlier one takes away.
    Changes,
}

/// Where two plans clash first, and all the paths.
struct Clash<'p> {
    kind: Kind,
    place: Span,
    other: RowAt,
    paths: Vec<&'p str>,
}

/// Clashes by the later document and the earlier one, and which pairs know of each other.
#[derive(Default)]
struct Clashes<'p> {
    found: BTreeMap<(usize, usize), Clash<'p>>,
    friends: HashMap<(usize, usize), bool>,
}

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    let acts = acts(project);
    let mut clashes = Clashes::default();
    for (path, own) in &acts {
        for (at, later) in own.added.iter().enumerate() {
            // One of the others is enough to know.
            let mut earlier = own.added.iter().take(at);
            let _ = earlier
                .any(|earlier| clashes.add(project, Kind::BothAdd, *later, *earlier, &later.path.text));
        }
        let above = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
        let around = above.chain([path.as_str()]).filter_map(|place| acts.get(place));
        for taken in around.flat_map(|it| &it.taken) {
            for changed in &own.changed {
                let (kind, later, earlier) = match taken.row.member > changed.row.member {
                    true => (Kind::TakesAway, taken, changed),
                    false => (Kind::Changes, changed, taken),
                };
                clashes.add(project, kind, *later, *earlier, &changed.path.text);
            }
        }
    }
    for (&(later, _), clash) in &clashes.found {
        say(project, later, clash, report);
    }
}

fn say(project: &Project<'_>, at: usize, clash: &Clash<'_>, report: &mut ProjectReport) {
    let (Some(plan), Some(row)) = (project.member(clash.other.member), project.row(clash.other)) else {
        return;
    };
    let Some((first, more)) = clash.paths.split_first() else { return };
    let (path, name) = (short(first, 80), short(&plan.path, 80));
    let message = match clash.kind {
        Kind::BothAdd => format!("`{path}` is added here, and the open plan {name} adds it too"),
        Kind::TakesAway => format!("`{path}` is taken away here, and the open plan {name} changes it"),
        Kind::Changes => format!("`{path}` is changed here, and the open plan {name} takes it away"),
    };
    let said = report.add(at, clash.place, message);
    said.elsewhere(&plan.path, row.span, "the other plan");
    if !more.is_empty() {
        let listed: Vec<_> = more.iter().take(MOST).map(|path| format!("`{}`", short(path, 80))).collect();
        let rest = more.len().saturating_sub(MOST);
        let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        said.note(format!("they also clash over {}{rest}", listed.join(", ")));
    }
    said.help("agree on one of them, or name one plan in the other where they follow each other");
}

/// What the open rows do to each path.
fn acts<'p>(project: &'p Project<'_>) -> BTreeMap<String, Acts<'p>> {
    let mut acts: BTreeMap<String, Acts<'_>> = BTreeMap::new();
    let mut given_up: HashMap<usize, bool> = HashMap::new();
    for (at, row) in project.rows().filter(|(_, row)| is_open(row)) {
        // Of a row that does not say how far it is, nobody knows whether it was carried out.
        if row.operation == Some(Operation::Modify) && row.state != State::Open {
            continue;
        }
        let Some(member) = project.member(at.member) else { continue };
        let given_up = given_up.entry(at.member).or_insert_with(|| is_given_up(member));
        if *given_up || project.is_foreign(at.member) {
            continue;
        }
        for (number, path) in row.paths.iter().enumerate().filter(|(_, path)| !is_pattern(&path.text)) {
            let Some(target) = project.target(at.member, &path.text) else { continue };
            let is_there = matches!(target.found, Found::File | Found::Directory);
            let list: for<'a> fn(&'a mut Acts<'p>) -> &'a mut Vec<Act<'p>> = match row.operation {
                Some(Operation::Add) if target.found == Found::Missing && is_file(&target.path) => {
                    |of| &mut of.added
                }
                Some(Operation::Delete) if is_there => |of| &mut of.taken,
                Some(Operation::Rename) if is_there && number == 0 && row.paths.len() > 1 => {
                    |of| &mut of.taken
                }
                Some(Operation::Modify) if is_file(&target.path) => |of| &mut of.changed,
                _ => continue,
            };
            let list = list(acts.entry(target.path.clone()).or_default());
            let known = list.last().is_some_and(|last| last.row.member == at.member);
            if !known && list.len() < MOST {
                list.push(Act { row: at, path });
            }
        }
    }
    acts
}

/// Whether a path is that of a file which plans do not touch beside each other.
fn is_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default().to_lowercase();
    extension(path).is_some() && !SHARED.split(' ').any(|shared| shared == name)
}

fn is_open(row: &Row) -> bool {
    row.is_live() && row.stated && !row.shifted && row.state != State::Done
}

/// Whether a document says that it is no plan to be carried out any more, or one of several to choose
/// from.
fn is_given_up(member: &Member) -> bool {
    let title = member.title.as_ref().map(|title| title.text.to_lowercase()).unwrap_or_default();
    let path = member.path.to_lowercase();
    let words = ["superseded", "obsolete", "archive", "abandoned", "deprecated", "withdrawn", "rejected"];
    let choices = ["alternative", "option", "example", "draft", "template"];
    let says = |part: &str| words.iter().chain(&choices).any(|word| part.starts_with(word));
    [title, path].iter().any(|text| text.split(|c: char| !c.is_alphanumeric()).any(says))
}

impl<'p> Clashes<'p> {
    /// Adds what rows of two documents do to one path, where these do not know of each other; `false`
    /// where they do.
    fn add(
        &mut self,
        project: &Project<'_>,
        kind: Kind,
        later: Act<'_>,
        earlier: Act<'_>,
        path: &'p str,
    ) -> bool {
        let key = (later.row.member, earlier.row.member);
        let know = || names(project, key.0, key.1) || names(project, key.1, key.0);
        if key.0 == key.1
            || follow(project, later.row, earlier.row)
            || *self.friends.entry(key).or_insert_with(know)
        {
            return false;
        }
        let (place, other) = (later.path.span, earlier.row);
        let clash = self.found.entry(key).or_insert_with(|| Clash { kind, place, other, paths: Vec::new() });
        if clash.paths.last() != Some(&path) {
            clash.paths.push(path);
        }
        true
    }
}

/// Whether two plans are phases that follow each other.
fn follow(project: &Project<'_>, one: RowAt, other: RowAt) -> bool {
    let phase = |at: RowAt| {
        let phase = project.member(at.member)?.plans.get(at.plan)?.phase.as_ref()?;
        Some(phase.text.to_lowercase())
    };
    let record = |at: RowAt| project.records_of(at.member).first().map(|relation| relation.record);
    let phases = phase(one).zip(phase(other)).is_some_and(|(one, other)| one != other);
    let strangers = record(one).zip(record(other)).is_some_and(|(one, other)| one != other);
    phases && !strangers
}

/// Whether a document links to another, names its path, or has a row for it.
fn names(project: &Project<'_>, one: usize, other: usize) -> bool {
    let (Some(one), Some(other)) = (project.member(one), project.member(other)) else { return false };
    let name = other.path.rsplit('/').next().unwrap_or_default();
    let linked = one.links.iter().filter_map(|link| link_target(&one.path, &link.text));
    let rows = one.rows().flat_map(|row| &row.paths);
    linked.into_iter().any(|path| path == other.path)
        || one.paths.iter().chain(rows).any(|path| path.text.rsplit('/').next() == Some(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Given;
    use crate::rules::testing::{expect_project, project_diagnostics, silent_project};

    fn plan(path: &str, title: &str, rows: &str) -> String {
        format!("==> {path} <==\n# {title}\n\n| file | op | status |\n|--|--|--|\n{rows}")
    }

    #[test]
    fn two_open_plans_against_each_other_are_told_once() {
        expect_project(
            &RULE,
            "==> docs/a.md <==
# Plan: one

| file | op | status |
|--|--|--|
| src/new.py | add | |
| src/old.py | modify | planned |
| src/far/x.py | modify | planned |
==> docs/b.md <==
# Plan: two

| file | op | status |
|--|--|--|
| src/new.py | create | planned |
  ^^^^^^^^^^ hint: `src/new.py` is added here, and the open plan docs/a.md adds it too
==> docs/c.md <==
# Plan: three

| file | op | status |
|--|--|--|
| src/far/ | delete | planned |
  ^^^^^^^^ hint: `src/far/x.py` is taken away here, and the open plan docs/a.md changes it
| src/old.py → src/next.py | rename | |
==> docs/d.md <==
# Plan: four

| file | op | status |
|--|--|--|
| src/old.py | update | open |
  ^^^^^^^^^^ hint: `src/old.py` is changed here, and the open plan docs/c.md takes it away
==> src/old.py <==
==> src/far/x.py <==
",
        );
    }

    #[test]
    fn the_other_paths_stand_in_a_note() {
        let rows: String = (1..=12).map(|at| format!("| src/{at:02}.py | add | |\n")).collect();
        let world = Given::listing(&(plan("a.md", "Plan: a", &rows) + &plan("b.md", "Plan: b", &rows)));
        let said = project_diagnostics(&RULE, &world);
        assert_eq!(said.len(), 1);
        let note = &said[0].1.notes[0];
        assert!(note.starts_with("they also clash over `src/02.py`, `src/03.py`"), "{note}");
        assert!(note.ends_with(" and 3 more"), "{note}");
    }

    #[test]
    fn many_plans_that_add_one_file_are_told_once_each() {
        let all: String =
            (1..=6).map(|at| plan(&format!("{at}.md"), "Plan", "| src/n.py | add | |\n")).collect();
        assert_eq!(project_diagnostics(&RULE, &Given::listing(&all)).len(), 5);
    }

    #[test]
    fn plans_that_go_together_are_silent() {
        let add = "| src/n.py | add | planned |\n";
        let delete = "| src/x.py | delete | planned |\n";
        let modify = "| src/x.py | modify | planned |\n";
        let tree = "==> src/x.py <==\n";
        let texts = [
            // Phases, also of one record.
            plan("a.md", "Phase 1: Plan", add) + &plan("b.md", "Phase 2: Plan", add),
            plan("a.md", "Phase 1: Plan", modify) + &plan("b.md", "Phase 2: Plan", delete) + tree,
            // One knows of the other.
            plan("a.md", "Plan", modify) + &plan("b.md", "Plan, after [a](a.md)", delete) + tree,
            plan("a.md", "Plan", add)
                + &plan("b.md", "Plan", "| docs/a.md | modify | |\n| src/n.py | add | |\n"),
            // One of them was carried out, is put off or is given up.
            plan("a.md", "Plan", "| src/x.py | add | |\n")
                + &plan("b.md", "Plan", "| src/x.py | add | |\n")
                + tree,
            plan("a.md", "Plan", "| src/n.py | add | done |\n") + &plan("b.md", "Plan", add),
            plan("a.md", "Plan", "| src/n.py | add | deferred |\n") + &plan("b.md", "Plan", add),
            plan("archive/a.md", "Plan", add) + &plan("b.md", "Plan", add),
            plan("a.md", "Plan (superseded)", add) + &plan("b.md", "Plan", add),
            plan("a.md", "Plan", "| src/x.py | modify | |\n") + &plan("b.md", "Plan", delete) + tree,
            // Both change it, or one changes what is gone already.
            plan("a.md", "Plan", modify) + &plan("b.md", "Plan", modify) + tree,
            plan("a.md", "Plan", modify) + &plan("b.md", "Plan", delete),
            // Shared files, folders and patterns.
            plan("a.md", "Plan", "| src/__init__.py | add | |\n| src/new/ | add | |\n| src/*.py | add | |\n")
                + &plan(
                    "b.md",
                    "Plan",
                    "| src/__init__.py | add | |\n| src/new/ | add | |\n| src/*.py | add | |\n",
                ),
            // In one document.
            plan("a.md", "Plan", &format!("{add}{add}{modify}{delete}")) + tree,
        ];
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        silent_project(&RULE, &texts);
    }
}
