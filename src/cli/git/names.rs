//! Names that were ever taken: a number that another branch has given away is not free, nor is one whose
//! file was removed since.

use super::{Git, Refused, shown};
use std::collections::BTreeSet;

impl Git {
    /// The local branches.
    pub fn branches(&self) -> Result<Vec<String>, Refused> {
        let listed = self.ask(&["for-each-ref", "--format=%(refname:lstrip=2)"], &["refs/heads"])?;
        Ok(String::from_utf8_lossy(&listed).lines().map(str::to_owned).collect())
    }

    /// The names of all files that stand or stood directly in a folder (a path of the repository, empty for
    /// its top), on any branch or tag that is known here, in the newest commit, or in the index.
    pub fn names_ever(&self, folder: &str) -> Result<BTreeSet<String>, Refused> {
        let mut paths = self.added_ever(folder)?;
        paths.extend(self.files(&super::Side::Index)?.entries.into_iter().map(|entry| entry.path));
        let own = |path: String| {
            let inside = match folder {
                "" => path.as_str(),
                _ => path.strip_prefix(folder)?.strip_prefix('/')?,
            };
            (!inside.is_empty() && !inside.contains('/')).then(|| inside.to_owned())
        };
        Ok(paths.into_iter().filter_map(own).collect())
    }

    fn added_ever(&self, folder: &str) -> Result<BTreeSet<String>, Refused> {
        let log = [
            "log",
            "--full-history",
            "-m",
            "--name-only",
            "-z",
            "--no-renames",
            "--diff-filter=A",
            "--no-ext-diff",
            "--no-textconv",
            "--no-color",
            "--format=",
        ];
        let mut args = vec!["--branches", "--remotes", "--tags"];
        // A commit that is checked out by itself is on no branch.
        if self.head()?.commit.is_some() {
            args.push("HEAD");
        }
        args.push("--");
        if !folder.is_empty() {
            args.push(folder);
        }
        let answer = self.ask(&log, &args)?;
        let pieces = answer.split(|&byte| byte == 0).filter(|piece| !piece.is_empty());
        Ok(pieces.map(shown).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Repo;

    #[test]
    fn names_of_every_branch_and_of_what_is_gone_are_taken() {
        let repo = Repo::new();
        assert!(repo.git().names_ever("docs").unwrap().is_empty());
        repo.write("docs/1-a.md", "a\n");
        repo.write("docs/sub/9-x.md", "x\n");
        repo.write("docsies/8-y.md", "y\n");
        repo.commit("one");
        repo.run(&["switch", "--quiet", "-c", "other"]);
        repo.write("docs/2-\u{e9} b.md", "b\n");
        repo.commit("two");
        repo.run(&["switch", "--quiet", "main"]);
        repo.run(&["rm", "--quiet", "docs/1-a.md"]);
        repo.write("docs/3-c.md", "c\n");
        repo.commit("three");
        repo.write("docs/4-d.md", "d\n");
        repo.run(&["add", "."]);
        let names: Vec<String> = repo.git().names_ever("docs").unwrap().into_iter().collect();
        assert_eq!(names, ["1-a.md", "2-\u{e9} b.md", "3-c.md", "4-d.md"]);
        assert_eq!(repo.git().branches().unwrap(), ["main", "other"]);
    }
}
