//! `--measurements FILE` of `ddr check` and `ddr report`: what was measured, held against the budgets of the plans that the run
//! is about. What is said joins what the other rules say of the same plans; what is wrong with the
//! measurements is said of their own file.

use super::gather::{File, Gathered};
use super::judge::{self, How};
use super::read;
use super::said::{Others, Said, say};
use crate::check::measured::check_measured;
use crate::diagnostic::Diagnostic;
use crate::project::Member;
use crate::project::measured::{Measured, Measurement, read as read_text};
use crate::render::summary::Tally;
use crate::report::{self, Held};
use crate::source::Source;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What the user asks for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The file of measurements.
    pub file: &'a Path,
    /// The folder that the run is about.
    pub folder: &'a Path,
    /// Whether every budget has to be measured.
    pub required: bool,
}

/// Measurements, read.
#[derive(Debug)]
pub struct Measurements {
    list: Vec<Measurement>,
    required: bool,
    source: Source,
    file: PathBuf,
    /// The project of the file.
    project: usize,
    /// The project that the paths of plans count from, and whose settings speak for the measurements.
    counted: usize,
}

impl Measurements {
    /// Reads the file.
    ///
    /// # Errors
    /// In one line, why there are no measurements in it.
    pub fn open(asked: Asked<'_>, gathered: &mut Gathered) -> Result<Self, String> {
        let shown = asked.file.display();
        let (project, inside) = gathered.place(asked.file);
        // Outside of any project, what is measured is what the run is about.
        let counted =
            if gathered.is_of_a_project(asked.file) { project } else { gathered.place(asked.folder).0 };
        let unread = |unread: Box<read::Unread>| format!("{shown}: {}", unread.diagnostic.message);
        let source = read::file(asked.file, &inside).map_err(unread)?;
        let list = read_text(&source.text)
            .map_err(|mistake| format!("{shown}:{}: no measurements: {}", mistake.line, mistake.message))?;
        Ok(Self { list, required: asked.required, source, file: asked.file.to_owned(), project, counted })
    }

    /// Judges them and adds what there is to say. Gives what is to be remarked, and what came of each.
    pub fn judge(
        &self,
        gathered: &Gathered,
        how: How<'_>,
        plans: Vec<(usize, Member)>,
        said: &mut Vec<Said>,
    ) -> (Tally, Held) {
        let mut places = Vec::new();
        let mut members = Vec::new();
        for (project, mut member) in plans {
            places.push((project, member.path.clone()));
            // Two projects may call two plans the same; those of others go by their place in the repository.
            if project != self.counted
                && let Some(names) = gathered.names(project, &member.path)
            {
                member.path = names.repository;
            }
            members.push(member);
        }
        let measured = Measured::new(&self.list, &members, self.required);
        let mut by_file: BTreeMap<&(usize, String), Vec<Diagnostic>> = BTreeMap::new();
        let mut own = Vec::new();
        for (project, active) in how.active.iter().enumerate() {
            for (at, diagnostic) in check_measured(&measured, active) {
                match places.get(at) {
                    Some(place) if place.0 == project => by_file.entry(place).or_default().push(diagnostic),
                    None if project == self.counted => own.push(diagnostic),
                    // Each project's settings speak for its own files.
                    _ => {}
                }
            }
        }
        let sound = judge::sound(gathered);
        for ((project, inside), diagnostics) in by_file {
            let is_it = |file: &&File| file.project == *project && file.inside == *inside;
            let at = sound.iter().position(is_it);
            if let Some((said, file)) = at.and_then(|at| Some((said.get_mut(at)?, sound.get(at)?))) {
                judge::add(said, diagnostics, file, gathered, how);
            }
        }
        said.extend(self.own(own, gathered, how));
        let line = format!("{}: {}", self.file.display(), measured.summary());
        let name = |at: usize| {
            let place = places.get(at);
            let names = place.and_then(|(project, inside)| gathered.names(*project, inside));
            names.map(|names| names.machine).unwrap_or_default()
        };
        (Tally { remarks: vec![line], ..Tally::default() }, report::held(&measured, name))
    }

    /// What is said of the measurements themselves.
    fn own(&self, diagnostics: Vec<Diagnostic>, gathered: &Gathered, how: How<'_>) -> Option<Said> {
        let names = gathered.names(self.project, &self.source.path).filter(|_| !diagnostics.is_empty())?;
        let file = File {
            open: Some(self.file.clone()),
            full: names.full,
            project: self.project,
            inside: self.source.path.clone(),
            shown: names.shown,
            machine: names.machine,
            repository: names.repository,
            store: gathered.projects.store.clone(),
        };
        Some(say(&file, &self.source, diagnostics, Others::default(), how.outputs, how.fail_on))
    }
}
