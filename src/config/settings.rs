//! Settings as they are used: complete, whatever the file left out.

use super::file::{ConfigFile, LimitsFile};
use super::glob::Glob;
use crate::project::{RecordOf, normalise};
use crate::schema::{self, Family, Level, Limit, Schema, words::VocabularyFile};

/// What holds for the documents of one project.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Severity by rule code, name or group, in the order of the files; see
    /// [`level_of`](schema::level_of).
    pub rules: Vec<(String, Level)>,
    /// Folders from which paths in patch plans may start.
    pub prefixes: Vec<String>,
    /// The branch that changes are made against, where the file says so.
    pub main_branch: Option<String>,
    /// README files that have sections to be filled.
    pub readme_files: Vec<String>,
    /// Folder with the user's templates.
    pub templates: Option<String>,
    /// Address of a line of a source file, with `{rev}`, `{path}` and `{line}` in it.
    pub source_url: Option<String>,
    /// File with the diagnostics that are taken as given.
    pub baseline: Option<String>,
    pub(super) include: Option<Vec<Glob>>,
    pub(super) exclude: Vec<Glob>,
    pub(super) kinds: Vec<(Glob, String)>,
    /// The record's path by glob of the plan's.
    pub(super) plans: Vec<(Glob, String)>,
    pub(super) ignored_changes: Vec<Glob>,
    /// The user's schemas, then the built-in ones that they do not replace.
    pub(super) schemas: Vec<Schema>,
    /// The built-in schemas where a file changes their words or limits; most runs need no copies.
    record: Option<Schema>,
    plan: Option<Schema>,
}

impl Default for Settings {
    /// What holds without a `ddr.yaml`.
    fn default() -> Self {
        Self {
            rules: Vec::new(),
            prefixes: Vec::new(),
            main_branch: None,
            readme_files: Vec::new(),
            templates: None,
            source_url: None,
            baseline: None,
            include: None,
            exclude: Vec::new(),
            kinds: Vec::new(),
            plans: Vec::new(),
            ignored_changes: Vec::new(),
            schemas: Vec::new(),
            record: None,
            plan: None,
        }
    }
}

/// The globs of `exclude`.
#[derive(Debug, Clone)]
pub struct Exclusion(Vec<Glob>);

impl Exclusion {
    /// Whether nothing in a folder is to be looked at, not even for projects of its own.
    pub fn covers(&self, folder: &str) -> bool {
        self.0.iter().any(|glob| glob.covers(folder))
    }
}

impl Settings {
    /// The schema that `kinds` assigns to a path of the project. Of several globs that match, the
    /// last one counts, as in `.gitignore`.
    pub fn kind_of(&self, path: &str) -> Option<&Schema> {
        let (_, name) = self.kinds.iter().rev().find(|(glob, _)| glob.matches(path))?;
        self.schema(name)
    }

    /// Whether a path of the project is to be looked at: not excluded, and included or named
    /// under `kinds`.
    pub fn included(&self, path: &str) -> bool {
        let any = |globs: &[Glob]| globs.iter().any(|glob| glob.matches(path));
        !any(&self.exclude)
            && (self.include.as_deref().is_none_or(any)
                || self.kinds.iter().any(|(glob, _)| glob.matches(path)))
    }

    /// What `exclude` says, to be asked of folders while they are walked.
    pub fn exclusion(&self) -> Exclusion {
        Exclusion(self.exclude.clone())
    }

    /// Whether a change of a path asks for no row in a plan.
    pub fn ignores_change(&self, path: &str) -> bool {
        self.ignored_changes.iter().any(|glob| glob.matches(path))
    }

    /// The schema by which records are recognised: the built-in one, or the user's of its name.
    pub fn record_schema(&self) -> &Schema {
        self.own("ddr", Family::Record).unwrap_or_else(|| self.built_in_record())
    }

    /// The schema by which patch plans are recognised: the built-in one, or the user's of its name.
    pub fn plan_schema(&self) -> &Schema {
        self.own("patch-plan", Family::Plan).unwrap_or_else(|| self.built_in_plan())
    }

    /// Makes the built-in schemas ready, which takes some milliseconds when they are first asked for.
    pub fn read_schemas(&self) {
        let _ = (self.record_schema(), self.plan_schema());
    }

    /// The schema of a name.
    pub fn schema(&self, name: &str) -> Option<&Schema> {
        let built_in = [self.built_in_record(), self.built_in_plan()];
        self.schemas.iter().chain(built_in).find(|schema| schema.name == name)
    }

    fn built_in_record(&self) -> &Schema {
        self.record.as_ref().unwrap_or_else(|| schema::record())
    }

    fn built_in_plan(&self) -> &Schema {
        self.plan.as_ref().unwrap_or_else(|| schema::plan())
    }

    fn own(&self, name: &str, family: Family) -> Option<&Schema> {
        self.schemas.iter().find(|schema| schema.name == name && schema.family == family)
    }

    /// Takes over what one file says; the file that is given last wins. `include`, `exclude`,
    /// `prefixes` and the like replace; `kinds`, `plans`, `rules`, `limits` and `vocabulary` join.
    pub(super) fn lay_over(&mut self, file: &ConfigFile) {
        let texts = |list: &Option<Vec<crate::yaml::Spanned<String>>>| -> Option<Vec<String>> {
            Some(list.as_ref()?.iter().map(|text| text.value.clone()).collect())
        };
        let globs = |list: &Option<Vec<crate::yaml::Spanned<String>>>| -> Option<Vec<Glob>> {
            Some(list.as_ref()?.iter().filter_map(|text| Glob::new(&text.value).ok()).collect())
        };
        if let Some(include) = globs(&file.include) {
            self.include = Some(include);
        }
        replace(&mut self.exclude, globs(&file.exclude));
        for (glob, name) in file.kinds.iter().flat_map(|kinds| &kinds.0) {
            if let Ok(glob) = Glob::new(&glob.value) {
                self.kinds.push((glob, name.value.clone()));
            }
        }
        for (glob, record) in file.plans.iter().flat_map(|plans| &plans.0) {
            if let Ok(glob) = Glob::new(&glob.value) {
                self.plans.push((glob, record.value.clone()));
            }
        }
        for (selector, level) in file.rules.iter().flat_map(|rules| &rules.0) {
            self.rules.push((selector.value.clone(), *level));
        }
        replace(&mut self.prefixes, texts(&file.prefixes));
        if let Some(change) = &file.change {
            self.main_branch = change.main.clone().or(self.main_branch.take());
            replace(&mut self.ignored_changes, globs(&change.ignore));
        }
        replace(&mut self.readme_files, file.readme.as_ref().and_then(|readme| texts(&readme.files)));
        let value =
            |text: &Option<crate::yaml::Spanned<String>>| text.as_ref().map(|text| text.value.clone());
        self.templates = value(&file.templates).or(self.templates.take());
        self.baseline = value(&file.baseline).or(self.baseline.take());
        let url = file.report.as_ref().and_then(|report| report.source_url.clone());
        self.source_url = url.or(self.source_url.take());
        if file.vocabulary.is_none() && file.limits.is_none() {
            return;
        }
        let record = self.record.get_or_insert_with(|| schema::record().clone());
        let plan = self.plan.get_or_insert_with(|| schema::plan().clone());
        for schema in self.schemas.iter_mut().chain([record, plan]) {
            if let Some(vocabulary) = &file.vocabulary {
                VocabularyFile::merge_into(vocabulary, schema);
            }
            if let Some(limits) = &file.limits {
                set_limits(schema, limits);
            }
        }
    }
}

impl RecordOf for Settings {
    fn record_of(&self, plan: &str) -> Option<String> {
        let (_, record) = self.plans.iter().rev().find(|(glob, _)| glob.matches(plan))?;
        normalise("", record)
    }
}

fn replace<T>(known: &mut T, new: Option<T>) {
    if let Some(new) = new {
        *known = new;
    }
}

/// Writes the limits of `ddr.yaml` into a schema: they hold every recognised document.
fn set_limits(schema: &mut Schema, limits: &LimitsFile) {
    let set = |place: &mut Option<Limit>, value: Option<usize>| {
        if let Some(value) = value {
            *place = Some(Limit { value, always: true });
        }
    };
    for section in &mut schema.sections {
        match section.id.as_str() {
            "summary" => set(&mut section.words, limits.summary_words),
            "notes" => set(&mut section.item_words, limits.note_words),
            _ => {}
        }
    }
    for table in &mut schema.tables {
        match table.id.as_str() {
            "decisions" => set(&mut table.max_rows, limits.decisions),
            "plan" => set(&mut table.max_rows, limits.entries),
            _ => {}
        }
        for column in &mut table.columns {
            match (table.id.as_str(), column.key.as_str()) {
                ("decisions", "statement") => set(&mut column.words, limits.statement_words),
                ("decisions", "rationale") => set(&mut column.words, limits.rationale_words),
                _ => {}
            }
        }
    }
}
