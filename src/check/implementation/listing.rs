//! Two states written down in one text, for the examples on the pages of rules and for tests.

use super::{Active, check_implementation, take_edits};
use crate::check::{Selection, Version, compare, read_member};
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::diff::Implementation;
use crate::diff::implementation::{Before, Carrier, Does, Facts, Since, Touched, Why};
use crate::project::Ways;
use crate::source::Source;
use std::collections::{BTreeMap, BTreeSet};

/// The documents of two states and what is known of the files beside them.
///
/// Each part begins with a line `==> path <==`, as `head` prints several files. A document is the same in
/// both states unless its older text stands under `==> path <== (before)`, or it is marked `(new)`. Further
/// words in the parentheses: `--plan` and `trailer` for a plan that is named, `shallow` where history does
/// not go back to it. Lists of paths stand under `changed` (each behind `A`, `M`, `D`, `S` for a
/// submodule, or `R` with both paths, as git writes them), `changed earlier` (since the plan came, and
/// before the older state), `changed with the plan` (by the commit that brought it), `changed before the
/// plan` (between the states, and before it came), `removed again` (brought and taken away between the
/// states), `unchanged` and `ignored`.
#[derive(Debug, Default)]
pub struct Listing {
    /// The newer documents, by path.
    pub after: BTreeMap<String, Source>,
    before: BTreeMap<String, Source>,
    flags: BTreeMap<String, String>,
    changed: Vec<Touched>,
    earlier: Vec<Touched>,
    with: Vec<Touched>,
    removed: Vec<Touched>,
    too_early: BTreeSet<String>,
    there: BTreeSet<String>,
    ignored: BTreeSet<String>,
}

impl Listing {
    /// Reads a listing.
    pub fn read(text: &str) -> Self {
        let mut listing = Self::default();
        for part in text.split("==> ").skip(1) {
            let (head, body) = part.split_once('\n').unwrap_or((part, ""));
            let (name, flags) = head.split_once(" <==").unwrap_or((head, ""));
            let flags = flags.trim().trim_start_matches('(').trim_end_matches(')');
            let paths = || body.lines().map(str::to_owned);
            match name {
                "changed" => listing.changed = body.lines().filter_map(touched).collect(),
                "changed earlier" => listing.earlier = body.lines().filter_map(touched).collect(),
                "changed with the plan" => listing.with = body.lines().filter_map(touched).collect(),
                "removed again" => listing.removed = body.lines().filter_map(touched).collect(),
                "changed before the plan" => listing.too_early.extend(paths()),
                "unchanged" => listing.there.extend(paths()),
                "ignored" => listing.ignored.extend(paths()),
                _ if flags == "before" => {
                    listing.before.insert(name.to_owned(), Source::new(name, body));
                }
                _ => {
                    listing.after.insert(name.to_owned(), Source::new(name, body));
                    listing.flags.insert(name.to_owned(), flags.to_owned());
                }
            }
        }
        let stays = |it: &&Touched| it.does != Does::Deleted;
        let changed = listing.changed.iter().chain(&listing.earlier).chain(&listing.with).filter(stays);
        listing.there.extend(changed.map(|it| it.path.clone()).chain(listing.after.keys().cloned()));
        listing
    }

    fn has(&self, path: &str, flag: &str) -> bool {
        self.flags.get(path).is_some_and(|flags| flags.split(' ').any(|word| word == flag))
    }

    fn facts(&self, settings: &Settings) -> Facts<'_> {
        let mut carriers = Vec::new();
        for (path, source) in &self.after {
            let Some(member) = read_member(source, settings) else { continue };
            let older = self.before.get(path).and_then(|older| read_member(older, settings));
            let before = match older {
                Some(older) => Before::Other(Box::new(older)),
                None if self.has(path, "new") => Before::New,
                None => Before::Same,
            };
            carriers.push(Carrier { member, before });
        }
        let named = self.after.keys().filter_map(|path| match path {
            _ if self.has(path, "--plan") => Some((path.clone(), Why::Named)),
            _ if self.has(path, "trailer") => Some((path.clone(), Why::Trailer("4f2a91c0de".to_owned()))),
            _ => None,
        });
        let named: Vec<(String, Why)> = named.collect();
        Facts {
            ways: Ways::default(),
            infer: named.is_empty(),
            carriers,
            changed: self.changed.clone(),
            there: self.there.clone(),
            named,
        }
    }

    /// What the rules say, by the path of the plan.
    pub fn judge(&self, active: &Active) -> Vec<(String, Diagnostic)> {
        let settings = Settings::default();
        let all = Active::new(&settings, &Selection::default());
        let mut implementation = Implementation::new(self.facts(&settings));
        implementation.exempt =
            self.changed.iter().map(|it| it.path.clone()).filter(|it| self.is_exempt(it)).collect();
        implementation.ignored.clone_from(&self.ignored);
        implementation.removed.clone_from(&self.removed);
        for plan in &mut implementation.plans {
            let known: BTreeSet<&str> = self.earlier.iter().map(|it| it.path.as_str()).collect();
            let own = |it: &&Touched| !known.contains(it.path.as_str()) && !self.too_early.contains(&it.path);
            let later = self.earlier.iter().chain(self.changed.iter().filter(own)).cloned().collect();
            plan.since = Since {
                with: self.with.clone(),
                later,
                whole: !self.has(&plan.carrier.member.path, "shallow"),
            };
        }
        let (settings, all) = (&settings, &all);
        fn version<'v>(source: &'v Source, settings: &'v Settings, active: &'v Active) -> Version<'v> {
            Version { path: &source.path, source, settings, active }
        }
        let new: Vec<Version<'_>> = self
            .after
            .values()
            .filter(|it| self.before.contains_key(&it.path))
            .map(|it| version(it, settings, all))
            .collect();
        let old: Vec<Version<'_>> = self.before.values().map(|it| version(it, settings, all)).collect();
        take_edits(&mut implementation, &compare(&old, &new, &[]).changes);
        let heard = check_implementation(&implementation, active).into_iter();
        heard
            .filter_map(|(at, said)| Some((implementation.plans.get(at)?.carrier.member.path.clone(), said)))
            .collect()
    }

    fn is_exempt(&self, path: &str) -> bool {
        self.after.contains_key(path) || super::carries_nothing(path)
    }
}

/// A line of `git diff --name-status`.
fn touched(line: &str) -> Option<Touched> {
    let mut words = line.split_whitespace();
    let (status, path) = (words.next()?, words.next()?);
    let (does, path) = match status {
        "A" => (Does::Added, path),
        "D" => (Does::Deleted, path),
        "R" => (Does::Moved { from: path.to_owned() }, words.next()?),
        _ => (Does::Modified, path),
    };
    Some(Touched { path: path.to_owned(), does, closed: status == "S" })
}
