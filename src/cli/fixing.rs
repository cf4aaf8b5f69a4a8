//! `ddr lint --fix` and `--diff`: from diagnostics with fixes to texts, and from texts to files or a patch.
//!
//! All texts are made before the first file is written. A file is written only where it still holds the
//! bytes that were read; whatever stands in the way costs that file its fixes and the run its exit code,
//! and the others are written all the same.

use super::args::Lint;
use super::changed::Changed;
use super::gather::{File, Gathered};
use super::judge::{self, How};
use super::output::{Exit, complain, print, print_bytes, tell};
use super::panics::caught;
use super::read;
use super::said::Said;
use super::store::Texts;
use super::write::{self, Written};
use crate::check::check_document;
use crate::fix::{self, Endless, Wanted};
use crate::render::git_patch::git_patch;
use crate::render::patch::{Side, patch};
use crate::render::summary::counted;
use crate::render::text::Look;
use crate::rules;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Fixes of rules about projects are looked for so often. Those of a single document have their own bound.
const MOST_ROUNDS: usize = 8;

/// Whether anything is to be mended, or what is wrong with the arguments.
pub fn asked(args: &Lint) -> Result<bool, String> {
    if args.unsafe_fixes && !args.fix && !args.diff {
        return Err("--unsafe-fixes changes what --fix and --diff do; give one of them too".to_owned());
    }
    if args.fix && args.staged && !args.diff {
        return Err(
            "--fix writes files, and --staged looks at what is staged of them; fix the files and stage them \
             again, or take `ddr lint --staged --diff | git apply --index`"
                .to_owned(),
        );
    }
    Ok(args.fix || args.diff)
}

/// What the fixes of a run make of its files.
#[derive(Debug, Default)]
pub struct Fixes {
    /// Every text that is not as it is on the disk, standard input as well.
    pub texts: Texts,
    files: Vec<Mended>,
    /// Standard input, where it was read.
    stdin: Option<PathBuf>,
    /// What could not be done.
    pub exit: Exit,
}

/// A file and what its fixes make of it.
#[derive(Debug)]
struct Mended {
    full: PathBuf,
    shown: String,
    project: usize,
    from_stdin: bool,
    before: Vec<u8>,
    applied: BTreeMap<&'static str, usize>,
}

/// Judges the files, applies what fixes there are, and judges them again, until there is none left.
pub fn mend(
    gathered: &mut Gathered,
    all: &[File],
    changed: Option<&Changed>,
    how: How<'_>,
    args: &Lint,
) -> Fixes {
    let wanted = if args.unsafe_fixes { Wanted::Unsafe } else { Wanted::Safe };
    let how = How { outputs: &[], ..how };
    let mut fixes = Fixes::default();
    let mut texts: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
    if let Some(file) = all.iter().find(|file| file.open.is_none()) {
        texts.insert(file.full.clone(), stdin());
        fixes.stdin = Some(file.full.clone());
    }
    let mut given_up: BTreeSet<PathBuf> = BTreeSet::new();
    for round in 0..=MOST_ROUNDS {
        gathered.lay(&Arc::new(texts.clone()), all);
        let said = match changed {
            Some(changed) => {
                let heard = changed.narrow(gathered, how.active);
                judge::documents_heard(gathered, how, heard)
            }
            None => judge::documents(gathered, how, &mut |_, _| {}),
        };
        let files = judge::sound(gathered);
        let work: Vec<(&File, &Said)> =
            files.into_iter().zip(&said).filter(|(file, _)| !given_up.contains(&file.full)).collect();
        let done: Vec<_> =
            work.par_iter().filter_map(|(file, said)| one(file, said, gathered, how, wanted)).collect();
        if done.is_empty() {
            break;
        }
        for (file, result) in done {
            let full = file.full.clone();
            let result = if round == MOST_ROUNDS { Err(ENDLESS.to_owned()) } else { result };
            match result {
                Ok((before, text, applied)) => {
                    texts.insert(full.clone(), text.into_bytes());
                    fixes.add(file, before, applied);
                }
                Err(why) => {
                    complain(&format!("{}: {why}; the file is left as it was", file.shown));
                    tell("help: this is a mistake in ddr; a report with the file would help to mend it");
                    fixes.exit = Exit::Unable;
                    fixes.forget(&full, &mut texts);
                    given_up.insert(full);
                }
            }
        }
    }
    fixes.files.sort_by(|a, b| a.full.cmp(&b.full));
    fixes.texts = Arc::new(texts);
    fixes
}

/// Why fixes of several documents are given up.
const ENDLESS: &str = "its fixes come to no end";

/// A file with its text as read, the text mended and the number of fixes by rule, or why it is given up.
type Done<'f> = (&'f File, Result<(String, String, BTreeMap<&'static str, usize>), String>);

/// Mends one file: by what the rules about one document say of it, else by what those about its project do.
fn one<'f>(
    file: &'f File,
    said: &Said,
    gathered: &Gathered,
    how: How<'_>,
    wanted: Wanted,
) -> Option<Done<'f>> {
    // Mostly there is nothing to mend, and the text need not be read again.
    said.diagnostics.iter().find(|said| said.fix.is_some())?;
    let source = file.read().ok()?;
    let (project, active) = (gathered.projects.list.get(file.project)?, how.active.get(file.project)?);
    let look = |path: &str| gathered.projects.store.look(project, path);
    let check = |text: &str| {
        let source = crate::source::Source::new(&*file.inside, text);
        check_document(source, &project.settings, active, &look).diagnostics
    };
    let before = source.text;
    match caught(|| fix::passes(&before, wanted, check, |said| said)) {
        Ok(Ok(fixed)) if fixed.applied.is_empty() => {
            let (text, codes) = fix::once(&before, &said.diagnostics, wanted)?;
            let mut applied = BTreeMap::new();
            codes.into_iter().for_each(|code| *applied.entry(code).or_default() += 1);
            Some((file, Ok((before, text, applied))))
        }
        Ok(Ok(fixed)) => Some((file, Ok((before, fixed.text, fixed.applied)))),
        Ok(Err(Endless(codes))) => {
            Some((file, Err(format!("the fixes of {} come to no end", codes.join(", ")))))
        }
        Err(panic) => Some((file, Err(format!("mending this file failed: {panic}")))),
    }
}

/// All of standard input; a byte more than a document may have is enough to see that it is too large.
fn stdin() -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Err(error) = std::io::stdin().lock().take(read::LARGEST + 1).read_to_end(&mut bytes) {
        complain(&format!("cannot read standard input: {}", read::reason(&error)));
    }
    bytes
}

impl Fixes {
    fn add(&mut self, file: &File, before: String, applied: BTreeMap<&'static str, usize>) {
        if let Some(known) = self.files.iter_mut().find(|known| known.full == file.full) {
            applied.into_iter().for_each(|(code, times)| *known.applied.entry(code).or_default() += times);
            return;
        }
        self.files.push(Mended {
            full: file.full.clone(),
            shown: file.shown.clone(),
            project: file.project,
            from_stdin: file.open.is_none(),
            before: before.into_bytes(),
            applied,
        });
    }

    /// Takes a file back to what it was.
    fn forget(&mut self, full: &Path, texts: &mut BTreeMap<PathBuf, Vec<u8>>) {
        let at = self.files.iter().position(|file| file.full == full);
        match at.map(|at| self.files.remove(at)) {
            Some(file) if file.from_stdin => {
                texts.insert(full.to_owned(), file.before);
            }
            Some(_) => {
                texts.remove(full);
            }
            None => {}
        }
    }

    /// Writes what is to be written: a patch, the text of standard input, files. Lists what was changed.
    pub fn write(&mut self, gathered: &Gathered, args: &Lint, look: Look, quiet: u8) {
        let exit = if args.diff { self.print_patch(gathered, look) } else { self.write_files(gathered) };
        self.exit = self.exit.max(exit);
        if quiet > 1 {
            return;
        }
        let does = if args.diff { "would fix" } else { "fixed" };
        for file in &self.files {
            tell(&format!("{does} {}: {}", file.shown, listed(&file.applied)));
        }
        if self.files.len() > 1 {
            let fixes: usize = self.files.iter().flat_map(|file| file.applied.values()).sum();
            tell(&format!("{does} {fixes} in {}", counted(self.files.len(), "file")));
        }
    }

    /// Whether any file was changed, or would be.
    pub fn any(&self) -> bool {
        !self.files.is_empty()
    }

    /// Whether standard output holds something else than the report.
    pub fn takes_stdout(&self, args: &Lint) -> bool {
        args.diff || self.stdin.is_some()
    }

    fn write_files(&mut self, gathered: &Gathered) -> Exit {
        let mut exit = Exit::Clean;
        if let Some(text) = self.stdin.as_ref().and_then(|full| self.texts.get(full)) {
            exit = print_bytes(text);
        }
        let mut texts = BTreeMap::clone(&self.texts);
        let mut written: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
        let mut kept = Vec::new();
        for file in std::mem::take(&mut self.files) {
            let Some(text) = self.texts.get(&file.full).filter(|_| !file.from_stdin) else {
                kept.push(file);
                continue;
            };
            match put(&file, text, gathered, &mut written) {
                Ok(()) => kept.push(file),
                Err(why) => {
                    complain(&format!("cannot fix {}: {why}", file.shown));
                    exit = Exit::Unable;
                    texts.remove(&file.full);
                }
            }
        }
        // What was not written is reported on as it stands.
        (self.files, self.texts) = (kept, Arc::new(texts));
        exit
    }

    fn print_patch(&self, gathered: &Gathered, look: Look) -> Exit {
        let terminal = std::io::stdout().is_terminal();
        let (mut out, mut taken) = (String::new(), BTreeSet::new());
        for file in &self.files {
            let (Ok(before), Some(after)) = (std::str::from_utf8(&file.before), self.texts.get(&file.full))
            else {
                continue;
            };
            let name = name_in_patch(file, gathered);
            // A file that two names lead to is patched once.
            if !taken.insert(name.clone()) {
                continue;
            }
            let after = String::from_utf8_lossy(after);
            if terminal {
                let name = String::from_utf8_lossy(&name);
                let side = |side: &str, text: &str| Side {
                    name: format!("{side}/{name}"),
                    mode: Some(String::new()),
                    text: Some(text.to_owned()),
                    bytes: text.as_bytes().to_vec(),
                };
                out += &patch(&side("a", before), &side("b", &after), None, look.color);
            } else {
                out += &git_patch(&name, before, &after);
            }
        }
        let exit = if self.files.is_empty() { Exit::Clean } else { Exit::Failing };
        exit.max(if terminal { print([out.as_str()]) } else { print_bytes(out.as_bytes()) })
    }
}

/// `2 wrong-word-count, 1 missing-cell`.
fn listed(applied: &BTreeMap<&'static str, usize>) -> String {
    let name = |code: &'static str| rules::find(code).map_or(code, |rule| rule.name);
    let parts: Vec<String> = applied.iter().map(|(code, times)| format!("{times} {}", name(code))).collect();
    parts.join(", ")
}

/// Writes one file, or says why not.
fn put(
    file: &Mended,
    text: &[u8],
    gathered: &Gathered,
    written: &mut BTreeMap<PathBuf, Vec<u8>>,
) -> Result<(), String> {
    let reason = |error: std::io::Error| read::reason(&error);
    let target = fs_err::canonicalize(&file.full).map_err(reason)?;
    // Another name of a file that was just written.
    if written.get(&target).is_some_and(|other| other == text) {
        return Ok(());
    }
    let fence = gathered.projects.list.get(file.project).map(|project| project.fence.as_path());
    let inside =
        fence.and_then(|fence| fs_err::canonicalize(fence).ok()).is_none_or(|it| target.starts_with(it));
    if !inside && is_link(&file.full, &target) {
        return Err("it is a link to a file outside of its project; fix that file".to_owned());
    }
    match write::replace_unchanged(&target, &file.before, text) {
        Ok(Written::Whole) => {
            written.insert(target, text.to_vec());
            Ok(())
        }
        Ok(Written::Changed) => Err("it changed on the disk meanwhile; run ddr again".to_owned()),
        Ok(Written::ReadOnly) => Err("it is read-only".to_owned()),
        Err(error) => Err(reason(error)),
    }
}

/// Whether the file itself, or a folder above it up to where both paths agree, is a link.
fn is_link(full: &Path, target: &Path) -> bool {
    full != target
}

/// The path of a file from the root of its repository, links followed, or from the working directory where
/// there is no repository; with `/`, in bytes.
fn name_in_patch(file: &Mended, gathered: &Gathered) -> Vec<u8> {
    let root = gathered.root_of_patch(&file.full);
    let real = |path: &Path| fs_err::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (full, real_root) = (real(&file.full), real(&root));
    let inside = full.strip_prefix(&real_root).or_else(|_| file.full.strip_prefix(&root));
    let path = inside.unwrap_or(&file.full);
    let parts: Vec<&[u8]> = path.iter().map(std::ffi::OsStr::as_encoded_bytes).collect();
    parts.join(&b'/')
}
