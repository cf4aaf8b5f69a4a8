//! The user's schema files: which extends which.

use super::load::Opened;
use crate::diagnostic::{Diagnostic, Severity};
use crate::schema::file::SchemaFile;
use crate::schema::{Schema, build, builtin_names, builtin_schema};
use crate::yaml::{INVALID_VALUE, Spanned, UNREADABLE_CONFIG, nearest, shown};

/// Builds every schema on top of the one that it extends. Mistakes go to the files they are in.
pub fn resolve(files: &mut [Opened<SchemaFile>]) -> Vec<Schema> {
    report_repeated(files);
    let mut done: Vec<Option<Schema>> = files.iter().map(|_| None).collect();
    for start in 0..files.len() {
        // The files from this one down to one whose base is known, each extending the next.
        let mut chain = vec![start];
        let mut base = loop {
            let Some(file) = chain.last().and_then(|&last| files.get(last)) else { break None };
            match base_of(file, files) {
                Base::None => break None,
                Base::BuiltIn(name) => break builtin_schema(name).cloned(),
                Base::File(at) if chain.contains(&at) => {
                    report_cycle(files, &chain, at);
                    break None;
                }
                Base::File(at) => match done.get(at).cloned().flatten() {
                    Some(schema) => break Some(schema),
                    None => chain.push(at),
                },
                Base::Unknown(diagnostic) => {
                    if let Some(file) = chain.last().and_then(|&last| files.get_mut(last)) {
                        file.diagnostics.push(*diagnostic);
                    }
                    break None;
                }
            }
        };
        while let Some(at) = chain.pop() {
            if let Some(known) = done.get(at).cloned().flatten() {
                base = Some(known);
                continue;
            }
            let Some(file) = files.get_mut(at) else { continue };
            if file.diagnostics.iter().any(|diagnostic| diagnostic.code == UNREADABLE_CONFIG.code) {
                continue;
            }
            let (schema, diagnostics) = build(&file.value, &file.source.text, base.as_ref());
            file.diagnostics.extend(diagnostics);
            if let Some(place) = done.get_mut(at) {
                *place = Some(schema.clone());
            }
            base = Some(schema);
        }
    }
    done.into_iter().flatten().filter(|schema| !schema.name.is_empty()).collect()
}

enum Base<'f> {
    None,
    BuiltIn(&'f str),
    File(usize),
    Unknown(Box<Diagnostic>),
}

/// What a file extends. A schema that extends its own name means the built-in one.
fn base_of<'f>(file: &'f Opened<SchemaFile>, files: &'f [Opened<SchemaFile>]) -> Base<'f> {
    let Some(base) = &file.value.extends else { return Base::None };
    let own = file.value.name.as_ref().is_some_and(|name| name.value == base.value);
    let of_name = |file: &Opened<SchemaFile>| file.value.name.as_ref().is_some_and(|n| n.value == base.value);
    match files.iter().position(of_name) {
        Some(at) if !own => Base::File(at),
        _ if builtin_names().contains(&base.value.as_str()) => Base::BuiltIn(&base.value),
        Some(at) => Base::File(at),
        None => Base::Unknown(Box::new(unknown_but(base, files, file.value.name.as_ref()))),
    }
}

/// A diagnostic for a schema name that nobody has.
pub fn unknown_schema(name: &Spanned<String>, files: &[Opened<SchemaFile>]) -> Diagnostic {
    unknown_but(name, files, None)
}

/// The same, without suggesting the name of the schema that asks.
fn unknown_but(
    name: &Spanned<String>,
    files: &[Opened<SchemaFile>],
    asking: Option<&Spanned<String>>,
) -> Diagnostic {
    let others = files.iter().filter_map(|file| file.value.name.as_ref());
    let others = others.filter(|other| asking.is_none_or(|asking| asking.value != other.value));
    let own = others.map(|name| name.value.as_str());
    let names: Vec<&str> = own.chain(builtin_names().iter().copied()).collect();
    let message = format!("unknown schema {}", shown(&name.value));
    let mut diagnostic = invalid(name, message);
    diagnostic.help(match nearest(&name.value, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known: {}; list the file of another under `schemas`", names.join(", ")),
    });
    diagnostic
}

fn invalid(place: &Spanned<String>, message: String) -> Diagnostic {
    Diagnostic::new(INVALID_VALUE.code, INVALID_VALUE.name, Severity::Error, place.span, message)
}

fn report_repeated(files: &mut [Opened<SchemaFile>]) {
    let mut seen: Vec<(String, String)> = Vec::new();
    for file in files {
        let Some(name) = &file.value.name else { continue };
        match seen.iter().find(|(other, _)| *other == name.value) {
            Some((_, path)) => {
                let message = format!("{path} already has a schema of the name {}", shown(&name.value));
                let mut diagnostic = invalid(name, message);
                diagnostic.help("give one of the two another name");
                file.diagnostics.push(diagnostic);
            }
            None => seen.push((name.value.clone(), file.source.path.clone())),
        }
    }
}

/// Reports a circle once, at the file that closes it.
fn report_cycle(files: &mut [Opened<SchemaFile>], chain: &[usize], back: usize) {
    let name = |at: usize| {
        let file = files.get(at);
        file.and_then(|file| file.value.name.as_ref()).map(|name| name.value.as_str()).unwrap_or_default()
    };
    let circle = chain.iter().copied().skip_while(|&at| at != back).chain([back]).map(name);
    let circle = circle.collect::<Vec<_>>().join(" → ");
    let Some(file) = chain.last().and_then(|&last| files.get_mut(last)) else { return };
    if let Some(extends) = &file.value.extends {
        let mut diagnostic = invalid(extends, format!("`extends` goes round in a circle: {circle}"));
        diagnostic.help("let one of them extend nothing, or a built-in schema");
        file.diagnostics.push(diagnostic);
    }
}
