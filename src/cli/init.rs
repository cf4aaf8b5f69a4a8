//! `ddr init`: look at what is there, say what was recognised, and write the tightest `ddr.yaml` under
//! which it passes.
//!
//! Whether it passes is not guessed: a draft is tried on the documents as `ddr check` would, and what is
//! still said of them goes into a baseline.

mod recognised;
mod trial;

use super::args::{Check, Color, Global, Init, Ratchet};
use super::check;
use super::git::{Git, Refused, Surroundings};
use super::output::{Exit, complain, print, tell};
use super::paths::{absolute, relative, shown};
use super::project::CONFIG;
use super::{read, write};
use crate::render::summary::counted;
use crate::render::text::Look;
use crate::schema::{Family, fold};
use crate::start::{Draft, LIMITS, Seen, Word, globs, known_elsewhere};
use recognised::{Recognised, recognise};
use std::collections::BTreeMap;
use std::path::Path;

/// A folder where documents of a young project may go.
const USUAL: &str = "docs/design";

/// What is taken as given.
const BASELINE: &str = "ddr-baseline.json";

/// So often a draft is made anew: what one hides, the next may show.
const MOST_TRIALS: usize = 4;

/// A word of its own must stand in so many cells to be taken for one.
const PLAINLY_USED: usize = 2;

/// Fewer records than this tell nothing of the custom of a team.
const CUSTOM: usize = 3;

/// Runs the verb.
pub fn run(args: &Init, global: &Global, look: Look) -> Exit {
    make(args, global, look).unwrap_or_else(|why| {
        complain(&why);
        Exit::Unable
    })
}

fn make(args: &Init, global: &Global, look: Look) -> Result<Exit, String> {
    if global.config.is_some() {
        return Err("--config names a file to be read, and `ddr init` writes one; leave it out".to_owned());
    }
    let cwd =
        std::env::current_dir().map_err(|error| format!("no working directory: {}", read::reason(&error)))?;
    let folder = absolute(args.folder.as_deref().unwrap_or_else(|| Path::new(".")), &cwd);
    let metadata = std::fs::metadata(&folder);
    let metadata = metadata.map_err(|error| format!("{}: {}", shown(&folder, &cwd), read::reason(&error)))?;
    if !metadata.is_dir() {
        return Err(format!(
            "{} is no folder; name the one that the project is to have",
            shown(&folder, &cwd)
        ));
    }
    let path = folder.join(CONFIG);
    let name = shown(&path, &cwd);
    if !args.dry_run && std::fs::symlink_metadata(&path).is_ok() {
        return Err(format!(
            "{name} is there already and is not overwritten; `ddr init --dry-run` prints what would be written"
        ));
    }
    let taken = folder.join(BASELINE);
    if !args.dry_run && std::fs::symlink_metadata(&taken).is_ok() {
        return Err(format!(
            "{} is there already and is not overwritten; move it away, or name it as `baseline` in a ddr.yaml",
            shown(&taken, &cwd)
        ));
    }
    let seen = recognise(&path, &folder)?;
    let git = Git::open(&folder, &Surroundings::of_process(&cwd)).ok();
    let mut draft = drafted(&seen, git.as_ref());
    let left = settle(&mut draft, &path, &folder)?;
    let text = draft.text();
    if args.dry_run {
        said(&seen, &draft, left, global);
        return Ok(print([text.as_str()]));
    }
    write::create(&path, &text).map_err(|error| format!("cannot write {name}: {}", read::reason(&error)))?;
    said(&seen, &draft, left, global);
    if draft.baseline.is_none() {
        return Ok(print([format!("wrote {name}\n").as_str()]));
    }
    let exit = write_baseline(&folder, look);
    Ok(exit.max(print([format!("wrote {name} and {}\n", shown(&taken, &cwd)).as_str()])))
}

/// What can be said before anything is tried.
fn drafted(seen: &Recognised, git: Option<&Git>) -> Draft {
    let mut draft =
        Draft { exclude: seen.unreadable.clone(), readme: seen.readme.clone(), ..Draft::default() };
    let of = |family: Family| -> Vec<&str> {
        let own = seen.documents.iter().filter(|seen| seen.family == family && !seen.template);
        own.map(|seen| seen.path.as_str()).collect()
    };
    let (records, plans) = (of(Family::Record), of(Family::Plan));
    let unreadable = |path: &&str| seen.unreadable.iter().any(|(it, _)| it == path);
    let strangers: Vec<&str> =
        seen.others.iter().map(String::as_str).filter(|path| !unreadable(path)).collect();
    let mut of_records = globs(&records, &[strangers.as_slice(), plans.as_slice()].concat());
    let of_plans = globs(&plans, &[strangers.as_slice(), records.as_slice()].concat());
    // The last glob that matches counts, so that of the plans may take some out of that of the records.
    let wider = globs(&records, &strangers);
    if wider.len() < of_records.len() || of_records.iter().any(|glob| !glob.contains('*')) {
        of_records = wider;
    }
    draft.kinds.extend(of_records.into_iter().map(|glob| (glob, "ddr".to_owned())));
    draft.kinds.extend(of_plans.into_iter().map(|glob| (glob, "patch-plan".to_owned())));
    let prose: Vec<&str> = seen.prose.iter().map(String::as_str).collect();
    let no_prose: Vec<&str> = strangers.iter().copied().filter(|path| !prose.contains(path)).collect();
    let rest = [no_prose.as_slice(), records.as_slice(), plans.as_slice()].concat();
    draft.prose = (prose.len(), globs(&prose, &rest));
    let documents: Vec<&Seen> = seen.documents.iter().filter(|seen| !seen.template).collect();
    draft.limits = limits(&documents);
    draft.statuses = words(documents.iter().flat_map(|seen| &seen.statuses), false);
    draft.row_statuses = words(documents.iter().flat_map(|seen| &seen.row_statuses), true);
    draft.main = git.and_then(main_branch);
    draft
}

/// For each limit that a document could keep: the largest that is stated, else what the schema or custom
/// asks, else the largest in use. Nobody meant a smaller one: that a record has two decisions is chance.
fn limits(documents: &[&Seen]) -> Vec<(usize, usize, String)> {
    let mut found = Vec::new();
    for (at, (_, asked, what)) in LIMITS.iter().enumerate() {
        let of = |seen: &&Seen| seen.largest.get(at).copied().flatten().map(|size| (size, seen.path.clone()));
        let largest = documents.iter().filter_map(of).max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        let stated = documents.iter().filter_map(|seen| seen.stated.get(at).copied().flatten()).max();
        let in_use = largest.as_ref().map_or(0, |(size, _)| *size);
        found.extend(match (asked, stated, largest) {
            (_, Some(stated), _) if stated >= in_use => {
                Some((at, stated, format!("{what}; the largest limit that a document states")))
            }
            (asked, _, Some(_)) if in_use <= *asked => {
                Some((at, *asked, format!("{what}; the largest has {in_use}")))
            }
            (_, _, Some((size, path))) => Some((at, size, format!("{what}; as many as {path} has"))),
            _ => None,
        });
    }
    found
}

/// Words that are used plainly enough to be meant.
fn words<'s>(used: impl Iterator<Item = &'s String>, of_rows: bool) -> Vec<Word> {
    let mut found: BTreeMap<String, Word> = BTreeMap::new();
    for text in used {
        let word = found.entry(fold(text).into_owned()).or_insert_with(|| Word {
            text: text.clone(),
            means: known_elsewhere(text, of_rows).map(str::to_owned),
            times: 0,
        });
        word.times += 1;
    }
    found.into_values().filter(|word| word.means.is_some() || word.times >= PLAINLY_USED).collect()
}

/// The main branch by its own name, not as a remote calls it.
fn main_branch(git: &Git) -> Option<String> {
    match git.main_branch(None) {
        Ok(main) => Some(main.name.strip_prefix("origin/").unwrap_or(&main.name).to_owned()),
        Err(Refused::NoCommits) => git.head().ok()?.branch,
        // Of a single branch nobody doubts that it is the main one.
        Err(Refused::NoMain(_)) => match git.branches().ok()?.as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        },
        Err(_) => None,
    }
}

/// Tries the draft until every document can be checked; gives the number of diagnostics that are left for
/// the baseline.
fn settle(draft: &mut Draft, path: &Path, folder: &Path) -> Result<usize, String> {
    let records = draft.kinds.iter().any(|(_, schema)| schema == "ddr");
    let mut left = 0;
    for _ in 0..MOST_TRIALS {
        let tried = trial::tried(path, folder, &draft.text())?;
        if draft.kept.is_empty() && records && tried.documents >= CUSTOM {
            draft.kept = trial::kept(path, folder, &draft.text())?;
        }
        left = tried.failing.values().sum();
        if tried.unable.is_empty() {
            break;
        }
        draft.exclude.extend(tried.unable);
        draft.exclude.sort();
        draft.exclude.dedup_by(|a, b| a.0 == b.0);
    }
    draft.baseline = (left > 0).then(|| BASELINE.to_owned());
    Ok(left)
}

/// Writes the baseline of a project whose `ddr.yaml` is there.
fn write_baseline(folder: &Path, look: Look) -> Exit {
    let given = Ratchet { write_baseline: Some(None), ..Ratchet::default() };
    let check = Check { root: Some(folder.to_owned()), given, ..Check::default() };
    let quiet = Global { config: None, color: Color::Auto, quiet: 2, verbose: false };
    check::run(&check, &quiet, look)
}

/// What was recognised, for people.
fn said(seen: &Recognised, draft: &Draft, left: usize, global: &Global) {
    if global.quiet > 0 {
        return;
    }
    let say = |line: String| tell(&line);
    let templates = seen.documents.iter().filter(|seen| seen.template).count();
    let of = |family| seen.documents.iter().filter(move |seen| seen.family == family && !seen.template);
    let (records, plans) = (of(Family::Record).count(), of(Family::Plan).count());
    if records + plans == 0 {
        say(format!(
            "no design record or patch plan recognised among {}; `ddr new record \"What is decided\"` begins one",
            counted(seen.others.len(), "Markdown file")
        ));
        say(format!("documents may stand anywhere; where nothing else says so, new ones go to {USUAL}"));
    } else {
        let kind = |number: usize, word: &str, schema: &str| {
            let globs = draft.kinds.iter().filter(|(_, kind)| kind == schema).map(|(glob, _)| glob.as_str());
            let globs: Vec<&str> = globs.take(4).collect();
            format!("{}: {}", counted(number, word), globs.join(", "))
        };
        if records > 0 {
            say(kind(records, "record", "ddr"));
        }
        if plans > 0 {
            say(kind(plans, "patch plan", "patch-plan"));
        }
        if templates > 0 {
            say(format!("{}, which no rule looks at", counted(templates, "template")));
        }
        if !seen.others.is_empty() {
            say(format!("{}, no record or plan", counted(seen.others.len(), "other Markdown file")));
        }
    }
    if let (count, [first, ..]) = (draft.prose.0, draft.prose.1.as_slice()) {
        let decide = if count == 1 { "decides" } else { "decide" };
        say(format!(
            "{} {decide} in running text, as ADRs do ({first}); a comment in ddr.yaml shows the schema that checks them",
            counted(count, "file")
        ));
    }
    let words = draft.statuses.iter().chain(&draft.row_statuses).map(|word| word.text.as_str());
    let words: Vec<&str> = words.collect();
    if !words.is_empty() {
        say(format!("statuses of your own: {}", words.join(", ")));
    }
    for (path, why) in &draft.exclude {
        say(format!("left out {path}: {why}"));
    }
    if left > 0 {
        say(format!("{} of today taken as given by {BASELINE}", counted(left, "diagnostic")));
    }
    if let Some(above) = &seen.above {
        say(format!(
            "{above} above does not hold for this folder any more; `extend` in ddr.yaml takes it over"
        ));
    }
    for path in &seen.nested {
        say(format!("{path} below makes a project of its own, which this file does not reach"));
    }
}

/// The nearest `ddr.yaml` above a folder, as seen from there.
fn above(folder: &Path, git: Option<&Path>) -> Option<String> {
    let fence = git?;
    let mut folders = folder.ancestors().skip(1).take_while(|above| above.starts_with(fence));
    let found = folders.find(|above| above.join(CONFIG).is_file())?;
    Some(relative(&found.join(CONFIG), folder))
}
