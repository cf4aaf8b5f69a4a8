//! `ddr check`: the gate. Everything that `ddr lint` has, over the whole project, with one exit code;
//! with `--against`, also what changed since a revision.

use super::against::Against;
use super::args::{Check, Global, Lint};
use super::lint;
use super::measured::Asked;
use super::output::Exit;
use crate::render::text::Look;
use std::path::PathBuf;

/// Runs the verb.
pub fn run(args: &Check, global: &Global, look: Look) -> Exit {
    let folder = args.root.clone().unwrap_or_else(|| PathBuf::from("."));
    let lint = Lint {
        paths: vec![folder.clone()],
        rules: args.rules.clone(),
        said: args.said.clone(),
        given: args.given.clone(),
        ..Lint::default()
    };
    let baseline = args.given.baseline.as_deref();
    let against = args.against.as_deref().map(|rev| Against { rev, plans: &args.plan, baseline });
    let measurements = args.measurements.as_deref();
    let measurements =
        measurements.map(|file| Asked { file, folder: &folder, required: args.require_measurements });
    lint::judge(&lint, global, look, lint::Gate { empty: lint::Empty::Fails, against, measurements })
}
