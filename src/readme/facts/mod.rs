//! What templates of README sections are filled from: plain data about the records and plans of a project
//! and the files that they name. `docs/readme.md` describes the shape, which stays.
//!
//! Nothing is invented: each fact is a cell of a document or a line of a file. History is not asked, so that
//! a section is the same in every clone.

mod design;
mod ports;
mod present;
mod roles;
mod rows;
mod said;
mod scripts;
mod setup;
mod specifiers;
mod variables;

use crate::model::Document;
use crate::project::{Project, named_packages};
use crate::render::show::{self, ShownDocument};
use serde::Serialize;
use std::collections::BTreeMap;

pub use design::{Decision, DesignRecord, Phase, Plan, PlanRow, Reference, Risk};
pub use ports::{Port, Stated};
pub use present::Present;
pub use setup::{Expectation, Install, Named, Package, Setup, Start, Test};
pub use variables::{Line, Variable};

/// All that a template may speak of.
#[derive(Debug, Serialize)]
pub struct Facts {
    /// The file that the section stands in.
    pub readme: Readme,
    /// What a newcomer needs, in the order in which it is needed.
    pub setup: Setup,
    /// Documents with decisions, risks or phases, by path.
    pub records: Vec<DesignRecord>,
    /// Documents with a patch plan, by path.
    pub plans: Vec<Plan>,
}

/// The file that a section stands in.
#[derive(Debug, Serialize)]
pub struct Readme {
    /// Its path from the root of the project.
    pub path: String,
    /// Whether what is only planned is left out.
    pub only_done: bool,
}

/// A document, as facts are made of it.
#[derive(Debug)]
pub struct Read {
    /// What was understood.
    pub shown: ShownDocument,
    /// The packages that each row of its plans names.
    packages: Vec<Vec<String>>,
}

impl Read {
    /// Takes from a document what facts are made of.
    pub fn of(document: &Document<'_>) -> Self {
        let entries = document.plans.iter().flat_map(|plan| &plan.entries);
        Self {
            shown: show::document(document, &document.source.path),
            packages: entries.map(|entry| named_packages(document, entry)).collect(),
        }
    }
}

/// The documents of a project by their paths.
pub type Documents = BTreeMap<String, Read>;

impl Facts {
    /// The facts for the file at a path of the project.
    pub fn of(project: &Project<'_>, documents: &Documents, path: &str, only_done: bool) -> Self {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let rows = rows::rows(project, documents);
        Self {
            readme: Readme { path: path.to_owned(), only_done },
            setup: Setup::of(project, &rows, folder, only_done),
            records: design::records(project, documents, folder),
            plans: design::plans(project, documents, folder, only_done),
        }
    }
}
