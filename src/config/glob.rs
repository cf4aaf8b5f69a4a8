//! Globs as `.gitignore` has taught people to write them. The only file that knows `globset`.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// A glob over paths with `/`, relative to the project.
#[derive(Debug, Clone)]
pub struct Glob(GlobSet);

impl Glob {
    /// Compiles a glob. `*` stays within one folder and `**` does not; a glob without `/` matches
    /// at any depth; one that names a folder matches all that lies in it. The error says what is
    /// wrong, in a few words.
    pub fn new(written: &str) -> Result<Self, String> {
        if written.starts_with('!') {
            return Err("a glob cannot be negated with `!`".to_owned());
        }
        if written.split('/').any(|part| part == "..") {
            return Err("a glob cannot leave the project with `..`".to_owned());
        }
        let plain = written.strip_prefix("./").unwrap_or(written);
        let folder = plain.strip_suffix('/');
        let body = folder.unwrap_or(plain);
        let body = match body.strip_prefix('/') {
            Some(anchored) => anchored.to_owned(),
            None if body.contains('/') || body == "**" => body.to_owned(),
            None => format!("**/{body}"),
        };
        if body.is_empty() || body == "**/" {
            return Err("the glob is empty".to_owned());
        }
        let mut set = GlobSetBuilder::new();
        let mut add = |pattern: &str| {
            let glob = GlobBuilder::new(pattern).literal_separator(true).backslash_escape(true).build();
            set.add(glob.map_err(|error| error.kind().to_string())?);
            Ok::<(), String>(())
        };
        if folder.is_none() {
            add(&body)?;
        }
        add(&format!("{body}/**"))?;
        set.build().map(Self).map_err(|error| error.kind().to_string())
    }

    /// Whether everything in a folder matches, whatever it is called.
    pub fn covers(&self, folder: &str) -> bool {
        // A name that no pattern of a user has in mind.
        self.0.is_match(format!("{folder}/\u{1}/\u{1}"))
    }

    /// Whether a path matches.
    pub fn matches(&self, path: &str) -> bool {
        self.0.is_match(path)
    }
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn globs_mean_what_gitignore_has_taught() {
        for (glob, path, expected) in [
            ("docs/*.md", "docs/a.md", true),
            ("docs/*.md", "docs/x/a.md", false),
            ("docs/**/*.md", "docs/a.md", true),
            ("docs/**/*.md", "docs/x/y/a.md", true),
            ("docs/archive/**", "docs/archive/x/a.md", true),
            ("docs/archive", "docs/archive/x/a.md", true),
            ("docs/archive/", "docs/archive/a.md", true),
            ("docs/archive", "docs/archived.md", false),
            ("*.lock", "a/b/Cargo.lock", true),
            ("README.md", "a/README.md", true),
            ("/README.md", "a/README.md", false),
            ("/README.md", "README.md", true),
            ("./docs/*.md", "docs/a.md", true),
            ("**", "a/b.md", true),
            ("docs/{a,b}.md", "docs/b.md", true),
            ("docs/[ab].md", "docs/c.md", false),
            ("docs/é*.md", "docs/état.md", true),
        ] {
            assert_eq!(Glob::new(glob).unwrap().matches(path), expected, "{glob} {path}");
        }
    }

    #[test]
    fn what_is_no_glob_is_said_in_words() {
        for (glob, said) in [
            ("docs/[a", "unclosed character class; missing ']'"),
            ("docs/{a", "unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?)"),
            ("!docs", "a glob cannot be negated with `!`"),
            ("../docs", "a glob cannot leave the project with `..`"),
            ("", "the glob is empty"),
            ("/", "the glob is empty"),
        ] {
            assert_eq!(Glob::new(glob).unwrap_err(), said, "{glob}");
        }
    }
}
