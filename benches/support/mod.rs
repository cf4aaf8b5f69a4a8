//! Trees to measure on, made from a seed alone.

mod documents;
pub mod history;
mod prose;
mod random;

use random::Random;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Raised whenever the documents change, so that an old tree is not measured by mistake.
const GENERATION: usize = 1;
const SEED: u64 = 0x5EED_DDD2;

/// What a tree is mostly made of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mix {
    /// Every document is a record or a plan.
    Records,
    /// One document of fifty is a record.
    Ordinary,
    /// A repository as it is: one document of eight is a record, one of sixteen a plan, and the files
    /// that the plans name are there. Three references to a document: paths, tests, decisions.
    Project,
}

/// A tree on disk.
pub struct Tree {
    /// Its folder.
    pub path: PathBuf,
    /// Number of documents.
    pub documents: usize,
    /// Their size together.
    pub bytes: u64,
}

/// Writes a tree below `folder`, or takes the one that an earlier run wrote.
pub fn tree(folder: &Path, mix: Mix, documents: usize) -> io::Result<Tree> {
    let name = match mix {
        Mix::Records => "records",
        Mix::Ordinary => "ordinary",
        Mix::Project => "project",
    };
    let path = folder.join(format!("{name}-{documents}-g{GENERATION}"));
    let done = path.join(".git/complete");
    if !done.exists() {
        if path.exists() {
            fs::remove_dir_all(&path)?;
        }
        // The folder is a project of its own: no ignore file or config above it has a say.
        fs::create_dir_all(path.join(".git"))?;
        for at in 0..documents {
            let (name, text) = document(mix, at);
            let file = path.join(name);
            if let Some(parent) = file.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(file, text)?;
            for made in files(mix, at) {
                let file = path.join(made);
                if let Some(parent) = file.parent() {
                    fs::create_dir_all(parent)?;
                }
                fs::write(file, "")?;
            }
        }
        fs::write(&done, "")?;
    }
    let bytes = (0..documents).map(|at| document(mix, at).1.len() as u64).sum();
    Ok(Tree { path, documents, bytes })
}

/// Path and text of one document of a tree.
fn document(mix: Mix, at: usize) -> (String, String) {
    let r = &mut Random::new(SEED, at);
    let area = at / 40;
    if mix == Mix::Ordinary && !at.is_multiple_of(50) {
        return (format!("packages/p{area:03}/doc{at:05}.md"), documents::ordinary(r, at));
    }
    if mix == Mix::Project {
        return match at % 16 {
            0 | 8 => (format!("docs/a{area:03}/{at:05}-record.md"), documents::record(r, at)),
            1 => {
                let record = format!("../{:05}-record.md", at - 1);
                let plan = documents::carried(r, at, &record);
                (format!("docs/a{:03}/plans/{at:05}-plan.md", (at - 1) / 40), plan)
            }
            _ => (format!("packages/p{area:03}/doc{at:05}.md"), documents::ordinary(r, at)),
        };
    }
    if mix == Mix::Records && at % 4 == 3 {
        let record = format!("../{:05}-record.md", at - 1);
        return (format!("docs/a{area:03}/plans/{at:05}-plan.md"), documents::plan(r, at, &record));
    }
    (format!("docs/a{area:03}/{at:05}-record.md"), documents::record(r, at))
}

/// The files that the plan at a place names.
fn files(mix: Mix, at: usize) -> Vec<String> {
    if mix != Mix::Project || at % 16 != 1 {
        return Vec::new();
    }
    let rows = 0..documents::ROWS;
    rows.flat_map(|row| [documents::source(at, row), documents::test(at, row)]).collect()
}
