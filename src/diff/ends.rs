//! What two lists have in common at both ends. From one state of a text to the next mostly one word became
//! another, and then that says all.

/// Up to so many pairs, it is seen one by one that nothing between the ends is in both lists.
const ONE_BY_ONE: usize = 64;

/// The ends that two lists share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ends {
    /// How many items they begin with.
    pub(super) head: usize,
    /// How many of the others they end with.
    pub(super) tail: usize,
    /// Whether between them stands nothing that is in both; false also where that takes long to see.
    pub(super) apart: bool,
}

/// Compares both ends.
pub(super) fn ends<T: Eq>(a: &[T], b: &[T]) -> Ends {
    let head = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (old, new) = (a.get(head..).unwrap_or_default(), b.get(head..).unwrap_or_default());
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let [old, new] = [old, new].map(|rest| rest.get(..rest.len() - tail).unwrap_or_default());
    let few = old.len().saturating_mul(new.len()) <= ONE_BY_ONE;
    let apart = few && !old.iter().any(|one| new.contains(one));
    Ends { head, tail, apart }
}
