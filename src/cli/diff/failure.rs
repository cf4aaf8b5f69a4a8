//! Why a comparison could not be made, in words for standard error.

use crate::cli::git::{NoGit, Refused};
use crate::cli::output::{Exit, complain, tell};

/// Nothing was compared.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Failure {
    /// A failure with a way out.
    pub fn with_help(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: Some(help.into()) }
    }

    /// Says it.
    pub fn say(&self) -> Exit {
        complain(&self.message);
        if let Some(help) = &self.help {
            tell(&format!("help: {help}"));
        }
        Exit::Unable
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self { message, help: None }
    }
}

impl From<NoGit> for Failure {
    fn from(why: NoGit) -> Self {
        Self { message: why.message(), help: why.help() }
    }
}

impl From<Refused> for Failure {
    fn from(why: Refused) -> Self {
        Self { message: why.message(), help: why.help() }
    }
}
