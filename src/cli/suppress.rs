//! `ddr lint --add-suppressions`: a comment for everything that is said, written into the documents.
//!
//! Each new text is judged before it is written. Where comments beside what they are about do not do, all
//! of them go to the top of the file; where that does not do either, the file stays as it was.

use super::args::Lint;
use super::gather::{File, Gathered};
use super::judge::{self, How};
use super::output::{Exit, complain, tell};
use super::read;
use super::said::Said;
use super::write::{self, Written};
use crate::check::check_document;
use crate::check::suppress::{Placing, fault_of_reason, is_suppressible, suppress};
use crate::diagnostic::{Diagnostic, Edit};
use crate::fix;
use crate::render::summary::counted;
use crate::source::{Source, Span};

/// What is wrong with the arguments.
pub fn fault(args: &Lint) -> Option<String> {
    let why = fault_of_reason(args.reason.as_deref()?)?;
    Some(format!("--reason: {why}"))
}

/// Writes the comments, and leaves out of what is said what they suppress.
pub fn add(said: &mut [Said], args: &Lint, gathered: &Gathered, how: How<'_>) -> Exit {
    let Some(reason) = args.reason.as_deref().filter(|_| args.add_suppressions) else { return Exit::Clean };
    let (mut exit, mut count, mut files) = (Exit::Clean, 0, Vec::new());
    for said in said {
        let wanted: Vec<Diagnostic> =
            said.diagnostics.iter().filter(|diagnostic| is_suppressible(diagnostic)).cloned().collect();
        let place = said.place.clone();
        let file = gathered.files.iter().find(|file| {
            place.as_ref().is_some_and(|(project, inside)| file.project == *project && file.inside == *inside)
        });
        let Some(file) = file.filter(|_| !wanted.is_empty() && said.document.is_some()) else { continue };
        match add_to(file, &wanted, reason, gathered, how) {
            Ok(edits) => {
                let kept = std::mem::take(&mut said.diagnostics).into_iter();
                let kept = kept.filter(|diagnostic| !is_suppressible(diagnostic));
                // The text that they are shown in has the comments.
                let kept = kept.map(|diagnostic| behind(diagnostic, &edits)).collect();
                judge::again(said, kept, gathered, how);
                said.tally.suppressed += wanted.len();
                count += wanted.len();
                files.push(&file.shown);
            }
            Err(why) => {
                complain(&format!("{}: not changed: {why}", file.shown));
                exit = Exit::Unable;
            }
        }
    }
    files.iter().for_each(|file| tell(&format!("changed {file}")));
    tell(&format!("suppressions added for {}", counted(count, "diagnostic")));
    exit
}

/// Writes the comments into a file. Gives what was inserted.
fn add_to(
    file: &File,
    wanted: &[Diagnostic],
    reason: &str,
    gathered: &Gathered,
    how: How<'_>,
) -> Result<Vec<Edit>, String> {
    let path = file.open.as_deref().ok_or("it is standard input")?;
    let source = file.read().map_err(|unread| unread.diagnostic.message)?;
    for placing in [Placing::Near, Placing::Top] {
        let edits = suppress(&source, wanted, reason, placing);
        let text = fix::apply(&source.text, &edits);
        if does(&text, file, gathered, how) {
            let target = fs_err::canonicalize(path).map_err(|error| read::reason(&error))?;
            return match write::replace_unchanged(&target, source.text.as_bytes(), text.as_bytes()) {
                Ok(Written::Whole) => Ok(edits),
                Ok(Written::Changed) => Err("it changed on the disk meanwhile; run ddr again".to_owned()),
                Ok(Written::ReadOnly) => Err("it is read-only".to_owned()),
                Err(error) => Err(read::reason(&error)),
            };
        }
    }
    Err("no place for the comments was found that keeps the document what it is".to_owned())
}

/// A diagnostic of a text, at its places in the text with what was inserted.
fn behind(mut diagnostic: Diagnostic, inserted: &[Edit]) -> Diagnostic {
    let before = |is_before: &dyn Fn(usize) -> bool| -> usize {
        inserted.iter().filter(|edit| is_before(edit.span.start)).map(|edit| edit.text.len()).sum()
    };
    let moved = |span: Span| {
        let by = before(&|at| at <= span.start);
        let end = if span.is_empty() { by } else { before(&|at| at < span.end) };
        Span::new(span.start + by, span.end + end)
    };
    diagnostic.span = moved(diagnostic.span);
    diagnostic.labels.iter_mut().for_each(|label| label.span = moved(label.span));
    let edits = diagnostic.fix.iter_mut().flat_map(|fix| &mut fix.edits);
    edits.for_each(|edit| edit.span = moved(edit.span));
    diagnostic
}

/// Whether nothing is said of the new text by itself that a comment could suppress.
fn does(text: &str, file: &File, gathered: &Gathered, how: How<'_>) -> bool {
    let project = gathered.projects.list.get(file.project);
    let (Some(project), Some(active)) = (project, how.active.get(file.project)) else { return false };
    let look = |path: &str| gathered.projects.store.look(project, path);
    let outcome = check_document(Source::new(&*file.inside, text), &project.settings, active, &look);
    let left = how.books.take(
        (file.project, &file.inside),
        &outcome.source,
        &mut Default::default(),
        outcome.diagnostics,
    );
    // A comment may also change what is read, so that there is nothing to suppress.
    outcome.kind.is_some() && !left.iter().any(|it| is_suppressible(it) || it.name == "unused-suppression")
}
