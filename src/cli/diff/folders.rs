//! Two folders, each with all that may be a document below it.

use super::state::{House, State, Text};
use super::{Comparison, Failure};
use crate::cli::args::Global;
use crate::cli::gather::{File, gather};
use crate::cli::output::complain;
use crate::cli::paths::relative;
use rayon::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;

/// Reads both folders.
pub fn folders(base: &PathBuf, head: &PathBuf, global: &Global) -> Result<Comparison, Failure> {
    let (before, after) = (state(base, global)?, state(head, global)?);
    Ok(Comparison { before, after, renames: Vec::new(), range: None })
}

fn state(named: &PathBuf, global: &Global) -> Result<State, Failure> {
    let gathered = gather(std::slice::from_ref(named), None, global)?;
    let path_of = |file: &File| match &file.open {
        Some(open) => relative(open, named),
        None => file.shown.clone(),
    };
    let read: Vec<_> = gathered.files.par_iter().map(|file| (file, file.read())).collect();
    let (mut texts, mut unread) = (Vec::new(), Vec::new());
    for (file, source) in read {
        match source {
            Ok(source) => texts.push(Text { path: path_of(file), project: file.project, source }),
            Err(why) => {
                complain(&format!("{}: {}", file.shown, why.diagnostic.message));
                unread.push(path_of(file));
            }
        }
    }
    let complete = gathered.missing == 0;
    let faults = gathered.fault_lines();
    let mut house = House::new(gathered.projects, std::path::Path::new(""));
    house.faults.extend(faults);
    let name = named.to_string_lossy().into_owned();
    Ok(State { name, house: Arc::new(house), texts, unread, complete })
}
