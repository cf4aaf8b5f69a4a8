//! What becomes of the files that rows name: which are made, which are taken away, which are named at
//! all, under every place that a path may mean.

use super::{Below, Operation, Past, Project, Row, RowAt, Target, Text, extension, normalise};
use std::collections::{HashMap, HashSet};

/// What the rows of all plans do to the places that they name.
#[derive(Debug, Default)]
pub(super) struct Fates {
    /// Places that a row names as its file.
    named: HashSet<String>,
    /// Rows that may make the file at a place.
    makers: HashMap<String, Vec<RowAt>>,
    /// Folders above a place that a row makes.
    above_made: HashSet<String>,
    /// Rows that delete or move away what stands at a place.
    takers: HashMap<String, Vec<RowAt>>,
}

impl Fates {
    fn of(project: &Project<'_>) -> Self {
        let mut fates = Self::default();
        for (at, row) in project.rows().filter(|(_, row)| row.is_live()) {
            let each = |paths: &[Text], tell: &mut dyn FnMut(&str)| {
                let targets = paths.iter().filter_map(|path| project.target(at.member, &path.text));
                targets.flat_map(Target::places).for_each(tell);
            };
            each(&row.paths, &mut |place| {
                fates.named.insert(place.to_owned());
            });
            each(made(row), &mut |place| {
                fates.makers.entry(place.to_owned()).or_default().push(at);
                // Where a folder is known, those above it are.
                let mut folder = place;
                while let Some((above, _)) = folder.rsplit_once('/')
                    && !fates.above_made.contains(above)
                {
                    fates.above_made.insert(above.to_owned());
                    folder = above;
                }
            });
            each(taken(row), &mut |place| fates.takers.entry(place.to_owned()).or_default().push(at));
        }
        fates
    }
}

impl Project<'_> {
    fn fates(&self) -> &Fates {
        self.fates.get_or_init(|| Fates::of(self))
    }

    /// Rows of any plan that may make the file at a path: they add it, a folder above it, move
    /// something there, or do not say what they do.
    pub fn makers(&self, path: &str) -> impl Iterator<Item = RowAt> {
        let makers = &self.fates().makers;
        let places = folders_above(path).chain([path]).filter_map(|place| makers.get(place));
        places.flatten().copied()
    }

    /// Whether a row of any plan may make what a path leads to, or something below it.
    pub fn is_made(&self, target: &Target) -> bool {
        target.places().any(|place| {
            self.makers(place).next().is_some()
                || self.fates().above_made.contains(place.trim_end_matches('/'))
        })
    }

    /// Whether a row of any plan, other than those put off, names what a path leads to as its file.
    pub fn is_named(&self, target: &Target) -> bool {
        target.places().any(|place| self.is_named_place(place))
    }

    /// Whether a row of any plan, other than those put off, names a place as its file.
    pub fn is_named_place(&self, place: &str) -> bool {
        self.fates().named.contains(place)
    }

    /// Whether a row of any plan, other than the one that asks, takes away what a path leads to: it
    /// deletes or moves it, or a folder above it.
    pub fn is_taken(&self, target: &Target, by_other_than: RowAt) -> bool {
        target.places().any(|place| self.is_place_taken(place, Some(by_other_than)))
    }

    /// The same for a place; without a row that asks any row counts.
    pub fn is_place_taken(&self, place: &str, by_other_than: Option<RowAt>) -> bool {
        let taken = |place: &str| {
            self.fates()
                .takers
                .get(place)
                .is_some_and(|rows| rows.iter().any(|row| Some(*row) != by_other_than))
        };
        taken(place) || folders_above(place).any(taken)
    }

    /// What history knows of a path with no file, wherever it may lead.
    pub fn past(&self, target: &Target) -> Past {
        let mut past = Past::Never;
        for place in target.places() {
            match self.outside.past(place) {
                was @ Past::Was { .. } => return was,
                Past::Unknown => past = Past::Unknown,
                Past::Never => {}
            }
        }
        past
    }

    /// Whether `.gitignore` leaves a path out, wherever it may lead.
    pub fn is_ignored(&self, target: &Target) -> bool {
        target.places().any(|place| self.outside.ignored(place))
    }

    /// The file that a path with no file means, but for the case of letters.
    pub fn other_case(&self, target: &Target) -> Option<&str> {
        // However a path is read, the name at its end mostly stays the same, and hardly ever is one here.
        let names = self.names();
        let name = target.path.rsplit('/').next().unwrap_or_default();
        let same = !name.is_empty() && target.others().all(|place| place.ends_with(name));
        let may = !same || names.have_name_of(name);
        target.places().filter(|_| may).find_map(|place| names.other_case(place))
    }

    /// What lies deeper in the tree under the name of a path with no file, where the folder that the
    /// path begins with is not where we look for it.
    pub fn below(&self, written: &str, target: &Target) -> Option<Below> {
        let plain = normalise("", written.replace('\\', "/").trim_start_matches('/'))?;
        let below = self.names().below(&plain)?;
        let (Below::Folder(_), Some((first, rest))) = (&below, plain.split_once('/')) else {
            return Some(below);
        };
        let stands = |place: &str| {
            let start = place.strip_suffix(rest).unwrap_or(first);
            self.outside.look(start.trim_end_matches('/')) != super::Found::Missing
        };
        (!target.places().any(stands)).then_some(below)
    }
}

/// Whether a path is written as that of a file: its name has an extension. `auth/login` may be a
/// module or an address too.
pub fn is_file_name(path: &str) -> bool {
    extension(path).is_some()
}

/// The paths that a row may make.
pub(super) fn made(row: &Row) -> &[Text] {
    match row.operation {
        Some(Operation::Add) | None => &row.paths,
        // Under a heading such as `Files to Change` stand new files too.
        Some(Operation::Modify) if !row.stated => &row.paths,
        Some(Operation::Rename) => row.paths.get(1..).unwrap_or_default(),
        Some(_) => &[],
    }
}

/// The paths that are not there any more once a row is carried out.
fn taken(row: &Row) -> &[Text] {
    match row.operation {
        Some(Operation::Delete) => &row.paths,
        Some(Operation::Rename) => row.paths.get(..1).unwrap_or_default(),
        _ => &[],
    }
}

/// The folders above a path.
fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(at, _)| path.get(..at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{self, Schemas};
    use crate::project::{Given, Member, Ways};
    use crate::source::Source;
    use crate::{schema, syntax};

    fn members(world: &Given) -> Vec<Member> {
        let schemas = Schemas { record: schema::record(), plan: schema::plan(), assigned: None };
        let documents = world.texts.iter().filter(|(path, _)| path.ends_with(".md"));
        let member = |(path, text): (&String, &String)| {
            let source = Source::new(path.as_str(), text.as_str());
            let syntax = syntax::parse(&source.text, source.start());
            model::read(&source, &syntax, &schemas).map(|document| Member::of(&document))
        };
        documents.filter_map(member).collect()
    }

    #[test]
    fn two_documents_may_name_one_place_from_different_folders() {
        let world = Given::listing(
            "==> pkg/docs/a.md <==
# P

| file | op | tests |
|--|--|--|
| app/new/x.py | add | n/a |
| app/gone.py → app/b.py | rename | n/a |
| app/old.py | modify | n/a |
==> docs/b.md <==
# Q

| file | op | tests |
|--|--|--|
| pkg/app/new/x.py | modify | n/a |
| pkg/app/new | modify | n/a |
| pkg/app/gone.py | modify | n/a |
| pkg/app/b.py | modify | n/a |
==> pkg/app/c.py <==
==> pkg/app/old.py <== (gone to pkg/app/c.py)
==> .git <==
",
        );
        let project = Project::new(members(&world), Ways::default(), &world);
        let rows: Vec<_> = project.rows().collect();
        let target = |i: usize| {
            let (at, row) = rows[i];
            (at, project.target(at.member, &row.paths[0].text).unwrap())
        };
        // Documents are sorted by path: `docs/b.md` comes first.
        let made: Vec<bool> = (0..4).map(|i| project.is_made(target(i).1)).collect();
        assert_eq!(made, [true, true, false, true]);
        let taken: Vec<bool> = (0..4).map(|i| project.is_taken(target(i).1, target(i).0)).collect();
        assert_eq!(taken, [false, false, true, false]);
        let (at, own) = target(5);
        assert!(!project.is_taken(own, at), "its own row does not count");
        assert_eq!(project.past(target(6).1), Past::Was { moved_to: Some("pkg/app/c.py".into()) });
        assert_eq!(project.past(target(0).1), Past::Never);
    }

    #[test]
    fn a_path_that_counts_from_an_untold_folder_is_found_below() {
        let world = Given::listing(
            "==> docs/a.md <==
# P

| file | op | tests |
|--|--|--|
| app/x.py | modify | n/a |
| app/y.py | modify | n/a |
| src/y.py | modify | n/a |
==> services/api/app/x.py <==
==> services/api/src/z.py <==
==> src/z.py <==
",
        );
        let project = Project::new(members(&world), Ways::default(), &world);
        let below: Vec<_> = project
            .rows()
            .map(|(at, row)| {
                let path = &row.paths[0].text;
                project.below(path, project.target(at.member, path).unwrap())
            })
            .collect();
        let file = Below::File("services/api/app/x.py".into(), "services/api".into());
        assert_eq!(below, [Some(file), Some(Below::Folder("services/api/app".into())), None]);
    }
}
