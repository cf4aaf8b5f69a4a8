//! The worked example, `examples/emulator-workspace`: `ddr` has nothing to say against it, and what its
//! README shows is what happens. Only files are read here; the service itself is run by CI.
//! `BLESS=1` writes what happens into the README.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a panic in a test is a failing test"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/emulator-workspace")
}

/// With none of the machine's settings.
fn command(program: impl AsRef<std::ffi::OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env_remove("CLICOLOR_FORCE").env_remove("FORCE_COLOR");
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command
}

fn ddr(args: &[&str], folder: &Path) -> Output {
    command(env!("CARGO_BIN_EXE_ddr"), folder).args(args).output().unwrap()
}

#[test]
fn nothing_is_said_against_it() {
    for args in [&["lint"][..], &["check"]] {
        let ran = ddr(args, &example());
        let said = String::from_utf8(ran.stdout).unwrap();
        let good = "checked 2 records and 1 patch plan; 1 other Markdown file skipped: all good\n";
        assert_eq!((said.as_str(), ran.status.code()), (good, Some(0)), "{args:?}");
    }
}

#[test]
fn every_invariant_is_carried_out() {
    let ran = ddr(&["show", "--format", "json"], &example());
    let shown: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    let list = |value: &serde_json::Value| value.as_array().unwrap().clone();
    let decisions = list(&shown["documents"]).into_iter().filter(|it| it["kind"] == "record");
    let invariants: Vec<String> = decisions
        .flat_map(|it| list(&it["decisions"]))
        .filter(|it| it["invariant"] == true)
        .map(|it| it["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(invariants, ["A1", "A2", "S1", "S2", "S4"]);
    for id in invariants {
        let ran = ddr(&["trace", &id, "--format", "json"], &example());
        let trace: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
        assert_eq!(trace["trace"][0]["state"], "done", "{id}");
    }
}

/// Runs a line in a shell, and gives what it printed and the folder it ended in.
#[cfg(unix)]
fn shell(line: &str, folder: &Path) -> (String, PathBuf) {
    let own = Path::new(env!("CARGO_BIN_EXE_ddr")).parent().unwrap().to_path_buf();
    let old = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(&old))).unwrap();
    let script = format!("{line}\nprintf '\\0%s' \"$PWD\"");
    let ran = command("sh", folder).args(["-c", &script]).env("PATH", path).output().unwrap();
    let errors = String::from_utf8_lossy(&ran.stderr);
    assert!(errors.is_empty(), "{line}: {errors}");
    let said = String::from_utf8(ran.stdout).unwrap();
    let (said, folder) = said.rsplit_once('\0').unwrap_or_else(|| panic!("{line}: {said}"));
    (said.to_owned(), PathBuf::from(folder))
}

#[cfg(unix)]
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if !entry.file_type().unwrap().is_dir() {
            std::fs::copy(entry.path(), to).unwrap();
        } else if entry.file_name() != ".venv" {
            copy(&entry.path(), &to);
        }
    }
}

#[cfg(unix)]
#[test]
fn readme_shows_what_happens() {
    let readme = example().join("README.md");
    let text = std::fs::read_to_string(&readme).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut at = folder.path().canonicalize().unwrap().join("examples/emulator-workspace");
    copy(&example(), &at);
    let mut real = String::new();
    let mut run = 0;
    for (index, part) in text.split("```console\n").enumerate() {
        if index == 0 {
            real.push_str(part);
            continue;
        }
        let (block, rest) = part.split_once("```").unwrap();
        real.push_str("```console\n");
        for line in block.lines().filter_map(|line| line.strip_prefix("$ ")) {
            let said;
            (said, at) = shell(line, &at);
            real.push_str(&format!("$ {line}\n{said}"));
            run += 1;
        }
        real.push_str("```");
        real.push_str(rest);
    }
    assert!(run >= 10, "{run} commands");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&readme, &real).unwrap();
        return;
    }
    for (number, (shown, real)) in text.lines().zip(real.lines()).enumerate() {
        assert_eq!(shown, real, "line {} of the README; BLESS=1 writes what happens", number + 1);
    }
    assert_eq!(text.len(), real.len(), "the README goes on otherwise; BLESS=1 writes what happens");
}
