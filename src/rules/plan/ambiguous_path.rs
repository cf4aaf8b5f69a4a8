//! DDR509.

use crate::model::paths::PathRef;
use crate::model::{Document, Entry, Plan, short};
use crate::rules::{Check, Report};
use crate::schema::fold;
use crate::source::Span;

rule! {
    /// Every row of a patch plan names its files one by one.
    ///
    /// ## Why
    /// `src/**/*.ts` means other files next week than it does today, and `a.py or b.py` has not been
    /// decided. Neither can be held against the change that carries the plan out.
    ///
    /// Named are globs, alternatives in braces, shortened paths (`src/…/a.py`), lists that go on
    /// (`a.py, etc.`), candidates (`a.py or b.py`), and cells such as `various files`. Several paths in
    /// one cell are fine, and so are file names that hold brackets (`[id].tsx`, `(group)/page.tsx`). It
    /// is never more than a hint, since a plan may mean it so.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Icons patch plan
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | `src/icons/*.tsx` | modify | icons.spec.tsx |
    /// ```
    /// ```markdown,passes
    /// # Icons patch plan
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | `src/icons/plus.tsx`, `src/icons/minus.tsx` | modify | icons.spec.tsx |
    /// ```
    "DDR509" "ambiguous-path" Hint Check::Plan(check)
}

fn check(plan: &Plan<'_>, document: &Document<'_>, report: &mut Report) {
    for entry in plan.entries.iter().filter(|entry| !entry.is_idle()) {
        if is_plain(entry) {
            continue;
        }
        if let Some((span, message)) = open_path(entry).or_else(|| open_cell(entry, &document.source.text)) {
            report.add(span, message).help("name each file, in this row or in rows of their own");
        }
    }
}

/// Whether the file cell is one path of letters, digits and single dots alone, as most are.
fn is_plain(entry: &Entry<'_>) -> bool {
    let ([path], Some(file)) = (entry.paths.as_slice(), &entry.file) else { return false };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-' | b'.');
    file.text == path.text
        && path.text.bytes().all(plain)
        && !path.text.as_bytes().windows(2).any(|pair| pair == b"..")
}

/// A path of a row that stands for several files.
fn open_path(entry: &Entry<'_>) -> Option<(Span, String)> {
    entry.paths.iter().find_map(|path| {
        let why = if path.text.contains('*') {
            "is a pattern"
        } else if is_alternative(&path.text) {
            "stands for several files"
        } else if path.text.contains('…') || path.text.split(['/', '\\']).any(|part| part == "...") {
            "is shortened"
        } else {
            return None;
        };
        Some((path.span, format!("{} {why}, so the row names no one file", short(&path.text, 80))))
    })
}

/// `src/{a,b}.ts`
fn is_alternative(path: &str) -> bool {
    path.split_once('{')
        .and_then(|(_, rest)| rest.split_once('}'))
        .is_some_and(|(inner, _)| inner.contains(','))
}

/// A file cell that leaves open which files it means.
fn open_cell(entry: &Entry<'_>, text: &str) -> Option<(Span, String)> {
    let file = entry.file.as_ref()?;
    let shown = short(&file.text, 60);
    if entry.paths.is_empty() {
        let folded = fold(&file.text);
        let first = folded.split(' ').next().unwrap_or_default();
        let vague = ["various", "multiple", "several", "many", "all", "misc", "misc.", "others", "other"];
        return vague.contains(&first).then(|| (file.span, format!("`{shown}` names no file")));
    }
    if entry.paths.windows(2).any(|pair| matches!(pair, [a, b] if is_choice(a, b, text))) {
        return Some((file.span, format!("`{shown}` leaves open which file is meant")));
    }
    let lower = file.text.trim_end_matches([')', '.', ' ']).to_lowercase();
    let goes_on = file.text.trim_end().ends_with(['…'])
        || file.text.trim_end().ends_with("...")
        || [" etc", ",etc", " and so on", " and others", " and more", " or similar", " or equivalent"]
            .iter()
            .any(|end| lower.ends_with(end));
    goes_on.then(|| (file.span, format!("`{shown}` goes on without naming the rest")))
}

/// Whether `or` stands between two paths.
fn is_choice(a: &PathRef, b: &PathRef, text: &str) -> bool {
    Span::new(a.span.end, b.span.start)
        .of(text)
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| word == "or")
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, silent};

    #[test]
    fn patterns_are_a_hint() {
        expect(
            &RULE,
            FREE,
            "# P\n\n| File | Op | Risk |\n|--|--|--|\n| a.py, `src/**/*.ts` | add | Low |\n         ^^^^^^^^^^^ hint: src/**/*.ts is a pattern, so the row names no one file\n| src/{a,b}.ts | add | Low |\n  ^^^^^^^^^^^^ hint: src/{a,b}.ts stands for several files, so the row names no one file\n| src/…/c.ts | add | Low |\n  ^^^^^^^^^^ hint: src/…/c.ts is shortened, so the row names no one file\n",
        );
    }

    #[test]
    fn cells_that_leave_files_open_are_a_hint() {
        expect(
            &RULE,
            FREE,
            "# P\n\n| File | Op | Risk |\n|--|--|--|\n| a.py or b.py | add | Low |\n  ^^^^^^^^^^^^ hint: `a.py or b.py` leaves open which file is meant\n| a.py, b.py, etc. | add | Low |\n  ^^^^^^^^^^^^^^^^ hint: `a.py, b.py, etc.` goes on without naming the rest\n| Various handlers | add | Low |\n  ^^^^^^^^^^^^^^^^ hint: `Various handlers` names no file\n| `x/d.py` … | add | Low |\n  ^^^^^^^^^^ hint: `x/d.py …` goes on without naming the rest\n",
        );
    }

    #[test]
    fn rows_that_name_their_files_are_silent() {
        silent(
            &RULE,
            FREE,
            &[
                // Several paths.
                "# P\n\n| File | Op | Risk |\n|--|--|--|\n| a.py + b.py | add | Low |\n| `a.ts` / `b.ts` | add | Low |\n| a.py and b.py | add | Low |\n| a.py → b.py | rename | Low |\n",
                // Brackets of frameworks, a name still to be made.
                "# P\n\n| File | Op | Risk |\n|--|--|--|\n| `app/[id]/page.tsx` | add | Low |\n| `app/(group)/page.tsx` | add | Low |\n| `routes/$param.ts` | add | Low |\n| `app/[...slug].tsx` | add | Low |\n| `src/{id}.ts` | add | Low |\n",
                // Emphasis, notes.
                "# P\n\n| File | Op | Risk |\n|--|--|--|\n| **a.py** | add | Low |\n| *b.py* (for now) | add | Low |\n| c.py (see d.py or the docs) | add | Low |\n",
                // Words that name something.
                "# P\n\n| File | Op | Risk |\n|--|--|--|\n| a.py | add | Low |\n| Load balancer rules | modify | Low |\n| b.py | add | Low |\n",
                // Nothing is done.
                "# P\n\n| File | Op | Risk |\n|--|--|--|\n| `src/*.ts` | no change | Low |\n| a.py or b.py | defer | Low |\n",
                // In another column.
                "# P\n\n| File | Op | Tests |\n|--|--|--|\n| a.py | add | `tests/*.py` or b.py, etc. |\n",
                "# P\n\n```\n| File | Op | Risk |\n|--|--|--|\n| src/*.ts | add | Low |\n```\n",
            ],
        );
    }
}
