//! Pairing the things of two states: first by what is certain, then by what is likely.

use super::likeness::{Text, is_alike, likeness, pairs};
use super::words::Words;
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// How alike a thing must be that has lost its name.
pub const ALIKE: f32 = 0.6;
/// How alike a thing must be that has kept its name.
pub const KEPT: f32 = 0.5;
/// How alike a thing must be that is found in another document.
const ELSEWHERE: f32 = 0.75;
/// Of things with one name, so many are compared with each other.
const SAME_NAME: usize = 12;
/// Up to so many pairs, keys are compared one by one.
const FEW: usize = 64;

/// A thing to be found again.
#[derive(Debug, Clone, Default)]
pub struct Item {
    /// The pair of documents that it stands in.
    pub group: usize,
    /// Its id, folded.
    pub id: Option<String>,
    /// What tells things of one id apart, such as the operation of a plan row.
    pub kind: Option<String>,
    /// The words of its text.
    pub words: Words,
}

/// Which thing is which, by their numbers.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Pairing {
    /// In the order of the older state.
    pub pairs: Vec<(usize, usize)>,
    /// Of the older state, what is found nowhere.
    pub gone: Vec<usize>,
    /// Of the newer state, what was nowhere.
    pub come: Vec<usize>,
}

/// Pairs things that have an id and a text, such as decisions.
///
/// The same text under another id is the same thing, renumbered; the same id over a wholly other
/// text is taken for the same thing only when nothing else is like it.
pub fn by_id_and_text(before: &[Item], after: &[Item]) -> Pairing {
    let mut work = Matcher::new(before, after);
    work.by_key(|item| Some((item.group, item.id.as_deref(), &item.words)));
    work.by_key(|item| (!item.words.is_empty()).then_some((item.group, &item.words)));
    work.by_best(|item| Some((item.group, item.id.as_deref()?)), KEPT);
    work.by_likeness(ALIKE, |item| item.group);
    work.by_key(|item| (!item.words.is_empty()).then_some(&item.words));
    work.by_best(|item| Some((item.group, item.id.as_deref()?)), 0.0);
    work.by_likeness(ELSEWHERE, |_| 0);
    work.done()
}

/// Pairs things whose id is their name, such as risks by their titles.
pub fn by_name(before: &[Item], after: &[Item]) -> Pairing {
    let mut work = Matcher::new(before, after);
    work.by_best(|item| Some((item.group, item.id.as_deref()?)), 0.0);
    work.by_likeness(ALIKE, |item| item.group);
    work.by_best(|item| item.id.as_deref(), 0.0);
    work.by_likeness(ELSEWHERE, |_| 0);
    work.done()
}

/// What is still to be paired.
pub struct Matcher<'a> {
    before: &'a [Item],
    after: &'a [Item],
    /// The partner of each, once it is known.
    partner: Vec<Option<usize>>,
    taken: Vec<bool>,
    /// How many pairs there are.
    pairs: usize,
}

impl<'a> Matcher<'a> {
    /// Nothing is paired yet.
    pub fn new(before: &'a [Item], after: &'a [Item]) -> Self {
        Self { before, after, partner: vec![None; before.len()], taken: vec![false; after.len()], pairs: 0 }
    }

    fn take(&mut self, a: usize, b: usize) {
        if let (Some(partner), Some(taken)) = (self.partner.get_mut(a), self.taken.get_mut(b)) {
            *partner = Some(b);
            *taken = true;
            self.pairs += 1;
        }
    }

    /// Whether one side has nothing left to be paired, as is soon so where little changed.
    fn is_done(&self) -> bool {
        self.pairs >= self.before.len().min(self.after.len())
    }

    fn left_before(&self) -> impl Iterator<Item = (usize, &'a Item)> {
        self.before.iter().enumerate().filter(|(at, _)| self.partner.get(*at) == Some(&None))
    }

    fn left_after(&self) -> impl Iterator<Item = (usize, &'a Item)> {
        self.after.iter().enumerate().filter(|(at, _)| self.taken.get(*at) == Some(&false))
    }

    /// Pairs what has an equal key, in order.
    pub fn by_key<K: Eq + Hash>(&mut self, key: impl Fn(&'a Item) -> Option<K>) {
        if self.is_done() {
            return;
        }
        if self.before.len().saturating_mul(self.after.len()) <= FEW {
            return self.by_key_of_few(key);
        }
        let mut known: HashMap<K, VecDeque<usize>> = HashMap::new();
        for (at, item) in self.left_after() {
            if let Some(key) = key(item) {
                known.entry(key).or_default().push_back(at);
            }
        }
        let mut found = Vec::new();
        for (at, item) in self.left_before() {
            if let Some(other) = key(item).and_then(|key| known.get_mut(&key)?.pop_front()) {
                found.push((at, other));
            }
        }
        found.into_iter().for_each(|(a, b)| self.take(a, b));
    }

    /// The same, where comparing each with each costs less than finding a place for each key.
    fn by_key_of_few<K: Eq>(&mut self, key: impl Fn(&'a Item) -> Option<K>) {
        let mut others: Vec<(usize, K)> =
            self.left_after().filter_map(|(at, item)| Some((at, key(item)?))).collect();
        for (at, item) in self.left_before().collect::<Vec<_>>() {
            let Some(key) = key(item) else { continue };
            if let Some(found) = others.iter().position(|(_, other)| *other == key) {
                let (other, _) = others.remove(found);
                self.take(at, other);
            }
        }
    }

    /// Pairs what has an equal key and is at least so alike; of several with one key the most alike.
    pub fn by_best<K: Eq + Hash>(&mut self, key: impl Fn(&'a Item) -> Option<K>, threshold: f32) {
        if self.is_done() {
            return;
        }
        let mut known: HashMap<K, Vec<usize>> = HashMap::new();
        for (at, item) in self.left_after() {
            if let Some(key) = key(item) {
                known.entry(key).or_default().push(at);
            }
        }
        // Of one with one nobody asks how alike they are, only whether they are.
        let single = self.before.len() == 1 && self.after.len() == 1;
        let mut scored = Vec::new();
        for (at, item) in self.left_before() {
            let Some(others) = key(item).and_then(|key| known.get(&key)) else { continue };
            for (rank, &other) in others.iter().take(SAME_NAME).enumerate() {
                let Some(words) = self.after.get(other).map(|item| &item.words) else { continue };
                let alike = match single {
                    true => f32::from(is_alike(&item.words, words, threshold)),
                    false => likeness(&item.words, words),
                };
                if alike >= threshold {
                    scored.push((alike, at, rank, other));
                }
            }
        }
        scored.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
        for (_, a, _, b) in scored {
            if self.partner.get(a) == Some(&None) && self.taken.get(b) == Some(&false) {
                self.take(a, b);
            }
        }
        if threshold == 0.0 {
            // Very many of one name: what was not compared is taken in order.
            self.by_key(key);
        }
    }

    /// Pairs what has one of several keys in common, in order.
    pub fn by_shared<K: Eq + Hash>(&mut self, keys: impl Fn(&'a Item) -> Vec<K>) {
        if self.is_done() {
            return;
        }
        let mut known: HashMap<K, Vec<usize>> = HashMap::new();
        for (at, item) in self.left_after() {
            for key in keys(item) {
                known.entry(key).or_default().push(at);
            }
        }
        for (at, item) in self.left_before().collect::<Vec<_>>() {
            let free = |other: &usize| self.taken.get(*other) == Some(&false);
            let found = keys(item)
                .iter()
                .filter_map(|key| known.get(key))
                .find_map(|others| others.iter().take(SAME_NAME).copied().find(free));
            if let Some(other) = found {
                self.take(at, other);
            }
        }
    }

    /// Pairs what is at least so alike and of one group.
    pub fn by_likeness(&mut self, threshold: f32, group: impl Fn(&'a Item) -> usize) {
        if self.is_done() {
            return;
        }
        let text = |(at, item): (usize, &'a Item)| Text { at, group: group(item), words: &item.words };
        let before: Vec<Text<'_>> = self.left_before().map(text).collect();
        let after: Vec<Text<'_>> = self.left_after().map(text).collect();
        for (a, b) in pairs(&before, &after, threshold) {
            self.take(a, b);
        }
    }

    /// What was found.
    pub fn done(self) -> Pairing {
        let pairs = self.partner.iter().enumerate().filter_map(|(a, b)| Some((a, (*b)?))).collect();
        let gone = self.left_before().map(|(at, _)| at).collect();
        let come = self.left_after().map(|(at, _)| at).collect();
        Pairing { pairs, gone, come }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::words::words;

    fn items(list: &[(&str, &str)]) -> Vec<Item> {
        list.iter()
            .map(|(id, text)| Item { id: Some((*id).into()), words: words(text), ..Item::default() })
            .collect()
    }

    fn paired(before: &[(&str, &str)], after: &[(&str, &str)]) -> Vec<(usize, usize)> {
        by_id_and_text(&items(before), &items(after)).pairs
    }

    #[test]
    fn a_renumbering_is_seen_through() {
        let [a, b, c] = ["Keep sessions in Redis", "Retry with backoff", "Write logs as JSON"];
        assert_eq!(paired(&[("1", a), ("2", b)], &[("1", b), ("2", a)]), [(0, 1), (1, 0)]);
        let after =
            [("1", "Run one worker per core"), ("2", "Keep sessions in Redis forever"), ("3", b), ("4", c)];
        assert_eq!(paired(&[("1", a), ("2", b), ("3", c)], &after), [(0, 1), (1, 2), (2, 3)]);
    }

    #[test]
    fn an_id_alone_pairs_what_is_left() {
        assert_eq!(paired(&[("1", "Keep sessions")], &[("1", "Write logs as JSON")]), [(0, 0)]);
        let found = by_id_and_text(&items(&[("1", "Keep sessions")]), &items(&[("2", "Write logs")]));
        assert_eq!(found, Pairing { pairs: vec![], gone: vec![0], come: vec![0] });
    }

    #[test]
    fn of_many_with_one_name_each_is_taken_once() {
        let same: Vec<Item> = (0..2000)
            .map(|n| Item { id: Some("x".into()), words: words(&format!("w{n}")), ..Item::default() })
            .collect();
        let found = by_name(&same, &same);
        assert_eq!(found.pairs.len(), 2000);
        assert!(found.gone.is_empty() && found.come.is_empty());
    }
}
