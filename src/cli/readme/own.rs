//! Sections filled for one project: its documents, and the templates that are built in or its own.

use super::documents;
use crate::cli::gather::Gathered;
use crate::cli::panics::caught;
use crate::cli::paths::{absolute, relative};
use crate::cli::settings::fetch_inside;
use crate::project::{self, Outside, Project, RecordOf, Ways};
use crate::readme::facts::{Documents, Facts, Present};
use crate::readme::written;
use crate::template::{TemplateError, Templates};
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// The folder, below that of all templates, whose files are for sections.
const FOLDER: &str = "readme";

/// What fills the sections of a project.
pub struct Filling {
    templates: Templates,
    /// The templates of the user, by the names they go by, and as the user would type their paths.
    own: Vec<(String, String)>,
    members: Vec<project::Member>,
    documents: Documents,
    outside: Box<dyn Outside>,
    inside: String,
    settings: crate::config::Settings,
    /// The facts of each file that was asked for, and whether they are what is done alone: one file may have
    /// many sections.
    known: RefCell<Vec<Known>>,
}

/// The path of a README, whether its facts are what is done alone, and they.
type Known = ((String, bool), Rc<Facts>);

impl Filling {
    /// Reads what the sections of a project are filled from. `Err` is what is said where it cannot be.
    pub fn of(gathered: &mut Gathered, project: usize) -> Result<Self, String> {
        let (members, documents) = documents::all(gathered, project);
        let it = gathered.projects.list.get(project).ok_or("there is no such project")?;
        if !it.sound {
            return Err("no section is filled: the configuration has errors".to_owned());
        }
        let mut own = Vec::new();
        let mut texts = Vec::new();
        if let Some(folder) = &it.settings.templates {
            let full = absolute(Path::new(folder), &it.root);
            for (name, file) in listed(&full, folder)? {
                let shown = relative(&file, &it.root);
                texts.push((
                    name.clone(),
                    fetch_inside(&file, &it.fence).map_err(|why| format!("{shown}: {why}"))?,
                ));
                own.push((name, shown));
            }
        }
        let templates = Templates::new(texts).map_err(|error| told(&own, &error))?;
        Ok(Self {
            templates,
            own,
            members,
            documents,
            outside: gathered.projects.store.outside(it),
            inside: relative(&it.root, &it.fence),
            settings: it.settings.clone(),
            known: RefCell::default(),
        })
    }

    /// Whether there is a template for a section.
    pub fn has(&self, section: &str) -> bool {
        self.templates.has(&format!("{FOLDER}/{section}.md"))
    }

    /// The sections that there are templates for.
    pub fn names(&self) -> Vec<String> {
        let names = self.templates.names().into_iter();
        let name = |name: String| name.strip_prefix("readme/")?.strip_suffix(".md").map(str::to_owned);
        names.filter_map(name).collect()
    }

    /// The text of a section for the file at a path of the project.
    pub fn fill(&self, section: &str, readme: &str, only_done: bool) -> Result<String, String> {
        let facts = self.facts(readme, only_done)?;
        let filled = self.templates.fill(&format!("{FOLDER}/{section}.md"), &*facts);
        filled.map(|text| written(&text)).map_err(|error| told(&self.own, &error))
    }

    fn facts(&self, readme: &str, only_done: bool) -> Result<Rc<Facts>, String> {
        let key = (readme.to_owned(), only_done);
        if let Some((_, facts)) = self.known.borrow().iter().find(|(known, _)| *known == key) {
            return Ok(Rc::clone(facts));
        }
        let ways = Ways {
            inside: &self.inside,
            prefixes: &self.settings.prefixes,
            record_of: Some(&self.settings as &dyn RecordOf),
        };
        let facts = caught(|| {
            let outside = Present(&*self.outside);
            let project = Project::new(self.members.clone(), ways, &outside);
            Facts::of(&project, &self.documents, readme, only_done)
        });
        let facts = facts.map_err(|panic| format!("gathering what the plans say failed: {panic}"))?;
        let facts = Rc::new(facts);
        self.known.borrow_mut().push((key, Rc::clone(&facts)));
        Ok(facts)
    }
}

/// The templates of the user for sections, by name.
fn listed(folder: &Path, shown: &str) -> Result<Vec<(String, PathBuf)>, String> {
    if !folder.is_dir() {
        return Err(format!("ddr.yaml names the folder of templates `{shown}`, and there is none"));
    }
    // A project may have templates for other things alone.
    let Ok(entries) = fs_err::read_dir(folder.join(FOLDER)) else { return Ok(Vec::new()) };
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    files.sort();
    let name = |path: PathBuf| {
        let name = path.file_name()?.to_str()?.to_owned();
        Some((format!("{FOLDER}/{name}"), path))
    };
    Ok(files.into_iter().filter_map(name).collect())
}

/// A mistake in a template, with the path of the user's file where it is one.
fn told(own: &[(String, String)], error: &TemplateError) -> String {
    let path = own.iter().find(|(name, _)| *name == error.name).map(|(_, path)| path.as_str());
    let line = error.line.map(|line| format!(":{line}")).unwrap_or_default();
    match path {
        Some(path) => format!("{path}{line}: {}", error.message),
        None => format!("the template {}{line}: {}", error.name, error.message),
    }
}
