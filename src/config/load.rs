//! From the text of a `ddr.yaml` to settings, with the files that it names.

use super::file::ConfigFile;
use super::glob::Glob;
use super::schemas::{resolve, unknown_schema};
use super::settings::Settings;
use crate::diagnostic::{Diagnostic, Severity};
use crate::schema::check_selectors;
use crate::schema::file::SchemaFile;
use crate::source::{Source, Span};
use crate::yaml::{INVALID_VALUE, Kind, Read, Reader, Spanned, UNREADABLE_CONFIG, read_file, shown};

/// Gives the text of a file, by its path from the root of the repository with `/`, or says in a
/// few words why there is none.
pub type Loader<'a> = &'a dyn Fn(&str) -> Result<String, String>;

/// What became of a `ddr.yaml`.
#[derive(Debug)]
pub struct Loaded {
    /// What holds. Where a file has mistakes, the rest of it holds all the same.
    pub settings: Settings,
    /// Every file that was read, the first one first, with its mistakes.
    pub files: Vec<(Source, Vec<Diagnostic>)>,
}

impl Loaded {
    /// Whether any file has a mistake.
    pub fn has_mistakes(&self) -> bool {
        self.files.iter().any(|(_, diagnostics)| !diagnostics.is_empty())
    }
}

/// A file that was read.
#[derive(Debug)]
pub struct Opened<T> {
    /// Its path from the root, and its text.
    pub source: Source,
    /// What was understood of it.
    pub value: T,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the settings from the text of the `ddr.yaml` at `path`, which counts from the root of
/// the repository. `known` are the codes, names and groups of all rules.
pub fn load(path: &str, text: &str, loader: Loader<'_>, known: &[&str]) -> Loaded {
    let mut configs = with_parents(open(path, text.to_owned()), loader);
    let mut schemas = open_schemas(&mut configs, loader);
    let mut settings = Settings::default();
    settings.schemas = resolve(&mut schemas);
    // A schema file without a readable name must not make every use of the name a mistake too.
    let complete = schemas.iter().all(|schema| schema.value.name.is_some())
        && configs.iter().all(|config| config.diagnostics.is_empty());
    for schema in &mut schemas {
        let selectors = schema.value.rules.iter().flat_map(|rules| rules.0.iter().map(|(name, _)| name));
        check_selectors(selectors, known, &mut schema.diagnostics);
    }
    for config in configs.iter_mut().rev() {
        check_globs(config);
        check_words(config);
        let file = &config.value;
        let selectors = file.rules.iter().flat_map(|rules| rules.0.iter().map(|(name, _)| name));
        check_selectors(selectors, known, &mut config.diagnostics);
        let kinds = file.kinds.iter().flat_map(|kinds| kinds.0.iter().map(|(_, name)| name));
        for name in kinds.filter(|name| complete && settings.schema(&name.value).is_none()) {
            config.diagnostics.push(unknown_schema(name, &schemas));
        }
        settings.lay_over(&config.value);
    }
    let configs = configs.into_iter().map(|file| (file.source, file.diagnostics));
    let schemas = schemas.into_iter().map(|file| (file.source, file.diagnostics));
    let mut files: Vec<_> = configs.chain(schemas).collect();
    for (_, diagnostics) in &mut files {
        diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    }
    Loaded { settings, files }
}

fn open<T: Read + Default>(path: &str, text: String) -> Opened<T> {
    let (value, diagnostics) = read_file(&text);
    Opened { source: Source::new(path, text), value, diagnostics }
}

fn fault(kind: Kind, span: Span, message: String, help: Option<&str>) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(kind.code, kind.name, Severity::Error, span, message);
    diagnostic.help = help.map(str::to_owned);
    diagnostic
}

/// The file and those that it extends, the nearest first.
fn with_parents(first: Opened<ConfigFile>, loader: Loader<'_>) -> Vec<Opened<ConfigFile>> {
    let mut files = vec![first];
    while let Some(file) = files.last() {
        let (parent, twice) = match (&file.value.extend, &file.value.extends) {
            (Some(parent), other) => (parent, other.as_ref()),
            (None, Some(parent)) => (parent, None),
            (None, None) => break,
        };
        let twice = twice.map(|other| {
            let message = "`extend` and `extends` are one key".to_owned();
            fault(INVALID_VALUE, other.span, message, Some("remove one of the two"))
        });
        let opened = match named(&file.source.path, parent, loader) {
            Ok((path, _)) if files.iter().any(|other| other.source.path == path) => {
                let message = format!("{} leads back to {path}", shown(&parent.value));
                let help = Some("remove the key from one of the files");
                Err(Box::new(fault(INVALID_VALUE, parent.span, message, help)))
            }
            Ok((path, text)) => Ok(open::<ConfigFile>(&path, text)),
            Err(diagnostic) => Err(diagnostic),
        };
        if let Some(file) = files.last_mut() {
            file.diagnostics.extend(twice);
        }
        match opened {
            Ok(parent) => files.push(parent),
            Err(diagnostic) => {
                if let Some(file) = files.last_mut() {
                    file.diagnostics.push(*diagnostic);
                }
                break;
            }
        }
    }
    files
}

/// The schema files that the configs name, each once.
fn open_schemas(configs: &mut [Opened<ConfigFile>], loader: Loader<'_>) -> Vec<Opened<SchemaFile>> {
    let mut schemas: Vec<Opened<SchemaFile>> = Vec::new();
    for config in configs {
        for name in config.value.schemas.iter().flatten() {
            match named(&config.source.path, name, loader) {
                Ok((path, _)) if schemas.iter().any(|schema| schema.source.path == path) => {}
                Ok((path, text)) => schemas.push(open(&path, text)),
                Err(diagnostic) => config.diagnostics.push(*diagnostic),
            }
        }
    }
    for schema in &mut schemas {
        // A file that is no YAML has said so; a file that is empty has not.
        if schema.value.name.is_none()
            && schema.diagnostics.is_empty()
            && schema.source.text.trim().is_empty()
        {
            let message = "the schema file is empty".to_owned();
            schema.diagnostics.push(fault(UNREADABLE_CONFIG, Span::at(0), message, None));
        }
    }
    schemas
}

/// Path and text of a file that another one names.
fn named(
    from: &str,
    name: &Spanned<String>,
    loader: Loader<'_>,
) -> Result<(String, String), Box<Diagnostic>> {
    let Some(path) = resolve_path(from, &name.value) else {
        let message = format!("{} lies outside the repository", shown(&name.value));
        let help = "name a file below the root of the repository, relative to this one";
        return Err(Box::new(fault(INVALID_VALUE, name.span, message, Some(help))));
    };
    match loader(&path) {
        Ok(text) => Ok((path, text)),
        Err(why) => {
            let message = format!("cannot read {}: {why}", shown(&name.value));
            Err(Box::new(fault(UNREADABLE_CONFIG, name.span, message, None)))
        }
    }
}

/// The path from the root that a path in the file `from` means; `None` where it leaves the root.
fn resolve_path(from: &str, name: &str) -> Option<String> {
    if name.starts_with(['/', '\\', '~']) || name.contains(':') || name.trim().is_empty() {
        return None;
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

fn check_globs(config: &mut Opened<ConfigFile>) {
    let file = &config.value;
    let ignore = file.change.as_ref().and_then(|change| change.ignore.as_ref());
    let listed = [file.include.as_ref(), file.exclude.as_ref(), ignore].into_iter().flatten().flatten();
    let kinds = file.kinds.iter().flat_map(|kinds| kinds.0.iter().map(|(glob, _)| glob));
    let plans = file.plans.iter().flat_map(|plans| plans.0.iter().map(|(glob, _)| glob));
    for glob in listed.chain(kinds).chain(plans) {
        if let Err(why) = Glob::new(&glob.value) {
            let message = format!("invalid glob {}: {why}", shown(&glob.value));
            config.diagnostics.push(fault(INVALID_VALUE, glob.span, message, None));
        }
    }
}

fn check_words(config: &mut Opened<ConfigFile>) {
    if let Some(vocabulary) = &config.value.vocabulary {
        let mut reader =
            Reader { text: &config.source.text, diagnostics: Vec::new(), trusted: false, partial: false };
        vocabulary.check(&mut reader);
        config.diagnostics.append(&mut reader.diagnostics);
    }
}

#[cfg(test)]
mod tests {
    use super::resolve_path;

    #[test]
    fn paths_count_from_the_file_that_names_them_and_stay_inside() {
        for (from, name, path) in [
            ("ddr.yaml", "schemas/a.yaml", Some("schemas/a.yaml")),
            ("services/api/ddr.yaml", "../../ddr.yaml", Some("ddr.yaml")),
            ("services/api/ddr.yaml", "./x/../a.yaml", Some("services/api/a.yaml")),
            ("ddr.yaml", "../ddr.yaml", None),
            ("a/ddr.yaml", "../../ddr.yaml", None),
            ("ddr.yaml", "/etc/passwd", None),
            ("ddr.yaml", "C:/x.yaml", None),
            ("ddr.yaml", "", None),
        ] {
            assert_eq!(resolve_path(from, name).as_deref(), path, "{from} {name}");
        }
    }
}
