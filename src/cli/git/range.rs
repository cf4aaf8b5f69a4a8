//! The revisions that a user names, as words: `BASE`, `BASE HEAD`, `BASE..HEAD`, `BASE...HEAD`.

use super::Refused;

/// What is to be compared, before any name is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// The merge base with the main branch, with the working tree.
    Default,
    /// A revision with the working tree.
    Base(String),
    /// Two revisions.
    Two {
        /// The older one.
        base: String,
        /// The newer one.
        head: String,
    },
    /// The newest commit that two revisions have in common, with the second.
    Since {
        /// The one that was branched off from.
        base: String,
        /// The branch.
        head: String,
    },
}

/// Reads revisions as git does: a side of a range that is left out is `HEAD`.
pub fn asked(revisions: &[String]) -> Result<Asked, Refused> {
    match revisions {
        [] => Ok(Asked::Default),
        [one] => one_word(one),
        [base, head] if !base.contains("..") && !head.contains("..") => {
            Ok(Asked::Two { base: base.clone(), head: head.clone() })
        }
        more => Err(Refused::BadRange(more.join(" "))),
    }
}

fn one_word(word: &str) -> Result<Asked, Refused> {
    let side = |side: &str| if side.is_empty() { "HEAD".to_owned() } else { side.to_owned() };
    let Some((base, head)) = word.split_once("..") else { return Ok(Asked::Base(word.to_owned())) };
    let (since, head) = head.strip_prefix('.').map_or((false, head), |head| (true, head));
    if head.contains("..") || head.starts_with('.') || (base.is_empty() && head.is_empty()) {
        return Err(Refused::BadRange(word.to_owned()));
    }
    let (base, head) = (side(base), side(head));
    Ok(if since { Asked::Since { base, head } } else { Asked::Two { base, head } })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &[&str]) -> Result<Asked, Refused> {
        asked(&words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>())
    }

    fn two(base: &str, head: &str) -> Asked {
        Asked::Two { base: base.to_owned(), head: head.to_owned() }
    }

    #[test]
    fn ranges_are_read_as_git_reads_them() {
        assert_eq!(of(&[]), Ok(Asked::Default));
        assert_eq!(of(&["v1.2"]), Ok(Asked::Base("v1.2".to_owned())));
        assert_eq!(of(&["a", "b"]), Ok(two("a", "b")));
        assert_eq!(of(&["a..b"]), Ok(two("a", "b")));
        assert_eq!(of(&["a.."]), Ok(two("a", "HEAD")));
        assert_eq!(of(&["..b"]), Ok(two("HEAD", "b")));
        assert_eq!(of(&["--output=x..b"]), Ok(two("--output=x", "b")));
        let since = Asked::Since { base: "a".to_owned(), head: "HEAD".to_owned() };
        assert_eq!(of(&["a..."]), Ok(since));
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for words in [&["a..b..c"][..], &["a....b"], &[".."], &["..."], &["a..b", "c"], &["a", "b", "c"]] {
            assert_eq!(of(words), Err(Refused::BadRange(words.join(" "))), "{words:?}");
        }
    }
}
