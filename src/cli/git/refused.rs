//! Why git could not answer, in our own words. What git itself says is never passed on: it may hold
//! text from the repository, and it speaks of commands that the user did not type.

use super::Oid;
use crate::model::short;
use std::path::PathBuf;

/// Names from outside are shown up to this many characters.
const NAME: usize = 80;

/// Why there is no repository to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoGit {
    /// The program is not on the search path.
    NoProgram,
    /// The program was found and could not be started.
    NotStarted(String),
    /// No folder above is a repository.
    NoRepository(PathBuf),
    /// The folder is inside a repository without files of its own.
    Bare(PathBuf),
    /// The repository says that its files are in another folder.
    Elsewhere(PathBuf),
    /// It belongs to another user, and git refuses to read it.
    NotOwned(PathBuf),
    /// There is a `.git`, and git cannot read it.
    Broken(PathBuf),
}

impl NoGit {
    /// What is wrong.
    pub fn message(&self) -> String {
        match self {
            Self::NoProgram => "the program `git` is not installed, or not on the search path".to_owned(),
            Self::NotStarted(why) => format!("the program `git` cannot be started: {why}"),
            Self::NoRepository(folder) => format!("{} is in no git repository", folder.display()),
            Self::Bare(folder) => format!("{} is a bare git repository: it holds no files", folder.display()),
            Self::Elsewhere(folder) => {
                format!("the git repository at {} keeps its files in another folder", folder.display())
            }
            Self::NotOwned(folder) => {
                format!("the git repository at {} belongs to another user", folder.display())
            }
            Self::Broken(folder) => {
                format!("the `.git` in {} is no repository that git can read", folder.display())
            }
        }
    }

    /// What to do.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NoProgram | Self::NotStarted(_) => {
                Some("install git, and check that `git --version` works here".to_owned())
            }
            Self::NoRepository(_) => Some("run `git init`, or go to the folder of a clone".to_owned()),
            Self::Bare(_) | Self::Elsewhere(_) => {
                Some("go to a clone or worktree that has the files".to_owned())
            }
            Self::NotOwned(folder) => Some(format!(
                "if you trust it, run `git config --global --add safe.directory {}`",
                folder.display()
            )),
            Self::Broken(_) => Some("`git status` in that folder says what is wrong with it".to_owned()),
        }
    }
}

/// Why a repository gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// A name that stands for nothing, with the branch or tag that is spelled most like it.
    Unknown {
        /// As the user wrote it.
        rev: String,
        /// What may have been meant.
        nearest: Option<String>,
    },
    /// It may exist, but not in a clone that has only the newest commits.
    Shallow {
        /// What was looked for.
        rev: String,
    },
    /// The name of a file, folder or tag of something that is no commit.
    NotACommit(String),
    /// A range that cannot be taken apart.
    BadRange(String),
    /// There is no commit yet.
    NoCommits,
    /// Two commits without a common one.
    Unrelated(Oid, Oid),
    /// None of these names is a branch.
    NoMain(Vec<String>),
    /// An object that a partial clone did not fetch.
    Partial,
    /// The index is damaged.
    BadIndex,
    /// git ended early, in this command.
    Stopped(&'static str),
    /// git could not be started or spoken to.
    NotStarted(String),
}

impl Refused {
    /// What is wrong.
    pub fn message(&self) -> String {
        match self {
            Self::Unknown { rev, .. } => format!("there is no revision `{}`", short(rev, NAME)),
            Self::Shallow { rev } => {
                format!("`{}` is not in this clone, which is shallow", short(rev, NAME))
            }
            Self::NotACommit(rev) => format!("`{}` is not a commit", short(rev, NAME)),
            Self::BadRange(range) => {
                format!("`{}` is not a range of revisions", short(range, NAME))
            }
            Self::NoCommits => "the repository has no commits yet".to_owned(),
            Self::Unrelated(a, b) => {
                format!("{} and {} have no commit in common", a.short(), b.short())
            }
            Self::NoMain(names) => {
                let names: Vec<String> =
                    names.iter().map(|name| format!("`{}`", short(name, NAME))).collect();
                format!("there is no main branch to compare with: no {}", names.join(", no "))
            }
            Self::Partial => "this clone is partial and lacks objects that are needed".to_owned(),
            Self::BadIndex => "git cannot read the index".to_owned(),
            Self::Stopped(command) => format!("`git {command}` ended without an answer"),
            Self::NotStarted(why) => format!("git cannot be asked: {why}"),
        }
    }

    /// What to do.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::Unknown { nearest: Some(nearest), .. } => {
                format!("did you mean `{}`?", short(nearest, NAME))
            }
            Self::Unknown { nearest: None, .. } => "`git branch --all` lists the branches".to_owned(),
            Self::Shallow { .. } => {
                "fetch more history with `git fetch --deepen=100` or `git fetch --unshallow`; \
                                     in a workflow, check out with `fetch-depth: 0`"
                    .to_owned()
            }
            Self::NotACommit(_) => "give a commit, branch or tag".to_owned(),
            Self::BadRange(_) => "write `BASE..HEAD`, `BASE...HEAD`, or two revisions".to_owned(),
            Self::NoCommits => "make a first commit, or compare with the index".to_owned(),
            Self::Unrelated(..) => "name a base that both descend from".to_owned(),
            Self::NoMain(_) => "name the base, or set `change.main` in ddr.yaml".to_owned(),
            Self::Partial => "fetch them with `git fetch --refetch --no-filter`".to_owned(),
            Self::BadIndex | Self::Stopped(_) => "`git status` and `git fsck` say what is wrong".to_owned(),
            Self::NotStarted(_) => "check that `git --version` works here".to_owned(),
        };
        Some(help)
    }

    /// Reads what git said on standard error, for the few cases that a user can do something about.
    pub(super) fn from_stderr(command: &'static str, stderr: &[u8]) -> Self {
        let text = String::from_utf8_lossy(stderr);
        let says = |words: &str| text.contains(words);
        if says("promisor") || says("unable to read tree") || says("lazy fetching disabled") {
            Self::Partial
        } else if says("index file") || says("bad signature") {
            Self::BadIndex
        } else {
            Self::Stopped(command)
        }
    }
}

/// What is wrong and what to do, in one line.
pub fn told(message: String, help: Option<String>) -> String {
    match help {
        Some(help) => format!("{message}; {help}"),
        None => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_says_is_sorted_and_never_passed_on() {
        let read = |text: &str| Refused::from_stderr("diff-tree", text.as_bytes());
        assert_eq!(read("fatal: unable to read tree (1234)"), Refused::Partial);
        assert_eq!(read("fatal: index file corrupt"), Refused::BadIndex);
        let odd = read("fatal: \u{1b}[31mtext of the repository");
        assert_eq!(odd.message(), "`git diff-tree` ended without an answer");
    }

    #[test]
    fn a_shallow_clone_is_told_how_to_deepen() {
        let shallow = Refused::Shallow { rev: "v1".to_owned() };
        assert_eq!(shallow.message(), "`v1` is not in this clone, which is shallow");
        let help = shallow.help().unwrap();
        assert!(help.contains("git fetch --deepen") && help.contains("fetch-depth: 0"), "{help}");
    }
}
