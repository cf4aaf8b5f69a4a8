//! What a newcomer needs, from the rows of the plans in force: what to install, what to configure, what to
//! start, what to check it with, and what to expect.

use super::ports::{self, Port, Stated};
use super::roles::Part;
use super::rows::{InForce, is_expected};
use super::scripts::{commands, header, targets};
use super::specifiers::{listed, takes_out};
use super::variables::{self, Places, Variable};
use crate::project::{Found, Operation, Project, State, package_form};
use crate::readme::links::link;
use serde::Serialize;
use std::collections::BTreeSet;

/// What a newcomer needs.
#[derive(Debug, Serialize)]
pub struct Setup {
    /// Whether there is nothing at all.
    pub empty: bool,
    /// Whether something is only planned.
    pub planned: bool,
    /// Files that list packages.
    pub install: Vec<Install>,
    /// Variables of the environment.
    pub variables: Vec<Variable>,
    /// Files with settings.
    pub configuration: Vec<Named>,
    /// Scripts and the like.
    pub start: Vec<Start>,
    /// Ports that scripts and settings state, in ascending order.
    pub ports: Vec<Port>,
    /// Tests that the rows of all these name.
    pub check: Vec<Test>,
    /// What starting up may take.
    pub expect: Vec<Expectation>,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its path from the root of the project.
    pub path: String,
    /// A link to it.
    pub link: String,
    /// Whether it is still to come.
    pub planned: bool,
    /// What the rows say of it.
    pub about: Option<String>,
}

/// A file that lists packages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Install {
    /// The file.
    #[serde(flatten)]
    pub file: Named,
    /// The packages that the rows name.
    pub packages: Vec<Package>,
}

/// A package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Package {
    /// It with its version as the file has it, else as the row names it.
    pub name: String,
    /// Whether the file does not list it yet.
    pub planned: bool,
}

/// Something that starts something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Start {
    /// The file.
    #[serde(flatten)]
    pub file: Named,
    /// How it is called, as it says itself.
    pub usage: Option<String>,
    /// Commands that the rows name: `make up`.
    pub commands: Vec<String>,
}

/// A test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Test {
    /// Its path from the root of the project.
    pub path: String,
    /// A link to it.
    pub link: String,
    /// Whether it is still to come.
    pub planned: bool,
}

/// What starting something may take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Expectation {
    /// The file.
    #[serde(flatten)]
    pub file: Named,
    /// Time to start and memory, as the rows have them.
    pub limits: Vec<String>,
}

impl Setup {
    /// What the rows come to, for a README in a folder.
    pub fn of(project: &Project<'_>, rows: &[InForce<'_>], folder: &str, only_done: bool) -> Self {
        let places = places(project, rows, folder);
        let mut setup = Self {
            empty: true,
            planned: false,
            install: Vec::new(),
            variables: Vec::new(),
            configuration: Vec::new(),
            start: Vec::new(),
            ports: Vec::new(),
            check: Vec::new(),
            expect: Vec::new(),
        };
        let variables = variables(rows, &places);
        let named = |row: &InForce<'_>| -> Vec<String> {
            variables::names(row.cell).into_iter().filter(|name| variables.contains(name)).collect()
        };
        let mut plans = BTreeSet::new();
        for row in rows {
            let named = named(row);
            let used = !named.is_empty() || row.part != Part::Other;
            match row.part {
                Part::Install => setup.add_install(project, row, folder),
                Part::Start => setup.add_start(project, row, folder),
                // A file that a row changes for the sake of a variable is told with the variable.
                Part::Configuration if named.is_empty() => join(&mut setup.configuration, row.named(folder)),
                _ => {}
            }
            for name in named {
                setup.add_variable(&places, row, &name, folder);
            }
            if matches!(row.part, Part::Start | Part::Configuration) && row.found == Found::File {
                setup.add_ports(project, row, folder);
            }
            if used {
                plans.insert(row.member);
                setup.add_tests(project, row, folder);
            }
        }
        for row in rows.iter().filter(|row| plans.contains(&row.member)) {
            let named = named(row);
            let unmet = !named.is_empty() && !named.iter().any(|name| places.is_named(name));
            setup.add_expectation(row, unmet, folder);
        }
        setup.ports.sort_by_key(|port| port.port);
        if only_done {
            setup.leave_out_planned();
        }
        setup.planned = setup.has_planned();
        setup.empty = setup.is_empty();
        setup
    }

    fn is_empty(&self) -> bool {
        self.install.is_empty()
            && self.variables.is_empty()
            && self.configuration.is_empty()
            && self.start.is_empty()
            && self.ports.is_empty()
            && self.check.is_empty()
            && self.expect.is_empty()
    }

    fn has_planned(&self) -> bool {
        self.install.iter().any(|it| it.file.planned || it.packages.iter().any(|package| package.planned))
            || self.variables.iter().any(|it| it.planned)
            || self.configuration.iter().any(|it| it.planned)
            || self.start.iter().any(|it| it.file.planned)
            || self.check.iter().any(|it| it.planned)
            || self.expect.iter().any(|it| it.file.planned)
    }

    fn leave_out_planned(&mut self) {
        self.install.retain(|it| !it.file.planned);
        for install in &mut self.install {
            let had = !install.packages.is_empty();
            install.packages.retain(|package| !package.planned);
            // What the row says is about packages that are still to come.
            install.file.planned = had && install.packages.is_empty();
        }
        self.install.retain(|it| !it.file.planned);
        self.variables.retain(|it| !it.planned);
        self.configuration.retain(|it| !it.planned);
        self.start.retain(|it| !it.file.planned);
        self.check.retain(|it| !it.planned);
        self.expect.retain(|it| !it.file.planned);
    }

    fn add_install(&mut self, project: &Project<'_>, row: &InForce<'_>, folder: &str) {
        let text = (row.found == Found::File).then(|| project.outside.text(&row.path)).flatten();
        let known = text.as_deref().map(|text| listed(&row.path, text)).unwrap_or_default();
        let mut packages: Vec<Package> = Vec::new();
        let named = row.packages.iter().map(String::as_str).filter(|name| !takes_out(row.cell, name));
        // A word of the cell is the name of a package where the file has it.
        let words = row.cell.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')'));
        let words = words.filter(|word| known.iter().any(|it| it.form == package_form(word)));
        let mut seen = BTreeSet::new();
        for name in named.chain(words).filter(|name| seen.insert(package_form(name))) {
            match known.iter().find(|it| it.form == package_form(name)) {
                Some(it) => packages.push(Package { name: it.shown.clone(), planned: row.planned }),
                None => packages.push(Package { name: name.to_owned(), planned: true }),
            }
        }
        let mut file = row.named(folder);
        if let Some(known) = self.install.iter_mut().find(|it| it.file.path == file.path) {
            known.file.planned &= file.planned;
            for package in packages {
                let form = |name: &str| {
                    package_form(name.split(['=', '<', '>', ' ', '[', '~', '!', '^']).next().unwrap_or(name))
                };
                match known.packages.iter_mut().find(|it| form(&it.name) == form(&package.name)) {
                    Some(it) if it.planned && !package.planned => *it = package,
                    Some(_) => {}
                    None => known.packages.push(package),
                }
            }
            if !known.packages.is_empty() {
                known.file.about = None;
            }
            return;
        }
        if !packages.is_empty() {
            file.about = None;
        }
        self.install.push(Install { file, packages });
    }

    fn add_start(&mut self, project: &Project<'_>, row: &InForce<'_>, folder: &str) {
        let text = (row.found == Found::File).then(|| project.outside.text(&row.path)).flatten();
        let header = text.as_deref().map(header).unwrap_or_default();
        let mut file = row.named(folder);
        // What a row adds to a script is not what the script is for.
        if row.row.operation != Some(Operation::Add) || file.about.is_none() {
            file.about = header.about.or(file.about);
        }
        // Its path alone says nothing more.
        let usage = header.usage.filter(|usage| usage.trim_start_matches("./") != file.path);
        let mut calls = commands(row.cell);
        let targets = text.as_deref().map(|text| targets(&row.path, text, row.cell)).unwrap_or_default();
        calls.extend(targets.into_iter().filter(|it| !calls.contains(it)).collect::<Vec<_>>());
        match self.start.iter_mut().find(|it| it.file.path == file.path) {
            Some(known) => {
                known.file.planned &= file.planned;
                known.file.about = known.file.about.take().or(file.about);
                known
                    .commands
                    .extend(calls.into_iter().filter(|it| !known.commands.contains(it)).collect::<Vec<_>>());
            }
            None => self.start.push(Start { file, usage, commands: calls }),
        }
    }

    fn add_variable(&mut self, places: &Places, row: &InForce<'_>, name: &str, folder: &str) {
        let file = Named { about: None, ..row.named(folder) };
        match self.variables.iter_mut().find(|it| it.name == name) {
            Some(known) => {
                known.planned &= row.planned || !places.is_named(name);
                join(&mut known.files, file);
            }
            None => self.variables.push(places.variable(name, row.planned, vec![file])),
        }
    }

    fn add_ports(&mut self, project: &Project<'_>, row: &InForce<'_>, folder: &str) {
        let Some(text) = project.outside.text(&row.path) else { return };
        for (port, service, line) in ports::of_file(&row.path, &text) {
            let stated = Stated { service, path: row.path.clone(), line, link: link(folder, &row.path) };
            match self.ports.iter_mut().find(|it| it.port == port) {
                Some(known) if known.stated.contains(&stated) => {}
                Some(known) => known.stated.push(stated),
                None => self.ports.push(Port { port, stated: vec![stated] }),
            }
        }
    }

    fn add_tests(&mut self, project: &Project<'_>, row: &InForce<'_>, folder: &str) {
        for path in row.row.tests.iter().flat_map(|tests| &tests.paths) {
            let Some(target) = project.target(row.member, &path.text) else { continue };
            let planned = target.found == Found::Missing || row.row.state == State::Open;
            match self.check.iter_mut().find(|it| it.path == target.path) {
                Some(known) => known.planned &= planned,
                None => {
                    let link = link(folder, &target.path);
                    self.check.push(Test { path: target.path.clone(), link, planned });
                }
            }
        }
    }

    fn add_expectation(&mut self, row: &InForce<'_>, unmet: bool, folder: &str) {
        let limits: Vec<String> =
            row.budgets.iter().filter(|it| is_expected(it)).map(|it| it.text.clone()).collect();
        if limits.is_empty() {
            return;
        }
        let file = Named { about: None, planned: row.planned || unmet, ..row.named(folder) };
        match self.expect.iter_mut().find(|it| it.file.path == file.path) {
            Some(known) => {
                known.file.planned &= file.planned;
                known
                    .limits
                    .extend(limits.into_iter().filter(|it| !known.limits.contains(it)).collect::<Vec<_>>());
            }
            None => self.expect.push(Expectation { file, limits }),
        }
    }
}

/// Adds a file, or to one that is there what another row says of it.
fn join(files: &mut Vec<Named>, file: Named) {
    let Some(known) = files.iter_mut().find(|it| it.path == file.path) else {
        files.push(file);
        return;
    };
    known.planned &= file.planned;
    match (&mut known.about, file.about) {
        (Some(own), Some(more)) if !own.contains(&more) => *own = format!("{own}; {more}"),
        (None, more) => known.about = more,
        _ => {}
    }
}

/// Where the names in capital letters stand that rows name.
fn places(project: &Project<'_>, rows: &[InForce<'_>], folder: &str) -> Places {
    let names: BTreeSet<String> = rows.iter().flat_map(|row| variables::names(row.cell)).collect();
    Places::of(project, &names, folder)
}

/// The names that are variables of the environment: those that a line reads as such, and those of a row that
/// says so or is about settings.
fn variables(rows: &[InForce<'_>], places: &Places) -> BTreeSet<String> {
    let is_sure = |row: &&InForce<'_>| {
        variables::says_so(row.cell) || matches!(row.part, Part::Configuration | Part::Start)
    };
    let sure = rows.iter().filter(is_sure).flat_map(|row| variables::names(row.cell));
    let read = rows.iter().flat_map(|row| variables::names(row.cell)).filter(|name| places.is_read(name));
    sure.chain(read).collect()
}
