//! `ddr check`: the gate. Everything that `ddr lint` has, over the whole project, with one exit code.

use super::args::{Check, Global, Lint};
use super::lint;
use super::output::Exit;
use crate::render::text::Look;
use std::path::PathBuf;

/// Runs the verb.
pub fn run(args: &Check, global: &Global, look: Look) -> Exit {
    let lint = Lint {
        paths: vec![args.root.clone().unwrap_or_else(|| PathBuf::from("."))],
        rules: args.rules.clone(),
        said: args.said,
        stdin_filename: None,
    };
    lint::judge(&lint, global, look, lint::Empty::Fails)
}
