//! Ids of decisions as words: `D1`, `DD-001`; what makes two of them the same, and of one shape.

use super::Member;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Letters of an id, at most.
const LETTERS: usize = 5;
/// Digits of an id, at most.
const DIGITS: usize = 4;
/// A range of more ids than this is none.
const RANGE: u32 = 100;

/// An id, whatever its dash and its zeros: `DD-01` and `DD1` are one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    /// Its letters, as capitals.
    pub letters: String,
    /// Its number.
    pub number: u32,
}

/// What ids of one kind have in common: the letters, and whether a dash follows.
pub type Shape = (String, bool);

impl Id {
    /// Reads a word that is an id and nothing else.
    pub fn of(word: &str) -> Option<(Self, Shape)> {
        let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (head, tail) = word.split_at_checked(letters)?;
        let digits = tail.strip_prefix('-').unwrap_or(tail);
        let fits = (1..=LETTERS).contains(&letters) && (1..=DIGITS).contains(&digits.len());
        if !fits || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let letters = head.to_ascii_uppercase();
        let shape = (letters.clone(), digits.len() < tail.len());
        Some((Self { letters, number: digits.parse().ok()? }, shape))
    }

    /// The ids from this one to another of the same letters, both included.
    pub fn up_to(&self, last: &Self) -> Vec<Self> {
        let long = last.number.saturating_sub(self.number) > RANGE;
        if self.letters != last.letters || long || last.number < self.number {
            return vec![self.clone(), last.clone()];
        }
        (self.number..=last.number).map(|number| Self { letters: self.letters.clone(), number }).collect()
    }
}

/// Places of a text that have the form of an id: capitals, perhaps a dash, digits.
pub(super) fn ids(text: &str) -> impl Iterator<Item = Span> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = bytes.get(at..)?;
            let digit = at + rest.iter().position(u8::is_ascii_digit)?;
            let end = digit + bytes.get(digit..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
            at = end;
            let before = bytes.get(..digit)?;
            let head = before.strip_suffix(b"-").unwrap_or(before);
            let letters = head.iter().rev().take_while(|byte| byte.is_ascii_uppercase()).count();
            if (1..=LETTERS).contains(&letters) && end - digit <= DIGITS {
                return Some(Span::new(head.len() - letters, end));
            }
        }
    })
}

/// The decisions of a record by id.
#[derive(Debug, Default)]
pub struct Numbered {
    /// The number of the decision; of two with one id the first. A cell may name several ids:
    /// `D4–D6`, `D1 (was D9)`.
    pub by_id: BTreeMap<Id, usize>,
    /// Ids that several decisions have.
    pub repeated: BTreeSet<Id>,
    /// The shapes that its ids have, each with the largest number.
    pub shapes: BTreeMap<Shape, u32>,
}

impl Numbered {
    /// Reads the ids of a document's decisions.
    pub fn of(member: &Member) -> Self {
        let mut numbered = Self::default();
        for (at, decision) in member.decisions.iter().enumerate() {
            let Some(cell) = decision.id.as_ref().map(|id| id.text.to_uppercase()) else { continue };
            let read = |span: Span| Some((Id::of(span.of(&cell))?, span));
            let found: Vec<((Id, Shape), Span)> = ids(&cell).filter_map(read).collect();
            for ((id, shape), _) in &found {
                let largest = numbered.shapes.entry(shape.clone()).or_default();
                *largest = id.number.max(*largest);
                numbered.add(id.clone(), at);
            }
            for pair in found.windows(2) {
                let [((first, _), before), ((last, _), after)] = pair else { continue };
                let between = cell.get(before.end..after.start).unwrap_or_default();
                if matches!(between.trim(), "-" | "–" | "—" | ".." | "…" | "TO") {
                    first.up_to(last).into_iter().for_each(|id| numbered.add(id, at));
                }
            }
        }
        numbered
    }

    fn add(&mut self, id: Id, decision: usize) {
        match self.by_id.get(&id) {
            Some(&known) if known != decision => {
                self.repeated.insert(id);
            }
            Some(_) => {}
            None => {
                self.by_id.insert(id, decision);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_letters_perhaps_a_dash_and_a_number() {
        let id = |word| Id::of(word).map(|(id, shape)| (id.letters, id.number, shape.1));
        assert_eq!(id("D1"), Some(("D".into(), 1, false)));
        assert_eq!(id("dd-001"), Some(("DD".into(), 1, true)));
        for none in ["1", "D", "D1a", "D-", "D12345", "LETTERS1", "é1", ""] {
            assert_eq!(id(none), None, "{none}");
        }
        let (first, last) = (Id::of("D2").unwrap().0, Id::of("D4").unwrap().0);
        assert_eq!(first.up_to(&last).len(), 3);
        assert_eq!(last.up_to(&first).len(), 2);
    }
}
