//! Which decision a word with the form of an id means.
//!
//! Several records of a project use the same ids. The text of a link means the record that the link
//! leads to; else an id belongs to the document's own decisions, else to the records that its plans
//! carry out, the surest first. An id that none of them knows means nothing here.

use super::mentions::{self, Joint, Mention, Place};
use super::{Member, Project, link_target};
use crate::model::LABEL;
use crate::source::Span;
use std::cell::OnceCell;
use std::collections::HashMap;

/// A decision cited by a document that holds a patch plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Citation {
    /// Number of the document.
    pub member: usize,
    /// Plan and row in it, where a row cites the decision; else the plan as a whole does.
    pub row: Option<(usize, usize)>,
    /// Number of the record.
    pub record: usize,
    /// Number of the decision in it.
    pub decision: usize,
    /// The line of the citation.
    pub line: usize,
}

/// More decisions than this no range stands for: its ends alone are cited.
const LONGEST: usize = 100;

/// Every decision that a plan cites, in the order of the documents: by one of its rows, or in what is
/// said around them. In a document that holds decisions too, that is the section of the plan.
pub fn citations(project: &Project<'_>) -> Vec<Citation> {
    let known = Known::of(project);
    let mut found = Vec::new();
    for (at, member) in project.members.iter().enumerate().filter(|(_, member)| !member.plans.is_empty()) {
        let around = around(project, at);
        let mut before: Option<&Mention> = None;
        for mention in &member.mentions {
            let row = match mention.place {
                Place::Row(plan, row) if !is_path(project, at, plan, row, mention.span) => Some((plan, row)),
                Place::Prose | Place::Cell if is_around(&around, mention.span) => None,
                _ => continue,
            };
            let cite = |decision| Citation { member: at, row, decision, record: 0, line: mention.line };
            if let Some(record) = known.record(project, at, mention) {
                if let Some(before) = before.filter(|_| mention.joint == Joint::Range) {
                    let between = between(&before.id, &mention.id);
                    found.extend(
                        between
                            .filter_map(|id| known.decision(record, &id))
                            .map(|decision| Citation { record, ..cite(decision) }),
                    );
                }
                let own = known.decision(record, &mention.id);
                found.extend(own.map(|decision| Citation { record, ..cite(decision) }));
            }
            before = Some(mention);
        }
        for section in &member.sections {
            let heading = &section.heading;
            if section.level == LABEL || !is_around(&around, heading.span) {
                continue;
            }
            for id in mentions::in_heading(&heading.text) {
                let Some(record) = known.of_id(project, at, id) else { continue };
                let decision = known.decision(record, id);
                found.extend(decision.map(|decision| Citation {
                    member: at,
                    row: None,
                    record,
                    decision,
                    line: heading.line,
                }));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The decisions of each record by their ids in capitals, read once somebody asks for one of them; of
/// several with the same id the first.
struct Known<'p>(Vec<(&'p Member, OnceCell<HashMap<String, usize>>)>);

impl<'p> Known<'p> {
    fn of(project: &'p Project<'_>) -> Self {
        Self(project.members.iter().map(|member| (member, OnceCell::new())).collect())
    }

    fn decision(&self, record: usize, id: &str) -> Option<usize> {
        let (member, ids) = self.0.get(record)?;
        let read = || {
            let mut ids = HashMap::new();
            for (at, decision) in member.decisions.iter().enumerate() {
                if let Some(id) = &decision.id {
                    ids.entry(id.text.to_uppercase()).or_insert(at);
                }
            }
            ids
        };
        ids.get_or_init(read).get(&id.to_uppercase()).copied()
    }

    fn record(&self, project: &Project<'_>, at: usize, mention: &Mention) -> Option<usize> {
        match mention.link.as_deref().filter(|link| !link.starts_with('#')) {
            Some(link) => project.at(&link_target(&project.member(at)?.path, link)?),
            None => self.of_id(project, at, &mention.id),
        }
    }

    fn of_id(&self, project: &Project<'_>, at: usize, id: &str) -> Option<usize> {
        let related = project.records_of(at).iter().map(|relation| relation.record);
        [at].into_iter().chain(related).find(|&record| self.decision(record, id).is_some())
    }
}

/// The ids between the ends of a range.
fn between(first: &str, last: &str) -> impl Iterator<Item = String> {
    let digits = |id: &str| id.bytes().rev().take_while(u8::is_ascii_digit).count();
    let parts = |id: &str| {
        let (head, number) = id.split_at_checked(id.len() - digits(id))?;
        Some((head.to_owned(), number.parse::<usize>().ok()?))
    };
    let width = digits(first);
    let ends = parts(first).zip(parts(last)).filter(|((a, _), (b, _))| a == b);
    let range = ends.map(|((head, from), (_, to))| (head, from + 1..to));
    let range = range.filter(|(_, numbers)| numbers.len() <= LONGEST);
    range.into_iter().flat_map(move |(head, numbers)| numbers.map(move |at| format!("{head}{at:0width$}")))
}

/// Whether an id in a row is a part of a path: `src/D3/x.py`.
fn is_path(project: &Project<'_>, member: usize, plan: usize, row: usize, span: Span) -> bool {
    let Some(row) = project.row(super::RowAt { member, plan, row }) else { return false };
    let tests = row.tests.iter().flat_map(|tests| &tests.paths);
    row.paths.iter().chain(tests).any(|path| path.span.contains(span))
}

/// The parts of a document that speak of its plans as a whole, in order, none inside another.
fn around(project: &Project<'_>, at: usize) -> Vec<Span> {
    let Some(member) = project.member(at) else { return Vec::new() };
    if !member.is_record() {
        return vec![Span::new(0, usize::MAX)];
    }
    let mut parts: Vec<Span> = Vec::new();
    for plan in &member.plans {
        // The section that began last is the innermost one.
        let after = member.sections.partition_point(|section| section.span.start <= plan.head.start);
        let section = after.checked_sub(1).and_then(|at| member.sections.get(at));
        match section.filter(|section| section.level > 1).map(|section| section.span) {
            Some(span) if parts.last().is_none_or(|last| span.start >= last.end) => parts.push(span),
            _ => {}
        }
    }
    parts
}

/// Whether a place lies in one of the parts.
fn is_around(parts: &[Span], span: Span) -> bool {
    let after = parts.partition_point(|part| part.start <= span.start);
    after.checked_sub(1).and_then(|at| parts.get(at)).is_some_and(|part| part.contains(span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_stands_for_all_that_lies_between() {
        let all = |first, last| between(first, last).collect::<Vec<_>>().join(" ");
        assert_eq!(all("D1", "D4"), "D2 D3");
        assert_eq!(all("DD-009", "DD-011"), "DD-010");
        for (first, last) in [("D1", "D2"), ("D4", "D1"), ("A1", "D4"), ("D1", "D9999")] {
            assert_eq!(all(first, last), "", "{first} {last}");
        }
    }
}
