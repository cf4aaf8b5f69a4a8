//! A plan against what was done: which paths changed between two states, and which rows asked for it.
//!
//! All of it is plain data. `cli` tells which paths changed, which files are there, and since when the
//! plan has been known; this room finds out which plans are in play and what their rows cover; rules
//! judge.

mod choose;
mod cover;
mod elsewhere;
mod gone;
mod world;

pub use cover::{Place, Planned};
pub use elsewhere::Elsewhere;
pub use gone::Gone;

use super::Change;
use crate::project::{Member, Operation, Project, Row, Ways};
use crate::source::Span;
use choose::Choice;
use std::collections::BTreeSet;
use world::Paths;

/// A path that is not as it was. Paths are relative to the project's root, and may begin with `..`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The path now, or of what is gone.
    pub path: String,
    /// What happened to it.
    pub does: Does,
    /// Whether another repository stands there, of whose files nothing is known.
    pub closed: bool,
}

/// What happened to a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Does {
    /// Nothing stood there.
    Added,
    /// Nothing stands there now.
    Deleted,
    /// It is another text.
    Modified,
    /// It stood at another path.
    Moved {
        /// The path before.
        from: String,
    },
}

impl Touched {
    /// The path now and, of a file that moved, the one before.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let from = match &self.does {
            Does::Moved { from } => Some(from.as_str()),
            _ => None,
        };
        std::iter::once(self.path.as_str()).chain(from)
    }
}

/// Why a plan is taken for the one that is carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The user named it.
    Named,
    /// A commit of the range names it; the commit's short id.
    Trailer(String),
    /// Enough of its paths were touched.
    Inferred,
}

/// A document with a plan, in both states.
#[derive(Debug, Clone)]
pub struct Carrier {
    /// As it is now; where it is gone, as it was.
    pub member: Member,
    /// What it was before.
    pub before: Before,
}

/// What a document was before.
#[derive(Debug, Clone)]
pub enum Before {
    /// The same.
    Same,
    /// Another text, maybe at another path.
    Other(Box<Member>),
    /// It is new.
    New,
    /// It is not there any more.
    Gone,
}

impl Carrier {
    /// The document as it was before.
    pub fn before(&self) -> Option<&Member> {
        match &self.before {
            Before::Same | Before::Gone => Some(&self.member),
            Before::Other(member) => Some(member),
            Before::New => None,
        }
    }
}

/// What is known of the two states.
#[derive(Debug)]
pub struct Facts<'a> {
    /// Where paths count from.
    pub ways: Ways<'a>,
    /// Every document with a plan that either state has.
    pub carriers: Vec<Carrier>,
    /// What changed.
    pub changed: Vec<Touched>,
    /// Every file of the newer state.
    pub there: BTreeSet<String>,
    /// Plans that somebody named, by their paths in the newer state.
    pub named: Vec<(String, Why)>,
    /// Whether other plans may be in play too; not where somebody named one.
    pub infer: bool,
}

/// What happened since a plan came.
#[derive(Debug, Clone, Default)]
pub struct Since {
    /// What the commit that brought it changed too.
    pub with: Vec<Touched>,
    /// The paths that are not as that commit left them.
    pub later: Vec<Touched>,
    /// Whether history goes back so far.
    pub whole: bool,
}

impl Since {
    /// Every path that changed, some twice.
    pub fn all(&self) -> impl Iterator<Item = &Touched> {
        self.with.iter().chain(&self.later)
    }
}

/// A plan that is carried out between the two states.
#[derive(Debug)]
pub struct InPlay {
    /// The document.
    pub carrier: Carrier,
    /// Why it is this one.
    pub why: Why,
    /// How many of its paths were touched.
    pub touched: usize,
    /// How many paths its rows name.
    pub paths: usize,
    /// What happened since it came; to be told by who knows history.
    pub since: Since,
    /// Changes of its rows that no rule of their own speaks of.
    pub edits: Vec<Change>,
    /// What its rows name.
    pub planned: Vec<Planned>,
}

impl InPlay {
    /// Whether somebody said that this plan is carried out.
    pub fn is_certain(&self) -> bool {
        self.why != Why::Inferred
    }

    /// The rows, each with what it names.
    pub fn rows(&self) -> impl Iterator<Item = (&Row, &Planned)> {
        self.planned.iter().filter_map(|planned| {
            let row = self.carrier.member.plans.get(planned.plan)?.rows.get(planned.row)?;
            Some((row, planned))
        })
    }

    /// Where to point when the plan as a whole is meant.
    pub fn head(&self) -> Span {
        let member = &self.carrier.member;
        member.plans.first().map_or(member.top, |plan| plan.head)
    }

    /// Why it is this one, for people: `8 of 10 paths touched`.
    pub fn reason(&self) -> String {
        let counted = format!("{} of {} paths touched", self.touched, self.paths);
        match &self.why {
            Why::Named => format!("named by --plan, {counted}"),
            Why::Trailer(commit) => format!("named by the trailer of {commit}, {counted}"),
            Why::Inferred => counted,
        }
    }
}

/// Plans against what was done.
#[derive(Debug)]
pub struct Implementation {
    /// The plans that are carried out, by path.
    pub plans: Vec<InPlay>,
    /// What changed between the two states.
    pub changed: Vec<Touched>,
    /// Every file of the newer state.
    pub there: BTreeSet<String>,
    /// Changed paths that need no row: documents, lock files, what the config leaves out.
    pub exempt: BTreeSet<String>,
    /// Paths that `.gitignore` leaves out, so that nobody can see whether they were touched.
    pub ignored: BTreeSet<String>,
    /// Changed paths that an open row of a plan that is not in play names.
    pub others: BTreeSet<String>,
    /// Changed paths that a row of any plan makes.
    pub made: BTreeSet<String>,
    /// Paths that changed, or are not there, and that a row of any plan deletes or moves away.
    pub taken: BTreeSet<String>,
    /// What the change took away of what the older state did not have; to be told by who knows history.
    pub removed: Vec<Touched>,
}

impl Implementation {
    /// Finds the plans that are in play.
    pub fn new(facts: Facts<'_>) -> Self {
        let Facts { ways, carriers, changed, there, named, infer } = facts;
        let gone = changed.iter().filter(|it| it.does == Does::Deleted).map(|it| it.path.as_str());
        let from = changed.iter().flat_map(|it| it.paths().skip(1));
        let world = Paths::new(there.iter().map(String::as_str).chain(gone).chain(from));
        let members: Vec<Member> = carriers.iter().map(|carrier| carrier.member.clone()).collect();
        let project = Project::new(members, ways, &world);
        let mut plans = Vec::new();
        let mut rest = Vec::new();
        for carrier in carriers {
            let planned = project.at(&carrier.member.path).map(|at| cover::planned(&project, at));
            let planned = planned.unwrap_or_default();
            let Choice { why, touched, paths } =
                choose::choose(&carrier, &planned, &changed, (&named, infer));
            let (since, edits) = (Since::default(), Vec::new());
            match why {
                Some(why) => plans.push(InPlay { carrier, why, touched, paths, since, edits, planned }),
                None => rest.push((carrier, planned)),
            }
        }
        plans.sort_by(|a, b| a.carrier.member.path.cmp(&b.carrier.member.path));
        let own = |wanted: &dyn Fn(&Touched) -> bool| -> BTreeSet<String> {
            changed.iter().filter(|it| wanted(it)).map(|it| it.path.clone()).collect()
        };
        let others =
            own(&|it| rest.iter().any(|(carrier, planned)| choose::is_awaited(carrier, planned, it)));
        let made = own(&|it| project.makers(&it.path).next().is_some());
        let places = plans.iter().flat_map(|plan| &plan.planned).flat_map(Planned::all);
        let absent = places.flat_map(Place::places).filter(|path| !there.contains(*path));
        let paths = changed.iter().flat_map(Touched::paths).chain(absent);
        let taken = paths.filter(|path| project.is_place_taken(path, None)).map(str::to_owned).collect();
        drop(project);
        let (exempt, ignored, removed) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        Self { plans, changed, there, exempt, ignored, others, made, taken, removed }
    }

    /// Whether a row of a plan in play, as it is or as it was, names a path that changed.
    pub fn is_planned(&self, touched: &Touched) -> bool {
        // What was brought under the name in the plan and moved within the change looks as if it just came.
        let earlier = self.removed.iter().find(|it| it.path == touched.path);
        self.plans.iter().any(|plan| {
            plan.planned
                .iter()
                .any(|it| it.names(touched) || earlier.is_some_and(|earlier| it.names(earlier)))
                || cover::is_spoken_of(&plan.carrier.member, touched)
                || cover::is_dropped(&plan.carrier, touched)
        })
    }

    /// Whether the files of a row were touched between the states, or since its plan came.
    pub fn is_touched(&self, plan: &InPlay, planned: &Planned) -> bool {
        let row = plan.carrier.member.plans.get(planned.plan).and_then(|it| it.rows.get(planned.row));
        let adds = row.is_none_or(|row| matches!(row.operation, None | Some(Operation::Add)));
        // What came together with a plan that is to change it is what it is to be changed from.
        let with = plan.since.with.iter().filter(|it| adds || it.does != Does::Added);
        self.changed.iter().chain(&plan.since.later).chain(with).any(|it| planned.is_file(it))
    }

    /// Whether something stands at one of the places that a path may mean.
    pub fn stands(&self, place: &Place) -> bool {
        place.places().any(|path| {
            self.there.contains(path)
                || self.there.range(format!("{path}/")..).next().is_some_and(|next| {
                    next.starts_with(path) && next.as_bytes().get(path.len()) == Some(&b'/')
                })
        })
    }

    /// Whether nobody can see what happens at a path: git ignores it, it lies outside, or it stands for
    /// many files.
    pub fn is_hidden(&self, place: &Place) -> bool {
        place.is_unknown() || place.places().any(|path| self.ignored.contains(path))
    }
}
