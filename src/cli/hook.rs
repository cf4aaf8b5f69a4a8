//! `ddr lint --hook`: what a run is about that pre-commit or prek started.
//!
//! They hand over the files of a commit, or of two revisions, or all, and never one that was deleted. What
//! was deleted is asked of git, and which files are read depends on what they are doing. Before a commit
//! they put aside what is not staged, so that the files handed over are those of the index; then
//! everything is looked up there, and a new file that nobody staged is not there. Where one of them
//! differs from the index, nobody is committing it: somebody wants to know of the files on the disk.

use super::changed::refused;
use super::git::{Git, Side};
use super::read;
use super::store::{Staged, Store};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is compared, and where files are read.
#[derive(Debug)]
pub struct Sides {
    /// Where files are read.
    pub store: Store,
    /// The older state.
    pub from: Side,
    /// The newer one.
    pub to: Side,
}

/// What a run with these files (absolute and clean) is about. One that `writes` files reads them as they
/// stand where git keeps other line endings.
pub fn sides(git: &Git, named: &[PathBuf], writes: bool) -> Result<Sides, String> {
    let given = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    if let (Some(from), Some(to)) = (given("PRE_COMMIT_FROM_REF"), given("PRE_COMMIT_TO_REF")) {
        let to = git.resolve(&to).map_err(refused)?;
        let from = git.resolve(&from).and_then(|from| git.merge_base(&from, &to)).map_err(refused)?;
        return Ok(Sides { store: Store::Disk, from: Side::Commit(from), to: Side::Commit(to) });
    }
    let head = git.head().map_err(refused)?.commit;
    let from = head.map_or(Side::EmptyTree, Side::Commit);
    let staged = Staged::open(git)?;
    let store = match named.iter().all(|path| is_staged(&staged, path, writes)) {
        true => Store::Staged(Arc::new(staged)),
        false => Store::Disk,
    };
    Ok(Sides { store, from, to: Side::Index })
}

/// Whether a file stands on the disk as it is staged; but for the line endings, unless that is `exact`,
/// which are as git was told to write them.
fn is_staged(staged: &Staged, path: &Path, exact: bool) -> bool {
    let inside = path.to_string_lossy();
    match (read::file(path, &inside), staged.read(path, &inside)) {
        (Ok(disk), Ok(staged)) if exact => disk.text == staged.text,
        (Ok(disk), Ok(staged)) => disk.text.lines().eq(staged.text.lines()),
        // One that cannot be read is reported on, wherever.
        (Err(_), _) => true,
        (Ok(_), Err(_)) => false,
    }
}
