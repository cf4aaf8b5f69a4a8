//! Sections filled for one project: its documents, and the templates that are built in or its own.

use super::documents;
use crate::cli::gather::Gathered;
use crate::cli::panics::caught;
use crate::cli::paths::relative;
use crate::cli::templates;
use crate::project::{self, Outside, Project, RecordOf, Ways};
use crate::readme::facts::{Documents, Facts, Present};
use crate::readme::written;
use std::cell::RefCell;
use std::rc::Rc;

/// The folder, below that of all templates, whose files are for sections.
const FOLDER: &str = "readme";

/// What fills the sections of a project.
pub struct Filling {
    templates: templates::Found,
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
        let templates = templates::of(Some(it), FOLDER)?;
        Ok(Self {
            templates,
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
        self.templates.all.has(&format!("{FOLDER}/{section}.md"))
    }

    /// The sections that there are templates for.
    pub fn names(&self) -> Vec<String> {
        let names = self.templates.all.names().into_iter();
        let name = |name: String| name.strip_prefix("readme/")?.strip_suffix(".md").map(str::to_owned);
        names.filter_map(name).collect()
    }

    /// The text of a section for the file at a path of the project.
    pub fn fill(&self, section: &str, readme: &str, only_done: bool) -> Result<String, String> {
        let facts = self.facts(readme, only_done)?;
        let filled = self.templates.all.fill(&format!("{FOLDER}/{section}.md"), &*facts);
        filled.map(|text| written(&text)).map_err(|error| self.templates.told(&error))
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
