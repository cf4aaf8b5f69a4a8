//! What `ddr lint`, `ddr check` and `ddr report` judge alike: the documents, what was measured, and what
//! changed since a revision.

use super::against::Range;
use super::context::Heard;
use super::gather::Gathered;
use super::judge::{self, How};
use super::measured::Measurements;
use super::output::Exit;
use super::said::Said;
use crate::check::{Asked, Selection};
use crate::project::Member;
use crate::render::summary::Tally;
use crate::report::Held;
use std::collections::BTreeMap;

/// What is asked beyond the documents themselves.
#[derive(Debug, Default)]
pub struct Beyond {
    /// The revision that the documents are held against.
    pub range: Option<Range>,
    /// What was measured.
    pub measured: Option<Measurements>,
}

/// What comes of all of it.
#[derive(Debug)]
pub struct Judged {
    /// What is said of each document.
    pub said: Vec<Said>,
    /// What is to be counted and remarked.
    pub tally: Tally,
    /// Whether all of it could be done.
    pub exit: Exit,
    /// What came of the measurements.
    pub held: Held,
}

impl Beyond {
    /// The same, for those who ask which rules ran.
    pub const fn asked(&self) -> Asked {
        Asked { against: self.range.is_some(), measured: self.measured.is_some() }
    }

    /// Judges every document and all that is asked beyond. `heard` is what the rules about projects say,
    /// where that is known.
    pub fn judge(
        self,
        gathered: &mut Gathered,
        selection: &Selection,
        how: How<'_>,
        heard: Option<BTreeMap<usize, Heard>>,
    ) -> Judged {
        let mut plans = Vec::new();
        let wants_plans = self.range.is_some() || self.measured.is_some();
        let mut see = |project, member: &Member| {
            if wants_plans && !member.plans.is_empty() {
                plans.push((project, member.clone()));
            }
        };
        let mut documents = match heard {
            Some(heard) => judge::documents_heard(gathered, how, heard),
            None => judge::documents(gathered, how, &mut see),
        };
        let (remarks, held) = self
            .measured
            .map(|it| it.judge(gathered, how, plans.clone(), &mut documents))
            .unwrap_or_default();
        let judged = self.range.map(|range| range.judge(gathered, selection, how, plans, &mut documents));
        let (mut tally, exit) = judged.unwrap_or_default();
        tally.merge(&remarks);
        Judged { said: documents, tally, exit, held }
    }
}
