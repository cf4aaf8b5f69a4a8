//! Writing to standard output and standard error, and the exit code.
//!
//! A reader that went away (`ddr lint | head`) is no error; a disk that is full is one. Standard
//! error is written to as well as it can be: there is nobody left to tell about a failure.

use crate::render::visible;
use std::io::{ErrorKind, Write as _};

/// How a run ended; the later wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Exit {
    /// Nothing failing.
    #[default]
    Clean,
    /// Failing diagnostics.
    Failing,
    /// The work, or a part of it, could not be done.
    Unable,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Failing => 1,
            Exit::Unable => 2,
        })
    }
}

/// Writes everything to standard output. Gives [`Exit::Unable`], with a word on standard error,
/// where that fails for another reason than a reader that went away.
pub fn print<'a>(texts: impl IntoIterator<Item = &'a str>) -> Exit {
    let mut stdout = std::io::BufWriter::new(anstream::stdout().lock());
    let written = texts.into_iter().try_for_each(|text| stdout.write_all(text.as_bytes()));
    match written.and_then(|()| stdout.flush()) {
        Ok(()) => Exit::Clean,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {
            // What is still buffered has no reader either.
            let _ = stdout.into_parts();
            Exit::Clean
        }
        Err(error) => {
            let _ = stdout.into_parts();
            complain(&format!("cannot write to standard output: {}", super::read::reason(&error)));
            Exit::Unable
        }
    }
}

/// Writes bytes to standard output as they are, for another program or a file: nothing is taken from them.
pub fn print_bytes(bytes: &[u8]) -> Exit {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            complain(&format!("cannot write to standard output: {}", super::read::reason(&error)));
            Exit::Unable
        }
        _ => Exit::Clean,
    }
}

/// Writes a report to standard error.
pub fn print_aside<'a>(texts: impl IntoIterator<Item = &'a str>) -> Exit {
    let mut stderr = anstream::stderr().lock();
    for text in texts {
        let _ = stderr.write_all(text.as_bytes());
    }
    Exit::Clean
}

/// An error of the run itself, in one line on standard error.
pub fn complain(message: &str) {
    let style = anstyle::AnsiColor::Red.on_default().bold();
    let _ = writeln!(anstream::stderr(), "{style}error{style:#}: {}", visible(message));
}

/// One plain line on standard error.
pub fn tell(message: &str) {
    let _ = writeln!(anstream::stderr(), "{}", visible(message));
}
