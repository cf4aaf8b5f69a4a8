//! Records that decide in running text, as ADRs mostly do: no table tells what they are, and no rule is made
//! for them. Whoever has them is shown the schema that checks their sections.
//!
//! The headings are those of Michael Nygard's template and of [MADR](https://adr.github.io/madr/).

use crate::schema::fold;
use crate::source::Source;
use crate::syntax::{self, BlockKind};

/// What the section about the reasons is called.
pub(super) const CONTEXT: [&str; 2] = ["Context", "Context and Problem Statement"];
/// What the section with the decision is called.
pub(super) const DECISION: [&str; 2] = ["Decision", "Decision Outcome"];

/// Whether a text that is no document has both sections. A file that is called a template decides nothing.
pub fn decides_in_prose(source: &Source) -> bool {
    let name = source.path.rsplit('/').next().unwrap_or_default().to_lowercase();
    if name.contains("template") || syntax::too_deep(&source.text).is_some() {
        return false;
    }
    let document = syntax::parse(&source.text, source.start());
    let headings = document.blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Heading { inline, .. } => Some(fold(&document.text(*inline)).into_owned()),
        _ => None,
    });
    let headings: Vec<String> = headings.collect();
    [CONTEXT, DECISION].iter().all(|names| {
        names.iter().any(|name| headings.iter().any(|heading| heading.eq_ignore_ascii_case(name)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sections_tell() {
        let decides = |text: &str| decides_in_prose(&Source::new("a.md", text));
        assert!(decides("# 1. Queue\n\n## Context\n\nx\n\n## Decision\n\ny\n"));
        assert!(decides("# Queue\n\nContext and problem statement\n-----\n\n### **Decision Outcome:**\n"));
        for text in [
            "# Queue\n\n## Context\n\n## Decided\n",
            "# Decision\n\n## Consequences\n",
            "```\n## Context\n## Decision\n```\n",
            "We write Context, then Decision.\n",
        ] {
            assert!(!decides(text), "{text}");
        }
        let template = Source::new("adr/template/a-Template.md", "## Context\n\n## Decision\n");
        assert!(!decides_in_prose(&template));
    }
}
