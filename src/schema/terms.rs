//! A closed or open list of words, each with its accepted spellings.

use super::fold;
use super::fold::fold_but_capitals;
use std::sync::OnceLock;

/// One canonical word and the spellings that mean it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The word in JSON and messages, `in-progress`.
    pub canonical: String,
    /// Folded spellings, the canonical word not implied.
    pub spellings: Vec<String>,
}

/// Words in their order (of progress, of height), with what the schema says about others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// The words; call [`Self::refresh`] after changing them.
    pub terms: Vec<Term>,
    /// Whether a word that is not listed is wrong (else it may be somebody's own).
    pub closed: bool,
    /// Made by the first question.
    pub(super) index: Index,
}

/// Spellings by their first byte: most are told apart by it. Part of no comparison, and left behind by
/// copies, which may be changed.
#[derive(Debug, Default)]
pub(super) struct Index(OnceLock<Vec<Vec<Spelling>>>);

#[derive(Debug)]
struct Spelling {
    text: Box<str>,
    rank: usize,
}

impl Clone for Index {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Index {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Index {}

/// What a text was understood as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known<'a> {
    /// The canonical word.
    pub canonical: &'a str,
    /// Place in the order of the list, from 0.
    pub rank: usize,
    /// Bytes of the folded text that the spelling takes; the rest is a note.
    pub length: usize,
}

/// Hands on the bytes of a text with capitals made small; mostly needs no memory for it.
fn with_small<T>(text: &str, see: impl FnOnce(&[u8]) -> T) -> T {
    let mut room = [0; 32];
    match room.get_mut(..text.len()) {
        Some(small) => {
            small.copy_from_slice(text.as_bytes());
            small.make_ascii_lowercase();
            see(small)
        }
        None => see(text.to_ascii_lowercase().as_bytes()),
    }
}

impl Terms {
    /// Words and whether the list is closed.
    pub fn new(terms: Vec<Term>, closed: bool) -> Self {
        Self { terms, closed, index: Index::default() }
    }

    /// Forgets what was made of the words before they were changed.
    pub fn refresh(&mut self) {
        self.index = Index::default();
    }

    /// The spellings that begin with the first byte of a text in small letters, in their order.
    fn beginning(&self, small: &[u8]) -> &[Spelling] {
        let place = |text: &[u8]| text.first().map_or(256, |&byte| usize::from(byte));
        let index = self.index.0.get_or_init(|| {
            let mut index: Vec<Vec<Spelling>> = Vec::new();
            index.resize_with(257, Vec::new);
            for (rank, term) in self.terms.iter().enumerate() {
                for spelling in &term.spellings {
                    if let Some(known) = index.get_mut(place(spelling.as_bytes())) {
                        known.push(Spelling { text: spelling.as_str().into(), rank });
                    }
                }
            }
            index
        });
        index.get(place(small)).map_or(&[], Vec::as_slice)
    }

    fn known(&self, spelling: &Spelling) -> Option<Known<'_>> {
        let term = self.terms.get(spelling.rank)?;
        Some(Known { canonical: &term.canonical, rank: spelling.rank, length: spelling.text.len() })
    }

    /// The term that a text is, exactly, after folding.
    pub fn exact(&self, text: &str) -> Option<Known<'_>> {
        let found = with_small(&fold_but_capitals(text), |small| {
            self.beginning(small).iter().find(|spelling| spelling.text.as_bytes() == small)
        });
        self.known(found?)
    }

    /// The term that a text is or begins with: `Accepted — Phase 6`, `Superseded by 3`. The
    /// longest spelling wins; it must end at the end of a word.
    pub fn leading(&self, text: &str) -> Option<Known<'_>> {
        let text = fold_but_capitals(text);
        let ends = |spelling: &Spelling| {
            let rest = text.get(spelling.text.len()..).unwrap_or_default();
            let ends = rest.chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '_')
                && !(rest.starts_with('-') && rest.chars().nth(1).is_some_and(char::is_alphanumeric));
            // `M`, `M: …`, but not `a new helper`: a letter before a word may be a word itself.
            let lone = spelling.text.chars().nth(1).is_some()
                || !rest.trim_start().starts_with(char::is_alphanumeric);
            ends && lone && !spelling.text.is_empty()
        };
        let best = with_small(&text, |small| {
            let near = self.beginning(small);
            // Most texts are the word and nothing else, and no spelling can be longer.
            let whole = near.iter().find(|spelling| spelling.text.as_bytes() == small && !small.is_empty());
            if whole.is_some() {
                return whole;
            }
            let mut best: Option<&Spelling> = None;
            for spelling in near {
                if small.starts_with(spelling.text.as_bytes())
                    && best.is_none_or(|best| spelling.text.len() > best.text.len())
                    && ends(spelling)
                {
                    best = Some(spelling);
                }
            }
            best
        });
        self.known(best?)
    }

    /// The one spelling that a text was most likely meant as: at most two letters away (one for
    /// words of up to four letters), with no other term as near. Returns the spelling.
    pub fn nearest(&self, text: &str) -> Option<&str> {
        let folded = fold(text);
        let letters = folded.chars().count();
        let reach = match letters {
            0..=2 => return None,
            3..=4 => 1,
            _ => 2,
        };
        let mut best: Option<(usize, usize, &str)> = None;
        let mut tied = false;
        for (rank, term) in self.terms.iter().enumerate() {
            for spelling in &term.spellings {
                let distance = strsim::osa_distance(&folded, spelling);
                if distance == 0 || distance > reach || spelling.chars().count() < 3 {
                    continue;
                }
                match best {
                    Some((least, other, _)) if distance == least => tied |= other != rank,
                    Some((least, _, _)) if distance > least => {}
                    _ => {
                        best = Some((distance, rank, spelling));
                        tied = false;
                    }
                }
            }
        }
        best.filter(|_| !tied).map(|(_, _, spelling)| spelling)
    }

    /// The spelling that a text surely was meant as: [`Self::nearest`], where a letter inside the word
    /// is left out, doubled or swapped with its neighbour, and in long words two of such. `modfiy` is
    /// misspelt; `removal`, `edits`, `server`, `Adapted` and `Inactive` are other words.
    pub fn misspelt(&self, text: &str) -> Option<&str> {
        let folded = fold(text);
        let known = self.nearest(&folded)?;
        let shared = folded.chars().zip(known.chars()).take_while(|(a, b)| a == b).count();
        let (written, meant) = (folded.chars().count(), known.chars().count());
        let letters = |word: &str| {
            let mut letters: Vec<char> = word.chars().collect();
            letters.sort_unstable();
            letters
        };
        // `edits`, `removal` and `modifies` differ from what is known in their ending alone.
        let last = folded.chars().last() == known.chars().last();
        let part = folded.contains(known) || known.contains(folded.as_ref());
        let ending = part || (shared + 1 >= written.min(meant) && !last);
        // Another letter in the place of one makes another word: `adopted` and `adapted`.
        let moved = strsim::osa_distance(&folded, known) == 1 && meant >= 4 && written != meant;
        let near = letters(&folded) == letters(known) || moved || (written.min(meant) >= 10 && last);
        (shared > 0 && !ending && near).then_some(known)
    }

    /// The place of a canonical word in the order.
    pub fn rank(&self, canonical: &str) -> Option<usize> {
        self.terms.iter().position(|term| term.canonical == canonical)
    }

    /// The canonical words, in order.
    pub fn canonical(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().map(|term| term.canonical.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms() -> Terms {
        let term = |canonical: &str, spellings: &[&str]| Term {
            canonical: canonical.to_owned(),
            spellings: spellings.iter().map(|&s| s.to_owned()).collect(),
        };
        Terms::new(
            vec![
                term("proposed", &["proposed", "draft"]),
                term("accepted", &["accepted", "approved"]),
                term("implemented", &["implemented", "done", "✅"]),
            ],
            true,
        )
    }

    #[test]
    fn a_compound_status_is_read_by_its_first_word() {
        let terms = terms();
        let read = |text| terms.leading(text).map(|known| known.canonical);
        assert_eq!(read("Accepted — Phase 6"), Some("accepted"));
        assert_eq!(read("✅ Done"), Some("implemented"));
        assert_eq!(read("✅"), Some("implemented"));
        assert_eq!(read("Acceptedish"), None);
        assert_eq!(read("done-ish"), None);
    }

    #[test]
    fn a_word_with_another_ending_is_not_misspelt() {
        let term =
            |canonical: &str| Term { canonical: canonical.to_owned(), spellings: vec![canonical.to_owned()] };
        let words = [
            "modify",
            "remove",
            "create",
            "update",
            "edit",
            "mid",
            "severe",
            "low",
            "high",
            "medium",
            "completed",
        ];
        let terms = Terms::new(words.map(term).into(), false);
        for (written, known) in [
            ("Modfiy", "modify"),
            ("modifiy", "modify"),
            ("udpate", "update"),
            ("craete", "create"),
            ("Hihg", "high"),
            ("lwo", "low"),
            ("Medum", "medium"),
            ("compelted", "completed"),
        ] {
            assert_eq!(terms.misspelt(written), Some(known), "{written}");
        }
        for other in [
            "removal", "edits", "edited", "mild", "server", "slow", "now", "updates", "creates", "medium",
            "mod", "sigh", "移动",
        ] {
            assert_eq!(terms.misspelt(other), None, "{other}");
        }
    }

    #[test]
    fn a_letter_is_a_word_only_where_it_stands_alone() {
        let term = |canonical: &str, spelling: &str| Term {
            canonical: canonical.to_owned(),
            spellings: vec![canonical.to_owned(), spelling.to_owned()],
        };
        let terms = Terms::new(vec![term("add", "a"), term("no", "n")], false);
        let read = |text| terms.leading(text).map(|known| known.canonical);
        assert_eq!(
            [read("A"), read("N (see D4)"), read("a: helper")],
            [Some("add"), Some("no"), Some("add")]
        );
        assert_eq!([read("a new helper"), read("n/a")], [None, Some("no")]);
    }

    #[test]
    fn only_near_words_are_suggested() {
        let terms = terms();
        assert_eq!(terms.nearest("Aproved"), Some("approved"));
        assert_eq!(terms.nearest("Ratified"), None);
        assert_eq!(terms.nearest("no"), None);
    }

    #[test]
    fn a_word_of_its_own_is_not_misspelt() {
        let mut terms = terms();
        terms
            .terms
            .push(Term { canonical: "active".into(), spellings: vec!["active".into(), "adopted".into()] });
        for (written, meant) in [
            ("Aproved", "approved"),
            ("Accpeted", "accepted"),
            ("Implmeneted", "implemented"),
            ("Propoosed", "proposed"),
        ] {
            assert_eq!(terms.misspelt(written), Some(meant), "{written}");
        }
        for own in [
            "Adapted",
            "Inactive",
            "Unapproved",
            "Accept",
            "Dine",
            "Proposer",
            "Implement",
            "Draught",
            "Actor",
        ] {
            assert_eq!(terms.misspelt(own), None, "{own}");
        }
    }
}
