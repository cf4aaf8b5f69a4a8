//! `ddr man`: the manual pages, made of the same definition as the help.

use super::args::{Cli, Man};
use super::output::{Exit, complain};
use super::{read, write};
use clap::CommandFactory as _;
use clap_mangen::Man as Page;
use fs_err as fs;
use std::io;

/// Writes `ddr.1` and a page for each verb that is shown.
pub fn run(args: &Man) -> Exit {
    let written = pages(args.date.as_deref().unwrap_or_default()).and_then(|pages| {
        fs::create_dir_all(&args.out)?;
        pages.iter().try_for_each(|(name, page)| write::replace(&args.out.join(name), page))
    });
    match written {
        Ok(()) => Exit::Clean,
        Err(error) => {
            let folder = args.out.display();
            complain(&format!("cannot write the manual to {folder}: {}", read::reason(&error)));
            Exit::Unable
        }
    }
}

/// The pages, each with the name of its file.
fn pages(date: &str) -> io::Result<Vec<(String, String)>> {
    let mut program = Cli::command().disable_help_subcommand(true);
    // Verbs are called `ddr` in the line that tells the version; a page has a name of its own.
    let verbs: Vec<String> = program.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    for verb in verbs {
        let name = format!("ddr-{verb}");
        program = program.mut_subcommand(verb, |verb| verb.display_name(name));
    }
    program.build();
    let verbs = program.get_subcommands().filter(|verb| !verb.is_hide_set());
    let named = std::iter::once(("ddr", &program))
        .chain(verbs.map(|verb| (verb.get_display_name().unwrap_or("ddr"), verb)));
    named
        .map(|(name, command)| {
            let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let page = Page::new(command.clone().after_help(None::<&str>));
            Ok((format!("{name}.1"), titled(name, date, &body(&page)?) + &extra(&after)))
        })
        .collect()
}

fn body(page: &Page) -> io::Result<String> {
    let mut text = Vec::new();
    page.render(&mut text)?;
    String::from_utf8(text).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// The page under a title of ours, since an empty date would make the others move up; and with a space
/// where the generator breaks the line twice around nothing.
fn titled(name: &str, date: &str, body: &str) -> String {
    let title = format!(
        ".TH {} 1 \"{date}\" \"ddr {}\" \"User Commands\"",
        name.to_uppercase(),
        env!("CARGO_PKG_VERSION")
    );
    let lines = body.lines().map(|line| if line.starts_with(".TH ") { title.as_str() } else { line });
    let text: String = lines.flat_map(|line| [line, "\n"]).collect();
    text.replace(".br\n\n.br\n", ".sp\n")
}

/// What stands below the flags in the help: words, then examples, whose lines stay as they are, and exit
/// codes.
fn extra(after: &str) -> String {
    let mut out = String::new();
    let mut words_begun = false;
    for part in after.split("\n\n").filter(|part| !part.trim().is_empty()) {
        if let Some(lines) = part.strip_prefix("Examples:\n") {
            out.push_str(&format!(".SH EXAMPLES\n.nf\n{}.fi\n", escaped(lines)));
        } else if let Some(codes) = part.strip_prefix("Exit codes: ") {
            out.push_str(&format!(".SH \"EXIT STATUS\"\n{}", escaped(codes)));
        } else {
            out.push_str(if words_begun { ".PP\n" } else { ".SH NOTES\n" });
            out.push_str(&escaped(part));
            words_begun = true;
        }
    }
    out
}

/// Text that does nothing in a manual page.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    let line = |line: &str| match line.starts_with(['.', '\'']) {
        true => format!("\\&{line}\n"),
        false => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_page_for_the_program_and_for_every_verb_that_is_shown() {
        let pages = pages("2026-01-31").unwrap();
        let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
        let verbs = Cli::command();
        let verbs = verbs.get_subcommands().filter(|verb| !verb.is_hide_set());
        let wanted: Vec<String> = verbs.map(|verb| format!("ddr-{}.1", verb.get_name())).collect();
        assert_eq!(
            names.split_first().unwrap(),
            (&"ddr.1", &*wanted.iter().map(|it| &**it).collect::<Vec<_>>())
        );
        let (_, lint) = pages.iter().find(|(name, _)| name == "ddr-lint.1").unwrap();
        assert!(lint.contains("staged") && lint.contains(".SH SYNOPSIS"), "{lint}");
        assert!(lint.contains(".TH DDR-LINT 1 \"2026-01-31\" \"ddr "), "{lint}");
        assert!(lint.contains(".SH EXAMPLES\n.nf\n  ddr lint docs"), "{lint}");
    }

    #[test]
    fn text_does_nothing_in_a_page() {
        assert_eq!(escaped(".TH a-b\n'x \\n\nc.d"), "\\&.TH a\\-b\n\\&'x \\en\nc.d\n");
    }
}
