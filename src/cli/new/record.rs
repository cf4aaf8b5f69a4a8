//! `ddr new record`.

use super::place::{folder_of, joined};
use super::{Here, one_line};
use crate::cli::args::NewRecord;
use crate::cli::output::Exit;
use crate::schema::Family;
use crate::start::{Naming, Numbered, file_name, title_style};
use serde::Serialize;
use std::collections::BTreeSet;

/// What the template is filled with.
#[derive(Debug, Serialize)]
struct Values<'a> {
    /// The heading, in the way of the other records.
    title: String,
    /// What is decided, as it was given.
    statement: &'a str,
    /// The number as file names write it; empty where they have none.
    number: String,
}

pub(super) fn make(args: &NewRecord, here: &mut Here) -> Result<Exit, String> {
    let statement = one_line(&args.title, "the title")?;
    let out = args.out.as_deref().map(|path| here.inside(path));
    let folder = out.as_deref().map_or_else(|| here.folder_of_records(), |out| folder_of(out).to_owned());
    let records = || here.members.iter().filter(|member| member.family == Family::Record);
    let beside: Vec<&str> = records()
        .filter(|member| folder_of(&member.path) == folder)
        .map(|member| file_name(&member.path))
        .collect();
    let taken = here.taken(&folder)?;
    let numbered = |names: &BTreeSet<String>| -> Vec<String> {
        names.iter().filter(|name| Numbered::read(name).is_some()).cloned().collect()
    };
    // Records that nobody recognises, and those of other branches, show how names are made as well.
    let others: Vec<String> = [numbered(&taken.here), numbered(&taken.elsewhere)].concat();
    let names = if beside.is_empty() { others.iter().map(String::as_str).collect() } else { beside };
    let naming = Naming::of(&names);
    let highest =
        |names: &BTreeSet<String>| names.iter().filter_map(|name| naming.number_of(name)).max().unwrap_or(0);
    let (highest_here, highest_elsewhere) = (highest(&taken.here), highest(&taken.elsewhere));
    let free = highest_here.max(highest_elsewhere).saturating_add(1);
    let number = match &out {
        Some(out) => Numbered::read(file_name(out)).map(|name| name.number),
        None => naming.is_numbered().then_some(free),
    };
    let name = out.unwrap_or_else(|| joined(&folder, &naming.name(free, &statement)));
    let titles: Vec<(Option<u64>, &str)> = records()
        .filter(|member| folder_of(&member.path) == folder)
        .filter_map(|member| {
            let number = Numbered::read(file_name(&member.path)).map(|name| name.number);
            Some((number, member.title.as_ref()?.text.as_str()))
        })
        .collect();
    let title = title_style(&titles, number, &statement);
    let digits = number.map(|number| naming.digits(number)).unwrap_or_default();
    let text = here.fill("new/record.md", Values { title, statement: &statement, number: digits })?;
    let exit = here.write(&name, &text)?;
    if args.out.is_none() && naming.is_numbered() && highest_elsewhere > highest_here {
        let taken = naming.digits(highest_elsewhere);
        here.tell(&format!("numbers up to {taken} are taken on other branches, or were once"));
    }
    Ok(exit)
}
