//! Which of many texts is which of many others, where no name tells.
//!
//! Ten thousand texts against ten thousand are a hundred million pairs. Only texts that share a rare
//! word are compared, each with a few of the likeliest, so that time grows with the number of texts.

use super::ends::{Ends, ends};
use super::words::Words;
use similar::{Algorithm, capture_diff_slices, diff_ratio};
use std::collections::HashMap;

/// A word that stands in more texts than this tells nothing.
const COMMON: usize = 40;
/// With how many others a text is compared.
const CANDIDATES: usize = 4;
/// Up to so many pairs, every one is compared.
const FEW: usize = 2500;
/// Texts with so many letters in common are one text, whatever their words.
const LETTERS: f32 = 0.8;
/// Words and characters that are compared of one text.
const LONGEST: usize = 240;

/// A text to be found again.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// Whose number it has.
    pub at: usize,
    /// Only texts of one group are compared.
    pub group: usize,
    /// Its words.
    pub words: &'a Words,
}

/// How alike two texts are, from 0 to 1, by the words that carry meaning, in their order. Texts of
/// almost the same letters are alike too: `caching` and `cached` are other words.
pub fn likeness(a: &Words, b: &Words) -> f32 {
    if a == b || bounded(a).eq(bounded(b)) {
        return if a.is_empty() { 0.0 } else { 1.0 };
    }
    let (key_a, key_b) = (telling(a), telling(b));
    let by_words = ratio(&key_a, &key_b);
    // Two sentences of one language share half of their letters by chance, so letters decide only
    // between texts that share words too; and comparing them is dear.
    if !(0.3..LETTERS).contains(&by_words) {
        return by_words;
    }
    let letters = |words: &Words| -> Vec<char> { words.spaced().chars().take(LONGEST).collect() };
    let (a, b) = (letters(a), letters(b));
    let reach = 2.0 * (a.len().min(b.len()) as f32) / ((a.len() + b.len()) as f32);
    let by_letters = if reach >= LETTERS { ratio(&a, &b) } else { 0.0 };
    if by_letters >= LETTERS { by_letters } else { by_words }
}

/// Whether two texts are at least so alike.
pub fn is_alike(a: &Words, b: &Words, threshold: f32) -> bool {
    // Mostly a word or two became others, and what stands before the first of them is enough.
    let head = a.iter().zip(b.iter()).take(LONGEST).take_while(|(a, b)| a == b);
    let head = head.filter(|(word, _)| !is_stop(word)).count();
    let longest = (a.len() + b.len()) as f32;
    a.len().max(b.len()) <= LONGEST && 2.0 * (head as f32) >= threshold * longest.max(1.0)
        || likeness(a, b) >= threshold
}

fn bounded(words: &Words) -> impl Iterator<Item = &str> + Clone {
    words.iter().take(LONGEST)
}

fn ratio<T: Eq + std::hash::Hash>(a: &[T], b: &[T]) -> f32 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let Ends { head, tail, apart } = ends(a, b);
    if apart {
        return 2.0 * ((head + tail) as f32) / ((a.len() + b.len()) as f32);
    }
    diff_ratio(&capture_diff_slices(Algorithm::Myers, a, b), a.len(), b.len())
}

/// The words without those that every sentence has; all of them, where there are no others.
fn telling(words: &Words) -> Vec<&str> {
    let mut kept = Vec::with_capacity(words.len().min(LONGEST));
    kept.extend(bounded(words).filter(|word| !is_stop(word)));
    if kept.is_empty() { bounded(words).collect() } else { kept }
}

/// Whether a word stands in every sentence. Asked by length first, since most words are longer.
fn is_stop(word: &str) -> bool {
    match word.len() {
        1 => word == "a",
        2 => {
            matches!(
                word,
                "an" | "as"
                    | "at"
                    | "be"
                    | "by"
                    | "in"
                    | "is"
                    | "it"
                    | "of"
                    | "on"
                    | "or"
                    | "so"
                    | "to"
                    | "we"
            )
        }
        3 => matches!(
            word,
            "and" | "are" | "for" | "has" | "its" | "one" | "our" | "per" | "the" | "use" | "via"
        ),
        4 => matches!(word, "from" | "into" | "over" | "that" | "this" | "uses" | "with"),
        5 => word == "their",
        _ => false,
    }
}

/// Pairs texts that are at least so alike, the most alike first; each is taken once.
pub fn pairs(before: &[Text<'_>], after: &[Text<'_>], threshold: f32) -> Vec<(usize, usize)> {
    let mut scored = Vec::new();
    let mut score = |a: &Text<'_>, b: &Text<'_>| {
        let alike = likeness(a.words, b.words);
        if a.group == b.group && alike >= threshold {
            scored.push((alike, a.at, b.at));
        }
    };
    if before.len().saturating_mul(after.len()) <= FEW {
        for a in before {
            after.iter().for_each(|b| score(a, b));
        }
    } else {
        let index = index(after);
        for a in before {
            candidates(a, &index).into_iter().filter_map(|at| after.get(at)).for_each(|b| score(a, b));
        }
    }
    scored.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let (mut gone, mut come) = (std::collections::HashSet::new(), std::collections::HashSet::new());
    scored.retain(|&(_, a, b)| {
        let free = !gone.contains(&a) && !come.contains(&b);
        if free {
            gone.insert(a);
            come.insert(b);
        }
        free
    });
    scored.into_iter().map(|(_, a, b)| (a, b)).collect()
}

/// A word, or two that follow each other: in a long list of texts of one kind, every word is common.
type Key<'a> = (usize, &'a str, &'a str);

fn keys<'a>(text: &Text<'a>) -> impl Iterator<Item = Key<'a>> {
    let words = bounded(text.words);
    let group = text.group;
    let single = words.clone().map(move |word| (group, word, ""));
    let twos = words.clone().zip(words.skip(1));
    single.chain(twos.map(move |(one, two)| (group, one, two)))
}

/// For each key the texts that hold it.
fn index<'a>(texts: &[Text<'a>]) -> HashMap<Key<'a>, Vec<usize>> {
    let mut index: HashMap<Key<'a>, Vec<usize>> = HashMap::new();
    for (at, text) in texts.iter().enumerate() {
        for key in keys(text) {
            let holders = index.entry(key).or_default();
            if holders.last() != Some(&at) && holders.len() <= COMMON {
                holders.push(at);
            }
        }
    }
    index
}

/// The texts that share most rare keys with one.
fn candidates(text: &Text<'_>, index: &HashMap<Key<'_>, Vec<usize>>) -> Vec<usize> {
    let mut shared: HashMap<usize, usize> = HashMap::new();
    for key in keys(text) {
        for at in index.get(&key).filter(|holders| holders.len() <= COMMON).into_iter().flatten() {
            *shared.entry(*at).or_default() += 1;
        }
    }
    let mut found: Vec<(usize, usize)> = shared.into_iter().map(|(at, keys)| (keys, at)).collect();
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    found.into_iter().take(CANDIDATES).map(|(_, at)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::words::words;
    use proptest::prelude::*;

    #[test]
    fn reworded_sentences_are_alike_and_others_are_not() {
        let alike = |a: &str, b: &str| likeness(&words(a), &words(b));
        for (a, b) in [
            (
                "Store sessions in Redis with a TTL of one hour",
                "Store sessions in Redis with a TTL of two hours",
            ),
            ("Cache rendered pages for five minutes", "Cache every rendered page for five minutes"),
            ("All writes go through the queue", "Writes go through the queue"),
        ] {
            assert!(alike(a, b) >= 0.5, "{a} | {b}: {}", alike(a, b));
        }
        for (a, b) in [
            ("Use Redis for the cache", "Use Postgres for the queue"),
            ("Retry failed calls with backoff", "Write logs as JSON to stdout"),
            ("The team is new to this", "The disk is full by then"),
        ] {
            assert!(alike(a, b) < 0.5, "{a} | {b}: {}", alike(a, b));
        }
    }

    #[test]
    fn words_of_every_sentence_tell_nothing_unless_there_are_no_others() {
        assert_eq!(telling(&words("one of the queues is for their logs, and use of it")), ["queues", "logs"]);
        assert_eq!(telling(&words("one of the")), ["one", "of", "the"]);
    }

    proptest! {
        #[test]
        fn asking_for_a_bound_is_asking_how_alike(a in "([ab] |the |of ){0,12}", b in "([ac] |the |of ){0,12}", tenths in 1u8..10) {
            let (a, b, bound) = (words(&a), words(&b), f32::from(tenths) / 10.0);
            prop_assert_eq!(is_alike(&a, &b, bound), likeness(&a, &b) >= bound);
        }

        #[test]
        fn looking_at_both_ends_counts_as_a_comparison_does(a in "[ab]{0,9}[a-d]{0,4}[ab]{0,9}", b in "[ab]{0,9}[c-f]{0,4}[ab]{0,9}") {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            let whole = diff_ratio(&capture_diff_slices(Algorithm::Myers, &a, &b), a.len(), b.len());
            let whole = if a.is_empty() || b.is_empty() { 0.0 } else { whole };
            prop_assert!((ratio(&a, &b) - whole).abs() < f32::EPSILON);
        }
    }

    #[test]
    fn many_texts_are_paired_as_few_are() {
        let texts: Vec<Words> =
            (0..3000).map(|n| words(&format!("store key{n} in shard{} of region{n}", n % 7))).collect();
        let changed: Vec<Words> =
            (0..3000).rev().map(|n| words(&format!("keep key{n} in shard{} of region{n}", n % 7))).collect();
        let list = |texts: &'static [Words]| -> Vec<Text<'static>> {
            texts.iter().enumerate().map(|(at, words)| Text { at, group: 0, words }).collect()
        };
        let found = pairs(&list(texts.leak()), &list(changed.leak()), 0.6);
        assert_eq!(found.len(), 3000);
        assert!(found.iter().all(|(a, b)| a + b == 2999));
    }
}
