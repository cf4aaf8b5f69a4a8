//! Names of packages that a row adds to a file such as `requirements.txt`.

use super::extension;
use crate::model::{Document, Entry};
use crate::syntax::PieceKind;

/// Whether a file lists what a program depends on.
pub fn is_package_list(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default().to_lowercase();
    matches!(
        name.as_str(),
        "pyproject.toml" | "package.json" | "cargo.toml" | "go.mod" | "pipfile" | "gemfile"
    ) || name.starts_with("requirements") && matches!(extension(&name), Some("txt" | "in"))
}

/// The form in which names of packages are compared: letter case, `_`, `-` and `.` do not count.
pub fn package_form(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '_' | '.') { '-' } else { c.to_ascii_lowercase() }).collect()
}

/// In a longer cell, looking for what closes a quote would take long.
const LONGEST: usize = 4096;

/// The packages that the functions/APIs cell of a row names in quotes or code spans, where all its
/// files list packages.
pub fn packages(document: &Document<'_>, entry: &Entry<'_>) -> Vec<String> {
    let (Some(cell), Some(shown)) = (&entry.symbols_cell, &entry.symbols) else { return Vec::new() };
    if shown.text.len() > LONGEST
        || entry.paths.is_empty()
        || !entry.paths.iter().all(|path| is_package_list(&path.text))
    {
        return Vec::new();
    }
    let code = document.syntax.pieces(cell.inline).iter().filter(|piece| piece.kind == PieceKind::Code);
    let mut found: Vec<String> = code.filter_map(|piece| package(&piece.text)).collect();
    found.extend(quoted(&shown.text).into_iter().filter_map(package));
    let mut seen = std::collections::HashSet::new();
    found.retain(|name| seen.insert(name.clone()));
    found
}

/// What stands in quotes; an apostrophe inside a word opens none.
fn quoted(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut last = ' ';
    while let Some((at, open)) = rest.char_indices().find(|(_, c)| matches!(c, '\'' | '"' | '‘' | '“')) {
        let before = rest.get(..at).and_then(|head| head.chars().next_back()).unwrap_or(last);
        let inner = rest.get(at + open.len_utf8()..).unwrap_or_default();
        let close = match open {
            '‘' => '’',
            '“' => '”',
            same => same,
        };
        (last, rest) = (open, inner);
        if before.is_alphanumeric() {
            continue;
        }
        let Some(end) = inner.find(close) else { continue };
        found.extend(inner.get(..end));
        rest = inner.get(end + close.len_utf8()..).unwrap_or_default();
        last = close;
    }
    found
}

/// The name of a package without its version: `redis>=5`, `uvicorn[standard]`, `@types/node@20`.
fn package(text: &str) -> Option<String> {
    let text = text.trim();
    let end = text
        .char_indices()
        .find(|(at, c)| matches!(c, '<' | '>' | '=' | '~' | '!' | '[' | '^' | ';') || (*c == '@' && *at > 0));
    let name = text.get(..end.map_or(text.len(), |(at, _)| at))?.trim();
    let plain = name.strip_prefix('@').unwrap_or(name);
    let first = plain.starts_with(|c: char| c.is_ascii_alphabetic());
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    (first && name.len() > 1 && plain.chars().all(part) && !is_package_list(name)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_stand_in_quotes() {
        let read = |text| quoted(text).into_iter().filter_map(package).collect::<Vec<_>>().join(" ");
        assert_eq!(
            read("Needs 'redis' and also the 'google-cloud-storage' one"),
            "redis google-cloud-storage"
        );
        assert_eq!(read("Add \"uvicorn[standard]>=0.30\", “httpx”"), "uvicorn httpx");
        assert_eq!(read("'@types/node@20' for the team's build"), "@types/node");
        assert_eq!(read("it's the app's 'own words' at '2.0'"), "");
    }

    #[test]
    fn lists_of_packages_are_known_by_name() {
        for path in ["a/requirements.txt", "requirements-dev.txt", "package.json", "x/Cargo.toml", "go.mod"] {
            assert!(is_package_list(path), "{path}");
        }
        for path in ["requirements.md", "docs/requirements.py", "package-lock.json"] {
            assert!(!is_package_list(path), "{path}");
        }
        assert_eq!(package_form("Google_Cloud.Storage"), "google-cloud-storage");
    }
}
