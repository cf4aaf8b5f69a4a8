//! Globs that name some files and no others: the folder where nothing else stands in it, else what the
//! names have in common, else the names one by one. A README beside the records is never meant.

use crate::config::Glob;
use std::collections::{BTreeMap, BTreeSet};

/// Globs that match every one of `wanted` and none of `others`, in the order of their folders.
pub fn globs(wanted: &[&str], others: &[&str]) -> Vec<String> {
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in wanted {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        folders.entry(folder).or_default().push(name);
    }
    let mut found = Vec::new();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for folder in folders.keys() {
        if done.contains(folder) {
            continue;
        }
        if let Some((glob, covered)) = tree(folder, &folders, others) {
            found.push(glob);
            done.extend(covered);
        }
    }
    for (folder, names) in &folders {
        if !done.contains(folder) {
            found.extend(of_folder(folder, names, others));
        }
    }
    found.sort();
    found
}

/// One glob for a folder and those below it or beside it, where nothing else stands there.
fn tree<'f>(
    folder: &'f str,
    folders: &BTreeMap<&'f str, Vec<&str>>,
    others: &[&str],
) -> Option<(String, Vec<&'f str>)> {
    let (above, _) = folder.rsplit_once('/')?;
    for root in [folder, above] {
        let inside =
            |path: &str| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let covered: Vec<&str> = folders.keys().copied().filter(|folder| inside(folder)).collect();
        let names: Vec<&str> =
            covered.iter().filter_map(|folder| folders.get(folder)).flatten().copied().collect();
        let Some(ending) = ending(&names) else { continue };
        let glob = format!("{}/**/*.{ending}", escaped(root));
        if covered.len() > 1 && fits(&glob, &[], others) {
            return Some((glob, covered));
        }
    }
    None
}

fn of_folder(folder: &str, names: &[&str], others: &[&str]) -> Vec<String> {
    // A glob without `/` would match at any depth.
    let place = format!("{}/", escaped(folder));
    let paths: Vec<String> = names
        .iter()
        .map(|name| if folder.is_empty() { (*name).to_owned() } else { format!("{folder}/{name}") })
        .collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let whole = ending(names).into_iter().flat_map(|ending| {
        let numbered = names.iter().all(|name| name.starts_with(|c: char| c.is_ascii_digit()));
        let numbered = numbered.then(|| format!("{place}[0-9]*.{ending}"));
        let prefix = common(names.iter().copied(), false);
        let prefix = prefix.map(|prefix| format!("{place}{}*.{ending}", escaped(&prefix)));
        let stems = names.iter().filter_map(|name| name.rsplit_once('.')).map(|(stem, _)| stem);
        let suffix = common(stems, true).map(|suffix| format!("{place}*{}.{ending}", escaped(&suffix)));
        // The plans of several records, each after its own record.
        let phases = names.iter().all(|name| name.to_ascii_lowercase().contains("phase"));
        let phases = phases.then(|| format!("{place}*phase*.{ending}"));
        // Of a project's top folder nobody can say what will stand there.
        let all = (!folder.is_empty()).then(|| format!("{place}*.{ending}"));
        [numbered, all, phases, prefix, suffix]
    });
    let fitting = whole.flatten().find(|glob| fits(glob, &paths, others));
    fitting.map_or_else(
        || names.iter().map(|name| format!("{place}{}", escaped(name))).collect(),
        |glob| vec![glob],
    )
}

/// Whether a glob matches all of some paths, and none of the others.
fn fits(glob: &str, wanted: &[&str], others: &[&str]) -> bool {
    Glob::new(glob).is_ok_and(|glob| {
        wanted.iter().all(|path| glob.matches(path)) && !others.iter().any(|path| glob.matches(path))
    })
}

/// The ending that all names have.
fn ending<'n>(names: &[&'n str]) -> Option<&'n str> {
    let ending = |name: &'n str| name.rsplit_once('.').map(|(_, ending)| ending);
    let first = ending(names.first()?)?;
    names.iter().all(|name| ending(name) == Some(first)).then_some(first)
}

/// What several names begin or end with, up to the end of a word: `adr-`, `-plan`.
fn common<'n>(mut names: impl Iterator<Item = &'n str>, at_end: bool) -> Option<String> {
    let letters = |name: &str| -> Vec<char> {
        if at_end { name.chars().rev().collect() } else { name.chars().collect() }
    };
    let mut shared = letters(names.next()?);
    let mut several = false;
    for name in names {
        several = true;
        let other = letters(name);
        let same = shared.iter().zip(&other).take_while(|(a, b)| a == b).count();
        shared.truncate(same);
    }
    let end = shared.iter().rposition(|c| matches!(c, '-' | '_' | '.' | ' '))?;
    shared.truncate(end + 1);
    if at_end {
        shared.reverse();
    }
    let shared: String = shared.into_iter().collect();
    (several && shared.chars().filter(|c| c.is_alphabetic()).count() > 1).then_some(shared)
}

/// A path as a glob that means itself.
fn escaped(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        if matches!(c, '*' | '?' | '[' | ']' | '{' | '}' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(wanted: &[&str], others: &[&str]) -> String {
        let found = globs(wanted, others);
        let compiled: Vec<Glob> = found.iter().map(|glob| Glob::new(glob).unwrap()).collect();
        for path in wanted {
            assert!(compiled.iter().any(|glob| glob.matches(path)), "{path} by {found:?}");
        }
        for path in others {
            assert!(!compiled.iter().any(|glob| glob.matches(path)), "{path} by {found:?}");
        }
        found.join(" ")
    }

    #[test]
    fn a_folder_of_one_kind_is_one_glob() {
        assert_eq!(
            told(&["docs/design/a.md", "docs/design/b.md"], &["README.md", "docs/x.md"]),
            "docs/design/*.md"
        );
        assert_eq!(told(&["docs/adr/0001-a.md"], &["docs/adr/README.md"]), "docs/adr/[0-9]*.md");
        assert_eq!(told(&["docs/adr/0001-a.md"], &[]), "docs/adr/[0-9]*.md", "a README may come");
    }

    #[test]
    fn beside_others_the_names_tell() {
        assert_eq!(told(&["docs/plan-a.md", "docs/plan-b.md"], &["docs/guide.md"]), "docs/plan-*.md");
        assert_eq!(told(&["docs/a-plan.md", "docs/b-plan.md"], &["docs/a.md"]), "docs/*-plan.md");
        assert_eq!(told(&["docs/a.md", "docs/b.md"], &["docs/c.md"]), "docs/a.md docs/b.md");
    }

    #[test]
    fn plans_beside_their_records_are_told_by_their_phase() {
        let plans = ["docs/0001-a-phase-1.md", "docs/0002-b-phase-1.md"];
        assert_eq!(told(&plans, &["docs/0001-a.md", "docs/0002-b.md"]), "docs/*phase*.md");
    }

    #[test]
    fn at_the_top_a_name_is_anchored() {
        assert_eq!(told(&["DESIGN.md"], &["README.md", "sub/DESIGN.md"]), "/DESIGN.md");
        assert_eq!(told(&["a.md", "b.md"], &[]), "/a.md /b.md");
    }

    #[test]
    fn several_folders_of_one_kind_are_one_glob() {
        let wanted = ["docs/plans/one/a.md", "docs/plans/two/b.md", "docs/plans/c.md"];
        assert_eq!(told(&wanted, &["docs/x.md"]), "docs/plans/**/*.md");
        assert_eq!(told(&wanted[..2], &["docs/plans/README.md"]), "docs/plans/one/*.md docs/plans/two/*.md");
    }

    #[test]
    fn odd_names_mean_themselves() {
        assert_eq!(told(&["docs/a[1].md"], &["docs/a1.md"]), "docs/a\\[1\\].md");
        told(&["d {x}/a.md", "d {x}/b.md"], &["d x/c.md", "d {x}/README.md"]);
    }
}
