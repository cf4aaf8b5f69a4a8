//! `ddr completions`: what a shell needs to complete the verbs and flags.

use super::args::{Cli, Completions};
use super::output::{Exit, complain, print};
use clap::CommandFactory as _;

/// Prints the script of a shell.
pub fn run(args: &Completions) -> Exit {
    match script(args.shell) {
        Some(script) => print([script.as_str()]),
        None => {
            complain(&format!("the completions for {} are no UTF-8; this is a mistake in ddr", args.shell));
            Exit::Unable
        }
    }
}

/// Made whole before any of it is printed: the generator panics where its writer fails, and standard
/// output may be a pipe that nobody reads any more.
fn script(shell: clap_complete::Shell) -> Option<String> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "ddr", &mut script);
    String::from_utf8(script).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum as _;
    use clap_complete::Shell;

    #[test]
    fn every_shell_learns_every_verb_that_is_shown() {
        for shell in Shell::value_variants() {
            let script = script(*shell).unwrap();
            for verb in Cli::command().get_subcommands().filter(|verb| !verb.is_hide_set()) {
                assert!(script.contains(verb.get_name()), "{shell}: {}", verb.get_name());
            }
            assert!(script.contains("fail-on"), "{shell}");
        }
    }
}
