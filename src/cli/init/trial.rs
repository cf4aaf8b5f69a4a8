//! Trying a draft: what would `ddr check` say?

use super::recognised::gathered;
use crate::check::{Active, Selection};
use crate::cli::args::FailOn;
use crate::cli::given::Books;
use crate::cli::judge::{self, How};
use crate::diagnostic::Severity;
use crate::rules;
use std::collections::BTreeMap;
use std::path::Path;

/// What came of it.
#[derive(Debug, Default)]
pub struct Tried {
    /// How many documents were checked.
    pub documents: usize,
    /// What fails, how often, by rule.
    pub failing: BTreeMap<String, usize>,
    /// Documents that could not be checked, and why.
    pub unable: Vec<(String, String)>,
}

/// Checks the documents of a folder with a text as its `ddr.yaml`.
pub fn tried(path: &Path, folder: &Path, text: &str) -> Result<Tried, String> {
    run(path, folder, text, &Selection::default(), |diagnostic| diagnostic.severity != Severity::Hint)
}

/// The rules that are off by themselves and have nothing to say.
pub fn kept(path: &Path, folder: &Path, text: &str) -> Result<Vec<String>, String> {
    let off: Vec<&str> = rules::all().filter(|rule| !rule.on).map(|rule| rule.name).collect();
    let select = Some(off.iter().map(|name| (*name).to_owned()).collect());
    let selection = Selection { select, ..Selection::default() };
    let tried = run(path, folder, text, &selection, |_| true)?;
    let kept = off.into_iter().filter(|name| !tried.failing.contains_key(*name));
    Ok(kept.map(str::to_owned).collect())
}

fn run(
    path: &Path,
    folder: &Path,
    text: &str,
    selection: &Selection,
    fails: impl Fn(&crate::diagnostic::Diagnostic) -> bool,
) -> Result<Tried, String> {
    let (mut gathered, project) = gathered(path, folder, text)?;
    if let Some(fault) = gathered.fault_lines().first() {
        return Err(format!("the draft of ddr.yaml is faulty, which is a mistake in ddr: {fault}"));
    }
    let active: Vec<Active> =
        gathered.projects.list.iter().map(|project| Active::new(&project.settings, selection)).collect();
    // Nothing is taken as given by a project that begins.
    let books = Books::default();
    let how = How { active: &active, outputs: &[], fail_on: FailOn::Error, books: &books };
    let all = judge::documents(&mut gathered, how, &mut |_, _| {});
    let mut tried = Tried::default();
    for (said, file) in all.iter().zip(judge::sound(&gathered)) {
        if file.project != project {
            continue;
        }
        tried.documents += usize::from(said.document.is_some());
        for diagnostic in said.diagnostics.iter().filter(|diagnostic| fails(diagnostic)) {
            // Nothing in ddr.yaml makes these pass but leaving the file out.
            if matches!(diagnostic.code, "DDR001" | "DDR002" | "DDR007" | "DDR008") {
                tried.unable.push((file.inside.clone(), diagnostic.message.clone()));
            } else {
                *tried.failing.entry(diagnostic.name.to_owned()).or_default() += 1;
            }
        }
    }
    Ok(tried)
}
