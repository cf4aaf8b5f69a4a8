//! A limit on nesting, told before parsing: the parser takes quadratic time on text that opens a
//! hundred thousand lists.

/// Lists and quotes may be nested this deep.
pub const MAX_DEPTH: usize = 100;

/// Byte offset of the first line whose lists and quotes are nested deeper than [`MAX_DEPTH`].
pub fn too_deep(text: &str) -> Option<usize> {
    if !may_be_deep(text.as_bytes()) {
        return None;
    }
    let mut open: Vec<usize> = Vec::new();
    let mut columns = Vec::new();
    let mut offset = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1).chain([text.len()]);
    for end in ends {
        let line = text.get(offset..end).unwrap_or_default();
        if markers(line, &mut columns) {
            for &column in &columns {
                while open.last().is_some_and(|&outer| outer >= column) {
                    open.pop();
                }
                open.push(column);
            }
            if open.len() > MAX_DEPTH {
                return Some(offset);
            }
        }
        offset = end;
    }
    None
}

/// The quick question: what is nested so deep stands behind as many blanks and markers on its line,
/// so that one byte of every so many must be one of them, and its neighbours too.
fn may_be_deep(bytes: &[u8]) -> bool {
    let opens =
        |byte: &&u8| matches!(**byte, b' ' | b'\t' | b'>' | b'-' | b'+' | b'*' | b'.' | b')' | b'0'..=b'9');
    (0..bytes.len()).step_by(MAX_DEPTH).any(|at| {
        let (before, after) = bytes.split_at_checked(at).unwrap_or_default();
        let behind = after.iter().take_while(opens).count();
        behind > 0 && behind + before.iter().rev().take_while(opens).count() >= MAX_DEPTH
    })
}

/// Puts the columns of the container markers at the start of a line into `columns`; false where
/// there are none, as on most lines.
fn markers(line: &str, columns: &mut Vec<usize>) -> bool {
    let bytes = line.as_bytes();
    let Some(first) = bytes.iter().position(|b| !matches!(b, b' ' | b'\t')) else { return false };
    let marked = matches!(bytes.get(first), Some(b'>' | b'-' | b'+' | b'*' | b'0'..=b'9'));
    if !marked || is_break(line) {
        return false;
    }
    columns.clear();
    let mut at = first;
    while let Some(&byte) = bytes.get(at) {
        let end = match byte {
            b' ' | b'\t' => {
                at += 1;
                continue;
            }
            b'>' => at + 1,
            b'-' | b'+' | b'*' => at + 1,
            b'0'..=b'9' => {
                let digits = bytes.iter().skip(at).take_while(|b| b.is_ascii_digit()).count();
                if digits > 9 || !matches!(bytes.get(at + digits), Some(b'.' | b')')) {
                    break;
                }
                at + digits + 1
            }
            _ => break,
        };
        if byte != b'>' && !matches!(bytes.get(end), Some(b' ' | b'\t' | b'\n' | b'\r') | None) {
            break;
        }
        columns.push(at);
        at = end;
    }
    !columns.is_empty()
}

/// Whether a line is a thematic break such as `- - - -`.
fn is_break(line: &str) -> bool {
    // Nearly no line that begins with a marker holds the same mark three times and nothing else.
    if !line.trim_end().ends_with(['-', '*']) {
        return false;
    }
    let mut marks = line.chars().filter(|c| !c.is_whitespace());
    marks.next().is_some_and(|first| matches!(first, '-' | '*') && marks.all(|c| c == first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_nesting_counts() {
        assert_eq!(too_deep(&"- item\n".repeat(1000)), None);
        assert_eq!(too_deep(&"> quote\n".repeat(1000)), None);
        assert_eq!(too_deep(&format!("{}\n", "- ".repeat(500))), None);
        assert_eq!(too_deep(&format!("text\n{}x\n", "- ".repeat(101))), Some(5));
        assert_eq!(too_deep(&format!("{}x\n", ">".repeat(101))), Some(0));
        let steps: String = (0..120).map(|i| format!("{}- x\n", "  ".repeat(i))).collect();
        assert!(too_deep(&steps).is_some());
        assert_eq!(too_deep(&format!("{}- x\n", " ".repeat(400))), None);
    }
}
