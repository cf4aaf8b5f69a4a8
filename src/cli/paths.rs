//! Paths as text: cleaned without asking the disk, and relative with `/`.

use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};

/// An absolute path without `.` and `..`, taken apart by its words alone.
pub fn absolute(path: &Path, base: &Path) -> PathBuf {
    if path.is_absolute() && is_clean(path) {
        return path.to_owned();
    }
    if !path.as_os_str().is_empty()
        && path.is_relative()
        && is_clean(path)
        && base.is_absolute()
        && is_clean(base)
    {
        return base.join(path);
    }
    let mut clean = PathBuf::new();
    for component in base.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}

/// Whether a path surely has nothing to be cleaned: the ordinary case, told by its bytes alone. On systems
/// with other separators nothing is sure.
fn is_clean(path: &Path) -> bool {
    let bytes = path.as_os_str().as_encoded_bytes();
    MAIN_SEPARATOR == '/'
        && !bytes.ends_with(b"/")
        && !bytes.starts_with(b".")
        && !bytes.windows(2).any(|pair| pair == b"//" || pair == b"/.")
}

/// Whether `path` lies inside `base`, and what it is there; both clean. Compared byte by byte.
fn inside<'p>(path: &'p Path, base: &Path) -> Option<&'p str> {
    let (path, base) = (path.to_str()?, base.to_str()?);
    path.strip_prefix(base)?.strip_prefix('/').filter(|rest| !rest.is_empty())
}

/// `path` seen from `base`, with `/` and, where need be, `..`. Both are absolute and clean.
pub fn relative(path: &Path, base: &Path) -> String {
    // The ordinary cases, without taking the path apart.
    if is_clean(path)
        && is_clean(base)
        && let Some(inside) = inside(path, base)
    {
        return inside.to_owned();
    }
    if MAIN_SEPARATOR == '/'
        && let Ok(inside) = path.strip_prefix(base)
    {
        return inside.to_string_lossy().into_owned();
    }
    let (path, base): (Vec<_>, Vec<_>) = (path.components().collect(), base.components().collect());
    let common = path.iter().zip(&base).take_while(|(a, b)| a == b).count();
    let up = base.iter().skip(common).map(|_| "..".into());
    let down = path.iter().skip(common).map(|part| part.as_os_str().to_string_lossy());
    let words: Vec<std::borrow::Cow<'_, str>> = up.chain(down).collect();
    words.join("/")
}

/// A path as the user would type it: as given, without a leading `./`; an absolute one relative
/// to the working directory where it lies inside.
pub fn shown(path: &Path, cwd: &Path) -> String {
    if is_clean(path) && is_clean(cwd) {
        let shown = inside(path, cwd).or_else(|| path.to_str());
        if let Some(shown) = shown.filter(|shown| !shown.is_empty()) {
            return shown.to_owned();
        }
    }
    let path = path.strip_prefix(cwd).ok().filter(|rest| !rest.as_os_str().is_empty()).unwrap_or(path);
    let path: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
    if path.as_os_str().is_empty() { ".".to_owned() } else { path.to_string_lossy().into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn paths_are_cleaned_by_their_words() {
        let clean = |path: &str| absolute(Path::new(path), Path::new("/a/b"));
        assert_eq!(clean("./c/../d.md"), Path::new("/a/b/d.md"));
        assert_eq!(clean("../../../x"), Path::new("/x"));
        assert_eq!(clean("/y//z/."), Path::new("/y/z"));
    }

    #[cfg(unix)]
    #[test]
    fn paths_are_seen_from_where_one_stands() {
        let seen = |path: &str, base: &str| relative(Path::new(path), Path::new(base));
        assert_eq!(seen("/a/b/c.md", "/a"), "b/c.md");
        assert_eq!(seen("/a/c.md", "/a/b/d"), "../../c.md");
        let typed = |path: &str| shown(Path::new(path), Path::new("/a"));
        assert_eq!(typed("./x.md"), "x.md");
        assert_eq!(typed("../x.md"), "../x.md");
        assert_eq!(typed("/a/b/x.md"), "b/x.md");
        assert_eq!(typed("/ab/x.md"), "/ab/x.md");
        assert_eq!(typed("/a"), "/a");
        assert_eq!(typed("/a/.x/y.md"), ".x/y.md");
    }
}
