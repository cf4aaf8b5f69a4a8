//! The codes of mistakes in configuration and schema files, and the nearest right word.

/// Code and name of one kind of mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// `DDR901`.
    pub code: &'static str,
    /// `unknown-key`.
    pub name: &'static str,
}

/// A key that nothing reads.
pub const UNKNOWN_KEY: Kind = Kind { code: "DDR901", name: "unknown-key" };

/// A value of the wrong type, or one that makes no sense where it stands.
pub const INVALID_VALUE: Kind = Kind { code: "DDR902", name: "invalid-value" };

/// A rule that does not exist.
pub const UNKNOWN_RULE: Kind = Kind { code: "DDR903", name: "unknown-rule" };

/// A file that cannot be read at all.
pub const UNREADABLE_CONFIG: Kind = Kind { code: "DDR904", name: "unreadable-config" };

/// The candidate that a word was most likely meant as; `None` where none is near.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase().replace('_', "-");
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let other = candidate.to_lowercase().replace('_', "-");
        let distance = strsim::osa_distance(&word, &other);
        // A plural, or a word cut short, is what people mistype most.
        let part =
            word.len() >= 4 && other.len() >= 4 && (other.starts_with(&word) || word.starts_with(&other));
        let reach = match other.chars().count() {
            0..=2 => 0,
            letters => letters.div_ceil(3).min(3),
        };
        if (distance <= reach || part) && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// A text as messages quote it: in code marks, on one line, cut where it is long.
pub fn shown(text: &str) -> String {
    const MOST: usize = 40;
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MOST + 1).collect();
    if line.chars().count() > MOST {
        let kept: String = line.chars().take(MOST).collect();
        return format!("`{}…`", kept.trim());
    }
    format!("`{}`", line.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let keys = ["include", "exclude", "kinds", "statement_words"];
        assert_eq!(nearest("inclde", keys), Some("include"));
        assert_eq!(nearest("kind", keys), Some("kinds"));
        assert_eq!(nearest("statement-words", keys), Some("statement_words"));
        assert_eq!(nearest("Exclude", keys), Some("exclude"));
        assert_eq!(nearest("colour", keys), None);
        assert_eq!(nearest("id", ["op"]), None);
        assert_eq!(nearest("ID", ["op", "id"]), Some("id"));
    }

    #[test]
    fn long_and_wild_texts_are_tamed() {
        assert_eq!(shown("a\nb"), "`a b`");
        assert_eq!(shown(&"é".repeat(50)), format!("`{}…`", "é".repeat(40)));
    }
}
