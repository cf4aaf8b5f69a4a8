//! What commits say about themselves.

use super::{Git, Oid, Refused, Trailers, trailers};

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub oid: Oid,
    /// When its author made it: date, time and the author's own offset from UTC, as ISO 8601 has it.
    /// The first ten characters are the author's day, wherever the reader is.
    pub date: String,
    /// The same moment in seconds since 1970, for comparing.
    pub seconds: i64,
    /// The first line of its message.
    pub subject: String,
    /// What it says to us.
    pub trailers: Trailers,
}

/// Pieces of one commit, a NUL behind each.
const FORMAT: &str = "--format=%H%x00%at%x00%aI%x00%s%x00%B";
pub(super) const PIECES: usize = 5;

impl Git {
    /// The commits of a range, newest first: those of `head` that `base` does not have.
    pub fn commits(&self, base: Option<&Oid>, head: &Oid) -> Result<Vec<Commit>, Refused> {
        let without = base.map(|base| format!("^{base}"));
        let mut range = vec![head.as_str()];
        range.extend(without.as_deref());
        range.push("--");
        Ok(read(&self.ask(&["log", "-z", "--topo-order", "--no-color", FORMAT], &range)?))
    }

    /// The commits of a range that have a trailer for us, newest first.
    pub fn trailers(&self, base: Option<&Oid>, head: &Oid) -> Result<Vec<Commit>, Refused> {
        let mut commits = self.commits(base, head)?;
        commits.retain(|commit| !commit.trailers.is_empty());
        Ok(commits)
    }

    /// What some commits say, in the order of their ids.
    pub fn describe(&self, oids: &[Oid]) -> Result<Vec<Commit>, Refused> {
        if oids.is_empty() {
            return Ok(Vec::new());
        }
        let asked: String = oids.iter().map(|oid| format!("{oid}\n")).collect();
        let log = ["log", "-z", "--no-walk=unsorted", "--no-color", FORMAT, "--stdin"];
        Ok(read(&self.ask_about(&log, &asked)?))
    }
}

pub(super) fn read(answer: &[u8]) -> Vec<Commit> {
    let pieces: Vec<&[u8]> = answer.split(|&byte| byte == 0).collect();
    pieces.chunks_exact(PIECES).filter_map(one).collect()
}

/// One commit from its pieces.
pub(super) fn one<P: AsRef<[u8]>>(pieces: &[P]) -> Option<Commit> {
    let [oid, seconds, date, subject, message] = pieces else { return None };
    let text = |piece: &P| String::from_utf8_lossy(piece.as_ref()).into_owned();
    Some(Commit {
        oid: Oid::read(oid.as_ref())?,
        date: text(date).replace('Z', "+00:00"),
        seconds: text(seconds).parse().ok()?,
        subject: text(subject),
        trailers: trailers::read(&text(message)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_are_taken_apart() {
        let oid = "78981922613b2afb6025042ff6bd878ac1994e85";
        let answer = format!(
            "{oid}\x001740790800\x002025-03-01T10:00:00+09:00\x00Subject\x00Subject\n\nDDR-Plan: p.md\n\x00\
             {oid}\x001740790801\x002025-03-01T01:00:01Z\x00\x00\x00"
        );
        let found = read(answer.as_bytes());
        let dates: Vec<(&str, i64)> =
            found.iter().map(|commit| (commit.date.as_str(), commit.seconds)).collect();
        let wanted =
            [("2025-03-01T10:00:00+09:00", 1_740_790_800), ("2025-03-01T01:00:01+00:00", 1_740_790_801)];
        assert_eq!(dates, wanted);
        assert_eq!(found.first().unwrap().trailers.plans, ["p.md"]);
        assert_eq!(found.last().unwrap().subject, "");
    }
}
