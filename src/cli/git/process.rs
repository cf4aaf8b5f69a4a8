//! One call of git, hardened: the one place of the program that starts a process.
//!
//! Each option below answers something that ran a program, waited for a person, or wrote to the disk
//! when it was tried: `core.fsmonitor` and hooks are programs; `log.showSignature` runs the one that
//! checks signatures; a bare repository inside the files of another brings its own settings; a
//! partial clone fetches through `core.sshCommand`. Differences are asked for with `--no-ext-diff` and
//! `--no-textconv` where that is possible at all, and never against the working tree.
//!
//! The system's and the user's own settings are left in force: they are the user's, and they say which
//! repositories are safe and which files are ignored.

use super::{Git, NoGit, Refused};
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};

/// Options that stand before every command.
const HARDENED: [&str; 29] = [
    "--no-pager",
    "--no-optional-locks",
    "--literal-pathspecs",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "safe.bareRepository=explicit",
    "-c",
    "protocol.allow=never",
    "-c",
    "log.showSignature=false",
    // The rest keeps answers in one form, whatever the settings say.
    "-c",
    "core.quotePath=false",
    "-c",
    "diff.orderFile=/dev/null",
    "-c",
    "diff.renameLimit=1000",
    "-c",
    "i18n.logOutputEncoding=UTF-8",
    "-c",
    "log.showRoot=true",
    "-c",
    "log.follow=false",
    "-c",
    "log.mailmap=false",
    "-c",
    "submodule.recurse=false",
];

/// Variables that name a repository. A hook sets them for the repository that it runs in.
pub(super) const OF_A_HOOK: [&str; 11] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_QUARANTINE_PATH",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_PREFIX",
];

/// Variables that would change what is answered, or run something.
const UNWANTED: [&str; 14] = [
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
    "GIT_PAGER",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    "GIT_ATTR_SOURCE",
    "GIT_CONFIG",
    "GIT_NAMESPACE",
    "GIT_REDIRECT_STDIN",
    "GIT_REDIRECT_STDOUT",
    "GIT_REDIRECT_STDERR",
    "GIT_ASKPASS",
    "LANGUAGE",
];

/// What is set before every call. Messages are asked for in English, since a few are looked into.
const SET: [(&str, &str); 4] =
    [("GIT_NO_LAZY_FETCH", "1"), ("GIT_TERMINAL_PROMPT", "0"), ("GIT_FLUSH", "1"), ("LC_ALL", "C")];

/// Where the program was started, and in which environment.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// The working directory; absolute.
    pub cwd: PathBuf,
    /// The environment.
    pub vars: BTreeMap<OsString, OsString>,
}

impl Surroundings {
    /// Those of this process.
    pub fn of_process(cwd: &Path) -> Self {
        Self { cwd: cwd.to_owned(), vars: std::env::vars_os().collect() }
    }

    pub(super) fn var(&self, name: &str) -> Option<&OsString> {
        self.vars.get(OsStr::new(name))
    }

    /// The environment for git, without the variables of a hook.
    pub(super) fn for_git(&self) -> BTreeMap<OsString, OsString> {
        let mut vars = self.vars.clone();
        for name in OF_A_HOOK.iter().chain(&UNWANTED) {
            vars.remove(OsStr::new(name));
        }
        vars.extend(SET.map(|(name, value)| (name.into(), value.into())));
        vars
    }

    /// The program. Only absolute folders of the search path count: `.` in it would let a repository
    /// bring its own `git`.
    pub(super) fn program(&self) -> Result<PathBuf, NoGit> {
        let name = format!("git{}", std::env::consts::EXE_SUFFIX);
        let path = self.var("PATH").ok_or(NoGit::NoProgram)?;
        let mut places = std::env::split_paths(path).filter(|folder| folder.is_absolute());
        places
            .find_map(|folder| is_program(&folder.join(&name)).then(|| folder.join(&name)))
            .ok_or(NoGit::NoProgram)
    }
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// How git is called for one repository.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call<'a> {
    /// The program; absolute.
    pub(super) program: &'a Path,
    /// The folder that it is started in.
    pub(super) folder: &'a Path,
    /// Its whole environment.
    pub(super) vars: &'a BTreeMap<OsString, OsString>,
}

impl Call<'_> {
    /// A call that is ready to be started.
    pub(super) fn command(self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = Command::new(self.program);
        command.args(HARDENED).args(args).current_dir(self.folder).env_clear().envs(self.vars);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Starts a call that answers while it is asked, or for long. The first argument is the command.
    pub(super) fn talk(self, args: &[&'static str], rest: &[&str]) -> Result<Dialog, Refused> {
        start(self.command(args.iter().chain(rest)), args)
    }

    /// Starts a call that answers for long. Its answers come many at a time: handing over each by itself
    /// takes longer than finding it.
    pub(super) fn tell(self, args: &[&'static str], rest: &[&str]) -> Result<Dialog, Refused> {
        let mut command = self.command(args.iter().chain(rest));
        command.env("GIT_FLUSH", "0");
        start(command, args)
    }
}

fn start(mut command: Command, args: &[&'static str]) -> Result<Dialog, Refused> {
    // Nobody reads its complaints while answers come, and a full pipe would stop it.
    let mut child =
        command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().map_err(|error| not_started(&error))?;
    let command = args.first().copied().unwrap_or_default();
    let ask = child.stdin.take();
    let answer = child.stdout.take().ok_or(Refused::Stopped(command))?;
    Ok(Dialog { child, ask, answer: BufReader::with_capacity(1 << 16, answer), command })
}

impl Git {
    pub(super) fn call(&self) -> Call<'_> {
        Call { program: &self.program, folder: &self.root, vars: &self.vars }
    }

    pub(super) fn command(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        self.call().command(args)
    }

    /// Runs to the end, whatever the outcome.
    pub(super) fn run(&self, args: &[&str]) -> Result<Output, Refused> {
        self.command(args).output().map_err(|error| not_started(&error))
    }

    /// Runs to a good end and gives what was printed. The first argument is the command.
    pub(super) fn ask(&self, args: &[&'static str], rest: &[&str]) -> Result<Vec<u8>, Refused> {
        let output = self.run(&[args, rest].concat())?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let command = args.first().copied().unwrap_or_default();
        Err(self.explain(Refused::from_stderr(command, &output.stderr)))
    }

    /// Runs to a good end over lines that it reads as a whole before it answers.
    pub(super) fn ask_about(&self, args: &[&'static str], lines: &str) -> Result<Vec<u8>, Refused> {
        let mut child =
            self.command(args).stdin(Stdio::piped()).spawn().map_err(|error| not_started(&error))?;
        if let Some(mut input) = child.stdin.take() {
            // If it ended early, its exit code says so.
            let _ = input.write_all(lines.as_bytes());
        }
        let output = child.wait_with_output().map_err(|error| not_started(&error))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let command = args.first().copied().unwrap_or_default();
        Err(self.explain(Refused::from_stderr(command, &output.stderr)))
    }

    /// Whether the clone left out objects that it would fetch when asked for them. It is not let.
    pub(super) fn is_partial(&self) -> bool {
        let names = "^(extensions\\.partialclone|remote\\..*\\.promisor)$";
        self.run(&["config", "--get-regexp", names]).is_ok_and(|output| output.status.success())
    }

    /// Says why an answer broke off, if the clone is to blame.
    pub(super) fn explain(&self, refused: Refused) -> Refused {
        match refused {
            Refused::Stopped(_) if self.is_partial() => Refused::Partial,
            other => other,
        }
    }

    /// Starts a call that answers while it is asked, or for long.
    pub(super) fn talk(&self, args: &[&'static str], rest: &[&str]) -> Result<Dialog, Refused> {
        self.call().talk(args, rest)
    }
}

fn not_started(error: &std::io::Error) -> Refused {
    Refused::NotStarted(crate::cli::read::reason(error))
}

/// A running git, asked line by line. Dropped, it is ended.
#[derive(Debug)]
pub(super) struct Dialog {
    child: Child,
    ask: Option<ChildStdin>,
    answer: BufReader<ChildStdout>,
    command: &'static str,
}

impl Dialog {
    /// Writes lines. Not more than 4 KiB before an answer is read, or both sides may wait.
    pub(super) fn ask(&mut self, lines: &str) -> Result<(), Refused> {
        let written = self.ask.as_mut().map(|ask| ask.write_all(lines.as_bytes()).and_then(|()| ask.flush()));
        written.and_then(Result::ok).ok_or(Refused::Stopped(self.command))
    }

    /// Bytes up to a mark, without it; none at a good end.
    pub(super) fn until(&mut self, mark: u8) -> Result<Option<Vec<u8>>, Refused> {
        let mut piece = Vec::new();
        let stopped = Refused::Stopped(self.command);
        let Ok(read) = self.answer.read_until(mark, &mut piece) else { return Err(stopped) };
        if read > 0 {
            // Without the mark, it ended in the middle.
            return if piece.pop() == Some(mark) { Ok(Some(piece)) } else { Err(stopped) };
        }
        self.ask = None;
        match self.child.wait() {
            Ok(status) if status.success() => Ok(None),
            _ => Err(stopped),
        }
    }

    /// Gives away the way to ask, so that another thread can. The call ends once that is dropped.
    pub(super) const fn apart(&mut self) -> Option<ChildStdin> {
        self.ask.take()
    }

    /// The byte that comes next.
    pub(super) fn peek(&mut self) -> Option<u8> {
        self.answer.fill_buf().ok()?.first().copied()
    }

    /// A number of bytes, kept or passed over.
    pub(super) fn take(&mut self, size: u64, keep: bool) -> Result<Vec<u8>, Refused> {
        let mut bytes = Vec::new();
        let mut some = (&mut self.answer).take(size);
        let read = if keep {
            bytes.reserve(usize::try_from(size).unwrap_or_default());
            some.read_to_end(&mut bytes).map(|_| ())
        } else {
            std::io::copy(&mut some, &mut std::io::sink()).map(|_| ())
        };
        if read.is_ok() && some.limit() == 0 { Ok(bytes) } else { Err(Refused::Stopped(self.command)) }
    }
}

impl Drop for Dialog {
    fn drop(&mut self) {
        // It may have ended by itself, and then there is nothing to do.
        self.ask = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surroundings(path: &str) -> Surroundings {
        let vars = [("PATH", path), ("GIT_DIR", "x"), ("GIT_EXTERNAL_DIFF", "y"), ("HOME", "/h")];
        let vars = vars.map(|(name, value)| (name.into(), value.into()));
        Surroundings { cwd: PathBuf::from("/"), vars: vars.into() }
    }

    #[test]
    fn variables_that_steer_git_do_not_reach_it() {
        let vars = surroundings("/bin").for_git();
        assert!(
            !vars.contains_key(OsStr::new("GIT_DIR")) && !vars.contains_key(OsStr::new("GIT_EXTERNAL_DIFF"))
        );
        assert_eq!(vars.get(OsStr::new("HOME")), Some(&OsString::from("/h")));
        assert_eq!(vars.get(OsStr::new("GIT_NO_LAZY_FETCH")), Some(&OsString::from("1")));
    }

    #[cfg(unix)]
    #[test]
    fn a_git_is_not_taken_from_a_folder_that_is_no_fixed_place() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("git");
        std::fs::write(&place, "").unwrap();
        let path = folder.path().to_str().unwrap();
        assert_eq!(surroundings(path).program(), Err(NoGit::NoProgram), "it may not be run");
        std::fs::set_permissions(&place, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        assert_eq!(surroundings(&format!(".:relative::{path}")).program(), Ok(place));
        // The same place, as seen from here.
        let up = "../".repeat(std::env::current_dir().unwrap().components().count());
        let relative = format!("{up}{}", path.trim_start_matches('/'));
        assert!(Path::new(&relative).join("git").is_file());
        assert_eq!(surroundings(&relative).program(), Err(NoGit::NoProgram));
    }
}
