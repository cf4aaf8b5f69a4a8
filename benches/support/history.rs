//! A repository with a history, made by `git fast-import`: a thousand commits in a second or two.

use super::{GENERATION, Mix, document};
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Makes a repository with so many documents, and so many commits that change one document and one
/// other file each; or takes the one that an earlier run made. The working tree is checked out.
pub fn history(folder: &Path, documents: usize, commits: usize) -> io::Result<PathBuf> {
    let path = folder.join(format!("history-{documents}-{commits}-g{GENERATION}"));
    let done = path.join(".git/complete");
    if done.exists() {
        return Ok(path);
    }
    if path.exists() {
        fs::remove_dir_all(&path)?;
    }
    fs::create_dir_all(&path)?;
    run(&path, &["init", "--quiet", "--initial-branch=main"])?;
    let mut import = Command::new("git")
        .args(["fast-import", "--quiet"])
        .current_dir(&path)
        .stdin(Stdio::piped())
        .spawn()?;
    {
        let pipe = import.stdin.take().ok_or_else(|| io::Error::other("git has no standard input"))?;
        let mut pipe = BufWriter::new(pipe);
        let all: Vec<(String, String)> = (0..documents).map(|at| document(Mix::Project, at)).collect();
        commit(&mut pipe, 0, "Begin", all.iter().map(|(path, text)| (path.as_str(), text.clone())))?;
        for at in 1..=commits {
            // Spread over the tree; the same document comes again after all the others.
            let (path, text) = &all[at * 7 % documents];
            let text =
                text.replacen("| Accepted |", "| Proposed |", 1) + &format!("\nRevised in step {at}.\n");
            let code = (&*format!("src/part{:03}.rs", at % 500), format!("// step {at}\n"));
            commit(&mut pipe, at, &format!("Step {at}"), [(path.as_str(), text), code])?;
        }
        pipe.flush()?;
    }
    if !import.wait()?.success() {
        return Err(io::Error::other("git fast-import failed"));
    }
    run(&path, &["reset", "--quiet", "--hard", "main"])?;
    run(&path, &["gc", "--quiet"])?;
    // Times in the index are those of a moment ago; later runs find them settled.
    run(&path, &["update-index", "--refresh"])?;
    fs::write(&done, "")?;
    Ok(path)
}

fn commit<'a>(
    out: &mut impl Write,
    at: usize,
    message: &str,
    files: impl IntoIterator<Item = (&'a str, String)>,
) -> io::Result<()> {
    writeln!(out, "commit refs/heads/main\ncommitter A <a@example.org> {} +0000", 1_740_000_000 + at * 60)?;
    writeln!(out, "data {}\n{message}", message.len())?;
    for (path, text) in files {
        write!(out, "M 100644 inline {path}\ndata {}\n{text}\n", text.len())?;
    }
    Ok(())
}

fn run(folder: &Path, args: &[&str]) -> io::Result<()> {
    let status = Command::new("git").args(args).current_dir(folder).status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("git {args:?} ended with {status}"))) }
}
