//! DDR508.

use crate::diagnostic::Severity;
use crate::model::{Document, Entry};
use crate::project::{Found, Tree, normalise, row_path};
use crate::rules::{Check, Report};
use crate::source::Span;

rule! {
    /// Every path of a patch plan stays inside the project.
    ///
    /// ## Why
    /// A plan is carried out in one repository. A path that leads out of it means another file on every
    /// machine, or a file that no review of this repository will see.
    ///
    /// It is a warning where `..` leaves the project both from its root and from the plan's own folder,
    /// and for a drive (`C:\…`) or a network share. It is a hint where `..` leaves it from the root
    /// alone, and for a path that begins with `/` and is not found from the root either; rows that add
    /// a file are only named there where the path is one of the system's (`/etc/…`). Links lead from
    /// the plan's folder and are left alone, as are `~`, addresses and variables.
    ///
    /// ## Examples
    /// ```markdown,fails,path=docs/plan.md
    /// # Export patch plan
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | ../../other-project/src/csv.rs | modify | csv |
    /// ```
    /// ```markdown,passes,path=docs/plan.md
    /// # Export patch plan
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | ./src/csv.rs | modify | csv |
    /// | src/export/../json.rs | modify | json |
    /// ```
    "DDR508" "path-outside-project" Warning Check::Tree(check)
}

/// Folders that systems have at their root.
const SYSTEM: [&str; 10] = ["etc", "usr", "var", "opt", "home", "Users", "root", "tmp", "mnt", "private"];

fn check(document: &Document<'_>, tree: &Tree, report: &mut Report) {
    let text = &document.source.text;
    for (_, entry) in
        super::plans(document).flat_map(|(plan, _)| plan.entries.iter().map(move |entry| (plan, entry)))
    {
        if let Some((share, span)) = network_share(entry, text) {
            let message = format!("{share} lies on another machine");
            report.add(span, message).help("write paths from the root of the project");
            continue;
        }
        for path in &entry.paths {
            // What leads nowhere else begins with a letter and has no `..` and no `:` in it.
            let plain = path.text.starts_with(|c: char| c.is_ascii_alphanumeric())
                && !path.text.contains(':')
                && !path.text.contains("..");
            if plain {
                continue;
            }
            let before = text.get(..path.span.start).unwrap_or_default();
            let link = before.ends_with("](") || before.ends_with("](<");
            if !link && let Some(fault) = fault(&path.text, entry, document, tree) {
                let found = report.add(path.span, format!("{} {}", path.text, fault.message));
                found.severity(fault.severity).help(fault.help);
            }
        }
    }
}

/// What is wrong with a path.
struct Fault {
    severity: Severity,
    message: &'static str,
    help: String,
}

fn fault(path: &str, entry: &Entry<'_>, document: &Document<'_>, tree: &Tree) -> Option<Fault> {
    let help = || "write paths from the root of the project".to_owned();
    let slashed = path.replace('\\', "/");
    if slashed.starts_with(['$', '%', '{', '<', '~']) {
        return None;
    }
    let mut start = slashed.chars();
    if start.next().is_some_and(|c| c.is_ascii_alphabetic()) && start.as_str().starts_with(":/") {
        return Some(Fault {
            severity: Severity::Warning,
            message: "begins with a drive of one machine",
            help: help(),
        });
    }
    if let Some(inside) = slashed.strip_prefix('/') {
        let first = inside.split('/').next().unwrap_or_default();
        let added = entry.operation_word() == Some("add");
        let missing = tree.get(&row_path(path)?) == Found::Missing;
        let speaks = missing && (SYSTEM.contains(&first) || !added);
        let message = "begins with `/` and is not found from the root of the project";
        return speaks.then(|| Fault { severity: Severity::Hint, message, help: help() });
    }
    let leaves = |path: &str| path == ".." || path.starts_with("../");
    if !leaves(&normalise("", &slashed)?) {
        return None;
    }
    let folder = document.source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let local = normalise(folder, &slashed)?;
    if leaves(&local) {
        return Some(Fault {
            severity: Severity::Warning,
            message: "leads out of the project",
            help: help(),
        });
    }
    let help = format!("if it counts from the plan's folder, write `{local}`");
    Some(Fault { severity: Severity::Hint, message: "leads out of the project from its root", help })
}

/// A cell that begins with a share of a network, `\\server\share\file`. Outside code a backslash
/// before another is an escape, so the source is asked.
fn network_share<'t>(entry: &Entry<'_>, text: &'t str) -> Option<(&'t str, Span)> {
    let cell = entry.file.as_ref()?.span;
    let written = cell.of(text);
    let marks = written.len() - written.trim_start_matches('`').len();
    let inner = Span::new(cell.start + marks, cell.end.saturating_sub(marks));
    let share = inner.of(text).strip_prefix("\\\\")?;
    let named = share.split('\\').filter(|part| !part.is_empty()).count() > 1
        && share.starts_with(|c: char| c.is_alphanumeric())
        && !share.contains(char::is_whitespace);
    named.then(|| (inner.of(text), inner))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, Setting, expect, silent};

    #[test]
    fn dots_that_leave_the_project_are_a_warning() {
        expect(
            &RULE,
            FREE,
            "# P\n\n| File | Op | Risk |\n|--|--|--|\n| ../../../x/a.py, b.py | add | Low |\n  ^^^^^^^^^^^^^^^ warning: ../../../x/a.py leads out of the project\n| ../../src/c.py | add | Low |\n  ^^^^^^^^^^^^^^ hint: ../../src/c.py leads out of the project from its root\n",
        );
    }

    #[test]
    fn drives_and_shares_are_a_warning() {
        expect(
            &RULE,
            FREE,
            "# P\n\n| File | Op | Risk |\n|--|--|--|\n| `C:\\work\\a.py` | add | Low |\n   ^^^^^^^^^^^^ warning: C:\\work\\a.py begins with a drive of one machine\n| `\\\\server\\share\\a.py` | add | Low |\n   ^^^^^^^^^^^^^^^^^^^ warning: \\\\server\\share\\a.py lies on another machine\n| b.py | add | Low |\n",
        );
    }

    #[test]
    fn a_slash_at_the_start_is_tried_from_the_root() {
        let setting = Setting { files: &["src/a.py"], ..FREE };
        expect(
            &RULE,
            setting,
            "# P\n\n| File | Op | Risk |\n|--|--|--|\n| /src/a.py | modify | Low |\n| /src/b.py | modify | Low |\n  ^^^^^^^^^ hint: /src/b.py begins with `/` and is not found from the root of the project\n| /src/c.py | add | Low |\n| /etc/nginx/nginx.conf | add | Low |\n  ^^^^^^^^^^^^^^^^^^^^^ hint: /etc/nginx/nginx.conf begins with `/` and is not found from the root of the project\n",
        );
    }

    #[test]
    fn paths_inside_and_no_paths_are_silent() {
        silent(
            &RULE,
            FREE,
            &[
                "# P\n\n| File | Op | Risk |\n|--|--|--|\n| ./a/b.py | add | Low |\n| a/../b.py | add | Low |\n| a/..b/c.py | add | Low |\n| a/b...c.py | add | Low |\n",
                // Links lead from the plan's folder.
                "# P\n\n| File | Op | Risk |\n|--|--|--|\n| [the server](../../../x/server.py) | add | Low |\n| [a.py](../../a.py) | add | Low |\n| b.py | add | Low |\n",
                // Home, addresses, variables.
                "# P\n\n| File | Op | Risk |\n|--|--|--|\n| ~/.bashrc | add | Low |\n| https://example.org/a.py | add | Low |\n| `$HOME/a.py` | add | Low |\n| a.py | add | Low |\n| b.py | add | Low |\n| c.py | add | Low |\n| d.py | add | Low |\n",
                // Windows paths inside, a line number behind.
                "# P\n\n| File | Op | Risk |\n|--|--|--|\n| `src\\auth\\a.cs` | add | Low |\n| `src/a.py:12` | modify | Low |\n",
                // `..` in another column, in code, in prose.
                "# P\n\nSee ../../../x/a.py.\n\n| File | Op | Tests |\n|--|--|--|\n| a.py | add | ../../../x/test_a.py |\n",
                "# P\n\n```\n| File | Op | Risk |\n|--|--|--|\n| ../../../a.py | add | Low |\n```\n",
            ],
        );
    }
}
