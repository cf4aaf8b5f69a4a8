//! What a file is to a newcomer, told by its path: something to install from, to start, or to configure.

use crate::model::file_role::{Role, role};
use crate::project::{extension, is_package_list};

/// What a file is to a newcomer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// It lists what the project depends on.
    Install,
    /// It starts or builds something.
    Start,
    /// It holds settings.
    Configuration,
    /// Anything else.
    Other,
}

/// More files that list packages, in forms that are not read.
const PACKAGES: &[&str] = &[
    "composer.json",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "environment.yml",
    "mix.exs",
    "pubspec.yaml",
];
/// Files that start something, whatever folder they stand in.
const STARTS: &[&str] =
    &["makefile", "gnumakefile", "justfile", "taskfile.yml", "procfile", "tiltfile", "dockerfile"];
/// Endings of scripts.
const SHELLS: &[&str] = &["sh", "bash", "zsh", "fish", "ps1", "bat", "cmd"];
/// Folders whose programs are there to be run by hand.
const RUN_FOLDERS: &[&str] = &["scripts", "script", "bin", "tools", "hack"];
/// Endings of programs that may stand there.
const PROGRAMS: &[&str] = &["py", "js", "mjs", "ts", "rb", "pl", ""];
/// Endings of files that hold settings.
const SETTINGS: &[&str] =
    &["yaml", "yml", "toml", "ini", "cfg", "conf", "config", "properties", "env", "json", "hcl"];
/// Folders and stems that say that a file holds settings.
const NAMES: &[&str] = &["config", "configs", "conf", "configuration", "settings"];

/// What the file at a path is to a newcomer.
pub fn part(path: &str) -> Part {
    let lower = path.to_lowercase();
    let name = lower.rsplit('/').next().unwrap_or_default();
    let ending = extension(name).unwrap_or_default();
    let stem = name.split('.').find(|part| !part.is_empty()).unwrap_or_default();
    let folders: Vec<&str> = lower.split('/').rev().skip(1).collect();
    if is_package_list(path) || PACKAGES.contains(&name) {
        return Part::Install;
    }
    let is_env = name == ".env" || name.starts_with(".env.") || ending == "env";
    if role(path) == Role::Test || matches!(ending, "md" | "markdown" | "lock" | "rst" | "txt") && !is_env {
        return Part::Other;
    }
    if STARTS.contains(&name) || SHELLS.contains(&ending) || is_compose(name) {
        return Part::Start;
    }
    if folders.first().is_some_and(|folder| RUN_FOLDERS.contains(folder)) && PROGRAMS.contains(&ending) {
        return Part::Start;
    }
    let is_hidden = folders.iter().any(|folder| folder.starts_with('.'));
    let says = NAMES.contains(&stem) || folders.iter().any(|folder| NAMES.contains(folder));
    match () {
        () if is_env => Part::Configuration,
        () if is_hidden => Part::Other,
        () if says && (role(path) == Role::Code || SETTINGS.contains(&ending) || ending == "py") => {
            Part::Configuration
        }
        // A JSON file is data unless its place says otherwise.
        () if SETTINGS.contains(&ending) && ending != "json" => Part::Configuration,
        () => Part::Other,
    }
}

/// `docker-compose.yml`, `compose.dev.yaml`.
pub fn is_compose(name: &str) -> bool {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    matches!(ending, "yml" | "yaml")
        && (stem.starts_with("docker-compose") || stem == "compose" || stem.starts_with("compose."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_tell_what_a_newcomer_does_with_a_file() {
        for (part_of, paths) in [
            (
                Part::Install,
                &["api/requirements.txt", "requirements-dev.txt", "package.json", "go.mod", "pom.xml"][..],
            ),
            (
                Part::Start,
                &["scripts/dev.sh", "Makefile", "bin/serve", "scripts/seed.py", "deploy/compose.dev.yaml"],
            ),
            (
                Part::Configuration,
                &["infra/cache.conf", "api/config/settings.py", ".env.example", "app/config.ts", "a/b.toml"],
            ),
            (
                Part::Other,
                &[
                    "src/main.rs",
                    "docs/setup.md",
                    "tests/run.sh",
                    ".github/workflows/ci.yml",
                    "data/x.json",
                    "Cargo.lock",
                ],
            ),
        ] {
            for path in paths {
                assert_eq!(part(path), part_of, "{path}");
            }
        }
    }
}
