//! The packages that a file lists, each as it stands there.

use crate::project::package_form;
use regex::Regex;
use std::sync::LazyLock;

/// A package in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name, in the form in which names are compared.
    pub form: String,
    /// It and its version, as the file has them.
    pub shown: String,
}

/// `name[extra]>=1,<2`, as requirements files and `pyproject.toml` have it.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static REQUIREMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(?P<extra>\[[^\]]*\])?\s*(?P<spec>(?:\s*,?\s*[<>=!~^]=?=?\s*[^\s;#,]+)*)").unwrap()
});
/// `name = "1"`, `name = { version = "1" }`.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static KEY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^\s*["']?(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)["']?\s*=\s*(?:\{.*?\bversion\s*=\s*)?["'](?P<spec>[^"']*)["']"#).unwrap()
});
/// `name.workspace = true`, `name = { path = "…" }`: no version.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static BARE_KEY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?P<name>[A-Za-z0-9][A-Za-z0-9_-]*)(?:\.\w+)?\s*=\s*(?:\{|true)").unwrap()
});
/// What stands in quotes.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static QUOTED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"["']([^"']+)["']"#).unwrap());

/// The packages in the text of the file at a path, in order.
pub fn listed(path: &str, text: &str) -> Vec<Listed> {
    let name = path.rsplit('/').next().unwrap_or_default().to_lowercase();
    match name.as_str() {
        "package.json" | "composer.json" => json(text),
        "pyproject.toml" => toml(text, true),
        "cargo.toml" | "pipfile" => toml(text, false),
        "go.mod" => text.lines().filter_map(module).collect(),
        "gemfile" => text.lines().filter_map(gem).collect(),
        _ if name.starts_with("requirements") => text.lines().filter_map(requirement).collect(),
        _ => Vec::new(),
    }
}

/// Words for taking a package out.
const AWAY: &[&str] =
    &["remov", "drop", "delet", "uninstall", "replac", "swap", "exchang", "goes", "without", "retire"];

/// Whether a cell says of a package that it goes: `drop 'x'`, `'x' goes`, `replace 'x' with 'y'`.
pub fn takes_out(cell: &str, name: &str) -> bool {
    let clauses = cell.split([';', ',']).flat_map(|part| part.split(". "));
    let mut about = clauses.map(str::to_lowercase).filter(|clause| clause.contains(&name.to_lowercase()));
    about.any(|clause| {
        let is_away = AWAY.iter().any(|word| clause.contains(word));
        // What comes in its place stays.
        let comes = ["add ", "adds ", "with ", "by ", " for ", "install "];
        let at = clause.find(&name.to_lowercase()).unwrap_or_default();
        let before = clause.get(..at).unwrap_or_default();
        let last = |words: &[&str]| words.iter().filter_map(|word| before.rfind(word)).max();
        is_away && last(&comes).is_none_or(|comes| last(AWAY).is_some_and(|away| away > comes))
    })
}

fn found(name: &str, shown: String) -> Listed {
    Listed { form: package_form(name), shown }
}

fn requirement(line: &str) -> Option<Listed> {
    let captures = REQUIREMENT.captures(line.trim_start())?;
    let name = captures.name("name")?.as_str();
    let part = |of: &str| captures.name(of).map_or("", |part| part.as_str());
    let spec: String = part("spec").chars().filter(|c| !c.is_whitespace()).collect();
    Some(found(name, format!("{name}{}{spec}", part("extra"))))
}

fn json(text: &str) -> Vec<Listed> {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(text) else { return Vec::new() };
    let lists = [
        "dependencies",
        "devDependencies",
        "peerDependencies",
        "optionalDependencies",
        "require",
        "require-dev",
    ];
    let lists = lists.iter().filter_map(|list| value.get(list)?.as_object());
    let pair = |(name, version): (&String, &serde_json::Value)| {
        let version = version.as_str().filter(|version| !version.is_empty());
        found(name, version.map_or_else(|| name.clone(), |version| format!("{name}@{version}")))
    };
    lists.flatten().map(pair).collect()
}

/// The keys of tables about dependencies and, in a `pyproject.toml`, the items of such lists.
fn toml(text: &str, lists: bool) -> Vec<Listed> {
    let mut all = Vec::new();
    let mut table = String::new();
    let mut in_list = false;
    for line in text.lines() {
        let line = line.trim();
        if let Some(header) =
            line.strip_prefix('[').filter(|_| !in_list).and_then(|rest| rest.split(']').next())
        {
            table = header.trim_matches('[').to_lowercase();
            // `[dependencies.name]` lists a package too.
            if let Some((_, name)) = table.rsplit_once("dependencies.").filter(|_| !lists) {
                all.push(found(name, name.to_owned()));
            }
            continue;
        }
        let about = ["dependencies", "packages", "dependency-groups"].iter().any(|word| table.contains(word));
        let opens = lists && line.contains('[') && (about || line.contains("dependencies"));
        if opens && line.split('=').next().is_some_and(|key| !key.contains('"')) || in_list {
            let quoted = QUOTED.captures_iter(line).filter_map(|quoted| quoted.get(1));
            all.extend(quoted.filter_map(|quoted| requirement(quoted.as_str())));
            in_list = !line.trim_end_matches(',').ends_with(']');
            continue;
        }
        if about && let Some(captures) = KEY.captures(line) {
            let part = |of: &str| captures.name(of).map_or("", |part| part.as_str());
            let (name, spec) = (part("name"), part("spec"));
            all.push(found(name, if spec.is_empty() { name.to_owned() } else { format!("{name} {spec}") }));
        } else if about && let Some(name) = BARE_KEY.captures(line).and_then(|captures| captures.name("name"))
        {
            all.push(found(name.as_str(), name.as_str().to_owned()));
        }
    }
    all
}

fn module(line: &str) -> Option<Listed> {
    let line = line.trim().trim_start_matches("require ").split("//").next()?.trim();
    let (name, version) = line.split_once(' ')?;
    let is_version =
        version.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    is_version.then(|| found(name, format!("{name} {}", version.trim())))
}

fn gem(line: &str) -> Option<Listed> {
    let rest = line.trim_start().strip_prefix("gem ")?;
    let mut quoted =
        QUOTED.captures_iter(rest).filter_map(|quoted| quoted.get(1)).map(|quoted| quoted.as_str());
    let name = quoted.next()?;
    let version = quoted.next().filter(|version| version.contains(|c: char| c.is_ascii_digit()));
    Some(found(name, version.map_or_else(|| name.to_owned(), |version| format!("{name} {version}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_goes_is_told_from_one_that_comes() {
        for (cell, name, goes) in [
            ("Add 'a' and 'b'", "a", false),
            ("Depend on 'a'; 'b' goes", "b", true),
            ("Depend on 'a'; 'b' goes", "a", false),
            ("Replace 'a' with 'b'", "a", true),
            ("Replace 'a' with 'b'", "b", false),
            ("Drop 'a' and add 'b'", "b", false),
            ("Add 'b' and drop 'a'", "a", true),
            ("remove `a`", "a", true),
        ] {
            assert_eq!(takes_out(cell, name), goes, "{cell}: {name}");
        }
    }

    fn shown(path: &str, text: &str) -> String {
        listed(path, text).into_iter().map(|listed| listed.shown).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn packages_are_shown_as_their_file_has_them() {
        assert_eq!(
            shown(
                "a/requirements.txt",
                "# x\n-r base.txt\nredis>=5.0, <6  # cache\nUvicorn[standard] == 0.30 ; python_version > '3'\nhttpx\n"
            ),
            "redis>=5.0,<6 | Uvicorn[standard]==0.30 | httpx"
        );
        assert_eq!(
            shown("package.json", r#"{"dependencies":{"ws":"^8"},"devDependencies":{"@types/ws":"8.5"}}"#),
            "ws@^8 | @types/ws@8.5"
        );
        assert_eq!(
            shown(
                "Cargo.toml",
                "[package]\nname = \"x\"\n[dependencies]\nserde = { version = \"1\", features = [\"derive\"] }\nlog = \"0.4\"\nown = { path = \"../own\" }\n[dev-dependencies.toml]\n"
            ),
            "serde 1 | log 0.4 | own | toml"
        );
        assert_eq!(
            shown(
                "pyproject.toml",
                "[project]\nname = \"x\"\ndependencies = [\n  \"redis[hiredis]>=5\",\n  \"httpx\",\n]\n[tool.poetry.dependencies]\nrich = \"^13\"\n[project.optional-dependencies]\ndev = [\"pytest>=8\"]\n"
            ),
            "redis[hiredis]>=5 | httpx | rich ^13 | pytest>=8"
        );
        assert_eq!(
            shown(
                "go.mod",
                "module x\n\ngo 1.22\n\nrequire (\n\tgithub.com/a/b v1.2.0 // indirect\n)\nrequire c.d/e v0.1.0\n"
            ),
            "github.com/a/b v1.2.0 | c.d/e v0.1.0"
        );
        assert_eq!(
            shown("Gemfile", "source \"https://x\"\ngem \"rack\", \"~> 3.0\"\ngem 'puma'\n"),
            "rack ~> 3.0 | puma"
        );
        assert_eq!(shown("package.json", "{"), "");
    }
}
