//! Ids of decisions as words: `D1`, `DD-001`; what makes two of them the same, and of one shape.

use super::Member;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

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
    pub letters: Letters,
    /// Its number.
    pub number: u32,
}

/// The letters of an id. There are few, and ids are compared by the ten thousand, so they stand in place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Letters {
    /// ASCII capitals, then zeros.
    bytes: [u8; LETTERS],
}

impl Letters {
    /// No more than there may be, in ASCII.
    fn of(letters: &str) -> Self {
        let mut bytes = [0; LETTERS];
        for (place, byte) in bytes.iter_mut().zip(letters.bytes()) {
            *place = byte.to_ascii_uppercase();
        }
        Self { bytes }
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        let length = self.bytes.iter().take_while(|byte| **byte != 0).count();
        self.bytes.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

impl fmt::Display for Letters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Letters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// What ids of one kind have in common: the letters, and whether a dash follows.
pub type Shape = (Letters, bool);

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
        let letters = Letters::of(head);
        let shape = (letters, digits.len() < tail.len());
        Some((Self { letters, number: digits.parse().ok()? }, shape))
    }

    /// The ids from this one to another of the same letters, both included.
    pub fn up_to(&self, last: &Self) -> Vec<Self> {
        let long = last.number.saturating_sub(self.number) > RANGE;
        if self.letters != last.letters || long || last.number < self.number {
            return vec![self.clone(), last.clone()];
        }
        (self.number..=last.number).map(|number| Self { letters: self.letters, number }).collect()
    }
}

/// Places of a text that have the form of an id: capitals, perhaps a dash, digits.
pub(super) fn ids(text: &str) -> impl Iterator<Item = Span> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let digit = digit_from(bytes, at)?;
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

/// Where the first digit stands at or behind a place. Most text has none, so it is asked block by block,
/// which the compiler makes one comparison of many bytes.
pub(super) fn digit_from(bytes: &[u8], mut at: usize) -> Option<usize> {
    const BLOCK: usize = 32;
    while let Some(block) = bytes.get(at..at + BLOCK)
        && !block.iter().fold(false, |any, byte| any | byte.is_ascii_digit())
    {
        at += BLOCK;
    }
    Some(at + bytes.get(at..)?.iter().position(u8::is_ascii_digit)?)
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
            let Some(cell) = decision.id.as_ref().map(|id| id.text.as_str()) else { continue };
            if let Some((id, shape)) = Id::of(cell) {
                numbered.see(&id, shape);
                numbered.add(id, at);
                continue;
            }
            let cell = cell.to_uppercase();
            let read = |span: Span| Some((Id::of(span.of(&cell))?, span));
            let found: Vec<((Id, Shape), Span)> = ids(&cell).filter_map(read).collect();
            for ((id, shape), _) in &found {
                numbered.see(id, *shape);
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

    /// Takes note of the largest number of a shape.
    fn see(&mut self, id: &Id, shape: Shape) {
        let largest = self.shapes.entry(shape).or_default();
        *largest = id.number.max(*largest);
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
    fn ids_are_found_however_far_they_stand() {
        for before in [0, 15, 16, 17, 31, 32, 33, 100] {
            let text = format!("{}D12 é{}D3", "x ".repeat(before), "y".repeat(before));
            let found: Vec<&str> = ids(&text).map(|span| span.of(&text)).collect();
            assert_eq!(found, ["D12", "D3"], "{text}");
        }
    }

    #[test]
    fn an_id_is_letters_perhaps_a_dash_and_a_number() {
        let id = |word| Id::of(word).map(|(id, shape)| (id.letters.to_string(), id.number, shape.1));
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
