//! Bytes of a file to a source, or to the diagnostic that says why not.

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Source, Span};
use std::io::{ErrorKind, Read};
use std::path::Path;

/// No document of this kind is larger; a file that is, is something else.
pub const LARGEST: u64 = 32 * 1024 * 1024;

/// Why a file could not be checked: the text as far as it goes, and what to say.
#[derive(Debug)]
pub struct Unread {
    /// The place that the diagnostic points at.
    pub source: Source,
    /// What to say.
    pub diagnostic: Diagnostic,
}

/// Reads a regular file. `inside` is the path that the source is known by.
pub fn file(path: &Path, inside: &str) -> Result<Source, Box<Unread>> {
    let refuse = |why: String| Err(refused(inside, why));
    // Asked first: opening a FIFO would wait for a writer that may never come.
    let metadata = match std::fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) => return refuse(reason(&error)),
    };
    if !metadata.is_file() {
        return refuse("it is not a regular file".to_owned());
    }
    if metadata.len() > LARGEST {
        return Err(over_limit(inside));
    }
    match std::fs::File::open(path) {
        Ok(file) => stream(file, metadata.len(), inside),
        Err(error) => refuse(reason(&error)),
    }
}

/// Reads standard input.
pub fn stdin(inside: &str) -> Result<Source, Box<Unread>> {
    stream(std::io::stdin().lock(), 0, inside)
}

/// Reads no more than the limit and one byte; a file may grow while it is read.
fn stream(input: impl Read, expected: u64, inside: &str) -> Result<Source, Box<Unread>> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected.min(LARGEST) + 1).unwrap_or_default());
    match input.take(LARGEST + 1).read_to_end(&mut bytes) {
        Ok(_) if bytes.len() as u64 > LARGEST => Err(over_limit(inside)),
        Ok(_) => self::bytes(bytes, inside),
        Err(error) => Err(unread(Source::new(inside, ""), Span::at(0), reason(&error))),
    }
}

/// The bytes as text.
pub fn bytes(bytes: Vec<u8>, inside: &str) -> Result<Source, Box<Unread>> {
    let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    if utf16 {
        let why = "it is UTF-16; save it as UTF-8".to_owned();
        return Err(unread(Source::new(inside, ""), Span::at(0), why));
    }
    String::from_utf8(bytes).map(|text| Source::new(inside, text)).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        let byte = bytes.get(at).copied().unwrap_or_default();
        // The text up to the end of the bad line is enough to show where it is.
        let end = bytes.iter().skip(at).position(|&byte| byte == b'\n').map_or(bytes.len(), |rest| at + rest);
        let text = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned();
        let source = Source::new(inside, text);
        let line = source.line(at);
        let why = format!("line {line} holds the byte 0x{byte:02X} at offset {at}, which is not UTF-8");
        unread(source, Span::at(at), why)
    })
}

/// What is said of a file that cannot be read at all.
pub fn refused(inside: &str, why: String) -> Box<Unread> {
    unread(Source::new(inside, ""), Span::at(0), why)
}

fn unread(source: Source, span: Span, why: String) -> Box<Unread> {
    let message = format!("the file cannot be read: {why}");
    let diagnostic = Diagnostic::new("DDR001", "unreadable-document", Severity::Error, span, message);
    Box::new(Unread { source, diagnostic })
}

/// What is said of a file that is larger than the limit.
pub fn over_limit(inside: &str) -> Box<Unread> {
    let message = "the file is larger than 32 MiB and was not read";
    let mut diagnostic = Diagnostic::new("DDR008", "over-limit", Severity::Error, Span::at(0), message);
    diagnostic.help("split the document, or leave the file out with `exclude` in ddr.yaml");
    Box::new(Unread { source: Source::new(inside, ""), diagnostic })
}

/// Why the system refused, in plain words and without its error number.
pub fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or_default().to_lowercase()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> (String, crate::source::Position) {
        let unread = super::bytes(bytes.to_vec(), "a.md").unwrap_err();
        (unread.diagnostic.message.clone(), unread.source.position(unread.diagnostic.span.start))
    }

    #[test]
    fn a_byte_that_is_no_text_is_named_with_its_place() {
        let (message, at) = refused(b"# T\n\nna\xefve\nmore \xff\n");
        assert_eq!(
            message,
            "the file cannot be read: line 3 holds the byte 0xEF at offset 7, which is not UTF-8"
        );
        assert_eq!((at.line, at.column, at.offset), (3, 3, 7));
    }

    #[test]
    fn utf_16_is_called_by_its_name() {
        for bytes in [b"\xff\xfe#\0", b"\xfe\xff\0#"] {
            assert_eq!(refused(bytes).0, "the file cannot be read: it is UTF-16; save it as UTF-8");
        }
    }

    #[test]
    fn text_is_kept_byte_for_byte() {
        let text = "\u{feff}# T\r\n\0x";
        assert_eq!(bytes(text.as_bytes().to_vec(), "a.md").unwrap().text, text);
    }

    #[test]
    fn a_stream_that_does_not_end_is_left_at_the_limit() {
        let unread = stream(std::io::repeat(b'x'), 0, "a.md").unwrap_err();
        assert_eq!(unread.diagnostic.code, "DDR008");
        assert!(unread.source.text.is_empty());
    }

    #[test]
    fn a_missing_file_and_a_folder_are_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        let message = |path: &Path| file(path, "a.md").unwrap_err().diagnostic.message;
        assert_eq!(message(&dir.path().join("no.md")), "the file cannot be read: there is no such file");
        assert_eq!(message(dir.path()), "the file cannot be read: it is not a regular file");
    }

    #[test]
    fn the_codes_belong_to_rules() {
        for (code, name) in [("DDR001", "unreadable-document"), ("DDR008", "over-limit")] {
            assert_eq!(crate::rules::find(code).map(|rule| rule.name), Some(name));
        }
    }
}
