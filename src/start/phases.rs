//! File names of plans: `cache-phase-2.md`, `phase-2-switch-over.md`.

use super::names::file_name;
use regex::Regex;
use std::sync::LazyLock;

#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static PHASED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?P<before>.*?phase[-_. ]?)(?P<number>[0-9]{1,4})(?P<after>[-_. ][^.]*)?(?P<ending>\.[^.]+)$",
    )
    .unwrap()
});

#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[0-9]{1,4}").unwrap());

/// A file name with the number of a phase in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phased {
    /// The number.
    pub phase: u64,
    before: String,
    width: usize,
    /// The sign before the title behind the number, where there is one.
    titled: Option<char>,
    ending: String,
}

impl Phased {
    /// Reads a file name.
    pub fn read(name: &str) -> Option<Self> {
        let found = PHASED.captures(file_name(name))?;
        let part = |key: &str| found.name(key).map(|part| part.as_str());
        let digits = part("number")?;
        Some(Self {
            phase: digits.parse().ok()?,
            before: part("before")?.to_owned(),
            width: digits.len(),
            titled: part("after").and_then(|after| after.chars().next()),
            ending: part("ending")?.to_owned(),
        })
    }

    /// The names of the plans of a record whose file is called so; without one, those of a project.
    pub fn after(stem: &str) -> Self {
        let (before, titled) =
            if stem.is_empty() { ("phase-".to_owned(), Some('-')) } else { (format!("{stem}-phase-"), None) };
        Self { phase: 0, before, width: 1, titled, ending: ".md".to_owned() }
    }

    /// The phase in another name of the same form.
    pub fn phase_of(&self, name: &str) -> Option<u64> {
        let other = Self::read(name)?;
        other.before.eq_ignore_ascii_case(&self.before).then_some(other.phase)
    }

    /// The name for the phase.
    pub fn name(&self, slug: &str) -> String {
        let Self { phase, before, width, ending, .. } = self;
        let title = self.titled.map(|sign| format!("{sign}{slug}")).unwrap_or_default();
        format!("{before}{phase:0width$}{title}{ending}")
    }
}

/// The first number of a text such as `Phase 2: Switch over`.
pub fn phase_number(text: &str) -> Option<u64> {
    NUMBER.find(text)?.as_str().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_continued() {
        let next = |name: &str| {
            let mut name = Phased::read(name).unwrap();
            name.phase += 1;
            name.name("switch-over")
        };
        assert_eq!(next("cache-phase-2.md"), "cache-phase-3.md");
        assert_eq!(next("phase-09-lint.md"), "phase-10-switch-over.md");
        assert_eq!(next("Phase1_Begin.markdown"), "Phase2_switch-over.markdown");
        assert_eq!(Phased::read("plan-2.md"), None);
        let after = Phased { phase: 1, ..Phased::after("0007-cache") };
        assert_eq!(after.name("x"), "0007-cache-phase-1.md");
        assert_eq!(after.phase_of("0007-cache-phase-4.md"), Some(4));
        assert_eq!(after.phase_of("0008-other-phase-9.md"), None);
        assert_eq!(phase_number("Phase 12 (R4): x"), Some(12));
    }
}
