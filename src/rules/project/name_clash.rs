//! DDR614.

use crate::diagnostic::Severity;
use crate::model::short;
use crate::project::{Found, Operation, Past, Project, Row, RowAt, State, Text};
use crate::rules::{Check, ProjectReport};
use std::collections::HashMap;

rule! {
    /// A Python module and a package of one name do not stand in the same folder.
    ///
    /// ## Why
    /// Of `cache.py` and `cache/__init__.py` Python imports the package and never the module, without a
    /// word: whatever the plan puts into the other one is not run. It happens when a module grows into a
    /// package and no row deletes the module.
    ///
    /// One of the two is added or moved there by a row; the other stands in the tree, or a row adds it
    /// too. Nothing is said where a row of any plan deletes or moves away either, or speaks of turning
    /// one into the other. It is only a hint where the module is a script that is started rather than
    /// imported, as `app.py` at the root, where two plans may mean different times, or where a row
    /// without a status may have been carried out long ago.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | `server/cache/__init__.py` | add | n/a |
    /// | `server/cache/redis.py` | add | tests/test_cache.py |
    /// ==> server/cache.py <==
    /// ==> .git <==
    /// ==> tests/test_cache.py <==
    /// ```
    /// ```project,passes
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | `server/cache/__init__.py` | add | n/a |
    /// | `server/cache/redis.py` | add | tests/test_cache.py |
    /// | server/cache.py | delete | n/a |
    /// ==> server/cache.py <==
    /// ==> .git <==
    /// ==> tests/test_cache.py <==
    /// ```
    "DDR614" "name-clash" Warning Check::Project(check)
}

/// A Python file that a row brings.
struct Brought<'p> {
    at: RowAt,
    row: &'p Row,
    path: &'p Text,
    place: &'p str,
}

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    let brought: Vec<Brought<'_>> = project.rows().flat_map(|(at, row)| brought(project, at, row)).collect();
    let mut by_place: HashMap<&str, &Brought<'_>> = HashMap::new();
    for one in &brought {
        by_place.entry(one.place).or_insert(one);
    }
    for one in &brought {
        let Some(partner) = partner(one.place) else { continue };
        let other = by_place.get(partner.as_str()).copied();
        let stands = project.outside.look(&partner) == Found::File;
        // Of two that rows bring, the later one is told; of one that is told in vain, none.
        if !stands && other.is_none_or(|other| other.at > one.at)
            || other.is_some_and(|other| other.at == one.at)
        {
            continue;
        }
        if parts_ways(project, one, &partner) {
            continue;
        }
        let severity = severity(project, one, other, stands);
        let (name, against) = (short(&one.path.text, 80), short(&partner, 80));
        let brings = if one.row.operation == Some(Operation::Rename) { "moved" } else { "added" };
        let message = if stands {
            format!("`{name}` is {brings} beside `{against}`; Python imports only the package")
        } else {
            format!("`{name}` and `{against}` are both added; Python imports only the package")
        };
        let diagnostic = report.add(one.at.member, one.path.span, message);
        diagnostic.severity(severity);
        if let Some(other) = other.filter(|_| !stands) {
            if other.at.member == one.at.member {
                diagnostic.label(other.path.span, "added here");
            } else if let Some(member) = project.member(other.at.member) {
                diagnostic.elsewhere(&member.path, other.path.span, "added here");
            }
        }
        let module = if one.place.ends_with("/__init__.py") { partner.as_str() } else { one.place };
        diagnostic
            .help(format!("delete or rename `{}`, or give the package another name", short(module, 80)));
    }
}

/// The Python files that a row brings, or has brought and that are still there.
fn brought<'p>(project: &'p Project<'_>, at: RowAt, row: &'p Row) -> Vec<Brought<'p>> {
    let paths: &[Text] = match row.operation {
        _ if !row.is_live() || !row.stated || row.shifted => &[],
        Some(Operation::Add) => &row.paths,
        Some(Operation::Rename) => row.paths.get(1..).unwrap_or_default(),
        _ => &[],
    };
    let one = |path: &'p Text| {
        let target = project.target(at.member, &path.text).filter(|_| path.text.ends_with(".py"))?;
        let is_there = target.found == Found::File;
        // What was done or was there once and is not any more stands in nobody's way.
        let gone =
            !is_there && (row.state == State::Done || matches!(project.past(target), Past::Was { .. }));
        let is_known = is_there || target.found == Found::Missing;
        (is_known && !gone && !project.is_foreign(at.member)).then_some(Brought {
            at,
            row,
            path,
            place: &target.path,
        })
    };
    paths.iter().filter_map(one).collect()
}

/// The other file that a Python name may mean: `x.py` for `x/__init__.py` and the other way round.
fn partner(place: &str) -> Option<String> {
    let package = place.strip_suffix("/__init__.py");
    let module = package.or_else(|| place.strip_suffix(".py"))?;
    let name = module.rsplit('/').next()?;
    // `my-script` cannot be imported at all.
    let is_name = name != "__init__" && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let other = if package.is_some() { format!("{module}.py") } else { format!("{module}/__init__.py") };
    is_name.then_some(other)
}

/// Whether a row takes either file away, or says that one becomes the other.
fn parts_ways(project: &Project<'_>, one: &Brought<'_>, partner: &str) -> bool {
    const TURNS: [&str; 8] = ["mov", "convert", "turn", "becom", "replac", "split", "extract", "promot"];
    let says = one.row.symbols.as_ref().is_some_and(|symbols| {
        let lower = symbols.text.to_lowercase();
        lower
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| TURNS.iter().any(|turn| word.starts_with(turn)))
    });
    says || project.is_place_taken(one.place, None) || project.is_place_taken(partner, None)
}

fn severity(project: &Project<'_>, one: &Brought<'_>, other: Option<&Brought<'_>>, stands: bool) -> Severity {
    const STARTED: &str = " app main manage run server cli wsgi asgi setup start tasks ";
    let module = one.place.strip_suffix("/__init__.py").unwrap_or(one.place).trim_end_matches(".py");
    let (folder, name) = module.rsplit_once('/').unwrap_or(("", module));
    let in_package =
        project.outside.look(&format!("{folder}/__init__.py")) == Found::File && !folder.is_empty();
    let script = !in_package && STARTED.split(' ').any(|started| started == name);
    let two_plans = !stands && other.is_some_and(|other| other.at.member != one.at.member);
    let perhaps_done = |one: &Brought<'_>| {
        one.row.state == State::Unsaid
            && project.outside.look(one.place) == Found::Missing
            && project.outside.past(one.place) == Past::Unknown
    };
    let old = if stands { perhaps_done(one) } else { false };
    if script || two_plans || old { Severity::Hint } else { Severity::Warning }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect_project, silent_project};

    #[test]
    fn a_module_beside_its_package_is_told() {
        expect_project(
            &RULE,
            "==> docs/p.md <==
# P

| file | op | tests | status |
|------|----|-------|--------|
| `lib/a/__init__.py` | add | n/a | |
   ^^^^^^^^^^^^^^^^^ warning: `lib/a/__init__.py` is added beside `lib/a.py`; Python imports only the package
| lib/b.py | add | n/a | planned |
  ^^^^^^^^ warning: `lib/b.py` is added beside `lib/b/__init__.py`; Python imports only the package
| lib/c.py | add | n/a | |
| `lib/c/__init__.py` | add | n/a | |
   ^^^^^^^^^^^^^^^^^ warning: `lib/c/__init__.py` and `lib/c.py` are both added; Python imports only the package
| lib/z.py → lib/d.py | rename | n/a | |
             ^^^^^^^^ warning: `lib/d.py` is moved beside `lib/d/__init__.py`; Python imports only the package
| lib/e.py | add | n/a | done |
  ^^^^^^^^ warning: `lib/e.py` is added beside `lib/e/__init__.py`; Python imports only the package
| `app/__init__.py` | add | n/a | |
   ^^^^^^^^^^^^^^^ hint: `app/__init__.py` is added beside `app.py`; Python imports only the package
==> lib/a.py <==
==> lib/b/__init__.py <==
==> lib/d/__init__.py <==
==> lib/z.py <==
==> lib/e.py <==
==> lib/e/__init__.py <==
==> app.py <==
==> .git <==
",
        );
        expect_project(
            &RULE,
            "==> p.md <==
# P

| file | op | tests |
|------|----|-------|
| lib/a.py | add | n/a |
  ^^^^^^^^ hint: `lib/a.py` is added beside `lib/a/__init__.py`; Python imports only the package
| `lib/q/__init__.py` | add | n/a |
==> q.md <==
# Q

| file | op | tests |
|------|----|-------|
| lib/q.py | add | n/a |
  ^^^^^^^^ hint: `lib/q.py` and `lib/q/__init__.py` are both added; Python imports only the package
==> lib/a/__init__.py <==
",
        );
    }

    #[test]
    fn ordinary_plans_are_silent() {
        let table = |rows: &str| {
            format!(
                "==> p.md <==\n# P\n\n| file | op | functions | tests | status |\n|--|--|--|--|--|\n{rows}\n| lib/a.py | modify | x | n/a | |\n==> lib/a.py <==\n==> lib/pkg/__init__.py <==\n==> lib/plain/x.py <==\n==> web/a.ts <==\n==> lib/was.py <== (gone to lib/was/__init__.py)\n==> lib/was/__init__.py <==\n==> .git <==\n"
            )
        };
        let texts = [
            "| `lib/a/__init__.py` | add | | n/a | |\n| lib/a.py | delete | | n/a | |",
            "| lib/a.py → `lib/a/__init__.py` | rename | | n/a | |",
            "| `lib/a/__init__.py` | add | | n/a | |\n| lib/a.py → lib/a/core.py | move | | n/a | |",
            "| `lib/a/__init__.py` | add | Convert module to package | n/a | |",
            "| `lib/a/__init__.py` | add | | n/a | deferred |",
            "| lib/pkg.py | add | | n/a | done |",
            "| lib/was.py | add | | n/a | |",
            "| lib/plain.py | add | | n/a | |",
            "| lib/pkg.py | modify | | n/a | |",
            "| lib/a/b.py | add | | n/a | |",
            "| web/a/index.ts | add | | n/a | |",
            "| lib/my-script.py | add | | n/a | |\n| `lib/my-script/__init__.py` | add | | n/a | |",
        ];
        let texts: Vec<String> = texts.map(table).into();
        silent_project(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
