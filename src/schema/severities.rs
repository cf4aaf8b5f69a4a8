//! Severities per rule as schemas and `ddr.yaml` write them.

use crate::diagnostic::{Diagnostic, Severity};
use crate::yaml::{Node, Read, Reader, Spanned, UNKNOWN_RULE, nearest, shown};

/// How loudly a rule speaks, or that it is silent.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Fails the run.
    Error,
    /// Shown; fails under `--fail-on warning`.
    Warning,
    /// Shown, never failing.
    Hint,
    /// Not run.
    Off,
}

impl Level {
    /// The severity; `None` for a rule that is off.
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Hint => Some(Severity::Hint),
            Self::Off => None,
        }
    }
}

impl Read for Level {
    fn read(node: &Node, name: &str, reader: &mut Reader<'_>) -> Option<Self> {
        reader.word(node, name)
    }
}

/// What lines of a `rules` key say about a rule: the last one for its code or name, else the last
/// one for its group.
pub fn level_of(rules: &[(String, Level)], code: &str, name: &str, group: &str) -> Option<Level> {
    let last = |of: &[&str]| rules.iter().rev().find(|(selector, _)| of.contains(&selector.as_str()));
    last(&[code, name]).or_else(|| last(&[group])).map(|(_, level)| *level)
}

/// Reports every selector that is no code, name or group of `known`.
pub fn check_selectors<'a>(
    selectors: impl IntoIterator<Item = &'a Spanned<String>>,
    known: &[&str],
    diagnostics: &mut Vec<Diagnostic>,
) {
    for selector in selectors.into_iter().filter(|selector| !known.contains(&selector.value.as_str())) {
        let message = format!("unknown rule {}", shown(&selector.value));
        let mut diagnostic =
            Diagnostic::new(UNKNOWN_RULE.code, UNKNOWN_RULE.name, Severity::Error, selector.span, message);
        // Of a whole code one digit off is another rule; of a code with a digit lost it may be meant.
        let digits = selector.value.strip_prefix("DDR").unwrap_or_default();
        let whole = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
        let near = |candidate: &&str| !(whole && candidate.starts_with("DDR"));
        diagnostic.help(match nearest(&selector.value, known.iter().copied().filter(near)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`ddr rules` lists every code, name and group".to_owned(),
        });
        diagnostics.push(diagnostic);
    }
}
