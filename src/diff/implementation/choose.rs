//! Which plan a change carries out.

use super::{Carrier, Planned, Touched, Why};
use crate::project::{Member, State};
use std::collections::BTreeMap;

/// So many paths of a plan must be touched before it is taken for the one that is meant.
const FEWEST: usize = 3;

/// What was found out about a plan.
#[derive(Debug)]
pub(super) struct Choice {
    /// Why it is carried out; none where it is not.
    pub(super) why: Option<Why>,
    /// How many of its paths were touched.
    pub(super) touched: usize,
    /// How many paths it names.
    pub(super) paths: usize,
}

/// Whether a plan is carried out.
pub(super) fn choose(
    carrier: &Carrier,
    planned: &[Planned],
    changed: &[Touched],
    (named, infer): (&[(String, Why)], bool),
) -> Choice {
    let (touched, paths) = count(&carrier.member, planned, changed);
    let named = named.iter().find(|(path, _)| *path == carrier.member.path).map(|(_, why)| why.clone());
    // What a plan brought that came with the change was open, whatever it says of itself by now.
    let came = carrier.before().is_none();
    let mut rows = carrier.before().unwrap_or(&carrier.member).rows();
    let enough = infer && touched >= FEWEST && touched * 2 >= paths;
    let inferred = enough && rows.any(|row| row.is_live() && (came || row.state != State::Done));
    Choice { why: named.or(inferred.then_some(Why::Inferred)), touched, paths }
}

/// How many of the paths that the rows of a plan name were touched, and how many there are.
fn count(member: &Member, planned: &[Planned], changed: &[Touched]) -> (usize, usize) {
    let mut paths: BTreeMap<&str, bool> = BTreeMap::new();
    for planned in planned {
        let row = member.plans.get(planned.plan).and_then(|plan| plan.rows.get(planned.row));
        if !row.is_some_and(crate::project::Row::is_live) {
            continue;
        }
        for place in &planned.files {
            let path = place.places().next().unwrap_or(&place.text.text);
            let touched = paths.entry(path).or_default();
            *touched = *touched || changed.iter().any(|it| place.touches(it));
        }
    }
    (paths.values().filter(|touched| **touched).count(), paths.len())
}

/// Whether a row of a plan that is still to be carried out names a changed path.
pub(super) fn is_awaited(carrier: &Carrier, planned: &[Planned], touched: &Touched) -> bool {
    planned.iter().any(|planned| {
        let row = carrier.member.plans.get(planned.plan).and_then(|plan| plan.rows.get(planned.row));
        row.is_some_and(|row| row.state == State::Open && row.is_live()) && planned.names(touched)
    })
}
