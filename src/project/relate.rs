//! Which records a plan carries out, and how that is known.
//!
//! The surest sign counts: the config, a plan inside its record, a link or path from one to the other,
//! a phase that both name, decisions that the plan cites, a folder that both stand in. The weaker signs
//! count only where they point at one record alone: nothing is guessed.

use super::Ways;
use super::links::{link_target, normalise};
use super::member::{Member, Phase};
use super::resolve::{Bases, FEW};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap, HashSet};

/// A record that a plan carries out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The record's number.
    pub record: usize,
    /// How that is known.
    pub reason: Reason,
}

/// How it is known that a plan belongs to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The config says so.
    Config,
    /// The plan stands in the record.
    Same,
    /// The plan links to the record or names its path, in this line.
    Named(usize),
    /// The record links to the plan or names its path, in this line.
    NamedBack(usize),
    /// A row of the plan edits the record, in this line.
    Edited(usize),
    /// The record has a phase of this number, with the same title where several records have it.
    Phase(String),
    /// The plan cites these decisions.
    Cited(Vec<String>),
    /// It is the only record in the plan's folder.
    Folder,
    /// It is the only record in the folder above the plan's, which is named for its plans.
    Above,
}

impl Reason {
    /// Whether somebody wrote it down, rather than that it only seems so.
    pub const fn is_stated(&self) -> bool {
        matches!(self, Self::Config | Self::Same | Self::Named(_) | Self::NamedBack(_) | Self::Edited(_))
    }

    /// The reason in words, as in `docs/a.md (linked in line 3)`.
    pub fn words(&self) -> String {
        match self {
            Self::Config => "named in ddr.yaml".to_owned(),
            Self::Same => "the plan stands in it".to_owned(),
            Self::Named(line) => format!("linked in line {line}"),
            Self::NamedBack(line) => format!("links to the plan in its line {line}"),
            Self::Edited(line) => format!("edited by the row in line {line}"),
            Self::Phase(id) => format!("has a phase {id}"),
            Self::Cited(ids) => format!("its decisions are cited: {}", ids.join(", ")),
            Self::Folder => "the only record in the plan's folder".to_owned(),
            Self::Above => "the only record in the folder above the plan's".to_owned(),
        }
    }
}

/// For each document the records that its plans carry out.
pub(super) fn relations(members: &[Member], ways: Ways<'_>) -> Vec<Vec<Relation>> {
    let all = All::of(members, ways);
    let of_plan = |(at, member)| all.of_plan(at, member);
    if members.len() < FEW {
        return members.iter().enumerate().map(of_plan).collect();
    }
    members.par_iter().enumerate().map(of_plan).collect()
}

/// What is asked about all documents, made ready once.
struct All<'m> {
    members: &'m [Member],
    ways: Ways<'m>,
    records: HashMap<&'m str, usize>,
    /// The file names of records.
    names: HashSet<&'m str>,
    /// For each plan the records that link to it, with the line.
    back: HashMap<String, Vec<(usize, usize)>>,
    /// Records by the number of a phase, in lower case.
    phases: HashMap<String, Vec<(usize, &'m Phase)>>,
    /// Records by the words of a phase's title, sorted.
    titles: HashMap<Vec<String>, Vec<(usize, &'m Phase)>>,
    /// Records by the id of a decision, in capitals.
    decisions: HashMap<String, Vec<usize>>,
    folders: HashMap<&'m str, Vec<usize>>,
}

impl<'m> All<'m> {
    fn of(members: &'m [Member], ways: Ways<'m>) -> Self {
        let mut all = Self {
            members,
            ways,
            records: HashMap::new(),
            names: HashSet::new(),
            back: HashMap::new(),
            phases: HashMap::new(),
            titles: HashMap::new(),
            decisions: HashMap::new(),
            folders: HashMap::new(),
        };
        for (at, member) in members.iter().enumerate().filter(|(_, member)| member.is_record()) {
            all.records.insert(&member.path, at);
            all.names.insert(name(&member.path));
            all.folders.entry(folder(&member.path)).or_default().push(at);
            for (path, line) in named(member, ways) {
                all.back.entry(path).or_default().push((at, line));
            }
            for phase in &member.phases {
                all.titles.entry(sorted(words(&phase.title.text))).or_default().push((at, phase));
                if let Some(id) = &phase.id {
                    all.phases.entry(id.to_lowercase()).or_default().push((at, phase));
                }
            }
            let ids = member.decisions.iter().filter_map(|decision| decision.id.as_ref());
            for id in ids.map(|id| id.text.to_uppercase()) {
                let holders = all.decisions.entry(id).or_default();
                if holders.last() != Some(&at) {
                    holders.push(at);
                }
            }
        }
        all
    }

    fn of_plan(&self, at: usize, plan: &Member) -> Vec<Relation> {
        if plan.plans.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        if let Some(path) = self.ways.record_of.and_then(|ways| ways.record_of(&plan.path)) {
            found.extend(
                self.records.get(path.as_str()).map(|&record| Relation { record, reason: Reason::Config }),
            );
        }
        if !plan.decisions.is_empty() {
            found.push(Relation { record: at, reason: Reason::Same });
        }
        found.extend(self.explicit(plan));
        let mut seen = BTreeSet::new();
        found.retain(|relation| seen.insert(relation.record));
        if found.is_empty() {
            let weaker =
                self.by_phase(plan).or_else(|| self.by_citation(plan)).or_else(|| self.by_folder(plan));
            found.extend(weaker);
        }
        // The plan edits or links several records: the one with its phase is the first.
        if found.len() > 1
            && !matches!(found.first(), Some(Relation { reason: Reason::Config | Reason::Same, .. }))
            && let Some(by_phase) = self.by_phase(plan)
        {
            found.sort_by_key(|relation| relation.record != by_phase.record);
        }
        found
    }

    /// Links and paths from one to the other.
    fn explicit(&self, plan: &Member) -> Vec<Relation> {
        let mut found = Vec::new();
        for (path, line) in named(plan, self.ways) {
            found.extend(
                self.records
                    .get(path.as_str())
                    .map(|&record| Relation { record, reason: Reason::Named(line) }),
            );
        }
        let back = self.back.get(&plan.path).into_iter().flatten();
        found.extend(back.map(|&(record, line)| Relation { record, reason: Reason::NamedBack(line) }));
        let bases = Bases::of(&plan.path, self.ways);
        for row in plan.rows() {
            // Most rows name other files; a name is cheaper to look up than every reading of a path.
            for path in row.paths.iter().filter(|path| self.names.contains(name(&path.text))) {
                let places = bases.places(&path.text);
                let record = places.iter().find_map(|place| self.records.get(place.as_str()));
                found.extend(record.map(|&record| Relation { record, reason: Reason::Edited(row.line) }));
            }
        }
        let own =
            |relation: &Relation| self.members.get(relation.record).is_some_and(|it| it.path == plan.path);
        found.retain(|relation| !own(relation));
        found
    }

    /// The record with the plan's phase: of the same number and title; else of the same title, as
    /// when phases were numbered anew; else of the same number, where the titles have something in
    /// common or there is no other record.
    fn by_phase(&self, plan: &Member) -> Option<Relation> {
        let id = plan.plans.iter().find_map(|plan| plan.phase.as_ref()).map(|id| id.text.clone());
        let title = plan_title(plan);
        let same_number = id.as_ref().and_then(|id| self.phases.get(&id.to_lowercase()));
        let same_number = same_number.map(Vec::as_slice).unwrap_or_default();
        let same_title = self.titles.get(&sorted(title.clone())).map(Vec::as_slice).unwrap_or_default();
        let telling = title.len() > 1 || id.is_some() && !title.is_empty();
        let alone = self.records.len() == 1;
        let both =
            || of_one(same_number.iter().filter(|(_, phase)| alike(&title, &words(&phase.title.text))));
        let titled = || of_one(same_title.iter().filter(|_| telling));
        let numbered = || {
            let (record, phase) = of_one(same_number.iter())?;
            let other = words(&phase.title.text);
            let fits = title.is_empty() || other.is_empty() || share_word(&title, &other);
            (fits || alone).then_some((record, phase))
        };
        let (record, phase) = both().or_else(titled).or_else(numbered)?;
        let id = phase.id.clone().or(id).unwrap_or_else(|| phase.title.text.clone());
        Some(Relation { record, reason: Reason::Phase(id) })
    }

    /// The one record that has every decision which the plan cites and any record knows, where these
    /// are at least two.
    fn by_citation(&self, plan: &Member) -> Option<Relation> {
        let cited: BTreeSet<String> = plan.mentions.iter().map(|mention| mention.id.to_uppercase()).collect();
        let cited: Vec<String> = cited.into_iter().filter(|id| self.decisions.contains_key(id)).collect();
        let holders: Vec<&[usize]> =
            cited.iter().filter_map(|id| self.decisions.get(id)).map(Vec::as_slice).collect();
        // Every record may have a D1, so only the rarest id is followed from record to record.
        let rarest = holders.iter().min_by_key(|records| records.len())?;
        let has_all = |record: &usize| holders.iter().all(|records| records.binary_search(record).is_ok());
        let record = only(rarest.iter().copied().filter(has_all))?;
        (cited.len() >= 2).then_some(Relation { record, reason: Reason::Cited(cited) })
    }

    fn by_folder(&self, plan: &Member) -> Option<Relation> {
        let own = folder(&plan.path);
        if let Some(records) = self.folders.get(own) {
            let record = only(records.iter().copied())?;
            return Some(Relation { record, reason: Reason::Folder });
        }
        let name = own.rsplit('/').next().unwrap_or_default().to_lowercase();
        let for_plans = matches!(name.as_str(), "plan" | "plans" | "patch-plans" | "patch_plans" | "phases");
        let above = self.folders.get(folder(own)).filter(|_| for_plans)?;
        Some(Relation { record: only(above.iter().copied())?, reason: Reason::Above })
    }
}

/// The places that a document links to or names by path, with the line.
fn named<'m>(member: &'m Member, ways: Ways<'m>) -> impl Iterator<Item = (String, usize)> + 'm {
    let links =
        member.links.iter().filter_map(|link| Some((link_target(&member.path, &link.text)?, link.line)));
    let bases = Bases::of(&member.path, ways);
    let paths = member.paths.iter().flat_map(move |path| {
        let places = bases.places(&path.text);
        places.into_iter().map(|place| (place, path.line))
    });
    links.chain(paths).filter_map(|(path, line)| Some((normalise("", &path)?, line)))
}

/// The one item, where all that there are are the same.
fn only(mut items: impl Iterator<Item = usize>) -> Option<usize> {
    let first = items.next()?;
    items.all(|other| other == first).then_some(first)
}

/// The last part of a path.
fn name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The first of these phases, where all are of one record.
fn of_one<'a, 'm: 'a>(
    mut phases: impl Iterator<Item = &'a (usize, &'m Phase)>,
) -> Option<(usize, &'m Phase)> {
    let &first = phases.next()?;
    phases.all(|(record, _)| *record == first.0).then_some(first)
}

fn sorted(mut words: Vec<String>) -> Vec<String> {
    words.sort();
    words.dedup();
    words
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Words of a plan's title, without those that only say that it is a plan of a phase.
fn plan_title(plan: &Member) -> Vec<String> {
    let phase = plan.plans.iter().find_map(|plan| plan.phase.as_ref());
    let title = plan.title.as_ref().map(|title| title.text.as_str()).unwrap_or_default();
    let id = phase.map(|phase| phase.text.to_lowercase()).unwrap_or_default();
    words(title).into_iter().filter(|word| *word != id).collect()
}

/// Whether two titles have a word in common, or two of one stem: `Preparation` and `Prepare`.
pub fn share_word(a: &[String], b: &[String]) -> bool {
    const STEM: usize = 4;
    let same = |a: &String, b: &String| {
        let alike = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
        a == b || alike >= STEM
    };
    a.iter().any(|word| b.iter().any(|other| same(word, other)))
}

/// The words of a title in small letters, without those that titles of plans and phases share.
pub fn words(title: &str) -> Vec<String> {
    let shared = ["phase", "patch", "plan", "plans", "the", "and", "of", "for", "a", "an", "step", "stage"];
    title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .filter(|word| !shared.contains(&word.as_str()))
        .collect()
}

/// Whether two titles have the same words, or one has all those of the other.
fn alike(a: &[String], b: &[String]) -> bool {
    let within = |a: &[String], b: &[String]| a.iter().all(|word| b.contains(word));
    !a.is_empty() && !b.is_empty() && (within(a, b) || within(b, a))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{self, Schemas};
    use crate::project::{Given, Project};
    use crate::source::Source;
    use crate::{schema, syntax};

    const RECORD: &str = "# Cache record\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n| D2 | a | b |\n\n## Phases\n\n1. Phase 1: Groundwork\n2. Phase 2: Cut over\n";
    const OTHER: &str = "# Queue record\n\n| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n| D9 | a | b |\n\n## Phases\n\n1. Phase 1: Tear down\n2. Phase 2: Groundwork\n";

    fn member(path: &str, text: &str) -> Member {
        let source = Source::new(path, text);
        let syntax = syntax::parse(&source.text, source.start());
        let schemas = Schemas { record: schema::record(), plan: schema::plan(), assigned: None };
        Member::of(&model::read(&source, &syntax, &schemas).unwrap())
    }

    fn plan(title: &str, prose: &str) -> String {
        format!("# {title}\n\n{prose}\n\n| file | op | tests |\n|--|--|--|\n| src/a.py | add | n/a |\n")
    }

    /// What is known of the first document, the plan.
    fn related(files: &[(&str, &str)]) -> String {
        let (first, _) = files[0];
        let world = Given::new([]);
        let members = files.iter().map(|(path, text)| member(path, text)).collect();
        let project = Project::new(members, Ways::default(), &world);
        let at = project.at(first).unwrap();
        let name = |relation: &Relation| {
            format!("{}: {}", project.member(relation.record).unwrap().path, relation.reason.words())
        };
        project.records_of(at).iter().map(name).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn one_that_is_named_is_meant() {
        let linked = plan("Plan", "For [it](../r/cache.md).");
        let both = [("p/x.md", linked.as_str()), ("r/cache.md", RECORD), ("r/queue.md", OTHER)];
        assert_eq!(related(&both), "r/cache.md: linked in line 3");
        let back = format!("{RECORD}\nSee `p/x.md`.\n");
        let named = [("p/x.md", &*plan("Plan", "")), ("r/cache.md", &*back), ("r/queue.md", OTHER)];
        assert_eq!(related(&named), "r/cache.md: links to the plan in its line 13");
        let own = format!("{RECORD}\n{}", plan("Patch plan", "").replace("# Patch", "## Patch"));
        assert_eq!(related(&[("p/x.md", &*own), ("p/queue.md", OTHER)]), "p/x.md: the plan stands in it");
    }

    #[test]
    fn a_phase_tells_by_number_and_title() {
        let among = |title: &str| {
            related(&[("p/x.md", &*plan(title, "")), ("r/cache.md", RECORD), ("r/queue.md", OTHER)])
        };
        assert_eq!(among("Phase 1: Groundwork"), "r/cache.md: has a phase 1");
        assert_eq!(among("Phase 2: Groundwork"), "r/queue.md: has a phase 2");
        // Numbered anew, or with no number at all.
        assert_eq!(among("Phase 7: Tear down"), "r/queue.md: has a phase 1");
        assert_eq!(among("Patch plan: cut over"), "r/cache.md: has a phase 2");
        // Both have it, or none does.
        assert_eq!(among("Phase 1: Numbers"), "");
        assert_eq!(among("Phase 9: Groundwork"), "");
        // One record has the number, and nothing else speaks for it.
        let one = |title: &str, records: &[(&str, &str)]| {
            let plan = plan(title, "");
            related(&[&[("p/x.md", &*plan)], records].concat())
        };
        let short = OTHER.replace("2. Phase 2: Groundwork\n", "");
        let two = [("r/cache.md", RECORD), ("r/queue.md", short.as_str())];
        assert_eq!(one("Phase 2: Numbers", &two), "");
        assert_eq!(one("Phase 2: Cutting things", &two), "");
        assert_eq!(one("Phase 2: Over there", &two), "r/cache.md: has a phase 2");
        assert_eq!(one("Phase 2: Numbers", &two[..1]), "r/cache.md: has a phase 2");
    }

    #[test]
    fn a_folder_tells_where_one_record_is_in_it() {
        let plan = plan("Plan", "");
        let record = |path: &'static str| (path, RECORD);
        let at = |path: &'static str, others: &[(&'static str, &'static str)]| {
            let mut files = vec![(path, plan.as_str())];
            files.extend(others);
            related(&files)
        };
        assert_eq!(
            at("a/p.md", &[record("a/r.md"), record("b/r.md")]),
            "a/r.md: the only record in the plan's folder"
        );
        assert_eq!(at("a/p.md", &[record("a/r.md"), record("a/s.md")]), "");
        let above = "a/r.md: the only record in the folder above the plan's";
        assert_eq!(at("a/plans/p.md", &[record("a/r.md"), record("b/r.md")]), above);
        assert_eq!(at("a/other/p.md", &[record("a/r.md"), record("b/r.md")]), "");
        assert_eq!(at("plans/p.md", &[record("a/r.md")]), "");
    }

    #[test]
    fn cited_decisions_tell_where_one_record_has_them_all() {
        let cites = |prose: &str| {
            related(&[("p/x.md", &*plan("Plan", prose)), ("r/cache.md", RECORD), ("r/queue.md", OTHER)])
        };
        assert_eq!(cites("Follows D1 and D2."), "r/cache.md: its decisions are cited: D1, D2");
        assert_eq!(cites("Follows D1."), "");
        assert_eq!(cites("Follows D2 and D9."), "");
    }
}
