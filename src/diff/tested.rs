//! Tests cells: which tests went, by what they name and not by how it is written.

use super::change::TestsLost;
use crate::model::tests_cell::Tests;
use std::collections::HashSet;

/// Paths and names of a cell.
pub(super) fn named(tests: &Tests) -> Vec<String> {
    let paths = tests.paths.iter().map(|path| tidy(&path.text));
    paths.chain(tests.names.iter().cloned()).collect()
}

/// A path in one spelling.
pub(super) fn tidy(path: &str) -> String {
    let path = path.replace('\\', "/");
    path.trim_start_matches("./").to_owned()
}

/// Whether a cell that names no test speaks of one: `existing suite` does, `no new tests` does not.
fn speaks_of_tests(tests: &Tests) -> bool {
    let words = super::words::words(&tests.text);
    let first = words.iter().next().unwrap_or_default();
    !tests.none && !matches!(first, "" | "no" | "none" | "not" | "tbd" | "todo" | "later")
}

/// What became less; `None` where nothing did. `elsewhere` are the tests that any row names now.
pub(super) fn lost(before: &Tests, after: Option<&Tests>, elsewhere: &HashSet<String>) -> Option<TestsLost> {
    let none = Tests { none: true, ..Tests::default() };
    let after = after.unwrap_or(&none);
    // Some forms name a test where no reader of ours sees it.
    let told = |name: &String| name.len() > 3 && after.text.contains(name.as_str());
    let spoken = super::words::words(&after.text);
    let old = named(before);
    let new: HashSet<String> = named(after).into_iter().collect();
    let gone: Vec<String> = old
        .iter()
        .filter(|it| !new.contains(*it) && !elsewhere.contains(*it) && !told(it))
        .cloned()
        .collect();
    let kept = gone.is_empty();
    if after.none {
        let told = !before.kinds.is_empty() || !old.is_empty();
        // Every test that it named stands in another row.
        let moved = !old.is_empty() && kept;
        let lost = speaks_of_tests(before) && !moved;
        let kinds = before.kinds.clone();
        return lost.then_some(TestsLost {
            all: true,
            named: gone,
            kinds,
            certain: told,
            ..TestsLost::default()
        });
    }
    let known: HashSet<&String> = old.iter().collect();
    let come: Vec<&String> = new.iter().filter(|it| !known.contains(it)).collect();
    let (renamed, gone): (Vec<String>, Vec<String>) =
        gone.into_iter().partition(|it| come.iter().any(|other| is_like(it, other)));
    // As many other tests may do the work of those that went.
    let replaced = come.len() >= gone.len() + renamed.len();
    // The same tests under no label, or under as many other ones.
    let relabelled = after.kinds.is_empty() || after.kinds.len() >= before.kinds.len();
    let unlabelled = relabelled && !old.is_empty() && kept;
    let mut kinds: Vec<String> = before
        .kinds
        .iter()
        .filter(|kind| {
            !after.kinds.contains(kind) && !kind.split('-').all(|word| spoken.iter().any(|it| it == word))
        })
        .cloned()
        .collect();
    if unlabelled {
        kinds.clear();
    }
    // What somebody tried by hand, and a test does now, is no loss.
    if !come.is_empty() {
        kinds.retain(|kind| kind != "manual");
    }
    let (named, replaced) = if replaced { (Vec::new(), gone) } else { (gone, Vec::new()) };
    if named.is_empty() && replaced.is_empty() && kinds.is_empty() {
        return None;
    }
    Some(TestsLost { all: false, certain: !named.is_empty(), named, replaced, kinds })
}

/// Whether two names are surely one test under another name: a file that moved, a longer name.
fn is_like(a: &str, b: &str) -> bool {
    let base = |name: &str| name.rsplit('/').next().unwrap_or_default().to_lowercase();
    let (a, b) = (base(a), base(b));
    a == b || a.contains(&b) || b.contains(&a) || strsim::normalized_levenshtein(&a, &b) >= 0.7
}
