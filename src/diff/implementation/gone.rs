//! Files that a change took away: those of the older state, and those that its own commits had brought.

use super::{Does, Implementation, Place};

/// What became of a file that is not there any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone<'a> {
    /// Nothing of it is left.
    Deleted,
    /// It is there under another path.
    Moved(&'a str),
}

impl Implementation {
    /// What this change did to the file that a path means; `None` where it did not take it away, where a
    /// row of any plan does, and where something of its name came in its place.
    pub fn gone(&self, place: &Place) -> Option<Gone<'_>> {
        if place.is_folder() || place.is_unknown() || self.stands(place) || self.is_hidden(place) {
            return None;
        }
        place.places().find_map(|path| self.gone_from(path))
    }

    fn gone_from(&self, path: &str) -> Option<Gone<'_>> {
        if self.taken.contains(path) {
            return None;
        }
        let of = |it: &&super::Touched| match &it.does {
            Does::Deleted => it.path == path,
            Does::Moved { from } => from == path,
            Does::Added | Does::Modified => false,
        };
        let touched = self.changed.iter().chain(&self.removed).find(of)?;
        match touched.does {
            Does::Moved { .. } => self.there.contains(&touched.path).then_some(Gone::Moved(&touched.path)),
            _ => (!self.went_on(path)).then_some(Gone::Deleted),
        }
    }

    /// Whether a file that is gone lives on in one that came: of its name, or in a folder of its name.
    pub fn went_on(&self, gone: &str) -> bool {
        let name = gone.rsplit('/').next().unwrap_or(gone);
        let stem = gone.rsplit_once('.').map_or(gone, |(stem, _)| stem);
        let inside = |path: &str| path.strip_prefix(stem).is_some_and(|rest| rest.starts_with('/'));
        let came = self.changed.iter().filter(|it| matches!(it.does, Does::Added | Does::Moved { .. }));
        came.map(|it| it.path.as_str()).any(|path| path.rsplit('/').next() == Some(name) || inside(path))
    }
}
