//! What stands in a folder.

use super::above;
use crate::cli::args::{Color, Global};
use crate::cli::gather::{Gathered, gather_from};
use crate::cli::panics::caught;
use crate::cli::paths::relative;
use crate::cli::project::CONFIG;
use crate::cli::store::{Drafted, Store};
use crate::start::{Seen, decides_in_prose, look};
use rayon::prelude::*;
use std::path::Path;
use std::sync::Arc;

/// What stands there.
#[derive(Debug, Default)]
pub struct Recognised {
    /// Records and plans, in order of their paths.
    pub documents: Vec<Seen>,
    /// Paths of other Markdown files, and of those that cannot be read.
    pub others: Vec<String>,
    /// Those of the others that decide in running text.
    pub prose: Vec<String>,
    /// Files that cannot be read, and why.
    pub unreadable: Vec<(String, String)>,
    /// README files with sections to be filled.
    pub readme: Vec<String>,
    /// Configs further down, as seen from the folder.
    pub nested: Vec<String>,
    /// The `ddr.yaml` that has held for the folder until now, as seen from there.
    pub above: Option<String>,
}

enum Is {
    Document(Box<Seen>),
    Other { fillable: bool, prose: bool },
    Unreadable(String),
}

/// Finds the documents of the project that a folder is with a text as its `ddr.yaml`.
pub fn gathered(path: &Path, folder: &Path, text: &str) -> Result<(Gathered, usize), String> {
    let drafted = Drafted { path: path.to_owned(), text: text.to_owned() };
    let global = Global { config: None, color: Color::Auto, quiet: 0, verbose: false };
    let mut gathered = gather_from(Store::Drafted(Arc::new(drafted)), &[folder.to_owned()], None, &global)?;
    let (project, _) = gathered.place(folder);
    Ok((gathered, project))
}

/// Looks at every Markdown file of the folder.
pub fn recognise(path: &Path, folder: &Path) -> Result<Recognised, String> {
    let (mut gathered, project) = gathered(path, folder, "")?;
    let files: Vec<_> = gathered.files.iter().filter(|file| file.project == project).collect();
    let Some(settings) = gathered.projects.list.get(project).map(|project| &project.settings) else {
        return Err("the folder is no project".to_owned());
    };
    let looked: Vec<(String, Is)> = files
        .par_iter()
        .map(|file| {
            let is = caught(|| match file.read() {
                Ok(source) => match look(&source, settings) {
                    Some(seen) => Is::Document(Box::new(seen)),
                    None => {
                        Is::Other { fillable: has_marker(&source.text), prose: decides_in_prose(&source) }
                    }
                },
                Err(unread) => Is::Unreadable(unread.diagnostic.message),
            });
            (file.inside.clone(), is.unwrap_or_else(Is::Unreadable))
        })
        .collect();
    let mut found = Recognised::default();
    for (path, is) in looked {
        match is {
            Is::Document(seen) => found.documents.push(*seen),
            Is::Unreadable(why) => {
                found.others.push(path.clone());
                found.unreadable.push((path, why));
            }
            Is::Other { fillable, prose } => {
                if prose {
                    found.prose.push(path.clone());
                }
                if fillable {
                    found.readme.push(path.clone());
                }
                found.others.push(path);
            }
        }
    }
    let others = gathered.projects.list.iter().filter(|other| other.configured && other.root != folder);
    let nested = others.filter(|other| other.root.starts_with(folder));
    found.nested = nested.map(|other| relative(&other.root.join(CONFIG), folder)).collect();
    let git = gathered.projects.git_of(folder);
    found.above = above(folder, git.as_deref());
    Ok(found)
}

/// Whether a text has a section that is filled from plans.
fn has_marker(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim();
        line.starts_with("<!-- ddr:begin ") || line.starts_with("[//]: # (ddr:begin ")
    })
}
