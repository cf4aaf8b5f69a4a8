//! What README.md and the pages in docs/ show is what the program prints.
//!
//! Every `console` block is run, line by line: what stands behind `$ ` is the command, what follows is what
//! it prints on either stream. The word behind `console` names a world below `tests/book/`; without
//! one, commands run at the root of this repository. `BLESS=1 cargo test --test book` writes what is printed
//! into the pages: read the diff as a reader would.
//!
//! The folders of a world are its history, in order of their names: `1 Decide` is a commit with this
//! message that lays its files over those of the ones before. A file `.branch` in it names a branch that
//! begins there, a file `.gone` lists files that it takes away. `working tree` comes last and is not
//! committed, `staged` before it is added to the index alone. A world without numbers is a folder of files,
//! without git.
//!
//! A block of shell lines with `ddr` in it names its world in the same way. Its lines are run one after the
//! other, or with a further word `each` every line in a world of its own; none may end in anything but 0 or 1.
//! Installing and what CI servers run have scripts of their own in `.ci/stages`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::string_slice,
    reason = "a panic in a test is a failing test"
)]

use clap::Parser as _;
use ddr::cli::args::Cli;
use std::fs;
use std::io::{Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README.md and every page of the book but the generated ones.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md"), root().join("CONTRIBUTING.md")];
    let mut folders = vec![root().join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && !["rules", "design", "schemas"].contains(&name.as_str()) {
                folders.push(path);
            } else if name.ends_with(".md") {
                pages.push(path);
            }
        }
    }
    pages.sort();
    pages
}

/// A fenced block: its info string, its first line, and its text.
struct Block {
    info: String,
    line: usize,
    text: String,
}

/// The fenced blocks of a page.
fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut fence: Option<&str> = None;
    for (at, line) in page.lines().enumerate() {
        let ticks = &line[..line.bytes().take_while(|&byte| byte == b'`').count()];
        match fence {
            None if ticks.len() >= 3 => {
                fence = Some(ticks);
                let info = line[ticks.len()..].trim().to_owned();
                blocks.push(Block { info, line: at + 2, text: String::new() });
            }
            Some(open) if line.trim_end() == open => fence = None,
            Some(_) => {
                let block = blocks.last_mut().unwrap();
                block.text.push_str(line);
                block.text.push('\n');
            }
            None => {}
        }
    }
    blocks
}

/// A place to run commands in; the folder goes with it.
struct World {
    _folder: Option<tempfile::TempDir>,
    root: PathBuf,
}

impl World {
    fn of(name: &str) -> Self {
        if name.is_empty() {
            return Self { _folder: None, root: root().to_owned() };
        }
        let folder = tempfile::tempdir().unwrap();
        let world = Self { root: folder.path().canonicalize().unwrap().join(name), _folder: Some(folder) };
        fs::create_dir(&world.root).unwrap();
        let from = root().join("tests/book").join(name);
        let mut steps: Vec<PathBuf> = fs::read_dir(&from)
            .unwrap_or_else(|_| panic!("no world tests/book/{name}"))
            .map(|entry| entry.unwrap().path())
            .collect();
        steps.sort();
        if !steps.iter().any(|step| message(step).is_some()) {
            lay(&from, &world.root);
            return world;
        }
        world.run("git init --quiet --initial-branch=main", 0);
        for (at, step) in steps.iter().enumerate() {
            if let Ok(branch) = fs::read_to_string(step.join(".branch")) {
                world.run(&format!("git switch --quiet -c {}", branch.trim()), at);
            }
            for gone in fs::read_to_string(step.join(".gone")).unwrap_or_default().lines() {
                fs::remove_file(world.root.join(gone)).unwrap();
            }
            lay(step, &world.root);
            if step.ends_with("staged") {
                world.run("git add --all", at);
            }
            let Some(message) = message(step) else { continue };
            world.run("git add --all", at);
            world.run(&format!("git commit --quiet --message '{message}'"), at);
        }
        world
    }

    /// Runs one line and gives what it prints. Commits of the n-th step are of the n-th day.
    fn run(&self, line: &str, day: usize) -> String {
        let words = words(line);
        // Nothing that builds or tests: it would run this test again.
        assert!(["ddr", "git"].contains(&words[0].as_str()), "a page runs `{}`", words[0]);
        self.ended(&words, day).0
    }

    /// Runs a program and gives what it prints, and its exit code.
    fn ended(&self, words: &[String], day: usize) -> (String, Option<i32>) {
        let ddr = Path::new(env!("CARGO_BIN_EXE_ddr"));
        let (program, arguments) = words.split_first().unwrap();
        let program = if program == "ddr" { ddr } else { Path::new(program) };
        let date = format!("2025-03-{:02}T10:00:00+0000", day + 1);
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let paths = [ddr.parent().unwrap().to_owned()].into_iter().chain(std::env::split_paths(&paths));
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.root).env_clear();
        command.env("PATH", std::env::join_paths(paths).unwrap());
        for (name, value) in [
            ("HOME", "/nonexistent"),
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_AUTHOR_NAME", "A Writer"),
            ("GIT_AUTHOR_EMAIL", "writer@example.org"),
            ("GIT_AUTHOR_DATE", &date),
            ("GIT_COMMITTER_NAME", "A Writer"),
            ("GIT_COMMITTER_EMAIL", "writer@example.org"),
            ("GIT_COMMITTER_DATE", &date),
        ] {
            command.env(name, value);
        }
        if let Some(root) = std::env::var_os("SystemRoot") {
            command.env("SystemRoot", root);
        }
        // One file for both streams keeps what is printed in order, as a terminal does.
        let mut printed = tempfile::tempfile().unwrap();
        command.stdout(printed.try_clone().unwrap()).stderr(printed.try_clone().unwrap());
        command.stdin(Stdio::null());
        let status = command.status().unwrap_or_else(|error| panic!("{words:?}: {error}"));
        let mut text = String::new();
        printed.rewind().unwrap();
        printed.read_to_string(&mut text).unwrap();
        (text.replace("\r\n", "\n"), status.code())
    }
}

/// The message of a commit, by the folder that holds its files: `1 Decide`.
fn message(step: &Path) -> Option<String> {
    let name = step.file_name()?.to_str()?;
    let (number, message) = name.split_once(' ')?;
    number.parse::<u32>().ok().map(|_| message.to_owned())
}

/// Lays the files of a folder over those of another.
fn lay(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap();
        let target = to.join(name);
        if path.is_dir() {
            fs::create_dir_all(&target).unwrap();
            lay(&path, &target);
        } else if name != ".branch" && name != ".gone" {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// The words of a shell line; quotes hold words together.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), _) if c == open => quote = None,
            (None, ' ') => words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty())),
            _ => word.push(c),
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

/// A `console` block with what its commands really print.
fn real(block: &Block) -> String {
    let world = World::of(block.info.trim_start_matches("console").trim());
    let commands = block.text.lines().filter(|line| line.starts_with("$ "));
    commands.fold(String::new(), |text, line| format!("{text}{line}\n{}", world.run(&line[2..], 0)))
}

#[test]
fn shown_output_is_real_output() {
    let mut run = 0;
    let mut stale = Vec::new();
    for path in pages() {
        let mut page = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        for block in blocks(&page.clone()).iter().filter(|it| it.info.split(' ').next() == Some("console")) {
            run += 1;
            let real = real(block);
            if real != block.text {
                stale.push(format!("{}:{}\n{real}", path.display(), block.line));
                page = page.replacen(&block.text, &real, 1);
            }
        }
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, page).unwrap();
            stale.clear();
        }
    }
    assert!(run >= 10, "{run} blocks");
    assert!(stale.is_empty(), "`BLESS=1 cargo test --test book` writes these:\n{}", stale.join("\n"));
}

#[test]
fn output_is_shown_only_in_blocks_that_are_run() {
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        for block in blocks(&page) {
            let shows = block.text.lines().any(|line| line.starts_with("$ "));
            let run = block.info.split(' ').next() == Some("console");
            assert_eq!(shows, run, "{}:{}", path.display(), block.line);
        }
    }
}

#[test]
fn commands_in_pages_exist() {
    let mut seen = 0;
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        for block in blocks(&page)
            .iter()
            .filter(|it| ["sh", "text", "yaml", ""].contains(&it.info.split(' ').next().unwrap()))
        {
            let lines = block.text.lines().map(|line| line.trim().trim_start_matches("exec "));
            for line in
                lines.filter(|line| line.starts_with("ddr ") && !line.contains("[") && !line.contains("...."))
            {
                // What the shell does with it is not our matter, nor what is said of it.
                let ends = [" |", " >", " <", " && ", " # ", "; ", "   "];
                let end = ends.iter().filter_map(|end| line.find(end)).min().unwrap_or(line.len());
                let parsed = Cli::try_parse_from(words(&line[..end]));
                assert!(parsed.is_ok(), "{}:{}: {line}\n{}", path.display(), block.line, parsed.unwrap_err());
                seen += 1;
            }
        }
    }
    assert!(seen >= 2, "{seen} commands");
}

/// Pages whose shell lines install something or belong to a CI server.
const ELSEWHERE: [&str; 5] = ["install.md", "github.md", "gitlab.md", "other.md", "CONTRIBUTING.md"];

#[cfg(unix)]
#[test]
fn shell_lines_in_pages_run() {
    let mut run = 0;
    for path in pages() {
        let name = path.file_name().unwrap().to_str().unwrap();
        let page = fs::read_to_string(&path).unwrap();
        for block in blocks(&page) {
            let mut info = block.info.split(' ');
            let asks = block.text.lines().any(|line| line.contains("ddr ") && !line.contains("cargo "));
            if info.next() != Some("sh") || !asks || ELSEWHERE.contains(&name) {
                continue;
            }
            let place = format!("{}:{}", path.display(), block.line);
            let world = info.next().unwrap_or_else(|| panic!("{place}: name a world to run this in"));
            let each = info.next() == Some("each");
            let mut here = World::of(world);
            let lines = block.text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
            for line in lines {
                if each {
                    here = World::of(world);
                }
                let (printed, code) = here.ended(&["sh", "-c", line].map(str::to_owned), 0);
                assert!(matches!(code, Some(0 | 1)), "{place}: {line}: {code:?}\n{printed}");
                run += 1;
            }
        }
    }
    assert!(run >= 15, "{run} lines");
}
