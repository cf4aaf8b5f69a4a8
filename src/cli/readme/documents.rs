//! The documents of a project, read for what sections say of them.

use crate::cli::gather::{File, Gathered};
use crate::cli::panics::caught;
use crate::config::Settings;
use crate::model::{self, Schemas};
use crate::project::Member;
use crate::readme::facts::{Documents, Read};
use crate::syntax;
use rayon::prelude::*;

/// Every document of a project, those that cannot be read left out: `ddr check` speaks of them.
pub fn all(gathered: &mut Gathered, project: usize) -> (Vec<Member>, Documents) {
    let others = gathered.context(project);
    let Some(it) = gathered.projects.list.get(project) else { return (Vec::new(), Documents::new()) };
    let own = gathered.files.iter().filter(|file| file.project == project && file.open.is_some());
    let files: Vec<&File> = own.chain(&others).collect();
    let read: Vec<(Member, Read)> = files.par_iter().filter_map(|file| one(file, &it.settings)).collect();
    let mut members = Vec::new();
    let mut documents = Documents::new();
    for (member, read) in read {
        documents.insert(member.path.clone(), read);
        members.push(member);
    }
    (members, documents)
}

fn one(file: &File, settings: &Settings) -> Option<(Member, Read)> {
    let source = file.read().ok()?;
    let schemas = Schemas {
        record: settings.record_schema(),
        plan: settings.plan_schema(),
        assigned: settings.kind_of(&file.inside),
    };
    let read = caught(|| {
        if !model::may_be_document(&source.text, &schemas) || syntax::too_deep(&source.text).is_some() {
            return None;
        }
        let syntax = syntax::parse(&source.text, source.start());
        let document = model::read(&source, &syntax, &schemas)?;
        (document.recognised && !document.template).then(|| (Member::of(&document), Read::of(&document)))
    });
    read.ok().flatten()
}
