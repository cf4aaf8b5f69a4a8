//! Two states of a repository: a commit, the index, the working tree.
//!
//! First git lists the paths that changed; of these, the ones that may be documents are read, all
//! from one `cat-file`. So the size of the repository does not matter, only the size of the change.

use super::limits::Limits;
use super::state::{House, State, Text, here, place, projects};
use super::texts::no_text;
use super::{Comparison, Failure, Range};
use crate::cli::args::{Diff, Global};
use crate::cli::git::{Asked, Changed, Content, Git, Kind, Node, Oid, Refused, Side, Status, Surroundings};
use crate::cli::output::{complain, tell};
use crate::cli::project::Projects;
use crate::cli::read;
use crate::cli::tree::is_markdown;
use crate::model::short;
use crate::render::visible;
use crate::source::Source;
use rayon::prelude::*;
use std::path::Path;
use std::sync::Arc;

/// A state and what readers call it.
struct Called {
    side: Side,
    name: String,
}

/// Reads both states.
pub fn states(asked: &Asked, args: &Diff, global: &Global) -> Result<Comparison, Failure> {
    let cwd = here()?;
    let git = Git::open(&cwd, &Surroundings::of_process(&cwd))?;
    let mut projects = projects(global, &cwd)?;
    let home = projects.of(&cwd);
    let main = projects.list.get(home).and_then(|project| project.settings.main_branch.clone());
    let (base, head) = sides(&git, asked, args.staged, main.as_deref())?;
    let limits = Limits::new(&args.paths, &cwd, git.root())?;
    let all = git.changed(&base.side, &head.side)?;
    let changed: Vec<Changed> = all.iter().filter(|change| limits.take(change)).cloned().collect();
    limits.check(&git, [&base.side, &head.side], &changed)?;

    let mut list = List::default();
    for change in &changed {
        list.add(change, &git, &mut projects, &limits, global.quiet);
    }
    let (from, to) = ends(&git, &base.side, &head.side)?;
    let newer = head.side.clone();
    let house = Arc::new(House::new(projects, &cwd));
    let [old, new] = list.read(&git)?;
    let state = |called: Called, texts: Vec<Text>, unread: Vec<String>| State {
        name: called.name,
        house: Arc::clone(&house),
        texts,
        unread,
        complete: true,
    };
    let unread = list.unread;
    Ok(Comparison {
        before: state(base, old, Vec::new()),
        after: state(head, new, unread),
        renames: list.renames,
        range: Some(Range { git, base: from, head: to, newer, changed: all, limits }),
    })
}

/// The two states that are meant.
fn sides(git: &Git, asked: &Asked, staged: bool, main: Option<&str>) -> Result<(Called, Called), Failure> {
    let nothing = || Called { side: Side::EmptyTree, name: "nothing (no commit yet)".to_owned() };
    let newer = || match staged {
        true => Called { side: Side::Index, name: "the index".to_owned() },
        false => Called { side: Side::WorkTree, name: "the working tree".to_owned() },
    };
    if *asked == Asked::Default {
        let Some(commit) = git.head()?.commit else { return Ok((nothing(), newer())) };
        if staged {
            return Ok((called("HEAD", Side::Commit(commit)), newer()));
        }
        let main = git.main_branch(main)?;
        let base = git.merge_base(&main.commit, &commit)?;
        let name = format!("{} (merge base with {})", base.short(), short(&main.name, 80));
        return Ok((Called { side: Side::Commit(base), name }, newer()));
    }
    let (base, head) = git.sides(asked, main)?;
    Ok(match asked {
        Asked::Default => (nothing(), newer()),
        Asked::Base(rev) => (called(rev, base), newer()),
        Asked::Two { base: a, head: b } => (called(a, base), called(b, head)),
        Asked::Since { base: a, head: b } => {
            let id = if let Side::Commit(oid) = &base { oid.short().to_owned() } else { String::new() };
            let name = format!("{id} (merge base of {} and {})", short(a, 80), short(b, 80));
            (Called { side: base, name }, called(b, head))
        }
    })
}

/// `main (1a2b3c4d5e)`; an id is not said twice.
fn called(rev: &str, side: Side) -> Called {
    let name = match &side {
        Side::Commit(oid) if oid.as_str().starts_with(rev) => oid.short().to_owned(),
        Side::Commit(oid) => format!("{} ({})", short(rev, 80), oid.short()),
        _ => short(rev, 80).into_owned(),
    };
    Called { side, name }
}

/// The commits at both ends: those of the head that the base does not have lie between the two states.
fn ends(git: &Git, base: &Side, head: &Side) -> Result<(Option<Oid>, Option<Oid>), Failure> {
    let base = if let Side::Commit(oid) = base { Some(oid.clone()) } else { None };
    let head = match head {
        Side::Commit(oid) => Some(oid.clone()),
        _ => git.head()?.commit,
    };
    Ok((base, head))
}

/// What is to be read.
#[derive(Default)]
struct List {
    pieces: Vec<Piece>,
    renames: Vec<(String, String)>,
    unread: Vec<String>,
}

/// One text of one state.
struct Piece {
    newer: bool,
    /// From the top of the repository.
    path: String,
    /// The other path of the same document.
    other: String,
    project: usize,
    /// Its path in its project.
    inside: String,
    /// None where the file on the disk is to be read.
    oid: Option<Oid>,
}

impl List {
    /// Takes note of a change, where it is one of a document.
    fn add(&mut self, change: &Changed, git: &Git, projects: &mut Projects, limits: &Limits, quiet: u8) {
        let from = match &change.status {
            Status::Renamed { from, .. } => from,
            _ => &change.path,
        };
        let sides = [(false, from, &change.before), (true, &change.path, &change.after)];
        let same = |a: &Node, b: &Node| a.kind == b.kind && a.oid.is_some() && a.oid == b.oid;
        if from == &change.path
            && let (Some(a), Some(b)) = (&change.before, &change.after)
            && same(a, b)
        {
            // Only the right to run it changed.
            return;
        }
        let mut wanted = false;
        for (_, path, node) in sides {
            wanted |= node.is_some() && may_be_document(path, git, projects, limits);
        }
        let is =
            |kind: Kind| sides.iter().any(|(_, _, node)| node.as_ref().is_some_and(|it| it.kind == kind));
        if is(Kind::Submodule) && quiet == 0 {
            tell(&format!(
                "{}: it is a submodule, and its documents are not compared",
                visible(&change.path)
            ));
        }
        if !wanted {
            return;
        }
        if change.status == Status::Unmerged {
            self.leave(&change.path, "its merge is not finished, so it has no one text");
            return;
        }
        if is(Kind::Link) {
            match change.status {
                Status::TypeChanged => {
                    self.leave(
                        &change.path,
                        "it is a symbolic link in one state, and links are not followed",
                    );
                }
                _ if quiet == 0 => {
                    tell(&format!("{}: it is a symbolic link, and is not followed", visible(&change.path)));
                }
                _ => {}
            }
            return;
        }
        for (newer, path, node) in sides {
            let Some(Node { kind: Kind::File, oid }) = node else { continue };
            let (project, inside) = place(projects, &git.root().join(path));
            let other = if newer { from.clone() } else { change.path.clone() };
            let oid = oid.clone();
            self.pieces.push(Piece { newer, path: path.clone(), other, project, inside, oid });
        }
        if from != &change.path {
            self.renames.push((from.clone(), change.path.clone()));
        }
    }

    /// Says why a document is not compared.
    fn leave(&mut self, path: &str, why: &str) {
        complain(&format!("{}: {why}", visible(path)));
        self.unread.push(path.to_owned());
    }

    /// Reads everything, the older texts and the newer ones.
    fn read(&mut self, git: &Git) -> Result<[Vec<Text>; 2], Failure> {
        let mut pieces = std::mem::take(&mut self.pieces);
        pieces.sort_by(|a, b| (a.newer, &a.path).cmp(&(b.newer, &b.path)));
        let oids: Vec<Oid> = pieces.iter().filter_map(|piece| piece.oid.clone()).collect();
        let mut contents = Vec::with_capacity(oids.len());
        if !oids.is_empty() {
            git.batch()?.each(&oids, |_, content| contents.push(content))?;
        }
        let mut contents = contents.into_iter();
        let given: Vec<(Piece, Option<Content>)> = pieces
            .into_iter()
            .map(|piece| {
                let content = piece.oid.as_ref().and_then(|_| contents.next());
                (piece, content)
            })
            .collect();
        let root = git.root();
        let read: Vec<(Piece, Result<Source, String>)> = given
            .into_par_iter()
            .map(|(piece, content)| {
                let source = source(&piece, content, root);
                (piece, source)
            })
            .collect();
        let (mut texts, mut partial) = ([Vec::new(), Vec::new()], false);
        for (piece, source) in read {
            match source {
                Ok(source) => {
                    let [old, new] = &mut texts;
                    let list = if piece.newer { new } else { old };
                    list.push(Text { path: piece.path, project: piece.project, source });
                }
                Err(why) => {
                    partial |= why == no_text(&Content::Missing);
                    self.leave(&piece.path, &why);
                    self.unread.push(piece.other);
                }
            }
        }
        if partial && let Some(help) = Refused::Partial.help() {
            tell(&format!("help: {help}"));
        }
        Ok(texts)
    }
}

fn source(piece: &Piece, content: Option<Content>, root: &Path) -> Result<Source, String> {
    let read = match (&piece.oid, content) {
        (None, _) => read::file(&root.join(&piece.path), &piece.inside),
        (Some(_), Some(Content::Bytes(bytes))) => read::bytes(bytes, &piece.inside),
        (Some(_), Some(other)) => return Err(no_text(&other).to_owned()),
        (Some(_), None) => return Err(no_text(&Content::Missing).to_owned()),
    };
    read.map_err(|unread| unread.diagnostic.message)
}

/// Whether a path is one that `ddr lint` would look at: Markdown, or assigned by the config, not left
/// out by it, and in no hidden folder but one that was named.
pub fn may_be_document(path: &str, git: &Git, projects: &mut Projects, limits: &Limits) -> bool {
    let full = git.root().join(path);
    let markdown = is_markdown(&full);
    // The root of a project is not looked for above files that no config could mean.
    let (project, inside) = place(projects, &full);
    let Some(project) = projects.list.get(project) else { return false };
    let assigned = || project.configured && project.settings.kind_of(&inside).is_some();
    (markdown || assigned()) && project.settings.included(&inside) && !limits.hides(path)
}
