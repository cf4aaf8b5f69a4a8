//! Trees to measure on, made from a seed alone.

mod documents;
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
    let name = if mix == Mix::Records { "records" } else { "ordinary" };
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
    if mix == Mix::Records && at % 4 == 3 {
        let record = format!("../{:05}-record.md", at - 1);
        return (format!("docs/a{area:03}/plans/{at:05}-plan.md"), documents::plan(r, at, &record));
    }
    (format!("docs/a{area:03}/{at:05}-record.md"), documents::record(r, at))
}
