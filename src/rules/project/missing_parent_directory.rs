//! DDR620.

use super::absent::{absent, has_arrived};
use crate::model::short;
use crate::project::{Found, Operation, Outside, Project, Row, State, Text};
use crate::rules::{Check, ProjectReport};
use std::collections::{HashMap, HashSet};

rule! {
    /// A new file goes into a folder that exists, where one of nearly the same name does.
    ///
    /// ## Why
    /// A plan may make new folders, and mostly nothing is wrong with that. But where `service/` is new
    /// and `services/` has long been there, the name was probably misremembered, and the tree gets two
    /// folders for one thing.
    ///
    /// Names count as nearly the same where they differ in the case of letters, in `-` and `_`, in a
    /// plural `s`, or, in longer ones, in one letter; never in a digit. Each folder is told once in a
    /// document, and not where a row speaks of the folder itself.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | server/service/cache.py | add | tests/test_cache.py |
    /// ==> server/services/session.py <==
    /// ==> tests/test_cache.py <==
    /// ```
    /// ```project,passes
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | tests |
    /// |------|----|-------|
    /// | server/services/cache.py | add | tests/test_cache.py |
    /// | server/cache/warmup.py | add | n/a |
    /// ==> server/services/session.py <==
    /// ==> tests/test_cache.py <==
    /// ```
    "DDR620" "missing-parent-directory" Hint Check::Project(check)
}

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    let mut said: HashSet<(usize, &str)> = HashSet::new();
    let mut beside = Beside::new();
    let mut nearest: HashMap<&str, Option<String>> = HashMap::new();
    for (at, row) in project.rows_lacking() {
        for path in brought(row) {
            let Some(absent) = absent(project, at.member, path) else { continue };
            // From any folder that the path may count from, its own folder may be there.
            let Some(new) = first_new_folder(project.outside, &absent.target.path) else { continue };
            // Many rows go into one new folder.
            let near = nearest.entry(new).or_insert_with(|| alike(project.outside, &mut beside, new));
            let Some(near) = near else { continue };
            let stands = |place: &str| first_new_folder(project.outside, place).is_none();
            if project.is_named_place(new)
                || absent.target.others().any(stands)
                || has_arrived(project, at.member, row)
                || absent.was()
                || absent.below().is_some()
            {
                continue;
            }
            if said.insert((at.member, new)) {
                let message = format!(
                    "{} goes into a new folder, and one of nearly the same name exists",
                    absent.name()
                );
                let diagnostic = report.add(at.member, path.span, message);
                diagnostic.note(format!("`{}/` does not exist", short(new, 80)));
                diagnostic.help(format!("did you mean `{}/`?", short(near, 80)));
            }
        }
    }
}

/// The paths that a row still has to bring.
fn brought(row: &Row) -> &[Text] {
    match row.operation {
        _ if !row.is_live() || !row.stated || row.shifted || row.state == State::Done => &[],
        Some(Operation::Add) => &row.paths,
        Some(Operation::Rename) => row.paths.get(1..).unwrap_or_default(),
        _ => &[],
    }
}

/// The first folder above a place that is not there; `None` where all are, or nobody knows.
fn first_new_folder<'p>(outside: &dyn Outside, place: &'p str) -> Option<&'p str> {
    let (mut folder, _) = place.rsplit_once('/')?;
    let mut new = None;
    loop {
        match outside.look(folder) {
            Found::Missing => new = Some(folder),
            Found::Unknown => return None,
            Found::File | Found::Directory => return new,
        }
        match folder.rsplit_once('/') {
            Some((above, _)) => folder = above,
            None => return new,
        }
    }
}

/// Folders compared with a new one, at most; beside so many, one that differs in a letter is no sign.
const MOST_BESIDE: usize = 200;

/// The folders in each folder, asked for once.
type Beside = HashMap<String, Vec<String>>;

/// A folder beside a new one whose name is nearly the same.
fn alike(outside: &dyn Outside, beside: &mut Beside, new: &str) -> Option<String> {
    let (above, name) = new.rsplit_once('/').unwrap_or(("", new));
    let place = |other: &String| if above.is_empty() { other.clone() } else { format!("{above}/{other}") };
    let folders = beside.entry(above.to_owned()).or_insert_with(|| {
        let is_folder = |name: &String| outside.look(&place(name)) == Found::Directory;
        outside.names(above).into_iter().filter(is_folder).take(MOST_BESIDE).collect()
    });
    folders.iter().find(|other| is_alike(name, other)).map(place)
}

fn is_alike(a: &str, b: &str) -> bool {
    let plain = |name: &str| name.to_lowercase().replace('-', "_");
    let (a, b) = (plain(a), plain(b));
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    if digits(&a) != digits(&b) || a.starts_with('.') || b.starts_with('.') {
        return false;
    }
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let plural =
        short.len() >= 3 && long.strip_prefix(short.as_str()).is_some_and(|end| end == "s" || end == "es");
    a == b || plural || short.len() >= 6 && strsim::osa_distance(&a, &b) == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect_project, silent_project};

    #[test]
    fn a_folder_that_nearly_exists_is_told_once() {
        expect_project(
            &RULE,
            "==> docs/p.md <==
# P

| file | op | tests |
|------|----|-------|
| server/service/a.py | add | n/a |
  ^^^^^^^^^^^^^^^^^^^ hint: `server/service/a.py` goes into a new folder, and one of nearly the same name exists
| server/service/b.py | add | n/a |
| Web/deep/x.ts | create | n/a |
  ^^^^^^^^^^^^^ hint: `Web/deep/x.ts` goes into a new folder, and one of nearly the same name exists
| web/y.ts → user-data/y.ts | rename | n/a |
             ^^^^^^^^^^^^^^ hint: `user-data/y.ts` goes into a new folder, and one of nearly the same name exists
==> server/services/s.py <==
==> web/y.ts <==
==> user_data/x.ts <==
",
        );
    }

    #[test]
    fn names_are_alike_only_where_one_may_slip() {
        for (a, b, is) in [
            ("service", "services", true),
            ("Auth", "auth", true),
            ("test", "tests", true),
            ("user-data", "user_data", true),
            ("analitics", "analytics", true),
            ("auth", "oauth", false),
            ("cart", "card", false),
            ("v1", "v2", false),
            ("release1", "release2", false),
            ("api", "app", false),
            (".github", "github", false),
            ("cache", "caching", false),
        ] {
            assert_eq!(is_alike(a, b), is, "{a} {b}");
        }
    }

    #[test]
    fn ordinary_plans_are_silent() {
        let table = |rows: &str| {
            format!(
                "==> pkg/docs/p.md <==\n# P\n\n| file | op | tests | status |\n|--|--|--|--|\n{rows}\n| src/models/a.py | modify | n/a | |\n==> src/models/a.py <==\n==> apps/x.py <==\n==> pkg/app/b.py <==\n==> lib <== (closed)\n"
            )
        };
        let texts = [
            "| src/cache/x.py | add | n/a | |",
            "| new/deep/folder/x.py | add | n/a | |",
            "| src/models/x.py | add | n/a | |",
            "| x.py | add | n/a | |",
            // The package has the folder.
            "| app/n.py | add | n/a | |",
            // The folder is meant, or its row is no news.
            "| src/model/ | add | n/a | |\n| src/model/x.py | add | n/a | |",
            "| src/model/x.py | add | n/a | done |",
            "| src/model/x.py | add | n/a | deferred |",
            "| src/model/x.py | modify | n/a | |",
            "| src/model/x.py | delete | n/a | |",
            "| lib/model/x.py | add | n/a | |",
            "| src/model/*.py | add | n/a | |",
        ];
        let texts: Vec<String> = texts.map(table).into();
        silent_project(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
