//! `ddr readme`: keeps sections of README files true to the plans.
//!
//! Everything is worked out before anything is written, and a file is written whole or not at all.

pub mod checked;
mod documents;
mod own;
mod write;

use super::args::{Global, Readme as Args};
use super::gather::{Gathered, gather};
use super::output::{Exit, complain, print, tell};
use super::paths::{absolute, relative, shown};
use super::read;
use crate::diagnostic::Diagnostic;
use crate::readme::{self, Section, State, Wanted};
use crate::render::patch::edited;
use crate::render::text::Look;
use crate::render::visible;
use crate::source::Source;
use own::Filling;
use std::path::{Path, PathBuf};

/// The file that has sections where `ddr.yaml` names none.
const DEFAULT: &str = "README.md";

/// A README file.
#[derive(Debug, Clone)]
struct File {
    full: PathBuf,
    /// As the user would type it.
    shown: String,
    /// From the root of its project.
    inside: String,
    project: usize,
}

/// Runs the verb.
pub fn run(args: &Args, global: &Global, look: Look) -> Exit {
    if args.init.len() != args.at.len() {
        complain("each --init NAME needs an --at HEADING that its section is to stand below");
        return Exit::Unable;
    }
    let cwd = match std::env::current_dir() {
        Ok(cwd) => cwd,
        Err(error) => {
            complain(&format!("no working directory: {}", read::reason(&error)));
            return Exit::Unable;
        }
    };
    let mut gathered = match gather(&[], None, global) {
        Ok(gathered) => gathered,
        Err(why) => {
            complain(&why);
            return Exit::Unable;
        }
    };
    gathered.complain();
    let files = files(args, &mut gathered, &cwd);
    if !args.init.is_empty() && files.len() != 1 {
        complain(&format!("--init is for one file, and these are {}; name the one", files.len()));
        return Exit::Unable;
    }
    let mut exit = Exit::Clean;
    let mut done: Vec<(File, Work)> = Vec::new();
    let mut fillings: Vec<(usize, Option<Filling>)> = Vec::new();
    for file in files {
        if !fillings.iter().any(|(project, _)| *project == file.project) {
            let filling = match Filling::of(&mut gathered, file.project) {
                Ok(filling) => Some(filling),
                Err(why) => {
                    complain(&why);
                    None
                }
            };
            fillings.push((file.project, filling));
        }
        let filling = fillings.iter().find(|(project, _)| *project == file.project);
        let Some(filling) = filling.and_then(|(_, filling)| filling.as_ref()) else {
            exit = Exit::Unable;
            continue;
        };
        match work(args, &gathered, filling, &file) {
            Ok(work) => done.push((file, work)),
            Err(lines) => {
                say(&lines);
                exit = Exit::Unable;
            }
        }
    }
    for (file, work) in done {
        exit = exit.max(finish(args, global, look, &file, &work));
    }
    exit
}

/// The files that are asked for.
fn files(args: &Args, gathered: &mut Gathered, cwd: &Path) -> Vec<File> {
    if !args.files.is_empty() {
        let mut files: Vec<File> = Vec::new();
        for path in &args.files {
            let (project, inside) = gathered.place(path);
            let file = File { full: absolute(path, cwd), shown: shown(path, cwd), inside, project };
            if !files.iter().any(|known| known.full == file.full) {
                files.push(file);
            }
        }
        return files;
    }
    let (project, _) = gathered.place(Path::new("."));
    named(gathered, project, cwd).into_iter().map(|(file, _)| file).collect()
}

/// The files of a project, and whether its config names them.
fn named(gathered: &Gathered, project: usize, cwd: &Path) -> Vec<(File, bool)> {
    let Some(it) = gathered.projects.list.get(project) else { return Vec::new() };
    let listed = &it.settings.readme_files;
    let default = [DEFAULT.to_owned()];
    let paths = if listed.is_empty() { default.as_slice() } else { listed.as_slice() };
    let file = |path: &String| {
        let full = absolute(Path::new(path), &it.root);
        let shown = relative(&full, cwd);
        let inside = relative(&full, &it.root);
        (File { shown, inside, full, project }, !listed.is_empty())
    };
    paths.iter().map(file).collect()
}

/// What is to be done with a file.
struct Work {
    /// As it stands.
    source: Source,
    /// As it is read, markers of `--init` set.
    with_markers: Source,
    wanted: Vec<Wanted>,
}

/// A line on standard error, and the help below it.
type Said = (String, Option<String>);

fn say(lines: &[Said]) {
    for (line, help) in lines {
        complain(line);
        let help = help.iter().flat_map(|help| help.lines()).enumerate();
        help.for_each(|(at, line)| {
            tell(&if at == 0 { format!("help: {line}") } else { format!("  {line}") })
        });
    }
}

/// What a diagnostic says, in a line.
fn line(file: &File, source: &Source, diagnostic: &Diagnostic) -> Said {
    let at = source.position(diagnostic.span.start);
    (format!("{}:{}:{}: {}", file.shown, at.line, at.column, diagnostic.message), diagnostic.help.clone())
}

fn work(args: &Args, gathered: &Gathered, filling: &Filling, file: &File) -> Result<Work, Vec<Said>> {
    let plain = |why: String| vec![(format!("{}: {why}", file.shown), None)];
    let Some(project) = gathered.projects.list.get(file.project) else { return Err(Vec::new()) };
    write::inside(&file.full, &project.fence).map_err(plain)?;
    let source = read::file(&file.full, &file.inside).map_err(|unread| plain(unread.diagnostic.message))?;
    let mut with_markers = Source::new(&*file.inside, source.text.as_str());
    for (name, heading) in args.init.iter().zip(&args.at) {
        let text = readme::insert(&with_markers, name, heading, args.only_done).map_err(plain)?;
        with_markers = Source::new(&*file.inside, text);
    }
    let found = readme::find(&with_markers);
    if !found.broken.is_empty() {
        let said = readme::broken(&found.broken);
        return Err(said.iter().map(|said| line(file, &with_markers, said)).collect());
    }
    if found.sections.is_empty() {
        let help = "paste these two lines where the section is to stand, or let `--init setup --at HEADING` do it:\n\
                    <!-- ddr:begin setup -->\n<!-- ddr:end setup -->";
        return Err(vec![(
            format!("{}: there are no markers of a section", file.shown),
            Some(help.to_owned()),
        )]);
    }
    let wanted = wanted(filling, file, &with_markers, found.sections, args.only_done)?;
    Ok(Work { source, with_markers, wanted })
}

/// What the sections of a file should say.
fn wanted(
    filling: &Filling,
    file: &File,
    source: &Source,
    sections: Vec<Section>,
    only_done: bool,
) -> Result<Vec<Wanted>, Vec<Said>> {
    let lacking: Vec<Diagnostic> = sections
        .iter()
        .filter(|section| !filling.has(&section.name))
        .map(|section| readme::no_template(section, &filling.names()))
        .collect();
    if !lacking.is_empty() {
        return Err(lacking.iter().map(|lacking| line(file, source, lacking)).collect());
    }
    let plain = |why: String| vec![(why, None)];
    let wanted = sections.into_iter().map(|section| {
        let done = only_done || section.only_done;
        let text = filling.fill(&section.name, &file.inside, done)?;
        // The begin marker may say so itself.
        let only_done = section.said_at_end || only_done && !section.only_done;
        Ok(Wanted { section, text, only_done })
    });
    let wanted: Vec<Wanted> = wanted.collect::<Result<_, String>>().map_err(plain)?;
    // A template may write markers too, and then the next run would not find what this one made.
    if let Some(new) = readme::rewritten(source, &wanted) {
        let again = readme::find(&Source::new(&*file.inside, new));
        let names = |sections: &[Section]| sections.iter().map(|it| it.name.clone()).collect::<Vec<_>>();
        let own: Vec<Section> = wanted.iter().map(|wanted| wanted.section.clone()).collect();
        if !again.broken.is_empty() || names(&again.sections) != names(&own) {
            return Err(plain(format!(
                "{}: a template writes markers of sections, or code that hides one; nothing is written",
                file.shown
            )));
        }
    }
    Ok(wanted)
}

/// Writes, shows or judges, as the arguments say.
fn finish(args: &Args, global: &Global, look: Look, file: &File, work: &Work) -> Exit {
    let Work { source, with_markers, wanted } = work;
    let is = |wanted: &&Wanted, is: State| readme::state(with_markers, wanted) == is;
    let edited_by_hand: Vec<Wanted> =
        wanted.iter().filter(|wanted| is(wanted, State::Edited)).cloned().collect();
    let only_looks = args.check || args.diff;
    if !edited_by_hand.is_empty() && !args.force {
        let said = readme::differences(with_markers, &edited_by_hand, &file.shown);
        say(&said.iter().map(|said| line(file, with_markers, said)).collect::<Vec<_>>());
        return if only_looks { Exit::Failing } else { Exit::Unable };
    }
    let names = |list: &mut dyn Iterator<Item = &Wanted>| {
        list.map(|wanted| wanted.section.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let new = readme::rewritten(with_markers, wanted).unwrap_or_else(|| with_markers.text.clone());
    if new == source.text {
        if global.quiet == 0 {
            let line = format!("{} is up to date: {}", visible(&file.shown), names(&mut wanted.iter()));
            if only_looks { tell(&line) } else { return print([line.as_str(), "\n"]) }
        }
        return Exit::Clean;
    }
    if only_looks {
        let patch = edited(&file.shown, &source.text, &new, look.color);
        let exit = if global.quiet > 1 { Exit::Clean } else { print([patch.as_str()]) };
        if args.check {
            let stale = names(&mut wanted.iter().filter(|wanted| !is(wanted, State::Fresh)));
            complain(&format!("{}: not up to date: {stale}; run `ddr readme {}`", file.shown, file.shown));
        }
        return exit.max(Exit::Failing);
    }
    let changed = names(&mut wanted.iter().filter(|wanted| !is(wanted, State::Fresh)));
    match write::write(&file.full, &source.text, &new) {
        Ok(()) if global.quiet == 0 => {
            let line = format!("wrote {}: {changed}\n", visible(&file.shown));
            print([line.as_str()])
        }
        Ok(()) => Exit::Clean,
        Err(why) => {
            complain(&format!("cannot write {}: {why}; it stays as it was", file.shown));
            Exit::Unable
        }
    }
}
