//! `ddr lint`: gather, check, print in order.

use super::against::{Against, Range};
use super::args::{Global, Lint};
use super::changed;
use super::fixing;
use super::form::outputs;
use super::gate::{Beyond, Judged};
use super::gather::gather;
use super::given::{Books, Ran};
use super::judge::{self, How};
use super::measured::{Asked, Measurements};
use super::output::{Exit, complain, tell};
use super::readme;
use super::said::report;
use super::select::selection;
use super::store::Texts;
use super::suppress;
use crate::check::Active;
use crate::render::summary::{Tally, counted};
use crate::render::text::Look;
use crate::schema;

/// What a run that recognises no document ends in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Empty {
    /// A hook may hand over only other Markdown.
    Passes,
    /// A gate that looks at nothing must not be green.
    Fails,
}

/// How documents are told, for who expected one.
const UNRECOGNISED: [&str; 2] = [
    "help: a record is told by a table with a column `Decision` or the like, a plan by a table of paths to change;",
    "      `kinds` in ddr.yaml says what a file is, and `schemas` teaches headers of your own",
];

/// What a gate asks beyond the documents themselves.
#[derive(Debug, Clone, Copy)]
pub struct Gate<'a> {
    /// What becomes of a run that recognises no document.
    pub empty: Empty,
    /// The revision that the documents are held against.
    pub against: Option<Against<'a>>,
    /// The measurements that are held against budgets.
    pub measurements: Option<Asked<'a>>,
}

/// Runs the verb.
pub fn run(args: &Lint, global: &Global, look: Look) -> Exit {
    judge(args, global, look, Gate { empty: Empty::Passes, against: None, measurements: None })
}

/// Checks what the arguments name and, where asked, what changed and what was measured.
pub fn judge(args: &Lint, global: &Global, look: Look, gate: Gate<'_>) -> Exit {
    let mends = match fixing::asked(args) {
        Ok(mends) => mends,
        Err(why) => return usage(&why),
    };
    let mut outputs = match outputs(&args.said, look) {
        Ok(outputs) => outputs,
        Err(why) => return usage(&why),
    };
    if let Some(why) = suppress::fault(args) {
        return usage(&why);
    }
    let selection = match selection(&args.rules) {
        Ok(selection) => selection,
        Err(why) => return usage(&why),
    };
    // While files are looked for, which leaves threads idle.
    rayon::spawn(schema::read_builtin);
    let range = match gate.against.map(|against| Range::open(&against, &args.paths)).transpose() {
        Ok(range) => range,
        Err(why) => {
            complain(&why.message);
            why.help.iter().for_each(|help| tell(&format!("help: {help}")));
            return Exit::Unable;
        }
    };
    let gathered = if args.staged || args.hook || args.since.is_some() {
        changed::gather(args, global, &Texts::default()).map(|(gathered, changed)| (gathered, Some(changed)))
    } else {
        let gathered = gather(&args.paths, args.stdin_filename.as_deref(), global);
        gathered.map(|gathered| (gathered, None))
    };
    let (mut gathered, changed) = match gathered {
        Ok(gathered) => gathered,
        Err(why) => return usage(&why),
    };
    if args.force_exclude {
        gathered.leave_out(global.verbose);
    }

    let measured = gate.measurements.map(|asked| Measurements::open(asked, &mut gathered));
    let measured = match measured.transpose() {
        Ok(measured) => measured,
        Err(why) => return usage(&why),
    };
    let active: Vec<Active> =
        gathered.projects.list.iter().map(|project| Active::new(&project.settings, &selection)).collect();
    let books = match Books::open(&args.given, &gathered.projects) {
        Ok(books) => books,
        Err(why) => return usage(&why),
    };
    let fixes = mends.then(|| {
        let how = How { active: &active, outputs: &[], fail_on: args.said.fail_on, books: &books };
        let all = gathered.files.clone();
        let mut fixes = fixing::mend(&mut gathered, &all, changed.as_ref(), how, args);
        outputs.iter_mut().for_each(|output| output.aside = fixes.takes_stdout(args));
        fixes.write(&gathered, args, look, global.quiet);
        // What is reported on from here on are the texts that were mended.
        gathered.lay(&fixes.texts, &all);
        fixes
    });
    let how = How { active: &active, outputs: &outputs, fail_on: args.said.fail_on, books: &books };
    let heard = changed.as_ref().map(|changed| changed.narrow(&mut gathered, &active));
    let (said, unjudged) = judge::configs(&mut gathered, how);
    let beyond = Beyond { range, measured };
    let partial = changed.is_some();
    let ran = Ran { active: &active, asked: beyond.asked(), partial };
    let judged = beyond.judge(&mut gathered, &selection, how, heard);
    let Judged { said: mut documents, tally: in_range, exit: mut unable, .. } = judged;
    let written = books.settle(&mut documents, &gathered, how, ran, global);
    let written = written.max(suppress::add(&mut documents, args, &gathered, how));
    if gate.empty == Empty::Fails {
        let folder = args.paths.first().map_or(std::path::Path::new("."), |path| path.as_path());
        unable = unable.max(readme::checked::judge(&mut gathered, how, folder, &mut documents));
    }
    // In front, where mostly nothing is to be said: so thousands of documents need not be moved.
    documents.splice(0..0, said);
    let said = documents;

    let exit = if gathered.missing > 0 || unjudged > 0 { Exit::Unable } else { Exit::Clean };
    let exit = said.iter().map(|said| said.exit).max().unwrap_or_default().max(exit).max(unable);
    let exit = exit.max(fixes.as_ref().map_or(Exit::Clean, |fixes| fixes.exit));
    let nothing = said.iter().all(|said| said.document.is_none());
    let exit = if nothing && gate.empty == Empty::Fails { Exit::Unable } else { exit };
    if global.verbose {
        for line in said.iter().filter_map(|said| said.skipped.as_ref()) {
            tell(line);
        }
    }
    if unjudged > 0 {
        complain(&format!("{} not checked: the configuration has errors", counted(unjudged, "file")));
    }
    // `ddr check` mends nothing itself.
    let fix_by = if gate.empty == Empty::Fails { "`ddr lint --fix`" } else { "--fix" };
    let of_commit = args.hook && changed.as_ref().is_some_and(|changed| changed.of_commit);
    let nowhere = Tally { unread: gathered.missing + unjudged, fix_by: Some(fix_by), ..in_range };
    let mut quiet = global.quiet;
    if let Some(changed) = changed.filter(|_| said.is_empty() && gathered.missing + unjudged == 0) {
        // One line is enough, and the other would only say that nothing was found.
        if quiet == 0 {
            changed.tell_nothing();
        }
        quiet = quiet.max(1);
    }
    // Who names a file, or holds a gate up to a project, wants to know why there is nothing to say.
    let asked = gate.empty == Empty::Fails || args.paths.iter().any(|path| path.is_file());
    let wondering = nothing && asked && !partial && gathered.missing + unjudged == 0 && global.quiet == 0;
    let exit = exit.max(written).max(report(said, nowhere, &outputs, quiet));
    if wondering {
        UNRECOGNISED.iter().for_each(|line| tell(line));
    }
    if of_commit && quiet == 0 {
        if exit == Exit::Failing {
            tell("nothing was committed: mend what is shown, `git add` it, and commit again");
        } else if fixes.is_some_and(|fixes| fixes.any()) {
            tell("what was fixed is not staged: read it, `git add` it, and commit again");
        }
    }
    exit
}

fn usage(why: &str) -> Exit {
    complain(why);
    Exit::Unable
}
