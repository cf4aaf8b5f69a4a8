//! Finding the repository of a folder.
//!
//! We look for `.git` ourselves, as `project` does, and let git confirm it from that folder. git's own
//! search would also take a folder for a repository because it looks like a bare one: documents can
//! hold such a folder, with settings of its own.

use super::process::{Call, OF_A_HOOK, Surroundings};
use super::{Git, History, NoGit, Oid, history};
use crate::cli::paths::{absolute, relative};
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Child;

/// Ids of the tree without files, by the hash that a repository uses.
const EMPTY_TREES: [(&str, &str); 2] = [
    ("sha1", "4b825dc642cb6eb9a060e54bf8d69288fbee4904"),
    ("sha256", "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"),
];

impl Git {
    /// The repository that a folder (absolute and clean) is in. The variables that a hook gets count
    /// only for the repository that the hook runs in.
    pub fn open(folder: &Path, surroundings: &Surroundings) -> Result<Self, NoGit> {
        Ok(Self::open_while(folder, surroundings, |_| ())?.0)
    }

    /// The repository that a file (absolute and clean) is in, with the history of its path from the newest
    /// commit on. That is asked for before git has said what the repository is, so that the answers to both
    /// are found at once; if it turns out to be none, nobody reads it. None where only the variables of a
    /// hook say which repository is meant.
    pub fn open_telling(full: &Path, surroundings: &Surroundings) -> Result<(Self, Option<History>), NoGit> {
        let tell = |call: Call<'_>| history::start(call, &["HEAD"], &[&relative(full, call.folder)]);
        let (git, history) = Self::open_while(full, surroundings, tell)?;
        let history = history.and_then(Result::ok).filter(|_| git.newest.is_some());
        Ok((git, history))
    }

    /// Opens, and has something done while git is asked.
    fn open_while<T>(
        folder: &Path,
        surroundings: &Surroundings,
        meanwhile: impl FnOnce(Call<'_>) -> T,
    ) -> Result<(Self, Option<T>), NoGit> {
        let program = surroundings.program()?;
        let plain = surroundings.for_git();
        let near = nearest(folder);
        let hook = hook(&program, surroundings, &plain);
        let Some(root) = near else {
            // Files and repository may lie apart, and then only the variables tell.
            return match hook {
                Some(Hook { found, top: Some(root), vars }) if folder.starts_with(&root) => {
                    Ok((git(program, root, found, vars), None))
                }
                _ => Err(none(folder)),
            };
        };
        let call = Call { program: &program, folder: root, vars: &plain };
        let asked = probe(call);
        let done = hook.is_none().then(|| meanwhile(call));
        let found = asked.and_then(|asked| asked.answer(call)).map_err(|reason| reason.at(root))?;
        let root = root.to_owned();
        Ok(match hook {
            // Its variables may name other places for commits too.
            Some(hook) if hook.found.git_dir == found.git_dir => {
                (git(program, root, Probe { newest: None, ..found }, hook.vars), done)
            }
            _ => (git(program, root, found, plain), done),
        })
    }
}

/// The nearest folder with a `.git`, which a worktree and a submodule have as a file.
fn nearest(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|above| above.join(".git").symlink_metadata().is_ok())
}

fn git(program: PathBuf, root: PathBuf, found: Probe, vars: BTreeMap<OsString, OsString>) -> Git {
    // git takes a relative one from the top of the working tree.
    let index = vars.get(OsStr::new("GIT_INDEX_FILE"));
    let index = index.map_or_else(|| found.git_dir.join("index"), |index| absolute(Path::new(index), &root));
    let Probe { shallow, empty_tree, newest, .. } = found;
    Git { program, root, index, shallow, empty_tree, newest, vars }
}

/// Why there is nothing above a folder.
fn none(folder: &Path) -> NoGit {
    let looks_bare = |folder: &&Path| {
        folder.join("HEAD").is_file() && folder.join("objects").is_dir() && folder.join("refs").is_dir()
    };
    match folder.ancestors().find(looks_bare) {
        Some(bare) => NoGit::Bare(bare.to_owned()),
        None => NoGit::NoRepository(folder.to_owned()),
    }
}

/// The repository that the variables of a hook mean.
struct Hook {
    found: Probe,
    /// The top of its files, where the variables name it.
    top: Option<PathBuf>,
    /// The environment with the variables, made absolute.
    vars: BTreeMap<OsString, OsString>,
}

fn hook(program: &Path, surroundings: &Surroundings, plain: &BTreeMap<OsString, OsString>) -> Option<Hook> {
    let mut vars = plain.clone();
    for name in OF_A_HOOK {
        let Some(value) = surroundings.var(name).filter(|value| !value.is_empty()) else { continue };
        let folder = matches!(name, "GIT_DIR" | "GIT_WORK_TREE" | "GIT_COMMON_DIR");
        let value = if folder {
            absolute(Path::new(value), &surroundings.cwd).into_os_string()
        } else {
            value.clone()
        };
        vars.insert(name.into(), value);
    }
    if vars.len() == plain.len() {
        return None;
    }
    // Given only the repository, git takes the working directory for the top of the files.
    let top = vars.get(OsStr::new("GIT_WORK_TREE")).map(PathBuf::from);
    let here = match &top {
        Some(top) => top,
        None if vars.contains_key(OsStr::new("GIT_DIR")) => surroundings.cwd.as_path(),
        None => nearest(&surroundings.cwd)?,
    };
    let call = Call { program, folder: here, vars: &vars };
    let found = probe(call).and_then(|asked| asked.answer(call)).ok()?;
    Some(Hook { found, top, vars })
}

/// What a repository says about itself.
#[derive(Debug, PartialEq, Eq)]
struct Probe {
    shallow: bool,
    empty_tree: Oid,
    /// The newest commit, if there is one.
    newest: Option<Oid>,
    git_dir: PathBuf,
}

/// Why it says nothing.
#[derive(Debug, PartialEq, Eq)]
enum Silent {
    NotStarted(String),
    Bare,
    /// The top of the files is another folder; the repository that says so.
    NotTop(PathBuf),
    NotOwned,
    Broken,
}

impl Silent {
    fn at(self, root: &Path) -> NoGit {
        let root = root.to_owned();
        match self {
            Self::NotStarted(why) => NoGit::NotStarted(why),
            Self::Bare => NoGit::Bare(root),
            // Otherwise git passed over a `.git` that is none, and took a repository further up.
            Self::NotTop(git_dir) if git_dir.starts_with(root.canonicalize().unwrap_or_default()) => {
                NoGit::Elsewhere(root)
            }
            Self::NotTop(_) => NoGit::Broken(root),
            Self::NotOwned => NoGit::NotOwned(root),
            Self::Broken => NoGit::Broken(root),
        }
    }
}

/// A question that is under way.
struct Probing(Child);

/// Asks a repository about itself.
fn probe(call: Call<'_>) -> Result<Probing, Silent> {
    call.command(about(&["HEAD^{commit}"])).spawn().map(Probing).map_err(|error| not_started(&error))
}

impl Probing {
    fn answer(self, call: Call<'_>) -> Result<Probe, Silent> {
        let output = self.0.wait_with_output().map_err(|error| not_started(&error))?;
        if output.status.success() {
            return read(&output.stdout, true);
        }
        // There may be no commit yet.
        let output = call.command(about(&[])).output().map_err(|error| not_started(&error))?;
        if output.status.success() {
            return read(&output.stdout, false);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(if said.contains("dubious ownership") { Silent::NotOwned } else { Silent::Broken })
    }
}

fn about<'a>(newest: &[&'a str]) -> Vec<&'a str> {
    let about = ["--is-bare-repository", "--is-shallow-repository", "--show-object-format", "--show-cdup"];
    [&["rev-parse"], about.as_slice(), newest, &["--absolute-git-dir"]].concat()
}

fn not_started(error: &std::io::Error) -> Silent {
    Silent::NotStarted(crate::cli::read::reason(error))
}

/// Takes the answer apart. The way up is empty at the top of the files; the folder comes last, since
/// its name may hold anything.
fn read(answer: &[u8], has_newest: bool) -> Result<Probe, Silent> {
    let mut lines = answer.splitn(5 + usize::from(has_newest), |&byte| byte == b'\n');
    let mut line = || lines.next().unwrap_or_default();
    if line() == b"true" {
        return Err(Silent::Bare);
    }
    let shallow = line() == b"true";
    let format = line();
    let known = EMPTY_TREES.iter().find(|(name, _)| name.as_bytes() == format);
    let empty_tree = known.and_then(|(_, id)| Oid::read(id.as_bytes())).ok_or(Silent::Broken)?;
    let is_top = line().is_empty();
    let newest = if has_newest { Oid::read(line()) } else { None };
    let git_dir = line();
    let git_dir = path(git_dir.strip_suffix(b"\n").unwrap_or(git_dir));
    if !is_top {
        return Err(Silent::NotTop(git_dir));
    }
    Ok(Probe { shallow, empty_tree, newest, git_dir })
}

/// A path of the disk as git prints it.
#[cfg(unix)]
pub(super) fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(OsStr::from_bytes(bytes))
}

/// A path of the disk as git prints it.
#[cfg(not(unix))]
pub(super) fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_taken_apart() {
        let found = read(b"false\ntrue\nsha1\n\n/a/odd\nname/.git\n", false).unwrap();
        assert!(found.shallow);
        assert_eq!(found.git_dir, Path::new("/a/odd\nname/.git"));
        assert_eq!(found.empty_tree.short(), "4b825dc642");
        assert_eq!((found.newest, read(b"true\nfalse\nsha1\n/a\n", false)), (None, Err(Silent::Bare)));
        let below = read(b"false\nfalse\nsha1\n../\n/a/.git\n", false);
        assert_eq!(below, Err(Silent::NotTop("/a/.git".into())));
        assert_eq!(read(b"false\nfalse\nmd5\n\n/a/.git\n", false), Err(Silent::Broken));
        let newest = "78981922613b2afb6025042ff6bd878ac1994e85";
        let found = read(format!("false\nfalse\nsha1\n\n{newest}\n/a\n/.git\n").as_bytes(), true).unwrap();
        assert_eq!(
            (found.newest.unwrap().as_str(), found.git_dir.as_path()),
            (newest, Path::new("/a\n/.git"))
        );
    }
}
