//! A baseline as a file: JSON with one entry per line, so that a diff of it reads well and two branches
//! that drop different entries merge.

use super::written;
use crate::check::baseline::File;
use std::fmt::Write as _;

/// The text of the file.
pub fn text(file: &File) -> Result<String, serde_json::Error> {
    let mut out = format!("{{\n  \"version\": {},\n  \"entries\": [", file.version);
    for (at, entry) in file.entries.iter().enumerate() {
        let comma = if at > 0 { "," } else { "" };
        // Writing into a string cannot fail.
        let _ = write!(out, "{comma}\n    {}", written::line(entry)?);
    }
    let close = if file.entries.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" };
    Ok(out + close)
}

/// The JSON Schema of the file, as a text that ends with a newline.
pub fn json_schema() -> String {
    super::schema_text::<File>("ddr lint --write-baseline")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::baseline::{Baseline, Entry};

    #[test]
    fn each_entry_is_a_line_and_nothing_acts_on_a_terminal() {
        let entry = |path: &str, count| Entry {
            path: path.to_owned(),
            rule: "phase-gap".to_owned(),
            fingerprint: "0123456789abcdef".to_owned(),
            count,
            message: "\u{1b}[31m \u{202e}\n\"x\"".to_owned(),
        };
        let file = Baseline::new(vec![entry("b.md", 2), entry("a.md", 1)]).file();
        let text = text(&file).unwrap();
        assert_eq!(
            text,
            "{\n  \"version\": 1,\n  \"entries\": [\n    {\"path\":\"a.md\",\"rule\":\"phase-gap\",\
             \"fingerprint\":\"0123456789abcdef\",\"message\":\"\\u001b[31m \\u202e\\n\\\"x\\\"\"},\n    \
             {\"path\":\"b.md\",\"rule\":\"phase-gap\",\"fingerprint\":\"0123456789abcdef\",\"count\":2,\
             \"message\":\"\\u001b[31m \\u202e\\n\\\"x\\\"\"}\n  ]\n}\n"
        );
        assert_eq!(Baseline::read(&text).unwrap().entries, file.entries);
        assert_eq!(
            super::text(&Baseline::default().file()).unwrap(),
            "{\n  \"version\": 1,\n  \"entries\": []\n}\n"
        );
    }
}
