//! `ddr report`: everything that is known of the documents of a repository, or of many.

mod gathered;

use super::args::{Global, Report as Args, ReportFormat};
use super::output::{Exit, complain, print, tell};
use super::project::Projects;
use super::{gather, read, templates, write};
use crate::report::{self, LIMIT, Report};
use std::path::{Path, PathBuf};

/// Larger files are no report of ours.
const LARGEST: u64 = 256 * 1024 * 1024;

/// Where the templates of reports stand, in a folder of templates and in names.
const TEMPLATES: &str = "report";

/// A report and what its pages are filled from.
struct Ready {
    report: Report,
    templates: templates::Found,
    /// Whether all of it could be done.
    exit: Exit,
}

/// Runs the verb.
pub fn run(args: &Args, global: &Global) -> Exit {
    match ready(args, global).and_then(|ready| Ok((written(args, &ready)?, ready.exit))) {
        Ok((texts, exit)) => exit.max(put(&texts)),
        Err(why) => {
            why.lines().enumerate().for_each(|(at, line)| if at == 0 { complain(line) } else { tell(line) });
            Exit::Unable
        }
    }
}

fn ready(args: &Args, global: &Global) -> Result<Ready, String> {
    // What cannot be meant is said before an hour of work.
    let formats = formats(args)?;
    if formats.len() > 1 && args.output.is_none() {
        return Err("several formats do not fit on standard output; name a folder with -o".to_owned());
    }
    if args.merge.is_empty() {
        return gathered::report(args, global);
    }
    let mut reports = Vec::new();
    for file in inputs(&args.merge)? {
        let shown = file.display();
        let text = text(&file).map_err(|why| format!("{shown}: {why}"))?;
        reports.push(report::read(&text).map_err(|why| format!("{shown}: {why}"))?);
    }
    Ok(Ready { report: report::merge(reports), templates: here(global)?, exit: Exit::Clean })
}

/// The templates that hold where the user stands.
fn here(global: &Global) -> Result<templates::Found, String> {
    let cwd = std::env::current_dir();
    let cwd = cwd.map_err(|error| format!("no working directory: {}", read::reason(&error)))?;
    let mut projects = Projects::new(&cwd, gather::config(global, &cwd)?.as_deref());
    let home = projects.of(&cwd);
    templates::of(projects.list.get(home), TEMPLATES)
}

/// The files to be merged, those of a folder by name.
fn inputs(given: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for path in given {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let said = |error: std::io::Error| format!("{}: {}", path.display(), read::reason(&error));
        let mut found = Vec::new();
        for entry in std::fs::read_dir(path).map_err(said)? {
            let entry = entry.map_err(said)?.path();
            if entry.extension().is_some_and(|ending| ending == "json") && entry.is_file() {
                found.push(entry);
            }
        }
        if found.is_empty() {
            return Err(format!("{}: there is no .json file in this folder", path.display()));
        }
        found.sort();
        files.extend(found);
    }
    Ok(files)
}

fn text(file: &Path) -> Result<String, String> {
    let metadata = std::fs::metadata(file).map_err(|error| read::reason(&error))?;
    if !metadata.is_file() {
        return Err("it is not a regular file".to_owned());
    }
    if metadata.len() > LARGEST {
        return Err("it is larger than 256 MiB".to_owned());
    }
    let bytes = std::fs::read(file).map_err(|error| read::reason(&error))?;
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())
}

/// The formats that are asked for, each once; without any, that of the file's name.
fn formats(args: &Args) -> Result<Vec<ReportFormat>, String> {
    let mut formats: Vec<ReportFormat> = Vec::new();
    args.format.iter().for_each(|format| {
        if !formats.contains(format) {
            formats.push(*format)
        }
    });
    if !formats.is_empty() {
        return Ok(formats);
    }
    let ending = args.output.as_deref().filter(|path| !is_folder(path)).and_then(Path::extension);
    match ending.map(|ending| ending.to_string_lossy().to_ascii_lowercase()).as_deref() {
        None | Some("md" | "markdown") => Ok(vec![ReportFormat::Markdown]),
        Some("html" | "htm") => Ok(vec![ReportFormat::Html]),
        Some("json") => Ok(vec![ReportFormat::Json]),
        Some(other) => {
            Err(format!("no format is known by the ending .{other}; say --format html, markdown or json"))
        }
    }
}

/// Whether a path means a folder: one is there, or it ends like one.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR])
}

/// Every text with its file, `None` for standard output. Nothing is written before all of them are made.
fn written(args: &Args, ready: &Ready) -> Result<Vec<(Option<PathBuf>, String)>, String> {
    let formats = formats(args)?;
    let folder = args.output.as_deref().filter(|path| formats.len() > 1 || is_folder(path));
    let mut texts = Vec::new();
    for format in formats {
        let file = match (folder, format) {
            (None, _) => args.output.clone(),
            (Some(folder), ReportFormat::Html) => Some(folder.join("report.html")),
            (Some(folder), ReportFormat::Markdown) => Some(folder.join("report.md")),
            (Some(folder), ReportFormat::Json) => Some(folder.join("report.json")),
        };
        texts.push((file, filled(format, args.rows, ready)?));
    }
    if let Some(folder) = folder {
        let said =
            |error: std::io::Error| format!("cannot make {}: {}", folder.display(), read::reason(&error));
        std::fs::create_dir_all(folder).map_err(said)?;
    }
    Ok(texts)
}

fn filled(format: ReportFormat, rows: usize, ready: &Ready) -> Result<String, String> {
    let Ready { report, templates, .. } = ready;
    match format {
        ReportFormat::Json => {
            report::json(report).map_err(|error| format!("cannot write the report as JSON: {error}"))
        }
        ReportFormat::Html => {
            report::html(report, &templates.all, rows).map_err(|error| templates.told(&error))
        }
        ReportFormat::Markdown => {
            let short = report::markdown(report, &templates.all, LIMIT);
            let short = short.map_err(|error| templates.told(&error))?;
            if short.over {
                tell(&format!("the Markdown is longer than {LIMIT} characters; a host may cut it"));
            }
            Ok(short.text)
        }
    }
}

fn put(texts: &[(Option<PathBuf>, String)]) -> Exit {
    let mut exit = Exit::Clean;
    for (file, text) in texts {
        let Some(path) = file else {
            exit = exit.max(print([text.as_str()]));
            continue;
        };
        if let Err(error) = write::replace(path, text) {
            let reason = match error.kind() {
                std::io::ErrorKind::NotFound => "there is no such folder".to_owned(),
                _ => read::reason(&error),
            };
            complain(&format!("cannot write {}: {reason}", path.display()));
            exit = Exit::Unable;
        }
    }
    exit
}
