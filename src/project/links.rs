//! Paths as words: where a link leads from its document, without looking.

/// A path of a plan row, relative to the project's root; `/` at its start is tried from there too.
pub fn row_path(path: &str) -> Option<String> {
    normalise("", path.replace('\\', "/").trim_start_matches('/'))
}

/// Every place that a link may mean: first the one where the file itself leads to, then those of
/// sites that make pages out of files: a page is a folder (`a.md` is read at `a/`), links count
/// from the root, a name without an extension or with `.html` is made from a Markdown file.
pub fn link_readings(document_path: &str, destination: &str) -> Vec<String> {
    let Some(plain) = link_target(document_path, destination) else { return Vec::new() };
    let page = document_path.rsplit_once('.').map_or(document_path, |(page, _)| page);
    let slashes = destination.replace('\\', "/");
    let mut places = vec![plain];
    places.extend(link_target(document_path, &slashes));
    places.extend(link_target(&format!("{page}/"), &slashes));
    places.extend(link_target("", &slashes));
    let made = |place: &String| match (extension(place), place.rsplit_once('.')) {
        (None, _) => Some(format!("{place}.md")),
        (Some("html" | "htm"), Some((name, _))) => Some(format!("{name}.md")),
        _ => None,
    };
    let made: Vec<String> = places.iter().filter_map(made).collect();
    let mut readings: Vec<String> = Vec::new();
    for place in places.into_iter().chain(made) {
        // Of places above the root, only the plain reading is kept: nothing can be known there.
        if readings.is_empty() || (!readings.contains(&place) && !place.starts_with("..")) {
            readings.push(place);
        }
    }
    readings
}

/// What stands behind the last dot of a file name, where it can be the kind of a file: `v1.2` and
/// `.env` have none.
pub fn extension(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?;
    let (stem, extension) = name.rsplit_once('.')?;
    let kind = extension.len() <= 10
        && extension.bytes().all(|b| b.is_ascii_alphanumeric())
        && extension.bytes().any(|b| b.is_ascii_alphabetic());
    (kind && !stem.is_empty()).then_some(extension)
}

/// Where a link leads, relative to the project's root: `None` for other sites, anchors, and site
/// addresses that begin with `/`. A line behind the path, `b.rs:12`, is no part of it.
pub fn link_target(document_path: &str, destination: &str) -> Option<String> {
    if destination.starts_with("https://") || destination.starts_with("http://") {
        return None;
    }
    let path = destination.split(['#', '?']).next().unwrap_or_default();
    let scheme = path.split('/').next().is_some_and(|first| first.contains(':'));
    if path.is_empty() || scheme || path.starts_with(['/', '\\']) {
        return None;
    }
    let folder = document_path.rsplit_once('/').map_or("", |(folder, _)| folder);
    normalise(folder, without_line(&unescape(path)))
}

/// A path without the `:12`, `:12:5` or `:12-20` behind its extension.
fn without_line(path: &str) -> &str {
    let is_line = |line: &str| {
        line.starts_with(|c: char| c.is_ascii_digit())
            && line.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'-'))
    };
    match path.split_once(':') {
        Some((file, line)) if is_line(line) && extension(file).is_some() => file,
        _ => path,
    }
}

/// Joins two paths and resolves `.` and `..` without looking; `..` beyond the start is kept.
pub fn normalise(folder: &str, path: &str) -> Option<String> {
    // Nearly all have nothing to be resolved, and are joined as they are.
    if is_plain(path) && (folder.is_empty() || is_plain(folder)) {
        return join(folder, path);
    }
    if path.contains('\0') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Joins a folder and a path that has nothing to be resolved itself.
fn join(folder: &str, path: &str) -> Option<String> {
    match folder {
        "" => Some(path.to_owned()),
        _ if is_plain(folder) => Some([folder, "/", path].concat()),
        _ => normalise(folder, path),
    }
}

/// Whether a path surely has nothing to be resolved: no part of it is empty or begins with a dot.
pub(super) fn is_plain(path: &str) -> bool {
    let mut before = b'/';
    for byte in path.bytes() {
        if byte == 0 || before == b'/' && matches!(byte, b'/' | b'.') {
            return false;
        }
        before = byte;
    }
    before != b'/'
}

/// A link destination without its percent signs: `my%20file.md`.
fn unescape(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        match (byte, tail) {
            (b'%', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                bytes.push(hex(*high) * 16 + hex(*low));
                rest = after;
            }
            _ => {
                bytes.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

/// The value of a hexadecimal digit.
fn hex(digit: u8) -> u8 {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_from_the_folder_of_their_document() {
        let target = |link| link_target("docs/design/a.md", link);
        assert_eq!(target("../plan%20b.md#x").as_deref(), Some("docs/plan b.md"));
        assert_eq!(target("./b.md").as_deref(), Some("docs/design/b.md"));
        assert_eq!(target("../../../up.md").as_deref(), Some("../up.md"));
        assert_eq!(target("../src/b.rs:12").as_deref(), Some("docs/src/b.rs"));
        assert_eq!(target("../src/b.rs:12-20").as_deref(), Some("docs/src/b.rs"));
        for other in ["https://example.org/a.md", "mailto:a@b.c", "#anchor", "/site/page", ""] {
            assert_eq!(target(other), None, "{other}");
        }
    }
    #[test]
    fn a_link_of_a_site_may_mean_the_file_that_its_page_is_made_from() {
        assert_eq!(link_readings("docs/a.md", "b.md"), ["docs/b.md", "docs/a/b.md", "b.md"]);
        let readings = link_readings("docs/a.md", "../b/");
        assert_eq!(readings, ["b", "docs/b", "b.md", "docs/b.md"]);
        assert!(link_readings("docs/a.md", "c.html").contains(&"docs/c.md".to_owned()));
        assert!(link_readings("docs/a.md", "#x").is_empty());
        for (path, kind) in [("a/b.md", Some("md")), ("v1.2", None), (".env", None), ("LICENSE", None)] {
            assert_eq!(extension(path), kind, "{path}");
        }
    }
}
