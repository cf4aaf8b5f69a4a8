//! `ddr show`: documents as they were understood.

use super::args::{Format, Global, Show};
use super::gather::{File, Gathered, gather};
use super::output::{Exit, complain, print, tell};
use super::panics::caught;
use crate::model::{self, Schemas};
use crate::render::show::{self, ShownDocument};
use crate::render::summary::{Tally, summary};
use crate::render::visible;
use crate::syntax;
use rayon::prelude::*;

/// Runs the verb.
pub fn run(args: &Show, global: &Global) -> Exit {
    let gathered = match gather(&args.paths, None, global) {
        Ok(gathered) => gathered,
        Err(why) => {
            complain(&why);
            return Exit::Unable;
        }
    };
    for (file, fault) in &gathered.faults {
        for diagnostic in &fault.diagnostics {
            let at = fault.source.position(diagnostic.span.start);
            complain(&format!("{}:{}:{}: {}", file.shown, at.line, at.column, diagnostic.message));
        }
    }
    let json = args.format == Format::Json;
    let read: Vec<Result<Option<ShownDocument>, String>> =
        gathered.files.par_iter().map(|file| shown(file, &gathered, json)).collect();
    let sound = gathered.faults.is_empty() && gathered.missing == 0;
    let mut exit = if sound { Exit::Clean } else { Exit::Unable };
    let mut documents = Vec::new();
    for (document, file) in read.into_iter().zip(&gathered.files) {
        match document {
            Ok(Some(document)) => documents.push(document),
            Ok(None) if global.verbose => {
                tell(&format!("skipped {}: neither a record nor a patch plan", file.shown));
            }
            Ok(None) => {}
            Err(why) => {
                complain(&why);
                exit = Exit::Unable;
            }
        }
    }
    if documents.is_empty() && global.quiet == 0 {
        tell(&summary(&Tally::default()));
    }
    show::relate(&mut documents);
    let text = if json { show::json(documents) } else { Ok(show::outline(&documents)) };
    match text {
        Ok(text) => exit.max(print([text.as_str()])),
        Err(error) => {
            complain(&format!("cannot write the documents as JSON: {error}"));
            Exit::Unable
        }
    }
}

/// Reads one file; `None` where it is no design document.
fn shown(file: &File, gathered: &Gathered, json: bool) -> Result<Option<ShownDocument>, String> {
    let Some(project) = gathered.projects.list.get(file.project) else { return Ok(None) };
    let named = |why: &str| format!("{}: {}", visible(&file.shown), visible(why));
    let source = file.read().map_err(|unread| named(&unread.diagnostic.message))?;
    let schemas = Schemas {
        record: project.settings.record_schema(),
        plan: project.settings.plan_schema(),
        assigned: project.settings.kind_of(&file.inside),
    };
    let read = caught(|| {
        if !model::may_be_document(&source.text, &schemas) {
            return Ok(None);
        }
        if syntax::too_deep(&source.text).is_some() {
            return Err(named(&format!("lists and quotes are nested more than {} deep", syntax::MAX_DEPTH)));
        }
        let syntax = syntax::parse(&source.text, source.start());
        let path = if json { &file.machine } else { &file.shown };
        let document = model::read(&source, &syntax, &schemas).filter(|document| document.recognised);
        Ok(document.map(|document| show::document(&document, path)))
    });
    read.unwrap_or_else(|panic| Err(named(&format!("reading this file failed: {panic}"))))
}
