//! Changes in git's raw form: `:MODE MODE OID OID STATUS`, then one path or two, each behind a NUL.

use super::Oid;

/// One changed path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Raw {
    /// What happened: `A`, `D`, `M`, `R`, `T`, `U`.
    pub(super) status: u8,
    /// How much two contents are alike, in percent; for renames.
    pub(super) similarity: u8,
    /// Before: mode and content, where there was a file.
    pub(super) old: (u32, Option<Oid>),
    /// After.
    pub(super) new: (u32, Option<Oid>),
    /// The path after, or of what is gone.
    pub(super) path: Vec<u8>,
    /// The path before, where it was another.
    pub(super) from: Option<Vec<u8>>,
}

impl Raw {
    /// Reads one change; `next` gives the paths behind its head.
    pub(super) fn read<E>(
        head: &[u8],
        mut next: impl FnMut() -> Result<Option<Vec<u8>>, E>,
    ) -> Result<Option<Self>, E> {
        let Some(head) = Head::read(head) else { return Ok(None) };
        let Some(first) = next()? else { return Ok(None) };
        let second = if matches!(head.status, b'R' | b'C') { next()? } else { None };
        let (path, from) = match second {
            Some(path) => (path, Some(first)),
            None => (first, None),
        };
        Ok(Some(Self {
            status: head.status,
            similarity: head.similarity,
            old: head.old,
            new: head.new,
            path,
            from,
        }))
    }
}

struct Head {
    status: u8,
    similarity: u8,
    old: (u32, Option<Oid>),
    new: (u32, Option<Oid>),
}

impl Head {
    fn read(head: &[u8]) -> Option<Self> {
        let head = head.strip_prefix(b"\n").unwrap_or(head).strip_prefix(b":")?;
        let words: Vec<&[u8]> = head.split(|&byte| byte == b' ').collect();
        let &[old_mode, new_mode, old, new, status] = words.as_slice() else { return None };
        let (&status, similarity) = status.split_first()?;
        let similarity = std::str::from_utf8(similarity).ok()?.parse().unwrap_or_default();
        Some(Self {
            status,
            similarity,
            old: (mode(old_mode)?, Oid::read(old)),
            new: (mode(new_mode)?, Oid::read(new)),
        })
    }
}

/// The mode of an entry, written in octal digits.
pub(super) fn mode(digits: &[u8]) -> Option<u32> {
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok()
}

/// Every change of an answer that is here as a whole.
pub(super) fn all(answer: &[u8]) -> Vec<Raw> {
    let mut pieces = answer.split(|&byte| byte == 0);
    let mut found = Vec::new();
    while let Some(head) = pieces.next() {
        let raw = Raw::read(head, || Ok::<_, std::convert::Infallible>(pieces.next().map(<[u8]>::to_vec)));
        let Ok(raw) = raw;
        found.extend(raw);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "78981922613b2afb6025042ff6bd878ac1994e85";
    const NONE: &str = "0000000000000000000000000000000000000000";

    #[test]
    fn changes_are_taken_apart_whatever_their_paths_hold() {
        let answer = format!(
            ":100644 000000 {A} {NONE} D\0:a\nb\0:100644 100755 {A} {A} R087\0\"x\" y\0:z\0\
             :000000 120000 {NONE} {A} A\0\u{e9}\0"
        );
        let found = all(answer.as_bytes());
        let seen: Vec<(char, u8, &[u8])> =
            found.iter().map(|raw| (char::from(raw.status), raw.similarity, raw.path.as_slice())).collect();
        assert_eq!(seen, [('D', 0, &b":a\nb"[..]), ('R', 87, b":z"), ('A', 0, "\u{e9}".as_bytes())]);
        let renamed = found.get(1).unwrap();
        assert_eq!(renamed.from.as_deref(), Some(&b"\"x\" y"[..]));
        assert_eq!((renamed.old.0, renamed.new.0), (0o100_644, 0o100_755));
        assert_eq!(found.first().unwrap().new, (0, None));
    }

    #[test]
    fn what_is_no_change_is_passed_over() {
        assert_eq!(all(b""), Vec::new());
        assert_eq!(all(b"warning\0:1 2 3\0"), Vec::new());
    }
}
