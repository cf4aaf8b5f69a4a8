//! Words and sentences that the generated documents are made of.

use super::random::Random;

const SUBJECTS: &[&str] = &[
    "The importer",
    "Each region",
    "A stale replica",
    "The checkout page",
    "Every consumer",
    "The nightly export",
    "One writer",
    "The mobile client",
    "A failed upload",
    "The on-call engineer",
    "The parser",
    "Our oldest tenant",
];
const VERBS: &[&str] = &[
    "keeps",
    "reads",
    "loses",
    "confirms",
    "retries",
    "rejects",
    "forwards",
    "counts",
    "caches",
    "renames",
    "waits for",
    "compares",
];
const OBJECTS: &[&str] = &[
    "the settlement file",
    "its own cursor",
    "two versions of the form",
    "the `device_id` column",
    "half of the queue",
    "signed receipts",
    "the **billing** view",
    "rows older than a month",
    "the [shared index](https://example.org/index)",
    "thumbnails & previews",
    "any naïve timestamp",
    "a batch of 500 events",
];
const TAILS: &[&str] = &[
    "until the lease runs out",
    "before the page is drawn",
    "while the other side is down",
    "in less than 40 ms",
    "without asking the *primary* again",
    "as the contract with the bank demands",
    "although nobody looks at it",
    "when the clock jumps backwards",
    "so that a replay stays harmless",
    "because support has to explain it",
];
const PLAIN: &[&str] = &[
    "queue", "cursor", "lease", "ledger", "cache", "region", "export", "tenant", "receipt", "index", "batch",
    "schema",
];
const ADJECTIVES: &[&str] =
    &["slow", "shared", "signed", "nightly", "hot", "empty", "regional", "stale", "large", "trusted"];

/// A sentence with a little markup in it, as people write.
pub fn sentence(r: &mut Random) -> String {
    format!("{} {} {} {}.", r.pick(SUBJECTS), r.pick(VERBS), r.pick(OBJECTS), r.pick(TAILS))
}

/// Several sentences, wrapped at about a hundred columns as editors do.
pub fn paragraph(r: &mut Random, sentences: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for _ in 0..sentences {
        for word in sentence(r).split(' ') {
            if column + word.len() > 100 {
                out.push('\n');
                column = 0;
            } else if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
            column += word.len() + 1;
        }
    }
    out
}

/// Plain words without markup, for titles and names.
pub fn phrase(r: &mut Random) -> String {
    format!("{} {}", r.pick(ADJECTIVES), r.pick(PLAIN))
}

/// Text for a summary, and how many words it has under every way of counting.
pub fn counted(r: &mut Random) -> (String, usize) {
    let mut words = Vec::new();
    for _ in 0..r.between(3, 6) {
        words.extend(["every", "change", "of", "the"]);
        words.extend([r.pick(ADJECTIVES), r.pick(PLAIN), "goes", "through", "one"]);
        words.extend([r.pick(ADJECTIVES), r.pick(PLAIN)]);
    }
    (words.join(" "), words.len())
}
