//! What a commit says to us in its message: `DDR-Plan: path` and `DDR-Ack: fingerprint reason`.
//!
//! git takes only the last paragraph of a message for trailers. A host that squashes a branch puts the
//! messages of its commits one below the other, so here a line counts wherever it stands in the body,
//! as long as it begins with the key. Lines that are indented go on with the one before them.

/// The trailers of one commit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trailers {
    /// Paths of the plans that it carries out.
    pub plans: Vec<String>,
    /// The weakenings that somebody stands up for.
    pub acks: Vec<Ack>,
}

impl Trailers {
    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.plans.is_empty() && self.acks.is_empty()
    }
}

/// An acknowledged change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ack {
    /// Which change.
    pub fingerprint: String,
    /// Why; may be empty.
    pub reason: String,
}

/// Reads a message. Its first line is the subject and holds none.
pub(super) fn read(message: &str) -> Trailers {
    let mut found = Trailers::default();
    let mut lines = message.lines().skip(1).peekable();
    while let Some(line) = lines.next() {
        let Some((key, value)) = line.split_once(':') else { continue };
        let plan = key.eq_ignore_ascii_case("DDR-Plan");
        if !plan && !key.eq_ignore_ascii_case("DDR-Ack") {
            continue;
        }
        let mut value = value.trim().to_owned();
        while let Some(more) = lines.next_if(|line| line.starts_with([' ', '\t']) && !line.trim().is_empty())
        {
            value.push(' ');
            value.push_str(more.trim());
        }
        let value = value.trim();
        if value.is_empty() {
            continue;
        }
        if plan {
            found.plans.push(value.to_owned());
        } else {
            let (fingerprint, reason) = value.split_once(char::is_whitespace).unwrap_or((value, ""));
            found.acks.push(Ack { fingerprint: fingerprint.to_owned(), reason: reason.trim().to_owned() });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn acks(message: &str) -> Vec<(String, String)> {
        read(message).acks.into_iter().map(|ack| (ack.fingerprint, ack.reason)).collect()
    }

    fn ack(fingerprint: &str, reason: &str) -> (String, String) {
        (fingerprint.to_owned(), reason.to_owned())
    }

    #[test]
    fn trailers_are_read_with_their_reasons() {
        let message = "Carry it out\n\nText.\n\nDDR-Plan: docs/plans/a b.md\nddr-ack: 12ab  the budget\n  was a guess\n\
                       DDR-Ack: 34cd\nSigned-off-by: A\n";
        assert_eq!(read(message).plans, ["docs/plans/a b.md"]);
        assert_eq!(acks(message), [ack("12ab", "the budget was a guess"), ack("34cd", "")]);
    }

    #[test]
    fn a_squashed_message_keeps_those_of_its_commits() {
        let message =
            "Add it (#12)\n\n* First\n\nDDR-Ack: 1 one\n\n* Second\n\nDDR-Ack: 2 two\n\nCo-authored-by: B";
        assert_eq!(acks(message), [ack("1", "one"), ack("2", "two")]);
    }

    #[test]
    fn talk_about_trailers_is_none() {
        assert!(read("DDR-Ack: 1 in the subject").is_empty());
        assert!(
            read("S\n\nWrite `DDR-Ack: 1` below.\n  DDR-Ack: 2 quoted\n> DDR-Plan: x\nDDR-Ack:\n").is_empty()
        );
    }
}
