//! Rules about ddr.yaml and schema files. Their diagnostics are made where the files are read.

use super::Group;

mod invalid_value;
mod unknown_key;
mod unknown_rule;
mod unreadable_config;

/// The rules of this group.
pub static GROUP: Group = Group {
    name: "config",
    about: "ddr.yaml and schema files",
    rules: &[&unknown_key::RULE, &invalid_value::RULE, &unknown_rule::RULE, &unreadable_config::RULE],
};

#[cfg(test)]
mod tests {
    use crate::config::load;
    use crate::rules::{self, Rule};

    /// The plain yaml blocks of a page: the first one fails, the second one passes.
    fn blocks(rule: &Rule) -> Vec<String> {
        let mut found = Vec::new();
        let mut open: Option<String> = None;
        for line in rule.doc.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)) {
            match (&mut open, line) {
                (None, "```yaml") => open = Some(String::new()),
                (Some(block), "```") => {
                    found.push(std::mem::take(block));
                    open = None;
                }
                (Some(block), line) => {
                    block.push_str(line);
                    block.push('\n');
                }
                (None, _) => {}
            }
        }
        found
    }

    fn codes(text: &str) -> Vec<&'static str> {
        let known: Vec<&str> = rules::all()
            .flat_map(|rule| [rule.code, rule.name])
            .chain(rules::GROUPS.iter().map(|group| group.name))
            .collect();
        let loaded = load("ddr.yaml", text, &|_| Err("no such file".to_owned()), &known);
        let found = loaded.files.iter().flat_map(|(_, diagnostics)| diagnostics);
        found.map(|diagnostic| diagnostic.code).collect()
    }

    #[test]
    fn the_examples_of_every_page_are_what_the_reader_says() {
        for rule in super::GROUP.rules {
            let blocks = blocks(rule);
            let [fails, passes] = blocks.as_slice() else { panic!("{}: {blocks:?}", rule.name) };
            assert_eq!(codes(fails), [rule.code], "{fails}");
            assert!(codes(passes).is_empty(), "{passes}\n{:?}", codes(passes));
        }
    }

    #[test]
    fn ordinary_settings_are_silent() {
        for text in [
            "",
            "# nothing yet\n",
            "include: [\"docs/**/*.md\"]\nexclude: []\n",
            "kinds:\n  \"docs/plans/*.md\": patch-plan\n",
            "rules: { phases: off, DDR301: warning, wrong-risk-count: hint }\n",
            "limits: { summary_words: 120 }\nvocabulary: { levels: { high: [serious] }, statuses: [ratified] }\n",
            "rules:\nlimits:\n",
        ] {
            assert!(codes(text).is_empty(), "{text}\n{:?}", codes(text));
        }
    }
}
