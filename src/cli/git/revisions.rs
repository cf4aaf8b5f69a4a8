//! Names of commits: what a user writes, the main branch, the newest commit.

use super::{Asked, Git, Oid, Refused, Side};

/// Where the working tree stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The newest commit; none before the first.
    pub commit: Option<Oid>,
    /// The branch; none where a commit is checked out by itself.
    pub branch: Option<String>,
}

/// The branch that changes go into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Main {
    /// As git would take it, such as `main` or `origin/main`.
    pub name: String,
    /// Its newest commit.
    pub commit: Oid,
    /// How it was found.
    pub by: NamedBy,
}

/// Who says which branch is the main one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedBy {
    /// `change.main` in `ddr.yaml`.
    Config,
    /// The host that the repository was cloned from: `origin/HEAD`.
    Origin,
    /// Nobody; it is called as most are.
    Custom,
}

impl Git {
    /// The commit that a name stands for. A name is never taken for an option.
    pub fn resolve(&self, rev: &str) -> Result<Oid, Refused> {
        if let Some(oid) = self.commit_of(rev)? {
            return Ok(oid);
        }
        let rev = rev.to_owned();
        if self.verify(&rev)?.is_some_and(|oid| self.exists(&oid)) {
            return Err(Refused::NotACommit(rev));
        }
        if rev == "HEAD" && self.head()?.commit.is_none() {
            return Err(Refused::NoCommits);
        }
        // `main~3` and an id may well be right, and only the clone is too short.
        let name = rev.split(['~', '^', '@']).next().unwrap_or_default();
        let counted = name.len() < rev.len() && (name.is_empty() || self.commit_of(name)?.is_some());
        let nearest = if counted { None } else { self.nearest(name)? };
        Err(if self.shallow && nearest.is_none() {
            Refused::Shallow { rev }
        } else {
            Refused::Unknown { rev, nearest }
        })
    }

    /// Whether a name stands for a commit.
    pub fn is_revision(&self, rev: &str) -> bool {
        self.commit_of(rev).is_ok_and(|found| found.is_some())
    }

    fn commit_of(&self, rev: &str) -> Result<Option<Oid>, Refused> {
        if rev.is_empty() || rev.contains('\0') {
            return Ok(None);
        }
        self.verify(&format!("{rev}^{{commit}}"))
    }

    fn verify(&self, name: &str) -> Result<Option<Oid>, Refused> {
        if name.is_empty() || name.contains('\0') {
            return Ok(None);
        }
        let output = self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", name])?;
        Ok(Oid::read(output.stdout.trim_ascii_end()).filter(|_| output.status.success()))
    }

    fn exists(&self, oid: &Oid) -> bool {
        self.run(&["cat-file", "-e", oid.as_str()]).is_ok_and(|output| output.status.success())
    }

    /// The branch or tag whose name is spelled most like a word.
    fn nearest(&self, word: &str) -> Result<Option<String>, Refused> {
        let refs = ["refs/heads", "refs/tags", "refs/remotes"];
        let listed = self.ask(&["for-each-ref", "--format=%(refname:lstrip=2)"], &refs)?;
        Ok(nearest(word, &String::from_utf8_lossy(&listed)))
    }

    /// Where the working tree stands.
    pub fn head(&self) -> Result<Head, Refused> {
        let branch = self.run(&["symbolic-ref", "--quiet", "HEAD"])?;
        let branch = String::from_utf8_lossy(branch.stdout.trim_ascii_end()).into_owned();
        let branch = branch.strip_prefix("refs/heads/").map(str::to_owned);
        Ok(Head { commit: self.commit_of("HEAD")?, branch })
    }

    /// The main branch: the one that is configured, else the one of the origin, else the usual names.
    pub fn main_branch(&self, configured: Option<&str>) -> Result<Main, Refused> {
        if let Some(name) = configured {
            let found = self.branch(name, NamedBy::Config)?;
            return match found {
                Some(main) => Ok(main),
                // A tag or an id is no branch, and a comparison with it still makes sense.
                None => match self.resolve(name) {
                    Ok(commit) => Ok(Main { name: name.to_owned(), commit, by: NamedBy::Config }),
                    Err(refused) => Err(refused),
                },
            };
        }
        let origin = self.run(&["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"])?;
        let origin = String::from_utf8_lossy(origin.stdout.trim_ascii_end()).into_owned();
        if let Some(commit) = self.commit_of(&origin)? {
            let name = origin.strip_prefix("refs/remotes/").unwrap_or(&origin).to_owned();
            return Ok(Main { name, commit, by: NamedBy::Origin });
        }
        for name in ["main", "master"] {
            if let Some(main) = self.branch(name, NamedBy::Custom)? {
                return Ok(main);
            }
        }
        if self.head()?.commit.is_none() {
            return Err(Refused::NoCommits);
        }
        Err(Refused::NoMain(["origin/HEAD", "main", "master"].map(str::to_owned).into()))
    }

    /// A branch of this clone, else of its origin: a workflow checks out one branch only.
    fn branch(&self, name: &str, by: NamedBy) -> Result<Option<Main>, Refused> {
        for (place, shown) in
            [("refs/heads/", name.to_owned()), ("refs/remotes/origin/", format!("origin/{name}"))]
        {
            if let Some(commit) = self.commit_of(&format!("{place}{name}"))? {
                return Ok(Some(Main { name: shown, commit, by }));
            }
        }
        Ok(None)
    }

    /// The newest commit that two have in common; of several equally good ones, git's first.
    pub fn merge_base(&self, a: &Oid, b: &Oid) -> Result<Oid, Refused> {
        let output = self.run(&["merge-base", a.as_str(), b.as_str()])?;
        let first = output.stdout.split(|&byte| byte == b'\n').next().unwrap_or_default();
        match Oid::read(first) {
            Some(base) => Ok(base),
            None if output.status.code() != Some(1) => {
                Err(Refused::from_stderr("merge-base", &output.stderr))
            }
            None if self.shallow => {
                Err(Refused::Shallow { rev: format!("the common commit of {} and {}", a.short(), b.short()) })
            }
            None => Err(Refused::Unrelated(a.clone(), b.clone())),
        }
    }

    /// The two states that are to be compared. Before the first commit, the default compares with
    /// nothing.
    pub fn sides(&self, asked: &Asked, main: Option<&str>) -> Result<(Side, Side), Refused> {
        match asked {
            Asked::Default => {
                let Some(head) = self.head()?.commit else { return Ok((Side::EmptyTree, Side::WorkTree)) };
                let main = self.main_branch(main)?;
                Ok((Side::Commit(self.merge_base(&main.commit, &head)?), Side::WorkTree))
            }
            Asked::Base(base) => Ok((Side::Commit(self.resolve(base)?), Side::WorkTree)),
            Asked::Two { base, head } => {
                Ok((Side::Commit(self.resolve(base)?), Side::Commit(self.resolve(head)?)))
            }
            Asked::Since { base, head } => {
                let (base, head) = (self.resolve(base)?, self.resolve(head)?);
                Ok((Side::Commit(self.merge_base(&base, &head)?), Side::Commit(head)))
            }
        }
    }
}

/// The line that is spelled most like a word, if any is close.
fn nearest(word: &str, lines: &str) -> Option<String> {
    let folded = word.to_lowercase();
    let most = (word.chars().count() / 3).clamp(1, 3);
    let near = lines.lines().map(|line| (strsim::osa_distance(&folded, &line.to_lowercase()), line));
    let near = near.filter(|(distance, _)| *distance <= most).min();
    near.map(|(_, line)| line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_branch_is_found_and_a_strange_word_is_not() {
        let lines = "main\nrelease/2.0\norigin/main\nv1.0\n";
        assert_eq!(nearest("mian", lines).as_deref(), Some("main"));
        assert_eq!(nearest("Release/2.o", lines).as_deref(), Some("release/2.0"));
        assert_eq!(nearest("deadbeef", lines), None);
    }
}
