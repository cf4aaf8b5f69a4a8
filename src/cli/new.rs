//! `ddr new`: a record or a plan to begin with, called and numbered as those that are there.

mod place;
mod plan;
mod record;

use super::args::{Global, New, NewWhat};
use super::context;
use super::gather::{Gathered, gather};
use super::git::{Git, Surroundings};
use super::output::{Exit, complain, print, tell};
use super::paths::{absolute, relative, shown};
use super::{read, templates, write};
use crate::project::Member;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Runs the verb.
pub fn run(args: &New, global: &Global) -> Exit {
    let made = match &args.what {
        NewWhat::Record(record) => Here::look(global).and_then(|mut here| record::make(record, &mut here)),
        NewWhat::Plan(plan) => Here::look(global).and_then(|mut here| plan::make(plan, &mut here)),
    };
    made.unwrap_or_else(|why| {
        complain(&why);
        Exit::Unable
    })
}

/// The project that the user stands in.
struct Here {
    gathered: Gathered,
    /// Its number.
    project: usize,
    root: PathBuf,
    cwd: PathBuf,
    git: Option<Git>,
    members: Vec<Member>,
    quiet: bool,
}

impl Here {
    fn look(global: &Global) -> Result<Self, String> {
        let cwd = std::env::current_dir();
        let cwd = cwd.map_err(|error| format!("no working directory: {}", read::reason(&error)))?;
        let mut gathered = gather(&[], None, global)?;
        let (project, _) = gathered.place(Path::new("."));
        if gathered.projects.list.get(project).is_some_and(|it| !it.sound) {
            let fault = gathered.fault_lines().into_iter().next().unwrap_or_default();
            return Err(format!("the configuration has errors, which `ddr lint` shows: {fault}"));
        }
        let members = context::all(&mut gathered, project);
        let root = gathered.projects.list.get(project).map_or_else(|| cwd.clone(), |it| it.root.clone());
        let git = Git::open(&root, &Surroundings::of_process(&cwd)).ok();
        let mut members = members;
        members.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { gathered, project, root, cwd, git, members, quiet: global.quiet > 0 })
    }

    /// A path of the user's as the project knows it, be there anything or not.
    fn inside(&self, path: &Path) -> String {
        relative(&absolute(path, &self.cwd), &self.root)
    }

    /// A path of the project as the user would type it.
    fn shown(&self, inside: &str) -> String {
        shown(&absolute(Path::new(inside), &self.root), &self.cwd)
    }

    /// The names that are taken in a folder of the project: in the working tree, and on any branch.
    fn taken(&self, folder: &str) -> Result<Taken, String> {
        let full = absolute(Path::new(folder), &self.root);
        let listed = std::fs::read_dir(&full).into_iter().flatten().flatten();
        let here: BTreeSet<String> =
            listed.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        let mut elsewhere = BTreeSet::new();
        if let Some(git) = self.git.as_ref().filter(|git| full.starts_with(git.root())) {
            let names = git.names_ever(&relative(&full, git.root()));
            let names = names.map_err(|refused| super::git::told(refused.message(), refused.help()))?;
            elsewhere = names.into_iter().filter(|name| !here.contains(name)).collect();
        }
        Ok(Taken { here, elsewhere })
    }

    /// Fills a template, the team's own where there is one.
    fn fill(&self, name: &str, values: impl serde::Serialize) -> Result<String, String> {
        let templates = templates::of(self.gathered.projects.list.get(self.project), "new")?;
        templates.all.fill(name, values).map_err(|error| templates.told(&error))
    }

    /// Writes a file that is not there yet.
    fn write(&self, inside: &str, text: &str) -> Result<Exit, String> {
        let full = absolute(Path::new(inside), &self.root);
        let name = self.shown(inside);
        let made = full.parent().map_or(Ok(()), fs_err::create_dir_all);
        made.and_then(|()| write::create(&full, text)).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                format!("{name} is there already; name another file with --out")
            }
            _ => format!("cannot write {name}: {}", read::reason(&error)),
        })?;
        Ok(print([format!("wrote {name}\n").as_str()]))
    }

    fn tell(&self, line: &str) {
        if !self.quiet {
            tell(line);
        }
    }
}

/// The names that are taken in a folder.
#[derive(Debug, Default)]
struct Taken {
    /// In the working tree.
    here: BTreeSet<String>,
    /// On another branch, or of a file that is gone.
    elsewhere: BTreeSet<String>,
}

/// A text of the command line in one line; an empty one is none.
fn one_line(text: &str, what: &str) -> Result<String, String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        Err(format!("{what} is empty; say in a few words what it is about"))
    } else {
        Ok(line)
    }
}
