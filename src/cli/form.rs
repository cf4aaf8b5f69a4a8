//! The forms in which a run is said, and where each of them goes: one to standard output, any number to
//! files.

use super::args::{OutputFormat, Saying};
use super::paths::absolute;
use crate::render::text::{Look, WIDTH};
use std::path::{Path, PathBuf};

/// What a file is called in the various outputs.
#[derive(Debug, Clone, Copy)]
pub struct Called<'a> {
    /// As the user would type it.
    pub shown: &'a str,
    /// From the root of the project.
    pub machine: &'a str,
    /// From the root of the repository.
    pub repository: &'a str,
}

/// What becomes of diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// With the lines that they are about.
    Text(Look),
    /// One line each.
    Concise,
    /// For programs.
    Json,
    /// Counted by rule.
    Statistics,
    /// Annotations of a run of GitHub Actions.
    Github,
    /// A code quality report of GitLab.
    Gitlab,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit XML.
    Junit,
    /// Diagnostics for reviewdog.
    Rdjson,
    /// A comment or a step summary.
    Markdown,
}

impl Form {
    /// The form of a format.
    const fn of(format: OutputFormat, look: Look) -> Self {
        match format {
            OutputFormat::Text => Self::Text(look),
            OutputFormat::Concise => Self::Concise,
            OutputFormat::Json => Self::Json,
            OutputFormat::Github => Self::Github,
            OutputFormat::Gitlab => Self::Gitlab,
            OutputFormat::Sarif => Self::Sarif,
            OutputFormat::Junit => Self::Junit,
            OutputFormat::Rdjson => Self::Rdjson,
            OutputFormat::Markdown => Self::Markdown,
        }
    }

    /// Whether it is made of a whole run at once, with paths from the root of the repository.
    pub const fn is_whole(self) -> bool {
        !matches!(self, Self::Text(_) | Self::Concise | Self::Json | Self::Statistics)
    }

    /// What its readers know a file by.
    pub const fn name<'a>(self, names: Called<'a>) -> &'a str {
        match self {
            Self::Json => names.machine,
            _ if self.is_whole() => names.repository,
            _ => names.shown,
        }
    }
}

/// A form and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The form.
    pub form: Form,
    /// The file, as the user named it; `None` is standard output.
    pub file: Option<PathBuf>,
    /// Whether standard error takes its place, since something else is written to standard output.
    pub aside: bool,
}

/// What the arguments ask for, standard output first, or what is wrong with them.
pub fn outputs(said: &Saying, look: Look) -> Result<Vec<Output>, String> {
    let form = match (Form::of(said.output_format, look), said.statistics) {
        (Form::Text(_) | Form::Concise, true) => Form::Statistics,
        (form, false) => form,
        (Form::Json, true) => return Err("--statistics has no JSON form; use text or concise".to_owned()),
        (_, true) => {
            return Err("--statistics takes the place of the format; use text or concise".to_owned());
        }
    };
    let mut outputs = vec![Output { form, file: None, aside: false }];
    let mut taken: Vec<PathBuf> = Vec::new();
    // A file is read on many terminals or none.
    let plain = Look { color: false, width: WIDTH };
    for asked in &said.output_file {
        let place = place(&asked.path);
        if taken.contains(&place) {
            let path = asked.path.display();
            return Err(format!("--output-file: two formats are to be written to {path}; name another file"));
        }
        taken.push(place);
        outputs.push(Output {
            form: Form::of(asked.format, plain),
            file: Some(asked.path.clone()),
            aside: false,
        });
    }
    Ok(outputs)
}

/// The file that a path means, so that two spellings of it are one.
fn place(path: &Path) -> PathBuf {
    let full = std::env::current_dir().map_or_else(|_| path.to_owned(), |cwd| absolute(path, &cwd));
    let inside = || Some(full.parent()?.canonicalize().ok()?.join(full.file_name()?));
    full.canonicalize().ok().or_else(inside).unwrap_or(full)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::{Cli, Verb};
    use clap::Parser as _;

    fn asked(args: &[&str]) -> Result<Vec<Output>, String> {
        let line = ["ddr", "lint"].iter().chain(args);
        let cli = Cli::try_parse_from(line).map_err(|error| error.to_string())?;
        let Verb::Lint(lint) = cli.verb else { panic!() };
        outputs(&lint.said, Look { color: true, width: 80 })
    }

    #[test]
    fn standard_output_comes_first_and_files_are_plain() {
        let files = ["--output-file", "text=a.txt", "--output-file=sarif=b=c.sarif"];
        let outputs = asked(&files).unwrap();
        let file = |path: &str| Some(PathBuf::from(path));
        let plain = Form::Text(Look { color: false, width: WIDTH });
        let colored = Form::Text(Look { color: true, width: 80 });
        assert_eq!(
            outputs.into_iter().map(|output| (output.form, output.file)).collect::<Vec<_>>(),
            [(colored, None), (plain, file("a.txt")), (Form::Sarif, file("b=c.sarif"))]
        );
    }

    #[test]
    fn what_makes_no_sense_is_a_mistake() {
        for (args, why) in [
            (&["--output-file", "sarif=-"] as &[&str], "standard output"),
            (&["--output-file", "sarif="], "FORMAT=PATH"),
            (&["--output-file", "out.sarif"], "FORMAT=PATH"),
            (&["--output-file", "sarfi=out"], "did you mean `sarif`"),
            (&["--output-file", "sarif=a", "--output-file", "junit=./x/../a"], "another file"),
            (&["--statistics", "--output-format", "junit"], "text or concise"),
        ] {
            let said = asked(args).unwrap_err();
            assert!(said.contains(why), "{args:?}: {said}");
        }
        assert!(asked(&["--statistics", "--output-file", "json=a.json"]).is_ok());
    }
}
