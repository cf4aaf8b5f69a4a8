//! The edge: arguments, environment, files, standard output, exit codes.
//!
//! Only this room touches the disk and the terminal; the others get texts and give texts.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the one room that touches disk, environment and output"
)]

mod acknowledged;
mod against;
pub mod args;
mod changed;
mod check;
mod color;
mod completions;
mod context;
mod diff;
mod explain;
mod fixing;
mod form;
mod gate;
mod gather;
mod judge;
pub mod git;
mod given;
mod init;
mod lint;
mod log;
mod look;
mod measured;
mod new;
mod hook;
mod man;
mod output;
mod outside;
mod panics;
mod paths;
mod project;
mod read;
mod readme;
mod report;
mod rules;
mod said;
mod schema;
mod select;
mod settings;
mod show;
mod store;
mod suppress;
mod templates;
mod trace;
mod tree;
mod write;

use crate::render::text::{Look, WIDTH};
use args::{Cli, Verb};
use clap::Parser as _;
use std::process::ExitCode;

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    // Help, the version and mistakes in the arguments end here, the last with exit code 2.
    let Cli { verb, global } = Cli::parse();
    let columns = columns();
    let look = Look { color: color::set(global.color), width: columns.unwrap_or(WIDTH) };
    match &verb {
        Verb::Lint(args) => lint::run(args, &global, look),
        Verb::Check(args) => check::run(args, &global, look),
        Verb::Diff(args) => diff::run(args, &global, look),
        Verb::Log(args) => log::run(args, &global, look),
        Verb::Show(args) => show::run(args, &global),
        Verb::Trace(args) => trace::run(args, &global, look),
        Verb::Readme(args) => readme::run(args, &global, look),
        Verb::Report(args) => report::run(args, &global),
        Verb::Explain(args) => explain::run(args),
        Verb::Rules(args) => rules::run(args, columns),
        Verb::Schema(args) => schema::run(args),
        Verb::Init(args) => init::run(args, &global, look),
        Verb::New(args) => new::run(args, &global),
        Verb::Completions(args) => completions::run(args),
        Verb::Man(args) => man::run(args),
    }
    .into()
}

/// Columns of the terminal on standard output, where it is one.
fn columns() -> Option<usize> {
    terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0))
}
