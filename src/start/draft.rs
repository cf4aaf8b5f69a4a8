//! A `ddr.yaml` as text, with a comment at each key that says where its value comes from.

use super::prose::{CONTEXT, DECISION};
use super::survey::LIMITS;
use std::fmt::Write as _;

/// A word for the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As it is written.
    pub text: String,
    /// The word that it means the same as; none where it is one of its own.
    pub means: Option<String>,
    /// In how many cells it stands.
    pub times: usize,
}

/// What goes into a `ddr.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// Glob, name of a schema.
    pub kinds: Vec<(String, String)>,
    /// How many files decide in running text, and globs of theirs.
    pub prose: (usize, Vec<String>),
    /// Files that are left out, and why.
    pub exclude: Vec<(String, String)>,
    /// By the place in [`LIMITS`]: the value, and where it comes from.
    pub limits: Vec<(usize, usize, String)>,
    /// Rules that are off by themselves, and that every document keeps.
    pub kept: Vec<String>,
    /// Statuses of decisions.
    pub statuses: Vec<Word>,
    /// Statuses of plan rows.
    pub row_statuses: Vec<Word>,
    /// The main branch.
    pub main: Option<String>,
    /// README files with sections to be filled.
    pub readme: Vec<String>,
    /// File with what is taken as given.
    pub baseline: Option<String>,
}

impl Draft {
    /// The text of the file.
    pub fn text(&self) -> String {
        let mut out = String::from(
            "# Settings of ddr, which checks the design records and patch plans of this project.\n\
             # Every key is optional; paths and globs count from the folder of this file.\n",
        );
        self.files(&mut out);
        self.rules(&mut out);
        self.sizes(&mut out);
        self.words(&mut out);
        if let Some(main) = &self.main {
            out.push_str("\n# The branch that `ddr diff` compares with.\n");
            let _ = writeln!(out, "change:\n  main: {}", scalar(main));
        }
        if !self.readme.is_empty() {
            out.push_str("\n# These have sections that are filled from the plans.\nreadme:\n  files:\n");
            for path in &self.readme {
                let _ = writeln!(out, "    - {}", scalar(path));
            }
        }
        if let Some(baseline) = &self.baseline {
            out.push_str("\n# What was there when ddr came; it is taken as given, and may only shrink.\n");
            let _ = writeln!(out, "baseline: {}", scalar(baseline));
        }
        out
    }

    fn files(&self, out: &mut String) {
        if self.kinds.is_empty() {
            out.push_str(
                "\n# Which files are held to which schema, by glob. A file that is named here and is no\n\
                 # such document is an error. Example:\n#   \"docs/design/[0-9]*.md\": ddr\n\
                 #   \"docs/plans/*.md\": patch-plan\nkinds: {}\n",
            );
        } else {
            out.push_str(
                "\n# These files are held to a whole schema; one that is no such document is an error.\n\
                 # Others are still recognised by what they contain.\nkinds:\n",
            );
            for (glob, schema) in &self.kinds {
                let _ = writeln!(out, "  {}: {}", quoted(glob), scalar(schema));
            }
        }
        self.prose(out);
        if !self.exclude.is_empty() {
            out.push_str("\n# Left out. Mend them and take them in again.\nexclude:\n");
            for (path, why) in &self.exclude {
                let _ = writeln!(out, "  - {} # {}", quoted(path), comment(why));
            }
        }
    }

    /// The schema that would check what decides in running text, and how it would be named.
    fn prose(&self, out: &mut String) {
        let (count, globs) = &self.prose;
        let Some(first) = globs.first() else { return };
        let have = if *count == 1 { "file has" } else { "files have" };
        let folder = first.trim_start_matches('/').rsplit_once('/').map_or("", |(folder, _)| folder);
        let folder = if folder.is_empty() || folder.contains('*') { "docs" } else { folder };
        let _ = write!(
            out,
            "\n# {count} {have} the sections of an ADR and no table of decisions. A schema of your own checks\n\
             # them, by these keys (`kinds` may stand above already) and the file that the first one names:\n\
             #   schemas: [{}]\n",
            comment(&scalar(&format!("{folder}/adr.yaml")))
        );
        let kinds: Vec<String> = globs.iter().map(|glob| format!("{}: adr", quoted(glob))).collect();
        let _ =
            writeln!(out, "#   kinds: {{ {} }}\n#\n#   name: adr\n#   sections:", comment(&kinds.join(", ")));
        for (id, names) in [("context", CONTEXT), ("decision", DECISION)] {
            let names = names.join(", ");
            let _ = writeln!(out, "#     - {{ id: {id}, heading: [{names}], required: true }}");
        }
    }

    fn rules(&self, out: &mut String) {
        if self.kept.is_empty() {
            return;
        }
        out.push_str("\nrules:\n");
        for rule in &self.kept {
            let _ = writeln!(out, "  # Off by itself; every document here keeps it.\n  {rule}: warning");
        }
    }

    fn sizes(&self, out: &mut String) {
        if self.limits.is_empty() {
            return;
        }
        out.push_str("\n# For documents that state no limit themselves.\nlimits:\n");
        for (at, value, why) in &self.limits {
            let Some((key, ..)) = LIMITS.get(*at) else { continue };
            let _ = writeln!(out, "  {key}: {value} # {}", comment(why));
        }
    }

    fn words(&self, out: &mut String) {
        let lists = [("statuses", &self.statuses), ("row_statuses", &self.row_statuses)];
        if lists.iter().all(|(_, words)| words.is_empty()) {
            return;
        }
        out.push_str("\n# Words that the schemas do not know, added to those that they do.\nvocabulary:\n");
        for (key, words) in lists.iter().filter(|(_, words)| !words.is_empty()) {
            let _ = writeln!(out, "  {key}:");
            let mut meant: Vec<&str> = words.iter().filter_map(|word| word.means.as_deref()).collect();
            meant.sort_unstable();
            meant.dedup();
            for means in meant {
                let same = words.iter().filter(|word| word.means.as_deref() == Some(means));
                let same: Vec<String> = same.map(|word| quoted(&word.text)).collect();
                let _ = writeln!(out, "    {}: [{}]", scalar(means), same.join(", "));
            }
            for word in words.iter().filter(|word| word.means.is_none()) {
                let times = word.times;
                let _ = writeln!(
                    out,
                    "    # In {times} cells. Where it means `accepted` or another word, write `accepted: [{}]`.",
                    comment(&word.text)
                );
                let _ = writeln!(out, "    {}: []", quoted(&word.text));
            }
        }
    }
}

/// A text in quotes, as JSON and YAML have it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// A text bare where YAML takes it for itself, else in quotes.
fn scalar(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    let letter = text.starts_with(|c: char| c.is_ascii_alphabetic());
    let word = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    if letter && text.chars().all(plain) && !word.contains(&text.to_ascii_lowercase().as_str()) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// A text that cannot leave its comment.
fn comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;

    fn read(draft: &Draft) -> config::Settings {
        let known: Vec<&str> = crate::rules::all().flat_map(|rule| [rule.code, rule.name]).collect();
        let loaded = config::load("ddr.yaml", &draft.text(), &|_| Err("none".to_owned()), &known);
        assert!(!loaded.has_mistakes(), "{}\n{:?}", draft.text(), loaded.files);
        loaded.settings
    }

    #[test]
    fn an_empty_draft_is_a_sound_file_that_changes_nothing() {
        assert!(read(&Draft::default()).kind_of("docs/design/0001-a.md").is_none());
    }

    #[test]
    fn what_is_drafted_is_what_is_read() {
        let word = |text: &str, means: Option<&str>| Word {
            text: text.to_owned(),
            means: means.map(str::to_owned),
            times: 3,
        };
        let draft = Draft {
            kinds: vec![
                ("docs/\"odd\" #1/*.md".into(), "ddr".into()),
                ("/plan.md".into(), "patch-plan".into()),
            ],
            prose: (2, vec!["docs/adr/*.md\nkinds: {}".into()]),
            exclude: vec![("docs/bad.md".into(), "not text\nrules: {}".into())],
            limits: vec![(0, 24, "the largest".into()), (5, 12, "x".into())],
            kept: vec!["misordered-section".into()],
            statuses: vec![word("beschlossen", Some("accepted")), word("Ratified: yes", None)],
            row_statuses: vec![word("läuft", None)],
            main: Some("on".into()),
            readme: vec!["README.md".into()],
            baseline: Some("ddr-baseline.json".into()),
        };
        let settings = read(&draft);
        assert_eq!(settings.kind_of("docs/\"odd\" #1/a.md").unwrap().name, "ddr");
        assert_eq!(settings.kind_of("plan.md").unwrap().name, "patch-plan");
        assert!(!settings.included("docs/bad.md"));
        assert_eq!(settings.rules.len(), 1);
        assert_eq!(settings.record_schema().statuses.exact("Beschlossen").unwrap().canonical, "accepted");
        assert_eq!(settings.main_branch.as_deref(), Some("on"));
        assert_eq!(settings.readme_files, ["README.md"]);
        assert_eq!(settings.baseline.as_deref(), Some("ddr-baseline.json"));
    }
}
