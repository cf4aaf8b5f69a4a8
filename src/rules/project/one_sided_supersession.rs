//! DDR617.

use super::references::{Known, OTHERS};
use crate::diagnostic::Severity;
use crate::model::short;
use crate::project::{Decision, Id, Member, Mention, Project, Shape, link_target};
use crate::rules::{Check, ProjectReport};
use crate::source::Span;
use std::collections::BTreeMap;

rule! {
    /// What a decision is superseded by is there, and the two sides agree.
    ///
    /// ## Why
    /// A status such as `Superseded by D7` is the only way from an old rule to the one that holds. Where
    /// there is no D7, or D7 leads back, or D7 says that it supersedes a decision which still is accepted,
    /// nobody can tell what holds.
    ///
    /// Most records say it on one side only, and that is enough: no decision has to write `Supersedes D3`.
    /// A warning is given where the named successor does not exist (in the same record, or in the one that
    /// is linked), where successors lead round in a circle, and where an accepted decision's status cell says
    /// `supersedes D3` while the status of D3 is plainly `Accepted` or later. It is a hint where the statement
    /// says so rather than the status, where the old decision is further on than the new one, and where
    /// another record of the project has a decision of the named ID. Statuses with more words (`in part`,
    /// `D7 of the other record`) are taken at their word.
    ///
    /// ## Examples
    /// ```project,fails
    /// ==> docs/record.md <==
    /// # Cache
    ///
    /// | ID | Decision | Status |
    /// |----|----------|--------|
    /// | D1 | Keep it in files | Superseded by D4 |
    /// | D2 | Keep it in memory | Accepted |
    /// ```
    /// ```project,passes
    /// ==> docs/record.md <==
    /// # Cache
    ///
    /// | ID | Decision | Status |
    /// |----|----------|--------|
    /// | D1 | Keep it in files | Superseded by D2 |
    /// | D2 | Keep it in memory | Accepted |
    /// ```
    "DDR617" "one-sided-supersession" Warning Check::Project(check)
}

/// A decision: number of the document, and of the decision in it.
type At = (usize, usize);

const SUPERSEDED_BY: &[&str] = &["superseded by", "superceded by", "replaced by", "obsoleted by"];
const SUPERSEDES: &[&str] = &["supersedes", "supercedes", "replaces", "obsoletes"];

/// The decision that a status or a statement names behind such words.
struct Named {
    id: Id,
    shape: Shape,
    /// As written.
    word: String,
    /// The file that stands before it: `other.md#D2`.
    file: Option<String>,
}

fn check(project: &Project<'_>, report: &mut ProjectReport) {
    let mut known = Known::new(project);
    let mut successors: BTreeMap<At, At> = BTreeMap::new();
    for (at, member) in project.members.iter().enumerate() {
        for (row, decision) in member.decisions.iter().enumerate() {
            let Some(status) = &decision.status else { continue };
            if let Some(named) = named_behind(&status.text, SUPERSEDED_BY) {
                if let Some(next) = successor(project, &mut known, at, decision, &named, report) {
                    successors.insert((at, row), next);
                }
            } else {
                predecessor(project, &known, at, decision, report);
            }
        }
    }
    circles(project, &successors, report);
}

/// The id right behind one of the phrases, where nothing behind it makes it part of a longer tale.
fn named_behind(text: &str, phrases: &[&str]) -> Option<Named> {
    // An id has a number, and each of the phrases has one of these in it; most texts have none.
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if !["sede", "cede", "eplace", "bsolete", "SEDE", "CEDE", "EPLACE", "BSOLETE"]
        .iter()
        .any(|stem| text.contains(stem))
    {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let (start, end) = phrases.iter().find_map(|phrase| {
        let at = lower.find(phrase)?;
        Some((at, at + phrase.len()))
    })?;
    let partly = ["partly", "partially", "part", "not", "maybe"];
    let before = lower.get(..start)?.split_whitespace().next_back().unwrap_or_default();
    let rest = text.get(end..)?.trim_start_matches([' ', ':', '\u{a0}']);
    let rest = rest.strip_prefix("decision ").unwrap_or(rest);
    let word = rest.split([' ', ',', ';', '(', ')', '\u{a0}']).next()?.trim_end_matches('.');
    let (file, id) = match word.rsplit_once('#') {
        Some((file, id)) if file.ends_with(".md") => (Some(file.to_owned()), id),
        _ => (None, word),
    };
    let tail = rest.get(word.len()..)?.trim_start();
    let goes_on = tail.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '&' | '+' | '-' | '–'));
    if goes_on || partly.contains(&before.trim_matches(|c: char| !c.is_alphanumeric())) {
        return None;
    }
    let (read, shape) = Id::of(id)?;
    Some(Named { id: read, shape, word: id.to_owned(), file })
}

/// The decision that a status names, where it is there; else says so where it must be.
fn successor(
    project: &Project<'_>,
    known: &mut Known<'_>,
    at: usize,
    decision: &Decision,
    named: &Named,
    report: &mut ProjectReport,
) -> Option<At> {
    let member = project.member(at)?;
    let status = decision.status.as_ref()?;
    let (record, linked) = record_of(project, at, member, decision, named)?;
    let numbered = known.numbered(record);
    if numbered.repeated.contains(&named.id) {
        return None;
    }
    if let Some(&row) = numbered.by_id.get(&named.id) {
        return Some((record, row));
    }
    let shaped = numbered.by_id.len() > 1 && numbered.shapes.contains_key(&named.shape);
    let defined = |at: usize| project.member(at).is_some_and(|it| it.defines(&named.id));
    if !shaped || defined(at) || defined(record) || !linked && known.continues(at, &named.id) {
        return None;
    }
    let name = called(decision);
    let other =
        if linked { None } else { known.elsewhere(&named.id).and_then(|other| project.member(other)) };
    let message = if record == at {
        format!("{name} is superseded by {}, which this record does not have", named.word)
    } else {
        let path = &project.member(record)?.path;
        format!("{name} is superseded by {}, which `{path}` does not have", named.word)
    };
    let place = mention_in(member, status.span, &named.word);
    let diagnostic = report.add(at, place.map_or(status.span, |mention| mention.span), message);
    match other {
        Some(other) => {
            if let Some(row) = other.decision(&named.word) {
                diagnostic.elsewhere(&other.path, row.span, "this record has one");
            }
            diagnostic
                .severity(Severity::Hint)
                .help(format!("link to `{}` if its {} is meant", other.path, named.word));
        }
        None => {
            if OTHERS.contains(&named.id.letters.as_str()) {
                diagnostic.severity(Severity::Hint);
            }
            diagnostic.help("name the decision that holds instead");
        }
    }
    None
}

/// The record that a named decision is looked for in, and whether it was linked.
fn record_of(
    project: &Project<'_>,
    at: usize,
    member: &Member,
    decision: &Decision,
    named: &Named,
) -> Option<(usize, bool)> {
    let status = decision.status.as_ref()?;
    let link = mention_in(member, status.span, &named.word).and_then(|mention| mention.link.as_deref());
    let path = link.or(named.file.as_deref());
    match path.and_then(|path| link_target(&member.path, path)) {
        Some(path) => project.at(&path).map(|record| (record, record != at)),
        // A link beside the id may tell where it stands.
        None if link.is_none() && has_link(member, status.span) => None,
        None => Some((at, false)),
    }
}

/// The first mention of an id inside of a span.
fn mention_in<'m>(member: &'m Member, span: Span, id: &str) -> Option<&'m Mention> {
    let first = member.mentions.partition_point(|mention| mention.span.start < span.start);
    let rest = member.mentions.get(first..)?.iter();
    rest.take_while(|mention| mention.span.end <= span.end).find(|mention| mention.id == id)
}

/// Whether a link begins inside of a span.
fn has_link(member: &Member, span: Span) -> bool {
    let first = member.links.partition_point(|link| link.span.start < span.start);
    member.links.get(first).is_some_and(|link| link.span.start < span.end)
}

/// A decision that says that it supersedes one which still holds.
fn predecessor(
    project: &Project<'_>,
    known: &Known<'_>,
    at: usize,
    decision: &Decision,
    report: &mut ProjectReport,
) {
    let Some(member) = project.member(at) else { return };
    let Some(status) = &decision.status else { return };
    let in_status = named_behind(&status.text, SUPERSEDES);
    let by_status = in_status.is_some();
    let in_statement = || named_behind(&decision.statement.as_ref()?.text, SUPERSEDES);
    let Some(named) = in_status.or_else(in_statement) else { return };
    let Some((record, _)) = record_of(project, at, member, decision, &named) else { return };
    let numbered = known.numbered(record);
    let old = numbered.by_id.get(&named.id).filter(|_| !numbered.repeated.contains(&named.id));
    let old = old.and_then(|&row| project.member(record)?.decisions.get(row));
    let Some(old) = old else { return };
    let Some(theirs) = &old.status else { return };
    let (Some(new_rank), Some(old_rank)) = (rank(decision), rank(old)) else { return };
    let words = theirs.text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    if std::ptr::eq(old, decision) || words.count() != 1 {
        return;
    }
    let message = format!(
        "{} supersedes {}, which is still {}",
        called(decision),
        called(old),
        short(&theirs.text, 40)
    );
    let diagnostic = report.add(record, theirs.span, message);
    if !by_status || old_rank > new_rank {
        diagnostic.severity(Severity::Hint);
    }
    if record == at {
        diagnostic.label(decision.span, "says so");
    } else {
        diagnostic.elsewhere(&member.path, decision.span, "says so");
    }
    let id = decision.id.as_ref().map_or("…", |id| id.text.as_str());
    let link = if record == at { id.to_owned() } else { format!("[{id}]({})", member.path) };
    diagnostic.help(format!("write `Superseded by {link}`, or take the words from {}", called(decision)));
}

/// How far a decision that holds is.
fn rank(decision: &Decision) -> Option<usize> {
    let known = ["accepted", "in-progress", "implemented"];
    known.iter().position(|word| decision.canonical.as_deref() == Some(word))
}

/// Successors that lead back to where they began, each circle once.
fn circles(project: &Project<'_>, successors: &BTreeMap<At, At>, report: &mut ProjectReport) {
    // For each decision the walk that came by first.
    let mut seen: BTreeMap<At, usize> = BTreeMap::new();
    for (walk, &start) in successors.keys().enumerate() {
        let mut path: Vec<At> = Vec::new();
        let mut here = Some(start);
        while let Some(at) = here.filter(|at| !seen.contains_key(at)) {
            seen.insert(at, walk);
            path.push(at);
            here = successors.get(&at).copied();
        }
        let back = here.filter(|at| seen.get(at) == Some(&walk));
        let from = back.and_then(|back| path.iter().position(|at| *at == back));
        if let Some(circle) = from.and_then(|from| path.get(from..)) {
            say_circle(project, circle, report);
        }
    }
}

fn say_circle(project: &Project<'_>, circle: &[At], report: &mut ProjectReport) {
    let row = |&(member, row): &At| {
        let member = project.member(member)?;
        Some((member, member.decisions.get(row)?))
    };
    let rows: Vec<(&Member, &Decision)> = circle.iter().filter_map(row).collect();
    let (Some(&(at, _)), Some((first, rest))) = (circle.first(), rows.split_first()) else { return };
    let name = called(first.1);
    let others: Vec<String> = rest.iter().map(|(_, row)| called(row)).collect();
    let message = match rest {
        [] => format!("{name} is superseded by itself"),
        [_] => format!("{name} and {} are superseded by each other", others.join("")),
        _ => format!("{name} is superseded by {}, and in the end by itself", short(&others.join(", "), 80)),
    };
    let status = |row: &Decision| row.status.as_ref().map_or(row.span, |status| status.span);
    let diagnostic = report.add(at, status(first.1), message);
    for (member, row) in rest {
        if member.path == first.0.path {
            diagnostic.label(status(row), "leads on");
        } else {
            diagnostic.elsewhere(&member.path, status(row), "leads on");
        }
    }
    diagnostic.help("give the status of the one that holds");
}

fn called(decision: &Decision) -> String {
    match &decision.id {
        Some(id) => short(&id.text, 40).into_owned(),
        None => "the decision".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{expect_project, silent_project};

    const HEAD: &str = "==> a.md <==\n# A\n\n| ID | Decision | Status |\n|--|--|--|\n";
    const OTHER: &str = "==> b.md <==\n# B\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | a | Accepted |\n| D9 | b | Accepted |\n";

    #[test]
    fn a_successor_has_to_be_there() {
        expect_project(
            &RULE,
            &format!(
                "{HEAD}| D1 | a | Superseded by D7 |
                         ^^ warning: D1 is superseded by D7, which this record does not have
| D2 | b | ~~Accepted~~ replaced by [D4](b.md#d4) |
                                     ^^ warning: D2 is superseded by D4, which `b.md` does not have
| D3 | b | Superseded by b.md#D6 |
           ^^^^^^^^^^^^^^^^^^^^^ warning: D3 is superseded by D6, which `b.md` does not have
| D5 | b | Superseded by D9 (2025-01) |
                         ^^ hint: D5 is superseded by D9, which this record does not have
{OTHER}"
            ),
        );
    }

    #[test]
    fn successors_lead_nowhere_back() {
        expect_project(
            &RULE,
            &format!(
                "{HEAD}| D1 | a | Superseded by D2 |
           ^^^^^^^^^^^^^^^^ warning: D1 and D2 are superseded by each other
| D2 | b | Superseded by D1 |
| D3 | b | Superseded by D3 |
           ^^^^^^^^^^^^^^^^ warning: D3 is superseded by itself
| D4 | b | Superseded by D5 |
| D5 | b | Superseded by [D6](a.md) |
           ^^^^^^^^^^^^^^^^^^^^^^^^ warning: D5 is superseded by D6, D7, and in the end by itself
| D6 | b | Superseded by D7 |\n| D7 | b | Superseded by D5 |\n"
            ),
        );
    }

    #[test]
    fn what_is_superseded_says_so() {
        expect_project(
            &RULE,
            &format!(
                "{HEAD}| D1 | a | Accepted |
           ^^^^^^^^ warning: D2 supersedes D1, which is still Accepted
| D2 | b | Accepted; supersedes D1 |
| D3 | b | Implemented |
           ^^^^^^^^^^^ hint: D4 supersedes D3, which is still Implemented
| D4 | b | Accepted (supersedes D3) |
| D5 | b | Accepted |
           ^^^^^^^^ hint: D6 supersedes D5, which is still Accepted
| D6 | Supersedes D5 | Accepted |
| D7 | x | Accepted, supersedes [D9](b.md#d9) |
==> b.md <==\n# B\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | a | Accepted |
| D9 | b | Accepted |
           ^^^^^^^^ warning: D7 supersedes D9, which is still Accepted
"
            ),
        );
    }

    #[test]
    fn one_side_is_enough() {
        let table = |rows: &str| format!("{HEAD}{rows}\n");
        silent_project(
            &RULE,
            &[
                &table("| D1 | a | Superseded by D2 |\n| D2 | b | Accepted |"),
                &table("| D1 | a | Superseded by D2 |\n| D2 | b | Accepted; supersedes D1 |"),
                &table("| D1 | a | Superseded |\n| D2 | supersedes D1 | Accepted |"),
                &table("| D1 | a | Superseded by D9 of the other record |\n| D2 | b | Accepted |"),
                &table("| D1 | a | Superseded by ADR-9 |\n| D2 | b | Superseded by [3. X](0003-x.md) |"),
                &table("| D1 | a | Superseded by [D7](missing.md) |\n| D2 | b | `Superseded by D8` |"),
                &table("| 1 | a | Superseded by 9 |\n| 2 | b | Accepted |"),
                &table("| D1 | a | Superseded by D9 |\n| D2 | b | Accepted |\n\n### D9: later"),
                // Partly, not yet, or with a word of its own.
                &table("| D1 | a | Accepted |\n| D2 | b | Accepted; partly supersedes D1 |"),
                &table("| D1 | a | Accepted |\n| D2 | b | Accepted; supersedes D1 in part |"),
                &table("| D1 | a | Accepted |\n| D2 | b | Proposed; supersedes D1 |"),
                &table("| D1 | a | Accepted, amended by D2 |\n| D2 | b | Accepted; supersedes D1 |"),
                &format!(
                    "{}{}",
                    table("| D1 | a | Superseded by [D9](b.md) |\n| D2 | b | Accepted |"),
                    OTHER
                ),
            ],
        );
    }
}
