//! DDR612.

use super::texts::{Questions, Searched};
use crate::model::short;
use crate::project::{Found, Operation, Project, Row, RowAt, State, extension, is_package_list};
use crate::rules::{Check, ProjectReport};
use std::collections::{HashMap, HashSet};

rule! {
    /// The functions, settings and packages that a finished row names stand in its file.
    ///
    /// ## Why
    /// The row is done, yet nothing in the file is called what the row calls it: the name changed on the
    /// way, or part of the work was left out. The next reader will search for the name in the plan.
    ///
    /// Names are taken from the functions/APIs cell: what stands in a code span or has the form of a call, a
    /// dotted name or a constant (`JOBS_HOST`), and in lists of packages such as `requirements.txt`
    /// what stands in quotes. Of `Cache.get` the last part is looked for, in every file that the row
    /// names, tests included. Only rows that add or modify are looked at, and none that speak of
    /// removing, renaming or replacing something. Markdown is not searched. It is a hint, since files are
    /// searched as text and a name may be made by a macro or live in a file that the row does not list.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | functions/APIs | tests | status |
    /// |------|----|----------------|-------|--------|
    /// | src/config.py | modify | Read REDIS_URL in `load_config()` | tests/test_config.py | done |
    /// ==> tests/test_config.py <==
    /// ==> src/config.py <==
    /// def load_config():
    ///     return {}
    /// ```
    /// ```project,passes
    /// ==> docs/plan.md <==
    /// # Patch plan
    ///
    /// | file | op | functions/APIs | tests | status |
    /// |------|----|----------------|-------|--------|
    /// | src/config.py | modify | Read REDIS_URL in `load_config()` | tests/test_config.py | done |
    /// ==> tests/test_config.py <==
    /// ==> src/config.py <==
    /// def load_config():
    ///     return {"url": os.environ["REDIS_URL"]}
    /// ```
    "DDR612" "missing-symbol" Hint Check::Project(check)
}

/// A row with the names that it should have brought about.
struct Claim<'p> {
    at: RowAt,
    row: &'p Row,
    /// Each as written and as looked for.
    names: Vec<(String, String)>,
    files: Vec<String>,
}

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    let claims: Vec<Claim<'_>> = project.rows().filter_map(|(at, row)| claim(project, at, row)).collect();
    let mut questions = Questions::new();
    let mut asked = HashSet::new();
    for claim in &claims {
        for file in &claim.files {
            for (_, name) in &claim.names {
                if asked.insert((file.as_str(), name.as_str())) {
                    questions.ask(file, name.as_str());
                }
            }
        }
    }
    let mut there: HashMap<String, HashSet<&str>> = HashMap::new();
    questions.answer(project, |file, names| {
        there.insert(file.path.to_owned(), names.into_iter().filter(|name| holds(file, name)).collect());
    });
    for claim in &claims {
        let Some(held) = claim.files.iter().map(|file| there.get(file)).collect::<Option<Vec<_>>>() else {
            // One of the files cannot be read, and the names may stand in it.
            continue;
        };
        let missing: Vec<&str> = claim
            .names
            .iter()
            .filter(|(_, name)| !held.iter().any(|held| held.contains(name.as_str())))
            .map(|(written, _)| written.as_str())
            .collect();
        if !missing.is_empty() {
            say(claim, &missing, report);
        }
    }
}

/// What a row claims, where it is done and its files can hold it.
fn claim<'p>(project: &Project<'_>, at: RowAt, row: &'p Row) -> Option<Claim<'p>> {
    let works = matches!(row.operation, Some(Operation::Add | Operation::Modify));
    if row.state != State::Done || !works || row.shifted || project.is_foreign(at.member) {
        return None;
    }
    let shown = &row.symbols.as_ref()?.text;
    if takes_away(shown) {
        return None;
    }
    let names = names(row, shown);
    let targets: Vec<_> = row.paths.iter().map(|path| project.target(at.member, &path.text)).collect();
    let targets = targets.into_iter().collect::<Option<Vec<_>>>()?;
    let code = targets.iter().any(|target| !is_prose(&target.path));
    if names.is_empty() || !code || targets.iter().any(|target| target.found != Found::File) {
        return None;
    }
    let tests = row.tests.iter().flat_map(|tests| &tests.paths);
    let tests = tests.filter_map(|path| project.target(at.member, &path.text));
    // A folder or a missing file of tests may hold what is looked for as little as a code file that
    // nobody named.
    let tests = tests.filter(|target| target.found == Found::File);
    let files = targets.into_iter().chain(tests).map(|target| target.path.clone()).collect();
    Some(Claim { at, row, names, files })
}

/// Whether a file is for reading, and names in it prove nothing.
fn is_prose(path: &str) -> bool {
    let kind = extension(path).map(str::to_lowercase);
    matches!(kind.as_deref(), Some("md" | "markdown" | "mdx" | "rst" | "adoc"))
        || kind.as_deref() == Some("txt") && !is_package_list(path)
}

/// Whether a cell speaks of names that may rightly be gone, or that belong to other files.
fn takes_away(text: &str) -> bool {
    const WORDS: [&str; 26] = [
        "remov", "delet", "drop", "replac", "renam", "mov", "extract", "deprecat", "obsolet", "inline",
        "instead", "longer", "unused", "from", "like", "similar", "split", "merg", "without", "strip",
        "same", "clean", "migrat", "except", "not", "see",
    ];
    text.contains(['→', '⇒'])
        || text.contains("->")
        || text
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .any(|word| !word.contains('_') && WORDS.iter().any(|known| begins(word, known)))
}

/// Whether a word begins with a stem, letter case left aside; the shortest stems are whole words.
fn begins(word: &str, stem: &str) -> bool {
    let same = word.get(..stem.len()).is_some_and(|head| head.eq_ignore_ascii_case(stem));
    same && (stem.len() > 4 || word.len() == stem.len() || matches!(stem, "mov" | "drop" | "merg"))
}

/// The names of a row's functions/APIs cell, as written and as looked for.
fn names(row: &Row, shown: &str) -> Vec<(String, String)> {
    let listed = row.packages.iter().map(|name| (name.clone(), name.clone()));
    if !row.packages.is_empty() {
        return listed.collect();
    }
    let mut names: Vec<(String, String)> = row
        .names
        .iter()
        .filter_map(|name| {
            let last = name.rsplit(|c: char| !(c.is_alphanumeric() || c == '_')).next()?;
            (last.len() > 1 && !is_common(last)).then(|| (name.clone(), last.to_owned()))
        })
        .collect();
    names.extend(settings(shown).into_iter().map(|name| (name.to_owned(), name.to_owned())));
    let mut seen = HashSet::new();
    names.retain(|(_, name)| seen.insert(name.clone()));
    names
}

/// Words of languages and protocols that say nothing about a file.
fn is_common(name: &str) -> bool {
    let method = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"].contains(&name);
    let word = " true false null none nil self this str string int integer float \
double bool boolean void any object list dict map set array optional result option json yaml http https new \
constructor default async await com org net io api "
        .split(' ')
        .any(|known| known.eq_ignore_ascii_case(name));
    method || word
}

/// Names of settings in a text: capitals with `_` between them, and not `JOBS_*` or `<A_KEY>`.
fn settings(text: &str) -> Vec<&str> {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let mut rest = text;
    let mut last = ' ';
    while let Some(at) = rest.find(part) {
        let before = rest.get(..at).and_then(|head| head.chars().next_back()).unwrap_or(last);
        let word = rest.get(at..).unwrap_or_default();
        let end = word.find(|c| !part(c)).unwrap_or(word.len());
        let (name, after) = (word.get(..end).unwrap_or_default(), word.get(end..).unwrap_or_default());
        let capital = name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.trim_end_matches('_') == name
            && name.contains('_')
            && !name.contains(|c: char| c.is_ascii_lowercase());
        let open = matches!(before, '<' | '{' | '*' | '…' | '.' | '/' | '-')
            || after.starts_with(['*', '…', '<', '{', '/', '-', '.'])
                && !after.starts_with(". ")
                && after != ".";
        if capital && !open {
            found.push(name);
        }
        last = name.chars().next_back().unwrap_or(' ');
        rest = after;
    }
    found
}

/// Whether a file holds a name. A setting may be written in another form, as frameworks read them:
/// `redis_url`, `redis.url`.
fn holds(file: &Searched<'_>, name: &str) -> bool {
    let setting = name.contains('_') && !name.contains(|c: char| c.is_lowercase());
    let package = is_package_list(file.path) && file.has_package(name);
    package || file.has_word(name) || setting && file.has_loosely(name)
}

fn say(claim: &Claim<'_>, missing: &[&str], report: &mut ProjectReport) {
    let Some(cell) = &claim.row.symbols else { return };
    let shown: Vec<String> = missing.iter().take(3).map(|name| format!("`{}`", short(name, 60))).collect();
    let more = match missing.len().saturating_sub(shown.len()) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let who = if claim.row.paths.len() > 1 { "its files hold" } else { "its file holds" };
    let names = shown.join(", ");
    let message = format!("row {} is done, but {who} no {names}{more}", claim.row.name);
    report.add(claim.at.member, cell.span, message).help("name what the file calls it, or finish the row");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect_project, silent_project};

    #[test]
    fn what_a_done_row_names_has_to_be_in_its_file() {
        expect_project(
            &RULE,
            "==> docs/p.md <==
# P

| file | op | functions/APIs | status |
|------|----|----------------|--------|
| requirements.txt | modify | Needs 'redis' and also the 'google-cloud-storage' one | done |
                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint: row requirements.txt is done, but its file holds no `google-cloud-storage`
| src/config.py | modify | Read the queue's host too: JOBS_REDIS_URL. | ✅ |
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint: row src/config.py is done, but its file holds no `JOBS_REDIS_URL`
| src/a.py | add | `Cache.get`, `put(key)`, evict_all() | done |
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint: row src/a.py is done, but its file holds no `Cache.get`, `evict_all`
==> requirements.txt <==
redis>=5
google-cloud-storage-stubs
==> src/config.py <==
JOBS_HOST = 1
==> src/a.py <==
class Cache:
    def put(self, key): ...
    def get_all(self): ...
",
        );
    }

    #[test]
    fn what_is_there_or_need_not_be_is_silent() {
        let world = |rows: &str| {
            format!(
                "==> docs/p.md <==\n# P\n\n| file | op | functions/APIs | tests | status |\n|--|--|--|--|--|\n{rows}\n==> src/a.py <==\nimport redis\nclass Cache:\n    def get(self): ...\n    redis_url: str\n==> src/b.py <==\ndef other(): ...\n==> tests/a.py <==\ndef fake_clock(): ...\n==> README.md <==\n# R\n==> pyproject.toml <==\ngoogle_cloud.storage = \"2\"\n==> lib <== (closed)\n"
            )
        };
        let rows = [
            "| src/a.py | modify | `Cache.get()`, REDIS_URL | n/a | done |",
            "| src/a.py + src/b.py | modify | `get`, `other` | n/a | done |",
            "| src/a.py | modify | `fake_clock` | tests/a.py | done |",
            "| pyproject.toml | modify | 'google-cloud-storage' | n/a | done |",
            // Not done, or it takes something away.
            "| src/a.py | modify | `missing()` | n/a | |",
            "| src/a.py | modify | `missing()` | n/a | in progress |",
            "| src/a.py | modify | `missing()` | n/a | deferred |",
            "| src/a.py | delete | `missing()` | n/a | done |",
            "| src/a.py → src/b.py | rename | `missing()` | n/a | done |",
            "| src/a.py | | `missing()` | n/a | done |",
            "| src/a.py | modify | Remove `missing()` | n/a | done |",
            "| src/a.py | modify | `missing()` → `get()` | n/a | done |",
            "| src/a.py | modify | Replaces missing() by get() | n/a | done |",
            // No name, a pattern, prose, a file that cannot be searched.
            "| src/a.py | modify | Reads more settings, also for `POST` | n/a | done |",
            "| src/a.py | modify | JOBS_* and `<API_KEY>`, `get_…` | n/a | done |",
            "| README.md | modify | `missing()` | n/a | done |",
            "| src/gone.py | modify | `missing()` | n/a | done |",
            "| src/ | modify | `missing()` | n/a | done |",
            "| src/*.py | modify | `missing()` | n/a | done |",
            "| lib/x.c | modify | `missing()` | n/a | done |",
            "| src/a.py + src/gone.py | modify | `missing()` | n/a | done |",
            "| src/a.py | modify | `missing()` | n/a | done | extra | cells |",
        ];
        let worlds = rows.map(world);
        silent_project(&RULE, &worlds.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn settings_are_capitals() {
        assert_eq!(settings("(such as JOBS_REDIS_URL), A_B=1."), ["JOBS_REDIS_URL", "A_B"]);
        assert_eq!(settings("JOBS_*, <A_KEY>, HTTP, x_Y, docs/A_B.md, A_"), [""; 0]);
    }
}
