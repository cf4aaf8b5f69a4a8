//! Whole documents, as different teams write them, and everything that is to be said of each.
//!
//! Beside `name.md` stands `name.expected`: its kind, then one `LINE CODE name` a diagnostic. The
//! list is exact, so a diagnostic too many fails like one too few. `BLESS=1` does not rewrite these:
//! they are judgements, made by reading the document.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a panic in a test is a failing test")]

use ddr::check::{Active, Selection, check_document};
use ddr::config::Settings;
use ddr::project::Found;
use ddr::source::Source;
use std::path::Path;

#[test]
fn every_document_gets_exactly_what_it_deserves() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let settings = Settings::default();
    let active = Active::new(&settings, &Selection::default());
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    assert!(paths.len() >= 30, "{} documents", paths.len());
    let mut faults = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let look = |path: &str| match folder.join(path) {
            _ if path.starts_with("..") => Found::Unknown,
            path if path.is_dir() => Found::Directory,
            path if path.exists() => Found::File,
            _ => Found::Missing,
        };
        let outcome = check_document(Source::new(name, text), &settings, &active, &look);
        let kind = if outcome.template { "template" } else { outcome.kind.as_deref().unwrap_or("none") };
        let mut got: Vec<String> = outcome
            .diagnostics
            .iter()
            .map(|diagnostic| {
                let line = outcome.source.line(diagnostic.span.start);
                format!("{line} {} {}", diagnostic.code, diagnostic.name)
            })
            .collect();
        got.insert(0, format!("kind: {kind}"));
        let expected = std::fs::read_to_string(path.with_extension("expected")).unwrap();
        let wanted: Vec<&str> = expected.lines().filter(|line| !line.trim().is_empty()).collect();
        if got != wanted {
            let said: Vec<_> =
                outcome.diagnostics.iter().map(|d| format!("{}: {}", d.name, d.message)).collect();
            faults.push(format!("{name}\n  wanted {wanted:?}\n  got    {got:?}\n  {}", said.join("\n  ")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}
